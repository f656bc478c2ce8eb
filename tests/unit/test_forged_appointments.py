"""Documents of appointments that were believed though a rule in them was broken."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any

import pytest

import kkr_allocation as kkr
from kkr_allocation.appointments.requirements import AgeLimit, AtMostReappointments
from kkr_allocation.fairness.verify import verify
from kkr_allocation.fairness.verify.appointments import check_bounds, check_levels
from kkr_allocation.fairness.verify.seating import Seating

if TYPE_CHECKING:
    from collections.abc import Callable

BEGINS = dt.date(2026, 1, 1)


def appointed(forum: kkr.Forum, *people: kkr.Candidate, **more: Any) -> dict[str, Any]:
    """Appoint to one forum, all of whose posts are list A's; return the document."""
    result = kkr.appoint([forum], people, kkr.entitle([forum], {"A": 1}), **more)
    assert result.verify()
    return dict(json.loads(result.to_json()))


def with_a_post_that_nobody_is_entitled_to() -> dict[str, Any]:
    """Seat a person of another list in a post of its own."""
    people = [kkr.Candidate(f"{party}1", "x", party, wishes=["f"]) for party in "AZ"]
    forged = appointed(kkr.Forum("f", 1), *people)
    forged["fora"][0]["posts"] = 2
    forged["members"]["f"].append("Z1")
    return forged


def without_the_number_of_other_answers() -> dict[str, Any]:
    """Leave out that another appointment is as good."""
    forged = appointed(kkr.Forum("f", 2), *(kkr.Candidate(f"A{n}", "x", "A") for n in range(4)))
    assert forged["differing"]
    return forged | {"differing": None}


def above_the_first_of_two_limits() -> dict[str, Any]:
    """Seat a person of 76, where one limit is 65 and another 90."""
    forum = kkr.Forum("f", 1, starts=BEGINS, requirements=[AgeLimit(65), AgeLimit(90)])
    people = (
        kkr.Candidate(name, "x", "A", born=dt.date(year, 1, 1))
        for name, year in (("A1", 1950), ("A2", 1990))
    )
    return appointed(forum, *people) | {"members": {"f": ["A1"]}}


def above_the_first_of_two_terms() -> dict[str, Any]:
    """Seat a person for a fourth term, where one rule has one reappointment and another five."""
    rules = [AtMostReappointments(1), AtMostReappointments(5)]
    people = kkr.Candidate("A1", "x", "A", held={"f": 3}), kkr.Candidate("A2", "x", "A")
    forged = appointed(kkr.Forum("f", 1, requirements=rules), *people)
    return forged | {"members": {"f": ["A1"]}}


def with_a_mayor_passed_over() -> dict[str, Any]:
    """Let another than the mayor take the chair."""
    people = kkr.Candidate("A1", "x", "A", mayor=True), kkr.Candidate("A2", "x", "A")
    forged = appointed(kkr.Forum("f", 2, chair=True), *people)
    assert forged["chairs"] == {"f": "A1"}
    return forged | {"chairs": {"f": "A2"}, "members": {"f": ["A2", "A1"]}}


def with_a_misspelt_bar() -> dict[str, Any]:
    """Bar the member from a forum that is not there."""
    forged = appointed(kkr.Forum("RAR Fyn", 1), kkr.Candidate("A1", "x", "A"))
    forged["candidates"][0]["cannot"] = ["RAR Fym"]
    return forged


def with_a_wish_for_nobody() -> dict[str, Any]:
    """Let a group wish for someone who is not a candidate."""
    forged = appointed(kkr.Forum("f", 1), kkr.Candidate("A1", "x", "A"))
    forged["wishes"] = [{"forum": "f", "candidate": "Ghost", "points": 9}]
    forged["levels"].append({"level": "GROUP_WISHES", "value": 9, "bound": 9})
    return forged


def with_the_worst_called_the_best(seated: str = "Z1") -> dict[str, Any]:
    """Fix someone whom the rows do not know, so that they have no answer and any bound holds."""
    people = [kkr.Candidate(f"A{n}", "x", "A", wishes=["f"] * (n == 2)) for n in range(3)]
    forum = kkr.Forum("f", 1)
    forged = appointed(forum, *people, kkr.Candidate("Z1", "x", "Z"))
    forged["fora"][0]["posts"] = 2
    worst = next(level for level in forged["levels"] if level["level"] == "CANDIDATE_WISHES")
    worst.update(value=2, bound=2)
    return forged | {"members": {"f": ["A0", seated]}, "fixed": [["f", seated]]}


