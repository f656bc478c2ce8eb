"""Read a filled-in workbook of training places, naming every bad cell in one pass."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from difflib import get_close_matches
from fractions import Fraction
from itertools import chain, islice, product, takewhile
from typing import TYPE_CHECKING, Any

from attrs import evolve, field, frozen

from kkr_allocation.apportionment.ties import Draws, Lot
from kkr_allocation.datasets import likely_municipalities
from kkr_allocation.errors import InvalidInputError
from kkr_allocation.files import called, place_of
from kkr_allocation.forms import places as form
from kkr_allocation.forms.columns import meanings
from kkr_allocation.inputs import names_total
from kkr_allocation.placements.distribute import Transfer, Wishes, distribute
from kkr_allocation.placements.keys import Key
from kkr_allocation.placements.limits import MaxChange
from kkr_allocation.placements.plan import Layer, Path, Plan, smooth
from kkr_allocation.placements.shares import WISHES, FilledPlaces
from kkr_allocation.placements.tables import distribute_table
from kkr_allocation.readers import book, cells
from kkr_allocation.readers.names import odd_names, place_name, wrong_names
from kkr_allocation.readers.rows import Row, Rows, is_known, rows_of
from kkr_allocation.words import refused, worded

if TYPE_CHECKING:
    import os

    from kkr_allocation.errors import Bilingual
    from kkr_allocation.results import Result
_KEY, _PER_CENT = form.FORMS[form.KEY], 100


def key_columns(frame: Any, weights: Any = None) -> dict[str, dict[str, Fraction]]:  # noqa: ANN401  (of any library)
    """Return the columns of a frame that have a weight, by place: its index, or a column."""
    if hasattr(frame, "index"):  # of pandas, where a column can stand twice
        frame = frame.loc[:, ~frame.columns.duplicated()]
        if not any(map(_KEY.column_of, map(str, frame.columns))):
            frame = frame.rename_axis(form.MUNICIPALITY).reset_index()
    read = book.open_book({form.KEY: frame}, [_KEY], [form.KEY])
    beside = [name for name in read.tables[form.KEY].columns if name != form.MUNICIPALITY]
    names = [name for name in beside if weights is None or name in weights]
    rows = rows_of(read[form.KEY], form.SHEETS[form.KEY].with_figures(names))
    read.problems.raise_if_any()
    return {name: rows.column(name, "municipality") for name in names}


def read_places(path: str | os.PathLike[str]) -> FilledPlaces:
    """Read a workbook, or folder of CSV files, that was filled in from one of the templates."""
    grids, problems = book.grids_by_name(path, tuple(form.FORMS.values()))
    kind, known, others = form.kind_of(grids)
    if others:
        said = {"others": ", ".join(others), "read": ", ".join(known)}
        raise refused("readers.sheets_of_two", file=called(place_of(path).name), **said)
    own = form.KINDS[kind]
    forms = [form.FORMS[sheet] for sheet in own["sheets"]]
    read = book.book_of(grids, problems, forms, own["needed"])
    return _READERS[kind](_Asked(read, own))


@frozen
class _Asked:
    """A workbook of one kind, and what is said of all kinds in the same way."""

    book: book.Book
    kind: Mapping[str, Any]
    settings: Mapping[str, Row] = field(init=False)

    @settings.default
    def _settings(self) -> dict[str, Row]:
        """Read the settings, noting those that are needed and empty."""
        known = {"plan": self.kind["settings"], "sharing": self.kind["rules"]}
        words = {of: {own: self.word(own) for own in owns} for of, owns in known.items()}
        rows = self.rows(form.PLAN, **words)
        found = {form.SETTINGS[row["setting"]].name: row for row in rows}
        for own in self.kind["filled"]:
            row = found.get(form.SETTINGS[own].name)
            if row is None or not row.line.has("Værdi"):
                self.book.note(form.PLAN, worded("readers.no_value", name=self.word(own)))
        return found

    def word(self, own: str) -> str:
        """Return what a heading or a value is called in the language of the book's headings."""
        tells = self.kind["sheets"][1]
        sheet = self.book.tables[tells].grid.sheet if tells in self.book.tables else tells
        english = cells.spoken(sheet) == cells.spoken(form.word(tells))
        return form.word(own, "en" if english else "da", heads=True)

    def beside(self, sheet: str, known: Collection[str] = ()) -> list[str]:
        """Return the columns of an open table beside its own, but remarks and codes."""
        own, there = form.SHEETS[sheet].columns, self.book.tables.get(sheet)
        names = [name for name in there.columns if name not in own] if there else []
        lines, place = self.book[sheet], next(iter(own))
        told = (name for name in names if name in known or not _is_remarks(lines, name, place))
        figures = [*told] or names
        if there:
            there.leave_out(name for name in names if name not in figures)
        return figures

    def rows(self, sheet: str, **known: Any) -> Rows:  # noqa: ANN401  (of any column)
        """Return the rows of a sheet."""
        return rows_of(self.book[sheet], form.SHEETS[sheet], known)

    def said(self, name: str) -> Any:  # noqa: ANN401  (of any setting)
        """Return what a setting says; None where the book does not have it."""
        return self.settings[name][name] if name in self.settings else None

    def rule(self, name: str = "rule") -> Any:  # noqa: ANN401  (of the rules that the kind has)
        """Return the rule of a setting; the first of the kind where none is named."""
        return form.RULES[self.said(name) or self.kind["rules"][0]]

    def changes(self, last_year: Mapping[str, Mapping[str, int]]) -> dict[str, MaxChange]:
        """Return the largest change of each layer with places of last year, which one must have."""
        bounds = {of: self.said(f"change_{of}") for of in ("places", "percent")}
        asked = [f"change_{of}" for of, bound in bounds.items() if bound is not None]
        for name in asked[:1] if not (any(last_year.values()) or self.book.lacking) else ():
            column = self.word("Sidste år")
            self.settings[name].wrong(name, worded("readers.no_last_year", column=column))
        return {of: MaxChange(base, **bounds) for of, base in last_year.items() if base and asked}

    def rest(self, of: Mapping[str, str], who: Collection[str], *odd: Bilingual) -> dict[str, Any]:
        """Return what all kinds have; `of` says what draws can be of, and are made within."""
        drawn: dict[str, tuple[Lot, ...]] = {}
        for row in self.rows(form.LOTS, lots={own: self.word(own) for own in of}, drawn=who):
            within = of[row["of"]]
            try:
                lot = Lot(row["claimants"], row["winners"])
                drawn[within] = (*drawn.get(within, ()), lot)
            except InvalidInputError as error:
                row.line.wrong("", error.why)
        self.book.problems.raise_if_any()
        sheets = {s: self.book.problems.where(t.grid.sheet) for s, t in self.book.tables.items()}
        return {
            "where": {of.name: sheets[s] for s in sheets for of in form.SHEETS[s].columns.values()},
            "title": self.said("title") or "",
            "lots": drawn,
            "notes": (*self.book.decided, *odd),
        }


