"""Tables that look like the count of a municipal election and are not, or only in part."""

from __future__ import annotations

import time

import pandas as pd
import pytest

import kkr_allocation as kkr
from kkr_allocation.forms import columns as form
from kkr_allocation.inputs import names_total
from kkr_allocation.readers.votes import understood

HEAD = ["Kommune", "Parti", "Stemmer"]
ROWS = [["Greve", "A", 6941], ["Greve", "V", 9575], ["Solrød", "A", 1000], ["Solrød", "V", 2000]]
READ = {"Greve": {"A": 6941, "V": 9575}, "Solrød": {"A": 1000, "V": 2000}}


def figures(election):
    return {c.municipality: {e.key: e.votes for e in c.lists} for c in election.councils if c.lists}


def refusal(source, year=2025, **choices):
    with pytest.raises(kkr.InvalidInputError) as caught:
        kkr.read_votes(source, year=year, **choices)
    assert caught.value.message("da")
    return str(caught.value)


# Merged cells.


def test_a_figure_merged_over_two_rows_is_refused(book):
    said = refusal(book([HEAD, ["Greve", "A", 100], ["Greve", "V", None]], merged=["C2:C3"]))
    assert "row 3, column Stemmer: 100 stands in the merged cells C2:C3" in said


def test_a_figure_merged_over_two_columns_is_refused(book):
    rows = [["Kommune", "A", "V"], ["Greve", 100, None], ["Solrød", 1, 2]]
    assert "row 2, column V: 100 stands in the merged cells B2:C2" in refusal(book(rows, ["B2:C2"]))


def test_a_code_merged_over_its_rows_is_the_municipality_of_each(book):
    rows = [HEAD, [253, "A", 1], [None, "V", 2]]
    assert figures(kkr.read_votes(book(rows, ["A2:A3"]), year=2025)) == {"Greve": {"A": 1, "V": 2}}


# Other elections, and what the caller states.


@pytest.mark.parametrize("other", ["FV22", "Regionsrådsvalg 2025", "2017", "EP24", "RV25"])
def test_a_sheet_of_another_election_is_left_out_and_said(book, other):
    other_rows = [HEAD, ["Køge", "A", 77], ["Køge", "V", 88]]
    election = kkr.read_votes(book({"KV25": [HEAD, *ROWS], other: other_rows}), year=2025)
    assert figures(election) == READ
    assert any(note.startswith("not read: ") and other in note for note in election.notes)


@pytest.mark.parametrize(
    "title", ["Folketingsvalget 2022", "Resultat af regionsrådsvalget", "FV22"]
)
def test_a_table_under_the_title_of_another_election_is_refused(book, title):
    assert "another election" in refusal(book([[title], HEAD, *ROWS]))
    both = book([["Kommunal- og regionsrådsvalg 2025"], HEAD, *ROWS])
    assert figures(kkr.read_votes(both)) == READ


def test_a_sheet_of_another_election_does_not_choose_the_layout(book):
    wide = [["Kommune", "A", "V"], ["Greve", 6941, 9575], ["Solrød", 1000, 2000]]
    election = kkr.read_votes(book({"FV22": [HEAD, ["Køge", "A", 7]], "KV25": wide}), year=2025)
    assert figures(election) == READ


def test_another_election_further_down_a_sheet_is_refused(book):
    below = [[], ["Regionsrådsvalget 2025:"], ["Køge", "A", 7], ["Køge", "V", 8]]
    assert "row 7: another election begins here" in refusal(book([HEAD, *ROWS, *below], ["A7:C7"]))


def test_another_municipality_than_the_one_stated_is_refused(book):
    path = book([HEAD, *ROWS])
    said = "has votes of Solrød, and municipality is Greve"
    assert said in refusal(path, municipality="Greve")
    assert "the municipality is 'Grve' (is it Greve?)" in refusal(path, municipality="Grve")
    alone = book([HEAD, *ROWS[:2]])
    for code in ("253", 253):
        read = kkr.read_votes(alone, year=2025, municipality=code)
        assert figures(read) == {"Greve": READ["Greve"]}
    for wrong in (["Greve"], 2.5, True):
        assert "Denmark has no municipality of this name" in refusal(alone, municipality=wrong)


# Sums of lists, and totals.


