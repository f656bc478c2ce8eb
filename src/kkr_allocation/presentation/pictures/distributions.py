"""Seats, posts and places by list, and how near they were: quotients, counts, claims, tables."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor, inf, log10
from textwrap import fill
from typing import TYPE_CHECKING, Any

from kkr_allocation.appointments.appoint import Appointments
from kkr_allocation.apportionment.exact import Apportionment
from kkr_allocation.apportionment.ties import UnresolvedTieError
from kkr_allocation.apportionment.twoway import TwoWayApportionment
from kkr_allocation.composition.compose import Composition
from kkr_allocation.inputs import by_name, known_names, row_number
from kkr_allocation.placements.distribute import Distribution
from kkr_allocation.placements.tables import TableDistribution
from kkr_allocation.presentation.language import decimal, number, percent, say
from kkr_allocation.presentation.pictures import canvas
from kkr_allocation.presentation.pictures.canvas import INK, MUTED, PALE, inscribe, picture_of
from kkr_allocation.scenarios.alliance_scan import AllianceScan
from kkr_allocation.scenarios.sweep import SweepResult

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from matplotlib.axes import Axes

    from kkr_allocation.explanations import Language

_WRITTEN = Fraction(1, 100)  # from here on a share stands above its bar
_CROWDED = 26  # from so many seats on it is smaller there
_BESIDE: dict[str, Any] = {"textcoords": "offset points", "color": INK}
_ROOM = 0.19  # inches from rung to rung, so that no mark covers the next
_WHOLE_FROM = 100  # smaller quotients are written with decimals
_ROUND = (1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8)
_APART = 0.04  # what part of the height stands at least between two numbers of the axis


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

    Seats go to `reach` at least. A strip has a name, or is of what no bar counts; a part; a text.
    """
    shown = [strip for strip in strips if any(strip[:2])]
    last = max([reach, *(seats for of in shares.values() for seats in of)])
    width = min(max(8, 1.5 + 0.48 * (last + 1)), 14)
    height = 1.6 + 0.55 * (len(shares) + len(shown))
    drawn = canvas.axes_or_new(axes, width=width, height=height, framed=False)
    colours = canvas.colours_of(shares)
    size = 8 if last < _CROWDED else 6
    bar: dict[str, Any] = {"edgecolor": INK, "lw": 0.5, "zorder": 2}
    for row, (name, of) in enumerate(shares.items()):
        drawn.axhline(row, color=MUTED, linewidth=0.6, zorder=1)
        for seats, share in of.items():
            height = float(share) / 2  # of its row
            drawn.bar(seats, -height, 0.84, row, color=colours[name], **bar)
            if share >= _WRITTEN:
                said = percent(share, language, digits=0)
                top = seats, row - height
                drawn.annotate(said, top, **_BESIDE, xytext=(0, 2), ha="center", fontsize=size)
    hatched: dict[str, Any] = {"fc": "white", "ec": INK, "hatch": "////"}
    for row, (name, part, said) in enumerate(shown, len(shares)):
        length = float(part) * (last + 1)
        drawn.barh(row, length, 0.36, left=-0.5, **({"fc": PALE} if name else hatched))
        at = -0.5 if name else length - 0.5, row
        drawn.annotate(said, at, **_BESIDE, xytext=(5, 0), va="center", fontsize=8)
    names = [fill(name, 20) for name in [*shares, *(strip[0] for strip in shown)]]
    drawn.set_yticks(range(len(names)), names)
    drawn.tick_params(axis="y", length=0)
    bottom = len(names) - (0.4 if shown else 0.7)
    drawn.set(xticks=range(last + 1), xlim=(-0.5, last + 0.5), ylim=(bottom, -1))
    drawn.set_xlabel(say(unit, language), loc="left")
    return drawn


