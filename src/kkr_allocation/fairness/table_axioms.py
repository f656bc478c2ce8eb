"""The axioms of two-way tables, as functions that look for a breach.

What single apportionments keep does not carry over by itself: with both margins fixed, more votes
in a row need not mean more seats, because the columns are scaled too.
"""

from __future__ import annotations

from itertools import combinations, permutations, product
from typing import TYPE_CHECKING

from kkr_allocation.errors import Count
from kkr_allocation.fairness.counterexamples import Breach
from kkr_allocation.fairness.table_verdicts import Table, TableAxiom, TableOutcome, TableShare
from kkr_allocation.literature import BALINSKI_DEMANGE, PUKELSHEIM

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = [
    "ANONYMITY_OF_LINES",
    "COHERENCE_OF_PARTS",
    "CONCORDANCE_IN_LINES",
    "EXACT_MARGINS",
    "HOMOGENEITY_OF_LINES",
    "SYMMETRY",
    "TABLE_AXIOMS",
    "VOTE_MONOTONICITY",
]


def _exact_margins(share: TableShare, table: Table) -> Breach[TableOutcome] | None:
    outcome = share(table)
    if outcome is not None:
        for sums, margin, line in (
            (map(sum, outcome.seats), table.row_seats, "row"),
            (map(sum, zip(*outcome.seats, strict=True)), table.column_seats, "column"),
        ):
            for number, (found, wanted) in enumerate(zip(sums, margin, strict=True), start=1):
                if found != wanted:
                    return Breach(
                        f"{line} {number} has {Count(found):seat|seats}, not {wanted}", (outcome,)
                    )
    return None


def _homogeneity(share: TableShare, table: Table) -> Breach[TableOutcome] | None:
    outcome = share(table)
    if outcome is None:
        return None
    for what, votes in (
        ("the first row has", [[2 * v for v in table.votes[0]], *table.votes[1:]]),
        ("the first column has", [[3 * row[0], *row[1:]] for row in table.votes]),
        ("all cells have", [[100 * v for v in row] for row in table.votes]),
    ):
        scaled = share(table.with_votes(votes))
        if scaled is not None and scaled.seats != outcome.seats:
            return Breach(
                f"the seats change when {what} as many times the votes", (outcome, scaled)
            )
    return None


def _symmetry(share: TableShare, table: Table) -> Breach[TableOutcome] | None:
    outcome = share(table)
    turned = Table(tuple(zip(*table.votes, strict=True)), table.column_seats, table.row_seats)
    other = share(turned)
    if outcome is None or other is None or tuple(zip(*other.seats, strict=True)) == outcome.seats:
        return None
    return Breach("the seats change when rows and columns change places", (outcome, other))


def _anonymity(share: TableShare, table: Table) -> Breach[TableOutcome] | None:
    outcome = share(table)
    if outcome is None:
        return None
    rows, columns = range(len(table.votes)), range(len(table.votes[0]))
    for down, across in ((rows[::-1], columns), (rows, columns[::-1])):
        moved = share(
            Table(
                tuple(tuple(table.votes[i][j] for j in across) for i in down),
                tuple(table.row_seats[i] for i in down),
                tuple(table.column_seats[j] for j in across),
            )
        )
        here = tuple(tuple(outcome.seats[i][j] for j in across) for i in down)
        if moved is not None and moved.seats != here:
            return Breach("the seats change with the order of the lines", (outcome, moved))
    return None


def _coherence(share: TableShare, table: Table) -> Breach[TableOutcome] | None:
    outcome = share(table)
    if outcome is None:
        return None
    for rows, columns in _parts(len(table.votes), len(table.votes[0])):
        part = share(table.part(rows, columns, outcome.seats))
        here = tuple(tuple(outcome.seats[i][j] for j in columns) for i in rows)
        if part is not None and part.seats != here:
            lines = f"rows {_numbers(rows)} and columns {_numbers(columns)}"
            return Breach(f"{lines} share their seats otherwise when left alone", (outcome, part))
    return None


def _parts(height: int, width: int) -> Iterator[tuple[Sequence[int], Sequence[int]]]:
    """Yield all pairs of rows with all columns, and all rows with all pairs of columns."""
    yield from (
        (rows, range(width)) for rows in combinations(range(height), 2) if height > len(rows)
    )
    yield from ((range(height), two) for two in combinations(range(width), 2) if width > len(two))


def _numbers(lines: Sequence[int]) -> str:
    return ", ".join(str(line + 1) for line in lines)


def _vote_monotonicity(share: TableShare, table: Table) -> Breach[TableOutcome] | None:
    outcome = share(table)
    if outcome is None:
        return None
    for i, j in product(range(len(table.votes)), range(len(table.votes[0]))):
        votes = [list(row) for row in table.votes]
        votes[i][j] += 3
        grown = share(table.with_votes(votes))
        if grown is not None and grown.seats[i][j] < outcome.seats[i][j]:
            sentence = f"row {i + 1} loses a seat in column {j + 1} by votes that it wins there"
            return Breach(sentence, (outcome, grown))
    return None


def _concordance(share: TableShare, table: Table) -> Breach[TableOutcome] | None:
    outcome = share(table)
    if outcome is None:
        return None
    for i, row in enumerate(table.votes):
        for one, other in permutations(range(len(row)), 2):
            if row[one] > row[other] and outcome.seats[i][one] < outcome.seats[i][other]:
                return Breach(
                    f"in row {i + 1}, column {other + 1} has fewer votes than column {one + 1} "
                    "and more seats",
                    (outcome,),
                )
    return None


EXACT_MARGINS = TableAxiom(
    "exact margins",
    "Every row and every column has just the seats it is to have.",
    BALINSKI_DEMANGE,
    _exact_margins,
)
HOMOGENEITY_OF_LINES = TableAxiom(
    "homogeneity of lines",
    "The seats stay when all votes of a row, or of a column, are multiplied by one number.",
    BALINSKI_DEMANGE,
    _homogeneity,
)
SYMMETRY = TableAxiom(
    "symmetry",
    "Rows and columns may change places.",
    BALINSKI_DEMANGE,
    _symmetry,
)
ANONYMITY_OF_LINES = TableAxiom(
    "anonymity of lines",
    "The seats go with the rows and columns, not with their order.",
    BALINSKI_DEMANGE,
    _anonymity,
)
COHERENCE_OF_PARTS = TableAxiom(
    "coherence of parts",
    "Any two rows, or any two columns, share what they have together as the method would.",
    BALINSKI_DEMANGE,
    _coherence,
)
VOTE_MONOTONICITY = TableAxiom(
    "vote monotonicity",
    "No cell loses a seat by votes that it wins.",
    BALINSKI_DEMANGE,
    _vote_monotonicity,
)
CONCORDANCE_IN_LINES = TableAxiom(
    "concordance in a row",
    "In a row, more votes never give fewer seats.",
    PUKELSHEIM,
    _concordance,
)

TABLE_AXIOMS = (
    EXACT_MARGINS,
    HOMOGENEITY_OF_LINES,
    SYMMETRY,
    ANONYMITY_OF_LINES,
    COHERENCE_OF_PARTS,
    VOTE_MONOTONICITY,
    CONCORDANCE_IN_LINES,
)
"""All of them, in the order of the page of methods and axioms."""
