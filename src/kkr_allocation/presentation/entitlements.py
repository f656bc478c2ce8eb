"""Entitlements and picking orders as frames, protocols and HTML."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from itertools import groupby
from typing import TYPE_CHECKING

import pandas as pd
from attrs import evolve

from kkr_allocation.appointments.events import ForumClosed, words_of
from kkr_allocation.appointments.rules import BALANCE, PRACTICE
from kkr_allocation.apportionment.rules import DivisorRule
from kkr_allocation.errors import in_language
from kkr_allocation.presentation.language import exact, in_steps, say, written_day
from kkr_allocation.presentation.seats import rooted
from kkr_allocation.presentation.sheet import Cell, Sheet, sheet_of
from kkr_allocation.sources import Source, SourceStatus

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kkr_allocation.appointments.entitlement import Deviation, Entitlement, PickingOrder
    from kkr_allocation.appointments.events import Event, Seat
    from kkr_allocation.appointments.succession import Agenda, Matter
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


def entitlement_frame(result: Entitlement) -> pd.DataFrame:
    """Return one row a forum and list, also where it has no posts; its alliance is the outer."""
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
            say("list_fills_at_most", language, list=party, posts=cap)
            for party, cap in result.caps.items()
        ),
        *(
            say("lot_of_posts", language, claimants=lot.claimants, winners=lot.winners)
            for lot in result.lots
        ),
        *([say("posts_are_spread", language)] if is_spread(result) else []),
        *spreading(result, language),
    ]
    house = sum(forum.posts for forum in result.fora)
    title = say("who_fills_posts", language, posts=house, fora=len(result.fora))
    return in_steps(title, language, ((text, _PRACTICE) for text in sentences))


def _stands(share: Apportionment) -> bool:
    """Say whether all posts are those that stood before, as after a vacancy is filled."""
    return bool(share.floors) and +Counter(share.floors) == +Counter(share.seats)


def _shares(result: Entitlement, language: Language) -> Iterator[str]:
    for package, share in result.shares.items():
        yield say(
            "package_stands" if _stands(share) else "package_is_shared",
            language,
            package=say("all_fora_together", language)
            if set(result.packages) == {"package"}
            else package,
            posts=share.house_size,
            rule=result.rule,
            won=[f"{name} {count}" for name, count in share.seats.items()],
        )


def is_spread(result: Entitlement) -> bool:
    """Say whether several fora are shared together, and the posts then spread on them."""
    return any(len(fora) > 1 for fora in result.packages.values())


def undone(result: Entitlement) -> dict[str, dict[str, int]]:
    """Return the posts by forum and list as they were before the lists' agreements."""
    table = {forum: dict(row) for forum, row in result.table.items()}
    for agreed in result.deviations:
        table[agreed.forum][agreed.giver] += agreed.posts
        table[agreed.forum][agreed.taker] -= agreed.posts
    return table


def spreading(result: Entitlement, language: Language) -> Iterator[str]:
    """Yield what was agreed, and the fora whose split is then not their own."""
    yield from agreed_sentences(result.deviations, language)
    yield from departing(result, language)


def departing(result: Entitlement, language: Language) -> Iterator[str]:
    """Say which fora are split otherwise than each alone would be, if any, and why."""
    if result.departures:
        stands = any(map(_stands, result.shares.values()))
        text = (
            "departs_by_agreement"
            if result.deviations
            else "departs_as_they_stand"
            if stands
            else "departs_from_split"
        )
        yield say(text, language, fora=result.departures)


def agreed_sentences(deviations: Iterable[Deviation], language: Language) -> Iterator[str]:
    """Yield each agreed deviation with its reason."""
    for agreed in deviations:
        yield say(
            "posts_left_to",
            language,
            giver=agreed.giver,
            taker=agreed.taker,
            forum=agreed.forum,
            posts=agreed.posts,
            reason=agreed.reason,
        )


def order_frame(result: PickingOrder) -> pd.DataFrame:
    """Return one row a turn: turn, party, quotient, note; the quotient is a float for the eye."""
    return pd.DataFrame(
        {
            "turn": [turn.number for turn in result.turns],
            "party": [turn.party for turn in result.turns],
            "quotient": pd.array(
                [None if t.quotient is None else float(t.quotient) for t in result.turns],
                dtype="Float64",
            ),
            "note": [str(turn.note) for turn in result.turns],
        }
    )


def order_explanation(result: PickingOrder, language: Language) -> Explanation:
    """Return one step a turn."""
    said = (
        say(
            "turn_of_list",
            language,
            list=turn.party,
            quotient="–" if turn.quotient is None else exact(turn.quotient, language),
            note=f" ({in_language(turn.note, language)})." if turn.note else ".",
        )
        for turn in result.turns
    )
    title = say("picking_order", language, posts=len(result.turns))
    return in_steps(title, language, ((text, _TURNS) for text in said))


