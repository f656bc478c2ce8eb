"""Tables of votes as people make them: a row for each list, or a column for each.

A row or a column that is not a list (blank votes, the electorate, totals) is never taken for one. A
total is held against the rows that it sums up: the valid votes, or the votes cast where blank and
invalid ones stand there too. All of them are looked at, and each that does not hold is noted.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from attrs import define, field, frozen

from kkr_allocation.composition.lists import folded_name, taken_apart
from kkr_allocation.datasets import everyday_party, find_municipality, find_party, party_tables
from kkr_allocation.errors import InvalidInputError
from kkr_allocation.forms import vote_tables as form
from kkr_allocation.inputs import names_total
from kkr_allocation.readers.book import twice
from kkr_allocation.readers.cells import whole
from kkr_allocation.readers.counts import (
    ListVotes,
    Tally,
    is_no_municipality,
    left_out,
    municipality_of,
    party_in,
)
from kkr_allocation.readers.names import (
    municipalities_named,
    municipality_named,
    names_area,
    year_named,
)
from kkr_allocation.sources import SourceStatus
from kkr_allocation.words import worded

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from kkr_allocation.datasets import Municipality
    from kkr_allocation.readers.book import FoundTable, Line, Problems
    from kkr_allocation.readers.counts import Choices


LIST, TOTAL = "list", "total"
"""What a row is, besides the kinds of `kkr_allocation.forms.votes`."""
_JOINED = re.compile(r"(valg|liste)forbund\b.*|.*\bblok(ken)?", re.IGNORECASE)
"""Names of rows that sum up lists; no list of a bundled election is named so."""
_SPOILED = (form.BLANK, form.INVALID)
_MOST_WRONG = 50
Mark = tuple[str, str]
"""What a list is known by: its letter and its name, folded."""


@frozen
class _Figure:
    """The votes of a list, or of a kind of row, in a municipality; None where they are not read."""

    place: str
    kind: str
    mark: Mark
    votes: int | None
    seats: int | None = None


@frozen
class _Total:
    """A cell that sums up others: those of a place or of all, of a list or of all."""

    line: Line
    column: str
    stated: int
    kind: str
    place: str
    mark: Mark | None
    above: int
    "How many figures stand above it."


@define
class Count:
    """What was read so far of one election."""

    year: int
    lists: list[ListVotes] = field(factory=list)
    outside: int = 0
    "Rows of Christiansø."
    lost: bool = False
    "Whether a row could not be placed, so that sums over all municipalities are not known."
    _figures: list[_Figure] = field(factory=list)
    _of_place: dict[str, list[_Figure]] = field(factory=dict)
    _totals: list[_Total] = field(factory=list)
    _stated: dict[tuple[str, str], tuple[int, Line, str]] = field(factory=dict)
    _seen: set[tuple[str, str, str]] = field(factory=set)

    def has(self, place: str) -> bool:
        """Say whether something was read of a municipality."""
        return place in self._of_place

    def add(
        self, place: Municipality, named: Mark, line: Line, column: str, seats: int | None = None
    ) -> None:
        """Take a list's votes, or what a row of a municipality says that is no list."""
        letter, title = named
        if kind := kind_of(letter, title):
            self.other(place.name, kind, line, column)
            return
        votes = line.whole(column)
        typed = form.LIST if line.has(form.LIST) else column
        shown = f"{letter} {title}".strip()
        if _JOINED.fullmatch(shown):
            line.wrong(typed, worded("readers.sum_of_lists", shown=shown))
            return
        try:
            mark = mark_of(letter, title, place.name, self.year)
        except InvalidInputError as error:
            line.wrong(typed, error.what)
            mark = (letter, title)
        if (place.name, *mark) in self._seen:
            line.wrong(typed, worded("readers.list_twice", shown=shown, place=place.name))
            return
        self._seen.add((place.name, *mark))
        if votes is None and seats is None and not line.unread(column):
            line.wrong(column, worded("readers.neither_votes", shown=shown))
        self.lists.append(ListVotes(place, letter, title, votes, seats))
        self._take(_Figure(place.name, LIST, mark, votes, seats))

    def other(self, place: str, kind: str, line: Line, column: str) -> None:
        """Take a row of a municipality that is no list."""
        if kind == form.TURNOUT or not line.has(column):
            return
        votes = line.whole(column)
        if kind in (*_SPOILED, form.ELECTORATE):
            self._take(_Figure(place, kind, ("", ""), votes))
        if votes is not None and kind in (form.ELECTORATE, form.CAST_ROW, form.VALID):
            self.state(place, kind, votes, line, column)
        if votes is not None and kind in (form.CAST_ROW, form.VALID, TOTAL):
            self.total((line, column), votes, kind, place)

    def _take(self, figure: _Figure) -> None:
        self._figures.append(figure)
        self._of_place.setdefault(figure.place, []).append(figure)

    def state(self, place: str, kind: str, votes: int, line: Line, column: str) -> None:
        """Take what is said of a municipality, which must be the same wherever it is said."""
        old, *_ = self._stated.setdefault((kind, place), (votes, line, column))
        if old != votes:
            line.wrong(column, worded("readers.two_figures", place=place, here=votes, before=old))

    def total(
        self, at: tuple[Line, str], stated: int, kind: str, place: str, mark: Mark | None = None
    ) -> None:
        """Take a total, which is held against the rest when all is read."""
        above = len(self._figures)
        self._totals.append(_Total(*at, stated, kind, place, mark, above))

    def check(self) -> int:
        """Note what does not add up, and return how many totals hold."""
        held = wrong = since = 0
        for total in self._totals:
            right: tuple[int, ...] = ()
            for scope in self._scopes(total, since):
                right = self._sums(total, scope)
                if total.stated in right:
                    held += 1
                    self._settle(total)
                    break
            else:
                if right and not (self.lost and not total.place) and wrong < _MOST_WRONG:
                    wrong += 1
                    _say_wrong(total, right)
            since = since if total.place else total.above
        self._check_voters()
        return held

    def _scopes(self, total: _Total, since: int) -> Iterator[list[_Figure]]:
        """Yield what a total can sum up: the last is what it should."""
        if total.place:
            scopes = iter([self._of_place.get(total.place, [])])
        else:
            slices = ((since, total.above), (0, total.above), (0, len(self._figures)))
            scopes = (self._figures[start:stop] for start, stop in slices)
        for scope in scopes:
            yield [f for f in scope if total.mark in (None, f.mark)]

    def _sums(self, total: _Total, scope: Sequence[_Figure]) -> tuple[int, ...]:
        """Return what the total of a scope can be; nothing where a figure of it is not known."""
        if total.column == form.SEATS:
            return _sum([f.seats for f in scope if f.kind == LIST])
        if total.kind in (*_SPOILED, form.ELECTORATE):
            return _sum([f.votes for f in scope if f.kind == total.kind])
        valid = _sum([f.votes for f in scope if f.kind == LIST])
        spoiled = [f.votes for f in scope if f.kind in _SPOILED]
        if not valid or total.kind == form.VALID:
            return valid
        cast = _sum([*valid, *spoiled]) if spoiled else self._cast(total, scope, valid[0])
        if total.kind == form.CAST_ROW:
            return cast
        return tuple(dict.fromkeys((*valid, *cast)))

    def _cast(self, total: _Total, scope: Sequence[_Figure], valid: int) -> tuple[int, ...]:
        """Return the votes cast of a scope as they are stated of its municipalities."""
        if total.place and total.kind == form.CAST_ROW:
            return (max(total.stated, valid),)
        places = dict.fromkeys(f.place for f in scope)
        said = [self._stated.get((form.CAST_ROW, place)) for place in places]
        return _sum([found[0] if found else None for found in said])

    def _settle(self, total: _Total) -> None:
        """Keep what a total that holds is of its municipality: the valid votes, or those cast."""
        if total.place and total.kind == TOTAL and total.mark is None:
            if total.column == form.SEATS:
                return
            valid = _sum([f.votes for f in self._of_place[total.place] if f.kind == LIST])
            kind = form.VALID if total.stated in valid else form.CAST_ROW
            found = (total.stated, total.line, total.column)
            self._stated.setdefault((kind, total.place), found)

    def _check_voters(self) -> None:
        """Note a municipality with more votes than were cast, or more than may vote."""
        for (kind, place), (stated, line, column) in self._stated.items():
            listed = sum(f.votes or 0 for f in self._of_place.get(place, ()) if f.kind == LIST)
            if kind == form.CAST_ROW and stated < listed:
                few = worded("readers.few_cast", place=place, cast=stated, listed=listed)
                line.wrong(column, few)
            cast = self._stated.get((form.CAST_ROW, place), (0,))[0]
            most = max(cast, listed)
            if kind == form.ELECTORATE and stated < most:
                few = worded("readers.few_voters", place=place, electorate=stated, most=most)
                line.wrong(column, few)

    def of(self, kind: str) -> dict[str, int]:
        """Return what is said of each municipality."""
        return {place: said[0] for (known, place), said in self._stated.items() if known == kind}


