"""Workbooks of training places: one filled in with invented figures, three with published ones."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from openpyxl import load_workbook

from kkr_allocation.datasets import load_college_places, load_places, load_populations
from kkr_allocation.forms import places
from kkr_allocation.presentation.templates import write_places_template

if TYPE_CHECKING:
    from pathlib import Path

    from openpyxl.worksheet.worksheet import Worksheet

    from kkr_allocation.explanations import Language

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


def filled_kind(path: Path, kind: str, language: Language = "da") -> Path:
    """Write the template of a table, several years or a plan, filled in with published figures."""
    say = partial(places.word, language=language)
    people = {p.municipality: p.persons for p in load_populations() if p.kkr == "KKR Sjælland"}
    quotas = {
        entry.area: entry.places
        for entry in load_places()
        if (entry.year, entry.education) == (2018, "SSA kommunal") and entry.area.startswith("KKR")
    }
    subjects = list(dict.fromkeys(entry.specialisation for entry in load_college_places()))
    parts = [("KKR", "", kkr) for kkr in quotas]
    parts += [(say("Kommune"), "KKR Sjælland", name) for name in people]
    names = {"table": ["UC Syd", "UCL"], "years": [*people], "plan": []}[kind]
    columns = {"table": subjects, "years": ["Indbyggere"], "plan": []}[kind]
    write_places_template(path, names, kind=kind, columns=columns, parts=parts, language=language)
    book = load_workbook(path)
    book[say("Plan")]["B2"] = TITLES[kind]
    if kind == "table":
        rows = [[466, 422, 222, 1110], [42, 38, 20, 589], [42, 38, 20, 521]]
        fill(book[say("Tabel")], rows, column=2)
    elif kind == "years":
        book[say("Nøgle")].delete_rows(2)
        fill(book[say("Nøgle")], [[count] for count in people.values()], column=2)
        fill(book[say("År")], [[year, 42] for year in range(2018, 2022)])
    else:
        fill(book[say("Plan")], [[sum(quotas.values())], [3448]], row=3, column=2)
        fill(
            book[say("Lag")],
            [[figure] for figure in (*quotas.values(), *people.values())],
            column=4,
        )
        fill(book[say("Lag")], [[figure] for figure in quotas.values()], column=8)
    book.save(path)
    return path


TITLES = {"table": "Pædagog 2018/19", "years": "PAU 2018-2021", "plan": "SSA 2018"}


def fill(sheet: Worksheet, rows: list[list[Any]], *, row: int = 2, column: int = 1) -> None:
    """Write rows into a sheet, beginning at a cell."""
    for down, cells in enumerate(rows, start=row):
        for across, cell in enumerate(cells, start=column):
            sheet.cell(down, across).value = cell
