"""Every possible set of alliances: what each list wins in which of them."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import cache
from itertools import combinations, pairwise
from numbers import Integral
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from attrs import cmp_using, field, frozen

from kkr_allocation.apportionment.alliances import Alliance, Members, alliance_tree
from kkr_allocation.apportionment.arrays import checked_threads
from kkr_allocation.apportionment.batch import apportion_batch
from kkr_allocation.apportionment.exact import Apportionment, apportion
from kkr_allocation.apportionment.floats import clear_rule, share_close, share_columns
from kkr_allocation.apportionment.rules import DHONDT, LinearRule, QuotaRule, Rule, checked_rule
from kkr_allocation.explanations import shortened
from kkr_allocation.inputs import Figures, known_names, several, whole_number, whole_numbers
from kkr_allocation.results import Result, progress_bar, read_only
from kkr_allocation.scenarios.explaining import check_votes
from kkr_allocation.words import refused

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray


# All ways to form alliances: the set partitions of the lists, each a row of alliances as bit masks
# of lists, in the lexicographic order of the number of the alliance that each list joins: all lists
# in one alliance come first, no alliance at all comes last.


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
    """The set partitions of some lists, without those that join a forbidden pair."""

    lists: int
    apart: tuple[int, ...]  # for each list the bit mask of the earlier lists it never joins

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
        grown = masks.take(parent, axis=0)
        cells = grown.reshape(-1)
        cells[np.arange(0, len(cells), self.lists) + joined] |= np.int16(1 << number)
        return grown, np.maximum(used[parent], joined + 1)


def _masks_apart(
    pairs: Iterable[object], lists: tuple[str, ...], votes: dict[str, int]
) -> tuple[int, ...]:
    """Return for each list the bit mask of the earlier lists it stays apart from."""
    masks = [0] * len(lists)
    for pair in pairs:
        if not isinstance(pair, tuple | list) or len(set(pair)) != 2:  # noqa: PLR2004  (a pair)
            raise refused("scenarios.apart", pair=pair)
        known_names(dict.fromkeys(pair), votes, "apart")
        if set(pair) <= set(lists):
            early, late = sorted(map(lists.index, pair))
            masks[late] |= 1 << early
    return tuple(masks)


def free_lists(votes: Mapping[str, int], fixed: Iterable[Alliance]) -> tuple[str, ...]:
    """Return the lists that no fixed alliance holds, in the order of the votes."""
    taken = {name for alliance in fixed for name in alliance.parties()}
    return tuple(name for name in votes if name not in taken)


def alliances_and_free(
    votes: Mapping[str, int], fixed: Members
) -> tuple[tuple[Alliance, ...], tuple[str, ...]]:
    """Return the alliances that hold all the time, and the lists free to join."""
    outer = tuple(m for m in alliance_tree(votes, fixed).members if isinstance(m, Alliance))
    return outer, free_lists(votes, outer)


# What alliances are worth. An alliance is a row of a table: the bit mask of its free lists, and
# after those the fixed alliances. For each row and each number of seats the table holds what every
# list gets, whether a lot decides, and how many lists have joined, several of these lanes to a
# machine word: so a structure is the sum of a few words.


Lanes: TypeAlias = "NDArray[np.unsignedinteger]"
_LARGEST_TABLE = 2**24


class Values:
    """What alliances of the free `lists`, in the order of their bits, are worth."""

    def __init__(
        self,
        votes: Mapping[str, int],
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
        if sum(votes.values()) >= 2**63:
            raise refused("scenarios.too_many_votes")
        if (rows := (house_size + 1) * (free + len(fixed))) > _LARGEST_TABLE:
            raise refused("scenarios.table_too_large", rows=rows, largest=_LARGEST_TABLE)
        bits = np.arange(free)[:, None] >> np.arange(len(lists)) & 1
        counts = np.array([votes[name] for name in lists], np.int64)
        pooled = [sum(votes[name] for name in alliance.parties()) for alliance in fixed]
        self._weights = np.concatenate([bits @ counts, np.array(pooled, np.int64)])
        self._rounded = self._weights.astype(np.float32)
        self._clear = clear_rule(rule, house_size, len(lists) + len(fixed))
        kind = np.uint8 if house_size < 2**8 else np.uint16
        lanes = 8 // np.dtype(kind).itemsize
        self.tied, self.joined = len(votes), len(votes) + 1
        self.table = np.zeros(
            (len(self._weights), house_size + 1, -(-(len(votes) + 2) // lanes) * lanes),
            kind,
        )
        together = bits.sum(axis=1)
        self.table[:free, :, self.joined] = np.where(together > 1, together, 0)[:, None]
        self._fill(counts, fixed)
        words = self.table.view(np.uint64)
        self._words = words.reshape(-1, words.shape[-1])

    def _fill(self, counts: NDArray[np.int64], fixed: Sequence[Alliance]) -> None:
        """Share every number of seats inside every alliance."""
        places = np.arange(len(counts))
        house = np.arange(self._house + 1)
        self.table[(1 << places)[:, None], house, np.array(self.columns)[:, None]] = house
        for size in range(2, len(counts) + 1):
            chosen = np.array(list(combinations(places, size)))
            rows = (1 << chosen).sum(axis=1)
            self._fill_rows(rows, np.array(self.columns)[chosen], counts[chosen], ())
        names = list(self._votes)
        for row, alliance in zip(self._fixed, fixed, strict=True):
            inside = [names.index(name) for name in alliance.parties()]
            if len(inside) == 1:
                self.table[row, :, inside[0]] = house
                continue
            weights = np.array([[self._votes[name] for name in alliance.parties()]], np.int64)
            inner = (member for member in alliance.members if isinstance(member, Alliance))
            tree = nested_columns(inner, list(alliance.parties()))
            self._fill_rows(np.array([row]), np.array([inside]), weights, tree)

    def _fill_rows(
        self,
        rows: NDArray[np.int64],
        columns: NDArray[np.int64],
        votes: NDArray[np.int64],
        tree: Sequence[Any],
    ) -> None:
        """Share every number of seats inside alliances of one size."""
        steps = self._house + 1
        row = np.repeat(np.arange(len(rows)), steps)
        house = np.tile(np.arange(steps), len(rows))
        used = (votes.sum(axis=1)[row] > 0) & (house <= self._most(votes.sum(axis=1))[row])
        row, house = row[used], house[used]
        inner = apportion_batch(votes[row], house, self.rule, alliances=tree)
        self.table[rows[row][:, None], house[:, None], columns[row]] = inner.seats
        self.table[rows[row], house, self.tied] = inner.tied

    def _most(self, pooled: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the most seats that alliances can win: by a quota, one above the whole ones."""
        if not isinstance(self.rule, QuotaRule):
            return np.full(len(pooled), self._house)
        quota = self.rule.quota(sum(self._votes.values()), max(self._house, 1))
        return np.array([min(int(v / quota) + 1, self._house) for v in map(int, pooled)])

    def of_chunk(self, masks: NDArray[np.int16], used: NDArray[np.int64]) -> Lanes:
        """Return the lanes of structures of `used` alliances: seats by list, `tied`, `joined`."""
        words = np.empty((len(masks), self._words.shape[1]), np.uint64)
        for count in np.flatnonzero(np.bincount(used)):
            rows = np.flatnonzero(used == count)
            words[rows] = self.of(masks.take(rows, axis=0).T[:count]).view(np.uint64)
        return words.view(self.table.dtype)

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
                self._rounded.take(rows), house.astype(np.float32), self._clear
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
        words = self._words.take(rows[0], axis=0)
        for row in rows[1:]:
            words += self._words.take(row, axis=0)
        lanes: Lanes = words.view(self.table.dtype)
        lanes[unsure, self.tied] += tied
        return lanes

    def smallest_gain(self, party: str, apart: tuple[int, ...]) -> list[int]:
        """Return the smallest alliances that win a list more than it is sure of alone.

        `apart` has for each free list the bit mask of the earlier lists it never joins.
        """
        places = range(len(apart))
        column = list(self._votes).index(party)
        place = self.columns.index(column)
        alone = [*(1 << other for other in places if other != place), *self._fixed, 1 << place]
        # Last, every lot goes against it.
        base = apportion_batch(self._weights[alone][None], self._house, self.rule).seats[0, -1]
        for others in places[1:]:
            masks = (
                sum(1 << p for p in (place, *friends))
                for friends in combinations([p for p in places if p != place], others)
            )
            alliances = [
                mask for mask in masks if not any(mask >> p & 1 and mask & apart[p] for p in places)
            ]
            if not alliances:
                continue
            rows = [[m, *(1 << p for p in places if not m >> p & 1)] for m in alliances]
            lanes = self.of(np.array(rows).T)
            won = (lanes[:, column] > base) & (lanes[:, self.tied] == 0)
            if won.any():
                gaining = [alliances[row] for row in np.flatnonzero(won)]
                return sorted(gaining, key=lambda mask: [p for p in places if mask >> p & 1])
        return []

    def stable(self, chunk: Chunk, lanes: Lanes, rows: NDArray[np.intp]) -> NDArray[np.intp]:
        """Return the rows among `rows` from which nobody has reason to move."""
        rule = self.rule
        offset = rule.offset if isinstance(rule, LinearRule) and rule.first is None else None
        # By d'Hondt no list wins more alone: an alliance wins at least what its parts win apart,
        # since floor(x + y) >= floor(x) + floor(y); with just those seats it would give each list
        # what it has apart, and with more seats nobody gets less.
        if offset != 0:
            rows = self._not_leaving(chunk, lanes, rows)
        # With signposts k - 1 + r, r <= 1, alliances of a and b seats have fewer than a + r and
        # b + r times the divisor in votes; so merged they reach no signpost above a + b + 1 at this
        # divisor, and none above a + b at a smaller one, where nobody else has lost a seat: they
        # cannot both win a seat.
        if offset is None or offset > 0:
            rows = self._not_merging(chunk, lanes, rows)
        return rows

    def _not_leaving(self, chunk: Chunk, lanes: Lanes, rows: NDArray[np.intp]) -> NDArray[np.intp]:
        """Return the rows in which no list wins more by going alone."""
        masks, used = chunk
        for place, column in enumerate(self.columns):
            bit = np.int16(1 << place)
            joined = rows[~(masks[rows] == bit).any(axis=1)]
            left, count = masks[joined], used[joined]
            left &= ~bit
            left[np.arange(len(left)), count] = bit
            after = self.of_chunk(left, count + 1)
            gains = (after[:, self.tied] == 0) & (after[:, column] > lanes[joined, column])
            rows = np.setdiff1d(rows, joined[gains], assume_unique=True)
        return rows

    def _not_merging(self, chunk: Chunk, lanes: Lanes, rows: NDArray[np.intp]) -> NDArray[np.intp]:
        """Return the rows in which no two alliances both win more by merging."""
        masks, used = chunk
        for first, second in combinations(range(len(self.columns)), 2):
            both = rows[used[rows] > second]
            merged, one, other = masks[both], masks[both, first], masks[both, second]
            merged[:, first] |= other
            merged[:, second] = 0
            after = self.of_chunk(merged, used[both])
            gains = after[:, self.tied] == 0
            for alliance in (one, other):
                gains &= self._total(after, alliance) > self._total(lanes[both], alliance)
            rows = np.setdiff1d(rows, both[gains], assume_unique=True)
        return rows

    def _total(self, lanes: Lanes, alliances: NDArray[np.int16]) -> NDArray[np.int64]:
        bits = alliances[:, None] >> np.arange(len(self.columns)) & 1
        total: NDArray[np.int64] = (lanes[:, self.columns] * bits).sum(axis=1)
        return total


