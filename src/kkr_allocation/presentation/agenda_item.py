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
from kkr_allocation.presentation import posts, report
from kkr_allocation.presentation.language import alphabetical, in_steps, say
from kkr_allocation.presentation.pictures.councils import plot_spread
from kkr_allocation.presentation.pictures.distributions import plot_appointments
from kkr_allocation.presentation.report import Picture, Report, Section
from kkr_allocation.presentation.sheet import Sheet, heading_of, protocol, sheet_of
from kkr_allocation.sources import cell_of_source
from kkr_allocation.words import entry, refused, written_day

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from kkr_allocation.appointments.events import Event, Seat
    from kkr_allocation.appointments.forum import Forum
    from kkr_allocation.appointments.people import Member
    from kkr_allocation.explanations import Explanation, Language
    from kkr_allocation.presentation.sheet import Cell
    from kkr_allocation.results import Result

_TOGETHER = "\N{NO-BREAK SPACE}"
_COLUMNS = ["forum", "matter", "party", "since", "proposal"]
_BOOK = ("members", "forum", "person", "municipality")
"""The annexes of the Blå Bog: the members, and the appointees by forum, person and municipality."""


def paper(
    result: Result,
    language: Language,
    annexes: Sequence[str] = (),
    *,
    members: Sequence[Member] = (),
) -> Report:
    """Return what a result is put before a meeting with, and the annexes that are asked for.

    Appointments and what has to be decided next have an agenda item, any other result all that it
    is shown with. The members of the KKR are an annex where they are known.
    """
    found: dict[str, tuple[str, tuple[report.Block, ...]]] = {}
    if isinstance(result, Appointments):
        item = _appointments_item(result, language)
        by_forum, by_list, by_home, by_name, letters, *rights, balance = protocol(result, language)
        found |= {"forum": _titled(by_forum), "list": _titled(by_list)}
        found |= {"municipality": _titled(by_home), "person": _titled(by_name)}
        found |= {"basis": _titled(letters), "right": _titled(*rights), "sex": _titled(balance)}
    elif isinstance(result, Agenda):
        decide, *others = agenda_sheets(result, language)
        first = (decide,) if decide.rows else tuple(decide.note.splitlines())
        below = (Section(sheet.title, (sheet,)) for sheet in others if sheet.rows)
        sections = Section(decide.title, first), *below
        item = Report(result.explain(language).title, language, sections)
        held = _seats_sheet("holders:title", result.state.seats, result, language)
        found["forum"] = _titled(held)
    else:
        item = report.report_of_result(result, language)
    if found:
        found["steps"] = say("step_by_step", language), (result.explain(language),)
    if members and isinstance(result, Appointments):
        found["members"] = _titled(_members(result, members, language))
    named = [name for asked in annexes for name in _meant(asked, found)]
    added = []
    for number, name in enumerate(dict.fromkeys(named), start=1):
        title, blocks = found[name]
        above = say("annex_number", language, number=number, title=title)
        # The table that the annex is named after has the annex's heading, and no second one.
        start = evolve(block, title=above) if isinstance(block := blocks[0], Sheet) else block
        added.append(Section(above, (start, *blocks[1:])))
    return evolve(item, sections=(*item.sections, *added))


def _titled(*sheets: Sheet) -> tuple[str, tuple[report.Block, ...]]:
    return sheets[0].title, sheets


def _meant(asked: str, found: Iterable[str]) -> tuple[str, ...]:
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


def _appointments_item(result: Appointments, language: Language) -> Report:
    said = enumerate(_to_decide(result, language), start=1)
    decide = (say("numbered", language, number=number, said=text) for number, text in said)
    sections = [
        Section(say("recommended", language), tuple(decide)),
        Section(say("who_is_appointed", language), (_appointed(result, language),)),
    ]
    lacking, short = say("lacking", language), [row for row in result.gender if row.short]
    if short:
        rows = ((row.forum, row.women, row.men, row.reason.strip() or lacking) for row in short)
        reasons = sheet_of("reasons", language, rows)
        sections.append(Section(reasons.title, (reasons,)))
    shared = result.entitlement
    rights, *inside = posts.rights_sheets(shared, language)
    # What was agreed is among what to decide, and so is not said again.
    departs = [] if shared.deviations else posts.departing(shared, language)
    rights = evolve(rights, note=" ".join([*departs, *(sheet.note for sheet in inside)]))
    totals = [_totals(result, language)] if inside or shared.deviations else []
    sections.append(Section(rights.title, (rights, *totals)))
    if note := posts.appointments_note(result, language):
        sections.append(Section(say("to_be_known", language), tuple(note.splitlines())))
    lead = tuple(filter(None, [posts.one_of_several(result, language)]))
    return Report(_heading(result, language), language, tuple(sections), lead=lead)


