"""Tests by purpose: golden."""
