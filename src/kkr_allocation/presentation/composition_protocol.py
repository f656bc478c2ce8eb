"""A composition in words: the rules in the order in which they are applied.

Written so that a secretariat can paste it into an agenda: each step says what was done with
which figures, and which provision it rests on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from attrs import evolve

from kkr_allocation.composition.alternatives import read
from kkr_allocation.composition.statutes import AtCap, FixedSize, Outsiders, SizeRule
from kkr_allocation.errors import in_language
from kkr_allocation.explanations import Explanation, Language, Step
from kkr_allocation.presentation import composition_texts as texts
from kkr_allocation.presentation import nouns
from kkr_allocation.presentation.composition_readings import differences, in_words, status_word
from kkr_allocation.presentation.composition_size import cap, counts, sharing, size
from kkr_allocation.presentation.eligibility_protocol import (
    base,
    cooperations,
    eligible,
    left_out,
)
from kkr_allocation.presentation.language import signed
from kkr_allocation.sources import SourceStatus

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kkr_allocation.composition.compose import Composition
    from kkr_allocation.presentation.language import Text
    from kkr_allocation.sources import Source

    Said: TypeAlias = Iterator[tuple[str, list[str]]]
    """Steps: the rule of the statutes each rests on, and its sentences."""

__all__ = ["cast_rest", "contested", "protocol", "title", "warning"]

_PUBLISHED_SIZES = "published_sizes"
"""The rule under which statutes say that no reading of them gives the published sizes."""


def title(council: Composition, language: Language) -> str:
    """Return what is composed."""
    name = council.basis.name or texts.COUNCIL
    return texts.TITLE.text(language, council=name)


def protocol(council: Composition, language: Language) -> Explanation:
    """Return the steps from mayors and votes to the members to be elected."""
    steps = (
        _warning,
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
        _substitutes,
        _readings,
    )
    said: list[Step] = []
    for step in steps:
        for rule, sentences in step(council, language):
            said.append(Step(len(said) + 1, " ".join(sentences), _source(council, rule)))
    return Explanation(title(council, language), language, tuple(said))


def _source(council: Composition, rule: str) -> Source:
    """Return the source of a rule; valid votes that had to be inferred are not published."""
    source = council.statutes.source(rule)
    if rule == "votes" and council.basis.valid_status is SourceStatus.INFERRED:
        return evolve(source, status=SourceStatus.INFERRED)
    return source


def warning(council: Composition, language: Language) -> list[str]:
    """Say where no reading of the statutes gives the published sizes."""
    known = any(provision.rule == _PUBLISHED_SIZES for provision in council.statutes.provisions)
    return [texts.NO_READING_FITS.text(language)] if known else []


def _warning(council: Composition, language: Language) -> Said:
    if said := warning(council, language):
        yield _PUBLISHED_SIZES, said


def _members(council: Composition, language: Language) -> Said:
    mayors = {standing.name: standing.mayors for standing in council.standings}
    number = sum(mayors.values())
    said = [
        texts.MEMBERS.text(
            language,
            municipalities=nouns.municipalities(council.basis.municipalities),
            mayors=counts(mayors) or [texts.NONE],
            number=nouns.mayors(number),
        )
    ]
    yield "members", [*said, *_without_mayor(council, language), *contested(council, language)]


def _without_mayor(council: Composition, language: Language) -> list[str]:
    """Say that the council can change where the figures lack mayors."""
    missing = council.basis.municipalities - sum(council.mayors.values())
    if not missing:
        return []
    return [texts.NO_MAYOR.text(language, missing=nouns.municipalities(missing))]


def contested(council: Composition, language: Language) -> list[str]:
    """Say of each mayor that the sources do not agree on what the other list would change."""
    return [_contested(council, place, language) for place in council.basis.contested]


def _contested(council: Composition, municipality: str, language: Language) -> str:
    """Say what a mayor that the sources do not agree on would change, counted the other way."""
    basis = council.basis
    kept, other = basis.contested[municipality]
    mayors = {**basis.mayors, kept: basis.mayors[kept] - 1}
    mayors[other] = mayors.get(other, 0) + 1
    moved = evolve(basis, mayors=mayors, votes={**basis.votes, other: basis.votes.get(other, 0)})
    found = read(moved, council.statutes, council.lots)
    if found.composition is None:
        change = texts.CONTESTED_OPEN.text(language, open=in_language(found.problem, language))
    elif changes := differences(council, found.composition):
        change = texts.CONTESTED_MOVES.text(
            language,
            total=nouns.members(found.composition.house_size),
            changes=", ".join(f"{name} {signed(more)}" for name, more in changes.items()),
        )
    else:
        change = texts.CONTESTED_STAYS.text(language)
    return texts.CONTESTED.text(
        language,
        municipality=municipality,
        kept=basis.label(kept),
        other=basis.label(other),
        change=change,
    )


def _votes(council: Composition, language: Language) -> Said:
    basis = council.basis
    listed, inferred = basis.listed_votes, basis.valid_status is SourceStatus.INFERRED
    text = texts.VALID_INFERRED if inferred else texts.VALID_VOTES
    said = [text.text(language, total=basis.votes_valid)]
    if basis.votes_valid > listed:
        said.append(texts.LISTED.text(language, listed=listed))
    if (what := cast_rest(council)) is not None and basis.votes_cast is not None:
        rest = basis.votes_cast - basis.votes_valid
        said.append(texts.CAST.text(language, cast=basis.votes_cast, rest=rest, what=what))
    if basis.coverage is not None:
        said.append(texts.COVERAGE.text(language, said=basis.coverage.sentence(language)))
    yield "votes", said


def cast_rest(council: Composition) -> Text | None:
    """Return what the votes cast beyond the valid ones are called; None where there are none."""
    basis = council.basis
    if basis.votes_cast is None or basis.votes_cast == basis.votes_valid:
        return None
    if basis.valid_status is SourceStatus.INFERRED:
        return texts.BLANK_OR_OTHERS
    return texts.BLANK_KNOWN if basis.cast_status is SourceStatus.INFERRED else texts.BLANK


def _outsiders(council: Composition, language: Language) -> Said:
    if not council.outsiders:
        return
    mayors = {name: council.mayors[name] for name in council.outsiders}
    yield "outsider_mayors", [texts.OUTSIDERS.text(language, mayors=counts(mayors))]
    fixed = isinstance(council.statutes.size_rule, FixedSize)
    inside = fixed or council.statutes.outsiders is Outsiders.INSIDE
    text = texts.INSIDE if inside else texts.ON_TOP
    outside, total = sum(mayors.values()), council.house_size
    said = text.text(language, house=total - outside, outside=outside, total=total)
    yield "size_rule" if fixed else "outsiders", [said]


def _supplementary(council: Composition, language: Language) -> Said:
    elected = {council.basis.label(name): n for name, n in council.supplementary.items()}
    number = sum(elected.values())
    if not number:
        yield "supplementary", [texts.NONE_ELECTED.text(language)]
        return
    said = texts.ELECTED.text(
        language, number=nouns.supplementary_members(number), lists=counts(elected)
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
        rule: f"{in_words(rule, getattr(statutes, rule), statutes, language)} "
        f"[{status_word(statutes, rule, language)}]"
        for rule in _rested_on(council)
        if statutes.source(rule).status is not SourceStatus.PUBLISHED
    }
    total = nouns.members(council.house_size)
    said = [
        texts.RESULT.text(language, total=total, lists=counts(council.seats)),
        *_without_mayor(council, language),
    ]
    if rests:
        text = texts.RESTS_ON if statutes.provisions else texts.RESTS_ON_OWN
        listed = "; ".join(rests.values())
        said.append(text.text(language, statutes=statutes.name, readings=listed))
    if statutes.source("size_rule").status is SourceStatus.CHECKED:
        said.append(texts.TOTALS_ONLY.text(language))
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
