"""Read a filled-in workbook of training places, naming every bad cell in one pass."""

from __future__ import annotations

from difflib import get_close_matches
from fractions import Fraction
from functools import partial
from itertools import chain, islice
from math import nan
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import field, frozen

from kkr_allocation.appointments.people import likely
from kkr_allocation.apportionment.crosstable import cell_label
from kkr_allocation.apportionment.ties import Lot
from kkr_allocation.forms import places as form
from kkr_allocation.forms.columns import meanings
from kkr_allocation.inputs import names_total
from kkr_allocation.placements.distribute import Transfer, Wishes
from kkr_allocation.placements.keys import Key
from kkr_allocation.placements.limits import MaxChange
from kkr_allocation.placements.plan import Layer, Plan, smooth
from kkr_allocation.placements.shares import WISHES
from kkr_allocation.placements.tables import distribute_table
from kkr_allocation.readers import cells
from kkr_allocation.readers.book import Line, check_totals, open_book, twice, without_totals
from kkr_allocation.readers.cells import spoken, with_comma
from kkr_allocation.readers.files import called, grids_of, place_of, unreadable
from kkr_allocation.readers.names import asked_of, names_area, odd_names, place_name, wrong_names
from kkr_allocation.words import refused, worded

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

    from kkr_allocation.apportionment.crosstable import CellName
    from kkr_allocation.apportionment.ties import Draws
    from kkr_allocation.errors import Bilingual
    from kkr_allocation.explanations import Language
    from kkr_allocation.forms.columns import Form
    from kkr_allocation.placements.plan import Path, PlannedPlaces, SmoothedYears
    from kkr_allocation.placements.tables import TableDistribution
    from kkr_allocation.readers.book import Book
_KEY = form.FORMS[form.KEY]
_PER_CENT, _THOUSAND = 100, 1000


class Column(tuple[tuple[object, object], ...]):
    """Pairs of place and figure; a place can stand twice."""

    __slots__ = ()
    items = tuple.__iter__


def key_columns(frame: Any) -> dict[str, Column]:  # noqa: ANN401  (a frame of any library)
    """Return the columns of a frame by name; the places are its index, or a column headed so."""
    if hasattr(frame, "index"):  # of pandas, where a column can stand twice
        frame = frame.loc[:, ~frame.columns.duplicated()]
        if not any(map(_KEY.column_of, map(str, frame.columns))):
            frame = frame.reset_index()
    ((headings, *rows),) = (grid.rows for grid in grids_of(frame, lambda _: True))
    place = next((i for i, heading in enumerate(headings) if _KEY.column_of(heading)), 0)
    return {
        heading: Column(tuple((_place(row[place]), _figure(row[i])) for row in rows))
        for i, heading in enumerate(headings)
        if i != place
    }


def _place(name: object) -> object:
    found = "" if cells.empty(name) else place_name(str(cells.plain(name)))
    return found if isinstance(name, str) or not found.isdecimal() else name


def _figure(cell: object) -> object:
    found = cells.number(cell) if isinstance(cell, str) else cell
    return cell if isinstance(found, cells.Wrong) else nan if found is None else found


_Read = TypeVar("_Read")


def _key_in(asked: _Asked) -> tuple[dict[str, dict[str, Fraction]], dict[str, Fraction]]:
    """Return the columns that have a weight, and the weights as parts of one; they have a row."""
    lines, named = asked.book[form.KEY], asked.beside(form.KEY, form.MUNICIPALITY)
    weight = {spoken(form.WEIGHT), *map(spoken, meanings("weights"))}
    weighted = next((x for x in lines if spoken(x.text(form.MUNICIPALITY)) in weight), None)
    if weighted is None and len(named) == 1:
        return _figures(asked, lines, named), {named[0]: Fraction(1)}
    if weighted is None:
        none = worded("readers.no_row_named", name=repr(asked.word(form.WEIGHT)))
        asked.note(form.KEY, none, column=asked.word(form.MUNICIPALITY))
        return {}, {}
    read = {name: figure for name in named if (figure := weighted.figure(name))}
    whole = sum(read.values())
    if whole not in (1, _PER_CENT):
        weighted.wrong("", worded("readers.weights_sum", total=with_comma(f"{float(whole):g}")))
    weights = {name: weight / whole for name, weight in read.items()}
    return _figures(asked, [line for line in lines if line is not weighted], weights), weights


