"""The tables that are published: the export of valg.dk, and two of Danmarks Statistik."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kkr_allocation.forms.columns import Column, Form

if TYPE_CHECKING:
    from collections.abc import Sequence


DISTRICT, AREA, LETTER, LIST = "Opstillingskreds", "Afstemningsområde", "Partibogstav", "Partinavn"
NAME, VOTES, MUNICIPALITY = "Navn", "Stemmetal", "Kommune"

EXPORT = Form(
    (
        Column(MUNICIPALITY, ("Kommunenavn",), en="municipality"),
        Column(DISTRICT, en="nomination district"),
        Column(AREA, en="polling area"),
        Column(LETTER, ("Bogstavbetegnelse",), en="list letter"),
        Column(LIST, ("Listenavn",), en="list"),
        Column(NAME, en="candidate"),
        Column(VOTES, en="votes"),
    ),
    needs=((AREA,), (LETTER,), (NAME,), (VOTES,)),
)
"""The export of valg.dk, in either of its wordings: a row for each candidate and each list."""

PLACE_ID, GROUP = "ValgstedId", "Gruppe"
ELECTION_COLUMN = re.compile(r"KV(\d{4})\s*-\s*(.+)", re.IGNORECASE)

VALGDATABASE = Form(
    (Column(PLACE_ID, en="number of the polling area"), Column(GROUP, en="polling area")),
    needs=((PLACE_ID,),),
    open=True,
)
"""The election database: a row for each polling area, a column for each list."""


def has_election(headings: Sequence[str]) -> bool:
    """Say whether a heading names a municipal election.

    Examples
    --------
    >>> has_election(["KV2021 - A. Socialdemokratiet"]), has_election(["RV2021 - A. S"])
    (True, False)
    """
    return any(ELECTION_COLUMN.fullmatch(heading) for heading in headings)


REGION, PARTY, TIME, MEASURE, FIGURE = "Område", "Parti", "Tid", "Stemmer", "Indhold"

STATBANK = Form(
    (
        Column(REGION, ("Omrade", "Omraade", "Region"), en="area"),
        Column(PARTY, ("Party",), en="party"),
        Column(TIME, ("År", "Time", "Year"), en="year"),
        Column(MEASURE, ("Votes",), en="votes"),
        Column(FIGURE, ("Content", "Contents", "Antal", "Værdi", "Value"), en="figure"),
    ),
    needs=((REGION,), (PARTY,), (TIME,), (MEASURE, FIGURE)),
)
"""VALGK3 of Statistikbanken: area, party, votes, time."""
