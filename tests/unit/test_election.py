"""An election of three invented municipalities, summed by hand."""

from __future__ import annotations

import attrs
import pandas as pd
import pytest

import kkr_allocation as kkr
from kkr_allocation.composition.council import (
    Party,
    local_key,
    named_parties,
    nearly_named,
    readings,
    taken_apart,
    without_party,
)
from kkr_allocation.composition.election import contested_mayor
from kkr_allocation.fairness.verify import verify
from kkr_allocation.sources import Source


def party(letter, votes, seats=None):
    return kkr.CouncilList(letter, letter, f"Party {letter}", "party", votes=votes, seats=seats)


def local(name, municipality, votes, seats=None):
    key = local_key(name, municipality)
    return kkr.CouncilList(key, "L", name, "local", votes=votes, seats=seats)


def council(name, *lists, **more):
    return kkr.Council("999", name, lists, **more)


@pytest.fixture
def election():
    return kkr.Election(
        2021,
        None,
        (
            council(
                "Nordby",
                party("A", 60, 3),
                party("B", 30, 1),
                local("Fælleslisten", "Nordby", 10, 1),
                council_seats=5,
                votes_cast=104,
                votes_cast_status="published",
                mayor="A",
            ),
            council(
                "Sydby",
                party("A", 20, 0),
                local("Fælleslisten", "Sydby", 80, 5),
                council_seats=5,
                votes_cast=90,
                votes_cast_status="published",
                mayor="Fælleslisten (Sydby)",
            ),
            council("Østby", mayor="B"),
        ),
        name="KVtest",
        areas=(kkr.Region("KKR Test", ("Nordby", "Sydby", "Østby")),),
    )


def test_votes_are_summed_by_key_and_local_lists_of_one_name_stay_apart(election):
    region = election.region("KKR Test")
    assert dict(region.votes) == {
        "A": 80,
        "Fælleslisten (Sydby)": 80,
        "B": 30,
        "Fælleslisten (Nordby)": 10,
    }
    assert dict(region.mayors) == {"A": 1, "B": 1, "Fælleslisten (Sydby)": 1}
    assert region.entitled == {"A", "B"}
    assert region.represented == set(region.votes)


def test_a_turnout_below_the_listed_votes_gives_way_to_them(election):
    region = election.region("KKR Test")
    assert region.votes_cast == 104 + 100
    assert region.cast_status is kkr.SourceStatus.INFERRED
    assert region.coverage.without_turnout == ("Sydby",)


def test_a_doubtful_turnout_is_kept_and_never_counted_with():
    doubtful = council(
        "Nordby", party("A", 60), votes_cast=70, votes_cast_status="doubtful", mayor="A"
    )
    region = kkr.Election(2021, None, (doubtful,)).region(municipalities=["Nordby"])
    assert doubtful.votes_cast == 70
    assert region.votes_cast == 60


def test_a_trusted_turnout_counts_and_is_published():
    certain = council(
        "Nordby", party("A", 60), votes_cast=70, votes_cast_status="corrected", mayor="A"
    )
    region = kkr.Election(2021, None, (certain,)).region(municipalities="Nordby")
    assert (region.votes_cast, region.cast_status) == (70, kkr.SourceStatus.PUBLISHED)
    assert region.name == "Nordby"


def test_valid_votes_count_where_they_are_known_and_the_listed_ones_elsewhere():
    known = council("Nordby", party("A", 60), votes_valid=65, eligible_voters=90)
    other = council("Sydby", party("A", 20))
    both = kkr.Election(2021, None, (known, other))
    region = both.region(municipalities=["Nordby", "Sydby"])
    assert (region.votes_valid, region.valid_status) == (65 + 20, kkr.SourceStatus.INFERRED)
    assert (region.votes_cast, region.cast_status) == (65 + 20, kkr.SourceStatus.INFERRED)
    alone = both.region(municipalities=["Nordby"])
    assert (alone.votes_valid, alone.valid_status) == (65, kkr.SourceStatus.PUBLISHED)


def test_derived_votes_cast_are_counted_and_said_to_be_reckoned():
    figures = {"votes_cast": 70, "votes_cast_status": "derived"}
    region = kkr.Election(2021, None, (council("Nordby", party("A", 60), **figures),)).region(
        municipalities="Nordby"
    )
    assert (region.votes_cast, region.cast_status) == (70, kkr.SourceStatus.CHECKED)


