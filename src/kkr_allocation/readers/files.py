"""Open what users have, within bounds, as files and as rows of cells; nothing is opened elsewhere.

Nothing is read before its size is known, an archive is judged by what it would unpack to, and a
folder by what is in it: a link that leads out of it is refused.
"""

from __future__ import annotations

import csv
import importlib
import io
import lzma
import os
import re
import struct
import zipfile
import zlib
from contextlib import suppress
from fractions import Fraction
from functools import lru_cache
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.parsers import expat

from attrs import Factory, field, frozen

from kkr_allocation.errors import Bilingual, InvalidInputError, of_extra
from kkr_allocation.inputs import on_one_line
from kkr_allocation.readers.cells import Formula, Merged, as_shown, number, plain
from kkr_allocation.words import both, refused, worded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

_SYSTEM: tuple[tuple[type[BaseException], Bilingual], ...] = (
    (FileNotFoundError, worded("readers.there_no_such")),
    (IsADirectoryError, worded("readers.folder")),
    (NotADirectoryError, worded("readers.folder_on")),
    (FileExistsError, worded("readers.there_already")),
    (PermissionError, worded("readers.access_denied")),
)
_MEGABYTE = 1 << 20
_LARGEST_FILE, _LARGEST_WORKBOOK = 32 * _MEGABYTE, 16 * _MEGABYTE
_LARGEST_ARCHIVE = 1024 * _MEGABYTE
_MOST_FILES = 20_000
_WORKBOOK_PART = "[Content_Types].xml"
_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    RuntimeError,  # encrypted
    NotImplementedError,  # packed in a way Python does not know
    EOFError,
)
FETCH_AGAIN = worded("readers.fetch_again")
_FOLDERS = re.compile(r"[/\\]")
_UTF8_NAME = 0x800
_ZIP, _OLD_EXCEL, _PDF = b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF"
_MOST_CELLS, _MOST_MERGED, _MOST_OTHERS = 500_000, 100_000, 200_000
_BEFORE_MARKUP = b"\xef\xbb\xbf\xfe\xff\0 \t\r\n"
_IN_CELLS = {"v", "f", "is", "t"}
"""The elements inside a cell; those outside are rows, texts, formats and rules."""
_SPREADS = {"mergeCell", "hyperlink"}
"""What makes a cell of every place that it spans."""
_FORMULA = re.compile(rb"<(\w+:)?f[\s/>]")  # and no rule of a form, <formula1>
_DELIMITERS = ";,\t|"
_TOP, _TOP_ROWS = 1 << 16, 20
_MOST_ROWS, _MOST_SHEET_ROWS = 300_000, 30_000
_MOST_COLUMNS, _WIDEST_MERGED = 2_000, 200
_MARKS = ("'", "=")
_ESCAPED = ("'=", "'+", "'-", "'@", "'\t", "'\r", "'\n", "''")
"""How a text begins that is marked as one, lest a spreadsheet takes it for a formula."""


def said_by_system(error: Exception) -> Bilingual:
    """Return in words why the system could not open, read or write a file."""
    why = getattr(error, "strerror", None) or error
    said = (said for kind, said in _SYSTEM if isinstance(error, kind))
    return next(said, worded("readers.system_says", why=why))


def called(name: str) -> str:
    """Return a name as it can begin a sentence: quoted where it could be taken for a word."""
    return name if "." in name else repr(name)


@frozen
class Content:
    """One file's bytes."""

    name: str
    "For messages: nothing in it that a terminal would obey."
    data: bytes
    workbook: bool = False
    file: str = field(default=Factory(lambda self: _FOLDERS.split(self.name)[-1], takes_self=True))


def unreadable(name: str, why: str, do: str) -> InvalidInputError:
    """Return the refusal of a file, with its name first."""
    return InvalidInputError(worded("readers.cannot_be", named=called(name)), why=why, do=do)


def place_of(path: object) -> Path:
    """Return a path as one, refusing what is not, such as the table that a file was read into."""
    if isinstance(path, str | os.PathLike):
        return Path(path)
    raise refused("readers.file_read", kind=type(path).__name__)


