"""Reports as Word documents: real headings and tables, which can be edited in an agenda."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

from kkr_allocation.explanations import Explanation
from kkr_allocation.extras import of_extra
from kkr_allocation.presentation.report import Picture
from kkr_allocation.presentation.report_pictures import png
from kkr_allocation.presentation.sheet import Sheet, written
from kkr_allocation.presentation.sheets import printable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kkr_allocation.explanations import Language
    from kkr_allocation.presentation.report import Block, Report

__all__ = ["document"]

_WIDTH = 5.9
"""Inches between the margins of the page, which a picture fills."""
_HEIGHT = 7.5
"""Inches that a tall picture has, so that its caption stays on the page."""
_LANGUAGES = {"en": "en-GB", "da": "da-DK"}


def document(reports: Sequence[Report]) -> bytes:
    """Return reports as a Word document: headings, paragraphs, tables, pictures and steps.

    Parameters
    ----------
    reports : sequence of Report
        In the order they stand in the document; all in one language.

    Raises
    ------
    KkrAllocationError
        If python-docx is not installed, or there are pictures and matplotlib is not.
    """
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
                _add(made, block, section.heading, report.language)
        if report.colophon:
            made.add_paragraph(printable(report.colophon))
    content = BytesIO()
    made.save(content)
    return content.getvalue()


def _add(made: Any, block: Block, heading: str, language: Language) -> None:  # noqa: ANN401  (an extra)
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
