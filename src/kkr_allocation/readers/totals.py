"""Rows of totals in a sheet that a person filled in: no place or list, and checked as sums.

A figure at the foot of a table is the sum of those above it. Taken for one more row it would have
as much as all the others together; left out unchecked it would hide that a row is mistyped.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from kkr_allocation.inputs import names_total
from kkr_allocation.readers.cells import Formula
from kkr_allocation.words import both, worded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from kkr_allocation.errors import Bilingual
    from kkr_allocation.readers.sheet import Line

_SPREADSHEET = Fraction(1, 10**9)
"""How far from an exact sum, in proportion, one that a spreadsheet added up may be."""


def without_totals(
    lines: Iterable[Line], column: str, is_total: Callable[[str], bool] = names_total
) -> tuple[list[Line], list[Line]]:
    """Return the rows of a table and its rows of totals, told by the names in a column."""
    rows: list[Line] = []
    totals: list[Line] = []
    for line in lines:
        (totals if is_total(line.text(column)) else rows).append(line)
    return rows, totals


def check_totals(totals: Iterable[Line], sums: Mapping[str, Fraction | int]) -> None:
    """Note every total that is not the sum of its column, whole where all figures must be.

    An empty cell and a formula without a stored value say nothing; where a cell of the column
    cannot be read, the sum is not known. A sum that a spreadsheet made of fractions is off in its
    last digits, so a difference of less than a billionth is none.
    """
    for line in totals:
        for column, right in sums.items():
            if isinstance(line.cells.get(column), Formula):
                continue
            stated = line.whole(column) if isinstance(right, int) else line.figure(column)
            unread = line.problems.has(line.sheet, line.headings.get(column, column))
            if stated is None or unread or abs(Fraction(stated) - right) <= _SPREADSHEET * right:
                continue
            line.wrong(column, worded("readers.no_sum", stated=_plain(stated), sum=_plain(right)))


def _plain(figure: Fraction | int) -> Bilingual:
    shown = str(figure) if figure.denominator == 1 else f"{float(figure):.10g}"
    return both(shown, shown.replace(".", ","))
