"""One idea of a cell: its exact number, day, text or answer, or in a `Wrong` why it has none."""

from __future__ import annotations

import datetime as dt
import math
import re
import unicodedata
from collections.abc import Collection, Mapping
from contextlib import suppress
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from numbers import Rational, Real
from typing import TYPE_CHECKING, Any, TypeGuard

from attrs import frozen

from kkr_allocation.forms.columns import WORDS, meanings
from kkr_allocation.inputs import UNSEEN, UNSEEN_BEYOND, composed
from kkr_allocation.words import both, worded

if TYPE_CHECKING:
    from kkr_allocation.errors import Bilingual
_PER_CENT, _SHOWN = 100, 60
_MOST_DIGITS = 15
"""As many as Excel keeps."""
_GAP = re.compile(r"(?<=\d)[^\S\r\n\t]+(?=\d{3}(?!\d))")
_FIGURE = re.compile(
    r"(?P<below>[-\u2212]\s*)?"
    r"(?P<whole>[1-9][0-9]{0,2}(?:\.[0-9]{3})+|[0-9]+)(?:,(?P<part>[0-9]+))?"
    r"(?P<hundredths>\s*(?:%|pct\.?|procent|percent|per cent))?",
    re.IGNORECASE,
)
_EITHER = re.compile(r"(?!0,)\d{1,3},\d\d0", re.ASCII)
"""Decimals in Danish, though nobody writes their last nought, and thousands in English."""
_WHOLE = re.compile(r"([1-9]\d{0,2}(?:(?:\.\d{3})+|(?:,\d{3})+)|\d+)(?:[.,]0{1,2})?", re.ASCII)
"""A whole number: a dot or a comma parts its thousands, and what decimals it has are noughts."""
_RATIO = re.compile(r"=?\s*(\d{1,15})\s*/\s*(\d{1,15})", re.ASCII)
_IN_THOUSANDS = re.compile("[0#?],+(?![0#?,])")
_LITERAL = re.compile(r'"[^"]*"|[\\_*].')
"""What a number format of Excel shows beside the number: quoted, escaped, filled or spaced."""
MISSING = {"", "-", "–", "—", "−", "..", "...", "…"}
"""What a cell in which nothing stands is marked with: it is empty, whatever is read there."""
_DAY = re.compile(
    r"(?:d\.|den)?\s*(\d{1,2})\s*(?:[-./]\s*)?(\d{1,2}|[a-z]+)\.?\s*(?:[-./]\s*)?(\d{4})",
    re.ASCII | re.IGNORECASE,
)
_MIDNIGHT = re.compile(r"[T ]00:00(?::00(?:\.0+)?)?", re.ASCII)
_UNSEEN = re.compile(rf"(?!\n)[{UNSEEN}{UNSEEN_BEYOND}]")
_UNLIKE = re.compile(rf"(?!\n)[^\S ]|{_UNSEEN.pattern}")
"""What a message calls by its name: nobody could tell it from a space, or see it."""
_AROUND = re.compile(r"^[\s{0}]+|[\s{0}]+$".format(r"\u00ad\u200b\u200e\u200f\u2060\ufeff"))
"""What a text is pasted with at its ends: it stands between nothing, and is left out."""
_ERROR = re.compile(r"#[A-ZÆØÅ/0]+[!?]?")
"""What Excel shows for a formula that fails: #REF!, #N/A, #NAVN?"""
_BROKEN = re.compile("|".join(WORDS["letters"]["broken"]))
_ANSWERS = {said: answer == "ja" for said, answer in meanings("answers").items()}


@frozen
class Wrong:
    """Why a cell is not what it is read as, in words that follow the name of its place."""

    said: Bilingual


def _wrong(why: str, value: object, **figures: object) -> Wrong:
    return Wrong(worded(why, shown=shown(value), **figures))


class Formula(str):
    """A formula of Excel that has no stored value; a text that only looks like one is a text."""

    __slots__ = ()


@frozen
class Merged:
    """A figure in a cell that is merged over several: it counts once, and nobody says where."""

    value: Any
    span: str


def plain(cell: object) -> object:
    """Return a cell as Python has it: NaN, NaT and what marks nothing are None."""
    if isinstance(cell, str):
        return None if cell.strip() in MISSING else cell
    if cell is None or isinstance(cell, int):
        return cell
    if isinstance(cell, Merged):
        return plain(cell.value)
    kind = type(cell).__name__
    if kind in {"NAType", "NaTType"}:
        return None
    if type(cell).__module__ == "numpy" and not cell.ndim:  # type: ignore[attr-defined]  # an array
        held: Any = cell
        held = held.astype("datetime64[us]") if kind == "datetime64" else held
        # A short float is the decimals that it shows.
        cell = float(str(held)) if "float" in kind or "double" in kind else held.item()
    return None if isinstance(cell, float | Decimal) and math.isnan(cell) else cell


