"""The register as a workbook or a folder of CSV files: a template, or filled in."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Mapping
from functools import partial
from io import BytesIO, StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from attrs import frozen

from kkr_allocation.appointments.requirements import phrase_of
from kkr_allocation.appointments.rules import APPOINTMENT_RULES
from kkr_allocation.errors import InvalidInputError, of_extra
from kkr_allocation.forms import places
from kkr_allocation.forms import register as form
from kkr_allocation.presentation.sheet import FORMULA_STARTS
from kkr_allocation.presentation.writers import complete, hold_folder
from kkr_allocation.presentation.writers.excel import put_text
from kkr_allocation.sources import cell_of_source
from kkr_allocation.words import refusal, worded

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

    import kkr_allocation as kkr
    from kkr_allocation.appointments.appoint import FilledRegister
    from kkr_allocation.explanations import Language


# The rows of a register, sheet by sheet, as they stand in a workbook or a folder of CSV files.


Row: TypeAlias = "list[str | int | dt.date | None]"
Rows: TypeAlias = dict[str, list[Row]]
"""The rows below the headings, by sheet."""
_YES = {True: "ja", False: "nej"}
_CHOSEN: dict[str, dict[Any, str]] = {
    of.name: {meant: word for word, meant in form.CHOICES[of.of].items()}
    for sheet in form.SHEETS_READ.values()
    for of in sheet.columns.values()
    if of.read == "choice"
}
_OFFERED = {
    (sheet, heading): tuple(_YES.values() if of.read == "yes" else form.CHOICES[of.of])
    for sheet, read in form.SHEETS_READ.items()
    for heading, of in read.columns.items()
    if of.read in {"yes", "choice"}
}
"""The words that a sheet's cells below a heading can be chosen from."""


def _template_rows(
    fora: Iterable[kkr.Forum],
    candidates: Iterable[kkr.Candidate],
    rules: kkr.AppointmentRules,
    package: Mapping[str, str] = {},
) -> Rows:
    """Return the rows of a template; sheets that are still to be filled in have none."""
    levels: list[Row] = [[form.LEVEL, level.words.da] for level in rules.order]
    return {
        **{name: [] for name in form.SHEETS},
        form.FORA: [_row(form.FORA, forum, package=package.get(forum.name)) for forum in fora],
        form.CANDIDATES: [_row(form.CANDIDATES, person) for person in candidates],
        form.RULES: [
            [form.LIMIT, rules.posts_per_person],
            [form.WHOLE_TERM, _YES[rules.whole_term]],
            *(levels or [[form.LEVEL, form.NO_LEVEL]]),
        ],
    }


def _row(sheet: str, of: kkr.Forum | kkr.Candidate, **more: object) -> Row:
    """Return a forum or a person by the columns of a sheet, whose fields are data."""
    fields = [column.name for column in form.SHEETS_READ[sheet].columns.values()]
    return [_cell(more.get(name, getattr(of, name, None)), name) for name in fields]


def _cell(value: Any, field: str) -> str | int | dt.date | None:  # noqa: ANN401  (of any field)
    if field in _CHOSEN:
        return _CHOSEN[field].get(value)
    if isinstance(value, bool):
        return _YES[value]
    if isinstance(value, Mapping):
        value = tuple(f"{name}: {count}" for name, count in value.items())
    if isinstance(value, tuple):
        value = "; ".join(part if isinstance(part, str) else phrase_of(part) for part in value)
    cell: str | int | dt.date | None = cell_of_source(value) if field == "legal_basis" else value
    return None if cell == "" else cell


@frozen
class BlankForm:
    """A form before it is filled in."""

    called: str  # the key of what it is called in a sentence
    example: str  # a name for its file
    sheets: Mapping[str, tuple[str, ...]]
    notes: Mapping[tuple[str, str], str]  # what is said of a sheet's heading
    choices: Mapping[tuple[str, str], Collection[str]]
    """The words that a sheet's cell, or each below a heading, can be chosen from."""


