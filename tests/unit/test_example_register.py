"""The example on real fora: what is real, what is invented and marked, and the way to protocols."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner

import kkr_allocation as kkr
from kkr_allocation.cli.commands import app
from kkr_allocation.datasets import load_fora
from kkr_allocation.datasets.fora import APPOINTING, load_example_register
from kkr_allocation.presentation.templates import write_filled_register
from kkr_allocation.readers.register import read_register

pytestmark = pytest.mark.usefixtures("danish_computer")

COMMITTED = Path(__file__).parents[2] / "docs/examples/register-syddanmark"


def run(*arguments):
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def test_the_fora_are_the_catalogues_and_what_is_invented_is_marked():
    real = [f for f in load_fora() if f.kkr == "KKR Syddanmark" and f.kind in APPOINTING]
    real = [f for f in real if f.closed is None or f.closed.year >= 2022]
    fora = {forum.name: forum for forum in load_example_register().register.fora}
    assert set(fora) == {forum.forum for forum in real}
    for known in real:
        forum = fora[known.forum]
        marked = forum.note.startswith("OPDIGTET: ")
        assert known.requirements in forum.note
        if known.posts is None:
            assert marked
            assert "antallet af pladser" in forum.note
        else:
            assert forum.posts == known.posts
        if known.closed is not None:
            assert forum.ends == min(known.closed, dt.date(2025, 12, 31))
        if forum.chair or forum.wanted:
            assert marked


def test_the_strengths_are_the_real_composition_and_the_people_are_letters_and_numbers():
    example = load_example_register()
    council = kkr.compose_region(kkr.load_election(2021), "KKR Syddanmark")
    assert example.strengths == council.seats
    people = example.register.candidates
    for party, seats in council.seats.items():
        own = [person for person in people if person.party == party]
        assert [person.name for person in own] == [f"{party}{n + 1}" for n in range(len(own))]
        assert sum(person.kkr_member for person in own) == seats
        assert sum(person.mayor for person in own) == council.mayors[party]
    assert len({person.municipality for person in people if person.mayor}) == 22


def test_the_committed_register_is_the_example(tmp_path):
    example = load_example_register()
    assert read_register(COMMITTED) == example
    written = write_filled_register(tmp_path / "register", example)
    for file in written.iterdir():
        assert (COMMITTED / file.name).read_bytes() == file.read_bytes(), (
            "write the folder docs/examples/register-syddanmark again: appoint-template --example"
        )


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("example")


def test_from_the_command_line_to_the_protocol(folder):
    register, protocol = folder / "register.xlsx", folder / "protocol.xlsx"
    assert run("appoint-template", register, "--example").exit_code == 0
    assert read_register(register) == load_example_register()
    answer = run("appoint", register, "--output", protocol)
    assert answer.exit_code == 0, answer.output
    book = load_workbook(protocol)
    first = [[cell.value for cell in row] for row in book.worksheets[0].iter_rows(min_row=4)]
    below, first = first[66:], first[:66]
    assert [row[0] and row[0].partition(" udpegninger")[0] for row in below] == [
        None,
        "En af flere lige gode",
    ]
    assert ["Erhvervshus Fyn - bestyrelse", "formand", "A2"] in [row[:3] for row in first]
    homes = list(dict.fromkeys(row[0].value for row in book.worksheets[2].iter_rows(min_row=4)))
    assert [homes[0], *homes[-2:]] == ["Assens", "Ærø", "Aabenraa"]
    notes = [str(row[-1].value) for row in book.worksheets[4].iter_rows(min_row=4)]
    assert sum(note.startswith("OPDIGTET: ") for note in notes) == 12
    refused = run("appoint-template", register, "--example")
    assert refused.exit_code == 2
    assert "Den findes allerede og kan være udfyldt." in refused.stderr


def test_the_example_is_verified_and_its_wishes_matter():
    result = load_example_register().appoint()
    assert result.verify()
    assert result.is_proven
    values = {level.level.name: level.value for level in result.levels}
    assert values["SEX_IN_FORUM"] == values["FORUM_WANTS"] == 0
    assert values["GROUP_WISHES"] == 1  # one point gives way to the wishes before it
    assert values["CANDIDATE_WISHES"] > 0


def test_a_template_lists_no_closed_forum(tmp_path):
    closed = {forum.forum for forum in load_fora() if forum.closed is not None}
    assert {"Vækstforum", "Sundhedskoordinationsudvalg", "RAR Fyn"} <= closed
    for place, kkr_name in enumerate(kkr.load_election(2025).coverage):
        register = tmp_path / f"register{place}"
        assert run("appoint-template", register, "--kkr", kkr_name).exit_code == 0
        with (register / "Fora.csv").open(encoding="utf-8-sig", newline="") as file:
            listed = {row["Forum"] for row in csv.DictReader(file, delimiter=";")}
        assert listed
        assert not listed & closed
