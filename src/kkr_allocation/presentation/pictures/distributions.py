"""Distributions of seats: for every list how often it has how many, what is undecided apart."""

from __future__ import annotations

from contextlib import suppress
from fractions import Fraction
from textwrap import fill
from typing import TYPE_CHECKING, Any

from kkr_allocation.appointments.appoint import Appointments
from kkr_allocation.apportionment.ties import UnresolvedTieError
from kkr_allocation.composition.compose import Composition
from kkr_allocation.inputs import by_name, known_names
from kkr_allocation.placements.distribute import Distribution
from kkr_allocation.presentation.language import percent, say
from kkr_allocation.presentation.pictures.canvas import (
    INK,
    MUTED,
    axes_or_new,
    colours_of,
    explain_below,
    inscribe,
    lay_as_table,
    lay_in_rows,
    picture_of,
    slant_of,
    undressed,
)
from kkr_allocation.scenarios.alliance_scan import AllianceScan
from kkr_allocation.scenarios.sweep import SweepResult

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from matplotlib.axes import Axes

    from kkr_allocation.explanations import Language

_TALLEST = 0.5
"""What a bar of one hundred per cent takes of its row."""
_LONGEST = 20
"""Letters of a list's name on one line."""
_WRITTEN = Fraction(1, 100)
_NARROWEST, _WIDEST = 8, 14
_PALE = "#D9DEE2"
_CROWDED = 26
"""From so many seats on the figures above the bars are smaller."""


def _laid_out(
    axes: Axes | None,
    shares: Mapping[str, Mapping[int, Fraction]],
    strips: Sequence[tuple[str, Fraction, str]],
    language: Language,
    *,
    unit: str,
    reach: int = 0,
) -> Axes:
    """Draw a row of bars for each list, and below them strips as long as their part of all.

    The shares are of each number of seats; one per cent or more is written above its bar. The
    seats go to the most of any list, and to `reach` at least. A strip has a name, a part and what
    it says; one without a name is what no bar counts, and hatched.
    """
    shown = [strip for strip in strips if any(strip[:2])]
    most = max((seats for of in shares.values() for seats in of), default=0)
    last = max(most, reach)
    width = min(max(_NARROWEST, 1.5 + 0.48 * (last + 1)), _WIDEST)
    height = 1.6 + 0.55 * (len(shares) + len(shown))
    drawn = undressed(axes_or_new(axes, width=width, height=height))
    colours = colours_of(shares)
    size = 8 if last < _CROWDED else 6
    for row, (name, of) in enumerate(shares.items()):
        drawn.axhline(row, color=MUTED, linewidth=0.6, zorder=1)
        for seats, share in of.items():
            height = _TALLEST * float(share)
            drawn.bar(
                seats, -height, 0.84, row, color=colours[name], edgecolor=INK, lw=0.5, zorder=2
            )
            if share >= _WRITTEN:
                said = percent(share, language, digits=0)
                _beside(drawn, said, (seats, row - height), (0, 2), ha="center", fontsize=size)
    for row, (name, part, said) in enumerate(shown, len(shares)):
        length = float(part) * (last + 1)
        look: dict[str, Any] = (
            {"fc": _PALE} if name else {"fc": "white", "ec": INK, "hatch": "////"}
        )
        drawn.barh(row, length, 0.36, left=-0.5, **look)
        start = -0.5 if name else length - 0.5
        _beside(drawn, said, (start, row), (5, 0), va="center", fontsize=8)
    names = [fill(name, _LONGEST) for name in [*shares, *(strip[0] for strip in shown)]]
    drawn.set_yticks(range(len(names)), names)
    drawn.tick_params(axis="y", length=0)
    drawn.set_xticks(range(last + 1))
    drawn.set_xlim(-0.5, last + 0.5)
    drawn.set_ylim(len(names) - (0.4 if shown else 0.7), -1)
    drawn.set_xlabel(say(unit, language), loc="left")
    return drawn


