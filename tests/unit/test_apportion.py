"""One election: what the caller gets, and the rules at their edges."""

from __future__ import annotations

import copy
import pickle
from fractions import Fraction
from math import isqrt

import pandas as pd
import pytest

import kkr_allocation as kkr

DIVISOR_RULES_WITH_ZERO = [kkr.ADAMS, kkr.HUNTINGTON_HILL, kkr.DEAN]


@pytest.mark.parametrize(
    ("rule", "seats"),
    [
        # Worked out by hand from the table of quotients.
        (kkr.DHONDT, [6, 3, 1, 0]),
        (kkr.SAINTE_LAGUE, [5, 3, 1, 1]),
        (kkr.MODIFIED_SAINTE_LAGUE, [6, 3, 1, 0]),
        (kkr.DANISH, [5, 3, 1, 1]),
        (kkr.ADAMS, [5, 3, 1, 1]),
        (kkr.IMPERIALI, [7, 3, 0, 0]),
        (kkr.HUNTINGTON_HILL, [5, 3, 1, 1]),
        (kkr.DEAN, [5, 3, 1, 1]),
        (kkr.LARGEST_REMAINDER, [5, 3, 1, 1]),
        (kkr.LARGEST_REMAINDER_DROOP, [6, 3, 1, 0]),
    ],
    ids=str,
)
def test_each_rule_by_hand(rule: kkr.Rule, seats: list[int]) -> None:
    votes = {"A": 5300, "B": 2800, "C": 1300, "D": 600}
    assert list(kkr.apportion(votes, 10, rule).seats.values()) == seats


@pytest.mark.parametrize("rule", DIVISOR_RULES_WITH_ZERO, ids=str)
def test_too_few_seats_for_a_first_each_is_a_tie_of_all_with_votes(rule: kkr.Rule) -> None:
    with pytest.raises(kkr.UnresolvedTieError) as caught:
        kkr.apportion({"A": 900, "B": 50, "C": 1, "D": 0}, 2, rule)
    assert caught.value.tie == kkr.Tie(("A", "B", "C"), 2)
    assert caught.value.partial == {"A": 0, "B": 0, "C": 0, "D": 0}


def test_huntington_hill_compares_squares_where_floats_cannot() -> None:
    """A's third seat against B's second: A^2/6 against B^2/2, so A against B times sqrt(3).

    The two votes for A stand on either side of 10^30 * sqrt(3); no float can tell them apart.
    """
    below, above = isqrt(3 * 10**60), isqrt(3 * 10**60) + 1
    assert float(below) == float(above)
    rule = kkr.HUNTINGTON_HILL
    assert kkr.apportion({"A": below, "B": 10**30}, 4, rule).seats == {"A": 2, "B": 2}
    assert kkr.apportion({"A": above, "B": 10**30}, 4, rule).seats == {"A": 3, "B": 1}


def test_a_tie_that_changes_nothing_is_no_tie() -> None:
    assert kkr.apportion({"A": 10, "B": 10}, 4).seats == {"A": 2, "B": 2}
    assert kkr.apportion({"A": 10, "B": 10, "C": 0}, 2).seats == {"A": 1, "B": 1, "C": 0}


def test_an_inner_tie_shows_only_after_the_outer_one() -> None:
    votes = {"A": 10, "B": 10, "C": 20}
    tree = [["A", "B"]]
    with pytest.raises(kkr.UnresolvedTieError) as outer:
        kkr.apportion(votes, 1, alliances=tree)
    assert outer.value.tie == kkr.Tie(("A+B", "C"), 1)
    lots = [kkr.Lot(("A+B", "C"), ("A+B",))]
    with pytest.raises(kkr.UnresolvedTieError) as inner:
        kkr.apportion(votes, 1, alliances=tree, lots=lots)
    assert inner.value.tie == kkr.Tie(("A", "B"), 1, within="A+B")
    lots.append(kkr.Lot(("B", "A"), ("B",)))
    assert kkr.apportion(votes, 1, alliances=tree, lots=lots).seats == {"A": 0, "B": 1, "C": 0}


def test_a_capped_party_passes_seats_on_inside_its_alliance_first() -> None:
    votes = {"A": 600, "B": 10, "C": 390}
    assert kkr.apportion(votes, 10, alliances=[["A", "B"]], caps={"A": 3}).seats == {
        "A": 3,
        "B": 3,
        "C": 4,
    }
    everyone = kkr.apportion(votes, 10, alliances=[["A", "B"]], caps={"A": 3, "B": 2})
    assert everyone.seats == {"A": 3, "B": 2, "C": 5}


def test_a_party_without_votes_brings_its_alliance_no_seat() -> None:
    # A has its cap of 1, and Z, which nobody voted for, takes none of the two that are left.
    capped = kkr.apportion({"A": 900, "Z": 0, "B": 100}, 3, alliances=[["A", "Z"]], caps={"A": 1})
    assert capped.seats == {"A": 1, "Z": 0, "B": 2}
    # Rules whose first seat costs nothing give it to whoever has votes, beside an alliance too.
    for rule in (kkr.ADAMS, kkr.HUNTINGTON_HILL, kkr.DEAN):
        beside = kkr.apportion({"A": 5, "B": 3, "Z": 0}, 3, rule, alliances=[["A", "B"]])
        assert beside.seats == {"A": 2, "B": 1, "Z": 0}
        assert beside.verify()


