"""The official figures of one municipal election, joined: JSON of data.valg.dk, CSV of valg.dk.

Counts come from the polling areas, seats and what they rest on from the councils' seat files,
candidates and alliances from their candidate files. They are joined by municipality and by the
letter of the list. What lies beside them is set aside, and named: other elections, files from
tests of the system before the election, versions that a newer one replaced.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from attrs import evolve, frozen

from kkr_allocation.datasets import ELECTION_DAYS, find_municipality
from kkr_allocation.errors import Bilingual, Count, InvalidInputError
from kkr_allocation.forms import vote_tables as form
from kkr_allocation.inputs import composed, names_total
from kkr_allocation.readers.counts import (
    REPEATED,
    ListVotes,
    Tally,
    check_total,
    is_no_municipality,
    left_out,
    municipality_of,
    other_election,
    summed,
)
from kkr_allocation.readers.names import asked_of, municipalities_named
from kkr_allocation.readers.official_documents import (
    BEGINNING,
    AreaCount,
    CandidateLists,
    Document,
    SeatAllocation,
)
from kkr_allocation.words import both, refused, worded

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Sequence

    from kkr_allocation.datasets import Municipality
    from kkr_allocation.readers.book import FoundTable, Line, Problems
    from kkr_allocation.readers.counts import Aside, Choices
    from kkr_allocation.readers.files import Refusals


_STAMP = re.compile(r"-(\d{2})(\d{2})(\d{4})\d{4}\.json$", re.IGNORECASE)
"""How the name of a file from a test of the system ends: day, month, year, hour, minute."""
_TEST = worded("readers.file_from")
_EARLIER = worded("readers.file_newer")
_NO_BASIS = worded("readers.count_seats")
_UNUSED = worded("readers.candidate_file")
_FETCH_AGAIN = worded("readers.fetch_files")


@frozen
class _Council:
    """The documents of a council that count."""

    place: Municipality
    areas: tuple[AreaCount, ...]
    seats: SeatAllocation | None
    candidates: CandidateLists | None

    @property
    def name(self) -> str:
        return self.place.name

    @property
    def counted(self) -> list[AreaCount]:
        return [area for area in self.areas if not area.waiting]

    @property
    def waiting(self) -> int:
        return len(self.areas) - len(self.counted)

    @property
    def absent(self) -> set[str]:
        """The areas that the seats rest on and that no file is of."""
        rests_on = self.seats.counts.keys() if self.seats else set()
        return {*rests_on} - {area.number for area in self.areas}


def join_documents(
    documents: Sequence[Document], choices: Choices, *, aside: Aside, refusals: Refusals
) -> Tally:
    """Return what the official files say of one municipal election.

    Files that do not count are put aside. Files that contradict each other are refused together,
    and so are several elections of which the choices name none.
    """
    day, year = _election(documents, choices, refusals)
    newest = _newest(_of_the_election(documents, day, aside), aside, refusals)
    by_code: dict[str, list[Document]] = {}
    for document in newest:
        by_code.setdefault(document.municipality.code, []).append(document)
    councils = [_council(found, aside) for found in by_code.values()]
    lists: list[ListVotes] = []
    alliances = {}
    for council in councils:
        here = _lists(council, refusals)
        lists += here.values()
        pacts = council.candidates.alliances if council.candidates and here else ()
        alliances[council.name] = tuple(
            tuple(here[mark].named for mark in members)
            for members in pacts
            if here.keys() >= {*members}
        )
    refusals.raise_if_any()
    areas = [(council.name, area) for council in councils for area in council.counted]
    uncounted = {council.name: council.waiting + len(council.absent) for council in councils}
    return Tally(
        year,
        tuple(lists),
        summed((name, area.cast) for name, area in areas),
        {name: number for name, number in uncounted.items() if number},
        (*aside.notes(), *_notes(councils)),
        day,
        valid=summed((name, area.valid) for name, area in areas),
        eligible=summed((name, area.eligible) for name, area in areas),
        alliances=alliances,
    )


def _election(
    documents: Sequence[Document], choices: Choices, refusals: Refusals
) -> tuple[dt.date | None, int]:
    """Return the day and the year of the election that is read."""
    dated = [(d, d.day) for d in documents if d.day]
    days = sorted({day for d, day in dated if not _is_test(d, day)} or {day for _, day in dated})
    chosen = [day for day in days if choices.year in {None, day.year}]
    known = [day for day in chosen if day == ELECTION_DAYS.get(day.year)]
    if len(chosen) > 1 and len({day.year for day in chosen}) == 1:
        chosen = known or chosen  # tests and by-elections have days of their own
    if len(chosen) > 1 or (days and not chosen):
        english = ", ".join(map(str, days))
        danish = ", ".join(f"{day:%d-%m-%Y}" for day in days)
        raise refusals.together(refused("readers.elections_of", listed=both(english, danish)))
    day = chosen[0] if chosen else None
    year = day.year if day else choices.year
    if year is None:
        raise refusals.together(refused("readers.files_do"))
    return day, year


def _of_the_election(
    documents: Iterable[Document], day: dt.date | None, aside: Aside
) -> Iterator[Document]:
    """Yield the documents of one election, without those from tests before it."""
    for document in documents:
        held = document.day or day
        if held and _is_test(document, held):
            aside.put(_TEST, document.file)
        elif held != day:
            aside.put(other_election("Kommunalvalg", f"{held:%d-%m-%Y}"), document.file)
        else:
            yield document


def _is_test(document: Document, day: dt.date) -> bool:
    """Say whether a document is from a test: named after a time before the election, or a result.

    A list's candidates are published weeks before the day, but nobody is counted or elected then.
    """
    stamp = _STAMP.search(document.file)
    if stamp and (stamp[3], stamp[2], stamp[1]) < tuple(f"{day:%Y-%m-%d}".split("-")):
        return True
    early = document.released > BEGINNING and document.released.date() < day
    return early and not isinstance(document, CandidateLists)


def _newest(documents: Iterable[Document], aside: Aside, refusals: Refusals) -> list[Document]:
    """Keep the version of each that was released last."""
    kept: dict[tuple[object, ...], Document] = {}
    for document in documents:
        old = kept.setdefault(document.subject, document)
        if old is document:
            continue
        if document.released > old.released:
            kept[document.subject] = document
            aside.put(_EARLIER, old.file)
        elif document.released < old.released:
            aside.put(_EARLIER, document.file)
        elif document.states == old.states:
            aside.put(REPEATED, document.file)
        else:
            places = {"place": document.place, "place_2": old.place}
            refusals.add(refused("readers.two_versions", **places))
    return list(kept.values())


def _council(documents: Sequence[Document], aside: Aside) -> _Council:
    """Put together a municipality's documents, without counts that its seats do not rest on."""
    seats = next((d for d in documents if isinstance(d, SeatAllocation)), None)
    candidates = next((d for d in documents if isinstance(d, CandidateLists)), None)
    areas = []
    for area in documents:
        if isinstance(area, AreaCount):
            if seats is None or area.number in seats.counts:
                areas.append(area)
            else:
                aside.put(_NO_BASIS, area.file)
    return _Council(documents[0].municipality, tuple(areas), seats, candidates)


