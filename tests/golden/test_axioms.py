"""The page of methods and axioms says what the literature says, and what the rules do."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

import kkr_allocation as kkr
from kkr_allocation.fairness.axioms import AXIOMS
from kkr_allocation.fairness.verdicts import small_elections

ROOT = Path(__file__).parents[2]
LITERATURE: dict[str, Any] = tomllib.loads(
    (ROOT / "tests/golden/axioms.toml").read_text(encoding="utf-8")
)
RULES = {
    rule.name: rule
    for rule in (
        kkr.DHONDT,
        kkr.SAINTE_LAGUE,
        kkr.MODIFIED_SAINTE_LAGUE,
        kkr.DANISH,
        kkr.ADAMS,
        kkr.IMPERIALI,
        kkr.HUNTINGTON_HILL,
        kkr.DEAN,
        kkr.LARGEST_REMAINDER,
        kkr.LARGEST_REMAINDER_DROOP,
    )
}


def test_the_page_equals_the_literature() -> None:
    page = (ROOT / "docs/reference/axioms.md").read_text(encoding="utf-8")
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in page.splitlines()
        if line.startswith("| ")
    ]
    names = rows[0][1:]
    kept = {
        row[0]: {name for name, cell in zip(names, row[1:], strict=True) if cell == "kept"}
        for row in rows[1:]
    }
    assert kept == {rule: set(entry["kept"]) for rule, entry in LITERATURE.items()}
    assert set(names) == {axiom.name for axiom in AXIOMS}


@pytest.mark.parametrize("name", RULES)
def test_running_the_axioms_gives_the_same(name: str) -> None:
    """Broken axioms in full; kept ones on the smallest elections, all of them when writing."""
    page = (ROOT / "docs/reference/axioms.md").read_text(encoding="utf-8")
    for axiom in AXIOMS:
        if axiom.name in LITERATURE[name]["kept"]:
            few = small_elections(total=7, parties=3, house_size=4, equals=False)
            assert axiom.judge(RULES[name], few).kept
        else:
            verdict = axiom.judge(RULES[name])
            assert f"- {axiom.name}: {verdict.counterexample}" in page
