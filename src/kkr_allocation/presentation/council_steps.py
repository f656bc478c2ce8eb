"""A composition in words: the rules in the order in which they are applied.

Written so that a secretariat can paste it into an agenda: each step says what was done with
which figures, and which provision it rests on.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, TypeAlias

from attrs import evolve

from kkr_allocation.composition.basis import standings
from kkr_allocation.composition.size import House, house_of, missing_votes, price, required
from kkr_allocation.composition.statutes import AtCap, FixedSize, Outsiders, SizeRule, ThresholdBase
from kkr_allocation.presentation import councils
from kkr_allocation.presentation.councils import (
    PUBLISHED_SIZES,
    called,
    cast_rest,
    contested,
    in_words,
    status_word,
    supposed,
    title,
    warning,
    without_mayor,
)
from kkr_allocation.presentation.language import decimal as with_decimals
from kkr_allocation.presentation.language import exact, in_steps, percent, say
from kkr_allocation.sources import SourceStatus

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kkr_allocation.composition.basis import Standing
    from kkr_allocation.composition.compose import Composition
    from kkr_allocation.explanations import Explanation, Language

    Said: TypeAlias = Iterator[tuple[str, list[str]]]
    """Steps: the rule of the statutes each rests on, and its sentences."""


frame, sheets, html, alternatives = (
    councils.frame,
    councils.sheets,
    councils.html,
    councils.alternatives,
)
"""The other views of a council."""


def explanation(council: Composition, language: Language) -> Explanation:
    """Return the steps from mayors and votes to the members to be elected."""
    steps = (
        _members,
        _votes,
        cooperations,
        eligible,
        base,
        left_out,
        size,
        _outsiders,
        cap,
        sharing,
        _supplementary,
        substitutes,
        _readings,
    )
    said = [("votes", [text]) for text in supposed(council, language)]
    said += [(PUBLISHED_SIZES, [text]) for text in warning(council, language)]
    for step in steps:
        said.extend(step(council, language))
    inferred = council.basis.valid_status is SourceStatus.INFERRED
    sources = {rule: council.statutes.source(rule) for rule, _ in said}
    if inferred:  # valid votes that had to be inferred are not published
        sources["votes"] = evolve(sources["votes"], status=SourceStatus.INFERRED)
    texts = ((" ".join(sentences), sources[rule]) for rule, sentences in said)
    return in_steps(title(council, language), language, texts)


def _members(council: Composition, language: Language) -> Said:
    mayors = {standing.name: standing.mayors for standing in council.standings}
    number = sum(mayors.values())
    said = [
        say(
            "mayors_are_members",
            language,
            municipalities=council.basis.municipalities,
            mayors=counts(mayors) or [say("none", language)],
            number=number,
        )
    ]
    yield "members", [*said, *without_mayor(council, language), *contested(council, language)]


def _votes(council: Composition, language: Language) -> Said:
    basis = council.basis
    listed, inferred = basis.listed_votes, basis.valid_status is SourceStatus.INFERRED
    text = "valid_votes_inferred" if inferred else "valid_votes_given"
    said = [say(text, language, total=basis.votes_valid)]
    if basis.votes_valid > listed:
        said.append(say("listed_votes", language, listed=listed))
    if (what := cast_rest(council)) is not None and basis.votes_cast is not None:
        cast, rest = basis.votes_cast, basis.votes_cast - basis.votes_valid
        said.append(say(f"cast_rest:{what}", language, cast=cast, rest=rest))
    if basis.coverage is not None:
        said.append(say("the_figures", language, said=basis.coverage.sentence(language)))
    yield "votes", said


def _outsiders(council: Composition, language: Language) -> Said:
    if not council.outsiders:
        return
    mayors = {name: council.mayors[name] for name in council.outsiders}
    yield ("outsider_mayors", [say("mayors_outside", language, mayors=counts(mayors))])
    fixed = isinstance(council.statutes.size_rule, FixedSize)
    inside = fixed or council.statutes.outsiders is Outsiders.INSIDE
    text = "outsiders_inside" if inside else "outsiders_on_top"
    outside, total = sum(mayors.values()), council.house_size
    said = say(text, language, house=total - outside, outside=outside, total=total)
    yield "size_rule" if fixed else "outsiders", [said]


def _supplementary(council: Composition, language: Language) -> Said:
    elected = {council.basis.label(name): n for name, n in council.supplementary.items()}
    number = sum(elected.values())
    if not number:
        yield "supplementary", [say("none_elected", language)]
        return
    said = say("to_be_elected", language, number=number, lists=counts(elected))
    yield "supplementary", [said, say("who_elects", language)]


def members_said(council: Composition, language: Language) -> str:
    """Say how many members there are, mayors and supplementary ones."""
    name = called(council, language)
    return say(
        "members_who_mayors_and",
        language,
        council=name[0].upper() + name[1:],
        members=council.house_size,
        mayors=sum(council.mayors.values()),
        supplementary=sum(council.supplementary.values()),
    )


def substitutes(council: Composition, language: Language) -> Said:
    """Yield the step that says who the members' substitutes are."""
    number = sum(council.supplementary.values())
    said = [say("deputy_mayors", language)]
    if number:
        said.append(say("personal_substitutes", language, number=number))
    yield "substitutes", said


