"""The best two-way table and the prices that prove it: scale, round, transfer, prove.

Rows and columns are rounded to their totals in turn, each at the prices of the other, until few
seats are wrong in the columns. Those are mended by transfers along cheapest chains of cells, each
of which lowers the prices so that no cheaper chain is left: the work ends after half as many as
seats were wrong, ties or not. Floats only choose here; `priced` decides exactly.
"""

from __future__ import annotations

import abc
import math
import operator
from collections.abc import Sequence
from copy import copy
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from math import isfinite, isinf
from typing import TYPE_CHECKING, Any, Self, TypeAlias

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

if TYPE_CHECKING:
    from kkr_allocation.apportionment.rules import DivisorRule


_WORTH_A_ROUND = 0.7
"""Scaling goes on while a round leaves at most this part of the seats wrong."""
_GOLDEN = 0.6180339887498949
_TINY = 1e-10


class NoTableError(Exception):
    """No table meets both margins within the bounds; `crosstable.no_table` says why."""


def scaled(
    priorities: Priorities, row_totals: Integers, column_totals: Integers
) -> tuple[Integers, Floats]:
    """Return seats with exact row totals, and the column prices they follow from."""
    turned = priorities.transposed()
    of_rows, of_columns = priorities.opening(row_totals, column_totals)
    before = np.inf
    while True:
        # After each round all rows are right, and what is wrong stands in the columns.
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
        # Each row that is off takes its best next seat, or gives up its worst last one.
        further = missing[rows] > 0
        worth = np.where(
            further[:, None],
            priorities.ahead(seats, rows) - other,
            other - priorities.behind(seats, rows),
        )
        # By tiny differences each row prefers other columns among equal ones. Else all rows of a
        # table full of ties would choose the same, and half of the seats would be transferred.
        spread = (rows[:, None] * _GOLDEN + np.arange(len(other)) / len(other)) % 1.0 * _TINY
        columns = (worth + spread).argmax(axis=1)
        if np.isneginf(worth[np.arange(rows.size), columns]).any():
            raise NoTableError
        step = np.where(further, 1, -1)
        seats[rows, columns] += step
        missing[rows] -= step
    # A row's price lies between its best next seat and its worst last one; a row that can have
    # no more, or no less, has no such end, and takes the other one or keeps its price.
    low = (priorities.ahead(seats) - other).max(axis=1)
    high = (priorities.behind(seats) - other).min(axis=1)
    low = np.where(np.isfinite(low), low, np.where(np.isfinite(high), high, own))
    high = np.where(np.isfinite(high), high, low)
    return seats, low / 2 + high / 2


def transferred(
    priorities: Priorities, seats: Integers, prices: Floats, column_totals: Integers
) -> tuple[Integers, Floats, Floats]:
    """Return seats that meet both margins, column prices, and the cost of each move.

    Successive shortest chains with potentials: about ``O(n m k + m**2 k)`` for a transfer along
    ``k`` columns, in a table of ``n`` rows and ``m`` columns.
    """
    seats, prices = seats.copy(), prices.copy()
    ahead, behind = priorities.ahead(seats), priorities.behind(seats)
    width = seats.shape[1]
    # The cheapest move of one seat between each two columns, and its row.
    cost, best = np.empty((width, width)), np.empty((width, width), dtype=np.intp)

    def refresh(columns: list[int]) -> None:
        # A move within a row costs the worth of the seat given up less that of the seat won.
        out = behind[:, columns, None] - ahead[:, None, :]
        into = behind[:, :, None] - ahead[:, None, columns]
        best[columns], cost[columns] = out.argmin(axis=0), out.min(axis=0)
        best[:, columns], cost[:, columns] = into.argmin(axis=0), into.min(axis=0)
        cost[columns, columns] = np.inf

    for giver in range(width):
        moves = behind[:, giver, None] - ahead
        best[giver], cost[giver] = moves.argmin(axis=0), moves.min(axis=0)
    np.fill_diagonal(cost, np.inf)
    surplus = seats.sum(axis=0) - column_totals
    while surplus.any():
        # What a move costs beyond the prices of its two columns. It is not below zero at first,
        # as rows were rounded at these prices, nor later, as prices fall by the distances; where
        # rounding errors leave less, it counts as zero, so that chains never run in circles.
        costs = np.maximum(cost + prices - prices[:, None], 0.0)
        chain, distance = _cheapest_chain(costs, surplus)
        prices -= distance
        links = list(pairwise(chain))
        rows = [int(best[link]) for link in links]
        for row, (giver, taker) in zip(rows, links, strict=True):
            seats[row, giver] -= 1
            seats[row, taker] += 1
        # Only the rows moved in have other worths now, and only the chain's columns other moves.
        changed = np.array(sorted(set(rows)))
        ahead[changed] = priorities.ahead(seats, changed)
        behind[changed] = priorities.behind(seats, changed)
        refresh(chain)
        surplus[chain[0]] -= 1
        surplus[chain[-1]] += 1
    return seats, prices, cost


