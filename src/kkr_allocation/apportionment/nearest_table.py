"""The table nearest to its margins, whatever the votes: a maximum flow within bounds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from kkr_allocation.apportionment.priorities import Integers

__all__ = ["nearest_table"]


def nearest_table(
    least: Integers, most: Integers, rows: Integers, columns: Integers
) -> tuple[Integers, Integers]:
    """Return a table with these row totals and column sums as near to theirs as can be.

    Parameters
    ----------
    least, most : ndarray of int64, shape (rows, columns)
        Bounds that leave every row a way to its total.
    rows, columns : ndarray of int64
        The totals of rows, and those wanted of columns.

    Returns
    -------
    table : ndarray of int64, shape (rows, columns)
        The sum of what its columns are off is the least there is.
    reached : ndarray of int
        The columns that can be reached from those with too much: none if all is right.
    """
    room = most - least
    left = (rows - least.sum(axis=1))[:, None]
    table = least + np.clip(left - (room.cumsum(axis=1) - room), 0, room)
    while True:
        surplus = table.sum(axis=0) - columns
        give, take = table > least, table < most
        linked = give.T.astype(np.float64) @ take > 0
        before = np.full(columns.shape, -1)
        reached = surplus > 0
        wave = reached
        while wave.any():
            fresh = linked[wave].any(axis=0) & ~reached
            source = np.flatnonzero(wave)
            before[fresh] = source[linked[wave][:, fresh].argmax(axis=0)]
            reached = reached | fresh
            wave = fresh
        short = np.flatnonzero(reached & (surplus < 0))
        if not short.size:
            return table, np.flatnonzero(reached)
        _move(table, least, most, surplus, before, int(short[0]))


def _move(  # noqa: PLR0917  (one flow network)
    table: Integers,
    least: Integers,
    most: Integers,
    surplus: Integers,
    before: Integers,
    target: int,
) -> None:
    """Move as much as one chain of cells can carry to a column with too little."""
    links = []
    taker = target
    while (giver := int(before[taker])) >= 0:
        carried = np.minimum(table[:, giver] - least[:, giver], most[:, taker] - table[:, taker])
        row = int(carried.argmax())
        links.append((row, giver, taker, int(carried[row])))
        taker = giver
    amount = min(int(surplus[taker]), int(-surplus[target]), *(link[3] for link in links))
    for row, giver, taking, _ in links:
        table[row, giver] -= amount
        table[row, taking] += amount
