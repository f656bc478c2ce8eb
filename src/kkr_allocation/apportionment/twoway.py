"""Biproportional apportionment: seats by district and party at once, exactly.

Each cell gets its votes by a divisor of its row and one of its column, rounded by one rule. The
table is unique but for ties, and anyone can check it with the divisors.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from itertools import chain
from math import ceil, floor

import numpy as np
from attrs import cmp_using, field, frozen

from kkr_allocation.apportionment import crosstable, transfer
from kkr_allocation.apportionment.crosstable import Bounds, Cell, CellLimits, CrossTable, Limit
from kkr_allocation.apportionment.rules import SAINTE_LAGUE, DivisorRule
from kkr_allocation.apportionment.tied_tables import Group, read_tie, tied_groups
from kkr_allocation.apportionment.ties import Lot, Replay
from kkr_allocation.apportionment.transfer import Integers, NoTableError, Priorities
from kkr_allocation.errors import InfeasibleError
from kkr_allocation.explanations import shortened
from kkr_allocation.results import Result, read_only
from kkr_allocation.sources import COX, Source
from kkr_allocation.words import refusal, refused


@frozen
class BestTable:
    """Seats that are worth the most, and the prices that prove it: no next seat is worth more."""

    seats: Integers
    row_prices: tuple[Fraction, ...]
    column_prices: tuple[Fraction, ...]
    tied: list[Group]


def best_table(
    priorities: Priorities, rows: Integers, columns: Integers, *, rows_near_unit: bool = False
) -> BestTable:
    """Find the best table with these margins of equal sums; a NoTableError if there is none."""
    # The work grows with the columns' square, so that a wide table is turned on its side.
    if len(rows) < len(columns):
        best = best_table(priorities.transposed(), columns, rows, rows_near_unit=True)
        tied = [sorted(((row, n), held) for (n, row), held in group) for group in best.tied]
        return BestTable(best.seats.T.copy(), best.column_prices, best.row_prices, tied)
    # Floats choose: rows and columns scaled in turn, then the last seats moved between columns.
    # Caps by the margins shorten this search. The proof does without them: a cell at its cap need
    # not meet its price.
    limited = priorities.limited(rows, columns)
    if (limited.least > limited.most).any():
        raise NoTableError
    seats, levels = transfer.scaled(limited, rows, columns)
    seats, levels, costs = transfer.transferred(limited, seats, levels, columns)
    # Fractions decide: the prices prove the table, or lead to the one that they prove.
    seats, prices = transfer.priced(priorities, seats, levels, costs, rows_near_unit=rows_near_unit)
    groups = tied_groups(priorities, seats, prices)
    return BestTable(seats, prices.rows, prices.columns, groups)


def decided(
    table: CrossTable, bounds: Bounds, priorities: Priorities, draws: Replay
) -> tuple[Integers, BestTable]:
    """Return the seats with all ties decided by the draws, and the best table with its prices."""
    crosstable.check_bounds(table, bounds)
    rows, columns = np.array(table.row_totals), np.array(table.column_totals)
    try:
        best = best_table(priorities, rows, columns)
    except NoTableError:
        raise crosstable.no_table(table, bounds) from None
    seats, certain = best.seats.copy(), best.seats.copy()
    for cell, holds in chain(*best.tied):
        certain[cell] -= holds
    # Ties share no cell: each is read with those before as drawn, and those after as they stand.
    for group in best.tied:
        tie = read_tie(table, group, seats)
        partial = {table.label(cell): int(least) for cell, least in np.ndenumerate(certain)}
        winners = draws.winners(tie, partial)
        for name, cell in zip(tie.claimants, tie.places, strict=True):
            seats[cell] = certain[cell] + (name in winners)
    draws.close()
    seats.flags.writeable = False
    return seats, best


_MOST_SEATS = 2**20
_NAMES = ("votes", "row_seats", "column_seats")


@frozen(field_transformer=read_only)
class TwoWayApportionment(Result):
    """The seats of a two-way table, with all that they follow from.

    Parameters
    ----------
    rows, columns : tuple of str
        Names; ``"row 1"``, ``"column 1"`` … where none were given.
    votes : tuple of tuples of int
        Votes by row and column.
    row_seats, column_seats : tuple of int
        The margins.
    rule : DivisorRule
        The rule of rounding.
    floors, caps : dict of (row, column) to int
        Bounds by row and column number.
    forbidden : tuple of (row, column)
        Cells that get nothing.
    lots : tuple of Lot
        The draws that decided ties.
    seats : ndarray of int64, shape (rows, columns)
        The answer; it cannot be written to.
    row_divisors, column_divisors : tuple of Fraction
        The certificate. Raised to the rule's power: squares for Huntington-Hill.

    Notes
    -----
    With ``q = votes**power / (row_divisor * column_divisor)`` every cell meets
    ``rule.rounding_point(seats) <= q <= rule.rounding_point(seats + 1)``; but a cell at its floor
    not always the first, one at its cap not always the second inequality. By rules with a rounding
    point of zero a row or column without seats takes no part.

    Examples
    --------
    >>> biproportion([[3, 1], [1, 3]], [4, 4], [4, 4]).seats.tolist()
    [[3, 1], [1, 3]]
    """

    rows: tuple[str, ...] = field(repr=shortened)
    columns: tuple[str, ...] = field(repr=shortened)
    votes: tuple[tuple[int, ...], ...] = field(repr=False)
    row_seats: tuple[int, ...] = field(repr=shortened)
    column_seats: tuple[int, ...] = field(repr=shortened)
    rule: DivisorRule
    floors: Mapping[Cell, int] = field(repr=False)
    caps: Mapping[Cell, int] = field(repr=False)
    forbidden: tuple[Cell, ...] = field(repr=False)
    lots: tuple[Lot, ...] = field(repr=False)
    seats: Integers = field(eq=cmp_using(eq=np.array_equal), repr=shortened)
    row_divisors: tuple[Fraction, ...] = field(repr=False)
    column_divisors: tuple[Fraction, ...] = field(repr=False)


def biproportion(
    votes: crosstable.Grid,
    row_seats: crosstable.Margin,
    column_seats: crosstable.Margin,
    rule: DivisorRule = SAINTE_LAGUE,
    *,
    floors: crosstable.CellFigures | None = None,
    caps: crosstable.CellFigures | None = None,
    forbidden: Iterable[crosstable.CellName] | None = None,
    lots: Iterable[Lot] = (),
) -> TwoWayApportionment:
    """Share seats by row and column at once, both margins fixed, exactly.

    How many seats has each party in each district, or each programme at each college, when both
    the districts' and the parties' totals are decided?

    Parameters
    ----------
    votes : frame, 2-d array, list of rows, or mapping of mappings; int
        Votes by row and column.
    row_seats, column_seats : mapping of str to int, Series, or sequence of int
        What each row and column gets, by name or in the order of the table.
    rule : DivisorRule
        How quotients are rounded.
    floors, caps : mapping of (row, column) to int, or a whole table, optional
        Least and most seats of a cell, named by row and column or numbered from 0. A floor
        holds whatever the votes.
    forbidden : iterable of (row, column), optional
        Cells that get nothing.
    lots : iterable of Lot
        Recorded draws. A two-way lot names cells, such as ``"North × A"``: claimants are the tied
        cells, winners those that get a seat in the table drawn.

    Returns
    -------
    TwoWayApportionment
        ``.seats`` meets both margins; ``.row_divisors`` and ``.column_divisors`` prove it.

    Raises
    ------
    InvalidInputError
        If the table is no table, names do not match, a figure is no whole number from zero up,
        the rule has no divisors, or a lot belongs to no tie.
    InfeasibleError
        If the margins sum to different totals, or no table meets them within the bounds: a cell
        without votes gets nothing beyond its floor, and by Adams, Huntington-Hill and Dean every
        cell with votes gets a seat where its row and column have any.
    UnresolvedTieError
        If several tables are equally good. Its ``tie`` is a `TwoWayTie`, the first of the connected
        groups of tied cells in the order of the table; ``partial`` has every cell's certain seats.

    Notes
    -----
    Among all tables with these margins the answer has the largest product of quotients
    ``votes / rounding point`` over all seats given (Rote and Zachariasen 2007), which makes it a
    problem of flows. Rows and columns are rounded in turn, the few seats still wrong transferred
    along cheapest chains, and the divisors proved in exact fractions; ties are rings of cells
    exactly at their price. So the method ends on every table, for votes of any size. In a table of
    ``n`` rows and ``m <= n`` columns a transfer costs about ``O(n m + m**2)``.

    Source: Balinski and Demange, An axiomatic approach to proportionality between matrices,
    Mathematics of Operations Research 14 (1989); Pukelsheim, Proportional Representation,
    chapters 14 and 15.

    Examples
    --------
    Study places of the pedagogue education in Region Syddanmark 2018/19: 42, 38 and 20 per cent
    of every college's intake, whole places, both margins as decided.

    >>> import kkr_allocation as kkr
    >>> result = kkr.biproportion([[42, 38, 20], [42, 38, 20]], {"UC Syd": 589, "UCL": 521},
    ...                           [466, 422, 222])
    >>> result.seats.tolist()
    [[247, 224, 118], [219, 198, 104]]
    """
    table = crosstable.read_table(votes, row_seats, column_seats, names=_NAMES)
    limits = crosstable.read_limits(floors, caps, forbidden, table)
    draws = Replay(lots)
    recorded = draws.recorded
    seats, best = shared_table(table, rule, draws, limits)
    return TwoWayApportionment(
        table.rows,
        table.columns,
        table.figures,
        table.row_totals,
        table.column_totals,
        rule,
        limits.floors,
        limits.caps,
        limits.forbidden,
        recorded,
        seats,
        best.row_prices,
        best.column_prices,
    )


def shared_table(
    table: CrossTable, rule: DivisorRule, draws: Replay, limits: CellLimits
) -> tuple[Integers, BestTable]:
    """Share a table of whole numbers that has been read, and return its seats and prices."""
    figures, of_rows, of_columns = table.names
    if not isinstance(rule, DivisorRule):
        raise refused("apportionment.rule_without_divisors", rule=rule)
    if not any(map(any, table.figures)):
        raise refused("apportionment.table_of_zeros", figures=figures)
    crosstable.check_totals(table)
    largest = min(max(table.row_totals), max(table.column_totals))
    if largest > _MOST_SEATS:
        raise refused(
            "apportionment.totals_too_large", rows=of_rows, columns=of_columns, most=_MOST_SEATS
        )
    # Rows and columns without seats are idle.
    idle = np.logical_or.outer(np.equal(table.row_totals, 0), np.equal(table.column_totals, 0))
    bounds = Bounds.unlimited(table, limits, first_seats=not rule.rounding_point(1)[0])
    bounds.keep(limits)
    voteless = [(i, j) for i, row in enumerate(table.figures) for j, v in enumerate(row) if not v]
    bounds.hold(Limit.NO_VOTES, {cell: limits.floors.get(cell, 0) for cell in voteless})
    most = bounds.most
    if bounds.first_seats:
        rows, columns = np.nonzero(~idle & (bounds.most > 0))
        taking_part = zip(rows.tolist(), columns.tolist(), strict=True)
        bounds.hold(Limit.FIRST_SEAT, dict.fromkeys(taking_part, 1))
        most = np.where(idle, bounds.least, bounds.most)
    priorities = transfer.DivisorPriorities(table.figures, rule, bounds.least, most, largest)
    return decided(table, bounds, priorities, draws)


@frozen
class ControlledRounding:
    """The rule that rounds every claim of a table up or down, nearest in the sum of squares."""

    name: str
    source: Source = field(repr=False, eq=False)

    def __str__(self) -> str:
        """Only the name."""
        return self.name


CONTROLLED_ROUNDING = ControlledRounding("controlled rounding", COX)
"""Every cell the floor or ceiling of its claim, both margins exact."""


def rounded_table(
    table: CrossTable, draws: Replay, limits: CellLimits
) -> tuple[Integers, BestTable]:
    """Round the claims of a table so that both margins come out and the claims are met best.

    Each cell is less than one from its claim, and the sum of the squared differences is the least
    there is. There always is such a table when the margins are the claims' own sums and there are
    no other bounds; else an InfeasibleError, and an UnresolvedTieError if several are equally near.

    The prices are thresholds: a claim is rounded up only if its fraction is at least the threshold
    of its row plus that of its column, and down only if it is at most that.

    Notes
    -----
    Rounding up instead of down changes the square of a difference by ``1 - 2 f``, where ``f`` is
    the claim's fraction. How many are rounded up is fixed, so the least sum of squares is the
    largest sum of the fractions rounded up, a transportation problem with whole solutions. It is
    solved like the biproportional table, with worths that are added.

    Source: Cox, A constructive procedure for unbiased controlled rounding, Journal of the
    American Statistical Association 82 (1987), for the existence.
    """
    crosstable.check_totals(table)
    _check_claims(table)
    claims = {(i, j): claim for i, row in enumerate(table.figures) for j, claim in enumerate(row)}
    bounds = Bounds.unlimited(table, limits, max(map(ceil, claims.values())))
    bounds.hold(Limit.CLAIM_DOWN, {cell: floor(claim) for cell, claim in claims.items()})
    bounds.hold(Limit.CLAIM_UP, {cell: ceil(claim) for cell, claim in claims.items()})
    bounds.keep(limits)
    priorities = transfer.ClaimPriorities(table.figures, bounds.least, bounds.most)
    return decided(table, bounds, priorities, draws)


def _check_claims(table: CrossTable) -> None:
    """Refuse totals that are not what the claims themselves sum to, rounded up or down."""
    _, rows, columns = table.names
    for lines, labels, totals, argument in (
        (table.figures, table.rows, table.row_totals, rows),
        (zip(*table.figures, strict=True), table.columns, table.column_totals, columns),
        ([chain(*table.figures)], ["the table"], [sum(table.row_totals)], f"{rows} and {columns}"),
    ):
        for claims, label, total in zip(lines, labels, totals, strict=True):
            claimed = sum(claims)
            if not floor(claimed) <= total <= ceil(claimed):
                raise InfeasibleError(
                    **refusal(
                        "apportionment.claims_sum",
                        argument=argument,
                        total=total,
                        label=label,
                        claimed=claimed,
                    ),
                    conflict=(f"{argument} {total} of {label}", f"claims of {claimed}"),
                )
