"""What tables look like: their columns, by the words that people use; and those of votes."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from attrs import field, frozen

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


_PUNCTUATION = re.compile(r"[\W_]+")
_UNIT = re.compile(r"[\[(](?:antal|stk\.?|number|count)[\])]$", re.IGNORECASE)
FOOTNOTES = re.compile(r"(?:\s*(?:[*†‡¹²³⁴⁵⁶⁷⁸⁹]\)?|(?<![\d(])\d{1,2}\)))+$")
"""Their marks behind a name."""
_YEAR = re.compile(r"(?:\bkv\s*|\b)(?:20)?(?P<year>\d\d)\b", re.IGNORECASE)
_CENTURY = 2000
_WORDS = re.compile(r"[^\W\d_]+")
_BESIDE = "beside"
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


@frozen
class Form:
    """A table that a person fills in: its columns, and which of them it is recognised by."""

    columns: Mapping[str, Sequence[str]]
    "By a column's own heading: what it is in English, and the headings that people write."
    needs: Sequence[Sequence[str]]
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
    "By every heading, folded, the column that it is of: its own, or the first of those it can be."

    @known.default
    def _every_heading(self) -> dict[str, str]:
        known = {folded_heading(name): name for name in self.columns}
        for name, headings in self.columns.items():
            for heading in filter(None, headings):
                known.setdefault(folded_heading(heading), name)
        return known

    def column_of(self, heading: str) -> str:
        """Return the column of a heading, a unit left out; empty where it is none of them."""
        heading = FOOTNOTES.sub("", heading)
        plain = self.known.get(folded_heading(heading), "")
        return plain or self.known.get(folded_heading(_UNIT.sub("", heading)), "")

    def dated_column(self, heading: str) -> tuple[str, int | None]:
        """Return the column of a heading, and the year of an election that is part of it."""
        name, match = self.column_of(heading), _YEAR.search(heading)
        if name or match is None or not self.dated:
            return name, None
        plain = f"{heading[: match.start()]} {heading[match.end() :]}"
        return self.column_of(plain) if plain.strip() else self.dated, _CENTURY + int(match["year"])

    def lacks(self, names: Iterable[str]) -> list[Sequence[str]]:
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
    words = WORDS["headings"]
    made = {own: (fields.get(own, "").replace("_", " "), *words.get(own, ())) for own in columns}
    called = tuple(WORDS["sheets"].get(name, ()))
    needed, beside = [(need,) for need in needs], (LIST, LETTER)
    return Form(made, needed, name=name, names=called, open=open, beside=beside)


# The tables of votes: of one's own, the export of valg.dk, and two of Danmarks Statistik.


MUNICIPALITY, LETTER, LIST, VOTES, SEATS = "Kommune", "Bogstav", "Liste", "Stemmer", "Mandater"
CODE = "Kommunekode"
"""A column of codes beside one of names, which it is held against."""
CAST, YEAR, MAYOR = "Afgivne stemmer", "År", "Borgmester"
DISTRICT, AREA, NAME = "Opstillingskreds", "Afstemningsområde", "Navn"
EXPORT_LETTER, EXPORT_LIST, EXPORT_VOTES = "Partibogstav", "Partinavn", "Stemmetal"
PLACE_ID = "ValgstedId"
REGION, PARTY, MEASURE, FIGURE = "Område", "Parti", "Stemmer", "Indhold"


def _form(table: str, *needs: Sequence[str], columns: Sequence[str] = (), **more: Any) -> Form:  # noqa: ANN401  (fields of a form)
    """Return a table of figures, whose columns are data; one that is open has those it names."""
    words = WORDS[table]
    return Form({name: words[name] for name in columns or words}, needs, **more)


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
_ROW_WORDS = {word: kind for kind, words in WORDS["row_words"].items() for word in words}
"""Words that rows which are no lists are named by; those of the kind "beside" say nothing alone."""
_KINDS_OF_ROWS = tuple(WORDS["row_words"])
"""The kinds, those first that decide where a row has words of several."""


def row_kind(name: str) -> str:
    """Return what a row is that is not a list; empty for a list."""
    if kind := _ROWS.get(folded_heading(name)):
        return kind
    found = {_ROW_WORDS.get(word, "") for word in _WORDS.findall(name.casefold())}
    kind = min(found, key=_KINDS_OF_ROWS.index, default="") if found and "" not in found else ""
    return "" if kind == _BESIDE else kind
