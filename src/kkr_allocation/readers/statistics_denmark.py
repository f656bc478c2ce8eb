"""Two tables of Danmarks Statistik: the election database, and VALGK3 of Statistikbanken.

The database has a row for each polling area, whose number begins with the code of its municipality,
and a column for each list. VALGK3 pools the local lists of a municipality, so it cannot say which
of them are in a list co-operation; the pool is kept as one local list and noted.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kkr_allocation.datasets import find_municipality, load_parties
from kkr_allocation.errors import Bilingual
from kkr_allocation.forms import vote_tables as form
from kkr_allocation.readers.book import twice
from kkr_allocation.readers.counts import is_no_municipality, municipality_of
from kkr_allocation.readers.plain import LIST, Count
from kkr_allocation.words import worded

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kkr_allocation.datasets import Municipality
    from kkr_allocation.readers.book import FoundTable, Line, Problems
    from kkr_allocation.readers.counts import Choices, Tally


_LIST = re.compile(r"(\w{1,2})\.\s*(.+)")
_STATISTIC = re.compile("stemme|vælger|deltag|procent|pct", re.IGNORECASE)


def valgdatabase_years(table: FoundTable) -> set[int]:
    """Return the years of the municipal elections in a table."""
    found = map(form.ELECTION_COLUMN.fullmatch, table.columns)
    return {int(match[1]) for match in found if match}


def read_valgdatabase(
    tables: Sequence[FoundTable], year: int, _: Choices, problems: Problems
) -> Tally:
    """Read the columns of one municipal election, noting areas whose lists do not sum up."""
    count = Count(year)
    for table in tables:
        kinds = _kinds(table, year)
        for line in table.lines:
            code = line.text(form.PLACE_ID)
            municipality = find_municipality(code[:3])
            if not re.fullmatch(r"\d{4,9}", code):
                line.wrong(form.PLACE_ID, worded("readers.no_place_id", code=repr(code[:40])))
            elif municipality is None and is_no_municipality(code[:3]):
                count.outside += 1
            elif municipality is None:
                line.wrong(form.PLACE_ID, worded("readers.no_code", code=repr(code[:3])))
            elif count.has(where := f"{municipality.name}, {code}"):
                line.wrong(form.PLACE_ID, twice(code))
            else:
                count.begin(where, municipality.name)
                for column, (kind, named) in kinds.items():
                    if kind != LIST:
                        count.other(where, kind, line, column)
                    elif line.unread(column) or line.whole(column) is not None:
                        count.add(municipality, named, line, column, part=code)
    count.check()
    problems.raise_if_any()
    return count.tally()


def _kinds(table: FoundTable, year: int) -> dict[str, tuple[str, tuple[str, str]]]:
    """Return what the columns of an election are: a list, with its letter and name, or a kind."""
    kinds: dict[str, tuple[str, tuple[str, str]]] = {}
    for column in table.columns:
        match = form.ELECTION_COLUMN.fullmatch(column)
        if match is None or int(match[1]) != year:
            continue
        named = _LIST.fullmatch(match[2])
        kind = "" if named else form.row_kind(match[2])
        if kind in (form.VALID, form.CAST_ROW, form.POOLED):
            kinds[column] = (kind, ("", ""))
        elif not kind and (named or not _STATISTIC.search(match[2])):
            kinds[column] = (LIST, (named[1], named[2]) if named else ("", match[2]))
    return kinds


# Statistikbanken's table VALGK3, with Danish or English values.


_CODES = {"DD": "D", "KK": "K"}
_POOL = re.compile(
    "ejr|ikke-reserverede bogstaver|lokallister|(non-|not )reserved letters|local lists"
)
_LARGER_AREAS = re.compile(
    r"hele landet|all denmark|region |landsdel |province |0{1,3}$|08[1-5]$", re.IGNORECASE
)
_ENGLISH = {"copenhagen": "København", "elsinore": "Helsingør"}


def statbank_years(table: FoundTable) -> set[int]:
    """Return the years in a table, noting those that are none."""
    return {year for line in table.lines if (year := _year(line))}


def read_statbank(tables: Sequence[FoundTable], year: int, _: Choices, problems: Problems) -> Tally:
    """Read the valid votes of one election, noting a list that stands twice and wrong totals."""
    count = Count(year)
    letters = {party.letter for party in load_parties(year)}
    pools = []
    for line in (line for table in tables for line in table.lines):
        municipality = _municipality(line, year)
        column = form.FIGURE if form.FIGURE in line.headings else form.MEASURE
        if municipality is None or line.whole(column) is None:
            continue
        party = line.text(form.PARTY)
        if _POOL.match(party.casefold()):
            pools.append(municipality)
            named = ("", "Lokallister under ét")
        else:
            named = ("", "I alt") if party.casefold() == "tot" else _named(party, letters)
        count.add(municipality, named, line, column)
    count.check()
    problems.raise_if_any()
    note = Bilingual.joined([tables[0].grid.place, worded("readers.pooled")], ": ")
    return count.tally(*[note] * bool(pools))


def _municipality(line: Line, year: int) -> Municipality | None:
    """Return a row's municipality; None for larger areas, other years and other measures."""
    area = line.text(form.REGION)
    measure = line.text(form.MEASURE) if form.FIGURE in line.headings else ""
    other = measure not in ("", "1") and form.row_kind(measure) != form.VALID
    if _year(line) != year or _LARGER_AREAS.match(area) or other:
        return None
    return find_municipality(_ENGLISH.get(area.casefold(), "")) or municipality_of(
        line, form.REGION
    )


def _year(line: Line) -> int:
    """Return the year of a row; 0 where it was noted."""
    written = line.text(form.TIME)
    if re.fullmatch(r"(19|20)\d\d", written):
        return int(written)
    line.wrong(form.TIME, worded("readers.no_time", written=repr(written[:40])))
    return 0


def _named(party: str, letters: set[str]) -> tuple[str, str]:
    """Split a label such as "A. Socialdemokratiet"; a code such as "DD" is a letter.

    Only reserved letters stand by themselves there, so a party's letter says which it is in any
    language.
    """
    match = _LIST.fullmatch(party)
    if match:
        letter = _CODES.get(match[1], match[1])
        return letter, "" if letter in letters else match[2]
    return (_CODES.get(party, party), "") if len(party) <= len("DD") else ("", party)
