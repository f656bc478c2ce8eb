"""Values of results as plain JSON values, and back: numbers, text, lists and objects."""

from __future__ import annotations

import collections.abc
import datetime as dt
import importlib
import json
import math
import numbers
import types
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from enum import Enum
from fractions import Fraction
from functools import cache
from typing import Any, Literal, TypeAlias, Union, cast, get_args, get_origin, get_type_hints

import attrs

from kkr_allocation.errors import InvalidInputError
from kkr_allocation.sources import Stated
from kkr_allocation.words import refused, worded

Json: TypeAlias = Any
"""A value as JSON has it: text, a number, true, false, null, a list or an object of these."""
Declared: TypeAlias = Any
"""A type as a field declares it: a class, ``dict[str, int]``, ``int | None``, a Literal."""
Value: TypeAlias = Any
"""A value of a declared type."""
_OTHERWISE = "documents.otherwise_there"


def plain(value: object, where: str) -> Json:
    """Return a value of a result as JSON has it, or say of what is `where` that it cannot be."""
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
    raise refused("documents.cannot_be_written", where=where, value=value)


def _plain_float(value: float, where: str) -> float:
    if not math.isfinite(value):
        raise refused("documents.number_unknown_to_json", where=where, value=value)
    return float(value)


def _plain_mapping(value: Mapping[Any, Any], where: str) -> Json:
    if all(type(key) is str for key in value):
        return {key: plain(item, f"{where}[{key!r}]") for key, item in value.items()}
    return [[plain(key, where), plain(item, f"{where}[{key!r}]")] for key, item in value.items()]


def _plain_sequence(value: Iterable[Any], where: str) -> list[Json]:
    return [plain(item, f"{where}[{place}]") for place, item in enumerate(value)]


def _plain_instance(value: object, where: str) -> dict[str, Json]:
    """Write an attrs instance; its class is named only where its field declares a base of it."""
    kind = type(value)
    derived = kind.__bases__ != (object,) and kind.__module__ != "kkr_allocation.results"
    return ({"type": kind.__name__} if derived else {}) | {
        argument: plain(getattr(value, name), f"{where}.{name}")
        for name, argument in written_fields(kind)
    }


_WRITERS: tuple[tuple[Any, Callable[[Any, str], Any]], ...] = (
    (Enum, lambda value, _: value.name),
    (str, lambda value, _: str(value)),
    (numbers.Integral, lambda value, _: int(value)),
    (Fraction, lambda value, _: f"{value.numerator}/{value.denominator}"),
    (float, _plain_float),
    (dt.date, lambda value, _: value.isoformat()),
    (collections.abc.Mapping, _plain_mapping),
    (
        collections.abc.Set,
        lambda value, where: sorted(_plain_sequence(value, where), key=json.dumps),
    ),
    (tuple | list, _plain_sequence),
)


def written_fields(kind: type) -> list[tuple[str, str]]:
    """Return the fields that an instance is built from: name, and name of the argument."""
    return [(field.name, str(field.alias)) for field in attrs.fields(kind) if field.init]


class Columns:
    """Numbers of columns, inside lists to any depth: its alias holds itself, and has no value."""


@cache
def declarations(kind: type) -> dict[str, Declared]:
    """Return the declared types of a class by field, read in the modules that declare them."""
    return get_type_hints(kind, localns={"Columns": Columns})


def origin_of(kind: Declared) -> Any:  # noqa: ANN401  (a class, or a form such as Literal)
    """Return what a type is a case of: dict for ``dict[str, int]``, the type itself if of none."""
    origin: Any = get_origin(kind)
    return kind if origin is None else origin


def meant(kind: Declared) -> Declared:
    """Return the type that an alias stands for; any other type is itself.

    After ``type Table[T] = dict[str, T]`` (Python 3.12, NumPy 2.5) `get_origin` of ``Table[int]``
    is the alias. Its parameters need not stand in its value in the same order, or at all.
    """
    while hasattr(alias := origin_of(kind), "__value__"):
        given = dict(zip(alias.__type_params__, get_args(kind), strict=False))
        kind = alias.__value__
        if free := getattr(kind, "__parameters__", ()):
            kind = kind[tuple(given.get(parameter, parameter) for parameter in free)]
    return kind


# Reading follows the types that a result's class declares, so that nothing is guessed from its
# looks: a list named ``"1/2"`` stays a name, a weight of one half becomes a `Fraction`. The
# document has been held to the schema that is written from the same declarations; here is refused
# only what no schema says.


