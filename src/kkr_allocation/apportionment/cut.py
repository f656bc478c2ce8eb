"""The rules of a cut: which totals and bounds leave no table together.

When no chain of cells leads from the columns with too much to those with too little, the columns
that can be reached are a cut, and every row is at its bounds on one side of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from attrs import frozen

from kkr_allocation.apportionment.cell_bounds import Bounds, Ruling

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from kkr_allocation.apportionment.crosstable import Cell
    from kkr_allocation.apportionment.priorities import Integers

__all__ = ["NamedRule", "Total", "rules_of_cut", "rules_of_row"]


@frozen
class Total:
    """The rule that a row or column has its total.

    Parameters
    ----------
    is_row : bool
        Whether it is a row.
    place : int
        Its number.
    """

    is_row: bool
    place: int


NamedRule: TypeAlias = Total | Ruling


def rules_of_row(bounds: Bounds, rows: Integers, row: int) -> list[NamedRule]:
    """Return a row's total and the bounds that keep its cells from it."""
    cells = [(row, column) for column in range(bounds.least.shape[1])]
    upper = int(bounds.most[row].sum()) < int(rows[row])
    return [Total(is_row=True, place=row), *bounds.rulings(cells, upper=upper)]


def rules_of_cut(
    bounds: Bounds, rows: Integers, columns: Integers, reached: Integers
) -> list[NamedRule]:
    """Return the rules of the cut, seen from the side that takes fewer of them.

    The rows put more into the reached columns than these hold, or, which is the same, less into
    the others than these need.
    """
    inside = np.zeros(columns.shape, dtype=bool)
    inside[reached] = True
    too_much = _rules_of_too_much(bounds, rows, columns, inside)
    too_little = _rules_of_too_little(bounds, rows, inside)
    return min(too_much, too_little, key=len)


def _rules_of_too_much(
    bounds: Bounds, rows: Integers, columns: Integers, inside: NDArray[np.bool_]
) -> list[NamedRule]:
    """Return the rules that force too much into the columns inside.

    Rows are taken by what they force into these columns, most first, until it is too much.
    """
    by_floors = bounds.least[:, inside].sum(axis=1)
    by_total = rows - bounds.most[:, ~inside].sum(axis=1)
    forced = np.maximum(by_floors, by_total)
    rules: list[NamedRule] = _totals(inside)
    room = int(columns[inside].sum())
    for row in np.argsort(-forced, kind="stable").tolist():
        if room < 0 or forced[row] <= 0:
            break
        room -= int(forced[row])
        if by_total[row] >= by_floors[row]:
            rules += [
                Total(is_row=True, place=row),
                *bounds.rulings(_cells(row, ~inside), upper=True),
            ]
        else:
            rules += bounds.rulings(_cells(row, inside), upper=False)
    return rules


def _rules_of_too_little(
    bounds: Bounds, rows: Integers, inside: NDArray[np.bool_]
) -> list[NamedRule]:
    """Return the rules that leave too little for the columns outside."""
    by_caps = bounds.most[:, ~inside].sum(axis=1)
    by_total = rows - bounds.least[:, inside].sum(axis=1)
    rules: list[NamedRule] = _totals(~inside)
    for row in range(len(rows)):
        if by_caps[row] <= by_total[row]:
            rules += bounds.rulings(_cells(row, ~inside), upper=True)
        else:
            rules += [
                Total(is_row=True, place=row),
                *bounds.rulings(_cells(row, inside), upper=False),
            ]
    return rules


def _totals(columns: NDArray[np.bool_]) -> list[NamedRule]:
    """Return the totals of the columns marked."""
    return [Total(is_row=False, place=column) for column in np.flatnonzero(columns).tolist()]


def _cells(row: int, columns: NDArray[np.bool_]) -> list[Cell]:
    """Return the cells of a row in the columns marked."""
    return [(row, column) for column in np.flatnonzero(columns).tolist()]
