"""Quotients as a ladder: every seat a rung, the cut between the last won and the first lost."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor, inf, log10
from textwrap import fill
from typing import TYPE_CHECKING, Any

from kkr_allocation.apportionment.exact import Apportionment
from kkr_allocation.apportionment.twoway import TwoWayApportionment
from kkr_allocation.placements.tables import TableDistribution
from kkr_allocation.presentation.language import decimal, number, say
from kkr_allocation.presentation.pictures.canvas import (
    INK,
    MUTED,
    axes_or_new,
    colours_of,
    inscribe,
    lay_as_table,
    picture_of,
    short,
    slant_of,
    tinted,
    undressed,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matplotlib.axes import Axes

    from kkr_allocation.explanations import Language


_ROOM = 0.19
"""Inches from rung to rung, so that no mark covers the next."""
_SHORTEST, _TALLEST = 4.5, 15
_BELOW_CUT = 0.8
_WHOLE_FROM = 100
"""Smaller quotients are written with decimals."""
_ROUND = (1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8)
_APART = 0.04
"""What part of the height stands at least between two numbers of the axis."""


@picture_of(Apportionment, of="The seats.")
def plot_quotients(
    result: Apportionment, *, language: Language = "en", axes: Axes | None = None
) -> Axes:
    """Draw the quotients of the house, those that won seats with their numbers.

    How close was the last seat, and who would have been next?

    Returns
    -------
    matplotlib.axes.Axes
        With a column for each party or alliance of the house; won quotients are filled, lost
        ones hollow, those decided by lot square. Infinite quotients are left out, and those far
        below the last seat; an arrow names the best of a column that has no other.

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> shares = {"A": 2840, "V": 2118, "C": 1524, "F": 761, "Ø": 734, "B": 559, "O": 409}
    >>> axes = kkr.plot_quotients(kkr.apportion(shares, 17))
    >>> axes.get_title()
    "17 seats by d'Hondt: the quotients and the cut"
    """
    table: list[Any] = list(result.quotients().itertuples())
    rungs = [rung for rung in table if not rung.within and 0 < rung.quotient < inf]
    names = list(dict.fromkeys(rung.name for rung in rungs))
    colours = colours_of(names)
    # Down to a little below the last quotient that won, and to the next if it is near.
    won = [float(rung.quotient) for rung in rungs if rung.won_by]
    lost = [float(rung.quotient) for rung in rungs if not rung.won_by]
    low = min(won or lost, default=1.0)
    bottom = min(_BELOW_CUT * low, max(0.98 * max(lost, default=low), 0.4 * low))
    shown = [rung for rung in rungs if rung.quotient >= bottom]
    slanted = slant_of(names, end="right")
    width = max(5, 1.6 + 0.62 * len(names))
    height = _height(shown) + (0.05 * max(map(len, names)) if slanted else 0)
    drawn = undressed(axes_or_new(axes, width=width, height=height))
    # The axis is of reciprocals: quotients are votes over divisors, so the rungs of a party stand
    # as evenly as the divisors do, and thirty seats by d'Hondt take thirty equal steps.
    for rung in shown:
        at, colour = (names.index(rung.name), 1 / rung.quotient), colours[rung.name]
        marker = "s" if rung.won_by == "lot" else "o"
        if rung.won_by:
            drawn.scatter(*at, s=130, zorder=2, marker=marker, color=colour)
            inscribe(drawn, at, str(rung.seat), colour, va="center_baseline", zorder=3)
        else:
            drawn.scatter(*at, s=130, zorder=1, facecolors="white", edgecolors=MUTED)
    for name in set(names) - {rung.name for rung in shown}:
        best = max(rung.quotient for rung in rungs if rung.name == name)
        at, said = (names.index(name), 1 / bottom), f"↓ {_written(best, language)}"
        drawn.text(*at, said, ha="center", va="bottom", fontsize=7, color=INK)
    _draw_cut(drawn, rungs, result.caps, language)
    _scale(drawn, shown, bottom, language)
    fixed = any(rung.won_by == "floor" for rung in rungs)
    said = say("figures_number_seats_in" if fixed else "figures_number_seats", language)
    drawn.set_xlabel(fill(said, int(14 * width)), fontsize=8)
    drawn.set_xticks(range(len(names)), names, **slanted)
    drawn.set_xlim(-0.6, len(names) - 0.4)
    drawn.set_ylabel(say("quotient_word", language))
    drawn.set_title(
        say("seats_by_quotients_and", language, house=result.house_size, rule=result.rule)
    )
    return drawn


def _height(shown: list[Any]) -> float:
    """Return the inches that leave every rung its room."""
    at = sorted((rung.name, 1 / rung.quotient) for rung in shown)
    steps: list[float] = [b - a for (one, a), (other, b) in pairwise(at) if one == other and b > a]
    places: list[float] = [place for _, place in at] or [0.0]
    reach = (max(places) - min(places)) / min(steps, default=1)
    return min(max(_SHORTEST, 1.8 + _ROOM * reach), _TALLEST)


def _draw_cut(axes: Axes, rungs: list[Any], caps: Mapping[str, int], language: Language) -> None:
    """Draw a line at the last quotient that won; name it, and the next one, beside the frame."""
    seats = Counter(rung.name for rung in rungs if rung.won_by)
    won = [rung for rung in rungs if rung.won_by in {"quotient", "lot"}]
    lost = [r for r in rungs if not r.won_by and seats[r.name] < caps.get(r.name, inf)]
    if not won:
        return
    last = min(reversed(won), key=lambda rung: rung.quotient)
    cut = 1 / last.quotient
    axes.axhline(cut, color=INK, linewidth=0.9, linestyle="--", zorder=0)
    marks = [("last_seat", last, "bottom", 3)]
    if lost:
        marks.append(("next_seat", max(lost, key=lambda rung: rung.quotient), "top", -3))
    for key, rung, side, points in marks:
        said = f"{say(key, language)}\n{short(rung.name)}  {_written(rung.quotient, language)}"
        beside: dict[str, Any] = {"xycoords": ("axes fraction", "data"), "fontsize": 8}
        axes.annotate(
            said, (1, cut), xytext=(4, points), textcoords="offset points", va=side, **beside
        )


def _written(quotient: float, language: Language) -> str:
    if quotient >= _WHOLE_FROM:
        return number(int(quotient), language)
    return f"{quotient:.3g}".replace(".", "," if language == "da" else ".")


def _scale(axes: Axes, shown: list[Any], bottom: float, language: Language) -> None:
    """Set the axis of reciprocals, numbered with round quotients where there is room."""
    top = max((rung.quotient for rung in shown), default=1.0)
    low, high = 1 / top, 1 / bottom
    reach = (high - low) or high
    axes.set_ylim(high + 0.01 * reach, low - 0.04 * reach)
    digits = range(floor(log10(bottom)), ceil(log10(top)) + 1)
    ticks: list[float] = []
    for quotient in (step * 10.0**digit for digit in digits for step in _ROUND):
        near = ticks and 1 / ticks[-1] - 1 / quotient < _APART * reach
        if bottom <= quotient <= top and not near:
            ticks.append(quotient)
    axes.set_yticks([1 / quotient for quotient in ticks], [_written(q, language) for q in ticks])


# Two-way tables as heat maps: what each cell has, against its exact claim.


_LONGEST = 16
"""Letters of a column's name on one line."""
_LEAST_RANGE = 0.5
"""So that a table of whole claims is pale all over."""


