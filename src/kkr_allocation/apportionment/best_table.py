"""The best table with given margins, its exact prices, and the ties that remain."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
from attrs import frozen

from kkr_allocation.apportionment.certificate import Prices, priced
from kkr_allocation.apportionment.tied_tables import tied_groups
from kkr_allocation.apportionment.transfer import NoTableError, scaled, transferred

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kkr_allocation.apportionment.crosstable import Cell
    from kkr_allocation.apportionment.priorities import Integers, Priorities

__all__ = ["BestTable", "best_table"]

_MARGIN = 16
"""A row's price keeps this part of its interval clear of both ends."""


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
    turned = _best(priorities.transposed(), columns, rows)
    mean = sum(map(priorities.level, turned.row_prices)) / len(columns)
    unit = priorities.price(mean, 2)
    return BestTable(
        turned.seats.T.copy(),
        tuple(priorities.join(price, unit) for price in turned.column_prices),
        tuple(priorities.part(price, unit) for price in turned.row_prices),
        [_sorted([(column, row) for row, column in cells], held) for cells, held in turned.tied],
    )


def _sorted(cells: list[Cell], held: list[bool]) -> tuple[list[Cell], list[bool]]:
    order = sorted(zip(cells, held, strict=True))
    return [cell for cell, _ in order], [holds for _, holds in order]


def _best(priorities: Priorities, rows: Integers, columns: Integers) -> BestTable:
    """Find the best table; the work is done on the columns, so they are not more than the rows."""
    limited = priorities.limited(rows, columns)
    if (limited.least > limited.most).any():
        raise NoTableError
    seats, levels = scaled(limited, rows, columns)
    seats, levels, costs = transferred(limited, seats, levels, columns)
    seats, prices = priced(priorities, seats, levels, costs)
    groups = tied_groups(priorities, seats, prices)
    return BestTable(seats, _row_prices(priorities, prices), prices.columns, groups)


def _row_prices(priorities: Priorities, prices: Prices) -> tuple[Fraction, ...]:
    """Choose for every row a short price in its interval."""
    width = priorities.unit + 1
    chosen = []
    for low, high in zip(prices.lowest, prices.highest, strict=True):
        if low is None and high is None:
            chosen.append(priorities.unit)
            continue
        bottom = low if low is not None else priorities.part(high or width, width)
        top = high if high is not None else priorities.join(bottom, width)
        clear = (top - bottom) / _MARGIN
        chosen.append(_shortest(bottom + clear, top - clear))
    return tuple(chosen)


def _shortest(low: Fraction, high: Fraction) -> Fraction:
    """Return the fraction with the smallest denominator from `low` to `high`."""
    if low <= 0:
        return Fraction(0) if high >= 0 else -_shortest(-high, -low)
    whole = -(-low.numerator // low.denominator)
    if whole <= high:
        return Fraction(whole)
    below = whole - 1
    return below + 1 / _shortest(1 / (high - below), 1 / (low - below))
