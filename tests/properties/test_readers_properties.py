"""Whatever happens to a file, reading it either works or ends in one of our own errors."""

from __future__ import annotations

import io
import json
import zipfile
from functools import cache

import openpyxl
from hypothesis import given, settings
from hypothesis import strategies as st

import kkr_allocation as kkr
from kkr_allocation.readers.cells import Wrong, whole
from tests import election_files


@cache
def samples() -> tuple[bytes, ...]:
    """Return an invented election of two municipalities in every format."""
    councils = [
        kkr.Council(
            code,
            name,
            (
                kkr.CouncilList("A", "A", "Socialdemokratiet", "party", votes=600, seats=6),
                kkr.CouncilList("V", "V", "Venstre", "party", votes=400, seats=4),
                kkr.CouncilList(f"Lokal ({name})", "L", "Lokal", "local", votes=100, seats=1),
            ),
        )
        for code, name in (("253", "Greve"), ("269", "Solrød"))
    ]
    day = kkr.load_election(2025).date
    election = kkr.Election(2025, day, tuple(councils), name="KV2025")
    areas = list(election_files.polling_areas(election))
    zipped, book = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(zipped, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, area in enumerate(areas):
            archive.writestr(f"{number}.json", json.dumps(area))
    workbook = openpyxl.Workbook()
    for row in election_files.plain(election):
        workbook.active.append(row)
    workbook.save(book)
    texts = [
        json.dumps(areas[0], ensure_ascii=False),
        election_files.candidate_export(election)[0],
        election_files.valgdatabase(election),
        election_files.statbank(election),
        election_files.table(election_files.plain(election)),
    ]
    return (*(text.encode() for text in texts), zipped.getvalue(), book.getvalue())


@st.composite
def damaged(draw):
    """Draw a sample with a few bytes changed, taken out or put in, or its end cut off."""
    data = bytearray(draw(st.sampled_from(samples())))
    for _ in range(draw(st.integers(1, 4))):
        place = draw(st.integers(0, max(len(data) - 1, 0)))
        harm = draw(st.sampled_from(["change", "remove", "insert", "cut"]))
        if harm == "change":
            data[place : place + 1] = draw(st.binary(min_size=1, max_size=1))
        elif harm == "remove":
            del data[place : place + draw(st.integers(1, 20))]
        elif harm == "insert":
            data[place:place] = draw(
                st.sampled_from([b"\0", b'"', b";", b"\n", b"=1", b"[", b"-", b"\xff", b"9" * 50])
            )
        else:
            del data[place:]
    return bytes(data)


@settings(max_examples=200, deadline=None)
@given(damaged())
def test_a_damaged_file_is_read_or_refused_in_our_words(tmp_path_factory, data):
    path = tmp_path_factory.mktemp("damaged") / "file"
    path.write_bytes(data)
    try:
        election = kkr.read_votes(path, year=2025, municipality="Greve")
    except kkr.KkrAllocationError:
        return
    assert len(election.councils) == 98


@settings(max_examples=200, deadline=None)
@given(st.text("0123456789., -=x", max_size=12))
def test_a_written_figure_is_a_count_missing_or_refused(text):
    value = whole(text)
    assert isinstance(value, Wrong) or value is None or value >= 0


@given(st.integers(0, 10**9), st.sampled_from([".", ",", " ", ""]))
def test_a_figure_is_read_as_it_was_grouped(value, mark):
    assert whole(f"{value:,}".replace(",", mark)) == value
