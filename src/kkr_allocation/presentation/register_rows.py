"""The rows of a register, sheet by sheet, as they stand in a workbook or a folder of CSV files."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from kkr_allocation.appointments import workbook as form
from kkr_allocation.appointments.citation import cell_of_source
from kkr_allocation.appointments.phrases import phrase_of
from kkr_allocation.appointments.rules import APPOINTMENT_RULES

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping

    from kkr_allocation.appointments.candidate import Candidate
    from kkr_allocation.appointments.forum import Forum
    from kkr_allocation.appointments.rules import AppointmentRules

__all__ = ["Rows", "register_rows", "template_rows"]

Rows: TypeAlias = dict[str, list[list["str | int | dt.date | None"]]]
"""The rows below the headings, by sheet."""


def template_rows(
    fora: Iterable[Forum], candidates: Iterable[Candidate], municipalities: Iterable[str]
) -> Rows:
    """Return the rows of a template; sheets that are still to be filled in have none.

    The usual rules of appointing stand in it, to be changed.

    Parameters
    ----------
    fora : iterable of Forum
        The fora that stand in it.
    candidates : iterable of Candidate
        The candidates that stand in it.
    municipalities : iterable of str
        The region's municipalities.
    """
    rows: Rows = {name: [] for name in form.SHEETS}
    rows[form.FORA] = [_forum_row(forum) for forum in fora]
    rows[form.CANDIDATES] = [_candidate_row(person) for person in candidates]
    rows[form.MUNICIPALITIES] = [[name, None] for name in municipalities]
    rows[form.RULES] = _rule_rows(APPOINTMENT_RULES)
    return rows


def register_rows(filled: form.FilledRegister) -> Rows:
    """Return the rows of a filled-in register; reading them gives it back.

    Parameters
    ----------
    filled : FilledRegister
        The register.
    """
    register, population = filled.register, filled.rules.population
    rows = template_rows(register.fora, register.candidates, ())
    package = {forum: name for name, fora in filled.packages.items() for forum in fora}
    rows[form.FORA] = [_forum_row(forum, package.get(forum.name)) for forum in register.fora]
    joined = {party: "+".join(lists) for lists in filled.alliances for party in lists}
    rows[form.LISTS] = [[p, strength, joined.get(p)] for p, strength in filled.strengths.items()]
    rows[form.MUNICIPALITIES] = [[m, population.get(m)] for m in register.municipalities]
    rows[form.AGREED] = [[d.forum, d.giver, d.taker, d.posts, d.reason] for d in filled.deviations]
    rows[form.FIXED] = [
        [forum, name, form.YES if filled.chairs.get(forum) == name else None]
        for forum, name in filled.fixed
    ]
    rows[form.WISHES] = [[wish.forum, wish.candidate, wish.points] for wish in filled.wishes]
    rows[form.REASONS] = [[forum, reason] for forum, reason in filled.reasons.items()]
    rows[form.RULES] = _rule_rows(filled.rules)
    return rows


def _rule_rows(rules: AppointmentRules) -> list[list[str | int | dt.date | None]]:
    rows: list[list[str | int | dt.date | None]] = [
        [form.LIMIT, rules.posts_per_person],
        [form.WHOLE_TERM, _yes(value=rules.whole_term)],
    ]
    wishes = [level.words.da for level in rules.order] or [form.NO_LEVEL]
    return rows + [[form.LEVEL, wish] for wish in wishes]


def _spoken(choices: Mapping[str, str], value: str | None) -> str | None:
    return next((word for word, meant in choices.items() if meant == value), None)


def _yes(*, value: bool) -> str:
    return form.YES if value else form.NO


def _forum_row(forum: Forum, package: str | None = None) -> list[str | int | dt.date | None]:
    return [
        forum.name,
        forum.posts,
        forum.kkr or None,
        _spoken(form.KINDS, forum.kind),
        _yes(value=forum.chair),
        _spoken(form.SUBSTITUTE_KINDS, forum.substitutes),
        forum.starts,
        forum.ends,
        "; ".join(map(phrase_of, forum.requirements)) or None,
        "; ".join(map(phrase_of, forum.wanted)) or None,
        cell_of_source(forum.legal_basis) or None,
        forum.note or None,
        package,
    ]


def _candidate_row(person: Candidate) -> list[str | int | dt.date | None]:
    return [
        person.name,
        person.municipality,
        person.party,
        _spoken(form.SEXES, person.sex),
        _yes(value=person.mayor),
        _yes(value=person.kkr_member),
        _yes(value=person.politician),
        person.born,
        person.seat_until,
        "; ".join(f"{forum}: {terms}" for forum, terms in person.held.items()) or None,
        "; ".join(person.wishes) or None,
        "; ".join(person.cannot) or None,
    ]
