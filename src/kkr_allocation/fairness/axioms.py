"""The axioms of fair apportionment, as functions that look for a breach.

Each axiom is an object with a name, a demand, a source and ``judge(method)``. No method keeps all
of them: which keeps which is what a choice of method is about, and what the page of methods and
axioms shows. A verdict never proves an axiom. A counterexample refutes one, so it is made as small
as it gets: nothing can be taken from it, one step at a time, without the breach going away.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from fractions import Fraction
from functools import partial
from itertools import combinations, permutations, product
from math import ceil, floor, gcd
from typing import TYPE_CHECKING, Any, Generic, TypeAlias, TypeVar

from attrs import field, frozen

from kkr_allocation.apportionment.exact import apportion
from kkr_allocation.apportionment.rules import Rule
from kkr_allocation.apportionment.ties import UnresolvedTieError
from kkr_allocation.errors import Count, InfeasibleError
from kkr_allocation.inputs import whole_numbers
from kkr_allocation.sources import BALINSKI_YOUNG, PUKELSHEIM
from kkr_allocation.words import both, refused

if TYPE_CHECKING:
    from typing import Self

    from kkr_allocation.inputs import Figures
    from kkr_allocation.sources import Source


Way = TypeVar("Way")
Shared = TypeVar("Shared")
Breaches: TypeAlias = "Callable[[Shared, Callable[..., Shared | None]], Iterator[Breach[Shared]]]"
"""From what a method gave in a case, and a function that shares out others, to what is wrong."""
Found = TypeVar("Found", bound=Callable[..., object])
_DEMANDS: dict[Callable[..., object], str] = {}


def demanding(sentence: str) -> Callable[[Found], Found]:
    """Note what a generator's breaches are breaches of; ``python -OO`` keeps no docstring."""

    def noted(breaches: Found) -> Found:
        _DEMANDS[breaches] = sentence
        return breaches

    return noted


@frozen
class Breach(Generic[Shared]):
    """A case in which an axiom does not hold: what goes wrong, with the names."""

    sentence: str
    outcomes: tuple[Shared, ...]
    """What the method gave, and what it is compared with where the axiom compares two."""

    def __str__(self) -> str:
        """Say what goes wrong, and in which cases."""
        return f"{self.sentence}: {'; then '.join(map(str, self.outcomes))}"


@frozen
class Verdict:
    """Whether a method kept an axiom in all cases tried."""

    axiom: str
    counterexample: Breach[Any] | None
    """A case from which nothing can be taken; None if every case kept the axiom."""
    tried: int
    """Cases tried, until the first breach if there was one."""
    cases: str = "election|elections"
    """What one case and several are called."""

    @property
    def kept(self) -> bool:
        """Whether no case spoke against it."""
        return self.counterexample is None

    def __str__(self) -> str:
        """Say it in one sentence."""
        if self.counterexample is None:
            return f"{self.axiom}: kept in {Count(self.tried):{self.cases}}"
        return f"{self.axiom}: broken. {self.counterexample}"


@frozen
class Statement:
    """What an axiom says, where it is laid down, and how to see that a method does not meet it."""

    name: str
    demand: str
    source: Source = field(repr=False)
    breach: Callable[..., Breach[Any] | None] = field(repr=False)

    @classmethod
    def of(cls, name: str, source: Source, breaches: Breaches[Shared], **others: Any) -> Self:  # noqa: ANN401  (fields of its own)
        """Return the axiom that a generator of breaches looks for, and what it is `demanding`."""

        def breach(share: Callable[..., Shared | None], *case: object) -> Breach[Shared] | None:
            outcome = share(*case)
            return None if outcome is None else next(breaches(outcome, share), None)

        return cls(name, _DEMANDS[breaches], source, breach, **others)


