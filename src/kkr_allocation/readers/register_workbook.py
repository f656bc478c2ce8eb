"""Read a filled-in register of fora and candidates, naming every bad cell in one pass."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kkr_allocation.appointments import workbook as form
from kkr_allocation.appointments.fields import likely
from kkr_allocation.appointments.register import Register
from kkr_allocation.errors import Bilingual
from kkr_allocation.readers import register_agreed as agreed
from kkr_allocation.readers import register_cells as cells
from kkr_allocation.readers.csv_sheets import open_folder
from kkr_allocation.readers.files import place_of
from kkr_allocation.readers.place_names import place_name
from kkr_allocation.readers.register_entries import fora_in, people_in
from kkr_allocation.readers.register_rules import rules_in
from kkr_allocation.readers.total_rows import check_totals, without_totals
from kkr_allocation.readers.worksheets import open_sheets, twice

if TYPE_CHECKING:
    import os

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
        if place_of(path).is_dir()
        else open_sheets(path, form.SHEETS, form.NEEDED)
    )
    strengths, alliances = _lists(_counted(sheets, form.LISTS, form.STRENGTH), problems)
    population = _population(_counted(sheets, form.MUNICIPALITIES, form.PEOPLE))
    sheets[form.FORA] = _counted(sheets, form.FORA, form.POSTS)
    fora = fora_in(sheets[form.FORA], tuple(population))
    if not sheets[form.FORA]:
        problems.note(form.FORA, Bilingual("has no forum", da="har intet forum"))
    forum_names = {line.text(form.FORUM) for line in sheets[form.FORA]} - {""}
    names = {line.text(form.NAME) for line in sheets[form.CANDIDATES]} - {""}
    people = people_in(sheets[form.CANDIDATES], forum_names, tuple(population), strengths)
    if not sheets[form.CANDIDATES]:
        problems.note(form.CANDIDATES, Bilingual("has no candidate", da="har ingen kandidater"))
    deviations = agreed.deviations(sheets[form.AGREED], forum_names, strengths)
    fixed, chairs = agreed.fixed_posts(sheets[form.FIXED], forum_names, names, fora)
    wishes = agreed.group_wishes(sheets[form.WISHES], forum_names, names)
    reasons = agreed.balance_reasons(sheets[form.REASONS], forum_names)
    counted = {name: number for name, number in population.items() if number is not None}
    rules = rules_in(sheets[form.RULES], counted)
    packages = _packages(sheets[form.FORA])
    problems.raise_if_any()
    return form.FilledRegister(
        register=Register(fora.values(), people.values(), tuple(population)),
        strengths=strengths,
        alliances=alliances,
        deviations=deviations,
        fixed=fixed,
        chairs=chairs,
        wishes=wishes,
        reasons=reasons,
        rules=rules,
        packages=packages,
    )


def _counted(sheets: dict[str, list[Line]], sheet: str, column: str) -> list[Line]:
    """Return the rows of a sheet without totals of its figures, which are checked."""
    rows, totals = without_totals(sheets[sheet], form.SHEETS[sheet][0])
    if totals:
        check_totals(totals, {column: sum(line.whole(column) or 0 for line in rows)})
    return rows


def _lists(
    lines: list[Line], problems: Problems
) -> tuple[dict[str, int], tuple[tuple[str, ...], ...]]:
    strengths: dict[str, int] = {}
    alliances: dict[str, list[tuple[Line, str]]] = {}
    for line in lines:
        name, strength = line.text(form.LIST), line.whole(form.STRENGTH)
        if not name or name in strengths:
            line.wrong(form.LIST, twice(name))
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
    if not any(strengths.values()) and all(line.text(form.STRENGTH) in {"", "0"} for line in lines):
        none = Bilingual("has no list with a strength", da="har ingen liste med en styrke")
        problems.note(form.LISTS, none)
    return strengths, tuple(tuple(name for _, name in rows) for rows in alliances.values())


def _packages(lines: list[Line]) -> dict[str, tuple[str, ...]]:
    """Return the fora that are shared out together; none where no forum has a package."""
    found: dict[str, list[str]] = {}
    for line in lines:
        if package := line.text(form.PACKAGE):
            found.setdefault(package, []).append(line.text(form.FORUM))
    for line in lines:
        if found and not line.text(form.PACKAGE):
            partly = Bilingual(
                "is empty, while other fora have a package",
                da="er tom, mens andre fora har en pakke",
            )
            line.wrong(form.PACKAGE, partly)
    return {package: tuple(fora) for package, fora in found.items()}


def _population(lines: list[Line]) -> dict[str, int | None]:
    found: dict[str, int | None] = {}
    given = any(line.text(form.PEOPLE) for line in lines)
    for line in lines:
        name = place_name(line.text(form.MUNICIPALITY))
        if not name or name in found:
            line.wrong(form.MUNICIPALITY, twice(name))
            continue
        found[name] = line.whole(form.PEOPLE)
        if given and not line.text(form.PEOPLE):
            partly = Bilingual(
                "is empty, while other municipalities have a number",
                da="er tom, mens andre kommuner har et tal",
            )
            line.wrong(form.PEOPLE, partly)
    return found
