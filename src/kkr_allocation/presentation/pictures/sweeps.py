"""What a sweep counted: the distribution of every list's seats."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kkr_allocation.presentation.language import Text
from kkr_allocation.presentation.pictures.canvas import INK, axes_or_new, undressed
from kkr_allocation.results import checked_language

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from kkr_allocation.results import Language
    from kkr_allocation.scenarios.sweep import SweepResult

__all__ = ["plot_sweep"]

_TITLE = Text(en="Seats in {draws} draws", da="Mandater i {draws} trækninger")
_WRITTEN = 0.01
_DARK = 0.55
"""From here on white is easier to read on the grey than black."""
_SEATS = Text(en="seats", da="mandater")


def plot_sweep(
    result: SweepResult, *, reading: int = 0, language: Language = "en", axes: Axes | None = None
) -> Axes:
    """Draw how often each list has each number of seats, the darker the more often.

    What can each list reckon with?

    Parameters
    ----------
    result : SweepResult
        The counts.
    reading : int
        Which of the scenario's readings, from 0 up.
    language : {"en", "da"}
        The language of the texts.
    axes : matplotlib.axes.Axes, optional
        Where to draw; by default in a figure of its own.

    Returns
    -------
    matplotlib.axes.Axes
        With a row for each list that ever has a seat; shares of one per cent or more are written.

    Raises
    ------
    KkrAllocationError
        If matplotlib is not installed.
    InvalidInputError
        If no draw was decided.

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> base = kkr.apportion({"A": 500, "V": 300, "C": 200}, 5)
    >>> axes = kkr.plot_sweep(kkr.sweep(kkr.Scenario(base, kkr.UniformSwing(2)), 1000, seed=1))
    >>> axes.get_title()
    'Seats in 1,000 draws'
    """
    chosen = checked_language(language)
    tally = result.tallies[reading]
    lists = [name for name in tally.lists if tally.probability(name, at_least=1)]
    counts = np.array([tally.seats[tally.lists.index(name)] for name in lists])
    shares = counts / tally.decided
    drawn = undressed(axes_or_new(axes, height=1.5 + 0.4 * len(lists)))
    drawn.imshow(shares, cmap="Greys", vmin=0, vmax=1, aspect="auto")
    for (row, seats), share in np.ndenumerate(shares):
        if share >= _WRITTEN:
            drawn.text(
                seats,
                row,
                f"{share:.0%}",
                ha="center",
                va="center",
                fontsize=8,
                color="white" if share > _DARK else INK,
            )
    drawn.set_yticks(range(len(lists)), lists)
    drawn.set_xticks(range(shares.shape[1]))
    drawn.set_xlabel(_SEATS.text(chosen))
    drawn.set_title(_TITLE.text(chosen, draws=result.draws))
    return drawn
