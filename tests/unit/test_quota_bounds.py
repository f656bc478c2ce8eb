"""Largest remainder within floors and caps, by hand."""

from __future__ import annotations

import random
import time

import numpy as np
import pytest

import kkr_allocation as kkr

HARE = kkr.LARGEST_REMAINDER
DROOP = kkr.LARGEST_REMAINDER_DROOP
FOUR = {"A": 49, "B": 37, "C": 10, "D": 38}


def test_what_a_cap_leaves_goes_by_the_key_and_not_per_head():
    """80 left by 30 and 20 of 50 votes: 48 and 32."""
    key, caps = {"A": 50, "B": 30, "C": 20}, {"A": 20}
    assert kkr.distribute(100, key, caps=caps).places == {"A": 20, "B": 48, "C": 32}
    assert kkr.apportion(key, 100, HARE, caps=caps).seats == {"A": 20, "B": 48, "C": 32}
    assert kkr.distribute(100, key, caps=caps).verify()


def test_a_bound_between_a_claim_and_its_rounding_counts_against_the_others():
    """By claims A 1.83, B 1.38, C 0.37, D 1.42: 2, 1, 0 and 2.

    With A's 2 as its floor, 3 seats by 85 votes: B 1.31, C 0.35, D 1.34, and C has the remainder.
    """
    assert kkr.apportion(FOUR, 5, HARE).seats == {"A": 2, "B": 1, "C": 0, "D": 2}
    held = kkr.apportion(FOUR, 5, HARE, floors={"A": 2})
    assert held.seats == {"A": 2, "B": 1, "C": 1, "D": 1}
    for language, words in (
        (
            "en",
            (
                "Held at a bound: A 2. The others share the 3 seats left by their 85 votes, at "
                "28.33 votes a seat. The bound of A is a whole number next to the claim; it counts "
                "all the same, and the others share what it leaves."
            ),
        ),
        (
            "da",
            (
                "Fastholdt af en grænse: A 2. De andre deler 3 mandater efter deres 85 stemmer: "
                "28,33 stemmer for hvert. Grænsen for A er et helt tal lige ved kravet; den gælder "
                "alligevel, og de andre deler det, den levner."
            ),
        ),
    ):
        assert words in str(held.explain(language))
    assert held.verify()


def test_a_floor_and_a_cap_can_hold_at_once():
    """A is capped at 20 and C has 25; the 55 left go to B, and to D's 25 votes against 30."""
    seats = kkr.apportion(
        {"A": 50, "B": 30, "C": 5, "D": 25}, 100, HARE, floors={"C": 25}, caps={"A": 20}
    ).seats
    assert seats == {"A": 20, "B": 30, "C": 25, "D": 25}


def test_a_list_that_leaves_one_bound_is_not_held_by_another_on_the_way():
    """10 seats by 6, 3 and 1 votes with 4 for C: 6 by 9 give 4 and 2, so that B's cap of 2 is met.

    At its claim of 3 B looks capped, and at 2 it is just what it claims.
    """
    result = kkr.apportion({"A": 6, "B": 3, "C": 1}, 10, HARE, floors={"C": 4}, caps={"B": 2})
    assert result.seats == {"A": 4, "B": 2, "C": 4}


def test_all_at_their_bounds_leave_nothing_to_share_though_many_factors_would_do():
    """Every factor from 4 to 6 gives A its floor of 6 and B its cap of 4."""
    result = kkr.apportion({"A": 1, "B": 1}, 10, HARE, floors={"A": 6}, caps={"B": 4})
    assert result.seats == {"A": 6, "B": 4}
    assert result.verify()
    assert "Held at a bound: A 6 and B 4." in str(result.explain())
    places = kkr.distribute(10, {"A": 1, "B": 1}, floors={"A": 6}, caps={"B": 4})
    assert "Limits decide the number of A (at least 6) and B (at most 4)." in str(places.explain())


def test_equal_remainders_of_what_is_left_are_a_tie():
    """With A's 4 of 7 seats, 3 by 2 equal lists: 1.5 each."""
    with pytest.raises(kkr.UnresolvedTieError) as caught:
        kkr.apportion({"A": 1, "B": 5, "C": 5}, 7, HARE, floors={"A": 4})
    assert (caught.value.tie.claimants, caught.value.tie.seats) == (("B", "C"), 1)
    assert caught.value.partial == {"A": 4, "B": 1, "C": 1}


def test_a_claim_that_is_just_its_bound_has_no_remainder_and_no_lot():
    """4 seats by 2, 1 and 1 votes: A claims its cap and its floor of 2, whichever it has."""
    for bounds in ({"floors": {"A": 2}}, {"caps": {"A": 2}}, {}):
        assert kkr.apportion({"A": 2, "B": 1, "C": 1}, 4, HARE, **bounds).seats["A"] == 2


def test_floors_in_an_alliance_add_up_and_its_seats_go_by_the_key_of_its_own():
    """B+C has 2 + 1 as its floor and claims 10 * 30 / 100 = 3; in it 1 is left for 20 votes."""
    result = kkr.apportion(
        {"A": 70, "B": 10, "C": 20}, 10, HARE, alliances=[["B", "C"]], floors={"B": 2, "C": 1}
    )
    assert result.seats == {"A": 7, "B": 2, "C": 1}
    with_more = kkr.apportion(
        {"A": 70, "B": 10, "C": 20}, 10, HARE, alliances=[["B", "C"]], floors={"B": 4}
    )
    assert with_more.seats == {"A": 6, "B": 4, "C": 0}
    assert with_more.verify()


