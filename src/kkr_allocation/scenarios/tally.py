"""Integer counts over many outcomes, which add up in any order to the same sums."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
from attrs import field, frozen

from kkr_allocation.errors import Count, InvalidInputError
from kkr_allocation.inputs import whole_number

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from kkr_allocation.scenarios.scenario import Outcomes

__all__ = ["Tally", "tallied"]


def _padded(counts: NDArray[np.int64], width: int) -> NDArray[np.int64]:
    missing = [(0, 0)] * (counts.ndim - 1) + [(0, width - counts.shape[-1])]
    return np.pad(counts, missing)


def _added(one: NDArray[np.int64], other: NDArray[np.int64]) -> NDArray[np.int64]:
    width = max(one.shape[-1], other.shape[-1])
    return _padded(one, width) + _padded(other, width)


@frozen(eq=False)
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
    seats: NDArray[np.int64] = field(repr=False)
    house_size: NDArray[np.int64] = field(repr=False)
    majorities: NDArray[np.int64] = field(repr=False)

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

    def __eq__(self, other: object) -> bool:
        """Whether both hold the same counts."""
        return (
            isinstance(other, Tally)
            and (self.lists, self.coalitions) == (other.lists, other.coalitions)
            and (self.decided, self.tied, self.refused)
            == (other.decided, other.tied, other.refused)
            and np.array_equal(self.seats, other.seats)
            and np.array_equal(self.house_size, other.house_size)
            and np.array_equal(self.majorities, other.majorities)
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
            raise InvalidInputError(
                f"share is {share!r}",
                why="a quantile is taken at a share of the draws",
                do="Pass a number from 0 to 1",
            )
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
        raise InvalidInputError(
            f"the coalition {' + '.join(coalition) or 'of no list'} was not counted",
            why="only sums are kept of the draws: "
            + ("; ".join(" + ".join(lists) for lists in self.coalitions) or "no coalition"),
            do="Name it in the scenario's coalitions and sweep again",
        )

    def _of(self, name: str) -> NDArray[np.int64]:
        if name not in self.lists:
            raise InvalidInputError(
                f"the list {name!r} was not counted",
                why=f"the scenario has {', '.join(self.lists)}",
                do="Correct the name",
            )
        counts: NDArray[np.int64] = self.seats[self.lists.index(name)]
        return counts

    def _share_base(self) -> int:
        if not self.decided:
            raise InvalidInputError(
                "no draw was decided",
                why=f"{Count(self.tied):draw is|draws are} tied and "
                f"{Count(self.refused):has|have} no answer",
                do="Check the model, or draw more",
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
