import csv
import datetime as dt
import errno
import io
import json
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import attrs
import openpyxl
import pytest
from docx import Document
from openpyxl import load_workbook

import kkr_allocation as kkr
from kkr_allocation.presentation.report import report_of_result
from kkr_allocation.presentation.writers import inputs_kept, replaced, write, write_report

DANGEROUS = ["=1+1", "+A", "-A", "@SUM(A1)", "\tA", "\rA", "\nA"]
ENDINGS = ["csv", "html", "json", "xlsx"]
RESULT = kkr.apportion({"A": 24062, "Ø": 18311}, 5)


NAMES = ("KKR Sjælland", "KKR Nordjylland")
COUNCILS = [kkr.compose_region(kkr.load_election(2021), name) for name in NAMES]


@pytest.fixture
def result():
    return kkr.apportion({"A": 24062, "Ø": 18311}, 5)


def cells(path, delimiter=","):
    text = path.read_bytes().decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))


def called(name):
    """Return a result with a name that `apportion` may refuse, as another program could make it."""
    return attrs.evolve(kkr.apportion({"A": 3, "B": 1}, 2), votes={name: 3}, seats={name: 2})


@pytest.mark.parametrize("name", DANGEROUS)
def test_csv_never_starts_a_cell_with_a_formula(name, tmp_path):
    path = write([called(name)], tmp_path / "seats.csv")
    assert cells(path)[1][0] == f"'{name}"


@pytest.mark.parametrize("name", DANGEROUS)
def test_excel_keeps_such_a_name_as_text(name, tmp_path):
    path = write([called(name)], tmp_path / "seats.xlsx")
    cell = openpyxl.load_workbook(path).worksheets[0]["A4"]
    assert (cell.data_type, cell.value, cell.quotePrefix) == ("s", name, True)


def test_excel_shows_several_councils_beside_each_other_first(tmp_path):
    """53 = 31 + 22 members; figures are figures, and the table's title and note stand around it."""
    book = load_workbook(write(COUNCILS, tmp_path / "raad.xlsx", language="da"))
    assert book.sheetnames == [
        "1 2 råd efter KV2021",
        "2 KKR Sjælland",
        "3 Trin for trin",
        "4 KKR Nordjylland",
        "5 Trin for trin",
    ]
    beside, one, steps = book.worksheets[:3]
    assert beside["A1"].value == "2 råd efter KV2021"
    assert [cell.value for cell in beside[3]][:3] == ["Liste", "Sjælland", "Nordjylland"]
    rows = {row[0]: row[1:3] for row in beside.iter_rows(values_only=True)}
    assert rows["A"] == (" 9 (8)", 6)
    assert rows["Medlemmer"] == ("31 (24)", 22)
    assert list(rows)[-1].startswith("53 medlemmer i alt")
    assert one["A1"].value == "Sammensætning af KKR Sjælland"
    assert steps["B4"].alignment.wrap_text


def test_a_page_and_a_document_begin_with_the_councils_beside_each_other(tmp_path):
    page = write(COUNCILS, tmp_path / "raad.html").read_text(encoding="utf-8")
    assert "<title>2 councils after KV2021</title>" in page
    document = Document(str(write(COUNCILS, tmp_path / "raad.docx")))
    assert [cell.text for cell in document.tables[0].rows[0].cells][1:] == [
        "Sjælland",
        "Nordjylland",
    ]
    assert document.core_properties.author == ""
    twice = write([COUNCILS[0]] * 2, tmp_path / "twice.html").read_text(encoding="utf-8")
    assert "<title>Composition of KKR Sjælland and 1 more</title>" in twice


def test_html_escapes_names(tmp_path):
    path = write([kkr.apportion({"<script>": 3, "B": 1}, 2)], tmp_path / "seats.html")
    text = path.read_text(encoding="utf-8")
    assert "<script>" not in text
    assert "&lt;script&gt;" in text


