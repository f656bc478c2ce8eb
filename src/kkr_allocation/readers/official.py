"""The official files of one municipal election, joined: votes, seats, candidates and alliances.

Counts come from the polling areas, seats and what they rest on from the councils' seat files,
candidates and alliances from their candidate files. They are joined by municipality and by the
letter of the list. What lies beside them is set aside, and named: other elections, files from
tests of the system before the election, versions that a newer one replaced.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from attrs import frozen

from kkr_allocation.datasets import ELECTION_DAYS
from kkr_allocation.errors import Bilingual, Count, InvalidInputError
from kkr_allocation.readers.counts import (
    REPEATED,
    ListVotes,
    Tally,
    check_total,
    left_out,
    other_election,
    summed,
)
from kkr_allocation.readers.official_documents import (
    BEGINNING,
    AreaCount,
    CandidateLists,
    Document,
    SeatAllocation,
)
from kkr_allocation.words import refusal, worded

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from kkr_allocation.datasets import Municipality
    from kkr_allocation.readers.counts import Aside, Choices
    from kkr_allocation.readers.files import Refusals


_STAMP = re.compile(r"-(\d{2})(\d{2})(\d{4})\d{4}\.json$", re.IGNORECASE)
"""How the name of a file from a test of the system ends: day, month, year, hour, minute."""
_TEST = worded("readers.file_from")
_EARLIER = worded("readers.file_newer")
_NO_BASIS = worded("readers.count_seats")
_UNUSED = worded("readers.candidate_file")
_FETCH_AGAIN = worded("readers.fetch_files")


@frozen
class _Council:
    """The documents of a council that count."""

    place: Municipality
    areas: tuple[AreaCount, ...]
    seats: SeatAllocation | None
    candidates: CandidateLists | None

    @property
    def name(self) -> str:
        return self.place.name

    @property
    def counted(self) -> list[AreaCount]:
        return [area for area in self.areas if not area.waiting]

    @property
    def waiting(self) -> int:
        return len(self.areas) - len(self.counted)

    @property
    def absent(self) -> set[str]:
        """The areas that the seats rest on and that no file is of."""
        rests_on = self.seats.counts.keys() if self.seats else set()
        return {*rests_on} - {area.number for area in self.areas}


def join_documents(
    documents: Sequence[Document], choices: Choices, *, aside: Aside, refusals: Refusals
) -> Tally:
    """Return what the official files say of one municipal election.

    Parameters
    ----------
    documents : sequence of Document
        All of them, in any order.
    choices : Choices
        The year, where the files hold several elections.
    aside : Aside
        Where the files that do not count are put.
    refusals : Refusals
        Where files that contradict each other are noted; all are raised together.

    Raises
    ------
    InvalidInputError
        If files contradict each other or were refused before, or the files hold several elections
        and the choices name none.
    """
    day, year = _election(documents, choices, refusals)
    newest = _newest(_of_the_election(documents, day, aside), aside, refusals)
    councils = [_council(found, aside) for found in _by_municipality(newest)]
    lists: list[ListVotes] = []
    alliances = {}
    for council in councils:
        here = _lists(council, refusals)
        lists += here.values()
        pacts = council.candidates.alliances if council.candidates and here else ()
        alliances[council.name] = tuple(
            tuple(here[mark].named for mark in members)
            for members in pacts
            if here.keys() >= {*members}
        )
    refusals.raise_if_any()
    areas = [(council.name, area) for council in councils for area in council.counted]
    uncounted = {council.name: council.waiting + len(council.absent) for council in councils}
    return Tally(
        year,
        tuple(lists),
        summed((name, area.cast) for name, area in areas),
        {name: number for name, number in uncounted.items() if number},
        (*aside.notes(), *_notes(councils)),
        day,
        valid=summed((name, area.valid) for name, area in areas),
        eligible=summed((name, area.eligible) for name, area in areas),
        alliances=alliances,
    )


def _election(
    documents: Sequence[Document], choices: Choices, refusals: Refusals
) -> tuple[dt.date | None, int]:
    """Return the day and the year of the election that is read."""
    dated = [(d, d.day) for d in documents if d.day]
    days = sorted({day for d, day in dated if not _is_test(d, day)} or {day for _, day in dated})
    chosen = [day for day in days if choices.year in {None, day.year}]
    known = [day for day in chosen if day == ELECTION_DAYS.get(day.year)]
    if len(chosen) > 1 and len({day.year for day in chosen}) == 1:
        chosen = known or chosen  # tests and by-elections have days of their own
    if len(chosen) > 1 or (days and not chosen):
        raise refusals.together(_several(days))
    day = chosen[0] if chosen else None
    year = day.year if day else choices.year
    if year is None:
        undated = InvalidInputError(**refusal("readers.files_do"))
        raise refusals.together(undated)
    return day, year


def _several(days: list[dt.date]) -> InvalidInputError:
    listed = ", ".join(map(str, days))
    danish = ", ".join(f"{day:%d-%m-%Y}" for day in days)
    return InvalidInputError(
        Bilingual(
            f"the files hold the elections of {listed}", da=f"filerne har valgene den {danish}"
        ),
        why=worded("readers.votes_two"),
        do=worded("readers.pass_year"),
    )


def _of_the_election(
    documents: Iterable[Document], day: dt.date | None, aside: Aside
) -> Iterator[Document]:
    """Yield the documents of one election, without those from tests before it."""
    for document in documents:
        held = document.day or day
        if held and _is_test(document, held):
            aside.put(_TEST, document.file)
        elif held != day:
            aside.put(other_election("Kommunalvalg", f"{held:%d-%m-%Y}"), document.file)
        else:
            yield document


def _is_test(document: Document, day: dt.date) -> bool:
    """Say whether a document is from a test: named after a time before the election, or a result.

    A list's candidates are published weeks before the day, but nobody is counted or elected then.
    """
    stamp = _STAMP.search(document.file)
    if stamp and (stamp[3], stamp[2], stamp[1]) < tuple(f"{day:%Y-%m-%d}".split("-")):
        return True
    early = document.released > BEGINNING and document.released.date() < day
    return early and not isinstance(document, CandidateLists)


def _newest(documents: Iterable[Document], aside: Aside, refusals: Refusals) -> list[Document]:
    """Keep the version of each that was released last."""
    kept: dict[tuple[object, ...], Document] = {}
    for document in documents:
        old = kept.setdefault(document.subject, document)
        if old is document:
            continue
        if document.released > old.released:
            kept[document.subject] = document
            aside.put(_EARLIER, old.file)
        elif document.released < old.released:
            aside.put(_EARLIER, document.file)
        elif document.states == old.states:
            aside.put(REPEATED, document.file)
        else:
            refusals.add(_two_versions(document, old))
    return list(kept.values())


def _two_versions(document: Document, old: Document) -> InvalidInputError:
    return InvalidInputError(
        **refusal("readers.two_versions", place=document.place, place_2=old.place)
    )


def _by_municipality(documents: Iterable[Document]) -> Iterable[list[Document]]:
    found: dict[str, list[Document]] = {}
    for document in documents:
        found.setdefault(document.municipality.code, []).append(document)
    return found.values()


def _council(documents: Sequence[Document], aside: Aside) -> _Council:
    """Put together a municipality's documents, without counts that its seats do not rest on."""
    seats = next((d for d in documents if isinstance(d, SeatAllocation)), None)
    candidates = next((d for d in documents if isinstance(d, CandidateLists)), None)
    areas = []
    for area in documents:
        if isinstance(area, AreaCount):
            if seats is None or area.number in seats.counts:
                areas.append(area)
            else:
                aside.put(_NO_BASIS, area.file)
    return _Council(documents[0].municipality, tuple(areas), seats, candidates)


