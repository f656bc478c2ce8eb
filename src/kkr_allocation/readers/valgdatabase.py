"""The election database of Danmarks Statistik: one row for each polling area, one column a list.

A polling area's number begins with the code of its municipality.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kkr_allocation.errors import Bilingual, InvalidInputError
from kkr_allocation.readers.figures import figure
from kkr_allocation.readers.tables import folded
from kkr_allocation.readers.tally import (
    FETCH_FILE_AGAIN,
    ListVotes,
    Tally,
    check_total,
    left_out,
    municipality_in,
)

if TYPE_CHECKING:
    from kkr_allocation.readers.tables import Row, Table

__all__ = ["is_valgdatabase", "read_valgdatabase", "valgdatabase_years"]

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
