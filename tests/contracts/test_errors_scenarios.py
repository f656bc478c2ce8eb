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


TWICE = [kkr.UndecidedMayor({"A": 1, "B": 1}, now="A")] * 2


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


def own_mayors(base, *, times=2, wide=2, **options):
    def drawn(_, count):
        return (np.ones((count, 2), int), *[np.zeros((count, wide), int)] * (times - 1))

    return lambda: kkr.sweep(kkr.Scenario(base, drawn, **options), 5, seed=1)


def continued(start):
    drawn = kkr.Scenario(BASE, lambda _, count: np.ones((count, 2), int))
    return lambda: kkr.sweep(drawn, 5, seed=1, start=start)


def added(**options):
    first = kkr.sweep(scenario(), 10, seed=1)
    return first + kkr.sweep(scenario(), 10, **{"seed": 1, "start": 10, **options})


def municipal(**options):
    given = {"kkr": KKR, "national": 0.01, "local": 0.01, **options}
    return lambda: kkr.MunicipalSwing(election(), **given)


def swept(base=None, **options):
    chosen = base or kkr.compose_region(election(), KKR)
    return lambda: kkr.sweep(kkr.Scenario(chosen, municipal(**options)()), 5, seed=1)


def poll(shares, voters=1000):
    return lambda: kkr.sweep(kkr.Scenario(BASE, kkr.Poll(shares, voters=voters)), 5, seed=1)


def tally():
    return kkr.sweep(scenario(), 10, seed=1).tallies[0]


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
    (lambda: kkr.sweep(scenario(), 10), "seed is None and rng is None"),
    (lambda: kkr.sweep(scenario(), 10, seed=1, rng=1), "seed is 1 and rng is 1"),
    (lambda: kkr.sweep(scenario(), 10, rng="Monday"), "rng is 'Monday'"),
    (lambda: kkr.sweep(scenario(), 10, rng=-1), "rng is -1"),
    (lambda: kkr.sweep(scenario(), 10, seed=1, start=-1), "start is -1"),
    (continued(9), "start is 9. A model of your own is asked for 65,536 draws at a time"),
    (lambda: added(seed=2), "the second sweep starts at 10, or has another scenario or seed"),
    (lambda: added(start=11), "has the seed 1 and ends before draw 10. Continue the first: kkr"),
    (own_mayors(BASE), "the model draws mayors. The base is an apportionment"),
    (own_mayors(COUNCIL, mayors=TWICE[:1]), "the model draws mayors, and so do the undecided"),
    (own_mayors(COUNCIL, times=3), "the model's function returned 3 tables"),
    (own_mayors(COUNCIL, wide=1), "an array of int64 shaped (5, 1) as mayors. 5 elections of 2"),
    (municipal(kkr="KKR X"), "KKR X"),
    (municipal(national=-0.01), "national is -0.01. Draws can be made for a number from 0 to 1"),
    (municipal(local=1.5), "local is 1.5"),
    (municipal(local=float("nan")), "local is nan"),
    (municipal(mayors="largest"), "mayors is 'largest'. Mayors stay, follow the largest list"),
    (municipal(correlation=np.eye(3)), "correlation has 3 rows without labels. The region has 34"),
    (municipal(correlation=np.eye(34) * 2), "correlation of 'A' with itself is 2"),
    (municipal(correlation=[[1, 2], [3, 1]]), "correlation[0, 1] is 2, and correlation[1, 0] is"),
    (
        municipal(correlation=pd.DataFrame(np.eye(2), [*"AX"], [*"AX"])),
        "correlation names 'X'",
    ),
    (swept(COUNCIL), "base has 5 votes for 'A'. In the municipalities of KKR Sjælland"),
    (swept(mayors=lambda votes, _: votes[0]), "the function for mayors returned an array of int64"),
    (swept(mayors=lambda votes, _: votes[:, :, 0] * 0 + 34), "returned columns from 34 to 34"),
    (swept(mayors=lambda votes, _: votes[:, :, 0] * 0 - 2), "columns from -2 to -2. There are 34"),
    (poll({"A": 60, "B": "40.1"}), "shares sums to 100.1 per cent"),
    (poll({"A": -1}), "shares['A'] is -1"),
    (poll({"A": "many"}), "shares['A'] is 'many'"),
    (poll({"A": float("inf")}), "shares['A'] is inf"),
    (poll({"A": None}), "shares['A'] is None"),
    (poll({"A": 30}, voters=0), "voters is 0"),
    (poll({"X": 30}), "shares names 'X'"),
    (poll({"A": 30, "B": 69.9}), "shares leaves 0.1 per cent to other lists"),
    (lambda: kkr.Poll.pooled([]), "polls are none, or have shares for other lists"),
    (
        lambda: kkr.Poll.pooled([kkr.Poll({n: 30}, voters=9) for n in "AB"]),
        "polls are none, or have shares for other lists",
    ),
    (lambda: kkr.Poll.pooled(kkr.Poll({"A": 30}, voters=9)), "polls is Poll("),
    (lambda: kkr.UniformSwing(1e308), "spread is 1e+308. Draws can be made for a number from 0"),
    (lambda: kkr.UniformSwing(1, shift={"A": 1e300}), "shift['A'] is 1e+300"),
    (lambda: kkr.ProportionalSwing(800), "spread is 800"),
    (lambda: kkr.DirichletSwing(1e300), "concentration is 1e+300"),
    (lambda: kkr.DirichletSwing(1e-300), "concentration is 1e-300"),
    (lambda: kkr.PollSample(2**63), "voters is 9223372036854775808"),
    (normal([[1e300]]), "covariance[0, 0] is 1e+300"),
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
