"""A sheet, a CSV file or a frame as rows of cells; every table is opened here and nowhere else."""

from __future__ import annotations

import csv
import importlib
import io
import zipfile
from contextlib import suppress
from fractions import Fraction
from itertools import islice
from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from kkr_allocation.errors import InvalidInputError, of_extra
from kkr_allocation.readers.cells import Formula, Merged, as_shown, number, plain
from kkr_allocation.readers.files import FETCH_AGAIN, Content, decoded, unreadable
from kkr_allocation.words import refused, worded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

_DELIMITERS = ";,\t|"
_TOP_ROWS = 20
_TOP = 1 << 16
_MOST_ROWS = 300_000
_MOST_SHEET_ROWS = 30_000
_MOST_COLUMNS = 2_000
_MOST_MERGED = 200
_MARKS = ("'", "=")
_ESCAPED = ("'=", "'+", "'-", "'@", "'\t", "'\r", "'\n", "''")
"""How a text begins that is marked as one, lest a spreadsheet takes it for a formula."""


@frozen
class Grid:
    """Rows of cells: a formula without a stored value is its own text."""

    file: str
    sheet: str
    "Empty where the file is one table."
    rows: Sequence[Sequence[Any]] = field(repr=False)
    first: int = 1
    "The number of the first row: a frame begins below its headings."
    ragged: bool = False
    "Whether a row with fewer or more cells than the headings may have been cut off."
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    "By number from 0."
    filled: tuple[str, ...] = ()
    "Merged cells whose value was filled in, as Excel names them."
    across: Mapping[tuple[int, int], tuple[int, str]] = field(factory=dict)
    "By row (from 0) and column of cells that are merged over several columns: the last, and all."

    @property
    def place(self) -> str:
        """Where it is, for messages."""
        return f"{self.file}, {self.sheet}" if self.sheet else self.file

    def number_of(self, index: int) -> int:
        """Return a row's number, as it is shown beside it."""
        return index + self.first


def column_letter(index: int) -> str:
    """Return a column as Excel calls it, from 0."""
    before, letter = divmod(index, 26)
    return (column_letter(before - 1) if before else "") + chr(ord("A") + letter)


def grids_of(source: Any, heads: Callable[[Sequence[Any]], bool]) -> Iterator[Grid]:  # noqa: ANN401  (a frame of any library)
    """Yield the sheets of a workbook, or one table; `heads` tells a text's delimiter."""
    if not isinstance(source, Content):
        yield _of_frame(source)
    elif source.workbook:
        yield from _of_workbook(source)
    else:
        yield _of_text(source, heads)


def is_frame(source: object) -> bool:
    """Say whether something is a frame of pandas, Polars or Arrow rather than a path."""
    return hasattr(source, "columns") or hasattr(source, "column_names")


def _of_frame(source: Any) -> Grid:  # noqa: ANN401  (a frame of any library)
    nw = importlib.import_module("narwhals")
    try:
        if hasattr(source, "index") and any(name is not None for name in source.index.names):
            source = source.reset_index()
        frame = nw.from_native(source, eager_only=True)
    except Exception:  # noqa: BLE001  (each library refuses what is no frame of one table its own way)
        raise refused("readers.no_frame", kind=type(source).__name__) from None
    rows = [list(map(plain, row)) for row in frame.iter_rows()]
    _check_size("frame", len(rows), len(frame.columns), _MOST_ROWS)
    return Grid("frame", "", [[str(name) for name in frame.columns], *rows], first=0)


def _of_text(content: Content, heads: Callable[[Sequence[Any]], bool]) -> Grid:
    """Return a text's rows under the delimiter that shows the headings, or most cells."""
    text = decoded(content)
    most, best = -1, _DELIMITERS[0]
    for delimiter in _DELIMITERS:
        top: list[list[str]] = []
        with suppress(csv.Error):  # the wrong delimiter splits quoted cells
            top.extend(islice(_split(text[:_TOP], delimiter), _TOP_ROWS))
        if any(heads(row) for row in top if len(row) <= _MOST_COLUMNS):
            best = delimiter
            break
        if (shown := max(map(len, top), default=0)) > most:
            most, best = shown, delimiter
    return Grid(content.name, "", list(_lines(content.name, text, best)), ragged=True)


def _split(text: str, delimiter: str) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)


def _lines(name: str, text: str, delimiter: str) -> Iterator[list[str]]:
    number = 0
    try:
        for number, line in enumerate(_split(text, delimiter), start=1):
            _check_size(name, number, len(line), _MOST_ROWS)
            yield [_typed(cell) if cell[:1] in _MARKS else cell for cell in line]
    except csv.Error as error:
        why = worded("readers.csv_broken", line=number + 1, error=error)
        raise unreadable(name, why, FETCH_AGAIN) from None


