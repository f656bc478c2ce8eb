"""What-if equals composing anew; differences sum; the votes that are named are the fewest."""

from __future__ import annotations

import warnings
from typing import Any

import attrs
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

import kkr_allocation as kkr
from kkr_allocation.scenarios.margins import list_margins
from kkr_allocation.testing import regions

ELECTION = kkr.load_election(2025)
HOMES = ELECTION.regions["KKR Sjælland"].municipalities
SIZES = [kkr.SizeRule.ROUND_UP, kkr.SizeRule.EXACT_SHARE, kkr.SizeRule.DIVISOR, kkr.FixedSize(40)]


_FEW = 3_000
"""Votes of all lists together."""


@st.composite
def overrides(draw: st.DrawFn) -> tuple[dict[str, str], dict[str, dict[str, int]]]:
    """Draw mayors of lists with a seat, and votes no larger than what the voters allow."""
    mayors, votes = {}, {}
    for home in draw(st.lists(st.sampled_from(HOMES), max_size=3, unique=True)):
        council = ELECTION.council(home)
        seated = [entry.key for entry in council.lists if entry.seats]
        mayors[home] = draw(st.sampled_from(seated))
    for home in draw(st.lists(st.sampled_from(HOMES), max_size=3, unique=True)):
        keys = [entry.key for entry in ELECTION.council(home).lists]
        chosen = draw(st.lists(st.sampled_from(keys), min_size=1, max_size=3, unique=True))
        votes[home] = {key: draw(st.integers(0, 2_000)) for key in chosen}
    return mayors, votes


def answered(function: Any, *given_: Any, **more: Any) -> kkr.Composition:
    """Return a council; a case that a lot has to decide, or that has none, is another test's."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", kkr.IncompleteDataWarning)
        try:
            council: kkr.Composition = function(*given_, **more)
        except kkr.KkrAllocationError:
            assume(False)  # noqa: FBT003  (as Hypothesis has it)
            raise
    return council


@given(overrides(), st.sampled_from(SIZES))
@settings(max_examples=60, deadline=None)
def test_a_what_if_is_the_council_composed_from_the_changed_figures(changes, size_rule):
    """From figures that are changed by hand here, and passed to `compose`."""
    mayors, votes = changes
    statutes = attrs.evolve(kkr.STATUTES_2018, size_rule=size_rule)
    council = answered(
        kkr.compose_region, 2025, "KKR Sjælland", mayors=mayors, votes=votes, statutes=statutes
    )
    region = ELECTION.region("KKR Sjælland")
    counted, sitting = {**dict.fromkeys(region.mayors, 0), **region.votes}, {**region.mayors}
    more = 0
    for home, given_ in votes.items():
        for entry in ELECTION.council(home).lists:
            change = given_.get(entry.key, entry.votes or 0) - (entry.votes or 0)
            counted[entry.key] += change
            more += change
    for home, name in mayors.items():
        before = ELECTION.council(home).mayor
        sitting[before] -= 1
        sitting[name] = sitting.get(name, 0) + 1
    anew = answered(
        kkr.compose,
        counted,
        sitting,
        municipalities=len(HOMES),
        entitled=region.entitled,
        represented=region.represented & counted.keys(),
        total_votes=region.votes_valid + more,
        statutes=statutes,
    )
    assert council.seats == {name: anew.seats[name] for name in council.seats}
    assert council.house_size == anew.house_size
    changed = {one.municipality: one.after for one in council.basis.other_mayors}
    assert changed == {h: n for h, n in mayors.items() if ELECTION.council(h).mayor != n}
    assert kkr.from_json(council.to_json()) == council
    assert council.verify()


@given(regions(), regions(), st.sampled_from(SIZES), st.sampled_from(SIZES))
@settings(max_examples=80, deadline=None)
def test_the_steps_of_any_two_councils_sum_to_the_difference_of_seats(one, other, first, second):
    councils = []
    for figures, size_rule in ((one, first), (other, second)):
        own = figures.get("statutes", kkr.STATUTES_2018)
        councils.append(
            answered(kkr.compose, **{**figures, "statutes": attrs.evolve(own, size_rule=size_rule)})
        )
    before, after = councils
    compared = before.compared_with(after)
    for name in {*before.votes, *after.votes}:
        change = after.seats.get(name, 0) - before.seats.get(name, 0)
        assert sum(compared.steps.get(name, {}).values()) == change
    assert sum(compared.changes.values()) == after.house_size - before.house_size
    back = after.compared_with(before)
    assert back.changes == {name: -change for name, change in compared.changes.items()}
    assert compared.verify()
    assert before.compared_with(before).steps == {}


@given(regions(), st.sampled_from(SIZES), st.data())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
def test_the_votes_that_are_named_bring_the_seat_and_one_fewer_does_not(figures, size_rule, data):
    """Few votes and a cap, so that there are few events on the way to walk."""
    own = figures["statutes"]
    capped = own.cap_factor or 2
    statutes = attrs.evolve(own, size_rule=size_rule, cap_factor=capped)
    assume(sum(figures["votes"].values()) <= _FEW)
    council = answered(kkr.compose, **{**figures, "statutes": statutes})
    assume(not council.lots and not council.basis.cooperations)
    name = data.draw(st.sampled_from(list(council.votes)))
    try:
        margins = list(list_margins(council, name))
    except kkr.InvalidInputError:  # a rule under which halving would go wrong
        return
    now = council.seats.get(name, 0)

    def seats(margin: Any, moved: int) -> list[int]:
        """Return the list's seats with every lot against it, and for it; none without a council."""
        votes = dict(council.basis.votes)
        for end, sign in ((margin.source, -1), (margin.target, 1)):
            if end:
                votes[end] += sign * moved
        basis = council.basis.with_votes(votes, statutes.threshold_base)
        return [_seats(attrs.evolve(council, basis=basis), name, lucky) for lucky in (False, True)]

    for margin in margins:
        if margin.votes is None:
            continue
        sign = 1 if margin.target == name else -1
        before, after = seats(margin, margin.votes - 1), seats(margin, margin.votes)
        assert not any(sign * (number - now) > 0 for number in before)
        changed = [sign * (number - now) > 0 for number in after]
        assert any(changed)
        assert all(changed) is not margin.lot


def _seats(council: kkr.Composition, name: str, lucky: object) -> int:
    """Return a list's seats, every lot falling for it or against it."""
    lots: list[kkr.Lot] = []
    while council.basis.total(council.statutes.threshold_base):
        try:
            return council.under(council.statutes, lots=lots).seats.get(name, 0)
        except kkr.UnresolvedTieError as error:
            order = sorted(error.tie.claimants, key=lambda c: (c == name) != lucky)
            lots.append(kkr.Lot(order, order[: error.tie.seats]))
        except kkr.KkrAllocationError:
            break
    return 0
