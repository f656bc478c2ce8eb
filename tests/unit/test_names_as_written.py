"""Lists and municipalities as people write them, and what is said where none is meant surely."""

from __future__ import annotations

import unicodedata

import attrs
import pytest

import kkr_allocation as kkr
from kkr_allocation.datasets import (
    everyday_party,
    find_municipality,
    find_party,
    likely_municipalities,
    likely_party,
    load_municipalities,
)
from kkr_allocation.presentation.council_paper import _report_lead
from kkr_allocation.readers.register import read_register
from tests.registers import HOMES, filled_register

SJAELLAND = "KKR Sjælland"


@pytest.fixture
def election():
    return kkr.load_election(2021)


@pytest.fixture
def council_of(tmp_path, election):
    """Compose KKR Sjælland with every mayor's list written by `form`."""

    def composed(form):
        rows = ["Kommune;Parti"]
        names = election.region(SJAELLAND).names
        for place in election.regions[SJAELLAND]:
            key = election.council(place).mayor
            rows.append(f'{place};"{form(key, names[key])}"')
        path = tmp_path / "mayors.csv"
        path.write_text("\n".join(rows), encoding="utf-8")
        return kkr.compose_region(election.with_mayors(kkr.read_mayors(path)), SJAELLAND)

    return composed


@pytest.mark.parametrize("form", ["{1} ({0})", "Liste {0} - {1}", "{0} - {1}", "{0}. {1}", "{0}"])
def test_mayors_named_as_our_own_tables_name_them_give_the_same_council(council_of, form):
    """Nyt Odsherred (Odsherred) is the mayor's list that is no party."""
    council = council_of(lambda key, name: form.format(key, name) if len(key) == 1 else key)
    assert council.house_size == 31
    mayors = {name: number for name, number in council.mayors.items() if number}
    assert mayors == {"A": 8, "V": 6, "C": 1, "I": 1, "Nyt Odsherred (Odsherred)": 1}
    assert council.basis.coverage.complete


@pytest.mark.parametrize(
    "typed",
    ["N. Nyt Odsherred", "Nyt Odsherred (Odsherred)", "nyt odsherred", "Liste Nyt Odsherred"],
)
def test_a_local_list_of_a_votes_file_is_found_by_its_name(tmp_path, typed):
    path = tmp_path / "votes.csv"
    path.write_text("Kommune;Liste;Stemmer\nOdsherred;N. Nyt Odsherred;2348\n", encoding="utf-8")
    read = kkr.read_votes(path, year=2021).with_mayors({"Odsherred": typed})
    region = read.region(municipalities=["Odsherred"])
    assert region.votes.get(read.council("Odsherred").mayor) == 2348
    assert region.coverage.complete


def test_a_mayor_whose_list_has_no_votes_is_told_in_the_result_and_in_danish(election):
    changed = election.with_mayors(
        {"Odsherred": "Nyt Ods (uden for parti)", "Greve": "Slesvigsk Parti"}
    )
    with pytest.warns(kkr.IncompleteDataWarning, match=r"check how it is written: .*Nyt Ods"):
        council = kkr.compose_region(changed, SJAELLAND)
    coverage = council.basis.coverage
    assert set(coverage.mayors_without_votes) == {"Nyt Ods (Odsherred)", "S (Greve)"}
    assert not coverage.complete
    said = str(council.explain("da"))
    assert "stemmer og borgmestre kendes for alle kommuner" not in said
    assert "Borgmesterens liste har ingen stemmer i kommunen" in said
    assert "S (Greve)" in said
    lead = " ".join(_report_lead(council, "da"))
    assert "kontrollér, hvordan den er skrevet: " in lead
    assert kkr.from_json(council.to_json()).basis.coverage == coverage
    (note,) = changed.notes
    assert "the mayor is of no party (Nyt Ods (uden for parti))" in note
    assert "borgmesteren er uden for parti" in note.da
    with pytest.raises(kkr.InvalidInputError) as refused:
        election.with_mayors({"Odsherred": "Nyt Ods"})
    assert "(is it Nyt Odsherred (Odsherred)?)" in str(refused.value)
    assert "(mon det er Nyt Odsherred (Odsherred)?)" in refused.value.message("da")


def test_a_mayor_of_a_municipality_without_votes_is_not_told_of_twice(election):
    """Rebild has no votes here, which the coverage says already."""
    councils = (
        attrs.evolve(c, lists=(), alliances=(), votes_valid=None)
        if c.municipality == "Rebild"
        else c
        for c in election.councils
    )
    without = attrs.evolve(election, councils=tuple(councils))
    coverage = without.with_mayors({"Rebild": "Q"}).region("KKR Nordjylland").coverage
    assert coverage.mayors_without_votes == ()
    assert coverage.without_votes == ("Rebild",)


