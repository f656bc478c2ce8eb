"""Results as Excel workbooks: tables with real figures, and texts that stay texts."""

from __future__ import annotations

import re
from fractions import Fraction
from io import BytesIO
from typing import TYPE_CHECKING

from attrs import evolve

from kkr_allocation.extras import of_extra
from kkr_allocation.presentation.composition_overview import side_by_side
from kkr_allocation.presentation.protocols import protocol
from kkr_allocation.presentation.report import STEPS, meeting_line
from kkr_allocation.presentation.sheet import Sheet
from kkr_allocation.presentation.sheets import FORMULA_STARTS, printable

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from openpyxl import Workbook
    from openpyxl.cell import Cell as WorkbookCell
    from openpyxl.worksheet.worksheet import Worksheet

    from kkr_allocation.explanations import Language
    from kkr_allocation.presentation.sheet import Cell
    from kkr_allocation.results import Result

__all__ = ["workbook"]

_TITLE_IN_WORKBOOK = re.compile(r"[\[\]:*?/\\]")
_LONGEST_SHEET_NAME = 31
_NARROWEST, _WIDEST, _MARGIN = 10, 90, 2
"""Letters to a column: figures fit the narrowest, and longer texts than the widest are wrapped."""
_DAY_OF_PRINT = "&D"
"""What Excel puts the day for in the header of a page; the file itself has no date of ours."""


def workbook(results: Sequence[Result], language: Language, meeting: dt.date | None) -> bytes:
    """Return results as a workbook: a sheet for each table, and one with the steps.

    Parameters
    ----------
    results : sequence of Result
        In the order of their sheets.
    language : {"en", "da"}
        The language of titles, headings and steps.
    meeting : datetime.date or None
        The day of the meeting, which then stands in the header of each page in place of the day
        of print.

    Raises
    ------
    KkrAllocationError
        If openpyxl is not installed.
    """
    with of_extra("excel"):
        from openpyxl import Workbook
    above = _DAY_OF_PRINT if meeting is None else meeting_line(meeting, language)
    book = Workbook()
    book.remove(book.worksheets[0])
    if beside := side_by_side(results, language):
        _add(book, _with_figures(beside), (beside.note,), beside.title, above)
    for result in results:
        explained = result.explain(language)
        steps = Sheet(
            STEPS.text(language),
            ("#", explained.title),
            tuple((s.number, f"{s.text} ({s.source.cited(language)})") for s in explained),
        )
        sheets = protocol(result, language)
        for shown in (*sheets, steps):
            # A single sheet is read by programs too; its note is among the steps.
            told = (shown.note,) if shown.note and len(sheets) > 1 else ()
            _add(book, shown, told, explained.title, above)
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def _add(book: Workbook, shown: Sheet, told: tuple[str, ...], title: str, above: str) -> None:
    """Add a sheet with the texts that are told below its table, and the header of its pages."""
    page = book.create_sheet(_sheet_name(shown.tab or shown.title, len(book.worksheets) + 1))
    below = ((), told) if told else ()
    for number, row in enumerate((shown.headings, *shown.rows, *below), start=1):
        for place, cell in enumerate(row, start=1):
            _fill(page.cell(number, place), cell)
    _lay_out(page, shown)
    page.oddHeader.left.text = printable(title).replace("&", "&&")
    page.oddHeader.right.text = above


def _with_figures(sheet: Sheet) -> Sheet:
    """Return a sheet whose texts that are whole numbers are figures, so that they can be summed."""
    rows = tuple(
        tuple(int(c) if isinstance(c, str) and c.strip().isdecimal() else c for c in row)
        for row in sheet.rows
    )
    return evolve(sheet, rows=rows)


def _lay_out(page: Worksheet, shown: Sheet) -> None:
    """Keep the headings in view, and make each column as wide as what it holds, within reason."""
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    page.freeze_panes = "A2"
    for place, column in enumerate(page.iter_cols(), start=1):
        # A note below the table may run over the columns beside it.
        held = [cell for cell in column[: len(shown.rows) + 1] if cell.value is not None]
        longest = max((len(str(cell.value)) for cell in held if _is_text(cell)), default=0)
        width = min(max(longest, _NARROWEST), _WIDEST)
        page.column_dimensions[get_column_letter(place)].width = width + _MARGIN
        column[0].font = Font(bold=True)
        for cell in held:
            if _is_text(cell) and len(str(cell.value)) > width:
                cell.alignment = Alignment(wrap_text=True, vertical="top")


def _is_text(cell: WorkbookCell) -> bool:
    return cell.data_type == "s"


def _fill(target: WorkbookCell, cell: Cell) -> None:
    """Fill a cell of a workbook; a text is marked as one, whatever it starts with."""
    if isinstance(cell, str):
        target.value = printable(cell)
        target.data_type = "s"
        target.quotePrefix = cell.startswith(FORMULA_STARTS)
    elif isinstance(cell, Fraction):
        target.value = float(cell)
        target.number_format = "#,##0.00"
    else:
        target.value = cell
        target.number_format = "0.0%" if isinstance(cell, float) else "#,##0"


def _sheet_name(title: str, number: int) -> str:
    """Start with the number, so that no two names are equal when they are cut."""
    return f"{number} {_TITLE_IN_WORKBOOK.sub(' ', title)}"[:_LONGEST_SHEET_NAME]
