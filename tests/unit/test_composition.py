"""A council from votes and mayors: each rule on figures small enough to follow."""

import datetime as dt
import warnings
from fractions import Fraction

import attrs
import pytest

import kkr_allocation as kkr

VOTES = {"A": 4000, "V": 3500, "C": 2400, "L": 100}
EXACT = attrs.evolve(
    kkr.STATUTES_2018, size_rule=kkr.SizeRule.EXACT_SHARE, seat_for_every_eligible=False
)
DIVISOR = attrs.evolve(EXACT, size_rule=kkr.SizeRule.DIVISOR)


def council(mayors, municipalities=None, **more):
    return kkr.compose(
        more.pop("votes", VOTES),
        mayors,
        municipalities=municipalities or sum(mayors.values()),
        statutes=more.pop("statutes", EXACT),
        **more,
    )


def by_claims(mayors, municipalities=None, **choices):
    """Compose the council by the default reading, or one that differs in these choices."""
    votes = choices.pop("votes", VOTES)
    statutes = attrs.evolve(kkr.STATUTES_2018, **choices)
    return council(mayors, municipalities, votes=votes, statutes=statutes)


def test_every_claim_is_rounded_up():
    # A has 4000 / 3 = 1333.3 votes for each mayor, V 3500: the price is A's. A 3;
    # V 3500 / 1333.3 = 2.63, so 3; C 2400 / 1333.3 = 1.8, so 2. L has 1 % and is outside.
    result = by_claims({"A": 3, "V": 1})
    assert result.claims == {"A": 3, "V": Fraction(21, 8), "C": Fraction(9, 5)}
    assert (result.house_size, result.binding, result.capped) == (8, ("A",), False)
    assert result.seats == {"A": 3, "V": 3, "C": 2}


def test_a_claim_that_is_a_whole_number_is_not_raised():
    # V sets the price of 1000, and A has exactly four of them; one vote more is a fifth seat.
    assert by_claims({"V": 2}, cap_factor=None, votes={"A": 4000, "V": 2000}).seats == {
        "A": 4,
        "V": 2,
    }
    assert by_claims({"V": 2}, cap_factor=None, votes={"A": 4001, "V": 2000}).seats == {
        "A": 5,
        "V": 2,
    }


def test_lists_with_one_price_bind_together():
    result = by_claims({"A": 4, "V": 2}, votes={"A": 4000, "V": 2000, "C": 500})
    assert (result.binding, result.seats) == (("A", "V"), {"A": 4, "V": 2, "C": 1})


def test_at_the_cap_no_list_has_more_than_its_claim():
    # A seat costs 2400 / 3 = 800: A 5, V 5 (4.375), C 3; of 13 seats the cap leaves 9.
    # Mayors and one for each are 1 + 1 + 3; d'Hondt gives 2000, 1750, 1333, 1167 to A and V.
    result = by_claims({"C": 3}, 3, cap_factor=3)
    assert (result.capped, result.house_size, result.binding) == (True, 9, ("C",))
    assert result.seats == {"A": 3, "V": 3, "C": 3}
    # With 13 votes' worth of seats left but one: C is at its claim and gets no fourth.
    assert by_claims({"C": 3}, 3, cap_factor=4).seats == {"A": 5, "V": 4, "C": 3}


def test_at_the_cap_the_price_can_be_raised_instead():
    # Claims A 5, V 4.375, C 3 at 800 votes. At 1000 votes A has 4, V 3.5 so 4, C its mayors: 11;
    # at 1167 A 3.43 so 4, V 3: 10; at 1333.3 A 3 and V 2.625 so 3, with C's 3 mayors: 9.
    raised = by_claims({"C": 3}, 3, cap_factor=3, at_cap=kkr.AtCap.RAISE_PRICE)
    assert raised.seats == {"A": 3, "V": 3, "C": 3}
    raised = by_claims(
        {"A": 5}, 5, votes={"A": 5000, "V": 4600, "C": 300}, at_cap=kkr.AtCap.RAISE_PRICE
    )
    # A seat costs 1000 votes: A 5, V 4.6 so 5, C 1: 11 of 10. At 1150 V has exactly 4.
    assert (raised.capped, raised.seats) == (True, {"A": 5, "V": 4, "C": 1})


