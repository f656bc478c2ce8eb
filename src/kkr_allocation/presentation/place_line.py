"""One line on one place: what a mayor can read out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kkr_allocation.errors import InvalidInputError
from kkr_allocation.explanations import checked_language
from kkr_allocation.presentation import nouns
from kkr_allocation.presentation.language import Text, decimal, number
from kkr_allocation.presentation.place_limits import (
    beyond_clause,
    held,
    left_by_limits,
    limit_clause,
    room,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from fractions import Fraction

    from kkr_allocation.explanations import Language
    from kkr_allocation.placements.agreements import Wishes
    from kkr_allocation.placements.distribution import Distribution

__all__ = ["place_line"]

_LINE = Text(
    en="{place} has {places}: its share of {total} is {claim}, and {reason}{more}.",
    da="{place} har {places}: andelen af {total} er {claim}, og {reason}{more}.",
)
_EXACT = Text(en="that is a whole number", da="det er et helt tal")
_UP = Text(en="{remainder} is rounded up", da="{remainder} rundes op")
_DOWN = Text(en="{remainder} is rounded down", da="{remainder} rundes ned")
_AFTER = Text(
    en="of the {left} that the limits of others leave it is {share}: {reason}",
    da="af de {left}, som andres grænser levner, er den {share}: {reason}",
)
_FEWER = Text(
    en="{gap} fewer by the rule and the limits of others",
    da="{gap} færre efter reglen og andres grænser",
)
_MORE = Text(
    en="{gap} more by the rule and the limits of others",
    da="{gap} flere efter reglen og andres grænser",
)
_GRANTED = Text(
    en="of {asked} it wished for, {granted:is|are} added",
    da="{granted} af {asked} ønskede lægges til",
)
_SINCE = Text(en=", since {reason}", da=", da {reason}")
_RATIONED = Text(
    en="{most:place is|places are} added in all", da="der i alt lægges {most:plads|pladser} til"
)
_IN_LOTS = Text(
    en="places are given in multiples of {multiple}", da="pladser gives i hele {multiple}"
)
_RECEIVED = Text(
    en="{n:comes|come} from {other} by agreement", da="{n} kommer fra {other} efter aftale"
)
_GIVEN = Text(en="{n:goes|go} to {other} by agreement", da="{n} går til {other} efter aftale")
_PRIVATE = Text(
    en="{n:is|are} trained by private providers", da="{n} uddannes hos private leverandører"
)


def place_line(result: Distribution, place: str, language: Language) -> str:
    """Return one line on one place; see `Distribution.explain_place`."""
    checked_language(language)
    if place not in result.key:
        raise InvalidInputError(
            f"place is {place!r}",
            why="the key has no such place",
            do="Name one of the places of the key",
        )
    more = list(_changes(result, place, language))
    base_is = f" ({number(result.base[place], language)})" if more else ""
    return _LINE.text(
        language,
        place=place,
        places=nouns.places(result.places[place]),
        total=result.total,
        claim=decimal(result.claims[place], language),
        reason=_reason(result, place, language) + base_is,
        more="".join(f"; {change}" for change in more),
    )


def _reason(result: Distribution, place: str, language: Language) -> str:
    """Say what took the exact claim to the base: a limit, what limits leave, or rounding."""
    sides = held(result)
    if (side := sides.get(place)) is not None and result.base[place] != result.claims[place]:
        return limit_clause(result, place, side, language)
    if (rest := left_by_limits(result, sides)) is None:
        return _rounding(result, place, result.claims[place], language)
    left, figures = rest
    share = left * result.key[place] / figures
    return _AFTER.text(
        language,
        left=number(left, language),
        share=decimal(share, language),
        reason=_rounding(result, place, share, language),
    )


def _rounding(result: Distribution, place: str, claim: Fraction, language: Language) -> str:
    """Say what took an exact share to the base."""
    base, each = result.base[place], result.limits.multiple
    if base == claim:
        return _EXACT.text(language)
    if base >= claim + each:
        return _MORE.text(language, gap=decimal(base - claim, language))
    if base <= claim - each:
        return _FEWER.text(language, gap=decimal(claim - base, language))
    sentence = _UP if base > claim else _DOWN
    return sentence.text(language, remainder=decimal(claim % each, language))


def _changes(result: Distribution, place: str, language: Language) -> Iterator[str]:
    if result.wishes is not None and (asked := result.wishes.asked.get(place, 0)):
        granted = _GRANTED.text(language, granted=result.granted[place], asked=asked)
        yield granted + _less_granted(result, place, result.wishes, language)
    for agreed in result.transfers:
        if place == agreed.receiver:
            yield _RECEIVED.text(language, n=agreed.places, other=agreed.giver)
        elif place == agreed.giver:
            yield _GIVEN.text(language, n=agreed.places, other=agreed.receiver)
    if past := beyond_clause(result, place, language):
        yield past
    if result.deductions.get(place):
        yield _PRIVATE.text(language, n=result.deductions[place])


def _less_granted(result: Distribution, place: str, wishes: Wishes, language: Language) -> str:
    """Say why less was granted than was asked: a limit, the extra places in all, or multiples."""
    each = result.limits.multiple
    asked, granted = wishes.asked[place], result.granted[place]
    lots, free = asked // each * each, room(result, place)
    if granted == asked:
        return ""
    if free is not None and granted == free < lots:
        reason = limit_clause(result, place, "cap", language)
    elif granted < lots:
        reason = _RATIONED.text(language, most=sum(result.granted.values()))
    else:
        reason = _IN_LOTS.text(language, multiple=each)
    return _SINCE.text(language, reason=reason)
