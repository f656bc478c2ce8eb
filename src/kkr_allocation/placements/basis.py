"""Where the rules of the training places are known from."""

from __future__ import annotations

import datetime as dt

import attrs

from kkr_allocation.sources import Source, SourceStatus

__all__ = [
    "BASE_AND_WISHES",
    "FIVE_QUOTAS",
    "NATIONAL_MINIMUM",
    "PRIVATE_PROVIDERS",
    "ROUNDING",
    "SCALING",
    "TRANSFERS",
]

NATIONAL_MINIMUM = Source(
    "KL, dimensionering af social- og sundhedsuddannelserne",
    "2017-18",
    SourceStatus.PUBLISHED,
    page="https://www.kl.dk/arbejdsgiver/uddannelse/sundhedsuddannelser/",
)
"""A national agreement sets the minimum totals."""
FIVE_QUOTAS = Source(
    "KL, 2018-dimensionering SOSU og PAU",
    "",
    SourceStatus.CHECKED,
    version=dt.date(2017, 6, 23),
    page="http://www.kl.dk/Beskaftigelse/2018-dimensionering-SOSU-og-PAU-pa-plads-id224749/?section=58117",
)
"""KL splits the total into five quotas after the distribution of elderly people; no single age
key reproduces 2018."""
BASE_AND_WISHES = attrs.evolve(FIVE_QUOTAS, status=SourceStatus.PUBLISHED)
"""Each KKR sets each municipality's number: a base and extra places from its own wishes."""
SCALING = Source(
    "Herning and Kalundborg, SSH 2020",
    "",
    SourceStatus.CHECKED,
    version=dt.date(2019, 8, 20),
    danish="Herning og Kalundborg, SSH 2020",
)
"""Last base times new minimum over old, rounded: 34 gives 46 and 21 gives 29 with 3000/2200."""
PRIVATE_PROVIDERS = Source(
    "KL, dimensionering af social- og sundhedsuddannelserne", "", SourceStatus.PUBLISHED
)
"""Pupils a private provider is itself responsible for are deducted from the municipality."""
TRANSFERS = Source(
    "agreement between the municipalities",
    "",
    SourceStatus.INFERRED,
    danish="aftale mellem kommunerne",
)
"""Two municipalities may move places between them; found stated nowhere."""
ROUNDING = Source(
    "rounding of the KKR's places", "", SourceStatus.INFERRED, danish="afrunding af KKR's pladser"
)
"""That places are shared by largest remainder unless another rule is named: the rounded shares
of Sjælland 2019 sum to 746 of 747, so some remainder rule is needed, and none is stated."""
