"""The check of a `TwoWayApportionment`: both margins, every cell by its divisors, every lot."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kkr_allocation.fairness.cells import (
    Cell,
    Cells,
    check_cells,
    read_bounds,
    read_caps,
    read_grid,
    read_prices,
)
from kkr_allocation.fairness.entries import count, entry, false, part, texts
from kkr_allocation.fairness.quotients import quotients_of

if TYPE_CHECKING:
    from fractions import Fraction

    from kkr_allocation.encoding import Json
    from kkr_allocation.fairness.entries import Document
    from kkr_allocation.fairness.quotients import Quotient

__all__ = ["check", "scaled_cells"]

_DIVISOR_RULES = ("LinearRule", "MeanRule")


def check(document: Document) -> tuple[str, ...]:
    """Check a two-way table and return what was checked, one sentence each.

    Raises
    ------
    InvalidInputError
        If the document cannot be read.
    VerificationError
        If the seats do not follow from votes, margins and divisors.
    """
    rows, columns = texts(document, "rows"), texts(document, "columns")
    shape = len(rows), len(columns)
    votes = read_grid(entry(document, "votes"), "votes", shape)
    divisors = (
        read_prices(document, "row_divisors", shape[0]),
        read_prices(document, "column_divisors", shape[1]),
    )
    cells = scaled_cells(document, "seats", votes, divisors)
    return check_cells(document, cells, ("row_seats", "column_seats"))


def scaled_cells(
    document: Document,
    answer: str,
    figures: list[list[Json]],
    divisors: tuple[list[Fraction], list[Fraction]],
) -> Cells:
    """Return the cells of a table whose figures are divided by row and column and rounded.

    Parameters
    ----------
    document : mapping
        The document of the table.
    answer : str
        The entry that holds the seats or places.
    figures : list of lists
        Votes or weights.
    divisors : pair of lists of Fraction
        Of rows and columns, raised to the rule's power.
    """
    rows, columns = texts(document, "rows"), texts(document, "columns")
    shape = len(rows), len(columns)
    if not all(divisor > 0 for side in divisors for divisor in side):
        raise false(
            "a divisor is not above zero",
            why="figures are divided by it",
            da="en divisor er ikke over nul",
            da_why="tallene divideres med den",
        )
    rule = part(document, "rule")
    if entry(rule, "type") not in _DIVISOR_RULES:
        raise false(
            f"the rule {entry(rule, 'name')!r:.80} has no divisors",
            why="figures of a two-way table are divided by row and column",
            da=f"reglen {entry(rule, 'name')!r:.80} har ingen divisorer",
            da_why="tallene i en tosidet tabel divideres efter række og søjle",
        )
    step = count(rule, "step") if entry(rule, "type") == "LinearRule" else 1
    quotient = quotients_of(rule, [1], 1)
    seats = read_grid(entry(document, answer), answer, shape)
    floors, caps = read_bounds(document, "floors", shape), read_caps(document, shape)
    first_for_all = quotient(1, 1)[0]
    by_row, by_column = list(map(sum, seats)), list(map(sum, zip(*seats, strict=True)))
    for cell in ((i, j) for i in range(shape[0]) for j in range(shape[1])):
        idle = first_for_all and not (by_row[cell[0]] and by_column[cell[1]])
        if idle or not figures[cell[0]][cell[1]]:
            floor = floors.get(cell, 0)
            caps[cell] = min(floor, caps.get(cell, floor))

    def worth(cell: Cell, seat: int) -> Quotient:
        return quotient(figures[cell[0]][cell[1]], seat)

    def price(cell: Cell) -> Quotient:
        return False, divisors[0][cell[0]] * divisors[1][cell[1]] / step

    return Cells(rows, columns, seats, floors, caps, worth, price)
