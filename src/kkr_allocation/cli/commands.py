"""The commands: each reads its arguments, calls one function and shows its result."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from kkr_allocation.apportionment.exact import apportion
from kkr_allocation.errors import InvalidInputError, KkrAllocationError
from kkr_allocation.fairness.verify import verify

__all__ = ["app"]

app = typer.Typer(
    name="kkr-allocation",
    help="Who gets how many seats, exactly, with every tie left to the lot.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


@app.callback()
def door() -> None:
    """Share seats exactly."""


@app.command("apportion")
def apportion_command(
    votes: Annotated[list[str], typer.Argument(metavar="PARTY=VOTES...")],
    seats: Annotated[int, typer.Option(help="Seats to share.")],
) -> None:
    """Share seats among parties by d'Hondt: --seats 17 A=2840 V=2118 C=1524."""
    result = apportion(_votes(votes), seats)
    table = Table("Party", "Votes", "Seats")
    for party, won in result.seats.items():
        table.add_row(party, str(result.votes[party]), str(won))
    Console().print(table)


@app.command("verify")
def verify_command(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What result.to_json() wrote.")],
) -> None:
    """Check a result from its published inputs, with code that shares nothing with the engine.

    Exits with 0 if the result follows from its inputs, otherwise with 1 and the reason.
    """
    try:
        certificate = verify(_text(file))
    except KkrAllocationError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None
    typer.echo(str(certificate))


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInputError(
            f"the file {file} cannot be read",
            why=str(error),
            do="Name a file with the text that result.to_json() wrote, in UTF-8",
        ) from None


def _votes(arguments: list[str]) -> dict[str, int]:
    counted: dict[str, int] = {}
    for argument in arguments:
        party, equals, figure = argument.rpartition("=")
        if not equals or not figure.isdecimal() or party in counted:
            raise InvalidInputError(
                f"the argument {argument!r} is no party with its votes",
                why="each party stands once, with a whole number of votes",
                do="Write PARTY=VOTES, such as A=2840",
            )
        counted[party] = int(figure)
    return counted
