"""Arrays of whole numbers at the door: integers of any size, and floats that are integers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from kkr_allocation.errors import Count, InvalidInputError
from kkr_allocation.inputs import whole_number

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = ["integers", "machine_integers", "one_or_each"]

_WORD = 2**63
_COUNTED = "what is counted is a whole number"


def integers(values: ArrayLike, what: str) -> NDArray[np.integer]:
    """Return an array of integers, of machine size or of Python, or say why it is none.

    Parameters
    ----------
    values : array_like
        Integers, or floats that are whole numbers.
    what : str
        The argument's name, for messages.

    Raises
    ------
    InvalidInputError
        If rows differ in length, or naming the first figure that is no whole number.
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

    Raises
    ------
    InvalidInputError
        If a figure is no whole number from 0 up to 2**63, or there are not as many as rows.
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
