"""A sheet, a CSV file or a frame as rows of cells, with what the workbook says beside them."""

from __future__ import annotations

import csv
import importlib
import io
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import suppress
from fractions import Fraction
from itertools import chain, islice
from typing import Any

from attrs import field, frozen

from kkr_allocation.datasets import find_municipality
from kkr_allocation.errors import Bilingual, InvalidInputError
from kkr_allocation.files import Content, called, decoded
from kkr_allocation.forms.columns import LONG, MUNICIPALITY
from kkr_allocation.readers.cells import Formula, Merged, as_shown, in_thousands, number, plain
from kkr_allocation.words import refused, worded

_MOST_COLUMNS, _WIDEST_MERGED, _MOST_NAMED = 2_000, 200, 8
_MOST_ROWS, _MOST_SHEET_ROWS = 300_000, 30_000
_DELIMITERS, _TOP, _TOP_ROWS = ";,\t|", 1 << 16, 20
_ESCAPED = ("'=", "'+", "'-", "'@", "'\t", "'\r", "'\n", "''")
"""How a text begins that is marked as one, lest a spreadsheet takes it for a formula."""


@frozen
class Grid:
    """Rows of cells: a formula without a stored value is its own text."""

    file: str
    sheet: str
    rows: Sequence[Sequence[Any]] = field(repr=False)
    first: int = 1
    "The number of the first row: a frame begins below its headings."
    ragged: bool = False
    "Whether it is a text, where a row with other cells than the headings may be cut off or split."
    short: bool = False
    "Whether the rows of a text may all the same leave out the last cells."
    said: Sequence[Bilingual] = ()
    "What is hidden, and where the value of merged cells was written into every row of theirs."
    across: Collection[tuple[int, int]] = ()
    "The row and column, from 0, of what is merged over several columns."

    @property
    def place(self) -> str:
        """Where it is, for messages."""
        return f"{self.file}, {self.sheet}" if self.sheet else self.file


def rows_named(rows: Sequence[int]) -> Bilingual:
    """Name rows, the first eight by number."""
    listed, more = ", ".join(map(str, rows[:_MOST_NAMED])), len(rows) - _MOST_NAMED
    if more > 0:
        return worded("readers.more_rows", listed=listed, more=more)
    return worded(f"readers.{'rows' if len(rows) > 1 else 'row'}", listed=listed)


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


def _of_frame(source: Any) -> Grid:  # noqa: ANN401  (a frame of any library)
    nw, kind = importlib.import_module("narwhals"), type(source).__name__
    if kind == "LazyFrame":
        raise refused("readers.lazy_frame", kind=kind)
    names = list(map(str, getattr(source, "column_names", getattr(source, "columns", ()))))
    if twice := [repr(name) for name, times in Counter(names).items() if times > 1]:
        raise refused("readers.frame_twice", columns=", ".join(twice))
    try:
        if hasattr(source, "index") and any(name is not None for name in source.index.names):
            source = source.reset_index()
        elif hasattr(source, "index") and MUNICIPALITY not in map(LONG.column_of, names):
            of_places = len(source) and all(map(find_municipality, map(str, source.index)))
            source = source.reset_index(names=MUNICIPALITY) if of_places else source
        frame = nw.from_native(source, eager_only=True)
    except Exception:  # noqa: BLE001  (each library refuses what is no frame of one table its own way)
        raise refused("readers.no_frame", kind=kind) from None
    rows = [list(map(plain, row)) for row in frame.iter_rows()]
    _check_table("frame", len(rows), len(frame.columns), _MOST_ROWS)
    return Grid("frame", "", [[str(name) for name in frame.columns], *rows], first=0)


def _of_text(content: Content, heads: Callable[[Sequence[Any]], bool]) -> Grid:
    """Return a text's rows under the delimiter that shows the headings, or most cells."""
    text = decoded(content)

    def shows(delimiter: str) -> tuple[bool, int]:
        top: list[list[str]] = []
        with suppress(csv.Error):  # the wrong delimiter splits quoted cells
            top.extend(islice(_split(text[:_TOP], delimiter), _TOP_ROWS))
        narrow = (row for row in top if len(row) <= _MOST_COLUMNS)
        return any(map(heads, narrow)), max(map(len, top), default=0)

    rows: list[list[str]] = []
    try:
        for line in _split(text, max(_DELIMITERS, key=shows)):
            rows.append([_typed(cell) if cell[:1] in {"'", "="} else cell for cell in line])
            _check_table(content.name, len(rows), len(line), _MOST_ROWS)
    except csv.Error as error:
        broken = {"line": len(rows) + 1, "error": error}
        raise refused("readers.csv_broken", named=called(content.name), **broken) from None
    return Grid(content.name, "", rows, ragged=True)


