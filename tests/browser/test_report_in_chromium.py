"""The report in a real browser, as a politician opens it.

Not part of the default tests, since it needs Chromium: ``pytest tests/browser``.
"""

import re
import shutil
import subprocess

import pytest

import kkr_allocation as kkr
from kkr_allocation.presentation.report_council import report_of_council
from kkr_allocation.presentation.writers import write_report

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


@pytest.fixture(scope="module")
def council():
    return kkr.compose_region(kkr.load_election(2021), "KKR Sjælland")


@pytest.fixture(scope="module", params=["da", "en"])
def report(request, council, tmp_path_factory):
    path = tmp_path_factory.mktemp("report") / "report.html"
    return write_report(report_of_council(council, request.param), path)


@pytest.fixture
def browser(chromium, tmp_path):
    def run(page, *asked):
        own = tmp_path / "user"
        own.mkdir()
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


def test_the_page_shows_the_figures_of_the_library(browser, report, council):
    page = browser(report, "--dump-dom")
    assert re.findall(r"<dd>(\d+)</dd>", page)[0] == str(council.house_size)
    annex = re.search(r"<tbody>(.*?)</tbody>", page, re.DOTALL)[1]
    shown = [cells(row) for row in re.findall(r"<tr.*?</tr>", annex)]
    assert [row[0] for row in shown[:-1]] == [council.basis.label(name) for name in council.seats]
    assert [int(row[-1]) for row in shown[:-1]] == list(council.seats.values())
    assert int(re.sub(r"\D", "", shown[0][1])) == council.votes["A"]


def test_every_text_can_be_read_on_its_ground(browser, report, tmp_path):
    measured = tmp_path / "measured.html"
    text = report.read_text(encoding="utf-8")
    measured.write_text(text.replace("</body>", FAINT_TEXTS), encoding="utf-8")
    page = browser(measured, "--dump-dom", "--window-size=1000,800")
    assert int(re.search(r'data-texts="(\d+)"', page)[1]) > 200
    assert float(re.search(r'data-least="([\d.]+)"', page)[1]) >= 4.5
    assert 'data-wide="false"' in page


def test_it_can_be_photographed_and_printed(browser, report, tmp_path):
    picture, paper = tmp_path / "report.png", tmp_path / "report.pdf"
    browser(report, f"--screenshot={picture}", "--window-size=1000,1400")
    browser(report, f"--print-to-pdf={paper}", "--no-pdf-header-footer")
    assert picture.read_bytes().startswith(b"\x89PNG")
    printed = paper.read_bytes()
    assert printed.startswith(b"%PDF")
    assert 4 <= len(re.findall(rb"/Type\s*/Page\b", printed)) <= 8
