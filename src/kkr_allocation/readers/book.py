"""Find the tables in what a person made: headings, rows, and all that is wrong, cell by cell.

Titles stand above a table and notes below it, columns come in any order under the words that people
use, and a row can be hidden. What was taken for what, and what was not, is kept as a `Reading`. The
first bad cell does not stop the reading: all are named together, to be corrected in one go.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from difflib import get_close_matches
from fractions import Fraction
from itertools import groupby, zip_longest
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import Factory, define, evolve, field, frozen

from kkr_allocation.errors import Bilingual
from kkr_allocation.forms.columns import dated_heading, folded_heading
from kkr_allocation.inputs import composed, names_total
from kkr_allocation.readers.cells import (
    Formula,
    Wrong,
    day,
    empty,
    is_listed,
    number,
    paragraphs,
    percentage,
    text,
    whole,
    yes,
)
from kkr_allocation.readers.files import called, contents, place_of, unreadable
from kkr_allocation.readers.grid import column_letter, grids_of
from kkr_allocation.words import both, refused, worded

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

    from kkr_allocation.forms.columns import Form
    from kkr_allocation.readers.grid import Grid


# All that is wrong.


SHEET = worded("readers.sheet")
FILE = worded("readers.file")
"""What a workbook, and a folder, consists of; each begins the line of a problem."""
EMPTY = worded("readers.is_empty")
_SHOWN = 50
_ROWS = 8
"""Rows that are written out, where the same is wrong in several."""


class Problems:
    """All that is wrong with a workbook or folder, which consists of parts."""

    def __init__(self, file: str, part: str = SHEET) -> None:
        self._file = file
        self._part = part
        self._found: dict[tuple[str, str, str], dict[int, None]] = {}

    def note(self, sheet: str, wrong: str, *, row: int = 0, column: str = "") -> None:
        """Note what is wrong with a sheet, a row or a cell; the same in several rows is one."""
        self._found.setdefault((sheet, column, wrong), {})[row] = None

    def has(self, sheet: str, column: str) -> bool:
        """Say whether something was noted in a column of a sheet."""
        return any(found[:2] == (sheet, column) for found in self._found)

    def _noted(self, sheet: str, column: str, wrong: str) -> Bilingual:
        rows = list(filter(None, self._found[sheet, column, wrong]))
        place = [
            Bilingual.joined([self._part, sheet], " ") if sheet else "",
            rows_named(rows) if rows else "",
            worded("readers.column", column=column) if column else "",
        ]
        where = Bilingual.joined(filter(None, place), ", ")
        said = Bilingual.joined(filter(None, [where, wrong]), ": ")
        return Bilingual(said[:1].upper() + said[1:], da=said.da[:1].upper() + said.da[1:])

    def raise_if_any(self) -> None:
        """Refuse the file if something was noted, naming the first fifty on a line each."""
        noted = [self._noted(*found) for found in self._found]
        count, more = len(noted), len(noted) - _SHOWN
        rest = [worded("readers.and_more", more=more)] if more > 0 else []
        heading = worded("readers.to_correct", file=called(self._file), count=count)
        listed = Bilingual.joined([heading, *noted[:_SHOWN], *rest, ""], "\n")
        if noted:
            raise refused(f"readers.correct_{'them' if count > 1 else 'it'}", listed=listed)


def twice(name: str) -> Bilingual:
    """Return what is wrong with a name that was read before, or is empty."""
    return worded("readers.stands_twice", name=repr(name)) if name else EMPTY


def rows_named(rows: list[int]) -> Bilingual:
    """Name rows, the first eight by number."""
    listed, more = ", ".join(map(str, rows[:_ROWS])), len(rows) - _ROWS
    if more > 0:
        return worded("readers.more_rows", listed=listed, more=more)
    return worded(f"readers.{'rows' if len(rows) > 1 else 'row'}", listed=listed)


# Where a table is, and its rows.


_Read = TypeVar("_Read")
_TOP_ROWS = 20
_NOTE = re.compile(r"\s*([*†)]|\(?\d\)|(note|noter|kilde|source|bemærk|obs)\b)", re.IGNORECASE)
_OF_A_NAME = re.compile("navn|name", re.IGNORECASE)
_LONGEST = 200
_SENTENCE = 4
"""Words from which a text that ends in a full stop is a note."""


@define
class Reading:
    """What was taken for what in one table, and what was not read: sentences, in order."""

    file: str
    sheet: str
    header: int
    columns: tuple[tuple[str, str, str, str], ...] = ()
    "Letter, heading as typed, and what it is in English and Danish."
    said: list[Bilingual] = Factory(list)
    "What was skipped, filled in or taken from a title: whoever uses the figures should know."
    checked: list[Bilingual] = Factory(list)
    "What was found in order."

    @property
    def place(self) -> str:
        """The file, and the sheet where there are several."""
        return f"{self.file}, {self.sheet}" if self.sheet else self.file

    def sentences(self) -> tuple[Bilingual, ...]:
        """Say all of it."""
        found = worded("readers.frame_headings")
        if self.header:
            found = worded("readers.headings_found", place=self.place, row=self.header)
        taken = (
            worded("readers.column_taken", letter=letter, heading=heading, meaning=meaning)
            for letter, heading, en, da in self.columns
            for meaning in (worded("readers.both", en=en, da=da),)
        )
        return (found, *taken, *self.checked, *self.said)


@frozen
class Line:
    """One row of a table, by the name of each column."""

    sheet: str
    number: int
    cells: Mapping[str, Any]
    problems: Problems = field(repr=False, eq=False)
    headings: Mapping[str, str] = field(factory=dict, repr=False, eq=False)
    "How each column is headed, for messages."
    absent: frozenset[str] = field(default=frozenset(), repr=False)
    "Columns that the table lacks; that is noted once, and not again in every row."

    def wrong(self, column: str, what: str) -> None:
        """Note what is wrong with a cell, unless its whole column is missing."""
        if column not in self.absent:
            heading = self.headings.get(column, column)
            self.problems.note(self.sheet, what, row=self.number, column=heading)

    def has(self, column: str) -> bool:
        """Say whether something stands in a cell."""
        return not empty(self.cells.get(column))

    def filled(self, column: str) -> bool:
        """Say whether something that can be read stands in a cell; note it where nothing does."""
        if not self.has(column):
            self.wrong(column, EMPTY)
        return bool(self.text(column))

    def unread(self, column: str) -> bool:
        """Say whether a cell is not the whole number that it should be."""
        return isinstance(whole(self.cells.get(column)), Wrong)

    def _read(self, column: str, read: Callable[[object], _Read | Wrong]) -> _Read | None:
        found = read(self.cells.get(column))
        if not isinstance(found, Wrong):
            return found
        self.wrong(column, found.said)
        return None

    def text(self, column: str) -> str:
        """Return a cell's text on one line; empty where there is none or it was noted."""
        found = text(self.cells.get(column))  # asked six times a row of large files
        return found if isinstance(found, str) else self._read(column, text) or ""

    def note(self, column: str) -> str:
        """Return a cell's text with its line breaks; empty where there is none or it was noted."""
        return self._read(column, paragraphs) or ""

    def figure(self, column: str) -> Fraction | None:
        """Return a cell's exact figure from zero up; None where it is empty or was noted."""
        return self._read(column, number)

    def whole(self, column: str) -> int | None:
        """Return a cell's whole number from zero up; None where it is empty or was noted."""
        return self._read(column, whole)

    def percentage(self, column: str) -> Fraction | None:
        """Return how many per cent a cell says; None where it is empty or was noted."""
        return self._read(column, percentage)

    def names(self, column: str) -> tuple[str, ...]:
        """Return the names in a cell, which semicolons separate; a frame's may be a list."""
        held = self.cells.get(column)
        if isinstance(held, Mapping):
            return tuple(f"{name}: {count}" for name, count in held.items())
        parts = map(str, held) if is_listed(held) else self.text(column).split(";")
        return tuple(name.strip() for name in parts if name.strip())

    def day(self, column: str) -> dt.date | None:
        """Return a cell's day; None where it is empty or was noted."""
        return self._read(column, day)

    def yes(self, column: str, *, default: bool) -> bool:
        """Return a cell's yes or no; the default where it is empty or was noted."""
        found = self._read(column, yes)
        return default if found is None else found


