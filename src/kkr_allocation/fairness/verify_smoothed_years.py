"""The check of `SmoothedYears`: no year could have given a larger debt its place.

Years known beforehand: every place must be given by the year it is due, and among the others no
exchange of one for another with a larger debt leaves what falls due later possible. A year that
was not known is a sharing of claims and debts by largest remainder.
"""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import accumulate, product
from typing import TYPE_CHECKING, TypeAlias

from attrs import frozen

from kkr_allocation.errors import Bilingual, Count
from kkr_allocation.fairness.entries import count, counts, drawn, false, part, ratios, records
from kkr_allocation.fairness.entry_words import in_danish
from kkr_allocation.fairness.sharing import Claim, Lots, check_sharing

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kkr_allocation.fairness.entries import Document

__all__ = ["check"]

Rank: TypeAlias = tuple[Fraction, int]
"""Less the debt, and the year in which the place is due; the smallest comes first."""

_HARE = {"type": "QuotaRule", "name": "largest remainder (Hare)", "droop": False}


def check(document: Document) -> tuple[str, ...]:
    """Check several years and return what was checked, one sentence each.

    Raises
    ------
    InvalidInputError
        If the document cannot be read.
    VerificationError
        If the places do not follow from totals, keys and lots.
    """
    totals, known = counts(document, "totals"), count(document, "known")
    for name in ("keys", "places"):
        if set(part(document, name)) != set(totals):
            others = ", ".join(sorted(set(part(document, name)) ^ set(totals)))
            raise false(
                f"totals and {name} do not both name {others:.80}",
                why="a year has both",
                da=f"{others:.80} står ikke under både årenes summer og {in_danish(name)}",
                da_why="hvert år står begge steder",
            )
    claims = [_claims(document, year, total) for year, total in totals.items()]
    places = [counts(part(document, "places"), year) for year in totals]
    if not 0 < known <= len(totals):
        raise false(
            f"{Count(known):year was|years were} known",
            why=f"the totals are of {len(totals)}",
            da=f"{known} år var kendt",
            da_why=f"der er summer for {len(totals)}",
        )
    for (year, total), claim, given in zip(totals.items(), claims, places, strict=True):
        if set(claim) != set(claims[0]) or set(given) != set(claim):
            raise false(
                f"{year} has other places",
                why="debts are carried between the same places",
                da=f"{year} har andre steder",
                da_why="gæld føres videre mellem de samme steder",
            )
        if sum(given.values()) != total:
            raise false(
                f"{year} has {Count(sum(given.values())):place|places}",
                why=f"{Count(total):is|are} to be shared",
                da=f"{year} har {Count(sum(given.values())):plads|pladser}",
                da_why=f"der skal fordeles {total}",
            )
    lots = Lots(records(document, "lots"))
    early = claims[:known]
    runs = {place: list(accumulate(claim[place] for claim in early)) for place in claims[0]}
    plan = _Known(list(totals)[:known], list(totals.values())[:known], runs)
    had = dict.fromkeys(claims[0], 0)
    for number in range(known):
        had = plan.check_year(number, had, places[number], lots)
    _check_later(list(totals), claims, places, known, lots)
    lots.check_all_used()
    later = len(totals) - known
    return (
        Bilingual(
            f"Every year, {len(totals)} in all, sums to its total, and none has a negative number.",
            da=f"Hvert år, {len(totals)} i alt, giver sin sum, og intet har et negativt tal.",
        ),
        Bilingual(
            f"{Count(known):year was|years were} known beforehand: no running sum is off by a "
            "whole place.",
            da=f"{known} år var kendt på forhånd: ingen løbende sum er en hel plads ved siden af.",
        ),
        Bilingual(
            "No larger debt could have been paid instead.",
            da="Ingen større gæld kunne være betalt i stedet.",
        ),
        Bilingual(
            f"{Count(later):later year shares|later years share} claims and debts by largest "
            "remainder.",
            da=f"{later} senere år fordeler krav og gæld efter største brøk.",
        ),
        drawn(document),
    )


def _claims(document: Document, year: str, total: int) -> dict[str, Fraction]:
    figures = ratios(part(document, "keys"), year)
    whole = sum(figures.values())
    if not whole:
        raise false(
            f"the key of {year} has no figures",
            why="places are shared in proportion",
            da=f"nøglen for {year} har ingen tal",
            da_why="pladser fordeles i forhold til tal",
        )
    return {place: total * figure / whole for place, figure in figures.items()}