def test_danish_csv_is_what_a_danish_spreadsheet_reads(result, tmp_path):
    path = write([result], tmp_path / "seats.csv", language="da")
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    headings, first, second, whole = cells(path, ";")
    assert headings == ["Liste", "Valgforbund", "Stemmer", "Andel", "Mindst", "Højst", "Mandater"]
    assert first[2:4] == ["24062", repr(24062 / 42373).replace(".", ",")]
    assert (second[0], second[6]) == ("Ø", "2")
    assert whole == ["I alt", "", "42373", "1,0", "", "", "5"]


def test_several_results_stand_in_one_csv_with_their_titles(result, tmp_path):
    other = kkr.apportion({"A": 1}, 2)
    rows = cells(write([result, other], tmp_path / "seats.csv"))
    assert [row[0] for row in rows] == [
        "",
        "How 5 seats were shared by d'Hondt",
        "How 5 seats were shared by d'Hondt",
        "How 5 seats were shared by d'Hondt",
        "How 2 seats were shared by d'Hondt",
        "How 2 seats were shared by d'Hondt",
    ]


def test_excel_has_a_sheet_with_the_figures_and_one_with_the_steps(result, tmp_path):
    book = openpyxl.load_workbook(write([result, result], tmp_path / "seats.xlsx", language="da"))
    figures, quotients, steps, *_ = book.worksheets
    assert len(book.worksheets) == 6
    assert [cell.value for cell in figures[4][:4]] == ["A", 24062, 24062 / 42373, 3]
    assert [cell.value for cell in quotients[4][:3]] == ["1", "* 24.062", "* 18.311"]
    assert figures["C4"].number_format == "0.0 %"
    assert [cell.value for cell in steps[3]] == ["Nr.", "Trin", "Kilde"]
    assert steps["A4"].value == 1
    assert steps["B4"].value.startswith("42.373 stemmer på A og Ø")


def test_json_gives_the_result_back(result, tmp_path):
    path = write([result], tmp_path / "seats.json")
    assert kkr.from_json(path.read_text(encoding="utf-8")) == result


def test_several_results_are_an_array_of_documents(result, tmp_path):
    path = write([result, result], tmp_path / "seats.json")
    one, other = json.loads(path.read_text(encoding="utf-8"))
    assert kkr.from_json(json.dumps(one)) == kkr.from_json(json.dumps(other)) == result


@pytest.mark.parametrize("ending", ENDINGS)
def test_the_same_result_gives_the_same_text(ending, result, tmp_path):
    if ending != "xlsx":  # a workbook carries the time it was made
        one = write([result], tmp_path / f"one.{ending}").read_bytes()
        assert one == write([result], tmp_path / f"two.{ending}").read_bytes()


@pytest.mark.parametrize("ending", ["docx", "html", "xlsx"])
def test_the_day_of_the_meeting_stands_in_a_protocol_only_where_it_is_given(
    ending, result, tmp_path
):
    path = tmp_path / f"seats.{ending}"
    write([result], path, language="da")
    assert "Mødet den" not in shown(path)
    write([result], path, language="da", meeting=dt.date(2026, 1, 30))
    assert "Mødet den 30-01-2026" in shown(path)
    write([result], path, meeting=dt.date(2026, 1, 30))
    assert "Meeting of 30 January 2026" in shown(path)


def shown(path):
    """Return what stands above the first table, or in Excel in the header of each page."""
    if path.suffix == ".html":
        return path.read_text(encoding="utf-8")
    if path.suffix == ".docx":
        return "\n".join(paragraph.text for paragraph in Document(path).paragraphs[:2])
    headers = {sheet.oddHeader.right.text for sheet in load_workbook(path)}
    assert len(headers) == 1
    return headers.pop()


def test_a_table_for_programs_has_no_day_of_a_meeting(result, tmp_path):
    for ending in ("csv", "json"):
        path = tmp_path / f"seats.{ending}"
        with pytest.raises(kkr.InvalidInputError, match="a meeting of 2026-01-30 is given for"):
            write([result], path, meeting=dt.date(2026, 1, 30))
        assert not path.exists()
    with pytest.raises(kkr.InvalidInputError, match="meeting is '30-01-2026'"):
        write([result], tmp_path / "seats.html", meeting="30-01-2026")


