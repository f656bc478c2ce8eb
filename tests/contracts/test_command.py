"""The command as its users meet it: what it prints, where, and with which exit code."""

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from docx import Document
from openpyxl import load_workbook
from typer.testing import CliRunner

import kkr_allocation as kkr
from kkr_allocation import cli
from kkr_allocation.appointments.search import Search
from kkr_allocation.cli.__main__ import main
from kkr_allocation.cli.commands import app
from kkr_allocation.errors import install_command
from kkr_allocation.words import entry
from tests.registers import MEETING, filled_log, filled_register
from tests.workbooks import filled_workbook

BOARD = ["apportion", "--seats", "17", "A=2840", "V=2118", "C=1524", "F=761", "Ø=734", "B=559"]
VOTES = "kommune;bogstav;stemmer\nGreve;A;6.941\nGreve;V;9.575\nStevns;A;5.000\n"
"""Invented, in part."""
MAYORS = "kommune;parti\nGreve;Venstre\nStevns;A\n"
TIE = ["apportion", "--seats", "3", "A=10", "B=10"]


def run(*arguments):
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def column(text, place):
    rows = [line.split("│")[1:-1] for line in text.splitlines() if line.startswith("│")]
    return {row[0].strip(): row[place].strip() for row in rows}


def test_seats_are_printed():
    result = run(*BOARD, "O=409")
    assert result.exit_code == 0
    seats = dict(zip("AVCFØBO", "6531110", strict=True))
    assert column(result.stdout, -1) == {**seats, "In all": "17"}
    assert not result.stderr


def test_steps_are_printed_in_danish_with_their_sources():
    result = run(*BOARD, "--explain", "--language", "da")
    first = r"^1\. 8\.536 stemmer på .*\(.*§§ 80-83 \[.*\]\)$"
    assert re.search(first, result.stdout, re.MULTILINE)


def test_a_tie_says_who_draws_for_what_and_how_to_go_on():
    result = run(*TIE)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "Draw lots between A and B for 1 seat" in result.stderr
    assert '--lot "A/B=WINNER"' in result.stderr
    assert "Træk lod mellem A og B om 1 mandat" in run(*TIE, "--language", "da").stderr


def test_a_drawn_lot_decides():
    assert column(run(*TIE, "--lot", "A/B=B").stdout, -1) == {"A": "1", "B": "2", "In all": "3"}


def test_alliances_floors_caps_and_rules_arrive():
    typed = ["apportion", "--seats", "9", "A=900", "F=300", "Ø=290", "V=800", "C=200"]
    choices = ["--alliance", "A+(F+Ø)", "--floor", "C=2", "--cap", "V=2", "--rule", "sainte-lague"]
    asked = kkr.apportion(
        {"A": 900, "F": 300, "Ø": 290, "V": 800, "C": 200},
        9,
        kkr.SAINTE_LAGUE,
        alliances=[["A", ["F", "Ø"]]],
        floors={"C": 2},
        caps={"V": 2},
    )
    shown = column(run(*typed, *choices).stdout, -1)
    assert shown.pop("In all") == "9"
    assert shown == {party: str(seats) for party, seats in asked.seats.items()}


