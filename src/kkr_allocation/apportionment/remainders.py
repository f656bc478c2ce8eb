"""Many elections by a quota rule at once: who is held at a floor, whole quotas, and remainders."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from kkr_allocation.apportionment.rules import QuotaRule

__all__ = ["Remainders"]


class Remainders:
    """Differences ``votes * unit - seat * cost`` for a quota of ``cost / unit`` of the free.

    Only below the bound: differences have no relative error to allow for.

    Parameters
    ----------
    votes, floors : (parties, elections) integer array
        Votes, and least seats.
    house : (elections,) int64 array
        Seats to share, at least the floors' sum.
    rule : QuotaRule
        The rule.

    Attributes
    ----------
    free : (parties, elections) bool array
        Whose claim is above its floor; the others stay there. Floors only raise the claims of those
        they hold, so that the factor falls from look to look, and whoever is held once stays so.
    start : (parties, elections) int64 array
        The floors of those held, the whole quotas of the free.
    certain : (elections,) bool array
        Where one remainder seat each fills the house, and no whole quotas are below a floor.
    """

    exact = True

    def __init__(
        self,
        votes: NDArray[np.integer],
        house: NDArray[np.int64],
        rule: QuotaRule,
        floors: NDArray[np.int64],
    ) -> None:
        counts = votes.astype(np.float64)
        self.free = counts > 0
        while True:
            left = house - np.where(self.free, 0, floors).sum(axis=0)
            total = np.where(self.free, counts, 0).sum(axis=0)
            held = self.free & (counts * left <= floors * total)
            if not held.any():
                break
            self.free &= ~held
        if rule.droop:
            self._claims = counts
            self._cost = np.floor(total / (left + 1)) + 1
        else:
            self._claims = counts * left
            self._cost = np.maximum(total, 1)
        whole = np.floor(self._claims / self._cost)
        self.start = np.where(self.free, whole, floors).astype(np.int64)
        self.certain = self.start.sum(axis=0) + self.free.sum(axis=0) >= house
        self.certain &= (self.start >= floors).all(axis=0)

    def priority(self, seats: NDArray[np.int64], rows: NDArray[np.intp]) -> NDArray[np.float64]:
        """Return what is left of the votes after this seat."""
        left: NDArray[np.float64] = self._claims[:, rows] - seats * self._cost[rows]
        return left
