"""Read a filled-in register of fora and candidates, naming every bad cell in one pass."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kkr_allocation.appointments.appoint import Appointments
from kkr_allocation.appointments.entitlement import Deviation
from kkr_allocation.appointments.forum import Forum, forum_problems
from kkr_allocation.appointments.people import Candidate, likely
from kkr_allocation.appointments.register import Register, candidate_problems
from kkr_allocation.appointments.rules import APPOINTMENT_RULES, AppointmentRules, Wish
from kkr_allocation.apportionment.alliances import Alliance
from kkr_allocation.documents.format import from_json
from kkr_allocation.errors import Bilingual, InvalidInputError, VerificationError
from kkr_allocation.forms import register as form
from kkr_allocation.forms import words
from kkr_allocation.forms.register import source_in
from kkr_allocation.readers import entries
from kkr_allocation.readers.books import check_totals, open_book, without_totals
from kkr_allocation.readers.files import called, contents, decoded
from kkr_allocation.readers.names import own_letter, place_name
from kkr_allocation.readers.problems import EMPTY, twice
from kkr_allocation.words import refusal, worded

if TYPE_CHECKING:
    import os
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from kkr_allocation.appointments.rules import Level
    from kkr_allocation.readers.books import Sheets
    from kkr_allocation.readers.sheet import Line


# What a register says was agreed: deviations, fixed appointments, wishes and reasons.


def agreed_deviations(
    lines: list[Line], fora: set[str], lists: Mapping[str, int]
) -> tuple[Deviation, ...]:
    """Return the posts that lists leave to each other."""
    found = []
    for line in lines:
        giver, taker = (entries.list_in(line, column, lists) for column in (form.GIVER, form.TAKER))
        there = [
            entries.known(line, form.FORUM, fora),
            entries.filled(line, form.GIVER) and giver in lists,
            entries.filled(line, form.TAKER) and taker in lists,
            entries.filled(line, form.REASON),
        ]
        posts = line.whole(form.POSTS)
        make = partial(
            Deviation,
            line.text(form.FORUM),
            giver,
            taker,
            1 if posts is None else posts,
            line.text(form.REASON),
        )
        deviation = entries.made(line, make) if all(there) else None
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
        there = [
            entries.known(line, form.FORUM, forum_names),
            entries.known(line, form.NAME, names),
        ]
        if not all(there):
            continue
        forum, name = line.text(form.FORUM), line.text(form.NAME)
        if (forum, name) in pairs:
            line.wrong(form.NAME, twice(name))
            continue
        pairs[forum, name] = None
        if not entries.yes(line, form.CHAIR, default=False):
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
        there = [entries.known(line, form.FORUM, fora), entries.known(line, form.NAME, people)]
        points = line.whole(form.POINTS)
        if all(there):
            wish = Wish(
                line.text(form.FORUM), line.text(form.NAME), 1 if points is None else points
            )
            found.append(wish)
    return tuple(found)


def balance_reasons(lines: list[Line], fora: set[str]) -> dict[str, str]:
    """Return why fora deviate from equally many women and men."""
    reasons: dict[str, str] = {}
    for line in lines:
        there = [entries.known(line, form.FORUM, fora), entries.filled(line, form.REASON)]
        forum = line.text(form.FORUM)
        if forum in reasons:
            line.wrong(form.FORUM, twice(forum))
        elif all(there):
            reasons[forum] = line.text(form.REASON)
    return reasons


# The rules of appointing as they stand in a register.


_KNOWN = {rule: rule for rule in (form.LIMIT, form.WHOLE_TERM, form.LEVEL)}
_WISHES = {words: words for words in (*form.LEVELS, form.NO_LEVEL)}


def rules_in(lines: list[Line], population: Mapping[str, int]) -> AppointmentRules:
    """Return the rules of a sheet; those that do not stand in it are as usual.

    Parameters
    ----------
    lines : list of Line
        The rows of the sheet: the limit of posts, whether a council seat lasts the whole term,
        and the wishes, the most important first. Without a row of a wish the usual order holds.
    population : mapping of str to int
        People by municipality, which stand in a sheet of their own.
    """
    stated: dict[str, Any] = {}
    wishes: dict[str, Line] = {}
    for line in lines:
        rule = entries.choice(line, form.RULE, _KNOWN, None, words.RULES)
        if not entries.filled(line, form.RULE) or not entries.filled(line, form.VALUE) or not rule:
            continue
        if rule == form.LEVEL:
            _note_wish(line, wishes)
        elif rule in stated:
            line.wrong(form.RULE, twice(rule))
        elif rule == form.LIMIT:
            stated[rule] = _limit(line)
        else:
            stated[rule] = entries.yes(line, form.VALUE, default=False)
    return AppointmentRules(
        posts_per_person=stated.get(form.LIMIT) or APPOINTMENT_RULES.posts_per_person,
        order=_order(wishes),
        population=dict(population),
        whole_term=stated.get(form.WHOLE_TERM, APPOINTMENT_RULES.whole_term),
    )


def _limit(line: Line) -> int | None:
    posts = line.whole(form.VALUE)
    if posts is not None:
        entries.made(line, partial(AppointmentRules, posts_per_person=posts))
    return posts


def _note_wish(line: Line, wishes: dict[str, Line]) -> None:
    wish = entries.choice(line, form.VALUE, _WISHES, None)
    if wish in wishes:
        line.wrong(form.VALUE, twice(wish))
    elif wish:
        wishes[wish] = line


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

    Parameters
    ----------
    lines : list of Line
        The rows of the sheet.
    municipalities : tuple of str
        The region's municipalities; empty where they are not to be checked.
    others : collection of str
        Fora that are not in the sheet and can be named.
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
            entries.note(line, problem)
    return {name: forum for name, (_, forum) in found.items()}


def _forum(line: Line) -> Forum | None:
    posts = line.whole(form.POSTS)
    if not line.has(form.POSTS):
        line.wrong(form.POSTS, worded("readers.posts_unknown"))
    arguments: dict[str, Any] = {
        "kkr": line.text(form.KKR),
        "kind": entries.choice(line, form.KIND, form.KINDS, "appoints", words.KINDS),
        "legal_basis": source_in(line.text(form.LEGAL_BASIS)),
        "chair": entries.yes(line, form.CHAIR, default=False),
        "substitutes": entries.choice(
            line, form.SUBSTITUTES, form.SUBSTITUTE_KINDS, "none", words.SUBSTITUTES
        ),
        "starts": entries.date(line, form.STARTS),
        "ends": entries.date(line, form.ENDS),
        "requirements": entries.rules(line, form.REQUIREMENTS),
        "wanted": entries.rules(line, form.WANTED),
        "note": line.note(form.NOTE),
    }
    named = entries.filled(line, form.FORUM)
    make = partial(Forum, line.text(form.FORUM), 1 if posts is None else posts, **arguments)
    forum: Forum | None = entries.made(line, make) if named else None
    return forum


def _sex(line: Line) -> str | None:
    """Return a person's sex; under a heading of Python's also as Python has it."""
    coded = line.headings.get(form.SEX, "").casefold() == "sex"
    found = line.text(form.SEX)
    return (
        "F"
        if coded and found == "F"
        else entries.choice(line, form.SEX, form.SEXES, None, words.SEXES)
    )


def people_in(
    lines: list[Line],
    fora: Collection[str],
    municipalities: tuple[str, ...],
    lists: Collection[str],
) -> dict[str, Candidate]:
    """Return the people of a sheet by name; what is wrong with one is noted at their cell.

    Parameters
    ----------
    lines : list of Line
        The rows of the sheet.
    fora : collection of str
        The names of all fora.
    municipalities : tuple of str
        The region's municipalities; empty where they are not to be checked.
    lists : collection of str
        The lists that people can be of; empty where they are noted elsewhere.
    """
    found: dict[str, Candidate] = {}
    for line in lines:
        arguments: dict[str, Any] = {
            "sex": _sex(line),
            "mayor": entries.yes(line, form.MAYOR, default=False),
            "kkr_member": entries.yes(line, form.KKR_MEMBER, default=False),
            "politician": entries.yes(line, form.POLITICIAN, default=True),
            "born": entries.date(line, form.BORN),
            "seat_until": entries.date(line, form.SEAT_UNTIL),
            "held": entries.held(line, fora),
            "wishes": entries.known_names(line, form.WANTED, fora),
            "cannot": entries.known_names(line, form.CANNOT, fora),
        }
        columns = (form.NAME, form.MUNICIPALITY, form.LIST)
        named = [entries.filled(line, column) for column in columns]
        municipality = place_name(line.text(form.MUNICIPALITY))
        party = entries.list_in(line, form.LIST, lists, municipality)
        make = partial(Candidate, line.text(form.NAME), municipality, party, **arguments)
        person = entries.made(line, make) if all(named) else None
        if person is None:
            continue
        if person.politician:
            entries.from_elsewhere(line, municipalities)
        twin = found.get(person.name)
        for problem in candidate_problems(person, twin, fora, ()):
            entries.note(line, problem)
        found.setdefault(person.name, person)
    return found


def read_register(path: str | os.PathLike[str]) -> form.FilledRegister:
    """Read a register of fora and candidates that was filled in from the template.

    Parameters
    ----------
    path : str or path
        The workbook; or a folder with a CSV file for each sheet, ``Fora.csv``,
        ``Kandidater.csv``, ``Lister.csv`` and, where they have something to say, those of the
        other sheets.

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
    return _register_in(open_book(path, form.FORMS, form.NEEDED), form.NEEDED)


