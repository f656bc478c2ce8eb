"""Largest remainder within floors and caps: one factor for all, and nothing left to the order."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import attrs
import pytest
from hypothesis import assume, given, reject
from hypothesis import strategies as st

import kkr_allocation as kkr
from kkr_allocation.apportionment.rules import settled
from tests.oracles import common_factor

HARE = kkr.LARGEST_REMAINDER
QUOTA = st.sampled_from([HARE, kkr.LARGEST_REMAINDER_DROOP])


@st.composite
def bounded(draw: st.DrawFn) -> dict[str, Any]:
    """Draw an election whose bounds lie around the claims, some exactly on one; figures repeat."""
    some = draw(st.lists(st.integers(0, 40) | st.integers(0, 10**18), min_size=1, max_size=3))
    votes = draw(st.lists(st.sampled_from(some), min_size=1, max_size=7))
    assume(any(votes))
    house = draw(st.integers(1, 30) | st.sampled_from([sum(votes), 2 * sum(votes)]))
    assume(house < 10**6)
    figures = {chr(65 + place): count for place, count in enumerate(votes)}
    floors, caps = {}, {}
    for name, count in figures.items():
        near = count * house // sum(votes)
        if draw(st.booleans()):
            floors[name] = max(near + draw(st.integers(-2, 2)), 0)
        if draw(st.booleans()):
            caps[name] = max(near + draw(st.integers(-2, 3)), floors.get(name, 0))
    return {"votes": figures, "house_size": house, "floors": floors, "caps": caps}


def outcome(case: dict[str, Any], rule: kkr.Rule) -> Any:
    """Seats, or the tie, or the kind of refusal."""
    try:
        return kkr.apportion(rule=rule, **case).seats
    except kkr.UnresolvedTieError as error:
        return set(error.tie.claimants), error.tie.seats, error.partial
    except kkr.InfeasibleError:
        return "refused"


def possible(case: dict[str, Any]) -> bool:
    """Whether the bounds leave a solution."""
    votes, floors, caps = case["votes"], case["floors"], case["caps"]
    most = [caps.get(p, math.inf) if count else floors.get(p, 0) for p, count in votes.items()]
    return sum(floors.values()) <= case["house_size"] <= sum(most)


@given(bounded())
def test_every_seat_is_a_claim_of_one_factor_rounded_and_held(case: dict[str, Any]) -> None:
    assume(possible(case))
    factor = common_factor(**{("house" if k == "house_size" else k): v for k, v in case.items()})
    seats = outcome(case, HARE)
    certain, open_seats = (seats, 0) if isinstance(seats, dict) else (seats[2], seats[1])
    assert sum(certain.values()) + open_seats == case["house_size"]
    for party, count in case["votes"].items():
        low, high = case["floors"].get(party, 0), case["caps"].get(party, math.inf)
        claim = min(max(factor * count, low), high if count else low)
        assert math.floor(claim) <= certain[party] <= math.ceil(claim)


@given(bounded(), st.data())
def test_bounds_that_a_claim_and_its_rounding_keep_change_nothing(
    case: dict[str, Any], data: st.DataObject
) -> None:
    votes, house = case["votes"], case["house_size"]
    claims = {party: Fraction(count * house, sum(votes.values())) for party, count in votes.items()}
    some = st.sets(st.sampled_from(sorted(votes)))
    idle = {
        "floors": {p: math.floor(claims[p]) for p in data.draw(some)},
        "caps": {p: math.ceil(claims[p]) + data.draw(st.integers(0, 2)) for p in data.draw(some)},
    }
    assert outcome(case | idle, HARE) == outcome(case | {"floors": {}, "caps": {}}, HARE)


@given(bounded(), QUOTA, st.data())
def test_the_order_of_the_lists_changes_nothing(
    case: dict[str, Any], rule: kkr.Rule, data: st.DataObject
) -> None:
    order = data.draw(st.permutations(list(case["votes"])))
    assert outcome(case | {"votes": {p: case["votes"][p] for p in order}}, rule) == outcome(
        case, rule
    )


@given(bounded(), QUOTA)
def test_lists_alike_in_all_have_the_same_or_draw_lots(case: dict[str, Any], rule: Any) -> None:
    assume(possible(case))
    seats = outcome(case, rule)
    assume(isinstance(seats, dict))
    like = {
        p: (count, case["floors"].get(p, 0), case["caps"].get(p))
        for p, count in case["votes"].items()
    }
    for one in like:
        for other in like:
            assert like[one] != like[other] or seats[one] == seats[other]


@given(bounded(), st.integers(1, 10**9))
def test_own_votes_up_and_the_others_fixed_never_loses_within_bounds(
    case: dict[str, Any], more: int
) -> None:
    assume(possible(case))
    party = next(iter(case["votes"]))
    before = outcome(case, HARE)
    raised = case | {"votes": case["votes"] | {party: case["votes"][party] + more}}
    assume(possible(raised))
    after = outcome(raised, HARE)
    assume(isinstance(before, dict) and isinstance(after, dict))
    assert after[party] >= before[party]


@given(bounded(), st.integers(2, 10**12))
def test_the_unit_of_the_votes_changes_nothing(case: dict[str, Any], factor: int) -> None:
    many = {party: count * factor for party, count in case["votes"].items()}
    assert outcome(case | {"votes": many}, HARE) == outcome(case, HARE)


@given(bounded(), QUOTA)
def test_the_verifier_agrees_and_refuses_a_seat_moved(case: dict[str, Any], rule: Any) -> None:
    assume(possible(case))
    try:
        result = kkr.apportion(rule=rule, **case)
    except (kkr.UnresolvedTieError, kkr.InfeasibleError):
        reject()
    assert result.verify()
    free = [
        place for place, bound in enumerate(settled(next(result.rounds())).held) if bound is None
    ]
    names = list(case["votes"])
    for giver in names:
        for taker in (names[place] for place in free):
            if giver != taker and result.seats[giver]:
                moved = result.seats | {
                    giver: result.seats[giver] - 1,
                    taker: result.seats[taker] + 1,
                }
                with pytest.raises(kkr.VerificationError):
                    attrs.evolve(result, seats=moved).verify()
