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
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from fractions import Fraction
from itertools import islice
from pathlib import Path
from typing import Any
from xml.parsers import expat

from attrs import Factory, define, field, frozen

from kkr_allocation.datasets import find_municipality
from kkr_allocation.errors import Bilingual, InvalidInputError, of_extra
from kkr_allocation.forms.columns import LONG, MUNICIPALITY, WORDS
from kkr_allocation.inputs import on_one_line
from kkr_allocation.readers.cells import Formula, Merged, as_shown, in_thousands, number, plain
from kkr_allocation.words import both, entry, refused, said_by_system, worded

_MEGABYTE = 1 << 20
_LARGEST_FILE, _LARGEST_WORKBOOK = 32 * _MEGABYTE, 16 * _MEGABYTE
_LARGEST_ARCHIVE = 1024 * _MEGABYTE
_MOST_FILES, _MOST_COLUMNS, _WIDEST_MERGED, _MOST_NAMED = 20_000, 2_000, 200, 8
_MOST_ROWS, _MOST_SHEET_ROWS = 300_000, 30_000
_MOST_MADE, _COST = 1_000_000, {"c": 2, "comment": 5, "mergeCell": 10, "hyperlink": 10}
"""The most that a workbook may make: so much for each cell of what has a place, or else 5."""
_BEFORE_MARKUP = b"\xef\xbb\xbf\xfe\xff\0 \t\r\n"
_IN_CELLS = {"v", "f", "is", "t"}
"""The elements inside a cell; those outside are rows, texts, formats and rules."""
_WORKBOOK_PART = "[Content_Types].xml"
_DAMAGED = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, RuntimeError)
"""The last where it is encrypted, or packed in a way that Python does not know."""
_ZIP = b"PK\x03\x04"
_WIDE = {
    rb"\xff\xfe|\xfe\xff": "utf-16",
    rb"(?:[^\0]\0){2}": "utf-16-le",
    rb"(?:\0[^\0]){2}": "utf-16-be",
}
"""How a text of two bytes a sign begins: with a mark, or with two letters of ours."""
_BINARY = re.compile(rb"^%PDF-|\x8d")
"""What stands in no text of old letters."""
_OLD_LETTER = re.compile("|".join(WORDS["letters"]["old"]))
_FOLDERS = re.compile(r"[/\\]")
_DELIMITERS, _TOP, _TOP_ROWS = ";,\t|", 1 << 16, 20
_ESCAPED = ("'=", "'+", "'-", "'@", "'\t", "'\r", "'\n", "''")
"""How a text begins that is marked as one, lest a spreadsheet takes it for a formula."""


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
    formulas: bool = False
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
    place, number, size = place_of(path), 0, 0
    try:
        folder = place.is_dir()
        found = (file for file in place.rglob("[!.]*") if file.is_file()) if folder else [place]
        files = sorted(islice(found, _MOST_FILES + 1))
        sizes = {file: file.stat().st_size for file in files}
        if folder:
            _check_size(place.name, sum(sizes.values()), _LARGEST_ARCHIVE, len(files))
        elif not place.is_file():
            raise FileNotFoundError
        for file in files:
            name = on_one_line(str(file.relative_to(place)) if folder else place.name)
            if folder and not file.resolve().is_relative_to(place.resolve()):
                raise refused("readers.link_file", named=called(name), folder=place.name)
            _check_size(file.name, sizes[file], _LARGEST_FILE)
            for content in _unpacked(name, file.read_bytes()):
                number, size = number + 1, size + len(content.data)
                _check_size(place.name, size, _LARGEST_ARCHIVE, number)
                yield content
    except InvalidInputError:
        raise
    except (OSError, ValueError) as error:
        raise unreadable(str(path), said_by_system(error), worded("readers.check_path")) from None


