"""Lists of a register and columns of a key as people write them: one meaning, or a question."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import pytest
from openpyxl import Workbook

import kkr_allocation as kkr
from kkr_allocation.appointments.events import ChangedList
from kkr_allocation.readers.places import read_places
from kkr_allocation.readers.register import read_events, read_register
from kkr_allocation.readers.votes import read_mayors, read_votes
from tests.registers import MEETING

pytestmark = pytest.mark.usefixtures("danish_computer")


@pytest.fixture
def save(tmp_path):
    """Return what writes sheets into a workbook."""

    def written(sheets):
        book = Workbook()
        book.remove(book.active)
        for name, rows in sheets.items():
            sheet = book.create_sheet(name)
            for row in rows:
                sheet.append(row)
        book.save(tmp_path / "book.xlsx")
        return tmp_path / "book.xlsx"

    return written


@pytest.fixture
def register(save):
    """Return what reads a register of these lists and people, or says why it cannot."""

    def read(lists, people, heads=("Liste", "Styrke", "Valgforbund")):
        sheets = {
            "Fora": [["Forum", "Pladser"], ["Dialogforum", 1]],
            "Kandidater": [["Navn", "Kommune", "Liste"]],
            "Lister": [heads, *lists],
        }
        sheets["Kandidater"] += [[f"P{n}", "Greve", party] for n, party in enumerate(people)]
        try:
            return read_register(save(sheets))
        except kkr.InvalidInputError as error:
            return error.message("da")

    return read


TWICE = [(["O", "DF"], "'DF' er samme liste som 'O'"), (["A", "Soc.dem."], "'Soc.dem.' er samme")]
TWICE += [(["S", "SP"], "'SP' er samme liste som 'S'"), (["B", "R"], "'R' er samme liste som 'B'")]
TWICE += [
    (["Liberal Alliance", "LA"], "'LA' er samme liste"),
    (["Byens Liste", "byens liste"], "'byens liste' er samme"),
]
TWICE += [(["A", "A"], "'A' står to gange")]


@pytest.mark.parametrize(("lists", "said"), TWICE)
def test_a_list_under_two_names_is_refused(register, lists, said):
    read = register([[name, 2] for name in lists], [lists[0]])
    assert f"Ark Lister, række 3, kolonne Liste: {said}" in read


@pytest.mark.parametrize("name", ["Slesvigsk Parti", "S"])
def test_slesvigsk_parti_stands_beside_socialdemokratiet(register, name):
    filled = register([["A", 3], [name, 1]], ["Socialdemokratiet", "S"])
    assert filled.notes == ()
    assert filled.strengths == {"A": 3, "S": 1}
    assert [one.party for one in filled.register.candidates] == ["A", "S"]


SAME = [("I", "LA"), ("LA", "I"), ("DF", "Dansk Folkeparti"), ("Soc.dem.", "A"), ("A", "Soc.dem.")]
SAME += [("R", "Radikale Venstre"), ("B", "R"), ("A", "S"), ("S", "Socialdemokratiet")]


@pytest.mark.parametrize(("name", "other"), SAME)
def test_a_candidate_may_call_a_party_otherwise_than_the_lists(register, name, other):
    filled = register([[name, 2], ["V", 1]], [other])
    assert filled.register.candidates[0].party in filled.strengths


def test_a_letter_of_one_party_that_people_use_for_another_is_noted(register):
    (note,) = register([["S", 2], ["V", 1]], ["V"]).notes
    assert note.da.startswith("bogstavet S er læst som Slesvigsk Parti i Lister; det bruges også")


@pytest.mark.parametrize("named", ["Kristendemokraterne", "KD"])
def test_a_letter_of_two_parties_is_of_its_own_beside_that_partys_name(register, named):
    """K is what people write for Konservative too, but not where Kristendemokraterne is named."""

    def parties(filled):
        return [one.party for one in filled.register.candidates]

    refused = register([["K", 2], ["A", 3]], [named, "K", "Konservative"])
    assert "Ark Kandidater, række 4, kolonne Liste: 'Konservative' er ikke i registeret" in refused
    refused = register([["C", 2], ["A", 3]], [named, "K", "Konservative"])
    assert f"række 2, kolonne Liste: '{named}' er ikke i registeret" in refused
    assert "række 3, kolonne Liste: 'K' er ikke i registeret" in refused
    both = register([["K", 2], ["Konservative", 3]], [named, "K", "Konservative", "C"])
    assert parties(both) == ["K", "K", "C", "C"]
    assert both.strengths == {"K": 2, "C": 3}
    alone = register([["K", 2], ["A", 3]], ["Konservative", "K"])
    assert parties(alone) == ["C", "C"]
    assert alone.strengths == {"C": 2, "A": 3}
    read = "bogstavet K er læst som Det Konservative Folkeparti i Lister; det bruges også om Krist"
    assert [note.da.startswith(read) for note in alone.notes] == [True]
    (note,) = register([["C", 2], ["A", 3]], ["K", "K", "A"]).notes
    assert note.da.startswith("bogstavet K er læst som Det Konservative Folkeparti i Kandidater;")
    assert not register([["Kristendemokraterne", 2]], ["K"]).notes


def test_a_list_called_much_as_a_party_is_noted_and_a_candidate_of_it_asked_about(register):
    (note,) = register([["V", 2], ["Vestre", 1]], ["V"]).notes
    assert note.da == "'Vestre' tæller som lokalliste i Lister (mon det er Venstre?)"
    assert "'Vestre' er ikke i registeret (mon det er Venstre?)" in register([["V", 2]], ["Vestre"])


def test_a_row_that_is_no_list_gets_no_posts(register):
    read = register([["A", 2], ["Blanke", 1], ["Øvrige", 4]], ["A"])
    assert "række 3, kolonne Liste: 'Blanke' er ingen liste" in read
    assert "række 4, kolonne Liste: 'Øvrige' er ingen liste" in read
    assert register([["A", 2], ["Lokallister", 1]], ["Lokallister"]).strengths["Lokallister"] == 1


def test_an_answer_is_no_name_of_an_alliance(register):
    for no in ("nej", "Nej", "ingen", False):
        assert register([["A", 2, no], ["V", 1, no]], ["A"]).alliances == ()
    for yes in ("ja", "x", True):
        assert "ikke navnet på et valgforbund" in register([["A", 2, yes], ["V", 1, yes]], ["A"])
    for name in ("1", "N", "rød", 2):
        (alliance,) = register([["A", 2, name], ["V", 1, name]], ["A"]).alliances
        assert alliance.label == str(name)


LETTERED = [("Bogstav", "Listenavn"), ("Listebogstav", "Parti"), ("Bogstav", "Liste")]


@pytest.mark.parametrize("named", LETTERED)
def test_a_letter_beside_the_name_of_a_list_belongs_to_it(register, named):
    heads = (*named, "Styrke")
    lists = [["A", "Socialdemokratiet", 3], ["L", "Lokallisten", 2]]
    assert register(lists, ["A", "Lokallisten"], heads).strengths == {"A": 3, "Lokallisten": 2}
    read = register([["A", "Venstre", 3]], ["V"], heads)
    assert f"Ark Lister, række 2, kolonne {named[1]}: listen 'A Venstre' kan være" in read


CHANGES = [("Dansk Folkeparti", "O"), ("DF", "O"), ("S", "A"), ("Socialdemokrat", "A")]
CHANGES += [("Byens Liste", "Byens Liste"), ("Uden for parti", "Uden for parti")]


@pytest.mark.parametrize(("typed", "party"), CHANGES)
def test_a_change_of_list_is_to_the_party_that_is_meant(save, typed, party):
    row = [dt.date(2027, 5, 1), "skifter liste", "A1", typed]
    log = {"Hændelser": [["Dato", "Hændelse", "Navn", "Liste"], row]}
    assert read_events(save(log), MEETING) == (ChangedList(row[0], "A1", party),)


def test_a_change_to_a_list_called_much_as_one_is_asked_about(save):
    row = [dt.date(2027, 5, 1), "skifter liste", "A1", "Socialdemokratit"]
    log = {"Hændelser": [["Dato", "Hændelse", "Navn", "Liste"], row]}
    with pytest.raises(kkr.InvalidInputError, match="is it Socialdemokratiet"):
        read_events(save(log), MEETING)


@pytest.fixture
def key(save):
    """Return what reads places by this key, or says why it cannot."""

    def read(*rows):
        settings = [["Oplysning", "Værdi"], ["Pladser i alt", 50]]
        try:
            return read_places(save({"Plan": settings, "Nøgle": rows}))
        except kkr.InvalidInputError as error:
            return error.message("da")

    return read


def test_a_comma_that_may_part_thousands_is_asked_about(key):
    heads = ["Kommune", "65+"]
    read = key(heads, ["Greve", "9,825"], ["Køge", "12,125"], ["Faxe", 825])
    assert "række 2, kolonne 65+: 9,825 står blandt hele tal; skriv 9825 eller" in read
    assert "række 3, kolonne 65+: 12,125 står" in read
    for rows in (["9,8250", 825], ["9,825", "12,5"], ["9,825", "8,825"], ["9,825", "85"]):
        filled = key(heads, *map(list, zip(["Greve", "Køge"], rows, strict=True)))
        assert filled.given["key"].columns["65+"]["Greve"] == Fraction("9.825")


def test_a_comma_that_may_part_thousands_is_asked_about_in_a_plan(save):
    plan = [["Oplysning", "Værdi"], ["Titel", "T"], ["Pladser i alt", 50]]
    layers = [["Lag", "Del af", "Navn", "Tal"], ["K", "", "Greve", "9,825"], ["K", "", "Køge", 825]]
    with pytest.raises(kkr.InvalidInputError, match="Sheet Lag, row 2, column Tal: 9,825 stands"):
        read_places(save({"Plan": plan, "Lag": layers}))


def test_a_column_without_a_weight_is_named(key):
    rows = [["Kommune", "65+", "b", "c"], ["Vægt", "0,6", "0,4", None], ["Greve", 1, 2, 3]]
    assert "Nøgle: ikke læst: kolonnerne c" in [note.da for note in key(*rows).notes]
    rows[1][3] = 0
    assert not any("ikke læst" in note.da for note in key(*rows).notes)


BESIDE = [("Kommunekode", 253, 259), ("Kommunenr.", "253", "0259"), ("Bemærkning", "se note", None)]
BESIDE += [("Note", "", "med øen"), ("Noter", None, None)]


@pytest.mark.parametrize(("heading", "one", "two"), BESIDE)
def test_codes_and_remarks_are_no_keys(key, heading, one, two):
    rows = [["Kommune", heading, "65+"], ["Greve", one, 9461], ["Køge", two, 12010]]
    filled = key(*rows)
    assert filled.given["key"].weights == {"65+": 1}
    assert filled.notes == (f"Nøgle: not read: the columns {heading}",)


def test_two_columns_of_figures_are_named_where_none_has_a_weight(key):
    rows = [["Kommune", "65+", "Andel"], ["Greve", 9461, "30 %"], ["Køge", 12010, "70 %"]]
    said = "ingen række hedder 'Vægt' og siger, hvor meget hver kolonne tæller: 65+, Andel"
    assert said in key(*rows)


def test_a_column_of_bad_cells_is_said_once(key):
    read = key(["Kommune", "65+"], ["Greve", "mange"], ["Køge", "få"])
    assert "har 2 fejl" in read
    assert "tilsammen nul" not in read


CODED = [
    (
        ["Kommunenr.", "Kommune", "Parti", "Stemmer"],
        [[253, "Greve", "A", 5], [259, "Køge", "A", 7]],
    ),
    (["Kommune", "Kommunekode", "A", "V"], [["Greve", "0253", 5, 1], ["Køge", "259", 7, 1]]),
    (["Område", "Municipality code", "A", "V"], [["Greve", 253, 5, 0], ["Køge", None, 7, 0]]),
]


@pytest.mark.parametrize(("heads", "rows"), CODED)
def test_a_code_beside_the_name_of_a_municipality_is_held_against_it(save, heads, rows):
    election = read_votes(save({"KV2025": [heads, *rows]}))
    votes = {name: election.council(name).lists[0].votes for name in ("Greve", "Køge")}
    assert votes == {"Greve": 5, "Køge": 7}
    place = next(place for place, cell in enumerate(rows[0]) if "253" in str(cell))
    rows[0][place] = 259
    with pytest.raises(kkr.InvalidInputError, match=f"row 2, column {heads[place]}: 259 is not"):
        read_votes(save({"KV2025": [heads, *rows]}))


def test_a_code_beside_the_municipality_of_a_mayor_is_its_own(save):
    heads = ["Kommunenr", "Kommune", "Parti"]
    assert read_mayors(save({"Mayors": [heads, [253, "Greve", "A"]]})) == {"Greve": "A"}
    with pytest.raises(kkr.InvalidInputError, match="Kommunenr: 259 is not the code of Greve"):
        read_mayors(save({"Mayors": [heads, [259, "Greve", "A"]]}))


WRONG = [
    ({"65+": {"Greve": 1}, "b": {"Køge": 1}}, "'65+' mangler rækken 'Køge'"),
    ({"65+": {"Greve": None}}, "'65+' for 'Greve' er None, som ikke er et tal"),
    ({"65+": {"Greve": float("nan")}}, "'65+' for 'Greve' mangler"),
    ({"65+": {"Greve": -1}}, "'65+' for 'Greve' er -1, og et tal kan ikke være negativt"),
    ({"65+": {"Greve": 0.5}}, "'65+' for 'Greve' er 0.5 som float"),
    ({"65+": {"Å": 1, "A\u030a": 2}}, "'65+' nævner 'Å' to gange"),
    ({"65+": {"I alt": 1}}, "'65+' har rækken 'I alt', som er en sum og intet sted"),
    ({"65+": {"Greve": 0}}, "'65+' giver tilsammen nul"),
]


@pytest.mark.parametrize(("columns", "said"), WRONG)
def test_what_is_wrong_with_a_key_is_said_in_danish(columns, said):
    with pytest.raises(kkr.InvalidInputError) as caught:
        kkr.Key(columns, dict.fromkeys(columns, Fraction(1, len(columns))))
    assert said in caught.value.message("da")


def test_what_is_no_number_is_said_in_danish():
    for make, said in (
        (lambda: kkr.Forum("F", 2.5), "pladser i F er 2.5"),
        (lambda: kkr.Key({"a": {"Greve": 1}}, {"a": "x"}), "'a' er 'x', som ikke er et forhold"),
        (lambda: kkr.distribute(3, {"I alt": 1}), "'I alt' er en sum og intet sted"),
        (lambda: kkr.MaxChange({"Greve": 1}, percent=0.5), "procenten er 0.5 som float"),
    ):
        with pytest.raises(kkr.InvalidInputError) as caught:
            make()
        assert said in caught.value.message("da")


def test_what_hangs_on_a_bad_cell_is_not_said_too(key, save):
    assert "har 1 fejl" in key(["Kommune", "a", "b"], ["Vægt", "x", "0,4"], ["Greve", 3, 1])
    heads = ["Række", "Pladser i alt", "a", "b"]
    for rows in (
        [["UCL", "x", 1, 2], ["UCS", 5, 1, 2], ["Pladser i alt", 8, 4, 4]],
        [["UCL", 3, 1, 2], ["UCS", 5, 1, 2], ["Pladser i alt", 8, "x", 4]],
    ):
        with pytest.raises(kkr.InvalidInputError, match="has 1 thing to correct"):
            read_places(save({"Tabel": [heads, *rows]}))
    votes = [["Kommune", "Parti", "Stemmer"], ["Gre\u200bve", "A", 5]]
    with pytest.raises(kkr.InvalidInputError, match="has 1 thing to correct"):
        read_votes(save({"KV2025": votes}))
    day = dt.date(2027, 5, 1)
    for shares in ("B: x", "A: 1; Z: 1", "A: 1; A: 1"):
        log = [["Dato", "Hændelse", "Forum", "Fordeling"], [day, "forum oprettes", "Nyt", shares]]
        with pytest.raises(kkr.InvalidInputError, match="has 1 thing to correct"):
            read_events(
                save({"Hændelser": log, "Fora": [["Forum", "Pladser"], ["Nyt", 2]]}), MEETING
            )


def test_a_year_of_a_key_that_is_no_figures_is_named_cell_by_cell(save):
    years = [["År", "Pladser i alt"], [2020, 5], [2021, 6]]
    key = [["Kommune", "2020", "2021"], ["Greve", 1, "mange"], ["Køge", 2, "få"]]
    with pytest.raises(kkr.InvalidInputError, match="row 2, column 2021: 'mange' is not a number"):
        read_places(save({"År": years, "Nøgle": key}))


@pytest.mark.parametrize("heads", [("Navn", "Efternavn"), ("Fornavn", "Efternavn")])
def test_a_name_in_two_columns_is_refused(save, heads):
    sheets = {
        "Fora": [["Forum", "Pladser"], ["Dialogforum", 1]],
        "Kandidater": [[*heads, "Kommune", "Liste"], ["Anne", "Hansen", "Greve", "A"]],
        "Lister": [["Liste", "Styrke"], ["A", 1]],
    }
    with pytest.raises(kkr.InvalidInputError, match="'Efternavn' are headings of one thing"):
        read_register(save(sheets))
