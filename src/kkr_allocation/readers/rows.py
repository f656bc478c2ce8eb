"""One reader of the rows of a sheet: each cell as the sheet's description says, or noted."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from attrs import evolve, frozen

from kkr_allocation.appointments.people import likely
from kkr_allocation.errors import Bilingual, InvalidInputError
from kkr_allocation.forms.columns import meanings
from kkr_allocation.forms.sheets import Sheet
from kkr_allocation.inputs import names_total
from kkr_allocation.readers.book import EMPTY, Line, check_totals, twice, without_totals
from kkr_allocation.readers.cells import spoken
from kkr_allocation.readers.names import asked_of, names_area, place_name
from kkr_allocation.words import worded

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

    from kkr_allocation.errors import KkrAllocationError
    from kkr_allocation.forms.sheets import Field

_Made = TypeVar("_Made")
Reader: TypeAlias = "Callable[[Line, Field, Any], Any]"
"""What reads a cell of a column, of what the column says: its value; None if empty or noted."""
_SAME = 0.8
"""How alike two words are when one is taken for the other misspelt, from 0 to 1."""


@frozen
class Known:
    """The names that a cell can have, and where they stand; None where any can be."""

    names: Collection[str] | None
    where: str

    def has(self, line: Line, heading: str, name: str) -> bool:
        """Say whether a name is known; note that it is not."""
        if self.names is None or name in self.names:
            return True
        meant = "" if line.problems.full else likely(name, self.names)
        said = worded("readers.not_there", name=repr(name), where=self.where, meant=meant)
        line.wrong(heading, said)
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
            return make(**self.fields)
        except InvalidInputError as error:
            self.refused(error)
            return None


def told(error: KkrAllocationError) -> Bilingual:
    """Return what is wrong and why, in a line."""
    return Bilingual.joined([error.what, error.why])


def _word(line: Line, of: Field, words: Mapping[str, str]) -> str | None:
    """Return which of some words a cell has or means; `words` are as they are shown, by our own."""
    text = line.text(of.heading)
    known = {spoken(said): own for said, own in meanings(of.of).items() if own in words}
    known |= {spoken(said): own for own, shown in words.items() for said in (own, shown)}
    if text and spoken(text) not in known:
        close = get_close_matches(spoken(text), known, n=1, cutoff=_SAME)
        said = {"text": f"{text!r:.60}", "listed": ", ".join(words.values())}
        asked = asked_of([words[known[word]] for word in close])
        line.wrong(of.heading, worded("readers.none_of_these", **said, asked=asked))
    return known.get(spoken(text))


def _choice(line: Line, of: Field, meant: Mapping[str, Any]) -> Any:  # noqa: ANN401  (of any column)
    """Return what a word means; below a heading of Python's also where it stands as there."""
    text = line.text(of.heading)
    if text in meant.values() and line.headings.get(of.heading, "").casefold() == of.name:
        return text
    word = _word(line, of, {own: own for own in meant})
    return None if word is None else meant[word]


def _known(line: Line, of: Field, known: Known) -> str | None:
    text = line.text(of.heading)
    name = text if text in (known.names or ()) else place_name(text)
    return name if name and known.has(line, of.heading, name) else None


def _names(line: Line, of: Field, known: Known) -> tuple[str, ...]:
    return tuple(name for name in line.names(of.heading) if known.has(line, of.heading, name))


def _plain(read: Callable[[Line, str], Any]) -> Reader:
    return lambda line, of, _: read(line, of.heading)


CELLS: dict[str, Reader] = {
    **{
        kind: _plain(getattr(Line, kind))
        for kind in ("figure", "whole", "percentage", "day", "yes", "note")
    },
    "text": _plain(lambda line, heading: line.text(heading) or None),
    "place": _plain(lambda line, heading: line.place(heading) or None),
    "places": _plain(lambda line, heading: tuple(map(place_name, line.names(heading)))),
    "word": _word,
    "choice": _choice,
    "known": _known,
    "names": _names,
}
"""The readers that any sheet can have, by what a description calls them."""


def row_of(
    line: Line, sheet: Sheet, known: Mapping[str, Any], cells: Mapping[str, Reader] = CELLS
) -> Row:
    """Return a row of a sheet, noting what is empty and must not be, and what cannot be read."""
    fields = dict(sheet.unread)
    for of in sheet.columns.values():
        if of.heading in sheet.filled and not line.has(of.heading):
            line.wrong(of.heading, EMPTY)
        value = cells[of.read](line, of, known.get(of.of))
        if value is not None:
            fields[of.name] = value
    return Row(line, sheet, fields)


def rows_of(
    lines: list[Line], sheet: Sheet, known: Mapping[str, Any], cells: Mapping[str, Reader] = CELLS
) -> list[Row]:
    """Return the rows that have all they need, each once; what `known` has is named by columns."""
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
    once: dict[object, Row] = {}
    for number, row in enumerate(row for row in rows if row.complete):
        key = tuple(row[of] for of in sheet.once) or number
        if key in once:
            row.wrong(sheet.once[-1], twice(row[sheet.once[-1]]))
        once.setdefault(key, row)
    return list(once.values())


def settings_of(
    lines: Iterable[Line],
    sheet: Sheet,
    settings: Mapping[str, Field],
    known: Mapping[str, Mapping[str, str]],
    several: str = "",
) -> dict[str, list[Row]]:
    """Return the rows of a sheet of settings by what each is in Python; `several` has many.

    The sheet's first column names a setting, and its second has the value.
    """
    found: dict[str, list[Row]] = {}
    name, value, *_ = sheet.columns.values()
    filled = [value.heading] if value.heading in sheet.filled else []
    for line in lines:
        word = _word(line, name, known[name.of]) if line.needed(name.heading) else None
        if word is None:
            continue
        setting = evolve(settings[word], heading=value.heading)
        if setting.name in found and setting.name != several:
            line.wrong(name.heading, twice(line.text(name.heading)))
        one = Sheet(name=sheet.name, columns={value.heading: setting}, needs=filled)
        found.setdefault(setting.name, []).append(row_of(line, one, known))
    return found
