"""The commands: each reads its arguments, calls one function and shows its result."""

from __future__ import annotations

import platform
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kkr_allocation import __version__, datasets
from kkr_allocation.apportionment.exact import apportion
from kkr_allocation.cli import arguments
from kkr_allocation.cli import arguments as options
from kkr_allocation.cli import councils as reports
from kkr_allocation.cli import jobs as fora
from kkr_allocation.cli import jobs as places
from kkr_allocation.cli import jobs as succession
from kkr_allocation.cli.arguments import (
    AtCapName,
    Explain,
    LanguageName,
    Lots,
    Output,
    OutsidersName,
    RuleName,
    SizeRuleName,
    Spoken,
    ThresholdBaseName,
)
from kkr_allocation.cli.councils import (
    bundled_election,
    chosen_election,
    chosen_statutes,
    composed_council,
    overview_of,
    region_names,
)
from kkr_allocation.cli.terminal import Door, answer, read_aloud, refusals_spoken, say, show
from kkr_allocation.composition.compose import compose_region
from kkr_allocation.datasets.elections import BUNDLED_YEARS
from kkr_allocation.datasets.municipalities import find_municipality
from kkr_allocation.documents.format import parsed, read
from kkr_allocation.errors import Bilingual, InvalidInputError, KkrAllocationError
from kkr_allocation.fairness.verify import verify
from kkr_allocation.presentation import language as nouns
from kkr_allocation.presentation.language import Text
from kkr_allocation.presentation.protocols import sheet_of_alternatives
from kkr_allocation.presentation.seats import sheet_of_council
from kkr_allocation.readers.files import said_by_system
from kkr_allocation.words import worded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from kkr_allocation.composition.council import Council
    from kkr_allocation.explanations import Language


# The command that says what is installed, what works and which figures are at hand.


REQUIRED = ("attrs", "lazy_loader", "narwhals", "numpy", "pandas", "scipy")
"""What the library cannot do without."""
EXTRAS = {
    "cli": ("rich", "tqdm", "typer"),
    "dask": ("distributed",),
    "excel": ("openpyxl",),
    "notebook": ("ipykernel", "jupytext", "nbclient"),
    "plot": ("matplotlib",),
    "word": ("python-docx",),
}
"""What each extra installs, as pyproject.toml has it."""
_PACKAGES = Text(en="packages", da="pakker")
_SOLVER = Text(en="solver", da="løser")
_ENGINE = Text(en="engine", da="motor")
_EXTRAS = Text(en="Extras", da="Tilvalg")
_FIGURES = Text(en="Bundled figures", da="Medfølgende tal")
_BROKEN = Text(en="DOES NOT WORK: {error}", da="VIRKER IKKE: {error}")
_AGAIN = Text(
    en='Install it again: pip install --force-reinstall "kkr_allocation"',
    da='Installér igen: pip install --force-reinstall "kkr_allocation"',
)
_MISSING = Text(
    en='{missing} missing. Run: pip install "kkr_allocation[{extra}]"',
    da='{missing} mangler. Kør: pip install "kkr_allocation[{extra}]"',
)
_SOLVES = Text(en="HiGHS, in scipy, solves", da="HiGHS, i scipy, løser opgaven")
_COMPOSES = Text(
    en="composes and verifies KKR Sjælland 2022-26: {members}",
    da="sammensætter og efterprøver KKR Sjælland 2022-26: {members}",
)
_COMPLETE = Text(
    en="{election}: complete for {regions}", da="{election}: fuldstændig for {regions}"
)
_NO_KKR = Text(en="no KKR", da="ingen KKR")
_FORA = Text(
    en="Fora: {fora}, with the number of posts for {known}; {seats:seat|seats}",
    da="Fora: {fora}, med antal pladser for {known}; {seats:sæde|sæder}",
)
_PLACES = Text(
    en="Training places: {places:figure|figures}, {cells:cell|cells} of a table",
    da="Praktikpladser: {places:tal|tal}, {cells:felt|felter} i en tabel",
)
_BOARD = Text(
    en="KL's board: {seats:seat|seats} by party; {shares:share|shares}",
    da="KL's bestyrelse: {seats:plads|pladser} efter parti; {shares:andel|andele}",
)
_PERSONS = Text(
    en="Persons: {municipalities:municipality|municipalities}, {ages:figure|figures} by age",
    da="Personer: {municipalities:kommune|kommuner}, {ages:tal|tal} efter alder",
)


