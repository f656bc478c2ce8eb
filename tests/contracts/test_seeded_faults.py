"""Every seeded fault still stands in the source it was made for, and has tests to catch it."""

from __future__ import annotations

import ast
import runpy
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
PLAN: dict[str, Any] = runpy.run_path(str(ROOT / "scripts" / "seeded_faults.py"))["PLAN"]
FAULTS: list[dict[str, str]] = PLAN["fault"]


@pytest.mark.parametrize("fault", FAULTS, ids=[fault["name"] for fault in FAULTS])
def test_a_fault_can_be_sown(fault: dict[str, str]) -> None:
    text = (ROOT / "src/kkr_allocation" / fault["file"]).read_text(encoding="utf-8")
    assert text.count(fault["old"]) == 1
    faulty = text.replace(fault["old"], fault["new"])
    assert ast.dump(ast.parse(faulty)) != ast.dump(ast.parse(text))


def test_every_part_has_tests_and_faults() -> None:
    parts = Counter(fault["part"] for fault in FAULTS)
    assert set(parts) == set(PLAN["tests"])
    assert len(FAULTS) >= 40
    assert max(Counter(fault["name"] for fault in FAULTS).values()) == 1
    for tests in PLAN["tests"].values():
        assert all((ROOT / test).is_file() for test in tests)
