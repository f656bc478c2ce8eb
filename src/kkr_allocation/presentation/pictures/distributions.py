"""Distributions of seats: for every list how often it has how many, what is undecided apart."""

from __future__ import annotations

from fractions import Fraction
from textwrap import fill
from typing import TYPE_CHECKING

from kkr_allocation.presentation.language import Text, percent
from kkr_allocation.presentation.pictures.canvas import INK, MUTED, colours_of, undressed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matplotlib.axes import Axes

    from kkr_allocation.explanations import Language

__all__ = ["draw_distributions", "height_of_rows", "width_of_seats"]

_TALLEST = 0.5
"""What a bar of one hundred per cent takes of its row."""
_LONGEST = 20
"""Letters of a list's name on one line."""
_WRITTEN = Fraction(1, 100)
_NARROWEST, _WIDEST = 8, 14
_CROWDED = 26
"""From so many seats on the figures above the bars are smaller."""


def width_of_seats(shares: Mapping[str, Mapping[int, Fraction]]) -> float:
    """Return the width in inches that leaves room for a figure at every number of seats."""
    return min(max(_NARROWEST, 1.5 + 0.48 * (_most(shares) + 1)), _WIDEST)


def _most(shares: Mapping[str, Mapping[int, Fraction]]) -> int:
    return max((seats for of in shares.values() for seats in of), default=0)


def height_of_rows(rows: int) -> float:
    """Return the height in inches for so many rows."""
    return 1.6 + 0.55 * rows


def draw_distributions(
    axes: Axes,
    shares: Mapping[str, Mapping[int, Fraction]],
    undecided: tuple[Fraction, str],
    language: Language,
    *,
    unit: Text,
) -> None:
    """Draw a row of bars for each list, and below them the part that is not decided.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
        Where to draw.
    shares : mapping of str to mapping of int to Fraction
        For each list the share of each number of seats; shares of one per cent or more are
        written above their bar.
    undecided : tuple of Fraction and str
        The part that no bar counts, and what it is; nothing is drawn for zero.
    language : {"en", "da"}
        The language of the figures.
    unit : Text
        What the lists win, such as seats.
    """
    undressed(axes)
    colours = colours_of(shares)
    most = _most(shares)
    size = 8 if most < _CROWDED else 6
    for row, (name, of) in enumerate(shares.items()):
        axes.axhline(row, color=MUTED, linewidth=0.6, zorder=1)
        for seats, share in of.items():
            height = _TALLEST * float(share)
            axes.bar(
                seats, -height, 0.84, row, color=colours[name], edgecolor=INK, lw=0.5, zorder=2
            )
            if share >= _WRITTEN:
                axes.annotate(
                    percent(share, language, digits=0),
                    (seats, row - height),
                    xytext=(0, 2),
                    textcoords="offset points",
                    ha="center",
                    fontsize=size,
                    color=INK,
                )
    part, said = undecided
    if part:
        _draw_undecided(axes, len(shares), float(part) * (most + 1), said)
    axes.set_yticks(range(len(shares)), [fill(name, _LONGEST) for name in shares])
    axes.tick_params(axis="y", length=0)
    axes.set_xticks(range(most + 1))
    axes.set_xlim(-0.5, most + 0.5)
    axes.set_ylim(len(shares) + (0.6 if part else -0.7), -1)
    axes.set_xlabel(unit.text(language), loc="left")


def _draw_undecided(axes: Axes, row: int, length: float, said: str) -> None:
    """Draw the undecided part as a hatched strip as long as its share of the whole width."""
    axes.barh(row, length, 0.3, left=-0.5, color="white", edgecolor=INK, hatch="////", lw=0.8)
    axes.annotate(
        said,
        (length - 0.5, row),
        xytext=(5, 0),
        textcoords="offset points",
        va="center",
        fontsize=8,
        color=INK,
    )
