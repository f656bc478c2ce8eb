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
from kkr_allocation.fairness.rule_names import check_name

if TYPE_CHECKING:
    from kkr_allocation.fairness.entries import Document

__all__ = ["Quotient", "Quotients", "at_least", "check_filled", "quota_of", "quotients_of"]

Quotient: TypeAlias = tuple[bool, Fraction]
"""Whether it is infinite, and the fraction where it is not; ordered as pairs are."""
Quotients: TypeAlias = Callable[[int, int], Quotient]
"""From votes and a seat number from 1 up to the quotient of that seat."""

_INFINITE: Quotient = (True, Fraction(0))


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
    VerificationError
        If it is no rule that the verifier knows, has the name of one of the library's and
        parameters of its own, or gives no answer.
    """
    check_name(rule)
    if entry(rule, "type") == "LinearRule":
        return _even_steps(rule, str(entry(rule, "name")))
    if entry(rule, "type") == "QuotaRule":
        return _remainders(rule, votes, house_size)
    return _huntington_hill if entry(rule, "name") == "Huntington-Hill" else _dean


def at_least(quotients: Quotients, votes: int, least: Quotient) -> int:
    """Return how many quotients of a list with votes are at least `least`.

    Notes
    -----
    They fall with the seat, so that the last is found by doubling and halving: time grows with the
    digits of the answer.
    """
    reached, beyond = 0, 1
    while quotients(votes, beyond) >= least:
        reached, beyond = beyond, beyond * 2
    while beyond - reached > 1:  # a range for bisect ends at the machine's word
        middle = (reached + beyond) // 2
        if quotients(votes, middle) >= least:
            reached = middle
        else:
            beyond = middle
    return reached


def _even_steps(rule: Document, name: str) -> Quotients:
    step, offset = count(rule, "step"), entry(rule, "offset")
    first = None if entry(rule, "first") is None else ratio(rule, "first")
    if type(offset) is not int or step < 1 or step + offset < 0:
        raise false(
            f"the rule {name!r} has the step {step} and the offset {offset!r}",
            why="divisors are from 0 up and grow",
            da=f"reglen {name!r} har trinnet {step} og forskydningen {offset!r}",
            da_why="divisorer er fra 0 og op og vokser",
        )
    if first is not None and not 0 <= first < 2 * step + offset:
        raise false(
            f"the rule {name!r} has the first divisor {first}",
            why="it lies between 0 and the second divisor",
            da=f"reglen {name!r} har den første divisor {first}",
            da_why="den ligger mellem 0 og den anden divisor",
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
    quota = quota_of(rule, sum(votes), house_size)
    left_over = house_size - sum(v // quota for v in votes)
    check_filled(left_over, sum(1 for v in votes if v), quota)
    return lambda own, seat: (False, own / quota - seat)


def quota_of(rule: Document, votes: int, seats: int) -> Fraction:
    """Return the votes for one of these seats, whole ones under Droop's rule."""
    if entry(rule, "droop") is True:
        return Fraction(votes // (seats + 1) + 1)
    return Fraction(votes, seats)


def check_filled(left_over: int, takers: int, quota: Fraction) -> None:
    """Refuse a quota that leaves more seats than lists can take one of.

    Raises
    ------
    VerificationError
        If it does.
    """
    if left_over > takers:
        raise false(
            f"{Count(left_over):seat is|seats are} left after the whole quotas, each {quota}",
            why="each list with votes can take one of them, so the rule gives no answer",
            da=f"{Count(left_over):mandat|mandater} er tilbage efter de hele kvoter på {quota} "
            "stemmer",
            da_why="hver liste med stemmer kan tage ét af dem, så reglen giver intet svar",
        )
