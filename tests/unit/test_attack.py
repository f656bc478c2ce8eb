"""Small inputs that once hurt, each for its kind: read to the figure, or refused saying where.

The files stand in ``tests/attack``; every name of a person in them is invented. Documents are made
anew here, since the format has moved on.
"""

from __future__ import annotations

import json
import re
import time
import tracemalloc
from pathlib import Path

import attrs
import pytest
from typer.testing import CliRunner

import kkr_allocation as kkr
from kkr_allocation.cli.commands import app

ATTACK = Path(__file__).parents[1] / "attack"
RAW = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""What a name must not bring to a terminal: escapes, and signs that turn the line."""


def run(*typed: str | Path) -> tuple[int, str]:
    done = CliRunner().invoke(app, [*map(str, typed), "--language", "en"])
    assert done.exception is None or isinstance(done.exception, SystemExit)
    return done.exit_code, " ".join(done.output.split())


READ = {
    "results_table_blank.csv": {"Greve": {"A": 4905, "V": 4895, "C": 200}},
    "electorate_row.csv": {"Greve": {"A": 4905, "V": 5095}},
    "nfd_municipality.csv": {"Tårnby": {"A": 700, "V": 900}},
    "formula_with_value.xlsx": {"Greve": {"A": 6941, "V": 9575}},
    "one_sheet_per_municipality.xlsx": {
        "Greve": {"A": 6941, "V": 9575},
        "Solrød": {"A": 1000, "V": 2000},
    },
}


@pytest.mark.parametrize("file", READ)
def test_votes_are_read_to_the_figure(file: str) -> None:
    election = kkr.read_votes(ATTACK / file, year=2021)
    found = {
        council.municipality: {entry.key: entry.votes for entry in council.lists}
        for council in election.councils
        if council.lists
    }
    assert found == READ[file]


REFUSED = {
    "leading_zero_group.csv": "Row 2, column Stemmer: '0,435' is not a whole number",
    "mojibake_letter.csv": "Row 2, column Bogstav: 'Ã\N{SMALL TILDE}' has letters that a wrong",
}


@pytest.mark.parametrize("file", REFUSED)
def test_what_is_no_figure_or_letter_is_refused_by_row_and_column(file: str) -> None:
    with pytest.raises(kkr.InvalidInputError, match=re.escape(REFUSED[file])):
        kkr.read_votes(ATTACK / file, year=2021)


def test_a_date_among_places_is_called_one_by_sheet_row_and_column() -> None:
    code, told = run("distribute", ATTACK / "places_date_cell.xlsx")
    assert code == 2
    assert "Sheet Nøgle, row 3, column 65+: 22-05-2026 is a date" in told


def test_thousands_apart_by_a_space_are_read(tmp_path: Path) -> None:
    """Twenty places by 1020 and 2870: 5.24 and 14.76, so 5 and 15."""
    file = tmp_path / "pladser.json"
    assert run("distribute", ATTACK / "places_space_thousands.xlsx", "--output", file)[0] == 0
    assert json.loads(file.read_text(encoding="utf-8"))["places"] == {"Greve": 5, "Køge": 15}


def test_one_person_in_two_forms_of_a_letter_stands_twice() -> None:
    code, told = run("appoint", ATTACK / "register_nfd_duplicate")
    assert code == 2
    assert "row 3, column Navn: Åse Berg (A) stands twice" in told


@pytest.mark.parametrize("command", ["appoint", "distribute", "refill"])
def test_a_bomb_of_merged_cells_is_refused_before_it_is_built(command: str) -> None:
    file = ATTACK / "merged_cells_bomb.xlsx"
    assert run(command, file)[0] == 2  # what is imported is none of the cost
    tracemalloc.start()
    begun = time.perf_counter()
    assert run(command, file)[0] == 2
    assert time.perf_counter() - begun < 2
    assert tracemalloc.get_traced_memory()[1] < 300 * 2**20
    tracemalloc.stop()


def test_no_member_of_an_archive_speaks_to_the_terminal() -> None:
    done = CliRunner().invoke(
        app, ["compose", "--election", str(ATTACK / "escape_in_member_name.zip")]
    )
    assert done.exit_code == 2
    assert not RAW.search(done.output.replace("\n", " "))


def test_rows_beyond_64_bits_are_composed_as_one_council_is() -> None:
    base = kkr.compose({"A": 60, "V": 40, "C": 5}, {"A": 1, "V": 1}, municipalities=2)
    votes = [5349979066121302517, 7499589116837456607, 682057716445789124]
    assert sum(votes) > 2**63
    batch = kkr.compose_batch(base, [votes], [[0, 1, 1]])
    one = kkr.compose(dict(zip("AVC", votes, strict=True)), {"V": 1, "C": 1}, municipalities=2)
    assert one.seats == {"A": 1, "V": 2, "C": 1}
    assert batch.seats.tolist() == [[1, 2, 1]]
    assert not batch.tied.any()


def test_a_lot_of_a_forum_names_it_in_whatever_order() -> None:
    fora = [kkr.Forum("F1", 1), kkr.Forum("F2", 1)]
    nameless = [kkr.Lot(("A", "B"), ("A",)), kkr.Lot(("A", "B"), ("B",))]
    with pytest.raises(kkr.InvalidInputError, match="names no forum"):
        kkr.entitle(fora, {"A": 5, "B": 5}, over="forum", lots=nameless)
    named = [attrs.evolve(lot, forum=f"F{place}") for place, lot in enumerate(nameless, 1)]
    for lots in (named, named[::-1]):
        shared = kkr.entitle(fora, {"A": 5, "B": 5}, over="forum", lots=lots)
        assert shared.table == {"F1": {"A": 1, "B": 0}, "F2": {"A": 0, "B": 1}}


def test_posts_that_stand_without_a_reason_prove_nothing(tmp_path: Path) -> None:
    fora = [kkr.Forum("Sundhed", 5), kkr.Forum("Vækst", 3)]
    document = json.loads(kkr.entitle(fora, {"A": 24, "V": 10, "C": 12}).to_json())
    shares = document["shares"]["package"]
    shares["seats"] = shares["floors"] = {"A": 0, "V": 8, "C": 0}
    document["table"] = {forum.name: {"A": 0, "V": forum.posts, "C": 0} for forum in fora}
    document["departures"] = ["Sundhed", "Vækst"]
    file = tmp_path / "forged.json"
    file.write_text(json.dumps(document), encoding="utf-8")
    code, told = run("verify", file)
    assert code in {1, 3}
    assert "NOT PROVEN" in told or code == 1


def test_a_name_that_stands_twice_among_many_is_found_at_once(tmp_path: Path) -> None:
    file = tmp_path / "twice.json"
    names = [*range(20_000), 19_999]
    votes = ",".join(f'"L{name}":1' for name in names)
    file.write_text(
        '{"format":"kkr_allocation","version":2,"kind":"apportionment","votes":{' + votes + "}}",
        encoding="utf-8",
    )
    run("verify", file)
    begun = time.perf_counter()
    code, told = run("verify", file)
    assert time.perf_counter() - begun < 2
    assert code == 2
    assert "'L19999' twice" in told


def test_two_forms_of_one_list_are_one_name() -> None:
    code, told = run("verify", ATTACK / "nfc_nfd_two_lists.json")
    assert code == 2
    assert "'Å' twice" in told
    with pytest.raises(kkr.KkrAllocationError, match="twice"):
        kkr.from_json((ATTACK / "nfc_nfd_two_lists.json").read_text(encoding="utf-8"))
