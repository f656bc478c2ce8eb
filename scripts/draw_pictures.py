"""Draw the pictures of the documentation from what the command prints.

Run from the root of the checkout: ``python scripts/draw_pictures.py``. Each picture is of a command
that is run here, so that it cannot show another table than the terminal does.
"""

from __future__ import annotations

import re
import shlex
from io import StringIO
from pathlib import Path

from rich.console import Console
from rich.text import Text
from typer.testing import CliRunner

from kkr_allocation.cli.commands import app

PICTURES = Path(__file__).parents[1] / "docs" / "pictures"
COMMANDS = {
    "kkr-2025.svg": "kkr-allocation compose",
    "kkr-sjaelland-2021.svg": "kkr-allocation compose --election 2021 --kkr Sjælland --language da",
}
WIDTH = 104


def printed(command: str) -> Text:
    """Return the table that a command prints on a terminal, without the notes below it."""
    terminal = {"COLUMNS": str(WIDTH), "FORCE_COLOR": "1", "TERM": "xterm", "LC_ALL": "C.UTF-8"}
    ran = CliRunner().invoke(app, shlex.split(command)[1:], env=terminal)
    lines = Text.from_ansi(ran.stdout).split("\n")
    ends = [place for place, line in enumerate(lines) if re.match(r"└|  At the cap", line.plain)]
    return Text("\n").join(lines[: ends[-1] + 1])


def draw(command: str) -> str:
    """Return a picture of the command and what it prints."""
    console = Console(record=True, width=WIDTH, file=StringIO())
    console.print(Text.assemble(("$ ", "dim"), (command, "bold")))
    console.print(printed(command))
    picture = console.export_svg(title="kkr-allocation", unique_id="kkr")
    return re.sub(r"@font-face \{.*?\}\s*", "", picture, flags=re.DOTALL)  # nothing is fetched


if __name__ == "__main__":
    PICTURES.mkdir(exist_ok=True)
    for name, command in COMMANDS.items():
        (PICTURES / name).write_text(draw(command), encoding="utf-8")
