"""Values of results as plain JSON values: numbers, text, lists and objects.

What is written here is read back by `kkr_allocation.documents.codec`.
"""

from __future__ import annotations

import collections.abc
import datetime as dt
import importlib
import json
import math
import numbers
import re
import sys
import types
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from enum import Enum
from fractions import Fraction
from functools import cache
from inspect import get_annotations
from typing import Any, Literal, TypeAlias, Union, cast, get_args, get_origin

import attrs

from kkr_allocation.errors import InvalidInputError

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


# The types that a class declares for its fields, evaluated in the modules that declare them.
#
# Annotations are text until somebody asks, and may name what a module imports for its type
# checker only; `_HOMES` says where such names live.


class _Names(dict[str, Any]):
    """The names of a module, and those that modules import for their type checker only."""

    def __missing__(self, name: str) -> Any:  # noqa: ANN401  (a module or a name in it)
        if name in _MODULES:
            return importlib.import_module(_MODULES[name])
        try:
            return getattr(importlib.import_module(_HOMES.get(name, "kkr_allocation")), name)
        except AttributeError:
            raise KeyError(name) from None


_MODULES = {"dt": "datetime", "np": "numpy", "npt": "numpy.typing"}
_HOMES = {
    "Fraction": "fractions",
    "Level": "kkr_allocation.appointments.rules",
    "LevelResult": "kkr_allocation.appointments.rules",
    "Limits": "kkr_allocation.placements.limits",
    "Mapping": "collections.abc",
    "NDArray": "numpy.typing",
    "Pair": "kkr_allocation.appointments.model",
    "Rule": "kkr_allocation.apportionment.rules",
    "Sequence": "collections.abc",
}
"""Homes of names that fields declare and that are not public names of the package."""


@cache
def declarations(kind: type) -> dict[str, Any]:
    """Return the declared types of a class, read in the modules that declare them."""
    found: dict[str, Any] = {}
    for base in reversed(kind.__mro__):
        names = _Names(vars(sys.modules[base.__module__]))
        for name, text in get_annotations(base).items():
            # The text is source code of this package, written as an annotation.
            found[name] = eval(text, {}, names) if isinstance(text, str) else text  # noqa: S307  (see above)
    return found


def origin_of(kind: Any) -> Any:  # noqa: ANN401  (a type as a field declares it)
    """Return what a type is a case of: dict for ``dict[str, int]``, the type itself if of none."""
    origin: Any = get_origin(kind)
    return kind if origin is None else origin


def meant(kind: Any) -> Any:  # noqa: ANN401  (as above)
    """Return the type that an alias stands for; any other type is itself.

    After ``type Table[T] = dict[str, T]``, the way to name a type from Python 3.12 on, `get_origin`
    of ``Table[int]`` is the alias and tells nothing of a dict. NumPy names its ``NDArray`` so from
    2.5 on. The parameters of an alias need not stand in its value in the same order, or at all.
    """
    while hasattr(alias := origin_of(kind), "__value__"):
        given = dict(zip(alias.__type_params__, get_args(kind), strict=False))
        kind = alias.__value__
        if free := getattr(kind, "__parameters__", ()):
            kind = kind[tuple(given.get(parameter, parameter) for parameter in free)]
    return kind


# Plain JSON values back as the values of a result, led by the types its class declares.
#
# A result's class already says what it holds: ``dict[str, int]``, ``tuple[Lot, ...]``, ``Fraction
# | None``. Reading follows those declarations, so that every value comes back with its own type
# and nothing is guessed from its looks: a list named ``"1/2"`` stays a name, a weight of one half
# becomes a `Fraction`.


Declared: TypeAlias = Any
"""A type as a field declares it: a class, ``dict[str, int]``, ``int | None``, a Literal."""
Value: TypeAlias = Any
"""A value of a declared type."""
Reader: TypeAlias = Callable[[Declared, Json, str], Value]

_RATIO = re.compile(r"-?[0-9]+/[1-9][0-9]*")


def typed(kind: Declared, value: object, where: str) -> Value:
    """Return the JSON value `value` as the declared type `kind`.

    Parameters
    ----------
    kind : type
        A type as a field declares it.
    value : object
        What `plain` wrote.
    where : str
        Which entry of the document it is, for the message.

    Raises
    ------
    InvalidInputError
        If the value is not of that type, lacks an entry or has one too many.
    """
    kind = meant(kind)
    origin = origin_of(kind)
    if origin in _READERS:
        return _READERS[origin](kind, value, where)
    if isinstance(origin, type):
        if issubclass(origin, Enum):
            return _member(origin, value, where)
        if attrs.has(origin):
            return _instance(origin, value, where)
        if origin.__name__ == "ndarray":
            return _array(kind, value, where)
    message = f"{where} is declared as {kind}, which the exchange format does not know"
    raise TypeError(message)


