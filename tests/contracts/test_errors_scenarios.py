"""Every refusal of what-if questions names what is wrong."""

from __future__ import annotations

import functools

import numpy as np
import pandas as pd
import pytest

import kkr_allocation as kkr

KKR = "KKR Sjælland"
VOTES = {"A": 5000, "B": 3000}
BASE = kkr.apportion(VOTES, 3)
COUNCIL = kkr.compose({"A": 5, "B": 4}, {"A": 1}, municipalities=1)


@functools.cache
def election():
    return kkr.load_election(2021)


def flips(**options):
    return lambda: kkr.mayor_flips(election(), KKR, **options)


def scenario(base=BASE, **options):
    return kkr.Scenario(base, kkr.UniformSwing(1), **options)


def normal(covariance):
    return lambda: kkr.NormalSwing(covariance)


def moving(labels):
    """Draw movements of lists with other labels than the election's."""
    names = pd.Index([*labels])
    model = kkr.NormalSwing(pd.DataFrame(np.eye(len(labels)), names, names))
    return lambda: kkr.sweep(kkr.Scenario(BASE, model), 3, seed=1)


def own(columns):
    votes = pd.DataFrame([[5, 3]] * 3, columns=[*columns])
    return lambda: kkr.sweep(kkr.Scenario(BASE, lambda *_: votes), 3, seed=1)


def tally():
    return kkr.sweep(scenario(), 10, seed=1).tallies[0]


TWICE = [kkr.UndecidedMayor({"A": 1, "B": 1}, now="A")] * 2

REFUSED = [
    (flips(municipalities=["Greve"], lists=["XX"]), "lists names 'XX'. KKR Sjælland has the lists"),
    (flips(lists="AC"), "lists is 'AC'"),
    (flips(lists=[1]), "lists names 1"),
    (flips(municipalities="Greve"), "municipalities is 'Greve'"),
    (lambda: kkr.compare(election(), regions=KKR), "regions is 'KKR Sjælland'"),
    (lambda: scenario(coalitions="AB"), "coalitions is 'AB'"),
    (lambda: scenario(coalitions=7), "coalitions is 7"),
    (lambda: scenario(coalitions=[["A"], "AB"]), "coalitions[1] is 'AB'"),
    (lambda: scenario(coalitions=[["A", "A"]]), "coalitions[0] names 'A' twice"),
    (
        lambda: scenario(COUNCIL, mayors=TWICE[0]),
        "mayors is UndecidedMayor(chances={'A': 1, 'B': 1}",
    ),
    (
        lambda: scenario(COUNCIL, mayors=3),
        "mayors is 3. There can be several, each a kkr.Undecided",
    ),
    (lambda: scenario(COUNCIL, mayors=["A"]), "mayors[0] is 'A'. Each is a kkr.UndecidedMayor"),
    (lambda: scenario(COUNCIL, statutes=kkr.STATUTES_2018), "even of one: statutes=[...]"),
    (lambda: scenario(COUNCIL, statutes=[kkr.STATUTES_2018, "x"]), "statutes[1] is 'x'. Each is a"),
    (lambda: scenario(COUNCIL, mayors=TWICE), "mayors takes 2 chains from A. In the base A has 1"),
    (lambda: kkr.chair_majorities({"A": 5}), "composition is {'A': 5}. Composition is a kkr.Comp"),
    (lambda: kkr.DirichletSwing(0), "concentration is 0"),
    (lambda: kkr.DirichletSwing(-1), "concentration is -1"),
    (lambda: kkr.PollSample(0), "voters is 0"),
    (normal([[1, 2], [3, 4]]), "covariance[0, 1] is 2, and covariance[1, 0] is 3"),
    (normal([[1, 2], [2, 1]]), "is not positive semidefinite"),
    (normal([[-1, 0], [0, 1]]), "is not positive semidefinite"),
    (normal([[1, np.inf], [np.inf, 1]]), "covariance[0, 1] is inf"),
    (normal([[np.nan]]), "covariance[0, 0] is nan"),
    (normal([[1, 2, 3]]), "covariance has the shape (1, 3)"),
    (normal("much"), "covariance is not an array of numbers"),
    (normal([[1], [2, 3]]), "covariance is not an array of numbers"),
    (
        normal(pd.DataFrame(np.eye(2), [*"AV"], [*"AB"])),
        "covariance names the rows 'V' and leaves out 'B'. The columns of covariance are 'A', 'B'",
    ),
    (normal(pd.DataFrame(np.eye(2), [*"AA"], [*"AA"])), "the row 'A' stands twice in covariance"),
    (moving("AV"), "covariance names the columns 'V' and leaves out 'B'. The lists of base are"),
    (moving("AA"), "the column 'A' stands twice in covariance"),
    (moving("A"), "covariance leaves out 'B'"),
    (own("AV"), "votes names the columns 'V' and leaves out 'B'"),
    (lambda: kkr.UniformSwing(1, shift=3.0), "shift is 3.0"),
    (lambda: kkr.UniformSwing(1, shift={"A": np.nan}), "shift['A'] is nan"),
    (lambda: kkr.UniformSwing(1, shift={"A": "2"}), "shift['A'] is '2'"),
    (lambda: kkr.UniformSwing(1, shift={"A": None}), "shift['A'] is None"),
    (lambda: kkr.ProportionalSwing(1, shift=pd.Series([1.0, 2.0], [*"AA"])), "names 'A' twice"),
    (lambda: kkr.sweep(scenario(), 10, seed=1, executor=4), "executor is 4"),
    (lambda: tally().probability("B", at_least=1.5), "at_least is 1.5"),
    (lambda: tally().probability("B", at_least=-1), "at_least is -1"),
]