@pytest.mark.parametrize(
    ("letter", "name", "party"),
    [
        ("", "Venstre, Danmarks Liberale Parti (V)", "V"),
        ("", "SF – Socialistisk Folkeparti (F)", "F"),
        ("", "F - SF – Socialistisk Folkeparti", "F"),
        ("", "Dansk Folkeparti (1997-) (O)", "O"),
        ("", "(Ø) Enhedslisten", "Ø"),
        ("", "Socialdemokratiet, liste A", "A"),
        ("", "A Socialdemokratiet", "A"),
        ("", "Parti V", "V"),
        ("", "X. Venstre", "V"),
        ("", "X Venstre", None),
        ("", "Ny Venstre", None),
        ("", "Ø-Venstre", None),
        ("", "(V)enstre", None),
        ("", "I Balance", None),
        ("L", "A", None),
        ("A", "Lokallisten", None),
        ("", "()", None),
    ],
)
def test_a_party_is_read_from_a_name_and_a_letter_and_from_no_other_word(letter, name, party):
    found = find_party(letter, name, 2025)
    assert (found.letter if found else None) == party


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Socialdemokratit", "Socialdemokratiet"),
        ("Liberale Alliance", "Liberal Alliance"),
        ("Radikle Venstre", "Radikale Venstre"),
    ],
)
def test_a_name_nearly_a_partys_stays_a_local_list_and_is_asked_about_once(tmp_path, typed, meant):
    path = tmp_path / "votes.csv"
    path.write_text(f"Kommune;Liste;Stemmer\nGreve;{typed};7\nKøge;{typed};7\n", encoding="utf-8")
    read = kkr.read_votes(path, year=2025)
    assert read.council("Greve").lists[0].key == f"{typed} (Greve)"
    (asked,) = (note for note in read.notes if "is it" in note)
    assert f"in Greve, Køge (is it {meant}?)" in asked
    assert f"(mon det er {meant}?)" in asked.da
    with pytest.raises(kkr.InvalidInputError, match=rf"\(is it {meant} \("):
        read.with_mayors({"Lejre": typed})


@pytest.mark.parametrize(
    ("typed", "letter"), [("DF", "O"), ("De Radikale", "B"), ("LA", "I"), ("S", "A"), ("R", "B")]
)
def test_votes_are_of_the_party_that_people_call_so(tmp_path, typed, letter):
    path = tmp_path / "votes.csv"
    path.write_text(f"Kommune;Parti;Stemmer\nGreve;{typed};7\n", encoding="utf-8")
    assert kkr.read_votes(path, year=2025).council("Greve").lists[0].key == letter


def test_no_real_local_list_is_asked_about():
    names = {
        (entry.name, year)
        for year in (2021, 2025)
        for council in kkr.load_election(year).councils
        for entry in council.lists
        if entry.kind == "local"
    }
    assert {name for name, year in names if likely_party(name, year)} == set()
    assert {name for name, year in names if find_party("", name, year)} == set()
    assert {name for name, year in names if everyday_party(name, year)} == set()


def test_two_local_lists_of_one_name_are_not_taken_for_one(tmp_path):
    path = tmp_path / "votes.csv"
    rows = "Kommune;Liste;Stemmer\nGreve;L. Borgerlisten;7\nGreve;Borgerlisten (M);5\n"
    path.write_text(rows, encoding="utf-8")
    read = kkr.read_votes(path, year=2025)
    keys = {"L": "Borgerlisten [L] (Greve)", "M": "Borgerlisten [M] (Greve)"}
    assert [entry.key for entry in read.council("Greve").lists] == list(keys.values())
    for letter, key in keys.items():
        for typed in (letter, key, f"{letter}. Borgerlisten", f"Borgerlisten [{letter}]"):
            assert read.with_mayors({"Greve": typed}).council("Greve").mayor == key
    with pytest.raises(
        kkr.InvalidInputError, match=r"'Borgerlisten \[L\].* and 'Borgerlisten \[M\]"
    ):
        read.with_mayors({"Greve": "Borgerlisten"})


