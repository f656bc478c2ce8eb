"""Composition against a slow oracle that shares nothing with it."""

from __future__ import annotations

import warnings
from typing import Any

import pytest
from hypothesis import given, settings

import kkr_allocation as kkr
from tests import oracles, oracles_composition
from tests.regions import SIZES, arguments, regions


def found(region: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Return the engine's council in the oracle's words."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", kkr.IncompleteDataWarning)
        try:
            council = kkr.compose(**arguments(region), **more)
        except kkr.InfeasibleError:
            return {"infeasible": True}
    return {
        "eligible": set(council.eligible),
        "outsiders": set(council.outsiders),
        "cap": council.cap,
        "capped": council.capped,
        "binding": set(council.binding),
        "house_size": council.house_size,
        "seats": council.seats,
        "supplementary": council.supplementary,
    }


@pytest.mark.parametrize("size_rule", sorted(set(SIZES), key=str))
@given(region=regions())
@settings(max_examples=75, deadline=None)
def test_the_engine_agrees_with_the_oracle(region: dict[str, Any], size_rule: str | int) -> None:
    region = region | {"size_rule": size_rule}
    expected = outcome(region)
    if isinstance(expected, dict):
        assert found(region) == expected
        return
    with pytest.raises(kkr.UnresolvedTieError) as caught:
        found(region)
    tie = caught.value.tie
    assert set(tie.claimants) == expected.claimants
    assert tie.seats == expected.seats
    winners = tie.claimants[: tie.seats]
    seats = found(region, lots=[kkr.Lot(tie.claimants, winners)])["seats"]
    for party, certain in expected.certain.items():
        assert seats.get(party, 0) == certain + (party in winners)


def outcome(region: dict[str, Any]) -> dict[str, Any] | oracles.OracleTie:
    """Return the oracle's council, or the tie it meets."""
    try:
        return oracles_composition.compose(**region)
    except oracles.OracleTie as tie:
        return tie
