"""What is said of a release in several places is the same in all of them."""

import re
import runpy
import tomllib
from pathlib import Path

import kkr_allocation as kkr

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def entry(name):
    """Return the value of an entry at the top of CITATION.cff."""
    text = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    return re.search(rf"^{name}: (.+)$", text, re.MULTILINE)[1]


def test_the_version_stands_in_the_package_alone():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert "version" in project["project"]["dynamic"]
    assert project["tool"]["hatch"]["version"]["path"] == "src/kkr_allocation/__init__.py"
    assert entry("version") == kkr.__version__
    assert entry("license") == project["project"]["license"]
    assert entry("title") == project["project"]["name"]


def test_the_newest_entry_of_the_changelog_is_not_newer_than_the_package():
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert changes.count("<!-- towncrier release notes start -->") == 1
    versions = re.findall(r"^## (\d+)\.(\d+)\.(\d+) ", changes, re.MULTILINE)
    numbers = [tuple(map(int, version)) for version in versions]
    assert numbers == sorted(set(numbers), reverse=True)
    now = tuple(map(int, re.findall(r"\d+", kkr.__version__)))
    assert all(number <= now for number in numbers)


def test_the_pythons_of_the_package_are_those_of_the_readme():
    named = [re.findall(r":: 3\.(\d+)$", classifier) for classifier in PROJECT["classifiers"]]
    minors = [int(minor) for found in named for minor in found]
    assert minors == list(range(min(minors), max(minors) + 1))
    assert PROJECT["requires-python"] == f">=3.{min(minors)}"
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert f"Python 3.{min(minors)} or newer" in readme


def test_the_lowest_versions_that_are_tried_are_those_that_are_declared():
    extras = PROJECT["optional-dependencies"]
    declared = {
        *PROJECT["dependencies"],
        *(text for extra in ("cli", "dask", "excel", "plot", "word") for text in extras[extra]),
        *extras["test"][1:],
    }
    tried = runpy.run_path(str(ROOT / "scripts" / "minimum_versions.py"))["pins"](["test"])
    assert set(tried) == {text.replace(">=", "==") for text in declared}
