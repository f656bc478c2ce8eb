"""Two regions become one: fora, people and posts side by side, names kept apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve

from kkr_allocation.appointments.requirements import NotAlsoIn
from kkr_allocation.errors import Bilingual, InvalidInputError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kkr_allocation.appointments.candidate import Candidate
    from kkr_allocation.appointments.forum import Forum
    from kkr_allocation.appointments.state import State

__all__ = ["merged"]


def merged(ours: State, theirs: State, kkr: str) -> State:
    """Return the posts of two regions as those of one KKR.

    Parameters
    ----------
    ours, theirs : State
        The posts of each on the day.
    kkr : str
        The name of the joint KKR.

    Returns
    -------
    State
        Every post of both with its list, holder and substitute, the chairs, wishes and reasons
        of both, and our rules of appointing.

    Raises
    ------
    InvalidInputError
        If a name stands for a person of each, or a forum's name for one of each and their KKR do
        not tell them apart.

    Notes
    -----
    Posts are spread by population where both regions state theirs, and otherwise evenly: one
    region's figures would leave the other's municipalities without a share.
    """
    twins = {p.name for p in ours.candidates} & {p.name for p in theirs.candidates}
    if twins:
        raise InvalidInputError(
            Bilingual(
                f"both regions have a candidate {min(twins)}",
                da=f"begge regioner har en kandidat {min(twins)}",
            ),
            why=Bilingual(
                "people are told apart by their names", da="personer kendes på deres navne"
            ),
            do=Bilingual(
                "Add something to the name in one of the regions",
                da="Føj noget til navnet i den ene region",
            ),
        )
    shared = {forum.name for forum in ours.fora} & {forum.name for forum in theirs.fora}
    one, other = _renamed(ours, shared, kkr), _renamed(theirs, shared, kkr)
    fora = (*one.fora, *other.fora)
    names = [forum.name for forum in fora]
    if len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise InvalidInputError(
            Bilingual(
                f"both regions have a forum {twice}",
                da=f"begge regioner har et forum {twice}",
            ),
            why=Bilingual(
                "they are told apart by their KKR, which is the same or not stated",
                da="de kendes på deres KKR, som er det samme eller ikke oplyst",
            ),
            do=Bilingual(
                "State the KKR of the fora: kkr.Forum(name, posts, kkr=...)",
                da="Skriv foraenes KKR i registeret",
            ),
        )
    return evolve(
        one,
        seats=(*one.seats, *other.seats),
        fora=fora,
        candidates=(*one.candidates, *other.candidates),
        chairs=one.chairs | other.chairs,
        wishes=(*one.wishes, *other.wishes),
        reasons=one.reasons | other.reasons,
        agreed_chairs=one.agreed_chairs | other.agreed_chairs,
        rules=evolve(ours.rules, population=_joint(ours, theirs)),
    )


def _joint(ours: State, theirs: State) -> dict[str, int]:
    """Return the population of both regions; empty where one does not state it."""
    one, other = ours.rules.population, theirs.rules.population
    return one | other if one and other else {}


def _renamed(state: State, shared: set[str], kkr: str) -> State:
    """Return a region's posts with the KKR's name after each forum's name that both have."""
    names = {
        forum.name: f"{forum.name} ({forum.kkr})"
        for forum in state.fora
        if forum.name in shared and forum.kkr
    }
    return evolve(
        state,
        seats=tuple(evolve(s, forum=names.get(s.forum, s.forum)) for s in state.seats),
        fora=tuple(_forum(forum, names, kkr) for forum in state.fora),
        candidates=tuple(_person(person, names) for person in state.candidates),
        chairs={names.get(forum, forum): name for forum, name in state.chairs.items()},
        wishes=tuple(evolve(w, forum=names.get(w.forum, w.forum)) for w in state.wishes),
        agreed_chairs=frozenset(names.get(forum, forum) for forum in state.agreed_chairs),
        reasons={names.get(forum, forum): reason for forum, reason in state.reasons.items()},
    )


def _forum(forum: Forum, names: Mapping[str, str], kkr: str) -> Forum:
    requirements = [
        NotAlsoIn(tuple(names.get(name, name) for name in rule.fora))
        if isinstance(rule, NotAlsoIn)
        else rule
        for rule in forum.requirements
    ]
    name = names.get(forum.name, forum.name)
    return evolve(forum, name=name, kkr=kkr, requirements=requirements)


def _person(person: Candidate, names: Mapping[str, str]) -> Candidate:
    return evolve(
        person,
        held={names.get(forum, forum): terms for forum, terms in person.held.items()},
        wishes=tuple(names.get(forum, forum) for forum in person.wishes),
        cannot=tuple(names.get(forum, forum) for forum in person.cannot),
    )
