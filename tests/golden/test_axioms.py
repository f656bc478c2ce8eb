"""The page of methods and axioms says what the literature says, and what the methods do."""

from __future__ import annotations

import runpy
import tomllib
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from kkr_allocation.fairness.axioms import small_elections

ROOT = Path(__file__).parents[2]
LITERATURE: dict[str, Any] = tomllib.loads(
    (ROOT / "tests/golden/axioms.toml").read_text(encoding="utf-8")
)
PARTS = runpy.run_path(str(ROOT / "scripts" / "write_axioms_page.py"))["PARTS"]
PAGE = (ROOT / "docs/reference/axioms.md").read_text(encoding="utf-8")
METHODS = [(heading, name) for heading, part in PARTS.items() for name in part[0]]


def theorems(heading: str, name: str) -> dict[str, str]:
    """Return the axioms that a method keeps, each with the theorem it follows from."""
    if name.startswith("biproportional"):
        return LITERATURE["biproportional"]
    return LITERATURE[heading][name]


def test_the_page_equals_the_literature() -> None:
    for heading, section in zip(PARTS, PAGE.split("\n## ")[1:], strict=True):
        rows = [
            [cell.strip() for cell in line.strip("|").split("|")]
            for line in section.splitlines()
            if line.startswith("| ")
        ]
        assert rows[0][1:] == [axiom.name for axiom in PARTS[heading][1]]
        assert [row[0] for row in rows[1:]] == list(PARTS[heading][0])
        for name, *cells in rows[1:]:
            kept = {a for a, cell in zip(rows[0][1:], cells, strict=True) if cell == "kept"}
            assert kept == set(theorems(heading, name)), name


def test_every_kept_axiom_follows_from_a_theorem_and_every_theorem_is_used() -> None:
    used = {theorem for method in METHODS for theorem in theorems(*method).values()}
    assert used == set(LITERATURE["theorems"])


def test_a_counterexample_stands_for_every_broken_axiom() -> None:
    for heading, section in zip(PARTS, PAGE.split("\n## ")[1:], strict=True):
        for name in PARTS[heading][0]:
            broken = {axiom.name for axiom in PARTS[heading][1]} - set(theorems(heading, name))
            _, _, shown = section.partition(f"\n### {name}\n")
            lines = shown.partition("\n###")[0].splitlines()
            assert {line[2:].partition(":")[0] for line in lines if line} == broken


@pytest.mark.parametrize(("heading", "name"), METHODS)
def test_running_the_axioms_gives_the_same(heading: str, name: str) -> None:
    """Broken axioms in full; kept ones on a few of the cases, all of them when writing."""
    methods, axioms, cases, _ = PARTS[heading]
    for axiom in axioms:
        if axiom.name not in theorems(heading, name):
            verdict = axiom.judge(methods[name])
            assert f"- {axiom.name}: {verdict.counterexample}" in PAGE
        elif heading == "Rules":
            few = small_elections(total=7, parties=3, house_size=4, equals=False)
            assert axiom.judge(methods[name], few).kept
        else:
            assert axiom.judge(methods[name], islice(cases(), 0, None, 41)).kept
