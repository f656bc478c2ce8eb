"""Appointments: hard rules one by one, and what a secretariat meets on the way."""

from __future__ import annotations

import datetime as dt
import itertools
from fractions import Fraction
from random import Random

import attrs
import pytest

import kkr_allocation as kkr
from kkr_allocation import highs
from kkr_allocation.appointments import search as lexicographic
from kkr_allocation.appointments import solver
from kkr_allocation.appointments import solver as programme
from kkr_allocation.appointments.alternative import next_best
from kkr_allocation.appointments.requirements import (
    AgeLimit,
    AtLeast,
    AtMostReappointments,
    From,
    NotAlsoIn,
    Trait,
    requirements_in,
)
from kkr_allocation.appointments.rules import Level
from kkr_allocation.appointments.solver import Answer
from kkr_allocation.datasets import load_fora

STRENGTHS = {"A": 24, "V": 14, "C": 9, "F": 5}
LEFT_RIGHT = [["A", "F"], ["V", "C"]]


def people(number, *, seed=1, municipalities="xyzw"):
    """Invented candidates: list letter and number."""
    random = Random(seed)  # noqa: S311 (invented candidates)
    parties = list(STRENGTHS)
    return [
        kkr.Candidate(
            f"{parties[i % 4]}{i}",
            random.choice(municipalities),
            parties[i % 4],
            sex=random.choice(["F", "M", "M"]),
            mayor=random.random() < 0.2,
        )
        for i in range(number)
    ]


def single(forum, candidates, **arguments):
    """Appoint to one forum whose posts all go to list A."""
    return kkr.appoint([forum], candidates, kkr.entitle([forum], {"A": 1}), **arguments)


def candidates_of_a(number, **fields):
    return [kkr.Candidate(f"A{i}", "x", "A", **fields) for i in range(number)]


def test_real_fora_are_filled_within_the_entitlement():
    fora = [
        kkr.Forum(row.forum, row.posts)
        for row in load_fora()
        if row.kkr == "KKR Hovedstaden" and row.posts is not None and row.kind == "udpeger"
    ]
    invented = people(60)
    entitlement = kkr.entitle(fora, STRENGTHS, alliances=LEFT_RIGHT)
    result = kkr.appoint(fora, invented, entitlement)
    frame = result.to_frame()
    assert list(frame.columns) == [
        "forum",
        "post",
        "name",
        "party",
        "municipality",
        "sex",
        "substitute",
    ]
    assert len(frame) == sum(forum.posts for forum in fora)
    assert frame["party"].value_counts().to_dict() == entitlement.totals
    assert frame["name"].value_counts().max() <= 2
    assert not frame.duplicated(["forum", "name"]).any()
    assert "it cannot be fewer" in str(result.explain())
    assert "det kan ikke være færre" in str(result.explain("da"))
    assert "Sundhedskoordinationsudvalg" in result._repr_html_()


def test_people_barred_from_a_forum_do_not_sit_in_it():
    day = dt.date(2026, 1, 1)
    barred = {
        "cannot": {"cannot": ("f",)},
        "reappointed": {"held": {"f": 2}},
        "too old": {"born": dt.date(1951, 1, 1)},
        "of unknown age": {"born": None},
        "no longer in a council": {"born": dt.date(1980, 1, 1), "seat_until": dt.date(2025, 1, 1)},
    }
    forum = kkr.Forum("f", 1, starts=day, requirements=[AtMostReappointments(1), AgeLimit(75)])
    fine = kkr.Candidate("A", "x", "A", born=dt.date(1951, 1, 2), held={"f": 1})
    young = {"born": dt.date(1980, 1, 1)}
    others = [kkr.Candidate(name, "x", "A", **(young | more)) for name, more in barred.items()]
    assert single(forum, [*others, fine]).members["f"] == ("A",)
    with pytest.raises(kkr.InfeasibleError):
        single(forum, others)


def test_a_council_seat_that_ends_early_is_noted_or_bars():
    forum = kkr.Forum("f", 1, starts=dt.date(2026, 1, 1), ends=dt.date(2029, 12, 31))
    leaving = candidates_of_a(1, seat_until=dt.date(2027, 1, 1))
    result = single(forum, leaving)
    assert result.seats_ending_early == (("f", "A0"),)
    assert "ends before the forum's term" in str(result.explain())
    with pytest.raises(kkr.InfeasibleError) as caught:
        single(forum, leaving, rules=attrs.evolve(kkr.APPOINTMENT_RULES, whole_term=True))
    assert "an appointee of f has a council seat for the whole term" in caught.value.conflict


