"""What tables look like: their columns, by the words that people use; and those of votes."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from attrs import field, frozen

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


_PUNCTUATION = re.compile(r"[\W_]+")
_UNIT = re.compile(r"[\[(](?:antal|stk\.?|number|count)[\])]$", re.IGNORECASE)
_YEAR = re.compile(r"(?:\bkv\s*|\b)(?P<year>(?:20)?\d\d)\b", re.IGNORECASE)
_CENTURY = 2000


@cache
def _words() -> dict[str, dict[str, Any]]:
    return tomllib.loads(files(__package__).joinpath("words.toml").read_text(encoding="utf-8"))


def words(table: str) -> dict[str, Any]:
    """Return a table of the words that people use: what each stands for, in our own."""
    return _words()[table]


@cache
def meanings(table: str) -> Mapping[str, str]:
    """Return what people's words for values mean, by the word."""
    return {word: own for own, others in words("values")[table].items() for word in others}


def folded_heading(heading: str) -> str:
    """Fold case, spaces and punctuation away.

    Examples
    --------
    >>> folded_heading("Antal  stemmer:"), folded_heading("list_name")
    ('antalstemmer', 'listname')
    """
    return _PUNCTUATION.sub("", heading.casefold().replace("%", "pct"))


def dated_heading(heading: str) -> tuple[str, int | None]:
    """Return a heading without the year of an election, and the year; None where it has none.

    Examples
    --------
    >>> [dated_heading(heading) for heading in ("KV21", "Stemmer 2025", "Stemmer", "Bilag 1")]
    [('', 2021), ('Stemmer', 2025), ('Stemmer', None), ('Bilag 1', None)]
    """
    match = _YEAR.search(heading)
    if match is None:
        return heading, None
    plain = f"{heading[: match.start()]} {heading[match.end() :]}"
    year = int(match["year"])
    return " ".join(plain.split()), year if year >= _CENTURY else _CENTURY + year


@frozen
class Column:
    """A column: its own heading, and the others that people write."""

    name: str
    headings: tuple[str, ...] = ()
    en: str = ""
    "What it is in English, where it is said what was read."

    @property
    def known(self) -> frozenset[str]:
        """Every heading of it, folded."""
        return frozenset(map(folded_heading, (self.name, *self.headings)))


@frozen
class Form:
    """A table that a person fills in: its columns, and which of them it is recognised by."""

    columns: tuple[Column, ...]
    needs: tuple[tuple[str, ...], ...] = ()
    "Of each of these there must be one; without them every column must be there."
    name: str = ""
    "The name of its sheet, where a workbook has several."
    names: tuple[str, ...] = ()
    "Other names of the sheet."
    dated: str = ""
    "The column of figures that a heading which is only a year stands for; empty where none does."
    beside: tuple[str, str] = ("", "")
    "A column whose second heading is of a name, and the one that the first then stands for."
    open: bool = False
    "Whether other headings are read too."
    _by_heading: dict[str, str] = field(init=False, repr=False, eq=False)

    @_by_heading.default
    def _every_heading(self) -> dict[str, str]:
        return {heading: column.name for column in self.columns for heading in column.known}

    def column_of(self, heading: str) -> str:
        """Return the column of a heading, a unit left out; empty where it is none of them."""
        plain = self._by_heading.get(folded_heading(heading), "")
        return plain or self._by_heading.get(folded_heading(_UNIT.sub("", heading)), "")

    def lacks(self, names: Iterable[str]) -> list[tuple[str, ...]]:
        """Return what columns of these names lack: of each of the tuples one is needed."""
        there = {*names}
        needs = self.needs or tuple((column.name,) for column in self.columns)
        return [wanted for wanted in needs if there.isdisjoint(wanted)]

    def is_called(self, sheet: str) -> bool:
        """Say whether a sheet has the name of this table."""
        return folded_heading(sheet) in map(folded_heading, (self.name, *self.names))


