"""Hypothesis where it is installed, and words where it is not."""

from kkr_allocation.extras import of_extra

with of_extra("test"):
    from hypothesis import assume
    from hypothesis import strategies as st

__all__ = ["assume", "st"]
