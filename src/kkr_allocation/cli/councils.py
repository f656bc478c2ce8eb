"""Which councils are asked for: an election, and regions of it."""

from __future__ import annotations

import contextlib
import warnings
from collections.abc import Iterable
from inspect import signature
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import attrs
import typer

from kkr_allocation.apportionment import rules
from kkr_allocation.apportionment.alliances import Alliance
from kkr_allocation.cli import arguments as options
from kkr_allocation.cli.terminal import answer, refusals_spoken, tell, write_and_say
from kkr_allocation.composition.basis import region_basis
from kkr_allocation.composition.compose import Composition, compose_region, read
from kkr_allocation.composition.election import Election
from kkr_allocation.composition.statutes import (
    STATUTES_2018,
    AtCap,
    Outsiders,
    SizeRule,
    ThresholdBase,
)
from kkr_allocation.datasets import BUNDLED_YEARS, load_election
from kkr_allocation.datasets.municipalities import find_municipality
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
from kkr_allocation.presentation.questions import named
from kkr_allocation.presentation.report import report_of_result, report_of_sheet
from kkr_allocation.readers.votes import mayors_and_reading, read_votes, understood
from kkr_allocation.scenarios.explaining import explaining_alliances
from kkr_allocation.scenarios.partners import alliance_pairs
from kkr_allocation.words import refused, worded

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from kkr_allocation.apportionment.alliances import Member
    from kkr_allocation.apportionment.ties import Lot
    from kkr_allocation.composition.compose import Comparison
    from kkr_allocation.explanations import Language
    from kkr_allocation.presentation.report import Report
    from kkr_allocation.presentation.sheet import Sheet
    from kkr_allocation.results import Result


def _complete(election: Election) -> list[str]:
    """Return the KKR whose votes and mayors are all known."""
    return [name for name, coverage in election.coverage.items() if coverage.complete]


def _chosen_election(
    typed: str | None,
    year: int | None,
    municipality: Sequence[str] | None,
    mayors: Path | None,
    language: Language,
) -> Election:
    """Return the election that was asked for, with its mayors, having said what is odd in it.

    By default it is the newest bundled one. What is typed is the year of a bundled one, or a file
    or folder, of which the year and the municipality are said where it does not say them itself.
    """
    if typed is None or (typed.isdecimal() and not Path(typed).exists()):
        # What is said of a file where none was typed is refused, rather than left out.
        of_a_file = {"--year": year, "--municipality": ", ".join(municipality or ()) or None}
        for option, value in of_a_file.items():
            if value is not None:
                raise refused("cli.option_value", option=option, value=value)
        bundled = bundled_election(max(BUNDLED_YEARS) if typed is None else int(typed))
        # What bundled sources do not agree on is said with the councils that it concerns.
        election = attrs.evolve(bundled, notes=())
    else:
        stated = None if year is None else whole_number(year, "--year")
        election = read_votes(typed, year=stated, municipality=options.places(municipality or ()))
    if mayors:
        election = election.with_mayors(mayors_and_reading(mayors, election)[0])
    for note in election.notes:
        tell(note, language)
    return election


def bundled_election(year: int, option: str = "--election") -> Election:
    """Return the bundled election of a year, or say which there are."""
    if year in BUNDLED_YEARS:
        return load_election(year)
    *first, last = map(str, BUNDLED_YEARS)
    raise refused("cli.option_year", option=option, year=year, first=", ".join(first), last=last)


def _region_names(
    election: Election, typed: Sequence[str], *, lots: Sequence[Lot], places: Collection[str]
) -> list[str]:
    """Return the regions that were typed; by default all complete KKR, or else all with votes."""
    names = [_region_name(election, name) for name in typed]
    if not names and places:  # of a what-if: the councils that it is about
        homes = {election.council(place).municipality for place in places}
        names = [name for name in election.coverage if homes & {*election.regions[name]}]
    names = names or _complete(election)
    names = names or [of for of in election.coverage if any(election.region(of).votes.values())]
    if lots and len(names) > 1:
        typed_kkr = f"--kkr {names[0].removeprefix('KKR ')}"
        raise refused("cli.there_lots_for_councils", names=len(names), typed_kkr=typed_kkr)
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


