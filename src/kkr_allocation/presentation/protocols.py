"""The tables of a protocol: those of its own for some kinds of result, its frame for any other."""

from __future__ import annotations

import datetime as dt
import math
import re
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from attrs import evolve

from kkr_allocation.presentation import view_of
from kkr_allocation.presentation.language import say
from kkr_allocation.presentation.sheet import Kind, Sheet, sheet_html
from kkr_allocation.words import entry

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from kkr_allocation.explanations import Language
    from kkr_allocation.presentation.sheet import Cell
    from kkr_allocation.results import Result


def protocol(result: Result, language: Language) -> tuple[Sheet, ...]:
    """Return the tables that a result is shown with."""
    sheets: tuple[Sheet, ...] = view_of(type(result), "sheets")(result, language)
    return sheets


def sheets(result: Result, language: Language) -> tuple[Sheet]:
    """Return the frame of a kind that has no tables of its own, under what its steps are about."""
    return (sheet_of_frame(result.to_frame(), result.explain(language).title, language),)


_ACROSS = {"PlannedPlaces", "SmoothedYears", "TableDistribution", "TwoWayApportionment"}
"""Results that a person reads across, and a program one figure a row."""


def sheet_to_read(result: Result, language: Language) -> Sheet:
    """Return the table of a result as it is read on the screen."""
    if type(result).__name__ in _ACROSS:
        return protocol(result, language)[0]
    return sheet_of_result(result, language)


def sheet_of_result(result: Result, language: Language) -> Sheet:
    """Return the first of the tables; where others follow, under what the steps are about."""
    if type(result).__name__ in _ACROSS:
        return sheets(result, language)[0]
    first, *others = protocol(result, language)
    return evolve(first, title=result.explain(language).title) if others else first


def html(result: Result) -> str:
    """Return the first table of a protocol, or the first rows of a frame, in English."""
    if view_of(type(result), "sheets") is sheets:
        return rows_html(result.to_frame(), result.explain("en").title)
    return sheet_html(protocol(result, "en")[0], "en")


def rows_html(frame: pd.DataFrame, title: str) -> str:
    """Return the first rows of a frame as a table for a notebook."""
    named = frame.index.name is not None
    shown = frame.head(_SHOWN).reset_index() if named else frame.head(_SHOWN)
    return sheet_html(sheet_of_frame(shown, title, "en"), "en")


_SHOWN = 20
"""Rows of a frame that a notebook shows."""


# Frames as plain tables: headings in the reader's language, cells ready for any medium.


FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
"""How a text begins that a spreadsheet takes for a formula."""
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def sheet_of_frame(frame: pd.DataFrame, title: str, language: Language) -> Sheet:
    """Return any frame as a sheet without its index; a column without a heading keeps its name."""
    headings = tuple(heading_of(str(column), language) for column in frame.columns)
    stated = entry("presentation.column")["kinds"]
    kinds = [Kind(stated[name]) if name in stated else None for name in frame.columns]
    columns = [
        [_cell(value, language, kind) for value in frame[column]]
        for column, kind in zip(frame.columns, kinds, strict=True)
    ]
    return Sheet(title, headings, tuple(zip(*columns, strict=True)), kinds=tuple(kinds))


def heading_of(column: str, language: Language) -> str:
    """Return what a column of a frame is called; one that nobody named is called as it is."""
    known = entry("presentation.column")[language].get(column)
    return known or column[:1].upper() + column[1:].replace("_", " ")


def _cell(value: object, language: Language, kind: Kind | None) -> Cell:
    item: Callable[[], Any] | None = getattr(value, "item", None)
    plain = item() if item else value
    if isinstance(plain, bool):
        return say("yes" if plain else "no", language)
    if isinstance(plain, Fraction) and kind is Kind.SHARE:
        return float(plain)
    if isinstance(plain, dt.date) or (isinstance(plain, int) and kind is not Kind.NAME):
        return plain
    if isinstance(plain, float):
        if math.isnan(plain):
            return None
        return Fraction(plain) if kind is Kind.AMOUNT else plain
    missing = plain is None or type(plain).__name__ in {"NAType", "NaTType"}
    return None if missing else str(plain) or None


def printable(text: str) -> str:
    """Return a text without the signs that a workbook or document cannot hold."""
    return _UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", text)
