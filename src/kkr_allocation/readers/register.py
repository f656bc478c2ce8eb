"""Read a register of fora and candidates, and the log of what happened since, cell by cell."""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import evolve

from kkr_allocation.appointments import events
from kkr_allocation.appointments.appoint import Appointments
from kkr_allocation.appointments.entitlement import Deviation
from kkr_allocation.appointments.forum import Forum, Register, candidate_problems, forum_problems
from kkr_allocation.appointments.people import Candidate, likely
from kkr_allocation.appointments.requirements import AtLeast, AtMost, From, requirements_in
from kkr_allocation.appointments.rules import AppointmentRules, Wish
from kkr_allocation.appointments.succession import state_on
from kkr_allocation.apportionment.alliances import Alliance
from kkr_allocation.datasets import find_party, likely_party, load_parties, party_tables
from kkr_allocation.documents.format import from_json
from kkr_allocation.errors import Bilingual, InvalidInputError, VerificationError
from kkr_allocation.forms import register as form
from kkr_allocation.forms.columns import LETTER, row_kind
from kkr_allocation.readers.book import open_book, twice
from kkr_allocation.readers.cells import is_listed, yes
from kkr_allocation.readers.files import called, contents, decoded
from kkr_allocation.readers.names import (
    likely_lists,
    lists_named,
    party_letter,
    party_letters,
    place_name,
)
from kkr_allocation.readers.rows import CELLS, is_known, need, row_of, rows_of, settings_of, told
from kkr_allocation.words import refused, worded

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

    from kkr_allocation.appointments.requirements import Requirement
    from kkr_allocation.forms.columns import Field
    from kkr_allocation.readers.book import Book, Line
    from kkr_allocation.readers.rows import Reader, Row

_Named = TypeVar("_Named", Forum, Candidate)
_COUNTED = re.compile(r"(.*\S)\s*:\s*(\d{1,6})")
_ADDRESS = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@.]+")
_IN_FRAMES = "fora candidates lists municipalities agreed fixed wishes reasons rules"
_FRAMES = dict(zip(_IN_FRAMES.split(), form.SHEETS, strict=True))


def _listed(line: Line, of: Field, _: object = None) -> str:
    """Return the list that a cell names, a party by its letter; another letter beside is noted."""
    name, letter = line.text(of.heading), line.text(LETTER)
    try:
        find_party(letter, name, party_tables()[-1])
    except InvalidInputError as error:
        line.wrong(of.heading, error.what)
    return party_letter(name) or name


def _list(line: Line, of: Field, lists: Collection[str] | None) -> str:
    """Return the list that a cell names; where that is none or several, its text.

    Somebody may change to a list that is new, though not to one that is called much as another.
    """
    text, own, known = line.text(of.heading), _listed(line, of), lists or ()
    meant = lists_named(text, known, line.place("Kommune")) if text else ()
    new = of.read == "own_list" and not meant and not likely_lists(text, known)
    name = meant[0] if len(meant) == 1 else own if new else text
    if name and not new:
        is_known(line, of, name, lists)
    return name


def _alliance(line: Line, of: Field, _: object) -> str:
    """Return the name of an alliance; none for a no, and a yes, which names none, is noted."""
    text = line.text(of.heading)
    answer = yes(text, {"ingen": False, "none": False})
    if answer is True and not text.isdecimal():
        line.wrong(of.heading, worded("readers.alliance_unnamed", text=repr(text)))
    return "" if answer is False and len(text) > 1 else text


def _requirements(line: Line, of: Field, _: object) -> tuple[Requirement, ...] | None:
    """Return requirements, with municipalities' own names; a frame's may be read already."""
    held = line.cells.get(of.heading)
    try:
        rules = tuple(held) if is_listed(held) else requirements_in(line.text(of.heading))
    except InvalidInputError as error:
        line.wrong(of.heading, told(error))
        return None
    return tuple(
        evolve(rule, who=From(tuple(map(place_name, rule.who.municipalities)), rule.who.label))
        if isinstance(rule, AtLeast | AtMost) and isinstance(rule.who, From)
        else rule
        for rule in rules
    )


def _mail(line: Line, of: Field, _: object) -> str:
    """Return an address; one that no letter could go to is noted."""
    text = line.text(of.heading)
    if text and not _ADDRESS.fullmatch(text):
        line.wrong(of.heading, worded("readers.no_address", text=repr(text)))
    return text


