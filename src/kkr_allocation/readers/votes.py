"""Read an election, or its mayors, from whatever file a user has, by what is in it."""

from __future__ import annotations

import re
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any

from attrs import evolve, frozen

from kkr_allocation import datasets
from kkr_allocation.composition.council import without_party
from kkr_allocation.errors import Bilingual, InvalidInputError
from kkr_allocation.forms import columns as shapes
from kkr_allocation.forms import places, register
from kkr_allocation.inputs import whole_number
from kkr_allocation.readers import counts, official, plain
from kkr_allocation.readers.book import (
    FILE,
    SHEET,
    Problems,
    find_table,
    headings_looked_at,
    heads,
    open_book,
)
from kkr_allocation.readers.files import called, contents, grids_of, is_frame, place_of, unreadable
from kkr_allocation.readers.names import of_another_election
from kkr_allocation.readers.published import (
    Export,
    join_exports,
    read_export,
    read_statbank,
    read_valgdatabase,
    statbank_years,
    valgdatabase_years,
)
from kkr_allocation.words import both, refused, worded

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from kkr_allocation.composition.election import Election
    from kkr_allocation.forms.columns import Form
    from kkr_allocation.readers.book import FoundTable, Line
    from kkr_allocation.readers.files import Content, Grid

_SIGNATURE_ENDING = ".hash"
_LISTED = 8
_LOOKED_AT = 200
"""Rows whose names are looked at, to tell people from lists."""
_FINAL = re.compile(r"endelig|fintæl|fintael|\bfinal", re.IGNORECASE)
_PRELIMINARY = re.compile(r"foreløbig|foreloebig|valgnat|valgaften|preliminary", re.IGNORECASE)
_OF_A_PERSON = re.compile(
    r"(?:fulde ?|kandidat)?navn|(?:full )?name|kandidat(?:en|er)?|candidates?|person(?:er)?|køn|sex"
    r"|født|born",
    re.IGNORECASE,
)
_BOOKS: tuple[tuple[Sequence[Form], Sequence[str]], ...] = (
    (register.EVENT_FORMS, register.EVENT_NEEDED),
    (register.FORMS, register.NEEDED),
    *(
        ([places.FORMS[sheet] for sheet in kind["sheets"]], kind["needed"])
        for kind in reversed(places.KINDS.values())
    ),
)
"""The tables of each kind of workbook, and those that it must have."""
_NAMED = re.compile(r".+[(\[](?P<list>[^()\[\]]+)[)\]]$|.+,\s*(?P<after>\w{1,2})$")
"""A name and the list of the person, in one cell."""


@frozen
class _Format:
    """A table's format: how it is recognised, which years it states, how it is read."""

    form: Form
    named: Callable[[str], object] = bool
    others: int = 0
    "How many of the headings that are no column's must be so named."
    years: Callable[[FoundTable], set[int]] = plain.years_of
    read: Callable[[Sequence[FoundTable], int, counts.Choices, Problems], counts.Tally] = (
        plain.read_plain
    )

    def more(self, headings: Sequence[str]) -> bool:
        """Say whether these are what its table has besides its columns."""
        return sum(map(bool, map(self.named, headings))) >= self.others

    def heads(self, row: Sequence[Any]) -> bool:
        """Say whether a row holds its headings."""
        return heads(self.form, row, self.more)


