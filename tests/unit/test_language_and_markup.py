"""Numbers, names and HTML as the presentation writes them."""

import datetime as dt
import tomllib
from fractions import Fraction
from pathlib import Path

import pytest

import kkr_allocation as kkr
from kkr_allocation.explanations import Explanation, Language, Step
from kkr_allocation.presentation.language import (
    FIGURES,
    alphabetical,
    decimal,
    exact,
    joined,
    number,
    percent,
    rule_name,
    say,
    unbroken,
)
from kkr_allocation.presentation.sheet import (
    Sheet,
    explanation_html,
    sheet_of_frame,
    table,
    written,
)
from kkr_allocation.sources import Source, SourceStatus
from kkr_allocation.words import worded, written_day
from tests.one_of_each import one_of_each

ROOT = Path(__file__).parents[2]
RESULTS = one_of_each()


@pytest.mark.parametrize(
    ("value", "danish", "english"),
    [
        (0, "0", "0"),
        (999, "999", "999"),
        (24062, "24.062", "24,062"),
        (1234567, "1.234.567", "1,234,567"),
    ],
)
def test_a_number_has_its_thousands_apart(value: int, danish: str, english: str) -> None:
    assert (number(value, "da"), number(value, "en")) == (danish, english)


@pytest.mark.parametrize(
    ("share", "digits", "danish"),
    [
        (Fraction(1, 3), 1, "33,3 %"),
        (Fraction(2, 3), 2, "66,67 %"),
        (Fraction(1, 2000), 1, "0,1 %"),  # exactly half a tenth: up
        (Fraction(1, 2001), 1, "0,0 %"),
        (Fraction(1, 50), 0, "2 %"),
        (Fraction(1), 1, "100,0 %"),
        (Fraction(1, 10000), 2, "0,01 %"),
    ],
)
def test_a_percentage_is_rounded_half_up(share: Fraction, digits: int, danish: str) -> None:
    assert percent(share, "da", digits) == danish
    assert percent(share, "en", digits) == danish.replace(",", ".").replace(" ", "")


def test_names_are_joined_as_in_a_sentence() -> None:
    assert joined([], "da") == ""
    assert joined(["A"], "da") == "A"
    assert joined(["A", "V"], "en") == "A and V"
    assert joined(iter("ABC"), "da") == "A, B og C"


def test_names_days_and_rules_are_written_as_danes_write_them() -> None:
    assert sorted(["A10", "A2", "A1"], key=alphabetical) == ["A1", "A2", "A10"]
    cities = ["Aarhus", "Ærø", "Varde", "Assens"]
    assert sorted(cities, key=alphabetical) == ["Assens", "Varde", "Ærø", "Aarhus"]
    day = dt.date(2027, 5, 1)
    assert (written_day(day, "da"), written_day(day, "en")) == ("01-05-2027", "1 May 2027")
    assert rule_name("largest remainder (Hare)", "da") == "største brøk"
    assert rule_name("d'Hondt", "da") == "d'Hondt"
    assert say("valid_votes", "en", valid=24062).startswith("Valid: 24,062 votes;")


def test_a_figure_stays_with_its_unit_and_seats_with_their_list() -> None:
    assert unbroken("A 9 og 0,6 % af 12") == "A\xa09 og 0,6\xa0% af 12"


def test_a_cell_is_written_for_the_eye() -> None:
    cells = (24062, 0.054, None, "A")
    assert [written(cell, "da") for cell in cells] == ["24.062", "5,4 %", "", "A"]


def test_decimals_are_rounded_from_the_exact_fraction() -> None:
    assert decimal(Fraction(315, 11), "da") == "28,64"
    assert (exact(Fraction(-1200), "da"), exact(Fraction(5, 2), "en")) == ("−1.200", "2.50")
    assert percent(Fraction(-1, 200), "en") == "−0.5%"


def said(text: str, language: Language, **figures: object) -> str:
    """Return a sentence with its figures as a language writes them."""
    return FIGURES[language].vformat(text, (), figures)