@frozen
class FoundTable:
    """A table: the rows below its headings, and the texts above them."""

    form: Form
    grid: Grid = field(repr=False)
    columns: Mapping[str, int]
    "By name, or by heading where it is no column of the form: the place, from 0."
    lines: tuple[Line, ...] = field(repr=False)
    titles: tuple[str, ...]
    reading: Reading = field(repr=False)
    years: Mapping[int, Mapping[str, str]] = field(factory=dict)
    "By year of headings such as KV21: the column of the form, and what it is here."

    def say(self, sentence: Bilingual) -> None:
        """Keep what was done with it in its reading."""
        self.reading.said.append(sentence)


def heads(
    form: Form, row: Sequence[Any], more: Callable[[Sequence[str]], bool] | None = None
) -> bool:
    """Say whether a row holds the headings of a form.

    `more` says whether those that are no column's are what the table has besides.
    """
    typed = [_heading(cell) for cell in row]
    named = {form.column_of(heading) or _dated(form, heading)[0] for heading in typed if heading}
    if form.lacks(named):
        return False
    return more is None or more([h for h in typed if h and not form.column_of(h)])


def find_table(
    grid: Grid,
    form: Form,
    problems: Problems,
    *,
    more: Callable[[Sequence[str]], bool] | None = None,
) -> FoundTable | None:
    """Return the table of a form in a sheet, its headings in one of the first rows; None if none.

    Rows that look like a note, repeat the headings or are empty are left out, and said.
    """
    for index, row in enumerate(grid.rows[:_TOP_ROWS]):
        if heads(form, row, more):
            joined = _joined_headings(grid, form, index)
            return _table(joined or grid, form, index + (joined is not None), problems)
    return None


