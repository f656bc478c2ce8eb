"""Results on the terminal, and refusals on standard error."""

from __future__ import annotations

import re
from contextlib import contextmanager
from difflib import get_close_matches
from os.path import exists
from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

import typer
from attrs import evolve
from rich.box import HEAVY_HEAD, SIMPLE_HEAD
from rich.console import Console
from rich.measure import Measurement
from rich.table import Column, Table
from rich.text import Text
from typer.core import TyperCommand, TyperGroup

from kkr_allocation.apportionment.ties import UnresolvedTieError
from kkr_allocation.cli import arguments
from kkr_allocation.composition.statutes import AtCap, Outsiders, SizeRule, ThresholdBase
from kkr_allocation.errors import (
    Bilingual,
    InvalidInputError,
    KkrAllocationError,
    VerificationError,
    in_language,
)
from kkr_allocation.explanations import Explanation, Language
from kkr_allocation.files import called
from kkr_allocation.inputs import UNSEEN, UNSEEN_BEYOND
from kkr_allocation.presentation import writers
from kkr_allocation.presentation.agenda_item import paper
from kkr_allocation.presentation.language import say
from kkr_allocation.presentation.report import of_meeting
from kkr_allocation.presentation.sheet import Sheet, sheet_to_read, written
from kkr_allocation.words import both, entry, refused, said_by_system, worded

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from enum import Enum

    from rich.box import Box

    from kkr_allocation.appointments.people import Member
    from kkr_allocation.presentation.report import Report
    from kkr_allocation.results import Result


_Found = TypeVar("_Found")
_WIDTH_IN_A_FILE = 120
_WIDEST = 1000
_HEADING = 15  # letters on a line over figures, so that the names keep the room
# The library's arguments as they are typed; those that are typed without a name are left out.
_OPTIONS = {f"{of}s": f"--{of}" for of in ("alliance", "cap", "cooperation", "floor", "lot")}
_OPTIONS |= {"house_size": "--seats", "time_limit": "--time-limit", "year": "--election"}
_ARGUMENT = re.compile(
    rf"^({'|'.join(_OPTIONS)})(?= (?:has|is|names|er|har|nævner) )", re.IGNORECASE
)
_GIVEN = re.compile(r"\b(year|municipality)= ?(?!\{)")
_NAMED = re.compile(r"""\W|\S*[_\[=]|[^.:,;'"]*\.\w""")
"""How a sentence begins with an option, an argument or a file's name."""


_OBEYED = re.compile(f"(?!\\n)[{UNSEEN}{UNSEEN_BEYOND}]")


def visible(text: str) -> str:
    """Return a text as a terminal shows it, which obeys nothing of it, such as a code in a name."""
    return _OBEYED.sub(lambda sign: ascii(sign[0])[1:-1], text)


def _console(*, stderr: bool = False) -> Console:
    console = Console(stderr=stderr, highlight=False, soft_wrap=stderr)
    if not console.is_terminal:
        console.width = max(console.width, _WIDTH_IN_A_FILE)
    return console


def tell(sentence: str, language: Language = "en") -> None:
    """Write a sentence to standard error, in a language if it has it, beginning with a capital."""
    said = in_language(sentence, language)
    begun = said if _NAMED.match(said) else said[:1].upper() + said[1:]
    _console(stderr=True).print(Text(visible(begun)))


def answer(
    results: Sequence[Result],
    language: Language,
    *,
    explain: bool,
    output: Path | None,
    filed: Sequence[Result] | None = None,
    meeting: dt.date | None = None,
    annexes: Sequence[str] | None = None,
    members: Sequence[Member] = (),
    overview: Sheet | None = None,
) -> None:
    """Write the results, at least one, to the file that was asked for, and print them.

    What the file has, where it is not the same, is `filed`; the day of the meeting is for the file
    alone, and an overview is printed in place of the results. Unless the annexes are None, a
    document or page has the paper of each, with the members of the KKR where they are known.
    """
    filed = results if filed is None else filed
    ending = output.suffix.casefold() if output else ""
    if output and annexes is not None and ending in {".docx", ".html"}:
        papers = (paper(result, language, annexes, members=members) for result in filed)
        writers.write_papers([of_meeting(item, meeting) for item in papers], output)
    elif annexes and ending != ".xlsx":
        raise refused("cli.annex_without_paper")
    elif output:
        writers.write(filed, output, language=language, meeting=meeting)
    if overview:
        show(overview, language, lines=SIMPLE_HEAD)
    for result in () if overview else results:
        show(sheet_to_read(result, language), language)
        if explain:
            read_aloud(result.explain(language))
    if output:
        tell_written(output, language)


