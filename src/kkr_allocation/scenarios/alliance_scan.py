"""Every possible set of alliances: what each list wins in which of them."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from attrs import field, frozen

from kkr_allocation.apportionment.alliances import Alliance, Members, alliance_tree
from kkr_allocation.apportionment.exact import Apportionment, apportion
from kkr_allocation.apportionment.rules import DHONDT, Rule, checked_rule
from kkr_allocation.errors import InvalidInputError
from kkr_allocation.inputs import Figures, known_names, whole_number, whole_numbers
from kkr_allocation.results import Result
from kkr_allocation.scenarios.alliance_values import Values
from kkr_allocation.scenarios.structures import MOST_LISTS, Chunk, Structures, members

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

__all__ = ["AllianceScan", "Structure", "alliance_scan"]

Structure: TypeAlias = tuple[tuple[str, ...], ...]
"""Alliances of two lists or more, as `apportion` takes them; lists not named stand alone."""


@frozen(eq=False)
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

    votes: dict[str, int]
    house_size: int
    rule: Rule
    fixed: tuple[Alliance, ...] = field(repr=False)
    apart: tuple[tuple[str, str], ...] = field(repr=False)
    seats: NDArray[np.unsignedinteger] = field(repr=False)
    tied: NDArray[np.bool_] = field(repr=False)
    joined: NDArray[np.unsignedinteger] = field(repr=False)
    _structures: Structures = field(repr=False, alias="structures")
    _chunks: list[Chunk] = field(repr=False, alias="chunks")
    _starts: NDArray[np.int64] = field(repr=False, alias="starts")
    _threads: int = field(repr=False, alias="threads")

    def __len__(self) -> int:
        """Count the structures."""
        return len(self.seats)

    @property
    def lists(self) -> tuple[str, ...]:
        """The lists that are free to join, in the order of the votes."""
        return _free(self.votes, self.fixed)

    @property
    def lots(self) -> int:
        """In how many structures a lot would have to decide."""
        return int(self.tied.sum())

    def distribution(self, party: str) -> dict[int, int]:
        """Return in how many structures a list wins how many seats, those with a lot left out.

        Examples
        --------
        >>> import kkr_allocation as kkr
        >>> scan = kkr.alliance_scan({"A": 40, "B": 33, "C": 17, "D": 9}, 5)
        >>> scan.distribution("B"), scan.lots
        ({1: 2, 2: 12, 3: 1}, 0)
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
        chunk = int(np.searchsorted(self._starts, number, side="right")) - 1
        masks, _ = self._structures.grown(self._chunks[chunk])
        row = masks[number - self._starts[chunk]]
        joined = (members(int(mask), self.lists) for mask in row)
        return tuple(names for names in joined if len(names) > 1)

    def apportion(self, alliances: Members = ()) -> Apportionment:
        """Return the seats of one structure of alliances, as `apportion` gives them.

        Raises
        ------
        UnresolvedTieError
            If a lot has to decide.
        """
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
        lists = self.lists
        if party not in lists:
            self._column(party)
            return ()
        place, column = lists.index(party), list(self.votes).index(party)
        alone = [1 << other for other in range(len(lists))]
        values = self._values()
        base = values.certain(party)
        with_party = [mask for mask in range(1 << len(lists)) if mask >> place & 1]
        for size in range(2, len(lists) + 1):
            alliances = [m for m in with_party if m.bit_count() == size and self._allowed(m)]
            rows = [[m, *(bit for bit in alone if not bit & m)] for m in alliances]
            if not rows:
                continue
            lanes = values.of(np.array(rows).T)
            won = (lanes[:, column] > base) & (lanes[:, values.tied] == 0)
            gaining = [alliances[row] for row in np.flatnonzero(won)]
            if gaining:
                named = (members(mask, lists) for mask in gaining)
                return tuple(sorted(named, key=lambda names: [*map(lists.index, names)]))
        return ()

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
        values = self._values()
        numbers = range(len(self._chunks))
        with ThreadPoolExecutor(self._threads) as pool:
            found = list(pool.map(lambda number: self._stable_in(number, values), numbers))
        return np.concatenate(found)

    def _stable_in(self, number: int, values: Values) -> NDArray[np.intp]:
        masks, used = self._structures.grown(self._chunks[number])
        start = int(self._starts[number])
        seats = self.seats[start : start + len(masks)]
        rows = np.flatnonzero(~self.tied[start : start + len(masks)])
        if values.leaving_may_pay:
            rows = values.not_leaving(masks, used, seats, rows)
        if values.merging_may_pay:
            rows = values.not_merging(masks, used, seats, rows)
        return rows + start

    def _column(self, party: str) -> NDArray[np.unsignedinteger]:
        known_names({party: 0}, self.votes, "party")
        return self.seats[:, list(self.votes).index(party)]

    def _allowed(self, mask: int) -> bool:
        apart = self._structures.apart
        return not any(mask >> place & 1 and mask & apart[place] for place in range(len(apart)))

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
        If the rule cannot fill the house of some structure.

    Notes
    -----
    The seats inside every possible alliance are tabled once for every number of seats. A structure
    is then one election among its alliances, shared as `apportion_batch` shares it and
    as exactly, and its lists' seats are a sum of rows of the table. There are 4,213,597
    structures of 12 lists and 27,644,437 of 13, at 16 bytes and one or two microseconds each.

    Source: kommunal- og regionalvalgloven §§ 80-83 for alliances.

    Examples
    --------
    An invented council of five seats: alone B has two, and one partner is enough for a third.

    >>> import kkr_allocation as kkr
    >>> scan = kkr.alliance_scan({"A": 40, "B": 33, "C": 17, "D": 9}, 5)
    >>> len(scan), scan.apportion().seats
    (15, {'A': 2, 'B': 2, 'C': 1, 'D': 0})
    >>> scan.smallest_gain("A")
    (('A', 'D'),)
    """
    counted = whole_numbers(votes, "votes")
    house = whole_number(house_size, "house_size")
    outer = tuple(
        alliance
        for alliance in alliance_tree(counted, fixed).members
        if isinstance(alliance, Alliance)
    )
    lists = _free(counted, outer)
    _check_size(counted, lists)
    pairs = tuple((first, second) for first, second in apart)
    structures = Structures(len(lists), _masks_apart(pairs, lists, counted))
    workers = whole_number(threads, "threads")
    if workers < 1:
        raise InvalidInputError(
            "threads is 0", why="someone has to do the work", do="Pass 1, or the number of cores"
        )
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


def _free(votes: dict[str, int], fixed: Iterable[Alliance]) -> tuple[str, ...]:
    taken = {name for alliance in fixed for name in alliance.parties()}
    return tuple(name for name in votes if name not in taken)


def _check_size(votes: dict[str, int], lists: tuple[str, ...]) -> None:
    if not any(votes.values()):
        raise InvalidInputError(
            f"votes has {'no votes at all' if votes else 'no parties'}",
            why="seats are shared by votes, and there are none",
            do="Check that the right column of votes was read",
        )
    if not 0 < len(lists) <= MOST_LISTS:
        raise InvalidInputError(
            f"{len(lists)} lists are free to join",
            why=f"from 1 to {MOST_LISTS} lists can be scanned: 14 have 190,899,322 structures",
            do="Name the lists that stay alone or have an alliance in fixed",
        )


def _masks_apart(
    pairs: tuple[tuple[str, str], ...], lists: tuple[str, ...], votes: dict[str, int]
) -> tuple[int, ...]:
    masks = [0] * len(lists)
    for pair in pairs:
        known_names(dict.fromkeys(pair), votes, "apart")
        if len(set(pair)) != 2 or isinstance(pair, str):  # noqa: PLR2004
            raise InvalidInputError(
                f"apart has {pair!r}",
                why="two lists stay apart from each other",
                do='Pass pairs such as ("A", "O")',
            )
        if set(pair) <= set(lists):
            early, late = sorted(map(lists.index, pair))
            masks[late] |= 1 << early
    return tuple(masks)
