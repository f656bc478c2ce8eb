"""The axioms of fair apportionment, as functions that look for a breach.

Each axiom is an object with a name, a demand, a source and ``judge(method)``. No method keeps all
of them: which keeps which is what a choice of method is about, and what the page of methods and
axioms shows.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations, permutations
from typing import TYPE_CHECKING

from kkr_allocation.errors import Count
from kkr_allocation.fairness.counterexamples import Breach
from kkr_allocation.fairness.verdicts import Axiom, Outcome, PairAxiom, Share
from kkr_allocation.literature import BALINSKI_YOUNG, PUKELSHEIM

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = [
    "ANONYMITY",
    "AXIOMS",
    "COHERENCE",
    "CONCORDANCE",
    "HOMOGENEITY",
    "HOUSE_MONOTONICITY",
    "LOWER_QUOTA",
    "NEAR_QUOTA",
    "POPULATION_MONOTONICITY",
    "STABLE_ALLIANCES",
    "UPPER_QUOTA",
]


def _lower_quota(share: Share, votes: Mapping[str, int], house_size: int) -> Breach[Outcome] | None:
    outcome = share(votes, house_size)
    if outcome is not None:
        for party, seats in outcome.seats.items():
            numerator, denominator = outcome.claim(party)
            if seats < numerator // denominator:
                return Breach(_against_claim(outcome, party), (outcome,))
    return None


def _upper_quota(share: Share, votes: Mapping[str, int], house_size: int) -> Breach[Outcome] | None:
    outcome = share(votes, house_size)
    if outcome is not None:
        for party, seats in outcome.seats.items():
            numerator, denominator = outcome.claim(party)
            if seats > -(-numerator // denominator):
                return Breach(_against_claim(outcome, party), (outcome,))
    return None


def _near_quota(share: Share, votes: Mapping[str, int], house_size: int) -> Breach[Outcome] | None:
    outcome = share(votes, house_size)
    if outcome is not None:
        excess = {p: s - Fraction(*outcome.claim(p)) for p, s in outcome.seats.items()}
        half = Fraction(1, 2)
        most = max(excess, key=lambda party: excess[party])
        least = min(excess, key=lambda party: excess[party])
        if excess[most] > half and excess[least] < -half:
            sentence = f"a seat moved from {most} to {least} brings both closer to their claims"
            return Breach(sentence, (outcome,))
    return None


def _against_claim(outcome: Outcome, party: str) -> str:
    claim = Fraction(*outcome.claim(party))
    return f"{party} has {Count(outcome.seats[party]):seat|seats} and a claim of {claim}"


def _house_monotonicity(
    share: Share, votes: Mapping[str, int], house_size: int
) -> Breach[Outcome] | None:
    outcome, larger = share(votes, house_size), share(votes, house_size + 1)
    if outcome is not None and larger is not None:
        for party, seats in outcome.seats.items():
            if larger.seats[party] < seats:
                return Breach(f"{party} loses a seat in the larger house", (outcome, larger))
    return None


def _population_monotonicity(
    share: Share, votes: Mapping[str, int], house_size: int
) -> Breach[Outcome] | None:
    outcome = share(votes, house_size)
    if outcome is None:
        return None
    for changed in _other_votes(votes):
        after = share(changed, house_size)
        found = None if after is None else _lost_to_a_weaker(outcome, after)
        if found is not None:
            return found
    return None


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
    """Yield the votes with those of one party changed, then with those of two.

    One a little, or doubled; of two one by a vote and the other by up to a twentieth, both up or
    both down.
    """
    for party, count in votes.items():
        for other in (count + 1, count - 1, count + 3, 2 * count):
            if other > 0:
                yield {**votes, party: other}
    for one, two in permutations(votes, 2):
        for step in sorted({1, votes[two] // 100, votes[two] // 20} - {0}):
            yield {**votes, one: votes[one] + 1, two: votes[two] + step}
            if votes[one] > 1 and votes[two] > step:
                yield {**votes, one: votes[one] - 1, two: votes[two] - step}


def _coherence(share: Share, votes: Mapping[str, int], house_size: int) -> Breach[Outcome] | None:
    outcome = share(votes, house_size)
    if outcome is None:
        return None
    for parties in combinations(votes, 2):
        among = {party: votes[party] for party in parties}
        part = share(among, sum(outcome.seats[party] for party in parties))
        if part is not None and any(part.seats[p] != outcome.seats[p] for p in parties):
            sentence = f"{' and '.join(parties)} share their seats otherwise when left alone"
            return Breach(sentence, (outcome, part))
    return None


def _anonymity(share: Share, votes: Mapping[str, int], house_size: int) -> Breach[Outcome] | None:
    outcome = share(votes, house_size)
    if outcome is None:
        return None
    for order in (tuple(votes)[::-1], (*tuple(votes)[1:], *tuple(votes)[:1])):
        renamed = share(
            {name: votes[party] for name, party in zip(votes, order, strict=True)}, house_size
        )
        if renamed is not None:
            for name, party in zip(votes, order, strict=True):
                if renamed.seats[name] != outcome.seats[party]:
                    return Breach(
                        f"{party}'s seats change when {party} is called {name}", (outcome, renamed)
                    )
    return None


def _homogeneity(share: Share, votes: Mapping[str, int], house_size: int) -> Breach[Outcome] | None:
    outcome = share(votes, house_size)
    if outcome is None:
        return None
    for times in (2, 3, 100):
        larger = share({party: times * count for party, count in votes.items()}, house_size)
        if larger is not None and larger.seats != outcome.seats:
            return Breach(
                f"the seats change when all votes are {times} times as many", (outcome, larger)
            )
    return None


def _concordance(share: Share, votes: Mapping[str, int], house_size: int) -> Breach[Outcome] | None:
    outcome = share(votes, house_size)
    if outcome is None:
        return None
    for one, other in permutations(votes, 2):
        ahead = outcome.seats[other] - outcome.seats[one]
        if ahead > 0 and votes[one] > votes[other]:
            return Breach(f"{other} has fewer votes than {one} and more seats", (outcome,))
        if ahead > 1 and votes[one] == votes[other]:
            return Breach(
                f"{other} has as many votes as {one} and {Count(ahead):seat|seats} more", (outcome,)
            )
    return None


def _stable_alliances(
    share: Share, votes: Mapping[str, int], house_size: int
) -> Breach[Outcome] | None:
    outcome = share(votes, house_size)
    if outcome is None:
        return None
    for one, other in combinations(votes, 2):
        together = {party: count for party, count in votes.items() if party != other}
        together[one] += votes[other]
        joined = share(together, house_size)
        if joined is not None and joined.seats[one] < outcome.seats[one] + outcome.seats[other]:
            return Breach(f"{one} loses a seat by joining with {other}", (outcome, joined))
    return None


LOWER_QUOTA = Axiom(
    "lower quota",
    "No party has fewer seats than its share of the house, rounded down.",
    BALINSKI_YOUNG,
    _lower_quota,
)
UPPER_QUOTA = Axiom(
    "upper quota",
    "No party has more seats than its share of the house, rounded up.",
    BALINSKI_YOUNG,
    _upper_quota,
)
NEAR_QUOTA = Axiom(
    "near quota",
    "No seat can be moved so that both parties come closer to their shares.",
    BALINSKI_YOUNG,
    _near_quota,
)
HOUSE_MONOTONICITY = Axiom(
    "house monotonicity",
    "No party loses a seat because the house has one more.",
    BALINSKI_YOUNG,
    _house_monotonicity,
)
POPULATION_MONOTONICITY = PairAxiom(
    "population monotonicity",
    "No party loses a seat while one that did not grow against it wins one.",
    BALINSKI_YOUNG,
    _population_monotonicity,
    _lost_to_a_weaker,
)
COHERENCE = Axiom(
    "coherence",
    "Any two parties share the seats they have together as the method would.",
    PUKELSHEIM,
    _coherence,
)
ANONYMITY = Axiom(
    "anonymity",
    "A party's seats depend on the votes, not on its name or place.",
    PUKELSHEIM,
    _anonymity,
)
HOMOGENEITY = Axiom(
    "homogeneity",
    "The seats stay when all votes are multiplied by one number.",
    PUKELSHEIM,
    _homogeneity,
)
CONCORDANCE = Axiom(
    "concordance",
    "More votes never give fewer seats, and equal votes at most one seat's difference.",
    PUKELSHEIM,
    _concordance,
)
STABLE_ALLIANCES = Axiom(
    "stable alliances",
    "Two parties that join have at least the seats they had apart.",
    BALINSKI_YOUNG,
    _stable_alliances,
)

AXIOMS = (
    LOWER_QUOTA,
    UPPER_QUOTA,
    NEAR_QUOTA,
    HOUSE_MONOTONICITY,
    POPULATION_MONOTONICITY,
    COHERENCE,
    ANONYMITY,
    HOMOGENEITY,
    CONCORDANCE,
    STABLE_ALLIANCES,
)
"""All of them, in the order of the page of methods and axioms."""
