"""Fields may be declared by aliases, also by those of Python 3.12 and later.

``type Table[T] = dict[str, T]`` cannot be written on Python 3.11, where NumPy below 2.5 has no such
alias either; `Alias` is made as that statement makes one. Newer Pythons try both.
"""

import datetime as dt
import runpy
import types
import typing
from fractions import Fraction
from pathlib import Path
from typing import Any, Literal, TypeVar

import attrs
import numpy as np
import pytest

from kkr_allocation.documents.codec import declarations, meant, plain, record, typed

SCRIPT = runpy.run_path(str(Path(__file__).parents[2] / "scripts" / "write_schemas.py"))
T = TypeVar("T")
K = TypeVar("K")


class Alias:
    """What a ``type`` statement makes, where Python has none."""

    def __init__(self, name, value, *, type_params=()):
        self.__name__, self.__value__, self.__type_params__ = name, value, type_params

    def __getitem__(self, inner):
        return types.GenericAlias(self, inner)


def declared(alias):
    """Return types declared by aliases, each with the type that is meant and a value of it."""
    name = alias("Name", str)
    ratio = alias("Ratio", Fraction)
    table = alias("Table", dict[str, T], type_params=(T,))
    turned = alias("Turned", dict[K, T], type_params=(T, K))
    tables = alias("Tables", table[T], type_params=(T,))
    whole = alias("Whole", int, type_params=(T,))
    array = alias("Array", np.ndarray[Any, np.dtype[T]], type_params=(T,))
    half = Fraction(1, 2)
    return [
        (name, str, "Ø"),
        (table[Fraction], dict[str, Fraction], {"1/2": half}),
        (turned[Fraction, str], dict[str, Fraction], {"1/2": half}),
        (tables[Fraction], dict[str, Fraction], {"1/2": half}),
        (whole[str], int, 7),
        (dict[name, int], dict[str, int], {"Ø": 7}),
        (tuple[ratio, ...], tuple[Fraction, ...], (half, half)),
        (tuple[tables[dt.date], ...], tuple[dict[str, dt.date], ...], ({"a": dt.date.min},)),
        (table[int] | None, dict[str, int] | None, {"Ø": 7}),
        (table[Literal["a"]], dict[str, Literal["a"]], {"Ø": "a"}),
        (array[np.int64], np.ndarray[Any, np.dtype[np.int64]], np.array([[1, 2], [3, 4]])),
        (array[np.bool_], np.ndarray[Any, np.dtype[np.bool_]], np.array([True, False])),
    ]


CASES = [
    pytest.param(*case, id=f"{alias.__name__}-{number}")
    for alias in dict.fromkeys([Alias, getattr(typing, "TypeAliasType", Alias)])
    for number, case in enumerate(declared(alias))
]


@pytest.mark.parametrize(("kind", "same", "value"), CASES)
def test_a_value_declared_by_an_alias_comes_back(kind, same, value):  # noqa: ARG001  (the schema is of `same`)
    again = typed(kind, plain(value, "x"), "x")
    assert type(again) is type(value)
    assert np.array_equal(again, value)


@pytest.mark.parametrize(("kind", "same", "value"), CASES)
def test_a_record_with_a_field_declared_by_an_alias_comes_back(kind, same, value):  # noqa: ARG001  (the schema is of `same`)
    holder = attrs.make_class("Holder", {"held": attrs.field(type=kind, eq=np.array_equal)})
    holder.__module__ = __name__
    assert declarations(holder) == {"held": kind}
    made = holder(value)
    assert np.array_equal(record(holder, plain(made, "x"), "x").held, value)


@pytest.mark.parametrize(("kind", "same", "value"), CASES)
def test_schemas_and_pages_say_the_type_that_is_meant(kind, same, value):  # noqa: ARG001  (the type alone)
    by_alias, by_type = SCRIPT["Schema"](), SCRIPT["Schema"]()
    assert by_alias.of(kind) == by_type.of(same)
    assert by_alias.records == by_type.records
    assert SCRIPT["shown"](kind) == SCRIPT["shown"](same)


@pytest.mark.parametrize("kind", [int, dict[str, int], int | None, None, "Columns", ...])
def test_any_other_type_is_itself(kind):
    assert meant(kind) is kind
