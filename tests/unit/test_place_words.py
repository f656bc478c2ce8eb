"""What is said of limits: where they decide, what they leave no room for, who agrees past them."""

from __future__ import annotations

import math
import re
from fractions import Fraction

import pytest

import kkr_allocation as kkr
from kkr_allocation.datasets import load_populations
from kkr_allocation.placements.shares import simplest_between
from kkr_allocation.presentation.places import places_annex, programmes
from kkr_allocation.presentation.report import report_of_result
from kkr_allocation.presentation.sheet import Sheet

KEY = {"Skive": 300, "Struer": 200, "Lemvig": 90}
FIVE = kkr.Transfer("Skive", "Struer", 5, consent="mails of 3 May")


def said(result, language="en"):
    return [step.text for step in result.explain(language)]


def test_a_cap_is_the_reason_where_rounding_alone_would_have_given_more():
    # Skive has its 30; the other 30 by 200 and 90 of 290: 20.69 and 9.31.
    capped = kkr.distribute(60, KEY, caps={"Skive": 30}, wishes=kkr.Wishes({"Skive": 4}))
    assert capped.explain_place("Skive", "da") == (
        "Skive har 30 pladser: andelen af 60 er 30,51, og den har højst 30, altså 30; "
        "0 af 4 ønskede lægges til, da den har højst 30."
    )
    assert capped.explain_place("Struer") == (
        "Struer has 21 places: its share of 60 is 20.34, and of the 30 that the limits of others "
        "leave it is 20.69: 0.69 is rounded up."
    )
    assert said(capped)[2] == (
        "Limits decide the number of Skive (at most 30). The others share the 30 left by their "
        "figures in the key, 290 in all. For Skive the limit is a whole number next to the claim; "
        "it counts all the same, and the others share what it leaves. These shares are rounded "
        "by largest remainder (Hare): remainders up to 0.3103 are rounded down, from 0.6897 up."
    )
    assert said(capped)[4] == (
        "Of 4 places wished for, none is granted. The limits leave no room for more in Skive "
        "(at most 30)."
    )
    assert (
        "Grænserne giver ikke plads til flere i Skive (højst 30)."
        in places_annex(capped, "da").note
    )


def test_a_limit_that_decides_nothing_is_no_reason():
    roomy = kkr.distribute(60, KEY, caps={"Skive": 31, "Lemvig": 10}, floors={"Struer": 20})
    assert roomy.explain_place("Skive").endswith("0.51 is rounded up.")
    assert roomy.explain_place("Lemvig").endswith("0.15 is rounded down.")
    assert roomy.explain_place("Struer").endswith("0.34 is rounded down.")
    assert "Limits decide" not in str(roomy.explain())


def test_a_floor_is_the_reason_where_rounding_alone_would_have_given_less():
    floored = kkr.distribute(60, KEY, floors={"Lemvig": 10})
    assert floored.explain_place("Lemvig").endswith("9.15, and it keeps at least 10.")
    assert "Limits decide the number of Lemvig (at least 10)" in str(floored.explain())


def test_the_largest_change_is_named_as_the_limit_it_is():
    change = kkr.MaxChange({"Skive": 25, "Struer": 20, "Lemvig": 9}, percent=20)
    wishes = kkr.Wishes({"Lemvig": 9, "Struer": 5}, most=3)
    result = kkr.distribute(60, KEY, change=change, wishes=wishes)
    assert "the largest change from last year's 25 keeps it at 30 or less" in (
        result.explain_place("Skive")
    )
    assert result.explain_place("Lemvig", "da").endswith(
        "1 af 9 ønskede lægges til, da den største ændring fra sidste års 9 giver den højst 10."
    )
    assert result.explain_place("Struer").endswith(
        "of 5 it wished for, 2 are added, since 3 places are added in all."
    )
    assert "rationed by largest remainder (Hare): Struer 2 and Lemvig 1." in said(result)[4]
    assert "The largest change from last year is 20%." in str(result.explain())
    assert "Den største ændring fra sidste år er 20 %." in str(result.explain("da"))


def test_wishes_and_caps_between_multiples_are_said_to_be_rounded_down():
    wishes = kkr.Wishes({"Skive": 4, "Lemvig": 7})
    result = kkr.distribute(60, KEY, multiple=5, caps={"Skive": 28}, wishes=wishes)
    assert "it has at most 28, in multiples of 5, which gives 25" in result.explain_place("Skive")
    assert result.explain_place("Lemvig").endswith(
        "of 7 it wished for, 5 are added, since places are given in multiples of 5."
    )
    assert "granted: Lemvig 5. Wishes are rounded down to multiples of 5." in said(result)[5]
    assert "rationed" not in said(result)[5]


