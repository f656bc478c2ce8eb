"""The check of a `TwoWayApportionment`: both margins, every cell by its divisors, every lot."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from math import ceil, floor
from typing import TYPE_CHECKING, TypeAlias

from attrs import frozen

from kkr_allocation.errors import in_language
from kkr_allocation.fairness.verify.documents import (
    count,
    drawn,
    entry,
    false,
    part,
    ratio,
    read_lot,
    records,
    texts,
    unreadable,
)
from kkr_allocation.fairness.verify.sharing import quotients_of
from kkr_allocation.words import worded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from fractions import Fraction

    from kkr_allocation.documents.codec import Json
    from kkr_allocation.errors import InvalidInputError
    from kkr_allocation.fairness.verify.documents import Document
    from kkr_allocation.fairness.verify.sharing import Quotient


# Rings of cells at their price: where a table has a tie, found without the engine's code.


Place: TypeAlias = tuple[int, int]
Node: TypeAlias = tuple[str, int]


def ring_cells(at_price: Iterable[tuple[Place, bool]]) -> list[list[Place]]:
    """Group the cells among which seats can go round: each group is one tie.

    Parameters
    ----------
    at_price : iterable of (cell, bool)
        Cells whose last seat (True) or next seat (False) is exactly at its price.

    Notes
    -----
    A seat leaves a column through a held cell and enters one through a free cell; a cell is in a
    tie if its two ends can be reached from one another. Nodes are reached anew from each end, so
    this is quadratic in the number of cells at their price, which are few.
    """
    arrows = [(cell, *_ends(cell, held=held)) for cell, held in at_price]
    onward: dict[Node, set[Node]] = {}
    for _, tail, head in arrows:
        onward.setdefault(tail, set()).add(head)
    reach = {node: _reached(node, onward) for node in onward}
    groups: dict[frozenset[Node], list[Place]] = {}
    for cell, tail, head in arrows:
        if tail in reach.get(head, ()):
            part = frozenset(node for node in reach[tail] if tail in reach.get(node, ()))
            groups.setdefault(part, []).append(cell)
    return [sorted(cells) for cells in groups.values()]


def drawn_cells(order: Iterable[Place], held: Iterable[Place]) -> set[Place]:
    """Return the cells of a tie that win when its cells are drawn in this order.

    Parameters
    ----------
    order : iterable of cells
        All cells of the tie, the first drawn first.
    held : iterable of cells
        Those that hold a seat in one of the tied tables.

    Notes
    -----
    Each cell wins if a tied table has it beside those that won before: a seat can be sent to it
    round a ring of cells that are not drawn yet.
    """
    won, open_cells = set(held), list(order)
    for place, cell in enumerate(list(open_cells)):
        if cell not in won:
            won ^= _ring_through(cell, [(other, other in won) for other in open_cells[place + 1 :]])
    return won


def _ring_through(cell: Place, others: list[tuple[Place, bool]]) -> set[Place]:
    """Return the cells of a ring that sends a seat to this one, none if there is no ring."""
    end, start = _ends(cell, held=False)
    came: dict[Node, tuple[Node, Place]] = {}
    reached = [start]
    for node in reached:
        for other, held in others:
            tail, head = _ends(other, held=held)
            if tail == node and head != start and head not in came:
                came[head] = node, other
                reached.append(head)
    ring: set[Place] = set()
    node = end
    while node in came:
        node, other = came[node]
        ring.add(other)
    return ring | {cell} if ring else ring


def _ends(cell: Place, *, held: bool) -> tuple[Node, Node]:
    """Return where a seat comes from and goes to: out of a held cell, or into a free one."""
    row, column = ("row", cell[0]), ("column", cell[1])
    return (column, row) if held else (row, column)


def _reached(start: Node, onward: dict[Node, set[Node]]) -> set[Node]:
    """Return all nodes that arrows lead to from here."""
    found: set[Node] = set()
    left = [start]
    while left:
        for node in onward.get(left.pop(), ()):
            if node not in found:
                found.add(node)
                left.append(node)
    return found


# Cells of a two-way table under verification: their seats, bounds, worth and price.


Cell: TypeAlias = tuple[int, int]

_CROSS = " × "
_CELLS_TABLE = worded("fairness.cells_table")


@frozen
class Cells:
    """The figures of a document by row and column, and what each seat of a cell is worth.

    Parameters
    ----------
    rows, columns : tuple of str
        Names.
    seats : list of lists of int
        The answer.
    floors, caps : dict of (row, column) to int
        Bounds, with those that follow from the figures.
    worth : callable
        From a cell and a seat number to what that seat is worth.
    price : callable
        From a cell to what a seat costs there.
    """

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    seats: list[list[int]]
    floors: dict[Cell, int]
    caps: dict[Cell, int]
    worth: Callable[[Cell, int], Quotient]
    price: Callable[[Cell], Quotient]

    def label(self, cell: Cell) -> str:
        """Return a cell's name as lots have it."""
        return f"{self.rows[cell[0]]}{_CROSS}{self.columns[cell[1]]}"


