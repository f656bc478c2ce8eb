"""A full register as an example: the real fora of KKR Syddanmark, filled in by invention.

Names, kinds, legal bases and known numbers are the catalogue's, the lists' strengths those of the
council as it is composed from the election of 2021. What the catalogue lacks is invented, and each
forum's note says what. The people are invented in full: a letter and a number, no names.
"""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import TYPE_CHECKING

from kkr_allocation.appointments.candidate import Candidate
from kkr_allocation.appointments.citation import source_in
from kkr_allocation.appointments.entitlement import entitle
from kkr_allocation.appointments.forum import Forum
from kkr_allocation.appointments.phrases import requirements_in
from kkr_allocation.appointments.register import Register
from kkr_allocation.appointments.rules import AppointmentRules, Wish
from kkr_allocation.appointments.workbook import SUBSTITUTE_KINDS, YES, FilledRegister
from kkr_allocation.composition.regional import compose_region
from kkr_allocation.datasets.elections import load_election
from kkr_allocation.datasets.fora import APPOINTING, load_fora
from kkr_allocation.datasets.places import load_populations
from kkr_allocation.datasets.tables import count, rows

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kkr_allocation.composition.compose import Composition
    from kkr_allocation.composition.election import Election

__all__ = ["load_example_register"]

_KKR = "KKR Syddanmark"
_YEAR = 2021
_TERM = dt.date(2022, 1, 1), dt.date(2025, 12, 31)
_IN_RESERVE = 2
"""Candidates of a list beyond its posts, so that there is something to choose."""


@cache
def load_example_register() -> FilledRegister:
    """Return the register of the example, ready to be appointed.

    How does a whole package of posts look, from the fora to the protocol?

    Returns
    -------
    FilledRegister
        Twelve fora with 66 posts; the lists' strengths are their members of the KKR, so that
        each list has two posts for each of them. In each forum's ``note`` stands what is invented.

    Examples
    --------
    >>> from kkr_allocation.datasets.example_register import load_example_register
    >>> example = load_example_register()
    >>> len(example.register.fora), sum(forum.posts for forum in example.register.fora)
    (12, 66)
    >>> example.register.fora[2].note.partition(".")[0]
    'OPDIGTET: antallet af pladser og ønsket om borgmestre'
    """
    election = load_election(_YEAR)
    council = compose_region(election, _KKR)
    fora = _fora()
    posts = entitle(fora, council.seats).totals
    people = _people(election, council, posts, [forum.name for forum in fora])
    region = election.regions[_KKR].municipalities
    population = {row.municipality: row.persons for row in load_populations() if row.kkr == _KKR}
    return FilledRegister(
        register=Register(fora, people, region),
        strengths=dict(council.seats),
        alliances=(),
        fixed=(("Erhvervshus Fyn - bestyrelse", "A2"),),
        chairs={"Erhvervshus Fyn - bestyrelse": "A2"},
        wishes=(
            Wish("Erhvervshus Sydjylland - bestyrelse", "V1", 3),
            Wish("Sundhedssamarbejdsudvalg", "A1", 2),
            Wish("RAR Fyn", "C2"),
        ),
        reasons={},
        rules=AppointmentRules(population={place: population[place] for place in region}),
    )


def _fora() -> list[Forum]:
    """Return the catalogue's fora that were there in some part of the term.

    A forum whose posts the KKR does not fill is none of them.
    """
    known = {
        row.forum: row
        for row in load_fora()
        if row.kkr == _KKR
        and row.kind in APPOINTING
        and (row.closed is None or row.closed >= _TERM[0])
    }
    fora = []
    for row in rows("example_fora"):
        real = known[row["forum"]]
        posts = real.posts if real.posts is not None else count(row["posts"])
        invented = f"OPDIGTET: {row['invented']}. " if row["invented"] else ""
        fora.append(
            Forum(
                real.forum,
                posts or 0,
                kkr=real.kkr,
                kind=APPOINTING[real.kind],
                legal_basis=source_in(real.legal_basis),
                starts=_TERM[0],
                ends=min(_TERM[1], real.closed or _TERM[1]),
                chair=row["chair"] == YES,
                substitutes=SUBSTITUTE_KINDS[row["substitutes"]],
                requirements=requirements_in(row["requirements"]),
                wanted=requirements_in(row["wanted"]),
                note=f"{invented}Kilden ({real.year}): {real.requirements}",
            )
        )
    return fora


def _people(
    election: Election, council: Composition, posts: Mapping[str, int], fora: Sequence[str]
) -> list[Candidate]:
    """Return each list's candidates, from municipalities where it stood for election.

    As many are mayors and members of the KKR as the list has, but which are is invented: every
    municipality has one mayor, and its letter need not be that of the real one.
    """
    region = election.regions[_KKR].municipalities
    homes = {party: _homes(election, region, party) for party in council.seats}
    free = list(region)
    mayors: dict[str, list[str]] = {}
    for party in sorted(homes, key=lambda party: len(homes[party])):
        mayors[party] = [m for m in free if m in homes[party]][: council.mayors[party]]
        free = [municipality for municipality in free if municipality not in mayors[party]]
    people: list[Candidate] = []
    for party, number in posts.items():
        others = [home for home in homes[party] if home not in mayors[party]] or homes[party]
        for n in range(number + _IN_RESERVE):
            mayor = n < len(mayors[party])
            place = len(people)
            people.append(
                Candidate(
                    f"{party}{n + 1}",
                    mayors[party][n] if mayor else others[n % len(others)],
                    party,
                    sex="F" if place % 2 else "M",
                    mayor=mayor,
                    kkr_member=n < council.seats[party],
                    held={fora[place % len(fora)]: 1 + place % 2} if place % 3 == 0 else {},
                    wishes=tuple(fora[at % len(fora)] for at in (place, 5 * place + 2)),
                )
            )
    return people


def _homes(election: Election, region: Sequence[str], party: str) -> list[str]:
    return [
        municipality
        for municipality in region
        if any(
            entry.key == party and entry.seats != 0
            for entry in election.council(municipality).lists
        )
    ]
