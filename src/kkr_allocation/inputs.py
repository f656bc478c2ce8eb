"""Whole numbers and names, checked once at the door.

What is no whole number is refused with the argument, the name and the value, and with what to
pass instead; nothing is rounded silently.
"""

from __future__ import annotations

import importlib
import math
import operator
import re
import unicodedata
from collections.abc import Collection, Iterable
from decimal import Decimal
from fractions import Fraction
from numbers import Integral, Real
from typing import TYPE_CHECKING, Any, Protocol, TypeGuard, TypeVar

from kkr_allocation.errors import InvalidInputError
from kkr_allocation.words import both, refused, worded

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kkr_allocation.errors import Bilingual


Kind = TypeVar("Kind")


class Figures(Protocol):
    """Figures by name: a mapping, or a pandas Series."""

    def items(self) -> Iterable[tuple[Any, Any]]:
        """Pairs of name and figure."""
        ...


def named_pairs(
    values: Figures, argument: str, example: str, *, of_columns: bool = False
) -> Iterable[tuple[Any, Any]]:
    """Return pairs of name and value, or refuse what has no names, or several values to each.

    Where each value is a column, a frame has values by name too; of Polars or Arrow a frame of two
    columns has names and figures. The message has an example.
    """
    if (read := foreign(values)) is not None:
        names, rows = read
        if len(names) == 2:  # noqa: PLR2004  (name and figure)
            return rows
        columns, key = ", ".join(map(repr, names)), "frame_given" if names else "no_names"
        shown = {"columns": columns, "values": type(values), "example": example}
        raise refused(f"inputs.{key}", argument=argument, **shown)
    if isinstance(values, str | type) or not hasattr(values, "items"):
        raise refused("inputs.no_names", argument=argument, values=values, example=example)
    if not of_columns and hasattr(values, "columns") and hasattr(values, "index"):
        columns = ", ".join(map(repr, values.columns))
        raise refused("inputs.frame_given", argument=argument, columns=columns)
    return values.items()


def is_frame(value: object) -> bool:
    """Say whether something is a frame of pandas, Polars or Arrow."""
    return hasattr(value, "columns") or hasattr(value, "column_names")


def foreign(frame: Any) -> tuple[list[str], list[Any]] | None:  # noqa: ANN401  (of any library)
    """Return columns and rows of a frame of Polars or Arrow, nothing of their Series."""
    if hasattr(frame, "items") or not hasattr(frame, "__arrow_c_stream__"):
        return None
    if not hasattr(frame, "columns"):
        return [], []
    known = importlib.import_module("narwhals").from_native
    read = known(frame, eager_only=True, pass_through=True)
    return ([], []) if read is frame else (read.columns, read.rows())


def by_name(
    values: Figures, argument: str, example: str, *, of_columns: bool = False
) -> dict[Any, Any]:
    """Return what `named_pairs` does as a dict; a name that stands twice is refused."""
    named: dict[Any, Any] = {}
    for typed, value in named_pairs(values, argument, example, of_columns=of_columns):
        name = one_form(typed)
        if name in named:
            raise refused("inputs.named_twice", argument=argument, name=name)
        named[name] = value
    return named


MOST_POINTS = 10**6
"""The most points of a wish, and posts of a requirement: far above all there are. A float holds
every whole number up to ``2**53``, and fewer than ``9 * 10**9`` wishes of a million points sum to
less: no solver that adds them in floats, in the engine or in the verifier, can lose a point."""

UNSEEN = (
    r"\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff"
    r"\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2060-\u2065"
    r"\u206a-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb"
)
"""Characters, as a regular expression lists them, that break a line, turn its order, or show
nothing: one of them makes two names look like one."""
UNSEEN_BEYOND = r"\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
"""Those of four bytes, which the patterns of a JSON schema cannot write."""

_EXACT_FLOAT = 2**53
_HIDES = re.compile(f"[{UNSEEN}{UNSEEN_BEYOND}]")
_TOTAL = re.compile(
    r"(grand |sub|hoved)?total(t|en)?|(total )?resultat|samtlige( partier| lister)?|∑"
    r"|alle( partier| lister)?|(hele )?kommunen|delsum|sum(men|mer)?|tilsammen|in all|i ?alt"
    r"|samlet( antal| stemmetal)?|samlede stemmer|mellem(sum|regning)|sammenlagt|opgjort"
    r"|(i ?alt|total|sum) .+|.+ (i ?alt|in all|total)"
)


def is_name(value: object) -> TypeGuard[str]:
    """Say whether a value is a text that can be read aloud and told from every other."""
    if not isinstance(value, str) or not value.strip():
        return False
    return (value.isascii() and value.isprintable()) or not _HIDES.search(value)


def are_texts(*values: object) -> bool:
    """Say whether each is a text that says something, on one line or several."""
    return all(isinstance(value, str) and value.strip() for value in values)


def is_above_zero(value: object) -> bool:
    """Say whether a value is a number above zero."""
    return isinstance(value, Real) and float(value) > 0


