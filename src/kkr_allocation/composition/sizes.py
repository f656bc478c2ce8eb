"""The size rule for many councils at once: `size.house_of`, lists in rows and councils in columns.

All figures are whole numbers in float64. The door has proved that ``a + b < 2**53`` for every
product or sum ``a`` and every number ``b`` that it is divided by, so each is exact, and so are
rounded quotients: the float64 nearest to ``a / b`` is a whole number ``k`` other than ``a / b``
only if the two differ by at most ``k * 2**-53``, half the distance of float64s at ``k``; but they
differ by ``1 / b`` or more, and ``k * b <= a + b < 2**53`` for the whole numbers around ``a / b``.
Rounding keeps the order, so the floor and the ceiling of the quotient are the true ones.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from attrs import frozen

from kkr_allocation.apportionment.rules import LinearRule, QuotaRule
from kkr_allocation.composition.statutes import FixedSize, SizeRule

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from kkr_allocation.composition.statutes import Statutes

__all__ = ["Houses", "Inside", "by_column", "houses_of"]


@frozen(eq=False)
class Inside:
    """The eligible lists of each council; zero where a list is not eligible.

    Parameters
    ----------
    votes, mayors : (lists, councils) float64 array
        Their votes and mayors.
    eligible : (lists, councils) bool array
        Where they are eligible.
    outside : (councils,) float64 array
        The mayors of all other lists.
    """

    votes: NDArray[np.float64]
    mayors: NDArray[np.float64]
    eligible: NDArray[np.bool_]
    outside: NDArray[np.float64]


@frozen(eq=False)
class Houses:
    """The seats of the eligible lists in each council, and the bounds of their sharing.

    Parameters
    ----------
    seats : (councils,) float64 array
        Seats of the eligible lists together.
    floors : (lists, councils) float64 array
        The least each list gets.
    claims : (lists, councils) float64 array or None
        By `SizeRule.ROUND_UP` the most each list gets: below the cap exactly its seats.
    capped, refused : (councils,) bool array
        Whether the mayors ask for more than the cap leaves; whether they alone exceed it, or a
        fixed size.
    """

    seats: NDArray[np.float64]
    floors: NDArray[np.float64]
    claims: NDArray[np.float64] | None
    capped: NDArray[np.bool_]
    refused: NDArray[np.bool_]


def by_column(statutes: Statutes) -> bool:
    """Whether `houses_of` knows these statutes' size rule under their rule of sharing.

    A rule of whole quotas may not fill a house, and would refuse all councils for one.
    """
    rule = statutes.rule
    if statutes.size_rule is SizeRule.DIVISOR:
        return isinstance(rule, LinearRule) and rule.first is None
    return not (isinstance(rule, QuotaRule) and rule.droop)


def houses_of(inside: Inside, statutes: Statutes, cap: int | None) -> Houses:
    """Return what `size.house_of` gives for each council.

    Parameters
    ----------
    inside : Inside
        The eligible lists; every list with mayors has votes.
    statutes : Statutes
        The choices, for which `by_column` holds.
    cap : int or None
        The most members there can be, outsiders included.
    """
    sitting = inside.mayors.sum(axis=0)
    if isinstance(statutes.size_rule, FixedSize):
        seats = statutes.size_rule.members - inside.outside
        capped = np.zeros(len(seats), np.bool_)
        return Houses(seats, inside.mayors, None, capped, sitting > seats)
    limit = np.full(len(sitting), np.inf) if cap is None else cap - inside.outside
    floors = _least(inside, statutes, limit)
    if statutes.size_rule is SizeRule.ROUND_UP:
        claims = _claims(inside, floors)
        seats = claims.sum(axis=0)
        return Houses(np.minimum(seats, limit), floors, claims, seats > limit, sitting > limit)
    wanted = _smallest_houses(inside, statutes)
    seats = np.minimum(np.maximum(wanted, floors.sum(axis=0)), limit)
    return Houses(seats, floors, None, wanted > limit, sitting > limit)


def _least(inside: Inside, statutes: Statutes, limit: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return each list's mayors, and one seat for each where asked and where it fits."""
    if not statutes.seat_for_every_eligible:
        return inside.mayors
    claimed = statutes.size_rule is SizeRule.ROUND_UP
    least = np.maximum(inside.mayors, inside.votes > 0 if claimed else inside.eligible)
    fits = least.sum(axis=0) <= limit
    return least if fits.all() else np.where(fits, least, inside.mayors)


def _claims(inside: Inside, floors: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return each list's votes over the price of a seat, rounded up; the floors without a mayor.

    The price is the smallest ratio of votes to mayors, kept as these two numbers.
    """
    votes = np.full(len(inside.outside), np.inf)
    mayors = np.zeros(len(votes))
    for place in np.flatnonzero(inside.mayors.any(axis=1)):
        own, sitting = inside.votes[place], inside.mayors[place]
        cheaper = (sitting > 0) & ~(own * mayors >= votes * sitting)
        np.copyto(votes, own, where=cheaper)
        np.copyto(mayors, sitting, where=cheaper)
    claims: NDArray[np.float64] = inside.votes * mayors
    claims /= votes
    np.ceil(claims, out=claims)
    free = mayors == 0
    return np.where(free, floors, claims) if free.any() else claims


def _smallest_houses(inside: Inside, statutes: Statutes) -> NDArray[np.float64]:
    """Return the smallest house in which no list has an overhang, as `size.smallest_house` does.

    Under `SizeRule.DIVISOR` it is the number of seats whose quotient is not below the smallest
    that a mayor sits on: with signposts ``d`` list ``j`` has as many as there are ``k`` with
    ``d(k) <= votes_j * d(mayors_p) / votes_p`` for the list ``p`` of that quotient. Every list
    is tried for ``p``, and the largest number is that of the smallest quotient.
    """
    votes, rule = inside.votes, statutes.rule
    eligible = votes.sum(axis=0)
    wanted = np.zeros(len(eligible))
    for place in np.flatnonzero(inside.mayors.any(axis=1)):
        sitting, own = inside.mayors[place], np.maximum(votes[place], 1)
        if statutes.size_rule is SizeRule.EXACT_SHARE:
            house = np.ceil(sitting * eligible / own)
        else:
            assert isinstance(rule, LinearRule)  # noqa: S101  (all others go one by one)
            whole = np.floor(votes * (rule.step * sitting + rule.offset) / own)
            seats = np.maximum((whole - rule.offset) // rule.step, 0)
            house = seats.sum(axis=0, where=votes > 0)
        np.maximum(wanted, house, out=wanted, where=sitting > 0)
    return wanted
