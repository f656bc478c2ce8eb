"""Read an election, or its mayors, from whatever file a user has, by what is in it."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from difflib import get_close_matches
from numbers import Integral
from typing import TYPE_CHECKING, Any

from attrs import define, evolve, field, frozen

from kkr_allocation import datasets, files
from kkr_allocation.composition.council import Typed, without_party
from kkr_allocation.datasets.parties import names_party, party_of_list
from kkr_allocation.datasets.tallies import Tally, election_of
from kkr_allocation.documents.shapes import counted
from kkr_allocation.errors import Bilingual, InvalidInputError
from kkr_allocation.forms import columns as shapes
from kkr_allocation.forms import places, register
from kkr_allocation.inputs import is_frame, whole_number
from kkr_allocation.readers import book, names, official, plain
from kkr_allocation.readers.grids import Grid, grids_of
from kkr_allocation.readers.names import PATTERNS, asked_of, of_another_election, years_in
from kkr_allocation.words import refused, worded

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterable, Sequence

    from kkr_allocation.composition.election import Election
    from kkr_allocation.files import Content
    from kkr_allocation.forms.columns import Form
    from kkr_allocation.readers.book import FoundTable, Line, More, Problems

_TOP_ROWS, _LOOKED_AT = 20, 200
"""Rows that are looked at for headings, and for names of people."""
_BOOKS: tuple[tuple[Sequence[Form], Sequence[str]], ...] = (
    (register.EVENT_FORMS, register.EVENT_NEEDED),
    (register.FORMS, register.NEEDED),
    *(
        ([places.FORMS[sheet] for sheet in kind["sheets"]], kind["needed"])
        for kind in reversed(places.KINDS.values())
    ),
)
"""The tables of each kind of workbook, and those that it must have."""


@frozen(eq=False)
class _Format:
    """A table's format: how it is recognised, which years it states, how it is read."""

    form: Form
    more: More | None = None
    "Whether the headings that are no column's are what it has besides."
    years: Callable[[FoundTable], set[int]] = plain.years_of
    read: Callable[..., Tally] = plain.read_plain


def _named(of: Callable[[str], object], fewest: int) -> More:
    return lambda headings: sum(map(bool, map(of, headings))) >= fewest


_DATED = _named(shapes.ELECTION_COLUMN.fullmatch, 1)
_EXPORT, _MAYORS = _Format(shapes.EXPORT), _Format(shapes.MAYORS)
"""Each export is read by itself, since a folder has one for each municipality; mayors elsewhere."""
_FORMATS = (
    _EXPORT,
    _Format(shapes.VALGDATABASE, _DATED, official.valgdatabase_years, official.read_valgdatabase),
    _Format(shapes.STATBANK, read=official.read_statbank),
    _Format(shapes.LONG),
    _Format(shapes.WIDE, _named(plain.names_list, 2)),
    _Format(shapes.TURNED, _named(datasets.find_municipality, 2)),
    _Format(shapes.LISTS),
    _MAYORS,
)


def _sheets(source: Any) -> list[tuple[Grid, _Format | None]]:  # noqa: ANN401  (a file, or a frame of any library)
    """Return the sheets of a file, each with the format of the table that its top rows head."""

    def headed_by(rows: Sequence[Sequence[Any]]) -> _Format | None:
        found = (of for of in _FORMATS for row in rows if book.heads(of.form, row, of.more))
        return next(found, None)

    grids = grids_of(source, lambda row: headed_by([row]) is not None)
    return [(grid, headed_by(grid.rows[:_TOP_ROWS])) for grid in grids]


