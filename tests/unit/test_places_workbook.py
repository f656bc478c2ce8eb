"""The workbook of places: template out, filled in, mistakes named, the annex in every format."""

from __future__ import annotations

import json
import re
import sys
from fractions import Fraction
from io import BytesIO, StringIO

import attrs
import pytest
from docx import Document
from openpyxl import Workbook, load_workbook
from rich.console import Console
from typer.testing import CliRunner

import kkr_allocation as kkr
from kkr_allocation.cli import terminal
from kkr_allocation.cli.commands import app
from kkr_allocation.datasets import load_populations
from kkr_allocation.presentation.places import places_annex
from kkr_allocation.presentation.sheet import sheet_of_result, written
from kkr_allocation.presentation.templates import write_places_template
from kkr_allocation.presentation.writers import write
from kkr_allocation.readers.places import read_places
from tests.workbooks import NAMES, filled_workbook

pytestmark = pytest.mark.usefixtures("danish_computer")


@pytest.fixture
def filled(tmp_path):
    """Return a template filled in with invented figures, and the book to spoil it."""
    path = filled_workbook(tmp_path / "pladser.xlsx")
    return path, load_workbook(path)


def test_a_filled_in_template_is_read_as_it_was_typed(filled):
    asked = read_places(filled[0])
    assert asked.given["key"].weights == {"65+": Fraction(3, 5), "Sidste år": Fraction(2, 5)}
    assert asked.given["key"].columns["Sidste år"]["Struer"] == Fraction(25, 2)
    assert (asked.given["total"], asked.given["rule"], asked.given["multiple"]) == (
        60,
        kkr.SAINTE_LAGUE,
        1,
    )
    assert asked.given["wishes"].asked == {"Skive": 2, "Struer": 3}
    assert (asked.given["wishes"].most, asked.given["wishes"].rule) == (3, kkr.DHONDT)
    assert (asked.given["floors"], asked.given["caps"]) == ({"Struer": 15}, {"Skive": 25})
    result = asked.distribute()
    assert result.title == "SSA 2026"
    assert sum(result.base.values()) == 60
    assert result.places["Skive"] <= 25
    assert result.transferred == {"Skive": -2, "Struer": 0, "Lemvig": 2}


PER_CENT = [(25, "General"), (25, '0"%"'), ("25", "@"), ("25 %", "@"), ("25 pct.", "@")]
PER_CENT += [(0.25, "0%"), (0.25, "0.0 %"), (Fraction("12.5"), "@"), (0.125, "0.0%")]
PER_CENT += [("12,5 %", "@"), (1, "0"), ("1 %", "@"), (0.01, "0%"), ("0,5 %", "@"), (0, "0")]


@pytest.mark.parametrize(("typed", "shown"), PER_CENT)
def test_a_largest_change_in_per_cent_is_what_the_cell_shows(filled, typed, shown):
    path, book = filled
    cell = book["Plan"]["B7"]
    assert book["Plan"]["A7"].value == "Største ændring, pct."
    cell.value = float(typed) if isinstance(typed, Fraction) else typed
    cell.number_format = shown
    book.save(path)
    meant = {0.25: "25", 0.125: "12.5", 0.01: "1"}.get(typed) or str(typed).split()[0]
    assert read_places(path).given["change"].percent == Fraction(meant.replace(",", "."))


def test_weights_and_figures_may_be_cells_of_per_cent_but_not_mixed(filled):
    path, book = filled
    for row, figure in enumerate((0.6, 0.5, 0.3, 0.2), start=2):
        book["Nøgle"].cell(row, 2).value = figure
        book["Nøgle"].cell(row, 2).number_format = "0%"
    book.save(path)
    asked = read_places(path)
    assert asked.given["key"].weights == {"65+": Fraction(3, 5), "Sidste år": Fraction(2, 5)}
    assert asked.given["key"].columns["65+"] == {
        "Skive": Fraction(1, 2),
        "Struer": Fraction(3, 10),
        "Lemvig": Fraction(1, 5),
    }
    book["Nøgle"]["B4"] = 30
    book["Nøgle"]["B4"].number_format = "0"
    book.save(path)
    with pytest.raises(kkr.InvalidInputError) as caught:
        read_places(path)
    assert "rows 3, 5, column 65+: is in per cent, and other figures" in str(caught.value)


