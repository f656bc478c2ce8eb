"""A table, several years and a plan from workbooks: told, shared, refused, written, verified."""

from __future__ import annotations

import json
import re
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from docx import Document
from openpyxl import load_workbook
from typer.testing import CliRunner

import kkr_allocation as kkr
from kkr_allocation.cli.commands import app
from kkr_allocation.forms import places as form
from kkr_allocation.presentation.templates import write_places_template
from kkr_allocation.readers.places import read_places
from kkr_allocation.readers.votes import understood
from tests.workbooks import TITLES, filled_kind, filled_workbook

if TYPE_CHECKING:
    from pathlib import Path

    from kkr_allocation.explanations import Language

KINDS = ["table", "years", "plan"]
ENDINGS = ["xlsx", "docx", "html", "csv", "json"]


def run(*typed: object, code: int = 0, language: str = "da") -> str:
    answer = CliRunner().invoke(app, [*map(str, typed), "--language", language])
    assert answer.exit_code == code, answer.output
    return answer.stdout if not code else answer.stderr


def spoilt(path: Path, cells: dict[tuple[str, str], Any]) -> Path:
    book = load_workbook(path)
    for (sheet, cell), value in cells.items():
        book[sheet][cell] = value
    book.save(path)
    return path


def refusal_of(path: Path) -> kkr.InvalidInputError:
    with pytest.raises(kkr.InvalidInputError) as caught:
        read_places(path)
    return caught.value


# Told by their sheets, in both languages.


def test_the_places_of_syddanmark_come_out_as_published(tmp_path: Path) -> None:
    result = read_places(filled_kind(tmp_path / "t.xlsx", "table")).distribute()
    assert isinstance(result, kkr.TableDistribution)
    assert result.places.tolist() == [[247, 224, 118], [219, 198, 104]]
    assert (result.rows, result.title) == (("UC Syd", "UCL"), "Pædagog 2018/19")
    assert result.verify()


def test_no_municipality_is_ever_owed_a_whole_place(tmp_path: Path) -> None:
    result = read_places(filled_kind(tmp_path / "y.xlsx", "years")).distribute()
    assert isinstance(result, kkr.SmoothedYears)
    assert (list(result.totals), result.known) == (["2018", "2019", "2020", "2021"], 4)
    assert result.largest_debt < 1
    every = result.places.values()
    once = kkr.distribute(42, result.keys["2018"]).places
    assert any(sum(of[name] for of in every) != 4 * once[name] for name in once)
    assert result.verify()


def test_the_text_of_2018_is_held_against_its_table(tmp_path: Path) -> None:
    result = read_places(filled_kind(tmp_path / "p.xlsx", "plan")).distribute()
    assert isinstance(result, kkr.PlannedPlaces)
    assert result.places["KKR Sjælland",] == 531
    assert sum(n for path, n in result.places.items() if path[0] == "KKR Sjælland") == 2 * 531
    assert [(d.what, d.stated, d.summed) for d in result.discrepancies] == [
        ("SSA 2018", 3448, 3455)
    ]
    assert result.plan.stated["KKR Sjælland",] == 531
    assert result.verify()


@pytest.mark.parametrize("kind", KINDS)
def test_an_english_book_asks_for_what_a_danish_one_does(tmp_path: Path, kind: str) -> None:
    danish = read_places(filled_kind(tmp_path / "da.xlsx", kind)).distribute()
    path = filled_kind(tmp_path / "en.xlsx", kind, "en")
    english = read_places(path).distribute()
    if kind == "plan":
        assert english.places == danish.places
        assert english.plan.layers[1].name == "Municipality"
    else:
        assert english == danish
    own = form.KINDS[kind]["sheets"]
    assert load_workbook(path).sheetnames == [form.word(sheet) for sheet in own]


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("kind", ["places", *KINDS])
def test_every_word_of_a_template_has_both_languages(kind: str, language: str) -> None:
    of = form.KINDS[kind]
    assert set(of["settings"]) <= set(form.NOTES[language])
    for own in [
        *of["sheets"],
        *of["settings"],
        *(c for s in of["sheets"] for c in form.SHEETS[s].columns),
    ]:
        assert form.word(own, "da") == own
        assert not re.search("[æøåÆØÅ]", form.word(own, heads=True))


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_of_each_kind_is_understood(tmp_path: Path, kind: str) -> None:
    what, *_ = understood(filled_kind(tmp_path / "x.xlsx", kind, "en"))
    assert form.KINDS[kind]["sheets"][1] in what


