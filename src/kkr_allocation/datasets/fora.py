"""Regional fora that KKR appoint to, and seats that were published."""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import TYPE_CHECKING, Any, cast

from attrs import frozen

from kkr_allocation.appointments.appoint import FilledRegister
from kkr_allocation.appointments.entitlement import entitle
from kkr_allocation.appointments.forum import Forum, Register
from kkr_allocation.appointments.people import Candidate
from kkr_allocation.appointments.requirements import requirements_in
from kkr_allocation.appointments.rules import AppointmentRules, Wish
from kkr_allocation.composition.compose import compose_region
from kkr_allocation.datasets.elections import load_election
from kkr_allocation.datasets.municipalities import count, load_populations, records, rows
from kkr_allocation.sources import source_in

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kkr_allocation.appointments.forum import Kind, Substitutes
    from kkr_allocation.composition.compose import Composition
    from kkr_allocation.composition.election import Election


APPOINTING: dict[str, Kind] = {
    "udpeger": "appoints",
    "udpeger efter indstilling": "appoints",
    "indstiller": "nominates",
}
"""Kinds of the catalogue for which the KKR names persons; what is unclear is left out."""


@frozen
class CatalogueForum:
    """A forum, or a group of seats in one, that a KKR fills.

    The kind is ``"udpeger"``, ``"indstiller"``, ``"udpeger efter indstilling"``, ``"født"`` or
    ``"uklar"``. The requirements are the source's words, in which ``udledt`` marks what is partly
    inferred. A forum is closed after its last day; where the year alone was found, the last of it.
    """

    kkr: str
    forum: str
    posts: int | None  # None where the number was not found, never a guess
    kind: str
    legal_basis: str  # act and section, in Danish
    requirements: str
    closed: dt.date | None  # None for one that goes on, as far as is known
    closed_status: str  # "published" or "inferred"; empty for one that goes on
    successor: str  # the forum that took its place; empty where none was found
    year: int  # the year the row speaks of
    source: str

    def to_fill(self, posts: int, remark: str = "", **others: Any) -> Forum:  # noqa: ANN401  (of `Forum`)
        """Return the forum with so many posts; what it asks for is noted in the source's words."""
        return Forum(
            self.forum,
            posts,
            kkr=self.kkr,
            kind=APPOINTING[self.kind],
            legal_basis=source_in(self.legal_basis),
            note=f"{remark}Kilden ({self.year}): {self.requirements}",
            **others,
        )


@cache
def load_fora() -> tuple[CatalogueForum, ...]:
    """Return the catalogue of fora, closed ones included."""
    return records(CatalogueForum, "fora")


@frozen
class ForumSeat:
    """A seat of a forum as it was filled; no person is named. What is not stated is empty."""

    kkr: str
    forum: str
    period: str  # some are judged from the page
    seat: int  # its number in the source's list, from 1
    party: str  # a letter
    municipality: str  # the member's
    office: str  # such as "borgmester"
    role: str  # such as "formand"; empty for an ordinary member
    source: str


@cache
def load_forum_seats() -> tuple[ForumSeat, ...]:
    """Return published seats of fora."""
    return records(ForumSeat, "forum_seats")


@frozen
class HealthCouncil:
    """A sundhedsråd of 2026, which no KKR appoints: each municipality sends its own members."""

    council: str
    region: str  # from 2027
    regional_members: int  # of the regional council
    municipal_members: int  # of the municipal councils


@cache
def load_health_councils() -> tuple[HealthCouncil, ...]:
    """Return the 17 sundhedsråd of 2026, from a secondary source."""
    return records(HealthCouncil, "health_councils")


@frozen
class HealthCouncilSeats:
    """The seats that a municipality fills in its sundhedsråd: seats by office, not by a KKR."""

    municipality: str
    council: str
    seats: int  # 1, 2 or 3, by population


@cache
def load_health_council_seats() -> tuple[HealthCouncilSeats, ...]:
    """Return the seats of the 98 municipalities in the sundhedsråd of 2026."""
    return records(HealthCouncilSeats, "health_council_seats")


# A full register as an example: the real fora of KKR Syddanmark, as the catalogue has them, and the
# lists' strengths as composed from the election of 2021. The people are invented in full.


_KKR = "KKR Syddanmark"
_YEAR = 2021
_TERM = dt.date(2022, 1, 1), dt.date(2025, 12, 31)
_IN_RESERVE = 2  # candidates of a list beyond its posts, so that there is something to choose


@cache
def load_example_register() -> FilledRegister:
    """Return the register of the example, ready to be appointed.

    How does a whole package of posts look, from the fora to the protocol? Twelve fora with 66
    posts; the lists' strengths are their members of the KKR, so that each list has two posts for
    each of them. In each forum's ``note`` stands what is invented.

    Examples
    --------
    >>> example = load_example_register()
    >>> len(example.register.fora), sum(forum.posts for forum in example.register.fora)
    (12, 66)
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
    """Return the catalogue's fora that there were in the term and that the KKR fills."""
    starts, ends = _TERM
    open_ones = (row for row in load_fora() if row.closed is None or row.closed >= starts)
    known = {r.forum: r for r in open_ones if r.kkr == _KKR and r.kind in APPOINTING}
    fora = []
    for row in rows("example_fora"):
        real = known[row["forum"]]
        posts = real.posts if real.posts is not None else count(row["posts"])
        invented = f"OPDIGTET: {row['invented']}. " if row["invented"] else ""
        fora.append(
            real.to_fill(
                posts or 0,
                invented,
                starts=starts,
                ends=min(ends, real.closed or ends),
                chair=row["chair"] == "yes",
                substitutes=cast("Substitutes", row["substitutes"]),
                requirements=requirements_in(row["requirements"]),
                wanted=requirements_in(row["wanted"]),
            )
        )
    return fora


def _people(
    election: Election, council: Composition, posts: Mapping[str, int], fora: Sequence[str]
) -> list[Candidate]:
    """Return each list's candidates, from municipalities where it stood for election.

    Which of them are its mayors and members is invented: every municipality has one mayor, and its
    letter need not be that of the real one.
    """
    region = election.regions[_KKR].municipalities
    seated = {
        place: {entry.key for entry in election.council(place).lists if entry.seats != 0}
        for place in region
    }
    homes = {party: [m for m in region if party in seated[m]] for party in council.seats}
    free = list(region)
    mayors: dict[str, list[str]] = {}
    for party in sorted(homes, key=lambda party: len(homes[party])):
        mayors[party] = [m for m in free if m in homes[party]][: council.mayors[party]]
        free = [m for m in free if m not in mayors[party]]
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
