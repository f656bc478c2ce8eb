"""The tables of an agenda: what to decide, what happened since the meeting, who sits where."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve

from kkr_allocation.appointments.event_words import words_of
from kkr_allocation.errors import in_language
from kkr_allocation.presentation.language import Text, written_day
from kkr_allocation.presentation.sheet import Sheet
from kkr_allocation.presentation.sheets import sheet_of_result

if TYPE_CHECKING:
    from kkr_allocation.appointments.agenda import Agenda
    from kkr_allocation.explanations import Language

__all__ = ["agenda_sheets"]

_MATTERS = Text(en="To decide", da="Skal besluttes")
_LOG = Text(en="What happened", da="Hændelser")
_POSTS = Text(en="Posts on {day}", da="Pladser den {day}")
_DAY = Text(en="Day", da="Dato")
_EVENT = Text(en="Event", da="Hændelse")
_FORUM = Text(en="Forum", da="Forum")
_LIST = Text(en="List", da="Liste")
_NAME = Text(en="Name", da="Navn")
_SUBSTITUTE = Text(en="Substitute", da="Stedfortræder")
_SINCE = Text(en="Since", da="Siden")
_VACANT = Text(en="vacant", da="ledig")


def agenda_sheets(result: Agenda, language: Language) -> tuple[Sheet, Sheet, Sheet]:
    """Return what to decide, the log, and every post with its holder before that.

    Parameters
    ----------
    result : Agenda
        The agenda.
    language : {"en", "da"}
        The language of titles and headings.
    """
    log = tuple(
        (written_day(event.on, language), in_language(words_of(event), language))
        for event in result.events
    )
    posts = tuple(
        (
            seat.forum,
            seat.party,
            seat.holder or _VACANT.text(language),
            seat.substitute,
            written_day(seat.since, language) if seat.since else None,
        )
        for seat in result.state.seats
    )
    headings = (_FORUM, _LIST, _NAME, _SUBSTITUTE, _SINCE)
    return (
        evolve(sheet_of_result(result, language), title=_MATTERS.text(language)),
        Sheet(_LOG.text(language), (_DAY.text(language), _EVENT.text(language)), log),
        Sheet(
            _POSTS.text(language, day=written_day(result.state.day, language)),
            tuple(heading.text(language) for heading in headings),
            posts,
        ),
    )
