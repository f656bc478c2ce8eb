"""Training places shared by the arithmetic of seats, and where their rules are known from."""

from __future__ import annotations

import math
from bisect import bisect_left
from fractions import Fraction
from itertools import accumulate
from typing import TYPE_CHECKING, Any, Literal

import attrs
from attrs import field, frozen

from kkr_allocation.apportionment.exact import apportion
from kkr_allocation.apportionment.rules import DivisorRule, QuotaRule
from kkr_allocation.apportionment.ties import Replay, Tie, UnresolvedTieError, shared_with
from kkr_allocation.errors import InfeasibleError
from kkr_allocation.placements.keys import common_integers
from kkr_allocation.sources import Source, SourceStatus, Stated, known
from kkr_allocation.words import worded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from kkr_allocation.apportionment.exact import Apportionment
    from kkr_allocation.apportionment.rules import Rule
    from kkr_allocation.apportionment.ties import Draws, Lot
    from kkr_allocation.errors import Bilingual
    from kkr_allocation.results import Result


NATIONAL_MINIMUM = known("NATIONAL_MINIMUM")
"""A national agreement sets the minimum totals."""
FIVE_QUOTAS = known("FIVE_QUOTAS")
"""KL splits the total into five quotas after the distribution of elderly people; no single age
key reproduces 2018."""
BASE_AND_WISHES = attrs.evolve(FIVE_QUOTAS, status=SourceStatus.PUBLISHED)
"""Each KKR sets each municipality's number: a base and extra places from its own wishes."""
SCALING = known("SCALING")
"""Last base times new minimum over old, rounded: 34 gives 46 and 21 gives 29 with 3000/2200."""
PRIVATE_PROVIDERS = known("PRIVATE_PROVIDERS")
"""Pupils a private provider is itself responsible for are deducted from the municipality."""
TRANSFERS = known("TRANSFERS")
"""Two municipalities may move places between them; found stated nowhere."""
ROUNDING = known("ROUNDING")
"""That places are shared by largest remainder unless another rule is named: the rounded shares
of Sjælland 2019 sum to 746 of 747, so some remainder rule is needed, and none is stated."""

GIVEN = Stated("as stated by the user", "", SourceStatus.OPEN, danish="fastsat i arbejdsbogen")
"""Totals, weights, limits, wishes and agreements are those of whoever asks."""
FOLLOWS = Stated(
    "follows from the steps above", "", SourceStatus.OPEN, danish="følger af trinnene ovenfor"
)
"""What is only counted together."""


def given(rule: Source) -> Stated:
    """Return the source of figures of whoever asks, under a rule that is known from elsewhere."""
    return attrs.evolve(GIVEN, rule=rule)


WISHES = "wishes"
"""The name of the wishes where a tie says within what it stands."""


@frozen
class PlaceTie(Tie):
    """Equal claims for fewer places than there are claimants.

    Each winner gets `multiple` places; `within` is the wishes, a year, or the whole of a plan.
    """

    multiple: int = 1

    def _prize(self) -> Bilingual:
        times = f"{self.seats} × " if self.seats > 1 and self.multiple > 1 else ""
        count = self.multiple if self.multiple > 1 else self.seats
        return worded("placements.places_drawn", times=times, places=count)

    def _inside(self) -> Bilingual:
        wishes = self.within == WISHES
        return worded("placements.within_wishes") if wishes else super()._inside()

    @property
    def taker(self) -> str:
        """The wishes have lots of their own."""
        return " to kkr.Wishes" if self.within == WISHES else ""


def share_places(
    key: Mapping[str, Fraction],
    total: int,
    rule: Rule,
    *,
    floors: Mapping[str, int] | None = None,
    caps: Mapping[str, int] | None = None,
    lots: Iterable[Lot] = (),
    within: str = "",
    multiple: int = 1,
) -> Apportionment:
    """Share places, or multiples of them, by exact figures of which one is above zero.

    Total, bounds and answer are in multiples; a tie says `within` what it stands, and what is
    certain in places.
    """
    try:
        return apportion(common_integers(key), total, rule, floors=floors, caps=caps, lots=lots)
    except UnresolvedTieError as error:
        tie = PlaceTie(error.tie.claimants, error.tie.seats, within, multiple)
        certain = {place: lot * multiple for place, lot in error.partial.items()}
        raise UnresolvedTieError(tie, certain) from None


def yearly_claims(total: int, key: Mapping[str, Fraction]) -> dict[str, Fraction]:
    """Return the exact claim of each place in one year; they sum to its total."""
    whole = sum(key.values())
    return {place: total * figure / whole for place, figure in key.items()}


