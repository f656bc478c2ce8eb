"""What lies beside official files where people fetch them, and files that contradict each other.

Each is a sample made from the published files of Læsø (2025) and of the archive (2021).
"""

from __future__ import annotations

import json
import shutil
import unicodedata
import zipfile
from pathlib import Path

import pytest

import kkr_allocation as kkr

PUBLISHED = Path(__file__).parents[1] / "golden" / "official"
AREA = "valgresultater-Kommunalvalg-Læsø_Kommune-Læsø.json"
SEATS = "mandatfordeling-Kommunalvalg-Læsø.json"
CANDIDATES = "kandidat-data-Kommunalvalg-Læsø.json"
EXPORT = "Afstemningsområde;Bogstavbetegnelse;Listenavn;Navn;Stemmetal\n"
ROWS = "1. Skolen;A;Socialdemokratiet;Listestemmer;10\n1. Skolen;A;Socialdemokratiet;Kandidat 1;5\n"
ARCHIVED = "Kommunalvalg_2021_{}_06-11-2025 9.33.51.csv"


def published(name):
    """Return what stands in a published file of Læsø."""
    (path,) = (PUBLISHED / "2025").rglob(name)
    return json.loads(path.read_text(encoding="utf-8"))


@pytest.fixture
def folder(tmp_path):
    """Return a folder with the three published files of Læsø."""
    place = tmp_path / "valg"
    place.mkdir()
    for name in (AREA, SEATS, CANDIDATES):
        add(place, name, published(name))
    return place


@pytest.fixture
def archive(tmp_path):
    """Return a function that writes a folder of exports of 2021 by their names."""

    def written(**texts):
        place = tmp_path / "arkiv"
        place.mkdir(exist_ok=True)
        for name, text in texts.items():
            (place / ARCHIVED.format(name)).write_text(text, encoding="utf-8-sig")
        return place

    return written


def add(place, name, document):
    (place / name).write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")


def change(place, name, **changes):
    add(place, name, {**published(name), **changes})


def laesoe(place):
    return kkr.read_votes(place).council("Læsø")


def refusal(place, **choices):
    with pytest.raises(kkr.InvalidInputError) as caught:
        kkr.read_votes(place, **choices)
    return caught.value


ALONE = kkr.read_votes(PUBLISHED / "2025").council("Læsø")


def test_a_kind_is_known_by_its_content_not_by_its_name(folder):
    for number, path in enumerate(sorted(folder.iterdir())):
        path.rename(folder / f"fil {number}.txt")
    assert laesoe(folder) == ALONE


def test_signatures_beside_the_files_are_set_aside(folder):
    for path in list(folder.iterdir()):
        Path(f"{path}.hash").write_bytes(b'{\x00\x8f\xff"\x81')
    assert laesoe(folder) == ALONE
    assert f"left out: 3 signatures ({CANDIDATES}.hash, ...)" in kkr.read_votes(folder).notes


@pytest.mark.parametrize("name", [AREA, SEATS, CANDIDATES])
def test_a_file_named_after_a_time_before_the_election_is_a_test(folder, name):
    document = {**published(name), "FrigivelsesTidspunktUTC": "20-11-2025 06:43:00"}
    test = name.replace(".json", "-190820250643.json")
    add(folder, test, document)
    assert laesoe(folder) == ALONE
    assert (
        f"left out: 1 file from a test before the election ({test})" in kkr.read_votes(folder).notes
    )


@pytest.mark.parametrize("name", [AREA, SEATS])
def test_a_result_released_before_the_election_is_a_test(folder, name):
    add(folder, "test.json", {**published(name), "FrigivelsesTidspunktUTC": "2025-08-19T06:43:00Z"})
    (folder / name).rename(folder / "a.json")
    assert laesoe(folder) == ALONE
    notes = kkr.read_votes(folder).notes
    assert "left out: 1 file from a test before the election (test.json)" in notes


def test_nothing_but_tests_is_no_election(folder):
    for path in list(folder.iterdir()):
        path.rename(folder / path.name.replace(".json", "-190820250643.json"))
    error = refusal(folder)
    assert error.what == "'valg' has no votes of a municipal election"
    assert error.why.startswith("left out: 3 files from a test before the election (")


