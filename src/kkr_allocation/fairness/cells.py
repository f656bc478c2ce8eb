"""Cells of a two-way table under verification: their seats, bounds, worth and price."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

from attrs import frozen

from kkr_allocation.errors import Bilingual
from kkr_allocation.fairness.draws import read_lot
from kkr_allocation.fairness.entries import (
    count,
    drawn,
    entry,
    false,
    ratio,
    records,
    texts,
    unreadable,
)
from kkr_allocation.fairness.rings import drawn_cells, ring_cells

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from fractions import Fraction

    from kkr_allocation.encoding import Json
    from kkr_allocation.errors import InvalidInputError
    from kkr_allocation.fairness.entries import Document
    from kkr_allocation.fairness.quotients import Quotient

__all__ = ["Cell", "Cells", "check_cells", "read_bounds", "read_caps", "read_grid", "read_prices"]

Cell: TypeAlias = tuple[int, int]

_CROSS = " × "
_TABLE = Bilingual(
    "a table, a list or cells of a table", da="en tabel, en liste eller felter i en tabel"
)


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
        Bilingual(
            f"The cells sum to both margins, {total} in all, and keep every floor and cap.",
            da=f"Felterne passer med begge randsummer, {total} i alt, og holder alle grænser.",
        ),
        Bilingual(
            f"In every cell, {len(every)} in all, the last seat is worth its price and the next "
            "is not.",
            da=f"I hvert felt, {len(every)} i alt, er den sidste plads sin pris værd og den næste "
            "ikke.",
        ),
        drawn(document),
    )


def _check_names(cells: Cells) -> None:
    """Refuse names by which a lot could not tell two cells apart."""
    for names in (cells.rows, cells.columns):
        for name in names:
            if names.count(name) > 1 or _CROSS in name or not name.strip():
                raise false(
                    f"a row or column is called {name!r:.80}",
                    why=f"lots tell cells apart by their row, {_CROSS!r} and their column, and "
                    "each name means one",
                    da=f"en række eller søjle hedder {name!r:.80}",
                    da_why=f"lodtrækninger skelner felter ved række, {_CROSS!r} og søjle, og hvert "
                    "navn betyder én",
                )


def _check_margins(document: Document, cells: Cells, margins: tuple[str, str]) -> None:
    for name, labels, sums in (
        (margins[0], cells.rows, [sum(row) for row in cells.seats]),
        (margins[1], cells.columns, [sum(c) for c in zip(*cells.seats, strict=True)]),
    ):
        totals = _list(document, name, len(labels))
        for label, total, seats in zip(labels, totals, sums, strict=True):
            if count({name: total}, name) != seats:
                raise false(
                    f"{label} has {seats}",
                    why=f"it is to have {total}",
                    da=f"{label} har {seats}",
                    da_why=f"der skal være {total}",
                )


def _check_cell(cells: Cells, cell: Cell) -> Iterator[tuple[Cell, bool]]:
    """Check one cell; yield it where its last (True) or next seat is exactly at its price."""
    seats = cells.seats[cell[0]][cell[1]]
    floor, cap = cells.floors.get(cell, 0), cells.caps.get(cell)
    has, har = f"{cells.label(cell)} has {seats}", f"{cells.label(cell)} har {seats}"
    if seats < floor:
        raise false(
            has, why=f"it has at least {floor}", da=har, da_why=f"der skal være mindst {floor}"
        )
    if cap is not None and seats > cap:
        raise false(has, why=f"it has at most {cap}", da=har, da_why=f"der må være højst {cap}")
    price = cells.price(cell)
    if seats > floor:
        last = cells.worth(cell, seats)
        if last < price:
            raise false(
                has,
                why="its figure is rounded to fewer",
                da=har,
                da_why="tallet afrundes til færre",
            )
        if last == price:
            yield cell, True
    if cap is None or seats < cap:
        further = cells.worth(cell, seats + 1)
        if further > price:
            raise false(
                has,
                why="its figure is rounded to more",
                da=har,
                da_why="tallet afrundes til flere",
            )
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
            raise false(
                f"the lot between {', '.join(claimants)} decides nothing",
                why="seats cannot be exchanged between just these cells",
                da=f"lodtrækningen mellem {', '.join(claimants)} afgør intet",
                da_why="netop disse felter kan ikke bytte pladser",
            )
        holders = {label for label, cell in tied.items() if held[cell]}
        _, winners = read_lot(lot, partial(_first, tied, holders))
        if holders != winners:
            raise false(
                f"the lot was won by {', '.join(sorted(winners))}",
                why=f"the seats went to {', '.join(sorted(holders))}",
                da=f"lodtrækningen blev vundet af {', '.join(sorted(winners))}",
                da_why=f"pladserne gik til {', '.join(sorted(holders))}",
            )
    if ties:
        open_tie = ", ".join(sorted(next(iter(ties))))
        raise false(
            f"there is a tie between {open_tie}",
            why="no lot was drawn for it",
            da=f"der er stemmelighed mellem {open_tie}",
            da_why="der er ikke trukket lod om den",
        )


def _first(tied: Mapping[str, Cell], holders: set[str], order: Sequence[str]) -> set[str]:
    """Return the labels of the cells that win when drawn in this order."""
    won = drawn_cells([tied[label] for label in order], [tied[label] for label in holders])
    return {label for label, cell in tied.items() if cell in won}


def _unreadable(name: str, value: object) -> InvalidInputError:
    return unreadable(name, value, _TABLE)


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
