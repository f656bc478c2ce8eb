"""Add to the page of options every command with its arguments, read from the command itself.

MkDocs calls this module as a hook. No table is stored, so none can grow old.
"""

from __future__ import annotations

import inspect
import re
from typing import TYPE_CHECKING, Any

import typer.main

from kkr_allocation.cli.arguments import tell_help
from kkr_allocation.cli.commands import app
from kkr_allocation.cli.terminal import CHOICES

if TYPE_CHECKING:
    from mkdocs.structure.pages import Page

PAGE = "reference/options.md"


def tables() -> str:
    """Return what each command does, with its table."""
    group: Any = typer.main.get_command(app)
    tell_help(group, "en", CHOICES)
    commands = group.commands
    return "\n".join(section(name, command) for name, command in commands.items())


def section(name: str, command: Any) -> str:  # noqa: ANN401  (Typer's, or in older versions Click's)
    """Return what a command does, its examples, and a table of its arguments and options."""
    told = re.sub(r"(?m)^    (kkr-allocation .*)$", r"```\n\1\n```", inspect.cleandoc(command.help))
    lines = [f"## kkr-allocation {name}", "", told, "", "| option | meaning |", "|---|---|"]
    lines += [row(parameter) for parameter in command.params if parameter.name != "help"]
    return "\n".join([*lines, ""])


def row(parameter: Any) -> str:  # noqa: ANN401  (as above)
    """Return the row of an argument or option."""
    written = parameter.opts[0]
    value = parameter.metavar or ""
    if not written.startswith("--"):
        written, value = parameter.metavar or written.upper(), ""
    meaning = [parameter.help or ""]
    if parameter.multiple or parameter.nargs == -1:
        meaning.append("Can be given several times.")
    if parameter.required:
        meaning.append("**Required.**")
    shown = f"{written} {value}".strip().replace("|", "\\|")
    return f"| `{shown}` | {' '.join(meaning).replace('|', '&#124;')} |"


def on_page_markdown(markdown: str, page: Page, **_: object) -> str:
    """Add the tables to their page (called by MkDocs)."""
    return f"{markdown}\n{tables()}" if page.file.src_uri == PAGE else markdown
