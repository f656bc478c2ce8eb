"""Training places in frames and HTML; the sentences stand in `place_steps`."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pandas as pd

from kkr_allocation.placements.distribute import Distribution
from kkr_allocation.placements.shares import BASE_AND_WISHES, FIVE_QUOTAS, FOLLOWS, GIVEN, given
from kkr_allocation.presentation import place_steps
from kkr_allocation.presentation.language import decimal, in_steps, say
from kkr_allocation.presentation.place_steps import adjustments, rounding, tally
from kkr_allocation.presentation.sheet import Kind, Sheet, sheet_of, table
from kkr_allocation.sources import TIJDEMAN

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from kkr_allocation.explanations import Explanation, Language
    from kkr_allocation.placements.distribute import RuleComparison
    from kkr_allocation.placements.keys import Key
    from kkr_allocation.placements.plan import Path, PlanChanges, PlannedPlaces, SmoothedYears
    from kkr_allocation.placements.tables import Discrepancy
    from kkr_allocation.presentation.sheet import Cell


# Plans, several years and stated totals in frames, sentences and HTML.


def _joined(path: Path) -> str:
    return " > ".join(path)


def discrepancy_frame(result: Discrepancy) -> pd.DataFrame:
    """Return the stated total and the sum as one row."""
    return pd.DataFrame(
        [(result.what, result.stated, result.summed, result.difference)],
        columns=["what", "stated", "summed", "difference"],
    )


def _stated(result: Discrepancy, language: Language) -> str:
    return say(
        "stated_figures_sum",
        language,
        what=result.what,
        stated=result.stated,
        summed=result.summed,
        gap=abs(result.difference),
        way=say("more" if result.difference > 0 else "fewer", language),
    )


def discrepancy_explanation(result: Discrepancy, language: Language) -> Explanation:
    """Return the difference in one sentence."""
    said = [(_stated(result, language), GIVEN)]
    return in_steps(say("stated_totals", language), language, said)


def discrepancy_html(result: Discrepancy) -> str:
    """Return the stated total and the sum as a table."""
    row = result.what, result.stated, result.summed, result.difference
    return table(Sheet("Stated totals", ("Total", "Stated", "Summed", "Difference"), (row,)))


def plan_frame(result: PlannedPlaces) -> pd.DataFrame:
    """Return every part with its layer, its whole, its claim and its places."""
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


def plan_explanation(result: PlannedPlaces, language: Language) -> Explanation:
    """Return how every whole was divided, and the stated totals that differ."""
    said = []
    for path, shared in result.divisions.items():
        sentence = say(
            "places_among_by",
            language,
            whole=_joined(path) or result.plan.name,
            places=shared.total,
            count=len(shared.key),
            rule=shared.rule,
        )
        said.append((sentence, given(BASE_AND_WISHES if path else FIVE_QUOTAS)))
    said += [(_stated(each, language), GIVEN) for each in result.discrepancies]
    return in_steps(result.plan.name, language, said)


def plan_sheets(result: PlannedPlaces, language: Language) -> tuple[Sheet, ...]:
    """Return every part below its whole, with what it was shared by and what texts state of it."""
    order = {path: number for number, path in enumerate(result.places)}
    paths = sorted(
        order, key=lambda path: [order[path[:depth]] for depth in range(1, len(path) + 1)]
    )
    shown = {whole: _figures(division) for whole, division in result.divisions.items()}
    rows = {whole: list(division.key) for whole, division in result.divisions.items()}
    stated = {result.path_of(path): number for path, number in result.plan.stated.items()}
    columns: dict[str, list[Cell]] = {"part": list(map(_joined, paths))}
    for name in ("figure", "claim", "floor", "cap", "last", "places"):
        columns[name] = [shown[p[:-1]][name][rows[p[:-1]].index(p[-1])] for p in paths]
    columns["floor"] = [low or None for low in columns["floor"]]
    columns["stated"] = list(map(stated.get, paths))
    total: dict[str, Cell] = {"part": say("sum", language), "places": result.plan.total}
    total["stated"] = stated.get(())
    columns = {name: [*cells, total.get(name)] for name, cells in columns.items()}
    if stated:
        numbers = [*map(result.places.__getitem__, paths), result.plan.total]
        columns["difference"] = [
            None if of is None else number - of
            for of, number in zip((*map(stated.get, paths), stated.get(())), numbers, strict=True)
        ]
    sheet = Sheet(
        result.plan.name,
        tuple(say(f"places_column:{name}", language) for name in columns),
        tuple(zip(*columns.values(), strict=True)),
        " ".join(_stated(each, language) for each in result.discrepancies),
        sums=len(result.plan.layers) == 1,
    )
    return (sheet.without_empty_columns(),)


def changes_frame(result: PlanChanges) -> pd.DataFrame:
    """Return the parts that differ, with before, after and change."""
    rows = [
        (_joined(p), before, after, after - before) for p, (before, after) in result.changes.items()
    ]
    return pd.DataFrame(rows, columns=["part", "before", "after", "change"])


def changes_explanation(result: PlanChanges, language: Language) -> Explanation:
    """Return a sentence for every part that differs."""
    said = [
        say("from_path_before", language, path=_joined(p), before=before, after=after)
        for p, (before, after) in result.changes.items()
    ] or [say("no_place_changed", language)]
    title = say("what_changed", language)
    return in_steps(title, language, ((text, FOLLOWS) for text in said))


def years_frame(result: SmoothedYears) -> pd.DataFrame:
    """Return a row for every year and place, with claim, places and debt."""
    claims, debts = result.claims, result.debt
    rows = [
        (year, place, float(claims[year][place]), count, float(debts[year][place]))
        for year, shared in result.places.items()
        for place, count in shared.items()
    ]
    return pd.DataFrame(rows, columns=["year", "place", "claim", "places", "debt"])


def years_explanation(result: SmoothedYears, language: Language) -> Explanation:
    """Return each year with the place that is owed most after it."""
    said = [say("years_shared_together", language, known=result.known)]
    for year, owed in result.debt.items():
        most = max(owed, key=owed.__getitem__)
        said.append(
            say(
                "places_owed_most_after",
                language,
                year=year,
                places=result.totals[year],
                most=most,
                debt=decimal(owed[most], language),
            )
        )
    largest = decimal(result.largest_debt, language)
    said.append(say("largest_debt_any_place", language, debt=largest))
    title = result.title or say("places_several_years", language)
    return in_steps(title, language, ((text, TIJDEMAN) for text in said))


def years_sheets(result: SmoothedYears, language: Language) -> tuple[Sheet, ...]:
    """Return the places by municipality and year, and what each is owed after every year."""
    debts, claims, in_all = result.debt, result.claims, say("sum", language)
    names, last = list(next(iter(result.places.values()))), list(debts.values())[-1]
    columns: dict[str, list[Cell]] = {say("places_column:place", language): [*names, in_all]}
    for year, shared in result.places.items():
        columns[year] = [*shared.values(), result.totals[year]]
    total = sum(result.totals.values())
    columns[in_all] = [*(sum(of[p] for of in result.places.values()) for p in names), total]
    owed = [sum((of[place] for of in claims.values()), Fraction(0)) for place in names]
    columns[say("places_column:claim", language)] = [*owed, Fraction(total)]
    columns[say("presentation.column:debt", language)] = [*last.values(), Fraction(0)]
    largest = decimal(result.largest_debt, language)
    return (
        Sheet(
            result.title or say("places_by_year", language),
            tuple(columns),
            tuple(zip(*columns.values(), strict=True)),
            say("largest_debt_any_place", language, debt=largest),
            sums=True,
        ),
        Sheet(
            say("owed_after_each_year", language),
            (say("places_column:place", language), *debts),
            tuple((place, *(of[place] for of in debts.values())) for place in names),
            kinds=(Kind.NAME, *(Kind.AMOUNT for _ in debts)),
        ),
    )


_THOUSAND = 1000


explanation = place_steps.distribution_steps
key_explanation = place_steps.key_steps
rules_explanation = place_steps.comparison_steps
place_line = place_steps.place_line


def frame(result: Distribution) -> pd.DataFrame:
    """Return a row for every place: its figure, its claim, its limits, and what it has of what."""
    shown: dict[str, list[Any]] = {
        name: [float(cell) if isinstance(cell, Fraction) else cell for cell in cells]
        for name, cells in _figures(result).items()
        if name != "last"
    }
    return pd.DataFrame({**shown, "cap": pd.array(shown["cap"], dtype="Int64")})


def _figures(result: Distribution) -> dict[str, list[Cell]]:
    """Return what is shown of a distribution by place, exactly; the shares as floats."""
    whole = sum(result.key.values(), Fraction(0))
    limits, change = result.limits, result.limits.change
    names = list(result.key)
    claims = result.claims
    highs = [limits.high(place) for place in names]
    return {
        "place": [*names],
        "figure": [int(f) if f.denominator == 1 else f for f in result.key.values()],
        "share": [float(figure / whole) for figure in result.key.values()],
        "claim": [claims[place] for place in names],
        "floor": [limits.low(place).places for place in names],
        "cap": [high.places if high else None for high in highs],
        "last": [change.base.get(place) if change else None for place in names],
        **{
            name: [of.get(place, 0) for place in names]
            for name, of in (
                ("base", result.base),
                ("granted", result.granted),
                ("transferred", result.transferred),
                ("deducted", result.deductions),
                ("places", result.places),
            )
        },
    }


def _plain(figure: Fraction) -> int | float:
    return int(figure) if figure.denominator == 1 else float(figure)


def key_frame(result: Key) -> pd.DataFrame:
    """Return a row for every column and place, with its share and how that is weighted."""
    rows = [
        (place, column, _plain(figure), float(weight), float(share), float(weight * share))
        for column, weight in result.weights.items()
        for (place, figure), share in zip(
            result.columns[column].items(), result.column_shares(column).values(), strict=True
        )
    ]
    return pd.DataFrame(
        rows, columns=["place", "column", "figure", "weight", "share", "weighted_share"]
    )


def rules_frame(result: RuleComparison) -> pd.DataFrame:
    """Return a row for every place, with its places under each rule."""
    ours, names = result.distribution, list(result.distribution.key)
    change = [ours.base[p] - result.last_year[p] if p in result.last_year else None for p in names]
    per_thousand = [
        _THOUSAND * ours.base[p] / result.inhabitants[p] if result.inhabitants.get(p) else None
        for p in names
    ]
    claims = ours.claims
    return pd.DataFrame(
        {
            "place": names,
            "claim": [float(claims[place]) for place in names],
            **{rule: [shared[p] for p in names] for rule, shared in result.places.items()},
            "most_under": [", ".join(result.most(place)) for place in names],
            "fewest_under": [", ".join(result.fewest(place)) for place in names],
            "last_year": pd.array([result.last_year.get(p) for p in names], dtype="Int64"),
            "change": pd.array(change, dtype="Int64"),
            "per_1000": pd.array(per_thousand, dtype="Float64"),
        }
    )


def key_sheet(key: Key, language: Language) -> Sheet:
    """Return the figures and shares of every place by column, and its part of the key."""
    columns: dict[str, list[Cell]] = {say("municipality", language): list(key.places)}
    for name, of in key.columns.items():
        columns[name] = [int(of[p]) if of[p].denominator == 1 else of[p] for p in key.places]
        shares = key.column_shares(name)
        columns[say("share_column", language, column=name)] = [float(shares[p]) for p in key.places]
    columns[say("key_heading", language)] = [*map(float, key.shares.values())]
    rows = tuple(zip(*columns.values(), strict=True))
    return Sheet(say("what_is_weighed", language), tuple(columns), rows)


# The annex for the agenda of a KKR: one table of places with its totals, and the notes.


_UNSUMMED = {"place", "share", "floor", "cap"}


def places_annex(
    result: Distribution, language: Language, last_year: Mapping[str, int] | None = None
) -> Sheet:
    """Return the annex of a distribution; last year's places give a column of changes."""
    figures = _figures(result)
    places = figures.pop("places")
    if sum(result.key.values()) == 1:
        del figures["figure"]
    if result.base == result.places:
        del figures["base"]
    figures["floor"] = [low or None for low in figures["floor"]]
    columns = {name: cells for name, cells in figures.items() if any(cells)}
    if last_year:
        columns["last"] = [last_year.get(place) for place in result.key]
        columns["change"] = [
            count - last_year[place] if place in last_year else None
            for place, count in result.places.items()
        ]
    columns["places"] = places
    whole = [
        None if name in _UNSUMMED else _annex_sum(cells)
        for name, cells in columns.items()
        if name != "place"
    ]
    notes = [rounding(result, language), *(text for text, _ in adjustments(result, language))]
    return Sheet(
        result.title or say("training_places", language),
        tuple(say(f"places_column:{name}", language) for name in columns),
        (*zip(*columns.values(), strict=True), (say("sum", language), *whole)),
        " ".join(notes[:-1] if len(notes) > 1 else notes),
        sums=True,
    )


