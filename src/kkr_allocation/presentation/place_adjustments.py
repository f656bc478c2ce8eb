"""What is added to the base of places and taken off: wishes, agreements, private providers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kkr_allocation.placements import basis
from kkr_allocation.presentation import nouns
from kkr_allocation.presentation.language import Text, joined, number
from kkr_allocation.presentation.place_limits import Side, beyond, limits_listed, room

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kkr_allocation.explanations import Language
    from kkr_allocation.placements.agreements import Wishes
    from kkr_allocation.placements.distribution import Distribution
    from kkr_allocation.sources import Source

__all__ = ["Sentence", "adjustments", "result_sentence", "tally"]

Sentence = tuple[str, "Source"]

_GRANTED = Text(
    en="Of {asked} wished for, {granted:is|are} granted{rationed}: {tally}.",
    da="Af {asked}, der er ønsket, gives {granted}{rationed}: {tally}.",
)
_NONE = Text(
    en="Of {asked} wished for, none is granted{rationed}.",
    da="Af {asked}, der er ønsket, gives ingen{rationed}.",
)
_RATIONED = Text(en=", rationed by {rule}", da=", fordelt efter {rule}")
_NO_ROOM = Text(
    en=" The limits leave no room for more in {places}.",
    da=" Grænserne giver ikke plads til flere i {places}.",
)
_IN_LOTS = Text(
    en=" Wishes are rounded down to multiples of {multiple}.",
    da=" Ønsker rundes ned til hele {multiple}.",
)
_TRANSFER = Text(
    en="By agreement {giver} gives {places} to {receiver} ({consent}); the sum is unchanged.",
    da="Efter aftale giver {giver} {places} til {receiver} ({consent}); summen er uændret.",
)
_BEYOND = Text(
    en="The agreements go beyond the limits of the sharing: {places}.",
    da="Aftalerne går ud over grænserne for fordelingen: {places}.",
)
_DEDUCTED = Text(
    en="Pupils of private providers are deducted: {tally}.",
    da="Private leverandørers elever trækkes fra: {tally}.",
)
_RESULT = Text(en="Places: {tally}, {total} in all.", da="Pladser: {tally}, i alt {total}.")


def tally(figures: dict[str, int], language: Language) -> str:
    """List figures by name."""
    return joined((f"{name} {number(n, language)}" for name, n in figures.items()), language)


def result_sentence(places: dict[str, int], language: Language) -> str:
    """Return the sentence that ends an explanation: the places and their sum."""
    listed, total = tally(places, language), sum(places.values())
    return _RESULT.text(language, tally=listed, total=total)


def adjustments(result: Distribution, language: Language) -> Iterator[Sentence]:
    """Yield what was granted, transferred and deducted, and the places after it."""
    if result.wishes is not None:
        yield _wishes(result, result.wishes, language), basis.BASE_AND_WISHES
    for agreed in result.transfers:
        yield (
            _TRANSFER.text(
                language,
                giver=agreed.giver,
                receiver=agreed.receiver,
                places=nouns.places(agreed.places),
                consent=agreed.consent,
            ),
            basis.TRANSFERS,
        )
    if result.beyond_limits:
        yield _BEYOND.text(language, places=beyond(result, language)), basis.TRANSFERS
    if result.deductions:
        deducted = tally(result.deductions, language)
        yield _DEDUCTED.text(language, tally=deducted), basis.PRIVATE_PROVIDERS
    yield result_sentence(result.places, language), basis.BASE_AND_WISHES


def _wishes(result: Distribution, wishes: Wishes, language: Language) -> str:
    """Say what was wished for and granted, and what stands in the way of the rest."""
    each = result.limits.multiple
    granted = {place: extra for place, extra in result.granted.items() if extra}
    lots = {place: extra // each * each for place, extra in wishes.asked.items()}
    rooms = {place: room(result, place) for place in lots}
    stopped: dict[str, Side] = {
        place: "cap"
        for place, extra in lots.items()
        if (free := rooms[place]) is not None and free < extra
    }
    possible = {
        p: extra if (free := rooms[p]) is None else min(extra, free) for p, extra in lots.items()
    }
    rationed = sum(granted.values()) < sum(possible.values())
    sentence = _GRANTED if granted else _NONE
    said = sentence.text(
        language,
        asked=nouns.places(sum(wishes.asked.values())),
        granted=sum(granted.values()),
        rationed=_RATIONED.text(language, rule=wishes.rule) if rationed else "",
        tally=tally(granted, language),
    )
    if stopped:
        said += _NO_ROOM.text(language, places=limits_listed(result, stopped, language))
    if lots != wishes.asked:
        said += _IN_LOTS.text(language, multiple=each)
    return said
