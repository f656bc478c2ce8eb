"""What votes that are missing could still move, held against composing the council with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
import pytest

import kkr_allocation as kkr
from kkr_allocation.composition.compose import composed
from kkr_allocation.composition.size import CloseCall, missing_votes

if TYPE_CHECKING:
    from collections.abc import Mapping

VOTES = {"A": 4000, "V": 3500, "C": 2390, "L": 150}
MAYORS = {"A": 3, "V": 1}
GAP = kkr.Coverage("A region, KV2021", ("X", "Y", "Z", "W"), without_votes=("W",))


def council(votes: Mapping[str, int], coverage: kkr.Coverage | None = GAP) -> kkr.Composition:
    whole = kkr.compose(votes, MAYORS, municipalities=4)
    uncapped = attrs.evolve(whole.statutes, cap_factor=None)
    return composed(attrs.evolve(whole.basis, coverage=coverage), uncapped)


def more(**votes: int) -> kkr.Composition:
    return council({name: number + votes.get(name, 0) for name, number in VOTES.items()})


def test_nothing_is_close_where_the_figures_are_complete() -> None:
    assert council(VOTES, None).close_calls == ()
    assert council(VOTES, attrs.evolve(GAP, without_votes=())).close_calls == ()


def test_where_nobody_has_counted_a_municipality_has_the_average() -> None:
    # 10,040 votes in three municipalities: 3,346.7 each.
    assert missing_votes(council(VOTES).basis) == 3347


def test_the_known_votes_of_a_municipality_count_where_they_are_more() -> None:
    basis = attrs.evolve(council(VOTES).basis, votes_valid=20_000)
    assert missing_votes(basis) == 20_000 - 10_040


def test_the_calls_of_a_council() -> None:
    # A's 4,000 / 3 = 1,333.3 votes are the price: V 2.62 -> 3, C 1.79 -> 2.
    # V needs 4,000 votes for exactly 3 and 4,001 for a fourth; it has 2 at a price of 1,750, for
    # which A lacks 3 x 1,750 - 4,000 = 1,250 votes. C needs 2,666.7 for exactly 2, so 277 votes;
    # at 2,390 for a seat it has one, and A lacks 3,170. L has 150 of 13,387, of which 2 % are 268.
    assert council(VOTES).close_calls == (
        CloseCall("V", "gains", 501),
        CloseCall("V", "loses", 1250),
        CloseCall("C", "gains", 277),
        CloseCall("C", "loses", 3170),
        CloseCall("L", "enters", 118),
    )


@pytest.mark.parametrize("name", ["V", "C"])
def test_a_seat_is_gained_with_just_so_many_votes(name: str) -> None:
    seats = council(VOTES).seats[name]
    (call,) = [c for c in council(VOTES).close_calls if (c.name, c.turn) == (name, "gains")]
    assert more(**{name: call.votes - 1}).seats[name] == seats
    assert more(**{name: call.votes}).seats[name] == seats + 1


@pytest.mark.parametrize("name", ["V", "C"])
def test_a_seat_is_lost_where_the_price_rises_by_just_so_many_votes(name: str) -> None:
    seats = council(VOTES).seats[name]
    (call,) = [c for c in council(VOTES).close_calls if (c.name, c.turn) == (name, "loses")]
    assert more(A=call.votes - 1).seats[name] == seats
    assert more(A=call.votes).seats[name] == seats - 1


def test_a_list_just_above_the_threshold_can_leave() -> None:
    # L has 210 of 10,100 votes, 2.08 %; of 13,467 they are 1.56 %, and 2 % are 270.
    calls = council({**VOTES, "L": 210}).close_calls
    assert CloseCall("L", "leaves", 60) in calls


def test_the_price_passes_to_another_list_before_a_seat_is_lost() -> None:
    # A 4,000 / 3 = 1,333.3 is the price; B has 1,500 for its one mayor. C 2.1 -> 3 falls to 2 at
    # 1,400: A lacks 200 votes and B none. It falls to 1 at 2,800 only.
    basis = kkr.compose(
        {"A": 4000, "C": 2800, "B": 1500}, {"A": 3, "B": 1}, municipalities=4, total_votes=8300
    ).basis
    gap = attrs.evolve(basis, coverage=GAP)
    calls = composed(gap, kkr.STATUTES_2018).close_calls
    assert CloseCall("C", "loses", 200) in calls
