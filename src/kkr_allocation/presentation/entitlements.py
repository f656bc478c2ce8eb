"""Entitlements and picking orders as frames, protocols and HTML."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from itertools import groupby
from math import sqrt
from typing import TYPE_CHECKING

from kkr_allocation.appointments.events import ForumClosed, words_of
from kkr_allocation.appointments.rules import BALANCE, PRACTICE
from kkr_allocation.apportionment.rules import DivisorRule
from kkr_allocation.errors import in_language
from kkr_allocation.presentation import language as nouns
from kkr_allocation.presentation.language import Text, decimal, in_steps, number, written_day
from kkr_allocation.presentation.sheet import Cell, Sheet, table
from kkr_allocation.sources import Source, SourceStatus

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    import pandas as pd

    from kkr_allocation.appointments.agenda import Agenda, Matter
    from kkr_allocation.appointments.entitlement import Deviation, Entitlement, PickingOrder
    from kkr_allocation.appointments.events import Event, Seat
    from kkr_allocation.apportionment.exact import Apportionment, Round
    from kkr_allocation.explanations import Explanation, Language


_PRACTICE = Source(
    "KKR practice: agreement, else proportionally",
    "",
    SourceStatus.INFERRED,
    danish="KKR's praksis: aftale, ellers forholdstal",
)
_TURNS = Source(
    "Practice of Danish councils: order of quotients",
    "",
    SourceStatus.PUBLISHED,
    danish="Praksis i danske kommuner: kvotienternes rækkefølge",
)

_TITLE = Text(en="Who may fill {posts} in {fora}", da="Retten til {posts} i {fora}")
_SHARED = Text(
    en="{package}: {posts:is|are} shared by {rule}: {won}.",
    da="{package}: {posts} fordeles efter {rule}: {won}.",
)
_STAND = Text(
    en="{package}: {posts:stands|stand} with the lists that had them: {won}.",
    da="{package}: {posts} bliver hos de lister, der havde dem: {won}.",
)
_WHOLE = Text(en="All fora together", da="Alle fora under ét")
_CAPPED = Text(
    en="{list} can fill at most {posts}; what it would win beyond passes to the next entitled.",
    da="{list} kan højst besætte {posts}; resten går til den næste berettigede.",
)
_SPREAD = Text(
    en="The posts are spread over the fora so that every alliance and every list has the whole "
    "part of its share of each forum, or one more.",
    da="Pladserne spredes på fora, så hvert valgforbund og hver liste i hvert forum får den hele "
    "del af sin andel eller én mere.",
)
_DEPARTS = Text(
    en="In {fora} the split between alliances is not the forum's own; "
    "no table has fewer such fora.",
    da="I {fora} er delingen mellem valgforbund ikke forummets egen; ingen tabel har færre af dem.",
)
_DEPARTS_AGREED = Text(
    en="With the agreed deviations the split between alliances is not the forum's own in {fora}.",
    da="Med de aftalte fravigelser er delingen mellem valgforbund ikke forummets egen i {fora}.",
)
_DEPARTS_STANDING = Text(
    en="As the posts stand, the split between alliances is not the forum's own in {fora}.",
    da="Som pladserne står, er delingen mellem valgforbund ikke forummets egen i {fora}.",
)
_AGREED = Text(
    en="{giver} leaves {posts} in {forum} to {taker}: {reason}.",
    da="{giver} overlader {posts} i {forum} til {taker}: {reason}.",
)
_LOT = Text(
    en="Lots were drawn between {claimants}, won by {winners}.",
    da="Der blev trukket lod mellem {claimants}, vundet af {winners}.",
)
_CAPTION = Text(en="Posts by forum and list", da="Pladser efter forum og liste")
_FORUM = Text(en="Forum", da="Forum")
_POSTS = Text(en="Posts", da="Pladser")
_TOTAL = Text(en="Total", da="I alt")
_ORDER = Text(en="The order in which {posts:is|are} chosen", da="Rækkefølgen for valg af {posts}")
_TURN = Text(
    en="{list} chooses on the quotient {quotient}{note}",
    da="{list} vælger på kvotienten {quotient}{note}",
)
_NOTES = {"passed turn ": "sprang tur {} over", "swapped with turn ": "byttede med tur {}"}


def _won(posts: Mapping[str, int]) -> list[str]:
    return [f"{name} {count}" for name, count in posts.items()]


def entitlement_frame(result: Entitlement) -> pd.DataFrame:
    """Return one row a forum and list: forum, alliance, party, posts; rows of no posts included.

    `alliance` is the label of the outer alliance, empty for a list that stands alone.
    """
    import pandas as pd

    home = {p: b for b, parties in result.blocks.items() for p in parties if parties != (b,)}
    rows = [
        (forum, home.get(party, ""), party, posts)
        for forum, row in result.table.items()
        for party, posts in row.items()
    ]
    return pd.DataFrame(rows, columns=["forum", "alliance", "party", "posts"])


def entitlement_explanation(result: Entitlement, language: Language) -> Explanation:
    """Return the sharing of each package, the spreading, and what departs from a forum's own."""
    sentences = [
        *_shares(result, language),
        *(
            _CAPPED.text(language, list=party, posts=nouns.posts(cap))
            for party, cap in result.caps.items()
        ),
        *(_LOT.text(language, claimants=lot.claimants, winners=lot.winners) for lot in result.lots),
        *_spreading(result, language),
    ]
    house = sum(forum.posts for forum in result.fora)
    title = _TITLE.text(language, posts=nouns.posts(house), fora=nouns.fora(len(result.fora)))
    return in_steps(title, language, ((text, _PRACTICE) for text in sentences))


