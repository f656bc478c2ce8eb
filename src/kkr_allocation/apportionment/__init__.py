"""Arithmetic of seats: knows nothing of KKR, of pandas, or of files."""
