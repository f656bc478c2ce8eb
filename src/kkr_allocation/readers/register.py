"""Read a register of fora and candidates, and the log of what happened since, cell by cell."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from difflib import get_close_matches
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import evolve, field, frozen

from kkr_allocation.appointments import events
from kkr_allocation.appointments.appoint import Appointments
from kkr_allocation.appointments.entitlement import Deviation
from kkr_allocation.appointments.forum import Forum, Register, candidate_problems, forum_problems
from kkr_allocation.appointments.people import Candidate, likely
from kkr_allocation.appointments.requirements import AtLeast, AtMost, From, requirements_in
from kkr_allocation.appointments.rules import APPOINTMENT_RULES, AppointmentRules, Wish
from kkr_allocation.appointments.succession import state_on
from kkr_allocation.apportionment.alliances import Alliance
from kkr_allocation.datasets import likely_municipalities
from kkr_allocation.documents.format import from_json
from kkr_allocation.errors import Bilingual, InvalidInputError, VerificationError, in_language
from kkr_allocation.forms import register as form
from kkr_allocation.forms.columns import WORDS, meanings
from kkr_allocation.forms.register import source_in
from kkr_allocation.readers.book import Line, check_totals, open_book, twice, without_totals
from kkr_allocation.readers.cells import is_listed, spoken
from kkr_allocation.readers.files import called, contents, decoded
from kkr_allocation.readers.names import asked_of, lists_named, own_name, party_letter, place_name
from kkr_allocation.words import both, refused, worded

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterable, Iterator

    from kkr_allocation.appointments.requirements import Requirement
    from kkr_allocation.readers.book import Book

_Made = TypeVar("_Made")
_SHOWN = 200
_TERMS = re.compile(r"(.*\S)\s*:\s*(\d+)")
_ADDRESS = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@.]+")
_SAME = 0.8
"""How alike two names are when one is taken for the other misspelt, from 0 to 1."""
_RULES = (form.LIMIT, form.WHOLE_TERM, form.LEVEL)
_IN_FRAMES = "fora candidates lists municipalities agreed fixed wishes reasons rules"
_FRAMES = dict(zip(_IN_FRAMES.split(), form.SHEETS, strict=True))


def known(line: Line, column: str, names: Collection[str]) -> str | None:
    """Return a name that is there; where there are none at all, that is noted elsewhere."""
    name = line.needed(column)
    return name if name and _is_known(line, column, name, names) else None


def _is_known(line: Line, column: str, name: str, names: Collection[str]) -> bool:
    """Say whether a name is there; note that it is not, unless there are none."""
    if names and name not in names:
        meant = "" if line.problems.full else likely(name, names)
        line.wrong(column, worded("readers.not_in_register", name=repr(name), meant=meant))
    return name in names


def _known_names(line: Line, column: str, names: Collection[str]) -> tuple[str, ...]:
    return tuple(name for name in line.names(column) if _is_known(line, column, name, names))


def _list_in(line: Line, column: str, lists: Collection[str], *, only: bool = False) -> str | None:
    """Return the list that a cell names; where that is none or several, its text unless `only`."""
    text = line.text(column)
    if not line.needed(column):
        return None
    meant = lists_named(text, lists, line.place(form.MUNICIPALITY)) if lists else (text,)
    if len(meant) != 1:
        asked = asked_of(meant) if meant else likely(text, lists)
        line.wrong(column, worded("readers.no_list_of_register", text=repr(text), asked=asked))
    found = meant[0] if len(meant) == 1 else text
    return found if found in lists or not only else None


def choice(
    line: Line, column: str, choices: Collection[str], also: Mapping[str, str] | None = None
) -> str | None:
    """Return which of some words a cell has, or what it means; `also` are people's words by it."""
    text = line.text(column)
    known = {spoken(word): word for word in choices}
    known |= {spoken(word): chosen for word, chosen in (also or {}).items()}
    if word := known.get(spoken(text)):
        return choices[word] if isinstance(choices, Mapping) else word
    if text:
        close = get_close_matches(spoken(text), known, n=1, cutoff=_SAME)
        named = {"listed": ", ".join(choices), "asked": asked_of([known[word] for word in close])}
        line.wrong(column, worded("readers.none_of_these", text=repr(text), **named))
    return None


