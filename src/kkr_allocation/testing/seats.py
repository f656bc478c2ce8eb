"""Strategies for the arithmetic of seats: votes, rules, alliance trees, bounds, whole elections."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kkr_allocation.apportionment.exact import apportion
from kkr_allocation.apportionment.rules import (
    ADAMS,
    DANISH,
    DEAN,
    DHONDT,
    HUNTINGTON_HILL,
    IMPERIALI,
    LARGEST_REMAINDER,
    LARGEST_REMAINDER_DROOP,
    MODIFIED_SAINTE_LAGUE,
    SAINTE_LAGUE,
    DivisorRule,
)
from kkr_allocation.apportionment.ties import Lot, UnresolvedTieError
from kkr_allocation.errors import InfeasibleError
from kkr_allocation.testing.contests import contested
from kkr_allocation.testing.hypothesis_extra import assume, st

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hypothesis.strategies import DrawFn, SearchStrategy

    from kkr_allocation.apportionment.exact import Apportionment
    from kkr_allocation.apportionment.rules import Rule

__all__ = [
    "alliance_trees",
    "apportionments",
    "bounds",
    "elections",
    "infeasible_elections",
    "rules",
    "vote_counts",
    "votes",
]

_DIVISOR = (
    DHONDT,
    SAINTE_LAGUE,
    MODIFIED_SAINTE_LAGUE,
    DANISH,
    IMPERIALI,
    ADAMS,
    HUNTINGTON_HILL,
    DEAN,
)
_QUOTA = (LARGEST_REMAINDER, LARGEST_REMAINDER_DROOP)
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
    a float no longer tells one vote. In the others about every third count is another's, or two or
    three times another's, or one vote beside it. Somebody always has votes: where nobody was given
    any, the first party has one.

    Parameters
    ----------
    min_parties, max_parties : int
        How many parties, at most 29; shrinks to the fewest.

    Examples
    --------
    >>> from hypothesis import find
    >>> from kkr_allocation.testing import votes
    >>> find(votes(min_parties=2), lambda v: 0 < v["A"] < v["B"] < 2**53)
    {'A': 1, 'B': 2}
    """
    parties = draw(st.integers(min_parties, max_parties))
    crowded = draw(st.integers(0, 2)) == 2  # noqa: PLR2004  (a third of them)
    figures = _crowded(draw, parties) if crowded else _related(draw, parties)
    if not any(figures):
        figures[0] = 1
    return dict(zip(_LETTERS, figures, strict=False))


def _crowded(draw: DrawFn, parties: int) -> list[int]:
    """Return counts from a power of two up, which floats round to the same or a next one."""
    least = 2 ** draw(st.integers(53, 130))
    return [least + draw(st.integers(0, 9)) for _ in range(parties)]


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
    """Return the library's rules.

    Parameters
    ----------
    divisor : bool or None
        Only divisor rules, only quota rules, or both.
    """
    if divisor is None:
        return st.sampled_from(_DIVISOR + _QUOTA)
    return st.sampled_from(_DIVISOR) if divisor else st.sampled_from(_QUOTA)


@st.composite
def alliance_trees(
    draw: DrawFn, parties: Sequence[str], *, max_alliances: int = 3
) -> list[list[Any]]:
    """Return nested alliances over some of the parties, as ``apportion`` takes them.

    Parameters
    ----------
    parties : sequence of str
        Those who may join; some stay alone.
    max_alliances : int
        How many alliances at most, inner ones included. Shrinks to none.
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
    """Return floors and caps of some parties that leave at least one solution.

    Parameters
    ----------
    votes : dict of str to int
        A party without votes wins nothing beyond its floor, which the caps must make up for.
    house_size : int
        The seats to share.
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

    In two of three elections by a divisor rule one party's votes and the house size are such that
    the last seat lies between two quotients that are equal or differ by a vote: of any two seats
    of the two parties, so that a wrong divisor shows as well as a rounded quotient.

    Parameters
    ----------
    rule : strategy, optional
        The rules to draw from; all by default.
    allied, bounded : bool
        Whether some have alliances, and floors and caps.
    max_parties, max_house : int
        The size.

    Examples
    --------
    >>> from hypothesis import find
    >>> from kkr_allocation.testing import elections
    >>> find(elections(allied=False, bounded=False), lambda e: e["house_size"] > 1)
    {'votes': {'A': 1}, 'house_size': 2, 'rule': ..., 'alliances': [], 'floors': {}, 'caps': {}}
    """
    chosen = draw(rules() if rule is None else rule)
    if max_parties > 1 and isinstance(chosen, DivisorRule) and draw(st.integers(0, 2)):
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

    Parameters
    ----------
    tied : bool or None
        Only results with a lot, only those without, or both.
    max_parties : int
        The size.
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
        except InfeasibleError:  # Droop's quota leaves more seats than remainders
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
        except InfeasibleError:
            continue
    assume(tied)
    return draw(st.sampled_from(tied))
