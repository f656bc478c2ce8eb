"""What a result rests on: the sources of its rules, what they are worth, and the figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kkr_allocation.presentation import nouns
from kkr_allocation.presentation import report_texts as texts
from kkr_allocation.presentation.report import Section

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kkr_allocation.explanations import Explanation, Language
    from kkr_allocation.presentation.report import Block
    from kkr_allocation.results import Result
    from kkr_allocation.sources import Source

__all__ = ["sources"]


def sources(
    result: Result,
    language: Language,
    *,
    explanations: Mapping[str, Explanation],
    figures: str = "",
) -> Section:
    """Return the section on sources, after checking that the result follows from its figures.

    Parameters
    ----------
    result : Result
        What is checked.
    language : {"en", "da"}
        The language.
    explanations : mapping of str to Explanation
        The steps whose sources are listed, by the heading they stand under; an only one needs no
        heading.
    figures : str
        Where the figures come from, and what they lack; empty where that is not known.

    Raises
    ------
    VerificationError
        If it does not.
    """
    steps: dict[Source, list[str]] = {}
    for heading, explanation in explanations.items():
        of: dict[Source, list[str]] = {}
        for step in explanation:
            of.setdefault(step.source, []).append(str(step.number))
        for source, numbers in of.items():
            start = f"{heading}: " if len(explanations) > 1 else ""
            steps.setdefault(source, []).append(start + ", ".join(numbers))
    rules = texts.RULES.sheet(
        language,
        (
            (
                source.reference(language),
                source.status.word(language),
                "; ".join(of),
                source.page or None,
            )
            for source, of in steps.items()
        ),
    )
    statuses = texts.STATUS_TABLE.sheet(
        language,
        (
            (status.word(language), meaning.text(language))
            for status, meaning in texts.STATUSES.items()
        ),
    )
    blocks: list[Block] = [rules, statuses]
    if figures:
        blocks.append(texts.FIGURES.text(language, said=figures))
    checks = nouns.checks(len(result.verify().checks))
    blocks.append(texts.CHECKED.text(language, checks=checks))
    return Section(texts.SOURCES.text(language), tuple(blocks))
