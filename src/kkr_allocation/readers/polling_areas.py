"""The counts of data.valg.dk: JSON, one file for each polling area.

An area has several versions, and the one released last counts. Municipal and regional elections
lie side by side and are never mixed.
"""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any

from attrs import frozen

from kkr_allocation.errors import InvalidInputError
from kkr_allocation.readers.figures import figure
from kkr_allocation.readers.files import decoded, unreadable
from kkr_allocation.readers.tally import (
    Choices,
    ListVotes,
    Tally,
    check_total,
    left_out,
    municipality_in,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kkr_allocation.datasets import Municipality
    from kkr_allocation.readers.files import Content

__all__ = ["is_json", "read_polling_areas"]

_MUNICIPAL = "Kommunalvalg"
_LARGEST = 4 * 2**20
_NO_RESULT = "IngenResultater"
_PRELIMINARY = "Foreløbig"
_OTHER_FILES = (
    "file that holds no result of a municipal election"
    "|files that hold no result of a municipal election"
)
_BEGINNING = dt.datetime.min.replace(tzinfo=dt.UTC)


@frozen
class _Area:
    """One version of one polling area; no lists where its result is not there yet."""

    place: str
    number: str
    municipality: Municipality
    released: dt.datetime
    day: dt.date | None
    lists: tuple[ListVotes, ...] | None
    valid: int | None
    cast: int | None
    preliminary: bool


def is_json(content: Content) -> bool:
    """Say whether a file begins as JSON, or is named so."""
    begins = content.data.removeprefix(b"\xef\xbb\xbf")[:64].lstrip()[:1]
    return begins in {b"{", b"["} or content.name.casefold().endswith(".json")


def read_polling_areas(files: Iterable[Content], choices: Choices) -> Tally:
    """Read the polling areas of one municipal election.

    Parameters
    ----------
    files : iterable of Content
        JSON files; those that are no results of a municipal election are left out and noted.
    choices : Choices
        The year, where the files hold several elections.

    Raises
    ------
    InvalidInputError
        If a file is damaged, an area's lists do not sum to its valid votes, two versions of an
        area differ and were released at once, or the files hold several elections and the
        choices name none.
    """
    areas, other, outside = [], 0, 0
    for content in files:
        document = _document(content)
        if not _is_result(document):
            other += 1
            continue
        area = _area(content.name, document)
        if area is None:
            outside += 1
        else:
            areas.append(area)
    notes = left_out(outside)
    notes += left_out(other, _OTHER_FILES)
    day = _election_day(areas, choices)
    year = day.year if day else choices.year
    if year is None:
        raise InvalidInputError(
            "the files do not say when the election was",
            why="party names are looked up in the table of that election",
            do="Pass year=2025",
        )
    newest = _newest([area for area in areas if area.day in {None, day}])
    preliminary = sum(area.preliminary for area in newest)
    if preliminary:
        notes += (f"polling areas whose count is preliminary: {preliminary}",)
    return _tally(newest, year, day, notes)


def _document(content: Content) -> dict[str, Any]:
    if len(content.data) > _LARGEST:
        raise unreadable(
            content.name,
            f"it holds {len(content.data) // 2**20} MB, and the count of a polling area is small",
            "Pass the files of data.valg.dk, one for each polling area",
        )
    try:
        document = json.loads(decoded(content))
    except (ValueError, RecursionError) as error:
        if isinstance(error, InvalidInputError):
            raise
        raise unreadable(
            content.name, f"it is no sound JSON ({error})", "It may be cut off: fetch it again"
        ) from None
    return document if isinstance(document, dict) else {}


def _is_result(document: Mapping[str, Any]) -> bool:
    """Say whether a file is an area's municipal result: also lists of candidates lie about."""
    return (
        document.get("Valgart") == _MUNICIPAL
        and "AfstemningsområdeDagiId" in document
        and ("GyldigeStemmer" in document or document.get("Resultatart") == _NO_RESULT)
    )


def _area(name: str, document: Mapping[str, Any]) -> _Area | None:
    place = f"{name}, {_text(document, 'Afstemningsområde', name) or 'polling area'}"
    code = document.get("Kommunekode")
    text = str(code) if code else _text(document, "Kommune", place)
    municipality = municipality_in(text, place)
    if municipality is None:
        return None
    waiting = document.get("Resultatart") == _NO_RESULT
    return _Area(
        place,
        number=_text(document, "AfstemningsområdeDagiId", place),
        municipality=municipality,
        released=_moment(_text(document, "FrigivelsesTidspunktUTC", place), place),
        day=_day(_text(document, "Valgdag", place), place),
        lists=None if waiting else _lists(document, municipality, place),
        valid=_count(document, "GyldigeStemmer", place),
        cast=_count(document, "AfgivneStemmer", place),
        preliminary=_text(document, "Resultatart", place).startswith(_PRELIMINARY),
    )


def _text(document: Mapping[str, Any], name: str, place: str) -> str:
    value = document.get(name)
    if value is None or isinstance(value, str | int):
        return "" if value is None else str(value).strip()
    raise InvalidInputError(
        f"{place}: {name} is {value!r:.60}", why="it should be a text", do="Fetch the file again"
    )


def _count(document: Mapping[str, Any], name: str, place: str) -> int | None:
    value = document.get(name)
    if isinstance(value, str | int | None) and not isinstance(value, bool):
        return None if value is None else figure(str(value), f"{place}: {name}")
    raise InvalidInputError(
        f"{place}: {name} is {value!r:.60}",
        why="votes are whole numbers",
        do="Fetch the file again",
    )


def _moment(text: str, place: str) -> dt.datetime:
    """Return when a version was released; one without a time is the oldest."""
    if not text:
        return _BEGINNING
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        raise InvalidInputError(
            f"{place}: FrigivelsesTidspunktUTC is {text[:60]!r}",
            why="the newest version of an area counts, and this is no time",
            do="Fetch the file again",
        ) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)


