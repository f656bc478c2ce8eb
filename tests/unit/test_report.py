"""The report as its readers need it: structure, texts, colours, and the same every time."""

import re
import sys
from fractions import Fraction
from functools import partial
from html import escape
from importlib.resources import files
from io import BytesIO
from itertools import pairwise, product

import attrs
import docx
import pandas as pd
import pytest

import kkr_allocation as kkr
from kkr_allocation.datasets.municipalities import rows
from kkr_allocation.explanations import Explanation, Step
from kkr_allocation.presentation.council_paper import report_of_council
from kkr_allocation.presentation.pictures.canvas import colours_of, text_on
from kkr_allocation.presentation.pictures.councils import plot_council
from kkr_allocation.presentation.report import Picture, Report, Section, report_of_result
from kkr_allocation.presentation.sheet import Sheet
from kkr_allocation.presentation.writers import write_report
from kkr_allocation.presentation.writers.html import page
from kkr_allocation.presentation.writers.word import document
from kkr_allocation.sources import Source, SourceStatus
from tests.pages import Page

READABLE = 4.5
"""The contrast that WCAG 2 asks of text, level AA."""


@pytest.fixture(scope="module")
def council():
    return kkr.compose_region(kkr.load_election(2021), "KKR Sjælland")


@pytest.fixture(scope="module")
def report(council):
    return report_of_council(council, "da")


@pytest.fixture(scope="module")
def html(report):
    return page([report])


@pytest.fixture(scope="module")
def read(html):
    return Page.read(html)


def test_headings_stand_in_order_below_one_title(read, report):
    levels = [level for level, _ in read.headings]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert [text for _, text in read.headings] == [
        report.title,
        *(section.heading for section in report.sections),
    ]


def test_every_table_has_a_caption_and_every_picture_a_text(read, report):
    assert read.tables == [sheet.title for sheet in tables_of(report)]
    assert len(read.pictures) == 3
    for picture in read.pictures:
        assert picture["role"] == "img"
        assert picture["title"]
        assert picture["desc"]


def test_names_of_parts_are_unique_and_every_reference_finds_one(read):
    assert len(read.ids) == len(set(read.ids))
    assert set(read.named) <= set(read.ids)
    inside = [link[1:] for link in read.links if link.startswith("#")]
    assert inside
    assert set(inside) <= set(read.ids)


def test_nothing_is_fetched_and_nothing_runs(read, html):
    assert read.fetched == []
    assert not read.tags & {"script", "iframe", "object", "embed", "link", "img"}
    assert re.findall(r"url\((?!#)|@import|javascript:|\son\w+=", html) == []


def test_the_figures_are_those_of_the_council(read, council, report):
    shown = read.text["dd"]
    assert shown == ["31", "17", "14", "16", "34"]
    assert list(report.figures.values()) == shown
    annex = tables_of(report)[0]
    shown = [*council.seats.values(), None, council.house_size, None]
    assert [row[annex.headings.index("I alt")] for row in annex.rows] == shown


def test_the_mayors_are_on_the_map_where_the_election_is_known(council, report):
    election = kkr.load_election(2021)
    made = report_of_council(council, "da", election=election)
    (mapped,) = [b for b in blocks_of(made) if isinstance(b, Picture) and "Borgmestrene" in b.title]
    assert made.title == "Sammensætning af KKR Sjælland 2022-2025 efter kommunalvalget 16-11-2021"
    said = dict(part.split(": ") for part in mapped.description.split("; "))
    assert said == {place: election.council(place).mayor for place in council.basis.places}
    written = {text.get_text() for text in mapped.figure().axes[0].texts}
    assert {"Stevns", "A", "V", "I"} <= written
    assert not any("Borgmestrene" in b.title for b in blocks_of(report) if isinstance(b, Picture))


def test_the_majority_in_colour_is_that_of_those_who_are_notified_together(council):
    notified = ["V", "C", "F", "Ø", "B"]
    blocks = blocks_of(report_of_council(council, "en", alliances=[notified]))
    shown = next(b for b in blocks if isinstance(b, Picture) and b.title.startswith("The majority"))
    assert shown.description == "V, C, F, Ø and B have 16 of 31 members."
    lacking = blocks_of(report_of_council(council, "en", alliances=[["V", "C"]]))
    assert not any(b.title.startswith("The majority") for b in lacking if isinstance(b, Picture))
    assert "16 of 31" in {text.get_text() for text in shown.figure().axes[0].texts}


def test_what_the_figures_lack_stands_at_the_top(report):
    with pytest.warns(kkr.IncompleteDataWarning):
        lacking = kkr.compose_region(kkr.load_election(2013), "KKR Nordjylland")
    assert not any("kendes ikke" in paragraph for paragraph in report.lead)
    said = report_of_council(lacking, "da").lead[-1]
    assert "Borgmesteren kendes ikke for Morsø og Hjørring" in said


