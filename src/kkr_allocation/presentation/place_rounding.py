"""How the claims of places were rounded: the cut that proves it, and where limits decide."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kkr_allocation.placements.cut import RemainderCut, simplest_between
from kkr_allocation.presentation.language import Text, decimal
from kkr_allocation.presentation.place_limits import held, limits_listed

if TYPE_CHECKING:
    from fractions import Fraction

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
_LESS = Text(
    en="The exact claims are rounded by {rule}: {shift} is taken off each, and what is left is "
    "rounded down.",
    da="De nøjagtige krav afrundes efter {rule}: {shift} trækkes fra hvert, og resten rundes ned.",
)
_MORE = Text(
    en="The exact claims are rounded by {rule}: {shift} is added to each above zero, and the sum "
    "is rounded down.",
    da="De nøjagtige krav afrundes efter {rule}: {shift} lægges til hvert over nul, og summen "
    "rundes ned.",
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


def rounding(result: Distribution, language: Language) -> str:
    """Say how the claims were rounded, with the cut that proves it, and where limits decide."""
    sides = held(result)
    places = limits_listed(result, sides, language)
    ending = _HELD.text(language, places=places) if sides else ""
    return _rounded(result, language) + ending


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
    """Say which remainders are rounded up; limits can push the cut out of 0 to 1."""
    rule, each = result.rule, result.limits.multiple
    if low >= 0 and high < 1:
        down, up = (decimal(end * each, language, 4) for end in (low, high))
        return _CUT.text(language, rule=rule, low=down, high=up)
    if low < 1 <= high:
        return _DOWN.text(language, rule=rule)
    if low < 0 < high:
        return _UP.text(language, rule=rule)
    inner = (2 * low + high) / 3
    if low >= 1:
        shift = each * simplest_between(inner - 1, high - 1)
        return _LESS.text(language, rule=rule, shift=_digits(shift, language))
    shift = each * simplest_between(1 - high, 1 - inner)
    return _MORE.text(language, rule=rule, shift=_digits(shift, language))


def _digits(value: Fraction, language: Language) -> str:
    """Write a number with all its decimals; as a fraction where they never end."""
    digits = 0
    while (10**digits) % value.denominator:
        digits += 1
        if digits > _MOST_DIGITS:
            return str(value)
    return decimal(value, language, digits) if digits else str(value)
