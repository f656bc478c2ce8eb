"""Axioms of two-way tables put to the test: methods, what they give, and small tables to try."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import product
from typing import TypeAlias

from attrs import field, frozen

from kkr_allocation.apportionment.rules import DivisorRule
from kkr_allocation.apportionment.ties import UnresolvedTieError
from kkr_allocation.apportionment.twoway import biproportion
from kkr_allocation.errors import Count, InfeasibleError, InvalidInputError
from kkr_allocation.fairness.counterexamples import Breach, Statement, Verdict, judged
from kkr_allocation.inputs import whole_number

__all__ = ["Table", "TableAxiom", "TableMethod", "TableOutcome", "TableShare", "small_tables"]

Rows: TypeAlias = tuple[tuple[int, ...], ...]

TableMethod: TypeAlias = (
    "DivisorRule | Callable[[Rows, Sequence[int], Sequence[int]], Sequence[Sequence[int]]]"
)
"""A divisor rule for `biproportion`, or a function from votes and both margins to seats."""


@frozen
class Table:
    """Votes of a two-way table, with the seats of its rows and columns.

    Parameters
    ----------
    votes : tuple of tuples of int
        Row by row.
    row_seats, column_seats : tuple of int
        Both margins, of the same sum.
    """

    votes: Rows
    row_seats: tuple[int, ...]
    column_seats: tuple[int, ...]

    def part(self, rows: Sequence[int], columns: Sequence[int], seats: Rows) -> Table:
        """Return the table of some rows and columns, which share what they have together."""
        cut = tuple(tuple(seats[i][j] for j in columns) for i in rows)
        return Table(
            tuple(tuple(self.votes[i][j] for j in columns) for i in rows),
            tuple(map(sum, cut)),
            tuple(map(sum, zip(*cut, strict=True))),
        )

    def with_votes(self, votes: Iterable[Iterable[int]]) -> Table:
        """Return a table with the same margins and other votes."""
        return Table(tuple(map(tuple, votes)), self.row_seats, self.column_seats)


@frozen
class TableOutcome:
    """What a method gave for one table.

    Parameters
    ----------
    table : Table
        Votes and margins.
    seats : tuple of tuples of int
        Seats, row by row.
    """

    table: Table
    seats: Rows

    def __str__(self) -> str:
        """Rows of votes and seats side by side, and the margins."""
        rows = "; ".join(
            ", ".join(f"{v}: {s}" for v, s in zip(*row, strict=True))
            for row in zip(self.table.votes, self.seats, strict=True)
        )
        margins = (
            " and ".join(map(str, m)) for m in (self.table.row_seats, self.table.column_seats)
        )
        return f"row sums {next(margins)}, column sums {next(margins)} ({rows})"


TableShare: TypeAlias = Callable[[Table], TableOutcome | None]
"""From a table to the outcome; None where only a lot could decide or a line has no seat."""


@frozen
class TableAxiom(Statement):
    """A demand on methods for two-way tables, and how to see that one does not meet it.

    Parameters
    ----------
    name, demand, source
        As `Statement` has them.
    breach : callable
        From a share function and a table to a `Breach` or None.

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> from kkr_allocation.fairness.table_axioms import EXACT_MARGINS
    >>> few = list(small_tables())[:40]
    >>> EXACT_MARGINS.judge(kkr.SAINTE_LAGUE, few).kept
    True
    """

    breach: Callable[[TableShare, Table], Breach[TableOutcome] | None] = field(repr=False)

    def judge(self, method: TableMethod, tables: Iterable[Table] | None = None) -> Verdict:
        """Try a method on tables and return the verdict.

        Parameters
        ----------
        method : DivisorRule or callable
            A rule for `biproportion`, or a function from votes, row seats and column seats to
            rows of seats.
        tables : iterable of Table, optional
            Those to try; by default `small_tables`.

        Notes
        -----
        A table that only a lot can decide, or with a line that has no seat, speaks neither for
        nor against.
        """
        share = _sharing(method)
        return judged(
            lambda table: self.breach(share, table),
            small_tables() if tables is None else tables,
            _smaller,
            named=(self.name, "table|tables"),
        )


def _sharing(method: TableMethod) -> TableShare:
    """Return a share function that remembers what it has shared."""
    known: dict[Table, TableOutcome | None] = {}

    def share(table: Table) -> TableOutcome | None:
        if table not in known:
            known[table] = _outcome(method, table)
        return known[table]

    return share


def _outcome(method: TableMethod, table: Table) -> TableOutcome | None:
    if not (table.votes and table.votes[0] and all(table.row_seats) and all(table.column_seats)):
        return None
    margins = table.row_seats, table.column_seats
    try:
        if isinstance(method, DivisorRule):
            given = biproportion(table.votes, *margins, method).seats.tolist()
        else:
            given = [list(row) for row in method(table.votes, *margins)]
    except (UnresolvedTieError, InfeasibleError):
        return None
    seats = tuple(tuple(whole_number(cell, "a cell's seats") for cell in row) for row in given)
    if list(map(len, seats)) != list(map(len, table.votes)):
        raise InvalidInputError(
            f"the method's rows have the lengths {', '.join(str(len(row)) for row in seats)}",
            why=f"the table has {Count(len(table.votes)):row|rows} of "
            f"{Count(len(table.votes[0])):cell|cells}",
            do="Return the seats of every cell, row by row",
        )
    return TableOutcome(table, seats)


def _smaller(outcome: TableOutcome) -> Iterator[Table]:
    """Yield tables with a line, a seat or votes of a cell less; every line keeps a seat."""
    table, seats = outcome.table, outcome.seats
    rows, columns = range(len(table.votes)), range(len(table.votes[0]))
    for gone in rows:
        yield table.part([i for i in rows if i != gone], columns, seats)
    for gone in columns:
        yield table.part(rows, [j for j in columns if j != gone], seats)
    for i, j in product(rows, columns):
        if min(table.row_seats[i], table.column_seats[j]) > 1:
            yield Table(table.votes, _less(table.row_seats, i), _less(table.column_seats, j))
        for fewer in range(1, table.votes[i][j]):
            row = (*table.votes[i][:j], fewer, *table.votes[i][j + 1 :])
            yield table.with_votes([*table.votes[:i], row, *table.votes[i + 1 :]])


def _less(figures: tuple[int, ...], place: int) -> tuple[int, ...]:
    return (*figures[:place], figures[place] - 1, *figures[place + 1 :])


def small_tables() -> Iterator[Table]:
    """Yield tables of two by two cells, and then some of three by three."""
    margins = [((1, 1), (1, 1)), ((2, 1), (1, 2)), ((3, 2), (3, 2)), ((4, 2), (3, 3))]
    for size, (a, b, c, d) in product(margins, product((1, 2, 4), repeat=4)):
        yield Table(((a, b), (c, d)), *size)
    for step, turn in product((1, 2, 3, 4), (1, 2, 4)):
        votes = tuple(
            tuple(1 + (step * i + turn * j * j + i * j) % 5 for j in range(3)) for i in range(3)
        )
        yield Table(votes, (2, 2, 1), (1, 2, 2)) if step % 2 else Table(votes, (4, 3, 2), (3, 3, 3))
