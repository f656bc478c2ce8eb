"""Read a register of fora and candidates, and the log of what happened since, cell by cell."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import partial
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrs import evolve

from kkr_allocation.appointments import events
from kkr_allocation.appointments.appoint import Appointments, FilledRegister
from kkr_allocation.appointments.entitlement import Deviation
from kkr_allocation.appointments.forum import Forum, Register, candidate_problems, forum_problems
from kkr_allocation.appointments.people import Candidate, Member, likely
from kkr_allocation.appointments.requirements import AtLeast, AtMost, From, requirements_in
from kkr_allocation.appointments.rules import AppointmentRules, Wish
from kkr_allocation.appointments.succession import state_on
from kkr_allocation.apportionment.alliances import Alliance
from kkr_allocation.datasets import find_party, likely_party, load_parties, party_tables
from kkr_allocation.datasets.parties import Lists, likely_lists, party_letter
from kkr_allocation.documents.format import from_json
from kkr_allocation.errors import Bilingual, InvalidInputError, VerificationError
from kkr_allocation.files import called, text_of
from kkr_allocation.forms import register as form
from kkr_allocation.forms.columns import LETTER, row_kind
from kkr_allocation.readers import names
from kkr_allocation.readers.book import Book, Line, open_book, twice
from kkr_allocation.readers.cells import is_listed, yes
from kkr_allocation.readers.rows import CELLS, Rows, is_known, row_of, rows_of, told
from kkr_allocation.sources import source_in
from kkr_allocation.words import refused, worded

if TYPE_CHECKING:
    import os

    from kkr_allocation.appointments.requirements import Requirement
    from kkr_allocation.forms.columns import Field
    from kkr_allocation.readers.rows import Reader, Row


def _list(line: Line, of: Field, lists: Lists | None) -> str:
    """Return the list that a cell names, a party by its letter; another letter beside is noted.

    Where lists are known and it is none of them, or several, that is its text. Somebody may change
    to a list that is new, though not to one that is called much as another.
    """
    text, known = line.text(of.heading), lists or Lists(())
    try:
        find_party(line.text(LETTER), text, party_tables()[-1])
    except InvalidInputError as error:
        line.wrong(of.heading, error.what)
    own = known.letter(text) or text
    if of.read == "letter":
        return own
    meant = known.named(text, line.place("Kommune")) if text else ()
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
        rules = [*held] if is_listed(held) else [*requirements_in(line.text(of.heading))]
    except InvalidInputError as error:
        line.wrong(of.heading, told(error))
        return None
    for n, rule in enumerate(rules):
        if isinstance(rule, AtLeast | AtMost) and isinstance(rule.who, From):
            places = map(names.place_name, rule.who.municipalities)
            rules[n] = evolve(rule, who=evolve(rule.who, municipalities=places))
    return (*rules,)


def _mail(line: Line, of: Field, _: object) -> str:
    """Return an address; one that no letter could go to is noted."""
    text = line.text(of.heading)
    if text and not form.ADDRESS.fullmatch(text):
        line.wrong(of.heading, worded("readers.no_address", text=repr(text)))
    return text


def _terms(line: Line, of: Field, fora: Collection[str] | None) -> dict[str, int]:
    """Return the terms held by forum, which may have closed: ``RAR Fyn: 2; Dialogforum``."""
    terms, known = {}, fora or ()
    for part in line.names(of.heading, known):
        counted = None if part in known else form.COUNTED.fullmatch(part)
        name, number = (counted[1], int(counted[2])) if counted else (part, 1)
        meant = "" if name in known else likely(name, known, closeness=0.8)
        if meant or (name not in known and (":" in name or name[-1:].isdecimal())):
            line.wrong(of.heading, worded("readers.no_terms", name=repr(name), meant=meant))
        terms[name] = number
    return terms


def _shares(line: Line, of: Field, lists: Lists) -> dict[str, int] | None:
    """Return a new forum's posts by list: ``A: 2; V: 1``; None, and a note, where one is wrong."""
    found: dict[str, int] = {}
    for part in (parts := line.names(of.heading, lists)):
        share = form.COUNTED.fullmatch(part)
        meant = lists.named(share[1]) if share else ()
        if share is None or len(meant) != 1 or meant[0] in found:
            said = {"part": repr(part), "listed": ", ".join(sorted(lists))}
            line.wrong(of.heading, worded("readers.no_share", **said))
        else:
            found[meant[0]] = int(share[2])
    return found if parts and len(found) == len(parts) else None


