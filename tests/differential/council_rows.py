"""Random arrays of councils with planted ties and equal prices, and what `compose` gives each.

Run as ``python -m tests.differential.council_rows 20000`` it compares that many rows over all
readings, and fails on the first difference.
"""

from __future__ import annotations

import sys
import warnings
from fractions import Fraction
from typing import Any

import attrs
import numpy as np

import kkr_allocation as kkr
from kkr_allocation.composition.compose import composed

RULES = (
    kkr.DHONDT,
    kkr.SAINTE_LAGUE,
    kkr.ADAMS,
    kkr.IMPERIALI,
    kkr.MODIFIED_SAINTE_LAGUE,
    kkr.HUNTINGTON_HILL,
    kkr.LARGEST_REMAINDER,
    kkr.LARGEST_REMAINDER_DROOP,
)
SIZES = (*kkr.SizeRule, kkr.FixedSize(6), kkr.FixedSize(17))
LISTS = ("A", "V", "C", "L1", "L2", "F")
LARGEST = (9, 60, 60_000, 2**40, 2**49, 2**56)


def readings(generator: np.random.Generator) -> kkr.Statutes:
    """Draw one of all readings; d'Hondt with claims rounded up more often than others."""
    plain = generator.random() < 0.5
    cap = (2, 1, Fraction(3, 2), None)[generator.integers(4)]
    thresholds = [Fraction(1, 50), Fraction(1, 7)] + [Fraction(0)] * (cap is not None)
    return attrs.evolve(
        kkr.STATUTES_2018,
        rule=kkr.DHONDT if plain else RULES[generator.integers(len(RULES))],
        size_rule=kkr.SizeRule.ROUND_UP if plain else SIZES[generator.integers(len(SIZES))],
        threshold=thresholds[generator.integers(len(thresholds))],
        threshold_base=list(kkr.ThresholdBase)[generator.integers(2)],
        at_cap=list(kkr.AtCap)[generator.integers(2)],
        cap_factor=cap,
        seat_for_every_eligible=bool(generator.random() < 0.7),
    )


def random_batch(generator: np.random.Generator, councils: int) -> kkr.BatchComposition:
    """Compose councils of an invented region in an array; votes are copied and multiplied."""
    largest = LARGEST[generator.integers(len(LARGEST))]
    votes = generator.integers(0, largest, (councils, len(LISTS)), endpoint=True)
    twins = np.take_along_axis(votes, generator.integers(0, len(LISTS), votes.shape), axis=1)
    copied = generator.random(votes.shape) < 0.25
    votes = np.where(copied, twins * generator.integers(1, 4, votes.shape), votes)
    votes[generator.random(votes.shape) < 0.1] = 0
    own = councils if generator.random() < 0.5 else 1
    mayors = generator.integers(0, 4, (own, len(LISTS))) * (generator.random(len(LISTS)) < 0.6)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", kkr.IncompleteDataWarning)
        base = kkr.compose(
            dict(zip(LISTS, (500, 410, 300, 203, 100, 90), strict=True)),
            {"A": 1},
            municipalities=max(int(mayors.sum(axis=1).max()), 1) + int(generator.integers(3)),
            cooperations={"Locals": ["L1", "L2"]} if generator.random() < 0.4 else {},
            entitled=["A", "V", "C", "F"] if generator.random() < 0.2 else None,
            represented=["A", "V", "L1", "F"] if generator.random() < 0.2 else None,
        )
    base = attrs.evolve(base, basis=attrs.evolve(base.basis, votes_cast=1700))
    total = votes.sum(axis=1) + generator.integers(0, 2 + largest // 4, councils)
    return kkr.compose_batch(base, votes, mayors, total_votes=total, statutes=readings(generator))


def lowest_column_first(batch: kkr.BatchComposition, council: int) -> Any:
    """Return seats, eligible lists and capped of a row by `compose`, and whether it is tied.

    None where there is no council.
    """
    lots: list[kkr.Lot] = []
    while True:
        try:
            found = composed(batch.basis(council), batch.statutes, lots)
        except kkr.UnresolvedTieError as error:
            claimants = sorted(error.tie.claimants, key=batch.lists.index)
            lots.append(kkr.Lot(claimants, claimants[: error.tie.seats]))
        except (kkr.InfeasibleError, kkr.InvalidInputError):
            return None
        else:
            return found.seats, set(found.eligible), found.capped, bool(lots)


def in_array(batch: kkr.BatchComposition, council: int) -> Any:
    """Return the same of a row as the array has it."""
    if batch.refused[council]:
        marks = batch.tied[council], batch.capped[council]
        assert not any((*marks, *batch.eligible[council], *batch.seats[council]))
        return None
    named = dict(zip(batch.lists, batch.seats[council].tolist(), strict=True))
    inside = zip(batch.lists, batch.eligible[council].tolist(), strict=True)
    return (
        {name: seats for name, seats in named.items() if seats},
        {name for name, eligible in inside if eligible},
        bool(batch.capped[council]),
        bool(batch.tied[council]),
    )


def compare(batch: kkr.BatchComposition) -> None:
    """Hold every row of a batch to `compose`."""
    for council in range(len(batch)):
        expected = lowest_column_first(batch, council)
        case = batch.statutes, batch.votes[council].tolist(), council
        assert in_array(batch, council) == expected, case


def main(rows: int) -> None:
    """Compare at least this many rows."""
    generator = np.random.default_rng(rows)
    counted = np.zeros(4, int)
    while counted[0] < rows:
        batch = random_batch(generator, 40)
        compare(batch)
        marks = batch.tied, batch.capped, batch.refused
        counted += [len(batch), *(int(mark.sum()) for mark in marks)]
    print("{} rows equal: {} tied, {} capped, {} refused".format(*counted))  # noqa: T201  (run by hand)


if __name__ == "__main__":
    main(int(sys.argv[1]))
