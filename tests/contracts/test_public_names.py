import ast
import inspect
from pathlib import Path

import pytest

import kkr_allocation as kkr

SOURCE = Path(kkr.__file__)


def names_for_type_checkers():
    for node in ast.parse(SOURCE.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            for statement in node.body:
                home = statement.module.removeprefix("kkr_allocation.")
                yield from ((alias.name, home) for alias in statement.names)


def test_names_are_sorted_and_stand_once():
    assert kkr.__all__ == sorted(set(kkr.__all__))


def test_every_name_is_imported_from_its_home():
    for name in kkr.__all__:
        assert getattr(kkr, name) is not None


def test_runtime_and_type_checkers_see_the_same_names():
    assert dict(names_for_type_checkers()) == kkr._HOMES
    assert sorted(kkr._HOMES) == kkr.__all__


SHOWN_BY = {"AllianceScan": "alliance_scan", "TwoWayTie": "biproportion"}
"""Classes whose module is full: the example is that of the function they come from."""


@pytest.mark.parametrize("name", kkr.__all__)
def test_every_name_is_documented_and_what_can_be_called_has_an_example(name):
    value = getattr(kkr, SHOWN_BY.get(name, name))
    assert (value.__doc__ or "").strip()
    if inspect.isclass(value) or inspect.isfunction(value):
        assert ">>> " in value.__doc__
