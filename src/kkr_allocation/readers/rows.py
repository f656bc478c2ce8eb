"""One reader of the rows of a sheet: each cell as the sheet's description says, or noted."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from difflib import get_close_matches
from itertools import product
from operator import itemgetter
from typing import Any, TypeAlias, TypeVar

from attrs import evolve, frozen

from kkr_allocation.appointments.people import likely
from kkr_allocation.datasets import likely_municipalities
from kkr_allocation.datasets.parties import likely_lists
from kkr_allocation.errors import Bilingual, InvalidInputError, KkrAllocationError
from kkr_allocation.forms.columns import Field, Sheet, meanings
from kkr_allocation.inputs import names_total
from kkr_allocation.readers.book import EMPTY, Line, check_totals, twice, without_totals
from kkr_allocation.readers.cells import empty, spoken, whole, with_comma, written_per_cent
from kkr_allocation.readers.names import asked_of, names_area, place_name
from kkr_allocation.words import worded

_Made = TypeVar("_Made")
_HUNDRED, _THOUSAND = 100, 1000
_GROUP = re.compile(r"\s*[1-9]\d{0,2},\d{3}\s*")
Reader: TypeAlias = Callable[[Line, Field, Any], Any]
"""What reads a cell of a column, of what the column says: its value; None if empty or noted."""


def is_known(line: Line, of: Field, name: str, names: Collection[str] | None) -> bool:
    """Say whether a name is one of these; note that it is not, unless there are none: None."""
    if names is None or name in names:
        return names is not None
    meant: str = ""
    if not line.problems.full:
        homes = [place for place in likely_municipalities(name) if place in names]
        meant = likely(name, names) or asked_of(homes or likely_lists(name, names))
    where = worded(f"readers.where:{of.of}")
    line.wrong(of.heading, worded("readers.not_there", name=repr(name), where=where, meant=meant))
    return False


@frozen
class Row:
    """A row that was read: the fields that are neither empty nor wrong."""

    line: Line
    sheet: Sheet
    fields: dict[str, Any]

    def __getitem__(self, name: str) -> Any:  # noqa: ANN401  (of any column)
        """Return a field; None where there is none."""
        return self.fields.get(name)

    def wrong(self, name: str, said: str) -> None:
        """Note what is wrong with a field; of none, with the row."""
        self.line.wrong(self.sheet.heading(name), said)

    def refused(self, error: InvalidInputError) -> None:
        """Note a refusal at the field that it is about."""
        self.wrong(error.about, told(error))

    @property
    def complete(self) -> bool:
        """Whether the row has all that it needs."""
        return all(self[self.sheet.columns[of].name] is not None for of in self.sheet.filled)

    def made(self, make: Callable[..., _Made]) -> _Made | None:
        """Return what is made of the fields; None, and a note, where it cannot be made."""
        try:
            return make(**{of: self[of] for of in self.fields if of not in self.sheet.apart})
        except InvalidInputError as error:
            self.refused(error)
            return None


class Rows(list[Row]):
    """Rows of a sheet, in order."""

    def once(self, *fields: str) -> Rows:
        """Return the first row with each value of some fields; every other one is noted."""
        first: dict[object, Row] = {}
        for row in self:
            if first.setdefault(tuple(row[of] for of in fields), row) is not row:
                of = row.sheet.columns[row.sheet.heading(fields[-1])]
                typed = row.line.text(of.heading) if of.read == "word" else row[of.name]
                row.wrong(of.name, twice(typed))
        return Rows(first.values())

    def made(self, make: Callable[..., _Made]) -> tuple[_Made, ...]:
        """Return what is made of each row, where it can be made."""
        return tuple(one for row in self if (one := row.made(make)) is not None)

    def grouped(self, by: str) -> dict[Any, Rows]:
        """Return rows by a field that they have in common, in the order of the first of each."""
        groups: dict[Any, Rows] = {}
        for row in self:
            groups.setdefault(row[by], Rows()).append(row)
        return groups

    def column(self, of: str, *by: str) -> dict[Any, Any]:
        """Return a field of the rows that have it by another of theirs, or by several."""
        key = itemgetter(*by)
        return {key(row): row[of] for row in self if row[of] is not None}


def told(error: KkrAllocationError) -> Bilingual:
    """Return what is wrong and why, in a line."""
    return Bilingual.joined([error.what, error.why])


def _word(line: Line, of: Field, words: Collection[str]) -> str | None:
    """Return which of our words a cell has or means; a mapping has what the book calls them."""
    text = line.text(of.heading)
    shown = words if isinstance(words, Mapping) else dict(zip(words, words, strict=True))
    known = {spoken(said): own for said, own in meanings(of.of).items() if own in shown}
    known |= {spoken(said): own for own in shown for said in (own, shown[own])}
    if text and spoken(text) not in known:
        close = get_close_matches(spoken(text), known, n=1, cutoff=0.8)
        said = {"text": f"{text!r:.60}", "listed": ", ".join(shown.values())}
        asked = asked_of([shown[known[word]] for word in close])
        line.wrong(of.heading, worded("readers.none_of_these", **said, asked=asked))
    return known.get(spoken(text))


def _choice(line: Line, of: Field, meant: Mapping[str, Any]) -> Any:  # noqa: ANN401  (of any column)
    """Return what a word means; below a heading of Python's also where it stands as there."""
    text = line.text(of.heading)
    if text in meant.values() and line.headings.get(of.heading, "").casefold() == of.name:
        return text
    return meant.get(_word(line, of, meant.keys()) or "")


