"""Vacancies, substitutes, successors, closed and new fora, on any day."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kkr_allocation as kkr
from kkr_allocation.appointments.events import (
    ChangedList,
    Event,
    ForumClosed,
    ForumCreated,
    LeftCouncil,
    RegionsMerged,
    Resigned,
    Successor,
)
from kkr_allocation.appointments.requirements import AtLeast, AtMost, NotAlsoIn, Trait
from kkr_allocation.appointments.succession import refill, state_on
from kkr_allocation.datasets import load_fora

FORA = (
    kkr.Forum("f", 3, substitutes="personal"),
    kkr.Forum("g", 2),
    kkr.Forum("h", 2, substitutes="shared"),
)
FIXED = [("f", "A0"), ("f", "A2"), ("f", "V1"), ("g", "A4"), ("g", "V1")]
LAST = dt.date(2029, 12, 31)


def day(number):
    return dt.date(2026, 1, 1) + dt.timedelta(days=number)


@pytest.fixture(scope="module")
def start():
    people = [kkr.Candidate(f"{'AV'[i % 2]}{i}", "xyz"[i % 3], "AV"[i % 2]) for i in range(16)]
    entitlement = kkr.entitle(FORA, {"A": 9, "V": 7}, over="forum")
    return kkr.appoint(FORA, people, entitlement, fixed=FIXED)


def test_before_anything_happens_the_meeting_stands(start):
    state = state_on(start, [], day(0))
    assert {f: sorted(n) for f, n in state.members.items()} == {
        f: sorted(n) for f, n in start.members.items()
    }
    assert state.vacancies == ()


def test_a_personal_substitute_steps_in_and_then_the_group_is_asked(start):
    other = start.substitutes["f"]["A0"]
    log = [Resigned(day(5), "f", "A0"), Resigned(day(9), "f", other)]
    assert other in state_on(start, log, day(5)).members["f"]
    assert "A0" in state_on(start, log, day(4)).members["f"]
    vacancy = state_on(start, log, day(9)).vacancies
    assert [(seat.forum, seat.party, seat.since) for seat in vacancy] == [("f", "A", day(9))]


def test_who_leaves_the_council_leaves_every_post(start):
    log = [LeftCouncil(day(3), "V1")]
    state = state_on(start, log, LAST)
    assert all("V1" not in names for names in state.members.values())
    assert start.substitutes["f"]["V1"] in state.members["f"]
    assert [(seat.forum, seat.party) for seat in state.vacancies] == [("g", "V")]
    assert "V1" not in {person.name for person in state.candidates}


def test_a_substitute_who_left_does_not_step_in(start):
    other = start.substitutes["f"]["A0"]
    log = [LeftCouncil(day(1), other), Resigned(day(2), "f", "A0")]
    state = state_on(start, log, LAST)
    assert ("f", "A") in {(seat.forum, seat.party) for seat in state.vacancies}
    before = state_on(start, log[:1], LAST)
    assert other not in {seat.substitute for seat in before.seats}


def test_a_shared_substitute_steps_in_once():
    forum = kkr.Forum("h", 2, substitutes="shared")
    people = [kkr.Candidate(f"A{i}", "x", "A") for i in range(4)]
    start = kkr.appoint([forum], people, kkr.entitle([forum], {"A": 1}))
    first, second = start.members["h"]
    (other,) = set(start.substitutes["h"].values())
    state = state_on(start, [Resigned(day(1), "h", first)], LAST)
    assert set(state.members["h"]) == {other, second}
    assert [seat.substitute for seat in state.seats] == [None, None]
    gone = [Resigned(day(1), "h", first), Resigned(day(2), "h", second)]
    assert [seat.party for seat in state_on(start, gone, LAST).vacancies] == ["A"]


def test_a_member_who_changes_list_stays_and_the_group_keeps_the_post(start):
    log = [ChangedList(day(1), "A4", "V"), Resigned(day(2), "g", "A4")]
    assert "A4" in state_on(start, log, day(1)).members["g"]
    assert [seat.party for seat in state_on(start, log, day(2)).vacancies] == ["A"]


def test_a_substitute_who_changes_list_is_none_any_more(start):
    other = start.substitutes["f"]["A0"]
    log = [ChangedList(day(1), other, "V"), Resigned(day(2), "f", "A0")]
    assert [seat.party for seat in state_on(start, log, LAST).vacancies] == ["A"]


def test_fora_close_and_begin(start):
    new = kkr.Forum("Sundhedsråd", 2)
    log = [ForumClosed(day(1), "g"), ForumCreated(day(2), new, {"A": 1, "V": 1})]
    state = state_on(start, log, LAST)
    assert [forum.name for forum in state.fora] == ["f", "h", "Sundhedsråd"]
    assert [seat.party for seat in state.vacancies] == ["A", "V"]
    assert state.members["Sundhedsråd"] == ()
    filled = refill(state)
    assert len(filled.members["Sundhedsråd"]) == 2
    assert set(filled.members["f"]) == set(start.members["f"])


def test_a_group_names_a_successor(start):
    log = [Resigned(day(1), "g", "A4"), Successor(day(2), "g", "A14")]
    assert "A14" in state_on(start, log, LAST).members["g"]
    with pytest.raises(kkr.InvalidInputError, match="No post of that list is vacant"):
        state_on(start, [*log, Successor(day(3), "g", "A12")], LAST)


def test_refilling_keeps_everyone_else_in_place(start):
    log = [LeftCouncil(day(1), "V1"), ChangedList(day(1), "A0", "V"), Resigned(day(2), "g", "A4")]
    state = state_on(start, log, LAST)
    filled = refill(state)
    for forum, names in state.members.items():
        assert set(names) <= set(filled.members[forum])
        assert len(filled.members[forum]) == len(start.members[forum])
    party = {person.name: person.party for person in state.candidates}
    came = [n for f, names in filled.members.items() for n in names if n not in state.members[f]]
    assert sorted(party[name] for name in came) == sorted(s.party for s in state.vacancies)


def test_posts_that_stand_are_not_said_to_be_shared_anew(start):
    filled = refill(state_on(start, [Resigned(day(1), "g", "A4")], LAST)).entitlement
    english, danish = str(filled.explain()), str(filled.explain("da"))
    assert "g: 2 posts stand with the lists that had them: A 1 and V 1." in english
    assert "g: 2 pladser bliver hos de lister, der havde dem: A 1 og V 1." in danish
    assert "d'Hondt" not in english
    assert "no table has fewer" not in english


@pytest.fixture(scope="module")
def east():
    """Return the other region, whose forum f has the name of one of ours and bars B1."""
    fora = (
        kkr.Forum("f", 1, kkr="KKR East", requirements=[NotAlsoIn(("k",))]),
        kkr.Forum("k", 1, kkr="KKR East"),
    )
    people = [
        kkr.Candidate("B0", "u", "A", held={"f": 1}, wishes=("f", "k")),
        kkr.Candidate("B1", "v", "A", cannot=("f",)),
        kkr.Candidate("B2", "v", "A"),
    ]
    return kkr.appoint(fora, people, kkr.entitle(fora, {"A": 1}), fixed=[("f", "B0"), ("k", "B2")])


def west():
    fora = [attrs.evolve(forum, kkr="KKR West") for forum in FORA]
    people = [kkr.Candidate(f"{'AV'[i % 2]}{i}", "xyz"[i % 3], "AV"[i % 2]) for i in range(16)]
    return kkr.appoint(fora, people, kkr.entitle(fora, {"A": 9, "V": 7}, over="forum"), fixed=FIXED)


EXCLUDING = {
    "nobody has more than 1 post": {"rules": kkr.AppointmentRules(posts_per_person=1)},
    "f: nobody who also sits in g": {"f": [NotAlsoIn(("g",))]},
    "g: nobody who also sits in f": {"g": [NotAlsoIn(("f",))]},
    "f: at least 1 woman": {"f": [AtLeast(1, Trait.WOMAN)]},
    "f: at most 0 mayors": {"f": [AtMost(0, Trait.MAYOR)]},
}


@pytest.mark.parametrize("rule", EXCLUDING)
def test_nobody_steps_in_or_succeeds_against_the_rules(rule):
    given = EXCLUDING[rule]
    fora = [
        kkr.Forum("f", 1, substitutes="personal", requirements=given.get("f", ())),
        kkr.Forum("g", 1, requirements=given.get("g", ())),
    ]
    people = [
        kkr.Candidate("A0", "x", "A", sex="F"),
        kkr.Candidate("A1", "x", "A", sex="M", mayor=True),
        kkr.Candidate("A2", "y", "A", sex="F"),
    ]
    first = kkr.appoint(
        fora,
        people,
        kkr.entitle(fora, {"A": 1}),
        fixed=[("f", "A0"), ("g", "A1")],
        rules=given.get("rules", kkr.APPOINTMENT_RULES),
    )
    assert first.substitutes["f"] == {"A0": "A1"}
    log = [Resigned(day(1), "f", "A0")]
    state = state_on(first, log, LAST)
    assert [seat.forum for seat in state.vacancies] == ["f"]
    assert refill(attrs.evolve(state, fora=[attrs.evolve(fora[0], substitutes="none"), fora[1]]))
    with pytest.raises(kkr.InvalidInputError, match=f"cannot take the post: {rule}"):
        state_on(first, [*log, Successor(day(2), "f", "A1")], LAST)


def test_the_new_list_names_a_person_once_the_posts_of_the_old_one_are_left():
    fora = [kkr.Forum("f", 2), kkr.Forum("g", 2)]
    people = [kkr.Candidate(f"{party}{i}", "x", party) for party in "AV" for i in range(3)]
    fixed = [("f", "A0"), ("f", "V0"), ("g", "A1"), ("g", "V1")]
    first = kkr.appoint(fora, people, kkr.entitle(fora, {"A": 1, "V": 1}), fixed=fixed)
    log = [ChangedList(day(1), "A0", "V"), Resigned(day(2), "g", "V1")]
    with pytest.raises(kkr.InvalidInputError, match="A0 has a post of A in f"):
        state_on(first, [*log, Successor(day(3), "g", "A0")], LAST)
    assert refill(state_on(first, log, LAST)).verify()
    left = [*log, Resigned(day(3), "f", "A0"), Successor(day(4), "g", "A0")]
    filled = refill(state_on(first, left, LAST))
    assert filled.verify()
    assert "A0" in filled.members["g"]


def test_who_changed_list_is_proposed_for_no_other_post_of_the_old_one():
    fora = [kkr.Forum("f", 1), kkr.Forum("g", 1)]
    people = [
        kkr.Candidate("A0", "x", "A", wishes=("g",)),
        *(kkr.Candidate(f"A{i}", "x", "A") for i in (1, 2)),
    ]
    first = kkr.appoint(fora, people, kkr.entitle(fora, {"A": 1}), fixed=[("f", "A0"), ("g", "A1")])
    left = Resigned(day(2), "g", "A1")
    assert refill(state_on(first, [left], LAST)).members["g"] == ("A0",)
    assert refill(state_on(first, [ChangedList(day(1), "A0", "V"), left], LAST)).members == {
        "f": ("A0",),
        "g": ("A2",),
    }


def test_who_resigned_is_not_proposed_there_again():
    fora = [kkr.Forum("f", 1)]
    people = [kkr.Candidate("A0", "x", "A", wishes=("f",)), kkr.Candidate("A1", "x", "A")]
    first = kkr.appoint(fora, people, kkr.entitle(fora, {"A": 1}))
    assert first.members["f"] == ("A0",)
    state = state_on(first, [Resigned(day(1), "f", "A0")], LAST)
    assert refill(state).members["f"] == ("A1",)
    with pytest.raises(kkr.InvalidInputError, match="A0 cannot sit in f"):
        state_on(first, [Resigned(day(1), "f", "A0"), Successor(day(2), "f", "A0")], LAST)


def test_refilling_keeps_the_chair_and_the_wishes():
    fora = [kkr.Forum("f", 3, chair=True), kkr.Forum("g", 1)]
    people = [kkr.Candidate(f"A{i}", "x", "A", mayor=i > 2) for i in range(8)]
    first = kkr.appoint(
        fora,
        people,
        kkr.entitle(fora, {"A": 1}),
        fixed=[("f", "A1"), ("f", "A2"), ("g", "A0")],
        chairs={"f": "A0"},
        wishes=[kkr.Wish("f", "A7"), kkr.Wish("f", "A1")],
    )
    left = state_on(first, [LeftCouncil(day(1), "A1")], LAST)
    filled = refill(left)
    assert filled.chairs == {"f": "A0"}
    assert "A7" in filled.members["f"]
    assert filled.wishes == (kkr.Wish("f", "A7"),)
    unchanged = refill(state_on(first.with_reasons({"f": "x", "g": "y"}), [], LAST))
    assert (unchanged.chairs, unchanged.wishes) == (first.chairs, first.wishes)
    assert unchanged.reasons == {"f": "x", "g": "y"}
    reasoned = state_on(first.with_reasons({"f": "x", "g": "y"}), [LeftCouncil(day(1), "A1")], LAST)
    assert refill(reasoned).reasons == {"g": "y"}
    headless = refill(state_on(first, [LeftCouncil(day(1), "A0")], LAST))
    assert headless.chairs["f"] in headless.members["f"]


def test_refilling_keeps_the_substitutes_who_stand():
    fora = [kkr.Forum("g", 2, substitutes="personal"), kkr.Forum("h", 2, substitutes="shared")]
    people = [kkr.Candidate(f"A{i}", "xy"[i % 2], "A") for i in range(12)]
    first = kkr.appoint(fora, people, kkr.entitle(fora, {"A": 1}))
    log = [
        *(
            ForumCreated(day(1), kkr.Forum(f"{letter}", 3, substitutes="personal"), {"A": 3})
            for letter in "ab"
        ),
        LeftCouncil(day(2), first.members["h"][0]),
    ]
    filled = refill(state_on(first, log, LAST))
    assert filled.verify()
    stayed = [member for member in first.members["g"] if member in filled.members["g"]]
    assert len(stayed) == 2
    assert {m: filled.substitutes["g"][m] for m in stayed} == first.substitutes["g"]


def test_a_substitute_who_cannot_stand_any_more_is_replaced():
    fora = [kkr.Forum("g", 2, substitutes="personal")]
    people = [kkr.Candidate(f"A{i}", "x", "A") for i in range(6)]
    first = kkr.appoint(fora, people, kkr.entitle(fora, {"A": 1}))
    one, other = first.members["g"]
    gone = first.substitutes["g"][one]
    filled = refill(state_on(first, [LeftCouncil(day(1), gone)], LAST))
    assert filled.verify()
    assert filled.substitutes["g"][one] not in (gone, one, other)
    assert filled.substitutes["g"][other] == first.substitutes["g"][other]


def test_regions_are_merged_with_all_their_posts(east):
    at = day(10)
    log = [Resigned(day(3), "g", "A4"), RegionsMerged(at, "KKR", state_on(east, [], at))]
    start = west()
    before, joint = state_on(start, log, day(9)), state_on(start, log, at)
    assert [forum.name for forum in before.fora] == ["f", "g", "h"]
    assert [forum.name for forum in joint.fora] == ["f (KKR West)", "g", "h", "f (KKR East)", "k"]
    assert {forum.kkr for forum in joint.fora} == {"KKR"}
    assert joint.members["f (KKR East)"] == ("B0",)
    assert set(joint.members["f (KKR West)"]) == {"A0", "A2", "V1"}
    assert len(joint.seats) == 9
    people = {person.name: person for person in joint.candidates}
    assert people["B0"].held == {"f (KKR East)": 1}
    assert people["B1"].cannot == ("f (KKR East)",)
    later = [*log, LeftCouncil(day(11), "B0"), ForumClosed(day(12), "f (KKR West)")]
    state = state_on(start, later, LAST)
    assert [(seat.forum, seat.party) for seat in state.vacancies] == [
        ("g", "A"),
        ("f (KKR East)", "A"),
    ]
    filled = refill(state)
    assert filled.verify()
    assert filled.members["k"] == ("B2",)
    assert set(filled.members["f (KKR East)"]) & {"B1", "B2"} == set()


SHARED = ("Sundhedskoordinationsudvalg", "Vækstforum")


def meeting(kkr_name, homes, prefix, **rules):
    """Return the meeting of a KKR on fora that two have, with their real posts; people invented."""
    fora = [
        kkr.Forum(row.forum, row.posts, kkr=kkr_name, chair=True)
        for row in load_fora()
        if row.kkr == kkr_name and row.posts and row.forum in (*SHARED, f"RAR {kkr_name[4:]}")
    ]
    people = [
        kkr.Candidate(f"{prefix}{party}{n}", homes[n % len(homes)], party, sex="FM"[n % 2])
        for party in "AV"
        for n in range(12)
    ]
    return kkr.appoint(
        fora,
        people,
        kkr.entitle(fora, {"A": 9, "V": 7}, over="forum"),
        chairs={SHARED[0]: f"{prefix}V5", SHARED[1]: f"{prefix}A7"},
        wishes=[kkr.Wish(SHARED[0], f"{prefix}A9"), kkr.Wish(SHARED[1], f"{prefix}V9")],
        rules=kkr.AppointmentRules(**rules),
    ).with_reasons({SHARED[0]: f"{prefix} one", SHARED[1]: f"{prefix} other"})


WEST = ("KKR Hovedstaden", ["Gentofte", "Halsnæs"], "H")
EAST = ("KKR Sjælland", ["Greve", "Lejre"], "S")
JOINED = dt.date(2027, 1, 1)


def test_a_merger_carries_chairs_wishes_and_reasons_to_the_fora_that_both_regions_have():
    meetings = {"H": meeting(*WEST), "S": meeting(*EAST)}
    ours, theirs = meetings.values()
    log = [RegionsMerged(JOINED, "KKR Østdanmark", state_on(theirs, [], JOINED))]
    filled = refill(state_on(ours, log, JOINED))
    assert filled.verify()
    for before in meetings.values():
        own = before.fora[0].kkr
        now = {f.name: f"{f.name} ({own})" if f.name in SHARED else f.name for f in before.fora}
        assert set(SHARED) < set(now)
        for name, renamed in now.items():
            assert filled.members[renamed] == before.members[name]
            assert filled.chairs[renamed] == before.chairs[name]
            assert filled.reasons.get(renamed) == before.reasons.get(name)
        assert {kkr.Wish(now[wish.forum], wish.candidate) for wish in before.wishes} < {
            *filled.wishes
        }


def test_after_a_merger_a_wish_of_the_other_region_counts_and_a_changed_forum_asks_anew():
    theirs = meeting(*EAST)
    forum = SHARED[1]
    left, *_ = (name for name in theirs.members[forum] if name != theirs.chairs[forum])
    sex = {person.name: person.sex for person in theirs.candidates}
    posts = Counter(name for names in theirs.members.values() for name in names)
    like = [name for name in sex if (name[1], sex[name]) == (left[1], sex[left])]
    first, second, *_ = (name for name in like if not posts[name])
    for wished in (first, second):
        asked = attrs.evolve(theirs, wishes=(kkr.Wish(forum, wished, 5),))
        log = [
            RegionsMerged(JOINED, "KKR Østdanmark", state_on(asked, [], JOINED)),
            LeftCouncil(JOINED, left),
        ]
        filled = refill(state_on(meeting(*WEST), log, JOINED))
        assert wished in filled.members[f"{forum} (KKR Sjælland)"]
        assert f"{forum} (KKR Sjælland)" not in filled.reasons
        assert filled.reasons[f"{forum} (KKR Hovedstaden)"] == "H other"


def test_posts_are_spread_by_the_population_of_both_regions_or_of_none():
    counted = {"population": {"Gentofte": 3, "Halsnæs": 1}}
    other = {"population": {"Greve": 2, "Lejre": 1}}
    for ours, theirs, joint in (
        (counted, other, counted["population"] | other["population"]),
        (counted, {}, {}),
        ({}, other, {}),
    ):
        state = state_on(meeting(*EAST, **theirs), [], JOINED)
        merger = RegionsMerged(JOINED, "KKR Østdanmark", state)
        assert state_on(meeting(*WEST, **ours), [merger], JOINED).rules.population == joint


def test_regions_that_cannot_be_told_apart_are_not_merged(start, east):
    at = day(10)
    with pytest.raises(kkr.InvalidInputError, match="other is Appointments"):
        RegionsMerged(at, "KKR", east)
    with pytest.raises(kkr.InvalidInputError, match="the other's state is of 2026-01-10"):
        RegionsMerged(at, "KKR", state_on(east, [], day(9)))
    with pytest.raises(kkr.InvalidInputError, match="Both regions have a candidate A0"):
        state_on(start, [RegionsMerged(at, "KKR", state_on(start, [], at))], at)
    fora = [attrs.evolve(forum, kkr="") for forum in east.fora]
    nameless = attrs.evolve(state_on(east, [], at), fora=fora)
    with pytest.raises(kkr.InvalidInputError, match="Both regions have a forum f"):
        state_on(start, [RegionsMerged(at, "KKR", nameless)], at)


def test_what_is_refilled_is_verified_and_forgets_closed_fora():
    fora = (
        kkr.Forum("f", 2, requirements=[NotAlsoIn(("g",))]),
        kkr.Forum("g", 1),
        kkr.Forum("h", 2),
    )
    people = [
        kkr.Candidate(f"{party}{n}", "x", party, wishes=("g",), cannot=("g",) if n else ())
        for party in "AVC"
        for n in range(3)
    ]
    joined = kkr.entitle(fora, {"A": 6, "V": 3, "C": 2}, alliances=[["V", "C"]])
    start = kkr.appoint(fora, people, joined)
    gone = start.members["f"][0]
    new = ForumCreated(day(2), kkr.Forum("n", 1), {"C": 1})
    state = state_on(start, [ForumClosed(day(1), "g"), LeftCouncil(day(1), gone), new], LAST)
    filled = refill(state)
    assert filled.verify()
    party = {person.name: person.party for person in filled.candidates}
    for forum in ("f", "h"):
        before = sorted(party.get(name, gone[0]) for name in start.members[forum])
        assert sorted(party[name] for name in filled.members[forum]) == before
    assert [party[name] for name in filled.members["n"]] == ["C"]
    assert kkr.from_json(filled.to_json()) == filled


@pytest.mark.parametrize(
    ("event", "why"),
    [
        (Resigned(day(1), "f", "A8x"), "holds no post in f"),
        (LeftCouncil(day(1), "Z"), "There is no Z"),
        (ChangedList(day(1), "Z", "A"), "There is no Z"),
        (ForumClosed(day(1), "z"), "There is no z"),
        (ForumCreated(day(1), kkr.Forum("f", 1), {"A": 1}), "F is there already"),
        (Successor(day(1), "g", "Z"), "No post of that list is vacant"),
        (Event(day(1)), "It is of no known kind"),
        ("resigned", "A log has events with a day"),
    ],
)
def test_what_cannot_have_happened_is_refused(start, event, why):
    with pytest.raises(kkr.InvalidInputError, match=why):
        state_on(start, [event], LAST)


def test_a_new_forum_gives_every_post_to_a_list():
    with pytest.raises(kkr.InvalidInputError, match="the lists have 1 post in z"):
        ForumCreated(day(1), kkr.Forum("z", 2), {"A": 1})


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 40), st.sampled_from(range(16))), max_size=6), st.data())
def test_states_follow_from_the_days_and_posts_are_never_lost(start, leaving, data):
    who = dict.fromkeys(f"{'AV'[i % 2]}{i}" for _, i in leaving)
    log = [LeftCouncil(day(when), name) for name, (when, _) in zip(who, leaving, strict=False)]
    at = day(data.draw(st.integers(0, 45)))
    state = state_on(start, log, at)
    assert len(state.seats) == 7
    distinct = {event.on for event in log}
    if len(distinct) == len(log):
        assert state_on(start, data.draw(st.permutations(log)), at) == state
    gone = {event.candidate for event in log if event.on <= at}
    assert not gone & {name for names in state.members.values() for name in names}
    for names in state.members.values():
        assert len(set(names)) == len(names)
