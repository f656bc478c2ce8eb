"""Read a filled-in workbook of training places, naming every bad cell in one pass."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from kkr_allocation.appointments.people import likely
from kkr_allocation.apportionment.rules import LARGEST_REMAINDER
from kkr_allocation.apportionment.ties import Lot
from kkr_allocation.errors import Bilingual, InvalidInputError
from kkr_allocation.forms import places as form
from kkr_allocation.placements.agreements import Transfer, Wishes
from kkr_allocation.placements.keys import Key
from kkr_allocation.placements.limits import MaxChange
from kkr_allocation.readers.names import names_area, odd_names, place_name, wrong_names
from kkr_allocation.readers.tables import check_totals, without_totals
from kkr_allocation.readers.worksheets import EMPTY, open_sheets, twice

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Iterator

    from kkr_allocation.apportionment.rules import Rule
    from kkr_allocation.readers.worksheets import Line, Problems


# The key in a workbook of places: what counts, how much, and whose figures they are.


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


_SETTING, _VALUE = "Oplysning", "Værdi"
_SHEETS = {
    form.PLAN: (_SETTING, _VALUE),
    form.KEY: (form.MUNICIPALITY,),
    form.LIMITS: (
        form.MUNICIPALITY,
        form.FLOOR,
        form.CAP,
        form.LAST_YEAR,
        form.WISH,
        form.DEDUCTED,
    ),
    form.AGREEMENTS: (form.GIVER, form.RECEIVER, form.MOVED, form.CONSENT),
    form.LOTS: (form.LOT_OF, form.LOT_AMONG, form.LOT_WON),
}


def read_places(path: str | os.PathLike[str]) -> form.FilledWorkbook:
    """Read a workbook of training places that was filled in from the template.

    Parameters
    ----------
    path : str or path
        The workbook.

    Returns
    -------
    FilledWorkbook
        What it asks for; its ``distribute()`` shares the places.

    Raises
    ------
    InvalidInputError
        If it cannot be read, or something in it cannot be right. Every bad cell is named with
        sheet, row, column, value and what is wrong, all in one message.

    Notes
    -----
    A row named "I alt", "Hele KKR" and the like is a total: no place, and checked as the sum of
    each column. Municipalities are known with or without "Kommune" and by their code.
    """
    sheets, problems = open_sheets(path, _SHEETS)
    settings = _settings(sheets[form.PLAN])
    columns, weights = key_in(sheets[form.KEY], problems)
    places = next(iter(columns.values()), {})
    limits = _limits(sheets[form.LIMITS], places)
    transfers = list(_transfers(sheets[form.AGREEMENTS], places))
    lots = _lots(sheets[form.LOTS])
    total = _number(settings, form.TOTAL)
    if total is None and not problems.has(form.PLAN, _VALUE):
        empty = Bilingual(f"{form.TOTAL} has no value", da=f"{form.TOTAL} er ikke udfyldt")
        problems.note(form.PLAN, empty)
    rule, extra_rule = _rule(settings, form.RULE), _rule(settings, form.EXTRA_RULE)
    change = _change(settings, limits[form.LAST_YEAR])
    extra = _number(settings, form.EXTRA)
    multiple = _number(settings, form.MULTIPLE)
    problems.raise_if_any()
    wishes = limits[form.WISH]
    return form.FilledWorkbook(
        title=settings[form.ANNEX_TITLE].text(_VALUE) if form.ANNEX_TITLE in settings else "",
        total=total or 0,
        key=Key(columns, weights),
        rule=rule,
        multiple=1 if multiple is None else multiple,
        floors=limits[form.FLOOR],
        caps=limits[form.CAP],
        deductions=limits[form.DEDUCTED],
        change=change,
        last_year=limits[form.LAST_YEAR],
        wishes=Wishes(wishes, most=extra, rule=extra_rule, lots=lots[form.LOT_OF_WISHES])
        if wishes
        else None,
        transfers=tuple(transfers),
        lots=tuple(lots[form.LOT_OF_PLACES]),
        notes=tuple(odd_names(places)),
    )


def _settings(lines: Iterable[Line]) -> dict[str, Line]:
    known = {
        form.ANNEX_TITLE,
        form.TOTAL,
        form.RULE,
        form.MULTIPLE,
        form.CHANGE_PLACES,
        form.CHANGE_PERCENT,
        form.EXTRA,
        form.EXTRA_RULE,
    }
    settings: dict[str, Line] = {}
    for line in lines:
        name = line.text(_SETTING)
        if name not in known:
            line.wrong(_SETTING, _not_among(name, sorted(known)))
        elif name in settings:
            line.wrong(_SETTING, twice(name))
        settings[name] = line
    return settings


def _not_among(typed: str, known: Iterable[str]) -> Bilingual:
    listed = ", ".join(known)
    return Bilingual(
        f"{typed!r:.60} is not among {listed}", da=f"{typed!r:.60} er ikke en af {listed}"
    )


def _number(settings: dict[str, Line], name: str) -> int | None:
    return settings[name].whole(_VALUE) if name in settings else None


def _rule(settings: dict[str, Line], name: str) -> Rule:
    typed = settings[name].text(_VALUE) if name in settings else ""
    if not typed:
        return LARGEST_REMAINDER
    if typed not in form.RULES:
        settings[name].wrong(_VALUE, _not_among(typed, form.RULES))
    return form.RULES.get(typed, LARGEST_REMAINDER)


def _change(settings: dict[str, Line], last_year: dict[str, int]) -> MaxChange | None:
    places = _number(settings, form.CHANGE_PLACES)
    line = settings.get(form.CHANGE_PERCENT)
    percent = line.percentage(_VALUE) if line else None
    if places is None and percent is None:
        return None
    if not last_year:
        named = settings[form.CHANGE_PLACES if places is not None else form.CHANGE_PERCENT]
        none = Bilingual(
            f"no municipality has a figure for {form.LAST_YEAR}",
            da=f"ingen kommune har et tal i {form.LAST_YEAR}",
        )
        named.wrong(_VALUE, none)
        return None
    return MaxChange(last_year, places=places, percent=percent)


def _limits(lines: list[Line], places: dict[str, Fraction]) -> dict[str, dict[str, int]]:
    """Return the whole numbers of each column by municipality, where one is filled in."""
    rows, totals = without_totals(lines, form.MUNICIPALITY, names_area)
    note_names(rows)
    columns = (form.FLOOR, form.CAP, form.LAST_YEAR, form.WISH, form.DEDUCTED)
    read: dict[str, dict[str, int]] = {column: {} for column in columns}
    sums = dict.fromkeys(columns, 0)
    for line in rows:
        _in_key(line, form.MUNICIPALITY, places)
        for column in columns:
            number = line.whole(column)
            sums[column] += number or 0
            if number is not None and line.text(form.MUNICIPALITY):
                read[column][place_in(line, form.MUNICIPALITY)] = number
    check_totals(totals, sums)
    return read


def _in_key(line: Line, column: str, places: dict[str, Fraction]) -> bool:
    name = place_in(line, column)
    if name and places and name not in places:
        meant = likely(name, places)
        absent = Bilingual(
            f"{name!r} has no row in the sheet {form.KEY}{meant}",
            da=f"{name!r} har ingen række i arket {form.KEY}{meant.da}",
        )
        line.wrong(column, absent)
        return False
    return True


def _transfers(lines: Iterable[Line], places: dict[str, Fraction]) -> Iterator[Transfer]:
    rows, totals = without_totals(lines, form.GIVER)
    given = 0
    for line in rows:
        known = [_in_key(line, column, places) for column in (form.GIVER, form.RECEIVER)]
        moved = line.whole(form.MOVED)
        if line.cells.get(form.MOVED) is None:
            line.wrong(form.MOVED, EMPTY)
        given += moved or 0
        if moved is None or not all(known):
            continue
        try:
            yield Transfer(
                place_in(line, form.GIVER),
                place_in(line, form.RECEIVER),
                moved,
                consent=line.text(form.CONSENT),
            )
        except InvalidInputError as error:
            line.wrong("", error.why)
    check_totals(totals, {form.MOVED: given})


def _lots(lines: Iterable[Line]) -> dict[str, list[Lot]]:
    """Return the draws for places and those for wishes; names are separated by semicolons."""
    drawn: dict[str, list[Lot]] = {form.LOT_OF_PLACES: [], form.LOT_OF_WISHES: []}
    for line in lines:
        of = line.text(form.LOT_OF).lower()
        if of not in drawn:
            line.wrong(form.LOT_OF, _not_among(of, drawn))
            continue
        try:
            drawn[of].append(Lot(_names(line, form.LOT_AMONG), _names(line, form.LOT_WON)))
        except InvalidInputError as error:
            line.wrong("", error.why)
    return drawn


def _names(line: Line, column: str) -> tuple[str, ...]:
    typed = (name.strip() for name in line.text(column).split(";"))
    return tuple(place_name(name) for name in typed if name)
