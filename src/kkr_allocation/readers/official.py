"""The official JSON files of data.valg.dk, joined to one municipal election.

Three kinds, each known by what is in it, are joined by municipality and the letter of the list: the
counts of polling areas, the seats of a council, and its lists, candidates and alliances.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections import Counter
from contextlib import suppress
from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple

from attrs import evolve, field, frozen

from kkr_allocation.datasets import ELECTION_DAYS, find_municipality
from kkr_allocation.errors import Bilingual, Count, InvalidInputError
from kkr_allocation.inputs import on_one_line
from kkr_allocation.readers import counts
from kkr_allocation.readers.cells import whole
from kkr_allocation.readers.files import decoded, unreadable
from kkr_allocation.words import both, refused, worded

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from kkr_allocation.datasets import Municipality
    from kkr_allocation.readers.book import Problems
    from kkr_allocation.readers.counts import Aside, Choices
    from kkr_allocation.readers.files import Content

OTHER = worded("readers.file_holds")
_MUNICIPAL = "Kommunalvalg"
_LARGEST = 4 * 2**20
_BEGINNING = dt.datetime.min.replace(tzinfo=dt.UTC)
"""The moment of what states none: anything that does is newer."""
_AREA = "AfstemningsområdeDagiId"
_COUNT, _SEATS, _CANDIDATES = "count", "seats", "candidates"
_ONLY_IN = {_AREA: _COUNT, "BaseretPåOptællinger": _SEATS, "Valgforbund": _CANDIDATES}
"""The field that only a file of each kind has."""
_STAMP = re.compile(r"-(\d{2})(\d{2})(\d{4})\d{4}\.json$", re.IGNORECASE)
"""How the name of a file from a test of the system ends: day, month, year, hour, minute."""
_FETCH_AGAIN = worded("readers.fetch_files")


class ListFigure(NamedTuple):
    """A list as a file names it, with its votes, seats or candidates."""

    letter: str
    name: str
    figure: int

    @property
    def mark(self) -> str:
        """What joins it across files: its letter, or its name where it has none."""
        return (self.letter or self.name).casefold()


@frozen(kw_only=True)
class Document:
    """What an official file states."""

    kind: str
    place: str
    "The file, and the polling area where it is of one, for messages."
    file: str
    municipality: Municipality
    day: dt.date | None
    released: dt.datetime
    preliminary: bool
    "Whether it is, or rests on, a count of election night."
    lists: tuple[ListFigure, ...] = ()
    number: str = ""
    approved: dt.datetime = _BEGINNING
    valid: int | None = None
    cast: int | None = None
    eligible: int | None = None
    waiting: bool = False
    counts: Mapping[str, dt.datetime] = field(factory=dict)
    "Of seats: the areas that they rest on, and when each count was approved."
    alliances: tuple[tuple[str, ...], ...] = ()
    "Of candidates: the lists of each alliance, by their marks."


def _unsound(
    place: str, said: Bilingual, why: Bilingual, do: Bilingual = _FETCH_AGAIN
) -> InvalidInputError:
    return InvalidInputError(Bilingual.joined([place, said], ": "), why=why, do=do)


@frozen
class _Fields:
    """An object of a file, field by field; what is wrong in it only its publisher can mend."""

    held: Mapping[str, Any]
    place: str

    def refused(self, key: str, **figures: object) -> InvalidInputError:
        """Return the refusal of the file."""
        what, why = (worded(f"{key}:{part}", **figures) for part in ("what", "why"))
        return _unsound(self.place, what, why, worded("readers.fetch_file"))

    def _wrong(self, name: str, why: Bilingual) -> InvalidInputError:
        said = worded("readers.said", name=name, shown=f"{self.held.get(name)!r:.60}")
        return _unsound(self.place, said, why, worded("readers.fetch_file"))

    def text(self, name: str) -> str:
        """Return a text; empty where there is none."""
        value = self.held.get(name)
        if not isinstance(value, str | int | None):
            raise self._wrong(name, worded("readers.should_be"))
        return "" if value is None else on_one_line(str(value))

    def count(self, name: str) -> int | None:
        """Return a whole number; None where there is none."""
        value = self.held.get(name)
        found = whole(value) if isinstance(value, str | int | None) else value
        if isinstance(value, bool | float) or not isinstance(found, int | None):
            raise self._wrong(name, worded("readers.votes_whole"))
        return found

    def entries(self, name: str) -> list[_Fields]:
        """Return the entries of a list, each with fields of its own."""
        entries = self.held.get(name)
        if isinstance(entries, list) and all(isinstance(entry, dict) for entry in entries):
            return [_Fields(entry, self.place) for entry in entries]
        raise self._wrong(name, worded("readers.should_list"))

    def moment(self, name: str) -> dt.datetime:
        """Return a time, in UTC where it names no zone; none is the beginning."""
        if not (text := self.text(name)):
            return _BEGINNING
        for read in (dt.datetime.fromisoformat, _danish_time):
            with suppress(ValueError, OverflowError):
                moment = read(text)
                zoned = moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
                return zoned.astimezone(dt.UTC)
        raise self._wrong(name, worded("readers.newest_version"))

    def day(self, name: str) -> dt.date | None:
        """Return a day; None where it is not stated."""
        if not (text := self.text(name)):
            return None
        for form in ("%d-%m-%Y", "%Y-%m-%d"):
            with suppress(ValueError):
                return dt.datetime.strptime(text[:10], form).replace(tzinfo=dt.UTC).date()
        raise self._wrong(name, worded("readers.not_day"))

    def named(self, field_of_name: str) -> tuple[str, str]:
        """Return the letter and the name of a list."""
        letter, name = self.text("Bogstavbetegnelse"), self.text(field_of_name)
        if not (letter or name):
            raise self.refused("readers.list_has_neither")
        return letter, name

    def once(self, lists: Iterable[ListFigure]) -> tuple[ListFigure, ...]:
        """Refuse a list that stands twice, since nothing else tells two of one letter apart."""
        kept = tuple(lists)
        if twice := _twice(entry.mark for entry in kept):
            raise self.refused("readers.list_stands_twice", shown=twice.upper())
        return kept


def _danish_time(text: str) -> dt.datetime:
    return dt.datetime.strptime(text, "%d-%m-%Y %H:%M:%S").replace(tzinfo=dt.UTC)


def _twice(marks: Iterable[str]) -> str | None:
    return next((mark for mark, times in Counter(marks).items() if times > 1), None)


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
    return _document(held if isinstance(held, dict) else {}, content)


def _document(held: dict[str, Any], content: Content) -> Document | Bilingual:
    election = held.get("Valgart")
    kind = next((kind for name, kind in _ONLY_IN.items() if name in held), "")
    if not isinstance(election, str) or (election == _MUNICIPAL and not kind):
        return OTHER
    if election != _MUNICIPAL:
        day = str(held.get("Valgdag") or "")
        return counts.other_election(on_one_line(election), on_one_line(day))
    area = _Fields(held, content.name).text("Afstemningsområde")
    fields = _Fields(held, f"{content.name}, {area}" if area else content.name)
    municipality = _municipality(fields)
    if municipality is None:
        return counts.CHRISTIANSO
    stated = {_COUNT: _count, _SEATS: _seats, _CANDIDATES: _candidates}[kind](fields)
    return Document(
        kind=kind,
        place=fields.place,
        file=content.file,
        municipality=municipality,
        day=fields.day("Valgdag"),
        released=fields.moment("FrigivelsesTidspunktUTC"),
        preliminary=fields.text("Resultatart").startswith("Foreløbig"),
        **stated,
    )


def _municipality(fields: _Fields) -> Municipality | None:
    """Return the municipality, by its code where there is one; None for Christiansø."""
    name = fields.text("Kommune")
    typed = fields.text("Kommunekode") or name
    found, named = find_municipality(typed), find_municipality(name)
    if found is None and not counts.is_no_municipality(typed):
        raise counts.unknown_municipality(fields.place, typed)
    if found and named and found != named:
        raise fields.refused("readers.municipality_its", name=name, name_2=found.name)
    return found


def _count(fields: _Fields) -> dict[str, Any]:
    waiting = fields.held.get("Resultatart") == "IngenResultater"
    lists = []
    for entry in () if waiting else fields.entries("Kandidatlister"):
        named, votes = entry.named("Navn"), entry.count("Stemmer")
        if votes is None:
            raise fields.refused("readers.list_has_no", named=" ".join(named).strip())
        lists.append(ListFigure(*named, votes))
    return {
        "number": fields.text(_AREA) or fields.place,
        "approved": fields.moment("GodkendelsesDatoUTC"),
        "lists": fields.once(lists),
        "valid": fields.count("GyldigeStemmer"),
        "cast": fields.count("AfgivneStemmer"),
        "eligible": fields.count("AntalStemmeberettigedeVælgere"),
        "waiting": waiting,
    }


def _seats(fields: _Fields) -> dict[str, Any]:
    """Read the seats, which stand there twice: list by list, and person by person."""
    by_list, by_person = (
        Counter(entry.named("KandidatlisteNavn") for entry in fields.entries(name))
        for name in ("ListeMandater", "PersonligeMandater")
    )
    if by_list != by_person:
        raise fields.refused("readers.seats_by")
    entries = fields.entries("BaseretPåOptællinger")
    return {
        "lists": fields.once(ListFigure(*named, seats) for named, seats in by_list.items()),
        "counts": {entry.text(_AREA): entry.moment("GodkendelsesDatoUTC") for entry in entries},
    }


def _candidates(fields: _Fields) -> dict[str, Any]:
    by_id: dict[str, ListFigure] = {}
    for entry in fields.entries("Kandidatlister"):
        number = entry.text("KandidatlisteId")
        if number in by_id:
            raise fields.refused("readers.two_lists", number=number)
        by_id[number] = ListFigure(*entry.named("Navn"), len(entry.entries("Kandidater")))
    alliances = []
    for alliance in fields.entries("Valgforbund"):
        members = alliance.held.get("KandidatlisteId")
        known = isinstance(members, list) and all(str(member) in by_id for member in members)
        if not known or not members:
            raise fields.refused("readers.alliance_has", label=alliance.text("Navn"))
        alliances.append(tuple(by_id[str(member)].mark for member in members))
    if twice := _twice(chain.from_iterable(alliances)):
        raise fields.refused("readers.list_stands", shown=twice.upper())
    return {"lists": fields.once(by_id.values()), "alliances": tuple(alliances)}


@frozen
class _Council:
    """The documents of a council that count, and how many areas its seats rest on without one."""

    place: Municipality
    counted: list[Document]
    waiting: int
    absent: int
    seats: Document | None
    candidates: Document | None

    @property
    def name(self) -> str:
        return self.place.name


def join_documents(
    documents: Sequence[Document], choices: Choices, *, aside: Aside, problems: Problems
) -> counts.Tally:
    """Return what the files say of one election; all contradictions are refused at once."""
    day, year = _election(documents, choices, problems)
    by_code: dict[str, list[Document]] = {}
    for document in _newest(documents, day, aside, problems):
        by_code.setdefault(document.municipality.code, []).append(document)
    councils = [_council(found, aside) for found in by_code.values()]
    lists: list[counts.ListVotes] = []
    alliances = {}
    for council in councils:
        here = _lists(council, problems)
        lists += here.values()
        pacts = council.candidates.alliances if council.candidates and here else ()
        known = (members for members in pacts if here.keys() >= {*members})
        alliances[council.name] = tuple(tuple(here[m].named for m in members) for members in known)
    problems.raise_if_any()
    cast, valid, eligible = (
        counts.summed(
            (council.name, getattr(area, of)) for council in councils for area in council.counted
        )
        for of in ("cast", "valid", "eligible")
    )
    uncounted = {council.name: council.waiting + council.absent for council in councils}
    return counts.Tally(
        year,
        tuple(lists),
        cast,
        {name: number for name, number in uncounted.items() if number},
        (*aside.notes(), *_notes(councils)),
        day,
        valid=valid,
        eligible=eligible,
        alliances=alliances,
    )


def _election(
    documents: Sequence[Document], choices: Choices, problems: Problems
) -> tuple[dt.date | None, int]:
    """Return the day and the year of the election that is read."""
    dated = [(d, d.day) for d in documents if d.day]
    days = sorted({day for d, day in dated if not _is_test(d, day)} or {day for _, day in dated})
    chosen = [day for day in days if choices.year in {None, day.year}]
    if len({day.year for day in chosen}) == 1:  # tests and by-elections have days of their own
        chosen = [day for day in chosen if day == ELECTION_DAYS.get(day.year)] or chosen
    if len(chosen) > 1 or (days and not chosen):
        danish = ", ".join(f"{day:%d-%m-%Y}" for day in days)
        listed = both(", ".join(map(str, days)), danish)
        raise problems.together(refused("readers.elections_of", listed=listed))
    day = chosen[0] if chosen else None
    year = day.year if day else choices.year
    if year is None:
        raise problems.together(refused("readers.files_do"))
    return day, year


def _is_test(document: Document, day: dt.date) -> bool:
    """Say whether it is from a test before the election, when candidates alone are published."""
    stamp = _STAMP.search(document.file)
    if stamp and (stamp[3], stamp[2], stamp[1]) < tuple(f"{day:%Y-%m-%d}".split("-")):
        return True
    early = document.released > _BEGINNING and document.released.date() < day
    return early and document.kind != _CANDIDATES


def _newest(
    documents: Iterable[Document], day: dt.date | None, aside: Aside, problems: Problems
) -> list[Document]:
    """Keep the version that was released last of each of one election, without earlier tests."""
    kept: dict[tuple[str, ...], Document] = {}
    for document in documents:
        held = document.day or day
        subject = (document.kind, document.municipality.code, document.number)
        old = kept.get(subject)
        if held and _is_test(document, held):
            aside[worded("readers.file_from")].append(document.file)
        elif held != day:
            aside[counts.other_election("Kommunalvalg", f"{held:%d-%m-%Y}")].append(document.file)
        elif old is None or document.released > old.released:
            kept[subject] = document
            if old:
                aside[worded("readers.file_newer")].append(old.file)
        elif document.released < old.released:
            aside[worded("readers.file_newer")].append(document.file)
        elif evolve(document, place=old.place, file=old.file) == old:
            aside[counts.REPEATED].append(document.file)
        else:
            places = {"place": document.place, "place_2": old.place}
            problems.add(refused("readers.two_versions", **places))
    return list(kept.values())


def _council(documents: Sequence[Document], aside: Aside) -> _Council:
    """Put together a municipality's documents, without counts that its seats do not rest on."""
    seats, candidates = (
        next((document for document in documents if document.kind == kind), None)
        for kind in (_SEATS, _CANDIDATES)
    )
    areas = []
    for area in (document for document in documents if document.kind == _COUNT):
        if seats is None or area.number in seats.counts:
            areas.append(area)
        else:
            aside[worded("readers.count_seats")].append(area.file)
    absent = {*seats.counts} - {area.number for area in areas} if seats else ()
    counted = [area for area in areas if not area.waiting]
    waiting, place = len(areas) - len(counted), documents[0].municipality
    return _Council(place, counted, waiting, len(absent), seats, candidates)


