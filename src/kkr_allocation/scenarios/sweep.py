"""Millions of draws on one machine or many, always with the same sums."""

from __future__ import annotations

from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, CancelledError, Executor, wait
from typing import TYPE_CHECKING

import numpy as np
from attrs import field, frozen

from kkr_allocation.errors import InvalidInputError
from kkr_allocation.inputs import whole_number
from kkr_allocation.read_only import read_only
from kkr_allocation.results import Result
from kkr_allocation.scenarios.progress import progress_bar
from kkr_allocation.scenarios.tally import Tally, tallied

if TYPE_CHECKING:
    from collections.abc import Iterator
    from concurrent.futures import Future

    from kkr_allocation.scenarios.scenario import Scenario

__all__ = ["SweepResult", "sweep"]

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
    scenario : Scenario
        What was varied.
    seed : int
        What the draws follow from.
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
        raise InvalidInputError(
            "draws is 0", why="nothing is counted without a draw", do="Pass a number from 1 up"
        )
    root = whole_number(seed, "seed")
    if not isinstance(executor, Executor | None):
        raise InvalidInputError(
            f"executor is {executor!r:.80}",
            why="the work is handed to a concurrent.futures.Executor",
            do="Pass one such as ProcessPoolExecutor(4), a cluster's client.get_executor(), or "
            "leave it out",
        )
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
                done = _sum(done, counts)
                advance(_drawn(counts))
        except KeyboardInterrupt:
            if not done:
                raise
    return SweepResult(scenario, root, asked, _drawn(done), done)


def _drawn(counts: Counts) -> int:
    return counts[0].decided + counts[0].tied + counts[0].refused


def _sum(one: Counts, other: Counts) -> Counts:
    return tuple(a + b for a, b in zip(one, other, strict=True)) if one else other


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
