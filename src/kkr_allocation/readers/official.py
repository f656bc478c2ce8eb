"""Votes as they are published: the official files, the export, and two tables of statistics.

The JSON files of data.valg.dk are of three kinds, joined by municipality, letter and name of the
list: the counts of polling areas, the seats of a council, and its candidates and alliances. The
export of valg.dk has such counts too, in rows of candidates and lists, and its file is named after
the municipality. The election database has a column for each list; VALGK3 pools the local lists.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from operator import attrgetter
from typing import Any

from attrs import evolve, field, frozen

from kkr_allocation.composition.council import twice
from kkr_allocation.datasets import (
    ELECTION_DAYS,
    Municipality,
    find_municipality,
    load_parties,
    tallies,
)
from kkr_allocation.datasets.elections import grouped
from kkr_allocation.datasets.tallies import Named, Tally
from kkr_allocation.errors import Bilingual, Count, InvalidInputError
from kkr_allocation.files import Content, decoded, unreadable
from kkr_allocation.forms import columns as form
from kkr_allocation.forms.columns import data_of
from kkr_allocation.inputs import names_total, on_one_line
from kkr_allocation.readers import cells, names, plain
from kkr_allocation.readers.book import FoundTable, Line, Problems
from kkr_allocation.readers.book import twice as stands_twice
from kkr_allocation.readers.names import (
    PATTERNS,
    Aside,
    Places,
    municipalities_named,
    of_another_election,
)
from kkr_allocation.words import both, refused, worded

OTHER = worded("readers.file_holds")
MUNICIPAL = "Kommunalvalg"
_DESCRIBED = data_of("official.toml")
_COUNT, _SEATS, _CANDIDATES = _DESCRIBED["kinds"]
"""The kinds of files, by the field that only each of them has."""
_WORDS: dict[str, Any] = _DESCRIBED["words"]
_WAITING, _EARLY = "IngenResultater", "Foreløbig"
_LARGEST = 4 * 2**20
_BEGINNING = dt.datetime.min.replace(tzinfo=dt.UTC)
"""The moment of what states none: anything that does is newer."""
_DAY_FIRST = re.compile(r"^(\d\d)-(\d\d)-(\d{4})")
_TOTALS = (form.VALID, form.CAST_ROW, form.POOLED)
*_, _POOLED = _WORDS["called"].values()


@frozen(kw_only=True)
class Document:
    """What is stated of a polling area or a council."""

    kind: str = ""
    place: str = field(default="", eq=False)
    "The file, and the polling area where it is of one, for messages."
    file: str = field(default="", eq=False)
    municipality: Municipality
    number: str = ""
    result: str = ""
    day: dt.date | None = None
    released: dt.datetime = _BEGINNING
    approved: dt.datetime = _BEGINNING
    valid: int | None = None
    cast: int | None = None
    electorate: int | None = None
    votes: Mapping[Named, int] = field(factory=dict)
    "Of no list where the area is not counted yet."
    seats: Mapping[Named, int] = field(factory=dict)
    candidates: Mapping[Named, int] = field(factory=dict)
    rest_on: Mapping[str, dt.datetime] = field(factory=dict)
    "The areas that the seats rest on, and when each count was approved."
    alliances: tuple[tuple[Named, ...], ...] = ()
    areas: tuple[Document, ...] = ()
    "The counts of a council, once they are joined."

    @property
    def is_test(self) -> bool:
        """Whether it is from a test before the election, when candidates alone are published."""
        stamp = PATTERNS["stamp"].search(self.file)
        days = [f"{stamp[3]}-{stamp[2]}-{stamp[1]}"] if stamp else []
        if self.released > _BEGINNING and self.kind != _CANDIDATES:
            days.append(f"{self.released:%Y-%m-%d}")
        return self.day is not None and any(day < str(self.day) for day in days)


# An official file, which is read as its description says.


def _text(value: object) -> str:
    """Return a text; empty where there is none."""
    if not isinstance(value, str | int | None):
        raise TypeError
    return "" if value is None else on_one_line(str(value))


def _moment(value: object) -> dt.datetime:
    """Return a time, in UTC where it names no zone; none is the beginning."""
    text = _DAY_FIRST.sub(r"\3-\2-\1", _text(value))
    moment = dt.datetime.fromisoformat(text) if text else _BEGINNING
    return (moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)).astimezone(dt.UTC)


def _listed(value: object, kind: type = object) -> list[Any]:
    if not isinstance(value, list) or not all(isinstance(entry, kind) for entry in value):
        raise TypeError
    return value


def _list(values: Iterable[object]) -> Named:
    letter, name = map(_text, values)
    if not (letter or name):
        raise ValueError
    return letter, name


_HOW: dict[str, Callable[[Any], Any]] = {
    "text": _text,
    "whole": cells.whole,
    "votes": lambda value: cells.whole("none" if value is None else value),
    "day": cells.day,
    "moment": _moment,
    "list": _list,
    "numbers": lambda value: list(map(str, _listed(value))),
    "entries": lambda value: _listed(value, dict),
}


def _field(held: Mapping[str, Any], name: str | list[str], how: str, place: str) -> Any:  # noqa: ANN401  (of any field)
    """Return a field, or several as one; what is wrong in it only its publisher can mend."""
    value = held.get(name) if isinstance(name, str) else [held.get(one) for one in name]
    with suppress(TypeError, ValueError, OverflowError):
        if not isinstance(found := _HOW[how](value), cells.Wrong):
            return found
    shown, called = f"{value!r:.60}", name if isinstance(name, str) else ", ".join(name)
    raise refused("readers.field_is", place=place, name=called, shown=shown)


def _fields(held: Mapping[str, Any], described: Mapping[str, Any], place: str) -> dict[str, Any]:
    """Return what a description asks of an object and of the entries of its lists."""
    return {
        own: [_fields(entry, how, place) for entry in _field(held, name, "entries", place)]
        if isinstance(how, dict)
        else _field(held, name, how, place)
        for own, (name, how) in described.items()
    }


def _shown(named: Named) -> str:
    return " ".join(named).strip()


def read_document(content: Content) -> Document | Bilingual:
    """Return what a JSON file states; where it is set aside, what it is: for one, for several."""
    if len(content.data) > _LARGEST:
        size = worded("readers.holds_mb", count=len(content.data) // 2**20)
        raise unreadable(content.name, size, worded("readers.pass_files"))
    text = decoded(content)
    try:
        held = json.loads(text)
    except (ValueError, RecursionError) as error:
        why = worded("readers.not_sound", error=error)
        raise unreadable(content.name, why, worded("readers.may_be")) from None
    held = held if isinstance(held, dict) else {}
    election = held.get("Valgart")
    kind = next((kind for kind in _DESCRIBED["kinds"] if kind in held), "")
    if not isinstance(election, str) or (election == MUNICIPAL and not kind):
        return OTHER
    if election != MUNICIPAL:
        day = str(held.get("Valgdag") or "")
        return names.other_election(on_one_line(election), on_one_line(day))
    area = _field(held, "Afstemningsområde", "text", content.name)
    place = f"{content.name}, {area}" if area else content.name
    stated = _fields(held, _DESCRIBED["document"], place)
    typed = [text for of in ("code", "name") if (text := stated.pop(of))]
    municipality = find_municipality(" ".join(typed))
    if municipality is None:
        if any(map(names.is_no_municipality, typed)):
            return names.CHRISTIANSO
        raise names.unknown_municipality(place, " ".join(typed))
    if kind == _COUNT and stated["result"] == _WAITING:
        stated["valid"] = None
    else:
        stated |= _figures_of(_fields(held, _DESCRIBED["kinds"][kind], place), kind, place)
    if kind == _COUNT:
        stated["number"] = stated["number"] or place
    return Document(kind=kind, place=place, file=content.file, municipality=municipality, **stated)


def _figures_of(read: Mapping[str, Any], kind: str, place: str) -> dict[str, Any]:
    """Return what a file of a kind has of each list, which stands once and in one alliance."""
    if kind == _SEATS:
        by_list, by_person = (
            Counter(of["list"] for of in read[name]) for name in ("by_list", "by_person")
        )
        if by_list != by_person:
            raise refused("readers.seats_by", place=place)
        rest_on = {of["number"]: of["approved"] for of in read["counts"]}
        return {"seats": by_list, "rest_on": rest_on}
    lists, alliances = read["lists"], list[tuple[Named, ...]]()
    known = {of["number"]: of["list"] for of in lists if kind == _CANDIDATES}
    for alliance in read.get("alliances", ()):
        if not alliance["members"] or not known.keys() >= {*alliance["members"]}:
            raise refused("readers.alliance_has", place=place, label=alliance["name"])
        alliances.append(tuple(known[number] for number in alliance["members"]))
    once = {
        "Kandidatlister": [_shown(of["list"]) for of in lists],
        "KandidatlisteId": [of["number"] for of in lists if known],
        _CANDIDATES: [_shown(named) for members in alliances for named in members],
    }
    for name, stand in once.items():
        if shown := twice(stand):
            raise refused("readers.list_stands_twice", place=place, name=name, shown=shown)
    if kind == _COUNT:
        return {"votes": {of["list"]: of["votes"] for of in lists}}
    candidates = {of["list"]: len(of["candidates"]) for of in lists}
    return {"candidates": candidates, "alliances": tuple(alliances)}


# The election that files of one kind or another state together.


def join_documents(
    documents: Sequence[Document], asked: int | None, aside: Aside, problems: Problems
) -> Tally:
    """Return what the files say of one election; all contradictions are refused at once."""
    day = _day_of(documents, asked, problems)
    counted = _newest(documents, day, aside, problems)
    by_place = grouped((of.municipality.code, of) for of in counted).values()
    councils = [_council(together, aside, problems) for together in by_place]
    problems.raise_if_any()
    areas = [area for council in councils for area in council.areas]
    stated = tallies.summed(
        ((area.municipality.name, of), getattr(area, of))
        for area in areas
        if area.votes
        for of in tallies.STATED
    )
    lists = []
    for of in councils:
        for named in of.votes or of.seats:
            votes, won, stand = (known.get(named) for known in (of.votes, of.seats, of.candidates))
            entry = tallies.ListVotes(of.municipality, named, votes, won, stand, on_ballot=True)
            lists.append(entry)
    return Tally(
        day.year if day else asked or 0,
        tuple(lists),
        stated,
        Counter(area.municipality.name for area in areas if not area.votes),
        (*aside.notes(), *_notes(councils)),
        day,
        alliances={of.municipality.name: of.alliances for of in councils if of.votes},
    )


def _day_of(documents: Sequence[Document], asked: int | None, problems: Problems) -> dt.date | None:
    """Return the day of the election that is read; None where only its year is known."""
    days = sorted({of.day for of in documents if of.day and not of.is_test})
    fitting = [day for day in days if asked in {None, day.year}]
    # A by-election, and some tests, have a day of their own.
    chosen = [day for day in fitting if day == ELECTION_DAYS.get(day.year)] or fitting
    undated = not (days or asked) and any(of.day is None for of in documents)
    if len(chosen) > 1 or (days and not chosen) or undated:
        listed = Bilingual.joined((both(str(day), f"{day:%d-%m-%Y}") for day in days), ", ")
        key = "readers.elections_of" if days else "readers.files_do"
        raise problems.together(refused(key, listed=listed))
    return chosen[0] if chosen else None


def _newest(
    documents: Sequence[Document], day: dt.date | None, aside: Aside, problems: Problems
) -> list[Document]:
    """Return what was released last of each subject of an election; all others are set aside."""
    found = []
    for document in documents:
        if document.is_test:
            aside[worded("readers.file_from")].append(document.file)
        elif document.day in {None, day}:
            found.append(document)
        else:
            other = names.other_election(MUNICIPAL, f"{document.day:%d-%m-%Y}")
            aside[other].append(document.file)
    newest: dict[object, Document] = {}
    subject = attrgetter("kind", "municipality.code", "number")
    for document in sorted(found, key=lambda of: of.released, reverse=True):
        last = newest.setdefault(subject(document), document)
        if document.released < last.released:
            aside[worded("readers.file_newer")].append(document.file)
        elif document != last:
            problems.add(refused("readers.two_versions", place=document.place, place_2=last.place))
        elif document is not last:
            aside[names.REPEATED].append(document.file)
    return [document for document in found if newest[subject(document)] is document]


def _council(documents: Sequence[Document], aside: Aside, problems: Problems) -> Document:
    """Return all that is stated of a municipality, with the counts that its seats rest on."""
    nothing = Document(municipality=documents[0].municipality)
    by_kind = {document.kind: document for document in documents}
    seats, standing = by_kind.get(_SEATS, nothing), by_kind.get(_CANDIDATES, nothing)
    areas = {document.number: document for document in documents if document.kind == _COUNT}
    if seats.kind:
        for number in sorted(areas.keys() - seats.rest_on.keys()):
            aside[worded("readers.count_seats")].append(areas.pop(number).file)
        for number, approved in seats.rest_on.items():
            areas.setdefault(number, evolve(nothing, number=number, approved=approved))
    elif not areas:
        aside[worded("readers.candidate_file")].append(standing.file)
    votes, candidates = Counter[Named](), Counter[Named]()
    for area in areas.values():
        votes.update(area.votes)
        candidates |= Counter(area.candidates)  # as in the area with most of them
    council = evolve(
        seats,
        place=", ".join(filter(None, (seats.place, standing.place))),
        votes=votes,
        seats={**dict.fromkeys(votes, 0), **seats.seats} if seats.kind else {},
        candidates=standing.candidates or candidates,
        alliances=standing.alliances,
        areas=tuple(areas.values()),
    )
    for error in _contradictions(council):
        problems.add(error)
    return council


def _contradictions(council: Document) -> Iterator[InvalidInputError]:
    """Yield what cannot be: votes that are of no list, and lists without votes or candidates."""
    for of in council.areas:
        if of.valid not in (None, listed := sum(of.votes.values())):
            yield refused("readers.lists_sum", place=of.place, listed=listed, total=of.valid)
    for named in {**council.seats, **council.candidates}:
        there = {"place": council.place, "where": council.municipality.name, "shown": _shown(named)}
        won, candidates = council.seats.get(named, 0), council.candidates.get(named, 0)
        if council.votes and named not in council.votes:
            yield refused("readers.counts_do", **there)
        elif council.candidates and won > candidates:
            yield refused("readers.list_has", **there, seats=won, candidates=candidates)


def _notes(councils: Sequence[Document]) -> Iterator[Bilingual]:
    """Say what the figures rest on: preliminary counts, and the counts behind the seats."""
    areas = (area for council in councils for area in council.areas)
    if early := sum(area.result.startswith(_EARLY) for area in areas):
        yield worded("readers.polling_areas", preliminary=early)
    short: list[str] = []
    for council in councils:
        rows = [(of, len(of.votes) + sum(of.candidates.values())) for of in council.areas]
        most = max((number for _, number in rows), default=0)
        short += [of.place for of, number in rows if of.votes and number < most]
    if short:
        yield worded("readers.fewer_rows", number=len(short), listed=", ".join(short[:3]))
    seated = [council for council in councils if council.kind == _SEATS]
    if named := [of.municipality.name for of in seated if of.result.startswith(_EARLY)]:
        yield worded("readers.seats_rest", listed=", ".join(named))
    if seated:
        rest_on = sum(len(council.rest_on) for council in seated)
        yield worded("readers.official_seats", councils=len(seated), counts=rest_on)
    for council in seated:
        name = council.municipality.name
        if absent := Count(sum(not area.votes for area in council.areas)):
            yield worded("readers.seats_rest_on", name=name, count=absent)
        if other := [of.place for of in council.areas if of.approved != council.rest_on[of.number]]:
            said = {"count": len(other), "listed": ", ".join(other[:3])}
            yield worded("readers.seats_rest_on_another", name=name, **said)


@frozen
class Export:
    """What one file of the export holds: a count of each polling area."""

    file: str
    election: str
    year: int | None
    areas: Sequence[Document] = ()
    outside: int = 0
    by_name: bool = False
    reading: tuple[Bilingual, ...] = ()


def read_export(table: FoundTable, file: str, stated: Places, problems: Problems) -> Export:
    """Read an export: a list's votes are its own and its candidates'. All wrong is said at once."""
    years, places = {*map(int, PATTERNS["year_of_file"].findall(file))}, municipalities_named(file)
    named = places.pop() if len(places) == 1 else ""
    export = Export(
        file,
        of_another_election([file]) or MUNICIPAL,
        years.pop() if len(years) == 1 else None,
        by_name=bool(named) and None not in stated and form.MUNICIPALITY not in table.columns,
        reading=table.sentences(),
    )
    if export.election != MUNICIPAL:
        return export
    by_area: dict[tuple[str, ...], list[Line]] = {}
    columns = (form.MUNICIPALITY, form.DISTRICT, form.AREA, form.EXPORT_LETTER, form.EXPORT_LIST)
    for line in table.lines:
        texts = tuple(map(line.text, columns))
        if not any(names_total(text) or form.row_kind(text) for text in texts):
            by_area.setdefault(texts[:3], []).append(line)
    areas, outside = [], 0
    for (_, district, area), lines in by_area.items():
        if place := _municipality(lines[0], stated, named):
            shown = ", ".join(filter(None, (file, district, area)))
            of: dict[str, Any] = {"place": shown, "file": file, "number": f"{district}\n{area}"}
            areas.append(Document(kind=_COUNT, municipality=place, **of, **_of_area(lines)))
        else:
            outside += len(lines)
    problems.raise_if_any()
    return evolve(export, areas=areas, outside=outside)


def _of_area(lines: Iterable[Line]) -> dict[str, Any]:
    """Return what a polling area has of each list, where an empty cell is a gap."""
    votes, candidates, own = (Counter[Named]() for _ in range(3))
    for line in lines:
        named = (line.text(form.EXPORT_LETTER), line.text(form.EXPORT_LIST))
        rows = own if line.text(form.NAME).casefold() in _WORDS["list_rows"] else candidates
        rows[named] += 1
        if rows is own and own[named] > 1:
            said = {"shown": _shown(named), "area": line.text(form.AREA)}
            line.wrong(form.NAME, worded("readers.list_votes_twice", **said))
        votes[named] += line.whole(form.EXPORT_VOTES) or 0
        if not line.has(form.EXPORT_VOTES):
            line.wrong(form.EXPORT_VOTES, worded("readers.no_figure"))
    return {"votes": votes, "candidates": candidates, "valid": votes.total()}


def _municipality(line: Line, stated: Places, named: str) -> Municipality | None:
    """Find a row's municipality: in it, by its district or area, by the file's name, or stated."""
    if form.MUNICIPALITY in line.headings:
        return line.municipality(form.MUNICIPALITY)
    district, area = line.text(form.DISTRICT), line.text(form.AREA)
    text = stated.get(district) or stated.get(area) or named or stated.get(None, "")
    if not text:
        line.wrong("", worded("readers.no_place_stated", where=repr(district or area)))
    return find_municipality(text)  # `read_votes` refuses what is neither one nor Christiansø


def join_exports(exports: Iterable[Export], year: int, aside: Aside, problems: Problems) -> Tally:
    """Add up the files of one election, and say what is known from their names alone."""
    kept: list[Export] = []
    for export in exports:
        if export.election != MUNICIPAL or export.year not in {None, year}:
            other = names.other_election(export.election, str(export.year or ""))
            aside[other].append(export.file)
        elif any(export.areas == other.areas for other in kept):
            aside[names.REPEATED].append(export.file)
        else:
            kept.append(export)
    areas = [area for export in kept for area in export.areas]
    tally = join_documents(areas, year, aside, problems)
    notes = []  # anybody can rename a file
    for key, of in (("readers.place_by_name", "by_name"), ("readers.year_by_name", "year")):
        if files := [export.file for export in kept if getattr(export, of)]:
            shown = files[0] + ", ..." * (len(files) > 1)
            notes.append(worded(key, number=len(files), shown=shown))
    outside = names.left_out(sum(export.outside for export in kept))
    reading = tuple(said for export in kept for said in export.reading)
    return evolve(tally, notes=(*outside, *tally.notes, *notes), reading=reading)


def valgdatabase_years(table: FoundTable) -> set[int]:
    """Return the years of the municipal elections in a table."""
    return {int(of[1]) for of in map(form.ELECTION_COLUMN.fullmatch, table.columns) if of}


def read_valgdatabase(tables: Sequence[FoundTable], year: int, *_: object) -> Tally:
    """Read the columns of one municipal election, noting areas whose lists do not sum up."""
    count = plain.Count(year)
    for table in tables:
        columns = _columns(table, year)
        for line in table.lines:
            code = line.text(form.PLACE_ID)
            place = find_municipality(code[:3]) if re.fullmatch(r"\d{4,9}", code) else None
            where = f"{place.name if place else ''}, {code}"
            if place is None and names.is_no_municipality(code[:3]):
                count.outside += 1
            elif place is None:
                line.wrong(form.PLACE_ID, worded("readers.no_place_id", code=repr(code[:40])))
            elif where in count.places:
                line.wrong(form.PLACE_ID, stands_twice(code))
            else:
                count.begin(where, place.name)
                for column, named in columns.items():
                    if line.has(column):
                        count.add(place, named, (line, column), part=code)
    count.check()
    return count.tally()


def _columns(table: FoundTable, year: int) -> dict[str, Named]:
    """Return the columns of an election's lists and totals, with the letter and name of each."""
    found = {}
    for column in table.columns:
        match = form.ELECTION_COLUMN.fullmatch(column)
        if match and int(match[1]) == year:
            named, kind = PATTERNS["lettered"].fullmatch(match[2]), form.row_kind(match[2])
            if named:
                found[column] = (named[1], named[2])
            elif kind in _TOTALS or not (kind or re.search(_WORDS["statistic"], match[2])):
                found[column] = ("", match[2])
    return found


