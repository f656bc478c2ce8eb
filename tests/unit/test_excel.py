"""The workbook as it is read, printed and summed: widths, formats, formulas with their values."""

from __future__ import annotations

import datetime as dt
import zipfile
from io import BytesIO

import pytest
from attrs import evolve
from openpyxl import load_workbook

import kkr_allocation as kkr
from kkr_allocation.presentation.report import report_of_result
from kkr_allocation.presentation.sheet import Kind, Sheet, protocol, written
from kkr_allocation.presentation.writers.excel import _Workbook, workbook
from kkr_allocation.presentation.writers.widths import measure, words
from kkr_allocation.words import written_day

COUNCILS = [kkr.compose_region(kkr.load_election(2021), "KKR Sjælland")]
A4 = 9
DIGIT = 7 * 72 / 96 / 10
"""A digit of the type in ems of it."""


@pytest.fixture(scope="module")
def content():
    return workbook([report_of_result(council, "da") for council in COUNCILS])


@pytest.fixture(scope="module")
def annex(content):
    return load_workbook(BytesIO(content)).worksheets[0]


def values(content):
    return load_workbook(BytesIO(content), data_only=True).worksheets[0]


def test_sums_are_formulas_and_their_values_are_stored(content, annex):
    """The votes, members and mayors are what the council has; a recalculation changes nothing."""
    row = next(cells[0].row for cells in annex if str(cells[0].value).startswith("Gyldige"))
    assert annex.cell(row, 2).value == f"=SUM(B4:B{row - 1})"
    assert annex.cell(row, 6).value == f"=SUM(F4:F{row - 1})"
    stored = values(content)
    basis, house = COUNCILS[0].basis, COUNCILS[0].house_size
    assert (stored.cell(row, 2).value, stored.cell(row, 6).value) == (basis.votes_valid, house)
    for column in range(2, 8):
        above = [stored.cell(place, column).value for place in range(4, row)]
        total = stored.cell(row, column).value
        assert sum(value for value in above if value) == pytest.approx(total)
    assert stored.cell(row + 1, 2).value == basis.votes_cast - basis.votes_valid


def test_a_total_that_is_no_sum_stays_a_figure():
    sheet = Sheet("t", ("Liste", "Højst"), (("A", 3), ("B", 4), ("I alt", 4)), sums=True)
    assert sheet.total(1) is None
    assert evolve(sheet, rows=(*sheet.rows[:2], ("I alt", 7))).total(1) == 7
    assert sheet.total(0) is None


def test_figures_have_their_format_by_column(annex):
    formats = [annex.cell(4, column).number_format for column in range(2, 8)]
    assert formats == ["#,##0", "0.0 %", *4 * ["#,##0"]]
    right = [annex.cell(4, column).alignment.horizontal for column in range(1, 8)]
    assert right == ["left", *6 * ["right"]]


@pytest.mark.parametrize(
    ("language", "shown"),
    [("da", "dd-mm-yyyy"), ("en", "[$-809]d mmmm yyyy")],
)
def test_dates_are_dates(language, shown):
    day = dt.date(2026, 3, 15)
    made = filled(Sheet("t", ("Dato", "Hændelse"), ((day, "udtrådt"),)), language)
    cell = made["A4"]
    assert (cell.is_date, cell.value.date(), cell.number_format) == (True, day, shown)
    assert written(day, language) == written_day(day, language)


def filled(sheet, language="da"):
    """Return a sheet of a workbook that has this table alone."""
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)
    _Workbook(book, language, "&D").add(sheet, sheet.title)
    content = BytesIO()
    book.save(content)
    return load_workbook(content).worksheets[0]


def test_a_sheet_has_its_title_above_and_bold_headings_that_stay(annex):
    assert annex["A1"].value == "Sammensætning af KKR Sjælland"
    assert annex["A1"].font.size > annex["A3"].font.size
    assert [cell.value for cell in annex[3]][:2] == ["Liste", "Stemmer"]
    assert all(annex.cell(3, column).font.bold for column in range(1, 8))
    assert annex.freeze_panes == "A4"


