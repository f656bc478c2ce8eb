"""Training places in sentences: the steps from the key to the places."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from kkr_allocation.apportionment.rules import DivisorRule, QuotaRule
from kkr_allocation.errors import InvalidInputError, in_language
from kkr_allocation.explanations import checked_language
from kkr_allocation.placements.shares import (
    BASE_AND_WISHES,
    FIVE_QUOTAS,
    FOLLOWS,
    GIVEN,
    NATIONAL_MINIMUM,
    PRIVATE_PROVIDERS,
    ROUNDING,
    TRANSFERS,
    RemainderCut,
    given,
    held_at_limits,
    simplest_between,
)
from kkr_allocation.presentation.language import (
    decimal,
    exact,
    in_steps,
    joined,
    number,
    percent,
    rule_name,
    say,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kkr_allocation.explanations import Explanation, Language
    from kkr_allocation.placements.distribute import Distribution, RuleComparison, Wishes
    from kkr_allocation.placements.keys import Key
    from kkr_allocation.placements.limits import Bound
    from kkr_allocation.sources import Source


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
    ours, nobody, said = comparison.distribution, say("none", language), []
    for rule, shared in comparison.places.items():
        if rule == ours.rule.name:
            continue
        gaps = {place: shared[place] - ours.base[place] for place in ours.key}
        more = {place: gap for place, gap in gaps.items() if gap > 0}
        fewer = {place: -gap for place, gap in gaps.items() if gap < 0}
        sentence = "more_and_fewer_than" if more or fewer else "same_places_as"
        said.append(
            say(
                sentence,
                language,
                rule=rule_name(rule, language),
                ours=ours.rule,
                more=tally(more, language) or nobody,
                fewer=tally(fewer, language) or nobody,
            )
        )
    for rule, why in comparison.without_answer.items():
        named, reason = rule_name(rule, language), in_language(why, language)
        said.append(say("gives_no_answer", language, rule=named, why=reason))
    title = say("places_under_each_rule", language)
    return in_steps(title, language, ((text, ROUNDING) for text in said))


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
    sides = held_at_limits(result.sharing())
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
    if past := beyond(result, "agreement_past_limit", language).get(place):
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


# How a share was rounded, and what limits and agreements changed.


Side = Literal["floor", "cap"]


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
    bound, each = _bound(result, place, side), result.limits.multiple
    clause = say(f"own_limit:{side}", language, bound=bound.places)
    if bound.change is not None:
        last = bound.change.base[place]
        clause = say(f"limit_of_change:{side}", language, bound=bound.places, last=last)
    return clause + (say("in_multiples", language, multiple=each) if bound.places % each else "")


def _bound(result: Distribution, place: str, side: Side) -> Bound:
    bound = result.limits.low(place) if side == "floor" else result.limits.high(place)
    assert bound is not None  # noqa: S101  (it is asked for where there is one)
    return bound


def limits_listed(result: Distribution, sides: Mapping[str, Side], language: Language) -> str:
    """List places with their limit, such as "Skive (at most 30)"."""
    return joined(
        (
            say(
                f"bounded_place:{side}",
                language,
                place=place,
                bound=_bound(result, place, side).places,
            )
            for place, side in sides.items()
        ),
        language,
    )


def beyond(result: Distribution, said: str, language: Language) -> dict[str, str]:
    """Return of each place that agreements took past a limit what the sentence says of its side.

    Giving away goes below a floor.
    """
    return {
        place: say(
            f"{said}:{'floor' if result.transferred[place] < 0 else 'cap'}",
            language,
            place=place,
            has=number(result.places[place] + result.deductions.get(place, 0), language),
            bound=bound.places,
        )
        for place, bound in result.beyond_limits.items()
    }


_MOST_DIGITS = 20


def rounding(result: Distribution, language: Language) -> str:
    """Say how the claims were rounded, with the cut that proves it, and where limits decide."""
    sides = held_at_limits(result.sharing())
    if (rest := left_by_limits(result, sides)) is not None:
        left, figures = rest[0], Fraction(rest[1])
        in_shares = sum(result.key.values()) == 1
        # Where a limit is next to the claim, rounding could give the place its number too.
        gaps = {place: abs(result.base[place] - result.claims[place]) for place in sides}
        near = [place for place, gap in gaps.items() if gap < result.limits.multiple]
        return say(
            "limits_leave_rest",
            language,
            places=limits_listed(result, sides, language),
            left=number(left, language),
            figures=say("what_key_has:shares" if in_shares else "what_key_has:figures", language),
            sum=percent(figures, language, 2) if in_shares else exact(figures, language),
            near=say("limit_next_to_claim", language, places=near) if near else "",
        ) + _rounded(result, language, "these_shares")
    places = limits_listed(result, sides, language)
    ending = say("limits_decide", language, places=places) if sides else ""
    return _rounded(result, language) + ending


def _rounded(result: Distribution, language: Language, claims: str = "exact_claims") -> str:
    cut, rule = result.cut, result.rule
    if cut is None or cut.low is None or cut.high is None:
        return say("claims_are_rounded", language, rule=rule)
    if isinstance(cut, RemainderCut):
        sentence = _by_remainder(cut.low, cut.high)
        down, up = (
            decimal(end * result.limits.multiple, language, 4) for end in (cut.low, cut.high)
        )
        return say(sentence, language, claims=say(claims, language), rule=rule, low=down, high=up)
    if cut.power > 1:
        return say("claims_are_rounded", language, rule=rule)
    # The cut counts multiples by the signposts of the rule, for Sainte-Laguë two apart, and in the
    # common unit of the key, which nobody sees where it has fractions: then of the claims.
    assert isinstance(rule, DivisorRule)  # noqa: S101  (no other has a cut without remainders)
    scale = Fraction(*rule.signpost(2)) / Fraction(*rule.rounding_point(2)) / result.limits.multiple
    low, high = cut.low * scale, cut.high * scale
    if any(figure.denominator > 1 for figure in result.key.values()):
        one = Fraction(sum(result.sharing().votes.values()), result.total)
        factor = _digits(simplest_between(one / high, one / low), language)
        return say("rounded_by_factor", language, rule=rule, factor=factor)
    divisor = _digits(simplest_between(low, high), language)
    return say("rounded_by_divisor", language, rule=rule, divisor=divisor)


def _by_remainder(low: Fraction, high: Fraction) -> str:
    """Say which remainders are rounded up; all are, or none, where one kind is missing."""
    if low >= 0 and high < 1:
        return "remainders_by_size"
    if low < 1 <= high:
        return "remainders_all_down"
    return "remainders_all_up" if low < 0 < high else "claims_are_rounded"


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


def tally(figures: Mapping[str, int], language: Language) -> str:
    """List figures by name."""
    return joined((f"{name} {number(n, language)}" for name, n in figures.items()), language)


def result_sentence(places: Mapping[str, int], language: Language) -> str:
    """Return the sentence that ends an explanation: the places and their sum."""
    listed, total = tally(places, language), sum(places.values())
    return say("places_in_all", language, tally=listed, total=total)


def adjustments(result: Distribution, language: Language) -> Iterator[Sentence]:
    """Yield what was granted, transferred and deducted, and the places after it."""
    if result.wishes is not None:
        yield _wishes(result, result.wishes, language), given(BASE_AND_WISHES)
    for agreed in result.transfers:
        yield (
            say(
                "places_by_agreement",
                language,
                giver=agreed.giver,
                receiver=agreed.receiver,
                places=agreed.places,
                consent=agreed.consent,
            ),
            given(TRANSFERS),
        )
    if result.beyond_limits:
        past = list(beyond(result, "place_past_limit", language).values())
        yield (say("beyond_limits", language, places=past), FOLLOWS)
    if result.deductions:
        deducted = tally(result.deductions, language)
        yield (say("private_pupils", language, tally=deducted), given(PRIVATE_PROVIDERS))
    yield result_sentence(result.places, language), FOLLOWS


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
    sentence = "wishes_granted" if granted else "no_wish_granted"
    said = say(
        sentence,
        language,
        asked=sum(wishes.asked.values()),
        granted=sum(granted.values()),
        rationed=say("rationed_by", language, rule=wishes.rule) if rationed else "",
        tally=tally(granted, language),
    )
    if stopped:
        said += say("no_room_for_more", language, places=limits_listed(result, stopped, language))
    if lots != wishes.asked:
        said += say("wishes_in_multiples", language, multiple=each)
    return said
