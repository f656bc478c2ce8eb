"""What happened since the meeting: a log in, who sits where and what has to be decided out."""

from __future__ import annotations

import datetime as dt
import json

import attrs
import pytest
from docx import Document
from openpyxl import load_workbook
from typer.testing import CliRunner

import kkr_allocation as kkr
from kkr_allocation.appointments import events
from kkr_allocation.appointments.events import (
    ChairNamed,
    LeftCouncil,
    Newcomer,
    NewTerm,
    ReasonStated,
    Resigned,
    Successor,
)
from kkr_allocation.appointments.requirements import AtMostReappointments
from kkr_allocation.appointments.succession import agenda_on, refill, state_on
from kkr_allocation.cli.commands import app
from kkr_allocation.forms.register import EVENT_KINDS as KINDS
from kkr_allocation.forms.register import EVENT_SHEETS as SHEETS
from kkr_allocation.presentation.agenda_item import paper
from kkr_allocation.presentation.templates import write_events_template
from kkr_allocation.presentation.writers import write
from kkr_allocation.readers.register import read_appointments, read_events

pytestmark = pytest.mark.usefixtures("danish_computer")

HEADINGS = SHEETS["Hændelser"]
DAY = dt.date(2027, 5, 1)
LATER = dt.date(2027, 6, 1)
NEW = "Sundhedsråd"


@pytest.fixture(scope="module")
def meeting():
    fora = [
        kkr.Forum("RAR Fyn", 2, kkr="KKR Syd", chair=True),
        kkr.Forum("Dialogforum", 2, kkr="KKR Syd"),
    ]
    people = [
        kkr.Candidate(f"{party}{n}", "Odense", party, sex="FM"[n % 2])
        for party in "AV"
        for n in range(4)
    ]
    fixed = [("RAR Fyn", "A0"), ("RAR Fyn", "V1"), ("Dialogforum", "A2"), ("Dialogforum", "V3")]
    strengths = kkr.entitle(fora, {"A": 3, "V": 2}, over="forum")
    return kkr.appoint(fora, people, strengths, fixed=fixed, chairs={"RAR Fyn": "V1"})


@pytest.fixture
def january(meeting, tmp_path):
    return write([meeting], tmp_path / "januar.json")


def logged(folder, *rows, people=(), fora=()):
    """Write a log as a folder of CSV files; a row is its cells by heading."""
    path = write_events_template(folder / f"log{len(list(folder.iterdir()))}")
    for sheet, listed in (("Hændelser", rows), ("Kandidater", people), ("Fora", fora)):
        with (path / f"{sheet}.csv").open("a", encoding="utf-8") as file:
            for row in listed:
                assert set(row) <= set(SHEETS[sheet])
                cells = (f'"{row.get(heading, "")}"' for heading in SHEETS[sheet])
                file.write(";".join(cells) + "\n")
    return path


def row(kind, forum="", name="", **others):
    named = {"Dato": "01-05-2027", "Hændelse": kind, "Forum": forum, "Navn": name}
    return named | {heading: value for heading, value in others.items() if value}