def test_candidates_alone_are_no_election(folder):
    (folder / AREA).unlink()
    (folder / SEATS).unlink()
    said = "left out: 1 candidate file of a council without votes and seats here"
    assert refusal(folder).why == f"{said} ({CANDIDATES})"


def test_candidates_of_another_municipality_are_named(folder):
    change(folder, CANDIDATES, Kommune="Samsø")
    election = kkr.read_votes(folder)
    assert election.council("Læsø").alliances == ()
    note = "left out: 1 candidate file of a council without votes and seats here"
    assert f"{note} ({CANDIDATES})" in election.notes


def test_a_list_has_no_more_seats_than_candidates(folder):
    # C has five of the nine seats and seven candidates; here the file ends after four of them.
    lists = published(CANDIDATES)["Kandidatlister"]
    (cut,) = (entry for entry in lists if entry["Bogstavbetegnelse"] == "C")
    assert len(cut["Kandidater"]) == 7
    cut["Kandidater"] = cut["Kandidater"][:5]
    change(folder, CANDIDATES, Kandidatlister=lists)
    assert laesoe(folder).apportion().seats["C"] == 5
    cut["Kandidater"] = cut["Kandidater"][:4]
    change(folder, CANDIDATES, Kandidatlister=lists)
    said = refusal(folder).what
    assert "the list C Det Konservative Folkeparti has 5 seats and 4 candidates in Læsø" in said


def test_two_lists_of_one_identity_are_not_one_list(folder):
    # By its identity an alliance names a list: of two with the same, one would be lost unseen.
    lists = published(CANDIDATES)["Kandidatlister"]
    lists[1]["KandidatlisteId"] = lists[0]["KandidatlisteId"]
    change(folder, CANDIDATES, Kandidatlister=lists, Valgforbund=[])
    assert "stands twice in KandidatlisteId" in refusal(folder).what


def test_a_file_that_was_cut_off_between_two_rows_is_noted(archive):
    # Nothing else tells: the rest is a sound table with 5 votes too few.
    whole = EXPORT + ROWS + ROWS.replace("1. Skolen", "2. Hallen")
    cut = whole[: whole.rindex("2. Hallen")]
    assert not any("cut off" in note for note in kkr.read_votes(archive(Køge=whole)).notes)
    election = kkr.read_votes(archive(Køge=cut))
    assert election.council("Køge").votes_valid == 25
    assert (
        "1 polling area has fewer lists or candidates than others of the municipality, as where a "
        f"file was cut off ({ARCHIVED.format('Køge')}, 2. Hallen)"
    ) in election.notes


@pytest.mark.parametrize("cell", ["", "-"])
def test_a_row_of_the_archive_without_a_figure_is_a_gap_and_not_a_nought(archive, cell):
    error = refusal(archive(Køge=EXPORT + ROWS.replace(";5\n", f";{cell}\n")))
    assert "Row 3, column Stemmetal: there is no figure" in error.what


def test_a_test_with_a_day_of_its_own_is_another_election(folder):
    other = {"Valgdag": "19-08-2025", "FrigivelsesTidspunktUTC": "19-08-2025 06:43:00"}
    add(folder, "test.json", {**published(AREA), **other})
    assert laesoe(folder) == ALONE
    notes = kkr.read_votes(folder).notes
    assert "left out: 1 file of a Kommunalvalg of 19-08-2025 (test.json)" in notes


def test_a_count_that_the_seats_do_not_rest_on_is_set_aside(folder):
    add(folder, "other.json", {**published(AREA), "AfstemningsområdeDagiId": 999})
    assert laesoe(folder) == ALONE
    notes = kkr.read_votes(folder).notes
    assert "left out: 1 count that the seats do not rest on (other.json)" in notes


def test_a_count_that_the_seats_rest_on_and_that_is_not_there_is_missing(folder):
    counts = [*published(SEATS)["BaseretPåOptællinger"], {"AfstemningsområdeDagiId": 999}]
    change(folder, SEATS, BaseretPåOptællinger=counts)
    election = kkr.read_votes(folder)
    assert election.council("Læsø").uncounted == 1
    assert (
        "Læsø: the seats rest on 1 polling area of which no file holds the count" in election.notes
    )


