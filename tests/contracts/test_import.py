"""Importing the library stays quick, whatever is added to it."""

import subprocess
import sys

import pytest

LIMIT = 0.150
"""Seconds beyond NumPy's own import."""

TIMED = """
import numpy, time
start = time.perf_counter()
import kkr_allocation
print(time.perf_counter() - start)
"""
HEAVY = [
    "dask",
    "distributed",
    "docx",
    "hypothesis",
    "matplotlib",
    "openpyxl",
    "pandas",
    "rich",
    "scipy",
    "typer",
]
LISTED = "import sys, kkr_allocation; print(*sorted({m.split('.')[0] for m in sys.modules}))"


def run(code):
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout


def test_import_is_quick_beyond_numpy():
    assert min(float(run(TIMED)) for _ in range(3)) < LIMIT


@pytest.mark.parametrize("heavy", HEAVY)
def test_nothing_heavy_is_imported(heavy, imported):
    assert heavy not in imported


@pytest.fixture(scope="module")
def imported():
    return set(run(LISTED).split())
