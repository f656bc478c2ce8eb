"""The readings of the statutes side by side, list by list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kkr_allocation.composition.alternatives import readings
from kkr_allocation.composition.compose import Composition
from kkr_allocation.presentation.language import Text
from kkr_allocation.presentation.pictures.canvas import (
    axes_or_new,
    colours_of,
    short,
    text_on,
    undressed,
)
from kkr_allocation.presentation.pictures.subjects import picture_of
from kkr_allocation.presentation.report_texts import SIZES

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from kkr_allocation.results import Language

__all__ = ["plot_readings"]

_TITLE = Text(
    en="The same votes under every reading of the statutes",
    da="De samme stemmer efter hver læsning af reglerne",
)
_MEMBERS = Text(en="members", da="medlemmer")
_EVERY = Text(en=", a seat for every eligible list", da=", en plads til hver berettiget")


@picture_of(Composition)
def plot_readings(
    composition: Composition, *, language: Language = "en", axes: Axes | None = None
) -> Axes:
    """Draw the council under every reading of the open rules, one bar each.

    How much of the result rests on which reading?

    Parameters
    ----------
    composition : Composition
        The council.

    Returns
    -------
    matplotlib.axes.Axes
        With one stacked bar a reading; readings that give the same council share a bar, and one
        that needs a lot is left out.

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> council = kkr.compose_region(kkr.load_election(2021), "KKR Sjælland")
    >>> axes = kkr.plot_readings(council)
    >>> [label.get_text() for label in axes.get_yticklabels()]
    ['exact share', 'the rule of apportionment']
    """
    bars: dict[tuple[tuple[str, int], ...], str] = {}
    for reading in readings(composition):
        if reading.composition is not None:
            label = SIZES[reading.statutes.size_rule].text(language)
            if reading.statutes.seat_for_every_eligible:
                label += _EVERY.text(language)
            bars.setdefault(tuple(reading.composition.seats.items()), label)
    colours = colours_of({**composition.votes, **composition.seats})
    drawn = undressed(axes_or_new(axes, height=1.5 + 0.6 * len(bars)))
    for row, seats in enumerate(bars):
        left = 0
        for name, count in seats:
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
    drawn.set_yticks(range(len(bars)), list(bars.values()))
    drawn.invert_yaxis()
    drawn.set_xlabel(_MEMBERS.text(language))
    drawn.set_title(_TITLE.text(language))
    return drawn
