"""The 98 municipalities, the regions they lie in, and the days the regions are valid."""

from __future__ import annotations

import datetime as dt
import re
from functools import cache

from attrs import frozen

from kkr_allocation.composition.region import Region
from kkr_allocation.datasets.tables import rows

__all__ = ["Municipality", "find_municipality", "load_municipalities", "load_regions"]

_SUFFIX = re.compile(r"\s*(regions)?kommune$")
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
        With or without "Kommune", in the genitive or not, with å or aa; or the official code,
        with leading zeros or not.

    Examples
    --------
    >>> from kkr_allocation.datasets import find_municipality
    >>> find_municipality("Københavns Kommune").name, find_municipality("0751").name
    ('København', 'Aarhus')
    >>> find_municipality("Christiansø") is None
    True
    """
    return _by_name().get(_folded(name))


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
    plain = _SUFFIX.sub("", name.strip().casefold()).replace("å", "aa")
    words = " ".join(plain.replace("-", " ").split())
    return words.lstrip("0") if words.isdecimal() else words.removesuffix("s")


def _day(cell: str) -> dt.date | None:
    return dt.date.fromisoformat(cell) if cell else None
