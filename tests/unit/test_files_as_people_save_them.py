"""What files, sheets and cells look like as programs save them, and what is said of each."""

from __future__ import annotations

from itertools import cycle
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import load_workbook

import kkr_allocation as kkr
from kkr_allocation.readers import cells
from kkr_allocation.readers.places import read_places
from kkr_allocation.readers.register import read_register
from tests.registers import filled_register
from tests.workbooks import filled_kind, filled_workbook

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

MARKS = ["-", "–", "—", "..", " - "]


def told(read: Callable[[Path], Any], path: Path) -> object:
    """Return what is read, or all that is said against it."""
    try:
        return read(path)
    except kkr.InvalidInputError as error:
        return error.message("da")


# A cell of a mark is empty.


@pytest.mark.parametrize("mark", MARKS)
def test_a_mark_for_nothing_is_an_empty_cell(mark: str) -> None:
    assert cells.empty(mark)
    assert (cells.text(mark), cells.whole(mark), cells.number(mark)) == ("", None, None)
    assert (cells.day(mark), cells.yes(mark), cells.percentage(mark)) == (None, None, None)


def filled_kind_of(kind: str) -> Callable[[Path], object]:
    return lambda path: filled_kind(path, kind)


@pytest.mark.parametrize(
    ("fill", "read"),
    [
        (filled_register, read_register),
        (filled_workbook, lambda path: read_places(path).distribute().to_json()),
        (filled_kind_of("plan"), lambda path: read_places(path).distribute().to_json()),
    ],
    ids=["register", "places", "plan"],
)
def test_a_mark_in_any_column_says_what_an_empty_cell_says(
    fill: Callable[[Path], object], read: Callable[[Path], Any], tmp_path: Path
) -> None:
    path = tmp_path / "bog.xlsx"
    fill(path)
    marks = cycle(MARKS)
    for sheet in load_workbook(path).worksheets:
        if not sheet["A2"].value:
            continue
        for column in range(1, sheet.max_column + 1):
            answers = []
            for value in (None, next(marks)):
                book = load_workbook(path)
                book[sheet.title].cell(2, column).value = value
                book.save(tmp_path / "ny.xlsx")
                answers.append(told(read, tmp_path / "ny.xlsx"))
            assert answers[0] == answers[1], (sheet.title, column)
