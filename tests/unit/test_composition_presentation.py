"""The council as a frame, an annex, a protocol and readings side by side."""

from fractions import Fraction

import attrs
import pytest

import kkr_allocation as kkr
from kkr_allocation.presentation.composition import annex
from kkr_allocation.presentation.composition_texts import decimal
from kkr_allocation.presentation.sheets import sheet_of_alternatives, sheet_of_result

VOTES = {"A": 4000, "V": 3500, "C": 2400, "L": 100}
EXACT = kkr.STATUTES_2018
DIVISOR = attrs.evolve(EXACT, size_rule=kkr.SizeRule.DIVISOR)


def council(mayors, **more):
    votes = more.pop("votes", VOTES)
    return kkr.compose(votes, mayors, municipalities=sum(mayors.values()), **more)


@pytest.fixture(scope="module")
def zealand():
    return kkr.compose_region(kkr.load_election(2021), "KKR Sjælland")


def test_the_frame_has_the_lists_that_are_eligible_or_have_a_member():
    shown = council({"A": 2, "L": 1}).to_frame()
    assert list(shown.columns) == ["party", "votes", "share", "mayors", "supplementary", "seats"]
    assert shown.to_dict("split")["data"] == [
        ["A", 4000, 0.4, 2, 0, 2],
        ["V", 3500, 0.35, 0, 2, 2],
        ["C", 2400, 0.24, 0, 1, 1],
        ["L", 100, 0.01, 1, 0, 1],
    ]


def test_the_annex_has_full_names_danish_headings_and_a_row_of_sums(zealand):
    shown = annex(zealand, "da")
    assert list(shown.columns) == [
        "Liste",
        "Stemmer",
        "Andel",
        "Borgmestre",
        "Supplerende medlemmer",
        "I alt",
    ]
    assert shown.iloc[0].tolist() == ["Socialdemokratiet (A)", 146007, "32,2 %", 8, 2, 10]
    assert shown.iloc[-2].tolist() == ["Øvrige lister", 33558, "7,4 %", 0, 0, 0]
    assert shown.iloc[-1].tolist() == ["I alt", 453814, "100,0 %", 17, 11, 28]
    sheet = sheet_of_result(zealand, "da")
    assert [row[2] for row in sheet.rows][-2:] == [33558 / 453814, 1]


def test_the_html_is_the_annex_with_its_title_escaped():
    html = council({"<A>": 1}, votes={"<A>": 10})._repr_html_()
    assert "<caption>Composition of the council</caption>" in html
    assert "&lt;A&gt;" in html


def test_the_protocol_walks_the_rules_in_their_order(zealand):
    protocol = zealand.explain("da")
    assert protocol.title == "Sammensætning af KKR Sjælland"
    beginnings = [
        "Borgmestrene i de 17 kommuner er fødte medlemmer: A 8, V 6, C 1, I 1 og Nyt Odsherred",
        "Ved kommunalvalget er der i disse kommuner afgivet 453.814 stemmer, heraf 437.000",
        (
            "Berettigede er opstillingsberettigede partier og registrerede listesamarbejder med "
            "mindst 2 % af de afgivne stemmer, dvs. 9.077 stemmer."
        ),
        "Uden for fordelingen, ikke opstillingsberettiget og under spærregrænsen: Nyt Odsherred",
        "Antallet af pladser er det mindste, hvor ingen liste har flere borgmestre end sin",
        "Borgmestre fra lister uden for fordelingen er også medlemmer: I 1 og Nyt Odsherred",
        "De kommer oven i 26 pladser, der fordeles: 26 + 2 = 28.",
        "Loftet er 2 × 17 = 34 medlemmer. Med 28 medlemmer er det overholdt.",
        (
            "De 26 pladser fordeles efter d'Hondt mellem de berettigede, ingen med færre end sine "
            "borgmestre: A 10, V 6, C 3, F 2, O 2, Ø 1, D 1 og B 1."
        ),
        "Der skal vælges 11 supplerende medlemmer: Socialdemokratiet (A) 2, Det Konservative",
        (
            "Viceborgmesteren er stedfortræder for borgmesteren. Hvert supplerende medlem har en "
            "personlig stedfortræder: i alt 11 stedfortrædere."
        ),
        "Rådet har 28 medlemmer: A 10, V 6, C 3, F 2, O 2, Ø 1, D 1, B 1, I 1 og Nyt Odsherred",
    ]
    assert len(protocol) == len(beginnings)
    for step, beginning in zip(protocol, beginnings, strict=True):
        assert step.text.startswith(beginning)


def test_the_protocol_shows_the_arithmetic_of_the_size(zealand):
    assert "V 6 × 411.615 / 97.507 = 25,33, altså 26" in zealand.explain("da")[4].text
    assert "V 6 × 411,615 / 97,507 = 25.33, so 26" in zealand.explain("en")[4].text
    assert "Mest kræver V: 26 pladser." in zealand.explain("da")[4].text


