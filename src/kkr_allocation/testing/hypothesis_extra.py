"""Hypothesis where it is installed, and words where it is not."""

from kkr_allocation.errors import KkrAllocationError

try:
    from hypothesis import assume
    from hypothesis import strategies as st
except ImportError:
    raise KkrAllocationError(
        "the strategies need Hypothesis, which is not installed",
        why="it is used for tests only, and so is an extra",
        do="Run pip install kkr-allocation[test]",
    ) from None

__all__ = ["assume", "st"]
