"""What the meeting has before it: an agenda item of a page or two, and its annexes by name."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from attrs import evolve

from kkr_allocation.appointments.agenda import Agenda
from kkr_allocation.appointments.appoint import Appointments
from kkr_allocation.forms.register import cell_of_source
from kkr_allocation.presentation.language import alphabetical, say, written_day
from kkr_allocation.presentation.posts import (
    agenda_sheets,
    agreed_sentences,
    appointments_note,
    departing,
    rights_sheets,
    seats_sheet,
)
from kkr_allocation.presentation.protocols import protocol
from kkr_allocation.presentation.report import Report, Section, report_of_result, with_notes
from kkr_allocation.presentation.sheet import Sheet, sheet_of
from kkr_allocation.words import entry, refused

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kkr_allocation.explanations import Language
    from kkr_allocation.presentation.report import Block
    from kkr_allocation.presentation.sheet import Cell
    from kkr_allocation.results import Result

_TOGETHER = "\N{NO-BREAK SPACE}"


def paper(result: Result, language: Language, annexes: Sequence[str] = ()) -> Report:
    """Return what a result is put before a meeting with, and the annexes that are asked for.

    Appointments and what has to be decided next have an agenda item, any other result all that it
    is shown with. `InvalidInputError` if there is no annex of a name, in either language.
    """
    if isinstance(result, Appointments):
        item = _appointments_item(result, language)
        found = _appointments_annexes(result, language)
    elif isinstance(result, Agenda):
        item, found = _agenda_item(result, language), _agenda_annexes(result, language)
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
        whole |= {said[tongue]["book"]: _BOOK for tongue in ("en", "da")}
    typed = "".join(asked.casefold().split())
    if typed in names:
        return (names[typed],)
    if typed not in whole:
        raise refused("annex_unknown", asked=asked, known=", ".join([*names, *whole]))
    return whole[typed]


_BOOK = ("forum", "person", "municipality")
"""The annexes of the Blå Bog: the appointees by forum, person and municipality."""


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
        Section(rights.title, with_notes([rights, *totals])),
        *(
            [Section(say("to_be_known", language), tuple(note.splitlines()))]
            if (note := appointments_note(result, language))
            else []
        ),
    )
    return Report(heading(result, language), language, sections)


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
    lacking = [row.forum for row in result.gender if row.lacks_reason]
    if any(row.short and not row.lacks_reason for row in result.gender):
        yield say("asked_for_reasons", language)
    if lacking:
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
    counted = [(row.posts, row.women, row.men, row.not_stated) for row in result.gender]
    posts, *sexes = map(sum, zip(*counted, strict=True))
    rows.append((say("in_all", language), posts, None, None, *sexes))
    kept = (0, 1, 2, *([3] if any(result.substitutes.values()) else []), 4, 5)
    shown = evolve(sheet_of("appointed_by_forum", language, rows), sums=True)
    return shown.of_columns((*kept, 6) if sexes[-1] else kept)


def _totals(result: Appointments, language: Language) -> Sheet:
    """Return what each list is entitled to in all, and what it has."""
    shared = result.entitlement
    home = {p: block for block, parties in shared.blocks.items() for p in parties if p != block}
    right = {p: sum(s.seats[p] for s in shared.shares.values()) for p in shared.totals}
    rows = [(p, home.get(p), right[p], posts) for p, posts in shared.totals.items()]
    house = sum(right.values()), sum(shared.totals.values())
    sums = (say("in_all", language), None, *house)
    return evolve(sheet_of("totals_of_lists", language, (*rows, sums)), sums=True)


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
        "right": (rights[0].title, with_notes(rights)),
        "sex": (balance.title, with_notes([balance])),
        "steps": _steps(result, language),
    }


def _steps(result: Result, language: Language) -> tuple[str, Sequence[Block]]:
    return say("step_by_step", language), (result.explain(language),)


# Between two meetings: what to decide, what happened, and the posts that changed by it.


def _agenda_item(result: Agenda, language: Language) -> Report:
    decide, *others = agenda_sheets(result, language)
    noted = tuple(decide.note.splitlines())
    return Report(
        result.explain(language).title,
        language,
        (
            Section(decide.title, (*([decide] if decide.rows else []), *noted)),
            *(Section(sheet.title, (sheet,)) for sheet in others if sheet.rows),
        ),
    )


def _agenda_annexes(result: Agenda, language: Language) -> dict[str, tuple[str, Sequence[Block]]]:
    day = written_day(result.state.day, language)
    held = seats_sheet("holders:title", result.state.seats, language, day=day)
    return {"forum": (held.title, (held,)), "steps": _steps(result, language)}


# Letters to those who are appointed, and what they say for mail merge.


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
