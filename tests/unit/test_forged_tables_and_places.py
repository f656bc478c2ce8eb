"""Documents in which a name or a figure stands for nothing, each refused by the verifier in words.

A misspelt limit is no limit, and a lot between strangers decides nothing: what the engine cannot
have written is no proof of anything, however well the rest adds up.
"""

from __future__ import annotations

import copy
import json
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest

import kkr_allocation as kkr
from kkr_allocation.fairness.verify import verify

if TYPE_CHECKING:
    from collections.abc import Callable

STRANGERS = {"claimants": ["X", "Y"], "winners": ["X"], "seed": "", "forum": None}
CROSS = " × "


@cache
def written() -> dict[str, str]:
    """Return honest documents."""
    layers = [kkr.Layer("x", {"P": {"A": 3, "B": 2}}), kkr.Layer("y", each={"k": 1})]
    claims = [[Fraction(3, 2), Fraction(1, 2)], [Fraction(1, 4), Fraction(7, 4)]]
    results = {
        "places": kkr.distribute(
            10, {"A": 3, "B": 0, "C": 2}, floors={"B": 2}, wishes=kkr.Wishes({"A": 2})
        ),
        "plan": kkr.Plan("P", 10, layers).run(),
        "years": kkr.smooth({1: (2, {"A": 3, "B": 2}), 2: (2, {"A": 3, "B": 2})}),
        "seats": kkr.biproportion([[2, 1], [1, 2]], [4, 4], [4, 4]),
        "scaled": kkr.distribute_table([[3, 1], [1, 3]], [2, 2], [2, 2], kkr.ADAMS),
        "rounded": kkr.distribute_table(claims, [2, 2], [2, 2], kkr.CONTROLLED_ROUNDING),
    }
    return {name: result.to_json() for name, result in results.items()}


def at(*path: Any) -> Callable[[dict[str, Any]], Any]:
    """Return a change of a document: the value at the end of a path is the last argument."""

    def change(document: dict[str, Any]) -> None:
        *names, last, value = path
        inside: Any = document
        for name in names:
            inside = inside[name]
        inside[last] = value

    return change


def larger_totals(document: dict[str, Any]) -> None:
    """Round claims that sum to 2 in every line so that they sum to 3."""
    document.update(
        row_totals=[3, 3], column_totals=[3, 3], weights=[["3/2", "1/2"], ["1/2", "3/2"]]
    )
    document["places"]["rows"] = [[2, 1], [1, 2]]
    document.update(row_prices=["0/1", "0/1"], column_prices=["0/1", "0/1"])


def larger_sum(document: dict[str, Any]) -> None:
    """Round claims that sum to 1 in all so that they sum to 2."""
    document.update(row_totals=[1, 1], column_totals=[1, 1], weights=[["1/4", "1/4"]] * 2)
    document["places"]["rows"] = [[1, 0], [0, 1]]


def quota(document: dict[str, Any]) -> None:
    """Share a table by a rule that divides by nothing."""
    rule = {"type": "QuotaRule", "name": "largest remainder (Hare)", "droop": False}
    document["rule"] = {"source": document["rule"]["source"], "power": 1} | rule


PLAN = ("plan", "layers")
CHANGE = {"base": {"Z": 3}, "places": 1, "percent": None}
FORGED: list[tuple[str, Callable[[dict[str, Any]], Any], str]] = [
    ("places", at("limits", "floors", "Hernimg", 400), "floors names 'Hernimg'"),
    ("places", at("limits", "caps", "Hernimg", 0), "caps names 'Hernimg'"),
    ("places", at("limits", "change", CHANGE), "base names 'Z'"),
    ("places", at("wishes", "asked", "Hernimg", 402), "asked names 'Hernimg'"),
    ("places", at("wishes", "lots", [STRANGERS]), "a lot is recorded between X and Y"),
    ("places", at("deductions", "Hernimg", 0), "deductions names 'Hernimg'"),
    ("places", at("key", "B", "-1/1"), "key['B'] is '-1/1'. The format has a fraction written as"),
    ("plan", at(*PLAN, 0, "floors", {"Z": 4}), "floors names 'Z'"),
    ("plan", at(*PLAN, 1, "caps", {"A": 4}), "caps names 'A'"),
    ("plan", at(*PLAN, 0, "change", CHANGE), "base names 'Z'"),
    ("plan", at(*PLAN, 1, "keys", {"Q": {"k": "1/1"}}), "keys names 'Q'"),
    ("plan", at(*PLAN, 0, "lots", {"Q": [STRANGERS]}), "lots names 'Q'"),
    ("plan", at(*PLAN, 0, "each", {"A": "-1/1"}), ".each['A'] is '-1/1'"),
    ("years", at("places", "3", {"A": 9}), "totals and places do not both name 3"),
    ("years", at("keys", "3", {"A": "9/1"}), "totals and keys do not both name 3"),
    ("years", at("keys", "2", "A", "-1/1"), ".keys['2']['A'] is '-1/1'"),
    ("seats", quota, "rule.type is 'QuotaRule'"),
    ("scaled", quota, "rule.type is 'QuotaRule'"),
    ("seats", at("rows", ["r", "r"]), "twoway.rows[1] is 'r'"),
    ("scaled", at("columns", ["a", f"b{CROSS}c"]), f"a row or column is called 'b{CROSS}c'"),
    ("scaled", at("weights", 0, 0, "-3/1"), ".weights[0][0] is '-3/1'"),
    ("rounded", larger_totals, "row 1 has 3 places and claims 2"),
    ("rounded", larger_sum, "the table has 2 places and claims 1"),
    ("rounded", at("rule", "name", "rounding"), "the rule is 'rounding'"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "change", "fragment"), FORGED)
def test_a_name_or_figure_that_stands_for_nothing_is_refused(kind, change, fragment):
    honest = json.loads(written()[kind])
    assert verify(honest)
    forged = copy.deepcopy(honest)
    change(forged)
    with pytest.raises(kkr.KkrAllocationError) as caught:
        verify(forged)
    assert fragment in str(caught.value)


def test_a_rule_with_divisors_is_checked_by_them_whatever_it_is_called():
    scaled, rounded = json.loads(written()["scaled"]), json.loads(written()["rounded"])
    with pytest.raises(kkr.VerificationError, match="a divisor is not above zero"):
        verify(rounded | {"rule": scaled["rule"] | {"name": "controlled rounding"}})


def test_a_layer_keeps_its_largest_change_where_its_parts_stand():
    layer = kkr.Layer(
        "x", {"P": {"A": 3}, "Q": {"B": 2}}, change=kkr.MaxChange({"A": 3, "B": 1}, places=1)
    )
    plan = kkr.Plan("R", 5, [kkr.Layer("w", {"R": {"P": 3, "Q": 2}}), layer]).run()
    assert plan.divisions["P",].limits.change == kkr.MaxChange({"A": 3}, places=1)
    assert plan.verify()
    other = json.loads(plan.to_json())
    other["plan"]["layers"][1]["change"]["base"]["B"] = 2
    with pytest.raises(kkr.VerificationError, match="Q has not the plan's largest change"):
        verify(other)
