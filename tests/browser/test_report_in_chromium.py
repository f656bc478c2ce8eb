"""The reports in a real browser, as a politician opens them.

Not part of the default tests, since it needs Chromium: ``pytest tests/browser``.
"""

import re
import shutil
import subprocess
from itertools import pairwise

import attrs
import pytest
from attrs import frozen
from tests.pages import Page
from tests.pictures import appointed
from tests.workbooks import filled_workbook

import kkr_allocation as kkr
from kkr_allocation.presentation.agenda_item import report_of_appointments
from kkr_allocation.presentation.council_paper import report_of_council
from kkr_allocation.presentation.report import Report, report_of_places
from kkr_allocation.presentation.writers import write_report
from kkr_allocation.readers.places import read_places

QUIET = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
FAINT_TEXTS = """
<script>
const shown = (element) => element.getClientRects().length > 0;
const channels = (colour) => colour.match(/[\\d.]+/g).map(Number);
const luminance = (colour) => channels(colour).slice(0, 3)
  .map((c) => c / 255).map((c) => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
  .reduce((sum, c, place) => sum + c * [0.2126, 0.7152, 0.0722][place], 0);
const ground = (element) => {
  for (let e = element; e; e = e.parentElement) {
    const colour = getComputedStyle(e).backgroundColor;
    if ((channels(colour)[3] ?? 1) > 0) return colour;
  }
  return "rgb(255, 255, 255)";
};
const texts = [...document.body.querySelectorAll("*:not(svg *, script)")].filter((e) =>
  shown(e) && [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim()));
const contrasts = texts.map((e) => {
  const [dark, light] = [getComputedStyle(e).color, ground(e)].map(luminance).sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
});
document.body.dataset.texts = texts.length;
document.body.dataset.least = Math.min(...contrasts);
document.body.dataset.wide = document.documentElement.scrollWidth > window.innerWidth;
</script>
</body>"""


@pytest.fixture(scope="module")
def chromium():
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        pytest.fail("Chromium is not installed; on Debian: apt-get install chromium")
    return found


@frozen
class Case:
    """A report, and what its first table has to show in the browser."""

    report: Report
    first: list[str]
    last: list[list[str]]
    pages: range


def council(language):
    made = kkr.compose_region(kkr.load_election(2021), "KKR Sjælland")
    labels = [made.basis.label(name) for name in made.seats]
    divisor = attrs.evolve(kkr.STATUTES_2018, size_rule=kkr.SizeRule.DIVISOR)
    itself = made.under(divisor).seats
    seats = [[str(number), str(itself[name])] for name, number in made.seats.items()]
    return Case(report_of_council(made, language), labels, seats, range(4, 9))


def appointments(language):
    made = appointed()
    frame = made.to_frame()
    substitutes = [[name] for name in frame["substitute"]]
    return Case(
        report_of_appointments(made, language), frame["forum"].tolist(), substitutes, range(2, 6)
    )


def places(language, folder):
    filled = read_places(filled_workbook(folder / "pladser.xlsx"))
    made = filled.distribute()
    report = report_of_places(
        made, language, key=filled.given["key"], last_year=filled.given["last_year"]
    )
    return Case(report, list(made.places), [[str(n)] for n in made.places.values()], range(2, 6))


@pytest.fixture(
    scope="module",
    params=[
        f"{job}-{language}" for job in ("council", "fora", "places") for language in ("da", "en")
    ],
)
def case(request, tmp_path_factory):
    job, language = request.param.split("-")
    if job == "council":
        return council(language)
    if job == "fora":
        return appointments(language)
    return places(language, tmp_path_factory.mktemp("places"))


@pytest.fixture(scope="module")
def report(case, tmp_path_factory):
    return write_report(case.report, tmp_path_factory.mktemp("report") / "report.html")


@pytest.fixture(scope="module")
def browser(chromium, tmp_path_factory):
    def run(page, *asked):
        own = tmp_path_factory.mktemp("user")
        done = subprocess.run(
            [
                chromium,
                *QUIET,
                "--enable-logging=stderr",
                f"--user-data-dir={own}",
                *asked,
                page.as_uri(),
            ],
            capture_output=True,
            check=True,
            encoding="utf-8",
            timeout=120,
        )
        shutil.rmtree(own)
        assert [line for line in done.stderr.splitlines() if "CONSOLE" in line] == []
        return done.stdout

    return run


def cells(row):
    return [re.sub(r"<[^>]+>", "", cell) for cell in re.findall(r"<t[hd].*?</t[hd]>", row)]


@pytest.fixture(scope="module")
def dom(browser, report):
    """Return the page as the browser holds it, with what it measured."""
    measured = report.with_name("measured.html")
    text = report.read_text(encoding="utf-8")
    measured.write_text(text.replace("</body>", FAINT_TEXTS), encoding="utf-8")
    return browser(measured, "--dump-dom", "--window-size=1000,800")


def test_the_page_shows_the_figures_of_the_library(dom, case):
    assert re.findall(r"<dd>(.*?)</dd>", dom) == list(case.report.figures.values())
    first = re.search(r"<tbody>(.*?)</tbody>", dom, re.DOTALL)[1]
    shown = [cells(row) for row in re.findall(r"<tr.*?</tr>", first)][: len(case.first)]
    assert [row[0] for row in shown] == case.first
    assert [row[-len(case.last[0]) :] for row in shown] == case.last


def test_every_text_can_be_read_on_its_ground(dom):
    assert int(re.search(r'data-texts="(\d+)"', dom)[1]) > 100
    assert float(re.search(r'data-least="([\d.]+)"', dom)[1]) >= 4.5
    assert 'data-wide="false"' in dom


def test_its_structure_is_there_for_those_who_listen_to_it(dom):
    read = Page.read(dom)
    levels = [level for level, _ in read.headings]
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert read.tables
    assert all(read.tables)
    assert read.pictures
    assert all(p["role"] == "img" and p["title"] and p["desc"] for p in read.pictures)


def test_it_can_be_photographed_and_printed(browser, report, case, tmp_path):
    picture, paper = tmp_path / "report.png", tmp_path / "report.pdf"
    browser(report, f"--screenshot={picture}", "--window-size=1000,1400")
    browser(report, f"--print-to-pdf={paper}", "--no-pdf-header-footer")
    assert picture.read_bytes().startswith(b"\x89PNG")
    printed = paper.read_bytes()
    assert printed.startswith(b"%PDF")
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) in case.pages
