"""Results come back from JSON as they were, and nothing else is taken for one."""

from __future__ import annotations

import datetime as dt
import json
from enum import Enum
from fractions import Fraction
from typing import Any

import attrs
import numpy as np
import pytest

import kkr_allocation as kkr
from kkr_allocation.documents.codec import plain, typed

EVERY_RULE = [
    kkr.DHONDT,
    kkr.SAINTE_LAGUE,
    kkr.MODIFIED_SAINTE_LAGUE,
    kkr.modified_sainte_lague(Fraction(12, 10)),
    kkr.DANISH,
    kkr.ADAMS,
    kkr.IMPERIALI,
    kkr.HUNTINGTON_HILL,
    kkr.DEAN,
    kkr.LARGEST_REMAINDER,
    kkr.LARGEST_REMAINDER_DROOP,
]


class Colour(Enum):
    RED = 1
    BLUE = 2


@attrs.frozen
class Post:
    name: str
    share: Fraction | None = None


@pytest.mark.parametrize("rule", EVERY_RULE, ids=str)
def test_every_rule_comes_back_with_its_source(rule: kkr.Rule) -> None:
    result = kkr.apportion({"A": 2841, "V": 2118, "C": 1524}, 17, rule)
    again = kkr.from_json(result.to_json())
    assert again == result
    assert isinstance(again, kkr.Apportionment)
    assert again.rule.source == rule.source


def test_trees_bounds_lots_and_large_numbers_come_back() -> None:
    lot = kkr.draw(kkr.Tie(("1/2", "Ø"), 1), seed=7)
    result = kkr.apportion(
        {"A": 10**60, "1/2": 10**50, "Ø": 10**50, "tom": 0},
        4,
        alliances=[kkr.Alliance(["A", ["1/2", "Ø"]], label="valgforbund"), ["tom"]],
        floors={"tom": 1, "1/2": 0},
        caps={"A": 2},
        lots=[lot],
    )
    again = kkr.from_json(result.to_json())
    assert again == result
    assert again.to_json() == result.to_json()


def test_the_document_reads_as_documented() -> None:
    document = json.loads(kkr.apportion({"A": 24062, "V": 18311}, 5).to_json())
    assert list(document)[:3] == ["format", "version", "kind"]
    assert document["format"] == "kkr_allocation"
    assert document["version"] == 2
    assert document["kind"] == "apportionment"
    assert document["votes"] == {"A": 24062, "V": 18311}
    assert document["seats"] == {"A": 3, "V": 2}


@pytest.mark.parametrize(
    ("kind", "value", "written"),
    [
        (Fraction, Fraction(3), "3/1"),
        (int | Fraction, 3, 3),
        (int | Fraction, Fraction(-1, 3), "-1/3"),
        (dt.date | None, dt.date(2021, 11, 16), "2021-11-16"),
        (dt.date | None, None, None),
        (Colour, Colour.BLUE, "BLUE"),
        (dict[Colour, int], {Colour.RED: 1}, [["RED", 1]]),
        (dict[Colour, int], {}, {}),
        (dict[tuple[str, str], int], {("a", "b"): 1}, [[["a", "b"], 1]]),
        (tuple[int, str], (1, "x"), [1, "x"]),
        (tuple[bool, ...], (True, False), [True, False]),
        (frozenset[str], frozenset({"b", "a"}), ["a", "b"]),
        (list[float], [0.1, 2.0], [0.1, 2.0]),
        (Post, Post("x", Fraction(1, 2)), {"name": "x", "share": "1/2"}),
        (tuple[Post | str, ...], (Post("x"), "y"), [{"name": "x", "share": None}, "y"]),
    ],
)
def test_values_come_back_with_their_declared_type(kind: Any, value: Any, written: Any) -> None:
    assert plain(value, "value") == written
    again = typed(kind, json.loads(json.dumps(written)), "value")
    assert again == value
    assert type(again) is type(value)


@pytest.mark.parametrize(
    "array",
    [
        np.array([[1, 2], [3, 2**62]]),
        np.zeros((0, 3), dtype=np.int64),
        np.array([True, False]),
        np.array([0.1, -3.0]),
        np.array([10**40, 1], dtype=object),
    ],
)
def test_arrays_come_back_with_shape_and_type(array: Any) -> None:
    written = json.loads(json.dumps(plain(array, "value")))
    again = typed(np.ndarray[Any, np.dtype[Any]], written, "value")
    assert again.dtype == array.dtype
    assert again.shape == array.shape
    assert np.array_equal(again, array)


def test_an_undeclarable_type_is_a_mistake_of_the_library() -> None:
    with pytest.raises(TypeError, match="does not know"):
        typed(complex, 1, "value")