def test_votes_of_another_count_than_the_seats_rest_on_are_noted(folder):
    change(folder, AREA, GodkendelsesDatoUTC="18-11-2025 19:00:00")
    notes = kkr.read_votes(folder).notes
    assert any(note.startswith("Læsø: the seats rest on another count of 1") for note in notes)


def test_an_earlier_and_preliminary_count_is_set_aside(folder):
    earlier = {
        "Resultatart": "ForeløbigOptælling",
        "FrigivelsesTidspunktUTC": "18-11-2025 21:00:00",
        "GyldigeStemmer": 1,
    }
    add(folder, "0.json", {**published(AREA), **earlier})
    assert laesoe(folder) == ALONE
    notes = kkr.read_votes(folder).notes
    assert "left out: 1 file that a newer one replaced (0.json)" in notes


def test_seats_of_a_preliminary_count_are_named(folder):
    change(folder, SEATS, Resultatart="ForeløbigOptælling")
    assert "seats that rest on preliminary counts: Læsø" in kkr.read_votes(folder).notes


def test_of_two_candidate_files_the_newer_counts(folder):
    late = published(CANDIDATES)
    late["Kandidatlister"][0]["Kandidater"].pop()
    add(folder, "late.json", {**late, "FrigivelsesTidspunktUTC": "07-10-2025 11:00:00"})
    assert [entry.candidates for entry in laesoe(folder).lists if entry.key == "A"] == [3]


def test_the_same_file_twice_counts_once(folder):
    shutil.copy(folder / AREA, folder / "again.json")
    assert laesoe(folder) == ALONE
    assert any("stands there twice" in note for note in kkr.read_votes(folder).notes)


def test_a_regional_election_is_set_aside_and_named(folder):
    for number in range(2):
        regional = {**published(AREA), "Valgart": "Regionsrådsvalg"}
        add(folder, f"region{number}.json", regional)
    election = kkr.read_votes(folder)
    assert election.council("Læsø") == ALONE
    (note,) = (note for note in election.notes if "Region" in note)
    assert note == "left out: 2 files of a Regionsrådsvalg of 18-11-2025 (region0.json, ...)"
    assert note.da == "udeladt: 2 filer fra et Regionsrådsvalg den 18-11-2025 (region0.json, ...)"


def test_seats_without_counts_are_read_as_seats(folder):
    (folder / AREA).unlink()
    council = laesoe(folder)
    assert {entry.key: entry.seats for entry in council.lists} == {"C": 5, "V": 2, "O": 1, "F": 1}
    assert not council.has_votes
    assert council.uncounted == 1


def test_counts_by_themselves_know_no_seats_and_no_candidates(folder):
    (folder / SEATS).unlink()
    (folder / CANDIDATES).unlink()
    council = laesoe(folder)
    assert {(entry.seats, entry.candidates) for entry in council.lists} == {(None, None)}
    assert council.alliances == ()


def test_all_that_is_wrong_with_a_folder_is_said_at_once(folder):
    (folder / "1.json").write_text("<!DOCTYPE html>", encoding="utf-8")
    (folder / "2.json").write_text('{"Valgart": "Kommu', encoding="utf-8")
    change(folder, SEATS, PersonligeMandater=[])
    error = refusal(folder)
    said = str(error)
    assert said.startswith(
        "'valg' has 3 things to correct:\n- 1.json cannot be read. It is a web page"
    )
    assert "\n- 2.json cannot be read. It is not sound JSON" in said
    assert f"\n- {SEATS}: the seats by list and by person are not the same" in said
    assert said.endswith("Correct them all, and read it again.")
    assert error.message("da").startswith("'valg' har 3 fejl, der skal rettes:\n- 1.json kan ikke")


def test_twenty_are_said_in_full_and_the_others_counted(folder):
    for number in range(23):
        (folder / f"{number:02}.json").write_text("{", encoding="utf-8")
    said = str(refusal(folder))
    assert said.count("cannot be read") == 20
    assert "\nand 3 more\n" in said


