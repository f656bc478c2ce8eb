"""Photograph the top of the report for the documentation, with Chromium.

Run from the root of the checkout: ``python scripts/photograph_report.py``.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import kkr_allocation as kkr
from kkr_allocation.presentation.report_council import report_of_council
from kkr_allocation.presentation.writers import write_report

PICTURE = Path(__file__).parents[1] / "docs" / "pictures" / "report.png"
MOST_BYTES = 150_000


def photograph(chromium: str) -> None:
    """Write the report, open it in a browser of its own and keep what it shows."""
    council = kkr.compose_region(kkr.load_election(2021), "KKR Sjælland")
    with TemporaryDirectory() as folder:
        page = write_report(report_of_council(council, "da"), Path(folder, "report.html"))
        subprocess.run(  # noqa: S603  (the browser that was found, on a page of ours)
            [
                chromium,
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-background-networking",
                "--hide-scrollbars",
                "--window-size=960,900",
                f"--user-data-dir={Path(folder, 'user')}",
                f"--screenshot={PICTURE}",
                page.as_uri(),
            ],
            check=True,
            capture_output=True,
            timeout=120,
        )
    print(f"{PICTURE.name}: {PICTURE.stat().st_size} bytes, at most {MOST_BYTES}")
    if PICTURE.stat().st_size > MOST_BYTES:
        sys.exit("The picture is too large: take a smaller window")


if __name__ == "__main__":
    found = shutil.which("chromium")
    if found is None:
        sys.exit("Chromium is not installed; on Debian: apt-get install chromium")
    photograph(found)
