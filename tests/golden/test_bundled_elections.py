"""The bundled figures say what their sources say."""

from __future__ import annotations

import pytest

import kkr_allocation as kkr
from kkr_allocation import datasets


@pytest.mark.parametrize("year", datasets.BUNDLED_YEARS)
def test_98_municipalities_in_five_kkr_of_known_size(year):
    regions = kkr.load_election(year).regions
    assert {name: len(region) for name, region in regions.items()} == {
        "KKR Hovedstaden": 29,
        "KKR Sjælland": 17,
        "KKR Syddanmark": 22,
        "KKR Midtjylland": 19,
        "KKR Nordjylland": 11,
        "Region Østdanmark": 46,
    }
    assert len({place for region in regions.values() for place in region}) == 98


def test_oestdanmark_begins_when_its_two_regions_end():
    regions = kkr.load_election(2025).regions
    east = regions["Region Østdanmark"]
    for part in (regions["KKR Hovedstaden"], regions["KKR Sjælland"]):
        assert (east.valid_from - part.valid_until).days == 1
        assert set(part) <= set(east)


@pytest.mark.parametrize(
    ("year", "mayors"),
    [
        (2021, {"A": 44, "V": 34, "C": 14, "F": 2, "I": 1, "B": 1, "S": 1}),
        (2025, {"V": 41, "A": 26, "C": 21, "F": 5, "I": 2, "B": 1, "S": 1}),
    ],
)
def test_mayors_of_the_country_with_one_of_a_local_list(year, mayors):
    election = kkr.load_election(year)
    country = election.region(municipalities=[c.municipality for c in election.councils])
    counted = dict(country.mayors)
    locals_ = {key: counted.pop(key) for key in [*counted] if len(key) > 1}
    assert counted == mayors
    assert list(locals_.values()) == [1]


@pytest.mark.parametrize(("year", "municipality"), [(2021, "Odsherred"), (2025, "Lolland")])
def test_the_mayor_of_a_local_list_is_one_of_the_listed_lists(year, municipality):
    council = kkr.load_election(year).council(municipality)
    assert council.mayor in {entry.key for entry in council.lists if entry.kind == "local"}


def test_complete_are_sjaelland_and_syddanmark_of_2021_only():
    complete = {
        (year, name)
        for year in datasets.BUNDLED_YEARS
        for name, coverage in kkr.load_election(year).coverage.items()
        if coverage.complete
    }
    assert complete == {(2021, "KKR Sjælland"), (2021, "KKR Syddanmark")}


@pytest.mark.parametrize(
    ("year", "without_votes"), [(2021, [1, 0, 0, 1, 1]), (2025, [13, 2, 5, 2, 3])]
)
def test_municipalities_without_votes(year, without_votes):
    coverage = kkr.load_election(year).coverage
    assert [*coverage] == [
        "KKR Hovedstaden",
        "KKR Sjælland",
        "KKR Syddanmark",
        "KKR Midtjylland",
        "KKR Nordjylland",
    ]
    assert [len(entry.without_votes) for entry in coverage.values()] == without_votes


def test_doubtful_turnouts_are_data():
    marked = {
        (year, council.municipality, council.votes_cast_status)
        for year in datasets.BUNDLED_YEARS
        for council in kkr.load_election(year).councils
        if council.votes_cast_status in {"doubtful", "corrected"}
    }
    assert marked == {
        (2021, "Stevns", "doubtful"),
        (2021, "Rudersdal", "corrected"),
        (2025, "Nordfyns", "doubtful"),
    }


@pytest.mark.parametrize("year", datasets.BUNDLED_YEARS)
def test_no_share_is_divided_by_less_than_the_listed_votes(year):
    election = kkr.load_election(year)
    for name in election.regions:
        region = election.region(name)
        assert region.total_votes >= sum(region.votes.values())


def test_the_same_letter_is_a_party_in_one_election_and_a_local_list_in_another():
    kinds = {
        year: {e.kind for c in kkr.load_election(year).councils for e in c.lists if e.letter == "Æ"}
        for year in datasets.BUNDLED_YEARS
    }
    assert kinds == {2021: {"local"}, 2025: {"party"}}


def test_two_local_lists_of_one_name_have_two_keys():
    keys = {e.key for c in kkr.load_election(2021).councils for e in c.lists}
    assert {"Fælleslisten (Vordingborg)", "Fælleslisten (Ikast-Brande)"} <= keys


def test_the_board_sums_to_17_seats_in_each_period():
    totals = {}
    for entry in datasets.load_board_seats():
        totals[entry.period] = totals.get(entry.period, 0) + entry.seats
    assert set(totals.values()) == {17}
    assert len(totals) == 3
