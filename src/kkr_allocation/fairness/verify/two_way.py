"""The checks of two-way tables: margins, every cell by its price, every lot."""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction
from functools import partial
from itertools import product
from math import ceil, floor
from typing import TYPE_CHECKING, Any, TypeAlias

from attrs import frozen

from kkr_allocation.fairness.verify.apportionments import quotients_of
from kkr_allocation.fairness.verify.documents import drawn, false, hold, read_lot, unreadable
from kkr_allocation.words import worded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from kkr_allocation.fairness.verify.apportionments import Quotient
    from kkr_allocation.fairness.verify.documents import Document


Cell: TypeAlias = tuple[int, int]
Node: TypeAlias = tuple[str, int]
Onward: TypeAlias = "Mapping[Node, Sequence[tuple[Node, Cell]]]"
"""From a row or column to those that a seat can go to from there, and the cell it goes through."""


def ring_cells(at_price: Sequence[tuple[Cell, bool]]) -> list[list[Cell]]:
    """Group the cells among which seats can go round: each group is one tie.

    A seat leaves a column through a held cell and enters one through a free cell; a cell is in a
    tie if its two ends can be reached from one another.
    """
    onward = _onward(at_price)
    reach = {node: _reached(node, onward) for node in onward}
    groups: dict[frozenset[Node], list[Cell]] = {}
    for cell, held in at_price:
        tail, head = _ends(cell, held=held)
        if tail in reach.get(head, ()):
            part = frozenset(node for node in reach[tail] if tail in reach.get(node, ()))
            groups.setdefault(part, []).append(cell)
    return [sorted(cells) for cells in groups.values()]


def drawn_cells(order: Iterable[Cell], held: Iterable[Cell]) -> set[Cell]:
    """Return the cells of a tie that win when its cells are drawn in this order.

    Each wins if a tied table has it beside those that won before: a seat can be sent to it round a
    ring of cells that are not drawn yet.
    """
    won, open_cells = set(held), list(order)
    for place, cell in enumerate(open_cells):
        if cell not in won:
            came = _onward((other, other in won) for other in open_cells[place + 1 :])
            node, start = _ends(cell, held=False)
            back = _reached(start, came)
            ring = {cell} if node in back else set()
            while ring and node != start:
                node, other = back[node]
                ring.add(other)
            won ^= ring
    return won


def _ends(cell: Cell, *, held: bool) -> tuple[Node, Node]:
    """Return where a seat comes from and goes to: out of a held cell, or into a free one."""
    row, column = ("row", cell[0]), ("column", cell[1])
    return (column, row) if held else (row, column)


def _onward(cells: Iterable[tuple[Cell, bool]]) -> Onward:
    onward: dict[Node, list[tuple[Node, Cell]]] = defaultdict(list)
    for cell, held in cells:
        tail, head = _ends(cell, held=held)
        onward[tail].append((head, cell))
    return dict(onward)


def _reached(start: Node, onward: Onward) -> dict[Node, tuple[Node, Cell]]:
    """Return all nodes that seats can go to from here, each with the last step to it."""
    came: dict[Node, tuple[Node, Cell]] = {}
    left = [start]
    for node in left:
        for head, cell in onward.get(node, ()):
            if head not in came:
                came[head] = node, cell
                left.append(head)
    return came


_CROSS = " × "
_CELLS_TABLE = worded("fairness.cells_table")
_CONTROLLED = "controlled rounding"
Worth: TypeAlias = "Callable[[Cell, int], Quotient]"
"""From a cell and a seat number to what that seat is worth."""
Cost: TypeAlias = "Callable[[Cell], Quotient]"
"""From a cell to what a seat costs there."""
Prices: TypeAlias = tuple[list[Fraction], list[Fraction]]
"""Of rows and of columns."""


