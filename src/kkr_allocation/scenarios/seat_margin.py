"""One margin, and the smallest number that changes something."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from kkr_allocation.apportionment.rules import QuotaRule
from kkr_allocation.errors import InvalidInputError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from kkr_allocation.apportionment.rules import Rule

__all__ = ["SeatMargin", "exchanged", "fewest", "refuse_unsteady"]


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
    wins, loses : tuple of str
        The lists that then have more seats than before, and those that have fewer; none where the
        change hangs on a lot.
    """

    source: str
    target: str
    votes: int | None
    lot: bool
    wins: tuple[str, ...] = ()
    loses: tuple[str, ...] = ()


def exchanged(
    before: Mapping[str, int], least: Mapping[str, int], most: Mapping[str, int]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the lists that win, and those that lose, whatever the lots.

    Parameters
    ----------
    before : mapping of str to int
        Seats; a list that is not there has none.
    least, most : mapping of str to int
        Seats after the change, every lot going against a list, and for it.

    Examples
    --------
    >>> exchanged({"A": 3, "B": 2}, {"A": 2, "C": 1}, {"A": 2, "B": 2, "C": 1})
    (('C',), ('A',))
    """
    wins = tuple(name for name, seats in least.items() if seats > before.get(name, 0))
    return wins, tuple(name for name, seats in before.items() if most.get(name, 0) < seats)


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


def refuse_unsteady(rule: Rule, *, allied: bool) -> None:
    """Refuse rules under which a list can lose a seat by winning votes.

    Parameters
    ----------
    rule : Rule
        The rule.
    allied : bool
        Whether lists pool their votes and share the seats of the pool by the rule again.

    Raises
    ------
    InvalidInputError
        If it is a rule of whole quotas, which jump, or a quota rule inside an alliance, where one
        seat more can cost a list a seat.
    """
    if not isinstance(rule, QuotaRule) or not (rule.droop or allied):
        return
    inside = "inside an alliance one seat more can cost a list a seat"
    jumps = "its quota is a whole number and jumps as votes are added"
    raise InvalidInputError(
        f"result is shared by {rule}{'' if rule.droop else ' with alliances'}",
        why=f"{jumps if rule.droop else inside}: a list can lose a seat by winning votes, and "
        "the fewest that change something say little",
        do="Ask for the margins under a divisor rule such as kkr.DHONDT, or vary the votes with "
        "kkr.apportion_batch",
    )