def test_the_archive_is_told_apart_by_its_files_names(archive):
    place = archive(Greve=EXPORT + ROWS, Solrød=EXPORT + ROWS.replace(";10", ";7"))
    election = kkr.read_votes(place)
    assert election.year == 2021
    assert [(c.municipality, c.votes_valid) for c in election.councils if c.lists] == [
        ("Greve", 15),
        ("Solrød", 12),
    ]
    assert [entry.candidates for entry in election.council("Greve").lists] == [1]
    assert election.notes[0].da == (
        "kommunen er taget fra navnet på 2 filer"
        " (Kommunalvalg_2021_Greve_06-11-2025 9.33.51.csv, ...)"
    )


def test_a_list_has_the_candidates_of_the_area_with_most_of_them(archive):
    more = (
        "2. Hallen;A;Socialdemokratiet;Kandidat 1;3\n2. Hallen;A;Socialdemokratiet;Kandidat 2;3\n"
    )
    alone = "2. Hallen;B;Radikale Venstre;Listestemmer;4\n"
    council = kkr.read_votes(archive(Greve=EXPORT + ROWS + more + alone)).council("Greve")
    assert {entry.key: entry.candidates for entry in council.lists} == {"A": 2, "B": None}


def test_a_regional_export_is_set_aside(archive):
    place = archive(Greve=EXPORT + ROWS)
    name = "Regionsrådsvalg_2021_Region Sjælland_06-11-2025 9.33.51.csv"
    (place / name).write_text(EXPORT + ROWS, encoding="utf-8")
    election = kkr.read_votes(place)
    assert election.council("Greve").votes_valid == 15
    assert election.notes[0] == f"left out: 1 file of a Regionsrådsvalg of 2021 ({name})"
    assert election.notes[0].da == f"udeladt: 1 fil fra et Regionsrådsvalg i 2021 ({name})"


def test_exports_of_two_years_are_read_one_at_a_time(archive):
    place = archive(Greve=EXPORT + ROWS)
    name = "Kommunalvalg_2017_Solrød.csv"
    (place / name).write_text(EXPORT + ROWS, encoding="utf-8")
    assert "states the elections of 2017, 2021, and year is None" in refusal(place).what
    election = kkr.read_votes(place, year=2021)
    assert [council.municipality for council in election.councils if council.lists] == ["Greve"]
    assert election.notes[0] == f"left out: 1 file of a Kommunalvalg of 2017 ({name})"


def test_a_municipality_that_was_exported_twice_counts_once(archive):
    place = archive(Greve=EXPORT + ROWS)
    again = place / "Kommunalvalg_2021_Greve_07-11-2025 10.00.00.csv"
    again.write_text(EXPORT + ROWS, encoding="utf-8")
    assert kkr.read_votes(place).council("Greve").votes_valid == 15
    again.write_text(EXPORT + ROWS.replace(";10", ";11"), encoding="utf-8")
    assert "1. Skolen are two versions of one" in refusal(place).what


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_names_are_read_as_macs_write_them(tmp_path, form):
    name = unicodedata.normalize(form, ARCHIVED.format("Tårnby"))
    (tmp_path / name).write_text(EXPORT + ROWS, encoding="utf-8")
    assert kkr.read_votes(tmp_path).council("Tårnby").votes_valid == 15


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_municipalities_are_read_as_macs_write_them(tmp_path, form):
    path = tmp_path / "votes.csv"
    path.write_text(unicodedata.normalize(form, "Kommune;Bogstav;Stemmer\nTårnby;A;7\n"), "utf-8")
    assert kkr.read_votes(path, year=2021).council("Tårnby").listed_votes == 7


@pytest.mark.parametrize("encoding", ["utf-8", "cp850"])
def test_names_in_a_zip_are_read_as_older_computers_pack_them(tmp_path, encoding):
    name = ARCHIVED.format("Solrød")
    member = zipfile.ZipInfo("x" * len(name.encode(encoding)))
    with zipfile.ZipFile(tmp_path / "arkiv.zip", "w") as packed:
        packed.writestr(member, EXPORT + ROWS)
    data = (tmp_path / "arkiv.zip").read_bytes()
    data = data.replace(member.filename.encode(), name.encode(encoding))
    (tmp_path / "arkiv.zip").write_bytes(data)
    assert kkr.read_votes(tmp_path / "arkiv.zip").council("Solrød").votes_valid == 15


