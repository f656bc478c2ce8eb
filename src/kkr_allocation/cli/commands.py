"""The commands: each reads its arguments, calls one function and shows its result."""

from __future__ import annotations

import json
import platform
from contextlib import suppress
from functools import partial
from importlib import metadata
from itertools import chain, product
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kkr_allocation import __version__, datasets
from kkr_allocation.apportionment import rules
from kkr_allocation.apportionment.exact import apportion
from kkr_allocation.cli import arguments as options
from kkr_allocation.cli import councils as councils_of
from kkr_allocation.cli import jobs, terminal
from kkr_allocation.composition.basis import region_basis
from kkr_allocation.composition.compose import compose_region
from kkr_allocation.datasets.elections import BUNDLED_YEARS
from kkr_allocation.datasets.municipalities import find_municipality
from kkr_allocation.documents.codec import plain
from kkr_allocation.documents.format import LARGEST, parsed, read
from kkr_allocation.errors import (
    Bilingual,
    InvalidInputError,
    KkrAllocationError,
    VerificationError,
    install_command,
)
from kkr_allocation.fairness.verify import verify
from kkr_allocation.fairness.verify.documents import FIGURES
from kkr_allocation.files import text_of
from kkr_allocation.presentation.language import say
from kkr_allocation.presentation.questions import question_sheet
from kkr_allocation.presentation.report import report_of_result, report_of_sheet, report_of_steps
from kkr_allocation.presentation.seats import sheet_of_council
from kkr_allocation.presentation.writers import TABLE_KEYS, is_for_people, write_papers
from kkr_allocation.words import entry, refusal, refused, worded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from kkr_allocation.composition.election import Election
    from kkr_allocation.explanations import Language


# What the library cannot do without, and what each extra installs, as pyproject.toml has it.
REQUIRED = ("attrs", "highspy", "lazy_loader", "narwhals", "numpy", "pandas", "scipy")
EXTRAS = {
    "cli": ("rich", "tqdm", "typer"),
    "dask": ("distributed",),
    "excel": ("openpyxl",),
    "notebook": ("ipykernel", "jupytext", "nbclient"),
    "plot": ("matplotlib",),
    "word": ("python-docx",),
}


def doctor_command(*, language: options.Spoken) -> None:
    """Say what is installed, how to get what is not, and which figures are bundled."""
    typer.echo(f"kkr_allocation {__version__}, Python {platform.python_version()}")
    checks = {"cli.packages": _packages, "cli.solver": _solver, "cli.engine": _engine}
    works = [_said(say(what, language), check, language) for what, check in checks.items()]
    typer.echo(f"\n{say('cli.extras', language)}")
    for extra, names in EXTRAS.items():
        typer.echo(f"  {extra:9} {_extra(names, language)}")
    typer.echo(f"\n{say('cli.bundled_figures', language)}")
    works.append(_said("", _figures, language))
    if not all(works):
        raise typer.Exit(1)


def _said(what: str, check: Callable[[Language], Iterator[str]], language: Language) -> bool:
    """Print what a check finds; a check that fails says why, and the others go on."""
    try:
        for line in check(language):
            typer.echo(f"  {what:9} {line}" if what else f"  {line}")
    except Exception as error:  # noqa: BLE001  (whatever is broken here is what is asked for)
        reason = f"{type(error).__name__}: {error}"
        if isinstance(error, KkrAllocationError):
            reason = error.message(language)
        broken = say("cli.does_not_work", language, error=reason)
        typer.echo(f"  {what:9} {broken}", err=True)
        again = install_command("--force-reinstall", *_source())
        typer.echo(f"  {say('cli.install_again', language, command=again)}", err=True)
        return False
    return True


def _packages(_: Language) -> Iterator[str]:
    yield ", ".join(f"{name} {metadata.version(name)}" for name in REQUIRED)


