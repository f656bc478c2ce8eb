"""Nobody changes a result by accident; in all else its mappings are as any dict."""

from __future__ import annotations

import copy
import json
import pickle

import attrs
import pandas as pd
import pytest

import kkr_allocation as kkr
from kkr_allocation.results import ReadOnlyDict
from tests.one_of_each import one_of_each

SEATS = {"A": 3, "V": 2}
RESULTS = one_of_each() | {
    "region": kkr.compose_region(kkr.load_election(2021), "KKR Sjælland"),
}


def mappings(value):
    """Yield the mappings of a result and of the records it holds, but for models of the user."""
    if isinstance(value, dict):
        yield value
        value = tuple(value.values())
    elif attrs.has(type(value)) and not isinstance(value, kkr.UniformSwing):
        value = attrs.asdict(value, recurse=False).values()
    elif not isinstance(value, tuple):
        return
    for part in value:
        yield from mappings(part)


@pytest.mark.parametrize("name", RESULTS)
def test_no_mapping_of_a_result_can_be_changed(name):
    assert {type(mapping) for mapping in mappings(RESULTS[name])} <= {ReadOnlyDict}


CHANGES = {
    "set": lambda seats: seats.__setitem__("A", 9),
    "delete": lambda seats: seats.__delitem__("A"),
    "clear": lambda seats: seats.clear(),
    "pop": lambda seats: seats.pop("A"),
    "popitem": lambda seats: seats.popitem(),
    "setdefault": lambda seats: seats.setdefault("C", 1),
    "update": lambda seats: seats.update(A=9),
    "join": lambda seats: seats.__ior__({"A": 9}),
}


@pytest.mark.parametrize("change", CHANGES)
def test_every_change_is_refused_with_what_to_do(change):
    seats = kkr.apportion({"A": 24062, "V": 18311}, 5).seats
    with pytest.raises(TypeError, match="change a copy of it"):
        CHANGES[change](seats)
    assert seats == SEATS


def test_a_change_of_the_figures_given_reaches_no_result():
    votes = {"A": 24062, "V": 18311}
    result = kkr.apportion(votes, 5)
    votes["A"] = 1
    assert result.votes["A"] == 24062
    assert result.verify()


def test_a_read_only_dict_serves_as_any_dict():
    seats = ReadOnlyDict(SEATS)
    assert isinstance(seats, dict)
    assert seats == SEATS
    assert repr(seats) == repr(SEATS)
    assert json.dumps(seats) == json.dumps(SEATS)
    assert pd.Series(seats).to_dict() == SEATS
    assert seats | {"C": 1} == {**SEATS, "C": 1}
    for other in (copy.copy(seats), copy.deepcopy(seats), pickle.loads(pickle.dumps(seats))):  # noqa: S301  (our own bytes)
        assert type(other) is ReadOnlyDict
        assert other == SEATS
    assert type(seats.copy()) is dict
