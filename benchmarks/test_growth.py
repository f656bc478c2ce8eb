"""How the time of every verb grows: CPU time at four sizes, each about twice the one before.

The exponent is that of least squares on logarithms: 1 is linear. Each is asserted below a bound;
a step more than a verb needs, such as a look at all lists for each, breaks it.
"""

from __future__ import annotations

from random import Random
from time import process_time

import numpy as np
import pytest
from benchmarks.conftest import GROWTH

import kkr_allocation as kkr

STRENGTHS = {"A": 2411, "V": 1402, "C": 911, "F": 503, "B": 307, "Ø": 211}


def votes(lists):
    """Return votes without ties, by list."""
    random = Random(lists)  # noqa: S311  (invented votes)
    drawn = random.sample(range(10**8, 10**9), lists)
    return {f"L{number}": own for number, own in enumerate(drawn)}


def table(lines):
    """Return the arguments of a table of so many rows and columns."""
    random = Random(lines)  # noqa: S311  (invented votes)
    cells = [[random.randint(1, 1000) for _ in range(lines)] for _ in range(lines)]
    return cells, [lines] * lines, [lines] * lines


def fora(number):
    """Return fora of three posts."""
    return [kkr.Forum(f"F{place}", 3) for place in range(number)]


def apportion(lists):
    own = votes(lists)
    return lambda: kkr.apportion(own, 2 * lists)


def apportion_batch(rows):
    array = np.random.default_rng(1).integers(1, 10**6, (rows, 10))
    return lambda: kkr.apportion_batch(array, 50)


def compose(lists):
    own = votes(lists)
    mayors = {party: 1 + number % 3 for number, party in enumerate(own)}
    given = {"municipalities": sum(mayors.values()), "cooperations": {"all": list(own)}}
    return lambda: kkr.compose(own, mayors, **given)


def compose_batch(rows):
    council = kkr.compose(STRENGTHS, dict.fromkeys(STRENGTHS, 2), municipalities=12)
    array = np.random.default_rng(1).integers(10**5, 10**6, (rows, 6))
    return lambda: kkr.compose_batch(council, array)


def biproportion(lines):
    given = table(lines)
    return lambda: kkr.biproportion(*given)


def distribute(claimants):
    key = votes(claimants)
    return lambda: kkr.distribute(5 * claimants, key)


def distribute_table(lines):
    given = table(lines)
    return lambda: kkr.distribute_table(*given)


def entitle(number):
    listed = fora(number)
    return lambda: kkr.entitle(listed, STRENGTHS)


def picking_order(lists):
    shared = kkr.entitle([kkr.Forum("F", 3 * lists)], votes(lists))
    return lambda: kkr.picking_order(shared)


def appoint(number):
    listed, parties = fora(number), [*STRENGTHS]
    people = [
        kkr.Candidate(f"P{n}", f"m{n % 12}", parties[n % 6], sex="FM"[n % 7 % 2])
        for n in range(9 * number)
    ]
    shared = kkr.entitle(listed, STRENGTHS)
    return lambda: kkr.appoint(listed, people, shared)


def alliance_scan(structures):
    own = votes({4140: 8, 21_147: 9, 115_975: 10, 678_570: 11}[structures])
    assert len(kkr.alliance_scan(own, 31)) == structures
    return lambda: kkr.alliance_scan(own, 31)


def alliance_pairs(lists):
    own = votes(lists)
    return lambda: kkr.alliance_pairs(own, 31)


def explaining_alliances(lists):
    own = votes(lists)
    seats = kkr.apportion(own, 2 * lists).seats
    return lambda: kkr.explaining_alliances(own, seats, limit=100)


def margin(lists):
    result = kkr.apportion(votes(lists), 2 * lists)
    return lambda: kkr.margin(result)


def sweep(draws):
    council = kkr.compose_region(kkr.load_election(2025), "KKR Sjælland")
    scenario = kkr.Scenario(council, kkr.UniformSwing(1), coalitions=[["A", "F", "Ø", "B"]])
    return lambda: kkr.sweep(scenario, draws, seed=1)


def from_json(lists):
    text = apportion(lists)().to_json()
    return lambda: kkr.from_json(text)


def verify(lists):
    result = apportion(lists)()
    return result.verify


def verify_bounds(lists):
    """Return the check of a quota under which one list after another is cut to its cap."""
    own = {f"L{number}": 1000 + number**2 for number in range(lists)}
    caps = {f"L{number}": max(2, 5 * number // lists) for number in range(1, lists // 2)}
    return kkr.apportion(own, 10 * lists, kkr.LARGEST_REMAINDER, caps=caps).verify


def verify_order(lists):
    return picking_order(lists)().verify


def verify_appointments(number):
    return appoint(number)().verify


@pytest.mark.parametrize(
    ("verb", "size", "what", "bound"),
    [
        (apportion, 2000, "lists", 1.5),
        (apportion_batch, 20_000, "rows", 1.4),
        (compose, 500, "lists", 1.5),
        (compose_batch, 5000, "rows", 1.4),
        (biproportion, 20, "rows and columns", 2.6),
        (distribute, 1000, "claimants", 1.5),
        (distribute_table, 20, "rows and columns", 2.6),
        (entitle, 10, "fora", 2.0),
        (picking_order, 25, "lists, thrice as many turns", 2.3),
        (appoint, 2, "fora", 2.0),
        (alliance_scan, (4140, 21_147, 115_975, 678_570), "structures", 1.4),
        (alliance_pairs, 10, "lists", 2.5),
        (explaining_alliances, 8, "lists", 2.5),
        (margin, 4, "lists", 3.4),
        (sweep, 5000, "draws", 1.4),
        (from_json, 1000, "lists", 1.5),
        (verify, 1000, "lists", 1.5),
        (verify_bounds, 500, "lists under a quota with caps", 1.5),
        (verify_order, 25, "lists of a picking order", 1.7),
        (verify_appointments, 2, "fora", 2.4),
    ],
)
def test_growth(verb, size, what, bound):
    sizes = size if isinstance(size, tuple) else [size * 2**step for step in range(4)]
    verb(sizes[0])()  # what is imported when first asked for is no growth
    times = []
    for number in sizes:
        asked = verb(number)
        tried = []
        while not tried or (len(tried) < 5 and sum(tried) < 0.2):  # the fastest counts
            begun = process_time()
            asked()
            tried.append(process_time() - begun)
        times.append(min(tried))
    exponent = float(np.polyfit(np.log(sizes), np.log(times), 1)[0])
    GROWTH.append((verb.__name__, what, sizes[0], sizes[-1], times[0], times[-1], exponent, bound))
    assert exponent < bound