@picture_of(TwoWayApportionment, TableDistribution, of="The table.")
def plot_table(
    result: TwoWayApportionment | TableDistribution,
    *,
    language: Language = "en",
    axes: Axes | None = None,
) -> Axes:
    """Draw a two-way table as a heat map of what each cell has against its claim.

    Which cells were rounded up or down, and do limits push any cell far from its claim?

    Returns
    -------
    matplotlib.axes.Axes
        With what each cell has, and below it the difference from its claim with its sign: blue
        above the claim, orange below, the stronger the farther. The claim is the figure by the
        divisors of its row and column, or under controlled rounding the figure itself. A cell
        that may get nothing is crossed out; totals stand at the edges.

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> colleges = {"UC Syd": 589, "UCL": 521}
    >>> table = kkr.distribute_table([[42, 38, 20], [42, 38, 20]], colleges, [466, 422, 222])
    >>> kkr.plot_table(table).get_title()
    '1,110 places, and how far each cell is from its claim'
    """
    seats = isinstance(result, TwoWayApportionment)
    frame = result.to_frame()
    given = frame["seats" if seats else "places"].tolist()
    claims = frame["quotient" if seats else "claim"].tolist()
    size = len(result.columns)
    rows = [given[start : start + size] for start in range(0, len(given), size)]
    gaps = [count - claim for count, claim in zip(given, claims, strict=True)]
    most = max(_LEAST_RANGE, *map(abs, gaps))
    drawn = axes_or_new(axes, width=2.6 + 1.3 * size, height=1.9 + 0.62 * len(rows))
    for place, (count, gap) in enumerate(zip(given, gaps, strict=True)):
        row, column = divmod(place, size)
        if (row, column) in result.forbidden:
            drawn.scatter(column, row, marker="x", s=300, color=MUTED, lw=1)
        else:
            # A difference has its sign and two decimals; a plain zero has neither.
            said = decimal(Fraction(gap), language)
            shown = ("+" if gap > 0 else "") + said if set(said) & set("123456789") else "0"
            difference = gap / most, shown
            _draw_cell(drawn, (column, row), number(count, language), difference)
    columns = [fill(name, _LONGEST, break_long_words=False) for name in result.columns]
    table, total = dict(zip(result.rows, rows, strict=True)), say("in_all", language)
    lay_as_table(drawn, columns, table, (total, total), language, fontsize=9)
    drawn.set_xlim(-0.5, size + 0.5)
    drawn.set_ylim(len(rows) + 0.5, -0.5)
    said = "seats_and_how_far" if seats else "places_and_how_far"
    drawn.set_title(say(said, language, total=sum(given)), pad=12)
    return drawn


def _draw_cell(axes: Axes, at: tuple[int, int], count: str, difference: tuple[float, str]) -> None:
    """Draw a cell in the colour of its difference, from minus one to one, with both figures."""
    from matplotlib.patches import Rectangle

    part, said = difference
    column, row = at
    corner = column - 0.5, row - 0.5
    axes.add_patch(Rectangle(corner, 1, 1, facecolor=tinted(part), edgecolor="white", lw=2))
    inscribe(axes, (column, row - 0.12), count, "#FFFFFF", fontsize=12)
    inscribe(axes, (column, row + 0.24), said, "#FFFFFF", fontsize=8)