def _stands(share: Apportionment) -> bool:
    """Say whether all posts are those that stood before, as after a vacancy is filled."""
    return bool(share.floors) and +Counter(share.floors) == +Counter(share.seats)


def _shares(result: Entitlement, language: Language) -> Iterator[str]:
    for package, share in result.shares.items():
        yield (_STAND if _stands(share) else _SHARED).text(
            language,
            package=_WHOLE if set(result.packages) == {"package"} else package,
            posts=nouns.posts(share.house_size),
            rule=result.rule,
            won=_won(share.seats),
        )


def _spreading(result: Entitlement, language: Language) -> Iterator[str]:
    if any(len(fora) > 1 for fora in result.packages.values()):
        yield _SPREAD.text(language)
    yield from agreed_sentences(result.deviations, language)
    if result.departures:
        stands = any(map(_stands, result.shares.values()))
        text = _DEPARTS_AGREED if result.deviations else _DEPARTS_STANDING if stands else _DEPARTS
        yield text.text(language, fora=result.departures)


def agreed_sentences(deviations: Iterable[Deviation], language: Language) -> Iterator[str]:
    """Yield each agreed deviation with its reason."""
    for agreed in deviations:
        yield _AGREED.text(
            language,
            giver=agreed.giver,
            taker=agreed.taker,
            forum=agreed.forum,
            posts=nouns.posts(agreed.posts),
            reason=agreed.reason,
        )


def entitlement_html(result: Entitlement) -> str:
    """Return the forum x list table with totals."""
    parties = list(result.strengths)
    rows = [
        [forum.name, forum.posts, *(result.table[forum.name][p] for p in parties)]
        for forum in result.fora
    ]
    house = sum(forum.posts for forum in result.fora)
    rows.append([_TOTAL.en, house, *result.totals.values()])
    return table(_CAPTION.en, [_FORUM.en, _POSTS.en, *parties], rows)


def order_frame(result: PickingOrder) -> pd.DataFrame:
    """Return one row a turn: turn, party, quotient, note; the quotient is a float for the eye."""
    import pandas as pd

    return pd.DataFrame(
        {
            "turn": [turn.number for turn in result.turns],
            "party": [turn.party for turn in result.turns],
            "quotient": pd.array(
                [None if t.quotient is None else float(t.quotient) for t in result.turns],
                dtype="Float64",
            ),
            "note": [turn.note for turn in result.turns],
        }
    )


