"""December's questions: readings side by side, chains that change hands, majorities."""

from __future__ import annotations

import itertools

import attrs
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import kkr_allocation as kkr
from kkr_allocation.composition.compose import readings

KKR = "KKR Sjælland"


@pytest.fixture(scope="module")
def election() -> kkr.Election:
    return kkr.load_election(2021)


def test_compare_is_compose_for_every_region_and_reading(election):
    """180 members by the rule that gives the published number; the others give 170 and 158.

    At the cap a raised price moves seats and no sizes: 58 + 31 + 33 + 36 + 22 both times.
    """
    table = kkr.compare(election, rules=[kkr.DHONDT, kkr.SAINTE_LAGUE])
    assert len(table) == 5 * 4 * 2
    dhondt = table[table["rule"] == "d'Hondt"]
    row = dhondt[(dhondt["region"] == KKR) & (dhondt["size_rule"] == "ROUND_UP")].iloc[0]
    council = kkr.compose_region(election, KKR)
    assert row["house_size"] == council.house_size
    lists = list(table.columns[table.columns.get_loc("problem") + 1 :])
    assert {name: row[name] for name in lists if row[name]} == council.seats
    totals = dhondt.groupby(["size_rule", "at_cap"])["house_size"].sum().to_dict()
    assert totals == {
        ("ROUND_UP", "SHARE_ANEW"): 180,
        ("ROUND_UP", "RAISE_PRICE"): 180,
        ("EXACT_SHARE", "SHARE_ANEW"): 170,
        ("DIVISOR", "SHARE_ANEW"): 158,
    }
    assert set(table["threshold_base"]) == {"VALID"}
    assert table[lists].sum(axis=1).tolist() == table["house_size"].tolist()


def test_compare_takes_any_reading(election):
    """Of the votes cast Kristendemokraterne has 1.97 % in Midtjylland, and the sum is 179."""
    cast = attrs.evolve(kkr.STATUTES_2018, threshold_base=kkr.ThresholdBase.CAST)
    fixed = attrs.evolve(kkr.STATUTES_2018, size_rule=kkr.FixedSize(41))
    table = kkr.compare(election, statutes=[cast, fixed])
    sizes = table.groupby("size_rule")["house_size"].sum().to_dict()
    assert sizes == {"ROUND_UP": 179, "FixedSize(41)": 5 * 41}
    assert table["threshold_base"].tolist() == ["CAST", "VALID"] * 5


def test_compare_has_all_readings_that_a_council_has(election):
    table = kkr.compare(election, regions=[KKR], readings="all")
    council = kkr.compose_region(election, KKR)
    assert len(table) == len(readings(council)) > 8
    assert table["house_size"].tolist() == [r.composition.house_size for r in readings(council)]
    assert set(table["house_size"]) == set(council.alternatives()["house_size"])
    assert set(table["year"]) == {2021}
    assert table.loc[0, "house_size"] == council.house_size
    both = kkr.compare(
        election, regions=[KKR], rules=[kkr.DHONDT, kkr.SAINTE_LAGUE], readings="all"
    )
    assert len(both) == 2 * len(table)
    with pytest.raises(kkr.InvalidInputError, match="readings is 'some'"):
        kkr.compare(election, readings="some")


def test_compare_warns_once_of_the_regions_with_gaps():
    with pytest.warns(kkr.IncompleteDataWarning, match="KKR Hovedstaden, KKR Sjælland") as warned:
        kkr.compare(kkr.load_election(2013))
    assert len(warned) == 1


def test_mayor_flips_are_councils_composed_with_the_other_mayor(election):
    table = kkr.mayor_flips(election, KKR, municipalities=["Greve", "Odsherred"])
    before = kkr.compose_region(election, KKR)
    assert set(table["municipality"]) == {"Greve", "Odsherred"}
    lists = list(table.columns[table.columns.get_loc("problem") + 1 :])
    for _, row in table.iterrows():
        changed = election.with_mayors({row["municipality"]: row["becomes"]})
        after = kkr.compose_region(changed, KKR)
        assert row["house_size"] == after.house_size
        assert row["house_change"] == after.house_size - before.house_size
        gains = {name: after.seats.get(name, 0) - before.seats.get(name, 0) for name in lists}
        assert {name: row[name] for name in lists} == gains
    assert (table["becomes"] != table["mayor"]).all()
    assert table["house_change"].ne(0).any()


