"""The register as a workbook or a folder of CSV files: a template, or filled in."""

from __future__ import annotations

import csv
import datetime as dt
from io import BytesIO, StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kkr_allocation.appointments import workbook as form
from kkr_allocation.errors import Bilingual, InvalidInputError, KkrAllocationError
from kkr_allocation.presentation.register_rows import register_rows, template_rows
from kkr_allocation.presentation.sheets import printable
from kkr_allocation.presentation.writers import FORMULA_STARTS, replaced

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kkr_allocation.appointments.candidate import Candidate
    from kkr_allocation.appointments.forum import Forum
    from kkr_allocation.presentation.register_rows import Rows

__all__ = ["write_filled_register", "write_register"]

_NOTES = {
    (form.FORA, form.POSTS): "Det antal pladser, KKR besætter. Ukendte tal gættes ikke.",
    (form.FORA, form.KIND): "udpeger eller indstiller; tom: udpeger",
    (form.FORA, form.CHAIR): "ja, hvis en af pladserne er formandens",
    (form.FORA, form.SUBSTITUTES): "ingen, personlige eller fælles; tom: ingen",
    (form.FORA, form.REQUIREMENTS): "Skal være opfyldt. Adskilles med semikolon: mindst 1 fra "
    "Lolland, Guldborgsund; højst 2 borgmestre; mindst 1 ikke-politiker; højst 1 fra samme "
    "kommune; højst 1 genudpegning; under 75 år; ikke også i RAR Fyn; mindst 1 fra yderområder "
    "(Lolland, Guldborgsund)",
    (form.FORA, form.LEGAL_BASIS): "Lov eller vedtægt, med paragraf: sundhedsloven § 204",
    (form.FORA, form.WANTED): "Opfyldes så vidt muligt; skrives som krav: mindst 2 borgmestre",
    (form.CANDIDATES, form.NAME): "Hvert navn én gang; to med samme navn får en tilføjelse",
    (form.CANDIDATES, form.SEX): "K eller M; tom, hvis det ikke er oplyst",
    (form.CANDIDATES, form.POLITICIAN): "nej for en person uden for kommunalbestyrelserne",
    (form.CANDIDATES, form.BORN): "Kun nødvendig, hvor et forum har en aldersgrænse",
    (form.CANDIDATES, form.SEAT_UNTIL): "Hvis mandatet slutter før tid",
    (form.CANDIDATES, form.HELD): "Forum og antal perioder i træk: RAR Fyn: 1; Dialogforum: 2",
    (form.CANDIDATES, form.WANTED): "Fora, personen gerne vil i, adskilt med semikolon",
    (form.CANDIDATES, form.CANNOT): "Fora, personen ikke kan sidde i, adskilt med semikolon",
    (form.LISTS, form.STRENGTH): "Pladser i KKR eller stemmer",
    (form.LISTS, form.ALLIANCE): "Samme tekst for lister i samme valgforbund; tom: ingen",
    (form.MUNICIPALITIES, form.PEOPLE): "Alle eller ingen; tom: lige andele",
    (form.AGREED, form.GIVER): "Listen, der efter aftale overlader pladser i forummet",
    (form.AGREED, form.TAKER): "Listen, der får dem",
    (form.AGREED, form.POSTS): "Tom: 1",
    (form.FIXED, form.CHAIR): "ja, hvis personen bliver formand",
    (form.WISHES, form.POINTS): "Hvor meget ønsket tæller; tom: 1",
}
_CHOICES = {
    (form.FORA, form.KIND): form.KINDS,
    (form.FORA, form.CHAIR): (form.YES, form.NO),
    (form.FORA, form.SUBSTITUTES): form.SUBSTITUTE_KINDS,
    (form.CANDIDATES, form.SEX): form.SEXES,
    (form.CANDIDATES, form.MAYOR): (form.YES, form.NO),
    (form.CANDIDATES, form.KKR_MEMBER): (form.YES, form.NO),
    (form.CANDIDATES, form.POLITICIAN): (form.YES, form.NO),
    (form.FIXED, form.CHAIR): (form.YES, form.NO),
}
_WIDTH = 22


def write_register(
    path: str | Path,
    fora: Iterable[Forum] = (),
    candidates: Iterable[Candidate] = (),
    *,
    municipalities: Iterable[str] = (),
) -> Path:
    """Write the register that `read_register` reads, with headings and what is known already.

    Parameters
    ----------
    path : str or Path
        A workbook, which ends in ``.xlsx``, or a folder of CSV files, without an ending. What is
        there already is not overwritten.
    fora : iterable of Forum
        The fora that stand in it.
    candidates : iterable of Candidate
        The candidates that stand in it.
    municipalities : iterable of str
        The region's municipalities.

    Returns
    -------
    Path
        The workbook or folder written.

    Raises
    ------
    InvalidInputError
        If the name has another ending or is there already.
    KkrAllocationError
        If openpyxl is needed and not installed.
    """
    return _written(Path(path), template_rows(fora, candidates, municipalities))


