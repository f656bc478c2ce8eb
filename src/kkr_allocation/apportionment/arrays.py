"""Labels of frames at the door: what is named is read by its name, never by where it stands.

Arrays go by position. Where two arguments have labels, or the names are known beforehand, as those
of a council's lists are, the same labels in another order are put in order, and others are refused.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import numpy as np
from attrs import frozen

from kkr_allocation.errors import Count, InfeasibleError, InvalidInputError
from kkr_allocation.inputs import whole_number

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable

    from numpy.typing import ArrayLike, NDArray

    from kkr_allocation.apportionment.alliances import Members


Axis: TypeAlias = Literal["row", "column"]
_SHOWN = 8


class Labels:
    """What the rows and the columns of several arguments are called, once one of them says so.

    Rows and columns that are not known beforehand are named by the first argument with labels;
    `source` is what they are the names of, for messages: ``"the lists of base"``.

    Examples
    --------
    >>> import pandas as pd
    >>> labels = Labels(columns=["A", "V"], source="the lists of base")
    >>> labels.table(pd.DataFrame({"V": [3, 4], "A": [1, 2]}, index=["x", "y"]), "votes").tolist()
    [[1, 3], [2, 4]]
    >>> labels.by_row(pd.Series({"y": 6, "x": 5}), "total_votes").tolist()
    [5, 6]
    >>> labels.table([[3, 1]], "mayors")
    [[3, 1]]
    """

    def __init__(
        self,
        *,
        rows: Iterable[Hashable] | None = None,
        columns: Iterable[Hashable] | None = None,
        source: str = "",
    ) -> None:
        given: dict[Axis, Iterable[Hashable] | None] = {"row": rows, "column": columns}
        self._known = {
            axis: (source, source, names) for axis, names in given.items() if names is not None
        }

    def table(self, figures: ArrayLike, what: str, *, one_for_all: bool = False) -> ArrayLike:
        """Return figures by row and column, or by column alone, in the order of the labels known.

        A Series is one row, a list of them a row each; what has no labels comes back as it is. A
        frame of a single row can be `one_for_all`, whatever its label. Other labels than those
        known, or one that stands twice, are refused.
        """
        if isinstance(figures, list | tuple) and any(
            _labels(row, "index") is not None for row in figures
        ):
            return [self.table(row, f"{what}[{n}]") for n, row in enumerate(figures)]  # type: ignore[return-value]  # rows of arrays
        index, columns = _labels(figures, "index"), _labels(figures, "columns")
        if columns is None:
            return self._taken(figures, what, {"column": index})
        rows = None if one_for_all and len(figures) == 1 else index  # type: ignore[arg-type]  # a frame has a length
        return self._taken(figures, what, {"row": rows, "column": columns})

    def by_row(self, figures: ArrayLike, what: str) -> ArrayLike:
        """Return a figure for each row in the order of the labels known, else as it is."""
        if _labels(figures, "columns") is not None:
            return figures
        return self._taken(figures, what, {"row": _labels(figures, "index")})

    def _taken(
        self,
        figures: Any,  # noqa: ANN401  (a frame, with pandas or without)
        what: str,
        axes: dict[Axis, Iterable[Hashable] | None],
    ) -> ArrayLike:
        """Return the array of what has labels, each axis in order."""
        if all(names is None for names in axes.values()):
            unlabelled: ArrayLike = figures
            return unlabelled
        array: NDArray[Any] = figures.to_numpy()
        for place, (axis, names) in enumerate(axes.items()):
            order = None if names is None else self.order(axis, names, what)
            if order is not None:
                array = array.take(order, axis=place)
        return array

    def order(self, axis: Axis, names: Iterable[Hashable], what: str) -> list[int] | None:
        """Return where each label known stands in `names`; None where the order is the same.

        Where no labels were known, these are from now on.
        """
        if axis not in self._known:
            self._known[axis] = what, f"the {axis}s of {what}", names
            return None
        first, source, known = self._known[axis]
        if _is_same_index(names, known):
            return None
        places, wanted = _places(names, axis, what), _places(known, axis, first)
        if wanted.keys() != places.keys():
            raise _other_labels(axis, what, places, source, wanted)
        order = [places[name] for name in wanted]
        return None if order == list(range(len(order))) else order

    def refuse_other_numbers(self, axis: Axis, numbers: Iterable[int], what: str) -> None:
        """Refuse numbers that stand for one row or column by position, and for another by label."""
        *_, known = self._known.get(axis, ((),))
        labels = {str(label): place for place, label in enumerate(known)}
        for number in numbers:
            place = labels.get(str(number), number)
            if place != number:
                raise InvalidInputError(
                    f"{what} has the number {number}, the label of {axis} {place}",
                    why=f"{axis}s are numbered from 0 as they stand, whatever their labels",
                    do="Give labels that are no numbers, or pass an array, which has none",
                )


def _is_same_index(labels: object, others: object) -> bool:
    """Say whether two arguments share one index, so that they stand in one order, labels or not."""
    return hasattr(labels, "is_") and bool(labels.is_(others))


def _labels(figures: object, axis: Literal["index", "columns"]) -> Iterable[Hashable] | None:
    """Return the labels of a frame or Series; a list's or text's `index` is a method."""
    labels = getattr(figures, axis, None) if hasattr(figures, "to_numpy") else None
    return None if callable(labels) else labels


def _places(labels: Iterable[Hashable], axis: Axis, what: str) -> dict[Hashable, int]:
    """Return where each label stands, or name the first that stands twice."""
    places: dict[Hashable, int] = {}
    for place, label in enumerate(labels):
        if places.setdefault(label, place) != place:
            raise InvalidInputError(
                f"the {axis} {label!r} stands twice in {what}",
                why=f"two {axis}s with one label cannot be told apart",
                do="Give each a label of its own, or go by position with .to_numpy()",
            )
    return places


def _other_labels(
    axis: Axis,
    what: str,
    found: dict[Hashable, int],
    source: str,
    wanted: dict[Hashable, int],
) -> InvalidInputError:
    odd = [label for label in found if label not in wanted]
    missing = [label for label in wanted if label not in found]
    parts = [f"names the {axis}s {_listed(odd)}"] if odd else []
    parts += [f"leaves out {_listed(missing)}"] if missing else []
    return InvalidInputError(
        f"{what} {' and '.join(parts)}",
        why=f"{source} are {_listed(list(wanted))}, and figures with labels are read by them",
        do=f"Give {what} the same labels, or pass {what}.to_numpy() to go by position",
    )


def _listed(labels: Sequence[Hashable]) -> str:
    more = f" and {len(labels) - _SHOWN} more" if len(labels) > _SHOWN else ""
    return ", ".join(map(repr, labels[:_SHOWN])) + more


# Arrays of whole numbers at the door: integers of any size, and floats that are integers.


_WORD = 2**63
_COUNTED = "what is counted is a whole number"


def integers(values: ArrayLike, what: str) -> NDArray[np.integer]:
    """Return an array of integers, of machine size or of Python, or say why it is none.

    Floats that are whole numbers pass; the first figure that is none is named.
    """
    array = _array(values, what)
    if array.dtype.kind in "iu":
        return array
    if array.dtype == object:
        return _whole_objects(array, what)
    if not array.size:
        return array.astype(np.int64)
    if array.dtype.kind == "f":
        return _whole_floats(array, what)
    raise InvalidInputError(
        f"{what} has numbers of type {array.dtype}",
        why=_COUNTED,
        do="Pass an array of integers: round(...).astype(int) where that is what you mean",
    )


def _array(values: ArrayLike, what: str) -> NDArray[Any]:
    try:
        array = np.asarray(values)
    except ValueError:
        raise InvalidInputError(
            f"{what} has rows of different lengths",
            why="each election has a figure for each of the same parties",
            do="Fill up the rows, with 0 for a party that does not stand",
        ) from None
    if array.ndim == 0 and array.dtype == object:
        raise InvalidInputError(
            f"{what} is {values!r}",
            why="elections in arrays have numbered columns, and no names",
            do="Pass a list of whole numbers in the order of the columns",
        )
    return array


def _whole_objects(array: NDArray[Any], what: str) -> NDArray[np.integer]:
    """Return objects as the integers they are, of machine size where all have room there."""
    counted: NDArray[Any] = array
    if set(map(type, array.flat)) != {int} or array.min() < 0:
        counted = np.empty(array.shape, object)
        for place, value in np.ndenumerate(array):
            counted[place] = whole_number(value, f"{what}{list(place)}")
    return counted if max(counted.flat, default=0) >= _WORD else counted.astype(np.int64)


def _whole_floats(array: NDArray[np.floating], what: str) -> NDArray[np.int64]:
    """Return floats as the integers they are, or name the first that is none or may be rounded."""
    exact = 2 ** min(np.finfo(array.dtype).nmant + 1, 53)
    wrong = np.argwhere(~((np.rint(array) == array) & (np.abs(array) < exact)))
    for place in map(tuple, wrong.tolist()):
        value = array[place]
        large = np.isfinite(value) and np.rint(value) == value
        raise InvalidInputError(
            f"{what}{list(place)} is {value}",
            why="a float this large has lost its last digits" if large else _COUNTED,
            do="Pass an array of integers: round(...).astype(int) where that is what you mean",
        )
    return array.astype(np.int64)


def one_or_each(figures: int | ArrayLike, what: str, rows: int) -> NDArray[np.int64]:
    """Return one figure for all rows of the votes, without dimensions, or one for each.

    Every figure is a whole number from 0 up to 2**63.
    """
    if hasattr(figures, "__len__"):
        given = integers(figures, what)
    else:
        given = np.array(whole_number(figures, what), object)
    if given.shape not in {(), (rows,)}:
        raise InvalidInputError(
            f"{what} has the shape {given.shape}",
            why=f"the votes have {Count(rows):row|rows}",
            do="Pass one whole number, or one for each row of the votes",
        )
    return machine_integers(given, what)


def machine_integers(values: NDArray[np.integer], what: str) -> NDArray[np.int64]:
    """Return integers as those of 64 bits, or name one that is below zero or has no room there."""
    if values.size and (values.min() < 0 or values.max() >= _WORD):
        wrong = values.min() if values.min() < 0 else values.max()
        raise InvalidInputError(
            f"{what} has {wrong}",
            why="a count lies between 0 and 2**63",
            do="Correct the figures, or clip simulated ones at zero",
        )
    seats: NDArray[np.int64] = values.astype(np.int64)
    return seats


# Arrays of elections at the door: votes, house sizes, floors, and alliances by column numbers.


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
    """An election or alliance: its members, columns and inner alliances, by lowest column."""

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
    """Return the whole election as one tree, each outer alliance a branch of it."""
    outer = [_node(alliance) for alliance in _batch_inputs_listed(alliances)]
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


def _batch_inputs_listed(members: object) -> Sequence[object]:
    if isinstance(members, Sequence) and not isinstance(members, str):
        return members
    raise InvalidInputError(
        f"alliances has {members!r}",
        why="alliances is a list of alliances, each a list of column numbers",
        do="Pass column numbers such as [(0, 3), (1, (2, 4))]",
    )


def _node(alliance: object) -> Node:
    members = _batch_inputs_listed(alliance)
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
