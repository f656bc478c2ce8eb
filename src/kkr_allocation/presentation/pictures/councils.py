"""Councils in their seats, readings and claims, and what each municipality has, on a map too."""

from __future__ import annotations

import math
from collections import Counter
from decimal import Decimal
from fractions import Fraction
from itertools import combinations, pairwise
from math import cos, dist, pi, sin
from numbers import Real
from textwrap import fill
from typing import TYPE_CHECKING, Any

from kkr_allocation.appointments.appoint import Appointments
from kkr_allocation.appointments.wishes import municipal_shares
from kkr_allocation.apportionment.ties import UnresolvedTieError
from kkr_allocation.composition.compose import Composition
from kkr_allocation.composition.election import Election, election_of
from kkr_allocation.datasets import municipalities
from kkr_allocation.datasets.municipalities import rows
from kkr_allocation.errors import InvalidInputError
from kkr_allocation.inputs import by_name, known_names, listed_names
from kkr_allocation.presentation.council_steps import decimal, house, price_of_seat
from kkr_allocation.presentation.councils import called, groups
from kkr_allocation.presentation.language import exact, say
from kkr_allocation.presentation.pictures import canvas
from kkr_allocation.presentation.pictures.canvas import INK, MUTED, PALE, inscribe, picture_of
from kkr_allocation.presentation.posts import held_by_home
from kkr_allocation.scenarios.margins import closest_exchange

if TYPE_CHECKING:
    from collections.abc import Iterable

    from matplotlib.artist import Artist
    from matplotlib.axes import Axes

    from kkr_allocation.explanations import Language
    from kkr_allocation.inputs import Figures


_INNER = 0.42  # radius of the innermost row, the outermost being 1
_TILE, _WIDEST = 0.56, 9.0  # inches of a square at least, and of the picture if they fit in it
_LETTERS = 11  # on a line of a square
_WHOLE = 6  # the most letters of a text that stands in a square as it is
_UNKNOWN = {"None", "nan", "NaN", "<NA>", "inf", "-inf"}  # with a frame's gaps, as written
_SIDES = {(-1, 0): ((-0.5, 0.5), (-0.5, -0.5)), (0, -1): ((-0.5, -0.5), (-0.5, 0.5))}
"""For the square above and the one to the left: the line between them, across and down."""


