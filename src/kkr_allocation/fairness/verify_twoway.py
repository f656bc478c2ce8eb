"""The check of a `TwoWayApportionment`: both margins, every cell by its divisors, every lot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, TypeAlias

from attrs import frozen

from kkr_allocation.errors import InvalidInputError
from kkr_allocation.fairness.entries import count, entry, false, ratio, records, texts
from kkr_allocation.fairness.quotients import quotients_of
from kkr_allocation.fairness.rings import ring_cells

if TYPE_CHECKING:
    from collections.abc import Iterator
    from fractions import Fraction

    from kkr_allocation.encoding import Json
    from kkr_allocation.fairness.entries import Document
    from kkr_allocation.fairness.quotients import Quotients

__all__ = ["check"]

Cell: TypeAlias = tuple[int, int]
Table: TypeAlias = list[list[int]]


def check(document: Document) -> tuple[str, ...]:
    """Check a two-way table and return what was checked, one sentence each.

    Raises
    ------
    InvalidInputError
        If the document cannot be read.
    VerificationError
        If the seats do not follow from votes, margins and divisors.
    """
    table = _read(document)
    _check_margins(document, table)
    at_price = [found for cell in table.cells() for found in _check_cell(table, cell)]
    _check_lots(document, table, at_price)
    return (
        (
            f"The seats sum to both margins, {sum(map(sum, table.seats))} in all, and keep "
            f"{len(table.floors) + len(table.caps)} floors and caps."
        ),
        (
            f"In each of {len(table.rows) * len(table.columns)} cells the votes by the divisors of "
            "its row and column are rounded to its seats."
        ),
        f"Each of {len(records(document, 'lots'))} lots decides one tie.",
    )


@frozen
class _Table:
    """The figures of a document by row and column."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    votes: Table
    seats: Table
    floors: dict[Cell, int]
    caps: dict[Cell, int]
    idle: frozenset[Cell]
    divisors: tuple[list[Fraction], list[Fraction]]
    quotient: Quotients

    def cells(self) -> Iterator[Cell]:
        """Yield all cells."""
        for row in range(len(self.rows)):
            for column in range(len(self.columns)):
                yield row, column

    def label(self, cell: Cell) -> str:
        """Return a cell's name as lots have it."""
        return f"{self.rows[cell[0]]} × {self.columns[cell[1]]}"


def _read(document: Document) -> _Table:
    rows, columns = texts(document, "rows"), texts(document, "columns")
    shape = len(rows), len(columns)
    rule = entry(document, "rule")
    votes = _grid(entry(document, "votes"), "votes", shape)
    step = count(rule, "step") if entry(rule, "type") == "LinearRule" else 1
    quotient = quotients_of(rule, [sum(map(sum, votes))], 1)
    divisors = [
        [ratio({name: d}, name) for d in _list(document, name, length)]
        for name, length in zip(("row_divisors", "column_divisors"), shape, strict=True)
    ]
    if not all(divisor > 0 for side in divisors for divisor in side):
        raise false("a divisor is not above zero", why="votes are divided by it")
    margins = [
        [count({name: total}, name) for total in _list(document, name, length)]
        for name, length in zip(("row_seats", "column_seats"), shape, strict=True)
    ]
    always = quotient(1, 1)[0]
    idle = {
        (i, j)
        for i, row in enumerate(margins[0])
        for j, column in enumerate(margins[1])
        if always and not (row and column)
    }
    caps = _bounds(document, "caps", shape)
    caps |= {(_place(cell, "forbidden", shape)): 0 for cell in _list(document, "forbidden", None)}
    return _Table(
        rows,
        columns,
        votes,
        _grid(_rows_of(entry(document, "seats")), "seats", shape),
        _bounds(document, "floors", shape),
        caps,
        frozenset(idle),
        ([divisor / step for divisor in divisors[0]], divisors[1]),
        quotient,
    )


def _check_margins(document: Document, table: _Table) -> None:
    for name, labels, sums in (
        ("row_seats", table.rows, [sum(row) for row in table.seats]),
        ("column_seats", table.columns, [sum(c) for c in zip(*table.seats, strict=True)]),
    ):
        for label, total, seats in zip(labels, entry(document, name), sums, strict=True):
            if total != seats:
                raise false(f"{label} has {seats} seats", why=f"{name} gives it {total}")


