"""What all pictures share: axes, colours of the lists, and words when matplotlib is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal
from zlib import crc32

from kkr_allocation.datasets.tables import rows
from kkr_allocation.extras import of_extra

if TYPE_CHECKING:
    from collections.abc import Iterable

    from matplotlib.axes import Axes

__all__ = ["INK", "MUTED", "axes_or_new", "colours_of", "short", "slant_of", "text_on", "undressed"]

INK = "#1A1A1A"
MUTED = "#8A8A8A"
_SPARE = ("#A6A6A6", "#8C6D46", "#5F7A61", "#B5838D", "#6D6875", "#C2B280")
"""Colours of lists without one of their own: local lists and co-operations."""

_LETTERS = 2
"""No party has more letters."""
_ROOM = 5
"""Letters that a column of half an inch has room for."""
_LINEAR_UP_TO = 0.04045
"""Where sRGB turns from a line into a power."""


def axes_or_new(axes: Axes | None, *, width: float = 8, height: float = 4.5) -> Axes:
    """Return the axes given, or new ones of this size in inches.

    Raises
    ------
    KkrAllocationError
        If matplotlib is not installed.
    """
    if axes is not None:
        return axes
    with of_extra("plot"):
        from matplotlib.figure import Figure

        from kkr_allocation.presentation.pictures.shown import ShownAxes
    figure = Figure(figsize=(width, height), layout="constrained")
    drawn: Axes = figure.add_subplot(axes_class=ShownAxes)
    return drawn


def colours_of(lists: Iterable[str]) -> dict[str, str]:
    """Return a colour for each list: its own by the table, or a spare one by its name.

    A list without a colour of its own has the same one in every picture, whatever the order of
    the lists; only where two of one picture would share theirs does the later name, by the
    alphabet, take the next that is free.

    Colours differ in lightness as well as in hue; pictures name every list beside its colour,
    so that none rests on colour alone.
    """
    own = {row["letter"]: row["colour"] for row in rows("party_colours")}
    names = list(lists)
    free: list[str] = []
    for name in sorted(set(names) - own.keys()):
        free = free or list(_SPARE)
        preferred = crc32(name.encode()) % len(_SPARE)
        own[name] = next(c for c in _SPARE[preferred:] + _SPARE[:preferred] if c in free)
        free.remove(own[name])
    return {name: own[name] for name in names}


def short(name: str) -> str:
    """Return a list's letter, or the first three letters of a longer name."""
    return name if len(name) <= _LETTERS else name[:3]


def slant_of(names: Iterable[str], *, end: Literal["left", "right"]) -> dict[str, Any]:
    """Return how names stand at the columns of a picture: upright where all of them have room.

    Parameters
    ----------
    names : iterable of str
        The names.
    end : {"left", "right"}
        The end of a slanted name that its column holds: left above the columns, right below.
    """
    if all(len(name) <= _ROOM for name in names):
        return {}
    return {"rotation": 35, "rotation_mode": "anchor", "ha": end}


def text_on(colour: str) -> str:
    """Return black or white, whichever stands out more: by at least 4.5 to 1 on any colour.

    Notes
    -----
    The relative luminance of WCAG 2.2. The contrast with black is ``(L + 0.05) / 0.05``, with
    white ``1.05 / (L + 0.05)``; where they are equal both are the root of 21, 4.58.

    Examples
    --------
    >>> text_on("#E8590C"), text_on("#0B4F6C")
    ('#000000', '#FFFFFF')
    """
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (
        channel / 12.92 if channel <= _LINEAR_UP_TO else ((channel + 0.055) / 1.055) ** 2.4
        for channel in channels
    )
    luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    return "#000000" if (luminance + 0.05) ** 2 > 1.05 * 0.05 else "#FFFFFF"


def undressed(axes: Axes) -> Axes:
    """Take away the frame lines that say nothing."""
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    return axes
