"""Quotients of a rule as its document states it, in fractions, for the verifier alone.

The engine orders seats by scaled integers. Here every quotient is the fraction that the
literature prints, so that the two agree only where both are right.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, TypeAlias

from kkr_allocation.errors import Count
from kkr_allocation.fairness.entries import count, entry, false, ratio

if TYPE_CHECKING:
    from kkr_allocation.fairness.entries import Document

__all__ = ["Quotient", "Quotients", "quotients_of"]

Quotient: TypeAlias = tuple[bool, Fraction]
"""Whether it is infinite, and the fraction where it is not; ordered as pairs are."""
Quotients: TypeAlias = Callable[[int, int], Quotient]
"""From votes and a seat number from 1 up to the quotient of that seat."""

_INFINITE: Quotient = (True, Fraction(0))

_EVEN_STEPS = {
    "d'Hondt": (1, 0),
    "Sainte-Laguë": (2, -1),
    "Danish": (3, -2),
    "Adams": (1, -1),
    "Imperiali": (1, 1),
}
"""Step and offset of the divisors of each rule with a name of its own."""


def quotients_of(rule: Document, votes: Sequence[int], house_size: int) -> Quotients:
    """Return the quotients of a rule among parties with these votes.

    Parameters
    ----------
    rule : mapping
        The rule as `to_json` writes it: its ``type``, ``name`` and parameters.
    votes : sequence of int
        Votes of all parties that take part; a quota depends on their sum.
    house_size : int
        Seats shared.

    Raises
    ------
    InvalidInputError
        If the document names no rule that the verifier knows.
    VerificationError
        If a rule of a known name has parameters that are not its own.
    """
    kind, name = entry(rule, "type"), entry(rule, "name")
    if kind == "LinearRule":
        return _even_steps(rule, str(name))
    if kind == "MeanRule" and name == "Huntington-Hill":
        return _huntington_hill
    if kind == "MeanRule" and name == "Dean":
        return _dean
    if kind == "QuotaRule":
        return _remainders(rule, votes, house_size)
    raise false(
        f"the rule {name!r} of type {kind!r} cannot be verified",
        why="the verifier knows rules with even steps, Huntington-Hill, Dean, Hare and Droop",
    )


def _even_steps(rule: Document, name: str) -> Quotients:
    step, offset = count(rule, "step"), entry(rule, "offset")
    first = None if entry(rule, "first") is None else ratio(rule, "first")
    stated = (step, offset)
    if type(offset) is not int or step < 1 or step + offset < 0:
        raise false(
            f"the rule {name!r} has the step {step} and the offset {offset!r}",
            why="divisors are from 0 up and grow",
        )
    if _EVEN_STEPS.get(name, stated) != stated or (name in _EVEN_STEPS and first is not None):
        raise false(
            f"the rule {name!r} has divisors that are not its own",
            why=f"its step and offset are {_EVEN_STEPS[name]}, with no first divisor",
        )
    if first is not None and not 0 <= first < 2 * step + offset:
        raise false(
            f"the rule {name!r} has the first divisor {first}",
            why="it lies between 0 and the second divisor",
        )

    def quotient(votes: int, seat: int) -> Quotient:
        divisor = Fraction(step * seat + offset) if seat > 1 or first is None else first
        return (False, votes / divisor) if divisor else _INFINITE

    return quotient


def _huntington_hill(votes: int, seat: int) -> Quotient:
    """Return the square of votes over the geometric mean, which orders as the quotient does."""
    if seat == 1:
        return _INFINITE
    return False, Fraction(votes * votes, seat * (seat - 1))


def _dean(votes: int, seat: int) -> Quotient:
    """Return votes over the harmonic mean, which is the mean of the two inverse quotients."""
    if seat == 1:
        return _INFINITE
    return False, (Fraction(votes, seat - 1) + Fraction(votes, seat)) / 2


def _remainders(rule: Document, votes: Sequence[int], house_size: int) -> Quotients:
    """Return how many quotas a party has left when it pays for a seat, negative when it cannot."""
    total = sum(votes)
    droop = entry(rule, "droop") is True
    if str(entry(rule, "name")) != f"largest remainder ({'Droop' if droop else 'Hare'})":
        raise false(
            f"the rule {rule['name']!r} has the quota of another",
            why="Hare's quota is votes over seats, Droop's is larger than votes over one seat more",
        )
    quota = Fraction(total // (house_size + 1) + 1) if droop else Fraction(total, house_size)
    left_over = house_size - sum(v // quota for v in votes)
    if left_over > sum(1 for v in votes if v):
        raise false(
            f"{Count(left_over):seat is|seats are} left after the whole quotas of {quota} votes",
            why="each list with votes can take one of them, so the rule gives no answer",
        )
    return lambda own, seat: (False, own / quota - seat)