MISTAKES = [
    ("Plan", "B7", 0.25, "row 7, column Værdi: 0.25 can be 0.25 % or 25 %; write the % sign"),
    ("Plan", "B7", "0,5", "row 7, column Værdi: 0,5 can be 0,5 % or 50 %; write the % sign"),
    ("Plan", "B6", "100 %", "row 6, column Værdi: '100 %' is not a whole number"),
    ("Plan", "B3", None, "Sheet Plan: Pladser i alt has no value"),
    ("Plan", "B3", 60.5, "Sheet Plan, row 3, column Værdi: 60.5 is not a whole number"),
    ("Plan", "B4", "størst", "row 4, column Værdi: 'størst' is none of Største brøk"),
    ("Plan", "A5", "I halve", "row 5, column Oplysning: 'I halve' is none of"),
    ("Plan", "A5", "Regel", "row 5, column Oplysning: 'Regel' stands twice"),
    ("Nøgle", "A2", "Vagt", "no row is named 'Vægt'"),
    ("Nøgle", "B2", 0.5, "row 2: the weights sum to 0.9, not to 1 or 100 %"),
    ("Nøgle", "B3", "mange", "row 3, column 65+: 'mange' is not a number"),
    ("Nøgle", "B3", "0.5", "row 3, column 65+: '0.5' is not a number"),
    ("Nøgle", "B3", True, "row 3, column 65+: True is not a number"),
    ("Nøgle", "B3", "1/0", "row 3, column 65+: '1/0' is not a number"),
    ("Nøgle", "B3", -300, "row 3, column 65+: -300 is below zero"),
    ("Nøgle", "B3", None, "row 3, column 65+: is empty"),
    ("Nøgle", "A4", "Skive", "row 4, column Kommune: 'Skive' stands twice"),
    ("Nøgle", "A4", None, "row 4, column Kommune: is empty"),
    ("Nøgle", "C1", "65+", "Sheet Nøgle, row 1: the heading '65+' stands twice"),
    ("Kommuner", "A1", "By", "Sheet Kommuner, row 1: the heading 'Kommune' is missing"),
    ("Kommuner", "A3", "Struehr", "'Struehr' is not in the sheet Nøgle (is it Struer?)"),
    ("Kommuner", "B3", "få", "Sheet Kommuner, row 3, column Mindst: 'få' is not a number"),
    ("Aftaler", "B2", "Thisted", "row 2, column Modtager: 'Thisted' is not in the sheet Nøgle"),
    ("Aftaler", "C2", None, "Sheet Aftaler, row 2, column Pladser: is empty"),
    (
        "Aftaler",
        "D2",
        None,
        "row 2: the transfer of 2 from 'Skive' to 'Lemvig' cannot be made; both must have",
    ),
    ("Lodtrækninger", "A2", "kroner", "column Lod om: 'kroner' is none of pladser, ønsker"),
]


@pytest.mark.parametrize(("sheet", "cell", "value", "named"), MISTAKES)
def test_a_mistake_is_named_by_sheet_row_and_column(filled, sheet, cell, value, named):
    path, book = filled
    book[sheet][cell] = value
    book.save(path)
    with pytest.raises(kkr.InvalidInputError) as caught:
        read_places(path)
    assert named in str(caught.value)


TOTALS = ["I alt", "i alt:", "Ialt", "Sum", "Total", "KKR Midtjylland i alt", "Hele KKR"]


@pytest.mark.parametrize("name", TOTALS)
def test_a_total_is_checked_and_is_no_place(filled, name):
    path, book = filled
    plain = read_places(path)
    book["Nøgle"].append([name, 600, 49.5])
    book["Kommuner"].append([name, 15, 25, "60", 5, 1])
    book["Aftaler"].append(["I alt", None, 2])
    book.save(path)
    assert read_places(path) == plain


