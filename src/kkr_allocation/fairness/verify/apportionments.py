"""The checks of apportionments: every sharing-out from the house down the alliances."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from typing import TYPE_CHECKING, Any, TypeAlias

from attrs import frozen

from kkr_allocation.errors import Bilingual
from kkr_allocation.fairness.verify.documents import Taken, drawn, false, unreadable
from kkr_allocation.fairness.verify.sharing import (
    Claim,
    Lots,
    check_sharing,
    listed,
    quotients_of,
)
from kkr_allocation.words import worded

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kkr_allocation.documents.codec import Json
    from kkr_allocation.fairness.verify.documents import Document


_HOUSE = worded("fairness.house")


def check(document: Document) -> tuple[str, ...]:
    """Check an apportionment and return what was checked, one sentence each."""
    election = Election(*(document[name] for name in ("votes", "seats", "floors", "caps")))
    house_size, alliances, rule = (document[n] for n in ("house_size", "alliances", "rule"))
    check_names(election, alliances)
    threshold = _check_threshold(document, election)
    lots = Lots(document["lots"])
    joined = {party for alliance in alliances for party in parties_of(alliance)}
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
        *threshold,
        drawn(document),
        *_rests_on(document),
    )


def _check_threshold(document: Document, election: Election) -> tuple[Bilingual, ...]:
    """Hold who is below a threshold to its floor, and everybody else to no such cap by it."""
    threshold, votes, unit = (document[name] for name in ("threshold", "votes", "unit"))
    if threshold is None:
        return ()
    total = threshold["total"]
    total = Fraction(sum(votes.values()), unit) if total is None else Fraction(total)
    alliances = [list(parties_of(alliance)) for alliance in document["alliances"]]
    joined = {party for group in alliances for party in group}
    below = []
    for group in (*alliances, *([party] for party in votes if party not in joined)):
        own = sum(votes[party] for party in group)
        for pairs, base in ((threshold["share"], total), (threshold["votes"], Fraction(1))):
            known = {lists: Fraction(least) for lists, least in pairs if lists <= len(group)}
            if known and own < known[max(known)] * base * unit:
                below += group
                break
    for party in below:
        if election.caps.get(party) != election.floors.get(party, 0):
            raise false("fairness.below_threshold", name=party)
    return (worded("fairness.threshold_held", below=len(below)),)


def _rests_on(document: Document) -> tuple[Bilingual, ...]:
    """Say that the law behind floors and caps is taken as stated, where one is named."""
    source = document["bounds_source"]
    if source is None:
        return ()
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
        parties = list(parties_of(member))
        most = sum(
            self.caps.get(party, seats) if self.votes[party] else self.floors.get(party, 0)
            for party in parties
        )
        return Claim(
            member if isinstance(member, str) else member["label"],
            sum(self.votes[party] for party in parties),
            sum(self.seats[party] for party in parties),
            sum(self.floors.get(party, 0) for party in parties),
            min(most, seats),
        )


def parties_of(member: Json) -> Iterator[str]:
    """Yield the parties of an alliance, inner ones included; a party is its own."""
    if isinstance(member, str):
        yield member
    elif not member["members"]:
        raise false("fairness.alliance_empty", name=member["label"])
    else:
        for inner in member["members"]:
            yield from parties_of(inner)


def sharings(
    members: list[Json], seats: int, election: Election, where: Bilingual = _HOUSE
) -> Iterator[tuple[Bilingual, list[Json], int]]:
    """Yield where seats are shared, among whom, and how many; outer before inner."""
    yield where, members, seats
    for member in members:
        if not isinstance(member, str):
            inside = sum(election.seats[party] for party in parties_of(member))
            label = worded("fairness.alliance_name", name=member["label"])
            yield from sharings(member["members"], inside, election, label)


def check_names(election: Election, alliances: list[Document]) -> None:
    """Refuse figures of parties that have no votes entry, and parties joined twice."""
    votes = election.votes
    if not any(votes.values()):
        raise false("fairness.there_no_votes")
    if set(election.seats) != set(votes):
        raise false("fairness.votes_seats_do_not", others=set(election.seats) ^ set(votes))
    joined = Counter(party for alliance in alliances for party in parties_of(alliance))
    for name in (*election.floors, *election.caps, *joined):
        if name not in votes:
            raise false("fairness.bound_or_alliance_names", name=name)
    twice = [party for party, times in joined.items() if times > 1]
    if twice:
        raise false("fairness.two_alliances", twice=twice[0])


# The check of a `BatchApportionment`: every row as one election, ties to the lowest column.


_COLUMNS = worded("fairness.columns")
_ROWS = worded("fairness.rows")


def check_batch(document: Document) -> tuple[str, ...]:
    """Check every row of a batch and return what was checked, one sentence each.

    Notes
    -----
    Pure Python in fractions, some 1.3 milliseconds for an election of ten parties: check a part of
    a large batch, or single rows.
    """
    votes, seats = _rows(document, "votes"), _rows(document, "seats")
    tied, elections = _rows(document, "tied", 1), len(votes)
    house, floors = document["house_size"], _floors(document, votes)
    houses = [house] * elections if type(house) is int else _rows(document, "house_size", 1)
    if not len(seats) == len(tied) == len(houses) == len(floors) == elections:
        raise false("fairness.votes_seats_ties_differ")
    alliances = _alliances(document)
    rule = document["rule"]
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
        order = sorted(claimants, key=lambda name: int(name.partition("+")[0]))
        if set(order[: len(holders)]) != holders:
            raise false("fairness.gives_tied_seats", where=where, holders=listed(holders))


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
    joined = {name for alliance in alliances for name in parties_of(alliance)}
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
    alliances = [_alliance(member) for member in document["alliances"]]
    joined = Counter(column for alliance in alliances for column in parties_of(alliance))
    twice = [column for column, times in joined.items() if times > 1]
    if twice:
        raise false("fairness.column_two_alliances", twice=twice[0])
    return alliances


def _alliance(member: Json) -> Document:
    """Return nested column numbers as the alliances of one election, named by their columns."""
    if type(member) is int or not member:
        raise unreadable("alliances", member, _COLUMNS)
    members = [str(m) if type(m) is int else _alliance(m) for m in member]
    parties = sorted((p for m in members for p in parties_of(m)), key=int)
    return {"members": members, "label": "+".join(parties) + "+"}


def _floors(document: Document, votes: list[list[int]]) -> list[list[int]]:
    if document["floors"] is None:
        return [[0] * len(row) for row in votes]
    floors = _rows(document, "floors")
    return floors * len(votes) if len(floors) == 1 else floors


def _rows(document: Document, name: str, depth: int = 2) -> list[Any]:
    """Return the rows of an array, or its figures where it has one dimension."""
    array = document[name]
    if len(array["shape"]) != depth:
        raise unreadable(name, array["rows"], _ROWS)
    return list(array["rows"])


# The checks of what alliances do: structures that explain seats, and pairs of partners.


Joined: TypeAlias = "str | frozenset[Joined]"
"""A list, or an alliance as what it joins, in no order."""


def check_explaining(document: Document) -> tuple[Bilingual, ...]:
    """Check that each structure gives the seats without a lot, and stands once and in order.

    Notes
    -----
    The seats are not shared anew: at each level the weakest quotient inside has to be larger than
    the strongest outside, which no other seats and no lot fit.
    """
    election = Election(document["votes"], document["seats"], {}, {})
    house, depth, rule = sum(election.seats.values()), document["depth"], document["rule"]
    before, seen = 0, set()
    check_names(election, [])
    for number, structure in enumerate(document["structures"]):
        where = worded("fairness.structure_number", number=number)
        check_names(election, structure)
        if any(_levels(alliance) > depth for alliance in structure):
            raise false("fairness.structure_levels", where=where, depth=depth)
        joined = [party for alliance in structure for party in parties_of(alliance)]
        same = frozenset(map(_joined, structure))
        if same in seen or len(joined) < before:
            raise false("fairness.structure_order", where=where)
        before = len(joined)
        seen.add(same)
        alone = [party for party in election.votes if party not in joined]
        for _, members, seats in sharings([*alone, *structure], house, election):
            claims = [election.claim(member, seats) for member in members]
            check_sharing(claims, seats, rule, Lots(()), where=where)
    return (
        worded("fairness.structures_explain", structures=len(seen), seats=house),
        Taken.of(worded("fairness.structures_all"))
        if document["complete"]
        else worded("fairness.structures_some"),
    )


def _levels(member: Json) -> int:
    """Return how many alliances stand inside one another; those of one list are refused."""
    if isinstance(member, str):
        return 0
    if len(member["members"]) == 1:
        raise false("fairness.alliance_of_one", name=member["label"])
    return 1 + max(map(_levels, member["members"]))


def _joined(member: Json) -> Joined:
    return member if isinstance(member, str) else frozenset(map(_joined, member["members"]))


# Pairs of partners, each shared anew.


def check_pairs(document: Document) -> tuple[Bilingual, ...]:
    """Check what either list of each pair has alone and together, and what lots can add."""
    votes = document["votes"]
    check_names(Election(votes, votes, {}, {}), document["fixed"])
    fixed = {party: alliance for alliance in document["fixed"] for party in parties_of(alliance)}
    pooled = {
        alliance["label"]: sum(votes[party] for party in parties_of(alliance))
        for alliance in document["fixed"]
    }
    free = {party: count for party, count in votes.items() if party not in fixed}
    house, rule = document["house_size"], document["rule"]
    alone = _least_and_most(
        {**free, **{f"{label} ": v for label, v in pooled.items()}}, house, rule
    )
    seen = set()
    for pair in document["pairs"]:
        party, partner = pair["party"], pair["partner"]
        two = worded("fairness.pair_of", party=party, partner=partner)
        if (
            party == partner
            or document["party"] not in (None, *free)
            or (party, partner) in seen
            or not {party, partner} <= set(free)
        ):
            raise false("fairness.pair_names", where=two)
        seen.add((party, partner))
        outer = {"": free[party] + free[partner], **{f"{n} ": v for n, v in pooled.items()}}
        outer |= {name: count for name, count in free.items() if name not in (party, partner)}
        inside = [
            _least_and_most({party: free[party], partner: free[partner]}, seats, rule)[party]
            for seats in _least_and_most(outer, house, rule)[""]
        ]
        least, most = min(low for low, _ in inside), max(high for _, high in inside)
        stated = pair["alone"], pair["seats"], pair["lot"]
        if stated != (alone[party][0], least, most - least):
            raise false("fairness.pair_seats", where=two, seats=least, alone=alone[party][0])
    return (worded("fairness.pairs_shared", pairs=len(seen), seats=house),)


def _least_and_most(
    votes: dict[str, int], house: int, rule: Document
) -> dict[str, tuple[int, int]]:
    """Return the seats of each if every lot goes against it, and if every lot goes for it."""
    voting = {name: count for name, count in votes.items() if count}
    if not house or not voting:
        return dict.fromkeys(votes, (0, 0))
    quotients = quotients_of(rule, list(votes.values()), house)
    own = {
        n: [quotients(count, seat) for seat in range(1, house + 1)] for n, count in voting.items()
    }
    cut = sorted((quotient for each in own.values() for quotient in each), reverse=True)[house - 1]
    above = {name: sum(quotient > cut for quotient in each) for name, each in own.items()}
    level = {name: sum(quotient == cut for quotient in each) for name, each in own.items()}
    left = house - sum(above.values())
    return dict.fromkeys(votes, (0, 0)) | {
        name: (
            above[name] + max(left - sum(level.values()) + level[name], 0),
            above[name] + min(left, level[name]),
        )
        for name in voting
    }
