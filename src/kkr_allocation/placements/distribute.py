"""Share training places by a key, to the last place: `distribute` and `scale`.

The sharing itself is `apportion` on the key's figures made whole by their common denominator.
What belongs to training places stands around it: limits from several rules before it, and
wishes, transfers and deductions after it, each kept apart so that the sum can be followed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kkr_allocation.apportionment.rules import LARGEST_REMAINDER, Rule
from kkr_allocation.errors import Bilingual, InvalidInputError
from kkr_allocation.inputs import Figures, whole_number, whole_numbers
from kkr_allocation.kinds import each_of, one_of
from kkr_allocation.placements.agreements import Transfer, Wishes, deduct, grant, transfer
from kkr_allocation.placements.distribution import Distribution
from kkr_allocation.placements.feasibility import check_feasible
from kkr_allocation.placements.limits import Limits, MaxChange, by_place
from kkr_allocation.placements.sharing import share_places
from kkr_allocation.placements.weights import exact_weights, known_places

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kkr_allocation.apportionment.ties import Lot
    from kkr_allocation.placements.keys import Key

__all__ = ["distribute", "scale"]


def distribute(
    total: int,
    key: Key | Figures,
    rule: Rule = LARGEST_REMAINDER,
    *,
    floors: Figures | int | None = None,
    caps: Figures | int | None = None,
    change: MaxChange | None = None,
    multiple: int = 1,
    wishes: Wishes | None = None,
    transfers: Iterable[Transfer] = (),
    deductions: Figures | None = None,
    lots: Iterable[Lot] = (),
    title: str = "",
) -> Distribution:
    """Share places by a key, exactly, within the limits agreed.

    How many pupils does each municipality train, so that the sum is right to the last place?

    Parameters
    ----------
    total : int
        Places to share by the key, from 0 up.
    key : Key, mapping of str to int, Fraction or Decimal, or pandas Series
        The figure each place has a claim by.
    rule : Rule
        How the claims are rounded.
    floors, caps : mapping of str to int, or int, optional
        Fewest and most places; one number holds for all. A floor holds even where the key gives
        nothing, and without a figure in the key nothing is won beyond it.
    change : MaxChange, optional
        The largest change from last year.
    multiple : int
        Places are given in multiples of this number only.
    wishes : Wishes, optional
        Extra places beyond `total`. Caps and the largest change hold for both together.
    transfers : iterable of Transfer
        Places moved by consent after the sharing. Both have agreed, so that a transfer may go
        below a floor or above a cap: see Notes.
    deductions : mapping of str to int, optional
        Pupils a private provider is itself responsible for, taken off last.
    lots : iterable of Lot
        Recorded draws for ties in the sharing; those between wishes belong to `wishes`.
    title : str
        The heading of the annex, such as "SSA 2026, KKR Sjælland".

    Returns
    -------
    Distribution
        ``.places`` has every place in the order of the key and sums to
        ``total + sum(granted) - sum(deductions)``: to `total` where there is neither.

    Raises
    ------
    InvalidInputError
        If a figure is not exact, negative or missing, the key sums to zero, or a limit names a
        place the key does not have.
    InfeasibleError
        If the limits cannot all be met; it names them, by how many places they fail and the
        nearest total that works.
    UnresolvedTieError
        If equal claims compete for the last places.

    Notes
    -----
    ``apportion`` on integers in the proportions of the key. Droop's quota counts whole figures,
    so that for that rule alone the key's unit matters: fractions are counted in parts of their
    common denominator. Cost ``O(places * sqrt(places))``.

    Floors, caps and the largest change bind what the KKR gives: the base and the extra places. Two
    municipalities may agree past them in writing, since the limits protect those who agree, and
    lowering the floor instead would change everybody's base. It is never done silently:
    `Distribution.beyond_limits` names each such place, and so do its line, the explanation, the
    annex and the certificate. Pupils of private providers count towards a floor.

    Source: KL's yearly dimensionering; the default rule is inferred (a remainder rule is needed,
    since the rounded shares of Sjælland 2019 sum to 746 of 747).

    Examples
    --------
    Sjælland's 747 places for pædagog students at 39, 37 and 24 per cent:

    >>> import kkr_allocation as kkr
    >>> kkr.distribute(747, {"dagtilbud": 39, "social": 37, "skole": 24}).places
    {'dagtilbud': 291, 'social': 277, 'skole': 179}
    """
    shared = whole_number(total, "total")
    figures = exact_weights(key, "key")
    if not any(figures.values()):
        raise InvalidInputError(
            Bilingual(
                f"key has {'only zeros' if figures else 'no places'}",
                da=f"nøglen har {'kun nuller' if figures else 'ingen steder'}",
            ),
            why=Bilingual(
                "places are shared in proportion to the key",
                da="pladser fordeles i forhold til nøglen",
            ),
            do=Bilingual(
                "Check that the right column was read",
                da="Se efter, om det er den rigtige kolonne",
            ),
        )
    if wishes is not None:
        one_of(wishes, Wishes, "wishes", made_by='kkr.Wishes({"Skive": 3})')
    limits = Limits(
        floors=by_place(floors, figures, "floors"),
        caps=by_place(caps, figures, "caps"),
        change=change,
        multiple=_positive(multiple),
    )
    known_places(() if change is None else change.base, figures, "base of the largest change")
    check_feasible(shared, figures, limits)
    each = limits.multiple
    highs = limits.highs(figures)
    sharing = share_places(
        figures,
        shared // each,
        rule,
        floors=limits.lows(figures),
        caps=highs,
        lots=lots,
        multiple=each,
    )
    base = {place: lot * each for place, lot in sharing.seats.items()}
    granted = grant(wishes, base, highs, each) if wishes else dict.fromkeys(base, 0)
    moved = each_of(transfers, Transfer, "transfers")
    taken = {} if deductions is None else whole_numbers(deductions, "deductions")
    wanted = {place: places + granted[place] for place, places in base.items()}
    return Distribution(
        total=shared,
        key=figures,
        rule=rule,
        limits=limits,
        wishes=wishes,
        transfers=moved,
        deductions=taken,
        lots=sharing.lots,
        base=base,
        granted=granted,
        places=deduct(taken, transfer(moved, wanted)),
        title=title,
    )


def _positive(multiple: int) -> int:
    if whole_number(multiple, "multiple") == 0:
        raise InvalidInputError(
            Bilingual("multiple is 0", da="pladserne gives 0 ad gangen"),
            why=Bilingual(
                "places are given in multiples of a number from 1 up",
                da="de gives så og så mange ad gangen, fra 1 og op",
            ),
            do=Bilingual("Pass 1 for single places", da="Skriv 1 for enkelte pladser"),
        )
    return int(multiple)


def scale(
    base: Figures,
    new_total: int,
    rule: Rule = LARGEST_REMAINDER,
    *,
    floors: Figures | int | None = None,
    caps: Figures | int | None = None,
    change: MaxChange | None = None,
    multiple: int = 1,
    wishes: Wishes | None = None,
    transfers: Iterable[Transfer] = (),
    deductions: Figures | None = None,
    lots: Iterable[Lot] = (),
    title: str = "",
) -> Distribution:
    """Scale last year's places to a new total, rounded so that the sum is right.

    What does each municipality take when the national minimum goes from 2,200 to 3,000?

    Parameters
    ----------
    base : mapping of str to int
        Last year's places (grunddimensionering).
    new_total : int
        The new total.
    rule, floors, caps, change, multiple, wishes, transfers, deductions, lots, title
        As in `distribute`.

    Returns
    -------
    Distribution
        ``.claims`` are ``base * new_total / sum(base)``.

    Raises
    ------
    InvalidInputError, InfeasibleError, UnresolvedTieError
        As in `distribute`.

    Notes
    -----
    Source: Herning and Kalundborg, SSH 2020 (checked at these two points).

    Examples
    --------
    From 2,200 to 3,000 places in 2020:

    >>> import kkr_allocation as kkr
    >>> kkr.scale({"Herning": 34, "Kalundborg": 21, "the rest": 2145}, 3000).places
    {'Herning': 46, 'Kalundborg': 29, 'the rest': 2925}
    """
    last = whole_numbers(base, "base")
    return distribute(
        new_total,
        last,
        rule,
        floors=floors,
        caps=caps,
        change=change,
        multiple=multiple,
        wishes=wishes,
        transfers=transfers,
        deductions=deductions,
        lots=lots,
        title=title,
    )
