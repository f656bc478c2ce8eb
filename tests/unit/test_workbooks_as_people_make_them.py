"""Registers, logs, places and frames as a secretary makes them are read, or refused by place."""

from __future__ import annotations

import datetime as dt
import unicodedata
import zipfile
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner

import kkr_allocation as kkr
from kkr_allocation.appointments import events
from kkr_allocation.cli.commands import app
from kkr_allocation.readers.places import read_places
from kkr_allocation.readers.register import read_events, read_register
from tests.registers import MEETING, filled_log, filled_register
from tests.workbooks import filled_workbook

pytestmark = pytest.mark.usefixtures("danish_computer")

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

AA = unicodedata.normalize("NFD", "Å")
NAMED = {
    "Fora": {"Forum": "Udvalg", "Pladser": "Antal pladser", "Start": "Starter", "Krav": "KRAV "},
    "Kandidater": {"Liste": "Parti", "Navn": "Navne", "Født": "Fødselsdato"},
    "Lister": {"Liste": "Partibogstav", "Styrke": "Antal mandater", "Valgforbund": "Blok"},
    "Kommuner": {"Kommune": "Kommunenavn", "Indbyggere": "Folketal"},
}


def renamed(book: Any, names: dict[str, dict[str, str]]) -> None:
    for sheet, headings in names.items():
        for cell in book[sheet][1]:
            cell.value = headings.get(cell.value, cell.value)


def test_a_register_with_titles_notes_and_peoples_words_is_the_same_register(
    tmp_path: Path,
) -> None:
    path = tmp_path / "register.xlsx"
    book = filled_register(path)
    plain = read_register(path)
    renamed(book, NAMED)
    for name in ("Fora", "Kandidater", "Lister"):
        sheet = book[name]
        sheet.insert_rows(1, 2)
        sheet["A1"].value = "Udpegninger i KKR Fyn 2026-2029"
        sheet.cell(sheet.max_row + 2, 1).value = "Note: pladserne er aftalt i marts."
    book["Fora"].title = " Udvalg "
    book["Lister"].title = "Partier"
    book.save(path)
    read = read_register(path)
    assert read == plain
    assert any("Note: pladserne er aftalt i marts." in said for said in read.read)


@pytest.mark.parametrize("day", ["1. januar 2026", "1/1 2026", "01-01-2026", "2026-01-01"])
def test_days_are_read_as_people_write_them(day: str, tmp_path: Path) -> None:
    path = tmp_path / "register.xlsx"
    book = filled_register(path)
    book["Fora"]["G2"].value = day
    book.save(path)
    assert read_register(path).register.fora[0].starts == dt.date(2026, 1, 1)


def lines_of(read: Callable[[], object]) -> list[str]:
    """Return what a refusal lists in Danish, without what stands before and after."""
    with pytest.raises(kkr.InvalidInputError) as caught:
        read()
    first, *listed, _ = caught.value.message("da").splitlines()
    assert f" {len(listed)} fejl," in first
    return listed


@pytest.mark.parametrize("titles", [0, 1])
@pytest.mark.parametrize(
    ("sheet", "heading", "typed"),
    [
        ("Kandidater", "Borgmester", "Borgmestter"),
        ("Kandidater", "Kommune", "Komune"),
        ("Kandidater", "Liste", "Prati"),
        ("Lister", "Styrke", "Stryke"),
        ("Faste", "Navn", "Navnn"),
        ("Fora", "Pladser", "Plader"),
    ],
)
def test_a_misspelt_heading_is_asked_about_once(
    tmp_path: Path, sheet: str, heading: str, typed: str, titles: int
) -> None:
    path = tmp_path / "register.xlsx"
    book = filled_register(path)
    renamed(book, {sheet: {heading: typed}})
    if titles:
        book[sheet].insert_rows(1)
        book[sheet]["A1"].value = "Kandidater til de regionale fora"
    book.save(path)
    assert lines_of(lambda: read_register(path)) == [
        f"Ark {sheet}, række {titles + 1}: overskriften {typed!r} er ukendt; mon det er {heading}?"
    ]