def doctor_command(*, language: Spoken = LanguageName.EN) -> None:
    """Say what is installed, how to get what is not, and which figures are bundled.

    Exits with 0 if everything the library needs works, and with 1 and the reason if not. An
    extra that is not installed is no fault: it is named with the command that installs it.

        kkr-allocation doctor

        kkr-allocation doctor --language da
    """
    spoken = language.code
    typer.echo(f"kkr_allocation {__version__}, Python {platform.python_version()}")
    works = [_said(what.text(spoken), check, spoken) for what, check in _CHECKS]
    typer.echo(f"\n{_EXTRAS.text(spoken)}")
    for extra, names in EXTRAS.items():
        typer.echo(f"  {extra:9} {_extra(extra, names, spoken)}")
    typer.echo(f"\n{_FIGURES.text(spoken)}")
    works.append(_said("", _figures, spoken))
    if not all(works):
        raise typer.Exit(1)


def _said(what: str, check: Callable[[Language], Iterator[str]], language: Language) -> bool:
    """Print what a check finds; a check that fails says why, and the others go on."""
    try:
        for line in check(language):
            typer.echo(f"  {what:9} {line}" if what else f"  {line}")
    except Exception as error:  # noqa: BLE001  (whatever is broken here is what is asked for)
        if isinstance(error, KkrAllocationError):
            reason = error.message(language)
        else:
            reason = f"{type(error).__name__}: {error}"
        broken = _BROKEN.text(language, error=reason)
        typer.echo(f"  {what:9} {broken}", err=True)
        typer.echo(f"  {_AGAIN.text(language)}", err=True)
        return False
    return True


def _packages(_: Language) -> Iterator[str]:
    yield ", ".join(f"{name} {metadata.version(name)}" for name in REQUIRED)


def _solver(language: Language) -> Iterator[str]:
    """Solve a programme whose answer is known: 2 x + 3 y at its least, x + y at least 4."""
    import numpy as np
    from scipy.optimize import LinearConstraint, milp

    found = milp([2, 3], integrality=[1, 1], constraints=LinearConstraint([[1, 1]], lb=4))
    if found.x is None or not np.array_equal(np.rint(found.x), [4, 0]):
        raise KkrAllocationError(
            Bilingual(f"the solver answers {found.x}", da=f"løseren svarer {found.x}"),
            why=Bilingual("the least is at 4 and 0", da="det mindste er ved 4 og 0"),
            do=Bilingual(
                "Install scipy again: pip install --force-reinstall scipy",
                da="Installér scipy igen: pip install --force-reinstall scipy",
            ),
        )
    yield _SOLVES.text(language)


def _engine(language: Language) -> Iterator[str]:
    council = compose_region(datasets.load_election(2021), "KKR Sjælland")
    council.verify()
    yield _COMPOSES.text(language, members=nouns.members(council.house_size))


def _extra(extra: str, names: tuple[str, ...], language: Language) -> str:
    held, missing = [], []
    for name in names:
        try:
            held.append(f"{name} {metadata.version(name)}")
        except metadata.PackageNotFoundError:
            missing.append(name)
    if missing:
        return _MISSING.text(language, missing=missing, extra=extra)
    return ", ".join(held)


def _figures(language: Language) -> Iterator[str]:
    """Read every bundled table, and say of the elections what they lack."""
    for year in datasets.BUNDLED_YEARS:
        election = datasets.load_election(year)
        whole = [name for name, coverage in election.coverage.items() if coverage.complete]
        regions = whole or _NO_KKR
        yield _COMPLETE.text(language, election=election.name, regions=regions)
        for name, coverage in election.coverage.items():
            if name not in whole:
                yield f"  {coverage.sentence(language)}"
    fora = datasets.load_fora()
    known = sum(forum.posts is not None for forum in fora)
    yield _FORA.text(language, fora=len(fora), known=known, seats=_rows("forum_seats"))
    yield _PLACES.text(language, places=_rows("places"), cells=_rows("college_places"))
    yield _BOARD.text(language, seats=_rows("board_seats"), shares=_rows("national_votes"))
    yield _PERSONS.text(language, municipalities=_rows("populations"), ages=_rows("age_groups"))


def _rows(table: str) -> int:
    return len(getattr(datasets, f"load_{table}")())


_CHECKS: tuple[tuple[Text, Callable[[Language], Iterator[str]]], ...] = (
    (_PACKAGES, _packages),
    (_SOLVER, _solver),
    (_ENGINE, _engine),
)


# The command that shows a municipality's council, its seats recomputed from its own votes.


