"""Axioms put to the test: a verdict on a method, with a small case that speaks against it.

A method is anything that shares seats: one of the library's rules, or a function of your own from
votes and a house size to seats. A verdict never proves an axiom; it says how many elections were
tried, and shows the counterexample where there is one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import product
from math import gcd
from typing import TYPE_CHECKING, TypeAlias

from attrs import field, frozen

from kkr_allocation.apportionment.exact import apportion
from kkr_allocation.apportionment.rules import Rule
from kkr_allocation.apportionment.ties import UnresolvedTieError
from kkr_allocation.errors import Count, InfeasibleError, InvalidInputError
from kkr_allocation.fairness.counterexamples import Breach, Statement, Verdict, judged, shared_out

if TYPE_CHECKING:
    from kkr_allocation.inputs import Figures

__all__ = ["Axiom", "Method", "Outcome", "PairAxiom", "Share", "small_elections"]

Method: TypeAlias = "Rule | Callable[[Mapping[str, int], int], Figures]"
"""A rule, or a function from votes and a house size to seats by party: a mapping or a Series."""
Election: TypeAlias = tuple[Mapping[str, int], int]
"""Votes by party, and the house size."""


@frozen
class Outcome:
    """What a method gave in one election.

    Parameters
    ----------
    votes : dict of str to int
        Votes by party.
    house_size : int
        Seats shared.
    seats : dict of str to int
        Seats by party.
    """

    votes: dict[str, int]
    house_size: int
    seats: dict[str, int]

    def claim(self, party: str) -> tuple[int, int]:
        """Return a party's proportional share of the house as numerator and denominator."""
        return self.votes[party] * self.house_size, sum(self.votes.values())

    def __str__(self) -> str:
        """Votes and seats side by side."""
        parties = ", ".join(f"{p} {v}: {self.seats[p]}" for p, v in self.votes.items())
        return f"{Count(self.house_size):seat|seats} ({parties})"


Share: TypeAlias = Callable[[Mapping[str, int], int], Outcome | None]
"""From votes and a house size to the outcome; None where only a lot could decide."""


@frozen
class Axiom(Statement):
    """A demand on methods of apportionment, and how to see that one does not meet it.

    Parameters
    ----------
    name, demand, source
        As `Statement` has them.
    breach : callable
        From a share function and one election's votes and house size to a `Breach` or None.

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> from kkr_allocation.fairness.axioms import HOUSE_MONOTONICITY, LOWER_QUOTA
    >>> print(HOUSE_MONOTONICITY.judge(kkr.LARGEST_REMAINDER).counterexample.sentence)
    C loses a seat in the larger house
    >>> print(LOWER_QUOTA.judge(kkr.SAINTE_LAGUE))
    lower quota: broken. A has 3 seats and a claim of 4: 6 seats (A 6: 3, B 1: 1, C 1: 1, D 1: 1)
    """

    breach: Callable[[Share, Mapping[str, int], int], Breach[Outcome] | None] = field(repr=False)

    def judge(self, method: Method, elections: Iterable[Election] | None = None) -> Verdict:
        """Try a method on elections and return the verdict.

        Parameters
        ----------
        method : Rule or callable
            A rule, or a function from votes and a house size to seats by party.
        elections : iterable of (votes, house size), optional
            Those to try; by default `small_elections`.

        Returns
        -------
        Verdict
            With a counterexample made as small as it gets by taking away parties, votes and
            seats one at a time.

        Raises
        ------
        InvalidInputError
            If what the method gives is not seats in whole numbers from 0 up for just the parties
            of the votes, or does not sum to the house size. A method that raises
            `UnresolvedTieError` or `InfeasibleError` says that it cannot decide.

        Notes
        -----
        An election that only a lot can decide speaks neither for nor against.
        """
        share = _sharing(method)
        return judged(
            lambda election: self.breach(share, *election),
            small_elections() if elections is None else elections,
            _smaller,
            named=(self.name, "election|elections"),
        )


@frozen
class PairAxiom(Axiom):
    """An axiom that holds two elections of the same parties against each other.

    Parameters
    ----------
    name, demand, source, breach
        As `Axiom` has them; `breach` looks for a second election by itself.
    between : callable
        From what a method gave before and after to a `Breach` or None.
    """

    between: Callable[[Outcome, Outcome], Breach[Outcome] | None] = field(repr=False)

    def compare(
        self, method: Method, votes: Mapping[str, int], later: Mapping[str, int], house_size: int
    ) -> Verdict:
        """Try a method on two elections of your own, such as this year's and the next.

        Parameters
        ----------
        method : Rule or callable
            As in `judge`.
        votes, later : mapping of str to int
            Votes before and after, by the same parties.
        house_size : int
            Seats shared both times.

        Returns
        -------
        Verdict
            With the pair itself as counterexample; it is not made smaller.

        Raises
        ------
        InvalidInputError
            If the two do not name the same parties, and as in `judge`.

        Examples
        --------
        Two of five states grow, and one of them loses a seat to one that does not:

        >>> import kkr_allocation as kkr
        >>> from kkr_allocation.fairness.axioms import POPULATION_MONOTONICITY
        >>> before = {"A": 150, "B": 78, "C": 173, "D": 204, "E": 295}
        >>> later = {"A": 150, "B": 78, "C": 181, "D": 204, "E": 296}
        >>> verdict = POPULATION_MONOTONICITY.compare(kkr.LARGEST_REMAINDER, before, later, 50)
        >>> verdict.counterexample.sentence
        'E loses a seat to B, against which it lost no votes'
        """
        if set(votes) != set(later):
            others = ", ".join(sorted(set(votes) ^ set(later)))
            raise InvalidInputError(
                f"votes and later do not both name {others}",
                why="the axiom compares what the same parties have before and after",
                do="Give both for every party, with 0 where there are none",
            )
        share = _sharing(method)
        before, after = share(votes, house_size), share(later, house_size)
        found = None if before is None or after is None else self.between(before, after)
        return Verdict(self.name, found, 1, "pair of elections|pairs of elections")


