"""Batches of elections as frames, in words and as HTML."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from kkr_allocation.explanations import Explanation, Language, Step
from kkr_allocation.presentation import nouns
from kkr_allocation.presentation.language import Text
from kkr_allocation.presentation.markup import table

if TYPE_CHECKING:
    from kkr_allocation.apportionment.batch import BatchApportionment

__all__ = ["explanation", "frame", "html"]

_SHOWN = 20
_TITLE = Text(en="{elections} by {rule}", da="{elections} efter {rule}")
_SHARED = Text(
    en="Each election is shared by itself, exactly; row(i).explain() tells how.",
    da="Hvert valg er fordelt for sig, eksakt; row(i).explain() fortæller hvordan.",
)
_TIED = Text(
    en="{tied} can only be decided by lot; there the lowest column was given the seat.",
    da="{tied} kan kun afgøres ved lodtrækning; dér har den laveste søjle fået mandatet.",
)
_NONE_TIED = Text(en="None of them needs a lot.", da="Ingen af dem kræver lodtrækning.")


def frame(result: BatchApportionment) -> pd.DataFrame:
    """Return one row an election: house_size, tied, and the seats of each column by its number."""
    seats = pd.DataFrame(result.seats, columns=[str(c) for c in range(result.seats.shape[1])])
    seats.insert(0, "house_size", np.broadcast_to(result.house_size, (len(result),)))
    seats.insert(1, "tied", result.tied)
    return seats.rename_axis("election")


def explanation(result: BatchApportionment, language: Language) -> Explanation:
    """Say how many elections there are, and how many need a lot."""
    tied = int(result.tied.sum())
    second = _TIED.text(language, tied=nouns.elections(tied)) if tied else _NONE_TIED.text(language)
    texts = (_SHARED.text(language), second)
    steps = tuple(Step(n, text, result.rule.source) for n, text in enumerate(texts, start=1))
    title = _TITLE.text(language, elections=nouns.elections(len(result)), rule=result.rule)
    return Explanation(title, language, steps)


def html(result: BatchApportionment) -> str:
    """Return the first rows as a table."""
    first = frame(result).head(_SHOWN).astype(object)
    caption = explanation(result, "en").title
    return table(caption, ["election", *map(str, first.columns)], first.itertuples())
