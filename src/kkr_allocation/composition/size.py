"""How large a house must be for the mayors that sit in it ex officio.

A list whose mayors exceed what its votes give it at some house size has an *overhang* there. The
size rules differ in what "give" means; the house is the smallest in which no list has one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kkr_allocation.apportionment.exact import apportion
from kkr_allocation.apportionment.rules import DivisorRule, Rule
from kkr_allocation.composition.statutes import SizeRule, Statutes
from kkr_allocation.errors import Bilingual, InfeasibleError, InvalidInputError, UnresolvedTieError

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["claims", "overhang", "smallest_house"]

_MOST_HOUSES = 1_000
"""A council has fewer than a hundred seats; so many are tried at once."""


def claims(votes: Mapping[str, int], mayors: Mapping[str, int]) -> dict[str, int]:
    """Return the house that each list's mayors require by its exact share of the votes.

    Parameters
    ----------
    votes : mapping of str to int
        Votes of the eligible lists.
    mayors : mapping of str to int
        Their mayors; every list with mayors has votes.

    Returns
    -------
    dict of str to int
        Seats, for each list with mayors: ``ceil(mayors * E / votes)`` with ``E`` all eligible
        votes.

    Examples
    --------
    >>> claims({"A": 50, "V": 30, "C": 20}, {"A": 2, "V": 2})
    {'A': 4, 'V': 7}
    """
    eligible = sum(votes.values())
    return {name: -(-mayors[name] * eligible // votes[name]) for name in votes if mayors.get(name)}


def overhang(
    votes: Mapping[str, int], mayors: Mapping[str, int], house: int, statutes: Statutes
) -> tuple[str, ...]:
    """Return the lists whose mayors exceed what their votes give them in a house of this size.

    Parameters
    ----------
    votes, mayors : mapping of str to int
        Of the eligible lists.
    house : int
        Seats for the eligible lists.
    statutes : Statutes
        The size rule, and the rule of apportionment for `SizeRule.DIVISOR`.
    """
    if statutes.size_rule is SizeRule.EXACT_SHARE:
        return tuple(name for name, needed in claims(votes, mayors).items() if needed > house)
    given = _certain_seats(votes, house, statutes.rule)
    return tuple(name for name in votes if mayors.get(name, 0) > given.get(name, 0))


def _certain_seats(votes: Mapping[str, int], house: int, rule: Rule) -> Mapping[str, int]:
    """Return what the rule gives each list whatever a lot would say."""
    try:
        return apportion(votes, house, rule).seats
    except UnresolvedTieError as tie:
        return tie.partial
    except InfeasibleError:  # the rule cannot fill this house, so it gives nobody anything
        return {}


def smallest_house(
    votes: Mapping[str, int],
    mayors: Mapping[str, int],
    statutes: Statutes,
    *,
    limit: int | None = None,
) -> int | None:
    """Return the smallest house in which no list has an overhang.

    Parameters
    ----------
    votes, mayors : mapping of str to int
        Of the eligible lists; every list with mayors has votes.
    statutes : Statutes
        The size rule and the rule of apportionment.
    limit : int, optional
        The largest house that can be used.

    Returns
    -------
    int or None
        The seats for the eligible lists, 0 where none has a mayor; None if the smallest such
        house is larger than `limit`, or none exists.

    Raises
    ------
    InvalidInputError
        If a quota rule has found none in 1,000 houses and the limit lies beyond them.

    Notes
    -----
    By exact share it is the largest of `claims`. By the rule itself: divisor rules never take a
    seat back when the house grows, so a bisection finds it; quota rules do (the Alabama
    paradox), so every size is tried, up to the exact-share size, where the lower quota of each
    list is at least its mayors.
    """
    exact = max(claims(votes, mayors).values(), default=0)
    if statutes.size_rule is SizeRule.EXACT_SHARE:
        return exact if limit is None or exact <= limit else None
    least = sum(mayors.values())
    if isinstance(statutes.rule, DivisorRule):
        return _bisected(votes, mayors, statutes, least, limit)
    most = exact if limit is None else min(exact, limit)
    for house in range(least, min(most, least + _MOST_HOUSES) + 1):
        if not overhang(votes, mayors, house, statutes):
            return house
    if most > least + _MOST_HOUSES:
        raise InvalidInputError(
            Bilingual(
                f"no house up to {least + _MOST_HOUSES} seats gives every list its mayors",
                da=f"intet råd på op til {least + _MOST_HOUSES} giver hver liste sine borgmestre",
            ),
            why=Bilingual(
                f"{statutes.rule} can take a seat back in a larger house, so every size is tried",
                da=f"{statutes.rule} kan tage et mandat tilbage i et større råd, så hvert antal "
                "prøves",
            ),
            do=Bilingual(
                "Give the statutes a cap_factor, a divisor rule or SizeRule.EXACT_SHARE",
                da="Giv vedtægterne et loft, eller vælg en divisormetode eller exact-share",
            ),
        )
    return None


def _bisected(
    votes: Mapping[str, int],
    mayors: Mapping[str, int],
    statutes: Statutes,
    least: int,
    limit: int | None,
) -> int | None:
    """Return the smallest house from `least` up without overhang, for a house-monotone rule."""
    most = max(least, 1) if limit is None else limit
    while overhang(votes, mayors, most, statutes):
        if limit is not None:
            return None
        most *= 2
    low = min(least, most)
    while low < most:
        middle = (low + most) // 2
        if overhang(votes, mayors, middle, statutes):
            low = middle + 1
        else:
            most = middle
    return low
