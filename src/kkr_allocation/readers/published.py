"""Tables that are published: the export of valg.dk, and two of Danmarks Statistik.

The export has rows of candidates and lists, and its file is named after the municipality; the
election database has a column for each list; VALGK3 pools the local lists of a municipality.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from attrs import evolve, field, frozen

from kkr_allocation.datasets import Municipality, find_municipality, load_parties
from kkr_allocation.errors import Bilingual
from kkr_allocation.forms import columns as form
from kkr_allocation.inputs import composed, names_total
from kkr_allocation.readers import counts
from kkr_allocation.readers.book import twice
from kkr_allocation.readers.names import municipalities_named
from kkr_allocation.readers.plain import LIST, Count
from kkr_allocation.words import refused, worded

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kkr_allocation.readers.book import FoundTable, Line, Problems
    from kkr_allocation.readers.counts import Aside, Choices, Tally

_MUNICIPAL = "kommunalvalg"
_LIST_ROWS = {"partiliste", "listestemmer"}
_BETWEEN = re.compile(r"[_\s.]+")
_YEAR = re.compile(r"(19|20)\d\d")
_LIST = re.compile(r"(\w{1,2})\.\s*(.+)")
_STATISTIC = re.compile("stemme|vælger|deltag|procent|pct", re.IGNORECASE)
_CODES = {"DD": "D", "KK": "K"}
_POOL = re.compile(
    "ejr|ikke-reserverede bogstaver|lokallister|(non-|not )reserved letters|local lists"
)
_LARGER_AREAS = re.compile(
    r"hele landet|all denmark|region |landsdel |province |0{1,3}$|08[1-5]$", re.IGNORECASE
)
_ENGLISH = {"copenhagen": "København", "elsinore": "Helsingør"}


class _Area(NamedTuple):
    """A polling area; its names as they are written."""

    name: str
    district: str
    municipality: Municipality


class _Counted(NamedTuple):
    """What a polling area has of a list."""

    votes: int = 0
    candidates: int = 0
    rows: int = 0


@frozen
class Export:
    """What one file holds: the lists of each polling area, by letter and name."""

    file: str
    election: str
    year: int | None
    municipality: str
    areas: Mapping[_Area, Mapping[tuple[str, str], _Counted]] = field(factory=dict)
    outside: int = 0
    by_name: bool = False
    reading: tuple[Bilingual, ...] = ()


def read_export(table: FoundTable, file: str, choices: Choices, problems: Problems) -> Export:
    """Read an export: a list's votes are its own and its candidates'. All wrong is said at once."""
    name = composed(file)
    parts = _BETWEEN.split(name)
    years = {int(part) for part in parts if _YEAR.fullmatch(part)}
    places = municipalities_named(name)
    elections = [part.casefold() for part in parts if part.casefold().endswith("valg")]
    export = Export(
        file,
        elections[0] if elections else _MUNICIPAL,
        years.pop() if len(years) == 1 else None,
        places.pop() if len(places) == 1 else "",
    )
    if export.election != _MUNICIPAL:
        return export
    by_area: dict[tuple[str, str, str], list[Line]] = {}
    columns = (form.MUNICIPALITY, form.DISTRICT, form.AREA, form.EXPORT_LETTER, form.EXPORT_LIST)
    for line in table.lines:
        named = (municipality, district, area, *_) = tuple(map(line.text, columns))
        if not any(names_total(name) or form.row_kind(name) for name in named):
            by_area.setdefault((municipality, district, area), []).append(line)
    areas, outside = {}, 0
    for (_, district, area), rows in by_area.items():
        if place := _municipality(rows[0], choices, export.municipality):
            areas[_Area(area, district, place)] = _counted(rows)
        else:
            outside += len(rows)
    problems.raise_if_any()
    stated = isinstance(choices.municipality, str) or any(
        line.has(form.MUNICIPALITY) for line in table.lines[:1]
    )
    by_name, said = bool(export.municipality) and not stated, table.sentences()
    return evolve(export, areas=areas, outside=outside, by_name=by_name, reading=said)


def _counted(lines: Iterable[Line]) -> dict[tuple[str, str], _Counted]:
    """Return the figures of each list in a polling area, where an empty cell is a gap."""
    found: dict[tuple[str, str], _Counted] = {}
    for line in lines:
        list_ = (line.text(form.EXPORT_LETTER), line.text(form.EXPORT_LIST))
        personal = line.text(form.NAME).casefold() not in _LIST_ROWS
        votes, candidates, rows = found.get(list_, _Counted())
        if not personal and rows > candidates:
            shown, area = " ".join(list_).strip(), line.text(form.AREA)
            line.wrong(form.NAME, worded("readers.list_votes_twice", shown=shown, area=area))
        more = line.whole(form.EXPORT_VOTES)
        if more is None and not line.unread(form.EXPORT_VOTES):
            line.wrong(form.EXPORT_VOTES, worded("readers.no_figure"))
        found[list_] = _Counted(votes + (more or 0), candidates + personal, rows + 1)
    return found


def _municipality(line: Line, choices: Choices, named: str) -> Municipality | None:
    """Find a row's municipality: in the table, by what the caller states, or by the file's name."""
    stated = choices.municipality
    district, area = line.text(form.DISTRICT), line.text(form.AREA)
    if isinstance(stated, Mapping):
        stated = stated.get(district) or stated.get(area)
    if line.has(form.MUNICIPALITY):
        found = counts.municipality_of(line, form.MUNICIPALITY)
    elif text := stated or named:
        found = find_municipality(text)
        if found is None and not counts.is_no_municipality(text):
            line.wrong("", counts.no_municipality(text))
    else:
        line.wrong("", worded("readers.no_place_stated", where=repr(district or area)))
        return None
    if found and isinstance(choices.municipality, str) and named not in {"", found.name}:
        line.wrong("", worded("readers.name_says", place=found.name, named=named))
    return found


def join_exports(
    exports: Iterable[Export], year: int, *, aside: Aside, problems: Problems
) -> Tally:
    """Add up the files of one election, and say what is known from their names alone."""
    kept: list[Export] = []
    seen: dict[_Area, Export] = {}
    for export in exports:
        if export.election != _MUNICIPAL or export.year not in {None, year}:
            other = counts.other_election(export.election.capitalize(), str(export.year or ""))
            aside[other].append(export.file)
            continue
        again = next(filter(seen.__contains__, export.areas), None)
        if again is None:
            kept.append(export)
        elif seen[again].areas == export.areas:
            aside[counts.REPEATED].append(export.file)
        else:
            where, files = again.municipality.name, {"one": seen[again].file, "two": export.file}
            problems.add(refused("readers.both_count", **files, area=again.name, place=where))
        seen.update(dict.fromkeys(export.areas, export))
    areas = [found for export in kept for found in export.areas.items()]
    rows = {area: sum(counted.rows for counted in here.values()) for area, here in areas}
    most_rows: dict[Municipality, int] = {}
    lists: dict[tuple[str, str, str], counts.ListVotes] = {}
    for area, here in areas:
        place = area.municipality
        most_rows[place] = max(rows[area], most_rows.get(place, 0))
        for named, counted in here.items():
            mark = (place.name, *named)
            old = lists.get(mark, counts.ListVotes(place, *named, 0, on_ballot=True))
            # An area has a row for every candidate, so the one with most rows has them all.
            most = max(counted.candidates, old.candidates or 0) or None
            lists[mark] = evolve(old, votes=(old.votes or 0) + counted.votes, candidates=most)
    short = [
        f"{area.name}, {area.municipality.name}"
        for area, number in rows.items()
        if number < most_rows[area.municipality]
    ]
    known = (
        worded(key, number=len(names), shown=f" ({names[0]}{', ...' if len(names) > 1 else ''})")
        for key, names in (
            # Anybody can rename a file, and every area has all lists and candidates.
            ("readers.place_by_name", [export.file for export in kept if export.by_name]),
            ("readers.year_by_name", [export.file for export in kept if export.year]),
            ("readers.fewer_rows", short),
        )
        if names
    )
    outside = counts.left_out(sum(export.outside for export in kept))
    return counts.Tally(
        year,
        tuple(lists.values()),
        notes=(*outside, *aside.notes(), *known),
        valid=counts.summed((entry.municipality.name, entry.votes) for entry in lists.values()),
        reading=tuple(said for export in kept for said in export.reading),
    )


def valgdatabase_years(table: FoundTable) -> set[int]:
    """Return the years of the municipal elections in a table."""
    return {int(of[1]) for of in map(form.ELECTION_COLUMN.fullmatch, table.columns) if of}


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
            elif municipality is None and counts.is_no_municipality(code[:3]):
                count.outside += 1
            elif municipality is None:
                line.wrong(form.PLACE_ID, worded("readers.no_code", code=repr(code[:3])))
            elif count.has(where := f"{municipality.name}, {code}"):
                line.wrong(form.PLACE_ID, twice(code))
            else:
                count.begin(where, municipality.name)
                for column, (kind, named) in kinds.items():
                    if kind != LIST:
                        count.other(where, kind, (line, column))
                    elif line.unread(column) or line.whole(column) is not None:
                        count.add(municipality, named, (line, column), part=code)
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
        if named := _LIST.fullmatch(match[2]):
            kinds[column] = LIST, (named[1], named[2])
        elif (kind := form.row_kind(match[2])) in (form.VALID, form.CAST_ROW, form.POOLED):
            kinds[column] = kind, ("", "")
        elif not kind and not _STATISTIC.search(match[2]):
            kinds[column] = LIST, ("", match[2])
    return kinds


def statbank_years(table: FoundTable) -> set[int]:
    """Return the years in a table, noting those that are none."""
    return {*map(_year, table.lines)} - {0}


def read_statbank(tables: Sequence[FoundTable], year: int, _: Choices, problems: Problems) -> Tally:
    """Read the valid votes of one election, noting a list that stands twice and wrong totals."""
    count = Count(year)
    letters = {party.letter for party in load_parties(year)}
    pools = False
    for line in (line for table in tables for line in table.lines):
        municipality = _statbank_municipality(line, year)
        column = form.FIGURE if form.FIGURE in line.headings else form.MEASURE
        if municipality is None or line.whole(column) is None:
            continue
        party = line.text(form.PARTY)
        pooled = _POOL.match(party.casefold())
        named = ("", "Lokallister under ét") if pooled else _named(party, letters)
        pools |= pooled is not None
        count.add(municipality, named, (line, column))
    count.check()
    problems.raise_if_any()
    note = Bilingual.joined([tables[0].grid.place, worded("readers.pooled")], ": ")
    return count.tally(*[note] * pools)


def _statbank_municipality(line: Line, year: int) -> Municipality | None:
    """Return a row's municipality; None for larger areas, other years and other measures."""
    area = line.text(form.REGION)
    measure = line.text(form.MEASURE) if form.FIGURE in line.headings else ""
    other = measure not in ("", "1") and form.row_kind(measure) != form.VALID
    if _year(line) != year or _LARGER_AREAS.match(area) or other:
        return None
    return find_municipality(_ENGLISH.get(area.casefold(), "")) or counts.municipality_of(
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
    """Split a label such as "A. Socialdemokratiet"; a reserved letter says which party it is."""
    if party.casefold() == "tot":
        return "", "I alt"
    if match := _LIST.fullmatch(party):
        letter = _CODES.get(match[1], match[1])
        return letter, "" if letter in letters else match[2]
    return (_CODES.get(party, party), "") if len(party) <= len("DD") else ("", party)
