"""Tables with both margins fixed, of seats or of places: as frames, steps and cross tables."""

from __future__ import annotations

from fractions import Fraction
from itertools import chain
from typing import TYPE_CHECKING

import pandas as pd
from attrs import frozen

from kkr_allocation.apportionment.crosstable import cell_label
from kkr_allocation.apportionment.rules import DivisorRule
from kkr_allocation.apportionment.twoway import TwoWayApportionment
from kkr_allocation.placements.tables import TableDistribution
from kkr_allocation.presentation.language import in_steps, rule_name, say
from kkr_allocation.presentation.sheet import Kind, Sheet
from kkr_allocation.sources import BALINSKI_DEMANGE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kkr_allocation.explanations import Explanation, Language
    from kkr_allocation.presentation.sheet import Cell


@frozen
class _Shared:
    """A two-way table in the words of its job."""

    result: TwoWayApportionment | TableDistribution
    answer: str
    """What is shared, and below what it is shared by: parts of an entry."""
    figures: str
    weights: tuple[tuple[int | Fraction, ...], ...]
    cells: list[list[int]]
    totals: tuple[tuple[int, ...], tuple[int, ...]]
    """Of rows and of columns, as the prices."""
    prices: tuple[tuple[Fraction, ...], tuple[Fraction, ...]]

    @property
    def power(self) -> int:
        """What the divisors are raised to; 0 for thresholds of rounded claims."""
        return self.result.rule.power if isinstance(self.result.rule, DivisorRule) else 0

    def rule(self, language: Language) -> str:
        """Return the name of the rule."""
        return rule_name(self.result.rule.name, language)

    def claims(self) -> Iterator[tuple[int | Fraction, float]]:
        """Yield each cell's figure, and what is rounded: it by both divisors, or it by itself."""
        for row, figures in zip(self.prices[0], self.weights, strict=True):
            for column, figure in zip(self.prices[1], figures, strict=True):
                quotient = figure**self.power / (row * column) if self.power else figure
                yield figure, float(quotient) ** (1 / (self.power or 1))

    def sentences(self, language: Language) -> Iterator[str]:
        """Yield the margins, the method, the bounds, the lots and each row of the answer."""
        result, names = self.result, (self.result.rows, self.result.columns)
        yield say(
            "margins_of_table",
            language,
            rows=len(result.rows),
            columns=len(result.columns),
            totals=list(map(_listed, chain(*names), chain(*self.totals))),
        )
        of_rows, of_columns = "thresholds_rows", "thresholds_columns"
        if self.power:
            said = say(f"cells_are_divided:{self.figures}", language, rule=self.rule(language))
            if self.power == 2:  # noqa: PLR2004  (a square)
                said += say(f"divisors_are_squares:{self.figures}", language)
            elif self.power > 1:
                said += say("divisors_are_powers", language, power=self.power)
            yield said
            of_rows, of_columns = "divisors_rows", "divisors_columns"
        else:
            yield say("cells_are_rounded", language)
        for sentence, named, prices in zip((of_rows, of_columns), names, self.prices, strict=True):
            yield say(sentence, language, divisors=list(map(_listed, named, prices)))
        for text, bounds in (
            (f"cell_keeps_at_least:{self.answer}", result.floors),
            (f"cell_takes_at_most:{self.answer}", result.caps),
        ):
            for (row, column), number in bounds.items():
                cell = cell_label(result.rows[row], result.columns[column])
                yield say(text, language, cell=cell, count=number)
        for row, column in result.forbidden:
            cell = cell_label(result.rows[row], result.columns[column])
            yield say("cell_takes_nothing", language, cell=cell)
        for lot in result.lots:
            drawn = say("lot_of_tables", language, claimants=lot.claimants, winners=lot.winners)
            yield drawn + (say("table_follows_seed", language, seed=lot.seed) if lot.seed else "")
        for name, counts in zip(result.rows, self.cells, strict=True):
            cells = list(map(_listed, result.columns, counts))
            yield say("cells_of_row", language, row=name, cells=cells)


def _listed(name: str, figure: int | Fraction) -> str:
    return f"{name} {figure}"


def _shared(result: TwoWayApportionment | TableDistribution) -> _Shared:
    if isinstance(result, TwoWayApportionment):
        return _Shared(
            result,
            "seats",
            "votes",
            result.votes,
            result.seats.tolist(),
            (result.row_seats, result.column_seats),
            (result.row_divisors, result.column_divisors),
        )
    return _Shared(
        result,
        "places",
        "weights",
        result.weights,
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
    title = result.title if isinstance(result, TableDistribution) else ""
    named = say(
        f"shared_in_two_ways:{shared.answer}",
        language,
        total=sum(shared.totals[0]),
        rule=shared.rule(language),
    )
    return in_steps(title or named, language, said)


def sheets(
    result: TwoWayApportionment | TableDistribution, language: Language
) -> tuple[Sheet, Sheet]:
    """Return the answer with both margins as a cross table, and what was rounded in one like it."""
    shared = _shared(result)
    in_all, (of_rows, of_columns) = say("sum", language), shared.totals
    total = say(f"counted:{shared.answer}", language, count=sum(of_rows))
    by_rule = say("table_by_rule", language, total=total, rule=shared.rule(language))
    title = result.title if isinstance(result, TableDistribution) else ""
    rows: list[tuple[Cell, ...]] = [
        (name, *cells, own)
        for name, cells, own in zip(result.rows, shared.cells, of_rows, strict=True)
    ]
    rows.append((in_all, *of_columns, sum(of_rows)))
    first = say("presentation.column:row", language)
    claims = [Fraction(claim) for _, claim in shared.claims()]
    wide = len(result.columns)
    exact: list[tuple[Cell, ...]] = [
        (n, *claims[i * wide : (i + 1) * wide]) for i, n in enumerate(result.rows)
    ]
    return (
        Sheet(
            title or by_rule,
            (first, *result.columns, in_all),
            tuple(rows),
            by_rule if title else "",
            sums=True,
            kinds=(Kind.NAME, *[Kind.COUNT] * (wide + 1)),
        ),
        Sheet(
            say(f"cells_before_rounding:{shared.answer}", language),
            (first, *result.columns),
            tuple(exact),
            kinds=(Kind.NAME, *[Kind.AMOUNT] * wide),
        ),
    )


def frame(result: TwoWayApportionment | TableDistribution) -> pd.DataFrame:
    """Return one row a cell: its figure, what was rounded, floor, cap and the answer."""
    shared = _shared(result)
    cells = [(i, j) for i in range(len(result.rows)) for j in range(len(result.columns))]
    caps = {**result.caps, **dict.fromkeys(result.forbidden, 0)}
    figures, claims = zip(*shared.claims(), strict=True)
    of_seats = shared.answer == "seats"
    return pd.DataFrame(
        {
            "row": [result.rows[i] for i, _ in cells],
            "column": [result.columns[j] for _, j in cells],
            "votes" if of_seats else "weight": figures if of_seats else list(map(float, figures)),
            "quotient" if of_seats else "claim": claims,
            "floor": [result.floors.get(cell, 0) for cell in cells],
            "cap": pd.array([caps.get(cell) for cell in cells], dtype="Int64"),
            shared.answer: list(chain.from_iterable(shared.cells)),
        }
    )
