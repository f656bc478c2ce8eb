"""The check of a `TwoWayApportionment`: both margins, every cell by its divisors, every lot."""

from __future__ import annotations

from fractions import Fraction
from functools import partial
from itertools import product
from math import ceil, floor
from typing import TYPE_CHECKING, Any, TypeAlias

from attrs import frozen

from kkr_allocation.fairness.verify.documents import drawn, false, read_lot, unreadable
from kkr_allocation.fairness.verify.sharing import quotients_of
from kkr_allocation.words import worded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from kkr_allocation.fairness.verify.documents import Document
    from kkr_allocation.fairness.verify.sharing import Quotient


# Rings of cells at their price: where a table has a tie, found without the engine's code.


Cell: TypeAlias = tuple[int, int]
Node: TypeAlias = tuple[str, int]


def ring_cells(at_price: Iterable[tuple[Cell, bool]]) -> list[list[Cell]]:
    """Group the cells among which seats can go round: each group is one tie.

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
    groups: dict[frozenset[Node], list[Cell]] = {}
    for cell, tail, head in arrows:
        if tail in reach.get(head, ()):
            part = frozenset(node for node in reach[tail] if tail in reach.get(node, ()))
            groups.setdefault(part, []).append(cell)
    return [sorted(cells) for cells in groups.values()]


def drawn_cells(order: Iterable[Cell], held: Iterable[Cell]) -> set[Cell]:
    """Return the cells of a tie that win when its cells are drawn in this order.

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


def _ring_through(cell: Cell, others: list[tuple[Cell, bool]]) -> set[Cell]:
    """Return the cells of a ring that sends a seat to this one, none if there is no ring."""
    end, start = _ends(cell, held=False)
    came: dict[Node, tuple[Node, Cell]] = {}
    reached = [start]
    for node in reached:
        for other, held in others:
            tail, head = _ends(other, held=held)
            if tail == node and head != start and head not in came:
                came[head] = node, other
                reached.append(head)
    ring: set[Cell] = set()
    node = end
    while node in came:
        node, other = came[node]
        ring.add(other)
    return ring | {cell} if ring else ring


def _ends(cell: Cell, *, held: bool) -> tuple[Node, Node]:
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


_CROSS = " × "
_CELLS_TABLE = worded("fairness.cells_table")


@frozen
class Cells:
    """The figures of a document by row and column, and what each seat of a cell is worth."""

    rows: list[str]
    columns: list[str]
    seats: list[list[int]]
    floors: dict[Cell, int]
    caps: dict[Cell, int]
    """With those that follow from the figures."""
    worth: Callable[[Cell, int], Quotient]
    """From a cell and a seat number to what that seat is worth."""
    price: Callable[[Cell], Quotient]
    """From a cell to what a seat costs there."""

    @property
    def every(self) -> list[Cell]:
        """Every cell, row by row."""
        return list(product(range(len(self.rows)), range(len(self.columns))))

    def label(self, cell: Cell) -> str:
        """Return a cell's name as lots have it."""
        return f"{self.rows[cell[0]]}{_CROSS}{self.columns[cell[1]]}"


def check_cells(document: Document, cells: Cells, margins: tuple[str, str]) -> tuple[str, ...]:
    """Check both margins, every cell by its price, and every lot."""
    _check_names(cells)
    _check_margins(document, cells, margins)
    at_price = [found for cell in cells.every for found in _check_cell(cells, cell)]
    _check_lots(document, cells, at_price)
    total = sum(map(sum, cells.seats))
    return (
        worded("fairness.cells_sum_both_margins", total=total),
        worded("fairness.every_cell_all_last", number=len(cells.every)),
        drawn(document),
    )


def _check_names(cells: Cells) -> None:
    """Refuse names by which a lot could not tell two cells apart."""
    for names in (cells.rows, cells.columns):
        for name in names:
            if _CROSS in name or not name:
                raise false("fairness.row_or_column_called", name=name, cross=_CROSS)


def _check_margins(document: Document, cells: Cells, margins: tuple[str, str]) -> None:
    for name, labels, sums in (
        (margins[0], cells.rows, [sum(row) for row in cells.seats]),
        (margins[1], cells.columns, [sum(c) for c in zip(*cells.seats, strict=True)]),
    ):
        totals = read_side(document[name], name, len(labels))
        for label, total, seats in zip(labels, totals, sums, strict=True):
            if total != seats:
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
    for lot in document["lots"]:
        claimants = tuple(lot["claimants"])
        tied = ties.pop(frozenset(claimants), None)
        if tied is None:
            raise false("fairness.lot_between_decides_nothing", claimants=claimants)
        holders = {label for label, cell in tied.items() if held[cell]}
        _, winners = read_lot(lot, partial(_first, tied, holders))
        if holders != winners:
            raise false("fairness.lot_won", winners=winners, holders=holders)
    if ties:
        raise false("fairness.there_tie_between", open_tie=set(next(iter(ties))))


def _first(tied: Mapping[str, Cell], holders: set[str], order: Sequence[str]) -> set[str]:
    """Return the labels of the cells that win when drawn in this order."""
    won = drawn_cells([tied[label] for label in order], [tied[label] for label in holders])
    return {label for label, cell in tied.items() if cell in won}


def read_table(rows: list[list[Any]], name: str, shape: tuple[int, int]) -> list[list[Any]]:
    """Return figures by row and column."""
    return [read_side(row, name, shape[1]) for row in read_side(rows, name, shape[0])]


def read_array(array: Document, name: str, shape: tuple[int, int]) -> list[list[int]]:
    """Return the numbers of an array by row and column."""
    if array["shape"] != [*shape]:
        raise unreadable(name, array, _CELLS_TABLE)
    return list(array["rows"])


