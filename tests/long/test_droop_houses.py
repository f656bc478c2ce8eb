"""The smallest house by Droop's own seats, where its quota leaves houses unfilled."""

from __future__ import annotations

import json
from fractions import Fraction
from itertools import product

import attrs
import pytest

import kkr_allocation as kkr
from kkr_allocation.fairness.verify import verify

STATUTES = attrs.evolve(
    kkr.STATUTES_2018,
    size_rule=kkr.SizeRule.DIVISOR,
    rule=kkr.LARGEST_REMAINDER_DROOP,
    seat_for_every_eligible=False,
    threshold=Fraction(0),
)


def certain(votes: dict[str, int], house: int) -> dict[str, int] | None:
    """Return what Droop gives whatever a lot says, None where it cannot fill the house."""
    quota = sum(votes.values()) // (house + 1) + 1
    whole = {name: number // quota for name, number in votes.items()}
    left = house - sum(whole.values())
    if left > len(votes):
        return None
    rest = {name: number % quota for name, number in votes.items()}
    return {
        name: whole[name] + (sum(other >= rest[name] for other in rest.values()) <= left)
        for name in votes
    }


def smallest(votes: dict[str, int], mayors: dict[str, int], most: int) -> int | None:
    for house in range(most + 1):
        given = certain(votes, house)
        if given is not None and all(given[name] >= mayors[name] for name in votes):
            return house
    return None


@pytest.mark.parametrize("cap", [None, Fraction(3, 2), Fraction(3)])
def test_the_smallest_house_is_the_rules_own(cap: Fraction | None) -> None:
    composed = 0
    for a, b, first, second in product(range(1, 9), range(1, 9), range(5), range(3)):
        if not first + second:
            continue
        votes, mayors = {"A": a, "V": b}, {"A": first, "V": second}
        most = a + b + 2 if cap is None else int(cap * (first + second))
        right = smallest(votes, mayors, most)
        statutes = attrs.evolve(STATUTES, cap_factor=cap)
        try:
            council = kkr.compose(votes, mayors, municipalities=first + second, statutes=statutes)
        except kkr.InfeasibleError:  # no house at all, or the quota does not fill the cap
            assert right is None
            continue
        except kkr.UnresolvedTieError:
            continue
        assert council.house_size == (most if right is None else right)
        assert council.capped == (right is None)
        assert council.verify()
        composed += 1
    assert composed > 50


def test_a_house_above_the_smallest_is_not_accepted() -> None:
    """Six votes and five mayors: five seats cannot be filled, six can; the cap would be seven."""
    council = kkr.compose({"A": 6}, {"A": 5}, municipalities=5, statutes=STATUTES)
    assert council.house_size == 6
    document = json.loads(council.to_json())
    document |= {"seats": {"A": 7}, "supplementary": {"A": 2}, "capped": True, "house_size": 7}
    with pytest.raises(kkr.VerificationError, match="share 7 seats"):
        verify(document | {"binding": ["A"]})


def test_a_house_beyond_64_bits_is_found_by_halving() -> None:
    """B's seats come twice to its votes before C's second seat: more than 2**63 of them."""
    statutes = attrs.evolve(STATUTES, rule=kkr.DHONDT, cap_factor=None)
    council = kkr.compose(
        {"B": 2**62 + 2**61, "C": 1}, {"C": 2}, municipalities=2, statutes=statutes
    )
    assert council.house_size > 2**63
    assert council.seats["C"] == 2
    assert council.verify()
