"""The members of the KKR and the addresses of letters, from their sheets to the Blå Bog."""

from __future__ import annotations

import pytest
from docx import Document
from openpyxl import load_workbook
from typer.testing import CliRunner

import kkr_allocation as kkr
from kkr_allocation.appointments.people import Member
from kkr_allocation.cli.commands import app
from kkr_allocation.presentation.agenda_item import letters_sheet, paper
from kkr_allocation.readers.register import read_register
from tests.registers import filled_register

pytestmark = pytest.mark.usefixtures("danish_computer")

HEADINGS = ["Navn", "Kommune", "Liste", "Borgmester", "Stedfortræder", "E-mail"]


def register_with(path, *members, mail=None):
    """Write a filled register with a sheet of members, and the first candidate's address."""
    filled_register(path)
    book = load_workbook(path)
    sheet = book.create_sheet("Medlemmer")
    for row in (HEADINGS, *members):
        sheet.append(row)
    people = book["Kandidater"]
    column = [cell.value for cell in people[1]].index("E-mail") + 1
    people.cell(2, column, mail)
    home, party = people.cell(2, 2).value, people.cell(2, 3).value
    book.save(path)
    return home, party


def test_members_are_read_beside_the_candidates_and_in_no_document(tmp_path):
    path = tmp_path / "r.xlsx"
    home, party = register_with(path)
    register_with(path := tmp_path / "s.xlsx", ["M1", home, party, "ja", "S1", "m1@kkr.dk"])
    register = read_register(path)
    held = {"mayor": True, "substitute": "S1", "mail": "m1@kkr.dk"}
    assert register.members == (Member("M1", home, party, **held),)
    assert register.notes == read_register(tmp_path / "r.xlsx").notes
    assert "m1@kkr.dk" not in register.appoint().to_json()


def test_a_sheet_of_members_alone_is_the_candidates(tmp_path):
    filled_register(path := tmp_path / "r.xlsx")
    plain = read_register(path)
    book = load_workbook(path)
    book["Kandidater"].title = "Medlemmer"
    book.save(path)
    assert read_register(path) == plain


def test_what_is_wrong_with_members_is_named_at_its_cell(tmp_path):
    path = tmp_path / "r.xlsx"
    home, party = register_with(path, mail="nobody")
    row = ["M1", home, party, None, None, "m1@"]
    register_with(path := tmp_path / "s.xlsx", row, row, [None, home, party], mail="a b@c.dk")
    with pytest.raises(kkr.InvalidInputError) as refused:
        read_register(path)
    said = str(refused.value)
    assert "'m1@' is not an e-mail address" in said
    assert "'a b@c.dk' is not an e-mail address" in said
    assert "Medlemmer, row 3" in said
    assert "Medlemmer, row 4" in said


def test_the_book_begins_with_the_members_where_they_are_known(tmp_path):
    home, party = register_with(tmp_path / "r.xlsx")
    row = ["M1", home, party, "ja", "S1", "m1@kkr.dk"]
    register_with(path := tmp_path / "s.xlsx", row)
    register = read_register(path)
    result = register.appoint()
    short = len(paper(result, "da").sections)
    book = paper(result, "da", ["blåbog"], members=register.members).sections[short:]
    assert len(book) == 4
    (listed,) = book[0].blocks
    assert listed.rows == (("M1", home, party, "borgmester", "S1", "m1@kkr.dk"),)
    assert len(paper(result, "da", ["blåbog"]).sections[short:]) == 3
    with pytest.raises(kkr.InvalidInputError, match="annex asked for is 'medlemmer'"):
        paper(result, "da", ["medlemmer"])


def test_letters_carry_the_address_and_the_command_writes_both(tmp_path):
    path = tmp_path / "r.xlsx"
    home, party = register_with(path)
    row = ["M1", home, party, "ja", "S1", None]
    register_with(path := tmp_path / "s.xlsx", row, mail="first@kkr.dk")
    register = read_register(path)
    ((name, address),) = register.mail.items()
    assert address == "first@kkr.dk"
    rows = letters_sheet(register.appoint(), "da", register.mail).rows
    assert {row[-1] for row in rows if row[0] == name} <= {address}
    book, letters = tmp_path / "bog.docx", tmp_path / "breve.docx"
    typed = ["--output", book, "--annex", "blåbog", "--letters", letters, "--language", "da"]
    done = CliRunner().invoke(app, [str(word) for word in ("appoint", path, *typed)])
    assert done.exit_code == 0, done.output
    assert ["M1", home, party, "borgmester", "S1"] in [
        [cell.text for cell in table.rows[1].cells] for table in Document(str(book)).tables
    ]
    merged = letters.with_suffix(".csv").read_text(encoding="utf-8-sig")
    assert merged.splitlines()[0].endswith(";E-mail")
    assert ("first@kkr.dk" in merged) == any(row[0] == name for row in rows)
