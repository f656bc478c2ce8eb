"""Regional fora that KKR appoint to, and seats that were published."""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import TYPE_CHECKING

from attrs import frozen

from kkr_allocation.datasets.tables import count, rows

if TYPE_CHECKING:
    from kkr_allocation.appointments.forum import Kind

__all__ = [
    "APPOINTING",
    "CatalogueForum",
    "ForumSeat",
    "HealthCouncil",
    "HealthCouncilSeats",
    "load_fora",
    "load_forum_seats",
    "load_health_council_seats",
    "load_health_councils",
]

APPOINTING: dict[str, Kind] = {
    "udpeger": "appoints",
    "udpeger efter indstilling": "appoints",
    "indstiller": "nominates",
}
"""Kinds of the catalogue for which the KKR names persons; what is unclear is left out."""


@frozen
class CatalogueForum:
    """A forum, or a group of seats in one, that a KKR fills.

    Parameters
    ----------
    kkr, forum : str
        Which KKR and forum.
    posts : int or None
        Posts the KKR fills; None where the number was not found. Never a guess.
    kind : str
        ``"udpeger"``, ``"indstiller"``, ``"udpeger efter indstilling"``, ``"født"`` or
        ``"uklar"``.
    legal_basis : str
        Act and section, in Danish.
    requirements : str
        Conditions in the source's words; ``udledt`` marks what is partly inferred.
    closed : datetime.date or None
        Its last day; of a forum whose year alone was found, the last of that year. None for one
        that goes on, as far as is known.
    closed_status : str
        ``"published"`` or ``"inferred"``; empty where `closed` is None.
    successor : str
        The forum that took its place; empty where there is none or none was found.
    year : int
        The year the row speaks of.
    source : str
        The page.
    """

    kkr: str
    forum: str
    posts: int | None
    kind: str
    legal_basis: str
    requirements: str
    closed: dt.date | None
    closed_status: str
    successor: str
    year: int
    source: str


@cache
def load_fora() -> tuple[CatalogueForum, ...]:
    """Return the catalogue of fora, closed ones included.

    Examples
    --------
    >>> from kkr_allocation.datasets import load_fora
    >>> len(load_fora()), sum(forum.posts is None for forum in load_fora()) > 0
    (60, True)
    >>> {f.closed.year for f in load_fora() if f.forum == "Vækstforum"}
    {2018}
    """
    return tuple(
        CatalogueForum(
            row["kkr"],
            row["forum"],
            count(row["posts"]),
            row["kind"],
            row["legal_basis"],
            row["requirements"],
            dt.date.fromisoformat(row["closed"]) if row["closed"] else None,
            row["closed_status"],
            row["successor"],
            int(row["year"]),
            row["source"],
        )
        for row in rows("fora")
    )


@frozen
class ForumSeat:
    """A seat of a forum as it was filled; no person is named.

    Parameters
    ----------
    kkr, forum, period : str
        Which forum and term; some periods are judged from the page.
    seat : int
        Its number in the source's list, from 1.
    party : str
        A letter; empty where it is not stated.
    municipality : str
        The member's municipality.
    office : str
        Such as ``"borgmester"``; empty where it is not stated.
    role : str
        Such as ``"formand"``; empty for an ordinary member.
    source : str
        The page.
    """

    kkr: str
    forum: str
    period: str
    seat: int
    party: str
    municipality: str
    office: str
    role: str
    source: str


@cache
def load_forum_seats() -> tuple[ForumSeat, ...]:
    """Return published seats of fora.

    Examples
    --------
    >>> from kkr_allocation.datasets import load_forum_seats
    >>> seats = [s for s in load_forum_seats() if s.forum == "Sundhedskoordinationsudvalg"]
    >>> "".join(seat.party for seat in seats if seat.kkr == "KKR Sjælland")
    'VVOØA'
    """
    return tuple(
        ForumSeat(
            row["kkr"],
            row["forum"],
            row["period"],
            int(row["seat"]),
            row["party"],
            row["municipality"],
            row["office"],
            row["role"],
            row["source"],
        )
        for row in rows("forum_seats")
    )


@frozen
class HealthCouncil:
    """A sundhedsråd of 2026, which no KKR appoints: each municipality sends its own members.

    Parameters
    ----------
    council, region : str
        Its name, and the region it belongs to from 2027.
    regional_members, municipal_members : int
        Members of the regional council, and of the municipal councils.
    """

    council: str
    region: str
    regional_members: int
    municipal_members: int


@cache
def load_health_councils() -> tuple[HealthCouncil, ...]:
    """Return the 17 sundhedsråd of 2026, from a secondary source.

    Examples
    --------
    >>> councils = load_health_councils()
    >>> len(councils), sum(council.municipal_members for council in councils)
    (17, 116)
    """
    return tuple(
        HealthCouncil(
            row["council"],
            row["region"],
            int(row["regional_members"]),
            int(row["municipal_members"]),
        )
        for row in rows("health_councils")
    )


@frozen
class HealthCouncilSeats:
    """The seats that a municipality fills in its sundhedsråd: seats by office, not by a KKR.

    Parameters
    ----------
    municipality, council : str
        Which municipality, and which sundhedsråd.
    seats : int
        1, 2 or 3, by population.
    """

    municipality: str
    council: str
    seats: int


@cache
def load_health_council_seats() -> tuple[HealthCouncilSeats, ...]:
    """Return the seats of the 98 municipalities in the sundhedsråd of 2026.

    Examples
    --------
    >>> from collections import Counter
    >>> Counter(entry.seats for entry in load_health_council_seats())
    Counter({1: 82, 2: 14, 3: 2})
    """
    return tuple(
        HealthCouncilSeats(row["municipality"], row["council"], int(row["seats"]))
        for row in rows("health_council_seats")
    )