def _cheapest_chain(costs: Floats, surplus: Integers) -> tuple[list[int], Floats]:
    """Find the cheapest chain from a column with too many seats to one with too few."""
    # By Bellman and Ford, from all columns with too many at once: every pass tries one link more
    # behind all chains so far. Costs are not negative, so that no chain is a circle.
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
    # Columns farther than the target are lowered only as much: no move to them becomes cheap.
    return chain[::-1], np.minimum(distance, distance[target])


# A table with fixed margins is best when the seats it gives are worth the most together. For a
# divisor rule the worth of a cell's seat ``k`` is ``votes / signpost(k)``, and worths are
# multiplied; for controlled rounding it is the fraction of the claim, and worths are added.
# Scaling, transfers, certificates and ties are the same for both.

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

_LOG_TEN = math.log(10)
_DIGITS = range(1, 18)
_NO_SEAT = 0.25
"""What a row or column without seats is scaled to: too little for a seat."""
_ALWAYS = -1e6
"""The logarithm that stands for a rounding point of zero."""


class _Worths(abc.ABC):
    """The worth of every seat of every cell, in floats for finding and exactly for proving.

    `worth` is a function of cell and seat alone, so that a move and the move back cost the same;
    `exact` is the same in fractions. `opening` has float prices near the answer, `rounded` the
    seats worth at least their price. `price` is one of few digits between two float ones, or near
    them if there is none, `level` the float price of an exact one.
    """

    _floats: Floats  # logarithms of the votes, or the fractions of the claims
    _levels: Floats  # what seat 0, 1, 2 … takes off them,
    _whole: Integers  # counted from these on

    def __init__(self, figures: Sequence[Sequence[Any]], least: Integers, most: Integers) -> None:
        self.figures = figures
        self.least, self.most = least, most  # bounds of the seats, by row and column

    def worth(self, seats: Integers, rows: slice | Integers) -> Floats:
        """Return the float worth of this seat of each cell of these rows."""
        worth: Floats = self._floats[rows] - self._levels[seats - self._whole[rows]]
        return worth

    def rounded(self, prices: Floats) -> Integers:
        """Return the seats that are worth at least their price, within the bounds."""
        seats = np.searchsorted(self._levels[1:], self._floats - prices, side="right")
        within: Integers = np.clip(self._whole + seats, self.least, self.most)
        return within

    def transposed(self) -> Self:
        """Return the same with rows and columns changed over."""
        other = copy(self)
        other.figures = list(zip(*self.figures, strict=True))
        for name, value in vars(self).items():
            if getattr(value, "ndim", 1) > 1:
                setattr(other, name, value.T.copy())
        return other

    def limited(self, row_totals: Integers, column_totals: Integers) -> Self:
        """Return the same with no cell above the totals of its row and column."""
        other = copy(self)
        other.most = np.minimum(self.most, np.minimum(row_totals[:, None], column_totals))
        return other

    def ahead(self, seats: Integers, rows: slice | Integers = slice(None)) -> Floats:
        """Return the worth of each cell's next seat, ``-inf`` where it may have none."""
        worth = self.worth(seats[rows] + 1, rows)
        return np.where(seats[rows] < self.most[rows], worth, -np.inf)

    def behind(self, seats: Integers, rows: slice | Integers = slice(None)) -> Floats:
        """Return the worth of each cell's last seat, ``inf`` where it keeps it anyway."""
        worth = self.worth(seats[rows], rows)
        return np.where(seats[rows] > self.least[rows], worth, np.inf)