@pytest.mark.parametrize(
    ("sheet", "heading", "typed"),
    [
        ("Nøgle", "Kommune", "Komune"),
        ("Kommuner", "Sidste år", "Siste år"),
        ("Plan", "Værdi", "Værdig"),
        ("Aftaler", "Aftalt i", "Afalt i"),
    ],
)
def test_what_stands_below_a_misspelt_heading_is_read_as_meant(
    tmp_path: Path, sheet: str, heading: str, typed: str
) -> None:
    path = filled_workbook(tmp_path / "places.xlsx")
    book = load_workbook(path)
    renamed(book, {sheet: {heading: typed}})
    book[sheet].insert_rows(1)
    book[sheet]["A1"].value, book[sheet]["B1"].value = f"{sheet} for KKR", "oktober 2025"
    book["Kommuner"]["B3" if sheet != "Kommuner" else "B4"].value = "femten"
    book.save(path)
    row = 3 + (sheet == "Kommuner")
    assert {*lines_of(lambda: read_places(path))} == {
        f"Ark Kommuner, række {row}, kolonne Mindst: 'femten' er ikke et tal",
        f"Ark {sheet}, række 2: overskriften {typed!r} er ukendt; mon det er {heading}?",
    }


@pytest.mark.parametrize(
    ("sheet", "heading"),
    [("Plan", "Oplysning"), ("Plan", "Værdi"), ("Nøgle", "Kommune"), ("Kommuner", "Kommune")],
)
def test_nothing_follows_from_a_heading_that_is_missing(
    tmp_path: Path, sheet: str, heading: str
) -> None:
    path = filled_workbook(tmp_path / "places.xlsx")
    book = load_workbook(path)
    renamed(book, {sheet: {heading: "xx"}})
    book.save(path)
    missing = f"Ark {sheet}, række 1: overskriften {heading!r} mangler"
    assert lines_of(lambda: read_places(path)) == [missing]


@pytest.mark.parametrize(
    ("sheet", "heading", "more"),
    [
        ("Hændelser", "Hændelse", ""),
        ("Fora", "Forum", ""),
        ("Fora", "Pladser", ""),
        ("Kandidater", "Navn", ""),
        ("Kandidater", "Kommune", ""),
        ("Hændelser", "Forum", "2, 4, 5, 6, 7"),
        ("Hændelser", "Fordeling", "6"),
    ],
)
def test_one_line_says_which_column_of_a_log_is_missing(
    tmp_path: Path, sheet: str, heading: str, more: str
) -> None:
    path = tmp_path / "log.xlsx"
    filled_log(path)
    book = load_workbook(path)
    renamed(book, {sheet: {heading: "xx"}})
    book.save(path)
    missing = f"Ark {sheet}, række 1: overskriften {heading!r} mangler"
    empty = f"Ark {sheet}, række {more}, kolonne {heading}: er tom"
    assert lines_of(lambda: read_events(path, MEETING)) == [empty if more else missing]


def test_misspelt_headings_of_a_file_with_votes_are_asked_about(tmp_path: Path) -> None:
    path = tmp_path / "stemmer.csv"
    path.write_text("Stemmer i Greve\nKomune;Prati;Stemmer\nGreve;A;100\n", encoding="utf-8")
    with pytest.raises(kkr.InvalidInputError) as caught:
        kkr.read_votes(path, year=2025)
    asked = "række 2 har Komune, Prati, Stemmer og mangler Kommune, Bogstav/Liste"
    assert f"{asked} (mon det er Komune eller Prati?)" in caught.value.message("da")


def test_a_year_that_nobody_chose_is_called_that(tmp_path: Path) -> None:
    path = tmp_path / "stemmer.csv"
    path.write_text("Kommune;Parti;Stemmer\nGreve;A;100\n", encoding="utf-8")
    with pytest.raises(kkr.InvalidInputError) as caught:
        kkr.read_votes(path)
    said = "stemmer.csv har intet år, og året, der skal læses, er ikke angivet."
    assert caught.value.message("da").startswith(said)


