"""Substitutes who step in, and those who cannot: who is proposed, and what is said of it."""

from __future__ import annotations

import datetime as dt

import pytest

import kkr_allocation as kkr
from kkr_allocation.appointments.appoint import kept_out
from kkr_allocation.appointments.events import (
    ChairNamed,
    ForumClosed,
    LeftCouncil,
    NewTerm,
    RegionsMerged,
    Resigned,
    SubstituteNamed,
)
from kkr_allocation.appointments.requirements import NotAlsoIn
from kkr_allocation.appointments.succession import agenda_on, refill, state_on

DAY, LATER = dt.date(2027, 5, 1), dt.date(2027, 6, 1)
LIMIT = kkr.AppointmentRules(posts_per_person=1)
ELSEWHERE = [("g", "A1"), ("g", "A2"), ("g", "A3")]


def meeting(posts=1, homes="xxxxx", kind="personal", rules=LIMIT, fixed=ELSEWHERE, **forum):
    """Return A0 to A4, of whom those fixed in g have no post left; f alone has substitutes."""
    fora = [kkr.Forum("f", posts, substitutes=kind, **forum), kkr.Forum("g", 3)]
    people = [kkr.Candidate(f"A{i}", home, "A") for i, home in enumerate(homes)]
    entitlement = kkr.entitle(fora, {"A": 1})
    return kkr.appoint(fora, people, entitlement, fixed=[("f", "A0"), *fixed], rules=rules)


@pytest.mark.parametrize("kind", ["personal", "shared"])
def test_a_substitute_who_can_step_in_is_preferred(kind):
    start = meeting(kind=kind)
    assert start.substitutes["f"] == {"A0": "A4"}
    assert list(kept_out(start)) == []
    assert "could not step in" not in str(start.explain())
    assert start.verify()


def test_a_substitute_is_preferred_whose_other_forum_may_share_people():
    rules = kkr.AppointmentRules(posts_per_person=2)
    start = meeting(rules=rules, requirements=[NotAlsoIn(("g",))])
    assert start.substitutes["f"] == {"A0": "A4"}
    other = meeting(rules=rules, homes="xxxxy", requirements=[NotAlsoIn(("g",))])
    ((forum, name, rule),) = kept_out(other)
    assert (forum, name) == ("f", other.substitutes["f"]["A0"])
    assert rule == "f: nobody who also sits in g"


def test_the_members_municipality_comes_first_and_the_substitute_is_said_to_be_kept_out():
    start = meeting(homes="xxzzy")
    assert start.substitutes["f"] == {"A0": "A1"}
    assert start.verify()
    assert (
        "Substitutes who could not step in beside the posts they have (nobody has more than 1 "
        "post): A1 (f)." in str(start.explain())
    )
    assert (
        "Stedfortrædere, der ikke kan indtræde oven i de pladser, de har (ingen har mere end 1 "
        "plads): A1 (f)." in str(start.explain("da"))
    )


def test_a_substitute_who_stands_stays_though_kept_out():
    start = meeting(homes="xxxxx")
    log = [Resigned(DAY, "g", "A1"), Resigned(DAY, "f", "A0")]
    after = refill(state_on(start, log[:1], LATER))
    assert after.members["g"] == ("A2", "A3", "A4")
    assert after.substitutes["f"] == {"A0": "A4"}
    assert after.verify()
    assert [name for _, name, _ in kept_out(after)] == ["A4"]


def test_it_is_said_who_stepped_in_and_who_has_no_substitute_now():
    agenda = agenda_on(meeting(), [Resigned(DAY, "f", "A0")], LATER)
    (one,) = agenda.state.stand_ins
    assert (one.member, one.substitute, one.kept_out) == ("A0", "A4", "")
    assert [seat.holder for seat in agenda.state.without_substitute] == ["A4"]
    proposal = agenda.proposed.substitutes["f"]["A4"]
    assert agenda.matters == ()
    assert [step.text for step in agenda.explain("da")] == [
        "01-05-2027: A0 udtræder af f. A4 indtræder som stedfortræder for A0 i f.",
        f"A4 (A) har ingen stedfortræder i f. Forslag: {proposal}.",
    ]
    english = str(agenda.explain())
    assert "A0 resigns from f. A4 steps in for A0 in f." in english
    assert f"A4 (A) has no substitute in f. Proposed: {proposal}." in english
    assert "Nothing has to be decided" not in english