@pytest.mark.parametrize(
    ("arguments", "fragment"),
    [
        (["--seats", "3", "A"], "Votes has the argument 'A'"),
        (["--seats", "3", "A=24.062"], "a whole number without separators"),
        (["--seats", "3", "A=-1"], "Votes has the argument 'A=-1'"),
        (["--seats", "3", "A=" + "9" * 5000], "a whole number without separators"),
        (["--seats", "3", "A=1", "A=2"], "Votes names 'A' twice"),
        (["--seats", "3", "A=1", "B=1", "--alliance", "A+(B"], "Every bracket"),
        (["--seats", "3", "A=1", "B=1", "--alliance", "A+C"], "--alliance names 'C'"),
        (["--seats", "3", "A=1", "B=1", "--floor", "C=1"], "--floor names 'C'"),
        (["--seats", "3", "A=1", "--lot", "A/B"], "after an equals sign who won"),
        (["--seats", "3", "A=1", "--lot", "A/B=C"], "A winner is not among the claimants"),
        (["--seats", "3", "A=1", "--output", "seats.pdf"], "Its ending chooses the format"),
        (["--seats", "3", "A=1", "--rule", "hare"], "hare"),
        (["--seats", "-3", "A=1"], "--seats is -3. A count cannot be negative"),
        (["A=1"], "--seats"),
    ],
)
def test_refusals_go_to_standard_error_with_code_2(arguments, fragment):
    result = run("apportion", *arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert fragment in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["A=1", "B=1", "--alliance", "A+C"], "--alliance nævner 'C'. Stemmerne har kun A, B."),
        (["A=1", "B=1", "--floor", "A=4"], "De nedre grænser kræver 4 mandater, og der er 3."),
        (["A=1", "--lot", "A/B=A"], "Lodtrækningen mellem A, B afgør intet."),
        (["A=1,5"], "'A=1,5' kan ikke læses. Der skrives et navn"),
        (["A=0"], "Der er ingen stemmer. Mandater fordeles efter stemmer."),
        (["A=1", "--output", "seats.pdf"], "Filen hedder 'seats.pdf'. Endelsen vælger formatet"),
    ],
)
def test_what_is_refused_most_often_is_refused_in_danish(arguments, said):
    result = run("apportion", "--seats", "3", *arguments, "--language", "da")
    assert result.exit_code == 2
    assert result.stderr.startswith(said)


def test_compose_shows_the_five_councils_of_the_newest_election_in_one_overview():
    """The published caps of 2026-30, and lines that fit a terminal of 80 columns."""
    result = run("compose")
    assert result.exit_code == 0
    assert not result.stderr
    table, notes = result.stdout.split("196 members in all; 193 where d'Hondt itself")
    rows = {line[:14].strip(): line[14:].split() for line in table.splitlines()}
    assert rows["List"] == ["Hovedstaden", "Sjælland", "Syddanmark", "Midtjylland", "Nordjylland"]
    assert rows["Cap"] == ["58", "34", "44", "38", "22"]
    assert rows["At the cap"] == ["yes"] * 5
    assert rows["Members"] == ["58", "(57)", "34", "44", "(42)", "38", "22"]
    assert max(len(line.rstrip()) for line in table.splitlines()) <= 80
    assert "Another election: --election 2013 or --election 2021." in notes
    assert "add --kkr Nordjylland --explain" in notes
    assert "KKR Midtjylland: The mayor of Lemvig is counted for" in notes


def test_the_overview_is_the_sum_of_its_councils():
    """180 members were published for 2022-26."""
    danish = run("compose", "--election", "2021", "--language", "da")
    assert "180 medlemmer i alt; 158, hvor d'Hondt selv bestemmer antallet." in danish.stdout
    assert "5 råd efter KV2021" in danish.stdout
    assert "Ét råd for sig, trin for trin: tilføj --kkr Nordjylland --explain." in danish.stdout
    sizes = re.search(r"^  Medlemmer +(.+)$", danish.stdout, re.MULTILINE)
    members = [int(n) for n in re.sub(r"\(\d+\)", "", sizes[1]).split()]
    assert members == [58, 31, 33, 36, 22]
    assert sum(members) == 180


def test_steps_and_readings_are_shown_council_by_council():
    for asked in ("--explain", "--alternatives"):
        shown = run("compose", "--election", "2021", asked).stdout
        assert shown.count("Blank and invalid") == 5
        assert "councils after" not in shown


def test_one_council_is_shown_with_the_members_by_dhondt_beside_it():
    shown = run("compose", "--election", "2021", "--kkr", "Sjælland").stdout
    held = kkr.compose_region(kkr.load_election(2021), "KKR Sjælland")
    assert column(shown, -2)["Venstre (V)"] == str(held.seats["V"])
    sums = next(line for line in shown.splitlines() if "447,044" in line)
    assert [cell.strip() for cell in sums.split("│")[-3:-1]] == ["31", "24"]
    assert "rests on these readings" in shown