def test_a_total_that_a_spreadsheet_added_up_is_the_sum(filled):
    path, book = filled
    for row, figure in enumerate((0.1, 0.2, 0.4), start=3):
        book["Nøgle"].cell(row, 2).value = figure
    book["Nøgle"].append(["I alt", 0.1 + 0.2 + 0.4, None])
    book.save(path)
    assert 0.1 + 0.2 + 0.4 != 0.7
    assert sum(read_places(path).given["key"].columns["65+"].values()) == Fraction(7, 10)


WRONG_TOTALS = [
    ("Nøgle", ["I alt", 601], "row 6, column 65+: 601 is not the sum of the column, which is 600"),
    ("Nøgle", ["Hele KKR", 600, 49], "column Sidste år: 49 is not the sum of the column, which i"),
    ("Kommuner", ["Sum", 15, 25, 61], "row 5, column Sidste år: 61 is not the sum of the column"),
    ("Aftaler", ["Total", "", 3], "row 3, column Pladser: 3 is not the sum of the column, which"),
]


@pytest.mark.parametrize(("sheet", "cells", "named"), WRONG_TOTALS)
def test_a_total_that_is_no_sum_is_named_by_its_cell(filled, sheet, cells, named):
    path, book = filled
    book[sheet].append(cells)
    book.save(path)
    with pytest.raises(kkr.InvalidInputError) as caught:
        read_places(path)
    assert f"sheet {sheet}, {named}" in str(caught.value) or named in str(caught.value)
    assert "has 1 thing to correct" in str(caught.value)
    assert "er ikke summen af kolonnen, som er" in caught.value.message("da")


def test_a_total_is_not_doubted_where_a_cell_of_its_column_cannot_be_read(filled):
    path, book = filled
    book["Nøgle"]["B3"] = "3OO"
    book["Nøgle"].append(["I alt", 600, 49.5])
    book.save(path)
    with pytest.raises(kkr.InvalidInputError, match="has 1 thing to correct") as caught:
        read_places(path)
    assert "row 3, column 65+: '3OO' is not a number" in str(caught.value)


@pytest.fixture
def sjaelland(tmp_path):
    """Return the municipalities of KKR Sjælland with their inhabitants of 2020 as the key."""
    figures = [p for p in load_populations() if p.kkr == "KKR Sjælland"]
    path = write_places_template(tmp_path / "s.xlsx", columns=["Indbyggere"])
    book = load_workbook(path)
    book["Plan"]["B3"] = 500
    for entry in figures:
        book["Nøgle"].append([entry.municipality, entry.persons])
    book.save(path)
    return path, book


def test_real_figures_give_the_same_places_with_and_without_their_total(sjaelland):
    path, book = sjaelland
    plain = read_places(path)
    assert plain.notes == ()
    persons = sum(plain.given["key"].columns["Indbyggere"].values())
    assert len(plain.given["key"].places) == 17
    book["Nøgle"].append(["I alt", int(persons)])
    book.save(path)
    assert read_places(path).distribute() == plain.distribute()
    book["Nøgle"]["A20"] = "Region Sjælland"
    book.save(path)
    with pytest.raises(kkr.InvalidInputError) as caught:
        read_places(path)
    assert "row 20, column Kommune: 'Region Sjælland' has as much as all others" in str(
        caught.value
    )
    assert "lige så meget som alle de andre tilsammen" in caught.value.message("da")


