"""The command that shows a municipality's council, its seats recomputed from its own votes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from kkr_allocation.cli import arguments
from kkr_allocation.cli.councils import bundled_election
from kkr_allocation.cli.options import LanguageName, Lots, Spoken
from kkr_allocation.cli.terminal import read_aloud, refusals_spoken, show
from kkr_allocation.datasets.elections import BUNDLED_YEARS
from kkr_allocation.datasets.regions import find_municipality
from kkr_allocation.presentation.municipal_council import sheet_of_council

if TYPE_CHECKING:
    from kkr_allocation.composition.council import Council

__all__ = ["council_command"]


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