def test_the_protocol_cites_its_sources_with_their_status_in_its_language(zealand):
    assert "(KL's love § 15 [udledt])" in str(zealand.explain("da"))
    assert "(KL's love § 15 [inferred])" in str(zealand.explain("en"))
    assert "[offentliggjort]" in zealand.explain("da")._repr_html_()


def test_the_protocol_names_the_readings_it_rests_on(zealand):
    last = zealand.explain("en")[-1]
    assert last.text.endswith(
        "which no published text settles: the size by exact share; the sharing by d'Hondt; "
        "mayors outside the sharing on top; no seat promised to every eligible list."
    )
    assert last.source.status is kkr.SourceStatus.INFERRED


@pytest.mark.parametrize(
    ("value", "danish"),
    [
        (Fraction(76, 3), "25,33"),
        (Fraction(26), "26,00"),
        (Fraction(26_000_001, 1_000_000), "26,000001"),
        (Fraction(25_999, 1000), "25,999"),
        (Fraction(100_001, 10), "10.000,10"),
    ],
)
def test_a_claim_never_looks_whole_when_it_is_not(value, danish):
    assert decimal(value, "da") == danish


def said(result, language="en"):
    return " ".join(step.text for step in result.explain(language))


def test_a_step_for_each_thing_that_happened():
    capped = council({"C": 3, "V": 1})
    assert "The mayors require more, so the council has 8 members." in said(capped)
    assert "Mayors only: C 3." in said(capped)
    assert "only supplementary seats give way" in said(capped)
    uncapped = attrs.evolve(EXACT, cap_factor=None)
    assert "There is no cap" in said(council({"C": 3, "V": 1}, statutes=uncapped))
    by_rule = said(council({"A": 3, "V": 1}, statutes=DIVISOR))
    assert "That is 6 seats; with 5 seats it would give A too few." in by_rule
    assert "Even with 8 seats" in said(council({"C": 4}, statutes=DIVISOR))
    inside = attrs.evolve(EXACT, outsiders=kkr.Outsiders.INSIDE)
    assert "6 − 1 = 5 seats are left to share" in said(council({"A": 2, "L": 1}, statutes=inside))
    assert "No list in the sharing has a mayor" in said(council({"L": 2}))
    assert "No supplementary members are elected" in said(council({"L": 2}))
    every = attrs.evolve(DIVISOR, seat_for_every_eligible=True, threshold=Fraction(0))
    text = said(council({"A": 2, "V": 1}, statutes=every))
    assert "Every eligible list gets at least one seat; the house has 5 seats." in text
    assert "there is no threshold" in text
    assert "too few" not in text


def test_a_cooperation_a_lot_and_a_missing_mayor_are_told():
    votes = {"A": 500, "V": 250, "K": 150, "L": 100}
    with pytest.warns(kkr.IncompleteDataWarning):
        result = kkr.compose(
            votes,
            {"A": 3},
            municipalities=4,
            cooperations={"KL": ["K", "L"]},
            statutes=attrs.evolve(EXACT, cap_factor=1),
            lots=[kkr.Lot(("V", "KL"), ("KL",))],
        )
    text = said(result, "da")
    assert "Det registrerede listesamarbejde KL regnes som én liste: K og L har tilsammen" in text
    assert "Der er trukket lod mellem V og KL, vundet af KL." in text
    assert "For 1 kommune er der endnu ingen borgmester" in text


def test_a_list_left_out_is_named_with_the_reason():
    text = said(council({"A": 1}, entitled=["A", "V", "L"], represented=["A", "C", "L"]))
    assert "Not in the sharing, in no council: V (3,500 votes, 35.0%)." in text
    assert "Not in the sharing, not entitled: C (2,400 votes, 24.0%)." in text
    assert "Not in the sharing, below the threshold: L (100 votes, 1.0%)." in text


def test_many_lists_left_out_are_counted():
    votes = {"A": 10_000} | {f"L{n}": n for n in range(1, 10)}
    text = said(council({"A": 1, "L1": 1}, votes=votes))
    assert "L1 (1 vote, 0.0%), L9 (9 votes, 0.1%)" in text
    assert "and 3 other lists." in text


def test_alternatives_stand_side_by_side_with_the_difference():
    shown = council({"A": 3, "V": 1}).alternatives()
    assert shown["size_rule"].tolist() == ["EXACT_SHARE"] * 2 + ["DIVISOR"] * 2
    assert shown["this"].tolist() == [True, False, False, False]
    assert shown["house_size"].tolist() == [8, 8, 6, 6]
    assert shown["difference"].tolist() == ["", "", "V -1, C -1", "V -1, C -1"]
    assert shown["A"].tolist() == [3, 3, 3, 3]


