"""A growing 0-1 programme: columns, and rows of whole numbers over them."""

from __future__ import annotations

import time
from math import inf
from typing import TYPE_CHECKING

import numpy as np
from attrs import evolve, frozen

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray
    from scipy.sparse import csr_array

__all__ = ["Clock", "Programme", "System"]


class Clock:
    """The time that is left.

    Parameters
    ----------
    seconds : float or None
        The limit from now on; None for no limit.
    """

    def __init__(self, seconds: float | None) -> None:
        self._end = inf if seconds is None else time.monotonic() + seconds

    @property
    def over(self) -> bool:
        """Return whether the time is up."""
        return time.monotonic() >= self._end

    @property
    def seconds(self) -> float:
        """Return the seconds that are left; infinite where there is no limit."""
        return max(self._end - time.monotonic(), 0.0)


@frozen(eq=False)
class System:
    """The rows as a matrix with bounds.

    Parameters
    ----------
    matrix : sparse array, rows x columns
        The sums.
    least, most : array
        Bounds of the sums; infinite where there is none.
    high : array
        The highest value of each column, zero for a closed one; the lowest is zero.
    free : int
        Columns from this one on are counts of shortfalls, always kept.
    """

    matrix: csr_array
    least: NDArray[np.float64]
    most: NDArray[np.float64]
    high: NDArray[np.float64]
    free: int

    def only(self, columns: NDArray[np.int64]) -> System:
        """Return the system with all other columns at zero."""
        if columns.size == self.high.size:
            return self
        matrix = self.matrix[:, columns]
        kept = (np.diff(matrix.indptr) > 0) | (self.least > 0) | (self.most < 0)
        free = int(np.searchsorted(columns, self.free))
        return System(matrix[kept], self.least[kept], self.most[kept], self.high[columns], free)

    def bounded(self, costs: NDArray[np.float64], most: int) -> System:
        """Return the system with one row more: the costs sum to at most this."""
        from scipy.sparse import csr_array, vstack

        return evolve(
            self,
            matrix=csr_array(vstack([self.matrix, csr_array(costs.reshape(1, -1))])),
            least=np.append(self.least, -inf),
            most=np.append(self.most, most),
        )

    def holds(self, values: NDArray[np.int64]) -> bool:
        """Say whether whole values keep every row and are no higher than the columns' highest."""
        sums = self.matrix.astype(np.int64) @ values
        rows = (sums >= self.least) & (sums <= self.most)
        return bool(rows.all() and (values >= 0).all() and (values <= self.high).all())


class Programme:
    """Columns with whole values from zero up, and rows over them.

    Parameters
    ----------
    columns : int
        The 0-1 columns to begin with.
    """

    def __init__(self, columns: int) -> None:
        self._high = [1.0] * columns
        self._free = columns
        self._rows: list[int] = []
        self._columns: list[int] = []
        self._values: list[int] = []
        self._least: list[float] = []
        self._most: list[float] = []

    def column(self, high: float) -> int:
        """Add a column that counts a shortfall from zero up and return its number."""
        self._high.append(high)
        return len(self._high) - 1

    def close(self, columns: Iterable[int]) -> None:
        """Hold columns at zero from now on."""
        for column in columns:
            self._high[column] = 0.0

    def row(
        self,
        columns: Sequence[int],
        values: Iterable[int],
        low: float | None,
        high: float | None,
    ) -> None:
        """Add a row: a weighted sum of columns between two bounds, None for no bound."""
        number = len(self._least)
        self._rows += [number] * len(columns)
        self._columns += columns
        self._values += values
        self._least.append(-inf if low is None else low)
        self._most.append(inf if high is None else high)

    def forget(self, rows: int) -> None:
        """Take back the rows after the first so many."""
        del self._least[rows:], self._most[rows:]
        entries = next((i for i, row in enumerate(self._rows) if row >= rows), len(self._rows))
        del self._rows[entries:], self._columns[entries:], self._values[entries:]

    @property
    def height(self) -> int:
        """Return the number of rows."""
        return len(self._least)

    def system(self) -> System:
        """Return columns and rows as they stand."""
        from scipy.sparse import coo_array, csr_array

        matrix = coo_array(
            (
                np.array(self._values, dtype=float),
                (np.array(self._rows, dtype=np.int64), np.array(self._columns, dtype=np.int64)),
            ),
            shape=(len(self._least), len(self._high)),
        )
        return System(
            csr_array(matrix),
            np.array(self._least),
            np.array(self._most),
            np.array(self._high),
            self._free,
        )

    def vector(self, costs: Mapping[int, int]) -> NDArray[np.float64]:
        """Return whole-number costs as an objective."""
        objective = np.zeros(len(self._high))
        objective[list(costs)] = list(costs.values())
        return objective
