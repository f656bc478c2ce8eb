"""How results are shown: frames, steps, tables, files and pictures.

`VIEWS` says which module shows which kind of result; a view is a function of that module.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["VIEWS", "view_of"]

VIEWS = {
    "Agenda": ("agenda_item", "agenda_"),
    "AlliancePairs": ("what_if", "pairs_"),
    "AllianceScan": ("what_if", "scan_"),
    "Appointments": ("posts", "appointments_"),
    "Apportionment": ("seats", ""),
    "BatchApportionment": ("seats", "batch_"),
    "BatchComposition": ("councils", "batch_"),
    "ChairMajorities": ("what_if", "chair_"),
    "Chances": ("what_if", "chances_"),
    "Comparison": ("questions", "comparison_"),
    "Composition": ("council_steps", ""),
    "Council": ("councils", "figures_"),
    "Discrepancy": ("places", "discrepancy_"),
    "Distribution": ("places", ""),
    "Election": ("councils", "figures_"),
    "Entitlement": ("posts", "entitlement_"),
    "ExplainingAlliances": ("what_if", "explaining_"),
    "Key": ("places", "key_"),
    "PickingOrder": ("posts", "order_"),
    "PlanChanges": ("places", "changes_"),
    "PlannedPlaces": ("places", "plan_"),
    "RegionElection": ("councils", "figures_"),
    "RuleComparison": ("places", "rules_"),
    "SmoothedYears": ("places", "years_"),
    "SweepResult": ("what_if", "sweep_"),
    "TableDistribution": ("seats", "table_"),
    "TwoWayApportionment": ("seats", "table_"),
}
"""The module that shows a kind of result, and what the names of its views begin with."""


def view_of(kind: type, view: str) -> Callable[..., Any]:
    """Return the function that shows results of a kind, such as the view "frame".

    A kind without tables of its own has its frame, and one without HTML the first of its tables.
    """
    if kind.__name__ not in VIEWS:
        raise TypeError(f"{kind.__name__} is no result with a view of its own")
    module, part = VIEWS[kind.__name__]
    home = importlib.import_module(f"{__name__}.{module}")
    usual = importlib.import_module(f"{__name__}.sheet")
    places = (home, f"{part}{view}"), (usual, view), (home, view)
    shown: Callable[..., Any] = next(getattr(of, name) for of, name in places if hasattr(of, name))
    return shown
