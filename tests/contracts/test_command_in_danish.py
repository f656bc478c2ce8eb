"""The command in Danish: its help, its choices, and what it refuses, said as a sentence."""

import json
import re
import typing
from enum import Enum
from types import UnionType

import pytest
from openpyxl import Workbook, load_workbook
from typer.main import get_command

import kkr_allocation as kkr
from kkr_allocation.cli import terminal as mistyped
from kkr_allocation.cli.arguments import chosen, spoken_language, tell_help, words_of
from kkr_allocation.cli.commands import app
from kkr_allocation.errors import in_language
from kkr_allocation.words import entry
from tests.registers import MEETING, filled_log, filled_register
from tests.workbooks import filled_workbook

COMMAND = get_command(app)
ENGLISH = re.compile(
    r"\b(the|is|are|has|must|of|an|no|not|and|with|it|or|by|pass|from|cannot|there|which|that|be)\b",
    re.IGNORECASE,
)
OPTION = re.compile(r"^│[ *]+(--[\w-]+)", re.MULTILINE)
QUOTED = re.compile(r"'[^']*'")
BEGINS = re.compile(r"[A-ZÆØÅ0-9'-]|[^.:,;']*\.\w")
"""A capital, a figure, something quoted, an option, or the name of a file."""

HEAD = "kommune;bogstav;stemmer\n"
TABLES = {
    "god.csv": HEAD + "Greve;A;6941\nGreve;V;9575\n",
    "tom.csv": "",
    "side.csv": "<html>",
    "andet.csv": "a;b\n1;2\n",
    "negativ.csv": HEAD + "Greve;A;-3\n",
    "formel.csv": HEAD + "Greve;A;=1+1\n",
    "ukendt.csv": HEAD + "Atlantis;A;3\n",
    "dobbelt.csv": HEAD + "Greve;A;3\nGreve;A;4\n",
    "kort.csv": HEAD + "Greve;A\n",
    "uden.csv": HEAD + "Greve;;3\n",
    "ingen.csv": HEAD,
    "citat.csv": HEAD + 'Greve;"A;3\n',
    "kolonner.csv": "kommune;stemmer;bogstav;stemmer\nGreve;3;A;3\n",
    "hej.csv": "kommune;bogstav;stemmer;år\nGreve;A;3;hej\n",
    "valg.csv": "kommune;bogstav;stemmer;år\nGreve;A;3;2021\nGreve;A;3;2025\n",
    "sum.csv": "kommune;bogstav;liste;stemmer\nGreve;A;S;3\nGreve;;I alt;4\n",
    "hverken.csv": "kommune;bogstav;stemmer;mandater\nGreve;A;;\n",
    "afgivne.csv": "kommune;bogstav;stemmer;afgivne stemmer\nGreve;A;3;9\nGreve;V;3;8\n",
    "kreds.csv": "Opstillingskreds;Afstemningsområde;Partibogstav;Partinavn;Navn;Stemmetal\n"
    "Greve;1;A;S;Partiliste;3\n",
    "vægte.csv": "område;parti;tid;indhold\nGreve;A. S;hej;3\n",
    "halv.json": '{"a":',
    "borgmestre.csv": "kommune;parti\nGreve;V\nGreve;A\n",
}
AREA = {
    "Valgart": "Kommunalvalg",
    "AfstemningsområdeDagiId": "1",
    "Kommunekode": 253,
    "Afstemningsområde": "Greve",
    "GyldigeStemmer": 3,
    "Valgdag": "16-11-2021",
    "Kandidatlister": [{"Bogstavbetegnelse": "A", "Navn": "S", "Stemmer": 3}],
}
AREAS = {
    "sum": {"GyldigeStemmer": 4},
    "dag": {"Valgdag": "i går"},
    "lister": {"Kandidatlister": None},
    "navn": {"Kandidatlister": [{}]},
    "kode": {"Kommunekode": 999},
    "tid": {"FrigivelsesTidspunktUTC": "nu"},
    "tal": {"GyldigeStemmer": [1]},
    "id": {"AfstemningsområdeDagiId": {}},
    "år": {"Valgdag": "01-11-2009"},
}
BYTES = {
    "gammel.xls": b"\xd0\xcf\x11\xe0",
    "fil.pdf": b"%PDF",
    "fil.zip": b"PK\x03\x04" + b"0" * 40,
    "binær.csv": bytes(range(256)),
}
PLACES = {
    "p1.xlsx": [("Plan", "B3", "hej"), ("Plan", "A4", "Noget"), ("Plan", "B9", "Hare")],
    "p2.xlsx": [("Nøgle", "A2", "x"), ("Nøgle", "B3", -1)],
    "p3.xlsx": [("Nøgle", "B2", 0.5), ("Nøgle", "C3", None), ("Kommuner", "A3", "Struehr")],
    "p4.xlsx": [("Plan", "B5", 0)],
    "p5.xlsx": [("Plan", "B3", 10_000_000)],
    "p6.xlsx": [("Plan", "B3", 3)],
    "p7.xlsx": [("Kommuner", "C2", 1)],
    "p8.xlsx": [("Kommuner", "F3", 900)],
    "p9.xlsx": [("Plan", "B5", 7)],
    "p10.xlsx": [("Aftaler", "A2", "Skive"), ("Aftaler", "B2", "Skive"), ("Aftaler", "C2", 1)],
    "p11.xlsx": [("Lodtrækninger", "A2", "noget"), ("Lodtrækninger", "B2", "Skive;Struer")],
}
REGISTERS = {
    "r1.xlsx": [("Fora", "B2", "ni"), ("Kandidater", "C4", "Æ"), ("Aftaler", "B2", "Æ")],
    "r2.xlsx": [("Lister", f"B{row}", 0) for row in (2, 3, 4)],
    "r3.xlsx": [("Fora", "B2", 99)],
    "r4.xlsx": [("Aftaler", "D2", 9)],
    "r5.xlsx": [("Kommuner", f"B{row}", 0) for row in (2, 3, 4)],
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Make a folder of files that cannot be right, and of a few that are."""
    made = tmp_path_factory.mktemp("da")
    for name, text in TABLES.items():
        (made / name).write_text(text, encoding="utf-8")
    for name, data in BYTES.items():
        (made / name).write_bytes(data)
    for name, wrong in AREAS.items():
        (made / name).mkdir()
        (made / name / "a.json").write_text(json.dumps(AREA | wrong), encoding="utf-8")
    Workbook().save(made / "andet.xlsx")
    filled_workbook(made / "pladser.xlsx")
    filled_register(made / "register.xlsx")
    for source, changed in (("pladser.xlsx", PLACES), ("register.xlsx", REGISTERS)):
        for name, cells in changed.items():
            book = load_workbook(made / source)
            for sheet, cell, value in cells:
                book[sheet][cell] = value
            book.save(made / name)
    filled_log(made / "log.xlsx")
    (made / "januar.json").write_text(MEETING.to_json(), encoding="utf-8")
    (made / "seks.json").write_text(kkr.apportion({"A": 1}, 6).to_json(), encoding="utf-8")
    (made / "mappe").mkdir()
    return made


SHARED = "apportion --seats 3"
READ = "compose --kkr Sjælland --year 2021 --election"
REFUSED = [
    *(
        f"{SHARED} {typed}"
        for typed in (
            "A",
            "A=1 A=2",
            "A=0",
            "A=1 --alliance A+(B",
            "A=1 --alliance A+C",
            "A=1 --alliance A+A",
            "A=1 --alliance +",
            "A=1 A+B=3 B=1 --alliance A+B",
            "A=1 --floor A=4",
            "A=1 --cap A=1",
            "A=1 --floor A=2 --cap A=1",
            "A=1 --lot A/B",
            "A=1 --lot A/B=C",
            "A=1 --lot A/A=A",
            "A=1 --lot A/B=A/A",
            "A=1 --lot A/B=A/B",
            "A=1 --lot A/B=A",
            "A=1 B=1",
            "A=1 --rule largest-remainder-droop",
            "A=1 --output fil.pdf",
            "A=1 --output nix/fil.csv",
            "A=1 --output mappe/../år/../tom.csv/x.csv",
            "A=1 --rule hare",
            "A=1 --explain=3",
            "A=1 --sæder 3",
            "",
        )
    ),
    "apportion --seats=-1 A=1",
    "alliances",
    "alliances --council Greve --kkr Sjælland",
    "alliances --council Grve",
    "alliances --kkr Sjælland",
    "alliances --explaining A=3 --seats 2",
    "alliances --council Greve --explaining --for A",
    "alliances --council Greve --for Å2",
    "apportion --seats syv A=1",
    "apportion A=1",
    "apportion A=1 --seats",
    "nix",
    "compose nix",
    "compose --year nix",
    "compose --outsiders nix",
    "compose --election 2017",
    "compose --election nix",
    "compose --election 2025 --kkr Skåne",
    "compose --election god.csv",
    "compose --election god.csv --year 2009",
    "compose --election god.csv --year -4",
    "compose --election valg.csv",
    "compose --lot A/B=A",
    "compose --cooperation X",
    "compose --cooperation X=",
    "compose --kkr Sjælland --cooperation X=A/Q",
    "compose --kkr Sjælland --cooperation X=A/V",
    "compose --kkr Sjælland --cooperation A=V/C",
    "compose --kkr Sjælland --cooperation X=A/V --cooperation Z=A/C",
    *(f"{READ} {name}" for name in [*TABLES, *BYTES, *AREAS, "andet.xlsx", "mappe"]),
    f"{READ} god.csv --mayors borgmestre.csv",
    f"{READ} god.csv --mayors mappe",
    "report --kkr Sjælland",
    "report --kkr Nix --output x.html",
    *(f"distribute {name}" for name in ["", "nix.xlsx", "andet.xlsx", "god.csv", *PLACES]),
    "distribute pladser.xlsx --lot Skive/Struer=Skive",
    "distribute-template x.csv",
    "distribute-template pladser.xlsx",
    "distribute-template nix/x.xlsx",
    "distribute-template ny.xlsx --table --years",
    "distribute-template ny.xlsx --kkr Nix",
    *(f"appoint {name}" for name in ["", "nix.xlsx", "andet.xlsx", "mappe", *REGISTERS]),
    "appoint register.xlsx --over nix",
    "appoint register.xlsx --time-limit nix",
    "appoint register.xlsx --time-limit -1",
    "appoint register.xlsx --meeting nix",
    "appoint register.xlsx --meeting 30-01-2026 --output x.csv",
    "appoint-template register.xlsx",
    "appoint-template nix/x",
    "refill januar.json",
    "refill seks.json log.xlsx",
    "refill halv.json log.xlsx",
    "refill tom.csv log.xlsx",
    "refill mappe log.xlsx",
    "refill januar.json andet.xlsx",
    "refill januar.json log.xlsx --day nix",
    "refill-template log.xlsx",
    "doctor nix",
]


def refused(arguments, capsys):
    """Run the command, built once, and return what it says in refusing."""
    with pytest.raises(SystemExit) as ended:
        COMMAND.main(arguments, prog_name="kkr-allocation")
    told = capsys.readouterr()
    assert (ended.value.code, told.out) == (2, "")
    return told.err


@pytest.mark.parametrize("typed", REFUSED)
def test_a_refusal_is_danish_and_a_sentence(typed, folder, monkeypatch, capsys):
    monkeypatch.chdir(folder)
    told = refused([*typed.split(), "--language", "da"], capsys)
    said = QUOTED.sub("", told)
    assert said.strip()
    assert not ENGLISH.search(said), told
    assert all(map(BEGINS.match, told.splitlines())), told


def test_what_a_reader_decided_is_said_in_danish(tmp_path):
    votes = "kommune;bogstav;liste;stemmer\nGreve;A;Aktive;7\nStevns;V;Aktive;9\nChristiansø;A;;3\n"
    (tmp_path / "stemmer.csv").write_text(votes, encoding="utf-8")
    (tmp_path / "borgmestre.csv").write_text("kommune;parti\nGreve;løsgænger\n", encoding="utf-8")
    election = kkr.read_votes(tmp_path / "stemmer.csv", year=2030)
    notes = election.with_mayors(kkr.read_mayors(tmp_path / "borgmestre.csv")).notes
    assert len(notes) == 6
    for note in notes:
        danish = QUOTED.sub("", in_language(note, "da"))
        assert danish != QUOTED.sub("", note)
        assert not ENGLISH.search(danish), danish


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("apportion --seat 3 A=1", "Did you mean --seats?"),
        ("apportion A=1", "--seats is missing."),
        ("apporti", "There is no command 'apporti'. There are compose, apportion, "),
        ("--nix apportion", "There is no option '--nix'. There are --version, --help. "),
        ("apportion --seats 3 A=1 --rule adam", "--rule is 'adam'. There are dhondt, "),
        ("apportion --seats 3 --rule", "--rule is typed without a value. "),
        ("apportion --seats --rule dean", "--seats is typed without a value. "),
        ("compose --language sv", "--language is 'sv'. There are en, da. "),
        ("compose --explain=1", "--explain is typed with a value. "),
        ("compose a", "More is typed than the command takes: a. "),
        (
            "compose --year 2021",
            "--year is 2021. It is said of a file of your own, and none was typed. ",
        ),
        ("compose --election x.csv --year x", "--year is 'x'. It should be a whole number. "),
        ("appoint", "The register is missing. "),
        ("appoint --language da", "Registeret mangler. "),
        ("appoint-template --language da", "Registeret mangler. "),
        ("--language", "There is no option '--language'. It belongs to compose, "),
        ("compose --outsiders oven", "There are on-top, inside. Did you mean oven-i?"),
        ("compose --outsiders nix --language da", "Der findes oven-i, i-det-samlede-antal. "),
        (
            "compose --alliance A+F --language da",
            (
                "Det hører til apportion, alliances, report. "
                "Skriv det dér: kkr-allocation report --alliance A+F."
            ),
        ),
    ],
)
def test_what_is_mistyped_is_said_in_the_commands_own_form(typed, said, capsys):
    told = refused(typed.split(), capsys)
    assert said in told
    assert "Usage" not in told


@pytest.mark.parametrize(
    ("system", "variables", "told", "spoken"),
    [
        ("linux", {}, None, "en"),
        ("linux", {"LANG": "da_DK.UTF-8"}, None, "da"),
        ("linux", {"LANG": "en_GB.UTF-8", "LC_MESSAGES": "da_DK"}, None, "da"),
        ("linux", {"LANG": "da_DK", "LC_ALL": "C.UTF-8"}, None, "en"),
        ("linux", {"LANG": "da", "LC_ALL": ""}, None, "da"),
        ("linux", {"LANG": "dav_KE.UTF-8"}, None, "en"),
        ("linux", {}, "da_DK", "en"),
        ("win32", {}, "Danish_Denmark", "da"),
        ("win32", {}, "English_United States", "en"),
        ("win32", {}, None, "en"),
        ("win32", {"LANG": "en"}, "da_DK", "en"),
    ],
)
def test_a_danish_computer_is_answered_in_danish(system, variables, told, spoken, monkeypatch):
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("sys.platform", system)
    monkeypatch.setattr("locale.getlocale", lambda: (told, None))
    assert spoken_language(["compose"]) == spoken
    assert spoken_language(["compose", "--language", "da"]) == "da"
    assert spoken_language(["compose", "--language=en"]) == "en"


@pytest.mark.parametrize("command", app.registered_commands, ids=lambda command: command.name)
def test_every_command_speaks_the_language_of_the_computer(command, monkeypatch, capsys):
    """What no command has is refused by all alike, and the help is of the same language."""
    for variable, refused_so, usage in (
        ("da_DK.UTF-8", "'--nix' kan ikke vælges.", "Brug: "),
        ("en_GB.UTF-8", "There is no option '--nix'.", "Usage: "),
    ):
        monkeypatch.setenv("LC_ALL", variable)
        assert refused([command.name, "--nix"], capsys).startswith(refused_so)
        with pytest.raises(SystemExit):
            COMMAND.main([command.name, "--help"], prog_name="kkr-allocation")
        assert usage in capsys.readouterr().out


def test_all_of_the_help_is_said_in_both_languages(monkeypatch, capsys):
    """The one command is told in Danish, in English and in Danish again."""
    monkeypatch.setenv("COLUMNS", "300")
    shown = {}
    for language in ("da", "en", "da"):
        said = shown[language] = [entry("cli.help_frame")[language]["usage"]]
        tell_help(COMMAND, language, mistyped.CHOICES)
        for name, command in {"door": COMMAND, **COMMAND.commands}.items():
            typed = [] if name == "door" else [name]
            with pytest.raises(SystemExit):
                COMMAND.main([*typed, "--help", "--language", language], prog_name="kkr")
            said.append(capsys.readouterr().out)
            for parameter in command.params:
                assert parameter.help, f"{name} {parameter.name}"
    danish = re.sub(r"--?[\w-]+|kkr-allocation .*|<\w+>", "", "\n".join(shown["da"]))
    assert not ENGLISH.search(danish), ENGLISH.search(danish)
    for english, translated in zip(shown["en"], shown["da"], strict=True):
        assert re.findall(OPTION, english) == re.findall(OPTION, translated)


def test_the_help_has_a_sentence_for_every_command_and_option_and_for_nothing_else():
    typed = {"--help"}
    for name, command in {"door": COMMAND, **COMMAND.commands}.items():
        options = [f"--{p.name.replace('_', '-')}" for p in command.params]
        own = {f"{name}{option}" for option in options} & entry("cli.help")["en"].keys()
        typed |= {name} | own | {o for o in options if f"{name}{o}" not in own}
    assert typed == entry("cli.help")["en"].keys()


@pytest.mark.parametrize("name", mistyped.CHOICES)
def test_a_choice_is_typed_in_either_language(name):
    kind = mistyped.CHOICES[name]
    assert words_of(kind, "en") == [choice.name.lower().replace("_", "-") for choice in kind]
    for language in ("en", "da"):
        for choice, word in zip(kind, words_of(kind, language), strict=True):
            for typed in (word, word.upper(), word.replace("-", " "), choice.name):
                assert chosen(kind)(typed) is choice
    with pytest.raises(ValueError, match="nix"):
        chosen(kind)("nix")


def test_every_number_and_choice_knows_what_it_should_be():
    for command in app.registered_commands:
        for name, declared in typing.get_type_hints(command.callback).items():
            kinds = typing.get_args(declared) if isinstance(declared, UnionType) else (declared,)
            for kind in kinds:
                if kind in (int, float):
                    assert name in mistyped.NUMBERS
                elif isinstance(kind, type) and issubclass(kind, Enum):
                    assert mistyped.CHOICES[name] is kind
