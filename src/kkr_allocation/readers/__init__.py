"""The files users have."""