def test_a_sentence_writes_each_figure_as_its_kind_is_written() -> None:
    figures = {"lists": ("A", "V"), "votes": 24062, "share": Fraction(54, 1000), "seats": 1}
    english = "{lists} have {votes} votes ({share}) and {seats:seat|seats}"
    danish = "{lists} har {votes} stemmer ({share}) og {seats:mandat|mandater}"
    assert said(english, "en", **figures) == "A and V have 24,062 votes (5.4%) and 1 seat"
    assert said(danish, "da", **figures) == "A og V har 24.062 stemmer (5,4 %) og 1 mandat"


def test_a_list_name_with_braces_is_no_placeholder() -> None:
    assert said("{name}", "en", name="{x}") == "{x}"


def test_a_table_escapes_everything() -> None:
    html = table(Sheet("<c>", ("<h>", "n"), (("<script>alert(1)</script>", 1200), ('"&', None))))
    assert "<script>" not in html
    assert "&lt;script&gt;" in html
    assert "&lt;c&gt;" in html
    assert "&lt;h&gt;" in html
    assert "&quot;&amp;" in html
    assert "<caption>&lt;c&gt;</caption>" in html
    assert '<th scope="row">&lt;script' in html
    assert '<th scope="col" style="text-align: right">n</th>' in html
    assert '<td style="text-align: right">1200</td>' in html


def test_a_column_of_figures_and_words_stands_to_the_left() -> None:
    html = table(Sheet("Posts", ("Forum", "Post"), (("RAR Fyn", "chair"), ("RAR Fyn", 2))))
    assert "right" not in html


def test_a_negative_figure_has_a_minus_sign() -> None:
    assert number(-1234, "da") == "\N{MINUS SIGN}1.234"
    assert decimal(Fraction(-1, 8), "da") == "\N{MINUS SIGN}0,13"


def test_an_explanation_is_an_ordered_list_with_sources() -> None:
    source = Source("KL's love", "§ 15", SourceStatus.PUBLISHED)
    html = explanation_html(Explanation("A & B", "da", (Step(1, "2 < 3", source),)))
    assert '<section lang="da">' in html
    assert "<strong>A &amp; B</strong>" in html
    assert (
        "<li>2 &lt; 3 <small>(KL&#x27;s love §\N{NO-BREAK SPACE}15 [offentliggjort])</small></li>"
        in html
    )


@pytest.mark.parametrize(
    ("figure", "words"),
    [
        (0, "0 were"),
        (1, "1 was"),
        (2, "2 were"),
        (["A"], "A was"),
        (["A", "B"], "A and B were"),
        ("A", "A were"),
    ],
)
def test_a_word_agrees_with_the_figure_before_it(figure: object, words: str) -> None:
    assert said("{figure:was|were}", "en", figure=figure) == words


def test_one_seat_is_shared_in_the_singular() -> None:
    one = kkr.apportion({"A": 2, "B": 1}, 1)
    assert one.explain().title == "How 1 seat was shared by d'Hondt"
    assert kkr.plot_quotients(one, language="da").get_title().startswith("1 plads efter")
    assert kkr.distribute(1, {"Skive": 1}).explain()[0].text.startswith("1 place is shared")


SAME_IN_BOTH = {"chance", "forum", "median", "partner"}


@pytest.mark.parametrize("name", RESULTS)
def test_a_danish_table_has_danish_headings(name: str) -> None:
    """Columns that are lists, numbers or rules are not in the table of columns."""
    told = tomllib.loads((ROOT / "docs" / "frames.toml").read_text(encoding="utf-8"))
    own = next(frame for frame in told["frame"] if frame["of"] == name)
    fixed = told["columns"].keys() | own.get("columns", {}).keys()
    frame = RESULTS[name].to_frame()
    headings = zip(frame.columns, sheet_of_frame(frame, "", "da").headings, strict=True)
    english = {
        column for column, heading in headings if column == heading.lower().replace(" ", "_")
    }
    assert english & fixed <= SAME_IN_BOTH


def test_days_are_danish_in_a_danish_source_and_refusal() -> None:
    day = dt.date(2017, 12, 19)
    source = Source("KL", "note 1", SourceStatus.PUBLISHED, day)
    assert source.cited("da") == "KL note 1, 19-12-2017 [offentliggjort]"
    assert source.cited("en") == "KL note 1, 2017-12-19 [published]"
    refusal = worded("meeting_given_for:what", meeting=day, name="a.csv")
    assert "den 19-12-2017" in refusal.da