@pytest.mark.parametrize(
    ("limits", "words"),
    [
        # 40 left for 300 and 200 of 500: 24 and 16.
        (
            {"floors": {"Lemvig": 20}},
            (
                "the 40 left by their figures in the key, 500 in all. These shares are rounded by "
                "largest remainder (Hare): every remainder is rounded down"
            ),
        ),
        # 40 left for 200 and 90 of 290: 27.5862 and 12.4138.
        (
            {"caps": {"Skive": 20}},
            (
                "the 40 left by their figures in the key, 290 in all. These shares are rounded by "
                "largest remainder (Hare): remainders up to 0.4138 are rounded down, from 0.5862 up"
            ),
        ),
        # 50 left for 300 and 200 of 500: 30 and 20, so that the cap of 30 takes nothing.
        (
            {"caps": {"Skive": 30}, "floors": {"Lemvig": 10}},
            (
                "Limits decide the number of Lemvig (at least 10). The others share the 50 left "
                "by their figures in the key, 500 in all."
            ),
        ),
        (
            {"caps": {"Skive": 30, "Struer": 20, "Lemvig": 10}},
            "Skive (at most 30), Struer (at most 20) and Lemvig (at most 10).",
        ),
    ],
)
def test_what_limits_leave_is_shared_by_the_rule_of_three(limits, words):
    result = kkr.distribute(60, KEY, **limits)
    assert words in str(result.explain())
    assert result.verify()


def test_what_limits_leave_is_counted_in_places_where_these_come_in_multiples():
    """Three lots of 5 to A; the 45 left by 50 and 40 of 90: 25 and 20."""
    key = {"A": Fraction(6, 10), "B": Fraction(5, 10), "C": Fraction(4, 10)}
    result = kkr.distribute(60, key, multiple=5, caps={"A": 17})
    assert result.places == {"A": 15, "B": 25, "C": 20}
    assert "The others share the 45 left by their figures in the key, 0.90 in all." in str(
        result.explain()
    )
    assert result.explain_place("C", "da") == (
        "C har 20 pladser: andelen af 60 er 16,00, og af de 45, som andres grænser levner, er den "
        "20,00: det er et helt tal."
    )


def test_remainders_of_multiples_are_counted_in_places():
    result = kkr.distribute(60, {"A": 7, "B": 5}, multiple=5)
    assert result.claims == {"A": 35, "B": 25}
    uneven = kkr.distribute(60, {"A": 70, "B": 53}, multiple=5)
    assert uneven.explain_place("B").endswith("0.85 is rounded down.")
    assert "remainders up to 0.8537 are rounded down, from 4.1463 up" in str(uneven.explain())


def test_a_tie_at_a_divisor_without_end_is_explained_by_the_fraction():
    lot = kkr.Lot(("A", "B"), ("A",))
    tied = kkr.distribute(3, {"A": 50, "B": 50}, kkr.SAINTE_LAGUE, lots=[lot])
    assert "every figure divided by 100/3 and rounded" in str(tied.explain())
    assert simplest_between(Fraction(1, 3), Fraction(1, 3)) == Fraction(1, 3)


def test_an_agreement_past_a_limit_is_said_everywhere():
    agreed = kkr.distribute(60, KEY, floors={"Skive": 30}, caps={"Struer": 24}, transfers=[FIVE])
    assert agreed.places == {"Skive": 26, "Struer": 25, "Lemvig": 9}
    assert {place: bound.places for place, bound in agreed.beyond_limits.items()} == {
        "Skive": 30,
        "Struer": 24,
    }
    listed = "Skive 26 (at least 30) and Struer 25 (at most 24)"
    assert f"The agreements go beyond the limits of the sharing: {listed}." in said(agreed)
    assert listed in places_annex(agreed, "en").note
    assert agreed.explain_place("Skive").endswith("beyond its limit of at least 30.")
    assert agreed.explain_place("Struer", "da").endswith("aftalen går ud over grænsen på højst 24.")
    assert "By agreement they go beyond the limits: Skive 26, at least 30; Struer 25, at most" in (
        str(agreed.verify())
    )


def test_an_agreement_within_the_limits_is_not_doubted_nor_pupils_of_others():
    within = kkr.distribute(60, KEY, floors={"Skive": 26}, transfers=[FIVE])
    private = kkr.distribute(60, KEY, floors={"Skive": 30}, deductions={"Skive": 5})
    for result in (within, private):
        assert result.beyond_limits == {}
        assert "beyond" not in str(result.explain())
        assert "beyond" not in str(result.verify())


def test_real_figures_an_agreement_past_the_largest_change_is_named():
    persons = {p.municipality: p.persons for p in load_populations() if p.kkr == "KKR Sjælland"}
    before = kkr.distribute(400, persons).places
    moved = kkr.Transfer("Slagelse", "Sorø", 9, consent="mails of 3 May")
    result = kkr.distribute(
        410, persons, change=kkr.MaxChange(before, percent=10), transfers=[moved]
    )
    assert set(result.beyond_limits) == {"Slagelse", "Sorø"}
    assert "aftalen går ud over grænsen på mindst" in result.explain_place("Slagelse", "da")
    assert result.verify()