def _unpacked(name: str, data: bytes) -> Iterator[Content]:
    """Yield a file, or what is in it where it is a zip; a zip inside a zip is left as it is."""
    if not data.startswith(_ZIP):
        yield Content(name, data)
        return
    try:
        with _archive(data) as archive:
            members = sorted(archive.infolist(), key=lambda member: member.filename)
            named = {member.filename for member in members}
            workbook = _WORKBOOK_PART in named
            for part in named & entry("readers.of_another_program")["en"].keys():
                why = worded(f"readers.of_another_program:{part}")
                raise unreadable(name, why, worded("readers.save_as_xlsx"))
            total = sum(member.file_size for member in members)
            most = _LARGEST_WORKBOOK if workbook else _LARGEST_ARCHIVE
            _check_size(name, total, most, len(members))
            if workbook:
                yield Content(name, data, workbook=True, formulas=_check_extent(name, archive))
                return
            for member in members:
                if re.search(r"/$|(?:^|/)[.][^/]*$", member.filename):
                    continue  # a folder, or what a computer adds of its own
                _check_size(member.filename, member.file_size, _LARGEST_FILE)
                inside = on_one_line(member.filename)
                held, own = _read(archive, member), _FOLDERS.split(inside)[-1]
                yield Content(f"{name}, {inside}", held, file=own)
    except _DAMAGED as error:
        shown = both(str(error), type(error).__name__)
        raise refused("readers.damaged_zip", named=called(name), error=shown) from None


def _archive(data: bytes) -> zipfile.ZipFile:
    """Open a zip; names that do not say how are a Mac's in UTF-8, or an old Danish Windows's."""
    with suppress(UnicodeDecodeError):
        return zipfile.ZipFile(io.BytesIO(data), metadata_encoding="utf-8")
    return zipfile.ZipFile(io.BytesIO(data), metadata_encoding="cp850")


