"""An election, a region and a council as frames and HTML, by name or by code."""

import pandas as pd
import pytest

import kkr_allocation as kkr


@pytest.fixture(scope="module")
def election():
    return kkr.load_election(2025)


def test_an_election_is_a_frame_of_every_list(election):
    frame = election.to_frame()
    assert list(frame) == [
        "municipality",
        "code",
        "list",
        "votes",
        "seats",
        "candidates",
        "mayor",
        "status",
    ]
    assert frame["votes"].sum() == sum(council.votes_valid for council in election.councils)
    assert frame.loc[frame["mayor"], "municipality"].nunique() == 98
    assert set(frame["municipality"]) == {council.municipality for council in election.councils}


def test_what_is_not_known_is_missing_and_no_row_is_lost():
    """Invented: a council without lists, and one whose mayor is of no list there."""
    councils = (kkr.Council("253", "Greve", ()), kkr.Council("265", "Roskilde", (), mayor="A"))
    frame = kkr.Election(2025, None, councils).to_frame()
    assert frame[["municipality", "list", "mayor", "status"]].to_numpy().tolist() == [
        ["Greve", "", False, "missing"],
        ["Roskilde", "A", True, "missing"],
    ]
    assert frame["votes"].isna().all()
    assert str(frame["votes"].dtype) == "Int64"


def test_a_region_has_votes_and_mayors_by_list(election):
    frame = election.region("KKR Sjælland").to_frame().set_index("list")
    assert frame["mayors"].sum() == 17
    assert frame.loc["A", "name"] == "Socialdemokratiet"
    assert frame.loc["A", "votes"] == election.region("KKR Sjælland").votes["A"]


def test_they_are_tables_in_a_notebook(election):
    page = election._repr_html_()
    assert page.count("<tr>") == 21
    assert "<caption>KV2025</caption>" in page
    assert "<NA>" not in page
    assert "KKR Sjælland, KV2025" in election.region("KKR Sjælland")._repr_html_()
    assert '<th scope="row">Greve</th>' in election.council("Greve")._repr_html_()


@pytest.mark.parametrize("place", [253, "253", "0253", "Greve"])
def test_a_municipality_is_known_by_its_code(election, place):
    assert election.council(place).municipality == "Greve"
    assert election.region(municipalities=[place, 265]).municipalities == ("Greve", "Roskilde")


def test_mayors_may_be_indexed_by_code(election):
    given = pd.Series(["A", "V"], index=[253, 265])
    named = {"Greve": "A", "Roskilde": "V"}
    assert election.with_mayors(given) == election.with_mayors(named)
    with pytest.raises(kkr.InvalidInputError, match="'Greve' twice"):
        election.with_mayors({"Greve": "A", 253: "A"})
    with pytest.raises(kkr.InvalidInputError, match="999"):
        election.with_mayors({999: "A"})
