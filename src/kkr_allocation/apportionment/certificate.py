"""Exact prices of rows and columns: the proof that a two-way table is the best.

A table is the best one if and only if rows and columns have prices such that in every cell the
last seat is worth at least what its row and column cost together, and the next one at most. Floats
propose column prices; whatever they do not meet is raised to what it must be, in fractions, and
either all cells agree in the end or a ring of moves is found that improves the table.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from attrs import frozen

if TYPE_CHECKING:
    from fractions import Fraction

    from numpy.typing import NDArray

    from kkr_allocation.apportionment.priorities import Floats, Integers, Priorities

__all__ = ["Prices", "priced"]

_DIGITS = (3, 5, 8, 12, 17)
_NEAR = 1e-9
_ROOM = 1e-8


@frozen
class Prices:
    """What columns cost, and the least and the most each row can cost then.

    Parameters
    ----------
    columns : tuple of Fraction
        The price of each column.
    lowest, highest : tuple of Fraction or None
        For each row, the largest worth of a next seat and the smallest of a last one, after the
        column's price; None where there is no such seat.
    """

    columns: tuple[Fraction, ...]
    lowest: tuple[Fraction | None, ...]
    highest: tuple[Fraction | None, ...]


def priced(
    priorities: Priorities, seats: Integers, levels: Floats, costs: Floats
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

    Notes
    -----
    Bellman and Ford's method on the columns, started from the proposal. A ring of moves that
    improves the table shows as a ring among the columns' last raises; it is made, and the work
    starts anew. Every ring raises the worth of a table with finitely many neighbours, so the
    work ends. With a good start one pass is enough.

    Only cells whose float worth after the column's price lies within ``1e-9`` of the extreme of
    their row are looked at in fractions. A float worth is the difference of at most three
    logarithms (or of a fraction and a price), each below ``2**11`` and off by less than one part
    in ``2**51``, so it is off by less than ``3e-12``, and a cell left out is not the extreme.
    """
    seats = seats.copy()
    proposal = _proposed(priorities, seats, _centred(levels, costs))
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
        self._seats = seats.tolist()
        self._columns = list(proposal)
        self._raised_by: dict[int, tuple[int, int]] = {}

    def prices(self) -> Prices | None:
        """Look at every row once; return the prices if no column had to be raised."""
        levels = np.array([self._priorities.level(price) for price in self._columns])
        low, high = self._ahead - levels, self._behind - levels
        most = high.min(axis=1, keepdims=True)
        least = np.minimum(low.max(axis=1, keepdims=True), most)
        last = _by_row((high <= most + _NEAR) & (high < np.inf))
        further = _by_row((low >= least - _NEAR) & (low > -np.inf))
        before = tuple(self._columns)
        lowest: list[Fraction | None] = []
        highest: list[Fraction | None] = []
        for row in range(len(last)):
            top, giver = self._highest(row, last[row])
            highest.append(top)
            lowest.append(self._lowest(row, further[row], top, giver))
        if before != tuple(self._columns):
            return None
        return Prices(before, tuple(lowest), tuple(highest))

    def _highest(self, row: int, columns: list[int]) -> tuple[Fraction | None, int]:
        """Return the most the row can cost, and the column whose last seat says so."""
        exact, part, held = self._priorities.exact, self._priorities.part, self._seats[row]
        high, giver = None, -1
        for column in columns:
            worth = part(exact(row, column, held[column]), self._columns[column])
            if high is None or worth < high:
                high, giver = worth, column
        return high, giver

    def _lowest(
        self, row: int, columns: list[int], high: Fraction | None, giver: int
    ) -> Fraction | None:
        """Raise the columns whose next seat costs too little; return the row's least."""
        exact, part, held = self._priorities.exact, self._priorities.part, self._seats[row]
        low = None
        for column in columns:
            seat = exact(row, column, held[column] + 1)
            worth = part(seat, self._columns[column])
            if high is not None and worth > high:
                self._columns[column] = part(seat, high)
                self._raised_by[column] = (row, giver)
                worth = high
            if low is None or worth > low:
                low = worth
        return low

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


def _by_row(mask: NDArray[np.bool_]) -> list[list[int]]:
    """Columns marked in each row."""
    marked: list[list[int]] = [[] for _ in mask]
    for row, column in np.argwhere(mask).tolist():
        marked[row].append(column)
    return marked


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


def _proposed(priorities: Priorities, seats: Integers, levels: Floats) -> list[Fraction]:
    """Return exact column prices of as few digits as leave every row room for its own."""
    ahead = priorities.ahead(seats)
    behind = priorities.behind(seats)
    prices: list[Fraction] = []
    for digits in _DIGITS:
        prices = [priorities.price(level, digits) for level in levels.tolist()]
        rounded = np.array([priorities.level(price) for price in prices])
        room = (behind - rounded).min(axis=1) - (ahead - rounded).max(axis=1)
        if (room > _ROOM).all():
            break
    return prices
