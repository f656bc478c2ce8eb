"""Write the page that leads from each section of law to the function and the test.

Run from the checkout: ``python scripts/write_sources_page.py``. What computes and holds a section
stands in docs/sources.toml; how sure it is known, its date and address in the code's own sources.
"""

from __future__ import annotations

import importlib
import pkgutil
import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import attrs

import kkr_allocation
from kkr_allocation.sources import Source, Stated

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "reference" / "sources.md"
SECTIONS: list[dict[str, Any]] = tomllib.loads(
    (ROOT / "docs" / "sources.toml").read_text(encoding="utf-8")
)["section"]
DEEPEST = 4
"""How deep a source lies inside a rule, a provision, statutes, or a table of these."""


def sources() -> dict[tuple[str, str], set[Source]]:
    """Return every source that a module of the package holds, by act and section."""
    found: dict[tuple[str, str], set[Source]] = defaultdict(set)
    for info in pkgutil.walk_packages(kkr_allocation.__path__, "kkr_allocation."):
        importlib.import_module(info.name)
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] == "kkr_allocation":
            for value in vars(module).values():
                for source in _inside(value, DEEPEST):
                    found[source.act, source.section].add(source)
    return found


def _inside(value: object, depth: int) -> Iterator[Source]:
    if isinstance(value, Source):
        yield value
    elif depth:
        inner: list[object] = []
        if isinstance(value, Mapping):
            inner = list(value.values())
        elif isinstance(value, tuple | list):
            inner = list(value)
        elif attrs.has(type(value)):
            inner = [getattr(value, field.name) for field in attrs.fields(type(value))]
        for item in inner:
            yield from _inside(item, depth - 1)


def page() -> str:
    """Return the page as Markdown."""
    lines = [
        "# The law, section by section",
        "",
        "<!-- Written by scripts/write_sources_page.py; change docs/sources.toml, not this. -->",
        "",
        "What is laid down, how it is known, where it is computed, and which test holds it to the",
        "text. A source in the code that is missing here, or whose function or test is gone, makes",
        "the tests fail; so does one without a version or a page that does not say why.",
        "",
        "| source | says | version read | page | known as | computed by | held by |",
        "|---|---|---|---|---|---|---|",
    ]
    known = sources()
    for section in SECTIONS:
        stated = known[section["act"], section["section"]]
        versions = sorted({source.version.isoformat() for source in stated if source.version})
        pages = sorted({source.page for source in stated if source.page})
        cells = [
            f"{section['act']} {section['section']}".strip(),
            section["says"],
            _known(versions, section.get("undated")) + _in_brackets(section.get("as_read")),
            _known([f"[read]({page})" for page in pages], section.get("unseen")),
            ", ".join(sorted({s.status.value for s in stated if not isinstance(s, Stated)})),
            ", ".join(f"`{function}`" for function in section["computed"]),
            ", ".join(f"`{test.replace('::', '`: `')}`" for test in section["held"]),
        ]
        lines.append("| " + " | ".join(cells) + " |")
    lines += [
        "",
        "*Published* is stated on a public page or in an act, *checked* reproduced by arithmetic,",
        "*inferred* the reading that fits best, *open* one of several readings, *refuted* what",
        "published figures contradict: see",
        "[what the statutes leave open](../explanation/statutes.md).",
    ]
    return "\n".join(lines) + "\n"


def _known(what: list[str], why_not: str | None) -> str:
    return ", ".join(what) or f"not known: {why_not}"


def _in_brackets(note: str | None) -> str:
    return f" ({note})" if note else ""


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
