"""What comes out of many draws, counted: integers that add up in any order to the same sums."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any, Self

import numpy as np
from attrs import cmp_using, field, frozen
from numpy.typing import NDArray

from kkr_allocation.inputs import whole_number
from kkr_allocation.results import read_only
from kkr_allocation.words import refused, worded

KEPT = 2**20
"""First draws of which every combination of seats is kept: at most so many, of one byte a list
as a rule, so that memory is bounded, and any question about several lists has an error of at most
a twentieth of a point. Of a KKR there are some thousands."""


class Probability(Fraction):
    """A share of draws, exact, with how far chance may have put it from what the model says.

    Examples
    --------
    >>> often = Probability(2610, 10_000)
    >>> print(f"{float(often):.1%} ± {often.error:.1%}")
    26.1% ± 0.4%
    """

    __slots__ = ("draws",)
    draws: int
    """Draws that it is a share of."""

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

    def __copy__(self) -> Probability:
        """Return itself, since it does not change."""
        return self

    def __deepcopy__(self, _: object) -> Probability:
        """Return itself, as above."""
        return self


def _added(one: NDArray[np.int64], other: NDArray[np.int64]) -> NDArray[np.int64]:
    total = np.zeros(np.maximum(one.shape, other.shape), np.int64)
    for counts in (one, other):
        total[..., : counts.shape[-1]] += counts
    return total


def _once(
    seats: NDArray[np.integer], times: NDArray[np.int64]
) -> tuple[NDArray[np.integer], NDArray[np.int64]]:
    """Return rows of seats once each, in order, and how often they stand there all in all.

    Seats as digits of one number, where that fits a word, are sorted ten times as fast as rows.
    """
    widths = [int(most) + 1 for most in seats.max(axis=0, initial=0)]
    keys: NDArray[Any] = seats
    if math.prod(widths) < 2**63:
        keys = np.zeros(len(seats), np.int64)
        for column, width in enumerate(widths):
            keys = keys * width + seats[:, column]
    _, first, place = np.unique(keys, axis=0, return_index=True, return_inverse=True)
    counts = np.zeros(len(first), np.int64)
    np.add.at(counts, place.ravel(), times)
    return seats[first].astype(np.min_scalar_type(max(widths, default=1) - 1)), counts


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
    >>> tally.decided, tally.probability("A", at_least=3), tally.mean("V")
    (10, Probability(10, 10), Fraction(2, 1))
    >>> tally.majority("V")
    Probability(0, 10)
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
        """Return how often a list has so many seats or more, as an exact share of the decided.

        Parameters
        ----------
        name : str
            The list.
        at_least : int
            Seats, from 0 up.
        """
        often = self._of(name)[whole_number(at_least, "at_least") :].sum()
        return Probability(int(often), self._share_base())

    def mean(self, name: str) -> Fraction:
        """Return a list's seats on average, exactly."""
        counts = self._of(name)
        total = sum(seats * int(count) for seats, count in enumerate(counts))
        return Fraction(total, self._share_base())

    def quantile(self, name: str, share: Fraction | float) -> int:
        """Return the fewest seats that at least this share of the draws do not exceed."""
        if not 0 <= share <= 1:
            raise refused("scenarios.quantile", share=share)
        reached = np.cumsum(self._of(name))
        wanted = max(Fraction(share) * self._share_base(), 1)
        return next(seats for seats, draws in enumerate(reached.tolist()) if draws >= wanted)

    def majority(self, *coalition: str) -> Probability:
        """Return how often a coalition has a majority, as an exact share of the decided.

        A coalition of the scenario is counted in all draws; any other in the first 1,048,576, whose
        combinations of seats are kept.

        Parameters
        ----------
        *coalition : str
            Its lists, in any order.
        """
        columns = [self._column(name) for name in dict.fromkeys(coalition)]
        for place, lists in enumerate(self.coalitions):
            if set(lists) == set(coalition):
                return Probability(int(self.majorities[place]), self._share_base())
        if self.decided and not self.times.size:
            named = " + ".join(coalition) or worded("scenarios.of_no_list")
            raise refused("scenarios.coalition_not_counted", named=named, kept=KEPT)
        self._share_base()
        together = self.joint[:, columns].sum(axis=1, dtype=np.int64)
        won = 2 * together > self.joint.sum(axis=1, dtype=np.int64)
        return Probability(int(self.times[won].sum()), int(self.times.sum()))

    def _column(self, name: str) -> int:
        if name in self.lists:
            return self.lists.index(name)
        raise refused("scenarios.list_not_counted", name=name, listed=", ".join(self.lists))

    def _of(self, name: str) -> NDArray[np.int64]:
        counts: NDArray[np.int64] = self.seats[self._column(name)]
        return counts

    def _share_base(self) -> int:
        if not self.decided:
            raise refused("scenarios.none_decided", tied=self.tied, refused=self.refused)
        return self.decided


def tallied(
    lists: tuple[str, ...],
    coalitions: tuple[tuple[str, ...], ...],
    outcomes: Outcomes,
    kept: int,
) -> Tally:
    """Count outcomes, and keep the combinations of seats of so many of the first."""
    unclear = outcomes.tied | outcomes.refused
    seats = outcomes.seats[~unclear]
    first = seats[: kept - np.count_nonzero(unclear[:kept])]
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
        *_once(first, np.ones(len(first), np.int64)),
    )


@frozen(eq=False)
class Outcomes:
    """Seats of many elections."""

    seats: NDArray[np.int64]
    tied: NDArray[np.bool_]
    """Elections that need a lot."""
    refused: NDArray[np.bool_]
    """Elections without an answer."""

    def after(self, first: int) -> Outcomes:
        """Return the elections from one on."""
        return Outcomes(self.seats[first:], self.tied[first:], self.refused[first:])