def test_where_the_cap_leaves_no_seat_for_every_list_the_mayors_alone_are_sure():
    # Three lists without mayors, and the cap of 4 leaves one seat beside the three mayors.
    votes = {"A": 3000, "V": 900, "C": 800, "F": 700}
    result = by_claims({"A": 3}, 3, votes=votes, cap_factor=Fraction(4, 3))
    assert result.seats == {"A": 3, "V": 1}
    assert result.without_seat == ("C", "F")


def test_a_fixed_size_is_shared_with_the_mayors_as_floors():
    # 7 members, one of them L's mayor; A, V and C share 6 by d'Hondt: 4000 3500 2400 2000 1750,
    # and C's three mayors take the place of A's second and V's second seat.
    fixed = by_claims({"C": 3, "L": 1}, size_rule=kkr.FixedSize(7))
    assert fixed.seats == {"A": 2, "V": 1, "C": 3, "L": 1}
    assert (fixed.cap, fixed.capped, fixed.binding, fixed.claims) == (None, False, (), {})


def test_without_an_eligible_mayor_there_is_no_price():
    result = by_claims({"L": 2}, cap_factor=None)
    assert result.seats == {"A": 1, "V": 1, "C": 1, "L": 2}
    assert (result.claims, result.binding, result.capped) == ({}, (), False)
    # With a cap of 4 the three do not all fit, and none of them is surer than the others.
    assert by_claims({"L": 2}).seats == {"L": 2}


def test_the_threshold_is_of_the_valid_votes_or_of_those_cast():
    votes = {"A": 980, "V": 20}
    valid = by_claims({"A": 1}, votes=votes)
    assert valid.eligible == ("A", "V")
    cast = attrs.evolve(kkr.STATUTES_2018, threshold_base=kkr.ThresholdBase.CAST)
    of_cast = kkr.compose(votes, {"A": 1}, municipalities=1, total_votes=1001, statutes=cast)
    assert of_cast.eligible == ("A",)
    assert (of_cast.basis.votes_valid, of_cast.basis.votes_cast) == (1000, 1001)
    assert of_cast.under(kkr.STATUTES_2018).eligible == ("A", "V")
    with pytest.raises(kkr.InvalidInputError, match="they are not known"):
        valid.under(cast)


def test_the_statutes_of_another_body_need_no_provisions():
    own = kkr.Statutes(
        name="Our council", threshold=0, council_seat_required=False, size_rule=kkr.FixedSize(5)
    )
    result = kkr.compose({"A": 60, "V": 40}, {"A": 1, "V": 1}, municipalities=2, statutes=own)
    assert result.seats == {"A": 3, "V": 2}
    assert all("caller's own" in step.source.act for step in result.explain())


def test_the_list_with_the_largest_claim_sets_the_size():
    # E = 4000 + 3500 + 2400 = 9900 (L has 1 %). A: 3 x 9900 / 4000 = 7.425, so 8.
    result = council({"A": 3, "V": 1})
    assert result.eligible == ("A", "V", "C")
    assert (result.house_size, result.binding, result.capped) == (8, ("A",), False)
    # d'Hondt 8: 4000 3500 2400 2000 1750 1333 1200 1167: A 3, V 3, C 2
    assert result.seats == {"A": 3, "V": 3, "C": 2}
    assert result.supplementary == {"A": 0, "V": 2, "C": 2}


def test_by_the_rule_itself_the_house_is_smaller():
    # A's third seat costs 1333: the quotients above it are 4000 3500 2400 2000 1750: 6 seats.
    result = council({"A": 3, "V": 1}, statutes=DIVISOR)
    assert (result.house_size, result.binding) == (6, ("A",))
    assert result.seats == {"A": 3, "V": 2, "C": 1}


def test_a_seat_that_needs_a_lot_is_not_given_by_the_rule():
    # A and V tie for seat 1 and for seat 3; only two and four seats are certain.
    result = council({"A": 2, "V": 1}, votes={"A": 100, "V": 100}, statutes=DIVISOR)
    assert result.house_size == 4


