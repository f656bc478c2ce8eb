"""Tests by purpose: differential."""
