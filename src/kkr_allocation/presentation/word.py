"""Results as a Word document: real tables, which can be edited in an agenda."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

from kkr_allocation.errors import KkrAllocationError
from kkr_allocation.presentation.protocols import protocol
from kkr_allocation.presentation.sheets import printable, written

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kkr_allocation.presentation.sheets import Sheet
    from kkr_allocation.results import Language, Result

__all__ = ["word_document"]


def word_document(results: Sequence[Result], language: Language) -> bytes:
    """Return the results as a Word document: titles, tables, notes and steps of each.

    Parameters
    ----------
    results : sequence of Result
        In the order they stand in the document.
    language : {"en", "da"}
        The language of headings, figures and steps.

    Raises
    ------
    KkrAllocationError
        If python-docx is not installed.
    """
    try:
        from docx import Document
        from docx.oxml import OxmlElement
    except ModuleNotFoundError:
        raise KkrAllocationError(
            "Word files need python-docx, which is not installed",
            why="it is an extra",
            do="Run: pip install kkr-allocation[word]",
        ) from None
    document = Document()
    for result in results:
        for full in protocol(result, language):
            sheet = full.without_empty_columns()
            document.add_heading(printable(sheet.title), level=1)
            repeated = _table(document, sheet, language).rows[0]._tr.get_or_add_trPr()  # noqa: SLF001  (python-docx has no other way)
            repeated.append(OxmlElement("w:tblHeader"))
            if sheet.note:
                document.add_paragraph(printable(sheet.note))
        for step in result.explain(language):
            document.add_paragraph(printable(str(step)))
    content = BytesIO()
    document.save(content)
    return content.getvalue()


def _table(document: Any, sheet: Sheet, language: Language) -> Any:  # noqa: ANN401  (an extra)
    """Add the table, its figures to the right; the first row is repeated on every page."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    made = document.add_table(rows=0, cols=len(sheet.headings), style="Table Grid")
    for row in (sheet.headings, *sheet.rows):
        for cell, value in zip(made.add_row().cells, row, strict=True):
            paragraph = cell.paragraphs[0]
            paragraph.add_run(printable(written(value, language))).bold = row is sheet.headings
            if not isinstance(value, str):
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    return made
