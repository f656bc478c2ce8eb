"""Rings of cells at their price: where a table has a tie, found without the engine's code."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["ring_cells"]

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
    arrows: list[tuple[Cell, Node, Node]] = []
    for cell, held in at_price:
        row, column = ("row", cell[0]), ("column", cell[1])
        arrows.append((cell, column, row) if held else (cell, row, column))
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
