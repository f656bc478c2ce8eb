"""Millions of draws on one machine or many, counted, always with the same sums."""

from __future__ import annotations

import math
from collections import Counter, deque
from collections.abc import Iterable, Mapping
from concurrent.futures import BrokenExecutor, CancelledError, Executor
from fractions import Fraction
from itertools import islice
from numbers import Real
from operator import add
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from attrs import cmp_using, evolve, field, frozen
from numpy.typing import NDArray

from kkr_allocation import inputs
from kkr_allocation.apportionment.arrays import Labels, row_sums
from kkr_allocation.apportionment.batch import apportion_batch
from kkr_allocation.apportionment.exact import Apportionment
from kkr_allocation.composition.batch import compose_batch
from kkr_allocation.composition.compose import Composition
from kkr_allocation.composition.statutes import Statutes, ThresholdBase
from kkr_allocation.results import Result, progress_bar, read_only
from kkr_allocation.scenarios import municipal  # noqa: F401  (documents can hold its model)
from kkr_allocation.scenarios.alliance_scan import nested_columns
from kkr_allocation.scenarios.models import Model, OwnModel, Swing
from kkr_allocation.words import refused, worded

if TYPE_CHECKING:
    from collections.abc import Iterator
    from concurrent.futures import Future

    from kkr_allocation.composition.basis import Basis


_CHUNK = 65_536
"""Draws that share one seed. Part of the answer: another size would draw other elections."""
_BLOCK = 16_384  # draws composed at once, while their figures stay in the cache
_AHEAD = 32  # chunks handed out and not yet counted
KEPT = 2**20
"""First draws of which every combination of seats is kept: at most so many, of one byte a list
as a rule, so that memory is bounded, and any question about several lists has an error of at most
a twentieth of a point. Of a KKR there are some thousands."""

Counts = tuple["Tally", ...]
Part = tuple[int, int, int]
"""A chunk, and the first of its draws that is counted and the end of them."""


@frozen(field_transformer=read_only)
class SweepResult(Result):
    """What came out of many draws, as sums.

    Parameters
    ----------
    scenario, seed, start
        As `sweep` has them; a seed drawn from a generator is that number.
    asked, draws : int
        Draws asked for, and made: fewer only if the work was interrupted.
    tallies : tuple of Tally
        The counts, one for each reading of the scenario.

    Examples
    --------
    Kept as JSON, and continued another day:

    >>> import kkr_allocation as kkr
    >>> scenario = kkr.Scenario(kkr.apportion({"A": 600, "V": 400}, 5), kkr.UniformSwing(1))
    >>> kept = kkr.from_json(kkr.sweep(scenario, 100, seed=1).to_json())
    >>> more = kkr.sweep(kept.scenario, 900, seed=kept.seed, start=kept.draws)
    >>> kept + more == kkr.sweep(scenario, 1000, seed=1)
    True
    """

    scenario: Scenario = field(repr=False)
    seed: int
    start: int
    asked: int
    draws: int
    tallies: tuple[Tally, ...]

    def __add__(self, other: SweepResult) -> SweepResult:
        """Return this sweep and the one that continues it as one.

        Another scenario or seed is refused, and a start elsewhere than where this one ends.
        """
        if not isinstance(other, SweepResult):
            return NotImplemented
        end = self.start + self.draws
        if (self.scenario, self.seed, end) != (other.scenario, other.seed, other.start):
            raise refused("scenarios.sweeps_apart", end=end, seed=self.seed, start=other.start)
        return evolve(
            self,
            asked=self.draws + other.asked,
            draws=self.draws + other.draws,
            tallies=tuple(map(add, self.tallies, other.tallies)),
        )


