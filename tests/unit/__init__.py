"""Tests by purpose: unit."""
