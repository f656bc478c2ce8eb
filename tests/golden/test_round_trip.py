"""The real figures of every municipality with votes, written in each format and read back."""

from __future__ import annotations

import csv
import shutil
from typing import TYPE_CHECKING

import attrs
import openpyxl
import pytest

import kkr_allocation as kkr
from tests import election_files

if TYPE_CHECKING:
    from pathlib import Path


def votes_of(election: kkr.Election) -> dict[str, dict[tuple[str, str, str], int]]:
    """Votes by municipality and list: key, kind and name."""
    return {
        council.municipality: {
            (entry.key, entry.kind, entry.name): entry.votes
            for entry in council.lists
            if entry.votes is not None
        }
        for council in election.councils
        if council.has_votes
    }


def turnouts_of(election: kkr.Election) -> dict[str, int | None]:
    return {c.municipality: c.votes_cast for c in election.councils if c.has_votes}


def with_letters(election: kkr.Election) -> kkr.Election:
    """Leave out the one list of 2021 without a letter, which a column of the table needs."""
    councils = (
        attrs.evolve(c, lists=tuple(entry for entry in c.lists if entry.letter))
        for c in election.councils
    )
    return attrs.evolve(election, councils=tuple(councils))


@pytest.fixture(scope="module", params=[2021, 2025])
def election(request) -> kkr.Election:
    return kkr.load_election(request.param)


@pytest.fixture(scope="module")
def folder(election, tmp_path_factory) -> Path:
    place = tmp_path_factory.mktemp("areas")
    election_files.write_polling_areas(election, place)
    return place


def test_polling_areas_in_a_folder(election, folder):
    read = kkr.read_votes(folder)
    assert votes_of(read) == votes_of(election)
    assert turnouts_of(read) == turnouts_of(election)
    assert read.date == election.date


def test_polling_areas_in_a_zip_give_what_the_folder_gives(folder, tmp_path):
    packed = shutil.make_archive(str(tmp_path / "areas"), "zip", folder)
    assert votes_of(kkr.read_votes(packed)) == votes_of(kkr.read_votes(folder))


def test_candidate_export(election, tmp_path):
    text, districts = election_files.candidate_export(election)
    path = tmp_path / "export.csv"
    path.write_text(text, encoding="utf-8-sig")
    read = kkr.read_votes(path, year=election.year, municipality=districts)
    assert votes_of(read) == votes_of(election)


def test_election_database(tmp_path):
    election = with_letters(kkr.load_election(2021))
    path = tmp_path / "valgdatabase.csv"
    path.write_text(election_files.valgdatabase(election), encoding="cp1252")
    read = kkr.read_votes(path)
    assert votes_of(read) == votes_of(election)
    assert turnouts_of(read) == turnouts_of(election)


def test_statbank_pools_the_local_lists_of_a_municipality_and_says_so(election, tmp_path):
    path = tmp_path / "valgk3.csv"
    path.write_text(election_files.statbank(election), encoding="utf-8")
    read = kkr.read_votes(path)
    for municipality, votes in votes_of(election).items():
        pooled = {key: count for (key, kind, _), count in votes.items() if kind == "party"}
        local = sum(count for (_, kind, _), count in votes.items() if kind == "local")
        if local:
            pooled[f"Lokallister under ét ({municipality})"] = local
        found = {entry.key: entry.votes for entry in read.council(municipality).lists}
        assert found == pooled
    assert "pooled" in read.notes[0]


@pytest.mark.parametrize(
    ("delimiter", "encoding"),
    [(";", "utf-8-sig"), (",", "utf-8"), ("\t", "utf-16"), ("|", "cp1252")],
)
def test_plain_csv_with_seats(election, tmp_path, delimiter, encoding):
    path = tmp_path / "anything.txt"
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows(election_files.plain(election))
    assert_same_with_seats(kkr.read_votes(path, year=election.year), election)


def test_plain_excel_with_a_title_above_the_table(election, tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["An invented title"])
    book.active.append([])
    for row in election_files.plain(election):
        book.active.append(row)
    path = tmp_path / "votes.xlsx"
    book.save(path)
    assert_same_with_seats(kkr.read_votes(path, year=election.year), election)


def assert_same_with_seats(read: kkr.Election, election: kkr.Election) -> None:
    assert votes_of(read) == votes_of(election)
    assert turnouts_of(read) == turnouts_of(election)
    for council in election.councils:
        known = (e for e in council.lists if e.votes is not None or e.seats is not None)
        found = {e.key: e.seats for e in read.council(council.municipality).lists}
        assert found == {e.key: e.seats for e in known}


def test_reading_back_composes_the_same_council(tmp_path):
    election = kkr.load_election(2021)
    path = tmp_path / "votes.csv"
    path.write_text(election_files.table(election_files.plain(election)), encoding="utf-8")
    mayors = {council.municipality: council.mayor for council in election.councils}
    read = kkr.read_votes(path, year=2021).with_mayors(mayors)
    for name in ("KKR Sjælland", "KKR Syddanmark"):
        ours, theirs = election.region(name), read.region(name)
        assert dict(theirs.votes) == dict(ours.votes)
        assert dict(theirs.mayors) == dict(ours.mayors)
        assert theirs.represented >= ours.represented
        assert theirs.entitled == ours.entitled