def test_compose_takes_the_other_readings():
    choices = ["--size-rule", "divisor", "--outsiders", "inside"]
    shown = run("compose", "--election", "2021", "--kkr", "KKR Sjælland", *choices).stdout
    assert "The council has 24 members" in shown
    cast = ["--election", "2021", "--kkr", "Midtjylland", "--threshold-base", "cast"]
    assert "The council has 35 members" in run("compose", *cast).stdout
    raised = ["--kkr", "Hovedstaden", "--at-cap", "raise-price"]
    assert "A 11, C 12, F 8, Ø 8, V 5, B 5, O 4, I 3 and Å 2" in run("compose", *raised).stdout


@pytest.mark.parametrize("typed", ["KKR Sjælland", "Sjælland", "sjælland", " KKR SJÆLLAND"])
def test_a_council_is_found_however_it_is_typed(typed):
    assert "KKR Sjælland" in run("compose", "--kkr", typed).stdout
    assert "Region Østdanmark" in run("compose", "--kkr", "østdanmark").stdout


def test_compose_pools_a_list_cooperation():
    joined = "Lokale=Nyt Odsherred (Odsherred)/Guldborgsundlisten (Guldborgsund)"
    result = run("compose", "--kkr", "Sjælland", "--cooperation", joined)
    assert "Lokale" in column(result.stdout, -1)


def test_compose_explains_in_danish():
    result = run("compose", "--kkr", "Sjælland", "--explain", "--language", "da")
    assert "\n1. Borgmestrene i de 17 kommuner er fødte medlemmer" in result.stdout


def test_lists_of_an_alliance_are_found_by_letter_and_name(tmp_path):
    pages = []
    for typed in ("A+F+Ø", "a, sf, Enhedslisten", "Socialdemokratiet+SF+ø"):
        page = tmp_path / "r.html"
        asked = ("report", "--kkr", "Sjælland", "--alliance", typed, "--output", page)
        assert run(*asked).exit_code == 0
        pages.append(page.read_bytes())
    assert len(set(pages)) == 1
    local = run(*asked[:4], "Socialdemokratiet+Din Stemme", *asked[5:])
    assert local.exit_code == 0
    assert "A+Din Stemme (Lolland)" in page.read_text(encoding="utf-8")
    assert "--alliance names 'Nix'" in run(*asked[:4], "A+Nix", *asked[5:]).stderr


def test_what_a_council_lacks_is_said_in_the_users_language():
    said = run("compose", "--election", "2013", "--kkr", "Nordjylland", "--language", "da").stderr
    assert "KKR Nordjylland, KV2013: Borgmesteren kendes ikke for Morsø og Hjørring." in said
    every = run("compose", "--election", "2013")
    assert "16 of 29" in every.stdout
    assert every.exit_code == 0
    assert every.stderr.count("No mayor is known for") == 5


def test_council_shows_the_seats_recomputed_with_the_law():
    shown = run("council", "lolland kommune", "--language", "da")
    assert shown.exit_code == 0
    assert column(shown.stdout, 7) == column(shown.stdout, 6)
    assert "Borgmesteren er fra Din Stemme (Lolland)." in shown.stdout
    assert "Æ har 4 kandidater og kan ikke få flere mandater." in shown.stdout
    assert "Æ får højst 4 mandater" in shown.stdout
    assert (
        "kommunal- og regionalvalgloven § 81, stk. 3, og § 83, stk. 2 [offentliggjort]"
        in shown.stdout
    )
    contested = run("council", "Lemvig").stdout
    assert "C is counted, and V stands in others" in contested
    earlier = run("council", "Greve", "--year", "2021").stdout
    assert "No alliances are known" in earlier
    assert "reckoned from other published figures" in earlier
    assert "Its seats are not known" in run("council", "Læsø", "--year", "2013").stdout


def test_council_refuses_what_it_does_not_know():
    assert "Did you mean 'Greve'?" in run("council", "Grve").stderr
    other = run("council", "Greve", "--year", "2017", "--language", "da")
    assert (other.exit_code, other.stdout) == (2, "")
    assert other.stderr.startswith("--year er 2017.")


