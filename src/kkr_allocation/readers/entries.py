"""What the cells of a register and a log name: words, days, names, rules; noted where wrong."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, TypeGuard, TypeVar

from attrs import evolve

from kkr_allocation.appointments.people import likely
from kkr_allocation.appointments.requirements import AtLeast, AtMost, From, requirements_in
from kkr_allocation.datasets import likely_municipalities
from kkr_allocation.errors import Bilingual, InvalidInputError, in_language
from kkr_allocation.forms import register as form
from kkr_allocation.readers import cells
from kkr_allocation.readers.cells import Wrong, spoken
from kkr_allocation.readers.names import asked_of, lists_named, place_name
from kkr_allocation.readers.problems import EMPTY
from kkr_allocation.words import both, worded

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable

    from kkr_allocation.appointments.requirements import Requirement
    from kkr_allocation.readers.sheet import Line

_Made = TypeVar("_Made")
_SHOWN = 200
"""Characters of a rule that may list a whole region."""
_TERMS = re.compile(r"(.*\S)\s*:\s*(\d+)")
_SAME = 0.8
"""How alike two names are when one is taken for the other misspelt, from 0 to 1."""


def known(line: Line, column: str, names: Collection[str]) -> bool:
    """Note a name that is not there; where there are none at all, that is noted elsewhere."""
    name = line.text(column)
    if not line.has(column):
        line.wrong(column, EMPTY)
    elif name and names and name not in names:
        line.wrong(column, _unknown(name, names))
    return bool(name) and name in names


def _unknown(name: str, names: Collection[str]) -> Bilingual:
    return worded("readers.not_in_register", name=repr(name), meant=likely(name, names))


def known_names(line: Line, column: str, fora: Collection[str]) -> tuple[str, ...]:
    """Return the names in a cell that are there, and note the others."""
    listed = names(line, column)
    for name in listed:
        if fora and name not in fora:
            line.wrong(column, _unknown(name, fora))
    return tuple(name for name in listed if name in fora)


def list_in(line: Line, column: str, lists: Collection[str], municipality: str = "") -> str:
    """Return the list that a cell names; its text, and a note, where that is none or several.

    Where there are no lists at all, that is noted elsewhere.
    """
    text = line.text(column)
    if not lists or not text:
        return text
    meant = lists_named(text, lists, municipality)
    if len(meant) == 1:
        return meant[0]
    asked = asked_of(meant) if meant else likely(text, lists)
    line.wrong(column, worded("readers.no_list_of_register", text=repr(text), asked=asked))
    return text


def filled(line: Line, column: str) -> bool:
    """Return whether a cell has something in it that can be read; note it where not."""
    if not line.has(column):
        line.wrong(column, EMPTY)
        return False
    return bool(line.text(column))


def made(line: Line, make: Callable[[], _Made]) -> _Made | None:
    """Return what is made of a row; None, and a note, where it cannot be made."""
    try:
        return make()
    except InvalidInputError as error:
        note(line, error)
        return None


def note(line: Line, error: InvalidInputError) -> None:
    """Note a refusal at the cell it is about."""
    line.wrong(form.COLUMN_OF.get(error.about, ""), _told(error))


def _told(error: InvalidInputError) -> Bilingual:
    """Return what is wrong and why, in a line that may have to list a whole region."""
    what, why = in_language(error.what, "da"), in_language(error.why, "da")
    return both(f"{error.what}; {_cut(error.why)}", f"{what}; {_cut(why)}")


def _cut(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN].rpartition(' ')[0]} …"


def choice(
    line: Line,
    column: str,
    choices: Mapping[str, str],
    empty: str | None,
    also: Mapping[str, str] | None = None,
) -> str | None:
    """Return what the word in a cell means; `empty` where there is none or it was noted.

    `also` are the other words that people use: each with the word of `choices` that it means.
    """
    text = line.text(column)
    words = {spoken(word): word for word in choices}
    words |= {spoken(word): chosen for word, chosen in (also or {}).items()}
    if spoken(text) in words:
        return choices[words[spoken(text)]]
    if text:
        close = get_close_matches(spoken(text), words, n=1, cutoff=_SAME)
        asked = asked_of([words[word] for word in close])
        listed = ", ".join(choices)
        line.wrong(
            column, worded("readers.none_of_these", text=repr(text), listed=listed, asked=asked)
        )
    return empty


def yes(line: Line, column: str, *, default: bool) -> bool:
    """Return a cell's yes or no, in people's words and those of Excel and Python."""
    found = cells.yes(line.cells.get(column))
    if isinstance(found, Wrong):
        line.wrong(column, found.said)
    return found if isinstance(found, bool) else default


def date(line: Line, column: str) -> dt.date | None:
    """Return a cell's day; None where it is empty or was noted."""
    found = cells.day(line.cells.get(column))
    if isinstance(found, Wrong):
        line.wrong(column, found.said)
        return None
    return found


def rules(line: Line, column: str) -> tuple[Requirement, ...]:
    """Return a cell's requirements; none where they were noted. A frame's may be read already."""
    held = line.cells.get(column)
    if _listed(held):
        return tuple(held)
    try:
        return tuple(map(_with_own_names, requirements_in(line.text(column))))
    except InvalidInputError as error:
        line.wrong(column, _told(error))
        return ()


def _listed(cell: object) -> TypeGuard[Collection[Any]]:
    """Say whether a cell of a frame holds several things rather than one text."""
    return isinstance(cell, Collection) and not isinstance(cell, str)


def _with_own_names(rule: Requirement) -> Requirement:
    """Return a rule with the municipalities under their own names."""
    if not isinstance(rule, AtLeast | AtMost) or not isinstance(rule.who, From):
        return rule
    own = tuple(map(place_name, rule.who.municipalities))
    return evolve(rule, who=evolve(rule.who, municipalities=own))


def from_elsewhere(line: Line, municipalities: Collection[str]) -> bool:
    """Note a municipality that is not the region's, alike for everyone from there."""
    name = line.text(form.MUNICIPALITY)
    if not municipalities or place_name(name) in municipalities:
        return False
    close = [other for other in likely_municipalities(name) if other in municipalities]
    meant = asked_of(close) if close else likely(name, municipalities)
    sheet = form.MUNICIPALITIES
    line.wrong(
        form.MUNICIPALITY, worded("readers.elsewhere", name=repr(name), sheet=sheet, meant=meant)
    )
    return True


def names(line: Line, column: str) -> tuple[str, ...]:
    """Return the names in a cell, which semicolons separate; a frame's may be a list."""
    held = line.cells.get(column)
    if isinstance(held, Mapping):
        return tuple(f"{name}: {count}" for name, count in held.items())
    parts = map(str, held) if _listed(held) else line.text(column).split(";")
    return tuple(name.strip() for name in parts if name.strip())


def held(line: Line, fora: Collection[str]) -> dict[str, int]:
    """Return the terms held by forum: ``RAR Fyn: 2; Dialogforum`` is two and one.

    A forum that has closed may stand there; one that is spelled much like a forum of the
    register, or whose terms cannot be told from its name, is noted.
    """
    terms = {}
    for part in names(line, form.HELD):
        counted = None if part in fora else _TERMS.fullmatch(part)
        name, number = (counted[1], int(counted[2])) if counted else (part, 1)
        if name not in fora and (meant := likely(name, fora, closeness=_SAME)):
            line.wrong(form.HELD, worded("readers.closed_forum", name=repr(name), meant=meant))
        elif name not in fora and (":" in name or name[-1:].isdecimal()):
            line.wrong(form.HELD, worded("readers.no_terms", part=repr(part)))
        terms[name] = number
    return terms
