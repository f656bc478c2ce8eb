"""Arrays at the door: labels, whole numbers, and alliances by column numbers.

Where two arguments have labels, or the names are known beforehand, the same labels in another order
are put in order, and others are refused; arrays without labels go by position.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from kkr_allocation.inputs import is_name, whole_number
from kkr_allocation.words import infeasible, refused

Axis: TypeAlias = Literal["row", "column"]
Frame: TypeAlias = Any  # with pandas or without
_SHOWN = 8


class Labels:
    """What rows and columns of several arguments are called, by `source` or who says so first."""

    def __init__(
        self,
        *,
        rows: Iterable[Hashable] | None = None,
        columns: Iterable[Hashable] | None = None,
        source: str = "",
    ) -> None:
        given: dict[Axis, Iterable[Hashable] | None] = {"row": rows, "column": columns}
        self._known = {
            a: (source, source, names) for a, names in given.items() if names is not None
        }

    def table(self, figures: ArrayLike, what: str, *, one_for_all: bool = False) -> ArrayLike:
        """Return figures by row and column, or by column alone, in the order of the labels known.

        A Series is one row, a list of them a row each; what has no labels comes back as it is. A
        frame of a single row can be `one_for_all`, whatever its label.
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
        self, figures: Frame, what: str, axes: dict[Axis, Iterable[Hashable] | None]
    ) -> ArrayLike:
        """Return the array of what has labels, each axis in order."""
        if all(names is None for names in axes.values()):
            unlabelled: ArrayLike = figures
            return unlabelled
        array = np.asarray(figures)
        for place, (axis, names) in enumerate(axes.items()):
            order = None if names is None else self.order(axis, names, what)
            if order is not None:
                array = array.take(order, axis=place)
        return array

    def order(self, axis: Axis, names: Iterable[Hashable], what: str) -> list[int] | None:
        """Return where each known label stands in `names`, or None where that is in order."""
        if axis not in self._known:
            self._known[axis] = what, f"the {axis}s of {what}", names
            return None
        first, source, known = self._known[axis]
        if hasattr(names, "is_") and names.is_(known):  # one index, whatever it holds
            return None
        places, wanted = _places(names, axis, what), _places(known, axis, first)
        if wanted.keys() != places.keys():
            odd, missing = places.keys() - wanted.keys(), wanted.keys() - places.keys()
            parts = [f"names the {axis}s {_listed(n for n in places if n in odd)}"] if odd else []
            parts += [f"leaves out {_listed(n for n in wanted if n in missing)}"] if missing else []
            raise refused(
                "apportionment.other_labels",
                what=what,
                parts=" and ".join(parts),
                source=source,
                wanted=_listed(wanted),
            )
        order = [places[name] for name in wanted]
        return None if order == list(range(len(order))) else order

    def names(self, axis: Axis, count: int) -> tuple[str, ...]:
        """Return what rows or columns are called; none if by numbers, or if not told apart."""
        *_, known = self._known.get(axis, ((),))
        labels = list(known)
        if labels == list(range(count)):
            return ()
        texts = tuple(map(str, labels))
        told = axis == "row" or len(set(texts)) == count
        return texts if told and all(map(is_name, texts)) else ()

    def refuse_other_numbers(self, axis: Axis, numbers: Iterable[int], what: str) -> None:
        """Refuse numbers that stand for one row or column by position, and for another by label."""
        *_, known = self._known.get(axis, ((),))
        labels = {str(label): place for place, label in enumerate(known)}
        for number in (n for n in numbers if labels.get(str(n), n) != n):
            place, key = labels[str(number)], "apportionment.number_and_label"
            raise refused(key, what=what, number=number, axis=axis, place=place)


def _labels(figures: object, axis: Literal["index", "columns"]) -> Iterable[Hashable] | None:
    """Return the labels of a frame or Series; a list's or text's `index` is a method."""
    if axis == "columns" and hasattr(figures, "column_names"):  # of Arrow
        named: list[str] = figures.column_names
        return named
    labels = getattr(figures, axis, None) if hasattr(figures, "to_numpy") else None
    return None if callable(labels) else labels


