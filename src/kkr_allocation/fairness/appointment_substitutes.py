"""Substitutes, read from the document of an appointment alone: who they are, and from where."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from kkr_allocation.errors import Bilingual
from kkr_allocation.fairness.appointment_eligibility import barred
from kkr_allocation.fairness.entries import entry, false, part

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kkr_allocation.fairness.appointment_levels import Seating
    from kkr_allocation.fairness.entries import Document

__all__ = ["check_substitutes"]

_WANTED = {
    "none": Bilingual("the forum has no substitutes", da="forummet har ingen stedfortrædere"),
    "personal": Bilingual("each of them has a substitute", da="hvert medlem har en stedfortræder"),
    "shared": Bilingual(
        "those of a list share a substitute",
        da="de, der er fra samme liste, deler en stedfortræder",
    ),
}


def check_substitutes(document: Document, seating: Seating) -> None:
    """Check every forum's substitutes.

    Parameters
    ----------
    document : mapping
        The whole document.
    seating : Seating
        Who sits where.

    Raises
    ------
    VerificationError
        If a substitute is no substitute of that forum, one for all is several people, or fewer
        are from their members' municipalities than could be.
    """
    stated = part(document, "substitutes")
    whole = part(document, "rules").get("whole_term") is True
    for forum, known in seating.fora.items():
        kind = entry(known, "substitutes")
        others = part(stated, forum) if forum in stated else {}
        if set(others) != (set() if kind == "none" else set(seating.members[forum])):
            raise false(
                f"the substitutes of {forum} are not of its members",
                why=_WANTED[kind],
                da=f"stedfortræderne i {forum} er ikke dem, dets medlemmer skal have",
                da_why=_WANTED[kind].da,
            )
        if kind == "personal" and len(set(others.values())) != len(others):
            raise false(
                f"a substitute in {forum} stands in twice",
                why="each member has one",
                da=f"en stedfortræder i {forum} er det for to",
                da_why="hvert medlem har sin egen",
            )
        for member, name in others.items():
            _check_one(seating, forum, member, name, whole=whole)
        for party in {str(entry(seating.people[member], "party")) for member in others}:
            _check_list(seating, forum, party, others, whole=whole)


def _check_one(seating: Seating, forum: str, member: str, name: str, *, whole: bool) -> None:
    person = seating.people[name]
    if name in seating.members[forum]:
        raise false(
            f"{name} is a member of {forum}",
            why="a substitute is another person",
            da=f"{name} er medlem af {forum}",
            da_why="en stedfortræder er en anden person",
        )
    if entry(person, "party") != entry(seating.people[member], "party"):
        raise false(
            f"{name} is of another list than {member}",
            why="it is the same list",
            da=f"{name} er fra en anden liste end {member}",
            da_why="det skal være samme liste",
        )
    if reason := barred(seating.fora[forum], person, whole=whole):
        raise false(
            f"{name} {reason}: {forum}",
            why="only eligible people are substitutes",
            da=f"{name} {reason.da}: {forum}",
            da_why="kun den, der kan sidde dér, er stedfortræder",
        )


def _check_list(
    seating: Seating, forum: str, party: str, others: Mapping[str, str], *, whole: bool
) -> None:
    """Check that as many substitutes of a list as possible are from the member's municipality."""
    home = {name: str(entry(person, "municipality")) for name, person in seating.people.items()}
    own = {
        member: name
        for member, name in others.items()
        if entry(seating.people[member], "party") == party
    }
    free = Counter(
        home[name]
        for name, person in seating.people.items()
        if entry(person, "party") == party
        and name not in seating.members[forum]
        and not barred(seating.fora[forum], person, whole=whole)
    )
    seated = Counter(home[member] for member in own)
    near = {place: min(number, free[place]) for place, number in seated.items()}
    if entry(seating.fora[forum], "substitutes") == "shared":
        if len(set(own.values())) > 1:
            raise false(
                f"list {party} has several substitutes in {forum}",
                why="they share one",
                da=f"liste {party} har flere stedfortrædere i {forum}",
                da_why="den deler én",
            )
        most = max(number if free[place] else 0 for place, number in seated.items())
    else:
        most = sum(near.values())
    held = sum(home[member] == home[name] for member, name in own.items())
    if held != most:
        raise false(
            f"{held} of list {party}'s substitutes in {forum} are from the member's municipality",
            why=f"{most} could be, and as many as possible are",
            da=f"{held} af stedfortræderne for liste {party} i {forum} er fra medlemmets kommune",
            da_why=f"{most} kunne være det, og det skal så mange som muligt",
        )