def empty(cell: object) -> bool:
    """Say whether nothing stands in a cell, or a mark that says so."""
    return plain(cell) is None


def is_listed(cell: object) -> TypeGuard[Collection[Any]]:
    """Say whether a cell of a frame holds several things rather than one text."""
    return isinstance(cell, Collection) and not isinstance(cell, str)


def as_shown(value: object, number_format: str) -> object:
    """Return the value of a cell of Excel; a number that it shows in per cent as it is shown."""
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if not number or "%" not in _LITERAL.sub("", number_format) or not math.isfinite(value):  # type: ignore[arg-type]  # a number
        return value
    return f"{(Decimal(repr(value)) * _PER_CENT).normalize():f} %".replace(".", ",")


@lru_cache
def in_thousands(number_format: str) -> bool:
    """Say whether a number format of Excel leaves out the last three digits."""
    return _IN_THOUSANDS.search(_LITERAL.sub("", number_format)) is not None


def shown(cell: object) -> str:
    """Return what a person sees in a cell, for messages: a text in quotes, a day as 31-12-2029."""
    value = plain(cell)
    if isinstance(value, dt.date):
        return f"{value:%d-%m-%Y}"
    if isinstance(value, str):
        named = _UNLIKE.sub(lambda of: f"[{unicodedata.name(of[0], f'U+{ord(of[0]):04X}')}]", value)
        return f"{composed(named)!r:.{_SHOWN}}"
    if isinstance(value, float) and value.is_integer():
        return f"{value:.0f}"
    if isinstance(value, int) and abs(value) >= 10**_SHOWN:
        return f"{Decimal(value):.3E}"  # Python writes no number of thousands of digits
    return "" if value is None else f"{value!s:.{_SHOWN}}"


def _closed_up(value: object) -> str:
    """Return a text without the spaces between thousands; empty for what is no text."""
    return _GAP.sub("", _AROUND.sub("", value)) if isinstance(value, str) else ""


def number(cell: object) -> Fraction | Wrong | None:
    """Return a cell's exact number from zero up, where a comma is a decimal comma; None if empty.

    A number of Excel is taken as it was typed: 0.1 is a tenth. A text may be a Danish number with
    its thousands apart, as in ``205.978``, a percentage, or a ratio such as ``1/3``.
    """
    value = plain(cell)
    if value is None:
        return None
    if isinstance(cell, Merged):
        return _wrong("readers.cell_merged", value, span=cell.span)
    exact = _written(value) if isinstance(value, str) else _typed(value)
    if isinstance(exact, Wrong) or 0 <= exact < 10**_MOST_DIGITS:
        return exact
    return _wrong("readers.cell_below_zero" if exact < 0 else "readers.cell_too_large", value)


def _typed(value: object) -> Fraction | Wrong:
    """Return a number that is one for its library too."""
    counts = isinstance(value, Real | Decimal) and not isinstance(value, bool)
    if counts and (isinstance(value, int) or math.isfinite(value)):  # type: ignore[arg-type]  # a number
        return Fraction(value if isinstance(value, Rational | Decimal) else repr(value))
    moment = isinstance(value, dt.date | dt.time | dt.timedelta)
    return _wrong("readers.cell_moment" if moment else "readers.cell_no_number", value)


def _written(typed: str) -> Fraction | Wrong:
    """Return the number that a text writes, with a decimal comma."""
    figure = _closed_up(typed)
    if _EITHER.fullmatch(figure):
        either = {"one": figure.rstrip("0").rstrip(","), "thousands": figure.replace(",", "")}
        written = figure.replace(",", ".")
        return _wrong("readers.cell_either_thousands", typed, written=written, **either)
    ratio = _RATIO.fullmatch(figure)
    if ratio and int(ratio[2]):
        return Fraction(int(ratio[1]), int(ratio[2]))
    match = _FIGURE.fullmatch(figure)
    if match is None or len(figure) > _SHOWN:
        formula = figure.startswith("=") and not ratio
        return _wrong("readers.cell_formula" if formula else "readers.cell_no_number", typed)
    exact = Fraction(f"{match['whole'].replace('.', '')}.{match['part'] or 0}")
    exact /= _PER_CENT if match["hundredths"] else 1
    return -exact if match["below"] else exact


