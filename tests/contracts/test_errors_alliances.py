"""Every refusal of the alliance scan and its inverse names what is wrong."""

from __future__ import annotations

import attrs
import pytest

import kkr_allocation as kkr
from kkr_allocation.scenarios.margins import own_margins

VOTES = {"A": 40, "B": 33, "C": 17}
MANY = {f"list {number}": 10 + number for number in range(14)}

REFUSED = [
    (lambda: kkr.alliance_scan({}, 5), "votes has no parties"),
    (lambda: kkr.alliance_scan({"A": 0}, 5), "votes has no votes at all"),
    (lambda: kkr.alliance_scan(MANY, 5), "14 lists are free to join"),
    (lambda: kkr.alliance_scan(VOTES, 5, fixed=[list(VOTES)]), "0 lists are free to join"),
    (lambda: kkr.alliance_scan(VOTES, 5, fixed=[["X"]]), "alliances names 'X'"),
    (lambda: kkr.alliance_scan(VOTES, 5, apart=[("A", "X")]), "apart names 'X'"),
    (lambda: kkr.alliance_scan(VOTES, 5, apart=["AB"]), "apart has 'AB'"),
    (lambda: kkr.alliance_scan(VOTES, 5, apart=[("A", "A")]), "apart has ('A', 'A')"),
    (lambda: kkr.alliance_scan(VOTES, 5, rule="Hare"), "rule is 'Hare'"),
    (lambda: kkr.alliance_scan(VOTES, 5, threads=0), "threads is 0"),
    (lambda: kkr.alliance_scan(VOTES, 2**24), "house_size asks for a table of"),
    (lambda: kkr.alliance_scan({"A": 2**62, "B": 2**62}, 3), "votes sums to 2**63 or more"),
    (lambda: kkr.alliance_scan(VOTES, 5).distribution("X"), "party names 'X'"),
    (lambda: kkr.alliance_scan(VOTES, 5).structure(5), "number is 5"),
    (lambda: kkr.explaining_alliances(VOTES, {"X": 1}), "seats names 'X'"),
    (lambda: kkr.explaining_alliances(VOTES, {"A": 1}, depth=3), "depth is 3"),
    (lambda: kkr.explaining_alliances({"A": 0}, {"A": 1}), "votes has no votes at all"),
    (lambda: kkr.alliance_pairs({"A": 0}, 3), "votes has no votes at all"),
    (lambda: kkr.alliance_pairs(VOTES, -1), "house_size is -1"),
    (lambda: kkr.alliance_pairs(VOTES, 5, fixed=[["X"]]), "alliances names 'X'"),
    (lambda: kkr.alliance_pairs(VOTES, 5, "Hare"), "rule is 'Hare'"),
    (lambda: kkr.alliance_pairs(VOTES, 5).partners_of("X"), "party names 'X'"),
    (lambda: kkr.explaining_alliances(VOTES, {}, limit=-1), "limit is -1"),
    (lambda: kkr.explaining_alliances(VOTES, {}, rule="Hare"), "rule is 'Hare'"),
    (lambda: kkr.margin({"A": 3}), "result is {'A': 3}"),
    (
        lambda: kkr.margin(kkr.apportion({"A": 1, "B": 1}, 1, lots=[kkr.Lot(("A", "B"), ["A"])])),
        "result was decided by 1 lot. ",
    ),
    (
        lambda: tuple(
            own_margins(
                kkr.compose(
                    VOTES,
                    {"A": 1},
                    municipalities=1,
                    statutes=attrs.evolve(
                        kkr.STATUTES_2018,
                        rule=kkr.LARGEST_REMAINDER,
                        size_rule=kkr.SizeRule.DIVISOR,
                    ),
                )
            )
        ),
        "result has a house sized by largest remainder (Hare)",
    ),
    (
        lambda: kkr.margin(kkr.apportion(VOTES, 5, kkr.LARGEST_REMAINDER, alliances=[("B", "C")])),
        "result is shared by largest remainder (Hare) with alliances",
    ),
    (
        lambda: kkr.margin(kkr.apportion(VOTES, 5, kkr.LARGEST_REMAINDER, floors={"A": 1, "B": 1})),
        "result is shared by largest remainder (Hare) with the floors or caps of several lists",
    ),
    (
        lambda: kkr.margin(kkr.apportion(VOTES, 5, kkr.LARGEST_REMAINDER_DROOP)),
        "a list can lose a seat by winning votes",
    ),
]


@pytest.mark.parametrize(("call", "fragment"), REFUSED)
def test_invalid_input_is_refused_by_name(call, fragment):
    with pytest.raises(kkr.InvalidInputError) as refusal:
        call()
    assert fragment in str(refusal.value)
    assert refusal.value.do
