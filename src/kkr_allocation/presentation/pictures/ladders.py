"""Quotients as a ladder: every seat a rung, the cut between the last won and the first lost."""

from __future__ import annotations

from itertools import pairwise
from math import ceil, floor, log10
from textwrap import fill
from typing import TYPE_CHECKING

from kkr_allocation.apportionment.exact import Apportionment
from kkr_allocation.apportionment.twoway import TwoWayApportionment
from kkr_allocation.placements.tables import TableDistribution
from kkr_allocation.presentation.language import MINUS, number, say
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
    from collections.abc import Mapping, Sequence

    import pandas as pd
    from matplotlib.axes import Axes

    from kkr_allocation.explanations import Language


_ROOM = 0.19
"""Inches from rung to rung, so that no mark covers the next."""
_SHORTEST, _TALLEST = 4.5, 15
_BELOW_CUT = 0.8
"""How far below the last quotient that won the picture goes."""
_WHOLE_FROM = 100
"""Smaller quotients are written with decimals."""
_ROUND = (1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8)
_APART = 0.04
"""What part of the height stands at least between two numbers of the axis."""


@picture_of(Apportionment)
def plot_quotients(
    result: Apportionment, *, language: Language = "en", axes: Axes | None = None
) -> Axes:
    """Draw the quotients of the house, those that won seats with their numbers.

    How close was the last seat, and who would have been next?

    Parameters
    ----------
    result : Apportionment
        The seats.

    Returns
    -------
    matplotlib.axes.Axes
        With a column for each party or alliance of the house; won quotients are filled, lost
        ones hollow, those decided by lot square. Infinite quotients are left out, and those far
        below the last seat; an arrow names the best of a column that has no other.

    Notes
    -----
    A place on the axis is the reciprocal of a quotient. The quotients of a divisor rule are votes over
    divisors, so the rungs of a party stand as evenly as the divisors, by d'Hondt the closer the
    more votes it has: thirty seats take thirty equal steps.

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> shares = {"A": 2840, "V": 2118, "C": 1524, "F": 761, "Ø": 734, "B": 559, "O": 409}
    >>> axes = kkr.plot_quotients(kkr.apportion(shares, 17))
    >>> axes.get_title()
    "17 seats by d'Hondt: the quotients and the cut"
    """
    table = result.quotients()
    house = table[(table["within"] == "") & (table["quotient"] < float("inf"))]
    house = house[house["quotient"] > 0]
    names = list(dict.fromkeys(house["name"]))
    colours = colours_of(names)
    bottom = _bottom(house)
    shown = house[house["quotient"] >= bottom]
    slanted = slant_of(names, end="right")
    height = _height(shown) + (0.05 * max(map(len, names)) if slanted else 0)
    width = max(5, 1.6 + 0.62 * len(names))
    drawn = undressed(axes_or_new(axes, width=width, height=height))
    for place, name in enumerate(names):
        rungs = shown[shown["name"] == name]
        for quotient, seat, how in rungs[["quotient", "seat", "won_by"]].itertuples(index=False):
            drawn.scatter(
                place,
                1 / quotient,
                s=130,
                zorder=2 if how else 1,
                marker="s" if how == "lot" else "o",
                facecolors=colours[name] if how else "white",
                edgecolors=colours[name] if how else MUTED,
            )
            if how:
                at, colour = (place, 1 / quotient), colours[name]
                inscribe(drawn, at, str(seat), colour, va="center_baseline", zorder=3)
        if rungs.empty:
            best = house[house["name"] == name]["quotient"].max()
            said = f"↓ {_written(best, language)}"
            drawn.text(place, 1 / bottom, said, ha="center", va="bottom", fontsize=7, color=INK)
    _draw_cut(drawn, house, result.caps, language)
    _scale(drawn, bottom, shown["quotient"].max(), language)
    fixed = (house["won_by"] == "floor").any()
    said = say("figures_number_seats_in" if fixed else "figures_number_seats", language)
    drawn.set_xlabel(fill(said, int(14 * width)), fontsize=8)
    drawn.set_xticks(range(len(names)), names, **slanted)
    drawn.set_xlim(-0.6, len(names) - 0.4)
    drawn.set_ylabel(say("quotient_word", language))
    drawn.set_title(
        say("seats_by_quotients_and", language, house=result.house_size, rule=result.rule)
    )
    return drawn


def _bottom(house: pd.DataFrame) -> float:
    """Return the lowest quotient shown: below the last that won, and the next if it is near."""
    won = house["won_by"] != ""
    low = house[won if won.any() else ~won]["quotient"].min()
    following = house[~won]["quotient"].max() if (~won).any() else low
    return float(min(_BELOW_CUT * low, max(0.98 * following, 0.4 * low)))


def _height(shown: pd.DataFrame) -> float:
    """Return the inches that leave every rung its room."""
    rungs = [sorted(1 / of["quotient"]) for _, of in shown.groupby("name")]
    steps = [high - low for of in rungs for low, high in pairwise(of) if high > low]
    reach = 1 / shown["quotient"].min() - 1 / shown["quotient"].max()
    return min(max(_SHORTEST, 1.8 + _ROOM * reach / min(steps, default=1)), _TALLEST)