def _solver(language: Language) -> Iterator[str]:
    """Solve a programme whose answer is known: 2 x + 3 y at its least, x + y at least 4."""
    import numpy as np
    from scipy.sparse import csr_array

    from kkr_allocation import highs

    costs, room, rows = np.array([2.0, 3.0]), np.array([9.0, 9.0]), csr_array([[1.0, 1.0]])
    bounds = np.array([4.0]), np.array([np.inf])
    found = highs.minimised(costs, rows, bounds, room, whole=True).values
    if found is None or not np.array_equal(np.rint(found), [4, 0]):
        command = install_command("--force-reinstall", "highspy")
        raise KkrAllocationError(**refusal("cli.solver_answers", x=found, command=command))
    yield say("cli.highs_solves", language)


def _engine(language: Language) -> Iterator[str]:
    council = compose_region(2021, "KKR Sjælland")
    council.verify()
    yield say("cli.composes_and_verifies", language, members=council.house_size)


def _extra(names: tuple[str, ...], language: Language) -> str:
    held: dict[str, str] = {}
    for name in names:
        with suppress(metadata.PackageNotFoundError):
            held[name] = f"{name} {metadata.version(name)}"
    if missing := [name for name in names if name not in held]:
        command = install_command(*missing)
        return say("cli.missing_run", language, missing=missing, command=command)
    return ", ".join(held.values())


def _source() -> list[str]:
    """Return what pip takes to install the library again: where it came from, or else its name."""
    told = None  # from an index, or not installed at all
    with suppress(metadata.PackageNotFoundError):
        told = metadata.distribution("kkr_allocation").read_text("direct_url.json")
    if told is None:
        return ["kkr_allocation"]
    origin = json.loads(told)
    if "vcs_info" in origin:
        return ["{vcs}+{url}@{commit_id}".format(url=origin["url"], **origin["vcs_info"])]
    editable = origin.get("dir_info", {}).get("editable", False)
    return [*["--editable"] * editable, origin["url"]]


def _figures(language: Language) -> Iterator[str]:
    """Read every bundled table, and say of the elections what they lack."""
    for year in datasets.BUNDLED_YEARS:
        election = datasets.load_election(year)
        whole = [name for name, coverage in election.coverage.items() if coverage.complete]
        regions = whole or say("cli.no_kkr", language)
        yield say("cli.complete_for", language, election=election.name, regions=regions)
        for name, coverage in election.coverage.items():
            if name not in whole:
                yield f"  {coverage.sentence(language)}"
    fora = datasets.load_fora()
    known = sum(forum.posts is not None for forum in fora)
    tables = ("forum_seats", "places", "college_places", "board_seats", "national_votes")
    rows = [len(getattr(datasets, f"load_{of}")()) for of in (*tables, "populations", "age_groups")]
    posts, places, cells, seats, shares, homes, ages = rows
    yield say("cli.fora_with_number_posts", language, fora=len(fora), known=known, seats=posts)
    yield say("cli.training_places_figures", language, places=places, cells=cells)
    yield say("cli.kls_board_seats_by", language, seats=seats, shares=shares)
    yield say("cli.persons_municipalities_figures", language, municipalities=homes, ages=ages)


def council_command(
    *,
    municipality: Annotated[str, typer.Argument()],
    year: int = max(BUNDLED_YEARS),
    lot: options.Lots = None,
    language: options.Spoken,
) -> None:
    """Show a municipality's council: votes, candidates, valgforbund, seats and mayor."""
    election = councils_of.bundled_election(year, "--year")
    place = find_municipality(municipality)
    council = election.council(place.name if place else municipality)
    known = council.council_seats is not None and council.has_all_votes
    shared = council.apportion(options.lots(lot or ())) if known else None
    terminal.show(sheet_of_council(council, shared, election.name, language), language)
    if shared is not None:
        terminal.read_aloud(shared.explain(language))


_SIGN = 4  # bytes at most