def _terms(line: Line, of: Field, fora: Collection[str] | None) -> dict[str, int]:
    """Return the terms held by forum, which may have closed: ``RAR Fyn: 2; Dialogforum``."""
    terms, known = {}, fora or ()
    for part in line.names(of.heading):
        counted = None if part in known else _COUNTED.fullmatch(part)
        name, number = (counted[1], int(counted[2])) if counted else (part, 1)
        if name not in known and (meant := likely(name, known, closeness=0.8)):
            said = worded("readers.closed_forum", name=repr(name), meant=meant)
            line.wrong(of.heading, said)
        elif name not in known and (":" in name or name[-1:].isdecimal()):
            line.wrong(of.heading, worded("readers.no_terms", part=repr(part)))
        terms[name] = number
    return terms


def _shares(line: Line, of: Field, lists: Collection[str]) -> dict[str, int] | None:
    """Return a new forum's posts by list: ``A: 2; V: 1``; None, and a note, where one is wrong."""
    found: dict[str, int] = {}
    for part in (parts := line.names(of.heading)):
        share = _COUNTED.fullmatch(part)
        meant = lists_named(share[1], lists) if share else ()
        if share is None or len(meant) != 1 or meant[0] in found:
            listed = ", ".join(sorted(lists))
            said = worded("readers.no_share", part=repr(part), listed=listed)
            line.wrong(of.heading, said)
        else:
            found[meant[0]] = int(share[2])
    return found if len(found) == len(parts) else None


_CELLS: dict[str, Reader] = {
    **CELLS,
    "letter": _listed,
    "list": _list,
    "own_list": _list,
    "alliance": _alliance,
    "requirements": _requirements,
    "source": lambda line, of, _: form.source_in(line.text(of.heading)),
    "mail": _mail,
    "terms": _terms,
    "shares": _shares,
    "document": lambda line, of, documents: documents.get(line.text(of.heading)),
}


def _rows(book: Book, sheet: str, **known: Collection[str] | None) -> list[Row]:
    return rows_of(book[sheet], form.SHEETS_READ[sheet], {**form.CHOICES, **known}, _CELLS)


