"""Reading an election from whatever file a user has.

The format is recognised from what is in a file: never from its name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve, frozen

from kkr_allocation.composition.lists import folded_name, taken_apart
from kkr_allocation.datasets import BUNDLED_YEARS
from kkr_allocation.errors import Bilingual, Count, InvalidInputError
from kkr_allocation.inputs import names_total, whole_number
from kkr_allocation.readers.counts import (
    Aside,
    Choices,
    ListVotes,
    Tally,
    check_total,
    election_of,
    left_out,
    municipality_in,
    party_in,
)
from kkr_allocation.readers.files import Refusals, called, contents, place_of, unreadable
from kkr_allocation.readers.names import names_area
from kkr_allocation.readers.official import (
    Export,
    is_candidate_export,
    join_documents,
    join_exports,
    read_export,
)
from kkr_allocation.readers.official_documents import OTHER, Document, is_json, read_document
from kkr_allocation.readers.statistics_denmark import (
    is_statbank,
    is_valgdatabase,
    read_statbank,
    read_valgdatabase,
    statbank_years,
    valgdatabase_years,
)
from kkr_allocation.readers.tables import Table, figure, folded, table_of
from kkr_allocation.sources import SourceStatus

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Mapping

    from kkr_allocation.composition.election import Election
    from kkr_allocation.readers.files import Content
    from kkr_allocation.readers.tables import Row


# A plain table, in CSV or Excel: municipality, list letter, list name, votes, seats.
#
# Any order of columns, Danish or English names; letter or name may be missing, and so may seats.


MUNICIPALITY = ("kommune", "kommunenavn", "municipality", "kommunekode", "municipalitycode")
_LETTER = (
    "bogstav", "listebogstav", "partibogstav", "bogstavbetegnelse", "letter", "listletter"
)  # fmt: skip
_NAME = ("listenavn", "partinavn", "parti", "liste", "listname", "partyname", "party", "list")
_VOTES = ("stemmer", "stemmetal", "antalstemmer", "votes")
_SEATS = ("mandater", "seats")
_CAST = ("afgivnestemmer", "votescast", "turnout")
_YEAR = ("år", "valgår", "year", "valg", "election")
_VALID = {"gyldige stemmer", "valid votes"}


def has_list(columns: frozenset[str]) -> bool:
    """Say whether these columns name a list, by letter or by name."""
    return bool(columns.intersection(_LETTER + _NAME))


def is_plain(columns: frozenset[str]) -> bool:
    """Say whether these columns name a municipality, a list and its votes."""
    return (
        bool(columns.intersection(MUNICIPALITY))
        and has_list(columns)
        and bool(columns.intersection(_VOTES))
    )


def plain_years(table: Table) -> set[int]:
    """Return the years that a table states, in a column of its own."""
    written = {row.first(*_YEAR).upper().removeprefix("KV") for row in table.rows} - {""}
    wrong = sorted(text for text in written if not (text.isdecimal() and len(text) == len("2025")))
    if wrong:
        raise InvalidInputError(
            Bilingual(
                f"{table.name}: the year is {wrong[0][:40]!r}",
                da=f"{table.name}: året er {wrong[0][:40]!r}",
            ),
            why=Bilingual(
                "a column names the election of each row",
                da="en kolonne siger, hvilket valg hver række hører til",
            ),
            do=Bilingual("Write it as 2025 or KV2025", da="Skriv det som 2025 eller KV2025"),
        )
    return set(map(int, written))


def list_of(row: Row) -> tuple[str, str]:
    """Return the letter and the name of a row's list.

    Raises
    ------
    InvalidInputError
        If both are missing, or one is a formula.
    """
    letter, name = row.first(*_LETTER), row.first(*_NAME)
    if not (letter or name) or letter.startswith("=") or name.startswith("="):
        raise InvalidInputError(
            Bilingual(
                f"{row.place}: the list is {letter or name!r:.40}",
                da=f"{row.place.da}: listen er {letter or name!r:.40}",
            ),
            why=Bilingual(
                "a list has a letter or a name, and a formula shows its text only in Excel",
                da="en liste har et bogstav eller et navn, og en formel viser kun sin tekst i "
                "Excel",
            ),
            do=Bilingual(
                "Write the letter or the name into the cell",
                da="Skriv bogstavet eller navnet i feltet",
            ),
        )
    return letter, name


def read_plain(table: Table, year: int) -> Tally:
    """Read a table of one row for each municipality and list.

    Raises
    ------
    InvalidInputError
        If a list has neither letter nor name, stands twice in a municipality, has the letter of
        one party and the name of another, or has no votes, a
        figure is none, a municipality is unknown or has two turnouts, or its lists do not sum to
        its own row of total, or the municipalities to a row "I alt" of theirs.
    """
    lists: list[ListVotes] = []
    seen: set[tuple[str, str, str]] = set()
    cast: dict[str, int] = {}
    totals: dict[str, tuple[Bilingual, int | None]] = {}
    sums: dict[str, int] = {}
    outside = 0
    rows, regional = _rows(table, year)
    for row in rows:
        municipality = municipality_in(row.first(*MUNICIPALITY), row.place)
        if municipality is None:
            outside += 1
            continue
        name = municipality.name
        letter, title = list_of(row)
        named = f"{letter} {title}".strip()
        votes = figure(row.first(*_VOTES), _of(row, "votes", "stemmerne på", named))
        if not letter and (title.casefold() in _VALID or names_total(title)):
            totals[name] = (row.place, votes)
            continue
        _check_new((name, *_mark(letter, title, name, year)), seen, row, named)
        seats = figure(row.first(*_SEATS), _of(row, "seats", "mandaterne til", named))
        if votes is None and seats is None:
            raise InvalidInputError(
                Bilingual(
                    f"{row.place}: {named} has neither votes nor seats",
                    da=f"{row.place.da}: {named} har hverken stemmer eller mandater",
                ),
                why=Bilingual(
                    "a list that stands in the table is counted",
                    da="en liste, der står i tabellen, tælles med",
                ),
                do=Bilingual(
                    "Fill the cell, write 0, or leave the row out",
                    da="Udfyld feltet, skriv 0, eller udelad rækken",
                ),
            )
        lists.append(ListVotes(municipality, letter, title, votes, seats))
        sums[name] = sums.get(name, 0) + (votes or 0)
        _note_cast(row, name, cast)
    for name, (place, total) in totals.items():
        check_total(Bilingual.joined([place, name], ", "), sums.get(name, 0), total)
    for row in regional:
        _check_regional(row, lists, year)
    return Tally(year, tuple(lists), cast, notes=left_out(outside), status=SourceStatus.INFERRED)


def _rows(table: Table, year: int) -> tuple[list[Row], list[Row]]:
    """Return the rows of a year, and apart from them the totals of all municipalities."""
    rows: list[Row] = []
    regional: list[Row] = []
    for row in table.rows:
        written = row.first(*_YEAR).upper().removeprefix("KV")
        if not written or int(written) == year:
            (regional if names_area(row.first(*MUNICIPALITY)) else rows).append(row)
    return rows, regional


def _check_regional(row: Row, lists: list[ListVotes], year: int) -> None:
    """Refuse a total over the municipalities that is not the sum of a list's votes, or of all."""
    letter, title = row.first(*_LETTER), row.first(*_NAME)
    every = not letter and (not title or title.casefold() in _VALID or names_total(title))
    votes = [
        entry.votes
        for entry in lists
        if every
        or _mark(letter, title, entry.municipality.name, year)
        == _mark(entry.letter, entry.name, entry.municipality.name, year)
    ]
    stated = figure(row.first(*_VOTES), _of(row, "votes", "stemmerne på", f"{letter} {title}"))
    known = [number for number in votes if number is not None]
    if len(known) == len(votes):
        check_total(row.place, sum(known), stated)