def _joined_headings(grid: Grid, form: Form, index: int) -> Grid | None:
    """Return a grid whose headings stand in two rows as one: KV21 merged over Stemmer, Mandater."""
    below = grid.rows[index + 1] if index + 1 < len(grid.rows) else ()
    typed = [_heading(cell) for cell in below]
    if not any(typed) or not all(form.column_of(heading) for heading in typed if heading):
        return None
    upper, over = [], ""
    for place, cell in enumerate(grid.rows[index]):
        over = _heading(cell) or (over if (index, place - 1) in grid.across or not cell else "")
        upper.append(over if _heading(cell) or (place < len(typed) and typed[place]) else "")
    both = [" ".join(filter(None, pair)) for pair in zip_longest(upper, typed, fillvalue="")]
    return evolve(grid, rows=[*grid.rows[: index + 1], both, *grid.rows[index + 2 :]])


def _heading(cell: object) -> str:
    """Return a cell as a heading; empty where nobody would write one so long."""
    if isinstance(cell, str) and len(cell) > _LONGEST:
        return ""
    found = text(cell)
    return "" if isinstance(found, Wrong) else found


def _dated(form: Form, heading: str) -> tuple[str, int | None]:
    """Return the column that a heading with a year is, and the year."""
    plain, year = dated_heading(heading)
    if year is None or not form.dated:
        return "", None
    return (form.column_of(plain) if plain else form.dated), year


def _table(
    grid: Grid, form: Form, index: int, problems: Problems, absent: frozenset[str] = frozenset()
) -> FoundTable:
    typed = [_heading(cell) for cell in grid.rows[index]]
    number = grid.number_of(index)
    columns: dict[str, int] = {}
    years: dict[int, dict[str, str]] = {}
    headings: dict[str, str] = {}
    for place, heading in enumerate(typed):
        if not heading:
            continue
        name = form.column_of(heading)
        dated, year = ("", None) if name else _dated(form, heading)
        key = name or heading
        if key in columns and form.beside[0] == key and form.beside[1] not in columns:
            # Liste and Listenavn stand beside each other: the letter, and the name.
            key = _told_apart(form, columns, headings, key, heading)
        if key in columns:
            both = worded("readers.same_column", one=repr(typed[columns[key]]), two=repr(heading))
            again = worded("readers.heading_twice", heading=repr(heading))
            same = typed[columns[key]] == heading
            problems.note(grid.sheet, again if same else both, row=number)
            continue
        columns[key] = place
        headings[key] = heading
        if dated and year:
            before = years.setdefault(year, {}).setdefault(dated, key)
            if before != key:
                both = worded("readers.same_column", one=repr(before), two=repr(heading))
                problems.note(grid.sheet, both, row=number)
    known = {column.name: column.en or column.name for column in form.columns}
    taken = tuple(
        (column_letter(place), typed[place], known[name], name)
        for name, place in columns.items()
        if name in known
    )
    reading = Reading(grid.file, grid.sheet, number, taken)
    titles = [
        " ".join(dict.fromkeys(filter(None, map(_heading, row)))) for row in grid.rows[:index]
    ]
    table = FoundTable(
        form,
        grid,
        columns,
        tuple(_lines(grid, index, _Heads(columns, headings, absent), problems, reading)),
        tuple(filter(None, titles)),
        reading,
        years,
    )
    _say_hidden(table, index)
    unused = [h for h in typed if h and not form.column_of(h) and not _dated(form, h)[0]]
    if unused and not form.open:
        table.say(worded("readers.columns_unused", columns=", ".join(unused)))
    return table


