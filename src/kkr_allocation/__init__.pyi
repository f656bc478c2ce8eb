# The public names: the one list of them, for users and type checkers alike.

from .appointments.appoint import Appointments as Appointments
from .appointments.appoint import appoint as appoint
from .appointments.entitlement import Deviation as Deviation
from .appointments.entitlement import Entitlement as Entitlement
from .appointments.entitlement import PickingOrder as PickingOrder
from .appointments.entitlement import entitle as entitle
from .appointments.entitlement import picking_order as picking_order
from .appointments.forum import Forum as Forum
from .appointments.forum import Register as Register
from .appointments.people import Candidate as Candidate
from .appointments.rules import APPOINTMENT_RULES as APPOINTMENT_RULES
from .appointments.rules import AppointmentRules as AppointmentRules
from .appointments.rules import Wish as Wish
from .appointments.search import Chances as Chances
from .appointments.search import Drawing as Drawing
from .apportionment.alliances import Alliance as Alliance
from .apportionment.batch import BatchApportionment as BatchApportionment
from .apportionment.batch import apportion_batch as apportion_batch
from .apportionment.exact import Apportionment as Apportionment
from .apportionment.exact import Threshold as Threshold
from .apportionment.exact import apportion as apportion
from .apportionment.rules import ADAMS as ADAMS
from .apportionment.rules import DANISH as DANISH
from .apportionment.rules import DEAN as DEAN
from .apportionment.rules import DHONDT as DHONDT
from .apportionment.rules import HUNTINGTON_HILL as HUNTINGTON_HILL
from .apportionment.rules import IMPERIALI as IMPERIALI
from .apportionment.rules import LARGEST_REMAINDER as LARGEST_REMAINDER
from .apportionment.rules import LARGEST_REMAINDER_DROOP as LARGEST_REMAINDER_DROOP
from .apportionment.rules import MODIFIED_SAINTE_LAGUE as MODIFIED_SAINTE_LAGUE
from .apportionment.rules import SAINTE_LAGUE as SAINTE_LAGUE
from .apportionment.rules import Rule as Rule
from .apportionment.rules import divisor_rule as divisor_rule
from .apportionment.rules import modified_sainte_lague as modified_sainte_lague
from .apportionment.ties import Lot as Lot
from .apportionment.ties import Outcome as Outcome
from .apportionment.ties import Tie as Tie
from .apportionment.ties import UnresolvedTieError as UnresolvedTieError
from .apportionment.ties import draw as draw
from .apportionment.ties import ties as ties
from .apportionment.twoway import CONTROLLED_ROUNDING as CONTROLLED_ROUNDING
from .apportionment.twoway import TwoWayApportionment as TwoWayApportionment
from .apportionment.twoway import TwoWayTie as TwoWayTie
from .apportionment.twoway import biproportion as biproportion
from .composition.batch import BatchComposition as BatchComposition
from .composition.batch import compose_batch as compose_batch
from .composition.compose import Comparison as Comparison
from .composition.compose import Composition as Composition
from .composition.compose import compose as compose
from .composition.compose import compose_board as compose_board
from .composition.compose import compose_region as compose_region
from .composition.council import Council as Council
from .composition.council import CouncilList as CouncilList
from .composition.election import Coverage as Coverage
from .composition.election import Election as Election
from .composition.election import Region as Region
from .composition.election import RegionElection as RegionElection
from .composition.statutes import STATUTES_2018 as STATUTES_2018
from .composition.statutes import STATUTES_REPRESENTATIVES as STATUTES_REPRESENTATIVES
from .composition.statutes import AtCap as AtCap
from .composition.statutes import FixedSize as FixedSize
from .composition.statutes import Outsiders as Outsiders
from .composition.statutes import Provision as Provision
from .composition.statutes import SizeRule as SizeRule
from .composition.statutes import Statutes as Statutes
from .composition.statutes import ThresholdBase as ThresholdBase
from .datasets.elections import load_election as load_election
from .documents.format import from_json as from_json
from .errors import IncompleteDataWarning as IncompleteDataWarning
from .errors import InfeasibleError as InfeasibleError
from .errors import InvalidInputError as InvalidInputError
from .errors import KkrAllocationError as KkrAllocationError
from .errors import VerificationError as VerificationError
from .placements.distribute import Distribution as Distribution
from .placements.distribute import Transfer as Transfer
from .placements.distribute import Wishes as Wishes
from .placements.distribute import distribute as distribute
from .placements.distribute import scale as scale
from .placements.keys import Key as Key
from .placements.limits import MaxChange as MaxChange
from .placements.plan import Layer as Layer
from .placements.plan import Plan as Plan
from .placements.plan import PlanChanges as PlanChanges
from .placements.plan import PlannedPlaces as PlannedPlaces
from .placements.plan import SmoothedYears as SmoothedYears
from .placements.plan import smooth as smooth
from .placements.tables import Discrepancy as Discrepancy
from .placements.tables import TableDistribution as TableDistribution
from .placements.tables import cross_check as cross_check
from .placements.tables import distribute_table as distribute_table
from .presentation.pictures.councils import plot_council as plot_council
from .presentation.pictures.councils import plot_house_size as plot_house_size
from .presentation.pictures.councils import plot_map as plot_map
from .presentation.pictures.councils import plot_margin as plot_margin
from .presentation.pictures.councils import plot_readings as plot_readings
from .presentation.pictures.councils import plot_spread as plot_spread
from .presentation.pictures.distributions import plot_appointments as plot_appointments
from .presentation.pictures.distributions import plot_places as plot_places
from .presentation.pictures.distributions import plot_quotients as plot_quotients
from .presentation.pictures.distributions import plot_scan as plot_scan
from .presentation.pictures.distributions import plot_sweep as plot_sweep
from .presentation.pictures.distributions import plot_table as plot_table
from .readers.votes import read_mayors as read_mayors
from .readers.votes import read_votes as read_votes
from .scenarios.alliance_scan import AllianceScan as AllianceScan
from .scenarios.alliance_scan import alliance_scan as alliance_scan
from .scenarios.comparisons import compare as compare
from .scenarios.comparisons import mayor_flips as mayor_flips
from .scenarios.explaining import ExplainingAlliances as ExplainingAlliances
from .scenarios.explaining import explaining_alliances as explaining_alliances
from .scenarios.margins import margin as margin
from .scenarios.models import DirichletSwing as DirichletSwing
from .scenarios.models import NormalSwing as NormalSwing
from .scenarios.models import OwnModel as OwnModel
from .scenarios.models import Poll as Poll
from .scenarios.models import PollSample as PollSample
from .scenarios.models import ProportionalSwing as ProportionalSwing
from .scenarios.models import UniformSwing as UniformSwing
from .scenarios.municipal import MunicipalSwing as MunicipalSwing
from .scenarios.partners import AlliancePairs as AlliancePairs
from .scenarios.partners import ChairMajorities as ChairMajorities
from .scenarios.partners import alliance_pairs as alliance_pairs
from .scenarios.partners import chair_majorities as chair_majorities
from .scenarios.sweep import Scenario as Scenario
from .scenarios.sweep import SweepResult as SweepResult
from .scenarios.sweep import Tally as Tally
from .scenarios.sweep import UndecidedMayor as UndecidedMayor
from .scenarios.sweep import sweep as sweep
from .sources import Source as Source
from .sources import SourceStatus as SourceStatus

__version__: str

__all__ = [
    "ADAMS",
    "APPOINTMENT_RULES",
    "Alliance",
    "AlliancePairs",
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
    "Comparison",
    "Chances",
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
    "Drawing",
    "Election",
    "Entitlement",
    "ExplainingAlliances",
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
    "MunicipalSwing",
    "NormalSwing",
    "Outcome",
    "Outsiders",
    "OwnModel",
    "PickingOrder",
    "Plan",
    "PlanChanges",
    "PlannedPlaces",
    "Poll",
    "PollSample",
    "ProportionalSwing",
    "Provision",
    "Region",
    "RegionElection",
    "Register",
    "Rule",
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
    "Threshold",
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
    "alliance_pairs",
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
    "divisor_rule",
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
    "plot_map",
    "plot_margin",
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
    "ties",
]
