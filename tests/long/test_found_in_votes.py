"""Tables of votes and of mayors that a newcomer tried, and what they were silently taken for."""

from __future__ import annotations

import re

import pandas as pd
import pytest
from typer.testing import CliRunner

import kkr_allocation as kkr
from kkr_allocation.cli.commands import app
from kkr_allocation.datasets import BUNDLED_YEARS, load_parties
from kkr_allocation.datasets.parties import known_as
from kkr_allocation.readers.names import unmarked

HEAD = ["Kommune", "Parti", "Stemmer"]


def frame(rows, head=HEAD):
    return pd.DataFrame(rows, columns=head)


def figures(election):
    return {c.municipality: {e.key: e.votes for e in c.lists} for c in election.councils if c.lists}


def refusal(source, year=2025, read=kkr.read_votes, **choices):
    with pytest.raises(kkr.InvalidInputError) as caught:
        read(source, **({"year": year} if read is kkr.read_votes else {}), **choices)
    assert caught.value.message("da")
    return str(caught.value)


# A list under two of its names.


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("A", "Soc.dem."),
        ("DF", "Dansk Folkeparti"),
        ("V", "Venstre, Danmarks Liberale Parti"),
        ("SF", "Socialistisk Folkeparti"),
        ("F", "SF"),
        ("A", "A. Socialdemokratiet"),
        ("Nyt Greve", "L. Nyt Greve"),
        ("Y", "Y. Nyt Greve"),
        ("Y. Nyt Greve", "Y"),
    ],
)
def test_a_list_under_two_of_its_names_in_a_municipality_is_refused(one, two):
    said = refusal(frame([("Greve", one, 5), ("Greve", two, 6)]))
    assert f"{one} and {two} are one list in Greve" in said
    wide = frame([("Greve", 5, 6, 7, 18)], ["Kommune", one, two, "Radikale Venstre", "I alt"])
    assert f"{one} and {two} are one list" in refusal(wide)


def test_lists_of_one_name_and_their_own_letters_are_two():
    lettered = [("Greve", "L. Borgerlisten", 5), ("Greve", "M. Borgerlisten", 6)]
    keys = {"Borgerlisten [L] (Greve)": 5, "Borgerlisten [M] (Greve)": 6}
    assert figures(kkr.read_votes(frame(lettered), year=2025)) == {"Greve": keys}


# Mayors.


def seated(election, mayors):
    """Return the mayors' lists by municipality, and what is said of those that have none."""
    try:
        read = election.with_mayors(mayors)
    except kkr.InvalidInputError as error:
        said = re.sub(r"'frame', row \d+, column Parti: ", "", str(error)).splitlines()[1:]
        wrong = {line.partition(": ")[0]: line for line in said if ": " in line}
        assert wrong
        rest = {place: text for place, text in mayors.items() if place not in wrong}
        return wrong | (seated(election, rest) if rest else {})
    return {place: read.council(place).mayor for place in mayors}


@pytest.mark.parametrize("year", BUNDLED_YEARS)
def test_a_mayor_of_a_file_is_of_the_list_that_the_same_text_names_anywhere(year):
    election = kkr.load_election(year)
    places = [council.municipality for council in election.councils]
    parties = (party for table in BUNDLED_YEARS for party in load_parties(table))
    named = {text for p in parties for text in (p.letter, p.name, *p.aliases, *p.everyday)}
    for text in named:
        rows = [(place, text) for place in places]
        mayors = kkr.read_mayors(frame(rows, ["Kommune", "Parti"]))
        assert mayors == dict.fromkeys(places, text)
        assert seated(election, mayors) == seated(election, dict.fromkeys(places, text)), text


def test_a_mayor_of_another_years_party_is_no_mayor_of_a_local_list_with_its_letter():
    mayors = kkr.read_mayors(frame([("Køge", "Nye Borgerlige")], ["Kommune", "Parti"]))
    sitting = kkr.load_election(2025).with_mayors(mayors).council("Køge").mayor
    assert sitting == "D"  # the party, which did not stand there


@pytest.mark.parametrize("text", ["Venstre i Køge", "Venstre Køge", "V. Venstre i Køge"])
def test_a_mayors_party_may_be_named_with_its_municipality(text):
    assert kkr.load_election(2021).with_mayors({"Køge": text}).council("Køge").mayor == "V"