def _check_cell(table: _Table, cell: Cell) -> Iterator[tuple[Cell, bool]]:
    """Check one cell; yield it where its last (True) or next seat is exactly at its price."""
    row, column = cell
    votes, seats = table.votes[row][column], table.seats[row][column]
    floor, cap = table.floors.get(cell, 0), table.caps.get(cell)
    if not votes or cell in table.idle:
        cap = min(floor, floor if cap is None else cap)
    if seats < floor or (cap is not None and seats > cap):
        raise false(
            f"{table.label(cell)} has {seats} seats",
            why=f"it has {votes} votes, at least {floor} and at most {cap} seats",
        )
    price = False, table.divisors[0][row] * table.divisors[1][column]
    if seats > floor:
        last = table.quotient(votes, seats)
        if last < price:
            raise false(
                f"{table.label(cell)} has {seats} seats",
                why="its votes by its divisors are rounded to fewer",
            )
        if last == price:
            yield cell, True
    if cap is None or seats < cap:
        further = table.quotient(votes, seats + 1)
        if further > price:
            raise false(
                f"{table.label(cell)} has {seats} seats",
                why="its votes by its divisors are rounded to more",
            )
        if further == price:
            yield cell, False


def _check_lots(document: Document, table: _Table, at_price: Sequence[tuple[Cell, bool]]) -> None:
    """Check that lots decided all ties and nothing else."""
    held = dict(at_price)
    ties = {
        frozenset(map(table.label, ring)): {table.label(cell) for cell in ring if held[cell]}
        for ring in ring_cells(at_price)
    }
    for lot in records(document, "lots"):
        claimants, winners = texts(lot, "claimants"), texts(lot, "winners")
        decided = ties.pop(frozenset(claimants), None)
        if decided is None:
            raise false(
                f"the lot between {', '.join(claimants)} decides nothing",
                why="seats cannot be exchanged between just these cells",
            )
        if decided != set(winners):
            raise false(
                f"the lot was won by {', '.join(winners)}",
                why=f"the seats went to {', '.join(sorted(decided))}",
            )
    if ties:
        raise false(
            f"there is a tie between {', '.join(sorted(next(iter(ties))))}",
            why="no lot was drawn for it",
        )


def _unreadable(name: str, value: object) -> InvalidInputError:
    return InvalidInputError(
        f"the document's {name} is {value!r:.80}",
        why="the format has a table, a list or cells of a table there",
        do="Verify the text as result.to_json() wrote it",
    )


def _list(document: Document, name: str, length: int | None) -> list[Json]:
    value = entry(document, name)
    if not isinstance(value, list | tuple) or (length is not None and len(value) != length):
        raise _unreadable(name, value)
    return list(value)


def _rows_of(value: Json) -> Json:
    return value.get("rows") if isinstance(value, Mapping) else None


def _grid(value: Json, name: str, shape: tuple[int, int]) -> Table:
    if not isinstance(value, list | tuple) or len(value) != shape[0]:
        raise _unreadable(name, value)
    for row in value:
        if not isinstance(row, list | tuple) or len(row) != shape[1]:
            raise _unreadable(name, row)
    return [[count({name: figure}, name) for figure in row] for row in value]


def _bounds(document: Document, name: str, shape: tuple[int, int]) -> dict[Cell, int]:
    value = entry(document, name)
    if value == {}:
        return {}
    if not isinstance(value, list | tuple) or not all(
        isinstance(pair, list | tuple) and len(pair) == len(shape) for pair in value
    ):
        raise _unreadable(name, value)
    return {_place(cell, name, shape): count({name: number}, name) for cell, number in value}


def _place(value: Json, name: str, shape: tuple[int, int]) -> Cell:
    if (
        not isinstance(value, list | tuple)
        or len(value) != len(shape)
        or not all(
            type(part) is int and 0 <= part < length
            for part, length in zip(value, shape, strict=True)
        )
    ):
        raise _unreadable(name, value)
    return value[0], value[1]
