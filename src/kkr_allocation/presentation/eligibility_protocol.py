"""Who takes part in the sharing, and who does not and why, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve

from kkr_allocation.composition.eligibility import standings
from kkr_allocation.composition.statutes import ThresholdBase
from kkr_allocation.presentation import composition_texts as texts
from kkr_allocation.presentation import nouns

if TYPE_CHECKING:
    from collections.abc import Iterator
    from fractions import Fraction

    from kkr_allocation.composition.compose import Composition
    from kkr_allocation.composition.eligibility import Standing
    from kkr_allocation.explanations import Language
    from kkr_allocation.presentation.language import Text

__all__ = ["base", "cooperations", "eligible", "left_out"]

_NAMED = 6
"""Lists left out for one reason that are named one by one; the rest are counted."""


def cooperations(council: Composition, language: Language) -> Iterator[tuple[str, list[str]]]:
    """Yield a step for each co-operation: its members and their votes together."""
    for name, members in council.basis.cooperations.items():
        votes = council.votes[name]
        said = texts.COOPERATION.text(language, name=name, members=members, votes=votes)
        yield "entitled", [said]


def eligible(council: Composition, language: Language) -> Iterator[tuple[str, list[str]]]:
    """Yield the step that says what it takes to be eligible, and who is."""
    threshold = council.statutes.threshold
    inside = [standing for standing in council.standings if standing.eligible]
    said = [
        texts.THRESHOLD.text(
            language,
            threshold=texts.exact_percent(threshold, language),
            base=texts.BASES[council.statutes.threshold_base],
            needed=_needed(council, council.statutes.threshold_base),
        )
        if threshold
        else texts.NO_THRESHOLD.text(language)
    ]
    if council.statutes.council_seat_required:
        said.append(texts.COUNCIL_SEAT.text(language))
    if council.basis.entitled is None:
        said.append(texts.ALL_ENTITLED.text(language))
    elif council.basis.coverage is not None:
        said.append(texts.PARTIES_ENTITLED.text(language))
    lists = _shares(inside, threshold, language)
    votes = sum(standing.votes for standing in inside)
    said.append(texts.ELIGIBLE.text(language, lists=lists, votes=votes))
    yield "threshold", said


def base(council: Composition, language: Language) -> Iterator[tuple[str, list[str]]]:
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
    start = texts.OTHER_BASE.text(
        language,
        base=texts.BASES[statutes.threshold_base],
        other=texts.BASES[other],
        needed=_needed(council, other),
    )
    text = texts.OTHER_LISTS if turned else texts.SAME_LISTS
    yield "threshold_base", [text.text(language, start=start, lists=turned)]


def _needed(council: Composition, of: ThresholdBase) -> int:
    threshold = council.statutes.threshold
    return -(-threshold.numerator * council.basis.total(of) // threshold.denominator)


def left_out(council: Composition, language: Language) -> Iterator[tuple[str, list[str]]]:
    """Yield the step that names the other lists by reason, mayors' lists and large ones first."""
    groups: dict[tuple[Text, ...], list[Standing]] = {}
    for standing in council.standings:
        if not standing.eligible:
            groups.setdefault(_reasons(standing), []).append(standing)
    said = []
    for reasons, group in groups.items():
        named = sorted(group, key=lambda s: (not s.mayors, -s.votes))[:_NAMED]
        lists: list[object] = [*_shares(named, council.statutes.threshold, language)]
        if len(group) > _NAMED:
            lists.append(nouns.other_lists(len(group) - _NAMED))
        said.append(texts.LEFT_OUT.text(language, reasons=reasons, lists=lists))
    if said:
        yield "entitled", said


def _shares(standings: list[Standing], threshold: Fraction, language: Language) -> list[str]:
    return [
        texts.SHARE.text(
            language,
            list=standing.name,
            votes=standing.votes,
            share=texts.telling_percent(standing.share, threshold, language),
        )
        for standing in standings
    ]


def _reasons(standing: Standing) -> tuple[Text, ...]:
    held = (
        (standing.entitled, texts.NOT_ENTITLED),
        (standing.above_threshold, texts.BELOW),
        (standing.in_council, texts.NO_SEAT),
    )
    return tuple(reason for holds, reason in held if not holds)
