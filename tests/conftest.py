"""How many examples the properties are held to: few for every change, many in the night.

Every change meets the same examples, so that what is green once stays green; the night draws
new ones.

The command speaks the language of the computer; here that is English, whatever computer it is.
"""

import os

import openpyxl
import pytest
from hypothesis import settings

os.environ["LC_ALL"] = "C.UTF-8"

settings.register_profile("change", deadline=None, derandomize=True)
settings.register_profile("nightly", deadline=None, max_examples=2000)
settings.load_profile("change")


@pytest.fixture
def danish_computer(monkeypatch):
    """Let the command speak Danish by itself."""
    monkeypatch.setenv("LC_ALL", "da_DK.UTF-8")


@pytest.fixture
def book(tmp_path):
    """Return a function that writes a workbook of sheets, with merged cells in each."""

    def written(sheets, merged=(), name="stemmer.xlsx"):
        workbook = openpyxl.Workbook()
        workbook.remove(workbook.active)
        for title, rows in (sheets if isinstance(sheets, dict) else {"Ark1": sheets}).items():
            sheet = workbook.create_sheet(title)
            for row in rows:
                sheet.append(row)
            for cells in merged:
                sheet.merge_cells(cells)
        workbook.save(tmp_path / name)
        return tmp_path / name

    return written
