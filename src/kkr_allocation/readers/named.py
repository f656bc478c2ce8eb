"""What a title, a sheet or a file is named after: the year of an election and a municipality."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from attrs import frozen

from kkr_allocation.datasets import find_municipality, party_tables
from kkr_allocation.inputs import composed
from kkr_allocation.words import worded

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kkr_allocation.errors import Bilingual
    from kkr_allocation.readers.sheet import FoundTable


_ABOUT_AN_ELECTION = re.compile(r"valg|kv|stemme|vote|election", re.IGNORECASE)
_SPAN = re.compile(r"(?:20)?\d\d\s*[-–/]\s*(?:20)?\d\d(?!\d|[-–/.])")
_YEAR = re.compile(
    r"(?<!\d)(?:kv\s?'?(?P<short>\d\d)|(?:kv\s?)?(?P<year>20\d\d))(?!\d)", re.IGNORECASE
)
_BETWEEN = re.compile(r"[_\s.,;:()]+")
_MOST_WORDS = 3
_TERM = 4


def years_named(text: str) -> set[int]:
    """Return the years of elections that a text about one names.

    Examples
    --------
    >>> years_named("Kommunalvalget 18. november 2025"), years_named("KKR 2022-2026")
    ({2025}, set())
    """
    if not _ABOUT_AN_ELECTION.search(text):
        return set()
    found = _YEAR.finditer(_SPAN.sub(" ", text.replace("_", " ")))
    years = {int(match["year"] or f"20{match['short']}") for match in found}
    first = party_tables()[0]
    return {year for year in years if year >= first and (year - first) % _TERM == 0}


def municipalities_named(text: str) -> set[str]:
    """Return the municipalities that a text names.

    Examples
    --------
    >>> municipalities_named("Stemmer i Høje Taastrup Kommune"), municipalities_named("Ark1")
    ({'Høje-Taastrup'}, set())
    """
    words = [word for word in _BETWEEN.split(composed(text)) if word and not word.isdecimal()]
    found = set()
    for length in range(1, _MOST_WORDS + 1):
        for start in range(len(words) - length + 1):
            if place := find_municipality(" ".join(words[start : start + length])):
                found.add(place.name)
    return found


@frozen
class Named:
    """What something is named after, and the sentence that says so."""

    found: str
    said: Bilingual


def year_named(table: FoundTable) -> Named | None:
    """Return the one year that a table's titles, its sheet or its file names first."""
    for text, where in _names(table):
        if len(found := years_named(text)) == 1:
            year = str(found.pop())
            return Named(year, worded("readers.year_from", found=year, where=where))
    return None


def municipality_named(table: FoundTable) -> Named | None:
    """Return the one municipality that a table's sheet, its titles or its file names first."""
    for text, where in _names(table, sheet_first=True):
        if len(found := municipalities_named(text)) == 1:
            place = found.pop()
            return Named(place, worded("readers.place_from", found=place, where=where))
    return None


def _names(table: FoundTable, *, sheet_first: bool = False) -> Iterator[tuple[str, Bilingual]]:
    titles = [(text, worded("readers.in_title", text=repr(text[:80]))) for text in table.titles]
    sheet = table.grid.sheet
    named = [(sheet, worded("readers.in_sheet", text=repr(sheet)))] if sheet else []
    yield from (*named, *titles) if sheet_first else (*titles, *named)
    yield table.grid.file, worded("readers.in_file", text=repr(table.grid.file))
