"""Quotients as a ladder: every seat a rung, the cut between the last won and the first lost."""

from __future__ import annotations

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
    slant_of,
    undressed,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    from matplotlib.axes import Axes

    from kkr_allocation.explanations import Language


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
        ones hollow, those decided by lot square. Infinite quotients are left out.

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
    drawn = undressed(axes_or_new(axes, width=max(5, 1 + 0.7 * len(names)), height=7))
    for place, name in enumerate(names):
        rungs = house[house["name"] == name]
        for quotient, seat, how in rungs[["quotient", "seat", "won_by"]].itertuples(index=False):
            drawn.scatter(
                place,
                quotient,
                s=130,
                zorder=2 if how else 1,
                marker="s" if how == "lot" else "o",
                facecolors=colours[name] if how else "white",
                edgecolors=colours[name] if how else MUTED,
            )
            if how:
                at, colour = (place, quotient), colours[name]
                inscribe(drawn, at, str(seat), colour, va="center_baseline", zorder=3)
    _draw_cut(drawn, house, language)
    drawn.set_yscale("log")
    _write_quotients(drawn, language)
    fixed = (house["won_by"] == "floor").any()
    drawn.set_xlabel(
        say("figures_number_seats_in" if fixed else "figures_number_seats", language), fontsize=8
    )
    drawn.set_xticks(range(len(names)), names, **slant_of(names, end="right"))
    drawn.set_xlim(-0.6, len(names) - 0.4)
    drawn.set_ylabel(say("quotient_word", language))
    drawn.set_title(
        say("seats_by_quotients_and", language, house=result.house_size, rule=result.rule)
    )
    return drawn


def _draw_cut(axes: Axes, house: pd.DataFrame, language: Language) -> None:
    """Draw a line behind the marks at the last quotient that won, its name beside the frame."""
    won = house[house["won_by"].isin(["quotient", "lot"])]
    if len(won):
        axes.axhline(won["quotient"].min(), color=INK, linewidth=0.9, linestyle="--", zorder=0)
        axes.annotate(
            say("last_seat", language),
            (1, won["quotient"].min()),
            xycoords=("axes fraction", "data"),
            xytext=(4, 0),
            textcoords="offset points",
            va="center",
            fontsize=8,
        )


def _write_quotients(axes: Axes, language: Language) -> None:
    """Write the quotients of the axis as plain numbers, whatever its scale."""
    from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter

    def written(quotient: float, _: int | None = None) -> str:
        return number(int(quotient), language) if quotient >= 1 else f"{quotient:g}"

    axes.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    axes.yaxis.set_major_formatter(FuncFormatter(written))
    axes.yaxis.set_minor_formatter(NullFormatter())


# Two-way tables as heat maps: what each cell has, against its exact claim.


_LONGEST = 16
"""Letters of a column's name on one line."""
_LEAST_RANGE = 0.5
"""So that a table of whole claims is pale all over."""
_BELOW, _ABOVE = (0.99, 0.72, 0.39), (0.56, 0.62, 0.85)
"""Orange below the claim, blue above it: apart for every eye, and pale enough for black."""


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
    pole = _ABOVE if part > 0 else _BELOW
    colour = [1 - abs(part) * (1 - channel) for channel in pole]
    column, row = at
    corner = column - 0.5, row - 0.5
    axes.add_patch(Rectangle(corner, 1, 1, facecolor=colour, edgecolor="white", lw=2))
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