_FRAMES = {
    "fora": form.FORA,
    "candidates": form.CANDIDATES,
    "lists": form.LISTS,
    "wishes": form.WISHES,
    "municipalities": form.MUNICIPALITIES,
    "fixed": form.FIXED,
    "agreed": form.AGREED,
    "reasons": form.REASONS,
    "rules": form.RULES,
}


def register_of_frames(**frames: Any) -> form.FilledRegister:  # noqa: ANN401  (of any library)
    """Return the register in frames, one for each sheet; None where there is none."""
    given = {_FRAMES[name]: frame for name, frame in frames.items() if frame is not None}
    needed = {form.FORA, form.CANDIDATES} | {*given}
    return _register_in(open_book(given, form.FORMS, needed), needed)


def _register_in(sheets: Sheets, needed: Collection[str]) -> form.FilledRegister:
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
    if not sheets[form.CANDIDATES]:
        problems.note(form.CANDIDATES, worded("readers.no_candidate"))
    deviations = agreed_deviations(sheets[form.AGREED], forum_names, strengths)
    fixed, chairs = fixed_posts(sheets[form.FIXED], forum_names, names, fora)
    wishes = group_wishes(sheets[form.WISHES], forum_names, names)
    reasons = balance_reasons(sheets[form.REASONS], forum_names)
    counted = {name: number for name, number in population.items() if number is not None}
    rules = rules_in(sheets[form.RULES], counted)
    packages = _packages(rows)
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
        notes=tuple(_look_alike(people.values())),
        read=sheets.said,
    )


