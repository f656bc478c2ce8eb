"""Totals as texts state them against the figures themselves.

Published texts contradict their own tables: for SSA in 2018 the text says 3,448, the table sums to
3,455. A difference is reported with both figures; neither is corrected.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from kkr_allocation.inputs import whole_number, whole_numbers
from kkr_allocation.read_only import read_only
from kkr_allocation.results import Result

if TYPE_CHECKING:
    from kkr_allocation.inputs import Figures

__all__ = ["Discrepancy", "cross_check"]


@frozen(field_transformer=read_only)
class Discrepancy(Result):
    """A stated total that is not the sum of its figures.

    Parameters
    ----------
    what : str
        What the total is of.
    stated, summed : int
        The total as stated, and the sum of the figures.

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> found = kkr.cross_check({"Herning": 34, "Skive": 21}, 56)
    >>> found.stated, found.summed, found.difference
    (56, 55, -1)
    """

    what: str
    stated: int
    summed: int

    @property
    def difference(self) -> int:
        """The sum less the stated total, in places."""
        return self.summed - self.stated


def cross_check(figures: Figures, stated: int, what: str = "the total") -> Discrepancy | None:
    """Compare a stated total with the sum of its figures.

    Does the text of the agenda say what its own table says?

    Parameters
    ----------
    figures : mapping of str to int
        The table.
    stated : int
        The total in the text.
    what : str
        What it is the total of.

    Returns
    -------
    Discrepancy or None
        None where they agree.

    Examples
    --------
    SSA in the municipalities, 2018, as published:

    >>> import kkr_allocation as kkr
    >>> table = {"KKR Nordjylland": 355, "KKR Midtjylland": 756, "KKR Syddanmark": 740,
    ...          "KKR Sjælland": 531, "KKR Hovedstaden": 1073}
    >>> print(kkr.cross_check(table, 3448, "SSA 2018").explain())
    Stated totals
    1. SSA 2018: stated are 3,448, the figures sum to 3,455, 7 more. (...)
    """
    summed = sum(whole_numbers(figures, "figures").values())
    found = Discrepancy(what, whole_number(stated, "stated"), summed)
    return found if found.difference else None
