"""Whole-number optima by HiGHS, with a proof that costs little.

The relaxation gives a bound and prices every column. Most often the optimum is at the bound or next
to it, and HiGHS is quickest when asked for just that. Otherwise the best over few columns tells
which others could be part of anything better. Columns that are too dear for anything as good as
what was found are named, so that they can be left out of all that follows.
"""

from __future__ import annotations

import time
from fractions import Fraction
from math import ceil, floor, inf, isfinite, log2
from typing import TYPE_CHECKING

import numpy as np
from attrs import evolve, field, frozen

from kkr_allocation.inputs import is_above_zero
from kkr_allocation.words import refused

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from numpy.typing import NDArray
    from scipy.sparse import csr_array

    from kkr_allocation import highs


# What a programme costs at least, and each column on top: floats propose, whole numbers prove.
#
# The multipliers of the relaxation are rounded to whole multiples of a unit, and whatever
# multipliers one takes, the same sum in whole numbers is a true bound: it rests on no tolerance.


_FINEST = 20
"""Multipliers are rounded to multiples of ``2**-20`` or, where they are large, coarser ones."""
_BITS = 62
"""Sums stay below ``2**62``, so that they fit 64 bits."""
_ALIKE = 2**10
"""Prices are compared in steps of a 1,024th when the cheapest columns are chosen."""