def _readings(council: Composition, language: Language) -> Said:
    statutes = council.statutes
    rests = {
        rule: f"{in_words(rule, getattr(statutes, rule), statutes, language)} "
        f"[{status_word(statutes, rule, language)}]"
        for rule in _rested_on(council)
        if statutes.source(rule).status is not SourceStatus.PUBLISHED
    }
    said = [
        say("council_in_all", language, total=council.house_size, lists=counts(council.seats)),
        *without_mayor(council, language),
    ]
    if rests:
        text = "rests_on_readings" if statutes.provisions else "rests_on_own_reading"
        listed = "; ".join(rests.values())
        said.append(say(text, language, statutes=statutes.name, readings=listed))
    if statutes.source("size_rule").status is SourceStatus.CHECKED:
        said.append(say("totals_are_checked", language))
    # At the cap the members follow from how seats give way, which is known less surely.
    yield "at_cap" if "at_cap" in rests else next(iter(rests), "members"), said


def _rested_on(council: Composition) -> Iterator[str]:
    """Yield the choices that had a part in this council."""
    statutes = council.statutes
    yield "size_rule"
    fixed = isinstance(statutes.size_rule, FixedSize)
    by_claims = statutes.size_rule is SizeRule.ROUND_UP
    if statutes.threshold:
        yield "threshold_base"
    if by_claims and council.capped:
        yield "at_cap"
    if not by_claims or (council.capped and statutes.at_cap is AtCap.SHARE_ANEW):
        yield "rule"
    if council.outsiders and not fixed:
        yield "outsiders"
    if not fixed and (council.capped or not by_claims):
        yield "seat_for_every_eligible"


# Who takes part in the sharing, and who does not and why, in words.


_NAMED = 6
"""Lists left out for one reason that are named one by one; the rest are counted."""


def cooperations(council: Composition, language: Language) -> Said:
    """Yield a step for each co-operation: its members and their votes together."""
    for name, members in council.basis.cooperations.items():
        votes = council.votes[name]
        said = say("co_operation_counts", language, name=name, members=members, votes=votes)
        yield "entitled", [said]


def eligible(council: Composition, language: Language) -> Said:
    """Yield the step that says what it takes to be eligible, and who is."""
    threshold = council.statutes.threshold
    # With as many decimals as it takes, up to three.
    digits = next((d for d in range(3) if (threshold * 100 * 10**d).denominator == 1), 3)
    inside = [standing for standing in council.standings if standing.eligible]
    said = [
        say(
            "eligible_above_threshold",
            language,
            threshold=percent(threshold, language, digits),
            base=say(f"threshold_base:{council.statutes.threshold_base.name.lower()}", language),
            needed=_needed(council, council.statutes.threshold_base),
        )
        if threshold
        else say("eligible_without_threshold", language)
    ]
    if council.statutes.council_seat_required:
        said.append(say("council_seat_required", language))
    if council.basis.entitled is None:
        said.append(say("all_taken_for_entitled", language))
    elif council.basis.coverage is not None:
        said.append(say("parties_taken_for_entitled", language))
    lists = _shares(inside, threshold, language)
    votes = sum(standing.votes for standing in inside)
    said.append(say("eligible_lists", language, lists=lists, votes=votes))
    yield "threshold", said


