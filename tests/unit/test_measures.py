"""Indices and power on published and enumerable cases."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations, permutations
from math import comb, factorial

import pytest
from hypothesis import given
from hypothesis import strategies as st

import kkr_allocation as kkr
from kkr_allocation.fairness.measures import (
    effective_parties,
    gallagher,
    loosemore_hanby,
    rose,
    sainte_lague_index,
)
from kkr_allocation.fairness.power import banzhaf, pivotal_votes, shapley_shubik
from kkr_allocation.testing import votes

EEC_1958 = {"F": 4, "G": 4, "I": 4, "N": 2, "B": 2, "L": 1}
"""The Council of the six, twelve of seventeen votes to decide: Luxembourg never mattered."""

bodies = st.dictionaries(
    st.sampled_from("ABCDEF"), st.integers(0, 9), min_size=1, max_size=6
).filter(lambda members: any(members.values()))


def test_proportional_seats_measure_nothing() -> None:
    figures, seats = {"A": 60, "B": 40}, {"A": 3, "B": 2}
    assert loosemore_hanby(figures, seats) == 0
    assert rose(figures, seats) == 1
    assert gallagher(figures, seats) == 0
    assert sainte_lague_index(figures, seats) == 0


@given(votes(min_parties=2, max_parties=5), st.integers(1, 12), st.data())
def test_sainte_lague_makes_its_own_index_smallest(
    figures: dict[str, int], house: int, data: st.DataObject
) -> None:
    try:
        seats = kkr.apportion(figures, house, kkr.SAINTE_LAGUE).seats
    except kkr.UnresolvedTieError:
        return
    loser = data.draw(st.sampled_from([party for party in seats if seats[party]]))
    winner = data.draw(st.sampled_from([party for party in seats if figures[party]]))
    if loser != winner:
        other = seats | {loser: seats[loser] - 1, winner: seats[winner] + 1}
        assert sainte_lague_index(figures, seats) < sainte_lague_index(figures, other)


@given(votes(min_parties=2, max_parties=5), st.integers(1, 12), st.data())
def test_hare_makes_the_two_linear_indices_smallest(
    figures: dict[str, int], house: int, data: st.DataObject
) -> None:
    try:
        seats = kkr.apportion(figures, house, kkr.LARGEST_REMAINDER).seats
    except kkr.UnresolvedTieError:
        return
    loser = data.draw(st.sampled_from([party for party in seats if seats[party]]))
    winner = data.draw(st.sampled_from(list(seats)))
    if loser != winner:
        other = seats | {loser: seats[loser] - 1, winner: seats[winner] + 1}
        assert loosemore_hanby(figures, seats) <= loosemore_hanby(figures, other)
        assert gallagher(figures, seats) <= gallagher(figures, other)


@given(st.integers(1, 9), st.integers(1, 50))
def test_equal_parties_count_as_many_as_they_are(parties: int, each: int) -> None:
    assert effective_parties({str(place): each for place in range(parties)}) == parties


def test_power_in_the_council_of_the_six() -> None:
    power = banzhaf(EEC_1958, quota=12)
    assert power.decisive == {"F": 10, "G": 10, "I": 10, "N": 6, "B": 6, "L": 0}
    assert shapley_shubik(EEC_1958, quota=12).shares["F"] == Fraction(14, 60)
    assert shapley_shubik(EEC_1958, quota=12).shares["L"] == 0


def test_a_vote_of_nine_single_members_is_pivotal_when_the_others_are_evenly_split() -> None:
    single = pivotal_votes({str(member): 1 for member in range(9)})
    assert set(single.values()) == {Fraction(comb(8, 4), 2**8)}
    assert pivotal_votes({"A": 5, "B": 2, "C": 2}) == {"A": 1, "B": 0, "C": 0}


@given(bodies, st.data())
def test_power_equals_enumeration(members: dict[str, int], data: st.DataObject) -> None:
    quota = data.draw(st.integers(1, sum(members.values())))
    swings = dict.fromkeys(members, 0)
    for size in range(len(members)):
        for others in combinations(members, size):
            weight = sum(members[group] for group in others)
            for group in members:
                if group not in others and weight < quota <= weight + members[group]:
                    swings[group] += 1
    pivots = dict.fromkeys(members, 0)
    for order in permutations(members):
        joined = 0
        for group in order:
            if joined < quota <= joined + members[group]:
                pivots[group] += 1
            joined += members[group]
    assert banzhaf(members, quota=quota).decisive == swings
    others = 2 ** (len(members) - 1)
    assert pivotal_votes(members, quota=quota) == {
        group: Fraction(number, others) for group, number in swings.items()
    }
    power = shapley_shubik(members, quota=quota)
    assert power.decisive == pivots
    assert sum(power.shares.values()) == 1
    assert sum(pivots.values()) == factorial(len(members))


def test_more_than_half_decides_unless_said_otherwise() -> None:
    assert banzhaf({"A": 2, "B": 2}).quota == 3
    assert shapley_shubik({"A": 2, "B": 1}).quota == 2


REFUSED = {
    "other parties": (lambda: loosemore_hanby({"A": 1}, {"B": 1}), "do not both name A, B"),
    "no votes": (lambda: gallagher({"A": 0}, {"A": 1}), "votes sum to 0"),
    "no seats": (lambda: rose({"A": 1}, {"A": 0}), "seats sum to 0"),
    "a seat for nothing": (
        lambda: sainte_lague_index({"A": 1, "B": 0}, {"A": 1, "B": 1}),
        "without votes has a seat",
    ),
    "no figures": (lambda: effective_parties({}), "figures sum to 0"),
    "no members": (lambda: banzhaf({}), "quota is 1 of 0 members"),
    "too high a quota": (lambda: shapley_shubik({"A": 1}, quota=2), "quota is 2 of 1 member"),
    "an electorate": (
        lambda: shapley_shubik({"A": 10**9, "B": 10**9}),
        "not the votes of an electorate",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_refused_with_words(case: str) -> None:
    call, fragment = REFUSED[case]
    with pytest.raises(kkr.InvalidInputError) as caught:
        call()
    assert fragment in str(caught.value)
