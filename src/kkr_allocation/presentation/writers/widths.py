"""How wide the columns of a printed table are, so that no word is broken and no room wasted.

Everything is measured in ems of the table's own type, and so holds for any size of it.
"""

from __future__ import annotations

import re
from itertools import chain
from math import sqrt
from typing import TYPE_CHECKING

from kkr_allocation.presentation.language import unbroken
from kkr_allocation.presentation.sheet import Kind, written

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kkr_allocation.explanations import Language
    from kkr_allocation.presentation.sheet import Sheet

FONT = "Arial"
"""The type of documents and workbooks: every computer has it, or one of the same widths."""
PADDING = 0.8
"""What stands beside the text of a cell, left and right together."""
_WIDTHS = {
    0.222: "ijl'\N{LEFT SINGLE QUOTATION MARK}\N{RIGHT SINGLE QUOTATION MARK}",
    0.278: " !,./:;I[]\\|ft\N{NO-BREAK SPACE}",
    0.333: "()-r“”",
    0.5: "cksvxyzJ",
    0.556: "0123456789abdeghnopquåéüöä?_–§",
    0.611: "FTZøßL",
    0.667: "ABEKPSVXYÅ&",
    0.722: "CDHNRUw",
    0.778: "GOQØ",
    0.833: "Mm",
    0.889: "%æ",
    1.0: "WÆ—@…",
}
_EMS = {letter: width for width, letters in _WIDTHS.items() for letter in letters}
_OTHER = 0.7
_SPACE = 0.278
_ROUNDING = 0.001
_BOLD = 0.056
"""The most that a bold letter is wider by."""
_COMFORT = 9.0
"""What a column of words is not folded below, where the page can be turned instead."""
_BREAKS = re.compile(r"[ \t\n]+|(?<=[^\W\d]-)(?=[^\W\d])")
_ADDRESS_BREAKS = re.compile(r"(?<=/)(?=\w)")


def measure(text: str, *, bold: bool = False) -> float:
    """Return how wide a text is on one line."""
    ems = sum(_EMS.get(letter, _OTHER) for letter in text)
    return ems + len(text) * _BOLD if bold else ems


def words(text: str) -> list[str]:
    """Return what no line is broken in: words, the parts of hyphened ones and of addresses."""
    pieces = _BREAKS.split(unbroken(text))
    parted = (_ADDRESS_BREAKS.split(of) if "://" in of else [of] for of in pieces)
    return [*chain.from_iterable(parted)]


def _widths(sheet: Sheet, language: Language) -> tuple[list[float], list[float]]:
    """Return each column's width for its longest word, and for its cells and half its heading."""
    least, full = [], []
    for texts in _columns(sheet, language):
        longest = max([0.0, *(measure(w, bold=bold) for text, bold in texts for w in words(text))])
        cells = [measure(line, bold=bold) for text, bold in texts[1:] for line in text.splitlines()]
        split = texts[0][0].split(" ")
        in_two_lines = min(
            max(measure(" ".join(part), bold=True) for part in (split[:place], split[place:]))
            for place in range(len(split))
        )
        least.append(PADDING + longest)
        full.append(PADDING + max(longest, in_two_lines, *cells))
    return least, full


def _columns(sheet: Sheet, language: Language) -> list[list[tuple[str, bool]]]:
    """Return the texts of each column, the heading first, and which of them are bold."""
    bold = {0} if sheet.sum_row is None else {0, sheet.sum_row + 1}
    rows = [sheet.headings, *([written(cell, language) for cell in row] for row in sheet.rows)]
    columns = zip(*rows, strict=True)
    return [[(text, number in bold) for number, text in enumerate(of)] for of in columns]


def room_needed(sheet: Sheet, language: Language) -> float:
    """Return the width below which the table is uncomfortable to read."""
    least, full = _widths(sheet, language)
    return sum(max(low, min(high, _COMFORT)) for low, high in zip(least, full, strict=True))


def fitted(sheet: Sheet, language: Language, room: float) -> list[float]:
    """Return the widths of the columns: full where there is room, and no less than their words.

    Whoever can be full with an even share of what is left is full, texts last: so names and figures
    stay on one line. The long texts share the rest by the roots of their lengths, and are folded.
    Without room for the words the widths are cut down in proportion.
    """
    least, full = _widths(sheet, language)
    if sum(least) >= room:
        return [width * room / sum(least) for width in least]
    wants = {place: full[place] - low for place, low in enumerate(least)}
    given = dict.fromkeys(wants, 0.0)
    left = room - sum(least)
    waiting = sorted(wants, key=lambda place: (sheet.kind(place) is Kind.TEXT, wants[place]))
    while waiting and wants[waiting[0]] <= left / len(waiting):
        place = waiting.pop(0)
        given[place] = wants[place]
        left -= wants[place]
    whole = sum(sqrt(wants[place]) for place in waiting)
    for place in waiting:
        given[place] = left * sqrt(wants[place]) / whole
    return [low + given[place] for place, low in enumerate(least)]


def parts(sheet: Sheet, language: Language, room: float) -> list[Sheet]:
    """Return the sheet, cut between columns where the words need more room; the first is repeated.

    A word that is wider than the page by itself stands in a part of its own.
    """
    least, _ = _widths(sheet, language)
    found: list[list[int]] = [[0]]
    for place in range(1, len(least)):
        if len(found[-1]) > 1 and sum(least[p] for p in (*found[-1], place)) > room:
            found.append([0])
        found[-1].append(place)
    return [sheet] if len(found) == 1 else [sheet.of_columns(places) for places in found]


def row_lines(sheet: Sheet, language: Language, widths: Sequence[float]) -> list[int]:
    """Return how many lines the headings take, and each row below them."""
    rooms = [width - PADDING for width in widths]
    rows = (zip(row, rooms, strict=True) for row in zip(*_columns(sheet, language), strict=True))
    return [max(folded(text, room, bold=bold) for (text, bold), room in row) for row in rows]


def folded(text: str, width: float, *, bold: bool = False) -> int:
    """Return how many lines a text takes at a width."""
    count = 0
    for line in text.splitlines() or [""]:
        left = 0.0
        for word in unbroken(line).split(" "):
            for piece in words(word) or [""]:
                ems = measure(piece, bold=bold)
                if not left or ems > left + _ROUNDING:
                    count, left = count + 1, width
                left -= ems
            left -= _SPACE
    return count
