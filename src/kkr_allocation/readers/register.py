"""Read a filled-in register of fora and candidates, naming every bad cell in one pass."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from difflib import get_close_matches
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import evolve

from kkr_allocation.appointments.appoint import Appointments
from kkr_allocation.appointments.entitlement import Deviation
from kkr_allocation.appointments.forum import Forum, Register, candidate_problems, forum_problems
from kkr_allocation.appointments.people import Candidate, likely
from kkr_allocation.appointments.requirements import AtLeast, AtMost, From, requirements_in
from kkr_allocation.appointments.rules import APPOINTMENT_RULES, AppointmentRules, Wish
from kkr_allocation.apportionment.alliances import Alliance
from kkr_allocation.datasets import likely_municipalities
from kkr_allocation.documents.format import from_json
from kkr_allocation.errors import Bilingual, InvalidInputError, VerificationError, in_language
from kkr_allocation.forms import register as form
from kkr_allocation.forms.columns import meanings
from kkr_allocation.forms.register import source_in
from kkr_allocation.readers.book import check_totals, open_book, twice, without_totals
from kkr_allocation.readers.cells import is_listed, spoken
from kkr_allocation.readers.files import called, contents, decoded
from kkr_allocation.readers.names import asked_of, lists_named, own_letter, place_name
from kkr_allocation.words import both, refused, worded

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterable, Iterator

    from kkr_allocation.appointments.requirements import Requirement
    from kkr_allocation.appointments.rules import Level
    from kkr_allocation.readers.book import Book, Line


_Made = TypeVar("_Made")
_SHOWN = 200
"""Characters of a rule that may list a whole region."""
_TERMS = re.compile(r"(.*\S)\s*:\s*(\d+)")
_ADDRESS = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@.]+")
_SAME = 0.8
"""How alike two names are when one is taken for the other misspelt, from 0 to 1."""


def known(line: Line, column: str, names: Collection[str]) -> bool:
    """Note a name that is not there; where there are none at all, that is noted elsewhere."""
    name = line.text(column)
    if line.filled(column) and names and name not in names:
        line.wrong(column, _unknown(name, names))
    return bool(name) and name in names


def _unknown(name: str, names: Collection[str]) -> Bilingual:
    return worded("readers.not_in_register", name=repr(name), meant=likely(name, names))


def known_names(line: Line, column: str, fora: Collection[str]) -> tuple[str, ...]:
    """Return the names in a cell that are there, and note the others."""
    listed = line.names(column)
    for name in listed:
        if fora and name not in fora:
            line.wrong(column, _unknown(name, fora))
    return tuple(name for name in listed if name in fora)


def list_in(line: Line, column: str, lists: Collection[str], municipality: str = "") -> str:
    """Return the list that a cell names; its text, and a note, where that is none or several.

    Where there are no lists at all, that is noted elsewhere.
    """
    text = line.text(column)
    if not lists or not text:
        return text
    meant = lists_named(text, lists, municipality)
    if len(meant) == 1:
        return meant[0]
    asked = asked_of(meant) if meant else likely(text, lists)
    line.wrong(column, worded("readers.no_list_of_register", text=repr(text), asked=asked))
    return text


def made(line: Line, make: Callable[[], _Made]) -> _Made | None:
    """Return what is made of a row; None, and a note, where it cannot be made."""
    try:
        return make()
    except InvalidInputError as error:
        note_at(line, error)
        return None


def note_at(line: Line, error: InvalidInputError) -> None:
    """Note a refusal at the cell it is about."""
    line.wrong(form.COLUMN_OF.get(error.about, ""), _told(error))


def _told(error: InvalidInputError) -> Bilingual:
    """Return what is wrong and why, in a line that may have to list a whole region."""
    what, why = in_language(error.what, "da"), in_language(error.why, "da")
    return both(f"{error.what}; {_cut(error.why)}", f"{what}; {_cut(why)}")


def _cut(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN].rpartition(' ')[0]} …"


def choice(
    line: Line,
    column: str,
    choices: Mapping[str, str],
    empty: str | None,
    also: Mapping[str, str] | None = None,
) -> str | None:
    """Return what the word in a cell means; `empty` where there is none or it was noted.

    `also` are the other words that people use: each with the word of `choices` that it means.
    """
    text = line.text(column)
    words = {spoken(word): word for word in choices}
    words |= {spoken(word): chosen for word, chosen in (also or {}).items()}
    if spoken(text) in words:
        return choices[words[spoken(text)]]
    if text:
        close = get_close_matches(spoken(text), words, n=1, cutoff=_SAME)
        asked = asked_of([words[word] for word in close])
        listed = ", ".join(choices)
        line.wrong(
            column, worded("readers.none_of_these", text=repr(text), listed=listed, asked=asked)
        )
    return empty


def requirements(line: Line, column: str) -> tuple[Requirement, ...]:
    """Return a cell's requirements; none where they were noted. A frame's may be read already."""
    held = line.cells.get(column)
    if is_listed(held):
        return tuple(held)
    try:
        return tuple(map(_with_own_names, requirements_in(line.text(column))))
    except InvalidInputError as error:
        line.wrong(column, _told(error))
        return ()


def _with_own_names(rule: Requirement) -> Requirement:
    """Return a rule with the municipalities under their own names."""
    if not isinstance(rule, AtLeast | AtMost) or not isinstance(rule.who, From):
        return rule
    own = tuple(map(place_name, rule.who.municipalities))
    return evolve(rule, who=evolve(rule.who, municipalities=own))


def _note_elsewhere(line: Line, municipalities: Collection[str]) -> None:
    """Note a municipality that is not the region's, alike for everyone from there."""
    name = line.text(form.MUNICIPALITY)
    if municipalities and place_name(name) not in municipalities:
        close = [other for other in likely_municipalities(name) if other in municipalities]
        meant = asked_of(close) if close else likely(name, municipalities)
        there = {"sheet": form.MUNICIPALITIES, "meant": meant}
        line.wrong(form.MUNICIPALITY, worded("readers.elsewhere", name=repr(name), **there))


