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

from kkr_allocation.forms.columns import WORDS
from kkr_allocation.inputs import UNSEEN, UNSEEN_BEYOND, composed
from kkr_allocation.words import both, worded

if TYPE_CHECKING:
    from kkr_allocation.errors import Bilingual
_PER_CENT = 100
_MOST_DIGITS = 15
"""As many as Excel keeps."""
_SHOWN = 60
_SPACES = " \u00a0\u2007\u2009\u202f"
_GAP = re.compile(rf"(?<=\d)[{_SPACES}](?=\d{{3}}(?!\d))")
_PART = re.compile(r"(\d+)(?:,(\d+))?", re.ASCII)
_THOUSANDS = re.compile(r"[1-9]\d{0,2}(?:\.\d{3})+(?:,\d+)?", re.ASCII)
_GROUPS = re.compile(r"[1-9]\d{0,2}(?:(?:\.\d{3})+|(?:,\d{3})+)", re.ASCII)
_EITHER = re.compile(r"[1-9]\d{0,2},\d\d0", re.ASCII)
"""Decimals in Danish, though nobody writes their last nought, and thousands in English."""
_ZERO_GROUP = re.compile(r"0\d{0,2}(?:[.,]\d{3})+", re.ASCII)
_ZERO_DECIMALS = re.compile(r"(?<=\d)[.,]0{1,2}$", re.ASCII)
_IN_PER_CENT = re.compile(r"\s*(?:%|pct\.?|procent|percent|per cent)$", re.IGNORECASE)
_RATIO = re.compile(r"=?\s*(\d{1,15})\s*/\s*(\d{1,15})", re.ASCII)
_LITERAL = re.compile(r'"[^"]*"|[\\_*].')
"""What a number format of Excel shows beside the number: quoted, escaped, filled or spaced."""
_OWN = (str, bool, int)
_MISSING = {"", "-", "–", "—", "..", "..."}
_DAY = re.compile(
    r"(?:d\.|den)?\s*(\d{1,2})\s*(?:[-./]\s*)?(\d{1,2}|[a-z]+)\.?\s*(?:[-./]\s*)?(\d{4})",
    re.ASCII | re.IGNORECASE,
)
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ]00:00(?::00(?:\.0+)?)?)?", re.ASCII)
_UNSEEN = re.compile(f"[{UNSEEN}{UNSEEN_BEYOND}]")
_AROUND = re.compile(
    r"^[\s\u00ad\u200b\u200e\u200f\u2060\ufeff]+|[\s\u00ad\u200b\u200e\u200f\u2060\ufeff]+$"
)
"""What a text is pasted with at its ends: it stands between nothing, and is left out."""
_ERROR = re.compile(r"#[A-ZÆØÅ/0]+[!?]?")
"""What Excel shows for a formula that fails: #REF!, #N/A, #NAVN?"""
_BROKEN = re.compile(
    "\ufffd|[\u251c\u252c\u221a]"  # what a Mac or an old DOS makes of two bytes
    "|[\u00c2\u00c3][\u0080-\u00bf\u20ac\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160"
    "\u2039\u0152\u017d\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153"
    "\u017e\u0178]"
    "|\u00e2\u20ac"
)
"""What UTF-8 looks like when it was read as Windows-1252 or Latin-1."""
_YES = {"ja", "j", "x", "yes", "y", "true", "sand", "sandt", "1", "✓", "✔", "☑"}
_NO = {"nej", "n", "no", "false", "falsk", "0", "☐"}


@frozen
class Wrong:
    """Why a cell is not what it is read as, in words that follow the name of its place."""

    said: Bilingual


class Formula(str):
    """A formula of Excel that has no stored value; a text that only looks like one is a text."""

    __slots__ = ()


@frozen
class Merged:
    """A figure in a cell that is merged over several: it counts once, and nobody says where."""

    value: Any
    span: str


def plain(cell: object) -> object:
    """Return a cell as Python has it: NaN, NaT and the like are None, NumPy's scalars its own."""
    if cell is None or isinstance(cell, _OWN):
        return cell
    if isinstance(cell, Merged):
        return plain(cell.value)
    if type(cell).__name__ in {"NAType", "NaTType"}:
        return None
    if type(cell).__module__ == "numpy":
        cell = _of_numpy(cell)
    return None if isinstance(cell, float | Decimal) and math.isnan(cell) else cell


def _of_numpy(cell: Any) -> object:  # noqa: ANN401  (NumPy's)
    """Return a scalar of NumPy as Python has it: a short float as the decimals that it shows."""
    kind = type(cell).__name__
    if kind in {"float16", "float32", "longdouble"}:
        return float(cell if kind == "longdouble" else str(cell))
    if kind == "datetime64":
        cell = cell.astype("datetime64[us]")
    return cell.item() if hasattr(cell, "item") else cell


