"""How the cost of arrays of elections grows with parties and seats, for three ways to share."""

from __future__ import annotations

import numpy as np
import pytest

import kkr_allocation as kkr

ENTRIES = 600_000
"""Votes in each array: rows times parties."""
PATHS = {
    "d'Hondt, votes to 10^6": (kkr.DHONDT, 10**6),
    "d'Hondt, votes to 2^44": (kkr.DHONDT, 2**44),
    "Huntington-Hill, votes to 10^6": (kkr.HUNTINGTON_HILL, 10**6),
}


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(("parties", "seats"), [(4, 9), (12, 36), (30, 60), (100, 200)])
def test_grid(against, benchmark, path, parties, seats):
    rule, most = PATHS[path]
    votes = np.random.default_rng(parties).integers(
        most // 1000, most, (ENTRIES // parties, parties)
    )
    batch = against(lambda: kkr.apportion_batch(votes, seats, rule), rounds=3, each=len(votes))
    benchmark.extra_info |= {"path": path, "parties": parties, "rows": len(votes)}
    names = list(map(str, range(parties)))
    first = dict(zip(names, votes[0].tolist(), strict=True))
    assert batch.row(0).seats == kkr.apportion(first, seats, rule).seats
