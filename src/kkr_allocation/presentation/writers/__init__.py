"""Results and reports as files, safe to open and never half written.

A list's name comes from a ballot and may start with a sign that a spreadsheet takes for a
formula. Such a text is written so that it stays a text.
"""

from __future__ import annotations

import csv
import datetime as dt
import os
import shutil
from contextlib import contextmanager
from fractions import Fraction
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from kkr_allocation.explanations import checked_language
from kkr_allocation.presentation.agenda_item import paper
from kkr_allocation.presentation.appointment_letters import letters, letters_sheet
from kkr_allocation.presentation.councils import side_by_side
from kkr_allocation.presentation.language import say, written_day
from kkr_allocation.presentation.protocols import FORMULA_STARTS, sheet_of_result
from kkr_allocation.presentation.report import of_meeting, report_of_sheet
from kkr_allocation.presentation.writers.excel import workbook
from kkr_allocation.presentation.writers.html import page
from kkr_allocation.presentation.writers.word import document
from kkr_allocation.words import refused

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence

    from kkr_allocation.appointments.appoint import Appointments
    from kkr_allocation.explanations import Language
    from kkr_allocation.presentation.report import Report
    from kkr_allocation.presentation.sheet import Cell, Sheet
    from kkr_allocation.results import Result


def write(
    results: Sequence[Result],
    path: str | Path,
    *,
    language: Language = "en",
    meeting: dt.date | None = None,
    annexes: Sequence[str] = (),
) -> Path:
    """Write results to one file, in the format that the file's name ends in.

    In CSV they stand below one another, with their titles in the first column; in Excel each has
    a sheet and a sheet with its explanation; JSON has one document, or an array of them. Danish
    CSV has semicolons and decimal commas, as a Danish spreadsheet expects. The meeting stands at
    the top of a page or document, and in the header of a workbook's pages. An existing file is
    replaced when the new one is complete, and left as it was if that fails. Annexes stand by name
    below an agenda item, on a page or in a document.
    """
    target = _chosen(path, _FORMATS)
    setter = _SETTERS.get(target.suffix.lower())
    if annexes and setter is None:
        raise refused("annex_no_place", name=target.name)
    if meeting is not None and target.suffix.lower() in _FOR_PROGRAMS:
        raise refused("meeting_given_for", meeting=meeting, name=target.name)
    chosen = checked_language(language)
    if setter:
        title, reports = _reports(results, chosen, meeting, annexes)
        content = setter(reports, title)
    else:
        content = _TABLES[target.suffix.lower()](results, chosen, meeting)
    return _put(target, content)


def _put(target: Path, content: bytes) -> Path:
    with replaced(target) as file:
        file.write(content)
    return target


def write_letters(
    result: Appointments, path: str | Path, language: Language, meeting: dt.date | None = None
) -> tuple[Path, Path]:
    """Write the letters to one document, and what they say to a CSV beside it for mail merge.

    In a folder, which may be a new one, they have a name of their own.
    """
    target = Path(path)
    if not target.suffix:
        hold_folder(target)
        target.mkdir(exist_ok=True)
        target /= f"{say('letters_file', language)}.docx"
    if target.suffix.lower() != ".docx":
        raise refused("letters_name", name=target.name)
    hold_folder(target)
    made = [of_meeting(letter, meeting) for letter in letters(result, language)]
    content = document(made, apart=True)
    rows = _csv_of([letters_sheet(result, language)], language)
    return _put(target, content), _put(target.with_suffix(".csv"), rows)


def write_report(report: Report, path: str | Path) -> Path:
    """Write a report as a page or a Word document, as the file's name ends, replacing the old."""
    target = _chosen(path, _SETTERS)
    return _put(target, _SETTERS[target.suffix.lower()]([report], ""))


def _chosen(path: str | Path, formats: Collection[str]) -> Path:
    """Return the file to write, if its ending is one of the formats and its folder is there."""
    target = Path(path)
    if target.suffix.lower() not in formats:
        raise refused("output_name", name=target.name, formats=", ".join(formats))
    hold_folder(target)
    return target


def hold_folder(target: Path) -> None:
    """Refuse a file or folder to be written in a folder that does not exist."""
    if target.parent.is_dir():
        return
    raise refused("output_target", target=str(target))


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
    return _csv_of([sheet_of_result(result, language) for result in results], language)


def _csv_of(sheets: Sequence[Sheet], language: Language) -> bytes:
    """Write with a byte order mark, by which spreadsheets know that Ø is Ø."""
    text = StringIO(newline="")
    rows = csv.writer(text, delimiter=";" if language == "da" else ",")
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
    if isinstance(cell, dt.date):
        return written_day(cell, language)
    return "" if cell is None else str(cell)


def _reports(
    results: Sequence[Result],
    language: Language,
    meeting: dt.date | None,
    annexes: Sequence[str],
) -> tuple[str, list[Report]]:
    """Return a title for all, empty where the first has it, and each on its own."""
    made = [paper(result, language, annexes) for result in results]
    beside = side_by_side(results, language)
    if beside:
        made.insert(0, report_of_sheet(beside, language))
    return beside.title if beside else "", [of_meeting(report, meeting) for report in made]


def _json(results: Sequence[Result], _: Language, __: dt.date | None) -> bytes:
    documents = [result.to_json() for result in results]
    joined = ",\n".join(documents)
    return (f"{joined}\n" if len(documents) == 1 else f"[{joined}]\n").encode()


_SETTERS: dict[str, Callable[[Sequence[Report], str], bytes]] = {
    ".docx": lambda reports, _: document(reports),
    ".html": lambda reports, title: page(reports, title=title).encode(),
}
"""The formats for people, which are set page by page, with their title."""
_TABLES: dict[str, Callable[[Sequence[Result], Language, dt.date | None], bytes]] = {
    ".csv": _csv,
    ".json": _json,
    ".xlsx": workbook,
}
_FORMATS = sorted([*_SETTERS, *_TABLES])
_FOR_PROGRAMS = {".csv", ".json"}