def composed(text: str) -> str:
    """Return a text in the one form of its letters that names are kept and compared in."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def one_form(value: Any) -> Any:  # noqa: ANN401  (what is no text is refused after)
    """Return a text in one form of its letters, for an attrs field; else the value as it is."""
    return composed(value) if isinstance(value, str) else value


def names_total(name: str) -> bool:
    """Say whether a row so named is the total of a table, and no place or list of its own."""
    return _TOTAL.fullmatch(on_one_line(name).casefold().strip(" .:*")) is not None


def on_one_line(text: str) -> str:
    """Return a text as it is read: on one line, single spaces, nothing that does not show."""
    return _HIDES.sub("", " ".join(text.split()))


def whole_number(value: object, what: str) -> int:
    """Return `value` as a Python integer, or say of `what` why it is no whole number from zero up.

    A float, Fraction or Decimal without a fraction is one. Refused are bool, text, None, NaN,
    infinity, and a float from 2**53 up, whose last digits are already lost.
    """
    if type(value) is int and value >= 0:
        return value
    number = _index(value)
    if isinstance(number, int) and number >= 0:
        return number
    why = worded("inputs.not_negative") if isinstance(number, int) else number
    raise refused("inputs.no_count", what=what, value=value, why=why)


def _index(value: object) -> int | Bilingual:
    """Return a value as a Python integer, or say why it is none."""
    if isinstance(value, bool):
        return worded("inputs.an_answer")
    if isinstance(value, float | Fraction | Decimal):
        if not math.isfinite(value):
            return worded("inputs.not_finite")
        if isinstance(value, float) and value.is_integer() and value >= _EXACT_FLOAT:
            return worded("inputs.rounded")
        return int(value) if value == int(value) else worded("inputs.whole")
    try:
        return operator.index(value)  # type: ignore[arg-type]  # what has no index is refused
    except TypeError:
        return worded("inputs.whole")


def whole_numbers(figures: Figures, argument: str) -> dict[str, int]:
    """Return figures by name as a dict of Python integers from zero up, in their order."""
    if type(figures) is dict:
        plain: dict[str, int] = figures
        for name, value in plain.items():
            if type(name) is not str or type(value) is not int or value < 0 or not is_name(name):
                break
            if not name.isascii() and not unicodedata.is_normalized("NFC", name):
                break
        else:
            return plain.copy()
    checked: dict[str, int] = {}
    for name, value in by_name(figures, argument, '{"A": 24062, "V": 18311}').items():
        if not is_name(name):
            raise refused("inputs.no_name", argument=argument, name=name)
        checked[name] = whole_number(value, f"{argument}[{name!r}]")
    return checked


def row_number(row: object, rows: int, what: str) -> int:
    """Return the number of a row, from 0 up or from -1 down as counted from the end."""
    if isinstance(row, Integral) and not isinstance(row, bool):
        number = int(row)
    else:
        number = whole_number(row, what)
    if -rows <= number < rows:
        return number
    raise InvalidInputError(
        f"{what} is {row!r}",
        why=f"there are {rows} {what}s",
        do=f"Pass a row from 0 to {rows - 1}" if rows else "Pass some to begin with",
    )


def several(given: Iterable[Kind], argument: str) -> tuple[Kind, ...]:
    """Return what is given as a tuple, or refuse what cannot be gone through one by one."""
    if not isinstance(given, Iterable):
        raise refused("inputs.several", argument=argument, given=given)
    return tuple(given)


def listed_names(names: Iterable[str], argument: str) -> tuple[str, ...]:
    """Return names as a tuple, or refuse the one text that would be read letter by letter."""
    if isinstance(names, str):
        raise refused("inputs.one_text", argument=argument, names=names)
    listed = several(names, argument)
    for name in listed:
        if not isinstance(name, str):
            raise refused("inputs.names_other", argument=argument, name=name)
    return tuple(map(composed, listed))


def is_among(word: object, words: Collection[str | None]) -> bool:
    """Say whether a word, or None, is one of those; an array is compared with none of them."""
    return isinstance(word, str | None) and word in words


def yes_or_no(value: object, what: str) -> bool:
    """Return an answer, or refuse all but True and False; a text "nej" would count as yes."""
    if not isinstance(value, bool):
        raise refused("inputs.yes_or_no", what=what, value=value)
    return value


def known_names(names: Iterable[str], among: Mapping[str, Any], argument: str) -> None:
    """Refuse names in `argument` that the election does not have, listing those it has."""
    unknown = [name for name in names if not is_among(name, among)]
    if unknown:
        shown = ", ".join(map(repr, unknown))
        few = len(among) <= 40  # noqa: PLR2004  (as many as one still reads)
        listed = ", ".join(among) if few else both(f"{len(among)} names", f"{len(among)} navne")
        raise refused("inputs.unknown_names", argument=argument, names=shown, known=listed)


def one_of(given: object, kind: type[Kind], argument: str, *, made_by: str) -> Kind:
    """Return what is given, where it is of this class of ``kkr``; else say how one is made."""
    if isinstance(given, kind):
        return given
    shown, name = " ".join(repr(given).split()), kind.__name__
    raise refused("inputs.other_kind", argument=argument, given=shown, kind=name, made_by=made_by)


def each_of(
    given: Iterable[Kind], kind: type[Kind], argument: str, *, made_by: str = ""
) -> tuple[Kind, ...]:
    """Return what is given as a tuple, every item of it of this class of ``kkr``.

    One item alone has to stand in a list too. Where one is not made by its class, say how.
    """
    name = kind.__name__
    if isinstance(given, kind) or not isinstance(given, Iterable):
        raise refused("inputs.one_alone", argument=argument, given=given, kind=name)
    listed = tuple(given)
    for place, item in enumerate(listed):
        if not isinstance(item, kind):
            shown = {"where": f"{argument}[{place}]", "item": item, "kind": name}
            example = made_by or f"kkr.{name}(...)"
            raise refused("inputs.item_of_other_kind", argument=argument, example=example, **shown)
    return listed