@frozen
class Trial(Generic[Way, Shared]):
    """How the axioms of one kind are put to a method."""

    gives: Callable[..., Shared | None]
    """From a method and a case to the outcome; None where there is nothing to share."""
    smaller: Callable[[Shared], Iterable[tuple[Any, ...]]]
    """From an outcome to cases with a little less in them."""
    called: str
    """What one case and several are called, such as ``"table|tables"``."""

    def outcome(self, method: Way, *case: object) -> Shared | None:
        """Return what a method gives in a case; None where it cannot decide."""
        try:
            return self.gives(method, *case)
        except (UnresolvedTieError, InfeasibleError):
            return None

    def verdict(self, axiom: Statement, method: Way, cases: Iterable[tuple[Any, ...]]) -> Verdict:
        """Look for a breach case by case, and make the first one found as small as it gets."""
        known: dict[object, Shared | None] = {}

        def share(*case: object) -> Shared | None:
            key = _frozen(case)
            if key not in known:
                known[key] = self.outcome(method, *case)
            return known[key]

        breach = partial(axiom.breach, share)
        tried = 0
        for case in cases:
            tried += 1
            found = breach(*case)
            while found is not None:
                less = (breach(*smaller) for smaller in self.smaller(found.outcomes[0]))
                smallest, found = found, next(filter(None, less), None)
                if found is None:
                    return Verdict(axiom.name, smallest, tried, self.called)
        return Verdict(axiom.name, None, tried, self.called)


def _frozen(case: object) -> object:
    """Return a case as a key; its names in their order, which a method may go by."""
    if isinstance(case, Mapping):
        return tuple(case.items())
    return tuple(map(_frozen, case)) if isinstance(case, tuple) else case


def shared_out(
    given: Figures, among: Mapping[str, int], total: int, *, units: str
) -> dict[str, int]:
    """Return what a method gave in the order of `among`, or refuse what does not share out `total`.

    The units are what one and several are called, such as ``"seat|seats"``.
    """
    what, case = units.partition("|")[2], ", ".join(f"{n} {figure}" for n, figure in among.items())
    counted = whole_numbers(given, f"the method's {what}")
    if set(counted) != set(among):
        whom = ", ".join(counted) or both("nobody", "ingen")
        raise refused("fairness.given_to_others", what=what, listed=whom, case=case)
    if sum(counted.values()) != total:
        given_out, wanted = (f"{Count(n):{units}}" for n in (sum(counted.values()), total))
        raise refused("fairness.given_out", given=given_out, wanted=wanted, case=case, what=what)
    return {name: counted[name] for name in among}


Method: TypeAlias = "Rule | Callable[[Mapping[str, int], int], Figures]"
"""A rule, or a function from votes and a house size to seats by party: a mapping or a Series."""
Election: TypeAlias = tuple[Mapping[str, int], int]
"""Votes by party, and the house size."""


@frozen
class Outcome:
    """What a method gave in one election: votes and seats by party, and the seats shared."""

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
    name, demand, source : str, str and Source
        What the literature calls it, what it asks, in one sentence, and where it is laid down.
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
            `UnresolvedTieError` or `InfeasibleError` says that it cannot decide: such an election
            speaks neither for nor against.
        """
        return _TRIAL.verdict(self, method, small_elections() if elections is None else elections)


@frozen
class PairAxiom(Axiom):
    """An axiom that holds two elections of the same parties against each other."""

    between: Callable[[Outcome, Outcome], Breach[Outcome] | None] = field(repr=False)
    """From what a method gave before and after to a `Breach` or None."""

    def compare(
        self, method: Method, votes: Mapping[str, int], later: Mapping[str, int], house_size: int
    ) -> Verdict:
        """Try a method on two elections of your own, such as this year's and the next.

        The method is as in `judge`. The two name the same parties; the counterexample is the pair
        itself, not made smaller.

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
            raise refused("fairness.votes_and_later", others=others)
        before = _TRIAL.outcome(method, votes, house_size)
        after = _TRIAL.outcome(method, later, house_size)
        found = None if before is None or after is None else self.between(before, after)
        return Verdict(self.name, found, 1, "pair of elections|pairs of elections")


def _given(method: Method, votes: Mapping[str, int], house_size: int) -> Outcome | None:
    if not any(votes.values()):
        return None
    if isinstance(method, Rule):
        return Outcome(dict(votes), house_size, dict(apportion(votes, house_size, method).seats))
    seats = shared_out(method(dict(votes), house_size), votes, house_size, units="seat|seats")
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


