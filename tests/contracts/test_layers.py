"""The house stands on its layers, as pyproject.toml draws them, and what is beside it finds it."""

import ast
import importlib

from importlinter.cli import lint_imports


def test_every_import_contract_is_kept(monkeypatch, pytestconfig):
    monkeypatch.chdir(pytestconfig.rootpath)
    assert lint_imports(no_cache=True) == 0


def test_benchmarks_and_scripts_ask_for_what_is_there(pytestconfig):
    """They run by hand, so nothing else would say that a name of ours has gone."""
    asked = {
        (node.module, alias.name)
        for folder in ("benchmarks", "scripts", ".ci")
        for file in (pytestconfig.rootpath / folder).glob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("kkr_allocation")
        for alias in node.names
    }
    assert len(asked) > 20
    for module, name in asked:
        found = hasattr(importlib.import_module(module), name)
        assert found or importlib.import_module(f"{module}.{name}")
