"""Two-way tables as users have them: figures by row and column, both margins, bounds by cell.

Everything is read and checked once here; behind this door a table is tuples of exact numbers,
two tuples of names and two tuples of totals.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import Enum
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from attrs import field, frozen

from kkr_allocation.apportionment.arrays import Labels
from kkr_allocation.inputs import composed, is_name, whole_number, whole_numbers
from kkr_allocation.words import refused

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from kkr_allocation.apportionment.transfer import Integers
    from kkr_allocation.inputs import Figures


Grid: TypeAlias = (
    "pd.DataFrame | NDArray[Any] | Sequence[Sequence[Any]] | Mapping[str, Mapping[str, Any]]"
)
"""A table as users have it."""
Margin: TypeAlias = "Figures | Sequence[int] | NDArray[Any]"
"""Totals by name, or in the order of the table."""
CellName: TypeAlias = tuple[str | int, str | int]
"""Row and column by name, or counted from 0."""
CellFigures: TypeAlias = "Mapping[CellName, int] | Grid"
"""Figures of some cells, or of all."""
Cell: TypeAlias = tuple[int, int]
"""Row and column of a cell, counted from 0."""
Reader: TypeAlias = Callable[[object, str], Any]
"""Checks one figure, given its description for the message."""

CROSS = " × "


@frozen
class CrossTable:
    """Figures by row and column, with what each row and column must sum to."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    figures: tuple[tuple[Any, ...], ...]
    row_totals: tuple[int, ...]
    column_totals: tuple[int, ...]

    def label(self, cell: Cell) -> str:
        """Return the cell's name, such as ``"UC Syd × Dagtilbudspædagogik"``."""
        return cell_label(self.rows[cell[0]], self.columns[cell[1]])


def cell_label(row: str, column: str) -> str:
    """Return the name of the cell where this row and this column meet."""
    return f"{row}{CROSS}{column}"


def read_table(
    figures: object,
    row_totals: object,
    column_totals: object,
    *,
    names: tuple[str, str, str],
    reader: Reader = whole_number,
) -> CrossTable:
    """Read a table and its margins, each by name or in the order of the table.

    `names` is what the three arguments are called, for messages; `reader` checks and converts one
    figure.
    """
    rows, columns, plain = _grid(figures, names[0])
    width = len(plain[0]) if plain else 0
    if not width:
        raise refused(
            "apportionment.table_without_cells", figures=names[0], rows=len(plain), columns=width
        )
    row_names, row_sums = _margin(row_totals, names[1], rows, len(plain), "row")
    column_names, column_sums = _margin(column_totals, names[2], columns, width, "column")
    checked = []
    for name, line in zip(row_names, plain, strict=True):
        if len(line) != width:
            raise refused(
                "apportionment.row_length",
                table=names[0],
                length=len(line),
                name=name,
                width=width,
                first=row_names[0],
            )
        checked.append(
            tuple(
                value
                if type(value) is int and value >= 0
                else reader(value, f"{names[0]}[{name!r}, {column!r}]")
                for value, column in zip(line, column_names, strict=True)
            )
        )
    return CrossTable(row_names, column_names, tuple(checked), row_sums, column_sums)


def _grid(
    figures: object, argument: str
) -> tuple[Sequence[Any] | None, Sequence[Any] | None, list[list[Any]]]:
    """Names of the rows and columns where there are any, and the plain figures."""
    if hasattr(figures, "columns") and hasattr(figures, "index"):
        return list(figures.index), list(figures.columns), figures.to_numpy().tolist()  # type: ignore[attr-defined]  # a frame, with pandas or without
    if isinstance(figures, Mapping):
        return _nested(figures, argument)
    plain = figures.tolist() if hasattr(figures, "tolist") else figures
    if (
        isinstance(plain, str)
        or not isinstance(plain, Sequence)
        or not all(isinstance(line, Sequence) and not isinstance(line, str) for line in plain)
    ):
        raise refused("apportionment.not_a_table", argument=argument, figures=figures)
    return None, None, [list(line) for line in plain]


