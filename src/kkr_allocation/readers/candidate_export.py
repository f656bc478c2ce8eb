"""The export of valg.dk: CSV with one row for each candidate and one for each list.

It names nomination districts and polling areas, never the municipality. Where neither a column nor
the caller does, the name of the file is asked: the archive has one file for each municipality, such
as ``Kommunalvalg_2021_Greve_06-11-2025 9.33.51.csv``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import TYPE_CHECKING

from attrs import evolve, frozen

from kkr_allocation.datasets import find_municipality
from kkr_allocation.errors import Bilingual, Count, InvalidInputError
from kkr_allocation.readers.figures import figure
from kkr_allocation.readers.tally import (
    FETCH_FILE_AGAIN,
    REMOVE_REPETITION,
    REPEATED,
    Choices,
    ListVotes,
    Tally,
    left_out,
    municipality_in,
    other_election,
    summed,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kkr_allocation.datasets import Municipality
    from kkr_allocation.readers.file_errors import Refusals
    from kkr_allocation.readers.tables import Row, Table
    from kkr_allocation.readers.tally import Aside

__all__ = ["Export", "is_candidate_export", "join_exports", "read_export"]

_MUNICIPAL = "kommunalvalg"
_NO_FIGURE = Bilingual("there is no figure", da="der er intet tal")
_LIST_ROWS = {"partiliste", "listestemmer"}
_BETWEEN = re.compile(r"[_\s.]+")
_YEAR = re.compile(r"(19|20)\d\d")


@frozen
class _Named:
    """What a file's name says: the election, its year and the municipality, where it does."""

    election: str
    year: int | None
    municipality: str


@frozen
class Export:
    """What one file holds.

    Parameters
    ----------
    file : str
        Its name.
    named : _Named
        What the name says.
    lists : tuple of ListVotes
        Each list of each municipality once, with its number of candidates.
    areas : frozenset of tuples of str
        The polling areas, each by municipality, district and name.
    outside : int
        Rows of Christiansø.
    by_name : bool
        Whether the municipality is known from the file's name alone.
    short : tuple of str
        Polling areas that lack rows which another area of the municipality has.
    """

    file: str
    named: _Named
    lists: tuple[ListVotes, ...]
    areas: frozenset[tuple[str, ...]]
    outside: int
    by_name: bool
    short: tuple[str, ...] = ()


def is_candidate_export(columns: frozenset[str]) -> bool:
    """Say whether these are the columns of valg.dk's export, in either of its wordings."""
    return {"afstemningsområde", "navn", "stemmetal"} <= columns and bool(
        {"partibogstav", "bogstavbetegnelse"} & columns
    )


def read_export(table: Table, file: str, choices: Choices) -> Export:
    """Read an export, adding a list's own votes and its candidates'.

    Raises
    ------
    InvalidInputError
        If a list's own row stands twice in an area, a figure is none, or no municipality is
        stated for a row, or two.
    """
    named = _said_by(file)
    if named.election != _MUNICIPAL:
        return Export(file, named, (), frozenset(), 0, by_name=False)
    lists: dict[tuple[str, str, str], ListVotes] = {}
    rows_of: dict[tuple[str, str, str], int] = {}
    outside = 0
    for (_, district, area), rows in _areas(table).items():
        place = _municipality(rows[0], choices, named)
        if place is None:
            outside += len(rows)
            continue
        rows_of[place.name, district, area] = len(rows)
        for list_, (votes, candidates) in _counted(rows).items():
            mark = (place.name, *list_)
            old = lists.get(mark, ListVotes(place, *list_, 0, on_ballot=True))
            # An area has a row for every candidate, so the one with most rows has them all.
            most = max(candidates, old.candidates or 0) or None
            lists[mark] = evolve(old, votes=(old.votes or 0) + votes, candidates=most)
    by_name = bool(named.municipality) and not isinstance(choices.municipality, str)
    in_table = any(_in_row(row) for row in table.rows[:1])
    by_name = by_name and not in_table
    most_rows: dict[str, int] = {}
    for (name, _, _), number in rows_of.items():
        most_rows[name] = max(number, most_rows.get(name, 0))
    short = tuple(f"{area}, {n}" for (n, _, area), rows in rows_of.items() if rows < most_rows[n])
    areas = frozenset(rows_of)
    return Export(file, named, tuple(lists.values()), areas, outside, by_name, short)


