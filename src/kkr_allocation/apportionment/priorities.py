"""What each further seat of a cell is worth: the one thing a two-way method has to say.

A table with fixed margins is best when the seats it gives are worth the most together. For a
divisor rule the worth of a cell's seat ``k`` is ``votes / signpost(k)``, and worths are multiplied;
for controlled rounding it is the fraction of the claim, and worths are added. Scaling, transfers,
certificates and ties are the same for both and know only this interface.
"""

from __future__ import annotations

import abc
import math
import operator
from copy import copy
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from kkr_allocation.apportionment.rules import DivisorRule

__all__ = ["ClaimPriorities", "DivisorPriorities", "Floats", "Integers", "Priorities"]

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

_LARGEST_EXPONENT = 700.0
_LOG_TEN = math.log(10)
_DIGITS = 17
_TINY = 1e-100
_HALF = 0.5
_NO_SEAT = 0.25
"""What a row or column without seats is scaled to: too little for a seat."""
_SCALINGS = 6
_ALWAYS = -1e6
"""The logarithm that stands for a rounding point of zero."""


class Priorities(abc.ABC):
    """The worth of every seat of every cell, in floats for finding and exactly for proving.

    Attributes
    ----------
    least, most : ndarray of int64, shape (rows, columns)
        Bounds of the seats in each cell.
    join, part : callable
        Exact worths of two seats taken together, and the inverse: product and quotient, or sum
        and difference.
    unit : Fraction
        The neutral price: 1 or 0.
    """

    least: Integers
    most: Integers
    unit: Fraction
    join: Callable[[Fraction, Fraction], Fraction]
    part: Callable[[Fraction, Fraction], Fraction]

    @abc.abstractmethod
    def exact(self, row: int, column: int, seat: int) -> Fraction:
        """Return the exact worth of the cell's seat ``k``, within the bounds."""

    @abc.abstractmethod
    def opening(self, row_totals: Integers, column_totals: Integers) -> tuple[Floats, Floats]:
        """Return float prices of rows and columns close to those of the answer."""

    @abc.abstractmethod
    def rounded(self, prices: Floats) -> Integers:
        """Return the seats worth at least their price, within the bounds."""

    @abc.abstractmethod
    def worth(self, seats: Integers, rows: slice | Integers) -> Floats:
        """Return the float worth of this seat of each cell of these rows.

        A function of cell and seat alone, so that a move and the move back cost the same.
        """

    @abc.abstractmethod
    def price(self, low: float, high: float) -> Fraction:
        """Return a price of few digits between two float ones, or near them if there is none."""

    @abc.abstractmethod
    def level(self, price: Fraction) -> float:
        """Return the float price of an exact one."""

    @abc.abstractmethod
    def transposed(self) -> Priorities:
        """Return the same with rows and columns changed over."""

    def limited(self, row_totals: Integers, column_totals: Integers) -> Priorities:
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


