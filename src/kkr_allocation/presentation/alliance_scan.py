"""Scans of alliances as frames, in words and as HTML."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from kkr_allocation.explanations import Explanation, Language, Step
from kkr_allocation.presentation import nouns
from kkr_allocation.presentation.language import Text
from kkr_allocation.presentation.markup import table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kkr_allocation.scenarios.alliance_scan import AllianceScan

__all__ = ["explanation", "frame", "html"]

_TITLE = Text(en="What alliances can change", da="Hvad valgforbund kan ændre")
_SCANNED = Text(
    en="{seats:is|are} shared in {structures} of alliances by {rule}; in {lots} of them a lot "
    "would decide.",
    da="{seats} er fordelt i {structures} i valgforbund efter {rule}; i {lots} af dem ville "
    "lodtrækning afgøre.",
)
_BY_LOT = Text(en="by lot", da="ved lodtrækning")
_RANGE = Text(
    en="{list} wins from {low} to {high}.",
    da="{list} får fra {low} til {high}.",
)
_GAIN = Text(
    en="{list} wins one more than alone, when all others stand alone, with: {partners}.",
    da="{list} får et mere end alene, når alle andre står alene, sammen med: {partners}.",
)


def frame(result: AllianceScan) -> pd.DataFrame:
    """Return one row a list and number of seats: party, seats, structures, share.

    The share is of the structures that need no lot. Those that need one are a list's last row,
    without seats and share.
    """
    clear = len(result) - result.lots
    rows: list[tuple[str, int | None, int, float | None]] = []
    for name in result.votes:
        won = result.distribution(name)
        rows.extend((name, seats, count, count / clear) for seats, count in won.items())
        if result.lots:
            rows.append((name, None, result.lots, None))
    shown = pd.DataFrame(rows, columns=["party", "seats", "structures", "share"])
    return shown.astype({"seats": "Int64", "share": "float64"})


def explanation(result: AllianceScan, language: Language) -> Explanation:
    """Say what each list wins at least and at most, and whom it needs for more."""
    steps = tuple(
        Step(number, text, result.rule.source)
        for number, text in enumerate(_sentences(result, language), start=1)
    )
    return Explanation(_TITLE.text(language), language, steps)


def _sentences(result: AllianceScan, language: Language) -> Iterator[str]:
    yield _SCANNED.text(
        language,
        seats=nouns.council_seats(result.house_size),
        structures=nouns.structures(len(result)),
        rule=result.rule,
        lots=result.lots,
    )
    for name in result.votes:
        won = result.distribution(name)
        if won:
            yield _RANGE.text(language, list=name, low=min(won), high=max(won))
        gains = result.smallest_gain(name)
        if gains:
            partners = "; ".join(
                ", ".join(other for other in alliance if other != name) for alliance in gains
            )
            yield _GAIN.text(language, list=name, partners=partners)


def html(result: AllianceScan) -> str:
    """Return the frame as a table, shares in per cent."""
    shown = frame(result)
    rows = (
        (name, _BY_LOT.en, count, "") if pd.isna(seats) else (name, seats, count, f"{share:.2%}")
        for name, seats, count, share in shown.itertuples(index=False)
    )
    return table(_TITLE.text("en"), map(str, shown.columns), rows)
