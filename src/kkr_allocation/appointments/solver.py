"""Whole-number optima by HiGHS, with a proof that costs little.

The relaxation gives a bound and prices every column. Most often the optimum is at the bound or
next to it, and HiGHS is quickest when asked for just that: is there a solution that costs no
more? Only columns whose price fits below can be part of it, and few of them most often suffice.

Where the optimum is far from the bound, the best over few columns tells which others could be
part of anything better; those decide. Either way, columns that are too dear for anything as good
as what was found are named, so that they can be left out of all that follows.
"""

from __future__ import annotations

from math import ceil, inf
from typing import TYPE_CHECKING

import numpy as np
from attrs import evolve, field, frozen

from kkr_allocation.appointments.relaxation import INFEASIBLE, Relaxed, relaxation
from kkr_allocation.appointments.whole_numbers import minimised

if TYPE_CHECKING:
    from collections.abc import Collection

    from numpy.typing import NDArray

    from kkr_allocation.appointments.programme import Clock, System

__all__ = ["STEPS", "Answer", "first", "minimum"]

_FEW = 300
"""Columns tried first; measured best among 300, 800 and 1,600 on 150 and 700 candidates."""
_WIDER = 4
"""How much wider each further try is."""
STEPS = 3
"""How many whole numbers are asked for one by one, from the relaxation's bound up."""
_MARGIN = 0.01
"""Objectives are whole, so HiGHS's bound is rounded up; this much is left to rounding errors."""


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
        No solution has a lower objective; minus infinity where nothing is known.
    useless : array of int
        Columns that no solution with at most this value uses, as far as that is known.
    """

    feasible: bool | None
    values: NDArray[np.int64] | None = None
    value: int = 0
    bound: float = -inf
    useless: NDArray[np.int64] = field(factory=lambda: np.zeros(0, dtype=np.int64))


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
    everything = np.arange(guide.size)
    if guide.size <= _FEW:
        return _exact(system, nothing, everything, clock)
    relaxed = relaxation(system, guide, clock)
    if not isinstance(relaxed, Relaxed):
        return Answer(relaxed)
    columns = np.flatnonzero(relaxed.cheapest(_FEW, guide, free=system.free))
    answer = _exact(system, nothing, columns, clock)
    return answer if answer.feasible else _exact(system, nothing, everything, clock)


def minimum(
    system: System,
    costs: NDArray[np.float64],
    clock: Clock,
    *,
    known: Collection[int] = (),
    guide: NDArray[np.float64] | None = None,
    steps: int = STEPS,
) -> Answer:
    """Minimise a whole-number objective.

    Parameters
    ----------
    system : System
        Columns and rows.
    costs : array of whole numbers
        What each column costs.
    clock : Clock
        The time that is left.
    known : collection of int
        The columns of a solution, shortfalls left out; empty where none is known.
    guide : array, optional
        Among columns of equal prices those with the lower guide are tried first.
    steps : int
        How many whole numbers are asked for one by one, from the relaxation's bound up; zero
        where the optimum is expected far from it.

    Returns
    -------
    Answer
        Optimal where the objective of its values equals its bound.
    """
    opened = np.flatnonzero(system.high)
    holder = np.zeros(costs.size, dtype=bool)
    holder[list(known)] = True
    order = np.zeros_like(costs) if guide is None else guide
    part = _Part(system.only(opened), costs[opened], clock, holder[opened], order[opened])
    answer = part.priced(steps) if opened.size > _FEW else part.exact()
    if answer.values is None:
        return answer
    values = np.zeros(costs.size, dtype=np.int64)
    values[opened] = answer.values
    return evolve(answer, values=values, useless=opened[answer.useless])


@frozen(eq=False)
class _Part:
    """What is left to decide once the closed columns are out."""

    system: System
    costs: NDArray[np.float64]
    clock: Clock
    known: NDArray[np.bool]
    guide: NDArray[np.float64]

    def exact(self) -> Answer:
        """Minimise over all columns at once."""
        return _exact(self.system, self.costs, np.arange(self.costs.size), self.clock)

    def priced(self, steps: int) -> Answer:
        """Look at the relaxation's bound first, then at so many numbers in all, then beyond."""
        relaxed = relaxation(self.system, self.costs, self.clock)
        if not isinstance(relaxed, Relaxed):
            return Answer(relaxed)
        beyond = relaxed.least + steps
        for most in range(relaxed.least, beyond):
            answer = self._at_most(most, relaxed)
            if answer.feasible is not False:
                return answer
        return self._wider(beyond, relaxed)

    def _few(self, relaxed: Relaxed, count: int, known: NDArray[np.bool]) -> NDArray[np.bool]:
        return known | relaxed.cheapest(count, self.guide, free=self.system.free)

    def _at_most(self, most: int, relaxed: Relaxed) -> Answer:
        """Find a solution that costs no more than this, which is known to be a bound."""
        inside = relaxed.within(most)
        system = self.system.bounded(self.costs, most)
        answer = Answer(feasible=False)
        for columns in (self._few(relaxed, _FEW, self.known) & inside, inside):
            answer = _exact(system, self.costs, np.flatnonzero(columns), self.clock)
            if answer.feasible is not False:
                break
        if answer.values is None:
            return evolve(answer, bound=most)
        dear = np.flatnonzero(~relaxed.within(answer.value))
        return evolve(answer, bound=answer.value, useless=dear)

    def _wider(self, bound: int, relaxed: Relaxed) -> Answer:
        """Minimise over few columns, then over more, until the others cannot matter."""
        best = Answer(None, bound=bound)
        columns = self._few(relaxed, _FEW, self.known)
        while True:
            answer = _exact(self.system, self.costs, np.flatnonzero(columns), self.clock)
            if answer.feasible is None:
                return best
            better = np.ones_like(columns)
            if answer.values is not None:
                dear = np.flatnonzero(~relaxed.within(answer.value))
                best = evolve(answer, bound=bound, useless=dear)
                better = relaxed.within(answer.value - 1)
            if not (better & ~columns).any():
                return evolve(best, feasible=answer.feasible, bound=max(bound, answer.bound))
            held = self.known if best.values is None else best.values > 0
            enough = _WIDER * int(columns.sum())
            if better.sum() > enough:
                better = self._few(relaxed, enough, held)
            columns = held | better


def _exact(
    system: System, costs: NDArray[np.float64], columns: NDArray[np.int64], clock: Clock
) -> Answer:
    """Minimise over some of the columns, the others at zero.

    HiGHS works within tolerances; its point is rounded and then held against the rows in whole
    numbers. One that fails counts as nothing found.
    """
    from scipy.optimize import LinearConstraint

    if clock.over:
        return Answer(None)
    part = system.only(columns)
    if not columns.size:
        met = part.holds(columns)
        return Answer(met, costs.astype(np.int64) if met else None)
    result = minimised(
        costs[columns],
        part.high,
        LinearConstraint(part.matrix, part.least, part.most),
        seconds=clock.seconds,
    )
    if result.x is None:
        return Answer(feasible=False if result.status == INFEASIBLE else None)
    point = np.rint(result.x).astype(np.int64)
    if not part.holds(point):
        return Answer(None)
    values = np.zeros(costs.size, dtype=np.int64)
    values[columns] = point
    value = int(costs.astype(np.int64) @ values)
    if result.status == 0 or result.mip_dual_bound is None:
        return Answer(feasible=True, values=values, value=value, bound=value)
    bound = min(value, ceil(result.mip_dual_bound - _MARGIN))
    return Answer(feasible=True, values=values, value=value, bound=bound)
