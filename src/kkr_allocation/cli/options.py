"""Options that several commands share."""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import Annotated, TypeAlias

import typer

from kkr_allocation.results import Language

__all__ = ["Explain", "LanguageName", "Lots", "Output", "Spoken"]


class LanguageName(Enum):
    """The languages of texts and headings, as they are typed."""

    EN = "en"
    DA = "da"

    @property
    def code(self) -> Language:
        """The language's code."""
        return "da" if self is LanguageName.DA else "en"


Spoken: TypeAlias = Annotated[LanguageName, typer.Option(help="Language of texts and headings.")]
Explain: TypeAlias = Annotated[
    bool, typer.Option("--explain", help="Add every step, numbered, with its source.")
]
Lots: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(metavar="B/Ø=Ø", help="A draw that was made: who took part, and who won."),
]
Output: TypeAlias = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE",
        help="Also write a file; its ending .csv, .xlsx, .docx, .json or .html chooses the format.",
    ),
]
