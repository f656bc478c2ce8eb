"""What people have is read, or refused by sheet, row and column: a test for each finding."""

from __future__ import annotations

import datetime as dt
import unicodedata

import numpy as np
import openpyxl
import pandas as pd
import pytest

import kkr_allocation as kkr
from kkr_allocation.errors import in_language
from tests.messy import save

HEAD = ["Kommune", "Parti", "Stemmer"]
ROWS = [
    ["Greve", "Socialdemokratiet", 6941],
    ["Greve", "Venstre", 9575],
    ["Solrød", "A", "1.000"],
    ["Solrød", "Liste V", "2 000"],
]
READ = {"Greve": {"A": 6941, "V": 9575}, "Solrød": {"A": 1000, "V": 2000}}


def figures(election):
    return {
        council.municipality: {entry.key: entry.votes for entry in council.lists}
        for council in election.councils
        if council.lists
    }


@pytest.fixture
def book(tmp_path):
    """Write a workbook of one sheet, or of several by name, and return it."""

    def written(rows, **options):
        sheets = rows if isinstance(rows, dict) else {"Ark1": rows}
        return save(tmp_path / "stemmer.xlsx", sheets, **options)

    return written


@pytest.fixture
def text(tmp_path):
    def written(table):
        (tmp_path / "stemmer.csv").write_text(table, encoding="utf-8")
        return tmp_path / "stemmer.csv"

    return written


def refusal(source, year=2025):
    with pytest.raises(kkr.InvalidInputError) as refused:
        kkr.read_votes(source, year=year)
    return str(refused.value)


@pytest.mark.parametrize(
    "below",
    [
        [[], ["Note: Stemmetal er hentet fra valg.dk"], ["* Foreløbige tal"]],
        [["Kilde: valg.dk"]],
        [["Tallene er de endelige fra fintællingen."]],
        [[], ["Sekretariatet, uge 48"]],
    ],
)
def test_notes_below_a_table_are_left_out_and_said(book, below):
    election = kkr.read_votes(book([HEAD, *ROWS, *below]), year=2025)
    assert figures(election) == READ
    notes = [row[0] for row in below if row]
    assert all(any(note in said for said in election.notes) for note in notes)


def test_a_municipality_in_merged_cells_holds_for_each_of_its_rows(book):
    rows = [["Greve", "A", 1], [None, "V", 2], ["Solrød", "A", 3], [None, "V", 4]]
    path = book([HEAD, *rows], merged=["A2:A3", "A4:A5"])
    election = kkr.read_votes(path, year=2025)
    assert figures(election) == {"Greve": {"A": 1, "V": 2}, "Solrød": {"A": 3, "V": 4}}
    assert any("A2:A3, A4:A5" in note for note in election.notes)


def test_a_municipality_that_is_left_empty_is_not_guessed(book):
    said = refusal(book([HEAD, ["Greve", "A", 1], [None, "V", 2]]))
    assert "Row 3, column Kommune: is empty" in said.replace("Sheet Ark1, row", "Row")


def test_a_formula_is_read_by_its_stored_value(book):
    path = book([HEAD, *ROWS, ["I alt", None, "=SUM(C2:C5)"]], stored={"C6": 19516})
    assert figures(kkr.read_votes(path, year=2025)) == READ
    wrong = book([HEAD, *ROWS, ["I alt", None, "=SUM(C2:C5)"]], stored={"C6": 19517})
    assert "row 6, column Stemmer: the lists sum to 19516 votes" in refusal(wrong)


def test_a_formula_without_a_stored_value_is_called_one(book):
    said = refusal(book([HEAD, *ROWS, ["I alt", None, "=SUM(C2:C5)"]]))
    assert "row 6, column Stemmer: '=SUM(C2:C5)' is a formula without a stored value" in said


