"""Why a council has its size, in words: the price of a seat, the claims, the cap, what gave way."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, TypeAlias

from kkr_allocation.composition.close_calls import missing_votes
from kkr_allocation.composition.size import House, house_of, price, required
from kkr_allocation.composition.statutes import AtCap, FixedSize, SizeRule
from kkr_allocation.presentation import composition_size_texts as texts
from kkr_allocation.presentation import nouns
from kkr_allocation.presentation.composition_texts import decimal
from kkr_allocation.presentation.language import decimal as with_decimals
from kkr_allocation.presentation.language import number
from kkr_allocation.sources import SourceStatus

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kkr_allocation.composition.compose import Composition
    from kkr_allocation.explanations import Language

    Said: TypeAlias = Iterator[tuple[str, list[str]]]
    """Steps: the rule of the statutes each rests on, and its sentences."""

__all__ = ["cap", "counts", "house", "in_votes", "sharing", "size"]

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
    if cost.denominator == 1:
        return number(int(cost), language)
    return with_decimals(cost, language, 1 if cost >= _IN_THOUSANDS else 2)


def size(council: Composition, language: Language) -> Said:
    """Yield the steps that say how many seats there are, and why."""
    rule = council.statutes.size_rule
    mayors = {name: council.mayors.get(name, 0) for name in council.eligible}
    if isinstance(rule, FixedSize):
        total = nouns.members(council.house_size)
        yield "size_rule", [texts.FIXED.text(language, total=total)]
        return
    if not any(mayors.values()):
        said = [texts.NO_ELIGIBLE_MAYORS.text(language)]
    elif rule is SizeRule.ROUND_UP:
        said = [*_claims(council, mayors, language), *_missing(council, language)]
    elif rule is SizeRule.EXACT_SHARE:
        said = _exact_size(council, mayors, language)
    else:
        said = _size_by_rule(council, language)
    if council.statutes.source("size_rule").status is SourceStatus.REFUTED:
        said.append(texts.REFUTED.text(language))
    yield "size_rule", said
    claimed = rule is SizeRule.ROUND_UP and any(mayors.values())
    promised = council.statutes.seat_for_every_eligible and not isinstance(rule, FixedSize)
    if promised and not claimed and not council.capped:
        seats = nouns.council_seats(_shared_seats(council))
        every = texts.NO_ROOM if council.without_seat else texts.EVERY_LIST
        said = [every.text(language, house=seats, lists=list(council.without_seat))]
        yield "seat_for_every_eligible", said


def _shared_seats(council: Composition) -> int:
    return sum(council.seats.get(name, 0) for name in council.eligible)


def _claims(council: Composition, mayors: Mapping[str, int], language: Language) -> list[str]:
    """Say what a seat costs, what each list claims at that price, and the sum."""
    votes = {name: council.votes[name] for name in council.eligible}
    cost = price(votes, mayors) or Fraction(0)
    sitting = sum(mayors[name] for name in council.binding)
    of = texts.PRICE if sitting > 1 else texts.PRICE_OF_ONE
    shown = in_votes(cost, language)
    priced = of.text(
        language,
        mayors=sitting,
        lists=[council.basis.label(name) for name in council.binding],
        price=shown,
        votes=sum(votes[name] for name in council.binding),
    )
    claimed = house(council).ceilings
    lines = [
        texts.ROUNDED.text(
            language,
            list=name,
            votes=votes[name],
            price=shown,
            exact=decimal(claim, language),
            seats=claimed[name],
        )
        for name, claim in council.claims.items()
    ]
    total = nouns.council_seats(sum(claimed.values()))
    return [
        priced,
        texts.ROUNDED_UP.text(language, claims="; ".join(lines)),
        texts.SUM.text(language, sum=" + ".join(map(str, claimed.values())), total=total),
    ]


def _missing(council: Composition, language: Language) -> list[str]:
    """Say what votes that are missing from the figures could still move."""
    if not council.close_calls:
        return []
    turns = [
        texts.TURNS[call.turn].text(language, list=call.name, votes=call.votes)
        for call in council.close_calls
    ]
    votes = missing_votes(council.basis)
    return [texts.MISSING.text(language, votes=votes, turns="; ".join(turns))]


def _exact_size(council: Composition, mayors: Mapping[str, int], language: Language) -> list[str]:
    votes = {name: council.votes[name] for name in council.eligible}
    needed = required(votes, mayors)
    total = sum(votes.values())
    lines = [
        texts.CLAIM.text(
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
        texts.EXACT_SIZE.text(language),
        texts.CLAIMS.text(language, claims="; ".join(lines)),
        texts.MOST.text(language, lists=setting, house=nouns.council_seats(most)),
    ]


def _size_by_rule(council: Composition, language: Language) -> list[str]:
    said = [texts.SIZE_BY_RULE.text(language, rule=council.statutes.rule)]
    shared = _shared_seats(council)
    if council.capped:
        text = texts.SHORT_AT_CAP.text(
            language, house=nouns.council_seats(shared), lists=council.binding
        )
    elif council.binding:
        text = texts.SHORT_BELOW.text(
            language,
            house=nouns.council_seats(shared),
            less=nouns.council_seats(shared - 1),
            lists=council.binding,
        )
    else:
        return said
    return [*said, text]


def cap(council: Composition, language: Language) -> Said:
    """Yield the steps on the cap: what it is, whether it is kept, and who cannot give way."""
    statutes = council.statutes
    if isinstance(statutes.size_rule, FixedSize):
        return
    if council.cap is None:
        yield "cap_factor", [texts.NO_CAP.text(language)]
        return
    said = texts.CAP.text(
        language,
        factor=str(statutes.cap_factor),
        municipalities=council.basis.municipalities,
        cap=council.cap,
    )
    total = nouns.members(council.house_size)
    if not council.capped:
        yield "cap_factor", [said, texts.WITHIN_CAP.text(language, total=total)]
        return
    above = texts.AT_CAP.text(language, total=total)
    if statutes.size_rule is SizeRule.ROUND_UP:
        outside = sum(council.mayors[name] for name in council.outsiders)
        claimed = sum(house(council).ceilings.values()) + outside
        text = texts.ALL_ABOVE_CAP if outside else texts.CLAIMS_ABOVE_CAP
        above = text.text(language, claimed=claimed, total=total)
    yield "cap_factor", [said, above]
    yield "mayors_stay", [texts.GIVE_WAY.text(language)]


def sharing(council: Composition, language: Language) -> Said:
    """Yield how seats were shared, where the claims rounded up are not the seats."""
    bounds = house(council)
    if bounds.floors == bounds.ceilings:
        return
    by_claims = council.statutes.size_rule is SizeRule.ROUND_UP
    how = _at_the_cap(council, bounds, language) if by_claims else _shared(council, language)
    how += [
        texts.LOT.text(language, claimants=lot.claimants, winners=lot.winners)
        for lot in council.lots
    ]
    yield "at_cap" if by_claims else "rule", how
    if council.capped:
        yield "mayors_stay", _gave_way(council, bounds, language)


def _shared(council: Composition, language: Language) -> list[str]:
    shared = {name: council.seats.get(name, 0) for name in council.eligible}
    seats = nouns.council_seats(sum(shared.values()))
    said = [
        texts.SHARED.text(language, seats=seats, rule=council.statutes.rule, lists=counts(shared))
    ]
    if council.without_seat and not council.capped:
        said.append(texts.LEFT_WITHOUT.text(language, lists=list(council.without_seat)))
    return said


def _at_the_cap(council: Composition, bounds: House, language: Language) -> list[str]:
    statutes = council.statutes
    shared = {name: council.seats.get(name, 0) for name in council.eligible}
    at_least_one = all(bounds.floors.values())
    how = texts.HOW_SHARED if statutes.at_cap is AtCap.SHARE_ANEW else texts.HOW_PRICED
    said = [
        how.text(
            language,
            seats=nouns.council_seats(bounds.seats),
            rule=statutes.rule,
            least=texts.ONE_AT_LEAST if at_least_one else texts.ITS_MAYORS,
            lists=counts(shared),
        )
    ]
    if statutes.at_cap is AtCap.RAISE_PRICE and not council.lots and not council.without_seat:
        raised = max(Fraction(council.votes[name], n) for name, n in shared.items())
        said.append(texts.RAISED.text(language, price=in_votes(raised, language)))
    return said


def _gave_way(council: Composition, bounds: House, language: Language) -> list[str]:
    """Say which lists have more mayors than their share, who gave way, and who has no seat."""
    votes = {name: council.votes[name] for name in council.eligible}
    shares = {
        name: Fraction(bounds.seats * number, sum(votes.values())) for name, number in votes.items()
    }
    over = [
        texts.OVER_SHARE_LIST.text(
            language, list=name, mayors=council.mayors[name], share=decimal(share, language)
        )
        for name, share in shares.items()
        if council.mayors.get(name, 0) > share
    ]
    fewer = {
        name: claim - council.seats.get(name, 0)
        for name, claim in bounds.ceilings.items()
        if claim > council.seats.get(name, 0)
    }
    gave = [
        texts.GAVE_WAY_LIST.text(
            language,
            list=name,
            less=less,
            claim=bounds.ceilings[name],
            seats=council.seats.get(name, 0),
        )
        for name, less in fewer.items()
    ]
    seats = nouns.council_seats(bounds.seats)
    said = [texts.OVER_SHARE.text(language, seats=seats, lists=over)] if over else []
    if gave:
        said.append(texts.GAVE_WAY.text(language, less=sum(fewer.values()), lists=gave))
    if council.without_seat:
        wanted = council.statutes.seat_for_every_eligible
        text = texts.NO_ROOM if wanted else texts.LEFT_WITHOUT
        said.append(text.text(language, lists=list(council.without_seat)))
    return said
