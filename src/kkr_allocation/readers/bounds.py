"""What a workbook would grow to, looked at before a library builds a cell of it.

A workbook of two kilobytes can merge seventeen thousand million cells, or hold one cell in its last
row: a library makes an object of every cell on the way. So its parts are gone through once, as text
that streams by, and what is larger than a person's table is refused.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.parsers import expat

from kkr_allocation.words import worded

if TYPE_CHECKING:
    import zipfile
    from collections.abc import Mapping

    from kkr_allocation.errors import Bilingual

_MOST_CELLS = 500_000
_MOST_MERGED = 100_000
_SPREADS = {"mergeCell", "hyperlink"}
"""What makes a cell of every place that it spans."""


class _TooLargeError(Exception):
    """A part has more cells than are built."""


class _Extent:
    """How many cells a part of a workbook makes a library build."""

    def __init__(self) -> None:
        self.cells = self.merged = self.rows = self.columns = 0
        self.largest = ""
        self._letters: set[str] = set()
        self._number = ""

    def count(self, cells: int) -> None:
        """Refuse more cells than are built."""
        if cells > _MOST_CELLS:
            self.largest = str(cells)
            raise _TooLargeError

    def begin(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Count what an element makes; the rectangle around all cells is built whole."""
        kind = tag.rpartition(":")[2] if ":" in tag else tag
        if kind == "c":
            self.cells += 1
            self.count(self.cells)
            self._reach(place := attributes.get("r", ""))
            self._hold(place)
        elif kind in _SPREADS:
            span = attributes.get("ref", "")
            start, _, end = span.partition(":")
            (left, top), (right, bottom) = _place(start), _place(end or start)
            self.merged += (abs(right - left) + 1) * (abs(bottom - top) + 1)
            if kind != "mergeCell" or top != bottom:  # a title over a whole row is taken apart
                self.rows, self.columns = max(self.rows, bottom), max(self.columns, right)
            self._hold(span)
        elif kind == "comment":
            self._reach(place := attributes.get("ref", ""))
            self._hold(place)

    def _reach(self, cell: str) -> None:
        """Widen the rectangle to a cell; a column or row that was seen is passed over at once."""
        letters = cell.rstrip("0123456789")
        number = cell[len(letters) :]
        if letters not in self._letters or number != self._number:
            self._letters.add(letters)
            self._number = number
            column, row = _place(cell)
            self.columns, self.rows = max(self.columns, column), max(self.rows, row)

    def _hold(self, at: str) -> None:
        if self.rows * self.columns > _MOST_CELLS or self.merged > _MOST_MERGED:
            self.largest = at
            raise _TooLargeError


def _place(cell: str) -> tuple[int, int]:
    """Return the column and row of a cell, from 1."""
    letters = cell.rstrip("0123456789")
    column = 0
    for letter in letters.replace("$", "")[:4].upper():
        column = column * 26 + ord(letter) - ord("A") + 1
    return column, int(cell[len(letters) :][:8] or 0)


class _DeclaredError(Exception):
    """A part declares entities, which can unfold or lead out of the file."""


def _declared(*_: object) -> None:
    raise _DeclaredError


def too_large(archive: zipfile.ZipFile) -> Bilingual | None:
    """Return why a workbook is not opened: it would grow, or its parts are unsound; else None.

    Cells are counted as bytes first, which is fast, and then as elements, which is sure.
    """
    for member in archive.infolist():
        if not member.filename.casefold().endswith((".xml", ".rels", ".vml")):
            continue
        extent = _Extent()
        parser = expat.ParserCreate()
        parser.StartElementHandler = extent.begin
        parser.StartDoctypeDeclHandler = _declared
        try:
            part = archive.read(member)
            extent.count(part.count(b"<c "))
            parser.Parse(part, True)  # noqa: FBT003  (takes no names)
        except _TooLargeError:
            return worded("readers.workbook_grows", part=member.filename, largest=extent.largest)
        except _DeclaredError:
            return worded("readers.workbook_declares", part=member.filename)
        except expat.ExpatError as error:
            return worded("readers.no_sound_workbook", error=type(error).__name__)
    return None