def test_two_lists_of_one_letter_are_not_taken_for_one():
    """Invented: no ballot has a letter twice, and figures put together by hand may."""
    lists = [
        kkr.CouncilList(f"{name} (Greve)", "L", name, "local", votes=7) for name in ("Nord", "Syd")
    ]
    council = kkr.Council("253", "Greve", tuple(lists), council_seats=None)
    election = kkr.Election(2025, None, (council,))
    assert election.with_mayors({"Greve": "L. Syd"}).council("Greve").mayor == "Syd (Greve)"
    for typed in ("L", "Liste L"):
        with pytest.raises(kkr.InvalidInputError, match=r"'Nord \(Greve\)' and 'Syd \(Greve\)'"):
            election.with_mayors({"Greve": typed})


def test_a_mayors_file_with_a_column_of_letters_tells_two_lists_of_one_name_apart(tmp_path):
    path = tmp_path / "mayors.csv"
    path.write_text("Kommune;Bogstav;Listenavn\nGreve;M;Borgerlisten\n", encoding="utf-8")
    assert kkr.read_mayors(path) == {"Greve": "M. Borgerlisten"}


def test_every_municipality_is_known_however_it_is_written():
    """With Kommune, in the genitive, by its code, and without the letters a keyboard may lack."""
    forms = (
        "{0}",
        "{0} Kommune",
        "{1} Kommune",
        "{2} KOMMUNE",
        "{3}",
        "0{3}",
        "{3} {0}",
        "{0} ({3})",
    )
    for place in load_municipalities():
        genitive = place.name if place.name.endswith("s") else f"{place.name}s"
        plain = place.name.lower().replace("ø", "oe").replace("æ", "ae").replace("å", "aa")
        for form in forms:
            typed = form.format(place.name, genitive, plain, place.code)
            assert find_municipality(typed) == place, typed


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Vordingborg Komune", ("Vordingborg",)),
        ("Guldborg Sund", ("Guldborgsund",)),
        ("Fakse", ("Faxe",)),
        ("253 Køge", ("Greve", "Køge")),
        ("999 Greve", ("Greve",)),
        ("Xyz", ()),
        ("", ()),
    ],
)
def test_a_municipality_that_is_none_is_never_guessed_and_asked_about(typed, meant):
    assert find_municipality(typed) is None
    assert likely_municipalities(typed) == meant


def test_votes_of_a_misspelt_municipality_are_refused_with_the_one_it_may_be(tmp_path):
    path = tmp_path / "votes.csv"
    path.write_text("Kommune;Liste;Stemmer\nFakse;A;7\n", encoding="utf-8")
    with pytest.raises(
        kkr.InvalidInputError, match=r"'Fakse' is not a Danish municipality \(is it Faxe\?\)"
    ) as caught:
        kkr.read_votes(path, year=2025)
    assert "(mon det er Faxe?)" in caught.value.what.da


@pytest.fixture
def register(tmp_path):
    """Write an invented register with what was typed in the columns of its people."""

    def read(**columns):
        path = tmp_path / f"{len(columns)}.xlsx"
        book = filled_register(path)
        sheet = book["Kandidater"]
        headings = {cell.value: cell.column for cell in sheet[1]}
        for heading, typed in columns.items():
            for row in range(2, sheet.max_row + 1):
                cell = sheet.cell(row, headings[heading])
                cell.value = typed.get(cell.value, cell.value)
        book.save(path)
        return read_register(path)

    return read


def test_a_register_is_read_as_the_files_of_votes_and_mayors_are(register):
    as_written = register(
        Kommune={"Odense": "Odense Kommune", "Assens": "420", "Kerteminde": "kerteminde kommune"},
        Liste={"A": "Socialdemokratiet (A)", "V": "Liste V - Venstre", "F": "f"},
        Køn={"K": "Kvinde", "M": "mand"},
    )
    assert as_written == register()


def test_a_municipality_of_all_candidates_is_named_once_with_its_rows(register):
    with pytest.raises(kkr.InvalidInputError) as caught:
        register(Kommune=dict.fromkeys(HOMES, "Aasens Komune"))
    message = str(caught.value)
    assert "1 thing to correct" in message
    assert "rows 2, 3, 4, 5, 6, 7, 8, 9 and 4 more, column Kommune: 'Aasens Komune'" in message
    assert "(is it Assens?)" in message
    assert len(caught.value.what) < 400


def test_a_list_of_a_register_that_stands_there_under_two_names_is_refused(tmp_path):
    path = tmp_path / "register.xlsx"
    book = filled_register(path)
    book["Lister"].append(["Socialdemokraterne", 2, None])
    book["Kandidater"]["C2"].value = "Socialdemokratiet"
    book.save(path)
    said = r"row 5, column Liste: 'Socialdemokraterne' is the same list as 'A'; join the rows"
    with pytest.raises(kkr.InvalidInputError, match=said):
        read_register(path)


