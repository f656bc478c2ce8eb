"""Moves between structures of alliances: leaving, merging, and structures nobody moves from."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from kkr_allocation.apportionment.rules import LinearRule

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from kkr_allocation.scenarios.alliance_values import Lanes, Values
    from kkr_allocation.scenarios.structures import Chunk

__all__ = ["Moves"]


class Moves:
    """What lists and alliances win by moving to another structure.

    Parameters
    ----------
    values : Values
        What alliances are worth.
    """

    def __init__(self, values: Values) -> None:
        self._values = values

    def smallest_gain(self, party: str, apart: tuple[int, ...]) -> list[int]:
        """Return the smallest alliances that win a list more than it is sure of alone.

        Parameters
        ----------
        party : str
            A list that is free to join.
        apart : tuple of int
            For each free list the bit mask of the earlier lists it never joins.
        """
        values, lists = self._values, len(apart)
        column = values.column(party)
        place = values.columns.index(column)
        base = values.certain(party)
        for others in range(1, lists):
            alliances = [
                mask
                for friends in combinations([p for p in range(lists) if p != place], others)
                if _allowed(mask := sum(1 << p for p in (place, *friends)), apart)
            ]
            if not alliances:
                continue
            rows = [[m, *(1 << p for p in range(lists) if not m >> p & 1)] for m in alliances]
            lanes = values.of(np.array(rows).T)
            won = (lanes[:, column] > base) & (lanes[:, values.tied] == 0)
            if won.any():
                gaining = [alliances[row] for row in np.flatnonzero(won)]
                return sorted(gaining, key=lambda mask: [p for p in range(lists) if mask >> p & 1])
        return []

    def stable(self, chunk: Chunk, lanes: Lanes, rows: NDArray[np.intp]) -> NDArray[np.intp]:
        """Return the rows among `rows` from which nobody has reason to move.

        Parameters
        ----------
        chunk : Chunk
            Structures.
        lanes : (structures, lists or more) unsigned integer array
            Their seats by list.
        rows : array of intp
            The structures to look at.
        """
        if self.leaving_may_pay:
            rows = self._not_leaving(*chunk, lanes, rows)
        if self.merging_may_pay:
            rows = self._not_merging(*chunk, lanes, rows)
        return rows

    @property
    def leaving_may_pay(self) -> bool:
        """Whether a list could win more alone than inside an alliance.

        By d'Hondt it cannot: an alliance wins at least what its parts win apart, since
        ``floor(x + y) >= floor(x) + floor(y)``; with just those seats it would give each
        list what it has apart, and with more seats nobody gets less.
        """
        rule = self._values.rule
        return not (isinstance(rule, LinearRule) and rule.first is None and not rule.offset)

    @property
    def merging_may_pay(self) -> bool:
        """Whether two alliances that merge could both win a seat.

        With signposts ``k - 1 + r``, ``r <= 1``, alliances of ``a`` and ``b`` seats have fewer
        than ``a + r`` and ``b + r`` times the divisor in votes; so merged they reach no signpost
        above ``a + b + 1`` at this divisor, and none above ``a + b`` at a smaller one, where
        nobody else has lost a seat.
        """
        rule = self._values.rule
        return not (isinstance(rule, LinearRule) and rule.first is None and rule.offset <= 0)

    def _not_leaving(
        self,
        masks: NDArray[np.int16],
        used: NDArray[np.int64],
        lanes: Lanes,
        rows: NDArray[np.intp],
    ) -> NDArray[np.intp]:
        """Return the rows in which no list wins more by going alone."""
        for place, column in enumerate(self._values.columns):
            bit = np.int16(1 << place)
            joined = rows[~(masks[rows] == bit).any(axis=1)]
            left, count = masks[joined], used[joined]
            left &= ~bit
            left[np.arange(len(left)), count] = bit
            after = self._values.of_chunk(left, count + 1)
            gains = (after[:, self._values.tied] == 0) & (after[:, column] > lanes[joined, column])
            rows = np.setdiff1d(rows, joined[gains], assume_unique=True)
        return rows

    def _not_merging(
        self,
        masks: NDArray[np.int16],
        used: NDArray[np.int64],
        lanes: Lanes,
        rows: NDArray[np.intp],
    ) -> NDArray[np.intp]:
        """Return the rows in which no two alliances both win more by merging."""
        for first, second in combinations(range(len(self._values.columns)), 2):
            both = rows[used[rows] > second]
            merged, one, other = masks[both], masks[both, first], masks[both, second]
            merged[:, first] |= other
            merged[:, second] = 0
            after = self._values.of_chunk(merged, used[both])
            gains = after[:, self._values.tied] == 0
            for alliance in (one, other):
                gains &= self._total(after, alliance) > self._total(lanes[both], alliance)
            rows = np.setdiff1d(rows, both[gains], assume_unique=True)
        return rows

    def _total(self, lanes: Lanes, alliances: NDArray[np.int16]) -> NDArray[np.int64]:
        bits = alliances[:, None] >> np.arange(len(self._values.columns)) & 1
        total: NDArray[np.int64] = (lanes[:, self._values.columns] * bits).sum(axis=1)
        return total


def _allowed(mask: int, apart: tuple[int, ...]) -> bool:
    return not any(mask >> place & 1 and mask & apart[place] for place in range(len(apart)))