def test_a_list_names_a_substitute_who_then_stands_in():
    log = [Resigned(DAY, "f", "A0"), SubstituteNamed(LATER, "f", "A4", "A1")]
    agenda = agenda_on(meeting(), log, LATER)
    assert agenda.state.without_substitute == ()
    assert agenda.proposed.substitutes["f"] == {"A4": "A1"}
    said = str(agenda.explain("da"))
    assert "01-06-2027: A1 bliver stedfortræder for A4 i f." in said
    assert "Intet skal besluttes." in said
    assert "A1 is named substitute of A4 in f." in str(agenda.explain())


def test_those_who_share_a_substitute_have_the_one_who_is_named():
    start = meeting(posts=2, kind="shared", fixed=[("f", "A1"), ("g", "A2")])
    log = [LeftCouncil(DAY, *set(start.substitutes["f"].values()))]
    free = next(n for n in ("A3", "A4") if n != log[0].candidate)
    state = state_on(start, [*log, SubstituteNamed(LATER, "f", "A0", free)], LATER)
    assert {seat.holder: seat.substitute for seat in state.seats if seat.forum == "f"} == {
        "A0": free,
        "A1": free,
    }


NO_SUBSTITUTES = {
    "A3 holds no post in f": SubstituteNamed(DAY, "f", "A3", "A2"),
    "A1 is a member there": SubstituteNamed(DAY, "f", "A0", "A1"),
    "There is no A9 on that day": SubstituteNamed(DAY, "f", "A0", "A9"),
    "V0 is of V, and the post is A's": SubstituteNamed(DAY, "f", "A0", "V0"),
    "A4 cannot sit in f": SubstituteNamed(DAY, "f", "A0", "A4"),
    "is the substitute of another member there": SubstituteNamed(DAY, "f", "A0", "A3"),
    "There are no substitutes in g": SubstituteNamed(DAY, "g", "A2", "A4"),
}


@pytest.mark.parametrize("why", NO_SUBSTITUTES)
def test_who_cannot_be_a_substitute_is_refused(why):
    fora = [kkr.Forum("f", 2, substitutes="personal"), kkr.Forum("g", 1)]
    homes = {"A0": "x", "A1": "y", "A2": "x", "A3": "y", "A4": "x", "V0": "x"}
    people = [
        kkr.Candidate(name, home, name[0], cannot=("f",) if name == "A4" else ())
        for name, home in homes.items()
    ]
    fixed = [("f", "A0"), ("f", "A1"), ("g", "A2")]
    start = kkr.appoint(fora, people, kkr.entitle(fora, {"A": 9, "V": 1}), fixed=fixed)
    assert start.substitutes["f"] == {"A0": "A2", "A1": "A3"}
    with pytest.raises(kkr.InvalidInputError, match=why):
        state_on(start, [NO_SUBSTITUTES[why]], LATER)


def test_it_is_said_why_a_substitute_is_passed_over():
    start = meeting(homes="xxzzy")
    agenda = agenda_on(start, [LeftCouncil(DAY, "A0")], LATER)
    (one,) = agenda.state.stand_ins
    assert (one.forum, one.substitute) == ("f", "A1")
    assert agenda.matters[0].proposal == "A4"
    assert "A1, substitute of A0 in f, cannot step in: nobody has more than 1 post." in str(
        agenda.explain()
    )
    assert "A1, stedfortræder for A0 i f, kan ikke indtræde: ingen har mere end 1 plads." in str(
        agenda.explain("da")
    )