def test_a_council_seat_on_the_first_day_of_the_term_is_enough():
    forum = kkr.Forum("f", 1, starts=dt.date(2026, 1, 1))
    on_the_day = candidates_of_a(1, seat_until=dt.date(2026, 1, 1))
    assert single(forum, on_the_day).members["f"] == ("A0",)
    with pytest.raises(kkr.InfeasibleError):
        single(forum, candidates_of_a(1, seat_until=dt.date(2025, 12, 31)))


def test_a_missing_sex_is_counted_apart():
    result = single(kkr.Forum("f", 2), candidates_of_a(2))
    assert result.sex_not_stated == ("A0", "A1")
    assert result.to_frame()["sex"].isna().all()
    assert result.levels[0].value == 2


def test_nobody_sits_in_two_fora_that_exclude_each_other():
    fora = [kkr.Forum("f", 1, requirements=[NotAlsoIn(("g",))]), kkr.Forum("g", 1)]
    entitlement = kkr.entitle(fora, {"A": 1})
    with pytest.raises(kkr.InfeasibleError) as caught:
        kkr.appoint(fora, candidates_of_a(1), entitlement)
    assert "f: nobody who also sits in g" in caught.value.conflict
    assert kkr.appoint(fora, candidates_of_a(2), entitlement).differing == 2


def test_posts_for_non_politicians_and_peripheral_areas():
    forum = kkr.Forum(
        "f",
        2,
        requirements=[AtLeast(1, Trait.NON_POLITICIAN), AtLeast(1, From(("y",), "the edge"))],
    )
    outsider = kkr.Candidate("A9", "x", "A", politician=False)
    edge = kkr.Candidate("A8", "y", "A")
    result = single(forum, [*candidates_of_a(3), outsider, edge])
    assert set(result.members["f"]) == {"A8", "A9"}


def test_the_chair_is_agreed_or_a_mayor_and_stands_first():
    forum = kkr.Forum("f", 2, chair=True)
    candidates = [*candidates_of_a(1), kkr.Candidate("A1", "x", "A", mayor=True)]
    result = single(forum, candidates)
    assert result.chairs == {"f": "A1"}
    assert result.members["f"] == ("A1", "A0")
    agreed = single(forum, candidates, chairs={"f": "A0"})
    assert agreed.members["f"] == ("A0", "A1")
    assert agreed.fixed == (("f", "A0"),)


def test_an_agreed_chair_is_told_from_a_proposed_one():
    fora = [kkr.Forum(name, 2, chair=True) for name in ("f", "g")]
    people = [kkr.Candidate(f"A{i}", "x", "A", mayor=True) for i in range(6)]
    result = kkr.appoint(
        fora,
        people,
        kkr.entitle(fora, {"A": 1}),
        fixed=[("g", "A1"), ("g", "A2")],
        chairs={"f": "A0"},
    )
    assert result.agreed_chairs == {"f": "A0"}
    assert set(result.chairs) == {"f", "g"}
    assert kkr.from_json(result.to_json()).agreed_chairs == {"f": "A0"}
    said = str(result.explain("da"))
    assert "Aftalt formand: A0 (f). Foreslået formand, en borgmester hvor der er en: A" in said
    (_, other) = result.members["f"]
    again = next_best(result, "f", other).appointments
    assert (again.agreed_chairs, again.chairs["f"]) == ({"f": "A0"}, "A0")


def test_personal_substitutes_are_of_the_list_and_if_possible_of_the_municipality():
    forum = kkr.Forum("f", 2, substitutes="personal")
    homes = ["x", "y", "x", "y", "z"]
    candidates = [kkr.Candidate(f"A{i}", home, "A") for i, home in enumerate(homes)]
    candidates.append(kkr.Candidate("V1", "x", "V"))
    home = {person.name: person.municipality for person in candidates}
    fixed = [("f", "A0"), ("f", "A1")]
    result = single(forum, candidates, fixed=fixed)
    assert {home[m] == home[s] for m, s in result.substitutes["f"].items()} == {True}
    assert not set(result.substitutes["f"].values()) & {"A0", "A1", "V1"}


def test_substitutes_are_spread_over_people_and_shared_ones_serve_a_list():
    fora = [kkr.Forum(name, 1, substitutes="personal") for name in "fg"]
    entitlement = kkr.entitle(fora, {"A": 1})
    result = kkr.appoint(fora, candidates_of_a(3), entitlement, fixed=[("f", "A0"), ("g", "A0")])
    assert {*result.substitutes["f"].values(), *result.substitutes["g"].values()} == {"A1", "A2"}
    shared = single(kkr.Forum("f", 2, substitutes="shared"), candidates_of_a(3))
    assert len(set(shared.substitutes["f"].values())) == 1
    with pytest.raises(kkr.InfeasibleError):
        single(kkr.Forum("f", 2, substitutes="personal"), candidates_of_a(3))


