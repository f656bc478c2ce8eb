"""Every refusal of elections, datasets and readers names what is wrong."""

from __future__ import annotations

import json
import sys
import zipfile
from functools import partial
from typing import TYPE_CHECKING

import openpyxl
import pandas as pd
import pytest

import kkr_allocation as kkr
from kkr_allocation.errors import install_command
from kkr_allocation.readers.places import read_places
from kkr_allocation.readers.register import read_appointments, read_events, read_register

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

A = kkr.CouncilList("A", "A", "Party A", "party", votes=60)
ELECTION = kkr.Election(2021, None, (kkr.Council("999", "Nordby", (A,)),))


def council_list(**changes: object) -> kkr.CouncilList:
    fields = {"key": "A", "letter": "A", "name": "Party A", "kind": "party", "votes": 60}
    return kkr.CouncilList(**{**fields, **changes})


def council(**changes: object) -> kkr.Council:
    return kkr.Council(**{"code": "999", "municipality": "Nordby", "lists": (A,), **changes})


REFUSED_FIGURES: list[tuple[Callable[[], object], str]] = [
    (lambda: council_list(key=" "), "a list named 'Party A' has the key ' '"),
    (lambda: council_list(kind="national"), "kind of 'A' is 'national'"),
    (lambda: council_list(status="guess"), "status of 'A' is 'guess'"),
    (lambda: council_list(votes=-1), "votes of 'A' is -1"),
    (lambda: council_list(seats=1.5), "seats of 'A' is 1.5"),
    (lambda: council_list(votes=None), "'A' has the status 'votes' and votes None"),
    (lambda: council_list(status="share"), "'A' has the status 'share' and votes 60"),
    (lambda: council(lists=(A, A)), "Nordby has the list 'A' twice"),
    (lambda: council(votes_cast_status="high"), "votes_cast_status of Nordby is 'high'"),
    (lambda: council(council_seats=-9), "council_seats of Nordby is -9"),
    (lambda: council(votes_cast=70), "the votes cast in Nordby are 70 and called 'missing'"),
    (lambda: council(eligible_voters=0.5), "eligible_voters of Nordby is 0.5"),
    (lambda: council_list(candidates=-1), "candidates of 'A' is -1"),
    (
        lambda: council(votes_valid=59),
        "the listed votes in Nordby are 60, and the valid votes are 59",
    ),
    (
        lambda: council(votes_valid=70, votes_cast=69, votes_cast_status="derived"),
        "the valid votes in Nordby are 70, and the votes cast are 69",
    ),
    (
        lambda: council(votes_valid=70, eligible_voters=69),
        "the valid votes in Nordby are 70, and the eligible voters are 69",
    ),
    (
        lambda: council(alliances=[kkr.Alliance(["A", "V"])]),
        "Nordby has the alliance member 'V' and no such list",
    ),
    (
        lambda: council(alliances=[kkr.Alliance(["A", ["A"]])]),
        "Nordby has the alliance member 'A' twice, or in two",
    ),
    (lambda: council(uncounted=True), "uncounted of Nordby is True"),
    (lambda: kkr.Election(2021, None, (council(), council())), "2021 has Nordby twice"),
    (lambda: ELECTION.region("KKR Nord"), "region 'KKR Nord' is not in this election"),
    (lambda: ELECTION.region(municipalities=["Norby"]), "Did you mean 'Nordby'?"),
    (lambda: ELECTION.region(municipalities=["Nordby"] * 2), "names 'Nordby' twice"),
    (lambda: ELECTION.region(municipalities=[]), "municipalities is empty"),
    (ELECTION.region, "neither a region nor municipalities are given"),
    (lambda: ELECTION.council("Sydby"), "It has Nordby"),
    (lambda: ELECTION.with_mayors({"Sydby": "A"}), "municipality 'Sydby' is not in this election"),
    (lambda: ELECTION.with_mayors({"Nordby": ""}), "the mayor of Nordby has no list"),
    (
        lambda: kkr.load_election(2021).with_mayors({"Greve": "Venstre (A)"}),
        "the mayor of Greve is of 'Venstre (A)', which can be 'V' and 'A'",
    ),
    (lambda: kkr.load_election(2017), "year is 2017"),
    (lambda: kkr.load_election(2021).region("KKR Fyn"), "It has KKR Hovedstaden, KKR Sjælland"),
]


