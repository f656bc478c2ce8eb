"""Reading and verifying touch the file they are given, and nothing else."""

from __future__ import annotations

import sys
import zipfile
from pathlib import Path

import pytest

import kkr_allocation as kkr
from kkr_allocation.fairness.verify import verify
from kkr_allocation.readers.places import read_places
from kkr_allocation.readers.register import read_register
from tests.registers import filled_register
from tests.result_samples import every_kind
from tests.workbooks import filled_workbook

OPENED: list[Path] | None = None
CHANGES = {"os.mkdir", "os.remove", "os.rename", "os.symlink", "subprocess.Popen", "socket.connect"}
INSTALLED = [Path(sys.prefix), Path(sys.base_prefix), Path(kkr.__file__).parents[1]]


def _watch(event: str, arguments: tuple[object, ...]) -> None:
    if OPENED is not None and event == "open" and isinstance(arguments[0], str):
        OPENED.append(Path(arguments[0]).resolve())
    elif OPENED is not None and event in CHANGES:
        OPENED.append(Path(f"/{event}"))


sys.addaudithook(_watch)  # a hook stays until Python ends, and is idle while OPENED is None


@pytest.fixture
def opened(monkeypatch):
    """Record what is opened, made, removed or run."""
    seen: list[Path] = []
    monkeypatch.setattr(sys.modules[__name__], "OPENED", seen)
    return seen


def hostile_zip(path):
    with zipfile.ZipFile(path, "w") as archive:
        for name in ("../votes.csv", "/etc/passwd.csv", "a/../../b.csv"):
            archive.writestr(name, "Kommune;Parti;Stemmer\nGreve;A;7\n")
    return path


READERS = {
    "a zip": (hostile_zip, lambda path: kkr.read_votes(path, year=2021)),
    "a register": (filled_register, read_register),
    "places": (filled_workbook, read_places),
}


@pytest.mark.parametrize("name", READERS)
def test_a_reader_opens_the_file_it_is_given(name, tmp_path, opened):
    path = (tmp_path / "file.xlsx").resolve()
    fill, read = READERS[name]
    fill(path)
    opened.clear()
    try:
        read(path)
    except kkr.KkrAllocationError:
        assert name == "a zip"
    assert path in opened
    assert [file for file in opened if file != path and not _is_installed(file)] == []


@pytest.mark.parametrize("kind", ["appointments", "composition", "planned_places", "table"])
def test_a_verifier_and_a_document_open_nothing(kind, opened):
    text = every_kind()[kind].to_json()
    opened.clear()
    assert verify(text)
    assert kkr.from_json(text)
    assert [file for file in opened if not _is_installed(file)] == []


def _is_installed(file):
    return any(file.is_relative_to(place.resolve()) for place in INSTALLED)
