"""All ways to form alliances: the set partitions of the lists, in a fixed order.

A structure is a row of alliances, each a bit mask of lists, numbered by their first list. The
order is lexicographic in the number of the alliance each list joins: all lists in one alliance
come first, no alliance at all comes last.
"""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from attrs import frozen

from kkr_allocation.errors import InvalidInputError
from kkr_allocation.inputs import known_names

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from kkr_allocation.apportionment.alliances import Alliance

__all__ = [
    "MOST_LISTS",
    "Chunk",
    "Structures",
    "check_votes",
    "free_lists",
    "masks_apart",
    "members",
    "subsets",
]

MOST_LISTS = 13
_CHUNK = 30_000
Chunk: TypeAlias = "tuple[NDArray[np.int16], NDArray[np.int64]]"
"""Masks (structures, lists), zero where there are fewer alliances, and how many there are."""


@cache
def _completions(alliances: int, lists: int) -> int:
    """Return in how many ways so many more lists can join or be added to so many alliances."""
    if not lists:
        return 1
    joined = alliances * _completions(alliances, lists - 1) if alliances else 0
    return joined + _completions(alliances + 1, lists - 1)


@frozen
class Structures:
    """The set partitions of some lists, without those that join a forbidden pair.

    Parameters
    ----------
    lists : int
        How many lists, at most 13.
    apart : tuple of int
        For each list the bit mask of the earlier lists it never joins.
    """

    lists: int
    apart: tuple[int, ...]

    def chunks(self) -> list[Chunk]:
        """Return beginnings of structures in order, each to be grown to a block of full ones."""
        masks = np.zeros((1, self.lists), np.int16)
        used = np.zeros(1, np.int64)
        known = max(self.lists - 5, 0)
        for number in range(known):
            masks, used = self._placed(masks, used, number)
        left = self.lists - known
        sizes = np.array([_completions(int(count), left) for count in used])
        block = (sizes.cumsum() - sizes) // _CHUNK
        bounds = [0, *(np.flatnonzero(np.diff(block)) + 1).tolist(), len(block)]
        return [(masks[low:high], used[low:high]) for low, high in pairwise(bounds)]

    def grown(self, chunk: Chunk) -> Chunk:
        """Return all structures that begin like those of the chunk."""
        masks, used = chunk
        for number in range(max(self.lists - 5, 0), self.lists):
            masks, used = self._placed(masks, used, number)
        return masks, used

    def _placed(self, masks: NDArray[np.int16], used: NDArray[np.int64], number: int) -> Chunk:
        """Let one more list join each alliance in turn, and then stand alone."""
        choices = used + 1
        parent = np.repeat(np.arange(len(masks)), choices)
        joined = np.arange(len(parent)) - np.repeat(choices.cumsum() - choices, choices)
        if self.apart[number]:
            allowed = (masks[parent, joined] & self.apart[number]) == 0
            parent, joined = parent[allowed], joined[allowed]
        grown = masks[parent]
        grown[np.arange(len(parent)), joined] |= np.int16(1 << number)
        return grown, np.maximum(used[parent], joined + 1)


def members(mask: int, lists: Sequence[str]) -> tuple[str, ...]:
    """Return the names in a bit mask."""
    return tuple(name for place, name in enumerate(lists) if mask >> place & 1)


def subsets(mask: int) -> Iterator[int]:
    """Yield the masks inside a mask, itself first, down to a single bit."""
    inside = mask
    while inside:
        yield inside
        inside = (inside - 1) & mask


def check_votes(votes: dict[str, int]) -> None:
    """Refuse an election without votes."""
    if not any(votes.values()):
        raise InvalidInputError(
            f"votes has {'no votes at all' if votes else 'no parties'}",
            why="seats are shared by votes, and there are none",
            do="Check that the right column of votes was read",
        )


def masks_apart(
    pairs: Iterable[object], lists: tuple[str, ...], votes: dict[str, int]
) -> tuple[int, ...]:
    """Return for each list the bit mask of the earlier lists it stays apart from."""
    masks = [0] * len(lists)
    for pair in pairs:
        if not isinstance(pair, tuple | list) or len(set(pair)) != 2:  # noqa: PLR2004  (a pair)
            raise InvalidInputError(
                f"apart has {pair!r}",
                why="two lists stay apart from each other",
                do='Pass pairs such as ("A", "O")',
            )
        known_names(dict.fromkeys(pair), votes, "apart")
        if set(pair) <= set(lists):
            early, late = sorted(map(lists.index, pair))
            masks[late] |= 1 << early
    return tuple(masks)


def free_lists(votes: dict[str, int], fixed: Iterable[Alliance]) -> tuple[str, ...]:
    """Return the lists that no fixed alliance holds, in the order of the votes."""
    taken = {name for alliance in fixed for name in alliance.parties()}
    return tuple(name for name in votes if name not in taken)