@pytest.mark.parametrize("name", ["Øvrige lister", "Lokallister", "Andre", "Local lists"])
def test_a_sum_of_lists_is_no_list_and_counts_in_the_totals(book, name):
    rows = [HEAD, *ROWS[:2], ["Greve", name, 50], ["Greve", "I alt", 16566]]
    election = kkr.read_votes(book(rows), year=2025)
    council = election.council("Greve")
    assert figures(election) == {"Greve": READ["Greve"]}
    assert council.votes_valid == 16566
    assert any("their 50 votes count in the totals" in note for note in election.notes)
    assert "and the file states 16567" in refusal(book([*rows[:-1], ["Greve", "I alt", 16567]]))


def test_a_sum_of_lists_in_a_column_is_no_list(book):
    rows = [["Kommune", "A", "V", "Øvrige lister", "I alt"], ["Greve", 10, 20, 5, 35]]
    election = kkr.read_votes(book(rows), year=2025)
    assert figures(election) == {"Greve": {"A": 10, "V": 20}}
    assert election.council("Greve").votes_valid == 35


def test_a_list_with_a_letter_is_a_list_whatever_it_is_called(book):
    rows = [["Kommune", "Bogstav", "Listenavn", "Stemmer"], ["Greve", "L", "Lokallister", 5]]
    assert figures(kkr.read_votes(book(rows), year=2025)) == {"Greve": {"Lokallister (Greve)": 5}}


def with_totals(*totals):
    rows = [HEAD]
    for place, total in zip(("Greve", "Solrød", "Køge"), totals, strict=True):
        rows += [[place, "A", 10], [place, "V", 20], [place, "Blanke", 5], [place, "I alt", total]]
    return rows


def test_totals_are_of_the_valid_or_of_the_cast_votes_all_alike(book):
    for total, known in ((30, "votes_valid"), (35, "votes_cast")):
        election = kkr.read_votes(book(with_totals(total, total, total)), year=2025)
        assert getattr(election.council("Køge"), known) == total
    said = refusal(book(with_totals(30, 35, 30)))
    assert "row 9, column Stemmer: 35 is the lists' votes with the blank" in said
    said = refusal(book(with_totals(35, 35, 30)))
    assert "row 13, column Stemmer: 30 is the lists' votes alone" in said


def test_a_municipality_without_blank_votes_has_the_valid_ones_as_its_total(book):
    rows = with_totals(35, 35, 35)
    del rows[-2]
    rows[-1][2] = 30
    assert kkr.read_votes(book(rows), year=2025).council("Greve").votes_cast == 35
    rows[-1][2] = 31
    assert "row 12, column Stemmer: the lists sum to 30 votes" in refusal(book(rows))


def test_a_heading_says_which_votes_a_total_is_of(book):
    rows = [HEAD, *ROWS[:2], ["Greve", "Blanke", 5], ["Greve", "Gyldige stemmer i alt", 16521]]
    assert "the lists sum to 16516 votes, and the file states 16521" in refusal(book(rows))


def test_a_total_of_a_region_is_a_total(book):
    for name in ("Region Sjælland", "KKR Sjælland", "Hele regionen"):
        election = kkr.read_votes(book([HEAD, *ROWS, [name, "I alt", 19516]]), year=2025)
        assert figures(election) == READ
        assert "1951" in refusal(book([HEAD, *ROWS, [name, "I alt", 19517]]))


def test_subtotals_of_regions_are_held_in_every_column(book):
    rows = [["Kommune", "A", "V", "I alt"], ["Greve", 1, 2, 3], ["Solrød", 3, 4, 7]]
    rows += [["Region Sjælland", 4, 6, 10], ["Aarhus", 5, 6, 11], ["Region Midtjylland", 5, 6, 11]]
    rows.append(["I alt", 9, 12, 21])
    assert len(figures(kkr.read_votes(book(rows), year=2025))) == 3
    rows[5][2] = 7
    said = refusal(book(rows))
    assert "has 1 thing to correct" in said
    assert "row 6, column V: the lists sum to 12 votes, and the file states 7" in said


def test_a_column_of_turnout_is_not_read(book):
    rows = [["Kommune", "A", "V", "I alt", "Valgdeltagelse"], ["Greve", 1, 2, 3, "71,5 %"]]
    read = kkr.read_votes(book([*rows, ["I alt", 1, 2, 3, 0.715]]), year=2025)
    assert figures(read) == {"Greve": {"A": 1, "V": 2}}


def test_a_total_of_a_letter_and_another_partys_name_is_refused_by_its_row(book):
    rows = [["Kommune", "Bogstav", "Listenavn", "Stemmer"], ["Greve", "A", None, 3]]
    said = refusal(book([*rows, ["I alt", "A", "Venstre", 3]]))
    assert "row 3, column Listenavn: the list 'A Venstre' can be Venstre (V) and" in said


