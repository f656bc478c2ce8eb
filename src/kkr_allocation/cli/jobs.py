"""The commands of the fora: an empty register out, a filled-in one in, the protocol out."""

from __future__ import annotations

from functools import partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kkr_allocation.appointments.entitlement import picking_order
from kkr_allocation.appointments.search import Drawing
from kkr_allocation.appointments.succession import agenda_on
from kkr_allocation.apportionment.ties import shared_with
from kkr_allocation.cli import arguments as options
from kkr_allocation.cli import terminal
from kkr_allocation.datasets.fora import APPOINTING, load_example_register, load_fora
from kkr_allocation.datasets.municipalities import load_municipalities
from kkr_allocation.errors import Bilingual
from kkr_allocation.forms.places import MUNICIPALITY, word
from kkr_allocation.placements.distribute import Distribution
from kkr_allocation.presentation import report as papers
from kkr_allocation.presentation import templates
from kkr_allocation.presentation.agenda_item import report_of_appointments
from kkr_allocation.presentation.language import say
from kkr_allocation.presentation.places import programmes
from kkr_allocation.presentation.posts import rights_sheets
from kkr_allocation.presentation.sheet import protocol
from kkr_allocation.presentation.writers import write, write_letters
from kkr_allocation.readers.places import read_places
from kkr_allocation.readers.register import read_appointments, read_events, read_register
from kkr_allocation.words import refused, worded

if TYPE_CHECKING:
    from kkr_allocation.appointments.appoint import FilledRegister
    from kkr_allocation.explanations import Language
    from kkr_allocation.presentation.report import Report
    from kkr_allocation.results import Result


def appoint_command(
    *,
    register: Annotated[Path, typer.Argument()],
    over: options.OverTyped = None,
    final: Annotated[bool, typer.Option("--final")] = False,
    time_limit: Annotated[float | None, typer.Option(metavar="SECONDS")] = None,
    lot: options.Lots = None,
    explain: options.Explain = False,
    language: options.Spoken,
    output: options.Output = None,
    annex: options.AnnexTyped = None,
    letters: Annotated[Path | None, typer.Option(metavar="FOLDER|FILE.docx")] = None,
    report: options.ReportTyped = None,
    meeting: options.MeetingTyped = None,
    closest_to: Annotated[Path | None, typer.Option(metavar="FILE")] = None,
    draw: Annotated[str | None, typer.Option(metavar="SEED")] = None,
    chances: Annotated[bool, typer.Option("--chances")] = False,
    why: Annotated[list[str] | None, typer.Option(metavar="FORUM:NAME")] = None,
) -> None:
    """Fill the posts of the fora with names from a register of fora and candidates."""
    posts = [options.post(typed) for typed in why or ()]
    held = options.day(meeting, "--meeting") if meeting else None
    filled = _filled(register, language)
    search = partial(
        filled.appoint,
        over=over.value if over else None,
        lots=options.lots(lot or ()),
        time_limit=time_limit,
        closest_to=read_appointments(closest_to) if closest_to else (),
        drawing=None if draw is None else Drawing(draw),
    )
    result, stopped = terminal.so_far(search, "cli.stopped_best_so_far", language)
    shown: list[Result] = []
    if chances and not stopped:
        drawing = partial(result.chances, seed=draw or 1, time_limit=time_limit)
        counted, stopped = terminal.so_far(drawing, "cli.stopped_chances_so_far", language)
        shown = [counted]
    appointed = result.final() if final else result
    explained = [appointed.why(*post, language) for post in posts]
    if report:
        made = report_of_appointments(appointed, language)
        terminal.write_and_say(papers.of_meeting(made, held), report)
    if letters:
        mail = {of.name: of.mail for of in filled.members} | filled.mail
        for file in write_letters(appointed, letters, language, held, mail=mail):
            terminal.tell_written(file, language)
    terminal.answer(
        [appointed, *shown],
        language,
        explain=explain,
        output=output,
        filed=[appointed] if output and output.suffix.casefold() == ".json" else None,
        meeting=held,
        annexes=annex or (),
        members=filled.members,
    )
    for said in explained:
        terminal.read_aloud(said)
    if stopped:
        raise typer.Exit(130)  # as shells have it of what Ctrl-C has ended