@picture_of(AllianceScan, of="The seats of every structure.")
def plot_scan(scan: AllianceScan, *, language: Language = "en", axes: Axes | None = None) -> Axes:
    """Draw in how many structures of alliances each list has how many seats.

    What can alliances give each list, and what can they take from it?

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
    clear, of = len(scan) - scan.lots, scan.distribution
    shares = {name: {n: Fraction(k, clear) for n, k in of(name).items()} for name in scan.votes}
    said = say("not_among_bars_because", language, count=scan.lots, structures=len(scan))
    strips = [("", Fraction(scan.lots, len(scan)), said)]
    drawn = _laid_out(axes, shares, strips, language, unit="seats")
    with suppress(UnresolvedTieError):  # decided by lot where no list joins another
        alone = [*scan.apportion().seats.values()]
        label = say("when_no_list_joins", language)
        at = [row + 0.12 for row in range(len(alone))]
        drawn.scatter(alone, at, marker="^", s=34, color=INK, label=label, zorder=3)
        canvas.explain_below(drawn)
    counts = {"seats": scan.house_size, "structures": len(scan)}
    drawn.set_title(say("seats_in_structures_alliances", language, **counts))
    return drawn


@picture_of(SweepResult, of="The counts.")
def plot_sweep(
    result: SweepResult, *, reading: int = 0, language: Language = "en", axes: Axes | None = None
) -> Axes:
    """Draw how often each list has each number of seats, the taller the more often.

    What can each list reckon with?

    With a row of bars for each list that ever has a seat; shares of one per cent or more are
    written. A line, or a band where the house has several sizes, stands at the majority; a
    strip for each coalition of the scenario is as long as the share of draws in which it has
    one. Draws without an answer are a hatched strip below.

    Parameters
    ----------
    reading : int
        Which of the scenario's readings, from 0 up.

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
    tally = result.tallies[row_number(reading, len(result.tallies), "reading")]
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
    drawn.axvspan(low - 0.5, high - 0.5, facecolor=PALE, edgecolor=INK, ls="--", zorder=0)
    sizes = str(low) if low == high else f"{low}\N{EN DASH}{high}"
    majority = say("majority_line", language, majority=sizes)
    aside: dict[str, Any] = _BESIDE | {"ha": "right", "va": "top", "fontsize": 8}
    drawn.annotate(majority, (low - 0.5, -1), xytext=(-4, -2), **aside)
    counted = say(unit, language).capitalize()
    drawn.set_title(say("in_draws", language, unit=counted, draws=result.draws))
    return drawn