def test_a_contested_mayor_is_kept_named_and_no_gap():
    lists = (party("A", 60), party("V", 50))
    contested = council("Nordby", *lists, mayor="A", mayor_contested="V")
    election = kkr.Election(2021, None, (contested,), notes=(contested_mayor(contested), "other"))
    region = election.region(municipalities="Nordby")
    assert dict(region.contested_mayors) == {"Nordby": ("A", "V")}
    assert region.coverage.complete
    assert "Nordby: the sources do not agree on the mayor's list" in election.notes[0]
    settled = election.with_mayors({"Nordby": "V"})
    assert settled.notes == ("other",)
    assert settled.region(municipalities="Nordby").contested_mayors == {}


def test_only_parties_that_could_stand_for_the_folketing_are_entitled_where_that_is_known():
    lists = (party("A", 60), party("D", 9), local("Fælleslisten", "Nordby", 10))
    source = Source("Folketinget", "", kkr.SourceStatus.PUBLISHED)
    election = kkr.Election(
        2025, None, (council("Nordby", *lists),), entitled={"A": source, "V": source}
    )
    assert election.region(municipalities="Nordby").entitled == {"A"}


def test_a_list_without_a_seat_anywhere_is_not_represented(election):
    assert "A" not in election.region(municipalities=["Sydby"]).represented


def test_a_list_whose_seats_are_unknown_counts_as_represented_and_is_said_to():
    region = kkr.Election(2021, None, (council("Nordby", party("A", 60)),)).region(
        municipalities=["Nordby"]
    )
    assert region.represented == {"A"}
    assert region.coverage.without_seats == ("Nordby",)


def test_what_is_missing_is_said_in_both_languages(election):
    coverage = election.coverage["KKR Test"]
    assert not coverage.complete
    assert coverage.sentence("en") == (
        "KKR Test, KVtest: no votes are known for Østby. The votes cast in Sydby are missing or"
        " doubtful, and the listed votes stand in for them."
    )
    assert coverage.sentence("da").startswith("KKR Test, KVtest: stemmerne kendes ikke for Østby.")


@pytest.mark.parametrize(
    ("lists", "more", "complete", "gap"),
    [
        (
            (party("A", 60, 4),),
            {"council_seats": 5, "mayor": "A"},
            False,
            "hold seats in Nordby (1)",
        ),
        ((party("A", 60, 5),), {"council_seats": 5}, False, "No mayor is known for Nordby"),
        ((party("A", 60, 5),), {"mayor": "A", "uncounted": 2}, False, "counted yet in Nordby (2)"),
        ((party("A", 60, 5),), {"mayor": "A"}, True, "votes and mayors of all municipalities"),
        (
            (party("A", 60, 5), kkr.CouncilList("L (Nordby)", "L", "L", "local", status="share")),
            {"mayor": "A"},
            True,
            "The votes of L (Nordby) are not known",
        ),
        (
            (party("A", 60, 5), kkr.CouncilList("B", "B", "B", "party", status="share")),
            {"mayor": "A"},
            False,
            "only percentages are known for Nordby",
        ),
    ],
)
def test_every_gap_is_named_and_decides_whether_the_figures_are_complete(
    lists, more, complete, gap
):
    election = kkr.Election(2021, None, (council("Nordby", *lists, **more),))
    coverage = election.region(municipalities=["Nordby"]).coverage
    assert coverage.complete is complete
    assert gap in coverage.sentence("en")


@pytest.mark.parametrize(
    ("said", "key"),
    [
        ("A", "A"),
        ("Fælleslisten (Nordby)", "Fælleslisten (Nordby)"),
        ("l", "Fælleslisten (Nordby)"),
        ("fælleslisten", "Fælleslisten (Nordby)"),
        ("liste fælleslisten", "Fælleslisten (Nordby)"),
        ("Borgerlisten (uden for parti)", "Borgerlisten (Nordby)"),
        ("Løsgænger", "Uden for parti (Nordby)"),
    ],
)
def test_a_mayor_is_found_by_key_letter_or_name(election, said, key):
    assert election.with_mayors({"Nordby": said}).council("Nordby").mayor == key


