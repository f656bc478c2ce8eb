"""Millions of draws on one machine or many, always with the same sums."""

from __future__ import annotations

import contextlib
import importlib.util
from collections import Counter, deque
from collections.abc import Iterable, Mapping
from concurrent.futures import BrokenExecutor, CancelledError, Executor
from itertools import islice
from operator import add
from typing import TYPE_CHECKING, Any

import numpy as np
from attrs import evolve, field, frozen
from numpy.typing import NDArray

from kkr_allocation.apportionment.arrays import Labels, row_sums
from kkr_allocation.apportionment.batch import apportion_batch
from kkr_allocation.apportionment.exact import Apportionment
from kkr_allocation.composition.batch import compose_batch
from kkr_allocation.composition.compose import Composition
from kkr_allocation.composition.statutes import Statutes, ThresholdBase
from kkr_allocation.inputs import (
    Figures,
    each_of,
    known_names,
    listed_names,
    whole_number,
    whole_numbers,
)
from kkr_allocation.results import Result, read_only
from kkr_allocation.scenarios import municipal  # noqa: F401  (documents can hold its model)
from kkr_allocation.scenarios.models import Model, OwnModel, Swing
from kkr_allocation.scenarios.tallies import KEPT, Outcomes, Tally, tallied
from kkr_allocation.words import refused

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from concurrent.futures import Future

    from kkr_allocation.apportionment.alliances import Alliance
    from kkr_allocation.composition.basis import Basis


# A progress bar for work that takes longer than two seconds, where a person is watching.


_DELAY = 2.0
"""Seconds after which the bar appears."""


@contextlib.contextmanager
def progress_bar(total: int, unit: str) -> Iterator[Callable[[int], object]]:
    """Yield what moves a bar on; it shows in a terminal, after two seconds, where tqdm is there."""
    if importlib.util.find_spec("tqdm") is None:
        yield lambda _: None
        return
    from tqdm import tqdm

    with tqdm(total=total, unit=f" {unit}", unit_scale=True, delay=_DELAY, disable=None) as bar:
        yield bar.update


_CHUNK = 65_536
"""Draws that share one seed. Part of the answer: another size would draw other elections."""
_AHEAD = 32
"""Chunks handed out and not yet counted."""

Counts = tuple[Tally, ...]
Part = tuple[int, int, int]
"""A chunk, and the first of its draws that is counted and the end of them."""