def _nested(
    figures: Mapping[Any, Any], argument: str
) -> tuple[list[Any], list[Any], list[list[Any]]]:
    rows = list(figures)
    columns = list(figures[rows[0]]) if rows and isinstance(figures[rows[0]], Mapping) else []
    for name in rows:
        line = figures[name]
        if not isinstance(line, Mapping) or set(line) != set(columns):
            raise refused(
                "apportionment.row_columns", argument=argument, name=name, columns=columns
            )
    return rows, columns, [[figures[row][column] for column in columns] for row in rows]


def _margin(
    totals: object, argument: str, names: Sequence[Any] | None, length: int, axis: str
) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """Names and totals of one margin, in the order of the table."""
    if hasattr(totals, "items"):
        named = whole_numbers(totals, argument)
        order = list(named) if names is None else _checked_names(names, axis)
        if len(order) != length or set(order) != set(named):
            raise refused(
                "apportionment.margin_names",
                argument=argument,
                named=", ".join(named),
                length=length,
                axis=axis,
                names=", ".join(map(str, names or ())) or "?",
            )
        return tuple(_checked_names(order, axis)), tuple(named[name] for name in order)
    plain = totals.tolist() if hasattr(totals, "tolist") else totals
    if isinstance(plain, str) or not isinstance(plain, Sequence) or len(plain) != length:
        raise refused(
            "apportionment.margin_length",
            argument=argument,
            totals=totals,
            length=length,
            axis=axis,
        )
    order = [f"{axis} {n}" for n in range(1, length + 1)]
    if names is not None:
        order = _checked_names(names, axis)
    counted = (whole_number(t, f"{argument}[{n!r}]") for t, n in zip(plain, order, strict=True))
    return tuple(order), tuple(counted)


def _checked_names(names: Iterable[Any], axis: str) -> list[str]:
    order = [composed(name if isinstance(name, str) else str(name)) for name in names]
    seen: set[str] = set()
    for name in order:
        if not is_name(name) or name in seen or CROSS in name:
            raise refused("apportionment.name_of_axis", axis=axis, name=name, cross=CROSS)
        seen.add(name)
    return order


@frozen
class CellLimits:
    """What is said beforehand of some cells: their least, their most, and that they get nothing."""

    floors: dict[Cell, int]
    caps: dict[Cell, int]
    forbidden: tuple[Cell, ...]


def read_limits(floors: object, caps: object, forbidden: object, table: CrossTable) -> CellLimits:
    """Read the limits of cells as the arguments of those names are passed."""
    bounds = _read_bounds(floors, "floors", table), _read_bounds(caps, "caps", table)
    cells = () if forbidden is None else forbidden
    if isinstance(cells, str) or not isinstance(cells, Iterable):
        raise refused("apportionment.cells_one_by_one", cells=cells)
    return CellLimits(*bounds, tuple(sorted({_cell(c, "forbidden", table) for c in cells})))


def _read_bounds(bounds: object, argument: str, table: CrossTable) -> dict[Cell, int]:
    """Read floors or caps: a mapping from (row, column) to a number, or a whole table."""
    if bounds is None:
        return {}
    if isinstance(bounds, Mapping) and not any(isinstance(v, Mapping) for v in bounds.values()):
        return {
            _cell(key, argument, table): whole_number(value, f"{argument}[{key!r}]")
            for key, value in bounds.items()
        }
    named = isinstance(bounds, Mapping) or hasattr(bounds, "columns")
    axes = table.rows, table.columns
    nothing = [dict.fromkeys(names, 0) if named else [0] * len(names) for names in axes]
    called = argument, f"rows of {argument}", f"columns of {argument}"
    full = read_table(bounds, *nothing, names=called)
    # Names that are not given are numbers in the order of the table.
    rows, columns = (
        [names.index(name) for name in own] if named else range(len(names))
        for own, names in zip((full.rows, full.columns), axes, strict=True)
    )
    return {
        (row, column): value
        for row, line in zip(rows, full.figures, strict=True)
        for column, value in zip(columns, line, strict=True)
    }


def _cell(key: object, argument: str, table: CrossTable) -> Cell:
    """Row and column of a cell given by two names or two numbers from 0."""
    if isinstance(key, tuple) and len(key) == 2:  # noqa: PLR2004  (row and column)
        row, column = (
            names.index(part)
            if isinstance(part, str) and part in names
            else part
            if type(part) is int and 0 <= part < len(names)
            else None
            for part, names in zip(key, (table.rows, table.columns), strict=True)
        )
        if row is not None and column is not None:
            labels = Labels(rows=table.rows, columns=table.columns)
            labels.refuse_other_numbers("row", [row] if key[0] == row else [], argument)
            labels.refuse_other_numbers("column", [column] if key[1] == column else [], argument)
            return row, column
    raise refused(
        "apportionment.no_such_cell",
        argument=argument,
        key=key,
        rows=", ".join(table.rows)[:200],
        columns=", ".join(table.columns)[:200],
    )