def test_the_members_by_dhondt_and_what_the_cap_means_stand_at_the_top(report):
    """By d'Hondt KKR Sjælland has 24 members; KKR Nordjylland is at its cap in both readings."""
    assert report.lead[1].startswith("Med antallet efter d'Hondt selv ville det have 24 medlemmer:")
    capped = kkr.compose_region(kkr.load_election(2021), "KKR Nordjylland")
    lead = report_of_council(capped, "en").lead
    assert lead[1].startswith("The cap is reached, so the seats are not in proportion to the votes")
    assert "stands under \u201cWhy so many, and why these\u201d" in lead[1]
    by_rule = attrs.evolve(kkr.STATUTES_2018, size_rule=kkr.SizeRule.DIVISOR)
    assert len(report_of_council(capped.under(by_rule), "en").lead) == 2


def blocks_of(report):
    return [block for section in report.sections for block in section.blocks]


def tables_of(report):
    return [block for block in blocks_of(report) if isinstance(block, Sheet)]


def test_power_and_margins_are_those_of_the_library(report, council):
    tables = tables_of(report)
    shares = next(sheet for sheet in tables if "Banzhaf" in sheet.headings)
    assert sum(row[2] for row in shares.rows) == pytest.approx(1)
    assert shares.rows[0][3] == 86 / 251
    margins = next(sheet for sheet in tables if sheet.title.startswith("Stemmer, der flytter"))
    found = kkr.margin(council).set_index(["from", "to"])["votes"]
    for (_, _, more, fewer), name in zip(margins.rows, council.eligible, strict=True):
        assert more == found["", name]
        assert fewer == (None if pd.isna(found[name, ""]) else found[name, ""])
    # A claims 9 and no 8 as long as it has more than 8 x 97,507 / 6 = 130,009.3 votes of 146,007.
    assert margins.rows[0][3] == 15_998


def first_section(report):
    return attrs.evolve(report, sections=report.sections[:1])


def test_the_same_council_gives_the_same_page_and_holds_no_date(html, report, council):
    again = page([first_section(report_of_council(council, "da"))])
    assert again == page([first_section(report)])
    assert re.findall(r"<figure>.*?</figure>", again, re.DOTALL)[0] in html
    assert "dc:date" not in html


def test_both_languages_say_the_same(council, report):
    english = report_of_council(council, "en")
    assert len(english.sections) == len(report.sections)
    assert list(english.figures.values()) == list(report.figures.values())
    assert '<html lang="en">' in page([attrs.evolve(english, sections=())])


def test_names_stay_texts_everywhere():
    name, mark = "<b>&\"'", "</svg><script>alert(1)</script>"
    council = kkr.compose({name: 60, mark: 40}, {name: 1, mark: 1}, municipalities=2)
    read = Page.read(page([report_of_council(council, "en", alliances=[[name, mark]])]))
    assert not read.tags & {"b", "script"}
    assert any(name in text for text in read.text["th"])
    assert any(mark in text for text in read.text["text"] + read.text["desc"])


def test_every_text_of_a_page_is_escaped(council):
    mark = "<b>&\"'</b>"
    source = Source(mark, mark, SourceStatus.OPEN)
    blocks = (
        mark,
        Sheet(f"caption {mark}", (mark, mark), ((mark, mark),)),
        Sheet(mark, (mark,), ((mark,),)),
        Explanation(mark, "en", (Step(1, mark, source),)),
        Picture(partial(plot_council, council), mark, mark, mark),
    )
    made = Report(
        mark, "en", (Section(mark, blocks),), lead=(mark,), figures={mark: mark}, colophon=mark
    )
    html = page([made])
    assert "<b>" not in html
    assert html.count(escape(mark)) == 25


def contrast(one, other):
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour):
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_the_page_can_be_read_in_its_colours():
    style = files("kkr_allocation.presentation.writers").joinpath("report.css").read_text("utf-8")
    palettes = [
        dict(re.findall(r"--(\w+): (#\w{6});", root))
        for root in re.findall(r":root \{(.*?)\}", style, re.DOTALL)
    ]
    assert len(palettes) == 2  # the usual one, and one for dark screens
    rules = re.sub(r":root \{.*?\}", "", style, flags=re.DOTALL)
    assert re.findall(r"#\w{3,6}\b", rules) == []
    texts = set(re.findall(r"[ ;{]color: var\(--(\w+)\)", rules))
    grounds = set(re.findall(r"background: var\(--(\w+)\)", rules))
    assert (texts, grounds) == ({"ink", "quiet", "accent"}, {"paper", "band"})
    for colours, text, ground in product(palettes, texts, grounds):
        assert contrast(colours[text], colours[ground]) >= READABLE


def test_letters_can_be_read_on_every_list_s_colour():
    own = [row["colour"] for row in rows("party_colours")]
    spare = colours_of(f"list {number}" for number in range(6)).values()
    for colour in (*own, *spare):
        assert contrast(colour, text_on(colour)) >= READABLE


def test_several_results_share_a_page_with_one_title():
    results = [kkr.apportion({"A": votes, "B": 3}, 2) for votes in (5, 9)]
    read = Page.read(page([report_of_result(result, "en") for result in results]))
    assert [level for level, _ in read.headings] == [1, 2, 3, 3, 3, 2, 3, 3, 3]
    assert len(read.ids) == len(set(read.ids))


