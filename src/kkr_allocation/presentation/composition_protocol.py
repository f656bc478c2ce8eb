"""A composition in words: the rules in the order in which they are applied.

Written so that a secretariat can paste it into an agenda: each step says what was done with
which figures, and which provision it rests on.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, TypeAlias

from attrs import evolve

from kkr_allocation.composition.size import required as claims
from kkr_allocation.composition.statutes import Outsiders, SizeRule
from kkr_allocation.presentation import composition_texts as texts
from kkr_allocation.presentation import nouns
from kkr_allocation.presentation.eligibility_protocol import cooperations, eligible, left_out
from kkr_allocation.results import Explanation, Language, Step
from kkr_allocation.sources import SourceStatus

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kkr_allocation.composition.compose import Composition
    from kkr_allocation.sources import Source

    Said: TypeAlias = Iterator[tuple[str, list[str]]]
    """Steps: the rule of the statutes each rests on, and its sentences."""

__all__ = ["protocol", "title"]


def title(council: Composition, language: Language) -> str:
    """Return what is composed."""
    name = council.basis.name or texts.COUNCIL
    return texts.TITLE.text(language, council=name)


def protocol(council: Composition, language: Language) -> Explanation:
    """Return the steps from mayors and votes to the members to be elected."""
    steps = (
        _members,
        _votes,
        cooperations,
        eligible,
        left_out,
        _size,
        _outsiders,
        _cap,
        _sharing,
        _supplementary,
        _substitutes,
        _readings,
    )
    said: list[Step] = []
    for step in steps:
        for rule, sentences in step(council, language):
            said.append(Step(len(said) + 1, " ".join(sentences), _source(council, rule)))
    return Explanation(title(council, language), language, tuple(said))


def _source(council: Composition, rule: str) -> Source:
    """Return the source of a rule; votes cast that had to be inferred are not published."""
    source = council.statutes.source(rule)
    if rule == "votes" and council.basis.valid_status is SourceStatus.INFERRED:
        return evolve(source, status=SourceStatus.INFERRED)
    return source


def _counts(figures: Mapping[str, int]) -> list[str]:
    """Return lists with their number, such as ``A 8``; those with none are left out."""
    return [f"{name} {number}" for name, number in figures.items() if number]


def _members(council: Composition, language: Language) -> Said:
    mayors = {standing.name: standing.mayors for standing in council.standings}
    number = sum(mayors.values())
    said = [
        texts.MEMBERS.text(
            language,
            municipalities=nouns.municipalities(council.basis.municipalities),
            mayors=_counts(mayors) or [texts.NONE],
            number=nouns.mayors(number),
        )
    ]
    missing = council.basis.municipalities - number
    if missing:
        said.append(texts.NO_MAYOR.text(language, missing=nouns.municipalities(missing)))
    yield "members", said


def _votes(council: Composition, language: Language) -> Said:
    basis = council.basis
    listed = sum(basis.votes.values())
    stands_in = basis.valid_status is SourceStatus.INFERRED and basis.votes_valid == listed
    text = texts.VOTES_SUMMED if stands_in else texts.VOTES_CAST
    said = [text.text(language, total=basis.votes_valid, listed=listed)]
    if basis.coverage is not None:
        said.append(texts.COVERAGE.text(language, said=basis.coverage.sentence(language)))
    yield "votes", said


def _house(council: Composition) -> int:
    """Return the seats shared among the eligible lists."""
    return sum(council.seats.get(name, 0) for name in council.eligible)


def _size(council: Composition, language: Language) -> Said:
    mayors = {name: council.mayors.get(name, 0) for name in council.eligible}
    if not any(mayors.values()):
        yield "size_rule", [texts.NO_ELIGIBLE_MAYORS.text(language)]
    elif council.statutes.size_rule is SizeRule.EXACT_SHARE:
        yield "size_rule", _exact_size(council, mayors, language)
    else:
        yield "size_rule", _size_by_rule(council, language)
    if council.statutes.seat_for_every_eligible:
        said = texts.EVERY_LIST.text(language, house=nouns.council_seats(_house(council)))
        yield "seat_for_every_eligible", [said]


def _exact_size(council: Composition, mayors: Mapping[str, int], language: Language) -> list[str]:
    votes = {name: council.votes[name] for name in council.eligible}
    needed = claims(votes, mayors)
    total = sum(votes.values())
    lines = [
        texts.CLAIM.text(
            language,
            list=name,
            mayors=mayors[name],
            total=total,
            votes=votes[name],
            exact=texts.decimal(Fraction(mayors[name] * total, votes[name]), language),
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
    house = _house(council)
    if council.capped:
        text = texts.SHORT_AT_CAP.text(
            language, house=nouns.council_seats(house), lists=council.binding
        )
    elif council.binding:
        text = texts.SHORT_BELOW.text(
            language,
            house=nouns.council_seats(house),
            less=nouns.council_seats(house - 1),
            lists=council.binding,
        )
    else:
        return said
    return [*said, text]


def _outsiders(council: Composition, language: Language) -> Said:
    if not council.outsiders:
        return
    mayors = {name: council.mayors[name] for name in council.outsiders}
    yield "outsider_mayors", [texts.OUTSIDERS.text(language, mayors=_counts(mayors))]
    on_top = council.statutes.outsiders is Outsiders.ON_TOP
    text = texts.ON_TOP if on_top else texts.INSIDE
    house, total = _house(council), council.house_size
    yield "outsiders", [text.text(language, house=house, outside=total - house, total=total)]


def _cap(council: Composition, language: Language) -> Said:
    basis, statutes = council.basis, council.statutes
    if council.cap is None:
        yield "cap_factor", [texts.NO_CAP.text(language)]
        return
    said = texts.CAP.text(
        language,
        factor=str(statutes.cap_factor),
        municipalities=basis.municipalities,
        cap=council.cap,
    )
    if not council.capped:
        within = texts.WITHIN_CAP.text(language, total=nouns.members(council.house_size))
        yield "cap_factor", [said, within]
        return
    yield "cap_factor", [said, texts.AT_CAP.text(language, total=nouns.members(council.cap))]
    yield "at_cap", [texts.GIVE_WAY.text(language)]


def _sharing(council: Composition, language: Language) -> Said:
    shared = {name: council.seats.get(name, 0) for name in council.eligible}
    said = [
        texts.SHARED.text(
            language,
            seats=nouns.council_seats(_house(council)),
            rule=council.statutes.rule,
            lists=_counts(shared),
        )
    ]
    at_floor = {name: n for name, n in shared.items() if n and n == council.mayors.get(name)}
    if council.capped and at_floor:
        said.append(texts.AT_FLOOR.text(language, lists=_counts(at_floor)))
    said.extend(
        texts.LOT.text(language, claimants=lot.claimants, winners=lot.winners)
        for lot in council.lots
    )
    yield "rule", said


def _supplementary(council: Composition, language: Language) -> Said:
    elected = {council.basis.label(name): n for name, n in council.supplementary.items()}
    number = sum(elected.values())
    if not number:
        yield "supplementary", [texts.NONE_ELECTED.text(language)]
        return
    said = texts.ELECTED.text(
        language, number=nouns.supplementary_members(number), lists=_counts(elected)
    )
    yield "supplementary", [said, texts.ELECTED_INSIDE.text(language)]


def _substitutes(council: Composition, language: Language) -> Said:
    number = sum(council.supplementary.values())
    said = [texts.DEPUTY.text(language)]
    if number:
        said.append(texts.PERSONAL.text(language, number=nouns.substitutes(number)))
    yield "substitutes", said


def _readings(council: Composition, language: Language) -> Said:
    statutes = council.statutes
    rests = {
        rule: text.text(language)
        for rule, text in texts.readings(statutes)
        if statutes.source(rule).status in (SourceStatus.INFERRED, SourceStatus.OPEN)
        and (rule != "outsiders" or council.outsiders)
    }
    total = nouns.members(council.house_size)
    said = [texts.RESULT.text(language, total=total, lists=_counts(council.seats))]
    if rests:
        listed = "; ".join(rests.values())
        said.append(texts.RESTS_ON.text(language, statutes=statutes.name, readings=listed))
    yield next(iter(rests), "members"), said