def _places(labels: Iterable[Hashable], axis: Axis, what: str) -> dict[Hashable, int]:
    """Return where each label stands, or name the first that stands twice."""
    places: dict[Hashable, int] = {}
    for place, label in enumerate(labels):
        if places.setdefault(label, place) != place:
            raise refused("apportionment.label_twice", axis=axis, label=label, what=what)
    return places


def _listed(labels: Iterable[Hashable]) -> str:
    shown = [repr(label) for label in labels]
    return ", ".join(shown[:_SHOWN]) + f" and {len(shown) - _SHOWN} more" * (len(shown) > _SHOWN)


_WORD = 2**63


def integers(values: ArrayLike, what: str) -> NDArray[np.integer]:
    """Return an array of integers, of machine size or of Python, or name the first that is none."""
    array = _array(values, what)
    if array.dtype.kind in "iu":
        return array
    if array.dtype == object:
        counted: NDArray[Any] = array
        if set(map(type, array.flat)) != {int} or array.min() < 0:
            counted = np.empty(array.shape, object)
            for place, value in np.ndenumerate(array):
                counted[place] = whole_number(value, f"{what}{list(place)}")
        return counted if max(counted.flat, default=0) >= _WORD else counted.astype(np.int64)
    if not array.size:
        return array.astype(np.int64)
    if array.dtype.kind == "f":
        return _whole_floats(array, what)
    raise refused("apportionment.numbers_of_type", what=what, kind=array.dtype)


def _array(values: ArrayLike, what: str) -> NDArray[Any]:
    try:
        array = np.asarray(values)
        listed = not hasattr(values, "dtype") and array.dtype.kind == "f"
        if listed and (np.abs(array) >= _WORD).any():  # what NumPy makes of 2**63 beside 1
            array = np.asarray(values, object)
    except ValueError:
        raise refused("apportionment.rows_of_other_lengths", what=what) from None
    if array.ndim == 0 and array.dtype == object:
        raise refused("apportionment.array_with_names", what=what, values=values)
    return array


def _whole_floats(array: NDArray[np.floating], what: str) -> NDArray[np.int64]:
    """Return floats as the integers they are, or name the first that is none or may be rounded."""
    exact = 2 ** min(np.finfo(array.dtype).nmant + 1, 53)
    wrong = np.argwhere(~((np.rint(array) == array) & (np.abs(array) < exact)))
    for place in map(tuple, wrong.tolist()):
        value = array[place]
        large = np.isfinite(value) and np.rint(value) == value
        raise refused(
            f"apportionment.{'float_too_large' if large else 'float_not_whole'}",
            what=what,
            place=list(place),
            value=value,
        )
    return array.astype(np.int64)


def one_or_each(figures: int | ArrayLike, what: str, rows: int) -> NDArray[np.int64]:
    """Return one figure for all rows, without dimensions, or one for each; all below 2**63."""
    if hasattr(figures, "__len__"):
        given = integers(figures, what)
    else:
        given = np.array(whole_number(figures, what), object)
    if given.shape not in {(), (rows,)}:
        raise refused("apportionment.one_or_each", what=what, shape=given.shape, rows=rows)
    return machine_integers(given, what)


def machine_integers(values: NDArray[np.integer], what: str) -> NDArray[np.int64]:
    """Return integers as those of 64 bits, or name one that is below zero or has no room there."""
    if values.size and (values.min() < 0 or values.max() >= _WORD):
        wrong = values.min() if values.min() < 0 else values.max()
        raise refused("apportionment.out_of_bounds", what=what, wrong=wrong)
    seats: NDArray[np.int64] = values.astype(np.int64)
    return seats


