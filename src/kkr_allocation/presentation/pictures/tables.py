"""Two-way tables as heat maps: what each cell has, against its exact claim."""

from __future__ import annotations

from textwrap import fill
from typing import TYPE_CHECKING

from kkr_allocation.apportionment.twoway import TwoWayApportionment
from kkr_allocation.placements.tables import TableDistribution
from kkr_allocation.presentation.language import MINUS, Text, number
from kkr_allocation.presentation.pictures.canvas import INK, MUTED, axes_or_new
from kkr_allocation.presentation.pictures.subjects import picture_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

    from kkr_allocation.explanations import Language

__all__ = ["plot_table"]

_TITLE = {
    True: Text(
        en="{total:seat|seats}, and how far each cell is from its claim",
        da="{total:mandat|mandater}, og hvor langt hvert felt er fra sit krav",
    ),
    False: Text(
        en="{total:place|places}, and how far each cell is from its claim",
        da="{total:plads|pladser}, og hvor langt hvert felt er fra sit krav",
    ),
}
_TOTAL = Text(en="In all", da="I alt")
_LONGEST = 16
"""Letters of a column's name on one line."""
_LEAST_RANGE = 0.5
"""So that a table of whole claims is pale all over."""
_BELOW, _ABOVE = (0.99, 0.72, 0.39), (0.56, 0.62, 0.85)
"""Orange below the claim, blue above it: apart for every eye, and pale enough for black."""


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
    drawn.set_xticks(range(size + 1), [*columns, _TOTAL.text(language)], fontsize=9)
    drawn.set_yticks(range(len(rows) + 1), [*result.rows, _TOTAL.text(language)])
    drawn.tick_params(length=0, top=False, labeltop=True, labelbottom=False)
    drawn.set_xlim(-0.5, size + 0.5)
    drawn.set_ylim(len(rows) + 0.5, -0.5)
    for spine in drawn.spines.values():
        spine.set_visible(False)
    drawn.set_title(_TITLE[seats].text(language, total=sum(given)), pad=12)
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
