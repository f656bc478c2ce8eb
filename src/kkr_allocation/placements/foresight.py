"""Years known beforehand, shared together: what is due first, then the largest debts.

Place ``k`` of a municipality is open from the first year in which its cumulated claim exceeds
``k - 1`` and due in the first in which it reaches ``k``.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from itertools import accumulate
from typing import TYPE_CHECKING

from kkr_allocation.placements.sharing import PlaceTie

if TYPE_CHECKING:
    from collections.abc import Mapping
    from fractions import Fraction

    from kkr_allocation.apportionment.ties import Replay

__all__ = ["with_foresight", "yearly_claims"]


def yearly_claims(total: int, key: Mapping[str, Fraction]) -> dict[str, Fraction]:
    """Return the exact claim of each place in one year; they sum to its total."""
    whole = sum(key.values())
    return {place: total * figure / whole for place, figure in key.items()}


def with_foresight(
    totals: Mapping[str, int], keys: Mapping[str, Mapping[str, Fraction]], draws: Replay
) -> dict[str, dict[str, int]]:
    """Give each year what is due, then the largest debts that leave what comes after possible."""
    claims = [yearly_claims(total, keys[year]) for year, total in totals.items()]
    cumulated = {place: list(accumulate(year[place] for year in claims)) for place in claims[0]}
    due = {place: [math.floor(claim) for claim in run] for place, run in cumulated.items()}
    had = dict.fromkeys(cumulated, 0)
    places = {}
    for number, (year, total) in enumerate(totals.items()):
        now = {place: max(had[place], due[place][number]) for place in had}
        open_claims = {
            place: (now[place] - run[number], bisect_left(run, now[place] + 1))
            for place, run in cumulated.items()
            if run[number] > now[place]
        }
        left = total - sum(now.values()) + sum(had.values())
        room = _room(list(totals.values()), due, now, number, left)
        for place in _largest_debts(open_claims, left, room, year, draws):
            now[place] += 1
        places[year] = {place: now[place] - had[place] for place in now}
        had = now
    return places


def _room(
    totals: list[int], due: Mapping[str, list[int]], now: Mapping[str, int], number: int, left: int
) -> dict[int, int]:
    """Return for each later year how many of the `left` places may go to claims due after it.

    What falls due up to that year beyond what its years can give has to be given now.
    """
    capacity = dict(enumerate(accumulate(totals[number + 1 :]), start=number + 1))
    return {
        later: left - sum(max(run[later] - now[place], 0) for place, run in due.items()) + places
        for later, places in capacity.items()
    }


def _largest_debts(
    open_claims: Mapping[str, tuple[Fraction, int]],
    left: int,
    room: Mapping[int, int],
    within: str,
    draws: Replay,
) -> list[str]:
    """Return the `left` places with the largest debts that fit, equal ones by lot.

    The bounds are nested, those that fit form a matroid, and taking the largest first is best.
    Of equal debts the one due sooner goes first; where that is equal too, a lot decides.
    """
    chosen: list[str] = []
    for rank in sorted(set(open_claims.values())):
        tied = tuple(place for place, claim in open_claims.items() if claim == rank)
        fits = [left - len(chosen)]
        for later, most in room.items():
            if later < rank[1]:
                fits.append(most - sum(open_claims[place][1] > later for place in chosen))
        seats = min(*fits, len(tied))
        if 0 < seats < len(tied):
            tie = PlaceTie(tied, seats, within)
            chosen += draws.winners(tie, {place: int(place in chosen) for place in open_claims})
        elif seats > 0:
            chosen += tied
    return chosen