class DivisorPriorities(_Worths):
    """Quotients of a divisor rule, in logarithms; no cell comes to more than `largest` seats."""

    unit = Fraction(1)  # the neutral price
    part = staticmethod(operator.truediv)  # what one worth has beyond another

    def __init__(
        self,
        votes: Sequence[Sequence[int]],
        rule: DivisorRule,
        least: Integers,
        most: Integers,
        largest: int,
    ) -> None:
        super().__init__(votes, least, most)
        self.rule = rule
        points = map(rule.rounding_point, range(1, largest + 2))
        self._levels = np.array(
            [0.0, *((math.log(n) - math.log(d)) / rule.power if n else _ALWAYS for n, d in points)]
        )
        self._floats = np.array([[math.log(v) if v else -np.inf for v in row] for row in votes])
        self._whole = np.zeros_like(least)

    def exact(self, row: int, column: int, seat: int) -> Fraction:
        """Return the quotient, both parts raised to the rule's power."""
        numerator, denominator = self.rule.rounding_point(seat)
        return Fraction(self.figures[row][column] ** self.rule.power * denominator, numerator)

    def opening(self, row_totals: Integers, column_totals: Integers) -> tuple[Floats, Floats]:
        """Return logarithms of divisors that scale the votes near the margins, in turn."""
        highest = self._floats.max()
        votes = np.exp(self._floats - highest) + 1e-100
        voted = self._floats > -np.inf
        stretch = max(math.exp(self._levels[1]) - 0.5, 0.0)
        rows_wanted = np.maximum(row_totals, _NO_SEAT) + stretch * voted.sum(axis=1)
        columns_wanted = np.maximum(column_totals, _NO_SEAT) + stretch * voted.sum(axis=0)
        of_columns = np.ones(votes.shape[1])
        of_rows = rows_wanted / (votes @ of_columns)
        for _ in range(6):
            of_columns = columns_wanted / (of_rows @ votes)
            of_rows = rows_wanted / (votes @ of_columns)
        return highest - np.log(of_rows), -np.log(of_columns)

    def price(self, low: float, high: float) -> Fraction:
        """Return a divisor between those with these logarithms, raised to the rule's power."""
        power = self.rule.power
        middle = (low + high) / 2 * power
        if math.isinf(middle):
            middle = math.copysign(700.0, middle)
        # No float holds the divisor of votes of hundreds of digits, but one holds its digits.
        places = math.floor(middle / _LOG_TEN)
        leading = math.exp(middle - places * _LOG_TEN)
        text = ""
        for digits in _DIGITS:
            text = f"{leading:.{digits}g}"
            if low < (math.log(float(text)) + places * _LOG_TEN) / power < high:
                break
        return Fraction(Decimal(text).scaleb(places))

    def level(self, price: Fraction) -> float:
        """Return the logarithm of the divisor."""
        return (math.log(price.numerator) - math.log(price.denominator)) / self.rule.power


class ClaimPriorities(_Worths):
    """Fractions of claims, for controlled rounding: each cell's floor is certain."""

    unit = Fraction(0)
    part = staticmethod(operator.sub)

    def __init__(
        self, claims: Sequence[Sequence[Fraction]], least: Integers, most: Integers
    ) -> None:
        super().__init__(claims, least, most)
        self._whole = np.array([[math.floor(claim) for claim in row] for row in claims])
        self._floats = np.array([[float(claim % 1) for claim in row] for row in claims])
        self._levels = np.array([-1.0, 0.0, 1.0])  # floor, ceiling, and one more that none has

    def exact(self, row: int, column: int, seat: int) -> Fraction:
        """Return what the claim has beyond the seats before this one."""
        return Fraction(self.figures[row][column] - (seat - 1))

    def opening(self, row_totals: Integers, column_totals: Integers) -> tuple[Floats, Floats]:
        """Return the price of ordinary rounding."""
        return np.full(row_totals.shape, 0.5), np.zeros(column_totals.shape)

    def price(self, low: float, high: float) -> Fraction:
        """Return a decimal threshold."""
        texts = [f"{(low + high) / 2:.{digits}f}" for digits in _DIGITS]
        return Fraction(next((text for text in texts if low < float(text) < high), texts[-1]))

    def level(self, price: Fraction) -> float:
        """Return the price as a float."""
        return float(price)


Priorities: TypeAlias = DivisorPriorities | ClaimPriorities


