"""Strategies for places: distribution keys, and two-way tables with margins that can be met."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kkr_allocation.testing.hypothesis_extra import assume, st

if TYPE_CHECKING:
    from fractions import Fraction

    from hypothesis.strategies import DrawFn

__all__ = ["keys", "tables"]

_PLACES = ("Greve", "Køge", "Lejre", "Roskilde", "Solrød", "Stevns")


@st.composite
def keys(draw: DrawFn, *, max_places: int = 5) -> dict[str, int | Fraction]:
    """Return a distribution key: whole numbers and fractions, some of them equal.

    Parameters
    ----------
    max_places : int
        How many, at most six; shrinks to one place with the figure 1.
    """
    figure = st.one_of(st.integers(0, 10**15), st.fractions(0, 5, max_denominator=12))
    figures = draw(st.lists(figure, min_size=1, max_size=max_places))
    for place in range(1, len(figures)):
        if draw(st.integers(0, 3)) == 3:  # noqa: PLR2004  (a quarter are copies)
            figures[place] = figures[draw(st.integers(0, place - 1))]
    assume(any(figures))
    return dict(zip(_PLACES, figures, strict=False))


@st.composite
def tables(draw: DrawFn, *, max_rows: int = 3, max_columns: int = 3) -> dict[str, Any]:
    """Return votes, row seats and column seats of a two-way table that has a solution.

    The margins are those of some table with seats only where there are votes, so that one is
    known to exist; equal and missing votes are frequent.

    Parameters
    ----------
    max_rows, max_columns : int
        The size.
    """
    height, width = draw(st.integers(1, max_rows)), draw(st.integers(1, max_columns))
    cell = st.one_of(st.integers(0, 4), st.integers(0, 10**12))
    line = st.lists(cell, min_size=width, max_size=width)
    votes = draw(st.lists(line, min_size=height, max_size=height))
    assume(any(map(any, votes)))
    seats = [[draw(st.integers(0, 3)) if count else 0 for count in row] for row in votes]
    return {
        "votes": votes,
        "row_seats": [sum(row) for row in seats],
        "column_seats": [sum(column) for column in zip(*seats, strict=True)],
    }
