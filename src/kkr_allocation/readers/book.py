"""Find the tables in what a person made: headings, rows, and all that is wrong, cell by cell."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from difflib import get_close_matches
from fractions import Fraction
from itertools import chain, islice, product, zip_longest
from typing import Any, TypeAlias, TypeVar

from attrs import define, evolve, field, frozen

from kkr_allocation import files
from kkr_allocation.datasets import Municipality, find_municipality, likely_municipalities
from kkr_allocation.errors import Bilingual, InvalidInputError
from kkr_allocation.forms.columns import CODE, LETTER, SEATS, VOTES, Form, folded_heading
from kkr_allocation.inputs import composed, names_total
from kkr_allocation.readers import cells as one_cell
from kkr_allocation.readers.cells import Formula, Wrong, empty, with_comma
from kkr_allocation.readers.grids import Grid, column_letter, grids_of, rows_named
from kkr_allocation.readers.names import (
    PATTERNS,
    asked_of,
    is_no_municipality,
    of_another_election,
    place_name,
)
from kkr_allocation.words import both, refused, worded

SHEET = worded("readers.sheet")
FILE = worded("readers.file")
"""What a workbook, and a folder, consists of; each begins the line of a problem."""
EMPTY = worded("readers.is_empty")
_SHOWN, _SHOWN_IN_FULL = 50, 20
"""Lines and files that are written out, where there are more."""
More: TypeAlias = Callable[[Sequence[str]], bool]
"""Whether the headings that are no column's are what a table has besides."""
_TOP_ROWS, _LONGEST, _FEWEST, _SENTENCE = 20, 200, 2, 4
"""Rows looked at for headings, the longest and fewest of these, and the fewest words of a note."""
_MOST_FILLED = {"rows": 10_000, "columns": 200}
_SPREADSHEET = Fraction(1, 10**9)
"""How far from an exact sum, in proportion, one that a spreadsheet added up may be."""


@define(eq=False)
class Problems:
    """All that is wrong with a workbook, folder or archive, so that it is corrected in one go."""

    _file: str
    part: str = SHEET
    _found: dict[tuple[str, str, str], dict[int, None]] = field(factory=dict)
    _refused: list[InvalidInputError] = field(factory=list)

    def note(self, sheet: str, wrong: str, *, row: int = 0, column: str = "") -> None:
        """Note what is wrong with a sheet, a row or a cell; the same in several rows is one."""
        self._found.setdefault((sheet, column, wrong), {})[row] = None

    def add(self, error: InvalidInputError) -> None:
        """Note what is wrong with one of several files, in full."""
        self._refused.append(error)

    @contextmanager
    def noted(self) -> Iterator[None]:
        """Note what is refused inside, and go on."""
        try:
            yield
        except InvalidInputError as error:
            self.add(error)

    def has(self, sheet: str, column: str) -> bool:
        """Say whether something was noted in a column of a sheet."""
        return any(found[:2] == (sheet, column) for found in self._found)

    @property
    def full(self) -> bool:
        """Whether so much was noted that more of it is only counted."""
        return len(self._found) > _SHOWN

    def _noted(self, sheet: str, column: str, wrong: str) -> Bilingual:
        where = self.where(sheet, column, filter(None, self._found[sheet, column, wrong]))
        said = Bilingual.joined(filter(None, [where, wrong]), ": ")
        return Bilingual(said[:1].upper() + said[1:], da=said.da[:1].upper() + said.da[1:])

    def where(self, sheet: str, column: str = "", rows: Iterable[int] = ()) -> Bilingual:
        """Return the place of cells in words."""
        place = [
            sheet and Bilingual.joined([self.part, sheet], " "),
            rows_named(numbers) if (numbers := list(rows)) else "",
            column and worded("readers.column", column=column),
        ]
        return Bilingual.joined(filter(None, place), ", ")

    def raise_if_any(self) -> None:
        """Refuse the file if something was noted."""
        if self._found or self._refused:
            raise self.together()

    def together(self, *last: InvalidInputError) -> InvalidInputError:
        """Return all that was noted as one refusal: the first fifty lines, or twenty files."""
        errors = [*self._refused, *last]
        if len(errors) == 1 and not self._found:
            return errors[0]
        counts = [1] * len(self._found) + [error.count for error in errors]
        count, most = sum(counts), _SHOWN_IN_FULL if errors else _SHOWN
        noted = [self._noted(*found) for found in islice(self._found, most)]
        noted += [Bilingual(f"- {error}", da=f"- {error.message('da')}") for error in errors]
        rest = [worded("readers.and_more", more=more)] if (more := sum(counts[most:])) else []
        heading = worded("readers.to_correct", file=files.called(self._file), count=count)
        listed = Bilingual.joined([heading, *noted[:most], *rest, ""], "\n")
        key = "readers.correct_them" if count > 1 else "readers.correct_it"
        all_of = refused("readers.correct_files" if errors else key, listed=listed)
        all_of.count = count
        return all_of


