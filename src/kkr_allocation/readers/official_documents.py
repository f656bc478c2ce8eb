"""The JSON documents of data.valg.dk, each known by what is in it.

Three kinds lie beside each other: the count of a polling area, the seats of a council with the
counts that they rest on, and the lists, candidates and alliances of a council.
"""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple

from attrs import evolve, frozen

from kkr_allocation.datasets import find_municipality
from kkr_allocation.errors import Bilingual, InvalidInputError
from kkr_allocation.inputs import on_one_line
from kkr_allocation.readers.cells import Wrong, whole
from kkr_allocation.readers.counts import (
    CHRISTIANSO,
    FETCH_FILE_AGAIN,
    municipality_in,
    other_election,
)
from kkr_allocation.readers.files import decoded, unreadable
from kkr_allocation.words import worded

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kkr_allocation.datasets import Municipality
    from kkr_allocation.readers.files import Content

_MUNICIPAL = "Kommunalvalg"
_LARGEST = 4 * 2**20
_NO_RESULT = "IngenResultater"
_PRELIMINARY = "Foreløbig"
_AREA = "AfstemningsområdeDagiId"
_COUNTS = "BaseretPåOptællinger"
BEGINNING = dt.datetime.min.replace(tzinfo=dt.UTC)
"""The moment of what states none: anything that does is newer."""
_DANISH_TIME = "%d-%m-%Y %H:%M:%S"
OTHER = worded("readers.file_holds")


class ListFigure(NamedTuple):
    """A list as a document names it, with its votes, seats or candidates."""

    letter: str
    name: str
    figure: int | None

    @property
    def mark(self) -> str:
        """What joins it across documents: its letter, or its name where it has none."""
        return (self.letter or self.name).casefold()


@frozen(kw_only=True)
class Document:
    """What every official document states."""

    place: str
    "The file, and the polling area where it is of one, for messages."
    file: str
    "Its own name, without folders."
    municipality: Municipality
    day: dt.date | None
    released: dt.datetime
    "When this version was."
    lists: tuple[ListFigure, ...]
    "With votes, with seats (where there are any), or with candidates."
    preliminary: bool
    "Whether it is, or rests on, a count of election night."

    @property
    def subject(self) -> tuple[object, ...]:
        """What it is about: of several versions of this the newest counts."""
        return type(self), self.municipality.code

    @property
    def states(self) -> Document:
        """What it states, wherever it lies."""
        return evolve(self, place="", file="")


@frozen(kw_only=True)
class AreaCount(Document):
    """The count of a polling area; `waiting` where there is none yet."""

    number: str
    approved: dt.datetime
    valid: int | None
    cast: int | None
    eligible: int | None
    waiting: bool

    @property
    def subject(self) -> tuple[object, ...]:
        """The polling area, which has its number in the whole country."""
        return type(self), self.municipality.code, self.number


@frozen(kw_only=True)
class SeatAllocation(Document):
    """The seats of a council; `counts` are the areas it rests on, and when each was approved."""

    counts: Mapping[str, dt.datetime]


@frozen(kw_only=True)
class CandidateLists(Document):
    """The lists of a council with their number of candidates, and its alliances by their marks."""

    alliances: tuple[tuple[str, ...], ...]


def is_json(content: Content) -> bool:
    """Say whether a file begins as JSON, or is named so."""
    begins = content.data.removeprefix(b"\xef\xbb\xbf")[:64].lstrip()[:1]
    return begins in {b"{", b"["} or content.name.casefold().endswith(".json")


def read_document(content: Content) -> Document | Bilingual:
    """Return what a JSON file states; where it is set aside, what it is: for one, for several."""
    document = _parsed(content)
    if not isinstance(document.get("Valgart"), str):
        return OTHER
    if document["Valgart"] != _MUNICIPAL:
        day = on_one_line(str(document.get("Valgdag") or ""))
        return other_election(on_one_line(document["Valgart"]), day)
    reader = next((read for fields, read in _KINDS if fields & document.keys()), None)
    if reader is None:
        return OTHER
    area = _text_in(document, "Afstemningsområde", content.name)
    place = f"{content.name}, {area}" if area else content.name
    municipality = _municipality(document, place)
    if municipality is None:
        return CHRISTIANSO
    common = {
        "place": place,
        "file": content.file,
        "municipality": municipality,
        "day": _day_in(document, "Valgdag", place),
        "released": _moment_in(document, "FrigivelsesTidspunktUTC", place),
        "preliminary": _text_in(document, "Resultatart", place).startswith(_PRELIMINARY),
    }
    return reader(document, place, common)


