"""Which councils are asked for: an election, and regions of it."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import attrs
import typer

from kkr_allocation.apportionment.alliances import Alliance
from kkr_allocation.cli import arguments
from kkr_allocation.cli import arguments as options
from kkr_allocation.cli.arguments import (
    AtCapName,
    OutsidersName,
    SizeRuleName,
    ThresholdBaseName,
)
from kkr_allocation.cli.terminal import refusals_spoken, tell, write_and_say
from kkr_allocation.composition.compose import compose_region
from kkr_allocation.composition.statutes import (
    STATUTES_2018,
    AtCap,
    Outsiders,
    SizeRule,
    ThresholdBase,
)
from kkr_allocation.datasets import BUNDLED_YEARS, everyday_party, find_party, load_election
from kkr_allocation.errors import IncompleteDataWarning, InvalidInputError, in_language
from kkr_allocation.inputs import on_one_line, whole_number
from kkr_allocation.presentation.council_paper import (
    annex_named,
    paper_of_council,
    readings_table,
    report_of_council,
)
from kkr_allocation.presentation.councils import overview, side_by_side, title
from kkr_allocation.presentation.language import say
from kkr_allocation.presentation.report import report_of_sheet
from kkr_allocation.readers.votes import read_mayors, read_votes, understood
from kkr_allocation.words import refusal, worded

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from kkr_allocation.apportionment.ties import Lot
    from kkr_allocation.composition.compose import Composition
    from kkr_allocation.composition.election import Election
    from kkr_allocation.composition.statutes import Statutes
    from kkr_allocation.explanations import Language
    from kkr_allocation.presentation.report import Report
    from kkr_allocation.presentation.sheet import Sheet


def _complete(election: Election) -> list[str]:
    """Return the KKR whose votes and mayors are all known."""
    return [name for name, coverage in election.coverage.items() if coverage.complete]


def _chosen_election(
    typed: str | None, year: int | None, municipality: Sequence[str], mayors: Path | None
) -> Election:
    """Return the election that was asked for; by default the newest bundled one.

    What is typed is the year of a bundled election, or a file or folder, of which the year and
    the municipality are said where it does not say them itself. The mayors' lists in a table of
    their own take the place of the election's.
    """
    if typed is None or (typed.isdecimal() and not Path(typed).exists()):
        # What is said of a file where none was typed is refused, rather than left out.
        of_a_file = {"--year": year, "--municipality": ", ".join(municipality) or None}
        for option, value in of_a_file.items():
            if value is not None:
                raise InvalidInputError(**refusal("cli.option_value", option=option, value=value))
        bundled = bundled_election(max(BUNDLED_YEARS) if typed is None else int(typed))
        # What bundled sources do not agree on is said with the councils that it concerns.
        election = attrs.evolve(bundled, notes=())
    else:
        stated = None if year is None else whole_number(year, "--year")
        election = read_votes(typed, year=stated, municipality=arguments.places(municipality))
    return election.with_mayors(read_mayors(mayors)) if mayors else election


def bundled_election(year: int, option: str = "--election") -> Election:
    """Return the bundled election of a year, or say which there are."""
    if year in BUNDLED_YEARS:
        return load_election(year)
    *first, last = (str(held) for held in BUNDLED_YEARS)
    raise InvalidInputError(
        **refusal("cli.option_year", option=option, year=year, first=", ".join(first), last=last)
    )


def _region_names(election: Election, typed: Sequence[str], *, lots: Sequence[Lot]) -> list[str]:
    """Return the regions that were typed, or by default all complete KKR.

    The word "KKR" or "Region" may be left out, and capitals do not matter.

    Where none is complete, the default is all with votes; what they lack is said with each.
    """
    names = [_region_name(election, name) for name in typed]
    names = names or _complete(election)
    names = names or [
        name for name in election.coverage if any(election.region(name).votes.values())
    ]
    if lots and len(names) > 1:
        typed_kkr = f"--kkr {names[0].removeprefix('KKR ')}"
        raise InvalidInputError(
            **refusal("cli.there_lots_for_councils", names=len(names), typed_kkr=typed_kkr)
        )
    return names


def overview_of(
    councils: Sequence[Composition], election: Election, language: Language
) -> Sheet | None:
    """Return the councils in one table, with how to see one in full; None for a single one."""
    if len(councils) == 1:
        return None
    shown = overview(councils, language, election=election.name)
    last = councils[-1].basis.name.partition(" ")[2]
    years = [f"--election {year}" for year in sorted(BUNDLED_YEARS) if year != election.year]
    either = say("cli.either", language)
    hint = say("cli.one_in_full_step", language, name=last, years=either.join(years))
    return attrs.evolve(shown, note=f"{shown.note}\n{hint}")


def readings_of(council: Composition, language: Language) -> Sheet:
    """Return the table of every reading under the name of its council."""
    named = say("presentation.every_reading_council", language, council=title(council, language))
    return attrs.evolve(readings_table(council, language), title=named)


def papers_of(
    councils: Sequence[Composition], election: Election, annexes: Sequence[str], language: Language
) -> list[Report]:
    """Return the papers on councils; first all of them side by side where there are several."""
    named = [annex_named(typed) for typed in annexes]
    papers = [
        paper_of_council(council, language, election=election, annexes=named)
        for council in councils
    ]
    if beside := side_by_side(councils, language):
        papers.insert(0, report_of_sheet(beside, language))
    return papers


def chosen_statutes(
    size_rule: SizeRuleName,
    threshold_base: ThresholdBaseName,
    at_cap: AtCapName,
    outsiders: OutsidersName,
) -> Statutes:
    """Return the statutes with the readings that were typed."""
    return attrs.evolve(
        STATUTES_2018,
        size_rule=SizeRule[size_rule.name],
        threshold_base=ThresholdBase[threshold_base.name],
        at_cap=AtCap[at_cap.name],
        outsiders=Outsiders[outsiders.name],
    )


def asked_councils(
    names: Sequence[str],
    election: str | None,
    *,
    year: int | None,
    municipality: Sequence[str] | None,
    mayors: Path | None,
    statutes: Statutes,
    cooperation: Sequence[str] | None,
    lot: Sequence[str] | None,
    language: Language,
) -> tuple[Election, list[Composition]]:
    """Return the election and the councils that were typed, after saying what they lack."""
    held = _chosen_election(election, year, municipality or (), mayors)
    for note in held.notes:
        tell(note, language)
    lots = arguments.lots(lot or ())
    regions = _region_names(held, names, lots=lots)
    chosen = {"cooperations": arguments.cooperations(cooperation or ()), "statutes": statutes}
    return held, [_composed(held, name, language, lots=lots, **chosen) for name in regions]


def _composed(
    election: Election,
    name: str,
    language: Language,
    **chosen: Any,  # noqa: ANN401  (what compose_region takes)
) -> Composition:
    """Compose a council, after saying what its figures lack; refuse one of no known mayor."""
    coverage = election.region(name).coverage
    if not coverage.complete:
        tell(coverage.sentence(language))
    with refusals_spoken(language, about=name), warnings.catch_warnings():
        warnings.simplefilter("ignore", IncompleteDataWarning)  # just said
        council = compose_region(election, name, **chosen)
    if not any(council.basis.mayors.values()):
        year = election.year
        known = name in _complete(load_election(year)) if year in BUNDLED_YEARS else False
        bundled = worded("cli.bundled_have_mayors", year=year) if known else ""
        raise InvalidInputError(**refusal("cli.no_mayors_in_figures", name=name, bundled=bundled))
    return council


def _region_name(election: Election, typed: str) -> str:
    wanted = typed.strip().casefold()
    for name in election.regions:
        if wanted in (name.casefold(), name.partition(" ")[2].casefold()):
            return name
    known = ", ".join(election.regions)
    raise InvalidInputError(
        **refusal("cli.region_typed", typed=typed, name=election.name, known=known)
    )


# The command that writes the report on a council.


def report_command(
    *,
    kkr: Annotated[str, typer.Option(metavar="NAME")],
    output: Annotated[Path, typer.Option(metavar="FILE")],
    election: options.ElectionTyped = None,
    year: int | None = None,
    municipality: options.Municipality = None,
    mayors: options.Mayors = None,
    size_rule: options.SizeRuleTyped = SizeRuleName.ROUND_UP,
    threshold_base: options.ThresholdBaseTyped = ThresholdBaseName.VALID,
    at_cap: options.AtCapTyped = AtCapName.SHARE_ANEW,
    outsiders: options.OutsidersTyped = OutsidersName.ON_TOP,
    cooperation: options.Cooperation = None,
    alliance: options.Alliances = None,
    lot: options.Lots = None,
    language: options.Spoken,
) -> None:
    """Write the report on a council: members, why, other readings, majorities, power, sources."""
    with refusals_spoken(language.code):
        held, (council,) = asked_councils(
            [kkr],
            election,
            year=year,
            municipality=municipality,
            mayors=mayors,
            statutes=chosen_statutes(size_rule, threshold_base, at_cap, outsiders),
            cooperation=cooperation,
            lot=lot,
            language=language.code,
        )
        notified = [
            _by_key(one, council.seats, held.year) for one in arguments.alliances(alliance or ())
        ]
        report = report_of_council(council, language.code, alliances=notified, election=held)
        write_and_say(report, output)


def _by_key(alliance: Alliance, lists: Collection[str], year: int) -> Alliance:
    """Return an alliance with its lists as the council has them, by letter or name."""
    return Alliance(
        [
            _by_key(member, lists, year)
            if isinstance(member, Alliance)
            else _key(member, lists, year)
            for member in alliance.members
        ]
    )


def _key(typed: str, lists: Collection[str], year: int) -> str:
    """Return the list of a council that is called so; what is none of its is left as typed."""
    party = everyday_party(typed, year) or find_party("", typed, year)
    called = {typed.casefold(), party.letter.casefold() if party else ""}
    local = [key for key in lists if key.partition(" (")[0].casefold() in called]
    return typed if typed in lists or len(local) != 1 else local[0]


# The command that says what is understood of a file.


def read_command(
    *,
    file: Annotated[Path, typer.Argument()],
    year: int | None = None,
    municipality: options.Municipality = None,
    language: options.Spoken,
) -> None:
    """Say what is understood of a file."""
    with refusals_spoken(language.code):
        districts = arguments.places(municipality or ())
        found = understood(file, year=year, municipality=districts)
    for sentence in (found.what, *found.said):
        said = on_one_line(in_language(sentence, language.code))
        typer.echo(f"{said[:1].upper()}{said[1:]}." if sentence is found.what else f"- {said}")
