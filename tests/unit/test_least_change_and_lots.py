"""Appointments that keep an earlier one, are drawn by lot, and say so: on paper, and to forgers."""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner

import kkr_allocation as kkr
from kkr_allocation.appointments.rules import Level
from kkr_allocation.appointments.search import Search
from kkr_allocation.cli.arguments import post
from kkr_allocation.cli.commands import app
from kkr_allocation.fairness.verify import verify
from kkr_allocation.presentation.agenda_item import paper, report_of_appointments
from kkr_allocation.presentation.sheet import sheet_of_result
from tests.long.test_equally_good import CASE
from tests.registers import filled_register

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


PLAIN = kkr.appoint(**CASE)
WHOLE = kkr.appoint(**CASE, lots=kkr.Drawing("x"))
IN_TURN = kkr.appoint(**CASE, lots=kkr.Drawing("x", most=0))


def first(result: kkr.Appointments, language: str = "en") -> str:
    return result.explain(language).steps[0].text


def test_the_first_line_says_that_others_are_as_good():
    said = first(PLAIN)
    assert said.startswith("One of several equally good appointments, which differ in up to 2 p")
    assert first(PLAIN, "da").startswith("En af flere lige gode udpegninger med op til 2 pladser")
    for report in (paper(PLAIN, "en"), report_of_appointments(PLAIN, "en")):
        assert report.lead[0] == said
    assert sheet_of_result(PLAIN, "en").note.splitlines()[0] == said
    assert first(WHOLE) == (
        "Drawn by lot with seed x among all 12 equally good appointments, "
        "each with the same chance."
    )
    assert first(IN_TURN).startswith("Drawn by lot with seed x among equally good appointments: p")


def test_the_only_answer_says_nothing_first_and_an_unknown_one_says_so():
    forum = kkr.Forum("f", 1)
    people = [kkr.Candidate("A0", "x", "A"), kkr.Candidate("A1", "x", "A", cannot=("f",))]
    only = kkr.appoint([forum], people, kkr.entitle([forum], {"A": 1}))
    assert first(only).startswith("All posts are filled within")
    assert paper(only, "en").lead == ()
    drawn = kkr.appoint([forum], people, kkr.entitle([forum], {"A": 1}), lots=kkr.Drawing(1))
    assert first(drawn) == first(only)
    assert drawn.drawn.among == 1
    unknown = kkr.from_json(
        json.dumps(json.loads(only.to_json()) | {"differing": None, "stopped_after": "1/1"})
    )
    assert first(unknown).startswith("It is not known whether other appointments are as good")


def test_kept_posts_are_counted_and_the_changed_ones_named():
    gone = PLAIN.members["f"][0]
    case = CASE | {"candidates": [one for one in CASE["candidates"] if one.name != gone]}
    near = kkr.appoint(**case, closest_to=PLAIN)
    stood = sum(gone in names for names in PLAIN.members.values())
    assert near.levels[0].level is Level.KEPT
    assert near.levels[0].value == stood
    (came,) = near.changed["f"][1]
    assert near.changed["f"] == ((gone,), (came,))
    texts = [step.text for step in near.explain().steps]
    assert f"{3 - stood} of 3 posts keep their holder; no lawful appointment keeps more." in texts
    assert texts[-1].startswith(f"Changed: f: {came} instead of {gone}")
    assert f"f: {came} i stedet for {gone}" in near.explain("da").steps[-1].text
    later = kkr.AppointmentRules(order=[Level.SEX_IN_FORUM, Level.KEPT])
    after = kkr.appoint(**case | {"rules": later}, closest_to=PLAIN)
    assert "no appointment that serves the wishes before as well keeps more" in str(after.explain())
    assert PLAIN.changed == {}


def test_an_earlier_chair_and_substitute_stay_where_the_rules_let_them():
    forum = kkr.Forum("f", 2, chair=True, substitutes="personal")
    people = [kkr.Candidate(f"A{number}", "x", "A") for number in range(6)]
    shared = kkr.entitle([forum], {"A": 1})
    for chair in ("A0", "A1", "A2"):
        before = kkr.appoint([forum], people, shared, chairs={"f": chair})
        after = kkr.appoint([forum], people, shared, closest_to=before)
        assert (after.members, after.chairs) == (before.members, before.chairs)
        assert after.substitutes == before.substitutes
        assert after.agreed_chairs == {}
        assert after.verify()