def read_votes(
    source: str | os.PathLike[str] | Any,  # noqa: ANN401  (or a frame)
    *,
    year: int | None = None,
    municipality: str | int | Mapping[str, str] | None = None,
) -> Election:
    """Read a municipal election from a file, a folder of JSON files or a zip.

    Answers "these are the figures we got: what election is it?" for the official files of
    data.valg.dk (JSON), the export of valg.dk, the election database of Danmarks Statistik,
    Statistikbanken's VALGK3 (CSV) and a table of your own (CSV, Excel or a frame), with a row for
    each list or a column for each.

    Parameters
    ----------
    source : path-like or DataFrame
        The file; the folder or zip of the official files; or a frame of pandas, Polars or Arrow.
    year : int, optional
        The year of the election, where the file holds several, or says it nowhere.
    municipality : str, int or mapping of str to str, optional
        Where neither the table nor its name says it: the municipality of all, or of each
        nomination district (Opstillingskreds) or polling area.

    Returns
    -------
    Election
        All 98 municipalities; what the file does not have is missing, and `Election.coverage`
        says so. `Election.notes` says what was left out, and what is known from titles and names
        alone; `Election.reading` what each column was taken for, and which totals were held.

    Raises
    ------
    InvalidInputError
        If a file is damaged, too large, or in no known format; a figure is none; lists do not sum
        to a total; files contradict each other; or the year or the municipality is stated nowhere.
        The message names all that is wrong, with its sheet, row and column.
    KkrAllocationError
        If Excel is to be read and openpyxl is not installed.

    Notes
    -----
    A party is recognised by its name, from a table for each election, and by its letter only where
    there is no name; any other list is local. Files are read up to 32 MB, archives up to 1 GB.

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> import pandas as pd
    >>> rows = [("Greve", "A", "6.941"), ("Greve", "V", "9.575")]
    >>> table = pd.DataFrame(rows, columns=["kommune", "bogstav", "stemmer"])
    >>> election = kkr.read_votes(table, year=2021)
    >>> dict(election.region(municipalities=["Greve"]).votes)
    {'V': 9575, 'A': 6941}
    """
    places = _places(municipality)
    asked = None if year is None else whole_number(year, "year")
    of_frame = is_frame(source)
    name = "frame" if of_frame else files.place_of(source).name
    heap = _Heap(name, asked, places, book.Problems(name))
    if of_frame:
        heap.take_table(source, "frame", name)
    for content in () if of_frame else files.contents(source):
        heap.take(content)
    tally = heap.tally()
    areas = {part for e in heap.exports for area in e.areas for part in area.number.split("\n")}
    for district, text in places.items():
        if district not in {None, *areas} and not names.is_no_municipality(text):
            meant = asked_of(get_close_matches(str(district), areas, n=1))
            raise refused("readers.no_district", district=district, meant=meant)
    place = datasets.find_municipality(places.get(None, ""))
    if place and (others := {e.municipality.name for e in tally.lists} - {place.name}):
        said = {"name": files.called(heap.name), "listed": ", ".join(sorted(others))}
        raise refused("readers.municipality_stated", **said, stated=places[None])
    if tally.year < (first := datasets.party_tables()[0]):
        named = files.called(heap.name)
        raise refused("readers.election", shown=named, year=tally.year, shown_2=first)
    return election_of(tally, heap.name)


def _places(stated: object) -> dict[str | None, str]:
    """Return the municipality of each district, or by None of all, stated by name or code."""
    if stated is None:
        return {}
    by_district = stated.items() if isinstance(stated, Mapping) else [(None, stated)]
    found: dict[str | None, str] = {}
    for district, of in by_district:
        text = f"{int(of):03}" if isinstance(of, Integral) else str(of)
        outside = district and names.is_no_municipality(text)
        if not (outside or datasets.find_municipality(text)):
            raise names.unknown_municipality(f"municipality={district or ''}", text)
        found[None if district is None else str(district)] = text
    return found


