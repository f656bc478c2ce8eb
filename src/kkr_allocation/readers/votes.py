"""Reading an election from whatever file a user has.

The format is recognised from what is in the file: never from its name.
"""

from __future__ import annotations

from itertools import chain, islice
from typing import TYPE_CHECKING

from attrs import frozen

from kkr_allocation.errors import Bilingual, InvalidInputError
from kkr_allocation.inputs import whole_number
from kkr_allocation.readers.candidates import is_candidate_export, read_candidates
from kkr_allocation.readers.counted import election_of
from kkr_allocation.readers.files import contents, place_of, unreadable
from kkr_allocation.readers.plain import is_plain, plain_years, read_plain
from kkr_allocation.readers.polling_areas import is_json, read_polling_areas
from kkr_allocation.readers.statbank import is_statbank, read_statbank, statbank_years
from kkr_allocation.readers.tables import Table, folded, table_of
from kkr_allocation.readers.tally import Choices, Tally
from kkr_allocation.readers.valgdatabase import (
    is_valgdatabase,
    read_valgdatabase,
    valgdatabase_years,
)

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Mapping

    from kkr_allocation.composition.election import Election
    from kkr_allocation.readers.files import Content

__all__ = ["read_votes"]

_WANTED = Bilingual(
    "municipality, list letter, list name, votes (kommune, bogstav, listenavn, stemmer)",
    da="kommune, bogstav, listenavn, stemmer",
)


@frozen
class _Format:
    """A table's format: how it is recognised, which years it states, how it is read."""

    recognises: Callable[[frozenset[str]], bool]
    years: Callable[[Table], set[int]]
    read: Callable[[Table, int], Tally]


_FORMATS = (
    _Format(is_valgdatabase, valgdatabase_years, read_valgdatabase),
    _Format(is_statbank, statbank_years, read_statbank),
    _Format(is_plain, plain_years, read_plain),
)


def read_votes(
    path: str | os.PathLike[str],
    *,
    year: int | None = None,
    municipality: str | Mapping[str, str] | None = None,
) -> Election:
    r"""Read a municipal election from a file, a folder of JSON files or a zip.

    Answers "these are the figures we got: what election is it?" for the counts of
    data.valg.dk (JSON), the export of valg.dk (CSV), the election database of Danmarks
    Statistik (CSV), Statistikbanken's VALGK3 (CSV) and a plain table (CSV or Excel).

    Parameters
    ----------
    path : path-like
        The file, folder or zip.
    year : int, optional
        The year of the election, where the file does not say it (the export and a plain table
        without a column for it) or holds several.
    municipality : str or mapping of str to str, optional
        For the export of valg.dk, which does not name municipalities: the municipality of the
        whole file, or of each nomination district (Opstillingskreds) or polling area.

    Returns
    -------
    Election
        All 98 municipalities; what the file does not have is missing, and `Election.coverage`
        says so. `Election.notes` says what was left out, and which lists bear a national
        party's letter under a name that is not known as the party's.

    Raises
    ------
    InvalidInputError
        If the file is missing, damaged, too large, a web page, or in no known format; a figure
        is none; an area's lists do not sum to the file's own total; or the year or the
        municipality is stated nowhere. The message names the file and the line.
    KkrAllocationError
        If Excel is to be read and openpyxl is not installed.

    Notes
    -----
    A national party is recognised by its name, from a table for each election; by its letter
    only where the file has no name. Every other list is kept as a local list of its
    municipality. Files are read up to 32 MB, folders and archives up to 1 GB, one file
    at a time.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> import kkr_allocation as kkr
    >>> with TemporaryDirectory() as folder:
    ...     table = Path(folder, "votes.csv")
    ...     _ = table.write_text("kommune;bogstav;stemmer\nGreve;A;6.941\nGreve;V;9.575\n")
    ...     election = kkr.read_votes(table, year=2021)
    >>> dict(election.region(municipalities=["Greve"]).votes)
    {'V': 9575, 'A': 6941}
    """
    choices = Choices(None if year is None else whole_number(year, "year"), municipality)
    files = contents(path)
    name = place_of(path).name
    first = list(islice(files, 2))
    if len(first) == 1 and not is_json(first[0]):
        return election_of(_read_table(first[0], choices), name)
    documents = filter(is_json, chain(first, files))
    document = next(documents, None)
    if document is None:
        raise unreadable(
            name,
            Bilingual(
                "it holds no file, or several and none of them is JSON",
                da="den rummer ingen fil, eller flere og ingen af dem i JSON",
            ),
            Bilingual(
                "Pass one CSV or Excel file by itself, or a folder of JSON files from data.valg.dk",
                da="Angiv en CSV- eller Excel-fil for sig, eller en mappe med JSON-filer fra "
                "data.valg.dk",
            ),
        )
    return election_of(read_polling_areas(chain([document], documents), choices), name)


def _read_table(content: Content, choices: Choices) -> Tally:
    table = table_of(content, _known, _WANTED)
    columns = frozenset(map(folded, table.columns))
    if is_candidate_export(columns):
        return read_candidates(table, _year(set(), table.name, choices), choices)
    form = next(form for form in _FORMATS if form.recognises(columns))
    return form.read(table, _year(form.years(table), table.name, choices))


def _known(columns: frozenset[str]) -> bool:
    return is_candidate_export(columns) or any(form.recognises(columns) for form in _FORMATS)


def _year(years: set[int], name: str, choices: Choices) -> int:
    """Return the election's year from the file or the caller, who chooses among several."""
    if choices.year is not None and choices.year in (years or {choices.year}):
        return choices.year
    if choices.year is None and len(years) == 1:
        return years.pop()
    listed = ", ".join(map(str, sorted(years)))
    held = f"the elections of {listed}" if years else "no year"
    rummer = f"valgene i {listed}" if years else "intet år"
    asked = f"året er valgt til {choices.year}" if choices.year else "intet år er valgt"
    raise InvalidInputError(
        Bilingual(
            f"{name} states {held}, and year is {choices.year}",
            da=f"{name} har {rummer}, og {asked}",
        ),
        why=Bilingual(
            "votes of two elections are never mixed, and party names differ between them",
            da="to valg blandes aldrig, og partiernes navne skifter fra valg til valg",
        ),
        do=Bilingual(
            "Pass year= for the one to read, such as year=2025",
            da="Angiv året for det valg, der skal læses, såsom year=2025",
        ),
    )