def _figures(
    asked: _Asked, lines: list[Line], names: Collection[str]
) -> dict[str, dict[str, Fraction]]:
    """Return columns of a key by municipality, its totals checked, odd figures and names noted."""
    rows, totals = without_totals(lines, form.MUNICIPALITY, names_area)
    columns = {name: _column(rows, name, form.MUNICIPALITY) for name in names}
    sums = {name: sum((n for _, n in read), Fraction(0)) for name, read in columns.items()}
    check_totals(totals, sums)
    for name, whole in sums.items():
        # A number such as 15.816 among whole thousands: Excel may have lost a Danish point.
        typed = [(line, line.cells.get(name)) for line in rows]
        numbers = [(line, cell) for line, cell in typed if isinstance(cell, int | float)]
        odd = [(line, cell) for line, cell in numbers if cell % 1 and cell < _THOUSAND]
        thousands = sum(not cell % 1 and cell >= _THOUSAND for _, cell in numbers)
        for line, cell in odd if len(odd) < thousands else ():
            said = {"typed": with_comma(f"{cell}"), "meant": f"{cell * _THOUSAND:.0f}"}
            line.wrong(name, worded("readers.lost_point", **said))
        if not whole:
            asked.note(form.KEY, worded("readers.column_zero"), column=name)
    figures = {name: dict(read) for name, read in columns.items()}
    _note_names(rows, form.MUNICIPALITY)
    wrong = wrong_names(figures)
    for line in rows:
        if (name := line.place(form.MUNICIPALITY)) in wrong:
            line.wrong(form.MUNICIPALITY, wrong[name])
    return figures


def _column(lines: Sequence[Line], name: str, of: str) -> list[tuple[str, Fraction]]:
    """Return a column's figures by the names in another: all in per cent or none; 0 is both."""
    read = [(line.place(of), line.figure_needed(name)) for line in lines]
    filled = [line for line in lines if line.cells.get(name) not in (None, 0, "0")]
    shares = [line for line in filled if cells.written_per_cent(line.cells.get(name))]
    for line in shares if len(shares) < len(filled) else ():
        line.wrong(name, worded("readers.mixed_per_cent"))
    return read


def _note_names(lines: Iterable[Line], column: str) -> None:
    """Note rows without a name, and names that stand twice."""
    seen = {""}
    for line in lines:
        if (name := line.place(column)) in seen:
            line.wrong(column, twice(name))
        seen.add(name)


def read_places(path: str | os.PathLike[str]) -> form.Filled:
    """Read a workbook, or folder of CSV files, that was filled in from one of the templates."""
    kinds: list[str] = []

    def of_kind(sheets: Collection[str]) -> tuple[list[Form], list[str]]:
        """Tell the kind by the second of its sheets; refuse a sheet of another kind."""
        name = place_of(path).name
        if not sheets:
            raise unreadable(name, worded("readers.no_workbook"), worded("readers.new_template"))
        own = {s: own for s in sheets for own, of in form.FORMS.items() if of.is_called(s)}
        told = [kind for kind, of in form.KINDS.items() if of["sheets"][1] in own.values()]
        kinds.append(told[-1] if told else "places")
        kind = form.KINDS[kinds[0]]
        others = [sheet for sheet in own if own[sheet] not in kind["sheets"]]
        if others:
            read = ", ".join(sheet for sheet in own if sheet not in others)
            said = {"file": called(name), "others": ", ".join(others), "read": read}
            raise refused("readers.sheets_of_two", **said)
        return [form.FORMS[sheet] for sheet in kind["sheets"]], kind["needed"]

    book = open_book(path, tuple(form.FORMS.values()), (), of=of_kind)
    asked = _Asked(book, kinds[0])
    known = form.KINDS[kinds[0]]["settings"]
    for line in book[form.PLAN]:
        typed = line.text(form.SETTING)
        name = _meant(typed, known, meanings("plan"))
        if name not in known:
            asked.not_among(line, form.SETTING, typed, sorted(known))
        elif name in asked.settings:
            line.wrong(form.SETTING, twice(typed))
        asked.settings[name] = line
    return _READERS[kinds[0]](asked)


