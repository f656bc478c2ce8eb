"""Exact prices of rows and columns: the proof that a two-way table is the best.

A table is the best one if and only if rows and columns have prices such that in every cell the
last seat is worth at least what its row and column cost together, and the next one at most. Floats
propose column prices; whatever they do not meet is raised to what it must be, in fractions, and
either all cells agree in the end or a ring of moves is found that improves the table.
"""

from __future__ import annotations

from math import isfinite, isinf
from typing import TYPE_CHECKING

import numpy as np
from attrs import frozen

if TYPE_CHECKING:
    from fractions import Fraction

    from kkr_allocation.apportionment.priorities import Floats, Integers, Priorities

__all__ = ["Prices", "priced"]

_TOLERANCES = (1e-2, 1e-3, 1e-5, 1e-8, 0.0)
_CLEAR = 1e-8
_NEAR = 1e-9
_ALONE = 0.5
"""How far from the one end of its interval a price is set that has no other end."""


@frozen
class Prices:
    """What rows and columns cost.

    Parameters
    ----------
    rows, columns : tuple of Fraction
        The price of each row and column.
    tight : tuple of int
        The rows that can have no other price while the columns have theirs: those where a last
        seat and a next one are worth the same after the columns' prices.
    """

    rows: tuple[Fraction, ...]
    columns: tuple[Fraction, ...]
    tight: tuple[int, ...]


def priced(
    priorities: Priorities,
    seats: Integers,
    levels: Floats,
    costs: Floats,
    *,
    rows_near_unit: bool = False,
) -> tuple[Integers, Prices]:
    """Return the best seats and exact prices that prove it.

    Parameters
    ----------
    priorities : Priorities
        The worth of every seat.
    seats : ndarray of int64, shape (rows, columns)
        Seats that meet both margins, best or nearly.
    levels : ndarray of float64, shape (columns,)
        Float prices of the columns.
    costs : ndarray of float64, shape (columns, columns)
        The cost of moving one seat between two columns.
    rows_near_unit : bool
        Whether the rows' prices are to be around the neutral one, and not the columns'.

    Notes
    -----
    Bellman and Ford's method on the columns, started from the proposal. A ring of moves that
    improves the table shows as a ring among the columns' last raises; it is made, and the work
    starts anew. Every ring raises the worth of a table with finitely many neighbours, so the
    work ends. With a good start one pass is enough.

    A row whose float interval is longer than ``1e-8`` is clear, and any price inside it by
    ``1e-9`` is right; in all other rows fractions decide, among the cells within ``1e-9`` of the
    extreme. A float worth after a price is the difference of at most three logarithms (or of a
    fraction and a price), each below ``2**11`` and off by less than one part in ``2**51``, so it
    is off by less than ``3e-12``.
    """
    seats = seats.copy()
    proposal = _proposed(priorities, seats, _centred(levels, costs), rows_near_unit=rows_near_unit)
    while True:
        raising = _Raising(priorities, seats, proposal)
        ring: list[tuple[int, int, int]] = []
        while not ring:
            prices = raising.prices()
            if prices is not None:
                return seats, prices
            ring = raising.ring()
        for row, giver, taker in ring:
            seats[row, giver] -= 1
            seats[row, taker] += 1


