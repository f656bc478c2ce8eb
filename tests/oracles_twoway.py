"""Two-way tables by looking at every one of them, for tables small enough to do so.

Nothing here knows of divisors of rows and columns, prices, chains or rings.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from math import prod
from typing import TYPE_CHECKING

import numpy as np

from tests.oracles import divisors

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

Table = tuple[tuple[int, ...], ...]
IMPERVIOUS = ("Adams", "Huntington-Hill", "Dean")


def rows_of(total: int, most: Sequence[int]) -> Iterator[tuple[int, ...]]:
    """All rows with this total and no cell above its most."""
    if len(most) == 1:
        if total <= most[0]:
            yield (total,)
        return
    for first in range(min(total, most[0]) + 1):
        for rest in rows_of(total - first, most[1:]):
            yield (first, *rest)


def tables(row_totals: Sequence[int], column_totals: Sequence[int]) -> Iterator[Table]:
    """All tables with these margins."""
    if not row_totals:
        if not any(column_totals):
            yield ()
        return
    for row in rows_of(row_totals[0], column_totals):
        left = [total - cell for total, cell in zip(column_totals, row, strict=True)]
        for rest in tables(row_totals[1:], left):
            yield (row, *rest)


def best_tables(
    name: str,
    votes: Sequence[Sequence[int]],
    margins: tuple[Sequence[int], Sequence[int]],
    floors: Mapping[tuple[int, int], int],
    caps: Mapping[tuple[int, int], int],
) -> set[Table]:
    """Find the tables whose seats have the largest product of quotients; empty if there is none."""
    rows, columns = margins
    cells = list(product(range(len(rows)), range(len(columns))))
    post, power = divisors(name), 2 if name == "Huntington-Hill" else 1

    def allowed(table: Table) -> bool:
        for i, j in cells:
            least, most = floors.get((i, j), 0), caps.get((i, j), table[i][j])
            if not votes[i][j]:
                most = min(most, least)
            elif name in IMPERVIOUS:
                if rows[i] and columns[j]:
                    least = max(least, min(1, caps.get((i, j), 1)))
                else:
                    most = least
            if not least <= table[i][j] <= most:
                return False
        return True

    def worth(table: Table) -> Fraction:
        return prod(
            (
                Fraction(votes[i][j] ** power) / post(k)
                for i, j in cells
                for k in range(1, table[i][j] + 1)
                if votes[i][j] and post(k)
            ),
            start=Fraction(1),
        )

    found = {table: worth(table) for table in tables(rows, columns) if allowed(table)}
    return {table for table, value in found.items() if value == max(found.values())}


def nearest_roundings(
    claims: Sequence[Sequence[Fraction]],
    margins: tuple[Sequence[int], Sequence[int]],
    floors: Mapping[tuple[int, int], int],
    caps: Mapping[tuple[int, int], int],
) -> set[Table]:
    """Find the tables of floors and ceilings with the least sum of squared differences."""
    cells = list(product(range(len(claims)), range(len(claims[0]))))

    def distance(table: Table) -> Fraction:
        return sum(((table[i][j] - claims[i][j]) ** 2 for i, j in cells), start=Fraction(0))

    found = {
        table: distance(table)
        for table in tables(*margins)
        if all(
            abs(table[i][j] - claims[i][j]) < 1
            and floors.get((i, j), 0) <= table[i][j] <= caps.get((i, j), table[i][j])
            for i, j in cells
        )
    }
    return {table for table, value in found.items() if value == min(found.values())}


def satisfiable(rules: Sequence[str], shape: tuple[int, int], largest: int) -> bool:
    """Whether some table meets these rules, as a conflict words them, and no others."""
    height, width = shape
    every = np.array(list(product(range(largest + 1), repeat=height * width)))
    every = every.reshape(-1, height, width)
    held = np.ones(len(every), dtype=bool)
    for rule in rules:
        held &= _holds(rule, every)
    return bool(held.any())


def _holds(rule: str, every: np.ndarray) -> np.ndarray:
    """Which of all tables meet one rule."""
    words = rule.split()
    if words[0] in {"row_seats", "column_seats"}:
        total, place = int(words[1]), int(words[-1]) - 1
        axis = 2 if words[0] == "row_seats" else 1
        return every.sum(axis=axis)[:, place] == total
    if words[0] == "floor":
        return _cell(every, words[3:]) >= int(words[1])
    if words[0] == "cap":
        return _cell(every, words[3:]) <= int(words[1])
    if words[-1] == "forbidden":
        return _cell(every, words[:-1]) == 0
    held = np.ones(len(every), dtype=bool)
    first = rule.startswith("a first seat")
    for label in rule.split(": " if first else "no votes in ")[1].split(", "):
        seats = _cell(every, label.split())
        held &= seats >= 1 if first else seats == 0
    return held


def _cell(every: np.ndarray, words: Sequence[str]) -> np.ndarray:
    """Return the seats of the cell named ``row 1 × column 2``, in all tables."""
    return every[:, int(words[1]) - 1, int(words[4]) - 1]
