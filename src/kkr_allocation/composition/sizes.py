"""How large many houses must be at once for the mayors that sit in them ex officio."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kkr_allocation.apportionment.rules import LinearRule
from kkr_allocation.composition.statutes import SizeRule

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from kkr_allocation.composition.statutes import Statutes

__all__ = ["by_column", "smallest_houses"]


def by_column(statutes: Statutes) -> bool:
    """Whether `smallest_houses` knows these statutes' size rule under their rule of sharing."""
    linear = isinstance(statutes.rule, LinearRule) and statutes.rule.first is None
    return statutes.size_rule is SizeRule.EXACT_SHARE or linear


def smallest_houses(
    votes: NDArray[np.int64], mayors: NDArray[np.int64], statutes: Statutes
) -> NDArray[np.int64]:
    """Return the smallest house in which no list has an overhang, as `size.smallest_house` does.

    Under `SizeRule.DIVISOR` it is the number of seats whose quotient is not below the smallest
    that a mayor sits on: with signposts ``d`` list ``j`` has as many as there are ``k`` with
    ``d(k) <= votes_j * d(mayors_p) / votes_p`` for the list ``p`` of that quotient. Every list
    is tried for ``p``, and the largest number is that of the smallest quotient.
    """
    columns = np.flatnonzero(mayors.any(axis=0))
    wanted = np.zeros(len(votes), np.int64)
    eligible = votes.sum(axis=1)
    for column in columns:
        sitting = mayors[:, column]
        own = np.maximum(votes[:, column], 1)
        if statutes.size_rule is SizeRule.EXACT_SHARE:
            claim = -(-sitting * eligible // own)
        else:
            rule = statutes.rule
            assert isinstance(rule, LinearRule)  # noqa: S101  (all others go one by one)
            post = (rule.step * sitting + rule.offset)[:, None]
            seats = (votes * post // own[:, None] - rule.offset) // rule.step
            claim = np.maximum(seats, 0).sum(axis=1, where=votes > 0)
        np.maximum(wanted, claim, out=wanted, where=sitting > 0)
    return wanted
