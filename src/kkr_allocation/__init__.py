"""Compose the Danish KKR, fill their fora and share their training places, exactly.

Public names are imported on first use, so that ``import kkr_allocation`` stays quick.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kkr_allocation.appointments.appointed import Appointments
    from kkr_allocation.appointments.assignment import appoint
    from kkr_allocation.appointments.candidate import Candidate
    from kkr_allocation.appointments.deviation import Deviation
    from kkr_allocation.appointments.entitlement import Entitlement, entitle
    from kkr_allocation.appointments.forum import Forum
    from kkr_allocation.appointments.picking import PickingOrder, picking_order
    from kkr_allocation.appointments.register import Register
    from kkr_allocation.appointments.rules import APPOINTMENT_RULES, AppointmentRules, Wish
    from kkr_allocation.apportionment.alliances import Alliance
    from kkr_allocation.apportionment.batch import BatchApportionment, apportion_batch
    from kkr_allocation.apportionment.controlled import CONTROLLED_ROUNDING
    from kkr_allocation.apportionment.exact import Apportionment, apportion
    from kkr_allocation.apportionment.rules import (
        ADAMS,
        DANISH,
        DEAN,
        DHONDT,
        HUNTINGTON_HILL,
        IMPERIALI,
        LARGEST_REMAINDER,
        LARGEST_REMAINDER_DROOP,
        MODIFIED_SAINTE_LAGUE,
        SAINTE_LAGUE,
        modified_sainte_lague,
    )
    from kkr_allocation.apportionment.tied_tables import TwoWayTie
    from kkr_allocation.apportionment.ties import Lot, Tie, draw
    from kkr_allocation.apportionment.twoway import TwoWayApportionment, biproportion
    from kkr_allocation.composition.batch import BatchComposition, compose_batch
    from kkr_allocation.composition.board import compose_board
    from kkr_allocation.composition.compose import Composition, compose
    from kkr_allocation.composition.council import Council, CouncilList
    from kkr_allocation.composition.coverage import Coverage
    from kkr_allocation.composition.election import Election
    from kkr_allocation.composition.provisions import Provision
    from kkr_allocation.composition.region import Region, RegionElection
    from kkr_allocation.composition.regional import compose_region
    from kkr_allocation.composition.statutes import (
        STATUTES_2018,
        STATUTES_REPRESENTATIVES,
        AtCap,
        FixedSize,
        Outsiders,
        SizeRule,
        Statutes,
        ThresholdBase,
    )
    from kkr_allocation.datasets.elections import load_election
    from kkr_allocation.errors import (
        IncompleteDataWarning,
        InfeasibleError,
        InvalidInputError,
        KkrAllocationError,
        UnresolvedTieError,
        VerificationError,
    )
    from kkr_allocation.exchange import from_json
    from kkr_allocation.placements.agreements import Transfer, Wishes
    from kkr_allocation.placements.crosscheck import Discrepancy, cross_check
    from kkr_allocation.placements.distribute import distribute, scale
    from kkr_allocation.placements.distribution import Distribution
    from kkr_allocation.placements.keys import Key
    from kkr_allocation.placements.layers import Layer
    from kkr_allocation.placements.limits import MaxChange
    from kkr_allocation.placements.plan import Plan
    from kkr_allocation.placements.planned import PlanChanges, PlannedPlaces
    from kkr_allocation.placements.smoothing import SmoothedYears, smooth
    from kkr_allocation.placements.tables import TableDistribution, distribute_table
    from kkr_allocation.presentation.pictures.council import plot_council
    from kkr_allocation.presentation.pictures.fora import plot_appointments
    from kkr_allocation.presentation.pictures.ladder import plot_quotients
    from kkr_allocation.presentation.pictures.municipalities import plot_spread
    from kkr_allocation.presentation.pictures.places import plot_places
    from kkr_allocation.presentation.pictures.readings import plot_readings
    from kkr_allocation.presentation.pictures.scans import plot_scan
    from kkr_allocation.presentation.pictures.size import plot_house_size
    from kkr_allocation.presentation.pictures.sweeps import plot_sweep
    from kkr_allocation.presentation.pictures.tables import plot_table
    from kkr_allocation.readers.mayors import read_mayors
    from kkr_allocation.readers.votes import read_votes
    from kkr_allocation.scenarios.alliance_scan import AllianceScan, alliance_scan
    from kkr_allocation.scenarios.compare import compare
    from kkr_allocation.scenarios.explaining import explaining_alliances
    from kkr_allocation.scenarios.majorities import ChairMajorities, chair_majorities
    from kkr_allocation.scenarios.margin import margin
    from kkr_allocation.scenarios.mayors import mayor_flips
    from kkr_allocation.scenarios.models import (
        DirichletSwing,
        NormalSwing,
        OwnModel,
        PollSample,
        ProportionalSwing,
        UniformSwing,
    )
    from kkr_allocation.scenarios.scenario import Scenario, UndecidedMayor
    from kkr_allocation.scenarios.sweep import SweepResult, sweep
    from kkr_allocation.scenarios.tally import Tally
    from kkr_allocation.sources import Source, SourceStatus

__version__ = "0.1.0"

_HOMES = {
    "ADAMS": "apportionment.rules",
    "APPOINTMENT_RULES": "appointments.rules",
    "Alliance": "apportionment.alliances",
    "AllianceScan": "scenarios.alliance_scan",
    "AppointmentRules": "appointments.rules",
    "Appointments": "appointments.appointed",
    "Apportionment": "apportionment.exact",
    "AtCap": "composition.statutes",
    "BatchApportionment": "apportionment.batch",
    "BatchComposition": "composition.batch",
    "CONTROLLED_ROUNDING": "apportionment.controlled",
    "Candidate": "appointments.candidate",
    "ChairMajorities": "scenarios.majorities",
    "Composition": "composition.compose",
    "Council": "composition.council",
    "CouncilList": "composition.council",
    "Coverage": "composition.coverage",
    "DANISH": "apportionment.rules",
    "DEAN": "apportionment.rules",
    "DHONDT": "apportionment.rules",
    "Deviation": "appointments.deviation",
    "DirichletSwing": "scenarios.models",
    "Discrepancy": "placements.crosscheck",
    "Distribution": "placements.distribution",
    "Election": "composition.election",
    "Entitlement": "appointments.entitlement",
    "FixedSize": "composition.statutes",
    "Forum": "appointments.forum",
    "HUNTINGTON_HILL": "apportionment.rules",
    "IMPERIALI": "apportionment.rules",
    "IncompleteDataWarning": "errors",
    "InfeasibleError": "errors",
    "InvalidInputError": "errors",
    "Key": "placements.keys",
    "KkrAllocationError": "errors",
    "LARGEST_REMAINDER": "apportionment.rules",
    "LARGEST_REMAINDER_DROOP": "apportionment.rules",
    "Layer": "placements.layers",
    "Lot": "apportionment.ties",
    "MODIFIED_SAINTE_LAGUE": "apportionment.rules",
    "MaxChange": "placements.limits",
    "NormalSwing": "scenarios.models",
    "Outsiders": "composition.statutes",
    "OwnModel": "scenarios.models",
    "PickingOrder": "appointments.picking",
    "Plan": "placements.plan",
    "PlanChanges": "placements.planned",
    "PlannedPlaces": "placements.planned",
    "PollSample": "scenarios.models",
    "ProportionalSwing": "scenarios.models",
    "Provision": "composition.provisions",
    "Region": "composition.region",
    "RegionElection": "composition.region",
    "Register": "appointments.register",
    "SAINTE_LAGUE": "apportionment.rules",
    "STATUTES_2018": "composition.statutes",
    "STATUTES_REPRESENTATIVES": "composition.statutes",
    "Scenario": "scenarios.scenario",
    "SizeRule": "composition.statutes",
    "SmoothedYears": "placements.smoothing",
    "Source": "sources",
    "SourceStatus": "sources",
    "Statutes": "composition.statutes",
    "SweepResult": "scenarios.sweep",
    "TableDistribution": "placements.tables",
    "Tally": "scenarios.tally",
    "ThresholdBase": "composition.statutes",
    "Tie": "apportionment.ties",
    "Transfer": "placements.agreements",
    "TwoWayApportionment": "apportionment.twoway",
    "TwoWayTie": "apportionment.tied_tables",
    "UndecidedMayor": "scenarios.scenario",
    "UniformSwing": "scenarios.models",
    "UnresolvedTieError": "errors",
    "VerificationError": "errors",
    "Wish": "appointments.rules",
    "Wishes": "placements.agreements",
    "alliance_scan": "scenarios.alliance_scan",
    "appoint": "appointments.assignment",
    "apportion": "apportionment.exact",
    "apportion_batch": "apportionment.batch",
    "biproportion": "apportionment.twoway",
    "chair_majorities": "scenarios.majorities",
    "compare": "scenarios.compare",
    "compose": "composition.compose",
    "compose_batch": "composition.batch",
    "compose_board": "composition.board",
    "compose_region": "composition.regional",
    "cross_check": "placements.crosscheck",
    "distribute": "placements.distribute",
    "distribute_table": "placements.tables",
    "draw": "apportionment.ties",
    "entitle": "appointments.entitlement",
    "explaining_alliances": "scenarios.explaining",
    "from_json": "exchange",
    "load_election": "datasets.elections",
    "margin": "scenarios.margin",
    "mayor_flips": "scenarios.mayors",
    "modified_sainte_lague": "apportionment.rules",
    "picking_order": "appointments.picking",
    "plot_appointments": "presentation.pictures.fora",
    "plot_council": "presentation.pictures.council",
    "plot_house_size": "presentation.pictures.size",
    "plot_places": "presentation.pictures.places",
    "plot_quotients": "presentation.pictures.ladder",
    "plot_readings": "presentation.pictures.readings",
    "plot_scan": "presentation.pictures.scans",
    "plot_spread": "presentation.pictures.municipalities",
    "plot_sweep": "presentation.pictures.sweeps",
    "plot_table": "presentation.pictures.tables",
    "read_mayors": "readers.mayors",
    "read_votes": "readers.votes",
    "scale": "placements.distribute",
    "smooth": "placements.smoothing",
    "sweep": "scenarios.sweep",
}

__all__ = [
    "ADAMS",
    "APPOINTMENT_RULES",
    "Alliance",
    "AllianceScan",
    "AppointmentRules",
    "Appointments",
    "Apportionment",
    "AtCap",
    "BatchApportionment",
    "BatchComposition",
    "CONTROLLED_ROUNDING",
    "Candidate",
    "ChairMajorities",
    "Composition",
    "Council",
    "CouncilList",
    "Coverage",
    "DANISH",
    "DEAN",
    "DHONDT",
    "Deviation",
    "DirichletSwing",
    "Discrepancy",
    "Distribution",
    "Election",
    "Entitlement",
    "FixedSize",
    "Forum",
    "HUNTINGTON_HILL",
    "IMPERIALI",
    "IncompleteDataWarning",
    "InfeasibleError",
    "InvalidInputError",
    "Key",
    "KkrAllocationError",
    "LARGEST_REMAINDER",
    "LARGEST_REMAINDER_DROOP",
    "Layer",
    "Lot",
    "MODIFIED_SAINTE_LAGUE",
    "MaxChange",
    "NormalSwing",
    "Outsiders",
    "OwnModel",
    "PickingOrder",
    "Plan",
    "PlanChanges",
    "PlannedPlaces",
    "PollSample",
    "ProportionalSwing",
    "Provision",
    "Region",
    "RegionElection",
    "Register",
    "SAINTE_LAGUE",
    "STATUTES_2018",
    "STATUTES_REPRESENTATIVES",
    "Scenario",
    "SizeRule",
    "SmoothedYears",
    "Source",
    "SourceStatus",
    "Statutes",
    "SweepResult",
    "TableDistribution",
    "Tally",
    "ThresholdBase",
    "Tie",
    "Transfer",
    "TwoWayApportionment",
    "TwoWayTie",
    "UndecidedMayor",
    "UniformSwing",
    "UnresolvedTieError",
    "VerificationError",
    "Wish",
    "Wishes",
    "alliance_scan",
    "appoint",
    "apportion",
    "apportion_batch",
    "biproportion",
    "chair_majorities",
    "compare",
    "compose",
    "compose_batch",
    "compose_board",
    "compose_region",
    "cross_check",
    "distribute",
    "distribute_table",
    "draw",
    "entitle",
    "explaining_alliances",
    "from_json",
    "load_election",
    "margin",
    "mayor_flips",
    "modified_sainte_lague",
    "picking_order",
    "plot_appointments",
    "plot_council",
    "plot_house_size",
    "plot_places",
    "plot_quotients",
    "plot_readings",
    "plot_scan",
    "plot_spread",
    "plot_sweep",
    "plot_table",
    "read_mayors",
    "read_votes",
    "scale",
    "smooth",
    "sweep",
]


def __getattr__(name: str) -> Any:  # noqa: ANN401  (names are of any type)
    """Import a public name from its home when it is first used (PEP 562)."""
    if name in _HOMES:
        value = getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
        globals()[name] = value
        return value
    message = f"module {__name__!r} has no attribute {name!r}"
    raise AttributeError(message)


def __dir__() -> list[str]:
    """List the public names."""
    return [*__all__, "__version__"]
