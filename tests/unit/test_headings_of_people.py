"""Headings, rows and lists as people write them: read as they are meant, or asked about."""

from __future__ import annotations

import pytest

import kkr_allocation as kkr
from kkr_allocation import datasets
from kkr_allocation.readers.votes import mayors_and_reading

HEAD = ["Kommune", "Parti", "Stemmer"]


def votes(election, place="Greve"):
    return {entry.key: entry.votes for entry in election.council(place).lists}


def refusal(source, year=2021):
    with pytest.raises(kkr.InvalidInputError) as refused:
        kkr.read_votes(source, year=year)
    assert refused.value.message("da")
    return str(refused.value)


# Headings.


@pytest.mark.parametrize("letter", ["Bogstav", "Liste"])
def test_names_of_lists_may_stand_under_name_beside_their_letters(book, letter):
    rows = [["Greve", "A", "Socialdemokratiet", 6941], ["Greve", "Q", "Grevelisten", 500]]
    read = kkr.read_votes(book([["Kommune", letter, "Navn", "Stemmer"], *rows]), year=2021)
    assert votes(read) == {"A": 6941, "Grevelisten (Greve)": 500}
    assert read.council("Greve").lists[1].letter == "Q"


def test_lists_may_stand_under_name_alone_and_people_may_not(book):
    rows = [["Greve", "Venstre", 9575], ["Greve", "Grevelisten", 500]]
    read = kkr.read_votes(book([["Kommune", "Navn", "Stemmer"], *rows]), year=2021)
    assert votes(read) == {"V": 9575, "Grevelisten (Greve)": 500}
    people = [["Greve", "A", "Jens Prøve", 694], ["Greve", "V", "Lise Prøve", 975]]
    for head in (
        ["Kommune", "Liste", "Navn", "Stemmer"],
        ["Kommune", "Bogstav", "Navn", "Stemmer"],
    ):
        assert "column 'Navn' names people" in refusal(book([head, *people]))


ROWS = [["Greve", "A", 6941, "42 %", 7000, "44 %"], ["Greve", "V", 9575, "58 %", 9001, "56 %"]]


@pytest.mark.parametrize(
    "heads",
    [
        [["Kommune", "Parti", "KV2021", None, "KV2025"], [None, None, *["Stemmer", "Pct."] * 2]],
        [[None, None, "KV2021", None, "KV2025"], ["Kommune", "Parti", *["Stemmer", "Pct."] * 2]],
        [[None, None, 2021, None, 2025], ["Kommune", "Parti", *["Stemmer", "Andel"] * 2]],
        [["Kommune", "Parti", "Valg 2021", "Pct.", "Valg 2025", "Andel"]],
        [["Kommune", "Parti", "Kommunalvalget 2021", "Pct.", "Stemmer KV25", "Andel"]],
    ],
)
def test_figures_of_two_elections_are_told_apart_by_the_years_over_them(book, heads):
    merged = ["C1:D1", "E1:F1"] if len(heads) > 1 else []
    path = book([*heads, *ROWS], merged)
    assert votes(kkr.read_votes(path, year=2021)) == {"A": 6941, "V": 9575}
    assert votes(kkr.read_votes(path, year=2025)) == {"A": 7000, "V": 9001}


@pytest.mark.parametrize(
    "above",
    [
        [None, None, None, 2021, None, None, 2025, None],
        ["Kommune", "Parti", None, 2021, None, None, 2025, None],
        [None, None, 2021, None, None, None, 2025, None],
    ],
)
def test_years_over_the_middle_of_their_columns_are_asked_about(book, above):
    below = ["Kommune", "Parti", *["Stemmer", "Pct.", "Mandater"] * 2]
    said = refusal(book([above, below, ["Greve", "A", 10, 50, 3, 20, 60, 4]]))
    assert "row 1: it cannot be told which columns each year is over" in said


def test_two_years_over_headings_that_stand_once_are_asked_about(book):
    above = [None, None, "KV2021", None, "KV2025"]
    below = ["Kommune", "Parti", "Stemmer", "Pct.", "Mandater"]
    said = refusal(book([above, below, ["Greve", "A", 10, 50, 4]]), year=2025)
    assert "it cannot be told which columns each year is over" in said


@pytest.mark.parametrize("heading", ["Valg 2021", "År 2021", "KV21", "Kommunalvalg 2021"])
def test_a_year_over_votes_is_of_those_votes(book, heading):
    rows = [["Kommune", "Parti", heading, None], [None, None, "Stemmer", "Mandater"]]
    read = kkr.read_votes(book([*rows, ["Greve", "A", 10, 3]], ["C1:D1"]), year=2021)
    assert votes(read) == {"A": 10}
    assert read.council("Greve").council_seats == 3


@pytest.mark.parametrize("beside", ["Mandater", "Afgivne stemmer"])
def test_figures_without_a_year_beside_two_elections_are_of_neither(book, beside):
    head = ["Kommune", "Parti", "Stemmer 2021", "Stemmer 2025", beside]
    read = kkr.read_votes(book([head, ["Greve", "A", 10, 20, 4]]), year=2021)
    council = read.council("Greve")
    assert (votes(read), council.council_seats, council.votes_cast) == ({"A": 10}, None, None)
    assert any(beside in note for note in read.notes)