def test_a_municipality_is_found_with_the_word_kommune_and_asked_about_in_a_register(election):
    assert election.council("Morsø Kommune").municipality == "Morsø"
    with pytest.raises(kkr.InvalidInputError, match="Did you mean 'Morsø'"):
        election.council("Morsøe")
    person = kkr.Candidate("A1", "Morsø Kommune", "A")
    with pytest.raises(kkr.InvalidInputError, match=r"from Morsø Kommune \(is it Morsø\?\)"):
        kkr.Register([kkr.Forum("Dialogforum", 1)], [person], ["Morsø", "Thisted"])


def test_a_name_from_python_is_kept_in_one_form_of_its_letters_wherever_it_enters():
    apart = unicodedata.normalize("NFD", "Ålisten (Tårnby)")
    whole = unicodedata.normalize("NFC", apart)
    place = apart.partition("(")[2].rstrip(")")
    entry = kkr.CouncilList(apart, "", apart, "local", votes=5, ballot_name=apart)
    assert (entry.key, entry.name, entry.ballot_name) == (whole, whole, whole)
    pact = kkr.Alliance([apart, "A"])
    other = kkr.CouncilList("A", "A", "Socialdemokratiet", "party", votes=5)
    council = kkr.Council("185", place, (entry, other), mayor=apart, alliances=(pact,))
    assert (council.municipality, council.mayor) == ("Tårnby", whole)
    assert [*pact.parties()] == [whole, "A"]
    assert kkr.load_election(2021).council(place).municipality == "Tårnby"
    assert kkr.load_election(2021).region(unicodedata.normalize("NFD", "KKR Sjælland")).votes
    assert kkr.Lot([apart, "A"], [apart]).winners == (whole,)
    person = kkr.Candidate(apart, place, apart)
    assert (person.name, person.municipality, person.party) == (whole, "Tårnby", whole)
    assert kkr.apportion({whole: 5, "A": 6}, 3, alliances=[[apart, "A"]]).seats[whole] == 1
    basis = {"municipalities": 1, "cooperations": {"x": [apart]}}
    assert kkr.compose({whole: 5, "A": 6}, {"A": 1}, **basis).seats["x"] == 1


SHORTENED = {
    "Rad. Venstre": "B", "Rad.": "B", "Kons. Folkeparti": "C", "Det Kons. Folkeparti": "C",
    "Soc. Folkeparti": "F", "S.F.": "F", "Lib.All.": "I", "L.A.": "I", "Dansk F.": "O", "D.F.": "O",
    "Enhedsl.": "Ø", "Venstre Danm. Lib. Parti": "V", "Kristendem.": "K", "Nye Borg.": "D",
    "Socialdem.": "A",
}  # fmt: skip
NOT_SHORTENED = ("A.", "M.", "Soc.", "Borgerl.", "Kons", "Radikale V")


def test_a_party_is_known_by_its_words_shortened_by_a_full_stop():
    found = {name: everyday_party(name, 2025) for name in (*SHORTENED, *NOT_SHORTENED)}
    letters = {name: party.letter for name, party in found.items() if party}
    assert {name: letters.get(name, "") for name in SHORTENED} == SHORTENED
    assert [letters.get(name, "") for name in NOT_SHORTENED] == ["", "", "", "", "C", ""]
    asked = ("Radikale V", "Moderat", "Socialistisk F")
    assert [likely_party(name, 2025).letter for name in asked] == ["B", "M", "F"]


@pytest.mark.parametrize("left", ["Corona Camping Listen", "Venstre", "Soc.dem."])
def test_a_mayor_who_left_a_list_is_not_counted_with_it(left):
    election = kkr.load_election(2025).with_mayors({"Køge": f"{left} (uden for parti)"})
    assert election.council("Køge").mayor == "Uden for parti (Køge)"
    assert f"{left} (uden for parti)" in election.notes[-1]


@pytest.mark.parametrize(
    ("place", "typed"),
    [
        ("Tårnby", "Venstre i Tårnby"),
        ("Tårnby", "Socialdemokratiet Taarnby"),
        ("Aabenraa", "Venstre i Åbenrå"),
        ("København", "Venstre i Koebenhavn"),
        ("Greve", "Venstre i Greve"),
    ],
)
def test_a_party_at_home_is_the_party_however_the_place_is_spelled(place, typed):
    mayor = kkr.load_election(2025).with_mayors({place: typed}).council(place).mayor
    assert mayor == typed[0].replace("S", "A")
