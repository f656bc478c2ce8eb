"""Councils and sweeps by the hundred thousand: against the bare sharing of the same rows."""

from __future__ import annotations

import numpy as np
import pytest

import kkr_allocation as kkr

ROWS = 100_000


@pytest.fixture(scope="module")
def council():
    return kkr.compose_region(kkr.load_election(2021), "KKR Sjælland")


@pytest.fixture(scope="module")
def swings(council):
    votes = np.array(list(council.basis.votes.values()))
    generator = np.random.default_rng(2021)
    return (votes * generator.uniform(0.8, 1.2, (ROWS, len(votes)))).astype(np.int64)


def test_councils_against_sharing_the_same_rows(against, council, swings):
    batch = against(
        lambda: kkr.compose_batch(council, swings),
        lambda: kkr.apportion_batch(swings, council.house_size),
        at_most=6,
    )
    for row in range(0, ROWS, 10_000):
        assert batch.row(row).house_size == batch.house_size[row]


def test_councils_against_composing_one_by_one(against, council, swings):
    one_by_one = kkr.compose_batch(council, swings[:200])

    def looped():
        return [one_by_one.row(row) for row in range(200)]

    batch = against(lambda: kkr.compose_batch(council, swings), looped, times=ROWS / 200)
    assert [c.house_size for c in looped()] == batch.house_size[:200].tolist()


def test_a_sweep_of_a_council(against, council):
    scenario = kkr.Scenario(council, kkr.UniformSwing(1), coalitions=[["A", "F", "Ø", "B"]])
    result = against(lambda: kkr.sweep(scenario, ROWS, seed=1), each=ROWS)
    tally = result.tallies[0]
    assert tally.decided + tally.tied + tally.refused == ROWS


def test_one_council(against, council):
    election = kkr.load_election(2021)
    result = against(lambda: kkr.compose_region(election, "KKR Sjælland"), rounds=20)
    assert result == council
