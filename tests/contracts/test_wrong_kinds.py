"""Every public door, called with one argument of a wrong kind: answered, or refused in words.

A call that works is repeated with each of its arguments replaced by each of ``WRONG`` in turn. An
answer is right where that kind does as well; a naked TypeError or AttributeError never is.
"""

from __future__ import annotations

import inspect
from collections import Counter
from datetime import date
from fractions import Fraction
from itertools import product
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest

import kkr_allocation as kkr
from kkr_allocation.presentation.council_paper import paper_of_council
from kkr_allocation.results import Shown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

mpl.use("agg")

VOTES = {"A": 610, "V": 350, "Ø": 200}
COUNCIL = kkr.compose_region(2021, "KKR Sjælland")
SEATS = kkr.apportion(VOTES, 7)
FORA = (kkr.Forum("f", 2), kkr.Forum("g", 1))
ENTITLEMENT = kkr.entitle(FORA, VOTES)
PEOPLE = tuple(kkr.Candidate(f"{party}{n}", "Greve", party) for party in VOTES for n in range(3))
POSTS = kkr.appoint(FORA, PEOPLE, ENTITLEMENT)
TIE = kkr.ties(kkr.apportion, {"A": 1, "V": 1}, 1).tie
KEY = {"Greve": 30, "Køge": 20}
ELECTION = kkr.load_election(2021)
SWING = kkr.UniformSwing(0.01)
TABLE = kkr.distribute_table([[7, 2], [2, 4]], [3, 2], [3, 2])
SCAN = kkr.alliance_scan(VOTES, 7)
PLAN = kkr.Plan("p", 20, [kkr.Layer("x", {"p": KEY})])
SHARED = kkr.distribute(20, KEY)
STATUTES = kkr.STATUTES_2018
BATCH = kkr.compose_batch(COUNCIL, [[*COUNCIL.basis.votes.values()]])
SWEEP = kkr.sweep(kkr.Scenario(COUNCIL, SWING), 10, seed=1)
FIGURES = pd.DataFrame({"Kommune": ["Greve"], "Liste": ["A"], "Stemmer": [7]})

SHARING = {
    "rule": kkr.LARGEST_REMAINDER,
    "floors": 1,
    "caps": 19,
    "change": None,
    "multiple": 1,
    "wishes": None,
    "transfers": (),
    "deductions": None,
    "lots": (),
    "title": "t",
}

