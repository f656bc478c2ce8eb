"""Names that hold the signs which separate names on the command line."""

import pytest
from typer.testing import CliRunner

import kkr_allocation as kkr
from kkr_allocation.cli import arguments, terminal
from kkr_allocation.cli.arguments import typed_lot
from kkr_allocation.cli.commands import app


@pytest.mark.parametrize("names", [("C/D", "Ø"), ("LGBT+", "A=B"), ("'Vi'", "V"), ("A", "V")])
def test_a_draw_reads_back_as_it_is_printed(names):
    (lot,) = arguments.lots([typed_lot(names, names[:1])])
    assert (lot.claimants, lot.winners) == (names, names[:1])


@pytest.mark.parametrize(
    ("typed", "members"),
    [
        ('A+"LGBT+"', ["A", "LGBT+"]),
        ("A+'LGBT+'", ["A", "LGBT+"]),
        ('A+("C/D"+F)', ["A", "C/D", "F"]),
        ('A+("Nyt (Greve)"+"F+Ø")', ["A", "Nyt (Greve)", "F+Ø"]),
        ("A+Borgerlisten (Ikast-Brande)", ["A", "Borgerlisten (Ikast-Brande)"]),
        ("d'Hondt+Vi's liste", ["d'Hondt", "Vi's liste"]),
    ],
)
def test_a_quoted_name_is_one_member(typed, members):
    assert list(arguments.alliances([typed])[0].parties()) == members


def test_a_cooperation_takes_quoted_lists():
    read = arguments.cooperations(['"A=B"="C/D"/Nyt Odsherred (Odsherred)'])
    assert read == {"A=B": ("C/D", "Nyt Odsherred (Odsherred)")}


@pytest.mark.parametrize(
    ("reader", "typed", "read"),
    [
        (
            arguments.cooperations,
            ["Lokallisterne=Nyt Odsherred (Odsherred)/Lokallisten (Faxe)"],
            {"Lokallisterne": ("Nyt Odsherred (Odsherred)", "Lokallisten (Faxe)")},
        ),
        (arguments.lots, ["B/Ø=Ø"], (kkr.Lot(("B", "Ø"), ("Ø",)),)),
        (arguments.lots, ["RAR Fyn:B/Ø=Ø"], (kkr.Lot(("B", "Ø"), ("Ø",), forum="RAR Fyn"),)),
        (arguments.post, "RAR Fyn: A1", ("RAR Fyn", "A1")),
        (arguments.post, '"Råd: Fyn":"Bo: A"', ("Råd: Fyn", "Bo: A")),
        (
            arguments.other_mayors,
            ["Stevns=A", "Greve = Socialdemokratiet"],
            {"Stevns": "A", "Greve": "Socialdemokratiet"},
        ),
        (
            arguments.other_votes,
            ["Stevns:A=1200", "Stevns: Venstre = 900"],
            {"Stevns": {"A": 1200, "Venstre": 900}},
        ),
        (arguments.places, [], None),
        (arguments.places, ["Greve"], "Greve"),
        (
            arguments.places,
            ["Grevekredsen=Greve", "Køgekredsen=Køge"],
            {"Grevekredsen": "Greve", "Køgekredsen": "Køge"},
        ),
        (
            lambda typed: arguments.figures(typed, "votes"),
            ["A=2840", "Borgerlisten (Ikast-Brande)=912"],
            {"A": 2840, "Borgerlisten (Ikast-Brande)": 912},
        ),
        (
            lambda typed: [alliance.label for alliance in arguments.alliances(typed)],
            ["A+(F+Ø)", "V+C", "A, F, Ø"],
            ["A+(F+Ø)", "V+C", "A+F+Ø"],
        ),
        (
            lambda typed: [arguments.chosen(arguments.RuleName)(one).name for one in typed],
            ["Største brøk", "d'Hondt"],
            ["LARGEST_REMAINDER", "DHONDT"],
        ),
        (
            lambda typed: {str(arguments.day(one, "--day")) for one in typed},
            ["31-12-2027", "2027-12-31"],
            {"2027-12-31"},
        ),
        (terminal.visible, "votes\x1b[31m.csv", "votes\\x1b[31m.csv"),
    ],
)
def test_what_is_typed_is_read(reader, typed, read):
    assert reader(typed) == read


def test_figures_take_a_quoted_name():
    assert arguments.figures(['"A=B"=7', "C/D=8"], "votes") == {"A=B": 7, "C/D": 8}


@pytest.mark.parametrize("typed", [["Greve", "Køge"], ["A=Greve", "A=Køge"], ["A="], ["A=B=C"]])
def test_districts_are_one_municipality_each(typed):
    with pytest.raises(kkr.InvalidInputError, match="one for each district"):
        arguments.places(typed)


def test_a_list_with_a_sign_in_its_name_is_settled_and_joined_by_the_command():
    """A tie between C/D and Ø for the third seat, drawn by lot; LGBT+ in a valgforbund."""
    votes = ["C/D=10", "Ø=10", "A=10"]
    refused = CliRunner().invoke(app, ["apportion", "--seats", "2", *votes])
    assert refused.exit_code != 0
    assert "--lot \"'C/D'/Ø/A=" in refused.output
    lot = ["--lot", '"C/D"/Ø/A="C/D"/A']
    settled = CliRunner().invoke(app, ["apportion", "--seats", "2", *votes, *lot])
    assert settled.exit_code == 0, settled.output
    joined = ["--alliance", 'A+"LGBT+"', "A=60", "LGBT+=30", "V=10"]
    done = CliRunner().invoke(app, ["apportion", "--seats", "3", *joined])
    assert done.exit_code == 0, done.output
    assert "LGBT+" in done.output