def terms_held(line: Line, fora: Collection[str]) -> dict[str, int]:
    """Return the terms held by forum: ``RAR Fyn: 2; Dialogforum`` is two and one.

    A forum that has closed may stand there; one that is spelled much like a forum of the
    register, or whose terms cannot be told from its name, is noted.
    """
    terms = {}
    for part in line.names(form.HELD):
        counted = None if part in fora else _TERMS.fullmatch(part)
        name, number = (counted[1], int(counted[2])) if counted else (part, 1)
        if name not in fora and (meant := likely(name, fora, closeness=_SAME)):
            line.wrong(form.HELD, worded("readers.closed_forum", name=repr(name), meant=meant))
        elif name not in fora and (":" in name or name[-1:].isdecimal()):
            line.wrong(form.HELD, worded("readers.no_terms", part=repr(part)))
        terms[name] = number
    return terms


# What a register says was agreed: deviations, fixed appointments, wishes and reasons.


def agreed_deviations(
    lines: list[Line], fora: set[str], lists: Mapping[str, int]
) -> tuple[Deviation, ...]:
    """Return the posts that lists leave to each other."""
    found = []
    for line in lines:
        giver, taker = (list_in(line, column, lists) for column in (form.GIVER, form.TAKER))
        there = [
            known(line, form.FORUM, fora),
            line.filled(form.GIVER) and giver in lists,
            line.filled(form.TAKER) and taker in lists,
            line.filled(form.REASON),
        ]
        posts = line.whole(form.POSTS)
        ends = (giver, taker, 1 if posts is None else posts)
        make = partial(Deviation, line.text(form.FORUM), *ends, line.text(form.REASON))
        deviation = made(line, make) if all(there) else None
        if deviation is not None:
            found.append(deviation)
    return tuple(found)