def test_mayors_that_no_election_knows_are_refused_at_once_with_their_rows(book):
    rows = [
        ["Kommune", "Parti"],
        ["Solrød", "A. Havdruplisten"],
        ["Greve", "V"],
        ["Køge", "Vestre"],
    ]
    mayors = kkr.read_mayors(book({"Borgmestre": rows}))
    with pytest.raises(kkr.InvalidInputError) as caught:
        kkr.load_election(2025).with_mayors(mayors)
    said = caught.value.message("da")
    where = "stemmer.xlsx, Ark Borgmestre, række {}, kolonne Parti: {}"
    assert where.format(2, "borgmesteren i Solrød er af 'A. Havdruplisten', som kan være") in said
    assert where.format(4, "Køge: 'Vestre' er hverken et parti") in said


def test_the_command_names_wrong_municipalities_and_unknown_lists_of_mayors_in_one_run(book):
    rows = [["Kommune", "Parti"], ["Grive", "V"], ["Solrød", "Rarelisten"], ["Køge", None]]
    path = book({"Borgmestre": rows})
    asked = ["compose", "--kkr", "Sjælland", "--mayors", str(path), "--language", "da"]
    done = CliRunner().invoke(app, asked)
    said = done.output
    assert done.exit_code == 2
    assert "række 2, kolonne Kommune: 'Grive' er ikke en dansk kommune" in said
    assert "række 4, kolonne Parti: listen mangler" in said
    assert "række 3, kolonne Parti: Solrød: 'Rarelisten' er hverken et parti" in said


@pytest.mark.parametrize(
    "text", ["C (Konservative)", "Kons. (C)", "C (Det Konservative Folkeparti)", "C - Kons."]
)
def test_a_party_is_known_beside_its_letter_whichever_stands_in_brackets(text):
    assert figures(kkr.read_votes(frame([("Greve", text, 7)]), year=2025)) == {"Greve": {"C": 7}}


@pytest.mark.parametrize("text", ["K (Konservative)", "Kons. (K)", "K. Kons."])
def test_a_party_beside_the_letter_of_another_is_refused_by_its_everyday_name_too(text):
    said = refusal(frame([("Greve", text, 7)]))
    assert "can be Det Konservative Folkeparti (C) and Kristendemokraterne (K)" in said


def test_every_bundled_list_keeps_its_party_when_it_is_written_as_letter_and_name():
    for year in BUNDLED_YEARS:
        for council in kkr.load_election(year).councils:
            for entry in (of for of in council.lists if of.kind == "party"):
                text = f"{entry.letter} ({entry.name.replace('(', '').replace(')', '')})"
                assert known_as("", text, council.municipality, year)[0] == entry.key, text


# Municipalities below one another on a sheet.

GREVE = [["Greve Kommune"], ["Parti", "Stemmer"], ["A", 6308], ["V", 9114]]
SOLROD = [["I", 4383], ["Havdruplisten", 1038]]


@pytest.mark.parametrize(
    "between", [[["Solrød"]], [["Solrød Kommune:"], GREVE[1]], [[], ["269 Solrød"]]]
)
def test_another_municipality_further_down_a_sheet_is_refused_with_its_row(book, between):
    said = refusal(book({"KV25": [*GREVE, *between, *SOLROD]}))
    row = len(GREVE) + 1 + (not between[0])
    assert f"Sheet KV25, row {row}: here begins Solrød, and the sheet is that of Greve" in said


def test_the_municipality_of_a_sheet_may_stand_there_again(book):
    rows = [*GREVE, ["Greve Kommune"], ["Ø", 269]]
    assert figures(kkr.read_votes(book({"KV25": rows}), year=2025)) == {
        "Greve": {"A": 6308, "V": 9114, "Ø": 269}
    }


# Totals.

LISTS = [("A", 10), ("V", 20), ("Ø", 30), ("B", 40)]


@pytest.mark.parametrize("name", ["Greve", "Greve Kommune", "253"])
def test_a_row_named_as_its_municipality_is_its_total(name):
    rows = [("Greve", *row) for row in LISTS]
    read = kkr.read_votes(frame([*rows, ("Greve", name, 100)]), year=2025)
    assert figures(read) == {"Greve": dict(LISTS)}
    assert read.council("Greve").votes_valid == 100
    said = refusal(frame([*rows, ("Greve", name, 101)]))
    assert "the lists sum to 100 votes, and the file states 101" in said


