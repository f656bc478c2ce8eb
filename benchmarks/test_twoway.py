"""Two-way tables: how fast, and how many times as fast as biprop in the same run.

The tables are invented: votes with a few large and many small parties, margins by Sainte-Laguë.
Every answer is verified by its divisors before it is timed.
"""

from __future__ import annotations

import contextlib
import importlib.util
import io
import time
from fractions import Fraction
from operator import itemgetter

import numpy as np
import pytest

import kkr_allocation as kkr

LIMITS = {(98, 12, 2432): 0.1, (1000, 50, 30000): 5.0}
CANTONS = [(9, 18, 180), (10, 18, 150)]
ROUNDS = 5
TABLES = 12


def invented(rows, columns, seats, seed):
    """Return votes and margins of an invented election."""
    rng = np.random.default_rng(seed)
    sizes = rng.lognormal(0, 1.2, (rows, 1)) * rng.lognormal(0, 1.2, (1, columns))
    votes = (sizes * rng.lognormal(0, 0.4, (rows, columns)) * 5000).astype(np.int64) + 1
    return votes.tolist(), shared(votes.sum(axis=1), seats), shared(votes.sum(axis=0), seats)


def shared(totals, seats):
    votes = {str(place): int(total) for place, total in enumerate(totals)}
    return list(kkr.apportion(votes, seats, kkr.SAINTE_LAGUE).seats.values())


@pytest.mark.parametrize("size", [*CANTONS, *LIMITS], ids=str)
@pytest.mark.parametrize("rule", [kkr.SAINTE_LAGUE, kkr.DHONDT], ids=str)
def test_table(benchmark, size, rule):
    votes, rows, columns = invented(*size, seed=1)
    assert kkr.biproportion(votes, rows, columns, rule).verify()
    benchmark(kkr.biproportion, votes, rows, columns, rule)
    if size in LIMITS and benchmark.stats:
        assert benchmark.stats.stats.min < LIMITS[size]


@pytest.mark.parametrize("size", [(98, 12, 588), (100, 50, 2500)], ids=str)
def test_everything_tied(benchmark, size):
    rows, columns, seats = size
    votes = [[1] * columns] * rows
    margins = [seats // rows] * rows, [seats // columns] * columns

    def tied():
        with pytest.raises(kkr.UnresolvedTieError) as caught:
            kkr.biproportion(votes, *margins)
        return caught.value.tie

    assert len(tied().claimants) == rows * columns
    benchmark.pedantic(tied, rounds=1)


@pytest.mark.parametrize("size", [(98, 12, 2000), (300, 40, 4000)], ids=str)
def test_controlled_rounding(benchmark, size):
    rows, columns, places = size
    votes, by_row, _ = invented(rows, columns, places, seed=1)
    claims = [
        [Fraction(total * v, sum(row)) for v in row]
        for row, total in zip(votes, by_row, strict=True)
    ]
    sums = {str(j): sum(column) for j, column in enumerate(zip(*claims, strict=True))}
    by_column = list(kkr.distribute(places, sums).places.values())
    rounded = kkr.distribute_table(claims, by_row, by_column, kkr.CONTROLLED_ROUNDING)
    assert rounded.verify()
    assert (abs(rounded.places - np.array(claims)) < 1).all()
    options = {"rule": kkr.CONTROLLED_ROUNDING}
    benchmark.pedantic(kkr.distribute_table, (claims, by_row, by_column), options, rounds=1)


@pytest.mark.skipif(importlib.util.find_spec("biprop") is None, reason="needs the extra peers")
@pytest.mark.parametrize("size", CANTONS, ids=str)
def test_ratio_to_biprop(benchmark, size):
    elections = [invented(*size, seed=seed) for seed in range(TABLES)]
    ours = [kkr.biproportion(*election).seats for election in elections]
    theirs, seconds = min((peer(elections, size[2]) for _ in range(ROUNDS)), key=itemgetter(1))
    for own, other in zip(ours, theirs, strict=True):
        assert np.array_equal(own, other)
    benchmark(lambda: [kkr.biproportion(*election) for election in elections])
    if benchmark.stats:
        ratio = seconds / benchmark.stats.stats.min
        benchmark.extra_info["times as fast as biprop"] = round(ratio, 1)
        assert ratio >= 2


def peer(elections, seats):
    """Return the answers of biprop and the seconds of its lower apportionments."""
    import biprop

    answers, seconds = [], 0.0
    with contextlib.redirect_stdout(io.StringIO()):
        for votes, _, _ in elections:
            election = biprop.Election(votes, total_seats=seats)
            election.upper_apportionment(which="parties")
            election.upper_apportionment(which="regions")
            start = time.perf_counter()
            answers.append(np.asarray(election.lower_apportionment()))
            seconds += time.perf_counter() - start
    return answers, seconds
