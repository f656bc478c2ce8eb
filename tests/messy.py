"""Workbooks as people make them: stored formulas, merged and hidden cells, and invented layouts."""

from __future__ import annotations

import re
import zipfile
from typing import TYPE_CHECKING, Any

import openpyxl
import openpyxl.utils

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path
    from random import Random

    import kkr_allocation as kkr

Rows = list[list[Any]]


def save(
    path: Path,
    sheets: Mapping[str, Sequence[Sequence[Any]]],
    *,
    merged: Iterable[str] = (),
    stored: Mapping[str, object] | None = None,
) -> Path:
    """Write sheets; cells of `merged` are joined, and the formulas of `stored` have a value."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
        for span in merged:
            sheet.merge_cells(span)
    book.save(path)
    if stored:
        _store(path, stored)
    return path


def _store(path: Path, stored: Mapping[str, object]) -> None:
    """Write values into the formula cells of every sheet, as Excel leaves them."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for name in [name for name in parts if name.startswith("xl/worksheets/sheet")]:
        text = parts[name].decode()
        for cell, value in stored.items():
            text = re.sub(
                rf'(<c r="{cell}"[^>]*><f>[^<]*</f>)(<v ?/>|<v></v>)', rf"\g<1><v>{value}</v>", text
            )
        parts[name] = text.encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)


# A workbook of real figures in a layout that a secretary could choose.


PLACES = ("Kommune", "kommunenavn", " KOMMUNE ", "Område", "Kommune:")
LISTS = ("Parti", "Listenavn", "LISTE", "Parti / liste", "partinavn", "Navn")
AREAS = ("Afstemningsområde", "Valgsted", "stemmested", "Afstemningssteder")
VOTES = ("Stemmer", "Antal stemmer", "stemmetal", "Stemmer i alt", "STEMMER ")
TITLES = ("Kommunalvalget {year}", "KV{year} - resultater", "Valgresultat {year}, endeligt")
NOTES = ("* Tallene er endelige.", "Note: hentet fra valg.dk", "Kilde: valg.dk")


def name_of(entry: kkr.CouncilList, draw: Random) -> str:
    """Return a list as people write it."""
    if entry.kind != "party":
        return f"{entry.letter}. {entry.name}" if entry.letter else entry.name
    forms = (
        entry.name,
        entry.letter,
        f"{entry.letter}. {entry.name}",
        f"{entry.name} ({entry.letter})",
        entry.name.upper(),
        f"Liste {entry.letter}",
    )
    return draw.choice(forms)


def number(votes: int, draw: Random) -> object:
    """Return a figure as people type it."""
    grouped = f"{votes:,}"
    spaced = grouped.replace(",", draw.choice([" ", "\u00a0", "\u202f", "."]))
    return draw.choice([votes, votes, float(votes), str(votes), spaced])


def place_of(name: str, draw: Random) -> str:
    return draw.choice([name, f"{name} Kommune", name.upper(), f" {name} "])


def messy(path: Path, councils: Sequence[kkr.Council], year: int, draw: Random) -> Path:
    """Write the votes of these councils in a layout that is drawn."""
    sheets = draw.choice([_long, _long, _wide, _turned, _sheets, _areas, _areas_wide])(
        councils, draw
    )
    merged: list[str] = []
    stored: dict[str, object] = {}
    for title, rows in sheets.items():
        above = [[draw.choice(TITLES).format(year=year)]] + [[]] * draw.randint(0, 2)
        below = [[]] * draw.randint(0, 1) + [[draw.choice(NOTES)]] * draw.randint(0, 2)
        if len(sheets) == 1 and draw.random() < 0.5:
            merged += _merge_first(rows, len(above))
            stored |= _add_up(rows, len(above))
        sheets[title] = [*above, *rows, *below]
    if not (merged or stored) and draw.random() < 0.5:
        sheets = {"Forside": [["Udarbejdet af sekretariatet"]], **sheets, "Tomt": []}
    return save(path, sheets, merged=merged, stored=stored)


def _merge_first(rows: Rows, above: int) -> list[str]:
    """Join the cells of the first column that say the same below one another; never figures."""
    spans: list[str] = []
    start = 1

    def named(number: int) -> bool:
        cell = rows[number][0]
        return isinstance(cell, str) and not cell[:1].isdigit()

    for number in range(1, len(rows) + 1):
        if number < len(rows) and named(number) and rows[number][0] == rows[start][0]:
            continue
        if number - start > 1:
            spans.append(f"A{above + start + 1}:A{above + number}")
            for row in rows[start + 1 : number]:
                row[0] = None
        start = number
    return spans


def merge_figures(path: Path, draw: Random) -> str:
    """Join a figure of a workbook with the one below or beside it; return where, if there are two.

    Only the first is kept, as in Excel, and nobody can say of which row or column it is.
    """
    book = openpyxl.load_workbook(path)
    pairs = [
        (sheet, cell, other)
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, int)
        for other in (cell.offset(1, 0), cell.offset(0, 1))
        if isinstance(other.value, int)
    ]
    if not pairs:
        return ""
    sheet, cell, other = draw.choice(pairs)
    span = f"{cell.coordinate}:{other.coordinate}"
    sheet.merge_cells(span)
    book.save(path)
    return span


def _add_up(rows: Rows, above: int) -> dict[str, object]:
    """Write the figures of the last row as formulas, and return what each comes to."""
    last = rows[-1]
    stored: dict[str, object] = {}
    for place, value in enumerate(last):
        if "I alt" in last and isinstance(value, int):
            letter = openpyxl.utils.get_column_letter(place + 1)
            stored[f"{letter}{above + len(rows)}"] = value
            last[place] = f"=SUM({letter}1:{letter}2)"
    return stored


