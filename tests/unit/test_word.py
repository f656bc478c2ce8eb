"""The Word document as it lies in its XML: the page, the language, styles, widths, sections."""

from __future__ import annotations

import datetime as dt
import zipfile
from io import BytesIO

import docx
import pytest
from attrs import evolve
from docx.enum.section import WD_ORIENT

import kkr_allocation as kkr
from kkr_allocation.explanations import Explanation, Step
from kkr_allocation.presentation.report import Report, Section, report_of_result
from kkr_allocation.presentation.sheet import Kind, Sheet, written
from kkr_allocation.presentation.writers.widths import PADDING, measure, words
from kkr_allocation.presentation.writers.word import document
from kkr_allocation.sources import Source, SourceStatus

MM = 36000
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
LONG = "Sundhedssamarbejdsudvalgsformandskabet"
NARROW = Sheet(
    "Pladser", ("Kommune", "Pladser"), (("Køge", 3), ("Greve", 2), ("I alt", 5)), sums=True
)
WIDE = Sheet("Bred", ("Liste", *(f"{LONG}{n}" for n in range(4))), (("A", 1, 2, 3, 4),))
HUGE = Sheet("Større", ("Liste", *(f"{LONG}{n}" for n in range(9))), (("A", *range(9)),))
TEXTS = Sheet(
    "Fora",
    ("Forum", "Hjemmel", "Siden"),
    ((LONG, "lov om " + "organisering og understøttelse " * 9, dt.date(2026, 3, 15)),),
    kinds=(Kind.NAME, Kind.TEXT, Kind.DATE),
)
SOURCE = Source("KL's love", "§ 15", status=SourceStatus.PUBLISHED)
STEPS = Explanation("Sådan", "da", (Step(1, "Først.", SOURCE), Step(2, "Så.", SOURCE)))


def test_a_line_is_broken_between_words_and_the_parts_of_hyphened_ones() -> None:
    parts = ["SOSU-", "og", "PAU-", "uddannelser,", "5,4\xa0%"]
    assert words("SOSU- og PAU-uddannelser, 5,4 %") == parts


def opened(*blocks, **parts):
    report = Report("Sammensætning", "da", (Section("Resultatet", blocks),), **parts)
    return docx.Document(BytesIO(document([report])))


def xml(content, name):
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return archive.read(name).decode()


def test_the_page_is_a4_with_margins_of_two_centimetres():
    for section in opened(NARROW, WIDE, NARROW).sections:
        sides = (section.page_width, section.page_height)
        assert sorted(round(side / MM) for side in sides) == [210, 297]
        assert {round(m / MM) for m in (section.left_margin, section.top_margin)} == {20}


@pytest.mark.parametrize(("language", "tag"), [("da", "da-DK"), ("en", "en-GB")])
def test_the_spelling_is_checked_in_the_language_of_the_paper(language, tag):
    content = document([report_of_result(kkr.apportion({"A": 2, "B": 1}, 3), language)])
    styles = xml(content, "word/styles.xml")
    assert styles.count(f'w:lang w:val="{tag}"') == 2
    assert "en-US" not in styles + xml(content, "word/document.xml")
    assert docx.Document(BytesIO(content)).core_properties.language == tag


def test_the_document_says_what_it_is_and_not_who_made_it():
    about = opened(NARROW, lead=("Rådet har 5 medlemmer.",)).core_properties
    assert (about.title, about.subject) == ("Sammensætning", "Rådet har 5 medlemmer.")
    assert (about.author, about.last_modified_by, about.comments) == ("", "", "")
    assert about.created is None


def test_every_page_has_its_number_and_how_many_there_are():
    made = opened(NARROW, WIDE)
    assert len(made.sections) == 2
    for section in made.sections:
        (paragraph,) = section.footer.paragraphs
        fields = [field.get(f"{W}instr") for field in paragraph._p.iter(f"{W}fldSimple")]
        assert fields == ["PAGE", "NUMPAGES"]
        assert "".join(text.text for text in paragraph._p.iter(f"{W}t")) == "Side 1 af 1"


def test_headings_are_repeated_and_no_row_is_broken():
    (table,) = opened(NARROW).tables
    assert all(row._tr.trPr.xpath("./w:cantSplit") for row in table.rows)
    repeated = [bool(row._tr.trPr.xpath("./w:tblHeader")) for row in table.rows]
    assert repeated == [True, False, False, False]


def test_figures_stand_to_the_right_and_sums_are_bold_by_style_alone():
    (table,) = opened(NARROW).tables
    names = [[cell.paragraphs[0].style.name for cell in row.cells] for row in table.rows]
    assert names == [
        ["Table head", "Table head figure"],
        ["Table kept", "Table kept figure"],
        ["Table kept", "Table kept figure"],
        ["Table sum", "Table sum figure"],
    ]
    assert not table._tbl.xpath(".//w:jc | .//w:rPr")


def test_a_caption_is_kept_with_its_table_and_not_said_twice():
    made = opened(NARROW)
    (caption,) = [p for p in made.paragraphs if p.style.name == "Caption"]
    assert caption.text == "Pladser"
    assert caption.style.paragraph_format.keep_with_next
    assert caption._p.getnext().tag == f"{W}tbl"
    same = opened(evolve(NARROW, title="Sammensætning"))
    assert not [p for p in same.paragraphs if p.style.name == "Caption"]