def order_explanation(result: PickingOrder, language: Language) -> Explanation:
    """Return one step a turn."""
    said = (
        _TURN.text(
            language,
            list=turn.party,
            quotient=_quotient(turn.quotient, language),
            note=f" ({turn_note(turn.note, language)})." if turn.note else ".",
        )
        for turn in result.turns
    )
    title = _ORDER.text(language, posts=nouns.posts(len(result.turns)))
    return in_steps(title, language, ((text, _TURNS) for text in said))


def _quotient(quotient: Fraction | None, language: Language) -> str:
    """Write a quotient; a whole one without decimals."""
    if quotient is None:
        return "–"
    whole = quotient.denominator == 1
    return number(quotient.numerator, language) if whole else decimal(quotient, language)


def turn_note(note: str, language: Language) -> str:
    """Return a turn's note in the language; a note of somebody's own as it stands.

    Examples
    --------
    >>> turn_note("passed turn 3", "da"), turn_note("swapped with turn 2", "da")
    ('sprang tur 3 over', 'byttede med tur 2')
    """
    for en, da in _NOTES.items():
        if language == "da" and note.startswith(en):
            return da.format(note.removeprefix(en))
    return note


def order_html(result: PickingOrder) -> str:
    """Return the turns as a table."""
    rows = [[t.number, t.party, str(t.quotient or "–"), t.note] for t in result.turns]
    return table("Picking order", ["Turn", "List", "Quotient", "Note"], rows)


# The quotient protocol: which quotient earned which post, and which was the next.


_QUOTIENTS_TITLE = Text(en="Quotients", da="Kvotientprotokol")
_HEADINGS = (
    Text(en="Shared together", da="Fordelt samlet"),
    Text(en="Within", da="Inden for"),
    Text(en="No.", da="Nr."),
    Text(en="List or alliance", da="Liste eller valgforbund"),
    Text(en="Strength", da="Styrke"),
    Text(en="Divisor", da="Divisor"),
    Text(en="Quotient", da="Kvotient"),
    Text(en="Note", da="Bemærkning"),
)
_EQUAL = Text(en="same quotient as {others}", da="samme kvotient som {others}")
_QUOTIENTS_LOT = Text(en="by lot", da="ved lodtrækning")
_NEXT = Text(en="the next, without a post", da="den næste, uden plads")
_NOTE = Text(
    en="Each strength is divided by the rule's divisors ({rule}); the largest quotients earn the "
    "posts. Equal quotients that all earn one change no number; lots decide their order when the "
    "groups choose in turn.",
    da="Hver styrke deles med reglens divisorer ({rule}); de største kvotienter giver pladserne. "
    "Lige store kvotienter, der alle giver plads, ændrer intet antal; vælger grupperne på skift, "
    "afgør lodtrækning deres rækkefølge.",
)
_QUOTIENTS_AGREED = Text(
    en=" Agreed deviations follow after the sharing.",
    da=" Aftalte fravigelser følger efter fordelingen.",
)


def quotient_sheets(result: Entitlement, language: Language) -> tuple[Sheet, ...]:
    """Return the quotients of an entitlement as one table; none where its rule has no quotients.

    Every package it shares out, and inside every alliance, has its own sequence.
    """
    rule = result.rule
    if not isinstance(rule, DivisorRule):
        return ()
    rows = [
        (package if len(result.shares) > 1 else None, level.label or None, *row)
        for package, share in result.shares.items()
        for level in share.rounds()
        if level.house_size
        for row in _rows(rule, level, language)
    ]
    headings = tuple(heading.text(language) for heading in _HEADINGS)
    note = _NOTE.text(language, rule=rule.name)
    agreed = _QUOTIENTS_AGREED.text(language) if result.deviations else ""
    sheet = Sheet(_QUOTIENTS_TITLE.text(language), headings, tuple(rows), note + agreed)
    return (sheet.without_empty_columns(),)


