"""Tables of votes and of mayors that a newcomer tried, and what they were silently taken for."""

from __future__ import annotations

import openpyxl
import pandas as pd
import pytest

import kkr_allocation as kkr

HEAD = ["Kommune", "Parti", "Stemmer"]


@pytest.fixture
def book(tmp_path):
    """Return a function that writes sheets as a workbook, with merged cells in each."""

    def written(sheets, merged=(), name="stemmer.xlsx"):
        workbook = openpyxl.Workbook()
        workbook.remove(workbook.active)
        for title, rows in (sheets if isinstance(sheets, dict) else {"Ark1": sheets}).items():
            sheet = workbook.create_sheet(title)
            for row in rows:
                sheet.append(row)
            for cells in merged:
                sheet.merge_cells(cells)
        workbook.save(tmp_path / name)
        return tmp_path / name

    return written


def frame(rows, head=HEAD):
    return pd.DataFrame(rows, columns=head)


def figures(election):
    return {c.municipality: {e.key: e.votes for e in c.lists} for c in election.councils if c.lists}


def refusal(source, year=2025, read=kkr.read_votes, **choices):
    with pytest.raises(kkr.InvalidInputError) as caught:
        read(source, **({"year": year} if read is kkr.read_votes else {}), **choices)
    assert caught.value.message("da")
    return str(caught.value)


# A list under two of its names.


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("A", "Soc.dem."),
        ("DF", "Dansk Folkeparti"),
        ("V", "Venstre, Danmarks Liberale Parti"),
        ("SF", "Socialistisk Folkeparti"),
        ("F", "SF"),
        ("A", "A. Socialdemokratiet"),
        ("Nyt Greve", "L. Nyt Greve"),
        ("Y", "Y. Nyt Greve"),
        ("Y. Nyt Greve", "Y"),
    ],
)
def test_a_list_under_two_of_its_names_in_a_municipality_is_refused(one, two):
    said = refusal(frame([("Greve", one, 5), ("Greve", two, 6)]))
    assert f"{one} and {two} are one list in Greve" in said
    wide = frame([("Greve", 5, 6, 7, 18)], ["Kommune", one, two, "Radikale Venstre", "I alt"])
    assert f"{one} and {two} are one list" in refusal(wide)


def test_lists_of_one_name_and_their_own_letters_are_two():
    lettered = [("Greve", "L. Borgerlisten", 5), ("Greve", "M. Borgerlisten", 6)]
    keys = {"Borgerlisten [L] (Greve)": 5, "Borgerlisten [M] (Greve)": 6}
    assert figures(kkr.read_votes(frame(lettered), year=2025)) == {"Greve": keys}
