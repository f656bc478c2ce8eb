"""The register as a workbook or a folder of CSV files: a template, or filled in."""

from __future__ import annotations

import csv
import datetime as dt
import tomllib
from importlib.resources import files
from io import BytesIO, StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from attrs import frozen

from kkr_allocation.appointments.requirements import phrase_of
from kkr_allocation.appointments.rules import APPOINTMENT_RULES
from kkr_allocation.errors import InvalidInputError, of_extra
from kkr_allocation.forms import places as places_form
from kkr_allocation.forms import register as form
from kkr_allocation.forms.register import cell_of_source
from kkr_allocation.presentation.protocols import FORMULA_STARTS, printable
from kkr_allocation.presentation.writers import hold_folder, replaced
from kkr_allocation.words import refusal, worded

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from openpyxl import Workbook
    from openpyxl.cell import Cell as WorkbookCell
    from openpyxl.worksheet.worksheet import Worksheet

    from kkr_allocation.appointments.forum import Forum
    from kkr_allocation.appointments.people import Candidate
    from kkr_allocation.appointments.rules import AppointmentRules


# The rows of a register, sheet by sheet, as they stand in a workbook or a folder of CSV files.


Rows: TypeAlias = dict[str, list[list["str | int | dt.date | None"]]]
"""The rows below the headings, by sheet."""


def template_rows(
    fora: Iterable[Forum], candidates: Iterable[Candidate], municipalities: Iterable[str]
) -> Rows:
    """Return the rows of a template; sheets that are still to be filled in have none.

    The usual rules of appointing stand in it, to be changed.
    """
    rows: Rows = {name: [] for name in form.SHEETS}
    rows[form.FORA] = [_forum_row(forum) for forum in fora]
    rows[form.CANDIDATES] = [_candidate_row(person) for person in candidates]
    rows[form.MUNICIPALITIES] = [[name, None] for name in municipalities]
    rows[form.RULES] = _rule_rows(APPOINTMENT_RULES)
    return rows


def register_rows(filled: form.FilledRegister) -> Rows:
    """Return the rows of a filled-in register; reading them gives it back."""
    register, population = filled.register, filled.rules.population
    rows = template_rows(register.fora, register.candidates, ())
    package = {forum: name for name, fora in filled.packages.items() for forum in fora}
    rows[form.FORA] = [_forum_row(forum, package.get(forum.name)) for forum in register.fora]
    joined = {party: outer.label for outer in filled.alliances for party in outer.parties()}
    rows[form.LISTS] = [[p, strength, joined.get(p)] for p, strength in filled.strengths.items()]
    rows[form.MUNICIPALITIES] = [[m, population.get(m)] for m in register.municipalities]
    rows[form.AGREED] = [[d.forum, d.giver, d.taker, d.posts, d.reason] for d in filled.deviations]
    rows[form.FIXED] = [
        [forum, name, form.YES if filled.chairs.get(forum) == name else None]
        for forum, name in filled.fixed
    ]
    rows[form.WISHES] = [[wish.forum, wish.candidate, wish.points] for wish in filled.wishes]
    rows[form.REASONS] = [[forum, reason] for forum, reason in filled.reasons.items()]
    rows[form.RULES] = _rule_rows(filled.rules)
    return rows


def _rule_rows(rules: AppointmentRules) -> list[list[str | int | dt.date | None]]:
    rows: list[list[str | int | dt.date | None]] = [
        [form.LIMIT, rules.posts_per_person],
        [form.WHOLE_TERM, _yes(value=rules.whole_term)],
    ]
    wishes = [level.words.da for level in rules.order] or [form.NO_LEVEL]
    return rows + [[form.LEVEL, wish] for wish in wishes]


def _spoken(choices: Mapping[str, str], value: str | None) -> str | None:
    return next((word for word, meant in choices.items() if meant == value), None)


def _yes(*, value: bool) -> str:
    return form.YES if value else form.NO


def _forum_row(forum: Forum, package: str | None = None) -> list[str | int | dt.date | None]:
    return [
        forum.name,
        forum.posts,
        forum.kkr or None,
        _spoken(form.KINDS, forum.kind),
        _yes(value=forum.chair),
        _spoken(form.SUBSTITUTE_KINDS, forum.substitutes),
        forum.starts,
        forum.ends,
        "; ".join(map(phrase_of, forum.requirements)) or None,
        "; ".join(map(phrase_of, forum.wanted)) or None,
        cell_of_source(forum.legal_basis) or None,
        forum.note or None,
        package,
    ]


