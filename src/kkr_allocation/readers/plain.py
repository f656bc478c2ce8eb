"""A plain table, in CSV or Excel: municipality, list letter, list name, votes, seats.

Any order of columns, Danish or English names; letter or name may be missing, and so may seats.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kkr_allocation.composition.parties import folded_name, taken_apart
from kkr_allocation.errors import Bilingual, InvalidInputError
from kkr_allocation.inputs import names_total
from kkr_allocation.readers.figures import figure
from kkr_allocation.readers.place_names import names_area
from kkr_allocation.readers.tally import (
    ListVotes,
    Tally,
    check_total,
    left_out,
    municipality_in,
    party_in,
)
from kkr_allocation.sources import SourceStatus

if TYPE_CHECKING:
    from kkr_allocation.readers.tables import Row, Table

__all__ = ["MUNICIPALITY", "has_list", "is_plain", "list_of", "plain_years", "read_plain"]

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
