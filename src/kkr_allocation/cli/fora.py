"""The commands of the fora: an empty register out, a filled-in one in, the protocol out."""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import Annotated

import typer

from kkr_allocation.appointments.forum import Forum, Kind
from kkr_allocation.cli import arguments
from kkr_allocation.cli.options import Explain, LanguageName, Lots, Output, Spoken
from kkr_allocation.cli.terminal import answer, refusals_spoken
from kkr_allocation.datasets.fora import load_fora
from kkr_allocation.datasets.regions import load_municipalities
from kkr_allocation.errors import InvalidInputError
from kkr_allocation.presentation.register_template import write_register
from kkr_allocation.readers.register_workbook import read_register

__all__ = ["appoint_command", "register_command"]


_KINDS: dict[str, Kind] = {
    "udpeger": "appoints",
    "udpeger efter indstilling": "appoints",
    "indstiller": "nominates",
}
"""Kinds of the catalogue for which the KKR names persons; what is unclear is left out."""


class OverName(Enum):
    """What is shared out together, as it is typed."""

    PACKAGE = "package"
    FORUM = "forum"


def appoint_command(
    *,
    register: Annotated[Path, typer.Argument(help="A workbook filled in from the template.")],
    over: Annotated[
        OverName, typer.Option(help="Share all posts together, or each forum by itself.")
    ] = OverName.PACKAGE,
    final: Annotated[
        bool, typer.Option("--final", help="Refuse deviations without a reason.")
    ] = False,
    lot: Lots = None,
    explain: Explain = False,
    language: Spoken = LanguageName.DA,
    output: Output = None,
) -> None:
    """Fill the posts of the fora with names from a register of fora and candidates.

    **The posts on the screen, with what each wish came to:**

        kkr-allocation appoint register.xlsx --explain

    **The protocols**, by forum, list, municipality and person, in Excel, Word or HTML:

        kkr-allocation appoint register.xlsx --output protokol.xlsx

    Everything that is wrong in the register is named at once, with sheet, row and column. With
    --final a forum with unequally many women and men needs its reason.
    """
    with refusals_spoken(language.code):
        drawn = arguments.lots(lot or ())
        result = read_register(register).appoint(over=over.value, lots=drawn)
        answer([result.final() if final else result], language.code, explain=explain, output=output)


def register_command(
    *,
    register: Annotated[Path, typer.Argument(help="The file to write, such as register.xlsx.")],
    kkr: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Fill in this KKR's municipalities and known fora."),
    ] = None,
) -> None:
    """Write the empty register that `appoint` reads.

    With --kkr the municipalities stand in it, and the fora of the catalogue whose number of
    posts is known; some of them have closed, so check each.

        kkr-allocation appoint-template register.xlsx --kkr Hovedstaden
    """
    with refusals_spoken("da"):
        homes = [m.name for m in load_municipalities() if m.kkr in (kkr, f"KKR {kkr}")]
        if kkr and not homes:
            known = ", ".join(dict.fromkeys(m.kkr for m in load_municipalities()))
            raise InvalidInputError(
                f"the KKR is {kkr!r}",
                why=f"there are {known}",
                do="Type one of these; KKR may be left out",
            )
        fora = [
            Forum(row.forum, row.posts, kkr=row.kkr, kind=_KINDS[row.kind])
            for row in load_fora()
            if row.kkr in (kkr, f"KKR {kkr}") and row.posts is not None and row.kind in _KINDS
        ]
        written = write_register(register, fora, municipalities=homes)
        typer.echo(f"Skrevet: {written}", err=True)
