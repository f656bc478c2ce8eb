"""Every possible set of alliances: what each list wins in which of them."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from attrs import cmp_using, field, frozen

from kkr_allocation.apportionment.alliances import Alliance, Members, alliance_tree
from kkr_allocation.apportionment.batch_inputs import checked_threads
from kkr_allocation.apportionment.exact import Apportionment, apportion
from kkr_allocation.apportionment.rules import DHONDT, Rule, checked_rule
from kkr_allocation.errors import Count, InvalidInputError
from kkr_allocation.explanations import shortened
from kkr_allocation.inputs import Figures, known_names, whole_number, whole_numbers
from kkr_allocation.read_only import read_only
from kkr_allocation.results import Result
from kkr_allocation.scenarios.alliance_moves import Moves
from kkr_allocation.scenarios.alliance_values import Values
from kkr_allocation.scenarios.structures import (
    MOST_LISTS,
    Chunk,
    Structures,
    check_votes,
    free_lists,
    masks_apart,
    members,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

__all__ = ["AllianceScan", "Structure", "alliance_scan"]

Structure: TypeAlias = tuple[tuple[str, ...], ...]
"""Alliances of two lists or more, as `apportion` takes them; lists not named stand alone."""


@frozen(field_transformer=read_only)
class AllianceScan(Result):
    """What each list wins in every structure of alliances.

    Parameters
    ----------
    votes : dict of str to int
        Votes by list.
    house_size : int
        Seats to share.
    rule : Rule
        The rule of apportionment.
    fixed : tuple of Alliance
        Alliances that hold in every structure; their lists take no other part.
    apart : tuple of pairs of str
        Lists that never join one another.
    seats : (structures, lists) unsigned integer array
        The seats; worth nothing where `tied`.
    tied : (structures,) bool array
        Structures whose seats only a lot can decide.
    joined : (structures,) unsigned integer array
        How many lists have joined another.
    """

    votes: dict[str, int] = field(repr=shortened)
    house_size: int
    rule: Rule
    fixed: tuple[Alliance, ...] = field(repr=False)
    apart: tuple[tuple[str, str], ...] = field(repr=False)
    seats: NDArray[np.unsignedinteger] = field(repr=False, eq=cmp_using(eq=np.array_equal))
    tied: NDArray[np.bool_] = field(repr=False, eq=cmp_using(eq=np.array_equal))
    joined: NDArray[np.unsignedinteger] = field(repr=False, eq=cmp_using(eq=np.array_equal))
    _structures: Structures = field(repr=False, eq=False, alias="structures")
    _chunks: list[Chunk] = field(repr=False, eq=False, alias="chunks")
    _starts: NDArray[np.int64] = field(repr=False, eq=False, alias="starts")
    _threads: int = field(repr=False, eq=False, alias="threads")

    def __len__(self) -> int:
        """Count the structures."""
        return len(self.seats)

    @property
    def lists(self) -> tuple[str, ...]:
        """The lists that are free to join, in the order of the votes."""
        return free_lists(self.votes, self.fixed)

    @property
    def lots(self) -> int:
        """In how many structures a lot would have to decide."""
        return int(self.tied.sum())

    def distribution(self, party: str) -> dict[int, int]:
        """Return in how many structures a list wins how many seats, those with a lot left out.

        Examples
        --------
        >>> import kkr_allocation as kkr
        >>> scan = kkr.alliance_scan({"A": 400, "B": 330, "C": 170, "D": 99, "E": 51}, 9)
        >>> scan.distribution("C"), scan.lots
        ({1: 35, 2: 16}, 1)
        """
        counts = np.bincount(self._column(party)[~self.tied])
        return {seats: int(count) for seats, count in enumerate(counts) if count}

    def best(self, party: str, *, limit: int | None = 10) -> tuple[Structure, ...]:
        """Return the structures in which a list wins most, those with fewest joined lists first.

        Parameters
        ----------
        party : str
            The list.
        limit : int, optional
            How many at most; None for all.
        """
        column = self._column(party)
        most = column[~self.tied].max(initial=0)
        rows = np.flatnonzero((column == most) & ~self.tied)
        rows = rows[np.argsort(self.joined[rows], kind="stable")]
        return tuple(self.structure(int(row)) for row in rows[:limit])

    def structure(self, number: int) -> Structure:
        """Return the alliances of one structure, by its row in `seats`."""
        if not 0 <= number < len(self):
            raise InvalidInputError(
                f"number is {number}",
                why=f"the scan has {Count(len(self)):structure|structures}",
                do="Pass a row of seats, from 0 up",
            )
        chunk = int(np.searchsorted(self._starts, number, side="right")) - 1
        masks, _ = self._structures.grown(self._chunks[chunk])
        joined = (members(int(mask), self.lists) for mask in masks[number - self._starts[chunk]])
        return tuple(names for names in joined if len(names) > 1)

    def apportion(self, alliances: Members = ()) -> Apportionment:
        """Return the seats of one structure of alliances, as `kkr_allocation.apportion` does."""
        return apportion(
            self.votes, self.house_size, self.rule, alliances=[*alliances, *self.fixed]
        )

    def smallest_gain(self, party: str) -> tuple[tuple[str, ...], ...]:
        """Return the smallest alliances that win a list one more seat than it has alone.

        All other lists that are free to join stand alone. Gains that a lot would have to bring
        do not count, nor do seats that the list has alone only by lot.

        Returns
        -------
        tuple of tuples of str
            All alliances of the smallest size, in the order of the votes; empty if there is none.
        """
        self._column(party)
        if party not in self.lists:
            return ()
        gaining = Moves(self._values()).smallest_gain(party, self._structures.apart)
        return tuple(members(mask, self.lists) for mask in gaining)

    def stable(self) -> NDArray[np.intp]:
        """Return the numbers of the structures that nobody has reason to leave.

        A structure is stable if its seats need no lot, no list wins more by going alone, and no
        two alliances (or lists that stand alone) both win more by merging. A move that ends in
        a lot is no reason.

        Notes
        -----
        By d'Hondt all structures without a lot are stable: nobody wins by leaving an alliance,
        and two alliances that merge win at most one seat more between them, so not both. Other
        rules look at every structure again for each list that could go alone, and where merging
        can pay both (Imperiali, quotas) for each two alliances: minutes for 12 lists.
        """
        moves = Moves(self._values())
        numbers = range(len(self._chunks))
        with ThreadPoolExecutor(self._threads) as pool:
            found = list(pool.map(lambda number: self._stable_in(number, moves), numbers))
        return np.concatenate(found)

    def _stable_in(self, number: int, moves: Moves) -> NDArray[np.intp]:
        chunk = self._structures.grown(self._chunks[number])
        start = int(self._starts[number])
        block = slice(start, start + len(chunk[0]))
        clear = np.flatnonzero(~self.tied[block])
        return moves.stable(chunk, self.seats[block], clear) + start

    def _column(self, party: str) -> NDArray[np.unsignedinteger]:
        known_names({party: 0}, self.votes, "party")
        return self.seats[:, list(self.votes).index(party)]

    def _values(self) -> Values:
        return Values(self.votes, self.house_size, self.rule, self.lists, self.fixed)


def alliance_scan(
    votes: Figures,
    house_size: int,
    rule: Rule = DHONDT,
    *,
    fixed: Members = (),
    apart: Iterable[tuple[str, str]] = (),
    threads: int = 1,
) -> AllianceScan:
    """Share the house under every possible structure of alliances.

    Whom should a list join, what is it worth, and what can the others do to it?

    Parameters
    ----------
    votes : mapping of str to int, or pandas Series
        Votes by list; at most 13 of them free to join.
    house_size : int
        Seats to share.
    rule : Rule
        The rule of apportionment.
    fixed : sequence of sequences of str, or of Alliance
        Alliances that hold in every structure. Their lists take no other part; ``["X"]`` keeps
        X alone.
    apart : iterable of pairs of str
        Lists that never stand in one alliance.
    threads : int
        Threads to work with.

    Returns
    -------
    AllianceScan
        Seats and ties of every set partition of the free lists.

    Raises
    ------
    InvalidInputError
        If a figure or name is wrong as for `apportion`, more than 13 lists are free to join,
        or votes and house are too large for a table of all alliances.
    InfeasibleError
        If the rule cannot fill the house, or the seats of some alliance.

    Notes
    -----
    The seats inside every possible alliance are tabled once for every number of seats. A structure
    is then one election among its alliances, shared as `apportion_batch` shares it and
    as exactly, and its lists' seats are a sum of rows of the table. There are 4,213,597
    structures of 12 lists and 27,644,437 of 13, at 16 bytes and one or two microseconds each.

    Source: kommunal- og regionalvalgloven §§ 80-83 for alliances.

    Examples
    --------
    An invented council of nine seats: alone C has one, and one partner is enough for a second.

    >>> import kkr_allocation as kkr
    >>> scan = kkr.alliance_scan({"A": 400, "B": 330, "C": 170, "D": 99, "E": 51}, 9)
    >>> len(scan), scan.apportion().seats
    (52, {'A': 4, 'B': 3, 'C': 1, 'D': 1, 'E': 0})
    >>> scan.smallest_gain("C")
    (('B', 'C'), ('C', 'E'))
    """
    counted = whole_numbers(votes, "votes")
    house = whole_number(house_size, "house_size")
    check_votes(counted)
    outer = tuple(
        alliance
        for alliance in alliance_tree(counted, fixed).members
        if isinstance(alliance, Alliance)
    )
    lists = free_lists(counted, outer)
    if not 0 < len(lists) <= MOST_LISTS:
        raise InvalidInputError(
            f"{Count(len(lists)):list is|lists are} free to join",
            why=f"from 1 to {MOST_LISTS} lists can be scanned: 14 have 190,899,322 structures",
            do="Name the lists that stay alone or have an alliance in fixed",
        )
    pairs = tuple(apart)
    structures = Structures(len(lists), masks_apart(pairs, lists, counted))
    workers = checked_threads(threads)
    values = Values(counted, house, checked_rule(rule), lists, outer)
    chunks = structures.chunks()
    with ThreadPoolExecutor(workers) as pool:
        parts = list(pool.map(lambda chunk: values.of_chunk(*structures.grown(chunk)), chunks))
    sizes = np.array([len(part) for part in parts])
    starts = sizes.cumsum() - sizes
    lanes = np.empty((int(sizes.sum()), parts[0].shape[1]), parts[0].dtype)
    for start in starts[::-1]:
        part = parts.pop()
        lanes[start : start + len(part)] = part
    return AllianceScan(
        votes=counted,
        house_size=house,
        rule=rule,
        fixed=outer,
        apart=pairs,
        seats=lanes[:, : len(counted)],
        tied=lanes[:, values.tied] > 0,
        joined=lanes[:, values.joined],
        structures=structures,
        chunks=chunks,
        starts=starts,
        threads=workers,
    )
