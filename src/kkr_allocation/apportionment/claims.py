"""One factor for all: who stays at a bound under a quota rule, and what the others share.

Every claim is one factor ``t`` times the votes, held between floor and cap, and the factor is the
one with which the claims sum to the house. So a bound costs or spares all others in proportion to
their votes: with 100 seats for 50, 30 and 20 votes and a cap of 20 on the first, ``t`` is 80/50 and
the claims are 20, 48 and 32.
"""

from __future__ import annotations

from fractions import Fraction

from attrs import frozen


@frozen
class Claims:
    """Who shares which house, from the sum of the floors to the sum of the caps."""

    label: str  # the alliance; empty for the house
    names: tuple[str, ...]  # parties, and labels of inner alliances
    votes: list[int]  # alliances pooled
    floors: list[int]
    caps: list[int]  # never above the house
    house_size: int


@frozen
class Settled:
    """Who stays at a bound, and what the others share."""

    factor: Fraction
    """Seats for one vote, the smallest that gives the house; 0 where the floors take it all."""
    held: list[int | None]  # the bound of each at one; None where the claim lies between
    votes: int  # of the others together
    seats: int  # theirs; 0 as the votes where there are no others


def settled(claims: Claims) -> Settled:
    """Return who stays at a bound when every claim is the same factor times the votes.

    Notes
    -----
    ``sum(clamp(t * votes, floor, cap))`` never falls as ``t`` grows, and runs without a jump from
    the sum of the floors to the sum of the caps: so some ``t`` gives the house.

    Several do where the sum stands still, and it stands still only where nobody is strictly
    between the bounds. Then all have a bound that is the same for each of these factors, the
    bounds sum to the house, and nothing is left to share. Where somebody is free there is one
    factor, and so one answer, whatever the order of the names.

    A claim of exactly a bound is that whole number of seats. Under Hare's quota it is the same
    whether it counts as held or as free: it has no remainder, takes out of votes and seats just
    what the factor says, and remainders above zero are always more than the seats they share.
    Droop's quota is another with it and without, so it must be said: it is held.

    A cap of the whole house is none: only who has all the votes could reach it.

    A name without votes claims nothing, has its floor as cap, and is held. Factors at which one
    leaves its floor or reaches its cap are ordered by ``floor(S * bound / votes)`` with
    ``S = max(votes)**2``, all in integers: two different ones lie at least ``1/S`` apart. Cost: one
    sort of them and one walk.

    Examples
    --------
    >>> from kkr_allocation.apportionment.claims import Claims
    >>> settled(Claims("", ("A", "B", "C"), [50, 30, 20], [0, 0, 0], [20, 100, 100], 100))
    Settled(factor=Fraction(8, 5), held=[20, None, None], votes=50, seats=80)
    """
    factor = _factor(claims)
    held = [
        _bound(factor, *row, claims.house_size)
        for row in zip(claims.votes, claims.floors, claims.caps, strict=True)
    ]
    free = sum(votes for votes, bound in zip(claims.votes, held, strict=True) if bound is None)
    seats = claims.house_size - sum(bound for bound in held if bound is not None)
    return Settled(factor, held, free, seats)


def _bound(factor: Fraction, votes: int, floor: int, cap: int, house: int) -> int | None:
    """Return the bound that a claim is at or beyond, None for a free one."""
    claim = votes * factor.numerator
    if claim <= floor * factor.denominator:
        return floor
    return cap if cap < house and claim >= cap * factor.denominator else None


def _factor(claims: Claims) -> Fraction:
    """Return the smallest factor that gives the house: the first at which the sum reaches it."""
    house, held, free = claims.house_size, sum(claims.floors), 0
    if held == house:
        return Fraction(0)
    scale = max(claims.votes) ** 2
    turns = []
    for votes, floor, cap in zip(claims.votes, claims.floors, claims.caps, strict=True):
        if not votes or floor == cap:
            continue
        if floor:
            turns.append((floor * scale // votes, floor, votes, +1))
        else:
            free += votes  # from the first vote's worth on
        if cap < house:
            turns.append((cap * scale // votes, cap, votes, -1))
    # Between two turns the sum is held + t * free; at the turn bound / votes it is an inequality
    # in integers.
    for _, bound, votes, sign in sorted(turns):
        if held * votes + bound * free >= house * votes:
            break
        held -= sign * bound
        free += sign * votes
    return Fraction(house - held, free)
