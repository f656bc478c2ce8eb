"""The commands between two meetings: an empty log out, what has to be decided next."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kkr_allocation.appointments.succession import agenda_on
from kkr_allocation.cli import arguments
from kkr_allocation.cli.options import Explain, LanguageName, MeetingTyped, Output, Spoken
from kkr_allocation.cli.terminal import answer, refusals_spoken
from kkr_allocation.errors import Bilingual, InvalidInputError
from kkr_allocation.presentation.events_template import write_events_template
from kkr_allocation.readers.appointments_document import read_appointments
from kkr_allocation.readers.events_workbook import read_events

if TYPE_CHECKING:
    from kkr_allocation.appointments.agenda import Agenda
    from kkr_allocation.appointments.appointed import Appointments
    from kkr_allocation.results import Result

__all__ = ["events_command", "refill_command"]


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
        typer.echo(f"Skrevet: {write_events_template(events)}", err=True)


def _proposed(agenda: Agenda) -> Appointments:
    """Return the appointments with the proposals, or refuse where there are none."""
    if agenda.proposed:
        return agenda.proposed
    raise InvalidInputError(
        Bilingual(
            "the document of the appointments cannot be written",
            da="Filen med udpegningerne kan ikke skrives",
        ),
        why=Bilingual.joined(
            [
                Bilingual(
                    "vacant posts cannot be filled, since these rules cannot all be met",
                    da="ledige pladser kan ikke besættes, da disse regler ikke alle kan opfyldes",
                ),
                *agenda.conflict,
            ]
        ),
        do=Bilingual(
            "Write an .xlsx, .docx or .html, or add to the log what the groups decide",
            da="Skriv en .xlsx, .docx eller .html, eller tilføj, hvad grupperne beslutter",
        ),
    )
