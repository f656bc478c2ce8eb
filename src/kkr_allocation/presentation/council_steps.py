"""A composition in words: the rules as they are applied, with the figures and what they rest on."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, TypeAlias

from attrs import evolve

from kkr_allocation.composition.basis import standings
from kkr_allocation.composition.size import House, house_of, missing_votes, price, required
from kkr_allocation.composition.statutes import AtCap, FixedSize, Outsiders, SizeRule, ThresholdBase
from kkr_allocation.presentation import councils
from kkr_allocation.presentation.councils import alternatives, frame, html, sheets  # noqa: F401  (views)
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

_NAMED = 6  # lists left out for one reason that are named one by one; the rest are counted
_IN_THOUSANDS = 1000  # from here on a decimal of a price is enough to follow the division


def explanation(council: Composition, language: Language) -> Explanation:
    """Return the steps from mayors and votes to the members to be elected."""
    said = [("votes", [text]) for text in councils.supposed(council, language)]
    said += [(councils.PUBLISHED_SIZES, [text]) for text in councils.warning(council, language)]
    for step in _STEPS:
        said.extend(step(council, language))
    sources = {rule: council.statutes.source(rule) for rule, _ in said}
    if council.basis.valid_status is SourceStatus.INFERRED:  # inferred votes are not published
        sources["votes"] = evolve(sources["votes"], status=SourceStatus.INFERRED)
    texts = ((" ".join(sentences), sources[rule]) for rule, sentences in said)
    return in_steps(councils.title(council, language), language, texts)


def _given(council: Composition, language: Language) -> Said:
    basis, mayors = council.basis, {one.name: one.mayors for one in council.standings}
    named, number = counts(mayors) or [say("none", language)], sum(mayors.values())
    of = {"municipalities": basis.municipalities, "mayors": named, "number": number}
    said = [say("mayors_are_members", language, **of)]
    said += councils.without_mayor(council, language)
    yield "members", said + councils.contested(council, language)
    inferred = basis.valid_status is SourceStatus.INFERRED
    text = "valid_votes_inferred" if inferred else "valid_votes_given"
    said = [say(text, language, total=basis.votes_valid)]
    if basis.votes_valid > basis.listed_votes:
        said.append(say("listed_votes", language, listed=basis.listed_votes))
    if found := councils.cast_rest(council):
        (what, rest), cast = found, basis.votes_cast
        said.append(say(f"cast_rest:{what}", language, cast=cast, rest=rest))
    if basis.coverage is not None:
        said.append(say("the_figures", language, said=basis.coverage.sentence(language)))
    yield "votes", said


def _outsiders(council: Composition, language: Language) -> Said:
    if not council.outsiders:
        return
    mayors = {name: council.mayors[name] for name in council.outsiders}
    yield "outsider_mayors", [say("mayors_outside", language, mayors=counts(mayors))]
    fixed = isinstance(council.statutes.size_rule, FixedSize)
    inside = fixed or council.statutes.outsiders is Outsiders.INSIDE
    text = "outsiders_inside" if inside else "outsiders_on_top"
    outside, total = sum(mayors.values()), council.house_size
    said = say(text, language, house=total - outside, outside=outside, total=total)
    yield "size_rule" if fixed else "outsiders", [said]


def _elected(council: Composition, language: Language) -> Said:
    elected = {council.basis.label(name): n for name, n in council.supplementary.items()}
    said = [say("none_elected", language)]
    if number := sum(elected.values()):
        to_elect = say("to_be_elected", language, number=number, lists=counts(elected))
        said = [to_elect, say("who_elects", language)]
    yield "supplementary", said
    yield "substitutes", substitutes(council, language)


def members_said(council: Composition, language: Language) -> str:
    """Say how many members there are, mayors and supplementary ones."""
    name = councils.called(council, language)
    number = {"members": council.house_size, "mayors": sum(council.mayors.values())}
    number["supplementary"] = sum(council.supplementary.values())
    return say("members_who_mayors_and", language, council=name[0].upper() + name[1:], **number)


def substitutes(council: Composition, language: Language) -> list[str]:
    """Say who the members' substitutes are."""
    number = sum(council.supplementary.values())
    personal = [say("personal_substitutes", language, number=number)] if number else []
    return [say("deputy_mayors", language), *personal]


