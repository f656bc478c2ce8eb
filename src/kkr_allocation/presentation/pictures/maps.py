"""A map of the municipalities with a square for each, on a grid of the house's own."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from fractions import Fraction
from functools import cache
from math import isfinite
from numbers import Integral, Real
from textwrap import fill
from typing import TYPE_CHECKING, Any

from kkr_allocation.datasets.municipalities import (
    find_municipality,
    likely_municipalities,
    load_municipalities,
    rows,
)
from kkr_allocation.errors import InvalidInputError
from kkr_allocation.inputs import by_name
from kkr_allocation.presentation.language import decimal, number
from kkr_allocation.presentation.pictures.canvas import (
    INK,
    MUTED,
    axes_or_new,
    colours_of,
    names_below,
    picture_of,
    short,
    text_on,
    tinted,
)

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes

    from kkr_allocation.explanations import Language
    from kkr_allocation.inputs import Figures


_TILE, _WIDEST = 0.56, 9.0
"""Inches of a square at least, and of the picture unless more squares stand side by side."""
_LETTERS = 11
"""Letters on a line of a square."""
_WHOLE = 6
"""The most letters of a text that stands in a square as it is."""
_SIDES = {(-1, 0): ((-0.5, 0.5), (-0.5, -0.5)), (0, -1): ((-0.5, -0.5), (-0.5, 0.5))}
"""For the square above and the one to the left: the line between them, across and down."""


@picture_of(otherwise="Mapping or Series")
def plot_map(
    values: Figures, *, title: str = "", language: Language = "en", axes: Axes | None = None
) -> Axes:
    """Draw a figure or a list for each municipality, where the municipality roughly lies.

    Where are the mayors of each list, the narrow margins, the places?

    Parameters
    ----------
    values : mapping of str, or pandas Series
        By municipality: figures, or texts such as the lists of the mayors. Where none is known
        it is None.
    title : str, optional
        What the values are.

    Returns
    -------
    matplotlib.axes.Axes
        With a square for each municipality of the KKR that the values name, and lines between the
        KKR. Figures are the bluer the larger, and orange below zero; lists have their colours,
        and stand below with the number of municipalities. The grid is not to scale.

    Raises
    ------
    InvalidInputError
        If a name is no municipality, or two names are the same one.

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> places = kkr.distribute(60, {"Herning": 8900, "Lemvig": 2000, "Skive": 4600}).places
    >>> axes = kkr.plot_map(places, title="60 places")
    >>> sorted(text.get_text() for text in axes.texts)[:3]
    ['17', '34', '9']
    """
    known = _by_municipality(values)
    kkr = {place.name: place.kkr for place in load_municipalities()}
    shown = {kkr[name] for name in known}
    tiles = {name: at for name, at in _tiles().items() if kkr[name] in shown}
    columns = [column for _, column, _ in tiles.values()] or [0]
    lines = [row for row, _, _ in tiles.values()] or [0]
    wide, high = max(columns) - min(columns) + 1, max(lines) - min(lines) + 1
    side = max(_TILE, min(1, _WIDEST / wide))
    drawn = axes_or_new(axes, width=max(5, side * wide), height=side * high + 1.5)
    from matplotlib.patches import Rectangle

    written, colours = _looks(known, language)
    at = {(row, column): name for name, (row, column, _) in tiles.items()}
    for (row, column), name in at.items():
        colour = colours.get(name, "#FFFFFF")
        corner = column - 0.48, row - 0.48
        drawn.add_patch(Rectangle(corner, 0.96, 0.96, facecolor=colour, edgecolor=MUTED, lw=0.5))
        texts = tiles[name][2], written.get(name, "")
        _write(drawn, (column, row), texts, text_on(colour), side / _TILE)
        for (down, right), (across, along) in _SIDES.items():
            beside = at.get((row + down, column + right))
            if beside and kkr[beside] != kkr[name]:
                line = [column + x for x in across], [row + y for y in along]
                drawn.plot(*line, color=INK, lw=2.2, solid_capstyle="round")
    if marks := _named(known, colours):
        names_below(drawn, marks)
    drawn.set_title(title)
    drawn.set_aspect("equal")
    drawn.set_xlim(min(columns) - 0.6, max(columns) + 0.6)
    drawn.set_ylim(max(lines) + 0.6, min(lines) - 0.6)
    drawn.set_axis_off()
    return drawn


@cache
def _tiles() -> dict[str, tuple[int, int, str]]:
    """Return the row, the column and the name as it is set of each municipality."""
    return {
        row["municipality"]: (
            int(row["row"]),
            int(row["column"]),
            fill(row["in_two"] or row["municipality"], _LETTERS, break_long_words=False),
        )
        for row in rows("tiles")
    }


def _by_municipality(values: Figures) -> dict[str, Any]:
    """Return the values by the municipalities' own names."""
    known: dict[str, Any] = {}
    for name, value in by_name(values, "values", '{"Skive": 30}').items():
        place = find_municipality(str(name))
        if place is None or place.name in known:
            likely = " or ".join(likely_municipalities(str(name)))
            raise InvalidInputError(
                f"values names {name!r}" + ("" if place is None else " a second time"),
                why="the map has a square for each of the 98 municipalities",
                do="Correct the name" + (f": is it {likely}?" if likely else ""),
            )
        known[place.name] = value
    return known


