"""One small result of every kind, with invented figures."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np

import kkr_allocation as kkr

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kkr_allocation.results import Result

VOTES = {"A": 5300, "V": 2800, "C": 1300, "L": 600}
KEY = {"Skive": 300, "Struer": 200, "Lemvig": 100}
TABLE = [[42, 38, 20], [42, 38, 20]]


@cache
def one_of_each() -> dict[str, Result]:
    """Return a result of each class, by the name of the class."""
    return {type(result).__name__: result for result in _results()}


def _results() -> Iterator[Result]:
    seats = kkr.apportion(VOTES, 9, alliances=[["V", "C"]], floors={"L": 1}, caps={"A": 4})
    yield seats
    yield kkr.apportion_batch(np.array([[5300, 2800], [10, 10]]), 3)
    yield kkr.biproportion(TABLE, [589, 521], [466, 422, 222])
    yield kkr.alliance_scan(VOTES, 9)
    yield from _councils()
    yield from _fora()
    yield from _places()


def _councils() -> Iterator[Result]:
    council = kkr.compose(VOTES, {"A": 4, "V": 2, "C": 1}, municipalities=7)
    yield council
    yield kkr.compose_batch(council, [[*VOTES.values()], [4000, 4000, 1400, 600]])
    yield kkr.chair_majorities(council, alliances=[["V", "C"]])
    scenario = kkr.Scenario(council, kkr.UniformSwing(1), coalitions=[["V", "C"]])
    yield kkr.sweep(scenario, 100, seed=1)


def _fora() -> Iterator[Result]:
    fora = [kkr.Forum("Dialogforum", 2, substitutes="personal"), kkr.Forum("RAR Fyn", 1)]
    people = [kkr.Candidate(f"{p}{n}", "Assens", p, sex="FM"[n % 2]) for p in "AV" for n in (0, 1)]
    entitlement = kkr.entitle(fora, {"A": 5, "V": 3})
    yield entitlement
    yield kkr.picking_order(entitlement)
    yield kkr.appoint(fora, people, entitlement)


def _places() -> Iterator[Result]:
    columns = {"65+": KEY, "last year": {"Skive": 30, "Struer": 20, "Lemvig": 11}}
    yield kkr.Key(columns, {"65+": "0.6", "last year": "0.4"})
    shared = kkr.distribute(52, KEY, floors={"Lemvig": 9})
    yield shared
    yield shared.compare()
    yield kkr.distribute_table(TABLE, {"UC Syd": 589, "UCL": 521}, [466, 422, 222])
    yield kkr.smooth(dict.fromkeys((2026, 2027), (2, KEY)))
    plan = kkr.Plan("SSH", 100, [kkr.Layer("KKR", {"SSH": {"KKR Sjælland": 36, "others": 64}})])
    run = plan.run()
    yield run
    yield plan.with_total(120).run().changes_from(run)
    yield kkr.cross_check({"KKR Sjælland": 1500, "others": 1955}, 3448, "SSA")