ROWS = {
    "får stedfortræder": (
        row("får stedfortræder", "RAR Fyn", "A0", Stedfortræder="A1"),
        events.SubstituteNamed(DAY, "RAR Fyn", "A0", "A1"),
    ),
    "udtræder": (row("udtræder", "RAR Fyn", "A0"), Resigned(DAY, "RAR Fyn", "A0")),
    "mandat ophører": (row("Mandat ophører", name="A0"), LeftCouncil(DAY, "A0")),
    "ny kandidat": (
        row("ny kandidat", name="A9"),
        Newcomer(DAY, kkr.Candidate("A9", "Assens", "A", sex="F", mayor=True)),
    ),
    "skifter liste": (
        row("skifter liste", name="A0", Liste="V"),
        events.ChangedList(DAY, "A0", "V"),
    ),
    "udpeges": (row("udpeges", "RAR Fyn", "A1"), Successor(DAY, "RAR Fyn", "A1")),
    "bliver formand": (row("bliver formand", "RAR Fyn", "A0"), ChairNamed(DAY, "RAR Fyn", "A0")),
    "køn begrundes": (
        row("køn begrundes", "RAR Fyn", Begrundelse="kun mænd stillede op"),
        ReasonStated(DAY, "RAR Fyn", "kun mænd stillede op"),
    ),
    "forum oprettes": (
        row("forum oprettes", NEW, Fordeling="A: 2; V:1"),
        events.ForumCreated(DAY, kkr.Forum(NEW, 3, chair=True), {"A": 2, "V": 1}),
    ),
    "forum nedlægges": (row("forum nedlægges", "RAR Fyn"), events.ForumClosed(DAY, "RAR Fyn")),
    "ny periode": (
        row("ny periode", "RAR Fyn", Slut="31.12.2030"),
        NewTerm(DAY, "RAR Fyn", dt.date(2030, 12, 31)),
    ),
}
PERSON = {"Navn": "A9", "Kommune": "Assens", "Liste": "A", "Køn": "K", "Borgmester": "ja"}
FORUM = {"Forum": NEW, "Pladser": 3, "Formand": "ja"}


@pytest.mark.parametrize("kind", ROWS)
def test_a_row_is_read_as_its_event(kind, meeting, tmp_path):
    cells, event = ROWS[kind]
    path = logged(
        tmp_path,
        cells,
        people=[PERSON] if kind == "ny kandidat" else (),
        fora=[FORUM] if kind == "forum oprettes" else (),
    )
    assert read_events(path, meeting) == (event,)


def test_every_kind_of_event_has_its_row():
    assert {*ROWS, "regioner lægges sammen"} == set(KINDS)
    made = {type(event).__name__ for _, event in ROWS.values()} | {"RegionsMerged", "Event"}
    kinds = (events.Event, *events.Event.__subclasses__())
    assert made == {kind.__name__ for kind in kinds if kind.__module__ == events.__name__}


def test_a_workbook_is_filled_in_and_read(meeting, tmp_path):
    path = write_events_template(tmp_path / "haendelser.xlsx")
    book = load_workbook(path)
    sheet = book["Hændelser"]
    assert [cell.value for cell in sheet[1]] == list(HEADINGS)
    for number, (cells, _) in enumerate((ROWS["udtræder"], ROWS["udpeges"]), start=2):
        for place, heading in enumerate(HEADINGS, start=1):
            sheet.cell(number, place).value = cells.get(heading)
    sheet["A2"].value = dt.datetime(2027, 5, 1)  # noqa: DTZ001  (a cell of Excel has no zone)
    book.save(path)
    assert read_events(path, meeting) == (ROWS["udtræder"][1], ROWS["udpeges"][1])
    with pytest.raises(kkr.InvalidInputError, match="It is there already"):
        write_events_template(path)


MISTAKES = {
    "række 2, kolonne Hændelse: 'rejst' er ingen af udtræder": row("rejst", "RAR Fyn", "A0"),
    "række 3, kolonne Navn: 'A22' er ikke i registeret": row("mandat ophører", name="A22"),
    "række 4, kolonne Dato: '31-02-2027' er ikke en dato": row("mandat ophører", name="A0")
    | {"Dato": "31-02-2027"},
    "række 5, kolonne Forum: bruges ikke ved 'mandat ophører'": row(
        "mandat ophører", "RAR Fyn", "A0"
    ),
    "række 6, kolonne Liste: er tom": row("skifter liste", name="A0"),
    "række 7, kolonne Forum: 'X' er ikke i arket Fora": row(
        "forum oprettes", "X", Fordeling="A: 1"
    ),
    "række 8, kolonne Fordeling: 'A 3' er ikke skrevet som LISTE: PLADSER": row(
        "forum oprettes", NEW, Fordeling="A 3"
    ),
    "række 9, kolonne Fil: 'nej.json' har ingen udpegninger, der kan læses; der er ingen": row(
        "regioner lægges sammen", KKR="KKR Øst", Fil="nej.json"
    ),
    "række 10, kolonne Stedfortræder: 'A77' er ikke i registeret": row(
        "får stedfortræder", "RAR Fyn", "A0", Stedfortræder="A77"
    ),
    "række 11, kolonne Dato: er tom": {"Bemærkning": "en note alene"},
    "række 11, kolonne Hændelse: er tom": None,
    "Kandidater, række 2, kolonne Liste: 'Q' er ikke i registeret": None,
    "Kandidater: ingen række i Hændelser siger 'ny kandidat' om 'A9'": None,
}


