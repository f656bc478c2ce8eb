"""What alliances are worth: the seats inside every alliance, and those of whole structures.

An alliance is a row of a table: the bit mask of its free lists, and after those the fixed
alliances. For each row and each number of seats the table holds what every list gets, whether a
lot decides, and how many lists have joined, several of these lanes to a machine word: so a
structure is the sum of a few words.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from kkr_allocation.apportionment.batch import apportion_batch
from kkr_allocation.apportionment.clear_rules import clear_rule
from kkr_allocation.apportionment.double_precision import share_close
from kkr_allocation.apportionment.rules import QuotaRule, Rule
from kkr_allocation.apportionment.single_precision import (
    Workspace,
    share_columns,
)
from kkr_allocation.errors import InvalidInputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from kkr_allocation.apportionment.alliances import Alliance

__all__ = ["Values"]

Lanes: TypeAlias = "NDArray[np.unsignedinteger]"
_LARGEST_TABLE = 2**24


class Values:
    """The worth of alliances in one election.

    Parameters
    ----------
    votes : dict of str to int
        Votes by list.
    house_size : int
        Seats to share.
    rule : Rule
        The rule of apportionment.
    lists : sequence of str
        The lists free to join, in the order of their bits.
    fixed : sequence of Alliance
        Alliances that hold in every structure.
    """

    def __init__(
        self,
        votes: dict[str, int],
        house_size: int,
        rule: Rule,
        lists: Sequence[str],
        fixed: Sequence[Alliance],
    ) -> None:
        self._votes = votes
        self._house = house_size
        self.rule = rule
        self.columns = [list(votes).index(name) for name in lists]
        free = 1 << len(lists)
        self._fixed = np.arange(free, free + len(fixed))
        _check_table(votes, (house_size + 1) * (free + len(fixed)))
        bits = np.arange(free)[:, None] >> np.arange(len(lists)) & 1
        counts = np.array([votes[name] for name in lists], np.int64)
        pooled = [sum(votes[name] for name in alliance.parties()) for alliance in fixed]
        self._weights = np.concatenate([bits @ counts, np.array(pooled, np.int64)])
        self._rounded = self._weights.astype(np.float32)
        width = len(lists) + len(fixed)
        self._clear = clear_rule(rule, house_size, width)
        self._workspace = Workspace()
        self._kind = np.uint8 if house_size < 2**8 else np.uint16
        lanes = 8 // np.dtype(self._kind).itemsize
        self.tied, self.joined = len(votes), len(votes) + 1
        self._table = np.zeros(
            (len(self._weights), house_size + 1, -(-(len(votes) + 2) // lanes) * lanes),
            self._kind,
        )
        together = bits.sum(axis=1)
        self._table[:free, :, self.joined] = np.where(together > 1, together, 0)[:, None]
        self._fill(counts, fixed)
        words = self._table.view(np.uint64)
        self._words = np.ascontiguousarray(words.reshape(-1, words.shape[-1]).T)

    def _fill(self, counts: NDArray[np.int64], fixed: Sequence[Alliance]) -> None:
        """Share every number of seats inside every alliance."""
        places = np.arange(len(counts))
        house = np.arange(self._house + 1)
        self._table[(1 << places)[:, None], house, np.array(self.columns)[:, None]] = house
        for size in range(2, len(counts) + 1):
            chosen = np.array(list(combinations(places, size)))
            rows = (1 << chosen).sum(axis=1)
            self._fill_rows(rows, np.array(self.columns)[chosen], counts[chosen], ())
        names = list(self._votes)
        for row, alliance in zip(self._fixed, fixed, strict=True):
            inside = [names.index(name) for name in alliance.parties()]
            if len(inside) == 1:
                self._table[row, :, inside[0]] = house
                continue
            weights = np.array([[self._votes[names[column]] for column in inside]], np.int64)
            tree = _numbered(alliance, [names[column] for column in inside])
            self._fill_rows(np.array([row]), np.array([inside]), weights, tree)

    def _fill_rows(
        self,
        rows: NDArray[np.int64],
        columns: NDArray[np.int64],
        votes: NDArray[np.int64],
        tree: Sequence[object],
    ) -> None:
        """Share every number of seats inside alliances of one size."""
        steps = self._house + 1
        row = np.repeat(np.arange(len(rows)), steps)
        house = np.tile(np.arange(steps), len(rows))
        used = (votes.sum(axis=1)[row] > 0) & (house <= self._most(votes.sum(axis=1))[row])
        row, house = row[used], house[used]
        inner = apportion_batch(votes[row], house, self.rule, alliances=tree)  # type: ignore[arg-type]  # columns all the way down
        self._table[rows[row][:, None], house[:, None], columns[row]] = inner.seats
        self._table[rows[row], house, self.tied] = inner.tied

    def _most(self, pooled: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the most seats that alliances can win: by a quota, one above the whole ones."""
        if not isinstance(self.rule, QuotaRule):
            return np.full(len(pooled), self._house)
        quota = self.rule.quota(sum(self._votes.values()), max(self._house, 1))
        return np.array([min(int(v / quota) + 1, self._house) for v in map(int, pooled)])

    def of_chunk(self, masks: NDArray[np.int16], used: NDArray[np.int64]) -> Lanes:
        """Return the lanes of structures: seats by list, then `tied` and `joined`.

        Parameters
        ----------
        masks : (structures, lists) int16 array
            The alliances of each structure, as many as `used` says, then zeros.
        used : (structures,) int64 array
            How many alliances there are.
        """
        words = np.empty((len(masks), len(self._words)), np.uint64)
        for count in np.flatnonzero(np.bincount(used)):
            rows = np.flatnonzero(used == count)
            words[rows] = self.of(masks[rows, :count].T).view(np.uint64)
        return words.view(self._kind)

    def of(self, alliances: NDArray[np.integer]) -> Lanes:
        """Return the lanes of structures, one a column of alliances."""
        rows = np.empty((len(alliances) + len(self._fixed), alliances.shape[1]), np.intp)
        rows[: len(alliances)] = alliances
        rows[len(alliances) :] = self._fixed[:, None]
        tied = np.zeros(0, np.bool_)
        house = np.full(rows.shape[1], self._house)
        if self._clear is None:
            won = np.zeros(rows.shape, np.intp)
            unsure = np.arange(rows.shape[1])
        else:
            shared, certain = share_columns(
                self._rounded.take(rows), house.astype(np.float32), self._clear, self._workspace
            )
            won = shared.astype(np.intp)
            unsure = np.flatnonzero(~certain)
        if len(unsure):
            close = self._weights.take(rows[:, unsure].T)
            floors = np.zeros(close.shape, np.int64)
            exact, tied = share_close(close, house[unsure], self.rule, floors, unsure)
            won[:, unsure] = exact.T
        rows *= self._house + 1
        rows += won
        words = np.empty((rows.shape[1], len(self._words)), np.uint64)
        for place, table in enumerate(self._words):
            words[:, place] = table.take(rows).sum(axis=0)
        lanes: Lanes = words.view(self._kind)
        lanes[unsure, self.tied] += tied
        return lanes

    def column(self, name: str) -> int:
        """Return the lane of a list."""
        return list(self._votes).index(name)

    def certain(self, name: str) -> int:
        """Return the seats of a list alone among lists alone, if every lot goes against it."""
        place = self.columns.index(self.column(name))
        others = [1 << other for other in range(len(self.columns)) if other != place]
        rows = np.array([*others, *self._fixed, 1 << place])
        batch = apportion_batch(self._weights[rows][None], self._house, self.rule)
        return int(batch.seats[0, -1])


def _check_table(votes: dict[str, int], rows: int) -> None:
    if sum(votes.values()) >= 2**63:
        raise InvalidInputError(
            "votes sums to 2**63 or more",
            why="the votes of all alliances are tabled in 64 bits",
            do="Use kkr.apportion with the alliances in question",
        )
    if rows > _LARGEST_TABLE:
        raise InvalidInputError(
            f"house_size asks for a table of {rows} entries",
            why=f"the seats inside every alliance are tabled, {_LARGEST_TABLE} entries at most",
            do="Fix some alliances, or scan a smaller house",
        )


def _numbered(alliance: Alliance, names: list[str]) -> tuple[object, ...]:
    """Return the alliances inside one as nested column numbers."""

    def numbers(member: str | Alliance) -> object:
        if isinstance(member, str):
            return names.index(member)
        return tuple(map(numbers, member.members))

    return tuple(numbers(member) for member in alliance.members if not isinstance(member, str))