def fixed_posts(
    lines: list[Line], forum_names: set[str], names: set[str], fora: Mapping[str, Forum]
) -> tuple[tuple[tuple[str, str], ...], dict[str, str]]:
    """Return the appointments that stand, and who takes the chair."""
    pairs: dict[tuple[str, str], None] = {}
    chairs: dict[str, str] = {}
    for line in lines:
        there = [known(line, form.FORUM, forum_names), known(line, form.NAME, names)]
        if not all(there):
            continue
        forum, name = line.text(form.FORUM), line.text(form.NAME)
        if (forum, name) in pairs:
            line.wrong(form.NAME, twice(name))
            continue
        pairs[forum, name] = None
        if not line.yes(form.CHAIR, default=False):
            continue
        if forum in chairs:
            line.wrong(form.CHAIR, worded("readers.has_two_chairs"))
        elif forum in fora and not fora[forum].chair:
            line.wrong(form.CHAIR, worded("readers.no_chair"))
        chairs[forum] = name
    return tuple(pairs), chairs


def group_wishes(lines: list[Line], fora: set[str], people: set[str]) -> tuple[Wish, ...]:
    """Return what the groups wish for."""
    found = []
    for line in lines:
        there = [known(line, form.FORUM, fora), known(line, form.NAME, people)]
        points = line.whole(form.POINTS)
        if all(there):
            named = (line.text(form.FORUM), line.text(form.NAME))
            found.append(Wish(*named, 1 if points is None else points))
    return tuple(found)


def balance_reasons(lines: list[Line], fora: set[str]) -> dict[str, str]:
    """Return why fora deviate from equally many women and men."""
    reasons: dict[str, str] = {}
    for line in lines:
        there = [known(line, form.FORUM, fora), line.filled(form.REASON)]
        forum = line.text(form.FORUM)
        if forum in reasons:
            line.wrong(form.FORUM, twice(forum))
        elif all(there):
            reasons[forum] = line.text(form.REASON)
    return reasons


# The rules of appointing as they stand in a register.


_KNOWN = {rule: rule for rule in (form.LIMIT, form.WHOLE_TERM, form.LEVEL)}
_SUBSTITUTES = (form.SUBSTITUTES, form.SUBSTITUTE_KINDS)
_WISHES = {words: words for words in (*form.LEVELS, form.NO_LEVEL)}


def rules_in(lines: list[Line], population: Mapping[str, int]) -> AppointmentRules:
    """Return the rules of a sheet; those that do not stand in it are as usual.

    Its rows are the limit of posts, whether a council seat lasts the whole term, and the wishes,
    the most important first. Without a row of a wish the usual order holds.
    """
    stated: dict[str, Any] = {}
    wishes: dict[str, Line] = {}
    for line in lines:
        rule = choice(line, form.RULE, _KNOWN, None, meanings("rules"))
        if not line.filled(form.RULE) or not line.filled(form.VALUE) or not rule:
            continue
        if rule == form.LEVEL:
            wish = choice(line, form.VALUE, _WISHES, None) or ""
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
            stated[rule] = line.yes(form.VALUE, default=False)
    return AppointmentRules(
        posts_per_person=stated.get(form.LIMIT) or APPOINTMENT_RULES.posts_per_person,
        order=_order(wishes),
        population=dict(population),
        whole_term=stated.get(form.WHOLE_TERM, APPOINTMENT_RULES.whole_term),
    )


def _order(wishes: Mapping[str, Line]) -> tuple[Level, ...]:
    """Return the wishes in the order of their rows; none where just that is said."""
    if form.NO_LEVEL in wishes and len(wishes) > 1:
        beside = worded("readers.beside_wishes", text=repr(form.NO_LEVEL))
        wishes[form.NO_LEVEL].wrong(form.VALUE, beside)
    listed = tuple(form.LEVELS[wish] for wish in wishes if wish != form.NO_LEVEL)
    return listed if wishes else APPOINTMENT_RULES.order


# The fora and people of a register, row by row.


def fora_in(
    lines: list[Line], municipalities: tuple[str, ...], others: Collection[str] = ()
) -> dict[str, Forum]:
    """Return the fora of a sheet by name; what is wrong with one is noted at its cell.

    Without municipalities those are not checked; `others` are not in the sheet and can be named.
    """
    found: dict[str, tuple[Line, Forum]] = {}
    for line in lines:
        if line.text(form.FORUM) in found:
            line.wrong(form.FORUM, twice(line.text(form.FORUM)))
            continue
        forum = _forum(line)
        if forum is not None:
            found[forum.name] = line, forum
    names = {line.text(form.FORUM) for line in lines} - {""} | {*others}
    for line, forum in found.values():
        for problem in forum_problems(forum, names, municipalities):
            note_at(line, problem)
    return {name: forum for name, (_, forum) in found.items()}


