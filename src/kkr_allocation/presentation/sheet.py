"""A table of cells ready for any medium: made of rows, a frame or a result, and set as HTML."""

from __future__ import annotations

import datetime as dt
import re
from enum import Enum
from fractions import Fraction
from html import escape
from math import isclose
from typing import TYPE_CHECKING, Any, TypeAlias

import pandas as pd
from attrs import evolve, frozen

from kkr_allocation.presentation import view_of
from kkr_allocation.presentation.language import (
    decimal,
    number,
    percent,
    say,
    unbroken,
)
from kkr_allocation.words import entry, written_day

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Hashable, Iterable, Sequence

    from kkr_allocation.explanations import Explanation, Language
    from kkr_allocation.results import Result


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
        return self in {Kind.COUNT, Kind.SHARE, Kind.AMOUNT}


_BY_TYPE = {float: Kind.SHARE, Fraction: Kind.AMOUNT, dt.date: Kind.DATE}


@frozen
class Sheet:
    """One table."""

    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]  # counts as int, ratios as float, amounts as Fraction
    note: str = ""
    sums: bool = False  # whether there is a row that holds the sums of those above it
    below: int = 0  # how many rows stand below the sums and are not in them
    tab: str = ""  # a shorter title for where there is little room
    kinds: tuple[Kind | None, ...] = ()  # what each column holds; else it is read from the cells
    lacks: tuple[str, ...] = ()  # what of the note stands in a row too where there is no note

    @property
    def sum_row(self) -> int | None:
        """The place of the row of sums, counted from 0; None where there is none."""
        return len(self.rows) - 1 - self.below if self.sums else None

    def without_empty_columns(self) -> Sheet:
        """Return the sheet as it is shown to the eye: empty columns left out, unless all are."""
        empty = [all(row[n] is None for row in self.rows) for n in range(len(self.headings))]
        left = [n for n, nothing in enumerate(empty) if not nothing]
        return self.of_columns(left) if left else self

    def of_columns(self, places: Sequence[int]) -> Sheet:
        """Return the sheet with these columns alone, counted from 0."""
        headings = tuple(self.headings[place] for place in places)
        rows = tuple(tuple(row[place] for place in places) for row in self.rows)
        kinds = tuple(self.kinds[place] for place in places) if self.kinds else ()
        return evolve(self, headings=headings, rows=rows, kinds=kinds)

    def summed(self, language: Language) -> Sheet:
        """Return the table with the sums of its columns of whole counts in a row below it."""
        sums: list[Cell] = [say("in_all", language)]
        for place in range(1, len(self.headings)):
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


def sheet_of(
    key: str, language: Language, rows: Iterable[tuple[Cell, ...]], note: str = "", /, **of: object
) -> Sheet:
    """Return the table of a key with these rows, and with these figures in its title."""
    kinds = tuple(Kind(kind) if kind else None for kind in entry(key)["kinds"])
    title, headings = say(f"{key}:title", language, **of), entry(key)[language]["headings"]
    return Sheet(title, tuple(headings), tuple(rows), note, kinds=kinds)


def written(cell: Cell, language: Language) -> str:
    """Write a cell for the eye: thousands apart, ratios as percentages, nothing as nothing."""
    if cell is None:
        return ""
    if isinstance(cell, float):
        return percent(Fraction(cell), language)
    if isinstance(cell, Fraction):
        return decimal(cell, language)
    if isinstance(cell, dt.date):
        return written_day(cell, language)
    return number(cell, language) if isinstance(cell, int) else cell


# Frames as plain tables: headings in the reader's language, cells ready for any medium.


FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
"""How a text begins that a spreadsheet takes for a formula."""


def sheet_of_frame(frame: pd.DataFrame, title: str, language: Language, note: str = "") -> Sheet:
    """Return any frame as a sheet without its index; a column without a heading keeps its name."""
    headings = tuple(heading_of(str(column), language) for column in frame.columns)
    stated = entry("presentation.column")["kinds"]
    kinds = {name: Kind(stated[name]) if name in stated else None for name in frame.columns}
    columns = ([_cell(value, language, kinds[name]) for value in frame[name]] for name in kinds)
    return Sheet(
        title, headings, tuple(zip(*columns, strict=True)), note, kinds=tuple(kinds.values())
    )


def heading_of(column: str, language: Language) -> str:
    """Return what a column of a frame is called; one that nobody named is called as it is."""
    known = entry("presentation.column")[language].get(column)
    return known or column[:1].upper() + column[1:].replace("_", " ")


def beside(columns: Collection[Hashable], names: Iterable[str]) -> list[str]:
    """Return what lists are called as columns beside others: "tied" is "tied (list)" there."""
    return [f"{name} (list)" if name in columns else name for name in names]


