"""Read a filled-in register of fora and candidates, naming every bad cell in one pass."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kkr_allocation.appointments import workbook as form
from kkr_allocation.appointments.candidate import Candidate
from kkr_allocation.appointments.citation import source_in
from kkr_allocation.appointments.fields import likely
from kkr_allocation.appointments.forum import Forum, forum_problems
from kkr_allocation.appointments.register import Register, candidate_problems
from kkr_allocation.appointments.rules import AppointmentRules
from kkr_allocation.errors import Bilingual
from kkr_allocation.readers import register_agreed as agreed
from kkr_allocation.readers import register_cells as cells
from kkr_allocation.readers.csv_sheets import open_folder
from kkr_allocation.readers.worksheets import open_sheets

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping

    from kkr_allocation.readers.problems import Problems
    from kkr_allocation.readers.worksheets import Line

__all__ = ["read_register"]


def read_register(path: str | os.PathLike[str]) -> form.FilledRegister:
    """Read a register of fora and candidates that was filled in from the template.

    Parameters
    ----------
    path : str or path
        The workbook; or a folder with a CSV file for each sheet, ``Fora.csv``,
        ``Kandidater.csv``, ``Lister.csv`` and, where they have something to say, those of the
        other sheets.

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
    sheets, problems = (
        open_folder(path, form.SHEETS, form.NEEDED)
        if Path(path).is_dir()
        else open_sheets(path, form.SHEETS, form.NEEDED)
    )
    strengths, alliances = _lists(sheets[form.LISTS], problems)
    population = _population(sheets[form.MUNICIPALITIES])
    fora = _fora(sheets[form.FORA], tuple(population), problems)
    forum_names = {line.text(form.FORUM) for line in sheets[form.FORA]} - {""}
    names = {line.text(form.NAME) for line in sheets[form.CANDIDATES]} - {""}
    people = _people(sheets[form.CANDIDATES], forum_names, tuple(population), strengths)
    if not sheets[form.CANDIDATES]:
        problems.note(form.CANDIDATES, Bilingual("has no candidate", da="har ingen kandidater"))
    deviations = agreed.deviations(sheets[form.AGREED], forum_names, strengths)
    fixed, chairs = agreed.fixed_posts(sheets[form.FIXED], forum_names, names, fora)
    wishes = agreed.group_wishes(sheets[form.WISHES], forum_names, names)
    reasons = agreed.balance_reasons(sheets[form.REASONS], forum_names)
    problems.raise_if_any()
    counted = {name: number for name, number in population.items() if number is not None}
    return form.FilledRegister(
        register=Register(fora.values(), people.values(), tuple(population)),
        strengths=strengths,
        alliances=alliances,
        deviations=deviations,
        fixed=fixed,
        chairs=chairs,
        wishes=wishes,
        reasons=reasons,
        rules=AppointmentRules(population=counted),
    )


def _lists(
    lines: list[Line], problems: Problems
) -> tuple[dict[str, int], tuple[tuple[str, ...], ...]]:
    strengths: dict[str, int] = {}
    alliances: dict[str, list[tuple[Line, str]]] = {}
    for line in lines:
        name, strength = line.text(form.LIST), line.whole(form.STRENGTH)
        if not name or name in strengths:
            line.wrong(form.LIST, cells.twice(name))
            continue
        cells.filled(line, form.STRENGTH)
        strengths[name] = strength or 0
        if alliance := line.text(form.ALLIANCE):
            alliances.setdefault(alliance.casefold(), []).append((line, name))
    for alliance, [(line, _), *others] in alliances.items():
        if not others:
            alone = Bilingual(
                f"no other list stands in {line.text(form.ALLIANCE)!r}"
                f"{likely(alliance, alliances.keys() - {alliance})}",
                da=f"ingen anden liste står i {line.text(form.ALLIANCE)!r}"
                f"{likely(alliance, alliances.keys() - {alliance}).da}",
            )
            line.wrong(form.ALLIANCE, alone)
    if not any(strengths.values()) and not any(line.text(form.STRENGTH) for line in lines):
        none = Bilingual("has no list with a strength", da="har ingen liste med en styrke")
        problems.note(form.LISTS, none)
    return strengths, tuple(tuple(name for _, name in rows) for rows in alliances.values())