@frozen(field_transformer=read_only)
class SweepResult(Result):
    """What came out of many draws, as sums.

    Parameters
    ----------
    scenario, seed, start
        As `sweep` has them; a seed drawn from a generator is that number.
    asked : int
        Draws asked for.
    draws : int
        Draws made: fewer than asked for only if the work was interrupted.
    tallies : tuple of Tally
        The counts, one for each reading of the scenario.

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> base = kkr.apportion({"A": 600, "V": 400}, 5)
    >>> scenario = kkr.Scenario(base, kkr.UniformSwing(1))
    >>> result = kkr.sweep(scenario, 100, seed=1)
    >>> result.draws, result.tallies[0].quantile("A", 0.5)
    (100, 3)

    Kept as JSON, and continued another day:

    >>> kept = kkr.from_json(result.to_json())
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

        Raises
        ------
        InvalidInputError
            If the other has another scenario or seed, or does not start where this one ends.
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
        What NumPy takes for a generator, in place of a seed: the seed is drawn from it, and the
        result has it.
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
        If draws, seed or start is no whole number, draws is 0, there is both a seed and a rng or
        neither, executor is no executor, the model returns no votes, or start is inside a chunk and
        the model is not one of this library.

    Notes
    -----
    Every 65,536 draws have a child seed of their own and are counted in integers, so the sums
    are the same bit for bit whoever works in whatever order. A chunk whose worker died is drawn
    again here. Ctrl-C ends the work and returns what is done. Memory does not grow with the
    number of draws; the time does, linearly.

    A sweep that starts inside a chunk draws that chunk's earlier elections again, and does not
    count them. What a function of your own draws first can depend on how many it is asked for, so
    its sweeps are continued at multiples of 65,536.

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
    asked = whole_number(draws, "draws")
    if not asked:
        raise refused("scenarios.no_draws")
    root = _root(seed, rng)
    first = whole_number(start, "start")
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
        return whole_number(seed, "seed")
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
    asked = (scenario.lists, scenario.coalitions)
    return tuple(tallied(*asked, outcome.after(first), kept) for outcome in outcomes)


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
            yield _delivered(future) or _count(scenario, seed, part)
    finally:
        for _, future in running:
            if future is not None:
                future.cancel()


def _delivered(future: Future[Counts] | None) -> Counts | None:
    """Return a chunk's counts, or None where it has to be drawn again.

    Whatever went wrong with the worker, drawing again here is the answer: what was wrong with
    the scenario itself is raised then.
    """
    try:
        return None if future is None else future.result()
    except (Exception, CancelledError):  # noqa: BLE001  (see above)
        return None


# A what-if question as data: which election, how it could move, what is counted.


def _model(model: object) -> Model:
    if isinstance(model, Model):
        return model
    if callable(model):
        return OwnModel(model)
    raise refused("scenarios.not_a_model", model=model)


def _chances(chances: Figures) -> dict[str, int]:
    weights = whole_numbers(chances, "chances")
    if not any(weights.values()):
        raise refused("scenarios.chances", weights=weights)
    return weights


def _coalitions(groups: Iterable[Iterable[str]]) -> tuple[tuple[str, ...], ...]:
    if isinstance(groups, str) or not isinstance(groups, Iterable):
        raise refused("scenarios.coalitions", groups=groups)
    coalitions = tuple(
        listed_names(group, f"coalitions[{place}]") for place, group in enumerate(groups)
    )
    for place, lists in enumerate(coalitions):
        twice = [name for name in dict.fromkeys(lists) if lists.count(name) > 1]
        if twice:
            raise refused("scenarios.named_twice", place=place, listed=", ".join(map(repr, twice)))
    return coalitions


def _mayors(given: Iterable[UndecidedMayor]) -> tuple[UndecidedMayor, ...]:
    return each_of(given, UndecidedMayor, "mayors")


def _readings(given: Iterable[Statutes]) -> tuple[Statutes, ...]:
    return each_of(given, Statutes, "statutes")


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
    >>> scenario = kkr.Scenario(council, kkr.UniformSwing(1), coalitions=[["A", "C"]])
    >>> len(scenario.lists), scenario.coalitions
    (34, (('A', 'C'),))
    """

    base: Composition | Apportionment
    model: Swing | Model = field(converter=_model)
    mayors: tuple[UndecidedMayor, ...] = field(default=(), converter=_mayors, kw_only=True)
    statutes: tuple[Statutes, ...] = field(default=(), converter=_readings, kw_only=True)
    coalitions: tuple[tuple[str, ...], ...] = field(default=(), converter=_coalitions, kw_only=True)

    def __attrs_post_init__(self) -> None:
        """Refuse a base that cannot be varied, and names that it does not have."""
        self._check_base()
        lists = dict.fromkeys(self.lists)
        for coalition in self.coalitions:
            known_names(dict.fromkeys(coalition), lists, "coalitions")
        for mayor in self.mayors:
            names = [*mayor.chances, *([mayor.now] if mayor.now else [])]
            known_names(dict.fromkeys(names), self.votes, "mayors")
        self._check_chains()

    def _check_chains(self) -> None:
        """Refuse more undecided chains of a list than it has mayors."""
        undecided = Counter(mayor.now for mayor in self.mayors if mayor.now)
        for name, chains in undecided.items():
            assert isinstance(self.base, Composition)  # noqa: S101  (an apportionment has no mayors)
            sitting = self.base.basis.mayors.get(name, 0)
            if chains > sitting:
                raise refused(
                    "scenarios.too_many_chains", chains=chains, name=name, sitting=sitting
                )

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
        labels = Labels(columns=self.votes, source="the lists of base")
        # Chains have generators of their own, so that they too come out the same however many
        # elections are drawn at once.
        chains = generator.spawn(len(self.mayors))
        drawn = self.model.draw(generator, self.votes, count)
        votes, mayors = drawn if isinstance(drawn, tuple) else (drawn, None)
        votes = np.asarray(labels.table(votes, "votes"))
        if isinstance(self.base, Apportionment):
            if mayors is not None:
                raise refused("scenarios.mayors_of_no_council")
            names = list(self.votes)
            floors = [self.base.floors.get(name, 0) for name in names]
            batch = apportion_batch(
                votes,
                self.base.house_size,
                self.base.rule,
                alliances=_columns(self.base.alliances, names),
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
        assert isinstance(self.base, Composition)  # noqa: S101  (an apportionment has no mayors)
        names = list(self.votes)
        certain = [self.base.basis.mayors.get(name, 0) for name in names]
        drawn = np.tile(np.array(certain, np.int64), (count, 1))
        for mayor, generator in zip(self.mayors, chains, strict=True):
            if mayor.now:
                drawn[:, names.index(mayor.now)] -= 1
            columns = np.array([names.index(name) for name in mayor.chances])
            weights = np.array(list(mayor.chances.values()), np.float64)
            won = generator.choice(columns, size=count, p=weights / weights.sum())
            drawn[np.arange(count), won] += 1
        return drawn


def _totals(basis: Basis, base: ThresholdBase, votes: NDArray[np.int64]) -> NDArray[np.object_]:
    """Return the votes of each draw that the threshold is a share of.

    To the listed votes of a draw come as many others for each of them as in the base: a poll of a
    thousand voters is measured against a threshold for a thousand voters. It is reckoned in
    Python integers, since the product of two totals need not fit into a word.
    """
    listed = basis.listed_votes
    others = basis.total(base) - listed
    drawn = row_sums(votes).astype(object)
    total: NDArray[np.object_] = drawn + (2 * others * drawn + listed) // (2 * listed)
    return total


def _columns(alliances: Iterable[Alliance | str], names: list[str]) -> list[Any]:
    return [
        names.index(member) if isinstance(member, str) else _columns(member.members, names)
        for member in alliances
    ]
