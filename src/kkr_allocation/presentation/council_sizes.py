"""Why a council has its size, in words: the price of a seat, the claims, the cap, what gave way."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, TypeAlias

from kkr_allocation.composition.size import House, house_of, missing_votes, price, required
from kkr_allocation.composition.statutes import AtCap, FixedSize, SizeRule
from kkr_allocation.presentation.language import decimal as with_decimals
from kkr_allocation.presentation.language import exact, percent, say
from kkr_allocation.sources import SourceStatus

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kkr_allocation.composition.compose import Composition
    from kkr_allocation.explanations import Language

    Said: TypeAlias = Iterator[tuple[str, list[str]]]
    """Steps: the rule of the statutes each rests on, and its sentences."""


def exact_percent(share: Fraction, language: Language) -> str:
    """Write a threshold as a percentage, with as many decimals as it takes up to three."""
    digits = next((d for d in range(3) if (share * 100 * 10**d).denominator == 1), 3)
    return percent(share, language, digits)


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
        said = _size_by_rule(council, language)
    if council.statutes.source("size_rule").status is SourceStatus.REFUTED:
        said.append(say("size_is_refuted", language))
    yield "size_rule", said
    claimed = rule is SizeRule.ROUND_UP and any(mayors.values())
    promised = council.statutes.seat_for_every_eligible and not isinstance(rule, FixedSize)
    if promised and not claimed and not council.capped:
        seats = _shared_seats(council)
        every = "no_room_for_every_list" if council.without_seat else "seat_for_every_list"
        said = [say(every, language, house=seats, lists=list(council.without_seat))]
        yield "seat_for_every_eligible", said


def _shared_seats(council: Composition) -> int:
    return sum(council.seats.get(name, 0) for name in council.eligible)


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


def _size_by_rule(council: Composition, language: Language) -> list[str]:
    said = [say("smallest_house_by_rule", language, rule=council.statutes.rule)]
    shared = _shared_seats(council)
    if council.capped:
        text = say("cap_gives_too_few", language, house=shared, lists=council.binding)
    elif council.binding:
        less, lists = shared - 1, council.binding
        text = say("fewer_seats_too_few", language, house=shared, less=less, lists=lists)
    else:
        return said
    return [*said, text]


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
