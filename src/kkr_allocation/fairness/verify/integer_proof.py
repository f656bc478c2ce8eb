"""Proofs that no whole-number answer costs less: multipliers checked exactly, else a search.

HiGHS proposes, and Python's integers decide. Where rounded multipliers do not prove enough, the
solver searches what they leave open, and the proof is the solver's.
"""

from __future__ import annotations

from enum import Enum
from math import inf
from typing import TYPE_CHECKING

import numpy as np
from attrs import frozen
from scipy.sparse import csr_array

from kkr_allocation.fairness.verify.documents import OutOfTimeError, hold, time_left
from kkr_allocation.highs import minimised

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kkr_allocation.highs import Solution


_UNIT = 2**20
"""Multipliers are rounded to a `_UNIT`-th."""


class Proof(Enum):
    """How it is known that there is no cheaper answer."""

    MULTIPLIERS = "by multipliers, in whole numbers"
    SEARCH = "by the solver's search"


@frozen
class _Row:
    """A weighted sum of columns and its bounds."""

    terms: dict[int, int]
    low: int | None
    high: int | None

    def holds(self, point: Mapping[int, int]) -> bool:
        total = sum(value * point.get(column, 0) for column, value in self.terms.items())
        high_enough = self.low is None or total >= self.low
        return high_enough and (self.high is None or total <= self.high)


class Answers:
    """Whole numbers from zero up that keep rows of bounded sums.

    Any multipliers ``y`` of rows ``a x <= b``, none positive, and any of rows ``a x = b`` prove
    ``c x >= y b + sum(min(0, r) u)`` with ``r = c - y a`` for all ``0 <= x <= u``. The solver's
    are rounded to whole multiples of a unit, and the sum is taken in Python's integers: how
    right the solver was decides how good the bound is, never whether it is true.

    A search is the solver's, in floats. The schema has no figure of an appointment above a
    million, so every sum of a row is a whole number below ``2**53`` and exact there: an answer that
    keeps the rows keeps them in floats too, and the solver's tolerances take more for answers,
    never fewer. What it finds is rounded and held against the rows in Python's integers.
    """

    def __init__(self, columns: int) -> None:
        self._high = dict.fromkeys(range(columns), 1)
        self._count = columns
        self._rows: list[_Row] = []

    def column(self, high: int) -> int:
        """Add a column from zero up to a highest value and return its number."""
        self._high[self._count] = high
        self._count += 1
        return self._count - 1

    def row(self, terms: Mapping[int, int], low: int | None, high: int | None) -> None:
        """Add a bounded sum; None for no bound. Bounds that cannot be missed are left out."""
        time_left()
        known = {column: value for column, value in terms.items() if column in self._high}
        sizes = [value * self._high[column] for column, value in known.items()]
        if low is not None and low <= sum(size for size in sizes if size < 0):
            low = None
        if high is not None and high >= sum(size for size in sizes if size > 0):
            high = None
        if low is not None or high is not None:
            self._rows.append(_Row(known, low, high))

    def settle(self, costs: Mapping[int, int], bound: int, most: int) -> Proof | None:
        """Prove that no answer costs less than a bound; from now on none costs more than `most`.

        None where one costs less. Columns that no answer within `most` can use are left out.
        """
        least, using = self._priced(costs)
        proof: Proof | None = Proof.MULTIPLIERS
        if least <= (bound - 1) * _UNIT:
            found = self._search(costs, bound - 1, using)
            proof = None if found else Proof.SEARCH
        self._high = {c: self._high[c] for c, price in using.items() if price <= most * _UNIT}
        self.row(costs, None, most)
        return proof

    def reaches(self, costs: Mapping[int, int], most: int) -> bool:
        """Say whether there is an answer that costs no more than this."""
        return self._search(costs, most, self._priced(costs)[1])

    def _bounded(self) -> list[_Row]:
        """Return rows with an upper bound, then those with one value, over the columns left."""
        found = []
        for row in self._rows:
            terms = {c: v for c, v in row.terms.items() if c in self._high}
            if row.low == row.high:
                found.append(_Row(terms, row.low, row.high))
                continue
            if row.high is not None:
                found.append(_Row(terms, None, row.high))
            if row.low is not None:
                found.append(_Row({c: -v for c, v in terms.items()}, None, -row.low))
        return sorted(found, key=lambda row: row.low is not None)

    def _priced(self, costs: Mapping[int, int]) -> tuple[int, dict[int, int]]:
        """Return bounds on what every answer costs, and those with a column above zero, in units.

        The multipliers of the relaxation are rounded, and what they prove is summed up.
        """
        rows = self._bounded()
        bound, prices = 0, {column: costs.get(column, 0) * _UNIT for column in self._high}
        # the solver's multipliers; zeros, which prove little, where it has none
        result = self._solved(costs, rows, list(self._high), whole=False) if self._high else None
        multipliers = [0.0] * len(rows) if result is None else map(float, result.multipliers)
        for row, multiplier in zip(rows, multipliers, strict=True):
            whole = round(multiplier * _UNIT)
            if row.high is None or (whole > 0 and row.low is None):
                continue
            bound += whole * row.high
            for column, value in row.terms.items():
                prices[column] -= whole * value
        bound += sum(min(price, 0) * self._high[column] for column, price in prices.items())
        return bound, {column: bound + max(price, 0) for column, price in prices.items()}

    def _search(self, costs: Mapping[int, int], most: int, using: Mapping[int, int]) -> bool:
        """Search an answer that costs no more than this among the columns it can use."""
        among = [column for column, price in using.items() if price <= most * _UNIT]
        rows = [*self._rows, _Row(dict(costs), None, most)]
        if not among:
            return all(row.holds({}) for row in rows)
        result = self._solved({}, rows, among, whole=True)
        if result.impossible:
            return False
        held = result.values
        point = {} if held is None else dict(zip(among, map(round, held), strict=True))
        right = result.proven and all(row.holds(point) for row in rows)
        hold("fairness.bound_could_not_proven", right, message=result.said)
        return True

    def _solved(
        self, costs: Mapping[int, int], rows: Sequence[_Row], among: Sequence[int], *, whole: bool
    ) -> Solution:
        """Return what the solver finds among these columns, or end the proofs where it is late."""
        places = {column: place for place, column in enumerate(among)}
        entries = [
            (float(value), number, places[column])
            for number, row in enumerate(rows)
            for column, value in row.terms.items()
            if column in places
        ]
        values, numbers, columns = zip(*entries, strict=True) if entries else ((), (), ())
        cells = np.array(numbers, dtype=int), np.array(columns, dtype=int)
        result = minimised(
            np.array([float(costs.get(column, 0)) for column in among]),
            csr_array((np.array(values), cells), shape=(len(rows), len(among))),
            (
                np.array([-inf if row.low is None else float(row.low) for row in rows]),
                np.array([inf if row.high is None else float(row.high) for row in rows]),
            ),
            np.array([float(self._high[column]) for column in among]),
            whole=whole,
            seconds=time_left(),
        )
        if result.late:
            raise OutOfTimeError
        return result
