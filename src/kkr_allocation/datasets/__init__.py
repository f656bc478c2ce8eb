"""Bundled facts, each with its source."""
