"""Whole-number programmes for SciPy's HiGHS, asked again where its presolve fails."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy.optimize import LinearConstraint

__all__ = ["minimised"]

_SOLVE_ERROR = 4


def minimised(
    costs: NDArray[np.float64],
    high: NDArray[np.float64],
    constraints: LinearConstraint,
    *,
    seconds: float = inf,
) -> Any:  # noqa: ANN401  (SciPy's result)
    """Return SciPy's answer to a programme whose columns are all whole numbers.

    Parameters
    ----------
    costs, high : (columns,) float64 array
        What each column costs, and the most it can be; the least is zero.
    constraints : LinearConstraint
        The rows.
    seconds : float, optional
        The time limit; none by default.

    Notes
    -----
    HiGHS ends some small programmes with a solve error inside its presolve. Without
    the presolve it solves them.
    """
    from scipy.optimize import Bounds, milp

    def asked(*, presolve: bool) -> Any:  # noqa: ANN401  (as above)
        return milp(
            costs,
            integrality=np.ones(costs.size, dtype=np.int64),
            bounds=Bounds(np.zeros(costs.size), high),
            constraints=constraints,
            options={"mip_rel_gap": 0.0, "time_limit": seconds, "presolve": presolve},
        )

    result = asked(presolve=True)
    return asked(presolve=False) if result.status == _SOLVE_ERROR else result
