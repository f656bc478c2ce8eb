"""A map of the municipalities with a square for each, on a grid of the house's own."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from fractions import Fraction
from numbers import Real
from textwrap import fill
from typing import TYPE_CHECKING, Any

from kkr_allocation.apportionment.ties import UnresolvedTieError
from kkr_allocation.composition.election import Election
from kkr_allocation.datasets import municipalities
from kkr_allocation.datasets.municipalities import rows
from kkr_allocation.errors import InvalidInputError
from kkr_allocation.inputs import by_name
from kkr_allocation.presentation.language import exact, say
from kkr_allocation.presentation.pictures import canvas
from kkr_allocation.presentation.pictures.canvas import INK, MUTED, picture_of
from kkr_allocation.scenarios.margins import closest_exchange

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes

    from kkr_allocation.explanations import Language
    from kkr_allocation.inputs import Figures


_TILE, _WIDEST = 0.56, 9.0  # inches of a square at least, and of the picture if they fit in it
_LETTERS = 11  # on a line of a square
_WHOLE = 6  # the most letters of a text that stands in a square as it is
_UNKNOWN = {"None", "nan", "NaN", "<NA>", "inf", "-inf"}  # with a frame's gaps, as written
_SIDES = {(-1, 0): ((-0.5, 0.5), (-0.5, -0.5)), (0, -1): ((-0.5, -0.5), (-0.5, 0.5))}
"""For the square above and the one to the left: the line between them, across and down."""


@picture_of(
    of="By municipality: figures, or texts such as the lists of the mayors. Where none is known "
    "it is None.",
    otherwise="Mapping or Series",
)
def plot_map(
    values: Figures, *, title: str = "", language: Language = "en", axes: Axes | None = None
) -> Axes:
    """Draw a figure or a list for each municipality, where the municipality roughly lies.

    Where are the mayors of each list, the narrow margins, the places?

    With a square for each municipality of the KKR that the values name, and lines between the
    KKR. Figures are the bluer the larger, and orange below zero; lists have their colours, and
    stand below with the number of municipalities. The grid is not to scale.

    Parameters
    ----------
    title : str, optional
        What the values are.

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
    ['18', '34', '8']
    """
    given = _by_municipality(values)
    known = {name: value for name, value in given.items() if str(value) not in _UNKNOWN}
    kkr = {place.name: place.kkr for place in municipalities.load_municipalities()}
    shown = {kkr[name] for name in given}
    tiles = {
        (int(row["row"]), int(row["column"])): row["municipality"]
        for row in rows("tiles")
        if kkr[row["municipality"]] in shown
    }
    lines, columns = zip(*tiles, strict=True) if tiles else ((0,), (0,))
    wide, high = max(columns) - min(columns) + 1, max(lines) - min(lines) + 1
    side = max(_TILE, min(1, _WIDEST / wide))
    looks, marks = _looks(known, language)
    # Names below that were wider than the picture would make the squares smaller than their texts.
    longest = max((len(str(mark.get_label())) for mark in marks), default=0)
    width = max(5, side * wide, min(len(marks), 2) * (0.6 + 0.085 * longest))
    drawn = canvas.axes_or_new(axes, width=width, height=side * high + 1.5)
    from matplotlib.patches import Rectangle

    for (row, column), name in tiles.items():
        value, colour = looks.get(name, ("", "#FFFFFF"))
        corner = column - 0.48, row - 0.48
        drawn.add_patch(Rectangle(corner, 0.96, 0.96, facecolor=colour, edgecolor=MUTED, lw=0.5))
        _write(drawn, (column, row), (name, value), canvas.text_on(colour), side / _TILE)
        for (down, right), (across, along) in _SIDES.items():
            beside = tiles.get((row + down, column + right))
            if beside and kkr[beside] != kkr[name]:
                line = [column + x for x in across], [row + y for y in along]
                drawn.plot(*line, color=INK, lw=2.2, solid_capstyle="round")
    if marks:
        canvas.names_below(drawn, marks)
    drawn.set(title=title, aspect="equal", ylim=(max(lines) + 0.6, min(lines) - 0.6))
    drawn.set_xlim(min(columns) - 0.6, max(columns) + 0.6)
    drawn.set_axis_off()
    return drawn


@picture_of(Election, of="The election, with the votes and seats of its councils.")
def plot_margin(
    election: Election,
    region: str | None = None,
    *,
    language: Language = "en",
    axes: Axes | None = None,
) -> Axes:
    """Draw by how few votes a seat hung in each municipal council.

    Where did a handful of votes decide who sits in the municipal council?

    A map as of `plot_map`, with the fewest votes that change a seat when they move from one
    list to another; 0 where lots have to be drawn, nothing where votes are not known.

    Parameters
    ----------
    region : str, optional
        A region such as ``"KKR Sjælland"``; by default the whole election.

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> axes = kkr.plot_margin(kkr.load_election(2025), "KKR Sjælland")
    >>> axes.get_title()
    'KKR Sjælland: the votes that a seat hung on'
    """
    homes = [c.municipality for c in election.councils]
    names = homes if region is None else election.region(region).municipalities
    votes: dict[str, Any] = {}
    for council in map(election.council, names):
        known = council.council_seats is not None and council.has_all_votes
        try:
            votes[council.municipality] = closest_exchange(council.apportion()) if known else None
        except UnresolvedTieError:
            votes[council.municipality] = 0
    title = say("votes_of_councils", language, of=region or election.name)
    return plot_map(votes, title=title, language=language, axes=axes)


def _by_municipality(values: Figures) -> dict[str, Any]:
    """Return the values by the municipalities' own names."""
    known: dict[str, Any] = {}
    for name, value in by_name(values, "values", '{"Skive": 30}').items():
        place = municipalities.find_municipality(str(name))
        if place is None or place.name in known:
            likely = " or ".join(municipalities.likely_municipalities(str(name)))
            raise InvalidInputError(
                f"values names {name!r}" + ("" if place is None else " a second time"),
                why="the map has a square for each of the 98 municipalities",
                do="Correct the name" + (f": is it {likely}?" if likely else ""),
            )
        known[place.name] = value
    return known


