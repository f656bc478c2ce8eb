"""Two-way apportionments as frames, steps and HTML."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

import pandas as pd
from attrs import frozen

from kkr_allocation.apportionment.rules import DivisorRule
from kkr_allocation.apportionment.twoway import TwoWayApportionment
from kkr_allocation.presentation.language import in_steps, say
from kkr_allocation.presentation.sheet import table
from kkr_allocation.sources import BALINSKI_DEMANGE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from fractions import Fraction

    from kkr_allocation.apportionment.crosstable import Cell
    from kkr_allocation.explanations import Explanation, Language
    from kkr_allocation.placements.tables import TableDistribution


# Tables with both margins fixed, as frames, steps and HTML, whatever is shared in them.


@frozen
class SharedTable:
    """A two-way table in the words of its job."""

    result: TwoWayApportionment | TableDistribution
    answer: str
    """What is shared, and below what it is shared by: parts of an entry."""
    figures: str
    power: int
    """What its divisors are raised to; 0 for thresholds of rounded claims."""
    cells: list[list[int]]
    totals: tuple[tuple[int, ...], tuple[int, ...]]
    """Of rows and of columns, as the prices."""
    prices: tuple[tuple[Fraction, ...], tuple[Fraction, ...]]

    def sentences(self, language: Language) -> Iterator[str]:
        """Yield the margins, the method, the bounds, the lots and each row of the answer."""
        result = self.result
        names, margins = (*result.rows, *result.columns), chain.from_iterable(self.totals)
        yield say(
            "margins_of_table",
            language,
            rows=len(result.rows),
            columns=len(result.columns),
            totals=[f"{name} {total}" for name, total in zip(names, margins, strict=True)],
        )
        yield from self._method(language)
        for text, bounds in (
            (f"cell_keeps_at_least:{self.answer}", result.floors),
            (f"cell_takes_at_most:{self.answer}", result.caps),
        ):
            for cell, number in bounds.items():
                yield say(text, language, cell=self._label(cell), count=number)
        for cell in result.forbidden:
            yield say("cell_takes_nothing", language, cell=self._label(cell))
        for lot in result.lots:
            drawn = say("lot_of_tables", language, claimants=lot.claimants, winners=lot.winners)
            yield drawn + (say("table_follows_seed", language, seed=lot.seed) if lot.seed else "")
        for name, row in zip(result.rows, self.cells, strict=True):
            cells = [f"{column} {count}" for column, count in zip(result.columns, row, strict=True)]
            yield say("cells_of_row", language, row=name, cells=cells)

    def _method(self, language: Language) -> Iterator[str]:
        """Say how figures became whole numbers, and by which prices."""
        if self.power:
            divided = say(
                f"cells_are_divided:{self.figures}",
                language,
                rule=self.result.rule,
            )
            raised = ""
            if self.power == 2:  # noqa: PLR2004  (a square)
                raised = say(f"divisors_are_squares:{self.figures}", language)
            elif self.power > 1:
                raised = say("divisors_are_powers", language, power=self.power)
            yield divided + raised
            of_rows, of_columns = "divisors_rows", "divisors_columns"
        else:
            yield say("cells_are_rounded", language)
            of_rows, of_columns = "thresholds_rows", "thresholds_columns"
        yield say(of_rows, language, divisors=_named(self.result.rows, self.prices[0]))
        yield say(of_columns, language, divisors=_named(self.result.columns, self.prices[1]))

    def _label(self, cell: Cell) -> str:
        return f"{self.result.rows[cell[0]]} × {self.result.columns[cell[1]]}"


def _named(names: tuple[str, ...], prices: tuple[Fraction, ...]) -> list[str]:
    return [f"{name} {price}" for name, price in zip(names, prices, strict=True)]


def _shared(result: TwoWayApportionment | TableDistribution) -> SharedTable:
    if isinstance(result, TwoWayApportionment):
        return SharedTable(
            result,
            "seats",
            "votes",
            result.rule.power,
            result.seats.tolist(),
            (result.row_seats, result.column_seats),
            (result.row_divisors, result.column_divisors),
        )
    return SharedTable(
        result,
        "places",
        "weights",
        result.rule.power if isinstance(result.rule, DivisorRule) else 0,
        result.places.tolist(),
        (result.row_totals, result.column_totals),
        (result.row_prices, result.column_prices),
    )


def explanation(result: TwoWayApportionment | TableDistribution, language: Language) -> Explanation:
    """Return the steps from the figures and both margins to the answer."""
    shared, rule = _shared(result), result.rule
    method = BALINSKI_DEMANGE if shared.power else rule.source
    first, *others = shared.sentences(language)
    said = [(first, rule.source), *((text, method) for text in others)]
    title = say(
        f"shared_in_two_ways:{shared.answer}", language, total=sum(shared.totals[0]), rule=rule
    )
    return in_steps(title, language, said)


def html(result: TwoWayApportionment | TableDistribution) -> str:
    """Return the answer with both margins as a table for a notebook."""
    shared = _shared(result)
    of_rows, of_columns = shared.totals
    rows: list[list[object]] = [
        [name, *cells, total]
        for name, cells, total in zip(result.rows, shared.cells, of_rows, strict=True)
    ]
    rows.append(["", *of_columns, sum(of_rows)])
    total = say(f"counted:{shared.answer}", "en", count=sum(of_rows))
    caption = f"{total} by {result.rule.name}"
    return table(caption, ["", *result.columns, ""], rows)


places_explanation, places_html = explanation, html


def frame(result: TwoWayApportionment) -> pd.DataFrame:
    """Return one row a cell; its quotient is the votes by both divisors, before rounding."""
    power = result.rule.power
    quotients = [
        count**power / (row * column)
        for votes, row in zip(result.votes, result.row_divisors, strict=True)
        for count, column in zip(votes, result.column_divisors, strict=True)
    ]
    return _frame(
        result,
        "seats",
        votes=list(chain.from_iterable(result.votes)),
        quotient=[float(quotient) ** (1 / power) for quotient in quotients],
    )


def places_frame(result: TableDistribution) -> pd.DataFrame:
    """Return one row a cell; its claim is the weight by both divisors, or what was rounded."""
    cells = [(i, j) for i in range(len(result.rows)) for j in range(len(result.columns))]
    return _frame(
        result,
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


def _frame(
    result: TwoWayApportionment | TableDistribution, answer: str, **figures: list[int] | list[float]
) -> pd.DataFrame:
    """Return one row a cell: row, column, the figures given, floor, cap, and the answer."""
    cells = [(i, j) for i in range(len(result.rows)) for j in range(len(result.columns))]
    caps = {**result.caps, **dict.fromkeys(result.forbidden, 0)}
    return pd.DataFrame(
        {
            "row": [result.rows[i] for i, _ in cells],
            "column": [result.columns[j] for _, j in cells],
            **figures,
            "floor": [result.floors.get(cell, 0) for cell in cells],
            "cap": pd.array([caps.get(cell) for cell in cells], dtype="Int64"),
            answer: list(chain.from_iterable(_shared(result).cells)),
        }
    )