def asked_councils(
    names: Iterable[str],
    *,
    election: options.ElectionTyped = None,
    year: int | None = None,
    municipality: options.Municipality = None,
    mayors: options.Mayors = None,
    size_rule: options.SizeRuleTyped = SizeRule.ROUND_UP,
    threshold_base: options.ThresholdBaseTyped = ThresholdBase.VALID,
    at_cap: options.AtCapTyped = AtCap.SHARE_ANEW,
    outsiders: options.OutsidersTyped = Outsiders.ON_TOP,
    cooperation: options.Cooperation = None,
    mayor: options.OtherMayors = None,
    votes: options.OtherVotes = None,
    lot: options.Lots = None,
    language: options.Spoken,
) -> tuple[Election, list[Composition]]:
    """Return the election and the councils that were typed, after saying what they lack.

    A what-if is put to the council of its municipality, and to the first where it is of none.
    """
    held = _chosen_election(election, year, municipality, mayors, language)
    lots = options.lots(lot or ())
    sitting = options.other_mayors(mayor or (), held.council)
    counted = options.other_votes(votes or (), held.council)
    regions = _region_names(held, [*names], lots=lots, places={*sitting, *counted})
    home = {
        place: [r for r in regions if held.council(place).municipality in held.regions[r]][:1]
        for place in {*sitting, *counted}
    }
    statutes = attrs.evolve(
        STATUTES_2018,
        size_rule=size_rule,
        threshold_base=threshold_base,
        at_cap=at_cap,
        outsiders=outsiders,
    )
    joined = options.cooperations(cooperation or ())
    return held, [
        _composed(
            held,
            name,
            language,
            mayors={p: of for p, of in sitting.items() if name in (home[p] or [name])},
            votes={p: of for p, of in counted.items() if name in (home[p] or [name])},
            cooperations=joined,
            statutes=statutes,
            lots=lots,
        )
        for name in regions
    ]