def _looks(
    known: dict[str, Any], language: Language
) -> tuple[dict[str, tuple[str, str]], list[Artist]]:
    """Return what is in each square and the colour behind it; of lists, marks with their names."""
    from matplotlib.colors import to_hex
    from matplotlib.patches import Patch

    if all(isinstance(value, Real | Decimal) for value in known.values()):
        figures = {name: Fraction(str(+value)) for name, value in known.items()}
        most = max(map(abs, figures.values()), default=0) or 1
        plus = "+" if any(value < 0 for value in figures.values()) else ""
        looks = {}
        for name, value in figures.items():
            text = f"{plus if value > 0 else ''}{exact(value, language, 1)}"
            looks[name] = text, to_hex(canvas.tinted(float(value / most)))
        return looks, []
    texts = {name: str(value) for name, value in known.items()}
    of = canvas.colours_of(texts.values())
    marked = {text: text if len(text) <= _WHOLE else canvas.short(text) for text in of}
    party = {row["letter"]: row["name"] for row in reversed([*rows("parties")])}
    return {name: (marked[text], of[text]) for name, text in texts.items()}, [
        Patch(color=of[text], label=f"{marked[text]} {party.get(text, text)} {count}")
        for text, count in Counter(texts.values()).most_common()
    ]


def _write(
    axes: Axes, at: tuple[int, int], texts: tuple[str, str], colour: str, scale: float
) -> None:
    """Write the name at the top of a square, and the value below it."""
    in_two = {row["municipality"]: row["in_two"] for row in rows("tiles")}
    name, value = texts
    name = fill(in_two[name] or name, _LETTERS, break_long_words=False)
    column, row = at
    size = 5.4 * scale * min(1, _LETTERS / max(map(len, name.splitlines())))
    look = {"ha": "center", "color": colour if value else MUTED, "linespacing": 0.95}
    axes.text(column, row - 0.4, name, {"va": "top", "fontsize": size} | look)
    if value:
        axes.text(column, row + 0.4, value, {"va": "bottom", "fontsize": 9 * scale} | look)
