"""The axioms of two-way tables, as functions that look for a breach.

What single apportionments keep does not carry over by itself: with both margins fixed, more votes
in a row need not mean more seats, because the columns are scaled too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import combinations, permutations, product
from typing import TypeAlias

from attrs import frozen

from kkr_allocation.apportionment.rules import DivisorRule
from kkr_allocation.apportionment.twoway import biproportion
from kkr_allocation.errors import Count
from kkr_allocation.fairness.axioms import Breach, Statement, Trial, Verdict, demanding
from kkr_allocation.inputs import whole_number
from kkr_allocation.sources import BALINSKI_DEMANGE, PUKELSHEIM
from kkr_allocation.words import refused

Rows: TypeAlias = tuple[tuple[int, ...], ...]

TableMethod: TypeAlias = (
    "DivisorRule | Callable[[Rows, Sequence[int], Sequence[int]], Sequence[Sequence[int]]]"
)
"""A divisor rule for `biproportion`, or a function from votes and both margins to seats."""


@frozen
class Table:
    """Votes of a two-way table row by row, and the seats of its rows and columns, of one sum."""

    votes: Rows
    row_seats: tuple[int, ...]
    column_seats: tuple[int, ...]

    def part(self, rows: Sequence[int], columns: Sequence[int], seats: Rows) -> Table:
        """Return the table of some rows and columns, which share what they have together."""
        cut = _cut(seats, rows, columns)
        sums = tuple(map(sum, cut)), tuple(map(sum, zip(*cut, strict=True)))
        return Table(_cut(self.votes, rows, columns), *sums)

    @property
    def cells(self) -> Iterator[tuple[int, int]]:
        """Row and column of every cell."""
        return product(range(len(self.votes)), range(len(self.votes[0])))

    def with_votes(self, votes: Iterable[Iterable[int]]) -> Table:
        """Return a table with the same margins and other votes."""
        return Table(tuple(map(tuple, votes)), self.row_seats, self.column_seats)


def _cut(cells: Rows, rows: Sequence[int], columns: Sequence[int]) -> Rows:
    return tuple(tuple(cells[i][j] for j in columns) for i in rows)


@frozen
class TableOutcome:
    """What a method gave for one table, row by row."""

    table: Table
    seats: Rows

    def __str__(self) -> str:
        """Rows of votes and seats side by side, and the margins."""
        table = self.table
        rows = "; ".join(
            ", ".join(f"{v}: {s}" for v, s in zip(*row, strict=True))
            for row in zip(table.votes, self.seats, strict=True)
        )
        down, across = (" and ".join(map(str, m)) for m in (table.row_seats, table.column_seats))
        return f"row sums {down}, column sums {across} ({rows})"


TableShare: TypeAlias = Callable[[Table], TableOutcome | None]
"""From a table to the outcome; None where only a lot could decide or a line has no seat."""


@frozen
class TableAxiom(Statement):
    """A demand on methods for two-way tables, and how to see that one does not meet it.

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> from kkr_allocation.fairness.table_axioms import EXACT_MARGINS
    >>> few = list(small_tables())[:40]
    >>> EXACT_MARGINS.judge(kkr.SAINTE_LAGUE, few).kept
    True
    """

    def judge(self, method: TableMethod, tables: Iterable[Table] | None = None) -> Verdict:
        """Try a method on tables, by default on `small_tables`, and return the verdict.

        A table that only a lot can decide, or with a line that has no seat, speaks neither for
        nor against.
        """
        return _TRIAL.verdict(self, method, zip(small_tables() if tables is None else tables))


def _given(method: TableMethod, table: Table) -> TableOutcome | None:
    if not (table.votes and table.votes[0] and all(table.row_seats) and all(table.column_seats)):
        return None
    margins = table.row_seats, table.column_seats
    if isinstance(method, DivisorRule):
        given = biproportion(table.votes, *margins, method).seats.tolist()
    else:
        given = [list(row) for row in method(table.votes, *margins)]
    seats = tuple(tuple(whole_number(cell, "a cell's seats") for cell in row) for row in given)
    if list(map(len, seats)) != list(map(len, table.votes)):
        listed = ", ".join(str(len(row)) for row in seats)
        shape = {"rows": len(table.votes), "cells": len(table.votes[0])}
        raise refused("fairness.lengths_of_rows", listed=listed, **shape)
    return TableOutcome(table, seats)


def _smaller_tables(outcome: TableOutcome) -> Iterator[Table]:
    """Yield tables with a line, a seat or votes of a cell less; every line keeps a seat."""
    table, seats = outcome.table, outcome.seats
    rows, columns = range(len(table.votes)), range(len(table.votes[0]))
    for gone in rows:
        yield table.part([i for i in rows if i != gone], columns, seats)
    for gone in columns:
        yield table.part(rows, [j for j in columns if j != gone], seats)
    for i, j in table.cells:
        if min(table.row_seats[i], table.column_seats[j]) > 1:
            fewer_rows = (n - (i == place) for place, n in enumerate(table.row_seats))
            fewer_columns = (n - (j == place) for place, n in enumerate(table.column_seats))
            yield Table(table.votes, tuple(fewer_rows), tuple(fewer_columns))
        for fewer in range(1, table.votes[i][j]):
            row = (*table.votes[i][:j], fewer, *table.votes[i][j + 1 :])
            yield table.with_votes([*table.votes[:i], row, *table.votes[i + 1 :]])


_TRIAL: Trial[TableMethod, TableOutcome] = Trial(
    _given, lambda outcome: zip(_smaller_tables(outcome)), "table|tables"
)


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


@demanding("Every row and every column has just the seats it is to have.")
def _exact_margins(outcome: TableOutcome, _: TableShare) -> Iterator[Breach[TableOutcome]]:
    for lines, margin, line in (
        (outcome.seats, outcome.table.row_seats, "row"),
        (zip(*outcome.seats, strict=True), outcome.table.column_seats, "column"),
    ):
        for number, (found, wanted) in enumerate(zip(map(sum, lines), margin, strict=True), 1):
            if found != wanted:
                sentence = f"{line} {number} has {Count(found):seat|seats}, not {wanted}"
                yield Breach(sentence, (outcome,))


@demanding("The seats stay when all votes of a row, or of a column, are multiplied by one number.")
def _homogeneity(outcome: TableOutcome, share: TableShare) -> Iterator[Breach[TableOutcome]]:
    table = outcome.table
    for what, votes in (
        ("the first row has", [[2 * v for v in table.votes[0]], *table.votes[1:]]),
        ("the first column has", [[3 * row[0], *row[1:]] for row in table.votes]),
        ("all cells have", [[100 * v for v in row] for row in table.votes]),
    ):
        scaled = share(table.with_votes(votes))
        if scaled is not None and scaled.seats != outcome.seats:
            sentence = f"the seats change when {what} as many times the votes"
            yield Breach(sentence, (outcome, scaled))


@demanding("Rows and columns may change places.")
def _symmetry(outcome: TableOutcome, share: TableShare) -> Iterator[Breach[TableOutcome]]:
    table = outcome.table
    other = share(Table(tuple(zip(*table.votes, strict=True)), table.column_seats, table.row_seats))
    if other is not None and tuple(zip(*other.seats, strict=True)) != outcome.seats:
        yield Breach("the seats change when rows and columns change places", (outcome, other))


@demanding("The seats go with the rows and columns, not with their order.")
def _anonymity(outcome: TableOutcome, share: TableShare) -> Iterator[Breach[TableOutcome]]:
    table = outcome.table
    rows, columns = range(len(table.votes)), range(len(table.votes[0]))
    for down, across in ((rows[::-1], columns), (rows, columns[::-1])):
        moved = share(table.part(down, across, outcome.seats))
        if moved is not None and moved.seats != _cut(outcome.seats, down, across):
            yield Breach("the seats change with the order of the lines", (outcome, moved))


@demanding("Any two rows, or any two columns, share what they have together as the method would.")
def _coherence(outcome: TableOutcome, share: TableShare) -> Iterator[Breach[TableOutcome]]:
    table = outcome.table
    down, across = range(len(table.votes)), range(len(table.votes[0]))
    pairs = [(two, across) for two in combinations(down, 2) if len(down) > len(two)]
    others = [(down, two) for two in combinations(across, 2) if len(across) > len(two)]
    for rows, columns in (*pairs, *others):
        part = share(table.part(rows, columns, outcome.seats))
        if part is not None and part.seats != _cut(outcome.seats, rows, columns):
            numbers = (", ".join(str(line + 1) for line in lines) for lines in (rows, columns))
            sentence = "rows {} and columns {} share their seats otherwise when left alone"
            yield Breach(sentence.format(*numbers), (outcome, part))


@demanding("No cell loses a seat by votes that it wins.")
def _vote_monotonicity(outcome: TableOutcome, share: TableShare) -> Iterator[Breach[TableOutcome]]:
    table = outcome.table
    for i, j in table.cells:
        votes = [list(row) for row in table.votes]
        votes[i][j] += 3
        grown = share(table.with_votes(votes))
        if grown is not None and grown.seats[i][j] < outcome.seats[i][j]:
            sentence = f"row {i + 1} loses a seat in column {j + 1} by votes that it wins there"
            yield Breach(sentence, (outcome, grown))


@demanding("In a row, more votes never give fewer seats.")
def _concordance(outcome: TableOutcome, _: TableShare) -> Iterator[Breach[TableOutcome]]:
    for number, (row, seats) in enumerate(zip(outcome.table.votes, outcome.seats, strict=True), 1):
        for one, other in permutations(range(len(row)), 2):
            if row[one] > row[other] and seats[one] < seats[other]:
                fewer = f"column {other + 1} has fewer votes than column {one + 1}"
                yield Breach(f"in row {number}, {fewer} and more seats", (outcome,))


TABLE_AXIOMS = (
    EXACT_MARGINS := TableAxiom.of("exact margins", BALINSKI_DEMANGE, _exact_margins),
    HOMOGENEITY_OF_LINES := TableAxiom.of("homogeneity of lines", BALINSKI_DEMANGE, _homogeneity),
    SYMMETRY := TableAxiom.of("symmetry", BALINSKI_DEMANGE, _symmetry),
    ANONYMITY_OF_LINES := TableAxiom.of("anonymity of lines", BALINSKI_DEMANGE, _anonymity),
    COHERENCE_OF_PARTS := TableAxiom.of("coherence of parts", BALINSKI_DEMANGE, _coherence),
    VOTE_MONOTONICITY := TableAxiom.of("vote monotonicity", BALINSKI_DEMANGE, _vote_monotonicity),
    CONCORDANCE_IN_LINES := TableAxiom.of("concordance in a row", PUKELSHEIM, _concordance),
)
"""All of them, in the order of the page of methods and axioms."""
