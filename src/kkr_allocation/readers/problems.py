"""The list of all that is wrong with a file that a person filled in.

A secretary corrects a file in one go, so the first bad cell does not stop the reading: each is
noted with sheet, row, column and value, and all are named together.
"""

from __future__ import annotations

from kkr_allocation.errors import Bilingual, InvalidInputError
from kkr_allocation.readers.files import called
from kkr_allocation.words import refusal, worded

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

    def __len__(self) -> int:
        """Return how many things are wrong."""
        return len(self._found)

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
        if self._found:
            raise self.together()

    def together(self) -> InvalidInputError:
        """Return everything that was noted as one refusal."""
        noted = [self._noted(*found) for found in self._found]
        count, more = len(noted), len(noted) - _SHOWN
        rest = [worded("readers.and_more", more=more)] if more > 0 else []
        heading = worded("readers.to_correct", file=called(self._file), count=count)
        listed = Bilingual.joined([heading, *noted[:_SHOWN], *rest, ""], "\n")
        many = count > 1
        return InvalidInputError(
            **refusal(f"readers.{'correct_them' if many else 'correct_it'}", listed=listed)
        )


def twice(name: str) -> Bilingual:
    """Return what is wrong with a name that was read before, or is empty."""
    return worded("readers.stands_twice", name=repr(name)) if name else EMPTY


def rows_named(rows: list[int]) -> Bilingual:
    """Name rows, the first eight by number."""
    listed, more = ", ".join(map(str, rows[:_ROWS])), len(rows) - _ROWS
    if more > 0:
        return worded("readers.more_rows", listed=listed, more=more)
    return worded(f"readers.{'rows' if len(rows) > 1 else 'row'}", listed=listed)
