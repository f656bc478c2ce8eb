"""A region is the sum of its parts, whatever its parts are."""

from __future__ import annotations

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

import kkr_allocation as kkr
from kkr_allocation.datasets import BUNDLED_YEARS, load_municipalities

NAMES = [place.name for place in load_municipalities()]
ELECTIONS = st.sampled_from(BUNDLED_YEARS).map(kkr.load_election)


@settings(max_examples=40, deadline=None)
@given(ELECTIONS, st.lists(st.sampled_from(NAMES), min_size=2, max_size=30, unique=True), st.data())
def test_votes_mayors_and_turnout_add_up(election, names, data):
    cut = data.draw(st.integers(1, len(names) - 1))
    whole, left, right = (
        election.region(municipalities=part) for part in (names, names[:cut], names[cut:])
    )
    assert Counter(left.votes) + Counter(right.votes) == Counter(whole.votes)
    assert Counter(left.mayors) + Counter(right.mayors) == Counter(whole.mayors)
    assert left.total_votes + right.total_votes == whole.total_votes
    assert left.represented | right.represented == whole.represented
    assert left.entitled | right.entitled == whole.entitled
    assert whole.coverage.complete is (left.coverage.complete and right.coverage.complete)
    assert sum(whole.votes.values()) <= whole.total_votes


@settings(max_examples=20, deadline=None)
@given(ELECTIONS, st.permutations(NAMES[:12]))
def test_the_order_of_municipalities_changes_nothing_but_the_order(election, names):
    shuffled, sorted_ = (
        election.region("The twelve", municipalities=part) for part in (names, NAMES[:12])
    )
    assert list(shuffled.votes.items()) == list(sorted_.votes.items())
    assert list(shuffled.mayors.items()) == list(sorted_.mayors.items())
    assert shuffled.total_votes == sorted_.total_votes
