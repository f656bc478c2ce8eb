"""What a sweep counted: the distribution of every list's seats."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from kkr_allocation.composition.compose import Composition
from kkr_allocation.presentation.language import Text
from kkr_allocation.presentation.pictures.canvas import axes_or_new
from kkr_allocation.presentation.pictures.distributions import (
    draw_distributions,
    height_of_rows,
    width_of_seats,
)
from kkr_allocation.presentation.pictures.subjects import picture_of
from kkr_allocation.scenarios.sweep import SweepResult

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from kkr_allocation.explanations import Language

__all__ = ["plot_sweep"]

_TITLE = Text(en="{unit} in {draws:draw|draws}", da="{unit} i {draws:trækning|trækninger}")
_SEATS = Text(en="seats", da="pladser")
_MEMBERS = Text(en="members", da="medlemmer")
_UNDECIDED = Text(
    en="Not among the bars, for want of a lot or an answer: {count} of {draws}",
    da="Ikke med i søjlerne, fordi lod eller svar mangler: {count} af {draws}",
)


@picture_of(SweepResult)
def plot_sweep(
    result: SweepResult, *, reading: int = 0, language: Language = "en", axes: Axes | None = None
) -> Axes:
    """Draw how often each list has each number of seats, the taller the more often.

    What can each list reckon with?

    Parameters
    ----------
    result : SweepResult
        The counts.
    reading : int
        Which of the scenario's readings, from 0 up.

    Returns
    -------
    matplotlib.axes.Axes
        With a row of bars for each list that ever has a seat; shares of one per cent or more are
        written. Draws without an answer are a hatched strip below.

    Raises
    ------
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
    tally = result.tallies[reading]
    shares = {
        name: {seats: Fraction(int(n), tally.decided) for seats, n in enumerate(counts) if n}
        for name, counts in zip(tally.lists, tally.seats, strict=True)
        if tally.probability(name, at_least=1)
    }
    drawn = axes_or_new(axes, width=width_of_seats(shares), height=height_of_rows(len(shares)))
    unit = _MEMBERS if isinstance(result.scenario.base, Composition) else _SEATS
    undecided = tally.tied + tally.refused
    draw_distributions(
        drawn,
        shares,
        (
            Fraction(undecided, result.draws),
            _UNDECIDED.text(language, count=undecided, draws=result.draws),
        ),
        language,
        unit=unit,
    )
    counted = unit.text(language).capitalize()
    drawn.set_title(_TITLE.text(language, unit=counted, draws=result.draws))
    return drawn