def _requirements(line: Line, column: str) -> tuple[Requirement, ...] | None:
    """Return requirements, with municipalities' own names; a frame's may be read already."""
    held = line.cells.get(column)
    if is_listed(held):
        return tuple(held)
    try:
        rules = requirements_in(line.text(column))
    except InvalidInputError as error:
        line.wrong(column, _told(error))
        return None
    return tuple(
        evolve(rule, who=From(tuple(map(place_name, rule.who.municipalities)), rule.who.label))
        if isinstance(rule, AtLeast | AtMost) and isinstance(rule.who, From)
        else rule
        for rule in rules
    )


def _posts(line: Line, column: str, *, unknown: bool = False) -> int:
    """Return a number of posts: 1 where there is none, which of a forum is noted as `unknown`."""
    if unknown and not line.has(column):
        line.wrong(column, worded("readers.posts_unknown"))
    posts = line.whole(column)
    return 1 if posts is None else posts


def _mail(line: Line, column: str) -> str | None:
    """Return an address; one that no letter could go to is noted."""
    text = line.text(column) or None
    if text and not _ADDRESS.fullmatch(text):
        line.wrong(column, worded("readers.no_address", text=repr(text)))
    return text


def _sex(line: Line, column: str) -> str | None:
    """Return a person's sex; under a heading of Python's also as Python has it."""
    if line.text(column) == "F" and line.headings.get(column, "").casefold() == "sex":
        return "F"
    return choice(line, column, form.SEXES, meanings("sexes"))


def _terms_held(line: Line, column: str, fora: Collection[str]) -> dict[str, int]:
    """Return the terms held by forum, which may have closed: ``RAR Fyn: 2; Dialogforum``."""
    terms = {}
    for part in line.names(column):
        counted = None if part in fora else _TERMS.fullmatch(part)
        name, number = (counted[1], int(counted[2])) if counted else (part, 1)
        if name not in fora and (meant := likely(name, fora, closeness=_SAME)):
            line.wrong(column, worded("readers.closed_forum", name=repr(name), meant=meant))
        elif name not in fora and (":" in name or name[-1:].isdecimal()):
            line.wrong(column, worded("readers.no_terms", part=repr(part)))
        terms[name] = number
    return terms


@frozen
class Names:
    """What the rows of a register or of a log can name."""

    fora: Collection[str] = ()
    people: Collection[str] = ()
    lists: Collection[str] = ()
    municipalities: tuple[str, ...] = ()
    created: Mapping[str, Forum] = field(factory=dict)
    newcomers: Mapping[str, Candidate] = field(factory=dict)
    others: Mapping[str, Appointments] = field(factory=dict)
    "Of the other regions, by the name of their file beside the log."


_CELL: dict[str | tuple[str, str], Callable[[Line, str], Any]] = {
    **{column: getattr(Line, kind) for column, kind in WORDS["cells"].items()},
    (form.FORA, form.FORUM): Line.needed,
    (form.FORA, form.POSTS): partial(_posts, unknown=True),
    form.POSTS: _posts,
    form.KIND: partial(choice, choices=form.KINDS, also=meanings("kinds")),
    form.SUBSTITUTES: partial(choice, choices=form.SUBSTITUTE_KINDS, also=meanings("substitutes")),
    form.REQUIREMENTS: _requirements,
    (form.FORA, form.WANTED): _requirements,
    form.LEGAL_BASIS: lambda line, column: source_in(line.text(column)),
    (form.CANDIDATES, form.NAME): Line.needed,
    form.MUNICIPALITY: lambda line, column: place_name(line.needed(column) or "") or None,
    (form.MEMBERS, form.NAME): Line.needed,
    form.SUBSTITUTE: lambda line, column: line.text(column) or None,
    form.SEX: _sex,
    form.MAIL: _mail,
}
_AMONG: dict[str, tuple[Callable[[Line, str, Any], Any], str]] = {
    form.FORUM: (known, "fora"),
    form.NAME: (known, "people"),
    form.LIST: (_list_in, "lists"),
    form.HELD: (_terms_held, "fora"),
    form.WANTED: (_known_names, "fora"),
    form.CANNOT: (_known_names, "fora"),
    form.GIVER: (partial(_list_in, only=True), "lists"),
    form.TAKER: (partial(_list_in, only=True), "lists"),
}
"""How columns are read that name something, and what of."""


