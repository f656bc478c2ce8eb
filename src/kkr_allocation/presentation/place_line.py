"""One line on one place: what a mayor can read out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kkr_allocation.errors import InvalidInputError
from kkr_allocation.presentation import nouns
from kkr_allocation.presentation.language import Text, decimal, number
from kkr_allocation.results import checked_language

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kkr_allocation.placements.distribution import Distribution
    from kkr_allocation.results import Language

__all__ = ["place_line"]

_LINE = Text(
    en="{place} has {places}: its share of {total} is {claim}, and {reason}{more}.",
    da="{place} har {places}: andelen af {total} er {claim}, og {reason}{more}.",
)
_EXACT = Text(en="that is a whole number", da="det er et helt tal")
_UP = Text(en="{remainder} is rounded up", da="{remainder} rundes op")
_DOWN = Text(en="{remainder} is rounded down", da="{remainder} rundes ned")
_FLOOR = Text(en="it keeps at least {bound}", da="den har mindst {bound}")
_CAP = Text(en="it has at most {bound}", da="den har højst {bound}")
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
    """Say what took the exact claim to the base: a limit, or rounding."""
    base, claim = result.base[place], result.claims[place]
    low, high = result.limits.low(place), result.limits.high(place)
    each = result.limits.multiple
    if base == claim:
        return _EXACT.text(language)
    if base >= claim + each and base - each < low.places:
        return _FLOOR.text(language, bound=low.places)
    if base <= claim - each and high is not None and base + each > high.places:
        return _CAP.text(language, bound=high.places)
    if base >= claim + each:
        return _MORE.text(language, gap=decimal(base - claim, language))
    if base <= claim - each:
        return _FEWER.text(language, gap=decimal(claim - base, language))
    sentence = _UP if base > claim else _DOWN
    return sentence.text(language, remainder=decimal(claim % each, language))


def _changes(result: Distribution, place: str, language: Language) -> Iterator[str]:
    asked = result.wishes.asked.get(place, 0) if result.wishes is not None else 0
    if asked:
        yield _GRANTED.text(language, granted=result.granted[place], asked=asked)
    for agreed in result.transfers:
        if place == agreed.receiver:
            yield _RECEIVED.text(language, n=agreed.places, other=agreed.giver)
        elif place == agreed.giver:
            yield _GIVEN.text(language, n=agreed.places, other=agreed.receiver)
    if result.deductions.get(place):
        yield _PRIVATE.text(language, n=result.deductions[place])