@pytest.mark.parametrize(("call", "fragment"), REFUSED_FIGURES)
def test_figures_that_cannot_be_right_are_refused(call, fragment):
    with pytest.raises(kkr.InvalidInputError) as caught:
        call()
    assert fragment in str(caught.value)
    assert caught.value.why
    assert caught.value.do


HEADER = "Kommune;Bogstav;Listenavn;Stemmer\n"
EXPORT = "Opstillingskreds;Afstemningsområde;Partibogstav;Partinavn;Navn;Stemmetal\n"
DATABASE = "Gruppe;ValgstedId;KV2025 - A. Socialdemokratiet;KV2025 - Gyldige stemmer\n"
STATBANK = "OMRÅDE;PARTI;STEMMER;TID;INDHOLD\n"


def area(**changes: object) -> dict[str, object]:
    """One invented polling area."""
    return {
        "Valgart": "Kommunalvalg",
        "Valgdag": "18-11-2025",
        "FrigivelsesTidspunktUTC": "2025-11-19T01:00:00Z",
        "Kommune": "Greve Kommune",
        "Afstemningsområde": "Skolen",
        "AfstemningsområdeDagiId": "700001",
        "GyldigeStemmer": 60,
        "Kandidatlister": [{"Bogstavbetegnelse": "A", "Navn": "", "Stemmer": 60}],
        **changes,
    }


def seats(**changes: object) -> dict[str, object]:
    """Seats that rest on the invented polling area."""
    won = [{"Bogstavbetegnelse": "A", "KandidatlisteNavn": ""}]
    return {
        "Valgart": "Kommunalvalg",
        "Valgdag": "18-11-2025",
        "Kommune": "Greve",
        "ListeMandater": won,
        "PersonligeMandater": won,
        "BaseretPåOptællinger": [{"AfstemningsområdeDagiId": "700001"}],
        **changes,
    }


STANDS = [{"KandidatlisteId": "1", "Bogstavbetegnelse": "A", "Kandidater": []}]


def candidates(**changes: object) -> dict[str, object]:
    """Candidates of the list that has votes there."""
    return {
        "Valgart": "Kommunalvalg",
        "Valgdag": "18-11-2025",
        "Kommune": "Greve",
        "Kandidatlister": STANDS,
        "Valgforbund": [],
        **changes,
    }


def allied(*members: str) -> dict[str, object]:
    return {"Navn": "A-B", "KandidatlisteId": list(members)}


OF_X = [{"Bogstavbetegnelse": "X", "KandidatlisteNavn": "Ny"}]
A_70 = [{"Bogstavbetegnelse": "A", "Stemmer": 70}]

