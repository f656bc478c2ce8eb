"""Elections by the million: `apportion_batch` on arrays, as exact as `apportion`.

Of blocks that fit the processor's cache single precision proves most rows right, and double
precision or Python integers the rest. Memory does not grow with them beyond input and output.
"""

from __future__ import annotations

from functools import partial
from math import ceil
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from attrs import cmp_using, field, frozen
from numpy.typing import ArrayLike, NDArray

from kkr_allocation.apportionment import arrays, floats
from kkr_allocation.apportionment.exact import Apportionment, Threshold, apportion
from kkr_allocation.apportionment.rules import DHONDT, Rule, checked_rule
from kkr_allocation.explanations import shortened
from kkr_allocation.inputs import one_of, row_number
from kkr_allocation.results import Result, read_only
from kkr_allocation.words import refused

if TYPE_CHECKING:
    from kkr_allocation.apportionment.alliances import Members
    from kkr_allocation.apportionment.arrays import Columns


Flags: TypeAlias = "NDArray[np.bool_]"
Counts: TypeAlias = "NDArray[Any]"


Floors: TypeAlias = "NDArray[np.int64] | None"


def _refuse_negative(votes: Counts, numbers: Counts) -> None:
    """Name the first count below zero."""
    if votes.dtype.kind == "i" and votes.min() < 0:
        row, column = np.argwhere(votes < 0)[0].tolist()
        said = {"number": numbers[row], "column": column, "count": votes[row, column]}
        raise refused("apportionment.votes_below_zero", **said)


