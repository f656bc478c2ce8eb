"""The sheets of a workbook that a person filled in, within bounds, and what was read of them."""

from __future__ import annotations

from difflib import get_close_matches
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from kkr_allocation.forms.columns import folded_heading
from kkr_allocation.inputs import names_total
from kkr_allocation.readers.cells import Formula
from kkr_allocation.readers.sheet import read_book
from kkr_allocation.words import both, worded

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from kkr_allocation.errors import Bilingual
    from kkr_allocation.forms.columns import Form
    from kkr_allocation.readers.problems import Problems
    from kkr_allocation.readers.sheet import FoundTable, Line

_MOST_ROWS = 10_000
_MOST_COLUMNS = 200


@frozen
class Sheets:
    """The rows of each sheet by its own name; where problems are noted; what was read."""

    lines: dict[str, list[Line]] = field(repr=False)
    problems: Problems
    said: tuple[Bilingual, ...]
    headings: dict[str, tuple[str, ...]] = field(factory=dict)
    "The columns of each sheet that is there."

    def __getitem__(self, sheet: str) -> list[Line]:
        """Return the rows of a sheet; none where it is not there."""
        return self.lines[sheet]


def open_book(source: Any, forms: Sequence[Form], needed: Collection[str]) -> Sheets:  # noqa: ANN401  (a path, or frames by name)
    """Return the sheets of a workbook, a folder of CSV files, or frames by name.

    `needed` must be there. Noted is a sheet that is larger than one that a person fills in, and a
    heading that is not known and spelled much like one that is missing.
    """
    book = read_book(source, forms, needed)
    lines: dict[str, list[Line]] = {form.name: [] for form in forms}
    for form in forms:
        table = book.tables.get(form.name)
        if table is None:
            continue
        rows = table.grid.rows
        if len(rows) > _MOST_ROWS or max(map(len, rows), default=0) > _MOST_COLUMNS:
            wrong = worded("readers.sheet_too_large", rows=_MOST_ROWS, columns=_MOST_COLUMNS)
            book.problems.note(form.name, wrong)
            continue
        lines[form.name] = list(table.lines)
        if not form.open:
            _note_misspelt(table, form, book.problems)
    headings = {name: tuple(table.columns) for name, table in book.tables.items()}
    return Sheets(lines, book.problems, book.sentences(), headings)


def _note_misspelt(table: FoundTable, form: Form, problems: Problems) -> None:
    names = {column.name for column in form.columns}
    absent = {
        heading: column.name
        for column in form.columns
        if column.name not in table.columns
        for heading in column.known
    }
    for typed in table.columns:
        close = get_close_matches(folded_heading(typed), absent, n=1, cutoff=0.8)
        if typed not in names and close:
            meant = absent[close[0]]
            wrong = worded("readers.heading_meant", typed=repr(typed), meant=meant)
            problems.note(form.name, wrong, row=table.reading.header)


# Rows of totals: no place or list, and checked as sums. Taken for one more row a total would have
# as much as all the others together; left out unchecked it would hide that a row is mistyped.


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