@pytest.mark.parametrize("heading", ["25 år", "Stemmer (25)", "Kandidater 25"])
def test_a_number_in_a_heading_is_no_year(book, heading):
    rows = [["Kommune", "Parti", "Stemmer", heading], ["Greve", "A", 100, 7]]
    assert votes(kkr.read_votes(book(rows), year=2025)) == {"A": 100}


@pytest.mark.parametrize("title", ["Mandater", "Pct. ved KV2021", "Tal i 1.000", "Ændring"])
def test_figures_whose_title_says_they_are_not_votes_are_not_read(book, title):
    rows = [["Kommune", "A", "V", "F"], ["Greve", 6, 9, 2]]
    assert f"{title!r} says that its figures are not votes" in refusal(book([[title], *rows]))
    both = kkr.read_votes(
        book({"Stemmer": rows, title: [*rows[:1], ["Solrød", 3, 4, 5]]}), year=2021
    )
    assert votes(both) == {"A": 6, "V": 9, "F": 2}
    assert not votes(both, "Solrød")
    said = kkr.read_votes(book([[f"Stemmer og {title}"], *rows]), year=2021)
    assert votes(said) == {"A": 6, "V": 9, "F": 2}


@pytest.mark.parametrize("year", datasets.BUNDLED_YEARS)
def test_the_lists_of_a_large_council_may_stand_under_name(book, year):
    """Of the 32 lists of København in 2013, 9 were parties'."""
    lists = kkr.load_election(year).council("København").lists
    rows = [["København", entry.name, entry.votes] for entry in lists]
    read = kkr.read_votes(book([["Kommune", "Navn", "Stemmer"], *rows]), year=year)
    assert len(votes(read, "København")) == len(lists)


def test_a_table_of_people_among_parties_is_no_election(book):
    people = [["Greve", "Venstre", 7], ["Greve", "Bo Prøve", 5], ["Greve", "Per Prøve", 3]]
    people += [["Greve", "Ib Prøve", 2], ["Greve", "Bo Test", 1]]
    assert "names people" in refusal(book([["Kommune", "Navn", "Stemmer"], *people]))


def test_a_column_of_figures_without_a_heading_is_never_left_out_of_the_lists(book):
    rows = [["Kommune", "A", None, "V"], ["Greve", 100, 5, 200], ["Køge", 200, 10, 300]]
    said = refusal(book(rows))
    assert "row 1, column C: it has figures and no heading" in said
    beside = [["Kommune", "Parti", None, "Stemmer"], ["Greve", "A", "3 %", 100]]
    read = kkr.read_votes(book(beside), year=2021)
    assert votes(read) == {"A": 100}
    assert any("column C" in note for note in read.notes)


def test_a_misspelt_municipality_over_a_column_is_asked_about(book):
    said = refusal(book([["Parti", "Greve", "Roskild", "Køge"], ["A", 1, 2, 3], ["V", 1, 2, 3]]))
    assert "column Roskild: 'Roskild' is not a Danish municipality (is it Roskilde?)" in said


def test_a_pivot_table_of_excel_is_read(book):
    rows = [["Sum af Stemmer", "Kolonnenavne"], ["Rækkenavne", "A", "V", "Hovedtotal"]]
    rows += [["Greve", 100, 200, 300], ["Køge", 10, 20, 30], ["Hovedtotal", 110, 220, 330]]
    read = kkr.read_votes(book(rows), year=2021)
    assert votes(read) == {"A": 100, "V": 200}
    assert votes(read, "Køge") == {"A": 10, "V": 20}


# Rows that are no lists.


def test_blocks_are_left_out_as_headings_and_refused_as_sums(book):
    rows = [["Rød blok"], ["Greve", "A", 100], ["Blå blok"], ["Greve", "V", 200]]
    read = kkr.read_votes(book([HEAD, *rows]), year=2021)
    assert votes(read) == {"A": 100, "V": 200}
    assert sum("blok" in note for note in read.notes) == 2
    wide = [["Kommune", "A", "V"], ["Greve", 100, 200], ["Rød blok", 100, 0]]
    assert "row 3, column Kommune: 'Rød blok' looks like a sum of several" in refusal(book(wide))
    joined = [HEAD, ["Greve", "A + F", 100], ["Greve", "V", 200]]
    assert "row 2, column Parti: 'A + F' looks like a sum of several" in refusal(book(joined))


# Lists.


