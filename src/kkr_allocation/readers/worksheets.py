"""Sheets of a workbook as rows of cells, and the list of all that is wrong with them.

A secretary corrects a workbook in one go, so the first bad cell does not stop the reading: each
is noted with sheet, row, column and value, and all are named together.
"""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from kkr_allocation.errors import InvalidInputError
from kkr_allocation.readers.files import contents, unreadable
from kkr_allocation.readers.workbooks import open_workbook

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator

__all__ = ["Line", "Problems", "open_sheets"]

_MOST_ROWS = 10_000
_MOST_COLUMNS = 200
_SHOWN = 50
_NUMBER = re.compile(r"(\d+)(?:,(\d+))?\s*(%?)")
_RATIO = re.compile(r"(\d+)\s*/\s*(\d+)")


class Problems:
    """All that is wrong with a workbook."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._found: list[str] = []

    def note(self, sheet: str, wrong: str, *, row: int = 0, column: str = "") -> None:
        """Note what is wrong with a sheet, a row or a cell."""
        place = [
            f"sheet {sheet}",
            f"row {row}" if row else "",
            f"column {column}" if column else "",
        ]
        self._found.append(f"{', '.join(filter(None, place))}: {wrong}")

    def raise_if_any(self) -> None:
        """Refuse the workbook if something was noted, naming everything.

        Raises
        ------
        InvalidInputError
            With every problem on a line of its own, the first fifty of them.
        """
        if not self._found:
            return
        more = len(self._found) - _SHOWN
        shown = [*self._found[:_SHOWN], *([f"and {more} more"] if more > 0 else [])]
        raise InvalidInputError(
            f"{self._file} has {len(self._found)} thing(s) to correct:\n" + "\n".join(shown),
            why="the result rests on what stands in the cells",
            do="Correct them all and run the command again; nothing was computed",
        )


@frozen
class Line:
    """One row of a sheet, by the heading of each column.

    Parameters
    ----------
    sheet : str
        The sheet's name.
    number : int
        The row's number in Excel.
    cells : dict of str to object
        The values that stand in it.
    problems : Problems
        Where a bad cell is noted.
    """

    sheet: str
    number: int
    cells: dict[str, Any]
    problems: Problems = field(repr=False)

    def wrong(self, column: str, what: str) -> None:
        """Note what is wrong with a cell."""
        self.problems.note(self.sheet, what, row=self.number, column=column)

    def text(self, column: str) -> str:
        """Return a cell's text; empty where there is none."""
        value = self.cells.get(column)
        return "" if value is None else str(value).strip()

    def figure(self, column: str) -> Fraction | None:
        """Return a cell's exact figure from zero up; None where it is empty or was noted.

        A number is taken as it was typed: 0.1 is a tenth. A text may be a Danish number, a
        percentage or a ratio such as ``1/3``.
        """
        value = self.cells.get(column)
        if value is None or (isinstance(value, str) and not value.strip()):
            return None
        figure = _figure(value)
        if figure is None or figure < 0:
            below = figure is not None
            self.wrong(column, f"{value!r:.60} is {'below zero' if below else 'no number'}")
            return None
        return figure

    def whole(self, column: str) -> int | None:
        """Return a cell's whole number from zero up; None where it is empty or was noted."""
        figure = self.figure(column)
        if figure is not None and figure.denominator != 1:
            self.wrong(column, f"{self.cells[column]!r} is no whole number")
            return None
        return None if figure is None else int(figure)


def _figure(value: object) -> Fraction | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        number = Decimal(repr(value))
        return Fraction(number) if number.is_finite() else None
    text = str(value).strip()
    if match := _RATIO.fullmatch(text):
        return Fraction(int(match[1]), int(match[2])) if int(match[2]) else None
    if match := _NUMBER.fullmatch(text):
        figure = Fraction(f"{match[1]}.{match[2] or 0}")
        return figure / 100 if match[3] else figure
    return None


def open_sheets(
    path: str | os.PathLike[str], columns: dict[str, tuple[str, ...]]
) -> tuple[dict[str, list[Line]], Problems]:
    """Return the rows of a workbook's sheets, and where problems with them are noted.

    Parameters
    ----------
    path : str or path
        An Excel workbook.
    columns : dict of str to tuple of str
        The sheets that must be there, and the headings each must have in its first row.

    Raises
    ------
    InvalidInputError
        If the file is no workbook, or much larger than one that a person fills in.
    KkrAllocationError
        If openpyxl is not installed.
    """
    place = Path(path)
    book = _book(place)
    problems = Problems(place.name)
    sheets = {}
    for name, headings in columns.items():
        if name in book.sheetnames:
            sheets[name] = list(_lines(book[name], headings, problems))
        else:
            problems.note(name, f"is missing; the book has {', '.join(book.sheetnames)}")
            sheets[name] = []
    return sheets, problems


def _book(place: Path) -> Any:  # noqa: ANN401  (openpyxl is an extra)
    found = [] if place.is_dir() else list(contents(place))
    if len(found) != 1 or not found[0].workbook:
        raise unreadable(
            place.name,
            "it is no Excel workbook",
            "Open it in Excel and save it as .xlsx, or begin with a new template",
        )
    return open_workbook(found[0], formulas=False)


def _lines(sheet: Any, headings: tuple[str, ...], problems: Problems) -> Iterator[Line]:  # noqa: ANN401
    """Yield the rows below the headings that have something in them."""
    if sheet.max_row > _MOST_ROWS or sheet.max_column > _MOST_COLUMNS:
        problems.note(sheet.title, f"has more than {_MOST_ROWS} rows or {_MOST_COLUMNS} columns")
        return
    rows = sheet.iter_rows(values_only=True)
    head = ["" if cell is None else str(cell).strip() for cell in next(rows, ())]
    for heading in headings:
        if heading not in head:
            problems.note(sheet.title, f"the heading {heading!r} is missing", row=1)
    for heading in dict.fromkeys(filter(None, head)):
        if head.count(heading) > 1:
            problems.note(sheet.title, "the heading stands twice", row=1, column=heading)
    for number, row in enumerate(rows, start=2):
        cells = {name: cell for name, cell in zip(head, row, strict=False) if name}
        if any(cell is not None and str(cell).strip() for cell in cells.values()):
            yield Line(sheet.title, number, cells, problems)
