"""The bundled figures say what their sources say."""

from __future__ import annotations

import time
from collections import Counter

import attrs
import pytest

import kkr_allocation as kkr
from kkr_allocation import datasets
from kkr_allocation.datasets import elections


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
        (2025, {"V": 42, "A": 26, "C": 20, "F": 5, "I": 2, "B": 1, "S": 1}),
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


@pytest.mark.parametrize("year", [2021, 2025])
def test_nothing_is_missing_from_the_five_kkr(year):
    gaps = [field.name for field in attrs.fields(kkr.Coverage)]
    gaps = [name for name in gaps if name not in ("name", "municipalities")]
    for coverage in kkr.load_election(year).coverage.values():
        assert coverage.complete
        assert {name: len(getattr(coverage, name)) for name in gaps} == dict.fromkeys(gaps, 0)


def test_of_2013_32_mayors_and_all_seats_are_missing_and_nothing_else():
    election = kkr.load_election(2013)
    for coverage in election.coverage.values():
        assert coverage.without_votes == coverage.without_turnout == ()
        assert coverage.without_seats == coverage.municipalities
    assert sum(len(coverage.without_mayor) for coverage in election.coverage.values()) == 32


@pytest.mark.parametrize("year", datasets.BUNDLED_YEARS)
def test_the_lists_sum_to_the_official_valid_votes(year):
    for council in kkr.load_election(year).councils:
        assert council.listed_votes == council.votes_valid, council.municipality


@pytest.mark.parametrize("year", [2021, 2025])
def test_the_seats_sum_to_the_council_and_no_list_has_more_than_candidates(year):
    for council in kkr.load_election(year).councils:
        assert sum(entry.seats for entry in council.lists) == council.council_seats
        assert all(0 < entry.candidates >= entry.seats for entry in council.lists)


def test_seven_figures_of_eligible_voters_are_missing_in_2021_and_stay_missing():
    missing = {
        year: sum(c.eligible_voters is None for c in kkr.load_election(year).councils)
        for year in datasets.BUNDLED_YEARS
    }
    assert missing == {2013: 0, 2021: 7, 2025: 0}


def test_votes_cast_of_2021_are_derived_where_no_page_has_them():
    statuses = {
        year: Counter(c.votes_cast_status for c in kkr.load_election(year).councils)
        for year in datasets.BUNDLED_YEARS
    }
    assert statuses == {
        2013: {"published": 98},
        2021: {"derived": 91, "published": 7},
        2025: {"published": 98},
    }


def test_the_ballot_has_another_name_for_361_lists_of_2025():
    lists = [entry for council in kkr.load_election(2025).councils for entry in council.lists]
    assert sum(bool(entry.ballot_name) for entry in lists) == 361


def test_one_list_has_no_letter():
    without = [
        (year, council.municipality, entry.name)
        for year in datasets.BUNDLED_YEARS
        for council in kkr.load_election(year).councils
        for entry in council.lists
        if not entry.letter
    ]
    assert without == [(2021, "København", "Det Demokratiske Parti")]


def test_the_mayor_of_lemvig_is_contested_and_no_other():
    election = kkr.load_election(2025)
    contested = {c.municipality: (c.mayor, c.mayor_contested) for c in election.councils}
    assert {name: pair for name, pair in contested.items() if pair[1]} == {"Lemvig": ("C", "V")}
    assert [note.partition(":")[0] for note in election.notes] == ["Lemvig"]
    assert election.region("KKR Midtjylland").contested_mayors == {"Lemvig": ("C", "V")}
    assert election.council("Ringkøbing-Skjern").mayor == "V"
    sources = datasets.load_mayor_sources(2025)
    assert sources["Ringkøbing-Skjern"].status is kkr.SourceStatus.INFERRED
    assert kkr.load_election(2021).notes == kkr.load_election(2013).notes == ()


def test_who_could_stand_for_the_folketing_is_data_with_a_status():
    letters = {year: "".join(kkr.load_election(year).entitled) for year in datasets.BUNDLED_YEARS}
    assert letters == {2013: "ABCFIOVØKS", 2021: "ABCDFIOVØÅKGS", 2025: "ABCFIMOVÆØÅS"}
    entitled = kkr.load_election(2025).entitled
    assert {p for p, source in entitled.items() if source.status is kkr.SourceStatus.OPEN} == {"S"}


