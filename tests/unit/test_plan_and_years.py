"""Plans of layers, stated totals, and years that carry a debt."""

from __future__ import annotations

import json
from fractions import Fraction

import pytest

import kkr_allocation as kkr
from kkr_allocation.datasets import load_places
from kkr_allocation.fairness.verify import verify

KEY = {"Skive": 30, "Struer": 11, "Lemvig": 9}


def quotas(education: str) -> dict[str, int]:
    return {
        entry.area: entry.places
        for entry in load_places()
        if entry.year == 2018 and entry.education == education and entry.area.startswith("KKR")
    }


def plan(**stated: int) -> kkr.Plan:
    """Divide an invented total: two regions, one of them divided on, programmes everywhere."""
    return kkr.Plan(
        "SSH and SSA",
        100,
        [
            kkr.Layer("KKR", {"SSH and SSA": {"East": 3, "West": 2}}),
            kkr.Layer("municipality", {"West": {"Skive": 30, "Struer": 11}}, floors={"Struer": 12}),
            kkr.Layer("programme", each={"SSH": 1, "SSA": 2}),
        ],
        stated=stated,
    )


def test_every_whole_is_the_sum_of_its_parts():
    places = plan().run().places
    assert places["East",] + places["West",] == 100
    assert places["West", "Skive"] == 28
    assert places["West", "Struer"] == 12
    assert places["West", "Struer", "SSH"] == 4
    assert ("East", "SSH") not in places


def test_a_changed_figure_moves_only_what_hangs_on_it():
    before = plan().run()
    after = plan().with_figure(("West", "Skive"), 8).run()
    assert after.changes_from(before).changes == {
        ("West", "Skive"): (28, 17),
        ("West", "Struer"): (12, 23),
        ("West", "Skive", "SSH"): (9, 6),
        ("West", "Skive", "SSA"): (19, 11),
        ("West", "Struer", "SSH"): (4, 8),
        ("West", "Struer", "SSA"): (8, 15),
    }
    assert before.changes_from(before).changes == {}
    assert "No place has changed" in str(before.changes_from(before).explain())


def test_a_figure_of_a_common_key_is_changed_for_one_whole():
    after = plan().with_figure(("West", "Struer", "SSH"), 2).run().places
    assert after["West", "Struer", "SSH"] == 6
    assert after["West", "Skive", "SSH"] == 9


def test_stated_totals_are_compared_with_the_sums():
    found = plan(**{"SSH and SSA": 100, "West": 41, "Struer": 12}).run().discrepancies
    assert [(each.what, each.stated, each.summed) for each in found] == [("West", 41, 40)]


def test_the_text_of_2018_contradicts_its_own_table():
    found = kkr.cross_check(quotas("SSA kommunal"), 3448, "SSA 2018")
    assert found.difference == 7
    assert found.to_frame().loc[0, "summed"] == 3455
    assert "3.455" in str(found.explain("da"))
    assert "3455" in found._repr_html_()
    assert kkr.cross_check(quotas("SSH"), 2231) is None


def test_a_tie_in_a_plan_says_where_it_stands():
    tied = kkr.Plan("P", 3, [kkr.Layer("part", {"P": {"A": 1, "B": 1}})])
    with pytest.raises(kkr.UnresolvedTieError, match="within P"):
        tied.run()
    lots = {"P": [kkr.Lot(("A", "B"), ("B",))]}
    drawn = kkr.Plan("P", 3, [kkr.Layer("part", {"P": {"A": 1, "B": 1}}, lots=lots)])
    assert drawn.run().places == {("A",): 1, ("B",): 2}


def test_a_small_municipality_is_not_rounded_down_every_year():
    every = [kkr.distribute(2, KEY).places["Lemvig"] for _ in range(5)]
    smoothed = kkr.smooth(dict.fromkeys(range(2022, 2027), (2, KEY)))
    assert sum(every) == 0
    assert [shared["Lemvig"] for shared in smoothed.places.values()] == [0, 1, 0, 0, 1]
    assert smoothed.debt["2026"] == {
        "Skive": 0,
        "Struer": Fraction(1, 5),
        "Lemvig": Fraction(-1, 5),
    }


def test_the_next_year_pays_the_debt():
    years = kkr.smooth({2024: (2, KEY)})
    assert years.places["2024"] == {"Skive": 1, "Struer": 1, "Lemvig": 0}
    after = years.next_year(2025, 2, KEY)
    assert after.places["2025"] == {"Skive": 1, "Struer": 0, "Lemvig": 1}
    assert after.known == 1
    assert after.next_year(2026, 0, KEY).places["2026"] == dict.fromkeys(KEY, 0)