def test_alternatives_are_printed_in_words_of_the_language():
    shown = council({"A": 2, "L": 1})
    english, danish = (sheet_of_alternatives(shown, language).rows for language in ("en", "da"))
    assert {row[0] for row in english} == {"exact share", "the rule of apportionment"}
    assert {row[0] for row in danish} == {"nøjagtig andel", "fordelingsmetoden"}
    assert {row[1] for row in danish} == {"oven i", "tælles med"}


def test_outsiders_are_read_both_ways_where_there_are_some():
    shown = council({"A": 2, "L": 1}).alternatives()
    assert len(shown) == 8
    assert set(shown["outsiders"]) == {"ON_TOP", "INSIDE"}


# A's three mayors require 6 seats by exact share, and the sixth is a tie of three at 125 votes;
# by the rule itself 5 seats are enough, and no lot is needed.
TIED = {"A": 500, "V": 250, "C": 250}
TIE = "Draw lots between A, V and C for 1 seat"


def test_an_alternative_that_needs_a_lot_says_so_and_has_no_figures():
    shown = council({"A": 3}, votes=TIED, statutes=DIVISOR).alternatives()
    assert shown["open"].tolist() == [TIE, TIE, "", ""]
    assert shown["house_size"].isna().tolist() == [True, True, False, False]
    assert shown["A"].isna().tolist() == [True, True, False, False]
    assert shown["this"].tolist() == [False, False, True, False]


def test_a_lot_is_used_again_where_the_same_tie_stands():
    lot = kkr.Lot(("A", "V", "C"), ("C",))
    shown = council({"A": 3}, votes=TIED, lots=[lot]).alternatives()
    assert shown["open"].tolist() == [""] * 4
    assert shown["C"].tolist() == [2, 2, 1, 1]


def test_an_alternative_that_cannot_be_met_says_why():
    votes = {"A": 900, "V": 50, "C": 50}
    shown = council({"A": 1}, votes=votes).alternatives()
    assert shown["house_size"].isna().tolist() == [False, True, False, True]
    assert shown["open"][1] == (
        "the cap is 2, the mayors of ineligible lists take 0, and the eligible lists need 3"
    )


def test_statutes_that_are_settled_rest_on_no_reading():
    settled = attrs.evolve(
        EXACT,
        council_seat_required=False,
        provisions=tuple(
            attrs.evolve(p, source=attrs.evolve(p.source, status=kkr.SourceStatus.PUBLISHED))
            for p in EXACT.provisions
        ),
    )
    text = said(council({"A": 2}, statutes=settled))
    assert "It rests on" not in text
    assert "They must also hold a seat" not in text


def test_a_share_below_the_threshold_never_looks_as_if_it_reached_it():
    text = said(council({"A": 1}, votes={"A": 98_030, "V": 1_970}, total_votes=100_000))
    assert "Not in the sharing, below the threshold: V (1,970 votes, 1.97%)." in text
    text = said(council({"A": 1}, votes={"A": 98_001, "V": 1_999}, total_votes=100_000))
    assert "Not in the sharing, below the threshold: V (1,999 votes, 1.999%)." in text


def test_a_share_of_exactly_a_third_is_written_where_the_threshold_is_a_third():
    third = attrs.evolve(EXACT, threshold=Fraction(1, 3))
    # A's mayor requires 1 x 30 / 20 = 1.5, so 2 seats, and the second is a tie at 10 votes.
    lot = kkr.Lot(("A", "V"), ("V",))
    result = council({"A": 1}, votes={"A": 20, "V": 10}, statutes=third, lots=[lot])
    assert "V (10 votes, 33.3%)" in said(result)


def test_who_is_taken_for_entitled_is_said(zealand):
    assert "Every list is taken for an entitled party." in said(council({"A": 1}))
    assert "The national parties in the figures are taken for entitled." in said(zealand)
    assert "taken for" not in said(council({"A": 1}, entitled=["A"]))


def test_votes_cast_that_were_inferred_are_not_cited_as_published():
    """Of Stevns neither valid votes nor votes cast are known here, so that the listed stand in."""
    bundled = kkr.load_election(2021)
    nothing = {"votes_valid": None, "votes_cast": None, "votes_cast_status": "missing"}
    councils = (
        attrs.evolve(c, **nothing) if c.municipality == "Stevns" else c for c in bundled.councils
    )
    election = attrs.evolve(bundled, councils=tuple(councils))
    cited = {
        name: kkr.compose_region(election, f"KKR {name}").explain()[1].source.status
        for name in ("Sjælland", "Syddanmark")
    }
    assert cited == {
        "Sjælland": kkr.SourceStatus.INFERRED,
        "Syddanmark": kkr.SourceStatus.PUBLISHED,
    }
