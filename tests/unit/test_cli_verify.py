"""The command that checks a written result: 0 it follows, 1 false, 2 unreadable, 3 not proven."""

from __future__ import annotations

import re
import subprocess
import sys
from typing import TYPE_CHECKING
from zipfile import ZipFile

import pytest
from typer.testing import CliRunner

import kkr_allocation as kkr
from kkr_allocation.cli.commands import app
from kkr_allocation.documents.format import KINDS
from kkr_allocation.words import catalogue
from tests.result_samples import every_kind

if TYPE_CHECKING:
    from pathlib import Path

TEXT = kkr.apportion({"A": 24062, "Ø": 18311}, 5).to_json()


def run(path: Path, *options: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["verify", str(path), *options])
    return done.exit_code, done.output


def test_a_true_result_exits_0_and_says_what_was_checked(tmp_path: Path) -> None:
    path = tmp_path / "result.json"
    path.write_text(TEXT, encoding="utf-8")
    code, output = run(path)
    assert code == 0
    assert "The seats sum to the house size, 5" in output


@pytest.mark.parametrize(
    ("written", "exits", "fragment"),
    [
        (TEXT.replace('"A": 3', '"A": 2').encode(), 1, "the house has 4 seats"),
        (b"{}", 2, '"format" is not'),
        (b"\xff", 2, "cannot be read"),
        (None, 2, "Check the path and its spelling"),
    ],
)
def test_what_is_false_exits_1_and_what_cannot_be_read_2(
    tmp_path: Path, written: bytes | None, exits: int, fragment: str
) -> None:
    path = tmp_path / "result.json"
    if written is not None:
        path.write_bytes(written)
    code, output = run(path)
    assert code == exits
    assert fragment in output


def test_what_was_checked_and_what_was_taken_as_stated_is_framed(tmp_path: Path) -> None:
    path = tmp_path / "result.json"
    path.write_text(TEXT, encoding="utf-8")
    first, second, *checks, last = run(path)[1].splitlines()
    assert first == f"Accepted: apportionment in {path}"
    assert second == "Checked from its inputs:"
    certificate = kkr.from_json(TEXT).verify()
    assert checks == [*certificate.checks, *certificate.binds]
    assert last.startswith("Taken as stated: the inputs themselves, such as votes")


def test_an_accepted_result_is_accepted_in_danish(tmp_path: Path) -> None:
    path = tmp_path / "result.json"
    path.write_text(TEXT, encoding="utf-8")
    code, output = run(path, "--language", "da")
    first, second, *checks, last = output.splitlines()
    assert code == 0
    assert first == f"Godkendt: mandatfordeling i {path}"
    assert second == "Efterprøvet ud fra tallene i filen:"
    assert checks == kkr.from_json(TEXT).verify().text("da").splitlines()
    assert last.startswith("Ikke efterprøvet: tallene selv")


FIRST_VERSION = (
    "dokumentet er af version 1, skrevet før december 2026. Denne udgave læser version 2, "
    "hvor et råd også siger, hvilke stemmer spærregrænsen er en andel af, og hvad der viger "
    "ved loftet, og det, et dokument ikke siger, bliver ikke gættet. Læs det med den udgave "
    "af kkr_allocation, der skrev det, eller beregn resultatet igen med denne ud fra tallene "
    "i det, og skriv det på ny"
)


FALSE = (
    "Afvist: mandatfordeling i {}: ",
    "fordelingen giver 4 i alt. Der skal fordeles 5. Brug ikke resultatet; beregn det igen",
)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        *((TEXT.replace('"A": 3', '"A": 2').encode(), said) for said in FALSE),
        (
            TEXT.replace('"A": 3', '"A": -2').encode(),
            "seats['A'] er -2. Formatet har et helt tal fra 0 og op dér",
        ),
        (b"{", "dokumentet '{{' er ikke JSON. Læsningen standsede på linje 1, tegn 2"),
        (TEXT.replace('"A": 3', '"A": -2').encode(), "Angiv teksten, som --output FIL.json"),
        (b"{}", 'Dets "format" er ikke "kkr_allocation"'),
        (b'{"format": "kkr_allocation", "version": 9}', "denne udgave læser version 2. Læs den"),
        (
            TEXT.replace('"version": 2', '"version": 1').encode(),
            FIRST_VERSION,
        ),
        (b'{"a": 1, "a": 2}', "dokumentet har 'a' to gange"),
        (b"[1]", "filen '{}' er ikke et skrevet resultat"),
        (b"\xff", "kan ikke læses som tekst"),
        (None, "filen '{}' findes ikke"),
    ],
)
def test_what_fails_is_refused_in_danish(tmp_path: Path, written: bytes | None, said: str) -> None:
    path = tmp_path / "result.json"
    if written is not None:
        path.write_bytes(written)
    code, output = run(path, "--language", "da")
    assert code == (1 if said in FALSE else 2)
    assert said.format(path).casefold() in output.replace("\n", "").casefold()


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_result_is_read_as_windows_writes_it(tmp_path: Path, encoding: str) -> None:
    """PowerShell's > writes UTF-16, and Notepad can add a mark; a zip has one file."""
    path, archive = tmp_path / "result.json", tmp_path / "result.zip"
    path.write_bytes(TEXT.encode(encoding))
    assert run(path)[0] == 0
    with ZipFile(archive, "w") as zipped:
        zipped.write(path, "result.json")
    assert run(archive)[0] == 0
    with ZipFile(archive, "a") as zipped:
        zipped.writestr("another.json", TEXT)
    code, output = run(archive)
    assert code == 2
    assert "It is not one file." in output


def test_every_kind_of_document_has_its_words() -> None:
    assert set(catalogue("cli")["kind"]["en"]) == set(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_every_line_of_every_certificate_is_danish_too(kind: str) -> None:
    certificate = every_kind()[kind].verify()
    danish = certificate.text("da").splitlines()
    lines = (*certificate.checks, *certificate.binds)
    assert len(danish) == len(lines)
    for english, line in zip(lines, danish, strict=True):
        assert line != english
        assert not re.search(r"\b(the|of|and|is|are|every|each)\b", line), line


def test_the_command_runs_as_a_module():
    done = subprocess.run(
        [sys.executable, "-m", "kkr_allocation.cli", "verify", "nothing.json"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "nothing.json" in done.stderr
