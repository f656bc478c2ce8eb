"""Limits on the places of each municipality: floors, caps, the largest change, whole multiples.

Several rules may bind one place. The highest of its floors counts and the lowest of its caps,
and each keeps its name, so that a conflict can be told in words: which rules, by how much, and
which total would work.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING

from attrs import Attribute, field, frozen

from kkr_allocation.apportionment.exact import exceeding
from kkr_allocation.errors import Bilingual, Count, InfeasibleError
from kkr_allocation.inputs import Figures, one_of, whole_number, whole_numbers
from kkr_allocation.placements.keys import exact_ratio, known_places, listed
from kkr_allocation.results import read_only
from kkr_allocation.words import both, refusal, refused, worded

if TYPE_CHECKING:
    from decimal import Decimal


_HUNDRED = 100


def _percent(value: Fraction | int | Decimal | str | None) -> Fraction | None:
    if value is None:
        return None
    figure = exact_ratio(value)
    if isinstance(figure, str):
        raise refused("placements.unusable_percent", figure=figure)
    return figure


def _base(base: Figures) -> dict[str, int]:
    return whole_numbers(base, "base")


def checked_change(change: MaxChange | None) -> MaxChange | None:
    """Return the largest change, or say that it is none."""
    if change is None:
        return None
    return one_of(change, MaxChange, "change", made_by='kkr.MaxChange({"Skive": 30}, percent=10)')


@frozen(field_transformer=read_only)
class MaxChange:
    """The largest change from one year to the next, in places, in per cent, or both.

    Parameters
    ----------
    base : mapping of str to int
        Last year's places. A place that is new this year is not limited.
    places : int, optional
        At most so many places up or down.
    percent : int, Fraction or Decimal, optional
        At most so many per cent of last year's places up or down; a part of a place does not
        count, so 10 per cent of 34 allows 31 to 37. Where both are given, both hold.

    Raises
    ------
    InvalidInputError
        If neither is given, or a figure is no exact number from zero up.

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> change = kkr.MaxChange({"Herning": 34}, percent=10)
    >>> change.least("Herning"), change.most("Herning")
    (31, 37)
    """

    base: Mapping[str, int] = field(converter=_base)
    places: int | None = field(default=None, kw_only=True)
    percent: Fraction | None = field(default=None, kw_only=True, converter=_percent)

    @places.validator
    def _check_places(self, _: Attribute[int | None], places: int | None) -> None:
        if places is not None:
            whole_number(places, "places")
        elif self.percent is None:
            raise refused("placements.empty_change")

    def least(self, place: str) -> int:
        """Return the fewest places the change allows; 0 for a place that is new."""
        last = self.base.get(place, 0)
        return last - min(last, self._room(last))

    def most(self, place: str) -> int | None:
        """Return the most places the change allows; None for a place that is new."""
        return self.base[place] + self._room(self.base[place]) if place in self.base else None

    def _room(self, last: int) -> int:
        """Return how many places up or down from last year's both figures allow."""
        rooms = [] if self.places is None else [self.places]
        if self.percent is not None:
            rooms.append(math.floor(last * self.percent / _HUNDRED))
        return min(rooms)

    def __str__(self) -> str:
        """State the change as a rule in words."""
        return str(self.words)

    @property
    def words(self) -> Bilingual:
        """The change as a rule in words."""
        en, da = [], []
        if self.places is not None:
            places = Count(self.places)
            en.append(f"{places:place|places}")
            da.append(f"{places:plads|pladser}")
        if self.percent is not None:
            en.append(f"{self.percent} per cent")
            da.append(f"{self.percent} procent")
        return worded("placements.change_at_most", en=" and ".join(en), da=" og ".join(da))


@frozen
class Bound:
    """One named rule on one place."""

    place: str
    places: int  # the fewest, or the most
    rule: Bilingual  # as it stands in the conflict of an `InfeasibleError`


def by_place(
    bound: Figures | int | None, key: Mapping[str, Fraction], argument: str
) -> dict[str, int]:
    """Return a bound by place: one number holds for every place of the key."""
    if bound is None:
        return {}
    if isinstance(bound, int):
        return dict.fromkeys(key, whole_number(bound, argument))
    bounds = whole_numbers(bound, argument)
    known_places(bounds, key, argument)
    return bounds


