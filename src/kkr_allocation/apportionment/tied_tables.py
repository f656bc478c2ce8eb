"""Ties of two-way tables: several tables are equally good, and a lot decides between them.

Where cells whose last or next seat is worth exactly its price form a ring, seats can go round it at
no loss. Each connected set of rings is a tie: its cells claim, those of one of the tables win.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Collection, Iterator, Sequence
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from attrs import field, frozen

from kkr_allocation.apportionment.ties import Tie
from kkr_allocation.words import both, worded

if TYPE_CHECKING:
    from kkr_allocation.apportionment.crosstable import Cell, CrossTable
    from kkr_allocation.apportionment.transfer import Integers, Prices, Priorities
    from kkr_allocation.errors import Bilingual

Group: TypeAlias = "list[tuple[Cell, bool]]"
"""Cells that can exchange seats at no loss, in order, and whether each holds one."""
LISTED = 20
"""The most tied tables that are listed; there may be more than anyone can list."""
_LARGE = 500
"""Of a tie of more cells than this, only two tables are listed."""

_READ_OUT = 3
_NEAR = 1e-9


@frozen
class TwoWayTie(Tie):
    """Tied tables: the claimants are cells, and those of one tied table win.

    Parameters
    ----------
    claimants : tuple of str
        The tied cells by row and column, such as ``"North × A"``.
    seats : int
        The seats at stake together.
    cells, places : tuple of tuple of str, or of int
        Row and column of each claimant, by name and by number.
    outcomes : tuple of tuples of str
        The winners of each tied table, as a `Lot` names them; at most 20, and two of a tie of
        more than 500 cells.
    complete : bool
        Whether those are all.
    certain : tuple of tuples of int
        The seats of every cell without those at stake here; other ties as they stand.
    """

    cells: tuple[tuple[str, str], ...] = field(kw_only=True)
    outcomes: tuple[tuple[str, ...], ...] = field(kw_only=True)
    complete: bool = field(kw_only=True)
    certain: tuple[tuple[int, ...], ...] = field(kw_only=True, repr=False)
    places: tuple[Cell, ...] = field(kw_only=True, repr=False)

    @property
    def tables(self) -> tuple[tuple[tuple[int, ...], ...], ...]:
        """The tied tables themselves, seats by row and column, in the order of the outcomes."""
        tables = []
        for winners in self.outcomes:
            table = [list(row) for row in self.certain]
            for name, (row, column) in zip(self.claimants, self.places, strict=True):
                table[row][column] += name in winners
            tables.append(tuple(map(tuple, table)))
        return tuple(tables)

    def _said(self) -> Bilingual:
        tables = len(self.outcomes)
        if self.complete and tables <= _READ_OUT:
            listed = both(
                ", or ".join(map(" and ".join, self.outcomes)),
                ", eller ".join(map(" og ".join, self.outcomes)),
            )
            return worded("apportionment.draw_tables_in_full", tables=tables, listed=listed)
        most = 2 * _READ_OUT
        return worded(
            f"apportionment.{'draw_tables' if self.complete else 'draw_more_tables'}",
            tables=tables,
            seats=self.seats,
            cells=len(self.claimants),
            listed=", ".join(self.claimants[:most]) + " …" * (len(self.claimants) > most),
        )

    def first(self, order: Sequence[str]) -> tuple[str, ...]:
        """Return who wins if each cell drawn does that can win beside all who won before it."""
        number = {name: n for n, name in enumerate(self.claimants)}
        exchange = _Exchange(self.places)
        won = {number[name] for name in self.outcomes[0]}
        free = set(number.values())
        for name in order:
            cell = number[name]
            if cell not in won:
                won = exchange.turned(won, cell, free) or won
            free.discard(cell)
        return tuple(name for name in self.claimants if number[name] in won)

    def admits(self, winners: Collection[str]) -> bool:
        """Whether these cells leave every row and column the seats it has."""
        places = dict(zip(self.claimants, self.places, strict=True))
        return all(
            Counter(places[name][axis] for name in winners)
            == Counter(places[name][axis] for name in self.outcomes[0])
            for axis in (0, 1)
        )


def tied_groups(priorities: Priorities, seats: Integers, prices: Prices) -> list[Group]:
    """Return the tied cells, one group for each tie.

    A ring of moves at no loss consists of cells whose worth is exactly their price, whatever
    prices prove the table; so the strongly connected parts of those cells are all ties there
    are, and none is missed or counted twice.
    """
    at_price = list(_at_price(priorities, seats, prices))
    if len({held for *_, held in at_price}) < 2:  # noqa: PLR2004  (held and not held)
        return []
    height = len(seats)
    # Rows and columns are nodes, and a tied cell an arrow between its own: from the row to the
    # column if it can win a seat, back if it can lose one. A ring of seats is a ring of arrows.
    arrows = [
        (height + column, row) if held else (row, height + column) for row, column, held in at_price
    ]
    part = _strong_parts(arrows, sum(seats.shape))
    groups: dict[int, Group] = {}
    for (row, column, held), (tail, head) in zip(at_price, arrows, strict=True):
        if part[tail] == part[head]:
            groups.setdefault(part[tail], []).append(((row, column), held))
    return [sorted(group) for group in sorted(groups.values(), key=min)]


def _at_price(
    priorities: Priorities, seats: Integers, prices: Prices
) -> Iterator[tuple[int, int, bool]]:
    """Yield the cells whose last (True) or next seat is worth exactly its price."""
    if not prices.tight:
        return
    levels = np.array([priorities.level(price) for price in prices.columns])
    for row in prices.tight:
        price = prices.rows[row]
        here = np.array([row])
        for held, worth in (
            (True, priorities.behind(seats, here)[0] - levels),
            (False, priorities.ahead(seats, here)[0] - levels),
        ):
            # Floats only say which few cells to look at; fractions say which of them are tied.
            near = np.abs(worth - (worth.min() if held else worth.max())) <= _NEAR
            for column in np.flatnonzero(near & np.isfinite(worth)).tolist():
                seat = int(seats[row, column]) + (not held)
                exact = priorities.exact(row, column, seat)
                if priorities.part(exact, prices.columns[column]) == price:
                    yield row, column, held


def _strong_parts(arrows: Sequence[tuple[int, int]], nodes: int) -> list[int]:
    """Return the number of each node's strongly connected part."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    ends = np.array(arrows, dtype=np.intp).reshape(-1, 2).T
    graph = coo_array((np.ones(len(arrows)), tuple(ends)), shape=(nodes, nodes))
    parts: list[int] = connected_components(graph, connection="strong")[1].tolist()
    return parts


