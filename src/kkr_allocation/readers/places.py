"""Read a filled-in workbook of training places, naming every bad cell in one pass."""

from __future__ import annotations

from difflib import get_close_matches
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from kkr_allocation.appointments.people import likely
from kkr_allocation.apportionment.rules import LARGEST_REMAINDER
from kkr_allocation.apportionment.ties import Lot
from kkr_allocation.errors import InvalidInputError
from kkr_allocation.forms import places as form
from kkr_allocation.forms.columns import meanings
from kkr_allocation.placements.agreements import Transfer, Wishes
from kkr_allocation.placements.keys import Key
from kkr_allocation.placements.limits import MaxChange
from kkr_allocation.readers import cells
from kkr_allocation.readers.book import EMPTY, check_totals, open_book, twice, without_totals
from kkr_allocation.readers.cells import spoken
from kkr_allocation.readers.files import place_of, unreadable
from kkr_allocation.readers.grid import grids_of
from kkr_allocation.readers.names import asked_of, names_area, odd_names, place_name, wrong_names
from kkr_allocation.words import both, worded

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from kkr_allocation.apportionment.rules import Rule
    from kkr_allocation.errors import Bilingual
    from kkr_allocation.readers.book import Book, Line


# The key in a frame: the places in its index, or in the column that is headed as theirs.


class Column(tuple[tuple[object, object], ...]):
    """Pairs of place and figure; a place can stand twice."""

    __slots__ = ()
    items = tuple.__iter__


def key_columns(frame: Any) -> dict[str, Column]:  # noqa: ANN401  (a frame of any library)
    """Return the columns of a frame by name; a text is the number that it writes, where it is one.

    A municipality is known by its code and however it is written.
    """
    headings, rows = _rows_of(frame)
    named = [i for i, heading in enumerate(headings) if _KEY.column_of(heading)]
    place = named[0] if named else 0
    return {
        heading: Column(tuple((_place(row[place]), _figure(row[i])) for row in rows))
        for i, heading in enumerate(headings)
        if i != place
    }


def _rows_of(frame: Any) -> tuple[list[str], Sequence[Sequence[object]]]:  # noqa: ANN401  (any library's)
    """Return headings and rows, with the index of a pandas frame first where it has the names."""
    if not hasattr(frame, "index"):
        (grid,) = grids_of(frame, lambda _: True)
        return list(map(str, grid.rows[0])), list(grid.rows[1:])
    headings = list(map(str, frame.columns))
    rows = [tuple(row) for row in frame.itertuples(index=False, name=None)]
    if any(map(_KEY.column_of, headings)):
        return headings, rows
    return ["", *headings], [(name, *row) for name, row in zip(frame.index, rows, strict=True)]


def _place(name: object) -> object:
    """Return the name of a place; that of the municipality where it is one's name or code."""
    found = place_name(str(cells.plain(name)))
    return found if isinstance(name, str) or not found.isdecimal() else name


def _figure(cell: object) -> object:
    found = cells.number(cell) if isinstance(cell, str) else cell
    return cell if isinstance(found, cells.Wrong) else found


# The key in a workbook of places: what counts, how much, and whose figures they are.


_PER_CENT = 100
_KEY = next(sheet for sheet in form.FORMS if sheet.name == form.KEY)
_THOUSAND = 1000


def key_in(book: Book) -> tuple[dict[str, dict[str, Fraction]], dict[str, Fraction]]:
    """Return the columns that have a weight, and the weights; the weights stand in a row."""
    lines, problems = book[form.KEY], book.problems
    headings = book.tables[form.KEY].columns if form.KEY in book.tables else ()
    figures_of = [name for name in headings if name != form.MUNICIPALITY]
    weighted = next((line for line in lines if _is_weight(line)), None)
    if weighted is None and len(figures_of) != 1:
        none = worded("readers.no_row_named", name=repr(form.WEIGHT))
        problems.note(form.KEY, none, column=form.MUNICIPALITY)
        return {}, {}
    weights = _weights(weighted, figures_of) if weighted else {figures_of[0]: Fraction(1)}
    others = [line for line in lines if line is not weighted]
    rows, totals = without_totals(others, form.MUNICIPALITY, names_area)
    figures = {name: list(_column(rows, name)) for name in weights}
    sums = {name: sum((n for _, n in read), Fraction(0)) for name, read in figures.items()}
    check_totals(totals, sums)
    for name, whole in sums.items():
        _note_units(rows, name)
        _note_points(rows, name)
        if not whole:
            problems.note(form.KEY, worded("readers.column_zero"), column=name)
    columns = {name: dict(read) for name, read in figures.items()}
    note_names(rows)
    wrong = wrong_names(columns)
    for line in rows:
        if (name := place_in(line, form.MUNICIPALITY)) in wrong:
            line.wrong(form.MUNICIPALITY, wrong[name])
    return columns, weights