def test_names_may_stand_with_commas_where_each_is_known(tmp_path: Path) -> None:
    path = tmp_path / "register.xlsx"
    book = filled_register(path)
    at = {cell.value: cell.column for cell in book["Kandidater"][1]}
    wishes, held = (book["Kandidater"].cell(2, at[name]) for name in ("Ønsker", "Sidder i"))
    wishes.value, held.value = "RAR Fyn, Dialogforum", "RAR Fyn: 2, Dialogforum; Vækstforum, Fyn"
    book.save(path)
    one = read_register(path).register.candidates[0]
    assert one.wishes == ("RAR Fyn", "Dialogforum")
    assert one.held == {"RAR Fyn": 2, "Dialogforum": 1, "Vækstforum, Fyn": 1}
    wishes.value, held.value = "RAR Fyn, Dialogforun", "RAR Fyn, Vækstforum: 2"
    book.save(path)
    said = "er flere navne; sæt semikolon mellem dem"
    assert lines_of(lambda: read_register(path)) == [
        f"Ark Kandidater, række 2, kolonne Sidder i: 'RAR Fyn, Vækstforum: 2' {said}",
        f"Ark Kandidater, række 2, kolonne Ønsker: 'RAR Fyn, Dialogforun' {said}",
    ]
    book["Fora"]["A3"].value = "RAR Fyn, Dialogforum"
    wishes.value, held.value = "RAR Fyn, Dialogforum", "RAR Fyn, Dialogforum: 2"
    for sheet in ("Gruppeønsker", "Begrundelser"):
        book[sheet]["A2"].value = "RAR Fyn"
    book["Kandidater"].cell(3, at["Sidder i"]).value = None
    book.save(path)
    one = read_register(path).register.candidates[0]
    assert (one.wishes, one.held) == (("RAR Fyn, Dialogforum",), {"RAR Fyn, Dialogforum": 2})


def test_the_posts_of_a_new_forum_may_stand_with_commas(tmp_path: Path) -> None:
    filled_register(tmp_path / "register.xlsx")
    meeting = read_register(tmp_path / "register.xlsx").appoint()
    log = tmp_path / "log"
    log.mkdir()
    (log / "Fora.csv").write_text("Forum;Pladser\nSundhedsråd;3\n", encoding="utf-8")

    def read(shares: str) -> tuple[events.Event, ...]:
        row = f"1/5 2027;forum oprettes;Sundhedsråd;{shares}"
        text = f"Dato;Hændelse;Forum;Fordeling\n{row}\n"
        (log / "Hændelser.csv").write_text(text, encoding="utf-8")
        return read_events(log, meeting)

    (created,) = read("A: 2, V: 1")
    assert isinstance(created, events.ForumCreated)
    assert created.posts == {"A": 2, "V": 1}
    said = "Fil Hændelser, række 2, kolonne Fordeling: 'A: 2, Q: 1' er flere navne; sæt semikolon"
    assert lines_of(lambda: read("A: 2, Q: 1")) == [f"{said} mellem dem"]


def test_lots_may_stand_with_commas_where_each_name_is_known(tmp_path: Path) -> None:
    path = filled_workbook(tmp_path / "places.xlsx")
    book = load_workbook(path)
    book["Lodtrækninger"].append(["pladser", "Skive, Struer Kommune", "Skive"])
    book.save(path)
    (lot,) = read_places(path).lots[""]
    assert (lot.claimants, lot.winners) == (("Skive", "Struer"), ("Skive",))
    book["Lodtrækninger"]["B2"].value = "Skive, Struør"
    book.save(path)
    named = "Ark Lodtrækninger, række 2, kolonne Mellem: 'Skive, Struør' er flere navne"
    assert lines_of(lambda: read_places(path)) == [f"{named}; sæt semikolon mellem dem"]


def test_a_misspelt_municipality_of_the_key_is_said_once(tmp_path: Path) -> None:
    path = filled_workbook(tmp_path / "places.xlsx")
    book = load_workbook(path)
    assert (book["Nøgle"]["A4"].value, book["Nøgle"]["A5"].value) == ("Struer", "Lemvig")
    book["Nøgle"]["A5"].value = "Lemvigg"
    book.save(path)
    wrong = "Ark Nøgle, række 5, kolonne Kommune: 'Lemvigg' er ingen dansk kommune"
    assert lines_of(lambda: read_places(path)) == [f"{wrong} (mon det er Lemvig?)"]
    book["Nøgle"]["A4"].value = "Holstebro"
    book.save(path)
    assert lines_of(lambda: read_places(path))[1:] == [
        "Ark Kommuner, række 3, kolonne Kommune: 'Struer' er ikke i arket Nøgle"
    ]


