"""Appointments written down: they come back, hold, and are refused once anything is changed."""

from __future__ import annotations

import copy
import datetime as dt
import json

import pytest

import kkr_allocation as kkr
from kkr_allocation.appointments.requirements import (
    AgeLimit,
    AtLeast,
    AtMostFromOneMunicipality,
    AtMostReappointments,
    From,
    NotAlsoIn,
    Trait,
)
from kkr_allocation.fairness.verify import verify
from kkr_allocation.fairness.verify.seating import LEVELS, WISHES, Seating, short_of

STRENGTHS = {"A": 24, "V": 14, "C": 9, "F": 5}


@pytest.fixture(scope="module")
def result():
    day = dt.date(2026, 1, 1)
    young = dt.date(1980, 5, 5)
    fora = [
        kkr.Forum("f", 5, chair=True, substitutes="personal", wanted=[AtLeast(2, Trait.MAYOR)]),
        kkr.Forum("g", 3, substitutes="shared", requirements=[AtLeast(1, From(("x",)))]),
        kkr.Forum("h", 1, starts=day, requirements=[AgeLimit(75), AtMostReappointments(1)]),
        kkr.Forum("i", 2, requirements=[NotAlsoIn(("f",)), AtMostFromOneMunicipality(1)], ends=day),
    ]
    people = [
        kkr.Candidate(
            f"{'AVCF'[i % 4]}{i}",
            "xyz"[i % 3],
            "AVCF"[i % 4],
            sex=("F", "M", None)[i % 7 % 3],
            mayor=i % 5 == 0,
            born=young,
            wishes=("fghi"[i % 4],),
            held={"fghi"[i % 4]: 1} if i % 3 == 0 else {},
            cannot=("g",) if i == 4 else (),
        )
        for i in range(28)
    ]
    entitlement = kkr.entitle(fora, STRENGTHS, alliances=[["A", "F"], ["V", "C"]])
    wishes = [kkr.Wish("f", "A0", 2), kkr.Wish("f", "A4")]
    return kkr.appoint(
        fora, people, entitlement, wishes=wishes, fixed=[("g", "V1")], chairs={"f": "A0"}
    )


def test_results_come_back_equal_and_hold(result):
    order = kkr.picking_order(
        kkr.entitle([kkr.Forum("f", 4)], {"A": 9, "V": 4, "F": 1}, alliances=[["A", "F"]])
    )
    assert "11 posts are filled in 4 fora" in str(result.verify())
    assert "2 appointments stood beforehand and 1 chair was agreed on" in str(result.verify())
    for written in (result, result.entitlement, order, order.passed(1)):
        again = kkr.from_json(written.to_json())
        assert again == written
        assert again.verify()


def swap_members(document):
    members = document["members"]
    one = next(n for n in members["f"] if n not in members["g"])
    two = next(n for n in members["g"] if n not in members["f"] and n[0] == one[0] and n != "V1")
    members["f"][members["f"].index(one)] = two
    members["g"][members["g"].index(two)] = one


