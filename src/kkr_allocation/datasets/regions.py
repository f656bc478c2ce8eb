"""The 98 municipalities, the regions they lie in, and the days the regions are valid."""

from __future__ import annotations

import datetime as dt
from functools import cache

from attrs import frozen

from kkr_allocation.composition.region import Region
from kkr_allocation.datasets.tables import rows

__all__ = ["Municipality", "load_municipalities", "load_regions"]


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


def _day(cell: str) -> dt.date | None:
    return dt.date.fromisoformat(cell) if cell else None
