"""The house stands on its layers, as pyproject.toml draws them."""

from importlinter.cli import lint_imports


def test_every_import_contract_is_kept(monkeypatch, pytestconfig):
    monkeypatch.chdir(pytestconfig.rootpath)
    assert lint_imports(no_cache=True) == 0
