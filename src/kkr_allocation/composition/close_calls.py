"""What votes that are missing from the figures could still move: a rounded claim, an eligibility.

Where every vote is in the figures nothing is close: the rule gives one council. Where votes of
some municipalities are missing, a claim just below or above a whole number can turn on them.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Literal, TypeAlias

from attrs import frozen

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kkr_allocation.composition.basis import Basis
    from kkr_allocation.composition.eligibility import Standing
    from kkr_allocation.composition.statutes import Statutes

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


def close_calls(
    basis: Basis,
    statutes: Statutes,
    lists: tuple[Standing, ...],
    claimed: Mapping[str, Fraction],
) -> tuple[CloseCall, ...]:
    """Return what the missing votes could change, in the order of the votes.

    Parameters
    ----------
    basis : Basis
        The figures.
    statutes : Statutes
        The threshold.
    lists : tuple of Standing
        How all lists stand.
    claimed : mapping of str to Fraction
        The exact claims of the eligible ones.

    Notes
    -----
    A list with ``v`` votes whose claim rounds to ``n`` gains a seat with the fewest ``k`` for which
    ``v + k`` exceeds ``n`` prices. It loses one where the price rises to ``v / (n - 1)``: every
    list with mayors then needs that many votes for each of them, and what they lack together is
    the number stated. Whether the missing votes are distributed so, nobody knows; that they are
    enough is what is said.
    """
    missing = missing_votes(basis)
    if not missing:
        return ()
    found = [*_of_claims(lists, claimed), *_of_threshold(basis, statutes, lists, missing)]
    order = [standing.name for standing in lists]
    close = (call for call in found if call.votes <= missing)
    return tuple(sorted(close, key=lambda call: order.index(call.name)))


def _of_claims(lists: tuple[Standing, ...], claimed: Mapping[str, Fraction]) -> Iterator[CloseCall]:
    inside = [standing for standing in lists if standing.name in claimed]
    sitting = [standing for standing in inside if standing.mayors]
    for standing in inside:
        name, votes, claim = standing.name, standing.votes, claimed[standing.name]
        if claim in {0, standing.mayors}:  # without votes, or it sets the price itself
            continue
        seats = -(-claim.numerator // claim.denominator)
        yield CloseCall(name, "gains", int(seats * votes / claim) - votes + 1)
        if seats > max(1, standing.mayors):
            dearer = Fraction(votes, seats - 1)
            lacking = (-int(-(dearer * s.mayors) // 1) - s.votes for s in sitting)
            yield CloseCall(name, "loses", sum(max(0, k) for k in lacking))


def _of_threshold(
    basis: Basis, statutes: Statutes, lists: tuple[Standing, ...], missing: int
) -> Iterator[CloseCall]:
    """Compare with the threshold as it will be when all votes are there."""
    total = max(basis.total(statutes.threshold_base), basis.listed_votes + missing)
    needed = statutes.threshold * total
    least = -(-needed.numerator // needed.denominator)
    for standing in lists:
        lacking = least - standing.votes
        if standing.entitled and standing.in_council and lacking > 0:
            yield CloseCall(standing.name, "leaves" if standing.eligible else "enters", lacking)