def _is_figure(value: object) -> bool:
    return isinstance(value, Real | Decimal)


def _is_known(value: object) -> bool:
    return isfinite(float(value)) if _is_figure(value) else value is not None  # type: ignore[arg-type]


def _looks(known: dict[str, Any], language: Language) -> tuple[dict[str, str], dict[str, str]]:
    """Return what stands in the square of each municipality, and the colour behind it."""
    from matplotlib.colors import to_hex

    shown = {name: value for name, value in known.items() if _is_known(value)}
    if not all(map(_is_figure, shown.values())):
        of = colours_of(map(str, shown.values()))
        texts = {name: str(value) for name, value in shown.items()}
        written = {
            name: text if len(text) <= _WHOLE else short(text) for name, text in texts.items()
        }
        return written, {name: of[text] for name, text in texts.items()}
    most = max((abs(float(value)) for value in shown.values()), default=0) or 1
    plus = "+" if any(value < 0 for value in shown.values()) else ""
    written = {}
    for name, value in shown.items():
        whole = isinstance(value, Integral) or value == int(value)
        text = number(int(value), language) if whole else decimal(Fraction(value), language, 1)
        written[name] = f"{plus if value > 0 else ''}{text}"
    return written, {name: to_hex(tinted(float(value) / most)) for name, value in shown.items()}


def _write(
    axes: Axes, at: tuple[int, int], texts: tuple[str, str], colour: str, scale: float
) -> None:
    """Write the name at the top of a square, and the value below it."""
    name, value = texts
    column, row = at
    size = 5.4 * scale * min(1, _LETTERS / max(map(len, name.splitlines())))
    look = {"ha": "center", "color": colour if value else MUTED, "linespacing": 0.95}
    axes.text(column, row - 0.4, name, {"va": "top", "fontsize": size} | look)
    if value:
        axes.text(column, row + 0.4, value, {"va": "bottom", "fontsize": 9 * scale} | look)


def _named(known: dict[str, Any], colours: dict[str, str]) -> list[Artist]:
    """Return a mark for each text with the municipalities that have it; none for figures."""
    from matplotlib.patches import Patch

    texts = {name: str(known[name]) for name in colours}
    if all(map(_is_figure, known.values())):
        return []
    of = {text: colours[name] for name, text in texts.items()}
    party = {row["letter"]: row["name"] for row in reversed([*rows("parties")])}
    return [
        Patch(
            color=of[text],
            label=" ".join(dict.fromkeys([short(text), party.get(text, text), str(count)])),
        )
        for text, count in Counter(texts.values()).most_common()
    ]
