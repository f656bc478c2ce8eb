"""The checks of apportionments: every sharing-out from the house down the alliances."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from typing import TYPE_CHECKING, Any, TypeAlias

from attrs import field, frozen

from kkr_allocation.errors import Bilingual
from kkr_allocation.fairness.verify.documents import Taken, drawn, false, hold, unreadable
from kkr_allocation.fairness.verify.sharing import (
    Claim,
    Lots,
    check_sharing,
    listed,
    quotients_of,
)
from kkr_allocation.words import worded

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

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
    sentences = []
    for where, claims, seats in election.sharings(outermost(election.votes, alliances), house_size):
        check_sharing(claims, seats, rule, lots, where=where)
        sentences.append(worded("fairness.no_quotient_outside_larger", where=where, seats=seats))
    lots.check_all_used()
    bounds, law = len(election.floors) + len(election.caps), document["bounds_source"]
    named = f"{law['act']} {law['section']}".strip() if law else ""
    return (
        worded("fairness.seats_sum_house_size", house_size=house_size, bounds=bounds),
        *sentences,
        *threshold,
        drawn(document),
        *([worded("fairness.floors_caps_rest_on", named=named)] if law else []),
    )


def _check_threshold(document: Document, election: Election) -> tuple[Bilingual, ...]:
    """Hold who is below a threshold to its floor, and everybody else to no such cap by it."""
    threshold, votes, unit = (document[name] for name in ("threshold", "votes", "unit"))
    if threshold is None:
        return ()
    total = threshold["total"]
    total = Fraction(sum(votes.values()), unit) if total is None else Fraction(total)
    below = []
    for member in outermost(votes, document["alliances"]):
        group = list(parties_of(member))
        own = sum(votes[party] for party in group)
        for pairs, base in ((threshold["share"], total), (threshold["votes"], Fraction(1))):
            known = {lists: Fraction(least) for lists, least in pairs if lists <= len(group)}
            if known and own < known[max(known)] * base * unit:
                below += group
                break
    for party in below:
        barred = election.caps.get(party) == election.floors.get(party, 0)
        hold("fairness.below_threshold", barred, name=party)
    return (worded("fairness.threshold_held", below=len(below)),)


@frozen
class Election:
    """The figures of a document by party."""

    votes: Mapping[str, int]
    seats: Mapping[str, int]
    floors: Mapping[str, int] = field(factory=dict)
    caps: Mapping[str, int] = field(factory=dict)

    def claim(self, member: Json, seats: int) -> Claim:
        """Return a member's claim on these seats: a party, or an alliance as the sum of its own.

        Without votes a party wins nothing beyond its floor, and nobody more than there is.
        """
        parties = list(parties_of(member))
        floors = {party: self.floors.get(party, 0) for party in parties}
        most = sum(self.caps.get(p, seats) if self.votes[p] else floors[p] for p in parties)
        return Claim(
            member if isinstance(member, str) else member["label"],
            sum(self.votes[party] for party in parties),
            sum(self.seats[party] for party in parties),
            sum(floors.values()),
            min(most, seats),
        )

    def sharings(
        self, members: list[Json], seats: int, where: Bilingual = _HOUSE
    ) -> Iterator[tuple[Bilingual, list[Claim], int]]:
        """Yield where seats are shared, the claims on them, and how many; outer before inner."""
        yield where, [self.claim(member, seats) for member in members], seats
        for member in members:
            if not isinstance(member, str):
                inside = sum(self.seats[party] for party in parties_of(member))
                label = worded("fairness.alliance_name", name=member["label"])
                yield from self.sharings(member["members"], inside, label)


def outermost(parties: Iterable[str], alliances: list[Document]) -> list[Json]:
    """Return the parties that stand alone, and then the alliances."""
    joined = {party for alliance in alliances for party in parties_of(alliance)}
    return [*(party for party in parties if party not in joined), *alliances]


def parties_of(member: Json) -> Iterator[str]:
    """Yield the parties of an alliance, inner ones included; a party is its own."""
    if isinstance(member, str):
        yield member
        return
    hold("fairness.alliance_empty", member["members"], name=member["label"])
    for inner in member["members"]:
        yield from parties_of(inner)


def check_names(election: Election, alliances: list[Document]) -> None:
    """Refuse figures of parties that have no votes entry, and parties joined twice."""
    votes = election.votes
    hold("fairness.there_no_votes", any(votes.values()))
    others = set(election.seats) ^ set(votes)
    hold("fairness.votes_seats_do_not", not others, others=others)
    joined = Counter(party for alliance in alliances for party in parties_of(alliance))
    for name in (*election.floors, *election.caps, *joined):
        hold("fairness.bound_or_alliance_names", name in votes, name=name)
    for party, times in joined.items():
        hold("fairness.two_alliances", times == 1, twice=party)


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
    votes, seats, tied = (_rows(document, *of) for of in (("votes",), ("seats",), ("tied", 1)))
    elections, house = len(votes), document["house_size"]
    houses = [house] * elections if type(house) is int else _rows(document, "house_size", 1)
    floors = [[0] * len(row) for row in votes]
    if document["floors"] is not None:
        floors = _rows(document, "floors")
        floors = floors * elections if len(floors) == 1 else floors
    lengths = {*map(len, (votes, seats, tied, houses, floors))}
    hold("fairness.votes_seats_ties_differ", len(lengths) == 1)
    alliances = [_alliance(member) for member in document["alliances"]]
    joined = Counter(column for alliance in alliances for column in parties_of(alliance))
    for column, times in joined.items():
        hold("fairness.column_two_alliances", times == 1, twice=column)
    for number, said in enumerate(tied):
        where = worded("fairness.election_number", number=number)
        row = (votes[number], seats[number], floors[number])
        if _found_tied(row, houses[number], alliances, document["rule"], where) != said:
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
        hold("fairness.there_seats", not any(seats), where=where)
        return True
    names, number = [str(column) for column in range(len(votes))], len(seats)
    alike = number == len(floors) == len(names)
    hold("fairness.where_number", alike, where=where, number=number, number_2=len(names))
    election = Election(*(dict(zip(names, figures, strict=True)) for figures in row))
    known = {name for alliance in alliances for name in parties_of(alliance)} <= set(names)
    hold("fairness.alliance_names_column_not", known, number=len(names))
    ties = _LowestColumns()
    for place, claims, shared in election.sharings(outermost(names, alliances), house):
        check_sharing(claims, shared, rule, ties, where=Bilingual.joined([where, place], ": "))
    return ties.met


def _alliance(member: Json) -> Document:
    """Return nested column numbers as the alliances of one election, named by their columns."""
    if type(member) is int or not member:
        raise unreadable("alliances", member, _COLUMNS)
    members = [str(m) if type(m) is int else _alliance(m) for m in member]
    parties = sorted((p for m in members for p in parties_of(m)), key=int)
    return {"members": members, "label": "+".join(parties) + "+"}


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

    The seats are not shared anew: at each level the weakest quotient inside has to be larger than
    the strongest outside, which no other seats and no lot fit.
    """
    election = Election(document["votes"], document["seats"])
    house, depth, rule = sum(election.seats.values()), document["depth"], document["rule"]
    before, seen = 0, set()
    check_names(election, [])
    for number, structure in enumerate(document["structures"]):
        where = worded("fairness.structure_number", number=number)
        check_names(election, structure)
        shallow = all(_levels(alliance) <= depth for alliance in structure)
        hold("fairness.structure_levels", shallow, where=where, depth=depth)
        joined = sum(1 for alliance in structure for _ in parties_of(alliance))
        same = frozenset(map(_joined, structure))
        hold("fairness.structure_order", same not in seen and joined >= before, where=where)
        before = joined
        seen.add(same)
        for _, claims, seats in election.sharings(outermost(election.votes, structure), house):
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
    hold("fairness.alliance_of_one", len(member["members"]) > 1, name=member["label"])
    return 1 + max(map(_levels, member["members"]))


