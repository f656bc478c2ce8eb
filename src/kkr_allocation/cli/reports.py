"""The command that writes the report on a council."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kkr_allocation.cli import arguments, options
from kkr_allocation.cli.arguments import AtCapName, OutsidersName, SizeRuleName, ThresholdBaseName
from kkr_allocation.cli.councils import (
    chosen_election,
    chosen_statutes,
    composed_council,
    region_names,
)
from kkr_allocation.cli.options import LanguageName
from kkr_allocation.cli.terminal import refusals_spoken, say, write_and_say
from kkr_allocation.presentation.report_council import report_of_council

__all__ = ["report_command"]


def report_command(
    *,
    kkr: Annotated[str, typer.Option(metavar="NAME", help="Such as Sjælland.")],
    output: Annotated[
        Path, typer.Option(metavar="FILE", help="The report; .html is a page, .docx for Word.")
    ],
    election: options.ElectionTyped = None,
    year: options.Year = None,
    municipality: options.Municipality = None,
    mayors: options.Mayors = None,
    size_rule: options.SizeRuleTyped = SizeRuleName.ROUND_UP,
    threshold_base: options.ThresholdBaseTyped = ThresholdBaseName.VALID,
    at_cap: options.AtCapTyped = AtCapName.SHARE_ANEW,
    outsiders: options.OutsidersTyped = OutsidersName.ON_TOP,
    cooperation: options.Cooperation = None,
    alliance: Annotated[
        list[str] | None,
        typer.Option(metavar="A+F", help="A valgforbund notified for the election of the chair."),
    ] = None,
    lot: options.Lots = None,
    language: options.Spoken = LanguageName.DA,
) -> None:
    """Write the report on a council: members, why, other readings, majorities, power, sources.

    **A page** that opens without network in any browser, and prints as a PDF:

        kkr-allocation report --election 2021 --kkr Sjælland --output report.html

    **A Word document**, with a valgforbund that was notified, in English:

        kkr-allocation report --kkr Sjælland --alliance A+F+Ø --language en --output report.docx
    """
    with refusals_spoken(language.code):
        held = chosen_election(election, year=year, municipality=municipality, mayors=mayors)
        for note in held.notes:
            say(note, language.code)
        lots = arguments.lots(lot or ())
        (name,) = region_names(held, [kkr], lots=lots)
        council = composed_council(
            held,
            name,
            cooperations=arguments.cooperations(cooperation or ()),
            statutes=chosen_statutes(size_rule, threshold_base, at_cap, outsiders),
            lots=lots,
            language=language.code,
        )
        notified = arguments.alliances(alliance or ())
        report = report_of_council(council, language.code, alliances=notified)
        write_and_say(report, output)
