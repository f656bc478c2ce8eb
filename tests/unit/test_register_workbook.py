"""The register as a workbook: out, filled in, mistakes named in one pass, and in again."""

from __future__ import annotations

import codecs
import datetime as dt
import sys

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from typer.testing import CliRunner

import kkr_allocation as kkr
from kkr_allocation.appointments.requirements import (
    AgeLimit,
    AtLeast,
    AtMost,
    AtMostFromOneMunicipality,
    AtMostReappointments,
    From,
    NotAlsoIn,
    Requirement,
    Trait,
    phrase_of,
    requirements_in,
)
from kkr_allocation.appointments.rules import Level
from kkr_allocation.cli.commands import app
from kkr_allocation.forms.register import SHEETS
from kkr_allocation.presentation.templates import write_filled_register, write_register
from kkr_allocation.readers.register import read_register
from kkr_allocation.sources import Source, SourceStatus
from tests.registers import FORA, HOMES, candidates, filled_register

pytestmark = pytest.mark.usefixtures("danish_computer")

COUNTS = st.integers(0, 9)
PLACES = st.lists(st.sampled_from(HOMES), min_size=1, max_size=3).map(tuple)
WHO = st.one_of(
    st.sampled_from(Trait), st.builds(From, PLACES, st.sampled_from(["", "øerne", "yderområder"]))
)
RULES = st.one_of(
    st.builds(AtLeast, COUNTS, WHO),
    st.builds(AtMost, COUNTS, WHO),
    st.builds(AtMostFromOneMunicipality, COUNTS),
    st.builds(AtMostReappointments, COUNTS),
    st.builds(AgeLimit, COUNTS),
    st.builds(NotAlsoIn, PLACES),
)


@given(st.lists(RULES, max_size=3))
def test_phrases_come_back_as_the_requirements_they_were(rules):
    assert requirements_in("; ".join(map(phrase_of, rules))) == tuple(rules)


def test_phrases_are_read_as_people_write_them():
    assert requirements_in("Mindst én kvinde;højst 1 fra Odense , Assens;") == (
        AtLeast(1, Trait.WOMAN),
        AtMost(1, From(("Odense", "Assens"))),
    )
    for text in ("nogle borgmestre", "mindst 1 genudpegning", "mindst 2 fra samme kommune"):
        with pytest.raises(kkr.InvalidInputError, match="the requirement is"):
            requirements_in(text)
    with pytest.raises(kkr.InvalidInputError, match="It has no phrase"):
        phrase_of(Requirement())


def test_a_register_comes_back_as_it_was(tmp_path):
    day = dt.date(2026, 1, 1)
    full = kkr.Forum(
        "RAR Fyn",
        3,
        kkr="KKR Syddanmark",
        starts=day,
        ends=dt.date(2029, 12, 31),
        requirements=[AgeLimit(75), AtLeast(1, From(("Odense",)))],
        legal_basis=Source("lov 1482/2014", "§ 28 stk. 2 nr. 5", SourceStatus.PUBLISHED),
        note="antallet er\nopdigtet",
    )
    person = kkr.Candidate(
        "=A1",
        "Odense",
        "A",
        kkr_member=True,
        politician=False,
        born=day,
        seat_until=day,
        cannot=["Dialogforum"],
        held={"RAR Fyn": 2},
    )
    path = write_register(tmp_path / "r.xlsx", [full, FORA[1]], [person], municipalities=HOMES)
    book = load_workbook(path)
    assert book["Kandidater"]["A2"].data_type == "s"
    book["Lister"].append(["A", 5])
    book.save(path)
    register = read_register(path).register
    assert register == kkr.Register([full, FORA[1]], [person], HOMES)


def test_names_are_read_without_what_does_not_show(tmp_path):
    path = tmp_path / "register.xlsx"
    filled_register(path)
    plain = read_register(path)
    book = load_workbook(path)
    for sheet in book.worksheets:
        for (cell,) in sheet.iter_rows(max_col=1):
            if isinstance(cell.value, str):
                cell.value = f"\ufeff{cell.value}".replace(" ", "\u00a0\n") + "\u200b"
    book.save(path)
    assert load_workbook(path)["Fora"]["A2"].value == "\ufeffRAR\u00a0\nFyn\u200b"
    assert read_register(path).register == plain.register


