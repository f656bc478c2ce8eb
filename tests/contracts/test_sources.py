"""Every section of law that the code names leads to a function and a test that exist."""

from __future__ import annotations

import ast
import importlib
import runpy
from pathlib import Path
from typing import Any

import pytest

import kkr_allocation as kkr

ROOT = Path(__file__).parents[2]
SCRIPT = runpy.run_path(str(ROOT / "scripts" / "write_sources_page.py"))
SECTIONS: list[dict[str, Any]] = SCRIPT["SECTIONS"]


def test_every_source_in_the_code_is_traced_and_no_other() -> None:
    traced = [(section["act"], section["section"]) for section in SECTIONS]
    named = set(SCRIPT["sources"]())
    assert len(traced) == len(set(traced))
    assert named - set(traced) == set(), "add a section to docs/sources.toml"
    assert set(traced) - named == set(), "no source in the code is of this section"


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section["act"][:30])
def test_a_section_has_a_function_and_a_test(section: dict[str, Any]) -> None:
    assert section["computed"]
    assert section["held"]
    for function in section["computed"]:
        name = function.removeprefix("kkr.")
        assert hasattr(kkr, name) if name != function else importlib.import_module(function)
    for held in section["held"]:
        path, _, test = held.partition("::")
        tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
        assert test in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section["act"][:30])
def test_a_section_has_a_version_and_a_page_or_says_why_not(section: dict[str, Any]) -> None:
    stated = SCRIPT["sources"]()[section["act"], section["section"]]
    assert any(source.version for source in stated) != bool(section.get("undated"))
    assert any(source.page for source in stated) != bool(section.get("unseen"))


def test_the_page_is_as_the_script_writes_it() -> None:
    page = (ROOT / "docs" / "reference" / "sources.md").read_text(encoding="utf-8")
    assert page == SCRIPT["page"](), "run python scripts/write_sources_page.py"
