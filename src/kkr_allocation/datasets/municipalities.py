"""The 98 municipalities, their regions and populations, and the training places published."""

from __future__ import annotations

import csv
import datetime as dt
import re
from decimal import Decimal
from difflib import get_close_matches
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any, TypeVar, get_type_hints

from attrs import frozen

from kkr_allocation.composition.council import folded_place
from kkr_allocation.composition.election import Region

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@cache
def _lines(table: str) -> list[str]:
    file = resources.files("kkr_allocation.datasets") / "tables" / f"{table}.csv"
    return file.read_text(encoding="utf-8").splitlines()


def rows(table: str) -> Iterator[dict[str, str]]:
    """Yield the rows of a bundled table by column name; an empty cell is not known."""
    yield from csv.DictReader(_lines(table))


def count(cell: str) -> int | None:
    """Return a cell as a whole number; None where it is empty."""
    return int(cell) if cell else None


def _day(cell: str) -> dt.date | None:
    return dt.date.fromisoformat(cell) if cell else None


_CELLS: dict[Any, Callable[[str], Any]] = {
    str: str,
    int: int,
    int | None: count,
    Decimal: Decimal,
    dt.date | None: _day,
    tuple[str, ...]: lambda cell: tuple(cell.split("-")) if cell else (),
}
Record = TypeVar("Record")


def records(kind: type[Record], table: str, **columns: str) -> tuple[Record, ...]:
    """Return the rows of a table as records; a field is the column of its name, or one given."""
    read = {name: _CELLS[declared] for name, declared in get_type_hints(kind).items()}
    return tuple(
        kind(**{name: cell(row[columns.get(name, name)]) for name, cell in read.items()})
        for row in rows(table)
    )


_NEARLY_SUFFIX = re.compile(r"\s+(regions)?kom+un\w*$")
_WITH_CODE = (
    re.compile(r"0?(?P<code>\d{3})[^\w(]+(?P<name>[^\W\d].*)"),
    re.compile(r"(?P<name>[^\W\d].*?)[\s,:-]+\(?0?(?P<code>\d{3})\)?"),
)
_OTHER_NAMES = {"brønderslev dronninglund": "Brønderslev"}


@frozen
class Municipality:
    """A municipality: its official code, its name without "Kommune", and its KKR."""

    code: str  # such as "253"
    name: str
    kkr: str  # such as "KKR Sjælland"


@cache
def load_municipalities() -> tuple[Municipality, ...]:
    """Return the 98 municipalities with their KKR."""
    return tuple(
        Municipality(row["code"], row["municipality"], f"KKR {row['region']}")
        for row in rows("municipalities")
    )


@cache
def load_regions() -> tuple[Region, ...]:
    """Return the five KKR, and Region Østdanmark that joins two of their regions from 2027.

    Each has the dates it is valid. How the KKR are organised after 2026 is not in our sources:
    the dates are those of the regions.
    """
    return tuple(
        Region(
            row["kkr"] or f"Region {row['region']}",
            tuple(
                place.name
                for place in load_municipalities()
                if place.kkr.removeprefix("KKR ") in (row["joins"] or row["region"]).split(";")
            ),
            valid_from=_day(row["valid_from"]),
            valid_until=_day(row["valid_until"]),
        )
        for row in rows("regions")
    )


def find_municipality(name: str) -> Municipality | None:
    """Return the municipality of this name or code; None where there is none.

    With or without "Kommune", in the genitive or not, with å, ø and æ or aa, oe and ae; or the
    official code, with leading zeros or not; or both, where they are of one municipality.

    Examples
    --------
    >>> find_municipality("Københavns Kommune").name, find_municipality("0751").name
    ('København', 'Aarhus')
    >>> find_municipality("Koege Kommune").name, find_municipality("253 Greve").name
    ('Køge', 'Greve')
    >>> find_municipality("Christiansø") is None
    True
    """
    found = {_by_name().get(folded_place(part)) for part in _parts(name)}
    return found.pop() if len(found) == 1 else None