def twice(name: str) -> Bilingual:
    """Return what is wrong with a name that was read before, or is empty."""
    return worded("readers.stands_twice", name=repr(name)) if name else EMPTY


_Read = TypeVar("_Read")


def _reading(read: Callable[[object], _Read | Wrong], none: _Read) -> Callable[[Line, str], _Read]:
    """Return the method that reads a cell so; `none` of one that is wrong, which is noted."""

    def of_line(line: Line, column: str) -> _Read:
        found = read(line.cells.get(column))
        if not isinstance(found, Wrong):
            return found
        line.wrong(column, found.said)
        return none

    return of_line


@frozen
class Line:
    """One row of a table, by the name of each column."""

    sheet: str
    number: int
    cells: Mapping[str, Any]
    problems: Problems = field(repr=False, eq=False)
    headings: Mapping[str, str] = field(factory=dict, repr=False, eq=False)
    absent: frozenset[str] = field(default=frozenset(), repr=False)
    "Columns that the table lacks; that is noted once, and not again in every row."

    def wrong(self, column: str, what: str) -> None:
        """Note what is wrong with a cell, unless its whole column is missing."""
        if column not in self.absent:
            heading = self.headings.get(column, column)
            self.problems.note(self.sheet, what, row=self.number, column=heading)

    def has_wrong(self, column: str) -> bool:
        """Say whether something was noted in a column, such as that it is missing."""
        heading = self.headings.get(column, column)
        return column in self.absent or self.problems.has(self.sheet, heading)

    def has(self, column: str) -> bool:
        """Say whether something stands in a cell."""
        return not empty(self.cells.get(column))

    def needed(self, column: str) -> str | None:
        """Return the text that must stand in a cell; None, and a note, where it does not."""
        if not self.has(column):
            self.wrong(column, EMPTY)
        return self.text(column) or None

    def unread(self, column: str) -> bool:
        """Say whether a cell is not the whole number that it should be."""
        return isinstance(one_cell.whole(self.cells.get(column)), Wrong)

    figure = _reading(one_cell.number, None)
    whole = _reading(one_cell.whole, None)
    percentage = _reading(one_cell.percentage, None)
    day = _reading(one_cell.day, None)
    yes = _reading(one_cell.yes, None)
    text = _reading(one_cell.text, "")
    note = _reading(one_cell.paragraphs, "")

    def place(self, column: str) -> str:
        """Return the name in a cell; a municipality's own, however it is written."""
        return place_name(self.text(column))

    def municipality(self, column: str) -> Municipality | None:
        """Return the municipality of a row; None for Christiansø, and where it was noted."""
        text, code = self.needed(column) or "", self.text(CODE)
        found = find_municipality(text)
        if text and found is None and not is_no_municipality(text):
            meant = asked_of(() if self.problems.full else likely_municipalities(text))
            self.wrong(column, worded("readers.no_municipality", text=repr(text[:60]), meant=meant))
        if code and found and find_municipality(code) != found:
            said = {"code": code, "name": found.name, "own": found.code}
            self.wrong(CODE, worded("readers.another_code", **said))
        return found

    def names(self, column: str, known: Collection[str]) -> tuple[str, ...]:
        """Return the names of a cell or list; semicolons part them, commas where each is known."""

        def knows(name: str) -> bool:
            bare = name.rstrip(" 0123456789").removesuffix(":").rstrip()
            return not {name, bare, place_name(name)}.isdisjoint(known)

        held = self.cells.get(column)
        if isinstance(held, Mapping):
            return tuple(f"{name}: {count}" for name, count in held.items())
        parts = map(str, held) if one_cell.is_listed(held) else self.text(column).split(";")
        found = list[str]()
        for name in (name.strip() for name in parts if not empty(name)):
            apart = [part.strip() for part in name.split(",")]
            there = [] if knows(name) else [*filter(knows, apart)]
            if there not in ([], apart):
                self.wrong(column, worded("readers.commas", text=repr(name)))
                return ()
            found += there or [name]
        return tuple(found)


