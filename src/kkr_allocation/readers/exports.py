"""The export of valg.dk: CSV with one row for each candidate and one for each list.

It names nomination districts and polling areas, never the municipality. Where neither a column nor
the caller does, the name of the file is asked: the archive has one file for each municipality, such
as ``Kommunalvalg_2021_Greve_06-11-2025 9.33.51.csv``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from attrs import evolve, frozen

from kkr_allocation.datasets import find_municipality
from kkr_allocation.errors import Bilingual, InvalidInputError
from kkr_allocation.forms import official as form
from kkr_allocation.inputs import composed
from kkr_allocation.readers.counts import (
    REPEATED,
    ListVotes,
    Tally,
    is_no_municipality,
    left_out,
    municipality_of,
    other_election,
    summed,
)
from kkr_allocation.readers.named import municipalities_named
from kkr_allocation.readers.names import asked_of
from kkr_allocation.words import refusal, worded

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from kkr_allocation.datasets import Municipality
    from kkr_allocation.readers.counts import Aside, Choices
    from kkr_allocation.readers.files import Refusals
    from kkr_allocation.readers.problems import Problems
    from kkr_allocation.readers.sheet import FoundTable, Line


_MUNICIPAL = "kommunalvalg"
_LIST_ROWS = {"partiliste", "listestemmer"}
_BETWEEN = re.compile(r"[_\s.]+")
_YEAR = re.compile(r"(19|20)\d\d")


@frozen
class _Named:
    """What a file's name says: the election, its year and the municipality, where it does."""

    election: str
    year: int | None
    municipality: str


@frozen
class Export:
    """What one file holds: each list of each municipality once, with its number of candidates."""

    file: str
    named: _Named
    lists: tuple[ListVotes, ...]
    areas: frozenset[tuple[str, ...]]
    "The polling areas, each by municipality, district and name."
    outside: int
    "Rows of Christiansø."
    by_name: bool
    "Whether the municipality is known from the file's name alone."
    short: tuple[str, ...] = ()
    "Polling areas that lack rows which another area of the municipality has."
    reading: tuple[Bilingual, ...] = ()


def read_export(table: FoundTable, file: str, choices: Choices, problems: Problems) -> Export:
    """Read an export, adding a list's own votes and its candidates'.

    Raises
    ------
    InvalidInputError
        If a list's own row stands twice in an area, a figure is none, or no municipality is
        stated for a row, or two: all of it at once.
    """
    named = _said_by(file)
    if named.election != _MUNICIPAL:
        return Export(file, named, (), frozenset(), 0, by_name=False)
    lists: dict[tuple[str, str, str], ListVotes] = {}
    rows_of: dict[tuple[str, str, str], int] = {}
    outside = 0
    for (_, district, area), rows in _areas(table.lines).items():
        place = _municipality(rows[0], choices, named)
        if place is None:
            outside += len(rows)
            continue
        rows_of[place.name, district, area] = len(rows)
        for list_, (votes, candidates) in _counted(rows).items():
            mark = (place.name, *list_)
            old = lists.get(mark, ListVotes(place, *list_, 0, on_ballot=True))
            # An area has a row for every candidate, so the one with most rows has them all.
            most = max(candidates, old.candidates or 0) or None
            lists[mark] = evolve(old, votes=(old.votes or 0) + votes, candidates=most)
    problems.raise_if_any()
    by_name = bool(named.municipality) and not isinstance(choices.municipality, str)
    in_table = any(line.has(form.MUNICIPALITY) for line in table.lines[:1])
    most_rows: dict[str, int] = {}
    for (name, _, _), number in rows_of.items():
        most_rows[name] = max(number, most_rows.get(name, 0))
    return Export(
        file,
        named,
        tuple(lists.values()),
        frozenset(rows_of),
        outside,
        by_name and not in_table,
        tuple(f"{area}, {n}" for (n, _, area), rows in rows_of.items() if rows < most_rows[n]),
        table.reading.sentences(),
    )


def _areas(lines: Iterable[Line]) -> dict[tuple[str, str, str], list[Line]]:
    """Return the rows of each polling area, by municipality, district and name as written."""
    found: dict[tuple[str, str, str], list[Line]] = {}
    for line in lines:
        where = (line.text(form.MUNICIPALITY), line.text(form.DISTRICT), line.text(form.AREA))
        found.setdefault(where, []).append(line)
    return found


