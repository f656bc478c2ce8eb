"""What is known beforehand of a swing: how far each list moves, by name."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from kkr_allocation.errors import InvalidInputError
from kkr_allocation.inputs import known_names
from kkr_allocation.named_values import by_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from kkr_allocation.inputs import Figures

__all__ = ["checked_shift", "shifts"]


def checked_shift(shift: Figures) -> dict[str, float]:
    """Return how far lists move, by name, or say what is no movement.

    Parameters
    ----------
    shift : mapping of str to float, or pandas Series
        Finite numbers by list.

    Raises
    ------
    InvalidInputError
        If it is no mapping, a list stands twice, or a figure is no finite number.

    Examples
    --------
    >>> checked_shift({"V": -2})
    {'V': -2}
    """
    given = by_name(shift, "shift", '{"V": -2}')
    return {name: _finite(value, name) for name, value in given.items()}


def _finite(value: Any, name: object) -> float:  # noqa: ANN401  (what has no number is refused)
    try:
        finite = not isinstance(value, bool | str) and math.isfinite(value)
    except (TypeError, ValueError):
        finite = False
    if finite:
        number: float = value.item() if isinstance(value, np.generic) else value
        return number
    raise InvalidInputError(
        f"shift[{name!r}] is {value!r}",
        why="a list moves by a finite number",
        do="Pass a number such as -2, or leave the list out",
    )


def shifts(shift: Mapping[str, float], votes: Mapping[str, int]) -> NDArray[np.float64]:
    """Return the movement of each list of the election, 0 where none is known."""
    known_names(shift, votes, "shift")
    return np.array([shift.get(name, 0.0) for name in votes], np.float64)
