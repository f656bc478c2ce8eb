"""Time of a scan of all structures of alliances, and of explaining every council."""

from __future__ import annotations

import pytest

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


def test_every_council_of_2025_explained(against):
    known = [
        tuple(
            {entry.key: getattr(entry, figure) for entry in council.lists}
            for figure in ("votes", "seats")
        )
        for council in kkr.load_election(2025).councils
    ]
    found = against(
        lambda: [kkr.explaining_alliances(votes, seats, limit=1) for votes, seats in known],
        rounds=1,
        within=60,
    )
    assert len(found) == 98
    assert all(map(len, found))


@pytest.mark.parametrize("limit", [1000, 25_000])
def test_pairs_never_together_of_24_lists(against, limit):
    council = max(kkr.load_election(2025).councils, key=lambda one: len(one.lists))
    votes, seats = ({e.key: getattr(e, f) for e in council.lists} for f in ("votes", "seats"))
    assert len(votes) == 24

    def asked():
        return kkr.explaining_alliances(votes, seats, limit=limit).never

    assert len(against(asked, rounds=1)) == 4