def check_cells(document: Document, cells: Cells, margins: tuple[str, str]) -> tuple[str, ...]:
    """Check both margins, every cell by its price, and every lot.

    Returns
    -------
    tuple of str
        What was checked, one sentence each.

    Raises
    ------
    VerificationError
        If something does not hold.
    """
    _check_names(cells)
    _check_margins(document, cells, margins)
    every = [(i, j) for i in range(len(cells.rows)) for j in range(len(cells.columns))]
    at_price = [found for cell in every for found in _check_cell(cells, cell)]
    _check_lots(document, cells, at_price)
    total = sum(map(sum, cells.seats))
    return (
        worded("fairness.cells_sum_both_margins", total=total),
        worded("fairness.every_cell_all_last", number=len(every)),
        drawn(document),
    )


def _check_names(cells: Cells) -> None:
    """Refuse names by which a lot could not tell two cells apart."""
    for names in (cells.rows, cells.columns):
        for name in names:
            if names.count(name) > 1 or _CROSS in name or not name.strip():
                raise false("fairness.row_or_column_called", name=name, cross=_CROSS)


def _check_margins(document: Document, cells: Cells, margins: tuple[str, str]) -> None:
    for name, labels, sums in (
        (margins[0], cells.rows, [sum(row) for row in cells.seats]),
        (margins[1], cells.columns, [sum(c) for c in zip(*cells.seats, strict=True)]),
    ):
        totals = _list(document, name, len(labels))
        for label, total, seats in zip(labels, totals, sums, strict=True):
            if count({name: total}, name) != seats:
                raise false("fairness.label_seats", label=label, seats=seats, total=total)


def _check_cell(cells: Cells, cell: Cell) -> Iterator[tuple[Cell, bool]]:
    """Check one cell; yield it where its last (True) or next seat is exactly at its price."""
    seats = cells.seats[cell[0]][cell[1]]
    floor, cap = cells.floors.get(cell, 0), cells.caps.get(cell)
    label = cells.label(cell)
    if seats < floor:
        raise false("fairness.cell_below_floor", label=label, seats=seats, floor=floor)
    if cap is not None and seats > cap:
        raise false("fairness.cell_above_cap", label=label, seats=seats, cap=cap)
    price = cells.price(cell)
    if seats > floor:
        last = cells.worth(cell, seats)
        if last < price:
            raise false("fairness.cell_has_too_many", label=label, seats=seats)
        if last == price:
            yield cell, True
    if cap is None or seats < cap:
        further = cells.worth(cell, seats + 1)
        if further > price:
            raise false("fairness.cell_has_too_few", label=label, seats=seats)
        if further == price:
            yield cell, False


def _check_lots(document: Document, cells: Cells, at_price: Sequence[tuple[Cell, bool]]) -> None:
    """Check that lots decided all ties and nothing else."""
    held = dict(at_price)
    ties = {
        frozenset(map(cells.label, ring)): {cells.label(cell): cell for cell in ring}
        for ring in ring_cells(at_price)
    }
    for lot in records(document, "lots"):
        claimants = texts(lot, "claimants")
        tied = ties.pop(frozenset(claimants), None)
        if tied is None:
            raise false("fairness.lot_between_decides_nothing", claimants=", ".join(claimants))
        holders = {label for label, cell in tied.items() if held[cell]}
        _, winners = read_lot(lot, partial(_first, tied, holders))
        if holders != winners:
            raise false(
                "fairness.lot_won",
                winners=", ".join(sorted(winners)),
                holders=", ".join(sorted(holders)),
            )
    if ties:
        open_tie = ", ".join(sorted(next(iter(ties))))
        raise false("fairness.there_tie_between", open_tie=open_tie)


def _first(tied: Mapping[str, Cell], holders: set[str], order: Sequence[str]) -> set[str]:
    """Return the labels of the cells that win when drawn in this order."""
    won = drawn_cells([tied[label] for label in order], [tied[label] for label in holders])
    return {label for label, cell in tied.items() if cell in won}


def _unreadable(name: str, value: object) -> InvalidInputError:
    return unreadable(name, value, _CELLS_TABLE)


def _list(document: Document, name: str, length: int | None) -> list[Json]:
    value = entry(document, name)
    if not isinstance(value, list | tuple) or (length is not None and len(value) != length):
        raise _unreadable(name, value)
    return list(value)