def _write_form(path: str | Path, form: BlankForm, rows: Rows) -> Path:
    """Write a form with these rows as a workbook, or as a folder with a CSV file for each sheet.

    A workbook's name ends in ``.xlsx``, a folder's in nothing; neither may be there already.
    """
    target = Path(path)
    called = {"called": worded(form.called), "target": str(target)}
    if target.exists():
        raise InvalidInputError(**refusal("presentation.form_is_there", **called))
    if target.suffix.lower() not in {".xlsx", ""}:
        raise InvalidInputError(**refusal("presentation.form_name", example=form.example, **called))
    hold_folder(target)
    if target.suffix:
        content = BytesIO()
        _blank_book(form, rows).save(content)
        return complete(target, content.getvalue())
    target.mkdir()
    for name, headings in form.sheets.items():
        text = StringIO(newline="")
        cells = ([_csv_cell(value) for value in row] for row in rows[name])
        csv.writer(text, delimiter=";").writerows([headings, *cells])
        complete(target / f"{name}.csv", text.getvalue().encode("utf-8-sig"))
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
            cell: Any = sheet.cell(number, place)
            if isinstance(value, str):
                put_text(cell, value)
            else:
                cell.value = value
            if isinstance(value, dt.date):
                cell.number_format = "dd-mm-yyyy"
    for place in range(1, len(rows[0]) + 1):
        sheet.cell(1, place).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(place)].width = 22
    sheet.freeze_panes = "B2"
    return sheet


_REGISTER = BlankForm(
    "presentation.register", "register.xlsx", form.SHEETS, form.NOTES["register"], _OFFERED
)


def write_register(
    path: str | Path,
    fora: Iterable[kkr.Forum] = (),
    candidates: Iterable[kkr.Candidate] = (),
    *,
    municipalities: Iterable[str] = (),
) -> Path:
    """Write the register that `read_register` reads, with headings and what is known already.

    The usual rules of appointing stand in it, to be changed.
    """
    rows = _template_rows(fora, candidates, APPOINTMENT_RULES)
    rows[form.MUNICIPALITIES] = [[name, None] for name in municipalities]
    return _write_form(path, _REGISTER, rows)


def write_filled_register(path: str | Path, filled: FilledRegister) -> Path:
    """Write a filled-in register so that `read_register` gives it back as it is."""
    register, population = filled.register, filled.rules.population
    package = {forum: name for name, fora in filled.packages.items() for forum in fora}
    joined = {party: outer.label for outer in filled.alliances for party in outer.parties()}
    rows = _template_rows(register.fora, register.candidates, filled.rules, package) | {
        form.LISTS: [[p, strength, joined.get(p)] for p, strength in filled.strengths.items()],
        form.MUNICIPALITIES: [[name, population.get(name)] for name in register.municipalities],
        form.AGREED: [[d.forum, d.giver, d.taker, d.posts, d.reason] for d in filled.deviations],
        form.FIXED: [
            [forum, name, _YES[True] if filled.chairs.get(forum) == name else None]
            for forum, name in filled.fixed
        ],
        form.WISHES: [[wish.forum, wish.candidate, wish.points] for wish in filled.wishes],
        form.REASONS: [[forum, reason] for forum, reason in filled.reasons.items()],
    }
    return _write_form(path, _REGISTER, rows)


def write_events_template(path: str | Path) -> Path:
    """Write the empty log that `read_events` reads when it is filled in."""
    blank = BlankForm(
        "presentation.log_events",
        "haendelser.xlsx",
        form.EVENT_SHEETS,
        form.NOTES["register"] | form.NOTES["events"],
        {**_OFFERED, (form.EVENTS, form.EVENT): tuple(form.EVENT_KINDS)},
    )
    return _write_form(path, blank, {name: [] for name in form.EVENT_SHEETS})


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
    weights: Row = [said(places.WEIGHT), *(int(place == 0) for place in range(len(added)))]
    named: list[Row] = [[name] for name in names]
    rule = said((of["rules"] or [""])[0])
    filled: Rows = {
        places.PLAN: [[said(n), None, notes[n].format(rule=rule)] for n in of["settings"]],
        places.KEY: named if years else [weights, *named],
        places.LIMITS: named,
        places.TABLE: [[said(places.TOTAL)], *named],
        places.YEARS: [[year] for year in years],
        places.LAYERS: [[*part] for part in parts],
    }
    sheets = {said(sheet): places.headings(sheet, added, language) for sheet in of["sheets"]}
    noted = [sheet for sheet in of["sheets"] if sheet in notes]
    settings = enumerate(of["settings"], start=2)
    chosen = [row for row, name in settings if places.SETTINGS[name].of == "sharing"]
    blank = BlankForm(
        "presentation.template",
        "pladser.xlsx",
        sheets,
        {(said(sheet), sheets[said(sheet)][0]): notes[sheet] for sheet in noted},
        {(said(places.PLAN), f"B{row}"): list(map(said, of["rules"])) for row in chosen},
    )
    return _write_form(path, blank, {said(sheet): filled.get(sheet, []) for sheet in of["sheets"]})
