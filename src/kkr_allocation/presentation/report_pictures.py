"""Pictures of a report as text and as images, the same for the same result."""

from __future__ import annotations

import re
from html import escape
from io import BytesIO, StringIO
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from kkr_allocation.presentation.report import Picture

__all__ = ["png", "svg"]

_SETTINGS = {"svg.fonttype": "none", "svg.hashsalt": "kkr_allocation"}
"""Text stays text, and ids follow from what is drawn."""
_NO_METADATA = dict.fromkeys(("Creator", "Date", "Format", "Type"))
_SHARPNESS = 200
"""Dots an inch of a picture in a document."""


def svg(picture: Picture, name: str) -> str:
    """Return a picture as SVG that can stand in a page.

    Parameters
    ----------
    picture : Picture
        The picture.
    name : str
        Starts all ids in it, so that no two pictures of a page share one.

    Raises
    ------
    KkrAllocationError
        If matplotlib is not installed.
    """
    figure = _figure(picture)
    from matplotlib import rc_context

    text = StringIO()
    with rc_context(_SETTINGS):
        figure.savefig(text, format="svg", metadata=_NO_METADATA)
    drawn = text.getvalue()
    drawn = drawn[drawn.index("<svg") :].rstrip()
    drawn = re.sub(r"<!--.*?-->|<metadata>.*?</metadata>", "", drawn, flags=re.DOTALL)
    drawn = re.sub(r'(\bid="|href="#|url\(#)', rf"\g<1>{name}-", drawn)
    drawn = drawn.replace("*{", "svg *{", 1)
    start, rest = drawn.split(">", 1)
    start = start.replace("<svg", f'<svg role="img" aria-labelledby="{name}-title {name}-text"', 1)
    title = f'<title id="{name}-title">{escape(picture.title)}</title>'
    text_of_it = f'<desc id="{name}-text">{escape(picture.description)}</desc>'
    return f"{start}>{title}{text_of_it}{rest}"


def png(picture: Picture) -> bytes:
    """Return a picture as an image for a document.

    Raises
    ------
    KkrAllocationError
        If matplotlib is not installed.
    """
    image = BytesIO()
    _figure(picture).savefig(image, format="png", dpi=_SHARPNESS, metadata={"Software": None})
    return image.getvalue()


def _figure(picture: Picture) -> Figure:
    """Draw a picture; axes of their own stand in a whole figure."""
    return cast("Figure", picture.draw().figure)