@pytest.mark.parametrize("kind", KINDS)
def test_a_folder_of_tables_is_read_as_a_workbook_is(tmp_path: Path, kind: str) -> None:
    write_places_template(tmp_path / "folder", ["Greve"], kind=kind, columns=["65+"])
    assert {file.stem for file in (tmp_path / "folder").iterdir()} == set(
        form.KINDS[kind]["sheets"]
    )
    assert "to correct" in str(refusal_of(tmp_path / "folder"))


def test_sheets_of_two_kinds_are_refused(tmp_path: Path) -> None:
    path = filled_kind(tmp_path / "t.xlsx", "years")
    book = load_workbook(path)
    book.create_sheet("Kommuner").append(["Kommune", "Mindst"])
    book.save(path)
    error = refusal_of(path)
    assert error.what == "t.xlsx has the sheets Kommuner beside Plan, År, Nøgle, Lodtrækninger"
    assert "hører til en anden slags arbejdsbog" in error.message("da")


# What is wrong in them, cell by cell.


MISTAKES = [
    (
        "table",
        "Tabel",
        "B2",
        467,
        "row 2: the rows have 1110 places together, and the columns 1111",
    ),
    ("table", "Tabel", "E2", 9, "row 2, column Pladser i alt: 9 is not the sum of the column"),
    ("table", "Tabel", "A2", "UC", "has 0 rows named Pladser i alt; there must be one"),
    ("table", "Tabel", "A4", "Sum", "has 2 rows named Pladser i alt; there must be one"),
    ("table", "Tabel", "E3", None, "row 3, column Pladser i alt: is empty"),
    ("table", "Tabel", "C3", None, "row 3, column Social- og specialpædagogik: is empty"),
    ("table", "Tabel", "C3", "38 %", "specialpædagogik: is in per cent, and other figures"),
    ("table", "Tabel", "A4", "UC Syd", "row 4, column Række: 'UC Syd' stands twice"),
    ("table", "Plan", "B3", "Største brøk", "'Største brøk' is none of Sainte-Laguë, d'Hondt"),
    ("table", "Grænser", "A2", "UC Nord", "'UC Nord' is not in the sheet Tabel"),
    ("table", "Grænser", "B2", "Jura", "'Jura' is not in the sheet Tabel"),
    ("table", "Grænser", "C2", "få", "row 2, column Mindst: 'få' is not a number"),
    ("years", "År", "A3", 2018, "row 3, column År: '2018' stands twice"),
    ("years", "År", "B3", None, "row 3, column Pladser i alt: is empty"),
    ("years", "År", "C2", "nej", "rows 3, 4, 5, column Kendt: a year that is known from the start"),
    ("years", "År", "C2", "måske", "row 2, column Kendt: 'måske' is none of ja, nej, x"),
    ("years", "Nøgle", "B4", "mange", "row 4, column Indbyggere: 'mange' is not a number"),
    ("years", "Nøgle", "A4", "Roskild", "'Roskild' is not a Danish municipality (is it Roskilde?)"),
    ("years", "Nøgle", "B1", "2018", "Sheet Nøgle: the year '2019' is missing, and stands in the"),
    ("years", "Lodtrækninger", "A2", "2025", "'2025' is none of 2018, 2019, 2020, 2021"),
    ("plan", "Plan", "B3", None, "Sheet Plan: Pladser i alt has no value"),
    ("plan", "Plan", "B6", 5, "row 6, column Værdi: no municipality has a figure for Sidste år"),
    (
        "plan",
        "Lag",
        "B7",
        "KKR Skåne",
        "'KKR Skåne' is not in the layer above, or the title in the first",
    ),
    ("plan", "Lag", "C7", "I alt", "row 7, column Navn: is a total, which is no part"),
    ("plan", "Lag", "C8", "Greve", "row 8, column Navn: 'Greve' stands twice"),
    ("plan", "Lag", "C8", "Køgge", "'Køgge' is not a Danish municipality (is it Køge?)"),
    ("plan", "Lag", "D8", None, "row 8, column Tal: is empty"),
    ("plan", "Lag", "D8", -1, "row 8, column Tal: -1 is below zero"),
    ("plan", "Lag", "C8", None, "row 8, column Navn: is empty"),
]


