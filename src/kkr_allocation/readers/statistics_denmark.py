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
from kkr_allocation.inputs import names_total
from kkr_allocation.readers.counts import (
    ListVotes,
    Tally,
    is_no_municipality,
    left_out,
    municipality_of,
    summed,
)
from kkr_allocation.words import worded

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kkr_allocation.datasets import Municipality
    from kkr_allocation.readers.book import FoundTable, Line, Problems
    from kkr_allocation.readers.counts import Choices


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
    found: list[ListVotes] = []
    cast: list[tuple[str, int | None]] = []
    outside = 0
    for table in tables:
        lists, totals = _columns(table, year)
        for line in table.lines:
            code = line.text(form.PLACE_ID)
            if not re.fullmatch(r"\d{4,9}", code):
                line.wrong(form.PLACE_ID, worded("readers.no_place_id", code=repr(code[:40])))
                continue
            municipality = find_municipality(code[:3])
            if municipality is None:
                outside += is_no_municipality(code[:3])
                if not is_no_municipality(code[:3]):
                    line.wrong(form.PLACE_ID, worded("readers.no_code", code=repr(code[:3])))
                continue
            here = [
                ListVotes(municipality, letter, name, votes)
                for column, (letter, name) in lists.items()
                if (votes := line.whole(column)) is not None
            ]
            unread = any(map(line.unread, lists))
            listed, valid = sum(entry.votes or 0 for entry in here), line.whole(totals[form.VALID])
            if valid not in {None, listed} and not unread:
                _say_total(line, totals[form.VALID], listed, valid or 0)
            cast.append((municipality.name, line.whole(totals[form.CAST_ROW])))
            found += here
    problems.raise_if_any()
    return Tally(year, tuple(found), summed(cast), notes=left_out(outside))


def _columns(table: FoundTable, year: int) -> tuple[dict[str, tuple[str, str]], dict[str, str]]:
    """Return the letter and name of each list's column, and the columns of totals by kind."""
    lists: dict[str, tuple[str, str]] = {}
    totals = {form.VALID: "", form.CAST_ROW: ""}
    for column in table.columns:
        match = form.ELECTION_COLUMN.fullmatch(column)
        if match is None or int(match[1]) != year:
            continue
        kind = form.row_kind(match[2])
        if named := _LIST.fullmatch(match[2]):
            lists[column] = (named[1], named[2])
        elif kind or _STATISTIC.search(match[2]):
            totals[kind] = column
        else:
            lists[column] = ("", match[2])
    return lists, totals


def _say_total(line: Line, column: str, listed: int, valid: int) -> None:
    line.wrong(column, worded("readers.total_wrong", valid=listed, stated=valid))


# Statistikbanken's table VALGK3, with Danish or English values.


_CODES = {"DD": "D", "KK": "K"}
_POOL = re.compile(
    "ejr|ikke-reserverede bogstaver|lokallister|(non-|not )reserved letters|local lists"
)
_POOL_NAME = "Lokallister under ét"
_LARGER_AREAS = re.compile(
    r"hele landet|all denmark|region |landsdel |province |0{1,3}$|08[1-5]$", re.IGNORECASE
)
_ENGLISH = {"copenhagen": "København", "elsinore": "Helsingør"}
_NAMED = re.compile(r"(\w{1,2})\.\s+(.+)")


def statbank_years(table: FoundTable) -> set[int]:
    """Return the years in a table, noting those that are none."""
    return {year for line in table.lines if (year := _year(line))}


def read_statbank(tables: Sequence[FoundTable], year: int, _: Choices, problems: Problems) -> Tally:
    """Read the valid votes of one election, noting a list that stands twice and wrong totals."""
    lists: list[ListVotes] = []
    seen: set[tuple[str, str]] = set()
    totals: dict[str, tuple[Line, str, int]] = {}
    sums: dict[str, int] = {}
    stated: dict[tuple[str, str], int] = {}
    letters = {party.letter for party in load_parties(year)}
    pooled = False
    for line in (line for table in tables for line in table.lines):
        municipality = _municipality(line, year)
        column = form.FIGURE if form.FIGURE in line.headings else form.MEASURE
        votes = line.whole(column) if municipality else None
        if municipality is None or votes is None:
            continue
        party = line.text(form.PARTY)
        pool = bool(_POOL.match(party.casefold()))
        kind = form.row_kind(party)
        total = party.casefold() == "tot" or kind == form.VALID or names_total(party)
        if total and not pool:
            totals[municipality.name] = (line, column, votes)
            continue
        if kind:
            stated[kind, municipality.name] = votes
            continue
        mark = (municipality.name, party.casefold())
        if mark in seen:
            again = worded("readers.list_twice", shown=party, place=municipality.name)
            line.wrong(form.PARTY, again)
            continue
        seen.add(mark)
        pooled = pooled or pool
        named = ("", _POOL_NAME) if pool else _named(party, letters)
        lists.append(ListVotes(municipality, *named, votes))
        sums[municipality.name] = sums.get(municipality.name, 0) + votes
    for name, (line, column, total_votes) in totals.items():
        if sums.get(name, 0) != total_votes:
            _say_total(line, column, sums.get(name, 0), total_votes)
    problems.raise_if_any()
    note = Bilingual.joined([tables[0].grid.place, worded("readers.pooled")], ": ")
    cast = {place: votes for (kind, place), votes in stated.items() if kind == form.CAST_ROW}
    return Tally(year, tuple(lists), cast, notes=(note,) if pooled else ())


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
    match = _NAMED.fullmatch(party)
    if match:
        letter = _CODES.get(match[1], match[1])
        return letter, "" if letter in letters else match[2]
    return (_CODES.get(party, party), "") if len(party) <= len("DD") else ("", party)
