"""Whatever stands in a file, reading and checking it end in a result or in words."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kkr_allocation as kkr
from kkr_allocation.documents.format import KINDS
from kkr_allocation.fairness.verify import verify
from tests.refusals import refused_in_words
from tests.result_samples import every_kind

few = settings(max_examples=settings.default.max_examples // 10)
leaves = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=5),
    st.sampled_from(["A", "LinearRule", "Rule", "MeanRule", "Dean", "1/2", "PUBLISHED", ""]),
)
values = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from(["type", "members", "label", "name", "A"]), inner),
    ),
    max_leaves=6,
)

JUNK = [0, 1, 2, 10**18, 10**401, 2.0, "20260101", "a\nb", "0/1", "FOO", [], {}, None, True]


def places(value: Any) -> list[tuple[Any, Any]]:
    """List every place in a document: its container and its key or index."""
    found = []
    if isinstance(value, dict | list):
        for key in list(value) if isinstance(value, dict) else range(len(value)):
            found += [(value, key), *places(value[key])]
    return found


@given(st.one_of(st.text(), st.binary().map(lambda data: data.decode("latin-1"))))
def test_any_text(text: str) -> None:
    with refused_in_words():
        kkr.from_json(text)


@pytest.mark.parametrize("kind", sorted(KINDS))
@few
@given(data=st.data())
def test_any_change_of_a_real_document(kind: str, data: st.DataObject) -> None:
    document = json.loads(every_kind()[kind].to_json())
    for _ in range(data.draw(st.integers(1, 2), label="changes")):
        container, key = data.draw(st.sampled_from(places(document)), label="place")
        if data.draw(st.booleans(), label="leave out"):
            del container[key]
        else:
            container[key] = data.draw(values, label="value")
    text = json.dumps(document)
    with refused_in_words():
        verify(text)
    with refused_in_words():
        again = kkr.from_json(text)
        assert again.to_json() == kkr.from_json(again.to_json()).to_json()


@given(
    st.sampled_from(sorted(KINDS)), st.integers(0, 4000), st.integers(0, 4000), st.text(max_size=3)
)
def test_any_splice_of_a_real_text(kind: str, start: int, stop: int, inserted: str) -> None:
    text = every_kind()[kind].to_json()
    changed = text[:start] + inserted + text[stop:]
    with refused_in_words():
        verify(changed)
    with refused_in_words():
        kkr.from_json(changed)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_is_verified_and_comes_back(kind: str) -> None:
    result = every_kind()[kind]
    assert result.verify()
    assert kkr.from_json(result.to_json()).to_json() == result.to_json()


def dated(document: dict[str, Any]) -> list[tuple[Any, Any]]:
    """List the places of a document's dates; the envelope's version is none."""
    days = {"born", "seat_until", "starts", "ends", "version"}
    return [(held, key) for held, key in places(document) if key in days and held is not document]


@pytest.mark.parametrize("kind", sorted(set(KINDS) - {"key", "smoothed_years"}))
@few
@given(
    data=st.data(),
    day=st.one_of(
        st.sampled_from(["2020-99-99", "2021-02-29", "20200101", "2020-W01-1", "2020-1-1", ""]),
        st.dates().map(lambda day: f"{day}T00:00"),
        st.text(max_size=10),
        st.integers(),
        st.booleans(),
    ),
)
def test_a_day_that_is_none_is_refused(kind: str, data: st.DataObject, day: object) -> None:
    document = json.loads(every_kind()[kind].to_json())
    held, name = data.draw(st.sampled_from(dated(document)), label="place")
    held[name] = day
    with pytest.raises(kkr.InvalidInputError, match="year-month-day"):
        kkr.from_json(json.dumps(document))
    with pytest.raises(kkr.InvalidInputError, match=rf"\.{name} is .*"):
        verify(document)


@pytest.mark.parametrize("kind", sorted(set(KINDS) - {"key", "smoothed_years"}))
def test_a_day_of_the_calendar_is_read(kind: str) -> None:
    document = json.loads(every_kind()[kind].to_json())
    for held, name in dated(document):
        held[name] = "2026-02-28" if name in ("born", "starts") else "9999-12-31"
    assert verify(document)
    assert json.loads(kkr.from_json(json.dumps(document)).to_json()) == document


@pytest.mark.parametrize("kind", sorted(KINDS))
@few
@given(data=st.data())
def test_both_doors_give_the_same_verdict(kind: str, data: st.DataObject) -> None:
    """What `verify` takes for a result, `from_json` reads, and the result verifies as well."""
    document = json.loads(every_kind()[kind].to_json())
    container, key = data.draw(st.sampled_from(places(document)), label="place")
    container[key] = data.draw(st.one_of(values, st.sampled_from(JUNK)), label="value")
    text = json.dumps(document)
    try:
        verify(text)
    except kkr.KkrAllocationError:
        with pytest.raises(kkr.KkrAllocationError):
            kkr.from_json(text).verify()
    else:
        assert kkr.from_json(text).verify()
