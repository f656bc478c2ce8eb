"""Every error of the apportionment: its kind, and that it says what, why and what to do."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from functools import reduce
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest

import kkr_allocation as kkr

if TYPE_CHECKING:
    from collections.abc import Callable

OK = {"A": 3, "B": 2}
TIED = {"A": 3, "B": 3}

CASES: list[tuple[str, Callable[[], object], type[kkr.KkrAllocationError], str]] = [
    ("no parties", lambda: kkr.apportion({}, 3), kkr.InvalidInputError, "no parties"),
    ("no votes", lambda: kkr.apportion({"A": 0}, 3), kkr.InvalidInputError, "no votes at all"),
    (
        "votes as text",
        lambda: kkr.apportion({"A": "3"}, 3),
        kkr.InvalidInputError,
        "votes['A'] is '3'",
    ),
    (
        "votes as bool",
        lambda: kkr.apportion({"A": True}, 3),
        kkr.InvalidInputError,
        "votes['A'] is True",
    ),
    (
        "votes as NumPy bool",
        lambda: kkr.apportion({"A": np.array([True])[0]}, 3),
        kkr.InvalidInputError,
        "votes['A'] is",
    ),
    (
        "missing votes",
        lambda: kkr.apportion({"A": float("nan")}, 3),
        kkr.InvalidInputError,
        "missing or infinite",
    ),
    (
        "infinite votes",
        lambda: kkr.apportion({"A": float("inf")}, 3),
        kkr.InvalidInputError,
        "missing or infinite",
    ),
    ("None", lambda: kkr.apportion({"A": None}, 3), kkr.InvalidInputError, "votes['A'] is None"),
    ("half a vote", lambda: kkr.apportion({"A": 3.5}, 3), kkr.InvalidInputError, "3.5"),
    (
        "a third of a vote",
        lambda: kkr.compose({"A": Fraction(1, 3)}, {}, municipalities=1),
        kkr.InvalidInputError,
        "Fraction(1, 3)",
    ),
    (
        "a decimal vote",
        lambda: kkr.compose({"A": Decimal("1.5")}, {}, municipalities=1),
        kkr.InvalidInputError,
        "Decimal('1.5')",
    ),
    (
        "a float past its digits",
        lambda: kkr.apportion({"A": 1e300}, 3),
        kkr.InvalidInputError,
        "lost its last digits",
    ),
    (
        "negative votes",
        lambda: kkr.apportion({"A": -3}, 3),
        kkr.InvalidInputError,
        "cannot be negative",
    ),
    (
        "votes without names",
        lambda: kkr.apportion([3, 2], 3),
        kkr.InvalidInputError,
        "Every figure needs the name",
    ),
    (
        "a name that is no text",
        lambda: kkr.apportion({1: 3}, 3),
        kkr.InvalidInputError,
        "the name 1",
    ),
    (
        "a name that looks like another",
        lambda: kkr.apportion({"A": 3, "A\u2060": 2}, 3),
        kkr.InvalidInputError,
        r"the name 'A\u2060'",
    ),
    ("an empty name", lambda: kkr.apportion({" ": 3}, 3), kkr.InvalidInputError, "the name ' '"),
    (
        "a name twice",
        lambda: kkr.apportion(pd.Series([3, 2], ["A", "A"]), 3),
        kkr.InvalidInputError,
        "'A' twice",
    ),
    ("negative house", lambda: kkr.apportion(OK, -1), kkr.InvalidInputError, "house_size is -1"),
    (
        "half a seat",
        lambda: kkr.apportion(OK, 2.5),
        kkr.InvalidInputError,
        "house_size is 2.5",
    ),
    (
        "a rule by name",
        lambda: kkr.apportion(OK, 3, "dhondt"),
        kkr.InvalidInputError,
        "rule is 'dhondt'",
    ),
    (
        "unknown floor",
        lambda: kkr.apportion(OK, 3, floors={"C": 1}),
        kkr.InvalidInputError,
        "floors names 'C'",
    ),
    (
        "unknown cap",
        lambda: kkr.apportion(OK, 3, caps={"C": 1}),
        kkr.InvalidInputError,
        "caps names 'C'",
    ),
    (
        "a floor above its cap",
        lambda: kkr.apportion(OK, 3, floors={"A": 2}, caps={"A": 1}),
        kkr.InfeasibleError,
        "floor of A is 2, its cap 1",
    ),
    (
        "floors above the house",
        lambda: kkr.apportion(OK, 3, floors={"A": 2, "B": 2}),
        kkr.InfeasibleError,
        "the floors need 4 seats",
    ),
    (
        "caps below the house",
        lambda: kkr.apportion(OK, 6, caps={"A": 2, "B": 2}),
        kkr.InfeasibleError,
        "room for 4 seats",
    ),
    (
        "Droop without remainders",
        lambda: kkr.apportion({"A": 1}, 9, kkr.LARGEST_REMAINDER_DROOP),
        kkr.InfeasibleError,
        "leaves 8 of 9 seats",
    ),
    (
        "an alliance as text",
        lambda: kkr.apportion(OK, 3, alliances=["AB"]),
        kkr.InvalidInputError,
        "on its own",
    ),
    (
        "alliances as text",
        lambda: kkr.apportion(OK, 3, alliances="AB"),
        kkr.InvalidInputError,
        "letter by letter",
    ),
    (
        "an empty alliance",
        lambda: kkr.apportion(OK, 3, alliances=[[]]),
        kkr.InvalidInputError,
        "no members",
    ),
    *(
        (
            f"{levels} alliances inside one another",
            lambda levels=levels: kkr.apportion(
                OK, 3, alliances=[reduce(lambda inner, _: [inner], range(levels - 1), ["A"])]
            ),
            kkr.InvalidInputError,
            "more than 20 levels deep",
        )
        for levels in (21, 200, 3_000)
    ),
    (
        "an unknown member",
        lambda: kkr.apportion(OK, 3, alliances=[["A", "X"]]),
        kkr.InvalidInputError,
        "alliances names 'X'",
    ),
    (
        "a member of two alliances",
        lambda: kkr.apportion(OK, 3, alliances=[["A"], ["A", "B"]]),
        kkr.InvalidInputError,
        "'A' stands in two alliances",
    ),
    (
        "a label twice",
        lambda: kkr.apportion(
            {**OK, "C": 1},
            3,
            alliances=[kkr.Alliance(["A"], label="X"), kkr.Alliance(["B"], label="X")],
        ),
        kkr.InvalidInputError,
        "the label 'X' is used twice",
    ),
    (
        "a label that is a party",
        lambda: kkr.apportion({**OK, "C": 1}, 3, alliances=[kkr.Alliance(["A", "B"], label="C")]),
        kkr.InvalidInputError,
        "the label 'C' is used twice",
    ),
    (
        "a tie",
        lambda: kkr.apportion(TIED, 3),
        kkr.UnresolvedTieError,
        "Draw lots between A and B for 1 seat",
    ),
    (
        "a lot that is no lot",
        lambda: kkr.apportion(TIED, 3, lots=[("A", "B")]),
        kkr.InvalidInputError,
        "lots has ('A', 'B')",
    ),
    (
        "a lot for another tie",
        lambda: kkr.apportion({**OK, "C": 8}, 3, lots=[kkr.Lot(("A", "B"), ("A",))]),
        kkr.InvalidInputError,
        "decides nothing",
    ),
    (
        "a lot with too many winners",
        lambda: kkr.apportion({**TIED, "C": 3}, 4, lots=[kkr.Lot(("A", "B", "C"), ("A", "B"))]),
        kkr.InvalidInputError,
        "has 2 winners",
    ),
    (
        "a stranger wins the lot",
        lambda: kkr.Lot(("A", "B"), ("C",)),
        kkr.InvalidInputError,
        "not among the claimants",
    ),
    (
        "everyone wins the lot",
        lambda: kkr.Lot(("A", "B"), ("A", "B")),
        kkr.InvalidInputError,
        "at least one loser",
    ),
    (
        "a claimant twice",
        lambda: kkr.Lot(("A", "A"), ("A",)),
        kkr.InvalidInputError,
        "A claimant is named twice",
    ),
    (
        "a winner twice",
        lambda: kkr.Lot(("A", "B", "C"), ("A", "A")),
        kkr.InvalidInputError,
        "A winner is named twice",
    ),
    ("claimants as text", lambda: kkr.Lot("AB", ("A",)), kkr.InvalidInputError, "letter by letter"),
    (
        "a single lot",
        lambda: kkr.apportion(TIED, 3, lots=kkr.Lot(("A", "B"), ("A",))),
        kkr.InvalidInputError,
        "Pass a list of lots",
    ),
    (
        "a draw for another tie",
        lambda: kkr.apportion(TIED, 3, lots=[kkr.Lot(("A", "C"), ("A",))]),
        kkr.UnresolvedTieError,
        "the recorded draw between A, C is not for this tie",
    ),
    (
        "no seed",
        lambda: kkr.draw(kkr.Tie(("A", "B"), 1), seed=None),
        kkr.InvalidInputError,
        "seed is None",
    ),
    (
        "an empty seed",
        lambda: kkr.draw(kkr.Tie(("A", "B"), 1), seed=""),
        kkr.InvalidInputError,
        "seed is empty",
    ),
    (
        "first divisor as float",
        lambda: kkr.modified_sainte_lague(first=1.4),
        kkr.InvalidInputError,
        "not exactly 14/10",
    ),
    (
        "first divisor of three",
        lambda: kkr.modified_sainte_lague(first=3),
        kkr.InvalidInputError,
        "strictly between 0 and",
    ),
    (
        "first divisor as a word",
        lambda: kkr.modified_sainte_lague(first="one"),
        kkr.InvalidInputError,
        "first is 'one'",
    ),
    (
        "a language we lack",
        lambda: kkr.apportion(OK, 3).explain("fr"),
        kkr.InvalidInputError,
        "language is 'fr'",
    ),
]


@pytest.mark.parametrize(
    ("call", "kind", "words"), [c[1:] for c in CASES], ids=[c[0] for c in CASES]
)
def test_the_message_says_what_why_and_what_to_do(
    call: Callable[[], object], kind: type[kkr.KkrAllocationError], words: str
) -> None:
    with pytest.raises(kind) as caught:
        call()
    error = caught.value
    assert words in str(error)
    assert all(part.strip() for part in (error.what, error.why, error.do))
    assert str(error).count(". ") >= 2
