"""Job 2 as frames, protocols and HTML: one view for each kind of result."""

from __future__ import annotations

from functools import singledispatch
from typing import TYPE_CHECKING

from kkr_allocation.appointments.agenda import Agenda
from kkr_allocation.appointments.appointed import Appointments
from kkr_allocation.appointments.entitlement import Entitlement
from kkr_allocation.appointments.picking import PickingOrder
from kkr_allocation.presentation import agenda as _agenda
from kkr_allocation.presentation import appointed as _appointed
from kkr_allocation.presentation import entitlement as _entitlement
from kkr_allocation.presentation.appointed_post import post_explanation
from kkr_allocation.presentation.views import no_view

if TYPE_CHECKING:
    import pandas as pd

    from kkr_allocation.explanations import Explanation, Language

__all__ = ["explanation", "frame", "html", "post_explanation"]


@singledispatch
def frame(result: object) -> pd.DataFrame:
    """Return the result as a frame with fixed columns."""
    raise no_view(result)


@singledispatch
def explanation(result: object, _: Language) -> Explanation:
    """Return the result's steps, each with its source."""
    raise no_view(result)


@singledispatch
def html(result: object) -> str:
    """Return the result as HTML."""
    raise no_view(result)


for _kind, _home, _part in (
    (Entitlement, _entitlement, "entitlement"),
    (PickingOrder, _entitlement, "order"),
    (Appointments, _appointed, "appointments"),
    (Agenda, _agenda, "agenda"),
):
    frame.register(_kind, getattr(_home, f"{_part}_frame"))
    explanation.register(_kind, getattr(_home, f"{_part}_explanation"))
    html.register(_kind, getattr(_home, f"{_part}_html"))