def _is_remarks(lines: Iterable[book.Line], name: str, place: str) -> bool:
    """Say whether a column has texts alone, or the codes of the municipalities of its rows."""
    filled = [(line, cell) for line in lines if not cells.empty(cell := line.cells.get(name))]
    figures = [(line, cell) for line, cell in filled if isinstance(cells.number(cell), Fraction)]
    codes = all(place_name(str(cell)) == line.place(place) != str(cell) for line, cell in figures)
    texts = all(isinstance(cell, str) and isinstance(cells.text(cell), str) for _, cell in filled)
    return codes if figures else texts


def _key_in(
    asked: _Asked, named: list[str]
) -> tuple[dict[str, dict[str, Fraction]], dict[str, Fraction]]:
    """Return the columns that have a weight, and the weights as parts of one; they have a row."""
    lines = asked.book[form.KEY]
    words = {cells.spoken(form.WEIGHT), *map(cells.spoken, meanings("weights"))}
    weighted = (line for line in lines if cells.spoken(line.text(form.MUNICIPALITY)) in words)
    weights = {name: Fraction(1) for name in named if len(named) == 1}
    if line := next(weighted, None):
        read = {name: figure for name in named if (figure := line.figure(name))}
        whole = sum(read.values())
        if whole not in (1, _PER_CENT) and not any(map(line.has_wrong, named)):
            shown = cells.with_comma(f"{float(whole):g}")
            line.wrong("", worded("readers.weights_sum", total=shown))
        weights = {name: weight / whole for name, weight in read.items()}
        asked.book.tables[form.KEY].leave_out(name for name in named if not line.has(name))
    elif not weights:
        said = {"name": repr(asked.word(form.WEIGHT)), "columns": ", ".join(named)}
        column = asked.word(form.MUNICIPALITY)
        asked.book.note(form.KEY, worded("readers.no_row_named", **said), column)
    others = [other for other in lines if other is not line]
    rows = rows_of(others, form.SHEETS[form.KEY].with_figures(weights))
    return _key_of(rows, weights), weights


