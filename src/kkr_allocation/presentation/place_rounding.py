"""How the claims of places were rounded: the cut that proves it, and where limits decide."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from kkr_allocation.placements.cut import RemainderCut, simplest_between
from kkr_allocation.presentation.language import Text, decimal, number
from kkr_allocation.presentation.place_limits import held, left_by_limits, limits_listed

if TYPE_CHECKING:
    from kkr_allocation.placements.distribution import Distribution
    from kkr_allocation.results import Language

__all__ = ["rounding"]

_MOST_DIGITS = 20
_CUT = Text(
    en="The exact claims are rounded by {rule}: remainders up to {low} are rounded down, "
    "from {high} up.",
    da="De nøjagtige krav afrundes efter {rule}: rester til og med {low} rundes ned, "
    "fra {high} op.",
)
_DOWN = Text(
    en="The exact claims are rounded by {rule}: every remainder is rounded down.",
    da="De nøjagtige krav afrundes efter {rule}: enhver rest rundes ned.",
)
_UP = Text(
    en="The exact claims are rounded by {rule}: every remainder is rounded up.",
    da="De nøjagtige krav afrundes efter {rule}: enhver rest rundes op.",
)
_DIVISOR = Text(
    en="By {rule}, every figure divided by {divisor} and rounded as the rule rounds gives the "
    "places, within floors and caps.",
    da="Efter {rule} giver hvert tal divideret med {divisor} og afrundet efter reglen pladserne, "
    "inden for grænserne.",
)
_PLAIN = Text(en="The exact claims are rounded by {rule}.", da="Kravene afrundes efter {rule}.")
_HELD = Text(
    en=" Limits decide the number of {places}.", da=" Grænser bestemmer antallet for {places}."
)
_STAYS = Text(
    en="Limits decide the number of {places}. The others share the {left} left: {left} times the "
    "figure, divided by {sum}.{near} ",
    da="Grænser bestemmer antallet for {places}. De andre deler de {left}, der er tilbage: {left} "
    "gange tallet, divideret med {sum}.{near} ",
)
_NEAR = Text(
    en=" For {places} the limit is a whole number next to the claim; it counts all the same, and "
    "the others share what it leaves.",
    da=" For {places} er grænsen et helt tal lige ved kravet; den gælder alligevel, og de andre "
    "deler det, den levner.",
)


def rounding(result: Distribution, language: Language) -> str:
    """Say how the claims were rounded, with the cut that proves it, and where limits decide."""
    sides = held(result)
    if (rest := left_by_limits(result, sides)) is not None:
        left, figures = rest
        near = [place for place in sides if _is_near(result, place)]
        return _STAYS.text(
            language,
            places=limits_listed(result, sides, language),
            left=number(left, language),
            sum=_digits(Fraction(figures), language),
            near=_NEAR.text(language, places=near) if near else "",
        ) + _rounded(result, language)
    places = limits_listed(result, sides, language)
    ending = _HELD.text(language, places=places) if sides else ""
    return _rounded(result, language) + ending


def _is_near(result: Distribution, place: str) -> bool:
    """Say whether rounding could give the place its number too."""
    return abs(result.base[place] - result.claims[place]) < result.limits.multiple


def _rounded(result: Distribution, language: Language) -> str:
    cut, rule = result.cut, result.rule
    if cut is None or cut.low is None or cut.high is None:
        return _PLAIN.text(language, rule=rule)
    if isinstance(cut, RemainderCut):
        return _by_remainder(result, cut.low, cut.high, language)
    if cut.power > 1:
        return _PLAIN.text(language, rule=rule)
    divisor = _digits(simplest_between(cut.low, cut.high), language)
    return _DIVISOR.text(language, rule=rule, divisor=divisor)


def _by_remainder(result: Distribution, low: Fraction, high: Fraction, language: Language) -> str:
    """Say which remainders are rounded up; all are, or none, where one kind is missing."""
    rule, each = result.rule, result.limits.multiple
    if low >= 0 and high < 1:
        down, up = (decimal(end * each, language, 4) for end in (low, high))
        return _CUT.text(language, rule=rule, low=down, high=up)
    if low < 1 <= high:
        return _DOWN.text(language, rule=rule)
    return (_UP if low < 0 < high else _PLAIN).text(language, rule=rule)


def _digits(value: Fraction, language: Language) -> str:
    """Write a number with all its decimals; as a fraction where they never end."""
    digits = 0
    while (10**digits) % value.denominator:
        digits += 1
        if digits > _MOST_DIGITS:
            return str(value)
    return decimal(value, language, digits) if digits else str(value)