def _areas(table: Table) -> dict[tuple[str, str, str], list[Row]]:
    """Return the rows of each polling area, by municipality, district and name as written."""
    found: dict[tuple[str, str, str], list[Row]] = {}
    for row in table.rows:
        where = (_in_row(row), row.first("opstillingskreds"), row.first("afstemningsområde"))
        found.setdefault(where, []).append(row)
    return found


def _counted(rows: list[Row]) -> dict[tuple[str, str], tuple[int, int]]:
    """Return the votes and the number of candidates of each list in a polling area."""
    found: dict[tuple[str, str], tuple[int, int]] = {}
    own: set[tuple[str, str]] = set()
    for row in rows:
        list_ = _list_of(row)
        personal = row.first("navn").casefold() not in _LIST_ROWS
        if not personal:
            _check_new(list_, own, row)
        votes, candidates = found.get(list_, (0, 0))
        found[list_] = (votes + _votes_in(row), candidates + personal)
    return found


def _votes_in(row: Row) -> int:
    """Return a row's votes; the export writes 0 where there are none, so an empty cell is a gap."""
    where = Bilingual.joined([row.place, "Stemmetal"], ": ")
    votes = figure(row.first("stemmetal"), where)
    if votes is None:
        raise InvalidInputError(
            Bilingual.joined([where, _NO_FIGURE], ": "),
            why=Bilingual(
                "the export has a figure in every row, 0 too, so votes are missing here",
                da="udtrækket har et tal i hver række, også 0, så her mangler der stemmer",
            ),
            do=FETCH_FILE_AGAIN,
        )
    return votes


def join_exports(
    exports: Iterable[Export], year: int, *, aside: Aside, refusals: Refusals
) -> Tally:
    """Add up the files of one election, and say what is known from their names alone."""
    kept: list[Export] = []
    seen: dict[tuple[str, ...], Export] = {}
    for export in exports:
        named = export.named
        if named.election != _MUNICIPAL or named.year not in {None, year}:
            other = other_election(named.election.capitalize(), str(named.year or ""))
            aside.put(other, export.file)
            continue
        again = min(export.areas & seen.keys(), default=None)
        old = seen.get(again) if again else None
        seen.update(dict.fromkeys(export.areas, export))
        if old is None:
            kept.append(export)
        elif old.lists == export.lists:
            aside.put(REPEATED, export.file)
        else:
            refusals.add(_two_files(old, export))
    lists = [entry for export in kept for entry in export.lists]
    notes = (*left_out(sum(export.outside for export in kept)), *aside.notes(), *_by_name(kept))
    notes = (*notes, *_short(kept))
    valid = summed((entry.municipality.name, entry.votes) for entry in lists)
    return Tally(year, tuple(lists), notes=notes, valid=valid)


def _said_by(file: str) -> _Named:
    """Return what a file's name says between its underscores, spaces and dots."""
    parts = _BETWEEN.split(unicodedata.normalize("NFC", file))
    years = {int(part) for part in parts if _YEAR.fullmatch(part)}
    places = {
        place.name for part in parts if not part.isdecimal() and (place := find_municipality(part))
    }
    elections = [part.casefold() for part in parts if part.casefold().endswith("valg")]
    return _Named(
        elections[0] if elections else _MUNICIPAL,
        years.pop() if len(years) == 1 else None,
        places.pop() if len(places) == 1 else "",
    )


def _in_row(row: Row) -> str:
    return row.first("kommune", "kommunenavn")


def _list_of(row: Row) -> tuple[str, str]:
    return row.first("partibogstav", "bogstavbetegnelse"), row.first("partinavn", "listenavn")


