"""Two-way tables: how they are passed, what ties say, and how lots are replayed."""

from __future__ import annotations

import attrs
import numpy as np
import pandas as pd
import pytest

import kkr_allocation as kkr

VOTES = [[123, 45, 815], [912, 714, 414], [312, 255, 215]]
SEATS = [[1, 0, 4], [4, 4, 3], [2, 1, 1]]
ROWS, COLUMNS = ["I", "II", "III"], ["A", "B", "C"]
BY_ROW, BY_COLUMN = {"I": 5, "II": 11, "III": 4}, {"A": 7, "B": 5, "C": 8}
EQUAL = {"North": {"A": 1, "B": 1}, "South": {"A": 1, "B": 1}}
ONE_EACH = {"North": 1, "South": 1}, {"A": 1, "B": 1}


@pytest.mark.parametrize(
    "votes",
    [
        VOTES,
        tuple(map(tuple, VOTES)),
        np.array(VOTES),
        pd.DataFrame(VOTES, ROWS, COLUMNS),
        dict(zip(ROWS, (dict(zip(COLUMNS, row, strict=True)) for row in VOTES), strict=True)),
    ],
    ids=["lists", "tuples", "array", "frame", "mappings"],
)
@pytest.mark.parametrize(
    "margins",
    [([5, 11, 4], [7, 5, 8]), (BY_ROW, pd.Series(BY_COLUMN)), (np.array([5, 11, 4]), BY_COLUMN)],
    ids=["sequences", "names", "mixed"],
)
def test_a_table_is_taken_in_every_form_users_have(votes, margins):
    result = kkr.biproportion(votes, *margins)
    assert result.seats.tolist() == SEATS
    assert result.seats.dtype == np.int64


def test_margins_by_name_follow_the_table_not_their_own_order():
    votes = pd.DataFrame(VOTES, ROWS, COLUMNS)
    turned = dict(reversed(BY_ROW.items())), dict(reversed(BY_COLUMN.items()))
    assert kkr.biproportion(votes, *turned).seats.tolist() == SEATS


def test_seats_cannot_be_changed():
    with pytest.raises(ValueError, match="read-only"):
        kkr.biproportion(VOTES, BY_ROW, BY_COLUMN).seats[0, 0] = 5


def test_bounds_are_taken_by_name_by_number_and_as_a_table():
    by_name = kkr.biproportion(VOTES, BY_ROW, BY_COLUMN, floors={("I", "B"): 1})
    by_number = kkr.biproportion(VOTES, BY_ROW, BY_COLUMN, floors={(0, 1): 1})
    table = kkr.biproportion(VOTES, BY_ROW, BY_COLUMN, floors=[[0, 1, 0], [0, 0, 0], [0, 0, 0]])
    frame = pd.DataFrame([[1, 0, 0]] + [[0, 0, 0]] * 2, ROWS, ["B", "A", "C"])
    by_frame = kkr.biproportion(VOTES, BY_ROW, BY_COLUMN, floors=frame)
    assert by_name.seats.tolist() == [[0, 1, 4], [5, 3, 3], [2, 1, 1]]
    for other in (by_number, table, by_frame):
        assert other.seats.tolist() == by_name.seats.tolist()


def test_a_tie_names_its_cells_and_tables_and_is_replayed_by_a_lot():
    with pytest.raises(kkr.UnresolvedTieError) as caught:
        kkr.biproportion(EQUAL, *ONE_EACH)
    tie = caught.value.tie
    assert tie.cells == (("North", "A"), ("North", "B"), ("South", "A"), ("South", "B"))
    assert tie.tables == (((1, 0), (0, 1)), ((0, 1), (1, 0)))
    assert tie.complete
    assert tie.sentence() == (
        "Draw lots between 2 tied tables: North × A and South × B, or North × B and South × A"
    )
    assert tie.sentence("da") == (
        "Træk lod mellem 2 lige tabeller: North × A og South × B, eller North × B og South × A"
    )
    assert sum(caught.value.partial.values()) + tie.seats == 2
    for winners, table in zip(tie.outcomes, tie.tables, strict=True):
        lot = kkr.Lot(tie.claimants, winners)
        result = kkr.biproportion(EQUAL, *ONE_EACH, lots=[lot])
        assert tuple(map(tuple, result.seats.tolist())) == table
        assert result.lots == (lot,)
        assert result.verify()