def test_floors_inside_an_alliance_are_its_floor() -> None:
    votes = {"A": 10, "B": 5, "C": 985}
    result = kkr.apportion(votes, 10, alliances=[["A", "B"]], floors={"B": 2})
    assert result.seats == {"A": 0, "B": 2, "C": 8}


def test_a_cap_far_below_the_share_is_as_quick_as_none() -> None:
    """The start sets bound parties aside instead of walking seat by seat."""
    votes = {f"P{i}": 10**6 + i for i in range(50)}
    seats = kkr.apportion(votes, 100_000, caps={"P0": 1, "P1": 2}).seats
    assert seats["P0"] == 1
    assert seats["P1"] == 2
    assert sum(seats.values()) == 100_000


def test_votes_from_pandas_and_numpy() -> None:
    votes = pd.Series({"A": 24062, "V": 18311})
    assert kkr.apportion(votes, 5).seats == {"A": 3, "V": 2}
    assert kkr.apportion(votes.astype(float), 5).votes == {"A": 24062, "V": 18311}


def test_results_can_be_pickled_copied_and_compared() -> None:
    result = kkr.apportion(
        {"A": 3, "B": 3}, 3, kkr.HUNTINGTON_HILL, lots=[kkr.Lot(("A", "B"), ("A",))]
    )
    assert pickle.loads(pickle.dumps(result)) == result  # noqa: S301  (our own bytes)
    assert copy.deepcopy(result) == result
    with pytest.raises(kkr.UnresolvedTieError) as caught:
        kkr.apportion({"A": 3, "B": 3}, 3)
    again = pickle.loads(pickle.dumps(caught.value))  # noqa: S301  (our own bytes)
    assert (again.tie, again.partial, str(again)) == (
        caught.value.tie,
        caught.value.partial,
        str(caught.value),
    )


def test_changing_what_was_passed_in_does_not_change_the_result() -> None:
    votes = {"A": 3, "B": 1}
    result = kkr.apportion(votes, 4)
    votes["A"] = 0
    assert result.votes == {"A": 3, "B": 1}


def test_the_droop_quota_refuses_a_house_its_remainders_cannot_fill() -> None:
    with pytest.raises(kkr.InfeasibleError) as caught:
        kkr.apportion({"A": 2, "B": 1}, 10, kkr.LARGEST_REMAINDER_DROOP)
    assert caught.value.relaxation == 5
    assert kkr.apportion({"A": 2, "B": 1}, 10, kkr.LARGEST_REMAINDER).seats == {"A": 7, "B": 3}


@pytest.mark.parametrize(
    ("house", "floors", "caps", "relaxed"),
    [
        (3, {"A": 2, "B": 2}, {}, {"house_size": 4}),
        (9, {}, {"A": 2, "B": 3}, {"house_size": 5}),
        (5, {"A": 3}, {"A": 2}, {"caps": {"A": 3}}),
    ],
)
def test_the_relaxation_of_impossible_bounds_works(
    house: int, floors: dict[str, int], caps: dict[str, int], relaxed: dict[str, object]
) -> None:
    votes = {"A": 7, "B": 4}
    with pytest.raises(kkr.InfeasibleError) as caught:
        kkr.apportion(votes, house, floors=floors, caps=caps)
    assert caught.value.relaxation == relaxed
    arguments = {"house_size": house, "floors": floors, "caps": caps, **relaxed}
    assert kkr.apportion(votes, **arguments).seats


def test_draw_is_the_same_everywhere_and_fair_enough() -> None:
    tie = kkr.Tie(("B", "Ø", "Å"), 1)
    assert kkr.draw(tie, seed=7) == kkr.draw(kkr.Tie(("B", "Ø", "Å"), 1), seed="7")
    turned = kkr.draw(kkr.Tie(("Å", "B", "Ø"), 1), seed=7)
    assert turned.winners == kkr.draw(tie, seed=7).winners
    won = [kkr.draw(tie, seed=seed).winners[0] for seed in range(3000)]
    # 3,000 draws: each wins 1,000 on average, with a standard deviation of 26.
    assert all(850 < won.count(name) < 1150 for name in tie.claimants)


def test_modified_sainte_lague_takes_any_first_divisor() -> None:
    votes = {"A": 100, "B": 34}
    assert kkr.apportion(votes, 2, kkr.SAINTE_LAGUE).seats == {"A": 1, "B": 1}
    strict = kkr.modified_sainte_lague(first=Fraction(12, 10))
    assert kkr.apportion(votes, 2, strict).seats == {"A": 2, "B": 0}
    assert kkr.modified_sainte_lague(first="1.4") == kkr.MODIFIED_SAINTE_LAGUE