@pytest.mark.parametrize(
    ("forged", "words"),
    [
        (with_a_post_that_nobody_is_entitled_to, "f has other posts among the fora than in the"),
        (without_the_number_of_other_answers, "as good can differ is left out"),
        (above_the_first_of_two_limits, "A1 is not shown to be below the age limit: f"),
        (above_the_first_of_two_terms, "A1 has had all its terms there: f"),
        (with_a_misspelt_bar, "what A1 cannot sit in has 'RAR Fym'"),
        (with_a_wish_for_nobody, "a wish has 'Ghost'"),
        (with_the_worst_called_the_best, "f has other posts"),
        (with_a_mayor_passed_over, "A2 takes the chair of f, and A1 is a mayor"),
    ],
)
def test_what_was_believed_is_refused(forged: Callable[[], dict[str, Any]], words: str) -> None:
    with pytest.raises(kkr.VerificationError) as caught:
        verify(forged())
    assert words in str(caught.value)


def counted_and_proven(seating: Seating) -> None:
    check_levels(seating)
    check_bounds(seating)


@pytest.mark.parametrize(
    ("seated", "changes", "words"),
    [
        ("Z1", {}, "Z1 cannot sit in f"),
        ("A1", {}, "a rule of the document is not kept"),
        ("A1", {"members": {"f": ["A2"]}, "fixed": []}, "it falls short by 0, not 2"),
    ],
)
def test_bounds_are_proven_only_of_answers_of_which_the_stated_is_one(
    seated: str, changes: dict[str, Any], words: str
) -> None:
    forged = with_the_worst_called_the_best(seated) | changes
    fora, people = ({one["name"]: one for one in forged[n]} for n in ("fora", "candidates"))
    seating = Seating(forged, fora, people, {"f": tuple(forged["members"]["f"])})
    with pytest.raises(kkr.VerificationError) as caught:
        counted_and_proven(seating)
    assert words in str(caught.value)


def test_another_than_the_mayor_takes_the_chair_by_agreement() -> None:
    people = kkr.Candidate("A1", "x", "A", mayor=True), kkr.Candidate("A2", "x", "A")
    agreed = appointed(kkr.Forum("f", 2, chair=True), *people, chairs={"f": "A2"})
    assert agreed["chairs"] == {"f": "A2"}


def test_an_agreed_post_goes_to_the_list_that_it_was_left_to() -> None:
    fora = [kkr.Forum("f", 3), kkr.Forum("g", 3)]
    people = [kkr.Candidate(f"{party}{n}", "x", party) for party in "AFV" for n in range(4)]
    wishes = [kkr.Wish("g", "F0", 9), kkr.Wish("f", "A0", 9), kkr.Wish("f", "A1", 9)]
    agreed = kkr.Deviation("f", "V", "F", 1, "aftalt")
    strengths = {"A": 6, "F": 1, "V": 5}
    seated = {}
    for deviations in ((), (agreed,)):
        entitlement = kkr.entitle(fora, strengths, alliances=[["A", "F"]], deviations=deviations)
        result = kkr.appoint(fora, people, entitlement, wishes=wishes)
        assert result.verify()
        seated[bool(deviations)] = {name[0] for name in result.members["f"]}
    assert "F" not in seated[False]
    assert "F" in seated[True]
    document = json.loads(result.to_json())
    name = next(name for name in result.members["f"] if name[0] == "F")
    said = str(result.explain_post("f", name))
    assert "V leaves 1 post in f to F: aftalt." in said
    assert "A+F these too may sit there: F" in said
    assert "A3" not in said
    ours, theirs = (document["members"][forum] for forum in "fg")
    home = next(name for name in ours if name[0] == "F")
    other = next(name for name in theirs if name[0] == "A" and name not in ours)
    ours[ours.index(home)], theirs[theirs.index(other)] = other, home
    ours.sort()
    theirs.sort()
    with pytest.raises(kkr.VerificationError, match="F has not 1 post in f"):
        verify(document)