def _sharing(method: Method) -> Share:
    """Return a share function that remembers what it has shared."""
    known: dict[tuple[tuple[tuple[str, int], ...], int], Outcome | None] = {}

    def share(votes: Mapping[str, int], house_size: int) -> Outcome | None:
        case = (tuple(votes.items()), house_size)
        if case not in known:
            known[case] = _outcome(method, votes, house_size)
        return known[case]

    return share


def _outcome(method: Method, votes: Mapping[str, int], house_size: int) -> Outcome | None:
    if not any(votes.values()):
        return None
    try:
        if isinstance(method, Rule):
            return Outcome(
                dict(votes), house_size, dict(apportion(votes, house_size, method).seats)
            )
        given = method(dict(votes), house_size)
    except (UnresolvedTieError, InfeasibleError):
        return None
    seats = shared_out(given, votes, house_size, units="seat|seats")
    return Outcome(dict(votes), house_size, seats)


def _smaller(outcome: Outcome) -> Iterator[Election]:
    """Yield elections with one party less, one seat less, or fewer votes of one party."""
    votes, house_size = outcome.votes, outcome.house_size
    for party in votes:
        yield {p: v for p, v in votes.items() if p != party}, house_size
    if house_size > 1:
        yield votes, house_size - 1
    common = gcd(*votes.values())
    if common > 1:
        yield {p: v // common for p, v in votes.items()}, house_size
    for party, count in votes.items():
        for fewer in (count // 2, count - 1):
            if 0 < fewer < count:
                yield votes | {party: fewer}, house_size


def small_elections(
    *, total: int = 13, parties: int = 4, house_size: int = 7, equals: bool = True
) -> Iterator[tuple[dict[str, int], int]]:
    """Yield small elections, the smaller first, then some with many nearly equal lists.

    Parameters
    ----------
    total : int
        The votes of all parties, at most.
    parties, house_size : int
        Parties and seats, at most; in the later parts up to eleven parties and 13 seats.
    equals : bool
        Whether to go on to the later parts.

    Notes
    -----
    The later parts have the cases in which rounding adds up: one list whose claim is a whole
    number, among equal ones whose fractions decide together whether it keeps it; and three lists
    that just outdo many.
    """
    yield from _partitioned(total, parties, house_size)
    if equals:
        yield from _one_among_equals()
        yield from _three_above_equals()


_NAMES = "ABCDEFGHIJK"


def _partitioned(total: int, parties: int, house_size: int) -> Iterator[tuple[dict[str, int], int]]:
    """Yield every election up to this size."""
    for votes_in_all in range(1, total + 1):
        for house in range(1, house_size + 1):
            for counts in _partitions(votes_in_all, parties, votes_in_all):
                yield dict(zip(_NAMES, counts, strict=False)), house


def _one_among_equals() -> Iterator[tuple[dict[str, int], int]]:
    """Yield elections of one large list with a whole claim and up to ten equal small ones."""
    for many, small, large in product(range(3, len(_NAMES)), range(1, 7), range(2, 33)):
        if small < large and gcd(small, large) == 1:
            counts = (large, *[small] * many)
            for house in range(many // 2, 14):
                if large * house % sum(counts) == 0:
                    yield dict(zip(_NAMES, counts, strict=False)), house


def _three_above_equals() -> Iterator[tuple[dict[str, int], int]]:
    """Yield elections of three lists that outdo up to seven equal ones by a vote or two."""
    for lead, many, house in product(range(3, 7), range(2, 8), range(1, 4)):
        counts = (lead, lead, lead - 1, *[lead - 2] * many)
        yield dict(zip(_NAMES, counts, strict=False)), house


def _partitions(total: int, parts: int, largest: int) -> Iterator[tuple[int, ...]]:
    """Yield the ways to write a total as a falling sum of at most `parts` positive numbers."""
    if not total:
        yield ()
    elif parts:
        for first in range(min(total, largest), 0, -1):
            for rest in _partitions(total - first, parts - 1, first):
                yield (first, *rest)
