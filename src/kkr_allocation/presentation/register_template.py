"""The register as a workbook: empty as a template, or with fora and candidates in it."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kkr_allocation.appointments import workbook as form
from kkr_allocation.appointments.phrases import phrase_of
from kkr_allocation.errors import InvalidInputError, KkrAllocationError
from kkr_allocation.presentation.sheets import printable
from kkr_allocation.presentation.writers import replaced

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kkr_allocation.appointments.candidate import Candidate
    from kkr_allocation.appointments.forum import Forum

__all__ = ["write_register"]

_NOTES = {
    (form.FORA, form.POSTS): "Det antal pladser, KKR besætter. Ukendte tal gættes ikke.",
    (form.FORA, form.KIND): "udpeger eller indstiller; tom: udpeger",
    (form.FORA, form.CHAIR): "ja, hvis en af pladserne er formandens",
    (form.FORA, form.SUBSTITUTES): "ingen, personlige eller fælles; tom: ingen",
    (form.FORA, form.REQUIREMENTS): "Skal være opfyldt. Adskilles med semikolon: mindst 1 fra "
    "Lolland, Guldborgsund; højst 2 borgmestre; mindst 1 ikke-politiker; højst 1 fra samme "
    "kommune; højst 1 genudpegning; under 75 år; ikke også i RAR Fyn",
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
    """Write the workbook that `read_register` reads; without fora and candidates a template.

    Parameters
    ----------
    path : str or Path
        Ends in ``.xlsx``. An existing file is not overwritten.
    fora : iterable of Forum
        The fora that stand in it.
    candidates : iterable of Candidate
        The candidates that stand in it.
    municipalities : iterable of str
        The region's municipalities.

    Returns
    -------
    Path
        The file written.

    Raises
    ------
    InvalidInputError
        If the name does not end in ``.xlsx`` or the file is there already.
    KkrAllocationError
        If openpyxl is not installed.
    """
    target = Path(path)
    if target.suffix.lower() != ".xlsx" or target.exists():
        raise InvalidInputError(
            f"the register is {str(target)!r}",
            why="the file is there already, and may be filled in"
            if target.exists()
            else "a workbook's name ends in .xlsx",
            do="Choose another name, such as register.xlsx",
        )
    rows: dict[str, list[list[Any]]] = {name: [] for name in form.SHEETS}
    rows[form.FORA] = [_forum_row(forum) for forum in fora]
    rows[form.CANDIDATES] = [_candidate_row(person) for person in candidates]
    rows[form.MUNICIPALITIES] = [[name, None] for name in municipalities]
    content = BytesIO()
    _book(rows).save(content)
    with replaced(target) as file:
        file.write(content.getvalue())
    return target


def _spoken(choices: dict[str, str], value: str | None) -> str | None:
    return next((word for word, meant in choices.items() if meant == value), None)


def _yes(*, value: bool) -> str:
    return form.YES if value else form.NO


def _forum_row(forum: Forum) -> list[Any]:
    return [
        forum.name,
        forum.posts,
        forum.kkr or None,
        _spoken(form.KINDS, forum.kind),
        _yes(value=forum.chair),
        _spoken(form.SUBSTITUTE_KINDS, forum.substitutes),
        forum.starts,
        forum.ends,
        "; ".join(map(phrase_of, forum.requirements)) or None,
        "; ".join(map(phrase_of, forum.wanted)) or None,
    ]


def _candidate_row(person: Candidate) -> list[Any]:
    return [
        person.name,
        person.municipality,
        person.party,
        _spoken(form.SEXES, person.sex),
        _yes(value=person.mayor),
        _yes(value=person.kkr_member),
        _yes(value=person.politician),
        person.born,
        person.seat_until,
        "; ".join(f"{forum}: {terms}" for forum, terms in person.held.items()) or None,
        "; ".join(person.wishes) or None,
        "; ".join(person.cannot) or None,
    ]


def _book(rows: dict[str, list[list[Any]]]) -> Any:  # noqa: ANN401  (openpyxl is an extra)
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
        for number, row in enumerate([list(headings), *rows[name]], start=1):
            for place, value in enumerate(row, start=1):
                cell = sheet.cell(
                    number, place, printable(value) if isinstance(value, str) else value
                )
                if isinstance(value, str):
                    cell.data_type = "s"
        for cell, heading in zip(sheet[1], headings, strict=True):
            cell.font = Font(bold=True)
            sheet.column_dimensions[cell.column_letter].width = _WIDTH
            if note := _NOTES.get((name, heading)):
                cell.comment = Comment(note, "kkr_allocation")
            _let_choose(sheet, cell.column_letter, _CHOICES.get((name, heading), ()))
        sheet.freeze_panes = "B2"
    return book


def _let_choose(sheet: Any, column: str, choices: Iterable[str]) -> None:  # noqa: ANN401
    """Let the cells of a column be chosen from a list."""
    from openpyxl.worksheet.datavalidation import DataValidation

    words = ",".join(choices)
    if words:
        choice = DataValidation(type="list", formula1=f'"{words}"', allow_blank=True)
        sheet.add_data_validation(choice)
        choice.add(f"{column}2:{column}5001")