def _lists(council: _Council, problems: Problems) -> dict[str, counts.ListVotes]:
    """Return each list of a council by its mark, with its votes, seats and candidates."""
    votes: Counter[str] = Counter()
    named: dict[str, ListFigure] = {}
    for area in council.counted:
        listed = sum(entry.figure for entry in area.lists)
        if area.valid not in (None, listed):
            stated = {"place": area.place, "listed": listed, "total": area.valid}
            problems.add(refused("readers.lists_sum", **stated))
        for entry in area.lists:
            votes[entry.mark] += entry.figure
            named.setdefault(entry.mark, entry)
    won, standing = (
        _figures(document, votes, problems) for document in (council.seats, council.candidates)
    )
    for mark, candidates in standing.items():
        if (seats := won.get(mark, 0)) > candidates and council.seats and council.candidates:
            files = f"{council.seats.place}, {council.candidates.place}"
            many = {"shown": mark.upper(), "name": council.name, "seats": seats}
            said = worded("readers.list_has", candidates=candidates, **many)
            problems.add(_unsound(files, said, worded("readers.each_seat")))
    if council.seats and not votes:
        named = {entry.mark: entry for entry in council.seats.lists}
    return {
        mark: counts.ListVotes(
            council.place,
            listed.letter,
            listed.name,
            votes.get(mark),
            won.get(mark, 0) if council.seats else None,
            standing.get(mark),
            on_ballot=True,
        )
        for mark, listed in named.items()
    }


