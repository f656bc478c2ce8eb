"""Read the log of what happened since the meeting, naming every bad cell in one pass."""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import frozen

from kkr_allocation.appointments import events
from kkr_allocation.appointments.succession import state_on
from kkr_allocation.errors import InvalidInputError
from kkr_allocation.forms import register as form
from kkr_allocation.forms.columns import meanings
from kkr_allocation.readers import register
from kkr_allocation.readers.book import open_book
from kkr_allocation.readers.cells import spoken
from kkr_allocation.readers.names import own_name
from kkr_allocation.readers.register import fora_in, people_in, read_appointments
from kkr_allocation.words import worded

if TYPE_CHECKING:
    import datetime as dt
    import os
    from collections.abc import Callable, Collection, Iterator

    from kkr_allocation.appointments.appoint import Appointments
    from kkr_allocation.appointments.forum import Forum
    from kkr_allocation.appointments.people import Candidate
    from kkr_allocation.readers.book import Book, Line, Problems

__all__ = ["read_events"]

_SHARE = re.compile(r"(.*\S)\s*:\s*(\d{1,6})")


@frozen
class _Known:
    """What the rows of a log can name."""

    fora: set[str]
    people: set[str]
    lists: set[str]
    created: dict[str, Forum]
    newcomers: dict[str, Candidate]
    others: dict[str, Appointments]


def read_events(
    path: str | os.PathLike[str], appointments: Appointments
) -> tuple[events.Event, ...]:
    """Read what happened since the meeting from a log that was filled in from the template.

    Parameters
    ----------
    path : str or path
        The workbook; or a folder with ``Hændelser.csv`` and, where people or fora have come,
        ``Kandidater.csv`` and ``Fora.csv``.
    appointments : Appointments
        The constituting meeting's.

    Returns
    -------
    tuple of Event
        In the order of the rows.

    Raises
    ------
    InvalidInputError
        If it cannot be read, or something in it cannot be right. Every bad cell is named with
        sheet, row, column, value and what is wrong, all in one message. Whether the events can
        have happened one after another is said by `state_on`.
    """
    sheets = open_book(path, form.EVENT_FORMS, form.EVENT_NEEDED)
    problems, lines = sheets.problems, sheets[form.EVENTS]
    if not lines:
        problems.note(form.EVENTS, worded("readers.no_event"))
    known = _known(appointments, sheets, dict(_others(lines, Path(path).parent)))
    happened = [event for line in lines if (event := _event(line, known)) is not None]
    _note_unused(lines, known, problems)
    problems.raise_if_any()
    return tuple(happened)


def _others(lines: list[Line], folder: Path) -> Iterator[tuple[str, Appointments]]:
    """Yield the appointments of the other regions, by the name of their file beside the form."""
    for line in lines:
        file = line.text(form.FILE)
        if _kind(line) != form.MERGED or not file:
            continue
        try:
            yield file, read_appointments(folder / file)
        except InvalidInputError as error:
            wrong = worded("readers.no_appointments", file=repr(file), why=error.why)
            line.wrong(form.FILE, wrong)


def _known(appointments: Appointments, sheets: Book, others: dict[str, Appointments]) -> _Known:
    meetings = (appointments, *others.values())
    # After a merger with a forum of the same name it is called by its KKR too.
    old = [forum for one in meetings for forum in one.fora]
    fora = {name for forum in old for name in (forum.name, f"{forum.name} ({forum.kkr})")}
    lists = {name for one in meetings for name in one.entitlement.strengths}
    created = fora_in(sheets[form.FORA], (), fora)
    fora |= set(created)
    newcomers = people_in(sheets[form.CANDIDATES], fora, (), lists)
    people = {person.name for one in meetings for person in one.candidates} | set(newcomers)
    return _Known(fora, people, lists, created, newcomers, others)


_KINDS = {word: word for word in form.EVENT_KINDS}


def _kind(line: Line) -> str:
    """Return the event of a row by its own word; empty where it is none."""
    said = spoken(line.text(form.EVENT))
    return meanings("events").get(said, said)


