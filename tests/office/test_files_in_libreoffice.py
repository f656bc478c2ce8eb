"""Every kind of result in Word and Excel, rendered by LibreOffice: pages counted, words whole.

Not part of the default tests, since it needs LibreOffice and poppler: ``pytest tests/office``.
"""

from __future__ import annotations

import datetime as dt
import re
import shutil
import subprocess

import pytest
from tests.pictures import appointed
from tests.result_samples import every_kind
from tests.workbooks import TITLES, filled_kind, filled_workbook

import kkr_allocation as kkr
from kkr_allocation.appointments.events import LeftCouncil, Resigned
from kkr_allocation.appointments.succession import agenda_on
from kkr_allocation.datasets import load_populations
from kkr_allocation.datasets.fora import load_example_register
from kkr_allocation.presentation.agenda_item import paper
from kkr_allocation.presentation.council_paper import paper_of_council
from kkr_allocation.presentation.sheet import protocol, written
from kkr_allocation.presentation.writers import write, write_papers
from kkr_allocation.presentation.writers.widths import words
from kkr_allocation.readers.places import read_places

OFFICE, TO_TEXT = shutil.which("soffice"), shutil.which("pdftotext")
LANGUAGES = ("da", "en")
ENDINGS = ("docx", "xlsx")
MOST_PAGES = {("council", "docx"): 2, ("places", "docx"): 1, ("one_programme", "docx"): 2}
MOST_PAGES |= {(f"{kind}_of_a_book", "docx"): 2 for kind in TITLES}
"""What the secretariat counts on; a workbook has a page for each sheet at least."""


def one_programme():
    """Return the places of all 17 municipalities of KKR Sjælland, with all that can be asked."""
    people = {p.municipality: p.persons for p in load_populations() if p.kkr == "KKR Sjælland"}
    last = kkr.distribute(335, people).places
    return kkr.distribute(
        330,
        kkr.Key({"Borgere": people, "Sidste år": last}, {"Borgere": "0.6", "Sidste år": "0.4"}),
        floors={"Solrød": last["Solrød"] + 1},
        caps={"Køge": last["Køge"] - 2},
        change=kkr.MaxChange(last, percent=15),
        wishes=kkr.Wishes({"Lolland": 5, "Holbæk": 4}, most=6),
        transfers=[kkr.Transfer("Køge", "Stevns", 2, consent="mails af 3. maj")],
        deductions={"Næstved": 2},
        title="SSH 2026, KKR Sjælland",
    )


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    folder = tmp_path_factory.mktemp("places")
    places = read_places(filled_workbook(folder / "pladser.xlsx"))
    books = {kind: filled_kind(folder / f"{kind}.xlsx", kind) for kind in TITLES}
    return {
        **every_kind(),
        "council": kkr.compose_region(kkr.load_election(2021), "KKR Sjælland"),
        "posts": appointed(),
        "places": places.distribute(),
        "one_programme": one_programme(),
        **{f"{kind}_of_a_book": read_places(book).distribute() for kind, book in books.items()},
    }


