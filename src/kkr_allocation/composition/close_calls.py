"""What votes that are missing from the figures could still move: a rounded claim, an eligibility.

Where every vote is in the figures nothing is close: the rule gives one council. Where votes of
some municipalities are missing, a claim just below or above a whole number can turn on them.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Literal, TypeAlias

from attrs import frozen

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kkr_allocation.composition.basis import Basis
    from kkr_allocation.composition.compose import Composition

__all__ = ["CloseCall", "close_calls", "missing_votes"]

Turn: TypeAlias = Literal["gains", "loses", "enters", "leaves"]


@frozen
class CloseCall:
    """Something that the missing votes are enough to change.

    Parameters
    ----------
    name : str
        The list.
    turn : {"gains", "loses", "enters", "leaves"}
        Its claim rounds to a seat more or a seat less, or it becomes or ceases to be eligible.
    votes : int
        The fewest of the missing votes that do it: the list's own for "gains" and "enters", those
        of the lists whose mayors set the price for "loses"; for "leaves" the list has fewer than
        so many of them.
    """

    name: str
    turn: Turn
    votes: int


def missing_votes(basis: Basis) -> int:
    """Return how many votes the figures lack, at a guess where nobody has counted them.

    Where the valid votes of a municipality are known and its lists are not, they are counted;
    where neither is, as many are assumed as a municipality of the region has on average. 0 where
    the figures are complete, or were passed by hand.
    """
    coverage = basis.coverage
    if coverage is None:
        return 0
    without = {*coverage.without_votes, *coverage.uncounted}
    known = len(coverage.municipalities) - len(without)
    if not without or not known:
        return 0
    guess = -(-basis.listed_votes * len(without) // known)
    return max(guess, basis.votes_valid - basis.listed_votes)


def close_calls(council: Composition) -> tuple[CloseCall, ...]:
    """Return what the missing votes could change, in the order of the votes.

    Notes
    -----
    A list with ``v`` votes whose claim rounds to ``n`` gains a seat with the fewest ``k`` for which
    ``v + k`` exceeds ``n`` prices. It loses one where the price rises to ``v / (n - 1)``: every
    list with mayors then needs that many votes for each of them, and what they lack together is
    the number stated. Whether the missing votes are distributed so, nobody knows; that they are
    enough is what is said.
    """
    missing = missing_votes(council.basis)
    if not missing:
        return ()
    found = [*_of_claims(council), *_of_threshold(council, missing)]
    order = list(council.votes)
    return tuple(
        sorted(
            (call for call in found if call.votes <= missing),
            key=lambda call: order.index(call.name),
        )
    )


def _of_claims(council: Composition) -> Iterator[CloseCall]:
    votes = council.votes
    sitting = {name: n for name in council.eligible if (n := council.mayors.get(name, 0))}
    for name, claim in council.claims.items():
        if name in council.binding or not votes[name]:
            continue
        seats = -(-claim.numerator // claim.denominator)
        cost = Fraction(votes[name]) / claim
        yield CloseCall(name, "gains", int(seats * cost) - votes[name] + 1)
        if seats > max(1, sitting.get(name, 0)):
            dearer = Fraction(votes[name], seats - 1)
            lacking = (-int(-(dearer * n) // 1) - votes[other] for other, n in sitting.items())
            yield CloseCall(name, "loses", sum(max(0, k) for k in lacking))


def _of_threshold(council: Composition, missing: int) -> Iterator[CloseCall]:
    """Compare with the threshold as it will be when all votes are there."""
    basis, statutes = council.basis, council.statutes
    total = max(basis.total(statutes.threshold_base), basis.listed_votes + missing)
    needed = statutes.threshold * total
    least = -(-needed.numerator // needed.denominator)
    for standing in council.standings:
        lacking = least - standing.votes
        if standing.entitled and standing.in_council and lacking > 0:
            yield CloseCall(standing.name, "leaves" if standing.eligible else "enters", lacking)
