"""Can these limits be met at all? If not: which of them conflict, and which total would work.

The conflict is irreducible: leave out any one of the rules named and the rest of those named can
be met. Checked before anything is shared, so that the arithmetic itself never meets the case.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kkr_allocation.errors import Bilingual, Count, InfeasibleError
from kkr_allocation.placements.limits import Bound, Limits
from kkr_allocation.placements.weights import listed

if TYPE_CHECKING:
    from collections.abc import Mapping
    from fractions import Fraction

__all__ = ["check_feasible"]


def check_feasible(total: int, key: Mapping[str, Fraction], limits: Limits) -> None:
    """Refuse limits that no distribution of `total` places can meet.

    Parameters
    ----------
    total : int
        Places to share.
    key : mapping of str to Fraction
        The weight of each place; without weight nothing is won beyond the floor.
    limits : Limits
        The rules.

    Raises
    ------
    InfeasibleError
        If a place's floor is above its cap, the total is no multiple, the floors need more
        places than there are, or the caps leave some over. ``.conflict`` names an irreducible
        set of rules; ``.relaxation`` is ``{"total": n}`` with the nearest total that works, or
        ``{"caps": {place: n}}`` where no total does.
    """
    multiple = limits.multiple
    lows, highs = limits.lows(key), limits.highs(key)
    for place in highs:
        if lows[place] > highs[place]:
            _refuse_place(place, limits)
    highs.update({place: lows[place] for place, weight in key.items() if not weight})
    least = multiple * sum(lows.values())
    most = multiple * sum(highs.values()) if len(highs) == len(key) else None
    if total % multiple:
        _refuse_multiple(total, least, most, multiple)
    if total < least:
        _refuse_floors(total, least, [limits.low(place) for place in key], multiple)
    if most is not None and total > most:
        bounds = (_high(place, weight, limits) for place, weight in key.items())
        _refuse_caps(total, most, [bound for bound in bounds if bound], multiple)


def _up(places: int, multiple: int) -> int:
    return -(-places // multiple) * multiple


def _down(places: int, multiple: int) -> int:
    return places // multiple * multiple


def _total(total: int) -> Bilingual:
    return Bilingual(f"total {total}", da=f"{total} i alt")


def _multiples(multiple: int) -> Bilingual:
    return Bilingual(f"multiples of {multiple}", da=f"{multiple} ad gangen")


def _high(place: str, weight: Fraction, limits: Limits) -> Bound | None:
    """Return the most places; without weight that is the fewest the other rules allow."""
    if not weight:
        least = _up(limits.low(place).places, limits.multiple)
        return Bound(
            place,
            least,
            Bilingual(f"{place} has no share of the key", da=f"{place} har ingen andel i nøglen"),
        )
    return limits.high(place)


def _refuse_place(place: str, limits: Limits) -> None:
    low, high, multiple = limits.low(place), limits.high(place), limits.multiple
    assert high is not None  # noqa: S101  (only what has both can contradict itself)
    rules = [low.rule, high.rule]
    if low.places <= high.places:
        rules.append(_multiples(multiple))
    needed = _up(low.places, multiple)
    each = f", in {_multiples(multiple)}" if multiple > 1 else ""
    hver = f", {_multiples(multiple).da}" if multiple > 1 else ""
    raise InfeasibleError(
        Bilingual(
            f"{place} must have {Count(low.places):place|places} or more and {high.places} or "
            f"fewer{each}",
            da=f"{place} skal have mindst {Count(low.places):plads|pladser} og højst "
            f"{high.places}{hver}",
        ),
        why=Bilingual(
            f"no number of places meets both: {low.rule}; {high.rule}",
            da=f"intet antal pladser opfylder begge: {low.rule.da}; {high.rule.da}",
        ),
        do=Bilingual(
            f"Let {place} have {Count(needed):place|places}, {needed - high.places} more than its "
            "cap, or lower what it must have",
            da=f"Lad {place} få {Count(needed):plads|pladser}, {needed - high.places} flere end "
            "det højeste, eller sænk det mindste",
        ),
        conflict=tuple(rules),
        relaxation={"caps": {place: needed}},
    )


def _refuse_multiple(total: int, least: int, most: int | None, multiple: int) -> None:
    lower = _down(total, multiple)
    nearest = lower if 2 * (total - lower) <= multiple else lower + multiple
    nearest = max(nearest, least) if most is None else min(max(nearest, least), most)
    raise InfeasibleError(
        Bilingual(
            f"{Count(total):place|places} cannot be given in multiples of {multiple}",
            da=f"{Count(total):plads|pladser} kan ikke gives {multiple} ad gangen",
        ),
        why=Bilingual(
            f"{Count(total - lower):place|places} would be left over",
            da=f"der bliver {Count(total - lower):plads|pladser} til overs",
        ),
        do=Bilingual(
            f"Share {Count(nearest):place|places}, or give them one by one with multiple=1",
            da=f"Fordel {Count(nearest):plads|pladser}, eller giv dem én ad gangen",
        ),
        conflict=(_total(total), _multiples(multiple)),
        relaxation={"total": nearest},
    )


def _refuse_floors(total: int, least: int, lows: list[Bound], multiple: int) -> None:
    """Name the largest floors that alone need more than the total; rounded up only if needed."""
    step = 1 if sum(bound.places for bound in lows) > total else multiple
    needed = 0
    rules = [_multiples(step)] if step > 1 else []
    for bound in sorted(lows, key=lambda bound: -_up(bound.places, step)):
        if needed > total:
            break
        needed += _up(bound.places, step)
        rules.append(bound.rule)
    raise InfeasibleError(
        Bilingual(
            f"the floors need {Count(least):place|places}, {least - total} more than the {total} "
            "there are",
            da=f"de mindste antal kræver {Count(least):plads|pladser}, {least - total} flere end "
            f"de {total}, der er",
        ),
        why=Bilingual(
            f"every place keeps what it must have: {listed(rules)}",
            da=f"hvert sted får, hvad det skal have: {listed(rules).da}",
        ),
        do=Bilingual(
            f"Share {Count(least):place|places}, or lower the floors by {least - total}",
            da=f"Fordel {Count(least):plads|pladser}, eller sænk de mindste antal med "
            f"{least - total}",
        ),
        conflict=(_total(total), *rules),
        relaxation={"total": least},
    )


def _refuse_caps(total: int, most: int, highs: list[Bound], multiple: int) -> None:
    """Name all caps, since a place without one would take what is left."""
    rules = [bound.rule for bound in highs]
    if sum(bound.places for bound in highs) >= total:
        rules.append(_multiples(multiple))
    raise InfeasibleError(
        Bilingual(
            f"the caps leave room for {Count(most):place|places}, {total - most} fewer than the "
            f"{total} there are",
            da=f"de højeste antal giver plads til {most}, {total - most} færre end de {total}, "
            "der er",
        ),
        why=Bilingual(
            f"no place has more than it may: {listed(rules)}",
            da=f"intet sted får mere, end det må: {listed(rules).da}",
        ),
        do=Bilingual(
            f"Share {Count(most):place|places}, or raise the caps by {total - most}",
            da=f"Fordel {Count(most):plads|pladser}, eller hæv de højeste antal med {total - most}",
        ),
        conflict=(_total(total), *rules),
        relaxation={"total": most},
    )
