"""Two-way apportionments as frames, steps and HTML."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kkr_allocation.presentation import nouns
from kkr_allocation.presentation.language import Text
from kkr_allocation.presentation.margins import SharedTable

if TYPE_CHECKING:
    import pandas as pd

    from kkr_allocation.apportionment.twoway import TwoWayApportionment
    from kkr_allocation.results import Explanation, Language

__all__ = ["explanation", "frame", "html"]

_VOTES = Text(en="votes", da="stemmerne")


def frame(result: TwoWayApportionment) -> pd.DataFrame:
    """Return one row a cell: row, column, votes, quotient, floor, cap, seats.

    `quotient` is the votes by both divisors, before rounding; a float for the eye only.
    """
    import pandas as pd

    cells = [(i, j) for i in range(len(result.rows)) for j in range(len(result.columns))]
    caps = result.caps | dict.fromkeys(result.forbidden, 0)
    power = result.rule.power
    quotients = [
        result.votes[i][j] ** power / (result.row_divisors[i] * result.column_divisors[j])
        for i, j in cells
    ]
    return pd.DataFrame(
        {
            "row": [result.rows[i] for i, _ in cells],
            "column": [result.columns[j] for _, j in cells],
            "votes": [result.votes[i][j] for i, j in cells],
            "quotient": [float(quotient) ** (1 / power) for quotient in quotients],
            "floor": [result.floors.get(cell, 0) for cell in cells],
            "cap": pd.array([caps.get(cell) for cell in cells], dtype="Int64"),
            "seats": result.seats.ravel(),
        }
    )


def explanation(result: TwoWayApportionment, language: Language) -> Explanation:
    """Return the steps from the votes and both margins to the seats."""
    return _shared(result).explanation(language)


def html(result: TwoWayApportionment) -> str:
    """Return the seats with both margins as a table for a notebook."""
    return _shared(result).html()


def _shared(result: TwoWayApportionment) -> SharedTable:
    return SharedTable(
        rows=result.rows,
        columns=result.columns,
        row_totals=result.row_seats,
        column_totals=result.column_seats,
        rule=result.rule.name,
        source=result.rule.source,
        power=result.rule.power,
        floors=result.floors,
        caps=result.caps,
        forbidden=result.forbidden,
        lots=result.lots,
        cells=result.seats.tolist(),
        row_prices=result.row_divisors,
        column_prices=result.column_divisors,
        figures=_VOTES,
        noun=nouns.seats,
    )
