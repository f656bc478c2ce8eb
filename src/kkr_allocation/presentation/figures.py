"""The figures of an election as frames and HTML: a row for each list of each municipality."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from kkr_allocation.presentation.sheet import table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kkr_allocation.composition.council import Council
    from kkr_allocation.composition.election import Election, RegionElection

_COLUMNS = {
    "municipality": "str",
    "code": "str",
    "list": "str",
    "votes": "Int64",
    "seats": "Int64",
    "candidates": "Int64",
    "mayor": "bool",
    "status": "str",
}
_SHOWN = 20
"""Rows of an election that a notebook shows."""


def council_frame(council: Council) -> pd.DataFrame:
    """Return a row for each list, and for a mayor's list that is not among them."""
    return _frame([council])


def election_frame(election: Election) -> pd.DataFrame:
    """Return a row for each list of each municipality; one that has none keeps a row."""
    return _frame(election.councils)


def region_frame(region: RegionElection) -> pd.DataFrame:
    """Return a row for each list with votes or a mayor in the region."""
    keys = list(dict.fromkeys([*region.votes, *region.mayors]))
    return pd.DataFrame(
        {
            "list": keys,
            "name": [region.names.get(key, key) for key in keys],
            "votes": [region.votes.get(key, 0) for key in keys],
            "mayors": [region.mayors.get(key, 0) for key in keys],
            "represented": [key in region.represented for key in keys],
            "entitled": [key in region.entitled for key in keys],
        }
    )


def _frame(councils: Iterable[Council]) -> pd.DataFrame:
    rows = [row for council in councils for row in _rows(council)]
    return pd.DataFrame(rows, columns=list(_COLUMNS)).astype(_COLUMNS)


def _rows(council: Council) -> Iterator[tuple[object, ...]]:
    place = council.municipality, council.code
    for entry in council.lists:
        figures = entry.votes, entry.seats, entry.candidates
        yield *place, entry.key, *figures, entry.key == council.mayor, entry.status
    if council.mayor is not None and council.mayor not in {e.key for e in council.lists}:
        yield *place, council.mayor, None, None, None, True, "missing"
    elif not council.lists:
        yield *place, "", None, None, None, False, "missing"


def council_html(council: Council) -> str:
    """Return the council's lists as a table."""
    return _html(council.municipality, council_frame(council))


def election_html(election: Election) -> str:
    """Return the first rows of the election as a table."""
    return _html(election.name or str(election.year), election_frame(election).head(_SHOWN))


def region_html(region: RegionElection) -> str:
    """Return the region's lists as a table."""
    return _html(f"{region.name}, {region.election}", region_frame(region))


def _html(caption: str, frame: pd.DataFrame) -> str:
    shown = frame.astype(object).where(frame.notna(), None)
    rows = shown.itertuples(index=False, name=None)
    return table(caption, frame.columns, rows, write=lambda cell: "" if cell is None else str(cell))
