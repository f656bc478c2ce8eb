"""What a table names that can be read in two ways: it is said, or refused, and never silent."""

import numpy as np
import pandas as pd
import pytest
from openpyxl import load_workbook

import kkr_allocation as kkr
from kkr_allocation.readers.places import read_places
from kkr_allocation.readers.register import read_register
from tests.registers import filled_register
from tests.workbooks import filled_workbook


def votes(tmp_path, *rows, head="Kommune;Parti;Stemmer"):
    path = tmp_path / "votes.csv"
    path.write_text("\n".join([head, *rows]), encoding="utf-8")
    return kkr.read_votes(path, year=2025)


def test_k_is_the_list_of_the_ballot_and_said_where_the_conservatives_may_be_meant(tmp_path):
    """Ringsted's ballot of 2025 has a list K, Kristendemokraterne, and people write K for C."""
    alone = votes(tmp_path, "Ringsted;K;7", "Ringsted;A;9")
    assert [entry.key for entry in alone.council("Ringsted").lists] == ["K", "A"]
    (note,) = (note for note in alone.notes if "letter K" in note)
    assert "Kristendemokraterne" in note
    assert "Det Konservative Folkeparti" in note
    both = votes(tmp_path, "Ringsted;K;7", "Ringsted;C;9")
    assert not [note for note in both.notes if "letter K" in note]


def test_a_mayor_of_k_is_of_the_list_of_the_ballot_and_that_is_said():
    election = kkr.load_election(2025)
    changed = election.with_mayors({"Ringsted": "K"})
    assert changed.council("Ringsted").mayor == "K"
    assert "Det Konservative Folkeparti (C)" in changed.notes[-1]


@pytest.mark.parametrize(
    "typed",
    ["Enhedslisten Køge", "Ø. Enhedslisten Køge", "Enhedslisten Køge (Ø)", "Enhedslisten i Køge"],
)
def test_a_party_with_its_municipality_is_the_party(tmp_path, typed):
    read = votes(tmp_path, f"Køge;{typed};7")
    assert [entry.key for entry in read.council("Køge").lists] == ["Ø"]


def test_another_letter_beside_a_partys_name_is_a_local_list(tmp_path):
    read = votes(tmp_path, "Køge;L. Enhedslisten Køge;7")
    assert read.council("Køge").lists[0].kind == "local"


def test_a_letter_alone_is_the_local_list_that_has_it_on_the_ballot(tmp_path):
    """D was a local list's in Køge 2025, and Nye Borgerlige's elsewhere."""
    read = votes(tmp_path, "Køge;D;7", "Greve;D;7", head="Kommune;Bogstav;Stemmer")
    assert read.council("Køge").lists[0].kind == "local"
    assert read.council("Greve").lists[0].key == "D"


@pytest.mark.parametrize("typed", ["Valgforbund A, F og Ø", "Rød blok"])
def test_a_sum_of_lists_is_no_list(tmp_path, typed):
    with pytest.raises(kkr.InvalidInputError, match="looks like a sum of several lists"):
        votes(tmp_path, "Greve;A;7", "Greve;F;3", f'Greve;"{typed}";10')


def test_a_heading_that_is_not_read_is_named_in_the_notes_of_a_workbook(tmp_path):
    """Under another heading the least of Struer, 15, would be left out without a word."""
    path = filled_workbook(tmp_path / "places.xlsx")
    book = load_workbook(path)
    (cell,) = (cell for cell in book["Kommuner"][1] if cell.value == "Mindst")
    cell.value = "Nedenfor"
    book.save(path)
    read = read_places(path)
    assert any("Kommuner: not read: the columns Nedenfor" in note for note in read.notes)


@pytest.mark.parametrize(
    "heading", ["Stemmer %", "Stemmer (pct.)", "Stemmer (i tusinde)", "Stemmer (EP24)"]
)
def test_a_share_or_another_election_is_not_taken_for_votes(tmp_path, heading):
    with pytest.raises(kkr.InvalidInputError):
        votes(tmp_path, "Greve;A;45", "Greve;V;55", head=f"Kommune;Parti;{heading}")