def _rows(lines: Iterable[Line], sheet: str, names: Names) -> Iterator[tuple[Line, dict[str, Any]]]:
    """Yield the rows that have all they need, with the fields that are neither empty nor wrong."""
    fields = form.FIELDS[sheet]
    needed = {fields[column] for column in form.NEEDS.get(sheet, fields)}
    for line in lines:
        found = {}
        for column, name in fields.items():
            if read := _CELL.get((sheet, column)) or _CELL.get(column):
                value = read(line, column)
            else:
                read_among, of = _AMONG[column]
                value = read_among(line, column, getattr(names, of))
            if value is not None:
                found[name] = value
        if needed <= found.keys():
            yield line, found


def made(line: Line, make: Callable[[], _Made]) -> _Made | None:
    """Return what is made of a row; None, and a note, where it cannot be made."""
    try:
        return make()
    except InvalidInputError as error:
        _note_at(line, error)
        return None


def _note_at(line: Line, error: InvalidInputError) -> None:
    """Note a refusal at the cell it is about."""
    line.wrong(form.COLUMN_OF.get(error.about, ""), _told(error))


def _told(error: InvalidInputError) -> Bilingual:
    """Return what is wrong and why, in a line that may have to list a whole region."""
    english, danish = (
        f"{what}; {why if len(why) <= _SHOWN else why[:_SHOWN].rpartition(' ')[0] + ' …'}"
        for what, why in (
            (in_language(error.what, of), in_language(error.why, of)) for of in ("en", "da")
        )
    )
    return both(english, danish)


def fora_in(
    lines: list[Line], municipalities: tuple[str, ...], others: Collection[str] = ()
) -> dict[str, Forum]:
    """Return the fora of a sheet by name; `others` are not in the sheet and can be named."""
    found: dict[str, tuple[Line, Forum]] = {}
    for line, fields in _rows(lines, form.FORA, Names()):
        fields.pop("package", None)
        if fields["name"] in found:
            line.wrong(form.FORUM, twice(fields["name"]))
        elif forum := made(line, partial(Forum, **fields)):
            found[forum.name] = line, forum
    names = {line.text(form.FORUM) for line in lines} - {""} | {*others}
    for line, forum in found.values():
        for problem in forum_problems(forum, names, municipalities):
            _note_at(line, problem)
    return {name: forum for name, (_, forum) in found.items()}


def people_in(lines: list[Line], names: Names) -> dict[str, Candidate]:
    """Return the people of a sheet by name; what `names` has none of is not checked."""
    found: dict[str, Candidate] = {}
    for line, fields in _rows(lines, form.CANDIDATES, names):
        fields.pop("mail", None)  # for letters, and in no result
        person = made(line, partial(Candidate, **fields))
        if person is None:
            continue
        if person.politician:
            _note_elsewhere(line, names.municipalities)
        for problem in candidate_problems(person, found.get(person.name), names.fora, ()):
            _note_at(line, problem)
        found.setdefault(person.name, person)
    return found


def _note_elsewhere(line: Line, municipalities: Collection[str]) -> None:
    """Note a municipality that is not the region's, alike for everyone from there."""
    name = line.text(form.MUNICIPALITY)
    if municipalities and line.place(form.MUNICIPALITY) not in municipalities:
        close = [other for other in likely_municipalities(name) if other in municipalities]
        meant = asked_of(close) if close else likely(name, municipalities)
        there = {"sheet": form.MUNICIPALITIES, "meant": meant}
        line.wrong(form.MUNICIPALITY, worded("readers.elsewhere", name=repr(name), **there))


