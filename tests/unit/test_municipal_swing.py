"""Swings by municipality: the real votes without deviation, and the same numbers at any cut."""

from __future__ import annotations

import json
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from fractions import Fraction
from multiprocessing import get_context

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kkr_allocation as kkr
from kkr_allocation.scenarios import municipal

KKR = "KKR Sjælland"
CHUNK = 65_536
YEARS = (2013, 2021, 2025)
pytestmark = pytest.mark.filterwarnings("ignore::kkr_allocation.IncompleteDataWarning")


def swing(year=2021, **options):
    given = {"national": 0.01, "local": 0.015, **options}
    return kkr.MunicipalSwing(kkr.load_election(year), KKR, **given)


def council(year=2021):
    return kkr.compose_region(kkr.load_election(year), KKR)


def drawn(model, base, count, seed=1):
    return model.draw(np.random.default_rng(seed), base.basis.votes, count)


def as_now(votes, model):
    """Leave every list its mayors."""
    return np.broadcast_to(model.now, votes.shape[:2])


def largest_of(votes, model):
    """Give the mayor to the largest list; in a tie, or without votes, nothing changes."""
    answer = np.empty(votes.shape[:2], np.int64)
    for row, place in np.ndindex(*answer.shape):
        own = votes[row, place]
        first = np.flatnonzero(own == own.max())
        answer[row, place] = first[0] if len(first) == 1 else model.now[place]
    return answer


@pytest.mark.parametrize("year", YEARS)
@pytest.mark.parametrize("mayors", ["fixed", as_now])
def test_without_deviation_the_real_council_comes_out(year, mayors):
    base = council(year)
    model = swing(year, national=0, local=0, mayors=mayors)
    scenario = kkr.Scenario(base, model)
    (outcome,) = scenario.outcomes(np.random.default_rng(1), 3)
    votes = drawn(model, base, 3)
    votes = votes[0] if isinstance(votes, tuple) else votes
    assert votes.tolist() == [[*base.basis.votes.values()]] * 3
    assert outcome.seats.tolist() == [[base.seats.get(name, 0) for name in scenario.lists]] * 3


def test_models_with_mayors_equal_compose_row_by_row():
    base = council()
    model = swing(mayors="largest list")
    votes, mayors = drawn(model, base, 40)
    assert (mayors.sum(axis=1) == 17).all()
    assert len({tuple(row) for row in mayors.tolist()}) > 5
    (outcome,) = kkr.Scenario(base, model).outcomes(np.random.default_rng(1), 40)
    names = [*base.basis.votes]
    for row in np.flatnonzero(~outcome.tied):
        again = kkr.compose(
            dict(zip(names, votes[row].tolist(), strict=True)),
            {n: m for n, m in zip(names, mayors[row].tolist(), strict=True) if m},
            municipalities=17,
            entitled=base.basis.entitled,
            represented=base.basis.represented,
            total_votes=base.basis.votes_valid,
        )
        found = dict(zip(names, outcome.seats[row].tolist(), strict=True))
        assert {n: s for n, s in found.items() if s} == {n: s for n, s in again.seats.items() if s}


@pytest.mark.parametrize("year", YEARS)
def test_the_largest_list_has_the_mayor(year):
    base = council(year)
    fast = drawn(swing(year, mayors="largest list", local=0.03), base, 60)
    slow = drawn(swing(year, mayors=largest_of, local=0.03), base, 60)
    assert (fast[0] == slow[0]).all()
    assert (fast[1] == slow[1]).all()


def tied_election():
    """Two municipalities, invented: in the first two lists have as many votes."""
    rows = {"Nord": {"A": 40, "V": 40, "C": 20}, "Syd": {"A": 30, "V": 70}}
    mayors = {"Nord": "V", "Syd": "A"}
    councils = tuple(
        kkr.Council(
            str(code),
            name,
            tuple(kkr.CouncilList(key, key, key, "party", votes) for key, votes in own.items()),
            mayor=mayors[name],
        )
        for code, (name, own) in enumerate(rows.items(), start=1)
    )
    areas = (kkr.Region("KKR Prøve", ("Nord", "Syd")),)
    return kkr.Election(2021, None, councils, areas=areas)


def test_in_a_tie_for_the_largest_the_mayor_stays():
    election = tied_election()
    base = kkr.compose_region(election, "KKR Prøve")
    still = kkr.MunicipalSwing(election, "KKR Prøve", national=0, local=0, mayors="largest list")
    _, mayors = drawn(still, base, 1)
    assert dict(zip(base.basis.votes, mayors[0].tolist(), strict=True)) == {"V": 2, "A": 0, "C": 0}


