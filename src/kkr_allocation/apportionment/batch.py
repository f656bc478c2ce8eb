"""Elections by the million: `apportion_batch` on arrays, as exact as `apportion`.

Blocks of elections that fit the processor's cache go through two sieves: single precision proves
most rows right, double precision or Python integers the rest. Memory beyond input and output does
not grow with the number of elections.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from attrs import cmp_using, field, frozen
from numpy.typing import NDArray

from kkr_allocation.apportionment.arrays import (
    Columns,
    Labels,
    Node,
    checked_floors,
    checked_house,
    checked_threads,
    checked_votes,
    column_tree,
    named,
    numbered,
    refuse_negative,
)
from kkr_allocation.apportionment.exact import Apportionment, apportion
from kkr_allocation.apportionment.floats import (
    Workspace,
    by_block,
    clear_rule,
    share_clear,
    share_close,
)
from kkr_allocation.apportionment.rules import DHONDT, Rule, checked_rule
from kkr_allocation.explanations import shortened
from kkr_allocation.inputs import row_number
from kkr_allocation.results import Result, read_only

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import ArrayLike

    from kkr_allocation.apportionment.alliances import Members


# Batches block by block: two sieves for every round, and down the tree of alliances.


Answer: TypeAlias = "tuple[NDArray[np.int64], NDArray[np.bool_]]"


class BatchJob:
    """The elections of one call, shared block by block into one pair of arrays.

    Votes are by election and party, floors likewise or one row for all; the house one or each.
    """

    def __init__(
        self,
        votes: NDArray[np.integer],
        house: int | NDArray[np.int64],
        rule: Rule,
        tree: Node,
        floors: NDArray[np.int64] | None,
    ) -> None:
        self._votes = votes
        self._house = house
        self._rule = rule
        self._tree = tree
        self._floors = floors
        self._workspace = Workspace()
        self.seats = np.empty(votes.shape, np.int64)
        self.tied = np.zeros(len(votes), np.bool_)

    def block(self, rows: slice) -> None:
        """Share some of the elections."""
        votes, seats, tied = self._votes[rows], self.seats[rows], self.tied[rows]
        refuse_negative(votes, rows.start)
        numbers = np.arange(rows.start, rows.start + len(votes))
        house, floors = self._house, self._floors
        house = np.full(len(votes), house) if isinstance(house, int) else house[rows]
        if floors is not None:
            floors = np.broadcast_to(floors if len(floors) == 1 else floors[rows], votes.shape)
        if self._tree.plain:
            undecided = self._share(votes, house, floors, numbers, (seats, tied))
        else:
            undecided = np.arange(len(votes))
            seats[...], tied[...] = self._descend(self._tree, votes, house, floors, numbers)
        empty = undecided[~(votes[undecided] > 0).any(axis=1)]
        seats[empty] = 0
        tied[empty] = True

    def _share(
        self,
        votes: NDArray[np.integer],
        house: NDArray[np.int64],
        floors: NDArray[np.int64] | None,
        numbers: NDArray[np.intp],
        into: Answer,
    ) -> NDArray[np.intp]:
        """Share one round of a block, and return the rows that took a second look."""
        seats, tied = into
        rule = None
        if votes.dtype != object:
            rule = clear_rule(self._rule, int(house.max()), votes.shape[1])
        if rule is not None and floors is not None:
            lowest = np.ascontiguousarray(floors.T, np.float32)
            rule = rule.within(lowest, np.full((len(lowest), 1), np.inf, np.float32))
        if rule is None:
            rows = np.arange(len(votes))
        else:
            rows = share_clear(votes, house, rule, seats, self._workspace)
        if len(rows):
            close = votes[rows]
            least = np.zeros(close.shape, np.int64) if floors is None else floors[rows]
            seats[rows], tied[rows] = share_close(
                close, house[rows], self._rule, least, numbers[rows]
            )
        return rows

    def _descend(
        self,
        node: Node,
        votes: NDArray[np.integer],
        house: NDArray[np.int64],
        floors: NDArray[np.int64] | None,
        numbers: NDArray[np.intp],
    ) -> Answer:
        """Share the seats of a node among its members, then go down into its alliances."""
        pooled = node.pooled(votes)
        least = None if floors is None else node.pooled(floors).astype(np.int64)
        won = np.empty(pooled.shape, np.int64)
        tied = np.zeros(len(votes), np.bool_)
        self._share(pooled, house, least, numbers, (won, tied))
        seats = np.zeros(votes.shape, np.int64)
        for place, member in enumerate(node.members):
            if isinstance(member, int):
                seats[:, member] = won[:, place]
                continue
            inner, unclear = self._descend(member, votes, won[:, place], floors, numbers)
            seats += inner
            tied |= unclear
        return seats, tied


_SAME = cmp_using(eq=np.array_equal)


@frozen(field_transformer=read_only)
class BatchApportionment(Result):
    """The seats of many elections, with all that they follow from.

    Parameters
    ----------
    votes : (elections, parties) integer array
        The votes as they were passed, not copied: do not change them afterwards.
    house_size : int or (elections,) int64 array
        Seats shared out in each election.
    rule : Rule
        The rule of apportionment.
    alliances : nested tuples of int
        The alliances by column numbers.
    floors : (elections, parties) or (1, parties) int64 array, or None
        The least seats.
    seats : (elections, parties) int64 array
        The answer. Every row with votes sums to its house size, tied or not.
    tied : (elections,) bool array
        Rows whose seats only a lot can decide; there the lowest column won.
    parties, elections : tuple of str
        What a frame of votes called its columns and its rows; empty where it did not.

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> batch = kkr.apportion_batch([[24062, 18311], [10, 10]], 3)
    >>> batch.seats.tolist(), batch.tied.tolist()
    ([[2, 1], [2, 1]], [False, True])
    """

    votes: NDArray[np.integer] = field(repr=False, eq=_SAME)
    house_size: int | NDArray[np.int64] = field(repr=shortened, eq=_SAME)
    rule: Rule
    alliances: Columns = field(repr=False)
    floors: NDArray[np.int64] | None = field(repr=False, eq=_SAME)
    seats: NDArray[np.int64] = field(repr=shortened, eq=_SAME)
    tied: NDArray[np.bool_] = field(repr=shortened, eq=_SAME)
    parties: tuple[str, ...] = field(default=(), repr=False, eq=False)
    elections: tuple[str, ...] = field(default=(), repr=False, eq=False)

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns: those of the votes, or their numbers."""
        return self.parties or tuple(map(str, range(self.seats.shape[1])))

    def __len__(self) -> int:
        """Count the elections."""
        return len(self.seats)

    def row(self, election: int | str) -> Apportionment:
        """Return one election as `apportion` gives it, able to explain and prove itself.

        Rows are counted from 0 up, or from -1 down from the end; one with a label that no other has
        can be asked for by it. Parties have the names of the columns, or ``"0"``, ``"1"`` ….

        Raises
        ------
        UnresolvedTieError, InvalidInputError
            If the row is tied, saying between whom; if there is no such row, or it has no votes.

        Examples
        --------
        >>> import kkr_allocation as kkr
        >>> kkr.apportion_batch([[340, 280, 160]], 7).row(0).seats
        {'0': 3, '1': 3, '2': 1}
        """
        if isinstance(election, str) and self.elections.count(election) == 1:
            election = self.elections.index(election)
        row = row_number(election, len(self), "election")
        votes, house, floors = self._inputs(row)
        alliances = named(self.alliances, self.columns)
        return apportion(votes, house, self.rule, alliances=alliances, floors=floors or None)

    def _inputs(self, row: int) -> tuple[dict[str, int], int, dict[str, int]]:
        """Return votes, house size and floors of one election."""
        house = self.house_size if isinstance(self.house_size, int) else self.house_size[row]
        own: Iterable[int] = ()
        if self.floors is not None:
            own = self.floors[row if len(self.floors) > 1 else 0]
        floors = {name: int(floor) for name, floor in zip(self.columns, own, strict=False) if floor}
        votes = {n: int(count) for n, count in zip(self.columns, self.votes[row], strict=True)}
        return votes, int(house), floors