CALLS: dict[str, dict[str, Any]] = {
    "Alliance": {"members": ["A", "V"], "label": "x"},
    "AppointmentRules": {
        "posts_per_person": 2,
        "order": kkr.APPOINTMENT_RULES.order,
        "population": {"Greve": 5},
        "whole_term": False,
    },
    "Candidate": {
        "name": "n",
        "municipality": "Greve",
        "party": "A",
        "sex": "F",
        "mayor": True,
        "kkr_member": False,
        "politician": True,
        "born": date(1970, 1, 1),
        "held": {"f": 1},
        "seat_until": date(2029, 12, 31),
        "wishes": ("f",),
        "cannot": ("g",),
    },
    "Council": {
        "code": "253",
        "municipality": "Greve",
        "lists": (kkr.CouncilList("A", "A", "A", "party", 5, 1),),
        "council_seats": 1,
        "votes_cast": 6,
        "votes_cast_status": "published",
        "mayor": "A",
        "votes_valid": 5,
        "eligible_voters": 9,
        "alliances": (),
        "uncounted": 0,
        "mayor_contested": None,
    },
    "CouncilList": {
        "key": "A",
        "letter": "A",
        "name": "Socialdemokratiet",
        "kind": "party",
        "votes": 5,
        "seats": 1,
        "status": "votes",
        "candidates": 9,
        "ballot_name": "A",
    },
    "Deviation": {"forum": "f", "giver": "A", "taker": "V", "posts": 1, "reason": "agreed"},
    "DirichletSwing": {"concentration": 100.0},
    "Drawing": {"seed": "s", "most": 10},
    "Election": {
        "year": 2021,
        "date": date(2021, 11, 16),
        "councils": ELECTION.councils[:1],
        "sources": (),
        "name": "KV",
        "areas": (),
        "notes": (),
        "parties": (),
        "party_names": (),
        "entitled": None,
        "reading": (),
    },
    "FixedSize": {"members": 7},
    "Forum": {
        "name": "f",
        "posts": 2,
        "kkr": "KKR Sjælland",
        "kind": "appoints",
        "legal_basis": "§ 1",
        "starts": date(2026, 1, 1),
        "ends": date(2029, 12, 31),
        "chair": True,
        "substitutes": "personal",
        "requirements": (),
        "wanted": (),
        "note": "",
    },
    "Key": {"columns": {"a": KEY}, "weights": {"a": 1}},
    "Layer": {
        "name": "x",
        "keys": {"p": KEY},
        "rule": kkr.LARGEST_REMAINDER,
        "floors": {"Greve": 1},
        "each": None,
        "caps": {"Greve": 19},
        "change": None,
        "lots": {},
    },
    "Lot": {"claimants": ("A", "V"), "winners": ("A",), "seed": "1", "forum": None},
    "MaxChange": {"base": KEY, "places": 1, "percent": None},
    "MunicipalSwing": {
        "election": 2021,
        "kkr": "KKR Sjælland",
        "national": 0.01,
        "local": 0.01,
        "correlation": None,
        "mayors": "fixed",
    },
    "NormalSwing": {"covariance": [[0.01, 0], [0, 0.01]]},
    "OwnModel": {"function": lambda votes, generator, count: votes},  # noqa: ARG005  (what a model takes)
    "Plan": {"name": "p", "total": 20, "layers": PLAN.layers, "stated": {}},
    "Poll": {"shares": {"A": 30.0, "V": 20.0}, "voters": 1000},
    "PollSample": {"voters": 1000},
    "ProportionalSwing": {"spread": 0.1, "shift": {"A": 0.1}},
    "Provision": {
        "rule": "threshold",
        "reading": "2 %",
        "source": kkr.Source("a", "§ 1", kkr.SourceStatus.PUBLISHED),
    },
    "Region": {
        "name": "r",
        "municipalities": ("Greve",),
        "valid_from": date(2020, 1, 1),
        "valid_until": None,
    },
    "Register": {"fora": FORA, "candidates": PEOPLE, "municipalities": ("Greve",)},
    "Scenario": {
        "base": COUNCIL,
        "model": SWING,
        "statutes": (STATUTES,),
        "coalitions": (("A", "V"),),
        "mayors": (),
    },
    "Source": {
        "act": "a",
        "section": "§ 1",
        "status": kkr.SourceStatus.PUBLISHED,
        "version": date(2018, 1, 1),
        "page": "p",
        "danish": "d",
    },
    "Statutes": {
        "name": "s",
        "threshold": Fraction(1, 50),
        "council_seat_required": True,
        "threshold_base": kkr.ThresholdBase.VALID,
        "size_rule": kkr.SizeRule.ROUND_UP,
        "cap_factor": 2,
        "at_cap": kkr.AtCap.SHARE_ANEW,
        "rule": kkr.DHONDT,
        "outsiders": kkr.Outsiders.ON_TOP,
        "seat_for_every_eligible": True,
        "provisions": (),
    },
    "Threshold": {"share": "2/100", "total": 1000, "votes": 3},
    "Tie": {"claimants": ("A", "V"), "seats": 1, "within": "", "stake": "seat", "forum": None},
    "Transfer": {"giver": "Greve", "receiver": "Køge", "places": 1, "consent": "both"},
    "UniformSwing": {"spread": 0.01, "shift": {"A": 0.01}},
    "Wish": {"forum": "f", "candidate": "A0", "points": 2},
    "Wishes": {"asked": {"Greve": 3}, "most": 9, "rule": kkr.LARGEST_REMAINDER, "lots": ()},
    "alliance_pairs": {"votes": VOTES, "house_size": 7, "rule": kkr.DHONDT, "fixed": ()},
    "alliance_scan": {
        "votes": VOTES,
        "house_size": 7,
        "rule": kkr.DHONDT,
        "fixed": (),
        "apart": (("A", "V"),),
        "threads": 1,
    },
    "appoint": {
        "fora": FORA,
        "candidates": PEOPLE,
        "entitlement": ENTITLEMENT,
        "wishes": (),
        "fixed": (),
        "chairs": None,
        "rules": kkr.APPOINTMENT_RULES,
        "time_limit": 60.0,
        "progress": None,
        "closest_to": (),
        "lots": None,
    },
    "apportion": {
        "votes": VOTES,
        "house_size": 7,
        "rule": kkr.DHONDT,
        "alliances": (("A", "Ø"),),
        "floors": {"A": 1},
        "caps": {"A": 6},
        "threshold": kkr.Threshold("2/100"),
        "lots": (),
    },
    "apportion_batch": {
        "votes": np.array([[5, 4, 2]]),
        "house_size": 5,
        "rule": kkr.DHONDT,
        "alliances": (),
        "floors": [0, 0, 1],
        "threshold": kkr.Threshold("2/100"),
        "threads": 1,
    },
    "biproportion": {
        "votes": [[7, 2], [2, 4]],
        "row_seats": [3, 2],
        "column_seats": [3, 2],
        "rule": kkr.SAINTE_LAGUE,
        "floors": None,
        "caps": None,
        "forbidden": None,
        "lots": (),
    },
    "chair_majorities": {"composition": COUNCIL, "alliances": ()},
    "compare": {
        "election": 2021,
        "regions": ("KKR Sjælland",),
        "statutes": (STATUTES,),
        "rules": (kkr.DHONDT,),
        "readings": None,
        "tidy": True,
    },
    "compose": {
        "votes": VOTES,
        "mayors": {"A": 2},
        "municipalities": 3,
        "cooperations": {"VØ": ("V", "Ø")},
        "entitled": ("A", "VØ"),
        "represented": ("A", "VØ", "V", "Ø"),
        "total_votes": 1200,
        "statutes": STATUTES,
        "lots": (),
    },
    "compose_batch": {
        "base": COUNCIL,
        "votes": np.array([list(COUNCIL.basis.votes.values())]),
        "mayors": None,
        "total_votes": None,
        "statutes": STATUTES,
        "threads": 1,
    },
    "compose_board": {"votes": VOTES, "seats": 5, "lots": ()},
    "compose_region": {
        "election": 2021,
        "region": "KKR Sjælland",
        "cooperations": None,
        "mayors": {"Greve": "A"},
        "votes": {"Greve": {"A": 5}},
        "statutes": STATUTES,
        "lots": (),
    },
    "cross_check": {"figures": VOTES, "stated": 1100, "what": "the votes"},
    "distribute": {
        "total": 20,
        "key": KEY,
        **SHARING,
    },
    "distribute_table": {
        "weights": [[7, 2], [2, 4]],
        "row_totals": [3, 2],
        "column_totals": [3, 2],
        "rule": kkr.SAINTE_LAGUE,
        "floors": None,
        "caps": None,
        "forbidden": None,
        "lots": (),
        "title": "t",
    },
    "divisor_rule": {"name": "own", "divisors": [1, 2, 4], "power": None, "source": None},
    "draw": {"tie": TIE, "seed": "16 November"},
    "entitle": {
        "fora": FORA,
        "strengths": VOTES,
        "alliances": (),
        "over": "package",
        "rule": kkr.DHONDT,
        "caps": None,
        "deviations": (),
        "lots": (),
    },
    "explaining_alliances": {
        "votes": VOTES,
        "seats": SEATS.seats,
        "rule": kkr.DHONDT,
        "depth": 1,
        "limit": 10,
    },
    "from_json": {"text": SEATS.to_json()},
    "load_election": {"year": 2021},
    "margin": {"result": SEATS},
    "mayor_flips": {
        "election": 2021,
        "region": "KKR Sjælland",
        "municipalities": ("Greve",),
        "lists": ("A",),
        "cooperations": None,
        "statutes": STATUTES,
    },
    "modified_sainte_lague": {"first": "1.2"},
    "picking_order": {"entitlement": ENTITLEMENT, "lots": ()},
    "plot_appointments": {"result": POSTS, "language": "en", "axes": None},
    "plot_council": {
        "composition": COUNCIL,
        "order": (),
        "highlight": ("A",),
        "language": "en",
        "axes": None,
    },
    "plot_house_size": {"composition": COUNCIL, "language": "en", "axes": None},
    "plot_map": {"values": {"Greve": 1}, "title": "t", "language": "en", "axes": None},
    "plot_margin": {"election": ELECTION, "region": "KKR Sjælland", "language": "en", "axes": None},
    "plot_places": {"result": SHARED, "before": KEY, "language": "en", "axes": None},
    "plot_quotients": {"result": SEATS, "language": "en", "axes": None},
    "plot_readings": {"composition": COUNCIL, "language": "en", "axes": None},
    "plot_scan": {"scan": SCAN, "language": "en", "axes": None},
    "plot_spread": {"result": POSTS, "language": "en", "axes": None},
    "plot_sweep": {"result": SWEEP, "reading": 0, "language": "en", "axes": None},
    "plot_table": {"result": TABLE, "language": "en", "axes": None},
    "read_mayors": {"source": pd.DataFrame({"Kommune": ["Greve"], "Liste": ["A"]})},
    "read_votes": {"source": FIGURES, "year": 2021, "municipality": None},
    "scale": {
        "base": KEY,
        "new_total": 20,
        **SHARING,
    },
    "smooth": {"years": dict.fromkeys(range(2020, 2024), (10, KEY)), "lots": (), "title": "t"},
    "sweep": {
        "scenario": SWEEP.scenario,
        "draws": 10,
        "seed": 1,
        "rng": None,
        "start": 0,
        "executor": None,
    },
    "ties": {"function": kkr.apportion, "votes": VOTES, "house_size": 7},
    "UndecidedMayor": {"chances": {"A": 1, "V": 2}, "now": "A"},
}
"""A call of each public function and record that works."""