def _candidate_row(person: Candidate) -> list[str | int | dt.date | None]:
    return [
        person.name,
        person.municipality,
        person.party,
        _spoken(form.SEXES, person.sex),
        _yes(value=person.mayor),
        _yes(value=person.kkr_member),
        _yes(value=person.politician),
        person.born,
        person.seat_until,
        "; ".join(f"{forum}: {terms}" for forum, terms in person.held.items()) or None,
        "; ".join(person.wishes) or None,
        "; ".join(person.cannot) or None,
        None,  # addresses are in no result
    ]


# Forms that a person fills in, as a workbook or a folder of CSV files.


_SAID: dict[str, dict[str, Any]] = tomllib.loads(
    files("kkr_allocation.forms").joinpath("notes.toml").read_text(encoding="utf-8")
)
_BLANK_WIDTH = 22


@frozen
class BlankForm:
    """A form before it is filled in."""

    called: str
    """The key of what it is called in a sentence."""
    example: str
    """A name for its file."""
    sheets: Mapping[str, tuple[str, ...]]
    notes: Mapping[tuple[str, str], str]
    """What is said of a sheet's heading."""
    choices: Mapping[tuple[str, str], Collection[str]]
    """The words that a cell below a sheet's heading can be chosen from."""


def write_form(path: str | Path, form: BlankForm, rows: Rows) -> Path:
    """Write a form with these rows as a workbook, or as a folder with a CSV file for each sheet.

    A workbook's name ends in ``.xlsx``, a folder's in nothing; neither may be there already.
    """
    target = Path(path)
    called, name = worded(form.called), str(target)
    if target.exists():
        raise InvalidInputError(**refusal("presentation.form_is_there", called=called, target=name))
    if target.suffix.lower() not in {".xlsx", ""}:
        raise InvalidInputError(
            **refusal("presentation.form_name", called=called, target=name, example=form.example)
        )
    hold_folder(target)
    if not target.suffix:
        return _folder(target, form, rows)
    return _saved(_blank_book(form, rows), target)


def _saved(book: Workbook, target: Path) -> Path:
    content = BytesIO()
    book.save(content)
    with replaced(target) as file:
        file.write(content.getvalue())
    return target


def _folder(target: Path, form: BlankForm, rows: Rows) -> Path:
    """Write a CSV file for each sheet, as a Danish spreadsheet reads them."""
    target.mkdir()
    for name, headings in form.sheets.items():
        text = StringIO(newline="")
        csv.writer(text, delimiter=";").writerows(
            [headings, *([_csv_cell(value) for value in row] for row in rows[name])]
        )
        with replaced(target / f"{name}.csv") as file:
            file.write(text.getvalue().encode("utf-8-sig"))
    return target


def _csv_cell(value: str | int | dt.date | None) -> str:
    """Write a cell; an apostrophe marks as text what a spreadsheet takes for a formula."""
    if isinstance(value, dt.date):
        return f"{value:%d-%m-%Y}"
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith((*FORMULA_STARTS, "'")) else text


def _blank_book(form: BlankForm, rows: Rows) -> Workbook:
    book = _new_book()
    from openpyxl.utils import get_column_letter

    for name, headings in form.sheets.items():
        sheet = _add(book, name, [headings, *rows[name]], width=_BLANK_WIDTH, kept="B2")
        for place, heading in enumerate(headings, start=1):
            column = get_column_letter(place)
            _note(sheet[f"{column}1"], form.notes.get((name, heading)))
            words = form.choices.get((name, heading), ())
            _let_choose(sheet, f"{column}2:{column}5001", words)
    return book


def _new_book() -> Workbook:
    with of_extra("excel"):
        from openpyxl import Workbook
    book = Workbook()
    book.remove(book.worksheets[0])
    return book


def _add(
    book: Workbook, name: str, rows: Sequence[Sequence[Any]], *, width: int, kept: str
) -> Worksheet:
    """Add a sheet with bold headings that stay in view, and texts that stay texts."""
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    sheet: Worksheet = book.create_sheet(name)
    for number, row in enumerate(rows, start=1):
        for place, value in enumerate(row, start=1):
            text = isinstance(value, str)
            cell = sheet.cell(number, place, printable(value) if text else value)
            if text:
                cell.data_type = "s"
                cell.quotePrefix = value.startswith(FORMULA_STARTS)
            elif isinstance(value, dt.date):
                cell.number_format = "dd-mm-yyyy"
    for place in range(1, len(rows[0]) + 1):
        sheet.cell(1, place).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(place)].width = width
    sheet.freeze_panes = kept
    return sheet


def _note(cell: WorkbookCell, note: str | None) -> None:
    from openpyxl.comments import Comment

    if note:
        cell.comment = Comment(note, "kkr_allocation")