def test_no_party_whose_right_to_stand_is_inferred_or_open_reaches_two_per_cent():
    """So that no seat of a KKR rests on it: K has 1.20 % in Midtjylland, S 1.37 % in Syddanmark."""
    unsure = {2013: "KS", 2021: "S", 2025: "DKS"}
    for year, letters in unsure.items():
        election = kkr.load_election(year)
        for name in election.coverage:
            region = election.region(name)
            for letter in letters:
                assert 50 * region.votes.get(letter, 0) < region.votes_valid


@pytest.mark.parametrize("year", datasets.BUNDLED_YEARS)
def test_no_share_is_divided_by_less_than_the_listed_votes(year):
    election = kkr.load_election(year)
    for name in election.regions:
        region = election.region(name)
        assert region.votes_cast >= region.votes_valid == sum(region.votes.values())


def test_the_same_letter_is_a_party_in_one_election_and_a_local_list_in_another():
    kinds = {
        year: {e.kind for c in kkr.load_election(year).councils for e in c.lists if e.letter == "Æ"}
        for year in datasets.BUNDLED_YEARS
    }
    assert kinds == {2013: {"local"}, 2021: {"local"}, 2025: {"party"}}


def test_two_local_lists_of_one_name_have_two_keys():
    keys = {e.key for c in kkr.load_election(2021).councils for e in c.lists}
    assert {"Fælleslisten (Vordingborg)", "Fælleslisten (Ikast-Brande)"} <= keys


def test_the_board_sums_to_17_seats_in_each_period():
    totals = {}
    for entry in datasets.load_board_seats():
        totals[entry.period] = totals.get(entry.period, 0) + entry.seats
    assert set(totals.values()) == {17}
    assert len(totals) == 3


def test_kls_board_of_2014_follows_from_the_votes_of_the_98_municipalities():
    """B has 149,160 of 3,116,089 valid votes: 4.79 %."""
    election = kkr.load_election(2013)
    country = election.region(municipalities=[c.municipality for c in election.councils])
    votes = {key: count for key, count in country.votes.items() if len(key) == 1}
    published = {e.letter: e.seats for e in datasets.load_board_seats() if e.election == "KV2013"}
    assert {key: n for key, n in kkr.compose_board(votes).seats.items() if n} == published
    assert (votes["B"], country.votes_valid) == (149_160, 3_116_089)


def test_loading_an_election_is_fast():
    """0.04 s on the machine it was written on; a list that looks up its own rows would take 2 s."""
    started = time.process_time()
    elections._loaded.__wrapped__(2025)
    assert time.process_time() - started < 0.2


def test_published_sizes_agree_with_their_parts():
    sizes = {(size.body, size.period[:4]): size for size in datasets.load_body_sizes()}
    assert {key: size.members for key, size in sizes.items()} == {
        ("KL repræsentantskab", "2014"): 181,
        ("KL repræsentantskab", "2018"): 158,
        ("KKR Midtjylland", "2010"): 34,
        ("KKR Hovedstaden", "2018"): 54,
        ("KKR Nordjylland", "2018"): 22,
        ("All five KKR", "2022"): 180,
    }
    assert all(size.mayors + size.supplementary == size.members for size in sizes.values())
    assert all(size.mayors == size.municipalities for size in sizes.values())


def test_the_health_councils_add_up():
    """17 councils, 116 municipal seats; regional seats one more than municipal in 16 of them."""
    councils = {council.council: council for council in datasets.load_health_councils()}
    seats = Counter()
    for entry in datasets.load_health_council_seats():
        seats[entry.council] += entry.seats
    assert seats == {name: council.municipal_members for name, council in councils.items()}
    assert (len(councils), seats.total()) == (17, 116)
    one_more = [c for c in councils.values() if c.regional_members == c.municipal_members + 1]
    assert len(one_more) == 16
    homes = {place.name for place in datasets.load_municipalities()}
    assert {entry.municipality for entry in datasets.load_health_council_seats()} == homes