@pytest.mark.parametrize(
    ("first", "second", "last"),
    [
        (["I alt Greve", None], ["I alt Solrød", None], ["I alt", None]),
        (["Greve i alt", None], ["Solrød i alt", None], ["Hele KKR", None]),
        (["Greve", "I alt"], ["Solrød", "Gyldige stemmer"], ["Total", "I alt"]),
        (["I alt", None], ["I alt", None], ["I alt", None]),
        ([None, "I alt Greve"], [None, "I alt Solrød"], [None, "I alt"]),
    ],
)
def test_subtotals_are_held_wherever_they_are_named(book, first, second, last):
    def table(*sums):
        one, two, whole = sums
        named = [*ROWS[:2], [*first, one], *ROWS[2:], [*second, two], [*last, whole]]
        return book([HEAD, *named])

    assert figures(kkr.read_votes(table(16516, 3000, 19516), year=2025)) == READ
    for sums in ((16515, 3000, 19516), (16516, 3001, 19516), (16516, 3000, 19517)):
        assert "and the file states" in refusal(table(*sums))


WIDE = [
    ["Kommune", "A. Socialdemokratiet", "V. Venstre", "L. Fælleslisten", "I alt"],
    ["Greve", 10, 20, None, 30],
    ["Solrød", 5, 6, 7, 18],
    ["I alt", 15, 26, 7, 48],
]


def test_a_wide_table_has_a_column_for_each_list(book):
    election = kkr.read_votes(book(WIDE), year=2025)
    assert figures(election) == {
        "Greve": {"A": 10, "V": 20},
        "Solrød": {"A": 5, "V": 6, "Fælleslisten (Solrød)": 7},
    }


@pytest.mark.parametrize("row", [1, 2, 3])
@pytest.mark.parametrize("column", [1, 2, 3, 4])
def test_any_figure_of_a_wide_table_that_is_changed_is_caught(book, row, column):
    rows = [list(line) for line in WIDE]
    rows[row][column] = (rows[row][column] or 0) + 1
    assert "and the file states" in refusal(book(rows))


def test_a_column_that_nothing_tells_is_asked_about(book):
    rows = [["Kommune", "A", "V", "Nyt Greve"], ["Greve", 1, 2, 3]]
    assert "'Nyt Greve' has figures: if it is a list, write its letter first" in refusal(book(rows))
    rows = [["Kommune", "A", "V", "Nyt Greve", "Bemærkning", "I alt"], ["Greve", 1, 2, 3, "ok", 6]]
    election = kkr.read_votes(book(rows), year=2025)
    assert figures(election) == {"Greve": {"A": 1, "V": 2, "Nyt Greve (Greve)": 3}}
    assert "not read: the columns Bemærkning" in election.notes


def test_a_table_can_have_a_column_for_each_municipality(book):
    rows = [["Parti", "Greve", "Solrød", "I alt"], ["Venstre", 1, 2, 3], ["SF", 4, 5, 9]]
    rows.append(["I alt", 5, 7, 12])
    election = kkr.read_votes(book(rows), year=2025)
    assert figures(election) == {"Greve": {"V": 1, "F": 4}, "Solrød": {"V": 2, "F": 5}}
    rows[1][1] = 2
    assert "row 2, column I alt" in refusal(book(rows))


PAIRS = [["Kommune", "Parti", "KV21", "KV25"], ["Greve", "A", 1, 2], ["Greve", "V", 3, 4]]


def test_columns_of_two_elections_are_chosen_among(book):
    path = book(PAIRS)
    assert "states the elections of 2021, 2025" in refusal(path, None)
    assert figures(kkr.read_votes(path, year=2025)) == {"Greve": {"A": 2, "V": 4}}
    assert figures(kkr.read_votes(path, year=2021)) == {"Greve": {"A": 1, "V": 3}}


def test_headings_in_two_rows_are_one(book):
    rows = [["Kommune", "Parti", "KV21", None, "KV25", None]]
    rows += [[None, None, "Stemmer", "Mandater", "Stemmer", "Mandater"]]
    rows += [["Greve", "A", 2, 1, 4, 3], ["Greve", "V", 6, 5, 8, 7]]
    path = book(rows, merged=["C1:D1", "E1:F1"])
    for year, read in ((2021, {"A": (2, 1), "V": (6, 5)}), (2025, {"A": (4, 3), "V": (8, 7)})):
        lists = kkr.read_votes(path, year=year).council("Greve").lists
        assert {entry.key: (entry.votes, entry.seats) for entry in lists} == read