@define
class _Heap:
    """The files of a folder or an archive, sorted by what is in them as they come."""

    name: str
    year: int | None
    places: names.Places
    problems: Problems
    documents: list[official.Document] = field(factory=list)
    exports: list[official.Export] = field(factory=list)
    tables: list[tuple[_Format, FoundTable]] = field(factory=list)
    noted: dict[_Format, Problems] = field(factory=dict)
    "What is wrong with the tables of a format, of which one alone is read."
    unread: list[str] = field(factory=list)
    unknown: list[tuple[str, InvalidInputError]] = field(factory=list)
    aside: names.Aside = field(factory=lambda: names.Aside(list))

    def take(self, content: Content) -> None:
        """Read a file and keep what it states, or why it cannot be read."""
        begins = content.data.removeprefix(b"\xef\xbb\xbf")[:64].lstrip()[:1]
        if content.file.casefold().endswith(".hash"):
            self.aside[worded("readers.signature")].append(content.file)
        elif begins in {b"{", b"["} or content.name.casefold().endswith(".json"):
            with self.problems.noted():
                found = official.read_document(content)
                if isinstance(found, official.Document):
                    self.documents.append(found)
                else:
                    self.aside[found].append(content.file)
        else:
            try:
                self.take_table(content, content.file, content.name)
            except InvalidInputError as error:
                self.unknown.append((content.file, error))

    def take_table(self, source: Any, file: str, name: str) -> None:  # noqa: ANN401  (a file, or a frame of any library)
        """Keep the tables of a workbook, a text or a frame, which must have one."""
        sheets = [(grid, None if of is _MAYORS else of) for grid, of in _sheets(source)]
        others = [grid for grid, of in sheets if not of and any(map(any, grid.rows))]
        if not any(of for _, of in sheets):
            why = book.headings_looked_at(others, shapes.LONG)
            raise files.unreadable(name, why, worded("readers.votes_wanted"))
        self.unread += [grid.sheet for grid in others]
        for grid, of in sheets:
            if of is _EXPORT:
                with self.problems.noted():
                    problems = book.Problems(grid.file)
                    if table := book.find_table(grid, of.form, problems):
                        read = official.read_export(table, file, self.places, problems)
                        self.exports.append(read)
            elif of:
                self._keep(grid, of)

    def _keep(self, grid: Grid, of: _Format) -> None:
        """Find the table of a sheet; a sheet that is a copy of another is not read."""
        part = book.SHEET
        if grid.file != self.name:  # of several
            grid, part = evolve(grid, sheet=grid.place), book.FILE
        problems = self.noted.setdefault(of, book.Problems(self.name, part))
        table = book.find_table(grid, of.form, problems, more=of.more)
        of_file = [one.grid.rows for _, one in self.tables if one.grid.file == grid.file]
        if of.form is not shapes.LISTS and grid.rows in of_file:
            self.unread.append(grid.sheet)
        elif table:
            self.tables.append((of, table))

    def tally(self) -> Tally:
        """Return what all files together say of one election."""
        for file, error in self.unknown:  # beside official files a table is named as one
            table = file.casefold().endswith(".csv")
            if self.documents or self.tables or (self.exports and not table):
                self.aside[official.OTHER].append(file)
            else:
                self.problems.add(error)
        self._check_mixed()
        tally = None
        if self.documents:
            tally = official.join_documents(self.documents, self.year, self.aside, self.problems)
        elif self.exports:
            year = self._year({export.year for export in self.exports if export.year})
            tally = official.join_exports(self.exports, year, self.aside, self.problems)
        self.problems.raise_if_any()
        if self.tables:
            tally = self._read_tables()
        if tally and (tally.lists or tally.uncounted):
            return tally
        aside = self.aside.notes()
        if tally is None and not aside:
            why, do = worded("readers.no_file"), worded("readers.pass_file")
            raise files.unreadable(self.name, why, do)
        why = Bilingual.joined(aside or [worded("readers.needs_votes")])
        raise refused("readers.no_votes", name=files.called(self.name), why=why)

    def _check_mixed(self) -> None:
        """Refuse files of two kinds, whose figures are never added up."""
        tables = list(dict.fromkeys(table.grid.file for _, table in self.tables))
        kinds = {
            "readers.json_files": [document.file for document in self.documents],
            "readers.exports": [export.file for export in self.exports],
            "readers.other_tables": tables,
        }
        held = [worded(of, count=len(f), first=f[0]) for of, f in kinds.items() if f]
        if len(held) > 1 or (len(tables) > 1 and len(self.noted) > 1):
            said = {"name": files.called(self.name), "listed": Bilingual.joined(held, ", ")}
            raise self.problems.together(refused("readers.mixed", **said))

    def _year(self, years: set[int]) -> int:
        """Return the election's year from the files or the caller, who chooses among several."""
        asked = self.year
        if asked is None and len(years) == 1:
            return years.pop()
        if asked is not None and (not years or years & {asked, plain.ANY_YEAR}):
            return asked
        listed = ", ".join(map(str, sorted(years - {plain.ANY_YEAR})))
        held = worded(f"readers.{'has_years' if years else 'has_no_year'}", years=listed)
        said = {"name": self.name, "held": held, "year": asked or worded("readers.none_chosen")}
        raise self.problems.together(refused("readers.which_year", **said))

    def _read_tables(self) -> Tally:
        """Read the tables of one election that are of one format, the first that counts."""
        left = _left_out([table for _, table in self.tables])
        kept = [one for one in self.tables if one[1].grid.sheet not in left]
        if not kept:
            why = next(iter(left.values()))
            raise refused("readers.no_votes", name=files.called(self.name), why=why)
        of = kept[0][0]
        stated = [(table, of.years(table)) for its, table in kept if its is of]
        year = self._year({year for _, years in stated for year in years})

        def fits(years: set[int]) -> bool:
            return not years or not years.isdisjoint({year, plain.ANY_YEAR})

        tables = [table for table, years in stated if fits(years or _years_called(table))]
        tables = tables or [table for table, years in stated if fits(years)]
        problems = self.noted[of]
        tally = of.read(tables, year, self.places, problems)
        problems.raise_if_any()
        read = [table.grid.sheet for table in tables]
        others = (sheet for _, table in self.tables if (sheet := table.grid.sheet) not in read)
        beside = (sheet for sheet in (*self.unread, *others) if sheet not in left)
        unread = (*left.values(), *_unread(beside))
        said = [note for table in tables for note in table.said]
        reading = [sentence for table in tables for sentence in table.sentences()]
        notes = (*self.aside.notes(), *tally.notes, *said, *unread)
        return evolve(tally, notes=notes, reading=(*reading, *unread))


