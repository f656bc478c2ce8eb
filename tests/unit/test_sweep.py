"""Sweeps: the same sums whoever works, and sums that are what they say."""

from __future__ import annotations

import multiprocessing
import os
import re
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from fractions import Fraction

import attrs
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import kkr_allocation as kkr

CHUNK = 65_536
VOTES = {"A": 5300, "V": 2800, "C": 1300, "L": 600}


def small(model: object = None, **more: object) -> kkr.Scenario:
    base = kkr.apportion(VOTES, 9, alliances=[["V", "C"]])
    return kkr.Scenario(base, model or kkr.UniformSwing(3), coalitions=[["V", "C"]], **more)


@pytest.fixture(scope="module")
def alone() -> kkr.SweepResult:
    return kkr.sweep(small(), 2 * CHUNK + 1000, seed=7)


def test_every_draw_is_counted_once(alone):
    (tally,) = alone.tallies
    assert alone.draws == alone.asked == tally.decided + tally.tied + tally.refused
    assert tally.seats.sum(axis=1).tolist() == [tally.decided] * 4
    assert tally.house_size[9] == tally.decided
    assert sum(tally.mean(name) for name in tally.lists) == 9


def test_the_sums_are_those_of_single_elections():
    """The first child seed, drawn again by hand and shared one election at a time."""
    scenario = small()
    (tally,) = kkr.sweep(scenario, 300, seed=3).tallies
    child = np.random.SeedSequence(3, spawn_key=(0,))
    votes = scenario.model.draw(np.random.default_rng(child), VOTES, 300)
    seats = []
    for row in votes.tolist():
        try:
            election = dict(zip(VOTES, row, strict=True))
            seats.append(kkr.apportion(election, 9, alliances=[["V", "C"]]).seats)
        except kkr.UnresolvedTieError:
            continue
    assert tally.decided == len(seats)
    for name in VOTES:
        won = [row[name] for row in seats]
        assert tally.mean(name) == Fraction(sum(won), len(won))
        assert tally.probability(name, at_least=3) == Fraction(sum(n >= 3 for n in won), len(won))
        assert tally.quantile(name, 0.5) == sorted(won)[-(-len(won) // 2) - 1]
    both = sum(2 * (row["V"] + row["C"]) > 9 for row in seats)
    assert tally.majority("C", "V") == Fraction(both, len(seats))


@pytest.mark.parametrize("workers", [ThreadPoolExecutor, ProcessPoolExecutor])
def test_threads_and_processes_give_the_same_sums(alone, workers):
    more = {"mp_context": multiprocessing.get_context("spawn")} if "Process" in str(workers) else {}
    with workers(2, **more) as executor:
        assert kkr.sweep(small(), alone.asked, seed=7, executor=executor).tallies == alone.tallies


def test_a_cluster_gives_the_same_sums(alone):
    from distributed import Client, LocalCluster

    options = {"n_workers": 2, "threads_per_worker": 1, "dashboard_address": None}
    with LocalCluster(**options) as cluster, Client(cluster) as client:
        executor = client.get_executor()
        result = kkr.sweep(small(), alone.asked, seed=7, executor=executor)
    assert result.tallies == alone.tallies


def draw_or_die(generator: np.random.Generator, count: int) -> np.ndarray:
    if multiprocessing.parent_process() is not None:
        os._exit(1)
    return generator.integers(1, 1000, (count, len(VOTES)))


def test_a_worker_that_dies_changes_nothing():
    scenario = small(draw_or_die)
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(2, mp_context=context) as executor:
        broken = kkr.sweep(scenario, CHUNK + 5, seed=1, executor=executor)
    assert broken.tallies == kkr.sweep(scenario, CHUNK + 5, seed=1).tallies


class Refusing(Executor):
    """An executor that is shut down from the start."""

    def submit(self, *_: object, **__: object) -> Future:
        message = "cannot schedule new futures after shutdown"
        raise RuntimeError(message)


def test_an_executor_without_workers_is_done_without():
    own = kkr.sweep(small(), 500, seed=1)
    assert kkr.sweep(small(), 500, seed=1, executor=Refusing()).tallies == own.tallies


def test_an_interruption_returns_what_is_done(alone):
    calls = []

    def impatient(generator: np.random.Generator, count: int) -> np.ndarray:
        calls.append(count)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return kkr.UniformSwing(3).draw(generator, VOTES, count)

    result = kkr.sweep(small(impatient), alone.asked, seed=7)
    assert (result.draws, result.asked) == (CHUNK, alone.asked)
    assert result.tallies == kkr.sweep(small(), CHUNK, seed=7).tallies
    calls[:] = [0]
    with pytest.raises(KeyboardInterrupt):
        kkr.sweep(small(impatient), 10, seed=7)


def test_another_seed_draws_other_elections(alone):
    assert kkr.sweep(small(), alone.asked, seed=8).tallies != alone.tallies


def test_a_council_is_swept_under_several_readings_and_mayors():
    """KKR Sjælland: Greve's chain two to one for A; both readings see the same draws."""
    council = kkr.compose_region(kkr.load_election(2021), "KKR Sjælland")
    divisor = attrs.evolve(kkr.STATUTES_2018, size_rule=kkr.SizeRule.DIVISOR)
    cast = attrs.evolve(kkr.STATUTES_2018, threshold_base=kkr.ThresholdBase.CAST)
    scenario = kkr.Scenario(
        council,
        kkr.PollSample(1_000_000),
        mayors=[kkr.UndecidedMayor({"A": 2, "V": 1}, now="V")],
        statutes=[kkr.STATUTES_2018, divisor, cast],
        coalitions=[["A", "F", "Ø", "B"]],
    )
    result = kkr.sweep(scenario, 3000, seed=2)
    rounded, smaller, of_the_cast = result.tallies
    assert rounded.mean("A") > smaller.mean("A")
    assert np.flatnonzero(rounded.house_size).mean() > np.flatnonzero(smaller.house_size).mean()
    assert of_the_cast.decided == rounded.decided == 3000
    frame = result.to_frame()
    assert list(frame.columns) == [
        "reading",
        "party",
        "mean",
        "low",
        "median",
        "high",
        "any",
        "error",
    ]
    assert set(frame["reading"]) == {0, 1, 2}
    danish = str(result.explain("da"))
    assert "3.000 trækninger" in danish
    assert "hvert krav rundet op, spærregrænse af de gyldige:" in danish
    assert "hvert krav rundet op, spærregrænse af de afgivne:" in danish
    assert "antal efter d'Hondt selv, spærregrænse af de gyldige:" in danish
    assert "ROUND_UP" not in danish + str(result.explain())
    assert re.search(r"\w får (\d+) i midten og i ni ud af ti\.", danish)
    assert not re.search(r"fra (\d+) til \1 ", danish)
    assert "A, F, Ø og B har flertal i" in danish
    assert f"<caption>{result.explain().title}</caption>" in result._repr_html_()


MODELS = [
    (kkr.UniformSwing(1.5, shift={"V": -2, "A": 0.5}), "procentpoint, standardafvigelse 1,5)"),
    (kkr.ProportionalSwing(0.1), "faktor, afvigelse 0,1) og frøet"),
    (kkr.DirichletSwing(500), "andele omkring de faktiske, koncentration 500) og frøet"),
    (kkr.PollSample(1000), "PollSample (en måling med 1000 adspurgte) og frøet"),
]


@pytest.mark.parametrize(("model", "said"), MODELS)
def test_a_model_is_named_in_words_of_the_language(model, said):
    result = kkr.sweep(small(model), 20, seed=1)
    assert said in str(result.explain("da"))
    shifted = isinstance(model, kkr.UniformSwing)
    assert (", kendt på forhånd V -2 og A +0,5 og frøet 1." in str(result.explain("da"))) == shifted
    assert (", known beforehand V -2 and A +0.5 and" in str(result.explain())) == shifted


def test_a_small_poll_meets_a_threshold_of_its_own_size():
    """With all other votes of the real election on top, no list of 2,000 would reach 2 %.

    The smallest of several prices that a poll blurs is lower than the real one, so that A, at a
    claim of 8.98 in fact, has one seat more on average.
    """
    council = kkr.compose_region(kkr.load_election(2021), "KKR Sjælland")
    (tally,) = kkr.sweep(kkr.Scenario(council, kkr.PollSample(2_000)), 500, seed=3).tallies
    assert tally.probability("F", at_least=1) == 1
    assert council.seats["A"] == 9
    assert 9 < tally.mean("A") < 11


@pytest.mark.parametrize(
    "model",
    [
        kkr.UniformSwing(2, shift={"V": -2}),
        kkr.ProportionalSwing(0.1, shift={"V": -0.1}),
        kkr.DirichletSwing(500),
        kkr.NormalSwing(np.diag([4.0, 2.0, 1.0, 0.5])),
    ],
    ids=lambda model: type(model).__name__,
)
def test_models_keep_the_total_and_move_as_they_say(model):
    drawn = model.draw(np.random.default_rng(5), VOTES, 20_000)
    assert drawn.dtype == np.int64
    assert drawn.min() >= 0
    assert np.abs(drawn.sum(axis=1) - 10_000).max() <= 2
    shares = drawn.mean(axis=0) / 100
    expected = {"UniformSwing": 26.0, "ProportionalSwing": 26.0}.get(type(model).__name__, 28.0)
    assert shares[1] == pytest.approx(expected, abs=0.8)
    assert drawn.std(axis=0).min() > 20
    assert drawn[:, 0].std() != drawn[:, 3].std()


@given(st.integers(0, 2**64), st.integers(1, 50))
def test_a_poll_asks_as_many_as_it_says(seed, voters):
    drawn = kkr.PollSample(voters).draw(np.random.default_rng(seed), {**VOTES, "Z": 0}, 9)
    assert drawn.sum(axis=1).tolist() == [voters] * 9
    assert not drawn[:, 4].any()


COUNCIL = kkr.compose({"A": 5, "B": 4}, {"A": 1}, municipalities=1)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: kkr.sweep(small(), 0, seed=1), "draws is 0"),
        (lambda: kkr.sweep(small(), 10, seed=-1), "seed is -1"),
        (lambda: kkr.Scenario("votes", kkr.UniformSwing(1)), "base is 'votes'"),
        (lambda: small("poll"), "model is 'poll'"),
        (lambda: kkr.UniformSwing(-1), "spread is -1"),
        (lambda: kkr.UniformSwing(float("nan")), "spread is nan"),
        (lambda: kkr.PollSample(1.5), "voters is 1.5"),
        (lambda: kkr.sweep(small(kkr.UniformSwing(1, shift={"X": 1})), 9, seed=1), "names 'X'"),
        (
            lambda: kkr.sweep(small(kkr.NormalSwing(np.eye(2))), 5, seed=1),
            "covariance has the shape",
        ),
        (
            lambda: kkr.sweep(small(lambda _, count: np.ones((count, 2))), 5, seed=1),
            "returned an array of float64 shaped",
        ),
        (lambda: kkr.Scenario(COUNCIL, kkr.UniformSwing(1), coalitions=["X"]), "'X'"),
        (lambda: kkr.UndecidedMayor({"A": 0}), "A chain goes to someone"),
        (
            lambda: kkr.Scenario(
                COUNCIL, kkr.UniformSwing(1), mayors=[kkr.UndecidedMayor({"X": 1})]
            ),
            "mayors names 'X'",
        ),
        (
            lambda: small(statutes=[kkr.STATUTES_2018]),
            "mayors or statutes are given for an apportionment",
        ),
        (
            lambda: kkr.Scenario(kkr.apportion(VOTES, 3, caps={"A": 1}), kkr.UniformSwing(1)),
            "the base has caps",
        ),
        (lambda: kkr.sweep(small(), 9, seed=1).tallies[0].mean("X"), "the list 'X'"),
        (lambda: kkr.sweep(small(), 9, seed=1).tallies[0].quantile("A", 2), "share is 2"),
        (lambda: kkr.sweep(small(), 9, seed=1).tallies[0].majority("A", "X"), "the list 'X'"),
        (
            lambda: kkr.sweep(small(), 9, seed=1, start=2**20).tallies[0].majority("A"),
            "the coalition A was not counted. The sweep starts after draw 1,048,576",
        ),
        (
            lambda: (
                kkr.sweep(small(lambda _, count: np.zeros((count, 4), int)), 9, seed=1)
                .tallies[0]
                .mean("A")
            ),
            "no draw was decided",
        ),
    ],
)
def test_questions_that_cannot_be_asked(call, words):
    with pytest.raises(kkr.InvalidInputError, match=words):
        call()


@pytest.mark.parametrize("block", [7, 1000, CHUNK])
@pytest.mark.parametrize(
    "model",
    [
        kkr.UniformSwing(2, shift={"V": -2}),
        kkr.ProportionalSwing(0.1),
        kkr.DirichletSwing(300),
        kkr.PollSample(900),
        kkr.Poll({"A": 48, "V": 31}, voters=900),
        kkr.NormalSwing([[4, -1, -1, 0], [-1, 3, 0, 0], [-1, 0, 3, 0], [0, 0, 0, 1]]),
    ],
    ids=lambda model: type(model).__name__,
)
def test_the_numbers_are_the_same_for_any_block(monkeypatch, block, model):
    council = kkr.compose(VOTES, {"A": 4, "V": 2, "C": 1}, municipalities=7)
    mayors = [kkr.UndecidedMayor({"A": 2, "C": 1}, now="V")]
    scenario = kkr.Scenario(council, model, mayors=mayors)
    whole = kkr.sweep(scenario, 3000, seed=3)
    monkeypatch.setattr("kkr_allocation.scenarios.sweep._BLOCK", block)
    assert kkr.sweep(scenario, 3000, seed=3) == whole