def _heading(result: Appointments, language: Language) -> str:
    """Return what appointments are headed by: their KKR, and to how many fora they are."""
    kkr = _kkr_of(result.fora)
    title = "appointments_fora_kkr" if kkr else "appointments_fora"
    return say(title, language, kkr=kkr, fora=len(result.fora))


def _kkr_of(fora: Iterable[Forum]) -> str:
    """Return the one KKR that all fora are of; empty where there is no such."""
    kkr = {forum.kkr for forum in fora}
    return kkr.pop() if len(kkr) == 1 else ""


def _to_decide(result: Appointments, language: Language) -> Iterator[str]:
    """Yield what the KKR is asked to do, one sentence a decision."""
    kinds = Counter(forum.kind for forum in result.fora for _ in range(forum.posts))
    for kind, number in kinds.items():
        fora = sum(forum.kind == kind for forum in result.fora)
        yield say(f"asked_of_kkr:{kind}", language, posts=number, fora=fora)
    if result.entitlement.deviations:
        agreed = " ".join(posts.agreed_sentences(result.entitlement.deviations, language))
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
        of = result.substitutes.get(row.forum, {})
        others = dict.fromkeys(of[name] for name in result.members[row.forum] if name in of)
        held = "\n".join(called(name, row.forum) for name in result.members[row.forum])
        other = "\n".join(f"{name}{_TOGETHER}({people[name].party})" for name in others) or None
        name = row.forum + (nominated if kinds[row.forum] == "nominates" else "")
        rows.append((name, row.posts, held, other, row.women, row.men, row.not_stated))
    shown = sheet_of("appointed_by_forum", language, rows).summed(language)
    filled = {3: any(result.substitutes.values()), 6: any(r.not_stated for r in result.gender)}
    return shown.of_columns([place for place in range(7) if filled.get(place, True)])


def _totals(result: Appointments, language: Language) -> Sheet:
    """Return what each list is entitled to in all, and what it has."""
    shared = result.entitlement
    home = {p: block for block, parties in shared.blocks.items() for p in parties if p != block}
    right = {p: sum(s.seats[p] for s in shared.shares.values()) for p in shared.totals}
    rows = [(p, home.get(p), right[p], posts) for p, posts in shared.totals.items()]
    return sheet_of("totals_of_lists", language, rows).summed(language)


def _members(result: Appointments, members: Sequence[Member], language: Language) -> Sheet:
    """Return the members of the KKR with their substitutes, in the order of the register."""
    rows: list[tuple[Cell, ...]] = []
    for of in members:
        role = say(f"member_as:{'mayor' if of.mayor else 'elected'}", language)
        other = of.substitute or None, of.mail or None
        rows.append((of.name, of.municipality, of.party, role, *other))
    return sheet_of("members_of_kkr", language, rows, kkr=_kkr_of(result.fora) or "KKR")


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
    columns = range(len(whole.headings))[4:-1]  # the others say who the letter is to
    of_person: dict[tuple[str, str], list[tuple[Cell, ...]]] = defaultdict(list)
    for row in whole.rows:
        of_person[str(row[0]), str(row[3] or "KKR")].append(row)
    written = []
    for (name, kkr), rows in of_person.items():
        address = [str(rows[0][-1])] if rows[0][-1] else []
        posts = evolve(whole, rows=tuple(rows)).of_columns(columns)
        blocks: tuple[report.Block, ...] = (*address, say("letter_says", language), posts, kkr)
        section = Section(say("letter_to", language, name=name), blocks)
        written.append(Report(say("letter_from", language, kkr=kkr), language, (section,)))
    return written


