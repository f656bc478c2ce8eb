"""Appointments as a matrix of fora and lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kkr_allocation.appointments.appoint import Appointments
from kkr_allocation.inputs import by_name, known_names
from kkr_allocation.placements.distribute import Distribution
from kkr_allocation.presentation.language import say
from kkr_allocation.presentation.pictures.canvas import (
    INK,
    MUTED,
    axes_or_new,
    colours_of,
    inscribe,
    lay_as_table,
    lay_in_rows,
    picture_of,
    slant_of,
    undressed,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matplotlib.axes import Axes

    from kkr_allocation.explanations import Language


@picture_of(Appointments, of="The appointments.")
def plot_appointments(
    result: Appointments, *, language: Language = "en", axes: Axes | None = None
) -> Axes:
    """Draw how many posts each list fills in each forum.

    Who sits where, and is any forum without a group that would expect a post?

    Returns
    -------
    matplotlib.axes.Axes
        With a row for each forum, a column for each list and a disc with the posts where there
        are any; a ring marks the chair's list. Lists of one alliance stand side by side below
        its name. The last row and column hold the sums.

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> fora = [kkr.Forum("Vækstforum", 2)]
    >>> people = [kkr.Candidate("A1", "Greve", "A"), kkr.Candidate("V1", "Faxe", "V")]
    >>> made = kkr.appoint(fora, people, kkr.entitle(fora, {"A": 3, "V": 2}))
    >>> kkr.plot_appointments(made).get_title()
    '2 posts in 1 forum, by list'
    """
    party = {person.name: person.party for person in result.candidates}
    blocks = result.entitlement.blocks
    lists = [name for members in blocks.values() for name in members]
    colours = {name: colours_of([name])[name] for name in lists}
    held = {forum: [party[name] for name in names] for forum, names in result.members.items()}
    width = 1.4 + 0.078 * max(map(len, held)) + 0.5 * len(lists)
    drawn = axes_or_new(axes, width=max(5, width), height=1.9 + 0.36 * len(held))
    for row, (forum, of) in enumerate(held.items()):
        chair = party.get(result.chairs.get(forum, ""))
        for place, name in enumerate(lists):
            colour, posts = colours[name], of.count(name)
            drawn.scatter(place, row, s=230 if posts else 6, color=colour if posts else MUTED)
            if posts:
                at, look = (place, row), {"va": "center_baseline", "fontsize": 9}
                inscribe(drawn, at, str(posts), colour, **look)
            if name == chair:
                drawn.scatter(place, row, s=400, facecolors="none", edgecolors=INK, lw=1.8)
    table = {forum: [of.count(name) for name in lists] for forum, of in held.items()}
    total = say("posts", language), say("in_all", language)
    lay_as_table(drawn, lists, table, total, language, **slant_of(lists, end="left"))
    drawn.set_xlim(-0.6, len(lists) + 0.7)
    drawn.set_ylim(len(held) + 0.6, -1.2 if result.entitlement.alliances else -0.6)
    _draw_alliances(drawn, blocks)
    if result.chairs:
        drawn.set_xlabel(say("ringed_list_with_chair", language), fontsize=9)
    posts = sum(map(len, held.values()))
    drawn.set_title(say("posts_in_fora_by", language, posts=posts, fora=len(held)), pad=12)
    return drawn


def _draw_alliances(axes: Axes, blocks: dict[str, tuple[str, ...]]) -> None:
    """Draw a line with its name under the letters of each alliance's lists."""
    start = 0
    for name, members in blocks.items():
        end = start + len(members) - 1
        if members != (name,):
            axes.plot([start - 0.3, end + 0.3], [-1.15] * 2, color=INK, lw=1)
            axes.text((start + end) / 2, -1.1, name, ha="center", va="top", fontsize=8)
        start = end + 1


# Places against the key's claim and last year: a dumbbell for each municipality.


@picture_of(Distribution, of="The places.")
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
    label = say("claim_by_key", language)
    drawn.scatter(claims, rows, marker="|", s=180, color=INK, label=label, zorder=2)
    if last:
        at = [names.index(name) for name in last]
        label = say("before", language)
        drawn.scatter([*last.values()], at, fc="white", ec=INK, label=label, zorder=3)
    places = list(result.places.values())
    drawn.scatter(places, rows, color=INK, label=say("places", language), zorder=4)
    lay_in_rows(drawn, (f"{name}  {count}" for name, count in result.places.items()))
    drawn.set_xlabel(say("places", language))
    drawn.legend(loc="best", frameon=False)
    drawn.set_title(say("places_places", language, places=sum(places)))
    return drawn