@pytest.mark.parametrize(("kind", "sheet", "cell", "value", "named"), MISTAKES)
def test_a_mistake_is_named_by_its_cell(
    tmp_path: Path, kind: str, sheet: str, cell: str, value: object, named: str
) -> None:
    error = refusal_of(spoilt(filled_kind(tmp_path / "x.xlsx", kind), {(sheet, cell): value}))
    assert named in str(error)
    assert "rettes:" in error.message("da")
    assert str(error) != error.message("da")


@pytest.mark.parametrize(
    ("kind", "cells", "named"),
    [
        ("plan", {"E3": 9, "F3": 8}, "Sheet Lag, row 3, column Mindst: 9 is more than 8, which Hø"),
        (
            "table",
            {"A2": "UCL", "B2": "Skole- og fritidspædagogik", "C2": 9, "D2": 8},
            "Sheet Grænser, row 2, column Mindst: 9 is more than 8, which Højst has",
        ),
    ],
)
def test_a_least_above_a_most_is_named_by_its_cell(
    tmp_path: Path, kind: str, cells: dict[str, object], named: str
) -> None:
    sheet = form.KINDS[kind]["sheets"][1 + (kind == "table")]
    path = filled_kind(tmp_path / "x.xlsx", kind)
    assert named in str(refusal_of(spoilt(path, {(sheet, of): n for of, n in cells.items()})))


@pytest.mark.parametrize(
    ("kind", "sheet", "cell"),
    [
        ("table", "Tabel", "A1"),
        ("table", "Tabel", "E1"),
        ("years", "Nøgle", "A1"),
        ("years", "År", "B1"),
        ("plan", "Plan", "A1"),
        ("plan", "Lag", "C1"),
    ],
)
def test_nothing_follows_from_a_heading_that_is_missing(
    tmp_path: Path, kind: str, sheet: str, cell: str
) -> None:
    path = filled_kind(tmp_path / "x.xlsx", kind)
    heading = load_workbook(path)[sheet][cell].value
    error = refusal_of(spoilt(path, {(sheet, cell): "xx"})).message("da")
    missing = f"Ark {sheet}, række 1: overskriften {heading!r} mangler"
    assert error.splitlines()[1:-1] == [missing]


def test_a_layer_that_is_spelled_otherwise_in_a_row_is_named_as_that(tmp_path: Path) -> None:
    path = filled_kind(tmp_path / "x.xlsx", "plan")
    error = refusal_of(spoilt(path, {("Lag", "A9"): "Komune"})).message("da")
    two = "Ark Lag, række 9, kolonne Lag: 'Komune' og 'Kommune' er to lag"
    assert error.splitlines()[1:-1] == [f"{two}; skriv dem ens, hvis de er ét"]


def test_a_misspelt_part_of_a_plan_is_named_once(tmp_path: Path) -> None:
    path = filled_kind(tmp_path / "x.xlsx", "plan")
    book = load_workbook(path)
    book["Lag"].append(["Skole", "Køge", "Nord", 1])
    book.save(path)
    row = next(cell.row for cell in book["Lag"]["C"] if cell.value == "Køge")
    error = refusal_of(spoilt(path, {("Lag", f"C{row}"): "Køgge"})).message("da")
    assert error.splitlines()[1:-1] == [
        f"Ark Lag, række {row}, kolonne Navn: 'Køgge' er ingen dansk kommune (mon det er Køge?)"
    ]


@pytest.mark.parametrize(("language", "name"), [("da", "Pladser i alt"), ("en", "Places in all")])
def test_a_plan_needs_no_title(tmp_path: Path, language: Language, name: str) -> None:
    path = filled_kind(tmp_path / "p.xlsx", "plan", language)
    titled = read_places(path).distribute()
    asked = read_places(spoilt(path, {("Plan", "B2"): None}))
    result = asked.distribute()
    assert (result.plan.name, result.places) == (name, titled.places)
    assert [(d.what, d.stated) for d in result.discrepancies] == [(name, 3448)]
    assert f"Plan: planen har ingen titel, og det, den deler, kaldes {name}" in [
        note.da for note in asked.notes
    ]
    assert result.verify()
    assert name in run("distribute", path)