def _is_weight(line: Line) -> bool:
    return spoken(line.text(form.MUNICIPALITY)) in {"vægt", *map(spoken, meanings("weights"))}


def _weights(line: Line, headings: Iterable[str]) -> dict[str, Fraction]:
    """Return the weights above zero, as parts of one whole."""
    read = {name: line.figure(name) for name in headings}
    whole = sum(weight for weight in read.values() if weight)
    if whole not in (1, _PER_CENT):
        total = f"{float(whole):g}"
        shown = both(total, total.replace(".", ","))
        line.wrong("", worded("readers.weights_sum", total=shown))
    return {name: weight / (whole or 1) for name, weight in read.items() if weight}


def _column(lines: Iterable[Line], name: str) -> Iterator[tuple[str, Fraction]]:
    for line in lines:
        figure = line.figure(name)
        if figure is None and not line.problems.has(line.sheet, name):
            line.wrong(name, EMPTY)
        yield place_in(line, form.MUNICIPALITY), figure or Fraction(0)


def _note_units(lines: Iterable[Line], name: str) -> None:
    """Note the figures in per cent of a column that has others too; a zero is both."""
    figures = [line for line in lines if line.cells.get(name) not in (None, 0, "0")]
    shares = [line for line in figures if cells.written_per_cent(line.cells.get(name))]
    for line in shares if len(shares) < len(figures) else ():
        line.wrong(name, worded("readers.mixed_per_cent"))


def _note_points(lines: Iterable[Line], name: str) -> None:
    """Note a number such as 15.816 among whole thousands: Excel may have lost a Danish point."""
    typed = [(line, line.cells.get(name)) for line in lines]
    numbers = [(line, cell) for line, cell in typed if isinstance(cell, int | float)]
    odd = [(line, cell) for line, cell in numbers if cell % 1 and cell < _THOUSAND]
    thousands = [cell for _, cell in numbers if not cell % 1 and cell >= _THOUSAND]
    for line, cell in odd if len(odd) < len(thousands) else ():
        meant = f"{cell * _THOUSAND:.0f}"
        shown = both(f"{cell}", f"{cell}".replace(".", ","))
        line.wrong(name, worded("readers.lost_point", typed=shown, meant=meant))


def place_in(line: Line, column: str) -> str:
    """Return the name in a cell; a municipality's own, however it is written."""
    return place_name(line.text(column))


def note_names(lines: Iterable[Line]) -> None:
    """Note rows without a name, and names that stand twice."""
    seen = set()
    for line in lines:
        name = place_in(line, form.MUNICIPALITY)
        if not name:
            line.wrong(form.MUNICIPALITY, EMPTY)
        elif name in seen:
            line.wrong(form.MUNICIPALITY, twice(name))
        seen.add(name)


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
    place = place_of(path)
    if place.is_dir():
        raise unreadable(place.name, worded("readers.no_workbook"), worded("readers.new_template"))
    sheets = open_book(path, form.FORMS, form.NEEDED)
    problems = sheets.problems
    settings = _settings(sheets[form.PLAN])
    columns, weights = key_in(sheets)
    places = next(iter(columns.values()), {})
    limits = _limits(sheets[form.LIMITS], places)
    transfers = list(_transfers(sheets[form.AGREEMENTS], places))
    lots = _lots(sheets[form.LOTS])
    total = _number(settings, form.TOTAL)
    if total is None and not problems.has(form.PLAN, form.VALUE):
        problems.note(form.PLAN, worded("readers.no_value", name=form.TOTAL))
    rule, extra_rule = _rule(settings, form.RULE), _rule(settings, form.EXTRA_RULE)
    change = _change(settings, limits[form.LAST_YEAR])
    extra, multiple = _number(settings, form.EXTRA), _number(settings, form.MULTIPLE)
    problems.raise_if_any()
    asked, drawn = limits[form.WISH], lots[form.LOT_OF_WISHES]
    wishes = Wishes(asked, most=extra, rule=extra_rule, lots=drawn) if asked else None
    return form.FilledWorkbook(
        title=settings[form.ANNEX_TITLE].text(form.VALUE) if form.ANNEX_TITLE in settings else "",
        total=total or 0,
        key=Key(columns, weights),
        rule=rule,
        multiple=1 if multiple is None else multiple,
        floors=limits[form.FLOOR],
        caps=limits[form.CAP],
        deductions=limits[form.DEDUCTED],
        change=change,
        last_year=limits[form.LAST_YEAR],
        wishes=wishes,
        transfers=tuple(transfers),
        lots=tuple(lots[form.LOT_OF_PLACES]),
        notes=(*sheets.decided, *odd_names(places)),
        read=sheets.said,
    )