_OF_YEAR = shapes.ELECTION_COLUMN.fullmatch
_EXPORT = _Format(shapes.EXPORT)
"""Each file of it is read by itself, since a folder has one for each municipality."""
_FORMATS = (
    _EXPORT,
    _Format(shapes.VALGDATABASE, _OF_YEAR, 1, valgdatabase_years, read_valgdatabase),
    _Format(shapes.STATBANK, years=statbank_years, read=read_statbank),
    _Format(shapes.LONG),
    _Format(shapes.WIDE, plain.names_list, 2),
    _Format(shapes.TURNED, datasets.find_municipality, 2),
    _Format(shapes.LISTS),
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
        The file; the folder or zip of the official files, which may lie in zips in a folder; or a
        frame of pandas, Polars or Arrow.
    year : int, optional
        The year of the election, where the file holds several, or says it nowhere.
    municipality : str or mapping of str to str, optional
        For a table of one municipality, or an export of valg.dk whose files' names do not say it:
        the municipality of all, or of each nomination district (Opstillingskreds) or polling area.

    Returns
    -------
    Election
        All 98 municipalities; what the file does not have is missing, and `Election.coverage`
        says so. Official files give the councils' seats, alliances and candidates as well.
        `Election.notes` says what was left out, what is known from titles and names alone, and
        which lists bear a party's letter under another name; `Election.reading` what each column
        was taken for, and the totals that were held.

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
    A party is recognised by its name, from a table for each election, and by its letter only where
    there is no name; any other list is local. Files are read up to 32 MB, archives up to 1 GB.

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
    choices = counts.Choices(None if year is None else whole_number(year, "year"), municipality)
    if isinstance(municipality, str) and datasets.find_municipality(municipality) is None:
        raise counts.unknown_municipality("municipality=", municipality)
    name = "frame" if is_frame(source) else place_of(source).name
    heap = _Heap(name, choices)
    if is_frame(source):
        heap.take_table(source)
    else:
        for content in contents(source):
            heap.take(content)
    tally = heap.tally()
    if isinstance(municipality, str):
        place = datasets.find_municipality(municipality)
        if others := {e.municipality.name for e in tally.lists if e.municipality != place}:
            said = {"name": called(name), "listed": ", ".join(sorted(others)[:_LISTED])}
            raise refused("readers.municipality_stated", **said, stated=municipality)
    return counts.election_of(tally, name)


class _Heap:
    """The files of a folder or an archive, sorted by what is in them as they come."""

    def __init__(self, name: str, choices: counts.Choices) -> None:
        self._name = name
        self._choices = choices
        self._documents: list[official.Document] = []
        self._exports: list[Export] = []
        self._tables: list[tuple[str, Grid, _Format]] = []
        "The file, and the sheet in which a table of a format was found."
        self._unread: list[str] = []
        self._unknown: list[tuple[str, InvalidInputError]] = []
        self._aside = counts.Aside(list)
        self._problems = Problems(name)

    def take(self, content: Content) -> None:
        """Read a file and keep what it states, or why it cannot be read."""
        begins = content.data.removeprefix(b"\xef\xbb\xbf")[:64].lstrip()[:1]
        if content.file.casefold().endswith(_SIGNATURE_ENDING):
            self._aside[worded("readers.signature")].append(content.file)
        elif begins in {b"{", b"["} or content.name.casefold().endswith(".json"):
            with self._problems.noted():
                found = official.read_document(content)
                if isinstance(found, official.Document):
                    self._documents.append(found)
                else:
                    self._aside[found].append(content.file)
        else:
            try:
                self.take_table(content)
            except InvalidInputError as error:
                self._unknown.append((content.file, error))

    def take_table(self, source: Any) -> None:  # noqa: ANN401  (a file, or a frame of any library)
        """Keep the tables of a workbook, a text or a frame, which must have one."""
        file = getattr(source, "file", "frame")
        unknown: list[Grid] = []
        found = False
        for grid in grids_of(source, is_header):
            form = next((f for f in _FORMATS if any(map(f.heads, grid.rows[:20]))), None)
            if form is None:
                unknown += [grid] if any(any(row) for row in grid.rows) else []
            elif form is _EXPORT:
                with self._problems.noted():
                    problems = Problems(grid.file)
                    if table := find_table(grid, form.form, problems):
                        self._exports.append(read_export(table, file, self._choices, problems))
            else:
                self._tables.append((file, grid, form))
            found = found or form is not None
        self._unread += [grid.sheet for grid in unknown]
        if not found:
            name = getattr(source, "name", "frame") if file != "frame" else file
            why = headings_looked_at(unknown, shapes.LONG)
            raise unreadable(name, why, worded("readers.votes_wanted"))

    def tally(self) -> counts.Tally:
        """Return what all files together say of one election."""
        for file, error in self._unknown:  # beside official files a table is named as one
            table = file.casefold().endswith(".csv")
            if self._documents or self._tables or (self._exports and not table):
                self._aside[official.OTHER].append(file)
            else:
                self._problems.add(error)
        kinds = [kind for kind in (self._documents, self._exports, self._tables) if kind]
        forms = {id(form.form) for _, _, form in self._tables}
        files = {file for file, _, _ in self._tables}
        if len(kinds) > 1 or (len(files) > 1 and len(forms) > 1):
            raise self._problems.together(self._mixed())
        tally: counts.Tally | None = None
        noting: dict[str, Any] = {"aside": self._aside, "problems": self._problems}
        if self._documents:
            tally = official.join_documents(self._documents, self._choices, **noting)
        elif self._exports:
            stated = {export.year for export in self._exports if export.year}
            year = _year(stated, self._name, self._choices, self._problems)
            tally = join_exports(self._exports, year, **noting)
        self._problems.raise_if_any()
        if self._tables:
            tally = self._read_tables()
        if tally and (tally.lists or tally.uncounted):
            return tally
        aside = self._aside.notes()
        if tally is None and not aside:
            raise unreadable(self._name, worded("readers.no_file"), worded("readers.pass_file"))
        why = Bilingual.joined(aside or [worded("readers.needs_votes")])
        raise refused("readers.no_votes", name=called(self._name), why=why)

    def _tables_of(
        self, form: _Format, problems: Problems, unread: list[str], *, several: bool
    ) -> list[FoundTable]:
        """Return the tables of a format; a sheet that is a copy of another is not read."""
        found: list[FoundTable] = []
        for grid in [grid for _, grid, held in self._tables if held is form]:
            named = evolve(grid, sheet=grid.place) if several else grid
            if table := find_table(named, form.form, problems, more=form.more):
                cells = [line.cells for line in table.lines]
                copied = any(cells == [line.cells for line in one.lines] for one in found)
                if copied and cells and not several:
                    unread.append(named.sheet)
                else:
                    found.append(table)
        return found

    def _read_tables(self) -> counts.Tally:
        """Read the sheets of one election whose tables are of one format, the first that counts."""
        several = len({file for file, _, _ in self._tables}) > 1
        problems = Problems(self._name, FILE if several else SHEET)
        tables: list[FoundTable] = []
        unread, left = list(self._unread), []
        for form in _FORMATS:
            noted = Problems(self._name) if tables else problems
            found = self._tables_of(form, noted, unread, several=several)
            if tables:
                unread += [table.grid.sheet for table in found]
            else:
                tables, others = _without_others(found)
                left += others
        if not tables:
            raise refused("readers.no_votes", name=called(self._name), why=left[0])
        form = next(form for form in _FORMATS if form.form is tables[0].form)
        of_files = {
            (place.name, table.grid.file)
            for table in (tables if several else ())
            for line in table.lines
            if (place := datasets.find_municipality(line.text(shapes.MUNICIPALITY)))
        }
        if len({place for place, _ in of_files}) < len(of_files):
            raise self._problems.together(self._mixed())
        stated = {table.grid.sheet: form.years(table) for table in tables}
        year = _year(set().union(*stated.values()), self._name, self._choices, self._problems)
        other = [t for t in tables if stated[t.grid.sheet] and year not in stated[t.grid.sheet]]
        unread += [table.grid.sheet for table in other]
        chosen = [table for table in tables if table not in other]
        tally = form.read(chosen, year, self._choices, problems)
        left += _unread(unread)
        said = [note for table in chosen for note in table.said]
        sentences = (sentence for table in chosen for sentence in table.sentences())
        notes = (*self._aside.notes(), *tally.notes, *said, *left)
        return evolve(tally, notes=notes, reading=(*sentences, *left))

    def _mixed(self) -> InvalidInputError:
        kinds = {
            "readers.json_files": [document.file for document in self._documents],
            "readers.exports": [export.file for export in self._exports],
            "readers.other_tables": list(dict.fromkeys(grid.file for _, grid, _ in self._tables)),
        }
        held = (worded(key, count=len(f), first=f[0]) for key, f in kinds.items() if f)
        listed = Bilingual.joined(held, ", ")
        return refused("readers.mixed", name=called(self._name), listed=listed)


def _unread(sheets: Iterable[str]) -> list[Bilingual]:
    """Name sheets that were not read; nothing where there are none."""
    named = ", ".join(filter(None, sheets))
    return [worded("readers.sheets_unread", sheets=named)] * bool(named)


def _without_others(tables: Iterable[FoundTable]) -> tuple[list[FoundTable], list[Bilingual]]:
    """Return the tables that count, and why each other is left out."""
    kept: list[FoundTable] = []
    left: list[tuple[FoundTable, Bilingual]] = []
    for table in tables:
        if other := of_another_election(text for text, _ in table.texts()):
            left.append((table, worded("readers.other_election", named=repr(other))))
        elif heading := next(filter(partial(_is_of_people, table), table.columns), ""):
            left.append((table, worded("readers.of_people", heading=repr(heading))))
        else:
            kept.append(table)
    final, early = (
        [t for t in kept if any(map(word.search, (t.grid.sheet, *t.titles)))]
        for word in (_FINAL, _PRELIMINARY)
    )
    for table in early if final else ():
        kept.remove(table)
        left.append((table, worded("readers.preliminary", final=final[0].called)))
    return kept, [worded("readers.left_unread", sheet=of.called, why=why) for of, why in left]


def _is_of_people(table: FoundTable, heading: str) -> bool:
    """Say whether people are named under a heading; a list can stand under "Navn" too."""
    if not _OF_A_PERSON.fullmatch(heading) or table.form.column_of(heading):
        return False
    return not any(plain.names_party(line.text(heading)) for line in table.lines[:_LOOKED_AT])


def _year(years: set[int], name: str, choices: counts.Choices, problems: Problems) -> int:
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
    raise problems.together(refused("readers.which_year", name=name, held=held, asked=asked))


@frozen
class Understood:
    """What a file is, in a sentence; and what was taken for what, sentence by sentence."""

    what: Bilingual
    said: tuple[str, ...]


def understood(path: str | os.PathLike[str], **choices: Any) -> Understood:  # noqa: ANN401  (a year and municipalities)
    """Read a file as what it is, and say what was understood; choices as of `read_votes`."""
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
    election = read_votes(path, **choices)
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
    files, of_mayors = list(contents(place)), partial(heads, shapes.MAYORS)
    grids = []
    with suppress(InvalidInputError):
        if len(files) == 1:
            grids = list(grids_of(files[0], lambda row: is_header(row) or of_mayors(row)))
    top = [row for grid in grids for row in grid.rows[:20]]
    mayors = any(map(of_mayors, top)) and not any(map(is_header, top))
    return [grid.sheet for grid in grids], mayors


def read_mayors(source: str | os.PathLike[str] | Any) -> dict[str, str]:  # noqa: ANN401  (or a frame)
    r"""Read the mayors' lists from a table of municipality and party.

    Answers "who are the ex officio members?" by list; names of persons are not read.

    Parameters
    ----------
    source : path-like or DataFrame
        A table in CSV or Excel, or a frame of pandas, Polars or Arrow, of municipality (kommune)
        and the letter (bogstav) or name (parti, liste) of the mayor's list, or both in one as in
        ``"Socialdemokratiet (A)"``, also after the mayor's name, as in ``"Navn Navnesen (V)"``.

    Returns
    -------
    dict of str to str
        The letter of a national party, or the local list as written, as ``"L. Borgerlisten"`` where
        it has a letter, by municipality. `Election.with_mayors` takes it, and refuses other lists.

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
    files = [source] if is_frame(source) else list(contents(source))
    if len(files) != 1:
        why, do = worded("readers.not_one_file"), worded("readers.one_of_mayors")
        raise unreadable(str(source), why, do)
    name = "frame" if is_frame(source) else files[0].name
    problems = Problems(name)
    grids = list(grids_of(files[0], partial(heads, shapes.MAYORS)))
    found = {grid.sheet: find_table(grid, shapes.MAYORS, problems) for grid in grids}
    of_votes = {grid.sheet: None for grid in grids if any(map(is_header, grid.rows[:20]))}
    if any(found[sheet] for sheet in found.keys() - of_votes.keys()):
        found |= of_votes
    tables = list(filter(None, found.values()))
    if not tables:
        why = headings_looked_at(grids, shapes.MAYORS)
        raise unreadable(name, why, worded("readers.mayors_wanted"))
    mayors: dict[str, str] = {}
    for line in (line for table in tables for line in table.lines):
        municipality = counts.municipality_of(line, shapes.MUNICIPALITY)
        typed = line.text(shapes.MUNICIPALITY)
        if municipality and municipality.name not in mayors:
            mayors[municipality.name] = _list_of(line, municipality.name)
        elif municipality or counts.is_no_municipality(typed):
            line.wrong(shapes.MUNICIPALITY, worded("readers.mayor_too_many", place=typed))
    problems.raise_if_any()
    said = [said for table in tables for said in table.sentences()]
    return mayors, (*said, *_unread(sheet for sheet, table in found.items() if not table))


def _list_of(line: Line, municipality: str) -> str:
    """Return a party's letter by its name, else the list as written, with its letter first."""
    letter, name = line.text(shapes.LETTER), line.text(shapes.LIST)
    columns = (shapes.LIST, shapes.LETTER, shapes.MAYOR)
    column = next((name for name in columns if name in line.headings), "")
    if not (letter or name):
        named = _NAMED.fullmatch(line.text(shapes.MAYOR)[:200])
        name = (named["list"] or named["after"]) if named else ""
    if not (letter or name):
        line.wrong(column, worded("readers.no_list"))
        return ""
    try:
        for year in reversed(datasets.BUNDLED_YEARS):
            party = counts.party_in(letter, name, year, municipality) if name else None
            if party and not (len(name) == 1 and datasets.everyday_party(name, year)):
                return party.letter
    except InvalidInputError as error:
        line.wrong(column, error.what)
    if name and without_party(name) is not None:
        return name
    return f"{letter}. {name}" if name and len(letter) == 1 else name or letter