def test_votes_are_whole_and_sum_to_each_municipality():
    seen = []

    def watch(votes, model):
        seen.append(votes)
        return as_now(votes, model)

    model = swing(mayors=watch, national=0.05, local=0.1)
    drawn(model, council(), 50)
    (votes,) = seen
    assert votes.dtype == np.int64
    assert votes.min() == 0
    assert (votes.sum(axis=2) == model.table.sum(axis=1)).all()
    assert not votes[:, model.table == 0].any()
    assert (votes[:, model.table > 0] == 0).any()  # some are clipped


def test_figures_are_rounded_to_the_nearest_vote():
    """The two lists of Syd, drawn again by hand: deviates of three lists, then of five rows."""
    seen = []

    def watch(votes, model):
        seen.append(votes[:, 1, model.lists.index("A")])
        return as_now(votes, model)

    election = tied_election()
    model = kkr.MunicipalSwing(election, "KKR Prøve", national=0.02, local=0.03, mayors=watch)
    drawn(model, kkr.compose_region(election, "KKR Prøve"), 200)
    normals = np.random.default_rng(1).standard_normal((200, 3 + 5))
    places = [model.lists.index(name) for name in "AV"]
    moved = np.array([30, 70]) + 2 * normals[:, places] + 3 * normals[:, 6:]
    assert (seen[0] == np.rint(100 * moved[:, 0] / moved.sum(axis=1))).all()


def test_where_no_list_is_left_the_real_votes_stand():
    election = tied_election()
    base = kkr.compose_region(election, "KKR Prøve")
    model = kkr.MunicipalSwing(election, "KKR Prøve", national=1, local=1)
    votes = drawn(model, base, 400)
    assert (votes.sum(axis=1) == 200).all()
    alone = kkr.MunicipalSwing(election, "KKR Prøve", national=1, local=0)
    assert base.basis.votes["A"] in drawn(alone, base, 400)[:, [*base.basis.votes].index("A")]


def test_deviations_are_as_said():
    """One list of a municipality: its share moves by the root of both variances."""
    shares = []

    def watch(votes, model):
        shares.append(votes[:, 0, 0] / votes[:, 0].sum(axis=1))
        return as_now(votes, model)

    def spread(**options):
        shares.clear()
        drawn(swing(mayors=watch, **options), council(), 20_000)
        return np.concatenate(shares)

    together = spread(national=0.004, local=0.003)
    # Rescaled to 1, a list gives back its share of what all lists win.
    free = swing().table[0] / swing().table[0].sum()
    kept = np.sqrt((1 - free[0]) ** 2 + free[0] ** 2 * (np.count_nonzero(free) - 1))
    assert together.std() == pytest.approx(0.005 * kept, rel=0.1)
    assert spread(national=0.004, local=0).std() == pytest.approx(0.004 * kept, rel=0.1)


@pytest.mark.parametrize("given", ["frame", "array"])
def test_lists_move_together_as_the_correlation_says(given):
    lists = swing().lists
    table = pd.DataFrame(np.eye(len(lists)), lists, lists)
    table.loc["A", "V"] = table.loc["V", "A"] = -0.9
    if given == "frame":
        table = table.loc[["V", "A"], ["V", "A"]]
    model = swing(
        correlation=table if given == "frame" else table.to_numpy(), national=0.002, local=0
    )
    votes = drawn(model, council(), 8000)
    # Each list's votes are linear in the movements as long as nothing is clipped.
    present = (model.table > 0).astype(float)
    totals = model.table.sum(axis=1)
    effect = np.diag(totals @ present) - model.table.T @ present
    whole = np.eye(len(lists))
    whole[0, 1] = whole[1, 0] = -0.9
    assert lists[:2] == ("A", "V")
    wanted = effect @ (0.002**2 * whole) @ effect.T
    names = [*council().basis.votes]
    found = np.cov(votes[:, [names.index(name) for name in lists[:4]]].T)
    assert found == pytest.approx(wanted[:4, :4], rel=0.1, abs=0.05 * wanted[0, 0])


@settings(max_examples=8)
@given(st.integers(1, 400), st.integers(0, 400), st.integers(1000, 60_000))
def test_the_numbers_do_not_depend_on_the_block(first, more, block):
    model, base = swing(mayors="largest list", correlation=np.eye(34)), council()
    whole = drawn(model, base, first + more)
    kept, municipal._BLOCK = municipal._BLOCK, block
    try:
        votes, mayors = drawn(model, base, first)
    finally:
        municipal._BLOCK = kept
    assert (votes == whole[0][:first]).all()
    assert (mayors == whole[1][:first]).all()


