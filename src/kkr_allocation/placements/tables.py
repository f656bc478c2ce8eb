"""Two-way distribution: places by college and specialisation, both margins to the last place."""

from __future__ import annotations

import math
from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING

import attrs
import numpy as np
import numpy.typing as npt
from attrs import cmp_using, field, frozen

from kkr_allocation.apportionment.crosstable import Cell, read_limits, read_table
from kkr_allocation.apportionment.rules import SAINTE_LAGUE, DivisorRule
from kkr_allocation.apportionment.ties import Lot, Replay
from kkr_allocation.apportionment.twoway import ControlledRounding, rounded_table, shared_table
from kkr_allocation.explanations import shortened
from kkr_allocation.inputs import whole_number, whole_numbers
from kkr_allocation.placements.keys import exact_figure
from kkr_allocation.results import Result, read_only
from kkr_allocation.words import refused

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kkr_allocation.apportionment.crosstable import CellFigures, CellName, Grid, Margin
    from kkr_allocation.inputs import Figures


_NAMES = ("weights", "row_totals", "column_totals")


@frozen(field_transformer=read_only)
class TableDistribution(Result):
    """The places of a two-way table, with all that they follow from.

    What is not said below is as in `TwoWayApportionment`.

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> table = kkr.distribute_table([[3, 1], [1, 3]], [4, 4], [4, 4])
    >>> table.places.tolist(), table.row_totals
    ([[3, 1], [1, 3]], (4, 4))
    """

    rows: tuple[str, ...] = field(repr=shortened)
    columns: tuple[str, ...] = field(repr=shortened)
    weights: tuple[tuple[Fraction, ...], ...] = field(repr=False)
    """Weights, or exact claims under controlled rounding."""
    row_totals: tuple[int, ...] = field(repr=shortened)
    column_totals: tuple[int, ...] = field(repr=shortened)
    rule: DivisorRule | ControlledRounding
    floors: Mapping[Cell, int] = field(repr=False)
    caps: Mapping[Cell, int] = field(repr=False)
    forbidden: tuple[Cell, ...] = field(repr=False)
    lots: tuple[Lot, ...] = field(repr=False)
    places: npt.NDArray[np.int64] = field(eq=cmp_using(eq=np.array_equal), repr=shortened)
    """Places by row and column, which cannot be written to."""
    row_prices: tuple[Fraction, ...] = field(repr=False)
    """The certificate: divisors, or thresholds: a claim is rounded up where its fraction exceeds
    that of its row plus that of its column, and down where it is below."""
    column_prices: tuple[Fraction, ...] = field(repr=False)
    title: str = field(default="", repr=False)


def distribute_table(
    weights: Grid,
    row_totals: Margin,
    column_totals: Margin,
    rule: DivisorRule | ControlledRounding = SAINTE_LAGUE,
    *,
    floors: CellFigures | None = None,
    caps: CellFigures | None = None,
    forbidden: Iterable[CellName] | None = None,
    lots: Iterable[Lot] = (),
    title: str = "",
) -> TableDistribution:
    """Share places by row and column at once, both margins fixed, exactly.

    How many places has each specialisation at each college, when the colleges' and the
    specialisations' totals are decided?

    Parameters
    ----------
    weights : frame, 2-d array, list of rows, or mapping of mappings
        What the cells are shared by: whole numbers, Fractions or Decimals from zero up. Under
        controlled rounding the exact claims themselves.
    row_totals, column_totals : mapping of str to int, Series, or sequence of int
        Places of each row and column, by name or in the order of the table.
    rule : DivisorRule or kkr.CONTROLLED_ROUNDING
        A divisor rule scales rows and columns until both margins come out. Controlled rounding
        leaves the claims as they are and rounds each up or down.
    floors, caps, forbidden, lots
        As in `biproportion`, and so are the errors; a weight that is not exact is one.
    title : str
        The heading of the annex.

    Notes
    -----
    ``.places`` meets both margins. Under controlled rounding no cell is a whole place from its
    claim, and the sum of the squared differences is the least there is: one exists whenever the
    margins are the claims' own sums and there are no other bounds.

    Examples
    --------
    The pedagogue education in Region Syddanmark 2018/19, with 42, 38 and 20 per cent of every
    college's places:

    >>> import kkr_allocation as kkr
    >>> colleges = {"UC Syd": 589, "UCL": 521}
    >>> kkr.distribute_table([[42, 38, 20], [42, 38, 20]], colleges, [466, 422, 222]).places
    array([[247, 224, 118],
           [219, 198, 104]])
    """
    table = read_table(weights, row_totals, column_totals, names=_NAMES, reader=_exact)
    exact = tuple(tuple(map(Fraction, row)) for row in table.figures)
    limits = read_limits(floors, caps, forbidden, table)
    draws = Replay(lots)
    recorded = draws.recorded
    if isinstance(rule, ControlledRounding):
        claims = attrs.evolve(table, figures=exact)
        places, best = rounded_table(claims, draws, limits)
        row_prices = best.row_prices
    else:
        unit = math.lcm(*(weight.denominator for row in exact for weight in row))
        whole = tuple(tuple(int(weight * unit) for weight in row) for row in exact)
        weighted = attrs.evolve(table, figures=whole)
        places, best = shared_table(weighted, rule, draws, limits)
        row_prices = tuple(price / unit**rule.power for price in best.row_prices)
    return TableDistribution(
        table.rows,
        table.columns,
        exact,
        table.row_totals,
        table.column_totals,
        rule,
        limits.floors,
        limits.caps,
        limits.forbidden,
        recorded,
        places,
        row_prices,
        best.column_prices,
        title,
    )


def _exact(value: object, what: str) -> Fraction:
    figure = exact_figure(value)
    if isinstance(figure, Fraction):
        return figure
    raise refused("placements.unusable_figure", what=what, figure=figure)


@frozen(field_transformer=read_only)
class Discrepancy(Result):
    """A stated total that is not the sum of its figures.

    Published texts contradict their own tables. Both figures are reported; neither is corrected.

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> found = kkr.cross_check({"Herning": 34, "Skive": 21}, 56)
    >>> found.stated, found.summed, found.difference
    (56, 55, -1)
    """

    what: str
    stated: int
    summed: int

    @property
    def difference(self) -> int:
        """The sum less the stated total, in places."""
        return self.summed - self.stated


def cross_check(figures: Figures, stated: int, what: str = "the total") -> Discrepancy | None:
    """Compare a stated total with the sum of its figures.

    Does the text of the agenda say what its own table says?

    None where the total in the text is the sum of the table; `what` says what it is the total of.

    Examples
    --------
    SSA in the municipalities, 2018, as published:

    >>> import kkr_allocation as kkr
    >>> table = {"KKR Nordjylland": 355, "KKR Midtjylland": 756, "KKR Syddanmark": 740,
    ...          "KKR Sjælland": 531, "KKR Hovedstaden": 1073}
    >>> print(kkr.cross_check(table, 3448, "SSA 2018").explain())
    Stated totals
    1. SSA 2018: stated are 3,448, the figures sum to 3,455, 7 more. (...)
    """
    summed = sum(whole_numbers(figures, "figures").values())
    found = Discrepancy(what, whole_number(stated, "stated"), summed)
    return found if found.difference else None
