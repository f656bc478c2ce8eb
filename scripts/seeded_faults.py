"""Sow faults into a copy of the source, one at a time, and see the tests catch them.

Run from the checkout: ``python scripts/seeded_faults.py [words of a name or part]``. The tests of
each part must pass on a copy without a fault, or nothing is counted. Then each fault runs the tests
of its part until one fails. A fault that every test passes is a survivor, and the exit code is 1 if
one survives without an explanation.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[1]
PLAN: dict[str, Any] = tomllib.loads((ROOT / "scripts" / "faults.toml").read_text(encoding="utf-8"))
LONGEST = 600
"""Seconds until a fault that makes the tests run forever counts as caught."""
TOGETHER = 2


@contextmanager
def fresh_copy() -> Iterator[Path]:
    """Copy all that tests read into a folder of its own, and remove it afterwards."""
    with tempfile.TemporaryDirectory() as scratch:
        copy = Path(scratch)
        for part in ("src", "tests", "docs", "scripts", "benchmarks"):
            shutil.copytree(ROOT / part, copy / part, ignore=shutil.ignore_patterns("__pycache__"))
        for file in ("pyproject.toml", "README.md", "mkdocs.yml"):
            shutil.copy(ROOT / file, copy)
        yield copy


def control(part: str) -> str:
    """Return what the tests of a part say of the source without a fault."""
    with fresh_copy() as copy:
        return tested(copy, PLAN["tests"][part])


def outcome(fault: dict[str, str]) -> str:
    """Return ``caught`` or ``survived``, or why the fault could not be sown."""
    with fresh_copy() as copy:
        path = copy / "src" / "kkr_allocation" / fault["file"]
        text = path.read_text(encoding="utf-8")
        if text.count(fault["old"]) != 1:
            return f"not sown: the text stands {text.count(fault['old'])} times in {fault['file']}"
        path.write_text(text.replace(fault["old"], fault["new"]), encoding="utf-8")
        return tested(copy, PLAN["tests"][fault["part"]])


def tested(copy: Path, tests: list[str]) -> str:
    """Run tests of a copy until the first fails."""
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-x",
        "-q",
        "-n",
        "0",
        "-p",
        "no:cacheprovider",
        *tests,
    ]
    environment = os.environ | {"PYTHONPATH": str(copy / "src"), "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        done = subprocess.run(  # noqa: S603  (the tests of this checkout)
            command,
            cwd=copy,
            env=environment,
            capture_output=True,
            text=True,
            timeout=LONGEST,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return "caught"
    if done.returncode == 0:
        return "survived"
    if done.returncode == 1 or "\nERROR " in done.stdout:  # the control had no such error
        return "caught"
    return f"the tests did not run: {done.stdout[-300:]}"


def main() -> int:
    """Run the faults, print each outcome, and return the exit code."""
    words = " ".join(sys.argv[1:])
    faults = [f for f in PLAN["fault"] if words in f["name"] or words == f["part"]]
    failures = 0
    with ThreadPoolExecutor(TOGETHER) as pool:
        parts = list(dict.fromkeys(fault["part"] for fault in faults))
        for part, result in zip(parts, pool.map(control, parts), strict=True):
            if result != "survived":
                print(f"The tests of {part} do not pass without a fault: {result}")
                return 1
        for fault, result in zip(faults, pool.map(outcome, faults), strict=True):
            explained = result == "survived" and "survives" in fault
            failures += result != "caught" and not explained
            note = f" ({fault['survives']})" if explained else ""
            print(f"{result}: {fault['name']}{note}", flush=True)
    print(f"{len(faults)} faults, {failures} not caught")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