def test_a_list_without_candidates_is_named():
    forum = kkr.Forum("f", 3)
    entitlement = kkr.entitle([forum], {"A": 7, "V": 4})
    with pytest.raises(kkr.InfeasibleError) as caught:
        kkr.appoint([forum], candidates_of_a(5), entitlement)
    assert caught.value.conflict == ("list V fills 1 post with 0 candidates",)
    assert "the cheapest change that works" in str(caught.value)


def test_more_fixed_than_entitled_and_fixed_against_a_bar_are_named():
    forum = kkr.Forum("f", 3)
    entitlement = kkr.entitle([forum], {"A": 7, "V": 4})
    others = [kkr.Candidate("V1", "x", "V")]
    with pytest.raises(kkr.InfeasibleError) as caught:
        kkr.appoint(
            [forum],
            [*candidates_of_a(3), *others],
            entitlement,
            fixed=[("f", f"A{i}") for i in range(3)],
        )
    assert {f"A{i} is appointed to f" for i in range(3)} < set(caught.value.conflict)
    with pytest.raises(kkr.InfeasibleError) as caught:
        single(kkr.Forum("f", 1), candidates_of_a(2, cannot=["f"]), fixed=[("f", "A0")])
    assert set(caught.value.conflict) == {"A0 cannot sit in f", "A0 is appointed to f"}


def test_fixed_appointments_that_contradict_one_another_are_named():
    kept_apart = [
        kkr.Forum("f", 1, requirements=requirements_in("ikke også i g")),
        kkr.Forum("g", 1),
    ]
    both = [("f", "A0"), ("g", "A0")]
    entitlement = kkr.entitle(kept_apart, {"A": 1})
    with pytest.raises(kkr.InfeasibleError) as caught:
        kkr.appoint(kept_apart, candidates_of_a(3), entitlement, fixed=both)
    assert set(caught.value.conflict) == {
        "A0 is appointed to f",
        "A0 is appointed to g",
        "f: nobody who also sits in g",
    }
    fora = [kkr.Forum("f", 1), kkr.Forum("g", 1)]
    once = kkr.AppointmentRules(posts_per_person=1)
    with pytest.raises(kkr.InfeasibleError) as caught:
        kkr.appoint(fora, candidates_of_a(3), entitlement, fixed=both, rules=once)
    assert "nobody has more than 1 post" in caught.value.conflict
    with pytest.raises(kkr.InfeasibleError) as caught:
        single(kkr.Forum("f", 1), candidates_of_a(3), fixed=[("f", "A0"), ("f", "A1")])
    assert {"A0 is appointed to f", "A1 is appointed to f"} < set(caught.value.conflict)


def test_what_a_forum_is_called_does_not_change_the_conflict():
    def refused(name):
        fora = [kkr.Forum(name, 2, requirements=[AtLeast(2, Trait.MAYOR)])]
        people = [kkr.Candidate(f"{party}{n}", "x", party) for party in "AV" for n in range(2)]
        with pytest.raises(kkr.InfeasibleError) as caught:
            kkr.appoint(fora, people, kkr.entitle(fora, {"A": 1, "V": 1}), fixed=[(name, "A0")])
        error = caught.value
        said = [*error.conflict, *map(str, error.relaxation.changes), error.do]
        return [text.replace(name, "FORUM") for text in said]

    assert refused("list forum") == refused("Dialogforum")


def test_the_cheapest_relaxation_is_counted_in_posts():
    fora = [kkr.Forum(name, 1) for name in "fgh"]
    entitlement = kkr.entitle(fora, {"A": 1})
    with pytest.raises(kkr.InfeasibleError) as caught:
        kkr.appoint(fora, candidates_of_a(1), entitlement)
    assert caught.value.relaxation.cost == 1
    assert str(caught.value.relaxation) == "nobody has more than 2 posts: 1 more"


def test_posts_of_a_list_without_people_pass_to_another_rather_than_stay_empty():
    fora = [kkr.Forum("f", 2), kkr.Forum("g", 1)]
    entitlement = kkr.entitle(fora, {"A": 2, "S": 1}, deviations=[])
    with pytest.raises(kkr.InfeasibleError) as caught:
        kkr.appoint(fora, candidates_of_a(4), entitlement)
    rules = [change.rule for change in caught.value.relaxation.changes]
    assert not [rule for rule in rules if rule.startswith(("f fills", "g fills"))]
    lines = str(caught.value).splitlines()
    assert lines[0].endswith("These rules cannot all be met:")
    assert lines[1].startswith("- ")
    assert "- list S fills 1 post with 0 candidates: 1 less" in lines
    assert lines[-1] == (
        "Posts that a list has no people for are left to another by an agreement with its reason: "
        "kkr.Deviation, or the sheet Aftaler."
    )
    assert "i arket Aftaler" in caught.value.message("da").splitlines()[-1]


