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
from typing import TYPE_CHECKING, BinaryIO, TypeVar

from kkr_allocation.errors import Bilingual, InvalidInputError, KkrAllocationError
from kkr_allocation.presentation.protocols import protocol
from kkr_allocation.presentation.report import STEPS, report_of_result
from kkr_allocation.presentation.report_page import page
from kkr_allocation.presentation.sheet import Cell, Sheet
from kkr_allocation.presentation.sheets import printable, sheet_of_result
from kkr_allocation.presentation.word import document
from kkr_allocation.results import checked_language

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from openpyxl.cell import Cell as WorkbookCell

    from kkr_allocation.presentation.report import Report
    from kkr_allocation.results import Language, Result

__all__ = ["FORMULA_STARTS", "replaced", "write", "write_report"]

_Format = TypeVar("_Format")
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
_TITLE_IN_WORKBOOK = re.compile(r"[\[\]:*?/\\]")
_LONGEST_SHEET_NAME = 31
_DAY_OF_PRINT = "&D"
"""What Excel puts the day for in the header of a page; the file itself has no date of ours."""


def write(results: Sequence[Result], path: str | Path, *, language: Language = "en") -> Path:
    """Write results to one file, in the format that the file's name ends in.

    Parameters
    ----------
    results : sequence of Result
        At least one. In CSV they stand below one another, with their titles in the first
        column; in Excel each has a sheet and a sheet with its explanation; JSON has one document,
        or an array of them.
    path : str or Path
        Ends in ``.csv``, ``.docx``, ``.html``, ``.json`` or ``.xlsx``. An existing file is replaced
        when the new one is complete, not before.
    language : {"en", "da"}
        The language of headings and explanations. Danish CSV has semicolons and decimal commas,
        as a Danish spreadsheet expects.

    Returns
    -------
    Path
        The file written.

    Raises
    ------
    InvalidInputError
        If the name ends in something else or its folder does not exist.
    KkrAllocationError
        If openpyxl or python-docx is needed and not installed.
    OSError
        If the file cannot be written; the old one is left as it was.
    """
    target, writer = _chosen(path, _WRITERS)
    content = writer(results, checked_language(language))
    with replaced(target) as file:
        file.write(content)
    return target


def write_report(report: Report, path: str | Path) -> Path:
    """Write a report as a page or a Word document, as the file's name ends.

    Parameters
    ----------
    report : Report
        Such as `report_of_council` returns.
    path : str or Path
        Ends in ``.html`` or ``.docx``. An existing file is replaced when the new one is complete,
        not before.

    Returns
    -------
    Path
        The file written.

    Raises
    ------
    InvalidInputError
        If the name ends in something else or its folder does not exist.
    KkrAllocationError
        If matplotlib, or python-docx for a document, is needed and not installed.
    OSError
        If the file cannot be written; the old one is left as it was.
    """
    target, setter = _chosen(path, _SETTERS)
    content = setter(report)
    with replaced(target) as file:
        file.write(content)
    return target


def _chosen(path: str | Path, formats: dict[str, _Format]) -> tuple[Path, _Format]:
    """Return the file to write, and the format that its ending chooses."""
    target = Path(path)
    chosen = formats.get(target.suffix.lower())
    if chosen is None:
        raise InvalidInputError(
            Bilingual(f"the output is {target.name!r}", da=f"filen hedder {target.name!r}"),
            why=Bilingual(
                f"its ending chooses the format, and there are {', '.join(formats)}",
                da=f"endelsen vælger formatet, og der findes {', '.join(formats)}",
            ),
            do=Bilingual("Give the file one of these endings", da="Giv filen en af disse endelser"),
        )
    if not target.parent.is_dir():
        raise InvalidInputError(
            Bilingual(f"the output is {str(target)!r}", da=f"filen hedder {str(target)!r}"),
            why=Bilingual("its folder does not exist", da="dens mappe findes ikke"),
            do=Bilingual(
                "Make the folder first, or write to one that exists",
                da="Lav mappen først, eller skriv til en, der findes",
            ),
        )
    return target, chosen


@contextmanager
def replaced(target: Path) -> Iterator[BinaryIO]:
    """Open a file that takes the target's place when it is complete, and only then.

    Parameters
    ----------
    target : Path
        The file to replace or make. A link stays a link; the file it points to is replaced.
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
    finally:
        draft.unlink(missing_ok=True)


def _csv(results: Sequence[Result], language: Language) -> bytes:
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


def _xlsx(results: Sequence[Result], language: Language) -> bytes:
    try:
        from openpyxl import Workbook
    except ModuleNotFoundError:
        raise KkrAllocationError(
            "Excel files need openpyxl, which is not installed",
            why="it is an extra",
            do="Run: pip install kkr-allocation[excel]",
        ) from None
    book = Workbook()
    book.remove(book.worksheets[0])
    for result in results:
        explained = result.explain(language)
        steps = Sheet(
            STEPS.text(language),
            ("#", explained.title),
            tuple((s.number, f"{s.text} ({s.source.cited(language)})") for s in explained),
        )
        sheets = protocol(result, language)
        for shown in (*sheets, steps):
            page = book.create_sheet(_sheet_name(shown.title, len(book.worksheets) + 1))
            # A single sheet is read by programs too; its note is among the steps.
            below = ((), (shown.note,)) if shown.note and len(sheets) > 1 else ()
            for number, row in enumerate((shown.headings, *shown.rows, *below), start=1):
                for place, cell in enumerate(row, start=1):
                    _fill(page.cell(number, place), cell)
            page.freeze_panes = "A2"
            page.oddHeader.left.text = printable(explained.title).replace("&", "&&")
            page.oddHeader.right.text = _DAY_OF_PRINT
    content = BytesIO()
    book.save(content)
    return content.getvalue()


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


def _html(results: Sequence[Result], language: Language) -> bytes:
    return page([report_of_result(result, language) for result in results]).encode()


def _word(results: Sequence[Result], language: Language) -> bytes:
    return document([report_of_result(result, language) for result in results])


def _json(results: Sequence[Result], _: Language) -> bytes:
    documents = [result.to_json() for result in results]
    joined = ",\n".join(documents)
    return (f"{joined}\n" if len(documents) == 1 else f"[{joined}]\n").encode()


_WRITERS: dict[str, Callable[[Sequence[Result], Language], bytes]] = {
    ".csv": _csv,
    ".docx": _word,
    ".html": _html,
    ".json": _json,
    ".xlsx": _xlsx,
}
_SETTERS: dict[str, Callable[[Report], bytes]] = {
    ".docx": lambda report: document([report]),
    ".html": lambda report: page([report]).encode(),
}