@frozen
class _Asked:
    """A workbook of one kind, and what is said of all kinds in the same way."""

    book: Book
    kind: str
    settings: dict[str, Line] = field(factory=dict)

    @property
    def language(self) -> Language:
        """The language of the book's headings, as the sheet that tells its kind has it."""
        own = form.KINDS[self.kind]["sheets"][1]
        sheet = self.book.tables[own].grid.sheet if own in self.book.tables else own
        return "en" if spoken(sheet) == spoken(form.word(own)) else "da"

    def word(self, own: str) -> str:
        """Return what a heading or a value is called in the book."""
        return form.word(own, self.language, heads=True)

    def note(self, sheet: str, wrong: Bilingual, *, column: str = "") -> None:
        """Note what is wrong with a sheet; nothing where it is missing, which was noted."""
        if table := self.book.tables.get(sheet):
            self.book.problems.note(table.grid.sheet, wrong, column=column)

    def beside(self, sheet: str, *own: str) -> list[str]:
        """Return the columns of an open table beside its own."""
        there = self.book.tables[sheet].columns if sheet in self.book.tables else ()
        return [name for name in there if name not in own]

    def not_among(self, line: Line, column: str, typed: str, known: Iterable[str]) -> None:
        """Note a word that is none of those a cell can have."""
        listed = [form.word(own, self.language) for own in known]
        close = asked_of(get_close_matches(typed, listed, n=1, cutoff=0.8))
        shown, every = f"{typed!r:.60}", ", ".join(listed)
        line.wrong(column, worded("readers.not_among", typed=shown, listed=every, asked=close))

    def setting(self, name: str, read: Callable[[Line, str], _Read]) -> _Read | None:
        """Return what a setting says; None where the book does not have it."""
        return read(self.settings[name], form.VALUE) if name in self.settings else None

    def need(self, *names: str) -> None:
        """Note the settings that are needed and empty; what cannot be read was noted."""
        for name in names:
            if name not in self.settings or not self.settings[name].has(form.VALUE):
                self.note(form.PLAN, worded("readers.no_value", name=self.word(name)))

    def rule(self, name: str = form.RULE) -> Any:  # noqa: ANN401  (of the rules that the kind has)
        """Return the rule of a setting; the first of the kind where none is named."""
        known = form.KINDS[self.kind]["rules"]
        typed = _meant(self.setting(name, Line.text) or "", known, meanings("sharing")) or known[0]
        if typed not in known:
            self.not_among(self.settings[name], form.VALUE, typed, known)
        return form.RULES.get(typed)

    def change(self, last_year: Mapping[str, Mapping[str, int]]) -> dict[str, MaxChange]:
        """Return the largest change of each layer with places of last year, which one must have."""
        places = self.setting(form.CHANGE_PLACES, Line.whole)
        percent = self.setting(form.CHANGE_PERCENT, Line.percentage)
        if places is None and percent is None:
            return {}
        if not any(last_year.values()):
            named = form.CHANGE_PLACES if places is not None else form.CHANGE_PERCENT
            column = self.word(form.LAST_YEAR)
            self.settings[named].wrong(form.VALUE, worded("readers.no_last_year", column=column))
        change = partial(MaxChange, places=places, percent=percent)
        return {layer: change(base) for layer, base in last_year.items() if base}

    def rest(self, labels: Mapping[str, str], notes: Iterable[Bilingual] = ()) -> dict[str, Any]:
        """Return what all kinds have; `labels` say what draws can be of, and are made within."""
        drawn: dict[str, tuple[Lot, ...]] = {}
        for line in self.book[form.LOTS]:
            typed = line.text(form.LOT_OF)
            of = _meant(typed, labels, {})
            if of not in labels:
                self.not_among(line, form.LOT_OF, typed, labels)
                continue
            named = (line.names(column) for column in (form.LOT_AMONG, form.LOT_WON))
            with line.noted():
                among, won = (tuple(map(place_name, names)) for names in named)
                drawn[labels[of]] = (*drawn.get(labels[of], ()), Lot(among, won))
        self.book.problems.raise_if_any()
        return {
            "title": self.setting(form.ANNEX_TITLE, Line.text) or "",
            "lots": drawn,
            "notes": (*self.book.decided, *notes),
            "read": self.book.said,
        }


