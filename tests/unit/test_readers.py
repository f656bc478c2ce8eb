"""The traps of the files that users have, each in a small invented sample."""

from __future__ import annotations

import json
import shutil
import struct
import time
import tracemalloc
import zipfile

import openpyxl
import pytest

import kkr_allocation as kkr
from kkr_allocation.datasets import find_municipality, find_party, load_municipalities
from kkr_allocation.readers.cells import whole

HEADER = "Kommune;Bogstav;Listenavn;Stemmer\n"
EXPORT = "Kommune;Afstemningsområde;Partibogstav;Navn;Stemmetal\n"


def area(**changes):
    """One invented polling area of Greve."""
    return {
        "Valgart": "Kommunalvalg",
        "Valgdag": "18-11-2025",
        "FrigivelsesTidspunktUTC": "2025-11-19T01:00:00Z",
        "Kommune": "Greve Kommune",
        "Kommunekode": 253,
        "Afstemningsområde": "Skolen",
        "AfstemningsområdeDagiId": "700001",
        "Resultatart": "Fintælling",
        "AfgivneStemmer": 105,
        "GyldigeStemmer": 100,
        "Kandidatlister": [
            {"Bogstavbetegnelse": "A", "Navn": "Socialdemokratiet", "Stemmer": 60},
            {"Bogstavbetegnelse": "L", "Navn": "Fælleslisten", "Stemmer": 40},
        ],
        **changes,
    }


def only_a(votes, **changes):
    lists = [{"Bogstavbetegnelse": "A", "Navn": "Socialdemokratiet", "Stemmer": votes}]
    return area(GyldigeStemmer=votes, Kandidatlister=lists, **changes)


@pytest.fixture
def write(tmp_path):
    """Write files of these contents and return the folder, or the only file."""

    def written(*files, name="file"):
        for number, content in enumerate(files):
            data = json.dumps(content) if isinstance(content, dict | list) else content
            data = data.encode() if isinstance(data, str) else data
            ending = ".json" if isinstance(content, dict | list) else ".dat"
            (tmp_path / f"{name}{number}{ending}").write_bytes(data)
        return tmp_path if len(files) > 1 else next(tmp_path.iterdir())

    return written


def votes(election, municipality="Greve"):
    return {entry.key: entry.votes for entry in election.council(municipality).lists}


def test_an_area_is_read_with_its_turnout_and_day(write):
    election = kkr.read_votes(write(area()))
    assert votes(election) == {"A": 60, "Fælleslisten (Greve)": 40}
    assert election.council("Greve").votes_cast == 105
    assert str(election.date) == "2025-11-18"
    assert election.name == "KV2025"


def test_of_several_versions_the_newest_counts_in_any_order(write):
    old = only_a(90, FrigivelsesTidspunktUTC="2025-11-18T23:00:00Z", Resultatart="Foreløbig")
    new = only_a(95, FrigivelsesTidspunktUTC="2025-11-19T09:00:00+01:00")
    undated = only_a(10, FrigivelsesTidspunktUTC=None)
    assert votes(kkr.read_votes(write(new, old, undated))) == {"A": 95}
    assert votes(kkr.read_votes(write(undated, new, old, name="again"))) == {"A": 95}


def test_a_time_without_a_zone_is_utc(write):
    late = only_a(95, FrigivelsesTidspunktUTC="2025-11-19T01:30:00")
    later = only_a(97, FrigivelsesTidspunktUTC="2025-11-19T03:00:00+01:00")
    assert votes(kkr.read_votes(write(late, later))) == {"A": 97}


def test_a_time_in_another_zone_is_turned_into_utc(write):
    earlier = only_a(90, FrigivelsesTidspunktUTC="2025-11-19T02:00:00+01:00")
    later = only_a(95, FrigivelsesTidspunktUTC="2025-11-19T01:30:00Z")
    assert votes(kkr.read_votes(write(later, earlier))) == {"A": 95}


def test_the_same_version_twice_counts_once(write):
    assert votes(kkr.read_votes(write(only_a(90), only_a(90)))) == {"A": 90}


def test_an_area_without_a_day_is_of_the_election_of_the_others(write):
    undated = only_a(10, Valgdag=None, AfstemningsområdeDagiId="700002")
    assert votes(kkr.read_votes(write(only_a(90), undated))) == {"A": 100}


