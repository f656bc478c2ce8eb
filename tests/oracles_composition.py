"""A slow composition in plain fractions, written from the rules and not from the engine.

It pools and filters by set, counts the seats that votes pay for one by one, tries every price and
every house size, and shares with the slow apportionment of `tests.oracles`.
"""

from __future__ import annotations

import itertools
import math
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from tests import oracles

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

LARGEST = 5000


def pooled(figures: Mapping[str, int], unions: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """Figures of single lists, then those of each union."""
    joined = {member for members in unions.values() for member in members}
    alone = {name: number for name, number in figures.items() if name not in joined}
    return alone | {u: sum(figures.get(m, 0) for m in members) for u, members in unions.items()}


def given(method: str, votes: Mapping[str, int], house: int) -> Mapping[str, int]:
    """Return what a method gives each list whatever a lot says."""
    try:
        return oracles.share(method, votes, house)
    except oracles.OracleTie as tie:
        return tie.certain


def satisfied(case: Mapping[str, Any], votes: Mapping[str, int], house: int) -> set[str]:
    """Return the lists that get at least their mayors from a house of this size."""
    mayors = case["inside"]
    if case["size_rule"] == "EXACT_SHARE":
        everyone = sum(votes.values())
        return {p for p in votes if Fraction(house * votes[p], everyone) >= mayors[p]}
    seats = given(case["method"], votes, house)
    return {p for p in votes if seats[p] >= mayors[p]}


def sizes(case: Mapping[str, Any], votes: Mapping[str, int], most: int = LARGEST) -> Iterator[int]:
    """House sizes up to the largest that satisfy every list, smallest first."""
    return (h for h in range(most + 1) if len(satisfied(case, votes, h)) == len(votes))


def at_price(votes: Mapping[str, int], price: Fraction) -> dict[str, int]:
    """Return the fewest seats that cost at least the votes of each list at this price."""
    return {p: next(n for n in itertools.count() if n * price >= v) for p, v in votes.items()}


def lowest_price(votes: Mapping[str, int], mayors: Mapping[str, int]) -> Fraction:
    """Return the fewest votes that a list with mayors has for each of them."""
    return min(Fraction(votes[p], n) for p, n in mayors.items() if n)


def at_a_raised_price(
    votes: Mapping[str, int], house: int, floors: Mapping[str, int]
) -> dict[str, int]:
    """Try every price at which some list's votes buy a whole number of seats, lowest first.

    Above such a price that list has a seat less, so the first price that fits is the lowest of
    all; where it leaves seats over, the lists that it took one from draw lots for them.
    """
    prices = sorted({Fraction(v, k) for v in votes.values() if v for k in range(1, house + 1)})
    for price in prices:
        seats = {p: max(n, floors[p]) for p, n in at_price(votes, price).items()}
        over = house - sum(seats.values())
        if over >= 0:
            losers = {p for p, v in votes.items() if v and v == seats[p] * price}
            if over:
                raise oracles.OracleTie(frozenset(losers), over, seats)
            return seats
    over = house - sum(floors.values())  # at any price each of them has one, and they are too many
    if over:
        first = frozenset(p for p, v in votes.items() if v and not floors[p])
        raise oracles.OracleTie(first, over, dict(floors))
    return dict(floors)


def least(
    votes: Mapping[str, int], mayors: Mapping[str, int], room: int | None, *, every: bool
) -> dict[str, int]:
    """Return the mayors, with one seat for each list that can claim one if there is room."""
    one = {p: max(n, 1) if votes[p] else n for p, n in mayors.items()}
    return one if every and (room is None or sum(one.values()) <= room) else dict(mayors)


def rounded_up(
    case: Mapping[str, Any], votes: Mapping[str, int], room: int | None
) -> tuple[dict[str, int], bool, set[str]]:
    """Return the seats, whether the cap cuts them, and the lists that set the price."""
    mayors = case["inside"]
    floors = least(votes, mayors, room, every=case["every"])
    if not any(mayors.values()):
        return floors, False, set()
    price = lowest_price(votes, mayors)
    binding = {p for p, n in mayors.items() if n and votes[p] == n * price}
    claims = at_price(votes, price)
    if room is None or sum(claims.values()) <= room:
        return claims, False, binding
    if case["at_cap"] == "RAISE_PRICE":
        return at_a_raised_price(votes, room, floors), True, binding
    return oracles.share(case["method"], votes, room, floors, claims), True, binding


def large_enough(
    case: Mapping[str, Any], votes: Mapping[str, int], room: int | None
) -> tuple[dict[str, int], bool, set[str]]:
    """Return the same for the smallest house that satisfies every list."""
    mayors, method = case["inside"], case["method"]
    floors = {p: max(n, 1) if case["every"] else n for p, n in mayors.items()}
    if room is not None and sum(floors.values()) > room:
        floors = dict(mayors)
    wanted = next(sizes(case, votes, LARGEST if room is None else room), None)
    if wanted is None:
        if room is None:
            raise oracles.TooLargeError
        seats = oracles.share(method, votes, room, floors)
        return seats, True, set(votes) - satisfied(case, votes, room)
    house = max(wanted, sum(floors.values()))
    short = house == wanted > 0
    binding = set(votes) - satisfied(case, votes, wanted - 1) if short else set()
    return oracles.share(method, votes, house, floors), False, binding


def compose(
    votes: Mapping[str, int],
    mayors: Mapping[str, int],
    municipalities: int,
    *,
    unions: Mapping[str, Sequence[str]],
    entitled: set[str],
    represented: set[str],
    total: int,
    threshold: Fraction,
    size_rule: str | int,
    factor: int | Fraction | None,
    every: bool,
    base: str = "VALID",
    at_cap: str = "SHARE_ANEW",
    method: str = "d'Hondt",
) -> dict[str, Any]:
    """Return the council as a plain dict, or raise `OracleTie` for its last seat.

    The total is that of the base, whichever it is.
    """
    assert base in ("VALID", "CAST")
    all_votes, all_mayors = pooled(votes, unions), pooled(mayors, unions)
    seated = {p for p in all_votes if {p, *unions.get(p, ())} & represented}
    inside = {
        p: v
        for p, v in all_votes.items()
        if Fraction(v, total) >= threshold and p in entitled | set(unions) and p in seated
    }
    outside = {p: all_mayors[p] for p in all_votes if p not in inside and all_mayors.get(p)}
    sitting = {p: all_mayors.get(p, 0) for p in inside}
    case = {
        "inside": sitting,
        "size_rule": size_rule,
        "method": method,
        "every": every,
        "at_cap": at_cap,
    }
    fixed = isinstance(size_rule, int)
    cap = None if factor is None or fixed else math.floor(factor * municipalities)
    most = size_rule if fixed else cap
    room = None if most is None else most - sum(outside.values())
    if room is not None and sum(sitting.values()) > room:
        return {"infeasible": True}
    if fixed:
        shared = oracles.share(method, inside, room, sitting), False, set()
    elif size_rule == "ROUND_UP":
        shared = rounded_up(case, inside, room)
    else:
        shared = large_enough(case, inside, room)
    members, capped, binding = shared
    seats = {p: n for p, n in (members | outside).items() if n}
    return {
        "eligible": set(inside),
        "outsiders": set(outside),
        "cap": cap,
        "capped": capped,
        "binding": binding,
        "house_size": sum(seats.values()),
        "seats": seats,
        "supplementary": {p: n - all_mayors.get(p, 0) for p, n in seats.items()},
    }