def _rows(rule: DivisorRule, level: Round, language: Language) -> Iterator[tuple[Cell, ...]]:
    """Yield number, name, strength, divisor, quotient and note, the largest quotient first."""
    priority = rule.priority(level.votes, level.house_size)
    columns = range(len(level.names))
    won = sorted(
        (-priority(level.votes[i], seat), i, seat)
        for i in columns
        for seat in range(1, level.seats[i] + 1)
    )
    after = sorted(
        (-priority(level.votes[i], level.seats[i] + 1), i, level.seats[i] + 1)
        for i in columns
        if level.votes[i] and not level.seats[i] == level.caps[i] < level.house_size
    )
    number = 0
    for claim, group in groupby(won, key=lambda entry: entry[0]):
        equal = [entry[1:] for entry in group]
        first, number = number + 1, number + len(equal)
        drawn = bool(after) and claim == after[0][0]
        for i, seat in equal:
            others = [level.names[other] for other, _ in equal if other != i]
            note = _QUOTIENTS_LOT if drawn else _EQUAL if others else None
            yield (
                f"{first}-{number}" if others else str(number),
                *_figures(rule, level, i, seat),
                note.text(language, others=others) if note else None,
            )
    for _, i, seat in after[:1]:
        yield None, *_figures(rule, level, i, seat), _NEXT.text(language)


def _figures(rule: DivisorRule, level: Round, column: int, seat: int) -> tuple[Cell, ...]:
    """Return name, strength, divisor and quotient; no quotient where the divisor is zero."""
    divisor = Fraction(*rule.signpost(seat))
    votes = level.votes[column]
    quotient = votes**rule.power / divisor if divisor else None
    if rule.power != 1:  # the signposts are squares
        divisor = Fraction(sqrt(divisor))
        quotient = None if quotient is None else Fraction(sqrt(quotient))
    whole = divisor.numerator if divisor.denominator == 1 else divisor
    return level.names[column], votes, whole, quotient


# What has to be decided next, as a frame, in words and as HTML.


_AGENDA_TITLE = Text(en="What has to be decided on {day}", da="Hvad der skal besluttes den {day}")
_TITLE_OF_KKR = Text(
    en="{kkr}: what has to be decided on {day}", da="{kkr}: hvad der skal besluttes den {day}"
)
_MATTERS = {
    "post": Text(en="the list names somebody", da="listen udpeger"),
    "chair": Text(en="the KKR agrees on the chair", da="KKR aftaler formanden"),
    "reason": Text(en="unequally many women and men", da="ulige mange kvinder og mænd begrundes"),
}
_AGENDA_AGREED = Text(
    en="As the meeting agreed, {agreement}", da="Aftalt ved udpegningen: {agreement}"
)
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
_AGENDA_HEADINGS = ["Forum", "To decide", "List", "Since", "Proposal"]


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

    return pd.DataFrame(list(_agenda_rows(result, language)), columns=_COLUMNS, dtype=object)


def _agenda_rows(result: Agenda, language: Language) -> Iterator[tuple[str | None, ...]]:
    for matter in result.matters:
        since = written_day(matter.since, language) if matter.since else None
        what = _MATTERS[matter.kind].text(language)
        yield matter.forum, what, matter.party, since, matter.proposal


def agenda_html(result: Agenda) -> str:
    """Return the matters as a table."""
    rows = [["" if cell is None else cell for cell in row] for row in _agenda_rows(result, "en")]
    return table("To decide", _AGENDA_HEADINGS, rows)


def agenda_explanation(result: Agenda, language: Language) -> Explanation:
    """Return what happened, event by event, and what has to be decided now."""
    steps = [
        *_agreed(result, language),
        *_happened(result, language),
        *_to_decide(result, language),
    ]
    kkr = {forum.kkr for forum in result.state.fora}
    title = _TITLE_OF_KKR if len(kkr) == 1 and all(kkr) else _AGENDA_TITLE
    day = written_day(result.state.day, language)
    return in_steps(title.text(language, kkr=min(kkr, default=""), day=day), language, steps)


def _agreed(result: Agenda, language: Language) -> Iterator[tuple[str, Source]]:
    """Say which posts lists had left to each other at the meeting, and have there still."""
    closed = {event.forum for event in result.events if isinstance(event, ForumClosed)}
    there = {forum.name for forum in result.state.fora} - closed
    agreed = result.state.appointments.entitlement.deviations
    for said in agreed_sentences((one for one in agreed if one.forum in there), language):
        yield _AGENDA_AGREED.text(language, agreement=said), PRACTICE


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