def test_equal_claims_bind_together():
    assert council({"A": 1, "V": 1}, votes={"A": 50, "V": 50}).binding == ("A", "V")


def test_at_the_cap_supplementary_seats_give_way():
    # C: 3 x 9900 / 2400 = 12.4, so 13 seats; the cap is 2 x 4 = 8.
    result = council({"C": 3, "V": 1})
    assert (result.cap, result.capped, result.house_size) == (8, True, 8)
    assert result.binding == ("C",)
    # d'Hondt gives C 2 of 8; with its 3 mayors as floor A and V share 5: A 3, V 2
    assert result.seats == {"A": 3, "V": 2, "C": 3}
    assert result.supplementary["C"] == 0


def test_a_house_of_exactly_the_cap_is_not_capped():
    # A: 3 x 9900 / 4000 -> 8 = 2 x 4
    result = council({"A": 3, "V": 1}, 4)
    assert (result.house_size, result.cap, result.capped) == (8, 8, False)


def test_without_a_cap_the_house_grows_as_it_must():
    result = council({"C": 3, "V": 1}, statutes=attrs.evolve(EXACT, cap_factor=None))
    assert (result.cap, result.capped, result.house_size) == (None, False, 13)


def test_a_cap_of_a_fraction_is_rounded_down():
    statutes = attrs.evolve(EXACT, cap_factor=Fraction(3, 2))
    assert council({"A": 4, "V": 1}, statutes=statutes).cap == 7


def test_mayors_of_other_lists_sit_on_top():
    # A: 2 x 9900 / 4000 = 4.95, so 5 seats; the mayor of L makes 6 of at most 6.
    result = council({"A": 2, "L": 1})
    assert result.outsiders == ("L",)
    assert (result.house_size, result.capped) == (6, False)
    assert result.seats == {"A": 2, "V": 2, "C": 1, "L": 1}
    assert result.supplementary == {"A": 0, "V": 2, "C": 1, "L": 0}


def test_mayors_of_other_lists_count_under_the_cap():
    result = council({"A": 3, "L": 1})
    assert (result.cap, result.capped, result.house_size) == (8, True, 8)
    assert result.binding == ("A",)
    assert sum(result.seats[name] for name in "AVC") == 7


@pytest.mark.parametrize("size_rule", kkr.SizeRule)
def test_outsiders_inside_or_on_top_give_the_same_council(size_rule):
    by_where = [
        council({"A": 2, "L": 2}, statutes=attrs.evolve(EXACT, size_rule=size_rule, outsiders=w))
        for w in kkr.Outsiders
    ]
    assert by_where[0].seats == by_where[1].seats


def test_a_house_of_outsiders_only():
    result = council({"L": 2})
    assert (result.seats, result.house_size, result.binding) == ({"L": 2}, 2, ())


def test_a_seat_for_every_eligible_list():
    votes = {"A": 900, "V": 60, "C": 40}
    statutes = attrs.evolve(EXACT, seat_for_every_eligible=True)
    result = council({"A": 2}, votes=votes, statutes=statutes)
    assert (result.house_size, result.binding) == (4, ())
    assert result.seats == {"A": 2, "V": 1, "C": 1}
    assert council({"A": 2}, votes=votes).seats == {"A": 3}


def test_the_threshold_is_reached_at_exactly_two_per_cent():
    votes = {"A": 980, "V": 20}
    assert council({"A": 1}, votes=votes).eligible == ("A", "V")
    assert council({"A": 1}, votes=votes, total_votes=1001).eligible == ("A",)


def test_a_party_must_be_entitled_and_sit_in_a_council():
    assert council({"A": 1}, entitled=["V", "A"]).eligible == ("A", "V")
    assert council({"A": 1}, represented=["A", "C"]).eligible == ("A", "C")
    statutes = attrs.evolve(EXACT, council_seat_required=False)
    assert council({"A": 1}, represented=["A"], statutes=statutes).eligible == ("A", "V", "C")


