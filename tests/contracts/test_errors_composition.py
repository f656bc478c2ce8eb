"""Every refusal of a composition names the argument, the list and the value."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

import attrs
import pandas as pd
import pytest

import kkr_allocation as kkr

if TYPE_CHECKING:
    from collections.abc import Callable

VOTES = {"A": 600, "V": 300, "K": 60, "L": 40}
STATUTES = kkr.STATUTES_2018


def compose(votes: Any = None, mayors: Any = None, **more: Any) -> kkr.Composition:
    more.setdefault("municipalities", 2)
    return kkr.compose(
        VOTES if votes is None else votes,
        {"A": 1, "V": 1} if mayors is None else mayors,
        **more,
    )


def statutes(**choices: Any) -> kkr.Statutes:
    return attrs.evolve(STATUTES, **choices)


ENDLESS = attrs.evolve(
    kkr.STATUTES_2018,
    threshold=Fraction(0),
    council_seat_required=False,
    size_rule=kkr.SizeRule.DIVISOR,
    cap_factor=None,
    rule=kkr.LARGEST_REMAINDER,
)

REFUSED: list[tuple[Callable[[], object], str]] = [
    # figures
    (lambda: compose({"A": -1, "V": 3}), "votes['A'] is -1"),
    (lambda: compose({"A": 1.5, "V": 3}), "votes['A'] is 1.5"),
    (lambda: compose({"A": True, "V": 3}), "votes['A'] is True"),
    (lambda: compose([600, 300]), "votes is [600, 300]"),
    (lambda: compose({}, {}), "votes has no votes at all"),
    (lambda: compose({"A": 0, "V": 0}), "votes has no votes at all"),
    (lambda: compose(mayors={"A": "one"}), "mayors['A'] is 'one'"),
    (lambda: compose(total_votes=999), "votes sum to 1000, total_votes is 999"),
    (lambda: compose(total_votes=1e6 + 0.5), "total_votes is 1000000.5"),
    (
        lambda: compose({"A": 10**9, "V": 24}, {"V": 2}, statutes=ENDLESS),
        "no house up to 1002 seats gives every list its mayors",
    ),
    # lists
    (lambda: compose(pd.Series([1, 2], index=["A", "A"])), "votes names 'A' twice"),
    (lambda: compose(pd.DataFrame({"votes": VOTES})), "votes is a frame with the columns 'votes'"),
    (lambda: compose(municipalities=pd.Series({"Greve": 2, "Køge": 3})), "municipalities names 2"),
    (
        lambda: kkr.load_election(2021).with_mayors(pd.Series(["A", "V"], ["Greve", "Greve"])),
        "mayors names 'Greve' twice",
    ),
    (lambda: kkr.load_election(2021).with_mayors("A"), "mayors is 'A'. Every figure needs the"),
    (lambda: compose({"A": 1, " a ": 2, "V": 3}), "votes has 'A' and ' a '"),
    (lambda: compose(mayors={"Æ": 1}), "mayors names 'Æ'. The votes have only A, V, K, L"),
    # mayors and municipalities
    (lambda: compose(mayors={"A": 2, "V": 1}), "mayors sum to 3, municipalities are 2"),
    (lambda: compose(mayors={}, municipalities=0), "municipalities is 0"),
    (lambda: compose(municipalities=[]), "municipalities is []"),
    (lambda: compose(municipalities="Greve"), "municipalities is 'Greve'"),
    (lambda: compose(municipalities=2.5), "municipalities is 2.5"),
    (lambda: compose(municipalities=["Greve", "Greve"]), "municipalities names 'Greve' twice"),
    # co-operations
    (lambda: compose(cooperations=["K", "L"]), "cooperations is ['K', 'L']"),
    (lambda: compose(cooperations={"KL": "KL"}), "cooperations['KL'] is 'KL'"),
    (lambda: compose(cooperations={"KL": []}), "cooperations['KL'] has no members"),
    (lambda: compose(cooperations={"KL": ["K", "M"]}), "cooperations['KL'] names 'M'"),
    (
        lambda: compose({**VOTES, "KL": 100}, cooperations={"KL": ["K", "L"]}),
        "votes has the co-operation 'KL', and cooperations has its members",
    ),
    (lambda: compose(cooperations={"K": ["K", "L"]}), "votes has the co-operation 'K'"),
    (
        lambda: compose(cooperations={"KL": ["K", "L"], "LV": ["L", "V"]}),
        "'L' stands in the co-operations 'KL' and 'LV'",
    ),
    (
        lambda: compose(cooperations={"KL": ["K", "K"]}),
        "'K' stands in the co-operations 'KL' and 'KL'",
    ),
    (
        lambda: compose(cooperations={"KL": ["K", "L"]}, entitled=["A", "K"]),
        "entitled has 'K', a member of the co-operation 'KL'",
    ),
    # eligibility
    (lambda: compose(entitled="AV"), "entitled is 'AV'"),
    (lambda: compose(entitled=["A", "Æ"]), "entitled names 'Æ'"),
    (lambda: compose(represented=["Æ"]), "represented names 'Æ'"),
    (lambda: compose(represented="A"), "represented is 'A'"),
    (lambda: compose(entitled=[]), "no list is eligible"),
    (lambda: compose(represented=[]), "with a seat in some council"),
    (lambda: compose(total_votes=10**6), "at least 1/50 of the valid votes"),
    (
        lambda: compose({"A": 9, "V": 0}, statutes=statutes(threshold=Fraction(0))),
        "'V' is eligible with 1 mayor and no votes",
    ),
    # what if
    (
        lambda: kkr.compose_region(2025, "KKR Sjælland", mayors={"Aarhus": "A"}),
        "Aarhus is not in KKR Sj",
    ),
    (
        lambda: kkr.compose_region(2025, "KKR Sjælland", votes={"Aarhus": {"A": 1}}),
        "Aarhus is not in KKR",
    ),
    (
        lambda: kkr.compose_region(2025, "KKR Sjælland", mayors={"Stevn": "A"}),
        "Did you mean 'Stevns'?",
    ),
    (
        lambda: kkr.compose_region(2025, "KKR Sjælland", mayors={"Stevns": "Q"}),
        "'Q' is neither a party",
    ),
    (
        lambda: kkr.compose_region(2025, "KKR Sjælland", votes={"A": 1200}),
        "municipality 'A' is not in",
    ),
    (lambda: kkr.compose_region(2025, "KKR Sjælland", votes=[1200]), "votes is [1200]"),
    (
        lambda: kkr.compose_region(2025, "KKR Sjælland", votes={"Stevns": {"Q": 1}}),
        "'Q' is not one list of",
    ),
    (
        lambda: kkr.compose_region(2025, "KKR Sjælland", votes={"Stevns": {"Socialdemokratit": 1}}),
        "Did you mean Socialdemokratiet (A)?",
    ),
    (
        lambda: kkr.compose_region(
            2025, "KKR Sjælland", votes={"Stevns": {"A": 1, "Socialdemokratiet": 2}}
        ),
        "votes has one list of Stevns twice: A, Socialdemokratiet",
    ),
    (
        lambda: kkr.compose_region(2025, "KKR Sjælland", votes={"Stevns": {"A": 0.5}}),
        "votes['Stevns']['A']",
    ),
    (
        lambda: kkr.compose_region(2025, "KKR Sjælland", votes={"Stevns": {"A": 90_000}}),
        "the eligible voters are 19333",
    ),
    # lots
    (lambda: compose(lots=[kkr.Lot(("A", "V"), ("A",))]), "the lot between A, V decides nothing"),
    # statutes
    (lambda: compose(statutes="2018"), "statutes is '2018'"),
    (lambda: statutes(threshold=0.02), "threshold of the statutes is 0.02"),
    (lambda: statutes(threshold=2), "threshold of the statutes is 2"),
    (lambda: statutes(threshold=True), "threshold of the statutes is True"),
    (lambda: statutes(threshold=Fraction(-1, 50)), "threshold of the statutes is Fraction(-1, 50)"),
    (lambda: statutes(council_seat_required=1), "council_seat_required of the statutes is 1"),
    (lambda: statutes(size_rule="DIVISOR"), "size_rule of the statutes is 'DIVISOR'"),
    (lambda: statutes(cap_factor=0), "cap_factor of the statutes is 0"),
    (lambda: statutes(cap_factor=1.5), "cap_factor of the statutes is 1.5"),
    (lambda: statutes(rule="d'Hondt"), 'rule of the statutes is "d\'Hondt"'),
    (lambda: statutes(outsiders="INSIDE"), "outsiders of the statutes is 'INSIDE'"),
    (lambda: statutes(seat_for_every_eligible=None), "seat_for_every_eligible of the statutes is"),
    (lambda: STATUTES.source("quorum"), "rule is 'quorum'"),
    # regions
    (
        lambda: kkr.compose_region(kkr.load_election(2021), "KKR Fyn"),
        "region 'KKR Fyn' is not in this election",
    ),
    (
        lambda: kkr.compose_region(kkr.load_election(2021), ["Greve", "Nowhere"]),
        "municipality 'Nowhere' is not in this election",
    ),
]


@pytest.mark.parametrize(("call", "fragment"), REFUSED)
def test_bad_input_is_refused_with_its_name(call: Callable[[], object], fragment: str) -> None:
    with pytest.raises(kkr.InvalidInputError) as caught:
        call()
    assert fragment in str(caught.value)
    assert caught.value.why
    assert caught.value.do


def test_more_outsiders_and_mayors_than_the_cap_leaves() -> None:
    with pytest.raises(kkr.InfeasibleError) as caught:
        compose(
            mayors={"A": 1, "L": 1},
            entitled=["A", "V"],
            statutes=statutes(cap_factor=Fraction(1, 2)),
        )
    assert "the cap is 1, and 2 mayors sit ex officio" in str(caught.value)
    assert caught.value.conflict == ("cap 1", "1 mayor of L", "1 mayor of A")
    assert caught.value.relaxation == {"cap": 2}


def test_the_conflict_with_the_cap_is_irreducible() -> None:
    with pytest.raises(kkr.InfeasibleError) as caught:
        compose(
            mayors={"A": 4, "V": 2, "K": 1},
            municipalities=7,
            statutes=statutes(cap_factor=Fraction(5, 7)),
        )
    # 4 + 2 > 5: without the mayors of A, or those of V, the rest would fit; K adds nothing
    assert caught.value.conflict == ("cap 5", "4 mayors of A", "2 mayors of V")
    assert caught.value.relaxation == {"cap": 7}


def test_a_fixed_size_below_the_mayors() -> None:
    with pytest.raises(kkr.InfeasibleError) as caught:
        compose(
            mayors={"A": 2, "V": 2},
            municipalities=4,
            statutes=statutes(size_rule=kkr.FixedSize(3)),
        )
    assert "the fixed size is 3, and 4 mayors sit ex officio" in str(caught.value)
    assert caught.value.conflict == ("fixed size 3", "2 mayors of A", "2 mayors of V")
    assert caught.value.relaxation == {"fixed_size": 4}


def test_a_rule_that_never_gives_the_mayors_their_seats() -> None:
    # Droop's quota is at least one whole vote: with 3 votes no house has more than 3 + 2 seats.
    with pytest.raises(kkr.InfeasibleError) as caught:
        compose(
            {"A": 2, "V": 1},
            {"V": 9},
            municipalities=9,
            statutes=statutes(
                cap_factor=None,
                rule=kkr.LARGEST_REMAINDER_DROOP,
                size_rule=kkr.SizeRule.DIVISOR,
            ),
        )
    assert "no house gives every list its mayors by" in str(caught.value)