def test_all_mistakes_of_a_plan_are_named_at_once_in_the_words_of_an_english_book(
    tmp_path: Path,
) -> None:
    path = filled_kind(tmp_path / "x.xlsx", "plan", "en")
    cells = {("Plan", "B3"): None, ("Plan", "B5"): "Hare-Niemeyer", ("Layers", "D8"): "many"}
    error = str(refusal_of(spoilt(path, {**cells, ("Plan", "A4"): "Title"})))
    assert "Sheet Plan: Places in all has no value" in error
    assert "Sheet Plan, row 4, column Setting: 'Title' stands twice" in error
    assert "'Hare-Niemeyer' is none of Largest remainder, Largest remainder (Droop)" in error
    assert "Sheet Layers, row 8, column Figure: 'many' is not a number" in error


@pytest.mark.parametrize("kind", KINDS)
def test_an_empty_template_says_what_to_fill_in(tmp_path: Path, kind: str) -> None:
    error = str(refusal_of(write_places_template(tmp_path / "x.xlsx", ["A"], kind=kind)))
    needed = {"table": "is empty", "years": "År: has no rows", "plan": "Lag: has no rows"}[kind]
    assert needed in error


# What each kind can ask for besides.


def test_limits_of_cells_hold_and_a_cell_can_be_closed(tmp_path: Path) -> None:
    closed = {"A2": "UCL", "B2": "Skole- og fritidspædagogik", "D2": 0}
    cells = {("Grænser", cell): value for cell, value in closed.items()}
    path = spoilt(filled_kind(tmp_path / "t.xlsx", "table"), cells)
    assert read_places(path).distribute().places[1, 2] == 0
    again = {("Grænser", cell.replace("2", "3")): value for (_, cell), value in cells.items()}
    twice = "row 3, column Kolonne: 'Skole- og fritidspædagogik' stands twice"
    assert twice in str(refusal_of(spoilt(path, again)))


def test_claims_are_rounded_under_controlled_rounding(tmp_path: Path) -> None:
    claims = [("247,38", "223,82", "117,8"), ("218,62", "198,18", "104,2")]
    cells: dict[tuple[str, str], Any] = {
        ("Tabel", f"{column}{row}"): claim
        for row, line in enumerate(claims, start=3)
        for column, claim in zip("BCD", line, strict=True)
    }
    cells["Plan", "B3"] = "kontrolleret afrunding"
    path = spoilt(filled_kind(tmp_path / "t.xlsx", "table"), cells)
    result = read_places(path).distribute()
    assert result.rule == kkr.CONTROLLED_ROUNDING
    assert result.places.tolist() == [[247, 224, 118], [219, 198, 104]]
    assert "kontrolleret afrunding" in run("distribute", path)
    cells["Tabel", "B3"], cells["Tabel", "C3"] = "246,38", "224,82"
    with pytest.raises(kkr.InfeasibleError):
        read_places(spoilt(path, cells)).distribute()


def test_a_year_not_known_from_the_start_is_shared_on_top_of_the_debts(tmp_path: Path) -> None:
    path = filled_kind(tmp_path / "y.xlsx", "years")
    known = read_places(path).distribute()
    result = read_places(spoilt(path, {("År", "C5"): "nej"})).distribute()
    assert result.known == 3
    figures = known.keys["2018"]
    first = kkr.smooth(dict.fromkeys((2018, 2019, 2020), (42, figures)), title="PAU 2018-2021")
    assert result == first.next_year(2021, 42, figures)


def test_every_year_can_have_its_own_column(tmp_path: Path) -> None:
    path = write_places_template(
        tmp_path / "y.xlsx", ["Skive", "Struer"], kind="years", columns=["2027", "2028"]
    )
    cells = {("Nøgle", c): v for c, v in zip(("B2", "B3", "C2", "C3"), (4, 1, 1, 4), strict=True)}
    cells |= {("År", "B2"): 2, ("År", "B3"): 2}
    result = read_places(spoilt(path, cells)).distribute()
    assert result.keys == {"2027": {"Skive": 4, "Struer": 1}, "2028": {"Skive": 1, "Struer": 4}}


def test_two_weighted_columns_hold_for_all_years(tmp_path: Path) -> None:
    path = write_places_template(
        tmp_path / "y.xlsx", ["Skive", "Struer"], kind="years", columns=["65+", "Sidste år"]
    )
    cells: dict[tuple[str, str], Any] = {("Nøgle", "B2"): "60 %", ("Nøgle", "C2"): "40 %"}
    cells |= {("Nøgle", c): v for c, v in zip(("B3", "B4", "C3", "C4"), (3, 1, 1, 1), strict=True)}
    cells |= {("År", "A2"): "2027/28", ("År", "B2"): 13}
    result = read_places(spoilt(path, cells)).distribute()
    assert list(result.totals) == ["2027/28"]
    assert [claim * 20 for claim in result.claims["2027/28"].values()] == [13 * 13, 13 * 7]


