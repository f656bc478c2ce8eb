"""Tests by purpose; see CONTRIBUTING."""