def _key_of(
    rows: Rows, names: Iterable[str], place: str = "municipality"
) -> dict[str, dict[str, Fraction]]:
    """Return columns of figures by place, noting names that are odd and figures all of zero."""
    wrong = wrong_names({name: rows.column(name, place) for name in names})
    for row in (row for row in rows if row[place] in wrong):
        row.wrong(place, wrong[row[place]])
        row.fields[place] = next(iter(likely_municipalities(row[place])), row[place])  # as meant
    columns = {name: rows.column(name, place) for name in names}
    for name, figures in columns.items():
        for row in rows[:1] if not any(figures.values()) else ():
            if not row.line.has_wrong(row.sheet.heading(name)):
                row.wrong(name, worded("readers.figures_zero"))
    return columns


def _places(asked: _Asked) -> FilledPlaces:
    """Read places by a key, with limits, wishes and agreements."""
    columns, weights = _key_in(asked, asked.beside(form.KEY))
    places = next(iter(columns.values()), {})
    known = {"key": tuple(places) or None}
    rows = asked.rows(form.LIMITS, **known)
    limits = {of: rows.column(of, "municipality") for of in form.SHEETS[form.LIMITS].totals}
    wished, last_year = limits.pop("wishes"), limits.pop("last_year")
    transfers = asked.rows(form.AGREEMENTS, **known).made(Transfer)
    change = asked.changes({"": last_year}).get("") if places else None
    labels = {"pladser": "", "ønsker": WISHES} if wished else {"pladser": ""}
    rest = asked.rest(labels, places, *odd_names(places))
    extra, multiple = asked.said("extra"), asked.said("multiple")
    wishes = Wishes(wished, most=extra, rule=asked.rule("extra_rule")) if wished else None
    given: dict[str, Any] = {
        **limits,
        "total": asked.said("total"),
        "key": Key(columns, weights),
        "rule": asked.rule(),
        "change": change,
        "multiple": 1 if multiple is None else multiple,
        "transfers": transfers,
    }

    def share(lots: Draws) -> Result:
        drawn = wishes and evolve(wishes, lots=lots.get(WISHES, ()))
        return distribute(**given, wishes=drawn, lots=lots.get("", ()), title=rest["title"])

    looked_at = {**given, "wishes": wishes, "last_year": last_year}
    return FilledPlaces(share=share, given=looked_at, **rest)


def _table(asked: _Asked) -> FilledPlaces:
    """Read a table that is shared in two ways, with limits of its cells."""
    names = asked.beside(form.TABLE)
    lines, totals = book.without_totals(asked.book[form.TABLE], form.ROW)
    if not names:
        asked.book.note(form.TABLE, worded("readers.table_without_columns"))
    rows = rows_of(lines, form.SHEETS[form.TABLE].with_figures(names))
    of_rows = rows.column("total", "row")
    if len(totals) != 1:
        named = asked.word(form.TOTAL)
        asked.book.note(form.TABLE, worded("readers.row_of_totals", count=len(totals), name=named))
    of_columns = {
        name: (line.needed(name) and line.whole(name)) or 0 for line in totals[:1] for name in names
    }
    across, down = sum(of_rows.values()), sum(of_columns.values())
    book.check_totals(totals, {form.TOTAL: across})
    for line in totals[:1] if across != down else ():
        if not any(map(line.has_wrong, (form.TOTAL, *names))):
            line.wrong("", worded("readers.totals_differ", rows=across, columns=down))
    limits = asked.rows(form.CELLS, table=tuple(of_rows) or None, columns=names or None)
    bounds = {of: limits.column(of, "row", "column") for of in ("floors", "caps")}
    cells_named = {f"{row} × {column}" for row, column in product(of_rows, of_columns)}
    rule, rest = asked.rule(), asked.rest({"pladser": ""}, cells_named)
    weights = {row["row"]: {name: row[name] for name in names} for row in rows}

    def share(lots: Draws) -> Result:
        given = {**bounds, "lots": lots.get("", ()), "title": rest["title"]}
        return distribute_table(weights, of_rows, of_columns, rule, **given)

    return FilledPlaces(share=share, **rest)