def _split(text: str, delimiter: str) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)


def _typed(cell: str) -> str:
    """Return a text without the mark that a spreadsheet needs; one that is a formula as one."""
    if cell.startswith(_ESCAPED):
        return cell[1:]
    return Formula(cell) if cell.startswith("=") else cell


def _check_table(name: str, rows: int, columns: int, most: int) -> None:
    if rows > most or columns > _MOST_COLUMNS:
        raise refused("readers.too_large", named=called(name), rows=most, columns=_MOST_COLUMNS)


def _of_workbook(content: Content) -> Iterator[Grid]:
    openpyxl = importlib.import_module("openpyxl")
    try:
        book = written = openpyxl.load_workbook(io.BytesIO(content.data), data_only=True)
        if content.formulas:
            written = openpyxl.load_workbook(io.BytesIO(content.data))
        sheets = zip(book.worksheets, written.worksheets, strict=True)
        yield from [_of_sheet(content.name, *both_of) for both_of in sheets]
    except InvalidInputError:
        raise
    except Exception as error:  # noqa: BLE001  (a damaged workbook fails anywhere in openpyxl)
        broken = {"named": called(content.name), "error": type(error).__name__}
        raise refused("readers.no_sound_workbook", **broken) from None


def _of_sheet(file: str, sheet: Any, written: Any) -> Grid:  # noqa: ANN401  (openpyxl has no types)
    """Return a sheet's rows, figures as they are shown; `written` has its formulas."""
    for span in [*sheet.merged_cells.ranges]:
        if span.size["columns"] > _WIDEST_MERGED:  # a title over a whole row is none of the table
            sheet.unmerge_cells(span.coord)
    _check_table(file, sheet.max_row or 0, sheet.max_column or 0, _MOST_SHEET_ROWS)
    pairs = zip(sheet.iter_rows(), written.iter_rows(), strict=False)
    rows = [list(map(_shown, *pair)) for pair in pairs]
    last = max(map(len, rows), default=0)
    hidden = [n for n, row in sheet.row_dimensions.items() if row.hidden and n <= len(rows)]
    spans = [span for span in sheet.column_dimensions.values() if span.hidden]
    places = (range((span.min or 1) - 1, min(span.max or 1, last)) for span in spans)
    filled, across = _fill_merged(sheet, rows)
    cells = chain.from_iterable(sheet.iter_rows())
    numbers = (cell for cell in cells if isinstance(cell.value, int | float))
    # A number is read as it is, and shown without its last digits.
    short = {cell.column_letter for cell in numbers if in_thousands(cell.number_format)}
    said = {
        "readers.in_thousands": ", ".join(sorted(short)),
        "readers.hidden_sheet": "" if sheet.sheet_state == "visible" else repr(sheet.title),
        "readers.hidden_rows": rows_named(hidden) if hidden else "",
        "readers.hidden_columns": ", ".join(map(column_letter, chain.from_iterable(places))),
        "readers.merged_filled": ", ".join(filled),
    }
    sentences = [worded(key, where=where) for key, where in said.items() if where]
    return Grid(file, sheet.title.strip(), rows, said=sentences, across=across)


def _shown(cell: Any, written: Any) -> object:  # noqa: ANN401  (openpyxl has no types)
    """Return a cell's value as it is shown, or the formula that has none."""
    if cell.value is None and written.data_type == "f":
        formula = str(getattr(written.value, "text", written.value))
        return Formula(f"={formula.removeprefix('=')}")
    return as_shown(cell.value, cell.number_format)


def _fill_merged(sheet: Any, rows: list[list[Any]]) -> tuple[list[str], set[tuple[int, int]]]:  # noqa: ANN401  (openpyxl has no types)
    """Write the value of merged cells into every row, a figure as `Merged` in all but its own."""
    filled: list[str] = []
    across: set[tuple[int, int]] = set()
    for span in sheet.merged_cells.ranges:
        left, top, right, bottom = (number - 1 for number in span.bounds)
        if top >= len(rows) or (value := rows[top][left]) is None:
            continue
        figure = isinstance(number(value), Fraction)
        copy, stop = (Merged(value, span.coord), right + 1) if figure else (value, left + 1)
        for cells in rows[top : bottom + 1]:
            cells[left:stop] = [copy] * (stop - left)
        rows[top][left] = value
        across |= {(row, left) for row in range(top, bottom + 1) if right > left}
        filled += [span.coord] * (bottom > top)
    return sorted(filled), across
