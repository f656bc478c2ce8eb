"""The reports on appointments and on places: what stands in them, and that it is the result's."""

from io import BytesIO
from itertools import pairwise

import attrs
import docx
import pytest

import kkr_allocation as kkr
from kkr_allocation.presentation.agenda_item import report_of_appointments
from kkr_allocation.presentation.report import Picture, report_of_places
from kkr_allocation.presentation.sheet import Sheet
from kkr_allocation.presentation.writers.html import page
from kkr_allocation.presentation.writers.word import document
from kkr_allocation.readers.places import read_places
from kkr_allocation.readers.register import read_register
from tests.pages import Page
from tests.registers import filled_register
from tests.workbooks import filled_workbook


@pytest.fixture(scope="module")
def appointed(tmp_path_factory):
    path = tmp_path_factory.mktemp("register") / "register.xlsx"
    filled_register(path)
    return read_register(path).appoint()


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    return read_places(filled_workbook(tmp_path_factory.mktemp("places") / "pladser.xlsx"))


def of_places(filled, language="da"):
    return report_of_places(
        filled.distribute(), language, key=filled.given["key"], last_year=filled.given["last_year"]
    )


@pytest.fixture(scope="module", params=["appointments", "places"])
def made(request, appointed, filled):
    return {
        language: report_of_appointments(appointed, language)
        if request.param == "appointments"
        else of_places(filled, language)
        for language in ("da", "en")
    }


def blocks_of(report, kind):
    blocks = [block for section in report.sections for block in section.blocks]
    return [block for block in blocks if isinstance(block, kind)]


def table(report, title):
    return next(sheet for sheet in blocks_of(report, Sheet) if sheet.title == title)


def test_a_page_is_built_of_headings_captions_and_described_pictures(made):
    report = made["da"]
    read = Page.read(page([report]))
    levels = [level for level, _ in read.headings]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert read.tables == [sheet.title for sheet in blocks_of(report, Sheet)]
    assert len(read.pictures) == len(blocks_of(report, Picture)) > 0
    assert all(p["role"] == "img" and p["title"] and p["desc"] for p in read.pictures)
    assert len(read.ids) == len(set(read.ids))
    assert set(read.named) <= set(read.ids)
    assert read.fetched == []


def test_both_languages_say_the_same_in_words_of_their_own(made):
    danish, english = made["da"], made["en"]
    assert list(danish.figures.values()) == list(english.figures.values())
    assert all(
        a.heading != b.heading for a, b in zip(*(r.sections for r in made.values()), strict=True)
    )
    assert "practice" not in page([attrs.evolve(danish, sections=danish.sections[-1:])])


def test_the_posts_and_their_sums_are_those_of_the_appointments(appointed):
    report = report_of_appointments(appointed, "en")
    assert report.figures["Posts"] == str(len(appointed.to_frame()))
    shown = table(report, "Appointments by forum")
    assert [row[2] for row in shown.rows] == appointed.to_frame()["name"].tolist()
    balance = table(report, "Women and men")
    assert balance.sums
    assert [row[5] for row in balance.rows[:-1]] == [row.short for row in appointed.gender]
    spread = {row[0]: row for row in table(report, report.sections[4].blocks[2].title).rows}
    held = appointed.to_frame()["municipality"].value_counts()
    assert {name: row[3] for name, row in spread.items()} == {n: held.get(n, 0) for n in spread}
    assert sum(row[2] for row in spread.values()) == len(appointed.to_frame())


def test_a_missing_reason_stands_at_the_top():
    fora = [kkr.Forum("Dialogforum", 2)]
    women = [kkr.Candidate(f"A{i}", "Assens", "A", sex="F") for i in range(2)]
    appointed = kkr.appoint(fora, women, kkr.entitle(fora, {"A": 3}))
    assert "Dialogforum" in report_of_appointments(appointed, "en").lead[1]
    with_reason = appointed.with_reasons({"Dialogforum": "no man stood"})
    assert len(report_of_appointments(with_reason, "en").lead) == 1


def test_appointments_that_were_tampered_with_have_no_report(appointed):
    forum, names = next(iter(appointed.members.items()))
    free = next(c.name for c in appointed.candidates if c.name not in names)
    moved = attrs.evolve(appointed, members={**appointed.members, forum: (free, *names[1:])})
    with pytest.raises(kkr.VerificationError):
        report_of_appointments(moved)


def test_the_places_and_the_reasons_are_those_of_the_distribution(filled):
    result, report = filled.distribute(), of_places(filled)
    assert report.title == "SSA 2026"
    assert report.figures["Pladser"] == str(sum(result.places.values()))
    shown = blocks_of(report, Sheet)[0]
    assert shown.headings[-2:] == ("Ændring", "Pladser")
    assert [row[-1] for row in shown.rows[:-1]] == [*result.places.values()]
    gaps = [n - filled.given["last_year"][name] for name, n in result.places.items()]
    assert [row[-2] for row in shown.rows] == [*gaps, sum(gaps)]
    lines = table(report, "Hver kommune på én linje")
    assert lines.rows[0] == ("Skive", result.explain_place("Skive", "da"))
    by_rule = table(report, "Pladser efter hver regel")
    assert "Ændring" not in by_rule.headings
    ours = by_rule.headings.index("Sainte-Laguë")
    assert [row[ours] for row in by_rule.rows] == [*result.base.values()]
    key = report.sections[2].blocks[1]
    assert [row[-1] for row in key.rows] == [
        float(share) for share in filled.given["key"].shares.values()
    ]


def test_a_plain_distribution_has_no_key_and_no_last_year():
    report = report_of_places(kkr.distribute(10, {"Skive": 2, "Struer": 1}), "en")
    assert [section.heading for section in report.sections] == [
        "The places",
        "Why so many each",
        "The same places by other rules",
        "What it rests on",
    ]
    assert list(report.figures) == ["Places", "Municipalities"]
    assert len(report.lead) == 1


def test_last_year_of_an_unknown_municipality_is_refused():
    with pytest.raises(kkr.InvalidInputError, match="last_year names 'Aarhus'"):
        report_of_places(kkr.distribute(10, {"Skive": 2}), last_year={"Aarhus": 1})


def test_a_word_document_has_the_same_headings_and_tables(made):
    report = made["da"]
    few = attrs.evolve(report, sections=report.sections[:1])
    word = docx.Document(BytesIO(document([few])))
    headings = [p.text for p in word.paragraphs if p.style.name.startswith("Heading")]
    assert headings == [report.title, report.sections[0].heading]
    picture, *_ = word.inline_shapes
    assert picture._inline.docPr.get("descr")
    key_figures, *tables = word.tables
    assert [cell.text for cell in key_figures.rows[1].cells] == list(report.figures)
    assert len(tables) == len(blocks_of(few, Sheet))
