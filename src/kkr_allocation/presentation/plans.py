"""Plans, several years and stated totals in frames, sentences and HTML."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from kkr_allocation.literature import TIJDEMAN
from kkr_allocation.placements import basis
from kkr_allocation.presentation import nouns
from kkr_allocation.presentation.language import Text, decimal, number
from kkr_allocation.presentation.markup import table
from kkr_allocation.presentation.placement_texts import steps

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from kkr_allocation.explanations import Explanation, Language
    from kkr_allocation.placements.crosscheck import Discrepancy
    from kkr_allocation.placements.planned import Path, PlanChanges, PlannedPlaces
    from kkr_allocation.placements.smoothing import SmoothedYears
    from kkr_allocation.presentation.place_adjustments import Sentence

__all__ = [
    "changes_frame",
    "changes_html",
    "changes_steps",
    "discrepancy_frame",
    "discrepancy_html",
    "discrepancy_steps",
    "plan_frame",
    "plan_html",
    "plan_steps",
    "years_frame",
    "years_html",
    "years_steps",
]

_STATED_TITLE = Text(en="Stated totals", da="Oplyste summer")
_STATED = Text(
    en="{what}: stated are {stated}, the figures sum to {summed}, {gap} {way}.",
    da="{what}: oplyst er {stated}, tallene er {summed} i alt, {gap} {way}.",
)
_MORE = Text(en="more", da="flere")
_FEWER = Text(en="fewer", da="færre")
_PLAN_TITLE = Text(en="Plan {name}", da="Plan {name}")
_DIVIDED = Text(
    en="{whole}: {places} among {count} by {rule}.", da="{whole}: {places} på {count} efter {rule}."
)
_CHANGES_TITLE = Text(en="What has changed", da="Hvad der er ændret")
_CHANGED = Text(en="{path}: from {before} to {after}.", da="{path}: fra {before} til {after}.")
_UNCHANGED = Text(en="No place has changed.", da="Ingen pladser er ændret.")
_YEARS_TITLE = Text(en="Places of several years", da="Pladser over flere år")
_KNOWN = Text(
    en="{known:year was|years were} shared together from the start: no running sum is off by a "
    "whole place.",
    da="{known} år er fra begyndelsen fordelt under ét: ingen løbende sum er en hel plads ved "
    "siden af.",
)
_YEAR = Text(
    en="{year}: {places}; owed most after it: {most} {debt}.",
    da="{year}: {places}; mest til gode derefter: {most} {debt}.",
)
_LARGEST = Text(
    en="The largest debt of any place after any year is {debt}.",
    da="Den største gæld efter noget år er {debt}.",
)


def _joined(path: Path) -> str:
    return " > ".join(path)


def discrepancy_frame(result: Discrepancy) -> pd.DataFrame:
    """Return the stated total and the sum as one row."""
    import pandas as pd

    return pd.DataFrame(
        [(result.what, result.stated, result.summed, result.difference)],
        columns=["what", "stated", "summed", "difference"],
    )


def _stated(result: Discrepancy, language: Language) -> str:
    return _STATED.text(
        language,
        what=result.what,
        stated=result.stated,
        summed=result.summed,
        gap=abs(result.difference),
        way=_MORE if result.difference > 0 else _FEWER,
    )


def discrepancy_steps(result: Discrepancy, language: Language) -> Explanation:
    """Return the difference in one sentence."""
    return steps(_STATED_TITLE, language, [(_stated(result, language), basis.BASE_AND_WISHES)])


def discrepancy_html(result: Discrepancy) -> str:
    """Return the stated total and the sum as a table."""
    row = [result.what, result.stated, result.summed, result.difference]
    return table("Stated totals", ["Total", "Stated", "Summed", "Difference"], [row])


def plan_frame(result: PlannedPlaces) -> pd.DataFrame:
    """Return every part with its layer, its whole, its claim and its places."""
    import pandas as pd

    names = [layer.name for layer in result.plan.layers]
    rows = [
        (
            names[len(path) - 1],
            _joined(path[:-1]) or result.plan.name,
            path[-1],
            float(result.divisions[path[:-1]].claims[path[-1]]),
            count,
        )
        for path, count in result.places.items()
    ]
    return pd.DataFrame(rows, columns=["layer", "whole", "part", "claim", "places"])


def plan_steps(result: PlannedPlaces, language: Language) -> Explanation:
    """Return how every whole was divided, and the stated totals that differ."""

    def sentences() -> Iterator[Sentence]:
        for path, shared in result.divisions.items():
            yield (
                _DIVIDED.text(
                    language,
                    whole=_joined(path) or result.plan.name,
                    places=nouns.places(shared.total),
                    count=len(shared.key),
                    rule=shared.rule,
                ),
                basis.FIVE_QUOTAS if not path else basis.BASE_AND_WISHES,
            )
        for each in result.discrepancies:
            yield _stated(each, language), basis.BASE_AND_WISHES

    title = _PLAN_TITLE.text(language, name=result.plan.name)
    return steps(Text(en=title, da=title), language, sentences())


def plan_html(result: PlannedPlaces) -> str:
    """Return every part as a row, its layer shown by its path."""
    rows = [[_joined(path), count] for path, count in result.places.items()]
    return table(
        f"{result.plan.name}: {nouns.places(result.plan.total).text('en')}",
        ["Part", "Places"],
        rows,
    )


def changes_frame(result: PlanChanges) -> pd.DataFrame:
    """Return the parts that differ, with before, after and change."""
    import pandas as pd

    rows = [
        (_joined(p), before, after, after - before) for p, (before, after) in result.changes.items()
    ]
    return pd.DataFrame(rows, columns=["part", "before", "after", "change"])


def changes_steps(result: PlanChanges, language: Language) -> Explanation:
    """Return a sentence for every part that differs."""
    sentences = [
        (
            _CHANGED.text(language, path=_joined(path), before=before, after=after),
            basis.BASE_AND_WISHES,
        )
        for path, (before, after) in result.changes.items()
    ]
    nothing = [(_UNCHANGED.text(language), basis.BASE_AND_WISHES)]
    return steps(_CHANGES_TITLE, language, sentences or nothing)


def changes_html(result: PlanChanges) -> str:
    """Return the parts that differ as a table."""
    rows = [
        [_joined(p), before, after, after - before] for p, (before, after) in result.changes.items()
    ]
    return table("What has changed", ["Part", "Before", "After", "Change"], rows)


def years_frame(result: SmoothedYears) -> pd.DataFrame:
    """Return a row for every year and place, with claim, places and debt."""
    import pandas as pd

    claims, debts = result.claims, result.debt
    rows = [
        (year, place, float(claims[year][place]), count, float(debts[year][place]))
        for year, shared in result.places.items()
        for place, count in shared.items()
    ]
    return pd.DataFrame(rows, columns=["year", "place", "claim", "places", "debt"])


def years_steps(result: SmoothedYears, language: Language) -> Explanation:
    """Return each year with the place that is owed most after it."""

    def sentences() -> Iterator[Sentence]:
        yield _KNOWN.text(language, known=result.known), TIJDEMAN
        for year, owed in result.debt.items():
            most = max(owed, key=owed.__getitem__)
            yield (
                _YEAR.text(
                    language,
                    year=year,
                    places=nouns.places(result.totals[year]),
                    most=most,
                    debt=decimal(owed[most], language),
                ),
                TIJDEMAN,
            )
        yield (
            _LARGEST.text(language, debt=decimal(result.largest_debt, language)),
            TIJDEMAN,
        )

    return steps(_YEARS_TITLE, language, sentences())


def years_html(result: SmoothedYears) -> str:
    """Return the places by place and year, with the claim and the debt after the last year."""
    years, last = list(result.totals), list(result.debt.values())[-1]
    claims = result.claims
    rows: list[list[object]] = []
    for place, owed in last.items():
        claim = sum((claims[year][place] for year in years), Fraction(0))
        counts = [result.places[year][place] for year in years]
        rows.append([place, *counts, sum(counts), decimal(claim, "en"), decimal(owed, "en")])
    totals = list(result.totals.values())
    whole = number(sum(totals), "en")
    return table(
        "Places by year",
        ["Place", *years, "Sum", "Claim", "Debt"],
        [*rows, ["Sum", *totals, sum(totals), whole, "0.00"]],
    )