def answer_with(reports: Sequence[Report], language: Language, output: Path | None) -> None:
    """Write reports to the file that was asked for, and print their tables and steps."""
    if output:
        writers.write_tables(reports, output)
    for block in (block for of in reports for section in of.sections for block in section.blocks):
        if isinstance(block, Sheet):
            show(block, language)
        elif isinstance(block, Explanation):
            read_aloud(block)
    if output:
        tell_written(output, language)


def so_far(work: Callable[..., _Found], told: str, language: Language) -> tuple[_Found, bool]:
    """Return what a work finds, and on a line that goes say how far it is.

    Where Ctrl-C ends it that is said, and it is what there was until then, and True.
    """
    try:
        with _console(stderr=True).status("") as line:
            return work(progress=lambda at: line.update(Text(in_language(at, language)))), False
    except KeyboardInterrupt as pressed:
        if not hasattr(pressed, "partial"):
            raise
        tell(say(told, language), language)
        return pressed.partial, True


def read_aloud(explanation: Explanation) -> None:
    """Print the steps of an explanation."""
    _console().print(Text(visible(f"\n{explanation}\n")), soft_wrap=True)


def write_and_say(report: Report, file: Path, *more: Report) -> None:
    """Write a report to a file, more below it, and say so."""
    tell_written(writers.write_report(report, file, *more), report.language)


def tell_written(file: Path, language: Language) -> None:
    """Say which file was written."""
    tell(say("cli.written_file", language, file=str(file)))


def show(sheet: Sheet, language: Language, *, lines: Box = HEAVY_HEAD) -> None:
    """Print a table, and what has to be read with it.

    No word is cut: on a narrow screen first the air beside the cells goes, and then the table is
    parted between columns, its first one repeated.
    """
    console, table = _console(), table_of(sheet, language, lines=lines)
    sizes = [_size(column, console) for column in table.columns]
    least, count = sum(size.minimum for size in sizes), len(sizes)
    if not console.is_terminal:
        console.width = max(console.width, least + 3 * count + 1)
    if least + 3 * count + 1 > console.width:
        table.padding = (0, 0)
    if least + count + 1 > console.width and count > 2:  # noqa: PLR2004  (a name and a figure)
        shown, half = sheet.without_empty_columns(), count // 2 + 1
        for places in (range(half), (0, *range(half, count))):
            show(evolve(shown.of_columns(places), note=""), language, lines=lines)
    else:
        _fit(table, sizes, console.width - 1 - count * (1 + 2 * bool(table.padding[1])))
        console.print(table)
    if sheet.note:
        _console().print(Text(visible(f"{sheet.note}\n")), soft_wrap=True)


def _size(column: Column, console: Console) -> Measurement:
    """Return the width of a column's longest word and of its longest line."""
    most = console.options.update(max_width=column.max_width or _WIDEST)
    head, *cells = (Measurement.get(console, most, of) for of in (column.header, *column.cells))
    full = max(size.maximum for size in (head, *cells))
    if column.justify == "right":  # a figure stays with its unit
        return Measurement(max([head.minimum, *(size.maximum for size in cells)]), full)
    return Measurement(max(size.minimum for size in (head, *cells)), full)