def test_two_municipalities_of_the_same_figures_are_both_read(book):
    rows = [HEAD[1:], ["A", 5], ["V", 8]]
    read = figures(kkr.read_votes(book({"Greve": rows, "Solrød": rows}), year=2025))
    assert read == {"Greve": {"A": 5, "V": 8}, "Solrød": {"A": 5, "V": 8}}


def test_a_party_that_stands_where_a_letter_is_read_is_no_letter(book):
    rows = [["Kommune", "Parti", "Listenavn", "Stemmer"], ["Greve", "Venstre", "Nyt Greve", 7]]
    assert "row 2, column Parti: 'Venstre' is a party's name" in refusal(book(rows))
    rows[1][2] = "Venstre"
    assert figures(kkr.read_votes(book(rows), year=2025)) == {"Greve": {"V": 7}}


def test_one_wrong_grand_total_is_named_alone(book):
    lists = [f"Liste nummer {number}" for number in range(40)]
    rows = [["Kommune", "A", "V", *lists, "I alt"]]
    rows += [[place, 1, 2, *[1] * 40, 43] for place in ("Greve", "Solrød", "Køge")]
    rows.append(["I alt", 3, 6, *[3] * 40, 129])
    assert len(kkr.read_votes(book(rows), year=2025).council("Greve").lists) == 42
    rows[-1][-1] = 130
    said = refusal(book(rows))
    assert "has 1 thing to correct" in said
    assert "row 5, column I alt: the lists sum to 129 votes, and the file states 130" in said


def test_a_total_is_named_before_the_columns_that_it_leaves_in_doubt(book):
    said = refusal(book([["Kommune", "A", "V", "Nyt Greve", "I alt"], ["Greve", 1, 2, 3, 7]]))
    assert said.index("column I alt") < said.index("'Nyt Greve' has figures")


# People, and other tables of a workbook.


@pytest.mark.parametrize("heading", ["Navn", "Kandidat", "Køn"])
def test_a_table_of_people_with_their_votes_is_no_election(book, heading):
    rows = [["Kommune", heading, "Parti", "Stemmer"], ["Greve", "Navn Navnesen", "A", 7]]
    rows.append(["Greve", "Andet Navn", "V", 9])
    assert f"the column '{heading}' names people" in refusal(book(rows))
    election = kkr.read_votes(book({"Stemmer": [HEAD, *ROWS], "Kandidater": rows}), year=2025)
    assert figures(election) == READ
    assert any("not read: Kandidater (" in note for note in election.notes)


def test_a_column_called_name_can_be_of_lists(book):
    rows = [["Kommune", "Bogstav", "Navn", "Stemmer"], ["Greve", "A", "Socialdemokratiet", 7]]
    assert figures(kkr.read_votes(book(rows), year=2025)) == {"Greve": {"A": 7}}


def test_votes_and_mayors_of_one_workbook_are_each_read(book):
    mayors = [["Kommune", "Borgmesterens parti"], ["Greve", "V"], ["Solrød", "A"]]
    path = book({"Stemmer": [HEAD, *ROWS], "Borgmestre": mayors})
    assert figures(kkr.read_votes(path, year=2025)) == READ
    assert kkr.read_mayors(path) == {"Greve": "V", "Solrød": "A"}


def test_of_a_preliminary_and_a_final_count_the_final_one_is_read(book):
    early = [HEAD, *[[place, name, votes - 1] for place, name, votes in ROWS]]
    election = kkr.read_votes(book({"Foreløbig": early, "Endelig": [HEAD, *ROWS]}), year=2025)
    assert figures(election) == READ
    note = "not read: Foreløbig (a preliminary count, and Endelig is the final one)"
    assert note in election.notes


def test_of_two_columns_of_lists_beside_a_letter_the_name_is_taken_and_said(book):
    rows = [["Kommune", "Bogstav", "Parti", "Listenavn", "Stemmer"]]
    election = kkr.read_votes(book([*rows, ["Greve", "L", "Lokal", "Nyt Greve", 7]]), year=2025)
    assert figures(election) == {"Greve": {"Nyt Greve (Greve)": 7}}
    assert "not read: the columns Parti" in election.notes


