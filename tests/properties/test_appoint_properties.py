"""Appointments held to enumeration: values of the levels, feasibility, conflicts."""

from __future__ import annotations

import itertools
from functools import cache, partial

import attrs
from hypothesis import given, settings
from hypothesis import strategies as st

import kkr_allocation as kkr
from kkr_allocation.appointments.model import Task, built
from kkr_allocation.appointments.requirements import (
    AtLeast,
    AtMost,
    AtMostFromOneMunicipality,
    From,
    NotAlsoIn,
    RuleKind,
    Trait,
    named_rule,
)
from kkr_allocation.appointments.rules import Level
from tests.appointment_oracle import seatings, values

NAMES = ("f0", "f1")
COUNTS = st.sampled_from(
    [
        AtLeast(1, Trait.WOMAN),
        AtLeast(2, Trait.MAN),
        AtMost(1, Trait.MAYOR),
        AtLeast(1, From(("x",))),
        AtMostFromOneMunicipality(1),
    ]
)

BARS = {name: (NotAlsoIn((other,)),) for name, other in zip(NAMES, reversed(NAMES), strict=True)}


@cache
def plain_entitlement(
    posts: tuple[tuple[str, int], ...],
    strengths: tuple[tuple[str, int], ...],
    alliances: tuple[tuple[str, ...], ...],
    over: str,
    *deviations: kkr.Deviation,
) -> kkr.Entitlement:
    """Return an entitlement, which depends on the names and posts of its fora alone."""
    fora = [kkr.Forum(name, number) for name, number in posts]
    return kkr.entitle(fora, dict(strengths), alliances=alliances, over=over, deviations=deviations)


@st.composite
def cases(draw: st.DrawFn) -> dict[str, object]:
    """Two fora, six to eight people of three lists, seldom impossible."""
    fora = [
        kkr.Forum(
            name,
            draw(st.integers(1, 2)),
            substitutes=draw(st.sampled_from(["none", "none", "personal", "shared"])),
            requirements=draw(
                st.one_of(st.lists(COUNTS, max_size=1), st.sampled_from([(), BARS[name]]))
            ),
            wanted=draw(st.lists(COUNTS, max_size=1)),
        )
        for name in NAMES
    ]
    some = st.lists(st.sampled_from(NAMES), unique=True, max_size=1)
    people = [
        kkr.Candidate(
            f"{party}{number}",
            draw(st.sampled_from("xyz")),
            party,
            sex=draw(st.sampled_from(["F", "M", None])),
            mayor=draw(st.booleans()),
            wishes=draw(some),
            cannot=draw(st.sampled_from([(), (), (), ("f0",)])),
            held=dict.fromkeys(draw(some), 1),
        )
        for number, party in enumerate(
            draw(st.lists(st.sampled_from("AAVVC"), min_size=3, max_size=5)) + list("AAV")
        )
    ]
    strengths = draw(st.sampled_from([{"A": 14, "V": 9, "C": 4}, {"A": 7, "V": 5, "C": 6}]))
    entitled = partial(
        plain_entitlement,
        tuple((forum.name, forum.posts) for forum in fora),
        tuple(strengths.items()),
        draw(st.sampled_from([(), (("V", "C"),)])),
        draw(st.sampled_from(["package", "forum"])),
    )
    entitlement = entitled()
    taker = draw(st.sampled_from(["", "", *strengths]))
    givers = [p for p, posts in entitlement.table["f0"].items() if posts and p != taker]
    if taker and givers:
        giver = draw(st.sampled_from(givers))
        entitlement = entitled(kkr.Deviation("f0", giver, taker, 1, "agreed"))
    wishes = [
        kkr.Wish(draw(st.sampled_from(NAMES)), draw(st.sampled_from(people)).name, points)
        for points in draw(st.lists(st.integers(1, 3), max_size=2))
    ]
    population = draw(st.sampled_from([{}, {"x": 5, "y": 2, "z": 1, "w": 1}]))
    order = draw(st.permutations(list(Level)))
    rules = kkr.AppointmentRules(
        posts_per_person=draw(st.integers(1, 2)), population=population, order=order
    )
    return {
        "fora": fora,
        "candidates": people,
        "entitlement": attrs.evolve(entitlement, fora=tuple(fora)),
        "wishes": wishes,
        "rules": rules,
        "fixed": draw(st.sampled_from([(), (), ((NAMES[0], people[0].name),)])),
    }


def appointed(case: dict[str, object], **changes: object) -> kkr.Appointments | None:
    try:
        return kkr.appoint(**(case | changes))
    except kkr.InfeasibleError:
        return None


