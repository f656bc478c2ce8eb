"""Reading which list each mayor belongs to."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Any

from kkr_allocation.composition.lists import without_party
from kkr_allocation.datasets import BUNDLED_YEARS, everyday_party
from kkr_allocation.errors import InvalidInputError
from kkr_allocation.forms import vote_tables as form
from kkr_allocation.readers.book import Problems, find_table, heads
from kkr_allocation.readers.counts import is_no_municipality, municipality_of, party_in
from kkr_allocation.readers.files import contents, unreadable
from kkr_allocation.readers.grid import grids_of, is_frame
from kkr_allocation.words import worded

if TYPE_CHECKING:
    import os

    from kkr_allocation.errors import Bilingual
    from kkr_allocation.readers.book import FoundTable, Line


_NAMED = re.compile(r".+[(\[](?P<list>[^()\[\]]+)[)\]]$|.+,\s*(?P<after>\w{1,2})$")
"""A name and the list of the person, in one cell."""


def read_mayors(source: str | os.PathLike[str] | Any) -> dict[str, str]:  # noqa: ANN401  (or a frame)
    r"""Read the mayors' lists from a table of municipality and party.

    Answers "who are the ex officio members?" by list; names of persons are not read.

    Parameters
    ----------
    source : path-like or DataFrame
        A table in CSV or Excel, or a frame of pandas, Polars or Arrow, with a column for the
        municipality (kommune) and one for the letter (bogstav) or the name (parti, liste) of the
        mayor's list, or for both in one as in ``"Socialdemokratiet (A)"``; or with the list after
        the mayor's name, as in ``"Navn Navnesen (V)"``.

    Returns
    -------
    dict of str to str
        The letter of a national party, or the local list as written, by municipality, as
        ``"L. Borgerlisten"`` where it has a letter of its own. Pass it to `Election.with_mayors`,
        which refuses a list that is neither a party nor among those of the municipality.

    Raises
    ------
    InvalidInputError
        If the file is no such table, a municipality is unknown or stands twice, or a row has no
        list, or the letter of one party with the name of another: all of it at once.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> import kkr_allocation as kkr
    >>> with TemporaryDirectory() as folder:
    ...     table = Path(folder, "mayors.csv")
    ...     _ = table.write_text("kommune;parti\nGreve Kommune;Venstre\nOdsherred;Nyt Ods\n")
    ...     kkr.read_mayors(table)
    {'Greve': 'V', 'Odsherred': 'Nyt Ods'}
    """
    return mayors_and_reading(source)[0]


def mayors_and_reading(source: Any) -> tuple[dict[str, str], tuple[Bilingual, ...]]:  # noqa: ANN401  (a path or a frame)
    """Return the mayors' lists, and what was taken for what."""
    if is_frame(source):
        content, name = source, "frame"
    else:
        files = list(contents(source))
        if len(files) != 1:
            why, do = worded("readers.not_one_file"), worded("readers.one_of_mayors")
            raise unreadable(str(source), why, do)
        content, name = files[0], files[0].name
    problems = Problems(name)
    tables, begins = [], ""
    for grid in grids_of(content, partial(heads, form.MAYORS)):
        begins = begins or " ".join(str(cell) for cell in (grid.rows or [[]])[0] if cell)
        if (table := find_table(grid, form.MAYORS, problems)) is not None:
            tables.append(table)
    if not tables:
        why = worded("readers.no_headings", begins=repr(begins[:120]))
        raise unreadable(name, why, worded("readers.mayors_wanted"))
    mayors: dict[str, str] = {}
    for table in tables:
        _read(table, mayors)
    problems.raise_if_any()
    return mayors, tuple(said for table in tables for said in table.reading.sentences())


def _read(table: FoundTable, mayors: dict[str, str]) -> None:
    for line in table.lines:
        municipality = municipality_of(line, form.MUNICIPALITY)
        typed = line.text(form.MUNICIPALITY)
        if municipality and municipality.name not in mayors:
            mayors[municipality.name] = _list_of(line, municipality.name)
        elif municipality or is_no_municipality(typed):
            line.wrong(form.MUNICIPALITY, worded("readers.mayor_too_many", place=typed))


def _list_of(line: Line, municipality: str) -> str:
    """Return a party's letter by its name, else the list as written, with its letter first."""
    letter, name = line.text(form.LETTER), line.text(form.LIST)
    column = next((c for c in (form.LIST, form.LETTER, form.MAYOR) if c in line.headings), "")
    if not (letter or name):
        named = _NAMED.fullmatch(line.text(form.MAYOR)[:200])
        name = (named["list"] or named["after"]) if named else ""
    if not (letter or name):
        line.wrong(column, worded("readers.no_list"))
        return ""
    try:
        for year in reversed(BUNDLED_YEARS):
            party = party_in(letter, name, year, municipality) if name else None
            if party and not (len(name) == 1 and everyday_party(name, year)):
                return party.letter
    except InvalidInputError as error:
        line.wrong(column, error.what)
    if name and without_party(name) is not None:
        return name
    return f"{letter}. {name}" if name and len(letter) == 1 else name or letter