def _sum(figures: Sequence[int | None]) -> tuple[int, ...]:
    """Return the sum, where all of them are known."""
    known = [figure for figure in figures if figure is not None]
    return (sum(known),) if known and len(known) == len(figures) else ()


def _say_wrong(total: _Total, right: Sequence[int]) -> None:
    valid, *more = right
    if total.column == form.SEATS:
        said = worded("readers.seats_wrong", stated=total.stated, seats=valid)
    elif total.kind == form.CAST_ROW:
        said = worded("readers.cast_wrong", stated=total.stated, cast=valid)
    elif more:
        said = worded("readers.total_wrong_cast", stated=total.stated, valid=valid, cast=more[0])
    else:
        said = worded("readers.total_wrong", stated=total.stated, valid=valid)
    total.line.wrong(total.column, said)


def kind_of(letter: str, title: str) -> str:
    """Return what a row is that is no list, by what stands in place of one; empty for a list."""
    for text in (title, letter):
        if kind := form.row_kind(text) or (TOTAL if names_total(text) else ""):
            return kind
    return ""


def mark_of(letter: str, title: str, municipality: str, year: int) -> Mark:
    """Return what a row's list is known by, with its letter at the name or by itself.

    A party that stands under two of its names has a row for each.
    """
    party = party_in(letter, title, year, municipality)
    letter, name = taken_apart(letter, title, municipality)
    if party is not None:
        letter, name = party.letter, name if len(name) > 1 else party.name
    return letter.casefold(), folded_name(name)


