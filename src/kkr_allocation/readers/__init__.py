"""Reading the files users have into elections and mayors."""

from __future__ import annotations

from kkr_allocation.readers.votes import read_mayors, read_votes

__all__ = ["read_mayors", "read_votes"]
