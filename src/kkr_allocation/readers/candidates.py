"""The export of valg.dk: CSV with one row for each candidate and one for each list.

It names nomination districts and polling areas, never the municipality, so the caller states it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from kkr_allocation.errors import Bilingual, InvalidInputError
from kkr_allocation.readers.figures import figure
from kkr_allocation.readers.tally import (
    REMOVE_REPETITION,
    Choices,
    ListVotes,
    Tally,
    left_out,
    municipality_in,
)

if TYPE_CHECKING:
    from kkr_allocation.datasets import Municipality
    from kkr_allocation.readers.tables import Row, Table

__all__ = ["is_candidate_export", "read_candidates"]

_LIST_ROWS = {"partiliste", "listestemmer"}


def is_candidate_export(columns: frozenset[str]) -> bool:
    """Say whether these are the columns of valg.dk's export, in either of its wordings."""
    return {"afstemningsområde", "navn", "stemmetal"} <= columns and bool(
        {"partibogstav", "bogstavbetegnelse"} & columns
    )


def read_candidates(table: Table, year: int, choices: Choices) -> Tally:
    """Read an export, adding a list's own votes and its candidates'.

    Raises
    ------
    InvalidInputError
        If a list's own row stands twice in an area, a figure is none, or no municipality is
        stated for a row.
    """
    lists, seen, outside = [], set(), 0
    for row in table.rows:
        municipality = _municipality(row, choices)
        if municipality is None:
            outside += 1
            continue
        letter = row.first("partibogstav", "bogstavbetegnelse")
        name = row.first("partinavn", "listenavn")
        if row.first("navn").casefold() in _LIST_ROWS:
            district, area = row.first("opstillingskreds"), row.first("afstemningsområde")
            mark = (municipality.code, district, area, letter, name)
            if mark in seen:
                raise InvalidInputError(
                    Bilingual(
                        f"{row.place}: the list votes of {letter} {name} stand twice in {area}",
                        da=f"{row.place.da}: listestemmerne på {letter} {name} står to gange i "
                        f"{area}",
                    ),
                    why=Bilingual(
                        "each list has one row of its own in each polling area",
                        da="hver liste har sin egen række én gang i hvert afstemningsområde",
                    ),
                    do=REMOVE_REPETITION,
                )
            seen.add(mark)
        votes = (
            figure(row.first("stemmetal"), Bilingual.joined([row.place, "Stemmetal"], ": ")) or 0
        )
        lists.append(ListVotes(municipality, letter, name, votes))
    return Tally(year, tuple(lists), notes=left_out(outside))


def _municipality(row: Row, choices: Choices) -> Municipality | None:
    """Find a row's municipality: in the file, or by what the caller stated."""
    stated = choices.municipality
    district, area = row.first("opstillingskreds"), row.first("afstemningsområde")
    text = row.first("kommune", "kommunenavn")
    if not text and isinstance(stated, str):
        text = stated
    elif not text and isinstance(stated, Mapping):
        text = stated.get(district) or stated.get(area) or ""
    if not text:
        raise InvalidInputError(
            Bilingual(
                f"{row.place}: no municipality is stated for {district or area!r}",
                da=f"{row.place.da}: der er ikke angivet en kommune til {district or area!r}",
            ),
            why=Bilingual(
                "the export of valg.dk does not name municipalities",
                da="udtrækket fra valg.dk nævner ikke kommunerne",
            ),
            do=Bilingual(
                'Pass municipality="Greve", or municipality={"Grevekredsen": "Greve", ...}',
                da='Angiv kommunen: municipality="Greve", eller i Python for flere: '
                'municipality={"Grevekredsen": "Greve", ...}',
            ),
        )
    return municipality_in(text, row.place)