def nested_columns(alliances: Iterable[Alliance | str], names: list[str]) -> list[Any]:
    """Return alliances, and those inside them, as numbers of columns."""
    return [
        names.index(member) if isinstance(member, str) else nested_columns(member.members, names)
        for member in alliances
    ]


Structure: TypeAlias = tuple[tuple[str, ...], ...]
"""Alliances of two lists or more, as `apportion` takes them; lists not named stand alone."""


@frozen(field_transformer=read_only)
class AllianceScan(Result):
    """What each list wins in every structure of alliances.

    Parameters
    ----------
    votes, house_size, rule, fixed, apart
        As `alliance_scan` has them.
    seats : (structures, lists) unsigned integer array
        The seats; worth nothing where `tied`.
    tied : (structures,) bool array
        Structures whose seats only a lot can decide.
    joined : (structures,) unsigned integer array
        How many lists have joined another.
    """

    votes: Mapping[str, int] = field(repr=shortened)
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

        At most `limit` of them; None for all.
        """
        column = self._column(party)
        rows = np.flatnonzero((column == column[~self.tied].max(initial=0)) & ~self.tied)
        rows = rows[np.argsort(self.joined[rows], kind="stable")]
        rows = rows if limit is None else rows[: whole_number(limit, "limit")]
        return tuple(self.structure(int(row)) for row in rows)

    def structure(self, number: int) -> Structure:
        """Return the alliances of one structure, by its row in `seats`."""
        if not isinstance(number, Integral) or not 0 <= number < len(self):
            raise refused("scenarios.no_such_structure", number=number, structures=len(self))
        chunk = int(np.searchsorted(self._starts, number, side="right")) - 1
        masks, _ = self._structures.grown(self._chunks[chunk])
        joined = map(self._members, masks[number - self._starts[chunk]].tolist())
        return tuple(names for names in joined if len(names) > 1)

    def _members(self, mask: int) -> tuple[str, ...]:
        return tuple(name for place, name in enumerate(self.lists) if mask >> place & 1)

    def apportion(self, alliances: Members = ()) -> Apportionment:
        """Return the seats of one structure of alliances, as `kkr_allocation.apportion` does."""
        nested = [*several(alliances, "alliances"), *self.fixed]
        return apportion(self.votes, self.house_size, self.rule, alliances=nested)

    def smallest_gain(self, party: str) -> tuple[tuple[str, ...], ...]:
        """Return the smallest alliances that win a list one more seat than it has alone.

        All other lists that are free to join stand alone. Gains that a lot would have to bring do
        not count, nor do seats that the list has alone only by lot. All alliances of the smallest
        size, in the order of the votes; none where nothing helps.
        """
        self._column(party)
        if party not in self.lists:
            return ()
        gaining = self._values().smallest_gain(party, self._structures.apart)
        return tuple(map(self._members, gaining))

    def stable(self) -> NDArray[np.intp]:
        """Return the numbers of the structures that nobody has reason to leave.

        A structure is stable if its seats need no lot, no list wins more by going alone, and no
        two alliances (or lists that stand alone) both win more by merging. A move that ends in
        a lot is no reason.

        Notes
        -----
        By d'Hondt all structures without a lot are stable. Other rules look at every structure
        again for each list that could go alone, and where merging can pay both (Imperiali, quotas)
        for each two alliances: minutes for 12 lists.
        """
        values = self._values()

        def stable_in(part: Chunk, start: int) -> NDArray[np.intp]:
            chunk = self._structures.grown(part)
            block = slice(start, start + len(chunk[0]))
            clear = np.flatnonzero(~self.tied[block])
            return values.stable(chunk, self.seats[block], clear) + start

        with ThreadPoolExecutor(self._threads) as pool:
            return np.concatenate(list(pool.map(stable_in, self._chunks, self._starts.tolist())))

    def _column(self, party: str) -> NDArray[np.unsignedinteger]:
        known_names([party], self.votes, "party")
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
        Alliances that hold all the time, and enter no other; ``["X"]`` keeps X alone.
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
        As `apportion` does; or if more than 13 lists are free to join, or the votes and the house
        are too large for a table of all alliances.
    InfeasibleError
        If the rule cannot fill the house, or the seats of some alliance.

    Notes
    -----
    The seats inside every possible alliance are tabled once for every number of seats. A structure
    is then one election among its alliances, as exact as `apportion_batch`, and its lists' seats
    are a sum of rows of the table. There are 4,213,597 structures of 12 lists and 27,644,437 of 13,
    at 16 bytes and one or two microseconds each.

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
    outer, lists = alliances_and_free(counted, fixed)
    if not 0 < len(lists) <= MOST_LISTS:
        raise refused("scenarios.lists_to_scan", lists=len(lists), most=MOST_LISTS)
    pairs = several(apart, "apart")
    structures = Structures(len(lists), _masks_apart(pairs, lists, counted))
    workers = checked_threads(threads)
    values = Values(counted, house, checked_rule(rule), lists, outer)
    chunks = structures.chunks()
    # Room for all, of which a system gives out only what is written to: with lists apart, less.
    lanes = np.empty((_completions(0, len(lists)), values.table.shape[-1]), values.table.dtype)
    starts = [0]
    with ThreadPoolExecutor(workers) as pool, progress_bar(len(lanes), "structures") as advance:
        for part in pool.map(lambda chunk: values.of_chunk(*structures.grown(chunk)), chunks):
            lanes[starts[-1] : starts[-1] + len(part)] = part
            starts.append(starts[-1] + len(part))
            advance(len(part))
    lanes = lanes[: starts.pop()]
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
        starts=np.array(starts),
        threads=workers,
    )