def _fit(table: Table, sizes: Sequence[Measurement], room: int) -> None:
    """Set the widths where the columns, the widest narrowed first, would break a word."""
    level = max(size.maximum for size in sizes)
    while sum(min(size.maximum, level) for size in sizes) > room and level > 1:
        level -= 1
    if all(size.minimum <= level for size in sizes):
        return
    left, waiting = room - sum(size.minimum for size in sizes), len(sizes)
    for column, size in sorted(zip(table.columns, sizes, strict=True), key=lambda of: of[1].span):
        column.width = size.minimum + min(size.span, left // waiting)
        left, waiting = left - column.width + size.minimum, waiting - 1


def table_of(sheet: Sheet, language: Language, *, lines: Box = HEAVY_HEAD) -> Table:
    """Return a sheet as a table for the terminal, without its empty columns."""
    shown = sheet.without_empty_columns()
    title = Text(visible(shown.title), style="bold")
    table = Table(title=title, title_justify="left", box=lines)
    cells = [[visible(written(cell, language)) for cell in row] for row in shown.rows]
    for place, heading in enumerate(shown.headings):
        figures: dict[str, Any] = {}
        if shown.kind(place).is_figure:
            said = wrap(heading, _HEADING, break_long_words=False)
            widest = max(map(len, [*said, *(row[place] for row in cells)]))
            figures = {"justify": "right", "max_width": widest}
        table.add_column(Text(visible(heading)), overflow="fold", **figures)
    for place, row in enumerate(cells):
        style = "bold" if place == shown.sum_row else ""
        table.add_row(*(Text(cell) for cell in row), style=style)
    return table


@contextmanager
def refusals_spoken(language: Language, *, about: str = "") -> Iterator[None]:
    """Write a refusal to standard error, after what it is about, and end the command."""
    start = f"{about}: " if about else ""
    code = 2  # and 1 where a result was found false
    try:
        yield
    except UnresolvedTieError as error:
        tie = error.tie
        won = [say("cli.winner", language)] * tie.seats
        typed = arguments.typed_lot(tie.claimants, won, tie.forum)
        draw = tie.sentence(language)
        tell(start + say("cli.equal_quotients_decided", language, draw=draw, typed=typed))
    except KkrAllocationError as error:
        # The options that were typed, or can be, stand for the library's arguments.
        said = _ARGUMENT.sub(lambda named: _OPTIONS[named[1].lower()], error.message(language))
        tell(start + _GIVEN.sub(r"--\1 ", said))
        code -= isinstance(error, VerificationError)
    except BrokenPipeError:  # whoever reads has enough
        raise
    except OSError as error:
        file = called(str(error.filename)) if error.filename else say("cli.file", language)
        why = in_language(said_by_system(error), language)
        tell(say("cli.can_neither_read_nor", language, file=file, why=why))
    else:
        return
    raise typer.Exit(code)


# What the command line itself refuses: options that do not exist, lack a value or cannot be read.
# Typer words these refusals in English; here they are said as every other.
_OfParser: TypeAlias = Any
"""A context, command, parameter or error of the package that parses, which Typer has inside."""
CHOICES: dict[str, type[Enum]] = {
    "ask": arguments.AskName,
    "at_cap": AtCap,
    "language": arguments.LanguageName,
    "outsiders": Outsiders,
    "over": arguments.OverName,
    "rule": arguments.RuleName,
    "size_rule": SizeRule,
    "threshold_base": ThresholdBase,
}
"""The parameters that are one of several words."""
NUMBERS = {
    "against": ("cli.should_whole_number", "2025"),
    "seats": ("cli.should_whole_number", "17"),
    "time_limit": ("cli.should_number_seconds", "60"),
    "year": ("cli.should_whole_number", "2021"),
}
"""The parameters that are a number: what it is, and an example."""
_UsageError: type[Exception] = next(
    kind for kind in typer.BadParameter.__mro__ if kind.__name__ == "UsageError"
)
_WRITTEN = {"letters", "output", "report"}  # files to write; every other that is there is read


class Room(arguments.Helped, TyperCommand):
    """One subcommand."""

    def invoke(self, ctx: _OfParser) -> _OfParser:
        """Run it, say what it refuses, and write over none of the files that it reads."""
        typed = [value for name, value in ctx.params.items() if name not in _WRITTEN]
        each = [v if isinstance(v, list | tuple) else [v] for v in typed]  # Click has either
        paths = [Path(one) for given in each for one in given if isinstance(one, str | Path)]
        read = [path for path in paths if exists(path)]  # noqa: PTH110  (a name too long is none)
        with refusals_spoken(ctx.params["language"]), writers.inputs_kept(read):
            return super().invoke(ctx)


class Door(arguments.Helped, TyperGroup):
    """The command with its subcommands, which says itself what was mistyped."""

    def make_context(
        self, info_name: str | None, args: list[str], parent: _OfParser = None, **extra: _OfParser
    ) -> _OfParser:
        """Read what stands before the subcommand."""
        typed = tuple(args)
        arguments.tell_help(self, arguments.spoken_language(typed), CHOICES)
        with self._mistakes_spoken(self, "", typed):
            context = super().make_context(info_name, args, parent, **extra)
        context.obj = typed
        return context

    def invoke(self, ctx: _OfParser) -> _OfParser:
        """Read what stands after the subcommand, and run it."""
        name = next((word for word in ctx.obj if not word.startswith("-")), "")
        with self._mistakes_spoken(self.commands.get(name), name, ctx.obj):
            return super().invoke(ctx)

    def resolve_command(self, ctx: _OfParser, args: list[str]) -> _OfParser:
        """Find the subcommand, or say which there are."""
        if args[0] in self.commands:
            return super().resolve_command(ctx, args)
        with refusals_spoken(arguments.spoken_language(ctx.obj)):
            meant = _meant(args[0], self.commands)
            known = ", ".join(self.commands)
            raise refused("cli.there_no_command", args=args[0], known=known, meant=meant)

    @contextmanager
    def _mistakes_spoken(
        self, command: _OfParser, name: str, typed: Sequence[str]
    ) -> Iterator[None]:
        """Say what the parser refuses of a command in the language that is spoken."""
        try:
            yield
        except _UsageError as error:
            if command is None or type(error).__name__ == "NoArgsIsHelpError":
                raise
            with refusals_spoken(arguments.spoken_language(typed)):
                raise _refusal(error, command, name, typed, self.commands) from None


def _refusal(
    error: _OfParser,
    command: _OfParser,
    name: str,
    typed: Sequence[str],
    commands: Mapping[str, _OfParser],
) -> InvalidInputError:
    """Return what the parser refuses, told by the kind of error and what it carries."""
    kind = type(error).__name__
    shown = " ".join(f"kkr-allocation {name} --help".split())
    if kind == "NoSuchOption":
        return _no_option(error.option_name, command, commands)
    if kind == "BadOptionUsage":
        option = error.option_name
        if any(option in parameter.opts and parameter.is_flag for parameter in command.params):
            return refused("cli.typed_with_value", option=option)
        return refused("cli.typed_without_value", option=option, shown=shown)
    if kind == "MissingParameter":
        # What is typed without a name has words of its own.
        missing = error.param
        unnamed = missing.name in entry("cli.argument")["en"]
        said = worded(f"cli.argument:{missing.name}") if unnamed else missing.opts[0]
        return refused("cli.missing_said", said=said, shown=shown)
    if kind == "BadParameter":
        return _unread(error.param, typed, shown)
    more = re.search(r" \((.*)\)$", str(error))
    return refused("cli.more_typed_than_command", extra=more[1] if more else "")


def _no_option(
    option: str, command: _OfParser, commands: Mapping[str, _OfParser]
) -> InvalidInputError:
    options = _options(command)
    having = {name: other for name, other in commands.items() if option in _options(other)}
    if having:  # shown as it is typed to the command that is most like this one
        like = max(having, key=lambda name: len(options.keys() & _options(having[name])))
        value = _options(having[like])[option].metavar
        typed = " ".join(filter(None, ["kkr-allocation", like, option, value]))
        why = worded("cli.belongs_to", commands=", ".join(having))
        do = worded("cli.type_it_there", typed=typed)
    else:
        why = worded("cli.there_known", known=", ".join([*options, "--help"]))
        do = _meant(option, options)
    return InvalidInputError(worded("cli.there_no_option", option=option), why=why, do=do)


def _options(command: _OfParser) -> dict[str, _OfParser]:
    return {opt: one for one in command.params for opt in one.opts if opt[0] == "-"}


def _unread(parameter: _OfParser, typed: Sequence[str], shown: str) -> InvalidInputError:
    option, value = parameter.opts[0], arguments.value_of(typed, parameter.opts)
    if value.startswith("--"):
        return refused("cli.typed_without_value", option=option, shown=shown)
    if parameter.name in NUMBERS:
        number, example = NUMBERS[parameter.name]
        why = worded(number)
        do = worded("cli.type_as", option=option, example=example)
    elif parameter.name in CHOICES:
        kind = CHOICES[parameter.name]
        english, danish = arguments.words_of(kind, "en"), arguments.words_of(kind, "da")
        why = worded("cli.there_listed", listed=both(", ".join(english), ", ".join(danish)))
        do = _meant(value, [*danish, *english])
    else:
        why = worded("cli.cannot_read")
        do = worded("cli.see_how_typed", shown=shown)
    return InvalidInputError(
        worded("cli.option_value_2", option=option, value=value), why=why, do=do
    )


def _meant(typed: str, known: Iterable[str]) -> Bilingual:
    close = get_close_matches(typed, known, n=1)
    return worded("cli.did_you_mean", close=close[0]) if close else worded("cli.type_one_these")
