"""From a two-way problem to its decided table: the best one, or why there is none, or a lot."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kkr_allocation.apportionment.best_table import best_table
from kkr_allocation.apportionment.crosstable import cell_label
from kkr_allocation.apportionment.existence import check_bounds, no_table
from kkr_allocation.apportionment.tied_tables import read_tie
from kkr_allocation.apportionment.transfer import NoTableError

if TYPE_CHECKING:
    from kkr_allocation.apportionment.best_table import BestTable
    from kkr_allocation.apportionment.cell_bounds import Bounds
    from kkr_allocation.apportionment.crosstable import CrossTable
    from kkr_allocation.apportionment.priorities import Integers, Priorities
    from kkr_allocation.apportionment.ties import Replay

__all__ = ["decided"]


def decided(
    table: CrossTable,
    bounds: Bounds,
    priorities: Priorities,
    names: tuple[str, str, str],
    draws: Replay,
) -> tuple[Integers, BestTable]:
    """Return the seats with all ties decided, and the best table with its prices.

    Parameters
    ----------
    table : CrossTable
        With equal sums of its margins.
    bounds : Bounds
        What each cell may hold.
    priorities : Priorities
        The worth of every seat within these bounds.
    names : tuple of str
        What the figures and the two margins are called, for messages.
    draws : Replay
        The recorded lots.

    Raises
    ------
    InfeasibleError
        If no table meets both margins within the bounds.
    UnresolvedTieError
        If there is no lot for one of the ties.
    InvalidInputError
        If a lot is left over or gives no table.
    """
    check_bounds(table, bounds, names)
    try:
        best = best_table(priorities, table.row_totals, table.column_totals)
    except NoTableError:
        raise no_table(table, bounds, names) from None
    return _with_lots(table, best, draws), best


def _with_lots(table: CrossTable, best: BestTable, draws: Replay) -> Integers:
    """Return the seats after all ties are decided by recorded lots."""
    seats = best.seats.copy()
    certain = seats.copy()
    for cells, held in best.tied:
        for cell, holds in zip(cells, held, strict=True):
            certain[cell] -= holds
    for group in best.tied:
        tie = read_tie((table.rows, table.columns), group, seats)
        partial = {
            cell_label(row, column): int(certain[i, j])
            for i, row in enumerate(table.rows)
            for j, column in enumerate(table.columns)
        }
        winners = draws.winners(tie, partial)
        for name, cell in zip(tie.claimants, tie.places, strict=True):
            seats[cell] = certain[cell] + (name in winners)
    draws.close()
    seats.flags.writeable = False
    return seats
