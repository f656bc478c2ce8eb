"""The cells of a register: words, days, names and requirements, each noted where it is wrong."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, TypeVar

from kkr_allocation.appointments import workbook as form
from kkr_allocation.appointments.fields import likely
from kkr_allocation.appointments.phrases import requirements_in
from kkr_allocation.errors import Bilingual, InvalidInputError, in_language

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from kkr_allocation.appointments.requirements import Requirement
    from kkr_allocation.readers.worksheets import Line

__all__ = [
    "choice",
    "date",
    "filled",
    "held",
    "known",
    "made",
    "names",
    "note",
    "rules",
    "twice",
    "yes",
]

_Made = TypeVar("_Made")
_SHOWN = 200
"""Characters of a rule that may list a whole region."""
_DATES = ("%d-%m-%Y", "%d.%m.%Y", "%d/%m/%Y", "%Y-%m-%d")
_EMPTY = Bilingual("is empty", da="er tom")
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
}
"""The column of each field that a refusal can be about."""


def known(line: Line, column: str, names: Collection[str]) -> bool:
    """Note a name that is not there."""
    name = line.text(column)
    if name in names:
        return True
    meant = likely(name, names)
    unknown = Bilingual(
        f"{name!r} is not in the register{meant}", da=f"{name!r} er ikke i registeret{meant.da}"
    )
    line.wrong(column, unknown if name else _EMPTY)
    return False


def filled(line: Line, column: str) -> bool:
    """Return whether a cell has something in it; note it where not."""
    if not line.text(column):
        line.wrong(column, _EMPTY)
        return False
    return True


def twice(name: str) -> str:
    """Return what is wrong with a name that was read before, or is empty."""
    return Bilingual(f"{name!r} stands twice", da=f"{name!r} står to gange") if name else _EMPTY


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
    """Return a cell's yes or no."""
    answer = choice(line, column, {form.YES: "y", form.NO: "n", "x": "y"}, None)
    return default if answer is None else answer == "y"


def date(line: Line, column: str) -> dt.date | None:
    """Return a cell's day; None where it is empty or was noted."""
    value = line.cells.get(column)
    if isinstance(value, dt.datetime):
        return value.date()
    text = line.text(column)
    for pattern in _DATES if text else ():
        try:
            return dt.datetime.strptime(text, pattern).replace(tzinfo=dt.UTC).date()
        except ValueError:
            continue
    if text:
        wrong = Bilingual(
            f"{text!r} is no date such as 31-12-2029",
            da=f"{text!r} er ikke en dato som 31-12-2029",
        )
        line.wrong(column, wrong)
    return None


def rules(line: Line, column: str) -> tuple[Requirement, ...]:
    """Return a cell's requirements; none where they were noted."""
    try:
        return requirements_in(line.text(column))
    except InvalidInputError as error:
        line.wrong(column, _told(error))
        return ()


def names(line: Line, column: str) -> tuple[str, ...]:
    """Return the names in a cell, which semicolons separate."""
    return tuple(name.strip() for name in line.text(column).split(";") if name.strip())


def held(line: Line) -> dict[str, int]:
    """Return the terms held by forum: ``RAR Fyn: 2; Dialogforum`` is two and one."""
    terms = {}
    for part in names(line, form.HELD):
        name, colon, number = part.rpartition(":")
        if colon and number.strip().isdecimal():
            terms[name.strip()] = int(number)
        else:
            terms[part] = 1
    return terms