_TRIAL: Trial[Method, Outcome] = Trial(_given, _smaller, "election|elections")


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
    for votes_in_all, house in product(range(1, total + 1), range(1, house_size + 1)):
        for counts in _partitions(votes_in_all, parties, votes_in_all):
            yield _named(counts), house
    if equals:
        for many, small, large in product(range(3, len(_NAMES)), range(1, 7), range(2, 33)):
            counts = (large, *[small] * many)
            for house in range(many // 2, 14) if small < large and gcd(small, large) == 1 else ():
                if large * house % sum(counts) == 0:  # the claim of the large one is whole
                    yield _named(counts), house
        for lead, many, house in product(range(3, 7), range(2, 8), range(1, 4)):
            yield _named((lead, lead, lead - 1, *[lead - 2] * many)), house


_NAMES = "ABCDEFGHIJK"


def _named(figures: tuple[int, ...]) -> dict[str, int]:
    return dict(zip(_NAMES, figures, strict=False))


def _partitions(total: int, parts: int, largest: int) -> Iterator[tuple[int, ...]]:
    """Yield the ways to write a total as a falling sum of at most `parts` positive numbers."""
    if not total:
        yield ()
    elif parts:
        for first in range(min(total, largest), 0, -1):
            for rest in _partitions(total - first, parts - 1, first):
                yield (first, *rest)


@demanding("No party has fewer seats than its share of the house, rounded down.")
def _lower_quota(outcome: Outcome, _: Share) -> Iterator[Breach[Outcome]]:
    for party, seats in outcome.seats.items():
        if seats < floor(Fraction(*outcome.claim(party))):
            yield _against_claim(outcome, party)


@demanding("No party has more seats than its share of the house, rounded up.")
def _upper_quota(outcome: Outcome, _: Share) -> Iterator[Breach[Outcome]]:
    for party, seats in outcome.seats.items():
        if seats > ceil(Fraction(*outcome.claim(party))):
            yield _against_claim(outcome, party)


def _against_claim(outcome: Outcome, party: str) -> Breach[Outcome]:
    seats, claim = Count(outcome.seats[party]), Fraction(*outcome.claim(party))
    return Breach(f"{party} has {seats:seat|seats} and a claim of {claim}", (outcome,))


@demanding("No seat can be moved so that both parties come closer to their shares.")
def _near_quota(outcome: Outcome, _: Share) -> Iterator[Breach[Outcome]]:
    excess = {p: s - Fraction(*outcome.claim(p)) for p, s in outcome.seats.items()}
    most = max(excess, key=lambda party: excess[party])
    least = min(excess, key=lambda party: excess[party])
    if excess[most] > Fraction(1, 2) and excess[least] < -Fraction(1, 2):
        sentence = f"a seat moved from {most} to {least} brings both closer to their claims"
        yield Breach(sentence, (outcome,))


@demanding("No party loses a seat because the house has one more.")
def _house_monotonicity(outcome: Outcome, share: Share) -> Iterator[Breach[Outcome]]:
    larger = share(outcome.votes, outcome.house_size + 1)
    for party, seats in outcome.seats.items():
        if larger is not None and larger.seats[party] < seats:
            yield Breach(f"{party} loses a seat in the larger house", (outcome, larger))


@demanding("No party loses a seat while one that did not grow against it wins one.")
def _population_monotonicity(before: Outcome, share: Share) -> Iterator[Breach[Outcome]]:
    for changed in _other_votes(before.votes):
        after = share(changed, before.house_size)
        if after is not None and (found := _lost_to_a_weaker(before, after)):
            yield found


def _lost_to_a_weaker(before: Outcome, after: Outcome) -> Breach[Outcome] | None:
    for loser, winner in permutations(before.votes, 2):
        grown = (
            after.votes[loser] * before.votes[winner] >= after.votes[winner] * before.votes[loser]
        )
        lost = after.seats[loser] < before.seats[loser]
        if grown and lost and after.seats[winner] > before.seats[winner]:
            sentence = f"{loser} loses a seat to {winner}, against which it lost no votes"
            return Breach(sentence, (before, after))
    return None


def _other_votes(votes: Mapping[str, int]) -> Iterator[dict[str, int]]:
    """Yield the votes with those of one party changed, then of two, both up or both down."""
    for party, count in votes.items():
        for other in (count + 1, count - 1, count + 3, 2 * count):
            if other > 0:
                yield {**votes, party: other}
    for one, two in permutations(votes, 2):
        for step in sorted({1, votes[two] // 100, votes[two] // 20} - {0}):
            yield {**votes, one: votes[one] + 1, two: votes[two] + step}
            if votes[one] > 1 and votes[two] > step:
                yield {**votes, one: votes[one] - 1, two: votes[two] - step}


@demanding("Any two parties share the seats they have together as the method would.")
def _coherence(outcome: Outcome, share: Share) -> Iterator[Breach[Outcome]]:
    for parties in combinations(outcome.votes, 2):
        among = {party: outcome.votes[party] for party in parties}
        part = share(among, sum(outcome.seats[party] for party in parties))
        if part is not None and any(part.seats[p] != outcome.seats[p] for p in parties):
            sentence = f"{' and '.join(parties)} share their seats otherwise when left alone"
            yield Breach(sentence, (outcome, part))


@demanding("A party's seats depend on the votes, not on its name or place.")
def _anonymity(outcome: Outcome, share: Share) -> Iterator[Breach[Outcome]]:
    votes, names = outcome.votes, tuple(outcome.votes)
    for order in (names[::-1], (*names[1:], *names[:1])):
        called = dict(zip(names, order, strict=True))
        renamed = share({name: votes[p] for name, p in called.items()}, outcome.house_size)
        for name, party in called.items():
            if renamed is not None and renamed.seats[name] != outcome.seats[party]:
                sentence = f"{party}'s seats change when {party} is called {name}"
                yield Breach(sentence, (outcome, renamed))


@demanding("The seats stay when all votes are multiplied by one number.")
def _homogeneity(outcome: Outcome, share: Share) -> Iterator[Breach[Outcome]]:
    for times in (2, 3, 100):
        votes = {party: times * count for party, count in outcome.votes.items()}
        larger = share(votes, outcome.house_size)
        if larger is not None and larger.seats != outcome.seats:
            sentence = f"the seats change when all votes are {times} times as many"
            yield Breach(sentence, (outcome, larger))


@demanding("More votes never give fewer seats, and equal votes at most one seat's difference.")
def _concordance(outcome: Outcome, _: Share) -> Iterator[Breach[Outcome]]:
    votes = outcome.votes
    for one, other in permutations(votes, 2):
        ahead = outcome.seats[other] - outcome.seats[one]
        if ahead > 0 and votes[one] > votes[other]:
            yield Breach(f"{other} has fewer votes than {one} and more seats", (outcome,))
        if ahead > 1 and votes[one] == votes[other]:
            sentence = f"{other} has as many votes as {one} and {Count(ahead):seat|seats} more"
            yield Breach(sentence, (outcome,))


@demanding("Two parties that join have at least the seats they had apart.")
def _stable_alliances(outcome: Outcome, share: Share) -> Iterator[Breach[Outcome]]:
    votes, seats = outcome.votes, outcome.seats
    for one, other in combinations(votes, 2):
        together = {party: count for party, count in votes.items() if party != other}
        together[one] += votes[other]
        joined = share(together, outcome.house_size)
        if joined is not None and joined.seats[one] < seats[one] + seats[other]:
            yield Breach(f"{one} loses a seat by joining with {other}", (outcome, joined))


AXIOMS = (
    LOWER_QUOTA := Axiom.of("lower quota", BALINSKI_YOUNG, _lower_quota),
    UPPER_QUOTA := Axiom.of("upper quota", BALINSKI_YOUNG, _upper_quota),
    NEAR_QUOTA := Axiom.of("near quota", BALINSKI_YOUNG, _near_quota),
    HOUSE_MONOTONICITY := Axiom.of("house monotonicity", BALINSKI_YOUNG, _house_monotonicity),
    POPULATION_MONOTONICITY := PairAxiom.of(
        "population monotonicity",
        BALINSKI_YOUNG,
        _population_monotonicity,
        between=_lost_to_a_weaker,
    ),
    COHERENCE := Axiom.of("coherence", PUKELSHEIM, _coherence),
    ANONYMITY := Axiom.of("anonymity", PUKELSHEIM, _anonymity),
    HOMOGENEITY := Axiom.of("homogeneity", PUKELSHEIM, _homogeneity),
    CONCORDANCE := Axiom.of("concordance", PUKELSHEIM, _concordance),
    STABLE_ALLIANCES := Axiom.of("stable alliances", BALINSKI_YOUNG, _stable_alliances),
)
"""All of them, in the order of the page of methods and axioms."""