class BatchJob:
    """The elections of one call, shared block by block into one pair of arrays."""

    def __init__(
        self, votes: Counts, house: Counts, floors: Floors, rule: Rule, tree: Columns
    ) -> None:
        self._votes, self._house, self._floors = votes, house, floors
        self._rule, self._tree = rule, tree
        self.seats = np.empty(votes.shape, np.int64)
        self.tied = np.zeros(len(votes), np.bool_)
        self.threshold: Threshold | None = None
        self.threads = 1

    def block(self, rows: slice) -> None:
        """Share some of the elections."""
        floors = None if self._floors is None else self._floors[rows]
        votes, seats, tied = self._votes[rows], self.seats[rows], self.tied[rows]
        house, undecided = self._house[rows], np.arange(rows.start, rows.start + len(votes))
        if self.threshold is not None:
            votes = self._passing(votes, undecided, self.threshold)
        if rule := self.clear(int(house.max())):
            undecided = rows.start + floats.share_clear(
                votes, house, rule, seats, threads=self.threads, tree=self._tree, floors=floors
            )
        if not len(undecided):
            return
        own = undecided - rows.start
        close, won = votes[own], seats[own]
        _refuse_negative(close, undecided)
        least = np.zeros_like(won) if floors is None else floors[own]
        tied[own] = self._descend(self._tree, (close, least, undecided), house[own], won)
        empty = ~(close > 0).any(axis=1)
        won[empty] = 0
        tied[own[empty]] = True
        seats[own] = won

    def clear(self, most: int) -> floats.ClearRule | None:
        """Return the rule in single precision, where it can share houses of so many seats."""
        if self._votes.dtype == object:
            return None
        width, bounded = self._votes.shape[1], self._floors is not None
        pooled = width if any(not isinstance(member, int) for member in self._tree) else 0
        return floats.clear_rule(self._rule, most, width, pooled=pooled, bounded=bounded)

    def _passing(self, votes: Counts, numbers: Counts, threshold: Threshold) -> Counts:
        """Return the votes without those of lists below the threshold, alone or together."""
        _refuse_negative(votes, numbers)
        total = arrays.row_sums(votes) if threshold.total is None else np.array(threshold.total)
        voted, votes = votes.any(axis=1), votes.copy()
        for member in self._tree:
            columns = list(arrays.leaves(member))
            share, least = threshold.needs(len(columns))
            own = arrays.pooled([columns], votes)[:, 0]
            highest = max(int(total.max()), int(own.max()), 1)
            kind = np.int64 if highest * share.denominator < 2**63 else object
            below = own.astype(kind) * share.denominator < total.astype(kind) * share.numerator
            below |= own < ceil(least)
            votes[np.flatnonzero(below)[:, None], columns] = 0
        for row in np.flatnonzero(voted & ~votes.any(axis=1))[:1]:
            raise refused("apportionment.election_threshold_of_nobody", number=numbers[row])
        return votes

    def _descend(
        self, node: Columns, given: tuple[Counts, ...], house: Counts, seats: Counts
    ) -> Flags:
        """Share a node's seats among its members, go down its alliances, and return who is tied."""
        votes, floors, numbers = given
        least = arrays.pooled(node, floors).astype(np.int64)
        own = arrays.pooled(node, votes)
        won, tied = floats.share_close(own, house, self._rule, least, numbers)
        for place, member in enumerate(node):
            if isinstance(member, int):
                seats[:, member] = won[:, place]
            else:
                tied |= self._descend(member, given, won[:, place], seats)
        return tied


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
    threshold : Threshold or None
        What a list or an alliance needs to take part in an election.

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
    threshold: Threshold | None = field(default=None, repr=False)

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
        """
        if isinstance(election, str) and self.elections.count(election) == 1:
            election = self.elections.index(election)
        row = row_number(election, len(self), "election")
        house = self.house_size if isinstance(self.house_size, int) else int(self.house_size[row])
        votes = dict(zip(self.columns, map(int, self.votes[row]), strict=True))
        floors = None
        if self.floors is not None:
            own = self.floors[row if len(self.floors) > 1 else 0].tolist()
            floors = {name: least for name, least in zip(self.columns, own, strict=True) if least}
        alliances = arrays.named(self.alliances, self.columns)
        share = partial(apportion, alliances=alliances, floors=floors, threshold=self.threshold)
        return share(votes, house, self.rule)


def apportion_batch(
    votes: ArrayLike,
    house_size: int | ArrayLike,
    rule: Rule = DHONDT,
    *,
    alliances: Columns | Members = (),
    floors: ArrayLike | None = None,
    threshold: Threshold | None = None,
    threads: int = 1,
) -> BatchApportionment:
    """Share the seats of many elections at once, each exactly as `apportion` would.

    What comes out of a million scenarios, without one rounding error or one silent lot?

    Parameters
    ----------
    votes : (elections, parties) integer array
        Votes, from 0 up. Integers beyond 64 bits are taken as an array of Python integers, and
        floats where each is a whole number that has not lost its last digits. Labels of a frame say
        where the house sizes and floors of other frames belong, and name parties and elections.
    house_size : int or (elections,) integer array
        Seats to share in each election, from 0 up; a Series by the labels of the rows.
    rule : Rule
        The rule of apportionment.
    alliances : nested sequences of int or str
        Columns that pool their votes, by number from 0 up as they stand in `votes` or by the name
        that a frame has for them; sequences inside an alliance are inner alliances.
    floors : (parties,) or (elections, parties) integer array, optional
        Least seats, whatever the votes; a Series by the labels of the columns, a frame by both.
    threshold : Threshold, optional
        What a list, or an alliance by the number of its lists, needs in an election to take part.
    threads : int
        Threads to work with, at least 1. The answer does not depend on it.

    Returns
    -------
    BatchApportionment
        ``.seats`` (elections, parties) int64 and ``.tied`` (elections,) bool. A row that is not
        tied equals `apportion`'s. A tied row has its tied seats given to the lowest columns, an
        alliance standing at its lowest column. A row of zero votes has no seats, and is tied.

    Raises
    ------
    InvalidInputError
        If votes is no table of whole numbers from 0 up with at least one column, house sizes or
        floors do not fit it, a house has 2**63 seats or more, alliances name a column that does
        not exist or one twice, no list of an election with votes reaches the threshold, or threads
        is less than 1.
    InfeasibleError
        If the floors of an election exceed its house, or the rule cannot fill it
        (`LARGEST_REMAINDER_DROOP` with fewer votes than seats).

    Notes
    -----
    Exact by proof, never by tolerance. Rules with evenly spaced signposts, Huntington-Hill and
    largest remainders without floors are first shared in float32, and a row counts only where it
    proves itself. The others are ordered by float64 quotients, exact as long as votes (for
    Huntington-Hill squared; for quotas the sum of all)
    times the largest signpost stay below 2**51; above it quotients farther apart than a relative
    2**-45 still count. What is left goes to `apportion`, at some 50 microseconds each. Work is
    ``O(elections * parties)``; memory beyond votes and seats is a few MiB a thread.

    Source: as for `apportion`.

    Examples
    --------
    KL's board 2022-26 in hundredths of a per cent, if V and C had joined:

    >>> import kkr_allocation as kkr
    >>> shares = [[2840, 2118, 1524, 761, 734, 559, 409]]
    >>> kkr.apportion_batch(shares, 17, alliances=[(1, 2)]).seats
    array([[6, 5, 3, 1, 1, 1, 0]])

    A frame names what comes out:

    >>> import pandas as pd
    >>> polls = pd.DataFrame({"A": [410, 300], "V": [350, 420], "C": [90, 150]}, ["May", "June"])
    >>> kkr.apportion_batch(polls, 17, alliances=[["V", "C"]]).row("June").seats
    {'A': 6, 'V': 8, 'C': 3}
    """
    labels = arrays.Labels()
    counted = arrays.integers(labels.table(votes, "votes"), "votes")
    if counted.ndim != 2 or not counted.shape[1]:  # noqa: PLR2004  (rows and columns)
        raise refused("apportionment.votes_shape", shape=counted.shape)
    rows, width = counted.shape
    house = arrays.one_or_each(labels.by_row(house_size, "house_size"), "house_size", rows)
    parties = labels.names("column", width)
    elections = labels.names("row", rows) if hasattr(votes, "index") else ()
    tree = arrays.column_tree(arrays.numbered(alliances, parties), width)
    outer = tuple(member for member in tree if not isinstance(member, int))
    labels.refuse_other_numbers("column", arrays.leaves(outer), "alliances")
    least = each = None
    if floors is not None:
        least = arrays.checked_floors(labels.table(floors, "floors"), counted.shape, house)
        each = np.broadcast_to(least, counted.shape)
    workers = arrays.checked_threads(threads)
    if threshold is not None:
        one_of(threshold, Threshold, "threshold", made_by='kkr.Threshold("4/100")')
    job = BatchJob(counted, np.broadcast_to(house, rows), each, checked_rule(rule), tree)
    job.threshold, job.threads = threshold, workers
    times = 32 if rows and workers == 1 and job.clear(int(house.max())) else 1
    floats.by_block(job.block, rows, width, workers, times)
    size = house if house.ndim else int(house)
    return BatchApportionment(
        *(counted, size, rule, outer, least, job.seats, job.tied, parties, elections), threshold
    )