def _forum(line: Line) -> Forum | None:
    posts = line.whole(form.POSTS)
    if not line.has(form.POSTS):
        line.wrong(form.POSTS, worded("readers.posts_unknown"))
    arguments: dict[str, Any] = {
        "kkr": line.text(form.KKR),
        "kind": choice(line, form.KIND, form.KINDS, "appoints", meanings("kinds")),
        "legal_basis": source_in(line.text(form.LEGAL_BASIS)),
        "chair": line.yes(form.CHAIR, default=False),
        "substitutes": choice(line, *_SUBSTITUTES, "none", meanings("substitutes")),
        "starts": line.day(form.STARTS),
        "ends": line.day(form.ENDS),
        "requirements": requirements(line, form.REQUIREMENTS),
        "wanted": requirements(line, form.WANTED),
        "note": line.note(form.NOTE),
    }
    named = line.filled(form.FORUM)
    make = partial(Forum, line.text(form.FORUM), 1 if posts is None else posts, **arguments)
    forum: Forum | None = made(line, make) if named else None
    return forum


def _sex(line: Line) -> str | None:
    """Return a person's sex; under a heading of Python's also as Python has it."""
    if line.text(form.SEX) == "F" and line.headings.get(form.SEX, "").casefold() == "sex":
        return "F"
    return choice(line, form.SEX, form.SEXES, None, meanings("sexes"))


def people_in(
    lines: list[Line],
    fora: Collection[str],
    municipalities: tuple[str, ...],
    lists: Collection[str],
) -> dict[str, Candidate]:
    """Return the people of a sheet by name; what is wrong with one is noted at their cell.

    Without municipalities, or lists, those are not checked.
    """
    found: dict[str, Candidate] = {}
    for line in lines:
        arguments: dict[str, Any] = {
            "sex": _sex(line),
            "mayor": line.yes(form.MAYOR, default=False),
            "kkr_member": line.yes(form.KKR_MEMBER, default=False),
            "politician": line.yes(form.POLITICIAN, default=True),
            "born": line.day(form.BORN),
            "seat_until": line.day(form.SEAT_UNTIL),
            "held": terms_held(line, fora),
            "wishes": known_names(line, form.WANTED, fora),
            "cannot": known_names(line, form.CANNOT, fora),
        }
        columns = (form.NAME, form.MUNICIPALITY, form.LIST)
        named = [line.filled(column) for column in columns]
        municipality = place_name(line.text(form.MUNICIPALITY))
        party = list_in(line, form.LIST, lists, municipality)
        make = partial(Candidate, line.text(form.NAME), municipality, party, **arguments)
        person = made(line, make) if all(named) else None
        if person is None:
            continue
        if person.politician:
            _note_elsewhere(line, municipalities)
        for problem in candidate_problems(person, found.get(person.name), fora, ()):
            note_at(line, problem)
        found.setdefault(person.name, person)
    return found


def read_register(path: str | os.PathLike[str], *, candidates: bool = True) -> form.FilledRegister:
    """Read a register of fora and candidates that was filled in from the template.

    Parameters
    ----------
    path : str or path
        The workbook; or a folder with a CSV file for each sheet, ``Fora.csv``,
        ``Kandidater.csv``, ``Lister.csv`` and, where they have something to say, those of the
        other sheets.
    candidates : bool
        Whether there must be candidates; who may fill how many posts is known without.

    Returns
    -------
    FilledRegister
        What it asks for; its ``appoint()`` fills the posts.

    Raises
    ------
    InvalidInputError
        If it cannot be read, or something in it cannot be right. Every bad cell is named with
        sheet, row, column, value and what is wrong, all in one message.
    """
    needed = [sheet for sheet in form.NEEDED if candidates or sheet != form.CANDIDATES]
    return _register_in(open_book(path, form.FORMS, needed), needed)


_IN_FRAMES = "fora candidates lists municipalities agreed fixed wishes reasons rules"
_FRAMES = dict(zip(_IN_FRAMES.split(), form.SHEETS, strict=True))


