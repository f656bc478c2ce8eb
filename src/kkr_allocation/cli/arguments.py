"""What is typed on the command line, read into the library's own terms."""

from __future__ import annotations

import re
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer

from kkr_allocation.apportionment import rules
from kkr_allocation.apportionment.alliances import Alliance
from kkr_allocation.apportionment.ties import Lot
from kkr_allocation.composition.statutes import AtCap, Outsiders, SizeRule, ThresholdBase
from kkr_allocation.errors import InvalidInputError
from kkr_allocation.explanations import Language
from kkr_allocation.readers.register_cells import day_in
from kkr_allocation.words import refusal

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from kkr_allocation.apportionment.alliances import Member
    from kkr_allocation.apportionment.rules import Rule


_TYPED_COOPERATION = '"Lokallisterne=Nyt Odsherred (Odsherred)/Lokallisten (Faxe)"'


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

    @property
    def rule(self) -> Rule:
        """The rule itself."""
        named: Rule = getattr(rules, self.name)
        return named


class SizeRuleName(StrEnum):
    """The readings of the size rule as they are typed."""

    ROUND_UP = "round-up"
    EXACT_SHARE = "exact-share"
    DIVISOR = "divisor"

    @property
    def choice(self) -> SizeRule:
        """The reading itself."""
        return SizeRule[self.name]


class OutsidersName(StrEnum):
    """The readings of where mayors of ineligible lists sit, as they are typed."""

    ON_TOP = "on-top"
    INSIDE = "inside"

    @property
    def choice(self) -> Outsiders:
        """The reading itself."""
        return Outsiders[self.name]


class ThresholdBaseName(StrEnum):
    """The readings of what the threshold is a share of, as they are typed."""

    VALID = "valid"
    CAST = "cast"

    @property
    def choice(self) -> ThresholdBase:
        """The reading itself."""
        return ThresholdBase[self.name]


class AtCapName(StrEnum):
    """The readings of how seats give way at the cap, as they are typed."""

    SHARE_ANEW = "share-anew"
    RAISE_PRICE = "raise-price"

    @property
    def choice(self) -> AtCap:
        """The reading itself."""
        return AtCap[self.name]


def figures(arguments: Iterable[str], what: str) -> dict[str, int]:
    """Read figures by name, each typed as ``NAME=FIGURE``.

    Raises
    ------
    InvalidInputError
        If an argument has no equals sign, no whole number after it, or a name that came before.

    Examples
    --------
    >>> figures(["A=2840", "Borgerlisten (Ikast-Brande)=912"], "votes")
    {'A': 2840, 'Borgerlisten (Ikast-Brande)': 912}
    """
    read: dict[str, int] = {}
    for argument in arguments:
        name, equals, figure = argument.rpartition("=")
        name = name.strip()
        if not equals or not name or not re.fullmatch(r"\s*\d{1,4000}\s*", figure):
            raise InvalidInputError(
                **refusal("cli.argument_what_argument", what=what, argument=argument)
            )
        if name in read:
            raise InvalidInputError(**refusal("cli.names_twice", what=what, name=name))
        read[name] = int(figure)
    return read


def alliances(arguments: Iterable[str]) -> tuple[Alliance, ...]:
    """Read alliances, each typed as ``A+F`` or with an inner alliance as ``A+(F+Ø)``.

    Examples
    --------
    >>> [alliance.label for alliance in alliances(["A+(F+Ø)", "V+C"])]
    ['A+(F+Ø)', 'V+C']
    """
    return tuple(_alliance(argument) for argument in arguments)


def _alliance(argument: str) -> Alliance:
    """Read one alliance; a bracket that opens a member opens an inner alliance."""
    levels: list[list[Member]] = [[]]
    name = ""
    for sign in f"{argument}+":
        if sign == "(" and not name.strip():
            levels.append([])
        elif sign == "+" and name.count("(") == name.count(")"):
            if name.strip():
                levels[-1].append(name.strip())
            name = ""
        elif sign == ")" and len(levels) > 1 and name.count("(") == name.count(")"):
            members = levels.pop()
            levels[-1].append(Alliance((*members, name.strip()) if name.strip() else members))
            name = ""
        else:
            name += sign
    if len(levels) > 1 or name.strip():
        raise InvalidInputError(**refusal("cli.alliance_argument", argument=argument))
    return Alliance(levels[0])


def lots(arguments: Iterable[str]) -> tuple[Lot, ...]:
    """Read draws, each typed as all who took part and then who won: ``B/Ø=Ø``.

    Examples
    --------
    >>> lots(["B/Ø=Ø"])
    (Lot(claimants=('B', 'Ø'), winners=('Ø',), seed=''),)
    """
    return tuple(_lot(argument) for argument in arguments)


def _lot(argument: str) -> Lot:
    claimants, equals, winners = argument.rpartition("=")
    if not equals:
        raise InvalidInputError(
            **refusal("cli.lot_argument", argument=argument, lot=typed_lot(("B", "Ø"), ("Ø",)))
        )
    return Lot(_names(claimants), _names(winners))


def cooperations(arguments: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Read list co-operations, each typed as its name and then its lists.

    Raises
    ------
    InvalidInputError
        If an argument has no equals sign, or a name came before.

    Examples
    --------
    >>> cooperations(["Lokallisterne=Nyt Odsherred (Odsherred)/Lokallisten (Faxe)"])
    {'Lokallisterne': ('Nyt Odsherred (Odsherred)', 'Lokallisten (Faxe)')}
    """
    read: dict[str, tuple[str, ...]] = {}
    for argument in arguments:
        name, equals, lists = argument.partition("=")
        if not equals or not name.strip() or name.strip() in read or not all(_names(lists)):
            raise InvalidInputError(
                **refusal(
                    "cli.co_operation", argument=argument, typed_cooperation=_TYPED_COOPERATION
                )
            )
        read[name.strip()] = _names(lists)
    return read


def day(argument: str, option: str) -> dt.date:
    """Read a day, typed as in a Danish spreadsheet or as a standard has it.

    Raises
    ------
    InvalidInputError
        If it is no day, naming the option.

    Examples
    --------
    >>> day("31-12-2027", "--day") == day("2027-12-31", "--day")
    True
    """
    read = day_in(argument.strip())
    if read is None:
        raise InvalidInputError(**refusal("cli.option_argument", option=option, argument=argument))
    return read


def typed_lot(claimants: Iterable[str], winners: Iterable[str]) -> str:
    """Write a draw as it is typed."""
    return f"{'/'.join(claimants)}={'/'.join(winners)}"


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split("/"))


# Options that several commands share.


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
