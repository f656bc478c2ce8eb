"""A workbook of training places, filled in with invented figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openpyxl import load_workbook

from kkr_allocation.presentation.templates import write_places_template

if TYPE_CHECKING:
    from pathlib import Path

NAMES = ["Skive", "Struer", "Lemvig"]
SETTINGS = {
    "Titel": "SSA 2026",
    "Pladser i alt": 60,
    "Regel": "Sainte-Laguë",
    "Største ændring, pct.": 50,
    "Højst ekstra pladser": 3,
    "Regel for ekstra pladser": "d'Hondt",
}
KEY = [["Vægt", 0.6, "40 %"], ["Skive", 300, 20], ["Struer", 200, "12,5"], ["Lemvig", 100, 17]]
LIMITS = [
    ["Skive", None, 25, 22, 2, None],
    ["Struer", 15, None, 20, 3, 1],
    ["Lemvig", None, None, 18, None, None],
]


def filled_workbook(path: Path) -> Path:
    """Write the template, filled in."""
    write_places_template(path, NAMES, columns=["65+", "Sidste år"])
    book = load_workbook(path)
    for row in book["Plan"].iter_rows(min_row=2):
        row[1].value = SETTINGS.get(row[0].value)
    for sheet, rows in (("Nøgle", KEY), ("Kommuner", LIMITS)):
        for number, cells in enumerate(rows, start=2):
            for place, cell in enumerate(cells, start=1):
                book[sheet].cell(number, place).value = cell
    book["Aftaler"].append(["Skive", "Lemvig", 2, "mails af 3. maj"])
    book.save(path)
    return path
