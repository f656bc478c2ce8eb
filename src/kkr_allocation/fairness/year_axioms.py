"""The axioms of places shared year after year, as functions that look for a breach.

A year's rounding is no injustice; the same rounding every year is. These bound how far what a
claimant has had in all can drift from its claims, and how far two claimants can drift apart.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from fractions import Fraction
from itertools import accumulate, permutations, product
from math import ceil, floor
from typing import TypeAlias

from attrs import frozen

from kkr_allocation.apportionment.exact import apportion
from kkr_allocation.apportionment.rules import Rule
from kkr_allocation.errors import Count
from kkr_allocation.fairness.axioms import (
    Breach,
    Statement,
    Trial,
    Verdict,
    demanding,
    shared_out,
)
from kkr_allocation.sources import BALINSKI_YOUNG, TIJDEMAN, WEIGHTED_ENVY
from kkr_allocation.words import refused

Year: TypeAlias = tuple[int, Mapping[str, int]]
"""The places of a year, and the key by which they are shared."""
Years: TypeAlias = tuple[Year, ...]
Run: TypeAlias = tuple[Fraction, int]
"""What a claimant has claimed and has had in all after some year."""
YearMethod: TypeAlias = "Rule | Callable[[Years], Iterable[Mapping[str, int]]]"
"""A rule by which every year is shared alone, or a function from all years to places by year."""


@frozen
class YearOutcome:
    """What was shared in each of several years, and the places that a method gave."""

    years: Years
    places: tuple[dict[str, int], ...]

    @property
    def claims(self) -> list[dict[str, Fraction]]:
        """Each claimant's exact claim in each year."""
        sums = [(Fraction(total, sum(key.values())), key) for total, key in self.years]
        return [{name: figure * price for name, figure in key.items()} for price, key in sums]

    def run(self, name: str) -> list[Run]:
        """Return what a claimant has claimed and has had in all after each year."""
        claimed = accumulate(claim[name] for claim in self.claims)
        had = accumulate(places[name] for places in self.places)
        return list(zip(claimed, had, strict=True))

    def __str__(self) -> str:
        """Each year's total, and every claimant's figure and places."""
        return ", ".join(
            f"{Count(total):place|places} ("
            + ", ".join(f"{name} {figure}: {given[name]}" for name, figure in key.items())
            + ")"
            for (total, key), given in zip(self.years, self.places, strict=True)
        )


YearShare: TypeAlias = Callable[[Years], YearOutcome | None]
"""From years to the outcome; None where only a lot could decide."""


@frozen
class YearAxiom(Statement):
    """A demand on places shared year after year, and how to see that a method does not meet it.

    Examples
    --------
    A claimant that is rounded down every year is soon owed a whole place:

    >>> import kkr_allocation as kkr
    >>> from kkr_allocation.fairness.year_axioms import QUOTA_OF_THE_RUN
    >>> print(QUOTA_OF_THE_RUN.judge(kkr.LARGEST_REMAINDER))
    quota of the run: broken. ...: 1 place (A 3: 1, ...), 1 place (A 3: 1, ...)
    """

    def judge(self, method: YearMethod, cases: Iterable[Years] | None = None) -> Verdict:
        """Try a method on several years, by default on `small_years`, and return the verdict.

        Years in which only a lot can decide speak neither for nor against.
        """
        return _TRIAL.verdict(self, method, zip(small_years() if cases is None else cases))


def _given(method: YearMethod, years: Years) -> YearOutcome | None:
    if not years or not all(any(key.values()) for _, key in years):
        return None
    given: list[Mapping[str, int]]
    if isinstance(method, Rule):
        given = [apportion(key, total, method).seats for total, key in years]
    else:
        given = list(method(years))
    if len(given) != len(years):
        raise refused("fairness.years_given", given=len(given), years=len(years))
    pairs = zip(given, years, strict=True)
    shared = (shared_out(places, key, n, units="place|places") for places, (n, key) in pairs)
    return YearOutcome(years, tuple(shared))


def _smaller_years(years: Years) -> Iterator[Years]:
    """Yield years with a year, a claimant or a place less, or a smaller figure in all keys."""
    for gone in range(len(years)):
        yield years[:gone] + years[gone + 1 :]
    names = list(years[0][1])
    for name in names:
        yield tuple((total, {n: f for n, f in key.items() if n != name}) for total, key in years)
    for number, (total, key) in enumerate(years):
        if total > 1:
            yield (*years[:number], (total - 1, key), *years[number + 1 :])
    for name in names:
        if min(key[name] for _, key in years) > 1:
            yield tuple((total, {**key, name: key[name] - 1}) for total, key in years)
    for (number, (total, key)), name in product(enumerate(years), names):
        if key[name] > 1:
            yield (*years[:number], (total, {**key, name: key[name] - 1}), *years[number + 1 :])


_TRIAL: Trial[YearMethod, YearOutcome] = Trial(
    _given, lambda outcome: zip(_smaller_years(outcome.years)), "run of years|runs of years"
)


