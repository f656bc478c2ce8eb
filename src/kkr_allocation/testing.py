"""Hypothesis strategies for the field: elections that go to the edges where programs go wrong.

Almost every mistake sits at a tie, at a number above 2**53 or at a bound, where random votes hardly
come. These strategies plant such cases, shrink to small ones, and serve any program::

    from hypothesis import given
    from kkr_allocation.testing import elections

    @given(elections(bounded=False))
    def test_my_program(election):
        seats = my_program(election["votes"], election["house_size"])
        assert sum(seats.values()) == election["house_size"]

They need Hypothesis: ``pip install "kkr_allocation[test]"``.
"""

from __future__ import annotations

import warnings
from fractions import Fraction
from math import isqrt
from typing import TYPE_CHECKING, Any

import attrs

from kkr_allocation import errors
from kkr_allocation.appointments.forum import Forum
from kkr_allocation.appointments.people import Candidate
from kkr_allocation.apportionment import rules as known
from kkr_allocation.apportionment.exact import apportion
from kkr_allocation.apportionment.ties import Lot, UnresolvedTieError
from kkr_allocation.composition import statutes as laws
from kkr_allocation.composition.compose import compose
from kkr_allocation.composition.statutes import ThresholdBase

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hypothesis.strategies import DrawFn, SearchStrategy

    from kkr_allocation.apportionment.exact import Apportionment
    from kkr_allocation.apportionment.rules import Rule
    from kkr_allocation.composition.statutes import Statutes


__all__ = [
    "alliance_trees",
    "apportionments",
    "bounds",
    "candidates",
    "elections",
    "infeasible_elections",
    "keys",
    "regions",
    "registers",
    "rules",
    "statutes",
    "strengths",
    "tables",
    "vote_counts",
    "votes",
]

with errors.of_extra("test"):
    from hypothesis import assume
    from hypothesis import strategies as st


