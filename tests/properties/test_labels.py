"""Frames are read by their labels: the order of their rows and columns changes no answer."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

import kkr_allocation as kkr

LISTS = ["A", "B", "V", "Ø"]
ROWS = ["poll 1", "poll 2", "poll 3"]
MUNICIPALITIES = 6
BASE = kkr.compose(
    {"A": 410, "B": 60, "V": 350, "Ø": 90},
    {"A": 4, "V": 2},
    municipalities=MUNICIPALITIES,
    total_votes=930,
)


def frames(most: int) -> st.SearchStrategy[pd.DataFrame]:
    """Draw figures of every poll and list."""
    cells = st.lists(st.integers(0, most), min_size=len(LISTS), max_size=len(LISTS))
    rows = st.lists(cells, min_size=len(ROWS), max_size=len(ROWS))
    return rows.map(lambda drawn: pd.DataFrame(drawn, index=ROWS, columns=LISTS))


def sizes(least: int, most: int) -> st.SearchStrategy[pd.Series]:
    """Draw a figure for every poll."""
    numbers = st.lists(st.integers(least, most), min_size=len(ROWS), max_size=len(ROWS))
    return numbers.map(lambda drawn: pd.Series(drawn, index=ROWS))


def moved(data: st.DataObject, figures: Any) -> Any:
    """Return a frame or Series with its rows, and its columns, in another order."""
    labels = [data.draw(st.permutations(list(axis))) for axis in figures.axes]
    return figures.loc[tuple(labels)] if len(labels) > 1 else figures.loc[labels[0]]


@settings(max_examples=25)
@given(frames(50), frames(1), sizes(4, 12), st.data())
def test_no_order_changes_the_seats_of_a_batch(votes, floors, houses, data):
    plain = kkr.apportion_batch(votes.to_numpy(), houses.to_numpy(), floors=floors.to_numpy())
    there = moved(data, votes)
    batch = kkr.apportion_batch(there, moved(data, houses), floors=moved(data, floors))
    seats = pd.DataFrame(batch.seats, index=there.index, columns=there.columns)
    tied = pd.Series(batch.tied, index=there.index).loc[ROWS].to_numpy()
    assert np.array_equal(tied, plain.tied)
    assert np.array_equal(seats.loc[ROWS, LISTS].to_numpy()[~tied], plain.seats[~tied])


@settings(max_examples=25)
@given(frames(500), frames(1), sizes(2000, 9000), st.data())
def test_no_order_changes_the_members_of_a_council(votes, mayors, cast_votes, data):
    plain = kkr.compose_batch(
        BASE, votes.to_numpy(), mayors.to_numpy(), total_votes=cast_votes.to_numpy()
    )
    there = moved(data, votes)
    batch = kkr.compose_batch(BASE, there, moved(data, mayors), total_votes=moved(data, cast_votes))
    rows = [ROWS.index(name) for name in there.index]
    for name in ("seats", "tied", "refused", "capped", "eligible"):
        assert np.array_equal(getattr(batch, name), getattr(plain, name)[rows])


@settings(max_examples=25)
@given(st.data())
def test_no_order_changes_the_places_of_a_table(data):
    figures = [[171, 43, 89, 61], [53, 101, 67, 29], [211, 31, 83, 97]]
    weights = pd.DataFrame(figures, index=ROWS, columns=LISTS)
    floors = weights * 0
    floors.loc["poll 2", "V"] = 4
    rows, columns = pd.Series(9, index=ROWS), pd.Series([11, 4, 8, 4], index=LISTS)
    plain = kkr.distribute_table(weights, rows, columns, floors=floors)
    there = kkr.distribute_table(
        moved(data, weights), moved(data, rows), moved(data, columns), floors=moved(data, floors)
    )
    assert by_cell(there) == by_cell(plain)


def by_cell(result: kkr.TableDistribution) -> dict[tuple[str, str], int]:
    """Return the places by row and column."""
    places: dict[tuple[str, str], int] = (
        result.to_frame().set_index(["row", "column"])["places"].to_dict()
    )
    return places


@settings(max_examples=25)
@given(st.data())
def test_no_order_changes_what_is_drawn(data):
    """The generator meets the lists in the order of the base, whatever the frame's."""
    movements = pd.DataFrame(np.diag([4.0, 1.0, 3.0, 0.5]), index=LISTS, columns=LISTS)
    movements.loc["A", "V"] = movements.loc["V", "A"] = -2.5

    def drawn(covariance: pd.DataFrame) -> Any:
        model = kkr.NormalSwing(covariance)
        return model.draw(np.random.default_rng(3), BASE.basis.votes, 5).tolist()

    assert drawn(moved(data, movements)) == drawn(movements)
    shift = pd.Series({"V": -3.0, "A": 2.0, "B": 0.5})
    swing = kkr.UniformSwing(1, shift=moved(data, shift))
    assert swing == kkr.UniformSwing(1, shift=shift.to_dict())
