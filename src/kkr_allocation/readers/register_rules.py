"""The rules of appointing as they stand in a register."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from kkr_allocation.appointments import workbook as form
from kkr_allocation.appointments.rules import APPOINTMENT_RULES, AppointmentRules
from kkr_allocation.errors import Bilingual
from kkr_allocation.readers import register_cells as cells
from kkr_allocation.readers.worksheets import twice

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kkr_allocation.appointments.rules import Level
    from kkr_allocation.readers.worksheets import Line

__all__ = ["rules_in"]

_KNOWN = {rule: rule for rule in (form.LIMIT, form.WHOLE_TERM, form.LEVEL)}
_WISHES = {words: words for words in (*form.LEVELS, form.NO_LEVEL)}


def rules_in(lines: list[Line], population: Mapping[str, int]) -> AppointmentRules:
    """Return the rules of a sheet; those that do not stand in it are as usual.

    Parameters
    ----------
    lines : list of Line
        The rows of the sheet: the limit of posts, whether a council seat lasts the whole term,
        and the wishes, the most important first. Without a row of a wish the usual order holds.
    population : mapping of str to int
        People by municipality, which stand in a sheet of their own.
    """
    stated: dict[str, Any] = {}
    wishes: dict[str, Line] = {}
    for line in lines:
        rule = cells.choice(line, form.RULE, _KNOWN, None)
        if not cells.filled(line, form.RULE) or not cells.filled(line, form.VALUE) or not rule:
            continue
        if rule == form.LEVEL:
            _note_wish(line, wishes)
        elif rule in stated:
            line.wrong(form.RULE, twice(rule))
        elif rule == form.LIMIT:
            stated[rule] = _limit(line)
        else:
            stated[rule] = cells.yes(line, form.VALUE, default=False)
    return AppointmentRules(
        posts_per_person=stated.get(form.LIMIT) or APPOINTMENT_RULES.posts_per_person,
        order=_order(wishes),
        population=dict(population),
        whole_term=stated.get(form.WHOLE_TERM, APPOINTMENT_RULES.whole_term),
    )


def _limit(line: Line) -> int | None:
    posts = line.whole(form.VALUE)
    if posts is not None:
        cells.made(line, partial(AppointmentRules, posts_per_person=posts))
    return posts


def _note_wish(line: Line, wishes: dict[str, Line]) -> None:
    wish = cells.choice(line, form.VALUE, _WISHES, None)
    if wish in wishes:
        line.wrong(form.VALUE, twice(wish))
    elif wish:
        wishes[wish] = line


def _order(wishes: Mapping[str, Line]) -> tuple[Level, ...]:
    """Return the wishes in the order of their rows; none where just that is said."""
    if form.NO_LEVEL in wishes and len(wishes) > 1:
        beside = Bilingual(
            f"{form.NO_LEVEL!r} stands beside wishes",
            da=f"{form.NO_LEVEL!r} står ved siden af ønsker",
        )
        wishes[form.NO_LEVEL].wrong(form.VALUE, beside)
    listed = tuple(form.LEVELS[wish] for wish in wishes if wish != form.NO_LEVEL)
    return listed if wishes else APPOINTMENT_RULES.order