def _of(row: Row, en: str, da: str, named: str) -> Bilingual:
    """Say what a figure is and where it stands."""
    return Bilingual(f"{row.place}: {en} of {named}", da=f"{row.place.da}: {da} {named}")


def _mark(letter: str, title: str, municipality: str, year: int) -> tuple[str, str]:
    """Return what a row's list is known by, with its letter at the name or by itself.

    A party that stands under two of its names has a row for each.
    """
    party = party_in(letter, title, year, municipality)
    letter, name = taken_apart(letter, title, municipality)
    if party is not None:
        letter, name = party.letter, name if len(name) > 1 else party.name
    return letter.casefold(), folded_name(name)


def _check_new(
    mark: tuple[str, str, str], seen: set[tuple[str, str, str]], row: Row, written: str
) -> None:
    if mark in seen:
        raise InvalidInputError(
            Bilingual(
                f"{row.place}: the list {written} stands twice in {mark[0]}",
                da=f"{row.place.da}: listen {written} står to gange i {mark[0]}",
            ),
            why=Bilingual(
                "each list has one row in each municipality",
                da="hver liste har én række i hver kommune",
            ),
            do=Bilingual(
                "Add the rows up, or remove the repetition",
                da="Læg rækkerne sammen, eller fjern gentagelsen",
            ),
        )
    seen.add(mark)


