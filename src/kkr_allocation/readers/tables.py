"""Figures as people write them: 24.062, 24,062, 24 062 and 24062 are one figure.

Votes are whole, so a group of three digits after a dot or a comma is thousands, and a decimal
part is only taken where it is zero.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from contextlib import suppress
from fractions import Fraction
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

from attrs import frozen

from kkr_allocation.errors import (
    Bilingual,
    Count,
    InvalidInputError,
    KkrAllocationError,
    in_language,
)
from kkr_allocation.inputs import names_total, on_one_line
from kkr_allocation.readers.files import FETCH_AGAIN, Content, decoded, unreadable
from kkr_allocation.readers.worksheets import no_sound_workbook, open_workbook

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence, Sized

    from kkr_allocation.readers.worksheets import Line


_GROUPS = (rf"\d{{1,3}}(?:[{mark}]\d{{3}})+" for mark in (".", ",", " \u00a0\u202f"))
_WHOLE = re.compile("|".join((r"\d+", *_GROUPS)), re.ASCII)
_ZERO_DECIMALS = re.compile(r"[.,]0{1,2}$")
_MISSING = {"", "-", "–", "..", "..."}
_MOST_DIGITS = 12
_FORMULA = Bilingual(
    "a formula shows its figure only in Excel", da="en formel viser kun sit tal i Excel"
)
_WHOLE_NUMBERS = Bilingual(
    "votes and seats are whole numbers from 0 up", da="stemmer og mandater er hele tal fra 0 og op"
)
_REPLACE = Bilingual("Replace it by the figure", da="Skriv tallet i stedet")
CORRECT_CELL = Bilingual("Correct the cell", da="Ret feltet")


def figure(text: str, what: str) -> int | None:
    """Return a written figure as an integer; None where it is missing.

    Parameters
    ----------
    text : str
        The figure as written. Empty, ``"-"`` and ``".."`` are missing figures.
    what : str
        What it is and where it stands, for the message.

    Raises
    ------
    InvalidInputError
        For anything else than a whole number from 0 up: text, a formula, a decimal part.

    Examples
    --------
    >>> [figure(text, "votes") for text in ("24.062", "24,062", "24 062", "24062", "-")]
    [24062, 24062, 24062, 24062, None]
    """
    written = text.strip()
    if written in _MISSING:
        return None
    whole = _ZERO_DECIMALS.sub("", written)
    if not _WHOLE.fullmatch(whole) or sum(map(str.isdigit, whole)) > _MOST_DIGITS:
        formula = written.startswith("=")
        raise InvalidInputError(
            Bilingual(
                f"{what} is {written[:40]!r}", da=f"{in_language(what, 'da')} er {written[:40]!r}"
            ),
            why=_FORMULA if formula else _WHOLE_NUMBERS,
            do=_REPLACE if formula else CORRECT_CELL,
        )
    return int("".join(filter(str.isdigit, whole)))


# Rows of totals in a sheet that a person filled in: no place or list, and checked as sums.
#
# A figure that stands at the foot of a table is the sum of those above it. Taken for one more row
# it would have as much as all the others together; left out unchecked it would hide that a row is
# missing or mistyped.


_SPREADSHEET = Fraction(1, 10**9)
"""How far from an exact sum, in proportion, one that a spreadsheet added up may be."""


def without_totals(
    lines: Iterable[Line], column: str, is_total: Callable[[str], bool] = names_total
) -> tuple[list[Line], list[Line]]:
    """Return the rows of a table, and its rows of totals.

    Parameters
    ----------
    lines : iterable of Line
        All rows, wherever a total stands among them.
    column : str
        The heading of the names.
    is_total : callable
        Whether a name is that of a total.
    """
    rows: list[Line] = []
    totals: list[Line] = []
    for line in lines:
        (totals if is_total(line.text(column)) else rows).append(line)
    return rows, totals


def check_totals(totals: Iterable[Line], sums: Mapping[str, Fraction | int]) -> None:
    """Note every total that is not the sum of its column; an empty cell says nothing.

    Where a cell of the column cannot be read, that is noted and the sum is not known.

    Parameters
    ----------
    totals : iterable of Line
        The rows of totals.
    sums : mapping of str to Fraction or int
        What each column of the other rows sums to; a whole number where all must be.

    Notes
    -----
    A sum that a spreadsheet made of fractions is off in its last digits, so a difference of less
    than a billionth of the sum is none.
    """
    for line in totals:
        for column, right in sums.items():
            stated = line.whole(column) if isinstance(right, int) else line.figure(column)
            unread = line.problems.has(line.sheet, column)
            if stated is None or unread or abs(Fraction(stated) - right) <= _SPREADSHEET * right:
                continue
            wrong = Bilingual(
                f"{_plain(stated)} is not the sum of the column, which is {_plain(right)}",
                da=f"{_plain(stated)} er ikke summen af kolonnen, som er {_plain(right)}".replace(
                    ".", ","
                ),
            )
            line.wrong(column, wrong)


def _plain(figure: Fraction | int) -> str:
    return str(figure) if figure.denominator == 1 else f"{float(figure):.10g}"


# Tables of text from CSV and Excel, with the line each row stands on.
#
# The header is found, not assumed: the first of the first lines that a caller knows, with the
# delimiter that shows it. So a title above the table, or a delimiter other than the usual one,
# does no harm, and a file with neither is refused with what was seen.


_DELIMITERS = ";,\t|"
_HEADER_LINES = 20
_TOP = 1 << 16
_MOST_ROWS = 300_000
_MOST_SHEET_ROWS = 30_000
_MOST_COLUMNS = 2_000
_SHOWN = 120
_Reading = tuple[str, list[list[str]], Iterator[list[str]]]
_OF_LIST = re.compile(r"[A-Z]{2}\d{4}\s*-\s*")
_PUNCTUATION = re.compile(r"[\W_]+")


@frozen
class Row:
    """A row of a table.

    Parameters
    ----------
    file : str
        The file, for messages.
    line : int
        The line it stands on, from 1.
    columns : mapping of str to int
        The place of each folded column name.
    cells : sequence of str
        The row's text.
    """

    file: str
    line: int
    columns: Mapping[str, int]
    cells: Sequence[str]

    @property
    def place(self) -> Bilingual:
        """Where it stands, for messages."""
        return line_of(self.file, self.line)

    def first(self, *columns: str) -> str:
        """Return the first of these columns that the table has; empty where it has none."""
        for name in columns:
            if name in self.columns:
                return on_one_line(self.cells[self.columns[name]])
        return ""


@frozen
class Table:
    """A table of text.

    Parameters
    ----------
    name : str
        The file, for messages.
    columns : tuple of str
        The header as written.
    rows : tuple of Row
        All rows below it that are not blank.
    """

    name: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]


def line_of(file: str, line: int) -> Bilingual:
    """Name a line of a file, for messages."""
    return Bilingual(f"{file}, line {line}", da=f"{file}, linje {line}")


def folded(column: str) -> str:
    """Return a column's name without case, spaces and punctuation.

    A column that is named after an election and a list keeps the list's name as written, since two
    lists in two municipalities can be that alike.

    Examples
    --------
    >>> folded("Antal stemmer"), folded("list_name"), folded("KV2025 - J. Borgernes Liste")
    ('antalstemmer', 'listname', 'kv2025J. Borgernes Liste')
    """
    of_list = _OF_LIST.match(column)
    end = of_list.end() if of_list else len(column)
    return _PUNCTUATION.sub("", column[:end].casefold()) + column[end:]


def table_of(content: Content, known: Callable[[frozenset[str]], bool], wanted: Bilingual) -> Table:
    """Return the table in a file.

    Parameters
    ----------
    content : Content
        The file.
    known : callable
        Whether a set of folded column names is a header the caller knows.
    wanted : Bilingual
        The columns it looks for, for the message.

    Raises
    ------
    InvalidInputError
        If no known header is found, a row has too few or too many cells, or Excel needs the
        extra that is not installed.
    """
    begins = ""
    for name, top, lines in _sheets(content) if content.workbook else _readings(content):
        for number, line in enumerate(top):
            if known(frozenset(map(folded, line))):
                return _table(name, list(lines)[number:], number + 1)
        begins = begins or " ".join(top[0] if top else ())
    raise unreadable(
        content.name,
        Bilingual(
            f"no line at its top names the columns of a known format; it begins "
            f"{begins[:_SHOWN]!r}",
            da="ingen linje i toppen har kolonnerne i et kendt format; den begynder med "
            f"{begins[:_SHOWN]!r}",
        ),
        Bilingual(
            f"Its columns should be {wanted}, separated by a semicolon, a comma or a tab",
            da=f"Kolonnerne skal være {wanted.da}, adskilt af semikolon, komma eller tabulator",
        ),
    )


def _readings(content: Content) -> Iterator[_Reading]:
    """Yield the file's lines under each delimiter."""
    text = decoded(content)
    for delimiter in _DELIMITERS:
        top: list[list[str]] = []
        with suppress(csv.Error):  # the wrong delimiter splits quoted cells
            top.extend(islice(_split(text[:_TOP], delimiter), _HEADER_LINES))
        yield content.name, top, _lines(content.name, text, delimiter)


