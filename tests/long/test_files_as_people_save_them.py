"""What files, sheets and cells look like as programs save them, and what is said of each."""

from __future__ import annotations

import csv
import warnings
import zipfile
from fractions import Fraction
from itertools import cycle
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from openpyxl import Workbook, load_workbook
from tests.registers import filled_register
from tests.workbooks import filled_kind, filled_workbook
from typer.testing import CliRunner

import kkr_allocation as kkr
from kkr_allocation.cli import arguments
from kkr_allocation.cli.commands import app
from kkr_allocation.presentation.writers import write
from kkr_allocation.readers import cells
from kkr_allocation.readers.places import read_places
from kkr_allocation.readers.register import read_register

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

MARKS = ["-", "–", "—", "..", " - "]


def told(read: Callable[[Path], Any], path: Path) -> object:
    """Return what is read, or all that is said against it."""
    try:
        return read(path)
    except kkr.InvalidInputError as error:
        return error.message("da")


# A cell of a mark is empty.


@pytest.mark.parametrize("mark", MARKS)
def test_a_mark_for_nothing_is_an_empty_cell(mark: str) -> None:
    assert cells.empty(mark)
    assert (cells.text(mark), cells.whole(mark), cells.number(mark)) == ("", None, None)
    assert (cells.day(mark), cells.yes(mark), cells.percentage(mark)) == (None, None, None)


def filled_kind_of(kind: str) -> Callable[[Path], object]:
    return lambda path: filled_kind(path, kind)


@pytest.mark.parametrize(
    ("fill", "read"),
    [
        (filled_register, read_register),
        (filled_workbook, lambda path: read_places(path).distribute().to_json()),
        (filled_kind_of("plan"), lambda path: read_places(path).distribute().to_json()),
    ],
    ids=["register", "places", "plan"],
)
def test_a_mark_in_any_column_says_what_an_empty_cell_says(
    fill: Callable[[Path], object], read: Callable[[Path], Any], tmp_path: Path
) -> None:
    path = tmp_path / "bog.xlsx"
    fill(path)
    marks = cycle(MARKS)
    for sheet in load_workbook(path).worksheets:
        if not sheet["A2"].value:
            continue
        for column in range(1, sheet.max_column + 1):
            answers = []
            for value in (None, next(marks)):
                book = load_workbook(path)
                book[sheet.title].cell(2, column).value = value
                book.save(tmp_path / "ny.xlsx")
                answers.append(told(read, tmp_path / "ny.xlsx"))
            assert answers[0] == answers[1], (sheet.title, column)


# Texts of other code pages, and files that are no table.

HEAD = "Kommune;Parti;Stemmer\n"


def refusal(source: Any, **choices: Any) -> kkr.InvalidInputError:
    with pytest.raises(kkr.InvalidInputError) as caught:
        kkr.read_votes(source, **{"year": 2025, **choices})
    assert caught.value.message("da")
    return caught.value


@pytest.mark.parametrize("encoding", ["cp850", "cp865", "mac_roman"])
@pytest.mark.parametrize(
    "name",
    [
        "Fælleslisten", "FÆLLESLISTEN", "Æblelisten", "Ældrelisten", "ældrelisten", "Blå Liste",
        "Ålborglisten", "Østlisten", "Sølvlisten", "SØLVLISTEN", "Æ", "Ø", "Å", "æ",
        "å", "ø", "Café Sol",
    ],
)  # fmt: skip
def test_letters_of_an_old_code_page_are_never_read_as_others(
    encoding: str, name: str, tmp_path: Path
) -> None:
    path = tmp_path / "kv25.csv"
    path.write_bytes(f"{HEAD}Greve;V;7\nGreve;{name};9\n".encode(encoding))
    said = refusal(path).message("da")
    assert "fra en gammel DOS eller en Mac" in said
    assert "gem som CSV UTF-8" in said
    path.write_bytes(f"{HEAD}Greve;V;7\nGreve;{name};9\n".encode("cp1252"))
    assert len(kkr.read_votes(path, year=2025).council("Greve").lists) == 2


