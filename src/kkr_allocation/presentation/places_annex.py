"""The annex for the agenda of a KKR: one table of places with its totals, and the notes."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from kkr_allocation.presentation.language import Text
from kkr_allocation.presentation.place_adjustments import adjustments
from kkr_allocation.presentation.place_rounding import rounding
from kkr_allocation.presentation.sheet import Sheet

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kkr_allocation.explanations import Language
    from kkr_allocation.placements.distribution import Distribution
    from kkr_allocation.presentation.sheet import Cell

__all__ = ["places_annex"]

_TITLE = Text(en="Training places", da="Praktikpladser")
_SUM = Text(en="Sum", da="I alt")
_HEADINGS = {
    "place": Text(en="Municipality", da="Kommune"),
    "figure": Text(en="Key figure", da="Nøgletal"),
    "share": Text(en="Share", da="Andel"),
    "claim": Text(en="Exact claim", da="Nøjagtigt krav"),
    "floor": Text(en="At least", da="Mindst"),
    "cap": Text(en="At most", da="Højst"),
    "last": Text(en="Last year", da="Sidste år"),
    "base": Text(en="Base", da="Grunddimensionering"),
    "granted": Text(en="Extra", da="Ekstra"),
    "transferred": Text(en="By agreement", da="Efter aftale"),
    "deducted": Text(en="Private", da="Private"),
    "places": Text(en="Places", da="Pladser"),
    "change": Text(en="Change", da="Ændring"),
}
_SUMMED = {
    "figure",
    "claim",
    "last",
    "base",
    "granted",
    "transferred",
    "deducted",
    "places",
    "change",
}


def places_annex(
    result: Distribution, language: Language, last_year: Mapping[str, int] | None = None
) -> Sheet:
    """Return the annex of a distribution.

    Parameters
    ----------
    result : Distribution
        The places.
    language : {"en", "da"}
        The language of headings and notes.
    last_year : mapping of str to int, optional
        Last year's places of those known, with a column of how many more or fewer there are.
    """
    columns = {name: cells for name, cells in _columns(result).items() if any(cells)}
    if last_year:
        columns["last"] = [last_year.get(place) for place in result.key]
        columns["change"] = [
            places - last_year[place] if place in last_year else None
            for place, places in result.places.items()
        ]
    columns["places"] = list(result.places.values())
    whole = [
        _sum(cells) if name in _SUMMED else None
        for name, cells in columns.items()
        if name != "place"
    ]
    notes = [rounding(result, language), *(text for text, _ in adjustments(result, language))]
    return Sheet(
        result.title or _TITLE.text(language),
        tuple(_HEADINGS[name].text(language) for name in columns),
        (*zip(*columns.values(), strict=True), (_SUM.text(language), *whole)),
        " ".join(notes[:-1] if len(notes) > 1 else notes),
        sums=True,
    )


def _columns(result: Distribution) -> dict[str, list[Cell]]:
    whole = sum(result.key.values(), Fraction(0))
    limits = result.limits
    last = limits.change.base if limits.change is not None else {}
    highs = {place: limits.high(place) for place in result.key}
    lows = {place: limits.low(place).places for place in result.key}
    return {
        "place": [*result.key],
        "figure": [_plain(figure) for figure in result.key.values()] if whole != 1 else [],
        "share": [float(figure / whole) for figure in result.key.values()],
        "claim": [*result.claims.values()],
        "floor": [low or None for low in lows.values()],
        "cap": [high.places if high else None for high in highs.values()],
        "last": [last.get(place) for place in result.key],
        "base": [*result.base.values()] if result.base != result.places else [],
        "granted": [*result.granted.values()],
        "transferred": [*result.transferred.values()],
        "deducted": [result.deductions.get(place, 0) for place in result.key],
    }


def _plain(figure: Fraction) -> int | Fraction:
    return int(figure) if figure.denominator == 1 else figure


def _sum(cells: list[Cell]) -> Cell:
    whole = sum(Fraction(cell) for cell in cells if isinstance(cell, int | Fraction))
    amounts = any(isinstance(cell, Fraction) for cell in cells)
    return Fraction(whole) if amounts else int(whole)
