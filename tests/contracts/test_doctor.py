"""The doctor tells what works from what does not, and what is missing from what is broken."""

import json
import re
import subprocess
import tomllib
from importlib import metadata
from pathlib import Path
from types import SimpleNamespace

import pytest
from typer.testing import CliRunner

from kkr_allocation import __version__, datasets, highs
from kkr_allocation.cli import commands as doctor
from kkr_allocation.cli.commands import app
from kkr_allocation.errors import install_command

PROJECT = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8"))


def run(*options):
    return CliRunner().invoke(app, ["doctor", *options])


def names(requirements):
    return tuple(re.split(r"[<>=]", requirement)[0] for requirement in requirements)


def test_the_doctor_knows_what_the_project_requires():
    assert names(PROJECT["project"]["dependencies"]) == doctor.REQUIRED
    extras = PROJECT["project"]["optional-dependencies"]
    for extra, packages in doctor.EXTRAS.items():
        assert names(extras[extra]) == packages
    assert set(extras) - set(doctor.EXTRAS) == {"dev", "docs", "peers", "test"}


def test_a_healthy_installation_is_told_and_what_the_figures_lack():
    result = run()
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith(f"kkr_allocation {__version__}, Python 3.")
    assert "KKR Sjælland 2022-26: 31 members" in result.stdout
    for year in datasets.BUNDLED_YEARS:
        for coverage in datasets.load_election(year).coverage.values():
            assert coverage.complete or coverage.sentence() in result.stdout


def test_all_of_it_is_said_in_danish_too():
    english, danish = run().stdout.splitlines(), run("--language", "da").stdout.splitlines()
    assert len(danish) == len(english)
    versions = {line for line in english if re.search(r"\d\.\d", line) or not line}
    same = [line for line in danish if line in english and line not in versions]
    assert not same
    assert "  Fora: " in "\n".join(danish)
    assert not re.search(r"\b(the|figures|seats|missing|complete)\b", "\n".join(danish))


def test_an_extra_that_is_missing_comes_with_its_command(monkeypatch):
    version = metadata.version

    def without_openpyxl(name):
        if name == "openpyxl":
            raise metadata.PackageNotFoundError(name)
        return version(name)

    monkeypatch.setattr(doctor.metadata, "version", without_openpyxl)
    result = run()
    assert result.exit_code == 0
    assert f"openpyxl missing. Run: {install_command('openpyxl')}\n" in result.stdout


@pytest.mark.parametrize(
    ("system", "python", "typed"),
    [
        ("linux", "/opt/kkr/bin/python3", "/opt/kkr/bin/python3 -m pip install openpyxl"),
        ("darwin", "/Users/a b/python3", "'/Users/a b/python3' -m pip install openpyxl"),
        ("win32", r"C:\kkr\python.exe", r"C:\kkr\python.exe -m pip install openpyxl"),
        (
            "win32",
            r"C:\OneDrive - Køge Kommune\O'Hara\python.exe",
            r"& 'C:\OneDrive - Køge Kommune\O''Hara\python.exe' -m pip install openpyxl",
        ),
        ("win32", "", "python -m pip install openpyxl"),
    ],
)
def test_the_command_is_as_the_shell_of_the_system_takes_it(monkeypatch, system, python, typed):
    monkeypatch.setattr("sys.platform", system)
    monkeypatch.setattr("sys.executable", python)
    assert install_command("openpyxl") == typed


def test_the_command_is_taken_as_it_is_typed():
    typed = install_command("--help")
    done = subprocess.run(typed, shell=True, capture_output=True, text=True, check=True)  # noqa: S602  (what is printed is what is typed)
    assert "pip install [options]" in done.stdout


@pytest.mark.parametrize(
    ("origin", "taken"),
    [
        (None, ["kkr_allocation"]),
        ({"url": "file:///C:/kkr", "dir_info": {}}, ["file:///C:/kkr"]),
        (
            {"url": "file:///kkr", "dir_info": {"editable": True}},
            ["--editable", "file:///kkr"],
        ),
        ({"url": "file:///kkr.whl", "archive_info": {}}, ["file:///kkr.whl"]),
        (
            {
                "url": "https://example.org/kkr",
                "vcs_info": {"vcs": "git", "commit_id": "4f2a", "requested_revision": "main"},
            },
            ["git+https://example.org/kkr@4f2a"],
        ),
    ],
    ids=["index", "folder", "editable", "wheel", "repository"],
)
def test_what_is_broken_is_installed_again_from_where_it_came(monkeypatch, origin, taken):
    told = None if origin is None else json.dumps(origin)
    held = SimpleNamespace(read_text=lambda _: told)
    monkeypatch.setattr(doctor.metadata, "distribution", lambda _: held)
    monkeypatch.setattr(datasets, "load_fora", unreadable)
    assert f"again: {install_command('--force-reinstall', *taken)}\n" in run().stderr


def test_what_was_never_installed_is_named(monkeypatch):
    def unknown(name):
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(doctor.metadata, "distribution", unknown)
    monkeypatch.setattr(datasets, "load_fora", unreadable)
    assert run().stderr.endswith("--force-reinstall kkr_allocation\n")


def unreadable(*_):
    raise FileNotFoundError("tables/fora.csv")


@pytest.mark.parametrize(
    ("broken", "name", "instead", "said"),
    [
        (datasets, "load_fora", unreadable, "FileNotFoundError: tables/fora.csv"),
        (doctor.metadata, "version", unreadable, "packages"),
        (highs, "minimised", lambda *_, **__: SimpleNamespace(values=[3, 1]), "the solver answers"),
    ],
    ids=["table", "package", "solver"],
)
def test_what_is_broken_is_named_and_the_rest_still_looked_at(
    monkeypatch, broken, name, instead, said
):
    monkeypatch.setattr(doctor, "_extra", lambda *_: "")
    monkeypatch.setattr(broken, name, instead)
    result = run()
    assert result.exit_code == 1
    assert "DOES NOT WORK" in result.stderr
    assert said in result.stderr
    assert "KKR Sjælland 2022-26: 31 members" in result.stdout
