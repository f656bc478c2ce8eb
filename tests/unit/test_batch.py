"""The edges of `apportion_batch`: bounds of the proofs, empty rows, threads, single rows."""

from __future__ import annotations

import importlib

import attrs
import numpy as np
import pandas as pd
import pytest

import kkr_allocation as kkr
from kkr_allocation.apportionment import floats
from kkr_allocation.apportionment.floats import (
    EXACT_BELOW,
    block_length,
    clear_rule,
    share_clear,
    share_close,
)


def test_quotients_just_below_the_bound_are_told_apart():
    """The closest unequal quotients there are below 2**51: neighbours a/b and c/d, ad - bc = 1."""
    rng = np.random.default_rng(51)
    for seats in (2, 3, 7, 36):
        first = EXACT_BELOW // (seats + 1) - 1 - rng.integers(0, 1000, 500)
        lower = first * (seats - 1) // seats
        ties = np.where(first % seats == 0, lower, lower + 1)
        for rival in (lower, lower + 1, ties):
            votes = np.stack([first, rival], axis=1)
            house = 2 * seats - 2
            batch = kkr.apportion_batch(votes, house)
            for row, (a, b) in enumerate(votes.tolist()):
                equal = any(
                    a * other == b * mine
                    for mine in range(1, house + 1)
                    for other in range(1, house + 1)
                    if mine + other == house + 1
                )
                assert batch.tied[row] == equal
                if not equal:
                    assert batch.row(row).seats == dict(
                        zip("01", batch.seats[row].tolist(), strict=True)
                    )


@pytest.mark.parametrize("votes", [2**51, 2**53 + 1, 2**62, 2**80])
def test_beyond_the_bound_a_difference_of_one_vote_decides(votes):
    batch = kkr.apportion_batch(
        np.array([[votes, votes], [votes, votes - 1], [votes - 1, votes]], dtype=object), 3
    )
    assert batch.tied.tolist() == [True, False, False]
    assert batch.seats.tolist() == [[2, 1], [2, 1], [1, 2]]
    if votes < 2**63:
        again = kkr.apportion_batch(batch.votes.astype(np.int64), 3)
        assert np.array_equal(again.seats, batch.seats)
        assert np.array_equal(again.tied, batch.tied)


def test_beyond_the_bound_rounded_quotients_can_stand_in_the_wrong_order():
    """A's third quotient against B's second, closer than votes of this size can be rounded."""
    rng = np.random.default_rng(62)
    first = rng.integers(2**61, 2**62, 3000)
    second = first // 3 * 2 + rng.integers(-300, 300, 3000)
    batch = kkr.apportion_batch(np.stack([first, second], axis=1), 4)
    ahead = [2 * a - 3 * b for a, b in zip(first.tolist(), second.tolist(), strict=True)]
    wrong = (first / 3 > second / 2) != (np.array(ahead) > 0)
    assert wrong.sum() > 100
    assert batch.tied.tolist() == [gap == 0 for gap in ahead]
    assert batch.seats[:, 0].tolist() == [3 if gap >= 0 else 2 for gap in ahead]


def test_single_precision_never_certifies_what_it_cannot_see():
    """Quotients that differ by less than float32 can hold are left to the second sieve."""
    base = 2**24
    votes = np.array([[base, base + d] for d in range(-40, 41)])
    out = np.empty_like(votes)
    rule = clear_rule(kkr.DHONDT, 3, 2)
    undecided = share_clear(votes, np.full(len(votes), 3), rule, out)
    assert set(range(24, 57)) <= set(undecided.tolist())
    batch = kkr.apportion_batch(votes, 3)
    assert batch.seats.tolist() == [[2, 1] if d <= 0 else [1, 2] for d in range(-40, 41)]
    assert np.flatnonzero(batch.tied).tolist() == [40]