def test_alliances_rank_the_partners_of_a_list_of_a_council():
    """Stevns 2025: V wins a fifth seat with C, Æ, B or Ø, and helps F to a second."""
    result = run("alliances", "--council", "Stevns", "--for", "Venstre", "--year", "2025")
    assert result.exit_code == 0
    rows = [line.split("│")[1:-1] for line in result.stdout.splitlines() if line.startswith("│")]
    ranked = [[cell.strip() for cell in row] for row in rows]
    assert [row[1] for row in ranked[:5]] == ["C", "Æ", "B", "Ø", "F"]
    assert {tuple(row[2:5]) for row in ranked[:4]} == {("4", "5", "1")}
    assert ranked[4][2:6] == ["4", "4", "0", "1"]


def test_alliances_show_every_pair_that_changes_anything():
    votes = ["A=400", "B=330", "C=170", "D=99", "E=51"]
    result = run("alliances", *votes, "--seats", "9", "--explain", "--language", "da")
    assert [line.split("│")[2].strip() for line in result.stdout.splitlines() if "│ C" in line] == [
        "B",
        "E",
    ]
    assert "C har 1 alene og 1 mere med: B og E." in result.stdout
    held = run("alliances", *votes, "--seats", "9", "--alliance", "B+D", "--rule", "imperiali")
    asked = kkr.alliance_pairs(
        dict(zip("ABCDE", (400, 330, 170, 99, 51), strict=True)),
        9,
        kkr.IMPERIALI,
        fixed=[["B", "D"]],
    )
    gaining = {pair.party for pair in asked.pairs if pair.gain or pair.lot}
    assert set(column(held.stdout, 1)) == gaining


def test_the_lists_of_a_kkr_share_posts():
    result = run("alliances", "--kkr", "sjælland", "--seats", "7", "--for", "F")
    council = kkr.compose_region(kkr.load_election(2025), "KKR Sjælland")
    asked = kkr.alliance_pairs(council.seats, 7).partners_of("F")
    assert result.stdout.count("│ F ") == len(asked.shown)
    assert "7 seats are shared" in result.stdout


def test_alliances_that_explain_a_council_are_found_and_written(tmp_path):
    result = run("alliances", "--council", "Læsø", "--explaining")
    assert result.exit_code == 0
    assert "80 structures of alliances give exactly" in result.stdout
    for ending in ("json", "csv", "xlsx", "docx", "html"):
        file = tmp_path / f"x.{ending}"
        for asked in (["--explaining"], ["--for", "A"]):
            assert run("alliances", "--council", "Læsø", *asked, "--output", file).exit_code == 0
            assert file.stat().st_size
            if ending == "json":  # that there are no other structures is taken as stated
                said = "NOT PROVEN: " if asked == ["--explaining"] else "Accepted: "
                assert run("verify", file).stdout.startswith(said)


def test_compose_reads_votes_and_mayors(tmp_path):
    votes, mayors = tmp_path / "votes.csv", tmp_path / "mayors.csv"
    votes.write_text(VOTES, encoding="utf-8")
    mayors.write_text(MAYORS, encoding="utf-8")
    asked = ["--election", votes, "--mayors", mayors, "--kkr", "Sjælland"]
    result = run("compose", *asked, "--year", "2021")
    mayors = column(result.stdout, 3)
    assert (mayors["Socialdemokratiet (A)"], mayors["Venstre (V)"]) == ("1", "1")
    (summed,) = (number for name, number in mayors.items() if name.startswith("Votes of the"))
    assert summed == "2"
    assert "no votes are known for" in result.stderr
    unstated = run("compose", *asked)
    assert (unstated.exit_code, unstated.stdout) == (2, "")
    assert "year" in unstated.stderr


def test_what_a_reader_decided_is_said(tmp_path):
    votes = tmp_path / "votes.csv"
    text = "kommune;bogstav;liste;stemmer\nGreve;A;Aktive Borgere;77\nGreve;V;Venstre;99\n"
    votes.write_text(text, encoding="utf-8")
    notes = kkr.read_votes(votes, year=2021).notes
    assert notes
    said = run("compose", "--election", votes, "--year", "2021", "--kkr", "Sjælland").stderr
    assert all(note in said for note in notes)