def _municipality(row: Row, choices: Choices, named: _Named) -> Municipality | None:
    """Find a row's municipality: in the table, by what the caller states, or by the file's name."""
    stated = choices.municipality
    district, area = row.first("opstillingskreds"), row.first("afstemningsområde")
    if isinstance(stated, Mapping):
        stated = stated.get(district) or stated.get(area)
    text = _in_row(row) or stated or named.municipality
    if not text:
        raise InvalidInputError(
            Bilingual(
                f"{row.place}: no municipality is stated for {district or area!r}",
                da=f"{row.place.da}: der er ikke angivet en kommune til {district or area!r}",
            ),
            why=Bilingual(
                "the export of valg.dk does not name municipalities, and the file's name does not "
                "either",
                da="udtrækket fra valg.dk nævner ikke kommunerne, og filens navn gør det heller "
                "ikke",
            ),
            do=Bilingual(
                'Pass municipality="Greve", or municipality={"Grevekredsen": "Greve", ...}, or '
                "name the file as the archive does: Kommunalvalg_2021_Greve.csv",
                da='Angiv kommunen: municipality="Greve", eller i Python for flere: '
                'municipality={"Grevekredsen": "Greve", ...}, eller giv filen navn som i arkivet: '
                "Kommunalvalg_2021_Greve.csv",
            ),
        )
    found = municipality_in(text, row.place)
    if (
        found
        and isinstance(choices.municipality, str)
        and named.municipality not in {"", found.name}
    ):
        raise InvalidInputError(
            Bilingual(
                f"{row.place}: the municipality is {found.name}, and the file's name says "
                f"{named.municipality}",
                da=f"{row.place.da}: kommunen er {found.name}, og filens navn siger "
                f"{named.municipality}",
            ),
            why=Bilingual(
                "what is stated for all files holds for each of them",
                da="det, der angives for alle filer, gælder hver af dem",
            ),
            do=Bilingual(
                "Leave out municipality=, or pass the file by itself under another name",
                da="Udelad kommunen, eller angiv filen for sig under et andet navn",
            ),
        )
    return found


def _check_new(mark: tuple[str, str], seen: set[tuple[str, str]], row: Row) -> None:
    if mark in seen:
        letter, name = mark
        area = row.first("afstemningsområde")
        raise InvalidInputError(
            Bilingual(
                f"{row.place}: the list votes of {letter} {name} stand twice in {area}",
                da=f"{row.place.da}: listestemmerne på {letter} {name} står to gange i {area}",
            ),
            why=Bilingual(
                "each list has one row of its own in each polling area",
                da="hver liste har sin egen række én gang i hvert afstemningsområde",
            ),
            do=REMOVE_REPETITION,
        )
    seen.add(mark)


def _two_files(first: Export, second: Export) -> InvalidInputError:
    name, _, area = min(first.areas & second.areas)
    return InvalidInputError(
        Bilingual(
            f"{first.file} and {second.file} both count {area} in {name}",
            da=f"{first.file} og {second.file} tæller begge {area} i {name}",
        ),
        why=Bilingual(
            "they differ, and a polling area counts once",
            da="de er forskellige, og et afstemningsområde tæller én gang",
        ),
        do=Bilingual("Remove the one that does not hold", da="Fjern den, der ikke gælder"),
    )


def _short(exports: Iterable[Export]) -> Iterator[Bilingual]:
    """Note areas with fewer rows than others: every published one has all lists and candidates."""
    short = [area for export in exports for area in export.short]
    if short:
        shown = f" ({short[0]}{', ...' if len(short) > 1 else ''})"
        number = Count(len(short))
        yield Bilingual(
            f"{number:polling area has|polling areas have} fewer rows than others of the "
            f"municipality, as where a file was cut off{shown}",
            da=f"{number:afstemningsområde|afstemningsområder} har færre rækker end andre i "
            f"kommunen, som når en fil er afbrudt{shown}",
        )


def _by_name(exports: list[Export]) -> Iterator[Bilingual]:
    """Note what is known from files' names, since a file can be renamed by anybody."""
    for files, what, da in (
        ([export.file for export in exports if export.by_name], "municipality", "kommunen"),
        ([export.file for export in exports if export.named.year], "year", "året"),
    ):
        if files:
            shown = f" ({files[0]}{', ...' if len(files) > 1 else ''})"
            yield Bilingual(
                f"the {what} is taken from the name of {Count(len(files)):file|files}{shown}",
                da=f"{da} er taget fra navnet på {Count(len(files)):fil|filer}{shown}",
            )
