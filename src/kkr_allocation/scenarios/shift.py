"""What is known beforehand of a swing: how far each list moves, by name."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from kkr_allocation.errors import InvalidInputError
from kkr_allocation.inputs import known_names

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
    if isinstance(shift, str) or not hasattr(shift, "items"):
        raise InvalidInputError(
            f"shift is {shift!r:.80}",
            why="every movement needs the list it belongs to",
            do='Pass a mapping such as {"V": -2}, or a pandas Series',
        )
    moved: dict[str, float] = {}
    for name, value in shift.items():
        if name in moved:
            raise InvalidInputError(
                f"shift names {name!r} twice",
                why="a list moves once",
                do="Give each list one movement",
            )
        moved[name] = _finite(value, name)
    return moved


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