def test_a_preliminary_count_is_noted(write):
    election = kkr.read_votes(write(only_a(90, Resultatart="ForeløbigOptælling")))
    assert election.notes == ("polling areas whose count is preliminary: 1",)


def test_a_later_election_is_read_with_the_newest_table_of_names_and_says_so(write):
    election = kkr.read_votes(write(HEADER + "Greve;Æ;;7\n"), year=2029)
    assert votes(election) == {"Æ": 7}
    assert election.notes == ("there is no table of party names for 2029; that of 2025 was used",)


def test_areas_are_known_by_municipality_and_number(write):
    greve, solroed = only_a(90), only_a(80, Kommunekode=269, Kommune="Solrød Kommune")
    election = kkr.read_votes(write(greve, solroed))
    assert votes(election) == {"A": 90}
    assert votes(election, "Solrød") == {"A": 80}


def test_the_regional_election_and_other_files_are_left_out_and_noted(write):
    regional = only_a(999, Valgart="Regionsrådsvalg", AfstemningsområdeDagiId="700002")
    candidates = {"Valgart": "Kommunalvalg", "Kommune": "Greve", "Kandidatlister": []}
    election = kkr.read_votes(write(only_a(90), regional, candidates))
    assert votes(election) == {"A": 90}
    assert election.notes == (
        "left out: 1 file of a Regionsrådsvalg of 18-11-2025 (file1.json)",
        "left out: 1 file that holds nothing of a municipal election (file2.json)",
    )


def test_an_area_without_a_result_yet_makes_the_figures_incomplete(write):
    waiting = {**area(AfstemningsområdeDagiId="700002"), "Resultatart": "IngenResultater"}
    election = kkr.read_votes(write(only_a(90), waiting)).with_mayors({"Greve": "A"})
    coverage = election.region(municipalities=["Greve"]).coverage
    assert coverage.uncounted == {"Greve": 1}
    assert not coverage.complete


def test_an_area_without_turnout_leaves_the_turnout_unknown(write):
    second = only_a(10, AfgivneStemmer=None, AfstemningsområdeDagiId="700002")
    assert kkr.read_votes(write(only_a(90), second)).council("Greve").votes_cast is None


def test_christiansoe_is_left_out_with_a_word(write):
    island = only_a(30, Kommunekode=411, Kommune="Christiansø")
    election = kkr.read_votes(write(only_a(90), island))
    assert votes(election) == {"A": 90}
    assert election.notes == (
        "left out: 1 row or polling area of Christiansø, which is not a municipality (file1.json)",
    )


@pytest.mark.parametrize(
    "table",
    [
        HEADER + "Greve;A;;7\nChristiansø;A;;3\n",
        EXPORT + "Greve;1;A;Partiliste;7\nChristiansø;1;A;Partiliste;3\n",
        "Gruppe;ValgstedId;KV2021 - A. Socialdemokratiet\n1;253001;7\n2;411001;3\n",
        "Område;Parti;Stemmer;Tid\nGreve;A;7;2021\nChristiansø;A;3;2021\n",
    ],
)
def test_christiansoe_is_left_out_of_every_format(write, table):
    election = kkr.read_votes(write(table), year=2021)
    everywhere = [council.municipality for council in election.councils]
    assert dict(election.region(municipalities=everywhere).votes) == {"A": 7}


def test_one_party_under_four_names_is_one_party(write):
    names = (
        "Venstre",
        "Venstre, Danmarks Liberale Parti",
        "Venstre - Danmarks Liberale Parti",
        "Venstre Danmarks Liberale Parti",
    )
    rows = "".join(
        f'{place};V;"{name}";100\n'
        for place, name in zip(("Greve", "Solrød", "Køge", "Faxe"), names, strict=True)
    )
    election = kkr.read_votes(write(HEADER + rows), year=2025)
    region = election.region(municipalities=["Greve", "Solrød", "Køge", "Faxe"])
    assert dict(region.votes) == {"V": 400}