def documents(file: Path) -> list[dict[str, Any]]:
    """Return the documents in a file, each to be checked on its own; at least one."""
    no_result = partial(refused, "cli.file_no_written_result", file=str(file))
    if not file.exists():
        raise refused("cli.file_does_not_exist", file=str(file))
    if not file.is_file():
        raise no_result(why=worded("cli.folder_or_device_and"))
    try:
        text = text_of(file, _SIGN * LARGEST)
    except InvalidInputError as error:
        raise no_result(why=error.why) from None
    if not text.lstrip().startswith("["):
        return [parsed(text)]
    try:
        held = list(read(text))
    except InvalidInputError:
        raise
    except (ValueError, RecursionError):
        raise no_result(why=worded("cli.cannot_read_as_json")) from None
    if not held or not all(isinstance(one, dict) for one in held):
        raise no_result(why=worded("cli.array_in_holds_something"))
    if all(one.keys() == TABLE_KEYS for one in held):
        raise refused("cli.tables_of_answers", file=str(file))
    return held


def verify_command(
    *,
    file: Annotated[Path, typer.Argument()],
    against: Annotated[int | None, typer.Option(metavar="2013|2021|2025")] = None,
    time_limit: float | None = None,
    language: options.Spoken,
) -> None:
    """Check a result from its published inputs, with code that shares nothing with the engine."""
    election = None if against is None else councils_of.bundled_election(against, "--against")
    found = documents(file)
    proven = []
    for place, document in enumerate(found, 1):
        what = say(
            "cli.in_result_file", language, result=_called(document, language), file=str(file)
        )
        if len(found) > 1:
            what = say("cli.of_what_place", language, what=what, place=place, number=len(found))
        with terminal.refusals_spoken(language, about=say("cli.refused_what", language, what=what)):
            certificate = verify(document, time_limit=time_limit)
            if election is not None:
                _hold_against(document, election)
        proven.append(certificate.proven)
        said = "cli.accepted_what" if certificate.proven else "cli.not_proven_what"
        typer.echo(say(said, language, what=what))
        typer.echo(say("cli.checked_from_inputs", language))
        typer.echo(certificate.text(language))
        if election is not None:
            typer.echo(say("cli.held_against", language, election=election.name))
    typer.echo(say("cli.taken_as_stated_inputs", language))
    if not all(proven):
        raise typer.Exit(3)  # something is taken as given


_SHOWN = 6  # so many figures are named that differ from an election's; the others are counted


def _hold_against(document: dict[str, Any], election: Election) -> None:
    """Refuse a council whose figures are not those of its region in an election."""
    if document["kind"] != "composition":
        raise refused("cli.against_no_council")
    stated = document["basis"]
    right = plain(region_basis(election, stated["name"], stated["cooperations"]), "basis")
    held = (*FIGURES, "entitled", "represented")  # what of a council's basis an election says
    odd = list(chain.from_iterable(_differences(n, stated[n], right[n]) for n in held))
    if odd:
        more = [worded("cli.and_others", number=len(odd) - _SHOWN)] * (len(odd) > _SHOWN)
        said = {"region": stated["name"], "election": election.name}
        said["listed"] = Bilingual.joined([*odd[:_SHOWN], *more])
        raise VerificationError(**refusal("cli.other_than_elected", **said))


def _differences(name: str, stated: object, right: object) -> Iterator[Bilingual]:
    """Yield where an entry differs from the election's, figure by figure."""
    ours, theirs = _by_name(stated), _by_name(right)
    for one in {**ours, **theirs}:
        if ours.get(one, 0) != theirs.get(one, 0):
            what = Bilingual.joined([worded(f"cli.held:{name}"), *([one] if one else [])], " ")
            figures = {"stated": ours.get(one, 0), "right": theirs.get(one, 0)}
            yield worded("cli.figure_differs", what=what, **figures)


def _by_name(figures: object) -> dict[str, object]:
    """Return figures by name: names that are listed count 1, a figure by itself has none."""
    if isinstance(figures, dict):
        return figures
    return dict.fromkeys(figures, 1) if isinstance(figures, list) else {"": figures or 0}


def _called(document: dict[str, Any], language: Language) -> str:
    """Return what a document holds, and its name where it has one."""
    kind, basis = document.get("kind"), document.get("basis")
    known = isinstance(kind, str) and kind in entry("cli.kind")[language]
    held = say(f"cli.kind:{kind}" if known else "cli.result", language)
    name = str(basis.get("name", "")) if isinstance(basis, dict) else ""
    # A refused document is named too; what could pass for another line is not shown of it.
    return f"{held}, {name}" if name and name.isprintable() else held


