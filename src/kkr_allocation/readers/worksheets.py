"""The list of all that is wrong with a file that a person filled in.

A secretary corrects a file in one go, so the first bad cell does not stop the reading: each is
noted with sheet, row, column and value, and all are named together.
"""

from __future__ import annotations

import csv
import importlib
import io
import re
import unicodedata
from decimal import Decimal
from difflib import get_close_matches
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from kkr_allocation.errors import Bilingual, Count, InvalidInputError, of_extra
from kkr_allocation.inputs import on_one_line
from kkr_allocation.readers.files import called, contents, decoded, place_of, unreadable

if TYPE_CHECKING:
    import os
    from collections.abc import Collection, Iterator, Sequence
    from pathlib import Path

    from kkr_allocation.readers.files import Content


SHEET = Bilingual("Sheet", da="Ark")
FILE = Bilingual("File", da="Fil")
"""What a workbook, and a folder, consists of; each begins the line of a problem."""
_SHOWN = 50
_ROWS = 8
"""Rows that are written out, where the same is wrong in several."""


class Problems:
    """All that is wrong with a file.

    Parameters
    ----------
    file : str
        The name of the workbook or folder, for the message.
    part : str
        What it consists of.
    """

    def __init__(self, file: str, part: str = SHEET) -> None:
        self._file = file
        self._part = part
        self._found: dict[tuple[str, str, str], dict[int, None]] = {}

    def note(self, sheet: str, wrong: str, *, row: int = 0, column: str = "") -> None:
        """Note what is wrong with a sheet, a row or a cell; the same in several rows is one."""
        self._found.setdefault((sheet, column, wrong), {})[row] = None

    def has(self, sheet: str, column: str) -> bool:
        """Say whether something was noted in a column of a sheet."""
        return any(found[:2] == (sheet, column) for found in self._found)

    def _noted(self, sheet: str, column: str, wrong: str) -> Bilingual:
        place = [
            Bilingual.joined([self._part, sheet], " "),
            _rows(list(filter(None, self._found[sheet, column, wrong]))),
            Bilingual(f"column {column}", da=f"kolonne {column}") if column else "",
        ]
        where = Bilingual.joined(filter(None, place), ", ")
        return Bilingual.joined([where, wrong], ": ")

    def raise_if_any(self) -> None:
        """Refuse the file if something was noted, naming everything.

        Raises
        ------
        InvalidInputError
            With every problem on a line of its own, the first fifty of them.
        """
        noted = [self._noted(*found) for found in self._found]
        count = len(noted)
        if not count:
            return
        more = count - _SHOWN
        rest = [Bilingual(f"and {more} more", da=f"og {more} mere")] if more > 0 else []
        file = called(self._file)
        heading = Bilingual(
            f"{file} has {Count(count):thing|things} to correct:",
            da=f"{file} har {count} fejl, der skal rettes:",
        )
        raise InvalidInputError(
            Bilingual.joined([heading, *noted[:_SHOWN], *rest, ""], "\n"),
            why=Bilingual(
                "the result rests on what stands in the cells",
                da="resultatet hviler på det, der står i cellerne",
            ),
            do=Bilingual(
                "Correct them all and run the command again; nothing was computed"
                if count > 1
                else "Correct it and run the command again; nothing was computed",
                da="Ret dem alle, og kør kommandoen igen; intet er beregnet"
                if count > 1
                else "Ret den, og kør kommandoen igen; intet er beregnet",
            ),
        )


def _rows(rows: list[int]) -> Bilingual | None:
    """Name the rows; None for what is wrong with the whole sheet."""
    if not rows:
        return None
    listed, more = ", ".join(map(str, rows[:_ROWS])), len(rows) - _ROWS
    return Bilingual(
        f"row{'' if len(rows) == 1 else 's'} {listed}{f' and {more} more' if more > 0 else ''}",
        da=f"række {listed}{f' og {more} mere' if more > 0 else ''}",
    )


# Opening an Excel workbook, by the library that is an extra.