def with_foresight(
    totals: Mapping[str, int], keys: Mapping[str, Mapping[str, Fraction]], draws: Replay
) -> dict[str, dict[str, int]]:
    """Give each year what is due, then the largest debts that leave what comes after possible.

    Place ``k`` is open from the first year in which the cumulated claim exceeds ``k - 1`` and due
    in the first in which it reaches ``k``.
    """
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
        # What falls due up to a later year beyond what its years can give has to be given now.
        rest = accumulate(list(totals.values())[number + 1 :])
        room = {
            later: left + most - sum(max(run[later] - now[place], 0) for place, run in due.items())
            for later, most in enumerate(rest, start=number + 1)
        }
        for place in _largest_debts(open_claims, left, room, year, draws):
            now[place] += 1
        places[year] = {place: now[place] - had[place] for place in now}
        had = now
    return places


def _largest_debts(
    open_claims: Mapping[str, tuple[Fraction, int]],
    left: int,
    room: Mapping[int, int],
    within: str,
    draws: Replay,
) -> list[str]:
    """Return the `left` places with the largest debts that fit, equal ones by lot.

    The bounds are nested, those that fit form a matroid, and taking the largest first is best.
    Of equal debts the one due sooner goes first.
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


@frozen
class DivisorInterval:
    """All divisors that give these places, in figures of the key for one place.

    They prove a distribution to a reader with a pocket calculator. A limit is None where there is
    none; at the limit itself a figure stands on the rounding point and may go either way.
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

    For divisors ``high`` is the smallest quotient that won a seat above its floor and ``low`` the
    largest that won none below its cap; for remainders likewise.
    """
    rule = shared.rule
    if isinstance(rule, DivisorRule):
        ends = _won_and_lost(shared, [p for p, figure in shared.votes.items() if figure])
        inside, outside = ([q for v, s in end if (q := _quotient(rule, v, s))] for end in ends)
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

    Under largest remainder it is those whose share of what the limits of others leave lies beyond
    a limit of their own. Under divisors a cap decides where the next place is worth as much as one
    that was won, and a floor where the last is worth no more than one that was not.
    """
    if isinstance(shared.rule, DivisorRule):
        return _off_quotient(shared, shared.rule)
    cut = cut_of(shared)
    return _off_share(shared, cut) if isinstance(cut, RemainderCut) else {}


def _off_quotient(shared: Apportionment, rule: DivisorRule) -> dict[str, Literal["floor", "cap"]]:
    """Return the places at a limit that would exchange a place with another but for it."""

    def worth(place: str, seat: int) -> tuple[bool, Fraction]:
        # One that every figure wins is worth more than others.
        quotient = _quotient(rule, shared.votes[place], seat) if seat else None
        return quotient is None, quotient or Fraction(0)

    at_floor = {p for p, n in shared.seats.items() if n == shared.floors.get(p, 0)}
    at_cap = {p for p, n in shared.seats.items() if n == shared.caps.get(p)}
    last = {p: worth(p, n) for p, n in shared.seats.items() if shared.votes[p]}
    following = {p: worth(p, shared.seats[p] + 1) for p in last}
    won = min((last[p] for p in last if p not in at_floor), default=(True, Fraction(1)))
    lost = max((following[p] for p in last if p not in at_cap), default=(False, Fraction(-1)))
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


def _quotient(rule: DivisorRule, figure: int, seat: int) -> Fraction | None:
    """Return the quotient of a seat; None for a seat every figure wins."""
    numerator, denominator = rule.signpost(seat)
    return Fraction(figure**rule.power * denominator, numerator) if numerator else None


def simplest_between(low: Fraction, high: Fraction) -> Fraction:
    """Return a number from `low` to `high`, both from 0 up, with as few digits as can be."""
    if low == high:
        return high
    step = Fraction(10 ** len(str(int(high))))
    while (number := -(-low // step) * step) > high:
        step /= 10
    return number


@frozen(kw_only=True)
class FilledPlaces:
    """What a filled-in workbook of training places asks for."""

    share: Callable[[Draws], Result] = field(eq=False, repr=False)
    "What shares the places once the draws are known."
    given: Mapping[str, Any] = field(factory=dict, repr=False)
    "Of places by a key, what `distribute` is given, and last year's places."
    title: str
    lots: Draws = field(repr=False)
    "Draws by what they are made within: nothing, the wishes, a year, or the whole of a plan."
    where: Mapping[str, Bilingual] = field(factory=dict, eq=False, repr=False)
    "By field, such as that of the caps, the sheet that has it."
    notes: tuple[Bilingual, ...] = field(repr=False)
    "What is odd in it and may be meant, such as a municipality of the KKR that is left out."

    def distribute(self, *, lots: Iterable[Lot] = ()) -> Result:
        """Share the places as asked; `lots` are later draws; one without use is refused.

        What cannot be met is refused by the sheet that has it.
        """
        try:
            shared, left = shared_with(self.share, lots, self.lots)
        except InfeasibleError as error:
            if where := self.where.get(error.about):
                raise error.found_at(where) from None
            raise
        Replay(left).close()
        return shared