def test_an_unknown_list_with_the_votes_of_all_others_is_perhaps_a_total():
    rows = [("Greve", *row) for row in LISTS]
    said = refusal(frame([*rows, ("Greve", "Hele molevitten", 100)]))
    assert "column Stemmer: 'Hele molevitten' has as many votes as all other lists" in said
    for name, votes in [
        ("Hele molevitten", 99),
        ("L. Hele molevitten", 100),
        ("Tune Borgerliste", 100),
    ]:
        read = kkr.read_votes(frame([*rows, ("Greve", name, votes)]), year=2025)
        assert len(read.council("Greve").lists) == 5
    two = kkr.read_votes(frame([*rows[:2], ("Greve", "Hele molevitten", 30)]), year=2025)
    assert len(two.council("Greve").lists) == 3


# Other elections, years and places beside the right ones.


@pytest.mark.parametrize(
    "other",
    [
        "FT 2022",
        "FT22",
        "Folketing",
        "RV",
        "Regionsråd",
        "EU-valg 2024",
        "EU 2024",
        "Europa 2024",
        "Prognose",
        "Meningsmåling",
        "2022",
        "Greve 2017",
        "Ældreråd 2025",
        "Valgresultat_2024",
    ],
)
def test_a_sheet_of_another_election_year_or_kind_is_left_out_and_named(book, other):
    rows = {"KV25": [HEAD, ["Greve", "A", 5]], other: [HEAD, ["Solrød", "A", 6]]}
    for sheets in (rows, dict(reversed(rows.items()))):
        read = kkr.read_votes(book(sheets), year=2025)
        assert figures(read) == {"Greve": {"A": 5}}
        assert any(note.startswith("not read: ") and other in note for note in read.notes)


def test_a_sheet_under_the_title_of_another_year_is_left_out_and_named(book):
    titled = [["Valget 2022"], HEAD, ["Solrød", "A", 6]]
    read = kkr.read_votes(book({"Ark1": [HEAD, ["Greve", "A", 5]], "Ark2": titled}), year=2025)
    assert figures(read) == {"Greve": {"A": 5}}
    assert "not read: Ark2" in read.notes


def test_sheets_that_all_name_a_later_year_or_a_forecast_are_read(book):
    for sheets in (["Greve 2026", "Solrød 2026"], ["Prognose Greve", "Prognose Solrød"]):
        rows = [["Parti", "Stemmer"], ["A", 5]]
        read = kkr.read_votes(book(dict.fromkeys(sheets, rows)), year=2025)
        assert figures(read) == {"Greve": {"A": 5}, "Solrød": {"A": 5}}


@pytest.mark.parametrize("row", [("Solrød i alt", "A", 500), ("Solrød", "I alt", 500)])
def test_a_municipality_that_has_totals_alone_is_named(row):
    read = kkr.read_votes(frame([("Greve", "A", 5), row]), year=2025)
    assert figures(read) == {"Greve": {"A": 5}}
    assert "only totals, and no list's own votes, stand for Solrød" in " ".join(read.notes)
    read = kkr.read_votes(frame([("Solrød", "A", 500), row]), year=2025)
    assert "only totals" not in " ".join(read.notes)


def test_a_list_with_a_partys_letter_and_an_unlike_name_is_noted_once():
    rows = frame([("Greve", "V", "Vestre", 5)], ["Kommune", "Bogstav", "Listenavn", "Stemmer"])
    (note,) = kkr.read_votes(rows, year=2025).notes
    assert "the list V is named 'Vestre', which is not a known name of Venstre" in note


def test_a_column_without_a_year_is_of_the_chosen_one_beside_another():
    table = frame([("Greve", "A", 5, 6)], [*HEAD, "Stemmer 2021"])
    for year, votes in ((2025, 5), (2021, 6)):
        assert figures(kkr.read_votes(table, year=year)) == {"Greve": {"A": votes}}
    assert "not read: the columns Stemmer" in kkr.read_votes(table, year=2021).notes
    assert "states the elections of 2021, and year is None" in refusal(table, year=None)