def _told_apart(
    form: Form, columns: dict[str, int], headings: dict[str, str], key: str, heading: str
) -> str:
    """Return what the second heading of a column is: the first moves where it is the name."""
    other = form.beside[1]
    if not _OF_A_NAME.search(heading):
        return other if _OF_A_NAME.search(headings[key]) else key
    if _OF_A_NAME.search(headings[key]):
        return key
    columns[other], headings[other] = columns.pop(key), headings.pop(key)
    return key


def _say_hidden(table: FoundTable, index: int) -> None:
    grid, typed = table.grid, [_heading(cell) for cell in table.grid.rows[index]]
    numbers = [line.number for line in table.lines if line.number - grid.first in grid.hidden_rows]
    if numbers:
        table.say(worded("readers.hidden_rows", rows=rows_named(numbers)))
    hidden = [typed[place] for place in sorted(grid.hidden_columns) if place < len(typed)]
    if any(hidden):
        table.say(worded("readers.hidden_columns", columns=", ".join(filter(None, hidden))))
    if grid.filled:
        table.say(worded("readers.merged_filled", cells=", ".join(grid.filled)))


@frozen
class _Heads:
    """The headings of a table: where each column stands, how it is headed, which are missing."""

    columns: Mapping[str, int]
    typed: Mapping[str, str]
    absent: frozenset[str]


def _lines(
    grid: Grid, index: int, head: _Heads, problems: Problems, reading: Reading
) -> Iterator[Line]:
    """Yield the rows below the headings; notes and repeated headings are said instead."""
    columns = head.columns
    width = max(columns.values(), default=-1) + 1
    last = _last_full(grid, index, columns)
    headed = list(map(_heading, grid.rows[index]))
    skipped: list[tuple[Bilingual, int]] = []
    stray: set[str] = set()
    used = frozenset(columns.values())
    for row in range(index + 1, len(grid.rows)):
        typed = grid.rows[row]
        number = grid.number_of(row)
        # The cells of most tables are texts, and most of the time goes here.
        full = [p for p, c in enumerate(typed) if (c.strip() if type(c) is str else not empty(c))]
        if not full:
            continue
        if len(full) == 1 and (note := _note(grid, row, full[0], below=row > last)):
            skipped.append((note, number))
            continue
        if len(typed) >= width and all(map(_is_headed, typed[:width], headed)):
            skipped.append((worded("readers.headings_again"), number))
            continue
        beyond = [place for place in full if place >= width]
        if grid.ragged and (len(typed) < width or beyond):
            held = len(typed) if len(typed) < width else beyond[-1] + 1
            wrong = worded("readers.cut_off", cells=held, columns=width)
            problems.note(grid.sheet, wrong, row=number)
            continue
        stray.update(map(column_letter, beyond))
        if used.isdisjoint(full):
            skipped.append((worded("readers.outside"), number))
            continue
        values = {name: typed[place] for name, place in columns.items() if place < len(typed)}
        yield Line(grid.sheet, number, values, problems, head.typed, head.absent)
    for why, group in groupby(skipped, key=lambda found: found[0]):
        rows = rows_named([number for _, number in group])
        reading.said.append(worded("readers.rows_skipped", rows=rows, why=why))
    if stray:
        reading.said.append(worded("readers.columns_stray", columns=", ".join(sorted(stray))))


def _is_headed(cell: object, heading: str) -> bool:
    """Say whether a cell says what a heading does."""
    return _heading(cell) == heading


def _last_full(grid: Grid, index: int, columns: Mapping[str, int]) -> int:
    """Return the index of the last row in which more than one column is filled."""
    for row in range(len(grid.rows) - 1, index, -1):
        typed = grid.rows[row]
        if sum(p < len(typed) and not empty(typed[p]) for p in columns.values()) > 1:
            return row
    return index