METHODS: dict[str, tuple[Any, dict[str, Any]]] = {
    "AlliancePairs.partners_of": (kkr.alliance_pairs(VOTES, 7), {"party": "A"}),
    "AllianceScan.apportion": (SCAN, {"alliances": (("A", "Ø"),)}),
    "AllianceScan.best": (SCAN, {"party": "A", "limit": 1}),
    "AllianceScan.distribution": (SCAN, {"party": "A"}),
    "AllianceScan.smallest_gain": (SCAN, {"party": "A"}),
    "AllianceScan.structure": (SCAN, {"number": 1}),
    "Appointments.chances": (POSTS, {"draws": 2, "seed": "s", "time_limit": 60, "progress": None}),
    "Appointments.explain_post": (
        POSTS,
        {"forum": "f", "candidate": POSTS.members["f"][0], "language": "en"},
    ),
    "Appointments.why": (
        POSTS,
        {"forum": "f", "candidate": POSTS.members["f"][0], "language": "en"},
    ),
    "Appointments.with_reasons": (POSTS, {"reasons": {}}),
    "Asked.why": (SEATS, {"name": "A", "language": "en"}),
    "BatchApportionment.row": (kkr.apportion_batch([[5, 4, 2]], 5), {"election": 0}),
    "BatchComposition.basis": (BATCH, {"council": 0}),
    "BatchComposition.row": (BATCH, {"council": 0}),
    "Chances.chance": (POSTS.chances(), {"forum": "f", "name": "A0"}),
    "Chances.standard_error": (POSTS.chances(), {"forum": "f", "name": "A0"}),
    "Composition.compared_with": (COUNCIL, {"other": COUNCIL}),
    "Composition.under": (COUNCIL, {"statutes": STATUTES, "lots": ()}),
    "Council.apportion": (ELECTION.councils[0], {"lots": ()}),
    "Council.with_votes": (ELECTION.council("Greve"), {"votes": {"A": 5}}),
    "Distribution.compare": (
        SHARED,
        {"rules": (kkr.DHONDT,), "last_year": KEY, "inhabitants": KEY},
    ),
    "Distribution.explain_place": (SHARED, {"place": "Greve", "language": "en"}),
    "Election.council": (ELECTION, {"municipality": "Greve"}),
    "Election.region": (ELECTION, {"name": None, "municipalities": ["Greve", "Køge"]}),
    "Election.with_mayors": (ELECTION, {"mayors": {"Greve": "A"}}),
    "Election.with_votes": (ELECTION, {"votes": {"Greve": {"A": 5}}}),
    "Key.column_shares": (kkr.Key({"a": KEY}), {"column": "a"}),
    "PickingOrder.passed": (kkr.picking_order(ENTITLEMENT), {"number": 1}),
    "PickingOrder.swapped": (kkr.picking_order(ENTITLEMENT), {"first": 1, "second": 2}),
    "Plan.with_figure": (PLAN, {"path": ("Greve",), "figure": 3}),
    "Plan.with_total": (PLAN, {"total": 30}),
    "PlannedPlaces.changes_from": (PLAN.run(), {"before": PLAN.run()}),
    "PlannedPlaces.path_of": (PLAN.run(), {"path": ("Greve",)}),
    "Poll.pooled": (kkr.Poll, {"polls": [kkr.Poll({"A": 30.0}, voters=1000)]}),
    "Result.explain": (SEATS, {"language": "en"}),
    "Result.verify": (SEATS, {"time_limit": 60}),
    "SmoothedYears.next_year": (
        kkr.smooth({2020: (10, KEY)}),
        {"year": 2021, "total": 10, "key": KEY, "lots": ()},
    ),
    "Tally.mean": (SWEEP.tallies[0], {"name": "A"}),
    "Tally.probability": (SWEEP.tallies[0], {"name": "A", "at_least": 1}),
    "Tally.quantile": (SWEEP.tallies[0], {"name": "A", "share": 0.5}),
}
"""A call of each method of a result that takes something, on one result that has it."""

