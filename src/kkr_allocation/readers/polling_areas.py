"""The counts of data.valg.dk: JSON, one file for each polling area.

An area has several versions, and the one released last counts. Municipal and regional elections
lie side by side and are never mixed.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from attrs import frozen

from kkr_allocation.errors import Bilingual, InvalidInputError
from kkr_allocation.readers.files import decoded, unreadable
from kkr_allocation.readers.polling_area_fields import count_in, day_in, moment_in, text_in
from kkr_allocation.readers.tally import (
    FETCH_FILE_AGAIN,
    Choices,
    ListVotes,
    Tally,
    check_total,
    left_out,
    municipality_in,
)

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping

    from kkr_allocation.datasets import Municipality
    from kkr_allocation.readers.files import Content

__all__ = ["is_json", "read_polling_areas"]

_MUNICIPAL = "Kommunalvalg"
_LARGEST = 4 * 2**20
_NO_RESULT = "IngenResultater"
_PRELIMINARY = "Foreløbig"
_OTHER_FILES = Bilingual(
    "file that holds no result of a municipal election"
    "|files that hold no result of a municipal election",
    da="fil uden resultater fra et kommunalvalg|filer uden resultater fra et kommunalvalg",
)


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
            Bilingual(
                "the files do not say when the election was",
                da="filerne siger ikke, hvornår valget var",
            ),
            why=Bilingual(
                "party names are looked up in the table of that election",
                da="partiernes navne slås op i tabellen for det valg",
            ),
            do=Bilingual("Pass year=2025", da="Angiv det: year=2025"),
        )
    newest = _newest([area for area in areas if area.day in {None, day}])
    preliminary = sum(area.preliminary for area in newest)
    if preliminary:
        notes += (
            Bilingual(
                f"polling areas whose count is preliminary: {preliminary}",
                da=f"afstemningsområder med foreløbig optælling: {preliminary}",
            ),
        )
    return _tally(newest, year, day, notes)


def _document(content: Content) -> dict[str, Any]:
    if len(content.data) > _LARGEST:
        raise unreadable(
            content.name,
            Bilingual(
                f"it holds {len(content.data) // 2**20} MB, and the count of a polling area is "
                "small",
                da=f"den fylder {len(content.data) // 2**20} MB, og et afstemningsområdes "
                "optælling er lille",
            ),
            Bilingual(
                "Pass the files of data.valg.dk, one for each polling area",
                da="Angiv filerne fra data.valg.dk, én for hvert afstemningsområde",
            ),
        )
    try:
        document = json.loads(decoded(content))
    except (ValueError, RecursionError) as error:
        if isinstance(error, InvalidInputError):
            raise
        raise unreadable(
            content.name,
            Bilingual(f"it is no sound JSON ({error})", da="det er ikke hel JSON"),
            Bilingual(
                "It may be cut off: fetch it again", da="Den kan være afbrudt: hent den igen"
            ),
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
    place = f"{name}, {text_in(document, 'Afstemningsområde', name) or 'polling area'}"
    code = document.get("Kommunekode")
    text = str(code) if code else text_in(document, "Kommune", place)
    municipality = municipality_in(text, place)
    if municipality is None:
        return None
    waiting = document.get("Resultatart") == _NO_RESULT
    return _Area(
        place,
        number=text_in(document, "AfstemningsområdeDagiId", place),
        municipality=municipality,
        released=moment_in(text_in(document, "FrigivelsesTidspunktUTC", place), place),
        day=day_in(text_in(document, "Valgdag", place), place),
        lists=None if waiting else _lists(document, municipality, place),
        valid=count_in(document, "GyldigeStemmer", place),
        cast=count_in(document, "AfgivneStemmer", place),
        preliminary=text_in(document, "Resultatart", place).startswith(_PRELIMINARY),
    )


def _election_day(areas: list[_Area], choices: Choices) -> dt.date | None:
    days = sorted({area.day for area in areas if area.day})
    chosen = [day for day in days if choices.year in {None, day.year}]
    if len(chosen) > 1 or (days and not chosen):
        listed = ", ".join(map(str, days))
        danish = ", ".join(f"{day:%d-%m-%Y}" for day in days)
        raise InvalidInputError(
            Bilingual(
                f"the files hold the elections of {listed}", da=f"filerne har valgene den {danish}"
            ),
            why=Bilingual(
                "votes of two elections are never mixed", da="stemmer fra to valg blandes aldrig"
            ),
            do=Bilingual("Pass year= for one of them", da="Angiv year= for et af dem"),
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
                Bilingual(
                    f"{area.place} and {old.place} are two versions of one polling area",
                    da=f"{area.place} og {old.place} er to udgaver af ét afstemningsområde",
                ),
                why=Bilingual(
                    "they differ and were released at the same time, so neither is the newest",
                    da="de er forskellige og frigivet samtidig, så ingen af dem er den nyeste",
                ),
                do=Bilingual("Remove the one that does not hold", da="Fjern den, der ikke gælder"),
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
            Bilingual(
                f"{place}: Kandidatlister is {entries!r:.60}",
                da=f"{place}: Kandidatlister er {entries!r:.60}",
            ),
            why=Bilingual(
                "it should list the lists and their votes",
                da="der skal stå listerne og deres stemmer",
            ),
            do=FETCH_FILE_AGAIN,
        )
    found = []
    for entry in entries:
        letter = text_in(entry, "Bogstavbetegnelse", place)
        name = text_in(entry, "Navn", place)
        votes = count_in(entry, "Stemmer", place)
        if votes is None or not (letter or name):
            named = f"{letter} {name}".strip()
            raise InvalidInputError(
                Bilingual(
                    f"{place}: the list {named!r} has no votes or no name",
                    da=f"{place}: listen {named!r} har ingen stemmer eller intet navn",
                ),
                why=Bilingual(
                    "Stemmer holds a list's personal votes and list votes together",
                    da="Stemmer er en listes personlige stemmer og listestemmer tilsammen",
                ),
                do=FETCH_FILE_AGAIN,
            )
        found.append(ListVotes(municipality, letter, name, votes))
    return tuple(found)
