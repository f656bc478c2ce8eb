"""Axes that a notebook shows as their picture."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, cast

from matplotlib.axes import Axes

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["ShownAxes"]


class ShownAxes(Axes):
    """Axes of a figure of their own, which a notebook shows when they end a cell.

    The figure is none of pyplot's: drawing a thousand pictures keeps none of them, and nothing
    depends on which figure is the current one. Notebooks show only pyplot's by themselves.
    """

    def _repr_png_(self) -> bytes:
        drawn = io.BytesIO()
        cast("Figure", self.figure).savefig(drawn, format="png")
        return drawn.getvalue()
