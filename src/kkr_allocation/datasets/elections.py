"""The bundled municipal elections: 16 November 2021 and 18 November 2025."""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import cast

from kkr_allocation.composition.council import (
    Council,
    CouncilList,
    Kind,
    Known,
    VotesCast,
    local_key,
)
from kkr_allocation.composition.election import Election
from kkr_allocation.datasets.parties import load_parties
from kkr_allocation.datasets.regions import load_municipalities, load_regions
from kkr_allocation.datasets.tables import count, rows
from kkr_allocation.errors import Bilingual, InvalidInputError
from kkr_allocation.sources import Source, SourceStatus

__all__ = ["BUNDLED_YEARS", "ELECTION_DAYS", "load_election"]

ELECTION_DAYS = {2021: dt.date(2021, 11, 16), 2025: dt.date(2025, 11, 18)}
BUNDLED_YEARS = tuple(ELECTION_DAYS)


@cache
def load_election(year: int) -> Election:
    """Return a bundled municipal election.

    Answers "what did our region vote, and who are its mayors?" from published figures.

    Parameters
    ----------
    year : int
        2021 or 2025.

    Returns
    -------
    Election
        All 98 municipalities. What is not known is None, never a guess; `Election.coverage`
        says what is missing for each KKR.

    Raises
    ------
    InvalidInputError
        For a year whose election is not bundled.

    Notes
    -----
    The up to nine largest lists of each council are in the figures. Where they come from and
    how they were checked is in ``datasets/SOURCES.md``.

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> region = kkr.load_election(2021).region("KKR Sjælland")
    >>> region.votes["A"], region.coverage.complete
    (146007, True)
    """
    if year not in ELECTION_DAYS or isinstance(year, bool):
        known = [str(held) for held in BUNDLED_YEARS]
        raise InvalidInputError(
            Bilingual(f"year is {year!r}", da=f"year er {year!r}"),
            why=Bilingual(
                f"the bundled elections are those of {' and '.join(known)}",
                da=f"der følger valg med fra {' og '.join(known)}",
            ),
            do=Bilingual(
                "Pass one of these, or read your own file with kkr.read_votes",
                da="Angiv et af dem, eller læs din egen fil",
            ),
        )
    name = f"KV{year}"
    lists: dict[str, list[CouncilList]] = {}
    for row in rows("council_lists"):
        if row["election"] == name:
            lists.setdefault(row["municipality"], []).append(_list(row))
    figures = {row["municipality"]: row for row in rows("councils") if row["election"] == name}
    return Election(
        year,
        ELECTION_DAYS[year],
        parties=tuple(party.letter for party in load_parties(year)),
        party_names=load_parties(year),
        councils=tuple(
            _council(place.code, figures[place.name], tuple(lists.get(place.name, ())))
            for place in load_municipalities()
        ),
        sources=(
            Source(
                f"Municipal election of {ELECTION_DAYS[year]}, official counts as published",
                "",
                SourceStatus.PUBLISHED,
                page=f"https://en.wikipedia.org/wiki/{year}_Danish_local_elections",
            ),
        ),
        name=name,
        areas=load_regions(),
    )


def _list(row: dict[str, str]) -> CouncilList:
    party = row["kind"] == "party"
    return CouncilList(
        row["letter"] if party else local_key(row["list"], row["municipality"]),
        row["letter"],
        row["list"],
        cast("Kind", row["kind"]),
        votes=count(row["votes"]),
        seats=count(row["seats"]),
        status=cast("Known", row["known_as"]),
    )


def _council(code: str, row: dict[str, str], lists: tuple[CouncilList, ...]) -> Council:
    mayor = row["mayor"]
    if mayor and len(mayor) > 1:
        mayor = local_key(mayor, row["municipality"])
    return Council(
        code,
        row["municipality"],
        lists,
        council_seats=count(row["seats"]),
        votes_cast=count(row["votes_cast"]),
        votes_cast_status=cast("VotesCast", row["votes_cast_status"]),
        mayor=mayor or None,
    )
