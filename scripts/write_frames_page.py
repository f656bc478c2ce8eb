"""Write the page of the frames' columns, from a small result of every kind.

Run from the root of the checkout: ``python scripts/write_frames_page.py``. The meanings stand in
docs/frames.toml.
"""

from __future__ import annotations

import sys
import tomllib
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import kkr_allocation as kkr

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tests.one_of_each import COUNCIL, one_of_each  # noqa: E402  (found from the root)

if TYPE_CHECKING:
    import pandas as pd

PAGE = ROOT / "docs" / "reference" / "frames.md"
MEANINGS: dict[str, Any] = tomllib.loads((ROOT / "docs/frames.toml").read_text(encoding="utf-8"))
KINDS = {
    "bool": "yes or no",
    "boolean": "yes or no, or missing",
    "float64": "number",
    "Float64": "number, or missing",
    "int64": "whole number",
    "Int64": "whole number, or missing",
    "object": "text",
    "str": "text",
}
"""Kinds of columns in words; pandas 2 has text as objects."""


def frames() -> dict[str, pd.DataFrame]:
    """Return a frame of every kind: of each result, and of the functions that return one."""
    election, name = kkr.load_election(2021), "KKR Sjælland"
    return {kind: result.to_frame() for kind, result in one_of_each().items()} | {
        "Composition.alternatives()": COUNCIL.alternatives(),
        "compare": kkr.compare(election, regions=[name]),
        "margin": kkr.margin(COUNCIL),
        "mayor_flips": kkr.mayor_flips(election, name, municipalities=["Greve"], lists=["A"]),
    }


def page() -> str:
    """Return the page as Markdown.

    Raises
    ------
    SystemExit
        If a frame or a column has no meaning, or a meaning has no column.
    """
    made = frames()
    told = [entry["of"] for entry in MEANINGS["frame"]]
    if sorted(told) != sorted(made):
        sys.exit(f"docs/frames.toml has not each frame once: {set(told) ^ set(made) or told}")
    lines = [
        "# Columns of each frame",
        "",
        "<!-- Written by scripts/write_frames_page.py; change that or docs/frames.toml. -->",
        "",
        "`result.to_frame()` has the same columns whatever the figures are. A figure that does not",
        "exist is missing (`pandas.NA`), never a zero.",
    ]
    used: Counter[str] = Counter()
    for entry in MEANINGS["frame"]:
        lines += section(entry, made[entry["of"]], used)
    if spare := set(MEANINGS["columns"]) - set(used):
        sys.exit(f"docs/frames.toml has meanings of no column: {', '.join(sorted(spare))}")
    return "\n".join(lines) + "\n"


def section(entry: dict[str, Any], frame: pd.DataFrame, used: Counter[str]) -> list[str]:
    """Return the lines on one frame, and note which common meanings it used."""
    own, common = entry.get("columns", {}), MEANINGS["columns"]
    lines = [
        "",
        f"## {entry['of']}",
        "",
        f"From `{entry['made']}`; one row for {entry['row']}.",
        "",
    ]
    lines += ["| column | holds | meaning |", "|---|---|---|"]
    told = set()
    for column, kind in frame.dtypes.items():
        meaning = own.get(column) or common.get(column)
        if meaning is None and "rest" in entry:
            continue
        if meaning is None:
            sys.exit(f"docs/frames.toml: {entry['of']} has the column {column!r} without a meaning")
        if column not in own:
            used[column] += 1
        told.add(column)
        lines.append(f"| `{column}` | {KINDS[str(kind)]} | {meaning} |")
    if spare := set(own) - told:
        sys.exit(f"docs/frames.toml: {entry['of']} has no column {', '.join(sorted(spare))}")
    if "rest" in entry:
        lines.append(f"| … | | Then {entry['rest']}, one column each. |")
    return lines


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
