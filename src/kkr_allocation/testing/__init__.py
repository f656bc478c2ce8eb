"""Hypothesis strategies for the field: elections that go to the edges where programs go wrong.

Random votes almost never tie, and almost every mistake sits at a tie, at a number above 2**53 or
at a bound. These strategies plant such cases, shrink to small ones, and serve any program that
shares seats, not only this library::

    from hypothesis import given
    from kkr_allocation.testing import elections

    @given(elections(bounded=False))
    def test_my_program(election):
        seats = my_program(election["votes"], election["house_size"])
        assert sum(seats.values()) == election["house_size"]

They need Hypothesis: ``pip install "kkr_allocation[test]"``.
"""

from kkr_allocation.testing.strategies import (
    alliance_trees,
    apportionments,
    bounds,
    candidates,
    elections,
    infeasible_elections,
    keys,
    regions,
    registers,
    rules,
    statutes,
    strengths,
    tables,
    vote_counts,
    votes,
)

__all__ = [
    "alliance_trees",
    "apportionments",
    "bounds",
    "candidates",
    "elections",
    "infeasible_elections",
    "keys",
    "regions",
    "registers",
    "rules",
    "statutes",
    "strengths",
    "tables",
    "vote_counts",
    "votes",
]
