"""Margins against brute force: one vote more at a time."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import kkr_allocation as kkr

RULES = (
    kkr.DHONDT,
    kkr.SAINTE_LAGUE,
    kkr.ADAMS,
    kkr.HUNTINGTON_HILL,
    kkr.LARGEST_REMAINDER,
)


def outcomes(result, votes):
    """Return every result that lots could give, as a list of seats."""
    if not any(votes.values()):
        return [dict.fromkeys(votes, 0)]
    found, waiting = [], [[]]
    while waiting:
        lots = waiting.pop()
        try:
            found.append(
                kkr.apportion(
                    votes,
                    result.house_size,
                    result.rule,
                    alliances=result.alliances,
                    floors=result.floors,
                    caps=result.caps,
                    lots=lots,
                ).seats
            )
        except kkr.UnresolvedTieError as error:
            claimants = error.tie.claimants
            for mask in range(1 << len(claimants)):
                winners = [c for place, c in enumerate(claimants) if mask >> place & 1]
                if len(winners) == error.tie.seats:
                    waiting.append([*lots, kkr.Lot(claimants, winners)])
    return found


def first_change(result, source, target, most):
    """Return the fewest votes and whether they lead to a lot, trying every number."""
    before = result.seats
    for votes in range(1, most + 1):
        counted = dict(result.votes)
        if source:
            counted[source] -= votes
        if target:
            counted[target] += votes
        ends = outcomes(result, counted)
        if source and target:
            changed = [seats != before for seats in ends]
            lot = len(ends) > 1
        else:
            name = source or target
            changed = [
                seats[name] > before[name] if target else seats[name] < before[name]
                for seats in ends
            ]
            lot = not all(changed)
        if any(changed):
            return votes, lot
    return None, False


@pytest.mark.parametrize("rule", RULES, ids=str)
@pytest.mark.parametrize("seed", range(9))
def test_margins_are_the_first_numbers_that_change_something(rule, seed):
    generator = np.random.default_rng([seed, RULES.index(rule)])
    names = "ABCD"[: generator.integers(2, 5)]
    votes = dict(zip(names, map(int, generator.integers(1, 16, len(names))), strict=True))
    house = int(generator.integers(1, 6))
    alliances = [[], [("A", "B")], [("A", ("B", "C"))]][seed % 3 if len(names) > 2 else 0]
    if rule is kkr.LARGEST_REMAINDER:
        alliances = []
    floors = {"A": 1} if seed % 4 == 3 else None
    caps = {"B": 2} if seed % 4 in {2, 3} and rule is kkr.LARGEST_REMAINDER else None
    if rule in {kkr.ADAMS, kkr.HUNTINGTON_HILL}:
        house += len(names)  # every list has its first seat, or all tie
    result = None
    while result is None:
        try:
            result = kkr.apportion(
                votes, house, rule, alliances=alliances, floors=floors, caps=caps
            )
        except kkr.UnresolvedTieError:
            votes[names[generator.integers(len(names))]] += 1
    shown = kkr.margin(result)
    assert len(shown) == len(names) * (len(names) + 1)
    for source, target, needed, lot in shown.itertuples(index=False):
        most = votes[source] if source else 400
        expected, by_lot = first_change(result, source, target, most)
        if expected is None:
            assert pd.isna(needed) or needed > most
        else:
            assert (needed, lot) == (expected, by_lot), (source, target)


def test_margins_of_votes_of_any_size():
    """A has two of three seats; B has half of A's quotient less 5, so 5 votes bring a lot."""
    shown = kkr.margin(kkr.apportion({"A": 2**70 + 5, "B": 2**70}, 3))
    changes = [(change[0], change[1]) for change in shown.itertuples(index=False)]
    assert changes == [("", "A"), ("", "B"), ("A", ""), ("B", ""), ("A", "B"), ("B", "A")]
    assert shown["votes"][1] == shown["votes"][2] == 5
    assert shown["lot"][1]
    assert shown["votes"][0] == 2 * 2**70 - 5
    assert (shown["votes"][4], shown["lot"][4]) == (3, False)


def test_a_list_can_lose_a_seat_by_winning_a_vote_under_whole_quotas():
    """39 and 40 votes, 8 quotas: the whole quota jumps from 5 to 6, and A pays for its vote."""
    before, after = (
        kkr.apportion({"A": a, "B": 5, "C": 3}, 7, kkr.LARGEST_REMAINDER_DROOP) for a in (31, 32)
    )
    assert (before.seats["A"], after.seats["A"]) == (6, 5)
    with pytest.raises(kkr.InvalidInputError, match="a list can lose a seat by winning votes"):
        kkr.margin(before)


def test_votes_moved_between_two_lists_at_their_caps_can_move_a_seat_of_others_and_back():
    """First A is held, later B; 4 seats go by the votes of the others.

    4 by 619: B 0.672, C 1.486, D 0.459 and E 1.383; 18 moved, 4 by 637: C 1.444 and D 0.446.
    167 moved, with B held, 4 by 635: A 0.756, C 1.449, D 0.447 and E 1.348.
    """
    votes, caps = {"A": 287, "B": 104, "C": 230, "D": 71, "E": 214}, {"A": 1, "B": 1}
    before = kkr.apportion(votes, 5, kkr.LARGEST_REMAINDER, caps=caps)
    seats = [
        list(
            kkr.apportion(
                votes | {"A": 287 - moved, "B": 104 + moved}, 5, kkr.LARGEST_REMAINDER, caps=caps
            ).seats.values()
        )
        for moved in (0, 18, 167)
    ]
    assert seats == [[1, 1, 2, 0, 1], [1, 1, 1, 1, 1], [1, 1, 2, 0, 1]]
    with pytest.raises(kkr.InvalidInputError, match="with the floors or caps of several lists"):
        kkr.margin(before)
    one = kkr.apportion(votes, 5, kkr.LARGEST_REMAINDER, caps={"A": 1})
    assert len(kkr.margin(one)) == 30
