"""Read an election or its mayors, or say what is understood, from whatever file a user has.

The format is recognised from what is in a file: never from its name.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Any

from attrs import evolve, frozen

from kkr_allocation.composition.lists import without_party
from kkr_allocation.datasets import BUNDLED_YEARS, everyday_party, find_municipality
from kkr_allocation.errors import Bilingual, InvalidInputError
from kkr_allocation.forms import places, register, vote_tables
from kkr_allocation.inputs import whole_number
from kkr_allocation.readers.book import FILE, SHEET, Problems, find_table, heads, open_book
from kkr_allocation.readers.counts import (
    Aside,
    Choices,
    Tally,
    election_of,
    is_no_municipality,
    municipality_of,
    party_in,
)
from kkr_allocation.readers.files import Refusals, called, contents, place_of, unreadable
from kkr_allocation.readers.grid import grids_of, is_frame
from kkr_allocation.readers.official import Export, join_documents, join_exports, read_export
from kkr_allocation.readers.official_documents import OTHER, Document, is_json, read_document
from kkr_allocation.readers.plain import has_lists, has_municipalities, read_plain, years_of
from kkr_allocation.readers.statistics_denmark import (
    read_statbank,
    read_valgdatabase,
    statbank_years,
    valgdatabase_years,
)
from kkr_allocation.words import both, refused, worded

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Mapping, Sequence

    from kkr_allocation.composition.election import Election
    from kkr_allocation.forms.columns import Form
    from kkr_allocation.readers.book import FoundTable, Line
    from kkr_allocation.readers.files import Content
    from kkr_allocation.readers.grid import Grid


_SIGNATURE_ENDING = ".hash"


@frozen
class _Format:
    """A table's format: how it is recognised, which years it states, how it is read."""

    form: Form
    years: Callable[[FoundTable], set[int]]
    read: Callable[[Sequence[FoundTable], int, Choices, Problems], Tally]
    more: Callable[[Sequence[str]], bool] | None = None
    "Whether the headings that are no column's are what the table has besides."

    def heads(self, row: Sequence[Any]) -> bool:
        """Say whether a row holds its headings."""
        return heads(self.form, row, self.more)


_EXPORT = _Format(vote_tables.EXPORT, years_of, read_plain)
"""Each file of it is read by itself, since a folder has one for each municipality."""
_FORMATS = (
    _EXPORT,
    _Format(
        vote_tables.VALGDATABASE, valgdatabase_years, read_valgdatabase, vote_tables.has_election
    ),
    _Format(vote_tables.STATBANK, statbank_years, read_statbank),
    _Format(vote_tables.LONG, years_of, read_plain),
    _Format(vote_tables.WIDE, years_of, read_plain, has_lists),
    _Format(vote_tables.TURNED, years_of, read_plain, has_municipalities),
    _Format(vote_tables.LISTS, years_of, read_plain),
)


def is_header(row: Sequence[Any]) -> bool:
    """Say whether a row holds the headings of a table of votes."""
    return any(form.heads(row) for form in _FORMATS)