app = typer.Typer(
    name="kkr-allocation",
    cls=terminal.Door,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
)


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"kkr-allocation {__version__}")
        raise typer.Exit


@app.callback()
def door(
    *, version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True)] = False
) -> None:
    """Compose the Danish KKR and share seats, exactly and with every step explained."""


@councils_of.asking
def compose_command(
    *,
    kkr: Annotated[list[str] | None, typer.Option(metavar="NAME")] = None,
    why: options.WhyTyped = None,
    ask: options.Ask = None,
    alternatives: Annotated[bool, typer.Option("--alternatives")] = False,
    annex: options.AnnexTyped = None,
    explain: options.Explain = False,
    output: options.Output = None,
    **asked_of: Any,  # noqa: ANN401  (what asked_councils takes)
) -> None:
    """Compose a KKR from municipal votes and mayors, party by party."""
    held, councils = councils_of.asked_councils(kkr or (), **asked_of)
    language = asked_of["language"]
    if why or ask:
        asked = [report_of_steps(c.why(of, language)) for c in councils for of in why or ()]
        for c, one in product(councils, ask or ()):
            sheet = question_sheet(one.name, c, held, language)
            asked.append(report_of_sheet(sheet, language))
        terminal.answer_with(asked, language, output)
        return
    changed = councils_of.differences(held, councils, language)
    paper = output is not None and is_for_people(output)
    if output and paper:
        annexes = [*(annex or ()), *["readings"] * alternatives, *["steps"] * explain]
        papers = councils_of.papers_of(councils, held, annexes, language)
        papers += [report_of_result(one, language) for one in changed]
        write_papers(papers, output)
    elif annex:
        raise refused("cli.annex_without_paper")
    together = not (kkr or explain or alternatives or changed)
    terminal.answer(
        [*councils, *changed],
        language,
        explain=explain,
        output=None if paper else output,
        overview=councils_of.overview_of(councils, held, language) if together else None,
    )
    for council in councils if alternatives else ():
        terminal.show(councils_of.readings_of(council, language), language)
    if output and paper:
        terminal.tell_written(output, language)


def apportion_command(
    *,
    votes: Annotated[list[str], typer.Argument(metavar="LIST=VOTES")],
    seats: Annotated[int, typer.Option()],
    rule: options.RuleTyped = options.RuleName.DHONDT,
    alliance: options.Alliances = None,
    floor: Annotated[list[str] | None, typer.Option(metavar="LIST=SEATS")] = None,
    cap: Annotated[list[str] | None, typer.Option(metavar="LIST=SEATS")] = None,
    lot: options.Lots = None,
    why: options.WhyTyped = None,
    explain: options.Explain = False,
    language: options.Spoken,
    output: options.Output = None,
) -> None:
    """Share seats among lists by their votes."""
    result = apportion(
        options.figures(votes, "votes"),
        seats,
        getattr(rules, rule.name),
        alliances=options.alliances(alliance or ()),
        floors=options.figures(floor, "floors") if floor else None,
        caps=options.figures(cap, "caps") if cap else None,
        lots=options.lots(lot or ()),
    )
    if why:
        reports = [report_of_steps(result.why(name, language)) for name in why]
        terminal.answer_with(reports, language, output)
    else:
        terminal.answer([result], language, explain=explain, output=output)


_COMMANDS: dict[str, Callable[..., None]] = {
    "compose": compose_command,
    "apportion": apportion_command,
    "council": council_command,
    "alliances": councils_of.alliances_command,
    "doctor": doctor_command,
    "report": councils_of.report_command,
    "read": councils_of.read_command,
    "appoint": jobs.appoint_command,
    "entitle": jobs.entitle_command,
    "appoint-template": jobs.register_command,
    "refill": jobs.refill_command,
    "refill-template": jobs.events_command,
    "distribute": jobs.distribute_command,
    "distribute-template": jobs.template_command,
    "verify": verify_command,
}
for name, command in _COMMANDS.items():
    app.command(name, cls=terminal.Room)(command)