def _unread(sheets: Iterable[str]) -> list[Bilingual]:
    """Name sheets that were not read; a text and a frame have none."""
    named = ", ".join(filter(None, sheets))
    return [worded("readers.sheets_unread", sheets=named)] if named else []


def _left_out(tables: Sequence[FoundTable]) -> dict[str, Bilingual]:
    """Say by sheet which tables do not count, and why."""
    called = {of.grid.sheet: of.grid.sheet or of.grid.file for of in tables}
    why = {of.grid.sheet: said for of in tables if (said := _no_count(of))}
    final, early, polls = (
        [of.grid.sheet for of in tables if PATTERNS[named].search(_title(of))]
        for named in ("final", "preliminary", "poll")
    )
    if kept := [called[sheet] for sheet in final if sheet not in why]:
        why = dict.fromkeys(early, worded("readers.preliminary", final=kept[0])) | why
    if len(polls) < len(tables):
        why = dict.fromkeys(polls, worded("readers.a_poll")) | why
    return {
        sheet: worded("readers.left_unread", sheet=shown, why=why[sheet])
        for sheet, shown in called.items()
        if sheet in why
    }


def _no_count(table: FoundTable) -> Bilingual | None:
    """Return that a table is of another election, of people, or of no votes; None where of none."""
    if other := of_another_election(text for text, _ in table.texts()):
        return worded("readers.other_election", named=repr(other))
    titles = () if shapes.VOTES in table.columns else (table.grid.sheet, *table.titles)
    for text in titles:
        if PATTERNS["measure"].search(text) and "stemme" not in text.casefold():
            return worded("readers.other_measure", named=repr(text))
    for name, heading in table.headings.items():  # a list can stand under "Navn" too
        if PATTERNS["of_a_person"].fullmatch(heading):
            texts = (line.text(name) for line in table.lines[:_LOOKED_AT])
            held = [text for text in texts if text and not plain.kind_of("", text)]
            if 4 * sum(map(names_party, held)) < len(held) or not held:
                return worded("readers.of_people", heading=repr(heading))
    return None


def _title(table: FoundTable) -> str:
    return " ".join((table.grid.sheet, *table.titles))


def _years_called(table: FoundTable) -> set[int]:
    """Return the years that its sheet is named after, or that elections in its titles have."""
    return years_in(table.grid.sheet) or {*map(int, PATTERNS["election_of"].findall(_title(table)))}


def understood(path: str | os.PathLike[str], **choices: Any) -> tuple[str, ...]:  # noqa: ANN401  (a year and municipalities)
    """Say first what a file is, then what was taken for what; choices as of `read_votes`."""
    place, found = files.place_of(path), list[tuple[Any, _Format | None]]()
    sheets = [file.stem for file in place.glob("*.[cC][sS][vV]")]  # of a folder
    with suppress(InvalidInputError):  # official files have no sheets
        if place.is_file() and len(held := list(files.contents(place))) == 1:
            found += _sheets(held[0])
    sheets += [grid.sheet for grid, _ in found]
    for forms, needed in _BOOKS:
        if {form.name for form in forms if any(map(form.is_called, sheets))}.issuperset(needed):
            read = book.open_book(path, forms, needed)
            read.problems.raise_if_any()
            rows = sum(len(table.lines) for table in read.tables.values())
            what = worded("readers.is_book", sheets=", ".join(read.tables), rows=rows)
            return (what, *read.said)
    if {of for _, of in found if of} == {_MAYORS}:
        mayors, said = mayors_and_reading(path)
        return (worded("readers.is_mayors", mayors=len(mayors)), *said)
    election = read_votes(path, **choices)
    councils = [council for council in election.councils if council.lists]
    what = worded(
        "readers.is_votes",
        election=election.name,
        municipalities=len(councils),
        lists=sum(len(council.lists) for council in councils),
        votes=counted(sum(council.listed_votes for council in councils)),
    )
    notes = (note for note in election.notes if note not in election.reading)
    return (what, *election.reading, *notes)


