"""One margin, and the smallest number that changes something."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from kkr_allocation.apportionment.rules import QuotaRule
from kkr_allocation.errors import InvalidInputError

if TYPE_CHECKING:
    from collections.abc import Callable

    from kkr_allocation.apportionment.rules import Rule

__all__ = ["SeatMargin", "fewest", "refuse_unsteady"]


@frozen
class SeatMargin:
    """The fewest votes that change who gets a seat.

    Parameters
    ----------
    source : str
        The list that loses the votes; empty if they are new.
    target : str
        The list that wins the votes; empty if they stay at home.
    votes : int or None
        How many; None where no number changes anything.
    lot : bool
        Whether just so many votes lead to a lot, and only more change the seats for certain.
    """

    source: str
    target: str
    votes: int | None
    lot: bool


def fewest(changes: Callable[[int], bool], least: int, most: int) -> int | None:
    """Return the smallest number from `least` to `most` that changes something, None if none does.

    Where a number changes something, so does every larger one up to `most`.
    """
    if most < least or not changes(most):
        return None
    low, high = least - 1, most
    while high - low > 1:
        middle = (low + high) // 2
        if changes(middle):
            high = middle
        else:
            low = middle
    return high


def refuse_unsteady(rule: Rule, *, allied: bool, bounded: bool) -> None:
    """Refuse rules under which more votes can undo what fewer have changed.

    Parameters
    ----------
    rule : Rule
        The rule.
    allied : bool
        Whether lists pool their votes and share the seats of the pool by the rule again.
    bounded : bool
        Whether several lists have a floor, or several a cap.

    Raises
    ------
    InvalidInputError
        If it is a rule of whole quotas, which jump; a quota rule inside an alliance, where one
        seat more can cost a list a seat; or one with bounds that both of two lists can be at.

    Notes
    -----
    Under Hare's quota, where one of two lists is at a bound, votes moved from the other or to it
    change the quota of the free, and so all their remainders. While it grows, and the seats of the
    two are the same, the others' seats change one way only: a seat with a higher number costs more
    quotas, so that it gives way to one with a lower, and the sum of the numbers falls. So what has
    changed stays changed, until the quota turns. It turns only where the giver leaves its cap and
    the receiver reaches its own, or the receiver leaves its floor and the giver reaches its own.
    With 287, 104, 230, 71 and 214 votes for 5 seats and caps of 1 for the first two, 18 votes from
    the first to the second move a seat from the third to the fourth, and 167 move it back.
    """
    if not isinstance(rule, QuotaRule) or not (rule.droop or allied or bounded):
        return
    lost = "a list can lose a seat by winning votes"
    if rule.droop:
        shared, why = "", f"its quota is a whole number and jumps as votes are added: {lost}"
    elif allied:
        shared = " with alliances"
        why = f"inside an alliance one seat more can cost a list a seat: {lost}"
    else:
        shared = " with the floors or caps of several lists"
        why = (
            "votes that move between two lists at their bounds change the quota of the others, up "
            "and down again: a seat can move between two of these and back"
        )
    raise InvalidInputError(
        f"result is shared by {rule}{shared}",
        why=f"{why}, and the fewest that change something say little",
        do="Ask for the margins under a divisor rule such as kkr.DHONDT, or vary the votes with "
        "kkr.apportion_batch",
    )
