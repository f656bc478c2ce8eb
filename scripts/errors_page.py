"""Add to the page of errors everything the library refuses, from its catalogue and its code.

MkDocs calls this module as a hook. No table is stored, so none can grow old.
"""

from __future__ import annotations

import ast
import re
import tomllib
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mkdocs.structure.pages import Page

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "src" / "kkr_allocation"
PAGE = "reference/errors.md"
PARTS = {
    "inputs.py": "Figures and names",
    "apportionment": "Seats",
    "composition": "Councils",
    "appointments": "Posts in fora",
    "placements": "Training places",
    "scenarios": "What if",
    "fairness": "Measures and verification",
    "datasets": "Bundled figures",
    "readers": "Files",
    "presentation": "Reports, pictures and files",
    "cli": "The command",
    "testing": "Strategies for tests",
}


def messages(path: Path) -> Iterator[tuple[str, str, str]]:
    """Yield what, why and what to do of every message in a module, in its order."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and node.args:
            named = {keyword.arg: keyword.value for keyword in node.keywords}
            if {"why", "do"} <= set(named):
                yield text(node.args[0]), text(named["why"]), text(named["do"])


def catalogued(path: Path) -> Iterator[tuple[str, str, str]]:
    """Yield what, why and what to do of every refusal in a catalogue."""
    for entry in tomllib.loads(path.read_text(encoding="utf-8")).values():
        said = entry["en"]
        if isinstance(said, dict) and "do" in said:
            yield filled(said["what"]), filled(said["why"]), filled(said["do"])


def filled(sentence: str) -> str:
    """Return a sentence of the catalogue, with the names of its figures where they stand."""
    return re.sub(
        r"\{(\w+)(?:[!:.][^{}|]*(?:\|([^{}]*))?)?\}",
        lambda figure: f"{figure[1].upper()} {figure[2] or ''}".strip(),
        sentence,
    )


def text(node: ast.expr) -> str:
    """Return a text of the code, with dots where the case fills something in."""
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(text(part) for part in node.values)
    if isinstance(node, ast.FormattedValue) and isinstance(node.value, ast.Name | ast.Attribute):
        named = node.value.id if isinstance(node.value, ast.Name) else node.value.attr
        return named.strip("_").upper()
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return text(node.left) + text(node.right)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args:
        return text(node.args[0]) if node.func.id == "Bilingual" else "…"
    return "…"


def tables() -> str:
    """Return a table of messages for each part of the library."""
    found: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
    for path in sorted(PACKAGE.rglob("*.py")):
        part = path.relative_to(PACKAGE).parts[0]
        for message in messages(path):
            if message not in found[part] and set(message) != {"…"}:
                found[part].append(message)
    for path in sorted((PACKAGE / "words").glob("*.toml")):
        found[path.stem] += [said for said in catalogued(path) if said not in found[path.stem]]
    order = [part for part in PARTS if found[part]]
    rest = sorted(set(found) - set(order) - set(PARTS))
    lines: list[str] = []
    groups = [(PARTS[part], found[part]) for part in order]
    groups.append(("Documents", [message for part in rest for message in found[part]]))
    for title, group in groups:
        lines += [f"## {title}", "", "| what | why | what to do |", "|---|---|---|"]
        lines += [f"| {' | '.join(map(cell, message))} |" for message in group]
        lines.append("")
    return "\n".join(lines)


def cell(words: str) -> str:
    """Return a text as a cell of a table, in which no sign has a meaning of its own."""
    plain = " ".join(words.split())
    for sign in "\\|*_<>[]`":
        plain = plain.replace(sign, f"\\{sign}" if sign not in "<>" else f"&#{ord(sign)};")
    return plain


def on_page_markdown(markdown: str, page: Page, **_: object) -> str:
    """Add the tables to their page (called by MkDocs)."""
    return f"{markdown}\n{tables()}" if page.file.src_uri == PAGE else markdown
