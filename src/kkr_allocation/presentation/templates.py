"""The register as a workbook or a folder of CSV files: a template, or filled in."""

from __future__ import annotations

import csv
import datetime as dt
import tomllib
from collections.abc import Mapping
from functools import partial
from importlib.resources import files
from io import BytesIO, StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from attrs import frozen

from kkr_allocation.appointments.requirements import phrase_of
from kkr_allocation.appointments.rules import APPOINTMENT_RULES
from kkr_allocation.errors import InvalidInputError, of_extra
from kkr_allocation.forms import places
from kkr_allocation.forms import register as form
from kkr_allocation.forms.register import cell_of_source
from kkr_allocation.presentation.sheet import FORMULA_STARTS, printable
from kkr_allocation.presentation.writers import hold_folder, replaced
from kkr_allocation.words import refusal, worded

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

    from kkr_allocation.appointments.forum import Forum
    from kkr_allocation.appointments.people import Candidate
    from kkr_allocation.appointments.rules import AppointmentRules
    from kkr_allocation.explanations import Language


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
    rows[form.FORA] = [_row(form.FORA, forum) for forum in fora]
    rows[form.CANDIDATES] = [_row(form.CANDIDATES, person) for person in candidates]
    rows[form.MUNICIPALITIES] = [[name, None] for name in municipalities]
    rows[form.RULES] = _rule_rows(APPOINTMENT_RULES)
    return rows


def register_rows(filled: form.FilledRegister) -> Rows:
    """Return the rows of a filled-in register; reading them gives it back."""
    register, population = filled.register, filled.rules.population
    rows = template_rows(register.fora, register.candidates, ())
    package = {forum: name for name, fora in filled.packages.items() for forum in fora}
    rows[form.FORA] = [
        _row(form.FORA, forum, package=package.get(forum.name)) for forum in register.fora
    ]
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


def _yes(*, value: bool) -> str:
    return form.YES if value else form.NO


_CHOSEN: dict[str, Mapping[str, str]] = {
    "kind": form.KINDS,
    "substitutes": form.SUBSTITUTE_KINDS,
    "sex": form.SEXES,
}


def _row(sheet: str, of: Forum | Candidate, **more: object) -> list[str | int | dt.date | None]:
    """Return a forum or a person by the columns of a sheet, whose fields are data."""
    fields = [name or column.casefold() for column, name in form.FIELDS[sheet].items()]
    return [_cell(more.get(name, getattr(of, name, None)), name) for name in fields]


def _cell(value: Any, field: str) -> str | int | dt.date | None:  # noqa: ANN401  (of any field)
    if field in _CHOSEN:
        return next((word for word, meant in _CHOSEN[field].items() if meant == value), None)
    if isinstance(value, bool):
        return _yes(value=value)
    if isinstance(value, Mapping):
        value = tuple(f"{name}: {count}" for name, count in value.items())
    if isinstance(value, tuple):
        value = "; ".join(part if isinstance(part, str) else phrase_of(part) for part in value)
    cell: str | int | dt.date | None = cell_of_source(value) if field == "legal_basis" else value
    return None if cell == "" else cell


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
    """The words that a sheet's cell, or each below a heading, can be chosen from."""


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
    content = BytesIO()
    _blank_book(form, rows).save(content)
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
    with of_extra("excel"):
        from openpyxl import Workbook
    from openpyxl.comments import Comment
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    book = Workbook()
    book.remove(book.worksheets[0])
    for name, headings in form.sheets.items():
        sheet = _add(book, name, [headings, *rows[name]])
        letters = {head: get_column_letter(place) for place, head in enumerate(headings, start=1)}
        for heading, column in letters.items():
            if note := form.notes.get((name, heading)):
                sheet[f"{column}1"].comment = Comment(note, "kkr_allocation")
        for (of, where), words in form.choices.items():
            if of == name:
                column = letters.get(where, "")
                choice = DataValidation("list", formula1=f'"{",".join(words)}"', allow_blank=True)
                choice.add(f"{column}2:{column}5001" if column else where)
                sheet.add_data_validation(choice)
    return book


def _add(book: Workbook, name: str, rows: Sequence[Sequence[Any]]) -> Worksheet:
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
        sheet.column_dimensions[get_column_letter(place)].width = _BLANK_WIDTH
    sheet.freeze_panes = "B2"
    return sheet


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


# The empty workbooks of training places.


def write_places_template(
    path: str | Path,
    names: Iterable[str] = (),
    *,
    kind: str = "places",
    columns: Iterable[str] = (),
    parts: Iterable[Sequence[str]] = (),
    language: Language = "da",
) -> Path:
    """Write a workbook that `read_places` reads when it is filled in, with what is known already.

    The kind is "places", "table", "years" or "plan". The names are the rows of all but a plan,
    whose parts are layer, whole and name. The first column of a key has the weight 1, unless the
    columns are years.
    """
    of, said = places.KINDS[kind], partial(places.word, language=language)
    notes, added = places.NOTES[language], list(columns) or of["columns"]
    years = [int(year) for year in added if kind == "years" and year.isdecimal()]
    weights: list[str | int | dt.date | None] = [said(places.WEIGHT)]
    weights += [int(place == 0) for place in range(len(added))]
    named: list[list[str | int | dt.date | None]] = [[name] for name in names]
    filled: Rows = {
        places.PLAN: [
            [said(name), None, notes[name].format(rule=said((of["rules"] or [""])[0]))]
            for name in of["settings"]
        ],
        places.KEY: named if years else [weights, *named],
        places.LIMITS: named,
        places.TABLE: [[said(places.TOTAL)], *named],
        places.YEARS: [[year] for year in years],
        places.LAYERS: [[*part] for part in parts],
    }
    sheets, rows = {}, {}
    for sheet in of["sheets"]:
        own, *others = (said(name, heads=True) for name in places.COLUMNS[sheet])
        beside = added if places.FORMS[sheet].open else []
        sheets[said(sheet)] = (own, *beside, *others)
        rows[said(sheet)] = filled.get(sheet, [])
    return write_form(
        path,
        BlankForm(
            "presentation.template",
            "pladser.xlsx",
            sheets,
            {
                (said(sheet), sheets[said(sheet)][0]): notes[sheet]
                for sheet in of["sheets"]
                if sheet in notes
            },
            {
                (said(places.PLAN), f"B{row}"): list(map(said, of["rules"]))
                for row, name in enumerate(of["settings"], start=2)
                if name in (places.RULE, places.EXTRA_RULE)
            },
        ),
        rows,
    )
