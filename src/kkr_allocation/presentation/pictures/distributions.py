"""Distributions of seats: for every list how often it has how many, what is undecided apart."""

from __future__ import annotations

from fractions import Fraction
from textwrap import fill
from typing import TYPE_CHECKING

from kkr_allocation.apportionment.ties import UnresolvedTieError
from kkr_allocation.composition.compose import Composition
from kkr_allocation.presentation.language import percent, say
from kkr_allocation.presentation.pictures.canvas import (
    INK,
    MUTED,
    axes_or_new,
    colours_of,
    explain_below,
    picture_of,
    undressed,
)
from kkr_allocation.scenarios.alliance_scan import AllianceScan
from kkr_allocation.scenarios.sweep import SweepResult

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matplotlib.axes import Axes

    from kkr_allocation.explanations import Language


_TALLEST = 0.5
"""What a bar of one hundred per cent takes of its row."""
_LONGEST = 20
"""Letters of a list's name on one line."""
_WRITTEN = Fraction(1, 100)
_NARROWEST, _WIDEST = 8, 14
_CROWDED = 26
"""From so many seats on the figures above the bars are smaller."""


def _drawn(
    axes: Axes | None,
    shares: Mapping[str, Mapping[int, Fraction]],
    undecided: tuple[Fraction, str],
    unit: str,
    language: Language,
) -> Axes:
    """Draw a row of bars for each list, and below them the part that is not decided.

    The shares are of each number of seats; one per cent or more is written above its bar.
    Undecided is the part that no bar counts, and what it is; nothing is drawn for zero.
    """
    most = max((seats for of in shares.values() for seats in of), default=0)
    width = min(max(_NARROWEST, 1.5 + 0.48 * (most + 1)), _WIDEST)
    axes = undressed(axes_or_new(axes, width=width, height=1.6 + 0.55 * len(shares)))
    colours = colours_of(shares)
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
    axes.set_xlabel(say(unit, language), loc="left")
    return axes


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


# What alliances can change: the distribution of every list's seats over all structures.


@picture_of(AllianceScan, of="The seats of every structure.")
def plot_scan(scan: AllianceScan, *, language: Language = "en", axes: Axes | None = None) -> Axes:
    """Draw in how many structures of alliances each list has how many seats.

    What can alliances give each list, and what can they take from it?

    Returns
    -------
    matplotlib.axes.Axes
        With a row of bars for each list, as shares of the structures that need no lot; a triangle
        marks what the list has when none joins another. Structures that need a lot are a hatched
        strip below, as long as their share of all.

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> scan = kkr.alliance_scan({"A": 400, "B": 330, "C": 170, "D": 99, "E": 51}, 9)
    >>> kkr.plot_scan(scan).get_title()
    '9 seats in 52 structures of alliances'
    """
    clear = len(scan) - scan.lots
    shares = {
        name: {seats: Fraction(count, clear) for seats, count in scan.distribution(name).items()}
        for name in scan.votes
    }
    said = say("not_among_bars_because", language, count=scan.lots, structures=len(scan))
    drawn = _drawn(axes, shares, (Fraction(scan.lots, len(scan)), said), "seats", language)
    if alone := _alone(scan):
        drawn.scatter(
            list(alone.values()),
            [row + 0.12 for row in range(len(alone))],
            marker="^",
            s=34,
            color=INK,
            label=say("when_no_list_joins", language),
            zorder=3,
        )
        explain_below(drawn)
    drawn.set_title(
        say("seats_in_structures_alliances", language, seats=scan.house_size, structures=len(scan))
    )
    return drawn


def _alone(scan: AllianceScan) -> Mapping[str, int]:
    """Return the seats where no list joins another beyond the fixed alliances; none by lot."""
    try:
        return scan.apportion().seats
    except UnresolvedTieError:
        return {}


# What a sweep counted: the distribution of every list's seats.


@picture_of(SweepResult, of="The counts.")
def plot_sweep(
    result: SweepResult, *, reading: int = 0, language: Language = "en", axes: Axes | None = None
) -> Axes:
    """Draw how often each list has each number of seats, the taller the more often.

    What can each list reckon with?

    Parameters
    ----------
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
    unit = "members_word" if isinstance(result.scenario.base, Composition) else "seats"
    undecided = tally.tied + tally.refused
    said = say("not_among_bars_for", language, count=undecided, draws=result.draws)
    drawn = _drawn(axes, shares, (Fraction(undecided, result.draws), said), unit, language)
    counted = say(unit, language).capitalize()
    drawn.set_title(say("in_draws", language, unit=counted, draws=result.draws))
    return drawn