def _fixed(
    lines: list[Line], names: Names, fora: Mapping[str, Forum]
) -> tuple[tuple[tuple[str, str], ...], dict[str, str]]:
    """Return the appointments that stand, and who takes the chair."""
    pairs: dict[tuple[str, str], None] = {}
    chairs: dict[str, str] = {}
    for line, row in _rows(lines, form.FIXED, names):
        forum, name = pair = row["forum"], row["candidate"]
        if pair in pairs:
            line.wrong(form.NAME, twice(name))
        elif row.get("chair"):
            if forum in chairs:
                line.wrong(form.CHAIR, worded("readers.has_two_chairs"))
            elif forum in fora and not fora[forum].chair:
                line.wrong(form.CHAIR, worded("readers.no_chair"))
            chairs[forum] = name
        pairs[pair] = None
    return tuple(pairs), chairs


def rules_in(lines: list[Line], population: Mapping[str, int]) -> AppointmentRules:
    """Return the rules of a sheet, wishes in its order; what it does not say is as usual."""
    usual = APPOINTMENT_RULES
    stated: dict[str, Any] = {}
    wishes: dict[str, Line] = {}
    for line in lines:
        rule = choice(line, form.RULE, _RULES, meanings("rules"))
        if not (line.needed(form.RULE) and line.needed(form.VALUE) and rule):
            continue
        if rule == form.LEVEL:
            wish = choice(line, form.VALUE, (*form.LEVELS, form.NO_LEVEL)) or ""
            if wish in wishes:
                line.wrong(form.VALUE, twice(wish))
            wishes |= {wish: line} if wish else {}
        elif rule in stated:
            line.wrong(form.RULE, twice(rule))
        elif rule == form.LIMIT:
            posts = stated[rule] = line.whole(form.VALUE)
            if posts is not None:
                made(line, partial(AppointmentRules, posts_per_person=posts))
        else:
            stated[rule] = line.yes(form.VALUE) or False
    if form.NO_LEVEL in wishes and len(wishes) > 1:
        beside = worded("readers.beside_wishes", text=repr(form.NO_LEVEL))
        wishes[form.NO_LEVEL].wrong(form.VALUE, beside)
    order = tuple(form.LEVELS[wish] for wish in wishes if wish != form.NO_LEVEL)
    return AppointmentRules(
        posts_per_person=stated.get(form.LIMIT) or usual.posts_per_person,
        order=order if wishes else usual.order,
        population=dict(population),
        whole_term=stated.get(form.WHOLE_TERM, usual.whole_term),
    )


def read_register(path: str | os.PathLike[str], *, candidates: bool = True) -> form.FilledRegister:
    """Read a register of fora and candidates that was filled in from the template.

    The path is a workbook, or a folder with a CSV file for each sheet; `candidates` says whether
    there must be some. Every bad cell is named in one `InvalidInputError`, with its place and why.
    """
    needed = [sheet for sheet in form.NEEDED if candidates or sheet != form.CANDIDATES]
    return _register_in(open_book(path, form.FORMS, needed), needed)


def register_of_frames(**frames: Any) -> form.FilledRegister:  # noqa: ANN401  (of any library)
    """Return the register in frames, one for each sheet; None where there is none."""
    if unknown := frames.keys() - _FRAMES:
        names, known = ", ".join(sorted(unknown)), ", ".join(_FRAMES)
        raise refused("readers.unknown_frames", names=names, known=known)
    given = {_FRAMES[name]: frame for name, frame in frames.items() if frame is not None}
    needed = {form.FORA, form.CANDIDATES} | {*given}
    return _register_in(open_book(given, form.FORMS, needed), needed)


