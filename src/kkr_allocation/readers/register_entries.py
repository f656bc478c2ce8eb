"""The fora and people of a register, row by row."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from kkr_allocation.appointments import workbook as form
from kkr_allocation.appointments.candidate import Candidate
from kkr_allocation.appointments.citation import source_in
from kkr_allocation.appointments.forum import Forum, forum_problems
from kkr_allocation.appointments.register import candidate_problems
from kkr_allocation.errors import Bilingual
from kkr_allocation.readers import register_cells as cells
from kkr_allocation.readers.place_names import place_name
from kkr_allocation.readers.worksheets import twice

if TYPE_CHECKING:
    from collections.abc import Collection

    from kkr_allocation.readers.worksheets import Line

__all__ = ["fora_in", "people_in"]

_SEXES = form.SEXES | {"kvinde": "F", "mand": "M"}
"""As the template offers them, and in words."""


def fora_in(
    lines: list[Line], municipalities: tuple[str, ...], others: Collection[str] = ()
) -> dict[str, Forum]:
    """Return the fora of a sheet by name; what is wrong with one is noted at its cell.

    Parameters
    ----------
    lines : list of Line
        The rows of the sheet.
    municipalities : tuple of str
        The region's municipalities; empty where they are not to be checked.
    others : collection of str
        Fora that are not in the sheet and can be named.
    """
    found: dict[str, tuple[Line, Forum]] = {}
    for line in lines:
        if line.text(form.FORUM) in found:
            line.wrong(form.FORUM, twice(line.text(form.FORUM)))
            continue
        forum = _forum(line)
        if forum is not None:
            found[forum.name] = line, forum
    names = {line.text(form.FORUM) for line in lines} - {""} | {*others}
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
        "note": line.note(form.NOTE),
    }
    named = cells.filled(line, form.FORUM)
    make = partial(Forum, line.text(form.FORUM), 1 if posts is None else posts, **arguments)
    forum: Forum | None = cells.made(line, make) if named else None
    return forum


def people_in(
    lines: list[Line],
    fora: Collection[str],
    municipalities: tuple[str, ...],
    lists: Collection[str],
) -> dict[str, Candidate]:
    """Return the people of a sheet by name; what is wrong with one is noted at their cell.

    Parameters
    ----------
    lines : list of Line
        The rows of the sheet.
    fora : collection of str
        The names of all fora.
    municipalities : tuple of str
        The region's municipalities; empty where they are not to be checked.
    lists : collection of str
        The lists that people can be of; empty where they are noted elsewhere.
    """
    found: dict[str, Candidate] = {}
    for line in lines:
        arguments: dict[str, Any] = {
            "sex": cells.choice(line, form.SEX, _SEXES, None),
            "mayor": cells.yes(line, form.MAYOR, default=False),
            "kkr_member": cells.yes(line, form.KKR_MEMBER, default=False),
            "politician": cells.yes(line, form.POLITICIAN, default=True),
            "born": cells.date(line, form.BORN),
            "seat_until": cells.date(line, form.SEAT_UNTIL),
            "held": cells.held(line, fora),
            "wishes": cells.known_names(line, form.WANTED, fora),
            "cannot": cells.known_names(line, form.CANNOT, fora),
        }
        columns = (form.NAME, form.MUNICIPALITY, form.LIST)
        named = [cells.filled(line, column) for column in columns]
        municipality = place_name(line.text(form.MUNICIPALITY))
        party = cells.list_in(line, form.LIST, lists, municipality)
        make = partial(Candidate, line.text(form.NAME), municipality, party, **arguments)
        person = cells.made(line, make) if all(named) else None
        if person is None:
            continue
        if person.politician:
            cells.from_elsewhere(line, municipalities)
        twin = found.get(person.name)
        for problem in candidate_problems(person, twin, fora, ()):
            cells.note(line, problem)
        found.setdefault(person.name, person)
    return found