def _split(text: str, delimiter: str) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)


def _lines(name: str, text: str, delimiter: str) -> Iterator[list[str]]:
    number = 0
    try:
        for line in _split(text, delimiter):
            number += 1
            _check_size(name, number, line, _MOST_ROWS)
            yield line
    except csv.Error as error:
        raise unreadable(
            name,
            Bilingual(
                f"line {number + 1}: {error}",
                da=f"anførselstegn eller linjeskift passer ikke i linje {number + 1}",
            ),
            FETCH_AGAIN,
        ) from None


def _check_size(name: str, number: int, line: Sized, rows: int) -> None:
    if number > rows or len(line) > _MOST_COLUMNS:
        raise unreadable(
            name,
            Bilingual(
                f"it has more than {rows:,} rows or {_MOST_COLUMNS:,} columns",
                da=f"den har mere end {rows} rækker eller {_MOST_COLUMNS} kolonner",
            ),
            Bilingual("Pass the file with the votes alone", da="Angiv filen med stemmerne alene"),
        )


def _table(name: str, lines: list[list[str]], line: int) -> Table:
    header = [cell.strip() for cell in lines[0]]
    while header and not header[-1]:
        header.pop()
    columns = [folded(column) for column in header]
    for column in columns:
        if column and columns.count(column) > 1:
            raise unreadable(
                name,
                Bilingual(
                    f"the column {column!r} stands twice", da=f"kolonnen {column!r} står to gange"
                ),
                Bilingual(
                    "Remove or rename one of them", da="Fjern en af dem, eller giv den et navn"
                ),
            )
    places = {column: number for number, column in enumerate(columns)}
    rows = []
    for number, cells in enumerate(lines[1:], start=line + 1):
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) < len(columns) or any(cell.strip() for cell in cells[len(columns) :]):
            raise InvalidInputError(
                Bilingual(
                    f"{line_of(name, number)} has {Count(len(cells)):cell|cells}",
                    da=f"{line_of(name, number).da} har {Count(len(cells)):felt|felter}",
                ),
                why=Bilingual(
                    f"the header has {len(columns)}; the file may be cut off or a text may hold"
                    " the delimiter",
                    da=f"der er {len(columns)} overskrifter; filen kan være afbrudt, eller en "
                    "tekst kan rumme skilletegnet",
                ),
                do=Bilingual(
                    "Fetch it again, or put such texts in quotes",
                    da="Hent den igen, eller sæt sådanne tekster i anførselstegn",
                ),
            )
        rows.append(Row(name, number, places, cells))
    return Table(name, tuple(header), tuple(rows))


def _sheets(content: Content) -> Iterator[_Reading]:
    """Yield each sheet's first lines, and all of them, read when they are asked for."""
    book = open_workbook(content, formulas=True)
    try:
        for sheet in book.worksheets:
            lines = _cells(content, sheet)
            top = list(islice(lines, _HEADER_LINES))
            width = max(map(len, top), default=0)
            padded = (line + [""] * (width - len(line)) for line in chain(top, lines))
            yield f"{content.name}, {sheet.title}", top, padded
    finally:
        book.close()


def _cells(content: Content, sheet: Any) -> Iterator[list[str]]:  # noqa: ANN401  (an extra's)
    """Yield a sheet's rows as text."""
    try:
        for number, row in enumerate(sheet.iter_rows(values_only=True), start=1):
            _check_size(content.name, number, row, _MOST_SHEET_ROWS)
            yield [_written(value) for value in row]
    except KkrAllocationError:
        raise
    except Exception as error:  # noqa: BLE001  (a damaged sheet fails when its rows are read)
        raise no_sound_workbook(content, error) from None


def _written(value: object) -> str:
    """Write a cell as text; a float without a fraction as the whole number it is."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