@frozen
class FoundTable:
    """A table: the rows below its headings, and the texts above them."""

    form: Form
    grid: Grid = field(repr=False)
    columns: Mapping[str, int]
    "By name, or by heading where it is no column of the form: the place, from 0, in order."
    headings: Mapping[str, str] = field(repr=False)
    number: int
    "Of the row of its headings; 0 of a frame."
    titles: tuple[str, ...] = ()
    lines: tuple[Line, ...] = field(default=(), repr=False)
    years: Mapping[int, Mapping[str, str]] = field(factory=dict)
    "By year of headings such as KV21: the column of the form, and what it is here."
    checked: list[Bilingual] = field(factory=list, repr=False)
    said: list[Bilingual] = field(factory=list, repr=False)
    "What was skipped, filled in or taken from a title: whoever uses the figures should know."

    def sentences(self) -> tuple[Bilingual, ...]:
        """Say what was taken for what, and what was not read, in order."""
        key = "readers.headings_found" if self.number else "readers.frame_headings"
        found = worded(key, place=self.grid.place, row=self.number)
        known = {LETTER: ["list letter"], CODE: ["municipality code"], **self.form.columns}
        taken = (
            worded(
                "readers.column_taken",
                letter=column_letter(place),
                heading=self.headings[name],
                meaning=both(known[name][0] or name, name),
            )
            for name, place in self.columns.items()
            if name in known
        )
        return (found, *taken, *self.checked, *self.said)

    def leave_out(self, headings: Iterable[str]) -> None:
        """Say which columns are not read, if any."""
        if columns := ", ".join(headings):
            self.said.append(worded("readers.columns_unused", columns=columns))

    def texts(self, *, sheet_first: bool = False) -> Iterator[tuple[str, Bilingual]]:
        """Yield what it is named after, with the words for where: titles, its sheet, its file."""
        titles = [(text, worded("readers.in_title", text=repr(text[:80]))) for text in self.titles]
        sheet, file = self.grid.sheet, self.grid.file
        named = [(sheet, worded("readers.in_sheet", text=repr(sheet)))] if sheet else []
        yield from (*named, *titles) if sheet_first else (*titles, *named)
        yield file, worded("readers.in_file", text=repr(file))


def _headings(row: Iterable[object]) -> list[str]:
    """Return cells as headings; empty where nobody would write one so long, or it is unreadable."""
    found = map(one_cell.text, row)
    return [text if isinstance(text, str) and len(text) <= _LONGEST else "" for text in found]


def _typed(row: Iterable[object]) -> list[str]:
    return list(filter(None, _headings(row)))


