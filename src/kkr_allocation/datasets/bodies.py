"""What has been published of KL's bodies, and the national votes they rest on."""

from __future__ import annotations

from decimal import Decimal
from functools import cache

from attrs import frozen

from kkr_allocation.datasets.municipalities import count, records, rows


@frozen
class NationalVote:
    """A party's share of the votes at a municipal election, in the whole country."""

    election: str  # "KV2013" (in part), "KV2017", "KV2021" or "KV2025"
    letter: str  # "-" for all other lists together
    party: str  # as the source writes it
    percent: Decimal  # as published, exact as written, so that it can be apportioned
    council_seats: int | None  # in all councils
    votes: int | None
    source: str


@cache
def load_national_votes() -> tuple[NationalVote, ...]:
    """Return the national shares of the municipal elections 2013 to 2025.

    Examples
    --------
    >>> from kkr_allocation.datasets import load_national_votes
    >>> first = load_national_votes()[0]
    >>> first.election, first.letter, str(first.percent)
    ('KV2017', 'A', '32.45')
    """
    return records(NationalVote, "national_votes")


@frozen
class BodySeats:
    """A party's seats in KL's board of 17, as published."""

    period: str  # such as "2018-2022"
    election: str  # the election before it
    letter: str
    seats: int
    source: str


@cache
def load_board_seats() -> tuple[BodySeats, ...]:
    """Return the seats of KL's board in the three periods that were published.

    Examples
    --------
    >>> from kkr_allocation.datasets import load_board_seats
    >>> {entry.letter: entry.seats for entry in load_board_seats() if entry.election == "KV2021"}
    {'A': 6, 'B': 1, 'C': 3, 'F': 1, 'V': 5, 'Ø': 1}
    """
    return records(BodySeats, "board_seats")


@frozen
class BodySize:
    """The published size of a body."""

    body: str  # such as "KKR Hovedstaden"
    period: str
    election: str  # the election before it
    municipalities: int  # its members
    cap: int | None  # the most members it may have, where there is a cap
    mayors: int
    supplementary: int
    members: int
    source: str


@cache
def load_body_sizes() -> tuple[BodySize, ...]:
    """Return the published sizes of KL's repræsentantskab and of KKR.

    Examples
    --------
    >>> from kkr_allocation.datasets import load_body_sizes
    >>> [(size.body, size.members) for size in load_body_sizes()][:2]
    [('KL repræsentantskab', 181), ('KL repræsentantskab', 158)]
    """
    return records(BodySize, "published_sizes")


@frozen
class CouncilSeats:
    """A party's seats in a council from a second source, with its alliance where it is named."""

    election: str
    municipality: str
    letter: str
    seats: int
    alliance: tuple[str, ...]  # the letters of its valgforbund
    source: str


@cache
def load_council_seats() -> tuple[CouncilSeats, ...]:
    """Return council seats from a second source: Rødovre 2017 and 2021, Assens 2021.

    Examples
    --------
    >>> from kkr_allocation.datasets import load_council_seats
    >>> sorted({entry.alliance for entry in load_council_seats() if entry.alliance})
    [('B', 'C', 'K', 'V')]
    """
    return records(CouncilSeats, "council_seats")


@frozen
class ListOf2009:
    """A list in the region of KKR Midtjylland at the election of 2009."""

    name: str  # a letter, or "list co-operation"
    votes: int | None  # derived from 2013 and the printed change; None where not found
    mayors: int  # in January 2010, read on pages
    note: str  # what is known of a figure that is missing


@cache
def load_midtjylland_2010() -> tuple[ListOf2009, ...]:
    """Return the figures that KKR Midtjylland of 2010, with 34 members, is composed from.

    Examples
    --------
    >>> from kkr_allocation.datasets import load_midtjylland_2010
    >>> {entry.name: entry.mayors for entry in load_midtjylland_2010() if entry.mayors}
    {'A': 10, 'V': 6, 'F': 1, 'C': 2}
    """
    return tuple(
        ListOf2009(row["list"], count(row["votes"]), int(row["mayors"]), row["note"])
        for row in rows("midtjylland_2010")
    )