def read_mayors(source: str | os.PathLike[str] | Any) -> dict[str, str]:  # noqa: ANN401  (or a frame)
    """Read the mayors' lists from a table of municipality and party.

    Answers "who are the ex officio members?" by list; names of persons are not read.

    Parameters
    ----------
    source : path-like or DataFrame
        A table of municipality (kommune) and the letter (bogstav) or name (parti, liste) of the
        mayor's list, or both in one, also after the mayor's name: ``"Navn Navnesen (V)"``.

    Returns
    -------
    dict of str to str
        By municipality the list as written, for `Election.with_mayors`, which says which one of
        its election it is, and refuses those that are none with their rows.

    Raises
    ------
    InvalidInputError
        If the file is no such table, a municipality is unknown or stands twice, or a row has no
        list, or the letter of one party with the name of another: all of it at once.

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> import pandas as pd
    >>> rows = [("Greve Kommune", "Venstre"), ("Odsherred", "Nyt Ods")]
    >>> kkr.read_mayors(pd.DataFrame(rows, columns=["kommune", "parti"]))
    {'Greve': 'Venstre', 'Odsherred': 'Nyt Ods'}
    """
    return mayors_and_reading(source)[0]


def mayors_and_reading(
    source: Any,  # noqa: ANN401  (a path or a frame)
    election: Election | None = None,
) -> tuple[dict[str, str], tuple[Bilingual, ...]]:
    """Return the mayors' lists, and what was taken for what.

    What is wrong with the lists of an election is said with all else that is wrong.
    """
    held = [source] if is_frame(source) else list(files.contents(source))
    if len(held) != 1:
        why, do = worded("readers.not_one_file"), worded("readers.one_of_mayors")
        raise files.unreadable(str(source), why, do)
    name = "frame" if is_frame(source) else held[0].name
    problems, sheets = book.Problems(name), _sheets(held[0])
    grids = [grid for grid, _ in sheets]
    own = [grid for grid, of in sheets if of is _MAYORS] or grids
    tables = [found for grid in own if (found := book.find_table(grid, shapes.MAYORS, problems))]
    if not tables:
        why = book.headings_looked_at(grids, shapes.MAYORS)
        raise files.unreadable(name, why, worded("readers.mayors_wanted"))
    mayors, called = dict[str, str](), files.called(name)
    for line in (line for table in tables for line in table.lines):
        municipality = line.municipality(shapes.MUNICIPALITY)
        typed = line.text(shapes.MUNICIPALITY)
        named = _list_of(line, municipality.name if municipality else "", called)
        if municipality and municipality.name not in mayors:
            mayors[municipality.name] = named
        elif municipality or names.is_no_municipality(typed):
            line.wrong(shapes.MUNICIPALITY, worded("readers.mayor_too_many", place=typed))
    if election and any(mayors.values()):
        with problems.noted():
            election.with_mayors({place: of for place, of in mayors.items() if of})
    problems.raise_if_any()
    said = [said for table in tables for said in table.sentences()]
    read = {table.grid.sheet for table in tables}
    return mayors, (*said, *_unread(grid.sheet for grid in grids if grid.sheet not in read))


def _list_of(line: Line, municipality: str, file: str) -> str:
    """Return the list as written, with its letter first; what it is, each election decides."""
    letter, name = line.text(shapes.LETTER), line.text(shapes.LIST)
    columns = (shapes.LIST, shapes.LETTER, shapes.MAYOR)
    column = next((name for name in columns if name in line.headings), "")
    if not (letter or name):
        named = PATTERNS["person_of"].fullmatch(line.text(shapes.MAYOR)[:200])
        name = (named["list"] or named["after"]) if named else ""
    if not (letter or name):
        line.wrong(column, worded("readers.no_list"))
        return ""
    try:
        party_of_list(letter, name, municipality, datasets.BUNDLED_YEARS[-1])
    except InvalidInputError as error:
        line.wrong(column, error.what)
    lettered = name and len(letter) == 1 and without_party(name) is None
    typed = Typed(f"{letter}. {name}" if lettered else name or letter)
    where = line.problems.where(line.sheet, line.headings.get(column, column), [line.number])
    typed.where = Bilingual.joined([file, where], ", ")
    return typed