def read_votes(
    source: str | os.PathLike[str] | Any,  # noqa: ANN401  (or a frame)
    *,
    year: int | None = None,
    municipality: str | Mapping[str, str] | None = None,
) -> Election:
    r"""Read a municipal election from a file, a folder of JSON files or a zip.

    Answers "these are the figures we got: what election is it?" for the official files of
    data.valg.dk (JSON: counts, seats, candidates), the export of valg.dk (CSV), the election
    database of Danmarks Statistik (CSV), Statistikbanken's VALGK3 (CSV) and a table of your own
    (CSV, Excel or a frame), with a row for each list or a column for each.

    Parameters
    ----------
    source : path-like or DataFrame
        The file; or the folder or zip of the official files, which may lie in zips in a folder;
        or a frame of pandas, Polars or Arrow.
    year : int, optional
        The year of the election, where the file holds several, or says it neither in a column or
        heading nor in a title or a name.
    municipality : str or mapping of str to str, optional
        For the export of valg.dk, which does not name municipalities, where the files' names do
        not either: the municipality of the whole file, or of each nomination district
        (Opstillingskreds) or polling area. For a table of one municipality: which.

    Returns
    -------
    Election
        All 98 municipalities; what the file does not have is missing, and `Election.coverage`
        says so. Official files give the councils' seats, alliances and candidates as well.
        `Election.notes` says what was left out, what is known from titles and names alone, and
        which lists bear a national party's letter under a name that is not known as the party's;
        `Election.reading` what each column was taken for, and the totals that were held.

    Raises
    ------
    InvalidInputError
        If a file is missing, damaged, too large, a web page, or in no known format; a figure
        is none; an area's lists do not sum to the file's own total; files contradict each other;
        or the year or the municipality is stated nowhere. The message names all that is wrong,
        each with its sheet, row and column, and of a folder or zip the first twenty files in full.
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
    if is_frame(source):
        heap = _Heap(name := "frame", choices)
        heap.take_table(source)
        return election_of(heap.tally(), name)
    name = place_of(source).name
    heap = _Heap(name, choices)
    for content in contents(source):
        heap.take(content)
    return election_of(heap.tally(), name)


@frozen
class _Held:
    """A sheet in which a table was found."""

    file: str
    grid: Grid
    form: _Format


class _Heap:
    """The files of a folder or an archive, sorted by what is in them as they come."""

    def __init__(self, name: str, choices: Choices) -> None:
        self._name = name
        self._choices = choices
        self._documents: list[Document] = []
        self._exports: list[Export] = []
        self._tables: list[_Held] = []
        self._unread: list[str] = []
        self._unknown: list[tuple[str, InvalidInputError]] = []
        self._aside = Aside()
        self._refusals = Refusals(name)

    def take(self, content: Content) -> None:
        """Read a file and keep what it states, or why it cannot be read."""
        if content.file.casefold().endswith(_SIGNATURE_ENDING):
            self._aside.put(worded("readers.signature"), content.file)
        elif is_json(content):
            with self._refusals.noted():
                found = read_document(content)
                if isinstance(found, Document):
                    self._documents.append(found)
                else:
                    self._aside.put(found, content.file)
        else:
            try:
                self.take_table(content)
            except InvalidInputError as error:
                self._unknown.append((content.file, error))

    def take_table(self, source: Any) -> None:  # noqa: ANN401  (a file, or a frame of any library)
        """Keep the tables of a workbook, a text or a frame, which must have one."""
        file = getattr(source, "file", "frame")
        begins, found = "", False
        for grid in grids_of(source, is_header):
            form = next((f for f in _FORMATS if any(map(f.heads, grid.rows[:20]))), None)
            if form is None:
                top = next((row for row in grid.rows if any(row)), ())
                begins = begins or " ".join(str(cell) for cell in top if cell is not None)
                self._unread += [grid.sheet] if any(any(row) for row in grid.rows) else []
                continue
            found = True
            if form is _EXPORT:
                with self._refusals.noted():
                    problems = Problems(grid.file)
                    if table := find_table(grid, form.form, problems):
                        self._exports.append(read_export(table, file, self._choices, problems))
            else:
                self._tables.append(_Held(file, grid, form))
        if not found:
            why = worded("readers.no_headings", begins=repr(begins[:120]))
            name = getattr(source, "name", "frame") if file != "frame" else file
            raise unreadable(name, why, worded("readers.votes_wanted"))

    def tally(self) -> Tally:
        """Return what all files together say of one election."""
        for file, error in self._unknown:  # beside official files a table is named as one
            table = file.casefold().endswith(".csv")
            if self._documents or self._tables or (self._exports and not table):
                self._aside.put(OTHER, file)
            else:
                self._refusals.add(error)
        kinds = [kind for kind in (self._documents, self._exports, self._tables) if kind]
        forms = {id(held.form.form) for held in self._tables}
        files = {held.file for held in self._tables}
        if len(kinds) > 1 or (len(files) > 1 and len(forms) > 1):
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
            tally = self._read_tables() if self._tables else None
        if tally is None or not (tally.lists or tally.uncounted):
            raise self._without_votes(empty=tally is None)
        return tally

    def _joined_exports(self) -> Tally:
        years = {export.named.year for export in self._exports} - {None}
        try:
            year = _year({year for year in years if year}, self._name, self._choices)
        except InvalidInputError as error:
            raise self._refusals.together(error) from None
        tally = join_exports(self._exports, year, aside=self._aside, refusals=self._refusals)
        self._refusals.raise_if_any()
        return tally

    def _read_tables(self) -> Tally:
        """Read the sheets that hold a table of the same format as the first, of one election."""
        several = len({held.file for held in self._tables}) > 1
        problems = Problems(self._name, FILE if several else SHEET)
        form = min((held.form for held in self._tables), key=_FORMATS.index)
        tables: list[FoundTable] = []
        unread = list(self._unread)
        for held in self._tables:
            grid = evolve(held.grid, sheet=held.grid.place) if several else held.grid
            table = find_table(grid, form.form, problems, more=form.more)
            cells = [line.cells for line in table.lines] if table else []
            copies = [[line.cells for line in other.lines] for other in tables]
            if table is None or (cells and cells in copies and not several):
                unread.append(grid.sheet)
            else:
                tables.append(table)
        if several and _overlap(tables):
            raise self._refusals.together(self._mixed())
        stated = {table.grid.sheet: form.years(table) for table in tables}
        year = _year(set().union(*stated.values()), self._name, self._choices)
        other = [t for t in tables if stated[t.grid.sheet] and year not in stated[t.grid.sheet]]
        unread += [table.grid.sheet for table in other]
        chosen = [table for table in tables if table not in other]
        tally = form.read(chosen, year, self._choices, problems)
        said = [note for table in chosen for note in table.reading.said]
        if unread:
            said.append(worded("readers.sheets_unread", sheets=", ".join(unread)))
        return evolve(
            tally,
            notes=(*self._aside.notes(), *tally.notes, *said),
            reading=(
                *(sentence for table in chosen for sentence in table.reading.sentences()),
                *said[len(said) - bool(unread) :],
            ),
        )

    def _mixed(self) -> InvalidInputError:
        held: list[Bilingual] = []
        if files := [document.file for document in self._documents]:
            held.append(worded("readers.json_files", count=len(files), first=files[0]))
        if files := [export.file for export in self._exports]:
            held.append(worded("readers.exports", count=len(files), first=files[0]))
        if files := list(dict.fromkeys(held_.grid.file for held_ in self._tables)):
            held.append(worded("readers.other_tables", count=len(files), first=files[0]))
        listed = Bilingual.joined(held, ", ")
        return refused("readers.mixed", name=called(self._name), listed=listed)

    def _without_votes(self, *, empty: bool) -> InvalidInputError:
        aside = self._aside.notes()
        if empty and not aside:
            return unreadable(self._name, worded("readers.no_file"), worded("readers.pass_file"))
        why = Bilingual.joined(aside or [worded("readers.needs_votes")])
        return refused("readers.no_votes", name=called(self._name), why=why)


def _overlap(tables: Sequence[FoundTable]) -> bool:
    """Say whether a municipality stands in the tables of two files."""
    seen: dict[str, str] = {}
    for table in tables:
        for line in table.lines:
            place = find_municipality(line.text(vote_tables.MUNICIPALITY))
            if place and seen.setdefault(place.name, table.grid.file) != table.grid.file:
                return True
    return False


def _year(years: set[int], name: str, choices: Choices) -> int:
    """Return the election's year from the file or the caller, who chooses among several."""
    if choices.year is not None and choices.year in (years or {choices.year}):
        return choices.year
    if choices.year is None and len(years) == 1:
        return years.pop()
    listed = ", ".join(map(str, sorted(years)))
    held = worded(f"readers.{'has_years' if years else 'has_no_year'}", years=listed)
    asked = worded(
        f"readers.{'year_asked' if choices.year else 'no_year_asked'}", year=choices.year
    )
    raise refused("readers.which_year", name=name, held=held, asked=asked)