@picture_of(Appointments, of="The appointments.")
def plot_appointments(
    result: Appointments, *, language: Language = "en", axes: Axes | None = None
) -> Axes:
    """Draw how many posts each list fills in each forum.

    Who sits where, and is any forum without a group that would expect a post?

    With a row for each forum, a column for each list and a disc with the posts where there are
    any; a ring marks the chair's list. Lists of one alliance stand side by side below its name.
    The last row and column hold the sums.

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
    colours = {name: canvas.colours_of([name])[name] for name in lists}
    held = {forum: [party[name] for name in names] for forum, names in result.members.items()}
    table = {forum: [of.count(name) for name in lists] for forum, of in held.items()}
    width = 1.4 + 0.078 * max(map(len, held)) + 0.5 * len(lists)
    drawn = canvas.axes_or_new(axes, width=max(5, width), height=1.9 + 0.36 * len(held))
    for row, (forum, counts) in enumerate(table.items()):
        chair = party.get(result.chairs.get(forum, ""))
        for at, (name, posts) in enumerate(zip(lists, counts, strict=True)):
            colour = colours[name] if posts else MUTED
            drawn.scatter(at, row, s=230 if posts else 6, color=colour)
            if posts:
                inscribe(drawn, (at, row), str(posts), colour, va="center_baseline", fontsize=9)
            if name == chair:
                drawn.scatter(at, row, s=400, facecolors="none", edgecolors=INK, lw=1.8)
    total = say("posts", language), say("in_all", language)
    canvas.lay_as_table(drawn, lists, table, total, language, **canvas.slant_of(lists, end="left"))
    top = -1.2 if result.entitlement.alliances else -0.6
    drawn.set(xlim=(-0.6, len(lists) + 0.7), ylim=(len(held) + 0.6, top))
    start = 0
    for name, members in blocks.items():
        end = start + len(members) - 1
        if members != (name,):  # an alliance: a line with its name under the letters of its lists
            drawn.plot([start - 0.3, end + 0.3], [-1.15] * 2, color=INK, lw=1)
            drawn.text((start + end) / 2, -1.1, name, ha="center", va="top", fontsize=8)
        start = end + 1
    if result.chairs:
        drawn.set_xlabel(say("ringed_list_with_chair", language), fontsize=9)
    posts = sum(map(len, held.values()))
    drawn.set_title(say("posts_in_fora_by", language, posts=posts, fora=len(held)), pad=12)
    return drawn


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

    With a row for each municipality: a dot for its places, a bar for its claim, a ring for what
    it had.

    Parameters
    ----------
    before : mapping of str to int, optional
        Last year's places.

    Raises
    ------
    InvalidInputError
        If `before` names a municipality that the distribution does not have.

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> before = {"Herning": 34, "Kalundborg": 21}
    >>> result = kkr.scale({**before, "rest": 2145}, 3000)
    >>> kkr.plot_places(result, before=before).get_title()
    '3,000 places'
    """
    last = {} if before is None else by_name(before, "before", '{"Skive": 30}')
    known_names(last, result.places, "before")
    rows = {name: row for row, name in enumerate(result.places)}
    drawn = canvas.axes_or_new(axes, height=1.5 + 0.3 * len(rows), framed=False)
    for name, row in rows.items():
        if name in last:
            drawn.plot([last[name], result.places[name]], [row, row], color=MUTED, zorder=1)
    claims = [float(claim) for claim in result.claims.values()]
    bar: dict[str, Any] = {"marker": "|", "s": 180, "color": INK, "zorder": 2}
    drawn.scatter(claims, [*rows.values()], label=say("claim_by_key", language), **bar)
    if last:
        at = [rows[name] for name in last]
        label = say("before", language)
        drawn.scatter([*last.values()], at, fc="white", ec=INK, label=label, zorder=3)
    places = list(result.places.values())
    drawn.scatter(places, range(len(rows)), color=INK, label=say("places", language), zorder=4)
    canvas.lay_in_rows(drawn, (f"{name}  {count}" for name, count in result.places.items()))
    drawn.legend(loc="best", frameon=False)
    title = say("places_places", language, places=sum(places))
    drawn.set(xlabel=say("places", language), title=title)
    return drawn