def _event(line: Line, known: _Known) -> events.Event | None:
    """Return the event of a row; None, and notes, where it cannot be one."""
    there = [line.filled(form.DAY), line.filled(form.EVENT)]
    day = line.day(form.DAY)
    kind = register.choice(line, form.EVENT, _KINDS, None, meanings("events"))
    if kind is None:
        return None
    needed = form.EVENT_KINDS[kind]
    there += [_right(line, column, kind, known) for column in needed]
    allowed = {form.DAY, form.EVENT, form.NOTE, *needed, *form.MAY_HAVE.get(kind, ())}
    for column in form.EVENT_SHEETS[form.EVENTS]:
        if column not in allowed and line.text(column):
            line.wrong(column, worded("readers.not_used", kind=repr(kind)))
    if day is None or not all(there):
        return None
    return register.made(line, partial(_BUILDERS[kind], line, day, known))


def _right(line: Line, column: str, kind: str, known: _Known) -> bool:
    """Note a cell that is empty or names what is not there; say whether it is right."""
    if column == form.FORUM and kind == form.CREATED:
        return _in_sheet(line, column, form.FORA, known.created)
    if column == form.NAME and kind == form.NEWCOMER:
        return _in_sheet(line, column, form.CANDIDATES, known.newcomers)
    if column == form.FORUM:
        return register.known(line, column, known.fora)
    if column in (form.NAME, form.SUBSTITUTE):
        return register.known(line, column, known.people)
    if column == form.FILE and line.text(column):
        return line.text(column) in known.others
    return line.filled(column)


def _in_sheet(line: Line, column: str, sheet: str, named: Collection[str]) -> bool:
    name = line.text(column)
    if name and name not in named:
        line.wrong(column, worded("readers.no_row", name=repr(name), sheet=sheet))
        return False
    return line.filled(column)


def _shares(line: Line, lists: Collection[str]) -> dict[str, int]:
    """Return a new forum's posts by list: ``A: 2; V: 1``."""
    found: dict[str, int] = {}
    for part in line.names(form.SHARES):
        share = _SHARE.fullmatch(part)
        name = own_name(share[1], lists) if share else ""
        if share is None or name not in lists or name in found:
            listed = ", ".join(sorted(lists))
            line.wrong(form.SHARES, worded("readers.no_share", part=repr(part), listed=listed))
        else:
            found[name] = int(share[2])
    return found


def _note_unused(lines: list[Line], known: _Known, problems: Problems) -> None:
    """Note fora and people whose row no event asks for."""
    for sheet, kind, column, named in (
        (form.FORA, form.CREATED, form.FORUM, known.created),
        (form.CANDIDATES, form.NEWCOMER, form.NAME, known.newcomers),
    ):
        asked = {line.text(column) for line in lines if _kind(line) == kind}
        for name in named:
            if name not in asked:
                unused = worded(
                    "readers.not_asked_for", sheet=form.EVENTS, kind=repr(kind), name=repr(name)
                )
                problems.note(sheet, unused)


def _of_post(
    made: Callable[[dt.date, str, str], events.Event], line: Line, day: dt.date, _: _Known
) -> events.Event:
    return made(day, line.text(form.FORUM), line.text(form.NAME))


def _merged(line: Line, day: dt.date, known: _Known) -> events.Event:
    other = known.others[line.text(form.FILE)]
    return events.RegionsMerged(day, line.text(form.KKR), state_on(other, [], day))


_BUILDERS: dict[str, Callable[[Line, dt.date, _Known], events.Event]] = {
    form.RESIGNED: partial(_of_post, events.Resigned),
    form.SUCCESSOR: partial(_of_post, events.Successor),
    form.EVENT_CHAIR: partial(_of_post, events.ChairNamed),
    form.SUBSTITUTED: lambda line, day, _: events.SubstituteNamed(
        day, line.text(form.FORUM), line.text(form.NAME), line.text(form.SUBSTITUTE)
    ),
    form.REASONED: lambda line, day, _: events.ReasonStated(
        day, line.text(form.FORUM), line.text(form.REASON)
    ),
    form.LEFT: lambda line, day, _: events.LeftCouncil(day, line.text(form.NAME)),
    form.NEWCOMER: lambda line, day, known: events.Newcomer(
        day, known.newcomers[line.text(form.NAME)]
    ),
    form.CHANGED: lambda line, day, known: events.ChangedList(
        day, line.text(form.NAME), own_name(line.text(form.LIST), known.lists)
    ),
    form.CREATED: lambda line, day, known: events.ForumCreated(
        day, known.created[line.text(form.FORUM)], _shares(line, known.lists)
    ),
    form.CLOSED: lambda line, day, _: events.ForumClosed(day, line.text(form.FORUM)),
    form.NEW_TERM: lambda line, day, _: events.NewTerm(
        day, line.text(form.FORUM), line.day(form.ENDS)
    ),
    form.MERGED: _merged,
}