def test_all_that_is_wrong_is_named_at_once(january, tmp_path):
    rows = [cells for cells in MISTAKES.values() if cells]
    path = logged(tmp_path, *rows, people=[PERSON | {"Liste": "Q"}], fora=[FORUM])
    result = CliRunner().invoke(app, ["refill", str(january), str(path)])
    assert (result.exit_code, result.stdout) == (2, "")
    assert [said for said in MISTAKES if said not in result.stderr] == []


def test_a_log_from_before_substitutes_were_named_is_read(meeting, tmp_path):
    path = logged(tmp_path, ROWS["udtræder"][0])
    sheet = path / "Hændelser.csv"
    place = HEADINGS.index("Stedfortræder")
    lines = (line.split(";") for line in sheet.read_text(encoding="utf-8-sig").splitlines())
    older = "\n".join(";".join(line[:place] + line[place + 1 :]) for line in lines)
    sheet.write_text(older, encoding="utf-8")
    assert read_events(path, meeting) == (ROWS["udtræder"][1],)


def test_an_empty_log_is_no_log(meeting, tmp_path):
    with pytest.raises(kkr.InvalidInputError, match="File Hændelser: has no rows"):
        read_events(logged(tmp_path), meeting)


def test_a_vacant_post_is_shown_with_whose_turn_it_is_and_a_proposal(meeting):
    agenda = agenda_on(meeting, [Resigned(DAY, "RAR Fyn", "A0")], LATER)
    (matter,) = agenda.matters
    assert (matter.kind, matter.forum, matter.party, matter.since) == ("post", "RAR Fyn", "A", DAY)
    assert matter.proposal in agenda.proposed.members["RAR Fyn"]
    assert agenda.proposed.verify()
    said = str(agenda.explain("da"))
    assert said.startswith("KKR Syd: hvad der skal besluttes den 01-06-2027\n1. 01-05-2027: A0 ")
    assert f"ledig siden 01-05-2027. Forslag: {matter.proposal}." in said
    before = agenda_on(meeting, [Resigned(DAY, "RAR Fyn", "A0")], dt.date(2027, 4, 30))
    assert (before.matters, before.events) == ((), ())
    assert "Intet skal besluttes." in str(before.explain("da"))


def test_two_posts_of_a_list_have_two_proposals(meeting):
    created = ROWS["forum oprettes"][1]
    agenda = agenda_on(meeting, [created], LATER)
    shown = [matter for matter in agenda.matters if matter.party == "A"]
    assert {matter.proposal for matter in shown} == {
        name for name in agenda.proposed.members[NEW] if name.startswith("A")
    }
    assert len({matter.proposal for matter in shown}) == 2


