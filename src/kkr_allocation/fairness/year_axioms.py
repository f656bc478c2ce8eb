"""The axioms of places shared year after year, as functions that look for a breach.

A year's rounding is no injustice; the same rounding every year is. These bound how far what a
claimant has had in all can drift from its claims, and how far two claimants can drift apart.
"""

from __future__ import annotations

from itertools import permutations
from math import ceil, floor
from typing import TYPE_CHECKING

from kkr_allocation.errors import Count
from kkr_allocation.fairness.counterexamples import Breach
from kkr_allocation.fairness.year_verdicts import YearAxiom, YearOutcome, YearShare
from kkr_allocation.literature import BALINSKI_YOUNG, TIJDEMAN, WEIGHTED_ENVY

if TYPE_CHECKING:
    from kkr_allocation.fairness.year_verdicts import Years

__all__ = [
    "BOUNDED_DRIFT",
    "ENVY_UP_TO_ONE_PLACE",
    "QUOTA_OF_EVERY_YEAR",
    "QUOTA_OF_THE_RUN",
    "YEAR_AXIOMS",
]


def _quota_of_every_year(share: YearShare, years: Years) -> Breach[YearOutcome] | None:
    outcome = share(years)
    if outcome is not None:
        for number, (claims, given) in enumerate(
            zip(outcome.claims, outcome.places, strict=True), start=1
        ):
            for name, claim in claims.items():
                if not floor(claim) <= given[name] <= ceil(claim):
                    sentence = (
                        f"{name} has {Count(given[name]):place|places} in year {number}, "
                        f"and claims {claim}"
                    )
                    return Breach(sentence, (outcome,))
    return None


def _quota_of_the_run(share: YearShare, years: Years) -> Breach[YearOutcome] | None:
    outcome = share(years)
    if outcome is not None:
        for name in outcome.places[0]:
            for number, (claimed, had) in enumerate(outcome.run(name), start=1):
                if not floor(claimed) <= had <= ceil(claimed):
                    sentence = (
                        f"{name} has had {Count(had):place|places} after "
                        f"{Count(number):year|years} and claimed {claimed}"
                    )
                    return Breach(sentence, (outcome,))
    return None


def _bounded_drift(share: YearShare, years: Years) -> Breach[YearOutcome] | None:
    outcome = share(years)
    if outcome is not None:
        for one, other in permutations(outcome.places[0], 2):
            runs = zip(outcome.run(one), outcome.run(other), strict=True)
            for number, ((claimed, had), (theirs, held)) in enumerate(runs, start=1):
                apart = (claimed - had) - (theirs - held)
                if apart >= 2:  # noqa: PLR2004  (two debts, each below a whole place)
                    sentence = (
                        f"{one} and {other} are {apart} places apart after "
                        f"{Count(number):year|years}"
                    )
                    return Breach(sentence, (outcome,))
    return None


def _envy(share: YearShare, years: Years) -> Breach[YearOutcome] | None:
    """Compare places per claim, one place taken from the envied and one given to the envious."""
    outcome = share(years)
    if outcome is not None:
        for one, other in permutations(outcome.places[0], 2):
            runs = zip(outcome.run(one), outcome.run(other), strict=True)
            for number, ((claimed, had), (theirs, held)) in enumerate(runs, start=1):
                if claimed and theirs and (had + 1) * theirs < (held - 1) * claimed:
                    sentence = (
                        f"after {Count(number):year|years} {one} has had "
                        f"{Count(had):place|places} for a claim of "
                        f"{claimed}, {other} {held} for {theirs}"
                    )
                    return Breach(sentence, (outcome,))
    return None


QUOTA_OF_EVERY_YEAR = YearAxiom(
    "quota of every year",
    "Every year a claimant has its claim of that year, rounded down or up.",
    BALINSKI_YOUNG,
    _quota_of_every_year,
)
QUOTA_OF_THE_RUN = YearAxiom(
    "quota of the run",
    "After every year a claimant has had all its claims until then, rounded down or up.",
    TIJDEMAN,
    _quota_of_the_run,
)
BOUNDED_DRIFT = YearAxiom(
    "bounded drift",
    "What two claimants are owed in all is never two places apart; equals never differ by two.",
    TIJDEMAN,
    _bounded_drift,
)
ENVY_UP_TO_ONE_PLACE = YearAxiom(
    "envy up to one place",
    "Nobody has had less for its claims than another, once one place is taken there and one given.",
    WEIGHTED_ENVY,
    _envy,
)

YEAR_AXIOMS = (
    QUOTA_OF_EVERY_YEAR,
    QUOTA_OF_THE_RUN,
    BOUNDED_DRIFT,
    ENVY_UP_TO_ONE_PLACE,
)
"""All of them, in the order of the page of methods and axioms."""