def register_of_frames(**frames: Any) -> form.FilledRegister:  # noqa: ANN401  (of any library)
    """Return the register in frames, one for each sheet; None where there is none."""
    if unknown := frames.keys() - _FRAMES:
        raise refused(
            "readers.unknown_frames", names=", ".join(sorted(unknown)), known=", ".join(_FRAMES)
        )
    given = {_FRAMES[name]: frame for name, frame in frames.items() if frame is not None}
    needed = {form.FORA, form.CANDIDATES} | {*given}
    return _register_in(open_book(given, form.FORMS, needed), needed)


def _register_in(sheets: Book, needed: Collection[str]) -> form.FilledRegister:
    problems = sheets.problems
    lists = _counted(sheets, form.LISTS, form.STRENGTH)
    strengths, alliances = _lists(lists)
    none = all(line.text(form.STRENGTH) in {"", "0"} for line in lists)
    if none and form.LISTS in needed:
        problems.note(form.LISTS, worded("readers.no_strength"))
    population = _population(_counted(sheets, form.MUNICIPALITIES, form.PEOPLE))
    rows = _counted(sheets, form.FORA, form.POSTS)
    fora = fora_in(rows, tuple(population))
    if not rows:
        problems.note(form.FORA, worded("readers.no_forum"))
    forum_names = {line.text(form.FORUM) for line in rows} - {""}
    names = {line.text(form.NAME) for line in sheets[form.CANDIDATES]} - {""}
    people = people_in(sheets[form.CANDIDATES], forum_names, tuple(population), strengths)
    if form.CANDIDATES in needed and not sheets[form.CANDIDATES]:
        problems.note(form.CANDIDATES, worded("readers.no_candidate"))
    deviations = agreed_deviations(sheets[form.AGREED], forum_names, strengths)
    fixed, chairs = fixed_posts(sheets[form.FIXED], forum_names, names, fora)
    wishes = group_wishes(sheets[form.WISHES], forum_names, names)
    reasons = balance_reasons(sheets[form.REASONS], forum_names)
    counted = {name: number for name, number in population.items() if number is not None}
    rules = rules_in(sheets[form.RULES], counted)
    packages = _packages(rows)
    members = members_in(sheets[form.MEMBERS], tuple(population), strengths)
    mail = {line.text(form.NAME): _mail(line) for line in sheets[form.CANDIDATES]}
    problems.raise_if_any()
    return form.FilledRegister(
        register=Register(fora.values(), people.values(), tuple(population)),
        strengths=strengths,
        alliances=alliances,
        deviations=deviations,
        fixed=fixed,
        chairs=chairs,
        wishes=wishes,
        reasons=reasons,
        rules=rules,
        packages=packages,
        members=members,
        mail={name: address for name, address in mail.items() if address},
        notes=(*sheets.decided, *_look_alike(people.values())),
        read=sheets.said,
    )


def _counted(sheets: Book, sheet: str, column: str) -> list[Line]:
    """Return the rows of a sheet without totals of its figures, which are checked."""
    rows, totals = without_totals(sheets[sheet], form.SHEETS[sheet][0])
    if totals:
        check_totals(totals, {column: sum(line.whole(column) or 0 for line in rows)})
    return rows


def _look_alike(people: Iterable[Candidate]) -> Iterator[Bilingual]:
    """Yield a warning of people of one place, list and sex whose names differ in capitals."""
    seen: dict[tuple[str, str, str, str | None], str] = {}
    for person in people:
        key = (person.name.casefold(), person.municipality, person.party, person.sex)
        twin = seen.setdefault(key, person.name)
        if twin != person.name:
            yield worded("readers.look_alike", one=repr(twin), two=repr(person.name))