def test_a_least_above_a_most_is_said_at_its_row(tmp_path: Path) -> None:
    path = filled_workbook(tmp_path / "places.xlsx")
    book = load_workbook(path)
    book["Kommuner"]["B2"].value, book["Kommuner"]["C2"].value = 26, 25
    book.save(path)
    above = "Ark Kommuner, række 2, kolonne Mindst: 26 er mere end 25, som Højst har"
    assert lines_of(lambda: read_places(path)) == [above]
    book["Kommuner"]["B2"].value = 25
    book.save(path)
    assert read_places(path).given["floors"]["Skive"] == 25


def test_a_list_is_its_letter_and_a_valgforbund_keeps_its_name(tmp_path: Path) -> None:
    path = tmp_path / "register.xlsx"
    book = filled_register(path)
    plain = read_register(path)
    for row, name in enumerate(("Socialdemokratiet (A)", "Venstre", "SF"), start=2):
        book["Lister"].cell(row, 1).value = name
    for row in (2, 4):
        book["Lister"].cell(row, 3).value = "Rød blok"
    book.save(path)
    filled = read_register(path)
    assert filled.strengths == plain.strengths == {"A": 9, "V": 7, "F": 4}
    assert [alliance.label for alliance in filled.alliances] == ["Rød blok"]
    assert [alliance.label for alliance in filled.entitle().alliances] == ["Rød blok"]
    for row in (2, 4):
        book["Lister"].cell(row, 3).value = "A"
    book.save(path)
    assert [alliance.label for alliance in read_register(path).alliances] == ["A+F"]


def test_names_that_differ_in_capitals_alone_are_warned_of(tmp_path: Path) -> None:
    path = tmp_path / "register.xlsx"
    book = filled_register(path)
    people = book["Kandidater"]
    for column in range(2, 5):
        people.cell(3, column).value = people.cell(2, column).value
    people["A3"].value = "a0"
    book.save(path)
    assert [str(note) for note in read_register(path).notes] == [
        "'A0' and 'a0' differ only in capital letters; are they two people?"
    ]
    done = CliRunner().invoke(app, ["appoint", str(path)])
    assert "er kun forskellige i store og små bogstaver; er det to personer?" in done.stderr


def test_a_misspelt_municipality_of_a_person_is_noted() -> None:
    frames = {
        "fora": pd.DataFrame({"Forum": ["F"], "Pladser": [1]}),
        "candidates": pd.DataFrame({"Navn": ["A0"], "Kommune": ["Grive"], "Liste": ["A"]}),
    }
    notes = kkr.Register.from_frames(**frames).notes
    assert "'Grive' is not a Danish municipality (is it Greve?)" in notes


def test_one_person_in_two_forms_of_a_letter_is_one(tmp_path: Path) -> None:
    path = tmp_path / "register.xlsx"
    book = filled_register(path)
    book["Kandidater"]["A4"].value, book["Kandidater"]["A5"].value = "Åse", f"{AA}se"
    for column in range(2, 5):
        book["Kandidater"].cell(5, column).value = book["Kandidater"].cell(4, column).value
    book.save(path)
    with pytest.raises(kkr.InvalidInputError, match=r"row 5, column Navn: Åse .* stands twice"):
        read_register(path)


EVENTS = {
    "Udtrådt": "udtræder",
    "udtræden": "udtræder",
    "Trådt ud.": "udtræder",
    "udpeget": "udpeges",
    "ny formand": "bliver formand",
    "nedlagt": "forum nedlægges",
}


@pytest.mark.parametrize("word", EVENTS)
def test_an_event_in_peoples_words(word: str, tmp_path: Path) -> None:
    filled_register(tmp_path / "register.xlsx")
    meeting = read_register(tmp_path / "register.xlsx").appoint()
    forum = meeting.fora[0].name
    name = "" if word == "nedlagt" else meeting.members[forum][0]
    log = tmp_path / "log"
    log.mkdir()
    text = f"Log over hændelser\n\nDag;Hvad;Forum;Navn\n1. maj 2027;{word};{forum};{name}\n"
    (log / "Hændelser.csv").write_text(text, encoding="utf-8")
    (event,) = read_events(log, meeting)
    kinds = {"udtræder": events.Resigned, "udpeges": events.Successor}
    kinds |= {"bliver formand": events.ChairNamed, "forum nedlægges": events.ForumClosed}
    assert type(event) is kinds[EVENTS[word]]
    assert event.on == dt.date(2027, 5, 1)


