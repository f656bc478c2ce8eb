"""Every refusal of the appointments names what is wrong."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pandas as pd
import pytest

import kkr_allocation as kkr
from kkr_allocation.appointments.events import ChairNamed, Newcomer, Resigned
from kkr_allocation.appointments.requirements import (
    AgeLimit,
    AtMost,
    From,
    NotAlsoIn,
    Requirement,
    Trait,
)
from kkr_allocation.appointments.succession import state_on

if TYPE_CHECKING:
    from collections.abc import Callable

MOMENT = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
FORUM = kkr.Forum("RAR Fyn", 5)
A1 = kkr.Candidate("A1", "Odense", "A")
STRENGTHS = {"A": 7, "V": 4}
ENTITLED = kkr.entitle([FORUM], STRENGTHS)
BY_FORUM = kkr.entitle([FORUM], STRENGTHS, over="forum")


DAY = dt.date(2027, 5, 1)
HELD = kkr.appoint(
    [kkr.Forum("RAR Fyn", 1)], [A1], kkr.entitle([kkr.Forum("RAR Fyn", 1)], {"A": 1})
)


def deviating(*parts: object) -> kkr.Entitlement:
    return kkr.entitle([FORUM], STRENGTHS, deviations=[kkr.Deviation(*parts)])


def asking(*requirements: Requirement) -> kkr.Forum:
    return kkr.Forum("RAR Fyn", 5, requirements=requirements)


REFUSED: list[tuple[Callable[[], object], str]] = [
    (lambda: kkr.Forum("", 5), "name of a Forum is ''"),
    (lambda: kkr.Forum("RAR Fyn", 0), "posts of RAR Fyn is 0"),
    (lambda: kkr.Forum("RAR Fyn", None), "posts of RAR Fyn is None"),
    (lambda: kkr.Forum("RAR Fyn", 2.5), "posts of RAR Fyn is 2.5"),
    (lambda: kkr.Forum("RAR Fyn", 5, kind="elects"), "kind of RAR Fyn is 'elects'"),
    (lambda: kkr.Forum("RAR Fyn", 5, substitutes="all"), "substitutes of RAR Fyn is 'all'"),
    (
        lambda: kkr.Forum("f", 1, starts=dt.date(2026, 1, 1), ends=dt.date(2025, 1, 1)),
        "the term of f ends 2025-01-01",
    ),
    (lambda: kkr.Forum("f", 1, requirements=["one mayor"]), "requirements of f has 'one mayor'"),
    (lambda: kkr.Forum("f", 1, wanted=[NotAlsoIn(("g",))]), "wanted of f has NotAlsoIn"),
    (lambda: kkr.Forum("f", 1, requirements=[AgeLimit(75)]), "f has an age limit and no start"),
    (lambda: AtMost(-1, Trait.MAYOR), "posts of a requirement is -1"),
    (lambda: From("Odense"), "a list of names is the text 'Odense'"),
    (lambda: kkr.Candidate("A\ufeff1", "Odense", "A"), r"name of a Candidate is 'A\ufeff1'"),
    (lambda: kkr.Candidate("A1", "", "A"), "municipality of a Candidate is ''"),
    (lambda: kkr.Candidate("A1", "Odense", "A", sex="K"), "sex of A1 is 'K'"),
    (lambda: kkr.Candidate("A1", "Odense", "A", wishes="RAR Fyn"), "is the text 'RAR Fyn'"),
    (lambda: kkr.Candidate("A1", "Odense", "A", held={"f": -1}), "held['f'] is -1"),
    (lambda: kkr.Register([FORUM], ["A1"]), "candidates has 'A1'"),
    (lambda: kkr.Register([FORUM], [A1, A1]), "A1 (A) stands twice"),
    (
        lambda: kkr.Register([FORUM], [A1, kkr.Candidate("A1", "Odense", "V")]),
        "A1 stands in the lists A and V",
    ),
    (lambda: kkr.Register([FORUM], [A1], ["Vejle"]), "A1 is from Odense"),
    (
        lambda: kkr.Register([asking(AtMost(1, From(("Vejle",))))], [A1], ["Odense"]),
        "RAR Fyn asks for people from 'Vejle'",
    ),
    (
        lambda: kkr.Register([FORUM], [kkr.Candidate("A1", "Odense", "A", wishes=["RAR"])]),
        "wishes of A1 names 'RAR'",
    ),
    (
        lambda: kkr.Register([FORUM], [kkr.Candidate("A1", "Odense", "A", cannot=["RAR"])]),
        "cannot of A1 names 'RAR'",
    ),
    (lambda: kkr.entitle([], STRENGTHS), "fora has no forum"),
    (lambda: kkr.entitle(["RAR Fyn"], STRENGTHS), "fora has 'RAR Fyn'"),
    (lambda: kkr.entitle([FORUM, FORUM], STRENGTHS), "fora names 'RAR Fyn' twice"),
    (
        lambda: kkr.entitle([kkr.Forum("f", 1, requirements=[NotAlsoIn(("g",))])], STRENGTHS),
        "f may not share people with 'g'",
    ),
    (lambda: kkr.entitle([FORUM], STRENGTHS, over="all"), "over is 'all'"),
    (lambda: kkr.entitle([FORUM], STRENGTHS, over=pd.Series([["F"]], ["g"])), "over is g    [F]"),
    (lambda: kkr.entitle([FORUM], STRENGTHS, over={"work": ["RAR"]}), "'RAR', 'RAR Fyn' wrong"),
    (
        lambda: kkr.entitle([FORUM], STRENGTHS, over={"work": ["RAR Fyn"], "x": []}),
        "over has an empty group wrong",
    ),
    (
        lambda: kkr.entitle(
            [FORUM, kkr.Forum("g", 1)], STRENGTHS, over="forum", caps={"A": 1, "V": 1}
        ),
        "caps is {'A': 1, 'V': 1} and over is 'forum'",
    ),
    (lambda: kkr.Deviation("RAR Fyn", "A", "V", 1, " "), "reason ' '"),
    (lambda: kkr.Deviation("RAR Fyn", "A", "A", 1, "x"), "from A to A"),
    (lambda: kkr.Deviation("RAR Fyn", "A", "V", -1, "x"), "posts of a deviation is -1"),
    (lambda: deviating("RAR", "A", "V", 1, "x"), "a deviation names 'RAR'"),
    (lambda: deviating("RAR Fyn", "A", "B", 1, "x"), "a deviation names 'B'"),
    (lambda: deviating("RAR Fyn", "A", "V", 4, "x"), "A leaves 4 posts in RAR Fyn"),
    (lambda: kkr.picking_order(BY_FORUM), "the entitlement is over RAR Fyn"),
    (lambda: kkr.picking_order(ENTITLED).passed(9), "the turn is 9"),
    (lambda: kkr.picking_order(ENTITLED).swapped(2, 2), "turns 2 and 2 are swapped"),
    (lambda: kkr.picking_order(ENTITLED).swapped(1, 3), "turns 1 and 3 are swapped, both of A"),
    (lambda: kkr.appoint([FORUM], [A1], ENTITLED, time_limit=0), "time_limit is 0"),
    (lambda: kkr.appoint([FORUM], [A1], ENTITLED, closest_to=["A1"]), "closest_to has 'A1'"),
    (lambda: kkr.appoint([FORUM], [A1], ENTITLED, lots=7), "lots is 7"),
    (lambda: kkr.Drawing(" "), "the seed is ' '"),
    (lambda: kkr.Drawing(2.5), "the seed is 2.5"),
    (lambda: kkr.Drawing("a\nb"), "the seed is 'a"),
    (lambda: kkr.Drawing(1, most=1001), "most is 1001"),
    (lambda: kkr.Drawing(1, most=-1), "most is -1"),
    (lambda: HELD.chances(draws=0), "draws is 0"),
    (lambda: HELD.chances(seed=""), "the seed is ''"),
    (lambda: HELD.chances(time_limit=0), "time_limit is 0"),
    (lambda: kkr.AppointmentRules(posts_per_person=0), "posts_per_person is 0"),
    (lambda: kkr.AppointmentRules(order=["sex"]), "order is sex"),
    (lambda: kkr.AppointmentRules(population={"Odense": 0}), "population has no people"),
    (lambda: kkr.Wish("RAR Fyn", "A1", -1), "points of a wish is -1"),
    (lambda: kkr.Wish("RAR Fyn", "A1", 10**7), "points of a wish is 10,000,000"),
    (lambda: kkr.Forum("RAR Fyn", 10**20), "up to 1,000,000"),
    (lambda: kkr.appoint([kkr.Forum("g", 1)], [A1], ENTITLED), "differ in RAR Fyn, g"),
    (
        lambda: kkr.appoint([FORUM], [A1], ENTITLED, wishes=[kkr.Wish("RAR", "A1")]),
        "wishes has 'A1' in 'RAR'",
    ),
    (
        lambda: kkr.appoint([FORUM], [A1], ENTITLED, wishes=[("RAR Fyn", "A1")]),
        "wishes has ('RAR Fyn', 'A1')",
    ),
    (lambda: kkr.appoint([FORUM], [A1], ENTITLED, fixed=["RAR Fyn"]), "fixed has 'RAR Fyn'"),
    (lambda: kkr.Forum("f", 1, starts="2026-01-01"), "starts of f is '2026-01-01'"),
    (lambda: kkr.Forum("f", 1, ends=MOMENT), "ends of f is datetime.datetime(2026"),
    (lambda: kkr.Forum("f", 1, chair="nej"), "chair of f is 'nej'"),
    (lambda: kkr.Candidate("A1", "x", "A", born="1960-01-01"), "born of A1 is '1960-01-01'"),
    (lambda: kkr.Candidate("A1", "x", "A", seat_until=MOMENT), "seat_until of A1 is datetime."),
    (lambda: kkr.Candidate("A1", "x", "A", mayor="nej"), "mayor of A1 is 'nej'"),
    (lambda: kkr.Candidate("A1", "x", "A", kkr_member=None), "kkr_member of A1 is None"),
    (lambda: kkr.Candidate("A1", "x", "A", politician=1), "politician of A1 is 1"),
    (lambda: kkr.AppointmentRules(whole_term="ja"), "whole_term of AppointmentRules is 'ja'"),
    (lambda: Resigned("2027-05-01", "f", "A1"), "on of Resigned is '2027-05-01'"),
    (lambda: Resigned(MOMENT, "f", "A1"), "on of Resigned is datetime.datetime("),
    (lambda: Resigned(None, "f", "A1"), "on of Resigned is None"),
    (lambda: state_on(None, [], MOMENT), "day is datetime.datetime("),
    (
        lambda: state_on(HELD, [ChairNamed(DAY, "RAR Fyn", "A1")], DAY),
        "cannot take effect: A1 takes the chair of RAR Fyn. RAR Fyn has no chair",
    ),
    (
        lambda: state_on(HELD, [Newcomer(DAY, A1)], DAY),
        "cannot take effect: A1 (A) can be appointed. There is a A1 already",
    ),
    (
        lambda: kkr.appoint([FORUM], [A1], ENTITLED, fixed=[("RAR Fyn", "A2")]),
        "fixed has 'A2' in 'RAR Fyn'. There is no such candidate",
    ),
    (
        lambda: kkr.appoint([FORUM], [A1], ENTITLED, chairs={"RAR Fyn": "A1"}),
        "chairs has 'A1' in 'RAR Fyn'",
    ),
    (
        lambda: kkr.entitle(
            [kkr.Forum("F1", 1), kkr.Forum("F2", 1)],
            {"A": 5, "V": 5},
            over="forum",
            lots=[kkr.Lot(("A", "V"), ("A",))],
        ),
        "names no forum. F1 and F2 have the same tie",
    ),
]


@pytest.mark.parametrize(("call", "fragment"), REFUSED, ids=[part for _, part in REFUSED])
def test_refused_in_words(call: Callable[[], object], fragment: str) -> None:
    with pytest.raises(kkr.InvalidInputError) as caught:
        call()
    assert fragment in str(caught.value)
