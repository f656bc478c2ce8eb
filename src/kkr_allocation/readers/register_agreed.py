"""What a register says was agreed: deviations, fixed appointments, wishes and reasons."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from kkr_allocation.appointments import workbook as form
from kkr_allocation.appointments.deviation import Deviation
from kkr_allocation.appointments.rules import Wish
from kkr_allocation.errors import Bilingual
from kkr_allocation.readers import register_cells as cells
from kkr_allocation.readers.worksheets import twice

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kkr_allocation.appointments.forum import Forum
    from kkr_allocation.readers.worksheets import Line

__all__ = ["balance_reasons", "deviations", "fixed_posts", "group_wishes"]


def deviations(
    lines: list[Line], fora: set[str], lists: Mapping[str, int]
) -> tuple[Deviation, ...]:
    """Return the posts that lists leave to each other."""
    found = []
    for line in lines:
        giver, taker = (cells.list_in(line, column, lists) for column in (form.GIVER, form.TAKER))
        there = [
            cells.known(line, form.FORUM, fora),
            cells.filled(line, form.GIVER) and giver in lists,
            cells.filled(line, form.TAKER) and taker in lists,
            cells.filled(line, form.REASON),
        ]
        posts = line.whole(form.POSTS)
        make = partial(
            Deviation,
            line.text(form.FORUM),
            giver,
            taker,
            1 if posts is None else posts,
            line.text(form.REASON),
        )
        deviation = cells.made(line, make) if all(there) else None
        if deviation is not None:
            found.append(deviation)
    return tuple(found)


def fixed_posts(
    lines: list[Line], forum_names: set[str], names: set[str], fora: Mapping[str, Forum]
) -> tuple[tuple[tuple[str, str], ...], dict[str, str]]:
    """Return the appointments that stand, and who takes the chair."""
    pairs: dict[tuple[str, str], None] = {}
    chairs: dict[str, str] = {}
    for line in lines:
        there = [cells.known(line, form.FORUM, forum_names), cells.known(line, form.NAME, names)]
        if not all(there):
            continue
        forum, name = line.text(form.FORUM), line.text(form.NAME)
        if (forum, name) in pairs:
            line.wrong(form.NAME, twice(name))
            continue
        pairs[forum, name] = None
        if not cells.yes(line, form.CHAIR, default=False):
            continue
        if forum in chairs:
            line.wrong(form.CHAIR, Bilingual("has two", da="forummet får to formænd"))
        elif forum in fora and not fora[forum].chair:
            none = Bilingual("the forum has no chair", da="KKR besætter ikke formandsposten")
            line.wrong(form.CHAIR, none)
        chairs[forum] = name
    return tuple(pairs), chairs


def group_wishes(lines: list[Line], fora: set[str], people: set[str]) -> tuple[Wish, ...]:
    """Return what the groups wish for."""
    found = []
    for line in lines:
        there = [cells.known(line, form.FORUM, fora), cells.known(line, form.NAME, people)]
        points = line.whole(form.POINTS)
        if all(there):
            wish = Wish(
                line.text(form.FORUM), line.text(form.NAME), 1 if points is None else points
            )
            found.append(wish)
    return tuple(found)


def balance_reasons(lines: list[Line], fora: set[str]) -> dict[str, str]:
    """Return why fora deviate from equally many women and men."""
    reasons: dict[str, str] = {}
    for line in lines:
        there = [cells.known(line, form.FORUM, fora), cells.filled(line, form.REASON)]
        forum = line.text(form.FORUM)
        if forum in reasons:
            line.wrong(form.FORUM, twice(forum))
        elif all(there):
            reasons[forum] = line.text(form.REASON)
    return reasons