# The quotient protocol: which quotient earned which post, and which was the next.


def quotient_sheets(result: Entitlement, language: Language) -> tuple[Sheet, ...]:
    """Return the quotients of each package and alliance in one table; none if the rule has none."""
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
    note = say("quotients_of_strength", language, rule=rule.name)
    agreed = say("agreements_follow", language) if result.deviations else ""
    sheet = sheet_of("quotients", language, rows)
    return (evolve(sheet.without_empty_columns(), note=note + agreed),)


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
            note = "by_lot" if drawn else "same_quotient_as" if others else None
            yield (
                f"{first}-{number}" if others else str(number),
                *_figures(rule, level, i, seat),
                say(note, language, others=others) if note else None,
            )
    for _, i, seat in after[:1]:
        yield None, *_figures(rule, level, i, seat), say("next_without_post", language)


def _figures(rule: DivisorRule, level: Round, column: int, seat: int) -> tuple[Cell, ...]:
    """Return name, strength, divisor and quotient; no quotient where the divisor is zero."""
    divisor = Fraction(*rule.signpost(seat))
    votes = level.votes[column]
    quotient = votes**rule.power / divisor if divisor else None
    if rule.power != 1:
        divisor = Fraction(rooted(divisor, rule))
        quotient = None if quotient is None else Fraction(rooted(quotient, rule))
    whole = divisor.numerator if divisor.denominator == 1 else divisor
    return level.names[column], votes, whole, quotient


# What has to be decided next, as a frame and in words.


AGENDA_COLUMNS = ["forum", "matter", "party", "since", "proposal"]


def agenda_frame(result: Agenda) -> pd.DataFrame:
    """Return one row a matter; the party, day or proposal that it does not have is missing."""
    rows = [(m.forum, m.kind, m.party, m.since, m.proposal) for m in result.matters]
    return pd.DataFrame(rows, columns=AGENDA_COLUMNS, dtype=object)


def matters(result: Agenda, language: Language) -> Iterator[tuple[str | None, ...]]:
    """Yield the rows of the frame, matters and days in words of a language."""
    for matter in result.matters:
        since = written_day(matter.since, language) if matter.since else None
        what = say(f"matter:{matter.kind}", language)
        yield matter.forum, what, matter.party, since, matter.proposal


def agenda_explanation(result: Agenda, language: Language) -> Explanation:
    """Return what happened, event by event, and what has to be decided now."""
    steps = [
        *_agreed(result, language),
        *_happened(result, language),
        *_to_decide(result, language),
    ]
    kkr = {forum.kkr for forum in result.state.fora}
    title = "agenda_of_kkr" if len(kkr) == 1 and all(kkr) else "agenda_of_day"
    day = written_day(result.state.day, language)
    return in_steps(say(title, language, kkr=min(kkr, default=""), day=day), language, steps)


def _agreed(result: Agenda, language: Language) -> Iterator[tuple[str, Source]]:
    """Say which posts lists had left to each other at the meeting, and have there still."""
    closed = {event.forum for event in result.events if isinstance(event, ForumClosed)}
    there = {forum.name for forum in result.state.fora} - closed
    agreed = result.state.appointments.entitlement.deviations
    for said in agreed_sentences((one for one in agreed if one.forum in there), language):
        yield say("as_meeting_agreed", language, agreement=said), PRACTICE


def _happened(result: Agenda, language: Language) -> Iterator[tuple[str, Source]]:
    for event in result.events:
        words = in_language(words_of(event), language)
        said = say("event_on_day", language, day=written_day(event.on, language), words=words)
        yield said + "".join(_stood_in(result, event, language)), PRACTICE


def _stood_in(result: Agenda, event: Event, language: Language) -> Iterator[str]:
    """Say which substitutes stepped in after an event, and which could not."""
    for one in result.state.stand_ins:
        if one.event is event:
            yield say(
                "substitute_kept_out" if one.kept_out else "substitute_steps_in",
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
        yield say(
            "before_the_term",
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
        yield say("agenda_conflict", language, rules=rules)
    elif not (result.matters or alone):
        yield say("nothing_decided", language)


def _without(result: Agenda, seat: Seat, language: Language) -> str:
    said = say(
        "without_substitute", language, member=seat.holder, party=seat.party, forum=seat.forum
    )
    others = result.proposed.substitutes[seat.forum] if result.proposed else {}
    return said + _proposed(others.get(str(seat.holder)), language)


def _proposed(person: str | None, language: Language) -> str:
    return say("proposed_person", language, name=person) if person else ""


def _sentence(matter: Matter, language: Language) -> str:
    said = say(
        f"matter_sentence:{matter.kind}",
        language,
        forum=matter.forum,
        party=matter.party or "",
        since=written_day(matter.since, language) if matter.since else "",
    )
    return said + _proposed(matter.proposal, language)
