"""Options that several commands share."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, TypeAlias

import typer

from kkr_allocation.cli.arguments import AtCapName, OutsidersName, SizeRuleName, ThresholdBaseName
from kkr_allocation.explanations import Language

__all__ = [
    "AtCapTyped",
    "Cooperation",
    "ElectionTyped",
    "Explain",
    "LanguageName",
    "Lots",
    "Mayors",
    "MeetingTyped",
    "Municipality",
    "Output",
    "OutsidersTyped",
    "OverName",
    "ReportTyped",
    "SizeRuleTyped",
    "Spoken",
    "ThresholdBaseTyped",
    "Year",
]


class LanguageName(StrEnum):
    """The languages of texts and headings, as they are typed."""

    EN = "en"
    DA = "da"

    @property
    def code(self) -> Language:
        """The language's code."""
        return "da" if self is LanguageName.DA else "en"


class OverName(StrEnum):
    """What is shared out together, as it is typed."""

    PACKAGE = "package"
    FORUM = "forum"


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
ReportTyped: TypeAlias = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE",
        help="Also write the report with pictures and sources; .html is a page, .docx for Word.",
    ),
]
MeetingTyped: TypeAlias = Annotated[
    str | None,
    typer.Option(
        metavar="30-01-2026", help="The day of the meeting, to stand in the files for people."
    ),
]
ElectionTyped: TypeAlias = Annotated[
    str | None,
    typer.Option(
        metavar="2013|2021|2025|PATH",
        help="A bundled election, or your file. Default: the newest.",
    ),
]
Year: TypeAlias = Annotated[
    int | None, typer.Option(help="The year of your file, where it does not say so.")
]
Municipality: TypeAlias = Annotated[
    str | None, typer.Option(help="The municipality of your file, where it does not say so.")
]
Mayors: TypeAlias = Annotated[
    Path | None,
    typer.Option(metavar="PATH", help="A table of municipality and the mayor's list."),
]
SizeRuleTyped: TypeAlias = Annotated[
    SizeRuleName, typer.Option(help="How the mayors set the size.")
]
OutsidersTyped: TypeAlias = Annotated[
    OutsidersName, typer.Option(help="Where mayors of ineligible lists sit.")
]
ThresholdBaseTyped: TypeAlias = Annotated[
    ThresholdBaseName, typer.Option(help="Which votes the threshold is a share of.")
]
AtCapTyped: TypeAlias = Annotated[
    AtCapName, typer.Option(help="How supplementary seats give way at the cap.")
]
Cooperation: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(metavar="NAME=LIST/LIST", help="A registered list co-operation."),
]
