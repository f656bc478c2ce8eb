"""What has to be decided next, as a frame, in words and as HTML."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kkr_allocation.appointments.event_words import words_of
from kkr_allocation.appointments.events import ForumClosed
from kkr_allocation.appointments.rules import BALANCE, PRACTICE
from kkr_allocation.errors import in_language
from kkr_allocation.explanations import Explanation, Language, Step
from kkr_allocation.presentation.entitlement import agreed_sentences
from kkr_allocation.presentation.language import Text, written_day
from kkr_allocation.presentation.markup import table

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from kkr_allocation.appointments.agenda import Agenda, Matter
    from kkr_allocation.appointments.events import Event
    from kkr_allocation.appointments.state import Seat
    from kkr_allocation.sources import Source

__all__ = ["agenda_explanation", "agenda_frame", "agenda_html", "agenda_note", "matters_in_words"]

_TITLE = Text(en="What has to be decided on {day}", da="Hvad der skal besluttes den {day}")
_TITLE_OF_KKR = Text(
    en="{kkr}: what has to be decided on {day}", da="{kkr}: hvad der skal besluttes den {day}"
)
_MATTERS = {
    "post": Text(en="the list names somebody", da="listen udpeger"),
    "chair": Text(en="the KKR agrees on the chair", da="KKR aftaler formanden"),
    "reason": Text(en="unequally many women and men", da="ulige mange kvinder og mænd begrundes"),
}
_AGREED = Text(en="As the meeting agreed, {agreement}", da="Aftalt ved udpegningen: {agreement}")
_HAPPENED = Text(en="{day}: {words}.", da="{day}: {words}.")
_SENTENCES = {
    "post": Text(
        en="{party} names somebody for its post in {forum}, vacant since {since}.",
        da="{party} udpeger til sin plads i {forum}, ledig siden {since}.",
    ),
    "chair": Text(
        en="The KKR agrees on who takes the chair of {forum}.",
        da="KKR aftaler, hvem der bliver formand for {forum}.",
    ),
    "reason": Text(
        en="With what is proposed, {forum} has unequally many women and men; the reason is stated "
        "at the same time.",
        da="Med forslaget har {forum} ikke lige mange kvinder og mænd; det begrundes samtidig.",
    ),
}
_PROPOSED = Text(en=" Proposed: {name}.", da=" Forslag: {name}.")
_NOTHING = Text(en="Nothing has to be decided.", da="Intet skal besluttes.")
_STEPPED_IN = Text(
    en=" {substitute} steps in for {member} in {forum}.",
    da=" {substitute} indtræder som stedfortræder for {member} i {forum}.",
)
_KEPT_OUT = Text(
    en=" {substitute}, substitute of {member} in {forum}, cannot step in: {rule}.",
    da=" {substitute}, stedfortræder for {member} i {forum}, kan ikke indtræde: {rule}.",
)
_EARLY = Text(
    en="{day}: {words}, before the term of {forum} begins on {starts}. Is the day right?",
    da="{day}: {words}, før perioden for {forum} begynder den {starts}. Er dagen rigtig?",
)
_ALONE = Text(
    en="{member} ({party}) has no substitute in {forum}.",
    da="{member} ({party}) har ingen stedfortræder i {forum}.",
)
_CONFLICT = Text(
    en="The vacant posts cannot be filled within the rules, so nobody is proposed. These rules "
    "cannot all be met: {rules}.",
    da="De ledige pladser kan ikke besættes inden for reglerne, så ingen foreslås. Disse regler "
    "kan ikke alle opfyldes: {rules}.",
)
_COLUMNS = ["forum", "matter", "party", "since", "proposal"]
_HEADINGS = ["Forum", "To decide", "List", "Since", "Proposal"]


def agenda_frame(result: Agenda) -> pd.DataFrame:
    """Return one row a matter: forum, matter, party, since, proposal.

    `matter` is ``post``, ``chair`` or ``reason``; `party` is missing where it is no list's;
    `since` is a date, missing since the meeting; `proposal` is missing where there is none.
    """
    import pandas as pd

    rows = [(m.forum, m.kind, m.party, m.since, m.proposal) for m in result.matters]
    return pd.DataFrame(rows, columns=_COLUMNS, dtype=object)


def matters_in_words(result: Agenda, language: Language) -> pd.DataFrame:
    """Return the frame with matters and days in words of a language."""
    import pandas as pd

    return pd.DataFrame(list(_rows(result, language)), columns=_COLUMNS, dtype=object)


def _rows(result: Agenda, language: Language) -> Iterator[tuple[str | None, ...]]:
    for matter in result.matters:
        since = written_day(matter.since, language) if matter.since else None
        what = _MATTERS[matter.kind].text(language)
        yield matter.forum, what, matter.party, since, matter.proposal


def agenda_html(result: Agenda) -> str:
    """Return the matters as a table."""
    rows = [["" if cell is None else cell for cell in row] for row in _rows(result, "en")]
    return table("To decide", _HEADINGS, rows)


def agenda_explanation(result: Agenda, language: Language) -> Explanation:
    """Return what happened, event by event, and what has to be decided now."""
    steps = [
        *_agreed(result, language),
        *_happened(result, language),
        *_to_decide(result, language),
    ]
    kkr = {forum.kkr for forum in result.state.fora}
    title = _TITLE_OF_KKR if len(kkr) == 1 and all(kkr) else _TITLE
    return Explanation(
        title.text(language, kkr=min(kkr, default=""), day=written_day(result.state.day, language)),
        language,
        tuple(Step(i, text, source) for i, (text, source) in enumerate(steps, start=1)),
    )


def _agreed(result: Agenda, language: Language) -> Iterator[tuple[str, Source]]:
    """Say which posts lists had left to each other at the meeting, and have there still."""
    closed = {event.forum for event in result.events if isinstance(event, ForumClosed)}
    there = {forum.name for forum in result.state.fora} - closed
    agreed = result.state.appointments.entitlement.deviations
    for said in agreed_sentences((one for one in agreed if one.forum in there), language):
        yield _AGREED.text(language, agreement=said), PRACTICE


def _happened(result: Agenda, language: Language) -> Iterator[tuple[str, Source]]:
    for event in result.events:
        words = in_language(words_of(event), language)
        said = _HAPPENED.text(language, day=written_day(event.on, language), words=words)
        yield said + "".join(_stood_in(result, event, language)), PRACTICE


def _stood_in(result: Agenda, event: Event, language: Language) -> Iterator[str]:
    """Say which substitutes stepped in after an event, and which could not."""
    for one in result.state.stand_ins:
        if one.event is event:
            yield (_KEPT_OUT if one.kept_out else _STEPPED_IN).text(
                language,
                substitute=one.substitute,
                member=one.member,
                forum=one.forum,
                rule=in_language(one.kept_out, language),
            )


def _to_decide(result: Agenda, language: Language) -> Iterator[tuple[str, Source]]:
    for matter in result.matters:
        yield _sentence(matter, language), BALANCE if matter.kind == "reason" else PRACTICE
    for note in _notes(result, language):
        yield note, PRACTICE


def agenda_note(result: Agenda, language: Language) -> str:
    """Return what has to be known besides the matters, one sentence a line; empty if nothing."""
    stood_in = (
        said.strip() for event in result.events for said in _stood_in(result, event, language)
    )
    return "\n".join([*stood_in, *_notes(result, language)])


def _notes(result: Agenda, language: Language) -> Iterator[str]:
    """Say what may be misdated, who has no substitute, and why there is no matter or proposal."""
    for event, starts in result.state.early:
        yield _EARLY.text(
            language,
            day=written_day(event.on, language),
            words=in_language(words_of(event), language),
            forum=str(getattr(event, "forum", "")),
            starts=written_day(starts, language),
        )
    alone = result.state.without_substitute
    for seat in alone:
        yield _without(result, seat, language)
    if result.conflict:
        rules = "; ".join(in_language(rule, language) for rule in result.conflict)
        yield _CONFLICT.text(language, rules=rules)
    elif not (result.matters or alone):
        yield _NOTHING.text(language)


def _without(result: Agenda, seat: Seat, language: Language) -> str:
    said = _ALONE.text(language, member=seat.holder, party=seat.party, forum=seat.forum)
    others = result.proposed.substitutes[seat.forum] if result.proposed else {}
    proposal = others.get(str(seat.holder))
    return said + (_PROPOSED.text(language, name=proposal) if proposal else "")


def _sentence(matter: Matter, language: Language) -> str:
    said = _SENTENCES[matter.kind].text(
        language,
        forum=matter.forum,
        party=matter.party or "",
        since=written_day(matter.since, language) if matter.since else "",
    )
    return said + (_PROPOSED.text(language, name=matter.proposal) if matter.proposal else "")