def test_a_municipality_is_known_however_it_is_written(sjaelland):
    path, book = sjaelland
    plain = read_places(path).distribute()
    names = {book["Nøgle"].cell(row, 1).value: row for row in range(3, 20)}
    book["Nøgle"].cell(names["Greve"], 1).value = "Greve Kommune"
    book["Nøgle"].cell(names["Køge"], 1).value = "259"
    book["Kommuner"].append(["greve", None, None, None, None, 1])
    book["Aftaler"].append(["Køge kommune", "Lejre", 1, "mails af 3. maj"])
    book.save(path)
    result = read_places(path).distribute()
    assert result.base == plain.base
    assert result.deductions == {"Greve": 1}
    assert result.transferred["Køge"] == -1
    book["Nøgle"].append(["Greve", 5])
    book["Nøgle"].append(["Slagelsse", 5])
    book.save(path)
    with pytest.raises(kkr.InvalidInputError) as caught:
        read_places(path)
    assert "row 20, column Kommune: 'Greve' stands twice" in str(caught.value)
    assert (
        "row 21, column Kommune: 'Slagelsse' is not a Danish municipality (is it Slagelse?)"
        in str(caught.value)
    )
    assert "er ingen dansk kommune (mon det er Slagelse?)" in caught.value.message("da")


def test_thousands_may_be_apart_in_a_text_and_are_asked_about_in_a_number(sjaelland):
    path, book = sjaelland
    plain = read_places(path)
    persons = book["Nøgle"]["B3"].value
    book["Nøgle"]["B3"] = f"{persons // 1000}.{persons % 1000:03}"
    book.save(path)
    assert read_places(path) == plain
    book["Nøgle"]["B3"] = persons / 1000
    book.save(path)
    with pytest.raises(kkr.InvalidInputError) as caught:
        read_places(path)
    named = f"row 3, column Indbyggere: {persons / 1000} stands among whole thousands; write"
    assert f"{named} {persons}" in str(caught.value)
    assert f"står blandt hele tusinder; skriv {persons} eller" in caught.value.message("da")
    book["Nøgle"]["B3"] = typed = f"{persons / 1000}".replace(".", ",")
    book.save(path)
    with pytest.raises(kkr.InvalidInputError, match=f"{typed} stands among whole numbers; write"):
        read_places(path)
    book["Nøgle"]["B3"] = f"{typed}0"
    book.save(path)
    assert min(read_places(path).given["key"].columns["Indbyggere"].values()) == Fraction(
        persons, 1000
    )


def test_what_may_be_meant_is_noted(sjaelland, filled):
    path, book = sjaelland
    names = {book["Nøgle"].cell(row, 1).value: row for row in range(3, 20)}
    book["Nøgle"].cell(names["Solrød"], 1).value = "Skive"
    book["Nøgle"].append(["Region Sjælland", 900])
    book.save(path)
    assert read_places(path).notes == (
        "'Region Sjælland' is not a Danish municipality; it shares as a place of its own",
        "the key lacks Solrød of KKR Sjælland",
        "Skive is in KKR Midtjylland, and 16 are in KKR Sjælland",
    )
    shown = CliRunner().invoke(app, ["distribute", str(path)])
    assert "Nøglen mangler Solrød i KKR Sjælland" in " ".join(shown.stderr.split())
    assert read_places(filled[0]).notes == ()


def test_what_is_no_municipality_may_be_shared_among(tmp_path):
    path = write_places_template(tmp_path / "k.xlsx", ["dagtilbud", "social", "skole"])
    book = load_workbook(path)
    book["Plan"]["B3"] = 747
    for row, share in enumerate((39, 37, 24), start=3):
        book["Nøgle"].cell(row, 2).value = share
    book["Nøgle"].append(["Hele landet", 100])
    book.save(path)
    asked = read_places(path)
    assert asked.notes == ()
    assert asked.distribute().places == {"dagtilbud": 291, "social": 277, "skole": 179}


def test_all_mistakes_are_named_in_one_pass(filled):
    path, book = filled
    for sheet, cell, value in (("Nøgle", "B3", "x"), ("Plan", "B3", -1), ("Aftaler", "C2", "y")):
        book[sheet][cell] = value
    del book["Lodtrækninger"]
    book.save(path)
    with pytest.raises(kkr.InvalidInputError) as caught:
        read_places(path)
    assert "pladser.xlsx has 3 things to correct" in str(caught.value)
    assert "Lodtrækninger" not in str(caught.value)
    del book["Plan"]
    book.save(path)
    with pytest.raises(kkr.InvalidInputError) as caught:
        read_places(path)
    assert "Sheet Plan: is missing; the book has Nøgle, Kommuner" in str(caught.value)