@settings(max_examples=25, deadline=None)
@given(cases())
def test_levels_are_as_good_as_enumeration_finds(case: dict[str, object]) -> None:
    fora, people, rules = case["fora"], case["candidates"], case["rules"]
    places = [list(Level).index(level) for level in rules.order]
    found = []
    for seating in seatings(fora, people, case["entitlement"], rules, case["fixed"]):
        held = values(seating, fora, people, rules, case["wishes"])
        found.append((tuple(held[i] for i in places), seating))
    result = appointed(case)
    if result is None:
        assert not found
        return
    best = min(levels for levels, _ in found)
    stated = {level.level: level for level in result.levels}
    assert tuple(stated[key].value if key in stated else 0 for key in rules.order) == best
    assert result.is_proven
    seated = {forum: tuple(sorted(names)) for forum, names in result.members.items()}
    optima = [seating for levels, seating in found if levels == best]
    assert seated in optima
    far = max(sum(len(set(s[f]) - set(seated[f])) for f in NAMES) for s in optima)
    assert result.differing == far
    assert result.is_unique == (len(optima) == 1)
    assert result.verify()


@settings(max_examples=10, deadline=None)
@given(cases())
def test_the_order_of_rows_changes_nothing(case: dict[str, object]) -> None:
    result = appointed(case)
    turned = {name: list(reversed(case[name])) for name in ("fora", "candidates", "wishes")}
    again = appointed(case, **turned)
    assert (result is None) == (again is None)
    if result is not None and again is not None:
        assert again.members == result.members
        assert again.substitutes == result.substitutes
        assert again.levels == result.levels


@settings(max_examples=10, deadline=None)
@given(cases(), st.sampled_from("AVC"), st.sampled_from("xyz"))
def test_one_candidate_more_never_makes_it_impossible(
    case: dict[str, object], party: str, municipality: str
) -> None:
    if appointed(case) is not None:
        more = [*case["candidates"], kkr.Candidate("new", municipality, party)]
        assert appointed(case, candidates=more) is not None


def cheapest(rows: list[object], columns: int, filled: set[str]) -> int:
    """Return by how many posts all rules give way at least, where most posts are filled."""

    def given_way(point: tuple[int, ...]) -> tuple[int, int]:
        counts = [(row, sum(point[c] for c in row.columns)) for row in rows]
        empty = sum(max(row.low - n, 0) for row, n in counts if row.name.words in filled)
        return empty, sum(
            max((row.low or 0) - n, 0) + (0 if row.high is None else max(n - row.high, 0))
            for row, n in counts
        )

    return min(map(given_way, itertools.product((0, 1), repeat=columns)))[1]


def solvable(rows: list[object], columns: int) -> bool:
    return any(
        all(
            (row.low or 0) <= sum(point[c] for c in row.columns)
            and (row.high is None or sum(point[c] for c in row.columns) <= row.high)
            for row in rows
        )
        for point in itertools.product((0, 1), repeat=columns)
    )


def refusal(case: dict[str, object]) -> kkr.InfeasibleError | None:
    try:
        kkr.appoint(**case)
    except kkr.InfeasibleError as error:
        return error
    return None


@settings(max_examples=25, deadline=None)
@given(cases())
def test_a_conflict_is_one_and_loses_it_with_any_rule(case: dict[str, object]) -> None:
    case = case | {"candidates": case["candidates"][:4]}
    names = {person.name for person in case["candidates"]}
    case["wishes"] = [w for w in case["wishes"] if w.candidate in names]
    error = refusal(case)
    if error is None:
        return
    fora, people = tuple(case["fora"]), tuple(sorted(case["candidates"], key=str))
    model = built(
        Task(fora, people, case["entitlement"], case["rules"], case["fixed"]), with_barred=True
    )
    assert not solvable([r for r in model.rows if r.name.words in error.conflict], 8)
    for left_out in error.conflict:
        rest = [
            r for r in model.rows if r.name.words in error.conflict and r.name.words != left_out
        ]
        assert solvable(rest, 8)
    filled = {
        str(named_rule(RuleKind.FORUM_FILLS, forum=forum.name, posts=forum.posts)) for forum in fora
    }
    assert error.relaxation.cost == cheapest(model.rows, 8, filled)


def test_a_level_left_out_does_not_count() -> None:
    fora = [kkr.Forum("f", 2)]
    people = [
        kkr.Candidate(f"A{i}", "x", "A", sex="FMM"[i], wishes=["f"] * (i > 0)) for i in range(3)
    ]
    entitlement = kkr.entitle(fora, {"A": 1})
    balanced = kkr.appoint(fora, people, entitlement)
    assert "A0" in balanced.members["f"]
    only = attrs.evolve(kkr.APPOINTMENT_RULES, order=[Level.CANDIDATE_WISHES])
    assert kkr.appoint(fora, people, entitlement, rules=only).members["f"] == ("A1", "A2")