def _rests(council: Composition, language: Language) -> Said:
    statutes = council.statutes
    rests = {
        rule: f"{councils.in_words(rule, getattr(statutes, rule), statutes, language)} "
        f"[{councils.status_word(statutes, rule, language)}]"
        for rule in _rested_on(council)
        if statutes.source(rule).status is not SourceStatus.PUBLISHED
    }
    in_all = say("council_in_all", language, total=council.house_size, lists=counts(council.seats))
    said = [in_all, *councils.without_mayor(council, language)]
    if rests:
        text = "rests_on_readings" if statutes.provisions else "rests_on_own_reading"
        listed = "; ".join(rests.values())
        said.append(say(text, language, statutes=statutes.name, readings=listed))
    if statutes.source("size_rule").status is SourceStatus.CHECKED:
        said.append(say("totals_are_checked", language))
    # At the cap the members follow from how seats give way, which is known less surely.
    yield "at_cap" if "at_cap" in rests else next(iter(rests), "members"), said


def _rested_on(council: Composition) -> list[str]:
    """Return the choices that had a part in this council."""
    statutes, capped = council.statutes, council.capped
    fixed = isinstance(statutes.size_rule, FixedSize)
    by_claims = statutes.size_rule is SizeRule.ROUND_UP
    part = {
        "size_rule": True,
        "threshold_base": statutes.threshold > 0,
        "at_cap": by_claims and capped,
        "rule": not by_claims or (capped and statutes.at_cap is AtCap.SHARE_ANEW),
        "outsiders": bool(council.outsiders) and not fixed,
        "seat_for_every_eligible": not fixed and (capped or not by_claims),
    }
    return [rule for rule, had in part.items() if had]


def _eligible(council: Composition, language: Language) -> Said:
    for name, members in council.basis.cooperations.items():
        votes = council.votes[name]
        together = say("co_operation_counts", language, name=name, members=members, votes=votes)
        yield "entitled", [together]
    threshold = council.statutes.threshold
    said = [say("eligible_without_threshold", language)]
    if threshold:  # with as many decimals as it takes, up to three
        digits = next((d for d in range(3) if (threshold * 100 * 10**d).denominator == 1), 3)
        base, needed = _threshold(council, council.statutes.threshold_base, language)
        written = percent(threshold, language, digits)
        told = {"threshold": written, "base": base, "needed": needed}
        said = [say("eligible_above_threshold", language, **told)]
    if council.statutes.council_seat_required:
        said.append(say("council_seat_required", language))
    if council.basis.entitled is None:
        said.append(say("all_taken_for_entitled", language))
    elif council.basis.coverage is not None:
        said.append(say("parties_taken_for_entitled", language))
    inside = [standing for standing in council.standings if standing.eligible]
    lists = _shares(inside, threshold, language)
    votes = sum(standing.votes for standing in inside)
    yield "threshold", [*said, say("eligible_lists", language, lists=lists, votes=votes)]


def _base(council: Composition, language: Language) -> Said:
    statutes = council.statutes
    if not statutes.threshold or council.basis.votes_cast is None:
        return
    (other,) = (choice for choice in ThresholdBase if choice is not statutes.threshold_base)
    otherwise = standings(council.basis, evolve(statutes, threshold_base=other))
    both = zip(council.standings, otherwise, strict=True)
    turned = [here.name for here, there in both if here.eligible != there.eligible]
    own, _ = _threshold(council, statutes.threshold_base, language)
    another, needed = _threshold(council, other, language)
    start = say("threshold_base_is_reading", language, base=own, other=another, needed=needed)
    text = "other_lists_eligible" if turned else "same_lists_eligible"
    yield "threshold_base", [say(text, language, start=start, lists=turned)]


