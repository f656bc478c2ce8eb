"""What is typed on the command line, read into the library's own terms."""

from __future__ import annotations

import json
import locale
import os
import re
import sys
from contextlib import suppress
from enum import Enum, StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias, TypeVar

import typer

from kkr_allocation.apportionment.alliances import Alliance
from kkr_allocation.apportionment.ties import Lot
from kkr_allocation.composition.statutes import AtCap, Outsiders, SizeRule, ThresholdBase
from kkr_allocation.errors import Bilingual, InvalidInputError
from kkr_allocation.explanations import Language
from kkr_allocation.readers import cells
from kkr_allocation.words import entry, refused

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from kkr_allocation.apportionment.alliances import Member


class RuleName(StrEnum):
    """The rules of apportionment as they are typed."""

    DHONDT = "dhondt"
    SAINTE_LAGUE = "sainte-lague"
    MODIFIED_SAINTE_LAGUE = "modified-sainte-lague"
    DANISH = "danish"
    ADAMS = "adams"
    IMPERIALI = "imperiali"
    HUNTINGTON_HILL = "huntington-hill"
    DEAN = "dean"
    LARGEST_REMAINDER = "largest-remainder"
    LARGEST_REMAINDER_DROOP = "largest-remainder-droop"


class AskName(StrEnum):
    """What can be asked about a council, as it is typed."""

    FLIPS = "flips"
    MARGINS = "margins"
    MAJORITIES = "majorities"


# A name in quotation marks is taken whole: a list called "C/D" or "LGBT+" is one list.
_QUOTED = re.compile(r"""(?:(?<=[/+=(:])|^)\s*(["'])(?P<name>.+?)\1\s*(?=[/+=):]|$)""")
_SEPARATES = re.compile(r"""[/+=:"]|^'""")
_OF_A_LOT = ("claimants", "winners")
_FIRST_MARK = 0xE000  # a private sign of Unicode, which no name has


def _masked(argument: str) -> tuple[str, Callable[[str], str]]:
    """Put a sign in place of every quoted name, and return what puts the name in its place."""
    names: dict[str, str] = {}

    def keep(found: re.Match[str]) -> str:
        mark = chr(_FIRST_MARK + len(names))
        names[mark] = found["name"].strip()
        return mark

    masked = _QUOTED.sub(keep, argument)
    return masked, lambda typed: names.get(typed.strip(), typed.strip())


def _quoted(name: str) -> str:
    """Quote a name that would be read as several; the hint as a whole has double marks."""
    if not _SEPARATES.search(name):
        return name
    return f'"{name}"' if "'" in name else f"'{name}'"


def figures(arguments: Iterable[str], what: str) -> dict[str, int]:
    """Read figures by name, each typed as ``NAME=FIGURE``."""
    read: dict[str, int] = {}
    for argument in arguments:
        masked, named = _masked(argument)
        typed, _, figure = masked.rpartition("=")
        name = named(typed)
        if not name or not re.fullmatch(r"\s*\d{1,4000}\s*", figure):
            raise refused("cli.argument_what_argument", what=what, argument=argument)
        if name in read:
            raise refused("cli.names_twice", what=what, name=name)
        read[name] = int(figure)
    return read


def alliances(arguments: Iterable[str]) -> tuple[Alliance, ...]:
    """Read alliances, each typed as ``A+F``, ``A, F``, ``A+(F+Ø)`` or JSON: ``["A", ["F"]]``."""
    return tuple(map(_alliance, arguments))


def _json(argument: str) -> Any:  # noqa: ANN401  (of JSON)
    """Return what is typed as JSON; None where it is not."""
    with suppress(ValueError, RecursionError):
        return json.loads(argument) if argument.lstrip()[:1] in ("[", "{") else None
    return None


def _alliance(argument: str) -> Alliance:
    """Read one alliance; a bracket that opens a member opens an inner alliance."""
    if isinstance(listed := _json(argument), list):
        return Alliance(listed)
    masked, named = _masked(argument)
    masked = masked if "+" in masked else masked.replace(",", "+")
    levels: list[list[Member]] = [[]]
    name = ""
    for sign in f"{masked}+":
        if sign == "(" and not name.strip():
            levels.append([])
        elif sign in "+)" and len(levels) > (sign == ")") and name.count("(") == name.count(")"):
            if name.strip():
                levels[-1].append(named(name))
            if sign == ")":
                members = levels.pop()
                levels[-1].append(Alliance(members))
            name = ""
        else:
            name += sign
    if len(levels) > 1 or name.strip():
        raise refused("cli.alliance_argument", argument=argument)
    return Alliance(levels[0])


