"""Contests planted for the last seat: two quotients that are equal, or all but equal."""

from __future__ import annotations

from fractions import Fraction
from math import isqrt
from typing import TYPE_CHECKING

from kkr_allocation.testing.hypothesis_extra import st

if TYPE_CHECKING:
    from hypothesis.strategies import DrawFn

    from kkr_allocation.apportionment.rules import DivisorRule

__all__ = ["contested"]


def contested(
    draw: DrawFn, votes: dict[str, int], rule: DivisorRule, *, max_house: int
) -> tuple[dict[str, int], int]:
    """Return the votes with one count changed, and the house whose last seat it contests.

    Drawn apart, votes and house size hardly ever meet where a program errs: a wrong tenth divisor
    shows only where a tenth seat is the last one, a rounded quotient only beside another.

    Parameters
    ----------
    draw : callable
        Hypothesis' own.
    votes : dict of str to int
        Two parties or more. One of them gets the most votes with which its quotient for a drawn
        seat does not exceed that of the largest party for another, or one vote more.
    rule : DivisorRule
        Whose quotients.
    max_house : int
        The house is cut there if the contest comes later.
    """
    largest = max(votes, key=lambda party: votes[party])
    other = draw(st.sampled_from([party for party in votes if party != largest]))
    first = 1 if rule.signpost(1)[0] else 2
    seats = st.integers(first, max(max_house // 3, first))
    level = _quotient(rule, votes[largest], draw(seats))
    seat = draw(seats)
    count = _votes_up_to(rule, level, seat) + draw(st.integers(0, 1))
    level = max(level, _quotient(rule, count, seat))
    votes = votes | {other: count}
    ahead = sum(_seats_above(rule, figure, level, max_house) for figure in votes.values())
    return votes, min(ahead + 1, max_house)


def _quotient(rule: DivisorRule, votes: int, seat: int) -> Fraction:
    """Return the quotient raised to the rule's power."""
    numerator, denominator = rule.signpost(seat)
    return Fraction(votes**rule.power * denominator, numerator)


def _votes_up_to(rule: DivisorRule, level: Fraction, seat: int) -> int:
    """Return the most votes whose quotient for this seat is not above a level."""
    numerator, denominator = rule.signpost(seat)
    raised = level.numerator * numerator // (level.denominator * denominator)
    return raised if rule.power == 1 else isqrt(raised)


def _seats_above(rule: DivisorRule, votes: int, level: Fraction, most: int) -> int:
    """Return how many seats a party wins by quotients above a level, counted up to `most`."""
    raised = votes**rule.power * level.denominator
    for seat in range(1, most + 1):
        numerator, denominator = rule.signpost(seat)
        if raised * denominator <= level.numerator * numerator:
            return seat - 1
    return most
