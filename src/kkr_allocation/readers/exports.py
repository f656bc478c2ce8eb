"""The export of valg.dk: CSV with one row for each candidate and one for each list.

It names nomination districts and polling areas, never the municipality. Where neither a column nor
the caller does, the name of the file is asked: the archive has one file for each municipality, such
as ``Kommunalvalg_2021_Greve_06-11-2025 9.33.51.csv``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from attrs import evolve, field, frozen

from kkr_allocation.datasets import Municipality, find_municipality
from kkr_allocation.forms import vote_tables as form
from kkr_allocation.inputs import composed, names_total
from kkr_allocation.readers.counts import (
    REPEATED,
    ListVotes,
    Tally,
    is_no_municipality,
    left_out,
    municipality_of,
    no_municipality,
    other_election,
    summed,
)
from kkr_allocation.readers.names import municipalities_named
from kkr_allocation.words import refused, worded

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kkr_allocation.errors import Bilingual
    from kkr_allocation.readers.book import FoundTable, Line, Problems
    from kkr_allocation.readers.counts import Aside, Choices


_MUNICIPAL = "kommunalvalg"
_LIST_ROWS = {"partiliste", "listestemmer"}
_BETWEEN = re.compile(r"[_\s.]+")
_YEAR = re.compile(r"(19|20)\d\d")


class _Area(NamedTuple):
    """A polling area; its names as they are written."""

    name: str
    district: str
    municipality: Municipality


class _Counted(NamedTuple):
    """What a polling area has of a list."""

    votes: int
    candidates: int
    rows: int


@frozen
class Export:
    """What one file holds: the lists of each polling area, by letter and name."""

    file: str
    election: str
    "What its name says, as the year and the municipality."
    year: int | None
    municipality: str
    areas: Mapping[_Area, Mapping[tuple[str, str], _Counted]] = field(factory=dict)
    outside: int = 0
    "Rows of Christiansø."
    by_name: bool = False
    "Whether the municipality is known from the file's name alone."
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
    areas, outside = {}, 0
    for (_, district, area), rows in _areas(table.lines).items():
        place = _municipality(rows[0], choices, export.municipality)
        if place is None:
            outside += len(rows)
        else:
            areas[_Area(area, district, place)] = _counted(rows)
    problems.raise_if_any()
    stated = isinstance(choices.municipality, str) or any(
        line.has(form.MUNICIPALITY) for line in table.lines[:1]
    )
    by_name, said = bool(export.municipality) and not stated, table.sentences()
    return evolve(export, areas=areas, outside=outside, by_name=by_name, reading=said)


def _areas(lines: Iterable[Line]) -> dict[tuple[str, str, str], list[Line]]:
    """Return the rows of each polling area, by municipality, district and name as written.

    A row of a total, or of votes for no list, is none of them: whoever adds one takes it away here.
    """
    found: dict[tuple[str, str, str], list[Line]] = {}
    for line in lines:
        where = (line.text(form.MUNICIPALITY), line.text(form.DISTRICT), line.text(form.AREA))
        named = (*where, line.text(form.EXPORT_LETTER), line.text(form.EXPORT_LIST))
        if not any(names_total(name) or form.row_kind(name) for name in named):
            found.setdefault(where, []).append(line)
    return found


def _counted(lines: Iterable[Line]) -> dict[tuple[str, str], _Counted]:
    """Return the figures of each list in a polling area.

    The export writes 0 where there are no votes, so an empty cell is a gap.
    """
    found: dict[tuple[str, str], _Counted] = {}
    for line in lines:
        list_ = (line.text(form.EXPORT_LETTER), line.text(form.EXPORT_LIST))
        personal = line.text(form.NAME).casefold() not in _LIST_ROWS
        before = found.get(list_, _Counted(0, 0, 0))
        if not personal and before.rows > before.candidates:
            shown, area = " ".join(list_).strip(), line.text(form.AREA)
            line.wrong(form.NAME, worded("readers.list_votes_twice", shown=shown, area=area))
        votes = line.whole(form.EXPORT_VOTES)
        if votes is None and not line.unread(form.EXPORT_VOTES):
            line.wrong(form.EXPORT_VOTES, worded("readers.no_figure"))
        figures = (before.votes + (votes or 0), before.candidates + personal, before.rows + 1)
        found[list_] = _Counted(*figures)
    return found


def _municipality(line: Line, choices: Choices, named: str) -> Municipality | None:
    """Find a row's municipality: in the table, by what the caller states, or by the file's name."""
    stated = choices.municipality
    district, area = line.text(form.DISTRICT), line.text(form.AREA)
    if isinstance(stated, Mapping):
        stated = stated.get(district) or stated.get(area)
    if line.has(form.MUNICIPALITY):
        found = municipality_of(line, form.MUNICIPALITY)
    elif text := stated or named:
        found = find_municipality(text)
        if found is None and not is_no_municipality(text):
            line.wrong("", no_municipality(text, ()))
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
            other = other_election(export.election.capitalize(), str(export.year or ""))
            aside[other].append(export.file)
            continue
        again = next(filter(seen.__contains__, export.areas), None)
        if again is None:
            kept.append(export)
        elif seen[again].areas == export.areas:
            aside[REPEATED].append(export.file)
        else:
            where, files = again.municipality.name, {"one": seen[again].file, "two": export.file}
            problems.add(refused("readers.both_count", **files, area=again.name, place=where))
        seen.update(dict.fromkeys(export.areas, export))
    areas = [found for export in kept for found in export.areas.items()]
    rows = {area: sum(counted.rows for counted in counts.values()) for area, counts in areas}
    most_rows: dict[Municipality, int] = {}
    lists: dict[tuple[str, str, str], ListVotes] = {}
    for area, counts in areas:
        place = area.municipality
        most_rows[place] = max(rows[area], most_rows.get(place, 0))
        for named, counted in counts.items():
            mark = (place.name, *named)
            old = lists.get(mark, ListVotes(place, *named, 0, on_ballot=True))
            # An area has a row for every candidate, so the one with most rows has them all.
            most = max(counted.candidates, old.candidates or 0) or None
            lists[mark] = evolve(old, votes=(old.votes or 0) + counted.votes, candidates=most)
    short = [
        f"{area.name}, {area.municipality.name}"
        for area, number in rows.items()
        if number < most_rows[area.municipality]
    ]
    return Tally(
        year,
        tuple(lists.values()),
        notes=(
            *left_out(sum(export.outside for export in kept)),
            *aside.notes(),
            *_export_notes(kept, short),
        ),
        valid=summed((entry.municipality.name, entry.votes) for entry in lists.values()),
        reading=tuple(said for export in kept for said in export.reading),
    )


def _export_notes(exports: Iterable[Export], short: list[str]) -> Iterator[Bilingual]:
    """Note what is known from names alone, since anybody can rename a file, and areas cut short.

    Every area that is published has all lists and candidates.
    """
    for key, names in (
        ("readers.place_by_name", [export.file for export in exports if export.by_name]),
        ("readers.year_by_name", [export.file for export in exports if export.year]),
        ("readers.fewer_rows", short),
    ):
        if names:
            shown = f" ({names[0]}{', ...' if len(names) > 1 else ''})"
            yield worded(key, number=len(names), shown=shown)