def _figures(
    document: Document | None, votes: Mapping[str, int], problems: Problems
) -> dict[str, int]:
    """Return a document's figures by mark, and refuse lists that nobody could vote for."""
    if document is None:
        return {}
    unknown = [entry for entry in document.lists if votes and entry.mark not in votes]
    if unknown:
        listed = ", ".join(f"{entry.letter} {entry.name}".strip() for entry in unknown[:3])
        there = {"place": document.place, "where": document.municipality.name, "listed": listed}
        what, why = worded("readers.counts_do", **there), worded("readers.files_council")
        problems.add(InvalidInputError(what, why=why, do=_FETCH_AGAIN))
    return {entry.mark: entry.figure for entry in document.lists}


def _notes(councils: Sequence[_Council]) -> Iterator[Bilingual]:
    """Say what the figures rest on: preliminary counts, and the counts behind the seats."""
    alone = [
        council.candidates.file
        for council in councils
        if council.candidates and not (council.counted or council.waiting or council.seats)
    ]
    if 0 < len(alone) < len(councils):
        yield from counts.left_out(len(alone), worded("readers.candidate_file"), *alone)
    preliminary = sum(area.preliminary for council in councils for area in council.counted)
    if preliminary:
        yield worded("readers.polling_areas", preliminary=preliminary)
    seated = [(council, council.seats) for council in councils if council.seats]
    if early := [council.name for council, seats in seated if seats.preliminary]:
        yield worded("readers.seats_rest", listed=", ".join(early))
    if seated:
        rests_on = sum(len(seats.counts) for _, seats in seated)
        yield worded("readers.official_seats", councils=len(seated), counts=rests_on)
    for council, seats in seated:
        if council.absent:
            count = Count(council.absent)
            yield worded("readers.seats_rest_on", name=council.name, count=count)
        other = [
            area.place
            for area in council.counted
            if _BEGINNING not in (area.approved, approved := seats.counts[area.number])
            and area.approved != approved
        ]
        if other:
            said = {"name": council.name, "count": len(other), "listed": ", ".join(other[:3])}
            yield worded("readers.seats_rest_on_another", **said)