def test_the_kkr_agrees_on_a_chair_until_one_is_named(meeting):
    log = [LeftCouncil(DAY, "V1"), Successor(DAY, "RAR Fyn", "V2")]
    kinds = [(m.kind, m.forum) for m in agenda_on(meeting, log, LATER).matters]
    assert ("chair", "RAR Fyn") in kinds
    named = [*log, ChairNamed(DAY, "RAR Fyn", "V2")]
    agenda = agenda_on(meeting, named, LATER)
    assert "chair" not in {matter.kind for matter in agenda.matters}
    assert agenda.proposed.chairs["RAR Fyn"] == "V2"
    with pytest.raises(kkr.InvalidInputError, match="A1 holds no post in RAR Fyn"):
        state_on(meeting, [ChairNamed(DAY, "RAR Fyn", "A1")], LATER)


def test_a_reason_is_asked_for_where_members_are_others_until_it_is_stated(meeting):
    log = [Resigned(DAY, "Dialogforum", "A2"), Successor(DAY, "Dialogforum", "A1")]
    kinds = [(m.kind, m.forum) for m in agenda_on(meeting, log, LATER).matters]
    assert kinds == [("reason", "Dialogforum")]
    stated = [*log, ReasonStated(DAY, "Dialogforum", "kun mænd stillede op")]
    agenda = agenda_on(meeting, stated, LATER)
    assert agenda.matters == ()
    assert agenda.proposed.reasons == {"Dialogforum": "kun mænd stillede op"}
    assert agenda.proposed.final()


def test_a_forum_whose_members_are_the_same_is_not_asked_about_again(meeting):
    fixed = [("RAR Fyn", "A0"), ("RAR Fyn", "V2"), ("Dialogforum", "A2"), ("Dialogforum", "V3")]
    start = kkr.appoint(meeting.fora, meeting.candidates, meeting.entitlement, fixed=fixed)
    assert [row.forum for row in start.gender if row.lacks_reason] == ["RAR Fyn"]
    agenda = agenda_on(start, [Resigned(DAY, "Dialogforum", "A2")], LATER)
    assert [(matter.kind, matter.forum) for matter in agenda.matters] == [("post", "Dialogforum")]


def test_where_the_rules_conflict_nobody_is_proposed_and_they_are_named(meeting):
    log = [LeftCouncil(DAY, name) for name in ("A0", "A1", "A2", "A3")]
    agenda = agenda_on(meeting, log, LATER)
    assert agenda.proposed is None
    assert {matter.proposal for matter in agenda.matters} == {None}
    assert len(agenda.matters) == 2
    assert "Disse regler kan ikke alle opfyldes: liste A" in str(agenda.explain("da"))


def test_a_newcomer_takes_over_the_seat_and_can_be_named(meeting):
    person = kkr.Candidate("A9", "Odense", "A", sex="F")
    log = [LeftCouncil(DAY, "A0"), Newcomer(DAY, person), Successor(DAY, "RAR Fyn", "A9")]
    state = state_on(meeting, log, LATER)
    assert "A9" in state.members["RAR Fyn"]
    assert refill(state).verify()


def test_a_new_term_opens_all_posts_and_counts_the_terms_in_a_row(meeting):
    fora = [attrs.evolve(meeting.fora[0], requirements=[AtMostReappointments(1)]), meeting.fora[1]]
    people = [
        attrs.evolve(person, held={"RAR Fyn": 1} if person.name in ("A0", "A3") else {})
        for person in meeting.candidates
    ]
    entitlement = kkr.entitle(fora, {"A": 3, "V": 2}, over="forum")
    start = kkr.appoint(fora, people, entitlement, fixed=[("RAR Fyn", "A0"), ("RAR Fyn", "V1")])
    ends = dt.date(2030, 12, 31)
    state = state_on(start, [NewTerm(DAY, "RAR Fyn", ends)], LATER)
    assert [seat.party for seat in state.vacancies] == ["A", "V"]
    held = {person.name: person.held.get("RAR Fyn", 0) for person in state.candidates}
    assert (held["A0"], held["V1"], held["A3"], held["V2"]) == (2, 1, 0, 0)
    forum = next(forum for forum in state.fora if forum.name == "RAR Fyn")
    assert (forum.starts, forum.ends) == (DAY, ends)
    filled = refill(state)
    assert filled.verify()
    assert "V1" in filled.members["RAR Fyn"]
    assert "A0" not in filled.members["RAR Fyn"]