def write_filled_register(path: str | Path, filled: form.FilledRegister) -> Path:
    """Write a filled-in register so that `read_register` gives it back as it is.

    Parameters
    ----------
    path : str or Path
        As for `write_register`.
    filled : FilledRegister
        What was read, or made otherwise.

    Returns
    -------
    Path
        The workbook or folder written.

    Raises
    ------
    InvalidInputError
        If the name has another ending or is there already.
    KkrAllocationError
        If openpyxl is needed and not installed.
    """
    return _written(Path(path), register_rows(filled))


def _written(target: Path, rows: Rows) -> Path:
    if target.exists() or target.suffix.lower() not in {".xlsx", ""}:
        raise InvalidInputError(
            Bilingual(f"the register is {str(target)!r}", da=f"Registeret er {str(target)!r}"),
            why=Bilingual(
                "it is there already, and may be filled in",
                da="det findes allerede og kan være udfyldt",
            )
            if target.exists()
            else Bilingual(
                "a workbook's name ends in .xlsx, and that of a folder of CSV files has no ending",
                da="en projektmappe ender på .xlsx, og en mappe med CSV-filer har ingen endelse",
            ),
            do=Bilingual(
                "Choose another name, such as register.xlsx",
                da="Vælg et andet navn, for eksempel register.xlsx",
            ),
        )
    if not target.suffix:
        return _folder(target, rows)
    content = BytesIO()
    _book(rows).save(content)
    with replaced(target) as file:
        file.write(content.getvalue())
    return target


def _folder(target: Path, rows: Rows) -> Path:
    """Write a CSV file for each sheet, as a Danish spreadsheet reads them."""
    target.mkdir()
    for name, headings in form.SHEETS.items():
        text = StringIO(newline="")
        csv.writer(text, delimiter=";").writerows(
            [headings, *([_csv_cell(value) for value in row] for row in rows[name])]
        )
        with replaced(target / f"{name}.csv") as file:
            file.write(text.getvalue().encode("utf-8-sig"))
    return target


def _csv_cell(value: str | int | dt.date | None) -> str:
    """Write a cell; an apostrophe marks as text what a spreadsheet takes for a formula."""
    if isinstance(value, dt.date):
        return f"{value:%d-%m-%Y}"
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith((*FORMULA_STARTS, "'")) else text


def _book(rows: Rows) -> Any:  # noqa: ANN401  (openpyxl is an extra)
    try:
        from openpyxl import Workbook
        from openpyxl.comments import Comment
        from openpyxl.styles import Font
    except ModuleNotFoundError:
        raise KkrAllocationError(
            "the register is an Excel file",
            why="Excel files are written by openpyxl, which is not installed",
            do="Run: pip install kkr-allocation[excel]",
        ) from None
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, headings in form.SHEETS.items():
        sheet = book.create_sheet(name)
        lines: list[Sequence[Any]] = [headings, *rows[name]]
        for number, row in enumerate(lines, start=1):
            for place, value in enumerate(row, start=1):
                cell = sheet.cell(
                    number, place, printable(value) if isinstance(value, str) else value
                )
                if isinstance(value, str):
                    cell.data_type = "s"
                    cell.quotePrefix = value.startswith(FORMULA_STARTS)
                elif isinstance(value, dt.date):
                    cell.number_format = "dd-mm-yyyy"
        for cell, heading in zip(sheet[1], headings, strict=True):
            cell.font = Font(bold=True)
            sheet.column_dimensions[cell.column_letter].width = _WIDTH
            if note := _NOTES.get((name, heading)):
                cell.comment = Comment(note, "kkr_allocation")
            _let_choose(sheet, cell.column_letter, _CHOICES.get((name, heading), ()))
        sheet.freeze_panes = "B2"
    return book


def _let_choose(sheet: Any, column: str, choices: Iterable[str]) -> None:  # noqa: ANN401  (openpyxl has no types)
    """Let the cells of a column be chosen from a list."""
    from openpyxl.worksheet.datavalidation import DataValidation

    words = ",".join(choices)
    if words:
        choice = DataValidation(type="list", formula1=f'"{words}"', allow_blank=True)
        sheet.add_data_validation(choice)
        choice.add(f"{column}2:{column}5001")
