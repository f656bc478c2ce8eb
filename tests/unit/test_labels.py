"""Frames and Series of every kind where arrays are taken: read right by label, or by position."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import kkr_allocation as kkr

BASE = kkr.compose({"A": 410, "V": 350, "C": 90}, {"A": 4, "V": 2}, municipalities=6)
VOTES = pd.DataFrame({"C": [90, 120], "V": [350, 100], "A": [410, 300]}, index=["x", "y"])
PLAIN = kkr.compose_batch(BASE, [[410, 350, 90], [300, 100, 120]])


@pytest.mark.parametrize(
    "votes",
    [
        VOTES,
        VOTES.astype(float),
        VOTES.astype("Int64"),
        VOTES.astype("category"),
        VOTES.astype({"A": float, "C": "Int16", "V": object}),
        VOTES.set_axis(pd.CategoricalIndex(VOTES.columns), axis=1),
        VOTES.set_axis(pd.MultiIndex.from_tuples([("Greve", 2021), ("Køge", 2021)])),
        VOTES.set_axis(["x", "x"]),
        [VOTES.loc["x"], VOTES.loc["y", ["A", "C", "V"]]],
        [VOTES.loc["x"], [300, 100, 120]],
    ],
    ids=[
        "whole", "floats", "Int64", "categorical", "mixed", "categories for columns",
        "two levels of rows", "rows alike", "a list of Series", "a Series and a list",
    ],
)  # fmt: skip
def test_columns_are_found_by_their_names(votes):
    assert kkr.compose_batch(BASE, votes) == PLAIN


def test_nullable_whole_numbers_are_numbers_of_the_machine():
    """Frames of Int64 hold objects; whole numbers of 64 bits are taken as such all the same."""
    assert kkr.apportion_batch(VOTES.astype("Int64"), 5).votes.dtype == np.int64
    large = kkr.apportion_batch(np.array([[2**63, 1]], object), 5)
    assert large.votes.dtype == object
    assert large.seats.tolist() == [[5, 0]]


def test_one_row_of_votes_or_mayors_is_read_by_name_too():
    one = kkr.compose_batch(BASE, VOTES.loc["y"])
    assert one.row(0) == PLAIN.row(1)
    for mayors in (pd.Series({"C": 0, "V": 2, "A": 4}), pd.DataFrame({"V": [2], "C": 0, "A": 4})):
        assert kkr.compose_batch(BASE, VOTES, mayors) == PLAIN


def test_labels_count_between_arguments_beside_a_plain_array():
    votes = [[60, 40], [50, 49]]
    houses = pd.Series({"x": 2, "y": 3})
    floors = pd.DataFrame({"A": [0, 1], "B": [3, 1]}, index=["y", "x"])
    batch = kkr.apportion_batch(votes, houses, floors=floors)
    assert batch.seats.tolist() == [[1, 1], [0, 3]]


def test_a_column_of_the_same_frame_needs_no_labels_of_its_own():
    """Rows put together from several frames have labels twice, and one order all the same."""
    figures = VOTES.assign(seats=[5, 9]).set_axis([0, 0])
    batch = kkr.apportion_batch(figures[["A", "V", "C"]], figures["seats"])
    assert batch.house_size.tolist() == [5, 9]


def test_house_sizes_in_another_shape_are_refused_for_their_shape():
    with pytest.raises(kkr.InvalidInputError, match=r"house_size has the shape \(2, 1\)"):
        kkr.apportion_batch(VOTES, pd.DataFrame({"seats": [1, 2]}))


@pytest.mark.parametrize("base", [BASE, kkr.apportion({"A": 410, "V": 350, "C": 90}, 9)])
def test_models_of_ones_own_may_draw_frames(base):
    class Drawn:
        def draw(self, _generator, _votes, count):
            return pd.DataFrame({"C": [90] * count, "V": 350, "A": 410})

    for model in (Drawn(), lambda _, count: Drawn().draw(_, {}, count)):
        (tally,) = kkr.sweep(kkr.Scenario(base, model), 2, seed=1).tallies
        assert {name: tally.mean(name) for name in base.seats} == base.seats


def test_a_covariance_keeps_the_lists_of_its_frame():
    names = ["C", "A", "V"]
    movements = pd.DataFrame([[0, 0, 0], [0, 4, -4], [0, -4, 4]], names, names)
    model = kkr.NormalSwing(movements)
    assert model.lists == ("C", "A", "V")
    drawn = model.draw(np.random.default_rng(1), BASE.basis.votes, 50)
    assert set(drawn[:, 2].tolist()) == {90}
    assert kkr.NormalSwing(movements.to_numpy()).lists is None


def test_a_frame_names_parties_and_elections_of_a_batch():
    polls = VOTES.set_axis(pd.to_datetime(["2025-05-01", "2025-06-01"]))
    batch = kkr.apportion_batch(polls, 9, alliances=[["A", ["C"]]], floors=[1, 0, 0])
    assert batch.parties == ("C", "V", "A")
    assert batch.alliances in {((2, (0,)),), (((0,), 2),)}
    assert batch.to_frame().columns.tolist() == ["house_size", "tied", "C", "V", "A"]
    assert [label[:10] for label in batch.to_frame().index] == ["2025-05-01", "2025-06-01"]
    label = batch.elections[1]
    assert batch.row(label) == batch.row(1)
    assert batch.row(1).votes == {"C": 120, "V": 100, "A": 300}
    assert batch.row(1).floors == {"C": 1}
    assert list(batch.row(1).seats.values()) == batch.seats[1].tolist()
    again = kkr.from_json(batch.to_json())
    assert (again, again.parties, again.elections) == (batch, batch.parties, batch.elections)
    assert batch.verify()
    by_number = kkr.apportion_batch(polls.to_numpy(), 9, alliances=[[2, [0]]], floors=[1, 0, 0])
    assert (by_number.seats == batch.seats).all()


def test_columns_that_names_do_not_tell_are_numbers():
    for columns in (["A", "A", "V"], [0, 1, 2], [" ", "A", "V"]):
        batch = kkr.apportion_batch(VOTES.set_axis(columns, axis=1), 9)
        assert batch.columns == ("0", "1", "2")
    assert kkr.apportion_batch(VOTES.set_axis([253, 259, 350], axis=1), 9).columns[0] == "253"
    alike = kkr.apportion_batch(VOTES.set_axis(["x", "x"]), 9)
    assert alike.elections == ("x", "x")
    with pytest.raises(kkr.InvalidInputError, match="election is 'x'"):
        alike.row("x")
    with pytest.raises(kkr.InvalidInputError, match="alliances has 'L'"):
        kkr.apportion_batch(VOTES, 9, alliances=[["A", "L"]])