def _note(grid: Grid, row: int, place: int, *, below: bool) -> Bilingual | None:
    """Return that a row with one cell is a note, with its text; None for a row of the table.

    A note is a text that begins as one, is merged over columns, or stands below the table
    as a sentence or after an empty row.
    """
    typed = grid.rows[row][place]
    if not isinstance(typed, str):
        return None
    note = " ".join(typed.split())
    above = [cell for cell in grid.rows[row - 1] if not empty(cell)]
    after_gap = not above or (below and len(above) == 1 and _NOTE.match(str(above[0])))
    sentence = below and note.endswith((".", ":")) and len(note.split()) >= _SENTENCE
    merged = (row, place) in grid.across
    if _NOTE.match(note) or sentence or merged or (below and after_gap and " " in note):
        return worded("readers.a_note", text=repr(note[:60]))
    return None


# Several tables of one workbook or folder, each in the sheet of its name.


@frozen
class Book:
    """The tables of a workbook, a folder or several frames, by the names of their forms."""

    tables: Mapping[str, FoundTable]
    problems: Problems

    def __getitem__(self, name: str) -> list[Line]:
        """Return the rows of a table; none where its sheet is not there."""
        return list(self.tables[name].lines) if name in self.tables else []

    @property
    def decided(self) -> tuple[Bilingual, ...]:
        """What was not read, filled in or taken from a title, which whoever uses it should know."""
        return tuple(
            worded("readers.of_sheet", sheet=table.grid.sheet or name, said=said)
            for name, table in self.tables.items()
            for said in table.reading.said
        )

    @property
    def said(self) -> tuple[Bilingual, ...]:
        """What was taken for what in every table."""
        return tuple(said for table in self.tables.values() for said in table.reading.sentences())


def open_book(
    source: Any,  # noqa: ANN401  (a path, or frames by name)
    forms: Sequence[Form],
    needed: Collection[str],
    *,
    of: Callable[[Collection[str]], tuple[Sequence[Form], Collection[str]]] | None = None,
) -> Book:
    """Return the tables of a workbook, a folder of CSV files, or frames by name.

    Noted is a needed sheet that is missing, or another that is called much like it; one that is
    larger than a person fills in; and headings that it lacks, or that are spelled much like them.
    Where the names of the sheets tell what kind of book it is, `of` says which forms that has.
    """
    grids, problems = _grids_by_name(source, forms)
    if of:
        forms, needed = of(grids)
    tables: dict[str, FoundTable] = {}
    others = [name for name in grids if not any(form.is_called(name) for form in forms)]
    own, found = {form.name for form in forms}, set[str]()
    for form in forms:
        # A sheet is called as another form only where that has no sheet of its own name.
        taken = found | (own - {form.name} if form.name in grids else set())
        called = {n: grid for n, grid in grids.items() if form.is_called(n) and n not in taken}
        found |= called.keys()
        if called:
            name = form.name if form.name in called else next(iter(called))
            table = _named_table(called.pop(name), form, problems)
            if called:
                table.say(worded("readers.sheets_passed_over", sheets=", ".join(called), read=name))
            tables[form.name] = _within_bounds(table, problems)
        elif form.name in needed or get_close_matches(form.name, others):
            there = worded("readers.sheet_missing", there=", ".join(grids))
            lacking = worded("readers.is_missing") if _is_folder(source) else there
            problems.note(form.name, lacking)
    if _is_folder(source):
        known = ", ".join(form.name for form in forms)
        for name in others:
            problems.note(name, worded("readers.none_of", known=known))
    return Book(tables, problems)


def _within_bounds(table: FoundTable, problems: Problems) -> FoundTable:
    rows = table.grid.rows
    if len(rows) > _MOST_FILLED_ROWS or max(map(len, rows), default=0) > _MOST_FILLED_COLUMNS:
        most = {"rows": _MOST_FILLED_ROWS, "columns": _MOST_FILLED_COLUMNS}
        problems.note(table.form.name, worded("readers.sheet_too_large", **most))
        return evolve(table, lines=())
    if not table.form.open:
        _note_misspelt(table, table.form, problems)
    return table


def _is_folder(source: object) -> bool:
    return not isinstance(source, Mapping) and place_of(source).is_dir()


