"""The axioms find the mistake in functions that are not ours."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pytest

import kkr_allocation as kkr
from kkr_allocation.fairness.axioms import (
    ANONYMITY,
    AXIOMS,
    CONCORDANCE,
    HOMOGENEITY,
    HOUSE_MONOTONICITY,
    POPULATION_MONOTONICITY,
    STABLE_ALLIANCES,
    Outcome,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kkr_allocation.fairness.axioms import Axiom


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


NO_OUTCOMES = {
    "another name": ({"X": 4}, r"seats to X.*Return a mapping with the seats of every one"),
    "a name less": ({"A": 4}, "seats to A"),
    "no seats": ({"A": 0, "B": 0}, r"gives 0 seats\..*share 4 seats among A 3, B 2, no more"),
    "a seat too many": ({"A": 3, "B": 2}, "gives 5 seats"),
    "less than none": ({"A": 5, "B": -1}, r"seats\['B'\] is -1"),
    "parts of seats": ({"A": 2.4, "B": 1.6}, r"seats\['A'\] is 2.4"),
    "nothing": (None, "Every figure needs the name"),
}


@pytest.mark.parametrize("axiom", AXIOMS, ids=[axiom.name for axiom in AXIOMS])
@pytest.mark.parametrize(("given", "said"), NO_OUTCOMES.values(), ids=NO_OUTCOMES)
def test_what_is_no_outcome_is_refused_by_every_axiom(
    given: object, said: str, axiom: Axiom
) -> None:
    with pytest.raises(kkr.InvalidInputError, match=said):
        axiom.judge(lambda *_: given, [({"A": 3, "B": 2}, 4)])


def test_a_method_may_return_a_series_in_any_order() -> None:
    def sorted_series(votes: Mapping[str, int], house_size: int) -> pd.Series:
        return pd.Series(kkr.apportion(votes, house_size).seats).sort_values()

    verdict = HOUSE_MONOTONICITY.judge(sorted_series, [({"A": 3, "B": 2}, 4)])
    assert verdict.kept
    broken = STABLE_ALLIANCES.judge(
        lambda votes, house: pd.Series(kkr.apportion(votes, house, kkr.ADAMS).seats)
    )
    assert str(broken.counterexample).endswith("(A 3: 2, B 2: 1)")


BEFORE = {"A": 150, "B": 78, "C": 173, "D": 204, "E": 295}
LATER = {"A": 150, "B": 78, "C": 181, "D": 204, "E": 296}


def test_the_population_paradox_is_found_where_two_parties_change() -> None:
    found = POPULATION_MONOTONICITY.judge(kkr.LARGEST_REMAINDER, [(BEFORE, 50)]).counterexample
    assert found.sentence == "E loses a seat to B, against which it lost no votes"
    assert POPULATION_MONOTONICITY.judge(kkr.SAINTE_LAGUE, [(BEFORE, 50)]).kept


def test_a_pair_of_elections_is_compared() -> None:
    broken = POPULATION_MONOTONICITY.compare(kkr.LARGEST_REMAINDER, BEFORE, LATER, 50)
    assert broken.counterexample.sentence == "E loses a seat to B, against which it lost no votes"
    assert [outcome.votes for outcome in broken.counterexample.outcomes] == [BEFORE, LATER]
    kept = POPULATION_MONOTONICITY.compare(kkr.SAINTE_LAGUE, BEFORE, LATER, 50)
    assert str(kept) == "population monotonicity: kept in 1 pair of elections"
    tied = POPULATION_MONOTONICITY.compare(kkr.DHONDT, {"A": 1, "B": 1}, {"A": 2, "B": 1}, 1)
    assert tied.kept


def test_a_pair_of_elections_has_the_same_parties() -> None:
    with pytest.raises(kkr.InvalidInputError, match="votes and later do not both name E"):
        POPULATION_MONOTONICITY.compare(kkr.DHONDT, {"A": 1}, {"A": 1, "E": 2}, 3)


def test_of_elections_with_as_many_votes_the_one_with_fewer_seats_comes_first() -> None:
    outcome = STABLE_ALLIANCES.judge(kkr.LARGEST_REMAINDER).counterexample.outcomes[0]
    assert (outcome.votes, outcome.house_size) == ({"A": 3, "B": 3, "C": 1}, 4)


def test_an_outcome_reads_aloud() -> None:
    assert str(Outcome({"A": 3, "B": 1}, 2, {"A": 2, "B": 0})) == "2 seats (A 3: 2, B 1: 0)"