MODELS = {
    "municipal": swing(mayors="largest list"),
    "function": swing(mayors=as_now),
    "uniform": kkr.UniformSwing(1),
    "proportional": kkr.ProportionalSwing(0.1),
    "dirichlet": kkr.DirichletSwing(500),
    "sample": kkr.PollSample(5000),
    "normal": kkr.NormalSwing(np.eye(34) + 0.1),
    "poll": kkr.Poll({"A": 28.4, "V": 19}, voters=1012),
}


@pytest.mark.parametrize("name", MODELS)
def test_a_continued_sweep_equals_a_whole_one(name, monkeypatch):
    """Cut inside a chunk, at a chunk and over one; chains are drawn apart."""
    chunk = 8192  # a smaller one has the same seams
    monkeypatch.setattr("kkr_allocation.scenarios.sweep._CHUNK", chunk)
    chains = [kkr.UndecidedMayor({"A": 2, "V": 1}, now="V")]
    fixed = name not in ("municipal", "function")
    scenario = kkr.Scenario(
        council(), MODELS[name], coalitions=[["A", "F"]], mayors=chains if fixed else ()
    )
    whole = kkr.sweep(scenario, chunk + 700, seed=5)
    parts = [(0, 300), (300, chunk - 300), (chunk, 400), (chunk + 400, 300)]
    sweeps = [kkr.sweep(scenario, many, seed=5, start=first) for first, many in parts]
    assert sweeps[0] + sweeps[1] + (sweeps[2] + sweeps[3]) == whole
    assert len(whole.tallies[0].joint) > 10
    assert sweeps[1].tallies != whole.tallies


@pytest.mark.parametrize("workers", [ThreadPoolExecutor, ProcessPoolExecutor])
def test_any_executor_gives_the_same_sums(workers):
    scenario = kkr.Scenario(council(), MODELS["municipal"])
    more = {"mp_context": get_context("spawn")} if "Process" in str(workers) else {}
    with workers(2, **more) as executor:
        shared = kkr.sweep(scenario, CHUNK + 99, seed=3, executor=executor)
    assert shared == kkr.sweep(scenario, CHUNK + 99, seed=3)


def test_a_client_of_a_cluster_is_an_executor():
    class Client:
        def get_executor(self):
            return ThreadPoolExecutor(1)

    scenario = kkr.Scenario(council(), kkr.UniformSwing(1))
    assert kkr.sweep(scenario, 50, seed=1, executor=Client()) == kkr.sweep(scenario, 50, seed=1)


@pytest.mark.parametrize("name", [name for name in MODELS if name != "function"])
def test_a_sweep_is_kept_as_json(name):
    result = kkr.sweep(kkr.Scenario(council(), MODELS[name], coalitions=[["A"]]), 50, rng=2)
    again = kkr.from_json(result.to_json())
    assert again == result
    assert again.scenario.model == MODELS[name]
    assert "50 draws under 1 reading" in str(result.verify())


def test_a_document_with_a_correlation_of_nothing_is_refused():
    """Of lists that would go together more than entirely."""
    pair = pd.DataFrame([[1, 0.5], [0.5, 1]], ["A", "V"], ["A", "V"])
    for model in (swing(correlation=pair), kkr.NormalSwing(np.eye(34))):
        text = kkr.sweep(kkr.Scenario(council(), model), 5, seed=1).to_json()
        document = json.loads(text)
        figures = document["scenario"]["model"]
        rows = figures["correlation" if "correlation" in figures else "covariance"]
        rows[0][1] = rows[1][0] = 2.5
        with pytest.raises(kkr.InvalidInputError, match="not positive semidefinite"):
            kkr.from_json(json.dumps(document))


def test_a_function_is_not_written_down():
    result = kkr.sweep(kkr.Scenario(council(), MODELS["function"]), 5, seed=2)
    with pytest.raises(kkr.InvalidInputError, match="mayors"):
        result.to_json()


def test_a_generator_gives_a_seed_that_the_result_has():
    scenario = kkr.Scenario(council(), kkr.UniformSwing(1))
    result = kkr.sweep(scenario, 20, rng=np.random.default_rng(7))
    assert result.seed == int(np.random.default_rng(7).integers(2**63))
    assert kkr.sweep(scenario, 20, seed=result.seed) == result
    assert kkr.sweep(scenario, 20, rng=7) == result
    assert kkr.sweep(scenario, 20, rng=np.random.SeedSequence(7)) == result