def _note_cast(row: Row, name: str, cast: dict[str, int]) -> None:
    what = Bilingual(f"{row.place}: votes cast", da=f"{row.place.da}: afgivne stemmer")
    here = figure(row.first(*_CAST), what)
    if here is not None and cast.setdefault(name, here) != here:
        raise InvalidInputError(
            Bilingual(
                f"{row.place}: the votes cast in {name} are {here}, and {cast[name]} further up",
                da=f"{row.place.da}: afgivne stemmer i {name} er {here} og længere oppe "
                f"{cast[name]}",
            ),
            why=Bilingual(
                "they are those of the whole municipality", da="det er tallet for hele kommunen"
            ),
            do=Bilingual("Correct one of them", da="Ret det ene"),
        )


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


# Reading which list each mayor belongs to.


_MAYORS_WANTED = Bilingual("municipality and party (kommune, parti)", da="kommune og parti")


def read_mayors(path: str | os.PathLike[str]) -> dict[str, str]:
    r"""Read the mayors' lists from a table of municipality and party, in CSV or Excel.

    Answers "who are the ex officio members?" by list; names of persons are not read.

    Parameters
    ----------
    path : path-like
        A table with a column for the municipality (kommune) and one for the letter (bogstav) or
        the name (parti, liste) of the mayor's list, or for both in one as in
        ``"Socialdemokratiet (A)"``.

    Returns
    -------
    dict of str to str
        The letter of a national party, or the local list as written, by municipality, as
        ``"L. Borgerlisten"`` where it has a letter of its own. Pass it to `Election.with_mayors`.

    Raises
    ------
    InvalidInputError
        If the file is no such table, a municipality is unknown or stands twice, or a row has no
        list, or the letter of one party with the name of another.

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
    files = list(contents(path))
    if len(files) != 1:
        raise unreadable(
            str(path),
            Bilingual("it is not one file", da="det er ikke én fil"),
            Bilingual("Pass one table of mayors", da="Angiv én tabel over borgmestre"),
        )
    table = table_of(files[0], _mayors_known, _MAYORS_WANTED)
    mayors: dict[str, str] = {}
    for row in table.rows:
        municipality = municipality_in(row.first(*MUNICIPALITY), row.place)
        if municipality is None or municipality.name in mayors:
            raise InvalidInputError(
                Bilingual(
                    f"{row.place}: {row.first(*MUNICIPALITY)} has a mayor too many",
                    da=f"{row.place.da}: {row.first(*MUNICIPALITY)} har en borgmester for meget",
                ),
                why=Bilingual(
                    "a municipality has one mayor, and Christiansø is none",
                    da="en kommune har én borgmester, og Christiansø er ingen kommune",
                ),
                do=Bilingual("Remove the row", da="Fjern rækken"),
            )
        mayors[municipality.name] = _party_or_list(row, municipality.name)
    return mayors


def _mayors_known(columns: frozenset[str]) -> bool:
    return bool(columns.intersection(MUNICIPALITY)) and has_list(columns)


def _party_or_list(row: Row, municipality: str) -> str:
    """Return a party's letter by its name, else the list as written, with its letter first."""
    letter, name = list_of(row)
    for year in reversed(BUNDLED_YEARS):
        party = party_in(letter, name, year, municipality, place=row.place) if name else None
        if party:
            return party.letter
    return f"{letter}. {name}" if name and len(letter) == 1 else name or letter