# What a heading can be, where a table has a column for each list or each municipality.


def names_list(heading: str) -> bool:
    """Say whether a heading is a list: a party's name, or one with its letter."""
    if form.row_kind(heading) or names_total(heading) or find_municipality(heading):
        return False
    letter, name = taken_apart("", heading, "")
    if (letter and name != heading) or (len(heading) == 1 and heading.isalpha()):
        return True
    return any(_party(heading, year) for year in party_tables())


def _party(text: str, year: int) -> bool:
    try:
        return bool(find_party("", text, year) or everyday_party(text, year))
    except InvalidInputError:
        return True


def has_lists(headings: Sequence[str]) -> bool:
    """Say whether at least two headings are lists."""
    return sum(map(names_list, headings)) > 1


def has_municipalities(headings: Sequence[str]) -> bool:
    """Say whether at least two headings are municipalities."""
    return sum(find_municipality(heading) is not None for heading in headings) > 1


def years_of(table: FoundTable) -> set[int]:
    """Return the years that a table states: in a column, in headings, or in what it is named."""
    if form.YEAR in table.columns:
        return {year for line in table.lines if (year := _year_in(line)) is not None}
    if table.years:
        return {*table.years}
    named = year_named(table)
    return {int(named.found)} if named else set()


def _year_in(line: Line) -> int | None:
    """Return the year of a row; None where it is empty or was noted."""
    written = line.text(form.YEAR).upper().removeprefix("KV").strip()
    if not written:
        return None
    if written.isdecimal() and len(written) == len("2025"):
        return int(written)
    line.wrong(form.YEAR, worded("readers.no_year", written=repr(written[:40])))
    return None


def read_plain(
    tables: Sequence[FoundTable], year: int, choices: Choices, problems: Problems
) -> Tally:
    """Read the tables of one election, whatever their layout, and hold their totals."""
    count = Count(year)
    for table in tables:
        _say_year(table, year)
        lines = [line for line in table.lines if _year_in(line) in (None, year)]
        if table.form is form.WIDE:
            _read_wide(table, lines, count, problems)
        elif table.form is form.TURNED:
            _read_turned(table, lines, count)
        else:
            _read_long(table, lines, count, _place_of(table, choices, problems))
    if held := count.check():
        tables[0].reading.checked.append(worded("readers.totals_held", held=held))
    problems.raise_if_any()
    return Tally(
        year,
        tuple(count.lists),
        count.of(form.CAST_ROW),
        notes=left_out(count.outside),
        status=SourceStatus.INFERRED,
        valid=count.of(form.VALID),
        eligible=count.of(form.ELECTORATE),
    )