@pytest.mark.parametrize(
    "name",
    ["Os\u2019 venner", "Liste \u2018Nyt Greve\u2019", "D\u2019Angelos liste", "Ny \u2013 Liste"],
)
def test_signs_of_windows_are_read(name: str, tmp_path: Path) -> None:
    path = tmp_path / "kv25.csv"
    path.write_bytes(f"{HEAD}Greve;V;7\nGreve;{name};9\n".encode("cp1252"))
    assert name in {entry.name for entry in kkr.read_votes(path, year=2025).council("Greve").lists}


@pytest.mark.parametrize("name", ["F?lleslisten", "De R?d-Gr?nne", "Rød-Gr?nne", "?blelisten"])
def test_a_question_mark_in_a_word_is_a_lost_letter(name: str) -> None:
    assert isinstance(cells.text(name), cells.Wrong)
    for sound in ("Hvem?", "Hvem? Os", "https://x.dk/lov?id=3", "https://x.dk/?id=3", "?"):
        assert cells.text(sound) == sound


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-16"])
def test_a_text_of_two_bytes_a_sign_is_read(encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "kv25.csv"
    path.write_bytes(f"{HEAD}Greve;Fælleslisten;7\nGreve;V;9\n".encode(encoding))
    assert len(kkr.read_votes(path, year=2025).council("Greve").lists) == 2


@pytest.mark.parametrize(
    ("part", "said"),
    [
        ("content.xml", "OpenDocument"),
        ("word/document.xml", "Word"),
        ("xl/workbook.bin", "xlsb"),
    ],
)
def test_a_zip_that_is_another_programs_file_is_called_by_its_name(
    part: str, said: str, tmp_path: Path
) -> None:
    path = tmp_path / "stemmer.ods"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(part, "<p/>")
    for read in (kkr.read_votes, read_register):
        assert said in str(told(read, path))
        assert "Gem dens tabel som .xlsx" in str(told(read, path))


def test_a_pdf_is_no_table(tmp_path: Path) -> None:
    path = tmp_path / "kv25.csv"
    path.write_bytes(b"%PDF-1.7\n\x8f\x9d;V;7\n")
    assert "er ikke en tekst" in refusal(path).message("da")


# Sheets that are hidden, and rows that a comma splits.


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_a_hidden_sheet_is_named_in_the_reading(state: str, tmp_path: Path) -> None:
    path = tmp_path / "kv25.xlsx"
    book = Workbook()
    book.create_sheet("Forside")
    for row in (["Kommune", "Parti", "Stemmer"], ["Greve", "V", 7]):
        book.active.append(row)
    book.active.title = "Stemmer"
    book.active.sheet_state = state
    book.active = 1
    book.save(path)
    election = kkr.read_votes(path, year=2025)
    assert "read though the sheet is hidden in Excel: 'Stemmer'" in map(str, election.notes)
    assert "read though the sheet is hidden in Excel: 'Stemmer'" in map(str, election.reading)
    path = tmp_path / "r.xlsx"
    filled_register(path)
    plain = read_register(path).register
    hidden = load_workbook(path)
    hidden["Lister"].sheet_state = state
    hidden.save(path)
    assert read_register(path).register == plain
    assert "læst, selv om arket er skjult i Excel: 'Lister'" in [
        said.da.removeprefix("Lister: ") for said in read_register(path).notes
    ]


def test_a_figure_that_a_comma_splits_is_no_votes_and_seats(tmp_path: Path) -> None:
    path = tmp_path / "kv25.csv"
    path.write_text("Kommune,Parti,Stemmer,Mandater\nGreve,V,9,575\nGreve,A,6,941\n", "utf-8")
    said = refusal(path).message("da")
    assert "ække 2, kolonne Mandater: 575 mandater er flere, end en liste med de" in said
    assert "ække 3, kolonne Mandater" in said
    path.write_text("Kommune,Parti,Stemmer,Mandater\nGreve,V,998,112\n", "utf-8")
    assert "112 mandater er flere" in refusal(path).message("da")
    for end in ("000", "005", "012", "099"):  # seats that nine votes may have, but for the noughts
        path.write_text(f"Kommune,Parti,Stemmer,Mandater\nGreve,V,9,{end}\n", "utf-8")
        too_many = f"{int(end)} mandater er flere, end en liste"
        cut = too_many if int(end) > 9 else f"mandater er skrevet {end}, som enden af et tal"
        assert cut in refusal(path).message("da")
    path.write_text("Kommune,Parti,Stemmer,Mandater\nGreve,V,,31\nGreve,A,7,7\n", "utf-8")
    assert kkr.read_votes(path, year=2025).council("Greve").council_seats == 38


def test_a_row_with_more_cells_than_headings_is_refused_in_a_folder_too(tmp_path: Path) -> None:
    filled_register(tmp_path / "r.xlsx")
    folder = tmp_path / "register"
    folder.mkdir()
    for sheet in load_workbook(tmp_path / "r.xlsx").worksheets:
        with (folder / f"{sheet.title}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(sheet.values)
    read_register(folder)
    with (folder / "Lister.csv").open("a", encoding="utf-8") as file:
        file.write("Ø,1,234,grøn\n")
    assert "række 5: har 4 felter, og der er 3 overskrifter" in str(told(read_register, folder))


# Figures as programs write and show them.

SPACES = ["\u2002", "\u2003", "\u2008", "\u200a", "  ", "\u00a0 ", "\u202f"]


@pytest.mark.parametrize("space", SPACES)
def test_every_kind_of_space_parts_thousands(space: str) -> None:
    assert cells.whole(f"9{space}575") == 9575
    assert cells.number(f"1{space}209{space}575,5") == Fraction(2419151, 2)
    assert cells.whole(f"\u200b9{space}575\ufeff") == 9575
    assert isinstance(cells.whole(f"9{space}57"), cells.Wrong)


def test_a_sign_that_does_not_show_is_called_by_its_name() -> None:
    assert said_of(cells.whole("9\u200b575")) == "'9[ZERO WIDTH SPACE]575' is not a number"
    assert said_of(cells.whole("9\u200257")) == "'9[EN SPACE]57' is not a number"
    assert said_of(cells.day("1.\u202e1")).startswith("'1.[RIGHT-TO-LEFT OVERRIDE]1' is not a date")


def said_of(found: object) -> str:
    assert isinstance(found, cells.Wrong), found
    return str(found.said)


@pytest.mark.parametrize(
    ("number_format", "thousands"),
    [
        ("#,##0,", True), ("#,##0,;-#,##0,", True), ("0.0,,", True), ('#,##0,"t"', True),
        ("0,.00", True), ("#,##0", False), ("#,##0.00_);(#,##0.00)", False), ("General", False),
    ],
)  # fmt: skip
def test_figures_shown_in_thousands_are_named(
    number_format: str,
    thousands: bool,  # noqa: FBT001  (a column of the table above)
    tmp_path: Path,
) -> None:
    path, book = tmp_path / "kv25.xlsx", Workbook()
    for row in (["Kommune", "Parti", "Stemmer"], ["Greve", "V", 6941000]):
        book.active.append(row)
    book.active["C2"].number_format = number_format
    book.save(path)
    election = kkr.read_votes(path, year=2025)
    assert election.council("Greve").lists[0].votes == 6941000
    said = "shown in thousands by Excel, and read in full: the columns C"
    assert (said in map(str, election.notes)) is thousands


# Headings and frames.


@pytest.mark.parametrize("sign", ["\U000e0100", "\u200b", "\ufffd"])
def test_a_sign_that_hides_in_a_heading_is_told(sign: str, tmp_path: Path) -> None:
    path = tmp_path / "kv25.csv"
    path.write_text(f"Kommune;Parti;Stem{sign}mer\nGreve;V;7\n", encoding="utf-8")
    said = refusal(path).message("da")
    assert "mangler Stemmer" in said
    assert ("forkert tegnkodning" if sign == "\ufffd" else f"U+{ord(sign):04X}") in said
    path.write_text(f"Kommune;Parti;Stemmer;Man{sign}dater\nGreve;V;7;1\n", encoding="utf-8")
    assert "Række 1, kolonne D: 'Man" in refusal(path).message("da")


CODED = [253, 269]


def test_an_index_of_municipality_codes_is_the_municipalities() -> None:
    long = pd.DataFrame({"Parti": ["V", "A"], "Stemmer": [7, 9]}, index=CODED)
    wide = pd.DataFrame({"A": [1, 2], "V": [3, 4]}, index=CODED)
    mayors = pd.DataFrame({"Parti": ["V", "A"]}, index=CODED)
    key = pd.DataFrame({"65+": [3, 4]}, index=CODED)
    read = kkr.read_votes(long, year=2025)
    assert [c.listed_votes for c in map(read.council, ("Greve", "Solrød"))] == [7, 9]
    read = kkr.read_votes(wide, year=2025)
    assert [c.listed_votes for c in map(read.council, ("Greve", "Solrød"))] == [4, 6]
    assert kkr.read_mayors(mayors) == {"Greve": "V", "Solrød": "A"}
    assert kkr.distribute(7, kkr.Key(key)).places == {"Greve": 3, "Solrød": 4}
    named = kkr.read_votes(long.set_axis(["Greve", "Solrød Kommune"]), year=2025)
    assert named.council("Solrød").listed_votes == 9
    with pytest.raises(kkr.InvalidInputError):
        kkr.read_votes(long.set_axis([253, 1]), year=2025)


@pytest.mark.filterwarnings("ignore:Determining the column names of a LazyFrame")
def test_a_frame_that_is_no_table_is_told_what_it_is() -> None:
    frame = pd.DataFrame([["Greve", "V", 7, 8]], columns=["Kommune", "Parti", "Stemmer", "Stemmer"])
    said = refusal(frame).message("da")
    assert "tabellen har to kolonner 'Stemmer'. En kolonne kendes på sit navn" in said
    lazy = pl.LazyFrame({"Kommune": ["Greve"], "Parti": ["V"], "Stemmer": [7]})
    for read in (kkr.read_votes, kkr.read_mayors, kkr.Key):
        assert "Angiv frame.collect()" in str(told(read, lazy))
    with pytest.raises(kkr.InvalidInputError, match="column_names"):
        kkr.read_votes(pa.table([[1], [2]], names=["x", "x"]).rename_columns(["column_names"] * 2))


@pytest.mark.parametrize("held", [["A"], ("A", "V"), {"A": 1}, np.array(["A", "V"])])
def test_a_list_in_a_cell_is_no_party(held: object) -> None:
    frame = pd.DataFrame({"Kommune": ["Greve"], "Parti": [held], "Stemmer": [7]})
    assert "er flere ting i ét felt" in refusal(frame).message("da")


# What is typed at the command.


def test_a_lot_and_an_alliance_can_be_json() -> None:
    (plain, inner) = arguments.alliances(['["C/D", "V"]', '["A", ["F+Ø", "B"]]'])
    assert list(plain.parties()) == ["C/D", "V"]
    assert inner == kkr.Alliance(["A", kkr.Alliance(["F+Ø", "B"])])
    typed = '{"claimants": ["C/D", "Ø"], "winners": ["Ø"], "forum": "RAR: Fyn"}'
    assert arguments.lots([typed, '{"claimants": ["B", "Ø"], "winners": ["Ø"]}']) == (
        kkr.Lot(("C/D", "Ø"), ("Ø",), forum="RAR: Fyn"),
        kkr.Lot(("B", "Ø"), ("Ø",)),
    )
    for wrong in ('{"winners": ["Ø"]}', '["B", "Ø"]', '{"claimants": 3}'):
        with pytest.raises(kkr.InvalidInputError, match="the lot is"):
            arguments.lots([wrong])
    for wrong in ("[3]", "[]"):
        with pytest.raises(kkr.InvalidInputError):
            arguments.alliances([wrong])
    with pytest.raises(kkr.InvalidInputError):
        arguments.lots(['{"claimants": 3, "winners": ["Ø"]}'])


def test_a_district_of_a_name_that_the_file_does_not_have_is_told(tmp_path: Path) -> None:
    path = tmp_path / "kv25.csv"
    header = "Opstillingskreds;Afstemningsområde;Partibogstav;Partinavn;Navn;Stemmetal\n"
    path.write_text(header + "Grevekredsen;Skolen;A;;Partiliste;30\n", encoding="utf-8")
    right = {"Grevekredsen": "Greve"}
    assert kkr.read_votes(path, year=2025, municipality=right).council("Greve").listed_votes == 30
    said = refusal(path, municipality=right | {"Grevekreds": "Køge"}).message("da")
    assert "municipality=Grevekreds: filen har ingen sådan kreds" in said
    assert "(mon det er Grevekredsen?)" in said
    said = refusal(path, municipality={"Grevekredsen": "Grive"}).message("da")
    assert "municipality=Grevekredsen: kommunen er 'Grive' (mon det er Greve?)" in said
    path.write_text(f"{HEAD}Greve;V;7\n", encoding="utf-8")
    said = refusal(path, municipality={"Xkreds": "Greve"}).message("da")
    assert "municipality=Xkreds: filen har ingen sådan kreds" in said


def test_a_csv_file_of_a_council_says_which_municipalities_are_missing(tmp_path: Path) -> None:
    votes, mayors = tmp_path / "kv25.csv", {"Greve": "V", "Solrød": "A"}
    votes.write_text(f"{HEAD}Greve;V;70\nGreve;A;30\nSolrød;A;90\nSolrød;V;10\n", encoding="utf-8")
    election = kkr.read_votes(votes, year=2025).with_mayors(mayors)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", kkr.IncompleteDataWarning)
        council = kkr.compose_region(election, "KKR Sjælland")
    for language in ("da", "en"):
        write([council], tmp_path / "ud.csv", language=language)
        *_, last = (tmp_path / "ud.csv").read_text(encoding="utf-8-sig").splitlines()
        assert council.basis.coverage.sentence(language) in last.replace('"', "")
    whole = kkr.compose_region(2025, "KKR Sjælland")
    write([council, whole], tmp_path / "to.csv", language="da")
    lines = (tmp_path / "to.csv").read_text(encoding="utf-8-sig").splitlines()
    assert sum("mangler" in line for line in lines) == 1


def test_all_wrong_votes_and_mayors_of_a_what_if_are_named_at_once() -> None:
    typed = ["--votes", "Stevns:LA=1,200", "--votes", "Grive:A=5", "--votes", "Greve:A=7"]
    answer = CliRunner().invoke(app, ["compose", *typed, "--language", "da"])
    assert answer.exit_code == 2
    assert "'Stevns:LA=1,200'" in answer.stderr
    assert "'Grive'" in answer.stderr
    assert "Greve:A" not in answer.stderr
    typed = ["--mayor", "Stevns", "--mayor", "Grive=A"]
    answer = CliRunner().invoke(app, ["compose", *typed, "--language", "en"])
    assert "'Stevns'" in answer.stderr
    assert "'Grive'" in answer.stderr
    with pytest.raises(kkr.InvalidInputError, match="the votes are 'x'"):
        arguments.other_votes(["x", "Greve:A=7"])
    assert arguments.other_votes(["x:A=7", "Greve:A=7"]) == {"x": {"A": 7}, "Greve": {"A": 7}}