def typed(kind: Declared, value: Json, where: str) -> Value:
    """Return a JSON value, which has the shape of the declared type, as a value of that type."""
    kind = meant(kind)
    origin = origin_of(kind)
    if origin in (Union, types.UnionType):
        return typed(_chosen(kind, value), value, where)
    if origin in _READERS:
        return _READERS[origin](kind, value, where)
    if isinstance(origin, type):
        if issubclass(origin, Enum):
            return origin[value]
        if attrs.has(origin):  # an entry `type` names a class derived from the declared one
            return record(_family_by_name(origin).get(value.get("type"), origin), value, where)
        if origin.__name__ == "ndarray":
            return _array(value, where)
    message = f"{where} is declared as {kind}, which the exchange format does not know"
    raise TypeError(message)


def _chosen(kind: Declared, value: Json) -> Declared:
    """Return the one of several types that JSON writes as it has the value."""
    choices = [meant(one) for one in data_among(kind)]
    fitting = [one for one in choices if _written_as(origin_of(one)) is type(value)]
    if len(fitting) == 1:
        return fitting[0]
    # An object names a class of one family; a class without others is never named.
    families = [(one, _family_by_name(one)) for one in fitting]
    name = value.get("type")
    return next(one for one, known in families if (name in known if name else len(known) == 1))


def data_among(kind: Declared) -> list[Declared]:
    """Return the types of a union that documents hold: no function, and no protocol of objects."""
    choices = get_args(kind)
    return [c for c in choices if origin_of(c) is not Callable and not hasattr(c, "_is_protocol")]


def _written_as(origin: Any) -> type:  # noqa: ANN401  (as `origin_of` returns it)
    if origin in (int, bool, type(None)):
        return cast("type", origin)
    if origin in (tuple, list, set, frozenset):
        return list
    of_entries = origin in (dict, Mapping) or attrs.has(origin) or origin.__name__ == "ndarray"
    return dict if of_entries else str


def _sequence(kind: Declared, value: list[Json], where: str) -> Value:
    """Return a tuple, list or set; ``tuple[int, str]`` has a type for each place."""
    build, inner = origin_of(kind), get_args(kind)
    of_each = build is tuple and inner[-1] is not ...
    kinds = inner if of_each else inner[:1] * len(value)
    items = (
        typed(one, item, f"{where}[{place}]")
        for place, (one, item) in enumerate(zip(kinds, value, strict=True))
    )
    return build(items) if build in (list, set, frozenset) else tuple(items)


def _mapping(kind: Declared, value: Json, where: str) -> dict[Any, Any]:
    """Return a dict from an object, or from pairs where keys are no texts."""
    key_kind, item_kind = get_args(kind)
    pairs = value.items() if type(value) is dict else value
    return {
        typed(key_kind, key, where): typed(item_kind, item, f"{where}[{key!r}]")
        for key, item in pairs
    }


def _array(value: dict[str, Json], where: str) -> Value:
    """Return a NumPy array; refused is an empty shape larger than NumPy has."""
    numpy = importlib.import_module("numpy")
    try:
        return numpy.array(value["rows"], dtype=value["numbers"]).reshape(value["shape"])
    except (OverflowError, ValueError):
        wanted, where = worded("documents.rows_only", numbers=value["numbers"]), f"{where}.rows"
        raise refused(_OTHERWISE, where=where, value=value["rows"], wanted=wanted) from None


def _columns(_: Declared, value: list[Json], __: str) -> Value:
    """Return nested column numbers as nested tuples."""
    return tuple(item if type(item) is int else _columns(_, item, __) for item in value)


def family(kind: type) -> Iterator[type]:
    """Yield a class and all derived from it; what only a step is cited by is in no document."""
    yield kind
    derived: type
    for derived in kind.__subclasses__():
        if derived is not Stated:
            yield from family(derived)


def _family_by_name(kind: type) -> dict[Any, type]:
    """Return a class and those derived from it; of two of one name, that which attrs made last."""
    return {one.__name__: one for one in family(kind)}


def record(kind: type, value: dict[str, Json], where: str) -> Value:
    """Return an attrs instance of exactly this class from the entries of an object."""
    declared = declarations(kind)
    found = {
        argument: typed(declared[name], value[argument], f"{where}.{argument}")
        for name, argument in written_fields(kind)
    }
    try:
        made: Value = object.__new__(kind)
        # A class whose own __init__ takes something else than its fields has this besides.
        getattr(made, "__attrs_init__", made.__init__)(**found)
    except InvalidInputError:
        raise
    except (TypeError, ValueError) as error:
        wanted = worded("documents.another_entry", error=error)
        raise refused(_OTHERWISE, where=where, value=value, wanted=wanted) from None
    return made


_READERS: dict[Any, Callable[[Declared, Json, str], Value]] = {
    **dict.fromkeys((str, int, bool, float, type(None), Literal), lambda _, value, __: value),
    Fraction: lambda _, value, __: Fraction(value),
    dt.date: lambda _, value, __: dt.date.fromisoformat(value),
    Columns: _columns,
    **dict.fromkeys((tuple, list, set, frozenset, Sequence, Iterable), _sequence),
    **dict.fromkeys((dict, Mapping), _mapping),
}
