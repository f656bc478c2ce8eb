"""Results as Excel workbooks: a sheet for each table, ready to be read, summed and printed."""

from __future__ import annotations

import re
from fractions import Fraction
from io import BytesIO
from typing import TYPE_CHECKING, Any
from zipfile import ZIP_DEFLATED, ZipFile

from attrs import define, evolve, field

from kkr_allocation.errors import of_extra
from kkr_allocation.explanations import Explanation
from kkr_allocation.presentation.language import say
from kkr_allocation.presentation.report import meeting_line
from kkr_allocation.presentation.sheet import FORMULA_STARTS, Kind, Sheet, printable, sheet_of
from kkr_allocation.presentation.writers.widths import FONT, fitted, folded, room_needed, row_lines

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence

    from openpyxl.cell import Cell as WorkbookCell

    from kkr_allocation.explanations import Language
    from kkr_allocation.presentation.report import Report
    from kkr_allocation.presentation.sheet import Cell


_SIZE, _TITLE_SIZE = 10, 14  # the type in points
_LINE = 1.2  # the height of a line in sizes of its type
_COLUMN_UNITS = _SIZE * 96 / 72 / 7  # an em in widths of a digit, which has 7 of 96 dots
_PORTRAIT, _LANDSCAPE = (millimetres / 25.4 * 72 / 8 for millimetres in (170, 257))
"""The width of A4 between its margins in ems of 8 points, to which the widest are reduced."""
_HEAD_ROW = 3  # where the headings stand, below the title and what it is a part of
_FORMATS = {
    Kind.COUNT: {"en": "#,##0", "da": "#,##0"},
    Kind.AMOUNT: {"en": "#,##0.00", "da": "#,##0.00"},
    Kind.SHARE: {"en": "0.0%", "da": "0.0 %"},
    Kind.DATE: {"en": "[$-809]d mmmm yyyy", "da": "dd-mm-yyyy"},
}


def workbook(reports: Sequence[Report], meeting: dt.date | None = None) -> bytes:
    """Return reports of one language as a workbook: a sheet for each table, and for the steps.

    The day of the meeting stands in the header of each page in place of the day of print.
    """
    language = reports[0].language
    with of_extra("excel"):
        from openpyxl import Workbook
        from openpyxl.styles import Font
    # What Excel puts the day for in the header of a page: the file itself has no date of ours.
    above = "&D" if meeting is None else meeting_line(meeting, language)
    book: Any = Workbook()
    book.remove(book.worksheets[0])
    book.properties.creator = None
    usual = Font(name=FONT, size=_SIZE)
    # The first font is the one that widths are counted in.
    book._fonts.clear()  # noqa: SLF001  (openpyxl has no other way)
    book._fonts.add(usual)  # noqa: SLF001  (openpyxl has no other way)
    book._named_styles["Normal"].font = usual  # noqa: SLF001  (openpyxl has no other way)
    made = _Workbook(book, language, above)
    book.properties.title = printable(reports[0].title)
    for report in reports:
        lead = " ".join(report.lead)  # below the first table, if nothing else is
        for block in (block for section in report.sections for block in section.blocks):
            if isinstance(block, Sheet):
                rows = block.rows if block.kinds else _with_figures(block.rows)
                noted = evolve(block, rows=rows, note=block.note or lead)
                made.add(noted.without_empty_columns(), report.title)
                lead = ""
            elif isinstance(block, Explanation):
                cited = ((of.number, of.text, of.source.cited(language)) for of in block)
                made.add(sheet_of("presentation.steps", language, cited), report.title)
    content = BytesIO()
    book.save(content)
    return _with_values(content.getvalue(), made.values)


def _with_values(content: bytes, values: Sequence[dict[str, float]]) -> bytes:
    """Store the value of each formula beside it, sheet by sheet and by the names of the cells.

    So a reader that does not calculate sees it too, a preview or a program among them.
    """
    made = BytesIO()
    formula = rb'(<c r="%s"[^>]*><f>[^<]*</f>)<v(?: ?/>|></v>)</c>'  # as openpyxl writes one
    with ZipFile(BytesIO(content)) as read, ZipFile(made, "w", ZIP_DEFLATED) as written:
        for entry in read.infolist():
            text = read.read(entry)
            for number, stored in enumerate(values, start=1):
                if entry.filename == f"xl/worksheets/sheet{number}.xml":
                    for cell, value in stored.items():
                        text = re.sub(formula % cell.encode(), rb"\1<v>%r</v></c>" % value, text)
            written.writestr(entry, text)
    return made.getvalue()