def council_command(
    *,
    municipality: Annotated[
        str, typer.Argument(metavar="MUNICIPALITY", help="Its name or official code.")
    ],
    year: Annotated[int, typer.Option(help="The year of a bundled election.")] = max(BUNDLED_YEARS),
    lot: Lots = None,
    language: Spoken = LanguageName.EN,
) -> None:
    """Show a municipality's council: votes, candidates, valgforbund, seats and mayor.

    The seats are recomputed from the votes, step by step, each with its section of the law.

        kkr-allocation council Lolland

        kkr-allocation council Greve --year 2021 --language da
    """
    spoken = language.code
    with refusals_spoken(spoken):
        election = bundled_election(year, "--year")
        place = find_municipality(municipality)
        council = election.council(place.name if place else municipality)
        shared = council.apportion(arguments.lots(lot or ())) if _known(council) else None
        show(sheet_of_council(council, shared, election.name, spoken), spoken)
        if shared is not None:
            read_aloud(shared.explain(spoken))


def _known(council: Council) -> bool:
    """Whether the seats can be recomputed."""
    return council.council_seats is not None and council.has_all_votes


# Files of written results: one document, or an array of them.


def documents(file: Path) -> list[dict[str, Any]]:
    """Return the documents in a file, each to be checked on its own.

    Raises
    ------
    InvalidInputError
        If the file does not exist, is no regular file, cannot be read as text or holds no result,
        or is an array with nothing or something else in it.
    """
    if file.exists() and not file.is_file():
        raise _no_result(
            file,
            Bilingual(
                "it is a folder or a device, and no file of its own",
                da="det er en mappe eller en enhed og ikke en fil for sig",
            ),
        )
    try:
        text = file.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise _no_file(file) from None
    except OSError as error:
        raise _no_result(file, said_by_system(error)) from None
    except UnicodeDecodeError:
        raise _no_result(file, worded("readers.verify_no_text")) from None
    if not text.lstrip().startswith("["):
        return [parsed(text)]
    try:
        entries = read(text)
    except InvalidInputError:
        raise
    except (ValueError, RecursionError):
        raise _no_result(
            file, Bilingual("it cannot be read as JSON", da="den kan ikke læses som JSON")
        ) from None
    if not entries or not all(isinstance(entry, dict) for entry in entries):
        raise _no_result(
            file,
            Bilingual(
                "the array in it holds something else than results",
                da="listen i den rummer andet end resultater",
            ),
        )
    return list(entries)


def _no_file(file: Path) -> InvalidInputError:
    return InvalidInputError(
        Bilingual(f"the file {str(file)!r} does not exist", da=f"filen {str(file)!r} findes ikke"),
        why=Bilingual(
            "a result is verified from the file it was written to",
            da="et resultat efterprøves ud fra den fil, det er skrevet i",
        ),
        do=Bilingual(
            "Check the path and its spelling, or write the result with --output FILE.json",
            da="Se efter, om stien er stavet rigtigt, eller skriv resultatet med --output FIL.json",
        ),
    )


def _no_result(file: Path, why: Bilingual) -> InvalidInputError:
    return InvalidInputError(
        Bilingual(
            f"the file {str(file)!r} is no written result",
            da=f"filen {str(file)!r} er ikke et skrevet resultat",
        ),
        why=why,
        do=Bilingual(
            "Pass a file that --output FILE.json or result.to_json() wrote",
            da="Angiv en fil, som --output FIL.json eller result.to_json() har skrevet",
        ),
    )


# The command that checks a written result, and says what was checked and what was not.


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


_ONLY_SHOWN = Bilingual(
    "The other readings are not in the file; the command report writes them with their pictures",
    da="De andre fortolkninger står ikke i filen; kommandoen report skriver dem med billeder",
)