def test_a_cooperation_stands_as_one_list():
    votes = {"A": 900, "K": 15, "L": 12, "M": 73}
    result = council(
        {"A": 1, "L": 1},
        votes=votes,
        cooperations={"KL": ["K", "L"]},
        entitled=["A"],
        represented=["A", "L"],
    )
    assert result.votes == {"A": 900, "KL": 27, "M": 73}
    assert result.eligible == ("A", "KL")
    assert result.mayors["KL"] == 1
    assert list(result.seats) == ["A", "KL"]


def test_a_cooperation_is_no_way_into_a_council_without_a_seat():
    result = council(
        {"A": 1},
        votes={"A": 900, "K": 50, "L": 50},
        cooperations={"KL": ["K", "L"]},
        represented=["A"],
    )
    assert result.eligible == ("A",)


def test_a_tie_for_the_last_seat_is_raised_and_replayed():
    # A's 3 mayors require 6 seats; the cap of 4 leaves one for V and C, who have equal votes.
    votes = {"A": 500, "V": 250, "C": 250}
    statutes = attrs.evolve(EXACT, cap_factor=Fraction(4, 3))
    with pytest.raises(kkr.UnresolvedTieError) as caught:
        council({"A": 3}, votes=votes, statutes=statutes)
    assert caught.value.tie == kkr.Tie(("V", "C"), 1)
    lot = kkr.Lot(("V", "C"), ("C",))
    result = council({"A": 3}, votes=votes, statutes=statutes, lots=[lot])
    assert (result.seats, result.lots) == ({"A": 3, "C": 1}, (lot,))


def test_missing_mayors_are_a_warning():
    with pytest.warns(kkr.IncompleteDataWarning, match="without a mayor in the figures: 2 of 5"):
        council({"A": 3}, 5)


def test_municipalities_can_be_named():
    result = council({"A": 1, "V": 1}, ["Nord", "Syd"])
    assert (result.basis.municipalities, result.basis.places) == (2, ("Nord", "Syd"))


def test_a_region_is_any_set_of_municipalities():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", kkr.IncompleteDataWarning)
        election = kkr.load_election(2021)
        pair = kkr.compose_region(election, ["Greve", "Solrød"])
        named = kkr.compose_region(election, "KKR Sjælland")
    assert sum(pair.mayors.values()) == 2
    assert named.basis.name == "KKR Sjælland"
    assert named.basis.coverage == election.coverage["KKR Sjælland"]


def test_a_region_with_gaps_is_a_warning_that_names_them():
    with pytest.warns(kkr.IncompleteDataWarning, match="No mayor is known for Morsø and Hjørring"):
        kkr.compose_region(kkr.load_election(2013), "KKR Nordjylland")


def test_statutes_say_what_each_choice_rests_on():
    assert EXACT.source("threshold").status is kkr.SourceStatus.PUBLISHED
    assert kkr.STATUTES_2018.source("size_rule").status is kkr.SourceStatus.CHECKED
    assert EXACT.source("size_rule").status is kkr.SourceStatus.REFUTED
    assert DIVISOR.source("size_rule").status is kkr.SourceStatus.REFUTED
    own = attrs.evolve(EXACT, threshold=Fraction(3, 100)).source("threshold")
    assert own.status is kkr.SourceStatus.OPEN
    assert "own" in own.act


@pytest.mark.parametrize("statutes", [EXACT, kkr.STATUTES_REPRESENTATIVES])
def test_every_choice_of_the_statutes_has_a_source(statutes):
    for field in attrs.fields(kkr.Statutes):
        if field.name not in {"name", "provisions"}:
            assert "own" not in statutes.source(field.name).act


NATIONWIDE = {
    "Lokallisterne": [
        "Guldborgsundlisten (Guldborgsund)",
        "VoresSolrød (Solrød)",
        "Bornholmerlisten (Bornholm)",
    ],
    "Hovedstadslisterne": ["Hvidovrelisten (Hvidovre)"],
}