def test_separate_ties_are_raised_one_at_a_time():
    votes = np.kron(np.eye(2, dtype=int), np.ones((2, 2), dtype=int))
    with pytest.raises(kkr.UnresolvedTieError) as first:
        kkr.biproportion(votes, [1] * 4, [1] * 4)
    lot = kkr.draw(first.value.tie, seed="agreed")
    with pytest.raises(kkr.UnresolvedTieError) as second:
        kkr.biproportion(votes, [1] * 4, [1] * 4, lots=[lot])
    assert not set(first.value.tie.claimants) & set(second.value.tie.claimants)


def test_more_tables_than_anyone_lists_are_still_drawn_from_fairly_named_cells():
    with pytest.raises(kkr.UnresolvedTieError) as caught:
        kkr.biproportion(np.ones((6, 6), dtype=int), [3] * 6, [3] * 6)
    tie = caught.value.tie
    assert not tie.complete
    assert len(tie.outcomes) == 20
    assert tie.sentence().startswith("Draw lots between more than 20 tied tables for 18 seats")
    assert "flere end 20" in tie.sentence("da")
    drawn = {kkr.draw(tie, seed=seed).winners for seed in range(5)}
    assert len(drawn) > 1
    for winners in drawn:
        lot = kkr.Lot(tie.claimants, winners)
        result = kkr.biproportion(np.ones((6, 6), dtype=int), [3] * 6, [3] * 6, lots=[lot])
        assert result.seats.sum(axis=0).tolist() == [3] * 6


def test_votes_of_any_size_are_told_apart_by_one():
    large = 10**40
    tied = [[large, large], [large, large]]
    with pytest.raises(kkr.UnresolvedTieError):
        kkr.biproportion(tied, [1, 1], [1, 1])
    for place in range(2):
        votes = [[large + 1 - place, large + place], [large, large]]
        result = kkr.biproportion(votes, [1, 1], [1, 1])
        assert result.seats.tolist() == [[1 - place, place], [place, 1 - place]]
        assert result.verify()


def test_the_result_shows_itself_and_comes_back_from_json():
    result = kkr.biproportion(VOTES, BY_ROW, BY_COLUMN, caps={("III", "A"): 2})
    assert kkr.from_json(result.to_json()) == result
    assert list(result.to_frame()) == [
        "row", "column", "votes", "quotient", "floor", "cap", "seats",
    ]  # fmt: skip
    assert result.to_frame()["seats"].tolist() == [1, 0, 4, 4, 4, 3, 2, 1, 1]
    assert "20 seats" in result.explain().title
    assert "20 mandater" in result.explain("da").title
    assert "<caption>20 seats by Sainte-Laguë</caption>" in result._repr_html_()
    squares = kkr.biproportion(VOTES, BY_ROW, BY_COLUMN, kkr.HUNTINGTON_HILL)
    assert "squares" in str(squares.explain())
    assert squares.verify()


@pytest.mark.parametrize(
    ("change", "fragment"),
    [
        ({"seats": np.array([[0, 1, 4], [5, 3, 3], [2, 1, 1]])}, "rounded to more"),
        ({"seats": np.array([[1, 0, 5], [4, 4, 3], [2, 1, 1]])}, "I has 6"),
        ({"row_seats": (5, 10, 5)}, "II has 11"),
        ({"lots": (kkr.Lot(("A", "B"), ("A",)),)}, "the lot between A, B decides nothing"),
        ({"caps": {(0, 2): 3}}, "I × C has 4"),
        ({"floors": {(0, 1): 1}}, "I × B has 0"),
    ],
)
def test_the_verifier_finds_what_does_not_follow(change, fragment):
    result = attrs.evolve(kkr.biproportion(VOTES, BY_ROW, BY_COLUMN), **change)
    with pytest.raises(kkr.VerificationError) as caught:
        result.verify()
    assert fragment in str(caught.value)


@pytest.mark.parametrize("digits", [40, 160, 190])
def test_votes_beyond_any_float_are_divided_and_verified(digits):
    votes = [[1, 10**digits], [10**digits, 1]]
    for rule in (kkr.HUNTINGTON_HILL, kkr.DHONDT):
        result = kkr.biproportion(votes, [3, 3], [3, 3], rule)
        assert result.seats.sum() == 6
        assert result.verify()
        assert kkr.from_json(result.to_json()) == result
