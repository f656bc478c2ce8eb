"""One behaviour of the places at a time: keys, wishes, transfers, deductions, words."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pandas as pd
import pytest

import kkr_allocation as kkr

TWO = {"Skive": 3, "Struer": 2}
BASE = {"Herning": 34, "Kalundborg": 21, "rest": 2145}


def test_a_place_without_a_figure_keeps_its_floor_and_wins_nothing_else():
    places = kkr.distribute(10, {"Skive": 3, "Læsø": 0}, floors={"Læsø": 1}).places
    assert places == {"Skive": 9, "Læsø": 1}
    assert kkr.distribute(10, {"Skive": 3, "Læsø": 0}).places == {"Skive": 10, "Læsø": 0}


def test_one_number_is_a_floor_or_a_cap_for_all():
    assert kkr.distribute(10, {"A": 9, "B": 1}, floors=3).places == {"A": 7, "B": 3}
    assert kkr.distribute(10, {"A": 9, "B": 1}, caps=6).places == {"A": 6, "B": 4}


def test_the_largest_change_holds_in_places_and_in_per_cent():
    change = kkr.MaxChange({"A": 50, "B": 50}, percent=Decimal("7.5"))
    assert kkr.distribute(100, {"A": 9, "B": 1}, change=change).places == {"A": 53, "B": 47}
    change = kkr.MaxChange({"A": 50, "B": 50}, places=2, percent=10)
    assert kkr.distribute(100, {"A": 9, "B": 1}, change=change).places == {"A": 52, "B": 48}


def test_a_place_that_is_new_has_no_largest_change():
    change = kkr.MaxChange({"A": 5}, places=1)
    assert kkr.distribute(20, {"A": 1, "New": 1}, change=change).places == {"A": 6, "New": 14}


def test_places_come_in_multiples():
    result = kkr.distribute(100, {"A": 7, "B": 5, "C": 1}, floors={"C": 3}, multiple=5)
    assert result.places == {"A": 55, "B": 40, "C": 5}
    result = kkr.distribute(100, {"A": 70, "B": 50, "C": 1}, floors={"C": 3}, multiple=5)
    assert result.places["C"] == 5


def test_a_tie_is_reported_and_decided_by_the_recorded_lot():
    with pytest.raises(kkr.UnresolvedTieError) as caught:
        kkr.distribute(3, {"A": 1, "B": 1})
    lot = kkr.draw(caught.value.tie, seed=7)
    assert sum(kkr.distribute(3, {"A": 1, "B": 1}, lots=[lot]).places.values()) == 3


def test_a_tie_between_wishes_has_its_own_lot():
    with pytest.raises(kkr.UnresolvedTieError, match="within the wishes") as caught:
        kkr.distribute(5, TWO, wishes=kkr.Wishes({"Skive": 2, "Struer": 2}, most=3))
    assert "pass it on to kkr.Wishes: lots=[" in str(caught.value)
    lot = kkr.Lot(caught.value.tie.claimants, ("Struer",))
    wishes = kkr.Wishes({"Skive": 2, "Struer": 2}, most=3, lots=[lot])
    assert kkr.distribute(5, TWO, wishes=wishes).granted == {"Skive": 1, "Struer": 2}


def test_a_cap_between_two_multiples_holds_at_the_lower():
    """15 of 20 by the key; a cap of 13 leaves two lots of five, and the third goes to B."""
    result = kkr.distribute(20, {"A": 3, "B": 1}, caps={"A": 13}, multiple=5)
    assert dict(result.places) == {"A": 10, "B": 10}
    assert result.verify()


def test_a_tie_between_multiples_is_for_as_many_places():
    with pytest.raises(kkr.UnresolvedTieError) as caught:
        kkr.distribute(15, {"A": 1, "B": 1}, multiple=5)
    assert caught.value.tie.sentence() == "Draw lots between A and B for 5 places"
    assert caught.value.partial == {"A": 5, "B": 5}


def test_wishes_are_all_granted_unless_rationed():
    asked = {"Skive": 6, "Struer": 3}
    assert kkr.distribute(5, TWO, wishes=kkr.Wishes(asked)).places == {"Skive": 9, "Struer": 5}
    rationed = kkr.distribute(5, TWO, wishes=kkr.Wishes(asked, most=4, rule=kkr.SAINTE_LAGUE))
    assert rationed.granted == {"Skive": 3, "Struer": 1}


def test_a_cap_holds_for_base_and_wishes_together():
    result = kkr.distribute(5, TWO, caps={"Skive": 4}, wishes=kkr.Wishes({"Skive": 6}))
    assert result.places == {"Skive": 4, "Struer": 2}


def test_transfers_leave_the_sum_and_deductions_lower_it():
    result = kkr.distribute(
        10,
        TWO,
        transfers=[kkr.Transfer("Skive", "Struer", 2, consent="minutes, item 4")],
        deductions={"Struer": 1},
    )
    assert result.base == {"Skive": 6, "Struer": 4}
    assert result.transferred == {"Skive": -2, "Struer": 2}
    assert result.places == {"Skive": 4, "Struer": 5}


def test_a_municipality_may_give_or_leave_all_it_has():
    gift = kkr.Transfer("Skive", "Struer", 6, consent="minutes, item 4")
    assert kkr.distribute(10, TWO, transfers=[gift]).places == {"Skive": 0, "Struer": 10}
    left = kkr.distribute(10, TWO, deductions={"Skive": 6})
    assert left.places == {"Skive": 0, "Struer": 4}


def test_wishes_are_rationed_in_the_lots_that_places_come_in():
    # 15 extra places are asked for, three lots of 5, and at most 5 granted: one lot.
    result = kkr.distribute(
        20, {"A": 1, "B": 1}, multiple=5, wishes=kkr.Wishes({"A": 10, "B": 5}, most=5)
    )
    assert result.granted == {"A": 5, "B": 0}


def test_a_key_of_two_columns_is_exact_and_reads_frames():
    frame = pd.DataFrame(
        {"65+": [300, 100], "last": [9, 6], "note": ["x", "y"]}, index=["Herning", "Skive"]
    )
    key = kkr.Key(frame, {"65+": Fraction(1, 2), "last": "0.5"})
    assert key.shares == {"Herning": Fraction(27, 40), "Skive": Fraction(13, 40)}
    assert sum(key.column_shares("last").values()) == 1
    assert key.to_frame().columns.tolist() == [
        "place",
        "column",
        "figure",
        "weight",
        "share",
        "weighted_share",
    ]
    assert kkr.distribute(40, key).places == {"Herning": 27, "Skive": 13}
    assert "67.5%" in key._repr_html_()


def test_the_columns_of_a_key_count_by_their_weights():
    columns = {"65+": {"Herning": 300, "Skive": 100}, "last": {"Herning": 9, "Skive": 6}}
    key = kkr.Key(columns, {"65+": "0.8", "last": "1/5"})
    assert key.shares == {"Herning": Fraction(18, 25), "Skive": Fraction(7, 25)}


def test_all_bad_rows_of_a_key_are_named_at_once():
    columns = {
        "65+": {"Herning": -1, "Skive": 2, "Struer": float("nan")},
        "last": {"Herning": 1, "Skive": 0.5},
        "empty": {"Herning": 0, "Skive": 0, "Struer": 0},
    }
    third = Fraction(1, 3)
    with pytest.raises(kkr.InvalidInputError) as caught:
        kkr.Key(columns, {"65+": third, "last": third, "empty": third})
    for part in [
        "5 rows",
        "'65+' of 'Herning' is -1, and a figure cannot be negative",
        "'65+' of 'Struer' is missing",
        "'last' of 'Skive' is the float 0.5, which is not exact",
        "'last' has no row 'Struer'",
        "'empty' sums to zero",
    ]:
        assert part in str(caught.value)


def test_the_frame_has_fixed_columns():
    assert kkr.distribute(10, TWO).to_frame().columns.tolist() == [
        "place",
        "figure",
        "share",
        "claim",
        "floor",
        "cap",
        "base",
        "granted",
        "transferred",
        "deducted",
        "places",
    ]


LINES = [
    (
        "Kalundborg",
        "en",
        "Kalundborg has 29 places: its share of 3,000 is 28.64, and 0.64 is rounded up.",
    ),
    ("Herning", "da", "Herning har 46 pladser: andelen af 3.000 er 46,36, og 0,36 rundes ned."),
    (
        "rest",
        "en",
        "rest has 2,925 places: its share of 3,000 is 2,925.00, and that is a whole number.",
    ),
]


@pytest.mark.parametrize(("place", "language", "line"), LINES)
def test_a_mayor_gets_one_line(place, language, line):
    assert kkr.scale(BASE, 3000).explain_place(place, language) == line


def test_the_line_names_the_limit_and_the_agreements():
    result = kkr.distribute(
        12,
        {"A": 1, "B": 5, "C": 4},
        floors={"A": 5},
        caps={"B": 3},
        wishes=kkr.Wishes({"A": 4}, most=2),
        transfers=[kkr.Transfer("B", "C", 1, consent="mails of May")],
        deductions={"C": 1},
    )
    lines = {place: result.explain_place(place) for place in result.key}
    assert lines["A"] == (
        "A has 7 places: its share of 12 is 1.20, and it keeps at least 5, which gives 5; "
        "of 4 it wished for, 2 are added, since 2 places are added in all."
    )
    assert lines["B"] == (
        "B has 2 places: its share of 12 is 6.00, and it has at most 3, which gives 3; "
        "1 goes to C by agreement."
    )
    assert lines["C"] == (
        "C has 4 places: its share of 12 is 4.80, and of the 4 that the limits of others leave "
        "it is 4.00: that is a whole number, which gives 4; "
        "1 comes from B by agreement; 1 is trained by private providers."
    )


@pytest.mark.parametrize("language", ["en", "da"])
def test_the_explanation_has_every_step_and_source(language):
    result = kkr.distribute(
        20,
        {"A": 10, "B": 5, "C": 4},
        floors={"A": 2},
        caps={"B": 9},
        change=kkr.MaxChange({"A": 9}, percent=Decimal("12.5"), places=3),
        wishes=kkr.Wishes({"A": 1, "C": 2}, most=2),
        transfers=[kkr.Transfer("B", "C", 1, consent="mails of May")],
        deductions={"C": 1},
    )
    steps = result.explain(language)
    assert len(steps) == 10
    assert "mails of May" in str(steps)
    assert str(sum(result.places.values())) in steps[-1].text


def test_the_divisor_is_given_with_few_digits():
    result = kkr.distribute(10, {"A": 620, "B": 380}, kkr.SAINTE_LAGUE)
    assert "divided by 100 " in str(result.explain())
    assert "divideret med 100 " in str(result.explain("da"))


def test_a_comparison_shows_who_gains_under_which_rule():
    result = kkr.distribute(10, {"A": 72, "B": 19, "C": 8})
    compared = result.compare([kkr.DHONDT, kkr.ADAMS], last_year={"A": 5}, inhabitants={"A": 2000})
    frame = compared.to_frame().set_index("place")
    assert frame["d'Hondt"].tolist() == [8, 2, 0]
    assert frame["Adams"].tolist() == [7, 2, 1]
    assert frame.loc["A", "most_under"] == "d'Hondt"
    assert frame.loc["A", "change"] == 2
    assert frame.loc["A", "per_1000"] == 3.5
    assert compared.fewest("C") == ("d'Hondt",)
    assert "d'Hondt: A 1 more and C 1 fewer" in str(compared.explain())


def test_a_rule_without_an_answer_is_said_to_have_none():
    compared = kkr.distribute(2, {"A": 6, "B": 3, "C": 1}).compare([kkr.DHONDT])
    assert compared.without_answer == {"d'Hondt": "Draw lots between A and B for 1 place"}
    assert "gives no answer" in str(compared.explain())
    small = kkr.distribute(30, {"A": 2, "B": 1}).compare([kkr.LARGEST_REMAINDER_DROOP])
    assert "whole quotas" in small.without_answer[kkr.LARGEST_REMAINDER_DROOP.name]


def test_html_is_escaped_and_has_the_sum():
    html = kkr.distribute(10, {"<A>": 3, "B": 2})._repr_html_()
    assert "&lt;A&gt;" in html
    assert "Sum" in html


def test_names_that_stand_twice_in_a_series_are_named():
    twice = pd.Series([3, 2], index=["Skive", "Skive"])
    with pytest.raises(kkr.InvalidInputError, match="'Skive' is named twice"):
        kkr.distribute(5, twice)
    with pytest.raises(kkr.InvalidInputError, match="'65\\+' names 'Skive' twice"):
        kkr.Key({"65+": twice}, {"65+": 1})


@pytest.mark.parametrize(("language", "word"), [("en", "counts"), ("da", "tæller")])
def test_keys_and_comparisons_are_put_into_words_and_tables(language, word):
    key = kkr.Key({"65+": {"A": Fraction(9, 2), "B": 1}}, {"65+": 1})
    assert word in key.explain(language)[0].text
    compared = kkr.distribute(10, key, kkr.DHONDT, multiple=2).compare()
    assert "Adams" in str(compared.explain(language))
    assert "<caption>Places under each rule" in compared._repr_html_()


def test_the_line_says_when_others_or_the_rule_move_a_place_by_more_than_one():
    result = kkr.distribute(100, {"A": 90, "B": 5, "C": 5}, kkr.SAINTE_LAGUE, floors={"B": 11})
    assert "6.00 fewer by the rule and the limits of others" in result.explain_place("A")
    result = kkr.distribute(100, {"A": 80, "B": 15, "C": 5}, kkr.SAINTE_LAGUE, caps={"B": 5})
    assert "9,00 flere efter reglen og andres grænser" in result.explain_place("A", "da")


def test_a_rule_with_squared_signposts_and_multiples_is_explained_without_a_divisor():
    result = kkr.distribute(10, {"A": 620, "B": 380}, kkr.HUNTINGTON_HILL, multiple=2)
    steps = str(result.explain())
    assert "in multiples of 2" in steps
    assert "rounded by Huntington-Hill." in steps


def test_of_two_largest_changes_the_smaller_holds():
    change = kkr.MaxChange({"Herning": 34}, places=2, percent=10)
    assert (change.least("Herning"), change.most("Herning")) == (32, 36)
