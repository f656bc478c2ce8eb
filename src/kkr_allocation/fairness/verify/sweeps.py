"""The check of a `SweepResult`: its counts are those of the combinations of seats that came out.

Draws are not made again: votes are drawn by NumPy, whose numbers another program does not have.
What is counted of them can be counted twice, in other ways, and the base is checked as any result.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from kkr_allocation.fairness.verify import apportionments, councils
from kkr_allocation.fairness.verify.documents import false
from kkr_allocation.words import worded

if TYPE_CHECKING:
    from kkr_allocation.fairness.verify.documents import Document


def check(document: Document) -> tuple[str, ...]:
    """Check a sweep and return what was checked, one sentence each."""
    scenario, tallies, draws = (document[name] for name in ("scenario", "tallies", "draws"))
    base = scenario["base"]
    of_council = base["type"] == "Composition"
    held = (councils if of_council else apportionments).check(base)
    if len(tallies) != max(len(scenario["statutes"]), 1) or draws > document["asked"]:
        raise false("fairness.sweep_tallies", tallies=len(tallies), draws=draws)
    for reading, tally in enumerate(tallies):
        if tally["coalitions"] != scenario["coalitions"]:
            raise false("fairness.sweep_coalitions", reading=reading)
        _check_sums(tally, draws, reading)
        _check_joint(tally, reading)
    return (
        *held,
        worded("fairness.sweep_counted", draws=draws, readings=len(tallies)),
        worded("fairness.sweep_drawn", seed=str(document["seed"])),
    )


def _check_sums(tally: Document, draws: int, reading: int) -> None:
    """Hold each kind of count to the number of draws, and seats to houses."""
    seats, house = tally["seats"]["rows"], tally["house_size"]["rows"]
    decided = tally["decided"]
    members = sum(number * times for row in seats for number, times in enumerate(row))
    sums = {
        "draws": (decided + tally["tied"] + tally["refused"], draws),
        "lists": (len(seats), len(set(tally["lists"]))),
        "coalitions": (len(tally["majorities"]["rows"]), len(tally["coalitions"])),
        "house_size": (sum(house), decided),
        "members": (members, sum(size * times for size, times in enumerate(house))),
        **{f"list {place}": (sum(row), decided) for place, row in enumerate(seats)},
    }
    for what, (found, wanted) in sums.items():
        if found != wanted:
            raise false(
                "fairness.sweep_sums", reading=reading, what=what, found=found, wanted=wanted
            )


def _check_joint(tally: Document, reading: int) -> None:
    """Count again from the combinations: the same where they are all there, else no more."""
    joint, times = tally["joint"]["rows"], tally["times"]["rows"]
    lists, wide = tally["lists"], len(tally["lists"])
    if len(joint) != len(times) or any(len(row) != wide for row in joint) or 0 in times:
        raise false("fairness.sweep_joint", reading=reading)
    if len({tuple(row) for row in joint}) != len(joint):
        raise false("fairness.sweep_joint", reading=reading)
    again: Counter[object] = Counter()
    for row, often in zip(joint, times, strict=True):
        again["house", sum(row)] += often
        for place, seats in enumerate(row):
            again[place, seats] += often
        for place, group in enumerate(tally["coalitions"]):
            together = sum(row[lists.index(name)] for name in group)
            again["majority", place] += often * (2 * together > sum(row))
    counted: dict[object, int] = {
        ("house", size): often for size, often in enumerate(tally["house_size"]["rows"])
    }
    for place, row in enumerate(tally["seats"]["rows"]):
        counted |= {(place, seats): often for seats, often in enumerate(row)}
    counted |= {("majority", n): often for n, often in enumerate(tally["majorities"]["rows"])}
    whole = sum(times) == tally["decided"]
    for what in again.keys() | counted.keys():
        found, said = again[what], counted.get(what, 0)
        if found > said or (whole and found != said):
            raise false("fairness.sweep_again", reading=reading, found=found, said=said)