_CELLS: dict[str, Reader] = {
    **CELLS,
    "letter": _list,
    "list": _list,
    "own_list": _list,
    "alliance": _alliance,
    "requirements": _requirements,
    "source": lambda line, of, _: source_in(line.text(of.heading)),
    "mail": _mail,
    "terms": _terms,
    "shares": _shares,
    "document": lambda line, of, documents: documents.get(line.text(of.heading)),
}


def _rows(book: Book, sheet: str, known: Mapping[str, Any] = {}) -> Rows:
    return rows_of(book[sheet], form.SHEETS_READ[sheet], {**form.CHOICES, **known}, _CELLS)


def read_register(path: str | os.PathLike[str], *, candidates: bool = True) -> FilledRegister:
    """Read a filled-in register: a workbook, or a folder with a CSV file for each sheet.

    `candidates` says whether there must be some.
    """
    needed = [sheet for sheet in form.NEEDED if candidates or sheet != form.CANDIDATES]
    return _register_in(path, needed)


def register_of_frames(**frames: Any) -> FilledRegister:  # noqa: ANN401  (of any library)
    """Return the register in frames, one for each sheet; None where there is none."""
    if unknown := frames.keys() - form.FRAMES:
        names, known = ", ".join(sorted(unknown)), ", ".join(form.FRAMES)
        raise refused("readers.unknown_frames", names=names, known=known)
    given = {form.FRAMES[name]: frame for name, frame in frames.items() if frame is not None}
    return _register_in(given, (form.FORA, form.CANDIDATES, *given))


def _register_in(source: Any, needed: Collection[str]) -> FilledRegister:  # noqa: ANN401  (a path, or frames by name)
    book = open_book(source, form.FORMS, needed)
    listed = _lists(book)
    strengths = listed.column("strength", "party")
    alliances = _alliances(listed, strengths)
    places = _rows(book, form.MUNICIPALITIES)
    homes = tuple(row["municipality"] for row in places)
    called_so, fora, packages = _fora(book, homes=homes)
    mail = {line.text("Navn"): line.text("E-mail") for line in book[form.CANDIDATES]}
    texts = {line.text("Liste"): of for of in (form.CANDIDATES, form.LISTS) for line in book[of]}
    lists = Lists(strengths, texts)
    # Where there are no names at all, that is noted, and not at each cell.
    known = {
        "fora": called_so or None,
        "people": mail.keys() - {""} or None,
        "lists": lists or None,
        "homes": homes or None,
    }
    people = _people(book, known)
    read = partial(_rows, book, known=known)
    agreed, fixed = read(form.AGREED).made(Deviation), read(form.FIXED)
    filled = partial(
        FilledRegister,
        strengths=strengths,
        alliances=alliances,
        deviations=agreed,
        fixed=tuple((row["forum"], row["candidate"]) for row in fixed),
        chairs=_chairs(fixed, fora),
        wishes=read(form.WISHES).made(Wish),
        reasons=read(form.REASONS).column("reason", "forum"),
        rules=_rules(book[form.RULES], places),
        packages=packages,
        members=read(form.MEMBERS).made(Member),
        mail={name: address for name, address in mail.items() if address},
    )
    book.problems.raise_if_any()
    notes = (*book.decided, *_notes(texts, lists, people.values()))
    register = Register(fora.values(), people.values(), homes)
    return filled(register=register, notes=notes, read=book.said)