def _say_year(table: FoundTable, year: int) -> None:
    stated = form.YEAR in table.columns or table.years
    named = None if stated else year_named(table)
    if named and named.found == str(year):
        table.say(named.said)
    for name, key in table.years.get(year, {}).items():
        table.reading.checked.append(worded("readers.dated_column", heading=key, name=name))
    others = [str(other) for other in table.years if other != year]
    if others:
        table.say(worded("readers.other_years", years=", ".join(others)))


def _place_of(table: FoundTable, choices: Choices, problems: Problems) -> Municipality | None:
    """Return the municipality of a table that has no column for it."""
    if form.MUNICIPALITY in table.columns:
        return None
    if isinstance(choices.municipality, str):
        return find_municipality(choices.municipality)
    named = municipality_named(table)
    if named is None:
        problems.note(table.grid.sheet, worded("readers.no_place"), row=table.reading.header)
        return None
    table.say(named.said)
    return find_municipality(named.found)


def _read_long(
    table: FoundTable, lines: Iterable[Line], count: Count, alone: Municipality | None
) -> None:
    """Read a row for each list, of the municipality in the row or of one alone."""
    if alone is None and form.MUNICIPALITY not in table.columns:
        return
    dated = table.years.get(count.year, {})
    votes, seats = (
        name if name in table.columns else dated.get(name, name)
        for name in (form.VOTES, form.SEATS)
    )
    lines = list(lines)
    for line in lines:
        named = _named(line)
        typed = alone.name if alone else line.text(form.MUNICIPALITY)
        scope = None if alone else _scope(typed, named)
        if scope is not None:
            named = named if any(named) else ("", typed)
            _sum_up(line, named, (votes, seats), scope, count)
        elif place := alone or _municipality(line, count):
            _take(line, place, named, (votes, seats), count)
    named_so = {" ".join(filter(None, pair)): kind_of(*pair) for pair in map(_named, lines)}
    if others := [name for name, kind in named_so.items() if kind not in ("", TOTAL)]:
        table.reading.checked.append(worded("readers.no_lists", rows=", ".join(others)))


def _named(line: Line) -> Mark:
    return line.text(form.LETTER), line.text(form.LIST)


def _scope(typed: str, named: Mark) -> str | None:
    """Return what a row sums up: a municipality, several (empty), or nothing (None)."""
    kind = kind_of(*named)
    if (not any(named) and form.row_kind(typed)) or (kind and not typed):
        return ""
    return total_of(typed)


def _take(
    line: Line, place: Municipality, named: Mark, columns: tuple[str, str], count: Count
) -> None:
    """Take a row of a list, or of another figure of its municipality."""
    if not any(named):
        if not (line.has(form.LIST) or line.has(form.LETTER)):
            column = form.LIST if form.LIST in line.headings else form.LETTER
            line.wrong(column, worded("readers.no_list"))
        return
    votes, seats = columns
    stands = line.whole(seats)
    if kind_of(*named) == TOTAL and stands is not None:
        count.total((line, form.SEATS), stands, TOTAL, place.name)
    count.add(place, named, line, votes, stands)
    if (cast := line.whole(form.CAST)) is not None:
        count.state(place.name, form.CAST_ROW, cast, line, form.CAST)


def _municipality(line: Line, count: Count) -> Municipality | None:
    """Return a row's municipality; None where there is none, which is counted or noted."""
    found = municipality_of(line, form.MUNICIPALITY)
    if found is None and is_no_municipality(line.text(form.MUNICIPALITY)):
        count.outside += 1
    elif found is None:
        count.lost = True
    return found


def total_of(typed: str) -> str | None:
    """Return the municipality that a row is the total of, empty for several; None for no total."""
    if not names_area(typed):
        return None
    named = municipalities_named(typed)
    return named.pop() if len(named) == 1 else ""


