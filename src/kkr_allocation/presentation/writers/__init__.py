"""Results and reports as files, safe to open and never half written.

A text that a spreadsheet could take for a formula, such as a list's name, stays a text.
"""

from __future__ import annotations

import csv
import datetime as dt
import json
import os
import secrets
import shutil
import stat
from contextlib import contextmanager
from contextvars import ContextVar
from fractions import Fraction
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, TypeAlias

from attrs import evolve

from kkr_allocation.explanations import Explanation, checked_language
from kkr_allocation.presentation.agenda_item import letters, letters_sheet
from kkr_allocation.presentation.councils import side_by_side
from kkr_allocation.presentation.language import say
from kkr_allocation.presentation.places import programmes
from kkr_allocation.presentation.report import of_meeting, report_of_result, report_of_sheet
from kkr_allocation.presentation.sheet import FORMULA_STARTS, Sheet, sheet_of, sheet_of_result
from kkr_allocation.presentation.writers.excel import workbook
from kkr_allocation.presentation.writers.html import page
from kkr_allocation.presentation.writers.word import document
from kkr_allocation.words import refused, written_day

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from kkr_allocation.appointments.appoint import Appointments
    from kkr_allocation.explanations import Language
    from kkr_allocation.presentation.report import Report
    from kkr_allocation.presentation.sheet import Cell
    from kkr_allocation.results import Result


_Setters: TypeAlias = "dict[str, Callable[[Sequence[Report]], bytes]]"


def write(
    results: Sequence[Result],
    path: str | Path,
    *,
    language: Language = "en",
    meeting: dt.date | None = None,
) -> Path:
    """Write results to one file, in the format that the file's name ends in.

    In CSV they stand below one another, with their titles in the first column, and last what they
    come to together; in Excel each has a sheet and a sheet with its explanation; JSON has one
    document, or an array of them. Danish CSV has semicolons and decimal commas, as a Danish
    spreadsheet expects. The meeting stands at the top of a page or document, and in the header of
    a workbook's pages. An existing file is replaced when the new one is complete, and left as it
    was if that fails.
    """
    target, setter = _chosen(path, dict(sorted(_TABLE_SETTERS.items())))
    ending = target.suffix.lower()
    if meeting is not None and ending not in _SETTERS:
        raise refused("presentation.meeting_given_for", meeting=meeting, name=target.name)
    checked_language(language)
    if ending == ".json":
        joined = ",\n".join(result.to_json() for result in results)
        return complete(target, (f"{joined}\n" if len(results) == 1 else f"[{joined}]\n").encode())
    beside = side_by_side(results, language) or programmes(results, language)
    if ending == ".csv":
        sheets = [sheet_of_result(result, language) for result in results]
        return complete(target, _csv_of([*sheets, beside] if beside else sheets, language))
    made = [report_of_sheet(beside, language)] if beside else []
    made += [report_of_result(result, language) for result in results]
    if ending == ".xlsx":
        return complete(target, workbook(made, meeting))
    made = [of_meeting(report, meeting) for report in made]
    if ending == ".html" and not beside:
        return complete(target, page(made).encode())
    return complete(target, setter(made))


def write_report(report: Report, path: str | Path, *more: Report) -> Path:
    """Write reports to one file, replacing the old; see `write_papers`."""
    return write_papers([report, *more], path)


def write_papers(papers: Sequence[Report], path: str | Path) -> Path:
    """Write papers to one page, Word document or workbook, as the file's name ends."""
    target, setter = _chosen(path, _SETTERS)
    return complete(target, setter(papers))


def write_tables(reports: Sequence[Report], path: str | Path) -> Path:
    """Write the tables and steps of reports, for people or programs, as the file's name ends."""
    target, setter = _chosen(path, _TABLE_SETTERS)
    return complete(target, setter(reports))


def _sheets_of(reports: Sequence[Report]) -> list[Sheet]:
    """Return the tables of reports, an explanation as one of its steps."""
    sheets = []
    for report in reports:
        for block in (block for section in report.sections for block in section.blocks):
            if isinstance(block, Explanation):
                steps = ((s.number, s.text, s.source.cited(report.language)) for s in block)
                made = sheet_of("steps_of_answer", report.language, steps)
                sheets.append(evolve(made, title=block.title))
            elif isinstance(block, Sheet):
                sheets.append(block)
    return sheets


TABLE_KEYS = dict.fromkeys(("title", "headings", "rows", "note")).keys()
"""What a table has in JSON, by the names of a `Sheet`."""


def _tables_in_json(reports: Sequence[Report]) -> bytes:
    """Write tables with their headings, the cells that JSON has no number for as text."""
    tables = [{key: getattr(of, key) for key in TABLE_KEYS} for of in _sheets_of(reports)]
    return (json.dumps(tables, ensure_ascii=False, indent=1, default=str) + "\n").encode()