@pytest.mark.parametrize("text", ["hej", "{}"])
def test_a_name_cannot_command_the_terminal(tmp_path, text):
    with zipfile.ZipFile(tmp_path / "arkiv.zip", "w") as packed:
        packed.writestr("\x1b]0;x\x07\x1b[31mrød\u202e\x9b31m.csv", text)
    said = str(refusal(tmp_path / "arkiv.zip"))
    assert "rød" in said
    assert said.isprintable()


def test_a_stated_municipality_that_a_name_contradicts_is_refused(archive):
    place = archive(Greve=EXPORT + ROWS, Solrød=EXPORT + ROWS)
    error = refusal(place, municipality="Greve")
    assert error.what == "'arkiv' has votes of Solrød, and municipality is Greve"


def test_an_export_of_the_archive_that_failed_is_named_with_the_others(archive):
    place = archive(Greve=EXPORT + ROWS, Solrød="<html>404</html>", Køge=EXPORT + "x;A;S;N;ti\n")
    (place / "læs mig.txt").write_text("hej", encoding="utf-8")
    said = str(refusal(place))
    assert "has 2 things to correct" in said
    assert "Solrød_06-11-2025 9.33.51.csv cannot be read. It is a web page" in said
    assert "Køge_06-11-2025 9.33.51.csv has 1 thing to correct:\n" in said
    assert "Row 2, column Stemmetal: 'ti' is not a number" in said


def test_what_is_no_official_file_is_set_aside_and_named(folder):
    (folder / "mayors.csv").write_text("Kommune;Parti\nLæsø;C\n", encoding="utf-8")
    assert laesoe(folder) == ALONE
    assert any("(mayors.csv)" in note for note in kkr.read_votes(folder).notes)


def test_a_mixed_folder_says_what_is_mixed(folder):
    (folder / ARCHIVED.format("Greve")).write_text(EXPORT + ROWS, encoding="utf-8")
    (folder / "egne.csv").write_text("Kommune;Parti;Stemmer\nGreve;A;7\n", encoding="utf-8")
    error = refusal(folder)
    assert error.what == (
        f"'valg' holds 3 official JSON files ({CANDIDATES}), 1 export of valg.dk"
        f" ({ARCHIVED.format('Greve')}), 1 other table (egne.csv)"
    )
    assert error.message("da").startswith(
        f"'valg' rummer 3 officielle JSON-filer ({CANDIDATES}), 1 udtræk fra valg.dk"
    )


def test_two_tables_of_ones_own_are_refused(tmp_path):
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_text("Kommune;Parti;Stemmer\nGreve;A;7\n", encoding="utf-8")
    said = "File b.csv, row 2, column Parti: the list A stands twice in Greve"
    assert said in refusal(tmp_path, year=2021).what


def test_a_folder_of_zips_is_bounded_by_what_all_of_them_hold(tmp_path, monkeypatch):
    for name in ("a.zip", "b.zip"):
        with zipfile.ZipFile(tmp_path / name, "w", zipfile.ZIP_DEFLATED) as packed:
            packed.writestr("1.json", b"{}" + b" " * 900)
    monkeypatch.setattr("kkr_allocation.files._LARGEST_ARCHIVE", 1_500)
    assert "no election needs more than" in refusal(tmp_path).why


@pytest.mark.parametrize(
    ("letter", "name", "key"),
    [
        ("O", "Dansk Folkeparti i Greve", "O"),
        ("Ø", "Enhedslisten Greve", "Ø"),
        ("F", "SF - Greve", "F"),
        ("X", "Enhedslisten Greve", "Enhedslisten Greve (Greve)"),
        ("O", "Dansk Folkeparti i Solrød", "Dansk Folkeparti i Solrød (Greve)"),
        ("", "Enhedslisten Greve", "Ø"),  # no local list of 2013, 2021 or 2025 is named so
    ],
)
def test_a_partys_name_with_the_municipality_beside_its_letter_is_the_partys(
    tmp_path, letter, name, key
):
    path = tmp_path / "votes.csv"
    path.write_text(f"Kommune;Bogstav;Listenavn;Stemmer\nGreve;{letter};{name};7\n", "utf-8")
    (entry,) = kkr.read_votes(path, year=2025).council("Greve").lists
    assert entry.key == key
