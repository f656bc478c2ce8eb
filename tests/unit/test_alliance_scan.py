"""`alliance_scan` against `apportion` on every structure of small elections."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

import kkr_allocation as kkr
from kkr_allocation.scenarios.alliance_scan import Structures

RULES = (
    kkr.DHONDT,
    kkr.SAINTE_LAGUE,
    kkr.MODIFIED_SAINTE_LAGUE,
    kkr.IMPERIALI,
    kkr.ADAMS,
    kkr.HUNTINGTON_HILL,
    kkr.LARGEST_REMAINDER,
    kkr.LARGEST_REMAINDER_DROOP,
)
VOTES = {"A": 240, "B": 183, "C": 120, "D": 60, "E": 31}
"""With ties: C has twice the votes of D, A twice those of C."""
CLEAR = {"A": 241, "B": 187, "C": 118, "D": 67, "E": 31}
BELL = [1, 1, 2, 5, 15, 52, 203, 877, 4140, 21147, 115975, 678570, 4213597, 27644437]


def partitions(names):
    """Yield all set partitions as lists of tuples."""
    if not names:
        yield []
        return
    first, rest = names[0], names[1:]
    for size in range(len(rest) + 1):
        for friends in itertools.combinations(rest, size):
            left = [name for name in rest if name not in friends]
            for others in partitions(left):
                yield [(first, *friends), *others]


def seats_or_none(votes, house, rule, alliances):
    try:
        return kkr.apportion(votes, house, rule, alliances=alliances).seats
    except kkr.UnresolvedTieError:
        return None


def joined(partition):
    return tuple(alliance for alliance in partition if len(alliance) > 1)


def canonical(structure):
    return frozenset(map(frozenset, structure))


@pytest.mark.parametrize("rule", RULES, ids=str)
@pytest.mark.parametrize("house", [0, 7, 30, 300])
def test_every_structure_has_the_seats_of_apportion(rule, house):
    if rule is kkr.LARGEST_REMAINDER_DROOP:
        house //= 10  # it cannot fill a house of half as many seats as there are votes
    scan = kkr.alliance_scan(VOTES, house, rule)
    expected = {
        canonical(joined(p)): seats_or_none(VOTES, house, rule, joined(p))
        for p in partitions(list(VOTES))
    }
    assert len(scan) == len(expected) == 52
    for number in range(len(scan)):
        structure = scan.structure(number)
        seats = expected[canonical(structure)]
        assert scan.joined[number] == sum(map(len, structure))
        assert scan.tied[number] == (seats is None)
        if seats is not None:
            assert dict(zip(VOTES, scan.seats[number].tolist(), strict=True)) == seats


@pytest.mark.parametrize("lists", range(1, 9))
def test_there_are_as_many_structures_as_set_partitions(lists):
    structures = Structures(lists, (0,) * lists)
    grown = [structures.grown(chunk) for chunk in structures.chunks()]
    masks = np.concatenate([masks for masks, _ in grown])
    assert len(masks) == BELL[lists] == len(np.unique(masks, axis=0))
    assert (masks.sum(axis=1) == 2**lists - 1).all()
    assert np.array_equal((masks > 0).sum(axis=1), np.concatenate([used for _, used in grown]))


def test_chunks_are_many_and_keep_their_order():
    votes = dict(zip("ABCDEFGHIJ", range(1000, 0, -97), strict=False))
    one, two = (kkr.alliance_scan(votes, 15, threads=threads) for threads in (1, 2))
    assert len(one) == BELL[10]
    assert np.array_equal(one.seats, two.seats)
    assert one.structure(0) == (tuple(votes),)
    assert one.structure(len(one) - 1) == ()
    for number in (1, 40_000, 100_000):
        seats = one.apportion(one.structure(number)).seats
        assert list(seats.values()) == one.seats[number].tolist()


def test_distribution_counts_what_needs_no_lot():
    scan = kkr.alliance_scan({"A": 4, "B": 4, "C": 3, "D": 1}, 3)
    assert scan.lots
    for name in scan.votes:
        assert sum(scan.distribution(name).values()) == len(scan) - scan.lots


def test_the_best_structures_have_the_fewest_joined_lists_first():
    scan = kkr.alliance_scan(VOTES, 7)
    best = scan.best("D", limit=None)
    most = max(scan.distribution("D"))
    assert {canonical(s) for s in best} == {
        canonical(scan.structure(n))
        for n in range(len(scan))
        if scan.seats[n, 3] == most and not scan.tied[n]
    }
    sizes = [sum(map(len, s)) for s in best]
    assert sizes == sorted(sizes)
    assert scan.best("D", limit=1) == best[:1]


def test_fixed_alliances_hold_in_every_structure():
    votes = {**CLEAR, "F": 55, "G": 21}
    scan = kkr.alliance_scan(votes, 9, fixed=[["B", ["F", "G"]], ["E"]])
    assert scan.lists == ("A", "C", "D")
    assert len(scan) == 5
    for number in range(5):
        structure = [*scan.structure(number), ["B", ["F", "G"]]]
        seats = kkr.apportion(votes, 9, alliances=structure).seats
        assert list(seats.values()) == scan.seats[number].tolist()
        assert scan.apportion(scan.structure(number)).seats == seats
    assert scan.smallest_gain("E") == ()


def test_lists_apart_never_share_an_alliance():
    scan = kkr.alliance_scan(VOTES, 7, apart=[("D", "A"), ("B", "C")])
    found = {canonical(scan.structure(number)) for number in range(len(scan))}
    expected = {
        canonical(joined(p))
        for p in partitions(list(VOTES))
        if not any({"A", "D"} <= set(a) or {"B", "C"} <= set(a) for a in p)
    }
    assert found == expected
    assert len(scan) == len(expected)


@pytest.mark.parametrize("apart", [(), [("D", "E"), ("C", "E")]])
def test_the_smallest_alliance_that_wins_one_more_seat(apart):
    scan = kkr.alliance_scan(CLEAR, 9, apart=apart)
    alone = kkr.apportion(CLEAR, 9).seats
    for name in VOTES:
        gaining = []
        for size in range(2, 6):
            for alliance in itertools.combinations(VOTES, size):
                seats = seats_or_none(CLEAR, 9, kkr.DHONDT, [alliance])
                if name in alliance and not any(set(p) <= set(alliance) for p in apart) and seats:
                    gaining += [alliance] * (seats[name] > alone[name])
            if gaining:
                break
        assert scan.smallest_gain(name) == tuple(gaining)


def test_a_seat_won_only_by_lot_counts_as_none_to_start_from():
    scan = kkr.alliance_scan({"A": 10, "B": 10, "C": 4}, 1)
    assert scan.smallest_gain("A") == (("A", "C"),)


def stable_by_hand(scan):
    """Structures nobody has reason to leave, by the definition."""
    known = {}
    for partition in partitions(list(scan.votes)):
        seats = seats_or_none(scan.votes, scan.house_size, scan.rule, joined(partition))
        known[canonical(partition)] = seats
    for partition, seats in known.items():
        if seats is None:
            continue
        moves = []
        for alliance in partition:
            for name in alliance:
                split = partition - {alliance} | {alliance - {name}, frozenset({name})}
                moves.append((split - {frozenset()}, [{name}]))
        for one, other in itertools.combinations(partition, 2):
            moves.append((partition - {one, other} | {one | other}, [one, other]))
        for after, winners in moves:
            won = known[frozenset(after)]
            if won and all(
                sum(won[n] for n in group) > sum(seats[n] for n in group) for group in winners
            ):
                break
        else:
            yield frozenset(alliance for alliance in partition if len(alliance) > 1)


@pytest.mark.parametrize("rule", RULES, ids=str)
@pytest.mark.parametrize("votes", [VOTES, {"A": 50, "B": 49, "C": 48, "D": 47, "E": 10}])
def test_stable_structures_are_those_of_the_definition(rule, votes):
    scan = kkr.alliance_scan(votes, 6, rule)
    stable = {canonical(scan.structure(number)) for number in scan.stable()}
    assert stable == set(stable_by_hand(scan))
    if rule is kkr.DHONDT:
        assert len(stable) == len(scan) - scan.lots


def test_the_frame_has_a_row_for_each_list_and_number_of_seats():
    scan = kkr.alliance_scan(VOTES, 7)
    shown = scan.to_frame()
    assert list(shown.columns) == ["party", "seats", "structures", "share"]
    assert scan.lots
    assert shown.groupby("party")["structures"].sum().eq(len(scan)).all()
    assert shown["share"].sum() == pytest.approx(len(VOTES))
    assert "Hvad valgforbund kan ændre" in str(scan.explain("da"))
    assert "<table" in scan._repr_html_()


def test_a_scan_that_needs_a_lot_everywhere_says_so_for_each_list():
    scan = kkr.alliance_scan({"A": 10, "B": 10}, 1)
    assert scan.lots == len(scan) == 2
    shown = scan.to_frame()
    assert shown["party"].tolist() == ["A", "B"]
    assert shown["seats"].isna().all()
    assert shown["structures"].tolist() == [2, 2]
    assert shown["share"].isna().all()
    assert scan._repr_html_().count("<td>by lot</td>") == 2
