"""Results and reports as files, safe to open and never half written.

A list's name comes from a ballot and may start with a sign that a spreadsheet takes for a
formula. Such a text is written so that it stays a text.
"""

from __future__ import annotations

import csv
import os
import re
import shutil
from contextlib import contextmanager
from fractions import Fraction
from io import BytesIO, StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, TypeVar

from attrs import evolve

from kkr_allocation.errors import InvalidInputError, of_extra
from kkr_allocation.explanations import Explanation, checked_language
from kkr_allocation.presentation.councils import side_by_side
from kkr_allocation.presentation.language import say
from kkr_allocation.presentation.protocols import (
    FORMULA_STARTS,
    printable,
    protocol,
    sheet_of_result,
)
from kkr_allocation.presentation.report import (
    Picture,
    meeting_line,
    of_meeting,
    page,
    png,
    report_of_result,
    report_of_sheet,
)
from kkr_allocation.presentation.sheet import Sheet, written
from kkr_allocation.words import refusal

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterator, Sequence

    from openpyxl import Workbook
    from openpyxl.cell import Cell as WorkbookCell
    from openpyxl.worksheet.worksheet import Worksheet

    from kkr_allocation.explanations import Language
    from kkr_allocation.presentation.report import Block, Report
    from kkr_allocation.presentation.sheet import Cell
    from kkr_allocation.results import Result


# Results as Excel workbooks: tables with real figures, and texts that stay texts.


_TITLE_IN_WORKBOOK = re.compile(r"[\[\]:*?/\\]")
_LONGEST_SHEET_NAME = 31
_NARROWEST, _WIDEST, _MARGIN = 10, 90, 2
"""Letters to a column: figures fit the narrowest, and longer texts than the widest are wrapped."""
_DAY_OF_PRINT = "&D"
"""What Excel puts the day for in the header of a page; the file itself has no date of ours."""


def workbook(results: Sequence[Result], language: Language, meeting: dt.date | None) -> bytes:
    """Return results as a workbook: a sheet for each table, and one with the steps.

    The day of the meeting stands in the header of each page in place of the day of print.
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
            say("presentation.step_by_step", language),
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


# Reports as Word documents: real headings and tables, which can be edited in an agenda.


_WIDTH = 5.9
"""Inches between the margins of the page, which a picture fills."""
_HEIGHT = 7.5
"""Inches that a tall picture has, so that its caption stays on the page."""
_LANGUAGES = {"en": "en-GB", "da": "da-DK"}


def document(reports: Sequence[Report]) -> bytes:
    """Return reports of one language as a Word document: headings, tables, pictures and steps."""
    with of_extra("word"):
        from docx import Document
    made = Document()
    made.core_properties.author = ""
    made.core_properties.comments = ""
    made.core_properties.title = printable(reports[0].title)
    made.core_properties.language = _LANGUAGES[reports[0].language]
    for report in reports:
        made.add_heading(printable(report.title), level=1)
        for said in report.lead:
            made.add_paragraph(printable(said))
        for of, figure in report.figures.items():
            made.add_paragraph(printable(f"{of}: {figure}"), style="List Bullet")
        for section in report.sections:
            made.add_heading(printable(section.heading), level=2)
            for block in section.blocks:
                _word_add(made, block, section.heading, report.language)
        if report.colophon:
            made.add_paragraph(printable(report.colophon))
    content = BytesIO()
    made.save(content)
    return content.getvalue()


def _word_add(made: Any, block: Block, heading: str, language: Language) -> None:  # noqa: ANN401  (an extra)
    """Add a block at the end of the document."""
    if isinstance(block, Sheet):
        if block.title != heading:
            caption = made.add_paragraph(printable(block.title), style="Caption")
            caption.paragraph_format.keep_with_next = True
        _table(made, block.without_empty_columns(), language)
        made.add_paragraph()
    elif isinstance(block, Picture):
        _picture(made, block)
    elif isinstance(block, Explanation):
        for step in block:
            source = step.source.cited(language)
            made.add_paragraph(printable(f"{step.number}. {step.text} ({source})"))
    else:
        made.add_paragraph(printable(block))


def _picture(made: Any, picture: Picture) -> None:  # noqa: ANN401  (an extra)
    """Add a picture with its alternative text, and its caption below it."""
    from docx.shared import Inches

    shown = made.add_picture(BytesIO(png(picture)), width=Inches(_WIDTH))
    if shown.height > Inches(_HEIGHT):
        shown.width = int(shown.width * Inches(_HEIGHT) / shown.height)
        shown.height = Inches(_HEIGHT)
    described = shown._inline.docPr  # noqa: SLF001  (python-docx has no other way)
    described.set("title", printable(picture.title))
    described.set("descr", printable(picture.description))
    made.paragraphs[-1].paragraph_format.keep_with_next = True
    made.add_paragraph(printable(picture.caption), style="Caption")


def _table(made: Any, sheet: Sheet, language: Language) -> None:  # noqa: ANN401  (an extra)
    """Add the table, its figures to the right; the first row is repeated on every page."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import OxmlElement

    table = made.add_table(rows=0, cols=len(sheet.headings), style="Table Grid")
    for place, row in enumerate((sheet.headings, *sheet.rows), start=-1):
        bold = place in (-1, sheet.sum_row)
        for cell, value in zip(table.add_row().cells, row, strict=True):
            paragraph = cell.paragraphs[0]
            paragraph.add_run(printable(written(value, language))).bold = bold
            if not isinstance(value, str):
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    repeated = table.rows[0]._tr.get_or_add_trPr()  # noqa: SLF001  (python-docx has no other way)
    repeated.append(OxmlElement("w:tblHeader"))