class _Raising:
    """Column prices on their way up, until every row has a price of its own."""

    def __init__(self, priorities: Priorities, seats: Integers, proposal: list[Fraction]) -> None:
        self._priorities = priorities
        self._ahead = priorities.ahead(seats)
        self._behind = priorities.behind(seats)
        self._seats = seats
        self._columns = list(proposal)
        self._raised_by: dict[int, tuple[int, int]] = {}

    def prices(self) -> Prices | None:
        """Look at every row once; return the prices if no column had to be raised."""
        levels = np.array([self._priorities.level(price) for price in self._columns])
        low, high = self._ahead - levels, self._behind - levels
        least, most = low.max(axis=1), high.min(axis=1)
        before = tuple(self._columns)
        rows: list[Fraction] = []
        tight: list[int] = []
        for row, (bottom, top) in enumerate(zip(least.tolist(), most.tolist(), strict=True)):
            if top - bottom > _CLEAR:
                rows.append(self._inside(bottom, top))
                continue
            price, giver = self._highest(row, np.flatnonzero(high[row] <= top + _NEAR).tolist())
            near = np.flatnonzero(low[row] >= min(bottom, top) - _NEAR).tolist()
            if self._lowest(row, near, price, giver) == price:
                tight.append(row)
            rows.append(price)
        if before != tuple(self._columns):
            return None
        return Prices(tuple(rows), before, tuple(tight))

    def _inside(self, bottom: float, top: float) -> Fraction:
        """Return a price of few digits well inside a clear interval."""
        if isinf(bottom) and isinf(top):
            return self._priorities.unit
        bottom = bottom if isfinite(bottom) else top - _ALONE
        top = top if isfinite(top) else bottom + _ALONE
        return self._priorities.price(bottom + _NEAR, top - _NEAR)

    def _highest(self, row: int, columns: list[int]) -> tuple[Fraction, int]:
        """Return the most the row can cost, and the column whose last seat says so."""
        return min(
            (self._after_price(row, column, int(self._seats[row, column])), column)
            for column in columns
        )

    def _after_price(self, row: int, column: int, seat: int) -> Fraction:
        worth = self._priorities.exact(row, column, seat)
        return self._priorities.part(worth, self._columns[column])

    def _lowest(self, row: int, columns: list[int], high: Fraction, giver: int) -> Fraction:
        """Raise the columns whose next seat costs too little; return the row's least."""
        lowest = []
        for column in columns:
            seat = int(self._seats[row, column]) + 1
            worth = self._after_price(row, column, seat)
            if worth > high:
                exact = self._priorities.exact(row, column, seat)
                self._columns[column] = self._priorities.part(exact, high)
                self._raised_by[column] = (row, giver)
                worth = high
            lowest.append(worth)
        return max(lowest)

    def ring(self) -> list[tuple[int, int, int]]:
        """Return a ring among the columns that raised one another, as moves, or nothing."""
        done: set[int] = set()
        for start in self._raised_by:
            path: list[int] = []
            column = start
            while column in self._raised_by and column not in done:
                done.add(column)
                path.append(column)
                column = self._raised_by[column][1]
            if column in path:
                ring = path[path.index(column) :]
                return [(*self._raised_by[taker], taker) for taker in ring]
        return []


def _centred(levels: Floats, costs: Floats) -> Floats:
    """Move float prices to the middle of what the costs of moves allow.

    The mean over all columns of the shortest distances from each: a price that binds in one of
    them has room in another unless there is a tie.
    """
    distance = np.maximum(costs + levels - levels[:, None], 0.0)
    np.fill_diagonal(distance, 0.0)
    for middle in range(len(levels)):
        np.minimum(distance, distance[:, [middle]] + distance[middle], out=distance)
    finite = np.isfinite(distance)
    far = distance[finite].max() + 1.0
    inner = levels - np.where(finite, distance, far).mean(axis=0)
    centred: Floats = inner - inner.mean()
    return centred


def _proposed(
    priorities: Priorities, seats: Integers, levels: Floats, *, rows_near_unit: bool
) -> list[Fraction]:
    """Return exact column prices of as few digits as leave every row room for its own."""
    ahead = priorities.ahead(seats)
    behind = priorities.behind(seats)
    if rows_near_unit:
        least, most = (ahead - levels).max(axis=1), (behind - levels).min(axis=1)
        bounded = np.isfinite(least) & np.isfinite(most)
        if bounded.any():
            levels = levels + (least[bounded] + most[bounded]).mean() / 2
    prices: list[Fraction] = []
    for tolerance in _TOLERANCES:
        prices = [priorities.price(lv - tolerance, lv + tolerance) for lv in levels.tolist()]
        rounded = np.array([priorities.level(price) for price in prices])
        room = (behind - rounded).min(axis=1) - (ahead - rounded).max(axis=1)
        if (room > _CLEAR).all():
            break
    return prices
