"""Training places in sentences: the steps from the key to the places."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from kkr_allocation.errors import InvalidInputError, in_language
from kkr_allocation.explanations import checked_language
from kkr_allocation.placements.shares import (
    FIVE_QUOTAS,
    FOLLOWS,
    GIVEN,
    NATIONAL_MINIMUM,
    ROUNDING,
    given,
)
from kkr_allocation.presentation.language import decimal, exact, in_steps, number, rule_name, say
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


def distribution_steps(result: Distribution, language: Language) -> Explanation:
    """Return the steps from the key to the places."""
    title = result.title or say("distribution_places", language)
    return in_steps(title, language, _sentences(result, language))


def _sentences(result: Distribution, language: Language) -> Iterator[Sentence]:
    whole = sum(result.key.values(), Fraction(0))
    sentence = "shared_by_shares" if whole == 1 else "shared_by_figures"
    yield (
        say(
            sentence,
            language,
            places=result.total,
            count=len(result.key),
            whole=exact(whole, language),
        ),
        given(NATIONAL_MINIMUM),
    )
    yield from ((limit, GIVEN) for limit in _limits(result, language))
    yield rounding(result, language), ROUNDING
    for lot in result.lots:
        who, won = lot.claimants, lot.winners
        drawn = say("lot_of_places", language, claimants=who, winners=won)
        yield drawn, result.rule.source
    if result.wishes or result.transfers or result.deductions:
        base = say("base_in_all", language, tally=tally(result.base, language), total=result.total)
        yield base, FOLLOWS
        yield from adjustments(result, language)
    else:
        yield result_sentence(result.places, language), FOLLOWS


def _limits(result: Distribution, language: Language) -> Iterator[str]:
    limits = result.limits
    floors = {place: floor for place, floor in limits.floors.items() if floor}
    if floors:
        yield say("floors_hold", language, rules=tally(floors, language))
    if limits.caps:
        yield say("caps_hold", language, rules=tally(limits.caps, language))
    if limits.change is not None:
        change = limits.change
        allowed = []
        if change.places is not None:
            allowed.append(say("counted:places", language, count=change.places))
        if change.percent is not None:
            allowed.append(f"{exact(change.percent, language)} %")
        yield say("largest_change_from_last", language, limit=allowed)
    if limits.multiple > 1:
        yield say("places_given_in_multiples", language, multiple=limits.multiple)


def key_steps(key: Key, language: Language) -> Explanation:
    """Return the columns of a key with their weights."""
    said = []
    for column, weight in key.weights.items():
        whole = sum(key.columns[column].values(), Fraction(0))
        shown = exact(whole, language)
        said.append(say("column_of_key", language, column=column, weight=weight, whole=shown))
    said.append(say("weights_and_shares_places", language, count=len(key.places)))
    title = say("distribution_key", language)
    return in_steps(title, language, ((text, given(FIVE_QUOTAS)) for text in said))


def comparison_steps(comparison: RuleComparison, language: Language) -> Explanation:
    """Return who would have more and who fewer under each rule."""
    title = say("places_under_each_rule", language)
    said = _compared(comparison, language)
    return in_steps(title, language, ((text, ROUNDING) for text in said))


def _compared(comparison: RuleComparison, language: Language) -> Iterator[str]:
    ours, nobody = comparison.distribution, say("none", language)
    for rule, shared in comparison.places.items():
        if rule == ours.rule.name:
            continue
        gaps = {place: shared[place] - ours.base[place] for place in ours.key}
        more = {place: gap for place, gap in gaps.items() if gap > 0}
        fewer = {place: -gap for place, gap in gaps.items() if gap < 0}
        yield say(
            "more_and_fewer_than" if more or fewer else "same_places_as",
            language,
            rule=rule_name(rule, language),
            ours=ours.rule,
            more=tally(more, language) or nobody,
            fewer=tally(fewer, language) or nobody,
        )
    for rule, why in comparison.without_answer.items():
        reason = in_language(why, language)
        yield say("gives_no_answer", language, rule=rule_name(rule, language), why=reason)


# One line on one place: what a mayor can read out.


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
    base_is = say("which_gives", language, places=result.base[place]) if more else ""
    return say(
        "places_share_and",
        language,
        place=place,
        places=result.places[place],
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
    return say(
        "limits_others_leave",
        language,
        left=number(left, language),
        share=decimal(share, language),
        reason=_rounding(result, place, share, language),
    )


def _rounding(result: Distribution, place: str, claim: Fraction, language: Language) -> str:
    """Say what took an exact share to the base."""
    base, each = result.base[place], result.limits.multiple
    if base == claim:
        return say("whole_number", language)
    if base >= claim + each:
        return say("more_by_rule_and", language, gap=decimal(base - claim, language))
    if base <= claim - each:
        return say("fewer_by_rule_and", language, gap=decimal(claim - base, language))
    sentence = "rounded_up" if base > claim else "rounded_down"
    return say(sentence, language, remainder=decimal(claim % each, language))


def _changes(result: Distribution, place: str, language: Language) -> Iterator[str]:
    if result.wishes is not None and (asked := result.wishes.asked.get(place, 0)):
        granted = say("wished_for_added", language, granted=result.granted[place], asked=asked)
        yield granted + _less_granted(result, place, result.wishes, language)
    for agreed in result.transfers:
        if place == agreed.receiver:
            yield say("come_from_by_agreement", language, n=agreed.places, other=agreed.giver)
        elif place == agreed.giver:
            yield say("go_by_agreement", language, n=agreed.places, other=agreed.receiver)
    if past := beyond_clause(result, place, language):
        yield past
    if result.deductions.get(place):
        yield say("trained_by_private_providers", language, n=result.deductions[place])


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
        reason = say("places_added_in_all", language, most=sum(result.granted.values()))
    else:
        reason = say("places_given_in_multiples_multiple", language, multiple=each)
    return say("since_reason", language, reason=reason)
