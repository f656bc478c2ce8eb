"""What every result has in common, and what every function takes: pandas and NumPy too."""

from __future__ import annotations

import copy
import importlib
import pickle
import pkgutil

import numpy as np
import pandas as pd
import pytest

import kkr_allocation as kkr
from kkr_allocation.datasets import load_populations
from kkr_allocation.presentation import VIEWS, sheet, view_of
from kkr_allocation.results import Result
from tests.one_of_each import COUNCIL, VOTES, one_of_each

LONGEST = 700
"""Characters of a repr: what one takes in at a glance."""
RESULTS = one_of_each()
KEY = {"Skive": 300, "Struer": 200, "Lemvig": 100}
TABLE = [[42, 38, 20], [42, 38, 20]]


def derived(kind):
    for below in kind.__subclasses__():
        yield below
        yield from derived(below)


def test_there_is_one_of_each():
    for module in pkgutil.walk_packages(kkr.__path__, "kkr_allocation."):
        if "hypothesis" not in module.name:
            importlib.import_module(module.name)
    assert set(RESULTS) == {kind.__name__ for kind in derived(Result)}


@pytest.mark.parametrize("name", RESULTS)
def test_a_result_can_be_pickled_and_copied(name):
    result = RESULTS[name]
    assert pickle.loads(pickle.dumps(result)) == result  # noqa: S301  (our own bytes)
    assert copy.copy(result) == result
    assert copy.deepcopy(result) == result
    assert hash(copy.deepcopy(result)) == hash(result)
    others = [other for other in RESULTS.values() if other is not result]
    assert result not in others


@pytest.mark.parametrize("name", RESULTS)
def test_a_result_shows_itself_in_a_line_a_frame_and_words(name):
    result = RESULTS[name]
    assert repr(result).startswith(f"{name}(")
    assert "\n" not in repr(result)
    assert len(repr(result)) <= LONGEST
    assert len(result.to_frame())
    assert "<table" in result._repr_html_()
    assert len(result.explain("en")) == len(result.explain("da"))


def test_a_large_result_is_as_short():
    election = kkr.load_election(2021)
    council = kkr.compose_region(election, "KKR Sjælland")
    people = {place.municipality: place.persons for place in load_populations()}
    shared = kkr.distribute(3000, people)
    votes = np.random.default_rng(1).integers(1, 1000, (999, 12))
    large = [
        election,
        election.region("KKR Sjælland"),
        council,
        council.explain(),
        kkr.apportion(people, 500),
        kkr.apportion_batch(votes, 20),
        kkr.chair_majorities(council),
        shared,
        shared.compare(),
        kkr.Key({"people": people}, {"people": 1}),
        kkr.smooth(dict.fromkeys(range(2020, 2026), (3000, people))),
        kkr.Scenario(council, kkr.UniformSwing(1)),
    ]
    assert {type(one).__name__: len(repr(one)) for one in large if len(repr(one)) > LONGEST} == {}


def test_completion_offers_the_public_names_alone():
    assert sorted(dir(kkr)) == sorted([*kkr.__all__, "__version__"])


def series(figures):
    """Return figures as pandas has them, with NumPy's integers."""
    return pd.Series(figures, dtype="int64")


def frame():
    columns = ["col 1", "col 2", "col 3"]
    return pd.DataFrame(np.array(TABLE), index=["row 1", "row 2"], columns=columns)


