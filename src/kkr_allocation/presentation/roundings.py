"""How the claims of places were rounded: the cut that proves it, and where limits decide."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from kkr_allocation.apportionment.rules import QuotaRule
from kkr_allocation.placements.rounding import RemainderCut, held_at_limits, simplest_between
from kkr_allocation.placements.shares import BASE_AND_WISHES, PRIVATE_PROVIDERS, TRANSFERS
from kkr_allocation.presentation import language as nouns
from kkr_allocation.presentation.language import Text, decimal, joined, number

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kkr_allocation.explanations import Language
    from kkr_allocation.placements.agreements import Wishes
    from kkr_allocation.placements.distribute import Distribution
    from kkr_allocation.sources import Source


# Limits of places in words: which it is, where it decides, and where agreements go past it.


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


# What is added to the base of places and taken off: wishes, agreements, private providers.


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


def tally(figures: Mapping[str, int], language: Language) -> str:
    """List figures by name."""
    return joined((f"{name} {number(n, language)}" for name, n in figures.items()), language)


def result_sentence(places: Mapping[str, int], language: Language) -> str:
    """Return the sentence that ends an explanation: the places and their sum."""
    listed, total = tally(places, language), sum(places.values())
    return _RESULT.text(language, tally=listed, total=total)


def adjustments(result: Distribution, language: Language) -> Iterator[Sentence]:
    """Yield what was granted, transferred and deducted, and the places after it."""
    if result.wishes is not None:
        yield _wishes(result, result.wishes, language), BASE_AND_WISHES
    for agreed in result.transfers:
        yield (
            _TRANSFER.text(
                language,
                giver=agreed.giver,
                receiver=agreed.receiver,
                places=nouns.places(agreed.places),
                consent=agreed.consent,
            ),
            TRANSFERS,
        )
    if result.beyond_limits:
        yield _BEYOND.text(language, places=beyond(result, language)), TRANSFERS
    if result.deductions:
        deducted = tally(result.deductions, language)
        yield _DEDUCTED.text(language, tally=deducted), PRIVATE_PROVIDERS
    yield result_sentence(result.places, language), BASE_AND_WISHES


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