def test_an_event_that_is_spelled_much_like_one_is_asked_about(tmp_path: Path) -> None:
    filled_register(tmp_path / "register.xlsx")
    meeting = read_register(tmp_path / "register.xlsx").appoint()
    log = tmp_path / "log"
    log.mkdir()
    (log / "Hændelser.csv").write_text(
        "Dato;Hændelse;Forum;Navn\n1/5 2027;udtrædr;RAR Fyn;A0\n", encoding="utf-8"
    )
    with pytest.raises(kkr.InvalidInputError) as caught:
        read_events(log, meeting)
    assert "(mon det er udtræder?)" in caught.value.message("da")


def test_places_in_peoples_words_without_sheets_that_are_not_needed(tmp_path: Path) -> None:
    path = filled_workbook(tmp_path / "places.xlsx")
    plain = read_places(path)
    book = load_workbook(path)
    del book["Lodtrækninger"]
    renamed(book, {"Kommuner": {"Mindst": "Minimum", "Højst": "Maksimum"}})
    for cell in book["Plan"]["A"]:
        cell.value = {"Pladser i alt": "Antal pladser"}.get(cell.value, cell.value)
    book["Nøgle"]["A2"].value = "Vægtning"
    book["Nøgle"].insert_rows(1)
    book["Nøgle"]["A1"].value = "Nøglen er besluttet i 2025"
    book["Nøgle"].title = " Fordelingsnøgle"
    book["Plan"]["B4"].value = "sainte-lague"
    book.save(path)
    assert read_places(path) == plain


@pytest.mark.parametrize(
    ("sheet", "cell", "value", "said"),
    [
        ("Aftaler", "C2", 99, "Ark Aftaler: Skive har 25 pladser og giver 99"),
        ("Kommuner", "F2", 99, "Ark Kommuner: Skive har 23 pladser og overlader 99 til private"),
        ("Kommuner", "B4", 99, "Ark Kommuner: Lemvig skal have mindst 99 pladser og højst 27"),
        ("Plan", "B3", 500, "Ark Kommuner: de højeste antal giver plads til "),
        ("Plan", "B5", 7, "60 pladser kan ikke gives 7 ad gangen"),
    ],
)
def test_what_cannot_be_met_is_refused_by_its_sheet(
    tmp_path: Path, sheet: str, cell: str, value: int, said: str
) -> None:
    path = filled_workbook(tmp_path / "places.xlsx")
    book = load_workbook(path)
    book[sheet][cell].value = value
    book.save(path)
    with pytest.raises(kkr.InfeasibleError) as caught:
        read_places(path).distribute()
    assert caught.value.message("da").startswith(said)
    assert caught.value.relaxation
    assert str(caught.value).startswith(said[:3].replace("Ark", "Sheet"))


def test_the_things_of_several_files_are_counted_together(tmp_path: Path) -> None:
    heads = "Afstemningsområde;Bogstavbetegnelse;Listenavn;Navn;Stemmetal"
    rows = ["Nord;A;Socialdemokratiet;Listestemmer;x", "Nord;V;Venstre;Listestemmer;y"]
    for number, place in enumerate(("Greve", "Solrød"), start=1):
        file = tmp_path / f"Kommunalvalg_2021_{place}_06-11-2025 9.33.51.csv"
        file.write_text("\n".join([heads, *rows[:number], ""]), encoding="utf-8")
    with pytest.raises(kkr.InvalidInputError) as caught:
        kkr.read_votes(tmp_path)
    assert caught.value.message("da").splitlines()[0].endswith("har 3 fejl, der skal rettes:")
    assert caught.value.count == 3