def test_pages_are_a4_as_wide_as_the_table_with_repeated_headings_and_numbers(content):
    for sheet in load_workbook(BytesIO(content)):
        assert sheet.page_setup.paperSize == A4
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
        assert sheet.print_title_rows == "$3:$3"
        assert sheet.oddFooter.right.text == "Side &P af &N"
        assert sheet.oddHeader.right.text == "&D"


def test_a_wide_table_is_printed_on_a_turned_page():
    wide = Sheet("t", tuple(f"Dimensioneringsudvalget{n}" for n in range(9)), (tuple(range(9)),))
    assert filled(wide).page_setup.orientation == "landscape"
    assert filled(Sheet("t", ("A",), ((1,),))).page_setup.orientation == "portrait"


def test_columns_are_wide_enough_for_their_longest_word_and_rows_for_their_lines(content):
    for sheet in load_workbook(BytesIO(content)):
        for column in sheet.iter_cols(min_row=3):
            if not sheet.cell(3, column[0].column).value:
                continue
            width = sheet.column_dimensions[column[0].column_letter].width * DIGIT
            texts = [cell.value for cell in column if isinstance(cell.value, str)]
            cells = [t for t in texts if not t.startswith("=") and t not in notes(sheet)]
            assert all(measure(word) <= width for text in cells for word in words(text))
        for row in range(3, sheet.max_row + 1):
            text = sheet.cell(row, 2).value
            if isinstance(text, str) and not text.startswith("="):
                width = sheet.column_dimensions["B"].width * DIGIT
                lines = measure(text) / width
                assert sheet.row_dimensions[row].height >= int(lines) * 12


def notes(sheet):
    """Return the texts that stand over several columns."""
    return {sheet.cell(place.min_row, 1).value for place in sheet.merged_cells.ranges}


def test_the_note_stands_below_over_the_columns(annex):
    (note,) = [sheet.note for sheet in protocol(COUNCILS[0], "da")]
    assert note in notes(annex)


def test_steps_have_number_text_and_source_in_columns(content):
    steps = load_workbook(BytesIO(content)).worksheets[-1]
    assert [cell.value for cell in steps[3]] == ["Nr.", "Trin", "Kilde"]
    first = COUNCILS[0].explain("da").steps[0]
    assert [cell.value for cell in steps[4]] == [1, first.text, first.source.cited("da")]
    assert steps["B4"].alignment.wrap_text


def test_the_book_says_what_it_is_and_not_who_made_it(content):
    assert load_workbook(BytesIO(content)).properties.title == "Sammensætning af KKR Sjælland"
    with zipfile.ZipFile(BytesIO(content)) as archive:
        assert b"creator" not in archive.read("docProps/core.xml")


def test_a_program_finds_the_table_alone_below_its_title(content):
    """Merged cells do not lengthen the rows of whoever reads the file as a stream."""
    sheet = load_workbook(BytesIO(content), read_only=True).worksheets[0]
    assert {len(row) for row in sheet.iter_rows(min_row=3, max_row=10)} == {7}


def test_what_a_column_holds_is_stated_or_read_from_its_cells():
    day = dt.date(2026, 1, 1)
    columns = {
        Kind.TEXT: ("a", 1),
        Kind.COUNT: (1, None),
        Kind.SHARE: (0.5, 1.0),
        Kind.DATE: (day, None),
    }
    sheet = Sheet("t", tuple("abcd"), tuple(zip(*columns.values(), strict=True)))
    assert [sheet.kind(place) for place in range(4)] == list(columns)
    assert evolve(sheet, kinds=(Kind.COUNT, None, None, None)).kind(0) is Kind.COUNT


def test_the_values_are_in_the_cells_of_the_formulas(content):
    with zipfile.ZipFile(BytesIO(content)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    assert sheet.count("<f>") == sheet.count("</f><v>") - sheet.count("</f><v></v>") == 6