def large_case():
    fora = [
        kkr.Forum(f"f{i}", 1 + i % 4, substitutes="personal" if i % 3 else "none") for i in range(8)
    ]
    candidates = people(60, municipalities="abcdefgh")
    random = Random(2)  # noqa: S311 (invented wishes)
    names = [forum.name for forum in fora]
    candidates = [
        attrs.evolve(c, wishes=random.sample(names, 2), held={random.choice(names): 1})
        for c in candidates
    ]
    entitlement = kkr.entitle(fora, STRENGTHS, alliances=LEFT_RIGHT)
    wishes = [kkr.Wish(random.choice(names), random.choice(candidates).name) for _ in range(8)]
    return {"fora": fora, "candidates": candidates, "entitlement": entitlement, "wishes": wishes}


@pytest.mark.parametrize("few", [30, 10**9])
def test_pricing_columns_changes_no_answer(monkeypatch, few, proven):
    monkeypatch.setattr(solver, "_FEW", few)
    assert kkr.appoint(**large_case()) == proven


@pytest.fixture(scope="module")
def proven():
    return kkr.appoint(**large_case())


class Watch:
    """A clock that goes one second forward whenever progress is told."""

    def __init__(self):
        self.now = 0.0
        self.heard = []

    def monotonic(self):
        return self.now

    def tell(self, sentence):
        self.heard.append(sentence)
        self.now += 1


def test_a_limit_that_was_not_needed_leaves_no_trace(proven):
    assert proven.stopped_after is None
    assert kkr.appoint(**large_case(), time_limit=10**6) == proven


def test_a_solver_that_gives_up_is_not_believed(monkeypatch):
    monkeypatch.setattr(lexicographic, "minimum", lambda *_, **__: Answer(feasible=True))
    with pytest.raises(kkr.KkrAllocationError, match="the solver ended before every wish"):
        kkr.appoint(**large_case())


@pytest.mark.parametrize("seconds", [2.5, 3.5, 4.5])
def test_the_time_limit_gives_the_best_so_far_with_its_gap(monkeypatch, seconds, proven):
    watch = Watch()
    monkeypatch.setattr(programme, "time", watch)
    result = kkr.appoint(**large_case(), time_limit=seconds, progress=watch.tell)
    assert watch.heard[0] == "the rules"
    assert watch.heard[-1] == "other answers"
    assert result.differing is None
    assert result.is_unique is None
    assert not result.is_proven
    assert result.stopped_after == Fraction(str(seconds))
    assert f"the search was stopped after {seconds} s" in str(result.verify())
    assert kkr.from_json(result.to_json()) == result
    for level, best in zip(result.levels, proven.levels, strict=True):
        if not level.proven:
            assert level.gap > 0
            assert level.bound <= best.value
            assert "the time ran out" in str(result.explain())
            break
        assert level == best


def test_no_answer_within_the_time_is_said(monkeypatch):
    watch = Watch()
    monkeypatch.setattr(programme, "time", watch)
    with pytest.raises(kkr.KkrAllocationError, match=r"found within 0\.5 seconds"):
        kkr.appoint(**large_case(), time_limit=0.5, progress=watch.tell)


def test_five_thousand_candidates():
    forum = kkr.Forum("f", 5)
    entitlement = kkr.entitle([forum], STRENGTHS, alliances=LEFT_RIGHT)
    rules = attrs.evolve(kkr.APPOINTMENT_RULES, order=[Level.SEX_IN_FORUM])
    result = kkr.appoint([forum], people(5000), entitlement, rules=rules)
    assert [level.value for level in result.levels] == [0]


def test_the_next_best_is_costed_in_each_wish():
    fora = [kkr.Forum("f", 1), kkr.Forum("g", 1)]
    people = [kkr.Candidate(f"A{i}", "x", "A", wishes=["f"] if i == 1 else []) for i in range(3)]
    result = kkr.appoint(fora, people, kkr.entitle(fora, {"A": 1}), fixed=[("g", "A0")])
    other = next_best(result, "f", "A1")
    assert other.costs[Level.CANDIDATE_WISHES] == 1
    assert str(other) == (
        f"Without A1 in f: {other.newcomers[0]} instead; wishes of the candidates: +1"
    )
    with pytest.raises(kkr.InvalidInputError, match="'A0' in 'g' is asked about"):
        next_best(result, "g", "A0")


