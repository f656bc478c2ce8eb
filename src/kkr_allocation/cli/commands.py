"""The commands: each reads its arguments, calls one function and shows its result."""

from __future__ import annotations

from typing import Annotated

import typer

from kkr_allocation import __version__
from kkr_allocation.apportionment.exact import apportion
from kkr_allocation.cli import arguments, fora, options, places, reports, succession
from kkr_allocation.cli.arguments import (
    AtCapName,
    OutsidersName,
    RuleName,
    SizeRuleName,
    ThresholdBaseName,
)
from kkr_allocation.cli.councils import (
    chosen_election,
    chosen_statutes,
    composed_council,
    overview_of,
    region_names,
)
from kkr_allocation.cli.doctor import doctor_command
from kkr_allocation.cli.mistyped import Door
from kkr_allocation.cli.municipal import council_command
from kkr_allocation.cli.options import Explain, LanguageName, Lots, Output, Spoken
from kkr_allocation.cli.terminal import answer, refusals_spoken, say, show
from kkr_allocation.cli.verification import verify_command
from kkr_allocation.errors import Bilingual
from kkr_allocation.presentation.sheets import sheet_of_alternatives

__all__ = ["app"]

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
app.command("appoint")(fora.appoint_command)
app.command("appoint-template")(fora.register_command)
app.command("refill")(succession.refill_command)
app.command("refill-template")(succession.events_command)
app.command("distribute")(places.distribute_command)
app.command("distribute-template")(places.template_command)
app.command("verify")(verify_command)
