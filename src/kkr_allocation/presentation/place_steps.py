"""Training places in sentences: the steps from the key to the places."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from kkr_allocation.errors import InvalidInputError, in_language
from kkr_allocation.explanations import checked_language
from kkr_allocation.placements import shares as basis
from kkr_allocation.presentation import language as nouns
from kkr_allocation.presentation.language import (
    Noun,
    Text,
    decimal,
    in_steps,
    joined,
    number,
    rule_name,
)
from kkr_allocation.presentation.roundings import (
    adjustments,
    beyond_clause,
    held,
    left_by_limits,
    limit_clause,
    result_sentence,
    room,
    rounding,
    tally,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kkr_allocation.explanations import Explanation, Language
    from kkr_allocation.placements.agreements import Wishes
    from kkr_allocation.placements.distribute import Distribution, RuleComparison
    from kkr_allocation.placements.keys import Key
    from kkr_allocation.presentation.roundings import Sentence


_TITLE = Text(en="Distribution of places", da="Fordeling af pladser")
_SHARED = Text(
    en="{places:is|are} shared among {count} by the key, whose figures sum to {whole}.",
    da="{places} deles mellem {count} efter nøglen, hvis tal er {whole} i alt.",
)
_BY_SHARES = Text(
    en="{places:is|are} shared among {count} by their shares of the key.",
    da="{places} deles mellem {count} efter deres andele i nøglen.",
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
_LOT = Text(
    en="The lot between {claimants} was won by {winners}.",
    da="Lodtrækningen mellem {claimants} blev vundet af {winners}.",
)
_BASE = Text(en="Base: {tally}, {total} in all.", da="Grunddimensionering: {tally}, i alt {total}.")


def distribution_steps(result: Distribution, language: Language) -> Explanation:
    """Return the steps from the key to the places."""
    title = result.title or _TITLE.text(language)
    return in_steps(title, language, _sentences(result, language))


def _sentences(result: Distribution, language: Language) -> Iterator[Sentence]:
    whole = sum(result.key.values(), Fraction(0))
    count = Noun(len(result.key), en=("place", "municipalities"), da=("sted", "kommuner"))
    sentence = _BY_SHARES if whole == 1 else _SHARED
    yield (
        sentence.text(
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
    if result.wishes or result.transfers or result.deductions:
        base = _BASE.text(language, tally=tally(result.base, language), total=result.total)
        yield base, basis.BASE_AND_WISHES
        yield from adjustments(result, language)
    else:
        yield result_sentence(result.places, language), basis.BASE_AND_WISHES


def _limits(result: Distribution, language: Language) -> Iterator[Sentence]:
    limits = result.limits
    floors = {place: floor for place, floor in limits.floors.items() if floor}
    if floors:
        yield _FLOORS.text(language, rules=tally(floors, language)), basis.BASE_AND_WISHES
    if limits.caps:
        yield _CAPS.text(language, rules=tally(limits.caps, language)), basis.BASE_AND_WISHES
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

    return in_steps(_KEY_TITLE.text(language), language, sentences())


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
                    more=tally(more, language) or _NONE.text(language),
                    fewer=tally(fewer, language) or _NONE.text(language),
                ),
                basis.ROUNDING,
            )
        for rule, why in comparison.without_answer.items():
            said = in_language(why, language)
            yield _WITHOUT.text(language, rule=rule_name(rule, language), why=said), basis.ROUNDING

    return in_steps(_COMPARED_TITLE.text(language), language, sentences())


# One line on one place: what a mayor can read out.


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