def _wrong(where: str, value: object, wanted: str) -> InvalidInputError:
    return InvalidInputError(
        f"{where} is {value!r:.80}",
        why=f"the format has {wanted} there",
        do="Write the result again with result.to_json(), and leave the text as it is",
    )


def _exactly(name: str) -> Reader:
    def read(kind: Declared, value: Json, where: str) -> Value:
        if type(value) is not kind:
            raise _wrong(where, value, name)
        return value

    return read


def _nothing(_: Declared, value: Json, where: str) -> None:
    if value is not None:
        raise _wrong(where, value, "null")


def _float(_: Declared, value: Json, where: str) -> float:
    if type(value) not in (int, float):
        raise _wrong(where, value, "a number")
    return float(value)


def _fraction(_: Declared, value: Json, where: str) -> Fraction:
    if type(value) is not str or not _RATIO.fullmatch(value):
        raise _wrong(where, value, 'a fraction written as "p/q"')
    try:
        return Fraction(value)
    except ValueError:
        raise _wrong(where, value, "a fraction with fewer digits") from None


def _date(_: Declared, value: Json, where: str) -> dt.date:
    with suppress(TypeError, ValueError):
        if (day := dt.date.fromisoformat(value)).isoformat() == value:
            return day
    raise _wrong(where, value, "a date written as year-month-day")


def _member(kind: Declared, value: Json, where: str) -> Enum:
    if not isinstance(value, str) or value not in kind.__members__:
        raise _wrong(where, value, f"one of {', '.join(kind.__members__)}")
    return cast("Enum", kind[value])


def _literal(kind: Declared, value: Json, where: str) -> Value:
    for choice in get_args(kind):
        if type(value) is type(choice) and value == choice:
            return choice
    raise _wrong(where, value, f"one of {', '.join(map(repr, get_args(kind)))}")


def _union(kind: Declared, value: Json, where: str) -> Value:
    """Return the first declared type that takes the value."""
    refused = _wrong(where, value, "another kind of value")
    for choice in get_args(kind):
        try:
            return typed(choice, value, where)
        except InvalidInputError as error:
            if choice is not type(None):
                refused = error
    raise refused


def _sequence(kind: Declared, value: Json, where: str) -> Value:
    """Return a tuple, list or set; ``tuple[int, str]`` has a type for each place."""
    if type(value) is not list:
        raise _wrong(where, value, "a list")
    build = origin_of(kind)
    inner = get_args(kind) or (object,)
    if build is tuple and inner[-1] is not ...:
        if len(value) != len(inner):
            raise _wrong(where, value, f"a list of {len(inner)}")
        kinds: Iterable[Any] = inner
    else:
        kinds = [inner[0]] * len(value)
    items = (
        typed(one, item, f"{where}[{place}]")
        for place, (one, item) in enumerate(zip(kinds, value, strict=True))
    )
    return build(items) if build in (list, set, frozenset) else tuple(items)


def _mapping(kind: Declared, value: Json, where: str) -> dict[Any, Any]:
    key_kind, item_kind = map(meant, get_args(kind))
    if key_kind is str or value == {}:
        if type(value) is not dict:
            raise _wrong(where, value, "an object")
        return {key: typed(item_kind, item, f"{where}[{key!r}]") for key, item in value.items()}
    pair = types.GenericAlias(tuple, (key_kind, item_kind))
    pairs = _sequence(types.GenericAlias(list, (pair,)), value, where)
    if len(dict(pairs)) != len(pairs):
        raise _wrong(where, value, "each key once")
    return dict(pairs)