def _filled(register: Path, language: Language, *, candidates: bool = True) -> FilledRegister:
    """Return what a register asks for, having said what is odd in it."""
    filled = read_register(register, candidates=candidates)
    for note in filled.notes:
        terminal.tell(note, language)
    return filled


def entitle_command(
    *,
    register: Annotated[Path, typer.Argument()],
    over: options.OverTyped = None,
    order: Annotated[bool, typer.Option("--order")] = False,
    lot: options.Lots = None,
    why: options.WhyTyped = None,
    explain: options.Explain = False,
    language: options.Spoken,
    output: options.Output = None,
) -> None:
    """Say how many posts each list may fill in which fora, and who chooses first."""
    filled = _filled(register, language, candidates=False)
    lots, shared = options.lots(lot or ()), over.value if over else None
    # A lot decides a tie of the entitlement, if it fits one; the rest are for the turns.
    entitlement, left = shared_with(
        lambda drawn: filled.entitle(over=shared, lots=chain.from_iterable(drawn.values())),
        lots if order else (),
        {} if order else {"": lots},
    )
    if why:
        steps = [papers.report_of_steps(entitlement.why(name, language)) for name in why]
        terminal.answer_with(steps, language, output)
        return
    turns = [picking_order(entitlement, lots=left)] if order else []
    results: list[Result] = [entitlement, *turns]
    if output:
        write(results, output, language=language)
    of_turns = [sheet for turn in turns for sheet in protocol(turn, language)]
    for sheet in (*rights_sheets(entitlement, language), *of_turns):
        terminal.show(sheet, language)
    for result in results if explain else ():
        terminal.read_aloud(result.explain(language))
    if output:
        terminal.tell_written(output, language)


def register_command(
    *,
    register: Annotated[Path, typer.Argument()],
    kkr: Annotated[str | None, typer.Option(metavar="NAME")] = None,
    example: Annotated[bool, typer.Option("--example")] = False,
    language: options.Spoken,
) -> None:
    """Write the register that `appoint` reads, empty or with what is known already."""
    if example and kkr:
        raise refused("cli.example_asked_for_with", kkr=kkr)
    if example:
        written = templates.write_filled_register(register, load_example_register())
    else:
        known = [
            row.to_fill(row.posts)
            for row in load_fora()
            if _named(kkr, row.kkr) and row.posts is not None and row.kind in APPOINTING
            if row.closed is None
        ]
        written = templates.write_register(register, known, municipalities=_homes(kkr))
    terminal.tell_written(written, language)
    if kkr:
        typer.echo(say("cli.still_in_words", language), err=True)


def _named(kkr: str | None, name: str) -> bool:
    """Say whether a KKR is meant."""
    typed = (kkr or "").strip().casefold()
    return typed in (name.casefold(), name.removeprefix("KKR ").casefold())


def _homes(kkr: str | None) -> list[str]:
    homes = [m.name for m in load_municipalities() if _named(kkr, m.kkr)]
    if kkr and not homes:
        known = ", ".join(dict.fromkeys(m.kkr for m in load_municipalities()))
        raise refused("cli.kkr_kkr", kkr=kkr, known=known)
    return homes