def _beside(
    axes: Axes, said: str, at: tuple[float, float], points: tuple[int, int], **set_as: object
) -> None:
    """Write a text so many points from a place."""
    look: dict[str, Any] = {"textcoords": "offset points", "color": INK} | set_as
    axes.annotate(said, at, xytext=points, **look)


# What alliances can change: the distribution of every list's seats over all structures.


@picture_of(AllianceScan, of="The seats of every structure.")
def plot_scan(scan: AllianceScan, *, language: Language = "en", axes: Axes | None = None) -> Axes:
    """Draw in how many structures of alliances each list has how many seats.

    What can alliances give each list, and what can they take from it?

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
    said = say("not_among_bars_because", language, count=scan.lots, structures=len(scan))
    strips = [("", Fraction(scan.lots, len(scan)), said)]
    drawn = _laid_out(axes, shares, strips, language, unit="seats")
    alone: Mapping[str, int] = {}
    with suppress(UnresolvedTieError):  # decided by lot where no list joins another
        alone = scan.apportion().seats
    if alone:
        label = say("when_no_list_joins", language)
        at = [row + 0.12 for row in range(len(alone))]
        drawn.scatter([*alone.values()], at, marker="^", s=34, color=INK, label=label, zorder=3)
        explain_below(drawn)
    drawn.set_title(
        say("seats_in_structures_alliances", language, seats=scan.house_size, structures=len(scan))
    )
    return drawn


# What a sweep counted: the distribution of every list's seats.


@picture_of(SweepResult, of="The counts.")
def plot_sweep(
    result: SweepResult, *, reading: int = 0, language: Language = "en", axes: Axes | None = None
) -> Axes:
    """Draw how often each list has each number of seats, the taller the more often.

    What can each list reckon with?

    Parameters
    ----------
    reading : int
        Which of the scenario's readings, from 0 up.

    Returns
    -------
    matplotlib.axes.Axes
        With a row of bars for each list that ever has a seat; shares of one per cent or more are
        written. A line, or a band where the house has several sizes, stands at the majority; a
        strip for each coalition of the scenario is as long as the share of draws in which it has
        one. Draws without an answer are a hatched strip below.

    Raises
    ------
    InvalidInputError
        If no draw was decided.

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> base = kkr.apportion({"A": 500, "V": 300, "C": 200}, 5)
    >>> axes = kkr.plot_sweep(kkr.sweep(kkr.Scenario(base, kkr.UniformSwing(2)), 1000, seed=1))
    >>> axes.get_title()
    'Seats in 1,000 draws'
    """
    tally = result.tallies[reading]
    shares = {
        name: {seats: Fraction(int(n), tally.decided) for seats, n in enumerate(counts) if n}
        for name, counts in zip(tally.lists, tally.seats, strict=True)
        if tally.probability(name, at_least=1)
    }
    unit = "members_word" if isinstance(result.scenario.base, Composition) else "seats"
    strips: list[tuple[str, Fraction, str]] = []
    for lists in tally.coalitions:
        often = tally.majority(*lists)
        said = say("majority_in_draws", language, share=percent(often, language))
        strips.append((" + ".join(lists), often, said))
    undecided = tally.tied + tally.refused
    said = say("not_among_bars_for", language, count=undecided, draws=result.draws)
    strips.append(("", Fraction(undecided, result.draws), said))
    often_enough = tally.house_size >= min(_WRITTEN * tally.decided, tally.house_size.max())
    low, *_, high = [int(size) // 2 + 1 for size in often_enough.nonzero()[0].repeat(2)]
    drawn = _laid_out(axes, shares, strips, language, unit=unit, reach=high)
    drawn.axvspan(low - 0.5, high - 0.5, facecolor=_PALE, edgecolor=INK, ls="--", zorder=0)
    sizes = str(low) if low == high else f"{low}\N{EN DASH}{high}"
    majority = say("majority_line", language, majority=sizes)
    _beside(drawn, majority, (low - 0.5, -1), (-4, -2), ha="right", va="top", fontsize=8)
    counted = say(unit, language).capitalize()
    drawn.set_title(say("in_draws", language, unit=counted, draws=result.draws))
    return drawn


# Posts, places and readings as tables and bars.


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
