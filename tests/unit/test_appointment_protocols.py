"""The protocols of appointments, on paper and on screen, and the balance of women and men."""

from __future__ import annotations

import sys

import pytest
from docx import Document
from openpyxl import load_workbook

import kkr_allocation as kkr
from kkr_allocation.appointments.gender import GenderBalance
from kkr_allocation.presentation.protocols import protocol
from kkr_allocation.presentation.writers import write

STRENGTHS = {"A": 7, "V": 4}


@pytest.fixture(scope="module")
def result():
    fora = [
        kkr.Forum("RAR Fyn", 3, chair=True, substitutes="shared"),
        kkr.Forum("Dialogforum <Syd>", 2),
    ]
    people = [
        kkr.Candidate(
            f"{'AV'[i % 2]}{i}",
            ("Odense", "Assens", "Kerteminde")[i % 3],
            "AV"[i % 2],
            sex="M" if i else None,
            mayor=i == 3,
        )
        for i in range(8)
    ]
    return kkr.appoint(fora, people, kkr.entitle(fora, STRENGTHS))


def test_every_view_has_every_post(result):
    sheets = protocol(result, "da")
    assert [sheet.title for sheet in sheets] == [
        "Udpegninger efter forum",
        "Udpegninger efter liste",
        "Udpegninger efter kommune",
        "Udpegninger efter person",
        "Listebogstaver i hvert forum",
        "Listernes ret til pladser",
        "Kvinder og mænd",
    ]
    frame = result.to_frame()
    for sheet in sheets[:4]:
        place = sheet.headings.index("Navn")
        assert sorted(row[place] for row in sheet.rows) == sorted(frame["name"])
    for sheet, heading in zip(sheets[1:4], ("Liste", "Kommune", "Navn"), strict=True):
        assert sheet.headings[0] == heading
        first = [row[0] for row in sheet.rows]
        assert first == sorted(first)
    assert sheets[0].rows[0][1] == "formand"
    assert sheets[4].rows[0][:2] == ("RAR Fyn", 3)
    assert sheets[5].rows[-1][:4] == ("I alt", 5, *result.entitlement.totals.values())


def test_balances_count_and_ask_for_reasons(result):
    by_forum = {row.forum: row for row in result.gender}
    assert all(row.posts == len(result.members[row.forum]) for row in result.gender)
    short = [row.forum for row in result.gender if row.short]
    assert short == [forum for forum, row in by_forum.items() if row.lacks_reason]
    assert short
    with pytest.raises(kkr.InvalidInputError, match="deviate"):
        result.final()
    reasoned = result.with_reasons(dict.fromkeys(short, "only men are candidates"))
    assert reasoned.final() is reasoned
    assert kkr.from_json(reasoned.to_json()) == reasoned
    with pytest.raises(kkr.InvalidInputError, match="reasons names 'RAR'"):
        result.with_reasons({"RAR": "?"})
    assert "mangler" in {row[-1] for row in protocol(result, "da")[-1].rows}
    assert "only men are candidates" in {row[-1] for row in protocol(reasoned, "da")[-1].rows}


@pytest.mark.parametrize(
    ("women", "men", "not_stated", "short"),
    [(2, 2, 0, 0), (3, 2, 0, 0), (1, 3, 0, 1), (0, 1, 0, 0), (0, 4, 0, 2), (1, 1, 2, 2)],
)
def test_as_equal_as_the_number_allows(women, men, not_stated, short):
    balance = GenderBalance("f", women, men, not_stated)
    assert balance.short == short
    assert balance.lacks_reason == bool(short)


def test_word_has_real_tables(result, tmp_path):
    path = write([result], tmp_path / "protokol.docx", language="da")
    paper = Document(path)
    tables = [[cell.text for cell in table.rows[0].cells] for table in paper.tables]
    assert len(tables) == 7
    assert tables[0][0] == "Forum"
    assert paper.tables[0].rows[1].cells[0].text == "RAR Fyn"
    assert len(paper.tables[0].rows) == 1 + 5
    headings = [p.text for p in paper.paragraphs if p.style.name == "Heading 2"]
    assert headings[-2:] == ["Kvinder og mænd", "Trin for trin"]


def test_excel_and_html_have_the_same_tables(result, tmp_path):
    book = load_workbook(write([result], tmp_path / "p.xlsx", language="da"))
    assert len(book.worksheets) == 8
    assert book.worksheets[0]["A2"].value == "RAR Fyn"
    note = [row[0].value for row in book.worksheets[6].iter_rows()][-1]
    assert "ligestillingsloven §§ 9, 10 a" in note
    page = write([result], tmp_path / "p.html").read_text(encoding="utf-8")
    assert page.count("<table>") == 7
    assert "Dialogforum &lt;Syd&gt;" in page


def test_a_missing_word_extra_is_named(result, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "docx", None)
    with pytest.raises(kkr.KkrAllocationError, match=r"pip install kkr-allocation\[word\]"):
        write([result], tmp_path / "p.docx")