def contents(path: str | os.PathLike[str]) -> Iterator[Content]:
    """Yield the content of a file, or of every file in a folder or a zip."""
    place = place_of(path)
    try:
        if place.is_dir():
            yield from _in_folder(place)
        elif place.is_file():
            name, data = on_one_line(place.name), _bytes_of(place)
            if data.startswith(_OLD_EXCEL):
                raise unreadable(name, worded("readers.excel_file"), worded("readers.save_as"))
            if data.startswith(_PDF):
                raise unreadable(name, worded("readers.pdf"), worded("readers.find_figures"))
            yield from _unpacked_once(name, data)
        else:
            why = worded("readers.there_no_such_file")
            raise unreadable(str(path), why, worded("readers.check_path_its"))
    except (OSError, ValueError) as error:
        if isinstance(error, InvalidInputError):
            raise
        raise unreadable(str(path), said_by_system(error), worded("readers.check_path")) from None


def _bytes_of(place: Path) -> bytes:
    _check_size(place.name, place.stat().st_size, _LARGEST_FILE)
    return place.read_bytes()


def _in_folder(folder: Path) -> Iterator[Content]:
    found = (place for place in folder.rglob("[!.]*") if place.is_file())
    files = sorted(islice(found, _MOST_FILES + 1))
    _check_size(folder.name, 0, _LARGEST_ARCHIVE, len(files))
    for place in files:
        if not place.resolve().is_relative_to(folder.resolve()):
            linked, why = place.relative_to(folder), worded("readers.link_file", name=folder.name)
            raise unreadable(str(linked), why, worded("readers.copy_file"))
    _check_size(folder.name, sum(place.stat().st_size for place in files), _LARGEST_ARCHIVE)
    number = size = 0
    for place in files:
        name = on_one_line(str(place.relative_to(folder)))
        for content in _unpacked_once(name, _bytes_of(place)):
            number, size = number + 1, size + len(content.data)
            _check_size(folder.name, size, _LARGEST_ARCHIVE, number)
            yield content


def _unpacked_once(name: str, data: bytes) -> Iterator[Content]:
    """Yield a file, or what is in it where it is a zip; a zip inside a zip is left as it is."""
    if not data.startswith(_ZIP):
        yield Content(name, data)
        return
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            workbook = any(member.filename == _WORKBOOK_PART for member in members)
            total = sum(member.file_size for member in members)
            most = _LARGEST_WORKBOOK if workbook else _LARGEST_ARCHIVE
            _check_size(name, total, most, len(members))
            if workbook:
                for member in members:
                    _unpacked(archive, member)
                if why := too_large(archive):
                    raise unreadable(name, why, worded("readers.copy_the_table"))
                yield Content(name, data, workbook=True)
                return
            for member in sorted(members, key=lambda member: member.filename):
                if re.search(r"/$|(?:^|/)[.][^/]*$", member.filename):
                    continue  # a folder, or what a computer adds of its own
                _check_size(member.filename, member.file_size, _LARGEST_FILE)
                inside = on_one_line(_name_of(member))
                data, own = _unpacked(archive, member), _FOLDERS.split(inside)[-1]
                yield Content(f"{name}, {inside}", data, file=own)
    except _DAMAGED as error:
        why = worded("readers.damaged_zip", error=both(str(error), type(error).__name__))
        raise unreadable(name, why, worded("readers.fetch_again_or")) from None


def _name_of(member: zipfile.ZipInfo) -> str:
    """Return a member's name, also where a computer of some years ago packed it.

    A zip says of a name whether it is in UTF-8. Where it does not, Python reads code page 437; what
    wrote it is a Mac, in UTF-8 all the same, or a Danish Windows in code page 850.
    """
    if member.flag_bits & _UTF8_NAME or member.filename.isascii():
        return member.filename
    with suppress(UnicodeEncodeError):
        written = member.filename.encode("cp437")
        for encoding in ("utf-8", "cp850"):
            with suppress(UnicodeDecodeError):
                return written.decode(encoding)
    return member.filename