def is_for_people(path: Path) -> bool:
    """Say whether a file of this name is read by people, and so takes papers."""
    return path.suffix.lower() in _SETTERS


def write_letters(
    result: Appointments,
    path: str | Path,
    language: Language,
    meeting: dt.date | None = None,
    *,
    mail: Mapping[str, str] | None = None,
) -> tuple[Path, Path]:
    """Write the letters to one document, and what they say to a CSV beside it for mail merge.

    In a folder, which may be a new one, they have a name of their own. Whoever has an address by
    their name has it in both.
    """
    target = Path(path)
    if target.suffix.lower() not in {"", ".docx"}:
        raise refused("letters_name", name=target.name)
    hold_folder(target)
    if not target.suffix:
        target.mkdir(exist_ok=True)
        target /= f"{say('letters_file', language)}.docx"
    made = [of_meeting(letter, meeting) for letter in letters(result, language, mail)]
    table, beside = letters_sheet(result, language, mail), target.with_suffix(".csv")
    with replaced(target) as file, replaced(beside) as merged:
        file.write(document(made, apart=True))
        merged.write(_csv_of([table], language))
    return target, beside


def _chosen(path: str | Path, formats: _Setters) -> tuple[Path, Callable[..., bytes]]:
    """Return the file to write, and the format that its ending chooses."""
    target = Path(path)
    if target.suffix.lower() not in formats:
        known = ", ".join(formats)
        raise refused("presentation.output_name", name=target.name, formats=known)
    hold_folder(target)
    return target, formats[target.suffix.lower()]


def hold_folder(target: Path) -> None:
    """Refuse a file or folder to be written in a folder that does not exist."""
    if not target.parent.is_dir():
        raise refused("presentation.output_target", target=str(target))


_INPUTS: ContextVar[tuple[Path, ...]] = ContextVar("_INPUTS", default=())
_READ = {".csv", ".json", ".xlsx", ".zip"}  # the endings of what is read where a folder is


@contextmanager
def inputs_kept(paths: Sequence[Path]) -> Iterator[None]:
    """Refuse, as long as this lasts, to write over these files or what is read of these folders."""
    outer = _INPUTS.set(tuple(paths))
    try:
        yield
    finally:
        _INPUTS.reset(outer)


@contextmanager
def replaced(target: Path) -> Iterator[BinaryIO]:
    """Open a file that takes the target's place when it is complete, and only then.

    A link stays a link; the file it points to is replaced. The draft has a name that no other has,
    so that of several who write at once the last to end leaves a whole file, as the others did.
    """
    place = target.resolve()
    if place.exists():
        _hold_replaceable(place, target)
    draft = place.with_name(f".{secrets.token_hex(8)}.tmp")
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


def _hold_replaceable(place: Path, target: Path) -> None:
    """Refuse a file that is read just now, under any name, or that is protected from writing."""
    for path in _INPUTS.get():
        within = path.resolve() in place.parents and place.suffix.lower() in _READ
        if within or place.samefile(path):
            raise refused("presentation.output_is_input", target=str(target))
    if not place.stat().st_mode & stat.S_IWUSR:
        raise refused("presentation.output_read_only", target=str(target))


def complete(target: Path, content: bytes) -> Path:
    """Write a whole file, replacing the old."""
    with replaced(target) as file:
        file.write(content)
    return target


def _csv_of(sheets: Sequence[Sheet], language: Language) -> bytes:
    """Write with a byte order mark, by which spreadsheets know that Ø is Ø."""
    text = StringIO(newline="")
    rows = csv.writer(text, delimiter=";" if language == "da" else ",")
    headings: tuple[str, ...] | None = None
    for sheet in sheets:
        title = [_in_csv(sheet.title, language)] if len(sheets) > 1 else []
        if sheet.headings != headings:
            headings = sheet.headings
            rows.writerow([*("" for _ in title), *headings])
        lines = (*sheet.rows, *((said,) for said in sheet.lacks))
        rows.writerows([*title, *(_in_csv(cell, language) for cell in row)] for row in lines)
    return text.getvalue().encode("utf-8-sig")


def _in_csv(cell: Cell, language: Language) -> str:
    if isinstance(cell, float | Fraction):
        return repr(float(cell)).replace(".", "," if language == "da" else ".")
    if isinstance(cell, dt.date):
        return written_day(cell, language) if language == "da" else str(cell)
    text = "" if cell is None else str(cell)
    return f"'{text}" if isinstance(cell, str) and text.startswith(FORMULA_STARTS) else text


_SETTERS: _Setters = {
    ".docx": document,
    ".html": lambda reports: page(reports, title=reports[0].title).encode(),
    ".xlsx": workbook,
}
_TABLE_SETTERS: _Setters = {
    ".csv": lambda reports: _csv_of(_sheets_of(reports), reports[0].language),
    ".json": _tables_in_json,
    **_SETTERS,
}
