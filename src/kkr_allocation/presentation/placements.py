"""Training places in frames and HTML; the sentences stand in `placement_texts`."""

from __future__ import annotations

from fractions import Fraction
from functools import singledispatch
from numbers import Integral
from typing import TYPE_CHECKING

from kkr_allocation.placements.comparison import RuleComparison
from kkr_allocation.placements.crosscheck import Discrepancy
from kkr_allocation.placements.distribution import Distribution
from kkr_allocation.placements.keys import Key
from kkr_allocation.placements.planned import PlanChanges, PlannedPlaces
from kkr_allocation.placements.smoothing import SmoothedYears
from kkr_allocation.presentation import nouns, placement_texts
from kkr_allocation.presentation import place_line as lines
from kkr_allocation.presentation.language import percent
from kkr_allocation.presentation.markup import table
from kkr_allocation.presentation.plans import (
    changes_frame,
    changes_html,
    changes_steps,
    discrepancy_frame,
    discrepancy_html,
    discrepancy_steps,
    plan_frame,
    plan_html,
    plan_steps,
    years_frame,
    years_html,
    years_steps,
)
from kkr_allocation.presentation.views import no_view

if TYPE_CHECKING:
    import pandas as pd

    from kkr_allocation.explanations import Explanation, Language
    from kkr_allocation.results import Result

__all__ = ["explanation", "frame", "html", "place_line"]

_THOUSAND = 1000


@singledispatch
def frame(result: Result) -> pd.DataFrame:
    """Return a result of this wing as a frame with fixed columns."""
    raise no_view(result)


@singledispatch
def explanation(result: Result, _: Language) -> Explanation:
    """Return numbered steps from the inputs of a result to its places."""
    raise no_view(result)


@singledispatch
def html(result: Result) -> str:
    """Return a result of this wing as an HTML table."""
    raise no_view(result)


def place_line(result: Distribution, place: str, language: Language) -> str:
    """Return one line on why a place has the number it has."""
    return lines.place_line(result, place, language)


@frame.register(Distribution)
def _(result: Distribution) -> pd.DataFrame:
    import pandas as pd

    whole = sum(result.key.values())
    floors = {place: result.limits.low(place).places for place in result.key}
    caps = {place: high.places for place in result.key if (high := result.limits.high(place))}
    names = list(result.key)
    claims, transferred = result.claims, result.transferred
    return pd.DataFrame(
        {
            "place": names,
            "figure": [_plain(figure) for figure in result.key.values()],
            "share": [float(figure / whole) for figure in result.key.values()],
            "claim": [float(claims[place]) for place in names],
            "floor": [floors[place] for place in names],
            "cap": pd.array([caps.get(place) for place in names], dtype="Int64"),
            "base": [result.base[place] for place in names],
            "granted": [result.granted[place] for place in names],
            "transferred": [transferred[place] for place in names],
            "deducted": [result.deductions.get(place, 0) for place in names],
            "places": [result.places[place] for place in names],
        }
    )


def _plain(figure: Fraction) -> int | float:
    return int(figure) if figure.denominator == 1 else float(figure)


@frame.register(Key)
def _(result: Key) -> pd.DataFrame:
    import pandas as pd

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


@frame.register(RuleComparison)
def _(result: RuleComparison) -> pd.DataFrame:
    import pandas as pd

    ours = result.distribution
    names = list(ours.key)
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


@explanation.register(Distribution)
def _(result: Distribution, language: Language) -> Explanation:
    return placement_texts.distribution_steps(result, language)


@explanation.register(Key)
def _(result: Key, language: Language) -> Explanation:
    return placement_texts.key_steps(result, language)


@explanation.register(RuleComparison)
def _(result: RuleComparison, language: Language) -> Explanation:
    return placement_texts.comparison_steps(result, language)


@html.register(Distribution)
def _(result: Distribution) -> str:
    shown = frame(result).drop(columns=["share"])
    names = [name for name in shown.columns if name != "place"]
    whole = ["Sum", *("" if name in {"floor", "cap"} else _sum(shown[name]) for name in names)]
    return table(
        f"{nouns.places(sum(result.places.values())).text('en')} by {result.rule}",
        ["Place", *(name.capitalize() for name in names)],
        [*(map(_cell, row) for row in shown.itertuples(index=False)), map(_cell, whole)],
    )


@html.register(Key)
def _(result: Key) -> str:
    shares = {column: result.column_shares(column) for column in result.columns}
    key = result.shares
    rows = [
        [
            place,
            *(
                cell
                for column in result.columns
                for cell in (
                    _cell(_plain(result.columns[column][place])),
                    percent(shares[column][place], "en", 2),
                )
            ),
            percent(key[place], "en", 2),
        ]
        for place in result.places
    ]
    weights = [cell for weight in result.weights.values() for cell in ("", percent(weight, "en"))]
    headings = [h for column in result.columns for h in (column, f"{column}, share")]
    return table(
        "Distribution key",
        ["Place", *headings, "Key"],
        [*rows, ["Weight", *weights, percent(sum(result.weights.values(), Fraction(0)), "en")]],
    )


@html.register(RuleComparison)
def _(result: RuleComparison) -> str:
    shown = frame(result)
    return table(
        "Places under each rule",
        [str(name).replace("_", " ") for name in shown.columns],
        [map(_cell, row) for row in shown.itertuples(index=False)],
    )


def _sum(column: pd.Series[int]) -> int | float:
    return float(column.sum()) if column.dtype.kind == "f" else int(column.sum())


def _cell(value: object) -> object:
    """Return a whole number as such, a float with two decimals, a missing figure as nothing."""
    if isinstance(value, str):
        return value
    if isinstance(value, float):
        return f"{value:,.2f}"
    if isinstance(value, int | Integral):
        return int(value)
    return ""


for _kind, _frame, _steps, _html in (
    (Discrepancy, discrepancy_frame, discrepancy_steps, discrepancy_html),
    (PlannedPlaces, plan_frame, plan_steps, plan_html),
    (PlanChanges, changes_frame, changes_steps, changes_html),
    (SmoothedYears, years_frame, years_steps, years_html),
):
    frame.register(_kind, _frame)
    explanation.register(_kind, _steps)
    html.register(_kind, _html)
