"""Bundled facts, each with its source.

A typed loader a table returns frozen records; a figure that is not known is None. Where the figures
come from is in ``SOURCES.md`` beside this.
"""

from __future__ import annotations

from kkr_allocation.composition.council import Party as Party
from kkr_allocation.datasets.elections import BUNDLED_YEARS as BUNDLED_YEARS
from kkr_allocation.datasets.elections import ELECTION_DAYS as ELECTION_DAYS
from kkr_allocation.datasets.elections import BodySeats as BodySeats
from kkr_allocation.datasets.elections import BodySize as BodySize
from kkr_allocation.datasets.elections import CouncilSeats as CouncilSeats
from kkr_allocation.datasets.elections import ListOf2009 as ListOf2009
from kkr_allocation.datasets.elections import NationalVote as NationalVote
from kkr_allocation.datasets.elections import load_board_seats as load_board_seats
from kkr_allocation.datasets.elections import load_body_sizes as load_body_sizes
from kkr_allocation.datasets.elections import load_council_seats as load_council_seats
from kkr_allocation.datasets.elections import load_election as load_election
from kkr_allocation.datasets.elections import load_entitled_parties as load_entitled_parties
from kkr_allocation.datasets.elections import load_mayor_sources as load_mayor_sources
from kkr_allocation.datasets.elections import load_midtjylland_2010 as load_midtjylland_2010
from kkr_allocation.datasets.elections import load_national_votes as load_national_votes
from kkr_allocation.datasets.elections import load_parties as load_parties
from kkr_allocation.datasets.elections import party_tables as party_tables
from kkr_allocation.datasets.fora import CatalogueForum as CatalogueForum
from kkr_allocation.datasets.fora import ForumSeat as ForumSeat
from kkr_allocation.datasets.fora import HealthCouncil as HealthCouncil
from kkr_allocation.datasets.fora import HealthCouncilSeats as HealthCouncilSeats
from kkr_allocation.datasets.fora import load_fora as load_fora
from kkr_allocation.datasets.fora import load_forum_seats as load_forum_seats
from kkr_allocation.datasets.fora import load_health_council_seats as load_health_council_seats
from kkr_allocation.datasets.fora import load_health_councils as load_health_councils
from kkr_allocation.datasets.municipalities import AgeGroup as AgeGroup
from kkr_allocation.datasets.municipalities import CollegePlaces as CollegePlaces
from kkr_allocation.datasets.municipalities import Municipality as Municipality
from kkr_allocation.datasets.municipalities import Places as Places
from kkr_allocation.datasets.municipalities import Population as Population
from kkr_allocation.datasets.municipalities import SpecialisationShare as SpecialisationShare
from kkr_allocation.datasets.municipalities import find_municipality as find_municipality
from kkr_allocation.datasets.municipalities import likely_municipalities as likely_municipalities
from kkr_allocation.datasets.municipalities import load_age_groups as load_age_groups
from kkr_allocation.datasets.municipalities import load_college_places as load_college_places
from kkr_allocation.datasets.municipalities import load_municipalities as load_municipalities
from kkr_allocation.datasets.municipalities import load_places as load_places
from kkr_allocation.datasets.municipalities import load_populations as load_populations
from kkr_allocation.datasets.municipalities import load_regions as load_regions
from kkr_allocation.datasets.municipalities import (
    load_specialisation_shares as load_specialisation_shares,
)
from kkr_allocation.datasets.parties import everyday_party as everyday_party
from kkr_allocation.datasets.parties import find_party as find_party
from kkr_allocation.datasets.parties import likely_party as likely_party
from kkr_allocation.datasets.parties import local_letter as local_letter
