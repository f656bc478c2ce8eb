"""Reading the bundled tables: rows of text, refused when a column is missing.

The tables are small UTF-8 files beside this module. An empty cell is a figure that is not known.
"""

from __future__ import annotations

import csv
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["count", "rows"]


@cache
def _text(table: str) -> str:
    folder = resources.files("kkr_allocation.datasets") / "tables"
    return (folder / f"{table}.csv").read_text(encoding="utf-8")


def rows(table: str) -> Iterator[dict[str, str]]:
    """Yield the rows of a bundled table, by column name."""
    yield from csv.DictReader(_text(table).splitlines())


def count(cell: str) -> int | None:
    """Return a cell as a whole number; None where it is empty."""
    return int(cell) if cell else None