def base(council: Composition, language: Language) -> Said:
    """Yield the step that says whom the other reading of the threshold would let in or keep out."""
    statutes = council.statutes
    if not statutes.threshold or council.basis.votes_cast is None:
        return
    (other,) = (choice for choice in ThresholdBase if choice is not statutes.threshold_base)
    otherwise = standings(council.basis, evolve(statutes, threshold_base=other))
    turned = [
        there.name
        for here, there in zip(council.standings, otherwise, strict=True)
        if here.eligible != there.eligible
    ]
    start = say(
        "threshold_base_is_reading",
        language,
        base=say(f"threshold_base:{statutes.threshold_base.name.lower()}", language),
        other=say(f"threshold_base:{other.name.lower()}", language),
        needed=_needed(council, other),
    )
    text = "other_lists_eligible" if turned else "same_lists_eligible"
    yield "threshold_base", [say(text, language, start=start, lists=turned)]


def _needed(council: Composition, of: ThresholdBase) -> int:
    threshold = council.statutes.threshold
    return -(-threshold.numerator * council.basis.total(of) // threshold.denominator)


def left_out(council: Composition, language: Language) -> Said:
    """Yield the step that names the other lists by reason, mayors' lists and large ones first."""
    groups: dict[tuple[str, ...], list[Standing]] = {}
    for standing in council.standings:
        if not standing.eligible:
            groups.setdefault(reasons(standing), []).append(standing)
    said = []
    for keys, group in groups.items():
        named = sorted(group, key=lambda s: (not s.mayors, -s.votes))[:_NAMED]
        lists = _shares(named, council.statutes.threshold, language)
        if len(group) > _NAMED:
            lists.append(say("counted:other_lists", language, count=len(group) - _NAMED))
        why = [say(reason, language) for reason in keys]
        said.append(say("not_in_sharing", language, reasons=why, lists=lists))
    if said:
        yield "entitled", said


def reasons(standing: Standing) -> tuple[str, ...]:
    """Return why a list takes no part in the sharing, as keys of the words for it."""
    held = (
        (standing.entitled, "not_entitled"),
        (standing.above_threshold, "below_threshold"),
        (standing.in_council, "in_no_council"),
    )
    return tuple(reason for holds, reason in held if not holds)


def _shares(standings: list[Standing], threshold: Fraction, language: Language) -> list[str]:
    return [
        say(
            "list_with_share",
            language,
            list=standing.name,
            votes=standing.votes,
            share=telling_percent(standing.share, threshold, language),
        )
        for standing in standings
    ]


# Why a council has its size: the price of a seat, the claims, the cap, what gave way.


def telling_percent(share: Fraction, threshold: Fraction, language: Language) -> str:
    """Write a share so that it does not look above the threshold when it is below."""
    digits = 1
    while share < threshold and round(share * 100, digits) >= threshold * 100:
        digits += 1
    return percent(share, language, digits)


def decimal(value: Fraction, language: Language) -> str:
    """Write a number of seats with two decimals, and more where it would look whole and is not."""
    digits = 2
    while (rounded := round(value, digits)).denominator == 1 != value.denominator:
        digits += 1
    return with_decimals(rounded, language, digits)


def apart(values: Mapping[str, Fraction], language: Language) -> dict[str, str]:
    """Write numbers of seats with as many decimals as tell them from one another and from whole.

    Examples
    --------
    >>> apart({"A": Fraction(8984, 1000), "V": Fraction(8983, 1000)}, "da")
    {'A': '8,984', 'V': '8,983'}
    """
    digits, different = 2, {*values.values(), *(Fraction(round(v)) for v in values.values())}
    while len({round(value, digits) for value in different}) < len(different):
        digits += 1
    return {name: with_decimals(value, language, digits) for name, value in values.items()}


_IN_THOUSANDS = 1000
"""From here on a decimal of a price is enough to follow the division."""


def counts(figures: Mapping[str, int]) -> list[str]:
    """Return lists with their number, such as ``A 8``; those with none are left out."""
    return [f"{name} {number}" for name, number in figures.items() if number]


def house(council: Composition) -> House:
    """Return the seats of the eligible lists with the bounds they were shared within."""
    inside = [standing for standing in council.standings if standing.eligible]
    outside = {name: council.mayors[name] for name in council.outsiders}
    return house_of(inside, outside, council.statutes, council.cap)


def in_votes(cost: Fraction, language: Language) -> str:
    """Write a price of a seat so that the claims can be followed with it."""
    return exact(cost, language, 1 if cost >= _IN_THOUSANDS else 2)


def size(council: Composition, language: Language) -> Said:
    """Yield the steps that say how many seats there are, and why."""
    rule = council.statutes.size_rule
    mayors = {name: council.mayors.get(name, 0) for name in council.eligible}
    seats = sum(council.seats.get(name, 0) for name in council.eligible)
    if isinstance(rule, FixedSize):
        yield "size_rule", [say("size_is_fixed", language, total=council.house_size)]
        return
    if not any(mayors.values()):
        said = [say("no_mayor_in_sharing", language)]
    elif rule is SizeRule.ROUND_UP:
        said = [*_claims(council, language), *_missing(council, language)]
    elif rule is SizeRule.EXACT_SHARE:
        said = _exact_size(council, mayors, language)
    else:
        said, shared = [say("smallest_house_by_rule", language, rule=council.statutes.rule)], seats
        lists = council.binding
        if council.capped:
            said.append(say("cap_gives_too_few", language, house=shared, lists=lists))
        elif lists:
            less = shared - 1
            few = say("fewer_seats_too_few", language, house=shared, less=less, lists=lists)
            said.append(few)
    if council.statutes.source("size_rule").status is SourceStatus.REFUTED:
        said.append(say("size_is_refuted", language))
    yield "size_rule", said
    claimed = rule is SizeRule.ROUND_UP and any(mayors.values())
    promised = council.statutes.seat_for_every_eligible and not isinstance(rule, FixedSize)
    if promised and not claimed and not council.capped:
        every = "no_room_for_every_list" if council.without_seat else "seat_for_every_list"
        said = [say(every, language, house=seats, lists=list(council.without_seat))]
        yield "seat_for_every_eligible", said


def price_of_seat(council: Composition, language: Language) -> str:
    """Write what a seat costs: the votes for each of the mayors that set it."""
    votes = {name: council.votes[name] for name in council.eligible}
    mayors = {name: council.mayors.get(name, 0) for name in council.eligible}
    return in_votes(price(votes, mayors) or Fraction(0), language)


def price_said(council: Composition, language: Language) -> str:
    """Say what a seat costs, and whose mayors set it."""
    sitting = sum(council.mayors[name] for name in council.binding)
    return say(
        "mayors_set_price" if sitting > 1 else "mayor_sets_price",
        language,
        mayors=sitting,
        lists=[council.basis.label(name) for name in council.binding],
        price=price_of_seat(council, language),
        votes=sum(council.votes[name] for name in council.binding),
    )


def _claims(council: Composition, language: Language) -> list[str]:
    """Say what a seat costs, what each list claims at that price, and the sum."""
    shown, exact_claims = price_of_seat(council, language), apart(council.claims, language)
    claimed = house(council).ceilings
    lines = [
        say(
            "claim_of_list",
            language,
            list=name,
            votes=council.votes[name],
            price=shown,
            exact=claim,
            seats=claimed[name],
        )
        for name, claim in exact_claims.items()
    ]
    total = sum(claimed.values())
    return [
        price_said(council, language),
        say("claims_rounded_up", language, claims="; ".join(lines)),
        say("claims_together", language, sum=" + ".join(map(str, claimed.values())), total=total),
    ]


def _missing(council: Composition, language: Language) -> list[str]:
    """Say what votes that are missing from the figures could still move."""
    if not council.close_calls:
        return []
    turns = [
        say(f"turn:{call.turn}", language, list=call.name, votes=call.votes)
        for call in council.close_calls
    ]
    votes = missing_votes(council.basis)
    return [say("votes_are_missing", language, votes=votes, turns="; ".join(turns))]


def _exact_size(council: Composition, mayors: Mapping[str, int], language: Language) -> list[str]:
    votes = {name: council.votes[name] for name in council.eligible}
    needed = required(votes, mayors)
    total = sum(votes.values())
    lines = [
        say(
            "exact_requirement",
            language,
            list=name,
            mayors=mayors[name],
            total=total,
            votes=votes[name],
            exact=decimal(Fraction(mayors[name] * total, votes[name]), language),
            house=seats,
        )
        for name, seats in needed.items()
    ]
    most = max(needed.values())
    setting = [name for name, seats in needed.items() if seats == most]
    return [
        say("smallest_exact_house", language),
        say("mayors_require", language, claims="; ".join(lines)),
        say("most_is_required", language, lists=setting, house=most),
    ]


def cap(council: Composition, language: Language) -> Said:
    """Yield the steps on the cap: what it is, whether it is kept, and who cannot give way."""
    statutes = council.statutes
    if isinstance(statutes.size_rule, FixedSize):
        return
    if council.cap is None:
        yield "cap_factor", [say("there_is_no_cap", language)]
        return
    said = say(
        "cap_of_members",
        language,
        factor=str(statutes.cap_factor),
        municipalities=council.basis.municipalities,
        cap=council.cap,
    )
    total = council.house_size
    if not council.capped:
        yield "cap_factor", [said, say("cap_is_kept", language, total=total)]
        return
    above = say("mayors_exceed_cap", language, total=total)
    if statutes.size_rule is SizeRule.ROUND_UP:
        outside = sum(council.mayors[name] for name in council.outsiders)
        claimed = sum(house(council).ceilings.values()) + outside
        text = "all_exceed_cap" if outside else "claims_exceed_cap"
        above = say(text, language, claimed=claimed, total=total)
    yield "cap_factor", [said, above]
    yield "mayors_stay", [say("mayors_stay", language)]


def sharing(council: Composition, language: Language) -> Said:
    """Yield how seats were shared, where the claims rounded up are not the seats."""
    bounds = house(council)
    if bounds.floors == bounds.ceilings:
        return
    by_claims = council.statutes.size_rule is SizeRule.ROUND_UP
    how = _at_the_cap(council, bounds, language) if by_claims else _shared(council, language)
    how += [
        say("lots_were_drawn", language, claimants=lot.claimants, winners=lot.winners)
        for lot in council.lots
    ]
    yield "at_cap" if by_claims else "rule", how
    if council.capped:
        yield "mayors_stay", _gave_way(council, bounds, language)


def _shared(council: Composition, language: Language) -> list[str]:
    shared = {name: council.seats.get(name, 0) for name in council.eligible}
    seats = sum(shared.values())
    said = [
        say(
            "shared_among_eligible",
            language,
            seats=seats,
            rule=council.statutes.rule,
            lists=counts(shared),
        )
    ]
    if council.without_seat and not council.capped:
        said.append(say("without_seat", language, lists=list(council.without_seat)))
    return said


def _at_the_cap(council: Composition, bounds: House, language: Language) -> list[str]:
    statutes = council.statutes
    shared = {name: council.seats.get(name, 0) for name in council.eligible}
    at_least_one = all(bounds.floors.values())
    how = "seats_shared_anew" if statutes.at_cap is AtCap.SHARE_ANEW else "price_is_raised"
    said = [
        say(
            how,
            language,
            seats=bounds.seats,
            rule=statutes.rule,
            least=say("mayors_or_seat" if at_least_one else "its_mayors", language),
            lists=counts(shared),
        )
    ]
    if statutes.at_cap is AtCap.RAISE_PRICE and not council.lots and not council.without_seat:
        raised = max(Fraction(council.votes[name], n) for name, n in shared.items())
        said.append(say("raised_price", language, price=in_votes(raised, language)))
    return said


def above_share(council: Composition, bounds: House, language: Language) -> list[str]:
    """Say which lists have more mayors than their share of the seats, if some have."""
    votes = {name: council.votes[name] for name in council.eligible}
    shares = {
        name: Fraction(bounds.seats * number, sum(votes.values())) for name, number in votes.items()
    }
    over = [
        say(
            "mayors_share",
            language,
            list=name,
            mayors=council.mayors[name],
            share=decimal(share, language),
        )
        for name, share in shares.items()
        if council.mayors.get(name, 0) > share
    ]
    return [say("more_mayors_than_share", language, seats=bounds.seats, lists=over)] if over else []


def _gave_way(council: Composition, bounds: House, language: Language) -> list[str]:
    """Say which lists have more mayors than their share, who gave way, and who has no seat."""
    less, gave = 0, []
    for name, claim in bounds.ceilings.items():
        if (gap := claim - (seats := council.seats.get(name, 0))) > 0:
            less += gap
            gave.append(
                say("list_gives_way", language, list=name, less=gap, claim=claim, seats=seats)
            )
    said = above_share(council, bounds, language)
    if gave:
        said.append(say("seats_give_way", language, less=less, lists=gave))
    if council.without_seat:
        wanted = council.statutes.seat_for_every_eligible
        text = "no_room_for_every_list" if wanted else "without_seat"
        said.append(say(text, language, lists=list(council.without_seat)))
    return said