def test_a_second_table_with_more_columns_does_not_hide_the_first(book):
    more = [["Kommune", "Bogstav", "Parti", "Stemmer"], ["Solrød", "V", "Venstre", 900]]
    with pytest.raises(kkr.InvalidInputError) as refused:
        kkr.read_votes(book([HEAD, *ROWS, *more]), year=2025)
    row = len(ROWS) + 2
    assert f"row {row}, column Kommune: 'Kommune' is not a Danish municipality" in str(
        refused.value
    )


def test_the_headings_that_were_looked_at_are_quoted(book):
    rows = [["Rådhuset"], ["Kommune", "Parti", "Vægt"], ["Greve", "A", 7]]
    said = refusal(book(rows))
    assert "row 2 has Kommune, Parti, Vægt, and lacks Stemmer" in said
    with pytest.raises(kkr.InvalidInputError) as caught:
        kkr.read_mayors(book([["Kommune", "Hvem"], ["Greve", "A"]]))
    assert "row 1 has Kommune, Hvem, and lacks Bogstav/Liste/Borgmester" in str(caught.value)


def test_what_is_understood_names_what_was_left_out(book):
    path = book({"KV25": [HEAD, *ROWS], "FV22": [HEAD, ["Køge", "A", 7]]})
    _, *said = understood(path, year=2025)
    assert "not read: FV22 ('FV22' is another election)" in said


# Many rows.


def table_of(places, rows, book):
    return book([HEAD, *[[places(n), f"Liste {n}", n] for n in range(rows)]])


def test_thousands_of_misspelt_municipalities_are_named_soon_and_counted(book):
    path = table_of(lambda n: f"Grevve {n}", 2000, book)
    began = time.perf_counter()
    said = refusal(path)
    assert time.perf_counter() - began < 5
    assert "and 1950 more" in said


def test_thousands_of_totals_are_held_in_proportion(tmp_path):
    def seconds(rows_of_each):
        rows = ["Kommune;Parti;Stemmer", "Greve;A;7"]
        for number in range(rows_of_each):
            rows += ["Greve;Blanke;1", f"I alt;;{number + 8}"]
        (tmp_path / "stemmer.csv").write_text("\n".join(rows), encoding="utf-8")
        began = time.process_time()
        assert len(kkr.read_votes(tmp_path / "stemmer.csv", year=2025).councils) == 98
        return time.process_time() - began

    seconds(10)
    assert seconds(8000) < 9 * seconds(2000)


NO_LISTS = (
    "Brevstemmer", "Blankstemmer", "Heraf blanke", "Antal blanke", "Ugyldige stemmer i øvrigt",
    "Ugyldige st.", "Kasserede stemmer", "Spoilt votes", "Ikke gyldige", "Fremmøde", "Ikke stemt",
    "Fremmødte vælgere", "Deltagelse i %", "Personlige stemmer", "Listestemmer", "Antal kandidater",
    "Øvrige lokale lister", "Lokallister mv.", "Øvrige lister (3)", "Små partier", "Diverse",
    "Uden for partier", "Kontrol", "Difference",
)  # fmt: skip


@pytest.mark.parametrize("name", NO_LISTS)
def test_a_row_named_by_words_of_no_list_is_none(name):
    frame = pd.DataFrame(
        {"Kommune": ["Greve"] * 3, "Liste": ["A", "V", name], "Stemmer": [5, 6, 3]}
    )
    election = kkr.read_votes(frame, year=2025)
    assert [entry.key for entry in election.council("Greve").lists] == ["A", "V"]
    assert any(name in said for said in election.reading)


@pytest.mark.parametrize("name", ["Samlet", "Alle", "Samlede stemmer", "Mellemsum", "Sammenlagt"])
def test_a_total_under_peoples_words_is_held(name):
    rows = {"Kommune": ["Greve"] * 3, "Liste": ["A", "V", name], "Stemmer": [5, 6, 11]}
    council = kkr.read_votes(pd.DataFrame(rows), year=2025).council("Greve")
    assert [entry.key for entry in council.lists] == ["A", "V"]
    wrong = pd.DataFrame(rows | {"Stemmer": [5, 6, 12]})
    with pytest.raises(kkr.InvalidInputError, match="11"):
        kkr.read_votes(wrong, year=2025)


def test_no_list_of_a_bundled_election_is_named_as_a_row_that_is_none():
    lists = [e for y in (2013, 2021, 2025) for c in kkr.load_election(y).councils for e in c.lists]
    named = {text for e in lists for text in (e.name, e.letter, e.ballot_name) if text}
    assert [text for text in named if form.row_kind(text) or names_total(text)] == []
