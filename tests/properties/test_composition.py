"""What holds for every council, and an example of what does not."""

from __future__ import annotations

import json
import warnings
from typing import TYPE_CHECKING, Any

import attrs
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import kkr_allocation as kkr
from kkr_allocation.fairness.verify import verify
from tests.regions import arguments, regions

if TYPE_CHECKING:
    from collections.abc import Mapping

quick = settings(max_examples=30, deadline=None)


def compose(region: Mapping[str, Any], **changes: Any) -> kkr.Composition:
    """Return the council of a region, leaving out what needs a lot or cannot be composed."""
    council = outcome(region, **changes)
    assume(isinstance(council, kkr.Composition))
    return council


def outcome(region: Mapping[str, Any], **changes: Any) -> Any:
    """Return the council, or the claimants and seats of the lot it needs, or the conflict."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", kkr.IncompleteDataWarning)
        try:
            return kkr.compose(**arguments(dict(region), **changes))
        except kkr.UnresolvedTieError as error:
            return set(error.tie.claimants), error.tie.seats
        except kkr.InfeasibleError as error:
            return error.what


def seen(result: Any) -> Any:
    """Return an outcome without the order of the lists and the size of the votes."""
    if not isinstance(result, kkr.Composition):
        return result if isinstance(result, tuple) else "infeasible"
    return result.seats, result.mayors, result.capped, set(result.binding)


@given(regions())
@quick
def test_the_total_lies_between_the_mayors_and_the_cap(region: dict[str, Any]) -> None:
    council = compose(region)
    assert council.house_size == sum(council.seats.values())
    assert sum(region["mayors"].values()) <= council.house_size
    if council.cap is not None:
        assert council.house_size <= council.cap
        assert not council.capped or council.house_size == council.cap


@given(regions())
@quick
def test_no_list_has_fewer_members_than_mayors(region: dict[str, Any]) -> None:
    council = compose(region)
    assert sum(council.mayors.values()) == sum(region["mayors"].values())
    for name, seats in council.seats.items():
        assert 0 < seats == council.mayors[name] + council.supplementary[name]
        assert council.supplementary[name] >= 0


@given(regions())
@quick
def test_only_eligible_lists_elect_supplementary_members(region: dict[str, Any]) -> None:
    council = compose(region)
    for name, number in council.supplementary.items():
        assert not number or name in council.eligible
        if name in council.outsiders:
            assert council.seats[name] == council.mayors[name]


@given(regions())
@quick
def test_a_seat_promised_to_every_eligible_list_is_given(region: dict[str, Any]) -> None:
    council = outcome(region, every=True, factor=None)
    assume(not isinstance(council, tuple))
    assert set(council.eligible) <= set(council.seats)


@given(regions(), st.randoms(use_true_random=False))
@quick
def test_the_order_of_the_lists_changes_nothing(region: dict[str, Any], random: Any) -> None:
    names = list(region["votes"])
    random.shuffle(names)
    shuffled = {name: region["votes"][name] for name in names}
    assert seen(outcome(region)) == seen(outcome(region, votes=shuffled))


@given(regions(), st.sampled_from([2, 7, 10**30]))
@quick
def test_scaling_all_votes_changes_nothing(region: dict[str, Any], factor: int) -> None:
    scaled = {name: number * factor for name, number in region["votes"].items()}
    total = region["total"] * factor
    assert seen(outcome(region)) == seen(outcome(region, votes=scaled, total=total))


@given(regions(), st.data(), st.integers(1, 300))
@quick
def test_more_votes_never_mean_fewer_members_at_the_same_size(
    region: dict[str, Any], data: st.DataObject, more: int
) -> None:
    region["method"] = "d'Hondt"
    before = compose(region)
    own = data.draw(st.sampled_from(before.eligible))
    name = region["unions"].get(own, (own,))[0]
    votes = region["votes"] | {name: region["votes"][name] + more}
    after = compose(region, votes=votes, total=region["total"] + more)
    assume(after.house_size == before.house_size)
    assume(after.eligible == before.eligible)
    assert after.seats.get(own, 0) >= before.seats.get(own, 0)


@given(regions())
@quick
def test_one_seat_less_would_leave_a_list_with_too_few(region: dict[str, Any]) -> None:
    """The size is the smallest: by exact share one seat fewer breaks the share of some list."""
    council = compose(region, size_rule="EXACT_SHARE", every=False, factor=None)
    house = sum(council.seats.get(name, 0) for name in council.eligible)
    votes = {name: council.votes[name] for name in council.eligible}
    short = {
        name
        for name, number in votes.items()
        if (house - 1) * number < council.mayors.get(name, 0) * sum(votes.values())
    }
    assume(house)
    assert short
    assert set(council.binding) == short


@given(regions())
@quick
def test_outsiders_on_top_or_inside_give_one_council(region: dict[str, Any]) -> None:
    given_ = arguments(region)
    inside = attrs.evolve(given_["statutes"], outsiders=kkr.Outsiders.INSIDE)
    council = compose(region)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", kkr.IncompleteDataWarning)
        other = kkr.compose(**{**given_, "statutes": inside})
    assert seen(other) == seen(council)


def test_a_list_can_win_votes_and_lose_a_member_when_the_house_shrinks() -> None:
    """V's two mayors require 2 x 660 / 310 = 4.3, so 5 seats; with 50 more votes 4 are enough.

    Not a flaw of the arithmetic: the house is only as large as the mayors require, and V had set
    its size.
    """
    votes, mayors = {"A": 160, "V": 310, "C": 190}, {"V": 2, "C": 1}
    before = kkr.compose(votes, mayors, municipalities=3)
    after = kkr.compose(votes | {"V": 360}, mayors, municipalities=3)
    assert before.binding == ("V",)
    assert (before.house_size, before.seats["V"]) == (5, 3)
    assert (after.house_size, after.seats["V"]) == (4, 2)


@given(regions())
@quick
def test_every_council_is_verified_and_comes_back(region: dict[str, Any]) -> None:
    council = compose(region)
    assert council.verify()
    assert kkr.from_json(council.to_json()) == council


@given(regions(), st.data())
@quick
def test_no_other_council_is_verified(region: dict[str, Any], data: st.DataObject) -> None:
    document = json.loads(compose(region).to_json())
    seats = document["seats"]
    winner, loser = (data.draw(st.sampled_from([*seats, "nobody"])) for _ in range(2))
    moved = seats | {winner: seats.get(winner, 0) + 1}
    moved[loser] = moved.get(loser, 0) - 1
    changed = {name: number for name, number in moved.items() if number > 0 and name != "nobody"}
    assume(changed != seats)
    fixed = {name: document["mayors"].get(name, 0) for name in changed}
    forged = document | {
        "seats": changed,
        "mayors": fixed,
        "supplementary": {name: max(n - fixed[name], 0) for name, n in changed.items()},
        "house_size": sum(changed.values()),
    }
    with pytest.raises(kkr.VerificationError):
        verify(forged)
