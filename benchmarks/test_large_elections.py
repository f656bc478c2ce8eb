"""CPU time of elections of 100,000 lists by divisor rules, and of a document as long."""

from __future__ import annotations

import json
from random import Random
from time import process_time

import pytest

import kkr_allocation as kkr
from kkr_allocation.fairness.verify import verify

LISTS, HOUSE, MOST = 100_000, 50_000, 5
"""How many lists and seats there are, and the seconds of CPU time that an answer may take."""
RULES = {
    "d'Hondt": kkr.DHONDT,
    "Adams": kkr.ADAMS,
    "Dean": kkr.DEAN,
    "Huntington-Hill": kkr.HUNTINGTON_HILL,
}


@pytest.mark.parametrize("name", RULES)
def test_100_000_lists_of_very_unequal_size(name):
    random = Random(1)  # noqa: S311  (invented votes)
    votes = {f"L{place}": int(random.paretovariate(0.5)) % 10**12 + 1 for place in range(LISTS)}
    house = HOUSE if name == "d'Hondt" else LISTS + HOUSE  # the others give every list its first
    begun = process_time()
    seats = kkr.apportion(votes, house, RULES[name]).seats
    spent = process_time() - begun
    print(f"{name}: {spent:.1f} s of CPU time")  # noqa: T201  (what the page of reliability states)
    assert sum(seats.values()) == house
    assert spent < MOST


def test_a_document_that_names_one_of_200_000_lists_twice():
    shared = kkr.apportion({f"L{place}": place + 1 for place in range(2 * LISTS)}, 10)
    document = json.loads(shared.to_json())
    written = json.dumps(document)
    twice = written.replace('"L1"', '"L2"', 1)
    assert twice != written
    begun = process_time()
    with pytest.raises(kkr.KkrAllocationError):
        verify(twice)
    spent = process_time() - begun
    print(f"{spent:.1f} s of CPU time")  # noqa: T201  (what the page of reliability states)
    assert spent < MOST