def _meant(typed: str, known: Iterable[str], also: Mapping[str, str]) -> str:
    """Return the known word that is meant by one in either language; the word itself if none is."""
    meant = {spoken(said): own for own in known for said in (form.word(own), own)}
    return meant.get(spoken(typed)) or also.get(spoken(typed), typed)


def _known(line: Line, column: str, names: Collection[str], unknown: str, sheet: str) -> bool:
    """Say whether a cell names one of these, if there are any; note by its key that it does not."""
    name = line.place(column)
    if name and names and name not in names:
        line.wrong(column, worded(unknown, name=repr(name), sheet=sheet, meant=likely(name, names)))
        return False
    return True


def _places(asked: _Asked) -> form.FilledWorkbook:
    """Read places by a key, with limits, wishes and agreements."""
    columns, weights = _key_in(asked)
    places = next(iter(columns.values()), {})
    limits = _limits(asked.book[form.LIMITS], places)
    transfers = tuple(_transfers(asked.book[form.AGREEMENTS], places))
    asked.need(form.TOTAL)
    rule, extra_rule = asked.rule(), asked.rule(form.EXTRA_RULE)
    change = asked.change({"": limits[form.LAST_YEAR]}).get("")
    total, extra, multiple = (
        asked.setting(name, Line.whole) for name in (form.TOTAL, form.EXTRA, form.MULTIPLE)
    )
    rest = asked.rest({form.LOT_OF_PLACES: "", form.LOT_OF_WISHES: WISHES}, odd_names(places))
    wished = limits[form.WISH]
    return form.FilledWorkbook(
        total=total or 0,
        key=Key(columns, weights),
        rule=rule,
        multiple=1 if multiple is None else multiple,
        floors=limits[form.FLOOR],
        caps=limits[form.CAP],
        deductions=limits[form.DEDUCTED],
        change=change,
        last_year=limits[form.LAST_YEAR],
        wishes=Wishes(wished, most=extra, rule=extra_rule) if wished else None,
        transfers=transfers,
        **rest,
    )


def _limits(lines: list[Line], places: dict[str, Fraction]) -> dict[str, dict[str, int]]:
    """Return the whole numbers of each column by municipality, where one is filled in."""
    rows, totals = without_totals(lines, form.MUNICIPALITY, names_area)
    _note_names(rows, form.MUNICIPALITY)
    name, *columns = form.COLUMNS[form.LIMITS]
    read: dict[str, dict[str, int]] = {column: {} for column in columns}
    for line in rows:
        _known(line, name, places, "readers.not_in_key", form.KEY)
        for column in columns:
            number = line.whole(column)
            if number is not None and line.text(name):
                read[column][line.place(name)] = number
    check_totals(totals, {of: sum(line.whole(of) or 0 for line in rows) for of in columns})
    return read


def _transfers(lines: Iterable[Line], places: dict[str, Fraction]) -> Iterator[Transfer]:
    rows, totals = without_totals(lines, form.GIVER)
    for line in rows:
        who = (form.GIVER, form.RECEIVER)
        known = [_known(line, one, places, "readers.not_in_key", form.KEY) for one in who]
        moved = line.whole(form.MOVED) if line.needed(form.MOVED) else None
        if moved is not None and all(known):
            with line.noted():
                giver, receiver = map(line.place, who)
                yield Transfer(giver, receiver, moved, consent=line.text(form.CONSENT))
    check_totals(totals, {form.MOVED: sum(line.whole(form.MOVED) or 0 for line in rows)})


def _table(asked: _Asked) -> form.Filled:
    book = asked.book
    names = asked.beside(form.TABLE, form.ROW, form.TOTAL)
    own = {spoken(form.TOTAL), spoken(form.word(form.TOTAL))}
    rows, totals = without_totals(
        book[form.TABLE], form.ROW, lambda name: names_total(name) or spoken(name) in own
    )
    if not names:
        asked.note(form.TABLE, worded("readers.table_without_columns"))
    _note_names(rows, form.ROW)
    columns = {name: dict(_column(rows, name, form.ROW)) for name in names}
    of_rows = {line.place(form.ROW): _filled_whole(line, form.TOTAL) for line in rows}
    if len(totals) != 1:
        named = asked.word(form.TOTAL)
        asked.note(form.TABLE, worded("readers.row_of_totals", count=len(totals), name=named))
    of_columns = {name: _filled_whole(line, name) for line in totals[:1] for name in names}
    check_totals(totals, {form.TOTAL: sum(of_rows.values())})
    for line in totals[:1]:
        across, down = sum(of_rows.values()), sum(of_columns.values())
        if across != down:
            line.wrong("", worded("readers.totals_differ", rows=across, columns=down))
    floors, caps = _cell_limits(book[form.CELLS], of_rows, columns)
    rule, rest = asked.rule(), asked.rest({form.LOT_OF_PLACES: ""})
    weights = {row: {name: columns[name][row] for name in names} for row in of_rows}

    def share(lots: Draws) -> TableDistribution:
        return distribute_table(
            weights,
            of_rows,
            of_columns,
            rule,
            floors=floors,
            caps=caps,
            lots=lots.get("", ()),
            title=rest["title"],
        )

    return form.FilledOther(share=share, **rest)