def heads(form: Form, row: Sequence[Any], more: More | None = None) -> bool:
    """Say whether a row of several cells holds a form's headings, and those that `more` asks."""
    typed = _typed(row)
    if len(typed) < _FEWEST or form.lacks(form.dated_column(heading)[0] for heading in typed):
        return False
    return more is None or more([heading for heading in typed if not form.column_of(heading)])


def _top(grids: Iterable[Grid], form: Form) -> tuple[Grid, int]:
    """Return the first row at the top that heads a table of a form, or the row most like it."""

    def likeness(place: tuple[Grid, int]) -> tuple[int, bool, bool]:
        typed = _typed(place[0].rows[place[1]])[:_SHOWN]
        named = {form.column_of(text) or _close(form, text, form.columns) for text in typed} - {""}
        return len(named), len(typed) >= _FEWEST, bool(typed)

    tops = [(grid, index) for grid in grids for index in range(len(grid.rows[:_TOP_ROWS]))]
    heading = next(([top] for top in tops if heads(form, top[0].rows[top[1]])), tops)
    return max(heading, key=likeness, default=(Grid("", "", [[]]), 0))


def _close(form: Form, heading: str, columns: Collection[str]) -> str:
    """Return which of some columns a heading that is none's is spelled much like one of."""
    known = {of: name for of, name in form.known.items() if name in columns}
    close = get_close_matches(folded_heading(heading), known, n=1, cutoff=0.8)
    return known[close[0]] if close and not form.column_of(heading) else ""


def headings_looked_at(grids: Sequence[Grid], form: Form) -> Bilingual:
    """Return why no table of a form was found, with the row that is most like its headings."""
    grid, index = _top(grids, form)
    typed = _typed(grid.rows[index])
    lacks = form.lacks(map(form.column_of, typed))
    meant = asked_of([text for text in typed[:_SHOWN] if _close(form, text, {*chain(*lacks)})])
    shown = {"headings": ", ".join(typed)[:200] or "''", "lacking": ", ".join(map("/".join, lacks))}
    lack = worded("readers.headings_lack", row=grid.first + index, meant=meant, **shown)
    broken = (text.said for text in map(one_cell.text, grid.rows[index]) if isinstance(text, Wrong))
    return Bilingual.joined([lack, *broken])


def find_table(
    grid: Grid, form: Form, problems: Problems, *, more: More | None = None
) -> FoundTable | None:
    """Return the table of a form: the first row that has its headings heads it; None if none."""
    for index, row in enumerate(grid.rows[:_TOP_ROWS]):
        if heads(form, row, more):
            return _table(*_joined_headings(grid, form, index, problems), form, problems)
    return None


def _joined_headings(grid: Grid, form: Form, index: int, problems: Problems) -> tuple[Grid, int]:
    """Return a grid whose headings stand in two rows as one: KV21 merged over Stemmer, Pct."""
    typed, above = _typed(grid.rows[index]), _typed(grid.rows[index - 1] if index else ())
    years = {year for name, year in map(form.dated_column, above) if name and year}
    top = index - (len(years) > 1 or (bool(years) and len({*typed}) < len(typed)))
    below = grid.rows[top + 1] if top + 1 < len(grid.rows) else ()
    figures = any(isinstance(one_cell.number(cell), Fraction) for cell in below)
    if top == index and (figures or not any(map(form.column_of, _typed(below)))):
        return grid, index
    over, joined, groups = "", list[str](), defaultdict[str, list[str]](list)
    for upper, lower in map(_headings, zip_longest(grid.rows[top], below)):
        over = upper or over
        groups[over].append(form.column_of(lower))
        apart = [over if lower else upper, lower] if upper != lower else [lower]
        joined.append(" ".join(filter(None, apart)))
    if not heads(form, joined):
        return grid, index
    # A year that is merged over nothing may stand over the middle of its columns.
    of_years = [groups[of] for of in groups if form.dated_column(of)[1]]
    alone = chain(*(groups[of] for of in groups if not form.dated_column(of)[1]))
    unlike = any(of != of_years[0] for of in of_years) or not {VOTES, SEATS}.isdisjoint(alone)
    if of_years and unlike and not any(row == top for row, _ in grid.across):
        problems.note(grid.sheet, worded("readers.years_apart"), row=grid.first + top)
    return evolve(grid, rows=[*grid.rows[: top + 1], joined, *grid.rows[top + 2 :]]), top + 1


