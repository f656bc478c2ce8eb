"""Draw the layers of the house, from the contract that import-linter holds the code to.

Run from the root of the checkout: ``python scripts/draw_architecture.py``. The names and their
order come from pyproject.toml, the words from the first line of each part.
"""

from __future__ import annotations

import ast
import textwrap
import tomllib
from html import escape
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "src" / "kkr_allocation"
PICTURE = ROOT / "docs" / "pictures" / "architecture.svg"
WIDTH, HEIGHT, GAP, EDGE = 960, 58, 10, 20
LETTER = 6.4
"""Width of a letter of the words, in pixels."""
JOBS = {"composition", "appointments", "placements"}


def layers() -> list[list[str]]:
    """Return the parts of each layer, from the top."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contract = settings["tool"]["importlinter"]["contracts"][0]
    return [layer.split(" | ") for layer in contract["layers"]]


def words(part: str) -> str:
    """Return what a part says of itself in its first line."""
    folder, module = PACKAGE / part / "__init__.py", PACKAGE / f"{part}.py"
    tree = ast.parse((folder if folder.exists() else module).read_text(encoding="utf-8"))
    said = (ast.get_docstring(tree) or "").partition("\n")[0]
    return said.replace("``", "").rstrip(".")


def box(part: str, left: float, top: float, width: float) -> str:
    """Return a part as a box with its name and its words."""
    lines = textwrap.wrap(words(part), int((width - 24) / LETTER), max_lines=2, placeholder=" …")
    fill = "#DCE9F5" if part in JOBS else "#F3F3F3"
    told = "".join(
        f'<tspan x="{left + 12:g}" dy="{15 if row else 0}">{escape(line)}</tspan>'
        for row, line in enumerate(lines)
    )
    return (
        f'<rect x="{left:g}" y="{top:g}" width="{width:g}" height="{HEIGHT}" rx="4" fill="{fill}"'
        f' stroke="#5A5A5A"/>\n<text x="{left + 12:g}" y="{top + 19:g}" font-size="14"'
        f' font-weight="bold">{escape(part)}</text>\n'
        f'<text x="{left + 12:g}" y="{top + 35:g}" font-size="12">{told}</text>'
    )


def picture() -> str:
    """Return the drawing as SVG."""
    rows = layers()
    height = len(rows) * (HEIGHT + GAP) - GAP + 2 * EDGE
    inner = WIDTH - 2 * EDGE - 40
    parts = []
    for place, row in enumerate(rows):
        width = (inner - GAP * (len(row) - 1)) / len(row)
        top = EDGE + place * (HEIGHT + GAP)
        parts += [box(part, EDGE + n * (width + GAP), top, width) for n, part in enumerate(row)]
    at = WIDTH - EDGE - 12
    told = "; ".join(" beside ".join(row) for row in rows)
    return "\n".join(
        [
            (
                f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img"'
                ' font-family="sans-serif" fill="#1A1A1A">'
            ),
            "<title>The layers of kkr_allocation</title>",
            f"<desc>From the top: {escape(told)}. Each imports only from those below.</desc>",
            f'<rect width="{WIDTH}" height="{height}" fill="#FFFFFF"/>',
            *parts,
            f'<path d="M{at} {EDGE}V{height - EDGE - 10}" stroke="#5A5A5A" stroke-width="2"/>',
            (
                f'<path d="M{at - 6} {height - EDGE - 12}L{at} {height - EDGE}L{at + 6}'
                f' {height - EDGE - 12}Z" fill="#5A5A5A"/>'
            ),
            (
                f'<text x="{at - 8}" y="{height / 2:g}" font-size="13" text-anchor="middle"'
                f' transform="rotate(-90 {at - 8} {height / 2:g})">imports go down only</text>'
            ),
            "</svg>\n",
        ]
    )


if __name__ == "__main__":
    PICTURE.write_text(picture(), encoding="utf-8")
