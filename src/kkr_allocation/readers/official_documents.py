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

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kkr_allocation.datasets import Municipality
    from kkr_allocation.readers.files import Content

__all__ = [
    "BEGINNING",
    "OTHER",
    "AreaCount",
    "CandidateLists",
    "Document",
    "ListFigure",
    "SeatAllocation",
    "is_json",
    "read_document",
]

_MUNICIPAL = "Kommunalvalg"
_LARGEST = 4 * 2**20
_NO_RESULT = "IngenResultater"
_PRELIMINARY = "Foreløbig"
_AREA = "AfstemningsområdeDagiId"
_COUNTS = "BaseretPåOptællinger"
BEGINNING = dt.datetime.min.replace(tzinfo=dt.UTC)
"""The moment of what states none: anything that does is newer."""
_DANISH_TIME = "%d-%m-%Y %H:%M:%S"
OTHER = Bilingual(
    "file that holds nothing of a municipal election"
    "|files that hold nothing of a municipal election",
    da="fil, der intet rummer fra et kommunalvalg|filer, der intet rummer fra et kommunalvalg",
)


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
    """What every official document states.

    Parameters
    ----------
    place : str
        The file, and the polling area where it is of one, for messages.
    file : str
        The file's own name, without folders.
    day : datetime.date or None
        The day of the election.
    released : datetime.datetime
        When this version was released.
    lists : tuple of ListFigure
        Its lists: with votes, with seats (only those that have any), or with candidates.
    preliminary : bool
        Whether it is, or rests on, a count of election night.
    """

    place: str
    file: str
    municipality: Municipality
    day: dt.date | None
    released: dt.datetime
    lists: tuple[ListFigure, ...]
    preliminary: bool

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
    """Return what a JSON file states; where it is set aside, what it is, for one and for several.

    Raises
    ------
    InvalidInputError
        If it is damaged, or a field is not what it should be.
    """
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
        raise unreadable(
            content.name,
            Bilingual(
                f"it holds {len(content.data) // 2**20} MB, and an official file is small",
                da=f"den fylder {len(content.data) // 2**20} MB, og en officiel fil er lille",
            ),
            Bilingual(
                "Pass the files of data.valg.dk, one for each polling area and council",
                da="Angiv filerne fra data.valg.dk, én for hvert afstemningsområde og hvert råd",
            ),
        )
    try:
        document = json.loads(decoded(content))
    except (ValueError, RecursionError) as error:
        if isinstance(error, InvalidInputError):
            raise
        raise unreadable(
            content.name,
            Bilingual(f"it is not sound JSON ({error})", da="det er ikke hel JSON"),
            Bilingual(
                "It may be cut off: fetch it again", da="Den kan være afbrudt: hent den igen"
            ),
        ) from None
    return document if isinstance(document, dict) else {}


def _municipality(document: Mapping[str, Any], place: str) -> Municipality | None:
    """Return the municipality, by its code where there is one; candidate files have none."""
    name = _text_in(document, "Kommune", place)
    code = _text_in(document, "Kommunekode", place)
    found = municipality_in(code or name, place)
    named = find_municipality(name)
    if found and named and found != named:
        raise _refused(
            place,
            Bilingual(
                f"the municipality is {name}, and its code is that of {found.name}",
                da=f"kommunen er {name}, og dens nummer er {found.name}s",
            ),
            Bilingual(
                "files are joined by their municipality", da="filer samles efter deres kommune"
            ),
        )
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
            named = f"{letter} {name}".strip()
            raise _refused(
                place,
                Bilingual(
                    f"the list {named!r} has no votes", da=f"listen {named!r} har ingen stemmer"
                ),
                Bilingual(
                    "Stemmer holds a list's personal votes and list votes together",
                    da="Stemmer er en listes personlige stemmer og listestemmer tilsammen",
                ),
            )
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
        raise _refused(
            place,
            Bilingual(
                "the seats by list and by person are not the same",
                da="mandaterne er ikke de samme på lister og på personer",
            ),
            Bilingual(
                "each seat of a list is one person's",
                da="hvert af en listes mandater er en persons",
            ),
        )
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
            raise _refused(
                place,
                Bilingual(
                    f"two lists have the KandidatlisteId {number!r}",
                    da=f"to lister har KandidatlisteId {number!r}",
                ),
                Bilingual(
                    "alliances name lists by it, so each has its own",
                    da="valgforbund nævner lister ved det, så hver har sit eget",
                ),
            )
    alliances = []
    for alliance in _entries_in(document, "Valgforbund", place):
        members = alliance.get("KandidatlisteId")
        known = isinstance(members, list) and all(str(member) in by_id for member in members)
        if not known or not members:
            label = _text_in(alliance, "Navn", place)
            raise _refused(
                place,
                Bilingual(
                    f"the alliance {label!r} has lists that are not in the file",
                    da=f"valgforbundet {label!r} har lister, som ikke er i filen",
                ),
                Bilingual(
                    "an alliance pools the votes of lists of the council",
                    da="et valgforbund lægger stemmer sammen for rådets lister",
                ),
            )
        alliances.append(tuple(by_id[str(member)].mark for member in members))
    if twice := _twice(chain.from_iterable(alliances)):
        said = Bilingual(
            f"the list {twice.upper()} stands in two alliances",
            da=f"listen {twice.upper()} står i to valgforbund",
        )
        why = Bilingual("votes are pooled once", da="stemmer lægges sammen ét sted")
        raise _refused(place, said, why)
    return CandidateLists(**common, lists=_once(lists, place), alliances=tuple(alliances))