def _lists(council: _Council, refusals: Refusals) -> dict[str, ListVotes]:
    """Return each list of a council by its mark, with its votes, seats and candidates."""
    votes: dict[str, int] = {}
    named: dict[str, tuple[str, str]] = {}
    for area in council.counted:
        with refusals.noted():
            check_total(area.place, sum(entry.figure or 0 for entry in area.lists), area.valid)
        for entry in area.lists:
            votes[entry.mark] = votes.get(entry.mark, 0) + (entry.figure or 0)
            named.setdefault(entry.mark, (entry.letter, entry.name))
    won = _figures(council.seats, votes, refusals)
    standing = _figures(council.candidates, votes, refusals)
    _check_filled(council, won, standing, refusals)
    if council.seats and not votes:
        named = {entry.mark: (entry.letter, entry.name) for entry in council.seats.lists}
    return {
        mark: ListVotes(
            council.place,
            *list_,
            votes.get(mark),
            won.get(mark, 0) if council.seats else None,
            standing.get(mark),
            on_ballot=True,
        )
        for mark, list_ in named.items()
    }


def _check_filled(
    council: _Council,
    won: Mapping[str, int | None],
    standing: Mapping[str, int | None],
    refusals: Refusals,
) -> None:
    """Refuse files by which a list has more seats than candidates to sit in them."""
    for mark, candidates in standing.items():
        seats = won.get(mark) or 0
        if candidates is not None and seats > candidates and council.seats and council.candidates:
            files = Bilingual.joined([council.seats.place, council.candidates.place], ", ")
            named = {"shown": mark.upper(), "name": council.name}
            said = worded("readers.list_has", seats=seats, candidates=candidates, **named)
            what = Bilingual.joined([files, said], ": ")
            why = worded("readers.each_seat")
            refusals.add(InvalidInputError(what, why=why, do=_FETCH_AGAIN))


