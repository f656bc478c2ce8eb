"""The start of a two-way table and the way to the answer: scale, round, transfer.

Rows and columns are rounded to their totals in turn, each at the prices of the other, until few
seats are wrong in the columns. Those are mended by transfers, each along a cheapest chain of cells
from a column with too many seats to one with too few, and each lowering the prices of the columns
so that no cheaper chain is left. Every transfer mends two seats, so that the work ends after half
as many transfers as seats were wrong, ties or not.

Floats only choose here. The seats are integers that meet both margins; whether they are the best
ones is decided exactly in `certificate`.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from kkr_allocation.apportionment.priorities import Floats, Integers, Priorities

__all__ = ["NoTableError", "scaled", "transferred"]

_WORTH_A_ROUND = 0.7
"""Scaling goes on while a round leaves at most this part of the seats wrong."""
_GOLDEN = 0.6180339887498949
_TINY = 1e-10


class NoTableError(Exception):
    """No table meets both margins within the bounds; `existence` says why."""


def scaled(
    priorities: Priorities, row_totals: Integers, column_totals: Integers
) -> tuple[Integers, Floats]:
    """Return seats with exact row totals, and the column prices they follow from.

    Raises
    ------
    NoTableError
        If the bounds of a row or column leave no way to its total.
    """
    turned = priorities.transposed()
    of_rows, of_columns = priorities.opening(row_totals, column_totals)
    before = np.inf
    while True:
        seats, of_rows = _filled(priorities, of_rows, of_columns, row_totals)
        wrong = np.abs(seats.sum(axis=0) - column_totals).sum()
        if wrong <= len(of_columns) or wrong > before * _WORTH_A_ROUND:
            return seats, of_columns
        before = wrong
        _, of_columns = _filled(turned, of_columns, of_rows, column_totals)


def _filled(
    priorities: Priorities, own: Floats, other: Floats, totals: Integers
) -> tuple[Integers, Floats]:
    """Round every row to its total at the columns' prices; return seats and row prices."""
    seats = priorities.rounded(own[:, None] + other)
    missing = totals - seats.sum(axis=1)
    while (rows := missing.nonzero()[0]).size:
        further = missing[rows] > 0
        worth = np.where(
            further[:, None],
            priorities.ahead(seats, rows) - other,
            other - priorities.behind(seats, rows),
        )
        columns = (worth + _spread(rows, len(other))).argmax(axis=1)
        if np.isneginf(worth[np.arange(rows.size), columns]).any():
            raise NoTableError
        step = np.where(further, 1, -1)
        seats[rows, columns] += step
        missing[rows] -= step
    low = (priorities.ahead(seats) - other).max(axis=1)
    high = (priorities.behind(seats) - other).min(axis=1)
    low = np.where(np.isfinite(low), low, np.where(np.isfinite(high), high, own))
    high = np.where(np.isfinite(high), high, low)
    return seats, low / 2 + high / 2


def _spread(rows: Integers, width: int) -> Floats:
    """Return tiny differences that let each row prefer other columns among equal ones.

    Without them all rows of a table full of ties would choose the same columns, and half of the
    seats would have to be transferred.
    """
    turned: Floats = (rows[:, None] * _GOLDEN + np.arange(width) / width) % 1.0 * _TINY
    return turned


class _Moves:
    """Cheapest moves of one seat between each two columns, kept up to date."""

    def __init__(self, priorities: Priorities, seats: Integers) -> None:
        self._priorities = priorities
        self._seats = seats
        self._ahead = priorities.ahead(seats)
        self._behind = priorities.behind(seats)
        width = seats.shape[1]
        self.cost = np.empty((width, width))
        self._row = np.empty((width, width), dtype=np.intp)
        step = max(1, _BLOCK // seats.size)
        for start in range(0, width, step):
            self._refresh(list(range(start, min(start + step, width))))

    def _refresh(self, columns: list[int]) -> None:
        """Find the cheapest moves out of these columns and into them."""
        out = self._behind[:, columns, None] - self._ahead[:, None, :]
        into = self._behind[:, :, None] - self._ahead[:, None, columns]
        self._row[columns] = out.argmin(axis=0)
        self.cost[columns] = out.min(axis=0)
        self._row[:, columns] = into.argmin(axis=0)
        self.cost[:, columns] = into.min(axis=0)
        self.cost[columns, columns] = np.inf

    def make(self, chain: list[int]) -> None:
        """Move one seat from each column of a chain to the next."""
        links = list(pairwise(chain))
        rows = [int(self._row[link]) for link in links]
        for row, (giver, taker) in zip(rows, links, strict=True):
            self._seats[row, giver] -= 1
            self._seats[row, taker] += 1
        changed = np.array(sorted(set(rows)))
        self._ahead[changed] = self._priorities.ahead(self._seats, changed)
        self._behind[changed] = self._priorities.behind(self._seats, changed)
        self._refresh(chain)


_BLOCK = 2**20
"""Elements looked at together at the start."""


def transferred(
    priorities: Priorities, seats: Integers, prices: Floats, column_totals: Integers
) -> tuple[Integers, Floats, Floats]:
    """Return seats that meet both margins, column prices, and the cost of each move.

    Raises
    ------
    NoTableError
        If no chain leads from the columns with too many seats to those with too few.

    Notes
    -----
    Successive shortest chains with potentials: about ``O(n m k + m**2 k)`` for a transfer along
    ``k`` columns, in a table of ``n`` rows and ``m`` columns. Costs below zero, which rounding
    errors can leave, count as zero, so that chains never run in circles.
    """
    seats = seats.copy()
    prices = prices.copy()
    moves = _Moves(priorities, seats)
    surplus = seats.sum(axis=0) - column_totals
    while surplus.any():
        costs = np.maximum(moves.cost + prices - prices[:, None], 0.0)
        chain, distance = _cheapest_chain(costs, surplus)
        prices -= distance
        moves.make(chain)
        surplus[chain[0]] -= 1
        surplus[chain[-1]] += 1
    return seats, prices, moves.cost


def _cheapest_chain(costs: Floats, surplus: Integers) -> tuple[list[int], Floats]:
    """Find the cheapest chain from a column with too many seats to one with too few.

    Bellman and Ford's method from all columns with too many: costs are not negative, so a column
    is never reached again through itself.
    """
    distance = np.where(surplus > 0, 0.0, np.inf)
    before = np.full(distance.shape, -1)
    while True:
        onward = distance[:, None] + costs
        nearest = onward.min(axis=0)
        shorter = nearest < distance
        if not shorter.any():
            break
        before[shorter] = onward[:, shorter].argmin(axis=0)
        distance[shorter] = nearest[shorter]
    short = np.where(surplus < 0, distance, np.inf)
    target = int(short.argmin())
    if np.isinf(short[target]):
        raise NoTableError
    chain = [target]
    while before[chain[-1]] >= 0:
        chain.append(int(before[chain[-1]]))
    return chain[::-1], np.minimum(distance, distance[target])