def _grids_by_name(source: Any, forms: Sequence[Form]) -> tuple[dict[str, Grid], Problems]:  # noqa: ANN401  (any source)
    def any_heads(row: Sequence[Any]) -> bool:
        return any(
            _heading(cell) and form.column_of(_heading(cell)) for form in forms for cell in row
        )

    if isinstance(source, Mapping):
        frames = {
            name: evolve(next(grids_of(frame, any_heads)), sheet=name)
            for name, frame in source.items()
            if frame is not None
        }
        return frames, Problems("frames", worded("readers.frame"))
    place = place_of(source)
    if not place.is_dir():
        found = list(contents(place))
        if len(found) != 1 or not found[0].workbook:
            why, do = worded("readers.no_workbook"), worded("readers.new_template")
            raise unreadable(place.name, why, do)
        sheets = grids_of(found[0], any_heads)
        return {grid.sheet: grid for grid in sheets}, Problems(place.name)
    files = sorted(file for file in place.iterdir() if file.suffix.casefold() == ".csv")
    read = {composed(file.stem): next(contents(file)) for file in files}
    folder = {
        name: evolve(next(grids_of(content, any_heads)), sheet=name, ragged=False)
        for name, content in read.items()
    }
    return folder, Problems(place.name, FILE)


def _named_table(grid: Grid, form: Form, problems: Problems) -> FoundTable:
    """Return a table by the row that holds most of its headings, noting those that it lacks."""
    shown = [len(_named(form, row)) for row in grid.rows[:_TOP_ROWS]]
    index = shown.index(max(shown)) if any(shown) else 0
    named = _named(form, grid.rows[index]) if grid.rows else {}
    lacking = form.lacks(named)
    for wanted in lacking:
        missing = worded("readers.heading_missing", heading=repr(wanted[0]))
        problems.note(grid.sheet, missing, row=grid.number_of(index))
    absent = frozenset(name for wanted in lacking for name in wanted)
    return _table(grid if grid.rows else evolve(grid, rows=[[]]), form, index, problems, absent)


def _named(form: Form, row: Sequence[Any]) -> set[str]:
    return {form.column_of(_heading(cell)) for cell in row} - {""}


_MOST_FILLED_ROWS = 10_000
_MOST_FILLED_COLUMNS = 200


def _note_misspelt(table: FoundTable, form: Form, problems: Problems) -> None:
    names = {column.name for column in form.columns}
    absent = {
        heading: column.name
        for column in form.columns
        if column.name not in table.columns
        for heading in column.known
    }
    for typed in table.columns:
        close = get_close_matches(folded_heading(typed), absent, n=1, cutoff=0.8)
        if typed not in names and close:
            meant = absent[close[0]]
            wrong = worded("readers.heading_meant", typed=repr(typed), meant=meant)
            problems.note(form.name, wrong, row=table.reading.header)


# Rows of totals: no place or list, and checked as sums. Taken for one more row a total would have
# as much as all the others together; left out unchecked it would hide that a row is mistyped.


_SPREADSHEET = Fraction(1, 10**9)
"""How far from an exact sum, in proportion, one that a spreadsheet added up may be."""


def without_totals(
    lines: Iterable[Line], column: str, is_total: Callable[[str], bool] = names_total
) -> tuple[list[Line], list[Line]]:
    """Return the rows of a table and its rows of totals, told by the names in a column."""
    rows: list[Line] = []
    totals: list[Line] = []
    for line in lines:
        (totals if is_total(line.text(column)) else rows).append(line)
    return rows, totals


def check_totals(totals: Iterable[Line], sums: Mapping[str, Fraction | int]) -> None:
    """Note every total that is not the sum of its column, whole where all figures must be.

    An empty cell and a formula without a stored value say nothing; where a cell of the column
    cannot be read, the sum is not known. A sum that a spreadsheet made of fractions is off in its
    last digits, so a difference of less than a billionth is none.
    """
    for line in totals:
        for column, right in sums.items():
            if isinstance(line.cells.get(column), Formula):
                continue
            stated = line.whole(column) if isinstance(right, int) else line.figure(column)
            unread = line.problems.has(line.sheet, line.headings.get(column, column))
            if stated is None or unread or abs(Fraction(stated) - right) <= _SPREADSHEET * right:
                continue
            line.wrong(column, worded("readers.no_sum", stated=_plain(stated), sum=_plain(right)))


def _plain(figure: Fraction | int) -> Bilingual:
    shown = str(figure) if figure.denominator == 1 else f"{float(figure):.10g}"
    return both(shown, shown.replace(".", ","))