def _joined(member: Json) -> Joined:
    return member if isinstance(member, str) else frozenset(map(_joined, member["members"]))


def check_pairs(document: Document) -> tuple[Bilingual, ...]:
    """Check what either list of each pair has alone and together, and what lots can add."""
    votes, house, rule = document["votes"], document["house_size"], document["rule"]
    check_names(Election(votes, votes), document["fixed"])
    members = outermost(votes, document["fixed"])
    free = {member: votes[member] for member in members if isinstance(member, str)}
    pooled = {
        f"{alliance['label']} ": sum(votes[party] for party in parties_of(alliance))
        for alliance in document["fixed"]
    }
    alone = _least_and_most({**free, **pooled}, house, rule)
    seen = set()
    for pair in document["pairs"]:
        party, partner = pair["party"], pair["partner"]
        two = worded("fairness.pair_of", party=party, partner=partner)
        others = {name: count for name, count in free.items() if name not in (party, partner)}
        known = len(others) == len(free) - 2 and document["party"] in (None, *free)
        hold("fairness.pair_names", known and (party, partner) not in seen, where=two)
        seen.add((party, partner))
        outer = {"": free[party] + free[partner], **pooled, **others}
        inside = [
            _least_and_most({party: free[party], partner: free[partner]}, seats, rule)[party]
            for seats in _least_and_most(outer, house, rule)[""]
        ]
        least, most = min(low for low, _ in inside), max(high for _, high in inside)
        same = (pair["alone"], pair["seats"], pair["lot"]) == (alone[party][0], least, most - least)
        hold("fairness.pair_seats", same, where=two, seats=least, alone=alone[party][0])
    return (worded("fairness.pairs_shared", pairs=len(seen), seats=house),)


def _least_and_most(
    votes: dict[str, int], house: int, rule: Document
) -> dict[str, tuple[int, int]]:
    """Return the seats of each if every lot goes against it, and if every lot goes for it."""
    voting = {name: count for name, count in votes.items() if count}
    found = dict.fromkeys(votes, (0, 0))
    if not house or not voting:
        return found
    quotients = quotients_of(rule, list(votes.values()), house)
    own = {
        n: [quotients(count, seat) for seat in range(1, house + 1)] for n, count in voting.items()
    }
    cut = sorted((quotient for each in own.values() for quotient in each), reverse=True)[house - 1]
    above = {name: sum(quotient > cut for quotient in each) for name, each in own.items()}
    level = {name: each.count(cut) for name, each in own.items()}
    left = house - sum(above.values())
    for name, won in above.items():
        least = won + max(left - sum(level.values()) + level[name], 0)
        found[name] = least, won + min(left, level[name])
    return found