def _table(grid: Grid, index: int, form: Form, problems: Problems) -> FoundTable:
    typed, number = _headings(grid.rows[index]), grid.first + index
    read = form.columns_of(typed)
    columns: dict[str, int] = {}
    years: dict[int, dict[str, str]] = {}
    for place, (two, (name, year)) in enumerate(zip(typed, read, strict=True)):
        key = two if year or not name else name
        before = years.setdefault(year, {}).setdefault(name, key) if name and year else key
        if key in columns or before != key:
            one = typed[columns[key]] if key in columns else before
            same = "readers.heading_twice" if one == two else "readers.same_column"
            said = worded(same, heading=repr(two), one=repr(one), two=repr(two))
            problems.note(grid.sheet, said, row=number)
        if key:
            columns.setdefault(key, place)
    for place, text in enumerate(map(one_cell.text, grid.rows[index])):
        if isinstance(text, Wrong):
            problems.note(grid.sheet, text.said, row=number, column=column_letter(place))
    headings = {key: typed[place] for key, place in columns.items()}
    titles = (" ".join(dict.fromkeys(_typed(row))) for row in grid.rows[:index])
    table = FoundTable(form, grid, columns, headings, number, (*filter(None, titles),), years=years)
    table.said.extend(grid.said)
    if not form.open:
        table.leave_out(two for two, (name, _) in zip(typed, read, strict=True) if two and not name)
    return evolve(table, lines=tuple(_lines(table, index, problems)))


def _lines(table: FoundTable, index: int, problems: Problems) -> Iterator[Line]:
    """Yield the rows below the headings; notes and repeated headings are said instead."""
    grid, columns = table.grid, table.columns
    used, absent = frozenset(columns.values()), frozenset(chain(*table.form.lacks(columns)))
    width = max(used, default=-1) + 1
    filled = {
        row: full
        for row, typed in enumerate(grid.rows[index + 1 :], start=index + 1)
        if (full := [place for place, cell in enumerate(typed) if not empty(cell)])
    }
    last = max((row for row, full in filled.items() if len(used & {*full}) > 1), default=index)
    skipped: defaultdict[Bilingual, list[int]] = defaultdict(list)
    stray: set[str] = set()
    for row, full in filled.items():
        typed, shown = grid.rows[row], grid.first + row
        again = typed[:width] == grid.rows[index][:width]
        why = worded("readers.headings_again") if again else _note(grid, row, full, last)
        if why and row < last and of_another_election([why]):
            problems.note(grid.sheet, worded("readers.two_elections"), row=shown)
        cut = len(typed) < width and not grid.short
        if not why and grid.ragged and (cut or full[-1] >= width):
            wrong = worded("readers.cut_off", cells=len(typed), columns=width)
            problems.note(grid.sheet, wrong, row=shown)
        elif why or used.isdisjoint(full):
            skipped[why or worded("readers.outside")].append(shown)
        else:
            bare = [place for place in full if place >= width or empty(grid.rows[index][place])]
            stray.update(map(column_letter, bare))
            for place in bare if table.form.open else ():  # its figures may be a list's
                if place < width and isinstance(one_cell.number(typed[place]), Fraction):
                    column, unnamed = column_letter(place), worded("readers.unnamed_column")
                    problems.note(grid.sheet, unnamed, row=table.number, column=column)
            values = {name: typed[at] for name, at in columns.items() if at < len(typed)}
            yield Line(grid.sheet, shown, values, problems, table.headings, absent)
    for said, rows in skipped.items():
        table.said.append(worded("readers.rows_skipped", rows=rows_named(rows), why=said))
    if stray:
        table.said.append(worded("readers.columns_stray", columns=", ".join(sorted(stray))))