def _known(line: Line, of: Field, names: Collection[str] | None) -> Any:  # noqa: ANN401  (of any row)
    """Return a name that is known, or what is known of it."""
    text = line.text(of.heading)
    name = text if text in (names or ()) else place_name(text)
    if not name or not is_known(line, of, name, names):
        return None
    return names[name] if isinstance(names, Mapping) else name


def _names(line: Line, of: Field, names: Collection[str] | None) -> tuple[str, ...]:
    return tuple(n for n in line.names(of.heading, names or ()) if is_known(line, of, n, names))


CELLS: dict[str, Reader] = {
    "word": _word,
    "choice": _choice,
    "known": _known,
    "names": _names,
    "places": lambda line, of, names: (*map(place_name, line.names(of.heading, names)),) or None,
    **dict.fromkeys(("", "setting"), lambda *_: None),  # not read, or nobody says how
}
"""The readers that any sheet can have beside those of a line, by what a description calls them."""


def row_of(
    line: Line, sheet: Sheet, known: Mapping[str, Any], cells: Mapping[str, Reader] = CELLS
) -> Row:
    """Return a row of a sheet, noting what is empty and must not be, and what cannot be read."""
    fields = dict(sheet.unread)
    for heading, column in sheet.columns.items():
        of = column
        if heading in sheet.filled and not line.has(heading):
            line.wrong(heading, EMPTY)
        if column.read == "setting" and column.of in fields:
            of = evolve(sheet.settings[fields[column.of]], heading=heading)
            sheet = evolve(sheet, columns=sheet.columns | {heading: of})
        read = cells.get(of.read)
        value = read(line, of, known.get(of.of)) if read else getattr(line, of.read)(of.heading)
        if value is not None and value != "":
            fields[of.name] = value
    return Row(line, sheet, fields)


def rows_of(
    lines: list[Line],
    sheet: Sheet,
    known: Mapping[str, Any] = {},
    cells: Mapping[str, Reader] = CELLS,
) -> Rows:
    """Return the rows that have all they need, each once; what `known` has is named by columns."""
    for name in (of.heading for of in sheet.columns.values() if of.read == "figure"):
        _note_odd_figures(lines, name)
    first, totals = next(iter(sheet.columns.values())), list[Line]()
    if sheet.totals:
        area = first.read in {"place", "known"}
        lines, totals = without_totals(lines, first.heading, names_area if area else names_total)
    rows = [row_of(line, sheet, known, cells) for line in lines]
    sums = {sheet.heading(of): sum(row[of] or 0 for row in rows) for of in sheet.totals}
    check_totals(totals, sums)
    for of in sheet.alike:
        lacking = [row for row in rows if not row.line.has(sheet.heading(of))]
        for row in lacking if len(lacking) < len(rows) else ():
            row.wrong(of, worded("readers.not_empty_elsewhere"))
    for (low, high), row in product(sheet.rising, rows):
        if (most := row[high]) is not None and (row[low] or 0) > most:
            row.wrong(low, worded("readers.above", n=row[low], most=most, of=sheet.heading(high)))
    complete = Rows(row for row in rows if row.complete)
    return complete.once(*sheet.once) if sheet.once else complete


def _note_odd_figures(lines: Iterable[Line], name: str) -> None:
    """Note figures that are not written as the others of their column."""
    typed = [(line, cell) for line in lines if not empty(cell := line.cells.get(name))]
    # All in per cent, or none; 0 is both.
    filled = [(line, cell) for line, cell in typed if cell not in (0, "0")]
    shares = [line for line, cell in filled if written_per_cent(cell)]
    for line in shares if len(shares) < len(filled) else ():
        line.wrong(name, worded("readers.mixed_per_cent"))
    # A number such as 15.816 among whole thousands: Excel may have lost a Danish point.
    numbers = [(line, cell) for line, cell in typed if isinstance(cell, int | float)]
    odd = [(line, cell) for line, cell in numbers if cell % 1 and cell < _THOUSAND]
    whole_ones = sum(not cell % 1 and cell >= _THOUSAND for _, cell in numbers)
    for line, cell in odd if len(odd) < whole_ones else ():
        said = {"typed": with_comma(f"{cell}"), "meant": f"{cell * _THOUSAND:.0f}"}
        line.wrong(name, worded("readers.lost_point", **said))
    # A text such as 9,825 among whole hundreds: its comma may part thousands.
    parted = [(line, str(cell)) for line, cell in filled if "," in str(cell)]
    others = [whole(cell) for _, cell in filled if "," not in str(cell)]
    hundreds = others and all(isinstance(of, int) and of >= _HUNDRED for of in others)
    for line, text in parted if hundreds and all(_GROUP.fullmatch(of) for _, of in parted) else ():
        line.wrong(name, worded("readers.lost_comma", typed=text, meant=text.replace(",", "")))
