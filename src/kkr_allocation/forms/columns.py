"""What tables and sheets look like, as data: their columns, by the words that people use."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from functools import cache
from importlib.resources import files
from typing import Any

from attrs import Factory, evolve, field, frozen

_PUNCTUATION = re.compile(r"[\W_]+")
_UNIT = re.compile(r"[\[(](?:antal|stk\.?|number|count)[\])]$", re.IGNORECASE)
FOOTNOTES = re.compile(r"(?:\s*(?:[*†‡¹²³⁴⁵⁶⁷⁸⁹]\)?|(?<![\d(])\d{1,2}\)))+$")
"""Their marks behind a name."""
_YEAR = re.compile(r"(?:\bkv\s*'?(?:20)?|\b20|')(?P<year>\d\d)\b", re.IGNORECASE)
_CENTURY = 2000
_WORDS = re.compile(r"[^\W\d_]+")


def data_of(file: str) -> dict[str, Any]:
    """Return a file of descriptions."""
    return tomllib.loads(files(__package__).joinpath(file).read_text(encoding="utf-8"))


WORDS: dict[str, dict[str, Any]] = data_of("words.toml")
"""The words that people use, table by table: what each stands for, in our own."""
_OF_CODES, _OF_NAMES = (
    re.compile("|".join(WORDS["patterns"][of]), re.IGNORECASE) for of in ("of_codes", "of_names")
)


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
        plain = f"{heading[: match.start()]} {heading[match.end() :]}".strip()
        first, _, rest = plain.partition(" ")
        own = rest if rest and self.column_of(first) == YEAR else plain  # Valg 2021 Stemmer
        name = self.column_of(own) if own else YEAR
        return self.dated if name == YEAR else name, _CENTURY + int(match["year"])

    def columns_of(self, typed: Sequence[str]) -> list[tuple[str, int | None]]:
        """Return the column and the year of each heading of a table.

        Kommunenr. beside Kommune is its code, and Liste beside Listenavn its letter.
        """
        read = [self.dated_column(heading) for heading in typed]
        places = [place for place, (name, _) in enumerate(read) if name == MUNICIPALITY]
        codes = [place for place in places if _OF_CODES.search(typed[place])]
        for place in codes if len(codes) < len(places) else ():
            read[place] = CODE, None
        lists = [place for place, (name, _) in enumerate(read) if name == LIST]
        named = [place for place in lists if _OF_NAMES.search(typed[place])]
        named = named or [place for place in lists if LONG.column_of(typed[place]) != LETTER]
        if len(lists) - 1 == len(named) == 1:
            lists.remove(named[0])
            read[lists[0]] = ("" if (LETTER, None) in read else LETTER), None
        return read

    def lacks(self, names: Iterable[str]) -> list[Sequence[str]]:
        """Return what columns of these names lack: of each of the tuples one is needed."""
        there = {*names}
        return [wanted for wanted in self.needs if there.isdisjoint(wanted)]

    def is_called(self, sheet: str) -> bool:
        """Say whether a sheet has the name of this table."""
        return folded_heading(sheet) in map(folded_heading, (self.name, *self.names))


@frozen
class Field:
    """A column or a setting: what it is in Python, and how its cells are read, if at all."""

    heading: str
    name: str
    read: str
    of: str = ""


def _fields(columns: Mapping[str, list[str] | Field]) -> dict[str, Field]:
    """Return columns, or settings, by heading."""
    return {
        heading: of if isinstance(of, Field) else Field(heading, *of)
        for heading, of in columns.items()
    }


@frozen(kw_only=True)
class Sheet:
    """A sheet, whose rows are read as its columns say."""

    name: str
    columns: dict[str, Field] = field(converter=_fields)
    settings: dict[str, Field] = field(factory=dict, converter=_fields)
    "By name how the value of a setting is read, where each row has a setting and its value."
    needs: Sequence[str]
    "The headings that must be there; and in each row something below them, unless `filled` says."
    filled: Sequence[str] = Factory(lambda of: of.needs, takes_self=True)
    once: Sequence[str] = ()
    "The fields that no two rows have in common."
    totals: Sequence[str] = ()
    "The fields that a row of totals sums; without any, every row is one of its own."
    alike: Sequence[str] = ()
    "The fields that all rows have, or none."
    rising: Sequence[tuple[str, str]] = ()
    "The fields of which the first is nowhere above the second."
    apart: Sequence[str] = ()
    "The fields that are not of what a row is made into."
    unread: dict[str, Any] = field(factory=dict)
    "What a field is where its cell is empty or wrong; that is noted all the same."
    open: bool = False
    "Whether it has columns beside its own."

    def heading(self, name: str) -> str:
        """Return the heading of a field; empty where it is none of the sheet's."""
        return next((of.heading for of in self.columns.values() if of.name == name), "")

    def with_figures(self, names: Iterable[str]) -> Sheet:
        """Return the sheet with columns of figures beside its own, all of them filled in."""
        added = {name: Field(name, name, "figure") for name in names}
        return evolve(
            self,
            columns=self.columns | added,
            filled=(*self.filled, *added),
            totals=(*self.totals, *added),
            unread=self.unread | dict.fromkeys(added, Fraction(0)),
        )

    def form(self, headed: Mapping[str, str] | None = None, *names: str) -> Form:
        """Return the table; other headings by its own, or else those of Python, and other names."""
        words = WORDS["headings"]
        headed = headed or {heading: of.name for heading, of in self.columns.items()}
        return Form(
            {own: (headed[own].replace("_", " "), *words.get(own, ())) for own in self.columns},
            [(need,) for need in self.needs],
            name=self.name,
            names=(*WORDS["sheets"].get(self.name, ()), *names),
            open=self.open,
        )