def nearest_table(
    least: Integers, most: Integers, rows: Integers, columns: Integers
) -> tuple[Integers, Integers]:
    """Return a table with these row totals and column sums as near to theirs as can be.

    The bounds leave every row a way to its total. What the columns are off is the least there is;
    `reached` are the columns that a chain leads to from those with too much, none if all is right.
    """
    room = most - least
    # Each row is filled to its total from the left; then what is too much in a column moves on.
    left = (rows - least.sum(axis=1))[:, None]
    table = least + np.clip(left - (room.cumsum(axis=1) - room), 0, room)
    while True:
        surplus = table.sum(axis=0) - columns
        give, take = table > least, table < most
        # Two columns are linked if some row can give in the one and take in the other.
        linked = give.T.astype(np.float64) @ take > 0
        before = np.full(columns.shape, -1)
        reached = surplus > 0
        # Links are followed in waves, so that no chain to a column has fewer of them.
        wave = reached
        while wave.any():
            fresh = linked[wave].any(axis=0) & ~reached
            source = np.flatnonzero(wave)
            before[fresh] = source[linked[wave][:, fresh].argmax(axis=0)]
            reached = reached | fresh
            wave = fresh
        short = np.flatnonzero(reached & (surplus < 0))
        if not short.size:
            return table, np.flatnonzero(reached)
        # As much is moved as one chain carries, each link of it in the row that carries most.
        links = []
        taker = int(short[0])
        amount = int(-surplus[taker])
        while (giver := int(before[taker])) >= 0:
            spare, free = table[:, giver] - least[:, giver], most[:, taker] - table[:, taker]
            carried = np.minimum(spare, free)
            row = int(carried.argmax())
            amount = min(amount, int(carried[row]))
            links += [(row, giver, -1), (row, taker, +1)]
            taker = giver
        amount = min(amount, int(surplus[taker]))
        for row, column, sign in links:
            table[row, column] += sign * amount


# A table is the best one if and only if rows and columns have prices such that in every cell the
# last seat is worth at least what its row and column cost together, and the next one at most.
# Floats propose column prices; whatever they do not meet is raised to what it must be, in
# fractions, and either all cells agree in the end or a ring of moves is found that improves the
# table.


_TOLERANCES = (1e-2, 1e-3, 1e-5, 1e-8, 0.0)
_CLEAR = 1e-8
_NEAR = 1e-9
_ALONE = 0.5
"""How far from the one end of its interval a price is set that has no other end."""


@frozen
class BestTable:
    """Seats that are worth the most, and the prices that prove it: no next seat is worth more."""

    seats: Integers
    row_prices: tuple[Fraction, ...]
    column_prices: tuple[Fraction, ...]
    tight: tuple[int, ...]  # rows that can have no other price while the columns have theirs


def priced(
    priorities: Priorities,
    seats: Integers,
    levels: Floats,
    costs: Floats,
    *,
    rows_near_unit: bool = False,
) -> BestTable:
    """Return the best seats and exact prices that prove it.

    The seats meet both margins and are best or nearly, `levels` are float prices of the columns,
    and `costs` those of moving a seat between each two. The neutral price is to lie among the
    columns' prices, or among the rows'.

    Bellman and Ford's method on the columns, started from the proposal. A ring of moves that
    improves the table shows as a ring among the columns' last raises; it is made, and the work
    starts anew. A table has finitely many neighbours, each ring raises its worth: so it ends.

    A row whose float interval is longer than ``1e-8`` is clear, and any price inside it by
    ``1e-9`` is right; in all other rows fractions decide, among the cells within ``1e-9`` of the
    extreme. A float worth after a price is the difference of at most three logarithms (or of a
    fraction and a price), each below ``2**11`` and off by less than one part in ``2**51``, so it
    is off by less than ``3e-12``.
    """
    seats = seats.copy()
    proposal = _proposed(priorities, seats, _centred(levels, costs), rows_near_unit=rows_near_unit)
    columns, raised_by = proposal.copy(), dict[int, tuple[int, int]]()
    # Either some pass raises nothing, and the prices prove the table, or raises go round in a
    # ring, which is a better table to start from.
    while (best := _prices(priorities, seats, columns, raised_by)) is None:
        if ring := _ring(raised_by):
            for row, giver, taker in ring:
                seats[row, giver] -= 1
                seats[row, taker] += 1
            columns, raised_by = proposal.copy(), {}
    return best


