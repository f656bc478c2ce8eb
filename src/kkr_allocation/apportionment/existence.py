"""Whether any table meets both margins within the bounds, and if not, which rules conflict.

Existence is a question of flows: a unit is moved along a chain of cells from a column with too much
to one with too little. When no chain is left, the columns still reached are a bottleneck: the rows
put more into them than they may hold. Its rules are dropped one by one while the rest conflicts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from attrs import frozen

from kkr_allocation.apportionment.crosstable import Bounds, Ruling
from kkr_allocation.apportionment.transfer import nearest_table
from kkr_allocation.errors import InfeasibleError
from kkr_allocation.words import refusal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from kkr_allocation.apportionment.crosstable import Cell, CrossTable
    from kkr_allocation.apportionment.transfer import Integers


# The rules of a bottleneck: every row is at its bounds on one side of it.


@frozen
class Total:
    """The rule that a row or column has its total."""

    is_row: bool
    place: int  # its number


NamedRule: TypeAlias = Total | Ruling


def rules_of_row(bounds: Bounds, rows: Integers, row: int) -> list[NamedRule]:
    """Return a row's total and the bounds that keep its cells from it."""
    cells = [(row, column) for column in range(bounds.least.shape[1])]
    upper = int(bounds.most[row].sum()) < int(rows[row])
    return [Total(is_row=True, place=row), *bounds.rulings(cells, upper=upper)]


def rules_of_bottleneck(
    bounds: Bounds, rows: Integers, columns: Integers, reached: Integers
) -> list[NamedRule]:
    """Return the rules of the bottleneck, seen from the side that takes fewer of them.

    The rows put more into the reached columns than these hold, or, which is the same, less into
    the others than these need.
    """
    inside = np.zeros(columns.shape, dtype=bool)
    inside[reached] = True
    too_much = _rules_of_too_much(bounds, rows, columns, inside)
    too_little = _rules_of_too_little(bounds, rows, inside)
    return min(too_much, too_little, key=len)


def _rules_of_too_much(
    bounds: Bounds, rows: Integers, columns: Integers, inside: NDArray[np.bool_]
) -> list[NamedRule]:
    """Return the rules that force too much into the columns inside.

    Rows are taken by what they force into these columns, most first, until it is too much.
    """
    # A row forces into them what their floors say, or what its total leaves beyond the caps of
    # the columns outside, whichever is more.
    by_floors = bounds.least[:, inside].sum(axis=1)
    by_total = rows - bounds.most[:, ~inside].sum(axis=1)
    forced = np.maximum(by_floors, by_total)
    rules: list[NamedRule] = _totals(inside)
    room = int(columns[inside].sum())
    for row in np.argsort(-forced, kind="stable").tolist():
        if room < 0 or forced[row] <= 0:
            break
        room -= int(forced[row])
        if by_total[row] >= by_floors[row]:
            rules += [
                Total(is_row=True, place=row),
                *bounds.rulings(_cells(row, ~inside), upper=True),
            ]
        else:
            rules += bounds.rulings(_cells(row, inside), upper=False)
    return rules


def _rules_of_too_little(
    bounds: Bounds, rows: Integers, inside: NDArray[np.bool_]
) -> list[NamedRule]:
    """Return the rules that leave too little for the columns outside."""
    # A row can give them what their caps let it, or what its total leaves after the floors of the
    # columns inside, whichever is less.
    by_caps = bounds.most[:, ~inside].sum(axis=1)
    by_total = rows - bounds.least[:, inside].sum(axis=1)
    rules: list[NamedRule] = _totals(~inside)
    for row in range(len(rows)):
        if by_caps[row] <= by_total[row]:
            rules += bounds.rulings(_cells(row, ~inside), upper=True)
        else:
            rules += [
                Total(is_row=True, place=row),
                *bounds.rulings(_cells(row, inside), upper=False),
            ]
    return rules


def _totals(columns: NDArray[np.bool_]) -> list[NamedRule]:
    """Return the totals of the columns marked."""
    return [Total(is_row=False, place=column) for column in np.flatnonzero(columns).tolist()]


def _cells(row: int, columns: NDArray[np.bool_]) -> list[Cell]:
    """Return the cells of a row in the columns marked."""
    return [(row, column) for column in np.flatnonzero(columns).tolist()]


_NAMED = 5


def check_totals(table: CrossTable, names: tuple[str, str, str]) -> None:
    """Refuse margins that do not sum to the same."""
    by_rows, by_columns = sum(table.row_totals), sum(table.column_totals)
    if by_rows != by_columns:
        raise InfeasibleError(
            **refusal(
                "apportionment.margins_differ",
                rows=names[1],
                by_rows=by_rows,
                columns=names[2],
                by_columns=by_columns,
                more=abs(by_rows - by_columns),
            ),
            conflict=(f"{names[1]} sum to {by_rows}", f"{names[2]} sum to {by_columns}"),
        )


def check_bounds(table: CrossTable, bounds: Bounds, names: tuple[str, str, str]) -> None:
    """Refuse a cell that must hold more than it can, naming the two rules that conflict."""
    for row, column in bounds.crossed():
        cell = [(row, column)]
        rules = [*bounds.rulings(cell, upper=False), *bounds.rulings(cell, upper=True)]
        conflict = tuple(_name(table, rule, names) for rule in rules)
        raise InfeasibleError(
            **refusal(
                "apportionment.cell_bounds",
                cell=table.label((row, column)),
                least=bounds.least[row, column],
                most=bounds.most[row, column],
                rules=" against ".join(conflict),
            ),
            conflict=conflict,
        )


