"""The search among appointments: the best wish by wish, then all that are as good, or one drawn."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Mapping
from fractions import Fraction
from itertools import chain, pairwise, takewhile
from math import sqrt
from typing import TYPE_CHECKING

from attrs import field, frozen

from kkr_allocation.appointments.model import built
from kkr_allocation.appointments.rules import LevelResult
from kkr_allocation.appointments.solver import STEPS, Answer, first, minimum
from kkr_allocation.appointments.wishes import objectives, preference
from kkr_allocation.errors import KkrAllocationError
from kkr_allocation.inputs import is_name, whole_number
from kkr_allocation.results import Result, progress_bar, read_only
from kkr_allocation.words import refusal, refused

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from kkr_allocation.appointments.model import Pair, Task
    from kkr_allocation.appointments.people import Candidate
    from kkr_allocation.appointments.rules import Level
    from kkr_allocation.appointments.solver import Clock, System
    from kkr_allocation.appointments.wishes import Objective


_MOST = 1000


def _seed(value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int) or not is_name(str(value)):
        raise refused("appointments.no_seed_of_drawing", seed=value)
    return str(value)


def _most(value: object) -> int:
    number = whole_number(value, "most")
    if number > _MOST:
        raise refused("appointments.too_many_equals", number=number, most=_MOST)
    return number


@frozen
class Drawing:
    """A lot among equally good appointments, drawn from a seed so that anyone can draw it again.

    Who is appointed where two are as good, when the names are not to decide?

    The seed is agreed on before the draw, such as tomorrow's lottery number. Up to `most` equally
    good appointments, itself at most 1,000, are all looked at, and each has the same chance. Where
    there are more, or they are too hard to find, each post is drawn in turn among all who can hold
    it beside those drawn before.

    That appointment is drawn whose digest is the smallest: SHA-256 of the seed and of every forum
    and name, sorted, a line each. A post drawn in turn, in the order of the fora's names, goes to
    the smallest digest of seed, forum, the post's number and name. Chances of one in ``N`` are so
    to within ``N / 2**256``.

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> fora = [kkr.Forum("Dialogforum", 1)]
    >>> people = [kkr.Candidate(name, "Greve", "A") for name in ("A1", "A2", "A3")]
    >>> entitlement = kkr.entitle(fora, {"A": 1})
    >>> drawn = kkr.appoint(fora, people, entitlement, lots=kkr.Drawing("30 January 2026"))
    >>> drawn.members, drawn.drawn.among
    ({'Dialogforum': ('A3',)}, 3)
    """

    seed: str = field(converter=_seed)
    most: int = field(default=_MOST, converter=_most)


@frozen
class Drawn:
    """The draw that was made."""

    seed: str
    most: int  # as `Drawing` has them
    among: int | None
    """How many equally good appointments there are; None where each post was drawn in turn."""
    order: tuple[tuple[str, str], ...] = ()  # forum and person of each post that was drawn in turn


def lot(seed: str, lines: Iterable[str]) -> bytes:
    """Return the digest by which a draw is decided: the smallest wins."""
    return hashlib.sha256("\n".join([seed, *lines]).encode()).digest()


@frozen(field_transformer=read_only)
class Chances(Result):
    """How likely each person was to be appointed to each forum, had the lot been drawn.

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> fora = [kkr.Forum("Dialogforum", 1)]
    >>> people = [kkr.Candidate(name, "Greve", "A") for name in ("A1", "A2")]
    >>> chances = kkr.appoint(fora, people, kkr.entitle(fora, {"A": 1})).chances()
    >>> chances.is_exact, chances.among, chances.counts
    (True, 2, {'Dialogforum': {'A1': 1, 'A2': 1}})
    """

    candidates: tuple[Candidate, ...] = field(repr=False)
    counts: Mapping[str, Mapping[str, int]] = field(repr=False)
    """In how many appointments each person sits, by forum and name, who sits in any."""
    among: int
    """How many appointments were counted."""
    seed: str | None
    """What the draws were made from; None where all equally good appointments were counted."""

    @property
    def is_exact(self) -> bool:
        """Whether all equally good appointments were counted, and not a number of draws."""
        return self.seed is None

    def chance(self, forum: str, name: str) -> Fraction:
        """Return the chance; of draws the share of them."""
        return Fraction(self.counts[forum].get(name, 0), self.among)

    def standard_error(self, forum: str, name: str) -> float | None:
        """Return the standard error of a share of draws; None where the chance is exact.

        All or none of the draws have a person: then the chance is within 3 / draws, 19 times in 20.
        """
        share = self.chance(forum, name)
        return None if self.is_exact else sqrt(share * (1 - share) / self.among)


_WORK = 400_000
"""So many columns, over all branches, are looked at to find every equally good appointment."""


class Search:
    """The programme of a task on its way through the levels; `progress` is told before each."""

    def __init__(
        self, task: Task, clock: Clock, progress: Callable[[str], object] = lambda _: None
    ) -> None:
        self._task, self._clock, self._progress = task, clock, progress
        model = built(task)
        self._pairs = model.pairs
        self._programme = model.programme(model.rows)
        wanted = preference(model.pairs, 2**16).items()
        self._preference = {model.pairs[pair]: weight for pair, weight in wanted}
        self.appointed: frozenset[Pair] = frozenset()
        """The best that was found so far."""
        self._met: set[Level] = set()
        self._known: list[frozenset[Pair]] = []
        self._objectives: list[Objective] = []
        self._solved: list[LevelResult] = []

    def feasible(self) -> bool | None:
        """Look for any appointment that keeps the rules; None where the time ran out."""
        self._progress("the rules")
        return self._first().feasible

    def levels(self) -> tuple[LevelResult, ...]:
        """Solve the levels in their order; what is appointed is then as good as can be in each."""
        self._objectives = list(objectives(self._task, self._pairs))
        self._meet_all(self._objectives)
        for objective in self._objectives:
            self._solved.append(self._level(objective))
        return tuple(self._solved)

    def so_far(self) -> tuple[LevelResult, ...]:
        """Return what the best that was found comes to, where the search was broken off."""
        values = [objective.value(set(self.appointed)) for objective in self._objectives]
        bounds = [level.bound for level in self._solved] + [0] * len(values)
        return tuple(
            LevelResult(objective.level, value, min(bound, value))
            for objective, value, bound in zip(self._objectives, values, bounds, strict=False)
        )

    def prefer(self) -> None:
        """Appoint, among all that are as good, by the fixed preference."""
        self._progress("the fixed preference")
        self._take(self._least(self._preference, 0))

    def differing(self) -> int | None:
        """Return how many posts another answer with the same values may fill otherwise."""
        self._progress("other answers")
        costs = {self._pairs[pair]: 1 for pair in self.appointed}
        answer = self._least(costs, 0)
        known = answer.values is not None and answer.value == answer.bound
        return len(self.appointed) - answer.value if known else None

    def _first(self) -> Answer:
        system = self._programme.system()
        return self._take(first(system, self._programme.vector(self._preference), self._clock))

    def _least(self, costs: Mapping[int, int], steps: int) -> Answer:
        vector = self._programme.vector
        return minimum(
            self._programme.system(),
            vector(costs),
            self._clock,
            known=[self._pairs[pair] for pair in self.appointed],
            guide=vector(self._preference),
            steps=steps,
        )

    def _take(self, answer: Answer) -> Answer:
        if (values := answer.values) is not None:
            self.appointed = frozenset(p for p, c in self._pairs.items() if values[c])
        return answer

    def _meet_all(self, levels: list[Objective]) -> None:
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
            columns = [self._pairs[pair] for pair in shortfall.pairs]
            self._programme.bound(columns, shortfall.low, shortfall.high)

    def _level(self, objective: Objective) -> LevelResult:
        """Solve one level, unless what is already found meets the wish in full."""
        if objective.level in self._met:
            return LevelResult(objective.level, 0, 0)
        costs = {self._pairs[pair]: cost for pair, cost in objective.costs.items()}
        if objective.value(set(self.appointed)) == 0:
            self._demand(objective)
            self._keep(costs, -objective.constant)
            return LevelResult(objective.level, 0, 0)
        self._progress(str(objective.level))
        # A column for each bound that may be missed, and the rows that say so.
        for shortfall in objective.shortfalls:
            columns = [self._pairs[pair] for pair in shortfall.pairs]
            missed = self._programme.missable(columns, shortfall.low, shortfall.high)
            costs |= {column: 1 for column in missed if column is not None}
        answer = self._take(self._least(costs, STEPS))
        value = objective.value(set(self.appointed))
        self._keep(costs, value - objective.constant)
        self._programme.close(answer.useless.tolist())
        bound = min(answer.bound + objective.constant, value)
        return LevelResult(objective.level, value, int(max(bound, 0)))

    def _keep(self, costs: Mapping[int, int], most: int) -> None:
        """Let the level be no worse than this from now on."""
        if costs:
            self._programme.row(list(costs), costs.values(), None, most)

    def draw(self, drawing: Drawing, levels: Iterable[LevelResult]) -> Drawn:
        """Appoint, among all that are as good, by lot; refused where the levels are not proven."""
        self._progress("the lot")
        proven = all(level.proven for level in levels)
        equals = self.equals(drawing.most) if proven else None
        if equals is None:
            order = self.in_turn(drawing.seed) if proven else None
            if order is None:
                raise KkrAllocationError(**refusal("appointments.not_drawn"))
            self.appointed = frozenset([*self._task.fixed, *order])
            return Drawn(drawing.seed, drawing.most, None, order)
        digests = {lot(drawing.seed, chain.from_iterable(sorted(one))): one for one in equals}
        self.appointed = digests[min(digests)]
        return Drawn(drawing.seed, drawing.most, len(equals))

    def equals(self, most: int) -> list[frozenset[Pair]] | None:
        """Return all appointments that are as good; None if they are more, or too hard to find.

        In whole numbers, and with columns open that were found useless, so that the steps it takes
        do not follow from how the levels were solved.
        """
        if not most:
            return None
        names = list(self._pairs)
        found: list[frozenset[Pair]] = []
        steps = _WORK // max(len(names), 1)
        for point in Branches(self._programme.system(), len(names)).answers(steps):
            if point is None or len(found) == most:
                return None
            found.append(frozenset(names[column] for column in point))
        return found

    def in_turn(self, seed: str) -> tuple[Pair, ...] | None:
        """Draw every post in turn among all who can hold it; None where the time ran out."""
        start = self._programme.height
        order: list[Pair] = []
        # Appointments that are as good and have all who were drawn: nothing has to be solved to
        # know that whoever sits in one can hold the post.
        self._known.append(self.appointed)
        alive = self._known.copy()
        for forum in self._task.fora:
            taken = {name for place, name in self._task.fixed if place == forum.name}
            seats = [name for place, name in self._pairs if place == forum.name]
            free = [name for name in seats if name not in taken]
            for number in range(len(taken) + 1, forum.posts + 1):
                # The first by lot who can hold the post is whom a draw among all who can would give
                # it to. Known to be able is somebody; before that one may be others.
                free.sort(key=lambda name: lot(seed, (forum.name, str(number), name)))
                pairs = [(forum.name, name) for name in free]
                best = next(i for i, pair in enumerate(pairs) if any(pair in one for one in alive))
                while best:
                    height = self._programme.height
                    self._programme.bound([self._pairs[pair] for pair in pairs[:best]], 1, None)
                    able = self._first().feasible
                    self._programme.forget(height)
                    if able is None:
                        self._programme.forget(start)
                        return None
                    if not able:
                        break
                    self._known.append(self.appointed)
                    alive.append(self.appointed)
                    best = next(i for i, pair in enumerate(pairs) if pair in self.appointed)
                order.append(pairs[best])
                self._programme.bound([self._pairs[pairs[best]]], 1, None)
                del free[best]
                alive = [one for one in alive if pairs[best] in one]
        self._programme.forget(start)
        return tuple(order)


class Branches:
    """Every way in which 0-1 columns, and behind them counts of shortfalls, keep rows.

    A column is set to 1 and then to 0, and other columns' bounds close in, in whole numbers. A
    shortfall has one column of its own in one row, and costs in another: once all others are set
    its least value keeps both if any does, so that a branch in which all are set is an answer.
    """

    def __init__(self, system: System, number: int) -> None:
        matrix = system.matrix
        self._rows = [
            list(zip(matrix.indices[a:b].tolist(), map(int, matrix.data[a:b]), strict=True))
            for a, b in pairwise(matrix.indptr)
        ]
        self._bounds = list(zip(system.least.tolist(), system.most.tolist(), strict=True))
        self._touching: dict[int, list[int]] = defaultdict(list)
        for place, row in enumerate(self._rows):
            for column, _ in row:
                self._touching[column].append(place)
        self._high = [1] * number + [int(top) for top in system.high[number:]]
        self._number = number

    def answers(self, steps: int) -> Iterator[tuple[int, ...] | None]:
        """Yield which of the first columns are 1; None if so many branches do not show all."""
        waiting = set(range(len(self._rows)))
        stack = [([0] * len(self._high), self._high.copy(), waiting)]
        for _ in range(steps):
            if not stack:
                return
            low, high, waiting = stack.pop()
            if not self._settled(low, high, waiting):
                continue
            column = next((c for c in range(self._number) if low[c] < high[c]), None)
            if column is None:
                yield tuple(c for c in range(self._number) if low[c])
                continue
            for value in (0, 1):
                one, other = low.copy(), high.copy()
                one[column] = other[column] = value
                stack.append((one, other, set(self._touching[column])))
        if stack:
            yield None

    def _settled(self, low: list[int], high: list[int], waiting: set[int]) -> bool:
        """Close in the bounds of columns by the rows that wait; say whether all can be kept."""
        while waiting:
            place = waiting.pop()
            row, (least, most) = self._rows[place], self._bounds[place]
            floor = sum(v * (low[c] if v > 0 else high[c]) for c, v in row)
            ceiling = sum(v * (high[c] if v > 0 else low[c]) for c, v in row)
            if floor > most or ceiling < least:
                return False
            for column, value in row:
                for spare, sign in ((most - floor, value), (ceiling - least, -value)):
                    if abs(value) * (high[column] - low[column]) <= spare:
                        continue
                    if sign > 0:
                        high[column] = low[column] + int(spare) // abs(value)
                    else:
                        low[column] = high[column] - int(spare) // abs(value)
                    waiting.update(self._touching[column])
        return True


def chances_of(
    task: Task, levels: tuple[LevelResult, ...], drawing: Drawing, draws: int, clock: Clock
) -> Chances:
    """Return how likely each person was to be appointed, see `Appointments.chances`."""
    if not (number := whole_number(draws, "draws")):
        raise refused("appointments.no_draws")
    with progress_bar(number + len(levels), "steps") as advance:
        search = Search(task, clock, lambda _: advance(1))
        search.feasible()
        proven = search.levels() == levels and all(level.proven for level in levels)
        every = search.equals(drawing.most) if proven else []
        exact = every is not None
        if every is None:
            every = []
            for turn in range(1, number + 1):
                one = search.in_turn(f"{drawing.seed}\n{turn}")
                if one is None:
                    break
                every.append(frozenset([*task.fixed, *one]))
                advance(1)
    if not every:
        raise KkrAllocationError(**refusal("appointments.not_drawn"))
    counts = Counter(chain.from_iterable(every))
    ordered = {
        forum.name: {c.name: n for c in task.candidates if (n := counts[forum.name, c.name])}
        for forum in task.fora
    }
    return Chances(task.candidates, ordered, len(every), None if exact else drawing.seed)
