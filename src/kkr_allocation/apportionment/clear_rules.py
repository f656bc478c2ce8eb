"""Rules in single precision: signposts that float32 holds exactly, and bounds beside them."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING

import numpy as np

from kkr_allocation.apportionment.rules import LinearRule

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from kkr_allocation.apportionment.rules import Rule

__all__ = ["ClearRule", "clear_rule"]

_LARGEST_SIGNPOST = 2**24


class ClearRule:
    """Signposts ``step * k + offset`` in float32, all positive, and bounds where there are some.

    Parameters
    ----------
    rule : LinearRule
        A rule without a first signpost of its own.
    """

    def __init__(self, rule: LinearRule) -> None:
        self.step = np.float32(rule.step)
        self.offset = np.float32(rule.offset)
        self.bias = np.float32(rule.step / 2 + rule.offset)
        self.plain = rule.step == 1 and rule.offset == 0
        self.bounds: tuple[NDArray[np.float32], NDArray[np.float32]] | None = None

    def within(self, floors: NDArray[np.float32], ceilings: NDArray[np.float32]) -> ClearRule:
        """Return the rule with the least and the most seats of each party.

        Parameters
        ----------
        floors, ceilings : (parties, elections) or (parties, 1) float32 array
            Whole numbers below 2**24, or infinity for a ceiling that never binds; one election's
            can stand for all.
        """
        bounded = copy.copy(self)
        bounded.bounds = floors, ceilings
        return bounded

    def of(self, rows: NDArray[np.intp]) -> ClearRule:
        """Return the rule with the bounds of some elections."""
        if self.bounds is None:
            return self
        own = (a if a.shape[1] == 1 else a.take(rows, axis=1) for a in self.bounds)
        return self.within(*own)

    def seats(
        self, votes: NDArray[np.float32], per_seat: NDArray[np.float32], out: NDArray[np.float32]
    ) -> None:
        """Set `out` to the seats whose signposts lie at most at ``votes * per_seat``, in bounds."""
        self.rounded(votes, per_seat, out)
        if self.bounds is not None:
            np.clip(out, *self.bounds, out=out)

    def rounded(
        self, votes: NDArray[np.float32], per_seat: NDArray[np.float32], out: NDArray[np.float32]
    ) -> None:
        """Set `out` to the seats as if there were no bounds."""
        np.multiply(votes, per_seat, out=out)
        if not self.plain:
            np.subtract(out, self.offset, out=out)
            np.divide(out, self.step, out=out)
            np.maximum(out, 0, out=out)
        np.floor(out, out=out)

    def at_floor(self, seats: NDArray[np.float32]) -> NDArray[np.bool_] | bool:
        """Whether a party cannot lose a seat for its floor."""
        return self.bounds is not None and seats <= self.bounds[0]

    def at_ceiling(self, seats: NDArray[np.float32]) -> NDArray[np.bool_] | bool:
        """Whether a party cannot win a seat for its ceiling."""
        return self.bounds is not None and seats >= self.bounds[1]

    def signposts(self, seats: NDArray[np.float32], out: NDArray[np.float32]) -> None:
        """Set `out` to the signposts of these seat numbers, zero for seat number zero."""
        if self.plain:
            if out is not seats:
                np.copyto(out, seats)
            return
        none = seats == 0
        np.multiply(seats, self.step, out=out)
        np.add(out, self.offset, out=out)
        out[none] = 0


def clear_rule(rule: Rule, house_size: int, parties: int) -> ClearRule | None:
    """Return the rule in float32, or None where its signposts would not be exact or positive."""
    if not isinstance(rule, LinearRule) or rule.first is not None:
        return None
    if rule.step + rule.offset <= 0:
        return None
    if rule.step * (2 * house_size + parties + 2) + abs(rule.offset) >= _LARGEST_SIGNPOST:
        return None
    return ClearRule(rule)
