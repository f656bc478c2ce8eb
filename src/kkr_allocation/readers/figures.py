"""Figures as people write them: 24.062, 24,062, 24 062 and 24062 are one figure.

Votes are whole, so a group of three digits after a dot or a comma is thousands, and a decimal
part is only taken where it is zero.
"""

from __future__ import annotations

import re

from kkr_allocation.errors import Bilingual, InvalidInputError, in_language

__all__ = ["CORRECT_CELL", "figure"]

_GROUPS = (rf"\d{{1,3}}(?:[{mark}]\d{{3}})+" for mark in (".", ",", " \u00a0\u202f"))
_WHOLE = re.compile("|".join((r"\d+", *_GROUPS)), re.ASCII)
_ZERO_DECIMALS = re.compile(r"[.,]0{1,2}$")
_MISSING = {"", "-", "–", "..", "..."}
_MOST_DIGITS = 12
_FORMULA = Bilingual(
    "a formula shows its figure only in Excel", da="en formel viser kun sit tal i Excel"
)
_WHOLE_NUMBERS = Bilingual(
    "votes and seats are whole numbers from 0 up", da="stemmer og mandater er hele tal fra 0 og op"
)
_REPLACE = Bilingual("Replace it by the figure", da="Skriv tallet i stedet")
CORRECT_CELL = Bilingual("Correct the cell", da="Ret feltet")


def figure(text: str, what: str) -> int | None:
    """Return a written figure as an integer; None where it is missing.

    Parameters
    ----------
    text : str
        The figure as written. Empty, ``"-"`` and ``".."`` are missing figures.
    what : str
        What it is and where it stands, for the message.

    Raises
    ------
    InvalidInputError
        For anything else than a whole number from 0 up: text, a formula, a decimal part.

    Examples
    --------
    >>> [figure(text, "votes") for text in ("24.062", "24,062", "24 062", "24062", "-")]
    [24062, 24062, 24062, 24062, None]
    """
    written = text.strip()
    if written in _MISSING:
        return None
    whole = _ZERO_DECIMALS.sub("", written)
    if not _WHOLE.fullmatch(whole) or sum(map(str.isdigit, whole)) > _MOST_DIGITS:
        formula = written.startswith("=")
        raise InvalidInputError(
            Bilingual(
                f"{what} is {written[:40]!r}", da=f"{in_language(what, 'da')} er {written[:40]!r}"
            ),
            why=_FORMULA if formula else _WHOLE_NUMBERS,
            do=_REPLACE if formula else CORRECT_CELL,
        )
    return int("".join(filter(str.isdigit, whole)))
