"""Two-way distributions of places as frames, steps and HTML."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kkr_allocation.apportionment.rules import DivisorRule
from kkr_allocation.presentation import nouns
from kkr_allocation.presentation.language import Text
from kkr_allocation.presentation.margins import SharedTable

if TYPE_CHECKING:
    import pandas as pd

    from kkr_allocation.explanations import Explanation, Language
    from kkr_allocation.placements.tables import TableDistribution

__all__ = ["explanation", "frame", "html"]

_WEIGHTS = Text(en="weights", da="vægtene")


def frame(result: TableDistribution) -> pd.DataFrame:
    """Return one row a cell: row, column, weight, claim, floor, cap, places.

    `claim` is what was rounded: the weight by both divisors, or under controlled rounding the
    weight itself. `weight` and `claim` are floats for the eye only.
    """
    cells = [(i, j) for i in range(len(result.rows)) for j in range(len(result.columns))]
    return _shared(result).frame(
        "places",
        weight=[float(result.weights[i][j]) for i, j in cells],
        claim=[_claim(result, i, j) for i, j in cells],
    )


def _claim(result: TableDistribution, row: int, column: int) -> float:
    weight = result.weights[row][column]
    if not isinstance(result.rule, DivisorRule):
        return float(weight)
    power = result.rule.power
    divisor = result.row_prices[row] * result.column_prices[column]
    claim: float = float(weight**power / divisor) ** (1 / power)
    return claim


def explanation(result: TableDistribution, language: Language) -> Explanation:
    """Return the steps from the weights and both margins to the places."""
    return _shared(result).explanation(language)


def html(result: TableDistribution) -> str:
    """Return the places with both margins as a table for a notebook."""
    return _shared(result).html()


def _shared(result: TableDistribution) -> SharedTable:
    return SharedTable(
        rows=result.rows,
        columns=result.columns,
        row_totals=result.row_totals,
        column_totals=result.column_totals,
        rule=result.rule.name,
        source=result.rule.source,
        power=result.rule.power if isinstance(result.rule, DivisorRule) else 0,
        floors=result.floors,
        caps=result.caps,
        forbidden=result.forbidden,
        lots=result.lots,
        cells=result.places.tolist(),
        row_prices=result.row_prices,
        column_prices=result.column_prices,
        figures=_WEIGHTS,
        noun=nouns.places,
    )