def asking(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command, for Typer to read, the options of `asked_councils`, to pass on as typed."""
    own, shared = (signature(of, eval_str=True) for of in (command, asked_councils))
    every = [*own.parameters.values(), *shared.parameters.values()]
    parameters = [one for one in every if one.kind is one.KEYWORD_ONLY]
    command.__signature__ = own.replace(parameters=parameters)  # type: ignore[attr-defined]  # any function can have one
    return command


def differences(
    election: Election, councils: Sequence[Composition], language: Language
) -> list[Comparison]:
    """Return what is different in each council of a what-if, after saying where that is open."""
    found = []
    for council in councils:
        basis = council.basis
        if basis.other_mayors or basis.other_votes:
            figures = region_basis(election, basis.name, basis.cooperations)
            official = read(figures, council.statutes, council.lots)
            if official.composition:
                found.append(official.composition.compared_with(council))
            else:
                tell(official.problem, language)
    return found


def _composed(election: Election, name: str, language: Language, **chosen: Any) -> Composition:  # noqa: ANN401  (what compose_region takes)
    """Compose a council, after saying what its figures lack; refuse one of no known mayor."""
    coverage = election.region(name).coverage
    if not coverage.complete:
        tell(coverage.sentence(language))
    with refusals_spoken(language, about=name), warnings.catch_warnings():
        warnings.simplefilter("ignore", IncompleteDataWarning)  # just said
        council = compose_region(election, name, **chosen)
    if not any(council.basis.mayors.values()):
        year = election.year
        known = year in BUNDLED_YEARS and name in _complete(load_election(year))
        bundled = worded("cli.bundled_have_mayors", year=year) if known else ""
        raise refused("cli.no_mayors_in_figures", name=name, bundled=bundled)
    return council


def _region_name(election: Election, typed: str) -> str:
    wanted = typed.strip().casefold()
    for name in election.regions:
        if wanted in (name.casefold(), name.partition(" ")[2].casefold()):
            return name
    known = ", ".join(election.regions)
    raise refused("cli.region_typed", typed=typed, name=election.name, known=known)


@asking
def report_command(
    *,
    kkr: Annotated[str, typer.Option(metavar="NAME")],
    output: Annotated[Path, typer.Option(metavar="FILE")],
    alliance: options.Alliances = None,
    **asked: Any,  # noqa: ANN401  (what asked_councils takes)
) -> None:
    """Write the report on a council: members, why, other readings, majorities, power, sources."""
    held, (council,) = asked_councils([kkr], **asked)
    spoken, typed = asked["language"], options.alliances(alliance or ())
    notified = [_by_key(one, council.seats, council.basis.names) for one in typed]
    report = report_of_council(council, spoken, alliances=notified, election=held)
    changed = differences(held, [council], spoken)
    write_and_say(report, output, *(report_of_result(one, spoken) for one in changed))


def _by_key(typed: Member, lists: Iterable[str], names: Mapping[str, str]) -> Member:
    """Return an alliance with its lists as they are known here, by letter or name.

    What is none of these lists is left as typed, and refused with the valgforbund.
    """
    if isinstance(typed, Alliance):
        return Alliance([_by_key(member, lists, names) for member in typed.members])
    with contextlib.suppress(InvalidInputError):
        return named(typed, lists, names, "composition.lists_among")
    return typed


def read_command(
    *,
    file: Annotated[Path, typer.Argument()],
    year: int | None = None,
    municipality: options.Municipality = None,
    language: options.Spoken,
) -> None:
    """Say what is understood of a file."""
    found = understood(file, year=year, municipality=options.places(municipality or ()))
    for number, sentence in enumerate(found):
        said = on_one_line(in_language(sentence, language))
        typer.echo(f"- {said}" if number else f"{said[:1].upper()}{said[1:]}.")


def alliances_command(
    *,
    votes: Annotated[list[str] | None, typer.Argument(metavar="LIST=VOTES")] = None,
    council: Annotated[str | None, typer.Option(metavar="MUNICIPALITY")] = None,
    kkr: Annotated[str | None, typer.Option(metavar="NAME")] = None,
    election: options.ElectionTyped = None,
    year: int | None = None,
    municipality: options.Municipality = None,
    mayors: options.Mayors = None,
    seats: int | None = None,
    partners_for: Annotated[str | None, typer.Option("--for", metavar="LIST")] = None,
    explaining: Annotated[bool, typer.Option("--explaining")] = False,
    rule: options.RuleTyped = options.RuleName.DHONDT,
    alliance: options.Alliances = None,
    explain: options.Explain = False,
    language: options.Spoken,
    output: options.Output = None,
) -> None:
    """Say which partner is worth what to whom, or which alliances explain a council."""
    asked = [source for source in (votes, council, kkr) if source]
    if len(asked) != 1:
        raise refused("cli.alliances_of_what", sources=len(asked))
    figures = options.figures(votes or (), "votes")
    house = seats
    # A year by itself is that of a bundled election, as of a council.
    typed = election if election or year is None else str(bundled_election(year, "--year").year)
    held = _chosen_election(typed, year if election else None, municipality, mayors, language)
    names: Mapping[str, str] = {}
    if kkr:  # its members share posts
        composed = _composed(held, _region_name(held, kkr), language)
        figures, names = dict(composed.seats), composed.basis.names
    won = None
    if council:
        place = find_municipality(council)
        lists = held.council(place.name if place else council).lists
        figures = {entry.key: entry.votes or 0 for entry in lists}
        names = {entry.key: entry.name for entry in lists}
        won = {entry.key: entry.seats or 0 for entry in lists}
        house = sum(won.values()) if seats is None else seats
    if explaining and not won:
        raise refused("cli.explaining_what")
    beside = {"--seats": seats, "--for": partners_for, "--alliance": alliance}
    for option, value in beside.items() if explaining else ():
        if value:
            raise refused("cli.explaining_beside", option=option)
    if house is None:
        raise refused("cli.alliances_without_seats")
    chosen = getattr(rules, rule.name)
    result: Result
    if explaining:
        result = explaining_alliances(figures, won or {}, chosen, limit=2_000)
    else:
        fixed = [_by_key(of, figures, names) for of in options.alliances(alliance or ())]
        result = alliance_pairs(figures, house, chosen, fixed=fixed)
        if partners_for:
            partner = named(partners_for, figures, names, "composition.lists_among")
            result = result.partners_of(partner)
    answer([result], language, explain=explain, output=output)