def test_a_share_beside_the_votes_of_a_year_is_not_read(tmp_path):
    read = votes(tmp_path, "Greve;A;1000;45", head="Kommune;Parti;Stemmer 2025;Stemmer 2025 (%)")
    assert read.council("Greve").lists[0].votes == 1000


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("#REF!", "is an error of Excel"),
        ("#N/A", "is an error of Excel"),
        ("\u0410", "of another alphabet"),  # a Cyrillic letter that looks like A
        ("\uff21", "of another alphabet"),  # a wide one
        ("V\u0435nstre", "of another alphabet"),
        ("O\u0338", "of another alphabet"),
    ],
)
def test_a_name_that_is_none_or_only_looks_like_one_is_refused(tmp_path, name, said):
    with pytest.raises(kkr.InvalidInputError, match=said):
        votes(tmp_path, f"Greve;{name};7", "Greve;C;9")


@pytest.mark.parametrize("total", ["Hovedtotal", "Resultat", "Alle partier", "Samtlige"])
def test_the_totals_of_a_pivot_table_are_held(tmp_path, total):
    read = votes(tmp_path, "Greve;A;100", "Greve;V;200", f"Greve;{total};300")
    assert [entry.key for entry in read.council("Greve").lists] == ["A", "V"]
    with pytest.raises(kkr.InvalidInputError, match="301"):
        votes(tmp_path, "Greve;A;100", "Greve;V;200", f"Greve;{total};301")


def test_two_figures_with_a_stroke_between_are_no_count(tmp_path):
    """6/3 is six members and three substitutes, or a day; divided it would be 2."""
    with pytest.raises(kkr.InvalidInputError, match="is not a whole number"):
        votes(tmp_path, "Greve;A;6/3")


def test_a_frame_that_names_a_column_twice_is_refused():
    frame = pd.DataFrame([["Greve", "A", 1, 2]], columns=["Kommune", "Parti", "Stemmer", "Stemmer"])
    with pytest.raises(kkr.InvalidInputError, match="two columns"):
        kkr.read_votes(frame, year=2025)


def test_a_figure_beyond_every_float_is_refused():
    frame = pd.DataFrame({"Kommune": ["Greve"], "Parti": ["A"], "Stemmer": [10**400]}, dtype=object)
    with pytest.raises(kkr.InvalidInputError):
        kkr.read_votes(frame, year=2025)


def test_an_export_to_which_totals_were_added_is_read_without_them(tmp_path):
    head = "Opstillingskreds;Afstemningsområde;Bogstavbetegnelse;Listenavn;Navn;Stemmetal"
    rows = ["Greve;1. A;A;Socialdemokratiet;Anna;100", "Greve;1. A;V;Venstre;Vera;4"]
    added = ["Greve;1. A;;Blanke stemmer;;20", "Greve;1. A;;I alt;;124", "Greve;I alt;A;S;Anna;100"]
    path = tmp_path / "export.csv"
    path.write_text("\n".join([head, *rows, *added]), encoding="utf-8")
    read = kkr.read_votes(path, year=2021, municipality="Greve")
    assert {e.key: e.votes for e in read.council("Greve").lists} == {"A": 100, "V": 4}


def test_the_sheet_of_its_own_name_is_read_before_another_that_could_be_it(tmp_path):
    path = tmp_path / "register.xlsx"
    book = filled_register(path)
    copied = book.copy_worksheet(book["Lister"])
    copied.title = "Partier"
    copied["B2"] = 99
    book.move_sheet(copied, -len(book.sheetnames))
    book.save(path)
    read = read_register(path)
    assert 99 not in read.strengths.values()
    assert any("not read: Partier" in note for note in read.notes)


@pytest.mark.parametrize("figure", [10**5000, np.longdouble("0.5")], ids=["huge", "half"])
def test_a_figure_of_a_frame_that_is_no_count_is_refused_in_words(figure):
    frame = pd.DataFrame({"Kommune": ["Greve"], "Parti": ["A"], "Stemmer": [figure]}, dtype=object)
    with pytest.raises(kkr.InvalidInputError, match="Row 1, column Stemmer"):
        kkr.read_votes(frame, year=2025)


def test_a_frame_of_no_sheet_and_a_key_of_no_columns_are_refused_in_words():
    frame = pd.DataFrame({"name": ["F"], "posts": [1]})
    with pytest.raises(kkr.InvalidInputError, match="the frames people are given"):
        kkr.Register.from_frames(fora=frame, candidates=frame, people=frame)
    with pytest.raises(kkr.InvalidInputError, match="columns is"):
        kkr.Key(5)
