"""Job 2 as frames, protocols and HTML: one view for each kind of result."""

from __future__ import annotations

from functools import singledispatch
from typing import TYPE_CHECKING, NoReturn

from kkr_allocation.appointments.agenda import Agenda
from kkr_allocation.appointments.appointed import Appointments
from kkr_allocation.appointments.entitlement import Entitlement
from kkr_allocation.appointments.picking import PickingOrder
from kkr_allocation.presentation import agenda as _agenda
from kkr_allocation.presentation import appointed as _appointed
from kkr_allocation.presentation import entitlement as _entitlement
from kkr_allocation.presentation.appointed_post import post_explanation

if TYPE_CHECKING:
    import pandas as pd

    from kkr_allocation.results import Explanation, Language

__all__ = ["explanation", "frame", "html", "post_explanation"]


def _no_view(result: object) -> NoReturn:
    message = f"there is no view of {type(result).__name__}"
    raise NotImplementedError(message)


@singledispatch
def frame(result: object) -> pd.DataFrame:
    """Return the result as a frame with fixed columns."""
    _no_view(result)


@singledispatch
def explanation(result: object, language: Language) -> Explanation:  # noqa: ARG001 (dispatch)
    """Return the result's steps, each with its source."""
    _no_view(result)


@singledispatch
def html(result: object) -> str:
    """Return the result as HTML."""
    _no_view(result)


frame.register(Entitlement, _entitlement.entitlement_frame)
explanation.register(Entitlement, _entitlement.entitlement_explanation)
html.register(Entitlement, _entitlement.entitlement_html)
frame.register(PickingOrder, _entitlement.order_frame)
explanation.register(PickingOrder, _entitlement.order_explanation)
html.register(PickingOrder, _entitlement.order_html)
frame.register(Appointments, _appointed.appointments_frame)
explanation.register(Appointments, _appointed.appointments_explanation)
html.register(Appointments, _appointed.appointments_html)
frame.register(Agenda, _agenda.agenda_frame)
explanation.register(Agenda, _agenda.agenda_explanation)
html.register(Agenda, _agenda.agenda_html)
