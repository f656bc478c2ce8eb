"""Write the workbooks that the consultant's walk reads, from the bundled figures.

Run from the checkout: ``python scripts/write_walk_figures.py``.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl

import kkr_allocation as kkr

if TYPE_CHECKING:
    from collections.abc import Iterable

FOLDER = Path(__file__).parents[1] / "docs" / "how-to" / "walks"
YEAR, REGION = 2021, "KKR Sjælland"
_HEADINGS = ("Valg", "Kommune", "Bogstav", "Listenavn", "Stemmer", "Mandater", "Afgivne stemmer")


def write(name: str, rows: Iterable[Iterable[object]], election: kkr.Election) -> None:
    """Write a workbook with one sheet, dated by the election so that it stays the same."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(list(row))
    book.properties.created = book.properties.modified = dt.datetime.combine(
        election.date, dt.time()
    )
    book.save(FOLDER / name)


if __name__ == "__main__":
    held = kkr.load_election(YEAR)
    inside = {place for area in held.areas if area.name == REGION for place in area.municipalities}
    councils = [council for council in held.councils if council.municipality in inside]
    lists = [
        (
            f"KV{YEAR}",
            council.municipality,
            entry.letter,
            entry.name,
            entry.votes,
            entry.seats,
            None if council.votes_cast_status == "doubtful" else council.votes_cast,
        )
        for council in councils
        for entry in council.lists
    ]
    chains = [(council.municipality, council.mayor) for council in councils]
    write("stemmer.xlsx", [_HEADINGS, *lists], held)
    write("borgmestre.xlsx", [("Kommune", "Parti"), *chains], held)