def _lists(book: Book) -> Rows:
    """Return the rows of the lists, noting what is none, and one that stands twice by any name."""
    stand = {line.text("Liste") for line in book[form.CANDIDATES]}
    own = Lists((party_letter(line.text("Liste")) for line in book[form.LISTS]), stand)
    rows, before = _rows(book, form.LISTS, {"lists": own}), dict[str, str]()
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
    for row in (row for row in rows if row["alliance"]):
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


def _fora(
    book: Book, others: Collection[str] = (), homes: Collection[str] = ()
) -> tuple[set[str], dict[str, Forum], dict[str, tuple[str, ...]]]:
    """Return the names of all fora, the fora of a book by name, and those of each package."""
    rows = _rows(book, form.FORA)
    shared = rows.grouped("package").items()
    packages = {name: tuple(row["name"] for row in of) for name, of in shared if name}
    known = {*others, *(row["name"] for row in rows)}
    fora: dict[str, Forum] = {}
    for row in rows:
        if forum := row.made(Forum):
            fora[forum.name] = forum
            for problem in forum_problems(forum, known, homes):
                row.refused(problem)
    return known, fora, packages


def _people(book: Book, known: Mapping[str, Any]) -> dict[str, Candidate]:
    """Return the people of a book by name."""
    people: dict[str, Candidate] = {}
    for row in _rows(book, form.CANDIDATES, known):
        if row["politician"] is not False:
            of = row.sheet.columns["Kommune"]
            is_known(row.line, of, row["municipality"], known.get("homes"))
        if one := row.made(Candidate):
            for problem in candidate_problems(one, people.get(one.name), known["fora"] or (), ()):
                row.refused(problem)
            people.setdefault(one.name, one)
    return people


def _notes(
    texts: dict[str, str], lists: Lists, people: Collection[Candidate]
) -> Iterator[Bilingual]:
    """Yield notes on lists and municipalities that may be others, letters of two, and twins."""
    parties = {party.letter: party.name for party in load_parties(party_tables()[-1])}
    for name, where in texts.items():
        letters = lists.letters(name)
        if meant := None if letters else likely_party(name, party_tables()[-1]):
            yield worded("datasets.counts_as", name=name, named=where, name_2=meant.name)
        for read, other in product(lists.named(name), letters):
            if other != read and other not in lists:
                said = {"text": name, "party": parties.get(read, read), "other": parties[other]}
                yield worded("datasets.letter_read", **said, where=where)
    yield from filter(None, map(names.misspelt, dict.fromkeys(one.municipality for one in people)))
    seen: dict[object, str] = {}
    for one in people:
        mark = (one.name.casefold(), one.municipality, one.party, one.sex)
        if (twin := seen.setdefault(mark, one.name)) != one.name:
            yield worded("readers.look_alike", one=repr(twin), two=repr(one.name))


def _chairs(fixed: Iterable[Row], fora: Mapping[str, Forum]) -> dict[str, str]:
    """Return who takes the chair, by forum: one in each that has a chair."""
    chairs: dict[str, str] = {}
    for row in (row for row in fixed if row["chair"]):
        forum = fora.get(row["forum"])
        if row["forum"] in chairs:
            row.wrong("chair", worded("readers.has_two_chairs"))
        elif forum and not forum.chair:
            row.wrong("chair", worded("readers.no_chair"))
        chairs[row["forum"]] = row["candidate"]
    return chairs


def _rules(lines: list[Line], places: Rows) -> AppointmentRules:
    """Return the rules of a sheet, wishes in its order; what it does not say is as usual."""
    sheet = form.SHEETS_READ[form.RULES]
    rules = Rows(row_of(line, sheet, form.RULE_WORDS) for line in lines).grouped("rule")
    wishes = Rows(row for row in rules.pop(form.LEVEL, ()) if row["order"])
    named = wishes.once("order")
    for row in (row for row in named if row["order"] == form.NO_LEVEL and len(wishes) > 1):
        row.wrong("order", worded("readers.beside_wishes", text=repr(form.NO_LEVEL)))
    order = tuple(form.LEVELS[row["order"]] for row in named if row["order"] in form.LEVELS)
    stated: dict[str, Any] = {"order": order} if wishes else {}
    for rule in filter(None, rules):
        (row,) = rules[rule].once("rule")
        if row.made(AppointmentRules):
            stated |= row.made(dict) or {}
    return AppointmentRules(population=places.column("population", "municipality"), **stated)


