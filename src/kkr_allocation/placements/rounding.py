"""The cut: what proves a distribution to a reader with a pocket calculator.

Under a divisor rule one divisor gives every place by itself: divide its figure and round as the
rule rounds. Under largest remainder some stay at a limit, and one cut does for the others: divide
what the limits leave by the rule of three, and remainders above the cut get one place more.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from attrs import frozen

from kkr_allocation.apportionment.rules import DivisorRule, QuotaRule

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kkr_allocation.apportionment.exact import Apportionment


@frozen
class DivisorInterval:
    """All divisors that give these places, in figures of the key for one place.

    A limit is None where there is none. At the limit itself a figure stands on the rounding point
    and may go either way.
    """

    low: Fraction | None
    high: Fraction | None
    power: int = 1  # 2 if figures are squared first, as for Huntington-Hill


@frozen
class RemainderCut:
    """Who stays at a limit, and which remainders of the others got a place more.

    The number of one that is not held is ``floor(figure / quota + 1 - cut)`` for every cut above
    `low` and up to `high`.
    """

    held: Mapping[str, int]  # the number of those at a floor or a cap
    left: int  # the places left for the others
    quota: Fraction | None  # figures for one of these; None where there are no others
    low: Fraction | None
    """The largest remainder without a place more; None where there is no such limit."""
    high: Fraction | None  # the smallest remainder with one; None likewise


def cut_of(shared: Apportionment) -> DivisorInterval | RemainderCut | None:
    """Return the cut of a sharing without alliances; None for a rule of neither kind.

    Notes
    -----
    For divisors ``high`` is the smallest quotient that won a seat above its floor and ``low`` the
    largest that won none below its cap; for remainders likewise. Exact; one look at each place.
    """
    rule = shared.rule
    if isinstance(rule, DivisorRule):
        won, lost = _won_and_lost(shared, [p for p, figure in shared.votes.items() if figure])
        inside = [q for v, s in won if (q := _quotient(rule, v, s)) is not None]
        outside = [q for v, s in lost if (q := _quotient(rule, v, s)) is not None]
        return DivisorInterval(max(outside, default=None), min(inside, default=None), rule.power)
    if isinstance(rule, QuotaRule) and shared.house_size:
        return _remainder_cut(shared, rule)
    return None


def _remainder_cut(shared: Apportionment, rule: QuotaRule) -> RemainderCut:
    level = next(shared.rounds())
    state, quota = rule.settled(level)
    held = {p: n for p, n in zip(level.names, state.held, strict=True) if n is not None}
    won, lost = _won_and_lost(shared, [place for place in shared.votes if place not in held])
    up = [v / quota - s + 1 for v, s in won] if quota else []
    down = [v / quota - s + 1 for v, s in lost] if quota else []
    return RemainderCut(held, state.seats, quota, max(down, default=None), min(up, default=None))


def _won_and_lost(
    shared: Apportionment, places: list[str]
) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """Return figure and number of the last seats above floors and the next ones below caps."""
    rows = [(place, shared.votes[place], shared.seats[place]) for place in places]
    won = [(v, s) for place, v, s in rows if s > shared.floors.get(place, 0)]
    return won, [(v, s + 1) for place, v, s in rows if s < shared.caps.get(place, s + 1)]


def held_at_limits(shared: Apportionment) -> dict[str, Literal["floor", "cap"]]:
    """Return the places whose number their limit decides, and not the rounding.

    Answers "was it rounded down, or was it the cap?".

    Notes
    -----
    Under largest remainder it is those whose share of what the limits of others leave lies beyond
    a limit of their own. One that is just its limit would be the same without it.

    Under divisors a cap decides where one more place of room would be used: the next place is
    worth as much as one that was won. A floor decides where the last place is worth no more than
    one that was not. Where there is no cut, nothing is told. Exact; two looks at each place.

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> key = {"Skive": 300, "Struer": 200, "Lemvig": 90}
    >>> held_at_limits(kkr.distribute(60, key, caps={"Skive": 30}).sharing())
    {'Skive': 'cap'}
    >>> held_at_limits(kkr.distribute(60, key, caps={"Skive": 31}).sharing())
    {}
    """
    cut = cut_of(shared)
    if isinstance(cut, RemainderCut):
        return _off_share(shared, cut)
    return _off_quotient(shared) if cut else {}


def _off_quotient(shared: Apportionment) -> dict[str, Literal["floor", "cap"]]:
    """Return the places at a limit that would exchange a place with another but for it."""
    at_floor = {p for p, n in shared.seats.items() if n == shared.floors.get(p, 0)}
    at_cap = {p for p, n in shared.seats.items() if n == shared.caps.get(p)}
    last = {p: _worth(shared, p, n) for p, n in shared.seats.items() if shared.votes[p]}
    following = {p: _worth(shared, p, shared.seats[p] + 1) for p in last}
    won = min((last[p] for p in last if p not in at_floor), default=_MOST)
    lost = max((following[p] for p in last if p not in at_cap), default=_LEAST)
    held: dict[str, Literal["floor", "cap"]] = {}
    for place in shared.seats:
        # What has no figure wins nothing: all its places are its floor's.
        worthless = place not in last or last[place] <= lost
        if place in at_floor and shared.seats[place] and worthless:
            held[place] = "floor"
        elif place in at_cap and place in last and following[place] >= won:
            held[place] = "cap"
    return held


def _off_share(shared: Apportionment, cut: RemainderCut) -> dict[str, Literal["floor", "cap"]]:
    """Return the places held at a limit, but for those whose share is just that number.

    Where all are held there is no one share, and the limits decide them all. Droop's quota is
    formed without those held, so that it makes a difference even for a share that is the limit.
    """
    others = sum(figure for place, figure in shared.votes.items() if place not in cut.held)
    exact = others and not (isinstance(shared.rule, QuotaRule) and shared.rule.droop)
    held: dict[str, Literal["floor", "cap"]] = {}
    for place, number in cut.held.items():
        figure = shared.votes[place]
        over = number * others - figure * cut.left
        if exact and not over:
            continue
        if number and number == shared.floors.get(place) and over >= 0:
            held[place] = "floor"
        elif figure and number == shared.caps.get(place):
            held[place] = "cap"
    return held


_LEAST, _MOST = (False, Fraction(-1)), (True, Fraction(1))
"""Beyond what any seat can be worth."""


def _worth(shared: Apportionment, place: str, seat: int) -> tuple[bool, Fraction]:
    """Return what a seat is compared by; one that every figure wins is worth more than others."""
    rule = shared.rule
    assert isinstance(rule, DivisorRule)  # noqa: S101  (no other has a cut without remainders)
    quotient = _quotient(rule, shared.votes[place], seat) if seat else None
    return quotient is None, quotient or Fraction(0)


def _quotient(rule: DivisorRule, figure: int, seat: int) -> Fraction | None:
    """Return the quotient of a seat; None for a seat every figure wins."""
    numerator, denominator = rule.signpost(seat)
    return Fraction(figure**rule.power * denominator, numerator) if numerator else None


def simplest_between(low: Fraction, high: Fraction) -> Fraction:
    """Return a number from `low` to `high`, both from 0 up, with as few digits as can be.

    Examples
    --------
    >>> simplest_between(Fraction(4151), Fraction(4237)), simplest_between(Fraction(1, 8), 1)
    (Fraction(4200, 1), Fraction(1, 1))
    """
    if low == high:
        return high
    step = Fraction(10 ** len(str(int(high))))
    while (number := -(-low // step) * step) > high:
        step /= 10
    return number