def _register_in(sheets: Book, needed: Collection[str]) -> form.FilledRegister:
    problems = sheets.problems
    lists = _counted(sheets, form.LISTS, form.STRENGTH)
    strengths, alliances = _lists(lists)
    if form.LISTS in needed and all(line.text(form.STRENGTH) in {"", "0"} for line in lists):
        problems.note(form.LISTS, worded("readers.no_strength"))
    population = _population(_counted(sheets, form.MUNICIPALITIES, form.PEOPLE))
    rows = _counted(sheets, form.FORA, form.POSTS)
    fora = fora_in(rows, tuple(population))
    if not rows:
        problems.note(form.FORA, worded("readers.no_forum"))
    candidates = sheets[form.CANDIDATES]
    mail = {line.text(form.NAME): line.text(form.MAIL) for line in candidates}
    of_rows = {line.text(form.FORUM) for line in rows} - {""}
    names = Names(of_rows, mail.keys() - {""}, strengths, tuple(population))
    people = people_in(candidates, names)
    if form.CANDIDATES in needed and not candidates:
        problems.note(form.CANDIDATES, worded("readers.no_candidate"))
    kinds: list[tuple[str, Callable[..., Any]]] = [(form.AGREED, Deviation), (form.WISHES, Wish)]
    deviations, wishes = (
        [made(line, partial(kind, **of)) for line, of in _rows(sheets[sheet], sheet, names)]
        for sheet, kind in kinds
    )
    fixed, chairs = _fixed(sheets[form.FIXED], names, fora)
    reasons: dict[str, str] = {}
    for line, row in _rows(sheets[form.REASONS], form.REASONS, names):
        if row["forum"] in reasons:
            line.wrong(form.FORUM, twice(row["forum"]))
        reasons.setdefault(row["forum"], row["reason"])
    counted = {name: number for name, number in population.items() if number is not None}
    rules = rules_in(sheets[form.RULES], counted)
    packages = _packages(rows)
    members = members_in(sheets[form.MEMBERS], names)
    problems.raise_if_any()
    seen: dict[tuple[str, str, str, str | None], str] = {}
    alike = []
    for name, one in people.items():
        mark = (name.casefold(), one.municipality, one.party, one.sex)
        if (twin := seen.setdefault(mark, name)) != name:
            alike.append(worded("readers.look_alike", one=repr(twin), two=repr(name)))
    return form.FilledRegister(
        register=Register(fora.values(), people.values(), tuple(population)),
        strengths=strengths,
        alliances=alliances,
        deviations=tuple(filter(None, deviations)),
        fixed=fixed,
        chairs=chairs,
        wishes=tuple(filter(None, wishes)),
        reasons=reasons,
        rules=rules,
        packages=packages,
        members=members,
        mail={name: address for name, address in mail.items() if address},
        notes=(*sheets.decided, *alike),
        read=sheets.said,
    )


def _counted(sheets: Book, sheet: str, column: str) -> list[Line]:
    """Return the rows of a sheet without totals of its figures, which are checked."""
    rows, totals = without_totals(sheets[sheet], form.SHEETS[sheet][0])
    if totals:
        check_totals(totals, {column: sum(line.whole(column) or 0 for line in rows)})
    return rows


def _lists(lines: list[Line]) -> tuple[dict[str, int], tuple[Alliance, ...]]:
    strengths: dict[str, int] = {}
    joined: dict[str, list[tuple[Line, str]]] = {}
    for line in lines:
        typed, strength = line.text(form.LIST), line.whole(form.STRENGTH)
        name = party_letter(typed) or typed
        if not name or name in strengths:
            other = worded("readers.one_list_twice", typed=repr(typed), name=name)
            line.wrong(form.LIST, twice(typed) if name == typed else other)
            continue
        line.needed(form.STRENGTH)
        strengths[name] = strength or 0
        if alliance := line.text(form.ALLIANCE):
            joined.setdefault(alliance.casefold(), []).append((line, name))
    alliances = []
    for alliance, rows in joined.items():
        (line, _), members = rows[0], [member for _, member in rows]
        label = line.text(form.ALLIANCE)
        if len(members) == 1:
            said = {"alliance": repr(label), "meant": likely(alliance, joined.keys() - {alliance})}
            line.wrong(form.ALLIANCE, worded("readers.alone_in_alliance", **said))
        # One that is called as a list is named after those in it.
        alliances.append(Alliance(members) if label in strengths else Alliance(members, label))
    return strengths, tuple(alliances)


def _packages(lines: list[Line]) -> dict[str, tuple[str, ...]]:
    """Return the fora that are shared out together; none where no forum has a package."""
    found: dict[str, tuple[str, ...]] = {}
    for line in lines:
        if package := line.text(form.PACKAGE):
            found[package] = (*found.get(package, ()), line.text(form.FORUM))
    for line in lines:
        if found and not line.has(form.PACKAGE):
            line.wrong(form.PACKAGE, worded("readers.other_fora_packages"))
    return found