def _named(entry: Mapping[str, Any], field: str, place: str) -> tuple[str, str]:
    letter, name = _text_in(entry, "Bogstavbetegnelse", place), _text_in(entry, field, place)
    if not (letter or name):
        raise _refused(
            place,
            Bilingual(
                "a list has neither letter nor name", da="en liste har hverken bogstav eller navn"
            ),
            Bilingual("figures belong to a list", da="tallene hører til en liste"),
        )
    return letter, name


def _once(lists: list[ListFigure], place: str) -> tuple[ListFigure, ...]:
    """Refuse a list that stands twice, since nothing else tells two of one letter apart."""
    if twice := _twice(entry.mark for entry in lists):
        said = Bilingual(
            f"the list {twice.upper()} stands twice", da=f"listen {twice.upper()} står to gange"
        )
        why = Bilingual("each list has its own letter", da="hver liste har sit eget bogstav")
        raise _refused(place, said, why)
    return tuple(lists)


def _twice(marks: Iterable[str]) -> str | None:
    return next((mark for mark, times in Counter(marks).items() if times > 1), None)


def _text_in(document: Mapping[str, Any], name: str, place: str) -> str:
    """Return a text; empty where there is none."""
    value = document.get(name)
    if value is None or isinstance(value, str | int):
        return "" if value is None else on_one_line(str(value))
    raise _wrong(
        document, name, place, Bilingual("it should be a text", da="det skal være en tekst")
    )


def _count_in(document: Mapping[str, Any], name: str, place: str) -> int | None:
    """Return a whole number; None where there is none."""
    value = document.get(name)
    if isinstance(value, str | int | None) and not isinstance(value, bool):
        found = whole(value)
        if not isinstance(found, Wrong):
            return found
    raise _wrong(
        document, name, place, Bilingual("votes are whole numbers", da="stemmer er hele tal")
    )


def _entries_in(document: Mapping[str, Any], name: str, place: str) -> list[dict[str, Any]]:
    """Return the entries of a list, each with fields of its own."""
    entries = document.get(name)
    if isinstance(entries, list) and all(isinstance(entry, dict) for entry in entries):
        return entries
    why = Bilingual("it should list entries with fields", da="der skal stå en liste med felter")
    raise _wrong(document, name, place, why)


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
    why = Bilingual(
        "the newest version counts, and this is not a time",
        da="den nyeste udgave gælder, og dette er ikke et tidspunkt",
    )
    raise _wrong(document, name, place, why)


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
    raise _wrong(document, name, place, Bilingual("it is not a day", da="det er ikke en dag"))


def _refused(place: str, said: Bilingual, why: Bilingual) -> InvalidInputError:
    """Return the refusal of a document, which nobody but its publisher can correct."""
    return InvalidInputError(Bilingual.joined([place, said], ": "), why=why, do=FETCH_FILE_AGAIN)


def _wrong(document: Mapping[str, Any], name: str, place: str, why: Bilingual) -> InvalidInputError:
    shown = f"{document.get(name)!r:.60}"
    return _refused(place, Bilingual(f"{name} is {shown}", da=f"{name} er {shown}"), why)


_KINDS = (
    ({_AREA}, _area),
    ({_COUNTS}, _seats),
    ({"Valgforbund"}, _candidates),
)
"""The field that only a document of the kind has, and how the document is read."""
