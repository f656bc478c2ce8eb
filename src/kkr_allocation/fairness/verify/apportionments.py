"""The check of an `Apportionment`: every sharing-out from the house down the alliances."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from attrs import frozen

from kkr_allocation.errors import Bilingual, Count
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

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kkr_allocation.documents.codec import Json
    from kkr_allocation.fairness.verify.documents import Document


_HOUSE = Bilingual("the house", da="fordelingen")


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
        sentences.append(
            Bilingual(
                f"In {where} no quotient outside is larger than one of the "
                f"{Count(seats):seat|seats} inside.",
                da=f"I {where.da} er ingen kvotient uden mandat større end en af "
                f"dem med; der er {Count(seats):mandat|mandater}.",
            )
        )
    lots.check_all_used()
    bounds = len(election.floors) + len(election.caps)
    return (
        Bilingual(
            f"The seats sum to the house size, {house_size}, and keep "
            f"{Count(bounds):floor or cap|floors and caps}.",
            da=f"Mandaterne er {house_size} i alt, som de skal være, og holder "
            f"{Count(bounds):nedre eller øvre grænse|nedre og øvre grænser}.",
        ),
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
    return (
        Bilingual(
            f"That the floors and caps rest on {named} is taken as the document has it.",
            da=f"At de nedre og øvre grænser hviler på {named}, er taget, som dokumentet har det.",
        ),
    )


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
        raise false(
            f"an alliance has the members {members!r:.80}",
            why="it joins named parties",
            da=f"et valgforbund har medlemmerne {members!r:.80}",
            da_why="det forbinder lister med navn",
        )
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
            label = Bilingual(f"the alliance {name}", da=f"valgforbundet {name}")
            yield from sharings(_members(member), inside, election, label)


def _check_names(election: Election, alliances: list[Document]) -> None:
    """Refuse figures of parties that have no votes entry, and parties joined twice."""
    votes = election.votes
    if not any(votes.values()):
        raise false(
            "there are no votes",
            why="seats are shared by votes",
            da="der er ingen stemmer",
            da_why="mandater fordeles efter stemmer",
        )
    if set(election.seats) != set(votes):
        others = ", ".join(sorted(set(election.seats) ^ set(votes)))
        raise false(
            f"votes and seats do not both name {others}",
            why="every party has both",
            da=f"{others} står ikke under både stemmer og mandater",
            da_why="hver liste står begge steder",
        )
    joined = Counter(party for alliance in alliances for party in _parties(alliance))
    for name in (*election.floors, *election.caps, *joined):
        if name not in votes:
            raise false(
                f"a bound or an alliance names {name!r}",
                why="it has no votes entry",
                da=f"en grænse eller et valgforbund nævner {name!r}",
                da_why="den liste står ikke under stemmerne",
            )
    twice = [party for party, times in joined.items() if times > 1]
    if twice:
        raise false(
            f"{twice[0]!r} is in two alliances",
            why="its votes are counted once",
            da=f"{twice[0]!r} er i to valgforbund",
            da_why="dens stemmer tælles én gang",
        )


# The check of a `BatchApportionment`: every row as one election, ties to the lowest column.


_COLUMNS = Bilingual("lists of column numbers", da="lister af søjlenumre")
_FROM_ZERO = Bilingual("numbers from 0 up", da="tal fra 0 og op")
_ROWS = Bilingual("rows of numbers", da="rækker af tal")


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
        raise false(
            "votes, seats and ties differ in length",
            why="every election has all three",
            da="der er ikke lige mange stemmer, mandater og lodtrækninger",
            da_why="hvert valg har alle tre",
        )
    alliances = _alliances(document)
    rule = entry(document, "rule")
    for number, said in enumerate(tied):
        where = Bilingual(f"election {number}", da=f"valg {number}")
        row = (votes[number], seats[number], floors[number])
        if _found_tied(row, houses[number], alliances, rule, where) != said:
            raise false(
                f"{where}: it is said to be {'tied' if said else 'untied'}",
                why="its quotients say otherwise",
                da=f"{where.da}: der siges {'' if said else 'ikke '}at være stemmelighed",
                da_why="kvotienterne siger noget andet",
            )
    return (
        Bilingual(
            f"In every election, {elections} in all, no quotient outside is larger than one "
            "inside.",
            da=f"I hvert valg, {elections} i alt, er ingen kvotient uden mandat større end en af "
            "dem med.",
        ),
        Bilingual(
            f"{Count(sum(tied)):election is|elections are} tied, and there the lowest columns hold "
            "the tied seats.",
            da=f"{Count(sum(tied)):valg kan|valg kan} kun afgøres ved lodtrækning, og dér har de "
            "laveste søjler fået mandaterne.",
        ),
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
                f"{where} gives tied seats to {' and '.join(sorted(holders))}",
                why="in arrays they go to the lowest columns, and the row is marked as tied",
                da=f"{where.da} lader {' og '.join(sorted(holders))} vinde, hvor der er "
                "stemmelighed",
                da_why="i tabeller vinder de laveste søjler, og rækken er mærket",
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
            raise false(
                f"{where}: there are seats",
                why="there are no votes",
                da=f"{where.da}: der er mandater",
                da_why="der er ingen stemmer",
            )
        return True
    names = [str(column) for column in range(len(votes))]
    election = Election(
        dict(zip(names, votes, strict=False)),
        dict(zip(names, seats, strict=False)),
        dict(zip(names, floors, strict=False)),
        {},
    )
    if not len(seats) == len(floors) == len(names):
        raise false(
            f"{where}: {Count(len(seats)):seat entry|seat entries}",
            why=f"it has {Count(len(names)):party|parties}",
            da=f"{where.da}: {Count(len(seats)):tal|tal} for mandater",
            da_why=f"der er {Count(len(names)):liste|lister}",
        )
    joined = {name for alliance in alliances for name in _batch_parties(alliance)}
    if not joined <= set(names):
        raise false(
            "an alliance names a column that is not there",
            why=f"there are {len(names)}",
            da="et valgforbund nævner en søjle, der ikke findes",
            da_why=f"der er {len(names)}",
        )
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
        raise false(
            f"column {twice[0]} is in two alliances",
            why="its votes are counted once",
            da=f"søjle {twice[0]} er i to valgforbund",
            da_why="dens stemmer tælles én gang",
        )
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
