"""The cells of a register: words, days, names and requirements, each noted where it is wrong."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, TypeVar

from attrs import evolve

from kkr_allocation.appointments.people import likely
from kkr_allocation.appointments.requirements import AtLeast, AtMost, From, requirements_in
from kkr_allocation.datasets import likely_municipalities
from kkr_allocation.errors import Bilingual, InvalidInputError, in_language
from kkr_allocation.forms import register as form
from kkr_allocation.readers.names import asked_of, lists_named, place_name
from kkr_allocation.readers.worksheets import EMPTY

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from kkr_allocation.appointments.requirements import Requirement
    from kkr_allocation.readers.worksheets import Line

__all__ = [
    "choice",
    "date",
    "day_in",
    "filled",
    "from_elsewhere",
    "held",
    "known",
    "known_names",
    "list_in",
    "made",
    "names",
    "note",
    "rules",
    "yes",
]

_Made = TypeVar("_Made")
_SHOWN = 200
"""Characters of a rule that may list a whole region."""
_DATES = ("%d-%m-%Y", "%d.%m.%Y", "%d/%m/%Y", "%Y-%m-%d")
_TRUTHS = {"true": True, "sand": True, "false": False, "falsk": False}
_TERMS = re.compile(r"(.*\S)\s*:\s*(\d+)")
_SAME = 0.8
"""How alike two names are when one is taken for the other misspelt, from 0 to 1."""
_COLUMNS = {
    "name": form.NAME,
    "municipality": form.MUNICIPALITY,
    "posts": form.POSTS,
    "starts": form.STARTS,
    "ends": form.ENDS,
    "wishes": form.WANTED,
    "cannot": form.CANNOT,
    "requirements": form.REQUIREMENTS,
    "wanted": form.WANTED,
    "posts_per_person": form.VALUE,
}
"""The column of each field that a refusal can be about."""


def known(line: Line, column: str, names: Collection[str]) -> bool:
    """Note a name that is not there; where there are none at all, that is noted elsewhere."""
    name = line.text(column)
    if name in names:
        return True
    if not name:
        line.wrong(column, EMPTY)
    elif names:
        line.wrong(column, _unknown(name, names))
    return False


def _unknown(name: str, names: Collection[str]) -> Bilingual:
    meant = likely(name, names)
    return Bilingual(
        f"{name!r} is not in the register{meant}", da=f"{name!r} er ikke i registeret{meant.da}"
    )


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
    wrong = Bilingual(
        f"{text!r} is no list of the register{asked}",
        da=f"{text!r} er ikke en liste i registeret{asked.da}",
    )
    line.wrong(column, wrong)
    return text


def filled(line: Line, column: str) -> bool:
    """Return whether a cell has something in it; note it where not."""
    if not line.text(column):
        line.wrong(column, EMPTY)
        return False
    return True


def made(line: Line, make: Callable[[], _Made]) -> _Made | None:
    """Return what is made of a row; None, and a note, where it cannot be made."""
    try:
        return make()
    except InvalidInputError as error:
        note(line, error)
        return None


def note(line: Line, error: InvalidInputError) -> None:
    """Note a refusal at the cell it is about."""
    line.wrong(_COLUMNS.get(error.about, ""), _told(error))


def _told(error: InvalidInputError) -> Bilingual:
    """Return what is wrong and why, in a line that may have to list a whole region."""
    what, why = in_language(error.what, "da"), in_language(error.why, "da")
    return Bilingual(f"{error.what}; {_cut(error.why)}", da=f"{what}; {_cut(why)}")


def _cut(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN].rpartition(' ')[0]} …"


def choice(line: Line, column: str, choices: Mapping[str, str], empty: str | None) -> str | None:
    """Return what the word in a cell means; `empty` where there is none or it was noted."""
    text = line.text(column)
    for word, meant in choices.items():
        if text.casefold() == word.casefold():
            return meant
    if text:
        listed = ", ".join(choices)
        wrong = Bilingual(f"{text!r} is none of {listed}", da=f"{text!r} er ingen af {listed}")
        line.wrong(column, wrong)
    return empty


def yes(line: Line, column: str, *, default: bool) -> bool:
    """Return a cell's yes or no; also one that Excel made of them, ``SAND`` or ``FALSK``."""
    value = _TRUTHS.get(line.text(column).casefold())
    if value is not None:
        return value
    answer = choice(line, column, {form.YES: "y", form.NO: "n", "x": "y"}, None)
    return default if answer is None else answer == "y"


def date(line: Line, column: str) -> dt.date | None:
    """Return a cell's day; None where it is empty or was noted."""
    value = line.cells.get(column)
    if isinstance(value, dt.datetime):
        return value.date()
    text = line.text(column)
    if text and (day := day_in(text)):
        return day
    if text:
        wrong = Bilingual(
            f"{text!r} is no date such as 31-12-2029",
            da=f"{text!r} er ikke en dato som 31-12-2029",
        )
        line.wrong(column, wrong)
    return None


def day_in(text: str) -> dt.date | None:
    """Return a day as it is written in Denmark, or as a standard has it; None if it is no day.

    Examples
    --------
    >>> day_in("31-12-2029") == day_in("31.12.2029") == day_in("2029-12-31")
    True
    """
    for pattern in _DATES:
        try:
            return dt.datetime.strptime(text, pattern).replace(tzinfo=dt.UTC).date()
        except ValueError:
            continue
    return None


def rules(line: Line, column: str) -> tuple[Requirement, ...]:
    """Return a cell's requirements; none where they were noted."""
    try:
        return tuple(map(_with_own_names, requirements_in(line.text(column))))
    except InvalidInputError as error:
        line.wrong(column, _told(error))
        return ()


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
    wrong = Bilingual(
        f"{name!r} is not in the sheet {form.MUNICIPALITIES}{meant}; an appointee sits in a "
        "municipal council of the region",
        da=f"{name!r} er ikke i arket {form.MUNICIPALITIES}{meant.da}; en udpeget sidder i en "
        "kommunalbestyrelse i regionen",
    )
    line.wrong(form.MUNICIPALITY, wrong)
    return True


def names(line: Line, column: str) -> tuple[str, ...]:
    """Return the names in a cell, which semicolons separate."""
    return tuple(name.strip() for name in line.text(column).split(";") if name.strip())


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
            wrong = Bilingual(
                f"{name!r} is not in the register{meant}; a forum that has closed can be left out",
                da=f"{name!r} er ikke i registeret{meant.da}; et nedlagt forum kan udelades",
            )
            line.wrong(form.HELD, wrong)
        elif name not in fora and (":" in name or name[-1:].isdecimal()):
            wrong = Bilingual(
                f"{part!r} is not written as FORUM: TERMS, such as RAR Fyn: 2",
                da=f"{part!r} er ikke skrevet som FORUM: PERIODER, for eksempel RAR Fyn: 2",
            )
            line.wrong(form.HELD, wrong)
        terms[name] = number
    return terms
