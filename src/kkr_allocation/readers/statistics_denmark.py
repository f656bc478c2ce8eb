"""The election database of Danmarks Statistik: one row for each polling area, one column a list.

A polling area's number begins with the code of its municipality.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kkr_allocation.errors import Bilingual, InvalidInputError
from kkr_allocation.inputs import names_total
from kkr_allocation.readers.counts import (
    FETCH_FILE_AGAIN,
    REMOVE_REPETITION,
    ListVotes,
    Tally,
    check_total,
    left_out,
    municipality_in,
)
from kkr_allocation.readers.tables import CORRECT_CELL, figure, folded

if TYPE_CHECKING:
    from kkr_allocation.datasets import Municipality
    from kkr_allocation.readers.tables import Row, Table


_COLUMN = re.compile(r"KV(\d{4})\s*-\s*(.+)")
_LIST = re.compile(r"(\w{1,2})\.\s*(.+)")
_STATISTIC = re.compile("stemme|vælger|deltag|procent|pct", re.IGNORECASE)
_VALID, _CAST = "gyldige stemmer", "afgivne stemmer"


def is_valgdatabase(columns: frozenset[str]) -> bool:
    """Say whether these are the columns of the election database, for a municipal election."""
    return "valgstedid" in columns and any(re.match(r"kv\d{4}", name) for name in columns)


def valgdatabase_years(table: Table) -> set[int]:
    """Return the years of the municipal elections in a table."""
    return {int(match[1]) for match in map(_COLUMN.fullmatch, table.columns) if match}


def read_valgdatabase(table: Table, year: int) -> Tally:
    """Read the columns of one municipal election.

    Raises
    ------
    InvalidInputError
        If an area's lists do not sum to its valid votes, or its number begins with no code of a
        municipality.
    """
    lists: dict[str, tuple[str, str]] = {}
    totals: dict[str, str] = {}
    for column in table.columns:
        match = _COLUMN.fullmatch(column)
        if match is None or int(match[1]) != year:
            continue
        named = _LIST.fullmatch(match[2])
        if named:
            lists[folded(column)] = (named[1], named[2])
        elif _STATISTIC.search(match[2]):
            totals[match[2].casefold()] = folded(column)
        else:
            lists[folded(column)] = ("", match[2])
    found: list[ListVotes] = []
    cast: dict[str, int | None] = {}
    outside = 0
    for row in table.rows:
        place = Bilingual.joined([row.place, row.first("gruppe", "valgstedid")], ", ")
        municipality = municipality_in(_code(row, place), place)
        if municipality is None:
            outside += 1
            continue
        here = [
            ListVotes(municipality, letter, name, votes)
            for column, (letter, name) in lists.items()
            if (votes := figure(row.first(column), _at(place, f"{letter}. {name}"))) is not None
        ]
        valid = figure(row.first(totals.get(_VALID, "")), _at(place, _VALID))
        check_total(place, sum(entry.votes or 0 for entry in here), valid)
        before = cast.get(municipality.name, 0)
        more = figure(row.first(totals.get(_CAST, "")), _at(place, _CAST))
        cast[municipality.name] = None if before is None or more is None else before + more
        found += here
    known = {name: votes for name, votes in cast.items() if votes is not None}
    return Tally(year, tuple(found), known, notes=left_out(outside))


def _at(place: Bilingual, what: str) -> Bilingual:
    return Bilingual.joined([place, what], ": ")


def _code(row: Row, place: Bilingual) -> str:
    number = row.first("valgstedid")
    if not re.fullmatch(r"\d{4,9}", number):
        raise InvalidInputError(
            Bilingual(
                f"{place}: ValgstedId is {number[:40]!r}",
                da=f"{place.da}: ValgstedId er {number[:40]!r}",
            ),
            why=Bilingual(
                "its first three digits are the code of the municipality",
                da="de første tre cifre er kommunens nummer",
            ),
            do=FETCH_FILE_AGAIN,
        )
    return number[:3]


# Statistikbanken's table VALGK3: area, party, votes, time.
#
# It pools the local lists of a municipality, so it cannot say which of them are in a list
# co-operation; the pool is kept as one local list and noted.


_AREA = ("område", "omrade", "omraade")
_TIME = ("tid", "år")
_CODES = {"DD": "D", "KK": "K"}
_POOL = ("ejr", "ikke-reserverede bogstaver", "lokallister")
_POOLED = Bilingual(
    "local lists are pooled, so it cannot be seen which are in a list co-operation",
    da="lokallisterne er slået sammen, så det ikke kan ses, hvem der er i et listesamarbejde",
)
_POOL_NAME = "Lokallister under ét"
_LARGER_AREAS = re.compile(r"hele landet|region |landsdel |0{1,3}$|08[1-5]$", re.IGNORECASE)
_STATBANK_VALID = {"1", "gyldige stemmer"}
_TOTAL = {"tot", "gyldige stemmer"}
_NAMED = re.compile(r"(\w{1,2})\.\s+(.+)")


def is_statbank(columns: frozenset[str]) -> bool:
    """Say whether these are the columns of VALGK3."""
    return (
        bool(columns.intersection(_AREA))
        and "parti" in columns
        and bool(columns.intersection(_TIME))
    )


def statbank_years(table: Table) -> set[int]:
    """Return the years in a table."""
    return {_year(row) for row in table.rows}


def read_statbank(table: Table, year: int) -> Tally:
    """Read the valid votes of one election.

    Raises
    ------
    InvalidInputError
        If a list stands twice in a municipality, a figure is none, a year is none, the lists do
        not sum to the table's own total, or only other measures than valid votes are there.
    """
    lists: list[ListVotes] = []
    seen: set[tuple[str, str]] = set()
    totals: dict[str, tuple[Bilingual, int]] = {}
    sums: dict[str, int] = {}
    pooled = False
    for row in table.rows:
        municipality = _municipality(row, year)
        if municipality is None:
            continue
        party = row.first("parti")
        votes = figure(
            _votes(row),
            Bilingual(f"{row.place}: votes of {party}", da=f"{row.place.da}: stemmerne på {party}"),
        )
        if votes is None:
            continue
        pool = party.casefold().startswith(_POOL)
        if party.casefold() in _TOTAL or (names_total(party) and not pool):
            totals[municipality.name] = (row.place, votes)
            continue
        mark = (municipality.name, party.casefold())
        if mark in seen:
            raise InvalidInputError(
                Bilingual(
                    f"{row.place}: {party} stands twice in {municipality.name}",
                    da=f"{row.place.da}: {party} står to gange i {municipality.name}",
                ),
                why=Bilingual(
                    "each party has one figure for each area and year",
                    da="hvert parti har ét tal for hvert område og år",
                ),
                do=REMOVE_REPETITION,
            )
        seen.add(mark)
        pooled = pooled or pool
        lists.append(ListVotes(municipality, *(("", _POOL_NAME) if pool else _named(party)), votes))
        sums[municipality.name] = sums.get(municipality.name, 0) + votes
    for name, (place, total) in totals.items():
        check_total(Bilingual.joined([place, name], ", "), sums.get(name, 0), total)
    note = Bilingual.joined([table.name, _POOLED], ": ")
    return Tally(year, tuple(lists), notes=(note,) if pooled else ())


def _municipality(row: Row, year: int) -> Municipality | None:
    """Return a row's municipality; None for larger areas, other years and other measures."""
    area = row.first(*_AREA)
    measure = row.first("stemmer") if "indhold" in row.columns else ""
    if (
        _year(row) != year
        or _LARGER_AREAS.match(area)
        or (measure and measure.casefold() not in _STATBANK_VALID)
    ):
        return None
    return municipality_in(area, row.place)


def _votes(row: Row) -> str:
    return row.first("indhold", "stemmer", "antal", "værdi")


def _year(row: Row) -> int:
    written = row.first(*_TIME)
    if not re.fullmatch(r"(19|20)\d\d", written):
        raise InvalidInputError(
            Bilingual(
                f"{row.place}: the time is {written[:40]!r}",
                da=f"{row.place.da}: tiden er {written[:40]!r}",
            ),
            why=Bilingual(
                "it should be the year of an election", da="det skal være året for et valg"
            ),
            do=CORRECT_CELL,
        )
    return int(written)


def _named(party: str) -> tuple[str, str]:
    """Split a label such as "A. Socialdemokratiet"; a code such as "DD" is a letter."""
    match = _NAMED.fullmatch(party)
    if match:
        return _CODES.get(match[1], match[1]), match[2]
    return (_CODES.get(party, party), "") if len(party) <= len("DD") else ("", party)