def _counted(council: kkr.Council) -> list[kkr.CouncilList]:
    return [entry for entry in council.lists if entry.votes]


def _long(councils: Sequence[kkr.Council], draw: Random) -> dict[str, Rows]:
    heads = [draw.choice(PLACES), draw.choice(LISTS), draw.choice(VOTES)]
    rows: Rows = []
    whole = 0
    subtotals, spoiled = draw.random() < 0.5, draw.random() < 0.5
    for council in councils:
        place, here = place_of(council.municipality, draw), 0
        for entry in _counted(council):
            rows.append([place, name_of(entry, draw), number(entry.votes, draw)])
            here += entry.votes
        if spoiled:
            rows.append([place, "Blanke stemmer", 11])
            rows.append([place, "Andre ugyldige stemmer", 7])
        if subtotals:
            first = draw.choice([[f"I alt {council.municipality}", None], [place, "Gyldige i alt"]])
            rows.append([*first, number(here, draw)])
        whole += here
    if draw.random() < 0.7:
        rows.append(["I alt", None, number(whole, draw)])
    order = draw.sample(range(3), 3)
    return {"Ark1": [[row[place] for place in order] for row in [heads, *rows]]}


def _lists(councils: Sequence[kkr.Council]) -> dict[str, str]:
    """Return the heading of each list: local lists stand with their letter."""
    found: dict[str, str] = {}
    for council in councils:
        for entry in _counted(council):
            lettered = f"{entry.letter}. {entry.name}" if entry.letter else entry.name
            found.setdefault(entry.key, lettered)
    return found


def _votes(council: kkr.Council) -> dict[str, int]:
    return {entry.key: entry.votes for entry in _counted(council)}


def _wide(councils: Sequence[kkr.Council], draw: Random) -> dict[str, Rows]:
    # Two local lists of one name and letter share a column; that sheet would be another.
    names = _lists(councils)
    headings = list(dict.fromkeys(names.values()))
    rows: Rows = [[draw.choice(PLACES), *headings, "I alt"]]
    sums = dict.fromkeys(headings, 0)
    for council in councils:
        here = {names[key]: votes for key, votes in _votes(council).items()}
        cells = [number(here[h], draw) if h in here else None for h in headings]
        rows.append([place_of(council.municipality, draw), *cells, sum(here.values())])
        for heading, votes in here.items():
            sums[heading] += votes
    rows.append(["I alt", *sums.values(), sum(sums.values())])
    return {"Ark1": rows}


def _turned(councils: Sequence[kkr.Council], draw: Random) -> dict[str, Rows]:
    names = _lists(councils)
    rows: Rows = [[draw.choice(LISTS), *(council.municipality for council in councils), "I alt"]]
    for heading in dict.fromkeys(names.values()):
        keys = [key for key, name in names.items() if name == heading]
        here = [sum(_votes(council).get(key, 0) for key in keys) for council in councils]
        rows.append([heading, *here, sum(here)])
    sums = [sum(_votes(council).values()) for council in councils]
    rows.append(["I alt", *sums, sum(sums)])
    return {"Ark1": rows}


def _sheets(councils: Sequence[kkr.Council], draw: Random) -> dict[str, Rows]:
    found: dict[str, Rows] = {}
    for council in councils:
        rows: Rows = [[draw.choice(LISTS), draw.choice(VOTES)]]
        rows += [[name_of(e, draw), number(e.votes, draw)] for e in _counted(council)]
        rows.append(["I alt", sum(_votes(council).values())])
        found[council.municipality] = rows
    return found


def _split(council: kkr.Council, draw: Random) -> dict[str, dict[str, int]]:
    """Return the votes of each list by polling area, one of which is called as the municipality."""
    areas: dict[str, dict[str, int]] = {"Hallen": {}, "Skolen": {}, council.municipality: {}}
    for key, votes in _votes(council).items():
        low, high = sorted((draw.randint(0, votes), draw.randint(0, votes)))
        for area, part in zip(areas.values(), (low, high - low, votes - high), strict=True):
            area[key] = part
    return areas


def _areas(councils: Sequence[kkr.Council], draw: Random) -> dict[str, Rows]:
    """Write a row for each polling area and list, and the sums of areas and municipalities."""
    rows: Rows = [[draw.choice(PLACES), draw.choice(AREAS), draw.choice(LISTS), draw.choice(VOTES)]]
    by_list = draw.random() < 0.5
    for council in councils:
        place, here = place_of(council.municipality, draw), _votes(council)
        names = {entry.key: name_of(entry, draw) for entry in _counted(council)}
        for area, votes in _split(council, draw).items():
            rows += [[place, area, names[key], number(n, draw)] for key, n in votes.items()]
            rows.append([place, area, "I alt", sum(votes.values())])
        if by_list:
            rows += [[place, None, names[key], number(n, draw)] for key, n in here.items()]
        rows.append([place, "I alt", None, sum(here.values())])
    return {"Ark1": rows}


def _areas_wide(councils: Sequence[kkr.Council], draw: Random) -> dict[str, Rows]:
    """Write a row for each polling area, and for each municipality the sum of its own."""
    names = _lists(councils)
    headings = list(dict.fromkeys(names.values()))
    rows: Rows = [[draw.choice(PLACES), draw.choice(AREAS), *headings, "I alt"]]
    for council in councils:
        place = place_of(council.municipality, draw)
        for area, votes in {**_split(council, draw), "I alt": _votes(council)}.items():
            here = {names[key]: n for key, n in votes.items()}
            rows.append([place, area, *(here.get(of) for of in headings), sum(here.values())])
    return {"Ark1": rows}
