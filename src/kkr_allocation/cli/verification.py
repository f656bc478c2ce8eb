"""The command that checks a written result, and says what was checked and what was not."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kkr_allocation.cli.documents import documents
from kkr_allocation.cli.options import LanguageName, Spoken
from kkr_allocation.cli.terminal import refusals_spoken
from kkr_allocation.fairness.verify import verify
from kkr_allocation.presentation.language import Text

if TYPE_CHECKING:
    from kkr_allocation.explanations import Language

__all__ = ["KINDS_IN_WORDS", "verify_command"]

_ACCEPTED = Text(en="Accepted: {what}", da="Godkendt: {what}")
_REFUSED = Text(en="Refused: {what}", da="Afvist: {what}")
_IN_FILE = Text(en="{result} in {file}", da="{result} i {file}")
_ONE_OF = Text(en="{what} ({place} of {number})", da="{what} ({place} af {number})")
_CHECKED = Text(en="Checked from its inputs:", da="Efterprøvet ud fra tallene i filen:")
_STATED = Text(
    en="Taken as stated: the inputs themselves, such as votes, people, keys and agreements, and "
    "the rules with the sources they name. Hold them against what is published.",
    da="Ikke efterprøvet: tallene selv, såsom stemmer, personer, nøgler og aftaler, og reglerne "
    "med de kilder, de nævner. Hold dem op mod det, der er offentliggjort.",
)
_RESULT = Text(en="result", da="resultat")
KINDS_IN_WORDS = {
    "appointments": Text(en="appointments", da="udpegning"),
    "apportionment": Text(en="apportionment", da="mandatfordeling"),
    "batch": Text(en="apportionments", da="mandatfordelinger"),
    "composition": Text(en="composition", da="sammensætning"),
    "distribution": Text(en="distribution of places", da="pladsfordeling"),
    "entitlement": Text(en="entitlement to posts", da="ret til pladser"),
    "key": Text(en="distribution key", da="fordelingsnøgle"),
    "picking_order": Text(en="picking order", da="valgrækkefølge"),
    "planned_places": Text(en="places of a plan", da="pladser efter en plan"),
    "smoothed_years": Text(en="places of several years", da="pladser over flere år"),
    "table": Text(en="two-way distribution of places", da="tosidet pladsfordeling"),
    "twoway": Text(en="two-way apportionment", da="tosidet mandatfordeling"),
}
"""What the kinds of documents are called."""


def verify_command(
    *,
    file: Annotated[Path, typer.Argument(help="A file that --output FILE.json wrote.")],
    language: Spoken = LanguageName.EN,
) -> None:
    """Check a result from its published inputs, with code that shares nothing with the engine.

    Exits with 0 if it follows from its inputs, and lists what was checked and what was taken as
    stated; otherwise with 1 and the reason, a file that cannot be read included.

        kkr-allocation apportion --seats 5 A=24062 V=18311 --output seats.json

        kkr-allocation verify seats.json

        kkr-allocation verify seats.json --language da
    """
    spoken = language.code
    with refusals_spoken(spoken, code=1):
        found = documents(file)
    for place, document in enumerate(found, 1):
        what = _IN_FILE.text(spoken, result=_called(document, spoken), file=str(file))
        if len(found) > 1:
            what = _ONE_OF.text(spoken, what=what, place=place, number=len(found))
        with refusals_spoken(spoken, about=_REFUSED.text(spoken, what=what), code=1):
            certificate = verify(document)
        typer.echo(_ACCEPTED.text(spoken, what=what))
        typer.echo(_CHECKED.text(spoken))
        typer.echo(certificate.text(spoken))
    typer.echo(_STATED.text(spoken))


def _called(document: dict[str, Any], language: Language) -> str:
    """Return what a document holds, and its name where it has one."""
    kind, basis = document.get("kind"), document.get("basis")
    held = KINDS_IN_WORDS.get(kind, _RESULT) if isinstance(kind, str) else _RESULT
    name = str(basis.get("name", "")) if isinstance(basis, dict) else ""
    # A refused document is named too; what could pass for another line is not shown of it.
    return ", ".join([held.text(language), *([name] if name and name.isprintable() else [])])
