"""How lists move together: a covariance checked once, and the factor that draws from it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from kkr_allocation.apportionment.labels import Labels
from kkr_allocation.errors import Count, InvalidInputError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import ArrayLike, NDArray

__all__ = ["by_list", "checked_covariance", "factor", "read_covariance"]

_GIVEN_BACK = 1e-7
"""How far, of its largest entry, a covariance may lie from what its factor gives back. Rounding
leaves an entry the root of the machine's precision, 1.5e-8, where a variance is taken for zero."""


def checked_covariance(covariance: ArrayLike) -> NDArray[np.float64]:
    """Return a covariance as an array of floats, or say why no movements have it.

    Parameters
    ----------
    covariance : (lists, lists) array
        Symmetric and positive semidefinite; a variance of 0 is a list that does not move.

    Raises
    ------
    InvalidInputError
        If it is no square array of finite numbers, not symmetric, or some sum of the lists would
        have a variance below 0.
    """
    matrix = _square(covariance)
    for (row, column), entry in np.ndenumerate(matrix):
        if not math.isfinite(entry):
            raise InvalidInputError(
                f"covariance[{row}, {column}] is {entry}",
                why="movements have finite variances",
                do="Pass a finite number; 0 where two lists do not move together",
            )
    for row, column in np.argwhere(~np.isclose(matrix, matrix.T)).tolist():
        raise InvalidInputError(
            f"covariance[{row}, {column}] is {matrix[row, column]:g}, and "
            f"covariance[{column}, {row}] is {matrix[column, row]:g}",
            why="a covariance is symmetric: A moves with B as much as B with A",
            do="Correct one of the two, or pass what numpy.cov returns",
        )
    root = factor(matrix)
    apart = np.abs(root @ root.T - matrix).max(initial=0)
    if apart > _GIVEN_BACK * np.abs(matrix).max(initial=0):
        raise InvalidInputError(
            f"covariance, of the shape {matrix.shape}, is not positive semidefinite",
            why="no movements have it: some sum of the lists would have a variance below 0",
            do="Lower the entries off the diagonal, or pass what numpy.cov returns",
        )
    return matrix


def read_covariance(
    covariance: ArrayLike,
) -> tuple[NDArray[np.float64], tuple[str, ...] | None]:
    """Return a covariance as `checked_covariance` does, and its lists where a frame names them.

    Raises
    ------
    InvalidInputError
        If rows and columns of a frame do not have the same labels, each once, or the array is no
        covariance.
    """
    names = getattr(covariance, "columns", None)
    if names is None:
        return checked_covariance(covariance), None
    square = Labels(rows=names, source="the columns of covariance")
    return checked_covariance(square.table(covariance, "covariance")), tuple(names)


def by_list(
    covariance: NDArray[np.float64], lists: tuple[str, ...] | None, votes: Mapping[str, int]
) -> NDArray[np.float64]:
    """Return a covariance with its lists in the order of the votes.

    Raises
    ------
    InvalidInputError
        If it has other lists than the election, or another number of them.
    """
    if lists is not None:
        order = Labels(columns=votes, source="the lists of base").order(
            "column", lists, "covariance"
        )
        return covariance if order is None else covariance[np.ix_(order, order)]
    if len(covariance) == len(votes):
        return covariance
    raise InvalidInputError(
        f"covariance has the shape {covariance.shape}",
        why=f"the election has {Count(len(votes)):list|lists}",
        do="Pass a square array with a row for each list of the base",
    )


def _square(covariance: ArrayLike) -> NDArray[np.float64]:
    try:
        matrix = np.asarray(covariance, np.float64)
    except (TypeError, ValueError) as error:
        raise InvalidInputError(
            "covariance is no array of numbers",
            why=str(error),
            do="Pass a row for each list, such as [[4, -4], [-4, 4]]",
        ) from None
    if matrix.ndim != 2 or matrix.shape[0] != matrix.shape[1]:  # noqa: PLR2004  (rows and columns)
        raise InvalidInputError(
            f"covariance has the shape {matrix.shape}",
            why="each list moves with each, so that there are as many rows as columns",
            do="Pass a square array with a row for each list of the base",
        )
    return matrix


def factor(covariance: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return Cholesky's factor, with a column of zeros where nothing is left to move.

    It is written out since NumPy's refuses variances of zero, and since eigenvectors, whose signs
    are open, would draw other elections from the same seed on another machine.

    Parameters
    ----------
    covariance : (lists, lists) float64 array
        A covariance.

    Returns
    -------
    (lists, lists) float64 array
        Lower triangular; times its transpose it gives the covariance back.

    Examples
    --------
    >>> factor(np.array([[4.0, -4.0], [-4.0, 4.0]])).tolist()
    [[2.0, 0.0], [-2.0, 0.0]]
    """
    root = np.zeros_like(covariance)
    least = covariance.diagonal().max(initial=0) * len(covariance) * np.finfo(np.float64).eps
    for place in range(len(covariance)):
        rest = covariance[place:, place] - root[place:, :place] @ root[place, :place]
        if rest[0] > least:
            root[place:, place] = rest / math.sqrt(rest[0])
    return root
