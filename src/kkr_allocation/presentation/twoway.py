"""Two-way apportionments as frames, steps and HTML."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from kkr_allocation.presentation import nouns
from kkr_allocation.presentation.language import Text
from kkr_allocation.presentation.margins import SharedTable

if TYPE_CHECKING:
    import pandas as pd

    from kkr_allocation.apportionment.twoway import TwoWayApportionment
    from kkr_allocation.explanations import Explanation, Language

__all__ = ["explanation", "frame", "html"]

_VOTES = Text(en="votes", da="stemmerne")


def frame(result: TwoWayApportionment) -> pd.DataFrame:
    """Return one row a cell: row, column, votes, quotient, floor, cap, seats.

    `quotient` is the votes by both divisors, before rounding; a float for the eye only.
    """
    power = result.rule.power
    quotients = [
        count**power / (row * column)
        for votes, row in zip(result.votes, result.row_divisors, strict=True)
        for count, column in zip(votes, result.column_divisors, strict=True)
    ]
    return _shared(result).frame(
        "seats",
        votes=list(chain.from_iterable(result.votes)),
        quotient=[float(quotient) ** (1 / power) for quotient in quotients],
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