@pytest.mark.parametrize(
    ("name", "letter"),
    [
        ("SF", "F"),
        ("SF - Socialistisk Folkeparti", "F"),
        ("SF, Socialistisk Folkeparti", "F"),
        ("socialistisk folkeparti", "F"),
        ("F. SF – Socialistisk Folkeparti", "F"),
        ("Enhedslisten – De Rød-Grønne", "Ø"),
        ("Enhedslisten + De Rød Grønne", "Ø"),
        ("Danmarksdemokraterne ‒ Inger Støjberg", "Æ"),  # noqa: RUF001  (as counts write it)
        ("Det Radikale Venstre", "B"),
        ("V: Venstre", "V"),
    ],
)
def test_a_party_is_known_by_any_of_its_names(name, letter):
    assert find_party("", name, 2025).letter == letter
    assert find_party("X", name, 2025).letter == letter


def test_a_letter_is_a_party_in_one_election_and_a_local_list_in_another(write):
    path = write(HEADER + "Randers;Æ;Velfærdslisten;5\nGreve;Æ;Danmarksdemokraterne;7\n")
    later, earlier = kkr.read_votes(path, year=2025), kkr.read_votes(path, year=2021)
    assert votes(later) == {"Æ": 7}
    assert votes(later, "Randers") == {"Velfærdslisten (Randers)": 5}
    assert votes(earlier) == {"Danmarksdemokraterne (Greve)": 7}


def test_a_name_that_no_table_knows_is_kept_and_reported_when_it_bears_a_partys_letter(write):
    election = kkr.read_votes(write(HEADER + "Greve;V;Venstre i Testby;7\n"), year=2025)
    assert votes(election) == {"Venstre i Testby (Greve)": 7}
    (note,) = election.notes
    assert note == (
        "Greve: the list V is named 'Venstre i Testby', which is not a known name of Venstre; it"
        " counts as a local list"
    )


def test_local_lists_of_one_name_stay_apart_and_are_noted(write):
    rows = "Greve;L;Borgerlisten;5\nSolrød;L;Borgerlisten;6\nGreve;M;Borgerlisten;7\n"
    election = kkr.read_votes(write(HEADER + rows), year=2021)
    assert votes(election) == {"Borgerlisten [L] (Greve)": 5, "Borgerlisten [M] (Greve)": 7}
    assert votes(election, "Solrød") == {"Borgerlisten (Solrød)": 6}


def test_a_party_with_one_name_counted_and_another_not_is_refused(write):
    header = "Kommune;Parti;Stemmer;Mandater\n"
    path = write(header + 'Greve;Venstre;7;1\nGreve;"Venstre, Danmarks Liberale Parti";;1\n')
    with pytest.raises(kkr.InvalidInputError, match="Liberale Parti are one list in Greve"):
        kkr.read_votes(path, year=2025)


def test_names_shared_by_municipalities_are_noted(write):
    rows = "Greve;L;Borgerlisten;5\nSolrød;L;Borgerlisten;6\n"
    notes = kkr.read_votes(write(HEADER + rows), year=2021).notes
    assert notes[0].startswith("'Borgerlisten' stands in 2 municipalities (Greve, Solrød)")


def test_a_table_with_letters_alone(write):
    election = kkr.read_votes(write("kommune,bogstav,stemmer\nGreve,A,6\nGreve,X,5\n"), year=2021)
    assert votes(election) == {"A": 6, "Liste X (Greve)": 5}


def test_a_table_with_names_alone_or_letters_in_front_of_them(write):
    election = kkr.read_votes(
        write("kommune;parti;stemmer\nGreve;SF;6\nGreve;A. Socialdemokratiet;5\n"), year=2021
    )
    assert votes(election) == {"F": 6, "A": 5}


@pytest.mark.parametrize(
    "written", ["24.062", "24,062", "24 062", "24\u00a0062", "24062", "24062,0"]
)
def test_thousands_are_read_as_they_are_written(written):
    assert whole(written) == 24062


