"""Why the house has its size: what each list's mayors require."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kkr_allocation.composition.compose import Composition
from kkr_allocation.composition.size import required as claims
from kkr_allocation.presentation.language import Text
from kkr_allocation.presentation.pictures.canvas import INK, MUTED, axes_or_new, undressed
from kkr_allocation.presentation.pictures.subjects import picture_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from kkr_allocation.results import Language

__all__ = ["plot_house_size"]

_TITLE = Text(
    en="The house that each list's mayors require by exact share",
    da="Det antal pladser, hver listes borgmestre kræver efter den nøjagtige andel",
)
_SEATS = Text(en="seats for the eligible lists", da="pladser til de berettigede")
_HOUSE = Text(en="shared: {seats}", da="fordelt: {seats}")
_LIMIT = Text(en="cap: {seats}", da="loft: {seats}")
_LIMIT_HERE = Text(
    en="cap: {cap}, with {outside}\nfor mayors outside\nthe sharing",
    da="loft: {cap}, heraf {outside}\ntil borgmestre uden\nfor fordelingen",
)
_MAYORS = Text(en="{list} ({mayors})", da="{list} ({mayors})")


@picture_of(Composition)
def plot_house_size(
    composition: Composition, *, language: Language = "en", axes: Axes | None = None
) -> Axes:
    """Draw the house each list's mayors require, the house there is, and the cap.

    Why does this list set the size of the council?

    Parameters
    ----------
    composition : Composition
        The council.

    Returns
    -------
    matplotlib.axes.Axes
        With one bar for each eligible list that has mayors; binding lists are dark and hatched.

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> council = kkr.compose_region(kkr.load_election(2021), "KKR Sjælland")
    >>> axes = kkr.plot_house_size(council)
    >>> [int(bar.get_width()) for bar in axes.patches]
    [23, 26, 8]
    """
    eligible = {name: composition.votes[name] for name in composition.eligible}
    required = claims(eligible, composition.mayors)
    drawn = undressed(axes_or_new(axes, height=1.6 + 0.45 * len(required)))
    binding = [name in composition.binding for name in required]
    bars = drawn.barh(
        [_MAYORS.text(language, list=name, mayors=composition.mayors[name]) for name in required],
        list(required.values()),
        color=[INK if sets else MUTED for sets in binding],
        hatch=["//" if sets else "" for sets in binding],
        edgecolor="white",
    )
    drawn.bar_label(bars, padding=3)
    outside = sum(composition.mayors[name] for name in composition.outsiders)
    house = composition.house_size - outside
    drawn.axvline(house, color=INK, linewidth=1.2)
    drawn.annotate(
        _HOUSE.text(language, seats=house),
        (house, 1),
        xycoords=("data", "axes fraction"),
        xytext=(3, 3),
        textcoords="offset points",
    )
    if composition.cap is not None:
        limit = composition.cap - outside
        said = _LIMIT_HERE if outside else _LIMIT
        drawn.axvline(limit, color=INK, linewidth=1.2, linestyle="--")
        drawn.annotate(
            said.text(language, seats=limit, cap=composition.cap, outside=outside),
            (limit, 0),
            xycoords=("data", "axes fraction"),
            xytext=(3, 3),
            textcoords="offset points",
        )
    drawn.invert_yaxis()
    drawn.set_xlabel(_SEATS.text(language))
    drawn.set_title(_TITLE.text(language), pad=18)
    return drawn
