"""The 98 municipalities, the regions they lie in, and the days the regions are valid."""

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

from kkr_allocation.composition.election import Region

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


# Reading the bundled tables: rows of text, refused when a column is missing.
#
# The tables are small UTF-8 files beside this module. An empty cell is a figure that is not
# known.


@cache
def _text(table: str) -> str:
    folder = resources.files("kkr_allocation.datasets") / "tables"
    return (folder / f"{table}.csv").read_text(encoding="utf-8")


def rows(table: str) -> Iterator[dict[str, str]]:
    """Yield the rows of a bundled table, by column name."""
    yield from csv.DictReader(_text(table).splitlines())


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


def records(kind: type[Record], table: str) -> tuple[Record, ...]:
    """Return the rows of a bundled table as records, whose fields are columns by their names."""
    read = {name: _CELLS[declared] for name, declared in get_type_hints(kind).items()}
    return tuple(
        kind(**{name: cell(row[name]) for name, cell in read.items()}) for row in rows(table)
    )


_SUFFIX = re.compile(r"\s*(regions)?kommune$")
_NEARLY_SUFFIX = re.compile(r"\s+(regions)?kom+un\w*$")
_WITH_CODE = (
    re.compile(r"0?(?P<code>\d{3})[^\w(]+(?P<name>[^\W\d].*)"),
    re.compile(r"(?P<name>[^\W\d].*?)[\s,:-]+\(?0?(?P<code>\d{3})\)?"),
)
_PLAIN_LETTERS = str.maketrans({"å": "aa", "ø": "oe", "æ": "ae", "ö": "oe", "ä": "ae"})
_OTHER_NAMES = {"brønderslev dronninglund": "Brønderslev"}


@frozen
class Municipality:
    """A municipality.

    Parameters
    ----------
    code : str
        The official code, such as ``"253"``.
    name : str
        Its name without "Kommune".
    kkr : str
        The KKR it belongs to, such as ``"KKR Sjælland"``.
    """

    code: str
    name: str
    kkr: str


@cache
def load_municipalities() -> tuple[Municipality, ...]:
    """Return the 98 municipalities with their KKR.

    Examples
    --------
    >>> from kkr_allocation.datasets import load_municipalities
    >>> len(load_municipalities())
    98
    """
    return tuple(
        Municipality(row["code"], row["municipality"], f"KKR {row['region']}")
        for row in rows("municipalities")
    )


@cache
def load_regions() -> tuple[Region, ...]:
    """Return the five KKR, and Region Østdanmark that joins two of their regions from 2027.

    Returns
    -------
    tuple of Region
        Each with the dates it is valid. How the KKR are organised after 2026 is not in our
        sources: the dates are those of the regions.

    Examples
    --------
    >>> from kkr_allocation.datasets import load_regions
    >>> [(region.name, len(region)) for region in load_regions()][:2]
    [('KKR Hovedstaden', 29), ('KKR Sjælland', 17)]
    """
    regions = []
    for row in rows("regions"):
        parts = [f"KKR {part}" for part in (row["joins"] or row["region"]).split(";")]
        members = [place.name for place in load_municipalities() if place.kkr in parts]
        regions.append(
            Region(
                row["kkr"] or f"Region {row['region']}",
                tuple(members),
                valid_from=_day(row["valid_from"]),
                valid_until=_day(row["valid_until"]),
            )
        )
    return tuple(regions)


def find_municipality(name: str) -> Municipality | None:
    """Return the municipality of this name or code; None where there is none.

    Parameters
    ----------
    name : str
        With or without "Kommune", in the genitive or not, with å, ø and æ or aa, oe and ae; or the
        official code, with leading zeros or not; or both, where they are of one municipality.

    Examples
    --------
    >>> from kkr_allocation.datasets import find_municipality
    >>> find_municipality("Københavns Kommune").name, find_municipality("0751").name
    ('København', 'Aarhus')
    >>> find_municipality("Koege Kommune").name, find_municipality("253 Greve").name
    ('Køge', 'Greve')
    >>> find_municipality("Christiansø") is None
    True
    """
    known = _by_name()
    found = {place for part in _parts(name) for place in [known.get(_folded(part))]}
    return found.pop() if len(found) == 1 else None


def likely_municipalities(name: str) -> tuple[str, ...]:
    """Return the names that a name which is none may stand for.

    Returns
    -------
    tuple of str
        Two where a name and a code contradict each other, one where it is spelled much like one,
        and none.

    Examples
    --------
    >>> likely_municipalities("Guldborg Sund"), likely_municipalities("253 Køge")
    (('Guldborgsund',), ('Greve', 'Køge'))
    """
    known = _by_name()
    parts = _parts(name)
    named = tuple(known[_folded(part)].name for part in parts if _folded(part) in known)
    if named:
        return named
    names = [_folded(place.name) for place in load_municipalities()]
    typed = _folded(_NEARLY_SUFFIX.sub("", parts[-1].casefold()))
    return tuple(known[text].name for text in get_close_matches(typed, names, n=1))


def _parts(name: str) -> tuple[str, ...]:
    """Return the code and the name that stand together in a text; else the text."""
    for written in _WITH_CODE:
        if both := written.fullmatch(name.strip()):
            return both["code"], both["name"]
    return (name,)


@cache
def _by_name() -> dict[str, Municipality]:
    known = {}
    for place in load_municipalities():
        known[place.code] = known[_folded(place.name)] = place
    for other, name in _OTHER_NAMES.items():
        known[_folded(other)] = known[_folded(name)]
    return known


def _folded(name: str) -> str:
    """Fold away case, "Kommune", the genitive, å for aa, hyphens, and zeros before a code."""
    plain = _SUFFIX.sub("", name.strip().casefold()).translate(_PLAIN_LETTERS)
    words = " ".join(plain.replace("-", " ").split())
    return words.lstrip("0") if words.isdecimal() else words.removesuffix("s")