def programmes(path: Path) -> Path:
    """Write a plan whose second layer has one key for every region, with limits."""
    write_places_template(
        path,
        kind="plan",
        parts=[
            ("KKR", "", "Øst"),
            ("KKR", "", "Vest"),
            ("Uddannelse", "", "SSH"),
            ("Uddannelse", "", "SSA"),
        ],
    )
    figures = {f"D{row}": figure for row, figure in enumerate((3, 2, 1, 2), start=2)}
    cells: dict[tuple[str, str], Any] = {("Lag", cell): value for cell, value in figures.items()}
    return spoilt(path, cells | {("Plan", "B2"): "Alle", ("Plan", "B3"): 100})


def test_one_key_can_hold_for_every_whole_of_the_layer_above(tmp_path: Path) -> None:
    path = programmes(tmp_path / "p.xlsx")
    places = read_places(path).distribute().places
    assert (places["Øst", "SSH"], places["Vest", "SSA"]) == (20, 27)
    limited = read_places(spoilt(path, {("Lag", "E4"): 25, ("Plan", "B6"): 2, ("Lag", "G2"): 57}))
    result = limited.distribute()
    assert result.places["Øst",] == 59
    assert result.places["Øst", "SSH"] == 25


def test_what_is_stated_of_a_part_that_stands_in_several_places_is_refused(tmp_path: Path) -> None:
    path = spoilt(programmes(tmp_path / "p.xlsx"), {("Lag", "H4"): 33})
    assert "row 4, column Oplyst: the part stands in several places" in str(refusal_of(path))
    book = load_workbook(programmes(tmp_path / "deeper.xlsx"))
    book["Lag"].append(["Hold", "SSH", "Ny", 1, None, None, None, 5])
    book.save(tmp_path / "deeper.xlsx")
    named = "row 6, column Oplyst: the part stands in several places"
    assert named in str(refusal_of(tmp_path / "deeper.xlsx"))


def test_a_limit_that_differs_between_rows_of_a_layer_is_refused(tmp_path: Path) -> None:
    path = programmes(tmp_path / "p.xlsx")
    book = load_workbook(path)
    book["Lag"].append(["Uddannelse", "Vest", "SSH", 1, 7])
    book.save(path)
    named = "row 6, column Mindst: 'SSH' has another number in another row"
    assert named in str(refusal_of(path))


def test_figures_of_a_whole_that_are_all_zero_are_named(tmp_path: Path) -> None:
    path = spoilt(programmes(tmp_path / "p.xlsx"), {("Lag", "D4"): 0, ("Lag", "D5"): 0})
    assert "row 4, column Tal: the figures sum to zero" in str(refusal_of(path))


# Draws, from the book or the command.


TIES = {
    "table": ({("Tabel", "B3"): 1, ("Tabel", "B4"): 1}, "pladser"),
    "years": ({}, "2027"),
    "plan": ({("Plan", "B3"): 1, ("Lag", "D2"): 1, ("Lag", "D3"): 1}, "Alle"),
}


def tied(folder: Path, kind: str) -> Path:
    path = folder / f"{kind}.xlsx"
    if kind == "plan":
        return spoilt(programmes(path), TIES["plan"][0] | {("Lag", "D5"): 1, ("Lag", "D4"): 0})
    write_places_template(
        path, ["A", "B"], kind=kind, columns=["x", "y"] if kind == "table" else ["x"]
    )
    cells: dict[tuple[str, str], Any]
    if kind == "table":
        cells = {("Tabel", c): 1 for c in ("B2", "C2", "D3", "D4", "B3", "C3", "B4", "C4")}
    else:
        cells = {("Nøgle", "B3"): 1, ("Nøgle", "B4"): 1, ("År", "A2"): 2027, ("År", "B2"): 1}
    return spoilt(path, cells)


