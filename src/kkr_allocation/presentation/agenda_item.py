"""What the meeting has before it: an agenda item of a page or two, and its annexes by name."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING

import pandas as pd
from attrs import evolve

from kkr_allocation.appointments.appoint import Appointments
from kkr_allocation.appointments.events import ForumClosed, words_of
from kkr_allocation.appointments.rules import BALANCE, PRACTICE
from kkr_allocation.appointments.succession import Agenda
from kkr_allocation.appointments.wishes import municipal_shares
from kkr_allocation.errors import in_language
from kkr_allocation.explanations import checked_language
from kkr_allocation.forms.register import cell_of_source
from kkr_allocation.presentation.language import alphabetical, in_steps, say, written_day
from kkr_allocation.presentation.pictures.councils import plot_spread
from kkr_allocation.presentation.pictures.distributions import plot_appointments
from kkr_allocation.presentation.posts import (
    agreed_sentences,
    appointments_note,
    departing,
    held_by_home,
    one_of_several,
    rights_sheets,
)
from kkr_allocation.presentation.report import (
    Picture,
    Report,
    Section,
    key_figures,
    made_from,
    report_of_result,
    sources,
)
from kkr_allocation.presentation.sheet import Sheet, heading_of, protocol, sheet_of
from kkr_allocation.words import entry, refused

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from kkr_allocation.appointments.events import Event, Seat
    from kkr_allocation.appointments.succession import Matter
    from kkr_allocation.explanations import Explanation, Language
    from kkr_allocation.forms.register import Member
    from kkr_allocation.presentation.report import Block
    from kkr_allocation.presentation.sheet import Cell
    from kkr_allocation.results import Result

_TOGETHER = "\N{NO-BREAK SPACE}"


def paper(
    result: Result,
    language: Language,
    annexes: Sequence[str] = (),
    *,
    members: Sequence[Member] = (),
) -> Report:
    """Return what a result is put before a meeting with, and the annexes that are asked for.

    Appointments and what has to be decided next have an agenda item, any other result all that it
    is shown with. The members of the KKR are an annex where they are known. `InvalidInputError` if
    there is no annex of a name, in either language.
    """
    if isinstance(result, Appointments):
        item = _appointments_item(result, language)
        found = _appointments_annexes(result, language)
        if members:
            listed = _members(result, members, language)
            found["members"] = listed.title, (listed,)
    elif isinstance(result, Agenda):
        day = written_day(result.state.day, language)
        held = seats_sheet("holders:title", result.state.seats, language, day=day)
        item = _agenda_item(result, language)
        found = {"forum": (held.title, (held,)), "steps": _steps(result, language)}
    else:
        item, found = report_of_result(result, language), {}
    named = [name for asked in annexes for name in _meant(asked, found)]
    added = []
    for number, name in enumerate(dict.fromkeys(named), start=1):
        title, blocks = found[name]
        above = say("annex_number", language, number=number, title=title)
        # The table that the annex is named after has the annex's heading, and no second one.
        first = evolve(block, title=above) if isinstance(block := blocks[0], Sheet) else block
        added.append(Section(above, (first, *blocks[1:])))
    return evolve(item, sections=(*item.sections, *added))


def _meant(asked: str, found: dict[str, tuple[str, Sequence[Block]]]) -> tuple[str, ...]:
    """Return the annexes that a name in either language stands for, several for the book."""
    said = entry("annex_names")
    names = {said[tongue][name]: name for tongue in ("en", "da") for name in found}
    whole = {said[tongue]["all"]: tuple(found) for tongue in ("en", "da")}
    if "person" in found:
        book = tuple(name for name in _BOOK if name in found)
        whole |= {said[tongue]["book"]: book for tongue in ("en", "da")}
    typed = "".join(asked.casefold().split())
    if typed in names:
        return (names[typed],)
    if typed not in whole:
        raise refused("annex_unknown", asked=asked, known=", ".join([*names, *whole]))
    return whole[typed]


_BOOK = ("members", "forum", "person", "municipality")
"""The annexes of the Blå Bog: the members, and the appointees by forum, person and municipality."""


# Appointments: what to decide, who is appointed where, by which right, and how evenly.


def _appointments_item(result: Appointments, language: Language) -> Report:
    decide = [
        say("numbered", language, number=number, said=said)
        for number, said in enumerate(_to_decide(result, language), start=1)
    ]
    short = [row for row in result.gender if row.short]
    lacking = say("lacking", language)
    reasons = sheet_of(
        "reasons",
        language,
        ((row.forum, row.women, row.men, row.reason.strip() or lacking) for row in short),
    )
    shared = result.entitlement
    rights, *inside = rights_sheets(shared, language)
    # What was agreed is among what to decide, and so is not said again.
    departs = [] if shared.deviations else departing(shared, language)
    rights = evolve(rights, note=" ".join([*departs, *(sheet.note for sheet in inside)]))
    totals = [_totals(result, language)] if inside or shared.deviations else []
    sections = (
        Section(say("recommended", language), tuple(decide)),
        Section(say("who_is_appointed", language), (_appointed(result, language),)),
        *([Section(reasons.title, (reasons,))] if short else []),
        Section(rights.title, (rights, *totals)),
        *(
            [Section(say("to_be_known", language), tuple(note.splitlines()))]
            if (note := appointments_note(result, language))
            else []
        ),
    )
    first = one_of_several(result, language)
    return Report(heading(result, language), language, sections, lead=(first,) if first else ())


def heading(result: Appointments, language: Language) -> str:
    """Return what appointments are headed by: their KKR, and to how many fora they are."""
    kkr = {forum.kkr for forum in result.fora}
    title = "appointments_fora_kkr" if len(kkr) == 1 and all(kkr) else "appointments_fora"
    return say(title, language, kkr=min(kkr), fora=len(result.fora))


def _to_decide(result: Appointments, language: Language) -> Iterator[str]:
    """Yield what the KKR is asked to do, one sentence a decision."""
    kinds = Counter(forum.kind for forum in result.fora for _ in range(forum.posts))
    for kind, posts in kinds.items():
        fora = sum(forum.kind == kind for forum in result.fora)
        yield say(f"asked_of_kkr:{kind}", language, posts=posts, fora=fora)
    if result.entitlement.deviations:
        agreed = " ".join(agreed_sentences(result.entitlement.deviations, language))
        yield say("asked_to_agree", language, agreed=agreed)
    if any(row.short and not row.lacks_reason for row in result.gender):
        yield say("asked_for_reasons", language)
    yield from _lacking(result, language)


def _lacking(result: Appointments, language: Language) -> Iterator[str]:
    """Yield what has to be done or known before the appointments are decided."""
    if lacking := [row.forum for row in result.gender if row.lacks_reason]:
        yield say("no_reason_given_yet", language, fora=lacking)
    if not result.is_proven:
        yield say("time_ran_out_before", language)


def _appointed(result: Appointments, language: Language) -> Sheet:
    """Return one row a forum: its posts, who is appointed, the substitutes, and the sexes."""
    people = {person.name: person for person in result.candidates}
    chair = say("chair", language)

    def called(name: str, forum: str) -> str:
        role = chair if result.chairs.get(forum) == name else ""
        of = filter(None, (people[name].party, people[name].municipality, role))
        return f"{name} ({f',{_TOGETHER}'.join(of)})"

    kinds = {forum.name: forum.kind for forum in result.fora}
    nominated = say("nominated_for", language) if len(set(kinds.values())) > 1 else ""
    rows: list[tuple[Cell, ...]] = []
    for row in result.gender:
        names = result.members[row.forum]
        others = dict.fromkeys(result.substitutes.get(row.forum, {}).values())
        said = (
            "\n".join(called(name, row.forum) for name in names),
            "\n".join(f"{name}{_TOGETHER}({people[name].party})" for name in others) or None,
        )
        name = row.forum + (nominated if kinds[row.forum] == "nominates" else "")
        rows.append((name, row.posts, *said, row.women, row.men, row.not_stated))
    kept = (0, 1, 2, *([3] if any(result.substitutes.values()) else []), 4, 5)
    shown = sheet_of("appointed_by_forum", language, rows).summed(language)
    return shown.of_columns((*kept, 6) if any(row.not_stated for row in result.gender) else kept)


def _totals(result: Appointments, language: Language) -> Sheet:
    """Return what each list is entitled to in all, and what it has."""
    shared = result.entitlement
    home = {p: block for block, parties in shared.blocks.items() for p in parties if p != block}
    right = {p: sum(s.seats[p] for s in shared.shares.values()) for p in shared.totals}
    rows = [(p, home.get(p), right[p], posts) for p, posts in shared.totals.items()]
    return sheet_of("totals_of_lists", language, rows).summed(language)


def _appointments_annexes(
    result: Appointments, language: Language
) -> dict[str, tuple[str, Sequence[Block]]]:
    by_forum, by_list, by_home, by_name, letters, *rights, balance = protocol(result, language)
    return {
        "forum": (by_forum.title, (by_forum,)),
        "list": (by_list.title, (by_list,)),
        "municipality": (by_home.title, (by_home,)),
        "person": (by_name.title, (by_name,)),
        "basis": (letters.title, (letters,)),
        "right": (rights[0].title, tuple(rights)),
        "sex": (balance.title, (balance,)),
        "steps": _steps(result, language),
    }


def _members(result: Appointments, members: Sequence[Member], language: Language) -> Sheet:
    """Return the members of the KKR with their substitutes, in the order of the register."""
    kkr = {forum.kkr for forum in result.fora}
    rows = (
        (
            *(of.name, of.municipality, of.party),
            say(f"member_as:{'mayor' if of.mayor else 'elected'}", language),
            *(of.substitute or None, of.mail or None),
        )
        for of in members
    )
    named = kkr.pop() if len(kkr) == 1 else ""
    return sheet_of("members_of_kkr", language, rows, kkr=named or "KKR")


def _steps(result: Result, language: Language) -> tuple[str, Sequence[Block]]:
    return say("step_by_step", language), (result.explain(language),)


# Between two meetings: what to decide, what happened, and the posts that changed by it.


def _agenda_item(result: Agenda, language: Language) -> Report:
    decide, *others = agenda_sheets(result, language)
    return Report(
        result.explain(language).title,
        language,
        (
            Section(decide.title, (decide,) if decide.rows else tuple(decide.note.splitlines())),
            *(Section(sheet.title, (sheet,)) for sheet in others if sheet.rows),
        ),
    )


# Letters to those who are appointed, and what they say for mail merge.


_OF_POSTS = slice(4, -1)
"""The columns of the table that a letter has: the others say who the letter is to."""


def letters_sheet(
    result: Appointments, language: Language, mail: Mapping[str, str] | None = None
) -> Sheet:
    """Return one row a person and post, substitutes among them, sorted by name."""
    posts = ((*row, (mail or {}).get(str(row[0]))) for row in _rows(result, language))
    rows = sorted(posts, key=lambda row: alphabetical(str(row[0])))
    return sheet_of("letters_to_merge", language, rows)


def letters(
    result: Appointments, language: Language, mail: Mapping[str, str] | None = None
) -> list[Report]:
    """Return one letter a person."""
    whole = letters_sheet(result, language, mail)
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
                        *([str(rows[0][-1])] if rows[0][-1] else []),
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


# The report on appointments: who sits where, by what right, how evenly, and what it rests on.


def report_of_appointments(result: Appointments, language: Language = "da") -> Report:
    """Return the report on appointments, ready to be set as a page or a document.

    Who sits where and by what right, what was wished for and what it came to, how many women and
    men and how many posts each municipality has. `VerificationError` if the appointments do not
    follow from their register.
    """
    chosen = checked_language(language)
    by_forum, _, _, _, letters, *entitled, balance = protocol(result, chosen)
    rights, steps = result.entitlement.explain(chosen), result.explain(chosen)
    return Report(
        heading(result, chosen),
        chosen,
        (
            Section(say("who_sits_where", chosen), (_matrix(result, letters, chosen), by_forum)),
            Section(say("what_each_list_entitled", chosen), (rights, *entitled)),
            Section(say("why_these_people", chosen), (steps,)),
            Section(say("women_and_men_in", chosen), (balance,)),
            _spread(result, chosen),
            Section(say("fora_and_their_legal", chosen), (letters,)),
            sources(
                result,
                chosen,
                explanations={
                    say("what_each_list_entitled", chosen): rights,
                    say("why_these_people", chosen): steps,
                },
            ),
        ),
        lead=(
            *filter(None, [one_of_several(result, chosen)]),
            say("posts_filled_in_fora", chosen, **_counted(result)),
            *_lacking(result, chosen),
        ),
        figures=key_figures(
            {
                **_counted(result),
                "posts_women": sum(row.women for row in result.gender),
                "posts_men": sum(row.men for row in result.gender),
                "sex_not_stated": sum(row.not_stated for row in result.gender) or None,
            },
            chosen,
        ),
        colophon=made_from(say("register_fora_and_candidates", chosen), chosen),
    )


def _counted(result: Appointments) -> dict[str, int]:
    """Return how many posts, fora, people and municipalities there are appointments of."""
    return {
        "posts": sum(map(len, result.members.values())),
        "fora": len(result.members),
        "people": len(set(chain(*result.members.values()))),
        "municipalities": len(held_by_home(result)),
    }


def _matrix(result: Appointments, letters: Sheet, language: Language) -> Picture:
    rows = (
        say("forum_lists", language, forum=str(forum), lists=str(lists))
        for forum, _, lists, *_ in letters.rows
    )
    return Picture(
        partial(plot_appointments, result, language=language),
        say("posts_by_forum", language),
        "; ".join(rows),
        say("each_disc_number_posts", language),
    )


def _spread(result: Appointments, language: Language) -> Section:
    """Return the section on the municipalities: posts against shares, the largest share first."""
    held, shares = (
        held_by_home(result),
        municipal_shares(result.fora, result.candidates, result.rules),
    )
    rows: list[tuple[Cell, ...]] = []
    for name in sorted(shares, key=lambda name: (-shares[name], name)):
        low, high, posts = math.floor(shares[name]), math.ceil(shares[name]), len(held[name])
        beyond = posts - min(max(posts, low), high)
        people = result.rules.population.get(name)
        rows.append((name, people, shares[name], posts, beyond or None))
    table = sheet_of("posts_each_municipality", language, rows)
    picture = Picture(
        partial(plot_spread, result, language=language),
        table.title,
        ", ".join(f"{row[0]} {row[3]}" for row in rows),
        say("each_box_post_in", language),
    )
    weighed = "shares_follow_inhabitants" if result.rules.population else "shares_equal_because"
    blocks: list[Block] = [say(weighed, language), picture, table]
    if any(not person.politician for person in result.candidates):
        blocks.append(say("posts_people_from_outside", language))
    return Section(say("municipalities_heading", language), tuple(blocks))


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
    steps = [(text, PRACTICE) for text in _happened(result, language)]
    for matter in result.matters:
        source = BALANCE if matter.kind == "reason" else PRACTICE
        steps.append((_sentence(matter, language), source))
    steps += [(note, PRACTICE) for note in _notes(result, language)]
    kkr = {forum.kkr for forum in result.state.fora}
    title = "agenda_of_kkr" if len(kkr) == 1 and all(kkr) else "agenda_of_day"
    day = written_day(result.state.day, language)
    return in_steps(say(title, language, kkr=min(kkr, default=""), day=day), language, steps)


def _happened(result: Agenda, language: Language) -> Iterator[str]:
    """Yield what lists left to each other at the meeting and still do, and each event since."""
    closed = {event.forum for event in result.events if isinstance(event, ForumClosed)}
    there = {forum.name for forum in result.state.fora} - closed
    agreed = result.state.appointments.entitlement.deviations
    for said in agreed_sentences((one for one in agreed if one.forum in there), language):
        yield say("as_meeting_agreed", language, agreement=said)
    for event in result.events:
        words = in_language(words_of(event), language)
        said = say("event_on_day", language, day=written_day(event.on, language), words=words)
        yield said + "".join(_stood_in(result, event, language))


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
        place = {"member": seat.holder, "party": seat.party, "forum": seat.forum}
        others = result.proposed.substitutes[seat.forum] if result.proposed else {}
        proposed = _proposed(others.get(str(seat.holder)), language)
        yield say("without_substitute", language, **place) + proposed
    if result.conflict:
        rules = "; ".join(in_language(rule, language) for rule in result.conflict)
        yield say("agenda_conflict", language, rules=rules)
    elif not (result.matters or alone):
        yield say("nothing_decided", language)


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


# The tables of an agenda: what to decide, what happened since the meeting, who sits where.


def agenda_sheets(result: Agenda, language: Language) -> tuple[Sheet, Sheet, Sheet]:
    """Return what to decide, the log, and the posts that are held otherwise than at the meeting."""
    log = tuple((event.on, in_language(words_of(event), language)) for event in result.events)
    start = result.state.appointments
    changed = [
        seat
        for seat in result.state.seats
        if seat.holder not in start.members.get(seat.forum, ())
        or seat.substitute != start.substitutes.get(seat.forum, {}).get(seat.holder or "")
    ]
    headings = tuple(heading_of(column, language) for column in AGENDA_COLUMNS)
    rows, note = tuple(matters(result, language)), agenda_note(result, language)
    return (
        Sheet(say("decide", language), headings, rows, note),
        sheet_of("log", language, log),
        seats_sheet("changed", changed, language, day=written_day(result.state.day, language)),
    )


def seats_sheet(title: str, seats: Iterable[Seat], language: Language, **figures: object) -> Sheet:
    """Return posts with who holds them."""
    vacant = say("vacant", language)
    rows = ((s.forum, s.party, s.holder or vacant, s.substitute, s.since) for s in seats)
    held = sheet_of("holders", language, rows, **figures)
    return evolve(held, title=say(title, language, **figures))