@pytest.mark.parametrize("written", ["-", "", " ", "..", "–"])
def test_a_missing_figure_stays_missing(written):
    assert whole(written) is None


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_encodings_are_recognised(write, encoding):
    data = (HEADER + "Ærø;Ø;Enhedslisten;7\n").encode(encoding)
    assert votes(kkr.read_votes(write(data), year=2021), "Ærø") == {"Ø": 7}


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Københavns Kommune", "København"),
        (" københavn", "København"),
        ("0101", "København"),
        ("Århus", "Aarhus"),
        ("Høje Taastrup Kommune", "Høje-Taastrup"),
        ("Høje Tåstrup", "Høje-Taastrup"),
        ("Bornholms Regionskommune", "Bornholm"),
        ("Vesthimmerland", "Vesthimmerlands"),
    ],
)
def test_municipalities_are_found_as_they_are_spelled(write, written, name):
    election = kkr.read_votes(write(HEADER + f"{written};A;;7\n"), year=2021)
    assert votes(election, name) == {"A": 7}


@pytest.mark.parametrize("place", load_municipalities(), ids=lambda place: place.name)
def test_no_two_municipalities_are_taken_for_one_another(place):
    for written in (place.name, f"{place.name} Kommune", place.code, f"0{place.code}"):
        assert find_municipality(written) == place


@pytest.mark.parametrize("name", ["I alt", "Ialt", "Sum", "Total:", "Gyldige stemmer"])
def test_the_total_of_a_municipality_is_checked_and_is_no_list(write, name):
    path = write(HEADER + f"Greve;A;;7\nGreve;;{name};7\n")
    assert votes(kkr.read_votes(path, year=2021)) == {"A": 7}
    path = write(HEADER + f"Greve;A;;7\nGreve;;{name};8\n")
    with pytest.raises(kkr.InvalidInputError, match="the lists sum to 7 votes"):
        kkr.read_votes(path, year=2021)


REGIONAL = HEADER + "Greve;A;;7\nGreve;V;Venstre;4\nSolrød;A;;5\n"


@pytest.mark.parametrize(
    "total", ["I alt;A;;12", "Hele landet;V;Venstre;4", "I alt;;I alt;16", "Ialt;;;16"]
)
def test_a_total_over_the_municipalities_is_checked_and_is_none(write, total):
    plain = kkr.read_votes(write(REGIONAL), year=2021)
    read = kkr.read_votes(write(f"{REGIONAL}{total}\n"), year=2021)
    assert [votes(read, name) for name in ("Greve", "Solrød")] == [{"A": 7, "V": 4}, {"A": 5}]
    assert read.councils == plain.councils
    with pytest.raises(kkr.InvalidInputError, match=r"the lists sum to (12|4|16) votes, and the"):
        kkr.read_votes(write(f"{REGIONAL}{total}0\n"), year=2021)


def test_a_year_column_chooses_the_election(write):
    path = write("valg;kommune;bogstav;stemmer\nKV2021;Greve;A;7\nKV2025;Greve;A;8\n")
    assert votes(kkr.read_votes(path, year=2025)) == {"A": 8}
    assert votes(kkr.read_votes(path, year=2021)) == {"A": 7}


def test_seats_make_a_council_and_votes_cast_a_turnout(write):
    header = "Kommune;Bogstav;Stemmer;Mandater;Afgivne stemmer\n"
    election = kkr.read_votes(write(header + "Greve;A;60;5;110\nGreve;B;40;4;110\n"), year=2021)
    council = election.council("Greve")
    assert (council.council_seats, council.votes_cast, council.votes_cast_status) == (
        9,
        110,
        "published",
    )


@pytest.mark.parametrize(
    "header",
    [
        "Opstillingskreds;Afstemningsområde;Partibogstav;Partinavn;Navn;Stemmetal",
        "Afstemningsområde;Bogstavbetegnelse;Listenavn;Navn;Stemmetal",
    ],
)
def test_the_export_of_valg_dk_in_both_wordings(write, header):
    first = "Kredsen;" if header.startswith("Op") else ""
    rows = [
        f"{first}1. Skolen;A;Socialdemokratiet;Partiliste;30",
        f"{first}1. Skolen;A;Socialdemokratiet;Kandidat 1;12",
        f"{first}1. Skolen;L;Fælleslisten;Listestemmer;1.005",
    ]
    path = write("\n".join([header, *rows]))
    election = kkr.read_votes(path, year=2021, municipality="Greve")
    assert votes(election) == {"A": 42, "Fælleslisten (Greve)": 1005}