def _prices(
    priorities: Priorities,
    seats: Integers,
    columns: list[Fraction],
    raised_by: dict[int, tuple[int, int]],
) -> BestTable | None:
    """Look at every row once; return the table if no column had to be raised, as it is here."""
    levels = np.array([priorities.level(price) for price in columns])
    low, high = priorities.ahead(seats) - levels, priorities.behind(seats) - levels
    before = tuple(columns)
    rows: list[Fraction] = []
    tight: list[int] = []
    ends = zip(low.max(axis=1).tolist(), high.min(axis=1).tolist(), strict=True)
    for row, (bottom, top) in enumerate(ends):
        if top - bottom > _CLEAR:
            rows.append(_inside(priorities, bottom, top))
            continue
        # The row is set at the most that it can cost, by the column whose last seat says so;
        # columns whose next seat is worth more are raised until it is not.
        last = {
            column: priorities.exact(row, column, int(seats[row, column]))
            for column in np.flatnonzero(high[row] <= top + _NEAR).tolist()
        }
        price, giver = min((priorities.part(last[c], columns[c]), c) for c in last)
        lowest = []
        for column in np.flatnonzero(low[row] >= min(bottom, top) - _NEAR).tolist():
            exact = priorities.exact(row, column, int(seats[row, column]) + 1)
            if priorities.part(exact, columns[column]) > price:
                columns[column] = priorities.part(exact, price)
                raised_by[column] = row, giver
            lowest.append(priorities.part(exact, columns[column]))
        rows.append(price)
        if max(lowest) == price:
            tight.append(row)
    return BestTable(seats, tuple(rows), before, tuple(tight)) if before == tuple(columns) else None


def _inside(priorities: Priorities, bottom: float, top: float) -> Fraction:
    """Return a price of few digits well inside a clear interval."""
    if isinf(bottom) and isinf(top):
        return priorities.unit
    bottom = bottom if isfinite(bottom) else top - _ALONE
    top = top if isfinite(top) else bottom + _ALONE
    return priorities.price(bottom + _NEAR, top - _NEAR)


def _ring(raised_by: dict[int, tuple[int, int]]) -> list[tuple[int, int, int]]:
    """Return a ring among the columns that raised one another, as moves, or nothing."""
    # Walked back from raised to raising columns, a path ends or comes back to itself.
    for column in raised_by:
        path: list[int] = []
        while column in raised_by and column not in path:
            path.append(column)
            column = raised_by[column][1]  # noqa: PLW2901  (the walk goes on from it)
        if column in path:
            return [(*raised_by[taker], taker) for taker in path[path.index(column) :]]
    return []


def _centred(levels: Floats, costs: Floats) -> Floats:
    """Move float prices to the middle of what moves allow: only ties bind in all columns."""
    distance = np.maximum(costs + levels - levels[:, None], 0.0)
    np.fill_diagonal(distance, 0.0)
    # Floyd and Warshall's method: the shortest way between each two columns, by any others.
    for middle in range(len(levels)):
        np.minimum(distance, distance[:, [middle]] + distance[middle], out=distance)
    finite = np.isfinite(distance)
    far = distance[finite].max() + 1.0
    inner = levels - np.where(finite, distance, far).mean(axis=0)
    return np.asarray(inner - inner.mean())


def _proposed(
    priorities: Priorities, seats: Integers, levels: Floats, *, rows_near_unit: bool
) -> list[Fraction]:
    """Return exact column prices of as few digits as leave every row room for its own."""
    ahead, behind = priorities.ahead(seats), priorities.behind(seats)
    if rows_near_unit:
        least, most = (ahead - levels).max(axis=1), (behind - levels).min(axis=1)
        bounded = np.isfinite(least) & np.isfinite(most)
        if bounded.any():
            # Columns take on the mean price of the rows, which come out around the neutral one.
            levels = levels + (least[bounded] + most[bounded]).mean() / 2
    prices: list[Fraction] = []
    # The widest tolerance at which every row still has room gives the shortest fractions.
    for tolerance in _TOLERANCES:
        prices = [priorities.price(lv - tolerance, lv + tolerance) for lv in levels.tolist()]
        rounded = np.array([priorities.level(price) for price in prices])
        room = (behind - rounded).min(axis=1) - (ahead - rounded).max(axis=1)
        if (room > _CLEAR).all():
            break
    return prices