# The tables of votes: of one's own, the export of valg.dk, and two of Danmarks Statistik.


MUNICIPALITY, LETTER, LIST, VOTES, SEATS = "Kommune", "Bogstav", "Liste", "Stemmer", "Mandater"
CODE = "Kommunekode"
"""A column of codes beside one of names, which it is held against."""
CAST, YEAR, MAYOR = "Afgivne stemmer", "År", "Borgmester"
DISTRICT, AREA, NAME = "Opstillingskreds", "Afstemningsområde", "Navn"
EXPORT_LETTER, EXPORT_LIST, EXPORT_VOTES = "Partibogstav", "Partinavn", "Stemmetal"
PLACE_ID = "ValgstedId"
REGION, PARTY, MEASURE, FIGURE = "Område", "Parti", "Stemmer", "Indhold"


def _table(words: str, columns: Sequence[str] = (), **of: Any) -> Form:  # noqa: ANN401  (fields of a form)
    """Return a table with columns of these words; one that is open has those it names."""
    known = WORDS[words]
    return Form({name: known[name] for name in columns or known}, **of)


LONG, WIDE, LISTS, TURNED, MAYORS, EXPORT, VALGDATABASE, STATBANK = (
    _table(**of) for of in WORDS["tables"].values()
)
ELECTION_COLUMN = re.compile(r"KV(\d{4})\s*-\s*(.+)", re.IGNORECASE)

VALID, CAST_ROW, BLANK = "valid", "cast", "blank"
INVALID, ELECTORATE, TURNOUT = "invalid", "electorate", "turnout"
POOLED = "pooled"
"""A sum of lists that are not named: part of the valid votes, and no list."""
_ROWS = {folded_heading(name): kind for kind, names in WORDS["rows"].items() for name in names}
_ROW_WORDS = {word: kind for kind, words in WORDS["row_words"].items() for word in words}


def row_kind(name: str) -> str:
    """Return what a row is that is not a list; empty for a list."""
    if kind := _ROWS.get(folded_heading(name)):
        return kind
    found = {_ROW_WORDS.get(word) for word in _WORDS.findall(name.casefold())}
    return "" if None in found else next(filter(found.__contains__, _ROW_WORDS.values()), "")