def read_statbank(tables: Sequence[FoundTable], year: int, *_: object) -> Tally:
    """Read the valid votes of one election, noting a list that stands twice and wrong totals."""
    count = plain.Count(year)
    letters = {party.letter for party in load_parties(year)}
    for line in (line for table in tables for line in table.lines):
        column = form.FIGURE if form.FIGURE in line.headings else form.MEASURE
        place = _area(line, year)
        if place and line.whole(column) is not None:
            count.add(place, _list_of(line.text(form.PARTY), letters), (line, column))
    count.check()
    pools = any(_POOLED in entry.named for entry in count.lists)
    note = Bilingual.joined([tables[0].grid.place, worded("readers.pooled")], ": ")
    return count.tally(*[note] * pools)


def _area(line: Line, year: int) -> Municipality | None:
    """Return a row's municipality; None for larger areas, other years and other measures."""
    area = line.text(form.REGION)
    measure = line.text(form.MEASURE) if form.FIGURE in line.headings else ""
    other = measure not in ("", "1") and form.row_kind(measure) != form.VALID
    past = line.has(form.YEAR) and not line.text(form.YEAR).endswith(str(year))
    if past or other or re.match(_WORDS["larger_area"], area):
        return None
    english = find_municipality(_WORDS["english"].get(area.casefold(), ""))
    return english or line.municipality(form.REGION)


def _list_of(party: str, letters: set[str]) -> Named:
    """Split a label such as "A. Socialdemokratiet"; a reserved letter says which party it is."""
    if found := [name for pattern, name in _WORDS["called"].items() if re.match(pattern, party)]:
        return "", found[0]
    alone = (party, "") if len(party) <= len("DD") else ("", party)
    letter, name = match.groups() if (match := PATTERNS["lettered"].fullmatch(party)) else alone
    letter = _WORDS["letters"].get(letter, letter)
    return letter, "" if letter in letters else name
