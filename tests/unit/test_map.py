"""The map of the municipalities: a square for each, near its neighbours, whole KKR."""

import pandas as pd
import pytest

import kkr_allocation as kkr
from kkr_allocation.datasets import load_municipalities
from kkr_allocation.datasets.municipalities import rows

TILES = {row["municipality"]: (int(row["row"]), int(row["column"])) for row in rows("tiles")}
BY_KKR = {
    name: {place.name for place in load_municipalities() if place.kkr == name}
    for name in {place.kkr for place in load_municipalities()}
}
NEIGHBOURS = """\
Hjørring-Frederikshavn Hjørring-Brønderslev Brønderslev-Aalborg Jammerbugt-Brønderslev
Aalborg-Rebild Thisted-Jammerbugt Thisted-Morsø Morsø-Skive Vesthimmerlands-Viborg
Rebild-Mariagerfjord Mariagerfjord-Randers Viborg-Silkeborg Skive-Viborg Lemvig-Struer
Struer-Holstebro Holstebro-Herning Favrskov-Randers Favrskov-Aarhus Aarhus-Syddjurs
Syddjurs-Norddjurs Aarhus-Odder Silkeborg-Skanderborg Skanderborg-Horsens Horsens-Hedensted
Hedensted-Vejle Vejle-Kolding Billund-Vejle Varde-Esbjerg Esbjerg-Vejen Vejen-Kolding
Kolding-Fredericia Kolding-Haderslev Aabenraa-Sønderborg Fredericia-Middelfart Assens-Odense
Odense-Nyborg Nyborg-Svendborg Odsherred-Holbæk Kalundborg-Slagelse Slagelse-Sorø Sorø-Næstved
Ringsted-Køge Køge-Faxe Faxe-Stevns Næstved-Vordingborg Vordingborg-Guldborgsund
Lolland-Guldborgsund Roskilde-Greve Greve-Solrød Greve-Ishøj Roskilde-Høje-Taastrup
Helsingør-Fredensborg Hillerød-Allerød Furesø-Ballerup Gentofte-København København-Tårnby
Tårnby-Dragør Frederiksberg-København Hvidovre-Brøndby
"""


def apart(one, other):
    (row, column), (beside, across) = TILES[one], TILES[other]
    return max(abs(row - beside), abs(column - across))


def touching(name):
    row, column = TILES[name]
    sides = {(row - 1, column), (row + 1, column), (row, column - 1), (row, column + 1)}
    return {other for other, at in TILES.items() if at in sides}


def test_every_municipality_has_a_square_of_its_own():
    assert set(TILES) == {place.name for place in load_municipalities()}
    assert len(set(TILES.values())) == len(TILES) == 98


@pytest.mark.parametrize("pair", NEIGHBOURS.split())
def test_neighbours_touch_at_a_side_or_a_corner(pair):
    first = next(name for name in TILES if pair.startswith(f"{name}-"))
    assert apart(first, pair.removeprefix(f"{first}-")) == 1


@pytest.mark.parametrize("name", sorted(BY_KKR))
def test_a_kkr_hangs_together_but_for_bornholm(name):
    left = BY_KKR[name] - {"Bornholm"}
    reached = {min(left)}
    while more := {other for one in reached for other in touching(one)} & left - reached:
        reached |= more
    assert reached == left


def texts(axes):
    return {text.get_text().replace("-\n", "") for text in axes.texts}


def test_figures_of_one_kkr_stand_in_its_squares_alone():
    places = {"Herning": 3400, "Lemvig Kommune": -2.5, "Skive": None}
    axes = kkr.plot_map(pd.Series(places, dtype=object), title="Pladser", language="da")
    assert len(axes.patches) == len(BY_KKR["KKR Midtjylland"]) == 19
    assert {"+3.400", "\N{MINUS SIGN}2,5", "Skive", "Aarhus"} <= texts(axes)
    assert (axes.get_title(), axes.get_legend()) == ("Pladser", None)


def test_lists_of_mayors_are_named_with_the_municipalities_they_have():
    election = kkr.load_election(2025)
    axes = kkr.plot_map({name: election.council(name).mayor for name in TILES})
    named = [text.get_text() for text in axes.get_legend().get_texts()]
    assert named[0] == "V Venstre 42"
    assert "DS Din Stemme (Lolland) 1" in named
    assert sum(int(name.split()[-1]) for name in named) == len(axes.patches) == 98


@pytest.mark.parametrize(
    ("values", "what"),
    [
        ({"Atlantis": 1}, "values names 'Atlantis'"),
        ({"Køge": 1, "Køge Kommune": 2}, "values names 'Køge Kommune' a second time"),
        (5, "values is 5"),
        ("Køge", "values is 'Køge'"),
    ],
)
def test_what_is_no_municipality_is_refused(values, what):
    with pytest.raises(kkr.InvalidInputError) as refused:
        kkr.plot_map(values)
    assert refused.value.what == what


def test_nothing_known_is_an_empty_map():
    assert not kkr.plot_map({}).patches
