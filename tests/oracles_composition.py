"""A slow composition in plain fractions, written from the rules and not from the engine.

It pools and filters by set, tries every house size from none upwards, and shares with the slow
apportionment of `tests.oracles`.
"""

from __future__ import annotations

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


def sizes(case: Mapping[str, Any], votes: Mapping[str, int]) -> Iterator[int]:
    """House sizes that satisfy every list, smallest first."""
    return (h for h in range(LARGEST) if len(satisfied(case, votes, h)) == len(votes))


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
    size_rule: str,
    factor: int | None,
    every: bool,
    method: str = "d'Hondt",
) -> dict[str, Any]:
    """Return the council as a plain dict, or raise `OracleTie` for its last seat."""
    all_votes, all_mayors = pooled(votes, unions), pooled(mayors, unions)
    seated = {p for p in all_votes if {p, *unions.get(p, ())} & represented}
    inside = {
        p: v
        for p, v in all_votes.items()
        if Fraction(v, total) >= threshold and p in entitled | set(unions) and p in seated
    }
    outside = {p: all_mayors[p] for p in all_votes if p not in inside and all_mayors.get(p)}
    sitting = {p: all_mayors.get(p, 0) for p in inside}
    case = {"inside": sitting, "size_rule": size_rule, "method": method}
    floors = {p: max(n, 1) if every else n for p, n in sitting.items()}
    wanted = next(sizes(case, inside))
    house = max(wanted, sum(floors.values()))
    cap = None if factor is None else factor * municipalities
    room = None if cap is None else cap - sum(outside.values())
    capped = room is not None and wanted > room
    if capped:
        house = room
        binding = set(inside) - satisfied(case, inside, room)
    elif wanted and house == wanted:
        binding = set(inside) - satisfied(case, inside, wanted - 1)
    else:
        binding = set()
    if room is not None and sum(floors.values()) > room:
        return {"infeasible": True}
    members = oracles.share(method, inside, house, floors) | outside
    seats = {p: n for p, n in members.items() if n}
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