def test_a_bad_start_costs_time_but_no_seats():
    votes = np.array([[10**6] + [1] * 30, [1] * 30 + [10**6]])
    batch = kkr.apportion_batch(votes, 50)
    assert batch.seats[:, [0, 30]].tolist() == [[50, 0], [0, 50]]


def test_a_row_of_zero_votes_has_no_seats_and_is_tied():
    for options in ({}, {"alliances": [(0, 1)]}, {"floors": [1, 0, 0]}):
        batch = kkr.apportion_batch([[0, 0, 0], [5, 3, 1]], 4, **options)
        assert batch.seats[0].tolist() == [0, 0, 0]
        assert batch.tied.tolist() == [True, False]
        assert batch.seats[1].sum() == 4


@pytest.mark.parametrize("rule", [kkr.DHONDT, kkr.ADAMS, kkr.LARGEST_REMAINDER], ids=str)
def test_a_house_without_seats_is_no_tie(rule):
    batch = kkr.apportion_batch([[5, 5], [7, 0]], 0, rule)
    assert not batch.seats.any()
    assert not batch.tied.any()


def test_more_seats_than_votes():
    batch = kkr.apportion_batch([[1, 2]], [3_000])
    assert batch.seats.tolist() == [[1000, 2000]]


def test_houses_beyond_every_table():
    batch = kkr.apportion_batch([[1, 2]], 3 * 2**30)
    assert batch.seats.tolist() == [[2**30, 2**31]]


def test_pooled_votes_beyond_64_bits():
    votes = np.full((1, 4), 2**62)
    batch = kkr.apportion_batch(votes, 4, alliances=[(0, 1, 2)])
    assert batch.seats.tolist() == [[1, 1, 1, 1]]
    assert not batch.tied.any()


def test_no_elections_at_all():
    batch = kkr.apportion_batch(np.empty((0, 3), int), 5)
    assert batch.seats.shape == (0, 3)
    assert len(batch) == 0


@pytest.mark.parametrize("year", [2021, 2025])
def test_rows_around_a_real_council_are_shared_in_single_precision(year):
    """Some fifty lists of 26 to 170,000 votes: hardly a row is left to slower ways, none wrong."""
    council = kkr.compose_region(kkr.load_election(year), "KKR Syddanmark")
    votes = np.array(list(council.basis.votes.values()))
    moved = np.random.default_rng(1).uniform(0.8, 1.2, (2000, len(votes)))
    rows = (votes * moved).astype(np.int64)
    house = np.full(len(rows), council.house_size)
    seats = np.empty(rows.shape, np.int64)
    left = share_clear(rows, house, clear_rule(kkr.DHONDT, council.house_size, len(votes)), seats)
    assert len(left) < len(rows) / 100
    exact, _ = floats.share_close(rows, house, kkr.DHONDT, np.zeros_like(rows), np.arange(2000))
    certain = np.setdiff1d(np.arange(2000), left)
    assert np.array_equal(seats[certain], exact[certain])


def test_memory_that_is_kept_holds_no_answer():
    """What was shared before is not written over, and huge arrays are given back."""
    generator = np.random.default_rng(3)
    small, wide = (generator.integers(1, 9999, shape) for shape in ((500, 7), (65, 16_500)))
    first = kkr.apportion_batch(small, 21)
    kept = first.seats.copy()
    huge = kkr.apportion_batch(wide, 40)
    assert np.array_equal(first.seats, kept)
    assert np.array_equal(huge.seats[64], kkr.apportion_batch(wide[64:], 40).seats[0])
    assert max(map(len, vars(floats._KEPT).values())) < 64 * 16_500


def test_threads_change_nothing():
    votes = np.random.default_rng(2).integers(0, 300, (2 * block_length(9, 3) + 17, 9))
    one = kkr.apportion_batch(votes, 21)
    three = kkr.apportion_batch(votes, 21, threads=3)
    assert np.array_equal(one.seats, three.seats)
    assert np.array_equal(one.tied, three.tied)
    assert one.tied.any()
    assert (one.seats.sum(axis=1) == 21).all()


