"""Tables that are published: the export of valg.dk, and two of Danmarks Statistik.

The export has rows of candidates and lists, and its file is named after the municipality; the
election database has a column for each list; VALGK3 pools the local lists of a municipality.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from attrs import evolve, frozen

from kkr_allocation.datasets import Municipality, find_municipality, load_parties
from kkr_allocation.errors import Bilingual
from kkr_allocation.forms import columns as form
from kkr_allocation.inputs import names_total
from kkr_allocation.readers import counts, official, plain
from kkr_allocation.readers.book import twice
from kkr_allocation.readers.names import municipalities_named, of_another_election
from kkr_allocation.words import worded

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kkr_allocation.readers.book import FoundTable, Line, Problems
    from kkr_allocation.readers.counts import Aside, Choices, Tally

_LIST_ROWS = {"partiliste", "listestemmer"}
_YEAR = re.compile(r"(?<![^_\s.])(?:19|20)\d\d(?![^_\s.])")
"""A year that stands by itself in the name of a file, and in no day."""
_LIST = re.compile(r"(\w{1,2})\.\s*(.+)")
_STATISTIC = re.compile("stemme|vælger|deltag|procent|pct", re.IGNORECASE)
_TOTALS = (form.VALID, form.CAST_ROW, form.POOLED)
_CODES = {"DD": "D", "KK": "K"}
_POOL = re.compile(
    "ejr|ikke-reserverede bogstaver|lokallister|(non-|not )reserved letters|local lists"
)
_POOLED = "Lokallister under ét"
_LARGER_AREAS = re.compile(
    r"hele landet|all denmark|region |landsdel |province |0{1,3}$|08[1-5]$", re.IGNORECASE
)
_ENGLISH = {"copenhagen": "København", "elsinore": "Helsingør"}


@frozen
class Export:
    """What one file holds: a count of each polling area."""

    file: str
    election: str
    "Empty for the municipal one."
    year: int | None
    areas: Sequence[official.Document] = ()
    outside: int = 0
    by_name: bool = False
    reading: tuple[Bilingual, ...] = ()


def read_export(table: FoundTable, file: str, choices: Choices, problems: Problems) -> Export:
    """Read an export: a list's votes are its own and its candidates'. All wrong is said at once."""
    years, places = {*map(int, _YEAR.findall(file))}, municipalities_named(file)
    named = places.pop() if len(places) == 1 else ""
    by_name = bool(named) and not isinstance(choices.municipality, str)
    export = Export(
        file,
        of_another_election([file]),
        years.pop() if len(years) == 1 else None,
        by_name=by_name and form.MUNICIPALITY not in table.columns,
        reading=table.sentences(),
    )
    if export.election:
        return export
    by_area: dict[tuple[str, str, str], list[Line]] = {}
    columns = (form.MUNICIPALITY, form.DISTRICT, form.AREA, form.EXPORT_LETTER, form.EXPORT_LIST)
    for line in table.lines:
        texts = (municipality, district, area, *_) = tuple(map(line.text, columns))
        if not any(names_total(text) or form.row_kind(text) for text in texts):
            by_area.setdefault((municipality, district, area), []).append(line)
    areas, outside = [], 0
    for (_, district, area), lines in by_area.items():
        if place := _municipality(lines[0], choices, named):
            shown = ", ".join(filter(None, (file, district, area)))
            where = {"place": shown, "file": file, "number": f"{district}\n{area}"}
            of = {"kind": official.COUNT, "municipality": place, **where, **_figures(lines)}
            areas.append(official.Document(**of))
        else:
            outside += len(lines)
    problems.raise_if_any()
    return evolve(export, areas=areas, outside=outside)


def _figures(lines: Iterable[Line]) -> dict[str, Any]:
    """Return what a polling area has of each list, where an empty cell is a gap."""
    votes, candidates, own = (Counter[tuple[str, str]]() for _ in range(3))
    for line in lines:
        named = (line.text(form.EXPORT_LETTER), line.text(form.EXPORT_LIST))
        rows = own if line.text(form.NAME).casefold() in _LIST_ROWS else candidates
        rows[named] += 1
        if rows is own and own[named] > 1:
            shown, area = " ".join(named).strip(), line.text(form.AREA)
            line.wrong(form.NAME, worded("readers.list_votes_twice", shown=shown, area=area))
        more = line.whole(form.EXPORT_VOTES)
        if more is None and not line.unread(form.EXPORT_VOTES):
            line.wrong(form.EXPORT_VOTES, worded("readers.no_figure"))
        votes[named] += more or 0
    return {"votes": votes, "candidates": candidates, "valid": votes.total()}


def _municipality(line: Line, choices: Choices, named: str) -> Municipality | None:
    """Find a row's municipality: in it, by its district or area, by the file's name, or stated."""
    if form.MUNICIPALITY in line.headings:
        return counts.municipality_of(line, form.MUNICIPALITY)
    district, area, stated = line.text(form.DISTRICT), line.text(form.AREA), choices.municipality
    if isinstance(stated, Mapping):
        text = stated.get(district) or stated.get(area) or named
    else:
        text = named or stated or ""
    found = find_municipality(text)
    if not text:
        line.wrong("", worded("readers.no_place_stated", where=repr(district or area)))
    elif found is None and not counts.is_no_municipality(text):
        line.wrong("", counts.no_municipality(text))
    return found


def join_exports(
    exports: Iterable[Export], year: int, *, aside: Aside, problems: Problems
) -> Tally:
    """Add up the files of one election, and say what is known from their names alone."""
    kept: list[Export] = []
    for export in exports:
        if export.election or export.year not in {None, year}:
            election = export.election or official.MUNICIPAL
            aside[counts.other_election(election, str(export.year or ""))].append(export.file)
        elif any(export.areas == other.areas for other in kept):
            aside[counts.REPEATED].append(export.file)
        else:
            kept.append(export)
    areas = [area for export in kept for area in export.areas]
    tally = official.join_documents(areas, counts.Choices(year), aside=aside, problems=problems)
    notes = []  # anybody can rename a file
    for key, of in (("readers.place_by_name", "by_name"), ("readers.year_by_name", "year")):
        if files := [export.file for export in kept if getattr(export, of)]:
            shown = files[0] + ", ..." * (len(files) > 1)
            notes.append(worded(key, number=len(files), shown=shown))
    outside = counts.left_out(sum(export.outside for export in kept))
    reading = tuple(said for export in kept for said in export.reading)
    return evolve(tally, notes=(*outside, *tally.notes, *notes), reading=reading)


def valgdatabase_years(table: FoundTable) -> set[int]:
    """Return the years of the municipal elections in a table."""
    return {int(of[1]) for of in map(form.ELECTION_COLUMN.fullmatch, table.columns) if of}


def read_valgdatabase(
    tables: Sequence[FoundTable], year: int, _: Choices, problems: Problems
) -> Tally:
    """Read the columns of one municipal election, noting areas whose lists do not sum up."""
    count = plain.Count(year)
    for table in tables:
        columns = _columns(table, year)
        for line in table.lines:
            code = line.text(form.PLACE_ID)
            place = find_municipality(code[:3]) if re.fullmatch(r"\d{4,9}", code) else None
            where = f"{place.name if place else ''}, {code}"
            if place is None and counts.is_no_municipality(code[:3]):
                count.outside += 1
            elif place is None:
                line.wrong(form.PLACE_ID, worded("readers.no_place_id", code=repr(code[:40])))
            elif where in count.places:
                line.wrong(form.PLACE_ID, twice(code))
            else:
                count.begin(where, place.name)
                for column, named in columns.items():
                    if line.unread(column) or line.whole(column) is not None:
                        count.add(place, named, (line, column), part=code)
    count.check()
    problems.raise_if_any()
    return count.tally()


def _columns(table: FoundTable, year: int) -> dict[str, tuple[str, str]]:
    """Return the columns of an election's lists and totals, with the letter and name of each."""
    found = {}
    for column in table.columns:
        match = form.ELECTION_COLUMN.fullmatch(column)
        if match and int(match[1]) == year:
            named, kind = _LIST.fullmatch(match[2]), form.row_kind(match[2])
            if named:
                found[column] = (named[1], named[2])
            elif kind in _TOTALS or not (kind or _STATISTIC.search(match[2])):
                found[column] = ("", match[2])
    return found


