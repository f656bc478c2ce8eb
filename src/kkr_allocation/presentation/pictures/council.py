"""The council in its seats: a hemicycle, mayors marked."""

from __future__ import annotations

from itertools import combinations
from math import cos, dist, pi, sin
from typing import TYPE_CHECKING

from kkr_allocation.composition.compose import Composition
from kkr_allocation.presentation.language import Text
from kkr_allocation.presentation.pictures.canvas import (
    INK,
    axes_or_new,
    colours_of,
    short,
    text_on,
)
from kkr_allocation.presentation.pictures.subjects import picture_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from kkr_allocation.explanations import Language

__all__ = ["plot_council"]

_TITLE = Text(
    en="{name}: {house:member|members}, {mayors} of them mayors",
    da="{name}: {house:medlem|medlemmer}, heraf {mayors:borgmester|borgmestre}",
)
_COUNCIL = Text(en="The council", da="Rådet")
_MAYOR = Text(en="Ringed: mayors", da="Med ring: borgmestre")
_INNER = 0.45
"""Radius of the innermost row, the outermost being 1."""


@picture_of(Composition)
def plot_council(
    composition: Composition, *, language: Language = "en", axes: Axes | None = None
) -> Axes:
    """Draw the members of a council as seats in a half circle, list by list.

    How large is each group, and how much of it sits there ex officio?

    Parameters
    ----------
    composition : Composition
        The council.

    Returns
    -------
    matplotlib.axes.Axes
        With one disc for each member, and a ring around each mayor.

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> council = kkr.compose_region(kkr.load_election(2021), "KKR Sjælland")
    >>> axes = kkr.plot_council(council, language="da")
    >>> axes.get_title()
    'KKR Sjælland: 31 medlemmer, heraf 17 borgmestre'
    """
    drawn = axes_or_new(axes)
    from matplotlib.patches import Circle

    places = _places(composition.house_size)
    radius = 0.38 * min(dist(*pair) for pair in combinations(places, 2)) if places[1:] else 0.2
    colours = colours_of({**composition.votes, **composition.seats})
    waiting = iter(places)
    for name, seats in composition.seats.items():
        for seat in range(seats):
            x, y = next(waiting)
            drawn.add_patch(Circle((x, y), radius, color=colours[name]))
            if seat < composition.mayors[name]:
                drawn.add_patch(Circle((x, y), 1.2 * radius, fill=False, edgecolor=INK, lw=1.6))
            ink = text_on(colours[name])
            drawn.text(x, y, short(name), ha="center", va="center", fontsize=7, color=ink)
    drawn.text(0, 0.16, str(composition.house_size), ha="center", fontsize=24, color=INK)
    drawn.text(0, 0.04, _MAYOR.text(language), ha="center", fontsize=9, color=INK)
    drawn.set_title(
        _TITLE.text(
            language,
            name=composition.basis.name or _COUNCIL,
            house=composition.house_size,
            mayors=sum(composition.mayors.values()),
        )
    )
    drawn.set_aspect("equal")
    drawn.set_xlim(-1.15, 1.15)
    drawn.set_ylim(-0.1, 1.15)
    drawn.set_axis_off()
    return drawn


def _places(seats: int) -> list[tuple[float, float]]:
    """Return so many places on concentric half circles, from left to right."""
    rows = max(1, round((seats / 3.5) ** 0.5))
    radii = [1 - (1 - _INNER) * row / max(rows - 1, 1) for row in range(rows)]
    shares = [radius / sum(radii) * seats for radius in radii]
    counts = [int(share) for share in shares]
    for row in sorted(range(rows), key=lambda row: counts[row] - shares[row]):
        if sum(counts) < seats:
            counts[row] += 1
    angles = [
        (pi * (place + 0.5) / count, radius)
        for count, radius in zip(counts, radii, strict=True)
        for place in range(count)
    ]
    angles.sort(key=lambda place: (-place[0], place[1]))
    return [(radius * cos(angle), radius * sin(angle)) for angle, radius in angles]