def _sum_up(line: Line, named: Mark, columns: tuple[str, str], scope: str, count: Count) -> None:
    """Take a row of totals: of a municipality, or of several; of a list, a kind, or all."""
    kind = kind_of(*named) or (TOTAL if names_area(named[1]) else "")
    mark = None if kind else mark_of(*named, scope, count.year)
    if scope and kind not in ("", TOTAL):
        count.other(scope, kind, line, columns[0])
        return
    votes, seats = (line.whole(column) if line.has(column) else None for column in columns)
    if votes is not None and kind != form.TURNOUT:
        count.total((line, columns[0]), votes, kind or TOTAL, scope, mark)
    if seats is not None and kind in ("", TOTAL):
        count.total((line, form.SEATS), seats, TOTAL, scope, mark)
    if (cast := line.whole(form.CAST)) is not None:
        count.total((line, form.CAST), cast, form.CAST_ROW, scope)


def _read_wide(table: FoundTable, lines: Sequence[Line], count: Count, problems: Problems) -> None:
    """Read a row for each municipality, and a column for each list; 0 votes are of no list."""
    kinds = _kinds(table, lines, problems)
    for line in lines:
        scope = total_of(line.text(form.MUNICIPALITY))
        place = None if scope is not None else _municipality(line, count)
        if place and count.has(place.name):
            line.wrong(form.MUNICIPALITY, twice(place.name))
            continue
        for heading, kind in kinds.items():
            if scope is not None and kind != form.TURNOUT:
                stated = line.whole(heading)
                mark = mark_of("", heading, "", count.year) if kind == LIST else None
                if stated is not None:
                    at = (line, heading)
                    count.total(at, stated, TOTAL if mark else kind, scope, mark)
            elif place and kind != LIST:
                count.other(place.name, kind, line, heading)
            elif place and (line.unread(heading) or line.whole(heading)):
                count.add(place, ("", heading), line, heading)


def _kinds(table: FoundTable, lines: Sequence[Line], problems: Problems) -> dict[str, str]:
    """Return what each column of figures is; one that nothing tells is noted."""
    others = [name for name in table.columns if name not in (form.MUNICIPALITY, form.YEAR)]
    kinds = {heading: kind_of("", heading) or LIST * names_list(heading) for heading in others}
    listed = [heading for heading, kind in kinds.items() if kind == LIST]
    unknown = [
        heading
        for heading in others
        if not kinds[heading]
        and any(isinstance(whole(line.cells.get(heading)), int) for line in lines)
    ]
    if unknown and _adds_up(lines, kinds, [*listed, *unknown]):
        kinds |= dict.fromkeys(unknown, LIST)
    elif not _adds_up(lines, kinds, listed):
        for heading in unknown:
            wrong = worded("readers.perhaps_list", heading=repr(heading))
            problems.note(table.grid.sheet, wrong, row=table.reading.header)
    found = ", ".join(heading for heading, kind in kinds.items() if kind == LIST)
    table.reading.checked.append(worded("readers.columns_lists", columns=found))
    if left := [heading for heading, kind in kinds.items() if not kind]:
        table.say(worded("readers.columns_unused", columns=", ".join(left)))
    return {heading: kind for heading, kind in kinds.items() if kind}


def _adds_up(lines: Iterable[Line], kinds: Mapping[str, str], lists: Sequence[str]) -> bool:
    """Say whether these columns sum to the valid votes or those cast, in every row with a total."""
    totals = [name for name, kind in kinds.items() if kind in (TOTAL, form.VALID)]
    spoiled = [name for name, kind in kinds.items() if kind in (form.BLANK, form.INVALID)]
    for line in lines if totals else ():
        stated = whole(line.cells.get(totals[0]))
        valid, more = (
            sum(n for name in names if isinstance(n := whole(line.cells.get(name)), int))
            for names in (lists, spoiled)
        )
        if isinstance(stated, int) and stated not in (valid, valid + more):
            return False
    return bool(totals)


def _read_turned(table: FoundTable, lines: Sequence[Line], count: Count) -> None:
    """Read a row for each list, and a column for each municipality; 0 votes are of no list."""
    places = {name: place for name in table.columns if (place := find_municipality(name))}
    sums = [name for name in table.columns if names_total(name)]
    for line in lines:
        named = _named(line)
        kind = kind_of(*named)
        for heading, place in places.items():
            if kind or line.unread(heading) or line.whole(heading):
                _take(line, place, named, (heading, form.SEATS), count)
        for heading in sums if kind != form.TURNOUT else ():
            mark = None if kind or not any(named) else mark_of(*named, "", count.year)
            if (stated := line.whole(heading)) is not None:
                count.total((line, heading), stated, kind or TOTAL, "", mark)
