"""Sheets of a workbook as rows of cells; a cell that cannot be right is noted with its place."""

from __future__ import annotations

import re
from decimal import Decimal
from difflib import get_close_matches
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from kkr_allocation.errors import Bilingual
from kkr_allocation.inputs import on_one_line
from kkr_allocation.readers.files import contents, place_of, unreadable
from kkr_allocation.readers.problems import Problems
from kkr_allocation.readers.workbooks import open_workbook

if TYPE_CHECKING:
    import os
    from collections.abc import Collection, Iterator, Sequence
    from pathlib import Path

__all__ = ["EMPTY", "Line", "lines_of", "open_sheets", "twice"]

EMPTY = Bilingual("is empty", da="er tom")

_MOST_ROWS = 10_000
_MOST_COLUMNS = 200
_PER_CENT = 100
_NUMBER = re.compile(r"(\d+)(?:,(\d+))?\s*(%|pct\.?|procent)?", re.IGNORECASE)
_THOUSANDS = re.compile(r"[1-9]\d{0,2}(?:\.\d{3})+(?:,\d+)?")
_RATIO = re.compile(r"(\d+)\s*/\s*(\d+)")
_LITERAL = re.compile(r'"[^"]*"|[\\_*].')
"""What a number format of Excel shows beside the number: quoted, escaped, filled or spaced."""
_TOO_LARGE = Bilingual(
    f"has more than {_MOST_ROWS} rows or {_MOST_COLUMNS} columns",
    da=f"har mere end {_MOST_ROWS} rækker eller {_MOST_COLUMNS} kolonner",
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
    absent : frozenset of str
        Headings that the sheet lacks; that is noted once, and not again in every row.
    """

    sheet: str
    number: int
    cells: dict[str, Any]
    problems: Problems = field(repr=False)
    absent: frozenset[str] = field(default=frozenset(), repr=False)

    def wrong(self, column: str, what: str) -> None:
        """Note what is wrong with a cell, unless its whole column is missing."""
        if column in self.absent:
            return
        self.problems.note(self.sheet, what, row=self.number, column=column)

    def text(self, column: str) -> str:
        """Return a cell's text on one line; empty where there is none."""
        return on_one_line(self.note(column))

    def note(self, column: str) -> str:
        """Return a cell's text with its line breaks; empty where there is none."""
        value = self.cells.get(column)
        return "" if value is None else str(value).strip()

    def figure(self, column: str) -> Fraction | None:
        """Return a cell's exact figure from zero up; None where it is empty or was noted.

        A number is taken as it was typed: 0.1 is a tenth. A text may be a Danish number with its
        thousands apart, as in ``205.978``, a percentage or a ratio such as ``1/3``.
        """
        value = self.cells.get(column)
        if value is None or (isinstance(value, str) and not value.strip()):
            return None
        figure = _figure(value)
        if figure is None or figure < 0:
            below = figure is not None
            wrong = Bilingual(
                f"{value!r:.60} is {'below zero' if below else 'no number'}",
                da=f"{value!r:.60} er {'under nul' if below else 'ikke et tal'}",
            )
            self.wrong(column, wrong)
            return None
        return figure

    def whole(self, column: str) -> int | None:
        """Return a cell's whole number from zero up; None where it is empty or was noted."""
        figure = self.figure(column)
        if figure is not None and (figure.denominator != 1 or self.in_per_cent(column)):
            value = self.cells[column]
            wrong = Bilingual(f"{value!r} is no whole number", da=f"{value!r} er ikke et helt tal")
            self.wrong(column, wrong)
            return None
        return None if figure is None else int(figure)

    def in_per_cent(self, column: str) -> bool:
        """Say whether a cell's number is written in per cent, or shown so by Excel."""
        match = _NUMBER.fullmatch(self.text(column))
        return match is not None and match[3] is not None

    def percentage(self, column: str) -> Fraction | None:
        """Return how many per cent a cell says; None where it is empty or was noted.

        ``25``, ``25 %`` and a cell that Excel shows as 25 % are all 25. A plain figure between
        zero and one can mean either, so it is noted.
        """
        figure = self.figure(column)
        if figure is None or self.in_per_cent(column):
            return None if figure is None else figure * _PER_CENT
        if 0 < figure < 1:
            typed, meant = self.text(column), f"{float(figure * _PER_CENT):.10g}"
            either = Bilingual(
                f"{typed} can be {typed} % or {meant} %; write the % sign",
                da=f"{typed} kan være {typed} % eller {meant} %; skriv procenttegnet".replace(
                    ".", ","
                ),
            )
            self.wrong(column, either)
            return None
        return figure


def twice(name: str) -> Bilingual:
    """Return what is wrong with a name that was read before, or is empty."""
    return Bilingual(f"{name!r} stands twice", da=f"{name!r} står to gange") if name else EMPTY


def _figure(value: object) -> Fraction | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        number = Decimal(repr(value))
        return Fraction(number) if number.is_finite() else None
    text = str(value).strip()
    if _THOUSANDS.fullmatch(text):
        text = text.replace(".", "")
    if match := _RATIO.fullmatch(text):
        return Fraction(int(match[1]), int(match[2])) if int(match[2]) else None
    if match := _NUMBER.fullmatch(text):
        figure = Fraction(f"{match[1]}.{match[2] or 0}")
        return figure / _PER_CENT if match[3] else figure
    return None


def open_sheets(
    path: str | os.PathLike[str],
    columns: dict[str, tuple[str, ...]],
    needed: Collection[str] | None = None,
) -> tuple[dict[str, list[Line]], Problems]:
    """Return the rows of a workbook's sheets, and where problems with them are noted.

    Parameters
    ----------
    path : str or path
        An Excel workbook.
    columns : dict of str to tuple of str
        The sheets, and the headings each must have in its first row.
    needed : collection of str, optional
        The sheets that must be there, all of them by default; the others have nothing to say if
        they are not, unless a sheet is called much the same.

    Raises
    ------
    InvalidInputError
        If the file is no workbook, or much larger than one that a person fills in.
    KkrAllocationError
        If openpyxl is not installed.
    """
    place = place_of(path)
    book = _book(place)
    problems = Problems(place.name)
    sheets = {}
    for name, headings in columns.items():
        if name in book.sheetnames:
            sheets[name] = list(_lines(book[name], headings, problems))
            continue
        others = [other for other in book.sheetnames if other not in columns]
        sheets[name] = []
        if needed is None or name in needed or get_close_matches(name, others):
            there = ", ".join(book.sheetnames)
            missing = Bilingual(
                f"is missing; the book has {there}", da=f"mangler; projektmappen har {there}"
            )
            problems.note(name, missing)
    return sheets, problems


def _book(place: Path) -> Any:  # noqa: ANN401  (openpyxl is an extra)
    found = [] if place.is_dir() else list(contents(place))
    if len(found) != 1 or not found[0].workbook:
        raise unreadable(
            place.name,
            Bilingual("it is no Excel workbook", da="det er ikke en Excel-projektmappe"),
            Bilingual(
                "Open it in Excel and save it as .xlsx, or begin with a new template",
                da="Åbn den i Excel, og gem den som .xlsx, eller begynd med en ny skabelon",
            ),
        )
    return open_workbook(found[0], formulas=False)


def lines_of(
    title: str,
    rows: Iterator[Sequence[object]],
    headings: tuple[str, ...],
    problems: Problems,
) -> Iterator[Line]:
    """Yield the rows of a sheet that stand below its headings and have something in them.

    Parameters
    ----------
    title : str
        The sheet's name.
    rows : iterator of sequence
        Its rows, the headings first.
    headings : tuple of str
        The headings it must have, in capital or small letters.
    problems : Problems
        Where a missing or repeated heading is noted.
    """
    spelled = {heading.casefold(): heading for heading in headings}
    typed = ["" if cell is None else on_one_line(str(cell)) for cell in next(rows, ())]
    head = [spelled.get(heading.casefold(), heading) for heading in typed]
    if len(head) > _MOST_COLUMNS:
        problems.note(title, _TOO_LARGE)
        return
    absent = [heading for heading in headings if heading not in head]
    for heading in absent:
        missing = Bilingual(
            f"the heading {heading!r} is missing", da=f"overskriften {heading!r} mangler"
        )
        problems.note(title, missing, row=1)
    for heading in dict.fromkeys(filter(None, head)):
        if head.count(heading) > 1:
            twice = Bilingual("the heading stands twice", da="overskriften står to gange")
            problems.note(title, twice, row=1, column=heading)
    for number, row in enumerate(rows, start=2):
        if number > _MOST_ROWS:
            problems.note(title, _TOO_LARGE)
            return
        cells = {name: cell for name, cell in zip(head, row, strict=False) if name}
        if any(cell is not None and str(cell).strip() for cell in cells.values()):
            yield Line(title, number, cells, problems, frozenset(absent))


def _lines(sheet: Any, headings: tuple[str, ...], problems: Problems) -> Iterator[Line]:  # noqa: ANN401  (openpyxl has no types)
    if sheet.max_row > _MOST_ROWS:
        problems.note(sheet.title, _TOO_LARGE)
        return
    rows = (tuple(map(_value, row)) for row in sheet.iter_rows())
    yield from lines_of(sheet.title, rows, headings, problems)


def _value(cell: Any) -> object:  # noqa: ANN401  (openpyxl has no types)
    """Return what stands in a cell; a number that Excel shows in per cent as it is shown."""
    value = cell.value
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if not number or value < 0 or "%" not in _LITERAL.sub("", cell.number_format):
        return value
    return f"{(Decimal(repr(value)) * _PER_CENT).normalize():f} %".replace(".", ",")
