"""How the claims of places were rounded: the cut that proves it, and where limits decide."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from kkr_allocation.placements.cut import RemainderCut, simplest_between
from kkr_allocation.presentation.language import Text, decimal, number
from kkr_allocation.presentation.place_limits import held, left_by_limits, limits_listed

if TYPE_CHECKING:
    from kkr_allocation.explanations import Language
    from kkr_allocation.placements.distribution import Distribution

__all__ = ["rounding"]

_MOST_DIGITS = 20
_CLAIMS = Text(en="The exact claims", da="De nøjagtige krav")
_SHARES = Text(en="These shares", da="Disse andele")
_CUT = Text(
    en="{claims} are rounded by {rule}: remainders up to {low} are rounded down, from {high} up.",
    da="{claims} afrundes efter {rule}: rester til og med {low} rundes ned, fra {high} op.",
)
_DOWN = Text(
    en="{claims} are rounded by {rule}: every remainder is rounded down.",
    da="{claims} afrundes efter {rule}: enhver rest rundes ned.",
)
_UP = Text(
    en="{claims} are rounded by {rule}: every remainder is rounded up.",
    da="{claims} afrundes efter {rule}: enhver rest rundes op.",
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
        ) + _rounded(result, language, _SHARES)
    places = limits_listed(result, sides, language)
    ending = _HELD.text(language, places=places) if sides else ""
    return _rounded(result, language) + ending


def _is_near(result: Distribution, place: str) -> bool:
    """Say whether rounding could give the place its number too."""
    return abs(result.base[place] - result.claims[place]) < result.limits.multiple


def _rounded(result: Distribution, language: Language, claims: Text = _CLAIMS) -> str:
    cut, rule = result.cut, result.rule
    if cut is None or cut.low is None or cut.high is None:
        return _PLAIN.text(language, rule=rule)
    if isinstance(cut, RemainderCut):
        sentence = _by_remainder(cut.low, cut.high)
        down, up = (
            decimal(end * result.limits.multiple, language, 4) for end in (cut.low, cut.high)
        )
        return sentence.text(language, claims=claims.text(language), rule=rule, low=down, high=up)
    if cut.power > 1:
        return _PLAIN.text(language, rule=rule)
    divisor = _digits(simplest_between(cut.low, cut.high), language)
    return _DIVISOR.text(language, rule=rule, divisor=divisor)


def _by_remainder(low: Fraction, high: Fraction) -> Text:
    """Say which remainders are rounded up; all are, or none, where one kind is missing."""
    if low >= 0 and high < 1:
        return _CUT
    if low < 1 <= high:
        return _DOWN
    return _UP if low < 0 < high else _PLAIN


def _digits(value: Fraction, language: Language) -> str:
    """Write a number with all its decimals; as a fraction where they never end."""
    digits = 0
    while (10**digits) % value.denominator:
        digits += 1
        if digits > _MOST_DIGITS:
            return str(value)
    return decimal(value, language, digits) if digits else str(value)
