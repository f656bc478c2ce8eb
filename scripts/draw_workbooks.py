"""Draw the workbooks of docs/how-to/read-my-file.md, each as LibreOffice shows it.

Run from the root of the checkout: ``python scripts/draw_workbooks.py``. The examples of the page
write the workbooks; their first sheets go to docs/pictures. LibreOffice (``soffice``) and poppler
(``pdftoppm``) must be installed.
"""

from __future__ import annotations

import doctest
import os
import subprocess
import tempfile
from pathlib import Path

import openpyxl
from PIL import Image, ImageChops

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "how-to" / "read-my-file.md"
PICTURES = ROOT / "docs" / "pictures"
WORKBOOKS = 8
PADDING = 6
"""Around what is drawn, in pixels."""


def write_workbooks(folder: Path) -> None:
    """Run the examples of the page up to the last workbook, in a folder of their own."""
    names: dict[str, object] = {}
    os.chdir(folder)
    for example in doctest.DocTestParser().get_examples(PAGE.read_text(encoding="utf-8")):
        exec(compile(example.source, PAGE.name, "exec"), names)  # noqa: S102  (our own page)
        if Path(f"{WORKBOOKS}.xlsx").exists():
            return


def show_as_on_screen(path: Path) -> None:
    """Have the first sheet printed with its grid, its letters and its numbers."""
    book = openpyxl.load_workbook(path)
    first, *others = book.worksheets
    for sheet in others:
        book.remove(sheet)
    first.print_options.gridLines = first.print_options.headings = True
    first.oddHeader.center.text = first.oddFooter.center.text = ""
    for number, column in enumerate(first.iter_cols(values_only=True), start=1):
        longest = max(len(str(value or "")) for value in column)
        letter = openpyxl.utils.get_column_letter(number)
        first.column_dimensions[letter].width = min(max(longest, 8), 24) + 2
    book.save(path)


def draw(path: Path, target: Path) -> None:
    """Draw a workbook, cut to what is on its page."""
    folder = path.parent
    office = ["soffice", "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(path)]
    subprocess.run(office, check=True, capture_output=True)  # noqa: S603  (our own workbook)
    pdf, drawn = path.with_suffix(".pdf"), path.with_suffix("")
    poppler = ["pdftoppm", "-png", "-r", "80", "-f", "1", "-singlefile", str(pdf), str(drawn)]
    subprocess.run(poppler, check=True)  # noqa: S603  (made of it)
    with Image.open(path.with_suffix(".png")) as page:
        plain = page.convert("RGB")
    left, top, right, bottom = ImageChops.invert(plain).getbbox()
    box = (left - PADDING, top - PADDING, right + PADDING, bottom + PADDING)
    plain.crop(box).quantize(16).save(target, optimize=True)


def main() -> None:
    """Draw all of them."""
    with tempfile.TemporaryDirectory() as folder:
        write_workbooks(Path(folder))
        for number in range(1, WORKBOOKS + 1):
            path = Path(folder, f"{number}.xlsx")
            show_as_on_screen(path)
            draw(path, PICTURES / f"workbook_{number}.png")
        os.chdir(ROOT)


if __name__ == "__main__":
    main()
