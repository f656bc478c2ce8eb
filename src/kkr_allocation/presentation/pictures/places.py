"""Places against the key's claim and last year: a dumbbell for each municipality."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kkr_allocation.inputs import known_names
from kkr_allocation.named_values import by_name
from kkr_allocation.placements.distribution import Distribution
from kkr_allocation.presentation.language import Text
from kkr_allocation.presentation.pictures.canvas import INK, MUTED, axes_or_new, undressed
from kkr_allocation.presentation.pictures.subjects import picture_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matplotlib.axes import Axes

    from kkr_allocation.explanations import Language

__all__ = ["plot_places"]

_TITLE = Text(en="{places:place|places}", da="{places:plads|pladser}")
_CLAIM = Text(en="claim by the key", da="krav efter nøglen")
_PLACES = Text(en="places", da="pladser")
_BEFORE = Text(en="before", da="før")


@picture_of(Distribution)
def plot_places(
    result: Distribution,
    *,
    before: Mapping[str, int] | None = None,
    language: Language = "en",
    axes: Axes | None = None,
) -> Axes:
    """Draw each municipality's places beside its exact claim and what it had before.

    Who was rounded which way, and who gains or loses against last year?

    Parameters
    ----------
    result : Distribution
        The places.
    before : mapping of str to int, optional
        Last year's places.

    Returns
    -------
    matplotlib.axes.Axes
        With a row for each municipality: a dot for its places, a bar for its claim, a ring for
        what it had.

    Raises
    ------
    InvalidInputError
        If `before` names a municipality that the distribution does not have.

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> before = {"Herning": 34, "Kalundborg": 21}
    >>> result = kkr.scale({**before, "rest": 2145}, 3000)
    >>> axes = kkr.plot_places(result, before=before)
    >>> axes.get_title()
    '3,000 places'
    """
    last = {} if before is None else by_name(before, "before", '{"Skive": 30}')
    known_names(last, result.places, "before")
    names = list(result.places)
    rows = range(len(names))
    drawn = undressed(axes_or_new(axes, height=1.5 + 0.3 * len(names)))
    for row, name in enumerate(names):
        if name in last:
            drawn.plot([last[name], result.places[name]], [row, row], color=MUTED, zorder=1)
    claims = [float(claim) for claim in result.claims.values()]
    drawn.scatter(claims, rows, marker="|", s=180, color=INK, label=_CLAIM.text(language), zorder=2)
    if last:
        drawn.scatter(
            list(last.values()),
            [names.index(name) for name in last],
            facecolors="white",
            edgecolors=INK,
            label=_BEFORE.text(language),
            zorder=3,
        )
    places = list(result.places.values())
    drawn.scatter(places, rows, color=INK, label=_PLACES.text(language), zorder=4)
    drawn.set_yticks(rows, [f"{name}  {count}" for name, count in result.places.items()])
    drawn.set_ylim(len(names) - 0.4, -0.6)
    drawn.set_xlabel(_PLACES.text(language))
    drawn.legend(loc="best", frameon=False)
    drawn.set_title(_TITLE.text(language, places=sum(places)))
    return drawn