def run(*arguments):
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def test_the_command_says_what_to_decide_and_writes_it(january, tmp_path):
    path = logged(
        tmp_path, ROWS["udtræder"][0], row("udtræder", "Dialogforum", "V3", Dato="2027-07-01")
    )
    first = run("refill", january, path, "--day", "1.6.2027", "--output", tmp_path / "punkt.docx")
    assert (first.exit_code, "hvad der skal besluttes den 01-06-2027" in first.stdout) == (0, True)
    assert "Dialogforum │ listen udpeger" not in first.stdout
    later = run("refill", january, path, "--output", tmp_path / "punkt.xlsx")
    assert "hvad der skal besluttes den 01-07-2027" in later.stdout
    names = load_workbook(tmp_path / "punkt.xlsx").sheetnames
    assert [name[2:] for name in names[:3]] == [
        "Skal besluttes",
        "Hændelser",
        "Ændrede pladser, 01-07-2027",
    ]
    document = tmp_path / "juli.json"
    assert run("refill", january, path, "--output", document).exit_code == 0
    proven = run("verify", document)  # the posts that stand follow from the meeting it carries
    assert proven.exit_code == 0
    assert "Pladserne står, som et møde og dets log, som anført, efterlod dem" in proven.stdout
    assert read_appointments(document).members["Dialogforum"]


def test_the_paper_has_the_log_what_changed_and_what_to_decide(meeting):
    agenda = agenda_on(meeting, [Resigned(DAY, "RAR Fyn", "A0")], LATER)
    item = paper(agenda, "da")
    assert [section.heading for section in item.sections] == [
        "Skal besluttes",
        "Hændelser",
        "Ændrede pladser, 01-06-2027",
    ]
    changed = item.sections[-1].blocks[0].rows
    assert [(row[0], row[2]) for row in changed] == [("RAR Fyn", "ledig")]
    held = paper(agenda, "da", ["forum", "trin"]).sections[-2].blocks[0]
    assert [row[0] for row in held.rows] == [seat.forum for seat in agenda.state.seats]
    nothing = paper(agenda_on(meeting, [], LATER), "da")
    assert [section.blocks for section in nothing.sections] == [("Intet skal besluttes.",)]


def test_three_events_have_an_item_of_three_tables_in_word(january, tmp_path):
    rows = [ROWS["udtræder"][0], row("udtræder", "Dialogforum", "V3", Dato="2027-07-01")]
    rows.append(row("mandat ophører", name="A3", Dato="2027-08-01"))
    path, item = logged(tmp_path, *rows), tmp_path / "punkt.docx"
    assert run("refill", january, path, "--output", item).exit_code == 0
    made = Document(item)
    assert len(made.tables) == 3
    assert sum(len(table.rows) for table in made.tables) < 40
    assert run("refill", january, path, "--output", item, "--annex", "trin").exit_code == 0
    assert Document(item).paragraphs[-1].style.name == "List Number"
    refused = run("refill", january, path, "--annex", "trin")
    assert (refused.exit_code, "--annex er angivet uden et papir" in refused.stderr) == (2, True)


def test_the_day_of_the_meeting_is_typed(january, tmp_path):
    path = logged(tmp_path, ROWS["udtræder"][0])
    page = tmp_path / "punkt.html"
    assert run("refill", january, path, "--meeting", "15-06-2027", "--output", page).exit_code == 0
    assert '<p class="lead">Mødet den 15-06-2027</p>' in page.read_text(encoding="utf-8")
    refused = run("refill", january, path, "--meeting", "i morgen", "--output", page)
    assert "--meeting er 'i morgen'" in refused.stderr


