"""Workbooks as people make them are read to the very figures, or refused with the place named."""

from __future__ import annotations

from random import Random

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kkr_allocation as kkr
from tests.messy import merge_figures, messy

YEARS = (2021, 2025)
# 40 workbooks for every change; 400 in the night, whose profile .ci/nightly names.
some = settings(max_examples=max(settings.default.max_examples // 5, 40), deadline=None)


def drawn(seed: int) -> tuple[Random, int, list[kkr.Council]]:
    draw = Random(seed)  # noqa: S311  (a layout, not a secret)
    year = draw.choice(YEARS)
    councils = [council for council in kkr.load_election(year).councils if council.has_votes]
    return draw, year, draw.sample(councils, draw.randint(2, 6))


def figures(councils) -> dict[str, dict[str, int]]:
    return {
        council.municipality: {e.key: e.votes for e in council.lists if e.votes}
        for council in councils
        if council.lists
    }


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("messy")


@some
@given(st.integers(0, 2**32))
def test_figures_are_read_as_they_are(folder, seed):
    draw, year, councils = drawn(seed)
    election = kkr.read_votes(messy(folder / "votes.xlsx", councils, year, draw))
    assert election.year == year
    assert figures(election.councils) == figures(councils)


@some
@given(st.integers(0, 2**32))
def test_any_one_figure_that_is_changed_is_caught(folder, seed):
    """Where a table has totals of all its figures; else the figure is what the file says."""
    draw, year, councils = drawn(seed)
    path = messy(folder / "changed.xlsx", councils, year, draw)
    book = openpyxl.load_workbook(path)
    if any(cell.data_type == "f" for sheet in book for row in sheet.iter_rows() for cell in row):
        return  # saving it again would lose what the formulas come to
    cells = [
        cell
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, int) and cell.value > 20
    ]
    totals = any(
        str(cell.value).casefold().startswith(("i alt", "gyldige"))
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
    )
    if not (cells and totals):
        return
    changed = draw.choice(cells)
    changed.value += draw.choice([-1, 1, 10, 1000])
    book.save(path)
    with pytest.raises(kkr.InvalidInputError) as refused:
        kkr.read_votes(path)
    assert "and the file states" in str(refused.value)
    assert "Sheet" in str(refused.value)


@some
@given(st.integers(0, 2**32))
def test_a_merged_figure_is_refused_with_its_place(folder, seed):
    draw, year, councils = drawn(seed)
    path = messy(folder / "merged.xlsx", councils, year, draw)
    if span := merge_figures(path, draw):
        with pytest.raises(kkr.InvalidInputError, match=f"stands in the merged cells {span};"):
            kkr.read_votes(path)
