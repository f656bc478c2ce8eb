"""Reading the files users have into elections and mayors."""

from __future__ import annotations

from kkr_allocation.readers.mayors import read_mayors
from kkr_allocation.readers.votes import read_votes

__all__ = ["read_mayors", "read_votes"]