def _annex_sum(cells: list[Cell]) -> Cell:
    whole = sum(Fraction(cell) for cell in cells if isinstance(cell, int | Fraction))
    amounts = any(isinstance(cell, Fraction) for cell in cells)
    return Fraction(whole) if amounts else int(whole)


def lines_of_places(result: Distribution, language: Language) -> Sheet:
    """Return one line on each place: what a mayor can read out."""
    lines = ((name, place_line(result, name, language)) for name in result.places)
    return sheet_of("lines_of_places", language, lines)


def places_lead(
    result: Distribution, before: Mapping[str, int], language: Language
) -> Iterator[str]:
    """Yield what was shared, by which rule, and what came of it since last year."""
    shared, count = result.total, len(result.places)
    yield say("places_shared_by_key", language, shared=shared, count=count, rule=result.rule)
    if result.places != result.base:
        yield say("with_all_adjustments", language, places=sum(result.places.values()))
    if before:
        more = sum(result.places[name] > last for name, last in before.items())
        fewer = sum(result.places[name] < last for name, last in before.items())
        yield say("since_last_year", language, more=more, fewer=fewer)


def programmes(results: Sequence[object], language: Language) -> Sheet | None:
    """Return the places of several distributions by place, and their sum; None for anything else.

    What all titles end in after their first comma, such as the KKR, is said once.
    """
    shared = [result for result in results if isinstance(result, Distribution)]
    if not 1 < len(shared) == len(results):
        return None
    titles = [of.title or say("programme", language, number=n) for n, of in enumerate(shared, 1)]
    ends = {title.partition(", ")[2] for title in titles}
    if end := ends.pop() if len(ends) == 1 else "":
        titles = [title.partition(", ")[0] for title in titles]
    rows: list[tuple[Cell, ...]] = []
    for place in dict.fromkeys(place for of in shared for place in of.places):
        counts = [of.places.get(place) for of in shared]
        rows.append((place, *counts, sum(count or 0 for count in counts)))
    sums = [sum(of.places.values()) for of in shared]
    rows.append((say("sum", language), *sums, sum(sums)))
    return Sheet(
        say("programmes_together", language) + (f", {end}" if end else ""),
        (say("places_column:place", language), *titles, say("sum", language)),
        tuple(rows),
        say(
            "places_of_programmes",
            language,
            tally=tally(dict(zip(titles, sums, strict=True)), language),
            total=sum(sums),
        ),
        sums=True,
        kinds=(Kind.NAME, *(Kind.COUNT for _ in (*sums, 0))),
    )


def sheets(result: Distribution, language: Language) -> tuple[Sheet, Sheet]:
    """Return the annex, and a line on each place."""
    return places_annex(result, language), lines_of_places(result, language)


def key_sheets(result: Key, language: Language) -> tuple[Sheet]:
    """Return the figures and shares of every place."""
    return (key_sheet(result, language),)