# What each cell of a two-way table may hold, and which rule says so.


class Limit(Enum):
    """Why a cell can have no more, or no fewer."""

    FLOOR = "floor {number} of {cells}"
    CAP = "cap {number} of {cells}"
    FORBIDDEN = "{cells} forbidden"
    NO_VOTES = "no {figures} in {cells}"
    FIRST_SEAT = "a first seat by the rule for every cell with {figures}: {cells}"
    CLAIM_DOWN = "a claim is not rounded below its floor: {cells}"
    CLAIM_UP = "a claim is not rounded above its ceiling: {cells}"

    @property
    def is_upper(self) -> bool:
        """Whether it limits what a cell can have, not what it must have."""
        return self in _UPPER


_UPPER = frozenset({Limit.CAP, Limit.FORBIDDEN, Limit.NO_VOTES, Limit.CLAIM_UP})


@frozen
class Ruling:
    """A named rule about one cell, or about several of one row that hold for one reason."""

    limit: Limit  # the reason
    row: int
    columns: tuple[int, ...]
    numbers: tuple[int, ...]  # the bound in each column


@frozen
class Bounds:
    """The least and the most each cell can hold, each with its reason."""

    least: Integers
    most: Integers
    lower: dict[Cell, Limit] = field(factory=dict)
    upper: dict[Cell, Limit] = field(factory=dict)
    first_seats: bool = False

    @classmethod
    def unlimited(cls, shape: tuple[int, int], much: int, *, first_seats: bool = False) -> Bounds:
        """Return bounds that leave every cell from nothing to `much`.

        What a conflict is found with sums multiples of it: at most so many of every bound, one for
        each row and column, over a row or column.
        """
        lines = sum(shape) + 2
        if much * (shape[0] * shape[1] + 1) * lines**2 >= 2**63:
            raise refused("apportionment.bounds_too_large", much=much)
        least, most = np.zeros(shape, dtype=np.int64), np.full(shape, much, dtype=np.int64)
        return cls(least, most, first_seats=first_seats)

    def at_most(self, cells: Mapping[Cell, int], reason: Limit) -> None:
        """Lower what these cells can hold; the tighter bound stays."""
        for cell, number in cells.items():
            if number < self.most[cell]:
                self.most[cell] = number
                self.upper[cell] = reason

    def at_least(self, cells: Mapping[Cell, int], reason: Limit) -> None:
        """Raise what these cells must hold; the tighter bound stays."""
        for cell, number in cells.items():
            if number > self.least[cell]:
                self.least[cell] = number
                self.lower[cell] = reason

    def keep(self, limits: CellLimits) -> None:
        """Hold the cells to what is said of them beforehand."""
        self.at_least(limits.floors, Limit.FLOOR)
        self.at_most(limits.caps, Limit.CAP)
        self.at_most(dict.fromkeys(limits.forbidden, 0), Limit.FORBIDDEN)

    def crossed(self) -> list[Cell]:
        """Return the cells that must hold more than they can."""
        return [(row, column) for row, column in np.argwhere(self.least > self.most).tolist()]

    def rulings(self, cells: Iterable[Cell], *, upper: bool) -> list[Ruling]:
        """Return the rules that bound these cells on one side.

        Floors and caps are rules one by one; what holds for a reason common to a row is one rule.
        """
        reasons, numbers = (self.upper, self.most) if upper else (self.lower, self.least)
        single = {Limit.FLOOR, Limit.CAP, Limit.FORBIDDEN}
        groups: dict[tuple[Limit, int, int], list[int]] = {}
        for row, column in sorted(cells):
            reason = reasons.get((row, column))
            if reason is not None:
                key = (reason, row, column if reason in single else -1)
                groups.setdefault(key, []).append(column)
        return [
            Ruling(reason, row, tuple(columns), tuple(numbers[row, columns].tolist()))
            for (reason, row, _), columns in groups.items()
        ]