def whole(cell: object) -> int | Wrong | None:
    """Return a cell's whole number from zero up, where a dot and a comma part thousands."""
    if type(cell) is str and cell.isascii() and cell.isdigit() and len(cell) <= _MOST_DIGITS:
        return int(cell)
    figure = _closed_up(cell)
    if _RATIO.fullmatch(figure):  # 6/3 are six and three, or a day
        return _wrong("readers.cell_no_whole", cell)
    digits = _WHOLE.fullmatch(figure)
    found = number(re.sub("[.,]", "", digits[1]) if digits else cell)
    if not isinstance(found, Fraction):
        return found
    part = found.denominator != 1 or written_per_cent(cell)
    return _wrong("readers.cell_no_whole", cell) if part else int(found)


def percentage(cell: object) -> Fraction | Wrong | None:
    """Return how many per cent a cell says: 25 and 25 % are 25; plain 0.25 can mean either."""
    share = number(cell)
    if not isinstance(share, Fraction):
        return share
    if written_per_cent(cell):
        return share * _PER_CENT
    if 0 < share < 1:
        either = (str(plain(cell)).strip(), f"{float(share * _PER_CENT):.10g}")
        typed, meant = map(with_comma, either)
        return _wrong("readers.cell_either_percentage", cell, typed=typed, meant=meant)
    return share


def written_per_cent(cell: object) -> bool:
    """Say whether a cell's number is written in per cent, or shown so by Excel."""
    match = _FIGURE.fullmatch(_closed_up(plain(cell)))
    return match is not None and match["hundredths"] is not None


def day(cell: object) -> dt.date | Wrong | None:
    """Return a cell's day; None where it is empty."""
    value = plain(cell)
    if isinstance(value, dt.datetime):
        return value.date()
    if value is None or isinstance(value, dt.date):
        return value
    written = " ".join(str(value).split())
    with suppress(ValueError):
        if match := _DAY.fullmatch(written):
            number, named, year = match.groups()
            month = meanings("months").get(named.casefold(), named)
            return dt.date(int(year), int(month), int(number))
        return dt.date.fromisoformat(_MIDNIGHT.sub("", written))
    return _wrong("readers.cell_no_date", value)


def text(cell: object) -> str | Wrong:
    """Return a cell's text on one line, composed, with single spaces; empty where there is none."""
    if cell is None:
        return ""
    return _one_line(cell) if type(cell) is str else _one_line.__wrapped__(cell)


@lru_cache(maxsize=4096)
def _one_line(cell: object) -> str | Wrong:
    """Return a text on one line; the same few stand in every row of a table."""
    found = paragraphs(cell)
    return found if isinstance(found, Wrong) else " ".join(found.split())


def paragraphs(cell: object) -> str | Wrong:
    """Return a cell's text with its line breaks, else as `text` does."""
    value = plain(cell)
    if not isinstance(value, str):
        listed = is_listed(value)
        return _wrong("readers.cell_several", str(value)) if listed else shown(value)
    if isinstance(value, Formula) or _ERROR.fullmatch(value.strip()):
        formula = isinstance(value, Formula)
        return _wrong("readers.cell_formula" if formula else "readers.cell_error", value)
    if _BROKEN.search(value):
        return _wrong("readers.cell_broken", value)
    bare = _AROUND.sub("", re.sub(r"\r\n?", "\n", value).replace("\t", " "))
    if match := _UNSEEN.search(bare):
        line = bare[bare.rfind("\n", 0, match.start()) + 1 :].partition("\n")[0]
        seen, code = repr(_UNSEEN.sub("", line)), f"U+{ord(match[0]):04X}"
        return Wrong(worded("readers.cell_unseen", shown=seen, code=code))
    found = "\n".join(" ".join(line.split()) for line in composed(bare).split("\n"))
    for sign in "" if found.isascii() else found:
        # A Cyrillic A looks as ours does, and is another name.
        latin = unicodedata.name(sign, "").startswith(("LATIN", "MICRO", "FEMININE", "MASCULINE"))
        if (sign.isalpha() and not latin) or unicodedata.category(sign) == "Mn":
            return _wrong("readers.cell_alphabet", value, sign=sign)
    return found


def with_comma(figure: str) -> Bilingual:
    """Return a figure with a decimal point, in Danish with a comma."""
    return both(figure, figure.replace(".", ","))


def spoken(said: str) -> str:
    """Return words as they are compared: in small letters, without marks around them."""
    return unicodedata.normalize("NFKC", " ".join(said.split())).casefold().strip(" .:*?!")


def yes(cell: object, own: Mapping[str, bool] | None = None) -> bool | Wrong | None:
    """Return a cell's yes or no, in people's words or one's own; None where it is empty."""
    value = plain(cell)
    if value is None or isinstance(value, bool):
        return value
    said = spoken(value if isinstance(value, str) else shown(value))
    found = {**_ANSWERS, **(own or {})}.get(said)
    return _wrong("readers.cell_no_answer", value) if found is None else found