def test_a_nationwide_cooperation_has_the_members_of_the_region():
    result = kkr.compose_region(kkr.load_election(2021), "KKR Sjælland", cooperations=NATIONWIDE)
    assert result.basis.cooperations == {
        "Lokallisterne": ("Guldborgsundlisten (Guldborgsund)", "VoresSolrød (Solrød)")
    }
    # 7,344 + 2,084 = 9,428 votes, above 2 % of 453,814, which is 9,077
    assert result.votes["Lokallisterne"] == 9428
    assert "Lokallisterne" in result.eligible


def test_a_member_that_is_nowhere_in_the_election_is_refused():
    with pytest.raises(kkr.InvalidInputError, match="names 'Nylisten \\(Greve\\)'"):
        kkr.compose_region(
            kkr.load_election(2021),
            "KKR Sjælland",
            cooperations={"Lokallisterne": ["Nylisten (Greve)"]},
        )


def test_a_member_without_known_votes_is_a_warning():
    lists = [
        kkr.CouncilList("A", "A", "Socialdemokratiet", "party", 900, 8),
        kkr.CouncilList("L (Nord)", "L", "L", "local", None, 1, "share"),
        kkr.CouncilList("K (Nord)", "K", "K", "local", 60, 1),
    ]
    north = kkr.Council("1", "Nord", lists, 10, 1000, "published", "A")
    election = kkr.Election(2021, None, [north])
    assert kkr.compose_region(election, ["Nord"]).eligible == ("A",)
    union = {"KL": ["K (Nord)", "L (Nord)"]}
    with pytest.warns(kkr.IncompleteDataWarning, match=r"The votes of L \(Nord\) are not known"):
        result = kkr.compose_region(election, ["Nord"], cooperations=union)
    assert result.basis.votes["L (Nord)"] == 0
    assert result.eligible == ("A", "KL")


def test_sets_are_put_in_order():
    result = council(
        {"A": 1, "V": 1},
        {"Syd", "Nord"},
        cooperations={"LC": {"L", "C"}},
        represented={"V", "A", "L"},
    )
    assert result.basis.places == ("Nord", "Syd")
    assert result.basis.cooperations == {"LC": ("C", "L")}
    assert result.basis.represented == ("A", "V", "L")


@pytest.mark.parametrize("name", ["KKR Sjælland", "KKR Syddanmark"])
def test_an_old_document_is_composed_anew_under_the_statutes_of_its_day(name):
    # A by-law that has been replaced since: 5 %, no cap, another date. Only the document knows it.
    provisions = tuple(
        attrs.evolve(p, reading="1/20", source=attrs.evolve(p.source, version=dt.date(2009, 1, 1)))
        if p.rule == "threshold"
        else p
        for p in EXACT.provisions
    )
    of_then = attrs.evolve(
        EXACT, name="of then", threshold=Fraction(1, 20), cap_factor=None, provisions=provisions
    )
    written = kkr.compose_region(kkr.load_election(2021), name, statutes=of_then).to_json()
    old = kkr.from_json(written)
    assert old.under(old.statutes, lots=old.lots) == old
    assert str(old.statutes.source("threshold")).endswith("2009-01-01 [published]")
    today = old.under(kkr.STATUTES_2018)
    assert today == kkr.compose_region(kkr.load_election(2021), name)
    assert today.eligible != old.eligible


def test_a_threshold_of_none_at_all_is_written_and_verified():
    result = council({"A": 3, "V": 1}, statutes=attrs.evolve(EXACT, threshold=0))
    assert "L" in result.eligible
    assert result.verify()
    assert kkr.from_json(result.to_json()) == result


def test_a_house_that_votes_of_forty_digits_ask_for_is_verified():
    # The small list's mayors ask for some 10**24 seats, which the cap keeps at ten.
    statutes = attrs.evolve(DIVISOR, threshold=Fraction(0), rule=kkr.HUNTINGTON_HILL, cap_factor=1)
    result = council(
        {"A": 1, "B": 2, "C": 4, "D": 3},
        votes={"A": 10**40, "B": 2 * 10**40, "C": 3 * 10**40 - 1, "D": 5_280_403_840_766_069},
        statutes=statutes,
    )
    assert result.capped
    assert result.verify()
