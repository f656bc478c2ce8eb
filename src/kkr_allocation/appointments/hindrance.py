"""What keeps a person from a vacant post between two constituting meetings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kkr_allocation.appointments.eligibility import bar, occupied
from kkr_allocation.appointments.model import counted
from kkr_allocation.appointments.requirements import CountRequirement
from kkr_allocation.appointments.rule_names import appointed, required
from kkr_allocation.errors import Bilingual

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kkr_allocation.appointments.candidate import Candidate
    from kkr_allocation.appointments.forum import Forum
    from kkr_allocation.appointments.state import Seat, State

__all__ = ["hindrance"]


def hindrance(state: State, forum: str, candidate: str) -> str:
    """Return the rule that keeps a person from a vacant post, in words; empty if none does.

    May the substitute step in, or the group name this person, so that the rules still hold?

    Parameters
    ----------
    state : State
        The posts on the day; the forum has a vacant one.
    forum, candidate : str
        A forum and a person of that day.

    Notes
    -----
    The rules are those of the meeting. At least so many of a kind is still kept where the posts
    left vacant suffice for the rest. Someone who changed list counts for the list of the posts
    held, so that the new list can name them only when those are given up.
    """
    place = next(one for one in state.fora if one.name == forum)
    person = next(one for one in state.candidates if one.name == candidate)
    held = [seat for seat in state.seats if seat.holder == candidate]
    return next(_hindrances(state, place, person, held), "")


def _hindrances(state: State, forum: Forum, person: Candidate, held: list[Seat]) -> Iterator[str]:
    for seat in held:
        if seat.forum == forum.name:
            yield appointed(seat.forum, person.name)
        elif seat.party != person.party:
            name, party, there = person.name, seat.party, seat.forum
            yield Bilingual(
                f"{name} has a post of {party} in {there}; a person has one list",
                da=f"{name} har en plads i {there}, som er {party}s; en person har én liste",
            )
    yield from occupied(state.fora, forum, {seat.forum for seat in held}, state.rules)
    if barred := bar(forum, person, state.rules):
        yield barred
    yield from _counts(state, forum, person)


def _counts(state: State, forum: Forum, person: Candidate) -> Iterator[str]:
    """Yield the rules on how many of a kind there are that the person would break."""
    names = set(state.members[forum.name])
    seated = [one for one in state.candidates if one.name in names]
    vacant = sum(seat.forum == forum.name for seat in state.vacancies) - 1
    for rule in forum.requirements:
        if not isinstance(rule, CountRequirement):
            continue
        for people, least, most in counted(rule, [*seated, person]):
            short = least is not None and len(people) + vacant < least
            if short or (most is not None and len(people) > most):
                yield required(forum.name, rule)