def _counted(sheets: Sheets, sheet: str, column: str) -> list[Line]:
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
        if not line.has(form.STRENGTH):
            line.wrong(form.STRENGTH, EMPTY)
        strengths[name] = strength or 0
        if alliance := line.text(form.ALLIANCE):
            joined.setdefault(alliance.casefold(), []).append((line, name))
    for alliance, [(line, _), *others] in joined.items():
        if not others:
            called = repr(line.text(form.ALLIANCE))
            meant = likely(alliance, joined.keys() - {alliance})
            line.wrong(
                form.ALLIANCE, worded("readers.alone_in_alliance", alliance=called, meant=meant)
            )
    return strengths, tuple(_alliance(rows, strengths) for rows in joined.values())


def _alliance(rows: list[tuple[Line, str]], lists: Collection[str]) -> Alliance:
    """Return a valgforbund by its own name; one that is called as a list has those of its lists."""
    name = rows[0][0].text(form.ALLIANCE)
    members = [member for _, member in rows]
    return Alliance(members) if name in lists else Alliance(members, name)


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


# Read the appointments that `appoint` wrote down, and check that they still follow.


def read_appointments(path: str | os.PathLike[str]) -> Appointments:
    """Read appointments from the JSON document that was written of them.

    Parameters
    ----------
    path : str or path
        What ``appoint --output januar.json``, ``refill --output`` or `Appointments.to_json` wrote.

    Returns
    -------
    Appointments
        They verify: what happens later is computed from them.

    Raises
    ------
    InvalidInputError
        If there is no such file, or it is no document of appointments that verifies.
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
    return InvalidInputError(
        **refusal("readers.no_document_of_appointments", file=called(name), why=why)
    )
