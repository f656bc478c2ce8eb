"""What a council rests on: the sources of its rules, what they are worth, and the figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kkr_allocation.presentation import report_texts as texts
from kkr_allocation.presentation.report import Section
from kkr_allocation.presentation.sheets import Sheet

if TYPE_CHECKING:
    from kkr_allocation.composition.compose import Composition
    from kkr_allocation.presentation.report import Block
    from kkr_allocation.results import Language
    from kkr_allocation.sources import Source

__all__ = ["sources"]


def sources(council: Composition, language: Language) -> Section:
    """Return the section on sources, after checking that the council follows from its figures.

    Parameters
    ----------
    council : Composition
        The council.
    language : {"en", "da"}
        The language.

    Raises
    ------
    VerificationError
        If it does not.
    """
    steps: dict[Source, list[str]] = {}
    for step in council.explain(language):
        steps.setdefault(step.source, []).append(str(step.number))
    rules = Sheet(
        texts.FROM.text(language),
        tuple(heading.text(language) for heading in texts.SOURCES_HEADINGS),
        tuple(
            (source.reference, source.status.word(language), ", ".join(of), source.page or None)
            for source, of in steps.items()
        ),
    )
    statuses = Sheet(
        texts.STATUS_NAMES.text(language),
        tuple(heading.text(language) for heading in texts.STATUS_HEADINGS),
        tuple(
            (status.word(language), meaning.text(language))
            for status, meaning in texts.STATUSES.items()
        ),
    )
    blocks: list[Block] = [rules, statuses]
    if council.basis.coverage is not None:
        said = council.basis.coverage.sentence(language)
        blocks.append(texts.FIGURES.text(language, said=said))
    checks = texts.checks(len(council.verify().checks))
    blocks.append(texts.CHECKED.text(language, checks=checks))
    return Section(texts.SOURCES.text(language), tuple(blocks))
