"""From a tally to an election: which lists are parties, and what is worth a note."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from attrs import field, frozen

from kkr_allocation import datasets
from kkr_allocation.apportionment.alliances import Alliance
from kkr_allocation.composition.council import Council, CouncilList, local_key
from kkr_allocation.composition.election import Election
from kkr_allocation.datasets.elections import grouped
from kkr_allocation.datasets.parties import known_as
from kkr_allocation.errors import Bilingual, InvalidInputError
from kkr_allocation.files import called
from kkr_allocation.forms.columns import CAST_ROW, CODE, ELECTORATE, VALID
from kkr_allocation.readers.names import asked_of
from kkr_allocation.sources import Source, SourceStatus
from kkr_allocation.words import refused, worded

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Mapping

    from kkr_allocation.datasets import Municipality
    from kkr_allocation.readers.book import Line

CHRISTIANSO = worded("readers.row_or")
REPEATED = worded("readers.file_stands")
_NO_MUNICIPALITY = {"411", "0411", "christiansø"}
_FIGURES = ("votes", "seats", "candidates")
STATED = (CAST_ROW, VALID, ELECTORATE)
"""What a file says of a whole municipality."""
Places: TypeAlias = "Mapping[str | None, str]"
"""The municipalities that the caller states, by district or polling area; that of all by None."""
Named: TypeAlias = tuple[str, str]
"""A list by its letter and its name, as the file writes them; one may be empty."""
_Lists: TypeAlias = dict[Named, CouncilList]
_Of = TypeVar("_Of")


@frozen
class ListVotes:
    """A list's votes in a municipality or a part of it; None where the file does not have them."""

    municipality: Municipality
    named: Named
    votes: int | None
    seats: int | None = None
    candidates: int | None = None
    on_ballot: bool = False
    "Whether the name is that of the ballot, and not how somebody calls the list."


@frozen
class Tally:
    """What a file says of an election; figures by municipality, where the file has them."""

    year: int
    lists: tuple[ListVotes, ...]
    "In the order of the file; a list may stand there once for every area."
    stated: Mapping[tuple[str, str], int] = field(factory=dict)
    "By municipality and which of `STATED` it is."
    uncounted: Mapping[str, int] = field(factory=dict)
    notes: tuple[str, ...] = ()
    date: dt.date | None = None
    status: SourceStatus = SourceStatus.PUBLISHED
    alliances: Mapping[str, tuple[tuple[Named, ...], ...]] = field(factory=dict)
    "The registered ones: the lists of each as `ListVotes.named`."
    reading: tuple[Bilingual, ...] = ()


class Aside(defaultdict[Bilingual, list[str]]):
    """What of a heap of files is set aside: the names by what they are, for one and for several."""

    def notes(self) -> tuple[Bilingual, ...]:
        """Say what was set aside, with the name of the first of each kind."""
        return tuple(
            note for of, names in self.items() for note in left_out(len(names), of, *names)
        )


def is_no_municipality(text: str) -> bool:
    """Say whether a text is Christiansø."""
    return text.strip().casefold() in _NO_MUNICIPALITY


def unknown_municipality(place: str, text: str) -> InvalidInputError:
    """Return the refusal of a municipality that there is not, at a place of a file."""
    meant = asked_of(datasets.likely_municipalities(text))
    return refused("readers.municipality", place=place, shown=text[:60], meant=meant)


def municipality_of(line: Line, column: str) -> Municipality | None:
    """Return the municipality of a row; None for Christiansø, and where it was noted."""
    text = line.needed(column) or ""
    found = datasets.find_municipality(text)
    if text and found is None and not is_no_municipality(text):
        meant = asked_of(() if line.problems.full else datasets.likely_municipalities(text))
        line.wrong(column, worded("readers.no_municipality", text=repr(text[:60]), meant=meant))
    code = line.text(CODE)
    if code and found and datasets.find_municipality(code) != found:
        line.wrong(CODE, worded("readers.another_code", code=code, name=found.name, own=found.code))
    return found


def left_out(number: int, what: Bilingual = CHRISTIANSO, *named: str) -> tuple[Bilingual, ...]:
    """Return the note on what was left out, with the first one's name; none where nothing was."""
    names = f" ({named[0]}{', ...' if number > 1 else ''})" if named else ""
    return (worded("readers.left_out", number=number, what=what, names=names),) if number else ()


def other_election(kind: str, day: str) -> Bilingual:
    """Name the files of another election, for one and for several."""
    when = "in_year" if day.isdecimal() else "on_day" if day else "undated"
    return worded(f"readers.file_of_election:{when}", kind=kind[:40], day=day[:10])


