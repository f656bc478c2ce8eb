"""Fixtures of the benchmarks: the compiled yardstick, and ratios taken turn by turn."""

from __future__ import annotations

import ctypes
import shutil
import statistics
import subprocess
import time
from pathlib import Path

import numpy as np
import pytest

FIGURES = []
GROWTH = []


@pytest.fixture(scope="session")
def compiled(tmp_path_factory):
    """Return d'Hondt in C, called like ``seats, tied = compiled(votes, house)``."""
    compiler = shutil.which("gcc") or shutil.which("cc")
    if compiler is None:
        pytest.skip("there is no C compiler to compare with")
    library = tmp_path_factory.mktemp("yardstick") / "dhondt_ref.so"
    source = Path(__file__).with_name("dhondt_ref.c")
    flags = ["-O3", "-march=native", "-shared", "-fPIC"]
    subprocess.run([compiler, *flags, str(source), "-o", str(library)], check=True)  # noqa: S603  (the compiler of this machine)
    share = ctypes.CDLL(str(library)).dhondt
    arrays: dict[tuple[int, int], tuple[np.ndarray, np.ndarray]] = {}

    def dhondt(votes, house):
        elections, parties = votes.shape
        if votes.shape not in arrays:
            arrays[votes.shape] = np.zeros(votes.shape, np.int64), np.zeros(elections, np.uint8)
        seats, tied = arrays[votes.shape]
        share(
            *(ctypes.c_void_p(votes.ctypes.data), ctypes.c_int64(elections)),
            *(ctypes.c_int(parties), ctypes.c_int64(house)),
            *(ctypes.c_void_p(seats.ctypes.data), ctypes.c_void_p(tied.ctypes.data)),
        )
        return seats, tied.astype(bool)

    return dhondt


@pytest.fixture
def against(benchmark, request):
    """Time ours and a baseline turn by turn, and note the ratio of their medians."""

    def run(ours, baseline=None, *, rounds=5, times=1, each=1, at_most=None, within=None):
        """Return what ours returned; the baseline does a `times`-th of the work.

        `at_most` bounds the ratio and `within` the seconds for each part of the work; beyond
        them the benchmark fails, which on a busy machine says no more than that it is busy.
        """
        others = []

        def before():
            if baseline is not None:
                start = time.perf_counter()
                baseline()
                others.append((time.perf_counter() - start) * times)

        answer = benchmark.pedantic(ours, setup=before, rounds=rounds)
        median = benchmark.stats.stats.median
        ratio = None if baseline is None else median / statistics.median(others)
        benchmark.extra_info["ratio"] = ratio
        FIGURES.append((request.node.name, median / each, benchmark.stats.stats.min / each, ratio))
        if at_most is not None:
            assert ratio <= at_most
        if within is not None:
            assert median / each <= within
        return answer

    return run


def pytest_terminal_summary(terminalreporter):
    """Print the figures, one a line, and how times grow."""
    if GROWTH:
        terminalreporter.section("growth: CPU seconds at the least size and the largest")
        lines = [
            "| verb | sizes | least | largest | exponent | at most |",
            "|---|---|---:|---:|---:|---:|",
        ]
        for verb, what, least, most, first, last, exponent, bound in GROWTH:
            sizes = f"{least:,} to {most:,} {what}"
            lines.append(
                f"| {verb} | {sizes} | {first:.3f} | {last:.3f} | {exponent:.2f} | {bound} |"
            )
        terminalreporter.write_line("\n".join(lines))
    if not FIGURES:
        return
    terminalreporter.section("figures: time of ours, and as a ratio to the baseline's")
    for name, median, fastest, ratio in FIGURES:
        shown = "" if ratio is None else f"{ratio:10.4f}"
        terminalreporter.write_line(
            f"{name:60} median {median:12.6f} s  min {fastest:12.6f} s  ratio {shown}"
        )
