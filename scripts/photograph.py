"""Photograph the reports and the front page for the documentation, and draw its pictures.

Run from the root of the checkout: ``python scripts/photograph.py``, or with the names of some of
them, such as ``python scripts/photograph.py report scan``. Look at each before you commit it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, cast

from PIL import Image, ImageOps

import kkr_allocation as kkr
from kkr_allocation.datasets.fora import load_example_register
from kkr_allocation.presentation.agenda_item import paper, report_of_appointments
from kkr_allocation.presentation.council_paper import paper_of_council, report_of_council
from kkr_allocation.presentation.writers import write_papers, write_report

if TYPE_CHECKING:
    from collections.abc import Callable

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from kkr_allocation.presentation.report import Report

ROOT = Path(__file__).parents[1]
PICTURES = ROOT / "docs" / "pictures"
MOST_BYTES = 400 * 1024
"""Of all pictures of the documentation together."""
DOTS_PER_INCH = 90
COLOURS, FEW_COLOURS = 255, 24
MOST_LISTS = 9
OFFICE = ("docx", "xlsx")
"""What LibreOffice prints; the other images take a browser."""


def photographed(chromium: str, page: Path, name: str, *, size: str) -> None:
    """Open a page in a browser of its own and keep what it shows."""
    with TemporaryDirectory() as user:
        subprocess.run(  # noqa: S603  (the browser that was found, on a page of ours)
            [
                chromium,
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-background-networking",
                "--hide-scrollbars",
                f"--window-size={size}",
                f"--user-data-dir={user}",
                f"--screenshot={PICTURES / name}.png",
                page.as_uri(),
            ],
            check=True,
            capture_output=True,
            timeout=120,
        )


def lightened(name: str) -> None:
    """Write an image with a palette of its own, at a third of its size."""
    path = (PICTURES / name).with_suffix(".png")
    with Image.open(path) as image:
        image.convert("RGB").quantize(COLOURS).save(path, optimize=True)


def photographed_report(chromium: str, made: Report, name: str) -> None:
    """Write a report and photograph its top."""
    with TemporaryDirectory() as folder:
        page = write_report(made, Path(folder, "report.html"))
        photographed(chromium, page, name, size="960,900")


def photographed_paper(paper: Report, name: str, ending: str) -> None:
    """Write a paper, have LibreOffice print it, and keep the first page down to its last line."""
    with TemporaryDirectory() as folder:
        file = write_papers([paper], Path(folder, f"paper.{ending}"))
        user = f"-env:UserInstallation=file://{folder}/user"
        office = ["soffice", user, "--headless", "--convert-to", "pdf", "--outdir", folder, file]
        printed = ["pdftoppm", "-r", "72", "-png", "-singlefile", Path(folder, "paper.pdf")]
        for command in (office, [*printed, Path(folder, "paper")]):
            subprocess.run(command, check=True, capture_output=True, timeout=120)  # noqa: S603  (ours)
        with Image.open(Path(folder, "paper.png")) as page:
            # The foot of the page, with its number, is below what is looked at.
            text = ImageOps.invert(page.convert("L")).crop((0, 0, page.width, page.height - 70))
            lowest = (text.getbbox() or (0, 0, 0, text.height))[3]
            kept = page.convert("RGB").crop((0, 0, page.width, lowest + 30))
            kept.quantize(FEW_COLOURS).save(PICTURES / f"{name}.png")


def photographed_site(chromium: str) -> None:
    """Build the site and photograph its front page."""
    with TemporaryDirectory() as folder:
        build = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--site-dir", folder]
        quiet = os.environ | {"NO_MKDOCS_2_WARNING": "1"}
        subprocess.run(build, check=True, cwd=ROOT, env=quiet)  # noqa: S603  (this interpreter)
        photographed(chromium, Path(folder, "index.html"), "front-page", size="1280,900")


def drawn(axes: Axes, name: str) -> None:
    """Keep a picture as an image without the versions of what drew it."""
    target = PICTURES / f"{name}.png"
    cast("Figure", axes.figure).savefig(target, dpi=DOTS_PER_INCH, metadata={"Software": None})


def scan() -> Axes:
    """Draw what alliances could give the largest lists of KKR Sjælland."""
    votes = kkr.load_election(2021).region("KKR Sjælland").votes
    largest = sorted(votes, key=votes.__getitem__, reverse=True)[:MOST_LISTS]
    return kkr.plot_scan(kkr.alliance_scan({name: votes[name] for name in largest}, 31))


def made(chromium: str) -> dict[str, Callable[[], None]]:
    """Return how each image is made, by its name."""
    election = kkr.load_election(2021)
    council = partial(kkr.compose_region, election, "KKR Sjælland")
    posts = load_example_register().appoint
    papers = {
        f"{name}-{language}-{ending}": partial(
            lambda make, language, *to: photographed_paper(make(language), *to),
            make,
            language,
            f"{name}-{language}-{ending}",
            ending,
        )
        for language in ("en", "da")
        for name, make, ending in (
            ("council", lambda said: paper_of_council(council(), said, election=election), "docx"),
            ("council", lambda said: paper_of_council(council(), said, election=election), "xlsx"),
            ("fora", lambda said: paper(posts(), said), "docx"),
        )
    }
    return papers | {
        "report": lambda: photographed_report(
            chromium, report_of_council(council(), "da"), "report"
        ),
        "report-appointments": lambda: photographed_report(
            chromium, report_of_appointments(posts(), "da"), "report-appointments"
        ),
        "front-page": partial(photographed_site, chromium),
        "scan": lambda: drawn(scan(), "scan"),
        "spread": lambda: drawn(kkr.plot_spread(posts()), "spread"),
    }


if __name__ == "__main__":
    found = shutil.which("chromium")
    if found is None and not all(name.endswith(OFFICE) for name in sys.argv[1:] or [""]):
        sys.exit("Chromium is not installed; on Debian: apt-get install chromium")
    images = made(found or "")
    for image in sys.argv[1:] or images:
        images[image]()
        lightened(image)
        print(f"{image}: {(PICTURES / image).with_suffix('.png').stat().st_size} bytes")
    together = sum(path.stat().st_size for path in PICTURES.iterdir())
    print(f"All pictures: {together} bytes, at most {MOST_BYTES}")
    if together > MOST_BYTES:
        sys.exit("The pictures are too large: take smaller windows")
