"""Councils in arrays against the same councils composed one by one."""

from __future__ import annotations

import warnings
from fractions import Fraction
from typing import Any

import attrs
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import kkr_allocation as kkr

RULES = [
    kkr.DHONDT,
    kkr.SAINTE_LAGUE,
    kkr.ADAMS,
    kkr.IMPERIALI,
    kkr.DANISH,
    kkr.MODIFIED_SAINTE_LAGUE,
    kkr.HUNTINGTON_HILL,
    kkr.LARGEST_REMAINDER,
]
LISTS = ["A", "V", "C", "L1", "L2"]


@st.composite
def statutes(draw: st.DrawFn) -> kkr.Statutes:
    """Draw choices; without a cap a threshold keeps the house of a tiny list's mayor in bounds."""
    cap = draw(st.sampled_from([1, 2, None]))
    return attrs.evolve(
        kkr.STATUTES_2018,
        rule=draw(st.sampled_from(RULES)),
        size_rule=draw(st.sampled_from(list(kkr.SizeRule))),
        threshold=draw(st.sampled_from([Fraction(1, 7)] + [Fraction(0)] * (cap is not None))),
        cap_factor=cap,
        seat_for_every_eligible=draw(st.booleans()),
    )


def one_by_one(batch: kkr.BatchComposition, row: int) -> Any:
    """Return seats, capped and eligible lists of a row, or what stands in its way."""
    try:
        council = batch.row(row)
    except kkr.UnresolvedTieError:
        return "tied"
    except (kkr.InfeasibleError, kkr.InvalidInputError):
        return "refused"
    return council.seats, council.capped, set(council.eligible)


def in_array(batch: kkr.BatchComposition, row: int) -> Any:
    if batch.tied[row] or batch.refused[row]:
        return "tied" if batch.tied[row] else "refused"
    named = dict(zip(batch.lists, batch.seats[row].tolist(), strict=True))
    return (
        {name: seats for name, seats in named.items() if seats},
        bool(batch.capped[row]),
        {name for name, inside in zip(batch.lists, batch.eligible[row], strict=True) if inside},
    )


@st.composite
def councils(draw: st.DrawFn) -> kkr.BatchComposition:
    rows = draw(st.integers(1, 6))
    scale = draw(st.sampled_from([20, 60_000, 10**16]))
    figure = st.integers(0, scale) | st.sampled_from([0, scale // 2, scale])
    votes = draw(st.lists(st.lists(figure, min_size=5, max_size=5), min_size=rows, max_size=rows))
    mayors = draw(st.lists(st.integers(0, 3), min_size=5, max_size=5))
    joined = {"Locals": ["L1", "L2"]} if draw(st.booleans()) else {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", kkr.IncompleteDataWarning)
        base = kkr.compose(
            dict(zip(LISTS, [500, 410, 300, 203, 100], strict=True)),
            {"A": 1},
            municipalities=draw(st.integers(max(sum(mayors), 1), 15)),
            cooperations=joined,
            entitled=["A", "V", "C"] if draw(st.booleans()) else None,
            represented=["A", "V", "L1"] if draw(st.booleans()) else None,
            total_votes=draw(st.sampled_from([None, 1700])),
        )
    return kkr.compose_batch(base, votes, [mayors], statutes=draw(statutes()))


@given(councils())
def test_every_row_is_what_compose_gives(batch: kkr.BatchComposition) -> None:
    for row in range(len(batch)):
        assert in_array(batch, row) == one_by_one(batch, row)
        if not batch.refused[row]:
            assert batch.house_size[row] == batch.seats[row].sum()


def test_ten_thousand_swings_of_a_real_council_equal_compose() -> None:
    """Every hundredth is composed again; the votes of KKR Sjælland move by up to a fifth."""
    base = kkr.compose_region(kkr.load_election(2021), "KKR Sjælland")
    generator = np.random.default_rng(2021)
    votes = np.array(list(base.basis.votes.values()))
    swings = (votes * generator.uniform(0.8, 1.2, (10_000, len(votes)))).astype(np.int64)
    for size_rule in kkr.SizeRule:
        chosen = attrs.evolve(kkr.STATUTES_2018, size_rule=size_rule)
        batch = kkr.compose_batch(base, swings, statutes=chosen)
        assert not batch.refused.any()
        assert len(np.unique(batch.house_size)) > 3
        for row in range(0, len(batch), 100):
            assert in_array(batch, row) == one_by_one(batch, row)


def test_a_tied_row_still_sums_to_its_house() -> None:
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