def test_the_export_takes_municipalities_by_district_or_area(write):
    header = "Opstillingskreds;Afstemningsområde;Partibogstav;Partinavn;Navn;Stemmetal\n"
    path = write(header + "Øst;Skolen;A;;Partiliste;30\nVest;Hallen;A;;Partiliste;20\n")
    election = kkr.read_votes(path, year=2021, municipality={"Øst": "Greve", "Hallen": "Solrød"})
    assert votes(election) == {"A": 30}
    assert votes(election, "Solrød") == {"A": 20}


def test_the_election_database_leaves_other_elections_alone(write):
    header = "Gruppe;ValgstedId;KredsNr;KV2021 - A. Socialdemokratiet;KV2021 - L. Lokal;"
    header += "KV2021 - Gyldige stemmer;KV2021 - Afgivne stemmer;RV2021 - A. X;KV2017 - A. X\n"
    rows = "Skolen;253001;1;60;-;60,0;-;999;88\nHallen;253002;1;10;5;15;16;999;88\n"
    election = kkr.read_votes(write(header + rows), year=2021)
    assert votes(election) == {"A": 70, "Lokal (Greve)": 5}
    assert election.council("Greve").votes_cast is None


def test_the_election_database_tells_lists_apart_that_are_much_alike(write):
    header = "Gruppe;ValgstedId;KV2025 - J. Borgernes Liste;KV2025 - J. borgernesliste\n"
    election = kkr.read_votes(write(header + "Skolen;253001;60;-\nHallen;269001;-;7\n"))
    assert votes(election) == {"Borgernes Liste (Greve)": 60}
    assert votes(election, "Solrød") == {"borgernesliste (Solrød)": 7}


def test_statbank_takes_valid_votes_of_municipalities_and_codes_of_parties(write):
    rows = [
        "Hele landet;A;1;2021;900",
        "Region Sjælland;A;1;2021;500",
        "253;A;1;2021;60",
        "253;A;PERSONLIGE;2021;50",
        "253;DD;1;2021;20",
        "253;EJR;1;2021;15",
        "253;GG;1;2021;..",
        "253;A;1;2017;70",
    ]
    path = write("OMRÅDE;PARTI;STEMMER;TID;INDHOLD\n" + "\n".join(rows))
    assert votes(kkr.read_votes(path, year=2021)) == {
        "A": 60,
        "D": 20,
        "Lokallister under ét (Greve)": 15,
    }


def test_statbank_with_four_columns(write):
    path = write(
        "Område;Parti;Stemmer;Tid\nGreve;A. Socialdemokratiet;60;2021\nGreve;I alt;60;2021\n"
    )
    assert votes(kkr.read_votes(path)) == {"A": 60}


def test_mayors_by_letter_or_name_and_their_names_are_not_read(write):
    path = write(
        "Kommune;Borgmester;Parti\nGreve Kommune;Navn Navnesen;Venstre\nSolrød;X;Liberal Alliance\n"
        "Odsherred;Y;Nyt Odsherred\nKøge;Z;A\n"
    )
    mayors = kkr.read_mayors(path)
    assert list(mayors.values()) == ["Venstre", "Liberal Alliance", "Nyt Odsherred", "A"]
    assert kkr.load_election(2021).with_mayors(mayors) == kkr.load_election(2021).with_mayors(
        {"Greve": "V", "Solrød": "I", "Odsherred": "Nyt Odsherred (Odsherred)", "Køge": "A"}
    )


def test_a_column_of_the_election_database_without_a_letter_is_a_list_too(write):
    header = "Gruppe;ValgstedId;KV2021 - A. Socialdemokratiet;KV2021 - Nyt Greve;"
    header += "KV2021 - Gyldige stemmer;KV2021 - Stemmeberettigede\n"
    election = kkr.read_votes(write(header + "Skolen;253001;60;7;67;900\n"))
    assert votes(election) == {"A": 60, "Nyt Greve (Greve)": 7}


def test_a_pool_of_lists_in_the_election_database_is_no_list(write):
    header = "Gruppe;ValgstedId;KV2021 - A. Socialdemokratiet;KV2021 - Øvrige lister;"
    header += "KV2021 - Gyldige stemmer\n"
    election = kkr.read_votes(write(header + "Skolen;253001;60;7;67\nHallen;253002;10;1;11\n"))
    assert votes(election) == {"A": 70}
    assert election.council("Greve").votes_valid == 78


