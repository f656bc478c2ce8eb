"""A slow apportionment in plain fractions, written from the textbook and not from the engine.

It gives out one seat at a time to the largest quotient and knows nothing of starts, priorities or
corrections. Quotas it takes from the textbook too: one common factor found between two turning
points of a sum of fractions, whole numbers first and the sorted remainders after.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

INFINITE = Fraction(10**200)


class TooLargeError(AssertionError):
    """No answer among those that are tried one by one."""


class OracleTie(Exception):  # noqa: N818  (a tie is an outcome, not an error)
    """Equal claims at the last seat: the claimants, the seats at stake and the certain seats."""

    def __init__(self, claimants: frozenset[str], seats: int, certain: dict[str, int]) -> None:
        super().__init__(claimants, seats)
        self.claimants = claimants
        self.seats = seats
        self.certain = certain


class OracleRefusal(Exception):  # noqa: N818  (an outcome too)
    """Droop's remainders are too few to fill the house."""


def divisors(name: str) -> Callable[[int], Fraction]:
    """Signposts by the rule's textbook name; for Huntington-Hill the square."""
    return {
        "d'Hondt": Fraction,
        "Sainte-Laguë": lambda k: Fraction(2 * k - 1, 2),
        "modified": lambda k: Fraction(7, 10) if k == 1 else Fraction(2 * k - 1, 2),
        "Danish": lambda k: Fraction(3 * k - 2, 3),
        "Adams": lambda k: Fraction(k - 1),
        "Imperiali": lambda k: Fraction(k + 1, 2),
        "Huntington-Hill": lambda k: Fraction(k * (k - 1)),
        "Dean": lambda k: Fraction(0) if k == 1 else 2 / (Fraction(1, k) + Fraction(1, k - 1)),
    }[name]


def claim_of(name: str) -> Callable[[int, int], Fraction]:
    """How strongly a party with these votes claims its k-th seat."""
    post = divisors(name)
    power = 2 if name == "Huntington-Hill" else 1
    return lambda v, k: v**power / post(k) if post(k) else INFINITE


def common_factor(
    votes: Mapping[str, int], house: int, floors: Mapping[str, int], caps: Mapping[str, int]
) -> Fraction:
    """Return a factor whose claims, held to floors and caps, sum to the house."""

    def claims(factor: Fraction) -> Fraction:
        held = {p: max(factor * v, Fraction(floors.get(p, 0))) for p, v in votes.items()}
        return sum((min(x, caps.get(p, x)) for p, x in held.items()), Fraction(0))

    ends = [*floors.items(), *caps.items(), *((p, house) for p in votes)]
    turns = sorted({Fraction(0), *(Fraction(n, votes[p]) for p, n in ends if votes[p])})
    low = max(turn for turn in turns if claims(turn) <= house)
    above = [turn for turn in turns if turn > low]
    if claims(low) == house or not above:
        return low
    high = above[0]
    return low + (high - low) * (house - claims(low)) / (claims(high) - claims(low))


def share_by_quota(
    name: str,
    votes: Mapping[str, int],
    house: int,
    floors: Mapping[str, int],
    caps: Mapping[str, int],
) -> dict[str, int]:
    """Share one flat house: who is at a bound has it, the others whole quotas and remainders."""
    caps = {p: n for p, n in caps.items() if n < house and votes[p]}
    factor = common_factor(votes, house, floors, caps)
    seats, free = {}, []
    for p, v in votes.items():
        claim, floor = factor * v, floors.get(p, 0)
        if claim <= floor:
            seats[p] = floor
        elif p in caps and claim >= caps[p]:
            seats[p] = caps[p]
        else:
            free.append(p)
    if not free:
        return {p: seats[p] for p in votes}
    left = house - sum(seats.values())
    pool = sum(votes[p] for p in free)
    quota = Fraction(pool, left) if name == "Hare" else Fraction(pool // (left + 1) + 1)
    seats |= {p: max(math.floor(votes[p] / quota), floors.get(p, 0)) for p in free}
    left = house - sum(seats.values())
    rests = {p: votes[p] - seats[p] * quota for p in free if seats[p] < caps.get(p, house)}
    if left > len(rests):
        raise OracleRefusal
    seats = {p: seats[p] for p in votes}
    if not left:
        return seats
    cut = sorted(rests.values(), reverse=True)[left - 1]
    sure = [p for p, rest in rests.items() if rest > cut]
    tied = [p for p, rest in rests.items() if rest == cut]
    for p in sure:
        seats[p] += 1
    if len(sure) + len(tied) > left:
        raise OracleTie(frozenset(tied), left - len(sure), seats)
    return {p: n + (p in tied) for p, n in seats.items()}


def share(
    name: str,
    votes: Mapping[str, int],
    house: int,
    floors: Mapping[str, int] | None = None,
    caps: Mapping[str, int] | None = None,
) -> dict[str, int]:
    """Share one flat house, or raise `OracleTie` or `OracleRefusal`."""
    floors, caps = floors or {}, caps or {}
    seats = {party: floors.get(party, 0) for party in votes}
    if not house or not any(votes.values()):
        return seats
    if name in {"Hare", "Droop"}:
        return share_by_quota(name, votes, house, floors, caps)
    claim = claim_of(name)

    def open_claims() -> dict[str, Fraction]:
        return {
            p: claim(v, seats[p] + 1)
            for p, v in votes.items()
            if v and seats[p] < caps.get(p, house)
        }

    last: dict[str, Fraction] = {}
    while sum(seats.values()) < house:
        claims = open_claims()
        best = max(claims, key=lambda p: claims[p])
        seats[best] += 1
        last[best] = claims[best]
    if not last:
        return seats
    cut = min(last.values())
    holders = {p for p, value in last.items() if value == cut}
    losers = {p for p, value in open_claims().items() if value == cut}
    if losers:
        for party in holders:
            seats[party] -= 1
        raise OracleTie(frozenset(holders | losers), len(holders), seats)
    return seats


def share_tree(
    name: str,
    votes: Mapping[str, int],
    house: int,
    members: Sequence[Any],
    floors: Mapping[str, int] | None = None,
    caps: Mapping[str, int] | None = None,
) -> dict[str, int]:
    """Share a house over a tree of nested lists; parties outside it stand alone."""
    floors, caps = floors or {}, caps or {}

    def below(member: Any) -> list[str]:
        return [member] if isinstance(member, str) else [p for m in member for p in below(m)]

    inside = {p for m in members for p in below(m)}
    nodes = [*members, *(p for p in votes if p not in inside)]

    def down(children: Sequence[Any], seats: int) -> dict[str, int]:
        label = {"/".join(below(c)) + "|" * (not isinstance(c, str)): c for c in children}
        pooled = {n: sum(votes[p] for p in below(c)) for n, c in label.items()}
        low = {n: sum(floors.get(p, 0) for p in below(c)) for n, c in label.items()}
        high = {
            n: sum(caps.get(p, seats) if votes[p] else floors.get(p, 0) for p in below(c))
            for n, c in label.items()
        }
        shared = share(name, pooled, seats, low, high)
        answer: dict[str, int] = {}
        for n, c in label.items():
            answer.update({c: shared[n]} if isinstance(c, str) else down(c, shared[n]))
        return answer

    answer = down(nodes, house)
    return {p: answer[p] for p in votes}
