"""The verifier accepts every distribution and no other."""

from __future__ import annotations

import contextlib
import json
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st

import kkr_allocation as kkr
from kkr_allocation.fairness.verify import verify

NAMES = ["A", "B", "C"]
figures = st.one_of(st.integers(0, 9), st.fractions(0, 5, max_denominator=12))
by_name = st.dictionaries(st.sampled_from(NAMES), st.integers(0, 4))
FEW = settings(max_examples=settings.default.max_examples // 3)
rules = st.sampled_from(
    [kkr.LARGEST_REMAINDER, kkr.SAINTE_LAGUE, kkr.DHONDT, kkr.ADAMS, kkr.HUNTINGTON_HILL]
)


@st.composite
def distributions(draw: st.DrawFn) -> kkr.Distribution:
    """Draw a distribution with anything that can belong to one, ties in it decided by lot."""
    wishes = draw(st.one_of(st.none(), st.builds(kkr.Wishes, by_name, most=st.integers(0, 9))))
    change = draw(
        st.one_of(
            st.none(),
            st.builds(kkr.MaxChange, by_name, places=st.integers(0, 9)),
            st.builds(kkr.MaxChange, by_name, percent=st.fractions(0, 90, max_denominator=3)),
        )
    )
    case: dict[str, Any] = {
        "total": 2 * draw(st.integers(0, 15)),
        "key": {name: draw(figures) for name in NAMES},
        "rule": draw(rules),
        "floors": draw(by_name),
        "caps": draw(st.dictionaries(st.sampled_from(NAMES), st.integers(9, 25))),
        "change": change,
        "multiple": draw(st.sampled_from([1, 2])),
        "wishes": wishes,
        "transfers": draw(
            st.sampled_from([(), [kkr.Transfer("A", "B", 1, consent="minutes of May")]])
        ),
        "deductions": draw(st.one_of(st.none(), st.just({"C": 1}))),
    }
    for _ in range(3):
        try:
            return kkr.distribute(**case)
        except kkr.UnresolvedTieError as error:
            lot = kkr.draw(error.tie, seed=draw(st.integers(0, 9)))
            if error.tie.within:
                case["wishes"] = kkr.Wishes(wishes.asked, most=wishes.most, lots=[lot])
            else:
                case["lots"] = [lot]
        except kkr.KkrAllocationError:
            reject()
    return reject()


@FEW
@given(distributions())
def test_every_distribution_is_verified_and_comes_back(result):
    assert result.verify()
    assert kkr.from_json(result.to_json()) == result
    assert verify(result.to_json()) == result.verify()


@FEW
@given(distributions(), st.sampled_from(["base", "granted", "places"]))
def test_every_place_moved_added_or_taken_is_rejected(result, entry):
    document = json.loads(result.to_json())
    step = 1 if entry == "places" else result.limits.multiple
    right = document[entry]
    for place in right:
        for other in NAMES:
            for changed in (
                right | {place: right[place] + step},
                right | {place: right[place] - step},
                right | {place: right[place] + step, other: right[other] - step},
            ):
                if changed != right and min(changed.values()) >= 0:
                    wrong = document | {entry: changed}
                    with pytest.raises(kkr.VerificationError):
                        verify(with_places(wrong) if entry != "places" else wrong)


def with_places(document: dict[str, Any]) -> dict[str, Any]:
    """Let the answer follow, so that the sharing itself has to be found wrong."""
    places = {name: document["base"][name] + document["granted"][name] for name in NAMES}
    for move in document["transfers"]:
        places[move["giver"]] -= move["places"]
        places[move["receiver"]] += move["places"]
    for name, pupils in document["deductions"].items():
        places[name] -= pupils
    return document | {"places": {name: max(number, 0) for name, number in places.items()}}


@FEW
@given(distributions(), st.sampled_from(NAMES), st.fractions(0, 9, max_denominator=9))
def test_another_figure_is_rejected_or_changes_nothing(result, place, figure):
    key = {**result.key, place: Fraction(figure)}
    document = json.loads(result.to_json())
    document["key"] = {name: f"{f.numerator}/{f.denominator}" for name, f in key.items()}
    try:
        verify(document)
    except kkr.VerificationError:
        return
    limits = result.limits
    again = kkr.distribute(
        result.total,
        key,
        result.rule,
        floors=limits.floors,
        caps=limits.caps,
        change=limits.change,
        multiple=limits.multiple,
        lots=result.lots,
    )
    assert again.base == result.base


BROKEN = [
    ({"key": {"A": "0/1", "B": "0/1"}}, "no key"),
    ({"base": {"A": 6}}, "key and base do not both name B"),
    (
        {"transfers": [{"giver": "C", "receiver": "A", "places": 1, "consent": "x"}]},
        "a transfer names 'C'",
    ),
    (
        {"transfers": [{"giver": "A", "receiver": "B", "places": 9, "consent": "x"}]},
        "A gives more than it has",
    ),
    ({"deductions": {"A": 7}}, "7 are deducted from A"),
    ({"granted": {"A": 1, "B": 0}}, "extra places are granted"),
    ({"total": 11}, "the base has 10 seats"),
]


@pytest.mark.parametrize(("changed", "fragment"), BROKEN)
def test_a_broken_document_is_named(changed, fragment):
    document = json.loads(kkr.distribute(10, {"A": 3, "B": 2}).to_json())
    with pytest.raises(kkr.VerificationError) as caught:
        verify(document | changed)
    assert fragment in str(caught.value)


LIMITS = {"floors": {}, "caps": {}, "change": None, "multiple": 1}
BROKEN_LIMITS = [
    (LIMITS | {"multiple": 0}, "no multiple"),
    (LIMITS | {"multiple": 4}, "Places are given in multiples of 4"),
    (
        LIMITS | {"change": {"base": {"A": 1}, "places": None, "percent": None}},
        "the largest change has no size",
    ),
    (LIMITS | {"floors": {"B": 5}}, "It may have from 5"),
]


@pytest.mark.parametrize(("limits", "fragment"), BROKEN_LIMITS)
def test_other_limits_are_named(limits, fragment):
    document = json.loads(kkr.distribute(10, {"A": 3, "B": 2}).to_json())
    with pytest.raises(kkr.VerificationError) as caught:
        verify(document | {"limits": limits})
    assert fragment in str(caught.value)


def test_wishes_are_granted_in_multiples():
    wishes = kkr.Wishes({"A": 4})
    result = kkr.distribute(10, {"A": 3, "B": 2}, multiple=2, wishes=wishes)
    document = json.loads(result.to_json())
    with pytest.raises(kkr.VerificationError) as caught:
        verify(document | {"granted": {"A": 3, "B": 1}})
    assert "multiples of 2" in str(caught.value)


BROKEN_KEYS = [
    ({"weights": {"65+": "1/2", "80+": "1/2"}}, "columns and weights name different columns"),
    ({"weights": {"65+": "1/2", "last": "1/3"}}, "the weights sum to 5/6"),
    ({"columns": {"65+": {"A": "1/1"}, "last": {"B": "1/1"}}}, "the column last has other places"),
    ({"columns": {"65+": {"A": "0/1"}, "last": {"A": "1/1"}}}, "the column 65+ sums to 0"),
]


@pytest.mark.parametrize(("changed", "fragment"), BROKEN_KEYS)
def test_a_key_is_verified_and_a_broken_one_is_named(changed, fragment):
    columns = {"65+": {"A": 3, "B": 1}, "last": {"A": 2, "B": 2}}
    key = kkr.Key(columns, {"65+": "1/2", "last": "1/2"})
    assert key.verify()
    assert kkr.from_json(key.to_json()) == key
    with pytest.raises(kkr.VerificationError) as caught:
        verify(json.loads(key.to_json()) | changed)
    assert fragment in str(caught.value)


def places_in(value, path=()):
    """Yield the path of everything inside a JSON value."""
    inside = value.items() if isinstance(value, dict) else enumerate(value)
    for name, item in inside:
        yield (*path, name)
        if isinstance(item, dict | list):
            yield from places_in(item, (*path, name))


DOCUMENTS = [
    kkr.distribute(
        12,
        {"A": 1, "B": 5, "C": 4},
        floors={"A": 2},
        change=kkr.MaxChange({"A": 3}, percent=50),
        wishes=kkr.Wishes({"A": 4}, most=2),
        transfers=[kkr.Transfer("B", "C", 1, consent="minutes")],
        deductions={"C": 1},
    ),
    kkr.smooth({1: (2, {"A": 3, "B": 2}), 2: (2, {"A": 3, "B": 2})}),
    kkr.Plan(
        "P", 10, [kkr.Layer("x", {"P": {"A": 3, "B": 2}}), kkr.Layer("y", each={"k": 1})]
    ).run(),
    kkr.Key({"65+": {"A": 1}}, {"65+": 1}),
]


@pytest.mark.parametrize("result", DOCUMENTS, ids=lambda result: type(result).__name__)
def test_nonsense_anywhere_in_a_document_is_refused_in_words(result):
    text = result.to_json()
    for path in places_in(json.loads(text)):
        for nonsense in (None, "x", [1]):
            document = json.loads(text)
            inside = document
            for name in path[:-1]:
                inside = inside[name]
            inside[path[-1]] = nonsense
            with contextlib.suppress(kkr.KkrAllocationError):
                verify(document)
            with contextlib.suppress(kkr.KkrAllocationError):
                kkr.from_json(json.dumps(document))