def _day(text: str, place: str) -> dt.date | None:
    for form in ("%d-%m-%Y", "%Y-%m-%d"):
        try:
            return dt.datetime.strptime(text[:10], form).replace(tzinfo=dt.UTC).date()
        except ValueError:
            continue
    if not text:
        return None
    raise InvalidInputError(
        f"{place}: Valgdag is {text[:60]!r}", why="it is no day", do="Fetch the file again"
    )


def _election_day(areas: list[_Area], choices: Choices) -> dt.date | None:
    days = sorted({area.day for area in areas if area.day})
    chosen = [day for day in days if choices.year in {None, day.year}]
    if len(chosen) > 1 or (days and not chosen):
        raise InvalidInputError(
            f"the files hold the elections of {', '.join(map(str, days))}",
            why="votes of two elections are never mixed",
            do="Pass year= for one of them",
        )
    return chosen[0] if chosen else None


def _newest(areas: list[_Area]) -> list[_Area]:
    """Keep the version of each area that was released last."""
    kept: dict[tuple[str, str], _Area] = {}
    for area in areas:
        mark = (area.municipality.code, area.number)
        old = kept.get(mark)
        if old is None or area.released > old.released:
            kept[mark] = area
        elif area.released == old.released and _figures(area) != _figures(old):
            raise InvalidInputError(
                f"{area.place} and {old.place} are two versions of one polling area",
                why="they differ and were released at the same time, so neither is the newest",
                do="Remove the one that does not hold",
            )
    return list(kept.values())


def _figures(area: _Area) -> tuple[object, ...]:
    return area.lists, area.valid, area.cast


def _tally(areas: list[_Area], year: int, day: dt.date | None, notes: tuple[str, ...]) -> Tally:
    lists: list[ListVotes] = []
    cast: dict[str, int | None] = {}
    uncounted: dict[str, int] = {}
    for area in areas:
        name = area.municipality.name
        if area.lists is None:
            uncounted[name] = uncounted.get(name, 0) + 1
            continue
        check_total(area.place, sum(entry.votes or 0 for entry in area.lists), area.valid)
        lists += area.lists
        before = cast.get(name, 0)
        cast[name] = None if area.cast is None or before is None else before + area.cast
    known = {name: votes for name, votes in cast.items() if votes is not None}
    return Tally(year, tuple(lists), known, uncounted, notes, day)


def _lists(
    document: Mapping[str, Any], municipality: Municipality, place: str
) -> tuple[ListVotes, ...]:
    entries = document.get("Kandidatlister")
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise InvalidInputError(
            f"{place}: Kandidatlister is {entries!r:.60}",
            why="it should list the lists and their votes",
            do="Fetch the file again",
        )
    found = []
    for entry in entries:
        letter = _text(entry, "Bogstavbetegnelse", place)
        name = _text(entry, "Navn", place)
        votes = _count(entry, "Stemmer", place)
        if votes is None or not (letter or name):
            raise InvalidInputError(
                f"{place}: the list {letter} {name} has no votes or no name",
                why="Stemmer holds a list's personal votes and list votes together",
                do="Fetch the file again",
            )
        found.append(ListVotes(municipality, letter, name, votes))
    return tuple(found)