@frozen(eq=False)
class Relaxed:
    """The relaxation: a bound, its point, and what each column costs on top."""

    unit: int  # bound and prices are multiples of one `unit`-th
    bound: int  # no solution costs less
    prices: NDArray[np.int64]
    """A solution that uses a column costs at least the bound and its price."""
    point: NDArray[np.float64]  # where the relaxation is best

    @property
    def least(self) -> int:
        """Return the least whole number that a solution can cost."""
        return -(-self.bound // self.unit)

    def cheapest(self, count: int, guide: NDArray[np.float64], *, free: int) -> NDArray[np.bool]:
        """Mark the columns of the point, all shortfalls (from `free` on), and the cheapest others.

        Of the others there are `count`; among equal prices those with the lower guide come first.
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

    For rows ``A x <= b`` and ``E x = d``, columns from 0 to ``u``, and any ``y <= 0`` and ``z``,
    every ``x`` that keeps them has ``c x >= y b + z d + r x`` with ``r = c - y A - z E``, hence
    ``c x >= y b + z d + sum(min(0, r_j) u_j)``: the bound. A column at 1 or more adds ``r_j``
    to it where that is positive. All of ``A, b, E, d, u, c`` are whole numbers, and ``y, z`` are
    whole multiples of the unit, so both sides are whole multiples too.
    """
    from scipy.sparse import vstack

    from kkr_allocation import highs

    if clock.over:
        return None
    # The proof takes rows ``A x <= b`` and ``E x = d``: a row with two bounds becomes two, one of
    # them turned round, and rows without bounds are left out.
    equal = system.least == system.most
    above = np.isfinite(system.most) & ~equal
    below = np.isfinite(system.least) & ~equal
    matrix = vstack([system.matrix[above], -system.matrix[below], system.matrix[equal]]).tocsr()
    sides = np.concatenate([system.most[above], -system.least[below], system.least[equal]])
    loose = int(above.sum() + below.sum())
    lowest = np.where(np.arange(sides.size) < loose, -inf, sides)
    result = highs.minimised(
        costs, matrix, (lowest, sides), system.high, whole=False, seconds=clock.seconds
    )
    if result.impossible:
        return False
    if not result.proven or result.values is None:
        return None
    # Floats propose the multipliers; cut to the sign that the proof asks for and rounded to whole
    # units, they prove a bound that is true whatever HiGHS's tolerances were. Where the figures
    # are too large for 62 bits even without binary places, multipliers of zero still prove one.
    multipliers = result.multipliers.copy()
    multipliers[:loose] = np.minimum(multipliers[:loose], 0)
    price = np.abs(costs) + np.abs(multipliers) @ abs(matrix)
    largest = np.abs(multipliers) @ np.abs(sides) + price @ system.high + price.max(initial=0) + 1
    bits = min(_FINEST, floor(_BITS - 1 - log2(largest)))  # no sum of these exceeds 62 bits
    if bits < 0:
        multipliers = np.zeros_like(multipliers)
    unit = 2 ** max(bits, 0)
    whole = np.rint(multipliers * unit).astype(np.int64)
    prices = costs.astype(np.int64) * unit - matrix.astype(np.int64).T @ whole
    bound = int(whole @ sides.astype(np.int64))
    bound += int(np.minimum(prices, 0) @ system.high.astype(np.int64))
    return Relaxed(unit, bound, prices, result.values)


def minimised(
    costs: NDArray[np.float64], system: System, *, seconds: float = inf
) -> highs.Solution:
    """Return HiGHS's answer in whole numbers."""
    from kkr_allocation import highs

    rows = (system.least, system.most)
    return highs.minimised(costs, system.matrix, rows, system.high, whole=True, seconds=seconds)


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
    """What was found."""

    feasible: bool | None
    """Whether there is a solution; None where the time ran out before it was known."""
    values: NDArray[np.int64] | None = None  # a value for each column; None where nothing was found
    value: int = 0  # the objective of the values
    bound: float = -inf  # no solution has a lower objective
    useless: NDArray[np.int64] = field(factory=lambda: np.zeros(0, dtype=np.int64))
    """Columns that no solution with at most this value uses, as far as that is known."""


def first(system: System, guide: NDArray[np.float64], clock: Clock) -> Answer:
    """Find any solution; the guide's costs make some columns more promising and need not be met."""
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
    """Minimise a whole-number objective; the answer is optimal where its value equals its bound.

    `known` has the columns of a solution, shortfalls left out; `steps` says how many whole numbers
    are asked for one by one from the relaxation's bound up, zero where the optimum is far from it.
    """
    opened = np.flatnonzero(system.high)
    holder = np.zeros(costs.size, dtype=bool)
    holder[list(known)] = True
    order = np.zeros_like(costs) if guide is None else guide
    part = _Part(system.only(opened), costs[opened], clock, holder[opened], order[opened])
    if opened.size > _FEW:
        answer = part.priced(steps)
    else:
        answer = _exact(part.system, part.costs, np.arange(opened.size), clock)
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

    def priced(self, steps: int) -> Answer:
        """Look at the relaxation's bound first, then at so many numbers in all, then beyond."""
        relaxed = relaxation(self.system, self.costs, self.clock)
        if not isinstance(relaxed, Relaxed):
            return Answer(relaxed)
        # Nothing costs less than `least`. So the first number for which there is a solution at
        # all is the optimum, and each number without one moves the bound up by one.
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
        from scipy.sparse import csr_array, vstack

        inside = relaxed.within(most)
        system = evolve(
            self.system,
            matrix=csr_array(vstack([self.system.matrix, csr_array(self.costs.reshape(1, -1))])),
            least=np.append(self.system.least, -inf),
            most=np.append(self.system.most, most),
        )
        answer = Answer(feasible=False)
        # What is found among few columns is found; that there is nothing is shown only by all
        # the columns that a solution of this cost can use.
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
            # Something better than the best so far can only use the columns of `better`: all, as
            # long as nothing is found, and otherwise those whose price leaves room for it.
            better = np.ones_like(columns)
            if answer.values is not None:
                dear = np.flatnonzero(~relaxed.within(answer.value))
                best = evolve(answer, bound=bound, useless=dear)
                better = relaxed.within(answer.value - 1)
            # Where all of them were there to be chosen, the best over these is the best of all.
            if not (better & ~columns).any():
                return evolve(best, feasible=answer.feasible, bound=max(bound, answer.bound))
            # Otherwise the columns of the best so far stay, beside more of the cheapest others.
            held = self.known if best.values is None else best.values > 0
            enough = _WIDER * int(columns.sum())
            if better.sum() > enough:
                better = self._few(relaxed, enough, held)
            columns = held | better


def _exact(
    system: System, costs: NDArray[np.float64], columns: NDArray[np.int64], clock: Clock
) -> Answer:
    """Minimise over some of the columns, the others at zero.

    HiGHS's point is rounded and held against the rows in whole numbers; one that fails is nothing.
    """
    if clock.over:
        return Answer(None)
    part = system.only(columns)
    if not columns.size:
        met = part.holds(columns)
        return Answer(met, costs.astype(np.int64) if met else None)
    result = minimised(costs[columns], part, seconds=clock.seconds)
    if result.values is None:
        return Answer(feasible=False if result.impossible else None)
    point = np.rint(result.values).astype(np.int64)
    if not part.holds(point):
        return Answer(None)
    values = np.zeros(costs.size, dtype=np.int64)
    values[columns] = point
    value = int(costs.astype(np.int64) @ values)
    # Where HiGHS did not prove the optimum, the time ran out, and its own bound holds.
    bound: float = value
    if not result.proven:
        bound = min(value, ceil(result.bound - _MARGIN)) if isfinite(result.bound) else -inf
    return Answer(feasible=True, values=values, value=value, bound=bound)


class Clock:
    """The time that is left of so many seconds from now on; None is no limit."""

    def __init__(self, seconds: float | None) -> None:
        if seconds is not None and not is_above_zero(seconds):
            raise refused("appointments.time_limit", limit=seconds)
        self._begun = time.monotonic()
        self._end = inf if seconds is None else self._begun + seconds

    @property
    def elapsed(self) -> Fraction:
        """Return the seconds that have gone, in tenths, begun ones counted."""
        return Fraction(ceil((time.monotonic() - self._begun) * 10), 10)

    @property
    def over(self) -> bool:
        """Return whether the time is up."""
        return time.monotonic() >= self._end

    @property
    def seconds(self) -> float:
        """Return the seconds that are left; infinite where there is no limit."""
        return max(self._end - time.monotonic(), 0.0)


@frozen(eq=False)
class System:
    """The rows as a matrix with bounds."""

    matrix: csr_array
    least: NDArray[np.float64]  # bounds of the sums, as `most`; infinite where there is none
    most: NDArray[np.float64]
    high: NDArray[np.float64]
    """The highest value of each column, zero for a closed one; the lowest is zero."""
    free: int  # columns from this one on are counts of shortfalls, always kept

    def only(self, columns: NDArray[np.int64]) -> System:
        """Return the system with all other columns at zero."""
        if columns.size == self.high.size:
            return self
        # A row that has lost all its columns is a sum of nothing: it can go where zero is allowed.
        matrix = self.matrix[:, columns]
        kept = (np.diff(matrix.indptr) > 0) | (self.least > 0) | (self.most < 0)
        free = int(np.searchsorted(columns, self.free))
        return System(matrix[kept], self.least[kept], self.most[kept], self.high[columns], free)

    def holds(self, values: NDArray[np.int64]) -> bool:
        """Say whether whole values keep every row and are no higher than the columns' highest."""
        sums = self.matrix.astype(np.int64) @ values
        rows = (sums >= self.least) & (sums <= self.most)
        return bool(rows.all() and (values >= 0).all() and (values <= self.high).all())


class Programme:
    """Columns with whole values from zero up, and rows over them."""

    def __init__(self, columns: int) -> None:
        self._high = [1.0] * columns
        self._free = columns
        self._rows: list[int] = []
        self._columns: list[int] = []
        self._values: list[int] = []
        self._least: list[float] = []
        self._most: list[float] = []

    def close(self, columns: Iterable[int]) -> None:
        """Hold columns at zero from now on."""
        for column in columns:
            self._high[column] = 0.0

    def row(
        self, columns: Sequence[int], values: Iterable[int], low: float | None, high: float | None
    ) -> None:
        """Add a row: a weighted sum of columns between two bounds, None for no bound."""
        number = len(self._least)
        self._rows += [number] * len(columns)
        self._columns += columns
        self._values += values
        self._least.append(-inf if low is None else low)
        self._most.append(inf if high is None else high)

    def bound(self, columns: Sequence[int], low: float | None, high: float | None) -> None:
        """Add a row that counts columns between two bounds."""
        self.row(columns, [1] * len(columns), low, high)

    def missable(
        self, columns: Sequence[int], low: int | None, high: int | None
    ) -> tuple[int | None, int | None]:
        """Add a row that may be missed; return the columns that count what is short and over."""
        below = self._column(low) if low else None
        above = self._column(len(columns)) if high is not None and high < len(columns) else None
        added = [(c, value) for c, value in ((below, 1), (above, -1)) if c is not None]
        values = [1] * len(columns) + [value for _, value in added]
        self.row([*columns, *(c for c, _ in added)], values, low, high)
        return below, above

    def _column(self, high: float) -> int:
        self._high.append(high)
        return len(self._high) - 1

    def forget(self, rows: int) -> None:
        """Take back the rows after the first so many."""
        del self._least[rows:], self._most[rows:]
        entries = next((i for i, row in enumerate(self._rows) if row >= rows), len(self._rows))
        del self._rows[entries:], self._columns[entries:], self._values[entries:]

    @property
    def height(self) -> int:
        """Return the number of rows."""
        return len(self._least)

    def system(self) -> System:
        """Return columns and rows as they stand."""
        from scipy.sparse import coo_array, csr_array

        values = np.array(self._values, dtype=float)
        places = np.array([self._rows, self._columns], dtype=np.int64)
        matrix = coo_array((values, (places[0], places[1])), (len(self._least), len(self._high)))
        bounds = np.array(self._least), np.array(self._most)
        return System(csr_array(matrix), *bounds, np.array(self._high), self._free)

    def vector(self, costs: Mapping[int, int]) -> NDArray[np.float64]:
        """Return whole-number costs as an objective."""
        objective = np.zeros(len(self._high))
        objective[list(costs)] = list(costs.values())
        return objective
