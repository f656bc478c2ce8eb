"""Time of a scan of all structures of alliances, and of explaining councils with few lists."""

from __future__ import annotations

import pytest
from tests.golden.test_explaining_alliances import FEW

import kkr_allocation as kkr

VOTES = dict(
    zip(
        "ABCDEFGHIJKL",
        (24_062, 18_311, 9_120, 8_333, 7_204, 5_566, 4_890, 3_977, 3_021, 2_504, 1_200, 777),
        strict=True,
    )
)


@pytest.mark.parametrize("threads", [1, 2])
def test_scan_of_12_lists_and_31_seats(against, threads):
    scan = against(lambda: kkr.alliance_scan(VOTES, 31, threads=threads), rounds=1, within=8)
    assert len(scan) == 4_213_597
    for number in range(0, len(scan), 500_000):
        if not scan.tied[number]:
            seats = scan.apportion(scan.structure(number)).seats
            assert list(seats.values()) == scan.seats[number].tolist()


def small_councils():
    """Yield votes and official seats of the councils of 2021 and 2025 with few lists."""
    for year in (2021, 2025):
        for council in kkr.load_election(year).councils:
            if len(council.lists) <= FEW:
                yield (
                    {entry.key: entry.votes for entry in council.lists},
                    {entry.key: entry.seats for entry in council.lists},
                )


def test_councils_that_follow_from_alliances(against):
    known = list(small_councils())
    found = against(
        lambda: [kkr.explaining_alliances(votes, seats) for votes, seats in known],
        rounds=1,
        within=30,
    )
    assert len(found) == 27
    assert all(found)