def read_prices(document: Document, name: str, length: int) -> list[Fraction]:
    """Return the prices of one side, one for each row or column."""
    return [ratio({name: price}, name) for price in _list(document, name, length)]


def read_grid(
    value: Json, name: str, shape: tuple[int, int], read: Callable[[Document, str], Json] = count
) -> list[list[Json]]:
    """Return a table of whole numbers, or of what `read` reads."""
    rows = value.get("rows") if isinstance(value, Mapping) else value
    if not isinstance(rows, list | tuple) or len(rows) != shape[0]:
        raise _unreadable(name, value)
    for row in rows:
        if not isinstance(row, list | tuple) or len(row) != shape[1]:
            raise _unreadable(name, row)
    return [[read({name: figure}, name) for figure in row] for row in rows]


def read_caps(document: Document, shape: tuple[int, int]) -> dict[Cell, int]:
    """Return the caps, with zero for the forbidden cells."""
    forbidden = _list(document, "forbidden", None)
    return read_bounds(document, "caps", shape) | {
        _place(cell, "forbidden", shape): 0 for cell in forbidden
    }


def read_bounds(document: Document, name: str, shape: tuple[int, int]) -> dict[Cell, int]:
    """Return bounds by cell."""
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
        raise false("fairness.divisor_not_above_zero")
    rule = part(document, "rule")
    if entry(rule, "type") not in _DIVISOR_RULES:
        raise false("fairness.rule_no_divisors", entry=entry(rule, "name"))
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


# The check of a `TableDistribution`: by its divisors, or by the thresholds of its rounding.


_CONTROLLED = "controlled rounding"
_TABLE = worded("fairness.table")


def check_table(document: Document) -> tuple[str, ...]:
    """Check a two-way distribution and return what was checked, one sentence each.

    Raises
    ------
    InvalidInputError
        If the document cannot be read.
    VerificationError
        If the places do not follow from weights, margins and prices.
    """
    rows, columns = texts(document, "rows"), texts(document, "columns")
    shape = len(rows), len(columns)
    weights = read_grid(entry(document, "weights"), "weights", shape, ratio)
    if any(weight < 0 for row in weights for weight in row):
        raise false("fairness.weight_below_zero")
    prices = (
        read_prices(document, "row_prices", shape[0]),
        read_prices(document, "column_prices", shape[1]),
    )
    rule = part(document, "rule")
    if "type" not in rule:
        if entry(rule, "name") != _CONTROLLED:
            raise false("fairness.rule_entry", entry=entry(rule, "name"), controlled=_CONTROLLED)
        cells = _rounded_cells(document, weights, prices)
        _check_claims(cells, weights)
    else:
        cells = scaled_cells(document, "places", weights, prices)
    return check_cells(document, cells, ("row_totals", "column_totals"))


def _rounded_cells(
    document: Document,
    claims: list[list[Fraction]],
    thresholds: tuple[list[Fraction], list[Fraction]],
) -> Cells:
    """Return the cells of a table whose claims are rounded up or down."""
    rows, columns = texts(document, "rows"), texts(document, "columns")
    shape = len(rows), len(columns)
    floors, caps = read_bounds(document, "floors", shape), read_caps(document, shape)
    for cell in ((i, j) for i in range(shape[0]) for j in range(shape[1])):
        claim = claims[cell[0]][cell[1]]
        if claim < 0:
            raise false("fairness.claim_claim", claim=claim)
        floors[cell] = max(floors.get(cell, 0), floor(claim))
        caps[cell] = min(caps.get(cell, ceil(claim)), ceil(claim))

    def worth(cell: Cell, place: int) -> Quotient:
        return False, claims[cell[0]][cell[1]] - (place - 1)

    def price(cell: Cell) -> Quotient:
        return False, thresholds[0][cell[0]] + thresholds[1][cell[1]]

    places = read_grid(entry(document, "places"), "places", shape)
    return Cells(rows, columns, places, floors, caps, worth, price)


def _check_claims(cells: Cells, claims: list[list[Fraction]]) -> None:
    """Refuse totals that are not what the claims themselves sum to, rounded up or down."""
    for names, claimed, places in (
        (cells.rows, claims, cells.seats),
        (cells.columns, zip(*claims, strict=True), zip(*cells.seats, strict=True)),
        ((_TABLE,), [map(sum, claims)], [map(sum, cells.seats)]),
    ):
        for name, claim, total in zip(names, map(sum, claimed), map(sum, places), strict=True):
            if not floor(claim) <= total <= ceil(claim):
                raise false(
                    "fairness.name_total_claims_claim",
                    name=name,
                    total=total,
                    claim=claim,
                    in_language=in_language(name, "da"),
                )
