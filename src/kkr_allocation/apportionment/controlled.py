"""Controlled rounding: exact claims rounded up or down so that both margins come out.

Where a table already has its exact claims, such as shares of a total, nothing needs to be scaled:
every cell gets the whole number below its claim or above it, and the question is only which ones
are rounded up.
"""

from __future__ import annotations

from math import ceil, floor
from typing import TYPE_CHECKING

from attrs import field, frozen

from kkr_allocation.apportionment.cell_bounds import Bounds, Limit
from kkr_allocation.apportionment.decided_table import decided
from kkr_allocation.apportionment.existence import check_totals
from kkr_allocation.apportionment.priorities import ClaimPriorities
from kkr_allocation.errors import InfeasibleError
from kkr_allocation.literature import COX

if TYPE_CHECKING:
    from fractions import Fraction

    from kkr_allocation.apportionment.crosstable import Cell, CrossTable
    from kkr_allocation.apportionment.priorities import Integers
    from kkr_allocation.apportionment.ties import Replay
    from kkr_allocation.sources import Source

__all__ = ["CONTROLLED_ROUNDING", "ControlledRounding", "RoundedTable", "rounded_table"]


@frozen
class ControlledRounding:
    """The rule that rounds every claim of a table up or down, nearest in the sum of squares.

    Parameters
    ----------
    name : str
        Its name in the literature.
    source : Source
        Where it is described.
    """

    name: str
    source: Source = field(repr=False, eq=False)

    def __str__(self) -> str:
        """Only the name."""
        return self.name


CONTROLLED_ROUNDING = ControlledRounding("controlled rounding", COX)
"""Every cell the floor or ceiling of its claim, both margins exact."""


@frozen
class RoundedTable:
    """Rounded claims, and the thresholds that prove them the nearest.

    Parameters
    ----------
    seats : ndarray of int64, shape (rows, columns)
        The claims, each rounded up or down; it cannot be written to.
    row_thresholds, column_thresholds : tuple of Fraction
        A claim is rounded up only if its fraction is at least the threshold of its row plus that
        of its column, and down only if it is at most that.
    """

    seats: Integers
    row_thresholds: tuple[Fraction, ...]
    column_thresholds: tuple[Fraction, ...]


def rounded_table(
    table: CrossTable,
    names: tuple[str, str, str],
    draws: Replay,
    *,
    floors: dict[Cell, int],
    caps: dict[Cell, int],
    forbidden: tuple[Cell, ...] = (),
) -> RoundedTable:
    """Round the claims of a table so that both margins come out and the claims are met best.

    Parameters
    ----------
    table : CrossTable
        Its figures are exact claims.
    names : tuple of str
        What the figures and the two margins are called, for messages.
    draws : Replay
        The recorded lots.
    floors, caps : dict of (row, column) to int
        Bounds of cells by their numbers.
    forbidden : tuple of (row, column)
        Cells that get nothing.

    Returns
    -------
    RoundedTable
        Each cell is less than one from its claim; the sum of the squared differences is the
        least there is.

    Raises
    ------
    InfeasibleError
        If the margins sum to different totals, a total is not the sum of its claims rounded up
        or down, or no rounding meets them: there always is one when the margins are the claims'
        own sums and there are no other bounds.
    UnresolvedTieError
        If several roundings are equally near.

    Notes
    -----
    Rounding up instead of down changes the square of a difference by ``1 - 2 f``, where ``f`` is
    the claim's fraction. How many are rounded up is fixed, so the least sum of squares is the
    largest sum of the fractions rounded up, a transportation problem with whole solutions. It is
    solved like the biproportional table, by transfers along cheapest chains, with worths that are
    added; the thresholds are its dual, proved in fractions.

    Source: Cox, A constructive procedure for unbiased controlled rounding, Journal of the
    American Statistical Association 82 (1987), for the existence.
    """
    check_totals(table, names)
    _check_claims(table, names)
    bounds = _bounds(table, floors, caps, forbidden)
    priorities = ClaimPriorities(table.figures, bounds.least, bounds.most)
    seats, best = decided(table, bounds, priorities, names, draws)
    return RoundedTable(seats, best.row_prices, best.column_prices)


def _check_claims(table: CrossTable, names: tuple[str, str, str]) -> None:
    """Refuse totals that are not what the claims themselves sum to, rounded up or down."""
    every = [claim for row in table.figures for claim in row]
    whole = f"{names[1]} and {names[2]}"
    for lines, labels, totals, argument in (
        (table.figures, table.rows, table.row_totals, names[1]),
        (zip(*table.figures, strict=True), table.columns, table.column_totals, names[2]),
        ([every], ["the table"], [sum(table.row_totals)], whole),
    ):
        for claims, label, total in zip(lines, labels, totals, strict=True):
            claimed = sum(claims)
            if not floor(claimed) <= total <= ceil(claimed):
                raise InfeasibleError(
                    f"{argument} have {total} for {label}, whose claims sum to {claimed}",
                    why="claims are rounded to the next whole number, and so are their sums",
                    do="Correct totals or claims, or take a divisor rule, which scales the claims "
                    "to any totals",
                    conflict=(f"{argument} {total} of {label}", f"claims of {claimed}"),
                )


def _bounds(
    table: CrossTable, floors: dict[Cell, int], caps: dict[Cell, int], forbidden: tuple[Cell, ...]
) -> Bounds:
    """Gather what the claims and the user say about each cell."""
    claims = {(i, j): claim for i, row in enumerate(table.figures) for j, claim in enumerate(row)}
    highest = max(map(ceil, claims.values()))
    much = sum(table.row_totals) + max(floors.values(), default=0) + highest + 1
    bounds = Bounds.unlimited((len(table.rows), len(table.columns)), much)
    bounds.at_least({cell: floor(claim) for cell, claim in claims.items()}, Limit.CLAIM_DOWN)
    bounds.at_most({cell: ceil(claim) for cell, claim in claims.items()}, Limit.CLAIM_UP)
    bounds.at_least(floors, Limit.FLOOR)
    bounds.at_most(caps, Limit.CAP)
    bounds.at_most(dict.fromkeys(forbidden, 0), Limit.FORBIDDEN)
    return bounds