def test_small_claims_can_owe_a_whole_place_where_the_years_to_come_are_not_known():
    # One place a year; each year's claims lie with those who have had none.
    keys = {2024: "ABCD", 2025: "BCD", 2026: "CD"}
    years = {y: (1, {p: int(p in claim) for p in "ABCD"}) for y, claim in keys.items()}
    lots = [kkr.Lot(tuple(claim), (claim[0],)) for claim in keys.values()]
    one_by_one = kkr.smooth({2024: years[2024]}, lots=lots[:1])
    one_by_one = one_by_one.next_year(2025, *years[2025], lots=lots[1:2])
    one_by_one = one_by_one.next_year(2026, *years[2026], lots=lots[2:])
    assert one_by_one.debt["2026"]["D"] == Fraction(13, 12)
    known = kkr.smooth(years, lots=[kkr.Lot(("C", "D"), ("C",))])
    assert known.largest_debt < 1


def test_a_tie_between_years_is_drawn():
    with pytest.raises(kkr.UnresolvedTieError, match="within 2024"):
        kkr.smooth({2024: (1, {"A": 1, "B": 1})})
    lot = kkr.Lot(("A", "B"), ("B",))
    years = kkr.smooth({2024: (1, {"A": 1, "B": 1})}, lots=[lot])
    assert years.next_year(2025, 1, {"B": 1, "A": 1}).places["2025"] == {"A": 1, "B": 0}
    with pytest.raises(kkr.UnresolvedTieError, match="within 2026"):
        years.next_year(2025, 1, {"A": 1, "B": 1}).next_year(2026, 1, {"A": 1, "B": 1})


@pytest.mark.parametrize("language", ["en", "da"])
def test_plans_and_years_are_put_into_words_and_tables(language):
    run = plan(West=41).run()
    assert "41" in str(run.explain(language))
    assert run.to_frame().columns.tolist() == ["layer", "whole", "part", "claim", "places"]
    assert "West &gt; Skive" in run._repr_html_()
    changes = plan().with_total(103).run().changes_from(run)
    assert changes.to_frame()["change"].tolist() == [2, 1, 1, 1]
    assert "East" in changes._repr_html_()
    assert "East" in str(changes.explain(language))
    years = kkr.smooth(dict.fromkeys(range(2022, 2024), (2, KEY)))
    assert years.to_frame().columns.tolist() == ["year", "place", "claim", "places", "debt"]
    assert "<caption>Places by year" in years._repr_html_()
    assert "Skive" in str(years.explain(language))


def test_a_plan_is_verified_and_comes_back():
    run = plan(West=41).run()
    assert run.verify()
    assert kkr.from_json(run.to_json()) == run


def broken(document, **changed):
    """Change one sharing of a plan's document."""
    division = document["divisions"][1][1]
    for name, value in changed.items():
        (division["limits"] if name in division["limits"] else division)[name] = value


TRANSFER = {"giver": "Skive", "receiver": "Struer", "places": 1, "consent": "minutes"}
BROKEN_PLANS = [
    (lambda d: d["places"][0].__setitem__(1, 59), "the places of East are 59"),
    (lambda d: d["divisions"].pop(), "is not divided"),
    (lambda d: d["divisions"].append([["East"], d["divisions"][0][1]]), "The plan divides 4"),
    (lambda d: broken(d, total=41), "West has not the plan's total. It has 41"),
    (lambda d: broken(d, floors={}), "West has not the plan's floors. It has {}"),
    (lambda d: broken(d, transfers=[TRANSFER]), "West has wishes or agreements"),
    (lambda d: broken(d, places={"Skive": 27, "Struer": 13}), "Skive has 27 places"),
    (
        lambda d: d["plan"].__setitem__("total", 101),
        "SSH and SSA has not the plan's total. It has 100",
    ),
]


@pytest.mark.parametrize(("spoil", "fragment"), BROKEN_PLANS)
def test_a_changed_plan_is_rejected(spoil, fragment):
    document = json.loads(plan().run().to_json())
    spoil(document)
    with pytest.raises(kkr.VerificationError) as caught:
        verify(document)
    assert fragment in str(caught.value)


BROKEN_YEARS = [
    ({"known": 0}, "0 years were known"),
    ({"totals": {"2022": 3, "2023": 2}}, "2022 has 2 places"),
    ({"places": {"2022": {"Skive": 2}, "2023": {"Skive": 2}}}, "2022 has other places"),
    ({"keys": {"2022": {"Skive": "0/1"}, "2023": {"Skive": "1/1"}}}, "the key of 2022 has no"),
]


@pytest.mark.parametrize(("changed", "fragment"), BROKEN_YEARS)
def test_changed_years_are_rejected(changed, fragment):
    document = json.loads(kkr.smooth({2022: (2, KEY), 2023: (2, KEY)}).to_json())
    with pytest.raises(kkr.VerificationError) as caught:
        verify(document | changed)
    assert fragment in str(caught.value)


def test_two_years_exchanged_between_two_are_rejected():
    years = kkr.smooth({2026: (1, {"A": 3, "B": 2}), 2027: (1, {"A": 2, "B": 3})})
    assert years.places == {"2026": {"A": 1, "B": 0}, "2027": {"A": 0, "B": 1}}
    document = json.loads(years.to_json())
    exchanged = {"2026": {"A": 0, "B": 1}, "2027": {"A": 1, "B": 0}}
    with pytest.raises(kkr.VerificationError, match="none to A"):
        verify(document | {"places": exchanged})
