"""What `distribute` promises for every key and every set of limits, and what it does not."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

from hypothesis import assume, given, reject, settings
from hypothesis import strategies as st

import kkr_allocation as kkr
from kkr_allocation.placements.shares import DivisorInterval, RemainderCut, held_at_limits

DIVISOR = [kkr.DHONDT, kkr.SAINTE_LAGUE, kkr.ADAMS, kkr.HUNTINGTON_HILL, kkr.DANISH]
RULES = [*DIVISOR, kkr.LARGEST_REMAINDER]
NAMES = ["Ny", "Ø", "Å", "B"]
FEW = settings(max_examples=settings.default.max_examples // 2)

figures = st.one_of(
    st.integers(0, 9), st.integers(0, 10**15), st.fractions(0, 5, max_denominator=12)
)


@st.composite
def keys(draw: st.DrawFn) -> dict[str, int | Fraction]:
    """Two to four places; some figures are copied so that they tie."""
    key = {name: draw(figures) for name in NAMES[: draw(st.integers(2, 4))]}
    if draw(st.booleans()):
        key[NAMES[1]] = key[NAMES[0]]
    assume(any(key.values()))
    return key


@st.composite
def limited(draw: st.DrawFn) -> dict[str, Any]:
    """Draw a small case with limits of every kind, often impossible."""
    key = draw(keys())
    bound = st.dictionaries(st.sampled_from(sorted(key)), st.integers(0, 7))
    change = None
    if draw(st.booleans()):
        parts = draw(
            st.sampled_from([{"places": 1}, {"percent": 40}, {"places": 2, "percent": 50}])
        )
        change = kkr.MaxChange(draw(bound), **parts)
    return {
        "total": draw(st.integers(0, 12)),
        "key": key,
        "floors": draw(bound),
        "caps": draw(bound),
        "change": change,
        "multiple": draw(st.sampled_from([1, 1, 2, 3])),
    }


def allowed(case: dict[str, Any], place: str) -> list[int]:
    """Every number of places one municipality may have, by the rules as they are written."""
    change = case["change"]
    fits = []
    for n in range(0, 31, case["multiple"]):
        ok = case["floors"].get(place, 0) <= n <= case["caps"].get(place, 30)
        if change is not None and place in change.base:
            gap = abs(n - change.base[place])
            ok = ok and (change.places is None or gap <= change.places)
            ok = ok and (change.percent is None or 100 * gap <= change.percent * change.base[place])
        fits.append(ok)
    numbers = [i * case["multiple"] for i, ok in enumerate(fits) if ok]
    return numbers if case["key"][place] else numbers[:1]


def reachable(case: dict[str, Any]) -> set[int]:
    """Every total the limits allow, by trying all combinations."""
    totals = {0}
    for place in case["key"]:
        totals = {total + n for total in totals for n in allowed(case, place)}
    return totals


def outcome(case: dict[str, Any], rule: kkr.Rule) -> kkr.Distribution | Exception:
    try:
        return kkr.distribute(rule=rule, **case)
    except (kkr.InfeasibleError, kkr.UnresolvedTieError) as error:
        return error


@FEW
@given(limited(), st.sampled_from(RULES))
def test_limits_are_kept_or_brute_force_agrees_that_they_cannot_be(case, rule):
    result = outcome(case, rule)
    totals = reachable(case)
    if isinstance(result, kkr.InfeasibleError):
        assert case["total"] not in totals
        nearest = result.relaxation.get("total")
        assert (nearest is None) == (not totals)
        if totals:
            distance = min(abs(total - case["total"]) for total in totals)
            assert nearest in totals
            assert abs(nearest - case["total"]) == distance
    else:
        assert case["total"] in totals
    if isinstance(result, kkr.Distribution):
        assert sum(result.places.values()) == case["total"]
        assert all(n in allowed(case, place) for place, n in result.places.items())
        assert list(result.places) == list(case["key"])


def only(case: dict[str, Any], rules: set[str]) -> dict[str, Any]:
    """Return the case with just these rules; a total left out may be anything."""
    change = case["change"]
    return {
        "total": case["total"],
        "key": {
            place: figure or (0 if f"{place} has no share of the key" in rules else 1)
            for place, figure in case["key"].items()
        },
        "floors": {p: n for p, n in case["floors"].items() if f"floor {n} of {p}" in rules},
        "caps": {p: n for p, n in case["caps"].items() if f"cap {n} of {p}" in rules},
        "change": change,
        "multiple": case["multiple"] if f"multiples of {case['multiple']}" in rules else 1,
    }


@FEW
@given(limited())
def test_a_conflict_is_one_and_loses_any_one_rule_to_be_none(case):
    case["change"] = None
    result = outcome(case, kkr.LARGEST_REMAINDER)
    assume(isinstance(result, kkr.InfeasibleError))
    rules = set(result.conflict)

    def possible(kept: set[str]) -> bool:
        totals = reachable(only(case, kept))
        return case["total"] in totals if f"total {case['total']}" in kept else bool(totals)

    assert len(rules) == len(result.conflict)
    assert not possible(rules)
    for rule in rules:
        assert possible(rules - {rule}), rule


@FEW
@given(keys(), st.integers(0, 60), st.sampled_from(RULES), st.randoms(use_true_random=False))
def test_the_order_of_the_key_changes_nothing(key, total, rule, random):
    order = sorted(key)
    random.shuffle(order)

    def answer(names: list[str]) -> tuple[object, int]:
        try:
            places = kkr.distribute(total, {name: key[name] for name in names}, rule).places
        except kkr.UnresolvedTieError as error:
            return set(error.tie.claimants), error.tie.seats
        return places, total

    assert answer(order) == answer(list(key))


@FEW
@given(keys(), st.integers(0, 60), st.sampled_from(RULES), st.integers(1, 50))
def test_more_own_claim_and_the_others_fixed_is_never_fewer_places(key, total, rule, more):
    raised = {**key, "Ny": key["Ny"] + more}
    try:
        before = kkr.distribute(total, key, rule).places["Ny"]
        after = kkr.distribute(total, raised, rule).places["Ny"]
    except kkr.UnresolvedTieError:
        reject()
    assert after >= before


def test_droop_takes_a_place_from_one_whose_own_claim_grew():
    key = {"A": 24, "B": 12, "C": 11, "D": 12}
    droop = kkr.LARGEST_REMAINDER_DROOP
    assert kkr.distribute(14, key, droop).places["A"] == 6
    assert kkr.distribute(14, {**key, "A": 25}, droop).places["A"] == 5


def test_hare_takes_a_place_when_the_house_grows():
    key = {"A": 6, "B": 6, "C": 2}
    assert kkr.distribute(10, key).places["C"] == 2
    assert kkr.distribute(11, key).places["C"] == 1


def test_hare_moves_a_place_from_the_faster_growing_of_two_to_the_slower():
    before = kkr.distribute(4, {"A": 3, "B": 10, "C": 18}).places
    after = kkr.distribute(4, {"A": 4, "B": 13, "C": 15}).places
    assert Fraction(4, 3) > Fraction(13, 10)
    assert (before["A"], before["B"]) == (1, 1)
    assert (after["A"], after["B"]) == (0, 2)


@FEW
@given(
    keys(),
    st.integers(1, 60),
    st.sampled_from(RULES),
    st.dictionaries(st.sampled_from(NAMES[:2]), st.integers(0, 9)),
)
def test_the_cut_gives_every_place_by_itself(key, total, rule, floors):
    try:
        result = kkr.distribute(total, key, rule, floors=floors)
    except (kkr.InfeasibleError, kkr.UnresolvedTieError):
        reject()
    cut = result.cut
    assume(cut.low is not None and cut.high is not None)
    assert cut.low < cut.high
    sharing = result.sharing()
    if isinstance(cut, RemainderCut):
        for place, figure in sharing.votes.items():
            free = math.floor(figure / cut.quota + 1 - cut.high)
            assert result.base[place] == (
                max(free, floors.get(place, 0)) if figure else floors.get(place, 0)
            )
    else:
        assert isinstance(cut, DivisorInterval)
        middle = (cut.low + cut.high) / 2
        for place, figure in sharing.votes.items():
            won = 0
            while figure**cut.power >= middle * Fraction(*rule.signpost(won + 1)) and figure:
                won += 1
            assert result.base[place] == max(won, floors.get(place, 0))


@FEW
@given(
    keys(),
    st.integers(0, 20),
    st.dictionaries(st.sampled_from(NAMES[:2]), st.integers(0, 9), min_size=1),
    st.one_of(st.none(), st.integers(0, 12)),
    st.sampled_from([1, 2]),
)
def test_wishes_add_and_never_take(key, total, asked, most, multiple):
    caps = dict.fromkeys(key, 25)
    try:
        plain = kkr.distribute(total * multiple, key, caps=caps, multiple=multiple)
        wished = kkr.distribute(
            total * multiple, key, caps=caps, multiple=multiple, wishes=kkr.Wishes(asked, most=most)
        )
    except (kkr.InfeasibleError, kkr.UnresolvedTieError):
        reject()
    assert wished.base == plain.base
    for place, places in wished.places.items():
        assert plain.places[place] <= places <= max(25, plain.places[place])
        assert wished.granted[place] <= asked.get(place, 0)
        assert wished.granted[place] % multiple == 0
    if most is not None:
        assert sum(wished.granted.values()) <= most


@FEW
@given(
    st.lists(st.integers(1, 40), min_size=2, max_size=4),
    st.integers(1, 20),
    st.sampled_from(RULES),
    st.integers(0, 12),
    st.booleans(),
)
def test_a_limit_decides_exactly_where_one_place_of_room_would_be_used(
    weights, total, rule, bound, floor
):
    """Under largest remainder room is used by the exact share, and then decides for the others."""
    key = dict(zip(NAMES, weights, strict=False))
    first, side = NAMES[0], "floor" if floor else "cap"
    assume(not floor or bound > 0)
    bounds = [
        {f"{side}s": {first: number}} for number in (bound, bound - 1 if floor else bound + 1)
    ]
    try:
        shared, roomier = (kkr.distribute(total, key, rule, **limits) for limits in bounds)
    except (kkr.InfeasibleError, kkr.UnresolvedTieError):
        reject()
    held = held_at_limits(shared.sharing()).get(first) == side
    if rule is kkr.LARGEST_REMAINDER:
        share = Fraction(total * weights[0], sum(weights))
        assert held == (share < bound if floor else share > bound)
        assert held or shared.base == roomier.base
    else:
        assert held == (shared.base[first] != roomier.base[first])