def _rows(result: Appointments, language: Language) -> Iterator[tuple[Cell, ...]]:
    people = {person.name: person for person in result.candidates}
    member, chair = say("post_as:member", language), say("post_as:chair", language)
    for forum in result.fora:
        others, led = result.substitutes.get(forum.name, {}), result.chairs.get(forum.name)
        posts: list[tuple[str, str, str | None]] = [
            (name, chair if name == led else member, others.get(name))
            for name in result.members[forum.name]
        ]
        for other in dict.fromkeys(others.values()):
            stood_for = [name for name, its in others.items() if its == other]
            posts.append((other, say("post_as_substitute", language, names=stood_for), None))
        for name, of, substitute in posts:
            nominates = forum.kind == "nominates"
            role = say("post_nominated", language, role=of) if nominates else of
            person = name, people[name].party, people[name].municipality, forum.kkr or None
            post = forum.name, role, forum.starts, forum.ends, substitute
            yield *person, *post, cell_of_source(forum.legal_basis) or None


def report_of_appointments(result: Appointments, language: Language = "da") -> Report:
    """Return the report on appointments, ready to be set as a page or a document.

    `VerificationError` if the appointments do not follow from their register.
    """
    chosen = checked_language(language)
    by_forum, _, _, _, letters, *entitled, balance = protocol(result, chosen)
    entitles, why = say("what_each_list_entitled", chosen), say("why_these_people", chosen)
    explained = {entitles: result.entitlement.explain(chosen), why: result.explain(chosen)}
    held = posts.held_by_home(result)
    counted = {
        "posts": sum(map(len, result.members.values())),
        "fora": len(result.members),
        "people": len(set(chain(*result.members.values()))),
        "municipalities": len(held),
    }
    sexes = {
        "posts_women": sum(row.women for row in result.gender),
        "posts_men": sum(row.men for row in result.gender),
        "sex_not_stated": sum(row.not_stated for row in result.gender) or None,
    }
    return Report(
        _heading(result, chosen),
        chosen,
        (
            Section(say("who_sits_where", chosen), (_matrix(result, letters, chosen), by_forum)),
            Section(entitles, (explained[entitles], *entitled)),
            Section(why, (explained[why],)),
            Section(say("women_and_men_in", chosen), (balance,)),
            Section(say("municipalities_heading", chosen), _spread(result, held, chosen)),
            Section(say("fora_and_their_legal", chosen), (letters,)),
            report.sources(result, chosen, explanations=explained),
        ),
        lead=(
            *filter(None, [posts.one_of_several(result, chosen)]),
            say("posts_filled_in_fora", chosen, **counted),
            *_lacking(result, chosen),
        ),
        figures=report.key_figures(counted | sexes, chosen),
        colophon=report.made_from(say("register_fora_and_candidates", chosen), chosen),
    )


def _matrix(result: Appointments, letters: Sheet, language: Language) -> Picture:
    of = ({"forum": str(forum), "lists": str(lists)} for forum, _, lists, *_ in letters.rows)
    rows = (say("forum_lists", language, **row) for row in of)
    drawn, caption = partial(plot_appointments, result, language=language), "each_disc_number_posts"
    return Picture(drawn, say("posts_by_forum", language), "; ".join(rows), say(caption, language))


def _spread(
    result: Appointments, held: Mapping[str, list[str]], language: Language
) -> tuple[report.Block, ...]:
    """Return what the municipalities have: posts against shares, the largest share first."""
    shares = municipal_shares(result.fora, result.candidates, result.rules)
    rows: list[tuple[Cell, ...]] = []
    for name in sorted(shares, key=lambda name: (-shares[name], name)):
        low, high, posts = math.floor(shares[name]), math.ceil(shares[name]), len(held[name])
        beyond = posts - min(max(posts, low), high)
        people = result.rules.population.get(name)
        rows.append((name, people, shares[name], posts, beyond or None))
    table = sheet_of("posts_each_municipality", language, rows)
    weighed = "shares_follow_inhabitants" if result.rules.population else "shares_equal_because"
    drawn, said = partial(plot_spread, result, language=language), say("each_box_post_in", language)
    picture = Picture(drawn, table.title, ", ".join(f"{row[0]} {row[3]}" for row in rows), said)
    outside = any(not person.politician for person in result.candidates)
    others = [say("posts_people_from_outside", language)] if outside else []
    return (say(weighed, language), picture, table, *others)