def test_a_word_document_has_headings_tables_and_described_pictures(report):
    kept = attrs.evolve(report, sections=(report.sections[0], *report.sections[4:]))
    made = docx.Document(BytesIO(document([kept])))
    headings = [p.text for p in made.paragraphs if p.style.name.startswith("Heading")]
    assert headings == [report.title, *(section.heading for section in kept.sections)]
    assert [cell.text for cell in made.tables[1].rows[1].cells] == [
        "Socialdemokratiet (A)",
        "146.007",
        "32,7\N{NO-BREAK SPACE}%",
        "8",
        "1",
        "9",
        "8",
    ]
    bold = [row.cells[0].text for row in made.tables[1].rows if is_bold(row.cells[0])]
    assert bold == ["Liste", "Gyldige stemmer og medlemmer i alt"]
    assert all(table.rows[0]._tr.trPr.xpath("./w:tblHeader") for table in made.tables[1:])
    (picture,) = made.inline_shapes
    assert picture._inline.docPr.get("descr").startswith("Rådet har 31 medlemmer: A 9, V 6")


def is_bold(cell):
    return all(paragraph.style.font.bold for paragraph in cell.paragraphs)


def test_a_report_is_written_by_its_ending(report, tmp_path):
    target = tmp_path / "report.html"
    assert write_report(attrs.evolve(report, sections=()), target) == target
    assert Page.read(target.read_text(encoding="utf-8")).headings[0] == (1, report.title)


@pytest.mark.parametrize(
    ("name", "fragment"),
    [("report.pdf", "Its ending chooses the format"), ("no/report.html", "folder does not exist")],
)
def test_a_place_it_cannot_be_written_to_is_named(name, fragment, report, tmp_path):
    with pytest.raises(kkr.InvalidInputError, match=fragment):
        write_report(report, tmp_path / name)


def test_without_matplotlib_it_says_what_to_install(report, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    with pytest.raises(kkr.KkrAllocationError, match="pip install"):
        write_report(report, tmp_path / "report.html")
    assert [*tmp_path.iterdir()] == []


def test_a_council_whose_mayors_are_all_outside_has_a_report():
    council = kkr.compose({"A": 60, "V": 40, "L": 1}, {"L": 1}, municipalities=1)
    made = report_of_council(council, "da")
    assert made.title == "Sammensætning af rådet"
    assert made.figures["Medlemmer"] == "1"
    assert "Hvor tæt det var" not in [section.heading for section in made.sections]


def test_a_council_decided_by_lot_has_no_margins():
    """V's 2 mayors set 50 votes a seat; a cap of 3 leaves one of the claims of A and B, 1 each."""
    tight = attrs.evolve(
        kkr.STATUTES_2018, cap_factor=Fraction(3, 2), seat_for_every_eligible=False
    )
    council = kkr.compose(
        {"A": 30, "B": 30, "V": 100},
        {"V": 2},
        municipalities=2,
        statutes=tight,
        lots=[kkr.Lot(("A", "B"), ("B",))],
    )
    assert council.seats == {"B": 1, "V": 2}
    made = report_of_council(council, "en")
    assert "How close it was" in [section.heading for section in made.sections]
    assert not any(sheet.title.startswith("Votes that move") for sheet in tables_of(made))


def test_the_quotients_are_shown_where_seats_were_shared_and_are_those_of_the_council(report):
    """Claims that are rounded up are not shared by quotients; at the cap seats are."""
    pictures = [block for block in blocks_of(report) if isinstance(block, Picture)]
    assert "Kvotienterne i fordelingen" not in [picture.title for picture in pictures]
    capped = kkr.compose_region(kkr.load_election(2025), "KKR Hovedstaden")
    (quotients,) = [
        block
        for block in blocks_of(report_of_council(capped, "da"))
        if isinstance(block, Picture) and block.title == "Kvotienterne i fordelingen"
    ]
    lists = [f"{name} {seats}" for name, seats in capped.seats.items()]
    assert quotients.description == f"Pladser: {', '.join(lists[:-1])} og {lists[-1]}."


def test_a_rule_without_margins_leaves_them_out():
    statutes = attrs.evolve(kkr.STATUTES_2018, rule=kkr.LARGEST_REMAINDER_DROOP)
    council = kkr.compose({"A": 70, "V": 30}, {"V": 2}, municipalities=2, statutes=statutes)
    made = report_of_council(council, "en")
    assert not any(sheet.title.startswith("Votes that move") for sheet in tables_of(made))


def test_a_lost_member_is_written_with_a_minus_that_stays_with_its_list(report):
    table = next(
        block
        for section in report.sections
        for block in section.blocks
        if isinstance(block, Sheet) and "Forskel" in block.headings
    )
    changes = [row[table.headings.index("Forskel")] for row in table.rows]
    assert "A\N{NO-BREAK SPACE}\N{MINUS SIGN}1, " in changes[-1]
    assert not any("-" in change or "\N{MINUS SIGN}," in change for change in changes if change)
