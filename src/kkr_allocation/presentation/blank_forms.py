"""Forms that a person fills in, as a workbook or a folder of CSV files."""

from __future__ import annotations

import csv
import datetime as dt
from io import BytesIO, StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrs import frozen

from kkr_allocation.errors import Bilingual, InvalidInputError
from kkr_allocation.extras import of_extra
from kkr_allocation.presentation.sheets import FORMULA_STARTS, printable
from kkr_allocation.presentation.writers import hold_folder, replaced

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from kkr_allocation.presentation.register_rows import Rows

__all__ = ["ANOTHER_NAME", "THERE_ALREADY", "BlankForm", "write_form"]

THERE_ALREADY = Bilingual(
    "it is there already, and may be filled in",
    da="den findes allerede og kan være udfyldt",
)
ANOTHER_NAME = Bilingual(
    "Choose another name, or move what is there",
    da="Vælg et andet navn, eller flyt det, der er der",
)

_WIDTH = 22


@frozen
class BlankForm:
    """A form before it is filled in.

    Parameters
    ----------
    called : Bilingual
        What it is called in a sentence.
    example : str
        A name for its file.
    sheets : dict of str to tuple of str
        The headings of each sheet.
    notes : dict of (sheet, heading) to str
        What is said of a column.
    choices : dict of (sheet, heading) to collection of str
        The words of a column that a cell can be chosen from.
    """

    called: Bilingual
    example: str
    sheets: Mapping[str, tuple[str, ...]]
    notes: Mapping[tuple[str, str], str]
    choices: Mapping[tuple[str, str], Collection[str]]


def write_form(path: str | Path, form: BlankForm, rows: Rows) -> Path:
    """Write a form as a workbook, or as a folder with a CSV file for each sheet.

    Parameters
    ----------
    path : str or Path
        A workbook, which ends in ``.xlsx``, or a folder, without an ending. What is there already
        is not overwritten.
    form : BlankForm
        The form.
    rows : dict of str to list of rows
        What stands below the headings already, by sheet.

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
    target = Path(path)
    if target.exists() or target.suffix.lower() not in {".xlsx", ""}:
        raise InvalidInputError(
            Bilingual(
                f"{form.called} is {str(target)!r}",
                da=f"filen til {form.called.da} hedder {str(target)!r}",
            ),
            why=THERE_ALREADY
            if target.exists()
            else Bilingual(
                "a workbook's name ends in .xlsx, and that of a folder of CSV files has no ending",
                da="en projektmappe ender på .xlsx, og en mappe med CSV-filer har ingen endelse",
            ),
            do=ANOTHER_NAME
            if target.exists()
            else Bilingual(
                f"Choose another name, such as {form.example}",
                da=f"Vælg et andet navn, for eksempel {form.example}",
            ),
        )
    hold_folder(target)
    if not target.suffix:
        return _folder(target, form, rows)
    content = BytesIO()
    _book(form, rows).save(content)
    with replaced(target) as file:
        file.write(content.getvalue())
    return target


def _folder(target: Path, form: BlankForm, rows: Rows) -> Path:
    """Write a CSV file for each sheet, as a Danish spreadsheet reads them."""
    target.mkdir()
    for name, headings in form.sheets.items():
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


def _book(form: BlankForm, rows: Rows) -> Any:  # noqa: ANN401  (openpyxl is an extra)
    with of_extra("excel"):
        from openpyxl import Workbook
        from openpyxl.comments import Comment
        from openpyxl.styles import Font
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, headings in form.sheets.items():
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
            if note := form.notes.get((name, heading)):
                cell.comment = Comment(note, "kkr_allocation")
            _let_choose(sheet, cell.column_letter, form.choices.get((name, heading), ()))
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