def test_droops_quota_is_formed_of_the_free_votes_and_seats():
    """With 7 of 15 for A, 750 votes for 8 seats: 750 // 9 + 1 = 84, and 370 and 380 have 4 each."""
    votes = {"A": 490, "B": 370, "C": 380}
    result = kkr.apportion(votes, 15, DROOP, floors={"A": 7})
    assert result.seats == {"A": 7, "B": 4, "C": 4}
    assert result.quotients()["divisor"].unique().tolist() == [84]
    assert result.verify()


def test_droops_whole_quotas_can_reach_a_cap_and_no_remainder_takes_a_list_above_it():
    """A claims 191 * 5 / 502 = 1.90 and is free of its cap of 2; the quota is 502 // 6 + 1 = 84.

    Whole quotas are A 2, B 1 and C 1. Of the remainders A's 23 is the largest, but A is at its cap:
    the seat left goes to H's 22.
    """
    votes = {"A": 191, "B": 104, "C": 104, "D": 20, "E": 20, "F": 20, "G": 21, "H": 22}
    result = kkr.apportion(votes, 5, DROOP, caps={"A": 2})
    assert [party for party, won in result.seats.items() for _ in range(won)] == list("AABCH")
    assert result.verify()
    assert kkr.apportion(votes, 5, DROOP).seats["A"] == 3


def test_droop_keeps_a_floor_that_its_whole_quotas_do_not_reach():
    """9 seats by 5, 3 and 3 votes claim 4.1, 2.5 and 2.5, so that A's floor of 4 holds nobody.

    The quota is 11 // 10 + 1 = 2, with whole quotas 2, 1 and 1. A keeps 4, three votes less than
    they cost, and the three seats left are one for each. Of 10 four are left.
    """
    votes, floors = {"A": 5, "B": 3, "C": 3}, {"A": 4}
    result = kkr.apportion(votes, 9, DROOP, floors=floors)
    assert result.seats == {"A": 5, "B": 2, "C": 2}
    assert result.verify()
    with pytest.raises(kkr.InfeasibleError, match="leaves 4 of 10 seats"):
        kkr.apportion(votes, 10, DROOP, floors=floors)


def test_droop_refuses_what_its_remainders_cannot_fill_within_the_caps():
    """A has its cap of 2; 8 seats for B's 3 votes: 3 // 9 + 1 = 1, 3 whole ones and 1 remainder."""
    with pytest.raises(kkr.InfeasibleError, match="leaves 5 of 10 seats") as caught:
        kkr.apportion({"A": 9, "B": 3}, 10, DROOP, caps={"A": 2})
    assert caught.value.relaxation == 6


def test_a_batch_with_floors_is_the_same_row_by_row():
    votes = [[49, 37, 10, 38], [50, 30, 20, 0], [0, 0, 0, 500]]
    floors = [[2, 0, 0, 0], [0, 0, 0, 3], [1, 0, 0, 0]]
    for rule in (HARE, DROOP):
        batch = kkr.apportion_batch(np.array(votes), 5, rule, floors=np.array(floors))
        for row in range(3):
            alone = kkr.apportion(
                dict(zip("ABCD", votes[row], strict=True)),
                5,
                rule,
                floors=dict(zip("ABCD", floors[row], strict=True)),
            )
            assert batch.seats[row].tolist() == list(alone.seats.values())


@pytest.mark.parametrize("rule", [HARE, DROOP], ids=str)
def test_a_hundred_thousand_lists_with_bounds_are_shared_within_two_seconds(rule):
    """Bounds lie around the claims, so that some forty thousand hold."""
    generator = random.Random(1)  # noqa: S311  (figures, not secrets)
    votes = {f"L{place}": generator.randint(1, 10**9) for place in range(100_000)}
    house, total = 2_000_000, sum(votes.values())
    floors, caps = {}, {}
    for name, count in votes.items():
        near = count * house // total
        if generator.random() < 0.4:
            floors[name] = max(near + generator.randint(-3, 3), 0)
        if generator.random() < 0.4:
            caps[name] = max(near + generator.randint(-3, 3), floors.get(name, 0))
    start = time.process_time()
    result = kkr.apportion(votes, house, rule, floors=floors, caps=caps)
    assert time.process_time() - start < 2
    assert sum(result.seats.values()) == house


@pytest.mark.parametrize(
    ("votes", "house", "seats"),
    [((6, 2, 1), 6, (4, 1, 1)), ((2, 1, 1), 8, (4, 2, 2)), ((5, 3, 2), 8, (4, 2, 2))],
)
def test_a_claim_that_is_just_its_cap_is_held_and_leaves_the_quota_to_the_others(
    votes, house, seats
):
    """A's claim, its share of the house, is 4 and its cap 4: Droop's quota is that of B and C."""
    names = dict(zip("ABC", votes, strict=True))
    shared = kkr.apportion(names, house, kkr.LARGEST_REMAINDER_DROOP, caps={"A": 4})
    assert tuple(shared.seats.values()) == seats
    assert shared.verify()