def _filled_whole(line: Line, column: str) -> int:
    """Return the whole number in a cell that must have one; that it has none is noted."""
    return (line.whole(column) or 0) if line.needed(column) else 0


def _cell_limits(
    lines: Iterable[Line], rows: Collection[str], columns: Collection[str]
) -> tuple[dict[CellName, int], dict[CellName, int]]:
    """Return the fewest and the most places of cells, by row and column."""
    bounds: dict[str, dict[CellName, int]] = {form.FLOOR: {}, form.CAP: {}}
    asked = {form.ROW: (rows, "readers.not_in_key"), form.COLUMN: (columns, "readers.not_a_column")}
    seen = set()
    for line in lines:
        cell = line.place(form.ROW), line.place(form.COLUMN)
        known = [line.needed(of) and _known(line, of, *asked[of], form.TABLE) for of in asked]
        if cell in seen:
            line.wrong(form.COLUMN, twice(cell_label(*cell)))
        seen.add(cell)
        for column, read in bounds.items():
            if (number := line.whole(column)) is not None and all(known):
                read[cell] = number
    return bounds[form.FLOOR], bounds[form.CAP]


def _years(asked: _Asked) -> form.Filled:
    totals: dict[str, int] = {}
    known = 0
    for line in asked.book[form.YEARS]:
        year = line.text(form.YEAR)
        if line.needed(form.YEAR) and year in totals:
            line.wrong(form.YEAR, twice(year))
        beforehand = line.yes(form.KNOWN) is not False  # also where it says nothing
        if beforehand and known < len(totals):
            line.wrong(form.KNOWN, worded("readers.known_after_unknown"))
        known += beforehand
        totals[year] = _filled_whole(line, form.TOTAL)
    if not known:
        asked.note(form.YEARS, worded("readers.no_year_known"))
    of_years = asked.beside(form.KEY, form.MUNICIPALITY)
    if totals.keys().isdisjoint(of_years):
        columns, weights = _key_in(asked)
    else:
        columns, weights = _figures(asked, asked.book[form.KEY], of_years), {}
        for year in dict.fromkeys((*totals, *of_years)):
            if year not in totals or year not in of_years:
                lacking = form.YEARS if year in of_years else form.KEY
                asked.note(lacking, worded("readers.year_is_missing", year=repr(year)))
    rest = asked.rest(
        dict(zip(totals, totals, strict=True)), odd_names(next(iter(columns.values()), {}))
    )
    key = Key(columns, weights) if len(weights) > 1 else next(iter(columns.values()))
    years = {year: (of, key if weights else columns[year]) for year, of in totals.items()}

    def share(lots: Draws) -> SmoothedYears:
        first = dict(islice(years.items(), known))
        drawn = chain.from_iterable(lots.get(year, ()) for year in first)
        shared = smooth(first, lots=drawn, title=rest["title"])
        for year in islice(years, known, None):
            shared = shared.next_year(year, *years[year], lots=lots.get(year, ()))
        return shared

    return form.FilledOther(share=share, **rest)


