"""Time of one election, small and very large."""

from __future__ import annotations

import numpy as np

import kkr_allocation as kkr

COUNCIL = dict(zip("ABCDEFGHIJKL", range(24_062, 0, -1_999), strict=False))


def test_one_council_of_12_lists_and_36_seats(against):
    def hundred():
        for _ in range(100):
            result = kkr.apportion(COUNCIL, 36)
        return result

    result = against(hundred, rounds=30, each=100, within=60e-6)
    assert sum(result.seats.values()) == 36
    assert result.verify()


def test_a_thousand_parties_and_100_000_seats(against):
    counts = np.random.default_rng(4).integers(1, 10**6, 1000)
    votes = {f"list {place}": int(count) for place, count in enumerate(counts)}
    result = against(lambda: kkr.apportion(votes, 100_000), within=0.1)
    batch = kkr.apportion_batch(counts[None], 100_000)
    assert list(result.seats.values()) == batch.seats[0].tolist()
