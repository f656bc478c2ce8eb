"""The spread of posts over the municipalities, against their shares."""

from __future__ import annotations

import math
from collections import defaultdict
from fractions import Fraction
from typing import TYPE_CHECKING

from kkr_allocation.appointments.appointed import Appointments
from kkr_allocation.appointments.levels import municipal_shares
from kkr_allocation.presentation.language import Text
from kkr_allocation.presentation.pictures.canvas import (
    INK,
    axes_or_new,
    colours_of,
    short,
    text_on,
    undressed,
)
from kkr_allocation.presentation.pictures.subjects import picture_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from kkr_allocation.explanations import Language

__all__ = ["plot_spread"]

_HALF = Fraction(1, 2)
_TITLE = Text(en="Posts by municipality", da="Pladser efter kommune")
_POSTS = Text(en="posts", da="pladser")
_BY_PEOPLE = Text(en="share by population", da="andel efter indbyggere")
_EQUAL = Text(en="equal share", da="lige andel")
_WITHIN = Text(en="the share rounded down or up", da="andelen rundet ned eller op")


@picture_of(Appointments)
def plot_spread(
    result: Appointments, *, language: Language = "en", axes: Axes | None = None
) -> Axes:
    """Draw the posts that people of each municipality hold, against the municipality's share.

    Which municipalities have more posts than their share, and which have none?

    Parameters
    ----------
    result : Appointments
        The appointments. The shares are by population where its rules have one, otherwise equal
        among the municipalities that have candidates.

    Returns
    -------
    matplotlib.axes.Axes
        With a row for each municipality, the largest share first: a square for each post in its
        list's colour, a line at the exact share, and a band from the share rounded down to the
        share rounded up. People from outside the councils are left out, as in the rule.

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> fora = [kkr.Forum("Vækstforum", 2)]
    >>> people = [kkr.Candidate("A1", "Greve", "A"), kkr.Candidate("V1", "Faxe", "V")]
    >>> made = kkr.appoint(fora, people, kkr.entitle(fora, {"A": 3, "V": 2}))
    >>> axes = kkr.plot_spread(made)
    >>> [label.get_text() for label in axes.get_yticklabels()]
    ['Faxe  1', 'Greve  1']
    """
    shares = municipal_shares(result.fora, result.candidates, result.rules)
    order = sorted(shares, key=lambda name: (-shares[name], name))
    held = _held(result)
    widest = max([*map(len, held.values()), *map(math.ceil, shares.values()), 1])
    drawn = axes_or_new(axes, width=max(6, 2 + 0.42 * widest), height=1.7 + 0.28 * len(order))
    undressed(drawn)
    from matplotlib.ticker import MaxNLocator

    colours = colours_of(result.entitlement.strengths)
    for row, name in enumerate(order):
        low, rest = divmod(shares[name], 1)
        drawn.barh(
            row,
            1 if rest else 0.06,
            0.86,
            left=low,
            color="#D9DEE2",
            zorder=1,
            label=_WITHIN.text(language) if not row else None,
        )
        for place, party in enumerate(held[name]):
            drawn.barh(
                row, 0.86, 0.56, left=place + 0.07, color=colours[party], ec=INK, lw=0.5, zorder=2
            )
            drawn.text(
                place + (0.75 if rest and place == low and rest < _HALF else 0.25),
                row,
                short(party),
                ha="center",
                va="center",
                fontsize=7,
                color=text_on(colours[party]),
                zorder=4,
            )
    by_people = bool(result.rules.population)
    exact = [float(shares[name]) for name in order]
    drawn.scatter(exact, range(len(order)), marker="|", s=240, color="white", lw=4, zorder=3)
    drawn.scatter(
        exact,
        range(len(order)),
        marker="|",
        s=210,
        color=INK,
        lw=2,
        label=(_BY_PEOPLE if by_people else _EQUAL).text(language),
        zorder=3,
    )
    drawn.set_yticks(range(len(order)), [f"{name}  {len(held[name])}" for name in order])
    drawn.set_ylim(len(order) - 0.4, -0.6)
    drawn.xaxis.set_major_locator(MaxNLocator(integer=True))
    drawn.set_xlabel(_POSTS.text(language), loc="left")
    drawn.set_xlim(0, widest + 0.1)
    drawn.legend(
        loc="upper right", bbox_to_anchor=(1, 0), borderaxespad=2.4, frameon=False, fontsize=8
    )
    drawn.set_title(_TITLE.text(language))
    return drawn


def _held(result: Appointments) -> defaultdict[str, list[str]]:
    """Return the lists of the posts that politicians of each municipality hold, sorted."""
    people = {person.name: person for person in result.candidates if person.politician}
    held: defaultdict[str, list[str]] = defaultdict(list)
    order = list(result.entitlement.strengths)
    for names in result.members.values():
        for name in names:
            if name in people:
                held[people[name].municipality].append(people[name].party)
    for parties in held.values():
        parties.sort(key=order.index)
    return held
