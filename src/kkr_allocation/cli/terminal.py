"""Results on the terminal, and refusals on standard error."""

from __future__ import annotations

import re
from contextlib import contextmanager
from textwrap import wrap
from typing import TYPE_CHECKING

import typer
from rich.box import HEAVY_HEAD, SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from kkr_allocation.apportionment.ties import UnresolvedTieError
from kkr_allocation.cli.arguments import typed_lot
from kkr_allocation.errors import KkrAllocationError, in_language
from kkr_allocation.presentation import language as wording
from kkr_allocation.presentation.sheet import written
from kkr_allocation.presentation.sheets import sheet_of_result
from kkr_allocation.presentation.writers import write, write_report
from kkr_allocation.readers.file_errors import called, said_by_system

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from rich.box import Box

    from kkr_allocation.explanations import Explanation, Language
    from kkr_allocation.presentation.report import Report
    from kkr_allocation.presentation.sheet import Sheet
    from kkr_allocation.results import Result

__all__ = ["answer", "read_aloud", "refusals_spoken", "say", "show", "table_of", "write_and_say"]

_WIDTH_IN_A_FILE = 120
_HEADING = 15
"""Letters on a line of the heading of figures, so that the names keep the room."""
_DRAW = wording.Text(
    en="{draw}. Equal quotients are decided by lot. Run the command again with the winner: "
    '--lot "{typed}"',
    da="{draw}. Lige store kvotienter afgøres ved lodtrækning. Kør kommandoen igen med vinderen: "
    '--lot "{typed}"',
)
_WRITTEN = wording.Text(en="Written: {file}", da="Skrevet: {file}")
_A_FILE = wording.Text(en="A file", da="En fil")
_NOT_OPENED = wording.Text(
    en="{file} can be neither read nor written: {why}. Choose another file or folder.",
    da="{file} kan ikke læses eller skrives: {why}. Vælg en anden fil eller mappe.",
)
_OPTIONS = {
    "alliances": "--alliance",
    "caps": "--cap",
    "cooperations": "--cooperation",
    "floors": "--floor",
    "house_size": "--seats",
    "lots": "--lot",
    "time_limit": "--time-limit",
    "year": "--election",
}
"""The library's arguments as they are typed; those that are typed without a name are left out."""
_ARGUMENT = re.compile(
    rf"({'|'.join(_OPTIONS)})(?= (?:has|is|names|er|har|nævner) )", re.IGNORECASE
)
_GIVEN = re.compile(r"\b(year|municipality)= ?(?!\{)")
_NAMED = re.compile(r"""\W|\S*[_\[=]|[^.:,;'"]*\.\w""")
"""How a sentence begins with an option, an argument or a file's name."""
_WINNER = wording.Text(en="WINNER", da="VINDER")


def _console(*, stderr: bool = False) -> Console:
    console = Console(stderr=stderr, highlight=False, soft_wrap=stderr)
    if not console.is_terminal:
        console.width = max(console.width, _WIDTH_IN_A_FILE)
    return console


def say(sentence: str, language: Language = "en") -> None:
    """Write a sentence to standard error, in a language if it knows it, beginning with a capital.

    What begins with an option, an argument or a file's name is left as it is.
    """
    said = in_language(sentence, language)
    begun = said if _NAMED.match(said) else said[:1].upper() + said[1:]
    _console(stderr=True).print(Text(begun))


def answer(
    results: Sequence[Result],
    language: Language,
    *,
    explain: bool,
    output: Path | None,
    filed: Sequence[Result] | None = None,
    meeting: dt.date | None = None,
    overview: Sheet | None = None,
) -> None:
    """Write the results to the file that was asked for, and print them.

    Parameters
    ----------
    results : sequence of Result
        At least one.
    language : {"en", "da"}
        The language of texts and headings.
    explain : bool
        Whether each result is followed by its explanation.
    output : Path or None
        The file to write too.
    filed : sequence of Result, optional
        What the file has, where it is not the same.
    meeting : datetime.date, optional
        The day of the meeting, for the file.
    overview : Sheet, optional
        What is printed in place of the results.
    """
    if output:
        write(results if filed is None else filed, output, language=language, meeting=meeting)
    if overview:
        show(overview, language, lines=SIMPLE_HEAD)
    for result in () if overview else results:
        show(sheet_of_result(result, language), language)
        if explain:
            read_aloud(result.explain(language))
    if output:
        say(_WRITTEN.text(language, file=str(output)))


def read_aloud(explanation: Explanation) -> None:
    """Print the steps of an explanation."""
    _console().print(Text(f"\n{explanation}\n"), soft_wrap=True)


def write_and_say(report: Report, file: Path) -> None:
    """Write a report to a file, and say so."""
    say(_WRITTEN.text(report.language, file=str(write_report(report, file))))


def show(sheet: Sheet, language: Language, *, lines: Box = HEAVY_HEAD) -> None:
    """Print a table, and under it what has to be read with it."""
    _console().print(table_of(sheet, language, lines=lines))
    if sheet.note:
        _console().print(Text(f"{sheet.note}\n"), soft_wrap=True)


def table_of(sheet: Sheet, language: Language, *, lines: Box = HEAVY_HEAD) -> Table:
    """Return a sheet as a table for the terminal, without its empty columns."""
    shown = sheet.without_empty_columns()
    title = Text(shown.title, style="bold")
    table = Table(title=title, title_justify="left", box=lines)
    cells = [[written(cell, language) for cell in row] for row in shown.rows]
    for place, heading in enumerate(shown.headings):
        if shown.is_text(place):
            table.add_column(Text(heading))
            continue
        texts = [*wrap(heading, _HEADING), *(row[place] for row in cells)]
        table.add_column(Text(heading), justify="right", max_width=max(map(len, texts)))
    for place, row in enumerate(cells):
        style = "bold" if place == shown.sum_row else ""
        table.add_row(*(Text(cell) for cell in row), style=style)
    return table


def _as_typed(message: str) -> str:
    """Name the options that were typed, or can be, instead of the library's arguments."""
    named = _ARGUMENT.match(message)
    start = _OPTIONS[named[1].lower()] + message[named.end() :] if named else message
    return _GIVEN.sub(r"--\1 ", start)


@contextmanager
def refusals_spoken(language: Language, *, about: str = "", code: int = 2) -> Iterator[None]:
    """Write a refusal to standard error and end the command with `code`.

    Parameters
    ----------
    language : {"en", "da"}
        The language of what the command says itself.
    about : str
        What is refused, where there are several things; it stands before the refusal.
    code : int
        The exit code.
    """
    start = f"{about}: " if about else ""
    try:
        yield
    except UnresolvedTieError as error:
        tie = error.tie
        typed = typed_lot(tie.claimants, [_WINNER.text(language)] * tie.seats)
        say(start + _DRAW.text(language, draw=tie.sentence(language), typed=typed))
        raise typer.Exit(code) from None
    except KkrAllocationError as error:
        say(start + _as_typed(error.message(language)))
        raise typer.Exit(code) from None
    except OSError as error:
        file = called(str(error.filename)) if error.filename else _A_FILE.text(language)
        why = in_language(said_by_system(error), language)
        say(_NOT_OPENED.text(language, file=file, why=why))
        raise typer.Exit(code) from None