def test_a_filled_register_is_appointed(tmp_path):
    path = tmp_path / "register.xlsx"
    filled_register(path)
    filled = read_register(path)
    assert filled.strengths == {"A": 9, "V": 7, "F": 4}
    assert filled.alliances == (kkr.Alliance(("A", "F"), "rød"),)
    assert filled.rules.population == {"Odense": 205, "Assens": 41, "Kerteminde": 24}
    result = filled.appoint()
    assert result.chairs == {"RAR Fyn": "A0"}
    assert "V7" in result.members["Dialogforum"]
    (agreed,) = result.entitlement.deviations
    assert (agreed.giver, agreed.taker, agreed.reason) == ("V", "F", "aftalt på mødet")
    assert result.reasons == {"Dialogforum": "to mænd er foreslået"}
    assert result.verify()


SHAPES = ("again.xlsx", "folder")


@pytest.mark.parametrize("name", SHAPES)
def test_what_was_read_is_written_back_identically(name, tmp_path):
    filled_register(tmp_path / "register.xlsx")
    filled = read_register(tmp_path / "register.xlsx")
    people = [
        attrs.evolve(person, born=dt.date(1960, 2, 29), held={"Nedlagt": 2})
        for person in filled.register.candidates
    ]
    odd = [
        attrs.evolve(people[0], name=name, municipality="Odense", wishes=("RAR Fyn",))
        for name in ("=A", "'=A", "''A", "'t A", "@A", 'A;"1"')
    ]
    register = attrs.evolve(filled.register, candidates=[*people, *odd])
    filled = attrs.evolve(filled, register=register)
    assert read_register(write_filled_register(tmp_path / name, filled)) == filled


def test_every_cell_of_a_folder_comes_back(tmp_path):
    filled_register(tmp_path / "register.xlsx")
    filled = read_register(tmp_path / "register.xlsx")
    first = write_filled_register(tmp_path / "first", filled)
    second = write_filled_register(tmp_path / "second", read_register(first))
    assert sorted(file.name for file in first.iterdir()) == sorted(f"{n}.csv" for n in SHEETS)
    for file in first.iterdir():
        assert file.read_bytes() == (second / file.name).read_bytes()
        assert file.read_bytes().startswith(codecs.BOM_UTF8)


def folder_of(path, **files):
    path.mkdir()
    for name, text in files.items():
        (path / f"{name}.csv").write_bytes(text.encode("cp1252"))
    return path


FORA_CSV = "Forum;Pladser\nRåd;1\n"
PEOPLE_CSV = "Navn,Kommune,Liste,Køn\nA1,Ærø,A,K\n"


def full_headings(sheet, text):
    """Add the headings that a short table leaves out."""
    mark = ";" if ";" in text else ","
    head, *rows = text.splitlines()
    missing = [heading for heading in SHEETS[sheet] if heading not in head.split(mark)]
    return "\n".join([mark.join([head, *missing]), *rows])


def test_a_folder_may_leave_out_what_has_nothing_to_say(tmp_path):
    folder = folder_of(
        tmp_path / "register",
        fora=full_headings("Fora", FORA_CSV),
        KANDIDATER=full_headings("Kandidater", PEOPLE_CSV),
        Lister="Liste\tStyrke\tValgforbund\nA\t205.978\t\n",
    )
    filled = read_register(folder)
    assert filled.strengths == {"A": 205978}
    assert filled.appoint().members == {"Råd": ("A1",)}


