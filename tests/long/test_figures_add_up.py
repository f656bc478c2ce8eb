"""Every figure on paper is the result's, in every format, and every sum is one."""

from __future__ import annotations

import csv
import datetime as dt
import html
import io
import re
from fractions import Fraction

import pytest
from docx import Document
from openpyxl import load_workbook
from tests.one_of_each import one_of_each

import kkr_allocation as kkr
from kkr_allocation.cli.terminal import table_of
from kkr_allocation.presentation.council_paper import paper_of_council
from kkr_allocation.presentation.councils import overview
from kkr_allocation.presentation.report import report_of_result
from kkr_allocation.presentation.sheet import Sheet, protocol, sheet_of_result, written
from kkr_allocation.presentation.writers import write, write_papers

RESULTS = one_of_each()
LANGUAGES = ("da", "en")
ELECTION = kkr.load_election(2025)
COUNCIL = kkr.compose_region(ELECTION, "KKR Hovedstaden")
CELL = r"<t[hd].*?</t[hd]>"
ANNEXES = ("steps", "readings", "margins", "quotients")


def sheets_of(report):
    blocks = (block for section in report.sections for block in section.blocks)
    return [block for block in blocks if isinstance(block, Sheet)]


def papers(language):
    """Return a paper of every kind, and of a council with all its annexes, by name."""
    made = {kind: report_of_result(result, language) for kind, result in RESULTS.items()}
    council = paper_of_council(COUNCIL, language, election=ELECTION, annexes=ANNEXES)
    return {**made, "paper on a council": council}


def plain(text):
    return text.replace("\N{NO-BREAK SPACE}", " ")


