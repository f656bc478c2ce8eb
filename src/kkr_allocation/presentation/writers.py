"""Results and reports as files, safe to open and never half written.

A list's name comes from a ballot and may start with a sign that a spreadsheet takes for a
formula. Such a text is written so that it stays a text.
"""

from __future__ import annotations

import csv
import os
import shutil
from contextlib import contextmanager
from fractions import Fraction
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, TypeVar

from kkr_allocation.errors import Bilingual, InvalidInputError
from kkr_allocation.explanations import checked_language
from kkr_allocation.presentation.composition_overview import side_by_side
from kkr_allocation.presentation.excel import workbook
from kkr_allocation.presentation.report import of_meeting, report_of_result, report_of_sheet
from kkr_allocation.presentation.report_page import page
from kkr_allocation.presentation.sheets import FORMULA_STARTS, sheet_of_result
from kkr_allocation.presentation.word import document

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterator, Sequence

    from kkr_allocation.explanations import Language
    from kkr_allocation.presentation.report import Report
    from kkr_allocation.presentation.sheet import Cell
    from kkr_allocation.results import Result

__all__ = ["hold_folder", "replaced", "write", "write_report"]

_Format = TypeVar("_Format")


def write(
    results: Sequence[Result],
    path: str | Path,
    *,
    language: Language = "en",
    meeting: dt.date | None = None,
) -> Path:
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
    meeting : datetime.date, optional
        The day of the meeting, which stands at the top of a page or document, and in the header of
        a workbook's pages.

    Returns
    -------
    Path
        The file written.

    Raises
    ------
    InvalidInputError
        If the name ends in something else, its folder does not exist, or the meeting is no day or
        given for a table or document for programs, which has no place for it.
    KkrAllocationError
        If openpyxl or python-docx is needed and not installed.
    OSError
        If the file cannot be written; the old one is left as it was.
    """
    target, writer = _chosen(path, _WRITERS)
    if meeting is not None and target.suffix.lower() in _FOR_PROGRAMS:
        raise _no_place(meeting, target)
    content = writer(results, checked_language(language), meeting)
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


def _no_place(meeting: dt.date, target: Path) -> InvalidInputError:
    return InvalidInputError(
        Bilingual(
            f"a meeting of {meeting} is given for {target.name!r}",
            da=f"der er givet et møde den {meeting} til {target.name!r}",
        ),
        why=Bilingual(
            "programs read it, and it holds the result alone",
            da="den læses af programmer og har kun selve resultatet",
        ),
        do=Bilingual(
            "Leave the meeting out, or write .docx, .html or .xlsx",
            da="Udelad mødet, eller skriv .docx, .html eller .xlsx",
        ),
    )


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
    hold_folder(target)
    return target, chosen


def hold_folder(target: Path) -> None:
    """Refuse a file or folder to be written in a folder that does not exist."""
    if target.parent.is_dir():
        return
    raise InvalidInputError(
        Bilingual(f"the output is {str(target)!r}", da=f"filen hedder {str(target)!r}"),
        why=Bilingual("its folder does not exist", da="dens mappe findes ikke"),
        do=Bilingual(
            "Make the folder first, or write to one that exists",
            da="Lav mappen først, eller skriv til en, der findes",
        ),
    )


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