@pytest.fixture(scope="module")
def rendered(results, tmp_path_factory):
    """Return the text of every file, its pages apart by form feeds."""
    folder = tmp_path_factory.mktemp("rendered")
    texts = {}
    for ending in ENDINGS:
        files = [
            write([result], folder / f"{kind}-{language}-{ending}.{ending}", language=language)
            for kind, result in results.items()
            for language in LANGUAGES
        ]
        office = (OFFICE, f"-env:UserInstallation=file://{folder}/profile", "--headless")
        convert = (*office, "--convert-to", "pdf", "--outdir", folder, *files)
        subprocess.run(convert, check=True, capture_output=True, timeout=600)
        for file in files:
            shown = subprocess.run(
                [TO_TEXT, file.with_suffix(".pdf"), "-"], check=True, capture_output=True
            )
            texts[file.stem] = shown.stdout.decode()
    return texts


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("ending", ENDINGS)
def test_no_word_of_a_table_is_broken(results, rendered, ending, language):
    broken = {}
    for kind, result in results.items():
        # A line may break after a hyphen, and in an address after a slash.
        shown = set(re.split(r"\s+|(?<=[^\W\d]-)|(?<=/)", rendered[f"{kind}-{language}-{ending}"]))
        for sheet in protocol(result, language):
            shown_to = sheet.without_empty_columns()
            cells = (written(cell, language) for row in shown_to.rows for cell in row)
            texts = {*shown_to.headings, *cells}
            wanted = {
                piece
                for text in texts
                for word in words(text)
                for piece in re.split(r"\s+|(?<=[^\W\d]-)|(?<=/)", word)
            }
            if ending == "xlsx":  # LibreOffice writes figures as its own language does
                wanted = {word for word in wanted if not re.search(r"\d", word)}
            if wanted - shown:
                broken[kind, sheet.title] = wanted - shown
    assert not broken


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pages_are_few(rendered, language):
    for (kind, ending), most in MOST_PAGES.items():
        assert rendered.get(f"{kind}-{language}-{ending}", "").count("\f") <= most, kind


def test_every_page_has_its_number(rendered):
    for name, text in rendered.items():
        pages = text.split("\f")[:-1]
        assert pages, name
        for number, page in enumerate(pages, start=1):
            said = ("Side {} af {}" if "-da-" in name else "Page {} of {}").format(
                number, len(pages)
            )
            assert said in page, name


def pages(folder, papers):
    """Return how many pages each paper has in Word, as LibreOffice prints it."""
    files = [write_papers([made], folder / f"{name}.docx") for name, made in papers.items()]
    office = (OFFICE, f"-env:UserInstallation=file://{folder}/profile", "--headless")
    convert = (*office, "--convert-to", "pdf", "--outdir", folder, *files)
    subprocess.run(convert, check=True, capture_output=True, timeout=600)
    texts = [
        subprocess.run(
            (TO_TEXT, file.with_suffix(".pdf"), "-"), check=True, capture_output=True
        ).stdout.decode()
        for file in files
    ]
    return {name: text.count("\f") for name, text in zip(papers, texts, strict=True)}


def three_events():
    """Return what has to be decided after two have left their councils and one has resigned."""
    meeting = load_example_register().appoint()
    (first, *_), (second, *_), (third, *_) = [*meeting.members.values()][1:4]
    forum = list(meeting.members)[3]
    days = [dt.date(2023, month, 1) for month in (3, 5, 9)]
    log = [LeftCouncil(days[0], first), LeftCouncil(days[1], second)]
    return agenda_on(meeting, [*log, Resigned(days[2], forum, third)], dt.date(2023, 10, 1))


def test_an_agenda_item_is_as_short_as_a_meeting_takes_it(tmp_path):
    appointments, refill = load_example_register().appoint(), three_events()
    assert refill.matters
    counted = pages(
        tmp_path,
        {
            f"{name}-{language}": paper(result, language)
            for name, result in (("posts", appointments), ("refill", refill))
            for language in LANGUAGES
        },
    )
    for language in LANGUAGES:
        assert counted[f"posts-{language}"] <= 3
        assert counted[f"refill-{language}"] <= 2


PAPERS = ((2021, "Sjælland"), (2025, "Sjælland"), (2025, "Hovedstaden"), (2025, "Syddanmark"))


def test_the_paper_on_a_council_has_two_pages_and_its_annexes_beyond_them(tmp_path):
    papers, every = {}, ("steps", "readings", "margins", "quotients")
    for year, name in PAPERS:
        election = kkr.load_election(year)
        council = kkr.compose_region(election, f"KKR {name}")
        for language in LANGUAGES:
            of = {"language": language, "election": election}
            papers[f"{name}-{year}-{language}"] = paper_of_council(council, **of)
            papers[f"{name}-{year}-{language}-all"] = paper_of_council(council, annexes=every, **of)
    counted = pages(tmp_path, papers)
    assert {name: n for name, n in counted.items() if n > (5 if "-all" in name else 2)} == {}