def small_years() -> Iterator[Years]:
    """Yield runs of two to five years, with keys that stay, change, and follow what was given.

    In the last ones those who have had a place claim no more, and debts outgrow what can be paid.
    """
    keys = [(2, 1), (3, 1), (5, 2), (2, 2, 1), (5, 2, 1), (4, 1, 1), (6, 3, 2), (3, 2, 2, 1)]
    for length, total, figures in product(range(2, 6), range(1, 4), keys):
        key, turned = _named(figures), _named(figures[1:] + figures[:1])
        yield ((total, key),) * length
        yield tuple((total + year % 2, (key, turned)[year % 2]) for year in range(length))
    for run in _SHRUNK:
        yield tuple((total, _named(figures)) for total, figures in run)


_SHRUNK: tuple[tuple[tuple[int, tuple[int, ...]], ...], ...] = (
    ((1, (5, 3, 2)), (2, (5, 3, 2))),
    ((1, (1, 3, 4, 3, 6)), (3, (2, 3, 1, 6, 6))),
    ((1, (5, 1, 4, 3)), (1, (0, 8, 4, 4)), (1, (0, 0, 8, 9))),
    (
        (1, (4, 3, 1, 1, 2, 2)),
        (1, (0, 5, 6, 2, 7, 7)),
        (1, (0, 0, 3, 2, 2, 1)),
        (1, (0, 0, 0, 7, 3, 3)),
        (1, (0, 0, 0, 0, 8, 10)),
    ),
    (
        (2, (25, 6, 2, 1, 1, 2)),
        (1, (0, 1, 4, 7, 7, 4)),
        (1, (0, 0, 6, 3, 4, 5)),
        (1, (0, 0, 0, 8, 6, 6)),
        (1, (0, 0, 0, 0, 9, 9)),
    ),
)
"""Found by making larger runs as small as they get."""


def _named(figures: tuple[int, ...]) -> dict[str, int]:
    return dict(zip("ABCDEF", figures, strict=False))


@demanding("Every year a claimant has its claim of that year, rounded down or up.")
def _quota_of_every_year(outcome: YearOutcome, _: YearShare) -> Iterator[Breach[YearOutcome]]:
    for year, (claims, given) in enumerate(zip(outcome.claims, outcome.places, strict=True), 1):
        for name, claim in claims.items():
            if not floor(claim) <= given[name] <= ceil(claim):
                places = Count(given[name])
                sentence = f"{name} has {places:place|places} in year {year}, and claims {claim}"
                yield Breach(sentence, (outcome,))


@demanding("After every year a claimant has had all its claims until then, rounded down or up.")
def _quota_of_the_run(outcome: YearOutcome, _: YearShare) -> Iterator[Breach[YearOutcome]]:
    for name in outcome.places[0]:
        for number, (claimed, had) in enumerate(outcome.run(name), start=1):
            if not floor(claimed) <= had <= ceil(claimed):
                places, years = f"{Count(had):place|places}", f"{Count(number):year|years}"
                sentence = f"{name} has had {places} after {years} and claimed {claimed}"
                yield Breach(sentence, (outcome,))


@demanding(
    "What two claimants are owed in all is never two places apart; equals never differ by two."
)
def _bounded_drift(outcome: YearOutcome, _: YearShare) -> Iterator[Breach[YearOutcome]]:
    for one, other, number, (claimed, had), (theirs, held) in _pairs(outcome):
        apart = (claimed - had) - (theirs - held)
        if apart >= 2:  # noqa: PLR2004  (two debts, each below a whole place)
            sentence = f"{one} and {other} are {apart} places apart after {number:year|years}"
            yield Breach(sentence, (outcome,))


@demanding(
    "Nobody has had less for its claims than another, once one place is taken there and one given."
)
def _envy(outcome: YearOutcome, _: YearShare) -> Iterator[Breach[YearOutcome]]:
    for one, other, number, (claimed, had), (theirs, held) in _pairs(outcome):
        if claimed and theirs and (had + 1) * theirs < (held - 1) * claimed:
            own = f"{Count(had):place|places} for a claim of {claimed}"
            sentence = f"after {number:year|years} {one} has had {own}, {other} {held} for {theirs}"
            yield Breach(sentence, (outcome,))


def _pairs(outcome: YearOutcome) -> Iterator[tuple[str, str, Count, Run, Run]]:
    """Yield two claimants, after how many years, and what each has claimed and has had in all."""
    for one, other in permutations(outcome.places[0], 2):
        runs = zip(outcome.run(one), outcome.run(other), strict=True)
        for number, (own, others) in enumerate(runs, start=1):
            yield one, other, Count(number), own, others


YEAR_AXIOMS = (
    QUOTA_OF_EVERY_YEAR := YearAxiom.of(
        "quota of every year", BALINSKI_YOUNG, _quota_of_every_year
    ),
    QUOTA_OF_THE_RUN := YearAxiom.of("quota of the run", TIJDEMAN, _quota_of_the_run),
    BOUNDED_DRIFT := YearAxiom.of("bounded drift", TIJDEMAN, _bounded_drift),
    ENVY_UP_TO_ONE_PLACE := YearAxiom.of("envy up to one place", WEIGHTED_ENVY, _envy),
)
"""All of them, in the order of the page of methods and axioms."""
