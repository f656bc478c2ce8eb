"""The register as a workbook or a folder of CSV files: a template, or filled in."""

from __future__ import annotations

import csv
import datetime as dt
from io import BytesIO, StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from attrs import frozen

from kkr_allocation.appointments.requirements import phrase_of
from kkr_allocation.appointments.rules import APPOINTMENT_RULES
from kkr_allocation.errors import Bilingual, InvalidInputError, of_extra
from kkr_allocation.forms import places as places_form
from kkr_allocation.forms import register as form
from kkr_allocation.forms import register as log
from kkr_allocation.forms.register import cell_of_source
from kkr_allocation.presentation.protocols import FORMULA_STARTS, printable
from kkr_allocation.presentation.writers import hold_folder, replaced

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

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

    Parameters
    ----------
    fora : iterable of Forum
        The fora that stand in it.
    candidates : iterable of Candidate
        The candidates that stand in it.
    municipalities : iterable of str
        The region's municipalities.
    """
    rows: Rows = {name: [] for name in form.SHEETS}
    rows[form.FORA] = [_forum_row(forum) for forum in fora]
    rows[form.CANDIDATES] = [_candidate_row(person) for person in candidates]
    rows[form.MUNICIPALITIES] = [[name, None] for name in municipalities]
    rows[form.RULES] = _rule_rows(APPOINTMENT_RULES)
    return rows


def register_rows(filled: form.FilledRegister) -> Rows:
    """Return the rows of a filled-in register; reading them gives it back.

    Parameters
    ----------
    filled : FilledRegister
        The register.
    """
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
    ]


# Forms that a person fills in, as a workbook or a folder of CSV files.


THERE_ALREADY = Bilingual(
    "it is there already, and may be filled in",
    da="den findes allerede og kan være udfyldt",
)
ANOTHER_NAME = Bilingual(
    "Choose another name, or move what is there",
    da="Vælg et andet navn, eller flyt det, der er der",
)

_BLANK_WIDTH = 22


@frozen
class BlankForm:
    """A form before it is filled in.

    Parameters
    ----------
    called : Bilingual
        What it is called in a sentence.
    example : str
        A name for its file.
    sheets : dict of str to tuple of str
        The headings of each sheet.
    notes : dict of (sheet, heading) to str
        What is said of a column.
    choices : dict of (sheet, heading) to collection of str
        The words of a column that a cell can be chosen from.
    """

    called: Bilingual
    example: str
    sheets: Mapping[str, tuple[str, ...]]
    notes: Mapping[tuple[str, str], str]
    choices: Mapping[tuple[str, str], Collection[str]]


def write_form(path: str | Path, form: BlankForm, rows: Rows) -> Path:
    """Write a form as a workbook, or as a folder with a CSV file for each sheet.

    Parameters
    ----------
    path : str or Path
        A workbook, which ends in ``.xlsx``, or a folder, without an ending. What is there already
        is not overwritten.
    form : BlankForm
        The form.
    rows : dict of str to list of rows
        What stands below the headings already, by sheet.

    Returns
    -------
    Path
        The workbook or folder written.

    Raises
    ------
    InvalidInputError
        If the name has another ending or is there already.
    KkrAllocationError
        If openpyxl is needed and not installed.
    """
    target = Path(path)
    if target.exists() or target.suffix.lower() not in {".xlsx", ""}:
        raise InvalidInputError(
            Bilingual(
                f"{form.called} is {str(target)!r}",
                da=f"filen til {form.called.da} hedder {str(target)!r}",
            ),
            why=THERE_ALREADY
            if target.exists()
            else Bilingual(
                "a workbook's name ends in .xlsx, and that of a folder of CSV files has no ending",
                da="en projektmappe ender på .xlsx, og en mappe med CSV-filer har ingen endelse",
            ),
            do=ANOTHER_NAME
            if target.exists()
            else Bilingual(
                f"Choose another name, such as {form.example}",
                da=f"Vælg et andet navn, for eksempel {form.example}",
            ),
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


def _blank_book(form: BlankForm, rows: Rows) -> Any:  # noqa: ANN401  (openpyxl is an extra)
    with of_extra("excel"):
        from openpyxl import Workbook
        from openpyxl.comments import Comment
        from openpyxl.styles import Font
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, headings in form.sheets.items():
        sheet = book.create_sheet(name)
        lines: list[Sequence[Any]] = [headings, *rows[name]]
        for number, row in enumerate(lines, start=1):
            for place, value in enumerate(row, start=1):
                cell = sheet.cell(
                    number, place, printable(value) if isinstance(value, str) else value
                )
                if isinstance(value, str):
                    cell.data_type = "s"
                    cell.quotePrefix = value.startswith(FORMULA_STARTS)
                elif isinstance(value, dt.date):
                    cell.number_format = "dd-mm-yyyy"
        for cell, heading in zip(sheet[1], headings, strict=True):
            cell.font = Font(bold=True)
            sheet.column_dimensions[cell.column_letter].width = _BLANK_WIDTH
            if note := form.notes.get((name, heading)):
                cell.comment = Comment(note, "kkr_allocation")
            _let_choose(sheet, cell.column_letter, form.choices.get((name, heading), ()))
        sheet.freeze_panes = "B2"
    return book


def _let_choose(sheet: Any, column: str, choices: Iterable[str]) -> None:  # noqa: ANN401  (openpyxl has no types)
    """Let the cells of a column be chosen from a list."""
    from openpyxl.worksheet.datavalidation import DataValidation

    words = ",".join(choices)
    if words:
        choice = DataValidation(type="list", formula1=f'"{words}"', allow_blank=True)
        sheet.add_data_validation(choice)
        choice.add(f"{column}2:{column}5001")


NOTES = {
    (form.FORA, form.POSTS): "Det antal pladser, KKR besætter. Ukendte tal gættes ikke.",
    (form.FORA, form.KIND): "udpeger eller indstiller; tom: udpeger",
    (form.FORA, form.CHAIR): "ja, hvis en af pladserne er formandens",
    (form.FORA, form.SUBSTITUTES): "ingen, personlige eller fælles; tom: ingen",
    (form.FORA, form.REQUIREMENTS): "Skal være opfyldt. Adskilles med semikolon: mindst 1 fra "
    "Lolland, Guldborgsund; højst 2 borgmestre; mindst 1 ikke-politiker; højst 1 fra samme "
    "kommune; højst 1 genudpegning; under 75 år; ikke også i RAR Fyn; mindst 1 fra yderområder "
    "(Lolland, Guldborgsund)",
    (form.FORA, form.LEGAL_BASIS): "Lov eller vedtægt, med paragraf: sundhedsloven § 204",
    (form.FORA, form.PACKAGE): "Fora med samme tekst deles ud under ét; tom i alle: alle fora "
    "under ét",
    (form.FORA, form.WANTED): "Opfyldes så vidt muligt; skrives som krav: mindst 2 borgmestre",
    (form.CANDIDATES, form.NAME): "Hvert navn én gang; to med samme navn får en tilføjelse",
    (form.CANDIDATES, form.SEX): "K eller M; tom, hvis det ikke er oplyst",
    (form.CANDIDATES, form.POLITICIAN): "nej for en person uden for kommunalbestyrelserne",
    (form.CANDIDATES, form.BORN): "Kun nødvendig, hvor et forum har en aldersgrænse",
    (form.CANDIDATES, form.SEAT_UNTIL): "Hvis mandatet slutter før tid",
    (form.CANDIDATES, form.HELD): "Forum og antal perioder i træk: RAR Fyn: 1; Dialogforum: 2",
    (form.CANDIDATES, form.WANTED): "Fora, personen gerne vil i, adskilt med semikolon",
    (form.CANDIDATES, form.CANNOT): "Fora, personen ikke kan sidde i, adskilt med semikolon",
    (form.LISTS, form.STRENGTH): "Pladser i KKR eller stemmer",
    (form.LISTS, form.ALLIANCE): "Samme tekst for lister i samme valgforbund; tom: ingen",
    (form.MUNICIPALITIES, form.PEOPLE): "Alle eller ingen; tom: lige andele",
    (form.AGREED, form.GIVER): "Listen, der efter aftale overlader pladser i forummet",
    (form.AGREED, form.TAKER): "Listen, der får dem",
    (form.AGREED, form.POSTS): "Tom: 1",
    (form.FIXED, form.CHAIR): "ja, hvis personen bliver formand",
    (form.WISHES, form.POINTS): "Hvor meget ønsket tæller; tom: 1",
    (form.RULES, form.RULE): "Ønskerne opfyldes i rækkernes orden, det vigtigste først: flyt en "
    "række op eller ned, eller slet den, hvis ønsket ikke tæller. Mandat i hele perioden: om en "
    "udpegets mandat skal vare forummets periode ud",
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
    Bilingual("the register", da="registeret"), "register.xlsx", form.SHEETS, NOTES, CHOICES
)


def write_register(
    path: str | Path,
    fora: Iterable[Forum] = (),
    candidates: Iterable[Candidate] = (),
    *,
    municipalities: Iterable[str] = (),
) -> Path:
    """Write the register that `read_register` reads, with headings and what is known already.

    Parameters
    ----------
    path : str or Path
        A workbook, which ends in ``.xlsx``, or a folder of CSV files, without an ending. What is
        there already is not overwritten.
    fora : iterable of Forum
        The fora that stand in it.
    candidates : iterable of Candidate
        The candidates that stand in it.
    municipalities : iterable of str
        The region's municipalities.

    Returns
    -------
    Path
        The workbook or folder written.

    Raises
    ------
    InvalidInputError
        If the name has another ending or is there already.
    KkrAllocationError
        If openpyxl is needed and not installed.
    """
    return write_form(path, _REGISTER, template_rows(fora, candidates, municipalities))


def write_filled_register(path: str | Path, filled: form.FilledRegister) -> Path:
    """Write a filled-in register so that `read_register` gives it back as it is.

    Parameters
    ----------
    path : str or Path
        As for `write_register`.
    filled : FilledRegister
        What was read, or made otherwise.

    Returns
    -------
    Path
        The workbook or folder written.

    Raises
    ------
    InvalidInputError
        If the name has another ending or is there already.
    KkrAllocationError
        If openpyxl is needed and not installed.
    """
    return write_form(path, _REGISTER, register_rows(filled))


# The log of events as an empty form.


_NOTES = {
    (log.EVENTS, log.DAY): "Den dag, hændelsen får virkning, for eksempel 01-05-2027",
    (log.EVENTS, log.EVENT): "udtræder, udpeges, bliver formand: Forum og Navn; mandat ophører: "
    "Navn; skifter liste: Navn og Liste; får stedfortræder: Forum, Navn og Stedfortræder; køn "
    "begrundes: Forum og Begrundelse; ny kandidat: Navn, og en række i Kandidater; forum "
    "oprettes: Forum og Fordeling, og en række i Fora; forum nedlægges: Forum; ny periode: Forum,"
    " evt. Slut; regioner lægges sammen: KKR og Fil",
    (log.EVENTS, log.SHARES): "Det nye forums pladser: A: 2; V: 1",
    (log.EVENTS, log.SUBSTITUTE): "Hvem der bliver stedfortræder for den, der står i Navn",
    (log.EVENTS, form.ENDS): "Hvornår den nye periode slutter, hvis det vides",
    (log.EVENTS, form.KKR): "Navnet på det nye, fælles KKR",
    (log.EVENTS, log.FILE): "Den anden regions udpegninger, som appoint eller refill har skrevet "
    "dem, for eksempel sjaelland.json; ligger ved siden af denne fil",
    (form.CANDIDATES, form.NAME): "Kun personer, der er kommet til siden den konstituerende "
    "udpegning; hver har sin række i Hændelser",
    (form.FORA, form.FORUM): "Kun fora, der er oprettet siden; hvert har sin række i Hændelser",
}
_EVENTS = BlankForm(
    Bilingual("the log of events", da="listen over hændelser"),
    "haendelser.xlsx",
    log.EVENT_SHEETS,
    NOTES | _NOTES,
    {**CHOICES, (log.EVENTS, log.EVENT): tuple(log.EVENT_KINDS)},
)


def write_events_template(path: str | Path) -> Path:
    """Write the empty log that `read_events` reads when it is filled in.

    Parameters
    ----------
    path : str or Path
        A workbook, which ends in ``.xlsx``, or a folder of CSV files, without an ending. What is
        there already is not overwritten.

    Returns
    -------
    Path
        The workbook or folder written.

    Raises
    ------
    InvalidInputError
        If the name has another ending or is there already.
    KkrAllocationError
        If openpyxl is needed and not installed.
    """
    return write_form(path, _EVENTS, {name: [] for name in log.EVENT_SHEETS})


# The empty workbook that a secretariat fills in with keys, limits, wishes and agreements.


_HELP = (
    (places_form.ANNEX_TITLE, "Overskrift på bilaget"),
    (places_form.TOTAL, "Det antal pladser, nøglen fordeler"),
    (places_form.RULE, "Hvordan der afrundes; tom: Største brøk"),
    (places_form.MULTIPLE, "Pladser kun i hele 2, 5, 10 …; tom: enkelte pladser"),
    (
        places_form.CHANGE_PLACES,
        "Højst så mange pladser op eller ned fra sidste år; tom: ingen grænse",
    ),
    (
        places_form.CHANGE_PERCENT,
        "Højst så mange procent fra sidste år, såsom 10 %; tom: ingen grænse",
    ),
    (places_form.EXTRA, "Hvor mange ønskede ekstra pladser der gives i alt; tom: alle ønsker"),
    (places_form.EXTRA_RULE, "Hvordan ekstra pladser rationeres; tom: Største brøk"),
)
_PLACES_NOTES = {
    places_form.KEY: "Én kolonne for hvert tal, der tæller. Vægtene er tilsammen 1 (eller 100 %).",
    places_form.LIMITS: "Alt må stå tomt. Private: elever, en privat leverandør selv har "
    "ansvaret for.",
    places_form.AGREEMENTS: "Pladser, én kommune giver en anden, med henvisning til aftalen.",
    places_form.LOTS: "Navne adskilles med semikolon.",
}
_WIDTH = 26


def write_places_template(
    path: str | Path, municipalities: Iterable[str] = (), *, columns: Sequence[str] = ("65+",)
) -> Path:
    """Write the workbook that `read_places` reads when it is filled in.

    Parameters
    ----------
    path : str or Path
        Ends in ``.xlsx``. An existing file is not overwritten.
    municipalities : iterable of str
        The names that stand in the key from the start.
    columns : sequence of str
        The headings of the key's columns; the first has the weight 1, more can be added.

    Returns
    -------
    Path
        The file written.

    Raises
    ------
    InvalidInputError
        If the name does not end in ``.xlsx`` or the file is there already.
    KkrAllocationError
        If openpyxl is not installed.
    """
    target = Path(path)
    if target.suffix.lower() != ".xlsx" or target.exists():
        no_workbook = Bilingual(
            "a workbook's name ends in .xlsx", da="navnet på en projektmappe ender på .xlsx"
        )
        raise InvalidInputError(
            Bilingual(f"the template is {str(target)!r}", da=f"skabelonen hedder {str(target)!r}"),
            why=THERE_ALREADY if target.exists() else no_workbook,
            do=ANOTHER_NAME
            if target.exists()
            else Bilingual(
                "Choose another name, such as pladser.xlsx",
                da="Vælg et andet navn, såsom pladser.xlsx",
            ),
        )
    hold_folder(target)
    content = BytesIO()
    _book(list(municipalities), list(columns)).save(content)
    with replaced(target) as file:
        file.write(content.getvalue())
    return target


def _book(municipalities: list[str], columns: list[str]) -> Any:  # noqa: ANN401  (an extra)
    with of_extra("excel"):
        from openpyxl import Workbook
    book = Workbook()
    book.remove(book.worksheets[0])
    rows: list[list[Any]] = [["Oplysning", "Værdi", "Forklaring"]]
    rows += [[name, None, meaning] for name, meaning in _HELP]
    _choose_rule(_sheet(book, places_form.PLAN, rows), "B4 B9")
    weights: list[Any] = [places_form.WEIGHT, *(int(place == 0) for place in range(len(columns)))]
    names: list[list[Any]] = [[name] for name in municipalities]
    _sheet(book, places_form.KEY, [[places_form.MUNICIPALITY, *columns], weights, *names])
    limits: list[Any] = [
        places_form.MUNICIPALITY,
        places_form.FLOOR,
        places_form.CAP,
        places_form.LAST_YEAR,
        places_form.WISH,
        places_form.DEDUCTED,
    ]
    _sheet(book, places_form.LIMITS, [limits, *names])
    _sheet(
        book,
        places_form.AGREEMENTS,
        [[places_form.GIVER, places_form.RECEIVER, places_form.MOVED, places_form.CONSENT]],
    )
    _sheet(
        book, places_form.LOTS, [[places_form.LOT_OF, places_form.LOT_AMONG, places_form.LOT_WON]]
    )
    return book


def _sheet(book: Any, name: str, rows: list[list[Any]]) -> Any:  # noqa: ANN401  (openpyxl has no types)
    from openpyxl.comments import Comment
    from openpyxl.styles import Font

    sheet = book.create_sheet(name)
    for row in rows:
        sheet.append(row)
    for cell in sheet[1]:
        cell.font = Font(bold=True)
        sheet.column_dimensions[cell.column_letter].width = _WIDTH
    if name in _PLACES_NOTES:
        sheet["A1"].comment = Comment(_PLACES_NOTES[name], "kkr_allocation")
    sheet.freeze_panes = "A2"
    return sheet


def _choose_rule(sheet: Any, cells: str) -> None:  # noqa: ANN401  (openpyxl has no types)
    """Let the rules be chosen from a list."""
    from openpyxl.worksheet.datavalidation import DataValidation

    choice = DataValidation(
        type="list", formula1=f'"{",".join(places_form.RULES)}"', allow_blank=True
    )
    sheet.add_data_validation(choice)
    for cell in cells.split():
        choice.add(cell)