def _plan(asked: _Asked) -> form.Filled:
    title = asked.setting(form.ANNEX_TITLE, Line.text) or ""
    asked.need(form.ANNEX_TITLE, form.TOTAL)
    total, in_all = (asked.setting(n, Line.whole) for n in (form.TOTAL, form.STATED_IN_ALL))
    rule, lines = asked.rule(), asked.book[form.LAYERS]
    rows = [line for line in lines if line.needed(form.LAYER) and line.needed(form.PART)]
    keys = _keys_of_layers(rows, title)
    parts = {layer: {part for key in of.values() for part in key} for layer, of in keys.items()}
    if not rows:
        asked.note(form.LAYERS, worded("readers.no_layers"))
    bounds = {column: _bounds(rows, column) for column in (form.FLOOR, form.CAP, form.LAST_YEAR)}
    stated: dict[Path, int] = {} if in_all is None else {(title,): in_all}
    order = list(keys)
    for line in rows:
        layer, whole = line.text(form.LAYER), line.place(form.WHOLE)
        place = order.index(layer)
        above = order[place - 1] if place else ""
        known = parts[above] if place else {title}
        if place or whole != title:
            _known(line, form.WHOLE, known, "readers.not_in_layer", above or repr(title))
        number = line.whole(form.STATED)
        path = () if number is None else _path_to(keys, order[:place], whole)
        if path is None:
            line.wrong(form.STATED, worded("readers.stated_of_several"))
        elif number is not None:
            stated[*path, line.place(form.PART)] = number
    changes = asked.change(bounds[form.LAST_YEAR])
    rest = asked.rest({whole: whole for whole in (title, *chain.from_iterable(parts.values()))})

    def share(lots: Draws) -> PlannedPlaces:
        layers, wholes = [], {title}
        for layer, of in keys.items():
            layers.append(
                Layer(
                    layer,
                    {whole: key for whole, key in of.items() if whole},
                    each=of.get(""),
                    rule=rule,
                    floors=bounds[form.FLOOR][layer],
                    caps=bounds[form.CAP][layer],
                    change=changes.get(layer),
                    lots={whole: lots[whole] for whole in lots if whole in wholes},
                )
            )
            wholes = parts[layer]
        return Plan(title, total or 0, layers, stated=stated).run()

    return form.FilledOther(share=share, **rest)


def _keys_of_layers(rows: list[Line], title: str) -> dict[str, dict[str, dict[str, Fraction]]]:
    """Return each layer's keys by the whole that is divided; the empty one is for any other."""
    keys: dict[str, dict[str, dict[str, Fraction]]] = {}
    found: dict[tuple[int, str], Line] = {}
    for line in rows:
        of = keys.setdefault(line.text(form.LAYER), {})
        whole, part = line.place(form.WHOLE), line.place(form.PART)
        key = of.setdefault("" if whole == title and len(keys) == 1 else whole, {})
        if names_total(part):
            stated = line.headings.get(form.STATED, form.STATED)
            line.wrong(form.PART, worded("readers.total_in_plan", column=stated))
        elif part in key:
            line.wrong(form.PART, twice(part))
        key[part], found[id(key), part] = line.figure_needed(form.FIGURE), line
    for key in (key for of in keys.values() for key in of.values()):
        for name, wrong in wrong_names({"": key}).items() if any(key.values()) else ():
            found[id(key), name].wrong(form.PART, wrong)
        if not any(key.values()):
            found[id(key), next(iter(key))].wrong(form.FIGURE, worded("readers.figures_zero"))
    return keys


def _bounds(rows: Iterable[Line], column: str) -> dict[str, dict[str, int]]:
    """Return a column's numbers by layer and part; a part has one, wherever it stands in it."""
    read: dict[str, dict[str, int | None]] = {}
    for line in rows:
        of, part = read.setdefault(line.text(form.LAYER), {}), line.place(form.PART)
        number = line.whole(column)
        if of.setdefault(part, number) != number:
            line.wrong(column, worded("readers.other_limit", name=repr(part)))
    return {
        layer: {part: number for part, number in of.items() if number is not None}
        for layer, of in read.items()
    }


def _path_to(
    keys: Mapping[str, Mapping[str, Collection[str]]], above: Sequence[str], whole: str
) -> Path | None:
    """Return the names from the first layer down to a whole; None where there are several paths."""
    if not above:
        return ()
    *higher, layer = above
    inside = [outer for outer, key in keys[layer].items() if whole and whole in key]
    if len(inside) != 1:
        return None
    path = _path_to(keys, higher, inside[0])
    return None if path is None else (*path, whole)


_READERS: dict[str, Callable[[_Asked], form.Filled]] = {
    "places": _places,
    "table": _table,
    "years": _years,
    "plan": _plan,
}