def test_any_coalition_can_be_asked_afterwards():
    lists = [["A", "F"], ["A", "F", "Ø", "B"], ["V", "C", "I"]]
    named = kkr.sweep(kkr.Scenario(council(), MODELS["municipal"], coalitions=lists), 3000, seed=1)
    free = kkr.sweep(kkr.Scenario(council(), MODELS["municipal"]), 3000, seed=1)
    for group in lists:
        often = free.tallies[0].majority(*group)
        assert often == named.tallies[0].majority(*reversed(group))
        assert often.draws == named.tallies[0].decided
        assert often.error == pytest.approx(float(often * (1 - often) / often.draws) ** 0.5)
    tally = free.tallies[0]
    assert int(tally.times.sum()) == tally.decided
    assert tally.times @ tally.joint.sum(axis=1) == tally.house_size @ np.arange(
        len(tally.house_size)
    )
    assert (
        tally.times @ (tally.joint[:, 0] >= 9)
        == tally.probability(tally.lists[0], at_least=9) * tally.decided
    )


def test_combinations_are_kept_of_the_first_draws_alone(monkeypatch):
    from kkr_allocation.scenarios import sweep

    monkeypatch.setattr(sweep, "KEPT", 500)
    scenario = kkr.Scenario(council(), kkr.UniformSwing(1))
    whole = kkr.sweep(scenario, 900, seed=1)
    assert 480 < whole.tallies[0].times.sum() <= 500
    first = kkr.sweep(scenario, 500, seed=1)
    assert (whole.tallies[0].joint == first.tallies[0].joint).all()
    assert kkr.sweep(scenario, 400, seed=1, start=300) + kkr.sweep(
        scenario, 200, seed=1, start=700
    ) == kkr.sweep(scenario, 600, seed=1, start=300)


def test_a_large_house_of_many_lists_is_counted_by_rows():
    """Seats as digits of one number would not fit a word."""
    votes = {f"L{n}": 1000 + n for n in range(20)}
    scenario = kkr.Scenario(kkr.apportion(votes, 9000), kkr.UniformSwing(0.5))
    (tally,) = kkr.sweep(scenario, 30, seed=1).tallies
    assert len(tally.joint) == tally.decided > 20
    assert (tally.joint.sum(axis=1) == 9000).all()


def test_a_poll_gives_others_the_rest_and_keeps_the_total():
    votes = {"A": 500, "V": 300, "C": 150, "F": 50, "Z": 0}
    poll = kkr.Poll({"A": 40, "V": Fraction(20)}, voters=10_000)
    rows = poll.draw(np.random.default_rng(1), votes, 4000)
    shares = rows.mean(axis=0) / 1000
    assert shares == pytest.approx([0.4, 0.2, 0.3, 0.1, 0], abs=0.002)
    assert not rows[:, 4].any()
    assert np.abs(rows.sum(axis=1) - 1000).max() <= 2
    assert (rows[:, 0] / 1000).std() == pytest.approx((0.4 * 0.6 / 10_000) ** 0.5, rel=0.1)


def test_polls_are_pooled_by_their_voters():
    one, two = kkr.Poll({"A": 30, "V": 10}, voters=1000), kkr.Poll({"V": 20, "A": 27}, voters=500)
    pooled = kkr.Poll.pooled([one, two])
    assert pooled == kkr.Poll({"A": 29, "V": Fraction(40, 3)}, voters=1500)


def test_the_explanation_says_what_is_left_out():
    def said(model, language="en", **more):
        scenario = kkr.Scenario(council(), model, coalitions=[["A", "F", "Ø", "B"]], **more)
        return str(kkr.sweep(scenario, 300, seed=1, start=100).explain(language))

    assert "Every mayor stays in every draw" in said(kkr.UniformSwing(1))
    assert "Every mayor stays in every draw" in said(swing())
    assert "Every mayor stays" not in said(swing(mayors="largest list"))
    assert "Every mayor stays" not in said(
        kkr.UniformSwing(1), mayors=[kkr.UndecidedMayor({"A": 1}, now="V")]
    )
    danish = said(swing(mayors="largest list"), "da")
    assert "standardafvigelse 1 ens overalt og 1,5 i hver kommune; kommunens største" in danish
    assert "slutter før trækning 100." in danish
    assert "med en standardfejl på" in danish
    assert "1012 adspurgte: A 28,4 %, V 19 %)" in said(MODELS["poll"], "da")
    assert "by a covariance given" in said(MODELS["normal"])
    assert "follow a function given" in said(MODELS["function"])
