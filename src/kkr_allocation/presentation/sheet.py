"""A table of cells ready for any medium, and the texts that stand around its rows."""

from __future__ import annotations

import datetime as dt
import re
from enum import Enum
from fractions import Fraction
from html import escape
from itertools import compress
from math import isclose
from typing import TYPE_CHECKING, Any, TypeAlias

from attrs import evolve, frozen

from kkr_allocation.presentation.language import (
    decimal,
    number,
    percent,
    say,
    unbroken,
    written_day,
)
from kkr_allocation.words import entry

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    import pandas as pd

    from kkr_allocation.explanations import Explanation, Language


Cell: TypeAlias = str | int | float | Fraction | dt.date | None
"""Text, a count, a ratio, an amount with decimals, a day, or nothing where a figure is missing."""


class Kind(Enum):
    """What a column holds, from which its alignment, width, format and total follow."""

    NAME = "name"
    TEXT = "text"
    COUNT = "count"
    SHARE = "share"
    AMOUNT = "amount"
    DATE = "date"
    LIST = "list"
    YES_NO = "yes or no"

    @property
    def is_figure(self) -> bool:
        """Whether the column is of figures, which stand to the right and can be summed."""
        return self in _FIGURES


_FIGURES = {Kind.COUNT, Kind.SHARE, Kind.AMOUNT}
_BY_TYPE = {float: Kind.SHARE, Fraction: Kind.AMOUNT, dt.date: Kind.DATE}


@frozen
class Sheet:
    """One table."""

    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    """Counts as int, ratios as float, amounts as Fraction, missing figures as None."""
    note: str = ""
    sums: bool = False
    """Whether there is a row that holds the sums of those above it."""
    below: int = 0
    """How many rows stand below the sums and are not in them."""
    tab: str = ""
    """A shorter title for where there is little room."""
    kinds: tuple[Kind | None, ...] = ()
    """What each column holds; where nothing is stated, it is read from the cells."""

    @property
    def sum_row(self) -> int | None:
        """The place of the row of sums, counted from 0; None where there is none."""
        return len(self.rows) - 1 - self.below if self.sums else None

    def without_empty_columns(self) -> Sheet:
        """Return the sheet as it is shown to the eye: columns with nothing in them left out."""
        kept = [any(row[place] is not None for row in self.rows) for place in self._places]
        return self.of_columns(tuple(compress(self._places, kept)))

    def of_columns(self, places: Iterable[int]) -> Sheet:
        """Return the sheet with these columns alone, counted from 0."""
        places = tuple(places)
        return evolve(
            self,
            headings=tuple(self.headings[place] for place in places),
            rows=tuple(tuple(row[place] for place in places) for row in self.rows),
            kinds=tuple(self.kinds[place] for place in places) if self.kinds else (),
        )

    def summed(self, language: Language) -> Sheet:
        """Return the table with the sums of its columns of whole counts in a row below it."""
        sums: list[Cell] = [say("in_all", language)]
        for place in self._places[1:]:
            given = [row[place] for row in self.rows if row[place] is not None]
            counts = [cell for cell in given if isinstance(cell, int)]
            sums.append(sum(counts) if counts and len(counts) == len(given) else None)
        return evolve(self, rows=(*self.rows, tuple(sums)), sums=True)

    def kind(self, place: int) -> Kind:
        """Return what a column, counted from 0, holds."""
        if self.kinds and (stated := self.kinds[place]):
            return stated
        given = [row[place] for row in self.rows if row[place] is not None]
        if any(isinstance(cell, str) for cell in given):
            return Kind.TEXT
        found = {_BY_TYPE.get(type(cell), Kind.COUNT) for cell in given}
        return found.pop() if len(found) == 1 else Kind.AMOUNT if found else Kind.COUNT

    def total(self, place: int) -> int | float | Fraction | None:
        """Return what the row of sums holds, where it is what the figures above it add up to."""
        if self.sum_row is None or not self.kind(place).is_figure:
            return None
        stated = self.rows[self.sum_row][place]
        above = [row[place] for row in self.rows[: self.sum_row] if row[place] is not None]
        figures = [cell for cell in above if isinstance(cell, int | float | Fraction)]
        if not isinstance(stated, int | float | Fraction) or not figures:
            return None
        adds_up = len(figures) == len(above) and isclose(sum(figures), stated, abs_tol=1e-9)
        return stated if adds_up else None

    def is_text(self, place: int) -> bool:
        """Say whether a column, counted from 0, holds text and so stands to the left."""
        return not self.kind(place).is_figure

    @property
    def _places(self) -> range:
        return range(len(self.headings))


def sheet_of(
    key: str, language: Language, rows: Iterable[tuple[Cell, ...]], **figures: object
) -> Sheet:
    """Return the table of a key with these rows, and with these figures in its title."""
    return Sheet(
        say(f"{key}:title", language, **figures),
        headings(key, language),
        tuple(rows),
        kinds=tuple(Kind(kind) if kind else None for kind in entry(key)["kinds"]),
    )