def sweep(
    scenario: Scenario,
    draws: int,
    *,
    seed: int | None = None,
    rng: Any = None,  # noqa: ANN401  (what NumPy's default_rng takes)
    start: int = 0,
    executor: Executor | None = None,
) -> SweepResult:
    """Draw many elections around a real one and count what comes out.

    How likely is it that a list wins a seat, that the house grows, that a majority holds?

    Parameters
    ----------
    scenario : Scenario
        What to vary and what to count.
    draws : int
        Elections to draw, from 1 up.
    seed : int
        From 0 up. The same seed gives the same sums on any number of workers.
    rng : int, SeedSequence, BitGenerator or Generator
        What NumPy takes for a generator: a seed is drawn from it, and the result has it.
    start : int
        The number of the first draw. Where another sweep of the scenario and the seed ended, this
        one continues it: their sum is the sweep of all these draws.
    executor : concurrent.futures.Executor or distributed.Client, optional
        Threads, processes or a cluster that do the work; by default it is done here.

    Returns
    -------
    SweepResult
        In every tally decided, tied and refused draws add up to `draws`.

    Raises
    ------
    InvalidInputError
        If an argument is none of these, there is both a seed and a rng or neither, the model
        returns no votes, or start is inside a chunk and the model is not one of this library.

    Notes
    -----
    Every 65,536 draws have a child seed of their own and are counted in integers, so the sums
    are the same bit for bit whoever works in whatever order. A chunk whose worker died is drawn
    again here. Ctrl-C ends the work and returns what is done. Memory does not grow with the draws.
    What a function of your own draws first can depend on how many it is asked for, so its sweeps
    are continued at multiples of 65,536.

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> council = kkr.compose_region(kkr.load_election(2021), "KKR Sjælland")
    >>> scenario = kkr.Scenario(council, kkr.UniformSwing(1, shift={"V": -2}),
    ...                         coalitions=[["A", "F", "Ø", "B"]])
    >>> result = kkr.sweep(scenario, 2000, seed=1)
    >>> result.draws, result.tallies[0].decided + result.tallies[0].tied
    (2000, 2000)
    """
    inputs.one_of(scenario, Scenario, "scenario", made_by="kkr.Scenario(...)")
    asked = inputs.whole_number(draws, "draws")
    if not asked:
        raise refused("scenarios.no_draws")
    root = _root(seed, rng)
    first = inputs.whole_number(start, "start")
    if first % _CHUNK and not isinstance(scenario.model, Swing):
        raise refused("scenarios.start_inside", start=first, before=first - first % _CHUNK)
    workers = getattr(executor, "get_executor", lambda: executor)()
    if not isinstance(workers, Executor | None):
        raise refused("scenarios.not_an_executor", executor=executor)
    parts = [
        (chunk, max(first - chunk * _CHUNK, 0), min(first + asked - chunk * _CHUNK, _CHUNK))
        for chunk in range(first // _CHUNK, -(-(first + asked) // _CHUNK))
    ]
    work = (
        (_count(scenario, root, part) for part in parts)
        if workers is None
        else _spread(workers, scenario, root, parts)
    )
    done: Counts = ()
    with progress_bar(asked, "draws") as advance:
        try:
            for counts in work:
                done = tuple(map(add, done, counts)) if done else counts
                advance(_drawn(counts))
        except KeyboardInterrupt:
            if not done:
                raise
    return SweepResult(scenario, root, first, asked, _drawn(done), done)


def _root(seed: int | None, rng: Any) -> int:  # noqa: ANN401  (as above)
    """Return the seed, or one that is drawn from what makes a generator."""
    if (seed is None) is (rng is None):
        raise refused("scenarios.seed_or_rng", seed=seed, rng=rng)
    if seed is not None:
        return inputs.whole_number(seed, "seed")
    try:
        return int(np.random.default_rng(rng).integers(2**63))
    except (TypeError, ValueError):
        raise refused("scenarios.no_generator", rng=rng) from None


def _drawn(counts: Counts) -> int:
    return counts[0].decided + counts[0].tied + counts[0].refused


def _count(scenario: Scenario, seed: int, part: Part) -> Counts:
    """Draw and count one chunk, here or on any worker."""
    chunk, first, end = part
    child = np.random.SeedSequence(seed, spawn_key=(chunk,))
    outcomes = scenario.outcomes(np.random.default_rng(child), end)
    kept = max(KEPT - chunk * _CHUNK - first, 0)
    return tuple(_tallied(scenario, outcome.after(first), kept) for outcome in outcomes)


def _spread(
    executor: Executor, scenario: Scenario, seed: int, parts: list[Part]
) -> Iterator[Counts]:
    """Yield the counts of all parts in order, while workers are a bounded number of them ahead.

    In order, so that what an interrupted sweep has counted is its first draws.
    """
    running: deque[tuple[Part, Future[Counts] | None]] = deque()
    left = iter(parts)
    try:
        while True:
            for part in islice(left, _AHEAD - len(running)):
                try:
                    running.append((part, executor.submit(_count, scenario, seed, part)))
                except (BrokenExecutor, RuntimeError):  # no workers are left to hand it to
                    running.append((part, None))
            if not running:
                return
            part, future = running.popleft()
            # Whatever went wrong with the worker, the chunk is drawn again here: what was wrong in
            # the scenario itself is raised then.
            try:
                counts = None if future is None else future.result()
            except (Exception, CancelledError):  # noqa: BLE001  (see above)
                counts = None
            yield counts or _count(scenario, seed, part)
    finally:
        for _, future in running:
            if future is not None:
                future.cancel()


# A what-if question as data: which election, how it could move, what is counted.


def _model(model: object) -> Model:
    if isinstance(model, Model):
        return model
    if callable(model):
        return OwnModel(model)
    raise refused("scenarios.not_a_model", model=model)


def _chances(chances: inputs.Figures) -> dict[str, int]:
    weights = inputs.whole_numbers(chances, "chances")
    if not any(weights.values()):
        raise refused("scenarios.chances", weights=weights)
    return weights


def _coalitions(groups: Iterable[Iterable[str]]) -> tuple[tuple[str, ...], ...]:
    if isinstance(groups, str) or not isinstance(groups, Iterable):
        raise refused("scenarios.coalitions", groups=groups)
    coalitions = tuple(
        inputs.listed_names(group, f"coalitions[{place}]") for place, group in enumerate(groups)
    )
    for place, lists in enumerate(coalitions):
        twice = [name for name in dict.fromkeys(lists) if lists.count(name) > 1]
        if twice:
            raise refused("scenarios.named_twice", place=place, listed=", ".join(map(repr, twice)))
    return coalitions


def _mayors(given: Iterable[UndecidedMayor]) -> tuple[UndecidedMayor, ...]:
    return inputs.each_of(given, UndecidedMayor, "mayors")


def _readings(given: Iterable[Statutes]) -> tuple[Statutes, ...]:
    return inputs.each_of(given, Statutes, "statutes")


@frozen(field_transformer=read_only)
class UndecidedMayor:
    """A chain that could go to several lists.

    Parameters
    ----------
    chances : mapping of str to int
        Weights by list: ``{"A": 2, "V": 1}`` is two to one.
    now : str
        The list that has the mayor in the base; empty where none has.

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> kkr.UndecidedMayor({"A": 2, "V": 1}, now="V").chances
    {'A': 2, 'V': 1}
    """

    chances: Mapping[str, int] = field(converter=_chances)
    now: str = ""


@frozen
class Scenario:
    """What to vary and what to count.

    Parameters
    ----------
    base : Composition or Apportionment
        The real council or election.
    model : Model or callable
        How votes fall; a function of (generator, count) returns them itself.
    mayors : sequence of UndecidedMayor
        Chains that are drawn too, each by its own chances. For a Composition only.
    statutes : sequence of Statutes
        Readings to compare on the same draws; by default that of the base.
    coalitions : sequence of sequences of str
        Lists whose common majority is counted.

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> council = kkr.compose_region(kkr.load_election(2021), "KKR Sjælland")
    >>> len(kkr.Scenario(council, kkr.UniformSwing(1), coalitions=[["A", "C"]]).lists)
    34
    """

    base: Composition | Apportionment
    model: Swing | Model = field(converter=_model)
    mayors: tuple[UndecidedMayor, ...] = field(default=(), converter=_mayors, kw_only=True)
    statutes: tuple[Statutes, ...] = field(default=(), converter=_readings, kw_only=True)
    coalitions: tuple[tuple[str, ...], ...] = field(default=(), converter=_coalitions, kw_only=True)

    def __attrs_post_init__(self) -> None:
        """Refuse a base that cannot be varied, and names or chains that it does not have."""
        self._check_base()
        lists = dict.fromkeys(self.lists)
        for coalition in self.coalitions:
            inputs.known_names(dict.fromkeys(coalition), lists, "coalitions")
        for mayor in self.mayors:
            named = {**mayor.chances, mayor.now: 1} if mayor.now else mayor.chances
            inputs.known_names(named, self.votes, "mayors")
        for name, chains in Counter(mayor.now for mayor in self.mayors if mayor.now).items():
            if chains > (sitting := self._sitting.get(name, 0)):
                shown = {"chains": chains, "name": name, "sitting": sitting}
                raise refused("scenarios.too_many_chains", **shown)

    @property
    def _sitting(self) -> Mapping[str, int]:
        return self.base.basis.mayors if isinstance(self.base, Composition) else {}

    def _check_base(self) -> None:
        base = self.base
        if isinstance(base, Apportionment):
            if base.caps or base.threshold is not None:
                raise refused("scenarios.base_with_caps")
            if self.mayors or self.statutes:
                raise refused("scenarios.no_mayors_to_vary")
        elif not isinstance(base, Composition):
            raise refused("scenarios.not_a_base", base=base)

    @property
    def votes(self) -> Mapping[str, int]:
        """The real votes, list by list."""
        return self.base.basis.votes if isinstance(self.base, Composition) else self.base.votes

    @property
    def lists(self) -> tuple[str, ...]:
        """The lists whose seats are counted: co-operations pooled."""
        return tuple(self.base.votes)

    def outcomes(self, generator: np.random.Generator, count: int) -> tuple[Outcomes, ...]:
        """Draw elections and return what comes out, once for each reading."""
        # Chains have generators of their own: as a model's draws, the same however many at once.
        chains = generator.spawn(len(self.mayors))
        step = _BLOCK if isinstance(self.model, Swing) else max(count, 1)
        blocks = [
            self._block(generator, chains, min(step, count - start))
            for start in range(0, max(count, 1), step)
        ]
        return tuple(map(Outcomes.joined, zip(*blocks, strict=True)))

    def _block(
        self, generator: np.random.Generator, chains: list[np.random.Generator], count: int
    ) -> tuple[Outcomes, ...]:
        labels = Labels(columns=self.votes, source="the lists of base")
        drawn = self.model.draw(generator, self.votes, count)
        votes, mayors = drawn if isinstance(drawn, tuple) else (drawn, None)
        votes = np.asarray(labels.table(votes, "votes"))
        if isinstance(self.base, Apportionment):
            if mayors is not None:
                raise refused("scenarios.mayors_of_no_council")
            floors = [self.base.floors.get(name, 0) for name in self.votes]
            batch = apportion_batch(
                votes,
                self.base.house_size,
                self.base.rule,
                alliances=nested_columns(self.base.alliances, list(self.votes)),
                floors=floors if any(floors) else None,
            )
            return (Outcomes(batch.seats, batch.tied, votes.max(axis=1) == 0),)
        if chains:
            if mayors is not None:
                raise refused("scenarios.mayors_drawn_twice")
            mayors = self._draw_mayors(chains, count)
        councils = [
            compose_batch(
                self.base,
                votes,
                mayors,
                total_votes=_totals(self.base.basis, reading.threshold_base, votes),
                statutes=reading,
            )
            for reading in self.statutes or (self.base.statutes,)
        ]
        return tuple(Outcomes(c.seats, c.tied, c.refused) for c in councils)

    def _draw_mayors(self, chains: list[np.random.Generator], count: int) -> NDArray[np.int64]:
        names = list(self.votes)
        certain = [self._sitting.get(name, 0) for name in names]
        drawn = np.tile(np.array(certain, np.int64), (count, 1))
        for mayor, generator in zip(self.mayors, chains, strict=True):
            if mayor.now:
                drawn[:, names.index(mayor.now)] -= 1
            columns = np.array([names.index(name) for name in mayor.chances])
            weights = np.array(list(mayor.chances.values()), np.float64)
            won = generator.choice(columns, size=count, p=weights / weights.sum())
            drawn[np.arange(count), won] += 1
        return drawn


def _totals(basis: Basis, base: ThresholdBase, votes: NDArray[np.int64]) -> NDArray[Any] | None:
    """Return the votes of each draw that the threshold is a share of.

    To its listed votes come as many others for each as in the base: in Python integers where the
    product of two totals does not fit into a word.
    """
    listed = basis.listed_votes
    if not (others := basis.total(base) - listed):
        return None  # then the listed votes are all
    drawn = row_sums(votes)
    if 2 * others * int(drawn.max(initial=0)) + listed >= 2**62:
        drawn = drawn.astype(object)
    total: NDArray[Any] = drawn + (2 * others * drawn + listed) // (2 * listed)
    return total


# What comes out of the draws, counted: integers that add up in any order to the same sums.


class Probability(Fraction):
    """A share of draws, exact, with how far chance may have put it from what the model says."""

    __slots__ = ("draws",)
    draws: int  # that it is a share of

    def __new__(cls, count: int, draws: int) -> Self:
        """Return the share of a count of the draws."""
        share = super().__new__(cls, count, draws)
        share.draws = draws
        return share

    @property
    def error(self) -> float:
        """The Monte Carlo standard error: as a rule more draws move it by no more than twice this.

        It is 0 where all draws agree; then a chance of one in as many draws is not excluded.
        """
        return math.sqrt(self * (1 - self) / self.draws)

    def __repr__(self) -> str:
        """Return the count and the draws."""
        return f"Probability({int(self * self.draws)}, {self.draws})"

    def __reduce__(self) -> tuple[type[Probability], tuple[int, int]]:
        """Return how to make it anew; its parts alone would not tell the draws."""
        return type(self), (int(self * self.draws), self.draws)

    def __copy__(self, memo: Any = None) -> Probability:  # noqa: ANN401  (as Fraction has it)
        """Return itself, since it does not change."""
        return self

    __deepcopy__ = __copy__


def _added(one: NDArray[np.int64], other: NDArray[np.int64]) -> NDArray[np.int64]:
    total = np.zeros(np.maximum(one.shape, other.shape), np.int64)
    for counts in (one, other):
        total[..., : counts.shape[-1]] += counts
    return total


def _once(
    seats: NDArray[np.integer], times: NDArray[np.int64] | None = None
) -> tuple[NDArray[np.integer], NDArray[np.int64]]:
    """Return rows of seats once each, in order, and how often they stand there all in all.

    Seats as digits of one number, where that fits a word, are sorted ten times as fast as rows.
    """
    widths = [int(most) + 1 for most in seats.max(axis=0, initial=0)]
    wide = [place for place, width in enumerate(widths) if width > 1]
    fits = math.prod(widths) < 2**63
    keys, axis = (np.zeros(len(seats), np.int64), None) if fits else (seats, 0)
    if fits:
        for column in wide:
            keys *= widths[column]
            keys += seats[:, column]
    if times is None:
        rows, counts = np.unique(keys, axis=axis, return_counts=True)
    else:
        rows, place = np.unique(keys, axis=axis, return_inverse=True)
        counts = np.bincount(place.ravel(), times, len(rows)).astype(np.int64)  # below 2**53
    if fits:
        rest, rows = rows, np.zeros((len(rows), len(widths)), np.int64)
        for column in reversed(wide):
            rest, rows[:, column] = np.divmod(rest, widths[column])
    return rows.astype(np.min_scalar_type(max(widths, default=1) - 1)), counts


_SAME = cmp_using(eq=np.array_equal)


@frozen(field_transformer=read_only)
class Tally:
    """What came out of many draws under one reading, counted in integers.

    Parameters
    ----------
    lists : tuple of str
        The lists.
    coalitions : tuple of tuples of str
        The coalitions whose majorities are counted.
    decided, tied, refused : int
        Draws with an answer, draws that need a lot, draws without an answer. Only decided ones
        are counted below.
    seats : (lists, seats) int64 array
        How often each list has each number of seats.
    house_size : (seats,) int64 array
        How often the house has each size.
    majorities : (coalitions,) int64 array
        How often each coalition has more than half of the seats.
    joint : (combinations, lists) integer array
        Every combination of seats that came out of the first 1,048,576 draws, once.
    times : (combinations,) int64 array
        How often it came out of them.

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> base = kkr.apportion({"A": 600, "V": 400}, 5)
    >>> (tally,) = kkr.sweep(kkr.Scenario(base, kkr.UniformSwing(0)), 10, seed=1).tallies
    >>> tally.probability("A", at_least=3), tally.mean("V"), tally.majority("V")
    (Probability(10, 10), Fraction(2, 1), Probability(0, 10))
    """

    lists: tuple[str, ...]
    coalitions: tuple[tuple[str, ...], ...]
    decided: int
    tied: int
    refused: int
    seats: NDArray[np.int64] = field(repr=False, eq=_SAME)
    house_size: NDArray[np.int64] = field(repr=False, eq=_SAME)
    majorities: NDArray[np.int64] = field(repr=False, eq=_SAME)
    joint: NDArray[np.integer] = field(repr=False, eq=_SAME)
    times: NDArray[np.int64] = field(repr=False, eq=_SAME)

    def __add__(self, other: Tally) -> Tally:
        """Return the counts of both."""
        joint, times = self.joint, self.times
        if other.times.size:
            rows = np.concatenate([joint, other.joint])
            joint, times = _once(rows, np.concatenate([times, other.times]))
        return Tally(
            self.lists,
            self.coalitions,
            self.decided + other.decided,
            self.tied + other.tied,
            self.refused + other.refused,
            _added(self.seats, other.seats),
            _added(self.house_size, other.house_size),
            self.majorities + other.majorities,
            joint,
            times,
        )

    def probability(self, name: str, *, at_least: int) -> Probability:
        """Return how often a list has so many seats or more, as an exact share of the decided."""
        often = self._of(name)[inputs.whole_number(at_least, "at_least") :].sum()
        return Probability(int(often), self._share_base())

    def mean(self, name: str) -> Fraction:
        """Return a list's seats on average, exactly."""
        counts = self._of(name)
        total = sum(seats * int(count) for seats, count in enumerate(counts))
        return Fraction(total, self._share_base())

    def quantile(self, name: str, share: Fraction | float) -> int:
        """Return the fewest seats that at least this share of the draws do not exceed."""
        if not isinstance(share, Real) or not 0 <= share <= 1:
            raise refused("scenarios.quantile", share=share)
        reached = np.cumsum(self._of(name))
        wanted = max(Fraction(share) * self._share_base(), 1)
        return next(seats for seats, draws in enumerate(reached.tolist()) if draws >= wanted)

    def majority(self, *coalition: str) -> Probability:
        """Return how often a coalition of lists has a majority, as an exact share of the decided.

        A coalition of the scenario is counted in all draws; any other in the first 1,048,576, whose
        combinations of seats are kept.
        """
        columns = [self._column(name) for name in dict.fromkeys(coalition)]
        for won, lists in zip(self.majorities.tolist(), self.coalitions, strict=True):
            if set(lists) == set(coalition):
                return Probability(won, self._share_base())
        if self.decided and not self.times.size:
            named = " + ".join(coalition) or worded("scenarios.of_no_list")
            raise refused("scenarios.coalition_not_counted", named=named, kept=KEPT)
        self._share_base()
        together = self.joint[:, columns].sum(axis=1, dtype=np.int64)
        won = 2 * together > self.joint.sum(axis=1, dtype=np.int64)
        return Probability(int(self.times[won].sum()), int(self.times.sum()))

    def _column(self, name: str) -> int:
        if inputs.is_among(name, self.lists):
            return self.lists.index(name)
        raise refused("scenarios.list_not_counted", name=name, listed=", ".join(self.lists))

    def _of(self, name: str) -> NDArray[np.int64]:
        counts: NDArray[np.int64] = self.seats[self._column(name)]
        return counts

    def _share_base(self) -> int:
        if not self.decided:
            raise refused("scenarios.none_decided", tied=self.tied, refused=self.refused)
        return self.decided


def _tallied(scenario: Scenario, outcomes: Outcomes, kept: int) -> Tally:
    """Count outcomes, and keep the combinations of seats of so many of the first."""
    lists, coalitions = scenario.lists, scenario.coalitions
    unclear = outcomes.tied | outcomes.refused
    each = outcomes.seats[~unclear]
    # Thousands of draws give some dozens of councils: each is counted once, as often as it came.
    seats, times = _once(each)
    joint = seats, times
    if kept < len(unclear):
        joint = _once(each[: kept - np.count_nonzero(unclear[:kept])])
    house = seats.sum(axis=1, dtype=np.int64)
    counts = np.zeros((len(lists), int(seats.max(initial=0)) + 1), np.int64)
    np.add.at(counts, (np.arange(len(lists)), seats), times[:, None])
    columns = ([lists.index(name) for name in group] for group in coalitions)
    together = (seats[:, of].sum(axis=1, dtype=np.int64) for of in columns)
    return Tally(
        lists,
        coalitions,
        len(each),
        int((outcomes.tied & ~outcomes.refused).sum()),
        int(outcomes.refused.sum()),
        counts,
        np.bincount(house, times, minlength=1).astype(np.int64),
        np.array([times[2 * won > house].sum() for won in together], np.int64),
        *joint,
    )


def _small(seats: NDArray[np.signedinteger]) -> NDArray[np.signedinteger]:
    """Return seats row by row, in less memory where they have room there."""
    return seats.astype(np.int16 if seats.max(initial=0) < 2**15 else np.int64, "C", copy=False)


@frozen(eq=False)
class Outcomes:
    """Seats of many elections."""

    seats: NDArray[np.signedinteger] = field(converter=_small)
    tied: NDArray[np.bool_]  # elections that need a lot
    refused: NDArray[np.bool_]  # elections without an answer

    @classmethod
    def joined(cls, blocks: Iterable[Outcomes]) -> Outcomes:
        """Return the elections of several blocks as one."""
        each = [(block.seats, block.tied, block.refused) for block in blocks]
        return cls(*map(np.concatenate, zip(*each, strict=True)))

    def after(self, first: int) -> Outcomes:
        """Return the elections from one on."""
        return Outcomes(self.seats[first:], self.tied[first:], self.refused[first:])