@frozen
class Cells:
    """The figures of a document by row and column, and what each seat of a cell is worth."""

    rows: list[str]
    columns: list[str]
    seats: list[list[int]]
    floors: dict[Cell, int]
    caps: dict[Cell, int]
    """With those that follow from the figures."""
    worth: Worth
    price: Cost

    @property
    def every(self) -> list[Cell]:
        """Every cell, row by row."""
        return list(product(range(len(self.rows)), range(len(self.columns))))

    @property
    def sums(self) -> tuple[list[int], list[int]]:
        """Seats by row and by column."""
        return list(map(sum, self.seats)), list(map(sum, zip(*self.seats, strict=True)))

    def label(self, cell: Cell) -> str:
        """Return a cell's name as lots have it."""
        return f"{self.rows[cell[0]]}{_CROSS}{self.columns[cell[1]]}"


def check_cells(document: Document, cells: Cells, margin: str) -> tuple[str, ...]:
    """Check both margins, every cell by its price, and every lot."""
    for name in (*cells.rows, *cells.columns):  # else a lot could not tell two cells apart
        told = bool(name) and _CROSS not in name
        hold("fairness.row_or_column_called", told, name=name, cross=_CROSS)
    for side, labels, sums in zip(
        ("row", "column"), (cells.rows, cells.columns), cells.sums, strict=True
    ):
        name = f"{side}_{margin}"
        totals = _side(document[name], name, len(labels))
        for label, total, seats in zip(labels, totals, sums, strict=True):
            hold("fairness.label_seats", total == seats, label=label, seats=seats, total=total)
    _check_lots(
        document, cells, [found for cell in cells.every for found in _at_price(cells, cell)]
    )
    return (
        worded("fairness.cells_sum_both_margins", total=sum(cells.sums[0])),
        worded("fairness.every_cell_all_last", number=len(cells.every)),
        drawn(document),
    )


def _at_price(cells: Cells, cell: Cell) -> list[tuple[Cell, bool]]:
    """Check one cell; return it if its last (True) or next seat is exactly at its price."""
    seats = cells.seats[cell[0]][cell[1]]
    least, most = cells.floors.get(cell, 0), cells.caps.get(cell, seats + 1)
    said = {"label": cells.label(cell), "seats": seats}
    hold("fairness.cell_below_floor", seats >= least, **said, floor=least)
    hold("fairness.cell_above_cap", seats <= most, **said, cap=most)
    price, found = cells.price(cell), []
    if seats > least:
        last = cells.worth(cell, seats)
        hold("fairness.cell_has_too_many", last >= price, **said)
        found += [(cell, True)] if last == price else []
    if seats < most:
        further = cells.worth(cell, seats + 1)
        hold("fairness.cell_has_too_few", further <= price, **said)
        found += [(cell, False)] if further == price else []
    return found


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
        hold("fairness.lot_won", holders == winners, winners=winners, holders=holders)
    for tie in ties:
        raise false("fairness.there_tie_between", open_tie=set(tie))


def _first(tied: Mapping[str, Cell], holders: set[str], order: Sequence[str]) -> set[str]:
    """Return the labels of the cells that win when drawn in this order."""
    won = drawn_cells([tied[label] for label in order], [tied[label] for label in holders])
    return {label for label, cell in tied.items() if cell in won}


def _side(figures: list[Any], name: str, length: int) -> list[Any]:
    """Return figures, one for each row or column."""
    if len(figures) != length:
        raise unreadable(name, figures, _CELLS_TABLE)
    return figures


def _read(document: Document, figures: str, prices: str) -> tuple[list[list[Any]], Prices]:
    """Return the figures by row and column, and the prices of both sides, in fractions."""
    height, width = len(document["rows"]), len(document["columns"])
    rows = [_side(row, figures, width) for row in _side(document[figures], figures, height)]
    row_prices, column_prices = (
        list(map(Fraction, _side(document[name], name, length)))
        for name, length in ((f"row_{prices}", height), (f"column_{prices}", width))
    )
    return [list(map(Fraction, row)) for row in rows], (row_prices, column_prices)


