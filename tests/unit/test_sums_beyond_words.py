"""Sums of arrays that 64 bits cannot hold: the same answer as one by one, or a refusal."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

import kkr_allocation as kkr
from kkr_allocation.fairness.verify import verify

BASE = kkr.compose({"A": 60, "V": 40, "C": 5}, {"A": 1, "V": 1}, municipalities=2)
WORD = 2**63


@pytest.mark.parametrize(
    "votes",
    [
        [5349979066121302517, 7499589116837456607, 682057716445789124],
        [WORD - 1, 0, 0],
        [WORD - 2, 1, 1],  # sums to 2**63 exactly
        [WORD - 1, WORD - 1, WORD - 1],
        [WORD // 2, WORD // 2, 0],
        [WORD // 2, WORD // 2 - 1, 0],
    ],
)
def test_a_council_of_votes_beyond_64_bits_is_that_of_compose(votes: list[int]) -> None:
    batch = kkr.compose_batch(BASE, [votes], [[0, 1, 1]])
    assert batch.total_votes.tolist() == [sum(votes)]
    try:
        one = kkr.compose(dict(zip("AVC", votes, strict=True)), {"V": 1, "C": 1}, municipalities=2)
    except kkr.InvalidInputError:
        assert batch.refused.tolist() == [True]
    else:
        assert batch.seats.tolist() == [[one.seats.get(name, 0) for name in "AVC"]]
        assert batch.eligible.tolist() == [[name in one.eligible for name in "AVC"]]


def test_listed_votes_beyond_64_bits_exceed_a_total_that_is_not() -> None:
    with pytest.raises(kkr.InvalidInputError, match=str(3 * (WORD - 1))):
        kkr.compose_batch(BASE, [[WORD - 1] * 3], total_votes=[WORD - 1])


def test_mayors_whose_sum_wraps_are_too_many() -> None:
    with pytest.raises(kkr.InvalidInputError, match=str(3 * (WORD - 1))):
        kkr.compose_batch(BASE, [[60, 40, 5]], [[WORD - 1] * 3])


def test_floors_whose_sum_wraps_are_too_many() -> None:
    with pytest.raises(kkr.InfeasibleError, match=str(2 * (WORD - 1) + 5)):
        kkr.apportion_batch([[5, 5, 5]], 3, floors=[WORD - 1, WORD - 1, 5])


@pytest.mark.parametrize("floor", [2**62, WORD - 1])
def test_floors_of_a_table_that_no_sum_holds_are_refused(floor: int) -> None:
    floors = dict.fromkeys([(0, 0), (0, 1)], floor)
    with pytest.raises(kkr.InvalidInputError, match="formed in 64 bits"):
        kkr.biproportion([[1, 1], [1, 1]], [2, 2], [2, 2], floors=floors)


@pytest.mark.parametrize(
    "votes",
    [
        [[WORD, 5, 3], [1, 2, 3]],
        np.array([[WORD, 5, 3], [1, 2, 3]], np.uint64),
        np.array([[WORD, 5, 3], [1, 2, 3]], object),
        [[2**200, 2**199 + 1, 7], [1, 2, 3]],
        [[WORD - 1, WORD - 2, 3], [1, 2, 3]],
    ],
)
def test_a_right_batch_verifies_and_comes_back_whatever_its_size(votes: Any) -> None:
    batch = kkr.apportion_batch(votes, 5)
    assert batch.seats[0].tolist() == list(batch.row(0).seats.values())
    assert batch.verify()
    again = kkr.from_json(batch.to_json())
    assert again == batch
    assert isinstance(again, kkr.BatchApportionment)
    assert again.votes.tolist() == [list(map(int, row)) for row in batch.votes.tolist()]


def test_votes_beyond_64_bits_are_still_held_to_their_seats() -> None:
    text = kkr.apportion_batch([[2**200, 2**199 + 1, 7]], 5).to_json()
    document = json.loads(text)
    document["seats"]["rows"] = [[4, 1, 0]]
    with pytest.raises(kkr.VerificationError, match="election 0: the house gives 0 a seat"):
        verify(document)


class Fixed:
    """A model that gives the same votes each time."""

    def draw(self, _generator: object, _votes: object, count: int) -> Any:
        return np.full((count, 3), WORD - 1, np.int64)


def test_a_sweep_of_votes_beyond_64_bits_is_refused_and_not_wrapped() -> None:
    """Where the listed votes are all, it is exact: each list has a third of the votes."""
    more = kkr.compose(dict(BASE.basis.votes), {"A": 1, "V": 1}, municipalities=2, total_votes=110)
    with pytest.raises(kkr.InvalidInputError, match="total_votes"):
        kkr.sweep(kkr.Scenario(more, Fixed()), 2, seed=1)
    swept = kkr.sweep(kkr.Scenario(BASE, Fixed()), 2, seed=1)
    alone = kkr.compose(dict.fromkeys("AVC", WORD - 1), {"A": 1, "V": 1}, municipalities=2)
    assert dict(zip("AVC", swept.to_frame()["median"], strict=True)) == alone.seats
