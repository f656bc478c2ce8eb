"""HiGHS through its own interface: SciPy's answers, two at once, and an end when asked."""

import _thread
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import csr_array

from kkr_allocation.highs import minimised


def programme(seed, rows, columns):
    """Return costs, rows, their bounds and those of the columns: a knapsack of many weights."""
    random = np.random.default_rng(seed)
    matrix = random.integers(1, 1000, (rows, columns)).astype(float)
    most = matrix.sum(axis=1) // 3
    costs = -random.integers(1, 1000, columns).astype(float)
    return costs, csr_array(matrix), (np.full(rows, -np.inf), most), np.ones(columns)


@pytest.mark.parametrize("seed", range(8))
def test_optima_are_scipys(seed):
    costs, matrix, (least, most), high = programme(seed, 5, 14)
    whole = minimised(costs, matrix, (least, most), high, whole=True)
    theirs = milp(
        costs,
        integrality=np.ones(14),
        bounds=Bounds(0, high),
        constraints=LinearConstraint(matrix, least, most),
    )
    assert whole.proven
    assert not whole.impossible
    assert round(whole.objective) == round(theirs.fun) == round(whole.bound)
    assert (matrix @ np.rint(whole.values) <= most).all()
    relaxed = minimised(costs, matrix, (least, most), high, whole=False)
    priced = linprog(costs, A_ub=matrix.toarray(), b_ub=most, bounds=[(0, 1)] * 14)
    assert relaxed.objective == pytest.approx(priced.fun)
    assert relaxed.multipliers @ most + np.minimum(
        costs - relaxed.multipliers @ matrix.toarray(), 0
    ).sum() == pytest.approx(priced.fun)


def test_what_cannot_be_is_said():
    costs, matrix, (_, most), high = programme(1, 3, 6)
    found = minimised(costs, matrix, (most * 9, most * 9), high, whole=True)
    assert found.impossible
    assert found.values is None


def test_two_are_solved_at_once_and_nothing_is_printed(capfd):
    asked = [programme(seed, 5, 14) for seed in range(6)]
    alone = [minimised(*one, whole=True).objective for one in asked]
    with ThreadPoolExecutor(3) as pool:
        together = list(pool.map(lambda one: minimised(*one, whole=True).objective, asked))
    assert together == alone
    assert capfd.readouterr() == ("", "")


def test_time_is_kept_and_the_best_so_far_is_told():
    found = minimised(*programme(1, 40, 120), whole=True, seconds=0.5)
    assert not found.proven
    assert found.values is None or found.bound <= found.objective


def test_ctrl_c_ends_the_solver_at_once():
    before = threading.active_count()
    timer = threading.Timer(1, _thread.interrupt_main)
    timer.start()
    begun = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        minimised(*programme(1, 40, 120), whole=True)
    assert time.monotonic() - begun < 3  # a second until it is asked, and two
    deadline = time.monotonic() + 5
    while threading.active_count() > before and time.monotonic() < deadline:
        threading.Event().wait(0.01)
    assert threading.active_count() == before
