"""One margin, and the smallest number that changes something."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["SeatMargin", "fewest"]


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
