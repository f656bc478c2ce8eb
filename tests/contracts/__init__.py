"""Tests by purpose: contracts."""
