"""Every module of the verifier is under the contract that keeps the engine out of it."""

from __future__ import annotations

import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_every_check_is_under_the_contract() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contract = next(
        contract
        for contract in settings["tool"]["importlinter"]["contracts"]
        if contract["name"].startswith("The verifier")
    )
    checks = (ROOT / "src/kkr_allocation/fairness").glob("verify*.py")
    named = {f"kkr_allocation.fairness.{path.stem}" for path in checks}
    assert named <= set(contract["source_modules"])