def _note(grid: Grid, row: int, full: list[int], last: int) -> Bilingual | None:
    """Return that a row with one cell is a note, with its text; None for a row of the table."""
    typed, below = grid.rows[row][full[0]], row > last
    if len(full) > 1 or not isinstance(typed, str):
        return None
    note = " ".join(typed.split())
    above = [cell for cell in grid.rows[row - 1] if not empty(cell)]
    begins = PATTERNS["note"].match
    after_gap = not above or (below and len(above) == 1 and begins(str(above[0])))
    sentence = below and note.endswith((".", ":")) and len(note.split()) >= _SENTENCE
    merged = (row, full[0]) in grid.across
    joined = PATTERNS["joined"].fullmatch(note)
    if joined or begins(note) or sentence or merged or (below and after_gap and " " in note):
        return worded("readers.a_note", text=repr(note[:60]))
    return None


@frozen
class Book:
    """The tables of a workbook, a folder or several frames, by the names of their forms."""

    tables: Mapping[str, FoundTable]
    problems: Problems

    def __getitem__(self, name: str) -> list[Line]:
        """Return the rows of a table; none where its sheet is not there."""
        return list(self.tables[name].lines) if name in self.tables else []

    def note(self, name: str, wrong: str, column: str = "") -> None:
        """Note what is wrong with a sheet; nothing where it or a heading of it is missing."""
        if (table := self.tables.get(name)) and not table.form.lacks(table.columns):
            self.problems.note(table.grid.sheet, wrong, column=column)

    @property
    def lacking(self) -> bool:
        """Whether a table lacks a column, which was noted."""
        return any(table.form.lacks(table.columns) for table in self.tables.values())

    @property
    def decided(self) -> tuple[Bilingual, ...]:
        """What was not read, filled in or taken from a title, which whoever uses it should know."""
        return tuple(
            worded("readers.of_sheet", sheet=table.grid.sheet or name, said=said)
            for name, table in self.tables.items()
            for said in table.said
        )

    @property
    def said(self) -> tuple[Bilingual, ...]:
        """What was taken for what in every table."""
        return tuple(said for table in self.tables.values() for said in table.sentences())


def open_book(source: Any, forms: Sequence[Form], needed: Collection[str]) -> Book:  # noqa: ANN401  (a path, or frames by name)
    """Return the tables of a workbook, a folder of CSV files, or frames by name."""
    return book_of(*grids_by_name(source, forms), forms, needed)


def book_of(
    grids: Mapping[str, Grid], problems: Problems, forms: Sequence[Form], needed: Collection[str]
) -> Book:
    """Return the tables of some forms.

    Noted is a sheet or a heading that is missing or misspelt, and a needed sheet without rows.
    """
    tables: dict[str, FoundTable] = {}
    others = [name for name in grids if not any(form.is_called(name) for form in forms)]
    own, found = {form.name for form in forms}, set[str]()
    for form in forms:
        # A sheet is called as another form only where that has no sheet of its own name.
        taken = found | (own - {form.name} if form.name in grids else set())
        called = [name for name in grids if form.is_called(name) and name not in taken]
        found |= {*called}
        if called:
            name = form.name if form.name in called else called[0]
            tables[form.name] = table = _named_table(grids[name], form, problems)
            if passed := ", ".join(other for other in called if other != name):
                table.said.append(worded("readers.sheets_passed_over", sheets=passed, read=name))
        elif form.name in needed or get_close_matches(form.name, others):
            key = "readers.sheet_missing" if grids else "readers.no_sheet"
            problems.note(form.name, worded(key, there=", ".join(grids)))
    known = ", ".join(form.name for form in forms)
    for name in others if problems.part is FILE else ():
        problems.note(name, worded("readers.none_of", known=known))
    book = Book(tables, problems)
    for name in (name for name in needed if not book[name]):
        book.note(name, worded("readers.no_rows"))
    return book


