"""What a programme costs at least, and each column on top: floats propose, whole numbers prove.

HiGHS solves the relaxation in floating point. Its multipliers are rounded to whole multiples of
a unit, and whatever multipliers one takes, the same sum in whole numbers is a true bound. So
nothing that follows from a bound rests on a tolerance.
"""

from __future__ import annotations

from math import floor, log2
from typing import TYPE_CHECKING

import numpy as np
from attrs import frozen

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy.sparse import csr_array

    from kkr_allocation.appointments.programme import Clock, System

__all__ = ["INFEASIBLE", "Relaxed", "relaxation"]

INFEASIBLE = 2
"""SciPy's status of a problem without a solution."""
_FINEST = 20
"""Multipliers are rounded to multiples of ``2**-20`` or, where they are large, coarser ones."""
_BITS = 62
"""Sums stay below ``2**62``, so that they fit 64 bits."""
_ALIKE = 2**10
"""Prices are compared in steps of a 1,024th when the cheapest columns are chosen."""


@frozen(eq=False)
class Relaxed:
    """The relaxation: a bound, its point, and what each column costs on top.

    Parameters
    ----------
    unit : int
        Bound and prices are multiples of one `unit`-th.
    bound : int
        No solution costs less.
    prices : array of int
        A solution that uses a column costs at least the bound and its price.
    point : array of float
        Where the relaxation is best.
    """

    unit: int
    bound: int
    prices: NDArray[np.int64]
    point: NDArray[np.float64]

    @property
    def least(self) -> int:
        """Return the least whole number that a solution can cost."""
        return -(-self.bound // self.unit)

    def cheapest(self, count: int, guide: NDArray[np.float64], *, free: int) -> NDArray[np.bool]:
        """Mark the columns of the point, all shortfalls, and the cheapest others.

        Parameters
        ----------
        count : int
            How many of the others.
        guide : array
            Among columns of equal prices those with the lower guide come first.
        free : int
            Columns from this one on are shortfalls.
        """
        steps = self.prices[:free] // max(self.unit // _ALIKE, 1)
        chosen = self.point > 1 / _ALIKE
        chosen[np.lexsort((guide[:free], steps))[:count]] = True
        chosen[free:] = True
        return chosen

    def within(self, value: int) -> NDArray[np.bool]:
        """Mark all columns that a solution of at most this cost can use."""
        return np.maximum(self.prices, 0) <= value * self.unit - self.bound


def relaxation(system: System, costs: NDArray[np.float64], clock: Clock) -> Relaxed | bool | None:
    """Return the relaxation, False if even that has no solution, None if the time ran out.

    Parameters
    ----------
    system : System
        Columns and rows.
    costs : array of whole numbers
        What each column costs.
    clock : Clock
        The time that is left.

    Notes
    -----
    For rows ``A x <= b`` and ``E x = d``, columns from 0 to ``u``, and any ``y <= 0`` and ``z``,
    every ``x`` that keeps them has ``c x >= y b + z d + r x`` with ``r = c - y A - z E``, hence
    ``c x >= y b + z d + sum(min(0, r_j) u_j)``: the bound. A column at 1 or more adds ``r_j``
    to it where that is positive. All of ``A, b, E, d, u, c`` are whole numbers, and ``y, z`` are
    whole multiples of the unit, so both sides are whole multiples too.
    """
    from scipy.optimize import linprog
    from scipy.sparse import vstack

    if clock.over:
        return None
    equal = system.least == system.most
    above = np.isfinite(system.most) & ~equal
    below = np.isfinite(system.least) & ~equal
    matrix = vstack([system.matrix[above], -system.matrix[below], system.matrix[equal]]).tocsr()
    sides = np.concatenate([system.most[above], -system.least[below], system.least[equal]])
    loose = int(above.sum() + below.sum())
    # SciPy takes sparse rows; its stubs do not say so.
    result = linprog(  # type: ignore[call-overload]  # as said above
        costs,
        A_ub=matrix[:loose],
        b_ub=sides[:loose],
        A_eq=matrix[loose:],
        b_eq=sides[loose:],
        bounds=np.column_stack([np.zeros_like(system.high), system.high]),
        method="highs",
        options={"time_limit": clock.seconds},
    )
    if result.status == INFEASIBLE:
        return False
    if result.status != 0:
        return None
    multipliers = np.concatenate([np.minimum(result.ineqlin.marginals, 0), result.eqlin.marginals])
    bits = _bits(abs(matrix), np.abs(sides), np.abs(multipliers), np.abs(costs), system.high)
    if bits < 0:
        multipliers = np.zeros_like(multipliers)
    unit = 2 ** max(bits, 0)
    whole = np.rint(multipliers * unit).astype(np.int64)
    prices = costs.astype(np.int64) * unit - matrix.astype(np.int64).T @ whole
    bound = int(whole @ sides.astype(np.int64)) + int(
        np.minimum(prices, 0) @ system.high.astype(np.int64)
    )
    return Relaxed(unit, bound, prices, result.x)


def _bits(
    matrix: csr_array,
    sides: NDArray[np.float64],
    multipliers: NDArray[np.float64],
    costs: NDArray[np.float64],
    high: NDArray[np.float64],
) -> int:
    """Return the binary places with which no sum can exceed 62 bits; negative if there is none.

    All arguments are sizes without sign.
    """
    price = costs + multipliers @ matrix
    largest = multipliers @ sides + price @ high + price.max(initial=0) + 1
    return min(_FINEST, floor(_BITS - 1 - log2(largest)))