@pytest.mark.parametrize(
    ("written", "keys", "noted"),
    [
        ("S V K R", ["A", "V", "C", "B"], ["S", "K"]),
        ("S V K KD", ["A", "V", "C", "K"], ["S", "K"]),
        ("A C K V", ["A", "C", "K", "V"], []),
        ("S. V. K. R.", ["A", "V", "C", "B"], ["S.", "K."]),
        ("(S) (V) (K) (R)", ["A", "V", "C", "B"], ["(S)", "(K)"]),
        ("A V Konservative K", ["A", "V", "C", "K"], []),
        ("A V K Kristendemokraterne R", ["A", "V", "C", "K", "B"], ["K"]),
    ],
)
def test_letters_are_those_of_newspapers_where_others_show_it(book, written, keys, noted):
    names = written.split()
    long = [HEAD, *(["Greve", name, 10 + place] for place, name in enumerate(names))]
    wide = [["Kommune", *names], ["Greve", *(10 + place for place in range(len(names)))]]
    for rows in (long, wide):
        read = kkr.read_votes(book(rows), year=2021)
        assert votes(read) == {key: 10 + place for place, key in enumerate(keys)}
        said = [note for note in read.notes if note.startswith("the letter ")]
        assert [note.split()[2] for note in said] == noted


@pytest.mark.parametrize(
    ("name", "party"),
    [
        ("Radikla", "Radikale Venstre"),
        ("Enhl.", "Enhedslisten"),
        ("Danm.dem.", "Danmarksdemokraterne"),
        ("Moderatene", "Moderaterne"),
        ("Venstre 259", "Venstre"),
        ("Venstre i Brønderslev-Dronninglund", "Venstre"),
    ],
)
def test_a_list_that_may_be_a_party_is_asked_about(book, name, party):
    read = kkr.read_votes(book([HEAD, ["Greve", "A", 100], ["Greve", name, 20]]), year=2025)
    assert votes(read) == {"A": 100, f"{name} (Greve)": 20}
    assert [note for note in read.notes if name in note and f"(is it {party}?)" in note]


def test_a_party_with_its_municipality_is_the_party(book):
    rows = [["Greve", "Venstre i Greve Kommune", 200], ["Køge", "Radikale Venstre Køge", 30]]
    read = kkr.read_votes(book([HEAD, *rows]), year=2021)
    assert votes(read) == {"V": 200}
    assert votes(read, "Køge") == {"B": 30}


@pytest.mark.parametrize("place", ["Gladsaxe", "Glostrup", "Rudersdal"])
def test_r_is_radikale_venstre_where_a_local_list_once_had_it(book, place):
    rows = [[place, name, 10 + n] for n, name in enumerate("SKRV")]
    read = kkr.read_votes(book([HEAD, *rows]), year=2025)
    assert votes(read, place) == {"A": 10, "C": 11, "B": 12, "V": 13}
    alone = kkr.read_votes(book([HEAD, *([place, name, 10] for name in "ACRV")]), year=2025)
    assert any(note.startswith("the letter R is read as Liste R") for note in alone.notes)


def test_a_total_of_a_letter_is_of_its_column_whatever_list_it_is(book):
    """K is Kristendemokraterne in Gentofte, and in Greve nobody's: the column is added up."""
    rows = [["Kommune", "C", "V", "K"], ["Gentofte", 10, 20, 5], ["Greve", 3, 4, 2]]
    read = kkr.read_votes(book([*rows, ["I alt", 10 + 3, 20 + 4, 5 + 2]]), year=2013)
    assert votes(read, "Gentofte") == {"C": 10, "V": 20, "K": 5}
    assert "column K: " in refusal(book([*rows, ["I alt", 13, 24, 6]]), year=2013)


def test_a_list_that_was_on_no_ballot_is_said(book):
    ours = next(of for of in kkr.load_election(2021).council("Lolland").lists if of.kind == "local")
    rows = [["Lolland", "A", 10], ["Lolland", ours.name, 20], ["Lolland", "Oppositionen", 30]]
    read = kkr.read_votes(book([HEAD, *rows]), year=2021)
    said = [note for note in read.notes if "on no ballot" in note]
    assert said == [
        "'Oppositionen' was on no ballot in Lolland in 2021, and counts as a local list there"
    ]
    assert not any(
        "on no ballot" in note for note in kkr.read_votes(book([HEAD, *rows]), year=2017).notes
    )


def test_no_local_list_of_a_bundled_election_is_asked_about_as_a_party():
    for year in datasets.BUNDLED_YEARS:
        for council in kkr.load_election(year).councils:
            for entry in council.lists:
                if entry.kind == "local":
                    assert datasets.likely_party(entry.name, year) is None, entry.name


# Mayors.


def test_mayors_without_lists_are_named_once_and_no_more(book):
    rows = [
        ["Kommune", "Borgmester", "Kulør"],
        ["Greve", "Per Prøve", "V"],
        ["Køge", "Bo Prøve", "A"],
    ]
    with pytest.raises(kkr.InvalidInputError) as refused:
        mayors_and_reading(book(rows), kkr.load_election(2025))
    assert str(refused.value).count("\n") == 2
    assert "rows 2, 3, column Borgmester: the list is missing" in str(refused.value)
    rows[0][2] = "Partifarve"
    mayors, _ = mayors_and_reading(book(rows), kkr.load_election(2025))
    assert mayors == {"Greve": "V", "Køge": "A"}