@frozen
class _Known:
    """Years known beforehand, and the cumulated claims of each place in them."""

    years: list[str]
    totals: list[int]
    runs: dict[str, list[Fraction]]

    def check_year(
        self, number: int, had: Mapping[str, int], given: Mapping[str, int], lots: Lots
    ) -> dict[str, int]:
        """Check one year and return what each place has had after it."""
        year = self.years[number]
        after = {place: had[place] + given[place] for place in had}
        ranks: dict[str, Rank] = {}
        for place in had:
            run = self.runs[place]
            due = max(had[place], math.floor(run[number]))
            if not due <= after[place] <= max(due, math.ceil(run[number])):
                claimed = f"{float(run[number]):.2f}"
                raise false(
                    f"{place} has had {Count(after[place]):place|places} after {year}",
                    why=f"its claims up to then are {claimed}, {due} were due",
                    da=f"{place} har fået {Count(after[place]):plads|pladser} efter {year}",
                    da_why=f"kravene til og med dette år er {claimed.replace('.', ',')}, og {due} "
                    "var forfaldne",
                )
            if run[number] > due:
                reached = sum(claim < due + 1 for claim in run)
                ranks[place] = due - run[number], reached
        chosen = [p for p in ranks if after[p] > max(had[p], math.floor(self.runs[p][number]))]
        self._check_choice(number, ranks, chosen, after)
        _check_ties(_year(year), ranks, chosen, lots)
        return after

    def _check_choice(
        self, number: int, ranks: Mapping[str, Rank], chosen: list[str], after: Mapping[str, int]
    ) -> None:
        """Refuse a choice that an exchange with a larger debt would better."""
        full = [
            later
            for later in range(number + 1, len(self.years))
            if self._full(number, later, after)
        ]
        left = [place for place in ranks if place not in chosen]
        for better, place in product(left, chosen):
            if ranks[better] < ranks[place] and not any(
                ranks[place][1] <= later < ranks[better][1] for later in full
            ):
                raise false(
                    f"{self.years[number]} gives a place to {place} and none to {better}",
                    why=f"{better} is owed more, and what falls due later would still be possible",
                    da=f"{self.years[number]} giver {place} en plads og {better} ingen",
                    da_why=f"{better} har mere til gode, og det, der forfalder senere, ville "
                    "stadig kunne gives",
                )

    def _full(self, number: int, later: int, after: Mapping[str, int]) -> bool:
        """Say whether the years up to `later` can give just what falls due in them."""
        due = sum(max(math.floor(self.runs[p][later]) - had, 0) for p, had in after.items())
        capacity = sum(self.totals[number + 1 : later + 1])
        if due > capacity:
            raise false(
                f"after {self.years[number]} {Count(due):place falls|places fall} due by "
                f"{self.years[later]}",
                why=f"there are {capacity}",
                da=f"efter {self.years[number]} forfalder {Count(due):plads|pladser} senest i "
                f"{self.years[later]}",
                da_why=f"der er {capacity}",
            )
        return due == capacity


def _year(year: str) -> Bilingual:
    return Bilingual(f"the year {year}", da=f"året {year}")


def _check_ties(where: Bilingual, ranks: Mapping[str, Rank], chosen: list[str], lots: Lots) -> None:
    for rank in dict.fromkeys(ranks[place] for place in chosen):
        claimants = {place for place, other in ranks.items() if other == rank}
        holders = claimants & set(chosen)
        if holders != claimants:
            lots.decide(where, claimants, holders)


def _check_later(
    years: list[str],
    claims: list[dict[str, Fraction]],
    places: list[dict[str, int]],
    known: int,
    lots: Lots,
) -> None:
    debt = dict.fromkeys(claims[0], Fraction(0))
    for number, year in enumerate(years):
        owed = {place: debt[place] + claims[number][place] for place in debt}
        given = places[number]
        if number >= known:
            paid = {place: max(claim, Fraction(0)) for place, claim in owed.items()}
            unit = math.lcm(*(claim.denominator for claim in paid.values()))
            total = sum(given.values())
            shared = [
                Claim(p, int(c * unit), given[p], 0, total if c else 0) for p, c in paid.items()
            ]
            check_sharing(shared, total, _HARE, lots, where=_year(year))
        debt = {place: owed[place] - given[place] for place in debt}