app = typer.Typer(
    name="kkr-allocation",
    cls=Door,
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
    *,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Compose the Danish KKR and share seats, exactly and with every step explained.

    Ties are never broken silently: the command says who draws lots for what, and takes the
    winner back as --lot. Whatever it refuses goes to standard error, with exit code 2.
    """


@app.command("compose")
def compose_command(
    *,
    election: options.ElectionTyped = None,
    year: options.Year = None,
    municipality: options.Municipality = None,
    mayors: options.Mayors = None,
    kkr: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME",
            help="Such as Sjælland. Default: an overview of every KKR without gaps, or else of "
            "every one with votes.",
        ),
    ] = None,
    size_rule: options.SizeRuleTyped = SizeRuleName.ROUND_UP,
    threshold_base: options.ThresholdBaseTyped = ThresholdBaseName.VALID,
    at_cap: options.AtCapTyped = AtCapName.SHARE_ANEW,
    outsiders: options.OutsidersTyped = OutsidersName.ON_TOP,
    cooperation: options.Cooperation = None,
    alternatives: Annotated[
        bool, typer.Option("--alternatives", help="Add what every other reading would give.")
    ] = False,
    lot: Lots = None,
    explain: Explain = False,
    language: Spoken = LanguageName.EN,
    output: Output = None,
) -> None:
    """Compose a KKR from municipal votes and mayors, party by party.

    **The five KKR** of the newest election in one overview:

        kkr-allocation compose

    **One KKR as a protocol** to paste into an agenda:

        kkr-allocation compose --election 2021 --kkr Sjælland --explain --language da

    **From your own files**: votes as data.valg.dk, valg.dk, Danmarks Statistik or a table has them:

        kkr-allocation compose --election votes.csv --year 2021 --mayors mayors.csv --kkr Sjælland

    **Sized by d'Hondt itself**, another reading of what no published text settles, into Excel:

        kkr-allocation compose --kkr Sjælland --size-rule divisor --output sjaelland.xlsx
    """
    with refusals_spoken(language.code):
        held = chosen_election(election, year=year, municipality=municipality, mayors=mayors)
        for note in held.notes:
            say(note, language.code)
        drawn = arguments.lots(lot or ())
        councils = [
            composed_council(
                held,
                name,
                cooperations=arguments.cooperations(cooperation or ()),
                statutes=chosen_statutes(size_rule, threshold_base, at_cap, outsiders),
                lots=drawn,
                language=language.code,
            )
            for name in region_names(held, kkr or (), lots=drawn)
        ]
        together = not (kkr or explain or alternatives)
        answer(
            councils,
            language.code,
            explain=explain,
            output=output,
            overview=overview_of(councils, held, language.code) if together else None,
        )
        if alternatives:
            for council in councils:
                show(sheet_of_alternatives(council, language.code), language.code)
            if output:
                say(_ONLY_SHOWN, language.code)


@app.command("apportion")
def apportion_command(
    *,
    votes: Annotated[list[str], typer.Argument(metavar="LIST=VOTES", help="Votes by list.")],
    seats: Annotated[int, typer.Option(help="Seats to share.")],
    rule: Annotated[RuleName, typer.Option(help="The rule that shares them.")] = RuleName.DHONDT,
    alliance: Annotated[
        list[str] | None,
        typer.Option(metavar="A+F", help="Lists that pool their votes; A+(F+Ø) for an inner one."),
    ] = None,
    floor: Annotated[
        list[str] | None, typer.Option(metavar="LIST=SEATS", help="The least seats of a list.")
    ] = None,
    cap: Annotated[
        list[str] | None, typer.Option(metavar="LIST=SEATS", help="The most seats of a list.")
    ] = None,
    lot: Lots = None,
    explain: Explain = False,
    language: Spoken = LanguageName.EN,
    output: Output = None,
) -> None:
    """Share seats among lists by their votes.

    **KL's board of 2022**, from hundredths of a per cent of the national vote:

        kkr-allocation apportion --seats 17 A=2840 V=2118 C=1524 F=761 Ø=734 B=559 O=409

    **A council with a valgforbund**, with every step:

        kkr-allocation apportion --seats 9 A=910 F=305 V=790 C=195 --alliance A+F --explain

    **A tie**, first found and then decided by the lot that was drawn:

        kkr-allocation apportion --seats 3 A=10 B=10 --lot A/B=B
    """
    with refusals_spoken(language.code):
        result = apportion(
            arguments.figures(votes, "votes"),
            seats,
            rule.rule,
            alliances=arguments.alliances(alliance or ()),
            floors=arguments.figures(floor, "floors") if floor else None,
            caps=arguments.figures(cap, "caps") if cap else None,
            lots=arguments.lots(lot or ()),
        )
        answer([result], language.code, explain=explain, output=output)


app.command("council")(council_command)
app.command("doctor")(doctor_command)
app.command("report")(reports.report_command)
app.command("read")(reports.read_command)
app.command("appoint")(fora.appoint_command)
app.command("appoint-template")(fora.register_command)
app.command("refill")(succession.refill_command)
app.command("refill-template")(succession.events_command)
app.command("distribute")(places.distribute_command)
app.command("distribute-template")(places.template_command)
app.command("verify")(verify_command)
