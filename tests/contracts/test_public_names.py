import ast
import inspect
from pathlib import Path

import pytest

import kkr_allocation as kkr

STUB = Path(kkr.__file__).with_suffix(".pyi")


def homes():
    for statement in ast.parse(STUB.read_text(encoding="utf-8")).body:
        if isinstance(statement, ast.ImportFrom):
            yield from ((alias.name, statement.module) for alias in statement.names)


def test_names_are_sorted_and_stand_once():
    assert kkr.__all__ == sorted(set(kkr.__all__))


def test_every_name_is_imported_from_its_home():
    for name in kkr.__all__:
        assert getattr(kkr, name) is not None


def test_the_stub_is_the_one_list_of_public_names():
    assert sorted(dict(homes())) == kkr.__all__
    assert not [name for name, home in homes() if home.rpartition(".")[2].startswith("_")]


def test_a_name_that_is_not_public_is_refused():
    with pytest.raises(AttributeError, match="aportion"):
        kkr.aportion  # noqa: B018  (the look-up is the test)


SHOWN_BY = {"AllianceScan": "alliance_scan", "TwoWayTie": "biproportion"}
"""Classes whose module is full: the example is that of the function they come from."""


@pytest.mark.parametrize("name", kkr.__all__)
def test_every_name_is_documented_and_what_can_be_called_has_an_example(name):
    value = getattr(kkr, SHOWN_BY.get(name, name))
    assert (value.__doc__ or "").strip()
    if inspect.isclass(value) or inspect.isfunction(value):
        assert ">>> " in value.__doc__