def test_many_mistakes_end_with_their_number(filled):
    path, book = filled
    for row in range(6, 70):
        book["Aftaler"].cell(row, 3).value = f"x{row}"
    book.save(path)
    with pytest.raises(kkr.InvalidInputError, match="and 16 more"):
        read_places(path)


def test_a_column_of_zeros_is_named(filled):
    path, book = filled
    for cell in ("B3", "B4", "B5"):
        book["Nøgle"][cell] = 0
    book.save(path)
    with pytest.raises(kkr.InvalidInputError, match="column 65\\+: the figures sum to zero"):
        read_places(path)


def test_a_largest_change_needs_last_year(filled):
    path, book = filled
    for cell in ("D2", "D3", "D4"):
        book["Kommuner"][cell] = None
    book.save(path)
    with pytest.raises(kkr.InvalidInputError, match="no municipality has a figure for Sidste år"):
        read_places(path)


def test_what_is_no_workbook_is_refused(tmp_path):
    text = tmp_path / "x.xlsx"
    text.write_text("Kommune;Pladser\nSkive;3\n", encoding="utf-8")
    hollow = tmp_path / "y.xlsx"
    book = Workbook()
    book.save(hollow)
    hollow.write_bytes(hollow.read_bytes().replace(b"xl/workbook.xml", b"xl/workshop.xml"))
    for path in (text, hollow, tmp_path / "none.xlsx"):
        with pytest.raises(kkr.InvalidInputError, match="cannot be read"):
            read_places(path)
    with pytest.raises(kkr.InvalidInputError, match="File Plan: is missing\nFile Nøgle: is miss"):
        read_places(tmp_path)
    wide = tmp_path / "wide.xlsx"
    book = Workbook()
    book.active.title = "Plan"
    book["Plan"].cell(11_000, 1).value = "x"
    book.save(wide)
    with pytest.raises(kkr.InvalidInputError, match="has more than 10000 rows"):
        read_places(wide)


def test_a_template_is_never_written_over(tmp_path):
    path = write_places_template(tmp_path / "p.xlsx")
    for name in (path, tmp_path / "p.ods"):
        with pytest.raises(kkr.InvalidInputError, match="the template is"):
            write_places_template(name)


def test_ties_in_places_and_wishes_are_drawn_from_the_command_or_the_book(filled):
    path, book = filled
    for row in (3, 4):
        book["Nøgle"].cell(row, 2).value = 3
        book["Nøgle"].cell(row, 3).value = 3
        book["Kommuner"].cell(row - 1, 5).value = 2
    book["Nøgle"]["B5"], book["Nøgle"]["C5"] = 1, 1
    for cell in ("B2", "B3", "C2", "D2", "D3", "D4", "F3"):
        book["Kommuner"][cell] = None
    book["Plan"]["B3"], book["Plan"]["B7"] = 8, None
    book.save(path)
    asked = read_places(path)
    drawn = kkr.Lot(("Skive", "Struer"), ("Struer",))
    with pytest.raises(kkr.UnresolvedTieError):
        asked.distribute()
    result = asked.distribute(lots=[drawn, drawn])
    assert result.base["Struer"] == result.base["Skive"] + 1
    assert result.granted == {"Skive": 1, "Struer": 2, "Lemvig": 0}
    with pytest.raises(kkr.InvalidInputError, match="decides nothing"):
        asked.distribute(lots=[drawn, drawn, drawn])
    book["Lodtrækninger"].append(["pladser", "Skive; Struer", "Struer"])
    book["Lodtrækninger"].append(["ønsker", "Skive; Struer", "Struer"])
    book.save(path)
    assert read_places(path).distribute() == result
    book["Lodtrækninger"].append(["ønsker", "Skive", "Struer"])
    book.save(path)
    with pytest.raises(kkr.InvalidInputError, match="Sheet Lodtrækninger, row 4: a winner"):
        read_places(path)