def open_workbook(content: Content, *, formulas: bool) -> Any:  # noqa: ANN401  (openpyxl is an extra)
    """Return a file's workbook as openpyxl holds it.

    Parameters
    ----------
    content : Content
        The file.
    formulas : bool
        Whether a cell with a formula shows the formula, row by row; else its last value.

    Raises
    ------
    InvalidInputError
        If it is no sound Excel file.
    KkrAllocationError
        If openpyxl is not installed.
    """
    with of_extra("excel"):
        openpyxl = importlib.import_module("openpyxl")
    try:
        return openpyxl.load_workbook(
            io.BytesIO(content.data), read_only=formulas, data_only=not formulas
        )
    except Exception as error:  # noqa: BLE001  (a damaged workbook fails anywhere in openpyxl)
        raise no_sound_workbook(content, error) from None


def no_sound_workbook(content: Content, error: Exception) -> InvalidInputError:
    """Return the refusal of a workbook that openpyxl cannot read."""
    return unreadable(
        content.name,
        Bilingual(
            f"it is no sound Excel file ({type(error).__name__})",
            da=f"det er ikke en hel Excel-fil ({type(error).__name__})",
        ),
        Bilingual(
            "Open it in Excel and save it again as .xlsx",
            da="Åbn den i Excel, og gem den igen som .xlsx",
        ),
    )


# Sheets of a workbook as rows of cells; a cell that cannot be right is noted with its place.


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


# A folder of CSV files as the sheets of a workbook: one file for each, named as the sheet.


_DELIMITERS = ";,\t"
_ESCAPED = ("'=", "'+", "'-", "'@", "'\t", "'\r", "'\n", "''")
"""How a text begins that is marked as one, lest a spreadsheet takes it for a formula."""


def open_folder(
    path: str | os.PathLike[str], columns: dict[str, tuple[str, ...]], needed: Collection[str]
) -> tuple[dict[str, list[Line]], Problems]:
    """Return the rows of a folder's CSV files, and where problems with them are noted.

    Parameters
    ----------
    path : str or path
        The folder.
    columns : dict of str to tuple of str
        The files, named without ``.csv``, and the headings each must have in its first row.
    needed : collection of str
        The files that must be there; the others have nothing to say if they are not.

    Raises
    ------
    InvalidInputError
        If a file is no text, or much larger than one that a person fills in.
    """
    place = place_of(path)
    problems = Problems(place.name, FILE)
    files = {
        unicodedata.normalize("NFC", file.stem).casefold(): file
        for file in sorted(place.iterdir())
        if file.suffix.casefold() == ".csv"
    }
    sheets: dict[str, list[Line]] = {}
    for name, headings in columns.items():
        file = files.pop(name.casefold(), None)
        rows = iter(_csv_sheets_rows(file, headings)) if file else None
        sheets[name] = list(lines_of(name, rows, headings, problems)) if rows else []
        if rows is None and name in needed:
            problems.note(name, Bilingual("is missing", da="mangler"))
    known = ", ".join(columns)
    for file in files.values():
        wrong = Bilingual(f"is none of {known}", da=f"er ingen af {known}")
        problems.note(file.stem, wrong)
    return sheets, problems


def _csv_sheets_rows(file: Path, headings: tuple[str, ...]) -> list[list[str]]:
    """Return the rows, by the delimiter that shows most of the headings."""
    text = decoded(next(contents(file)))

    def split(delimiter: str) -> Iterator[list[str]]:
        return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)

    try:
        shown = {mark: len({*next(split(mark))} & {*headings}) for mark in _DELIMITERS}
        rows = list(split(max(shown, key=lambda mark: shown[mark])))
    except csv.Error as error:
        raise unreadable(
            file.name,
            Bilingual(str(error), da="anførselstegn eller linjeskift passer ikke sammen"),
            Bilingual("Open it in Excel and save it again", da="Åbn den i Excel, og gem den igen"),
        ) from None
    return [[cell[1:] if cell.startswith(_ESCAPED) else cell for cell in row] for row in rows]