def read_appointments(path: str | os.PathLike[str]) -> Appointments:
    """Read appointments from the JSON document that was written of them, and that verifies."""
    text, why = text_of(path), worded("readers.another_job")
    try:
        result = from_json(text)
        if isinstance(result, Appointments):
            result.verify()
            return result
    except (InvalidInputError, VerificationError) as error:
        why = told(error)
    raise refused("readers.no_document_of_appointments", file=called(Path(path).name), why=why)


# The log of what happened since the meeting.


def read_events(
    path: str | os.PathLike[str], appointments: Appointments
) -> tuple[events.Event, ...]:
    """Read what happened since the meeting from a log: a workbook, or a folder of CSV files.

    Whether the events can have happened one after another is said by `state_on`.
    """
    book = open_book(path, form.EVENT_FORMS, form.EVENT_NEEDED)
    kinds = {"events": form.EVENT_KINDS.keys()}
    dated = (row_of(line, form.LOGGED, kinds) for line in book[form.EVENTS])
    logged = [row for row in dated if row["kind"]]
    others: dict[str, Appointments] = {}
    for row in logged:
        file = row.line.text("Fil")
        if file and "Fil" in form.EVENT_KINDS[row["kind"]]["needs"]:
            try:
                others[file] = read_appointments(Path(path).parent / file)
            except InvalidInputError as error:
                said = {"file": repr(file), "why": error.why}
                row.line.wrong("Fil", worded("readers.no_appointments", **said))
    meetings = (appointments, *others.values())
    # After a merger with a forum of the same name it is called by its KKR too.
    old = [forum for one in meetings for forum in one.fora]
    own = {name for forum in old for name in (forum.name, f"{forum.name} ({forum.kkr})")}
    lists = Lists(name for one in meetings for name in one.entitlement.strengths)
    fora, created, _ = _fora(book, own)
    newcomers = _people(book, {"fora": fora, "lists": lists})
    if book.lacking:  # what stands below a heading that is missing is not missed too
        book.problems.raise_if_any()
    people = {person.name for one in meetings for person in one.candidates} | {*newcomers}
    new: dict[str, Mapping[str, Any]] = {form.FORA: created, form.CANDIDATES: newcomers}
    known = {"fora": fora, "people": people, "lists": lists, "documents": others, **new}
    happened = [_event(row.line, row["kind"], known) for row in logged]
    for word, of in form.EVENT_KINDS.items():
        asked = {row.line.text(of["needs"][0]) for row in logged if row["kind"] == word}
        for name in () if "" in asked else new.get(of.get("rows", ""), {}).keys() - asked:
            unused = {"sheet": form.EVENTS, "kind": repr(word), "name": repr(name)}
            book.problems.note(of["rows"], worded("readers.not_asked_for", **unused))
    book.problems.raise_if_any()
    return tuple(filter(None, happened))


def _event(line: Line, word: str, known: Mapping[str, Any]) -> events.Event | None:
    """Return the event of a row; None, and notes, where it cannot be one."""
    kind = form.EVENT_KINDS[word]
    needs = [form.DAY, *kind["needs"]]
    read = {of: form.LOG.columns[of] for of in (*needs, *kind.get("may", ()))}
    for heading in form.LOG.columns:
        if heading not in {*read, form.EVENT, form.NOTE} and line.text(heading):
            line.wrong(heading, worded("readers.not_used", kind=repr(word)))
    if "rows" in kind:  # what is new has a row of its own
        read[needs[1]] = evolve(read[needs[1]], of=kind["rows"])
    row = row_of(line, evolve(form.LOG, columns=read, filled=needs), known, _CELLS)
    if not row.complete:
        return None
    if "other" in row.fields:
        row.fields["other"] = state_on(row["other"], [], row["on"])
    make: Callable[..., events.Event] = getattr(events, kind["makes"])
    return row.made(make)
