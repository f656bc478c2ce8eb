"""What alliances can change: the distribution of every list's seats over all structures."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from kkr_allocation.apportionment.ties import UnresolvedTieError
from kkr_allocation.presentation.language import Text
from kkr_allocation.presentation.pictures.canvas import INK, axes_or_new
from kkr_allocation.presentation.pictures.distributions import (
    draw_distributions,
    height_of_rows,
    width_of_seats,
)
from kkr_allocation.presentation.pictures.subjects import picture_of
from kkr_allocation.scenarios.alliance_scan import AllianceScan

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from kkr_allocation.explanations import Language

__all__ = ["plot_scan"]

_TITLE = Text(
    en="{seats:seat|seats} in {structures:structure|structures} of alliances",
    da="{seats:plads|pladser} i {structures:inddeling|inddelinger} i valgforbund",
)
_SEATS = Text(en="seats", da="pladser")
_UNDECIDED = Text(
    en="Not among the bars, because a lot would decide: {count} of {structures}",
    da="Ikke med i søjlerne, fordi lodtrækning ville afgøre: {count} af {structures}",
)
_ALONE = Text(en="when no list joins another", da="når ingen liste indgår forbund")


@picture_of(AllianceScan)
def plot_scan(scan: AllianceScan, *, language: Language = "en", axes: Axes | None = None) -> Axes:
    """Draw in how many structures of alliances each list has how many seats.

    What can alliances give each list, and what can they take from it?

    Parameters
    ----------
    scan : AllianceScan
        The seats of every structure.

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
    drawn = axes_or_new(axes, width=width_of_seats(shares), height=height_of_rows(len(shares)))
    said = _UNDECIDED.text(language, count=scan.lots, structures=len(scan))
    draw_distributions(drawn, shares, (Fraction(scan.lots, len(scan)), said), language, unit=_SEATS)
    alone = _alone(scan)
    if alone:
        drawn.scatter(
            list(alone.values()),
            [row + 0.12 for row in range(len(alone))],
            marker="^",
            s=34,
            color=INK,
            label=_ALONE.text(language),
            zorder=3,
        )
        drawn.legend(
            loc="upper right", bbox_to_anchor=(1, 0), borderaxespad=2.4, frameon=False, fontsize=8
        )
    drawn.set_title(_TITLE.text(language, seats=scan.house_size, structures=len(scan)))
    return drawn


def _alone(scan: AllianceScan) -> dict[str, int]:
    """Return the seats where no list joins another beyond the fixed alliances; none by lot."""
    try:
        return scan.apportion().seats
    except UnresolvedTieError:
        return {}
