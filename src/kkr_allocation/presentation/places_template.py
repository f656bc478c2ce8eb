"""The empty workbook that a secretariat fills in with keys, limits, wishes and agreements."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kkr_allocation.errors import Bilingual, InvalidInputError
from kkr_allocation.extras import of_extra
from kkr_allocation.placements import workbook as places_form
from kkr_allocation.presentation.blank_forms import ANOTHER_NAME, THERE_ALREADY
from kkr_allocation.presentation.writers import hold_folder, replaced

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = ["write_places_template"]

_HELP = (
    (places_form.ANNEX_TITLE, "Overskrift på bilaget"),
    (places_form.TOTAL, "Det antal pladser, nøglen fordeler"),
    (places_form.RULE, "Hvordan der afrundes; tom: Største brøk"),
    (places_form.MULTIPLE, "Pladser kun i hele 2, 5, 10 …; tom: enkelte pladser"),
    (
        places_form.CHANGE_PLACES,
        "Højst så mange pladser op eller ned fra sidste år; tom: ingen grænse",
    ),
    (
        places_form.CHANGE_PERCENT,
        "Højst så mange procent fra sidste år, såsom 10 %; tom: ingen grænse",
    ),
    (places_form.EXTRA, "Hvor mange ønskede ekstra pladser der gives i alt; tom: alle ønsker"),
    (places_form.EXTRA_RULE, "Hvordan ekstra pladser rationeres; tom: Største brøk"),
)
_NOTES = {
    places_form.KEY: "Én kolonne for hvert tal, der tæller. Vægtene er tilsammen 1 (eller 100 %).",
    places_form.LIMITS: "Alt må stå tomt. Private: elever, en privat leverandør selv har ansvaret for.",
    places_form.AGREEMENTS: "Pladser, én kommune giver en anden, med henvisning til aftalen.",
    places_form.LOTS: "Navne adskilles med semikolon.",
}
_WIDTH = 26


def write_places_template(
    path: str | Path, municipalities: Iterable[str] = (), *, columns: Sequence[str] = ("65+",)
) -> Path:
    """Write the workbook that `read_places` reads when it is filled in.

    Parameters
    ----------
    path : str or Path
        Ends in ``.xlsx``. An existing file is not overwritten.
    municipalities : iterable of str
        The names that stand in the key from the start.
    columns : sequence of str
        The headings of the key's columns; the first has the weight 1, more can be added.

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
        no_workbook = Bilingual(
            "a workbook's name ends in .xlsx", da="navnet på en projektmappe ender på .xlsx"
        )
        raise InvalidInputError(
            Bilingual(f"the template is {str(target)!r}", da=f"skabelonen hedder {str(target)!r}"),
            why=THERE_ALREADY if target.exists() else no_workbook,
            do=ANOTHER_NAME
            if target.exists()
            else Bilingual(
                "Choose another name, such as pladser.xlsx",
                da="Vælg et andet navn, såsom pladser.xlsx",
            ),
        )
    hold_folder(target)
    content = BytesIO()
    _book(list(municipalities), list(columns)).save(content)
    with replaced(target) as file:
        file.write(content.getvalue())
    return target


def _book(municipalities: list[str], columns: list[str]) -> Any:  # noqa: ANN401  (an extra)
    with of_extra("excel"):
        from openpyxl import Workbook
    book = Workbook()
    book.remove(book.worksheets[0])
    rows: list[list[Any]] = [["Oplysning", "Værdi", "Forklaring"]]
    rows += [[name, None, meaning] for name, meaning in _HELP]
    _choose_rule(_sheet(book, places_form.PLAN, rows), "B4 B9")
    weights: list[Any] = [places_form.WEIGHT, *(int(place == 0) for place in range(len(columns)))]
    names: list[list[Any]] = [[name] for name in municipalities]
    _sheet(book, places_form.KEY, [[places_form.MUNICIPALITY, *columns], weights, *names])
    limits: list[Any] = [
        places_form.MUNICIPALITY,
        places_form.FLOOR,
        places_form.CAP,
        places_form.LAST_YEAR,
        places_form.WISH,
        places_form.DEDUCTED,
    ]
    _sheet(book, places_form.LIMITS, [limits, *names])
    _sheet(
        book,
        places_form.AGREEMENTS,
        [[places_form.GIVER, places_form.RECEIVER, places_form.MOVED, places_form.CONSENT]],
    )
    _sheet(
        book, places_form.LOTS, [[places_form.LOT_OF, places_form.LOT_AMONG, places_form.LOT_WON]]
    )
    return book


def _sheet(book: Any, name: str, rows: list[list[Any]]) -> Any:  # noqa: ANN401  (openpyxl has no types)
    from openpyxl.comments import Comment
    from openpyxl.styles import Font

    sheet = book.create_sheet(name)
    for row in rows:
        sheet.append(row)
    for cell in sheet[1]:
        cell.font = Font(bold=True)
        sheet.column_dimensions[cell.column_letter].width = _WIDTH
    if name in _NOTES:
        sheet["A1"].comment = Comment(_NOTES[name], "kkr_allocation")
    sheet.freeze_panes = "A2"
    return sheet


def _choose_rule(sheet: Any, cells: str) -> None:  # noqa: ANN401  (openpyxl has no types)
    """Let the rules be chosen from a list."""
    from openpyxl.worksheet.datavalidation import DataValidation

    choice = DataValidation(
        type="list", formula1=f'"{",".join(places_form.RULES)}"', allow_blank=True
    )
    sheet.add_data_validation(choice)
    for cell in cells.split():
        choice.add(cell)
