"""Millions of draws on one machine or many, always with the same sums."""

from __future__ import annotations

import contextlib
import importlib.util
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, CancelledError, Executor, wait
from fractions import Fraction
from operator import add
from typing import TYPE_CHECKING, Any

import numpy as np
from attrs import cmp_using, field, frozen

from kkr_allocation.apportionment.arrays import Labels, row_sums
from kkr_allocation.apportionment.batch import apportion_batch
from kkr_allocation.apportionment.exact import Apportionment
from kkr_allocation.composition.batch import compose_batch
from kkr_allocation.composition.compose import Composition
from kkr_allocation.composition.statutes import Statutes, ThresholdBase
from kkr_allocation.errors import InvalidInputError
from kkr_allocation.inputs import (
    Figures,
    each_of,
    known_names,
    listed_names,
    whole_number,
    whole_numbers,
)
from kkr_allocation.results import Result, read_only
from kkr_allocation.scenarios.models import Model, OwnModel
from kkr_allocation.words import refusal, worded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from concurrent.futures import Future

    from numpy.typing import NDArray

    from kkr_allocation.apportionment.alliances import Alliance
    from kkr_allocation.composition.basis import Basis


# Integer counts over many outcomes, which add up in any order to the same sums.


def _added(one: NDArray[np.int64], other: NDArray[np.int64]) -> NDArray[np.int64]:
    total = np.zeros(np.maximum(one.shape, other.shape), np.int64)
    for counts in (one, other):
        total[..., : counts.shape[-1]] += counts
    return total


@frozen
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

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> base = kkr.apportion({"A": 600, "V": 400}, 5)
    >>> (tally,) = kkr.sweep(kkr.Scenario(base, kkr.UniformSwing(0)), 10, seed=1).tallies
    >>> tally.decided, tally.probability("A", at_least=3), tally.mean("V")
    (10, Fraction(1, 1), Fraction(2, 1))
    """

    lists: tuple[str, ...]
    coalitions: tuple[tuple[str, ...], ...]
    decided: int
    tied: int
    refused: int
    seats: NDArray[np.int64] = field(repr=False, eq=cmp_using(eq=np.array_equal))
    house_size: NDArray[np.int64] = field(repr=False, eq=cmp_using(eq=np.array_equal))
    majorities: NDArray[np.int64] = field(repr=False, eq=cmp_using(eq=np.array_equal))

    def __add__(self, other: Tally) -> Tally:
        """Return the counts of both."""
        return Tally(
            self.lists,
            self.coalitions,
            self.decided + other.decided,
            self.tied + other.tied,
            self.refused + other.refused,
            _added(self.seats, other.seats),
            _added(self.house_size, other.house_size),
            self.majorities + other.majorities,
        )

    __hash__ = None  # type: ignore[assignment]  # holds arrays

    def probability(self, name: str, *, at_least: int) -> Fraction:
        """Return how often a list has so many seats or more, as an exact share of the decided.

        Parameters
        ----------
        name : str
            The list.
        at_least : int
            Seats, from 0 up.
        """
        return self._share(int(self._of(name)[whole_number(at_least, "at_least") :].sum()))

    def mean(self, name: str) -> Fraction:
        """Return a list's seats on average, exactly."""
        counts = self._of(name)
        return self._share(sum(seats * int(count) for seats, count in enumerate(counts)))

    def quantile(self, name: str, share: Fraction | float) -> int:
        """Return the fewest seats that at least this share of the draws do not exceed."""
        if not 0 <= share <= 1:
            raise InvalidInputError(**refusal("scenarios.quantile", share=share))
        reached = np.cumsum(self._of(name))
        wanted = max(Fraction(share) * self._share_base(), 1)
        return next(seats for seats, draws in enumerate(reached.tolist()) if draws >= wanted)

    def majority(self, *coalition: str) -> Fraction:
        """Return how often a coalition has a majority, as an exact share of the decided.

        Parameters
        ----------
        *coalition : str
            One of the scenario's coalitions, its lists in any order.
        """
        for place, lists in enumerate(self.coalitions):
            if set(lists) == set(coalition):
                return self._share(int(self.majorities[place]))
        named = " + ".join(coalition) or worded("scenarios.of_no_list")
        counted = "; ".join(" + ".join(lists) for lists in self.coalitions)
        known = counted or worded("scenarios.no_coalition")
        raise InvalidInputError(
            **refusal("scenarios.coalition_not_counted", named=named, known=known)
        )

    def _of(self, name: str) -> NDArray[np.int64]:
        if name not in self.lists:
            raise InvalidInputError(
                **refusal("scenarios.list_not_counted", name=name, listed=", ".join(self.lists))
            )
        counts: NDArray[np.int64] = self.seats[self.lists.index(name)]
        return counts

    def _share_base(self) -> int:
        if not self.decided:
            raise InvalidInputError(
                **refusal("scenarios.none_decided", tied=self.tied, refused=self.refused)
            )
        return self.decided

    def _share(self, count: int) -> Fraction:
        return Fraction(count, self._share_base())