def form_of(
    name: str,
    columns: Iterable[str],
    needs: Iterable[str],
    fields: Mapping[str, str],
    *,
    open: bool = False,  # noqa: A002  (the form's own word)
) -> Form:
    """Return the table of a sheet; `fields` are its columns' names in Python, for frames."""
    own = list(columns)
    taken = {folded_heading(column) for column in own}
    made = []
    for column in own:
        also = [fields.get(column, ""), *words("headings").get(column, ())]
        free = [word for word in also if word and folded_heading(word) not in taken]
        taken.update(map(folded_heading, free))
        made.append(Column(column, tuple(free), en=fields.get(column, "").replace("_", " ")))
    called = tuple(words("sheets").get(name, ()))
    return Form(tuple(made), tuple((need,) for need in needs), name=name, names=called, open=open)


# The tables of votes: of one's own, the export of valg.dk, and two of Danmarks Statistik.


MUNICIPALITY, LETTER, LIST, VOTES, SEATS = "Kommune", "Bogstav", "Liste", "Stemmer", "Mandater"
CAST, YEAR, MAYOR = "Afgivne stemmer", "År", "Borgmester"


def _columns(table: str) -> dict[str, Column]:
    named = words(table).items()
    return {name: Column(name, tuple(headings), en=en) for name, (en, *headings) in named}


_COLUMNS = _columns("votes")
_ONE = (LETTER, LIST)
LONG = Form(
    tuple(column for name, column in _COLUMNS.items() if name != MAYOR),
    needs=((MUNICIPALITY,), _ONE, (VOTES,)),
    dated=VOTES,
    beside=(LIST, LETTER),
)
"""One row for each municipality and list."""

WIDE = Form((_COLUMNS[MUNICIPALITY], _COLUMNS[YEAR]), needs=((MUNICIPALITY,),), open=True)
"""One row for each municipality, and a column for each list."""

LISTS = Form(LONG.columns[1:], needs=(_ONE, (VOTES,)), dated=VOTES, beside=(LIST, LETTER))
"""One row for each list of the one municipality that the sheet is named after."""

TURNED = Form((_COLUMNS[LETTER], _COLUMNS[LIST]), needs=(_ONE,), beside=(LIST, LETTER), open=True)
"""One row for each list, and a column for each municipality."""

MAYORS = Form(
    tuple(_columns("mayors").values()),
    needs=((MUNICIPALITY,), (*_ONE, MAYOR)),
    beside=(LIST, LETTER),
)
"""One row for each municipality: the list of its mayor, in a column of its own or with the name."""

VALID, CAST_ROW, BLANK = "valid", "cast", "blank"
INVALID, ELECTORATE, TURNOUT = "invalid", "electorate", "turnout"
POOLED = "pooled"
"""A sum of lists that are not named: part of the valid votes, and no list."""
_ROWS = {folded_heading(name): kind for kind, names in words("rows").items() for name in names}


def row_kind(name: str) -> str:
    """Return what a row is that is not a list; empty for a list."""
    return _ROWS.get(folded_heading(name), "")


DISTRICT, AREA, NAME = "Opstillingskreds", "Afstemningsområde", "Navn"
EXPORT_LETTER, EXPORT_LIST, EXPORT_VOTES = "Partibogstav", "Partinavn", "Stemmetal"

EXPORT = Form(
    tuple(_columns("export").values()), needs=((AREA,), (EXPORT_LETTER,), (NAME,), (EXPORT_VOTES,))
)
"""The export of valg.dk, in either of its wordings: a row for each candidate and each list."""

PLACE_ID = "ValgstedId"
ELECTION_COLUMN = re.compile(r"KV(\d{4})\s*-\s*(.+)", re.IGNORECASE)

VALGDATABASE = Form(tuple(_columns("valgdatabase").values()), needs=((PLACE_ID,),), open=True)
"""The election database: a row for each polling area, a column for each list."""


REGION, PARTY, TIME, MEASURE, FIGURE = "Område", "Parti", "Tid", "Stemmer", "Indhold"

STATBANK = Form(
    tuple(_columns("statbank").values()), needs=((REGION,), (PARTY,), (TIME,), (MEASURE, FIGURE))
)
"""VALGK3 of Statistikbanken: area, party, votes, time."""