def test_compose_shows_every_reading():
    asked = ["compose", "--election", "2021", "--kkr", "Sjælland", "--alternatives"]
    shown = run(*asked).stdout
    assert all(f"│ {words}" in shown for words in ("every claim rounded", "size by d'Hondt"))
    danish = run(*asked, "--language", "da").stdout
    assert all(
        f"│ {words}" in danish
        for words in ("hvert krav rundet op", "antal efter nøjagtig andel", "antal efter d'Hondt")
    )
    assert danish.count("│ modsagt") == 2
    assert "EXACT_SHARE" not in danish + shown


def sheets_of(folder, *asked):
    file = folder / "s.xlsx"
    command = ("compose", "--kkr", "Sjælland", "--language", "da", "--output", file)
    assert run(*command, *asked).exit_code == 0
    return [sheet["A1"].value for sheet in load_workbook(file)]


def test_a_file_has_the_short_paper_and_the_annexes_that_are_asked_for(tmp_path):
    short = sheets_of(tmp_path)
    assert short[0] == "Sammensætning af KKR Sjælland 2026-2029 efter kommunalvalget 18-11-2025"
    assert short[1:] == [
        "Borgmestre, og medlemmer, der skal vælges",
        "Krav, og hvordan de rundes op",
        "Fortolkninger, der giver et andet råd",
        "Stemmer til én plads mere",
    ]
    named = sheets_of(tmp_path, "--annex", "Trin", "--annex", "steps", "--annex", "kvotienter")
    assert named == [*short, "Trin for trin", "Kvotienterne i fordelingen"]
    readings = [*short, "Rådet efter hver fortolkning af reglerne"]
    assert sheets_of(tmp_path, "--alternatives") == readings
    assert sheets_of(tmp_path, "--annex", "fortolkninger", "--alternatives") == readings


def test_what_a_region_lacks_stands_in_every_output(tmp_path):
    asked = ("compose", "--election", "2013", "--kkr", "Nordjylland", "--language", "da")
    lacks = "Tallene er ikke fuldstændige, og rådet kan ændre sig"
    assert lacks in " ".join(run(*asked).stdout.split())
    files = [tmp_path / f"n.{ending}" for ending in ("docx", "xlsx", "html")]
    for file in files:
        assert run(*asked, "--output", file).exit_code == 0
    assert Document(str(files[0])).paragraphs[1].text.startswith(lacks)
    first = [cell.value for cell in load_workbook(files[1]).worksheets[0]["A"] if cell.value]
    assert first[-1].startswith(lacks)
    assert f'<p class="lead">{lacks}' in files[2].read_text("utf-8")


def test_composed_councils_are_verified(tmp_path):
    file = tmp_path / "kkr.json"
    assert run("compose", "--output", file).exit_code == 0
    verified = run("verify", file)
    assert verified.exit_code == 0
    assert verified.stdout.count("A seat costs ") == 5


def test_composed_councils_are_written(tmp_path):
    file = tmp_path / "kkr.csv"
    assert run("compose", "--output", file).exit_code == 0
    text = file.read_text(encoding="utf-8-sig")
    assert text.count("In all by d'Hondt") == 1
    assert text.count("Valid votes and members in all") == 5