def _lists(council: _Council, refusals: Refusals) -> dict[str, ListVotes]:
    """Return each list of a council by its mark, with its votes, seats and candidates."""
    votes: dict[str, int] = {}
    named: dict[str, tuple[str, str]] = {}
    for area in council.counted:
        with refusals.noted():
            check_total(area.place, sum(entry.figure or 0 for entry in area.lists), area.valid)
        for entry in area.lists:
            votes[entry.mark] = votes.get(entry.mark, 0) + (entry.figure or 0)
            named.setdefault(entry.mark, (entry.letter, entry.name))
    won = _figures(council.seats, votes, refusals)
    standing = _figures(council.candidates, votes, refusals)
    _check_filled(council, won, standing, refusals)
    if council.seats and not votes:
        named = {entry.mark: (entry.letter, entry.name) for entry in council.seats.lists}
    return {
        mark: ListVotes(
            council.place,
            *list_,
            votes.get(mark),
            won.get(mark, 0) if council.seats else None,
            standing.get(mark),
            on_ballot=True,
        )
        for mark, list_ in named.items()
    }


def _check_filled(
    council: _Council,
    won: Mapping[str, int | None],
    standing: Mapping[str, int | None],
    refusals: Refusals,
) -> None:
    """Refuse files by which a list has more seats than candidates to sit in them."""
    for mark, candidates in standing.items():
        seats = won.get(mark) or 0
        if candidates is not None and seats > candidates and council.seats and council.candidates:
            files = Bilingual.joined([council.seats.place, council.candidates.place], ", ")
            said = worded(
                "readers.list_has",
                shown=mark.upper(),
                seats=seats,
                candidates=candidates,
                name=council.name,
            )
            refusals.add(
                InvalidInputError(
                    Bilingual.joined([files, said], ": "),
                    why=worded("readers.each_seat"),
                    do=_FETCH_AGAIN,
                )
            )