@pytest.mark.parametrize("language", ["en", "da"])
def test_the_annex_has_one_table_its_sums_and_notes(filled, language):
    result = read_places(filled[0]).distribute()
    sheet = sheet_of_result(result, language)
    assert sheet.title == "SSA 2026"
    assert sheet.rows[-1][-1] == sum(result.places.values())
    assert len(sheet.rows) == len(NAMES) + 1
    assert "mails af 3. maj" in sheet.note
    plain = places_annex(kkr.distribute(5, {"A": Fraction(9, 2), "B": 1}), language)
    assert [type(cell) for cell in plain.rows[-1][1:]] == [Fraction, float, Fraction, int]
    assert plain.total(2) == 1.0


def test_the_command_writes_the_annex_in_every_format(filled, tmp_path):
    path, _ = filled
    places = read_places(path).distribute().places
    for ending in ("xlsx", "docx", "html", "csv", "json"):
        answer = CliRunner().invoke(
            app, ["distribute", str(path), "--output", str(tmp_path / f"bilag.{ending}")]
        )
        assert answer.exit_code == 0, answer.output
    sheet = load_workbook(tmp_path / "bilag.xlsx", data_only=True).worksheets[0]
    heading, *rows = sheet.iter_rows(min_row=3, max_row=4 + len(places), values_only=True)
    column = heading.index("Pladser")
    assert [row[column] for row in rows] == [*places.values(), sum(places.values())]
    assert (sheet["A1"].value, heading[0]) == ("SSA 2026", "Kommune")
    document = Document(BytesIO((tmp_path / "bilag.docx").read_bytes()))
    table = document.tables[0]
    assert [row.cells[-1].text for row in table.rows[1:-1]] == [str(n) for n in places.values()]
    assert document.paragraphs[0].text == "SSA 2026"
    assert "<caption>SSA 2026" in (tmp_path / "bilag.html").read_text(encoding="utf-8")
    assert json.loads((tmp_path / "bilag.json").read_text(encoding="utf-8"))["places"] == places


def test_the_command_makes_the_template_and_names_the_kkr_it_knows(tmp_path):
    path = tmp_path / "skema.xlsx"
    made = CliRunner().invoke(app, ["distribute-template", str(path), "--kkr", "Sjælland"])
    assert made.exit_code == 0
    assert load_workbook(path)["Nøgle"].max_row == 19
    refused = CliRunner().invoke(app, ["distribute-template", str(path), "--kkr", "Atlantis"])
    assert refused.exit_code == 2
    assert "KKR Sjælland" in refused.stderr
    empty = CliRunner().invoke(app, ["distribute", str(path)])
    assert empty.exit_code == 2
    assert "Pladser i alt er ikke udfyldt" in empty.stderr


def test_word_keeps_signs_that_an_xml_document_cannot_hold(tmp_path):
    result = kkr.apportion({"A": 2, "B": 1}, 3)
    result = attrs.evolve(result, votes={"A\x07": 2}, seats={"A\x07": 2})
    made = Document(str(write([result], tmp_path / "x.docx")))
    assert made.tables[0].rows[1].cells[0].text == "A\N{REPLACEMENT CHARACTER}"


def test_years_and_plans_are_written_with_danish_headings_and_amounts(tmp_path):
    years = kkr.smooth({2026: (2, {"Skive": 30, "Struer": 11, "Lemvig": 9})})
    text = write([years], tmp_path / "aar.csv", language="da").read_text(encoding="utf-8-sig")
    assert text.splitlines()[:2] == [
        "År;Kommune;Nøjagtigt krav;Pladser;Til gode",
        "2026;Skive;1,2;1;0,2",
    ]
    run = kkr.Plan("SSH", 10, [kkr.Layer("KKR", {"SSH": {"Øst": 2, "Vest": 1}})]).run()
    page = write([run], tmp_path / "plan.html", language="da").read_text(encoding="utf-8")
    right = '<td style="text-align: right">'
    assert f"{right}6,67</td>{right}7</td>" in page


