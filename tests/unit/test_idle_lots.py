"""A draw that decides nothing is refused by every job alike, and a single draw is no list."""

from __future__ import annotations

import warnings
from typing import Any

import pytest

import kkr_allocation as kkr

VOTES = {"A": 20, "B": 9}
"""Invented; nothing is tied."""
FORA = [kkr.Forum("f", 2), kkr.Forum("g", 1)]
TABLE = [[5, 1], [2, 4]]
YEARS = kkr.smooth({2024: (3, VOTES)})


def composed(lots: Any) -> object:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", kkr.IncompleteDataWarning)
        return kkr.compose({"A": 600, "V": 300}, {"A": 2}, municipalities=4, lots=lots)


def planned(lots: Any, *, divided: bool) -> object:
    below = kkr.Layer("y", {("A" if divided else "B"): VOTES}, lots={"A": lots})
    return kkr.Plan("P", 10, [kkr.Layer("x", {"P": VOTES}), below]).run()


JOBS = {
    "apportion": lambda lots: kkr.apportion(VOTES, 3, lots=lots),
    "biproportion": lambda lots: kkr.biproportion(TABLE, [3, 3], [3, 3], lots=lots),
    "compose": composed,
    "compose_board": lambda lots: kkr.compose_board(VOTES, lots=lots),
    "entitle": lambda lots: kkr.entitle(FORA, VOTES, lots=lots),
    "entitle by forum": lambda lots: kkr.entitle(FORA, VOTES, over="forum", lots=lots),
    "picking_order": lambda lots: kkr.picking_order(kkr.entitle(FORA, VOTES), lots=lots),
    "distribute": lambda lots: kkr.distribute(10, VOTES, lots=lots),
    "distribute_table": lambda lots: kkr.distribute_table(TABLE, [3, 3], [3, 3], lots=lots),
    "scale": lambda lots: kkr.scale(VOTES, 10, lots=lots),
    "wishes that are rationed": lambda lots: kkr.distribute(
        10, VOTES, wishes=kkr.Wishes({"A": 2, "B": 3}, most=2, lots=lots)
    ),
    "wishes that are granted": lambda lots: kkr.distribute(
        10, VOTES, wishes=kkr.Wishes({"A": 2, "B": 3}, lots=lots)
    ),
    "plan": lambda lots: planned(lots, divided=True),
    "plan, not divided": lambda lots: planned(lots, divided=False),
    "smooth": lambda lots: kkr.smooth({2024: (3, VOTES)}, lots=lots),
    "next_year": lambda lots: YEARS.next_year(2025, 3, VOTES, lots=lots),
    "next_year without places": lambda lots: YEARS.next_year(2025, 0, VOTES, lots=lots),
}


@pytest.mark.parametrize("claimants", [("A", "B"), ("X", "Y")])
@pytest.mark.parametrize("job", JOBS)
def test_a_lot_that_fits_no_tie_is_refused_by_name(job: str, claimants: tuple[str, str]) -> None:
    lot = kkr.Lot(claimants, claimants[:1])
    with pytest.raises(kkr.InvalidInputError) as caught:
        JOBS[job](iter([lot]))
    assert caught.value.what == f"the lot between {', '.join(claimants)} decides nothing"


@pytest.mark.parametrize("job", JOBS)
def test_a_lot_outside_a_list_is_refused(job: str) -> None:
    with pytest.raises(kkr.InvalidInputError, match="Pass a list of lots, even of one"):
        JOBS[job](kkr.Lot(("A", "B"), ("A",)))


def test_a_lot_of_a_year_that_is_handed_over_once_is_kept() -> None:
    years = kkr.smooth({2024: (2, {"A": 1, "B": 1})})
    lot = kkr.Lot(("A", "B"), ("A",))
    following = years.next_year(2025, 1, {"A": 1, "B": 1}, lots=iter([lot]))
    assert following.lots == (lot,)
    assert following.verify()