def test_one_column_of_a_key_needs_no_weight(tmp_path: Path) -> None:
    path = filled_workbook(tmp_path / "places.xlsx")
    book = load_workbook(path)
    book["Nøgle"].delete_rows(2)
    book["Nøgle"].delete_cols(3)
    book.save(path)
    assert read_places(path).given["key"].weights == {"65+": 1}


def test_a_date_that_excel_made_of_a_number_is_called_one(tmp_path: Path) -> None:
    path = filled_workbook(tmp_path / "places.xlsx")
    book = load_workbook(path)
    book["Nøgle"]["B3"].value = dt.datetime(2026, 5, 22)  # noqa: DTZ001  (a workbook knows no zone)
    book.save(path)
    with pytest.raises(kkr.InvalidInputError, match=r"row 3, column 65\+: 22-05-2026 is a date"):
        read_places(path)


def test_thousands_apart_by_spaces_are_places(tmp_path: Path) -> None:
    path = filled_workbook(tmp_path / "places.xlsx")
    book = load_workbook(path)
    for row, cell in enumerate(("1 020", "2\u00a0870", "1/3"), start=3):
        book["Nøgle"].cell(row, 2).value = cell
    book.save(path)
    figures = read_places(path).given["key"].columns["65+"].values()
    assert list(figures) == [1020, 2870, Fraction(1, 3)]


def test_a_formula_without_a_value_is_called_that_and_a_total_of_one_says_nothing(
    tmp_path: Path,
) -> None:
    path = filled_workbook(tmp_path / "places.xlsx")
    plain = read_places(path)
    book = load_workbook(path)
    book["Nøgle"].append(["I alt", "=SUM(B3:B5)", "=SUM(C3:C5)"])
    book.save(path)
    assert read_places(path) == plain
    book["Nøgle"]["B3"].value = "=100+200"
    book.save(path)
    with pytest.raises(kkr.InvalidInputError, match="is a formula without a stored value"):
        read_places(path)


# Frames.


def frames(**changes: Any) -> dict[str, pd.DataFrame]:
    given = {
        "fora": {
            "name": ["RAR", "Råd"],
            "posts": [2.0, 1.0],
            "starts": [pd.Timestamp("2026-1-1"), pd.NaT],
        },
        "candidates": {
            "Navn": ["A1", "A2", "V1", "V2"],
            "municipality": ["Greve", "Køge Kommune", 253, "Køge"],
            "Parti": ["A", "Socialdemokratiet", "V", "Venstre"],
            "sex": ["F", "M", None, np.nan],
            "mayor": [np.True_, np.False_, None, "nej"],
            "born": [pd.Timestamp("1970-01-02"), pd.NaT, pd.NaT, "1. maj 1980"],
            "held": [{"RAR": 1}, None, "RAR: 2", float("nan")],
            "wishes": [["RAR"], None, "RAR; Råd", None],
        },
        "lists": {"party": ["A", "V"], "strength": np.array([5, 4], dtype=np.int32)},
        "wishes": {"forum": ["RAR"], "candidate": ["A1"], "points": [2.0]},
    } | changes
    return {name: pd.DataFrame(columns) for name, columns in given.items() if columns is not None}


def test_a_register_of_frames_is_what_the_workbook_gives() -> None:
    filled = kkr.Register.from_frames(**frames())
    first, second, third, fourth = filled.register.candidates
    assert first == kkr.Candidate(
        "A1",
        "Greve",
        "A",
        sex="F",
        mayor=True,
        born=dt.date(1970, 1, 2),
        held={"RAR": 1},
        wishes=["RAR"],
    )
    assert (second.municipality, second.party, second.sex, second.mayor) == (
        "Køge",
        "A",
        "M",
        False,
    )
    assert (third.municipality, third.held, third.wishes) == ("Greve", {"RAR": 2}, ("RAR", "Råd"))
    assert (fourth.born, fourth.sex) == (dt.date(1980, 5, 1), None)
    assert [type(forum.posts) for forum in filled.register.fora] == [int, int]
    assert filled.register.fora[0].starts == dt.date(2026, 1, 1)
    assert filled.wishes == (kkr.Wish("RAR", "A1", 2),)
    assert filled.strengths == {"A": 5, "V": 4}
    assert filled.appoint().verify()


