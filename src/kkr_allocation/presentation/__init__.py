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
    "Agenda": ("entitlements", "agenda_"),
    "AllianceScan": ("what_if", "scan_"),
    "Appointments": ("posts", "appointments_"),
    "Apportionment": ("seats", ""),
    "BatchApportionment": ("seats", "batch_"),
    "BatchComposition": ("councils", "batch_"),
    "Composition": ("councils", ""),
    "Council": ("figures", "council_"),
    "Election": ("figures", "election_"),
    "Entitlement": ("entitlements", "entitlement_"),
    "PickingOrder": ("entitlements", "order_"),
    "RegionElection": ("figures", "region_"),
    "TableDistribution": ("two_way", "places_"),
    "TwoWayApportionment": ("two_way", ""),
}
"""The module that shows a kind of result, and what the names of its views begin with."""
_WINGS = {"placements": "places", "scenarios": "what_if"}
"""The modules that show all other results of a wing."""


def view_of(kind: type, view: str) -> Callable[..., Any]:
    """Return the function that shows results of a kind, such as the view "frame"."""
    module, part = VIEWS.get(kind.__name__) or (_WINGS[kind.__module__.split(".")[1]], "")
    home = importlib.import_module(f"{__name__}.{module}")
    shown: Callable[..., Any] = getattr(home, f"{part}{view}", None) or getattr(home, view)
    return shown
