"""HiGHS through its own Python interface, which hears Ctrl-C and ends what it was solving.

The solver runs in a thread beside the one that waits for it. SciPy's door to the same solver hears
nothing before the solver has ended, which can take hours.
"""

from __future__ import annotations

from math import inf
from threading import Event, Thread
from time import monotonic
from typing import TYPE_CHECKING

import highspy
import numpy as np
from attrs import frozen

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy.sparse import csr_array


_IMPOSSIBLE = {
    highspy.HighsModelStatus.kInfeasible,
    highspy.HighsModelStatus.kUnboundedOrInfeasible,  # all columns are bounded
}
_TICK = 0.1  # seconds between two looks at whether the solver has ended or Ctrl-C was pressed
_GRACE = 1.0  # seconds in which a solver that is asked to end has to


@frozen(eq=False)
class Solution:
    """What HiGHS found; its figures are floats, which propose and prove nothing."""

    proven: bool  # whether the values are an optimum
    impossible: bool  # whether no values keep the rows
    late: bool  # whether the time ran out
    values: NDArray[np.float64] | None  # a value for each column; None where nothing was found
    multipliers: NDArray[np.float64]
    """What a row's bound is worth, of a programme that is not in whole numbers."""
    objective: float
    bound: float  # no values have a lower objective
    said: str  # how HiGHS calls the end


class _Silent(highspy.Highs):
    """A solver that says nothing on standard output, from its first line on."""

    def enableCallbacks(self) -> None:  # noqa: N802  (the name is HiGHS's)
        """Be silent before the callbacks, of which the making of a solver speaks first."""
        self.silent()
        super().enableCallbacks()  # type: ignore[no-untyped-call]  # HiGHS types most of its methods


def minimised(
    costs: NDArray[np.float64],
    matrix: csr_array,
    rows: tuple[NDArray[np.float64], NDArray[np.float64]],
    high: NDArray[np.float64],
    *,
    whole: bool,
    seconds: float = inf,
) -> Solution:
    """Minimise the costs over columns from 0 to `high` whose sums by row lie between two bounds.

    In whole numbers it is asked again without presolve where HiGHS fails inside that.
    """
    solver = _Silent()  # type: ignore[no-untyped-call]  # as above
    solver.HandleUserInterrupt = True
    solver.setOptionValue("mip_rel_gap", 0.0)
    programme = highspy.HighsLp()
    programme.num_row_, programme.num_col_ = matrix.shape
    programme.col_cost_ = np.asarray(costs, dtype=np.float64)
    programme.col_lower_ = np.zeros(costs.size)
    programme.col_upper_ = np.asarray(high, dtype=np.float64)
    programme.row_lower_, programme.row_upper_ = rows
    programme.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    programme.a_matrix_.start_ = matrix.indptr
    programme.a_matrix_.index_ = matrix.indices
    programme.a_matrix_.value_ = np.asarray(matrix.data, dtype=np.float64)
    if whole:
        programme.integrality_ = [highspy.HighsVarType.kInteger] * costs.size
    solver.passModel(programme)
    solver.setOptionValue("time_limit", seconds)
    late = Solution(False, False, True, None, np.zeros(matrix.shape[0]), inf, -inf, "time limit")  # noqa: FBT003  (a record)
    if not _run(solver, seconds):
        return late
    status = solver.getModelStatus()
    if status == highspy.HighsModelStatus.kSolveError and whole:
        solver.setOptionValue("presolve", "off")
        solver.clearSolver()
        if not _run(solver, seconds):
            return late
        status = solver.getModelStatus()
    found, info = solver.getSolution(), solver.getInfo()
    held = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
    return Solution(
        status == highspy.HighsModelStatus.kOptimal,
        status in _IMPOSSIBLE,
        status == highspy.HighsModelStatus.kTimeLimit,
        np.array(found.col_value) if held else None,
        np.array(found.row_dual) if found.dual_valid else np.zeros(matrix.shape[0]),
        info.objective_function_value,
        info.mip_dual_bound if whole else info.objective_function_value,
        solver.modelStatusToString(status),
    )


def _run(solver: highspy.Highs, seconds: float) -> bool:
    """Solve, and end the solver at Ctrl-C or where it overlooks its time; say whether it ended.

    HiGHS's own ``startSolve`` has one lock for all solvers of a process; here several can run. One
    that does not end when asked is left to its thread, and what it finds is not looked at.
    """
    ended, end = Event(), monotonic() + seconds + _GRACE

    def run() -> None:
        try:
            solver.run()
        finally:
            ended.set()

    Thread(target=run, daemon=True).start()
    try:
        while not ended.wait(_TICK):
            if monotonic() > end:
                solver.cancelSolve()
                return ended.wait(_GRACE)
    except KeyboardInterrupt:
        solver.cancelSolve()
        ended.wait(_GRACE)
        raise
    return True