def _population(lines: list[Line]) -> dict[str, int | None]:
    found: dict[str, int | None] = {}
    given = any(line.text(form.PEOPLE) for line in lines)
    for line in lines:
        name = line.text(form.MUNICIPALITY)
        if not name or name in found:
            line.wrong(form.MUNICIPALITY, cells.twice(name))
            continue
        found[name] = line.whole(form.PEOPLE)
        if given and not line.text(form.PEOPLE):
            partly = Bilingual(
                "is empty, while other municipalities have a number",
                da="er tom, mens andre kommuner har et tal",
            )
            line.wrong(form.PEOPLE, partly)
    return found


def _fora(
    lines: list[Line], municipalities: tuple[str, ...], problems: Problems
) -> dict[str, Forum]:
    found: dict[str, tuple[Line, Forum]] = {}
    for line in lines:
        if line.text(form.FORUM) in found:
            line.wrong(form.FORUM, cells.twice(line.text(form.FORUM)))
            continue
        forum = _forum(line)
        if forum is not None:
            found[forum.name] = line, forum
    if not lines:
        problems.note(form.FORA, Bilingual("has no forum", da="har intet forum"))
    names = {line.text(form.FORUM) for line in lines} - {""}
    for line, forum in found.values():
        for problem in forum_problems(forum, names, municipalities):
            cells.note(line, problem)
    return {name: forum for name, (_, forum) in found.items()}


def _forum(line: Line) -> Forum | None:
    posts = line.whole(form.POSTS)
    if not line.text(form.POSTS):
        unknown = Bilingual(
            "is empty; a number that is not known is not guessed",
            da="er tom; et ukendt antal gættes ikke",
        )
        line.wrong(form.POSTS, unknown)
    arguments: dict[str, Any] = {
        "kkr": line.text(form.KKR),
        "kind": cells.choice(line, form.KIND, form.KINDS, "appoints"),
        "legal_basis": source_in(line.text(form.LEGAL_BASIS)),
        "chair": cells.yes(line, form.CHAIR, default=False),
        "substitutes": cells.choice(line, form.SUBSTITUTES, form.SUBSTITUTE_KINDS, "none"),
        "starts": cells.date(line, form.STARTS),
        "ends": cells.date(line, form.ENDS),
        "requirements": cells.rules(line, form.REQUIREMENTS),
        "wanted": cells.rules(line, form.WANTED),
        "note": line.text(form.NOTE),
    }
    named = cells.filled(line, form.FORUM)
    make = partial(Forum, line.text(form.FORUM), 1 if posts is None else posts, **arguments)
    forum: Forum | None = cells.made(line, make) if named else None
    return forum


def _people(
    lines: list[Line],
    fora: set[str],
    municipalities: tuple[str, ...],
    lists: Mapping[str, int],
) -> dict[str, Candidate]:
    found: dict[str, Candidate] = {}
    for line in lines:
        arguments: dict[str, Any] = {
            "sex": cells.choice(line, form.SEX, form.SEXES, None),
            "mayor": cells.yes(line, form.MAYOR, default=False),
            "kkr_member": cells.yes(line, form.KKR_MEMBER, default=False),
            "politician": cells.yes(line, form.POLITICIAN, default=True),
            "born": cells.date(line, form.BORN),
            "seat_until": cells.date(line, form.SEAT_UNTIL),
            "held": cells.held(line, fora),
            "wishes": cells.known_names(line, form.WANTED, fora),
            "cannot": cells.known_names(line, form.CANNOT, fora),
        }
        names = (form.NAME, form.MUNICIPALITY, form.LIST)
        named = [cells.filled(line, column) for column in names]
        make = partial(Candidate, *map(line.text, names), **arguments)
        person = cells.made(line, make) if all(named) else None
        if person is None:
            continue
        if lists and person.party not in lists:
            unknown = Bilingual(
                f"{person.party!r} is not in the sheet {form.LISTS}",
                da=f"{person.party!r} er ikke i arket {form.LISTS}",
            )
            line.wrong(form.LIST, unknown)
        twin = found.get(person.name)
        for problem in candidate_problems(person, twin, fora, municipalities):
            cells.note(line, problem)
        found.setdefault(person.name, person)
    return found
