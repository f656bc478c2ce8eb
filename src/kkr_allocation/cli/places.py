"""The commands of the training places: an empty workbook out, a filled-in one in."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kkr_allocation.cli import arguments
from kkr_allocation.cli.options import Explain, LanguageName, Lots, Output, ReportTyped, Spoken
from kkr_allocation.cli.terminal import answer, refusals_spoken, say, write_and_say
from kkr_allocation.datasets.regions import load_municipalities
from kkr_allocation.errors import Bilingual, InvalidInputError
from kkr_allocation.presentation.places_template import write_places_template
from kkr_allocation.presentation.report_places import report_of_places
from kkr_allocation.readers.places_workbook import read_places

__all__ = ["distribute_command", "template_command"]


def distribute_command(
    *,
    workbook: Annotated[Path, typer.Argument(help="A workbook filled in from the template.")],
    lot: Lots = None,
    explain: Explain = False,
    language: Spoken = LanguageName.DA,
    output: Output = None,
    report: ReportTyped = None,
) -> None:
    """Share training places by a key, with limits, wishes and agreements from a workbook.

    **The table on the screen:**

        kkr-allocation distribute pladser.xlsx

    **The annex for the agenda**, in Excel, Word or HTML:

        kkr-allocation distribute pladser.xlsx --output bilag.docx

    **The report**, with pictures, the key, other rules and a line for each municipality:

        kkr-allocation distribute pladser.xlsx --report rapport.html

    Everything that is wrong in the workbook is named at once, with sheet, row and column.
    """
    with refusals_spoken(language.code):
        drawn = arguments.lots(lot or ())
        filled = read_places(workbook)
        for note in filled.notes:
            say(note, language.code)
        result = filled.distribute(lots=drawn)
        if report:
            made = report_of_places(
                result, language.code, key=filled.key, last_year=filled.last_year
            )
            write_and_say(made, report)
        answer([result], language.code, explain=explain, output=output)


def template_command(
    *,
    workbook: Annotated[Path, typer.Argument(help="The file to write, such as pladser.xlsx.")],
    kkr: Annotated[
        str | None, typer.Option(metavar="NAME", help="Fill in the municipalities of this KKR.")
    ] = None,
    column: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="A column of the key. Default: 65+.")
    ] = None,
) -> None:
    """Write the empty workbook that `distribute` reads.

    kkr-allocation distribute-template pladser.xlsx --kkr Sjælland --column 65+ --column 80+
    """
    with refusals_spoken("da"):
        names = _municipalities(kkr) if kkr else []
        written = write_places_template(workbook, names, columns=column or ["65+"])
        typer.echo(f"Skrevet: {written}", err=True)


def _municipalities(typed: str) -> list[str]:
    every = load_municipalities()
    names = [place.name for place in every if place.kkr in (typed, f"KKR {typed}")]
    if not names:
        known = ", ".join(dict.fromkeys(place.kkr for place in every))
        raise InvalidInputError(
            Bilingual(f"the KKR is {typed!r}", da=f"intet KKR hedder {typed!r}"),
            why=Bilingual(f"there are {known}", da=f"der findes {known}"),
            do=Bilingual(
                "Type one of these; KKR may be left out", da="Skriv en af dem; KKR kan udelades"
            ),
        )
    return names
