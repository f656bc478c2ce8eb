"""The check of an `Apportionment`: every sharing-out from the house down the alliances."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from attrs import frozen

from kkr_allocation.errors import Bilingual
from kkr_allocation.fairness.verify.documents import (
    count,
    counts,
    drawn,
    entry,
    false,
    part,
    records,
    unreadable,
)
from kkr_allocation.fairness.verify.sharing import Claim, Lots, check_sharing
from kkr_allocation.words import worded

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kkr_allocation.documents.codec import Json
    from kkr_allocation.fairness.verify.documents import Document


_HOUSE = worded("fairness.house")


def check(document: Document) -> tuple[str, ...]:
    """Check an apportionment and return what was checked, one sentence each.

    Raises
    ------
    InvalidInputError
        If the document cannot be read.
    VerificationError
        If the seats do not follow from the inputs.
    """
    election = Election(
        counts(document, "votes"),
        counts(document, "seats"),
        counts(document, "floors"),
        counts(document, "caps"),
    )
    house_size = count(document, "house_size")
    alliances = records(document, "alliances")
    _check_names(election, alliances)
    rule = entry(document, "rule")
    lots = Lots(records(document, "lots"))
    joined = {party for alliance in alliances for party in _parties(alliance)}
    alone = [party for party in election.votes if party not in joined]
    sentences = []
    for where, members, seats in sharings([*alone, *alliances], house_size, election):
        claims = [election.claim(member, seats) for member in members]
        check_sharing(claims, seats, rule, lots, where=where)
        sentences.append(worded("fairness.no_quotient_outside_larger", where=where, seats=seats))
    lots.check_all_used()
    bounds = len(election.floors) + len(election.caps)
    return (
        worded("fairness.seats_sum_house_size", house_size=house_size, bounds=bounds),
        *sentences,
        drawn(document),
        *_rests_on(document),
    )


def _rests_on(document: Document) -> tuple[Bilingual, ...]:
    """Say that the law behind floors and caps is taken as stated, where one is named."""
    if entry(document, "bounds_source") is None:
        return ()
    source = part(document, "bounds_source")
    named = f"{source['act']} {source['section']}".strip()
    return (worded("fairness.floors_caps_rest_on", named=named),)


@frozen
class Election:
    """The figures of a document by party."""

    votes: dict[str, int]
    seats: dict[str, int]
    floors: dict[str, int]
    caps: dict[str, int]

    def claim(self, member: Json, seats: int) -> Claim:
        """Return a member's claim on these seats: a party, or an alliance as the sum of its own.

        Without votes a party wins nothing beyond its floor, and nobody more than there is.
        """
        parties = list(_parties(member))
        most = sum(
            self.caps.get(party, seats) if self.votes[party] else self.floors.get(party, 0)
            for party in parties
        )
        return Claim(
            member if isinstance(member, str) else str(entry(member, "label")),
            sum(self.votes[party] for party in parties),
            sum(self.seats[party] for party in parties),
            sum(self.floors.get(party, 0) for party in parties),
            min(most, seats),
        )


def _members(alliance: Json) -> list[Json]:
    members = entry(alliance, "members")
    if not isinstance(members, list | tuple) or not all(
        isinstance(member, str | Mapping) for member in members
    ):
        raise false("fairness.alliance_members", members=members)
    return list(members)


def _parties(member: Json) -> Iterator[str]:
    if isinstance(member, str):
        yield member
    else:
        for inner in _members(member):
            yield from _parties(inner)


def sharings(
    members: list[Json], seats: int, election: Election, where: Bilingual = _HOUSE
) -> Iterator[tuple[Bilingual, list[Json], int]]:
    """Yield where seats are shared, among whom, and how many; outer before inner."""
    yield where, members, seats
    for member in members:
        if not isinstance(member, str):
            inside = sum(election.seats[party] for party in _parties(member))
            name = entry(member, "label")
            label = worded("fairness.alliance_name", name=name)
            yield from sharings(_members(member), inside, election, label)


def _check_names(election: Election, alliances: list[Document]) -> None:
    """Refuse figures of parties that have no votes entry, and parties joined twice."""
    votes = election.votes
    if not any(votes.values()):
        raise false("fairness.there_no_votes")
    if set(election.seats) != set(votes):
        others = ", ".join(sorted(set(election.seats) ^ set(votes)))
        raise false("fairness.votes_seats_do_not", others=others)
    joined = Counter(party for alliance in alliances for party in _parties(alliance))
    for name in (*election.floors, *election.caps, *joined):
        if name not in votes:
            raise false("fairness.bound_or_alliance_names", name=name)
    twice = [party for party, times in joined.items() if times > 1]
    if twice:
        raise false("fairness.two_alliances", twice=twice[0])


# The check of a `BatchApportionment`: every row as one election, ties to the lowest column.


_COLUMNS = worded("fairness.columns")
_FROM_ZERO = worded("fairness.from_zero")
_ROWS = worded("fairness.rows")


def check_batch(document: Document) -> tuple[str, ...]:
    """Check every row of a batch and return what was checked, one sentence each.

    Raises
    ------
    InvalidInputError
        If the document cannot be read.
    VerificationError
        If a row's seats do not follow from its votes, or it is wrongly said to be tied or not.

    Notes
    -----
    Pure Python in fractions, some 1.3 milliseconds for an election of ten parties: check a part of
    a large batch, or single rows.
    """
    votes, seats = _rows(document, "votes"), _rows(document, "seats")
    tied = _row(entry(document, "tied"), "tied", bool)
    elections = len(votes)
    houses, floors = _houses(document, elections), _floors(document, elections)
    if not len(seats) == len(tied) == len(houses) == len(floors) == elections:
        raise false("fairness.votes_seats_ties_differ")
    alliances = _alliances(document)
    rule = entry(document, "rule")
    for number, said in enumerate(tied):
        where = worded("fairness.election_number", number=number)
        row = (votes[number], seats[number], floors[number])
        if _found_tied(row, houses[number], alliances, rule, where) != said:
            raise false(f"fairness.said_to_be_{'tied' if said else 'untied'}", where=where)
    return (
        worded("fairness.every_election_all_no", elections=elections),
        worded("fairness.tied_there_lowest_columns", number=sum(tied)),
    )


class _LowestColumns(Lots):
    """In place of lots: equal claims go to the lowest columns, and the row is marked."""

    def __init__(self) -> None:
        super().__init__(())
        self.met = False

    def decide(self, where: Bilingual, claimants: set[str], holders: set[str]) -> None:
        """Accept the holders of tied seats if they are the lowest of the claimants."""
        self.met = True
        if sorted(claimants, key=_first_column)[: len(holders)] != sorted(
            holders, key=_first_column
        ):
            raise false(
                "fairness.gives_tied_seats",
                where=where,
                holders=" and ".join(sorted(holders)),
                holders_2=" og ".join(sorted(holders)),
            )


def _first_column(name: str) -> int:
    return int(name.partition("+")[0])


def _found_tied(
    row: tuple[list[int], list[int], list[int]],
    house: int,
    alliances: list[Document],
    rule: Document,
    where: Bilingual,
) -> bool:
    """Check one row and return whether a tie was met."""
    votes, seats, floors = row
    if not any(votes):
        if any(seats):
            raise false("fairness.there_seats", where=where)
        return True
    names = [str(column) for column in range(len(votes))]
    election = Election(
        dict(zip(names, votes, strict=False)),
        dict(zip(names, seats, strict=False)),
        dict(zip(names, floors, strict=False)),
        {},
    )
    if not len(seats) == len(floors) == len(names):
        raise false("fairness.where_number", where=where, number=len(seats), number_2=len(names))
    joined = {name for alliance in alliances for name in _batch_parties(alliance)}
    if not joined <= set(names):
        raise false("fairness.alliance_names_column_not", number=len(names))
    ties = _LowestColumns()
    alone = [name for name in names if name not in joined]
    for place, members, shared in sharings([*alone, *alliances], house, election):
        claims = [election.claim(member, shared) for member in members]
        check_sharing(claims, shared, rule, ties, where=Bilingual.joined([where, place], ": "))
    return ties.met


def _alliances(document: Document) -> list[Document]:
    """Return the alliances, each column in one of them at most."""
    alliances = [_alliance(member) for member in entry(document, "alliances")]
    joined = Counter(column for alliance in alliances for column in _batch_parties(alliance))
    twice = [column for column, times in joined.items() if times > 1]
    if twice:
        raise false("fairness.column_two_alliances", twice=twice[0])
    return alliances


def _alliance(member: Json) -> Document:
    """Return nested column numbers as the alliances of one election, named by their columns."""
    if not isinstance(member, Sequence) or isinstance(member, str) or not member:
        raise unreadable("alliances", member, _COLUMNS)
    members = [str(m) if type(m) is int else _alliance(m) for m in member]
    parties = sorted((p for m in members for p in _batch_parties(m)), key=int)
    return {"members": members, "label": "+".join(parties) + "+"}


def _batch_parties(member: Json) -> list[str]:
    if isinstance(member, str):
        return [member]
    return [party for inner in member["members"] for party in _batch_parties(inner)]


def _houses(document: Document, elections: int) -> list[int]:
    house = entry(document, "house_size")
    if type(house) is int:
        return [house] * elections
    return _row(house, "house_size", int)


def _floors(document: Document, elections: int) -> list[list[int]]:
    if entry(document, "floors") is None:
        width = len(_rows(document, "votes")[0]) if elections else 0
        return [[0] * width] * elections
    floors = _rows(document, "floors")
    return floors * elections if len(floors) == 1 else floors


def _rows(document: Document, name: str) -> list[list[int]]:
    array = entry(document, name)
    return [_numbers(row, name, int) for row in entry(array, "rows")]


def _row(array: Json, name: str, kind: type) -> list[int]:
    return _numbers(entry(array, "rows"), name, kind)


def _numbers(row: Json, name: str, kind: type) -> list[int]:
    if not isinstance(row, list | tuple) or not all(type(number) is kind for number in row):
        raise unreadable(name, row, _ROWS)
    numbers = [int(number) for number in row]
    if min(numbers, default=0) < 0:
        raise unreadable(name, row, _FROM_ZERO)
    return numbers
