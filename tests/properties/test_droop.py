"""Droop's quota refuses just the houses that one remainder seat for each list cannot fill."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

import kkr_allocation as kkr
from kkr_allocation.testing import votes


@given(votes(), st.integers(1, 30))
def test_a_house_is_refused_only_if_the_remainders_are_too_few(
    figures: dict[str, int], house_size: int
) -> None:
    quota = sum(figures.values()) // (house_size + 1) + 1
    left = house_size - sum(count // quota for count in figures.values())
    try:
        kkr.apportion(figures, house_size, kkr.LARGEST_REMAINDER_DROOP)
    except kkr.InfeasibleError:
        assert left > sum(1 for count in figures.values() if count)
    except kkr.UnresolvedTieError:
        assert 0 < left < len(figures)
    else:
        assert left <= sum(1 for count in figures.values() if count)
