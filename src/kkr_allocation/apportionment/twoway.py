"""Biproportional apportionment: seats by district and party at once, exactly.

Each cell gets its votes by a divisor of its row and one of its column, rounded by one rule. The
table is unique but for ties, and anyone can check it with the divisors.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from fractions import Fraction
from itertools import chain
from math import ceil, floor
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from attrs import cmp_using, field, frozen

from kkr_allocation.apportionment import crosstable, transfer
from kkr_allocation.apportionment.crosstable import Bounds, Cell, CellLimits, CrossTable, Limit
from kkr_allocation.apportionment.rules import SAINTE_LAGUE, DivisorRule
from kkr_allocation.apportionment.ties import Lot, Replay, Tie
from kkr_allocation.apportionment.transfer import BestTable, Integers, NoTableError, Priorities
from kkr_allocation.explanations import shortened
from kkr_allocation.results import Result, read_only
from kkr_allocation.sources import COX, Source
from kkr_allocation.words import both, infeasible, refused, worded

if TYPE_CHECKING:
    from kkr_allocation.errors import Bilingual

# Where cells whose last or next seat is worth exactly its price form a ring, seats can go round it
# at no loss. Each connected set of rings is a tie: its cells claim, those of one of the tables win.

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


def tied_groups(priorities: Priorities, best: BestTable) -> list[Group]:
    """Return the tied cells, one group for each tie."""
    at_price = list(_at_price(priorities, best))
    # Rows and columns are nodes, 0, 1 … and -1, -2 …, and a tied cell an arrow between its own: to
    # the column if it can win a seat, to the row if it can lose one. A ring of moves at no loss is
    # one of arrows, whatever prices prove the table: so connected parts are all ties, each once.
    rings = _rings([(~n, row) if held else (row, ~n) for (row, n), held in at_price])
    groups: dict[int, Group] = {}
    for tied, ring in zip(at_price, rings, strict=True):
        if ring >= 0:
            groups.setdefault(ring, []).append(tied)
    return [sorted(group) for group in sorted(groups.values(), key=min)]


def _at_price(priorities: Priorities, best: BestTable) -> Iterator[tuple[Cell, bool]]:
    """Yield the cells whose last (True) or next seat is worth exactly its price."""
    seats, levels = best.seats, np.array([priorities.level(price) for price in best.column_prices])
    for row in best.tight:
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
                if priorities.part(exact, best.column_prices[column]) == best.row_prices[row]:
                    yield (row, column), held


def _rings(arrows: Sequence[tuple[int, int]]) -> list[int]:
    """Return the strongly connected part that each arrow between nodes lies in, or -1."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    if not arrows:
        return []
    nodes, ends = np.unique(np.array(arrows), return_inverse=True)
    tails, heads = ends.reshape(-1, 2).T
    graph = coo_array((np.ones(len(tails)), (tails, heads)), shape=(len(nodes), len(nodes)))
    part = connected_components(graph, connection="strong")[1]
    rings: list[int] = np.where(part[tails] == part[heads], part[tails], -1).tolist()
    return rings


class _Exchange:
    """Rings of cells, the tied ones of one group, along which seats go round."""

    def __init__(self, places: Sequence[Cell]) -> None:
        self._ends = [(row, ~column) for row, column in places]
        self._at: dict[int, list[int]] = {}
        for cell, ends in enumerate(self._ends):
            for node in ends:
                self._at.setdefault(node, []).append(cell)

    def _arrow(self, cell: int, won: AbstractSet[int]) -> tuple[int, int]:
        row, column = self._ends[cell]
        return (column, row) if cell in won else (row, column)

    def turned(self, won: AbstractSet[int], cell: int, free: AbstractSet[int]) -> set[int] | None:
        """Turn a shortest ring of free cells through this cell, or return None."""
        # Breadth first from the arrow's head until its tail is met; `came` is the arrow by which
        # each node was reached first, so that the ring can be walked back.
        home, start = self._arrow(cell, won)
        came = {start: cell}
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
        cells = sorted(free)
        rings = _rings([self._arrow(cell, won) for cell in cells])
        cell = next((cell for cell, ring in zip(cells, rings, strict=True) if ring >= 0), None)
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


def best_table(
    priorities: Priorities, rows: Integers, columns: Integers, *, rows_near_unit: bool = False
) -> tuple[BestTable, list[Group]]:
    """Find the best table with these margins of equal sums, and its ties; else a NoTableError."""
    # The work grows with the columns' square, so that a wide table is turned on its side.
    if len(rows) < len(columns):
        best, tied = best_table(priorities.transposed(), columns, rows, rows_near_unit=True)
        tied = [sorted(((row, n), held) for (n, row), held in group) for group in tied]
        return BestTable(best.seats.T.copy(), best.column_prices, best.row_prices, ()), tied
    # Floats choose: rows and columns scaled in turn, then the last seats moved between columns.
    # Caps by the margins shorten this search. The proof does without them: a cell at its cap need
    # not meet its price.
    limited = priorities.limited(rows, columns)
    if (limited.least > limited.most).any():
        raise NoTableError
    seats, levels = transfer.scaled(limited, rows, columns)
    seats, levels, costs = transfer.transferred(limited, seats, levels, columns)
    # Fractions decide: the prices prove the table, or lead to the one that they prove.
    best = transfer.priced(priorities, seats, levels, costs, rows_near_unit=rows_near_unit)
    return best, tied_groups(priorities, best)


def decided(
    table: CrossTable, bounds: Bounds, priorities: Priorities, draws: Replay
) -> tuple[Integers, BestTable]:
    """Return the seats with all ties decided by the draws, and the best table with its prices."""
    crosstable.check_bounds(table, bounds)
    rows, columns = np.array(table.row_totals), np.array(table.column_totals)
    try:
        best, tied = best_table(priorities, rows, columns)
    except NoTableError:
        raise crosstable.no_table(table, bounds) from None
    seats, certain = best.seats.copy(), best.seats.copy()
    for cell, holds in chain(*tied):
        certain[cell] -= holds
    # Ties share no cell: each is read with those before as drawn, and those after as they stand.
    for group in tied:
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
    ``votes / rounding point`` (Rote and Zachariasen 2007), which makes it a problem of flows. Rows
    and columns are rounded in turn, the seats still wrong transferred along cheapest chains at
    about ``O(n m + m**2)`` each for ``n`` rows and ``m <= n`` columns, and the divisors proved in
    exact fractions; ties are rings of cells exactly at their price.

    Source: Balinski and Demange, An axiomatic approach to proportionality between matrices,
    Mathematics of Operations Research 14 (1989); Pukelsheim, Proportional Representation,
    chapters 14 and 15.

    Examples
    --------
    Study places in Region Syddanmark 2018/19: 42, 38 and 20 per cent of every college's intake.

    >>> import kkr_allocation as kkr
    >>> result = kkr.biproportion([[42, 38, 20], [42, 38, 20]], {"UC Syd": 589, "UCL": 521},
    ...                           [466, 422, 222])
    >>> result.seats.tolist()
    [[247, 224, 118], [219, 198, 104]]
    """
    table = crosstable.read_table(votes, row_seats, column_seats, names=_NAMES)
    limits = crosstable.read_limits(floors, caps, forbidden, table)
    draws = Replay(lots)
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
        draws.recorded,
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
                raise infeasible(
                    "apportionment.claims_sum",
                    (f"{argument} {total} of {label}", f"claims of {claimed}"),
                    argument=argument,
                    total=total,
                    label=label,
                    claimed=claimed,
                )