def test_an_event_before_the_forums_term_is_pointed_out():
    begins = dt.date(2027, 5, 2)
    start = meeting(starts=begins)
    agenda = agenda_on(start, [Resigned(DAY, "f", "A0")], LATER)
    assert agenda.state.early == ((agenda.events[0], begins),)
    assert (
        "01-05-2027: A0 udtræder af f, før perioden for f begynder den 02-05-2027. Er dagen rigtig?"
        in str(agenda.explain("da"))
    )
    assert "before the term of f begins on" in str(agenda.explain())
    on_time = [Resigned(begins, "f", "A0"), Resigned(DAY, "g", "A1"), NewTerm(LATER, "f")]
    assert state_on(start, on_time, LATER).early == ()


def test_a_chair_that_was_only_proposed_is_not_called_agreed_afterwards():
    start = meeting(chair=True, homes="xxxxxx")
    assert start.agreed_chairs == {}
    log = [Resigned(DAY, "g", "A1")]
    assert refill(state_on(start, log, LATER)).agreed_chairs == {}
    named = refill(state_on(start, [*log, ChairNamed(DAY, "f", "A0")], LATER))
    assert (named.agreed_chairs, named.chairs) == ({"f": "A0"}, {"f": "A0"})
    assert named.verify()


def test_who_keeps_the_chair_beside_a_mayor_who_came_later_keeps_it_by_agreement():
    forum = [kkr.Forum("f", 2, chair=True)]
    people = [kkr.Candidate(f"A{i}", "x", "A", mayor=i == 2) for i in range(3)]
    fixed = [("f", "A0"), ("f", "A1")]
    start = kkr.appoint(forum, people, kkr.entitle(forum, {"A": 1}), fixed=fixed)
    (other,) = {"A0", "A1"} - {start.chairs["f"]}
    filled = refill(state_on(start, [Resigned(DAY, "f", other)], LATER))
    assert "A2" in filled.members["f"]
    assert filled.agreed_chairs == filled.chairs == start.chairs
    assert filled.verify()


def test_agreed_chairs_of_both_regions_are_agreed_after_a_merger():
    def region(kkr_name, prefix):
        forum = [kkr.Forum("RAR", 1, kkr=kkr_name, chair=True)]
        people = [kkr.Candidate(f"{prefix}{i}", prefix, "A") for i in range(2)]
        return kkr.appoint(
            forum, people, kkr.entitle(forum, {"A": 1}), chairs={"RAR": f"{prefix}1"}
        )

    east = state_on(region("KKR East", "e"), [], DAY)
    joint = state_on(region("KKR West", "w"), [RegionsMerged(DAY, "KKR", east)], LATER)
    assert joint.agreed_chairs == {"RAR (KKR West)", "RAR (KKR East)"}


def test_what_lists_left_to_each_other_is_said_until_the_forum_closes():
    fora = [kkr.Forum("f", 2), kkr.Forum("g", 2)]
    people = [kkr.Candidate(f"{party}{i}", "x", party) for party in "AV" for i in range(6)]
    agreed = [kkr.Deviation("f", "A", "V", 1, reason="a paper of 2025")]
    entitlement = kkr.entitle(fora, {"A": 5, "V": 4}, over="forum", deviations=agreed)
    start = kkr.appoint(fora, people, entitlement)
    log = [Resigned(DAY, "g", start.members["g"][0])]
    agenda = agenda_on(start, log, LATER)
    english, danish = str(agenda.explain()), str(agenda.explain("da"))
    assert "1. As the meeting agreed, A leaves 1 post in f to V: a paper of 2025." in english
    assert "1. Aftalt ved udpegningen: A overlader 1 plads i f til V: a paper of 2025." in danish
    closed = agenda_on(start, [*log, ForumClosed(DAY, "f")], LATER)
    assert "a paper of 2025" not in str(closed.explain())
