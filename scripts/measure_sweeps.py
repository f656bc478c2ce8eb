"""Measure how the cost of a sweep grows with the draws, in processor time of one thread.

Run as ``python scripts/measure_sweeps.py [DRAWS ...]``; prints the rows of the table in
docs/explanation/sweeps.md.
"""

from __future__ import annotations

import resource
import sys
import time

import kkr_allocation as kkr

LISTS = 9


def main() -> None:
    """Print draws, seconds, microseconds a draw, and the peak of memory so far."""
    council = kkr.compose_region(kkr.load_election(2021), "KKR Sjælland")
    votes = dict(list(council.votes.items())[:LISTS])
    scenario = kkr.Scenario(kkr.apportion(votes, council.house_size), kkr.UniformSwing(1))
    for draws in [int(text) for text in sys.argv[1:]] or [10**6, 10**7, 10**8]:
        before = time.process_time()
        kkr.sweep(scenario, draws, seed=1)
        spent = time.process_time() - before
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(f"| {draws:,} | {spent:.1f} | {1e6 * spent / draws:.2f} | {peak} |")


if __name__ == "__main__":
    main()
