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
from kkr_allocation.forms.columns import meanings
from kkr_allocation.readers import register
from kkr_allocation.readers.book import open_book
from kkr_allocation.readers.cells import spoken
from kkr_allocation.readers.names import own_name
from kkr_allocation.readers.register import fora_in, people_in, read_appointments
from kkr_allocation.words import worded

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Collection, Mapping

    from kkr_allocation.appointments.appoint import Appointments
    from kkr_allocation.appointments.forum import Forum
    from kkr_allocation.appointments.people import Candidate
    from kkr_allocation.readers.book import Book, Line

__all__ = ["read_events"]

_SHARE = re.compile(r"(.*\S)\s*:\s*(\d{1,6})")


_OWN_ROWS = {
    (form.CREATED, form.FORUM): (form.FORA, "created"),
    (form.NEWCOMER, form.NAME): (form.CANDIDATES, "newcomers"),
}
"""The sheet in which what an event is of has a row of its own."""
_WORDS = {word: word for word in form.EVENT_KINDS}
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


@frozen
class _Known(register.Names):
    """What the rows of a log can name."""

    created: Mapping[str, Forum] = field(factory=dict)
    newcomers: Mapping[str, Candidate] = field(factory=dict)
    others: Mapping[str, Appointments] = field(factory=dict)
    "Of the other regions, by the name of their file beside the form."


def read_events(
    path: str | os.PathLike[str], appointments: Appointments
) -> tuple[events.Event, ...]:
    """Read what happened since the meeting from a log that was filled in from the template.

    The path is a workbook; or a folder with ``Hændelser.csv`` and, where people or fora have come,
    ``Kandidater.csv`` and ``Fora.csv``. Every bad cell is named in one `InvalidInputError`; whether
    the events can have happened one after another is said by `state_on`.
    """
    sheets = open_book(path, form.EVENT_FORMS, form.EVENT_NEEDED)
    problems, lines = sheets.problems, sheets[form.EVENTS]
    if not lines:
        problems.note(form.EVENTS, worded("readers.no_event"))
    others: dict[str, Appointments] = {}
    for line in lines:
        if _kind(line) == form.MERGED and (file := line.text(form.FILE)):
            try:
                others[file] = read_appointments(Path(path).parent / file)
            except InvalidInputError as error:
                wrong = worded("readers.no_appointments", file=repr(file), why=error.why)
                line.wrong(form.FILE, wrong)
    known = _known((appointments, *others.values()), sheets, others)
    happened = [event for line in lines if (event := _event(line, known)) is not None]
    for (kind, column), (sheet, of) in _OWN_ROWS.items():
        asked = {line.text(column) for line in lines if _kind(line) == kind}
        for name in (name for name in getattr(known, of) if name not in asked):
            unused = {"sheet": form.EVENTS, "kind": repr(kind), "name": repr(name)}
            problems.note(sheet, worded("readers.not_asked_for", **unused))
    problems.raise_if_any()
    return tuple(happened)


def _known(
    meetings: Collection[Appointments], sheets: Book, others: dict[str, Appointments]
) -> _Known:
    # After a merger with a forum of the same name it is called by its KKR too.
    old = [forum for one in meetings for forum in one.fora]
    fora = {name for forum in old for name in (forum.name, f"{forum.name} ({forum.kkr})")}
    lists = {name for one in meetings for name in one.entitlement.strengths}
    created = fora_in(sheets[form.FORA], (), fora)
    names = register.Names(fora | {*created}, lists=lists)
    newcomers = people_in(sheets[form.CANDIDATES], names)
    people = {person.name for one in meetings for person in one.candidates} | {*newcomers}
    return _Known(names.fora, people, lists, (), created, newcomers, others)


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
    read = {column: _READ[column](line, column, kind, known) for column in needed}
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


def _named(line: Line, column: str, kind: str, known: _Known) -> object:
    """Return the name of a forum or a person that is there; or what has a row in another sheet."""
    if (kind, column) not in _OWN_ROWS:
        return register.known(line, column, known.fora if column == form.FORUM else known.people)
    sheet, of = _OWN_ROWS[kind, column]
    name, there = line.text(column), getattr(known, of)
    if name and name not in there:
        line.wrong(column, worded("readers.no_row", name=repr(name), sheet=sheet))
    return there.get(name) if line.filled(column) else None


def _shares(line: Line, column: str, _: str, known: _Known) -> dict[str, int] | None:
    """Return a new forum's posts by list: ``A: 2; V: 1``."""
    found: dict[str, int] = {}
    for part in line.names(column):
        share = _SHARE.fullmatch(part)
        name = own_name(share[1], known.lists) if share else ""
        if share is None or name not in known.lists or name in found:
            listed = ", ".join(sorted(known.lists))
            line.wrong(column, worded("readers.no_share", part=repr(part), listed=listed))
        else:
            found[name] = int(share[2])
    return found if line.filled(column) else None


def _needed(line: Line, column: str, _: str, __: _Known) -> str | None:
    return line.needed(column)


_READ: dict[str, Callable[[Line, str, str, _Known], Any]] = {
    form.FORUM: _named,
    form.NAME: _named,
    form.SUBSTITUTE: _named,
    form.LIST: lambda line, of, _, known: own_name(line.needed(of) or "", known.lists) or None,
    form.SHARES: _shares,
    form.REASON: _needed,
    form.KKR: _needed,
    form.FILE: lambda line, of, _, known: known.others.get(line.needed(of) or ""),
}
"""How each column that an event needs is read."""