CHANGES = {
    "not a candidate": lambda d: d["members"]["h"].__setitem__(0, "Z9"),
    "differing posts": lambda d: d["members"]["h"].append("A0"),
    "do not name the same fora": lambda d: d["members"].pop("h"),
    "Nobody has more than 1": lambda d: (
        d["rules"].update(posts_per_person=1)
        or d["members"]["f"].__setitem__(0, d["members"]["g"][0])
    ),
    "cannot sit there": lambda d: person(d, d["members"]["g"][0])["cannot"].append("g"),
    "all its terms": lambda d: person(d, d["members"]["h"][0])["held"].update(h=2),
    "age limit": lambda d: person(d, d["members"]["h"][0]).update(born="1951-01-01"),
    "when the term starts": lambda d: person(d, d["members"]["h"][0]).update(
        seat_until="2025-01-01"
    ),
    "to its end": lambda d: (
        d["rules"].update(whole_term=True)
        or person(d, d["members"]["i"][0]).update(seat_until="2025-01-01")
    ),
    "g has not at least 4 from x": lambda d: d["fora"][1]["requirements"][0].update(posts=4),
    "Nobody may be": lambda d: d["fora"][0]["requirements"].append(
        {"type": "NotAlsoIn", "fora": ["f"]}
    ),
    "is not in f": lambda d: d["fixed"].append(["f", outside(d, "f")]),
    "the chair of f is wrong": lambda d: d["chairs"].clear(),
    "Another chair was agreed on": lambda d: d["agreed_chairs"].update(f=d["members"]["f"][1]),
    "g has no chair to agree on": lambda d: d["agreed_chairs"].update(g=d["members"]["g"][0]),
    "the agreed chair of f did not stand": lambda d: d["fixed"].remove(
        ["f", d["agreed_chairs"]["f"]]
    ),
    "is not a member": lambda d: d["chairs"].update(f=outside(d, "f")),
    "does not stand first": lambda d: d["chairs"].update(f=d["members"]["f"][1]),
    "are out of order": lambda d: d["members"].update(
        f=[d["members"]["f"][0], *reversed(d["members"]["f"][1:])]
    ),
    "members of g are out of order": lambda d: d["members"]["g"].reverse(),
    "stands twice in candidates": lambda d: d["candidates"].append(d["candidates"][3]),
    "stands twice in fora": lambda d: d["fora"].append(d["fora"][3]),
    "a reason is given for nowhere": lambda d: d["reasons"].update(nowhere="x"),
    "are not of its members": lambda d: d["substitutes"].pop("f"),
    "stands in twice": lambda d: d["substitutes"]["f"].update(
        dict.fromkeys(d["members"]["f"], "A0")
    ),
    "is a member of g": lambda d: d["substitutes"]["g"].update(
        dict.fromkeys(d["members"]["g"], d["members"]["g"][0])
    ),
    "of another list": lambda d: d["substitutes"]["g"].update(
        {m: outside(d, "g", m) for m in d["members"]["g"]}
    ),
    "sex balance in each forum: it falls short by": lambda d: d["levels"][0].update(
        value=d["levels"][0]["value"] + 1
    ),
    "does not sum to": lambda d: d["entitlement"]["table"]["f"].update(A=9),
    "to depart": lambda d: (
        d["entitlement"]["departures"].append("h")
        if "h" not in d["entitlement"]["departures"]
        else d["entitlement"].update(departures=[])
    ),
    "not the same strengths": lambda d: d["entitlement"]["strengths"].update(A=25),
    "posts in f. It is entitled to": lambda d: replace_members(d, "AF", "V1"),
    "posts in package": lambda d: replace_members(d, "A", "F"),
    "not in the order": lambda d: d["levels"].reverse(),
    "wishes of the candidates: the wish is left out": lambda d: d["levels"].remove(
        next(v for v in d["levels"] if v["value"])
    ),
    "that differs in more": lambda d: d.update(differing=d["differing"] - 1),
    "none in as many": lambda d: d.update(differing=d["differing"] + 1),
    "Ghost has a chair or substitutes": lambda d: d["chairs"].update(Ghost="A0"),
    "Phantom has a chair or substitutes": lambda d: d["substitutes"].update(Phantom={}),
    "every forum once": lambda d: d["entitlement"]["packages"]["package"].pop(),
}


def replace_members(document, lists, other):
    """Give the posts that people of these lists have in f to others."""
    members = document["members"]["f"]
    free = [c["name"] for c in document["candidates"] if c["name"][0] in other[:1]]
    left = [name for name in free if all(name not in m for m in document["members"].values())]
    for place, name in enumerate(members):
        if name[0] in lists:
            members[place] = left.pop()


def person(document, name):
    return next(p for p in document["candidates"] if p["name"] == name)


def outside(document, forum, unlike=""):
    return next(
        p["name"]
        for p in document["candidates"]
        if p["name"] not in document["members"][forum] and p["name"][0] != unlike[:1]
    )


