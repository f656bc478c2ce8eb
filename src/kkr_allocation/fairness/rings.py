"""Rings of cells at their price: where a table has a tie, found without the engine's code."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["drawn_cells", "ring_cells"]

Cell: TypeAlias = tuple[int, int]
Node: TypeAlias = tuple[str, int]


def ring_cells(at_price: Iterable[tuple[Cell, bool]]) -> list[list[Cell]]:
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
    groups: dict[frozenset[Node], list[Cell]] = {}
    for cell, tail, head in arrows:
        if tail in reach.get(head, ()):
            part = frozenset(node for node in reach[tail] if tail in reach.get(node, ()))
            groups.setdefault(part, []).append(cell)
    return [sorted(cells) for cells in groups.values()]


def drawn_cells(order: Iterable[Cell], held: Iterable[Cell]) -> set[Cell]:
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
