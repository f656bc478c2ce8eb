"""One sharing-out: a house among claimants with votes, floors and caps.

The engine starts near the answer, then gives the next seat to the highest priority or takes back
the lowest until the house is full and no move is left. What remains is the proof: no seat outside
the house has a higher priority than a seat inside. Where the two are equal, there is a tie.
"""

from __future__ import annotations

from heapq import heapify, heapreplace
from math import inf
from typing import TYPE_CHECKING

from kkr_allocation.apportionment.ties import Tie

if TYPE_CHECKING:
    from kkr_allocation.apportionment.factor import Claims
    from kkr_allocation.apportionment.rules import Rule
    from kkr_allocation.apportionment.ties import Replay

__all__ = ["share"]


def share(claims: Claims, rule: Rule, draws: Replay) -> list[int]:
    """Return the seats of each name, ties decided by recorded lots only.

    Raises
    ------
    UnresolvedTieError
        If equal priorities stand at the cut and no lot was drawn for them.
    InfeasibleError
        If the rule cannot fill such a house.
    """
    votes = claims.votes
    if not claims.house_size or not any(votes):
        return claims.floors.copy()
    contest, priority = rule.contest(claims)
    floors, caps = contest.floors, contest.caps
    seats = _start(contest, rule)
    ahead = [
        priority(v, s + 1) if s < cap else -inf
        for v, s, cap in zip(votes, seats, caps, strict=True)
    ]
    behind = [
        priority(v, s) if s > floor else inf
        for v, s, floor in zip(votes, seats, floors, strict=True)
    ]

    def move(place: int, step: int) -> None:
        seats[place] = s = seats[place] + step
        v = votes[place]
        ahead[place] = priority(v, s + 1) if s < caps[place] else -inf
        behind[place] = priority(v, s) if s > floors[place] else inf

    missing = claims.house_size - sum(seats)
    highest = [(-worth, place) for place, worth in enumerate(ahead)]
    heapify(highest)
    for _ in range(missing):
        move(place := highest[0][1], +1)
        heapreplace(highest, (-ahead[place], place))
    lowest = [(worth, place) for place, worth in enumerate(behind)]
    heapify(lowest)
    for _ in range(-missing):
        move(place := lowest[0][1], -1)
        heapreplace(lowest, (behind[place], place))
    while (first_out := max(ahead)) > (last_in := min(behind)):
        move(ahead.index(first_out), +1)
        move(behind.index(last_in), -1)
    if first_out == last_in:
        holders = [i for i, p in enumerate(behind) if p == last_in]
        challengers = [i for i, p in enumerate(ahead) if p == first_out]
        _draw_lots(claims, seats, holders, challengers, draws)
    return seats


def _draw_lots(
    claims: Claims, seats: list[int], holders: list[int], challengers: list[int], draws: Replay
) -> None:
    """Take the tied seats back from their holders and give them to those who won the lot."""
    for place in holders:
        seats[place] -= 1
    places = sorted(holders + challengers)
    tie = Tie(tuple(claims.names[place] for place in places), len(holders), claims.label)
    winners = draws.winners(tie, dict(zip(claims.names, seats, strict=True)))
    for place in places:
        seats[place] += claims.names[place] in winners


def _start(claims: Claims, rule: Rule) -> list[int]:
    """Guess the seats; names at a bound leave with it, and the rest share what is left.

    Held to their bounds, the guesses sum to more or to less than what is left. Of more, those at
    their floors stay there whatever the others give up; of less, those at their caps.
    """
    votes, floors, caps = claims.votes, claims.floors, claims.caps
    seats = floors.copy()
    free = list(range(len(votes)))
    left = claims.house_size
    while left > 0 and any(votes[i] for i in free):
        guesses = rule.start([votes[i] for i in free], left)
        for place, guess in zip(free, guesses, strict=True):
            seats[place] = min(max(guess, floors[place]), caps[place])
        surplus = sum(seats[place] for place in free) - left
        leaving = {
            place
            for place, guess in zip(free, guesses, strict=True)
            if (guess < seats[place] and surplus >= 0) or (guess > seats[place] and surplus <= 0)
        }
        if not leaving:
            break
        left -= sum(seats[place] for place in leaving)
        free = [place for place in free if place not in leaving]
    return seats