def test_what_cannot_have_happened_is_said_in_danish(january, tmp_path):
    twice = logged(tmp_path, ROWS["udtræder"][0], ROWS["udtræder"][0])
    said = run("refill", january, twice).stderr
    assert "Hændelsen den 01-05-2027 kan ikke ske: A0 udtræder af RAR Fyn. A0 har ingen" in said
    assert "--day er 'i går'. Det er ingen dag i kalenderen." in (
        run("refill", january, logged(tmp_path, ROWS["udtræder"][0]), "--day", "i går").stderr
    )


def test_no_document_is_written_where_the_posts_cannot_be_filled(january, tmp_path):
    path = logged(tmp_path, *(row("mandat ophører", name=f"A{n}") for n in range(4)))
    shown = run("refill", january, path, "--output", tmp_path / "p.html")
    assert shown.exit_code == 0
    assert "så ingen foreslås" in shown.stdout
    refused = run("refill", january, path, "--output", tmp_path / "p.json")
    assert refused.exit_code == 2
    assert "Filen med udpegningerne kan ikke skrives. Ledige pladser kan ikke" in refused.stderr
    assert not (tmp_path / "p.json").exists()


def test_another_region_comes_in_by_the_file_beside_the_log(meeting, tmp_path):
    other = kkr.appoint(
        [kkr.Forum("RAR Fyn", 1, kkr="KKR Nord")],
        [kkr.Candidate("B1", "Thisted", "A")],
        kkr.entitle([kkr.Forum("RAR Fyn", 1, kkr="KKR Nord")], {"A": 1}),
    )
    write([other], tmp_path / "nord.json")
    merger = row("regioner lægges sammen", KKR="KKR Jylland", Fil="nord.json")
    later = row("udtræder", "RAR Fyn (KKR Nord)", "B1") | {"Dato": "02-05-2027"}
    found = read_events(logged(tmp_path, merger, later), meeting)
    state = state_on(meeting, found, LATER)
    assert [seat.forum for seat in state.vacancies] == ["RAR Fyn (KKR Nord)"]
    assert {forum.kkr for forum in state.fora} == {"KKR Jylland"}


def test_a_file_that_is_no_document_of_appointments_is_refused(meeting, tmp_path):
    document = json.loads(meeting.to_json())
    document["members"]["RAR Fyn"] = ["A1", "V1"]
    other = kkr.apportion({"A": 1}, 1).to_json()
    for text, why in (
        (json.dumps(document), "that appointment stood beforehand"),
        (other, "It has a result of another job"),
        ("{}", 'its entry "format" is not'),
    ):
        path = tmp_path / "januar.json"
        path.write_text(text, encoding="utf-8")
        with pytest.raises(
            kkr.InvalidInputError, match="is not a document of appointments"
        ) as caught:
            read_appointments(path)
        assert why in str(caught.value)
    with pytest.raises(kkr.InvalidInputError, match="cannot be read as text"):
        read_appointments(write_events_template(tmp_path / "log.xlsx"))
    with pytest.raises(kkr.InvalidInputError, match="There is no such file"):
        read_appointments(tmp_path / "nej.json")


def test_a_log_that_leaves_nothing_to_decide_is_said_so(tmp_path):
    fora = [kkr.Forum("D", 1)]
    people = [kkr.Candidate(name, "Greve", "A") for name in ("A1", "A2")]
    january = tmp_path / "januar.json"
    january.write_text(kkr.appoint(fora, people, kkr.entitle(fora, {"A": 1})).to_json())
    log = tmp_path / "log"
    log.mkdir()
    rows = "Dato;Hændelse;Forum;Navn;Liste\n01-05-2026;skifter liste;;A1;V\n"
    (log / "Hændelser.csv").write_text(rows, encoding="utf-8")
    result = CliRunner().invoke(app, ["refill", str(january), str(log), "--language", "da"])
    assert result.exit_code == 0, result.output
    assert "Intet skal besluttes." in result.stdout
