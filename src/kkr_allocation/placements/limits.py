"""Limits on the places of each municipality: floors, caps, the largest change, whole multiples.

Several rules may bind one place: the highest of its floors counts and the lowest of its caps, and
each keeps its name, so that a conflict can be told in words.
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
    from collections.abc import Iterable
    from decimal import Decimal


def _percent(value: Fraction | int | Decimal | str | None) -> Fraction | None:
    figure = None if value is None else exact_ratio(value)
    if isinstance(figure, str):
        raise refused("placements.unusable_percent", figure=figure)
    return figure


def _base(base: Figures) -> dict[str, int]:
    return whole_numbers(base, "base")


def checked_change(change: MaxChange | None) -> MaxChange | None:
    """Return the largest change, or say that it is none."""
    made_by = 'kkr.MaxChange({"Skive": 30}, percent=10)'
    return change if change is None else one_of(change, MaxChange, "change", made_by=made_by)


@frozen(field_transformer=read_only)
class MaxChange:
    """The largest change from one year to the next, in places, in per cent, or both.

    Both hold where both are given. Of last year's places, the `base`, so many or so many per cent
    are the most up or down; a part of a place does not count, so 10 per cent of 34 allows 31 to 37.
    A place that is new this year is not limited.

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
            rooms.append(math.floor(last * self.percent / 100))
        return min(rooms)

    def __str__(self) -> str:
        """State the change as a rule in words."""
        return str(self.words)

    @property
    def words(self) -> Bilingual:
        """The change as a rule in words."""
        said = []
        if self.places is not None:
            count = Count(self.places)
            said.append((f"{count:place|places}", f"{count:plads|pladser}"))
        if self.percent is not None:
            said.append((f"{self.percent} per cent", f"{self.percent} procent"))
        en, da = zip(*said, strict=True)
        return worded("placements.change_at_most", en=" and ".join(en), da=" og ".join(da))


@frozen
class Bound:
    """The rule that leaves one place fewest, or most: its own limit or the largest change."""

    place: str
    places: int  # the fewest, or the most
    named: str  # the key of the sentence that names the rule
    change: MaxChange | None = None

    @property
    def rule(self) -> Bilingual:
        """The rule as it stands in the conflict of an `InfeasibleError`."""
        words = self.change.words if self.change else ""
        return worded(self.named, words=words, place=self.place, number=self.places)


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

    def low(self, place: str) -> Bound:
        """Return the highest rule on the fewest places of this place."""
        floor = self.floors.get(place, 0)
        if self.change is not None and (least := self.change.least(place)) > floor:
            return Bound(place, least, "placements.keeps_at_or_more", self.change)
        return Bound(place, floor, "placements.floor_floor_place")

    def high(self, place: str) -> Bound | None:
        """Return the lowest rule on the most places of this place, if there is one."""
        cap = self.caps.get(place)
        most = None if self.change is None else self.change.most(place)
        if most is not None and (cap is None or most < cap):
            return Bound(place, most, "placements.keeps_at_or_less", self.change)
        return None if cap is None else Bound(place, cap, "placements.cap_cap_place")

    def lows(self, key: Iterable[str]) -> dict[str, int]:
        """Return the fewest lots of `multiple` places for each place of the key."""
        return {place: -(-self.low(place).places // self.multiple) for place in key}

    def highs(self, key: Iterable[str]) -> dict[str, int]:
        """Return the most lots of `multiple` places for each place that has such a bound."""
        bounds = filter(None, map(self.high, key))
        return {bound.place: bound.places // self.multiple for bound in bounds}


def check_feasible(total: int, key: Mapping[str, Fraction], limits: Limits) -> None:
    """Refuse limits that no distribution of `total` places can meet, before anything is shared.

    A place without weight wins nothing beyond its floor. The conflict is irreducible;
    ``.relaxation`` is ``{"total": n}`` with the nearest total that works, or, where none does,
    ``{"caps": {place: n}}``.
    """
    multiple = limits.multiple
    lows, highs = limits.lows(key), limits.highs(key)
    for place in highs:
        if lows[place] > highs[place]:
            _refuse_place(place, limits)
    highs.update({place: lows[place] for place, weight in key.items() if not weight})
    least = multiple * sum(lows.values())
    most = multiple * sum(highs.values()) if len(highs) == len(key) else None
    together = worded("placements.multiples_multiple", multiple=multiple)
    if over := total % multiple:
        nearest = total - over if 2 * over <= multiple else total - over + multiple
        nearest = max(nearest, least) if most is None else min(max(nearest, least), most)
        what = {"multiple": multiple, "off": over}
        raise _infeasible(
            "multiple", "placements.cannot_given_multiples", total, nearest, [together], **what
        )
    if total < least:
        # The largest floors that alone need more than the total; rounded up only if needed.
        floors = {place: limits.low(place) for place in key}
        step = 1 if sum(bound.places for bound in floors.values()) > total else multiple
        needed = {place: -(-bound.places // step) * step for place, bound in floors.items()}
        rules = [together] if step > 1 else []
        rules += [floors[place].rule for place in exceeding(needed, total)]
        raise _infeasible(
            "floors", "placements.floors_need_more_than", total, least, rules, off=least - total
        )
    if most is not None and total > most:
        # All caps, since a place without one would take what is left.
        without = "placements.no_share_key"
        caps = (
            limits.high(place) if weight else Bound(place, multiple * lows[place], without)
            for place, weight in key.items()
        )
        bounds = [bound for bound in caps if bound]
        rules = [bound.rule for bound in bounds]
        if sum(bound.places for bound in bounds) >= total:
            rules.append(together)
        raise _infeasible(
            "caps", "placements.caps_leave_room_fewer", total, most, rules, off=total - most
        )


def _refuse_place(place: str, limits: Limits) -> None:
    low, high, multiple = limits.low(place), limits.high(place), limits.multiple
    assert high is not None  # noqa: S101  (only what has both can contradict itself)
    together = worded("placements.multiples_multiple", multiple=multiple)
    needed = -(-low.places // multiple) * multiple
    raise InfeasibleError(
        **refusal(
            "placements.must_or_more_or",
            place=place,
            places=low.places,
            places_2=high.places,
            each=both(f", in {together}", f", {together.da}") if multiple > 1 else "",
            rule=low.rule,
            rule_2=high.rule,
            needed=needed,
            needed_2=needed - high.places,
        ),
        conflict=(low.rule, high.rule, *[together] * (low.places <= high.places)),
        relaxation={"caps": {place: needed}},
        about="floors",
    )


def _infeasible(
    about: str, key: str, total: int, nearest: int, rules: list[Bilingual], **figures: object
) -> InfeasibleError:
    return InfeasibleError(
        **refusal(key, total=total, nearest=nearest, listed=listed(rules), **figures),
        conflict=(worded("placements.total_total", total=total), *rules),
        relaxation={"total": nearest},
        about=about,
    )