@pytest.mark.parametrize("words", CHANGES)
def test_a_changed_document_is_refused(result, words):
    document = copy.deepcopy(json.loads(result.to_json()))
    CHANGES[words](document)
    with pytest.raises(kkr.VerificationError) as caught:
        verify(document)
    expected = {"differing posts": "has not 1 different member"}.get(words, words)
    assert expected in str(caught.value)


def test_turns_that_choose_too_early_are_refused():
    order = kkr.picking_order(
        kkr.entitle([kkr.Forum("f", 4)], {"A": 9, "V": 5, "F": 4}, alliances=[["A", "F"]])
    )
    document = json.loads(order.to_json())
    parties = [turn["party"] for turn in document["turns"]]
    assert parties == ["A", "A", "V", "F"]
    for changed, words in (
        (["V", "A", "A", "F"], "V chooses too early"),
        (["A", "F", "V", "A"], "F chooses too early"),
        (["A", "A", "V", "V"], "not as many"),
    ):
        for turn, party in zip(document["turns"], changed, strict=True):
            turn["party"] = party
        with pytest.raises(kkr.VerificationError, match=words):
            verify(document)


def test_turns_passed_and_swapped_are_played_again():
    fora = [kkr.Forum("f", 5), kkr.Forum("g", 3)]
    order = kkr.picking_order(kkr.entitle(fora, {"A": 11, "V": 6, "C": 4, "F": 2}))
    changed = order.swapped(2, 3).passed(1).swapped(4, 5).passed(4).swapped(8, 1)
    assert len(changed.changes) == 5
    assert "5 changes of turns, passed or swapped, made again" in str(changed.verify())
    for place, party in enumerate(turn.party for turn in changed.turns):
        for other, turn in enumerate(changed.turns):
            if turn.party != party:
                document = json.loads(changed.to_json())
                document["turns"][place]["party"] = turn.party
                document["turns"][other]["party"] = party
                with pytest.raises(kkr.VerificationError, match="chooses too early"):
                    verify(document)
    for changes, words in (
        ([], "has the note"),
        ([{"turn": 9, "other": None}], "turn 9 or 9 was changed"),
    ):
        document = json.loads(changed.to_json()) | {"changes": changes}
        with pytest.raises(kkr.VerificationError, match=words):
            verify(document)
    document = json.loads(order.passed(1).to_json())
    assert document["turns"][-1]["change"] == {"turn": 1, "other": None}
    document["turns"][-1]["change"] = {"turn": 2, "other": None}
    with pytest.raises(kkr.VerificationError, match="has the note 'passed turn 2'") as caught:
        verify(document)
    assert "'sprang tur 2 over'" in caught.value.message("da")


SUBSTITUTED = [
    ("personal", {"A0": "A1", "A2": "A4"}, "1 of list A's substitutes in f"),
    ("personal", {"A0": "A3", "A2": "A1"}, "0 of list A's substitutes in f"),
    ("shared", {"A0": "A4", "A2": "A4"}, "0 of list A's substitutes in f"),
    ("shared", {"A0": "A1", "A2": "A3"}, "list A has several substitutes in f"),
]


@pytest.mark.parametrize(("kind", "changed", "words"), SUBSTITUTED)
def test_substitutes_are_from_the_members_municipality_where_they_can_be(kind, changed, words):
    fora = [kkr.Forum("f", 2, substitutes=kind)]
    people = [kkr.Candidate(f"A{i}", home, "A") for i, home in enumerate("xxyyz")]
    fixed = [("f", "A0"), ("f", "A2")]
    result = kkr.appoint(fora, people, kkr.entitle(fora, {"A": 1}), fixed=fixed)
    assert result.verify()
    document = json.loads(result.to_json()) | {"substitutes": {"f": changed}}
    with pytest.raises(kkr.VerificationError, match=words):
        verify(document)


EXCHANGED = [
    ((3, 3), {"f": {"A": 3, "V": 0}, "g": {"A": 1, "V": 2}}, "Its share, rounded, is 2"),
    ((2, 4), {"f": {"A": 2, "V": 0}, "g": {"A": 2, "V": 2}}, "The other way round"),
]