statbank_years = plain.years_of


def read_statbank(tables: Sequence[FoundTable], year: int, _: Choices, problems: Problems) -> Tally:
    """Read the valid votes of one election, noting a list that stands twice and wrong totals."""
    count = plain.Count(year)
    letters = {party.letter for party in load_parties(year)}
    for line in (line for table in tables for line in table.lines):
        column = form.FIGURE if form.FIGURE in line.headings else form.MEASURE
        place = _area(line, year)
        if place and line.whole(column) is not None:
            count.add(place, _named(line.text(form.PARTY), letters), (line, column))
    count.check()
    problems.raise_if_any()
    pools = any(_POOLED in entry.named for entry in count.lists)
    note = Bilingual.joined([tables[0].grid.place, worded("readers.pooled")], ": ")
    return count.tally(*[note] * pools)


def _area(line: Line, year: int) -> Municipality | None:
    """Return a row's municipality; None for larger areas, other years and other measures."""
    area = line.text(form.REGION)
    measure = line.text(form.MEASURE) if form.FIGURE in line.headings else ""
    other = measure not in ("", "1") and form.row_kind(measure) != form.VALID
    past = line.has(form.YEAR) and not line.text(form.YEAR).endswith(str(year))
    if past or other or _LARGER_AREAS.match(area):
        return None
    english = find_municipality(_ENGLISH.get(area.casefold(), ""))
    return english or counts.municipality_of(line, form.REGION)


def _named(party: str, letters: set[str]) -> tuple[str, str]:
    """Split a label such as "A. Socialdemokratiet"; a reserved letter says which party it is."""
    if party.casefold() == "tot":
        return "", "I alt"
    if _POOL.match(party.casefold()):
        return "", _POOLED
    letter, name = (party, "") if len(party) <= len("DD") else ("", party)
    if match := _LIST.fullmatch(party):
        letter, name = match[1], match[2]
    letter = _CODES.get(letter, letter)
    return letter, "" if letter in letters else name
