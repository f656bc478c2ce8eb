"""What is understood of a file, whatever it is: votes, mayors, a register, a log, or places."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from kkr_allocation.errors import Bilingual, InvalidInputError
from kkr_allocation.forms import places, register, votes
from kkr_allocation.readers.files import contents, place_of
from kkr_allocation.readers.grid import grids_of
from kkr_allocation.readers.mayors import mayors_and_reading
from kkr_allocation.readers.sheet import heads, read_book
from kkr_allocation.readers.votes import is_header, read_votes
from kkr_allocation.words import both, worded

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping, Sequence

    from kkr_allocation.forms.columns import Form


_BOOKS: tuple[tuple[Sequence[Form], Sequence[str]], ...] = (
    (register.EVENT_FORMS, register.EVENT_NEEDED),
    (register.FORMS, register.NEEDED),
    (places.FORMS, places.NEEDED),
)
"""The tables of each kind of workbook, and those that it must have."""


@frozen
class Understood:
    """What a file is, in a sentence; and what was taken for what, sentence by sentence."""

    what: Bilingual
    said: tuple[str, ...]


def understood(
    path: str | os.PathLike[str],
    *,
    year: int | None = None,
    municipality: str | Mapping[str, str] | None = None,
) -> Understood:
    """Read a file as what it is, and say what was understood.

    Raises
    ------
    InvalidInputError
        With all that is wrong with it.
    """
    sheets, mayors = _sheets_of(path)
    for forms, needed in _BOOKS:
        if all(any(f.is_called(s) for f in forms if f.name == n for s in sheets) for n in needed):
            book = read_book(path, forms, needed)
            book.problems.raise_if_any()
            rows = sum(len(table.lines) for table in book.tables.values())
            what = worded("readers.is_book", sheets=", ".join(book.tables), rows=rows)
            return Understood(what, book.sentences())
    if mayors:
        read, said = mayors_and_reading(path)
        return Understood(worded("readers.is_mayors", mayors=len(read)), said)
    election = read_votes(path, year=year, municipality=municipality)
    councils = [council for council in election.councils if council.lists]
    votes_read = f"{sum(council.listed_votes for council in councils):,}"
    what = worded(
        "readers.is_votes",
        election=election.name,
        municipalities=len(councils),
        lists=sum(len(council.lists) for council in councils),
        votes=both(votes_read, votes_read.replace(",", ".")),
    )
    notes = (note for note in election.notes if note not in election.reading)
    return Understood(what, (*election.reading, *notes))


def _sheets_of(path: str | os.PathLike[str]) -> tuple[list[str], bool]:
    """Return the names of the sheets of a workbook, or files of a folder; and whether of mayors."""
    place = place_of(path)
    if place.is_dir():
        return [file.stem for file in place.iterdir() if file.suffix.casefold() == ".csv"], False
    files = list(contents(place))
    if len(files) != 1:
        return [], False

    def known(row: Sequence[object]) -> bool:
        return is_header(row) or heads(votes.MAYORS, row)

    try:
        grids = list(grids_of(files[0], known))
    except InvalidInputError:
        return [], False
    top = [row for grid in grids for row in grid.rows[:20]]
    mayors = any(heads(votes.MAYORS, row) for row in top) and not any(map(is_header, top))
    return [grid.sheet for grid in grids], mayors