def empty(cell: object) -> bool:
    """Say whether nothing stands in a cell."""
    value = cell if type(cell) is str else plain(cell)
    return value is None or (isinstance(value, str) and not value.strip())


def is_listed(cell: object) -> TypeGuard[Collection[Any]]:
    """Say whether a cell of a frame holds several things rather than one text."""
    return isinstance(cell, Collection) and not isinstance(cell, str)


def as_shown(value: object, number_format: str) -> object:
    """Return the value of a cell of Excel; a number that it shows in per cent as it is shown."""
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if not number or "%" not in _LITERAL.sub("", number_format) or not math.isfinite(value):  # type: ignore[arg-type]  # a number
        return value
    return f"{(Decimal(repr(value)) * _PER_CENT).normalize():f} %".replace(".", ",")


def shown(cell: object) -> str:
    """Return what a person sees in a cell, for messages: a text in quotes, a day as 31-12-2029."""
    value = plain(cell)
    if isinstance(value, dt.date):
        return f"{value:%d-%m-%Y}"
    if isinstance(value, str):
        return f"{composed(value)!r:.{_SHOWN}}"
    if isinstance(value, float) and value.is_integer():
        return f"{value:.0f}"
    if isinstance(value, int) and abs(value) >= 10**_SHOWN:
        return f"{Decimal(value):.3E}"  # Python writes no number of thousands of digits
    return "" if value is None else f"{value!s:.{_SHOWN}}"


def number(cell: object) -> Fraction | Wrong | None:
    """Return a cell's exact number from zero up, where a comma is a decimal comma; None if empty.

    A number of Excel is taken as it was typed: 0.1 is a tenth. A text may be a Danish number with
    its thousands apart, as in ``205.978``, a percentage, or a ratio such as ``1/3``.
    """
    value = plain(cell)
    if isinstance(cell, Merged):
        return Wrong(worded("readers.cell_merged", shown=shown(value), span=cell.span))
    if not isinstance(value, str):
        return _typed(value)
    if _EITHER.fullmatch(value.strip()):
        one, thousands = value.strip().rstrip("0").rstrip(","), value.strip().replace(",", "")
        either = {"one": one, "thousands": thousands, "written": value.strip().replace(",", ".")}
        return Wrong(worded("readers.cell_either_thousands", shown=shown(value), **either))
    return _written(_GAP.sub("", value.strip()), value)


def whole(cell: object) -> int | Wrong | None:
    """Return a cell's whole number from zero up, where a dot and a comma part thousands."""
    if type(cell) is str and cell.isascii() and cell.isdigit() and len(cell) <= _MOST_DIGITS:
        return int(cell)
    value = plain(cell)
    written = _GAP.sub("", value.strip()) if isinstance(value, str) else ""
    if _ZERO_GROUP.fullmatch(written):
        return Wrong(worded("readers.cell_zero_group", shown=shown(value)))
    if _RATIO.fullmatch(written):  # 6/3 are six and three, or a day
        return Wrong(worded("readers.cell_no_whole", shown=shown(value)))
    digits = _ZERO_DECIMALS.sub("", written)
    bare = re.sub(r"[.,]", "", digits) if _GROUPS.fullmatch(digits) else digits
    plain_digits = bare.isdecimal() and not isinstance(cell, Merged)
    found = _written(bare, value) if plain_digits else number(cell)
    if not isinstance(found, Fraction):
        return found
    if found.denominator != 1 or written_per_cent(value):
        return Wrong(worded("readers.cell_no_whole", shown=shown(value)))
    return int(found)


def percentage(cell: object) -> Fraction | Wrong | None:
    """Return how many per cent a cell says: 25 and 25 % are 25; plain 0.25 can mean either."""
    share = number(cell)
    if not isinstance(share, Fraction):
        return share
    if written_per_cent(cell):
        return share * _PER_CENT
    if 0 < share < 1:
        either = {"typed": str(plain(cell)).strip(), "meant": f"{float(share * _PER_CENT):.10g}"}
        said = {name: with_comma(figure) for name, figure in either.items()}
        return Wrong(worded("readers.cell_either_percentage", **said))
    return share


def written_per_cent(cell: object) -> bool:
    """Say whether a cell's number is written in per cent, or shown so by Excel."""
    value = plain(cell)
    if not isinstance(value, str) or not _IN_PER_CENT.search(value.strip()):
        return False
    return isinstance(number(value), Fraction)


def _typed(value: object) -> Fraction | Wrong | None:
    """Return a number that is one for its library too."""
    if value is None:
        return None
    counts = isinstance(value, Real | Decimal) and not isinstance(value, bool)
    if not counts or not (isinstance(value, int) or math.isfinite(value)):  # type: ignore[arg-type]  # a number
        time = isinstance(value, dt.time | dt.timedelta)
        key = "readers.cell_time" if time else "readers.cell_no_number"
        key = "readers.cell_date" if isinstance(value, dt.date) else key
        return Wrong(worded(key, shown=shown(value)))
    exact = Fraction(value if isinstance(value, Rational | Decimal) else Decimal(repr(value)))
    return _within(exact, value, below=exact < 0)


