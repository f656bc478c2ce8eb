"""A cell is a number, a day, a text or an answer, or it is said why it is not."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest

from kkr_allocation.inputs import is_name
from kkr_allocation.readers import cells

SPACES = {
    "space": " ",
    "no-break": "\u00a0",
    "narrow": "\u202f",
    "thin": "\u2009",
    "figure": "\u2007",
}
NOTHING = (
    None,
    "",
    "  ",
    "\u00a0",
    float("nan"),
    np.nan,
    pd.NaT,
    pd.NA,
    np.datetime64("NaT", "s"),
    Decimal("NaN"),
)


def said(found: object) -> str:
    assert isinstance(found, cells.Wrong), found
    assert found.said.da
    return str(found.said)


@pytest.mark.parametrize("space", SPACES.values(), ids=SPACES)
def test_thousands_can_stand_apart_by_every_kind_of_space(space: str) -> None:
    assert cells.whole(f"24{space}062") == 24062
    assert cells.number(f" 1{space}205{space}978 ") == 1205978


@pytest.mark.parametrize(
    "typed",
    [
        "24.062",
        "24,062",
        "24062",
        24062,
        24062.0,
        np.int64(24062),
        np.float32(24062),
        Decimal(24062),
        "24062,0",
        "24.062,00",
        "24062.0",
        "24,062.00",
    ],
)
def test_one_figure_is_written_in_many_ways(typed: object) -> None:
    assert cells.whole(typed) == 24062


@pytest.mark.parametrize("cell", NOTHING)
def test_what_is_missing_is_nothing(cell: object) -> None:
    assert cells.empty(cell)
    assert cells.number(cell) is None
    assert cells.whole(cell) is None
    assert cells.day(cell) is None
    assert cells.yes(cell) is None
    assert cells.text(cell) == ""


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        ("0,435", "'0,435' is not a whole number"),
        ("007,000", "'007,000' can be 007 or 007000; write 007 or 007.000"),
        ("0.435", "'0.435' is not a number"),
        ("12,5", "'12,5' is not a whole number"),
        ("1.02", "'1.02' is not a number"),
        ("1 02", "'1 02' is not a number"),
        ("12 34", "'12 34' is not a number"),
        ("25 %", "'25 %' is not a whole number"),
        ("1/3", "'1/3' is not a whole number"),
        ("1/0", "'1/0' is not a whole number"),
        (60.5, "60.5 is not a whole number"),
        (-3, "-3 is below zero"),
        ("-3", "'-3' is below zero"),
        ("\u2212 1.020", "'\u2212 1.020' is below zero"),
        (True, "True is not a number"),
        (np.True_, "True is not a number"),
        (float("inf"), "inf is not a number"),
        (dt.datetime(2026, 5, 22), "22-05-2026 is a date"),  # noqa: DTZ001  (a workbook knows no zone)
        (pd.Timestamp("2026-05-22"), "22-05-2026 is a date"),
        (np.datetime64("2026-05-22"), "22-05-2026 is a date"),
        (dt.time(12, 30), "12:30:00 is a date or a time of day"),
        ("=SUM(A1:A3)", "'=SUM(A1:A3)' is a formula without a stored value"),
        ("9" * 16, f"'{'9' * 16}' has more digits than a spreadsheet keeps"),
        (1e300, "has more digits than a spreadsheet keeps"),
        ("9" * 5000, "is not a number"),
        ("\u0661\u0662", "is not a number"),
        ("\u00a0\u0661", "'[NO-BREAK SPACE]\u0661' is not a number"),
        ("\u200b", "'[ZERO WIDTH SPACE]' is not a number"),
    ],
)
def test_what_is_no_whole_number_says_why(cell: object, why: str) -> None:
    assert why in said(cells.whole(cell))


@pytest.mark.parametrize(
    ("cell", "right"),
    [
        (0.1, Fraction(1, 10)),
        (np.float32(0.1), Fraction(1, 10)),
        (Decimal("0.25"), Fraction(1, 4)),
        ("0,25", Fraction(1, 4)),
        ("25 %", Fraction(1, 4)),
        ("25%", Fraction(1, 4)),
        ("25\u00a0%", Fraction(1, 4)),
        ("12,5 pct.", Fraction(1, 8)),
        ("1/3", Fraction(1, 3)),
        ("=1/3", Fraction(1, 3)),
        ("205.978", Fraction(205978)),
        ("205.978,5", Fraction(411957, 2)),
        ("-0", Fraction(0)),
        (Fraction(2, 3), Fraction(2, 3)),
    ],
)
def test_a_number_is_exact(cell: object, right: Fraction) -> None:
    assert cells.number(cell) == right


def test_a_percentage_is_what_a_cell_shows() -> None:
    assert cells.as_shown(0.25, "0.0%") == "25 %"
    assert cells.as_shown(0.25, '0.0"%"') == 0.25
    assert cells.percentage(cells.as_shown(0.25, "0%")) == 25
    assert cells.percentage("25") == 25
    assert said(cells.percentage("0,25")) == "0,25 can be 0,25 % or 25 %; write the % sign"
    assert cells.written_per_cent("25 %")
    assert not cells.written_per_cent("alt %")


@pytest.mark.parametrize(
    "cell",
    [
        "1. januar 2026",
        "1 Januar 2026",
        "1. jan. 2026",
        "d. 1. januar 2026",
        "den 1. januar 2026",
        "1 January 2026",
        "1/1 2026",
        "1/1-2026",
        "01-01-2026",
        "1.1.2026",
        "01/01/2026",
        "2026-01-01",
        "2026-01-01 00:00:00",
        "1.\u00a0januar\u00a02026",
        dt.date(2026, 1, 1),
        pd.Timestamp("2026-01-01 10:00"),
        np.datetime64("2026-01-01"),
    ],
)
def test_a_day_is_written_in_many_ways(cell: object) -> None:
    assert cells.day(cell) == dt.date(2026, 1, 1)


@pytest.mark.parametrize(
    "cell", ["31-02-2026", "1-13-2026", "i går", "15-03-26", "1. smart 2026", 46023, "2026"]
)
def test_what_is_no_day_says_so(cell: object) -> None:
    assert "is not a date such as 31-12-2029" in said(cells.day(cell))


def test_a_text_is_in_one_form_of_its_letters() -> None:
    assert cells.text("Ta\u030arnby\u00a0 Kommune\n") == "Tårnby Kommune"
    assert cells.text(253.0) == "253"
    assert cells.paragraphs(" to\r\n linjer ") == "to\nlinjer"


@pytest.mark.parametrize(
    "cell",
    [
        "A\u200bB",
        "A\U000e0100",
        "\u202eA",
        "A\u2066",
        "A\ufeffB",
        "A\ufe0f",
        "A\x1b[2J",
        "A\U000e0041",
        "A\x9b",
    ],
)
def test_what_does_not_show_is_refused(cell: str) -> None:
    assert "which does not show" in said(cells.text(cell))
    assert not is_name(cell)
    assert cell not in said(cells.text(cell))


def test_what_an_encoding_broke_is_refused_by_name() -> None:
    assert said(cells.text("\u00c3\u02dc")) == (
        "'\u00c3\u02dc' has letters that a wrong encoding broke"
    )
    for broken in (
        "K\u00c3\u00b8benhavn",
        "K\ufffdbenhavn",
        "\u00c3\u0098",
        "\u00e2\u20ac\u201c",
        "K\u251c\u00a9b",
        "\u221a\u220f",
    ):
        assert "a wrong encoding broke" in said(cells.text(broken))
    for sound in (
        "SÃO",
        "Ærø",
        "Enhedslisten - De Rød-Grønne",
        "Å\u2019s venner",
        "Café",
        "Øst–Vest",
    ):
        assert cells.text(sound) == sound


@pytest.mark.parametrize(
    "cell", ["ja", "Ja.", "x", "X", "YES", "SAND", True, np.True_, 1, 1.0, "j"]
)
def test_yes_in_peoples_words(cell: object) -> None:
    assert cells.yes(cell) is True


@pytest.mark.parametrize("cell", ["nej", "Nej", "no", "FALSK", False, np.False_, 0, "n"])
def test_no_in_peoples_words(cell: object) -> None:
    assert cells.yes(cell) is False


def test_an_answer_of_its_own() -> None:
    assert cells.yes("Formand", {"formand": True}) is True
    assert said(cells.yes("måske")) == "'måske' is none of ja, nej, x"