def test_a_key_of_shares_is_not_said_to_sum_to_one():
    key = kkr.Key({"65+": KEY}, {"65+": 1})
    assert said(kkr.distribute(60, key), "da")[0] == (
        "60 pladser deles mellem 3 kommuner efter deres andele i nøglen."
    )


def test_what_the_user_typed_is_nobodys_published_rule():
    change = kkr.MaxChange({"Skive": 25, "Struer": 20, "Lemvig": 9}, percent=20)
    wishes = kkr.Wishes({"Lemvig": 9}, most=3)
    result = kkr.distribute(
        60,
        KEY,
        floors={"Lemvig": 8},
        caps={"Skive": 31},
        change=change,
        wishes=wishes,
        transfers=[FIVE],
        deductions={"Skive": 1},
    )
    cited = {step.text: step.source.cited("da") for step in result.explain("da")}
    published = {text: source for text, source in cited.items() if "[offentliggjort]" in source}
    assert all(
        source.startswith("fastsat i arbejdsbogen; reglen: ") for source in published.values()
    )
    own = "fastsat i arbejdsbogen"
    assert [source for text, source in cited.items() if "rænse" in text[:13]][:2] == [own, own]
    assert cited["Den største ændring fra sidste år er 20 %."] == own
    assert list(cited.values())[-1] == "følger af trinnene ovenfor"


SHARES = kkr.Key(
    {"65+": KEY, "last": {"Skive": 20, "Struer": 19, "Lemvig": 8}}, {"65+": "0.6", "last": "0.4"}
)


@pytest.mark.parametrize("key", [KEY, SHARES], ids=["figures", "shares"])
@pytest.mark.parametrize("multiple", [1, 5])
@pytest.mark.parametrize(
    ("rule", "up"), [(kkr.DHONDT, 0), (kkr.SAINTE_LAGUE, Fraction(1, 2)), (kkr.ADAMS, 1)]
)
def test_the_divisor_that_is_said_gives_the_places(key, multiple, rule, up):
    result = kkr.distribute(70, key, rule, multiple=multiple)
    text = next(text for text in said(result) if text.startswith("By "))
    number = Fraction(re.search(r"(?:divided by|times) ([\d.,]+) and", text)[1].replace(",", ""))
    for place, base in result.base.items():
        exact = result.claims[place] * number if key is SHARES else result.key[place] / number
        lots = exact / multiple + up
        assert base // multiple in {math.floor(lots), math.ceil(lots) - 1}, place


def test_what_limits_leave_of_shares_is_said_in_per_cent():
    result = kkr.distribute(60, SHARES, caps={"Skive": 20})
    assert "efter deres andele i nøglen, i alt 52,47 %." in str(result.explain("da"))
    assert not re.search(r"\d/\d", str(result.explain("da")))


SSH = kkr.distribute(60, KEY, transfers=[FIVE], title="SSH 2026, KKR Midtjylland")
SSA = kkr.distribute(40, {"Struer": 2, "Holstebro": 3}, title="SSA 2026, KKR Midtjylland")


def test_several_programmes_have_a_total_by_municipality_that_adds_up():
    whole = programmes([SSH, SSA], "da")
    assert whole.title == "Alle uddannelser under ét, KKR Midtjylland"
    assert whole.headings == ("Kommune", "SSH 2026", "SSA 2026", "I alt")
    shown = {row[0]: row[1:] for row in whole.rows[:-1]}
    assert shown == {
        name: (SSH.places.get(name), SSA.places.get(name), shown[name][2])
        for name in ("Skive", "Struer", "Lemvig", "Holstebro")
    }
    assert all(sum(n or 0 for n in row[1:-1]) == row[-1] for row in whole.rows)
    assert [whole.total(place) for place in (1, 2, 3)] == [60, 40, 100]
    assert whole.note == "SSH 2026 60 og SSA 2026 40: i alt 100 pladser."


def test_programmes_without_a_common_end_keep_their_titles():
    plain = programmes([SSH, kkr.distribute(5, {"Skive": 1})], "en")
    assert plain.title == "All programmes together"
    assert plain.headings[1:3] == ("SSH 2026, KKR Midtjylland", "Programme 2")
    assert programmes([SSH], "da") is programmes([SSH, kkr.apportion({"A": 1}, 1)], "da") is None


def test_the_annex_says_the_answer_the_table_and_a_line_for_each_municipality():
    report = report_of_result(SSH, "da")
    assert report.lead[0].startswith("60 pladser deles mellem 3 kommuner")
    table, lines = (
        block for part in report.sections for block in part.blocks[:1] if isinstance(block, Sheet)
    )
    assert [row[-1] for row in table.rows[:-1]] == [*SSH.places.values()]
    assert dict(lines.rows) == {name: SSH.explain_place(name, "da") for name in SSH.places}
