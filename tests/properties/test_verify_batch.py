"""The check of arrays accepts what `apportion_batch` gives, and no row that differs."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import kkr_allocation as kkr
from kkr_allocation.fairness.verify import verify
from kkr_allocation.testing import rules, votes


@st.composite
def batches(draw: st.DrawFn) -> Any:
    """Draw a few elections of up to four parties, with alliances and floors in some."""
    parties = draw(st.integers(2, 4))
    rows = draw(st.lists(votes(min_parties=parties, max_parties=parties), min_size=1, max_size=3))
    counts = np.array([[min(v, 10**9) for v in row.values()] for row in rows])
    if draw(st.booleans()):
        counts[0] = 0
    alliances = draw(st.sampled_from([(), ((0, 1),), ((0, (1,)),)]))
    floors = draw(st.sampled_from([None, [1] + [0] * (parties - 1)]))
    houses = draw(
        st.one_of(
            st.integers(1, 9), st.lists(st.integers(1, 9), min_size=len(rows), max_size=len(rows))
        )
    )
    rule = draw(rules(divisor=True))
    needed = draw(st.sampled_from([None, "1/3", "1/10"]))
    threshold = None
    if needed is not None:  # of the mean of a list at most, which some list has
        mean = int(counts.sum(axis=1).min()) // parties
        threshold = kkr.Threshold({1: needed, 2: "1/20"}, total=mean)
    bounds = {"floors": floors, "threshold": threshold}
    return kkr.apportion_batch(counts, houses, rule, alliances=alliances, **bounds)


@given(batches())
def test_every_batch_is_verified_and_comes_back(batch: Any) -> None:
    assert batch.verify()
    again = kkr.from_json(batch.to_json())
    assert np.array_equal(again.seats, batch.seats)
    assert np.array_equal(again.tied, batch.tied)
    assert again.alliances == batch.alliances
    assert again.to_json() == batch.to_json()


@given(batches(), st.data())
def test_a_moved_seat_or_another_mark_is_rejected(batch: Any, data: st.DataObject) -> None:
    document = json.loads(batch.to_json())
    row = data.draw(st.integers(0, len(batch) - 1))
    seats = document["seats"]["rows"][row]
    given_up = [column for column, number in enumerate(seats) if number]
    if given_up and data.draw(st.booleans()):
        loser = data.draw(st.sampled_from(given_up))
        winner = data.draw(st.sampled_from([c for c in range(len(seats)) if c != loser]))
        seats[loser] -= 1
        seats[winner] += 1
    else:
        document["tied"]["rows"][row] ^= True
    with pytest.raises(kkr.VerificationError):
        verify(document)


def array(rows: list[list[int]]) -> dict[str, Any]:
    """Return a table of numbers as a document has it."""
    return {"shape": [len(rows), len(rows[0])], "numbers": "int64", "rows": rows}


TEXT = kkr.apportion_batch(np.array([[5, 5], [3, 1]]), 3).to_json()
FALSE: dict[str, tuple[dict[str, Any], type[Exception], str]] = {
    "lengths": (
        {"tied": {"shape": [1], "numbers": "bool", "rows": [True]}},
        kkr.VerificationError,
        "differ in length",
    ),
    "widths": (
        {"seats": {"shape": [2, 1], "numbers": "int64", "rows": [[3], [3]]}},
        kkr.VerificationError,
        "election 0: 1 seat entry. It has 2",
    ),
    "a later column": (
        {"seats": array([[1, 2], [2, 1]])},
        kkr.VerificationError,
        "go to the lowest columns",
    ),
    "no column": ({"alliances": [[0, 7]]}, kkr.VerificationError, "a column that is not there"),
    "seats for nothing": (
        {"votes": array([[0, 0], [3, 1]])},
        kkr.VerificationError,
        "There are no votes",
    ),
    "no lists": ({"alliances": [3]}, kkr.InvalidInputError, "lists of column numbers"),
    "no numbers": ({"votes": array([[5, -5], [3, 1]])}, kkr.InvalidInputError, "from 0 up"),
}


@pytest.mark.parametrize("case", FALSE)
def test_a_false_document_is_refused_saying_where(case: str) -> None:
    entries, kind, fragment = FALSE[case]
    with pytest.raises(kind) as caught:
        verify(json.loads(TEXT) | entries)
    assert fragment in str(caught.value)