def _threshold(council: Composition, of: ThresholdBase, language: Language) -> tuple[str, int]:
    """Return what the threshold is a share of, in words, and how many votes reach it."""
    threshold = council.statutes.threshold
    needed = -(-threshold.numerator * council.basis.total(of) // threshold.denominator)
    return say(f"threshold_base:{of.name.lower()}", language), needed


def _left_out(council: Composition, language: Language) -> Said:
    """Name the other lists by reason, mayors' lists and large ones first."""
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
    held = {"not_entitled": standing.entitled, "below_threshold": standing.above_threshold}
    held["in_no_council"] = standing.in_council
    return tuple(reason for reason, holds in held.items() if not holds)


def _shares(standings: list[Standing], threshold: Fraction, language: Language) -> list[str]:
    said = []
    for one in standings:
        share = telling_percent(one.share, threshold, language)
        said.append(say("list_with_share", language, list=one.name, votes=one.votes, share=share))
    return said


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

    >>> apart({"A": Fraction(8984, 1000), "V": Fraction(8983, 1000)}, "da")
    {'A': '8,984', 'V': '8,983'}
    """
    digits, different = 2, {*values.values(), *(Fraction(round(v)) for v in values.values())}
    while len({round(value, digits) for value in different}) < len(different):
        digits += 1
    return {name: with_decimals(value, language, digits) for name, value in values.items()}


def counts(figures: Mapping[str, int]) -> list[str]:
    """Return lists with their number, such as ``A 8``; those with none are left out."""
    return [f"{name} {number}" for name, number in figures.items() if number]


def house(council: Composition) -> House:
    """Return the seats of the eligible lists with the bounds they were shared within."""
    inside = [standing for standing in council.standings if standing.eligible]
    outside = {name: council.mayors[name] for name in council.outsiders}
    return house_of(inside, outside, council.statutes, council.cap)


def _of_eligible(council: Composition, figures: Mapping[str, int]) -> dict[str, int]:
    return {name: figures.get(name, 0) for name in council.eligible}


def _in_votes(cost: Fraction, language: Language) -> str:
    """Write a price of a seat so that the claims can be followed with it."""
    return exact(cost, language, 1 if cost >= _IN_THOUSANDS else 2)


def _size(council: Composition, language: Language) -> Said:
    """Say how many seats there are, and why."""
    statutes, rule = council.statutes, council.statutes.size_rule
    if isinstance(rule, FixedSize):
        yield "size_rule", [say("size_is_fixed", language, total=council.house_size)]
        return
    seats = sum(_of_eligible(council, council.seats).values())
    has_mayor = any(_of_eligible(council, council.mayors).values())
    if not has_mayor:
        said = [say("no_mayor_in_sharing", language)]
    elif rule is SizeRule.ROUND_UP:
        said = [*_claims(council, language), *_missing(council, language)]
    elif rule is SizeRule.EXACT_SHARE:
        said = _exact_size(council, language)
    else:
        said, lists = [say("smallest_house_by_rule", language, rule=statutes.rule)], council.binding
        if council.capped:
            said.append(say("cap_gives_too_few", language, house=seats, lists=lists))
        elif lists:
            less = seats - 1
            said.append(say("fewer_seats_too_few", language, house=seats, less=less, lists=lists))
    if statutes.source("size_rule").status is SourceStatus.REFUTED:
        said.append(say("size_is_refuted", language))
    yield "size_rule", said
    claimed = rule is SizeRule.ROUND_UP and has_mayor
    if statutes.seat_for_every_eligible and not claimed and not council.capped:
        every = "no_room_for_every_list" if council.without_seat else "seat_for_every_list"
        told = say(every, language, house=seats, lists=list(council.without_seat))
        yield "seat_for_every_eligible", [told]


def price_of_seat(council: Composition, language: Language) -> str:
    """Write what a seat costs: the votes for each of the mayors that set it."""
    mayors = _of_eligible(council, council.mayors)
    return _in_votes(price(council.votes, mayors) or Fraction(0), language)


def price_said(council: Composition, language: Language) -> str:
    """Say what a seat costs, and whose mayors set it."""
    sitting = sum(council.mayors[name] for name in council.binding)
    votes = sum(council.votes[name] for name in council.binding)
    cost = price_of_seat(council, language)
    lists = [council.basis.label(name) for name in council.binding]
    of = {"mayors": sitting, "lists": lists, "price": cost, "votes": votes}
    return say("mayors_set_price" if sitting > 1 else "mayor_sets_price", language, **of)


def _claims(council: Composition, language: Language) -> list[str]:
    """Say what a seat costs, what each list claims at that price, and the sum."""
    cost, claimed, lines = price_of_seat(council, language), house(council).ceilings, []
    for name, shown in apart(council.claims, language).items():
        told = {"votes": council.votes[name], "price": cost, "exact": shown, "seats": claimed[name]}
        lines.append(say("claim_of_list", language, list=name, **told))
    total = sum(claimed.values())
    return [
        price_said(council, language),
        say("claims_rounded_up", language, claims="; ".join(lines)),
        say("claims_together", language, sum=" + ".join(map(str, claimed.values())), total=total),
    ]


def _missing(council: Composition, language: Language) -> list[str]:
    """Say what votes that are missing from the figures could still move."""
    calls, votes = council.close_calls, missing_votes(council.basis)
    turns = (say(f"turn:{c.turn}", language, list=c.name, votes=c.votes) for c in calls)
    said = say("votes_are_missing", language, votes=votes, turns="; ".join(turns))
    return [said] if calls else []


def _exact_size(council: Composition, language: Language) -> list[str]:
    votes = _of_eligible(council, council.votes)
    needed = required(votes, mayors := _of_eligible(council, council.mayors))
    total = sum(votes.values())
    lines = []
    for name, seats in needed.items():
        of = {"mayors": mayors[name], "votes": votes[name], "total": total, "house": seats}
        share = decimal(Fraction(mayors[name] * total, votes[name]), language)
        lines.append(say("exact_requirement", language, list=name, **of, exact=share))
    most = max(needed.values())
    setting = [name for name, seats in needed.items() if seats == most]
    return [
        say("smallest_exact_house", language),
        say("mayors_require", language, claims="; ".join(lines)),
        say("most_is_required", language, lists=setting, house=most),
    ]


def _cap(council: Composition, language: Language) -> Said:
    """Say what the cap is, whether it is kept, and who cannot give way."""
    statutes, total = council.statutes, council.house_size
    if isinstance(statutes.size_rule, FixedSize):
        return
    if council.cap is None:
        yield "cap_factor", [say("there_is_no_cap", language)]
        return
    factor, homes = str(statutes.cap_factor), council.basis.municipalities
    said = say("cap_of_members", language, factor=factor, municipalities=homes, cap=council.cap)
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


def _sharing(council: Composition, language: Language) -> Said:
    """Say how seats were shared, where the claims rounded up are not the seats."""
    bounds = house(council)
    if bounds.floors == bounds.ceilings:
        return
    if by_claims := council.statutes.size_rule is SizeRule.ROUND_UP:
        how = _at_the_cap(council, bounds, language)
    else:
        rule, shared = council.statutes.rule, _of_eligible(council, council.seats)
        told = {"seats": sum(shared.values()), "rule": rule, "lists": counts(shared)}
        how = [say("shared_among_eligible", language, **told)]
        if council.without_seat and not council.capped:
            how.append(say("without_seat", language, lists=list(council.without_seat)))
    for lot in council.lots:
        drawn = {"claimants": lot.claimants, "winners": lot.winners}
        how.append(say("lots_were_drawn", language, **drawn))
    yield "at_cap" if by_claims else "rule", how
    if council.capped:
        yield "mayors_stay", _gave_way(council, bounds, language)


def _at_the_cap(council: Composition, bounds: House, language: Language) -> list[str]:
    statutes, shared = council.statutes, _of_eligible(council, council.seats)
    anew = statutes.at_cap is AtCap.SHARE_ANEW
    least = say("mayors_or_seat" if all(bounds.floors.values()) else "its_mayors", language)
    of = {"seats": bounds.seats, "rule": statutes.rule, "least": least, "lists": counts(shared)}
    said = [say("seats_shared_anew" if anew else "price_is_raised", language, **of)]
    if not anew and not council.lots and not council.without_seat:
        raised = max(Fraction(council.votes[name], n) for name, n in shared.items())
        said.append(say("raised_price", language, price=_in_votes(raised, language)))
    return said


def above_share(council: Composition, bounds: House, language: Language) -> list[str]:
    """Say which lists have more mayors than their share of the seats, if some have."""
    votes, over = _of_eligible(council, council.votes), []
    for name, number in votes.items():
        share, mayors = Fraction(bounds.seats * number, sum(votes.values())), council.mayors
        if mayors.get(name, 0) > share:
            shown = decimal(share, language)
            over.append(say("mayors_share", language, list=name, mayors=mayors[name], share=shown))
    return [say("more_mayors_than_share", language, seats=bounds.seats, lists=over)] if over else []


def _gave_way(council: Composition, bounds: House, language: Language) -> list[str]:
    """Say which lists have more mayors than their share, who gave way, and who has no seat."""
    less, gave = 0, []
    for name, claim in bounds.ceilings.items():
        if (gap := claim - (seats := council.seats.get(name, 0))) > 0:
            less += gap
            told = {"less": gap, "claim": claim, "seats": seats}
            gave.append(say("list_gives_way", language, list=name, **told))
    said = above_share(council, bounds, language)
    if gave:
        said.append(say("seats_give_way", language, less=less, lists=gave))
    if council.without_seat:
        wanted = council.statutes.seat_for_every_eligible
        text = "no_room_for_every_list" if wanted else "without_seat"
        said.append(say(text, language, lists=list(council.without_seat)))
    return said


_STEPS = _given, _eligible, _base, _left_out, _size, _outsiders, _cap, _sharing, _elected, _rests