WRONG: dict[str, Any] = {
    "None": None,
    "a float": 3.5,
    "not a number": float("nan"),
    "a truth": True,
    "a whole number": 3,
    "a negative number": -3,
    "an object": object(),
    "text": "text",
    "bytes": b"bytes",
    "an empty list": [],
    "a list of numbers": [1, 2],
    "a list of None": [None],
    "an empty mapping": {},
    "a mapping of None": {"A": None},
    "a mapping by None": {None: 1},
    "a set": {1, "A"},
    "a frame": pd.DataFrame({"x": [1]}),
    "a series": pd.Series([1, 2]),
    "an array": np.array(["a", "b"]),
    "a date": date(2026, 1, 1),
    "a council": COUNCIL,
    "a kind": Counter,
}


ENOUGH = {"a float", "text", "an empty list", "a mapping of None", "a frame", "a council"}
"""Pictures take long where a kind does as well, so they meet these alone: one of each sort."""


def faults(call: Callable[..., Any], arguments: Mapping[str, Any]) -> Iterator[str]:
    """Yield what is neither an answer nor a refusal, for each argument and each wrong kind."""
    for name, (kind, wrong) in product(arguments, WRONG.items()):
        if kind not in ENOUGH and call.__name__.startswith("plot_"):
            continue
        try:
            call(**{**arguments, name: wrong})
        except kkr.KkrAllocationError:
            pass
        except Exception as fault:  # noqa: BLE001  (what the test is about)
            yield f"{name} = {kind}: {type(fault).__name__}: {fault}"


