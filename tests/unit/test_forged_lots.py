"""A lot with a seed is drawn again in results of every kind; one by hand is taken as stated."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kkr_allocation as kkr
from kkr_allocation.fairness.verify import verify
from kkr_allocation.fairness.verify.two_way import drawn_cells

if TYPE_CHECKING:
    from collections.abc import Callable

SEED = "16 November 2021"
THREE = {"A": 1, "B": 1, "C": 1}


def turns(**more: Any) -> kkr.PickingOrder:
    """Return turns of a package whose own sharing needs no lot."""
    strengths = {"A": 4, "B": 4, "V": 8}
    shared = kkr.entitle([kkr.Forum("f", 4)], strengths, alliances=[["A", "B"]])
    return kkr.picking_order(shared, **more)


def wishes(lots: Any) -> kkr.Distribution:
    """Return places of which the extra ones are tied."""
    wished = kkr.Wishes(THREE, most=2, lots=lots)
    return kkr.distribute(3, THREE, wishes=wished)


def plan(lots: Any) -> kkr.PlannedPlaces:
    """Return places of one layer with a tie."""
    return kkr.Plan("P", 2, [kkr.Layer("part", {"P": THREE}, lots={"P": lots})]).run()


TIED: dict[str, Callable[[list[kkr.Lot]], Any]] = {
    "apportionment": lambda lots: kkr.apportion(THREE, 2, lots=lots),
    "composition": lambda lots: kkr.compose(
        # A seat costs 15 votes: A 2, B 2, C 2. The cap is 5, and at it B and C are equal.
        {"A": 30, "B": 20, "C": 20},
        {"A": 2},
        municipalities=2,
        statutes=attrs.evolve(kkr.STATUTES_2018, cap_factor=Fraction(5, 2)),
        lots=lots,
    ),
    "two-way table": lambda lots: kkr.biproportion(
        [[1, 1, 1], [1, 1, 1]], [1, 2], [1, 1, 1], lots=lots
    ),
    "table of places": lambda lots: kkr.distribute_table(
        [[1, 1], [1, 1]], [1, 1], [1, 1], lots=lots
    ),
    "distribution": lambda lots: kkr.distribute(2, THREE, lots=lots),
    "wishes": wishes,
    "plan": plan,
    "years": lambda lots: kkr.smooth({2024: (2, THREE), 2025: (1, THREE)}, lots=lots),
    "entitlement": lambda lots: kkr.entitle(
        [kkr.Forum("f", 3), kkr.Forum("g", 1)], {"A": 9, "V": 3, "Ø": 3}, lots=lots
    ),
    "picking order": lambda lots: turns(lots=lots),
}


def drawn(kind: str, lot_of: Callable[[kkr.Tie], kkr.Lot]) -> Any:
    """Return a result whose ties were decided so."""
    lots: list[kkr.Lot] = []
    while True:
        try:
            return TIED[kind](lots)
        except kkr.UnresolvedTieError as error:
            lots.append(lot_of(error.tie))


def suited(tie: kkr.Tie) -> kkr.Lot:
    """Draw until others win, and record the seed that was agreed on."""
    agreed = kkr.draw(tie, seed=SEED)
    other = next(
        lot for lot in (kkr.draw(tie, seed=n) for n in range(99)) if lot.winners != agreed.winners
    )
    return attrs.evolve(other, seed=SEED)


@pytest.mark.parametrize("kind", TIED)
def test_a_draw_that_suits_is_refused_though_its_seed_is_recorded(kind: str) -> None:
    honest = drawn(kind, lambda tie: kkr.draw(tie, seed=SEED))
    assert "0 drawn by hand" in str(honest.verify())
    with pytest.raises(kkr.VerificationError, match="Its seed, '16 November 2021', draws"):
        drawn(kind, suited).verify()


@pytest.mark.parametrize("kind", TIED)
def test_a_draw_by_hand_is_taken_as_stated_and_counted(kind: str) -> None:
    by_hand = drawn(kind, lambda tie: attrs.evolve(suited(tie), seed=""))
    assert "drawn by hand, taken as stated, and 0 by a seed" in str(by_hand.verify())


def test_the_digest_is_that_of_seed_line_feed_and_name() -> None:
    """The command sha256sum gives Ø 2da2… and B 567d…."""
    assert kkr.draw(kkr.Tie(("B", "Ø"), 1), seed=SEED).winners == ("Ø",)


@settings(max_examples=20)
@given(st.data())
def test_cells_are_drawn_again_as_the_tie_draws_them(data: st.DataObject) -> None:
    """In a square of equal weights every table with these sums is tied."""
    rows = data.draw(st.lists(st.integers(1, 2), min_size=2, max_size=3))
    width = 3
    columns = [0] * width
    for place in range(sum(rows)):
        columns[place % width] += 1
    with pytest.raises(kkr.UnresolvedTieError) as caught:
        kkr.biproportion([[1] * width for _ in rows], rows, columns)
    tie: Any = caught.value.tie
    order = data.draw(st.permutations(tie.claimants))
    cell = dict(zip(tie.claimants, tie.places, strict=True))
    held = [cell[name] for name in tie.outcomes[-1]]
    won = drawn_cells([cell[name] for name in order], held)
    assert {name for name in tie.claimants if cell[name] in won} == set(tie.first(order))


NO_DRAW = [
    {"claimants": ["A", "B", "B"], "winners": ["A"], "seed": "", "forum": None},
    {"claimants": ["A", "B"], "winners": ["A", "A"], "seed": "", "forum": None},
    {"claimants": ["A", "B"], "winners": ["A", "B"], "seed": "", "forum": None},
    {"claimants": ["A", "B"], "winners": ["C"], "seed": "", "forum": None},
    {"claimants": ["A", "B"], "winners": [], "seed": "", "forum": None},
]


@pytest.mark.parametrize("lot", NO_DRAW)
def test_a_lot_that_cannot_have_been_a_draw_is_refused(lot: dict[str, Any]) -> None:
    document = json.loads(kkr.apportion({"A": 1}, 1).to_json())
    with pytest.raises(kkr.KkrAllocationError, match=r"is not a draw|each once"):
        verify(document | {"lots": [lot]})