def test_a_polling_area_that_stands_twice_in_the_election_database_is_refused(write):
    header = "Gruppe;ValgstedId;KV2021 - A. Socialdemokratiet\n"
    with pytest.raises(kkr.InvalidInputError, match="'253001' stands twice"):
        kkr.read_votes(write(header + "Skolen;253001;60\nHallen;253001;10\n"))


def test_files_that_a_computer_adds_of_its_own_are_passed_over(tmp_path):
    with zipfile.ZipFile(tmp_path / "areas.zip", "w") as archive:
        archive.writestr("__MACOSX/._0.json", b"\0\5\x16\7")
        archive.writestr("areas/0.json", json.dumps(only_a(90)))
    (tmp_path / ".hidden.json").write_bytes(b"\0")
    assert votes(kkr.read_votes(tmp_path / "areas.zip")) == {"A": 90}
    shutil.unpack_archive(tmp_path / "areas.zip", tmp_path)
    (tmp_path / "areas.zip").unlink()
    assert votes(kkr.read_votes(tmp_path)) == {"A": 90}


def test_blank_lines_and_columns_without_a_name_do_no_harm(write):
    path = write("An invented title;;;\n;;;\nKommune;Parti;Stemmer;;\n;;;;\nGreve;A;7;;\n")
    assert votes(kkr.read_votes(path, year=2021)) == {"A": 7}


def test_a_zip_may_hold_one_table(tmp_path):
    with zipfile.ZipFile(tmp_path / "votes.zip", "w") as archive:
        archive.writestr("votes.csv", HEADER + "Greve;A;;7\n")
    assert votes(kkr.read_votes(tmp_path / "votes.zip", year=2021)) == {"A": 7}


def test_the_second_sheet_of_a_workbook_is_found(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["notes"])
    sheet = book.create_sheet("figures")
    for row in (["Kommune", "Bogstav", "Stemmer"], ["Greve", "A", 7.0], ["Greve", "B", "1.007"]):
        sheet.append(row)
    book.save(tmp_path / "votes.xlsx")
    assert votes(kkr.read_votes(tmp_path / "votes.xlsx", year=2021)) == {"A": 7, "B": 1007}


def test_a_sheet_whose_rows_end_early_is_read_as_if_the_cells_were_empty(tmp_path):
    book = openpyxl.Workbook()
    for row in (["title"], ["Kommune", "Bogstav", "Stemmer", "Mandater"], ["Greve", "A", 7]):
        book.active.append(row)
    book.save(tmp_path / "votes.xlsx")
    assert votes(kkr.read_votes(tmp_path / "votes.xlsx", year=2021)) == {"A": 7}


def refused(path):
    """Refuse a file, and return the message, the seconds and the megabytes it took."""
    tracemalloc.start()
    start = time.perf_counter()
    with pytest.raises(kkr.InvalidInputError) as caught:
        kkr.read_votes(path, year=2021)
    seconds = time.perf_counter() - start
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return str(caught.value), seconds, peak / 2**20


def test_200_mb_of_garbage_are_refused_unread(tmp_path):
    path = tmp_path / "votes.csv"
    with path.open("wb") as file:
        file.truncate(200 * 2**20)
    message, seconds, megabytes = refused(path)
    assert "It holds 200 MB" in message
    assert seconds < 1
    assert megabytes < 1


@pytest.mark.parametrize(
    ("member", "claimed", "said"),
    [
        ("0.json", 3 * 2**30, "no election needs more than 1,024 MB"),
        ("0.json", 40 * 2**20, "no election needs more than 32 MB"),
        ("0.json", 10, "damaged"),
        ("[Content_Types].xml", 40 * 2**20, "no election needs more than 16 MB"),
    ],
)
def test_a_zip_bomb_is_refused_by_what_it_claims_to_hold_or_holds(tmp_path, member, claimed, said):
    path = tmp_path / "areas.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(member, bytes(5 * 2**20))
    data = bytearray(path.read_bytes())
    struct.pack_into("<I", data, data.index(b"PK\x01\x02") + 24, claimed)
    path.write_bytes(data)
    message, seconds, megabytes = refused(path)
    assert said in message
    assert seconds < 1
    assert megabytes < 1