def tallied(
    lists: tuple[str, ...], coalitions: tuple[tuple[str, ...], ...], outcomes: Outcomes
) -> Tally:
    """Count outcomes."""
    unclear = outcomes.tied | outcomes.refused
    seats = outcomes.seats[~unclear]
    house = seats.sum(axis=1)
    width = int(seats.max(initial=0)) + 1
    flat = seats + np.arange(len(lists)) * width
    together = [
        np.count_nonzero(
            2 * seats[:, [lists.index(name) for name in dict.fromkeys(group)]].sum(axis=1) > house
        )
        for group in coalitions
    ]
    return Tally(
        lists,
        coalitions,
        len(seats),
        int((outcomes.tied & ~outcomes.refused).sum()),
        int(outcomes.refused.sum()),
        np.bincount(flat.ravel(), minlength=len(lists) * width).reshape(len(lists), width),
        np.bincount(house, minlength=1),
        np.array(together, np.int64),
    )


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


@frozen(field_transformer=read_only)
class SweepResult(Result):
    """What came out of many draws, as sums.

    Parameters
    ----------
    scenario, seed
        As `sweep` has them.
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
    >>> result = kkr.sweep(kkr.Scenario(base, kkr.UniformSwing(1)), 100, seed=1)
    >>> result.draws, result.tallies[0].quantile("A", 0.5)
    (100, 3)
    """

    scenario: Scenario = field(repr=False)
    seed: int
    asked: int
    draws: int
    tallies: tuple[Tally, ...]