def _draw_cut(axes: Axes, house: pd.DataFrame, caps: Mapping[str, int], language: Language) -> None:
    """Draw a line at the last quotient that won; name it, and the next one, beside the frame."""
    won = house[house["won_by"].isin(["quotient", "lot"])]
    if not len(won):
        return
    cut = won["quotient"].min()
    axes.axhline(1 / cut, color=INK, linewidth=0.9, linestyle="--", zorder=0)
    seats = house[house["won_by"] != ""]["name"].value_counts()
    full = [name for name, cap in caps.items() if seats.get(name, 0) >= cap]
    lost = house[(house["won_by"] == "") & ~house["name"].isin(full)]
    for key, of, above in (("last_seat", won[::-1], True), ("next_seat", lost, False)):
        if len(of):
            one = of.loc[of["quotient"].idxmin() if above else of["quotient"].idxmax()]
            figure = _written(one["quotient"], language)
            axes.annotate(
                f"{say(key, language)}\n{short(one['name'])}  {figure}",
                (1, 1 / cut),
                xycoords=("axes fraction", "data"),
                xytext=(4, 3 if above else -3),
                textcoords="offset points",
                va="bottom" if above else "top",
                fontsize=8,
            )


def _written(quotient: float, language: Language) -> str:
    if quotient >= _WHOLE_FROM:
        return number(int(quotient), language)
    return f"{quotient:.3g}".replace(".", "," if language == "da" else ".")


def _scale(axes: Axes, bottom: float, top: float, language: Language) -> None:
    """Set the axis of reciprocals, numbered with round quotients where there is room."""
    low, high = 1 / top, 1 / bottom
    reach = (high - low) or high
    axes.set_ylim(high + 0.01 * reach, low - 0.04 * reach)
    digits = range(floor(log10(bottom)), ceil(log10(top)) + 1)
    ticks: list[float] = []
    for quotient in (step * 10.0**digit for digit in digits for step in _ROUND):
        near = ticks and 1 / ticks[-1] - 1 / quotient < _APART * reach
        if bottom <= quotient <= top and not near:
            ticks.append(quotient)
    axes.set_yticks(
        [1 / quotient for quotient in ticks], [_written(quotient, language) for quotient in ticks]
    )


# Two-way tables as heat maps: what each cell has, against its exact claim.


_LONGEST = 16
"""Letters of a column's name on one line."""
_LEAST_RANGE = 0.5
"""So that a table of whole claims is pale all over."""


@picture_of(TwoWayApportionment, TableDistribution)
def plot_table(
    result: TwoWayApportionment | TableDistribution,
    *,
    language: Language = "en",
    axes: Axes | None = None,
) -> Axes:
    """Draw a two-way table as a heat map of what each cell has against its claim.

    Which cells were rounded up or down, and do limits push any cell far from its claim?

    Parameters
    ----------
    result : TwoWayApportionment or TableDistribution
        The table.

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
            _draw_forbidden(drawn, column, row)
        else:
            difference = gap / most, _signed(gap, language)
            _draw_cell(drawn, (column, row), number(count, language), difference)
    _draw_totals(
        drawn, [sum(row) for row in rows], [sum(row) for row in zip(*rows, strict=True)], language
    )
    columns = [fill(name, _LONGEST, break_long_words=False) for name in result.columns]
    total = say("in_all", language)
    lay_as_table(drawn, [*columns, total], [*result.rows, total], {"fontsize": 9})
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
    axes.text(column, row - 0.12, count, ha="center", va="center", fontsize=12, color=INK)
    axes.text(column, row + 0.24, said, ha="center", va="center", fontsize=8, color=INK)


def _draw_forbidden(axes: Axes, column: int, row: int) -> None:
    axes.plot([column - 0.3, column + 0.3], [row + 0.2, row - 0.2], color=MUTED, lw=1)
    axes.plot([column - 0.3, column + 0.3], [row - 0.2, row + 0.2], color=MUTED, lw=1)


def _signed(gap: float, language: Language) -> str:
    """Write a difference with its sign and two decimals; a plain zero has none."""
    written = f"{gap:+.2f}".replace("-", MINUS)
    if set(written[1:]) <= set("0."):
        written = "0"
    return written.replace(".", ",") if language == "da" else written


def _draw_totals(
    axes: Axes, of_rows: Sequence[int], of_columns: Sequence[int], language: Language
) -> None:
    right, bottom = len(of_columns), len(of_rows)
    totals = {(right, row): total for row, total in enumerate(of_rows)}
    totals |= {(column, bottom): total for column, total in enumerate(of_columns)}
    totals[right, bottom] = sum(of_rows)
    for at, total in totals.items():
        axes.text(*at, number(total, language), ha="center", va="center", fontsize=11, color=INK)
    axes.plot([-0.5, right + 0.5], [bottom - 0.5] * 2, color=INK, lw=0.8)
    axes.plot([right - 0.5] * 2, [-0.5, bottom + 0.5], color=INK, lw=0.8)