def _typed(cell: str) -> str:
    """Return a text without the mark that a spreadsheet needs; one that is a formula as one."""
    if cell.startswith(_ESCAPED):
        return cell[1:]
    return Formula(cell) if cell.startswith("=") else cell


def _check_size(name: str, rows: int, columns: int, most: int) -> None:
    if rows > most or columns > _MOST_COLUMNS:
        why = worded("readers.too_large", rows=most, columns=_MOST_COLUMNS)
        raise unreadable(name, why, worded("readers.votes_alone"))


def _of_workbook(content: Content) -> Iterator[Grid]:
    with of_extra("excel"):
        openpyxl = importlib.import_module("openpyxl")
    try:
        book = openpyxl.load_workbook(io.BytesIO(content.data), data_only=True)
        unstored = _unstored(openpyxl, content)
        grids = [
            _of_sheet(content.name, sheet, unstored.get(sheet.title, {}))
            for sheet in book.worksheets
        ]
    except InvalidInputError:
        raise
    except Exception as error:  # noqa: BLE001  (a damaged workbook fails anywhere in openpyxl)
        why = worded("readers.no_sound_workbook", error=type(error).__name__)
        raise unreadable(content.name, why, worded("readers.save_again")) from None
    yield from grids


def _unstored(openpyxl: Any, content: Content) -> dict[str, dict[tuple[int, int], str]]:  # noqa: ANN401  (an extra's)
    """Return the formulas of each sheet, by row and column from 0."""
    with zipfile.ZipFile(io.BytesIO(content.data)) as archive:
        sheets = [name for name in archive.namelist() if name.startswith("xl/worksheets/")]
        if not any(b"<f" in archive.read(name) for name in sheets):
            return {}
    book = openpyxl.load_workbook(io.BytesIO(content.data))
    return {
        sheet.title: {
            (cell.row - 1, cell.column - 1): str(getattr(cell.value, "text", cell.value))
            for row in sheet.iter_rows()
            for cell in row
            if cell.data_type == "f"
        }
        for sheet in book.worksheets
    }


def _of_sheet(file: str, sheet: Any, formulas: dict[tuple[int, int], str]) -> Grid:  # noqa: ANN401  (openpyxl has no types)
    for span in [*sheet.merged_cells.ranges]:
        if span.size["columns"] > _MOST_MERGED:  # a title over a whole row is none of the table
            sheet.unmerge_cells(span.coord)
    _check_size(file, sheet.max_row or 0, sheet.max_column or 0, _MOST_SHEET_ROWS)
    rows = [[as_shown(cell.value, cell.number_format) for cell in row] for row in sheet.iter_rows()]
    for (row, column), written in formulas.items():
        if row < len(rows) and column < len(rows[row]) and rows[row][column] is None:
            rows[row][column] = Formula(f"={written.removeprefix('=')}")
    hidden = frozenset(n - 1 for n, row in sheet.row_dimensions.items() if row.hidden)
    columns = frozenset(
        number - 1
        for span in sheet.column_dimensions.values()
        if span.hidden
        for number in range(span.min or 1, min(span.max or 1, _MOST_COLUMNS) + 1)
    )
    filled, across = _fill_merged(sheet, rows)
    return Grid(
        file,
        sheet.title.strip(),
        rows,
        hidden_rows=hidden,
        hidden_columns=columns,
        filled=filled,
        across=across,
    )


def _fill_merged(
    sheet: Any,  # noqa: ANN401  (openpyxl has no types)
    rows: list[list[Any]],
) -> tuple[tuple[str, ...], dict[tuple[int, int], tuple[int, str]]]:
    """Write the value of merged cells into every row, figures as `Merged`, and say where."""
    filled: list[str] = []
    across: dict[tuple[int, int], tuple[int, str]] = {}
    for span in sheet.merged_cells.ranges:
        left, top, right, bottom = (number - 1 for number in span.bounds)
        if top >= len(rows) or rows[top][left] is None:
            continue
        value = rows[top][left]
        once = Merged(value, span.coord) if isinstance(number(value), Fraction) else value
        for row in range(top, min(bottom, len(rows) - 1) + 1):
            rows[row][left] = value if row == top else once
            if right > left:
                across[row, left] = (right, span.coord)
        if bottom > top:
            filled.append(span.coord)
    return tuple(sorted(filled)), across