def _lists(lines: list[Line]) -> tuple[dict[str, int], tuple[Alliance, ...]]:
    strengths: dict[str, int] = {}
    joined: dict[str, list[tuple[Line, str]]] = {}
    for line in lines:
        typed, strength = line.text(form.LIST), line.whole(form.STRENGTH)
        name = own_letter(typed)
        if not name or name in strengths:
            other = worded("readers.one_list_twice", typed=repr(typed), name=name)
            line.wrong(form.LIST, twice(typed) if name == typed else other)
            continue
        line.filled(form.STRENGTH)
        strengths[name] = strength or 0
        if alliance := line.text(form.ALLIANCE):
            joined.setdefault(alliance.casefold(), []).append((line, name))
    for alliance, [(line, _), *others] in joined.items():
        if not others:
            called = repr(line.text(form.ALLIANCE))
            meant = likely(alliance, joined.keys() - {alliance})
            alone = worded("readers.alone_in_alliance", alliance=called, meant=meant)
            line.wrong(form.ALLIANCE, alone)
    alliances = []
    for rows in joined.values():  # one that is called as a list is named after those in it
        name, members = rows[0][0].text(form.ALLIANCE), [member for _, member in rows]
        alliances.append(Alliance(members) if name in strengths else Alliance(members, name))
    return strengths, tuple(alliances)


def _packages(lines: list[Line]) -> dict[str, tuple[str, ...]]:
    """Return the fora that are shared out together; none where no forum has a package."""
    found: dict[str, list[str]] = {}
    for line in lines:
        if package := line.text(form.PACKAGE):
            found.setdefault(package, []).append(line.text(form.FORUM))
    for line in lines:
        if found and not line.has(form.PACKAGE):
            line.wrong(form.PACKAGE, worded("readers.other_fora_packages"))
    return {package: tuple(fora) for package, fora in found.items()}


def _population(lines: list[Line]) -> dict[str, int | None]:
    found: dict[str, int | None] = {}
    given = any(line.has(form.PEOPLE) for line in lines)
    for line in lines:
        name = place_name(line.text(form.MUNICIPALITY))
        if not name or name in found:
            line.wrong(form.MUNICIPALITY, twice(name))
            continue
        found[name] = line.whole(form.PEOPLE)
        if given and not line.has(form.PEOPLE):
            line.wrong(form.PEOPLE, worded("readers.other_municipalities_numbers"))
    return found


# The members of the KKR with their substitutes, and where letters go.


def members_in(
    lines: list[Line], municipalities: tuple[str, ...], lists: Collection[str]
) -> tuple[form.Member, ...]:
    """Return the members of a sheet in its order; without municipalities these are not checked."""
    found: dict[str, form.Member] = {}
    for line in lines:
        named = [line.filled(column) for column in (form.NAME, form.MUNICIPALITY, form.LIST)]
        name, municipality = line.text(form.NAME), place_name(line.text(form.MUNICIPALITY))
        _note_elsewhere(line, municipalities)
        member = form.Member(
            name,
            municipality,
            list_in(line, form.LIST, lists, municipality),
            mayor=line.yes(form.MAYOR, default=False),
            substitute=line.text(form.SUBSTITUTE),
            mail=_mail(line),
        )
        if name in found:
            line.wrong(form.NAME, twice(name))
        elif all(named):
            found[name] = member
    return tuple(found.values())


def _mail(line: Line) -> str:
    """Return an address; one that no letter could go to is noted."""
    text = line.text(form.MAIL)
    if text and not _ADDRESS.fullmatch(text):
        line.wrong(form.MAIL, worded("readers.no_address", text=repr(text)))
    return text


# Read the appointments that `appoint` wrote down, and check that they still follow.


def read_appointments(path: str | os.PathLike[str]) -> Appointments:
    """Read appointments from the JSON document that was written of them, and that verifies.

    It is what ``appoint --output``, ``refill --output`` or `Appointments.to_json` wrote.
    """
    files = list(contents(path))
    if len(files) != 1 or files[0].workbook:
        raise _no_document(Path(path).name, worded("readers.no_text"))
    (file,) = files
    text = decoded(file)
    try:
        result = from_json(text)
        if isinstance(result, Appointments):
            result.verify()
            return result
    except (InvalidInputError, VerificationError) as error:
        raise _no_document(file.name, Bilingual.joined([error.what, error.why])) from None
    raise _no_document(file.name, worded("readers.another_job"))


def _no_document(name: str, why: str) -> InvalidInputError:
    return refused("readers.no_document_of_appointments", file=called(name), why=why)
