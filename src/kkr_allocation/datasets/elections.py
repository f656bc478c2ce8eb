"""The bundled elections of 2013, 2021 and 2025, and the seats bodies were published to have."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from functools import cache, lru_cache
from typing import TYPE_CHECKING, cast

from attrs import frozen

from kkr_allocation.apportionment.alliances import Alliance
from kkr_allocation.composition.council import (
    Council,
    CouncilList,
    Kind,
    Party,
    VotesCast,
    folded_name,
    local_key,
    named_parties,
    nearly_named,
)
from kkr_allocation.composition.election import Election, contested_mayor
from kkr_allocation.datasets.municipalities import (
    count,
    load_municipalities,
    load_regions,
    records,
    rows,
)
from kkr_allocation.errors import InvalidInputError
from kkr_allocation.results import ReadOnlyDict
from kkr_allocation.sources import Source, SourceStatus
from kkr_allocation.words import refusal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


@cache
def party_tables() -> tuple[int, ...]:
    """Return the years of the elections that have a table of party names.

    Examples
    --------
    >>> from kkr_allocation.datasets import party_tables
    >>> party_tables()
    (2013, 2017, 2021, 2025)
    """
    elections = {name for row in rows("parties") for name in row["elections"].split()}
    return tuple(sorted(int(name.removeprefix("KV")) for name in elections))


@cache
def load_parties(year: int) -> tuple[Party, ...]:
    """Return the national parties of a municipal election.

    Parameters
    ----------
    year : int
        The year of the election. Before the first table the first one holds, and between and
        after the tables the newest earlier one.

    Examples
    --------
    >>> from kkr_allocation.datasets import load_parties
    >>> "".join(party.letter for party in load_parties(2021))
    'ABCDFGIKOSVØÅ'
    >>> next(party.aliases for party in load_parties(2025) if party.letter == "V")
    ('Venstre, Danmarks Liberale Parti', 'Venstre - Danmarks Liberale Parti', \
'Venstre Danmarks Liberale Parti')
    """
    tables = party_tables()
    chosen = max([table for table in tables if table <= year], default=tables[0])
    names: dict[str, list[str]] = {}
    for row in rows("parties"):
        if f"KV{chosen}" in row["elections"].split():
            names.setdefault(row["letter"], []).append(row["name"])
    called: dict[str, list[str]] = {}
    for row in rows("everyday_names"):
        if f"KV{chosen}" in row["elections"].split():
            called.setdefault(row["letter"], []).append(row["name"])
    return tuple(
        Party(letter, first, tuple(rest), tuple(called.get(letter, ())))
        for letter, (first, *rest) in names.items()
    )


def find_party(letter: str, name: str, year: int) -> Party | None:
    """Return the national party that a list of this letter and name is.

    Parameters
    ----------
    letter : str
        The letter on the ballot; empty where the source has none.
    name : str
        The list's name, with or without its letter, as in ``"A. Socialdemokratiet"``,
        ``"Liste A - Socialdemokratiet"`` and ``"Socialdemokratiet (A)"``; empty where the source
        has none.
    year : int
        The year of the election.

    Returns
    -------
    Party or None
        None for a local list, also where it has a national party's letter.

    Raises
    ------
    InvalidInputError
        If the name is one party's and the letter another's.

    Examples
    --------
    >>> from kkr_allocation.datasets import find_party
    >>> find_party("V", "Venstre - Danmarks Liberale Parti", 2025).name
    'Venstre'
    >>> find_party("", "Socialdemokratiet (A)", 2025).letter
    'A'
    >>> find_party("Æ", "Velfærdslisten", 2021) is None
    True
    >>> find_party("Æ", "", 2025).name
    'Danmarksdemokraterne'
    """
    found = _found(letter, name, year)
    if len(found) > 1:
        written = f"{letter} {name}".strip()
        one, other = (f"{party.name} ({party.letter})" for party in found[:2])
        raise InvalidInputError(
            **refusal("datasets.two_parties", written=written, one=one, other=other)
        )
    return next(iter(found), None)


@lru_cache(maxsize=1024)
def _found(letter: str, name: str, year: int) -> tuple[Party, ...]:
    """Return the parties of a letter and a name, which stand once for every polling area."""
    return named_parties(letter, name, load_parties(year))


def everyday_party(name: str, year: int, municipality: str = "") -> Party | None:
    """Return the national party that people call so in a table of their own; None where none is.

    Parameters
    ----------
    name : str
        A list's name that is on no ballot, such as ``"DF"`` and ``"Soc.dem."``.
    year : int
        The year of the election.
    municipality : str
        Where the list stands. A letter alone, such as S, is a party's only where no list has had
        that letter on the municipality's ballots.

    Examples
    --------
    >>> from kkr_allocation.datasets import everyday_party
    >>> everyday_party("Soc.dem.", 2025).letter, everyday_party("S", 2025, "Greve").letter
    ('A', 'A')
    >>> everyday_party("S", 2025, "Tønder") is None
    True
    """
    typed = folded_name(name)
    for party in load_parties(year):
        if typed in map(folded_name, party.everyday):
            return None if _on_a_ballot(typed, municipality) else party
    return None


@lru_cache(maxsize=1024)
def local_letter(letter: str, municipality: str, year: int) -> bool:
    """Say whether a letter was a local list's on the municipality's ballot of a bundled election.

    Examples
    --------
    >>> from kkr_allocation.datasets.elections import local_letter
    >>> local_letter("D", "Køge", 2025), local_letter("A", "Køge", 2025)
    (True, False)
    """
    if year not in BUNDLED_YEARS or not municipality:
        return False
    lists = load_election(year).council(municipality).lists
    return any(entry.letter == letter and entry.kind == "local" for entry in lists)


@lru_cache(maxsize=1024)
def _on_a_ballot(letter: str, municipality: str) -> bool:
    if len(letter) > 1 or not municipality:
        return False
    councils = (load_election(year).council(municipality) for year in BUNDLED_YEARS)
    return any(e.letter.casefold() == letter for council in councils for e in council.lists)


def likely_party(name: str, year: int) -> Party | None:
    """Return the party that a name may stand for; None where there is none.

    Parameters
    ----------
    name : str
        A list's name that is no known name of a party: spelled much like one, a word of one, or
        its initials.
    year : int
        The year of the election.

    Examples
    --------
    >>> likely_party("Socialdemokratit", 2025).letter, likely_party("DF", 2025).letter
    ('A', 'O')
    """
    return nearly_named(name, load_parties(year))


ELECTION_DAYS = {
    2013: dt.date(2013, 11, 19),
    2021: dt.date(2021, 11, 16),
    2025: dt.date(2025, 11, 18),
}
BUNDLED_YEARS = tuple(ELECTION_DAYS)


@cache
def load_election(year: int) -> Election:
    """Return a bundled municipal election.

    Answers "what did our region vote, and who are its mayors?" from published figures.

    Parameters
    ----------
    year : int
        2013, 2021 or 2025.

    Returns
    -------
    Election
        All 98 municipalities. What is not known is None, never a guess; `Election.coverage`
        says what is missing for each KKR. Nothing is in 2021 and 2025; in 2013 the seats are, and
        32 mayors.

    Raises
    ------
    InvalidInputError
        For a year whose election is not bundled.

    Notes
    -----
    Every list of each council is in the figures. Where they come from and how they were checked
    is in ``datasets/SOURCES.md``; for each mayor `load_mayor_sources` says it, and
    `Election.entitled` for the parties that could stand for the Folketing.

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> region = kkr.load_election(2021).region("KKR Sjælland")
    >>> region.votes["A"], region.coverage.complete
    (146007, True)
    """
    if year not in ELECTION_DAYS or isinstance(year, bool):
        *years, last = map(str, BUNDLED_YEARS)
        raise InvalidInputError(
            **refusal("datasets.year_not_bundled", year=year, years=", ".join(years), last=last)
        )
    name = f"KV{year}"
    lists: dict[str, list[CouncilList]] = {}
    for row in _rows("council_lists", name):
        lists.setdefault(row["municipality"], []).append(_list(row))
    registered: dict[str, list[str]] = {}
    for row in _rows("council_alliances", name):
        registered.setdefault(row["municipality"], []).append(row["letters"])
    figures = {row["municipality"]: row for row in _rows("councils", name)}
    councils = tuple(
        _council(place.code, figures[place.name], lists[place.name], registered.get(place.name, ()))
        for place in load_municipalities()
    )
    day = ELECTION_DAYS[year]
    return Election(
        year,
        day,
        parties=tuple(party.letter for party in load_parties(year)),
        party_names=load_parties(year),
        councils=councils,
        sources=(
            Source(
                f"Municipal election of {day}, the official counts",
                "",
                SourceStatus.PUBLISHED,
                page=_PAGES[year],
                danish=f"Kommunalvalget {day}, de officielle optællinger",
            ),
        ),
        name=name,
        areas=load_regions(),
        notes=tuple(filter(None, map(contested_mayor, councils))),
        entitled=load_entitled_parties(year),
    )


_PAGES = {
    2013: "https://www.kmdvalg.dk/kv/2013",
    2021: "https://valg.dk",
    2025: "https://valg.dk",
}


def load_entitled_parties(year: int) -> Mapping[str, Source] | None:
    """Return the parties that could stand for the Folketing on 1 August of an election's year.

    Parameters
    ----------
    year : int
        The year of the election.

    Returns
    -------
    mapping of str to Source, or None
        By letter what says so, and how surely. A party of the figures that is not among them
        could not; the table ``entitled_parties`` says on what that rests. None for an election
        whose parties were not looked up.

    Examples
    --------
    >>> entitled = load_entitled_parties(2025)
    >>> "".join(entitled), entitled["M"].status.value, entitled["S"].status.value
    ('ABCFIMOVÆØÅS', 'published', 'open')
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
    """Return what the list of each municipality's mayor rests on.

    Parameters
    ----------
    year : int
        The year of a bundled election.

    Returns
    -------
    mapping of str to Source
        By municipality, where a mayor is known: the page, empty where its address was not kept,
        and the status. OPEN: the sources do not agree. INFERRED: the last agreement before the
        council met, whose vote was not found.

    Examples
    --------
    >>> sources = load_mayor_sources(2025)
    >>> len(sources), sources["Lemvig"].status.value
    (98, 'open')
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
    mayor = row["mayor"]
    if len(mayor) > 1:
        mayor = local_key(mayor, row["municipality"])
    return Council(
        code,
        row["municipality"],
        tuple(lists),
        council_seats=count(row["seats"]),
        votes_cast=count(row["votes_cast"]),
        votes_cast_status=cast("VotesCast", row["votes_cast_status"]),
        mayor=mayor or None,
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