REFUSED_FILES: list[tuple[object, str]] = [
    (b"", "It is empty"),
    (b"\xef\xbb\xbf  \n", "It is empty"),
    (b"\x00\x01\x02", "It is not a text"),
    (b"\x81\x8d", "It is not a text"),
    ("<!DOCTYPE html><html>404</html>", "It is a web page"),
    (b"%PDF-1.7\n\x00", "It is not a text; it may be a PDF"),
    (b"%PDF-1.7", "row 1 has %PDF-1.7, and lacks Kommune"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\x00", "or an Excel file of before 2007. Save it as .xlsx"),
    (b"PK\x03\x04 cut off", "It is a damaged or encrypted zip"),
    ("Kommune:Bogstav:Stemmer\nGreve:A:7\n", "row 1 has Kommune:Bogstav:Stemmer, and lacks"),
    ("party,votes\nA,7\n", "Row 1: no municipality is stated"),
    (HEADER, "has no votes"),
    (HEADER + "Greve;A;Social", "Row 2: has 3 cells, and there are 4 headings"),
    (HEADER + "Greve;A;x;7;8\n", "Row 2: has 5 cells, and there are 4 headings"),
    (HEADER + 'Greve;A;"x;7\n', "Line 2: unexpected end of data"),
    ("Kommune;Bogstav;Stemmer;Stemmer\n", "Row 1: the heading 'Stemmer' stands twice"),
    (
        HEADER + "Greve;A;x;=SUM(D1)\n",
        "column Stemmer: '=SUM(D1)' is a formula without a stored value",
    ),
    (HEADER + "Greve;A;x;7.5\n", "Row 2, column Stemmer: '7.5' is not a number"),
    (HEADER + "Greve;A;x;-7\n", "Row 2, column Stemmer: '-7' is below zero"),
    (HEADER + "Greve;A;x;1.23.456\n", "Row 2, column Stemmer: '1.23.456' is not a number"),
    (HEADER + "Greve;A;x;" + 16 * "9", "has more digits than a spreadsheet keeps"),
    (HEADER + "Greve;A;x;-\n", "A x has neither votes nor seats"),
    (HEADER + "Greve;;=A1;7\n", "column Listenavn: '=A1' is a formula without a stored value"),
    (HEADER + "Greve;;;7\n", "Row 2, column Listenavn: the list is missing"),
    (HEADER + "Greve;A;x;7\nGreve;A;x;7\n", "the list A x stands twice in Greve"),
    (
        HEADER + "Greve;A;x;7\nGreve;;x (A);7\n",
        "Row 3, column Listenavn: A x and x (A) are one list in Greve",
    ),
    (
        HEADER + "Greve;A;Venstre;7\n",
        "Greve: the list 'A Venstre' can be Venstre (V) and Socialdemokratiet (A)",
    ),
    (
        HEADER + "Grive;A;x;7\n",
        "Row 2, column Kommune: 'Grive' is not a Danish municipality (is it Greve?)",
    ),
    (HEADER + "Greve;A;x;7\nGreve;;I alt;8\n", "the lists sum to 7 votes, and the file states 8"),
    ("år;Kommune;Parti;Stemmer\n21;Greve;A;7\n", "the year is '21'"),
    (
        "år;Kommune;Parti;Stemmer\n2017;Greve;A;7\n",
        "states the elections of 2017, and year is 2025",
    ),
    (
        "Kommune;Parti;Stemmer;Afgivne stemmer\nGreve;A;7;9\nGreve;B;1;8\n",
        "Row 3, column Afgivne stemmer: 8 for Greve, and 9 further up",
    ),
    (EXPORT + "Øst;Skolen;A;x;Partiliste;7\n", "no municipality is stated for 'Øst'"),
    (EXPORT + 2 * "Øst;Skolen;A;x;Partiliste;7\n", "no municipality is stated for 'Øst'"),
    ("Kommune;" + EXPORT + "Greve;Øst;Skolen;A;x;Partiliste;-\n", "there is no figure"),
    (
        DATABASE + "Skolen;253001;60;61\n",
        "Row 2, column KV2025 - Gyldige stemmer: the lists sum to 60 votes",
    ),
    (DATABASE + "Skolen;x;60;60\n", "ValgstedId is 'x'"),
    (DATABASE + 2 * "Skolen;253001;60;60\n", "column ValgstedId: '253001' stands twice"),
    (
        "Folketingsvalg 2022;;\nKommune;Parti;Stemmer\nGreve;A;7\n",
        "has no votes of a municipal election. Not read: file0.dat ('Folketingsvalg' is another",
    ),
    ("Kommune;Navn;Parti;Stemmer\nGreve;N N;A;7\n", "the column 'Navn' names people"),
    (
        "Kommune;Parti;Vægt\nGreve;A;7\n",
        "row 1 has Kommune, Parti, Vægt, and lacks Stemmer",
    ),
    (
        HEADER
        + "".join(
            f"{place};A;;7\n{place};;Blanke;2\n{place};;I alt;{total}\n"
            for place, total in (("Greve", 9), ("Køge", 7), ("Solrød", 9))
        ),
        "Row 7, column Stemmer: 7 is the lists' votes alone, and the other totals have the blank",
    ),
    (DATABASE + "Skolen;999001;60;60\n", "ValgstedId is '999001'"),
    (
        "Gruppe;ValgstedId;KV2021 - A. S\nSkolen;253001;60\n",
        "states the elections of 2021, and year is 2025",
    ),
    (STATBANK + "Greve;A;1;2025K1;60\n", "the year is '2025K1'"),
    (STATBANK + 2 * "Greve;A;1;2025;60\n", "A stands twice in Greve"),
    (
        STATBANK + "Greve;A;1;2025;60\nGreve;I alt;1;2025;70\n",
        "the lists sum to 60 votes, and the file states 70",
    ),
    ([area(), "{"], "It is not sound JSON"),
    (['{"a": ' + 9_999 * "[", area()], "It is not sound JSON"),
    ([b"{" + bytes(4 * 2**20), area()], "an official file is small"),
    (
        [area(Valgart="Regionsrådsvalg")] * 2,
        "has no votes of a municipal election. Left out: 2 files of a Regionsrådsvalg of 18-11",
    ),
    ([area(GyldigeStemmer=61), area()], "two versions of one"),
    ([area(GyldigeStemmer=61)] * 2, "Skolen: the lists sum to 60 votes, and the file states 61"),
    ([area(), area(Kandidatlister=A_70, GyldigeStemmer=70)], "two versions of one"),
    ([area(Kandidatlister=None)] * 2, "Skolen: Kandidatlister is None"),
    ([area(Kandidatlister=[{"Navn": "x"}])] * 2, "Skolen: Stemmer is None"),
    ([area(Kandidatlister=[{"Stemmer": 1}])] * 2, "Bogstavbetegnelse, Navn is [None, None]"),
    ([area(Kandidatlister=[{"Navn": [], "Stemmer": 1}])] * 2, "Navn is [None, []]"),
    ([area(GyldigeStemmer=60.5)] * 2, "GyldigeStemmer is 60.5"),
    ([area(GyldigeStemmer=True)] * 2, "GyldigeStemmer is True"),
    ([area(FrigivelsesTidspunktUTC="soon")] * 2, "FrigivelsesTidspunktUTC is 'soon'"),
    ([area(Valgdag="18/11")] * 2, "Valgdag is '18/11'"),
    ([area(Kommune="Testby")] * 2, "the municipality is 'Testby'"),
    ([area(Kandidatlister=2 * A_70, GyldigeStemmer=140)] * 2, "the list A stands twice"),
    ([area(), area(Kommunekode=269)], "'269 Greve Kommune' (is it Solrød or Greve?)"),
    ([area(), seats(PersonligeMandater=[])], "the seats by list and by person are not the same"),
    ([area(), seats(ListeMandater=OF_X, PersonligeMandater=OF_X)], "do not have the list X Ny"),
    ([area(), seats(BaseretPåOptællinger=None)], "BaseretPåOptællinger is None"),
    ([area(), seats(), seats(ListeMandater=[], PersonligeMandater=[])], "two versions of one"),
    ([area(), candidates(Valgforbund=[allied("2")])], "'A-B' has lists that are not in the file"),
    ([area(), candidates(Valgforbund=[allied()])], "'A-B' has lists that are not in the file"),
    ([area(), candidates(Valgforbund=[allied("1"), allied("1")])], "A stands twice in Valgforbund"),
    ([area(), candidates(Kandidatlister=[1])], "Kandidatlister is [1]"),
    ([area(), candidates(Kandidatlister=2 * STANDS)], "the list A stands twice in Kandidatlister"),
    ([area(), seats(), candidates()], "the list A has 1 seat and 0 candidates in Greve"),
    ([area(), HEADER + "Greve;A;x;7\n"], "holds 1 official JSON file (file0.json), 1 other table"),
    ([{"Valgart": 1}, {"a": 1}], "2 files that hold nothing of a municipal election"),
    ([area(Valgdag="16-11-2021")] * 2, "the files hold the elections of 2021-11-16"),
]


def written(files: object, folder: Path) -> Path:
    """Write one file, or a folder of files that are called JSON but for tables, and return it."""
    several = isinstance(files, list)
    for number, content in enumerate(files if several else [files]):
        text = json.dumps(content) if isinstance(content, dict) else content
        data = text.encode() if isinstance(text, str) else text
        ending = "json" if several and not data.startswith(HEADER.encode()) else "dat"
        (folder / f"file{number}.{ending}").write_bytes(data)
    return folder if several else folder / "file0.dat"


def assert_refused(call: Callable[[], object], fragment: str) -> None:
    with pytest.raises(kkr.InvalidInputError) as caught:
        call()
    assert fragment in str(caught.value)
    assert caught.value.why
    assert caught.value.do


@pytest.mark.parametrize(("files", "fragment"), REFUSED_FILES, ids=lambda part: str(part)[:40])
def test_files_that_cannot_be_right_are_refused(files, fragment, tmp_path):
    assert_refused(lambda: kkr.read_votes(written(files, tmp_path), year=2025), fragment)


@pytest.mark.parametrize(
    ("table", "fragment"),
    [
        ("Kommune;Stemmer\nGreve;7\n", "Its columns should be municipality and party"),
        ("Kommune;Parti\nGreve;\n", "Row 2, column Parti: the list is missing"),
        ("Kommune;Parti\nGreve;A\n253;V\n", "253 has a mayor too many"),
        ("Kommune;Parti\nChristiansø;A\n", "Christiansø has a mayor too many"),
        ("Kommune;Parti\nGrive;A\n", "Row 2, column Kommune: 'Grive' is not a Danish municipality"),
        (
            "Kommune;Parti\nGreve;Venstre (A)\n",
            "Row 2, column Parti: Greve: the list 'Venstre (A)' can be Venstre (V)",
        ),
    ],
)
def test_mayors_that_cannot_be_right_are_refused(table, fragment, tmp_path):
    assert_refused(lambda: kkr.read_mayors(written(table, tmp_path)), fragment)


def test_a_folder_of_mayors_is_refused(tmp_path):
    assert_refused(lambda: kkr.read_mayors(written([area(), area()], tmp_path)), "not one file")


def test_figures_without_a_year_or_of_several_are_refused(tmp_path):
    table = written(HEADER + "Greve;A;x;7\n", tmp_path)
    assert_refused(lambda: kkr.read_votes(table), "states no year, and year is None")
    assert_refused(lambda: kkr.read_votes(table, year=25), "is of the election of 25")
    assert_refused(lambda: kkr.read_votes(table, year="2021"), "year is '2021'")
    for stated, said in (
        ("Køge", "has votes of Greve, and municipality is Køge"),
        ("Grve", "the municipality is 'Grve' (is it Greve?)"),
    ):
        choices = {"year": 2025, "municipality": stated}
        assert_refused(partial(kkr.read_votes, table, **choices), said)
    years = written("år;Kommune;Parti;Stemmer\n2021;Greve;A;7\n2025;Greve;A;7\n", tmp_path)
    assert_refused(lambda: kkr.read_votes(years), "the elections of 2021, 2025, and year is None")


def test_polling_areas_without_a_day_or_of_several_are_refused(tmp_path):
    without = written([area(Valgdag=None)] * 2, tmp_path)
    assert_refused(lambda: kkr.read_votes(without), "do not say when the election was")
    several = written([area(), area(Valgdag="16-11-2021")], tmp_path)
    assert_refused(lambda: kkr.read_votes(several), "elections of 2021-11-16, 2025-11-18")


def test_a_list_that_stands_twice_in_an_export_is_refused(tmp_path):
    path = written(EXPORT + 2 * "Øst;Skolen;A;x;Partiliste;7\n", tmp_path)
    assert_refused(
        lambda: kkr.read_votes(path, year=2025, municipality="Greve"),
        "the list votes of A x stand twice in Skolen",
    )


def test_exports_that_contradict_each_other_or_what_is_stated_are_refused(tmp_path):
    for number, name in enumerate(["Greve", "Greve kopi"]):
        export = EXPORT + f"Øst;Skolen;A;x;Partiliste;{number}\n"
        (tmp_path / f"Kommunalvalg_2021_{name}.csv").write_text(export, encoding="utf-8")
    assert_refused(
        lambda: kkr.read_votes(tmp_path),
        "_Greve.csv, Øst, Skolen and Kommunalvalg_2021_Greve kopi.csv, Øst, Skolen are two",
    )
    (tmp_path / "Kommunalvalg_2021_Greve kopi.csv").unlink()
    assert_refused(
        lambda: kkr.read_votes(tmp_path, municipality="Køge"),
        "has votes of Greve, and municipality is Køge",
    )


@pytest.mark.parametrize("path", ["no such file", "/dev/zero", "a\0b"])
def test_what_is_no_file_is_refused(path):
    assert_refused(lambda: kkr.read_votes(path), "cannot be read")


def test_a_link_that_leads_out_of_a_folder_is_refused(tmp_path):
    folder = tmp_path / "election"
    folder.mkdir()
    (tmp_path / "secret.csv").write_text("Kommune;Parti;Stemmer\nGreve;A;7\n", encoding="utf-8")
    (folder / "votes.csv").symlink_to(tmp_path / "secret.csv")
    with pytest.raises(kkr.InvalidInputError, match="a link to a file outside election"):
        kkr.read_votes(folder, year=2021)


def test_a_folder_without_files_or_with_too_many_is_refused(tmp_path, monkeypatch):
    assert_refused(lambda: kkr.read_votes(tmp_path), "It holds no file")
    for name in ("a.txt", "b.txt"):
        written("x", tmp_path).rename(tmp_path / name)
    assert_refused(lambda: kkr.read_votes(tmp_path), "2 things to correct:\n- a.txt cannot be read")
    monkeypatch.setattr("kkr_allocation.files._MOST_FILES", 1)
    assert_refused(lambda: kkr.read_votes(tmp_path), "It holds more than 1 files")


def test_too_many_rows_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("kkr_allocation.readers.grids._MOST_ROWS", 3)
    path = written(HEADER + "Greve;A;x;7\n" * 3, tmp_path)
    assert_refused(lambda: kkr.read_votes(path, year=2021), "It has more than 3 rows")


@pytest.mark.parametrize(
    ("rows", "fragment"),
    [
        ([["Kommune", "Stemmer"]], "No line at its top names the columns of a known format"),
        ([], "row 1 has '', and lacks Kommune"),
        (
            [["Kommune", "Bogstav", "Stemmer"], ["Greve", "A", "=1+1"]],
            "column Stemmer: '=1+1' is a formula without a stored value",
        ),
        (
            [["Kommune", "Bogstav", "Stemmer"], ["Greve", "A", 7.5]],
            "column Stemmer: 7.5 is not a whole number",
        ),
        (
            [["Kommune", "Bogstav", "Stemmer"], ["Greve", "A", True]],
            "column Stemmer: True is not a number",
        ),
    ],
)
def test_workbooks_of_the_wrong_shape_are_refused(rows, fragment, tmp_path):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(tmp_path / "votes.xlsx")
    assert_refused(lambda: kkr.read_votes(tmp_path / "votes.xlsx", year=2021), fragment)


def test_too_many_rows_of_a_sheet_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("kkr_allocation.readers.grids._MOST_SHEET_ROWS", 3)
    book = openpyxl.Workbook()
    for row in (["Kommune", "Bogstav", "Stemmer"], *3 * [["Greve", "A", 7]]):
        book.active.append(row)
    book.save(tmp_path / "votes.xlsx")
    assert_refused(
        lambda: kkr.read_votes(tmp_path / "votes.xlsx", year=2021), "It has more than 3 rows"
    )


def test_a_damaged_workbook_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "votes.xlsx", "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
    assert_refused(
        lambda: kkr.read_votes(tmp_path / "votes.xlsx", year=2021), "It is not a sound Excel file"
    )


def test_excel_without_its_extra_says_what_to_install(tmp_path, monkeypatch):
    openpyxl.Workbook().save(tmp_path / "votes.xlsx")
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    with pytest.raises(kkr.KkrAllocationError, match="Excel files need openpyxl") as refusal:
        kkr.read_votes(tmp_path / "votes.xlsx", year=2021)
    assert refusal.value.message("da") == (
        "Excel-filer kræver openpyxl. Det er ikke installeret. "
        f"Kør:\n   {install_command('openpyxl')}"
    )


@pytest.mark.parametrize(
    ("read", "wanted"),
    [(lambda frame: kkr.read_votes(frame, year=2025), "votes"), (kkr.read_mayors, "party")],
)
def test_a_frame_without_the_columns_is_refused(read, wanted):
    with pytest.raises(kkr.InvalidInputError, match=f"'frame' cannot be read.*{wanted}") as caught:
        read(pd.DataFrame({"A": [1]}))
    assert caught.value.message("da").startswith("'frame' kan ikke læses. Ingen linje i toppen har")


@pytest.mark.parametrize(
    "read",
    [
        read_register,
        lambda table: read_events(table, None),
        read_places,
        read_appointments,
    ],
)
def test_a_table_for_a_path_is_refused(read):
    with pytest.raises(kkr.InvalidInputError, match="the file to read is DataFrame") as caught:
        read(pd.DataFrame({"A": [1]}))
    assert caught.value.message("da").startswith("filen, der skal læses, er DataFrame. En fil")
