"""Bundled facts, each with its source.

Every table has a typed loader that returns frozen records; a figure that is not known is None.
Where the figures come from and how they were checked is in ``SOURCES.md`` beside this module.

Job 1, composition
    `load_election`, `load_entitled_parties`, `load_mayor_sources`, `load_regions`,
    `load_municipalities`, `load_parties`; names as files write them: `find_municipality`,
    `find_party`; what has been published: `load_national_votes`, `load_board_seats`,
    `load_body_sizes`, `load_council_seats`, `load_midtjylland_2010`.
Job 2, appointments
    `load_fora`, `load_forum_seats`, `load_health_councils`, `load_health_council_seats`; a
    register that is ready to be appointed:
    `kkr_allocation.datasets.fora.load_example_register`.
Job 3, placements
    `load_places`, `load_specialisation_shares`, `load_college_places`, `load_populations`,
    `load_age_groups`.
"""

from __future__ import annotations

from kkr_allocation.composition.council import Party
from kkr_allocation.datasets.elections import (
    BUNDLED_YEARS,
    ELECTION_DAYS,
    BodySeats,
    BodySize,
    CouncilSeats,
    ListOf2009,
    NationalVote,
    everyday_party,
    find_party,
    likely_party,
    load_board_seats,
    load_body_sizes,
    load_council_seats,
    load_election,
    load_entitled_parties,
    load_mayor_sources,
    load_midtjylland_2010,
    load_national_votes,
    load_parties,
    local_letter,
    party_tables,
)
from kkr_allocation.datasets.fora import (
    CatalogueForum,
    ForumSeat,
    HealthCouncil,
    HealthCouncilSeats,
    load_fora,
    load_forum_seats,
    load_health_council_seats,
    load_health_councils,
)
from kkr_allocation.datasets.municipalities import (
    Municipality,
    find_municipality,
    likely_municipalities,
    load_municipalities,
    load_regions,
)
from kkr_allocation.datasets.places import (
    AgeGroup,
    CollegePlaces,
    Places,
    Population,
    SpecialisationShare,
    load_age_groups,
    load_college_places,
    load_places,
    load_populations,
    load_specialisation_shares,
)

__all__ = [
    "BUNDLED_YEARS",
    "ELECTION_DAYS",
    "AgeGroup",
    "BodySeats",
    "BodySize",
    "CatalogueForum",
    "CollegePlaces",
    "CouncilSeats",
    "ForumSeat",
    "HealthCouncil",
    "HealthCouncilSeats",
    "ListOf2009",
    "Municipality",
    "NationalVote",
    "Party",
    "Places",
    "Population",
    "SpecialisationShare",
    "everyday_party",
    "find_municipality",
    "find_party",
    "likely_municipalities",
    "likely_party",
    "load_age_groups",
    "load_board_seats",
    "load_body_sizes",
    "load_college_places",
    "load_council_seats",
    "load_election",
    "load_entitled_parties",
    "load_fora",
    "load_forum_seats",
    "load_health_council_seats",
    "load_health_councils",
    "load_mayor_sources",
    "load_midtjylland_2010",
    "load_municipalities",
    "load_national_votes",
    "load_parties",
    "load_places",
    "load_populations",
    "load_regions",
    "load_specialisation_shares",
    "local_letter",
    "party_tables",
]
