"""Batches of councils as frames, in words and as HTML."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from kkr_allocation.explanations import Explanation, Language, Step
from kkr_allocation.presentation import nouns
from kkr_allocation.presentation.language import Text
from kkr_allocation.presentation.markup import table

if TYPE_CHECKING:
    from kkr_allocation.composition.batch import BatchComposition

__all__ = ["explanation", "frame", "html"]

_SHOWN = 20
_TITLE = Text(en="{councils} by {statutes}", da="{councils} efter {statutes}")
_SHARED = Text(
    en="Each council is composed by itself, exactly; row(i).explain() tells how.",
    da="Hvert råd er sammensat for sig, eksakt; row(i).explain() fortæller hvordan.",
)
_LEFT = Text(
    en="{tied} can only be decided by lot; {refused} cannot be composed.",
    da="{tied} kan kun afgøres ved lodtrækning; {refused} kan ikke sammensættes.",
)


def frame(result: BatchComposition) -> pd.DataFrame:
    """Return one row a council: house_size, capped, tied, refused, and the members of each list."""
    seats = pd.DataFrame(result.seats, columns=list(result.lists))
    marks = {
        "house_size": result.house_size,
        "capped": result.capped,
        "tied": result.tied,
        "refused": result.refused,
    }
    return pd.concat([pd.DataFrame(marks), seats], axis="columns").rename_axis("council")


def explanation(result: BatchComposition, language: Language) -> Explanation:
    """Say how many councils there are, how many need a lot, and how many have no answer."""
    tied, refused = int(result.tied.sum()), int(result.refused.sum())
    left = _LEFT.text(language, tied=nouns.councils(tied), refused=nouns.councils(refused))
    source = result.statutes.source("size_rule")
    steps = tuple(
        Step(number, text, source)
        for number, text in enumerate((_SHARED.text(language), left), start=1)
    )
    title = _TITLE.text(
        language, councils=nouns.councils(len(result)), statutes=result.statutes.name
    )
    return Explanation(title, language, steps)


def html(result: BatchComposition) -> str:
    """Return the first rows as a table."""
    first = frame(result).head(_SHOWN).astype(object)
    caption = explanation(result, "en").title
    return table(caption, ["council", *map(str, first.columns)], first.itertuples())