def read_register(path: str | os.PathLike[str], *, candidates: bool = True) -> form.FilledRegister:
    """Read a filled-in register: a workbook, or a folder with a CSV file for each sheet.

    `candidates` says whether there must be some.
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


def _register_in(book: Book, needed: Collection[str]) -> form.FilledRegister:
    listed = _lists(book)
    strengths = {row["party"]: row["strength"] for row in listed}
    alliances = _alliances(listed, strengths)
    places = _rows(book, form.MUNICIPALITIES)
    population = {row["municipality"]: row["population"] for row in places}
    counted = {name: number for name, number in population.items() if number is not None}
    of_fora = _rows(book, form.FORA)
    packages: dict[str, tuple[str, ...]] = {}
    for row in of_fora:
        if package := row.fields.pop("package", None):
            packages[package] = (*packages.get(package, ()), row["name"])
    names = {row["name"] for row in of_fora}
    homes = tuple(population)
    fora = _made(of_fora, Forum, lambda forum, _: forum_problems(forum, names, homes))
    mail = {line.text("Navn"): line.text("E-mail") for line in book[form.CANDIDATES]}
    # Where there are no names at all, that is noted, and not at each cell.
    known = {
        "fora": names or None,
        "people": mail.keys() - {""} or None,
        "lists": strengths or None,
        "homes": homes or None,
    }
    of_people = _rows(book, form.CANDIDATES, **known)
    for row in (row for row in of_people if row["politician"] is not False):
        is_known(row.line, row.sheet.columns["Kommune"], row["municipality"], known["homes"])
    people = _made(of_people, Candidate, partial(candidate_problems, fora=names, municipalities=()))
    agreed = [row.made(Deviation) for row in _rows(book, form.AGREED, **known)]
    wishes = [row.made(Wish) for row in _rows(book, form.WISHES, **known)]
    fixed, chairs = _fixed(_rows(book, form.FIXED, **known), fora)
    reasons = {row["forum"]: row["reason"] for row in _rows(book, form.REASONS, **known)}
    rules = _rules(book[form.RULES], counted)
    members = _rows(book, form.MEMBERS, **known)
    need(book, needed)
    book.problems.raise_if_any()
    return form.FilledRegister(
        register=Register(fora.values(), people.values(), homes),
        strengths=strengths,
        alliances=alliances,
        deviations=tuple(filter(None, agreed)),
        fixed=fixed,
        chairs=chairs,
        wishes=tuple(filter(None, wishes)),
        reasons=reasons,
        rules=rules,
        packages=packages,
        members=tuple(form.Member(**row.fields) for row in members),
        mail={name: address for name, address in mail.items() if address},
        notes=(*book.decided, *_odd_lists(listed, strengths), *_alike(people.values())),
        read=book.said,
    )


def _lists(book: Book) -> list[Row]:
    """Return the rows of the lists, noting what is none, and one that stands twice by any name."""
    rows, before = _rows(book, form.LISTS), dict[str, str]()
    stand = {line.text("Liste") for line in book[form.CANDIDATES]}
    for row in rows:
        typed = row.line.text("Liste")
        if row_kind(typed) and typed not in stand:
            row.wrong("party", worded("readers.no_list_at_all", name=repr(typed)))
        mark = party_letter(typed) or typed.casefold()
        if mark in before:
            said = worded("readers.same_list", name=repr(typed), same=repr(before[mark]))
            row.wrong("party", twice(typed) if before[mark] == typed else said)
        before[mark] = typed
    return rows


def _alliances(rows: Iterable[Row], lists: Collection[str]) -> tuple[Alliance, ...]:
    joined: dict[str, list[Row]] = {}
    for row in rows:
        if row["alliance"]:
            joined.setdefault(row["alliance"].casefold(), []).append(row)
    for name, (row, *others) in joined.items():
        if not others:
            meant = likely(name, joined.keys() - {name})
            said = {"alliance": repr(row["alliance"]), "meant": meant}
            row.wrong("alliance", worded("readers.alone_in_alliance", **said))
    return tuple(
        # One that is called as a list is named after those in it.
        Alliance([row["party"] for row in of], *({of[0]["alliance"]} - {*lists}))
        for of in joined.values()
    )


def _made(
    rows: list[Row],
    make: Callable[..., _Named],
    problems: Callable[[_Named, _Named | None], Iterable[InvalidInputError]],
) -> dict[str, _Named]:
    """Return what is made of rows by name, noting the problems of each beside one before it."""
    found: dict[str, _Named] = {}
    for row in rows:
        row.fields.pop("mail", None)  # for letters, and in no result
        if one := row.made(make):
            for problem in problems(one, found.get(one.name)):
                row.refused(problem)
            found.setdefault(one.name, one)
    return found


def _odd_lists(rows: Iterable[Row], lists: Collection[str]) -> Iterator[Bilingual]:
    """Yield notes on lists that are called much as a party, or by a letter of two."""
    parties = {party.letter: party.name for party in load_parties(party_tables()[-1])}
    for name in (row.line.text("Liste") for row in rows):
        own, *others = party_letters(name) or ("",)
        if meant := None if own else likely_party(name, party_tables()[-1]):
            yield worded("readers.counts_as", name=name, named=form.LISTS, name_2=meant.name)
        for other in (letter for letter in others if letter not in lists):
            said = {"text": name, "party": parties[own], "other": parties[other]}
            yield worded("readers.letter_read", **said, where=form.LISTS)


def _alike(people: Iterable[Candidate]) -> Iterator[Bilingual]:
    """Yield notes on people whose names differ only in capitals."""
    seen: dict[object, str] = {}
    for one in people:
        mark = (one.name.casefold(), one.municipality, one.party, one.sex)
        if (twin := seen.setdefault(mark, one.name)) != one.name:
            yield worded("readers.look_alike", one=repr(twin), two=repr(one.name))


def _fixed(
    rows: list[Row], fora: Mapping[str, Forum]
) -> tuple[tuple[tuple[str, str], ...], dict[str, str]]:
    """Return the appointments that stand, and who takes the chair."""
    chairs: dict[str, str] = {}
    for row in rows:
        if row["chair"]:
            forum = row["forum"]
            if forum in chairs:
                row.wrong("chair", worded("readers.has_two_chairs"))
            elif forum in fora and not fora[forum].chair:
                row.wrong("chair", worded("readers.no_chair"))
            chairs[forum] = row["candidate"]
    return tuple((row["forum"], row["candidate"]) for row in rows), chairs


def _rules(lines: list[Line], population: Mapping[str, int]) -> AppointmentRules:
    """Return the rules of a sheet, wishes in its order; what it does not say is as usual."""
    known = {of: {word: word for word in words} for of, words in form.RULE_WORDS.items()}
    sheet = form.SHEETS_READ[form.RULES]
    found = settings_of(lines, sheet, form.SETTINGS, known, several="order")
    wishes = [row for row in found.pop("order", ()) if row["order"]]
    named = [row["order"] for row in wishes]
    for place, row in enumerate(wishes):
        if row["order"] in named[:place]:
            row.wrong("order", twice(row["order"]))
        elif row["order"] == form.NO_LEVEL and len(wishes) > 1:
            row.wrong("order", worded("readers.beside_wishes", text=repr(form.NO_LEVEL)))
    order = tuple(form.LEVELS[wish] for wish in dict.fromkeys(named) if wish != form.NO_LEVEL)
    stated: dict[str, Any] = {"order": order} if wishes else {}
    for row, *_ in found.values():
        stated |= row.fields if row.made(AppointmentRules) else {}
    return AppointmentRules(population=population, **stated)


def read_appointments(path: str | os.PathLike[str]) -> Appointments:
    """Read appointments from the JSON document that was written of them, and that verifies."""
    files, why = list(contents(path)), worded("readers.no_text")
    if len(files) == 1 and not files[0].workbook:
        why = worded("readers.another_job")
        text = decoded(files[0])
        try:
            result = from_json(text)
            if isinstance(result, Appointments):
                result.verify()
                return result
        except (InvalidInputError, VerificationError) as error:
            why = told(error)
    file = called(Path(path).name)
    raise refused("readers.no_document_of_appointments", file=file, why=why)


# The log of what happened since the meeting.


def read_events(
    path: str | os.PathLike[str], appointments: Appointments
) -> tuple[events.Event, ...]:
    """Read what happened since the meeting from a log: a workbook, or a folder of CSV files.

    Whether the events can have happened one after another is said by `state_on`.
    """
    book = open_book(path, form.EVENT_FORMS, form.EVENT_NEEDED)
    words = {word: word for word in form.EVENT_KINDS}
    column = form.LOG.columns[form.EVENT]
    logged = [(line, CELLS["word"](line, column, words)) for line in book[form.EVENTS]]
    need(book, form.EVENT_NEEDED)
    others: dict[str, Appointments] = {}
    for line, kind in logged:
        file = line.text("Fil")
        if kind and file and "Fil" in form.EVENT_KINDS[kind]["needs"]:
            try:
                others[file] = read_appointments(Path(path).parent / file)
            except InvalidInputError as error:
                wrong = worded("readers.no_appointments", file=repr(file), why=error.why)
                line.wrong("Fil", wrong)
    meetings = (appointments, *others.values())
    # After a merger with a forum of the same name it is called by its KKR too.
    old = [forum for one in meetings for forum in one.fora]
    names = {name for forum in old for name in (forum.name, f"{forum.name} ({forum.kkr})")}
    lists = {name for one in meetings for name in one.entitlement.strengths}
    of_fora = _rows(book, form.FORA)
    fora = names | {row["name"] for row in of_fora}
    created = _made(of_fora, Forum, lambda forum, _: forum_problems(forum, fora))
    of_people = _rows(book, form.CANDIDATES, fora=fora, lists=lists)
    problems = partial(candidate_problems, fora=fora, municipalities=())
    newcomers = _made(of_people, Candidate, problems)
    people = {person.name for one in meetings for person in one.candidates} | {*newcomers}
    known = {"fora": fora, "people": people, "lists": lists, "documents": others}
    new: dict[str, Mapping[str, Any]] = {form.FORA: created, form.CANDIDATES: newcomers}
    happened = [_event(line, kind, known, new) for line, kind in logged]
    for word, of in form.EVENT_KINDS.items():
        asked = {line.text(of["needs"][0]) for line, kind in logged if kind == word}
        for name in (name for name in new.get(of.get("rows", ""), ()) if name not in asked):
            unused = {"sheet": form.EVENTS, "kind": repr(word), "name": repr(name)}
            book.problems.note(of["rows"], worded("readers.not_asked_for", **unused))
    book.problems.raise_if_any()
    return tuple(filter(None, happened))


def _event(
    line: Line, word: str | None, known: Mapping[str, Any], new: Mapping[str, Mapping[str, Any]]
) -> events.Event | None:
    """Return the event of a row; None, and notes, where it cannot be one."""
    if word is None:
        line.needed(form.EVENT)
        row_of(line, evolve(form.LOG, columns={form.DAY: form.LOG.columns[form.DAY]}), {})
        return None
    kind = form.EVENT_KINDS[word]
    needs, rows = [form.DAY, *kind["needs"]], kind.get("rows")
    read = {of: form.LOG.columns[of] for of in (*needs, *kind.get("may", ()))}
    for heading in form.LOG.columns:
        if heading not in {*read, form.EVENT, form.NOTE} and line.text(heading):
            line.wrong(heading, worded("readers.not_used", kind=repr(word)))
    if rows:  # what is new has a row of its own
        read[needs[1]] = evolve(read[needs[1]], of=rows)
    row = row_of(line, evolve(form.LOG, columns=read, filled=needs), {**known, **new}, _CELLS)
    if not row.complete:
        return None
    if "other" in row.fields:
        row.fields["other"] = state_on(row["other"], [], row["on"])
    make: Callable[..., events.Event] = getattr(events, kind["makes"])
    return row.made(make)