def _figures(
    document: Document | None, votes: Mapping[str, int], refusals: Refusals
) -> dict[str, int | None]:
    """Return a document's figures by mark, and refuse lists that nobody could vote for."""
    if document is None:
        return {}
    unknown = [entry for entry in document.lists if votes and entry.mark not in votes]
    if unknown:
        listed = ", ".join(f"{entry.letter} {entry.name}".strip() for entry in unknown[:3])
        there = {"place": document.place, "where": document.municipality.name, "listed": listed}
        what, why = worded("readers.counts_do", **there), worded("readers.files_council")
        refusals.add(InvalidInputError(what, why=why, do=_FETCH_AGAIN))
    return {entry.mark: entry.figure for entry in document.lists}


def _notes(councils: Sequence[_Council]) -> Iterator[Bilingual]:
    """Say what the figures rest on: preliminary counts, and the counts behind the seats."""
    alone = [c.candidates.file for c in councils if c.candidates and not (c.areas or c.seats)]
    if 0 < len(alone) < len(councils):
        yield from left_out(len(alone), _UNUSED, alone[0])
    preliminary = sum(area.preliminary for council in councils for area in council.counted)
    if preliminary:
        yield worded("readers.polling_areas", preliminary=preliminary)
    allocated = [council for council in councils if council.seats]
    early = [council.name for council in allocated if council.seats and council.seats.preliminary]
    if early:
        listed = ", ".join(early)
        yield worded("readers.seats_rest", listed=listed)
    if allocated:
        counts = sum(len(council.seats.counts) for council in allocated if council.seats)
        yield worded("readers.official_seats", councils=len(allocated), counts=counts)
    for council in allocated:
        yield from _other_basis(council)


def _other_basis(council: _Council) -> Iterator[Bilingual]:
    """Name the counts that a council's seats rest on and that are not those that were read."""
    if council.absent:
        count = Count(len(council.absent))
        yield worded("readers.seats_rest_on", name=council.name, count=count)
    counts = council.seats.counts if council.seats else {}
    other = [
        area
        for area in council.counted
        if BEGINNING not in (area.approved, counts[area.number])
        and area.approved != counts[area.number]
    ]
    if other:
        listed = ", ".join(area.place for area in other[:3])
        yield worded(
            "readers.seats_rest_on_another", name=council.name, count=len(other), listed=listed
        )


# The export of valg.dk: CSV with one row for each candidate and one for each list.
#
# It names nomination districts and polling areas, never the municipality. Where neither a column
# nor the caller does, the name of the file is asked: the archive has one file for each
# municipality, such as ``Kommunalvalg_2021_Greve_06-11-2025 9.33.51.csv``.


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
    """Read an export: a list's votes are its own and its candidates'. All wrong is said at once."""
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


def _counted(lines: Sequence[Line]) -> dict[tuple[str, str], tuple[int, int]]:
    """Return the votes and the number of candidates of each list in a polling area."""
    found: dict[tuple[str, str], tuple[int, int]] = {}
    own: set[tuple[str, str]] = set()
    for line in lines:
        list_ = (line.text(form.EXPORT_LETTER), line.text(form.EXPORT_LIST))
        personal = line.text(form.NAME).casefold() not in _LIST_ROWS
        if not personal and list_ in own:
            shown, area = " ".join(list_).strip(), line.text(form.AREA)
            line.wrong(form.NAME, worded("readers.list_votes_twice", shown=shown, area=area))
        if not personal:
            own.add(list_)
        votes, candidates = found.get(list_, (0, 0))
        found[list_] = (votes + _votes_in(line), candidates + personal)
    return found


def _votes_in(line: Line) -> int:
    """Return a row's votes; the export writes 0 where there are none, so an empty cell is a gap."""
    votes = line.whole(form.EXPORT_VOTES)
    if votes is None and not line.unread(form.EXPORT_VOTES):
        line.wrong(form.EXPORT_VOTES, worded("readers.no_figure"))
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
            counted = {"one": old.file, "two": export.file, "area": area, "place": name}
            refusals.add(refused("readers.both_count", **counted))
    lists = [entry for export in kept for entry in export.lists]
    outside = left_out(sum(export.outside for export in kept))
    return Tally(
        year,
        tuple(lists),
        notes=(*outside, *aside.notes(), *_export_notes(kept)),
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
        line.wrong("", worded("readers.name_says", place=found.name, named=named.municipality))
    return found


def _export_notes(exports: Sequence[Export]) -> Iterator[Bilingual]:
    """Note what is known from names alone, since anybody can rename a file, and areas cut short.

    Every area that is published has all lists and candidates.
    """
    for key, names in (
        ("readers.place_by_name", [export.file for export in exports if export.by_name]),
        ("readers.year_by_name", [export.file for export in exports if export.named.year]),
        ("readers.fewer_rows", [area for export in exports for area in export.short]),
    ):
        if names:
            shown = f" ({names[0]}{', ...' if len(names) > 1 else ''})"
            yield worded(key, number=len(names), shown=shown)
