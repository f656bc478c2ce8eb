"""The language of the command, the computer's or the one typed: its help and its choices too."""

from __future__ import annotations

import locale
import os
import re
import sys
from enum import Enum
from typing import TYPE_CHECKING, Any, TypeVar

from kkr_allocation.words import entry

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from kkr_allocation.explanations import Language

_Choice = TypeVar("_Choice", bound=Enum)
_DANISH = re.compile(r"(da|danish)(?![a-z])", re.IGNORECASE)
_STANDS_FOR = re.compile(r"[A-Z]{3,}")
_BETWEEN_WORDS = re.compile(r"[\W_]+")


def computers_language() -> Language:
    """Return Danish where the computer's locale is Danish, and English elsewhere."""
    named = next(filter(None, map(os.environ.get, ("LC_ALL", "LC_MESSAGES", "LANG"))), None)
    if named is None and sys.platform == "win32":
        named = locale.getlocale()[0]  # that of the user, such as Danish_Denmark
    return "da" if _DANISH.match(named or "") else "en"


def spoken_language(typed: Sequence[str]) -> Language:
    """Return the language that was typed last, or else the computer's."""
    asked = value_of(typed, ["--language"])
    for language in ("da", "en"):
        if asked == language:
            return language
    return computers_language()


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
    """Return what reads the word of a choice, in either language; a `ValueError` is any other.

    Examples
    --------
    >>> from kkr_allocation.cli.arguments import RuleName
    >>> chosen(RuleName)("Største brøk"), chosen(RuleName)("d'Hondt")
    (<RuleName.LARGEST_REMAINDER: 'largest-remainder'>, <RuleName.DHONDT: 'dhondt'>)
    """
    known = {
        word: choice
        for words in (words_of(kind, "da"), words_of(kind, "en"))
        for word, choice in zip(words, kind, strict=True)
    }

    def read(typed: str) -> _Choice:
        plain = typed.casefold().replace("'", "").replace("ë", "e")
        found = known.get(_BETWEEN_WORDS.sub("-", plain).strip("-"))
        if found is None:
            raise ValueError(typed)
        return found

    return read


# The help of Typer's commands, whatever package it has them from; each says its own as data.


def tell_help(group: Any, language: Language, choices: Mapping[str, type[Enum]]) -> None:  # noqa: ANN401  (the group of Typer)
    """Put the help of a group, its commands and their options in a language."""
    from typer import rich_utils

    frame = entry("cli.help_frame")[language]
    for name, said in frame.items():
        if name.isupper():
            setattr(rich_utils, name, said)
    group.subcommand_metavar = frame["command_typed"]
    for name, command in {"door": group, **group.commands}.items():
        _tell_help(command, name, language, choices)


def _tell_help(
    command: Any,  # noqa: ANN401  (a command of Typer)
    name: str,
    language: Language,
    choices: Mapping[str, type[Enum]],
) -> None:
    frame, told = entry("cli.help_frame")[language], entry("cli.help")[language]
    command.language, command.options_metavar = language, frame["options_typed"]
    command.help = told.get(name, command.help)
    for parameter in command.params:
        option, default = f"--{parameter.name.replace('_', '-')}", parameter.default
        said = told.get(f"{name}{option}") or told.get(option) or parameter.help or ""
        if isinstance(default, Enum):
            said += " " + frame["default"].format(value=entry("cli.choice")[language][default.name])
        elif isinstance(default, int) and not isinstance(default, bool):
            said += " " + frame["default"].format(value=default)
        parameter.help, parameter.show_default = said, False
        if parameter.name in choices:
            parameter.metavar = "|".join(words_of(choices[parameter.name], language))
        elif parameter.metavar or not parameter.opts[0].startswith("-"):
            stands = parameter.metavar or parameter.name.upper()
            parameter.metavar = _STANDS_FOR.sub(lambda word: _standing(word[0], language), stands)


def _standing(word: str, language: Language) -> str:
    """Return what stands for a value in a language, from either."""
    known = entry("cli.stands_for")
    for words in known.values():
        for key, said in words.items():
            if said == word:
                return str(known[language][key])
    return word


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