def _let_choose(sheet: Worksheet, where: str, words: Iterable[str]) -> None:
    """Let the cells in these places be chosen from a list."""
    from openpyxl.worksheet.datavalidation import DataValidation

    if listed := ",".join(words):
        choice = DataValidation(type="list", formula1=f'"{listed}"', allow_blank=True)
        sheet.add_data_validation(choice)
        for cells in where.split():
            choice.add(cells)


def _notes(of: str) -> dict[tuple[str, str], str]:
    """Return what a form says of each heading of its sheets."""
    return {
        (sheet, heading): note
        for sheet, said in _SAID[of].items()
        for heading, note in said.items()
    }


CHOICES = {
    (form.FORA, form.KIND): form.KINDS,
    (form.FORA, form.CHAIR): (form.YES, form.NO),
    (form.FORA, form.SUBSTITUTES): form.SUBSTITUTE_KINDS,
    (form.CANDIDATES, form.SEX): form.SEXES,
    (form.CANDIDATES, form.MAYOR): (form.YES, form.NO),
    (form.CANDIDATES, form.KKR_MEMBER): (form.YES, form.NO),
    (form.CANDIDATES, form.POLITICIAN): (form.YES, form.NO),
    (form.FIXED, form.CHAIR): (form.YES, form.NO),
}
_REGISTER = BlankForm(
    "presentation.register", "register.xlsx", form.SHEETS, _notes("register"), CHOICES
)


def write_register(
    path: str | Path,
    fora: Iterable[Forum] = (),
    candidates: Iterable[Candidate] = (),
    *,
    municipalities: Iterable[str] = (),
) -> Path:
    """Write the register that `read_register` reads, with headings and what is known already."""
    return write_form(path, _REGISTER, template_rows(fora, candidates, municipalities))


def write_filled_register(path: str | Path, filled: form.FilledRegister) -> Path:
    """Write a filled-in register so that `read_register` gives it back as it is."""
    return write_form(path, _REGISTER, register_rows(filled))


# The log of events as an empty form.


_EVENTS = BlankForm(
    "presentation.log_events",
    "haendelser.xlsx",
    form.EVENT_SHEETS,
    _notes("register") | _notes("events"),
    {**CHOICES, (form.EVENTS, form.EVENT): tuple(form.EVENT_KINDS)},
)


def write_events_template(path: str | Path) -> Path:
    """Write the empty log that `read_events` reads when it is filled in."""
    return write_form(path, _EVENTS, {name: [] for name in form.EVENT_SHEETS})


# The empty workbook that a secretariat fills in with keys, limits, wishes and agreements.


_WIDTH = 26


def write_places_template(
    path: str | Path, municipalities: Iterable[str] = (), *, columns: Sequence[str] = ("65+",)
) -> Path:
    """Write the workbook that `read_places` reads when it is filled in.

    The first of the key's columns has the weight 1; more can be added.
    """
    target = Path(path)
    if target.exists():
        raise InvalidInputError(**refusal("presentation.template_is_there", target=str(target)))
    if target.suffix.lower() != ".xlsx":
        raise InvalidInputError(**refusal("presentation.template_name", target=str(target)))
    hold_folder(target)
    return _saved(_book(list(municipalities), list(columns)), target)


def _book(municipalities: list[str], columns: list[str]) -> Workbook:
    book = _new_book()
    names = [[name] for name in municipalities]
    weights = [places_form.WEIGHT, *(int(place == 0) for place in range(len(columns)))]
    limits = [
        places_form.MUNICIPALITY,
        places_form.FLOOR,
        places_form.CAP,
        places_form.LAST_YEAR,
        places_form.WISH,
        places_form.DEDUCTED,
    ]
    agreed = [places_form.GIVER, places_form.RECEIVER, places_form.MOVED, places_form.CONSENT]
    rows: dict[str, list[Sequence[Any]]] = {
        places_form.PLAN: [
            ["Oplysning", "Værdi", "Forklaring"],
            *([name, None, meaning] for name, meaning in _SAID["plan"].items()),
        ],
        places_form.KEY: [[places_form.MUNICIPALITY, *columns], weights, *names],
        places_form.LIMITS: [limits, *names],
        places_form.AGREEMENTS: [agreed],
        places_form.LOTS: [[places_form.LOT_OF, places_form.LOT_AMONG, places_form.LOT_WON]],
    }
    for name, of in rows.items():
        sheet = _add(book, name, of, width=_WIDTH, kept="A2")
        _note(sheet["A1"], _SAID["places"].get(name))
    _let_choose(book[places_form.PLAN], "B4 B9", places_form.RULES)
    return book