@picture_of(Apportionment, of="The seats.")
def plot_quotients(
    result: Apportionment, *, language: Language = "en", axes: Axes | None = None
) -> Axes:
    """Draw the quotients of the house, those that won seats with their numbers.

    How close was the last seat, and who would have been next?

    With a column for each party or alliance of the house; won quotients are filled, lost ones
    hollow, those decided by lot square. Infinite quotients are left out, and those far below the
    last seat; an arrow names the best of a column that has no other.

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> shares = {"A": 2840, "V": 2118, "C": 1524, "F": 761, "Ø": 734, "B": 559, "O": 409}
    >>> kkr.plot_quotients(kkr.apportion(shares, 17)).get_title()
    "17 seats by d'Hondt: the quotients and the cut"
    """
    table: list[Any] = list(result.quotients().itertuples())
    rungs = [rung for rung in table if not rung.within and 0 < rung.quotient < inf]
    names = list(dict.fromkeys(rung.name for rung in rungs))
    colours = canvas.colours_of(names)
    # Down to a little below the last quotient that won, and to the next if it is near.
    won = [float(rung.quotient) for rung in rungs if rung.won_by]
    lost = [float(rung.quotient) for rung in rungs if not rung.won_by]
    low = min(won or lost, default=1.0)
    bottom = min(0.8 * low, max(0.98 * max(lost, default=low), 0.4 * low))
    shown = [rung for rung in rungs if rung.quotient >= bottom]
    slanted = canvas.slant_of(names, end="right")
    width = max(5, 1.6 + 0.62 * len(names))
    height = _height(shown) + (0.05 * max(map(len, names)) if slanted else 0)
    drawn = canvas.axes_or_new(axes, width=width, height=height, framed=False)
    # The axis is of reciprocals: quotients are votes over divisors, so the rungs of a party stand
    # as evenly as the divisors do, and thirty seats by d'Hondt take thirty equal steps.
    for rung in shown:
        at, colour = (names.index(rung.name), 1 / rung.quotient), colours[rung.name]
        if rung.won_by:
            marker = "s" if rung.won_by == "lot" else "o"
            drawn.scatter(*at, s=130, zorder=2, marker=marker, color=colour)
            inscribe(drawn, at, str(rung.seat), colour, va="center_baseline", zorder=3)
        else:
            drawn.scatter(*at, s=130, zorder=1, facecolors="white", edgecolors=MUTED)
    for name in set(names) - {rung.name for rung in shown}:
        best = max(rung.quotient for rung in rungs if rung.name == name)
        at, said = (names.index(name), 1 / bottom), f"↓ {_written(best, language)}"
        drawn.text(*at, said, ha="center", va="bottom", fontsize=7, color=INK)
    _draw_cut(drawn, rungs, result.caps, language)
    _scale(drawn, shown, bottom, language)
    fixed = any(rung.won_by == "floor" for rung in rungs)
    said = say("figures_number_seats_in" if fixed else "figures_number_seats", language)
    drawn.set_xlabel(fill(said, int(14 * width)), fontsize=8)
    drawn.set_xticks(range(len(names)), names, **slanted)
    title = say("seats_by_quotients_and", language, house=result.house_size, rule=result.rule)
    drawn.set(xlim=(-0.6, len(names) - 0.4), ylabel=say("quotient_word", language), title=title)
    return drawn


def _height(shown: list[Any]) -> float:
    """Return the inches that leave every rung its room."""
    at = sorted((rung.name, 1 / rung.quotient) for rung in shown)
    steps = (b - a for (one, a), (other, b) in pairwise(at) if one == other and b > a)
    places: list[float] = [place for _, place in at] or [0.0]
    reach = (max(places) - min(places)) / min(steps, default=1)
    return min(max(4.5, 1.8 + _ROOM * reach), 15)


def _draw_cut(axes: Axes, rungs: list[Any], caps: Mapping[str, int], language: Language) -> None:
    """Draw a line at the last quotient that won; name it, and the next one, beside the frame."""
    seats = Counter(rung.name for rung in rungs if rung.won_by)
    won = [rung for rung in rungs if rung.won_by in {"quotient", "lot"}]
    lost = [r for r in rungs if not r.won_by and seats[r.name] < caps.get(r.name, inf)]
    if not won:
        return
    last = min(reversed(won), key=lambda rung: rung.quotient)
    cut = 1 / last.quotient
    axes.axhline(cut, color=INK, linewidth=0.9, linestyle="--", zorder=0)
    marks = [("last_seat", last, "bottom", 3)]
    if lost:
        marks.append(("next_seat", max(lost, key=lambda rung: rung.quotient), "top", -3))
    look: dict[str, Any] = {"textcoords": "offset points", "fontsize": 8}
    look["xycoords"] = "axes fraction", "data"
    for key, rung, side, points in marks:
        named = f"{canvas.short(rung.name)}  {_written(rung.quotient, language)}"
        said = f"{say(key, language)}\n{named}"
        axes.annotate(said, (1, cut), xytext=(4, points), va=side, **look)


