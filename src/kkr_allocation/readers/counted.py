"""From a tally to an election: which lists are parties, and what is worth a note.

Parties are recognised by the table of names, local lists are kept under their own names, and what
a reader of the protocol should know is noted: never dropped, never guessed.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from attrs import evolve

from kkr_allocation.apportionment.alliances import Alliance
from kkr_allocation.composition.council import Council, CouncilList, local_key
from kkr_allocation.composition.election import Election
from kkr_allocation.composition.parties import taken_apart
from kkr_allocation.datasets import (
    ELECTION_DAYS,
    likely_party,
    load_entitled_parties,
    load_municipalities,
    load_parties,
    load_regions,
    party_tables,
)
from kkr_allocation.errors import Bilingual, InvalidInputError
from kkr_allocation.readers.file_errors import called
from kkr_allocation.readers.tally import party_in
from kkr_allocation.sources import Source

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kkr_allocation.datasets import Municipality
    from kkr_allocation.readers.tally import ListVotes, Tally

__all__ = ["election_of"]


def election_of(tally: Tally, source: str) -> Election:
    """Return the election that a tally describes.

    Parameters
    ----------
    tally : Tally
        What was read.
    source : str
        The file's name.

    Returns
    -------
    Election
        All 98 municipalities; those the file does not have are without lists, and the coverage
        says so.

    Raises
    ------
    InvalidInputError
        If the tally is of an election before the first table of party names.
    """
    tables = party_tables()
    if tally.year < tables[0]:
        raise InvalidInputError(
            Bilingual(
                f"{called(source)} is of the election of {tally.year}",
                da=f"{called(source)} er fra valget i {tally.year}",
            ),
            why=Bilingual(
                f"the table of party names begins with {tables[0]}",
                da=f"tabellen over partiernes navne begynder med {tables[0]}",
            ),
            do=Bilingual(
                "Pass the right year=, or compose from figures by kkr.compose",
                da="Angiv det rigtige år, eller sammensæt ud fra tal i Python med kkr.compose",
            ),
        )
    by_place: dict[str, list[ListVotes]] = {}
    for entry in tally.lists:
        by_place.setdefault(entry.municipality.name, []).append(entry)
    keys: dict[str, dict[tuple[str, str], str]] = {}
    lists = {}
    for name, entries in by_place.items():
        lists[name], keys[name] = _lists(entries, tally.year)
    return Election(
        tally.year,
        tally.date or ELECTION_DAYS.get(tally.year),
        tuple(
            _council(place, lists.get(place.name, ()), keys.get(place.name, {}), tally)
            for place in load_municipalities()
        ),
        sources=(Source(source, "", tally.status),),
        name=f"KV{tally.year}",
        areas=load_regions(),
        parties=tuple(party.letter for party in load_parties(tally.year)),
        party_names=load_parties(tally.year),
        entitled=load_entitled_parties(tally.year),
        notes=(
            *tally.notes,
            *_table_notes(tally.year),
            *_unknown_parties(lists, tally.year),
            *_nearly_parties(lists, tally.year),
            *_same_names(lists),
        ),
    )


def _lists(
    entries: Iterable[ListVotes], year: int
) -> tuple[tuple[CouncilList, ...], dict[tuple[str, str], str]]:
    """Add up a municipality's lists by what they are, in the order they first stand.

    Returns
    -------
    tuple of (tuple of CouncilList, dict)
        The lists; and the key of each, by the letter and name that the file has.
    """
    found: dict[tuple[str, str], CouncilList] = {}
    marks = {}
    for entry in entries:
        new = _council_list(entry, year)
        mark = marks[entry.named] = (new.key, "" if new.kind == "party" else new.letter)
        old = found.get(mark)
        found[mark] = new if old is None else _together(old, new)
    names = Counter(key for key, _ in found)
    lists = {
        mark: entry if names[mark[0]] == 1 else _told_apart(entry) for mark, entry in found.items()
    }
    return tuple(lists.values()), {named: lists[mark].key for named, mark in marks.items()}


def _council_list(entry: ListVotes, year: int) -> CouncilList:
    place = entry.municipality.name
    party = party_in(entry.letter, entry.name, year, place)
    letter, name = taken_apart(entry.letter.strip(), entry.name, place)
    name = name or f"Liste {letter}"
    shown = party.name if party else name
    return CouncilList(
        party.letter if party else local_key(name, place),
        party.letter if party else letter,
        shown,
        "party" if party else "local",
        votes=entry.votes,
        seats=entry.seats,
        status="seats" if entry.votes is None else "votes",
        candidates=entry.candidates,
        ballot_name=name if entry.on_ballot and entry.name and name != shown else "",
    )


def _together(first: CouncilList, second: CouncilList) -> CouncilList:
    votes = _sum(first.votes, second.votes)
    return evolve(
        first,
        votes=votes,
        seats=_sum(first.seats, second.seats),
        status="seats" if votes is None else "votes",
        candidates=_sum(first.candidates, second.candidates),
    )


def _sum(first: int | None, second: int | None) -> int | None:
    return None if first is None or second is None else first + second


def _told_apart(entry: CouncilList) -> CouncilList:
    """Add the letter to the name of a local list that shares it with another in its council."""
    if not entry.letter:
        return entry
    name, lettered = entry.name, f"{entry.name} [{entry.letter}]"
    return evolve(entry, name=lettered, key=entry.key.replace(name, lettered, 1))


def _council(
    place: Municipality,
    lists: tuple[CouncilList, ...],
    keys: Mapping[tuple[str, str], str],
    tally: Tally,
) -> Council:
    cast = tally.cast.get(place.name)
    seats = [entry.seats for entry in lists if entry.seats is not None]
    registered = tally.alliances.get(place.name, ())
    alliances = tuple(Alliance([keys[named] for named in members]) for members in registered)
    return Council(
        place.code,
        place.name,
        lists,
        council_seats=sum(seats) if lists and len(seats) == len(lists) else None,
        votes_cast=cast,
        votes_cast_status="missing" if cast is None else "published",
        uncounted=tally.uncounted.get(place.name, 0),
        votes_valid=tally.valid.get(place.name),
        eligible_voters=tally.eligible.get(place.name),
        alliances=alliances,
    )


def _table_notes(year: int) -> Iterable[Bilingual]:
    """Note an election whose party names are looked up in the table of an earlier one."""
    tables = party_tables()
    if year not in tables:
        used = max(table for table in tables if table < year)
        yield Bilingual(
            f"there is no table of party names for {year}; that of {used} was used",
            da=f"der er ingen tabel over partiernes navne i {year}; den for {used} er brugt",
        )


def _unknown_parties(
    lists: Mapping[str, tuple[CouncilList, ...]], year: int
) -> Iterable[Bilingual]:
    """Note local lists with a party's letter: a name that the table of parties may lack."""
    letters = {party.letter: party.name for party in load_parties(year)}
    for municipality, entries in lists.items():
        for entry in entries:
            if entry.kind == "local" and entry.letter in letters:
                party = letters[entry.letter]
                yield Bilingual(
                    f"{municipality}: the list {entry.letter} is named {entry.name!r}, which is no"
                    f" known name of {party}; it counts as a local list",
                    da=f"{municipality}: listen {entry.letter} hedder {entry.name!r}, som ikke er"
                    f" et kendt navn for {party}; den tæller som lokalliste",
                )