@pytest.mark.parametrize(
    ("arguments", "fragment"),
    [
        (["--election", "2017"], "2021 and 2025"),
        (["--election", "no such file.csv"], "no such file.csv"),
        (["--mayors", "no such file.csv"], "no such file.csv"),
        (["--kkr", "Skåne"], "KKR Sjælland"),
        (["--lot", "A/B=A"], "A draw belongs to one council"),
        (["--kkr", "Sjælland", "--lot", "A/B=A"], "KKR Sjælland: the lot between A, B"),
        (["--annex", "steps"], "--annex is given without a paper"),
        (["--annex", "step", "--output", "kkr.docx"], "There is no annex 'step'"),
        (["--cooperation", "Lokale"], "after an equals sign its lists"),
        (["--cooperation", "Lokale=A", "--cooperation", "Lokale=B"], "a name of its own"),
        (["--size-rule", "hare"], "hare"),
    ],
)
def test_refusals_of_compose(arguments, fragment):
    result = run("compose", *arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert fragment in result.stderr


def test_a_file_that_cannot_be_written_is_refused(tmp_path):
    folder = tmp_path / "seats.csv"
    folder.mkdir()
    result = run(*BOARD, "--output", folder)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "seats.csv can be neither read nor written: it is a folder" in result.stderr


def test_a_written_result_is_verified_and_a_changed_one_is_not(tmp_path):
    file = tmp_path / "seats.json"
    written = run(*BOARD, "--output", file)
    assert str(file) in written.stderr.replace("\n", "")
    assert run("verify", file).exit_code == 0
    document = json.loads(file.read_text(encoding="utf-8"))
    document["seats"] |= {"A": 7, "B": 0}
    file.write_text(json.dumps(document), encoding="utf-8")
    changed = run("verify", file)
    assert (changed.exit_code, changed.stdout) == (1, "")
    assert "the house gives A a seat" in changed.stderr


def test_every_document_of_an_array_is_verified(tmp_path):
    file = tmp_path / "seats.json"
    right = json.loads(kkr.apportion({"A": 3, "B": 1}, 2).to_json())
    file.write_text(json.dumps([right, right]), encoding="utf-8")
    assert run("verify", file).stdout.count("house size, 2") == 2
    assert f"apportionment in {file} (2 of 2)" in run("verify", file).stdout
    wrong = right | {"seats": {"A": 0, "B": 2}}
    file.write_text(json.dumps([right, wrong]), encoding="utf-8")
    failed = run("verify", file)
    assert failed.exit_code == 1
    assert failed.stdout.count("Accepted") == 1
    refused = f"Refused: apportionment in {file} (2 of 2): the house gives B a seat"
    assert refused in failed.stderr.replace("\n", "")


@pytest.mark.parametrize(
    ("content", "fragment"),
    [
        (b"\xff\xfe\x00", "cannot be read as text"),
        (b"[1, 2", "cannot be read as JSON"),
        (b"[1, 2]", "something else than results"),
        (b"[]", "something else than results"),
        (b"no JSON", "JSON"),
        (None, "seats.json' does not exist"),
    ],
)
def test_a_file_that_is_no_result_is_refused(content, fragment, tmp_path):
    file = tmp_path / "seats.json"
    if content is not None:
        file.write_bytes(content)
    result = run("verify", file)
    assert (result.exit_code, result.stdout) == (2, "")
    assert fragment in result.stderr


def test_names_are_never_read_as_markup():
    assert "[red]" in column(run("apportion", "--seats", "1", "[red]=2", ":smile:=1").stdout, -1)


def test_a_time_limit_is_kept_and_a_wrong_one_named(tmp_path):
    filled_register(tmp_path / "register.xlsx")
    assert run("appoint", tmp_path / "register.xlsx", "--time-limit", "60").exit_code == 0
    refused = run("appoint", tmp_path / "register.xlsx", "--time-limit", "0", "--language", "da")
    assert refused.exit_code == 2
    assert "--time-limit er 0.0. Intet kan findes på ingen tid." in refused.stderr


@pytest.mark.parametrize("language", ["en", "da"])
@pytest.mark.parametrize("command", app.registered_commands, ids=lambda command: command.name)
def test_help_teaches_with_examples_that_run(command, language, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "votes.csv").write_text(VOTES, encoding="utf-8")
    (tmp_path / "mayors.csv").write_text(MAYORS, encoding="utf-8")
    if command.name in {"appoint", "entitle"}:
        filled_register(tmp_path / "register.xlsx")
    if command.name == "refill":
        (tmp_path / "januar.json").write_text(MEETING.to_json(), encoding="utf-8")
        filled_log(tmp_path / "haendelser.xlsx")
    if command.name == "distribute":
        for name in ("pladser", "ssh", "ssa"):
            filled_workbook(tmp_path / f"{name}.xlsx")
    told = entry("cli.help")[language][command.name]
    examples = re.findall(r"^    kkr-allocation (.+)$", told, re.MULTILINE)
    assert examples
    for example in examples:
        assert run(*example.split()).exit_code == 0, example


def test_the_installed_command_runs():
    code = "from kkr_allocation.cli.__main__ import main; main()"
    ran = subprocess.run([sys.executable, "-c", code, *TIE], capture_output=True, check=False)
    assert ran.returncode == 2
    assert ran.stdout == b""
    assert b"Draw lots between A and B" in ran.stderr


def test_main_runs_the_command(monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["kkr-allocation", "--version"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 0
    assert capsys.readouterr().out == f"kkr-allocation {kkr.__version__}\n"


@pytest.mark.parametrize(
    ("missing", "typed", "said"),
    [
        ("typer", [], "The command needs typer, which is not installed. Run:\n"),
        ("rich.console", ["--language", "da"], "Kommandoen kræver rich.console, som ikke er"),
    ],
)
def test_without_its_extra_the_command_says_what_to_install(
    missing, typed, said, monkeypatch, capsys
):
    monkeypatch.setattr(sys, "argv", ["kkr-allocation", "doctor", *typed])
    for name in [*sys.modules]:
        if name.startswith("kkr_allocation.cli."):
            monkeypatch.delitem(sys.modules, name)
            monkeypatch.delattr(cli, name.rpartition(".")[2], raising=False)
    monkeypatch.setitem(sys.modules, missing, None)
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    told = capsys.readouterr().err
    assert told.startswith(said)
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text("utf-8"))
    needs = project["project"]["optional-dependencies"]["cli"]
    packages = [re.split("[<>=]", need)[0] for need in needs]
    assert told.endswith(f"\n    {install_command(*packages)}\n")


def test_another_missing_module_is_a_bug_and_keeps_its_traceback(monkeypatch):
    monkeypatch.delitem(sys.modules, "kkr_allocation.cli.commands")
    for name in ("commands", "councils"):
        monkeypatch.delattr(cli, name)
    monkeypatch.setitem(sys.modules, "kkr_allocation.cli.councils", None)
    with pytest.raises(ModuleNotFoundError, match="councils"):
        main()


def test_votes_without_mayors_are_no_council(tmp_path):
    table = tmp_path / "votes.csv"
    table.write_text("Kommune;Liste;Listenavn;Stemmer\nGreve;A;Socialdemokratiet;900\n")
    result = run("compose", "--election", str(table), "--year", "2021")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "KKR Sjælland has no mayors in the figures" in result.stderr
    assert "; the bundled figures have them: --election 2021." in result.stderr
    assert "--mayors FILE" in result.stderr


def test_a_command_writes_over_nothing_it_reads(tmp_path):
    places, register = tmp_path / "places.xlsx", tmp_path / "register.xlsx"
    filled_workbook(places)
    filled_register(register)
    (tmp_path / "link.xlsx").symlink_to(places)
    for typed in (
        ["distribute", places, "--output", places],
        ["distribute", places, "--output", tmp_path / "link.xlsx"],
        ["appoint", register, "--output", register],
    ):
        before = typed[1].read_bytes()
        done = run(*typed, "--language", "en")
        assert done.exit_code == 2
        assert "The command reads it, and it would be written over" in done.stderr
        assert typed[1].read_bytes() == before
    assert run("distribute", places, "--output", tmp_path / "annex.xlsx").exit_code == 0


def test_ctrl_c_prints_and_writes_the_best_so_far(tmp_path, monkeypatch):
    register, document = tmp_path / "register.xlsx", tmp_path / "so-far.json"
    assert run("appoint-template", register, "--example").exit_code == 0

    def pressed(_):
        raise KeyboardInterrupt

    monkeypatch.setattr(Search, "prefer", pressed)
    stopped = run("appoint", register, "--language", "en", "--output", document)
    assert stopped.exit_code == 130
    assert "Stopped by Ctrl-C: this is the best appointment found so far" in stopped.stderr
    monkeypatch.undo()
    assert "NOT PROVEN" in run("verify", document, "--language", "en").stdout
