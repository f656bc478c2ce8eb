"""Chairs, and substitutes of the same list, preferably from the same municipality."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

import numpy as np

from kkr_allocation.appointments.eligibility import bar, occupied
from kkr_allocation.appointments.levels import preference

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from kkr_allocation.appointments.appointed import Appointments
    from kkr_allocation.appointments.candidate import Candidate
    from kkr_allocation.appointments.forum import Forum
    from kkr_allocation.appointments.model import Task

__all__ = ["chairs", "kept_out", "substitutes"]

_ELSEWHERE = 2**42
"""The cost of a substitute from another municipality; more than all others together."""
_ANOTHER = 2**36
"""The cost of another substitute than the one who stands; more than all the below together."""
_KEPT_OUT = 2**30
"""The cost of a substitute who could not step in as posts are; more than all loads together."""
_LOAD = 2**20
"""The cost of each post a person already is a substitute for; more than all preferences."""


def chairs(
    task: Task, members: Mapping[str, Collection[str]], agreed: Mapping[str, str]
) -> dict[str, str]:
    """Return who takes the chair: the person agreed on, else a mayor, else as preferred.

    Parameters
    ----------
    task : Task
        The task.
    members : mapping of str to names
        Who is appointed, by forum.
    agreed : mapping of str to str
        Who takes the chair, by forum, where it is agreed.
    """
    people = {person.name: person for person in task.candidates}
    found = {}
    for forum in task.fora:
        if not forum.chair:
            continue
        order = preference(((forum.name, name) for name in members[forum.name]), 2**16)
        found[forum.name] = agreed.get(forum.name) or min(
            members[forum.name],
            key=lambda name: (not people[name].mayor, order[forum.name, name], name),
        )
    return found


def substitutes(
    task: Task | Appointments,
    members: Mapping[str, Collection[str]],
    standing: Mapping[str, Mapping[str, str]] | None = None,
) -> dict[str, dict[str, str]]:
    """Return each member's substitute, by forum and member.

    Parameters
    ----------
    task : Task or Appointments
        What is to be filled, or was.
    members : mapping of str to names
        Who is appointed, by forum.
    standing : mapping of str to mapping of str to str, optional
        Who stands in for whom already, by forum and member.

    Notes
    -----
    In each forum and list as many substitutes as possible are from the member's municipality;
    then those stay who stand already; then as many as possible could step in beside the posts
    they have; then those come first who are substitutes less often in the fora before, by name.
    A substitute sits in none of the forum's posts and meets what bars people from the forum.
    Posts as a substitute do not count among a person's posts.
    """
    load: Counter[str] = Counter()
    posts = _posts(members)
    found: dict[str, dict[str, str]] = {}
    for forum in sorted(task.fora, key=lambda forum: forum.name):
        if forum.substitutes == "none":
            continue
        seated: dict[str, list[Candidate]] = defaultdict(list)
        others: dict[str, list[Candidate]] = defaultdict(list)
        for person in sorted(task.candidates, key=lambda person: person.name):
            if person.name in members[forum.name]:
                seated[person.party].append(person)
            elif not bar(forum, person, task.rules):
                others[person.party].append(person)
        found[forum.name] = {}
        for party, people in seated.items():
            kept = (standing or {}).get(forum.name, {})
            cost = {
                other.name: _KEPT_OUT
                * any(occupied(task.fora, forum, posts[other.name], task.rules))
                + _LOAD * load[other.name]
                for other in others[party]
            }
            pairs = _matched(forum, people, others[party], cost, kept)
            load.update(set(pairs.values()))
            found[forum.name] |= pairs
    return found


def kept_out(appointments: Appointments) -> Iterator[tuple[str, str, str]]:
    """Yield each forum and substitute who could not step in, with the rule that says so.

    Parameters
    ----------
    appointments : Appointments
        Who sits where, and who stands in.

    Notes
    -----
    It is the posts they have that keep them out, such as the limit of posts a person; they
    could step in once they have given one up.
    """
    posts = _posts(appointments.members)
    for forum in appointments.fora:
        for name in dict.fromkeys(appointments.substitutes.get(forum.name, {}).values()):
            for rule in occupied(appointments.fora, forum, posts[name], appointments.rules):
                yield forum.name, name, rule
                break


def _posts(members: Mapping[str, Collection[str]]) -> defaultdict[str, set[str]]:
    """Return the fora where each person sits."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for forum, names in members.items():
        for name in names:
            found[name].add(forum)
    return found


def _matched(
    forum: Forum,
    seated: list[Candidate],
    others: list[Candidate],
    cost: Mapping[str, int],
    standing: Mapping[str, str],
) -> dict[str, str]:
    from scipy.optimize import linear_sum_assignment

    order = preference(((forum.name, person.name) for person in others), 2**10)
    price = np.array(
        [
            [
                _ELSEWHERE * (one.municipality != other.municipality)
                + _ANOTHER * (standing.get(one.name, other.name) != other.name)
                + cost[other.name]
                + order[forum.name, other.name]
                for other in others
            ]
            for one in seated
        ],
        dtype=float,
    )
    if forum.substitutes == "shared":
        one = others[int(price.sum(axis=0).argmin())]
        return {member.name: one.name for member in seated}
    rows, columns = linear_sum_assignment(price)
    return {
        seated[row].name: others[column].name for row, column in zip(rows, columns, strict=True)
    }