def _years(asked: _Asked) -> FilledPlaces:
    """Read several years, whose key is one for all or a column for each."""
    rows = asked.rows(form.YEARS)
    totals = rows.column("total", "year")
    known = len(list(takewhile(lambda row: row["known"] is not False, rows)))
    for row in (row for row in rows[known:] if row["known"] is not False):
        row.wrong("known", worded("readers.known_after_unknown"))
    if rows and not known:  # what says nothing is known
        asked.book.note(form.YEARS, worded("readers.no_year_known"))
    of_years = asked.beside(form.KEY, totals)
    if totals.keys().isdisjoint(of_years):
        columns, weights = _key_in(asked, of_years)
    else:
        rows = rows_of(asked.book[form.KEY], form.SHEETS[form.KEY].with_figures(of_years))
        columns, weights = _key_of(rows, of_years), {}
        for year in sorted(totals.keys() ^ {*of_years}):
            lacking = form.YEARS if year in of_years else form.KEY
            asked.book.note(lacking, worded("readers.year_is_missing", year=repr(year)))
    places = next(iter(columns.values()), {})
    rest = asked.rest({year: year for year in totals}, places, *odd_names(places))
    key = Key(columns, weights) if len(weights) > 1 else places
    years = {year: (of, key if weights else columns[year]) for year, of in totals.items()}

    def share(lots: Draws) -> Result:
        first = dict(islice(years.items(), known))
        drawn = chain.from_iterable(lots.get(year, ()) for year in first)
        shared = smooth(first, lots=drawn, title=rest["title"])
        for year in islice(years, known, None):
            shared = shared.next_year(year, *years[year], lots=lots.get(year, ()))
        return shared

    return FilledPlaces(share=share, **rest)


def _plan(asked: _Asked) -> FilledPlaces:
    """Read a plan layer by layer, each of which divides the parts of the one above."""
    title, in_all = asked.said("title") or asked.word("Pladser i alt"), asked.said("stated")
    layers: dict[str, dict[str, Any]] = {}
    last_year: dict[str, dict[str, int]] = {}
    stated: dict[Path, int] = {} if in_all is None else {(title,): in_all}
    wholes: list[Collection[str]] = [(title,)]
    paths: dict[str, Path | None] = {"": ()}
    for layer, rows in asked.rows(form.LAYERS).grouped("layer").items():
        for row in rows if not layers else ():
            row.fields["whole"] = "" if row["whole"] == title else row["whole"]
        split = rows.grouped("whole")
        for other in get_close_matches(layer, layers, n=1, cutoff=0.8):
            for row in rows if split.keys() & layers[other]["keys"].keys() - paths.keys() else ():
                row.wrong("layer", worded("readers.layers_alike", one=repr(layer), two=repr(other)))
                paths.setdefault(row["whole"])
        keys = {whole: _key_of(of, ["figure"], "part")["figure"] for whole, of in split.items()}
        paths = _paths(rows, paths, stated)
        bounds = {of: _bounds(rows, of) for of in ("floors", "caps", "last_year")}
        last_year[layer] = bounds.pop("last_year")
        layers[layer] = {"each": keys.pop("", None), "keys": keys, **bounds}
        wholes.append(paths)
    changes, rule = asked.changes(last_year), asked.rule()
    parts = {*chain.from_iterable(wholes)}
    if not asked.said("title"):
        asked.book.tables[form.PLAN].said.append(worded("readers.plan_untitled", name=title))
    rest = asked.rest({whole: whole for whole in parts}, parts)

    def share(lots: Draws) -> Result:
        made = []
        for (layer, of), there in zip(layers.items(), wholes, strict=False):
            drawn = {whole: lots[whole] for whole in lots if whole in there}
            made.append(Layer(layer, **of, rule=rule, change=changes.get(layer), lots=drawn))
        return Plan(title, asked.said("total"), made, stated=stated).run()

    return FilledPlaces(share=share, **rest)


def _paths(
    rows: Rows, above: Mapping[str, Path | None], stated: dict[Path, int]
) -> dict[str, Path | None]:
    """Return the names from the first layer down to each part, or None where there are several.

    `above` has them for the parts of the layer above, and `stated` takes what a text states of one.
    """
    found: dict[str, Path | None] = {}
    rows.once("whole", "part")
    for row in rows:
        whole, part, number = row["whole"], row["part"], row["stated"]
        if names_total(part):
            row.wrong("part", worded("readers.total_in_plan"))
        elif whole:
            is_known(row.line, row.sheet.columns["Del af"], whole, above)
        way = above.get(whole)
        path = None if way is None else (*way, part)
        if path and number is not None:
            stated[path] = number
        elif number is not None:
            row.wrong("stated", worded("readers.stated_of_several"))
        found[part] = None if part in found else path
    return found


def _bounds(rows: Rows, of: str) -> dict[str, int]:
    """Return a column's numbers by part; a part has one, wherever it stands in the layer."""
    for part, same in rows.grouped("part").items():
        for row in same:
            if row[of] != same[0][of]:
                row.wrong(of, worded("readers.other_limit", name=repr(part)))
    return rows.column(of, "part")


_READERS = {"places": _places, "table": _table, "years": _years, "plan": _plan}