def _cell(value: Any, language: Language, kind: Kind | None) -> Cell:  # noqa: ANN401  (of a frame)
    if pd.api.types.is_scalar(value) and pd.isna(value):
        return None
    plain = value.item() if hasattr(value, "item") else value
    if isinstance(plain, bool):
        return say("yes" if plain else "no", language)
    if isinstance(plain, Fraction) and kind is Kind.SHARE:
        return float(plain)
    if isinstance(plain, float):
        return Fraction(plain) if kind is Kind.AMOUNT else plain
    if isinstance(plain, dt.date) or (isinstance(plain, int) and kind is not Kind.NAME):
        return plain
    return str(plain) or None


def printable(text: str) -> str:
    """Return a text without the signs that a workbook or document cannot hold."""
    return re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", "\N{REPLACEMENT CHARACTER}", text)


# The tables of a result: those of its own for some kinds, its frame for any other.


def protocol(result: Result, language: Language) -> tuple[Sheet, ...]:
    """Return the tables that a result is shown with."""
    return tuple(view_of(type(result), "sheets")(result, language))


def sheets(result: Result, language: Language) -> tuple[Sheet]:
    """Return the frame of a kind that has no tables of its own, under what its steps are about."""
    return (sheet_of_frame(result.to_frame(), result.explain(language).title, language),)


_ACROSS = {"PlannedPlaces", "SmoothedYears", "TableDistribution", "TwoWayApportionment"}
"""Results that a person reads across, and a program one figure a row."""


def sheet_to_read(result: Result, language: Language) -> Sheet:
    """Return the first of the tables; where others follow, under what the steps are about."""
    first, *others = protocol(result, language)
    across = type(result).__name__ in _ACROSS
    return evolve(first, title=result.explain(language).title) if others and not across else first


def sheet_of_result(result: Result, language: Language) -> Sheet:
    """Return the table of a result as a program reads it."""
    across = type(result).__name__ in _ACROSS
    return sheets(result, language)[0] if across else sheet_to_read(result, language)


def html(result: Result) -> str:
    """Return the first table of a protocol, or the first rows of a frame, in English."""
    if view_of(type(result), "sheets") is sheets:
        return rows_html(result.to_frame(), result.explain("en").title)
    return sheet_html(protocol(result, "en")[0], "en")


def rows_html(frame: pd.DataFrame, title: str) -> str:
    """Return the first rows of a frame as a table for a notebook."""
    shown = frame.head(20)
    named = shown if frame.index.name is None else shown.reset_index()
    return sheet_html(sheet_of_frame(named, title, "en"), "en")


# HTML for notebooks and pages: escaped, without style sheets, the same for the same result.


def table(sheet: Sheet, write: Callable[[Any], str] = str) -> str:
    """Return a sheet as a table whose every text is escaped, figures to the right, sums in bold.

    A text or day in the first column heads its row; an address of the web becomes a link.
    """
    places = range(len(sheet.headings))
    right = ' style="text-align: right"'
    aligned = [right if sheet.kind(place).is_figure else "" for place in places]
    head = "".join(
        f'<th scope="col"{style}>{escape(heading)}</th>'
        for heading, style in zip(sheet.headings, aligned, strict=True)
    )
    body = [
        f"<tr>{''.join(_in_html(row[n], n, aligned[n], write) for n in places)}</tr>"
        for row in sheet.rows
    ]
    if (sums := sheet.sum_row) is not None:
        body[sums] = body[sums].replace("<tr>", '<tr style="font-weight: bold">', 1)
    title, thead = f"<caption>{escape(sheet.title)}</caption>", f"<thead><tr>{head}</tr></thead>"
    return "\n".join(["<table>", title, thead, "<tbody>", *body, "</tbody>", "</table>"])


def _in_html(value: object, place: int, style: str, write: Callable[[Any], str]) -> str:
    text = escape(write(value))
    if not place and isinstance(value, str | dt.date):
        return f'<th scope="row">{text}</th>'
    if isinstance(value, str) and re.fullmatch(r"https?://[^\s<>\"']+", value):
        text = f'<a href="{text}">{text}</a>'
    return f"<td{style}>{text}</td>"


def sheet_html(sheet: Sheet, language: Language) -> str:
    """Return a sheet as a table, its cells as they are read in the language."""
    return table(sheet, lambda cell: unbroken(written(cell, language)))


def steps(explanation: Explanation) -> str:
    """Return the steps of an explanation as an ordered list, each with its source."""
    said = [
        f"<li>{escape(unbroken(step.text))} "
        f"<small>({escape(unbroken(step.source.cited(explanation.language)))})</small></li>"
        for step in explanation
    ]
    return "\n".join(["<ol>", *said, "</ol>"])


def explanation_html(explained: Explanation) -> str:
    """Return an explanation as a title and its steps."""
    title = f"<p><strong>{escape(explained.title)}</strong></p>"
    return f'<section lang="{explained.language}">\n{title}\n{steps(explained)}\n</section>'
