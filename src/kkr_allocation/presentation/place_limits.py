"""Limits of places in words: which it is, where it decides, and where agreements go past it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from kkr_allocation.apportionment.rules import QuotaRule
from kkr_allocation.placements.cut import held_at_limits
from kkr_allocation.presentation.language import Text, joined, number

if TYPE_CHECKING:
    from collections.abc import Mapping
    from fractions import Fraction

    from kkr_allocation.explanations import Language
    from kkr_allocation.placements.distribution import Distribution

__all__ = [
    "Side",
    "beyond",
    "beyond_clause",
    "held",
    "left_by_limits",
    "limit_clause",
    "limits_listed",
    "room",
]

Side = Literal["floor", "cap"]

_FLOOR = Text(en="it keeps at least {bound}", da="den har mindst {bound}")
_CAP = Text(en="it has at most {bound}", da="den har højst {bound}")
_LEAST = Text(
    en="the largest change from last year's {last} keeps it at {bound} or more",
    da="den største ændring fra sidste års {last} giver den mindst {bound}",
)
_MOST = Text(
    en="the largest change from last year's {last} keeps it at {bound} or less",
    da="den største ændring fra sidste års {last} giver den højst {bound}",
)
_MULTIPLE = Text(en=", in multiples of {multiple}", da=", i hele {multiple}")
_SIDES = {
    "floor": Text(en="{place} (at least {bound})", da="{place} (mindst {bound})"),
    "cap": Text(en="{place} (at most {bound})", da="{place} (højst {bound})"),
}
_PAST = {
    "floor": Text(en="{place} {has} (at least {bound})", da="{place} {has} (mindst {bound})"),
    "cap": Text(en="{place} {has} (at most {bound})", da="{place} {has} (højst {bound})"),
}
_ITS_PAST = {
    "floor": Text(
        en="the agreement goes beyond its limit of at least {bound}",
        da="aftalen går ud over grænsen på mindst {bound}",
    ),
    "cap": Text(
        en="the agreement goes beyond its limit of at most {bound}",
        da="aftalen går ud over grænsen på højst {bound}",
    ),
}


def held(result: Distribution) -> dict[str, Side]:
    """Return the places whose base a limit decides, and not the rounding."""
    return held_at_limits(result.sharing())


def left_by_limits(
    result: Distribution, sides: Mapping[str, Side]
) -> tuple[int, int | Fraction] | None:
    """Return the places left for those that no limit decides, and the sum of their figures.

    Each has a share of them in proportion to its figure. None where there are none, or where the
    rule knows no such share: a divisor holds for those at a limit too.
    """
    figures = sum(figure for place, figure in result.key.items() if place not in sides)
    if not sides or not figures or not isinstance(result.rule, QuotaRule):
        return None
    return result.total - sum(result.base[place] for place in sides), figures


def room(result: Distribution, place: str) -> int | None:
    """Return how many extra places the limits leave beyond the base; None for any number."""
    high, each = result.limits.high(place), result.limits.multiple
    return None if high is None else high.places // each * each - result.base[place]


def limit_clause(result: Distribution, place: str, side: Side, language: Language) -> str:
    """Say which limit a place has on one side: its own, or the largest change."""
    limits = result.limits
    bound = _bound(result, place, side)
    own = limits.floors.get(place, 0) if side == "floor" else limits.caps.get(place)
    if bound == own or limits.change is None:
        sentence = _FLOOR if side == "floor" else _CAP
        clause = sentence.text(language, bound=bound)
    else:
        sentence = _LEAST if side == "floor" else _MOST
        clause = sentence.text(language, bound=bound, last=limits.change.base[place])
    if bound % limits.multiple:
        clause += _MULTIPLE.text(language, multiple=limits.multiple)
    return clause


def _bound(result: Distribution, place: str, side: Side) -> int:
    limit = result.limits.low(place) if side == "floor" else result.limits.high(place)
    return 0 if limit is None else limit.places


def limits_listed(result: Distribution, sides: Mapping[str, Side], language: Language) -> str:
    """List places with their limit, such as "Skive (at most 30)"."""
    return joined(
        (
            _SIDES[side].text(language, place=place, bound=_bound(result, place, side))
            for place, side in sides.items()
        ),
        language,
    )


def beyond(result: Distribution, language: Language) -> str:
    """List the places that agreements took past a limit; empty where none are."""
    return joined(
        (
            _PAST[_side(result, place)].text(
                language,
                place=place,
                has=number(result.places[place] + result.deductions.get(place, 0), language),
                bound=bound.places,
            )
            for place, bound in result.beyond_limits.items()
        ),
        language,
    )


def beyond_clause(result: Distribution, place: str, language: Language) -> str:
    """Say that an agreement took this place past its limit; empty where none did."""
    bound = result.beyond_limits.get(place)
    if bound is None:
        return ""
    return _ITS_PAST[_side(result, place)].text(language, bound=bound.places)


def _side(result: Distribution, place: str) -> Side:
    """Return the side a place was taken past its limit on; giving away goes below a floor."""
    return "floor" if result.transferred[place] < 0 else "cap"
