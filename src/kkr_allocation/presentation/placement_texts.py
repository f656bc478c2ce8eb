"""Training places in sentences: the steps from the key to the places."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from kkr_allocation.errors import in_language
from kkr_allocation.placements import basis
from kkr_allocation.placements.cut import RemainderCut, simplest_between
from kkr_allocation.presentation import nouns
from kkr_allocation.presentation.language import Noun, Text, decimal, joined, number, rule_name
from kkr_allocation.results import Explanation, Step

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kkr_allocation.placements.comparison import RuleComparison
    from kkr_allocation.placements.distribution import Distribution
    from kkr_allocation.placements.keys import Key
    from kkr_allocation.results import Language
    from kkr_allocation.sources import Source

__all__ = [
    "adjustments",
    "comparison_steps",
    "distribution_steps",
    "key_steps",
    "rounding",
    "steps",
]

Sentence = tuple[str, "Source"]


def steps(title: Text, language: Language, sentences: Iterable[Sentence]) -> Explanation:
    """Return the sentences as the numbered steps of an explanation."""
    return Explanation(
        title.en if language == "en" else title.da,
        language,
        tuple(Step(n, text, source) for n, (text, source) in enumerate(sentences, start=1)),
    )


_TITLE = Text(en="Distribution of places", da="Fordeling af pladser")
_SHARED = Text(
    en="{places:is|are} shared among {count} by the key, whose figures sum to {whole}.",
    da="{places} deles mellem {count} efter nøglen, hvis tal er {whole} i alt.",
)
_FLOORS = Text(en="Floors that hold: {rules}.", da="Nedre grænser: {rules}.")
_CAPS = Text(en="Caps that hold: {rules}.", da="Øvre grænser: {rules}.")
_CHANGE = Text(
    en="The largest change from last year is {limit}.",
    da="Den største ændring fra sidste år er {limit}.",
)
_MULTIPLE = Text(
    en="Places are given in multiples of {multiple}.", da="Pladser gives i hele {multiple}."
)
_ROUNDED_CUT = Text(
    en="The exact claims are rounded by {rule}: remainders up to {low} are rounded down, "
    "from {high} up.",
    da="De nøjagtige krav afrundes efter {rule}: rester til og med {low} rundes ned, "
    "fra {high} op.",
)
_ROUNDED_DIVISOR = Text(
    en="By {rule}, every figure divided by {divisor} and rounded as the rule rounds gives the "
    "places, within floors and caps.",
    da="Efter {rule} giver hvert tal divideret med {divisor} og afrundet efter reglen pladserne, "
    "inden for grænserne.",
)
_ROUNDED = Text(en="The exact claims are rounded by {rule}.", da="Kravene afrundes efter {rule}.")
_LOT = Text(
    en="The lot between {claimants} was won by {winners}.",
    da="Lodtrækningen mellem {claimants} blev vundet af {winners}.",
)
_BASE = Text(en="Base: {tally}, {total} in all.", da="Grunddimensionering: {tally}, i alt {total}.")
_WISHES = Text(
    en="Of {asked} wished for, {granted:is|are} granted{rationed}: {tally}.",
    da="Af {asked}, der er ønsket, gives {granted}{rationed}: {tally}.",
)
_RATIONED = Text(en=", rationed by {rule}", da=", fordelt efter {rule}")
_TRANSFER = Text(
    en="By agreement {giver} gives {places} to {receiver} ({consent}); the sum is unchanged.",
    da="Efter aftale giver {giver} {places} til {receiver} ({consent}); summen er uændret.",
)
_DEDUCTED = Text(
    en="Pupils of private providers are deducted: {tally}.",
    da="Private leverandørers elever trækkes fra: {tally}.",
)
_RESULT = Text(en="Places: {tally}, {total} in all.", da="Pladser: {tally}, i alt {total}.")


def _tally(figures: dict[str, int], language: Language) -> str:
    return joined((f"{name} {number(n, language)}" for name, n in figures.items()), language)


def distribution_steps(result: Distribution, language: Language) -> Explanation:
    """Return the steps from the key to the places."""
    title = Text(en=result.title, da=result.title) if result.title else _TITLE
    return steps(title, language, _sentences(result, language))


def _sentences(result: Distribution, language: Language) -> Iterator[Sentence]:
    whole = sum(result.key.values(), Fraction(0))
    count = Noun(len(result.key), en=("place", "municipalities"), da=("sted", "kommuner"))
    yield (
        _SHARED.text(
            language,
            places=nouns.places(result.total),
            count=count,
            whole=int(whole) if whole.denominator == 1 else decimal(whole, language),
        ),
        basis.NATIONAL_MINIMUM,
    )
    yield from _limits(result, language)
    yield rounding(result, language), basis.ROUNDING
    for lot in result.lots:
        yield (
            _LOT.text(language, claimants=lot.claimants, winners=lot.winners),
            result.rule.source,
        )
    adjusted = result.wishes or result.transfers or result.deductions
    closing = _BASE if adjusted else _RESULT
    tally = _tally(result.base, language)
    yield closing.text(language, tally=tally, total=result.total), basis.BASE_AND_WISHES
    if adjusted:
        yield from adjustments(result, language)


def _limits(result: Distribution, language: Language) -> Iterator[Sentence]:
    limits = result.limits
    floors = {place: floor for place, floor in limits.floors.items() if floor}
    if floors:
        yield _FLOORS.text(language, rules=_tally(floors, language)), basis.BASE_AND_WISHES
    if limits.caps:
        yield _CAPS.text(language, rules=_tally(limits.caps, language)), basis.BASE_AND_WISHES
    if limits.change is not None:
        change = limits.change
        allowed = [] if change.places is None else [nouns.places(change.places).text(language)]
        if change.percent is not None:
            allowed.append(f"{_percentage(change.percent, language)} %")
        yield (
            _CHANGE.text(language, limit=joined(allowed, language)),
            basis.BASE_AND_WISHES,
        )
    if limits.multiple > 1:
        yield _MULTIPLE.text(language, multiple=limits.multiple), basis.BASE_AND_WISHES


def _percentage(value: Fraction, language: Language) -> str:
    return number(int(value), language) if value.denominator == 1 else decimal(value, language)


def rounding(result: Distribution, language: Language) -> str:
    """Say how the claims were rounded, with the cut that proves it."""
    cut = result.cut
    if cut is None or cut.low is None or cut.high is None:
        return _ROUNDED.text(language, rule=result.rule)
    if isinstance(cut, RemainderCut):
        low, high = decimal(cut.low, language, 4), decimal(cut.high, language, 4)
        return _ROUNDED_CUT.text(language, rule=result.rule, low=low, high=high)
    divisor = simplest_between(cut.low, cut.high) if cut.power == 1 else None
    if divisor is None:
        return _ROUNDED.text(language, rule=result.rule)
    shown = str(divisor) if divisor.denominator == 1 else _exact_decimal(divisor, language)
    return _ROUNDED_DIVISOR.text(language, rule=result.rule, divisor=shown)


def _exact_decimal(value: Fraction, language: Language) -> str:
    """Write a number that has finitely many decimals, or the fraction where it has too many."""
    digits = 0
    while (10**digits) % value.denominator:
        digits += 1
    return decimal(value, language, digits)


def adjustments(result: Distribution, language: Language) -> Iterator[Sentence]:
    """Yield what was granted, transferred and deducted, and the places after it."""
    if result.wishes is not None:
        granted = {place: extra for place, extra in result.granted.items() if extra}
        asked, given = sum(result.wishes.asked.values()), sum(granted.values())
        rationed = _RATIONED.text(language, rule=result.wishes.rule) if given < asked else ""
        yield (
            _WISHES.text(
                language,
                asked=nouns.places(asked),
                granted=given,
                rationed=rationed,
                tally=_tally(granted, language) or "-",
            ),
            basis.BASE_AND_WISHES,
        )
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
    if result.deductions:
        tally = _tally(result.deductions, language)
        yield _DEDUCTED.text(language, tally=tally), basis.PRIVATE_PROVIDERS
    tally, total = _tally(result.places, language), sum(result.places.values())
    yield _RESULT.text(language, tally=tally, total=total), basis.BASE_AND_WISHES


_KEY_TITLE = Text(en="Distribution key", da="Fordelingsnøgle")
_COLUMN = Text(
    en="{column} counts {weight}: each place's part of {whole}.",
    da="{column} tæller {weight}: hver kommunes del af {whole}.",
)
_KEY_SUM = Text(
    en="The weights and the shares of {count} sum to exactly 1.",
    da="Vægtene og andelene for {count} er tilsammen netop 1.",
)


def key_steps(key: Key, language: Language) -> Explanation:
    """Return the columns of a key with their weights."""

    def sentences() -> Iterator[Sentence]:
        for column, weight in key.weights.items():
            whole = sum(key.columns[column].values(), Fraction(0))
            shown = int(whole) if whole.denominator == 1 else decimal(whole, language)
            yield (
                _COLUMN.text(language, column=column, weight=weight, whole=shown),
                basis.FIVE_QUOTAS,
            )
        count = Noun(len(key.places), en=("place", "places"), da=("kommune", "kommuner"))
        yield _KEY_SUM.text(language, count=count), basis.FIVE_QUOTAS

    return steps(_KEY_TITLE, language, sentences())


_COMPARED_TITLE = Text(en="Places under each rule", da="Pladser efter hver regel")
_COMPARED = Text(
    en="{rule}: {more} more and {fewer} fewer than under {ours}.",
    da="{rule}: {more} flere og {fewer} færre end efter {ours}.",
)
_SAME = Text(en="{rule}: the same places as {ours}.", da="{rule}: samme pladser som {ours}.")
_WITHOUT = Text(en="{rule} gives no answer: {why}.", da="{rule} giver intet svar: {why}.")
_NONE = Text(en="none", da="ingen")


def comparison_steps(comparison: RuleComparison, language: Language) -> Explanation:
    """Return who would have more and who fewer under each rule."""
    ours = comparison.distribution

    def sentences() -> Iterator[Sentence]:
        for rule, shared in comparison.places.items():
            if rule == ours.rule.name:
                continue
            gaps = {place: shared[place] - ours.base[place] for place in ours.key}
            more = {place: gap for place, gap in gaps.items() if gap > 0}
            fewer = {place: -gap for place, gap in gaps.items() if gap < 0}
            sentence = _COMPARED if more or fewer else _SAME
            yield (
                sentence.text(
                    language,
                    rule=rule_name(rule, language),
                    ours=ours.rule,
                    more=_tally(more, language) or _NONE.text(language),
                    fewer=_tally(fewer, language) or _NONE.text(language),
                ),
                basis.ROUNDING,
            )
        for rule, why in comparison.without_answer.items():
            said = in_language(why, language)
            yield _WITHOUT.text(language, rule=rule_name(rule, language), why=said), basis.ROUNDING

    return steps(_COMPARED_TITLE, language, sentences())
