"""The list of all that is wrong with a file that a person filled in.

A secretary corrects a file in one go, so the first bad cell does not stop the reading: each is
noted with sheet, row, column and value, and all are named together.
"""

from __future__ import annotations

from kkr_allocation.errors import Bilingual, Count, InvalidInputError
from kkr_allocation.readers.file_errors import called

__all__ = ["FILE", "SHEET", "Problems"]

SHEET = Bilingual("Sheet", da="Ark")
FILE = Bilingual("File", da="Fil")
"""What a workbook, and a folder, consists of; each begins the line of a problem."""
_SHOWN = 50
_ROWS = 8
"""Rows that are written out, where the same is wrong in several."""


class Problems:
    """All that is wrong with a file.

    Parameters
    ----------
    file : str
        The name of the workbook or folder, for the message.
    part : str
        What it consists of.
    """

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
        place = [
            Bilingual.joined([self._part, sheet], " "),
            _rows(list(filter(None, self._found[sheet, column, wrong]))),
            Bilingual(f"column {column}", da=f"kolonne {column}") if column else "",
        ]
        where = Bilingual.joined(filter(None, place), ", ")
        return Bilingual.joined([where, wrong], ": ")

    def raise_if_any(self) -> None:
        """Refuse the file if something was noted, naming everything.

        Raises
        ------
        InvalidInputError
            With every problem on a line of its own, the first fifty of them.
        """
        noted = [self._noted(*found) for found in self._found]
        count = len(noted)
        if not count:
            return
        more = count - _SHOWN
        rest = [Bilingual(f"and {more} more", da=f"og {more} mere")] if more > 0 else []
        file = called(self._file)
        heading = Bilingual(
            f"{file} has {Count(count):thing|things} to correct:",
            da=f"{file} har {count} fejl, der skal rettes:",
        )
        raise InvalidInputError(
            Bilingual.joined([heading, *noted[:_SHOWN], *rest, ""], "\n"),
            why=Bilingual(
                "the result rests on what stands in the cells",
                da="resultatet hviler på det, der står i cellerne",
            ),
            do=Bilingual(
                "Correct them all and run the command again; nothing was computed"
                if count > 1
                else "Correct it and run the command again; nothing was computed",
                da="Ret dem alle, og kør kommandoen igen; intet er beregnet"
                if count > 1
                else "Ret den, og kør kommandoen igen; intet er beregnet",
            ),
        )


def _rows(rows: list[int]) -> Bilingual | None:
    """Name the rows; None for what is wrong with the whole sheet."""
    if not rows:
        return None
    listed, more = ", ".join(map(str, rows[:_ROWS])), len(rows) - _ROWS
    return Bilingual(
        f"row{'' if len(rows) == 1 else 's'} {listed}{f' and {more} more' if more > 0 else ''}",
        da=f"række {listed}{f' og {more} mere' if more > 0 else ''}",
    )
