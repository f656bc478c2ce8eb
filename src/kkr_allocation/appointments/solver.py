"""Whole-number optima by HiGHS, with a proof that costs little.

The relaxation gives a bound and prices every column. Few columns have a low price; the optimum
over them is found quickly and most often meets the bound. Where it does not, a column whose price
alone lifts the bound to what was found cannot be part of anything better: the rest decide.
"""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

import numpy as np
from attrs import evolve, frozen
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import vstack

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from kkr_allocation.appointments.programme import Clock, System

__all__ = ["Answer", "first", "minimum"]

_FEW = 300
"""Columns tried first; measured best among 300, 800 and 1,600 on 150 and 700 candidates."""
_WIDER = 4
"""How much wider each further try is."""
_MARGIN = 0.01
"""Objectives are whole, so a bound is rounded up; this much is left to rounding errors."""
_INFEASIBLE = 2
"""SciPy's status of a problem without a solution."""


@frozen(eq=False)
class Answer:
    """What was found.

    Parameters
    ----------
    feasible : bool or None
        Whether there is a solution; None where the time ran out before it was known.
    values : array of int or None
        A value for each column; None where nothing was found.
    value : int
        The objective of the values.
    bound : int
        No solution has a lower objective.
    """

    feasible: bool | None
    values: NDArray[np.int64] | None = None
    value: int = 0
    bound: int = 0


@frozen(eq=False)
class _Relaxed:
    """The relaxation: its value, its point and what each column costs on top."""

    value: float
    point: NDArray[np.float64]
    prices: NDArray[np.float64]

    def cheapest(self, system: System, count: int) -> NDArray[np.int64]:
        """Return the columns of the point, all shortfalls and the cheapest others."""
        order = np.lexsort((np.arange(system.free), self.prices[: system.free].round(6)))
        chosen = np.zeros(system.high.size, dtype=bool)
        chosen[order[:count]] = True
        chosen[self.point > _MARGIN] = True
        chosen[system.free :] = True
        return np.flatnonzero(chosen)

    def within(self, system: System, value: float) -> NDArray[np.int64]:
        """Return all columns that a solution of at most this value can use."""
        chosen = self.value + self.prices <= value + _MARGIN
        chosen[system.free :] = True
        return np.flatnonzero(chosen)


def first(system: System, guide: NDArray[np.float64], clock: Clock) -> Answer:
    """Find any solution, the guide's costs leading the way.

    Parameters
    ----------
    system : System
        Columns and rows.
    guide : array
        Costs that make some columns more promising; they need not be met.
    clock : Clock
        The time that is left.
    """
    nothing = np.zeros_like(guide)
    if guide.size <= _FEW:
        return _exact(system, nothing, np.arange(guide.size), clock)
    relaxed = _relaxation(system, guide, clock)
    if not isinstance(relaxed, _Relaxed):
        return Answer(relaxed)
    columns = relaxed.cheapest(system, _FEW)
    answer = _exact(system, nothing, columns, clock)
    if answer.feasible:
        return answer
    return _exact(system, nothing, np.arange(guide.size), clock)


def minimum(system: System, costs: NDArray[np.float64], clock: Clock) -> Answer:
    """Minimise a whole-number objective.

    Parameters
    ----------
    system : System
        Columns and rows.
    costs : array of whole numbers
        What each column costs.
    clock : Clock
        The time that is left.

    Returns
    -------
    Answer
        Optimal where the objective of its values equals its bound.
    """
    if costs.size <= _FEW:
        return _exact(system, costs, np.arange(costs.size), clock)
    relaxed = _relaxation(system, costs, clock)
    if not isinstance(relaxed, _Relaxed):
        return Answer(relaxed)
    bound = ceil(relaxed.value - _MARGIN)
    columns = relaxed.cheapest(system, _FEW)
    answer = _exact(system, costs, columns, clock)
    while columns.size < costs.size and answer.feasible is not None:
        if answer.feasible:
            rest = relaxed.within(system, answer.value - 1)
            proven = answer.value == answer.bound and np.isin(rest, columns).all()
            if proven or answer.value <= bound:
                return evolve(answer, bound=answer.value)
            if rest.size <= _WIDER * columns.size:
                return _better(answer, _exact(system, costs, rest, clock), bound)
        columns = relaxed.cheapest(system, _WIDER * columns.size)
        wider = _exact(system, costs, columns, clock)
        answer = evolve(answer, feasible=None) if wider.feasible is None else wider
    complete = columns.size == costs.size and answer.feasible is not None
    return evolve(
        answer,
        feasible=answer.feasible if answer.values is None else True,
        bound=max(bound, answer.bound) if complete else min(bound, answer.value),
    )


def _better(answer: Answer, other: Answer, bound: int) -> Answer:
    """Return the better of two answers, the second over all columns that could be better."""
    if other.feasible is False:
        return evolve(answer, bound=answer.value)
    if other.values is None:
        return evolve(answer, bound=bound)
    best = other if other.value < answer.value else answer
    return evolve(best, bound=min(best.value, max(bound, other.bound)))


def _relaxation(system: System, costs: NDArray[np.float64], clock: Clock) -> _Relaxed | bool | None:
    """Return the relaxation, False if even that has no solution, None if the time ran out."""
    if clock.over:
        return None
    equal = system.least == system.most
    above = np.isfinite(system.most) & ~equal
    below = np.isfinite(system.least) & ~equal
    # SciPy takes sparse rows; its stubs do not say so.
    result = linprog(  # type: ignore[call-overload]
        costs,
        A_ub=vstack([system.matrix[above], -system.matrix[below]]).tocsr(),
        b_ub=np.concatenate([system.most[above], -system.least[below]]),
        A_eq=system.matrix[equal],
        b_eq=system.least[equal],
        bounds=np.column_stack([np.zeros_like(system.high), system.high]),
        method="highs",
        options={"time_limit": clock.seconds},
    )
    if result.status == _INFEASIBLE:
        return False
    if result.status != 0:
        return None
    return _Relaxed(result.fun, result.x, result.lower.marginals + result.upper.marginals)


def _exact(
    system: System, costs: NDArray[np.float64], columns: NDArray[np.int64], clock: Clock
) -> Answer:
    """Minimise over some of the columns, the others at zero."""
    if clock.over:
        return Answer(None)
    part = system.only(columns)
    if not columns.size:
        met = bool((part.least <= 0).all() and (part.most >= 0).all())
        return Answer(met, costs.astype(np.int64) if met else None)
    result = milp(
        costs[columns],
        integrality=np.ones(columns.size, dtype=np.int64),
        bounds=Bounds(np.zeros(columns.size), part.high),
        constraints=LinearConstraint(part.matrix, part.least, part.most),
        options={"mip_rel_gap": 0.0, "time_limit": clock.seconds},
    )
    if result.x is None:
        return Answer(feasible=False if result.status == _INFEASIBLE else None)
    values = np.zeros(costs.size, dtype=np.int64)
    values[columns] = np.rint(result.x).astype(np.int64)
    value = round(float(costs @ values))
    if result.status == 0 or result.mip_dual_bound is None:
        return Answer(feasible=True, values=values, value=value, bound=value)
    bound = min(value, ceil(result.mip_dual_bound - _MARGIN))
    return Answer(feasible=True, values=values, value=value, bound=bound)