def lots(arguments: Iterable[str]) -> tuple[Lot, ...]:
    """Read draws, each typed as who took part and who won: ``B/Ø=Ø``, of a forum ``F1:B/Ø=Ø``.

    As JSON a draw is an object of claimants, winners and the forum.
    """
    drawn = []
    for argument in arguments:
        fields = _json(argument)
        if isinstance(fields, dict) and fields.keys() | {"forum"} == {*_OF_A_LOT, "forum"}:
            drawn.append(Lot(**fields))
            continue
        masked, named = _masked(argument)
        forum, colon, drawn_among = masked.rpartition(":")
        among, equals, won = drawn_among.rpartition("=")
        if not equals:
            typed = typed_lot(("B", "Ø"), ("Ø",))
            raise refused("cli.lot_argument", argument=argument, lot=typed)
        claimants, winners = (map(named, text.split("/")) for text in (among, won))
        drawn.append(Lot(claimants, winners, forum=named(forum) if colon else None))
    return tuple(drawn)


def cooperations(arguments: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Read list co-operations, each typed as its name and its lists: ``NAME=LIST/LIST``."""
    read: dict[str, tuple[str, ...]] = {}
    for argument in arguments:
        masked, named = _masked(argument)
        typed, _, listed = masked.partition("=")
        name, lists = named(typed), tuple(map(named, listed.split("/")))
        if not name or name in read or not all(lists):
            example = '"Lokallisterne=Nyt Odsherred (Odsherred)/Lokallisten (Faxe)"'
            raise refused("cli.co_operation", argument=argument, typed_cooperation=example)
        read[name] = lists
    return read


def day(argument: str, option: str) -> dt.date:
    """Read a day, typed as in a Danish spreadsheet, 31-12-2027, or as a standard has it."""
    read = cells.day(argument)
    if read is None or isinstance(read, cells.Wrong):
        raise refused("cli.option_argument", option=option, argument=argument)
    return read


_POST = re.compile(r"""\s*(?:(["'])(.+?)\1|([^:"'][^:]*?))\s*:\s*(?:(["'])(.+)\4|(.+?))\s*""")


def post(argument: str) -> tuple[str, str]:
    """Read a post and its holder: ``FORUM:NAME``, in quotation marks where a name has a colon."""
    found = _POST.fullmatch(argument)
    if found is None:
        raise refused("cli.post_argument", argument=argument)
    return found[2] or found[3], found[5] or found[6]


def typed_lot(claimants: Iterable[str], winners: Iterable[str], forum: str | None = None) -> str:
    """Write a draw as it is typed, a name in quotation marks where a sign in it separates."""
    named = f"{_quoted(forum)}:" if forum else ""
    return f"{named}{'/'.join(map(_quoted, claimants))}={'/'.join(map(_quoted, winners))}"


def _read_each(arguments: Iterable[str], read: Callable[[str], object]) -> None:
    """Read arguments one by one, and refuse all that are wrong at once."""
    wrong = []
    for argument in arguments:
        try:
            read(argument)
        except InvalidInputError as error:
            wrong.append(error)
    if len(wrong) == 1:
        raise wrong[0]
    if wrong:
        lines = (Bilingual(f"- {error}", da=f"- {error.message('da')}") for error in wrong)
        raise refused("cli.wrong_arguments", listed=Bilingual.joined([*lines, ""], "\n"))


def other_mayors(arguments: Iterable[str], known: Callable[[str], object] = str) -> dict[str, str]:
    """Read mayors of a what-if, typed as ``MUNICIPALITY=LIST``; `known` refuses a municipality."""
    sitting: dict[str, str] = {}

    def read(argument: str) -> None:
        place, _, listed = (part.strip() for part in argument.partition("="))
        if not place or not listed or place in sitting:
            raise refused("cli.mayor_argument", argument=argument)
        known(place)
        sitting[place] = listed

    _read_each(arguments, read)
    return sitting


def other_votes(
    arguments: Iterable[str], known: Callable[[str], object] = str
) -> dict[str, dict[str, int]]:
    """Read votes of a what-if, typed as ``MUNICIPALITY:LIST=VOTES``; `known` refuses as above."""
    counted: dict[str, dict[str, int]] = {}

    def read(argument: str) -> None:
        named, _, votes = (part.strip() for part in argument.rpartition("="))
        place, _, listed = (part.strip() for part in named.partition(":"))
        twice = listed in counted.get(place, ())
        if not place or not listed or twice or not re.fullmatch(r"\d{1,9}", votes):
            raise refused("cli.votes_argument", argument=argument)
        known(place)
        counted.setdefault(place, {})[listed] = int(votes)

    _read_each(arguments, read)
    return counted


def places(arguments: Sequence[str]) -> str | dict[str, str] | None:
    """Read the municipality of a file, or that of each of its districts: ``KREDS=KOMMUNE``."""
    read: dict[str, str] = {}
    for argument in arguments:
        masked, named = _masked(argument)
        if len(arguments) == 1 and "=" not in masked:
            return argument.strip().strip("\"'")
        parts = list(map(named, masked.split("=")))
        if len(parts) != 2 or not all(parts) or parts[0] in read:  # noqa: PLR2004  (district, place)
            raise refused("cli.district_argument", argument=argument)
        read[parts[0]] = parts[1]
    return read or None


_Choice = TypeVar("_Choice", bound=Enum)
_STANDS = re.compile(r"[A-Z]{3,}")
_DANISH = re.compile(r"(da|danish)(?![a-z])", re.IGNORECASE)


def computers_language() -> Language:
    """Return Danish where the computer's locale is Danish, and English elsewhere."""
    named = next(filter(None, map(os.environ.get, ("LC_ALL", "LC_MESSAGES", "LANG"))), None)
    if named is None and sys.platform == "win32":
        named = locale.getlocale()[0]  # that of the user, such as Danish_Denmark
    return "da" if _DANISH.match(named or "") else "en"


def spoken_language(typed: Sequence[str]) -> Language:
    """Return the language that was typed last, or else the computer's."""
    asked = value_of(typed, ["--language"])
    return "da" if asked == "da" else "en" if asked == "en" else computers_language()


def value_of(typed: Sequence[str], options: Sequence[str]) -> str:
    """Return the value that was typed last for an option; empty where there is none."""
    for place in range(len(typed) - 1, -1, -1):
        option, equals, value = typed[place].partition("=")
        if option in options:
            return value if equals else "".join(typed[place + 1 : place + 2])
    return ""


def words_of(kind: type[Enum], language: Language) -> list[str]:
    """Return the words that a choice is typed with in a language, as the tables print them."""
    return [entry("cli.choice")[language][choice.name] for choice in kind]


def chosen(kind: type[_Choice]) -> Callable[[str], _Choice]:
    """Return what reads the word of a choice, in either language; a `ValueError` is any other."""
    words = entry("cli.choice")
    known = {words[spoken][choice.name]: choice for choice in kind for spoken in ("da", "en")}

    def read(typed: str | _Choice) -> _Choice:
        if isinstance(typed, kind):  # the default
            return typed
        plain = str(typed).casefold().replace("'", "").replace("ë", "e")
        if (word := re.sub(r"[\W_]+", "-", plain).strip("-")) not in known:
            raise ValueError(typed)
        return known[word]

    return read


def tell_help(group: Any, language: Language, choices: Mapping[str, type[Enum]]) -> None:  # noqa: ANN401  (the group of Typer)
    """Put the help of a group, its commands and their options in a language."""
    from typer import rich_utils

    frame = entry("cli.help_frame")[language]
    for name, said in frame.items():
        if name.isupper():
            setattr(rich_utils, name, said)
    group.subcommand_metavar = frame["command_typed"]
    words, told = entry("cli.stands_for"), entry("cli.help")[language]
    standing = {said: words[language][key] for of in words.values() for key, said in of.items()}
    for name, command in {"door": group, **group.commands}.items():
        command.language, command.options_metavar = language, frame["options_typed"]
        command.help = told.get(name, command.help)
        for parameter in command.params:
            option = f"--{parameter.name.replace('_', '-')}"
            said = told.get(f"{name}{option}") or told.get(option) or parameter.help or ""
            if parameter.name in choices:
                parameter.metavar = "|".join(words_of(choices[parameter.name], language))
            elif parameter.metavar or not parameter.opts[0].startswith("-"):
                stands = parameter.metavar or parameter.name.upper()
                parameter.metavar = _STANDS.sub(lambda of: standing.get(of[0], of[0]), stands)
            default: Any = parameter.default
            if isinstance(default, Enum):
                default = entry("cli.choice")[language][default.name]
            elif not isinstance(default, int) or isinstance(default, bool):
                default = None
            shown = "" if default is None else " " + frame["default"].format(value=default)
            parameter.help, parameter.show_default = said + shown, False


class Helped:
    """A command of Typer that says its usage, and what --help is, in the language it was told."""

    language: Language = "en"
    collect_usage_pieces: Any

    def format_usage(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401  (of Typer)
        """Write how the command is typed."""
        pieces = " ".join(self.collect_usage_pieces(ctx))
        usage = entry("cli.help_frame")[self.language]["usage"]
        formatter.write_usage(ctx.command_path, pieces, prefix=usage)

    def get_help_option(self, ctx: Any) -> Any:  # noqa: ANN401  (of Typer)
        """Return the option --help."""
        option = super().get_help_option(ctx)  # type: ignore[misc]  # of the command it is mixed into
        option.help = entry("cli.help")[self.language]["--help"]
        return option


class LanguageName(StrEnum):
    """The languages of texts and headings, as they are typed."""

    EN = "en"
    DA = "da"


def _language(typed: str) -> Language:
    return "da" if chosen(LanguageName)(typed) is LanguageName.DA else "en"


class OverName(StrEnum):
    """What is shared out together, as it is typed."""

    PACKAGE = "package"
    FORUM = "forum"


_SPOKEN = typer.Option(default_factory=computers_language, parser=_language)
Spoken: TypeAlias = Annotated[Language, _SPOKEN]
Explain: TypeAlias = Annotated[bool, typer.Option("--explain")]
Lots: TypeAlias = Annotated[list[str] | None, typer.Option(metavar="B/Ø=Ø")]
Output: TypeAlias = Annotated[Path | None, typer.Option(metavar="FILE")]
ReportTyped: TypeAlias = Annotated[Path | None, typer.Option(metavar="FILE")]
MeetingTyped: TypeAlias = Annotated[str | None, typer.Option(metavar="30-01-2026")]
ElectionTyped: TypeAlias = Annotated[str | None, typer.Option(metavar="2013|2021|2025|PATH")]
AnnexTyped: TypeAlias = Annotated[list[str] | None, typer.Option(metavar="NAME")]
Municipality: TypeAlias = Annotated[
    list[str] | None, typer.Option(metavar="MUNICIPALITY|DISTRICT=MUNICIPALITY")
]
Mayors: TypeAlias = Annotated[Path | None, typer.Option(metavar="PATH")]
# `Any`: below 0.29 Typer reads an enumeration once more by its values, and makes None of it.
SizeRuleTyped: TypeAlias = Annotated[Any, typer.Option(parser=chosen(SizeRule))]
OutsidersTyped: TypeAlias = Annotated[Any, typer.Option(parser=chosen(Outsiders))]
ThresholdBaseTyped: TypeAlias = Annotated[Any, typer.Option(parser=chosen(ThresholdBase))]
AtCapTyped: TypeAlias = Annotated[Any, typer.Option(parser=chosen(AtCap))]
RuleTyped: TypeAlias = Annotated[RuleName, typer.Option(parser=chosen(RuleName))]
OverTyped: TypeAlias = Annotated[OverName | None, typer.Option(parser=chosen(OverName))]
Cooperation: TypeAlias = Annotated[list[str] | None, typer.Option(metavar="NAME=LIST/LIST")]
Alliances: TypeAlias = Annotated[list[str] | None, typer.Option(metavar="A+F")]
OtherMayors: TypeAlias = Annotated[list[str] | None, typer.Option(metavar="MUNICIPALITY=LIST")]
OtherVotes: TypeAlias = Annotated[list[str] | None, typer.Option(metavar="MUNICIPALITY:LIST=VOTES")]
WhyTyped: TypeAlias = Annotated[list[str] | None, typer.Option("--why", metavar="LIST")]
Ask: TypeAlias = Annotated[list[AskName] | None, typer.Option(parser=chosen(AskName))]