@pytest.mark.parametrize("kind", KINDS)
def test_a_tie_is_drawn_in_the_book_or_on_the_command(tmp_path: Path, kind: str) -> None:
    path = tied(tmp_path, kind)
    with pytest.raises(kkr.UnresolvedTieError) as caught:
        read_places(path).distribute()
    tie = caught.value.tie
    lot = kkr.draw(tie, seed=1)
    drawn = read_places(path).distribute(lots=[lot])
    assert drawn.verify()
    among, won = "; ".join(lot.claimants), "; ".join(lot.winners)
    row = {f"{c}2": v for c, v in zip("ABC", (TIES[kind][1], among, won), strict=True)}
    written = read_places(spoilt(path, {("Lodtrækninger", c): v for c, v in row.items()}))
    places = written.distribute().places
    assert str(places) == str(drawn.places)
    with pytest.raises(kkr.InvalidInputError):
        written.distribute(lots=[lot])


# On paper, and verified.


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_is_written_in_every_format_and_verified(
    tmp_path: Path, kind: str, language: str
) -> None:
    path = filled_kind(tmp_path / "x.xlsx", kind)
    result = read_places(path).distribute()
    shown = ""
    for ending in ENDINGS:
        shown = run("distribute", path, "--output", tmp_path / f"out.{ending}", language=language)
    run("distribute", path, "--report", tmp_path / "report.html", language=language)
    assert shown.startswith(TITLES[kind])
    assert kkr.from_json((tmp_path / "out.json").read_text(encoding="utf-8")) == result
    assert run("verify", tmp_path / "out.json", language=language)
    document = Document(BytesIO((tmp_path / "out.docx").read_bytes()))
    assert document.paragraphs[0].text == TITLES[kind]
    on_paper = [[cell.text for cell in row.cells] for row in document.tables[0].rows]
    page = (tmp_path / "out.html").read_text(encoding="utf-8")
    assert TITLES[kind] in page
    sheet = load_workbook(tmp_path / "out.xlsx", data_only=True).worksheets[0]
    in_excel = [
        [cell for cell in row if cell is not None] for row in sheet.iter_rows(values_only=True)
    ]
    if kind == "table":
        assert [row[1:] for row in on_paper[1:3]] == [
            ["247", "224", "118", "589"],
            ["219", "198", "104", "521"],
        ]
        assert ["UC Syd", 247, 224, 118, 589] in in_excel
    elif kind == "years":
        greve = [of["Greve"] for of in result.places.values()]
        assert [*map(str, greve), str(sum(greve))] == on_paper[1][1:6]
        assert any(row[:6] == ["Greve", *greve, sum(greve)] for row in in_excel)
        assert [sum(int(row[n]) for row in on_paper[1:-1]) for n in range(1, 5)] == [42] * 4
    else:
        places = {row[0]: row[3] for row in on_paper[1:]}
        assert places["KKR Sjælland > Køge"] == str(result.places["KKR Sjælland", "Køge"])
        assert on_paper[-1][3:] == (
            ["3.455", "3.448", "7"] if language == "da" else ["3,455", "3,448", "7"]
        )
    tables = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    assert tables.get("title", TITLES[kind]) == TITLES[kind]


def test_the_command_writes_each_template_and_one_kind_at_a_time(tmp_path: Path) -> None:
    for kind in KINDS:
        path = tmp_path / f"{kind}.xlsx"
        run("distribute-template", path, f"--{kind}", "--kkr", "Sjælland", language="en")
        assert load_workbook(path).sheetnames[1] == form.word(form.KINDS[kind]["sheets"][1])
    rows = [row[:3] for row in load_workbook(tmp_path / "plan.xlsx")["Layers"].values]
    assert ("KKR", None, "KKR Sjælland") in rows
    assert ("Municipality", "KKR Sjælland", "Greve") in rows
    said = run("distribute-template", tmp_path / "x.xlsx", "--table", "--plan", code=2)
    assert "flere af --table, --years og --plan" in said


def test_kinds_stand_below_one_another_in_one_annex(tmp_path: Path) -> None:
    paths = [filled_kind(tmp_path / f"{kind}.xlsx", kind) for kind in KINDS]
    paths.append(filled_workbook(tmp_path / "places.xlsx"))
    run("distribute", *paths, "--output", tmp_path / "out.docx")
    texts = [p.text for p in Document(str(tmp_path / "out.docx")).paragraphs]
    assert [text for text in texts if text in (*TITLES.values(), "SSA 2026")] == [
        *TITLES.values(),
        "SSA 2026",
    ]