def test_the_mistakes_of_a_folder_are_named_at_once_with_file_row_and_column(tmp_path):
    folder = folder_of(
        tmp_path / "register",
        Fora=full_headings("Fora", "Forum;Pladser;Krav\nRåd;ni;mindst 1 fra Vejle\nRåd 2;0;\n"),
        Kandidater=full_headings(
            "Kandidater", 'Navn;Kommune;Liste;Køn\n"A\n1";Ærø;A;?\n\n;Ærø;;K\n'
        ),
        Kommuner="Kommune;Indbyggere\nÆrø;6000\nOdense;\n",
        Ønsker="Forum\n",
    )
    with pytest.raises(kkr.InvalidInputError) as caught:
        read_register(folder)
    english, danish = str(caught.value), caught.value.message("da")
    for said in (
        "'register' has 9 things to correct:",
        "File Fora, row 2, column Pladser: 'ni' is not a number",
        "File Fora, row 2, column Krav: Råd asks for people from 'Vejle'",
        "File Fora, row 3, column Pladser: posts of Råd 2 is 0",
        "File Kandidater, row 2, column Køn: '?' is none of K, M",
        "File Kandidater, row 4, column Navn: is empty",
        "File Kandidater, row 4, column Liste: is empty",
        "File Kommuner, row 3, column Indbyggere: is empty, while other rows have it",
        "File Lister: is missing",
        "File Ønsker: is none of Fora, Kandidater",
    ):
        assert said in english
    for said in (
        "'register' har 9 fejl, der skal rettes:",
        "Fil Fora, række 2, kolonne Pladser: 'ni' er ikke et tal",
        "Fil Fora, række 2, kolonne Krav: Råd beder om personer fra 'Vejle'; regionens kommuner er",
        "Fil Lister: mangler",
        "Ret dem alle, og kør kommandoen igen; intet er beregnet.",
    ):
        assert said in danish


def test_a_file_of_a_folder_that_is_no_table_is_refused(tmp_path):
    folder = folder_of(tmp_path / "register", Fora="x" * 200_000)
    with pytest.raises(
        kkr.InvalidInputError, match=r"Fora.csv cannot be read. Line 1: field larger"
    ):
        read_register(folder)
    huge = "Liste;Styrke\n" + "A;1\n" * 10_001
    many = folder_of(tmp_path / "many", Lister=huge, Fora=";".join(map(str, range(300))))
    with pytest.raises(kkr.InvalidInputError) as caught:
        read_register(many)
    assert "File Lister: has more than 10000 rows" in str(caught.value)
    assert "File Fora: has more than 10000 rows or 200 columns" in str(caught.value)


def test_the_protocol_and_the_report_have_the_day_of_the_meeting(tmp_path):
    filled_register(tmp_path / "register.xlsx")
    files = [tmp_path / "protokol.html", tmp_path / "rapport.html"]
    named = ["--output", str(files[0]), "--report", str(files[1]), "--meeting", "30-01-2026"]
    result = CliRunner().invoke(app, ["appoint", str(tmp_path / "register.xlsx"), *named])
    assert result.exit_code == 0
    for file in files:
        assert "Mødet den 30-01-2026" in file.read_text(encoding="utf-8")


def test_the_template_has_the_rules_as_they_are_and_a_book_without_them_keeps_them(tmp_path):
    path = tmp_path / "register.xlsx"
    book = filled_register(path)
    typed = [[cell.value for cell in row] for row in book["Regler"].iter_rows(min_row=2)]
    assert typed[:2] == [["Pladser pr. person", 2], ["Mandat i hele perioden", "nej"]]
    usual = kkr.APPOINTMENT_RULES.order
    assert [value for rule, value in typed[2:]] == [level.words.da for level in usual]
    assert {rule for rule, _ in typed[2:]} == {"Ønske"}
    stated = read_register(path).rules
    del book["Regler"]
    book.save(path)
    assert read_register(path).rules == stated == kkr.AppointmentRules(population=stated.population)


def test_fora_of_a_package_are_shared_out_together(tmp_path):
    path = tmp_path / "register.xlsx"
    book = filled_register(path)
    assert read_register(path).packages == {}
    for row, package in enumerate(("vækst", "dialog"), start=2):
        book["Fora"].cell(row, 13).value = package
    book.save(path)
    filled = read_register(path)
    assert filled.packages == {"vækst": ("RAR Fyn",), "dialog": ("Dialogforum",)}
    assert filled.entitle().packages == filled.packages
    assert list(filled.entitle(over="package").packages) == ["package"]
    for again in (tmp_path / "again.xlsx", tmp_path / "folder"):
        assert read_register(write_filled_register(again, filled)) == filled
    by_forum = CliRunner().invoke(app, ["appoint", str(path), "--over", "forum"])
    assert by_forum.exit_code == 0