def _written_cells(document: Document, answer: str, worth: Worth, price: Cost) -> Cells:
    """Return the cells of a table with the bounds that are written down."""
    rows, columns, seats = document["rows"], document["columns"], document[answer]
    if seats["shape"] != [len(rows), len(columns)]:
        raise unreadable(answer, seats, _CELLS_TABLE)

    def place(cell: list[int], name: str) -> Cell:
        row, column = cell
        if row >= len(rows) or column >= len(columns):
            raise unreadable(name, cell, _CELLS_TABLE)
        return row, column

    floors, caps = (
        {place(cell, name): number for cell, number in document[name] or ()}
        for name in ("floors", "caps")
    )
    caps |= dict.fromkeys((place(cell, "forbidden") for cell in document["forbidden"]), 0)
    return Cells(rows, columns, list(seats["rows"]), floors, caps, worth, price)


def check(document: Document) -> tuple[str, ...]:
    """Check a two-way table and return what was checked, one sentence each."""
    votes, divisors = _read(document, "votes", "divisors")
    return check_cells(document, _scaled_cells(document, "seats", votes, divisors), "seats")


def check_table(document: Document) -> tuple[str, ...]:
    """Check a two-way distribution: by its divisors, or by the thresholds of its rounding."""
    weights, prices = _read(document, "weights", "prices")
    rule = document["rule"]
    if "type" in rule:
        cells = _scaled_cells(document, "places", weights, prices)
    else:
        named = rule["name"] == _CONTROLLED
        hold("fairness.rule_entry", named, entry=rule["name"], controlled=_CONTROLLED)
        cells = _rounded_cells(document, weights, prices)
    return check_cells(document, cells, "totals")


def _scaled_cells(
    document: Document, answer: str, figures: list[list[Any]], divisors: Prices
) -> Cells:
    """Return cells whose figures are divided by row and column, to the rule's power."""
    above = all(divisor > 0 for side in divisors for divisor in side)
    hold("fairness.divisor_not_above_zero", above)
    rule = document["rule"]
    step = rule["step"] if rule["type"] == "LinearRule" else 1
    quotient = quotients_of(rule, [1], 1)

    cells = _written_cells(
        document,
        answer,
        lambda cell, seat: quotient(figures[cell[0]][cell[1]], seat),
        lambda cell: (False, divisors[0][cell[0]] * divisors[1][cell[1]] / step),
    )
    first_for_all, (by_row, by_column) = quotient(1, 1)[0], cells.sums
    for row, column in cells.every:
        idle = first_for_all and not (by_row[row] and by_column[column])
        if idle or not figures[row][column]:
            least = cells.floors.get((row, column), 0)
            cells.caps[row, column] = min(least, cells.caps.get((row, column), least))
    return cells


def _rounded_cells(document: Document, claims: list[list[Any]], thresholds: Prices) -> Cells:
    """Return the cells of a table whose claims, and their sums, are rounded up or down."""
    cells = _written_cells(
        document,
        "places",
        lambda cell, place: (False, claims[cell[0]][cell[1]] - (place - 1)),
        lambda cell: (False, thresholds[0][cell[0]] + thresholds[1][cell[1]]),
    )
    for cell in cells.every:
        claim = claims[cell[0]][cell[1]]
        cells.floors[cell] = max(cells.floors.get(cell, 0), floor(claim))
        cells.caps[cell] = min(cells.caps.get(cell, ceil(claim)), ceil(claim))
    by_row, by_column = cells.sums
    for names, claimed, totals in (
        (cells.rows, claims, by_row),
        (cells.columns, zip(*claims, strict=True), by_column),
        ([worded("fairness.table")], [map(sum, claims)], [sum(by_row)]),
    ):
        for name, claim, total in zip(names, map(sum, claimed), totals, strict=True):
            near = floor(claim) <= total <= ceil(claim)
            hold("fairness.name_total_claims_claim", near, name=name, total=total, claim=claim)
    return cells