def contested(
    draw: DrawFn, votes: dict[str, int], rule: known.DivisorRule, *, max_house: int
) -> tuple[dict[str, int], int]:
    """Return the votes with one count changed, and the house whose last seat it contests.

    Drawn apart, votes and house size hardly ever meet where a program errs: a wrong tenth divisor
    shows only where a tenth seat is the last one. One of two parties or more gets the most votes
    with which its quotient for a drawn seat does not exceed that of the largest party for another,
    or one vote more. The house is cut at `max_house` if the contest comes later.
    """
    largest = max(votes, key=lambda party: votes[party])
    other = draw(st.sampled_from([party for party in votes if party != largest]))
    first = 1 if rule.signpost(1)[0] else 2
    seats = st.integers(first, max(max_house // 3, first))
    level = _quotient(rule, votes[largest], draw(seats))
    seat = draw(seats)
    numerator, denominator = rule.signpost(seat)
    raised = level.numerator * numerator // (level.denominator * denominator)
    count = (raised if rule.power == 1 else isqrt(raised)) + draw(st.integers(0, 1))
    level = max(level, _quotient(rule, count, seat))
    votes = votes | {other: count}
    ahead = sum(_seats_above(rule, figure, level, max_house) for figure in votes.values())
    return votes, min(ahead + 1, max_house)


def _quotient(rule: known.DivisorRule, votes: int, seat: int) -> Fraction:
    """Return the quotient raised to the rule's power."""
    numerator, denominator = rule.signpost(seat)
    return Fraction(votes**rule.power * denominator, numerator)


def _seats_above(rule: known.DivisorRule, votes: int, level: Fraction, most: int) -> int:
    """Return how many seats a party wins by quotients above a level, counted up to `most`."""
    raised = votes**rule.power * level.denominator
    for seat in range(1, most + 1):
        numerator, denominator = rule.signpost(seat)
        if raised * denominator <= level.numerator * numerator:
            return seat - 1
    return most


# Strategies for the arithmetic of seats: votes, rules, alliance trees, bounds, whole elections.


_DIVISOR = (
    known.DHONDT,
    known.SAINTE_LAGUE,
    known.MODIFIED_SAINTE_LAGUE,
    known.DANISH,
    known.IMPERIALI,
    known.ADAMS,
    known.HUNTINGTON_HILL,
    known.DEAN,
)
_QUOTA = (known.LARGEST_REMAINDER, known.LARGEST_REMAINDER_DROOP)
_PLANTED = (*[(0, 0)] * 10, (1, 0), (1, 0), (2, 0), (3, 0), (1, 1), (1, -1), (2, 1), (3, -1))
"""How a count follows from another: how many times it, and how many votes beside; 0, 0 not."""
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZÆØÅ"


def vote_counts() -> SearchStrategy[int]:
    """Return single vote counts: most of them small, some far beyond 2**53."""
    return st.integers(0, 10**40)


@st.composite
def votes(draw: DrawFn, *, min_parties: int = 1, max_parties: int = 7) -> dict[str, int]:
    """Return votes by party, some of them planted so that quotients are equal or nearly so.

    In a third of the elections all counts lie within ten votes of each other, from 2**53 up, where
    a float no longer tells one vote. In the others about every third count is one, two or three
    times another, or one vote beside that. Somebody always has votes. At most 29 parties; shrinks
    to the fewest.

    Examples
    --------
    >>> from hypothesis import find
    >>> find(votes(min_parties=2), lambda v: 0 < v["A"] < v["B"] < 2**53)
    {'A': 1, 'B': 2}
    """
    parties = draw(st.integers(min_parties, max_parties))
    if draw(st.integers(0, 2)) == 2:  # noqa: PLR2004  (a third of them)
        least = 2 ** draw(st.integers(53, 130))  # floats round these to the same or a next one
        figures = [least + draw(st.integers(0, 9)) for _ in range(parties)]
    else:
        figures = _related(draw, parties)
    if not any(figures):
        figures[0] = 1
    return dict(zip(_LETTERS, figures, strict=False))


def _related(draw: DrawFn, parties: int) -> list[int]:
    figures: list[int] = []
    for place in range(parties):
        times, beside = draw(st.sampled_from(_PLANTED)) if place else (0, 0)
        if times:
            figures.append(max(draw(st.sampled_from(figures)) * times + beside, 0))
        else:
            figures.append(draw(vote_counts()))
    return figures


def rules(*, divisor: bool | None = None) -> SearchStrategy[Rule]:
    """Return the library's rules: only divisor rules, only quota rules, or both."""
    return st.sampled_from({None: _DIVISOR + _QUOTA, True: _DIVISOR, False: _QUOTA}[divisor])


@st.composite
def alliance_trees(
    draw: DrawFn, parties: Sequence[str], *, max_alliances: int = 3
) -> list[list[Any]]:
    """Return nested alliances over some of the parties, as ``apportion`` takes them.

    The rest stay alone. `max_alliances` counts inner ones too; shrinks to none.
    """
    nodes: list[Any] = list(draw(st.permutations(parties)))
    for _ in range(draw(st.integers(0, max_alliances))):
        size = draw(st.integers(1, min(3, len(nodes))))
        nodes = [*nodes[size:], nodes[:size]]
    return [node for node in nodes if not isinstance(node, str)]


@st.composite
def bounds(
    draw: DrawFn, votes: dict[str, int], house_size: int
) -> tuple[dict[str, int], dict[str, int]]:
    """Return floors and caps of some parties that leave at least one solution for the house.

    A party without votes wins nothing beyond its floor, which the caps must make up for.
    """
    floors: dict[str, int] = {}
    left = house_size
    for party in votes:
        if left and draw(st.integers(0, 2)) == 2:  # noqa: PLR2004  (a third of them)
            floors[party] = draw(st.integers(0, min(left, 4)))
            left -= floors[party]
    if left and draw(st.integers(0, 3)) == 3:  # noqa: PLR2004  (a quarter leave nothing to share)
        party = draw(st.sampled_from(list(votes)))
        floors[party] = floors.get(party, 0) + left
    caps: dict[str, int] = {}
    open_ended = [party for party, count in votes.items() if count]
    for party in open_ended[1:]:
        if draw(st.integers(0, 2)) == 2:  # noqa: PLR2004  (a third of them)
            caps[party] = floors.get(party, 0) + draw(st.integers(0, 4))
    return floors, caps


@st.composite
def elections(
    draw: DrawFn,
    *,
    rule: SearchStrategy[Rule] | None = None,
    allied: bool = True,
    bounded: bool = True,
    max_parties: int = 7,
    max_house: int = 30,
) -> dict[str, Any]:
    """Return all inputs of an election, by the names of the arguments of ``kkr.apportion``.

    In two of three elections by a divisor rule the last seat lies between two quotients, of any two
    seats of two parties, that are equal or differ by a vote: so a wrong divisor shows as well as a
    rounded quotient. All rules by default; `allied` and `bounded` say whether some elections have
    alliances, and floors and caps.

    Examples
    --------
    >>> from hypothesis import find
    >>> find(elections(allied=False, bounded=False), lambda e: e["house_size"] > 1)
    {'votes': {'A': 1}, 'house_size': 2, 'rule': ..., 'alliances': [], 'floors': {}, 'caps': {}}
    """
    chosen = draw(rules() if rule is None else rule)
    if max_parties > 1 and isinstance(chosen, known.DivisorRule) and draw(st.integers(0, 2)):
        figures = draw(votes(min_parties=2, max_parties=max_parties))
        figures, house_size = contested(draw, figures, chosen, max_house=max_house)
    else:
        figures = draw(votes(max_parties=max_parties))
        house_size = draw(st.integers(0, max_house))
    tree = draw(alliance_trees(list(figures))) if allied else []
    floors, caps = draw(bounds(figures, house_size)) if bounded else ({}, {})
    return {
        "votes": figures,
        "house_size": house_size,
        "rule": chosen,
        "alliances": tree,
        "floors": floors,
        "caps": caps,
    }


@st.composite
def infeasible_elections(draw: DrawFn) -> dict[str, Any]:
    """Return elections whose floors or caps leave no solution; `InfeasibleError` is right."""
    election = draw(elections(bounded=False))
    figures, house_size = election["votes"], election["house_size"]
    party = draw(st.sampled_from(list(figures)))
    more = draw(st.integers(1, 3))
    if draw(st.booleans()):
        election["floors"] = {party: house_size + more}
    elif draw(st.booleans()):
        election["floors"], election["caps"] = {party: more}, {party: more - 1}
    else:
        caps = {name: house_size // len(figures) for name in figures}
        short = [name for name in caps if caps[name]]
        if sum(caps.values()) == house_size and short:
            caps[short[0]] -= 1
        assume(sum(caps.values()) < house_size)
        election["caps"] = caps
    return election


@st.composite
def apportionments(
    draw: DrawFn, *, tied: bool | None = None, max_parties: int = 6
) -> Apportionment:
    """Return results of elections with trees, floors and caps, every tie drawn and recorded.

    Only results with a lot, only those without, or by default both.
    """
    election = draw(elections(max_parties=max_parties, max_house=20))
    if tied:
        election = _with_a_tie(draw, election)
    lots: list[Lot] = []
    while True:
        try:
            result = apportion(**election, lots=lots)
        except UnresolvedTieError as error:
            assume(tied is not False)
            order = draw(st.permutations(error.tie.claimants))
            lots.append(Lot(error.tie.claimants, order[: error.tie.seats]))
        except errors.InfeasibleError:  # Droop's quota leaves more seats than remainders
            assume(False)  # noqa: FBT003  (Hypothesis takes it by position)
            raise
        else:
            return result


def _with_a_tie(draw: DrawFn, election: dict[str, Any]) -> dict[str, Any]:
    """Return the election with a house size at which it ties, and no bounds."""
    tied = []
    for house_size in range(1, 12):
        changed = election | {"house_size": house_size, "floors": {}, "caps": {}}
        try:
            apportion(**changed)
        except UnresolvedTieError:
            tied.append(changed)
        except errors.InfeasibleError:
            continue
    assume(tied)
    return draw(st.sampled_from(tied))


_SIZES = (*laws.SizeRule, *[laws.SizeRule.ROUND_UP] * 4, *map(laws.FixedSize, (7, 19, 51)))
"""The rule of the statutes as often as the others together, since most depends on it."""


def statutes(
    *, bases: Sequence[ThresholdBase] = (ThresholdBase.VALID,)
) -> SearchStrategy[Statutes]:
    """Return the statutes of 2018 in every reading, and with other thresholds, caps and rules.

    Shrinks to those of the statutes themselves. The threshold is a share of one of the `bases`; the
    votes cast only where ``compose`` is given them.
    """
    return st.builds(
        attrs.evolve,
        st.just(laws.STATUTES_2018),
        threshold=st.sampled_from([Fraction(1, 50), Fraction(0), Fraction(1, 10)]),
        threshold_base=st.sampled_from(bases),
        council_seat_required=st.sampled_from([True, False]),
        size_rule=st.sampled_from(_SIZES),
        cap_factor=st.sampled_from([2, None, 1, Fraction(3, 2)]),
        at_cap=st.sampled_from(list(laws.AtCap)),
        rule=rules(),
        outsiders=st.sampled_from(list(laws.Outsiders)),
        seat_for_every_eligible=st.sampled_from([True, False]),
    )


@st.composite
def regions(draw: DrawFn, *, max_lists: int = 6) -> dict[str, Any]:
    """Return all inputs of a council, by the names of the arguments of ``kkr.compose``.

    A list has at most as many mayors as there are municipalities to have them; some lists are
    not entitled, sit in no council or join in a co-operation, and some reach the threshold
    exactly. Some have just as many votes for each mayor as another, or a claim that is a whole
    number or one vote above it; some caps are just met, or missed by one. Whether the council
    needs a lot, or cannot be composed, is for the program to find.
    """
    figures = draw(votes(max_parties=max_lists))
    lists = list(figures)
    mayors = {name: draw(st.integers(0, 4)) if figures[name] else 0 for name in lists}
    figures |= _at_the_price(draw, figures, mayors)
    joined = lists[-2:] if len(lists) > 2 and draw(st.booleans()) else []  # noqa: PLR2004  (two of them join)
    apart = [name for name in lists if name not in joined]
    chosen = draw(statutes(bases=tuple(ThresholdBase)))
    listed = sum(figures.values())
    exact = int(draw(st.sampled_from(list(figures.values()))) / (chosen.threshold or 1))
    region = {
        "votes": figures,
        "mayors": mayors,
        "municipalities": max(sum(mayors.values()), 1),
        "cooperations": {"co-operation": tuple(joined)} if joined else {},
        "entitled": draw(st.one_of(st.none(), st.sets(st.sampled_from(apart)))),
        "represented": draw(st.one_of(st.none(), st.sets(st.sampled_from(lists)))),
        "total_votes": draw(st.sampled_from([listed, listed + 1, max(exact, listed)])),
        "statutes": chosen,
    }
    below = draw(st.sampled_from([None, 1, 0, 2]))
    return region if below is None else region | {"statutes": _just_capped(region, below)}


def _at_the_price(draw: DrawFn, figures: dict[str, int], mayors: dict[str, int]) -> dict[str, int]:
    """Return votes of two lists: one has a whole claim at the other's price, or a vote more.

    A list with just its mayors for a claim has the same price.
    """
    sitting = [name for name in figures if mayors[name]]
    if len(figures) == 1 or not sitting or not draw(st.booleans()):
        return {}
    cheapest = min(sitting, key=lambda name: Fraction(figures[name], mayors[name]))
    other = draw(st.sampled_from([name for name in figures if name != cheapest]))
    price = max(figures[cheapest] // mayors[cheapest], 1)
    claim = max(mayors[other] + draw(st.sampled_from([0, 0, 1, 4])), 1)
    return {
        cheapest: price * mayors[cheapest],
        other: price * claim + draw(st.sampled_from([0, 1])),
    }


def _just_capped(region: dict[str, Any], below: int) -> Statutes:
    """Return the region's statutes with a cap so many members below the council without a cap."""
    own: Statutes = region["statutes"]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", errors.IncompleteDataWarning)
        try:
            free = compose(**region | {"statutes": attrs.evolve(own, cap_factor=None)})
        except errors.KkrAllocationError:
            return own
    cap = Fraction(max(free.house_size - below, 1), region["municipalities"])
    return attrs.evolve(own, cap_factor=cap)


@st.composite
def registers(draw: DrawFn, *, max_fora: int = 4, max_posts: int = 4) -> list[Forum]:
    """Return fora with one post or more, some with a chair and with substitutes.

    Shrinks to one forum with one post.
    """
    return [
        Forum(
            f"forum {number}",
            draw(st.integers(1, max_posts)),
            chair=draw(st.booleans()),
            substitutes=draw(st.sampled_from(["none", "personal", "shared"])),
        )
        for number in range(1, draw(st.integers(1, max_fora)) + 1)
    ]


def strengths(parties: Sequence[str] = "ABCV") -> SearchStrategy[dict[str, int]]:
    """Return members by party, at least one in all; equal groups are frequent."""
    return st.fixed_dictionaries({party: st.integers(0, 12) for party in parties}).filter(
        lambda members: any(members.values())
    )


@st.composite
def candidates(
    draw: DrawFn, fora: Sequence[Forum], *, parties: Sequence[str] = "ABCV", max_people: int = 12
) -> list[Candidate]:
    """Return people of these parties, with wishes for some fora and barred from others.

    Shrinks to none. Whether they are enough is for the program to find.
    """
    names = st.lists(st.sampled_from([forum.name for forum in fora]), unique=True, max_size=2)
    return [
        Candidate(
            f"person {number}",
            draw(st.sampled_from(["Roskilde", "Lejre", "Solrød"])),
            draw(st.sampled_from(parties)),
            sex=draw(st.sampled_from(["F", "M", None])),
            mayor=draw(st.booleans()),
            wishes=draw(names),
            cannot=draw(names),
        )
        for number in range(1, draw(st.integers(0, max_people)) + 1)
    ]


_PLACES = ("Greve", "Køge", "Lejre", "Roskilde", "Solrød", "Stevns")


@st.composite
def keys(draw: DrawFn, *, max_places: int = 5) -> dict[str, int | Fraction]:
    """Return a distribution key: whole numbers and fractions, some of them equal.

    At most six places; shrinks to one with the figure 1.
    """
    figure = st.one_of(st.integers(0, 10**15), st.fractions(0, 5, max_denominator=12))
    figures = draw(st.lists(figure, min_size=1, max_size=max_places))
    for place in range(1, len(figures)):
        if draw(st.integers(0, 3)) == 3:  # noqa: PLR2004  (a quarter are copies)
            figures[place] = figures[draw(st.integers(0, place - 1))]
    assume(any(figures))
    return dict(zip(_PLACES, figures, strict=False))


@st.composite
def tables(draw: DrawFn, *, max_rows: int = 3, max_columns: int = 3) -> dict[str, Any]:
    """Return votes, row seats and column seats of a two-way table that has a solution.

    The margins are those of some table with seats only where there are votes; equal and missing
    votes are frequent.
    """
    height, width = draw(st.integers(1, max_rows)), draw(st.integers(1, max_columns))
    cell = st.one_of(st.integers(0, 4), st.integers(0, 10**12))
    line = st.lists(cell, min_size=width, max_size=width)
    votes = draw(st.lists(line, min_size=height, max_size=height))
    assume(any(map(any, votes)))
    seats = [[draw(st.integers(0, 3)) if count else 0 for count in row] for row in votes]
    return {
        "votes": votes,
        "row_seats": [sum(row) for row in seats],
        "column_seats": [sum(column) for column in zip(*seats, strict=True)],
    }