def summed(figures: Iterable[tuple[_Of, int | None]]) -> dict[_Of, int]:
    """Add up figures by what they are of; where one of them is not known, the sum is left out."""
    groups = grouped(figures).items()
    return {of: sum(filter(None, group)) for of, group in groups if None not in group}


def election_of(tally: Tally, source: str) -> Election:
    """Return the election that a tally describes; one before the first party table is refused."""
    year, tables = tally.year, datasets.party_tables()
    if year < tables[0]:
        raise refused("readers.election", shown=called(source), year=year, shown_2=tables[0])
    used = max(table for table in tables if table <= year)
    newer = [worded("readers.there_no", year=year, used=used)] * (used != year)
    by_place = grouped((entry.municipality.name, entry) for entry in tally.lists)
    places = datasets.load_municipalities()
    read = {place.name: _lists(by_place.get(place.name, ()), year) for place in places}
    parties = datasets.load_parties(year)
    return Election(
        year,
        tally.date or datasets.ELECTION_DAYS.get(year),
        tuple(_council(place, read[place.name], tally) for place in places),
        sources=(Source(source, "", tally.status),),
        name=f"KV{year}",
        areas=datasets.load_regions(),
        parties=tuple(party.letter for party in parties),
        party_names=parties,
        entitled=datasets.load_entitled_parties(year),
        notes=(*tally.notes, *newer, *_notes(read, year)),
        reading=tally.reading,
    )


def _lists(entries: Iterable[ListVotes], year: int) -> _Lists:
    """Add up a municipality's lists; two local ones of one name have their letters added to it."""
    known = grouped((known_as(*of.named, of.municipality.name, year)[:3], of) for of in entries)
    times = Counter(key for key, *_ in known)
    lists: _Lists = {}
    for (key, letter, name), same in known.items():
        first, place = same[0], same[0].municipality.name
        written = known_as(*first.named, place, year)[-1]
        shown = f"{name} [{letter}]" if letter and times[key] > 1 else name
        figures = summed((of, getattr(entry, of)) for entry in same for of in _FIGURES)
        one = CouncilList(
            key if shown == name else local_key(shown, place),
            letter,
            shown,
            "party" if key == letter else "local",
            **figures,
            status="votes" if "votes" in figures else "seats",
            ballot_name=written if first.on_ballot and written != name else "",
        )
        lists |= dict.fromkeys((entry.named for entry in same), one)
    return lists


def _council(place: Municipality, by_name: _Lists, tally: Tally) -> Council:
    lists = tuple({entry.key: entry for entry in by_name.values()}.values())
    cast, valid, electorate = (tally.stated.get((place.name, of)) for of in STATED)
    return Council(
        place.code,
        place.name,
        lists,
        council_seats=summed(("all", entry.seats) for entry in lists).get("all"),
        votes_cast=cast,
        votes_cast_status="missing" if cast is None else "published",
        uncounted=tally.uncounted.get(place.name, 0),
        votes_valid=valid,
        eligible_voters=electorate,
        alliances=tuple(
            Alliance([by_name[named].key for named in members])
            for members in tally.alliances.get(place.name, ())
        ),
    )


def _notes(read: Mapping[str, _Lists], year: int) -> Iterator[Bilingual]:
    """Note letters that people use for two parties, and local lists that may be something else."""
    letters = {party.letter: party.name for party in datasets.load_parties(year)}
    alone: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    local: dict[str, list[str]] = defaultdict(list)
    unlike: set[str] = set()
    for place, lists in read.items():
        keys = {one.key for one in lists.values()}
        for named, one in lists.items():
            text = "" if all(named) else "".join(named)
            other = datasets.everyday_party(text, year) if len(text) == 1 else None
            if other and one.kind == "party" and other.letter not in keys:
                alone[text, one.name, other.name].append(place)
        for one in (one for one in dict.fromkeys(lists.values()) if one.kind == "local"):
            local[one.name].append(place)
            if one.letter in letters:
                unlike.add(one.name)
                said = {"municipality": place, "letter": one.letter, "name": one.name}
                yield worded("readers.list_named", **said, party=letters[one.letter])
    for (text, taken, other_name), places in alone.items():
        where = ", ".join(places)
        yield worded("readers.letter_read", text=text, party=taken, other=other_name, where=where)
    for name, places in local.items():
        where = ", ".join(places)
        if name not in unlike and (meant := datasets.likely_party(name, year)):
            yield worded("readers.counts_as", name=name, named=where, name_2=meant.name)
        if len(places) > 1:  # a co-operation may join them
            said = {"name": name, "named": where}
            yield worded("readers.stands_municipalities", **said, count=len(places))
