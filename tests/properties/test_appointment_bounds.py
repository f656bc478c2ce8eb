"""Bounds proven again: just the optima are accepted, and no multipliers or solver can mislead."""

from __future__ import annotations

import itertools
import json

import numpy as np
import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

import kkr_allocation as kkr
from kkr_allocation.appointments.appoint import substitutes
from kkr_allocation.appointments.model import Task
from kkr_allocation.appointments.requirements import AtMost, Trait
from kkr_allocation.appointments.rules import Level
from kkr_allocation.fairness.verify import integer_proof, verify
from kkr_allocation.fairness.verify.integer_proof import Answers, Proof
from tests.appointment_oracle import seatings, values
from tests.properties.test_appoint_properties import cases

POINTS = list(itertools.product((0, 1), repeat=6))


def apart(one, other):
    return sum(len(set(names) - set(other[forum])) for forum, names in one.items())


def written(result, seating, held, differing):
    """Return the document of a lawful seating that claims its own values to be the best."""
    document = json.loads(result.to_json())
    people = tuple(sorted(result.candidates, key=lambda person: person.name))
    task = Task(result.fora, people, result.entitlement, result.rules, result.fixed)
    document["members"] = {forum: list(names) for forum, names in seating.items()}
    document["substitutes"] = substitutes(task, seating)
    for level in document["levels"]:
        level["value"] = level["bound"] = held[list(Level).index(Level[level["level"]])]
    document["differing"] = differing
    return document