def _counted(lines: Sequence[Line]) -> dict[tuple[str, str], tuple[int, int]]:
    """Return the votes and the number of candidates of each list in a polling area."""
    found: dict[tuple[str, str], tuple[int, int]] = {}
    own: set[tuple[str, str]] = set()
    for line in lines:
        list_ = (line.text(form.LETTER), line.text(form.LIST))
        personal = line.text(form.NAME).casefold() not in _LIST_ROWS
        if not personal and list_ in own:
            shown, area = " ".join(list_).strip(), line.text(form.AREA)
            line.wrong(form.NAME, worded("readers.list_votes_twice", shown=shown, area=area))
        own.update([list_] * (not personal))
        votes, candidates = found.get(list_, (0, 0))
        found[list_] = (votes + _votes_in(line), candidates + personal)
    return found


def _votes_in(line: Line) -> int:
    """Return a row's votes; the export writes 0 where there are none, so an empty cell is a gap."""
    votes = line.whole(form.VOTES)
    if votes is None and not line.unread(form.VOTES):
        line.wrong(form.VOTES, worded("readers.no_figure"))
    return votes or 0


def join_exports(
    exports: Iterable[Export], year: int, *, aside: Aside, refusals: Refusals
) -> Tally:
    """Add up the files of one election, and say what is known from their names alone."""
    kept: list[Export] = []
    seen: dict[tuple[str, ...], Export] = {}
    for export in exports:
        named = export.named
        if named.election != _MUNICIPAL or named.year not in {None, year}:
            other = other_election(named.election.capitalize(), str(named.year or ""))
            aside.put(other, export.file)
            continue
        again = min(export.areas & seen.keys(), default=None)
        old = seen.get(again) if again else None
        seen.update(dict.fromkeys(export.areas, export))
        if old is None:
            kept.append(export)
        elif old.lists == export.lists:
            aside.put(REPEATED, export.file)
        else:
            name, _, area = min(old.areas & export.areas)
            both = refusal(
                "readers.both_count", one=old.file, two=export.file, area=area, place=name
            )
            refusals.add(InvalidInputError(**both))
    lists = [entry for export in kept for entry in export.lists]
    notes = (*left_out(sum(export.outside for export in kept)), *aside.notes(), *_by_name(kept))
    return Tally(
        year,
        tuple(lists),
        notes=(*notes, *_short(kept)),
        valid=summed((entry.municipality.name, entry.votes) for entry in lists),
        reading=tuple(said for export in kept for said in export.reading),
    )


def _said_by(file: str) -> _Named:
    """Return what a file's name says between its underscores, spaces and dots."""
    name = composed(file)
    parts = _BETWEEN.split(name)
    years = {int(part) for part in parts if _YEAR.fullmatch(part)}
    places = municipalities_named(name)
    elections = [part.casefold() for part in parts if part.casefold().endswith("valg")]
    return _Named(
        elections[0] if elections else _MUNICIPAL,
        years.pop() if len(years) == 1 else None,
        places.pop() if len(places) == 1 else "",
    )


def _municipality(line: Line, choices: Choices, named: _Named) -> Municipality | None:
    """Find a row's municipality: in the table, by what the caller states, or by the file's name."""
    stated = choices.municipality
    district, area = line.text(form.DISTRICT), line.text(form.AREA)
    if isinstance(stated, Mapping):
        stated = stated.get(district) or stated.get(area)
    if line.has(form.MUNICIPALITY):
        found = municipality_of(line, form.MUNICIPALITY)
    else:
        text = stated or named.municipality
        if not text:
            line.wrong("", worded("readers.no_place_stated", where=repr(district or area)))
            return None
        found = find_municipality(text)
        if found is None and not is_no_municipality(text):
            meant = asked_of(())
            line.wrong("", worded("readers.no_municipality", text=repr(text), meant=meant))
    alone = isinstance(choices.municipality, str)
    if found and alone and named.municipality not in {"", found.name}:
        both = worded("readers.name_says", place=found.name, named=named.municipality)
        line.wrong("", both)
    return found


def _short(exports: Iterable[Export]) -> Iterator[Bilingual]:
    """Note areas with fewer rows than others: every published one has all lists and candidates."""
    short = [area for export in exports for area in export.short]
    if short:
        yield worded("readers.fewer_rows", number=len(short), shown=_first(short))


def _by_name(exports: Sequence[Export]) -> Iterator[Bilingual]:
    """Note what is known from files' names, since a file can be renamed by anybody."""
    if files := [export.file for export in exports if export.by_name]:
        yield worded("readers.place_by_name", number=len(files), shown=_first(files))
    if files := [export.file for export in exports if export.named.year]:
        yield worded("readers.year_by_name", number=len(files), shown=_first(files))


def _first(names: Sequence[str]) -> str:
    return f" ({names[0]}{', ...' if len(names) > 1 else ''})"
