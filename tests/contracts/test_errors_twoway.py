"""Every refusal of two-way tables names what is wrong, why, and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

import kkr_allocation as kkr

if TYPE_CHECKING:
    from collections.abc import Callable

VOTES = [[5, 3], [2, 4]]
NAMED = {"North": {"A": 5, "B": 3}, "South": {"A": 2, "B": 4}}
TIED = [[1, 1], [1, 1]]
CELLS = tuple(f"row {i} × column {j}" for i in (1, 2) for j in (1, 2))


def refuse(votes=VOTES, rows=(2, 1), columns=(2, 1), **options):
    return lambda: kkr.biproportion(votes, rows, columns, **options)


REFUSED: list[tuple[Callable[[], object], str]] = [
    (refuse(rule=kkr.LARGEST_REMAINDER), "rule is QuotaRule"),
    (refuse(rule="d'Hondt"), 'rule is "d\'Hondt"'),
    (refuse([]), "votes has 0 rows and 0 columns"),
    (refuse([[], []]), "votes has 2 rows and 0 columns"),
    (refuse("votes"), "votes is 'votes'"),
    (refuse([5, 3]), "votes is [5, 3]"),
    (refuse(np.array([5, 3])), "votes is array([5, 3])"),
    (refuse([[5, 3], [2]]), "votes has 1 figure in row 2, 2 in row 1"),
    (refuse([[5, 3], [2, -4]]), "votes['row 2', 'column 2'] is -4"),
    (refuse([[5, 3], [2, 0.5]]), "votes['row 2', 'column 2'] is 0.5"),
    (refuse([[5, 3], [2, None]]), "votes['row 2', 'column 2'] is None"),
    (refuse([[0, 0], [0, 0]]), "votes has only zeros"),
    (refuse({"North": {"A": 5}, "South": {"B": 2}}), "votes['South'] does not have just"),
    (refuse({"North": 5}), "votes['North'] does not have just"),
    (refuse(rows=(2, 1, 0)), "row_seats is (2, 1, 0)"),
    (refuse(rows=3), "row_seats is 3"),
    (refuse(columns="21"), "column_seats is '21'"),
    (refuse(columns=(2, -1)), "column_seats['column 2'] is -1"),
    (refuse(NAMED, rows={"North": 2, "East": 1}), "row_seats names North, East"),
    (refuse(rows={"North": 2}), "row_seats names North"),
    (refuse({"A × B": {"A": 1}}, [1], [1]), "the row name 'A × B' does not show, stands twice"),
    (refuse({"A": {"B\u200b": 1}}, [1], [1]), "the column name 'B\\u200b' does not show"),
    (refuse(floors={("row 1", "column 3"): 1}), "floors has the cell ('row 1', 'column 3')"),
    (refuse(floors={(0, 2): 1}), "floors has the cell (0, 2)"),
    (refuse(caps={(0, 0): 1.5}), "caps[(0, 0)] is 1.5"),
    (refuse(caps=[[1, 1]]), "rows of caps is [0, 0]"),
    (refuse(forbidden="A"), "forbidden is 'A'"),
    (refuse(forbidden=["A"]), "forbidden has the cell 'A'"),
    (refuse(floors={(0, 0): 2**62}), "totals and floors that come to 46116860184273879"),
    (refuse(rows=(2**21, 0), columns=(0, 2**21)), "both have a total above 1048576"),
    (
        lambda: kkr.distribute_table([[1, 0.5]], [2], [1, 1]),
        "weights['row 1', 'column 2'] is the float 0.5",
    ),
    (lambda: kkr.distribute_table([[0]], [1], [1]), "weights has only zeros"),
    (lambda: kkr.distribute_table([[1]], [1], [1], "controlled"), "rule is 'controlled'"),
    (refuse(lots=["A"]), "lots has 'A'"),
    (refuse(lots=[kkr.Lot(("A", "B"), ("A",))]), "the lot between A, B decides nothing"),
    (refuse(TIED, (1, 1), (1, 1), lots=[kkr.Lot(CELLS, CELLS[:1])]), "has 1 winner. "),
    (refuse(TIED, (1, 1), (1, 1), lots=[kkr.Lot(CELLS, CELLS[:2])]), "does not give a table"),
]


@pytest.mark.parametrize(("call", "fragment"), REFUSED)
def test_invalid_input_is_refused_in_words(call, fragment):
    with pytest.raises(kkr.InvalidInputError) as caught:
        call()
    assert fragment in str(caught.value)
    assert caught.value.why
    assert caught.value.do


INFEASIBLE: list[tuple[Callable[[], object], str, tuple[str, ...]]] = [
    (
        refuse(rows=(2, 2)),
        "row_seats sum to 4, column_seats to 3",
        ("row_seats sum to 4", "column_seats sum to 3"),
    ),
    (
        refuse(floors={(0, 0): 2}, caps={(0, 0): 1}),
        "row 1 × column 1 must have 2 and can have 1",
        ("floor 2 of row 1 × column 1", "cap 1 of row 1 × column 1"),
    ),
    (
        refuse([[5, 0], [2, 0]]),
        "no table meets both margins",
        (
            "column_seats 1 of column 2",
            "no votes in row 1 × column 2",
            "no votes in row 2 × column 2",
        ),
    ),
    (
        refuse(rule=kkr.ADAMS),
        "no table meets both margins",
        (
            "row_seats 1 of row 2",
            (
                "a first seat by the rule for every cell with votes: row 2 × column 1, "
                "row 2 × column 2"
            ),
        ),
    ),
    (
        refuse(forbidden=[(0, 0)], caps={(0, 1): 1}),
        "no table meets both margins",
        ("row_seats 2 of row 1", "row 1 × column 1 forbidden", "cap 1 of row 1 × column 2"),
    ),
]


@pytest.mark.parametrize(("call", "fragment", "conflict"), INFEASIBLE)
def test_a_table_that_cannot_be_names_the_rules_that_conflict(call, fragment, conflict):
    with pytest.raises(kkr.InfeasibleError) as caught:
        call()
    assert fragment in str(caught.value)
    assert set(conflict) <= set(caught.value.conflict)