def test_a_folder_has_a_file_for_each_municipality(tmp_path):
    for name, votes in (("Greve", 5), ("Høje-Taastrup", 7)):
        table = f"Parti;Stemmer\nA;{votes}\nV;8\nI alt;{votes + 8}\n"
        (tmp_path / f"{name}.csv").write_text(table, encoding="utf-8")
    read = figures(kkr.read_votes(tmp_path, year=2025))
    assert read == {"Greve": {"A": 5, "V": 8}, "Høje-Taastrup": {"A": 7, "V": 8}}


def test_sheets_of_two_elections_are_chosen_among(book):
    path = book({"KV21": [HEAD, ["Greve", "A", 1]], "KV25": [HEAD, ["Greve", "A", 2]]})
    assert "states the elections of 2021, 2025" in refusal(path, None)
    election = kkr.read_votes(path, year=2025)
    assert figures(election) == {"Greve": {"A": 2}}
    assert "not read: KV21" in election.notes


@pytest.mark.parametrize(
    "title", ["Kommunalvalget 18. november 2025", "KV25 - stemmer", "Valg 2025 til KKR 2026-2029"]
)
def test_the_year_is_taken_from_a_title_and_said(book, title):
    election = kkr.read_votes(book([[title], [], HEAD, *ROWS]))
    assert (election.year, figures(election)) == (2025, READ)
    assert any(f"the year 2025 is taken from the title '{title}'" in n for n in election.notes)


def test_a_title_of_another_election_is_refused(book):
    path = book([["Kommunalvalget 2021"], HEAD, *ROWS])
    assert "states the elections of 2021, and year is 2025" in refusal(path)


def test_each_sheet_that_holds_a_table_is_read_and_the_others_are_named(book):
    path = book(
        {
            "Forside": [["Udarbejdet af sekretariatet"]],
            "Greve": [HEAD[1:], ["A", 6941], ["V", 9575]],
            "Ark2": [["Solrød Kommune, kommunalvalget 2025"], HEAD[1:], ["A", 1000], ["V", 2000]],
            "Tomt": [],
        }
    )
    election = kkr.read_votes(path)
    assert figures(election) == READ
    assert "not read: Forside" in election.notes
    assert any(
        "the municipality Greve is taken from the name of the sheet" in n for n in election.notes
    )


def test_a_sheet_of_no_municipality_is_refused(book):
    assert "no municipality is stated" in refusal(book([HEAD[1:], ["A", 1], ["V", 2]]))


OTHERS = [
    ["Greve", "Gyldige stemmer i alt", 16516],
    ["Greve", "Blanke stemmer", 120],
    ["Greve", "Andre ugyldige stemmer", 30],
    ["Greve", "Afgivne stemmer i alt", 16666],
    ["Greve", "Stemmeberettigede", 40000],
    ["Greve", "Valgdeltagelse", "41,7 %"],
]


def test_rows_that_are_not_lists_are_totals(book):
    council = kkr.read_votes(book([HEAD, *ROWS[:2], *OTHERS]), year=2025).council("Greve")
    assert {entry.key: entry.votes for entry in council.lists} == READ["Greve"]
    assert (council.votes_valid, council.votes_cast, council.eligible_voters) == (
        16516,
        16666,
        40000,
    )


@pytest.mark.parametrize(("row", "figure"), [(0, 16517), (1, 121), (2, 31), (3, 16665), (4, 16000)])
def test_a_row_that_is_no_list_and_contradicts_the_others_is_named(book, row, figure):
    changed = [list(other) for other in OTHERS]
    changed[row][2] = figure
    assert "column Stemmer: " in refusal(book([HEAD, *ROWS[:2], *changed]))


