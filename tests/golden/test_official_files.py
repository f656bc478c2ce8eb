"""Official files of two small municipalities, exactly as published but for candidates' names."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import kkr_allocation as kkr
from tests.golden.official_files import differences, passed_on

SAMPLES = Path(__file__).parent / "official"


@pytest.fixture(params=["folder", "zip", "zip in a folder"])
def path(request, tmp_path):
    """Return where the samples of a year are, in each way that people have them."""

    def of(year: int) -> Path:
        if request.param == "folder":
            return SAMPLES / str(year)
        packed = shutil.make_archive(str(tmp_path / "files"), "zip", SAMPLES / str(year))
        return Path(packed) if request.param == "zip" else tmp_path

    return of


@pytest.mark.parametrize("year", [2021, 2025])
def test_official_files_state_the_bundled_figures(path, year):
    election = kkr.read_votes(path(year))
    assert [council.municipality for council in election.councils if council.lists] == [
        "Samsø",
        "Læsø",
    ]
    assert (election.year, str(election.date)) == (
        year,
        {2021: "2021-11-16", 2025: "2025-11-18"}[year],
    )
    assert list(differences(election)) == []


def test_the_seats_follow_from_the_votes_alliances_and_candidates_that_were_read():
    election = kkr.read_votes(SAMPLES / "2025")
    assert list(passed_on(election)) == []
    # Læsø 2025: V 192, L 47 and Æ 42 are allied and have 281 together. The nine highest quotients
    # are C 573, C 286.5, the alliance 281, O 201, C 191, C 143.25, the alliance 140.5, C 114.6 and
    # F 102; the tenth is O's 100.5. Inside the alliance V has 192 and 96, L 47, Æ 42: both are V's.
    seats = {
        key: seats for key, seats in election.council("Læsø").apportion().seats.items() if seats
    }
    assert seats == {"C": 5, "V": 2, "O": 1, "F": 1}


def test_what_the_seats_rest_on_and_what_the_names_say_is_noted():
    notes = kkr.read_votes(SAMPLES / "2025").notes
    assert notes == (
        "the seats of 2 councils are the official ones, and rest on the counts of 3 polling areas",
    )
    assert notes[0].da == (
        "mandaterne i 2 kommunalbestyrelser er de officielle og hviler på optællingerne i"
        " 3 afstemningsområder"
    )
    first = "(Kommunalvalg_2021_Læsø_06-11-2025 9.38.56.csv, ...)"
    assert kkr.read_votes(SAMPLES / "2021").notes == (
        f"the municipality is taken from the name of 2 files {first}",
        f"the year is taken from the name of 2 files {first}",
    )


def test_one_file_of_the_archive_by_itself():
    (file,) = (SAMPLES / "2021").glob("*Samsø*")
    election = kkr.read_votes(file)
    assert election.year == 2021
    assert list(differences(election)) == []
    assert election.notes[0] == f"the municipality is taken from the name of 1 file ({file.name})"