def test_every_public_door_stands_in_the_table() -> None:
    """Functions, records whose docstring makes one, and what a result can be asked."""
    public = {name: getattr(kkr, name) for name in kkr.__all__}
    records = {name for name, door in public.items() if f"kkr.{name}(" in (door.__doc__ or "")}
    functions = {name for name, door in public.items() if inspect.isroutine(door)}
    assert functions | records <= set(CALLS)
    asked = {
        method.__qualname__
        for result in public.values()
        if inspect.isclass(result) and issubclass(result, Shown)
        for name, method in inspect.getmembers(result, inspect.isfunction)
        if not name.startswith("_") and len(inspect.signature(method).parameters) > 1
    }
    assert asked <= set(METHODS)


def named(call: Callable[..., Any]) -> set[str]:
    """Return the arguments that a call takes by name."""
    parameters = inspect.signature(call).parameters.values()
    return {p.name for p in parameters if p.kind not in {p.VAR_POSITIONAL, p.VAR_KEYWORD}}


def test_every_argument_stands_in_the_table() -> None:
    """Also one that a door takes later."""
    doors = [(getattr(kkr, name), arguments) for name, arguments in CALLS.items()]
    doors += [
        (getattr(result, name.rpartition(".")[2]), arguments)
        for name, (result, arguments) in METHODS.items()
    ]
    assert not {door.__qualname__: left for door, a in doors if (left := named(door) - set(a))}


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", CALLS)
def test_a_wrong_kind_is_refused_in_words(name: str) -> None:
    door = getattr(kkr, name)
    door(**CALLS[name])
    assert not list(faults(door, CALLS[name]))


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", METHODS)
def test_a_method_refuses_a_wrong_kind_in_words(name: str) -> None:
    result, arguments = METHODS[name]
    method = getattr(result, name.rpartition(".")[2])
    method(**arguments)
    assert not list(faults(method, arguments))