def _written(quotient: float, language: Language) -> str:
    if quotient >= _WHOLE_FROM:
        return number(int(quotient), language)
    return f"{quotient:.3g}".replace(".", "," if language == "da" else ".")


def _scale(axes: Axes, shown: list[Any], bottom: float, language: Language) -> None:
    """Set the axis of reciprocals, numbered with round quotients where there is room."""
    top = max((rung.quotient for rung in shown), default=1.0)
    low, high = 1 / top, 1 / bottom
    reach = (high - low) or high
    axes.set_ylim(high + 0.01 * reach, low - 0.04 * reach)
    digits = range(floor(log10(bottom)), ceil(log10(top)) + 1)
    ticks: list[float] = []
    for quotient in (step * 10.0**digit for digit in digits for step in _ROUND):
        near = ticks and 1 / ticks[-1] - 1 / quotient < _APART * reach
        if bottom <= quotient <= top and not near:
            ticks.append(quotient)
    axes.set_yticks([1 / quotient for quotient in ticks], [_written(q, language) for q in ticks])


@picture_of(TwoWayApportionment, TableDistribution, of="The table.")
def plot_table(
    result: TwoWayApportionment | TableDistribution,
    *,
    language: Language = "en",
    axes: Axes | None = None,
) -> Axes:
    """Draw a two-way table as a heat map of what each cell has against its claim.

    Which cells were rounded up or down, and do limits push any cell far from its claim?

    With what each cell has, and below it the difference from its claim with its sign: blue above
    the claim, orange below, the stronger the farther. The claim is the figure by the divisors of
    its row and column, or under controlled rounding the figure itself. A cell that may get
    nothing is crossed out; totals stand at the edges.

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> colleges = {"UC Syd": 589, "UCL": 521}
    >>> table = kkr.distribute_table([[42, 38, 20], [42, 38, 20]], colleges, [466, 422, 222])
    >>> kkr.plot_table(table).get_title()
    '1,110 places, and how far each cell is from its claim'
    """
    seats, frame = isinstance(result, TwoWayApportionment), result.to_frame()
    held = frame["seats" if seats else "places"]
    gaps = (held - frame["quotient" if seats else "claim"]).tolist()
    given, size = held.tolist(), len(result.columns)
    rows = [given[start : start + size] for start in range(0, len(given), size)]
    most = max(0.5, *map(abs, gaps))  # a table of whole claims is pale all over
    drawn = canvas.axes_or_new(axes, width=2.6 + 1.3 * size, height=1.9 + 0.62 * len(rows))
    from matplotlib.patches import Rectangle

    for place, (count, gap) in enumerate(zip(given, gaps, strict=True)):
        row, column = divmod(place, size)
        if (row, column) in result.forbidden:
            drawn.scatter(column, row, marker="x", s=300, color=MUTED, lw=1)
            continue
        # A difference has its sign and two decimals; a plain zero has neither.
        said = decimal(Fraction(gap), language)
        shown = ("+" if gap > 0 else "") + said if set(said) & set("123456789") else "0"
        corner, colour = (column - 0.5, row - 0.5), canvas.tinted(gap / most)
        drawn.add_patch(Rectangle(corner, 1, 1, facecolor=colour, edgecolor="white", lw=2))
        inscribe(drawn, (column, row - 0.12), number(count, language), "#FFFFFF", fontsize=12)
        inscribe(drawn, (column, row + 0.24), shown, "#FFFFFF", fontsize=8)
    columns = [fill(name, 16, break_long_words=False) for name in result.columns]
    table, total = dict(zip(result.rows, rows, strict=True)), say("in_all", language)
    canvas.lay_as_table(drawn, columns, table, (total, total), language, fontsize=9)
    drawn.set(xlim=(-0.5, size + 0.5), ylim=(len(rows) + 0.5, -0.5))
    said = "seats_and_how_far" if seats else "places_and_how_far"
    drawn.set_title(say(said, language, total=sum(given)), pad=12)
    return drawn