@pytest.mark.parametrize(("call", "fragment"), REFUSED)
def test_a_question_that_cannot_be_asked_is_refused_by_name(call, fragment):
    with pytest.raises(kkr.InvalidInputError) as refusal:
        call()
    assert fragment in str(refusal.value)
    assert refusal.value.why
    assert refusal.value.do


SURVEYS = {
    "SweepResult": lambda: kkr.sweep(scenario(), 10, seed=1),
    "AllianceScan": lambda: kkr.alliance_scan({"A": 4, "B": 3, "C": 1}, 3),
    "ChairMajorities": lambda: kkr.chair_majorities(COUNCIL),
    "BatchComposition": lambda: kkr.compose_batch(COUNCIL, [[5, 4]]),
}


@pytest.mark.parametrize("kind", SURVEYS)
@pytest.mark.parametrize("asked", ["verify", "to_json"])
def test_a_survey_says_what_to_write_down_instead(kind, asked):
    survey = SURVEYS[kind]()
    with pytest.raises(kkr.InvalidInputError) as refusal:
        getattr(survey, asked)()
    assert refusal.value.what == f"the result is of the type {kind}, which has no document"
    assert refusal.value.do.startswith("Write down the result it was made from, and ask again")


def test_a_list_that_does_not_move_keeps_its_votes():
    """Lists that move against each other alone, and one that stands still."""
    model = kkr.NormalSwing([[4, -4, 0], [-4, 4, 0], [0, 0, 0]])
    drawn = model.draw(np.random.default_rng(1), {"A": 5000, "B": 3000, "C": 2000}, 500)
    assert set(drawn[:, 2].tolist()) == {2000}
    assert drawn[:, 0].std() == pytest.approx(200, rel=0.1)


def test_movements_have_the_covariance_that_was_given():
    given = np.array([[4, -1, 0.5], [-1, 3, 0.2], [0.5, 0.2, 2]])
    votes = {"A": 40_000, "B": 30_000, "C": 30_000}
    drawn = kkr.NormalSwing(given).draw(np.random.default_rng(1), votes, 20_000)
    moved = (drawn - np.array(list(votes.values()))) / 1000
    share = np.array([0.4, 0.3, 0.3])
    back = np.eye(3) - share[:, None]
    assert np.cov(moved.T) == pytest.approx(back @ given @ back.T, rel=0.1, abs=0.1)