def test_a_single_row_is_a_full_apportionment():
    votes = np.array([[60, 31, 30, 11]])
    batch = kkr.apportion_batch(votes, [7], alliances=[(3, (1, 2))], floors=[0, 0, 0, 1])
    row = batch.row(-1)
    assert list(row.seats.values()) == batch.seats[0].tolist()
    assert row.floors == {"3": 1}
    assert [alliance.label for alliance in row.alliances] == ["(1+2)+3"]


def test_a_tied_row_says_between_whom():
    batch = kkr.apportion_batch([[10, 4, 4]], 3)
    with pytest.raises(kkr.UnresolvedTieError, match="between 1 and 2 for 1 seat"):
        batch.row(0)


def test_floors_of_a_row_are_its_own():
    floors = np.array([[0, 0], [0, 3]])
    batch = kkr.apportion_batch([[9, 1], [9, 1]], 4, floors=floors)
    assert batch.seats.tolist() == [[4, 0], [1, 3]]


def test_columns_in_any_layout():
    votes = np.random.default_rng(3).integers(0, 9999, (6, 40))
    expected = kkr.apportion_batch(np.ascontiguousarray(votes.T), 11).seats
    assert np.array_equal(kkr.apportion_batch(votes.T, 11).seats, expected)
    assert np.array_equal(kkr.apportion_batch(votes.T.tolist(), 11).seats, expected)


def test_the_second_sieve_settles_rows_far_from_its_start():
    votes = np.array([[1, 1, 1, 97]])
    seats, tied = share_close(
        votes, np.array([12]), kkr.DHONDT, np.array([[3, 3, 3, 0]]), np.array([0])
    )
    assert seats.tolist() == [[3, 3, 3, 3]]
    assert not tied.any()


def test_every_row_of_a_batch_can_be_verified():
    votes = np.random.default_rng(9).integers(0, 60, (60, 5))
    votes[7] = 0
    floors = [0, 0, 1, 0, 0]
    batch = kkr.apportion_batch(votes, 8, alliances=[(0, (2, 4))], floors=floors)
    assert 0 < batch.tied.sum() < 60
    assert batch.verify()
    for row in (np.flatnonzero(batch.tied)[0], np.flatnonzero(~batch.tied)[0]):
        seats = batch.seats.copy()
        seats[row, 1] += 1
        with pytest.raises(kkr.VerificationError, match=f"election {row}: "):
            attrs.evolve(batch, seats=seats).verify()
    moved = batch.seats.copy()
    row = np.flatnonzero(~batch.tied & (moved[:, 1] > 0))[0]
    moved[row, [1, 3]] += [-1, 1]
    with pytest.raises(kkr.VerificationError, match=f"election {row}: "):
        attrs.evolve(batch, seats=moved).verify()


def test_a_batch_shows_itself():
    batch = kkr.apportion_batch([[10, 5, 5], [9, 6, 1]], [3, 5])
    shown = batch.to_frame()
    assert list(shown.columns) == ["house_size", "tied", "0", "1", "2"]
    assert shown["tied"].tolist() == [True, False]
    assert "1 election can only be decided by lot" in str(batch.explain())
    assert "2 valg efter d'Hondt" in str(batch.explain("da"))
    assert batch._repr_html_().count("<tr>") == 3


@pytest.mark.parametrize("dtype", [np.float32, np.float64, object])
def test_whole_floats_are_the_integers_they_are(dtype):
    votes = np.array([[5000.0, 3000.0, 100.0], [7.0, 7.0, 1.0]], dtype)
    floors = [0.0, 0.0, 1.0]
    batch = kkr.apportion_batch(votes, [3.0, 4.0], floors=floors)
    assert batch == kkr.apportion_batch(votes.astype(int), [3, 4], floors=[0, 0, 1])
    assert kkr.apportion_batch(pd.DataFrame(votes), 3) == kkr.apportion_batch(votes, 3)


