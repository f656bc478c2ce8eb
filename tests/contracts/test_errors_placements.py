"""Every refusal of the training places names what is wrong, why, and what to do."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pandas as pd
import pytest

import kkr_allocation as kkr

if TYPE_CHECKING:
    from collections.abc import Callable

TWO = {"Skive": 3, "Struer": 2}
FRAME = pd.DataFrame([[3, 1, 3], [2, 2, 2]], list(TWO), ["65+", "last", "65+"])
LEVELS = pd.MultiIndex.from_product([["Midt"], list(TWO)])
KEY = kkr.Key({"65+": TWO}, {"65+": 1})
LAYER = kkr.Layer("part", {"P": TWO})
PLAN = kkr.Plan("P", 3, [LAYER])
YEARS = kkr.smooth({2024: (1, {"A": 1})})


def shared(**limits: object) -> kkr.Distribution:
    return kkr.distribute(10, TWO, **limits)


REFUSED: list[tuple[Callable[[], object], str]] = [
    (lambda: kkr.distribute(-1, TWO), "total is -1"),
    (lambda: kkr.distribute(10, "A"), "key is 'A'"),
    (lambda: kkr.distribute(10, {}), "key has no places"),
    (lambda: kkr.distribute(10, {"A": 0}), "key has only zeros"),
    (lambda: kkr.distribute(10, {"A": 0.1}), "'A' is the float 0.1, which is not exact"),
    (lambda: kkr.distribute(10, {"A": True}), "'A' is True, which is no figure"),
    (lambda: kkr.distribute(10, {"A": None}), "'A' is None, which is no figure"),
    (lambda: kkr.distribute(10, {"A": "3"}), "'A' is '3', which is no figure"),
    (lambda: kkr.distribute(10, {"A": [3]}), "'A' is [3], which is no figure"),
    (lambda: kkr.distribute(10, {"A": float("nan")}), "'A' is missing"),
    (lambda: kkr.distribute(10, {"A": Decimal("inf")}), "'A' is Decimal('Infinity')"),
    (lambda: kkr.distribute(10, {"A": Decimal("sNaN")}), "'A' is missing"),
    (lambda: kkr.distribute(10, {"A": Decimal("1E+999999999")}), "'A' is Decimal('1E+999999999')"),
    (lambda: kkr.distribute(10, {"A": float("inf")}), "'A' is inf, which is no figure"),
    (lambda: kkr.Key({"65+": TWO}, {"65+": "1e-999999999"}), "'65+' is Decimal('1E-999999999')"),
    (lambda: kkr.distribute(10, {"A": -1, 3: 4}), "the name 3 is no text"),
    (
        lambda: kkr.distribute(10, {"A": 1, "A\u200b": 4}),
        "the name 'A\\u200b' is no text that shows",
    ),
    (lambda: kkr.distribute(10, {f"P{i}": -1 for i in range(25)}), "and 5 more"),
    (lambda: kkr.distribute(10, TWO, "d'Hondt"), 'rule is "d\'Hondt"'),
    (lambda: shared(multiple=0), "multiple is 0"),
    (lambda: shared(wishes={"Struer": 3}), "wishes is {'Struer': 3}. Wishes is a kkr.Wishes"),
    (lambda: shared(wishes=pd.Series({"Struer": 3})), "wishes is Struer 3 dtype: int64. Wishes is"),
    (lambda: shared(change={"Struer": 3}), "change is {'Struer': 3}. Change is a kkr.MaxChange"),
    (lambda: shared(transfers=[("Skive", "Struer", 3)]), "transfers[0] is ('Skive', 'Struer', 3)"),
    (lambda: shared(transfers=3), "transfers is 3. There can be several, each a kkr.Transfer"),
    (lambda: kkr.Layer("part", {"P": TWO}, change=3), "change is 3"),
    (lambda: kkr.distribute(10, FRAME), "key is a frame with the columns '65+', 'last', '65+'. Ea"),
    (lambda: shared(floors=FRAME), "floors is a frame with the columns '65+', 'last', '65+'"),
    (lambda: kkr.Key(FRAME, {"65+": 1}), "columns has '65+' twice"),
    (lambda: kkr.Key(FRAME, pd.Series([1, 0], ["last", "last"])), "weights names 'last' twice"),
    (lambda: kkr.Layer("part", FRAME), "keys names '65+' twice"),
    (lambda: kkr.Layer("part", "P"), "keys is 'P'"),
    (lambda: kkr.Plan("P", 3, [LAYER], stated=pd.Series([1, 2], ["P", "P"])), "names 'P' twice"),
    (lambda: kkr.smooth(pd.Series([(1, TWO)] * 2, [2024, 2024])), "years names 2024 twice"),
    (
        lambda: shared(floors=pd.Series({"Skive": 1, "Struer": pd.NA}, dtype="Int64")),
        "floors['Struer'] is <NA>",
    ),
    (lambda: kkr.distribute(10, pd.Series({"Skive": 1, "Struer": None})), "'Struer' is missing"),
    (lambda: kkr.distribute(10, pd.Series([3, 2], LEVELS)), "name ('Midt', 'Skive') is no text"),
    (lambda: shared(floors={"Thisted": 1}), "floors names 'Thisted'"),
    (lambda: shared(caps=-1), "caps is -1"),
    (lambda: shared(wishes=kkr.Wishes({"Thisted": 1})), "wishes names 'Thisted'"),
    (lambda: shared(deductions={"Thisted": 1}), "deductions names 'Thisted'"),
    (
        lambda: shared(transfers=[kkr.Transfer("Skive", "Thisted", 1, consent="x")]),
        "transfers names 'Thisted'",
    ),
    (
        lambda: shared(change=kkr.MaxChange({"Thisted": 1}, places=1)),
        "base of the largest change names 'Thisted'",
    ),
    (
        lambda: shared(wishes=kkr.Wishes(TWO, lots=[kkr.Lot(("Skive", "Struer"), ("Skive",))])),
        "the lot between Skive, Struer decides nothing",
    ),
    (lambda: kkr.Layer("part", {"P": TWO}, caps={"Thisted": 1}), "caps of the layer part names"),
    (
        lambda: kkr.Layer("part", {"P": TWO}, change=kkr.MaxChange({"Thisted": 1}, places=1)),
        "base of the layer part names 'Thisted'",
    ),
    (lambda: kkr.MaxChange(TWO), "neither places nor percent"),
    (lambda: kkr.MaxChange(TWO, percent=-2), "percent is -2"),
    (lambda: kkr.MaxChange(TWO, percent=0.5), "percent is the float 0.5"),
    (lambda: kkr.MaxChange(TWO, percent="ten"), "percent is 'ten'"),
    (lambda: kkr.MaxChange(TWO, places=-2), "places is -2"),
    (lambda: kkr.Wishes(TWO, most=-2), "most is -2"),
    (lambda: kkr.Transfer("A", "A", 1, consent="x"), "to itself"),
    (lambda: kkr.Transfer("A", "B", 0, consent="x"), "Nothing is given"),
    (lambda: kkr.Transfer("A", "B", 1, consent=" "), "where that is written down"),
    (lambda: kkr.Key({"65+": TWO | {"Sum": 5}}, {"65+": 1}), "the row 'Sum', a total that is no"),
    (lambda: kkr.distribute(5, TWO | {"I alt": 5}), "'I alt' is a row of totals, which is no pla"),
    (lambda: kkr.Key({"65+": TWO}, {}), "weights is {}"),
    (lambda: kkr.Key({"65+": TWO}, {"65+": "half"}), "'65+' is 'half', which is no ratio"),
    (lambda: kkr.Key({"65+": TWO}, {"65+": "-1"}), "a figure cannot be negative"),
    (lambda: kkr.Key({"65+": TWO}, {"65+": 0.5}), "the float 0.5"),
    (lambda: kkr.Key({"65+": TWO}, {"65+": "0.9"}), "the weights sum to 9/10: 65+ 9/10"),
    (lambda: kkr.Key({"65+": TWO}, {"80+": 1}), "weights names '80+'"),
    (lambda: kkr.Key({"65+": 3}, {"65+": 1}), "'65+' is 3, not figures by name"),
    (lambda: kkr.Key({"65+": {3: 4}}, {"65+": 1}), "'65+' has the name 3"),
    (lambda: KEY.column_shares("80+"), "column is '80+'"),
    (lambda: shared().explain_place("Thisted"), "place is 'Thisted'"),
    (lambda: shared().explain_place("Skive", "de"), "language is 'de'"),
    (lambda: shared().compare([]), "rules is empty"),
    (lambda: kkr.Plan("P", 3, []), "the plan 'P' has no key for its total"),
    (lambda: kkr.Plan("P", -3, [LAYER]), "total is -3"),
    (
        lambda: kkr.Plan("P", 3, [LAYER, kkr.Layer("x", {"Q": TWO})]).run(),
        "has a key or a lot for 'Q'",
    ),
    (
        lambda: kkr.Layer("x", {"P": TWO}, lots=[kkr.Lot(("A", "B"), ("A",))]),
        "Pass the draws by the name of the whole",
    ),
    (lambda: PLAN.with_figure(("Skive", "x"), 3), "the plan has no part 'Skive > x'"),
    (lambda: PLAN.with_figure((), 3), "the plan has no part ''"),
    (lambda: PLAN.with_figure(("Skive",), -3), "'Skive' is -3"),
    (
        lambda: kkr.Plan("P", 3, [LAYER], stated={"Q": 3}).run().discrepancies,
        "a total is stated of 'Q'",
    ),
    (lambda: kkr.cross_check(TWO, -3), "stated is -3"),
    (lambda: kkr.smooth({}), "years is {}"),
    (lambda: kkr.smooth({2024: (1, {"A": 0})}), "the key of 2024 has only zeros"),
    (lambda: kkr.smooth({2024: (1, {"A": 1}), 2025: (1, {"B": 1})}), "the key of 2025 differs in"),
    (lambda: YEARS.next_year(2024, 1, {"A": 1}), "the year 2024 is shared already"),
    (lambda: YEARS.next_year(2025, 1, {"B": 1}), "the key of 2025 differs in 'A', 'B'"),
    (lambda: shared().compare(last_year={"Thisted": 3}), "last_year names 'Thisted'"),
    (lambda: shared().compare(inhabitants={"Thisted": 3}), "inhabitants names 'Thisted'"),
]


@pytest.mark.parametrize(("call", "fragment"), REFUSED)
def test_invalid_input_is_refused_in_words(call, fragment):
    with pytest.raises(kkr.InvalidInputError) as caught:
        call()
    assert fragment in str(caught.value)
    assert caught.value.why
    assert caught.value.do


IMPOSSIBLE: list[tuple[Callable[[], object], str, tuple[str, ...], object]] = [
    (
        lambda: shared(floors={"Skive": 7, "Struer": 6}),
        "the floors need 13 places, 3 more than the 10 there are",
        ("total 10", "floor 7 of Skive", "floor 6 of Struer"),
        {"total": 13},
    ),
    (
        lambda: shared(floors={"Skive": 12, "Struer": 1}),
        "the floors need 13 places",
        ("total 10", "floor 12 of Skive"),
        {"total": 13},
    ),
    (
        lambda: shared(caps=4),
        "the caps leave room for 8 places, 2 fewer than the 10 there are",
        ("total 10", "cap 4 of Skive", "cap 4 of Struer"),
        {"total": 8},
    ),
    (
        lambda: kkr.distribute(9, {"Skive": 3, "Læsø": 0}, caps={"Skive": 4}),
        "the caps leave room for 4 places",
        ("total 9", "cap 4 of Skive", "Læsø has no share of the key"),
        {"total": 4},
    ),
    (
        lambda: shared(floors={"Skive": 5}, caps={"Skive": 4}),
        "Skive must have 5 places or more and 4 or fewer",
        ("floor 5 of Skive", "cap 4 of Skive"),
        {"caps": {"Skive": 5}},
    ),
    (
        lambda: shared(floors={"Skive": 6}, caps={"Skive": 9}, multiple=5),
        "in multiples of 5",
        ("floor 6 of Skive", "cap 9 of Skive", "multiples of 5"),
        {"caps": {"Skive": 10}},
    ),
    (
        lambda: kkr.distribute(11, TWO, multiple=4),
        "11 places cannot be given in multiples of 4",
        ("total 11", "multiples of 4"),
        {"total": 12},
    ),
    (
        lambda: shared(floors={"Skive": 6, "Struer": 4}, multiple=5),
        "the floors need 15 places",
        ("total 10", "multiples of 5", "floor 6 of Skive", "floor 4 of Struer"),
        {"total": 15},
    ),
    (
        lambda: shared(caps={"Skive": 9, "Struer": 4}, multiple=5),
        "the caps leave room for 5 places",
        ("total 10", "cap 9 of Skive", "cap 4 of Struer", "multiples of 5"),
        {"total": 5},
    ),
    (
        lambda: shared(change=kkr.MaxChange({"Skive": 10, "Struer": 5}, places=1, percent=50)),
        "the floors need 13 places, 3 more",
        (
            "total 10",
            "a change of at most 1 place and 50 per cent keeps Skive at 9 or more",
            "a change of at most 1 place and 50 per cent keeps Struer at 4 or more",
        ),
        {"total": 13},
    ),
    (
        lambda: shared(change=kkr.MaxChange({"Skive": 3, "Struer": 5}, percent=20)),
        "the caps leave room for 9 places",
        (
            "total 10",
            "a change of at most 20 per cent keeps Skive at 3 or less",
            "a change of at most 20 per cent keeps Struer at 6 or less",
        ),
        {"total": 9},
    ),
    (
        lambda: shared(deductions={"Struer": 5}),
        "Struer has 4 places and leaves to private providers 5",
        ("Struer has 4", "Struer leaves to private providers 5"),
        {"Struer": 4},
    ),
    (
        lambda: shared(transfers=[kkr.Transfer("Struer", "Skive", 6, consent="x")]),
        "Struer has 4 places and gives away 6",
        ("Struer has 4", "Struer gives away 6"),
        {"Struer": 4},
    ),
]


@pytest.mark.parametrize(("call", "fragment", "conflict", "relaxation"), IMPOSSIBLE)
def test_what_cannot_be_met_is_named_with_what_would_work(call, fragment, conflict, relaxation):
    with pytest.raises(kkr.InfeasibleError) as caught:
        call()
    assert fragment in str(caught.value)
    assert caught.value.conflict == conflict
    assert caught.value.relaxation == relaxation