_CHANGES = (form.CHANGE_PLACES, form.CHANGE_PERCENT, form.EXTRA, form.EXTRA_RULE)
_SETTINGS = (form.ANNEX_TITLE, form.TOTAL, form.RULE, form.MULTIPLE, *_CHANGES)


def _settings(lines: Iterable[Line]) -> dict[str, Line]:
    settings: dict[str, Line] = {}
    for line in lines:
        typed = line.text(form.SETTING)
        name = _meant(typed, _SETTINGS, meanings("plan"))
        if name not in _SETTINGS:
            line.wrong(form.SETTING, _not_among(typed, sorted(_SETTINGS)))
        elif name in settings:
            line.wrong(form.SETTING, twice(typed))
        settings[name] = line
    return settings


def _meant(typed: str, known: Iterable[str], also: Mapping[str, str]) -> str:
    """Return the known word that is meant by one; the word itself where none is."""
    meant = {spoken(word): word for word in known}
    return meant.get(spoken(typed)) or also.get(spoken(typed), typed)


def _not_among(typed: str, known: Iterable[str]) -> Bilingual:
    listed = list(known)
    close = get_close_matches(typed, listed, n=1, cutoff=0.8)
    shown = f"{typed!r:.60}"
    return worded("readers.not_among", typed=shown, listed=", ".join(listed), asked=asked_of(close))


def _number(settings: dict[str, Line], name: str) -> int | None:
    return settings[name].whole(form.VALUE) if name in settings else None


def _rule(settings: dict[str, Line], name: str) -> Rule:
    given = settings[name].text(form.VALUE) if name in settings else ""
    typed = _meant(given, form.RULES, meanings("sharing"))
    if not typed:
        return LARGEST_REMAINDER
    if typed not in form.RULES:
        settings[name].wrong(form.VALUE, _not_among(typed, form.RULES))
    return form.RULES.get(typed, LARGEST_REMAINDER)


def _change(settings: dict[str, Line], last_year: dict[str, int]) -> MaxChange | None:
    places = _number(settings, form.CHANGE_PLACES)
    line = settings.get(form.CHANGE_PERCENT)
    percent = line.percentage(form.VALUE) if line else None
    if places is None and percent is None:
        return None
    if not last_year:
        named = settings[form.CHANGE_PLACES if places is not None else form.CHANGE_PERCENT]
        named.wrong(form.VALUE, worded("readers.no_last_year", column=form.LAST_YEAR))
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
        absent = worded("readers.not_in_key", name=repr(name), sheet=form.KEY, meant=meant)
        line.wrong(column, absent)
        return False
    return True


def _transfers(lines: Iterable[Line], places: dict[str, Fraction]) -> Iterator[Transfer]:
    rows, totals = without_totals(lines, form.GIVER)
    given = 0
    for line in rows:
        known = [_in_key(line, column, places) for column in (form.GIVER, form.RECEIVER)]
        moved = line.whole(form.MOVED) if line.filled(form.MOVED) else None
        given += moved or 0
        if moved is None or not all(known):
            continue
        giver, receiver = place_in(line, form.GIVER), place_in(line, form.RECEIVER)
        try:
            yield Transfer(giver, receiver, moved, consent=line.text(form.CONSENT))
        except InvalidInputError as error:
            line.wrong("", error.why)
    check_totals(totals, {form.MOVED: given})


_DRAWN = (form.LOT_AMONG, form.LOT_WON)


def _lots(lines: Iterable[Line]) -> dict[str, list[Lot]]:
    """Return the draws for places and those for wishes; names are separated by semicolons."""
    drawn: dict[str, list[Lot]] = {form.LOT_OF_PLACES: [], form.LOT_OF_WISHES: []}
    for line in lines:
        of = spoken(line.text(form.LOT_OF))
        if of not in drawn:
            line.wrong(form.LOT_OF, _not_among(of, drawn))
            continue
        try:
            among, won = (tuple(map(place_name, line.names(column))) for column in _DRAWN)
            drawn[of].append(Lot(among, won))
        except InvalidInputError as error:
            line.wrong("", error.why)
    return drawn