def test_a_mayor_of_a_party_that_does_not_stand_in_the_municipality_is_of_that_party(election):
    changed = election.with_mayors({"Sydby": "B"})
    assert changed.council("Sydby").mayor == "B"
    assert changed.council("Nordby").mayor == "A"


def test_a_set_of_municipalities_is_named_after_them_or_as_asked(election):
    assert election.region(municipalities=["Nordby", "Østby"]).name == "Nordby, Østby"
    assert election.region("The north", municipalities=["Nordby"]).name == "The north"


def test_a_mayor_of_a_party_without_a_list_here_belongs_to_the_party():
    """M had no list among those of 2021; had it been a party then, two mayors would be one list."""
    election = attrs.evolve(kkr.load_election(2021), parties=("A", "V", "M"))
    absent = "M"
    changed = election.with_mayors({"Greve": absent, "Køge": absent})
    assert changed.region(municipalities=["Greve", "Køge"]).mayors == {absent: 2}
    assert changed.notes == election.notes


def test_mayors_are_taken_from_a_series(election):
    mayors = pd.Series({"Sydby": "B", "Nordby": "L"})
    assert election.with_mayors(mayors) == election.with_mayors(mayors.to_dict())


def test_mayors_of_unknown_lists_are_refused_all_at_once_with_what_may_be_meant():
    """As lists of their own they would have no votes, and change the council without a word."""
    with pytest.raises(kkr.InvalidInputError) as refused:
        kkr.load_election(2021).with_mayors({"Køge": "Q", "Greve": "Socialdemokratit"})
    what = refused.value.what.splitlines()
    assert what[0] == "2 mayors have lists that are not known:"
    assert what[1].startswith(
        "Køge: 'Q' is neither a party nor among the municipality's lists, which"
    )
    assert what[2].endswith("(is it Socialdemokratiet (A)?)")


def test_a_mayor_who_left_the_party_is_noted():
    changed = kkr.load_election(2021).with_mayors({"Køge": "uden for parti"})
    assert changed.council("Køge").mayor == "Uden for parti (Køge)"
    assert "Køge: the mayor is of no party (uden for parti)" in changed.notes[-1]


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("Soc.dem.", "A"),
        ("Soc. dem", "A"),
        ("S", "A"),
        ("R", "B"),
        ("RV", "B"),
        ("Radikale", "B"),
        ("De Konservative", "C"),
        ("KF", "C"),
        ("LA", "I"),
        ("DF", "O"),
        ("DD", "Æ"),
        ("EL", "Ø"),
        ("Kristeligt Folkeparti", "K"),
        ("Liste V", "V"),
        ("Liste Venstre", "V"),
        ("V - Venstre", "V"),
        ("Venstre (V)", "V"),
        ("DF (O)", "O"),
    ],
)
def test_a_mayor_is_of_the_party_that_people_call_so(typed, key):
    election = kkr.load_election(2025)
    changed = election.with_mayors({"Greve": typed})
    assert changed.council("Greve").mayor == key
    noted = changed.notes[len(election.notes) :]
    assert all("Greve: the mayor's list" in note and f"({key})" in note for note in noted)


def test_s_is_slesvigsk_parti_where_it_stands_and_the_social_democrats_elsewhere():
    """Tønder's ballot has a list S; Greve's has none, and there people write S for list A."""
    changed = kkr.load_election(2025).with_mayors({"Tønder": "S", "Greve": "S"})
    assert (changed.council("Tønder").mayor, changed.council("Greve").mayor) == ("S", "A")
    unknown = kkr.Council("253", "Greve", (), council_seats=None)
    without = attrs.evolve(changed, councils=(unknown,))
    with pytest.raises(kkr.InvalidInputError, match="can be 'S' and 'A'"):
        without.with_mayors({"Greve": "S"})


def test_the_name_of_a_region_stands_for_its_own_municipalities():
    election = kkr.load_election(2021)
    with pytest.raises(kkr.InvalidInputError, match="a region with other municipalities"):
        election.region("KKR Sjælland", municipalities=["Greve"])
    assert election.region("A pair", municipalities=["Greve", "Køge"]).name == "A pair"