def _population(lines: list[Line]) -> dict[str, int | None]:
    found: dict[str, int | None] = {}
    given = any(line.has(form.PEOPLE) for line in lines)
    for line in lines:
        name = line.place(form.MUNICIPALITY)
        if not name or name in found:
            line.wrong(form.MUNICIPALITY, twice(name))
            continue
        found[name] = line.whole(form.PEOPLE)
        if given and not line.has(form.PEOPLE):
            line.wrong(form.PEOPLE, worded("readers.other_municipalities_numbers"))
    return found


def members_in(lines: list[Line], names: Names) -> tuple[form.Member, ...]:
    """Return the members of a sheet in its order; without municipalities these are not checked."""
    found: dict[str, form.Member] = {}
    for line, fields in _rows(lines, form.MEMBERS, names):
        member = form.Member(**fields)
        _note_elsewhere(line, names.municipalities)
        if member.name in found:
            line.wrong(form.NAME, twice(member.name))
        found.setdefault(member.name, member)
    return tuple(found.values())


def read_appointments(path: str | os.PathLike[str]) -> Appointments:
    """Read appointments from the JSON document that was written of them, and that verifies."""
    files = list(contents(path))
    if len(files) != 1 or files[0].workbook:
        raise _no_document(Path(path).name, worded("readers.no_text"))
    text = decoded(files[0])
    try:
        result = from_json(text)
        if isinstance(result, Appointments):
            result.verify()
            return result
    except (InvalidInputError, VerificationError) as error:
        raise _no_document(files[0].name, Bilingual.joined([error.what, error.why])) from None
    raise _no_document(files[0].name, worded("readers.another_job"))


def _no_document(name: str, why: str) -> InvalidInputError:
    return refused("readers.no_document_of_appointments", file=called(name), why=why)


# The log of what happened since the meeting.

_SHARE = re.compile(r"(.*\S)\s*:\s*(\d{1,6})")


_OWN_ROWS = {
    (form.CREATED, form.FORUM): (form.FORA, "created"),
    (form.NEWCOMER, form.NAME): (form.CANDIDATES, "newcomers"),
}
"""The sheet in which what an event is of has a row of its own."""
_EVENTS: dict[str, Callable[..., events.Event]] = {
    form.RESIGNED: events.Resigned,
    form.SUCCESSOR: events.Successor,
    form.EVENT_CHAIR: events.ChairNamed,
    form.SUBSTITUTED: events.SubstituteNamed,
    form.REASONED: events.ReasonStated,
    form.LEFT: events.LeftCouncil,
    form.NEWCOMER: events.Newcomer,
    form.CHANGED: events.ChangedList,
    form.CREATED: events.ForumCreated,
    form.CLOSED: events.ForumClosed,
    form.NEW_TERM: events.NewTerm,
    form.MERGED: events.RegionsMerged,
}


def read_events(
    path: str | os.PathLike[str], appointments: Appointments
) -> tuple[events.Event, ...]:
    """Read what happened since the meeting from a log that was filled in from the template.

    The path is a workbook; or a folder with ``Hændelser.csv`` and, where people or fora have come,
    ``Kandidater.csv`` and ``Fora.csv``. Every bad cell is named in one `InvalidInputError`; whether
    the events can have happened one after another is said by `state_on`.
    """
    sheets = open_book(path, form.EVENT_FORMS, form.EVENT_NEEDED)
    problems, lines = sheets.problems, sheets[form.EVENTS]
    if not lines:
        problems.note(form.EVENTS, worded("readers.no_event"))
    others: dict[str, Appointments] = {}
    for line in lines:
        if _kind(line) == form.MERGED and (file := line.text(form.FILE)):
            try:
                others[file] = read_appointments(Path(path).parent / file)
            except InvalidInputError as error:
                wrong = worded("readers.no_appointments", file=repr(file), why=error.why)
                line.wrong(form.FILE, wrong)
    names = _names_of((appointments, *others.values()), sheets, others)
    happened = [event for line in lines if (event := _event(line, names)) is not None]
    for (kind, column), (sheet, of) in _OWN_ROWS.items():
        asked = {line.text(column) for line in lines if _kind(line) == kind}
        for name in (name for name in getattr(names, of) if name not in asked):
            unused = {"sheet": form.EVENTS, "kind": repr(kind), "name": repr(name)}
            problems.note(sheet, worded("readers.not_asked_for", **unused))
    problems.raise_if_any()
    return tuple(happened)


