"""Read the log of what happened since the meeting, naming every bad cell in one pass."""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from kkr_allocation.appointments import events
from kkr_allocation.appointments.succession import state_on
from kkr_allocation.errors import InvalidInputError
from kkr_allocation.forms import register as form
from kkr_allocation.forms.tables import meanings
from kkr_allocation.readers import register
from kkr_allocation.readers.book import open_book
from kkr_allocation.readers.cells import spoken
from kkr_allocation.readers.names import own_name
from kkr_allocation.readers.register import fora_in, people_in, read_appointments
from kkr_allocation.words import worded

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterator, Mapping

    from kkr_allocation.appointments.appoint import Appointments
    from kkr_allocation.appointments.forum import Forum
    from kkr_allocation.appointments.people import Candidate
    from kkr_allocation.readers.book import Book, Line, Problems

__all__ = ["read_events"]

_SHARE = re.compile(r"(.*\S)\s*:\s*(\d{1,6})")


@frozen
class _Known(register.Names):
    """What the rows of a log can name."""

    created: Mapping[str, Forum] = field(factory=dict)
    newcomers: Mapping[str, Candidate] = field(factory=dict)
    others: Mapping[str, Appointments] = field(factory=dict)


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
    names = register.Names(fora | {*created}, lists=lists)
    newcomers = people_in(sheets[form.CANDIDATES], names)
    people = {person.name for one in meetings for person in one.candidates} | {*newcomers}
    return _Known(names.fora, people, lists, (), created, newcomers, others)


_WORDS = {word: word for word in form.EVENT_KINDS}


def _kind(line: Line) -> str:
    """Return the event of a row by its own word; empty where it is none."""
    said = spoken(line.text(form.EVENT))
    return meanings("events").get(said, said)


def _event(line: Line, known: _Known) -> events.Event | None:
    """Return the event of a row; None, and notes, where it cannot be one."""
    there = [line.filled(form.DAY), line.filled(form.EVENT)]
    day = line.day(form.DAY)
    kind = register.choice(line, form.EVENT, _WORDS, meanings("events"))
    if kind is None:
        return None
    needed, may = form.EVENT_KINDS[kind], form.MAY_HAVE.get(kind, ())
    read = {column: _READ[column](line, kind, known) for column in needed}
    for column in form.EVENT_SHEETS[form.EVENTS]:
        if column not in {form.DAY, form.EVENT, form.NOTE, *needed, *may} and line.text(column):
            line.wrong(column, worded("readers.not_used", kind=repr(kind)))
    if day is None or not all(there) or None in read.values():
        return None
    fields = {form.LOG[column]: value for column, value in read.items()}
    if form.ENDS in may:
        fields[form.LOG[form.ENDS]] = line.day(form.ENDS)
    if kind == form.MERGED:
        fields["other"] = state_on(fields["other"], [], day)
    return register.made(line, partial(_EVENTS[kind], day, **fields))


def _of_sheet(line: Line, column: str, sheet: str, named: Mapping[str, Any]) -> Any:  # noqa: ANN401  (a forum or a person)
    """Return what has a row of its own in another sheet."""
    name = line.text(column)
    if name and name not in named:
        line.wrong(column, worded("readers.no_row", name=repr(name), sheet=sheet))
    return named.get(name) if line.filled(column) else None


def _forum(line: Line, kind: str, known: _Known) -> object:
    if kind == form.CREATED:
        return _of_sheet(line, form.FORUM, form.FORA, known.created)
    return register.known(line, form.FORUM, known.fora)


def _person(line: Line, kind: str, known: _Known) -> object:
    if kind == form.NEWCOMER:
        return _of_sheet(line, form.NAME, form.CANDIDATES, known.newcomers)
    return register.known(line, form.NAME, known.people)


def _shares(line: Line, _: str, known: _Known) -> dict[str, int] | None:
    """Return a new forum's posts by list: ``A: 2; V: 1``."""
    found: dict[str, int] = {}
    for part in line.names(form.SHARES):
        share = _SHARE.fullmatch(part)
        name = own_name(share[1], known.lists) if share else ""
        if share is None or name not in known.lists or name in found:
            listed = ", ".join(sorted(known.lists))
            line.wrong(form.SHARES, worded("readers.no_share", part=repr(part), listed=listed))
        else:
            found[name] = int(share[2])
    return found if line.filled(form.SHARES) else None


_READ: dict[str, Callable[[Line, str, _Known], Any]] = {
    form.FORUM: _forum,
    form.NAME: _person,
    form.SUBSTITUTE: lambda line, _, known: register.known(line, form.SUBSTITUTE, known.people),
    form.LIST: lambda line, _, known: own_name(line.needed(form.LIST) or "", known.lists) or None,
    form.SHARES: _shares,
    form.REASON: lambda line, _, __: line.needed(form.REASON),
    form.KKR: lambda line, _, __: line.needed(form.KKR),
    form.FILE: lambda line, _, known: known.others.get(line.needed(form.FILE) or ""),
}
"""How each column that an event needs is read."""
_EVENTS: dict[str, Callable[..., events.Event]] = {
    form.RESIGNED: events.Resigned,
    form.SUCCESSOR: events.Successor,
    form.EVENT_CHAIR: events.ChairNamed,
    form.SUBSTITUTED: events.SubstituteNamed,
    form.REASONED: events.ReasonStated,
    form.LEFT: events.LeftCouncil,
    form.NEWCOMER: events.Newcomer,
    form.CHANGED: events.ChangedList,
    form.CREATED: events.ForumCreated,
    form.CLOSED: events.ForumClosed,
    form.NEW_TERM: events.NewTerm,
    form.MERGED: events.RegionsMerged,
}


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