class _Exchange:
    """Rings of cells, the tied ones of one group, along which seats go round."""

    def __init__(self, places: Sequence[Cell]) -> None:
        self._ends = [((0, row), (1, column)) for row, column in places]
        self._at: dict[tuple[int, int], list[int]] = {}
        for cell, ends in enumerate(self._ends):
            for node in ends:
                self._at.setdefault(node, []).append(cell)

    def _arrow(self, cell: int, won: AbstractSet[int]) -> tuple[tuple[int, int], tuple[int, int]]:
        row, column = self._ends[cell]
        return (column, row) if cell in won else (row, column)

    def turned(self, won: AbstractSet[int], cell: int, free: AbstractSet[int]) -> set[int] | None:
        """Turn a shortest ring of free cells through this cell, or return None."""
        # Breadth first from the arrow's head until its tail is met; `came` is the arrow by which
        # each node was reached first, so that the ring can be walked back.
        home, start = self._arrow(cell, won)
        came: dict[tuple[int, int], int] = {start: cell}
        queue = deque([start])
        while queue and home not in came:
            node = queue.popleft()
            for other in self._at[node]:
                if other in free and other != cell:
                    tail, head = self._arrow(other, won)
                    if tail == node and head not in came:
                        came[head] = other
                        queue.append(head)
        if home not in came:
            return None
        ring = {cell}
        node = home
        while node != start:
            ring.add(came[node])
            node = self._arrow(came[node], won)[0]
        # Round the ring winners lose and losers win.
        return set(won) ^ ring

    def another(self, won: AbstractSet[int], free: AbstractSet[int]) -> set[int] | None:
        """Return another table that differs only in free cells, or None if there is none."""
        # An arrow within a strongly connected part lies on a ring; the first such will do.
        numbers = {node: n for n, node in enumerate(self._at)}
        arrows = {cell: self._arrow(cell, won) for cell in sorted(free)}
        part = _strong_parts([(numbers[a], numbers[b]) for a, b in arrows.values()], len(numbers))
        on_a_ring = (c for c, (a, b) in arrows.items() if part[numbers[a]] == part[numbers[b]])
        cell = next(on_a_ring, None)
        return None if cell is None else self.turned(won, cell, free)

    def outcomes(self, won: AbstractSet[int]) -> tuple[list[set[int]], bool]:
        """Return the tied tables, at most `LISTED` or two of a large tie, and whether all.

        Two tables differ in some cell: one half of the rest agrees with one of them there, the
        other half with the other. Each half is searched on its own, so none comes twice.
        """
        most = LISTED if len(self._ends) <= _LARGE else 2
        found = [set(won)]
        halves = [(set(won), set(range(len(self._ends))))]
        while halves:
            table, free = halves.pop()
            other = self.another(table, free)
            if other is None:
                continue
            if len(found) == most:
                return found, False
            found.append(other)
            free = free - {min(table ^ other)}
            halves += [(other, free), (table, free)]
        return found, True


def read_tie(table: CrossTable, group: Group, seats: Integers) -> TwoWayTie:
    """Return the tie of one group of tied cells."""
    places = [cell for cell, _ in group]
    labels = [table.label(cell) for cell in places]
    certain = seats.copy()
    for cell, holds in group:
        certain[cell] -= holds
    held = {n for n, (_, holds) in enumerate(group) if holds}
    outcomes, complete = _Exchange(places).outcomes(held)
    return TwoWayTie(
        labels,
        len(held),
        cells=tuple((table.rows[row], table.columns[column]) for row, column in places),
        outcomes=tuple(sorted(tuple(labels[n] for n in sorted(won)) for won in outcomes)),
        complete=complete,
        certain=tuple(map(tuple, certain.tolist())),
        places=tuple(places),
    )