def _names_of(
    meetings: Collection[Appointments], sheets: Book, others: dict[str, Appointments]
) -> Names:
    # After a merger with a forum of the same name it is called by its KKR too.
    old = [forum for one in meetings for forum in one.fora]
    fora = {name for forum in old for name in (forum.name, f"{forum.name} ({forum.kkr})")}
    lists = {name for one in meetings for name in one.entitlement.strengths}
    created = fora_in(sheets[form.FORA], (), fora)
    there = Names(fora | {*created}, (), lists)
    newcomers = people_in(sheets[form.CANDIDATES], there)
    people = {person.name for one in meetings for person in one.candidates} | {*newcomers}
    return evolve(there, people=people, created=created, newcomers=newcomers, others=others)


def _kind(line: Line) -> str:
    """Return the event of a row by its own word; empty where it is none."""
    said = spoken(line.text(form.EVENT))
    return meanings("events").get(said, said)


def _event(line: Line, names: Names) -> events.Event | None:
    """Return the event of a row; None, and notes, where it cannot be one."""
    there = [line.needed(form.DAY), line.needed(form.EVENT)]
    day = line.day(form.DAY)
    kind = choice(line, form.EVENT, tuple(form.EVENT_KINDS), meanings("events"))
    if kind is None:
        return None
    needed, may = form.EVENT_KINDS[kind], form.MAY_HAVE.get(kind, ())
    read = {column: _READ[column](line, column, kind, names) for column in needed}
    for column in form.EVENT_SHEETS[form.EVENTS]:
        if column not in {form.DAY, form.EVENT, form.NOTE, *needed, *may} and line.text(column):
            line.wrong(column, worded("readers.not_used", kind=repr(kind)))
    if day is None or not all(there) or None in read.values():
        return None
    fields = {form.LOG[column]: value for column, value in read.items()}
    if form.ENDS in may:
        fields[form.LOG[form.ENDS]] = line.day(form.ENDS)
    if kind == form.MERGED:
        fields["other"] = state_on(fields["other"], [], day)
    return made(line, partial(_EVENTS[kind], day, **fields))


def _named(line: Line, column: str, kind: str, names: Names) -> object:
    """Return the name of a forum or a person that is there; or what has a row in another sheet."""
    if (kind, column) not in _OWN_ROWS:
        return known(line, column, names.fora if column == form.FORUM else names.people)
    sheet, of = _OWN_ROWS[kind, column]
    name, there = line.text(column), getattr(names, of)
    if name and name not in there:
        line.wrong(column, worded("readers.no_row", name=repr(name), sheet=sheet))
    return there.get(name) if line.needed(column) else None


def _shares(line: Line, column: str, _: str, names: Names) -> dict[str, int] | None:
    """Return a new forum's posts by list: ``A: 2; V: 1``."""
    found: dict[str, int] = {}
    for part in line.names(column):
        share = _SHARE.fullmatch(part)
        name = own_name(share[1], names.lists) if share else ""
        if share is None or name not in names.lists or name in found:
            listed = ", ".join(sorted(names.lists))
            line.wrong(column, worded("readers.no_share", part=repr(part), listed=listed))
        else:
            found[name] = int(share[2])
    return found if line.needed(column) else None


_READ: dict[str, Callable[[Line, str, str, Names], Any]] = {
    form.FORUM: _named,
    form.NAME: _named,
    form.SUBSTITUTE: _named,
    form.LIST: lambda line, of, _, names: own_name(line.needed(of) or "", names.lists) or None,
    form.SHARES: _shares,
    form.REASON: lambda line, of, *_: line.needed(of),
    form.KKR: lambda line, of, *_: line.needed(of),
    form.FILE: lambda line, of, _, names: names.others.get(line.needed(of) or ""),
}
"""How each column that an event needs is read."""