def grids_by_name(source: Any, forms: Sequence[Form]) -> tuple[dict[str, Grid], Problems]:  # noqa: ANN401  (any source)
    """Return the sheets of a source by name, and what takes all that is wrong with them."""
    if isinstance(source, Mapping):
        problems = Problems("frames", worded("readers.frame"))
        tables = [*source.items()]
    elif (place := files.place_of(source)).is_dir():
        problems, found = Problems(place.name, FILE), sorted(place.glob("*.[cC][sS][vV]"))
        tables = [(composed(file.stem), next(files.contents(file))) for file in found]
    else:
        problems, tables = Problems(place.name), [("", of) for of in files.contents(place)]
        if len(tables) != 1 or not tables[0][1].workbook:
            raise refused("readers.no_workbook", named=files.called(place.name))

    def heads(row: Sequence[Any]) -> bool:
        return any(form.column_of(heading) for heading in _typed(row) for form in forms)

    grids: dict[str, Grid] = {}
    for name, table in tables:
        for grid in grids_of(table, heads):
            own = name or grid.sheet
            grids.setdefault(own, evolve(grid, sheet=own, rows=grid.rows or [[]], short=True))
    return grids, problems


def _named_table(grid: Grid, form: Form, problems: Problems) -> FoundTable:
    """Return a sheet's own table, noting its size and headings; one misspelt is read as meant."""
    grid, index = _top([grid], form)
    row = list(grid.rows[index])
    there = {name for name, _ in form.columns_of(_headings(row))}
    left = {*chain(*form.lacks(there))} if form.open else {*form.columns} - there
    for place, typed in enumerate(_headings(row)):
        if meant := _close(form, typed, left):
            wrong = worded("readers.heading_meant", typed=repr(typed), meant=meant)
            problems.note(grid.sheet, wrong, row=grid.first + index)
            row[place], left = meant, left - {meant}
    grid = evolve(grid, rows=[*grid.rows[:index], row, *grid.rows[index + 1 :]])
    table = _table(grid, index, form, problems)
    for wanted in form.lacks(table.columns):
        missing = worded("readers.heading_missing", heading=repr(wanted[0]))
        problems.note(grid.sheet, missing, row=table.number)
    filled = {"rows": len(grid.rows), "columns": max(map(len, grid.rows))}
    if any(filled[of] > most for of, most in _MOST_FILLED.items()):
        problems.note(form.name, worded("readers.sheet_too_large", **_MOST_FILLED))
        return evolve(table, lines=())
    return table


def without_totals(
    lines: Iterable[Line], column: str, is_total: Callable[[str], bool] = names_total
) -> tuple[list[Line], list[Line]]:
    """Return the rows of a table, and its rows of totals, which would count all twice."""
    found: tuple[list[Line], list[Line]] = ([], [])
    for line in lines:
        found[is_total(line.text(column))].append(line)
    return found


def check_totals(totals: Iterable[Line], sums: Mapping[str, Fraction | int]) -> None:
    """Note every total that is not the sum of its column, if all of the column can be read."""
    for line, (column, right) in product(totals, sums.items()):
        if isinstance(line.cells.get(column), Formula):
            continue
        stated = line.whole(column) if isinstance(right, int) else line.figure(column)
        if stated is None or line.has_wrong(column):
            continue
        if abs(Fraction(stated) - right) > _SPREADSHEET * right:
            figure, total = (with_comma(f"{float(n):.15g}") for n in (stated, right))
            line.wrong(column, worded("readers.no_sum", stated=figure, sum=total))