@define
class _Workbook:
    """A workbook that is written sheet by sheet."""

    book: Any
    language: Language
    above: str  # what stands to the right in the header of each page
    values: list[dict[str, float]] = field(factory=list)  # of each sheet's formulas, by cell

    def add(self, shown: Sheet, of: str) -> None:
        """Add a table under its title and what it is a part of, with its note below."""
        from openpyxl.utils import get_column_letter

        # It starts with a number, so that no two names are equal when they are cut.
        name = f"{len(self.book.worksheets) + 1} {shown.tab or shown.title}"
        page = self.book.create_sheet(re.sub(r"[\[\]:*?/\\]", " ", name)[:31])
        wide = room_needed(shown, self.language) > _PORTRAIT
        widths = fitted(shown, self.language, _LANDSCAPE if wide else _PORTRAIT)
        for place, width in enumerate(widths, start=1):
            page.column_dimensions[get_column_letter(place)].width = width * _COLUMN_UNITS + 1
        room = max(sum(widths), _PORTRAIT)
        self._say(page, 1, shown.title, room)
        if of != shown.title:
            self._say(page, 2, of, room)
        for row, lines in enumerate(row_lines(shown, self.language, widths), start=_HEAD_ROW):
            page.row_dimensions[row].height = lines * _SIZE * _LINE + 2
        self._fill(page, shown)
        if shown.note:
            self._say(page, _HEAD_ROW + len(shown.rows) + 2, shown.note, room)
        self._set_up(page, of, wide=wide)

    def _say(self, page: Any, row: int, text: str, room: float) -> None:  # noqa: ANN401  (an extra)
        """Write a text over as many columns as a page is wide, and as high as it then is."""
        from openpyxl.styles import Alignment, Font
        from openpyxl.utils import get_column_letter

        size = _TITLE_SIZE if row == 1 else _SIZE
        cell = page.cell(row, 1)
        put_text(cell, text)
        cell.font = Font(name=FONT, size=size, bold=row == 1)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        reached, last = 0.0, 0
        while reached < room:
            last += 1
            reached += page.column_dimensions[get_column_letter(last)].width / _COLUMN_UNITS
        if last > 1:
            page.merged_cells.add(f"A{row}:{get_column_letter(last)}{row}")
        lines = folded(text, reached * _SIZE / size, bold=row == 1)
        page.row_dimensions[row].height = lines * size * _LINE

    def _fill(self, page: Any, shown: Sheet) -> None:  # noqa: ANN401  (an extra)
        """Fill in the headings and the rows; a sum that is one is a formula."""
        from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

        bold, plain = Font(name=FONT, size=_SIZE, bold=True), Font(name=FONT, size=_SIZE)
        line = Border(bottom=Side("thin", color="D0D0D0"))
        head = PatternFill("solid", fgColor="E9EDF4")
        values: dict[str, float] = {}
        for place, heading in enumerate(shown.headings):
            kind = shown.kind(place)
            aside = "right" if kind.is_figure else "left"
            # What stands to the left is kept from the figures to the right of the column before.
            moved = int(place > 0 and not kind.is_figure)
            beside = Alignment(aside, "top", wrap_text=True, indent=moved)
            cell = page.cell(_HEAD_ROW, place + 1)
            put_text(cell, heading)
            cell.font, cell.fill, cell.border = bold, head, line
            cell.alignment = Alignment(aside, "bottom", wrap_text=True, indent=moved)
            for number, row in enumerate(shown.rows):
                cell = page.cell(_HEAD_ROW + 1 + number, place + 1)
                value = row[place]
                if isinstance(value, str):
                    put_text(cell, value)
                else:
                    cell.value = float(value) if isinstance(value, Fraction) else value
                    cell.number_format = _FORMATS.get(kind, _FORMATS[Kind.COUNT])[self.language]
                cell.font = bold if number == shown.sum_row else plain
                cell.border, cell.alignment = line, beside
            total = shown.total(place)
            if total is not None and shown.sum_row is not None:
                cell = page.cell(_HEAD_ROW + 1 + shown.sum_row, place + 1)
                first, last = _HEAD_ROW + 1, _HEAD_ROW + shown.sum_row
                cell.value = f"=SUM({cell.column_letter}{first}:{cell.column_letter}{last})"
                values[cell.coordinate] = total if isinstance(total, int) else float(total)
        self.values.append(values)

    def _set_up(self, page: Any, of: str, *, wide: bool) -> None:  # noqa: ANN401  (an extra)
        """Keep the headings in view on the screen and on paper, A4 and as wide as the page."""
        page.freeze_panes = f"A{_HEAD_ROW + 1}"
        page.print_title_rows = f"{_HEAD_ROW}:{_HEAD_ROW}"
        page.page_setup.paperSize = 9  # A4
        page.page_setup.orientation = "landscape" if wide else "portrait"
        page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
        page.sheet_properties.pageSetUpPr.fitToPage = True
        margins = page.page_margins
        margins.left = margins.right = margins.top = margins.bottom = 0.79  # inches
        page.oddHeader.left.text = printable(of).replace("&", "&&")
        page.oddHeader.right.text = self.above
        pages = say("presentation.page_of_pages", self.language, page="&P", pages="&N")
        page.oddFooter.right.text = pages


def _with_figures(rows: Iterable[tuple[Cell, ...]]) -> tuple[tuple[Cell, ...], ...]:
    """Return rows whose texts that are whole numbers are figures, so that they can be summed."""
    return tuple(
        tuple(int(c) if isinstance(c, str) and c.strip().isdecimal() else c for c in row)
        for row in rows
    )


def put_text(target: WorkbookCell, text: str) -> None:
    """Mark a text as one, whatever it starts with."""
    target.value = printable(text)
    target.data_type = "s"
    target.quotePrefix = text.startswith(FORMULA_STARTS)
