"""Councils in arrays against the same councils composed one by one."""

from __future__ import annotations

import attrs
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import kkr_allocation as kkr
from tests.differential.council_rows import compare, random_batch


@given(st.integers(0, 2**32))
def test_every_row_is_what_compose_gives(seed: int) -> None:
    batch = random_batch(np.random.default_rng(seed), 6)
    compare(batch)
    assert batch.house_size.tolist() == batch.seats.sum(axis=1).tolist()


@pytest.mark.parametrize("year", [2021, 2025])
@pytest.mark.parametrize(
    "choice",
    [
        {"size_rule": kkr.SizeRule.ROUND_UP},
        {"at_cap": kkr.AtCap.RAISE_PRICE},
        {"size_rule": kkr.SizeRule.EXACT_SHARE},
        {"size_rule": kkr.SizeRule.DIVISOR},
        {"size_rule": kkr.FixedSize(34)},
    ],
    ids=str,
)
def test_ten_thousand_swings_of_a_real_council_equal_compose(year, choice) -> None:
    """Every hundredth is composed again; the votes of KKR Sjælland move by up to a fifth.

    Around 2021 some claims exceed the cap of 34, around 2025 all do.
    """
    base = kkr.compose_region(kkr.load_election(year), "KKR Sjælland")
    generator = np.random.default_rng(year)
    votes = np.array(list(base.basis.votes.values()))
    swings = (votes * generator.uniform(0.8, 1.2, (10_000, len(votes)))).astype(np.int64)
    batch = kkr.compose_batch(base, swings, statutes=attrs.evolve(base.statutes, **choice))
    assert not batch.refused.any()
    assert len(np.unique(batch.seats, axis=0)) > 20
    compare(attrs.evolve(batch, **{name: getattr(batch, name)[::100] for name in ROWS}))


ROWS = ("votes", "total_votes", "seats", "eligible", "capped", "tied", "refused")


def test_threads_compose_the_same_councils() -> None:
    base = kkr.compose_region(kkr.load_election(2025), "KKR Nordjylland")
    votes = np.array(list(base.basis.votes.values()))
    swings = np.random.default_rng(1).poisson(votes, (100_000, len(votes)))
    assert kkr.compose_batch(base, swings, threads=2) == kkr.compose_batch(base, swings)


@pytest.mark.parametrize("off", [-1, 0, 1])
@pytest.mark.parametrize("seats", [1, 2, 3, 7, 5_000])
def test_claims_next_to_a_whole_number_are_rounded_up_exactly_at_the_bound(off, seats) -> None:
    """The price is v; a list with k * v + 1 votes claims k + 1 seats, with k * v or one less k.

    Without a threshold and with one mayor no number exceeds (votes + lists) * 2: below 2**53 they
    are reckoned in float64, beyond it one by one.
    """
    base = kkr.compose({"A": 5, "B": 4}, {"A": 1}, municipalities=1)
    open_house = attrs.evolve(base.statutes, cap_factor=None, threshold=0)
    for total in (2**51, 2**52 - 3, 2**52, 2**56):
        price = total // (seats + 1) - 3
        batch = kkr.compose_batch(base, [[price, seats * price + off]], statutes=open_house)
        assert batch.seats.tolist() == [[1, seats + (off > 0)]]


def test_a_tied_row_still_sums_to_its_house() -> None:
    """A's mayor makes a seat cost 500 or 600 votes: three claims for the two seats of the cap.

    In the first row nothing but a lot says which of B and C has the second seat. One seat for
    every list does not fit, so the floors are the mayors alone.
    """
    base = kkr.compose({"A": 6, "B": 5, "C": 4}, {"A": 1}, municipalities=1)
    tied = kkr.compose_batch(base, [[500, 500, 500], [600, 500, 400]])
    assert tied.tied.tolist() == [True, False]
    assert tied.house_size.tolist() == [2, 2]
    assert tied.seats.tolist() == [[1, 1, 0], [1, 1, 0]]
    huge = kkr.compose_batch(base, [[2**60, 2**60, 2**60]])
    assert huge.seats.tolist() == [[1, 1, 0]]
    assert huge.tied.all()


BASE = kkr.compose({"A": 5, "B": 4}, {"A": 1}, municipalities=1)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (([[1, 2, 3]],), "votes has the shape"),
        (([[1.0, 2.5]],), r"votes\[0, 1\] is 2.5. What is counted is a whole number"),
        (([[1.0, float("nan")]],), r"votes\[0, 1\] is nan"),
        (([[1.0, 2.0**53]],), r"votes\[0, 1\] is 9007199254740992.0. A float this large"),
        (([[True, False]],), "votes has numbers of type bool"),
        (([[1, 2], [3]],), "votes has rows of different lengths"),
        (({"A": 1},), "votes is {'A': 1}. Elections in arrays have numbered columns"),
        (([[-1, 2]],), "votes has -1. A count lies between 0 and"),
        ((np.array([[1, 2**63]], np.uint64),), "votes has 9223372036854775808"),
        (([[1, 2]], [[1.0, 0.5]]), r"mayors\[0, 1\] is 0.5"),
        (([[1, 2]], [[1, 0]] * 3), "mayors has 3 rows and votes 1"),
        (([[1, 2]], [[1, 1]]), "a row with 2 mayors"),
    ],
)
def test_arrays_that_cannot_be_right(arguments, words) -> None:
    with pytest.raises(kkr.InvalidInputError, match=words):
        kkr.compose_batch(BASE, *arguments)


@pytest.mark.parametrize(
    ("total", "words"),
    [
        (2, "total_votes is 2 in row 0"),
        (2.0, "total_votes is 2 in row 0"),
        (5.5, "total_votes is 5.5"),
        ([5.5], r"total_votes\[0\] is 5.5"),
        ([5, 5], "total_votes has the shape"),
        ([[5], [5, 6]], "total_votes has rows of different lengths"),
        (2**64, "total_votes has 18446744073709551616"),
        ("many", "total_votes"),
        ({"A": 5}, "total_votes is {'A': 5}"),
    ],
)
def test_totals_that_cannot_be_right(total, words) -> None:
    with pytest.raises(kkr.InvalidInputError, match=words):
        kkr.compose_batch(BASE, [[1, 2]], total_votes=total)


def test_floats_that_are_whole_numbers_are_the_integers_they_are() -> None:
    whole = kkr.compose_batch(BASE, [[5, 4], [4, 5]], [1, 0], total_votes=[9, 10])
    floats = kkr.compose_batch(
        BASE, np.array([[5.0, 4.0], [4.0, 5.0]]), np.array([1.0, 0.0]), total_votes=[9.0, 10.0]
    )
    assert floats == whole
    alone = kkr.compose_batch(BASE, [[5.0, 4.0]], total_votes=np.float64(9))
    assert alone == kkr.compose_batch(BASE, [[5, 4]], total_votes=9)


def test_a_row_that_does_not_exist() -> None:
    with pytest.raises(kkr.InvalidInputError, match="council is 1"):
        kkr.compose_batch(BASE, [[1, 2]]).row(1)
