"""Labels of frames at the door: what is named is read by its name, never by where it stands.

Arrays go by position. Where two arguments have labels, or the names are known beforehand, as those
of a council's lists are, the same labels in another order are put in order, and others are refused.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from kkr_allocation.errors import InvalidInputError

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Sequence

    from numpy.typing import ArrayLike, NDArray

__all__ = ["Labels"]

Axis: TypeAlias = Literal["row", "column"]
_SHOWN = 8


class Labels:
    """What the rows and the columns of several arguments are called, once one of them says so.

    Parameters
    ----------
    rows, columns : iterable of str, optional
        Names known beforehand; by default those of the first argument that has some.
    source : str
        What they are the names of, for messages: ``"the lists of base"``.

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

        Parameters
        ----------
        figures : array_like, pandas DataFrame or Series, or list of Series
            A Series is one row; a list of them is a row each. What has no labels comes back as it
            is.
        what : str
            The argument's name, for messages.
        one_for_all : bool
            Whether a frame of a single row holds for all rows, whatever its label.

        Raises
        ------
        InvalidInputError
            If labels differ from those known, or one stands twice.
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
        """Return a figure for each row in the order of the labels known.

        Parameters
        ----------
        figures : int, array_like or pandas Series
            What has no labels comes back as it is.
        what : str
            The argument's name, for messages.

        Raises
        ------
        InvalidInputError
            If labels differ from those known, or one stands twice.
        """
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

        Parameters
        ----------
        axis : "row" or "column"
            What the labels name.
        names : iterable of hashable
            Labels of the argument. Where none were known, they are from now on.
        what : str
            The argument's name, for messages.

        Raises
        ------
        InvalidInputError
            If the labels are others than those known, or one of them stands twice.
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
        """Refuse numbers that stand for one row or column by position, and for another by label.

        Parameters
        ----------
        axis : "row" or "column"
            What is numbered.
        numbers : iterable of int
            Positions from 0 up.
        what : str
            What the numbers stand in, for the message: ``"alliances"``.

        Raises
        ------
        InvalidInputError
            If a number is the label of another one.
        """
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