def test_a_gap_of_all_municipalities_is_said_as_one():
    councils = tuple(council(name, party("A", 60)) for name in ("Ø", "B", "C", "D"))
    region = kkr.Election(2013, None, councils, name="KVtest").region(
        "Four", municipalities=list("ØBCD")
    )
    assert "No mayor is known for any municipality." in region.coverage.sentence("en")
    assert "The votes cast in all municipalities are missing" in region.coverage.sentence("en")
    assert "Borgmesteren kendes ikke for nogen af kommunerne." in region.coverage.sentence("da")


@pytest.mark.parametrize("year", [2013, 2021, 2025])
def test_figures_are_written_down_and_read_back(year):
    election = kkr.load_election(year)
    region, council = election.region("KKR Sjælland"), election.council("Greve")
    for figures in (election, region, council):
        again = kkr.from_json(figures.to_json())
        assert type(again) is type(figures)
        assert again == figures
    assert kkr.from_json(election.to_json()).region("KKR Sjælland") == region


def test_what_was_read_of_a_file_is_in_the_document_of_the_election(tmp_path):
    (tmp_path / "kv25.csv").write_text("Kommune;Parti;Stemmer\nGreve;A;7\n", encoding="utf-8")
    election = kkr.read_votes(tmp_path / "kv25.csv")
    again = kkr.from_json(election.to_json())
    assert again.reading == election.reading
    assert "the year 2025 is taken from the name of the file 'kv25.csv'" in again.notes


def test_there_is_nothing_to_verify_in_figures():
    text = kkr.load_election(2021).council("Greve").to_json()
    with pytest.raises(kkr.InvalidInputError, match="the document holds 'council'"):
        verify(text)
    changed = text.replace('"votes_cast": ', '"votes_cast": -')
    with pytest.raises(kkr.InvalidInputError, match="votes_cast"):
        kkr.from_json(changed)


def test_a_text_is_read_as_a_letter_and_a_name():
    read = [(found.letter, found.name) for found in readings("Socialdemokratiet (A)")]
    assert read == [("", "Socialdemokratiet (A)"), ("A", "Socialdemokratiet")]
    read = [found.name for found in readings("Nyt Odsherred (Odsherred)", "Odsherred")]
    assert read == ["Nyt Odsherred (Odsherred)", "Nyt Odsherred"]


@pytest.mark.parametrize(
    ("name", "apart"),
    [
        ("N. Nyt Odsherred", ("N", "Nyt Odsherred")),
        ("N. Nyt Odsherred (Odsherred)", ("N", "Nyt Odsherred")),
        ("Nyt Odsherred (Odsherred)", ("", "Nyt Odsherred")),
        ("I Balance", ("", "I Balance")),
    ],
)
def test_only_a_marked_letter_is_taken_off_a_local_list(name, apart):
    assert taken_apart("", name, "Odsherred") == apart


def test_a_party_is_known_by_letter_and_name_and_two_that_contradict_are_both_said():
    two = (Party("A", "Socialdemokratiet"), Party("V", "Venstre"))
    assert named_parties("", "Liste A - Socialdemokratiet", two) == two[:1]
    assert named_parties("", "Venstre (A)", two) == two[::-1]


def test_a_name_that_is_nearly_one_partys_is_asked_about():
    two = (Party("B", "Radikale Venstre", ("Det Radikale Venstre",)), Party("V", "Venstre"))
    for name in ("Radikle Venstre", "De Radikale", "RV"):
        assert nearly_named(name, two) == two[0]
    assert nearly_named("Ny Venstre", two) is None
    assert nearly_named("De Grønne", (Party("Ø", "Enhedslisten – De Rød-Grønne"),)) is None


def test_a_text_says_that_a_mayor_is_of_no_party():
    assert without_party("Løsgænger") == "Uden for parti"
    assert without_party("Nyt Greve (uden for parti)") == "Nyt Greve"
    assert without_party("Nyt Greve") is None


def test_a_council_and_its_document_keep_how_the_file_was_read() -> None:
    rows = pd.DataFrame({"Område": ["Greve", "Greve"], "Parti": ["A", "V"], "Stemmer": [3, 2]})
    election = kkr.read_votes(rows, year=2025)
    assert "column A (Område) is read as municipality" in election.reading
    with pytest.warns(kkr.IncompleteDataWarning):
        council = kkr.compose_region(election, ["Greve"])
    assert council.basis.reading == election.reading
    assert kkr.from_json(council.to_json()).basis.reading == election.reading
    assert kkr.from_json(council.to_json()) == council