def test_rules_are_changed_in_the_workbook(tmp_path):
    path = tmp_path / "register.xlsx"
    book = filled_register(path)
    book["Regler"].delete_rows(2, 20)
    for row in (
        ["pladser pr. person", 1],
        ["Ønske", "Kontinuitet"],
        ["Mandat i hele perioden", "ja"],
        ["Ønske", "lige mange kvinder og mænd i alt"],
    ):
        book["Regler"].append(row)
    book.save(path)
    filled = read_register(path)
    assert filled.rules.posts_per_person == 1
    assert filled.rules.whole_term
    assert filled.rules.order == (Level.CONTINUITY, Level.SEX_OVERALL)
    result = filled.appoint()
    assert result.rules == filled.rules
    assert [level.level for level in result.levels] == list(filled.rules.order)


@pytest.mark.parametrize("order", [(), (Level.CONTINUITY,), tuple(reversed(Level))])
def test_any_rules_are_written_back(order, tmp_path):
    filled_register(tmp_path / "register.xlsx")
    filled = read_register(tmp_path / "register.xlsx")
    rules = attrs.evolve(filled.rules, posts_per_person=4, order=order, whole_term=True)
    changed = attrs.evolve(filled, rules=rules)
    assert read_register(write_filled_register(tmp_path / "folder", changed)) == changed


