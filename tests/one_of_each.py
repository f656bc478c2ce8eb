"""One small result of every class: those that have a document, and those that have none."""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import TYPE_CHECKING

import kkr_allocation as kkr
from kkr_allocation.appointments.events import LeftCouncil
from kkr_allocation.appointments.succession import agenda_on
from tests.result_samples import every_kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kkr_allocation.results import Result

VOTES = {"A": 5300, "V": 2800, "C": 1300, "L": 600}
"""Invented."""
COUNCIL = kkr.compose(VOTES, {"A": 4, "V": 2, "C": 1}, municipalities=7)


@cache
def one_of_each() -> dict[str, Result]:
    """Return a result of each class, by the name of the class."""
    return {type(result).__name__: result for result in (*every_kind().values(), *_without())}


def _without() -> Iterator[Result]:
    """Yield the results that have no document: they are questions asked again in a moment."""
    yield kkr.alliance_scan(VOTES, 9)
    yield kkr.compose_batch(COUNCIL, [[*VOTES.values()], [4000, 4000, 1400, 600]])
    yield kkr.chair_majorities(COUNCIL, alliances=[["V", "C"]])
    meeting = every_kind()["appointments"]
    yield meeting.chances(draws=3)
    log = [LeftCouncil(dt.date(2027, 5, 1), meeting.chairs["f"])]
    yield agenda_on(meeting, log, dt.date(2027, 6, 1))
    yield kkr.distribute(52, {"Skive": 300, "Struer": 200, "Lemvig": 100}).compare()
    plan = kkr.Plan("SSH", 100, [kkr.Layer("KKR", {"SSH": {"KKR Sjælland": 36, "others": 64}})])
    yield plan.with_total(120).run().changes_from(plan.run())
    found = kkr.cross_check({"KKR Sjælland": 1500, "others": 1955}, 3448, "SSA")
    assert found
    yield found