def no_table(table: CrossTable, bounds: Bounds, names: tuple[str, str, str]) -> InfeasibleError:
    """Return the error that proves that no table exists, for margins of equal sums.

    ``conflict`` is an irreducible set of rules: totals of rows and columns, and bounds of cells.
    ``relaxation`` has the totals to change, by the least sum of changes for which a table exists;
    None where a rule would ask for more first seats than before.
    """
    rows = np.array(table.row_totals)
    columns = np.array(table.column_totals)
    # A row that cannot reach its total by itself is a conflict of its own; only where each can
    # is there a bottleneck.
    within = np.clip(rows, bounds.least.sum(axis=1), bounds.most.sum(axis=1))
    nearest, reached = nearest_table(bounds.least, bounds.most, within, columns)
    if (within != rows).any():
        candidates = rules_of_row(bounds, rows, int(np.flatnonzero(within != rows)[0]))
    else:
        candidates = rules_of_bottleneck(bounds, rows, columns, reached)
    rules = _irreducible(candidates, rows, columns)
    conflict = tuple(_name(table, rule, names) for rule in rules)
    relaxation = {
        names[1]: _changed(table.rows, rows, nearest.sum(axis=1)),
        names[2]: _changed(table.columns, columns, nearest.sum(axis=0)),
    }
    changes = [
        f"{argument}[{name!r}] {new}"
        for argument, totals in relaxation.items()
        for name, new in totals.items()
    ]
    unsure = bounds.first_seats and not (nearest.sum(axis=1)[rows == 0] == 0).all()
    unsure |= bounds.first_seats and not (nearest.sum(axis=0)[columns == 0] == 0).all()
    return InfeasibleError(
        **refusal(
            f"apportionment.{'no_table_unless_less' if unsure else 'no_table_unless_changed'}",
            rules="; ".join(conflict),
            changes=", ".join(changes),
        ),
        conflict=conflict,
        relaxation=None if unsure else relaxation,
    )


def _changed(names: tuple[str, ...], totals: Integers, found: Integers) -> dict[str, int]:
    """Return the totals that are not as they should be, by name."""
    return {names[place]: int(found[place]) for place in np.flatnonzero(found != totals).tolist()}


def _irreducible(rules: list[NamedRule], rows: Integers, columns: Integers) -> list[NamedRule]:
    """Drop every rule without which the others still conflict."""
    kept = list(rules)
    for rule in rules:
        rest = [other for other in kept if other != rule]
        if not _can_be_met(rest, rows, columns):
            kept = rest
    return kept


def _can_be_met(rules: Sequence[NamedRule], rows: Integers, columns: Integers) -> bool:
    """Whether some table meets these rules and no others.

    All rows without a rule are one row without a total. One more row and column take up what
    rows and columns without a total leave over.
    """
    # `much` is more than any rule asks for: what is bounded by multiples of it is not bounded.
    used = sorted({_row_of(rule) for rule in rules} - {-1})
    place = {row: position for position, row in enumerate(used)}
    height, width = len(used) + (len(used) < len(rows)), len(columns)
    much = int(rows.sum()) + sum(sum(rule.numbers) for rule in rules if isinstance(rule, Ruling))
    least = np.zeros((height + 1, width + 1), dtype=np.int64)
    most = np.full((height + 1, width + 1), much * (height + width + 2), dtype=np.int64)
    row_totals = np.full(height + 1, much * (width + 1), dtype=np.int64)
    column_totals = np.full(width + 1, much * (height + 1), dtype=np.int64)
    for rule in rules:
        if isinstance(rule, Ruling):
            bound = most if rule.limit.is_upper else least
            bound[place[rule.row], list(rule.columns)] = rule.numbers
        elif rule.is_row:
            row_totals[place[rule.place]] = rows[rule.place]
            most[place[rule.place], -1] = 0
        else:
            column_totals[rule.place] = columns[rule.place]
            most[-1, rule.place] = 0
    # The last row and column balance the sums; a row or column with a total has no part in them.
    row_totals[-1] = column_totals[:-1].sum()
    column_totals[-1] = row_totals[:-1].sum()
    if (least.sum(axis=1) > row_totals).any() or (most.sum(axis=1) < row_totals).any():
        return False
    table, _ = nearest_table(least, most, row_totals, column_totals)
    return bool((table.sum(axis=0) == column_totals).all())


def _row_of(rule: NamedRule) -> int:
    if isinstance(rule, Ruling):
        return rule.row
    return rule.place if rule.is_row else -1


def _name(table: CrossTable, rule: NamedRule, names: tuple[str, str, str]) -> str:
    """Return a rule in words."""
    if isinstance(rule, Ruling):
        labels = [table.label((rule.row, column)) for column in rule.columns]
        more = f" and {len(labels) - _NAMED} more" if len(labels) > _NAMED else ""
        cells = ", ".join(labels[:_NAMED]) + more
        return rule.limit.value.format(number=rule.numbers[0], cells=cells, figures=names[0])
    if rule.is_row:
        return f"{names[1]} {table.row_totals[rule.place]} of {table.rows[rule.place]}"
    return f"{names[2]} {table.column_totals[rule.place]} of {table.columns[rule.place]}"