def test_a_mayor_can_leave_for_a_list_without_a_seat(election):
    table = kkr.mayor_flips(election, KKR, municipalities=["Greve"], lists=["S"])
    row = table.iloc[0]
    assert (row["mayor"], row["S"]) == ("V", 1)
    assert row.iloc[6:].sum() == row["house_change"]


def test_an_impossible_exchange_names_its_problem(election):
    council = kkr.compose_region(election, KKR)
    table = kkr.mayor_flips(election, KKR)
    asked = set(table["becomes"])
    seats = {
        e.key
        for c in election.councils
        if c.municipality in council.basis.places
        for e in c.lists
        if e.seats
    }
    assert asked <= seats
    assert pd.isna(table["house_size"]).tolist() == (table["problem"] != "").tolist()


def test_majorities_of_sjaelland(election):
    """31 members, so 16: A 9, F 2, Ø 2 and B 2 are 15 and need any one more; V and C have enough.

    With C's 4 they are 19: without A's 9 or C's 4 they have 10 or 15.
    """
    council = kkr.compose_region(election, KKR)
    result = kkr.chair_majorities(council, alliances=[["A", "F", "Ø", "B"]])
    assert result.majority == 16
    red = result.blocs[0]
    assert (red.label, red.members, red.lacks, red.needed) == ("A+F+Ø+B", 15, 1, False)
    assert len(result.coalitions) == 7
    assert sorted(c.lists for c in result.coalitions if red.label not in c.blocs) == [
        ("V", "C", "O", "D", "I", "Nyt Odsherred (Odsherred)")
    ]
    whole = kkr.chair_majorities(council, alliances=[["A", "F", "Ø", "B", "C"]]).blocs[0]
    assert (whole.members, whole.lacks, whole.breakers) == (19, 0, ("A", "C"))
    text = str(kkr.chair_majorities(council, alliances=[["A", "F", "Ø", "B", "C"]]).explain("da"))
    assert (
        "A+F+Ø+B+C har 19 medlemmer og dermed flertallet; det mistes, hvis en af disse går" in text
    )
    assert result.to_frame()["members"].tolist() == sorted(result.to_frame()["members"])
    assert "A+F+Ø+B" in result._repr_html_()
    assert "<caption>Who can elect the chair</caption>" in result._repr_html_()


@given(st.lists(st.integers(1, 9), min_size=1, max_size=7))
def test_minimal_winning_coalitions_equal_the_definition(sizes):
    votes = {chr(65 + place): size * 1000 for place, size in enumerate(sizes)}
    council = kkr.compose(votes, dict(zip(votes, sizes, strict=True)), municipalities=sum(sizes))
    result = kkr.chair_majorities(council)
    seats = council.seats

    def wins(lists: frozenset[str]) -> bool:
        return 2 * sum(seats[name] for name in lists) > council.house_size

    every = [frozenset(c) for n in range(len(seats) + 1) for c in itertools.combinations(seats, n)]
    expected = {c for c in every if wins(c) and not any(wins(c - {name}) for name in c)}
    assert {frozenset(c.lists) for c in result.coalitions} == expected
    for bloc in result.blocs:
        assert bloc.needed == all(bloc.label in c for c in expected)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda e: kkr.compare(e, regions=[]), "nothing to compare"),
        (lambda e: kkr.compare(e, rules=[]), "nothing to compare"),
        (lambda e: kkr.mayor_flips(e, KKR, municipalities=["Aarhus"]), "'Aarhus'"),
        (
            lambda e: kkr.chair_majorities(kkr.compose_region(e, KKR), alliances=[["A", "X"]]),
            "'X'",
        ),
        (
            lambda _: kkr.chair_majorities(
                kkr.compose(
                    {f"L{i}": 100 for i in range(21)},
                    {f"L{i}": 1 for i in range(21)},
                    municipalities=21,
                )
            ),
            "21 blocs",
        ),
    ],
)
def test_questions_that_cannot_be_answered(election, call, words):
    with pytest.raises(kkr.InvalidInputError, match=words):
        call(election)
