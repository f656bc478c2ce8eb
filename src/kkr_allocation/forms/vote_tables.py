"""The tables of votes: of one's own, the export of valg.dk, and two of Danmarks Statistik."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kkr_allocation.forms.columns import Column, Form, folded_heading, words

if TYPE_CHECKING:
    from collections.abc import Sequence


MUNICIPALITY, LETTER, LIST, VOTES, SEATS = "Kommune", "Bogstav", "Liste", "Stemmer", "Mandater"
CAST, YEAR, MAYOR = "Afgivne stemmer", "År", "Borgmester"


def _columns(table: str) -> dict[str, Column]:
    named = words(table).items()
    return {name: Column(name, tuple(headings), en=en) for name, (en, *headings) in named}


_COLUMNS = _columns("votes")
_ONE = (LETTER, LIST)
LONG = Form(
    tuple(column for name, column in _COLUMNS.items() if name != MAYOR),
    needs=((MUNICIPALITY,), _ONE, (VOTES,)),
    dated=VOTES,
    beside=(LIST, LETTER),
)
"""One row for each municipality and list."""

WIDE = Form((_COLUMNS[MUNICIPALITY], _COLUMNS[YEAR]), needs=((MUNICIPALITY,),), open=True)
"""One row for each municipality, and a column for each list."""

LISTS = Form(LONG.columns[1:], needs=(_ONE, (VOTES,)), dated=VOTES, beside=(LIST, LETTER))
"""One row for each list of the one municipality that the sheet is named after."""

TURNED = Form((_COLUMNS[LETTER], _COLUMNS[LIST]), needs=(_ONE,), beside=(LIST, LETTER), open=True)
"""One row for each list, and a column for each municipality."""

MAYORS = Form(
    tuple(_columns("mayors").values()),
    needs=((MUNICIPALITY,), (*_ONE, MAYOR)),
    beside=(LIST, LETTER),
)
"""One row for each municipality: the list of its mayor, in a column of its own or with the name."""

VALID, CAST_ROW, BLANK = "valid", "cast", "blank"
INVALID, ELECTORATE, TURNOUT = "invalid", "electorate", "turnout"
POOLED = "pooled"
"""A sum of lists that are not named: part of the valid votes, and no list."""
_ROWS = {folded_heading(name): kind for kind, names in words("rows").items() for name in names}


def row_kind(name: str) -> str:
    """Return what a row is that is not a list; empty for a list."""
    return _ROWS.get(folded_heading(name), "")


# The tables that are published.


DISTRICT, AREA, NAME = "Opstillingskreds", "Afstemningsområde", "Navn"
EXPORT_LETTER, EXPORT_LIST, EXPORT_VOTES = "Partibogstav", "Partinavn", "Stemmetal"

EXPORT = Form(
    tuple(_columns("export").values()),
    needs=((AREA,), (EXPORT_LETTER,), (NAME,), (EXPORT_VOTES,)),
)
"""The export of valg.dk, in either of its wordings: a row for each candidate and each list."""

PLACE_ID = "ValgstedId"
ELECTION_COLUMN = re.compile(r"KV(\d{4})\s*-\s*(.+)", re.IGNORECASE)

VALGDATABASE = Form(tuple(_columns("valgdatabase").values()), needs=((PLACE_ID,),), open=True)
"""The election database: a row for each polling area, a column for each list."""


def has_election(headings: Sequence[str]) -> bool:
    """Say whether a heading names a municipal election."""
    return any(ELECTION_COLUMN.fullmatch(heading) for heading in headings)


REGION, PARTY, TIME, MEASURE, FIGURE = "Område", "Parti", "Tid", "Stemmer", "Indhold"

STATBANK = Form(
    tuple(_columns("statbank").values()),
    needs=((REGION,), (PARTY,), (TIME,), (MEASURE, FIGURE)),
)
"""VALGK3 of Statistikbanken: area, party, votes, time."""
