"""What every controlled rounding promises, against all roundings there are."""

from __future__ import annotations

from fractions import Fraction
from math import ceil, floor

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given, settings

import kkr_allocation as kkr
from tests.oracles_twoway import nearest_roundings


@st.composite
def claims_and_margins(draw, *, own_sums=False):
    """Draw a small table of claims, many with equal fractions, and its sums, each rounded."""
    height, width = draw(st.sampled_from([(1, 3), (2, 2), (2, 3), (3, 2), (3, 3)]))
    unit = draw(st.sampled_from([2, 3, 4, 7]))
    claims = np.array(
        draw(
            st.lists(
                st.lists(st.integers(0, 2 * unit), min_size=width, max_size=width),
                min_size=height,
                max_size=height,
            )
        )
    )
    if own_sums:
        claims[:, -1] += -claims.sum(axis=1) % unit
        claims[-1, :] += -claims.sum(axis=0) % unit
    exact = [[Fraction(int(n), unit) for n in row] for row in claims]
    total = sum(map(sum, exact))
    total = draw(st.sampled_from(sorted({floor(total), ceil(total)})))
    lines = [list(map(sum, exact)), list(map(sum, zip(*exact, strict=True)))]
    return exact, tuple(draw(rounded(sums, total)) for sums in lines)


@st.composite
def rounded(draw, sums, total):
    """Round sums up or down so that they make up a total between their floors and ceilings."""
    up = draw(st.permutations([i for i, one in enumerate(sums) if one != floor(one)]))
    raised = set(up[: total - sum(map(floor, sums))])
    return [floor(one) + (i in raised) for i, one in enumerate(sums)]


BOUNDS = st.dictionaries(
    st.tuples(st.integers(0, 0), st.integers(0, 1)), st.integers(0, 2), max_size=1
)


def all_outcomes(claims, margins, floors, caps, lots=()):
    """Find the rounding, or all that the lots of its ties can give; whether all are listed."""
    try:
        result = kkr.distribute_table(
            claims, *margins, kkr.CONTROLLED_ROUNDING, floors=floors, caps=caps, lots=lots
        )
    except kkr.UnresolvedTieError as error:
        found, complete = set(), error.tie.complete
        for winners in error.tie.outcomes:
            lot = kkr.Lot(error.tie.claimants, winners)
            more, whole = all_outcomes(claims, margins, floors, caps, [*lots, lot])
            found |= more
            complete &= whole
        return found, complete
    assert result.verify()
    return {tuple(map(tuple, result.places.tolist()))}, True


@settings(max_examples=60, deadline=None)
@given(claims_and_margins(), BOUNDS, BOUNDS)
def test_the_nearest_roundings_and_their_ties_are_those_of_brute_force(problem, floors, caps):
    claims, margins = problem
    expected = nearest_roundings(claims, margins, floors, caps)
    if not expected:
        with pytest.raises(kkr.InfeasibleError) as caught:
            all_outcomes(claims, margins, floors, caps)
        assert len(caught.value.conflict) > 1
        return
    found, complete = all_outcomes(claims, margins, floors, caps)
    assert found == expected if complete else found < expected


@settings(max_examples=40, deadline=None)
@given(claims_and_margins(own_sums=True))
def test_there_is_always_one_when_the_margins_are_the_claims_own_sums(problem):
    claims, _ = problem
    rows = [sum(row) for row in claims]
    columns = [sum(column) for column in zip(*claims, strict=True)]
    if all(total.denominator == 1 for total in (*rows, *columns)):
        found, _ = all_outcomes(claims, (rows, columns), {}, {})
        table = np.array(min(found))
        difference = table - np.array(claims)
        assert (abs(difference) < 1).all()
