"""The inverse question: which alliances explain the seats of a council."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, cached_property
from itertools import combinations, islice, pairwise, product
from math import inf
from typing import TYPE_CHECKING, TypeAlias, overload

from attrs import evolve, field, frozen

from kkr_allocation.apportionment.alliances import Alliance
from kkr_allocation.apportionment.rules import (
    DHONDT,
    DivisorRule,
    LinearRule,
    QuotaRule,
    Rule,
    checked_rule,
)
from kkr_allocation.errors import InfeasibleError
from kkr_allocation.explanations import shortened
from kkr_allocation.inputs import Figures, known_names, whole_number, whole_numbers
from kkr_allocation.results import Result, progress_bar, read_only
from kkr_allocation.words import refused

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from kkr_allocation.apportionment.rules import Priority

Pairs: TypeAlias = tuple[tuple[str, str], ...]
Nested: TypeAlias = "tuple[str | Nested, ...]"
"""Alliances as `apportion` takes them: names, and inner alliances as tuples of names."""


@frozen(repr=False, field_transformer=read_only)
class ExplainingAlliances(Result):
    """Structures of alliances that give exactly the seats of a council, without a lot.

    A sequence of them, each as `apportion` takes ``alliances``: tuples of names, with inner tuples
    at depth 2; ``()`` means no alliance.

    Parameters
    ----------
    votes, seats, rule, depth
        As `explaining_alliances` has them.
    structures : tuple of tuples of Alliance
        The structures, those with the fewest joined lists first.
    complete : bool
        Whether these are all there are, and not only the first of them.

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> votes = {"A": 400, "B": 330, "C": 170, "D": 99, "E": 51}
    >>> found = kkr.explaining_alliances(votes, {"A": 4, "B": 3, "C": 2}, limit=2)
    >>> found
    ExplainingAlliances(at least 2: (('B', 'C'),), …)
    >>> kkr.apportion(votes, 9, alliances=found[1]).seats
    {'A': 4, 'B': 3, 'C': 2, 'D': 0, 'E': 0}
    """

    votes: Mapping[str, int]
    seats: Mapping[str, int]
    rule: Rule
    depth: int
    _structures: tuple[tuple[Alliance, ...], ...] = field(alias="structures")
    complete: bool

    def __repr__(self) -> str:
        """Only how many there are, and the first."""
        least = "" if self.complete else "at least "
        first = f": {shortened(self[0])}{', …' * (len(self) > 1)}" if len(self) else ""
        return f"ExplainingAlliances({least}{len(self)}{first})"

    def __len__(self) -> int:
        """Count the structures that were found."""
        return len(self._structures)

    @overload
    def __getitem__(self, place: int) -> Nested: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[Nested, ...]: ...
    def __getitem__(self, place: int | slice) -> Nested | tuple[Nested, ...]:
        """Return the structure at a place, or those of a slice."""
        if isinstance(place, slice):
            return tuple(map(_names, self._structures[place]))
        return _names(self._structures[place])

    def __iter__(self) -> Iterator[Nested]:
        """Yield the structures."""
        return map(_names, self._structures)

    @property
    def count(self) -> int:
        """How many structures there are; where they are not `complete`, at least so many."""
        return len(self)

    @property
    def smallest(self) -> tuple[Nested, ...]:
        """The structures with the fewest joined lists."""
        joined = [sum(len([*one.parties()]) for one in found) for found in self._structures]
        return self[: joined.count(joined[0])] if joined else ()

    @property
    def always(self) -> tuple[tuple[str, str], ...]:
        """The pairs of lists that are in one alliance in every structure; none where there is none.

        Of all there are, also where only the first are kept: for each pair that is together in
        these a structure is looked for in which it is not. A search of too many steps gives up, and
        its pair is `undecided`.
        """
        return self._apart[0]

    @property
    def never(self) -> tuple[tuple[str, str], ...]:
        """The pairs of lists that are in one alliance in no structure; all where there is none.

        Of all there are, and `undecided`, as for `always`. A bar shows how far it is.
        """
        return self._together[0]

    @property
    def undecided(self) -> Pairs:
        """The pairs that are in neither since `always` or `never` could not be told in time."""
        return tuple(dict.fromkeys(self._apart[1] + self._together[1]))

    @cached_property
    def _apart(self) -> tuple[Pairs, Pairs]:
        return self._pairs(together=False)

    @cached_property
    def _together(self) -> tuple[Pairs, Pairs]:
        return self._pairs(together=True)

    def _pairs(self, *, together: bool) -> tuple[Pairs, Pairs]:
        """Return the pairs that no explanation has together, or apart, and those left open."""
        left = list(combinations(self.votes, 2))
        if not len(self):
            none = tuple(left) if together and self.complete else ()
            return none, () if self.complete else tuple(left)
        for structure in self._structures:
            joined = [frozenset(alliance.parties()) for alliance in structure]
            left = [p for p in left if any(a.issuperset(p) for a in joined) is not together]
        if self.complete:
            return tuple(left), ()
        places = {name: place for place, name in enumerate(self.votes)}
        first = [tuple(sorted(places[n] for n in one.parties())) for one in self._structures[0]]
        whole, steps = _Search(self), STEPS
        kept, untold = list[tuple[str, str]](), list[tuple[str, str]]()
        with progress_bar(len(left), "pairs") as advance:
            for pair in left:
                two = places[pair[0]], places[pair[1]]
                search = whole if together else _Search(self, apart=two)
                search.left = steps
                try:
                    if not search.house.exists(two if together else (), first):
                        kept.append(pair)
                except _GivenUpError:
                    untold.append(pair)
                    steps = max(steps // 2, STEPS // 100)
                advance(1)
        return tuple(kept), tuple(untold)


def _names(structure: tuple[Alliance, ...]) -> Nested:
    return tuple(
        tuple(m if isinstance(m, str) else _names((m,))[0] for m in alliance.members)
        for alliance in structure
    )


def explaining_alliances(
    votes: Figures,
    seats: Figures,
    rule: Rule = DHONDT,
    *,
    depth: int = 1,
    limit: int | None = 25_000,
) -> ExplainingAlliances:
    """Return the structures of alliances that give exactly these seats, without a lot.

    A council does not follow from its votes: which alliances must there have been?

    Parameters
    ----------
    votes, seats : mapping of str to int, or pandas Series
        By list, of any number of lists; one that the seats do not name has none.
    rule : Rule
        The rule of apportionment, at every level.
    depth : {1, 2}
        Levels of alliances: 2 for listeforbund inside valgforbund.
    limit : int, optional
        How many structures at most; None for all. Nine lists have 21,147 structures of one level
        and 1,606,137 of two, 24 lists more than 10**17.

    Returns
    -------
    ExplainingAlliances
        Those with the fewest joined lists stand first, and among them those with the fewest
        alliances. Empty if nothing explains the seats. Its ``complete`` says whether these are
        all; they are not where `limit` was reached, or Ctrl-C ended the search after the first.

    Raises
    ------
    InvalidInputError
        If a figure or name is wrong, there are no votes, or another depth.

    Notes
    -----
    At one level a structure is a set partition of the lists, and two conditions make it explain
    the seats. Inside an alliance its own seats follow from its own lists' votes, whatever the
    others do. And all alliances, and lists that stand alone, share one price of a seat: one with
    ``v`` votes and ``s`` seats takes prices below the priority of its last seat and above that of
    its next, which is ``v / (s + 1) < price < v / s`` by d'Hondt; equal ones need a lot. So prices
    are an open interval, and structures are put together as long as theirs is not empty. A list
    whose own interval lies outside has to join; where more have to than there is room for, the
    search turns back. By a divisor rule lists can form an alliance exactly if their intervals
    overlap in pairs: open intervals that do so have a point in common. Integers decide.

    Source: kommunal- og regionalvalgloven §§ 80-83.

    Examples
    --------
    An invented council that needs an alliance:

    >>> import kkr_allocation as kkr
    >>> votes = {"A": 400, "B": 330, "C": 170, "D": 99, "E": 51}
    >>> found = kkr.explaining_alliances(votes, {"A": 4, "B": 3, "C": 2})
    >>> found.smallest, found.count, found.never
    (((('B', 'C'),), (('C', 'E'),)), 12, (('C', 'D'), ('D', 'E')))
    """
    counted = whole_numbers(votes, "votes")
    won = whole_numbers(seats, "seats")
    known_names(won, counted, "seats")
    check_votes(counted)
    if whole_number(depth, "depth") not in (1, 2):
        raise refused("scenarios.depth", depth=depth)
    most = None if limit is None else whole_number(limit, "limit")
    given = {name: won.get(name, 0) for name in counted}
    asked = ExplainingAlliances(counted, given, checked_rule(rule), depth, (), complete=False)
    found: list[tuple[Alliance, ...]] = []
    complete = False
    with progress_bar(len(counted) + 1, "lists") as advance:
        try:
            for structure in _Search(asked).structures(most, advance):
                if len(found) == most:
                    break
                found.append(structure)
            else:
                complete = True
        except KeyboardInterrupt:
            if not found:
                raise
    return evolve(asked, structures=tuple(found), complete=complete)


def check_votes(votes: Mapping[str, int]) -> None:
    """Refuse an election without votes."""
    if not any(votes.values()):
        raise refused(f"scenarios.{'no_votes' if votes else 'no_parties'}")


Lists: TypeAlias = tuple[int, ...]  # by their places in the votes, rising
Numbers: TypeAlias = tuple[int, int] | None
"""How many lists are joined, in how many alliances; None for any."""
Prices: TypeAlias = tuple[float, float]
"""The bounds of an open interval; empty where the first is not the smaller."""


STEPS = 100_000
"""After how many steps a search for a pair gives up, a second or two; each that does halves what
the next may take, down to a hundredth."""


class _GivenUpError(Exception): ...


class _Search:
    """Which lists can be an alliance, and which alliances a council, given what they won."""

    def __init__(self, council: ExplainingAlliances, apart: Lists = ()) -> None:
        self._names = tuple(council.votes)
        self._depth = council.depth
        given = tuple(council.votes.values()), tuple(council.seats.values()), council.rule
        self.left = inf  # how many steps it may take
        # Each is asked for the same lists many times.
        self._named = cache(lambda part: Alliance([self._names[place] for place in part]))
        self._inner = cache(lambda part, levels: _House(given, part, levels, asked))
        possible = cache(lambda part, levels: self._inner(part, levels).exists())
        asked = self._step, possible
        self.house = _House(given, tuple(range(len(self._names))), self._depth, asked, apart)

    def _step(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise _GivenUpError

    def structures(
        self, most: int | None, advance: Callable[[int], object]
    ) -> Iterator[tuple[Alliance, ...]]:
        """Yield all explanations, the simplest first; of more than `most` those found first."""
        for parts in self.house.partitions(most, advance):
            if self._depth == 1:
                yield tuple(map(self._named, parts))
            else:
                yield from product(*(self._with_inner(part, most) for part in parts))

    def _with_inner(self, part: Lists, most: int | None) -> Iterator[Alliance]:
        """Yield this alliance with every alliance possible inside, none at all included.

        More than `most` of them, and one, are not needed: a product takes the first of each first.
        """
        inside = self._inner(part, self._depth - 1).partitions(most, lambda _: None, whole=False)
        for inner in islice(inside, None if most is None else most + 1):
            around = {lists[0]: self._named(lists) for lists in inner}
            joined = {place for lists in inner for place in lists[1:]}
            yield Alliance([around.get(p, self._names[p]) for p in part if p not in joined])


class _House:
    """The divisions of some lists into parts whose seats follow from the parts' votes.

    A part is a list, or an alliance of several with one of the `levels` less inside it. `asked` is
    told of every step, and whether lists' seats can follow among them. No alliance has two that
    are `apart`.
    """

    def __init__(
        self,
        given: tuple[Lists, Lists, Rule],
        lists: Lists,
        levels: int,
        asked: tuple[Callable[[], None], Callable[[Lists, int], bool]],
        apart: Lists = (),
    ) -> None:
        (votes, seats, rule), self._lists = given, lists
        self._votes, self._seats, self._rule = given
        self._levels, (self._step, self._possible) = levels, asked
        self._size = sum(seats[place] for place in lists)
        pooled = sum(votes[place] for place in lists)
        self._priority = _priority(rule, pooled, self._size) if self._size and pooled else None
        # By d'Hondt the priority of a first seat is the votes times this.
        even = isinstance(rule, LinearRule) and rule.first is None and not rule.offset
        self._unit = self._priority(1, 1) if self._priority and even else 0
        self._own = {place: self._prices((place,)) for place in lists}
        # By a divisor rule exactly those lists make a flat alliance whose prices meet in pairs.
        self._paired = levels == 1 and isinstance(rule, DivisorRule)
        self._friends = {
            one: {
                other
                for other in lists
                if levels and (not self._paired or _common(self._own[one], self._own[other]))
            }
            for one in lists
        }
        for one in apart:
            self._friends[one] = self._friends[one].difference(apart) | {one} & self._friends[one]
        # Between two neighbours of these the same lists can stand alone.
        ends = sorted({-inf, inf, *(price for own in self._own.values() for price in own)})
        self._ranges = list(pairwise(ends))
        self._spare = True

    def _prices(self, part: Lists) -> Prices:
        """Return the priorities of a part's next seat and of its last."""
        votes, seats = (sum(own[p] for p in part) for own in (self._votes, self._seats))
        if not votes or not self._priority:
            return (inf, -inf) if seats else (-inf, inf)
        last = self._priority(votes, seats) if seats else inf
        return self._priority(votes, seats + 1), last

    def exists(self, together: Lists = (), near: Sequence[Lists] = ()) -> bool:
        """Whether there is a division, with these lists in one part if any are given.

        It is looked for first at the prices of the alliances `near`, which are known to do.
        """
        others = tuple(place for place in self._lists if place not in together)
        self._spare = False
        begins = self._begins(near)
        for prices in sorted(self._ranges, key=lambda some: not some[0] <= begins < some[1]):
            ways = (
                self._with_part(together, others, None, prices, ())
                if together
                else self._grown(others, None, prices, ())
            )
            if next(ways, None) is not None:
                return True
        return False

    def partitions(
        self, most: int | None, advance: Callable[[int], object], *, whole: bool = True
    ) -> Iterator[tuple[Lists, ...]]:
        """Yield the alliances of all divisions: fewest joined lists first, then fewest alliances.

        Of more than `most` those found first; not all lists in one, unless it may be the `whole`.
        """
        yielded = 0
        self._spare = False
        for joined in range(len(self._lists) + 1):
            for parts in range(min(joined, 1), joined // 2 + 1):
                if parts == 1 and joined == len(self._lists) and not whole:
                    continue
                layer = self._layer(joined, parts)
                some = sorted(islice(layer, None if most is None else most + 1 - yielded))
                yield from some
                yielded += len(some)
            self._spare = yielded > 0
            advance(1)

    def _layer(self, joined: int, parts: int) -> Iterator[tuple[Lists, ...]]:
        """Yield the divisions of so many joined lists, each from where its prices begin."""
        for low, high in self._ranges:
            for found in self._grown(self._lists, (joined, parts), (low, high), ()):
                if self._begins(found) >= low:
                    yield found

    def _begins(self, found: Sequence[Lists]) -> float:
        """Return where the prices begin that these alliances and all who stand alone have."""
        alone = set(self._lists).difference(*found)
        return max(self._prices(part)[0] for part in (*found, *((p,) for p in alone)))

    def _grown(
        self, left: Lists, numbers: Numbers, prices: Prices, found: tuple[Lists, ...]
    ) -> Iterator[tuple[Lists, ...]]:
        """Yield the ways to join so many of the lists left in so many alliances, each way once.

        Where no numbers are given, yield one way, if there is one.
        """
        self._step()
        misfits = tuple(place for place in left if not _common(prices, self._own[place]))
        joined, parts = numbers or (len(left), -1)
        if not len(misfits) <= joined <= len(left) or self._hopeless(misfits, left, prices):
            return
        if parts < 1:
            if not misfits and self._stand(left, prices, found):
                yield tuple(sorted(found))
                return
            if not parts or not left:
                return
        # One alliance alone has all misfits; of several that of the first misfit comes next, and
        # without misfits that of the first list, if it does not stand alone.
        start = misfits if parts == 1 else (misfits or left)[:1]
        others = tuple(place for place in left if place not in start)
        if not misfits and parts != 1:
            shared = _common(prices, self._own[start[0]]) or prices
            yield from self._grown(others, numbers, shared, found)
        yield from self._with_part(start, others, numbers, prices, found)

    def _with_part(
        self,
        start: Lists,
        others: Lists,
        numbers: Numbers,
        prices: Prices,
        found: tuple[Lists, ...],
    ) -> Iterator[tuple[Lists, ...]]:
        """Yield what `_grown` does, the lists at the start being in the next alliance."""
        if not all(q in self._friends[p] for p in start for q in start):
            return
        least, most = 2, len(start) + len(others)
        if numbers:
            joined, parts = numbers
            least, most = joined if parts == 1 else least, joined - 2 * (parts - 1)
        friends = [q for q in others if all(q in self._friends[p] for p in (*start, q))]
        reach = _Reach(self._votes, self._seats, self._unit, prices) if self._unit else None
        for part in self._allied(start, friends, least, most, reach):
            shared = _common(prices, self._prices(part))
            if shared and (self._spare or not self._sparing(part, start, shared)):
                left = tuple(place for place in others if place not in part)
                fewer = numbers and (numbers[0] - len(part), numbers[1] - 1)
                yield from self._grown(left, fewer, shared, (*found, part))

    def _hopeless(self, misfits: Lists, left: Lists, prices: Prices) -> bool:
        """Whether a list that has to join finds nobody left to join at these prices."""
        if not self._unit:
            return False
        reach = _Reach(self._votes, self._seats, self._unit, prices)
        friends = {
            one: [p for p in left if p in self._friends[one] and p != one] for one in misfits
        }
        return any(reach.misses((one,), friends[one], 2, len(left)) for one in misfits)

    def _sparing(self, part: Lists, needed: Lists, prices: Prices) -> bool:
        """Whether an alliance does at these prices without a list that can stand alone at them."""
        return self._paired and any(
            _common(prices, self._own[one]) == prices
            and _common(prices, self._prices(tuple(p for p in part if p != one))) == prices
            for one in part
            if one not in needed
        )

    def _allied(
        self, part: Lists, friends: list[int], least: int, most: int, reach: _Reach | None
    ) -> Iterator[Lists]:
        """Yield the possible alliances of this part and `least` to `most` lists in all."""
        self._step()
        if len(part) >= least:
            lists = tuple(sorted(part))
            if self._paired or self._possible(lists, self._levels - 1):
                yield lists
        if len(part) == most or (reach and reach.misses(part, friends, least, most)):
            return
        for number, one in enumerate(friends[: len(friends) + len(part) - least + 1]):
            also = [other for other in friends[number + 1 :] if other in self._friends[one]]
            yield from self._allied((*part, one), also, least, most, reach)

    def _stand(self, left: Lists, prices: Prices, found: tuple[Lists, ...]) -> bool:
        """Whether the lists left can stand alone, beside these alliances at these prices."""
        shared: Prices | None = prices
        for place in left:
            shared = shared and _common(shared, self._own[place])
        if shared and self._priority and isinstance(self._rule, QuotaRule):
            parts = [*found, *((place,) for place in set(self._lists).difference(*found))]
            try:  # only Droop's quota can leave more seats than parts can take
                self._rule.priority([sum(self._votes[p] for p in one) for one in parts], self._size)
            except InfeasibleError:
                return False
        return bool(shared)


class _Reach:
    """What lists add to an alliance at the prices it is to have, by d'Hondt.

    With ``v`` votes and ``s`` seats it has a price between ``low`` and ``high`` only if
    ``v > low * s`` and ``v < high * (s + 1)``: two sums over its lists.
    """

    def __init__(self, votes: Lists, seats: Lists, unit: int, prices: Prices) -> None:
        low = max(prices[0] + 1, 0)
        self._high = min(prices[1], sum(votes) * unit + 1)
        figures = tuple(zip(votes, seats, strict=True))
        self._above = [v * unit - low * s for v, s in figures]
        self._below = [self._high * s - v * unit for v, s in figures]

    def misses(self, part: Lists, friends: list[int], least: int, most: int) -> bool:
        """Whether no alliance of this part and so many friends can have such a price."""
        needed, room = max(least - len(part), 0), most - len(part)
        for sums, enough in ((self._above, 0), (self._below, 1 - self._high)):
            gains = sorted((sums[one] for one in friends), reverse=True)[:room]
            best = sum(gain for place, gain in enumerate(gains) if place < needed or gain > 0)
            if sum(sums[one] for one in part) + best < enough:
                return True
        return False


def _common(one: Prices, other: Prices) -> Prices | None:
    """Return the prices that are in both intervals, None if there are none."""
    low = one[0] if one[0] > other[0] else other[0]  # noqa: FURB136  (the innermost step)
    high = one[1] if one[1] < other[1] else other[1]  # noqa: FURB136  (as above)
    return (low, high) if low < high else None


def _priority(rule: Rule, pooled: int, size: int) -> Priority:
    """Return the priorities of a rule for parts that have so many votes together."""
    if isinstance(rule, QuotaRule):
        quota = rule.quota(pooled, size)
        return lambda votes, seat: votes * quota.denominator - seat * quota.numerator
    return rule.priority((pooled,), size)
