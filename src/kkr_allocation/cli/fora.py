"""The commands of the fora: an empty register out, a filled-in one in, the protocol out."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kkr_allocation.appointments.citation import source_in
from kkr_allocation.appointments.forum import Forum
from kkr_allocation.cli import arguments
from kkr_allocation.cli.options import (
    Explain,
    LanguageName,
    Lots,
    MeetingTyped,
    Output,
    OverName,
    ReportTyped,
    Spoken,
)
from kkr_allocation.cli.terminal import answer, refusals_spoken, write_and_say
from kkr_allocation.datasets.example_register import load_example_register
from kkr_allocation.datasets.fora import APPOINTING, load_fora
from kkr_allocation.datasets.regions import load_municipalities
from kkr_allocation.errors import Bilingual, InvalidInputError
from kkr_allocation.presentation.register_template import write_filled_register, write_register
from kkr_allocation.presentation.report import of_meeting
from kkr_allocation.presentation.report_appointments import report_of_appointments
from kkr_allocation.readers.register_workbook import read_register

__all__ = ["appoint_command", "register_command"]


_STILL_IN_WORDS = (
    "Kildens krav til hvert forum står kun i Bemærkning. De gælder først, når de er skrevet i "
    "Krav, Formand og Stedfortrædere; perioden kontrolleres kun, hvor Start og Slut er udfyldt."
)


def appoint_command(
    *,
    register: Annotated[
        Path, typer.Argument(help="A workbook filled in from the template, or a folder of CSV.")
    ],
    over: Annotated[
        OverName | None,
        typer.Option(
            help="Share all posts together, or each forum by itself. Default: as the register's "
            "column Pakke says, or else together."
        ),
    ] = None,
    final: Annotated[
        bool, typer.Option("--final", help="Refuse deviations without a reason.")
    ] = False,
    time_limit: Annotated[
        float | None,
        typer.Option(
            metavar="SECONDS", help="The best found by then, with how far from the best it may be."
        ),
    ] = None,
    lot: Lots = None,
    explain: Explain = False,
    language: Spoken = LanguageName.DA,
    output: Output = None,
    report: ReportTyped = None,
    meeting: MeetingTyped = None,
) -> None:
    """Fill the posts of the fora with names from a register of fora and candidates.

    **The posts on the screen, with what each wish came to:**

        kkr-allocation appoint register.xlsx --explain

    **The protocols**, by forum, list, municipality and person, in Excel, Word or HTML:

        kkr-allocation appoint register.xlsx --output protokol.xlsx

    **The report** for the party groups, with pictures, sources and every step:

        kkr-allocation appoint register.xlsx --report rapport.html

    Everything that is wrong in the register is named at once, with sheet, row and column. Its sheet
    Regler says how many posts a person may have, and which wish comes first. With --final a forum
    with unequally many women and men needs its reason.
    """
    with refusals_spoken(language.code):
        drawn = arguments.lots(lot or ())
        held = arguments.day(meeting, "--meeting") if meeting else None
        result = read_register(register).appoint(
            over=over.value if over else None, lots=drawn, time_limit=time_limit
        )
        appointed = result.final() if final else result
        if report:
            made = report_of_appointments(appointed, language.code)
            write_and_say(of_meeting(made, held), report)
        answer([appointed], language.code, explain=explain, output=output, meeting=held)


def register_command(
    *,
    register: Annotated[
        Path, typer.Argument(help="The file to write, such as register.xlsx, or a folder for CSV.")
    ],
    kkr: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Fill in this KKR's municipalities and known fora."),
    ] = None,
    example: Annotated[
        bool, typer.Option("--example", help="Fill in everything: real fora, invented people.")
    ] = False,
) -> None:
    """Write the register that `appoint` reads, empty or with what is known already.

    With --kkr the municipalities stand in it, and the fora of the catalogue whose number of
    posts is known and that have not closed.

        kkr-allocation appoint-template register.xlsx --kkr Hovedstaden

    **The whole way on an example**, the fora of KKR Syddanmark with invented people:

        kkr-allocation appoint-template eksempel.xlsx --example

        kkr-allocation appoint eksempel.xlsx --output eksempel-protokol.xlsx
    """
    with refusals_spoken("da"):
        if example and kkr:
            raise InvalidInputError(
                Bilingual(
                    f"the example is asked for with the KKR {kkr!r}",
                    da=f"Der er bedt om eksemplet og om KKR {kkr!r}",
                ),
                why=Bilingual(
                    "the example has the fora of KKR Syddanmark",
                    da="eksemplet har foraene i KKR Syddanmark",
                ),
                do=Bilingual("Type only one of them", da="Skriv kun --example eller kun --kkr"),
            )
        if example:
            written = write_filled_register(register, load_example_register())
        else:
            written = write_register(register, _known_fora(kkr), municipalities=_homes(kkr))
        typer.echo(f"Skrevet: {written}", err=True)
        if kkr:
            typer.echo(_STILL_IN_WORDS, err=True)


def _named(kkr: str | None, name: str) -> bool:
    """Say whether a KKR is meant, however it is typed."""
    typed = (kkr or "").strip().casefold()
    return typed in (name.casefold(), name.removeprefix("KKR ").casefold())


def _homes(kkr: str | None) -> list[str]:
    homes = [m.name for m in load_municipalities() if _named(kkr, m.kkr)]
    if kkr and not homes:
        known = ", ".join(dict.fromkeys(m.kkr for m in load_municipalities()))
        raise InvalidInputError(
            Bilingual(f"the KKR is {kkr!r}", da=f"Intet KKR hedder {kkr!r}"),
            why=Bilingual(f"there are {known}", da=f"der findes {known}"),
            do=Bilingual(
                "Type one of these; KKR may be left out", da="Skriv en af dem; KKR kan udelades"
            ),
        )
    return homes


def _known_fora(kkr: str | None) -> list[Forum]:
    return [
        Forum(
            row.forum,
            row.posts,
            kkr=row.kkr,
            kind=APPOINTING[row.kind],
            legal_basis=source_in(row.legal_basis),
            note=f"Kilden ({row.year}): {row.requirements}",
        )
        for row in load_fora()
        if _named(kkr, row.kkr) and row.posts is not None and row.kind in APPOINTING
        if row.closed is None
    ]