def _parsed(content: Content) -> dict[str, Any]:
    if len(content.data) > _LARGEST:
        held = worded("readers.holds_mb", count=len(content.data) // 2**20)
        raise unreadable(content.name, held, worded("readers.pass_files"))
    try:
        document = json.loads(decoded(content))
    except (ValueError, RecursionError) as error:
        if isinstance(error, InvalidInputError):
            raise
        why = worded("readers.not_sound", error=error)
        raise unreadable(content.name, why, worded("readers.may_be")) from None
    return document if isinstance(document, dict) else {}


def _municipality(document: Mapping[str, Any], place: str) -> Municipality | None:
    """Return the municipality, by its code where there is one; candidate files have none."""
    name = _text_in(document, "Kommune", place)
    code = _text_in(document, "Kommunekode", place)
    found = municipality_in(code or name, place)
    named = find_municipality(name)
    if found and named and found != named:
        raise _refused(place, "readers.municipality_its", name=name, name_2=found.name)
    return found


def _area(document: Mapping[str, Any], place: str, common: dict[str, Any]) -> AreaCount:
    waiting = document.get("Resultatart") == _NO_RESULT
    return AreaCount(
        **common,
        number=_text_in(document, _AREA, place) or place,
        approved=_moment_in(document, "GodkendelsesDatoUTC", place),
        lists=() if waiting else _votes(document, place),
        valid=_count_in(document, "GyldigeStemmer", place),
        cast=_count_in(document, "AfgivneStemmer", place),
        eligible=_count_in(document, "AntalStemmeberettigedeVælgere", place),
        waiting=waiting,
    )


def _votes(document: Mapping[str, Any], place: str) -> tuple[ListFigure, ...]:
    found = []
    for entry in _entries_in(document, "Kandidatlister", place):
        letter, name = _named(entry, "Navn", place)
        votes = _count_in(entry, "Stemmer", place)
        if votes is None:
            raise _refused(place, "readers.list_has_no", named=f"{letter} {name}".strip())
        found.append(ListFigure(letter, name, votes))
    return _once(found, place)


def _seats(document: Mapping[str, Any], place: str, common: dict[str, Any]) -> SeatAllocation:
    """Read the seats, which stand there twice: list by list, and person by person."""
    by_list, by_person = (
        Counter(
            _named(entry, "KandidatlisteNavn", place)
            for entry in _entries_in(document, field, place)
        )
        for field in ("ListeMandater", "PersonligeMandater")
    )
    if by_list != by_person:
        raise _refused(place, "readers.seats_by")
    return SeatAllocation(
        **common,
        lists=_once([ListFigure(*named, seats) for named, seats in by_list.items()], place),
        counts={
            _text_in(entry, _AREA, place): _moment_in(entry, "GodkendelsesDatoUTC", place)
            for entry in _entries_in(document, _COUNTS, place)
        },
    )


def _candidates(document: Mapping[str, Any], place: str, common: dict[str, Any]) -> CandidateLists:
    lists: list[ListFigure] = []
    by_id: dict[str, ListFigure] = {}
    for entry in _entries_in(document, "Kandidatlister", place):
        candidates = len(_entries_in(entry, "Kandidater", place))
        lists.append(ListFigure(*_named(entry, "Navn", place), candidates))
        number = _text_in(entry, "KandidatlisteId", place)
        if by_id.setdefault(number, lists[-1]) is not lists[-1]:
            raise _refused(place, "readers.two_lists", number=number)
    alliances = []
    for alliance in _entries_in(document, "Valgforbund", place):
        members = alliance.get("KandidatlisteId")
        known = isinstance(members, list) and all(str(member) in by_id for member in members)
        if not known or not members:
            label = _text_in(alliance, "Navn", place)
            raise _refused(place, "readers.alliance_has", label=label)
        alliances.append(tuple(by_id[str(member)].mark for member in members))
    if twice := _twice(chain.from_iterable(alliances)):
        raise _refused(place, "readers.list_stands", shown=twice.upper())
    return CandidateLists(**common, lists=_once(lists, place), alliances=tuple(alliances))


def _named(entry: Mapping[str, Any], field: str, place: str) -> tuple[str, str]:
    letter, name = _text_in(entry, "Bogstavbetegnelse", place), _text_in(entry, field, place)
    if not (letter or name):
        raise _refused(place, "readers.list_has_neither")
    return letter, name


def _once(lists: list[ListFigure], place: str) -> tuple[ListFigure, ...]:
    """Refuse a list that stands twice, since nothing else tells two of one letter apart."""
    if twice := _twice(entry.mark for entry in lists):
        raise _refused(place, "readers.list_stands_twice", shown=twice.upper())
    return tuple(lists)


def _twice(marks: Iterable[str]) -> str | None:
    return next((mark for mark, times in Counter(marks).items() if times > 1), None)


def _text_in(document: Mapping[str, Any], name: str, place: str) -> str:
    """Return a text; empty where there is none."""
    value = document.get(name)
    if value is None or isinstance(value, str | int):
        return "" if value is None else on_one_line(str(value))
    raise _wrong(document, name, place, worded("readers.should_be"))


def _count_in(document: Mapping[str, Any], name: str, place: str) -> int | None:
    """Return a whole number; None where there is none."""
    value = document.get(name)
    if isinstance(value, str | int | None) and not isinstance(value, bool):
        found = whole(value)
        if not isinstance(found, Wrong):
            return found
    raise _wrong(document, name, place, worded("readers.votes_whole"))


def _entries_in(document: Mapping[str, Any], name: str, place: str) -> list[dict[str, Any]]:
    """Return the entries of a list, each with fields of its own."""
    entries = document.get(name)
    if isinstance(entries, list) and all(isinstance(entry, dict) for entry in entries):
        return entries
    raise _wrong(document, name, place, worded("readers.should_list"))


def _moment_in(document: Mapping[str, Any], name: str, place: str) -> dt.datetime:
    """Return a time, in the files' own writing or that of ISO 8601; none is the beginning.

    A time that names no zone is UTC, as the fields' names say.
    """
    text = _text_in(document, name, place)
    if not text:
        return BEGINNING
    for read in (dt.datetime.fromisoformat, _danish_time):
        try:
            moment = read(text)
            return (moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)).astimezone(dt.UTC)
        except (ValueError, OverflowError):
            continue
    raise _wrong(document, name, place, worded("readers.newest_version"))


