"""The checks of what alliances do: structures that explain seats, and pairs of partners."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from kkr_allocation.fairness.verify.apportionments import (
    Election,
    check_names,
    parties_of,
    sharings,
)
from kkr_allocation.fairness.verify.documents import false
from kkr_allocation.fairness.verify.sharing import Lots, check_sharing, quotients_of
from kkr_allocation.words import worded

if TYPE_CHECKING:
    from kkr_allocation.documents.codec import Json
    from kkr_allocation.errors import Bilingual
    from kkr_allocation.fairness.verify.documents import Document

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
    all_there = "all" if document["complete"] else "some"
    return (
        worded("fairness.structures_explain", structures=len(seen), seats=house),
        worded(f"fairness.structures_{all_there}"),
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
    alone = _least_and_most({**free, **{f"{label} ": v for label, v in pooled.items()}}, house, rule)
    seen = set()
    for pair in document["pairs"]:
        party, partner = pair["party"], pair["partner"]
        two = worded("fairness.pair_of", party=party, partner=partner)
        if party == partner or (party, partner) in seen or not {party, partner} <= set(free):
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
    own = {n: [quotients(count, seat) for seat in range(1, house + 1)] for n, count in voting.items()}
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