def _figures(
    document: Document | None, votes: Mapping[str, int], refusals: Refusals
) -> dict[str, int | None]:
    """Return a document's figures by mark, and refuse lists that nobody could vote for."""
    if document is None:
        return {}
    unknown = [entry for entry in document.lists if votes and entry.mark not in votes]
    if unknown:
        listed = ", ".join(f"{entry.letter} {entry.name}".strip() for entry in unknown[:3])
        where = document.municipality.name
        refusals.add(
            InvalidInputError(
                worded("readers.counts_do", place=document.place, where=where, listed=listed),
                why=worded("readers.files_council"),
                do=_FETCH_AGAIN,
            )
        )
    return {entry.mark: entry.figure for entry in document.lists}


def _notes(councils: Sequence[_Council]) -> Iterator[Bilingual]:
    """Say what the figures rest on: preliminary counts, and the counts behind the seats."""
    alone = [c.candidates.file for c in councils if c.candidates and not (c.areas or c.seats)]
    if 0 < len(alone) < len(councils):
        yield from left_out(len(alone), _UNUSED, alone[0])
    preliminary = sum(area.preliminary for council in councils for area in council.counted)
    if preliminary:
        yield worded("readers.polling_areas", preliminary=preliminary)
    allocated = [council for council in councils if council.seats]
    early = [council.name for council in allocated if council.seats and council.seats.preliminary]
    if early:
        listed = ", ".join(early)
        yield worded("readers.seats_rest", listed=listed)
    if allocated:
        counts = sum(len(council.seats.counts) for council in allocated if council.seats)
        yield Bilingual(
            f"the seats of {Count(len(allocated)):council|councils} are the official ones, and rest"
            f" on the counts of {Count(counts):polling area|polling areas}",
            da=f"mandaterne i {len(allocated)} kommunalbestyrelse"
            f"{'r' * (len(allocated) != 1)} er de officielle og hviler på optællingerne i"
            f" {Count(counts):afstemningsområde|afstemningsområder}",
        )
    for council in allocated:
        yield from _other_basis(council)


def _other_basis(council: _Council) -> Iterator[Bilingual]:
    """Name the counts that a council's seats rest on and that are not those that were read."""
    if council.absent:
        count = Count(len(council.absent))
        yield worded("readers.seats_rest_on", name=council.name, count=count)
    counts = council.seats.counts if council.seats else {}
    other = [
        area
        for area in council.counted
        if BEGINNING not in (area.approved, counts[area.number])
        and area.approved != counts[area.number]
    ]
    if other:
        listed = ", ".join(area.place for area in other[:3])
        yield worded(
            "readers.seats_rest_on_another", name=council.name, count=len(other), listed=listed
        )
