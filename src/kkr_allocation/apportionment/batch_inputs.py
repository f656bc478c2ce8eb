"""Arrays of elections at the door: votes, house sizes, floors, and alliances by column numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from attrs import frozen

from kkr_allocation.apportionment.batch_numbers import integers, machine_integers, one_or_each
from kkr_allocation.errors import Count, InfeasibleError, InvalidInputError
from kkr_allocation.inputs import whole_number

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from kkr_allocation.apportionment.alliances import Members

__all__ = [
    "Columns",
    "Node",
    "checked_floors",
    "checked_house",
    "checked_threads",
    "checked_votes",
    "column_tree",
    "named",
    "refuse_negative",
]

Columns: TypeAlias = "Sequence[int | Columns]"


def checked_votes(votes: ArrayLike) -> NDArray[np.integer]:
    """Return votes as an integer array with a row for each election."""
    counted = integers(votes, "votes")
    if counted.ndim != 2 or not counted.shape[1]:  # noqa: PLR2004  (rows and columns)
        raise InvalidInputError(
            f"votes has the shape {counted.shape}",
            why="votes has a row for each election and a column for each of its parties",
            do="Pass a two-dimensional array; for one election use kkr.apportion",
        )
    return counted


def refuse_negative(votes: NDArray[np.integer], first: int) -> None:
    """Refuse votes below zero in a block that begins at the row `first`."""
    if votes.dtype.kind == "i" and votes.min() < 0:
        row, column = (int(place[0]) for place in np.nonzero(votes < 0))
        raise InvalidInputError(
            f"votes[{first + row}, {column}] is {votes[row, column]}",
            why="a count cannot be negative",
            do="Correct the votes, or clip simulated ones at zero",
        )


def checked_house(house_size: int | ArrayLike, elections: int) -> int | NDArray[np.int64]:
    """Return one house size for all elections, or one for each."""
    sizes = one_or_each(house_size, "house_size", elections)
    return sizes if sizes.ndim else int(sizes)


def checked_threads(threads: int) -> int:
    """Return how many threads to work with."""
    workers = whole_number(threads, "threads")
    if workers:
        return workers
    raise InvalidInputError(
        "threads is 0",
        why="someone has to do the work",
        do="Pass 1, or the number of cores",
    )


def checked_floors(
    floors: ArrayLike, shape: tuple[int, ...], house: int | NDArray[np.int64]
) -> NDArray[np.int64]:
    """Return floors as an array with one row, or with one for each election."""
    given = integers(floors, "floors")
    if given.shape not in {shape, shape[1:]}:
        raise InvalidInputError(
            f"floors has the shape {given.shape}",
            why=f"the votes have the shape {shape}",
            do="Pass a floor for each party, or one for each election and party",
        )
    least = machine_integers(given, "floors").reshape(-1, shape[1])
    short = np.flatnonzero(least.sum(axis=1) > house)
    if shape[0] and len(short):
        row = int(short[0])
        own = least[row if len(least) > 1 else 0]
        needed = int(own.sum())
        size = house if isinstance(house, int) else int(house[row])
        raise InfeasibleError(
            f"election {row}: the floors need {Count(needed):seat|seats}, the house has {size}",
            why="every party keeps at least its floor",
            do=f"Give the house {Count(needed):seat|seats}, or lower the floors by {needed - size}",
            conflict=(
                f"house size {size}",
                *(f"floor {floor} of {column}" for column, floor in enumerate(own) if floor),
            ),
            relaxation={"house_size": needed},
        )
    return least


@frozen
class Node:
    """An election or alliance: its members by lowest column.

    Parameters
    ----------
    members : tuple of int and Node
        Columns, and inner alliances.
    """

    members: tuple[int | Node, ...]

    @property
    def plain(self) -> bool:
        """Whether there are only parties here."""
        return all(isinstance(member, int) for member in self.members)

    def leaves(self) -> Iterator[int]:
        """Yield all columns below."""
        for member in self.members:
            if isinstance(member, int):
                yield member
            else:
                yield from member.leaves()

    def allied(self) -> Iterator[int]:
        """Yield all columns in alliances."""
        for member in self.members:
            if isinstance(member, Node):
                yield from member.leaves()

    def columns(self) -> Columns:
        """Return the alliances inside as nested tuples."""
        return tuple(_nested(member) for member in self.members if isinstance(member, Node))

    def pooled(self, figures: NDArray[np.integer]) -> NDArray[np.integer]:
        """Return the sum of each member's columns; Python integers where 64 bits could overflow."""
        if figures.dtype != object and int(figures.max()) * figures.shape[1] >= 2**63:
            figures = figures.astype(object)
        sums = np.empty((len(figures), len(self.members)), figures.dtype)
        for place, member in enumerate(self.members):
            if isinstance(member, int):
                sums[:, place] = figures[:, member]
            else:
                sums[:, place] = figures[:, list(member.leaves())].sum(axis=1)
        return sums


def _nested(node: Node) -> Columns:
    return tuple(m if isinstance(m, int) else _nested(m) for m in node.members)


def _lowest(member: int | Node) -> int:
    return member if isinstance(member, int) else min(member.leaves())


def column_tree(alliances: Columns, parties: int) -> Node:
    """Return the whole election as one tree.

    Parameters
    ----------
    alliances : nested sequences of int
        The outer alliances.
    parties : int
        The number of columns.
    """
    outer = [_node(alliance) for alliance in _listed(alliances)]
    taken: set[int] = set()
    for column in Node(tuple(outer)).leaves():
        if column in taken or column >= parties:
            twice, there = column in taken, f"the votes have {Count(parties):column|columns}"
            raise InvalidInputError(
                f"alliances names column {column}{' twice' if twice else ''}",
                why="votes are counted once" if twice else there,
                do="Number the columns from 0 up, and keep each in one alliance",
            )
        taken.add(column)
    alone = [column for column in range(parties) if column not in taken]
    return Node(tuple(sorted([*outer, *alone], key=_lowest)))


def _listed(members: object) -> Sequence[object]:
    if isinstance(members, Sequence) and not isinstance(members, str):
        return members
    raise InvalidInputError(
        f"alliances has {members!r}",
        why="alliances is a list of alliances, each a list of column numbers",
        do="Pass column numbers such as [(0, 3), (1, (2, 4))]",
    )


def _node(alliance: object) -> Node:
    members = _listed(alliance)
    if not len(members):
        raise InvalidInputError(
            "alliances has an empty alliance",
            why="votes are pooled among at least one list",
            do="Leave the empty alliance out",
        )
    inside: list[int | Node] = [
        _node(member)
        if isinstance(member, Sequence)
        else whole_number(member, "a column of alliances")
        for member in members
    ]
    return Node(tuple(sorted(inside, key=_lowest)))


def named(columns: Columns) -> Members:
    """Return nested column numbers as names of parties: their digits."""
    return [str(c) if isinstance(c, int) else named(c) for c in columns]