def other_members(document: dict[str, Any]) -> None:
    """Exchange who sits there for an appointment that is as good."""
    drawn = (kkr.appoint(**CASE, lots=kkr.Drawing(seed)) for seed in range(99))
    other = next(one for one in drawn if one.members != WHOLE.members)
    assert other.members != IN_TURN.members
    document["members"] = json.loads(other.to_json())["members"]


FORGED: list[tuple[kkr.Appointments, Callable[[dict[str, Any]], object], str]] = [
    (WHOLE, other_members, "the lot with seed x gives another appointment"),
    (WHOLE, lambda d: d["drawn"].update(among=11), "not just 11 equally good"),
    (WHOLE, lambda d: d["drawn"].update(among=13), "not just 13 equally good"),
    (WHOLE, lambda d: d["drawn"].update(most=3), "drawn in no way that there is"),
    (WHOLE, lambda d: d["drawn"].update(most=10**5, among=1001), "drawn in no way"),
    (WHOLE, lambda d: d["drawn"].update(order=[["f", "A0"]]), "drawn in no way"),
    (IN_TURN, other_members, "what was drawn is not who sits in the fora"),
    (IN_TURN, lambda d: d["drawn"]["order"].pop(), "what was drawn is not who sits"),
    (IN_TURN, lambda d: d["drawn"]["order"].reverse(), "what was drawn is not who sits"),
    (
        IN_TURN,
        lambda d: d["drawn"]["order"].insert(0, d["drawn"]["order"].pop(1)),
        "gives post 1 of f to another",
    ),
    (
        kkr.appoint(**CASE, closest_to=PLAIN),
        lambda d: d["closest_to"].append(d["closest_to"][0]),
        "an earlier appointment stands twice",
    ),
    (
        kkr.appoint(**CASE, closest_to=PLAIN),
        lambda d: d["closest_to"].append(["z", "A0"]),
        "an earlier appointment has 'z'",
    ),
    (
        kkr.appoint(**CASE, closest_to=PLAIN),
        lambda d: d["closest_to"].append(["f", "gone"]),
        "posts that keep their holder: it falls short by 1",
    ),
]


@pytest.mark.parametrize(("result", "change", "why"), FORGED)
def test_what_was_not_drawn_or_kept_is_not_believed(
    result: kkr.Appointments, change: Callable[[dict[str, Any]], object], why: str
):
    document = json.loads(result.to_json())
    assert verify(document)
    change(document)
    with pytest.raises(kkr.VerificationError, match=why):
        verify(document)


def test_a_draw_before_all_is_proven_is_not_believed():
    wishes = [kkr.Wish("g", name) for name in ("A0", "A1")]
    drawn = kkr.appoint(**CASE | {"wishes": wishes}, lots=kkr.Drawing("x"))
    document = json.loads(drawn.to_json()) | {"stopped_after": "1/1"}
    next(level for level in document["levels"] if level["value"])["bound"] -= 1
    with pytest.raises(kkr.VerificationError, match="a lot was drawn though not every wish"):
        verify(document)


def test_nothing_is_drawn_where_the_time_runs_out():
    with pytest.raises(kkr.KkrAllocationError, match="no lot was drawn"):
        PLAIN.chances(time_limit=1e-9)


# From the command.


def run(*typed: object) -> Any:
    return CliRunner().invoke(app, [*map(str, typed), "--language", "en"])


@pytest.fixture
def register(tmp_path: Path) -> Path:
    filled_register(tmp_path / "register.xlsx")
    return tmp_path / "register.xlsx"


def test_the_command_keeps_posts_draws_lots_and_says_why(register: Path, tmp_path: Path):
    before, drawn = tmp_path / "before.json", tmp_path / "drawn.json"
    assert run("appoint", register, "--output", before).exit_code == 0
    book = load_workbook(register)
    book["Gruppeønsker"].append(["Dialogforum", "A3", 9])
    book.save(register)
    near = run("appoint", register, "--closest-to", before, "--explain")
    assert near.exit_code == 0
    assert "posts keep their holder; no lawful appointment keeps more." in near.output
    lot = run("appoint", register, "--draw", "7", "--chances", "--output", drawn)
    assert lot.exit_code == 0
    assert "Drawn by lot with seed 7" in lot.output
    assert "Chance" in lot.output
    result = kkr.from_json(drawn.read_text(encoding="utf-8"))
    assert result.drawn.seed == "7"
    table = tmp_path / "drawn.csv"
    assert run("appoint", register, "--chances", "--output", table).exit_code == 0
    assert "Standard error" in table.read_text(encoding="utf-8-sig")
    again = kkr.appoint(
        result.fora,
        result.candidates,
        result.entitlement,
        wishes=result.wishes,
        fixed=result.fixed,
        chairs=result.agreed_chairs,
        rules=result.rules,
    )
    name = again.members["Dialogforum"][0]
    why = run("appoint", register, "--why", f'Dialogforum:"{name}"')
    assert f"{name} in Dialogforum\n1. The post belongs to" in why.output
    asked = run("appoint", register, "--why", "Dialogforum")
    assert asked.exit_code == 2
    assert "The post is 'Dialogforum'." in asked.stderr


