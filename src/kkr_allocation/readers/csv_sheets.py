"""A folder of CSV files as the sheets of a workbook: one file for each, named as the sheet."""

from __future__ import annotations

import csv
import io
import unicodedata
from typing import TYPE_CHECKING

from kkr_allocation.errors import Bilingual
from kkr_allocation.readers.files import contents, decoded, place_of, unreadable
from kkr_allocation.readers.problems import FILE, Problems
from kkr_allocation.readers.worksheets import lines_of

if TYPE_CHECKING:
    import os
    from collections.abc import Collection, Iterator
    from pathlib import Path

    from kkr_allocation.readers.worksheets import Line

__all__ = ["open_folder"]

_DELIMITERS = ";,\t"
_ESCAPED = ("'=", "'+", "'-", "'@", "'\t", "'\r", "'\n", "''")
"""How a text begins that is marked as one, lest a spreadsheet takes it for a formula."""


def open_folder(
    path: str | os.PathLike[str], columns: dict[str, tuple[str, ...]], needed: Collection[str]
) -> tuple[dict[str, list[Line]], Problems]:
    """Return the rows of a folder's CSV files, and where problems with them are noted.

    Parameters
    ----------
    path : str or path
        The folder.
    columns : dict of str to tuple of str
        The files, named without ``.csv``, and the headings each must have in its first row.
    needed : collection of str
        The files that must be there; the others have nothing to say if they are not.

    Raises
    ------
    InvalidInputError
        If a file is no text, or much larger than one that a person fills in.
    """
    place = place_of(path)
    problems = Problems(place.name, FILE)
    files = {
        unicodedata.normalize("NFC", file.stem).casefold(): file
        for file in sorted(place.iterdir())
        if file.suffix.casefold() == ".csv"
    }
    sheets: dict[str, list[Line]] = {}
    for name, headings in columns.items():
        file = files.pop(name.casefold(), None)
        rows = iter(_rows(file, headings)) if file else None
        sheets[name] = list(lines_of(name, rows, headings, problems)) if rows else []
        if rows is None and name in needed:
            problems.note(name, Bilingual("is missing", da="mangler"))
    known = ", ".join(columns)
    for file in files.values():
        wrong = Bilingual(f"is none of {known}", da=f"er ingen af {known}")
        problems.note(file.stem, wrong)
    return sheets, problems


def _rows(file: Path, headings: tuple[str, ...]) -> list[list[str]]:
    """Return the rows, by the delimiter that shows most of the headings."""
    text = decoded(next(contents(file)))

    def split(delimiter: str) -> Iterator[list[str]]:
        return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)

    try:
        shown = {mark: len({*next(split(mark))} & {*headings}) for mark in _DELIMITERS}
        rows = list(split(max(shown, key=lambda mark: shown[mark])))
    except csv.Error as error:
        raise unreadable(
            file.name,
            Bilingual(str(error), da="anførselstegn eller linjeskift passer ikke sammen"),
            Bilingual("Open it in Excel and save it again", da="Åbn den i Excel, og gem den igen"),
        ) from None
    return [[cell[1:] if cell.startswith(_ESCAPED) else cell for cell in row] for row in rows]
