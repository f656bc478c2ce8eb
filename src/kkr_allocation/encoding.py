"""Values of results as plain JSON values: numbers, text, lists and objects.

What is written here is read back by `kkr_allocation.decoding`.
"""

from __future__ import annotations

import collections.abc
import datetime as dt
import json
import math
import numbers
from enum import Enum
from fractions import Fraction
from typing import TYPE_CHECKING, Any, TypeAlias, cast

import attrs

from kkr_allocation.errors import InvalidInputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

__all__ = ["RULES", "Json", "plain", "written_fields"]

Json: TypeAlias = Any
"""A value as JSON has it: text, a number, true, false, null, a list or an object of these."""
RULES = "kkr_allocation.apportionment.rules"
"""Where rules are declared; some of them hold a function, which is not written."""


def plain(value: object, where: str) -> Json:
    """Return `value` as JSON has it: text, numbers, lists and objects.

    Parameters
    ----------
    value : object
        A value of a result: a number, text, Fraction, date, enum member, attrs instance, NumPy
        array, or a mapping, sequence or set of these.
    where : str
        What the value is, for the message.

    Raises
    ------
    InvalidInputError
        If the value is of another kind, such as a rule with a function of the user's own.

    Notes
    -----
    A Fraction becomes ``"p/q"``, a date its ISO text, an enum member its name, a mapping whose
    keys are not text a list of pairs, an array its shape, number type and nested rows.
    """
    if value is None or type(value) in (str, bool):
        return value
    for kind, write in _WRITERS:
        if isinstance(value, kind):
            return write(value, where)
    if attrs.has(type(value)):
        return _plain_instance(value, where)
    if hasattr(value, "__array_interface__"):
        rows = cast("Any", value)
        nested = plain(rows.tolist(), where)
        return {"shape": list(rows.shape), "numbers": rows.dtype.name, "rows": nested}
    raise InvalidInputError(
        f"{where} is {value!r:.80}",
        why="only figures, names, dates and the library's own records can be written down",
        do="Compute the result with one of the library's rules, or keep it as a Python object",
    )


def _plain_float(value: float, where: str) -> float:
    if not math.isfinite(value):
        raise InvalidInputError(
            f"{where} is {value!r}",
            why="JSON has no such number",
            do="Keep the result as a Python object",
        )
    return float(value)


def _plain_mapping(value: Mapping[Any, Any], where: str) -> Json:
    if all(type(key) is str for key in value):
        return {key: plain(item, f"{where}[{key!r}]") for key, item in value.items()}
    return [[plain(key, where), plain(item, f"{where}[{key!r}]")] for key, item in value.items()]


def _plain_sequence(value: Iterable[Any], where: str) -> list[Json]:
    return [plain(item, f"{where}[{place}]") for place, item in enumerate(value)]


def _plain_set(value: Iterable[Any], where: str) -> list[Json]:
    return sorted(_plain_sequence(value, where), key=json.dumps)


def _plain_instance(value: object, where: str) -> dict[str, Json]:
    """Write an attrs instance; its class is named only where its field declares a base of it."""
    kind = type(value)
    written: dict[str, Json] = {}
    if kind.__bases__ != (object,) and kind.__module__ != "kkr_allocation.results":
        written["type"] = kind.__name__
    for name, argument in written_fields(kind):
        item = getattr(value, name)
        if getattr(item, "__module__", "") != RULES or not callable(item):
            written[argument] = plain(item, f"{where}.{name}")
    return written


_WRITERS: tuple[tuple[Any, Callable[[Any, str], Any]], ...] = (
    (Enum, lambda value, _: value.name),
    (str, lambda value, _: str(value)),
    (numbers.Integral, lambda value, _: int(value)),
    (Fraction, lambda value, _: f"{value.numerator}/{value.denominator}"),
    (float, _plain_float),
    (dt.date, lambda value, _: value.isoformat()),
    (collections.abc.Mapping, _plain_mapping),
    (collections.abc.Set, _plain_set),
    (tuple | list, _plain_sequence),
)


def written_fields(kind: type) -> list[tuple[str, str]]:
    """Return the fields that an instance is built from: name, and name of the argument."""
    return [(field.name, str(field.alias)) for field in attrs.fields(kind) if field.init]