def _read(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    """Unpack a member up to the size it claims; one that holds more fails its checksum."""
    with archive.open(member) as file:
        return file.read(member.file_size + 1)


def _check_size(name: str, size: int, limit: int, files: int = 1) -> None:
    """Refuse what holds too many bytes or files."""
    if files > _MOST_FILES:
        raise refused("readers.holds_more", named=called(name), MOST_FILES=_MOST_FILES)
    if size > limit:
        shown = {"shown": size // _MEGABYTE, "shown_2": limit // _MEGABYTE}
        raise refused("readers.holds_mb_no", named=called(name), **shown)


def decoded(content: Content) -> str:
    """Return a text file's text, refusing what is empty, not a text, or a web page."""
    encoding = next((of for begins, of in _WIDE.items() if re.match(begins, content.data)), "")
    named, text, old = called(content.name), "\0", None
    try:
        text = content.data.decode(encoding or "utf-8-sig")
    except UnicodeDecodeError:
        if not (encoding or _BINARY.search(content.data)):
            text = content.data.decode("cp1252", "replace")
            old = _OLD_LETTER.search(text)
    if "\0" in text:
        raise refused("readers.no_text_2", named=named)
    if old:
        before, after = text[: old.start()].rpartition("\n")[2], text[old.start() :].splitlines()[0]
        shown = {"sign": repr(old[0]), "around": repr(before[-20:] + after[:21])}
        raise refused("readers.old_letters", named=named, **shown)
    if not text.strip():
        raise refused("readers.empty", named=named)
    if text.lstrip()[:1] == "<":
        raise refused("readers.web_page", named=named)
    return text


# What a workbook would grow to: one of two kilobytes can merge seventeen thousand million cells, or
# hold one cell in its last row. So its parts stream by before a library builds a cell of it.


@define
class _Extent:
    """How many cells and other elements a workbook makes a library build, part by part."""

    name: str
    corner: Callable[[str], tuple[int, int]]
    "Return the row and column of a cell, from 1."
    part: str = ""
    rows: int = 0
    columns: int = 0
    made: int = 0
    formulas: bool = False

    def begin(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Count what an element makes; the rectangle around all cells is built whole."""
        kind = tag.rpartition(":")[2]
        if kind in _IN_CELLS:
            self.formulas |= kind == "f"
            return
        place, number = attributes.get("r" if kind == "c" else "ref", ""), 1
        if place and kind in _COST:
            corners = [self.corner(cell) for cell in place.split(":")]
            (top, left), (bottom, right) = corners[0], corners[-1]
            number = (abs(right - left) + 1) * (abs(bottom - top) + 1)
            if kind == "mergeCell" and top == bottom:  # a title over a row is taken apart
                right = 0
            self.rows, self.columns = max(self.rows, bottom), max(self.columns, right)
        self.made += number * _COST.get(kind, 5)
        if max(self.made, self.rows * self.columns * _COST["c"]) > _MOST_MADE:
            self.refuse("readers.workbook_grows", place or kind)

    def refuse(self, key: str = "readers.workbook_declares", largest: object = "") -> None:
        """Refuse the workbook: it would grow, or declares entities, which can lead out of it."""
        figures = {"part": self.part, "largest": largest, "error": largest}
        raise refused(key, named=called(self.name), **figures)


def _check_extent(name: str, archive: zipfile.ZipFile) -> bool:
    """Refuse a workbook that would grow, or whose parts are unsound; say if it has formulas."""
    with of_extra("excel"):
        openpyxl = importlib.import_module("openpyxl")
    extent = _Extent(name, openpyxl.utils.cell.coordinate_to_tuple)
    for member in archive.infolist():
        part = _read(archive, member)
        if not part.lstrip(_BEFORE_MARKUP).startswith(b"<"):  # a picture; any name can hold a sheet
            continue
        extent.part, extent.rows, extent.columns = member.filename, 0, 0
        parser = expat.ParserCreate()
        parser.StartElementHandler = extent.begin
        parser.StartDoctypeDeclHandler = lambda *_: extent.refuse()
        if extent.made + (cells := part.count(b"<c ")) * _COST["c"] > _MOST_MADE:
            extent.refuse("readers.workbook_grows", cells)
        try:
            parser.Parse(part, True)  # noqa: FBT003  (takes no names)
        except InvalidInputError:
            raise
        except Exception as error:  # noqa: BLE001  (no XML, an encoding of no name, a cell of no place)
            extent.refuse("readers.no_sound_workbook", type(error).__name__)
    return extent.formulas


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
    "Whether it is a text, where a row with other cells than the headings may be cut off or split."
    short: bool = False
    "Whether the rows of a text may all the same leave out the last cells."
    said: Sequence[Bilingual] = ()
    "What is hidden, and where the value of merged cells was written into every row of theirs."
    across: Collection[tuple[int, int]] = ()
    "The row and column, from 0, of what is merged over several columns."

    @property
    def place(self) -> str:
        """Where it is, for messages."""
        return f"{self.file}, {self.sheet}" if self.sheet else self.file


def rows_named(rows: Sequence[int]) -> Bilingual:
    """Name rows, the first eight by number."""
    listed, more = ", ".join(map(str, rows[:_MOST_NAMED])), len(rows) - _MOST_NAMED
    if more > 0:
        return worded("readers.more_rows", listed=listed, more=more)
    return worded(f"readers.{'rows' if len(rows) > 1 else 'row'}", listed=listed)


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


def _of_frame(source: Any) -> Grid:  # noqa: ANN401  (a frame of any library)
    nw, kind = importlib.import_module("narwhals"), type(source).__name__
    if kind == "LazyFrame":
        raise refused("readers.lazy_frame", kind=kind)
    names = list(map(str, getattr(source, "column_names", getattr(source, "columns", ()))))
    if twice := [repr(name) for name, times in Counter(names).items() if times > 1]:
        raise refused("readers.frame_twice", columns=", ".join(twice))
    try:
        if hasattr(source, "index") and any(name is not None for name in source.index.names):
            source = source.reset_index()
        elif hasattr(source, "index") and MUNICIPALITY not in map(LONG.column_of, names):
            of_places = len(source) and all(map(find_municipality, map(str, source.index)))
            source = source.reset_index(names=MUNICIPALITY) if of_places else source
        frame = nw.from_native(source, eager_only=True)
    except Exception:  # noqa: BLE001  (each library refuses what is no frame of one table its own way)
        raise refused("readers.no_frame", kind=kind) from None
    rows = [list(map(plain, row)) for row in frame.iter_rows()]
    _check_table("frame", len(rows), len(frame.columns), _MOST_ROWS)
    return Grid("frame", "", [[str(name) for name in frame.columns], *rows], first=0)


def _of_text(content: Content, heads: Callable[[Sequence[Any]], bool]) -> Grid:
    """Return a text's rows under the delimiter that shows the headings, or most cells."""
    text = decoded(content)

    def shows(delimiter: str) -> tuple[bool, int]:
        top: list[list[str]] = []
        with suppress(csv.Error):  # the wrong delimiter splits quoted cells
            top.extend(islice(_split(text[:_TOP], delimiter), _TOP_ROWS))
        narrow = (row for row in top if len(row) <= _MOST_COLUMNS)
        return any(map(heads, narrow)), max(map(len, top), default=0)

    rows: list[list[str]] = []
    try:
        for line in _split(text, max(_DELIMITERS, key=shows)):
            rows.append([_typed(cell) if cell[:1] in {"'", "="} else cell for cell in line])
            _check_table(content.name, len(rows), len(line), _MOST_ROWS)
    except csv.Error as error:
        broken = {"line": len(rows) + 1, "error": error}
        raise refused("readers.csv_broken", named=called(content.name), **broken) from None
    return Grid(content.name, "", rows, ragged=True)


def _split(text: str, delimiter: str) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)


def _typed(cell: str) -> str:
    """Return a text without the mark that a spreadsheet needs; one that is a formula as one."""
    if cell.startswith(_ESCAPED):
        return cell[1:]
    return Formula(cell) if cell.startswith("=") else cell


def _check_table(name: str, rows: int, columns: int, most: int) -> None:
    if rows > most or columns > _MOST_COLUMNS:
        bounds = {"rows": most, "columns": _MOST_COLUMNS}
        raise refused("readers.too_large", named=called(name), **bounds)


def _of_workbook(content: Content) -> Iterator[Grid]:
    openpyxl = importlib.import_module("openpyxl")
    try:
        book = written = openpyxl.load_workbook(io.BytesIO(content.data), data_only=True)
        if content.formulas:
            written = openpyxl.load_workbook(io.BytesIO(content.data))
        sheets = zip(book.worksheets, written.worksheets, strict=True)
        yield from [_of_sheet(content.name, *both_of) for both_of in sheets]
    except InvalidInputError:
        raise
    except Exception as error:  # noqa: BLE001  (a damaged workbook fails anywhere in openpyxl)
        broken = {"named": called(content.name), "error": type(error).__name__}
        raise refused("readers.no_sound_workbook", **broken) from None


def _of_sheet(file: str, sheet: Any, written: Any) -> Grid:  # noqa: ANN401  (openpyxl has no types)
    """Return a sheet's rows, figures as they are shown; `written` has its formulas."""
    for span in [*sheet.merged_cells.ranges]:
        if span.size["columns"] > _WIDEST_MERGED:  # a title over a whole row is none of the table
            sheet.unmerge_cells(span.coord)
    _check_table(file, sheet.max_row or 0, sheet.max_column or 0, _MOST_SHEET_ROWS)
    pairs = zip(sheet.iter_rows(), written.iter_rows(), strict=False)
    rows = [list(map(_shown, *pair)) for pair in pairs]
    last = max(map(len, rows), default=0)
    hidden = [n for n, row in sheet.row_dimensions.items() if row.hidden and n <= len(rows)]
    columns = (
        column_letter(place)
        for span in sheet.column_dimensions.values()
        if span.hidden
        for place in range((span.min or 1) - 1, min(span.max or 1, last))
    )
    filled, across = _fill_merged(sheet, rows)
    short = {  # a number is read as it is, and shown without its last digits
        cell.column_letter
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, int | float) and in_thousands(cell.number_format)
    }
    said = {
        "readers.in_thousands": ", ".join(sorted(short)),
        "readers.hidden_sheet": "" if sheet.sheet_state == "visible" else repr(sheet.title),
        "readers.hidden_rows": rows_named(hidden) if hidden else "",
        "readers.hidden_columns": ", ".join(columns),
        "readers.merged_filled": ", ".join(filled),
    }
    sentences = [worded(key, where=where) for key, where in said.items() if where]
    return Grid(file, sheet.title.strip(), rows, said=sentences, across=across)


def _shown(cell: Any, written: Any) -> object:  # noqa: ANN401  (openpyxl has no types)
    """Return a cell's value as it is shown, or the formula that has none."""
    if cell.value is None and written.data_type == "f":
        formula = str(getattr(written.value, "text", written.value))
        return Formula(f"={formula.removeprefix('=')}")
    return as_shown(cell.value, cell.number_format)


def _fill_merged(sheet: Any, rows: list[list[Any]]) -> tuple[list[str], set[tuple[int, int]]]:  # noqa: ANN401  (openpyxl has no types)
    """Write the value of merged cells into every row, a figure as `Merged` in all but its own."""
    filled: list[str] = []
    across: set[tuple[int, int]] = set()
    for span in sheet.merged_cells.ranges:
        left, top, right, bottom = (number - 1 for number in span.bounds)
        if top >= len(rows) or (value := rows[top][left]) is None:
            continue
        figure = isinstance(number(value), Fraction)
        copy, stop = (Merged(value, span.coord), right + 1) if figure else (value, left + 1)
        for cells in rows[top : bottom + 1]:
            cells[left:stop] = [copy] * (stop - left)
        rows[top][left] = value
        across |= {(row, left) for row in range(top, bottom + 1) if right > left}
        filled += [span.coord] * (bottom > top)
    return sorted(filled), across
