"""How wide the columns of a printed table are, so that no word is broken and no room wasted.

Everything is measured in ems of the table's own type, and so holds for any size of it.
"""

from __future__ import annotations

import re
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
    r"""Return what no line is broken in: words, the parts of hyphened ones and of addresses.

    Examples
    --------
    >>> words("SOSU- og PAU-uddannelser, 5,4 %")
    ['SOSU-', 'og', 'PAU-', 'uddannelser,', '5,4\xa0%']
    """
    return [
        piece
        for part in _BREAKS.split(unbroken(text))
        for piece in (_ADDRESS_BREAKS.split(part) if "://" in part else [part])
    ]


def least_widths(sheet: Sheet, language: Language) -> list[float]:
    """Return the width of each column's longest word, with its padding."""
    return [
        PADDING
        + max((measure(w, bold=bold) for text, bold in column for w in words(text)), default=0)
        for column in _columns(sheet, language)
    ]


def full_widths(sheet: Sheet, language: Language) -> list[float]:
    """Return the width at which no cell is folded, and no heading into more than two lines."""
    found = []
    for least, ((heading, _), *texts) in zip(
        least_widths(sheet, language), _columns(sheet, language), strict=True
    ):
        cells = (measure(line, bold=bold) for text, bold in texts for line in text.splitlines())
        found.append(max(least, PADDING + max(cells, default=0), PADDING + _in_two_lines(heading)))
    return found


def _in_two_lines(heading: str) -> float:
    """Return the least width at which a heading takes no more than two lines."""
    split = heading.split(" ")
    return min(
        max(measure(" ".join(part), bold=True) for part in (split[:place], split[place:]))
        for place in range(len(split))
    )


def _columns(sheet: Sheet, language: Language) -> list[list[tuple[str, bool]]]:
    """Return the texts of each column, the heading first, and which of them are bold."""
    bold = {0} if sheet.sum_row is None else {0, sheet.sum_row + 1}
    return [
        [
            (text, number in bold)
            for number, text in enumerate(
                [heading, *(written(row[place], language) for row in sheet.rows)]
            )
        ]
        for place, heading in enumerate(sheet.headings)
    ]


def room_needed(sheet: Sheet, language: Language) -> float:
    """Return the width below which the table is uncomfortable to read."""
    least, full = least_widths(sheet, language), full_widths(sheet, language)
    return sum(max(low, min(high, _COMFORT)) for low, high in zip(least, full, strict=True))


def fitted(sheet: Sheet, language: Language, room: float) -> list[float]:
    """Return the widths of the columns: full where there is room, and no less than their words.

    Whoever can be full with an even share of what is left is full, texts last: so names and figures
    stay on one line. The long texts share the rest by the roots of their lengths, and are folded.
    Without room for the words the widths are cut down in proportion.
    """
    least, full = least_widths(sheet, language), full_widths(sheet, language)
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
    least = least_widths(sheet, language)
    found: list[list[int]] = [[0]]
    for place in range(1, len(least)):
        if len(found[-1]) > 1 and sum(least[p] for p in (*found[-1], place)) > room:
            found.append([0])
        found[-1].append(place)
    return [sheet] if len(found) == 1 else [sheet.of_columns(places) for places in found]


def row_lines(sheet: Sheet, language: Language, widths: Sequence[float]) -> list[int]:
    """Return how many lines the headings take, and each row below them."""
    return [
        max(
            folded(text, width - PADDING, bold=bold)
            for (text, bold), width in zip(row, widths, strict=True)
        )
        for row in zip(*_columns(sheet, language), strict=True)
    ]


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