def _within(exact: Fraction, typed: object, *, below: bool) -> Fraction | Wrong:
    if below:
        return Wrong(worded("readers.cell_below_zero", shown=shown(typed)))
    if exact >= 10**_MOST_DIGITS:
        return Wrong(worded("readers.cell_too_large", shown=shown(typed)))
    return exact


def _written(figure: str, typed: object) -> Fraction | Wrong | None:
    """Return the number that a text writes, with a decimal comma."""
    if figure in _MISSING:
        return None
    ratio = _RATIO.fullmatch(figure)
    if ratio and int(ratio[2]):
        return Fraction(int(ratio[1]), int(ratio[2]))
    if figure.startswith("=") and not ratio:
        return Wrong(worded("readers.cell_formula", shown=shown(typed)))
    unsigned = figure[1:].strip() if figure[0] in "-\u2212" else figure
    bare = _IN_PER_CENT.sub("", unsigned)
    match = _PART.fullmatch(bare.replace(".", "") if _THOUSANDS.fullmatch(bare) else bare)
    if match is None or len(bare) > _SHOWN:
        return Wrong(worded("readers.cell_no_number", shown=shown(typed)))
    exact = Fraction(f"{match[1]}.{match[2] or 0}") / (1 if bare == unsigned else _PER_CENT)
    return _within(exact, typed, below=unsigned != figure and exact > 0)


_MONTHS = {
    word: number
    for number, (own, others) in enumerate(WORDS["months"].items(), start=1)
    for word in (own, *others)
}


def day(cell: object) -> dt.date | Wrong | None:
    """Return a cell's day; None where it is empty."""
    value = plain(cell)
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date) or empty(value):
        return value if isinstance(value, dt.date) else None
    written = " ".join(str(value).split())
    if match := _ISO.fullmatch(written):
        year, month, number = match.groups()
    elif match := _DAY.fullmatch(written):
        number, month, year = match.groups()
        month = str(_MONTHS.get(month.casefold(), month))
    else:
        return Wrong(worded("readers.cell_no_date", shown=shown(value)))
    with suppress(ValueError):
        return dt.date(int(year), int(month), int(number))
    return Wrong(worded("readers.cell_no_date", shown=shown(value)))


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
        return shown(value)
    formula = isinstance(value, Formula)
    if formula or _ERROR.fullmatch(value.strip()):
        key = "readers.cell_formula" if formula else "readers.cell_error"
        return Wrong(worded(key, shown=shown(value)))
    if _BROKEN.search(value):
        return Wrong(worded("readers.cell_broken", shown=shown(value), meant=_mended(value)))
    bare = _AROUND.sub("", value.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " "))
    lines = bare.split("\n")
    for line in lines:
        if match := _UNSEEN.search(line):
            code = f"U+{ord(match[0]):04X}"
            seen = repr(_UNSEEN.sub("", line))
            return Wrong(worded("readers.cell_unseen", shown=seen, code=code))
    found = "\n".join(" ".join(composed(line).split()) for line in lines)
    for sign in "" if found.isascii() else found:
        # A Cyrillic A looks as ours does, and is another name.
        latin = unicodedata.name(sign, "").startswith(("LATIN", "MICRO", "FEMININE", "MASCULINE"))
        if (sign.isalpha() and not latin) or unicodedata.category(sign) == "Mn":
            return Wrong(worded("readers.cell_alphabet", shown=shown(value), sign=sign))
    return found


def _mended(broken: str) -> Bilingual | str:
    """Return the question whether a text meant what its bytes are in UTF-8; empty if unknown."""
    for encoding in ("cp1252", "latin-1"):
        with suppress(UnicodeError):
            return worded("readers.cell_perhaps", meant=broken.encode(encoding).decode("utf-8"))
    return ""


def with_comma(figure: str) -> Bilingual:
    """Return a figure with a decimal point, in Danish with a comma."""
    return both(figure, figure.replace(".", ","))


def spoken(said: str) -> str:
    """Return words as they are compared: in small letters, without marks around them."""
    return unicodedata.normalize("NFKC", " ".join(said.split())).casefold().strip(" .:*?!")


def yes(cell: object, own: Mapping[str, bool] | None = None) -> bool | Wrong | None:
    """Return a cell's yes or no, in people's words or one's own; None where it is empty."""
    value = plain(cell)
    if isinstance(value, bool) or empty(value):
        return value if isinstance(value, bool) else None
    said = spoken(shown(value) if not isinstance(value, str) else value)
    if own and said in own:
        return own[said]
    if said in _YES or said in _NO:
        return said in _YES
    return Wrong(worded("readers.cell_no_answer", shown=shown(value)))
