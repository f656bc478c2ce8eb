"""The readings of the statutes side by side, list by list."""

from __future__ import annotations

from textwrap import fill
from typing import TYPE_CHECKING

from kkr_allocation.composition.compose import Composition
from kkr_allocation.presentation.composition_readings import groups
from kkr_allocation.presentation.language import Text
from kkr_allocation.presentation.pictures.canvas import (
    axes_or_new,
    colours_of,
    short,
    text_on,
    undressed,
)
from kkr_allocation.presentation.pictures.subjects import picture_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from kkr_allocation.explanations import Language

__all__ = ["plot_readings"]

_TITLE = Text(
    en="The same votes under every reading of the statutes",
    da="De samme stemmer efter hver fortolkning af reglerne",
)
_MEMBERS = Text(en="members", da="medlemmer")
_LABEL = 34
"""Letters on a line of a reading's name."""


@picture_of(Composition)
def plot_readings(
    composition: Composition, *, language: Language = "en", axes: Axes | None = None
) -> Axes:
    """Draw each different council that some reading of the open rules gives, one bar each.

    How much of the result rests on which reading?

    Parameters
    ----------
    composition : Composition
        The council.

    Returns
    -------
    matplotlib.axes.Axes
        With one stacked bar for each different council, the one at hand first; readings that give
        the same council share a bar, and those that need a lot are left out.

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> council = kkr.compose_region(kkr.load_election(2021), "KKR Sjælland")
    >>> axes = kkr.plot_readings(council)
    >>> [label.get_text() for label in axes.get_yticklabels()]
    ['every claim rounded up', 'size by exact share', "size by d'Hondt itself"]
    """
    found = [group for group in groups(composition) if group.first.composition]
    labels = [fill(group.name(language), _LABEL, break_long_words=False) for group in found]
    bars = [group.first.composition.seats for group in found if group.first.composition]
    colours = colours_of({**composition.votes, **composition.seats})
    lines = max(label.count("\n") + 1 for label in labels)
    height = 1.5 + max(0.6, 0.2 * lines) * len(bars)
    drawn = undressed(axes_or_new(axes, width=9.5, height=height))
    for row, seats in enumerate(bars):
        left = 0
        for name, count in seats.items():
            colour = colours[name]
            drawn.barh(row, count, left=left, color=colour, edgecolor="white")
            shown = f"{short(name)}\n{count}"
            drawn.text(
                left + count / 2,
                row,
                shown,
                ha="center",
                va="center",
                fontsize=7,
                color=text_on(colour),
            )
            left += count
        drawn.text(left + 0.3, row, str(left), va="center")
    drawn.set_yticks(range(len(bars)), labels, fontsize=8)
    drawn.invert_yaxis()
    drawn.set_xlabel(_MEMBERS.text(language))
    drawn.set_title(_TITLE.text(language))
    return drawn
