"""The commands of the fora: an empty register out, a filled-in one in, the protocol out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kkr_allocation.appointments.forum import Forum
from kkr_allocation.appointments.succession import agenda_on
from kkr_allocation.cli import arguments
from kkr_allocation.cli.arguments import (
    Explain,
    LanguageName,
    Lots,
    MeetingTyped,
    Output,
    OverName,
    ReportTyped,
    Spoken,
)
from kkr_allocation.cli.terminal import (
    answer,
    refusals_spoken,
    show,
    tell,
    tell_written,
    write_and_say,
)
from kkr_allocation.datasets.fora import APPOINTING, load_example_register, load_fora
from kkr_allocation.datasets.municipalities import load_municipalities
from kkr_allocation.errors import Bilingual, InvalidInputError
from kkr_allocation.forms.register import source_in
from kkr_allocation.presentation.places import programmes
from kkr_allocation.presentation.report import of_meeting, report_of_sheet
from kkr_allocation.presentation.report_jobs import report_of_appointments, report_of_places
from kkr_allocation.presentation.templates import (
    write_events_template,
    write_filled_register,
    write_places_template,
    write_register,
)
from kkr_allocation.readers.events_workbook import read_events
from kkr_allocation.readers.places import read_places
from kkr_allocation.readers.register import read_appointments, read_register
from kkr_allocation.words import refusal, worded

if TYPE_CHECKING:
    from kkr_allocation.appointments.agenda import Agenda
    from kkr_allocation.appointments.appoint import Appointments
    from kkr_allocation.results import Result


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
        filled = read_register(register)
        for note in filled.notes:
            tell(note, language.code)
        result = filled.appoint(
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
            raise InvalidInputError(**refusal("cli.example_asked_for_with", kkr=kkr))
        if example:
            written = write_filled_register(register, load_example_register())
        else:
            written = write_register(register, _known_fora(kkr), municipalities=_homes(kkr))
        tell_written(written, "da")
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
        raise InvalidInputError(**refusal("cli.kkr_kkr", kkr=kkr, known=known))
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


# The commands of the training places: an empty workbook out, a filled-in one in.


def distribute_command(
    *,
    workbooks: Annotated[
        list[Path],
        typer.Argument(
            metavar="WORKBOOK...", help="A workbook filled in from the template, or several."
        ),
    ],
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

    **Several programmes in one annex**, a workbook each, with their sum by municipality first:

        kkr-allocation distribute ssh.xlsx ssa.xlsx --output bilag.docx

    Everything that is wrong in the workbook is named at once, with sheet, row and column.
    """
    spoken = language.code
    results, reports = [], []
    for workbook in workbooks:
        with refusals_spoken(spoken, about=workbook.name if len(workbooks) > 1 else ""):
            if lot and len(workbooks) > 1:
                raise InvalidInputError(**refusal("cli.lot_of_several_workbooks"))
            drawn = arguments.lots(lot or ())
            filled = read_places(workbook)
            for note in filled.notes:
                tell(note, spoken)
            results.append(filled.distribute(lots=drawn))
            if report:
                last = filled.last_year
                reports.append(
                    report_of_places(results[-1], spoken, key=filled.key, last_year=last)
                )
    with refusals_spoken(spoken):
        if whole := programmes(results, spoken):
            show(whole, spoken)
        if report:
            first, *more = [report_of_sheet(whole, spoken), *reports] if whole else reports
            write_and_say(first, report, *more)
        answer(results, spoken, explain=explain, output=output)


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
        written = write_places_template(workbook, _homes(kkr), columns=column or ["65+"])
        tell_written(written, "da")


# The commands between two meetings: an empty log out, what has to be decided next.


def refill_command(
    *,
    appointments: Annotated[
        Path, typer.Argument(help="The meeting's, as `appoint --output januar.json` wrote them.")
    ],
    events: Annotated[
        Path, typer.Argument(help="A log filled in from the template, or a folder of CSV.")
    ],
    day: Annotated[
        str | None,
        typer.Option(
            metavar="31-12-2027", help="The day to look at. Default: that of the last event."
        ),
    ] = None,
    explain: Explain = False,
    language: Spoken = LanguageName.DA,
    output: Output = None,
    meeting: MeetingTyped = None,
) -> None:
    """Say who sits where after what has happened, and what has to be decided next.

    Each post that is vacant is shown with the list whose turn it is, and somebody the rules and
    wishes of the meeting propose; nobody else is moved.

    **On the screen:**

        kkr-allocation refill januar.json haendelser.xlsx

    **As it was on a day**, for the agenda, in Excel, Word or HTML:

        kkr-allocation refill januar.json haendelser.xlsx --day 31-12-2027 --output punkt.docx

    When a list has decided, its choice is a row of the log like everything else. Everything that is
    wrong in the log is named at once, with sheet, row and column. A .json file has the appointments
    with the proposals, to be checked or joined with another region's.
    """
    with refusals_spoken(language.code):
        start = read_appointments(appointments)
        log = read_events(events, start)
        last = arguments.day(day, "--day") if day else max(event.on for event in log)
        held = arguments.day(meeting, "--meeting") if meeting else None
        agenda = agenda_on(start, log, last)
        shown: list[Result] = [agenda, agenda.proposed] if agenda.proposed else [agenda]
        document = output is not None and output.suffix.casefold() == ".json"
        filed = [_proposed(agenda)] if document else shown
        answer(shown, language.code, explain=explain, output=output, filed=filed, meeting=held)


def events_command(
    *,
    events: Annotated[
        Path,
        typer.Argument(help="The file to write, such as haendelser.xlsx, or a folder for CSV."),
    ],
) -> None:
    """Write the empty log of events that `refill` reads.

    kkr-allocation refill-template haendelser.xlsx
    """
    with refusals_spoken("da"):
        tell_written(write_events_template(events), "da")


def _proposed(agenda: Agenda) -> Appointments:
    """Return the appointments with the proposals, or refuse where there are none."""
    if agenda.proposed:
        return agenda.proposed
    raise InvalidInputError(
        worded("cli.document_appointments_cannot_written"),
        why=Bilingual.joined([worded("cli.vacant_posts_cannot_filled"), *agenda.conflict]),
        do=worded("cli.write_xlsx_docx_or"),
    )
