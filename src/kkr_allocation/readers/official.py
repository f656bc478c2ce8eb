"""The official JSON files of data.valg.dk, joined to one municipal election.

Three kinds, each known by a field of its own, are joined by municipality, letter and name of the
list: the counts of polling areas, the seats of a council, and its candidates and alliances.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections import Counter
from contextlib import suppress
from itertools import chain
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

import attrs
from attrs import evolve, field, frozen

from kkr_allocation.composition.council import twice
from kkr_allocation.datasets import ELECTION_DAYS, find_municipality
from kkr_allocation.errors import Bilingual, Count
from kkr_allocation.inputs import on_one_line
from kkr_allocation.readers import cells, counts
from kkr_allocation.readers.files import decoded, unreadable
from kkr_allocation.words import both, refused, worded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from kkr_allocation.datasets import Municipality
    from kkr_allocation.errors import InvalidInputError
    from kkr_allocation.readers.book import Problems
    from kkr_allocation.readers.counts import Aside, Choices
    from kkr_allocation.readers.files import Content

OTHER = worded("readers.file_holds")
MUNICIPAL = "Kommunalvalg"
COUNT, _SEATS, _CANDIDATES = "AfstemningsområdeDagiId", "BaseretPåOptællinger", "Valgforbund"
"""The kinds of files, by the field that only each of them has."""
_APPROVED, _WAITING, _EARLY = "GodkendelsesDatoUTC", "IngenResultater", "Foreløbig"
_LARGEST = 4 * 2**20
_BEGINNING = dt.datetime.min.replace(tzinfo=dt.UTC)
"""The moment of what states none: anything that does is newer."""
_STAMP = re.compile(r"-(\d{2})(\d{2})(\d{4})\d{4}\.json$", re.IGNORECASE)
"""How the name of a file from a test of the system ends: day, month, year, hour, minute."""
_DAY_FIRST = re.compile(r"^(\d\d)-(\d\d)-(\d{4})")
_Read = TypeVar("_Read")
_Named: TypeAlias = tuple[str, str]
"""A list by its letter and its name."""


def _text(value: object) -> str:
    """Return a text; empty where there is none."""
    if not isinstance(value, str | int | None):
        raise TypeError
    return "" if value is None else on_one_line(str(value))


def _votes(value: object) -> int | cells.Wrong | None:
    if value is None:
        raise TypeError
    return cells.whole(value)


def _moment(value: object) -> dt.datetime:
    """Return a time, in UTC where it names no zone; none is the beginning."""
    text = _DAY_FIRST.sub(r"\3-\2-\1", _text(value))
    moment = dt.datetime.fromisoformat(text) if text else _BEGINNING
    return (moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)).astimezone(dt.UTC)


def _entries(value: object) -> list[Any]:
    if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
        raise TypeError
    return value


@frozen(kw_only=True)
class Document:
    """What a file states of a council or a polling area; the metadata say where it stands there."""

    kind: str = ""
    place: str = field(default="", eq=False)
    "The file, and the polling area where it is of one, for messages."
    file: str = field(default="", eq=False)
    municipality: Municipality
    number: str = field(default="", metadata={COUNT: _text})
    result: str = field(default="", metadata={"Resultatart": _text})
    day: dt.date | None = field(default=None, metadata={"Valgdag": cells.day})
    released: dt.datetime = field(default=_BEGINNING, metadata={"FrigivelsesTidspunktUTC": _moment})
    approved: dt.datetime = field(default=_BEGINNING, metadata={_APPROVED: _moment})
    valid: int | None = field(default=None, metadata={"GyldigeStemmer": cells.whole})
    cast: int | None = field(default=None, metadata={"AfgivneStemmer": cells.whole})
    eligible: int | None = field(
        default=None, metadata={"AntalStemmeberettigedeVælgere": cells.whole}
    )
    votes: Mapping[_Named, int] = field(factory=dict)
    "Of no list where the area is not counted yet."
    seats: Mapping[_Named, int] = field(factory=dict)
    candidates: Mapping[_Named, int] = field(factory=dict)
    rest_on: Mapping[str, dt.datetime] = field(factory=dict)
    "The areas that the seats rest on, and when each count was approved."
    alliances: tuple[tuple[_Named, ...], ...] = ()

    @property
    def is_test(self) -> bool:
        """Whether it is from a test before the election, when candidates alone are published."""
        stamp = _STAMP.search(self.file)
        days = [f"{stamp[3]}-{stamp[2]}-{stamp[1]}"] if stamp else []
        if self.released > _BEGINNING and self.kind != _CANDIDATES:
            days.append(f"{self.released:%Y-%m-%d}")
        return self.day is not None and any(day < str(self.day) for day in days)


@frozen
class _Fields:
    """An object of a file, field by field; what is wrong in it only its publisher can mend."""

    held: Mapping[str, Any]
    place: str

    def read(self, name: str, of: Callable[[Any], _Read | cells.Wrong]) -> _Read:
        """Return a field as what it should be."""
        value = self.held.get(name)
        with suppress(TypeError, ValueError, OverflowError):
            if not isinstance(found := of(value), cells.Wrong):
                return found
        raise refused("readers.field_is", place=self.place, name=name, shown=f"{value!r:.60}")

    def entries(self, name: str) -> list[_Fields]:
        """Return the entries of a list, each with fields of its own."""
        return [_Fields(entry, self.place) for entry in self.read(name, _entries)]

    def named(self, name: str) -> _Named:
        """Return the letter and the name of a list."""
        found = self.read("Bogstavbetegnelse", _text), self.read(name, _text)
        if not any(found):
            raise refused("readers.list_has_neither", place=self.place)
        return found

    def once(self, name: str, lists: Iterable[str]) -> None:
        """Refuse a list that stands twice."""
        if shown := twice(lists):
            raise refused("readers.list_stands_twice", place=self.place, name=name, shown=shown)

    def lists(self, figure: Callable[[_Fields], Any]) -> dict[_Named, int]:
        """Return the figure of each list."""
        entries = self.entries("Kandidatlister")
        named = [entry.named("Navn") for entry in entries]
        self.once("Kandidatlister", map(_shown, named))
        return dict(zip(named, map(figure, entries), strict=True))


def _shown(named: _Named) -> str:
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
    kind = next((kind for kind in _KINDS if kind in held), "")
    if not isinstance(election, str) or (election == MUNICIPAL and not kind):
        return OTHER
    if election != MUNICIPAL:
        day = str(held.get("Valgdag") or "")
        return counts.other_election(on_one_line(election), on_one_line(day))
    area = _Fields(held, content.name).read("Afstemningsområde", _text)
    fields = _Fields(held, f"{content.name}, {area}" if area else content.name)
    typed = [text for of in ("Kommunekode", "Kommune") if (text := fields.read(of, _text))]
    municipality = find_municipality(" ".join(typed))
    if municipality is None and any(map(counts.is_no_municipality, typed)):
        return counts.CHRISTIANSO
    if municipality is None:
        raise counts.unknown_municipality(fields.place, " ".join(typed))
    stated = {
        of.name: fields.read(name, read)
        for of in attrs.fields(Document)
        for name, read in of.metadata.items()
    }
    stated |= {"kind": kind, "place": fields.place, "file": content.file}
    return Document(municipality=municipality, **stated | _KINDS[kind](fields))


def _count(fields: _Fields) -> dict[str, Any]:
    number = fields.read(COUNT, _text) or fields.place
    if fields.held.get("Resultatart") == _WAITING:
        return {"number": number, "valid": None}
    return {"number": number, "votes": fields.lists(lambda of: of.read("Stemmer", _votes))}


def _seats(fields: _Fields) -> dict[str, Any]:
    """Read the seats, which stand there twice: list by list, and person by person."""
    by_list, by_person = (
        Counter(entry.named("KandidatlisteNavn") for entry in fields.entries(name))
        for name in ("ListeMandater", "PersonligeMandater")
    )
    if by_list != by_person:
        raise refused("readers.seats_by", place=fields.place)
    areas = fields.entries(_SEATS)
    rest_on = {area.read(COUNT, _text): area.read(_APPROVED, _moment) for area in areas}
    return {"seats": by_list, "rest_on": rest_on}


def _candidates(fields: _Fields) -> dict[str, Any]:
    candidates = fields.lists(lambda of: len(of.entries("Kandidater")))
    numbers = [entry.read("KandidatlisteId", _text) for entry in fields.entries("Kandidatlister")]
    fields.once("KandidatlisteId", numbers)
    known = dict(zip(numbers, candidates, strict=True))
    alliances = []
    for alliance in fields.entries(_CANDIDATES):
        members = [known.get(str(number)) for number in alliance.read("KandidatlisteId", list[Any])]
        if not members or None in members:
            label = alliance.read("Navn", _text)
            raise refused("readers.alliance_has", place=fields.place, label=label)
        alliances.append(tuple(filter(None, members)))
    fields.once(_CANDIDATES, map(_shown, chain.from_iterable(alliances)))
    return {"candidates": candidates, "alliances": tuple(alliances)}


_KINDS = {COUNT: _count, _SEATS: _seats, _CANDIDATES: _candidates}


def join_documents(
    documents: Iterable[Document], choices: Choices, *, aside: Aside, problems: Problems
) -> counts.Tally:
    """Return what the files say of one election; all contradictions are refused at once."""
    day, year, found = _one_election(list(documents), choices, aside, problems)
    by_code: dict[str, list[Document]] = {}
    for versions in found:
        newest = _newest(versions, aside, problems)
        by_code.setdefault(newest.municipality.code, []).append(newest)
    councils = [_council(found, aside, problems) for found in by_code.values()]
    problems.raise_if_any()
    areas = [area for _, here in councils for area in here]
    cast, valid, eligible = (
        counts.summed((area.municipality.name, getattr(area, of)) for area in areas if area.votes)
        for of in ("cast", "valid", "eligible")
    )
    lists = []
    for of, _ in councils:
        for named in of.votes or of.seats:
            votes, won, stand = (known.get(named) for known in (of.votes, of.seats, of.candidates))
            entry = counts.ListVotes(of.municipality, named, votes, won, stand, on_ballot=True)
            lists.append(entry)
    return counts.Tally(
        year,
        tuple(lists),
        cast,
        Counter(area.municipality.name for area in areas if not area.votes),
        (*aside.notes(), *_notes(councils)),
        day,
        valid=valid,
        eligible=eligible,
        alliances={of.municipality.name: of.alliances for of, _ in councils if of.votes},
    )


def _one_election(
    documents: Sequence[Document], choices: Choices, aside: Aside, problems: Problems
) -> tuple[dt.date | None, int, Iterable[list[Document]]]:
    """Return the day and the year of the election that is read, and the versions of all of it."""
    days = sorted({of.day for of in documents if of.day and not of.is_test})
    asked = [day for day in days if choices.year in {None, day.year}]
    # A by-election, and some tests, have a day of their own.
    chosen = [day for day in asked if day == ELECTION_DAYS.get(day.year)] or asked
    day = chosen[0] if chosen else None
    year = day.year if day else choices.year
    found: dict[tuple[str, ...], list[Document]] = {}
    for document in documents:
        if document.is_test:
            aside[worded("readers.file_from")].append(document.file)
        elif document.day in {None, day}:
            subject = (document.kind, document.municipality.code, document.number)
            found.setdefault(subject, []).append(document)
        else:
            other = counts.other_election(MUNICIPAL, f"{document.day:%d-%m-%Y}")
            aside[other].append(document.file)
    if len(chosen) > 1 or (days and not chosen) or (found and not year):
        listed = Bilingual.joined((both(str(day), f"{day:%d-%m-%Y}") for day in days), ", ")
        key = "readers.elections_of" if days else "readers.files_do"
        raise problems.together(refused(key, listed=listed))
    return day, year or 0, found.values()


def _newest(versions: Sequence[Document], aside: Aside, problems: Problems) -> Document:
    """Return the version that was released last."""
    last, *others = sorted(versions, key=lambda of: of.released, reverse=True)
    for document in others:
        if document.released < last.released:
            aside[worded("readers.file_newer")].append(document.file)
        elif document == last:
            aside[counts.REPEATED].append(document.file)
        else:
            places = {"place": document.place, "place_2": last.place}
            problems.add(refused("readers.two_versions", **places))
    return last


def _council(
    documents: Sequence[Document], aside: Aside, problems: Problems
) -> tuple[Document, Sequence[Document]]:
    """Return all that is stated of a municipality, and the counts that its seats rest on."""
    nothing = Document(municipality=documents[0].municipality)
    by_kind = {document.kind: document for document in documents}
    seats, standing = by_kind.get(_SEATS, nothing), by_kind.get(_CANDIDATES, nothing)
    areas = {document.number: document for document in documents if document.kind == COUNT}
    if seats.kind:
        for number in sorted(areas.keys() - seats.rest_on.keys()):
            aside[worded("readers.count_seats")].append(areas.pop(number).file)
        for number, approved in seats.rest_on.items():
            areas.setdefault(number, evolve(nothing, number=number, approved=approved))
    elif not areas:
        aside[worded("readers.candidate_file")].append(standing.file)
    votes: Counter[_Named] = Counter()
    candidates = dict(standing.candidates)
    for area in areas.values():
        votes.update(area.votes)
        for named, several in area.candidates.items():
            candidates[named] = max(several, candidates.get(named, 0))
    place = ", ".join(filter(None, (seats.place, standing.place)))
    won = {**dict.fromkeys(votes, 0), **seats.seats} if seats.kind else {}
    council = evolve(
        seats,
        place=place,
        votes=votes,
        seats=won,
        candidates=candidates,
        alliances=standing.alliances,
    )
    for error in _contradictions(council, areas.values()):
        problems.add(error)
    return council, [*areas.values()]


def _contradictions(council: Document, areas: Iterable[Document]) -> Iterator[InvalidInputError]:
    """Yield what cannot be: votes that are of no list, and lists without votes or candidates."""
    for area in areas:
        listed = sum(area.votes.values())
        if area.valid not in (None, listed):
            stated = {"place": area.place, "listed": listed, "total": area.valid}
            yield refused("readers.lists_sum", **stated)
    for named in {**council.seats, **council.candidates}:
        there = {"place": council.place, "where": council.municipality.name, "shown": _shown(named)}
        won, candidates = council.seats.get(named, 0), council.candidates.get(named, 0)
        if council.votes and named not in council.votes:
            yield refused("readers.counts_do", **there)
        elif council.candidates and won > candidates:
            yield refused("readers.list_has", **there, seats=won, candidates=candidates)


def _notes(councils: Sequence[tuple[Document, Sequence[Document]]]) -> Iterator[Bilingual]:
    """Say what the figures rest on: preliminary counts, and the counts behind the seats."""
    if early := sum(area.result.startswith(_EARLY) for _, areas in councils for area in areas):
        yield worded("readers.polling_areas", preliminary=early)
    short: list[str] = []
    for _, areas in councils:
        lists = [len(of.votes) + sum(of.candidates.values()) for of in areas]
        pairs = zip(areas, lists, strict=True)
        short += [of.place for of, number in pairs if of.votes and number < max(lists)]
    if short:
        yield worded("readers.fewer_rows", number=len(short), listed=", ".join(short[:3]))
    seated = [(council, areas) for council, areas in councils if council.kind == _SEATS]
    if named := [
        council.municipality.name for council, _ in seated if council.result.startswith(_EARLY)
    ]:
        yield worded("readers.seats_rest", listed=", ".join(named))
    if seated:
        rest_on = sum(len(council.rest_on) for council, _ in seated)
        yield worded("readers.official_seats", councils=len(seated), counts=rest_on)
    for council, areas in seated:
        if absent := Count(sum(not area.votes for area in areas)):
            yield worded("readers.seats_rest_on", name=council.municipality.name, count=absent)
        other = [area.place for area in areas if area.approved != council.rest_on[area.number]]
        if other:
            said = {
                "name": council.municipality.name,
                "count": len(other),
                "listed": ", ".join(other[:3]),
            }
            yield worded("readers.seats_rest_on_another", **said)