@picture_of(Composition, of="The council.")
def plot_council(
    composition: Composition,
    *,
    order: Iterable[str] = (),
    highlight: Iterable[str] = (),
    language: Language = "en",
    axes: Axes | None = None,
) -> Axes:
    """Draw the members of a council as seats in a half circle, list by list.

    How large is each group, how much of it sits there ex officio, and who has the majority?

    With one disc for each member, a ring around each mayor, a line at the majority, and the lists
    by name below.

    Parameters
    ----------
    order : iterable of str, optional
        Lists from the left; those not named follow in the usual order of the parties from left
        to right, where local lists stand in the middle.
    highlight : iterable of str, optional
        Lists whose members together are counted; the others are pale.

    Raises
    ------
    InvalidInputError
        If `order` or `highlight` names a list that the council does not have.

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> council = kkr.compose_region(kkr.load_election(2021), "KKR Sjælland")
    >>> axes = kkr.plot_council(council, highlight=["A", "F", "Ø", "B"], language="da")
    >>> [text.get_text() for text in axes.texts][-2:]
    ['15 af 31', 'Ø + F + A + B']
    """
    first, together = listed_names(order, "order"), listed_names(highlight, "highlight")
    known_names(dict.fromkeys(first), composition.seats, "order")
    known_names(dict.fromkeys(together), composition.seats, "highlight")
    usual = [row["letter"] for row in rows("party_order")]

    def place(name: str) -> tuple[int, int]:
        letter = canvas.letter_of(name)
        beyond = first.index(name) if name in first else len(first)
        return beyond, usual.index(letter if letter in usual else "others")

    seated = [name for name, seats in composition.seats.items() if seats]
    seats = {name: composition.seats[name] for name in sorted(seated, key=place)}
    colours = canvas.colours_of({**composition.votes, **seats})
    if together:
        colours |= {name: canvas.pale(colours[name]) for name in seats if name not in together}
    drawn = canvas.axes_or_new(axes, height=4.3 + 0.08 * len(seats))
    members = composition.house_size
    _draw_lists(drawn, composition, seats, colours, language)
    drawn.plot([0, 0], [_INNER - 0.12, 1.1], color=INK, lw=1.2, ls=(0, (4, 2)), zorder=0)
    majority = say("majority_line", language, majority=members // 2 + 1)
    drawn.text(0, 1.12, majority, ha="center", va="bottom", fontsize=9, color=INK)
    counted = [str(members), say("members_word", language)]
    if together:
        held = sum(composition.seats[name] for name in together)
        shown = " + ".join(name for name in seats if name in together)
        counted = [say("of_members", language, held=held, house=members), shown]
    drawn.text(0, 0.12, counted[0], ha="center", fontsize=22, color=INK)
    drawn.text(0, 0.09, fill(counted[1], 26), ha="center", va="top", fontsize=9, color=INK)
    named = bool(composition.basis.name)
    name = called(composition, language) if named else say("council_heading", language)
    mayors = sum(composition.mayors.values())
    said = say("members_them_mayors", language, name=name, house=members, mayors=mayors)
    drawn.set(title=said, aspect="equal", xlim=(-1.15, 1.15), ylim=(-0.12, 1.2))
    drawn.set_axis_off()
    return drawn


def _draw_lists(
    axes: Axes,
    composition: Composition,
    seats: dict[str, int],
    colours: dict[str, str],
    language: Language,
) -> None:
    """Draw the seats from the left, of each list its mayors first, and name the lists below."""
    from matplotlib.lines import Line2D
    from matplotlib.patches import Circle

    places = _places(composition.house_size)
    radius = min([0.1, *(0.385 * dist(*pair) for pair in combinations(places, 2))])
    waiting = iter(places)
    looks: dict[str, dict[str, Any]] = {}
    for name, count in seats.items():
        letter, colour = canvas.short(name), colours[name]
        for seat in range(count):
            at = next(waiting)
            axes.add_patch(Circle(at, radius, color=colour))
            if seat < composition.mayors[name]:
                axes.add_patch(Circle(at, 1.18 * radius, fill=False, edgecolor=INK, lw=1.4))
            inscribe(axes, at, letter, colour, fontsize=min(13, 110 * radius))
        full = fill(composition.basis.names.get(name, name), 60)
        looks[" ".join(dict.fromkeys([letter, full, str(count)]))] = {"color": colour}
    looks[say("ringed_mayors", language)] = {"mfc": "none", "mec": INK, "mew": 1.4}
    disc: dict[str, Any] = {"ls": "", "marker": "o", "ms": 8}
    marks = [Line2D([], [], label=said, **disc, **look) for said, look in looks.items()]
    canvas.names_below(axes, marks)


def _places(seats: int) -> list[tuple[float, float]]:
    """Return so many places on concentric half circles, from left to right."""
    circles = max(1, round((seats / 3.5) ** 0.5))
    radii = [1 - (1 - _INNER) * row / max(circles - 1, 1) for row in range(circles)]
    shares = [radius / sum(radii) * seats for radius in radii]
    counts = [int(share) for share in shares]
    for row in sorted(range(circles), key=lambda row: counts[row] - shares[row]):
        if sum(counts) < seats:
            counts[row] += 1
    angles = [
        (pi * (place / (count - 1) if count > 1 else 0.5), radius)
        for count, radius in zip(counts, radii, strict=True)
        for place in range(count)
    ]
    angles.sort(key=lambda place: (-place[0], place[1] * (-1 if place[0] > pi / 2 else 1)))
    return [(radius * cos(angle), radius * sin(angle)) for angle, radius in angles]


@picture_of(Composition, of="The council.")
def plot_readings(
    composition: Composition, *, language: Language = "en", axes: Axes | None = None
) -> Axes:
    """Draw each different council that some reading of the open rules gives, one bar each.

    How much of the result rests on which reading?

    With one stacked bar for each different council, the one at hand first; readings that give the
    same council share a bar, and those that need a lot are left out.

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> council = kkr.compose_region(kkr.load_election(2021), "KKR Sjælland")
    >>> [label.get_text() for label in kkr.plot_readings(council).get_yticklabels()]
    ['every claim rounded up', 'size by exact share', "size by d'Hondt itself"]
    """
    found = [(g, g.first.composition) for g in groups(composition) if g.first.composition]
    labels = [fill(group.name(language), 34, break_long_words=False) for group, _ in found]
    colours = canvas.colours_of({**composition.votes, **composition.seats})
    height = 1.5 + max(0.6, *(0.2 * len(label.splitlines()) for label in labels)) * len(found)
    drawn = canvas.axes_or_new(axes, width=9.5, height=height, framed=False)
    for row, (_, council) in enumerate(found):
        left = 0
        for name, count in council.seats.items():
            colour = colours[name]
            label = None if row or canvas.short(name) == name else f"{canvas.short(name)} {name}"
            drawn.barh(row, count, left=left, color=colour, edgecolor="white", label=label)
            inscribe(drawn, (left + count / 2, row), f"{canvas.short(name)}\n{count}", colour)
            left += count
        drawn.text(left + 0.3, row, str(left), va="center")
    drawn.set_yticks(range(len(found)), labels, fontsize=8)
    drawn.invert_yaxis()
    drawn.set_xlabel(say("members_word", language), loc="left")
    if drawn.get_legend_handles_labels()[1]:
        canvas.explain_below(drawn)
    drawn.set_title(say("same_votes_under_every", language))
    return drawn


@picture_of(Composition, of="The council.")
def plot_house_size(
    composition: Composition, *, language: Language = "en", axes: Axes | None = None
) -> Axes:
    """Draw what each list claims at the price of a seat, and what rounding up adds.

    Where do the members come from: mayors, votes, or rounding?

    With three bars end to end for each eligible list: its mayors, the rest of its exact claim,
    what rounding up adds. The list that sets the price is hatched. At the cap a mark shows what
    each list gets. The claims are those of `SizeRule.ROUND_UP` whatever the council's own size
    rule is; without a mayor there are none.

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> council = kkr.compose_region(kkr.load_election(2021), "KKR Sjælland")
    >>> kkr.plot_house_size(council).get_title()
    '29 seats claimed at 16,251.2 votes a seat'
    """
    claims = composition.claims
    drawn = canvas.axes_or_new(axes, height=1.9 + 0.4 * len(claims), framed=False)
    if not claims:
        drawn.set_title(say("no_mayor_sets_price", language))
        return drawn
    from matplotlib.patches import Patch

    claimed = {name: math.ceil(claim) for name, claim in claims.items()}
    looks = _draw_claims(drawn, composition, claimed)
    meaning = [Patch(label=say(f"claimed:{of}", language), **look) for of, look in looks.items()]
    marks: list[Any] = [*meaning]
    for row, (name, claim) in enumerate(claims.items()):
        seats = composition.seats.get(name, 0)
        text = "gets_exact_claim" if composition.capped else "exact_claim"
        said = say(text, language, exact=decimal(claim, language), claim=claimed[name], seats=seats)
        if composition.capped:
            cap: dict[str, Any] = {"color": "#C2410C", "lw": 3}
            cap["label"] = say("seats_at_cap", language)
            marks = [*meaning, drawn.vlines(seats, row - 0.5, row + 0.5, **cap)]
        drawn.text(claimed[name] + 0.3, row, said, va="center", fontsize=9)
    canvas.lay_in_rows(drawn, (fill(composition.basis.label(name), 27) for name in claims))
    drawn.set(xlim=(0, 1.2 * max(claimed.values()) + 1), xlabel=say("seats", language))
    total, cost = sum(claimed.values()), price_of_seat(composition, language)
    said = say("seats_claimed_at_votes", language, seats=total, price=cost)
    if composition.capped:
        said += say("cap_leaves", language, seats=house(composition).seats)
    drawn.set_title(said, fontsize=10.5)
    drawn.legend(handles=marks, loc="lower right", frameon=False, fontsize=9)
    return drawn


def _draw_claims(
    axes: Axes, composition: Composition, claimed: dict[str, int]
) -> dict[str, dict[str, Any]]:
    """Draw mayors, the rest of the claims and the rounding end to end; return how they look."""
    mayors = [float(composition.mayors.get(name, 0)) for name in claimed]
    claims = [float(composition.claims[name]) for name in claimed]
    ends = [[0.0] * len(claims), mayors, claims, [float(seats) for seats in claimed.values()]]
    looks: dict[str, dict[str, Any]] = {
        "mayors": {"fc": INK, "ec": "white"},
        "rest": {"fc": MUTED, "ec": "white"},
        "rounding": {"fill": False, "ec": INK},
    }
    for look, (left, right) in zip(looks.values(), pairwise(ends), strict=True):
        lengths = [until - start for start, until in zip(left, right, strict=True)]
        axes.barh(range(len(claims)), lengths, left=left, **look)
    for bar, name in zip(axes.patches, claimed, strict=False):
        bar.set_hatch("///" if name in composition.binding else "")
    return looks | {"price": looks["mayors"] | {"hatch": "///"}}


@picture_of(
    Appointments,
    of="The appointments. The shares are by population where its rules have one, otherwise equal "
    "among the municipalities that have candidates.",
)
def plot_spread(
    result: Appointments, *, language: Language = "en", axes: Axes | None = None
) -> Axes:
    """Draw the posts that people of each municipality hold, against the municipality's share.

    Which municipalities have more posts than their share, and which have none?

    With a row for each municipality, the largest share first: a square for each post in its
    list's colour, a line at the exact share, and a band from the share rounded down to the share
    rounded up. People from outside the councils are left out, as in the rule.

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> fora = [kkr.Forum("Vækstforum", 2)]
    >>> people = [kkr.Candidate("A1", "Greve", "A"), kkr.Candidate("V1", "Faxe", "V")]
    >>> made = kkr.appoint(fora, people, kkr.entitle(fora, {"A": 3, "V": 2}))
    >>> [label.get_text() for label in kkr.plot_spread(made).get_yticklabels()]
    ['Faxe  1', 'Greve  1']
    """
    shares = municipal_shares(result.fora, result.candidates, result.rules)
    order = sorted(shares, key=lambda name: (-shares[name], name))
    held = held_by_home(result)
    widest = max([*map(len, held.values()), *map(math.ceil, shares.values()), 1])
    width, height = max(6, 2 + 0.42 * widest), 1.7 + 0.28 * len(order)
    drawn = canvas.axes_or_new(axes, width=width, height=height, framed=False)
    from matplotlib.ticker import MaxNLocator

    colours = canvas.colours_of(result.entitlement.strengths)
    for row, name in enumerate(order):
        low, rest = divmod(shares[name], 1)
        label = None if row else say("share_rounded_down_or", language)
        span = 1 if rest else 0.06
        drawn.barh(row, span, 0.86, left=low, color=PALE, zorder=1, label=label)
        for place, party in enumerate(held[name]):
            look: dict[str, Any] = {"color": colours[party], "ec": INK, "lw": 0.5, "zorder": 2}
            drawn.barh(row, 0.86, 0.56, left=place + 0.07, **look)
            aside = 0.75 if rest and place == low and rest < Fraction(1, 2) else 0.25
            inscribe(drawn, (place + aside, row), canvas.short(party), colours[party], zorder=4)
    claims = [float(shares[name]) for name in order]
    label = say("share_by_population" if result.rules.population else "equal_share", language)
    at: dict[str, Any] = {"x": claims, "y": range(len(order)), "marker": "|", "zorder": 3}
    drawn.scatter(**at, s=240, color="white", lw=4)
    drawn.scatter(**at, s=210, color=INK, lw=2, label=label)
    canvas.lay_in_rows(drawn, (f"{name}  {len(held[name])}" for name in order))
    drawn.xaxis.set_major_locator(MaxNLocator(integer=True))
    drawn.set_xlabel(say("posts_word", language), loc="left")
    canvas.explain_below(drawn)
    drawn.set(xlim=(0, widest + 0.1), title=say("posts_by_municipality", language))
    return drawn


@picture_of(
    of="By municipality: figures, or texts such as the lists of the mayors. Where none is known "
    "it is None.",
    otherwise="Mapping or Series",
)
def plot_map(
    values: Figures, *, title: str = "", language: Language = "en", axes: Axes | None = None
) -> Axes:
    """Draw a figure or a list for each municipality, where the municipality roughly lies.

    Where are the mayors of each list, the narrow margins, the places?

    With a square for each municipality of the KKR that the values name, and lines between the
    KKR. Figures are the bluer the larger, and orange below zero; lists have their colours, and
    stand below with the number of municipalities. The grid is not to scale.

    Parameters
    ----------
    title : str, optional
        What the values are.

    Raises
    ------
    InvalidInputError
        If a name is no municipality, or two names are the same one.

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> places = kkr.distribute(60, {"Herning": 8900, "Lemvig": 2000, "Skive": 4600}).places
    >>> sorted(text.get_text() for text in kkr.plot_map(places).texts)[:3]
    ['18', '34', '8']
    """
    given = _by_municipality(values)
    known = {name: value for name, value in given.items() if str(value) not in _UNKNOWN}
    kkr = {place.name: place.kkr for place in municipalities.load_municipalities()}
    shown = {kkr[name] for name in given}
    tiles = {
        (int(row["row"]), int(row["column"])): row["municipality"]
        for row in rows("tiles")
        if kkr[row["municipality"]] in shown
    }
    lines, columns = zip(*tiles, strict=True) if tiles else ((0,), (0,))
    wide, high = max(columns) - min(columns) + 1, max(lines) - min(lines) + 1
    side = max(_TILE, min(1, _WIDEST / wide))
    looks, marks = _looks(known, language)
    # Names below that were wider than the picture would make the squares smaller than their texts.
    longest = max((len(str(mark.get_label())) for mark in marks), default=0)
    width = max(5, side * wide, min(len(marks), 2) * (0.6 + 0.085 * longest))
    drawn = canvas.axes_or_new(axes, width=width, height=side * high + 1.5)
    from matplotlib.patches import Rectangle

    for (row, column), name in tiles.items():
        value, colour = looks.get(name, ("", "#FFFFFF"))
        corner = column - 0.48, row - 0.48
        drawn.add_patch(Rectangle(corner, 0.96, 0.96, facecolor=colour, edgecolor=MUTED, lw=0.5))
        _write(drawn, (column, row), (name, value), canvas.text_on(colour), side / _TILE)
        for (down, right), (across, along) in _SIDES.items():
            beside = tiles.get((row + down, column + right))
            if beside and kkr[beside] != kkr[name]:
                line = [column + x for x in across], [row + y for y in along]
                drawn.plot(*line, color=INK, lw=2.2, solid_capstyle="round")
    if marks:
        canvas.names_below(drawn, marks)
    drawn.set(title=title, aspect="equal", ylim=(max(lines) + 0.6, min(lines) - 0.6))
    drawn.set_xlim(min(columns) - 0.6, max(columns) + 0.6)
    drawn.set_axis_off()
    return drawn


@picture_of(Election, int, of="The election, with its councils' votes; a bundled one by its year.")
def plot_margin(
    election: Election | int,
    region: str | None = None,
    *,
    language: Language = "en",
    axes: Axes | None = None,
) -> Axes:
    """Draw by how few votes a seat hung in each municipal council.

    Where did a handful of votes decide who sits in the municipal council?

    A map as of `plot_map`, with the fewest votes that change a seat when they move from one
    list to another; 0 where lots have to be drawn, nothing where votes are not known.

    Parameters
    ----------
    region : str, optional
        A region such as ``"KKR Sjælland"``; by default the whole election.

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> kkr.plot_margin(kkr.load_election(2025), "KKR Sjælland").get_title()
    'KKR Sjælland: the votes that a seat hung on'
    """
    election = election_of(election)
    homes = [c.municipality for c in election.councils]
    names = homes if region is None else election.region(region).municipalities
    votes: dict[str, Any] = {}
    for council in map(election.council, names):
        known = council.council_seats is not None and council.has_all_votes
        try:
            votes[council.municipality] = closest_exchange(council.apportion()) if known else None
        except UnresolvedTieError:
            votes[council.municipality] = 0
    title = say("votes_of_councils", language, of=region or election.name)
    return plot_map(votes, title=title, language=language, axes=axes)


def _by_municipality(values: Figures) -> dict[str, Any]:
    """Return the values by the municipalities' own names."""
    known: dict[str, Any] = {}
    for name, value in by_name(values, "values", '{"Skive": 30}').items():
        place = municipalities.find_municipality(str(name))
        if place is None or place.name in known:
            likely = " or ".join(municipalities.likely_municipalities(str(name)))
            raise InvalidInputError(
                f"values names {name!r}" + ("" if place is None else " a second time"),
                why="the map has a square for each of the 98 municipalities",
                do="Correct the name" + (f": is it {likely}?" if likely else ""),
            )
        known[place.name] = value
    return known


def _looks(
    known: dict[str, Any], language: Language
) -> tuple[dict[str, tuple[str, str]], list[Artist]]:
    """Return what is in each square and the colour behind it; of lists, marks with their names."""
    from matplotlib.colors import to_hex
    from matplotlib.patches import Patch

    if all(isinstance(value, Real | Decimal) for value in known.values()):
        figures = {name: Fraction(str(+value)) for name, value in known.items()}
        most = max(map(abs, figures.values()), default=0) or 1
        plus = "+" if any(value < 0 for value in figures.values()) else ""
        looks = {}
        for name, value in figures.items():
            text = f"{plus if value > 0 else ''}{exact(value, language, 1)}"
            looks[name] = text, to_hex(canvas.tinted(float(value / most)))
        return looks, []
    texts = {name: str(value) for name, value in known.items()}
    of = canvas.colours_of(texts.values())
    marked = {text: text if len(text) <= _WHOLE else canvas.short(text) for text in of}
    party = {row["letter"]: row["name"] for row in reversed([*rows("parties")])}
    return {name: (marked[text], of[text]) for name, text in texts.items()}, [
        Patch(color=of[text], label=f"{marked[text]} {party.get(text, text)} {count}")
        for text, count in Counter(texts.values()).most_common()
    ]


def _write(
    axes: Axes, at: tuple[int, int], texts: tuple[str, str], colour: str, scale: float
) -> None:
    """Write the name at the top of a square, and the value below it."""
    in_two = {row["municipality"]: row["in_two"] for row in rows("tiles")}
    name, value = texts
    name = fill(in_two[name] or name, _LETTERS, break_long_words=False)
    column, row = at
    size = 5.4 * scale * min(1, _LETTERS / max(map(len, name.splitlines())))
    look = {"ha": "center", "color": colour if value else MUTED, "linespacing": 0.95}
    axes.text(column, row - 0.4, name, {"va": "top", "fontsize": size} | look)
    if value:
        axes.text(column, row + 0.4, value, {"va": "bottom", "fontsize": 9 * scale} | look)
