"""Structures that explain seats, and pairs of partners, against every structure there is."""

from __future__ import annotations

import itertools
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kkr_allocation as kkr
from tests.unit.test_alliance_scan import canonical, joined, partitions

RULES = st.sampled_from(
    [kkr.DHONDT, kkr.SAINTE_LAGUE, kkr.IMPERIALI, kkr.ADAMS, kkr.DEAN, kkr.LARGEST_REMAINDER]
)
FEW_VOTES = st.integers(0, 12) | st.sampled_from([0, 20, 40, 60])
"""Small and doubled, so that many are tied; without votes too."""


@st.composite
def councils(draw, most=6):
    """Draw votes, and seats that some structure gives, or any seats."""
    names = "ABCDEFG"[: draw(st.integers(1, most))]
    votes = {name: draw(FEW_VOTES) for name in names}
    votes["A"] += not any(votes.values())
    rule = draw(RULES)
    structure = joined(draw(st.sampled_from(list(partitions(list(names))))))
    try:
        seats = kkr.apportion(votes, draw(st.integers(0, 9)), rule, alliances=structure).seats
    except (kkr.UnresolvedTieError, kkr.InfeasibleError):
        seats = {name: draw(st.integers(0, 3)) for name in names}
    return votes, dict(seats), rule


def explained(votes, seats, rule):
    """Return every structure that gives the seats without a lot, by trying all."""
    found = set()
    for partition in partitions(list(votes)):
        try:
            given_seats = kkr.apportion(
                votes, sum(seats.values()), rule, alliances=joined(partition)
            ).seats
        except (kkr.UnresolvedTieError, kkr.InfeasibleError):
            continue
        if given_seats == seats:
            found.add(canonical(joined(partition)))
    return found


@given(councils())
@settings(max_examples=150, deadline=None)
def test_just_the_structures_that_explain_are_found_in_order_and_verified(council):
    votes, seats, rule = council
    found = kkr.explaining_alliances(votes, seats, rule, limit=None)
    every = explained(votes, seats, rule)
    assert found.complete
    assert {canonical(structure) for structure in found} == every
    assert found.count == len(found) == len(every)
    order = [(sum(map(len, s)), len(s), [[*votes].index(a[0]) for a in s]) for s in found]
    assert [key[:2] for key in order] == sorted(key[:2] for key in order)
    least = min((sum(map(len, s)) for s in every), default=None)
    assert {canonical(s) for s in found.smallest} == {s for s in every if sum(map(len, s)) == least}
    assert kkr.from_json(found.to_json()) == found
    found.verify()


@given(councils(), st.integers(0, 4))
@settings(max_examples=100, deadline=None)
def test_pairs_of_all_structures_are_known_also_where_only_some_are_kept(council, limit):
    votes, seats, rule = council
    every = explained(votes, seats, rule)
    some = kkr.explaining_alliances(votes, seats, rule, limit=limit)
    assert len(some) == min(limit, len(every))
    assert some.complete == (len(every) <= limit)
    if not len(some):
        return
    pairs = list(itertools.combinations(votes, 2))
    together = {pair: [any({*pair} <= a for a in s) for s in every] for pair in pairs}
    assert some.always == tuple(pair for pair in pairs if all(together[pair]))
    assert some.never == tuple(pair for pair in pairs if not any(together[pair]))


@given(councils(), st.integers(0, 9))
@settings(max_examples=100, deadline=None)
def test_a_pair_has_what_apportion_gives_with_every_lot_for_a_list_or_against_it(council, house):
    votes, _, rule = council
    pairs = kkr.alliance_pairs(votes, house, rule)
    for pair in pairs.pairs:
        alone = bounds(votes, house, rule, (), pair.party)
        least, most = bounds(votes, house, rule, [(pair.party, pair.partner)], pair.party)
        assert (pair.alone, pair.seats, pair.lot) == (alone[0], least, most - least)
    assert len(pairs.pairs) == len(votes) * (len(votes) - 1)
    assert kkr.from_json(pairs.to_json()) == pairs
    pairs.verify()


def bounds(votes, house, rule, alliances, name):
    """Return the least and most seats of a list, over every way the lots can fall."""
    found, waiting = set(), [()]
    while waiting:
        lots = waiting.pop()
        try:
            seats = kkr.apportion(votes, house, rule, alliances=alliances, lots=lots).seats
            found.add(seats[name])
        except kkr.UnresolvedTieError as error:
            tie = error.tie
            waiting += [
                (*lots, kkr.Lot(tie.claimants, winners))
                for winners in itertools.combinations(tie.claimants, tie.seats)
            ]
    return min(found), max(found)


@given(councils(most=5), st.data())
@settings(max_examples=80, deadline=None)
def test_what_explains_nothing_is_not_verified(council, data):
    votes, seats, rule = council
    found = kkr.explaining_alliances(votes, seats, rule)
    document = json.loads(found.to_json())
    wrong = [
        joined(partition)
        for partition in partitions(list(votes))
        if canonical(joined(partition)) not in {canonical(s) for s in found}
    ]
    if not wrong:
        return
    structure = data.draw(st.sampled_from(wrong))
    document["structures"] = [
        [{"members": list(alliance), "label": "+".join(alliance)} for alliance in structure]
    ]
    with pytest.raises(kkr.VerificationError):
        kkr.fairness.verify.verify(document)