@pytest.mark.parametrize(("posts", "table", "words"), EXCHANGED)
def test_a_table_that_an_exchange_betters_is_refused(posts, table, words):
    fora = [kkr.Forum(name, number) for name, number in zip("fg", posts, strict=True)]
    document = json.loads(kkr.entitle(fora, {"A": 2, "V": 1}).to_json())
    assert document["table"] != table
    for departures in ([], ["f"], ["g"], ["f", "g"]):
        with pytest.raises(kkr.VerificationError) as caught:
            verify(document | {"table": table, "departures": departures})
        assert words in str(caught.value)


def test_a_gap_is_said_and_a_wish_that_falls_short_of_nothing_can_be_left_out(result):
    document = json.loads(result.to_json())
    short = [level for level in document["levels"] if level["value"]]
    assert "Every wish is at its bound" in str(verify(document))
    short[0]["bound"] -= 1
    document["levels"] = [level for level in document["levels"] if level["value"]]
    document["differing"] = None
    with pytest.raises(kkr.VerificationError, match="A search that was not stopped proves each"):
        verify(document)
    found = verify(document | {"stopped_after": "5/2"})
    lawful = json.loads(result.to_json()) | {"differing": None, "stopped_after": "5/2"}
    assert "NOT PROVEN is whether another appointment serves the wishes as well" in str(
        verify(lawful)
    )
    value = short[0]["value"]
    words = f"{LEVELS[short[0]['level']]} falls short by {value}, proven is {value - 1}."
    assert f"NOT PROVEN to be served best, as the search was stopped after 2.5 s: {words}" in str(
        found
    )
    assert "IKKE BEVIST" in found.text("da")


def test_the_worst_answer_is_not_passed_off_as_one_whose_search_was_stopped():
    fora = [kkr.Forum("f", 2)]
    people = [kkr.Candidate(f"A{n}", "x", "A", wishes=["f"] * (n > 1)) for n in range(4)]
    document = json.loads(kkr.appoint(fora, people, kkr.entitle(fora, {"A": 1})).to_json())
    document["members"]["f"] = ["A0", "A1"]
    wish = next(v for v in document["levels"] if v["level"] == "CANDIDATE_WISHES")
    wish.update(value=2, bound=0)
    with pytest.raises(
        kkr.VerificationError, match="falls short by 2, and no more than 0 is proven"
    ):
        verify(document | {"differing": None})


def test_figures_that_a_solver_could_not_add_exactly_prove_nothing(result):
    for change in (
        lambda d: d["wishes"][0].update(points=10**15),
        lambda d: d["fora"][0]["wanted"][0].update(posts=10**18),
    ):
        document = json.loads(result.to_json())
        change(document)
        levels = {level["level"]: level for level in document["levels"]}
        for name in ("FORUM_WANTS", "GROUP_WISHES"):
            seating = seating_of(document)
            value = short_of(WISHES[name](seating), seating.stated)
            levels[name].update(value=value, bound=value)
        with pytest.raises(kkr.InvalidInputError, match="a whole number up to 1,000,000"):
            verify(document)


def seating_of(document):
    """Return who sits where in a document."""
    fora, people = ({one["name"]: one for one in document[p]} for p in ("fora", "candidates"))
    members = {f: tuple(names) for f, names in document["members"].items()}
    return Seating(document, fora, people, members)


def test_fewer_departures_go_before_nearer_shares():
    """An exchange would bring A and C nearer to their shares, and let a second forum depart."""
    fora = [kkr.Forum("f0", 3), kkr.Forum("f1", 4), kkr.Forum("f2", 4)]
    entitlement = kkr.entitle(fora, {"A": 3, "B": 7, "C": 5})
    assert entitlement.table["f0"] == {"A": 0, "B": 1, "C": 2}
    assert entitlement.departures == ("f0",)
    assert entitlement.verify()