def test_quotients_number_every_seat_once() -> None:
    result = kkr.apportion(
        {"V": 500, "C": 400, "A": 701, "L": 200},
        9,
        alliances=[["V", "C"]],
        floors={"L": 2},
    )
    table = result.quotients()
    house = table[table["within"] == ""]
    assert sorted(house["seat"].dropna()) == list(range(1, 10))
    assert list(house[house["won_by"] == "floor"]["name"]) == ["L", "L"]
    inside = table[table["within"] == "V+C"]
    assert len(inside["seat"].dropna()) == result.seats["V"] + result.seats["C"]
    won = house[house["won_by"] == "quotient"]["quotient"].min()
    lost = house[house["seat"].isna()]["quotient"].max()
    assert won > lost


def test_quotients_mark_the_seat_won_by_lot() -> None:
    result = kkr.apportion({"A": 10, "B": 10}, 3, lots=[kkr.Lot(("A", "B"), ("B",))])
    table = result.quotients()
    assert table[table["won_by"] == "lot"][["name", "number"]].to_numpy().tolist() == [["B", 2]]


def test_the_explanation_has_the_figures_and_their_source() -> None:
    result = kkr.apportion({"V": 500, "C": 400, "A": 701}, 7, alliances=[["V", "C"]])
    danish = result.explain("da")
    assert [step.number for step in danish] == list(range(1, len(danish) + 1))
    text = str(danish)
    assert "1.601 stemmer på V, C og A" in text
    assert "Valgforbundet V+C fordeler sine 4 mandater: V 2 og C 2" in text
    assert "kommunal- og regionalvalgloven §§ 80-83" in text
    english = str(result.explain("en"))
    assert "The last seat goes to V+C on the quotient 225.00" in english
    assert danish[0].source == kkr.DHONDT.source


@pytest.mark.parametrize(
    ("rule", "danish"),
    [
        (kkr.LARGEST_REMAINDER, "største brøk"),
        (kkr.HUNTINGTON_HILL, "Huntington-Hill"),
        (kkr.ADAMS, "Adams"),
    ],
    ids=str,
)
def test_every_family_of_rules_explains_itself(rule: kkr.Rule, danish: str) -> None:
    result = kkr.apportion({"V": 500, "C": 400}, 7, rule, floors={"C": 1}, caps={"V": 4})
    assert rule.name in str(result.explain("en"))
    assert danish in str(result.explain("da"))
    assert not result.quotients().empty


def test_figures_beyond_any_float_are_still_shown() -> None:
    result = kkr.apportion({"A": 2 * 10**400, "B": 10**400}, 3)
    assert result.seats == {"A": 2, "B": 1}
    assert result.to_frame()["share"].tolist() == pytest.approx([2 / 3, 1 / 3])
    assert result.quotients()["quotient"].iloc[0] == float("inf")


def test_html_is_escaped_and_always_the_same() -> None:
    result = kkr.apportion({"<b>": 3, "B": 2}, 5)
    html = result._repr_html_()
    assert "<b>" not in html
    assert "&lt;b&gt;" in html
    assert html == kkr.apportion({"<b>": 3, "B": 2}, 5)._repr_html_()


def test_floors_and_caps_are_taken_from_pandas_too() -> None:
    bounded = kkr.apportion(
        {"A": 9, "B": 1}, 4, floors=pd.Series({"B": 2}), caps=pd.Series({"A": 3})
    )
    assert bounded.seats == {"A": 2, "B": 2}


def test_floors_and_caps_are_no_rule_of_the_election_act() -> None:
    """They are conditions of whoever shares, and cited as that."""
    result = kkr.apportion({"A": 9, "B": 1}, 4, floors={"B": 1}, caps={"A": 3})
    statuses = {step.text.split()[0]: step.source.status for step in result.explain()}
    assert statuses["A"] is statuses["B"] is kkr.SourceStatus.OPEN
    assert statuses["Each"] is kkr.SourceStatus.PUBLISHED


def test_a_single_step_is_cited_in_the_language_of_its_explanation() -> None:
    danish = kkr.apportion({"A": 9, "B": 1}, 4).explain("da")
    assert str(danish[0]).endswith("[offentliggjort])")
    assert str(danish[0]) in str(danish)


@pytest.mark.parametrize("house", [10**6, 10**20])
@pytest.mark.parametrize("rule", [kkr.SAINTE_LAGUE, kkr.DHONDT, kkr.ADAMS, kkr.HUNTINGTON_HILL])
def test_bounds_far_from_the_shares_cost_no_seat_by_seat_search(house, rule):
    votes = {"A": 10**40, "B": 5003, "C": 2011}
    result = kkr.apportion(votes, house, rule, floors={"C": 2}, caps={"A": 5})
    assert result.seats["A"] == 5
    assert abs(result.seats["B"] - 5003 * (house - 5) // 7014) <= 1
    assert result.verify()


def test_twenty_alliances_inside_one_another_are_shared_out_and_verified():
    nested = ["A"]
    for level in range(19):
        nested = [f"P{level}", nested]
    votes = {"A": 7, "B": 50} | {f"P{level}": 3 for level in range(19)}
    result = kkr.apportion(votes, 40, alliances=[nested], rule=kkr.LARGEST_REMAINDER)
    assert result.verify()
    assert kkr.from_json(result.to_json()) == result
