"""Optima, bounds and prices of whole-number programmes, held to every point there is."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from attrs import evolve

from kkr_allocation import highs
from kkr_allocation.appointments import solver
from kkr_allocation.appointments import solver as relaxations
from kkr_allocation.appointments.solver import Clock, Programme

POINTS = np.array(list(itertools.product((0, 1), repeat=10)))
FOREVER = Clock(None)


class Looks(Clock):
    """A clock that runs out once it has been looked at so many times."""

    def __init__(self, looks):
        super().__init__(None)
        self.left = looks

    @property
    def over(self):
        self.left -= 1
        return self.left < 0


def programme(seed, columns=10, *, even=False):
    """Return three random covering rows, odd so that relaxations miss."""
    random = np.random.default_rng(seed)
    made = Programme(columns)
    for _ in range(3):
        weights = random.integers(1, 8, columns)
        weights = 2 * weights if even else weights
        least = int(weights.sum() // 2) | even
        made.row(range(columns), weights.tolist(), least, least if even else None)
    made.row(range(columns), [1] * columns, 0, columns - 1)
    return made.system(), random.integers(1, 20, columns).astype(float)


def solutions(system):
    sums = POINTS @ system.matrix.T.toarray()
    kept = (sums >= system.least) & (sums <= system.most) if sums.size else np.ones((1, 1), bool)
    return POINTS[kept.all(axis=1) & (system.high >= POINTS).all(axis=1)]


@pytest.fixture
def few(monkeypatch):
    monkeypatch.setattr(solver, "_FEW", 2)


@pytest.mark.parametrize("seed", range(12))
def test_bounds_and_prices_are_true_of_every_solution(seed):
    system, costs = programme(seed)
    points = solutions(system)
    relaxed = relaxations.relaxation(system, costs, FOREVER)
    paid = points @ costs
    assert relaxed.least <= paid.min()
    for column, price in enumerate(relaxed.prices):
        using = paid[points[:, column] > 0]
        assert (using * relaxed.unit >= relaxed.bound + max(price, 0)).all()
    for value in (int(paid.min()), int(paid.min()) + 7):
        used = points[paid <= value].any(axis=0)
        assert not used[~relaxed.within(value)].any()


def test_where_the_relaxation_is_whole_only_the_cheapest_columns_stay():
    made = Programme(10)
    made.row(range(10), [1] * 10, 3, None)
    relaxed = relaxations.relaxation(made.system(), np.arange(10.0), FOREVER)
    assert relaxed.least == 3
    assert relaxed.within(3)[:3].all()
    assert not relaxed.within(3)[4:].any()
    assert relaxed.within(5)[:5].all()


@pytest.mark.parametrize("factor", [1, -1, -(10**30)])
def test_any_multipliers_give_a_true_bound(factor, monkeypatch):
    made = Programme(10)
    made.row(range(10), [1] * 10, None, 9)
    right = highs.minimised

    def misled(*programme, whole, **options):
        found = right(*programme, whole=whole, **options)
        return found if whole else evolve(found, multipliers=found.multipliers + 9.0 * factor)

    monkeypatch.setattr(highs, "minimised", misled)
    relaxed = relaxations.relaxation(made.system(), np.full(10, 20.0), FOREVER)
    assert relaxed.bound <= 0
    assert (relaxed.unit == 1) == (factor < -(10**20))


def test_large_costs_make_the_unit_coarser_and_the_bound_no_less_true():
    system, costs = programme(5)
    best = int((solutions(system) @ costs).min())
    fine = relaxations.relaxation(system, costs, FOREVER)
    coarse = relaxations.relaxation(system, costs * 2**45, FOREVER)
    assert fine.unit > coarse.unit >= 1
    assert fine.bound <= best * fine.unit
    assert coarse.bound <= best * 2**45 * coarse.unit


@pytest.mark.parametrize("steps", [0, 3])
@pytest.mark.parametrize("seed", range(6))
@pytest.mark.usefixtures("few")
def test_few_columns_first_changes_no_optimum(seed, steps):
    system, costs = programme(seed)
    points = solutions(system)
    paid = points @ costs
    known = np.flatnonzero(points[seed % len(points)]) if seed % 2 else ()
    answer = solver.minimum(system, costs, FOREVER, known=known, guide=costs[::-1], steps=steps)
    assert answer.value == answer.bound == paid.min()
    assert answer.value == costs @ answer.values
    assert not points[paid <= answer.value][:, answer.useless].any()


def test_many_columns_that_matter_are_looked_at_in_stages(monkeypatch):
    made = Programme(60)
    random = np.random.default_rng(0)
    made.row(range(60), random.integers(30, 60, 60).tolist(), 100, 101)
    system, costs = made.system(), random.integers(20, 30, 60).astype(float)
    direct = solver.minimum(system, costs, FOREVER)
    monkeypatch.setattr(solver, "_FEW", 2)
    staged = solver.minimum(system, costs, FOREVER, steps=0)
    assert (staged.value, staged.bound) == (direct.value, direct.bound)


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.usefixtures("few")
def test_closed_columns_stay_out(seed):
    made, costs = programme(seed)
    high = made.high.copy()
    high[[1, 4]] = 0
    system = solver.evolve(made, high=high)
    points = solutions(system)
    answer = solver.minimum(system, costs, FOREVER)
    if len(points):
        assert answer.value == answer.bound == (points @ costs).min()
        assert not answer.values[[1, 4]].any()
    else:
        assert answer.feasible is False


@pytest.mark.parametrize("count", [2, 300])
@pytest.mark.parametrize("steps", [0, 3])
def test_what_only_the_relaxation_can_meet_is_impossible(count, steps, monkeypatch):
    monkeypatch.setattr(solver, "_FEW", count)
    system, costs = programme(1, even=True)
    assert relaxations.relaxation(system, costs, FOREVER)
    assert solver.minimum(system, costs, FOREVER, steps=steps).feasible is False
    assert solver.first(system, costs, FOREVER).feasible is False


@pytest.mark.usefixtures("few")
def test_what_not_even_the_relaxation_can_meet_is_impossible():
    made = Programme(10)
    made.row(range(10), [1] * 10, 11, None)
    for ask in (solver.minimum, solver.first):
        answer = ask(made.system(), np.ones(10), FOREVER)
        assert answer.feasible is False
        assert answer.values is None


@pytest.mark.parametrize("steps", [0, 3])
@pytest.mark.parametrize("looks", range(6))
@pytest.mark.usefixtures("few")
def test_out_of_time_no_more_is_claimed_than_is_known(looks, steps):
    for seed in range(2):
        system, costs = programme(seed)
        best = (solutions(system) @ costs).min()
        answer = solver.minimum(system, costs, Looks(looks), steps=steps)
        assert answer.bound <= best
        assert answer.feasible is not False
        if answer.values is not None:
            assert answer.value >= best
            assert system.holds(answer.values)
        first = solver.first(system, costs, Looks(looks))
        assert first.feasible is not False


NOTHING = highs.Solution(
    proven=False,
    impossible=False,
    late=False,
    values=None,
    multipliers=np.zeros(0),
    objective=np.inf,
    bound=-np.inf,
    said="it gave up",
)


@pytest.mark.parametrize(
    ("ended", "feasible"),
    [({"late": True}, None), ({"impossible": True}, False), ({}, None)],
    ids=["late", "impossible", "gave up"],
)
@pytest.mark.usefixtures("few")
def test_how_the_relaxation_ended_is_how_the_answer_ends(ended, feasible, monkeypatch):
    monkeypatch.setattr(highs, "minimised", ending(**ended))
    system, costs = programme(0)
    assert solver.minimum(system, costs, FOREVER).feasible is feasible
    assert solver.first(system, costs, FOREVER).feasible is feasible


def ending(**fields):
    return lambda *_, **__: evolve(NOTHING, **fields)


def test_a_best_so_far_comes_with_the_bound_that_is_known(monkeypatch):
    system, costs = programme(0)
    point = np.array(solutions(system)[-1], dtype=float)
    paid = int(costs @ point)
    monkeypatch.setattr(highs, "minimised", ending(late=True, values=point, bound=paid - 4.5))
    answer = solver.minimum(system, costs, FOREVER)
    assert (answer.feasible, answer.value, answer.bound) == (True, paid, paid - 4)


def test_a_point_that_breaks_a_row_once_rounded_counts_as_nothing(monkeypatch):
    system, costs = programme(0)
    monkeypatch.setattr(highs, "minimised", ending(proven=True, values=np.full(10, 0.49)))
    answer = solver.minimum(system, costs, FOREVER)
    assert answer.feasible is None
    assert answer.values is None


@pytest.mark.parametrize(("least", "met"), [(0, True), (1, False)])
def test_without_columns_a_row_is_met_by_nothing_or_not_at_all(least, met):
    made = Programme(0)
    made.row([], [], least, None)
    answer = solver.minimum(made.system(), np.zeros(0), FOREVER)
    assert answer.feasible is met
    assert (answer.values is not None) is met
