"""The bundled elections of 2013, 2021 and 2025, and the seats bodies were published to have."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from functools import cache
from numbers import Real
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import frozen

from kkr_allocation.apportionment.alliances import Alliance
from kkr_allocation.composition.council import (
    Council,
    CouncilList,
    Kind,
    Party,
    VotesCast,
    local_key,
)
from kkr_allocation.composition.election import Election, contested_mayor
from kkr_allocation.datasets.municipalities import (
    count,
    load_municipalities,
    load_regions,
    records,
    rows,
)
from kkr_allocation.results import ReadOnlyDict
from kkr_allocation.sources import Source, SourceStatus
from kkr_allocation.words import refused

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_Name = TypeVar("_Name")
_Value = TypeVar("_Value")


@cache
def party_tables() -> tuple[int, ...]:
    """Return the years of the elections that have a table of party names."""
    elections = {name for row in rows("parties") for name in row["elections"].split()}
    return tuple(sorted(int(name.removeprefix("KV")) for name in elections))


@cache
def load_parties(year: int) -> tuple[Party, ...]:
    """Return the national parties of a municipal election.

    Before the first table of names the first one holds, else the newest that is not later.
    """
    tables = party_tables()
    chosen = max([table for table in tables if table <= year], default=tables[0])
    election = f"KV{chosen}"
    everyday = _names("everyday_names", election)
    return tuple(
        Party(letter, first, tuple(rest), tuple(everyday.get(letter, ())))
        for letter, (first, *rest) in _names("parties", election).items()
    )


def _names(table: str, election: str) -> dict[str, list[str]]:
    held = (row for row in rows(table) if election in row["elections"].split())
    return grouped((row["letter"], row["name"]) for row in held)


def grouped(pairs: Iterable[tuple[_Name, _Value]]) -> dict[_Name, list[_Value]]:
    """Return values by what they are of, in their order."""
    groups: dict[_Name, list[_Value]] = {}
    for name, value in pairs:
        groups.setdefault(name, []).append(value)
    return groups


ELECTION_DAYS = {
    2013: dt.date(2013, 11, 19),
    2021: dt.date(2021, 11, 16),
    2025: dt.date(2025, 11, 18),
}
BUNDLED_YEARS = tuple(ELECTION_DAYS)
_PAGES = {2013: "https://www.kmdvalg.dk/kv/2013"}


def load_election(year: int) -> Election:
    """Return a bundled municipal election: 2013, 2021 or 2025; an `InvalidInputError` for others.

    Answers "what did our region vote, and who are its mayors?" from published figures.

    Returns
    -------
    Election
        Every list of all 98 municipalities. What is not known is None, never a guess;
        `Election.coverage` says what is missing for each KKR. Nothing is in 2021 and 2025; in 2013
        the seats are, and 32 mayors.

    Notes
    -----
    Where the figures come from and how they were checked is in ``datasets/SOURCES.md``; for each
    mayor `load_mayor_sources` says it, and `Election.entitled` for the parties that could stand
    for the Folketing.

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> region = kkr.load_election(2021).region("KKR Sjælland")
    >>> region.votes["A"], region.coverage.complete
    (146007, True)
    """
    if isinstance(year, bool) or not isinstance(year, Real) or year not in ELECTION_DAYS:
        *years, last = map(str, BUNDLED_YEARS)
        raise refused("datasets.year_not_bundled", year=year, years=", ".join(years), last=last)
    return _loaded(int(year))


@cache
def _loaded(year: int) -> Election:
    name = f"KV{year}"
    lists = grouped((row["municipality"], _list(row)) for row in _rows("council_lists", name))
    registered = grouped(
        (row["municipality"], row["letters"]) for row in _rows("council_alliances", name)
    )
    figures = {row["municipality"]: row for row in _rows("councils", name)}
    councils = tuple(
        _council(place.code, figures[place.name], lists[place.name], registered.get(place.name, ()))
        for place in load_municipalities()
    )
    day = ELECTION_DAYS[year]
    return election_in(
        year,
        councils,
        date=day,
        sources=(
            Source(
                f"Municipal election of {day}, the official counts",
                "",
                SourceStatus.PUBLISHED,
                page=_PAGES.get(year, "https://valg.dk"),
                danish=f"Kommunalvalget {day}, de officielle optællinger",
            ),
        ),
        notes=tuple(filter(None, map(contested_mayor, councils))),
    )


def election_in(year: int, councils: tuple[Council, ...], **of: Any) -> Election:  # noqa: ANN401  (fields of an election)
    """Return the election of these councils, with the parties and the regions of its year."""
    parties = load_parties(year)
    return Election(
        year,
        councils=councils,
        parties=tuple(party.letter for party in parties),
        party_names=parties,
        name=f"KV{year}",
        areas=load_regions(),
        entitled=load_entitled_parties(year),
        **of,
    )


def load_entitled_parties(year: int) -> Mapping[str, Source] | None:
    """Return the parties that could stand for the Folketing on 1 August of an election's year.

    By letter what says so, and how surely; a party of the figures that is not there could not. None
    for an election whose parties were not looked up.
    """
    held = list(_rows("entitled_parties", f"KV{year}"))
    entitled = {
        row["letter"]: Source(
            row["why"], "", SourceStatus(row["status"]), page=row["page"], danish=row["why_danish"]
        )
        for row in held
        if row["entitled"] == "yes"
    }
    return ReadOnlyDict(entitled) if held else None


def load_mayor_sources(year: int) -> Mapping[str, Source]:
    """Return by municipality what the list of its mayor rests on, where one is known.

    The page, empty where its address was not kept, and the status. OPEN: the sources do not agree.
    INFERRED: the last agreement before the council met, whose vote was not found.
    """
    return {
        row["municipality"]: Source(
            f"the mayor of {row['municipality']} after the election of {year}",
            "",
            SourceStatus(row["mayor_status"]),
            page=row["mayor_page"].partition(" ")[0],
            danish=f"borgmesteren i {row['municipality']} efter valget i {year}",
        )
        for row in _rows("councils", f"KV{year}")
        if row["mayor"]
    }


def _rows(table: str, election: str) -> Iterable[dict[str, str]]:
    return (row for row in rows(table) if row["election"] == election)


def _list(row: dict[str, str]) -> CouncilList:
    party = row["kind"] == "party"
    return CouncilList(
        row["letter"] if party else local_key(row["list"], row["municipality"]),
        row["letter"],
        row["list"],
        cast("Kind", row["kind"]),
        votes=count(row["votes"]),
        seats=count(row["seats"]),
        candidates=count(row["candidates"]),
        ballot_name=row["ballot_name"],
    )


def _council(
    code: str, row: dict[str, str], lists: list[CouncilList], registered: Iterable[str]
) -> Council:
    keys = {entry.letter: entry.key for entry in lists}
    mayor, place = row["mayor"], row["municipality"]
    return Council(
        code,
        place,
        tuple(lists),
        council_seats=count(row["seats"]),
        votes_cast=count(row["votes_cast"]),
        votes_cast_status=cast("VotesCast", row["votes_cast_status"]),
        mayor=(local_key(mayor, place) if len(mayor) > 1 else mayor) or None,
        votes_valid=count(row["votes_valid"]),
        eligible_voters=count(row["eligible_voters"]),
        alliances=tuple(
            Alliance([keys[letter] for letter in letters.split()]) for letters in registered
        ),
        mayor_contested=row["mayor_other"] or None,
    )


# What bodies were published to have: KL's board, KKR, councils.


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
    """Return the national shares of the municipal elections 2013 to 2025."""
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
    """Return the seats of KL's board in the three periods that were published."""
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
    """Return the published sizes of KL's repræsentantskab and of KKR."""
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
    """Return council seats from a second source: Rødovre 2017 and 2021, Assens 2021."""
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
    """Return the figures that KKR Midtjylland of 2010, with 34 members, is composed from."""
    return records(ListOf2009, "midtjylland_2010", name="list")