def texts(sheet, language):
    """Return what is read of a table: its headings and cells, as the eye has them."""
    shown = sheet.without_empty_columns()
    cells = [[plain(written(cell, language)) for cell in row] for row in shown.rows]
    return [[plain(heading) for heading in shown.headings], *cells]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_document_has_the_figures_of_its_tables(language, tmp_path):
    for name, paper in papers(language).items():
        made = Document(str(write_papers([paper], tmp_path / "p.docx")))
        shown = [[[plain(c.text) for c in row.cells] for row in t.rows] for t in made.tables]
        assert [row for table in shown for row in table] == [
            row for sheet in sheets_of(paper) for row in texts(sheet, language)
        ], name


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_has_the_figures_of_its_tables(language, tmp_path):
    for name, paper in papers(language).items():
        page = write_papers([paper], tmp_path / "p.html").read_text(encoding="utf-8")
        rows = [
            [plain(html.unescape(re.sub("<.*?>", "", c))) for c in re.findall(CELL, row)]
            for row in re.findall(r"<tr.*?</tr>", page, re.DOTALL)
        ]
        expected = [row for sheet in sheets_of(paper) for row in texts(sheet, language)]
        assert rows == expected, name


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_workbook_has_the_figures_themselves_and_sums_that_are_formulas(language, tmp_path):
    for name, paper in papers(language).items():
        path = write_papers([paper], tmp_path / "p.xlsx")
        values, formulas = load_workbook(path, data_only=True), load_workbook(path)
        steps = {"Trin for trin", "Step by step"}
        pages = [page for page in values.worksheets if page.title.split(" ", 1)[1] not in steps]
        for page, sheet in zip(pages, sheets_of(paper), strict=True):
            shown = sheet.without_empty_columns()
            for number, row in enumerate(shown.rows):
                for place, cell in enumerate(row):
                    held = page.cell(number + 4, place + 1).value
                    held = held.date() if isinstance(held, dt.datetime) else held
                    if isinstance(cell, str):  # a frame's whole numbers are figures in Excel
                        held = str(held)
                    exact = isinstance(cell, int | str | dt.date | None)
                    kept = cell if exact else pytest.approx(float(cell))
                    assert held == kept, (name, sheet.title, row)
                    formula = formulas[page.title].cell(number + 4, place + 1).value
                    sums = number == shown.sum_row and shown.total(place) is not None
                    assert str(formula).startswith("=SUM(") == sums


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", RESULTS)
def test_csv_and_the_terminal_have_the_figures_of_the_first_table(kind, language, tmp_path):
    result = RESULTS[kind]
    sheet = sheet_of_result(result, language)
    content = write([result], tmp_path / "p.csv", language=language).read_text("utf-8-sig")
    mark, point = (";", ",") if language == "da" else (",", ".")
    headings, *rows = csv.reader(io.StringIO(content, newline=""), delimiter=mark)
    assert headings == list(sheet.headings)
    for row, cells in zip(rows, sheet.rows, strict=True):
        for text, cell in zip(row, cells, strict=True):
            if isinstance(cell, int | float | Fraction):
                assert float(text.replace(point, ".")) == float(cell)
    table = table_of(sheet, language)
    columns = [[cell.plain for cell in column.cells] for column in table.columns]
    assert [list(row) for row in zip(*columns, strict=True)] == [
        [written(cell, language) for cell in row] for row in sheet.without_empty_columns().rows
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_figure_in_a_row_of_sums_is_the_sum_of_those_above_it(language):
    councils = [kkr.compose_region(ELECTION, name) for name in ELECTION.regions if "KKR" in name]
    found = [sheet for paper in papers(language).values() for sheet in sheets_of(paper)]
    summed = [sheet for sheet in found if sheet.sums]
    assert len(summed) >= 10
    for sheet in summed:
        for place, stated in enumerate(sheet.rows[sheet.sum_row]):
            if sheet.kind(place).is_figure and stated is not None:
                assert sheet.total(place) == pytest.approx(stated), (sheet.title, place)
    beside = overview(councils, language)
    members = beside.rows[beside.sum_row][1:]
    assert [int(text.split()[0]) for text in members] == [c.house_size for c in councils]
    for place, council in enumerate(councils, start=1):
        above = [row[place] for row in beside.rows[: beside.sum_row] if row[place]]
        assert sum(int(text.split()[0]) for text in above) == council.house_size


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_annex_is_of_all_votes_and_its_shares_are_of_the_whole(language):
    (annex,) = protocol(COUNCIL, language)
    listed = [row for row in annex.rows[: annex.sum_row] if row[3] is not None]
    (others,) = [row for row in annex.rows[: annex.sum_row] if row[3] is None]
    valid = COUNCIL.basis.votes_valid
    assert sum(row[1] for row in listed) + others[1] == valid == annex.rows[annex.sum_row][1]
    assert sum(row[2] for row in annex.rows[: annex.sum_row]) == pytest.approx(1)
    assert [row[5] for row in listed] == list(COUNCIL.seats.values())
    assert [row[3] for row in listed] == [COUNCIL.mayors[name] for name in COUNCIL.seats]


def test_the_figures_are_those_of_the_results():
    seats, quotients = protocol(RESULTS["Apportionment"], "en")[:2]
    shared = RESULTS["Apportionment"]
    assert {row[0]: row[-1] for row in seats.rows[:-1]} == shared.seats
    assert seats.rows[-1][-1] == shared.house_size
    won = [cell for row in quotients.rows for cell in row[1:] if cell and " " in cell]
    assert len(won) == shared.house_size
    places = protocol(RESULTS["Distribution"], "en")[0]
    assert {row[0]: row[-1] for row in places.rows[:-1]} == RESULTS["Distribution"].places
    rights = protocol(RESULTS["Entitlement"], "en")
    lists = next(sheet for sheet in rights if set(sheet.headings) >= {"A", "V", "Ø"})
    totals = dict(zip(lists.headings[2:], lists.rows[lists.sum_row][2:], strict=True))
    assert totals == RESULTS["Entitlement"].totals
    posts = protocol(RESULTS["Appointments"], "en")[0]
    held = [row[2] for row in posts.rows]
    assert held == [name for names in RESULTS["Appointments"].members.values() for name in names]


def test_several_programmes_have_their_sum_in_every_format(tmp_path):
    people = {"Greve": 300, "Køge": 200}
    both = [kkr.distribute(n, people, title=f"{name}, KKR") for n, name in ((10, "A"), (5, "B"))]
    rows = write(both, tmp_path / "p.csv", language="da").read_text("utf-8-sig").splitlines()
    assert rows[-1].endswith(";I alt;10;5;15")
    page = write(both, tmp_path / "p.html", language="da").read_text(encoding="utf-8")
    assert re.search(r">I alt</th>(<td[^>]*>\d+</td>){2}<td[^>]*>15<", page)
    book = load_workbook(write(both, tmp_path / "p.xlsx", language="da"), data_only=True)
    assert [cell.value for cell in book.worksheets[0][6]][:4] == ["I alt", 10, 5, 15]


def test_the_quotients_of_a_house_that_nobody_reads_are_no_table():
    votes = {"A": 600, "B": 401}
    assert len(protocol(kkr.apportion(votes, 300), "en")) == 2
    assert len(protocol(kkr.apportion(votes, 301), "en")) == 1
    assert len(protocol(kkr.apportion(votes, 9, kkr.LARGEST_REMAINDER), "en")) == 1
