"""A recorded lot decides the tie it was drawn for, and no other."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import kkr_allocation as kkr
from kkr_allocation.testing import rules, vote_counts


@st.composite
def ties(draw: st.DrawFn) -> tuple[dict[str, int], int, kkr.Rule, kkr.Tie]:
    """Draw an election of equal parties, by a rule that leaves some of the seats to a lot."""
    parties = "ABCDEF"[: draw(st.integers(3, 6))]
    rounds, over = draw(st.integers(0, 4)), draw(st.integers(1, len(parties) - 1))
    votes = dict.fromkeys(parties, draw(vote_counts().filter(bool)))
    house_size = rounds * len(parties) + over
    rule = draw(rules(divisor=True))
    return votes, house_size, rule, kkr.Tie(tuple(parties), over)


@given(ties(), st.data())
def test_the_winners_have_one_seat_more_than_the_losers(
    case: tuple[dict[str, int], int, kkr.Rule, kkr.Tie], data: st.DataObject
) -> None:
    votes, house_size, rule, tie = case
    winners = data.draw(st.permutations(tie.claimants))[: tie.seats]
    seats = kkr.apportion(votes, house_size, rule, lots=[kkr.Lot(tie.claimants, winners)]).seats
    assert seats == {p: house_size // len(votes) + (p in winners) for p in votes}


@given(ties(), st.data())
def test_a_lot_with_another_number_of_winners_is_refused(
    case: tuple[dict[str, int], int, kkr.Rule, kkr.Tie], data: st.DataObject
) -> None:
    votes, house_size, rule, tie = case
    sizes = [n for n in range(1, len(tie.claimants)) if n != tie.seats]
    winners = tie.claimants[: data.draw(st.sampled_from(sizes))]
    with pytest.raises(kkr.InvalidInputError, match="The tie found now is for"):
        kkr.apportion(votes, house_size, rule, lots=[kkr.Lot(tie.claimants, winners)])


@given(ties())
def test_a_lot_with_one_claimant_more_decides_nothing(
    case: tuple[dict[str, int], int, kkr.Rule, kkr.Tie],
) -> None:
    votes, house_size, rule, tie = case
    lot = kkr.Lot((*tie.claimants, "another"), tie.claimants[: tie.seats])
    with pytest.raises(kkr.UnresolvedTieError) as caught:
        kkr.apportion(votes, house_size, rule, lots=[lot])
    assert caught.value.tie == tie


@given(ties())
def test_a_lot_too_many_is_refused(
    case: tuple[dict[str, int], int, kkr.Rule, kkr.Tie],
) -> None:
    votes, house_size, rule, tie = case
    lot = kkr.Lot(tie.claimants, tie.claimants[: tie.seats])
    with pytest.raises(kkr.InvalidInputError, match="decides nothing"):
        kkr.apportion(votes, house_size, rule, lots=[lot, lot])


@given(ties(), st.data())
def test_a_tie_is_data_where_one_asks_for_it(
    case: tuple[dict[str, int], int, kkr.Rule, kkr.Tie], data: st.DataObject
) -> None:
    votes, house_size, rule, tie = case
    found = kkr.ties(kkr.apportion, votes, house_size, rule)
    assert found.result is None
    assert (set(found.tie.claimants), found.tie.seats) == (set(tie.claimants), tie.seats)
    assert sum(found.partial.values()) + tie.seats == house_size
    lot = kkr.draw(found.tie, seed=data.draw(st.integers(0, 9)))
    decided = kkr.ties(kkr.apportion, votes, house_size, rule, lots=[lot])
    assert decided == kkr.Outcome(kkr.apportion(votes, house_size, rule, lots=[lot]))
    with pytest.raises(kkr.InvalidInputError):
        kkr.ties(kkr.apportion, votes, -1)