def test_one_post_is_explained_with_the_others_and_the_next_best():
    fora = [kkr.Forum("f", 2), kkr.Forum("g", 1)]
    people = [
        kkr.Candidate("A0", "x", "A"),
        kkr.Candidate("A1", "x", "A", wishes=["f"]),
        kkr.Candidate("A2", "x", "A"),
        kkr.Candidate("A3", "x", "A", cannot=["f"]),
        kkr.Candidate("F1", "x", "F"),
        kkr.Candidate("V1", "x", "V", wishes=["f"]),
    ]
    entitlement = kkr.entitle(fora, {"A": 5, "F": 2, "V": 4}, alliances=[["A", "F"]], over="forum")
    rules = kkr.AppointmentRules(posts_per_person=1, order=[Level.CANDIDATE_WISHES])
    result = kkr.appoint(fora, people, entitlement, fixed=[("g", "A0")], rules=rules)
    said = [step.text for step in result.explain_post("f", "A1")]
    assert said[0] == "The post belongs to A+F; A1 is of list A and from x, and may sit there."
    assert said[1] == "Of A+F these too may sit there: A2 and F1."
    assert said[2] == "The best appointment without A1 has A2 there."
    assert said[3:] == [
        "Wishes of the candidates: 1 short with A1, 2 without.",
        "With A2 instead: wishes of the candidates: +1.",
        "With F1 instead: the rules cannot all be met.",
    ]
    assert result.why("f", "A1") == result.explain_post("f", "A1")
    dansk = [step.text for step in result.explain_post("f", "V1", "da")]
    assert dansk[1] == "Ingen anden fra V må sidde der."
    assert dansk[2].startswith("Uden V1 kan disse regler ikke alle opfyldes: ")
    assert [step.text for step in result.explain_post("g", "A0")][2].startswith(
        "The appointment st"
    )
    equal = single(kkr.Forum("f", 1), candidates_of_a(2))
    assert "equally well" in str(equal.explain_post("f", *equal.members["f"]))
    for forum, name, language, why in (
        ("g", "A1", "en", "'A1' in 'g' is asked about"),
        ("z", "A1", "en", "'A1' in 'z' is asked about"),
        ("f", "A1", "de", "language is 'de'"),
    ):
        with pytest.raises(kkr.InvalidInputError, match=why):
            result.explain_post(forum, name, language)


def test_without_the_only_candidate_the_conflict_is_named():
    result = single(kkr.Forum("f", 1), candidates_of_a(1))
    other = next_best(result, "f", "A0")
    assert other.appointments is None
    assert "A0 cannot sit in f" in str(other)


def interrupted_after(monkeypatch, solutions):
    """Press Ctrl-C at the solver's next run after so many."""
    right, runs = highs.minimised, itertools.count()

    def pressed(*programme, **options):
        if next(runs) >= solutions:
            raise KeyboardInterrupt
        return right(*programme, **options)

    monkeypatch.setattr(highs, "minimised", pressed)


def a_package():
    """Return fora, people and entitlement with a choice in every wish."""
    fora = [kkr.Forum(name, 3) for name in "fgh"]
    people = [
        kkr.Candidate(f"{party}{n}", ("Køge", "Greve", "Lejre")[n % 3], party, sex="FM"[n % 2])
        for party in "AV"
        for n in range(6)
    ]
    return fora, people, kkr.entitle(fora, {"A": 5, "V": 4})


@pytest.mark.parametrize("runs", range(1, 4))
def test_ctrl_c_brings_the_best_so_far_with_its_gaps(runs, monkeypatch):
    fora, people, entitlement = a_package()
    whole = kkr.appoint(fora, people, entitlement)
    interrupted_after(monkeypatch, runs)
    with pytest.raises(KeyboardInterrupt) as pressed:
        kkr.appoint(fora, people, entitlement)
    monkeypatch.undo()
    partial = pressed.value.partial
    assert sum(map(len, partial.members.values())) == 9
    assert partial.stopped_after
    for level, best in zip(partial.levels, whole.levels, strict=True):
        assert level.bound <= best.value <= level.value
    assert not partial.verify().proven


def test_ctrl_c_before_anything_is_found_is_ctrl_c(monkeypatch):
    package = a_package()
    interrupted_after(monkeypatch, 0)
    with pytest.raises(KeyboardInterrupt) as pressed:
        kkr.appoint(*package)
    assert not hasattr(pressed.value, "partial")