def _danish_time(text: str) -> dt.datetime:
    return dt.datetime.strptime(text, _DANISH_TIME).replace(tzinfo=dt.UTC)


def _day_in(document: Mapping[str, Any], name: str, place: str) -> dt.date | None:
    """Return a day; None where it is not stated."""
    text = _text_in(document, name, place)
    for form in ("%d-%m-%Y", "%Y-%m-%d"):
        try:
            return dt.datetime.strptime(text[:10], form).replace(tzinfo=dt.UTC).date()
        except ValueError:
            continue
    if not text:
        return None
    raise _wrong(document, name, place, worded("readers.not_day"))


def _refused(place: str, key: str, **figures: object) -> InvalidInputError:
    """Return the refusal of a document, which nobody but its publisher can correct."""
    return _unsound(place, worded(f"{key}:what", **figures), worded(f"{key}:why", **figures))


def _wrong(document: Mapping[str, Any], name: str, place: str, why: Bilingual) -> InvalidInputError:
    shown = f"{document.get(name)!r:.60}"
    return _unsound(place, worded("readers.said", name=name, shown=shown), why)


def _unsound(place: str, said: Bilingual, why: Bilingual) -> InvalidInputError:
    return InvalidInputError(Bilingual.joined([place, said], ": "), why=why, do=FETCH_FILE_AGAIN)


_KINDS = (({_AREA}, _area), ({_COUNTS}, _seats), ({"Valgforbund"}, _candidates))
"""The field that only a document of the kind has, and how the document is read."""
