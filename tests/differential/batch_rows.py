"""Random arrays of elections with planted ties, and the row-by-row answer of `apportion`.

Run as ``python -m tests.differential.batch_rows 100000`` it compares that many rows of batches
over all rules, trees, floors and sizes of votes, and fails on the first difference.
"""

from __future__ import annotations

import re
import sys
from typing import Any

import numpy as np
import pytest

import kkr_allocation as kkr

RULES = (
    kkr.DHONDT,
    kkr.SAINTE_LAGUE,
    kkr.MODIFIED_SAINTE_LAGUE,
    kkr.DANISH,
    kkr.ADAMS,
    kkr.IMPERIALI,
    kkr.HUNTINGTON_HILL,
    kkr.DEAN,
    kkr.LARGEST_REMAINDER,
    kkr.LARGEST_REMAINDER_DROOP,
)
LARGEST = (12, 3_000, 200_000, 2**26, 2**46, 2**58)


def lowest_column_first(
    votes: dict[str, int], house: int, rule: kkr.Rule, **more: Any
) -> tuple[list[int], bool]:
    """Return the seats of one election with every tie given to the lowest columns."""
    lots: list[kkr.Lot] = []
    if not any(votes.values()):
        return [0] * len(votes), True
    while True:
        try:
            seats = kkr.apportion(votes, house, rule, lots=lots, **more).seats
        except kkr.UnresolvedTieError as error:
            claimants = sorted(
                error.tie.claimants, key=lambda name: min(map(int, re.findall(r"\d+", name)))
            )
            lots.append(kkr.Lot(claimants, claimants[: error.tie.seats]))
        else:
            return list(seats.values()), bool(lots)


def random_tree(generator: np.random.Generator, parties: int) -> list[Any]:
    """Return nested alliances over some of the columns."""
    nodes: list[Any] = list(map(int, generator.permutation(parties)))
    for _ in range(generator.integers(0, 4)):
        size = int(generator.integers(1, 4))
        if len(nodes) > size:
            nodes = [*nodes[size:], nodes[:size]]
    return [node for node in nodes if not isinstance(node, int)]


def random_batch(
    generator: np.random.Generator, rule: kkr.Rule, elections: int
) -> tuple[np.ndarray, Any, dict[str, Any]]:
    """Return votes, house size and options; quotients tie on purpose."""
    parties = int(generator.integers(1, 9))
    largest = LARGEST[generator.integers(rule == kkr.LARGEST_REMAINDER_DROOP, len(LARGEST))]
    votes = generator.integers(0, largest, (elections, parties), endpoint=True)
    copied = generator.random(votes.shape) < 0.2
    twins = np.take_along_axis(votes, generator.integers(0, parties, votes.shape), axis=1)
    votes = np.where(copied, twins * generator.integers(1, 4, votes.shape), votes)
    votes[generator.random(votes.shape) < 0.1] = 0
    house: Any = int(generator.integers(0, 40))
    if generator.random() < 0.5:
        house = generator.integers(0, 40, elections)
    options: dict[str, Any] = {"alliances": random_tree(generator, parties)}
    if generator.random() < 0.3:
        share = np.broadcast_to(house, (elections,))[:, None] / (parties + 1)
        options["floors"] = (generator.random(votes.shape) * (share + 1)).astype(np.int64)
        options["floors"][options["floors"].sum(axis=1) > house] = 0
    if generator.random() < 0.3:
        share = kkr.Threshold(
            {1: f"{generator.integers(0, 12)}/100", 2: f"{generator.integers(0, 20)}/100"},
            votes={2: int(generator.integers(0, largest // 4 + 1))},
            total=None if generator.random() < 0.7 else sum(votes[0].tolist()),
        )
        options["threshold"] = share
    if largest < 2**26 and generator.random() < 0.5:
        votes = votes.astype(generator.choice(np.array(["int32", "uint32", "uint64", "object"])))
    return votes, house, options


def compare(generator: np.random.Generator, rule: kkr.Rule, elections: int) -> tuple[int, int]:
    """Hold one random batch to `apportion`; return how many rows were tied, and were not."""
    votes, house, options = random_batch(generator, rule, elections)
    try:
        batch = kkr.apportion_batch(votes, house, rule, **options)
    except (kkr.InfeasibleError, kkr.InvalidInputError) as error:
        refused = int(re.findall(r"election (\d+)", str(error))[0])
        with pytest.raises((kkr.InfeasibleError, kkr.InvalidInputError)):
            _exactly(votes, house, rule, options, refused)
        return 0, 0
    for row in range(elections):
        case, seats, tied = _exactly(votes, house, rule, options, row)
        assert batch.seats[row].tolist() == seats, case
        assert batch.tied[row] == tied, case
    return int(batch.tied.sum()), int((~batch.tied).sum())


def _exactly(
    votes: np.ndarray, house: Any, rule: kkr.Rule, options: dict[str, Any], row: int
) -> tuple[Any, list[int], bool]:
    """Return the row as `apportion` takes it, and its answer."""
    more: dict[str, Any] = {"alliances": _named(options["alliances"])}
    if "floors" in options:
        more["floors"] = {str(c): int(f) for c, f in enumerate(options["floors"][row])}
    if "threshold" in options:
        more["threshold"] = options["threshold"]
    size = int(np.broadcast_to(house, (len(votes),))[row])
    named = {str(column): int(count) for column, count in enumerate(votes[row])}
    return (named, size, rule, more), *lowest_column_first(named, size, rule, **more)


def _named(columns: Any) -> Any:
    return [str(c) if isinstance(c, int) else _named(c) for c in columns]


def main(rows: int) -> None:
    """Compare at least this many rows over all rules."""
    generator = np.random.default_rng(rows)
    tied = clear = 0
    while tied + clear < rows:
        for rule in RULES:
            counts = compare(generator, rule, 50)
            tied, clear = tied + counts[0], clear + counts[1]
    print(f"{tied + clear} rows equal, {tied} of them tied")  # noqa: T201  (run by hand)


if __name__ == "__main__":
    main(int(sys.argv[1]))