def distribute_command(
    *,
    workbooks: Annotated[list[Path], typer.Argument(metavar="WORKBOOK...")],
    lot: options.Lots = None,
    why: options.WhyTyped = None,
    explain: options.Explain = False,
    language: options.Spoken,
    output: options.Output = None,
    report: options.ReportTyped = None,
) -> None:
    """Share training places by a key, with limits, wishes and agreements from a workbook."""
    results: list[Result] = []
    reports: list[Report] = []
    for workbook in workbooks:
        with terminal.refusals_spoken(language, about=workbook.name if len(workbooks) > 1 else ""):
            if lot and len(workbooks) > 1:
                raise refused("cli.lot_of_several_workbooks")
            drawn = options.lots(lot or ())
            filled = read_places(workbook)
            for note in filled.notes:
                terminal.tell(note, language)
            results.append(shared := filled.distribute(lots=drawn))
            if report and isinstance(shared, Distribution):
                key, last = filled.given["key"], filled.given["last_year"]
                reports.append(papers.report_of_places(shared, language, key=key, last_year=last))
            elif report:
                reports.append(papers.report_of_result(shared, language))
    if why:
        keyed = [of for of in results if isinstance(of, Distribution)]
        if len(keyed) < len(results):
            raise refused("cli.why_without_key")
        steps = [papers.report_of_steps(of.why(name, language)) for of in keyed for name in why]
        terminal.answer_with(steps, language, output)
        return
    if whole := programmes(results, language):
        terminal.show(whole, language)
    if report:
        first, *more = [papers.report_of_sheet(whole, language), *reports] if whole else reports
        terminal.write_and_say(first, report, *more)
    terminal.answer(results, language, explain=explain, output=output)


def template_command(
    *,
    workbook: Annotated[Path, typer.Argument()],
    kkr: Annotated[str | None, typer.Option(metavar="NAME")] = None,
    column: Annotated[list[str] | None, typer.Option(metavar="NAME")] = None,
    table: Annotated[bool, typer.Option("--table")] = False,
    years: Annotated[bool, typer.Option("--years")] = False,
    plan: Annotated[bool, typer.Option("--plan")] = False,
    language: options.Spoken,
) -> None:
    """Write the empty workbook that `distribute` reads."""
    asked = [kind for kind, of in (("table", table), ("years", years), ("plan", plan)) if of]
    if len(asked) > 1:
        raise refused("cli.one_kind_of_template")
    home, programme = word(MUNICIPALITY, language), say("cli.programme", language)
    parts = [("KKR", "", of) for of in dict.fromkeys(m.kkr for m in load_municipalities())]
    parts += [(home, m.kkr, m.name) for m in load_municipalities() if _named(kkr, m.kkr)]
    written = templates.write_places_template(
        workbook,
        _homes(kkr),
        kind=asked[0] if asked else "places",
        columns=column or (),
        parts=[*parts, *((programme, "", of) for of in column or ())],
        language=language,
    )
    terminal.tell_written(written, language)


def refill_command(
    *,
    appointments: Annotated[Path, typer.Argument()],
    events: Annotated[Path, typer.Argument()],
    day: Annotated[str | None, typer.Option(metavar="31-12-2027")] = None,
    explain: options.Explain = False,
    language: options.Spoken,
    output: options.Output = None,
    annex: options.AnnexTyped = None,
    meeting: options.MeetingTyped = None,
) -> None:
    """Say who sits where after what has happened, and what has to be decided next."""
    start = read_appointments(appointments)
    log = read_events(events, start)
    last = options.day(day, "--day") if day else max(event.on for event in log)
    held = options.day(meeting, "--meeting") if meeting else None
    agenda = agenda_on(start, log, last)
    shown: list[Result] = [agenda, agenda.proposed] if agenda.proposed else [agenda]
    ending = output.suffix.casefold() if output else ""
    if ending == ".json" and not agenda.proposed:
        why = Bilingual.joined([worded("cli.vacant_posts_cannot_filled"), *agenda.conflict])
        raise refused("cli.document_appointments_cannot_written", why=why)
    terminal.answer(
        shown,
        language,
        explain=explain,
        output=output,
        filed={".csv": shown, ".json": shown[1:]}.get(ending, [agenda]),
        meeting=held,
        annexes=annex or (),
    )


def events_command(*, events: Annotated[Path, typer.Argument()], language: options.Spoken) -> None:
    """Write the empty log of events that `refill` reads."""
    terminal.tell_written(templates.write_events_template(events), language)