def likely_municipalities(name: str) -> tuple[str, ...]:
    """Return the names that a name which is none may stand for.

    They are two where a name and a code contradict each other, one where it is spelled much like
    one, and else none.
    """
    known, parts = _by_name(), _parts(name)
    meant = [text for part in parts if (text := folded_place(part)) in known]
    if not meant:
        names = [folded_place(place.name) for place in load_municipalities()]
        typed = folded_place(_NEARLY_SUFFIX.sub("", parts[-1].casefold()))
        meant = get_close_matches(typed, names, n=1)
    return tuple(known[text].name for text in meant)


def _parts(name: str) -> tuple[str, ...]:
    """Return the code and the name that stand together in a text; else the text."""
    for written in _WITH_CODE:
        if both := written.fullmatch(name.strip()):
            return both["code"], both["name"]
    return (name,)


@cache
def _by_name() -> dict[str, Municipality]:
    places = load_municipalities()
    named = {folded_place(place.name): place for place in places}
    others = {
        folded_place(other): named[folded_place(name)] for other, name in _OTHER_NAMES.items()
    }
    return {place.code: place for place in places} | named | others


# Training places as published, and the populations that keys are made of.


@frozen
class Places:
    """Training places of an area, as published.

    The area is a KKR, a municipality or ``"Hele landet"``. The education is in the source's words,
    such as ``"SSH"``; a bracket says which of two published figures.
    """

    year: int  # for pædagog the first year of the study year
    area: str
    education: str
    places: int
    note: str  # the source's remark
    source: str  # where it was published


@cache
def load_places() -> tuple[Places, ...]:
    """Return published training places of KKR, the country and two municipalities.

    Texts and tables of the sources contradict one another twice (SSA 2018: 3,448 and 3,455;
    pædagog Syddanmark 2018: 1,100 and 1,110). Both figures are kept.
    """
    return tuple(
        Places(
            int(row["year"]),
            row.get("municipality") or row["area"],
            row["education"],
            int(row["places"]),
            row.get("note", ""),
            row["source"],
        )
        for table in ("places_by_kkr", "places_by_municipality")
        for row in rows(table)
    )


@frozen
class SpecialisationShare:
    """A specialisation's share of a KKR's pædagog intake, in percent."""

    study_year: str  # such as "2018/2019"
    kkr: str
    specialisation: str
    percent: int
    source: str  # where it was published


@cache
def load_specialisation_shares() -> tuple[SpecialisationShare, ...]:
    """Return the shares of specialisations that two KKR set for pædagog."""
    return records(SpecialisationShare, "pedagogue_shares")


@frozen
class CollegePlaces:
    """Pædagog places of a college and a specialisation."""

    study_year: str
    kkr: str
    college: str
    specialisation: str
    places: int
    source: str  # where it was published


@cache
def load_college_places() -> tuple[CollegePlaces, ...]:
    """Return KKR Syddanmark's table for pædagog 2018/2019: two colleges, three columns."""
    return records(CollegePlaces, "pedagogue_places")


@frozen
class Population:
    """A municipality's population."""

    year: int
    municipality: str  # Christiansø is among them, though it is not a municipality
    kkr: str  # empty for Christiansø
    persons: int


@cache
def load_populations() -> tuple[Population, ...]:
    """Return the population of every municipality in 2020."""
    return records(Population, "population_by_municipality")


@frozen
class AgeGroup:
    """The persons of an age group in an area on 1 January."""

    year: int  # 2008 to 2020
    area: str  # a KKR, one of a few municipalities, or "Hele landet"
    ages: str  # such as "80+"; the groups overlap
    persons: int


@cache
def load_age_groups() -> tuple[AgeGroup, ...]:
    """Return age groups of the KKR and a few municipalities, 2008 to 2020."""
    return records(AgeGroup, "population_by_age")