def widths_of(table):
    return [int(column.get(f"{W}w")) / (20 * 8) for column in table._tbl.tblGrid]


@pytest.mark.parametrize("sheet", [NARROW, WIDE, HUGE, TEXTS], ids=lambda sheet: sheet.title)
def test_the_longest_word_of_no_cell_is_broken(sheet):
    made = opened(sheet)
    shown = []
    for table in made.tables:
        shown += [cell.text for cell in table.rows[0].cells]
        assert table._tbl.xpath("./w:tblPr/w:tblLayout/@w:type") == ["fixed"]
        for row in table.rows:
            for cell, width in zip(row.cells, widths_of(table), strict=True):
                bold = row is table.rows[0]
                longest = max(measure(word, bold=bold) for word in words(cell.text))
                assert longest + PADDING <= width + 0.01, cell.text
    assert set(shown) == set(sheet.headings)


def test_what_lets_a_name_stand_on_one_line_folds_the_text():
    (table,) = opened(TEXTS).tables
    name, text, day = widths_of(table)
    assert measure(LONG) < name < measure(LONG) + 2
    assert measure(written(TEXTS.rows[0][2], "da")) < day
    assert text < measure(TEXTS.rows[0][1]) / 3
    assert table.rows[1].cells[2].text == "15-03-2026"


def test_a_wide_table_turns_the_page_and_what_follows_turns_it_back():
    made = opened("Før.", WIDE, "Om tabellen.", NARROW)
    turned = [section.orientation for section in made.sections]
    assert turned == [WD_ORIENT.PORTRAIT, WD_ORIENT.LANDSCAPE, WD_ORIENT.PORTRAIT]
    (paragraph,) = [p for p in made.paragraphs if p.text == "Om tabellen."]
    assert paragraph._p.getprevious().getprevious().tag == f"{W}tbl"


def test_a_document_that_begins_with_a_wide_table_has_its_title_on_that_page():
    (section,) = opened(WIDE).sections
    assert section.orientation == WD_ORIENT.LANDSCAPE


def test_a_table_wider_than_any_page_is_cut_between_columns_and_repeats_the_first():
    first, *more = opened(HUGE).tables
    assert more
    assert {table.rows[1].cells[0].text for table in (first, *more)} == {"A"}


def test_steps_are_a_numbered_list_that_begins_anew_with_the_source_in_small_type():
    made = opened(STEPS, STEPS)
    steps = [p for p in made.paragraphs if p.style.name == "List Number"]
    assert [p.text for p in steps[:2]] == [
        "Først. (KL's love §\N{NO-BREAK SPACE}15 [offentliggjort])",
        "Så. (KL's love §\N{NO-BREAK SPACE}15 [offentliggjort])",
    ]
    assert {p.runs[-1].style.name for p in steps} == {"Source"}
    lists = [p._p.pPr.numPr.numId.val for p in steps]
    assert lists[0] == lists[1] != lists[2] == lists[3]


def test_key_figures_stand_beside_one_another():
    (table,) = opened("Tekst.", figures={"Medlemmer": "31", "Borgmestre": "17"}).tables
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["31", "17"],
        ["Medlemmer", "Borgmestre"],
    ]


def test_no_line_breaks_between_a_figure_and_its_unit_or_list():
    (table,) = opened(Sheet("t", ("Andel", "Lister"), ((0.054, "A 9 og V 6"),))).tables
    texts = [cell.text for cell in table.rows[1].cells]
    assert texts == ["5,4\N{NO-BREAK SPACE}%", "A\N{NO-BREAK SPACE}9 og V\N{NO-BREAK SPACE}6"]


def test_nothing_is_brought_along_that_the_document_does_not_use():
    with zipfile.ZipFile(
        BytesIO(document([report_of_result(kkr.apportion({"A": 1}, 1), "da")]))
    ) as d:
        names = set(d.namelist())
        assert not [name for name in names if b"en-US" in d.read(name)]
        assert d.read("word/numbering.xml").count(b"<w:abstractNum ") == 1
    assert not names & {"docProps/thumbnail.jpeg", "word/stylesWithEffects.xml"}


def test_every_style_that_is_named_is_there():
    made = opened("Tekst.", NARROW, TEXTS, WIDE, STEPS, figures={"Medlemmer": "31"}, colophon="x")
    named = set(made.element.body.xpath(".//w:pStyle/@w:val | .//w:rStyle/@w:val"))
    named |= set(made.element.body.xpath(".//w:tblStyle/@w:val"))
    assert named <= {style.style_id for style in made.styles}
    assert "Normal" not in named


def test_the_same_report_gives_the_same_text():
    report = report_of_result(kkr.apportion({"A": 2, "B": 1}, 3), "da")
    one, other = document([report]), document([report])
    assert xml(one, "word/document.xml") == xml(other, "word/document.xml")


def test_every_paper_begins_on_a_page_of_its_own():
    sheet = Sheet("Tal", ("Navn", "Pladser"), (("A", 1),))
    papers = [Report(name, "da", (Section("Resultatet", (sheet,)),)) for name in "ABC"]
    made = docx.Document(BytesIO(document(papers)))
    titles = [p for p in made.paragraphs if p.style.name == "Heading 1"]
    assert [p.paragraph_format.page_break_before for p in titles] == [None, True, True]
