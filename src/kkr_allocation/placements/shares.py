"""Training places shared by the arithmetic of seats, and where their rules are known from."""

from __future__ import annotations

import datetime as dt
import math
from bisect import bisect_left
from itertools import accumulate
from typing import TYPE_CHECKING

import attrs
from attrs import frozen

from kkr_allocation.apportionment.exact import apportion
from kkr_allocation.apportionment.ties import Tie, UnresolvedTieError
from kkr_allocation.placements.keys import common_integers
from kkr_allocation.sources import Source, SourceStatus, Stated
from kkr_allocation.words import worded

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from fractions import Fraction

    from kkr_allocation.apportionment.exact import Apportionment
    from kkr_allocation.apportionment.rules import Rule
    from kkr_allocation.apportionment.ties import Lot, Replay
    from kkr_allocation.errors import Bilingual


NATIONAL_MINIMUM = Source(
    "KL, dimensionering af social- og sundhedsuddannelserne",
    "2017-18",
    SourceStatus.PUBLISHED,
    page="https://www.kl.dk/arbejdsgiver/uddannelse/sundhedsuddannelser/",
)
"""A national agreement sets the minimum totals."""
FIVE_QUOTAS = Source(
    "KL, 2018-dimensionering SOSU og PAU",
    "",
    SourceStatus.CHECKED,
    version=dt.date(2017, 6, 23),
    page="http://www.kl.dk/Beskaftigelse/2018-dimensionering-SOSU-og-PAU-pa-plads-id224749/?section=58117",
)
"""KL splits the total into five quotas after the distribution of elderly people; no single age
key reproduces 2018."""
BASE_AND_WISHES = attrs.evolve(FIVE_QUOTAS, status=SourceStatus.PUBLISHED)
"""Each KKR sets each municipality's number: a base and extra places from its own wishes."""
SCALING = Source(
    "Herning and Kalundborg, SSH 2020",
    "",
    SourceStatus.CHECKED,
    version=dt.date(2019, 8, 20),
    danish="Herning og Kalundborg, SSH 2020",
)
"""Last base times new minimum over old, rounded: 34 gives 46 and 21 gives 29 with 3000/2200."""
PRIVATE_PROVIDERS = Source(
    "KL, dimensionering af social- og sundhedsuddannelserne", "", SourceStatus.PUBLISHED
)
"""Pupils a private provider is itself responsible for are deducted from the municipality."""
TRANSFERS = Source(
    "agreement between the municipalities",
    "",
    SourceStatus.INFERRED,
    danish="aftale mellem kommunerne",
)
"""Two municipalities may move places between them; found stated nowhere."""
ROUNDING = Source(
    "rounding of the KKR's places", "", SourceStatus.INFERRED, danish="afrunding af KKR's pladser"
)
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


# The one door from places to the arithmetic of seats, and its ties in the words of places.


WISHES = "wishes"
"""The name of the wishes where a tie says within what it stands."""


@frozen
class PlaceTie(Tie):
    """Equal claims for fewer places than there are claimants.

    Each winner gets `multiple` places; `within` is the wishes, a year, or the whole of a plan.

    Examples
    --------
    >>> PlaceTie(("Skive", "Struer"), 1, "2024").sentence()
    'Draw lots between Skive and Struer for 1 place within 2024'
    >>> PlaceTie(("Skive", "Struer", "Lemvig"), 2, multiple=5).sentence("da")
    'Træk lod mellem Skive, Struer og Lemvig om 2 × 5 pladser'
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

    Total, bounds and answer are in multiples. An UnresolvedTieError has a `PlaceTie`, with `within`
    for what is shared, and what is certain in places.
    """
    try:
        return apportion(common_integers(key), total, rule, floors=floors, caps=caps, lots=lots)
    except UnresolvedTieError as error:
        tie = PlaceTie(error.tie.claimants, error.tie.seats, within, multiple)
        certain = {place: lot * multiple for place, lot in error.partial.items()}
        raise UnresolvedTieError(tie, certain) from None


# Years known beforehand, shared together: what is due first, then the largest debts.
#
# Place ``k`` of a municipality is open from the first year in which its cumulated claim exceeds
# ``k - 1`` and due in the first in which it reaches ``k``.


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
