"""Pricing columns gives the optimum over all of them."""

from __future__ import annotations

import numpy as np
import pytest

from kkr_allocation.appointments import solver
from kkr_allocation.appointments.programme import Clock, Programme


def programme(random):
    """Three random covering rows over twelve columns, odd weights so that relaxations miss."""
    made = Programme(12)
    for _ in range(3):
        weights = random.integers(1, 8, 12).tolist()
        made.row(range(12), weights, int(sum(weights) // 2), None)
    made.row(range(12), [1] * 12, 0, 11)
    return made, dict(enumerate(random.integers(1, 20, 12).tolist()))


@pytest.mark.parametrize("seed", range(40))
def test_few_columns_first_changes_no_optimum(seed, monkeypatch):
    made, costs = programme(np.random.default_rng(seed))
    system, vector = made.system(), made.vector(costs)
    direct = solver.minimum(system, vector, Clock(None))
    monkeypatch.setattr(solver, "_FEW", 4)
    priced = solver.minimum(system, vector, Clock(None))
    assert direct.value == direct.bound
    assert (priced.value, priced.bound) == (direct.value, direct.bound)
