"""The check of a `Key`: weights that are one whole, and columns that name the same places."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kkr_allocation.errors import Bilingual, Count
from kkr_allocation.fairness.entries import false, part, ratio

if TYPE_CHECKING:
    from kkr_allocation.fairness.entries import Document

__all__ = ["check"]


def check(document: Document) -> tuple[str, ...]:
    """Check a key and return what was checked, one sentence each.

    Raises
    ------
    InvalidInputError
        If the document cannot be read.
    VerificationError
        If the weights do not sum to one, a column lacks a place or sums to zero, or a figure is
        negative.
    """
    columns, weights = part(document, "columns"), part(document, "weights")
    if set(columns) != set(weights):
        raise false(
            "columns and weights name different columns",
            why="each column has a weight",
            da="søjler og vægte nævner forskellige søjler",
            da_why="hver søjle har en vægt",
        )
    parts = [ratio(weights, column) for column in weights]
    if sum(parts) != 1 or min(parts) < 0:
        raise false(
            f"the weights sum to {sum(parts)}",
            why="they are parts of one whole",
            da=f"vægtene er {sum(parts)} i alt",
            da_why="de er dele af en helhed, og ingen er negativ",
        )
    places = set(part(columns, next(iter(columns))))
    for name in columns:
        column = part(columns, name)
        figures = [ratio(column, place) for place in column]
        if set(column) != places:
            raise false(
                f"the column {name} has other places",
                why="a place has a figure in each",
                da=f"søjlen {name} har andre steder",
                da_why="hvert sted har et tal i hver søjle",
            )
        if min(figures, default=0) < 0 or not any(figures):
            raise false(
                f"the column {name} sums to {sum(figures)}",
                why="it is from 0 up, not all 0",
                da=f"søjlen {name} er {sum(figures)} i alt",
                da_why="tallene er fra 0 og op og ikke alle 0",
            )
    return (
        Bilingual(
            f"The weights of {Count(len(weights)):column|columns} sum to exactly 1.",
            da=f"Vægtene af {Count(len(weights)):søjle|søjler} er præcis 1 i alt.",
        ),
        Bilingual(
            f"Each column has a figure from 0 up for every place, {len(places)} in all.",
            da=f"Hver søjle har et tal fra 0 og op for hvert sted, {len(places)} i alt.",
        ),
    )
