"""Draw the pictures of the documentation from what the command prints.

Run from the root of the checkout: ``python scripts/draw_pictures.py``.
"""

from __future__ import annotations

import re
from io import StringIO
from pathlib import Path

from rich.console import Console
from rich.text import Text

import kkr_allocation as kkr
from kkr_allocation.cli.terminal import table_of
from kkr_allocation.presentation.sheets import sheet_of_result

PICTURES = Path(__file__).parents[1] / "docs" / "pictures"
WIDTH = 102


def draw(name: str, command: str, council: kkr.Composition) -> None:
    """Draw one picture: the command, and under it the table as it is printed."""
    console = Console(record=True, width=WIDTH, file=StringIO())
    console.print(Text.assemble(("$ ", "dim"), (command, "bold")))
    console.print(table_of(sheet_of_result(council, "da"), "da"))
    picture = console.export_svg(title="kkr-allocation", unique_id="kkr")
    own_fonts = re.sub(r"@font-face \{.*?\}\s*", "", picture, flags=re.DOTALL)  # nothing is fetched
    (PICTURES / name).write_text(own_fonts, encoding="utf-8")


if __name__ == "__main__":
    PICTURES.mkdir(exist_ok=True)
    draw(
        "kkr-sjaelland-2021.svg",
        "kkr-allocation compose --kkr Sjælland --language da",
        kkr.compose_region(kkr.load_election(2021), "KKR Sjælland"),
    )
