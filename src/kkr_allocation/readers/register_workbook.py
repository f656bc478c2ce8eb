"""Read a filled-in register of fora and candidates, naming every bad cell in one pass."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import TYPE_CHECKING, Any

from kkr_allocation.appointments import workbook as form
from kkr_allocation.appointments.candidate import Candidate
from kkr_allocation.appointments.forum import Forum
from kkr_allocation.appointments.phrases import requirements_in
from kkr_allocation.appointments.register import Register
from kkr_allocation.appointments.rules import AppointmentRules, Wish
from kkr_allocation.errors import InvalidInputError
from kkr_allocation.readers.worksheets import open_sheets

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Mapping

    from kkr_allocation.appointments.requirements import Requirement
    from kkr_allocation.readers.worksheets import Line, Problems

__all__ = ["read_register"]

_SHOWN = 120
"""Characters of a rule that may list a whole region."""
_DATES = ("%d-%m-%Y", "%d.%m.%Y", "%d/%m/%Y", "%Y-%m-%d")
_COLUMNS = {
    "name": form.NAME,
    "municipality": form.MUNICIPALITY,
    "party": form.LIST,
    "wishes": form.WANTED,
    "cannot": form.CANNOT,
}


def read_register(path: str | os.PathLike[str]) -> form.FilledRegister:
    """Read a workbook of fora and candidates that was filled in from the template.

    Parameters
    ----------
    path : str or path
        The workbook.

    Returns
    -------
    FilledRegister
        What it asks for; its ``appoint()`` fills the posts.

    Raises
    ------
    InvalidInputError
        If it cannot be read, or something in it cannot be right. Every bad cell is named with
        sheet, row, column, value and what is wrong, all in one message.
    """
    sheets, problems = open_sheets(path, form.SHEETS)
    strengths, alliances = _lists(sheets[form.LISTS])
    population = _population(sheets[form.MUNICIPALITIES])
    fora = _fora(sheets[form.FORA], problems)
    people = _people(sheets[form.CANDIDATES], fora, tuple(population))
    fixed, chairs = _fixed(sheets[form.FIXED], fora, people)
    wishes = _wishes(sheets[form.WISHES], fora, people)
    reasons = {
        line.text(form.FORUM): line.text(form.REASON)
        for line in sheets[form.REASONS]
        if _known(line, form.FORUM, fora)
    }
    problems.raise_if_any()
    counted = {name: number for name, number in population.items() if number is not None}
    return form.FilledRegister(
        register=Register(fora.values(), people.values(), tuple(population)),
        strengths=strengths,
        alliances=alliances,
        fixed=fixed,
        chairs=chairs,
        wishes=wishes,
        reasons=reasons,
        rules=AppointmentRules(population=counted if len(counted) == len(population) else {}),
    )


def _known(line: Line, column: str, names: Mapping[str, object]) -> bool:
    """Note a name that is not there."""
    name = line.text(column)
    if name in names:
        return True
    line.wrong(column, f"{name!r} is not in the register" if name else "is empty")
    return False


def _lists(lines: list[Line]) -> tuple[dict[str, int], tuple[tuple[str, ...], ...]]:
    strengths: dict[str, int] = {}
    alliances: dict[str, list[str]] = {}
    for line in lines:
        name, strength = line.text(form.LIST), line.whole(form.STRENGTH)
        if not name or name in strengths:
            line.wrong(form.LIST, f"{name!r} stands twice" if name else "is empty")
            continue
        if not line.text(form.STRENGTH):
            line.wrong(form.STRENGTH, "is empty")
        strengths[name] = strength or 0
        if alliance := line.text(form.ALLIANCE):
            alliances.setdefault(alliance, []).append(name)
    return strengths, tuple(map(tuple, alliances.values()))


def _population(lines: list[Line]) -> dict[str, int | None]:
    found: dict[str, int | None] = {}
    for line in lines:
        name = line.text(form.MUNICIPALITY)
        if not name or name in found:
            line.wrong(form.MUNICIPALITY, f"{name!r} stands twice" if name else "is empty")
        else:
            found[name] = line.whole(form.PEOPLE)
    return found


def _fora(lines: list[Line], problems: Problems) -> dict[str, Forum]:
    found: dict[str, Forum] = {}
    for line in lines:
        name, posts = line.text(form.FORUM), line.whole(form.POSTS)
        if name in found:
            line.wrong(form.FORUM, f"{name!r} stands twice")
            continue
        if not line.text(form.POSTS):
            line.wrong(form.POSTS, "is empty; a number that is not known is not guessed")
        arguments: dict[str, Any] = {
            "kkr": line.text(form.KKR),
            "kind": _choice(line, form.KIND, form.KINDS, "appoints"),
            "chair": _yes(line, form.CHAIR, default=False),
            "substitutes": _choice(line, form.SUBSTITUTES, form.SUBSTITUTE_KINDS, "none"),
            "starts": _date(line, form.STARTS),
            "ends": _date(line, form.ENDS),
            "requirements": _rules(line, form.REQUIREMENTS),
            "wanted": _rules(line, form.WANTED),
        }
        forum = _made(
            line, form.FORUM, partial(Forum, name, 1 if posts is None else posts, **arguments)
        )
        if forum is not None:
            found[name] = forum
    if not lines:
        problems.note(form.FORA, "has no forum")
    return found


def _people(
    lines: list[Line], fora: Mapping[str, Forum], municipalities: tuple[str, ...]
) -> dict[str, Candidate]:
    region = Register(fora.values(), (), municipalities) if fora else None
    found: dict[str, Candidate] = {}
    for line in lines:
        arguments: dict[str, Any] = {
            "sex": _choice(line, form.SEX, form.SEXES, None),
            "mayor": _yes(line, form.MAYOR, default=False),
            "kkr_member": _yes(line, form.KKR_MEMBER, default=False),
            "politician": _yes(line, form.POLITICIAN, default=True),
            "born": _date(line, form.BORN),
            "seat_until": _date(line, form.SEAT_UNTIL),
            "held": _held(line),
            "wishes": _names(line, form.WANTED),
            "cannot": _names(line, form.CANNOT),
        }
        names = [line.text(c) for c in (form.NAME, form.MUNICIPALITY, form.LIST)]
        person = _made(line, form.NAME, partial(Candidate, *names, **arguments))
        if person is None:
            continue
        for place, problem in region.problems(person, set(fora), found) if region else ():
            line.wrong(_COLUMNS[place], f"{problem.what}; {problem.why:.{_SHOWN}}")
        found.setdefault(person.name, person)
    return found


def _fixed(
    lines: list[Line], fora: Mapping[str, Forum], people: Mapping[str, Candidate]
) -> tuple[tuple[tuple[str, str], ...], dict[str, str]]:
    pairs: dict[tuple[str, str], None] = {}
    chairs: dict[str, str] = {}
    for line in lines:
        there = [_known(line, form.FORUM, fora), _known(line, form.NAME, people)]
        if not all(there):
            continue
        forum, name = line.text(form.FORUM), line.text(form.NAME)
        pairs[forum, name] = None
        if not _yes(line, form.CHAIR, default=False):
            continue
        if forum in chairs or not fora[forum].chair:
            line.wrong(form.CHAIR, "has two" if forum in chairs else "the forum has no chair")
        chairs[forum] = name
    return tuple(pairs), chairs


def _wishes(
    lines: list[Line], fora: Mapping[str, Forum], people: Mapping[str, Candidate]
) -> tuple[Wish, ...]:
    found = []
    for line in lines:
        there = [_known(line, form.FORUM, fora), _known(line, form.NAME, people)]
        points = line.whole(form.POINTS)
        if all(there):
            wish = Wish(
                line.text(form.FORUM), line.text(form.NAME), 1 if points is None else points
            )
            found.append(wish)
    return tuple(found)


def _made(line: Line, column: str, make: Callable[[], Any]) -> Any:  # noqa: ANN401
    """Return what is made of a row, or note why it cannot be made."""
    try:
        return make()
    except InvalidInputError as error:
        line.wrong(column, f"{error.what}; {error.why}")
        return None


def _choice(line: Line, column: str, choices: Mapping[str, str], empty: str | None) -> str | None:
    text = line.text(column)
    for choice, value in choices.items():
        if text.casefold() == choice.casefold():
            return value
    if text:
        line.wrong(column, f"{text!r} is none of {', '.join(choices)}")
    return empty


def _yes(line: Line, column: str, *, default: bool) -> bool:
    answer = _choice(line, column, {form.YES: "y", form.NO: "n", "x": "y"}, None)
    return default if answer is None else answer == "y"


def _date(line: Line, column: str) -> dt.date | None:
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
        line.wrong(column, f"{text!r} is no date such as 31-12-2029")
    return None


def _rules(line: Line, column: str) -> tuple[Requirement, ...]:
    found: tuple[Requirement, ...] | None = _made(
        line, column, partial(requirements_in, line.text(column))
    )
    return found or ()


def _names(line: Line, column: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in line.text(column).split(";") if name.strip())


def _held(line: Line) -> dict[str, int]:
    """Return the terms held by forum: ``RAR Fyn: 2; Dialogforum`` is two and one."""
    terms = {}
    for part in _names(line, form.HELD):
        name, colon, number = part.rpartition(":")
        if colon and number.strip().isdecimal():
            terms[name.strip()] = int(number)
        else:
            terms[part] = 1
    return terms
