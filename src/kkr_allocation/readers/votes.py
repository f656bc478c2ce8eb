"""Reading an election from whatever file a user has.

The format is recognised from what is in a file: never from its name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve, frozen

from kkr_allocation.errors import Bilingual, Count, InvalidInputError
from kkr_allocation.inputs import whole_number
from kkr_allocation.readers.candidate_export import (
    Export,
    is_candidate_export,
    join_exports,
    read_export,
)
from kkr_allocation.readers.counted import election_of
from kkr_allocation.readers.file_errors import Refusals, called
from kkr_allocation.readers.files import contents, place_of, unreadable
from kkr_allocation.readers.official import join_documents
from kkr_allocation.readers.official_documents import OTHER, Document, is_json, read_document
from kkr_allocation.readers.plain import is_plain, plain_years, read_plain
from kkr_allocation.readers.statbank import is_statbank, read_statbank, statbank_years
from kkr_allocation.readers.tables import Table, folded, table_of
from kkr_allocation.readers.tally import Aside, Choices, Tally
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

_SIGNATURE_ENDING = ".hash"
_SIGNATURE = Bilingual("signature|signatures", da="signatur|signaturer")
_JSON_FILES = Bilingual(
    "official JSON file|official JSON files", da="officiel JSON-fil|officielle JSON-filer"
)
_EXPORTS = Bilingual(
    "export of valg.dk|exports of valg.dk", da="udtræk fra valg.dk|udtræk fra valg.dk"
)
_OTHER_TABLES = Bilingual("other table|other tables", da="anden tabel|andre tabeller")
_NO_FILE = (
    Bilingual("it holds no file", da="den rummer ingen fil"),
    Bilingual(
        "Pass a CSV or Excel file, or a folder or zip of official files from data.valg.dk",
        da="Angiv en CSV- eller Excel-fil, eller en mappe eller zip med officielle filer fra"
        " data.valg.dk",
    ),
)
_NEEDS_VOTES = Bilingual(
    "an election needs the votes of at least one list",
    da="et valg kræver stemmer på mindst én liste",
)
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

    Answers "these are the figures we got: what election is it?" for the official files of
    data.valg.dk (JSON: counts, seats, candidates), the export of valg.dk (CSV), the election
    database of Danmarks Statistik (CSV), Statistikbanken's VALGK3 (CSV) and a plain table (CSV or
    Excel).

    Parameters
    ----------
    path : path-like
        The file; or the folder or zip of the official files, which may lie in zips in a folder.
    year : int, optional
        The year of the election, where the file does not say it (the export and a plain table
        without a column for it) or holds several.
    municipality : str or mapping of str to str, optional
        For the export of valg.dk, which does not name municipalities, where the files' names do
        not either: the municipality of the whole file, or of each nomination district
        (Opstillingskreds) or polling area.

    Returns
    -------
    Election
        All 98 municipalities; what the file does not have is missing, and `Election.coverage`
        says so. Official files give the councils' seats, alliances and candidates as well.
        `Election.notes` says what was left out, what is known from files' names alone, and which
        lists bear a national party's letter under a name that is not known as the party's.

    Raises
    ------
    InvalidInputError
        If a file is missing, damaged, too large, a web page, or in no known format; a figure
        is none; an area's lists do not sum to the file's own total; files contradict each other;
        or the year or the municipality is stated nowhere. The message names the file and the
        line, and of a folder or zip all that is wrong, the first twenty in full.
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
    name = place_of(path).name
    heap = _Heap(name, choices)
    for content in contents(path):
        heap.take(content)
    return election_of(heap.tally(), name)


class _Heap:
    """The files of a folder or an archive, sorted by what is in them as they come.

    Parameters
    ----------
    name : str
        The folder or archive, for messages.
    choices : Choices
        What the caller states.
    """

    def __init__(self, name: str, choices: Choices) -> None:
        self._name = name
        self._choices = choices
        self._documents: list[Document] = []
        self._exports: list[Export] = []
        self._tables: list[Table] = []
        self._unknown: list[tuple[str, InvalidInputError]] = []
        self._aside = Aside()
        self._refusals = Refusals(name)

    def take(self, content: Content) -> None:
        """Read a file and keep what it states, or why it cannot be read."""
        if content.file.casefold().endswith(_SIGNATURE_ENDING):
            self._aside.put(_SIGNATURE, content.file)
        elif is_json(content):
            with self._refusals.noted():
                found = read_document(content)
                if isinstance(found, Document):
                    self._documents.append(found)
                else:
                    self._aside.put(found, content.file)
        else:
            self._take_table(content)

    def _take_table(self, content: Content) -> None:
        try:
            table = table_of(content, _known, _WANTED)
        except InvalidInputError as error:
            self._unknown.append((content.file, error))
            return
        if is_candidate_export(frozenset(map(folded, table.columns))):
            with self._refusals.noted():
                self._exports.append(read_export(table, content.file, self._choices))
        else:
            self._tables.append(evolve(table, rows=()) if self._tables else table)

    def tally(self) -> Tally:
        """Return what all files together say of one election.

        Raises
        ------
        InvalidInputError
            With all that is wrong with them.
        """
        self._sort_unknown()
        kinds = [kind for kind in (self._documents, self._exports, self._tables) if kind]
        if len(kinds) > 1 or len(self._tables) > 1:
            raise self._refusals.together(self._mixed())
        tally: Tally | None
        if self._documents:
            tally = join_documents(
                self._documents, self._choices, aside=self._aside, refusals=self._refusals
            )
        elif self._exports:
            tally = self._joined_exports()
        else:
            self._refusals.raise_if_any()
            tally = self._read_table(self._tables[0]) if self._tables else None
        if tally is None or not (tally.lists or tally.uncounted):
            raise self._without_votes(empty=tally is None)
        return tally

    def _sort_unknown(self) -> None:
        """Refuse the files that are no table: beside official files only what is named as one."""
        for file, error in self._unknown:
            if self._documents or self._tables or (self._exports and not _is_csv(file)):
                self._aside.put(OTHER, file)
            else:
                self._refusals.add(error)

    def _joined_exports(self) -> Tally:
        years = {export.named.year for export in self._exports} - {None}
        try:
            year = _year({year for year in years if year}, self._name, self._choices)
        except InvalidInputError as error:
            raise self._refusals.together(error) from None
        tally = join_exports(self._exports, year, aside=self._aside, refusals=self._refusals)
        self._refusals.raise_if_any()
        return tally

    def _read_table(self, table: Table) -> Tally:
        columns = frozenset(map(folded, table.columns))
        form = next(form for form in _FORMATS if form.recognises(columns))
        tally = form.read(table, _year(form.years(table), table.name, self._choices))
        return evolve(tally, notes=(*self._aside.notes(), *tally.notes))

    def _mixed(self) -> InvalidInputError:
        kinds = (
            (_JSON_FILES, [document.file for document in self._documents]),
            (_EXPORTS, [export.file for export in self._exports]),
            (_OTHER_TABLES, [table.name for table in self._tables]),
        )
        held = [
            Bilingual(
                f"{Count(len(files)):{what}} ({files[0]})",
                da=f"{Count(len(files)):{what.da}} ({files[0]})",
            )
            for what, files in kinds
            if files
        ]
        listed = Bilingual.joined(held, ", ")
        return InvalidInputError(
            Bilingual(
                f"{called(self._name)} holds {listed}",
                da=f"{called(self._name)} rummer {listed.da}",
            ),
            why=Bilingual(
                "the votes of an election come from one source, and are never added up from two",
                da="stemmerne ved et valg kommer fra én kilde og lægges aldrig sammen fra to",
            ),
            do=Bilingual(
                "Pass the JSON files, the exports or one table, each in a folder of its own",
                da="Angiv JSON-filerne, udtrækkene eller én tabel, hver i sin egen mappe",
            ),
        )

    def _without_votes(self, *, empty: bool) -> InvalidInputError:
        aside = self._aside.notes()
        if empty and not aside:
            return unreadable(self._name, *_NO_FILE)
        return InvalidInputError(
            Bilingual(
                f"{called(self._name)} has no votes of a municipal election",
                da=f"{called(self._name)} har ingen stemmer fra et kommunalvalg",
            ),
            why=Bilingual.joined(aside or [_NEEDS_VOTES]),
            do=Bilingual(
                "Pass the files with the results of the municipal election",
                da="Angiv filerne med resultaterne fra kommunalvalget",
            ),
        )


def _is_csv(file: str) -> bool:
    return file.casefold().endswith(".csv")


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