def headings(key: str, language: Language) -> tuple[str, ...]:
    """Return the headings of the table of a key."""
    return tuple(entry(key)[language]["headings"])


def written(cell: Cell, language: Language) -> str:
    """Write a cell for the eye: thousands apart, ratios as percentages, nothing as nothing.

    Examples
    --------
    >>> written(24062, "da"), written(0.054, "da"), written(None, "da"), written("A", "da")
    ('24.062', '5,4 %', '', 'A')
    """
    if cell is None:
        return ""
    if isinstance(cell, float):
        return percent(Fraction(cell), language)
    if isinstance(cell, Fraction):
        return decimal(cell, language)
    if isinstance(cell, dt.date):
        return written_day(cell, language)
    return number(cell, language) if isinstance(cell, int) else cell


# HTML for notebooks and pages: escaped, without style sheets, the same for the same result.


_ADDRESS = re.compile(r"https?://[^\s<>\"']+")


def table(
    caption: str,
    headings: Iterable[str],
    rows: Iterable[Iterable[object]],
    *,
    write: Callable[[Any], str] = str,
    figures: Sequence[bool] = (),
    sum_row: int | None = None,
) -> str:
    """Return a table whose every text is escaped.

    A column of figures stands to the right with its heading, and where nothing is stated one that
    has nothing else is one; a text or day in the first column is
    the heading of its row; an address of the web becomes a link. The row of sums is bold.

    Examples
    --------
    >>> print(table("Seats <2022>", ["List", "Seats"], [["A", 6]]))
    <table>
    <caption>Seats &lt;2022&gt;</caption>
    <thead><tr><th scope="col">List</th><th ...>Seats</th></tr></thead>
    <tbody>
    <tr><th scope="row">A</th><td style="text-align: right">6</td></tr>
    </tbody>
    </table>
    """
    cells = [tuple(row) for row in rows]
    named = [*headings]
    columns = ([row[n] for row in cells if row[n] is not None] for n in range(len(named)))
    found = ({type(cell) for cell in given} for given in columns)
    right = figures or [bool(kinds) and kinds <= {int, float, Fraction} for kinds in found]
    aligned = [' style="text-align: right"' if figure else "" for figure in right]
    head = "".join(
        f'<th scope="col"{style}>{escape(heading)}</th>'
        for heading, style in zip(named, aligned, strict=True)
    )
    body = [
        f"<tr>{''.join(_cell(v, place, aligned[place], write) for place, v in enumerate(row))}</tr>"
        for row in cells
    ]
    if sum_row is not None:
        body[sum_row] = body[sum_row].replace("<tr>", '<tr style="font-weight: bold">', 1)
    return "\n".join(
        [
            "<table>",
            f"<caption>{escape(caption)}</caption>",
            f"<thead><tr>{head}</tr></thead>",
            "<tbody>",
            *body,
            "</tbody>",
            "</table>",
        ]
    )


def sheet_html(sheet: Sheet, language: Language) -> str:
    """Return a sheet as a table, its cells as they are read in the language."""
    figures = [sheet.kind(place).is_figure for place in range(len(sheet.headings))]
    return table(
        sheet.title,
        sheet.headings,
        sheet.rows,
        write=lambda cell: unbroken(written(cell, language)),
        figures=figures,
        sum_row=sheet.sum_row,
    )


def frame_html(frame: pd.DataFrame, caption: str) -> str:
    """Return a frame as a table, under the names of its columns; a named index is the first."""
    shown = (frame.reset_index() if frame.index.name is not None else frame).astype(object)
    return table(caption, map(str, shown.columns), shown.itertuples(index=False))


def _cell(value: object, place: int, style: str, write: Callable[[Any], str]) -> str:
    text = escape(write(value))
    if not place and isinstance(value, str | dt.date):
        return f'<th scope="row">{text}</th>'
    if isinstance(value, str) and _ADDRESS.fullmatch(value):
        text = f'<a href="{text}">{text}</a>'
    return f"<td{style}>{text}</td>"


def steps(explanation: Explanation) -> str:
    """Return the steps of an explanation as an ordered list, each with its source."""
    said = [
        f"<li>{escape(unbroken(step.text))} "
        f"<small>({escape(unbroken(step.source.cited(explanation.language)))})</small></li>"
        for step in explanation
    ]
    return "\n".join(["<ol>", *said, "</ol>"])


def explanation_html(explanation: Explanation) -> str:
    """Return an explanation as a title and its steps."""
    return "\n".join(
        [
            f'<section lang="{explanation.language}">',
            f"<p><strong>{escape(explanation.title)}</strong></p>",
            steps(explanation),
            "</section>",
        ]
    )