SENTENCES = [
    (lambda: kkr.apportion(VOTES, 7, lots=3), "lots is 3. There can be several. Pass a list of"),
    (lambda: kkr.Lot([1, 2], [1]), "claimants or winners names 1. Lists and places are named by"),
    (lambda: kkr.Source("", "", kkr.SourceStatus.OPEN), "act of a source is ''. A source names an"),
    (lambda: kkr.plot_quotients(SEATS, axes=1), "axes is 1. A picture is drawn in one matplotlib"),
    (lambda: kkr.ties("apportion"), "function is 'apportion'. It is called. Pass a function."),
    (lambda: kkr.compose_batch(COUNCIL, [], statutes=1), "statutes is 1. Statutes is a kkr.Stat"),
    (lambda: kkr.compare(2021, tidy="no"), "tidy is 'no'. It is True or False. Pass one of them."),
    (lambda: kkr.draw("A", seed=1), "tie is 'A'. Tie is a kkr.Tie. Pass error.tie."),
]


@pytest.mark.parametrize(("call", "said"), SENTENCES)
def test_what_is_new_is_said_in_both_languages(call: Callable[[], object], said: str) -> None:
    with pytest.raises(kkr.InvalidInputError) as refusal:
        call()
    assert said in str(refusal.value)
    assert refusal.value.message("da") != str(refusal.value)


@pytest.mark.parametrize("year", [2021, np.int64(2021)])
def test_a_year_stands_wherever_an_election_does(year: int) -> None:
    swing: dict[str, Any] = {"national": 0.01, "local": 0.01}
    model, same = (kkr.MunicipalSwing(of, "KKR Sjælland", **swing) for of in (year, ELECTION))
    assert model == same
    titles = {kkr.plot_margin(of, "KKR Sjælland").get_title() for of in (int(year), ELECTION)}
    assert titles == {"KKR Sjælland: the votes that a seat hung on"}
    named = {paper_of_council(COUNCIL, "en", election=of).title for of in (int(year), ELECTION)}
    assert len(named) == 1
    takes = {
        taken.annotation
        for door in CALLS
        for taken in inspect.signature(getattr(kkr, door)).parameters.values()
        if "Election" in str(taken.annotation)
    }
    assert takes == {"Election | int"}