_Format = TypeVar("_Format")


def write(
    results: Sequence[Result],
    path: str | Path,
    *,
    language: Language = "en",
    meeting: dt.date | None = None,
) -> Path:
    """Write results to one file, in the format that the file's name ends in.

    In CSV they stand below one another, with their titles in the first column; in Excel each has
    a sheet and a sheet with its explanation; JSON has one document, or an array of them. Danish
    CSV has semicolons and decimal commas, as a Danish spreadsheet expects. The meeting stands at
    the top of a page or document, and in the header of a workbook's pages. An existing file is
    replaced when the new one is complete, and left as it was if that fails.
    """
    target, writer = _chosen(path, _WRITERS)
    if meeting is not None and target.suffix.lower() in _FOR_PROGRAMS:
        raise _no_place(meeting, target)
    content = writer(results, checked_language(language), meeting)
    with replaced(target) as file:
        file.write(content)
    return target


def write_report(report: Report, path: str | Path) -> Path:
    """Write a report as a page or a Word document, as the file's name ends, replacing the old."""
    target, setter = _chosen(path, _SETTERS)
    content = setter(report)
    with replaced(target) as file:
        file.write(content)
    return target


def _no_place(meeting: dt.date, target: Path) -> InvalidInputError:
    return InvalidInputError(
        **refusal("presentation.meeting_given_for", meeting=meeting, name=target.name)
    )


def _chosen(path: str | Path, formats: dict[str, _Format]) -> tuple[Path, _Format]:
    """Return the file to write, and the format that its ending chooses."""
    target = Path(path)
    chosen = formats.get(target.suffix.lower())
    if chosen is None:
        raise InvalidInputError(
            **refusal("presentation.output_name", name=target.name, formats=", ".join(formats))
        )
    hold_folder(target)
    return target, chosen


def hold_folder(target: Path) -> None:
    """Refuse a file or folder to be written in a folder that does not exist."""
    if target.parent.is_dir():
        return
    raise InvalidInputError(**refusal("presentation.output_target", target=str(target)))


@contextmanager
def replaced(target: Path) -> Iterator[BinaryIO]:
    """Open a file that takes the target's place when it is complete, and only then.

    A link stays a link; the file it points to is replaced.
    """
    place = target.resolve()
    draft = place.with_name(f".{place.name}.{os.getpid()}.tmp")
    try:
        with draft.open("xb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        if place.exists():
            shutil.copymode(place, draft)
        draft.replace(place)
    except OSError as error:
        error.filename = str(target)  # what was asked for, and not the draft
        raise
    finally:
        draft.unlink(missing_ok=True)


def _csv(results: Sequence[Result], language: Language, _: dt.date | None) -> bytes:
    """Write with a byte order mark, by which spreadsheets know that Ø is Ø."""
    text = StringIO(newline="")
    rows = csv.writer(text, delimiter=";" if language == "da" else ",")
    sheets = [sheet_of_result(result, language) for result in results]
    headings: tuple[str, ...] | None = None
    for sheet in sheets:
        if sheet.headings != headings:
            headings = sheet.headings
            rows.writerow(["", *headings] if len(sheets) > 1 else headings)
        for row in sheet.rows:
            cells = [_in_csv(cell, language) for cell in row]
            rows.writerow([_in_csv(sheet.title, language), *cells] if len(sheets) > 1 else cells)
    return text.getvalue().encode("utf-8-sig")


def _in_csv(cell: Cell, language: Language) -> str:
    if isinstance(cell, float | Fraction):
        return repr(float(cell)).replace(".", "," if language == "da" else ".")
    if isinstance(cell, str) and cell.startswith(FORMULA_STARTS):
        return f"'{cell}"
    return "" if cell is None else str(cell)


def _reports(
    results: Sequence[Result], language: Language, meeting: dt.date | None
) -> list[Report]:
    made = [report_of_result(result, language) for result in results]
    if beside := side_by_side(results, language):
        made.insert(0, report_of_sheet(beside, language))
    return [of_meeting(report, meeting) for report in made]


def _html(results: Sequence[Result], language: Language, meeting: dt.date | None) -> bytes:
    beside = side_by_side(results, language)
    title = beside.title if beside else ""
    return page(_reports(results, language, meeting), title=title).encode()


def _word(results: Sequence[Result], language: Language, meeting: dt.date | None) -> bytes:
    return document(_reports(results, language, meeting))


def _json(results: Sequence[Result], _: Language, __: dt.date | None) -> bytes:
    documents = [result.to_json() for result in results]
    joined = ",\n".join(documents)
    return (f"{joined}\n" if len(documents) == 1 else f"[{joined}]\n").encode()


_WRITERS: dict[str, Callable[[Sequence[Result], Language, dt.date | None], bytes]] = {
    ".csv": _csv,
    ".docx": _word,
    ".html": _html,
    ".json": _json,
    ".xlsx": workbook,
}
_FOR_PROGRAMS = {".csv", ".json"}
_SETTERS: dict[str, Callable[[Report], bytes]] = {
    ".docx": lambda report: document([report]),
    ".html": lambda report: page([report]).encode(),
}