def test_an_interrupted_write_leaves_the_old_file_and_nothing_else(tmp_path):
    path = tmp_path / "seats.csv"
    path.write_text("old", encoding="utf-8")

    def interrupted():
        with replaced(path) as file:
            file.write(b"ne")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert path.read_text(encoding="utf-8") == "old"
    assert list(tmp_path.iterdir()) == [path]


WRITERS = {
    **{f"result.{ending}": lambda path: write([RESULT], path) for ending in (*ENDINGS, "docx")},
    "page.html": lambda path: write_report(report_of_result(RESULT, "en"), path),
    "report.docx": lambda path: write_report(report_of_result(RESULT, "en"), path),
}
"""Templates are not among them: they never replace a file."""


@pytest.mark.parametrize("name", WRITERS)
def test_a_full_disk_leaves_the_old_file_whole(name, tmp_path, monkeypatch):
    path = tmp_path / name
    path.write_bytes(b"old")

    def full(_):
        raise OSError(errno.ENOSPC, "no space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="no space left"):
        WRITERS[name](path)
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_link_stays_a_link_and_permissions_stay(result, tmp_path):
    real = tmp_path / "real.csv"
    real.write_text("old", encoding="utf-8")
    real.chmod(0o640)
    link = tmp_path / "link.csv"
    link.symlink_to(real)
    write([result], link)
    assert link.is_symlink()
    assert real.stat().st_mode & 0o777 == 0o640
    assert cells(real)[0][0] == "List"


@pytest.mark.parametrize(
    ("path", "fragment"),
    [
        ("seats.pdf", "there are .csv, .docx, .html, .json, .xlsx"),
        ("seats", "the output is 'seats'"),
        ("missing/seats.csv", "Its folder does not exist"),
    ],
)
def test_refusals(path, fragment, result, tmp_path):
    with pytest.raises(kkr.InvalidInputError, match=fragment):
        write([result], tmp_path / path)


def test_a_missing_extra_is_named(result, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    with pytest.raises(kkr.KkrAllocationError, match=r"python\S* -m pip install openpyxl$"):
        write([result], tmp_path / "seats.xlsx")
    assert not list(tmp_path.iterdir())


def test_what_is_read_is_written_over_by_no_name_or_link_to_it(tmp_path):
    votes, folder = tmp_path / "votes.json", tmp_path / "counts"
    folder.mkdir()
    for path in (votes, folder / "Greve.csv", folder / "annex.docx"):
        path.write_bytes(b"read")
    (tmp_path / "link.json").symlink_to(votes)
    (tmp_path / "hard.json").hardlink_to(votes)
    same = [votes, tmp_path / "link.json", tmp_path / "hard.json", folder / ".." / "votes.json"]
    with inputs_kept([votes, folder]):
        for path in [*same, folder / "Greve.csv"]:
            with pytest.raises(kkr.InvalidInputError, match="The command reads it"):
                write([RESULT], path)
        for path in (folder / "annex.docx", tmp_path / "seats.json"):
            assert write([RESULT], path).read_bytes() != b"read"
    assert votes.read_bytes() == (folder / "Greve.csv").read_bytes() == b"read"
    assert write([RESULT], votes).read_bytes() != b"read"


def test_a_read_only_file_stays(tmp_path):
    path = tmp_path / "seats.csv"
    path.write_bytes(b"old")
    path.chmod(0o444)
    with pytest.raises(kkr.InvalidInputError, match="it is read-only"):
        write([RESULT], path)
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_writers_of_one_file_leave_one_whole_file_each_time(tmp_path):
    path = tmp_path / "seats.csv"
    contents = [bytes([letter]) * 200_000 for letter in b"ABCDEFGH"]
    together = threading.Barrier(len(contents))

    def written(content):
        with replaced(path) as file:
            file.write(content[:100_000])
            together.wait()
            file.write(content[100_000:])
        return path.read_bytes()

    with ThreadPoolExecutor(len(contents)) as pool:
        found = list(pool.map(written, contents))
    assert set(found) <= set(contents)
    assert list(tmp_path.iterdir()) == [path]


def test_the_longest_name_a_disk_takes_is_written(tmp_path):
    path = tmp_path / f"{'a' * 251}.csv"
    assert write([RESULT], path) == path
