"""Whatever stands in a workbook or a table, each reader reads it or refuses it in our words."""

from __future__ import annotations

import datetime as dt
import io
from functools import cache
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kkr_allocation as kkr
from kkr_allocation.appointments.succession import agenda_on
from kkr_allocation.documents.format import from_json
from kkr_allocation.readers.places import read_places
from kkr_allocation.readers.register import read_events, read_register
from tests.refusals import refused_in_words
from tests.registers import MEETING, filled_log, filled_register
from tests.workbooks import TITLES, filled_kind, filled_workbook

if TYPE_CHECKING:
    from pathlib import Path

KINDS = tuple(TITLES)
few = settings(max_examples=settings.default.max_examples // 33, deadline=None)
contents = st.one_of(
    st.sampled_from(
        [None, "", " ", "ja", "x" * 200, "=1+1", "#REF!", "1,5", "-3", "2026-02-30", "A\nB", "Ø"]
    ),
    st.integers(-5, 10**18),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.dates(dt.date(1901, 1, 1), dt.date(2100, 1, 1)),
)


@cache
def sample(name: str, folder: Path) -> bytes:
    """Return an invented workbook for a reader."""
    path = folder / f"{name}.xlsx"
    if name == "register":
        filled_register(path)
    elif name == "log":
        filled_log(path)
    elif name == "places":
        filled_workbook(path)
    elif name in KINDS:
        filled_kind(path, name)
    else:
        book = openpyxl.Workbook()
        for row in (["Kommune", "Parti", "Stemmer"], ["Greve", "A", 7], ["Køge", "V", 9]):
            book.active.append(row)
        book.save(path)
    return path.read_bytes()


def read(name: str, path: Path) -> Any:
    """Read a file as its name says."""
    if name == "register":
        return read_register(path)
    if name == "places":
        return read_places(path)
    if name in KINDS:
        return read_places(path).distribute()
    if name == "log":
        return agenda_on(MEETING, read_events(path, MEETING), dt.date(2029, 12, 31))
    return kkr.read_mayors(path) if name == "mayors" else kkr.read_votes(path, year=2025)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("samples")


@pytest.mark.parametrize("name", ["register", "places", *KINDS, "log", "mayors", "votes"])
@few
@given(data=st.data())
def test_any_cells_of_a_workbook(name: str, folder: Path, data: st.DataObject) -> None:
    book = openpyxl.load_workbook(io.BytesIO(sample(name, folder)))
    for _ in range(data.draw(st.integers(1, 3), label="cells")):
        sheet = data.draw(st.sampled_from(book.worksheets), label="sheet")
        row = data.draw(st.integers(1, sheet.max_row + 1), label="row")
        column = data.draw(st.integers(1, sheet.max_column + 1), label="column")
        sheet.cell(row, column).value = data.draw(contents, label="content")
    path = folder / f"changed-{name}.xlsx"
    book.save(path)
    with refused_in_words():
        read(name, path)


@pytest.mark.parametrize("name", ["register", "places", "mayors"])
@few
@given(data=st.data())
def test_any_bytes_of_a_file(name: str, folder: Path, data: st.DataObject) -> None:
    right = sample(name, folder)
    start = data.draw(st.integers(0, len(right)), label="start")
    stop = data.draw(st.integers(0, len(right)), label="stop")
    path = folder / f"spliced-{name}.xlsx"
    path.write_bytes(right[:start] + data.draw(st.binary(max_size=20)) + right[stop:])
    with refused_in_words():
        read(name, path)


@pytest.mark.parametrize("name", ["register", "places", "mayors", "votes"])
@pytest.mark.parametrize(
    "data",
    [
        b"[" * 100_000,
        b'{"Kommune":' * 50_000,
        b'{"Kommunekode": ' + b"9" * 5000 + b"}",
        b"Kommune;Parti;Stemmer\nGreve;A;" + b"9" * 200_000,
        b'Kommune;Parti;Stemmer\nGreve;"A',
        b"Kommune;Parti;Stemmer\n" + b";" * 300_000,
        b"\xff\xfe\x00",
        b"PK\x03\x04" + bytes(100),
    ],
    ids=["brackets", "nested", "digits", "long", "quote", "wide", "utf-16", "zip"],
)
def test_hostile_files(name: str, data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(data)
    with pytest.raises(kkr.KkrAllocationError):
        read(name, path)


def test_json_that_is_nested_or_counts_too_far_is_refused() -> None:
    for text in ("[" * 100_000, '{"a":' * 100_000, '{"format": ' + "9" * 5000 + "}"):
        with pytest.raises(kkr.InvalidInputError):
            from_json(text)