def _unpacked(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    """Unpack a member up to the size it claims; one that holds more fails its checksum."""
    with archive.open(member) as file:
        return file.read(member.file_size + 1)


def _check_size(name: str, size: int, limit: int, files: int = 1) -> None:
    """Refuse what holds too many bytes or files."""
    if files > _MOST_FILES:
        more = worded("readers.holds_more", MOST_FILES=_MOST_FILES)
        raise unreadable(name, more, worded("readers.pass_folder"))
    if size > limit:
        held, most = size // _MEGABYTE, limit // _MEGABYTE
        why = worded("readers.holds_mb_no", shown=held, shown_2=most)
        raise unreadable(name, why, worded("readers.pass_file_with"))


def decoded(content: Content) -> str:
    """Return a text file's text, refusing what is empty, not a text, or a web page."""
    marked = content.data.startswith((b"\xff\xfe", b"\xfe\xff"))
    text = None
    for encoding in ["utf-16"] if marked else ["utf-8-sig", "cp1252"]:
        with suppress(UnicodeDecodeError):
            text = content.data.decode(encoding)
            break
    if text is None or "\0" in text:
        raise unreadable(content.name, worded("readers.no_text_2"), worded("readers.pass_csv"))
    if not text.strip():
        raise unreadable(content.name, worded("readers.empty"), FETCH_AGAIN)
    if text.lstrip()[:1] == "<":
        raise unreadable(content.name, worded("readers.web_page"), worded("readers.open_browser"))
    return text


# What a workbook would grow to: one of two kilobytes can merge seventeen thousand million cells, or
# hold one cell in its last row. So its parts stream by before a library builds a cell of it.


class _StopError(Exception):
    """A part is not gone through to its end: the key of why, and what is largest in it."""


class _Extent:
    """How many cells and other elements a workbook makes a library build."""

    cells = others = merged = rows = columns = 0

    def begin(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Count what an element makes; the rectangle around all cells is built whole."""
        kind = tag.rpartition(":")[2] if ":" in tag else tag
        if kind in _IN_CELLS:
            return
        place = attributes.get("r" if kind == "c" else "ref", "")
        self.cells += kind == "c"
        self.others += kind != "c"
        right = bottom = 0
        if kind in ("c", "comment"):
            right, bottom = _column_and_row(place)
        elif kind in _SPREADS:
            start, _, end = place.partition(":")
            (left, top), (right, bottom) = _column_and_row(start), _column_and_row(end or start)
            self.merged += (abs(right - left) + 1) * (abs(bottom - top) + 1)
            if kind == "mergeCell" and top == bottom:  # a title over a whole row is taken apart
                right = bottom = 0
        self.rows, self.columns = max(self.rows, bottom), max(self.columns, right)
        most = max(self.cells, self.rows * self.columns)
        if most > _MOST_CELLS or self.merged > _MOST_MERGED or self.others > _MOST_OTHERS:
            raise _StopError("readers.workbook_grows", place or kind)


def _column_and_row(cell: str) -> tuple[int, int]:
    """Return the column and row of a cell, from 1."""
    letters = cell.rstrip("0123456789")
    return _column(letters), int(cell[len(letters) :][:8] or 0)


@lru_cache(maxsize=4096)
def _column(letters: str) -> int:
    column = 0
    for letter in letters.replace("$", "")[:4].upper():
        column = column * 26 + ord(letter) - ord("A") + 1
    return column


def _declared(*_: object) -> None:
    """Stop at entities, which can unfold or lead out of the file."""
    raise _StopError("readers.workbook_declares", "")


def too_large(archive: zipfile.ZipFile) -> Bilingual | None:
    """Return why a workbook is not opened: it would grow, or its parts are unsound; else None."""
    extent = _Extent()
    for member in archive.infolist():
        part = archive.read(member)
        if not part.lstrip(_BEFORE_MARKUP).startswith(b"<"):  # a picture; any name can hold a sheet
            continue
        extent.rows = extent.columns = 0
        parser = expat.ParserCreate()
        parser.StartElementHandler = extent.begin
        parser.StartDoctypeDeclHandler = _declared
        try:
            if (cells := extent.cells + part.count(b"<c ")) > _MOST_CELLS:
                raise _StopError("readers.workbook_grows", str(cells))  # noqa: TRY301  (as inside)
            parser.Parse(part, True)  # noqa: FBT003  (takes no names)
        except _StopError as stop:
            key, largest = stop.args
            return worded(key, part=member.filename, largest=largest)
        except (expat.ExpatError, LookupError) as error:  # the latter of an encoding of no name
            return worded("readers.no_sound_workbook", error=type(error).__name__)
    return None


# A sheet, a CSV file or a frame as rows of cells, with what the workbook says beside them.


@frozen
class Grid:
    """Rows of cells: a formula without a stored value is its own text."""

    file: str
    sheet: str
    rows: Sequence[Sequence[Any]] = field(repr=False)
    first: int = 1
    "The number of the first row: a frame begins below its headings."
    ragged: bool = False
    "Whether a row with fewer or more cells than the headings may have been cut off."
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    filled: tuple[str, ...] = ()
    across: Mapping[tuple[int, int], tuple[int, str]] = field(factory=dict)
    "By row (from 0) and column of cells that are merged over several columns: the last, and all."

    @property
    def place(self) -> str:
        """Where it is, for messages."""
        return f"{self.file}, {self.sheet}" if self.sheet else self.file

    def number_of(self, index: int) -> int:
        """Return a row's number, as it is shown beside it."""
        return index + self.first


def column_letter(index: int) -> str:
    """Return a column as Excel calls it, from 0."""
    before, letter = divmod(index, 26)
    return (column_letter(before - 1) if before else "") + chr(ord("A") + letter)


def grids_of(source: Any, heads: Callable[[Sequence[Any]], bool]) -> Iterator[Grid]:  # noqa: ANN401  (a frame of any library)
    """Yield the sheets of a workbook, or one table; `heads` tells a text's delimiter."""
    if not isinstance(source, Content):
        yield _of_frame(source)
    elif source.workbook:
        yield from _of_workbook(source)
    else:
        yield _of_text(source, heads)


def is_frame(source: object) -> bool:
    """Say whether something is a frame of pandas, Polars or Arrow rather than a path."""
    return hasattr(source, "columns") or hasattr(source, "column_names")


def _of_frame(source: Any) -> Grid:  # noqa: ANN401  (a frame of any library)
    nw = importlib.import_module("narwhals")
    try:
        if hasattr(source, "index") and any(name is not None for name in source.index.names):
            source = source.reset_index()
        frame = nw.from_native(source, eager_only=True)
    except Exception:  # noqa: BLE001  (each library refuses what is no frame of one table its own way)
        raise refused("readers.no_frame", kind=type(source).__name__) from None
    rows = [list(map(plain, row)) for row in frame.iter_rows()]
    _check_table("frame", len(rows), len(frame.columns), _MOST_ROWS)
    return Grid("frame", "", [[str(name) for name in frame.columns], *rows], first=0)


def _of_text(content: Content, heads: Callable[[Sequence[Any]], bool]) -> Grid:
    """Return a text's rows under the delimiter that shows the headings, or most cells."""
    text = decoded(content)
    most, best = -1, _DELIMITERS[0]
    for delimiter in _DELIMITERS:
        top: list[list[str]] = []
        with suppress(csv.Error):  # the wrong delimiter splits quoted cells
            top.extend(islice(_split(text[:_TOP], delimiter), _TOP_ROWS))
        if any(heads(row) for row in top if len(row) <= _MOST_COLUMNS):
            best = delimiter
            break
        if (shown := max(map(len, top), default=0)) > most:
            most, best = shown, delimiter
    return Grid(content.name, "", list(_lines(content.name, text, best)), ragged=True)


def _split(text: str, delimiter: str) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)


def _lines(name: str, text: str, delimiter: str) -> Iterator[list[str]]:
    number = 0
    try:
        for number, line in enumerate(_split(text, delimiter), start=1):
            _check_table(name, number, len(line), _MOST_ROWS)
            yield [_typed(cell) if cell[:1] in _MARKS else cell for cell in line]
    except csv.Error as error:
        why = worded("readers.csv_broken", line=number + 1, error=error)
        raise unreadable(name, why, FETCH_AGAIN) from None


def _typed(cell: str) -> str:
    """Return a text without the mark that a spreadsheet needs; one that is a formula as one."""
    if cell.startswith(_ESCAPED):
        return cell[1:]
    return Formula(cell) if cell.startswith("=") else cell


def _check_table(name: str, rows: int, columns: int, most: int) -> None:
    if rows > most or columns > _MOST_COLUMNS:
        why = worded("readers.too_large", rows=most, columns=_MOST_COLUMNS)
        raise unreadable(name, why, worded("readers.votes_alone"))


def _of_workbook(content: Content) -> Iterator[Grid]:
    with of_extra("excel"):
        openpyxl = importlib.import_module("openpyxl")
    try:
        book = openpyxl.load_workbook(io.BytesIO(content.data), data_only=True)
        unstored = _unstored(openpyxl, content)
        grids = [
            _of_sheet(content.name, sheet, unstored.get(sheet.title, {}))
            for sheet in book.worksheets
        ]
    except InvalidInputError:
        raise
    except Exception as error:  # noqa: BLE001  (a damaged workbook fails anywhere in openpyxl)
        why = worded("readers.no_sound_workbook", error=type(error).__name__)
        raise unreadable(content.name, why, worded("readers.save_again")) from None
    yield from grids


def _unstored(openpyxl: Any, content: Content) -> dict[str, dict[tuple[int, int], str]]:  # noqa: ANN401  (an extra's)
    """Return the formulas of each sheet, by row and column from 0."""
    with zipfile.ZipFile(io.BytesIO(content.data)) as archive:
        sheets = [name for name in archive.namelist() if name.startswith("xl/worksheets/")]
        if not any(_FORMULA.search(archive.read(name)) for name in sheets):
            return {}
    book = openpyxl.load_workbook(io.BytesIO(content.data))
    return {
        sheet.title: {
            (cell.row - 1, cell.column - 1): str(getattr(cell.value, "text", cell.value))
            for row in sheet.iter_rows()
            for cell in row
            if cell.data_type == "f"
        }
        for sheet in book.worksheets
    }


def _of_sheet(file: str, sheet: Any, formulas: dict[tuple[int, int], str]) -> Grid:  # noqa: ANN401  (openpyxl has no types)
    for span in [*sheet.merged_cells.ranges]:
        if span.size["columns"] > _WIDEST_MERGED:  # a title over a whole row is none of the table
            sheet.unmerge_cells(span.coord)
    _check_table(file, sheet.max_row or 0, sheet.max_column or 0, _MOST_SHEET_ROWS)
    rows = [[as_shown(cell.value, cell.number_format) for cell in row] for row in sheet.iter_rows()]
    for (row, column), written in formulas.items():
        if row < len(rows) and column < len(rows[row]) and rows[row][column] is None:
            rows[row][column] = Formula(f"={written.removeprefix('=')}")
    hidden = frozenset(n - 1 for n, row in sheet.row_dimensions.items() if row.hidden)
    spans = (span for span in sheet.column_dimensions.values() if span.hidden)
    columns = (range((of.min or 1) - 1, min(of.max or 1, _MOST_COLUMNS)) for of in spans)
    filled, across = _fill_merged(sheet, rows)
    return Grid(
        file,
        sheet.title.strip(),
        rows,
        hidden_rows=hidden,
        hidden_columns=frozenset(chain.from_iterable(columns)),
        filled=filled,
        across=across,
    )


def _fill_merged(
    sheet: Any,  # noqa: ANN401  (openpyxl has no types)
    rows: list[list[Any]],
) -> tuple[tuple[str, ...], dict[tuple[int, int], tuple[int, str]]]:
    """Write the value of merged cells into every row, figures as `Merged`, and say where."""
    filled: list[str] = []
    across: dict[tuple[int, int], tuple[int, str]] = {}
    for span in sheet.merged_cells.ranges:
        left, top, right, bottom = (number - 1 for number in span.bounds)
        if top >= len(rows) or rows[top][left] is None:
            continue
        value = rows[top][left]
        once = Merged(value, span.coord) if isinstance(number(value), Fraction) else value
        for row in range(top, min(bottom, len(rows) - 1) + 1):
            rows[row][left] = value if row == top else once
            if right > left:
                across[row, left] = (right, span.coord)
        if bottom > top:
            filled.append(span.coord)
    return tuple(sorted(filled)), across