MISTAKES = {
    ("Regler", "A2", "Højst"): "row 2, column Regel: 'Højst' is none of Pladser pr. person, M",
    ("Regler", "A2", None): "row 2, column Regel: is empty",
    ("Regler", "A3", "Pladser pr. person"): "row 3, column Regel: 'Pladser pr. person' stands twi",
    ("Regler", "B2", "to"): "row 2, column Værdi: 'to' is not a number",
    ("Regler", "B2", None): "row 2, column Værdi: is empty",
    ("Regler", "B2", 0): "row 2, column Værdi: posts_per_person is 0; nobody could be appointed",
    ("Regler", "B3", "måske"): "row 3, column Værdi: 'måske' is none of ja, nej, x",
    ("Regler", "B4", "fred"): "row 4, column Værdi: 'fred' is none of lige mange kvinder og mænd",
    ("Regler", "B5", "kontinuitet"): "row 10, column Værdi: 'kontinuitet' stands twice",
    ("Regler", "B5", "ingen"): "row 5, column Værdi: 'ingen' stands beside wishes",
    ("Fora", "M2", "vækst"): "row 3, column Pakke: is empty, while other rows have it",
    ("Fora", "B2", None): "row 2, column Pladser: is empty",
    ("Fora", "B3", "to"): "row 3, column Pladser: 'to' is not a number",
    ("Fora", "A3", "RAR Fyn"): "row 3, column Forum: 'RAR Fyn' stands twice",
    ("Fora", "D2", "vælger"): "row 2, column Art: 'vælger' is none of udpeger, indstiller",
    ("Fora", "G2", "i går"): "row 2, column Start: 'i går' is not a date such as 31-12-2029",
    ("Fora", "I2", "gode folk"): "row 2, column Krav: the requirement is 'gode folk'",
    ("Fora", "J2", "under 75 år"): "row 2, column Ønsker: wanted of RAR Fyn has AgeLimit",
    (
        "Fora",
        "I2",
        "ikke også i RAR",
    ): "row 2, column Krav: RAR Fyn may not share people",
    ("Fora", "I3", "under 75 år"): "row 3, column Start: Dialogforum has an age limit and no start",
    ("Fora", "J2", "mindst 1 fra Vejle"): "row 2, column Ønsker: RAR Fyn asks for people from",
    ("Fora", "A2", None): "row 2, column Forum: is empty",
    ("Kommuner", "B3", None): "row 3, column Indbyggere: is empty, while other rows have it",
    ("Kandidater", "A3", "A0"): "row 3, column Navn: A0 stands in the lists A and V",
    ("Kandidater", "A5", "A0"): "row 5, column Navn: A0 (A) stands twice",
    ("Kandidater", "B4", None): "row 4, column Kommune: is empty",
    ("Kandidater", "B4", "Vejle"): "row 4, column Kommune: 'Vejle' is not in the sheet Kommuner",
    ("Kandidater", "C4", "Æ"): "row 4, column Liste: 'Æ' is not in the register",
    ("Kandidater", "D4", "F"): "row 4, column Køn: 'F' is none of K, M",
    ("Kandidater", "E4", "måske"): "row 4, column Borgmester: 'måske' is none of ja, nej, x",
    (
        "Kandidater",
        "B5",
        "Odnse",
    ): "row 5, column Kommune: 'Odnse' is not in the sheet Kommuner (is it Odense?)",
    (
        "Kandidater",
        "K4",
        "RAR",
    ): "row 4, column Ønsker: 'RAR' is not in the register (is it RAR Fyn?)",
    ("Kandidater", "L4", "RAR"): "row 4, column Kan ikke: 'RAR' is not in the register",
    (
        "Kandidater",
        "J4",
        ": 5",
    ): "row 4, column Sidder i: ': 5' is not in the register; write FORUM: TERMS",
    ("Kandidater", "J4", "Råd 2"): "row 4, column Sidder i: 'Råd 2' is not in the register; write",
    (
        "Kandidater",
        "J4",
        "Dialogforrum: 2",
    ): "row 4, column Sidder i: 'Dialogforrum' is not in the register (is it Dialogforum?)",
    (
        "Lister",
        "C4",
        "rødt",
    ): "row 2, column Valgforbund: no other list stands in 'rød' (is it rødt?)",
    ("Lister", "A3", "A"): "row 3, column Liste: 'A' stands twice",
    ("Lister", "B2", None): "row 2, column Styrke: is empty",
    ("Kommuner", "A3", "Odense"): "row 3, column Kommune: 'Odense' stands twice",
    ("Aftaler", "B2", "Æ"): "row 2, column Fra: 'Æ' is not in the register",
    ("Aftaler", "C2", "V"): "row 2: the deviation in RAR Fyn is 1 post from V to V",
    ("Aftaler", "D2", "en"): "row 2, column Pladser: 'en' is not a number",
    ("Aftaler", "E2", None): "row 2, column Begrundelse: is empty",
    ("Faste", "A2", "RAR"): "row 2, column Forum: 'RAR' is not in the register",
    ("Faste", "B2", None): "row 2, column Navn: is empty",
    ("Faste", "A2", "Dialogforum"): "row 2, column Formand: the forum has no chair",
    ("Gruppeønsker", "C2", -1): "row 2, column Point: -1 is below zero",
    ("Begrundelser", "B2", None): "row 2, column Begrundelse: is empty",
    ("Begrundelser", "A2", "RAR"): "row 2, column Forum: 'RAR' is not in the register",
}


@pytest.mark.parametrize("mistake", MISTAKES, ids=str)
def test_a_mistake_is_named_with_its_place(mistake, tmp_path):
    sheet, cell, value = mistake
    path = tmp_path / "register.xlsx"
    book = filled_register(path)
    book[sheet][cell].value = value
    book.save(path)
    with pytest.raises(kkr.InvalidInputError) as caught:
        read_register(path)
    assert f"Sheet {sheet}, {MISTAKES[mistake]}" in str(caught.value)


TOTALS = {
    "Fora": (["I alt", 5], ["I alt", 6], "row 4, column Pladser: 6"),
    "Lister": (["Ialt", "20", None], ["Ialt", 21, None], "row 5, column Styrke: 21"),
    "Kommuner": (["Sum", 270], ["Sum", "270.000"], "row 5, column Indbyggere: 270000"),
}


@pytest.mark.parametrize("sheet", TOTALS)
def test_a_total_is_checked_and_is_no_row_of_the_register(sheet, tmp_path):
    right, wrong, named = TOTALS[sheet]
    path = tmp_path / "register.xlsx"
    filled_register(path)
    plain = read_register(path)
    book = load_workbook(path)
    book[sheet].append(right)
    book.save(path)
    assert read_register(path) == plain
    book[sheet].delete_rows(book[sheet].max_row)
    book[sheet].append(wrong)
    book.save(path)
    with pytest.raises(kkr.InvalidInputError) as caught:
        read_register(path)
    assert f"Sheet {sheet}, {named} is not the sum of the column" in str(caught.value)