@frozen(kw_only=True, field_transformer=read_only)
class Limits:
    """All limits of one distribution."""

    floors: Mapping[str, int]
    caps: Mapping[str, int]
    change: MaxChange | None = field(converter=checked_change)  # the largest change from last year
    multiple: int

    def least(self, place: str) -> int:
        """Return the fewest places that all rules allow this place."""
        floor = self.floors.get(place, 0)
        return floor if self.change is None else max(floor, self.change.least(place))

    def most(self, place: str) -> int | None:
        """Return the most places that all rules allow this place; None where none bounds it."""
        cap = self.caps.get(place)
        most = None if self.change is None else self.change.most(place)
        return most if cap is None or (most is not None and most < cap) else cap

    def low(self, place: str) -> Bound:
        """Return the highest rule on the fewest places of this place."""
        least, floor = self.least(place), self.floors.get(place, 0)
        if self.change is not None and least > floor:
            words = self.change.words
            rule = worded("placements.keeps_at_or_more", words=words, place=place, least=least)
        else:
            rule = worded("placements.floor_floor_place", floor=floor, place=place)
        return Bound(place, least, rule)

    def high(self, place: str) -> Bound | None:
        """Return the lowest rule on the most places of this place, if there is one."""
        most, cap = self.most(place), self.caps.get(place)
        if most is None:
            return None
        if self.change is not None and most != cap:
            words = self.change.words
            rule = worded("placements.keeps_at_or_less", words=words, place=place, most=most)
        else:
            rule = worded("placements.cap_cap_place", cap=most, place=place)
        return Bound(place, most, rule)

    def lows(self, key: Mapping[str, Fraction]) -> dict[str, int]:
        """Return the fewest lots of `multiple` places for each place of the key."""
        return {place: -(-self.least(place) // self.multiple) for place in key}

    def highs(self, key: Mapping[str, Fraction]) -> dict[str, int]:
        """Return the most lots of `multiple` places for each place that has such a bound."""
        bounds = ((place, self.most(place)) for place in key)
        return {place: most // self.multiple for place, most in bounds if most is not None}


# Can these limits be met at all? Checked before anything is shared, so that the arithmetic itself
# never meets the case. A conflict is irreducible: leave out any one of its rules, and the rest fit.


def check_feasible(total: int, key: Mapping[str, Fraction], limits: Limits) -> None:
    """Refuse limits that no distribution of `total` places can meet.

    Without weight nothing is won beyond the floor. ``.conflict`` of the InfeasibleError names an
    irreducible set of rules; ``.relaxation`` is ``{"total": n}`` with the nearest total that works,
    or ``{"caps": {place: n}}`` where no total does.
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
        _refuse_floors(total, least, {place: limits.low(place) for place in key}, multiple)
    if most is not None and total > most:
        bounds = (_high(place, weight, limits) for place, weight in key.items())
        _refuse_caps(total, most, [bound for bound in bounds if bound], multiple)


def _up(places: int, multiple: int) -> int:
    return -(-places // multiple) * multiple


def _down(places: int, multiple: int) -> int:
    return places // multiple * multiple


def _multiples(multiple: int) -> Bilingual:
    return worded("placements.multiples_multiple", multiple=multiple)


def _high(place: str, weight: Fraction, limits: Limits) -> Bound | None:
    """Return the most places; without weight that is the fewest the other rules allow."""
    if not weight:
        least = _up(limits.low(place).places, limits.multiple)
        return Bound(place, least, worded("placements.no_share_key", place=place))
    return limits.high(place)


def _refuse_place(place: str, limits: Limits) -> None:
    low, high, multiple = limits.low(place), limits.high(place), limits.multiple
    assert high is not None  # noqa: S101  (only what has both can contradict itself)
    rules = [low.rule, high.rule]
    if low.places <= high.places:
        rules.append(_multiples(multiple))
    needed = _up(low.places, multiple)
    each = both("", "")
    if multiple > 1:
        each = both(f", in {_multiples(multiple)}", f", {_multiples(multiple).da}")
    raise InfeasibleError(
        **refusal(
            "placements.must_or_more_or",
            place=place,
            places=low.places,
            places_2=high.places,
            each=each,
            rule=low.rule,
            rule_2=high.rule,
            needed=needed,
            needed_2=needed - high.places,
        ),
        conflict=tuple(rules),
        relaxation={"caps": {place: needed}},
    )


def _refuse_multiple(total: int, least: int, most: int | None, multiple: int) -> None:
    lower = _down(total, multiple)
    nearest = lower if 2 * (total - lower) <= multiple else lower + multiple
    nearest = max(nearest, least) if most is None else min(max(nearest, least), most)
    raise _infeasible(
        "placements.cannot_given_multiples",
        (total, nearest),
        [_multiples(multiple)],
        total=total,
        multiple=multiple,
        total_2=total - lower,
        nearest=nearest,
    )


def _refuse_floors(total: int, least: int, lows: Mapping[str, Bound], multiple: int) -> None:
    """Name the largest floors that alone need more than the total; rounded up only if needed."""
    step = 1 if sum(bound.places for bound in lows.values()) > total else multiple
    needed = {place: _up(bound.places, step) for place, bound in lows.items()}
    rules = [_multiples(step)] if step > 1 else []
    rules += [lows[place].rule for place in exceeding(needed, total)]
    raise _infeasible(
        "placements.floors_need_more_than",
        (total, least),
        rules,
        least=least,
        least_2=least - total,
        total=total,
        listed=listed(rules),
    )


def _refuse_caps(total: int, most: int, highs: list[Bound], multiple: int) -> None:
    """Name all caps, since a place without one would take what is left."""
    rules = [bound.rule for bound in highs]
    if sum(bound.places for bound in highs) >= total:
        rules.append(_multiples(multiple))
    raise _infeasible(
        "placements.caps_leave_room_fewer",
        (total, most),
        rules,
        most=most,
        total=total - most,
        total_2=total,
        listed=listed(rules),
    )


def _infeasible(
    key: str, totals: tuple[int, int], rules: list[Bilingual], **figures: object
) -> InfeasibleError:
    """Return the error that names the total, the rules against it, and the total that works."""
    total, nearest = totals
    return InfeasibleError(
        **refusal(key, **figures),
        conflict=(worded("placements.total_total", total=total), *rules),
        relaxation={"total": nearest},
    )