FORA = [kkr.Forum("Dialogforum", np.int64(2)), kkr.Forum("RAR Fyn", 1)]
NAMED = {"row 1": 589, "row 2": 521}, {"col 1": 466, "col 2": 422, "col 3": 222}
CALLS = {
    "apportion": lambda f, n: kkr.apportion(
        f(VOTES), n(9), floors=f({"L": 1}), caps=f({"A": 4}), alliances=[["V", "C"]]
    ),
    "compose": lambda f, n: kkr.compose(
        f(VOTES), f({"A": 4, "V": 2, "C": 1}), municipalities=n(7), total_votes=n(10_500)
    ),
    "compose_board": lambda f, n: kkr.compose_board(f(VOTES), n(17)),
    "entitle": lambda f, _: kkr.entitle(FORA, f({"A": 5, "V": 3}), caps=f({"A": 2})),
    "distribute": lambda f, n: kkr.distribute(
        n(52),
        f(KEY),
        floors=f({"Lemvig": 9}),
        caps=f({"Skive": 30}),
        change=kkr.MaxChange(f({"Skive": 25, "Struer": 17, "Lemvig": 9}), places=n(4)),
        wishes=kkr.Wishes(f({"Skive": 1}), most=n(1)),
        deductions=f({"Struer": 1}),
    ),
    "scale": lambda f, n: kkr.scale(f({"Herning": 34, "Skive": 21}), n(75)),
    "smooth": lambda f, n: kkr.smooth({2026: (n(2), f(KEY)), 2027: (n(2), f(KEY))}),
    "Key": lambda f, _: kkr.Key({"65+": f(KEY)}, {"65+": 1}),
    "cross_check": lambda f, n: kkr.cross_check(f({"A": 3, "B": 4}), n(8)),
    "alliance_scan": lambda f, n: kkr.alliance_scan(f(VOTES), n(9)),
    "alliance_pairs": lambda f, n: kkr.alliance_pairs(f(VOTES), n(9)),
    "explaining_alliances": lambda f, _: kkr.explaining_alliances(
        f({"A": 4100, "B": 950, "C": 1800, "V": 3200}), f({"A": 3, "B": 1, "C": 1, "V": 2})
    ),
    "UndecidedMayor": lambda f, _: kkr.UndecidedMayor(f({"A": 2, "V": 1})),
    "sweep": lambda _, n: kkr.sweep(
        kkr.Scenario(COUNCIL, kkr.PollSample(n(1000))), n(50), seed=n(1)
    ),
    "Plan": lambda f, n: kkr.Plan(
        "SSH",
        n(100),
        [kkr.Layer("KKR", {"SSH": f({"KKR Sjælland": 36, "others": 64})})],
        stated=f({"KKR Sjælland": 37}),
    ).run(),
    "draw": lambda _, n: kkr.draw(kkr.Tie(("A", "B"), n(1)), seed=n(3)),
    "Lot": lambda _, n: kkr.apportion({"A": n(1), "B": n(1)}, 1, lots=[kkr.Lot(["A", "B"], ["B"])]),
}
TABLES = {
    "biproportion": lambda t, r, c: kkr.biproportion(t, r, c).seats,
    "distribute_table": lambda t, r, c: kkr.distribute_table(t, r, c).places,
}


@pytest.mark.parametrize("name", CALLS)
def test_a_series_and_numpy_integers_do_as_well_as_a_dict_and_int(name):
    call = CALLS[name]
    assert call(series, np.int64) == call(dict, int)


@pytest.mark.parametrize("name", TABLES)
def test_a_frame_and_series_do_as_well_as_lists(name):
    call = TABLES[name]
    rows, columns = NAMED
    plain = call(TABLE, [*rows.values()], [*columns.values()])
    assert np.array_equal(call(frame(), series(rows), series(columns)), plain)
    assert np.array_equal(call(np.array(TABLE), series(rows).array, series(columns).array), plain)


def test_arrays_of_elections_are_taken_from_a_frame():
    rows = pd.DataFrame([[*VOTES.values()], [4000, 4000, 1400, 600]], columns=list(VOTES))
    assert kkr.apportion_batch(rows, pd.Series([9, 8])) == kkr.apportion_batch(
        rows.to_numpy(), np.array([9, 8])
    )
    assert kkr.compose_batch(COUNCIL, rows) == kkr.compose_batch(COUNCIL, rows.to_numpy())


@pytest.mark.parametrize("view", ["frame", "explanation", "html"])
def test_a_view_refuses_what_it_does_not_know(view):
    with pytest.raises(TypeError, match="int is no result with a view of its own"):
        view_of(int, view)


def test_every_view_in_the_table_is_a_function_of_its_module():
    figures = {"Council", "Election", "RegionElection"}  # what was read is not explained
    for kind, (module, part) in VIEWS.items():
        home = importlib.import_module(f"kkr_allocation.presentation.{module}")
        views = ("frame", "html", *["explanation"] * (kind not in figures))
        for view in views:  # HTML is the protocol's tables where a kind has none of its own
            own = getattr(home, f"{part}{view}", None)
            assert callable(own) or (view == "html" and callable(sheet.html))
        assert not (kind in figures and hasattr(getattr(kkr, kind), "explain"))
