"""Letters to those who are appointed, one page a person, and the same figures for mail merge."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from attrs import evolve

from kkr_allocation.forms.register import cell_of_source
from kkr_allocation.presentation.language import alphabetical, say
from kkr_allocation.presentation.report import Report, Section
from kkr_allocation.presentation.sheet import sheet_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kkr_allocation.appointments.appoint import Appointments
    from kkr_allocation.explanations import Language
    from kkr_allocation.presentation.sheet import Cell, Sheet

_OF_POSTS = slice(4, None)
"""The columns of the table that a letter has: those before them say who the letter is to."""


def letters_sheet(result: Appointments, language: Language) -> Sheet:
    """Return one row a person and post, substitutes among them, sorted by name."""
    rows = sorted(_rows(result, language), key=lambda row: alphabetical(str(row[0])))
    return sheet_of("letters_to_merge", language, rows)


def letters(result: Appointments, language: Language) -> list[Report]:
    """Return one letter a person."""
    whole = letters_sheet(result, language)
    columns = range(len(whole.headings))[_OF_POSTS]
    of_person: dict[tuple[str, str], list[tuple[Cell, ...]]] = defaultdict(list)
    for row in whole.rows:
        of_person[str(row[0]), str(row[3] or "KKR")].append(row)
    return [
        Report(
            say("letter_from", language, kkr=kkr),
            language,
            (
                Section(
                    say("letter_to", language, name=name),
                    (
                        say("letter_says", language),
                        evolve(whole, rows=tuple(rows)).of_columns(columns),
                        kkr,
                    ),
                ),
            ),
        )
        for (name, kkr), rows in of_person.items()
    ]


def _rows(result: Appointments, language: Language) -> Iterator[tuple[Cell, ...]]:
    people = {person.name: person for person in result.candidates}
    for forum in result.fora:
        others = result.substitutes.get(forum.name, {})
        posts = [(name, others.get(name)) for name in result.members[forum.name]]
        member, chair = say("post_as:member", language), say("post_as:chair", language)
        led = result.chairs.get(forum.name)
        roles = {name: chair if name == led else member for name, _ in posts}
        for other in dict.fromkeys(others.values()):
            stood_for = [name for name, its in others.items() if its == other]
            roles[other] = say("post_as_substitute", language, names=stood_for)
            posts.append((other, None))
        for name, substitute in posts:
            role = roles[name]
            if forum.kind == "nominates":
                role = say("post_nominated", language, role=role)
            yield (
                *(name, people[name].party, people[name].municipality, forum.kkr or None),
                *(forum.name, role, forum.starts, forum.ends, substitute),
                cell_of_source(forum.legal_basis) or None,
            )