def test_frames_are_refused_by_row_and_column_all_at_once() -> None:
    bad = frames(fora={"name": ["RAR", "Råd"], "posts": [2.5, np.nan]}, lists=None)
    with pytest.raises(kkr.InvalidInputError) as caught:
        kkr.Register.from_frames(**bad)
    message = str(caught.value)
    assert "Frame Fora, row 1, column posts: 2.5 is not a whole number" in message
    assert "Frame Fora, row 2, column posts: is empty" in message


def test_a_register_of_frames_needs_no_lists() -> None:
    assert kkr.Register.from_frames(**frames(lists=None, wishes=None)).strengths == {}


KEY = pd.DataFrame({"Kommune": ["Greve", "Køge Kommune"], "65+": [1020.0, 2870.0]})


@pytest.mark.parametrize(
    "frame",
    [
        KEY,
        KEY.rename(columns={"Kommune": "municipality"}),
        KEY.set_index("Kommune"),
        KEY.set_index("Kommune").rename_axis(None),
        pd.DataFrame({"65+": [1020, 2870]}, index=[253, 259]),
        pd.DataFrame({"65+": ["1.020", "2\u00a0870"]}, index=["Greve", "Køge"]),
    ],
)
def test_a_key_of_one_column_is_a_frame(frame: pd.DataFrame) -> None:
    key = kkr.Key(frame)
    assert key.columns == {"65+": {"Greve": 1020, "Køge": 2870}}
    assert key.weights == {"65+": 1}


def test_a_key_of_several_columns_needs_weights() -> None:
    frame = KEY.assign(last=[1, 2])
    with pytest.raises(kkr.InvalidInputError, match="how much each of its columns counts"):
        kkr.Key(frame)
    assert kkr.Key(frame, {"65+": "1/2", "last": "0.5"}).weights["last"] == Fraction(1, 2)


# Names from Python, and what a terminal would obey.


def test_posts_that_are_a_whole_float_are_that_number() -> None:
    assert type(kkr.Forum("F", 2.0).posts) is int
    with pytest.raises(kkr.InvalidInputError, match=r"posts of F is 2\.5"):
        kkr.Forum("F", 2.5)


def test_a_name_in_two_forms_of_a_letter_is_one_name() -> None:
    assert kkr.Candidate(f"{AA}se", f"{AA}rhus", AA).name == "Åse"
    assert kkr.Forum(f"R{unicodedata.normalize('NFD', 'å')}d", 1).name == "Råd"
    assert kkr.apportion({AA: 5, "B": 3}, 3).seats["Å"] == 2
    with pytest.raises(kkr.InvalidInputError, match="names 'Å' twice"):
        kkr.apportion({"Å": 10, AA: 5}, 3)
    with pytest.raises(kkr.InvalidInputError, match="names 'Å' twice"):
        kkr.Key({"65+": {"Å": 10, AA: 5}})
    text = kkr.apportion({"Å": 10, "Ø": 5}, 3).to_json()
    with pytest.raises(kkr.InvalidInputError, match="the document has the entry 'Å' twice"):
        kkr.from_json(text.replace('"Ø"', f'"{AA}"'))


def test_a_name_that_a_terminal_would_obey_is_shown_escaped(tmp_path: Path) -> None:
    member = "\x1b]0;pwn\x07\x1b[31mRED\u202e\x9b31m.csv"
    with zipfile.ZipFile(tmp_path / "votes.zip", "w") as archive:
        archive.writestr(member, "foo bar")
    path = str(tmp_path / "a\x1b[31mRED\u202e.xlsx")
    for typed in (
        ["compose", "--election", str(tmp_path / "votes.zip"), "--year", "2025"],
        ["appoint", path],
        ["distribute", path],
        ["refill", path, path],
    ):
        done = CliRunner().invoke(app, typed)
        assert done.exit_code == 2
        assert not {*done.output} & {"\x1b", "\x07", "\u202e", "\x9b"}


def test_a_workbook_is_no_result_to_verify(tmp_path: Path) -> None:
    file = filled_workbook(tmp_path / "bilag.xlsx")
    done = CliRunner().invoke(app, ["verify", str(file), "--language", "en"])
    assert done.exit_code == 2  # it cannot be read
    assert "It cannot be read as text; a workbook or a picture is none." in done.stderr
    assert "codec" not in done.stderr