def _array(kind: Declared, value: Json, where: str) -> Value:
    """Return a NumPy array with the shape and the type of number written."""
    numpy = importlib.import_module("numpy")
    entries = _entries(value, {"shape", "numbers", "rows"}, where)
    shape = typed(tuple[int, ...], entries["shape"], f"{where}.shape")
    declared = get_args(get_args(kind)[1])[0]
    wanted = declared if issubclass(declared, numpy.generic) else numpy.generic
    name = entries["numbers"]
    known = type(name) is str and name in _NUMBERS
    if not known or not issubclass(numpy.dtype(name).type, wanted):
        raise _wrong(f"{where}.numbers", name, "the declared type of number")
    flat = list(_leaves(entries["rows"]))
    if not all(type(item) in _NUMBERS[name] for item in flat):
        raise _wrong(f"{where}.rows", entries["rows"], f"rows of {name} only")
    if min(shape, default=0) < 0 or math.prod(shape) != len(flat):
        raise _wrong(f"{where}.shape", shape, f"the shape of {len(flat)} numbers")
    try:
        return numpy.array(flat, dtype=name).reshape(shape)
    except (OverflowError, ValueError):  # a number, or an empty shape, larger than NumPy has
        raise _wrong(f"{where}.rows", entries["rows"], f"rows of {name} only") from None


def _columns(_: Declared, value: Json, where: str) -> Value:
    """Return nested column numbers as nested tuples."""
    if type(value) is not list:
        raise _wrong(where, value, "lists of column numbers")
    return tuple(
        item if type(item) is int else _columns(_, item, f"{where}[{place}]")
        for place, item in enumerate(value)
    )


def _leaves(rows: Json) -> Iterator[Json]:
    if type(rows) is list:
        for row in rows:
            yield from _leaves(row)
    else:
        yield rows


def _entries(value: Json, wanted: Iterable[str], where: str) -> dict[str, Any]:
    """Return an object that has just these entries."""
    if type(value) is not dict:
        raise _wrong(where, value, "an object")
    for name in wanted:
        if name not in value:
            raise _wrong(where, value, f"an entry {name!r}, which is missing")
    for name in value:
        if name not in wanted:
            raise _wrong(where, value, f"no entry {name!r}")
    return cast("dict[str, Any]", value)


def _instance(kind: type, value: Json, where: str) -> Value:
    """Build an attrs instance; an entry ``type`` names a class derived from the declared one."""
    if type(value) is not dict or "type" not in value or "type" in vars(kind):
        return record(kind, value, where)
    name = value["type"]
    rest = {entry: item for entry, item in value.items() if entry != "type"}
    for derived in family(kind):
        if derived.__name__ == name:
            if name == "MeanRule":
                return _rule_by_name(rest, where)
            return record(getattr(sys.modules[derived.__module__], name), rest, where)
    raise _wrong(f"{where}.type", name, f"a kind of {kind.__name__}")


def family(kind: type) -> Iterator[type]:
    """Yield a class and all derived from it."""
    yield kind
    derived: type
    for derived in kind.__subclasses__():
        yield from family(derived)


def record(kind: type, value: Json, where: str) -> Value:
    """Return an attrs instance of exactly this class; parameters as for `typed`."""
    types_by_name = declarations(kind)
    declared = {argument: types_by_name[name] for name, argument in written_fields(kind)}
    entries = _entries(value, declared, where)
    found = {name: typed(declared[name], entries[name], f"{where}.{name}") for name in declared}
    try:
        return kind(**found)
    except InvalidInputError:
        raise
    except (TypeError, ValueError) as error:
        raise _wrong(where, value, f"another entry ({error})") from None


def _rule_by_name(entries: dict[str, Any], where: str) -> Value:
    """Return the library's rule of that name; its signposts are a function, not data."""
    rules = importlib.import_module(RULES)
    known = (rules.HUNTINGTON_HILL, rules.DEAN)
    for rule in known:
        if rule.name == entries.get("name"):
            return rule
    raise _wrong(f"{where}.name", entries.get("name"), f"one of {', '.join(map(str, known))}")


_NUMBERS: dict[str, tuple[type, ...]] = {
    **{f"{sign}int{bits}": (int,) for sign in ("", "u") for bits in (8, 16, 32, 64)},
    "bool": (bool,),
    "float64": (int, float),
    "object": (int,),
}
COLUMNS = "Sequence[int | Columns]"
"""A type that holds itself can only be declared as text."""
_READERS: dict[Any, Reader] = {
    str: _exactly("a text"),
    int: _exactly("a whole number"),
    bool: _exactly("true or false"),
    float: _float,
    Fraction: _fraction,
    dt.date: _date,
    type(None): _nothing,
    None: _nothing,
    Literal: _literal,
    COLUMNS: _columns,
    Union: _union,
    types.UnionType: _union,
    **dict.fromkeys((tuple, list, set, frozenset, Sequence, Iterable), _sequence),
    **dict.fromkeys((dict, Mapping), _mapping),
}