def test_the_year_of_a_title_is_that_of_the_day_of_the_election(book):
    printed = ["Valgresultat, udskrevet 20-11-2025", "Stemmer pr. 20. november 2025"]
    for title in printed:
        rows = [[title], ["Valgdag 16-11-2021"], HEAD, ["Greve", "A", 5]]
        assert kkr.read_votes(book(rows)).year == 2021
    assert "states no year" in refusal(book([[printed[0]], HEAD, ["Greve", "A", 5]]), year=None)


@pytest.mark.parametrize("written", ["KV21", "kv 2021", "2021", 2021, "KV'21"])
def test_a_column_of_years_is_read_as_titles_are(written):
    table = frame([(*("Greve", "A", 5), written)], [*HEAD, "År"])
    assert kkr.read_votes(table).year == 2021


# Headings.


@pytest.mark.parametrize("two", ["KV25", "Valg 2025", None])
def test_headings_merged_over_two_rows_are_read_once(book, two):
    rows = [["Kommune", "Parti", two], [None, None, "Stemmer", "Mandater"], ["Greve", "A", 5, 1]]
    path = book(rows, ["A1:A2", "B1:B2", "C1:D1"])
    assert figures(kkr.read_votes(path, year=2025)) == {"Greve": {"A": 5}}
    assert kkr.read_votes(path, year=2025).council("Greve").lists[0].seats == 1


MARKED = ["{}*", "{}1)", "{} ¹", "{}²", "{} *)", "{} 1) 2)", "{}†"]


@pytest.mark.parametrize("mark", MARKED)
def test_marks_of_footnotes_are_no_part_of_a_list_or_a_heading(mark):
    for name, key in [
        ("Socialdemokratiet (A)", "A"),
        ("Socialdemokratiet", "A"),
        ("Tune", "Tune (Greve)"),
    ]:
        head = ["Kommune", mark.format("Parti"), mark.format("Stemmer")]
        read = kkr.read_votes(frame([("Greve", mark.format(name), 5)], head), year=2025)
        assert figures(read) == {"Greve": {key: 5}}
    wide = frame([("Greve", 5, 6)], ["Kommune", mark.format("Socialdemokratiet (A)"), "Venstre"])
    assert figures(kkr.read_votes(wide, year=2025)) == {"Greve": {"A": 5, "V": 6}}


def test_a_number_in_brackets_and_the_lists_of_every_ballot_keep_their_names():
    assert unmarked("Nyt Greve (Liste 1)") == "Nyt Greve (Liste 1)"
    councils = (c for year in BUNDLED_YEARS for c in kkr.load_election(year).councils)
    assert all(unmarked(one.name) == one.name for council in councils for one in council.lists)


def test_a_sheet_and_a_title_of_two_municipalities_are_said(book):
    rows = [["KV2025 Greve"], ["Parti", "Stemmer"], ["A", 5]]
    read = kkr.read_votes(book({"Solrød": rows}))
    assert figures(read) == {"Solrød": {"A": 5}}
    assert "the title names Greve, and the table is read as that of Solrød" in " ".join(read.notes)
    rows[0] = ["KV2025 Solrød"]
    assert "the title names" not in " ".join(kkr.read_votes(book({"Solrød": rows})).notes)


def with_subtotals(first, second, *rest):
    rows = [("A", 6941), ("V", 9575), ("Subtotal", first), ("X. Tune", 100), ("Y. Karlslunde", 50)]
    return frame([("Greve", *row) for row in (*rows, ("Subtotal", second), *rest)])


def test_a_subtotal_is_held_against_the_rows_between_it_and_the_one_above():
    read = kkr.read_votes(with_subtotals(16516, 150, ("I alt", 16666)), year=2025)
    assert read.council("Greve").votes_valid == 16666
    assert (
        kkr.read_votes(with_subtotals(16516, 150), year=2025).council("Greve").votes_valid is None
    )
    said = refusal(with_subtotals(16517, 150))
    assert "Row 3, column Stemmer: the lists sum to 16516 votes, and the file states 16517" in said
    assert "row 6" not in said.lower()
    assert "the lists sum to 150 votes" in refusal(with_subtotals(16516, 151))
