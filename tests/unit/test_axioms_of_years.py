"""The axioms of places over the years, at their bounds and in functions that are not ours."""

from __future__ import annotations

import pytest

import kkr_allocation as kkr
from kkr_allocation.fairness.year_axioms import (
    BOUNDED_DRIFT,
    ENVY_UP_TO_ONE_PLACE,
    QUOTA_OF_EVERY_YEAR,
    QUOTA_OF_THE_RUN,
    YEAR_AXIOMS,
)

HALVES = {"A": 1, "B": 1}


def all_to_first(years):
    return [{name: total * (name == next(iter(key))) for name in key} for total, key in years]


def turns(years):
    """Give to A and B by turns."""
    return [
        {"A": total * (number % 2 == 0), "B": total * (number % 2)}
        for number, (total, _) in enumerate(years)
    ]


@pytest.mark.parametrize("axiom", YEAR_AXIOMS, ids=[axiom.name for axiom in YEAR_AXIOMS])
def test_equals_by_turns_keep_everything(axiom):
    assert axiom.judge(turns, [((1, HALVES),) * 6]).kept


def test_a_whole_place_short_is_within_the_quota_of_the_run_and_more_is_not():
    assert QUOTA_OF_THE_RUN.judge(all_to_first, [((1, HALVES),)]).kept
    verdict = QUOTA_OF_THE_RUN.judge(all_to_first, [((1, HALVES),) * 3])
    assert verdict.counterexample.sentence == "A has had 2 places after 2 years and claimed 1"


def test_equals_drift_two_places_apart_at_the_second_place():
    assert BOUNDED_DRIFT.judge(all_to_first, [((1, HALVES),)]).kept
    verdict = BOUNDED_DRIFT.judge(all_to_first, [((1, HALVES),) * 4])
    assert verdict.counterexample.sentence == "B and A are 2 places apart after 2 years"


def test_envy_is_found_at_the_first_place_too_many():
    """One place taken from A's two and one given to B's none makes both equal; of three not."""
    assert ENVY_UP_TO_ONE_PLACE.judge(all_to_first, [((1, HALVES),) * 2]).kept
    verdict = ENVY_UP_TO_ONE_PLACE.judge(all_to_first, [((1, HALVES),) * 3])
    assert verdict.counterexample.sentence == (
        "after 3 years B has had 0 places for a claim of 3/2, A 3 for 3/2"
    )


def test_a_year_is_rounded_down_or_up():
    verdict = QUOTA_OF_EVERY_YEAR.judge(all_to_first, [((2, {"A": 3, "B": 1}), (2, HALVES))])
    assert str(verdict) == (
        "quota of every year: broken. A has 2 places in year 1, and claims 1: 2 places (A 1: 2, "
        "B 1: 0)"
    )


def test_a_verdict_names_its_cases():
    verdict = QUOTA_OF_THE_RUN.judge(kkr.DHONDT, [((1, {"A": 2, "B": 1}),)])
    assert str(verdict) == "quota of the run: kept in 1 run of years"


def test_years_that_only_a_lot_decides_speak_for_nothing():
    assert QUOTA_OF_THE_RUN.judge(kkr.DHONDT, [((1, HALVES),) * 3]).kept


def test_a_method_gives_every_year_and_claimant():
    with pytest.raises(kkr.InvalidInputError, match="a mapping for every year, with the places"):
        BOUNDED_DRIFT.judge(lambda _: [], [((1, HALVES),)])


@pytest.mark.parametrize(
    ("places", "said"),
    [
        ({"A": 1}, "places to A"),
        ({"A": 0, "B": 0}, "gives 0 places. It was to share 1 place among A 1, B 1"),
        ({"A": 0.5, "B": 0.5}, "is 0.5"),
    ],
)
def test_the_places_of_a_year_are_all_given_out(places, said):
    with pytest.raises(kkr.InvalidInputError, match=said):
        BOUNDED_DRIFT.judge(lambda _: [places], [((1, HALVES),)])
