"""Quotients as a ladder: every seat a rung, the cut between the last won and the first lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kkr_allocation.presentation.language import Text
from kkr_allocation.presentation.pictures.canvas import (
    INK,
    MUTED,
    axes_or_new,
    colours_of,
    undressed,
)
from kkr_allocation.results import checked_language

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from kkr_allocation.apportionment.exact import Apportionment
    from kkr_allocation.results import Language

__all__ = ["plot_quotients"]

_TITLE = Text(
    en="{house:seat|seats} by {rule}: the quotients and the cut",
    da="{house:mandat|mandater} efter {rule}: kvotienterne og snittet",
)
_QUOTIENT = Text(en="quotient", da="kvotient")
_CUT = Text(en="last seat", da="sidste mandat")


def plot_quotients(
    result: Apportionment, *, language: Language = "en", axes: Axes | None = None
) -> Axes:
    """Draw the quotients of the house, those that won seats with their numbers.

    How close was the last seat, and who would have been next?

    Parameters
    ----------
    result : Apportionment
        The seats.
    language : {"en", "da"}
        The language of the texts.
    axes : matplotlib.axes.Axes, optional
        Where to draw; by default in a figure of its own.

    Returns
    -------
    matplotlib.axes.Axes
        With a column for each party or alliance of the house; won quotients are filled, lost
        ones hollow, those decided by lot square. Infinite quotients are left out.

    Raises
    ------
    KkrAllocationError
        If matplotlib is not installed.

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> shares = {"A": 2840, "V": 2118, "C": 1524, "F": 761, "Ø": 734, "B": 559, "O": 409}
    >>> axes = kkr.plot_quotients(kkr.apportion(shares, 17))
    >>> axes.get_title()
    "17 seats by d'Hondt: the quotients and the cut"
    """
    chosen = checked_language(language)
    table = result.quotients()
    house = table[(table["within"] == "") & (table["quotient"] < float("inf"))]
    house = house[house["quotient"] > 0]
    names = list(dict.fromkeys(house["name"]))
    colours = colours_of(names)
    drawn = undressed(axes_or_new(axes, width=max(5, 1 + 0.7 * len(names)), height=5.5))
    for place, name in enumerate(names):
        rungs = house[house["name"] == name]
        for quotient, seat, how in rungs[["quotient", "seat", "won_by"]].itertuples(index=False):
            drawn.scatter(
                place,
                quotient,
                s=130,
                marker="s" if how == "lot" else "o",
                facecolors=colours[name] if how else "none",
                edgecolors=colours[name] if how else MUTED,
            )
            if how:
                drawn.annotate(
                    str(seat),
                    (place, quotient),
                    xytext=(8, -3),
                    textcoords="offset points",
                    fontsize=8,
                    color=INK,
                )
    won = house[house["won_by"].isin(["quotient", "lot"])]
    if len(won):
        drawn.axhline(won["quotient"].min(), color=INK, linewidth=0.9, linestyle="--")
        drawn.annotate(
            _CUT.text(chosen),
            (1, won["quotient"].min()),
            xycoords=("axes fraction", "data"),
            ha="right",
            va="bottom",
            fontsize=8,
        )
    drawn.set_yscale("log")
    drawn.set_xticks(range(len(names)), names)
    drawn.set_xlim(-0.6, len(names) - 0.4)
    drawn.set_ylabel(_QUOTIENT.text(chosen))
    drawn.set_title(_TITLE.text(chosen, house=result.house_size, rule=result.rule))
    return drawn
