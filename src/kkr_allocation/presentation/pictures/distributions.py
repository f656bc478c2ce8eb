"""Distributions of seats: for every list how often it has how many, what is undecided apart."""

from __future__ import annotations

from fractions import Fraction
from textwrap import fill
from typing import TYPE_CHECKING, Any

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
    from collections.abc import Mapping, Sequence

    from matplotlib.axes import Axes

    from kkr_allocation.explanations import Language


_TALLEST = 0.5
"""What a bar of one hundred per cent takes of its row."""
_LONGEST = 20
"""Letters of a list's name on one line."""
_WRITTEN = Fraction(1, 100)
_NARROWEST, _WIDEST = 8, 14
_PALE = "#D9DEE2"
_CROWDED = 26
"""From so many seats on the figures above the bars are smaller."""


def _laid_out(
    axes: Axes | None,
    shares: Mapping[str, Mapping[int, Fraction]],
    strips: Sequence[tuple[str, Fraction, str]],
    language: Language,
    *,
    unit: str,
    reach: int = 0,
) -> Axes:
    """Draw a row of bars for each list, and below them strips as long as their part of all.

    The shares are of each number of seats; one per cent or more is written above its bar. The
    seats go to the most of any list, and to `reach` at least. A strip has a name, a part and what
    it says; one without a name is what no bar counts, and hatched.
    """
    shown = [strip for strip in strips if any(strip[:2])]
    most = max((seats for of in shares.values() for seats in of), default=0)
    last = max(most, reach)
    width = min(max(_NARROWEST, 1.5 + 0.48 * (last + 1)), _WIDEST)
    height = 1.6 + 0.55 * (len(shares) + len(shown))
    drawn = undressed(axes_or_new(axes, width=width, height=height))
    colours = colours_of(shares)
    size = 8 if last < _CROWDED else 6
    for row, (name, of) in enumerate(shares.items()):
        drawn.axhline(row, color=MUTED, linewidth=0.6, zorder=1)
        for seats, share in of.items():
            height = _TALLEST * float(share)
            drawn.bar(
                seats, -height, 0.84, row, color=colours[name], edgecolor=INK, lw=0.5, zorder=2
            )
            if share >= _WRITTEN:
                said = percent(share, language, digits=0)
                _beside(drawn, said, (seats, row - height), (0, 2), ha="center", fontsize=size)
    for row, (name, part, said) in enumerate(shown, len(shares)):
        length = float(part) * (last + 1)
        look: dict[str, Any] = (
            {"fc": _PALE} if name else {"fc": "white", "ec": INK, "hatch": "////"}
        )
        drawn.barh(row, length, 0.36, left=-0.5, **look)
        start = -0.5 if name else length - 0.5
        _beside(drawn, said, (start, row), (5, 0), va="center", fontsize=8)
    names = [fill(name, _LONGEST) for name in [*shares, *(strip[0] for strip in shown)]]
    drawn.set_yticks(range(len(names)), names)
    drawn.tick_params(axis="y", length=0)
    drawn.set_xticks(range(last + 1))
    drawn.set_xlim(-0.5, last + 0.5)
    drawn.set_ylim(len(names) - (0.4 if shown else 0.7), -1)
    drawn.set_xlabel(say(unit, language), loc="left")
    return drawn


def _beside(
    axes: Axes, said: str, at: tuple[float, float], points: tuple[int, int], **set_as: object
) -> None:
    """Write a text so many points from a place."""
    look: dict[str, Any] = {"textcoords": "offset points", "color": INK} | set_as
    axes.annotate(said, at, xytext=points, **look)


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
    strips = [("", Fraction(scan.lots, len(scan)), said)]
    drawn = _laid_out(axes, shares, strips, language, unit="seats")
    alone = _alone(scan)
    if alone:
        label = say("when_no_list_joins", language)
        at = [row + 0.12 for row in range(len(alone))]
        drawn.scatter([*alone.values()], at, marker="^", s=34, color=INK, label=label, zorder=3)
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
        written. A line, or a band where the house has several sizes, stands at the majority; a
        strip for each coalition of the scenario is as long as the share of draws in which it has
        one. Draws without an answer are a hatched strip below.

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
    strips = []
    for lists in tally.coalitions:
        often = tally.majority(*lists)
        said = say("majority_in_draws", language, share=percent(often, language))
        strips.append((" + ".join(lists), often, said))
    undecided = tally.tied + tally.refused
    said = say("not_among_bars_for", language, count=undecided, draws=result.draws)
    strips.append(("", Fraction(undecided, result.draws), said))
    often_enough = tally.house_size >= min(_WRITTEN * tally.decided, tally.house_size.max())
    low, *_, high = [int(size) // 2 + 1 for size in often_enough.nonzero()[0].repeat(2)]
    drawn = _laid_out(axes, shares, strips, language, unit=unit, reach=high)
    drawn.axvspan(low - 0.5, high - 0.5, facecolor=_PALE, edgecolor=INK, ls="--", zorder=0)
    sizes = str(low) if low == high else f"{low}\N{EN DASH}{high}"
    majority = say("majority_line", language, majority=sizes)
    _beside(drawn, majority, (low - 0.5, -1), (-4, -2), ha="right", va="top", fontsize=8)
    counted = say(unit, language).capitalize()
    drawn.set_title(say("in_draws", language, unit=counted, draws=result.draws))
    return drawn
