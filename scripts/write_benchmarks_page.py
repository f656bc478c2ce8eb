"""Write docs/reference/benchmarks.md and its picture from a run of the benchmarks.

pytest -n 0 --benchmark-json=figures.json benchmarks
python scripts/write_benchmarks_page.py figures.json
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from matplotlib.figure import Figure

DOCS = Path(__file__).parents[1] / "docs"
HEAD = """# Benchmarks

Written by `scripts/write_benchmarks_page.py` from one run of `pytest -n 0 benchmarks`. Ratios are
taken in that run, ours and the baseline turn by turn: 1.5 is half as long again as the baseline,
0.01 a hundredth of its time. Times are those of a shared machine and say less.
`benchmarks/README.md` says which question each file answers.
"""
MARKERS = ("o", "s", "^")


def rows(benchmarks: list[dict[str, Any]]) -> list[str]:
    """Return the table's rows, those with a ratio first."""
    ordered = sorted(
        benchmarks, key=lambda b: (b["extra_info"].get("ratio") is None, b["fullname"])
    )
    return [
        f"| {name(entry)} | {ratio(entry)} | {entry['stats']['median'] * 1000:,.2f} "
        f"| {entry['stats']['min'] * 1000:,.2f} |"
        for entry in ordered
    ]


def name(entry: dict[str, Any]) -> str:
    """Return a benchmark's name as a sentence."""
    plain = str(entry["name"]).encode().decode("unicode_escape")  # pytest escapes what is not ASCII
    return plain.removeprefix("test_").replace("_", " ").replace("|", "/")


def ratio(entry: dict[str, Any]) -> str:
    """Return the ratio to the baseline, if there is one."""
    noted = entry["extra_info"]
    times = noted.get("times as fast as biprop")
    value = 1 / times if times else noted.get("ratio")
    return "" if value is None else f"{value:.3g}"


def draw(benchmarks: list[dict[str, Any]], path: Path) -> None:
    """Draw the cost of one entry against the number of parties, a line for each exact path."""
    axes = Figure(figsize=(7, 4), layout="constrained").add_subplot()
    grid = [entry for entry in benchmarks if "path" in entry["extra_info"]]
    for marker, exact in zip(
        MARKERS, dict.fromkeys(e["extra_info"]["path"] for e in grid), strict=False
    ):
        points = sorted(
            (e["extra_info"]["parties"], e["stats"]["min"] * 1e9 / entries(e))
            for e in grid
            if e["extra_info"]["path"] == exact
        )
        axes.plot(*zip(*points, strict=True), marker=marker, color="#1A1A1A", label=exact)
    axes.set(
        xscale="log", yscale="log", xlabel="parties", ylabel="nanoseconds a party and election"
    )
    axes.set_title("Cost of apportion_batch")
    axes.legend(frameon=False)
    axes.figure.savefig(path, metadata={"Date": None})


def entries(entry: dict[str, Any]) -> int:
    """Return how many votes an array of the grid holds."""
    return int(entry["extra_info"]["rows"]) * int(entry["extra_info"]["parties"])


def main() -> None:
    """Write the page from the JSON of a run."""
    run = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    machine = run["machine_info"]
    cpu = machine["cpu"]
    table = [
        "| benchmark | ratio | median ms | least ms |",
        "|---|---:|---:|---:|",
        *rows(run["benchmarks"]),
    ]
    described = (
        f"Machine: {cpu.get('brand_raw', machine['machine'])}, {cpu.get('count')} cores, "
        f"{machine['system']}, Python {machine['python_version']}; {run['datetime'][:10]}."
    )
    picture = DOCS / "pictures" / "benchmarks.svg"
    draw(run["benchmarks"], picture)
    shown = "![Cost of apportion_batch against the number of parties](../pictures/benchmarks.svg)"
    page = "\n".join([HEAD, described, "", shown, "", *table, ""])
    (DOCS / "reference" / "benchmarks.md").write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