def apportion_batch(
    votes: ArrayLike,
    house_size: int | ArrayLike,
    rule: Rule = DHONDT,
    *,
    alliances: Columns | Members = (),
    floors: ArrayLike | None = None,
    threads: int = 1,
) -> BatchApportionment:
    """Share the seats of many elections at once, each exactly as `apportion` would.

    What comes out of a million scenarios, without one rounding error or one silent lot?

    Parameters
    ----------
    votes : (elections, parties) integer array
        Votes, from 0 up. Integers beyond 64 bits are taken as an array of Python integers, and
        floats where each is a whole number that has not lost its last digits. Of a frame, the
        labels of rows and columns say where the house sizes and floors of other frames belong, and
        name the parties and elections of the result.
    house_size : int or (elections,) integer array
        Seats to share in each election, from 0 up; a Series by the labels of the rows.
    rule : Rule
        The rule of apportionment.
    alliances : nested sequences of int or str
        Columns that pool their votes, by number from 0 up as they stand in `votes` or by the name
        that a frame has for them; sequences inside an alliance are inner alliances.
    floors : (parties,) or (elections, parties) integer array, optional
        Least seats, whatever the votes; a Series by the labels of the columns, a frame by both.
    threads : int
        Threads to work with, at least 1. The answer does not depend on it.

    Returns
    -------
    BatchApportionment
        ``.seats`` (elections, parties) int64 and ``.tied`` (elections,) bool. A row that is not
        tied equals `apportion`'s. A tied row has its tied seats given to the lowest columns, an
        alliance standing at its lowest column, and sums to its house size. A row of
        zero votes has no seats, and is tied.

    Raises
    ------
    InvalidInputError
        If votes is no two-dimensional array of whole numbers from 0 up with at least one column,
        the house sizes or floors have another shape or kind, labels other than those of votes or
        one of them twice, a house has 2**63 seats or more,
        alliances names a column that does not exist or names one twice, or threads is less than 1.
    InfeasibleError
        If the floors of an election exceed its house, or the rule cannot fill it
        (`LARGEST_REMAINDER_DROOP` with fewer votes than seats).

    Notes
    -----
    Exact by proof, never by tolerance. Rules with evenly spaced signposts are first shared in
    float32, and a row counts only where it proves itself. The other rows and other
    rules are ordered by float64 quotients, exact as long as votes (for Huntington-Hill squared;
    for quotas the sum of all) times the largest signpost stay below 2**51; above it quotients
    farther apart than a relative 2**-45 still count, and what is left, quota rules and Python
    integers go to `apportion` one by one, at some 50 microseconds each.

    Work is ``O(elections * parties)`` and a little more for many parties; memory beyond votes
    and seats is a few MiB a thread.

    Source: as for `apportion`.

    Examples
    --------
    KL's board 2022-26 in hundredths of a per cent, as published and if V and C had joined:

    >>> import kkr_allocation as kkr
    >>> shares = [[2840, 2118, 1524, 761, 734, 559, 409]]
    >>> kkr.apportion_batch(shares, 17).seats
    array([[6, 5, 3, 1, 1, 1, 0]])
    >>> kkr.apportion_batch(shares, 17, alliances=[(1, 2)]).seats
    array([[6, 5, 3, 1, 1, 1, 0]])

    A frame names what comes out:

    >>> import pandas as pd
    >>> polls = pd.DataFrame({"A": [410, 300], "V": [350, 420], "C": [90, 150]}, ["May", "June"])
    >>> named = kkr.apportion_batch(polls, 17, alliances=[["V", "C"]])
    >>> named.row("June").seats
    {'A': 6, 'V': 8, 'C': 3}
    >>> print(named.to_frame()[["A", "V", "C"]].to_string(index_names=False))
          A  V  C
    May   8  7  2
    June  6  8  3

    Two lists alike: the first takes the seat, and the row says so.

    >>> batch = kkr.apportion_batch([[100, 50, 50], [100, 50, 49]], 3)
    >>> batch.seats.tolist(), batch.tied.tolist()
    ([[2, 1, 0], [2, 1, 0]], [True, False])
    """
    labels = Labels()
    counted = checked_votes(labels.table(votes, "votes"))
    house = checked_house(labels.by_row(house_size, "house_size"), len(counted))
    parties = labels.names("column", counted.shape[1])
    elections = labels.names("row", len(counted)) if hasattr(votes, "index") else ()
    tree = column_tree(numbered(alliances, parties), counted.shape[1])
    labels.refuse_other_numbers("column", tree.allied(), "alliances")
    least = None
    if floors is not None:
        least = checked_floors(labels.table(floors, "floors"), counted.shape, house)
    job = BatchJob(counted, house, checked_rule(rule), tree, least)
    by_block(job.block, len(counted), counted.shape[1], checked_threads(threads))
    return BatchApportionment(
        counted,
        house,
        rule,
        tree.columns(),
        least,
        job.seats,
        job.tied,
        parties,
        elections,
    )
