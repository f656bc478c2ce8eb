"""What each cell of a two-way table may hold, and which rule says so."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

import numpy as np
from attrs import field, frozen

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kkr_allocation.apportionment.crosstable import Cell
    from kkr_allocation.apportionment.priorities import Integers

__all__ = ["Bounds", "Limit", "Ruling"]


class Limit(Enum):
    """Why a cell can have no more, or no fewer."""

    FLOOR = "floor {number} of {cells}"
    CAP = "cap {number} of {cells}"
    FORBIDDEN = "{cells} forbidden"
    NO_VOTES = "no {figures} in {cells}"
    FIRST_SEAT = "a first seat by the rule for every cell with {figures}: {cells}"
    CLAIM_DOWN = "a claim is not rounded below its floor: {cells}"
    CLAIM_UP = "a claim is not rounded above its ceiling: {cells}"

    @property
    def is_upper(self) -> bool:
        """Whether it limits what a cell can have, not what it must have."""
        return self in _UPPER


_UPPER = frozenset({Limit.CAP, Limit.FORBIDDEN, Limit.NO_VOTES, Limit.CLAIM_UP})


@frozen
class Ruling:
    """A named rule about one cell, or about several of one row that hold for one reason.

    Parameters
    ----------
    limit : Limit
        The reason.
    row : int
        The row.
    columns : tuple of int
        The columns.
    numbers : tuple of int
        The bound in each column.
    """

    limit: Limit
    row: int
    columns: tuple[int, ...]
    numbers: tuple[int, ...]


@frozen
class Bounds:
    """The least and the most each cell can hold, each with its reason.

    Parameters
    ----------
    least, most : ndarray of int64, shape (rows, columns)
        The bounds themselves.
    lower, upper : dict of cell to Limit
        The reasons of the cells whose bound is not simply 0 or unlimited.
    first_seats : bool
        Whether the rule gives every cell with votes a first seat, where row and column have any.
    """

    least: Integers
    most: Integers
    lower: dict[Cell, Limit] = field(factory=dict)
    upper: dict[Cell, Limit] = field(factory=dict)
    first_seats: bool = False

    @classmethod
    def unlimited(cls, shape: tuple[int, int], much: int, *, first_seats: bool = False) -> Bounds:
        """Return bounds that leave every cell from nothing to `much`."""
        least, most = np.zeros(shape, dtype=np.int64), np.full(shape, much, dtype=np.int64)
        return cls(least, most, first_seats=first_seats)

    def at_most(self, cells: Mapping[Cell, int], reason: Limit) -> None:
        """Lower what these cells can hold; the tighter bound stays."""
        for cell, number in cells.items():
            if number < self.most[cell]:
                self.most[cell] = number
                self.upper[cell] = reason

    def at_least(self, cells: Mapping[Cell, int], reason: Limit) -> None:
        """Raise what these cells must hold; the tighter bound stays."""
        for cell, number in cells.items():
            if number > self.least[cell]:
                self.least[cell] = number
                self.lower[cell] = reason

    def crossed(self) -> list[Cell]:
        """Return the cells that must hold more than they can."""
        return [(row, column) for row, column in np.argwhere(self.least > self.most).tolist()]

    def rulings(self, cells: Iterable[Cell], *, upper: bool) -> list[Ruling]:
        """Return the rules that bound these cells on one side.

        Floors and caps are rules one by one; what holds for a reason common to a row is one
        rule of that row.
        """
        reasons, numbers = (self.upper, self.most) if upper else (self.lower, self.least)
        single = {Limit.FLOOR, Limit.CAP, Limit.FORBIDDEN}
        groups: dict[tuple[Limit, int, int], list[int]] = {}
        for row, column in sorted(cells):
            reason = reasons.get((row, column))
            if reason is not None:
                key = (reason, row, column if reason in single else -1)
                groups.setdefault(key, []).append(column)
        return [
            Ruling(reason, row, tuple(columns), tuple(numbers[row, columns].tolist()))
            for (reason, row, _), columns in groups.items()
        ]
