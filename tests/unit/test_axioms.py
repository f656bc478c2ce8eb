"""The axioms find the mistake in functions that are not ours."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import kkr_allocation as kkr
from kkr_allocation.fairness.axioms import (
    ANONYMITY,
    AXIOMS,
    CONCORDANCE,
    HOMOGENEITY,
    POPULATION_MONOTONICITY,
)
from kkr_allocation.fairness.verdicts import Outcome

if TYPE_CHECKING:
    from collections.abc import Mapping


def first_wins(votes: Mapping[str, int], house_size: int) -> dict[str, int]:
    """Divide by 1, 2, 3 as it is often written: the first of equal quotients takes the seat."""
    seats = dict.fromkeys(votes, 0)
    for _ in range(house_size):
        best = max(votes, key=lambda party: votes[party] / (seats[party] + 1))
        seats[best] += 1
    return seats


def by_size(votes: Mapping[str, int], house_size: int) -> dict[str, int]:
    """All seats to the party with the fewest votes."""
    least = min(votes, key=lambda party: votes[party])
    return {party: house_size * (party == least) for party in votes}


def by_hundred(votes: Mapping[str, int], house_size: int) -> dict[str, int]:
    """Rules that change with the number of voters."""
    rule = kkr.DHONDT if sum(votes.values()) < 100 else kkr.ADAMS
    return kkr.apportion(votes, house_size, rule).seats


def test_a_tie_given_to_the_first_breaks_anonymity() -> None:
    verdict = ANONYMITY.judge(first_wins)
    assert not verdict.kept
    assert str(verdict.counterexample).startswith("B's seats change when B is called A: 1 seat ")


def test_seats_to_the_smallest_break_concordance() -> None:
    verdict = CONCORDANCE.judge(by_size)
    assert str(verdict) == (
        "concordance: broken. A has as many votes as B and 2 seats more: 2 seats (A 1: 2, B 1: 0)"
    )


def test_a_rule_that_counts_voters_breaks_homogeneity() -> None:
    assert not HOMOGENEITY.judge(by_hundred).kept


def test_equal_votes_may_differ_by_one_seat_only() -> None:
    verdict = CONCORDANCE.judge(by_size, [({"A": 1, "B": 1}, 2)])
    assert "has as many votes as B and 2 seats more" in str(verdict)


def test_a_verdict_counts_the_elections_it_rests_on() -> None:
    verdict = POPULATION_MONOTONICITY.judge(kkr.DHONDT, [({"A": 3, "B": 2}, 2)])
    assert verdict.tried == 1
    assert str(verdict) == "population monotonicity: kept in 1 election"


@pytest.mark.parametrize("axiom", AXIOMS, ids=[axiom.name for axiom in AXIOMS])
def test_an_election_that_only_a_lot_decides_speaks_for_nothing(axiom: object) -> None:
    assert axiom.judge(kkr.DHONDT, [({"A": 1, "B": 1}, 1)]).kept


def test_a_method_names_every_party() -> None:
    with pytest.raises(kkr.InvalidInputError, match="Return a mapping with the seats of every"):
        ANONYMITY.judge(lambda votes, house: {"X": house})  # noqa: ARG005  (a method that sees no names)


def test_an_outcome_reads_aloud() -> None:
    assert str(Outcome({"A": 3, "B": 1}, 2, {"A": 2, "B": 0})) == "2 seats (A 3: 2, B 1: 0)"
