"""What a source says of an election, list by list, and the election that it says it of."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from attrs import field, frozen

from kkr_allocation.apportionment.alliances import Alliance
from kkr_allocation.composition.council import Council, CouncilList, local_key
from kkr_allocation.datasets.elections import (
    ELECTION_DAYS,
    election_in,
    grouped,
    load_parties,
    party_tables,
)
from kkr_allocation.datasets.municipalities import load_municipalities
from kkr_allocation.datasets.parties import (
    everyday_party,
    known_as,
    letter_alone,
    likely_party,
    on_ballot,
)
from kkr_allocation.sources import Source, SourceStatus
from kkr_allocation.words import worded

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Mapping

    from kkr_allocation.composition.election import Election
    from kkr_allocation.datasets.municipalities import Municipality
    from kkr_allocation.errors import Bilingual

_FIGURES = ("votes", "seats", "candidates")
STATED = ("cast", "valid", "electorate")
"""What a source says of a whole municipality."""
Named: TypeAlias = tuple[str, str]
"""A list by its letter and its name, as the source writes them; one may be empty."""
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


def summed(figures: Iterable[tuple[_Of, int | None]]) -> dict[_Of, int]:
    """Add up figures by what they are of; where one of them is not known, the sum is left out."""
    groups = grouped(figures).items()
    return {of: sum(filter(None, group)) for of, group in groups if None not in group}


def election_of(tally: Tally, source: str) -> Election:
    """Return the election that a tally of a source describes."""
    year, tables = tally.year, party_tables()
    used = max(table for table in tables if table <= year)
    newer = [worded("datasets.there_no", year=year, used=used)] * (used != year)
    by_place = grouped((entry.municipality.name, entry) for entry in tally.lists)
    places = load_municipalities()
    read = {place.name: _lists(by_place.get(place.name, ()), year) for place in places}
    return election_in(
        year,
        tuple(_council(place, read[place.name], tally) for place in places),
        date=tally.date or ELECTION_DAYS.get(year),
        sources=(Source(source, "", tally.status),),
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
    letters = {party.letter: party.name for party in load_parties(year)}
    alone: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    local: dict[str, list[str]] = defaultdict(list)
    unlike: set[str] = set()
    for place, lists in read.items():
        keys = {one.key for one in lists.values()}
        for named, one in lists.items():
            text = "" if all(named) else "".join(named)
            other = everyday_party(letter_alone(text), year)
            if other and other.letter not in (letter_alone(text), *keys):
                alone[text, one.name, other.name].append(place)
        for one in (one for one in dict.fromkeys(lists.values()) if one.kind == "local"):
            local[one.name].append(place)
            if one.letter in letters:
                unlike.add(one.name)
                said = {"municipality": place, "letter": one.letter, "name": one.name}
                yield worded("datasets.list_named", **said, party=letters[one.letter])
    for (text, taken, other_name), places in alone.items():
        where = ", ".join(places)
        yield worded("datasets.letter_read", text=text, party=taken, other=other_name, where=where)
    for name, places in local.items():
        yield from _of_local(name, places, year, known=name in unlike)


def _of_local(name: str, places: list[str], year: int, *, known: bool) -> Iterator[Bilingual]:
    """Note a local list that may be a party or none at all, and one that others are called as."""
    where, strange = ", ".join(places), [of for of in places if not on_ballot(name, of, year)]
    if len(places) > 1:  # a co-operation may join them
        said = {"name": name, "named": where}
        yield worded("datasets.stands_municipalities", **said, count=len(places))
    if known:
        return
    if meant := likely_party(name, year):
        yield worded("datasets.counts_as", name=name, named=where, name_2=meant.name)
    elif strange:
        yield worded("datasets.on_no_ballot", name=name, named=", ".join(strange), year=year)