def row_sums(figures: NDArray[np.integer], more: int = 0) -> NDArray[Any]:
    """Return the sum of each row and `more`: as Python integers where 64 bits could overflow."""
    sums: NDArray[Any] = _summable(figures, more).sum(axis=1) + more
    return sums


def _summable(figures: NDArray[np.integer], more: int = 0) -> NDArray[np.integer]:
    """Return figures none of whose rows, or parts of one, sum to more than their type holds."""
    if figures.dtype == object or not figures.size:
        return figures
    if int(figures.max()) * figures.shape[1] + more < _WORD:
        return figures
    return figures.astype(object)


Columns: TypeAlias = "Sequence[int | Columns]"


def checked_threads(threads: int) -> int:
    """Return how many threads to work with."""
    workers = whole_number(threads, "threads")
    if workers:
        return workers
    raise refused("apportionment.no_threads")


def checked_floors(
    floors: ArrayLike, shape: tuple[int, ...], house: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Return floors as an array with one row, or with one for each election."""
    given = integers(floors, "floors")
    if given.shape not in {shape, shape[1:]}:
        raise refused("apportionment.floors_shape", given=given.shape, shape=shape)
    least = machine_integers(given, "floors").reshape(-1, shape[1])
    short = np.flatnonzero(row_sums(least) > house)
    if shape[0] and len(short):
        row = int(short[0])
        own = least[row if len(least) > 1 else 0]
        needed = sum(own.tolist())
        size = int(house[row] if house.ndim else house)
        named = (f"floor {floor} of {column}" for column, floor in enumerate(own) if floor)
        raise infeasible(
            "apportionment.election_floors_need",
            (f"house size {size}", *named),
            {"house_size": needed},
            row=row,
            needed=needed,
            size=size,
            more=needed - size,
        )
    return least


def leaves(member: int | Columns) -> Iterator[int]:
    """Yield all columns of an alliance, or the one that stands for itself."""
    if isinstance(member, int):
        yield member
    else:
        for inner in member:
            yield from leaves(inner)


def pooled(members: Columns, figures: NDArray[np.integer]) -> NDArray[np.integer]:
    """Return the sum of each member's columns; Python integers where 64 bits could overflow."""
    figures = _summable(figures)
    return np.stack([figures[:, list(leaves(member))].sum(axis=1) for member in members], axis=1)


def column_tree(alliances: Columns, parties: int) -> Columns:
    """Return the whole election as nested columns: alliances and who stands alone, lowest first."""
    outer = [_tree(alliance) for alliance in _members(alliances)]
    taken: set[int] = set()
    for column in leaves(outer):
        if column in taken:
            raise refused("apportionment.column_twice", column=column)
        if column >= parties:
            raise refused("apportionment.column_absent", column=column, parties=parties)
        taken.add(column)
    alone = [column for column in range(parties) if column not in taken]
    return tuple(sorted([*outer, *alone], key=lambda member: min(leaves(member))))


def _members(alliance: object) -> Sequence[object]:
    if isinstance(alliance, Sequence) and not isinstance(alliance, str):
        return alliance
    raise refused("apportionment.columns_as", members=alliance)


def _tree(alliance: object) -> Columns:
    inside = [
        _tree(one) if isinstance(one, Sequence) else whole_number(one, "a column of alliances")
        for one in _members(alliance)
    ]
    if not inside:
        raise refused("apportionment.empty_alliance")
    return tuple(sorted(inside, key=lambda member: min(leaves(member))))


def numbered(members: Any, names: Sequence[str]) -> Any:  # noqa: ANN401  (checked in `column_tree`)
    """Return nested names of columns as their numbers; what is no name stays as it is."""
    if isinstance(members, str):
        return names.index(members) if members in names else members
    return [numbered(m, names) for m in members] if isinstance(members, Sequence) else members


def named(columns: Columns, names: Sequence[str]) -> list[Any]:
    """Return nested column numbers as names of parties."""
    return [names[c] if isinstance(c, int) else named(c, names) for c in columns]