class DivisorPriorities(Priorities):
    """Quotients of a divisor rule, in logarithms for finding.

    Parameters
    ----------
    votes : sequence of sequences of int
        Votes by row and column.
    rule : DivisorRule
        Its signposts are the divisors.
    least, most : ndarray of int64
        Bounds; a cell without votes has both equal.
    largest : int
        The most seats a cell can come to.
    """

    unit = Fraction(1)
    join = staticmethod(operator.mul)
    part = staticmethod(operator.truediv)

    def __init__(
        self,
        votes: Sequence[Sequence[int]],
        rule: DivisorRule,
        least: Integers,
        most: Integers,
        largest: int,
    ) -> None:
        self.votes = votes
        self.rule = rule
        self.least = least
        self.most = most
        points = map(rule.rounding_point, range(1, largest + 2))
        self._levels = np.array(
            [0.0, *(math.log(n / d) / rule.power if n else _ALWAYS for n, d in points)]
        )
        self._votes = np.array([[math.log(v) if v else -np.inf for v in row] for row in votes])

    def transposed(self) -> DivisorPriorities:
        """Return the same with rows and columns changed over."""
        other = copy(self)
        other.votes = list(zip(*self.votes, strict=True))
        other.least, other.most = self.least.T.copy(), self.most.T.copy()
        other._votes = self._votes.T.copy()  # noqa: SLF001  (its own kind)
        return other

    def exact(self, row: int, column: int, seat: int) -> Fraction:
        """Return the quotient, both parts raised to the rule's power."""
        numerator, denominator = self.rule.rounding_point(seat)
        return Fraction(self.votes[row][column] ** self.rule.power * denominator, numerator)

    def opening(self, row_totals: Integers, column_totals: Integers) -> tuple[Floats, Floats]:
        """Return logarithms of divisors that scale the votes to the margins, unrounded.

        Rows and columns are scaled in turn. Where it does not settle, as with many cells
        without votes, it is only a poorer start.
        """
        highest = self._votes.max()
        votes = np.exp(self._votes - highest) + _TINY
        voted = self._votes > -np.inf
        stretch = max(math.exp(self._levels[1]) - _HALF, 0.0)
        rows_wanted = np.maximum(row_totals, _NO_SEAT) + stretch * voted.sum(axis=1)
        columns_wanted = np.maximum(column_totals, _NO_SEAT) + stretch * voted.sum(axis=0)
        of_columns = np.ones(votes.shape[1])
        of_rows = rows_wanted / (votes @ of_columns)
        for _ in range(_SCALINGS):
            of_columns = columns_wanted / (of_rows @ votes)
            of_rows = rows_wanted / (votes @ of_columns)
        return highest - np.log(of_rows), -np.log(of_columns)

    def rounded(self, prices: Floats) -> Integers:
        """Return votes by divisors, rounded by the rule."""
        seats = np.searchsorted(self._levels[1:], self._votes - prices, side="right")
        return np.clip(seats, self.least, self.most)

    def worth(self, seats: Integers, rows: slice | Integers) -> Floats:
        """Return the logarithms of the quotients."""
        logarithms: Floats = self._votes[rows] - self._levels[seats]
        return logarithms

    def price(self, low: float, high: float) -> Fraction:
        """Return a divisor between those with these logarithms, raised to the rule's power."""
        power = self.rule.power
        middle = (low + high) / 2 * power
        if math.isinf(middle):
            middle = math.copysign(_LARGEST_EXPONENT, middle)
        # No float holds the divisor of votes of hundreds of digits, but one holds its digits.
        places = math.floor(middle / _LOG_TEN)
        leading = math.exp(middle - places * _LOG_TEN)
        text = ""
        for digits in range(1, _DIGITS + 1):
            text = f"{leading:.{digits}g}"
            if low < (math.log(float(text)) + places * _LOG_TEN) / power < high:
                break
        return Fraction(text) * Fraction(10) ** places

    def level(self, price: Fraction) -> float:
        """Return the logarithm of the divisor."""
        return (math.log(price.numerator) - math.log(price.denominator)) / self.rule.power


class ClaimPriorities(Priorities):
    """Fractions of claims, for controlled rounding: each cell's floor is certain.

    Parameters
    ----------
    claims : sequence of sequences of Fraction
        Exact claims by row and column.
    least, most : ndarray of int64
        Bounds, at most one apart in each cell.
    """

    unit = Fraction(0)
    join = staticmethod(operator.add)
    part = staticmethod(operator.sub)

    def __init__(
        self, claims: Sequence[Sequence[Fraction]], least: Integers, most: Integers
    ) -> None:
        self.claims = claims
        self.least = least
        self.most = most
        self._whole = np.array([[math.floor(claim) for claim in row] for row in claims])
        self._fractions = np.array([[float(claim % 1) for claim in row] for row in claims])

    def transposed(self) -> ClaimPriorities:
        """Return the same with rows and columns changed over."""
        turned = list(zip(*self.claims, strict=True))
        return ClaimPriorities(turned, self.least.T.copy(), self.most.T.copy())

    def exact(self, row: int, column: int, seat: int) -> Fraction:
        """Return what the claim has beyond the seats before this one."""
        return self.claims[row][column] - (seat - 1)

    def opening(self, row_totals: Integers, column_totals: Integers) -> tuple[Floats, Floats]:
        """Return the price of ordinary rounding."""
        return np.full(row_totals.shape, 0.5), np.zeros(column_totals.shape)

    def rounded(self, prices: Floats) -> Integers:
        """Return the claims rounded up where the fraction reaches its price."""
        seats = self.least + (self._fractions >= prices)
        return np.clip(seats, self.least, self.most)

    def worth(self, seats: Integers, rows: slice | Integers) -> Floats:
        """Return what the claims have beyond the seats before these."""
        beyond: Floats = self._fractions[rows] - (seats - self._whole[rows] - 1)
        return beyond

    def price(self, low: float, high: float) -> Fraction:
        """Return a decimal threshold."""
        text = ""
        for digits in range(1, _DIGITS + 1):
            text = f"{(low + high) / 2:.{digits}f}"
            if low < float(text) < high:
                break
        return Fraction(text)

    def level(self, price: Fraction) -> float:
        """Return the price as a float."""
        return float(price)