def pressed_at(turn: int, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Press Ctrl-C in a turn of the drawing, counted from 1; return what is told."""
    told: list[str] = []
    whole = Search.in_turn

    def drawn(self: Search, seed: str) -> object:
        if int(seed.rpartition("\n")[2]) == turn:
            raise KeyboardInterrupt
        return whole(self, seed)

    monkeypatch.setattr(Search, "equals", lambda *_: None)
    monkeypatch.setattr(Search, "in_turn", drawn)
    return told


def test_ctrl_c_gives_the_chances_of_the_draws_made_so_far(monkeypatch: pytest.MonkeyPatch):
    told = pressed_at(4, monkeypatch)
    with pytest.raises(KeyboardInterrupt) as pressed:
        PLAIN.chances(draws=9, seed="x", progress=told.append)
    assert told[-4:] == [f"draw {turn} of 9" for turn in (1, 2, 3, 4)]
    assert told[0] == "the rules"
    so_far = pressed.value.partial
    monkeypatch.undo()
    pressed_at(99, monkeypatch)
    assert so_far == PLAIN.chances(draws=3, seed="x")
    pressed_at(1, monkeypatch)
    with pytest.raises(KeyboardInterrupt) as pressed:
        PLAIN.chances(draws=9)
    assert not hasattr(pressed.value, "partial")


def test_ctrl_c_in_the_command_shows_the_appointment_and_the_chances_so_far(
    register: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    pressed_at(3, monkeypatch)
    file = tmp_path / "appointed.json"
    stopped = run("appoint", register, "--chances", "--output", file)
    assert stopped.exit_code == 130
    assert "Stopped by Ctrl-C: the chances are those of the draws made so far." in stopped.stderr
    assert "Standard error" in stopped.stdout
    assert kkr.from_json(file.read_text(encoding="utf-8")).is_proven


def test_a_post_is_read_with_its_colons():
    assert post("RAR Fyn:A1") == post(" RAR Fyn : 'A1' ") == ("RAR Fyn", "A1")
    assert post("'Råd: Fyn':A:1") == ("Råd: Fyn", "A:1")
    for wrong in ("RAR Fyn", ":A1", "RAR Fyn:", ""):
        with pytest.raises(kkr.InvalidInputError, match="the post is"):
            post(wrong)


def test_entitlement_and_turns_are_said_without_a_candidate(register: Path, tmp_path: Path):
    book = load_workbook(register)
    sheet = book["Kandidater"]
    sheet.delete_rows(2, sheet.max_row)
    book.save(register)
    assert "has no rows" in run("appoint", register).stderr
    said = run("entitle", register)
    assert said.exit_code == 0
    assert "Turn" not in said.output
    tied = run("entitle", register, "--order")
    for ending in ("csv", "html", "docx", "xlsx", "json"):
        file = tmp_path / f"right.{ending}"
        turns = run("entitle", register, "--order", "--explain", "--output", file)
        assert turns.exit_code == tied.exit_code == 0, turns.stderr
        assert "Turn" in turns.output
        assert file.exists()
    assert run("verify", tmp_path / "right.json").exit_code == 0
    with (tmp_path / "right.csv").open(encoding="utf-8-sig") as table:
        assert sum("A" in row for row in csv.reader(table)) > 1


def test_lots_of_the_turns_are_told_from_those_of_the_entitlement(register: Path):
    book = load_workbook(register)
    for row in book["Lister"].iter_rows(min_row=2):
        row[1].value, row[2].value = 4, None
    book.save(register)
    typed: list[str] = []
    for _ in range(9):
        said = run("entitle", register, "--order", *typed)
        if said.exit_code == 0:
            break
        claimants = said.stderr.partition('--lot "')[2].partition("=")[0]
        winners = claimants.split("/")[: said.stderr.count("WINNER")]
        typed += ["--lot", f"{claimants}={'/'.join(winners)}"]
    assert said.exit_code == 0
    assert len(typed) > 2
    assert run("entitle", register, *typed).exit_code == 2
