"""Regional fora that KKR appoint to, and seats that were published."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from attrs import frozen

from kkr_allocation.datasets.tables import count, rows

if TYPE_CHECKING:
    from kkr_allocation.appointments.forum import Kind

__all__ = ["APPOINTING", "CatalogueForum", "ForumSeat", "load_fora", "load_forum_seats"]

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
    year: int
    source: str


@cache
def load_fora() -> tuple[CatalogueForum, ...]:
    """Return the catalogue of fora.

    Examples
    --------
    >>> from kkr_allocation.datasets import load_fora
    >>> len(load_fora()), sum(forum.posts is None for forum in load_fora()) > 0
    (60, True)
    """
    return tuple(
        CatalogueForum(
            row["kkr"],
            row["forum"],
            count(row["posts"]),
            row["kind"],
            row["legal_basis"],
            row["requirements"],
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
