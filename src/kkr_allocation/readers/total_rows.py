"""Rows of totals in a sheet that a person filled in: no place or list, and checked as sums.

A figure that stands at the foot of a table is the sum of those above it. Taken for one more row
it would have as much as all the others together; left out unchecked it would hide that a row is
missing or mistyped.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from kkr_allocation.errors import Bilingual
from kkr_allocation.inputs import names_total

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from kkr_allocation.readers.worksheets import Line

__all__ = ["check_totals", "without_totals"]

_SPREADSHEET = Fraction(1, 10**9)
"""How far from an exact sum, in proportion, one that a spreadsheet added up may be."""


def without_totals(
    lines: Iterable[Line], column: str, is_total: Callable[[str], bool] = names_total
) -> tuple[list[Line], list[Line]]:
    """Return the rows of a table, and its rows of totals.

    Parameters
    ----------
    lines : iterable of Line
        All rows, wherever a total stands among them.
    column : str
        The heading of the names.
    is_total : callable
        Whether a name is that of a total.
    """
    rows: list[Line] = []
    totals: list[Line] = []
    for line in lines:
        (totals if is_total(line.text(column)) else rows).append(line)
    return rows, totals


def check_totals(totals: Iterable[Line], sums: Mapping[str, Fraction | int]) -> None:
    """Note every total that is not the sum of its column; an empty cell says nothing.

    Where a cell of the column cannot be read, that is noted and the sum is not known.

    Parameters
    ----------
    totals : iterable of Line
        The rows of totals.
    sums : mapping of str to Fraction or int
        What each column of the other rows sums to; a whole number where all must be.

    Notes
    -----
    A sum that a spreadsheet made of fractions is off in its last digits, so a difference of less
    than a billionth of the sum is none.
    """
    for line in totals:
        for column, right in sums.items():
            stated = line.whole(column) if isinstance(right, int) else line.figure(column)
            unread = line.problems.has(line.sheet, column)
            if stated is None or unread or abs(Fraction(stated) - right) <= _SPREADSHEET * right:
                continue
            wrong = Bilingual(
                f"{_plain(stated)} is not the sum of the column, which is {_plain(right)}",
                da=f"{_plain(stated)} er ikke summen af kolonnen, som er {_plain(right)}".replace(
                    ".", ","
                ),
            )
            line.wrong(column, wrong)


def _plain(figure: Fraction | int) -> str:
    return str(figure) if figure.denominator == 1 else f"{float(figure):.10g}"
