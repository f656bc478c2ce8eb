"""Two-way tables as users have them, what each cell may hold, and which rules conflict."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import Enum
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from kkr_allocation.apportionment.arrays import Labels
from kkr_allocation.apportionment.transfer import Integers, nearest_table
from kkr_allocation.inputs import Figures, composed, foreign, is_name, whole_number, whole_numbers
from kkr_allocation.words import infeasible, refused

if TYPE_CHECKING:
    import pandas as pd

    from kkr_allocation.errors import InfeasibleError


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

    names: tuple[str, str, str]
    """What the three arguments are called, for messages: figures, totals of rows, of columns."""
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
    """Read a table and its margins, each by name or in the order of the table."""
    rows, columns, plain = _grid(figures, names[0])
    width = len(plain[0]) if plain else 0
    if not width:
        raise refused(
            "apportionment.table_without_cells", figures=names[0], rows=len(plain), columns=width
        )
    row_names, row_sums = _margin(row_totals, names[1], rows, len(plain), "row")
    column_names, column_sums = _margin(column_totals, names[2], columns, width, "column")
    checked = []

    def figure(value: object, row: str, column: str) -> Any:  # noqa: ANN401  (as the reader's)
        known = type(value) is int and value >= 0
        return value if known else reader(value, f"{names[0]}[{row!r}, {column!r}]")

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
        checked.append(tuple(figure(v, name, n) for v, n in zip(line, column_names, strict=True)))
    return CrossTable(names, row_names, column_names, tuple(checked), row_sums, column_sums)


def _grid(
    figures: object, argument: str
) -> tuple[Sequence[Any] | None, Sequence[Any] | None, list[list[Any]]]:
    """Names of the rows and columns where there are any, and the plain figures."""
    if hasattr(figures, "columns") and hasattr(figures, "index"):
        return list(figures.index), list(figures.columns), figures.to_numpy().tolist()  # type: ignore[attr-defined]  # a frame, with pandas or without
    if read := foreign(figures):
        heads, lines = read
        named = bool(lines) and isinstance(lines[0][0], str)  # its first column has the rows' names
        names = [line[0] for line in lines] if named else None
        return names, heads[named:], [list(line[named:]) for line in lines]
    if isinstance(figures, Mapping):
        rows = list(figures)
        columns = list(figures[rows[0]]) if rows and isinstance(figures[rows[0]], Mapping) else []
        for name, line in figures.items():
            if not isinstance(line, Mapping) or set(line) != set(columns):
                raise refused(
                    "apportionment.row_columns", argument=argument, name=name, columns=columns
                )
        return rows, columns, [[figures[row][column] for column in columns] for row in rows]
    plain = figures.tolist() if hasattr(figures, "tolist") else figures
    if (
        isinstance(plain, str)
        or not isinstance(plain, Sequence)
        or not all(isinstance(line, Sequence) and not isinstance(line, str) for line in plain)
    ):
        raise refused("apportionment.not_a_table", argument=argument, figures=figures)
    return None, None, [list(line) for line in plain]


def _margin(
    totals: object, argument: str, names: Sequence[Any] | None, length: int, axis: str
) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """Names and totals of one margin, in the order of the table."""
    if hasattr(totals, "items"):
        named = whole_numbers(totals, argument)
        order = _checked_names(named if names is None else names, axis)
        if len(order) != length or set(order) != set(named):
            raise refused(
                "apportionment.margin_names",
                argument=argument,
                named=", ".join(named),
                length=length,
                axis=axis,
                names=", ".join(map(str, names or ())) or "?",
            )
        return order, tuple(named[name] for name in order)
    plain = totals.tolist() if hasattr(totals, "tolist") else totals
    if isinstance(plain, str) or not isinstance(plain, Sequence) or len(plain) != length:
        raise refused(
            "apportionment.margin_length", what=argument, totals=totals, length=length, axis=axis
        )
    order = _checked_names(names or [f"{axis} {n}" for n in range(1, length + 1)], axis)
    counted = (whole_number(t, f"{argument}[{n!r}]") for t, n in zip(plain, order, strict=True))
    return order, tuple(counted)


def _checked_names(names: Iterable[Any], axis: str) -> tuple[str, ...]:
    order = [composed(name if isinstance(name, str) else str(name)) for name in names]
    seen: set[str] = set()
    for name in order:
        if not is_name(name) or name in seen or CROSS in name:
            raise refused("apportionment.name_of_axis", axis=axis, name=name, cross=CROSS)
        seen.add(name)
    return tuple(order)


class CellLimits(NamedTuple):
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


class Limit(Enum):
    """Why a cell can have no more, or no fewer, and the totals of rows and columns."""

    ROW_TOTAL = "{row_totals} {number} of {cells}"
    COLUMN_TOTAL = "{column_totals} {number} of {cells}"
    FLOOR = "floor {number} of {cells}"
    CAP = "cap {number} of {cells}"
    FORBIDDEN = "{cells} forbidden"
    NO_VOTES = "no {figures} in {cells}"
    FIRST_SEAT = "a first seat by the rule for every cell with {figures}: {cells}"
    CLAIM_DOWN = "a claim is not rounded below its floor: {cells}"
    CLAIM_UP = "a claim is not rounded above its ceiling: {cells}"


_UPPER = {Limit.CAP, Limit.FORBIDDEN, Limit.NO_VOTES, Limit.CLAIM_UP}
_SINGLE = {Limit.FLOOR, Limit.CAP, Limit.FORBIDDEN}
_TOTALS = {Limit.ROW_TOTAL, Limit.COLUMN_TOTAL}


@frozen
class Ruling:
    """A named rule about a total, one cell, or several of one row that hold for one reason."""

    limit: Limit  # the reason
    row: int  # -1 for the total of a column
    columns: tuple[int, ...]  # none for the total of a row
    numbers: tuple[int, ...]  # the bound in each column, or the total

    def said(self, table: CrossTable) -> str:
        """Return the rule in words."""
        if self.row < 0:
            labels = [table.columns[self.columns[0]]]
        else:
            labels = [table.label((self.row, column)) for column in self.columns]
        more = f" and {len(labels) - _NAMED} more" if len(labels) > _NAMED else ""
        figures, row_totals, column_totals = table.names
        return self.limit.value.format(
            number=self.numbers[0],
            cells=", ".join(labels[:_NAMED] or [table.rows[self.row]]) + more,
            figures=figures,
            row_totals=row_totals,
            column_totals=column_totals,
        )


_NAMED = 5


@frozen
class Bounds:
    """The least and the most each cell can hold, each with its reason."""

    least: Integers
    most: Integers
    first_seats: bool = False
    reasons: dict[tuple[bool, int, int], Limit] = field(factory=dict)
    """By side, upper or not, and cell."""

    @classmethod
    def unlimited(
        cls, table: CrossTable, limits: CellLimits, highest: int = 0, *, first_seats: bool = False
    ) -> Bounds:
        """Return bounds that leave every cell of a table from nothing to more than it can hold."""
        # What a conflict is found with sums multiples of `much`: at most so many of every bound,
        # one for each row and column, over a row or column.
        shape = len(table.rows), len(table.columns)
        much = sum(table.row_totals) + max(limits.floors.values(), default=0) + highest + 1
        if much * (shape[0] * shape[1] + 1) * (sum(shape) + 2) ** 2 >= 2**63:
            raise refused("apportionment.bounds_too_large", much=much)
        least, most = np.zeros(shape, dtype=np.int64), np.full(shape, much, dtype=np.int64)
        return cls(least, most, first_seats=first_seats)

    def hold(self, reason: Limit, cells: Mapping[Cell, int]) -> None:
        """Bound what these cells can or must hold; the tighter bound stays."""
        upper = reason in _UPPER
        bounds, sign = (self.most, -1) if upper else (self.least, +1)
        for cell, number in cells.items():
            if sign * number > sign * bounds[cell]:
                bounds[cell] = number
                self.reasons[upper, *cell] = reason

    def keep(self, limits: CellLimits) -> None:
        """Hold the cells to what is said of them beforehand."""
        self.hold(Limit.FLOOR, limits.floors)
        self.hold(Limit.CAP, limits.caps)
        self.hold(Limit.FORBIDDEN, dict.fromkeys(limits.forbidden, 0))

    def rulings(self, row: int, columns: Iterable[int], *, upper: bool) -> list[Ruling]:
        """Return the rules that bound cells of a row on one side, one for a reason common to it."""
        numbers = self.most if upper else self.least
        groups: dict[tuple[Limit, int], list[int]] = {}
        for column in columns:
            reason = self.reasons.get((upper, row, column))
            if reason is not None:
                groups.setdefault((reason, column if reason in _SINGLE else -1), []).append(column)
        return [
            Ruling(reason, row, tuple(places), tuple(numbers[row, places].tolist()))
            for (reason, _), places in groups.items()
        ]


def check_totals(table: CrossTable) -> None:
    """Refuse margins that do not sum to the same."""
    by_rows, by_columns = sum(table.row_totals), sum(table.column_totals)
    _, rows, columns = table.names
    if by_rows != by_columns:
        said = {"rows": rows, "by_rows": by_rows, "columns": columns, "by_columns": by_columns}
        conflict = f"{rows} sum to {by_rows}", f"{columns} sum to {by_columns}"
        more = abs(by_rows - by_columns)
        raise infeasible("apportionment.margins_differ", conflict, None, **said, more=more)


def check_bounds(table: CrossTable, bounds: Bounds) -> None:
    """Refuse a cell that must hold more than it can, naming the two rules that conflict."""
    for row, column in np.argwhere(bounds.least > bounds.most).tolist():
        rules = [rule for up in (False, True) for rule in bounds.rulings(row, [column], upper=up)]
        conflict = tuple(rule.said(table) for rule in rules)
        raise infeasible(
            "apportionment.cell_bounds",
            conflict,
            None,
            cell=table.label((row, column)),
            least=bounds.least[row, column],
            most=bounds.most[row, column],
            rules=" against ".join(conflict),
        )


# Whether any table fits is a question of flows: a unit is moved along a chain of cells from a
# column with too much to one with too little. When no chain is left, the columns still reached are
# a bottleneck: the rows put more into them than they may hold. Its rules are dropped one by one
# while the rest conflicts.


def no_table(table: CrossTable, bounds: Bounds) -> InfeasibleError:
    """Return the error that proves that no table exists, for margins of equal sums.

    ``conflict`` is an irreducible set of rules: totals of rows and columns, and bounds of cells.
    ``relaxation`` has the totals to change, by the least sum of changes for which a table exists;
    None where a rule would ask for more first seats than before.
    """
    rows, columns = np.array(table.row_totals), np.array(table.column_totals)
    # A row that cannot reach its total by itself is a conflict of its own; only where each can
    # is there a bottleneck.
    within = np.clip(rows, bounds.least.sum(axis=1), bounds.most.sum(axis=1))
    nearest, reached = nearest_table(bounds.least, bounds.most, within, columns)
    off = np.flatnonzero(within != rows)
    if off.size:
        row = int(off[0])
        upper = bool(within[row] < rows[row])
        total = Ruling(Limit.ROW_TOTAL, row, (), (int(rows[row]),))
        rules = [total, *bounds.rulings(row, range(len(columns)), upper=upper)]
    else:
        rules = _bottleneck(bounds, rows, columns, reached)
    for rule in rules.copy():
        rest = [other for other in rules if other != rule]
        if not _can_be_met(rest, rows, len(columns)):
            rules = rest
    conflict = tuple(rule.said(table) for rule in rules)
    of_rows, of_columns = nearest.sum(axis=1), nearest.sum(axis=0)
    relaxation = {
        argument: {names[n]: int(found[n]) for n in np.flatnonzero(found != totals).tolist()}
        for argument, names, totals, found in (
            (table.names[1], table.rows, rows, of_rows),
            (table.names[2], table.columns, columns, of_columns),
        )
    }
    changes = [
        f"{argument}[{name!r}] {new}"
        for argument, totals in relaxation.items()
        for name, new in totals.items()
    ]
    first = of_rows[rows == 0].any() or of_columns[columns == 0].any()
    unsure = bounds.first_seats and first
    return infeasible(
        f"apportionment.{'no_table_unless_less' if unsure else 'no_table_unless_changed'}",
        conflict,
        None if unsure else relaxation,
        rules="; ".join(conflict),
        changes=", ".join(changes),
    )


def _bottleneck(
    bounds: Bounds, rows: Integers, columns: Integers, reached: Integers
) -> list[Ruling]:
    """Return why rows put more into the reached columns than these hold, or less into others."""
    inside = np.zeros(columns.shape, dtype=bool)
    inside[reached] = True
    # A row forces into them what their floors say, or what its total leaves beyond the caps of
    # the columns outside, whichever is more.
    by_floors = bounds.least[:, inside].sum(axis=1)
    by_total = rows - bounds.most[:, ~inside].sum(axis=1)
    forced = np.maximum(by_floors, by_total)
    by_caps: list[bool] = (by_total >= by_floors).tolist()

    def of_columns(marked: NDArray[np.bool_]) -> list[Ruling]:
        places = np.flatnonzero(marked).tolist()
        return [Ruling(Limit.COLUMN_TOTAL, -1, (n,), (int(columns[n]),)) for n in places]

    def of_row(row: int, *, total: bool) -> list[Ruling]:
        places = np.flatnonzero(~inside if by_caps[row] else inside).tolist()
        said = [Ruling(Limit.ROW_TOTAL, row, (), (int(rows[row]),))] if total else []
        return said + bounds.rulings(row, places, upper=by_caps[row])

    # Rows are taken by what they force, most first, until it is too much; too little is what all
    # of them leave. The total of a row is needed on the one side where it is not on the other.
    too_much, too_little = of_columns(inside), of_columns(~inside)
    room = int(columns[inside].sum())
    for row in np.argsort(-forced, kind="stable").tolist():
        if room < 0 or forced[row] <= 0:
            break
        room -= int(forced[row])
        too_much += of_row(row, total=by_caps[row])
    for row in range(len(rows)):
        too_little += of_row(row, total=not by_caps[row])
    return min(too_much, too_little, key=len)


def _can_be_met(rules: list[Ruling], rows: Integers, width: int) -> bool:
    """Whether some table of this width meets these rules and no others."""
    # All rows without a rule are one row; one more row and column take up what those without a
    # total leave over. What is bounded by multiples of `much`, more than all rules, is not bounded.
    used = sorted({rule.row for rule in rules} - {-1})
    place = {row: position for position, row in enumerate(used)}
    height = len(used) + (len(used) < len(rows))
    bounds = (rule for rule in rules if rule.limit not in _TOTALS)
    much = int(rows.sum()) + sum(sum(rule.numbers) for rule in bounds)
    least = np.zeros((height + 1, width + 1), dtype=np.int64)
    most = np.full((height + 1, width + 1), much * (height + width + 2), dtype=np.int64)
    row_totals = np.full(height + 1, much * (width + 1), dtype=np.int64)
    column_totals = np.full(width + 1, much * (height + 1), dtype=np.int64)
    for rule in rules:
        if rule.limit is Limit.ROW_TOTAL:
            row_totals[place[rule.row]] = rule.numbers[0]
            most[place[rule.row], -1] = 0
        elif rule.limit is Limit.COLUMN_TOTAL:
            column_totals[rule.columns[0]] = rule.numbers[0]
            most[-1, rule.columns[0]] = 0
        else:
            bound = most if rule.limit in _UPPER else least
            bound[place[rule.row], list(rule.columns)] = rule.numbers
    # The last row and column balance the sums; a row or column with a total has no part in them.
    row_totals[-1] = column_totals[:-1].sum()
    column_totals[-1] = row_totals[:-1].sum()
    if (least.sum(axis=1) > row_totals).any() or (most.sum(axis=1) < row_totals).any():
        return False
    table, _ = nearest_table(least, most, row_totals, column_totals)
    return bool((table.sum(axis=0) == column_totals).all())