@pytest.mark.parametrize(
    "name",
    ["Blank votes", "Invalid votes", "Other invalid votes", "Eligible voters", "Electorate"],
)
def test_rows_that_are_not_lists_are_known_in_english(text, name):
    path = text(f"Municipality,Party,Votes\nGreve,A,7\nGreve,V,9\nGreve,{name},20\n")
    assert figures(kkr.read_votes(path, year=2025)) == {"Greve": {"A": 7, "V": 9}}


def test_statbank_in_english_has_no_list_of_valid_votes(text):
    rows = ["Greve;A. Social Democratic Party;Valid votes;2021;60"]
    rows += ["Greve;V. The Liberal Party;Valid votes;2021;40", "Greve;Total;Valid votes;2021;100"]
    rows += ["Greve;Valid votes;Valid votes;2021;100", "Copenhagen;A. S;Valid votes;2021;5"]
    path = text(
        "OMRÅDE;PARTI;STEMMER;TID;INDHOLD\n"
        + "\n".join(["All Denmark;A;Valid votes;2021;900", *rows])
    )
    assert figures(kkr.read_votes(path)) == {"København": {"A": 5}, "Greve": {"A": 60, "V": 40}}


def test_everything_that_is_wrong_is_named_at_once(book):
    rows = [["Grive", "A", 1], ["Greve", "Venstre (A)", 7.5], ["Greve", "C", dt.date(2026, 5, 22)]]
    path = book([HEAD, *rows, ["Greve", "F", "-3"], ["Greve", None, 5]])
    with pytest.raises(kkr.InvalidInputError) as refused:
        kkr.read_votes(path, year=2025)
    for said in (
        "Sheet Ark1, row 2, column Kommune: 'Grive' is not a Danish municipality (is it Greve?)",
        "Sheet Ark1, row 3, column Stemmer: 7.5 is not a whole number",
        "Sheet Ark1, row 3, column Parti: Greve: the list 'Venstre (A)' can be Venstre (V) and",
        "Sheet Ark1, row 4, column Stemmer: 22-05-2026 is a date",
        "Sheet Ark1, row 5, column Stemmer: '-3' is below zero",
        "Sheet Ark1, row 6, column Parti: the list is missing",
    ):
        assert said in str(refused.value)
    assert "stemmer.xlsx har 6 fejl, der skal rettes:" in refused.value.message("da")


def test_hidden_rows_and_columns_are_read_and_named(book):
    path = book([[*HEAD, "Bilag"], *ROWS])
    workbook = openpyxl.load_workbook(path)
    workbook.active.row_dimensions[3].hidden = True
    workbook.active.column_dimensions["D"].hidden = True
    workbook.save(path)
    election = kkr.read_votes(path, year=2025)
    assert figures(election) == READ
    assert "read though hidden in Excel: row 3" in election.notes
    assert "hidden in Excel: the columns D" in election.notes


def test_what_was_taken_for_what_is_kept(book):
    reading = kkr.read_votes(book([["Kommunalvalget 2025"], HEAD, *ROWS])).reading
    assert [in_language(said, "da") for said in reading[:4]] == [
        "stemmer.xlsx, Ark1: overskrifterne står i række 2",
        "kolonne A (Kommune) er læst som Kommune",
        "kolonne B (Parti) er læst som Liste",
        "kolonne C (Stemmer) er læst som Stemmer",
    ]
    assert "column C (Stemmer) is read as votes" in reading


# The attacks.


def test_no_thousands_begin_with_a_zero(text):
    said = refusal(text("Kommune;Bogstav;Stemmer\nGreve;A;0,435\nGreve;V;900\n"))
    assert "Row 2, column Stemmer: '0,435' is not a whole number" in said


def test_a_letter_that_its_encoding_broke_is_refused(text):
    said = refusal(text("Kommune;Bogstav;Stemmer\nGreve;\u00c3\u02dc;900\nGreve;V;100\n"))
    assert "Row 2, column Bogstav: '\u00c3\u02dc' has letters that a wrong encoding broke" in said
    assert "1 thing to correct" in said


