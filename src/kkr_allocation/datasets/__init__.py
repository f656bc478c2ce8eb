"""Bundled facts, each with its source.

Every table has a typed loader that returns frozen records; a figure that is not known is None.
Where the figures come from and how they were checked is in ``SOURCES.md`` beside this module.

`load_election`, `load_regions`, `load_municipalities` : job 1, elections and regions.
"""

from __future__ import annotations

from kkr_allocation.datasets.elections import BUNDLED_YEARS, load_election
from kkr_allocation.datasets.regions import Municipality, load_municipalities, load_regions

__all__ = [
    "BUNDLED_YEARS",
    "Municipality",
    "load_election",
    "load_municipalities",
    "load_regions",
]
