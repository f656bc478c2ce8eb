"""Tests by purpose: properties."""
