"""Open the files that users have, within bounds; no file of theirs is opened elsewhere.

Nothing is read before its size is known, an archive is judged by what it would unpack to, a
workbook by what it would grow to, and a folder by what is in it: a link that leads out is refused.
"""

from __future__ import annotations

import importlib
import io
import lzma
import os
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from itertools import islice
from pathlib import Path
from xml.parsers import expat

from attrs import Factory, define, field, frozen

from kkr_allocation.errors import InvalidInputError, of_extra
from kkr_allocation.forms.columns import WORDS
from kkr_allocation.inputs import on_one_line
from kkr_allocation.words import both, entry, refused, said_by_system, worded

_MEGABYTE = 1 << 20
_LARGEST_FILE, _LARGEST_WORKBOOK = 32 * _MEGABYTE, 16 * _MEGABYTE
_LARGEST_ARCHIVE = 1024 * _MEGABYTE
_MOST_FILES = 20_000
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
_BINARY = re.compile(rb"^(?:%PDF-|\xff\xfe|\xfe\xff)|\x8d")
"""What stands in no text of old letters."""
_OLD_LETTER = re.compile("|".join(WORDS["letters"]["old"]))
_FOLDERS = re.compile(r"[/\\]")


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


def contents(path: str | os.PathLike[str], largest: int = _LARGEST_FILE) -> Iterator[Content]:
    """Yield the content of a file, or of every file in a folder or a zip, the largest so large."""
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
            _check_size(file.name, sizes[file], largest)
            for content in _unpacked(name, file.read_bytes(), largest):
                number, size = number + 1, size + len(content.data)
                _check_size(place.name, size, _LARGEST_ARCHIVE, number)
                yield content
    except InvalidInputError:
        raise
    except (OSError, ValueError) as error:
        raise unreadable(str(path), said_by_system(error), worded("readers.check_path")) from None


def _unpacked(name: str, data: bytes, largest: int) -> Iterator[Content]:
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
                _check_size(member.filename, member.file_size, largest)
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


def text_of(path: str | os.PathLike[str], largest: int = _LARGEST_FILE) -> str:
    """Return the text of one file in Unicode of at most so many bytes, or of the one in a zip."""
    held = list(islice(contents(path, largest), 2))
    why = worded(f"readers.{'not_one_file' if len(held) != 1 else 'no_text'}")
    text = _in_unicode(held[0].data) if len(held) == 1 else None
    if text is None:
        raise unreadable(place_of(path).name, why, worded("readers.check_path"))
    return text


def _in_unicode(data: bytes) -> str | None:
    """Return a text in UTF-8 or UTF-16; None for any other."""
    encoding = next((of for begins, of in _WIDE.items() if re.match(begins, data)), "utf-8-sig")
    with suppress(UnicodeDecodeError):
        return None if "\0" in (text := data.decode(encoding)) else text
    return None


def decoded(content: Content) -> str:
    """Return a text file's text, refusing what is empty, not a text, or a web page."""
    named, text, old = called(content.name), _in_unicode(content.data), None
    if text is None and not _BINARY.search(content.data):
        text = content.data.decode("cp1252", "replace")
        old = _OLD_LETTER.search(text)
    if text is None or "\0" in text:
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