def sweep(
    scenario: Scenario, draws: int, *, seed: int, executor: Executor | None = None
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
    executor : concurrent.futures.Executor, optional
        Threads, processes or a cluster's executor that do the work; by default it is done here.

    Returns
    -------
    SweepResult
        In every tally decided, tied and refused draws add up to `draws`.

    Raises
    ------
    InvalidInputError
        If draws or seed is no whole number, draws is 0, executor is no executor, or the model
        returns no votes.

    Notes
    -----
    Every 65,536 draws have a child seed of their own and are counted in integers, so the sums
    are the same bit for bit whoever works in whatever order. A chunk whose worker died is drawn
    again here. Ctrl-C ends the work and returns what is done. Memory does not grow with the
    number of draws; the time does, linearly.

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
        raise InvalidInputError(**refusal("scenarios.no_draws"))
    root = whole_number(seed, "seed")
    if not isinstance(executor, Executor | None):
        raise InvalidInputError(**refusal("scenarios.not_an_executor", executor=executor))
    sizes = [_CHUNK] * (asked // _CHUNK) + [asked % _CHUNK] * bool(asked % _CHUNK)
    work = (
        (_count(scenario, root, chunk, size) for chunk, size in enumerate(sizes))
        if executor is None
        else _spread(executor, scenario, root, sizes)
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
    return SweepResult(scenario, root, asked, _drawn(done), done)


def _drawn(counts: Counts) -> int:
    return counts[0].decided + counts[0].tied + counts[0].refused


def _count(scenario: Scenario, seed: int, chunk: int, size: int) -> Counts:
    """Draw and count one chunk, here or on any worker."""
    child = np.random.SeedSequence(seed, spawn_key=(chunk,))
    outcomes = scenario.outcomes(np.random.default_rng(child), size)
    return tuple(tallied(scenario.lists, scenario.coalitions, each) for each in outcomes)


def _spread(
    executor: Executor, scenario: Scenario, seed: int, sizes: list[int]
) -> Iterator[Counts]:
    """Yield counts as the executor's workers deliver them, a bounded number of chunks ahead."""
    running: dict[Future[Counts], int] = {}
    left = iter(enumerate(sizes))
    try:
        while True:
            for chunk, size in left:
                try:
                    running[executor.submit(_count, scenario, seed, chunk, size)] = chunk
                except (BrokenExecutor, RuntimeError):  # no workers are left to hand it to
                    yield _count(scenario, seed, chunk, size)
                if len(running) >= _AHEAD:
                    break
            if not running:
                return
            finished, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in finished:
                chunk = running.pop(future)
                yield _delivered(future) or _count(scenario, seed, chunk, sizes[chunk])
    finally:
        for future in running:
            future.cancel()


def _delivered(future: Future[Counts]) -> Counts | None:
    """Return a chunk's counts, or None where it has to be drawn again.

    Whatever went wrong with the worker, drawing again here is the answer: what was wrong with
    the scenario itself is raised then.
    """
    try:
        return future.result()
    except (Exception, CancelledError):  # noqa: BLE001  (see above)
        return None


# A what-if question as data: which election, how it could move, what is counted.


def _model(model: object) -> Model:
    if isinstance(model, Model):
        return model
    if callable(model):
        return OwnModel(model)
    raise InvalidInputError(**refusal("scenarios.not_a_model", model=model))


def _chances(chances: Figures) -> dict[str, int]:
    weights = whole_numbers(chances, "chances")
    if not any(weights.values()):
        raise InvalidInputError(**refusal("scenarios.chances", weights=weights))
    return weights


def _coalitions(groups: Iterable[Iterable[str]]) -> tuple[tuple[str, ...], ...]:
    if isinstance(groups, str) or not isinstance(groups, Iterable):
        raise InvalidInputError(**refusal("scenarios.coalitions", groups=groups))
    coalitions = tuple(
        listed_names(group, f"coalitions[{place}]") for place, group in enumerate(groups)
    )
    for place, lists in enumerate(coalitions):
        twice = [name for name in dict.fromkeys(lists) if lists.count(name) > 1]
        if twice:
            raise InvalidInputError(
                **refusal("scenarios.named_twice", place=place, listed=", ".join(map(repr, twice)))
            )
    return coalitions


def _mayors(given: Iterable[UndecidedMayor]) -> tuple[UndecidedMayor, ...]:
    return each_of(given, UndecidedMayor, "mayors")


def _readings(given: Iterable[Statutes]) -> tuple[Statutes, ...]:
    return each_of(given, Statutes, "statutes")


@frozen
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
    model: Model = field(converter=_model)
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
                raise InvalidInputError(
                    **refusal(
                        "scenarios.too_many_chains", chains=chains, name=name, sitting=sitting
                    )
                )

    def _check_base(self) -> None:
        base = self.base
        if isinstance(base, Apportionment):
            if base.caps:
                raise InvalidInputError(**refusal("scenarios.base_with_caps"))
            if self.mayors or self.statutes:
                raise InvalidInputError(**refusal("scenarios.no_mayors_to_vary"))
        elif not isinstance(base, Composition):
            raise InvalidInputError(**refusal("scenarios.not_a_base", base=base))

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
        drawn = self.model.draw(generator, self.votes, count)
        votes = np.asarray(labels.table(drawn, "votes"))
        if isinstance(self.base, Apportionment):
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
        mayors = self._draw_mayors(generator, count)
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

    def _draw_mayors(self, generator: np.random.Generator, count: int) -> NDArray[np.int64] | None:
        assert isinstance(self.base, Composition)  # noqa: S101  (an apportionment has no mayors)
        if not self.mayors:
            return None
        names = list(self.votes)
        certain = [self.base.basis.mayors.get(name, 0) for name in names]
        drawn = np.tile(np.array(certain, np.int64), (count, 1))
        for mayor in self.mayors:
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


@frozen(eq=False)
class Outcomes:
    """Seats of many elections."""

    seats: NDArray[np.int64]
    tied: NDArray[np.bool_]
    """Elections that need a lot."""
    refused: NDArray[np.bool_]
    """Elections without an answer."""
