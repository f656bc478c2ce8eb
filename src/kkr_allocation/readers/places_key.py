"""The key in a workbook of places: what counts, how much, and whose figures they are."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from kkr_allocation.errors import Bilingual
from kkr_allocation.placements import workbook as form
from kkr_allocation.readers.place_names import names_area, place_name, wrong_names
from kkr_allocation.readers.total_rows import check_totals, without_totals
from kkr_allocation.readers.worksheets import EMPTY, twice

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kkr_allocation.readers.problems import Problems
    from kkr_allocation.readers.worksheets import Line

__all__ = ["key_in", "note_names", "place_in"]

_PER_CENT = 100
_THOUSAND = 1000


def key_in(
    lines: list[Line], problems: Problems
) -> tuple[dict[str, dict[str, Fraction]], dict[str, Fraction]]:
    """Return the columns that have a weight, and the weights; the weights stand in a row."""
    named = {form.WEIGHT: None} | {line.text(form.MUNICIPALITY): line for line in lines}
    weighted = named.pop(form.WEIGHT)
    if weighted is None:
        none = Bilingual(
            f"no row is named {form.WEIGHT!r}", da=f"ingen række hedder {form.WEIGHT!r}"
        )
        problems.note(form.KEY, none, column=form.MUNICIPALITY)
        return {}, {}
    weights = _weights(weighted)
    others = [line for line in lines if line is not weighted]
    rows, totals = without_totals(others, form.MUNICIPALITY, names_area)
    figures = {name: list(_column(rows, name)) for name in weights}
    sums = {name: sum((n for _, n in read), Fraction(0)) for name, read in figures.items()}
    check_totals(totals, sums)
    for name, whole in sums.items():
        _note_units(rows, name)
        _note_points(rows, name)
        if not whole:
            zero = Bilingual("the column sums to zero", da="kolonnen giver tilsammen nul")
            problems.note(form.KEY, zero, column=name)
    columns = {name: dict(read) for name, read in figures.items()}
    note_names(rows)
    wrong = wrong_names(columns)
    for line in rows:
        if (name := place_in(line, form.MUNICIPALITY)) in wrong:
            line.wrong(form.MUNICIPALITY, wrong[name])
    return columns, weights


def _weights(line: Line) -> dict[str, Fraction]:
    """Return the weights above zero, as parts of one whole."""
    headings = [name for name in line.cells if name != form.MUNICIPALITY]
    read = {name: line.figure(name) for name in headings}
    whole = sum(weight for weight in read.values() if weight)
    if whole not in (1, _PER_CENT):
        total = f"{float(whole):g}"
        wrong = Bilingual(
            f"the weights sum to {total}, not to 1 or 100 %",
            da=f"vægtene giver tilsammen {total.replace('.', ',')} og ikke 1 eller 100 %",
        )
        line.wrong("", wrong)
    return {name: weight / (whole or 1) for name, weight in read.items() if weight}


def _column(lines: Iterable[Line], name: str) -> Iterator[tuple[str, Fraction]]:
    for line in lines:
        figure = line.figure(name)
        if line.cells.get(name) is None:
            line.wrong(name, EMPTY)
        yield place_in(line, form.MUNICIPALITY), figure or Fraction(0)


def _note_units(lines: Iterable[Line], name: str) -> None:
    """Note the figures in per cent of a column that has others too; a zero is both."""
    figures = [line for line in lines if line.cells.get(name) not in (None, 0, "0")]
    shares = [line for line in figures if line.in_per_cent(name)]
    for line in shares if len(shares) < len(figures) else ():
        mixed = Bilingual(
            "is in per cent, and other figures of the column are not",
            da="er i procent, og andre tal i kolonnen er ikke",
        )
        line.wrong(name, mixed)


def _note_points(lines: Iterable[Line], name: str) -> None:
    """Note a number such as 15.816 among whole thousands: Excel may have lost a Danish point."""
    typed = [(line, line.cells.get(name)) for line in lines]
    numbers = [(line, cell) for line, cell in typed if isinstance(cell, int | float)]
    odd = [(line, cell) for line, cell in numbers if cell % 1 and cell < _THOUSAND]
    thousands = [cell for _, cell in numbers if not cell % 1 and cell >= _THOUSAND]
    for line, cell in odd if len(odd) < len(thousands) else ():
        meant = f"{cell * _THOUSAND:.0f}"
        lost = Bilingual(
            f"{cell} stands among whole thousands; write {meant}, or the fraction as text",
            da=f"{cell} står blandt hele tusinder; skriv {meant} eller brøken som tekst".replace(
                ".", ","
            ),
        )
        line.wrong(name, lost)


def place_in(line: Line, column: str) -> str:
    """Return the name in a cell; a municipality's own, however it is written."""
    return place_name(line.text(column))


def note_names(lines: Iterable[Line]) -> None:
    """Note rows without a name, and names that stand twice."""
    seen = {form.WEIGHT}
    for line in lines:
        name = place_in(line, form.MUNICIPALITY)
        if not name:
            line.wrong(form.MUNICIPALITY, EMPTY)
        elif name in seen:
            line.wrong(form.MUNICIPALITY, twice(name))
        seen.add(name)
