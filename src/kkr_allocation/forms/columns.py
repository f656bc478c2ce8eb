"""What a table looks like: its columns, by the words that people use for them."""

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
