"""Cells, headings and names as people write them, and what each is read as."""

from __future__ import annotations

import pytest

import kkr_allocation as kkr
from kkr_allocation.datasets.parties import Lists
from kkr_allocation.forms.columns import LONG, folded_heading
from kkr_allocation.readers import cells, names
from kkr_allocation.readers.cells import Wrong
from kkr_allocation.sources import SourceStatus, source_in


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        (0.1, "1/10"),
        ("205.978", "205978"),
        ("1 020", "1020"),
        ("12,5", "25/2"),
        ("25 %", "1/4"),
        ("=1/3", "1/3"),
        ("", "None"),
    ],
)
def test_a_number_is_exact(cell: object, number: str) -> None:
    assert str(cells.number(cell)) == number


def test_what_is_no_number_is_said() -> None:
    found = cells.number("0.5")
    assert isinstance(found, Wrong)
    assert found.said == "'0.5' is not a number"


@pytest.mark.parametrize("cell", ["24.062", "24,062", "24 062", "24062", 24062.0])
def test_a_whole_number_may_part_its_thousands(cell: object) -> None:
    assert cells.whole(cell) == 24062
    assert cells.whole("-") is None


def test_no_thousands_begin_with_zero() -> None:
    found = cells.whole("0,435")
    assert isinstance(found, Wrong)
    assert found.said == "'0,435' is not a whole number"


@pytest.mark.parametrize("cell", ["1. januar 2026", "1/1 2026", "01-01-2026", "2026-01-01"])
def test_a_day_is_read_however_it_is_written(cell: str) -> None:
    assert str(cells.day(cell)) == "2026-01-01"


def test_a_text_is_composed_on_one_line() -> None:
    assert cells.text(" Ta\u030arnby\u00a0 Kommune\n") == "Tårnby Kommune"
    assert (cells.text(253.0), cells.text(None)) == ("253", "")
    found = cells.text("A\u200bB")
    assert isinstance(found, Wrong)
    assert found.said == "'AB' has the character U+200B, which does not show"


@pytest.mark.parametrize(
    ("text", "lists", "municipality", "meant"),
    [
        ("Socialdemokratiet (A)", ["A", "V", "Nyt Odsherred"], "", ("A",)),
        (
            "N. Nyt Odsherred (Odsherred)",
            ["A", "Nyt Odsherred"],
            "Odsherred",
            ("Nyt Odsherred",),
        ),
        ("Venstre (A)", ["A", "V"], "", ()),
    ],
)
def test_a_text_names_the_lists_it_can_mean(
    text: str, lists: list[str], municipality: str, meant: tuple[str, ...]
) -> None:
    assert Lists(lists).named(text, municipality) == meant


@pytest.mark.parametrize(
    ("text", "years"),
    [("Kommunalvalget 18. november 2025", {2025}), ("2017", {2017}), ("KKR 2022-26", set())],
)
def test_a_text_about_an_election_names_its_year(text: str, years: set[int]) -> None:
    assert names.years_named(text) == years


def test_a_text_names_municipalities() -> None:
    assert names.municipalities_named("Stemmer i Høje Taastrup Kommune") == {"Høje-Taastrup"}
    assert names.municipalities_named("Ark1") == set()


def test_another_election_is_named_by_the_first_text_about_one() -> None:
    assert names.of_another_election(["Ark1", "FV22"]) == "FV22"
    assert not names.of_another_election(["KV21 og RV21", "FV22"])


def test_a_heading_is_folded_and_may_have_a_year() -> None:
    assert folded_heading("Antal  stemmer:") == "antalstemmer"
    assert folded_heading("list_name") == "listname"
    assert [LONG.dated_column(of) for of in ("KV21", "Stemmer 2025", "Stemmer", "Bilag 1")] == [
        ("Stemmer", 2021),
        ("Stemmer", 2025),
        ("Stemmer", None),
        ("", None),
    ]


def test_a_source_is_read_with_its_section_and_how_it_is_known() -> None:
    published = source_in("lov om erhvervsfremme § 10 stk. 2 nr. 2")
    assert str(published) == "lov om erhvervsfremme § 10 stk. 2 nr. 2 [published]"
    inferred = source_in("lokal aftale [udledt]")
    assert inferred is not None
    assert inferred.status is SourceStatus.INFERRED


@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_a_missing_figure_of_a_key_is_called_so_in_every_frame(library: str) -> None:
    frame = pytest.importorskip(library).DataFrame(
        {"kommune": ["Greve", "Køge", "Solrød"], "65+": [9, None, 7]}
    )
    with pytest.raises(kkr.InvalidInputError, match=r"row 2, column 65\+: is empty"):
        kkr.Key(frame)


def test_a_column_that_stands_twice_in_a_frame_may_be_left_out_of_its_key() -> None:
    frame = pytest.importorskip("pandas").DataFrame(
        [[1, 2, 3], [4, 5, 6]], index=["Greve", "Køge"], columns=["a", "a", "b"]
    )
    assert kkr.Key(frame, {"b": 1}).columns == {"b": {"Greve": 3, "Køge": 6}}
    with pytest.raises(kkr.InvalidInputError, match="columns has 'a' twice"):
        kkr.Key(frame, {"a": 1})