def test_all_mistakes_are_named_at_once(tmp_path):
    path = tmp_path / "register.xlsx"
    book = filled_register(path)
    book["Fora"]["B2"].value = 0
    book["Kandidater"]["D4"].value = "F"
    book["Faste"].append(["RAR Fyn", "V1", "ja"])
    book["Faste"].append(["RAR Fyn", "A0", "ja"])
    book["Begrundelser"].append(["Dialogforum", "en anden"])
    book["Gruppeønsker"].title = "Gruppeønske"
    book.save(path)
    with pytest.raises(kkr.InvalidInputError) as caught:
        read_register(path)
    message = str(caught.value)
    assert "posts of RAR Fyn is 0" in message
    assert "'F' is none of K, M" in message
    assert "Sheet Faste, row 4, column Navn: 'A0' stands twice" in message
    assert "Sheet Begrundelser, row 3, column Forum: 'Dialogforum' stands twice" in message
    assert "Sheet Gruppeønsker: is missing" in message


def test_a_book_may_leave_out_sheets_and_say_yes_as_excel_does(tmp_path):
    path = tmp_path / "register.xlsx"
    book = filled_register(path)
    for sheet in ("Begrundelser", "Faste", "Gruppeønsker", "Aftaler"):
        del book[sheet]
    for row, typed in enumerate((True, False, "SAND", "FALSK"), start=2):
        book["Kandidater"].cell(row, 5).value = typed
    book["Lister"]["C2"].value = "Rød"
    book.save(path)
    filled = read_register(path)
    mayors = [person.mayor for person in filled.register.candidates]
    assert mayors[:4] == [True, False, True, False]
    assert filled.alliances == (kkr.Alliance(("A", "F"), "Rød"),)


def test_one_mistake_is_named_once_however_many_cells_it_spoils(tmp_path):
    path = tmp_path / "register.xlsx"
    book = filled_register(path)
    people = book["Kandidater"]
    people["A1"].value, people["B1"].value = "navn", "Hjem"
    for row in range(2, 14):
        people.cell(row, 11).value = "Dialogform"
    book.save(path)
    with pytest.raises(kkr.InvalidInputError) as caught:
        read_register(path)
    assert str(caught.value).splitlines()[:-1] == [
        "register.xlsx has 2 things to correct:",
        "Sheet Kandidater, row 1: the heading 'Kommune' is missing",
        (
            "Sheet Kandidater, rows 2, 3, 4, 5, 6, 7, 8, 9 and 4 more, column Ønsker: 'Dialogform' "
            "is not in the register (is it Dialogforum?)"
        ),
    ]
    people["A1"].value = "Person"
    book["Fora"]["A1"].value = "Hvor"
    book.save(path)
    with pytest.raises(kkr.InvalidInputError) as caught:
        read_register(path)
    assert "has 3 things to correct" in str(caught.value)


def test_terms_in_a_closed_forum_may_stand(tmp_path):
    path = tmp_path / "register.xlsx"
    book = filled_register(path)
    book["Kandidater"]["J2"].value = "Vækstforum: 3; Det gamle råd; RAR Fyn"
    book.save(path)
    held = read_register(path).register.candidates[0].held
    assert held == {"Vækstforum": 3, "Det gamle råd": 1, "RAR Fyn": 1}


def test_two_chairs_and_no_fora_are_named(tmp_path):
    path = tmp_path / "register.xlsx"
    book = filled_register(path)
    book["Faste"].append(["RAR Fyn", "V1", "ja"])
    book.save(path)
    with pytest.raises(kkr.InvalidInputError, match="row 3, column Formand: has two"):
        read_register(path)
    empty = write_register(tmp_path / "empty.xlsx", candidates=candidates())
    with pytest.raises(kkr.InvalidInputError, match="Sheet Fora: has no rows") as caught:
        read_register(empty)
    assert "Sheet Lister: has no rows" in str(caught.value)
    path = tmp_path / "nobody.xlsx"
    book = filled_register(path)
    book["Kandidater"].delete_rows(2, 20)
    book.save(path)
    with pytest.raises(kkr.InvalidInputError) as caught:
        read_register(path)
    assert str(caught.value).startswith(
        "nobody.xlsx has 1 thing to correct:\nSheet Kandidater: has no rows"
    )