def _local_names(lists: Mapping[str, tuple[CouncilList, ...]]) -> dict[str, list[str]]:
    """Return the names of the local lists, each with its municipalities."""
    places: dict[str, list[str]] = {}
    for municipality, entries in lists.items():
        for entry in entries:
            if entry.kind == "local":
                places.setdefault(entry.name, []).append(municipality)
    return places


def _nearly_parties(lists: Mapping[str, tuple[CouncilList, ...]], year: int) -> Iterable[Bilingual]:
    """Ask of names that are nearly a party's whether they are meant for it."""
    for name, where in _local_names(lists).items():
        if meant := likely_party(name, year):
            named = ", ".join(where)
            yield Bilingual(
                f"{name!r} counts as a local list in {named} (is it {meant.name}?)",
                da=f"{name!r} tæller som lokalliste i {named} (mon det er {meant.name}?)",
            )


def _same_names(lists: Mapping[str, tuple[CouncilList, ...]]) -> Iterable[Bilingual]:
    """Note names that several local lists share, since a co-operation may join them."""
    for name, where in _local_names(lists).items():
        if len(where) > 1:
            named = ", ".join(where)
            yield Bilingual(
                f"{name!r} stands in {len(where)} municipalities ({named}) and counts as"
                f" {len(where)} local lists unless a list co-operation joins them",
                da=f"{name!r} står i {len(where)} kommuner ({named}) og tæller som {len(where)}"
                " lokallister, medmindre et listesamarbejde forener dem",
            )