@pytest.mark.parametrize(
    ("library", "call", "package"),
    [
        ("openpyxl", lambda folder: write_places_template(folder / "x.xlsx"), "openpyxl"),
        ("openpyxl", lambda folder: read_places(folder / "pladser.xlsx"), "openpyxl"),
        (
            "docx",
            lambda folder: write([kkr.distribute(1, {"A": 1})], folder / "x.docx"),
            "python-docx",
        ),
    ],
)
def test_without_its_extra_a_file_says_what_to_install(
    library, call, package, filled, tmp_path, monkeypatch
):
    assert filled
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(kkr.KkrAllocationError, match=f"-m pip install {package}"):
        call(tmp_path)


@pytest.mark.parametrize("ending", ["docx", "xlsx", "html"])
def test_several_workbooks_become_one_annex_with_the_sum_first(filled, tmp_path, ending):
    path = filled[0]
    second = filled_workbook(tmp_path / "ssh.xlsx")
    book = load_workbook(second)
    book["Plan"]["B2"].value = "SSH 2026"
    book.save(second)
    output = tmp_path / f"bilag.{ending}"
    typed = ["distribute", str(second), str(path), "--output", str(output)]
    shown = CliRunner().invoke(app, typed)
    assert shown.exit_code == 0, shown.output
    assert shown.stdout.startswith("Alle uddannelser under ét")
    assert output.stat().st_size
    if ending != "xlsx":
        report = tmp_path / f"rapport.{ending}"
        assert CliRunner().invoke(app, [*typed, "--report", str(report)]).exit_code == 0
    whole = sum(read_places(path).distribute().places.values())
    assert f"SSH 2026 {whole} og SSA 2026 {whole}: i alt {2 * whole} pladser." in shown.stdout
    refused = CliRunner().invoke(app, [*typed, "--lot", "Skive/Struer=Skive"])
    assert refused.exit_code == 2
    assert "ssh.xlsx: --lot er skrevet til flere arbejdsbøger." in refused.stderr


@pytest.mark.parametrize("width", [48, 80, 100, 130, None])
def test_no_heading_name_or_figure_is_cut_on_the_screen(width, monkeypatch):
    names = {"Guldborgsund": 300, "Vordingborg": 200, "Høje-Taastrup": 90}
    given = kkr.Transfer("Guldborgsund", "Vordingborg", 2, consent="mails af 3. maj")
    change = kkr.MaxChange(dict.fromkeys(names, 20), percent=100)
    wishes = kkr.Wishes({"Vordingborg": 2})
    result = kkr.distribute(
        60, names, change=change, wishes=wishes, transfers=[given], deductions={"Vordingborg": 1}
    )
    shown = StringIO()
    console = Console(
        file=shown, force_terminal=width is not None, width=width or 80, no_color=True
    )
    monkeypatch.setattr(terminal, "_console", lambda: console)
    annex = places_annex(result, "da")
    terminal.show(annex, "da")
    table = re.sub(r"\x1b\[\d*m", "", shown.getvalue().rpartition("┘")[0])
    assert "…" not in table
    cells = (written(cell, "da") for row in annex.rows for cell in row)
    for text in (*(word for heading in annex.headings for word in heading.split()), *cells):
        assert text in table
    assert max(map(len, table.splitlines())) <= (width or 200)


def test_wishes_under_a_heading_of_that_word_are_wishes(tmp_path):
    filled_workbook(tmp_path / "a.xlsx")
    book = load_workbook(tmp_path / "a.xlsx")
    (heading,) = (cell for cell in book["Kommuner"][1] if cell.value == "Ønsket ekstra")
    heading.value = "Ønsker"
    book.save(tmp_path / "b.xlsx")
    one, two = (read_places(tmp_path / name).given["wishes"] for name in ("a.xlsx", "b.xlsx"))
    assert one is not None
    assert one == two
