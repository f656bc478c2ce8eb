"""Statistikbanken's table VALGK3: area, party, votes, time.

It pools the local lists of a municipality, so it cannot say which of them are in a list
co-operation; the pool is kept as one local list and noted.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kkr_allocation.errors import Bilingual, InvalidInputError
from kkr_allocation.inputs import names_total
from kkr_allocation.readers.figures import CORRECT_CELL, figure
from kkr_allocation.readers.tally import (
    REMOVE_REPETITION,
    ListVotes,
    Tally,
    check_total,
    municipality_in,
)

if TYPE_CHECKING:
    from kkr_allocation.datasets import Municipality
    from kkr_allocation.readers.tables import Row, Table

__all__ = ["is_statbank", "read_statbank", "statbank_years"]

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
_VALID = {"1", "gyldige stemmer"}
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
        or (measure and measure.casefold() not in _VALID)
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
