"""A table of cells ready for any medium, and the texts that stand around its rows."""

from __future__ import annotations

from fractions import Fraction
from itertools import compress
from typing import TYPE_CHECKING, TypeAlias

from attrs import evolve, frozen

from kkr_allocation.presentation.language import decimal, number, percent

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kkr_allocation.explanations import Language
    from kkr_allocation.presentation.language import Text

__all__ = ["Cell", "Sheet", "TableTexts", "written"]

Cell: TypeAlias = str | int | float | Fraction | None
"""Text, a count, a ratio, an amount with decimals, or nothing where a figure is missing."""


@frozen
class Sheet:
    """One table.

    Parameters
    ----------
    title : str
        What it shows.
    headings : tuple of str
        One for each column.
    rows : tuple of tuple of Cell
        Counts as int, ratios as float, amounts as Fraction, missing figures as None.
    note : str
        What has to be read with it; empty for nothing.
    sums : bool
        Whether there is a row that holds the sums of those above it.
    below : int
        How many rows stand below the sums and are not in them.
    tab : str
        A shorter title for where there is little room; empty where there is none.
    """

    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""
    sums: bool = False
    below: int = 0
    tab: str = ""

    @property
    def sum_row(self) -> int | None:
        """The place of the row of sums, counted from 0; None where there is none."""
        return len(self.rows) - 1 - self.below if self.sums else None

    def without_empty_columns(self) -> Sheet:
        """Return the sheet as it is shown to the eye: columns with nothing in them left out."""
        kept = [any(row[place] is not None for row in self.rows) for place in self._places]
        return evolve(
            self,
            headings=tuple(compress(self.headings, kept)),
            rows=tuple(tuple(compress(row, kept)) for row in self.rows),
        )

    def is_text(self, place: int) -> bool:
        """Say whether a column, counted from 0, holds text and so stands to the left."""
        return any(isinstance(row[place], str) for row in self.rows)

    @property
    def _places(self) -> range:
        return range(len(self.headings))


@frozen
class TableTexts:
    """The title and the headings of a table, in both languages.

    Parameters
    ----------
    title : Text
        What the table shows.
    headings : tuple of Text
        One for each column.
    """

    title: Text
    headings: tuple[Text, ...]

    def sheet(
        self, language: Language, rows: Iterable[tuple[Cell, ...]], **figures: object
    ) -> Sheet:
        """Return the table with these rows, and with these figures in its title."""
        headings = tuple(heading.text(language) for heading in self.headings)
        return Sheet(self.title.text(language, **figures), headings, tuple(rows))


def written(cell: Cell, language: Language) -> str:
    """Write a cell for the eye: thousands apart, ratios as percentages, nothing as nothing.

    Examples
    --------
    >>> written(24062, "da"), written(0.054, "da"), written(None, "da"), written("A", "da")
    ('24.062', '5,4 %', '', 'A')
    """
    if cell is None:
        return ""
    if isinstance(cell, float):
        return percent(Fraction(cell), language)
    if isinstance(cell, Fraction):
        return decimal(cell, language)
    return number(cell, language) if isinstance(cell, int) else cell