@pytest.mark.parametrize(
    "rule", [kkr.ADAMS, kkr.HUNTINGTON_HILL, kkr.MODIFIED_SAINTE_LAGUE], ids=str
)
def test_signposts_of_zero_and_first_ones_are_exact_in_single_precision(rule):
    """Houses with fewer seats than parties, parties without votes, and counts that are close."""
    random = np.random.default_rng(17)
    rows = random.integers(0, [[4], [40], [4_000_000]] * 30, (90, 5))
    rows[:, 1] = 2
    for house in (0, 1, 3, 5, 12):
        batch = kkr.apportion_batch(rows, house, rule)
        for row, tied in enumerate(batch.tied.tolist()):
            if tied:
                with pytest.raises(kkr.UnresolvedTieError):
                    batch.row(row)
            else:
                assert [*batch.row(row).seats.values()] == batch.seats[row].tolist()


@pytest.mark.parametrize("library", ["polars", "pyarrow"])
def test_frames_of_other_libraries_are_figures_by_name(library):
    module = importlib.import_module(library)
    make = module.table if library == "pyarrow" else module.DataFrame
    votes = make({"party": ["A", "V"], "votes": [600, 400]})
    assert kkr.apportion(votes, 5).seats == kkr.distribute(5, votes).places == {"A": 3, "V": 2}
    table = make({"place": ["N", "S"], "A": [600, 1], "V": [400, 5]})
    assert kkr.biproportion(table, [3, 2], [2, 3]).rows == ("N", "S")
    for wrong in (table, votes[:, 1] if library == "polars" else votes["votes"]):
        with pytest.raises(kkr.InvalidInputError) as caught:
            kkr.apportion(wrong, 5)
        assert "600" not in str(caught.value)


def test_pooled_votes_beyond_the_type_of_the_votes():
    """Alliances of 32-bit counts, which together do not fit into 32 bits."""
    votes = np.array([[2**30] * 4 + [2**31 - 1]], np.int32)
    for rule in (kkr.DHONDT, kkr.DEAN):
        batch = kkr.apportion_batch(votes, 3, rule, alliances=[(0, 1, 2, 3)])
        assert batch.seats.tolist() == [[1, 1, 0, 0, 1]]
        assert batch.tied.tolist() == [True]


def test_equal_remainders_that_single_precision_tells_apart_are_tied():
    votes = np.array([[1, 4, 10], [10, 4, 1], [4, 1, 10]]) * np.array([[1], [7], [10**6]])
    batch = kkr.apportion_batch(votes, 5, kkr.LARGEST_REMAINDER)
    assert batch.tied.all()
    assert batch.seats.tolist() == [[1, 1, 3], [4, 1, 0], [2, 0, 3]]


def test_exactly_the_threshold_takes_part():
    batch = kkr.apportion_batch([[96, 4], [97, 3]], 30, threshold=kkr.Threshold("4/100"))
    assert batch.seats.tolist() == [[29, 1], [30, 0]]


def test_a_threshold_is_told_and_counted_in_the_certificate():
    batch = kkr.apportion_batch([[95, 40], [5, 5]], 3, threshold=kkr.Threshold("35/100"))
    assert batch.verify().checks[0].startswith("The threshold holds: 1 list is below it")
    assert "A threshold holds in each" in str(batch.explain())
    assert "Der gælder en spærregrænse i hvert" in str(batch.explain("da"))


@pytest.mark.parametrize(("votes", "total"), [([0, 0], None), ([5, 0], 0)])
def test_a_threshold_of_many_digits_where_there_are_no_votes(votes, total):
    threshold = kkr.Threshold("0.0123456789012345678901", total=total)
    batch = kkr.apportion_batch([votes], 3, threshold=threshold)
    assert batch.seats.tolist() == [[0, 0] if not any(votes) else [3, 0]]
