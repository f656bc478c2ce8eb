"""What a solver, an interpreter or a hundred lists could still do to a check or a wait."""

from __future__ import annotations

import _thread
import multiprocessing
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING

import highspy
import numpy as np
import pytest
from scipy.sparse import csr_array

import kkr_allocation as kkr
from kkr_allocation.highs import minimised

if TYPE_CHECKING:
    from collections.abc import Iterator


def test_demands_of_axioms_outlive_the_loss_of_docstrings() -> None:
    code = (
        "from kkr_allocation.fairness import axioms, package_axioms, table_axioms, year_axioms\n"
        "every = [*axioms.AXIOMS, *package_axioms.PACKAGE_AXIOMS, *table_axioms.TABLE_AXIOMS,\n"
        "    *year_axioms.YEAR_AXIOMS]\n"
        "print(len(every), all(one.demand.endswith('.') for one in every), every[0].demand)"
    )
    done = subprocess.run(
        [sys.executable, "-OO", "-c", code], capture_output=True, text=True, check=True
    )
    told = "No party has fewer seats than its share of the house, rounded down."
    assert done.stdout.strip() == f"27 True {told}"


def small() -> float:
    """Return the optimum of a small programme."""
    random = np.random.default_rng(1)
    matrix = random.integers(1, 1000, (5, 14)).astype(float)
    rows = np.full(5, -np.inf), matrix.sum(axis=1) // 3
    costs = -random.integers(1, 1000, 14).astype(float)
    return minimised(costs, csr_array(matrix), rows, np.ones(14), whole=True).objective


@pytest.mark.skipif(sys.platform != "linux", reason="processes are forked on Linux alone")
@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
@pytest.mark.parametrize("way", ["fork", "spawn"])
def test_a_child_of_a_process_that_solved_finds_the_same(way: str) -> None:
    here = small()
    with multiprocessing.get_context(way).Pool(1) as pool:
        assert pool.apply_async(small).get(timeout=60) == here


@pytest.fixture
def deaf(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Make the solver deaf to its time limit and to Ctrl-C."""
    let_go = threading.Event()
    monkeypatch.setattr(highspy.Highs, "run", lambda _: let_go.wait(30))
    yield
    let_go.set()


@pytest.mark.usefixtures("deaf")
def test_a_solver_that_overlooks_its_time_is_left() -> None:
    begun = time.monotonic()
    found = minimised(
        np.ones(1),
        csr_array(np.ones((1, 1))),
        (np.ones(1), np.ones(1)),
        np.ones(1),
        whole=True,
        seconds=0.2,
    )
    assert time.monotonic() - begun < 5
    assert found.late
    assert not found.proven
    assert found.values is None


@pytest.mark.usefixtures("deaf")
def test_ctrl_c_is_heard_while_the_solver_is_deaf() -> None:
    begun = time.monotonic()
    timer = threading.Timer(0.3, _thread.interrupt_main)
    timer.start()
    with pytest.raises(KeyboardInterrupt):
        small()
    assert time.monotonic() - begun < 0.3 + 2.5


def test_the_order_of_hundreds_of_lists_is_verified_in_seconds() -> None:
    votes = {f"L{number}": 10**8 + 7919 * number**2 for number in range(150)}
    order = kkr.picking_order(kkr.entitle([kkr.Forum("F", 400)], votes))
    begun = time.process_time()
    assert order.verify().proven
    assert time.process_time() - begun < 8  # 30 s when every list was sought among all


def test_ctrl_c_is_heard_while_alliances_are_scanned() -> None:
    votes = {f"L{number}": 10**6 + 7919 * number**2 for number in range(13)}
    begun = time.monotonic()
    timer = threading.Timer(1, _thread.interrupt_main)
    timer.start()
    with pytest.raises(KeyboardInterrupt):
        kkr.alliance_scan(votes, 60)
    assert time.monotonic() - begun < 1 + 2.5