def test_a_register_is_never_overwritten(tmp_path, monkeypatch):
    path = write_register(tmp_path / "r.xlsx")
    with pytest.raises(kkr.InvalidInputError, match="may be filled in"):
        write_register(path)
    with pytest.raises(kkr.InvalidInputError, match=r"A workbook's name ends in \.xlsx"):
        write_register(tmp_path / "r.csv")
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    with pytest.raises(kkr.KkrAllocationError, match=r"-m pip install openpyxl"):
        write_register(tmp_path / "other.xlsx")


def test_the_command_takes_a_register_to_a_protocol(tmp_path):
    path, protocol = tmp_path / "register.xlsx", tmp_path / "protokol.xlsx"
    book = filled_register(path)
    answer = CliRunner().invoke(app, ["appoint", str(path), "--output", str(protocol)])
    assert answer.exit_code == 0, answer.output
    assert "5 pladser besat blandt 12 kandidater" in answer.stdout
    assert load_workbook(protocol).worksheets[3]["A3"].value == "Navn"
    book["Begrundelser"].delete_rows(2)
    for row in range(2, 14):
        book["Kandidater"].cell(row, 4).value = "M"
    book.save(path)
    refused = CliRunner().invoke(app, ["appoint", str(path), "--final"])
    assert refused.exit_code == 2
    assert "Der er ikke foreslået lige mange kvinder og mænd til RAR Fyn" in refused.stderr
    english = CliRunner().invoke(app, ["appoint", str(path), "--final", "--language", "en"])
    assert "Equally many women and men are not proposed for RAR Fyn" in english.stderr
    for row in range(2, 14):
        book["Kandidater"].cell(row, 12).value = "Dialogforum"
    book["Gruppeønsker"].delete_rows(2)
    book["Fora"]["B2"].value = 7
    book.save(path)
    impossible = CliRunner().invoke(app, ["appoint", str(path)])
    assert impossible.exit_code == 2
    assert impossible.stderr.startswith("Pladserne kan ikke besættes. Disse regler kan ikke alle")
    assert "Ret en af dem; den mindste ændring, der virker:\n- " in impossible.stderr


def test_the_template_has_the_fora_whose_posts_are_known(tmp_path):
    path = tmp_path / "register.xlsx"
    answer = CliRunner().invoke(app, ["appoint-template", str(path), "--kkr", "Hovedstaden"])
    assert answer.exit_code == 0, answer.output
    book = load_workbook(path)
    assert "gælder først, når de er skrevet i Krav, Formand og Stedfortrædere" in answer.stderr
    names = [row[0].value for row in book["Fora"].iter_rows(min_row=2)]
    assert "Danmarks Erhvervsfremmebestyrelse" in names
    assert "Sundhedskoordinationsudvalg" not in names  # closed in 2022
    assert "Regionens 4 opgaveudvalg" not in names
    assert book["Kommuner"].max_row == 30
    folded = CliRunner().invoke(
        app, ["appoint-template", str(tmp_path / "r"), "--kkr", " sjælland"]
    )
    assert folded.exit_code == 0
    assert (tmp_path / "r" / "Kommuner.csv").read_text(encoding="utf-8-sig").count("\n") == 18
    refused = CliRunner().invoke(app, ["appoint-template", str(path), "--kkr", "Skåne"])
    assert "Intet KKR hedder 'Skåne'. Der findes KKR Hovedstaden" in refused.stderr
    other = ["appoint-template", str(tmp_path / "e.xlsx"), "--example", "--kkr", "Sjælland"]
    both = CliRunner().invoke(app, other)
    assert both.exit_code == 2
    assert "Skriv kun --example eller kun --kkr" in both.stderr