def read_side(figures: list[Any], name: str, length: int) -> list[Any]:
    """Return figures, one for each row or column."""
    if len(figures) != length:
        raise unreadable(name, figures, _CELLS_TABLE)
    return figures


def read_prices(document: Document, name: str, length: int) -> list[Fraction]:
    """Return the prices of one side, one for each row or column."""
    return list(map(Fraction, read_side(document[name], name, length)))


def read_caps(document: Document, shape: tuple[int, int]) -> dict[Cell, int]:
    """Return the caps, with zero for the forbidden cells."""
    forbidden = [_place(cell, "forbidden", shape) for cell in document["forbidden"]]
    return read_bounds(document, "caps", shape) | dict.fromkeys(forbidden, 0)


def read_bounds(document: Document, name: str, shape: tuple[int, int]) -> dict[Cell, int]:
    """Return bounds by cell; JSON has them as pairs, and none as an empty object."""
    return {_place(cell, name, shape): number for cell, number in document[name] or ()}


def _place(cell: list[int], name: str, shape: tuple[int, int]) -> Cell:
    row, column = cell
    if row >= shape[0] or column >= shape[1]:
        raise unreadable(name, cell, _CELLS_TABLE)
    return row, column


def check(document: Document) -> tuple[str, ...]:
    """Check a two-way table and return what was checked, one sentence each."""
    shape = len(document["rows"]), len(document["columns"])
    votes = read_table(document["votes"], "votes", shape)
    divisors = (
        read_prices(document, "row_divisors", shape[0]),
        read_prices(document, "column_divisors", shape[1]),
    )
    cells = scaled_cells(document, "seats", votes, divisors)
    return check_cells(document, cells, ("row_seats", "column_seats"))


def _written_cells(
    document: Document,
    answer: str,
    worth: Callable[[Cell, int], Quotient],
    price: Callable[[Cell], Quotient],
) -> Cells:
    """Return the cells of a table with the bounds that are written down."""
    rows, columns = document["rows"], document["columns"]
    shape = len(rows), len(columns)
    seats = read_array(document[answer], answer, shape)
    floors, caps = read_bounds(document, "floors", shape), read_caps(document, shape)
    return Cells(rows, columns, seats, floors, caps, worth, price)


def scaled_cells(
    document: Document,
    answer: str,
    figures: list[list[Any]],
    divisors: tuple[list[Fraction], list[Fraction]],
) -> Cells:
    """Return cells whose figures are divided by row and column, to the rule's power."""
    if not all(divisor > 0 for side in divisors for divisor in side):
        raise false("fairness.divisor_not_above_zero")
    rule = document["rule"]
    step = rule["step"] if rule["type"] == "LinearRule" else 1
    quotient = quotients_of(rule, [1], 1)

    def worth(cell: Cell, seat: int) -> Quotient:
        return quotient(figures[cell[0]][cell[1]], seat)

    def price(cell: Cell) -> Quotient:
        return False, divisors[0][cell[0]] * divisors[1][cell[1]] / step

    cells = _written_cells(document, answer, worth, price)
    first_for_all = quotient(1, 1)[0]
    by_row, by_column = list(map(sum, cells.seats)), list(map(sum, zip(*cells.seats, strict=True)))
    for row, column in cells.every:
        idle = first_for_all and not (by_row[row] and by_column[column])
        if idle or not figures[row][column]:
            floor = cells.floors.get((row, column), 0)
            cells.caps[row, column] = min(floor, cells.caps.get((row, column), floor))
    return cells


# The check of a `TableDistribution`: by its divisors, or by the thresholds of its rounding.


_CONTROLLED = "controlled rounding"
_TABLE = worded("fairness.table")


def check_table(document: Document) -> tuple[str, ...]:
    """Check a two-way distribution and return what was checked, one sentence each."""
    shape = len(document["rows"]), len(document["columns"])
    written = read_table(document["weights"], "weights", shape)
    weights = [list(map(Fraction, row)) for row in written]
    prices = (
        read_prices(document, "row_prices", shape[0]),
        read_prices(document, "column_prices", shape[1]),
    )
    rule = document["rule"]
    if "type" not in rule:
        if rule["name"] != _CONTROLLED:
            raise false("fairness.rule_entry", entry=rule["name"], controlled=_CONTROLLED)
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

    def worth(cell: Cell, place: int) -> Quotient:
        return False, claims[cell[0]][cell[1]] - (place - 1)

    def price(cell: Cell) -> Quotient:
        return False, thresholds[0][cell[0]] + thresholds[1][cell[1]]

    cells = _written_cells(document, "places", worth, price)
    for cell in cells.every:
        claim = claims[cell[0]][cell[1]]
        cells.floors[cell] = max(cells.floors.get(cell, 0), floor(claim))
        cells.caps[cell] = min(cells.caps.get(cell, ceil(claim)), ceil(claim))
    return cells


def _check_claims(cells: Cells, claims: list[list[Fraction]]) -> None:
    """Refuse totals that are not what the claims themselves sum to, rounded up or down."""
    for names, claimed, places in (
        (cells.rows, claims, cells.seats),
        (cells.columns, zip(*claims, strict=True), zip(*cells.seats, strict=True)),
        ([_TABLE], [map(sum, claims)], [map(sum, cells.seats)]),
    ):
        for name, claim, total in zip(names, map(sum, claimed), map(sum, places), strict=True):
            if not floor(claim) <= total <= ceil(claim):
                raise false("fairness.name_total_claims_claim", name=name, total=total, claim=claim)