def agenda_frame(result: Agenda) -> pd.DataFrame:
    """Return one row a matter; the party, day or proposal that it does not have is missing."""
    rows = [(m.forum, m.kind, m.party, m.since, m.proposal) for m in result.matters]
    return pd.DataFrame(rows, columns=_COLUMNS, dtype=object)


def agenda_explanation(result: Agenda, language: Language) -> Explanation:
    """Return what happened, event by event, and what has to be decided now."""
    steps = [(text, PRACTICE) for text in _happened(result, language)]
    for matter in result.matters:
        since = written_day(matter.since, language) if matter.since else ""
        of = {"forum": matter.forum, "party": matter.party or "", "since": since}
        said = say(f"matter_sentence:{matter.kind}", language, **of)
        source = BALANCE if matter.kind == "reason" else PRACTICE
        steps.append((said + _proposed(matter.proposal, language), source))
    steps += [(note, PRACTICE) for note in _notes(result, language)]
    kkr, day = _kkr_of(result.state.fora), written_day(result.state.day, language)
    title = say("agenda_of_kkr" if kkr else "agenda_of_day", language, kkr=kkr, day=day)
    return in_steps(title, language, steps)


def _happened(result: Agenda, language: Language) -> Iterator[str]:
    """Yield what lists left to each other at the meeting and still do, and each event since."""
    closed = {event.forum for event in result.events if isinstance(event, ForumClosed)}
    there = {forum.name for forum in result.state.fora} - closed
    agreed = result.state.appointments.entitlement.deviations
    for said in posts.agreed_sentences((one for one in agreed if one.forum in there), language):
        yield say("as_meeting_agreed", language, agreement=said)
    for event in result.events:
        words = in_language(words_of(event), language)
        said = say("event_on_day", language, day=written_day(event.on, language), words=words)
        yield said + "".join(_stood_in(result, event, language))


def _stood_in(result: Agenda, event: Event, language: Language) -> Iterator[str]:
    """Say which substitutes stepped in after an event, and which could not."""
    for one in result.state.stand_ins:
        if one.event is event:
            text = "substitute_kept_out" if one.kept_out else "substitute_steps_in"
            of = {"substitute": one.substitute, "member": one.member, "forum": one.forum}
            yield say(text, language, **of, rule=in_language(one.kept_out, language))


def _notes(result: Agenda, language: Language) -> Iterator[str]:
    """Say what may be misdated, who has no substitute, and why there is no matter or proposal."""
    for event, starts in result.state.early:
        days = {"day": written_day(event.on, language), "starts": written_day(starts, language)}
        words, forum = in_language(words_of(event), language), str(getattr(event, "forum", ""))
        yield say("before_the_term", language, **days, words=words, forum=forum)
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


def agenda_sheets(result: Agenda, language: Language) -> tuple[Sheet, Sheet, Sheet]:
    """Return what to decide, the log, and the posts that are held otherwise than at the meeting."""
    rows = []
    for matter in result.matters:
        since = written_day(matter.since, language) if matter.since else None
        what = say(f"matter:{matter.kind}", language)
        rows.append((matter.forum, what, matter.party, since, matter.proposal))
    log = [(event.on, in_language(words_of(event), language)) for event in result.events]
    stood_in = (said.strip() for e in result.events for said in _stood_in(result, e, language))
    start = result.state.appointments
    changed = [
        seat
        for seat in result.state.seats
        if seat.holder not in start.members.get(seat.forum, ())
        or seat.substitute != start.substitutes.get(seat.forum, {}).get(seat.holder or "")
    ]
    headings = tuple(heading_of(column, language) for column in _COLUMNS)
    note = "\n".join([*stood_in, *_notes(result, language)])
    return (
        Sheet(say("decide", language), headings, tuple(rows), note),
        sheet_of("log", language, log),
        _seats_sheet("changed", changed, result, language),
    )


def _seats_sheet(title: str, seats: Iterable[Seat], result: Agenda, language: Language) -> Sheet:
    """Return posts with who holds them."""
    day, vacant = written_day(result.state.day, language), say("vacant", language)
    rows = ((s.forum, s.party, s.holder or vacant, s.substitute, s.since) for s in seats)
    held = sheet_of("holders", language, rows, day=day)
    return evolve(held, title=say(title, language, day=day))
