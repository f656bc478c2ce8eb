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
WORDS: dict[str, dict[str, Any]] = tomllib.loads(
    files(__package__).joinpath("words.toml").read_text(encoding="utf-8")
)
"""The words that people use, table by table: what each stands for, in our own."""


@cache
def meanings(table: str) -> Mapping[str, str]:
    """Return what people's words for values mean, by the word."""
    return {word: own for own, others in WORDS["values"][table].items() for word in others}


def folded_heading(heading: str) -> str:
    """Fold case, spaces and punctuation away."""
    return _PUNCTUATION.sub("", heading.casefold().replace("%", "pct"))


def dated_heading(heading: str) -> tuple[str, int | None]:
    """Return a heading without the year of an election, and the year; None where it has none."""
    match = _YEAR.search(heading)
    if match is None:
        return heading, None
    plain = f"{heading[: match.start()]} {heading[match.end() :]}"
    year = int(match["year"])
    return " ".join(plain.split()), year if year >= _CENTURY else _CENTURY + year


@frozen
class Column:
    """A column: its own heading, what it is in English, and the headings that people write."""

    name: str
    en: str
    headings: tuple[str, ...]


@frozen
class Form:
    """A table that a person fills in: its columns, and which of them it is recognised by."""

    columns: tuple[Column, ...]
    needs: tuple[tuple[str, ...], ...]
    "Of each of these there must be one."
    name: str = ""
    "The name of its sheet, where a workbook has several."
    names: tuple[str, ...] = ()
    dated: str = ""
    "The column of figures that a heading which is only a year stands for; empty where none does."
    beside: tuple[str, str] = ("", "")
    "A column whose second heading is of a name, and the one that the first then stands for."
    open: bool = False
    known: dict[str, str] = field(init=False, repr=False, eq=False)
    "By every heading, folded, the column that it is of."

    @known.default
    def _every_heading(self) -> dict[str, str]:
        every = (
            (column.name, of) for column in self.columns for of in (column.name, *column.headings)
        )
        return {folded_heading(heading): name for name, heading in every}

    def column_of(self, heading: str) -> str:
        """Return the column of a heading, a unit left out; empty where it is none of them."""
        plain = self.known.get(folded_heading(heading), "")
        return plain or self.known.get(folded_heading(_UNIT.sub("", heading)), "")

    def lacks(self, names: Iterable[str]) -> list[tuple[str, ...]]:
        """Return what columns of these names lack: of each of the tuples one is needed."""
        there = {*names}
        return [wanted for wanted in self.needs if there.isdisjoint(wanted)]

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
        python = fields.get(column, "")
        also = [python, *WORDS["headings"].get(column, ())]
        free = [word for word in also if word and folded_heading(word) not in taken]
        taken.update(map(folded_heading, free))
        made.append(Column(column, python.replace("_", " "), tuple(free)))
    called = tuple(WORDS["sheets"].get(name, ()))
    return Form(tuple(made), tuple((need,) for need in needs), name=name, names=called, open=open)


# The tables of votes: of one's own, the export of valg.dk, and two of Danmarks Statistik.


MUNICIPALITY, LETTER, LIST, VOTES, SEATS = "Kommune", "Bogstav", "Liste", "Stemmer", "Mandater"
CAST, YEAR, MAYOR = "Afgivne stemmer", "År", "Borgmester"
DISTRICT, AREA, NAME = "Opstillingskreds", "Afstemningsområde", "Navn"
EXPORT_LETTER, EXPORT_LIST, EXPORT_VOTES = "Partibogstav", "Partinavn", "Stemmetal"
PLACE_ID = "ValgstedId"
REGION, PARTY, MEASURE, FIGURE = "Område", "Parti", "Stemmer", "Indhold"


def _form(table: str, *needs: tuple[str, ...], **more: Any) -> Form:  # noqa: ANN401  (fields of a form)
    """Return a table of figures, whose columns are data; one that is open has those it names."""
    named = {name: Column(name, en, tuple(of)) for name, (en, *of) in WORDS[table].items()}
    return Form(tuple(named[name] for name in more.pop("columns", named)), needs, **more)


_ONE = (LETTER, LIST)
_VOTES = (*_ONE, VOTES, SEATS, CAST, YEAR)
_DATED = {"dated": VOTES, "beside": (LIST, LETTER)}
LONG = _form("votes", (MUNICIPALITY,), _ONE, (VOTES,), columns=(MUNICIPALITY, *_VOTES), **_DATED)
"""One row for each municipality and list."""
WIDE = _form("votes", (MUNICIPALITY,), columns=(MUNICIPALITY, YEAR), open=True)
"""One row for each municipality, and a column for each list."""
LISTS = _form("votes", _ONE, (VOTES,), columns=_VOTES, **_DATED)
"""One row for each list of the one municipality that the sheet is named after."""
TURNED = _form("votes", _ONE, columns=_ONE, beside=(LIST, LETTER), open=True)
"""One row for each list, and a column for each municipality."""
MAYORS = _form("mayors", (MUNICIPALITY,), (*_ONE, MAYOR), beside=(LIST, LETTER))
"""One row for each municipality: the list of its mayor, in a column of its own or with the name."""
EXPORT = _form("export", (AREA,), (EXPORT_LETTER,), (NAME,), (EXPORT_VOTES,))
"""The export of valg.dk, in either of its wordings: a row for each candidate and each list."""
VALGDATABASE = _form("valgdatabase", (PLACE_ID,), open=True)
"""The election database: a row for each polling area, a column for each list."""
ELECTION_COLUMN = re.compile(r"KV(\d{4})\s*-\s*(.+)", re.IGNORECASE)
STATBANK = _form("statbank", (REGION,), (PARTY,), (YEAR,), (MEASURE, FIGURE))
"""VALGK3 of Statistikbanken: area, party, votes, time."""

VALID, CAST_ROW, BLANK = "valid", "cast", "blank"
INVALID, ELECTORATE, TURNOUT = "invalid", "electorate", "turnout"
POOLED = "pooled"
"""A sum of lists that are not named: part of the valid votes, and no list."""
_ROWS = {folded_heading(name): kind for kind, names in WORDS["rows"].items() for name in names}


def row_kind(name: str) -> str:
    """Return what a row is that is not a list; empty for a list."""
    return _ROWS.get(folded_heading(name), "")
