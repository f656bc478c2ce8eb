"""The best table with given margins, its exact prices, and the ties that remain."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from attrs import frozen

from kkr_allocation.apportionment.certificate import priced
from kkr_allocation.apportionment.tied_tables import tied_groups
from kkr_allocation.apportionment.transfer import NoTableError, scaled, transferred

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

    from kkr_allocation.apportionment.crosstable import Cell
    from kkr_allocation.apportionment.priorities import Integers, Priorities

__all__ = ["BestTable", "best_table"]


@frozen
class BestTable:
    """Seats that are worth the most, and the proof.

    Parameters
    ----------
    seats : ndarray of int64, shape (rows, columns)
        One of the best tables.
    row_prices, column_prices : tuple of Fraction
        Prices such that each cell's last seat is worth at least, and its next seat at most,
        what row and column cost together.
    tied : list of (cells, held)
        Groups of cells among which seats can be exchanged at no loss, and which of the cells
        hold a seat.
    """

    seats: Integers
    row_prices: tuple[Fraction, ...]
    column_prices: tuple[Fraction, ...]
    tied: list[tuple[list[Cell], list[bool]]]


def best_table(
    priorities: Priorities, row_totals: Sequence[int], column_totals: Sequence[int]
) -> BestTable:
    """Find the best table with these margins.

    Parameters
    ----------
    priorities : Priorities
        The worth of every seat, and the bounds of every cell.
    row_totals, column_totals : sequence of int
        What rows and columns sum to; both sums are equal.

    Raises
    ------
    NoTableError
        If no table meets both margins within the bounds.
    """
    rows = np.array(row_totals, dtype=np.int64)
    columns = np.array(column_totals, dtype=np.int64)
    if len(rows) >= len(columns):
        return _best(priorities, rows, columns)
    turned = _best(priorities.transposed(), columns, rows, rows_near_unit=True)
    return BestTable(
        turned.seats.T.copy(),
        turned.column_prices,
        turned.row_prices,
        [_sorted([(column, row) for row, column in cells], held) for cells, held in turned.tied],
    )


def _sorted(cells: list[Cell], held: list[bool]) -> tuple[list[Cell], list[bool]]:
    order = sorted(zip(cells, held, strict=True))
    return [cell for cell, _ in order], [holds for _, holds in order]


def _best(
    priorities: Priorities, rows: Integers, columns: Integers, *, rows_near_unit: bool = False
) -> BestTable:
    """Find the best table; the work is done on the columns, so they are not more than the rows."""
    limited = priorities.limited(rows, columns)
    if (limited.least > limited.most).any():
        raise NoTableError
    seats, levels = scaled(limited, rows, columns)
    seats, levels, costs = transferred(limited, seats, levels, columns)
    seats, prices = priced(priorities, seats, levels, costs, rows_near_unit=rows_near_unit)
    groups = tied_groups(priorities, seats, prices)
    return BestTable(seats, prices.rows, prices.columns, groups)
