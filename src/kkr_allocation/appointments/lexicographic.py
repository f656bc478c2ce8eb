"""One wish after another, each proven best before the next is looked at."""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING

from attrs import frozen

from kkr_allocation.appointments.levels import preference
from kkr_allocation.appointments.programme import Programme
from kkr_allocation.appointments.rules import LevelResult
from kkr_allocation.appointments.solver import STEPS, Answer, first, minimum

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from kkr_allocation.appointments.levels import Objective
    from kkr_allocation.appointments.model import Model, Pair
    from kkr_allocation.appointments.programme import Clock
    from kkr_allocation.appointments.rules import Level

_WIDTH = 2**16
"""The fixed preference runs from 0 up and below this."""

__all__ = ["Search", "Solution"]


@frozen
class Solution:
    """Who is appointed where.

    Parameters
    ----------
    appointed : frozenset of Pair
        The appointments.
    levels : tuple of LevelResult
        In the order of the rules.
    differing : int or None
        The most posts in which another appointment with the same values differs; None where
        the time did not suffice to say.
    """

    appointed: frozenset[Pair]
    levels: tuple[LevelResult, ...]
    differing: int | None


class Search:
    """The programme of one task on its way through the levels.

    Parameters
    ----------
    model : Model
        Columns and rows.
    clock : Clock
        The time that is left.
    progress : callable
        Called with a sentence before each level is solved.
    """

    def __init__(self, model: Model, clock: Clock, progress: Callable[[str], object]) -> None:
        self._model = model
        self._clock = clock
        self._progress = progress
        self._programme = Programme(len(model.pairs))
        for row in model.rows:
            self._programme.row(row.columns, [1] * len(row.columns), row.low, row.high)
        wanted = preference(model.pairs, _WIDTH)
        self._preference = {model.pairs[pair]: weight for pair, weight in wanted.items()}
        self._appointed: frozenset[Pair] = frozenset()
        self._met: set[Level] = set()

    def feasible(self) -> bool | None:
        """Look for any appointment that keeps the rules; None where the time ran out."""
        self._progress("the rules")
        return self._first().feasible

    def run(self, levels: Sequence[Objective]) -> Solution:
        """Return the best appointment by the levels; `feasible` comes first."""
        self._meet_all(levels)
        results = tuple(self._level(objective) for objective in levels)
        self._progress("the fixed preference")
        self._minimum(self._preference, 0)
        return Solution(self._appointed, results, self._differing())

    def _first(self) -> Answer:
        system = self._programme.system()
        answer = first(system, self._programme.vector(self._preference), self._clock)
        self._take(answer)
        return answer

    def _minimum(self, costs: Mapping[int, int], steps: int) -> Answer:
        answer = self._least(costs, steps)
        self._take(answer)
        return answer

    def _least(self, costs: Mapping[int, int], steps: int) -> Answer:
        vector = self._programme.vector
        return minimum(
            self._programme.system(),
            vector(costs),
            self._clock,
            known=[self._model.pairs[pair] for pair in self._appointed],
            guide=vector(self._preference),
            steps=steps,
        )

    def _take(self, answer: Answer) -> None:
        if answer.values is not None:
            values = answer.values
            self._appointed = frozenset(p for p, c in self._model.pairs.items() if values[c])

    def _meet_all(self, levels: Sequence[Objective]) -> None:
        """Try to meet the first wishes in full at once: nothing is better than zero."""
        leading = list(takewhile(lambda objective: objective.shortfalls, levels))
        if not leading:
            return
        height = self._programme.height
        for objective in leading:
            self._demand(objective)
        self._progress(", ".join(str(objective.level) for objective in leading))
        if self._first().feasible:
            self._met = {objective.level for objective in leading}
        else:
            self._programme.forget(height)

    def _demand(self, objective: Objective) -> None:
        """Let nothing fall short of a wish from now on."""
        for shortfall in objective.shortfalls:
            columns = [self._model.pairs[pair] for pair in shortfall.pairs]
            self._programme.row(columns, [1] * len(columns), shortfall.low, shortfall.high)

    def _level(self, objective: Objective) -> LevelResult:
        """Solve one level, unless what is already found meets the wish in full."""
        if objective.level in self._met:
            return LevelResult(objective.level, 0, 0)
        if objective.value(set(self._appointed)) == 0:
            self._demand(objective)
            self._keep(objective, {}, 0)
            return LevelResult(objective.level, 0, 0)
        self._progress(str(objective.level))
        slack = self._slack(objective)
        answer = self._minimum(self._costs(objective) | slack, STEPS)
        value = objective.value(set(self._appointed))
        self._keep(objective, slack, value)
        self._programme.close(answer.useless.tolist())
        bound = min(answer.bound + objective.constant, value)
        return LevelResult(objective.level, value, int(max(bound, 0)))

    def _costs(self, objective: Objective) -> dict[int, int]:
        return {self._model.pairs[pair]: cost for pair, cost in objective.costs.items()}

    def _slack(self, objective: Objective) -> dict[int, int]:
        """Add a column for each bound that may be missed, and the rows that say so."""
        slack = {}
        for shortfall in objective.shortfalls:
            columns = [self._model.pairs[pair] for pair in shortfall.pairs]
            ones = [1] * len(columns)
            if shortfall.low:
                below = self._programme.column(shortfall.low)
                self._programme.row([*columns, below], [*ones, 1], shortfall.low, None)
                slack[below] = 1
            if shortfall.high is not None and shortfall.high < len(columns):
                above = self._programme.column(len(columns))
                self._programme.row([*columns, above], [*ones, -1], None, shortfall.high)
                slack[above] = 1
        return slack

    def _keep(self, objective: Objective, slack: dict[int, int], value: int) -> None:
        """Let the level be no worse than this from now on."""
        costs = self._costs(objective) | slack
        if costs:
            most = value - objective.constant
            self._programme.row(list(costs), costs.values(), None, most)

    def _differing(self) -> int | None:
        """Return how many posts another answer with the same values may fill otherwise."""
        self._progress("other answers")
        costs = {self._model.pairs[pair]: 1 for pair in self._appointed}
        answer = self._least(costs, 0)
        if answer.values is None or answer.value != answer.bound:
            return None
        return len(self._appointed) - answer.value