@settings(max_examples=settings.default.max_examples // 3, deadline=None)
@given(cases(), st.data())
def test_of_all_lawful_seatings_just_the_best_are_accepted(case, data):
    basis, rules = (case["fora"], case["candidates"]), case["rules"]
    levels = [list(Level).index(level) for level in rules.order]
    lawful = []
    for seating in seatings(*basis, case["entitlement"], rules, case["fixed"]):
        held = values(seating, *basis, rules, case["wishes"])
        lawful.append(([held[place] for place in levels], held, seating))
    if not lawful:
        return
    result = kkr.appoint(**case)
    best = min(order for order, _, _ in lawful)
    chosen = data.draw(st.lists(st.sampled_from(lawful), min_size=1, max_size=3, unique_by=id))
    for order, held, seating in chosen:
        far = max(apart(seating, s) for o, _, s in lawful if o == order)
        document = written(result, seating, held, far)
        if order == best:
            assert verify(document)
            for other in {far - 1, far + 1} - {-1}:
                with pytest.raises(kkr.VerificationError, match="as good"):
                    verify(document | {"differing": other})
        else:
            with pytest.raises(kkr.VerificationError, match="can fall short by less than"):
                verify(document)


def test_a_seating_that_serves_a_later_wish_better_is_refused():
    fora = [kkr.Forum("f", 2)]
    people = [
        kkr.Candidate(f"A{n}", "x", "A", sex="FMM"[n], wishes=["f"] * (n > 0)) for n in range(3)
    ]
    result = kkr.appoint(fora, people, kkr.entitle(fora, {"A": 1}))
    seating = {"f": ("A1", "A2")}
    held = values(seating, fora, people, result.rules, ())
    with pytest.raises(
        kkr.VerificationError, match="sex balance in each forum: it can fall short by less than 1"
    ):
        verify(written(result, seating, held, 0))


def programme(seed):
    """Return answers over six columns, all points that are answers, and costs."""
    random = np.random.default_rng(seed)
    answers, kept = Answers(6), POINTS
    for low, high in ((7, None), (None, 21), (5, 24)):
        weights = random.integers(1, 9, 6).tolist()
        answers.row(dict(enumerate(weights)), low, high)
        kept = [
            point
            for point in kept
            if (low or 0) <= np.dot(point, weights) <= (99 if high is None else high)
        ]
    return answers, kept, random.integers(-5, 9, 6).tolist()


@pytest.mark.parametrize("seed", range(8))
def test_a_bound_is_proven_if_and_only_if_it_is_true(seed):
    answers, kept, costs = programme(seed)
    least = min(int(np.dot(point, costs)) for point in kept)
    reached = [answers.reaches(dict(enumerate(costs)), most) for most in (least - 1, least)]
    assert reached == [False, True]
    for bound in range(least - 2, least + 3):
        answers, _, _ = programme(seed)
        proof = answers.settle(dict(enumerate(costs)), bound, least + 2)
        assert (proof is not None) == (bound <= least)
        if bound != least:
            continue
        near = [point for point in kept if np.dot(point, costs) <= least + 2]
        for column in range(6):
            used = max(point[column] for point in near)
            assert answers.reaches({column: -1}, -1) == bool(used)


@pytest.mark.parametrize("factor", [0, -1, 1000])
@pytest.mark.parametrize("seed", range(2))
def test_wrong_multipliers_prove_nothing_false(seed, factor, monkeypatch):
    right = integer_proof.minimised

    def misled(*programme, whole, **options):
        found = right(*programme, whole=whole, **options)
        return found if whole else evolve(found, multipliers=factor * found.multipliers + factor)

    monkeypatch.setattr(integer_proof, "minimised", misled)
    test_a_bound_is_proven_if_and_only_if_it_is_true(seed)


@pytest.mark.parametrize("seed", range(2))
def test_without_multipliers_the_search_decides(seed, monkeypatch):
    right = integer_proof.minimised

    def without(*programme, whole, **options):
        found = right(*programme, whole=whole, **options)
        return found if whole else evolve(found, multipliers=0 * found.multipliers)

    monkeypatch.setattr(integer_proof, "minimised", without)
    answers, kept, _ = programme(seed)
    fewest = min(map(sum, kept))
    assert answers.settle(dict.fromkeys(range(6), 1), fewest, fewest) is Proof.SEARCH


@pytest.mark.parametrize("point", [None, np.full(6, 0.0)])
def test_a_search_that_ends_without_an_answer_proves_nothing(point, monkeypatch):
    right = integer_proof.minimised

    def gave_up(*programme, whole, **options):
        found = right(*programme, whole=whole, **options)
        if not whole:
            return found
        return evolve(found, proven=False, impossible=False, values=point, said="it gave up")

    monkeypatch.setattr(integer_proof, "minimised", gave_up)
    answers, _, _ = programme(0)
    with pytest.raises(kkr.VerificationError, match="it gave up"):
        answers.reaches({0: 1}, 1)


def test_figures_beyond_64_bits_are_summed_right():
    answers = Answers(2)
    answers.row({0: 10**18, 1: 10**18}, 10**18, None)
    costs = {0: 3 * 10**18, 1: 2 * 10**18}
    assert answers.settle(costs, 2 * 10**18, 2 * 10**18)
    assert not answers.reaches({0: -1}, -1)


def test_where_no_column_is_left_the_rows_decide():
    answers = Answers(1)
    assert answers.settle({0: 2}, 0, 1) is Proof.MULTIPLIERS
    assert answers.reaches({}, 0)
    answers.row({0: 1}, 1, None)
    assert not answers.reaches({}, 0)
    assert not answers.reaches({}, 10**6)


def test_the_limit_of_posts_and_a_most_that_is_missed_bound_what_can_be_had():
    fora = [kkr.Forum("f", 2, wanted=[AtMost(1, Trait.WOMAN)]), kkr.Forum("g", 1)]
    people = [kkr.Candidate(f"A{number}", "x", "A", sex="F") for number in range(3)]
    wishes = [kkr.Wish("f", "A0"), kkr.Wish("g", "A0")]
    rules = kkr.AppointmentRules(posts_per_person=1)
    entitlement = kkr.entitle(fora, {"A": 1})
    result = kkr.appoint(fora, people, entitlement, wishes=wishes, rules=rules)
    short = {level.level: level.value for level in result.levels}
    assert short[Level.FORUM_WANTS] == short[Level.GROUP_WISHES] == 1
    assert result.verify()
