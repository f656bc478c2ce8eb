"""Quotients as a ladder: every seat a rung, the cut between the last won and the first lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kkr_allocation.apportionment.exact import Apportionment
from kkr_allocation.presentation.language import Text, number
from kkr_allocation.presentation.pictures.canvas import (
    INK,
    MUTED,
    axes_or_new,
    colours_of,
    slant_of,
    text_on,
    undressed,
)
from kkr_allocation.presentation.pictures.subjects import picture_of

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from kkr_allocation.explanations import Language

__all__ = ["plot_quotients"]

_TITLE = Text(
    en="{house:seat|seats} by {rule}: the quotients and the cut",
    da="{house:plads|pladser} efter {rule}: kvotienterne og snittet",
)
_QUOTIENT = Text(en="quotient", da="kvotient")
_CUT = Text(en="last seat", da="sidste plads")
_ORDER = Text(
    en="The figures number the seats in the order in which they were given.",
    da="Tallene er pladsernes numre i den rækkefølge, de blev givet.",
)
_FIXED_FIRST = Text(
    en="The figures number the seats in the order in which they were given: first those that "
    "were\nfixed beforehand, as mayors' seats are, then the others by the largest quotient.",
    da="Tallene er pladsernes numre i den rækkefølge, de blev givet: først de pladser, der lå "
    "fast\npå forhånd, som borgmestres, derefter de øvrige efter den største kvotient.",
)


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
                ink = text_on(colours[name])
                middle = {"ha": "center", "va": "center_baseline", "color": ink}
                drawn.text(place, quotient, str(seat), middle, fontsize=7, zorder=3)
    _draw_cut(drawn, house, language)
    drawn.set_yscale("log")
    _write_quotients(drawn, language)
    fixed = (house["won_by"] == "floor").any()
    drawn.set_xlabel((_FIXED_FIRST if fixed else _ORDER).text(language), fontsize=8)
    drawn.set_xticks(range(len(names)), names, **slant_of(names, end="right"))
    drawn.set_xlim(-0.6, len(names) - 0.4)
    drawn.set_ylabel(_QUOTIENT.text(language))
    drawn.set_title(_TITLE.text(language, house=result.house_size, rule=result.rule))
    return drawn


def _draw_cut(axes: Axes, house: pd.DataFrame, language: Language) -> None:
    """Draw a line behind the marks at the last quotient that won, its name beside the frame."""
    won = house[house["won_by"].isin(["quotient", "lot"])]
    if len(won):
        axes.axhline(won["quotient"].min(), color=INK, linewidth=0.9, linestyle="--", zorder=0)
        axes.annotate(
            _CUT.text(language),
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