# What is understood of a file, whatever it is: votes, mayors, a register, a log, or places.


_BOOKS: tuple[tuple[Sequence[Form], Sequence[str]], ...] = (
    (register.EVENT_FORMS, register.EVENT_NEEDED),
    (register.FORMS, register.NEEDED),
    *(
        ([places.FORMS[sheet] for sheet in kind["sheets"]], kind["needed"])
        for kind in reversed(places.KINDS.values())
    ),
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
    """Read a file as what it is, and say what was understood."""
    sheets, mayors = _sheets_of(path)
    for forms, needed in _BOOKS:
        if all(any(f.is_called(s) for f in forms if f.name == n for s in sheets) for n in needed):
            book = open_book(path, forms, needed)
            book.problems.raise_if_any()
            rows = sum(len(table.lines) for table in book.tables.values())
            what = worded("readers.is_book", sheets=", ".join(book.tables), rows=rows)
            return Understood(what, book.said)
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
        return is_header(row) or heads(vote_tables.MAYORS, row)

    try:
        grids = list(grids_of(files[0], known))
    except InvalidInputError:
        return [], False
    top = [row for grid in grids for row in grid.rows[:20]]
    mayors = any(heads(vote_tables.MAYORS, row) for row in top) and not any(map(is_header, top))
    return [grid.sheet for grid in grids], mayors


# Which list each mayor belongs to.


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
    for grid in grids_of(content, partial(heads, vote_tables.MAYORS)):
        begins = begins or " ".join(str(cell) for cell in (grid.rows or [[]])[0] if cell)
        if (table := find_table(grid, vote_tables.MAYORS, problems)) is not None:
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
        municipality = municipality_of(line, vote_tables.MUNICIPALITY)
        typed = line.text(vote_tables.MUNICIPALITY)
        if municipality and municipality.name not in mayors:
            mayors[municipality.name] = _list_of(line, municipality.name)
        elif municipality or is_no_municipality(typed):
            line.wrong(vote_tables.MUNICIPALITY, worded("readers.mayor_too_many", place=typed))


def _list_of(line: Line, municipality: str) -> str:
    """Return a party's letter by its name, else the list as written, with its letter first."""
    letter, name = line.text(vote_tables.LETTER), line.text(vote_tables.LIST)
    columns = (vote_tables.LIST, vote_tables.LETTER, vote_tables.MAYOR)
    column = next((name for name in columns if name in line.headings), "")
    if not (letter or name):
        named = _NAMED.fullmatch(line.text(vote_tables.MAYOR)[:200])
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