def test_a_name_in_a_macs_writing_is_the_same_name(text):
    table = unicodedata.normalize("NFD", "Kommune;Bogstav;Stemmer\nTårnby;A;700\nTårnby;Å;900\n")
    assert figures(kkr.read_votes(text(table), year=2025)) == {"Tårnby": {"A": 700, "Å": 900}}


def test_the_same_sheet_twice_is_read_once(book):
    election = kkr.read_votes(book({"Data": [HEAD, *ROWS], "Kopi": [HEAD, *ROWS]}), year=2025)
    assert figures(election) == READ
    assert "not read: Kopi" in election.notes


# Frames.


def frames():
    rows = {
        "Kommune": ["Greve", "Greve", "Solrød"],
        "Parti": ["Socialdemokratiet", "Venstre", "A"],
        "Antal stemmer": [6941.0, 9575.0, np.nan],
        "Mandater": [np.int64(6), np.int64(9), np.int64(7)],
    }
    frame = pd.DataFrame(rows)
    yield "pandas", frame
    yield "index", frame.set_index("Kommune")


@pytest.mark.parametrize(("kind", "frame"), list(frames()), ids=lambda part: str(part)[:6])
def test_a_frame_is_a_table(kind, frame):
    election = kkr.read_votes(frame, year=2025)
    assert figures(election) == {"Greve": {"A": 6941, "V": 9575}, "Solrød": {"A": None}}, kind
    assert election.council("Solrød").lists[0].seats == 7


@pytest.mark.parametrize("library", ["polars", "pyarrow"])
def test_a_frame_of_another_library_is_a_table(library):
    module = pytest.importorskip(library)
    make = module.table if library == "pyarrow" else module.DataFrame
    frame = make({"kommune": ["Greve", "Greve"], "bogstav": ["A", "V"], "stemmer": [7, 9]})
    assert figures(kkr.read_votes(frame, year=2025)) == {"Greve": {"A": 7, "V": 9}}
    mayors = make({"kommune": ["Greve"], "parti": ["Venstre"]})
    assert kkr.read_mayors(mayors) == {"Greve": "Venstre"}


def test_a_frame_names_its_rows_as_they_are_counted():
    frame = pd.DataFrame({"Kommune": ["Greve"], "Parti": ["A"], "Stemmer": [7.5]})
    assert "Row 1, column Stemmer: 7.5 is not a whole number" in refusal(frame)


# Mayors.


@pytest.mark.parametrize(
    ("rows", "mayors"),
    [
        ([["Kommune", "Borgmester"], ["Greve", "Navn Navnesen (V)"]], {"Greve": "V"}),
        ([["Kommune", "Borgmester"], ["Greve", "Navn Navnesen, A"]], {"Greve": "A"}),
        ([["Kommune", "Borgmester", "Parti"], ["Greve", "N", "Soc.dem."]], {"Greve": "Soc.dem."}),
        ([["KOMMUNE ", "Borgmesterens parti"], ["Greve Kommune", "LA"]], {"Greve": "LA"}),
        ([["Kommune", "Parti"], ["Greve", "Løsgænger"]], {"Greve": "Løsgænger"}),
        (
            [["Borgmestre 2026"], [], ["Kommune", "Parti"], ["Greve", "DF"], ["* se bilag"]],
            {"Greve": "DF"},
        ),
    ],
)
def test_mayors_as_people_write_them(book, rows, mayors):
    assert kkr.read_mayors(book(rows)) == mayors


def test_mayors_are_refused_all_at_once(book):
    rows = [["Kommune", "Parti"], ["Grive", None], ["Køge", None], ["Greve", "V"], ["253", "A"]]
    with pytest.raises(kkr.InvalidInputError) as refused:
        kkr.read_mayors(book(rows))
    said = str(refused.value)
    assert "row 2, column Kommune: 'Grive' is not a Danish municipality" in said
    assert "rows 2, 3, column Parti: the list is missing" in said
    assert "row 5, column Kommune: 253 has a mayor too many" in said
