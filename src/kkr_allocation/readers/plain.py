"""Tables of votes as people make them: a row for each list, or a column for each.

A row or a column that is no list (blank votes, the electorate, totals) is never taken for one. Every
total is held against what stands above it, and all that is wrong is noted with its place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import define, field, frozen

from kkr_allocation.composition.lists import folded_name, taken_apart
from kkr_allocation.datasets import (
    everyday_party,
    find_municipality,
    find_party,
    load_municipalities,
    party_tables,
)
from kkr_allocation.errors import Bilingual, InvalidInputError
from kkr_allocation.forms import votes as form
from kkr_allocation.inputs import names_total
from kkr_allocation.readers import cells
from kkr_allocation.readers.counts import (
    CHRISTIANSO,
    ListVotes,
    Tally,
    is_no_municipality,
    left_out,
    municipality_of,
    party_in,
)
from kkr_allocation.readers.named import municipality_named, year_named
from kkr_allocation.readers.names import names_area
from kkr_allocation.sources import SourceStatus
from kkr_allocation.words import worded

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kkr_allocation.datasets import Municipality
    from kkr_allocation.readers.counts import Choices
    from kkr_allocation.readers.problems import Problems
    from kkr_allocation.readers.sheet import FoundTable, Line


_SPOILED = (form.BLANK, form.INVALID)
_TOTAL = "total"
_LIST = "list"


# What a heading can be, where a table has a column for each list or each municipality.


def names_list(heading: str) -> bool:
    """Say whether a heading is a list: a party's name, or one with its letter.

    Examples
    --------
    >>> [names_list(text) for text in ("A. Socialdemokratiet", "V", "L. Fælleslisten", "I alt")]
    [True, True, True, False]
    """
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


# What the cells say: of each list or kind of row in each municipality a figure, and the totals.


@frozen
class _Figure:
    """The votes of a list, or of a kind of row, in a municipality."""

    place: str
    kind: str
    mark: tuple[str, str]
    votes: int | None
    seats: int | None = None
    cast: int | None = None


@frozen
class _Total:
    """A row or a cell that sums up others: those of a place or of all, of a list or of all."""

    line: Line
    column: str
    stated: int
    kind: str
    place: str
    mark: tuple[str, str] | None
    above: int
    "How many figures stand above it."


@define
class _Count:
    """What was read so far of one election."""

    year: int
    lists: list[ListVotes] = field(factory=list)
    figures: list[_Figure] = field(factory=list)
    totals: list[_Total] = field(factory=list)
    stated: dict[tuple[str, str], int] = field(factory=dict)
    "Votes cast, valid votes and the electorate, by kind and municipality."
    outside: int = 0
    lost: bool = False
    "Whether a row could not be placed, so that sums over all municipalities are not known."
    _seen: dict[tuple[str, str, str], Line] = field(factory=dict)

    def add(
        self,
        place: Municipality,
        named: tuple[str, str],
        line: Line,
        column: str,
        seats: int | None,
    ) -> None:
        """Take a list's votes, or what a row that is no list says."""
        letter, title = named
        votes = line.whole(column)
        kind = form.row_kind(title) or form.row_kind(letter)
        if kind or names_total(title) or names_total(letter):
            self.other(place.name, kind or _TOTAL, line, column)
            return
        typed = form.LIST if line.has(form.LIST) else column
        shown = f"{letter} {title}".strip()
        try:
            mark = _mark(letter, title, place.name, self.year)
        except InvalidInputError as error:
            line.wrong(typed, error.what)
            mark = (letter, title)
        if (place.name, *mark) in self._seen:
            line.wrong(typed, worded("readers.list_twice", shown=shown, place=place.name))
            return
        self._seen[place.name, *mark] = line
        if votes is None and seats is None and not line.unread(column):
            line.wrong(column, worded("readers.neither_votes", shown=shown))
        self.lists.append(ListVotes(place, letter, title, votes, seats))
        self.figures.append(_Figure(place.name, _LIST, mark, votes, seats))

    def other(self, place: str, kind: str, line: Line, column: str) -> None:
        """Take a row of a municipality that is no list."""
        votes = line.whole(column) if kind != form.TURNOUT else None
        if kind in (*_SPOILED, form.ELECTORATE) and line.has(column):
            self.figures.append(_Figure(place, kind, ("", ""), votes))
        if votes is None:
            return
        if kind in (form.ELECTORATE, form.CAST_ROW, form.VALID):
            self.state(place, kind, votes, line, column)
        if kind in (form.CAST_ROW, form.VALID, _TOTAL):
            self.total(line, column, votes, kind, place, None)

    def state(self, place: str, kind: str, votes: int, line: Line, column: str) -> None:
        """Take what is said of a municipality, which must be the same wherever it is said."""
        old = self.stated.setdefault((kind, place), votes)
        if old != votes:
            line.wrong(column, worded("readers.two_figures", place=place, here=votes, before=old))

    def total(
        self,
        line: Line,
        column: str,
        stated: int,
        kind: str,
        place: str,
        mark: tuple[str, str] | None,
    ) -> None:
        """Take a total, which is held against the rest when all is read."""
        self.totals.append(_Total(line, column, stated, kind, place, mark, len(self.figures)))

    def check(self) -> int:
        """Note every total that is not the sum of what it sums up, and return how many hold."""
        held, since = 0, 0
        for total in self.totals:
            if self.lost and not total.place:
                continue
            if total.place:
                scopes = [[f for f in self.figures if f.place == total.place]]
            else:
                above = self.figures[: total.above]
                scopes = [self.figures[since : total.above], above, self.figures]
                since = total.above
            if total.mark is not None:
                scopes = [[f for f in scope if f.mark == total.mark] for scope in scopes]
            sums = [self._sums(total, scope) for scope in scopes]
            if any(total.stated in right for right in sums):
                held += 1
                self._settle(total)
                continue
            right = next((found for found in reversed(sums) if found), [])
            if right:
                total.line.wrong(total.column, _said(total.stated, right))
        return held

    def _sums(self, total: _Total, scope: Sequence[_Figure]) -> list[int]:
        """Return what the total of a scope can be: valid votes, or the votes cast."""
        listed = [f.votes for f in scope if f.kind == _LIST]
        if total.column == form.SEATS:
            seats = [f.seats for f in scope if f.kind == _LIST]
            return [sum(n for n in seats if n is not None)] if None not in seats else []
        if total.kind in (*_SPOILED, form.ELECTORATE):
            return [sum(f.votes or 0 for f in scope if f.kind == total.kind)]
        if not listed or None in listed:
            return []
        valid = sum(votes for votes in listed if votes is not None)
        spoiled = [f.votes for f in scope if f.kind in _SPOILED]
        if None in spoiled:
            return []
        cast = valid + sum(votes or 0 for votes in spoiled)
        if total.kind == form.VALID:
            return [valid]
        places = dict.fromkeys(f.place for f in scope)
        said = [self.stated.get((form.CAST_ROW, place)) for place in places]
        known = sum(n for n in said if n is not None) if None not in said else None
        if total.kind == form.CAST_ROW:
            if spoiled:
                return [cast]
            most = total.stated if total.place else known
            return [valid if most is None else max(valid, most)]
        return list(dict.fromkeys(n for n in (valid, cast, known) if n is not None))

    def _settle(self, total: _Total) -> None:
        """Keep a total that is more than the valid votes as the votes cast of its municipality."""
        if (
            total.place
            and total.kind == _TOTAL
            and total.mark is None
            and total.column != form.SEATS
        ):
            valid = sum(
                f.votes or 0 for f in self.figures if f.place == total.place and f.kind == _LIST
            )
            kind = form.VALID if total.stated == valid else form.CAST_ROW
            self.stated.setdefault((kind, total.place), total.stated)

    def of(self, kind: str) -> dict[str, int]:
        """Return what is said of each municipality."""
        return {place: votes for (said, place), votes in self.stated.items() if said == kind}


def _said(stated: int, sums: Sequence[int]) -> Bilingual:
    valid, *more = sums
    if more:
        return worded("readers.total_wrong_cast", stated=stated, valid=valid, cast=more[0])
    return worded("readers.total_wrong", stated=stated, valid=valid)


def _mark(letter: str, title: str, municipality: str, year: int) -> tuple[str, str]:
    """Return what a row's list is known by, with its letter at the name or by itself.

    A party that stands under two of its names has a row for each.
    """
    party = party_in(letter, title, year, municipality)
    letter, name = taken_apart(letter, title, municipality)
    if party is not None:
        letter, name = party.letter, name if len(name) > 1 else party.name
    return letter.casefold(), folded_name(name)


# Each layout.


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
    """Read the tables of one election, whatever their layout, and hold their totals.

    Raises
    ------
    InvalidInputError
        With all that is wrong with them.
    """
    count = _Count(year)
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
        tables[0].say(worded("readers.totals_held", held=held))
    _check_voters(count, tables, problems)
    problems.raise_if_any()
    return Tally(
        year,
        tuple(count.lists),
        count.of(form.CAST_ROW),
        notes=left_out(count.outside, CHRISTIANSO),
        status=SourceStatus.INFERRED,
        valid=count.of(form.VALID),
        eligible=count.of(form.ELECTORATE),
        reading=tuple(said for table in tables for said in table.reading.sentences()),
    )


def _say_year(table: FoundTable, year: int) -> None:
    stated = form.YEAR in table.columns or table.years
    named = None if stated else year_named(table)
    if named and named.found == str(year):
        table.say(named.said)
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
    table: FoundTable, lines: Iterable[Line], count: _Count, alone: Municipality | None
) -> None:
    """Read a row for each list."""
    votes = form.VOTES
    if votes not in table.columns:
        votes = table.years.get(count.year, {}).get(form.VOTES, form.VOTES)
    seats = form.SEATS
    if seats not in table.columns:
        seats = table.years.get(count.year, {}).get(form.SEATS, form.SEATS)
    if alone is None and form.MUNICIPALITY not in table.columns:
        return
    latest = ""
    for line in lines:
        letter, title = line.text(form.LETTER), line.text(form.LIST)
        typed = line.text(form.MUNICIPALITY) if alone is None else ""
        place, scope = alone, None
        if alone is None:
            scope = total_of(typed) if typed else None
            if scope is None and form.row_kind(typed) and not (letter or title):
                title, typed, scope = typed, "", latest
            if scope is None and not typed and latest and _is_total(letter, title):
                scope = latest
        elif _is_total(letter, title) or not (letter or title):
            scope = alone.name
        if scope is not None and (alone is None or not (letter or title)):
            _sum_up(line, (letter, title), (votes, seats), scope, count)
            continue
        if alone is None:
            place = municipality_of(line, form.MUNICIPALITY)
        if place is None:
            count.outside += is_no_municipality(typed)
            count.lost = count.lost or not is_no_municipality(typed)
            continue
        latest = place.name
        if not (letter or title):
            _say_no_list(line, table)
            continue
        stands = line.whole(seats)
        if _is_total(letter, title) and stands is not None:
            count.total(line, form.SEATS, stands, _TOTAL, place.name, None)
        count.add(place, (letter, title), line, votes, stands)
        cast = line.whole(form.CAST)
        if cast is not None:
            count.state(place.name, form.CAST_ROW, cast, line, form.CAST)


def _say_no_list(line: Line, table: FoundTable) -> None:
    if not (line.has(form.LIST) or line.has(form.LETTER)):
        column = form.LIST if form.LIST in table.columns else form.LETTER
        line.wrong(column, worded("readers.no_list"))


def _is_total(letter: str, title: str) -> bool:
    return any(form.row_kind(text) or names_total(text) for text in (letter, title))


def total_of(typed: str) -> str | None:
    """Return the municipality that a row is the total of, empty for several; None for no total.

    Examples
    --------
    >>> total_of("I alt Greve"), total_of("I alt"), total_of("Greve")
    ('Greve', '', None)
    """
    if not names_area(typed):
        return None
    words = typed.replace(":", " ").split()
    for start in range(len(words)):
        for stop in range(len(words), start, -1):
            if place := find_municipality(" ".join(words[start:stop])):
                return place.name
    return ""


def _sum_up(
    line: Line, named: tuple[str, str], columns: tuple[str, str], scope: str, count: _Count
) -> None:
    """Take a row of totals: of a municipality, or of several; of a list, a kind, or all."""
    letter, title = named
    votes, seats = (line.whole(column) for column in columns)
    kind = form.row_kind(title) or form.row_kind(letter)
    mark = None
    if not kind and (letter or title) and not (names_total(title) or names_total(letter)):
        mark = _mark(letter, title, scope, count.year)
    if votes is not None:
        if scope and kind:
            count.other(scope, kind, line, columns[0])
        elif kind != form.TURNOUT:
            count.total(line, columns[0], votes, kind or _TOTAL, scope, mark)
    if seats is not None and not kind:
        count.total(line, form.SEATS, seats, _TOTAL, scope, mark)
    cast = line.whole(form.CAST)
    if cast is not None:
        count.total(line, form.CAST, cast, form.CAST_ROW, scope, None)


def _read_wide(table: FoundTable, lines: Sequence[Line], count: _Count, problems: Problems) -> None:
    """Read a row for each municipality, and a column for each list."""
    kinds = _kinds(table, lines, problems)
    latest = ""
    for line in lines:
        typed = line.text(form.MUNICIPALITY)
        scope = total_of(typed)
        if scope is not None:
            for heading, kind in kinds.items():
                stated = line.whole(heading)
                if stated is None or kind == form.TURNOUT:
                    continue
                mark = _mark("", heading, "", count.year) if kind == _LIST else None
                count.total(line, heading, stated, _TOTAL if mark else kind, scope, mark)
            continue
        place = municipality_of(line, form.MUNICIPALITY)
        if place is None:
            count.outside += is_no_municipality(typed)
            count.lost = count.lost or not is_no_municipality(typed)
            continue
        if place.name == latest or any(f.place == place.name for f in count.figures):
            line.wrong(form.MUNICIPALITY, worded("readers.stands_twice", name=repr(typed)))
            continue
        latest = place.name
        for heading, kind in kinds.items():
            votes = line.whole(heading)
            if kind != _LIST:
                count.add(place, ("", heading if kind != _TOTAL else "I alt"), line, heading, None)
            elif votes or line.unread(heading):
                count.add(place, ("", heading), line, heading, None)


def _kinds(table: FoundTable, lines: Sequence[Line], problems: Problems) -> dict[str, str]:
    """Return what each column of figures is; one that nothing tells is noted."""
    others = [name for name in table.columns if name not in (form.MUNICIPALITY, form.YEAR)]
    kinds: dict[str, str] = {}
    unknown = []
    for heading in others:
        kind = form.row_kind(heading) or (_TOTAL if names_total(heading) else "")
        if kind or names_list(heading):
            kinds[heading] = kind or _LIST
        elif any(isinstance(cells.whole(line.cells.get(heading)), int) for line in lines):
            unknown.append(heading)
    sums = [name for name, kind in kinds.items() if kind in (_TOTAL, form.VALID)]
    listed = [name for name, kind in kinds.items() if kind == _LIST]
    for heading in unknown:
        if sums and _adds_up(lines, [*listed, *unknown], sums[0]):
            kinds[heading] = _LIST
        elif not (sums and _adds_up(lines, listed, sums[0])):
            wrong = worded("readers.perhaps_list", heading=repr(heading))
            problems.note(table.grid.sheet, wrong, row=table.reading.header)
    left = [heading for heading in others if heading not in kinds]
    if left:
        table.say(worded("readers.columns_unused", columns=", ".join(left)))
    return kinds


def _adds_up(lines: Iterable[Line], lists: Sequence[str], total: str) -> bool:
    """Say whether these columns sum to the total in every row."""
    for line in lines:
        read = {name: cells.whole(line.cells.get(name)) for name in (*lists, total)}
        stated = read.pop(total)
        if isinstance(stated, int):
            figures = [n for n in read.values() if isinstance(n, int)]
            if sum(figures) != stated:
                return False
    return True


def _read_turned(table: FoundTable, lines: Sequence[Line], count: _Count) -> None:
    """Read a row for each list, and a column for each municipality."""
    places = {name: place for name in table.columns if (place := find_municipality(name))}
    sums = [name for name in table.columns if names_total(name)]
    for line in lines:
        letter, title = line.text(form.LETTER), line.text(form.LIST)
        if not (letter or title):
            _say_no_list(line, table)
            continue
        other = _is_total(letter, title)
        for heading, place in places.items():
            if other or line.whole(heading) or line.unread(heading):
                count.add(place, (letter, title), line, heading, None)
        for heading in sums:
            stated = line.whole(heading)
            kind = form.row_kind(title) or form.row_kind(letter)
            if stated is not None and kind != form.TURNOUT:
                mark = None if other else _mark(letter, title, "", count.year)
                count.total(line, heading, stated, kind or _TOTAL, "", mark)


def _check_voters(count: _Count, tables: Sequence[FoundTable], problems: Problems) -> None:
    """Note a municipality with more votes than were cast, or more cast than may vote."""
    for place in load_municipalities():
        name = place.name
        listed = sum(f.votes or 0 for f in count.figures if f.place == name and f.kind == _LIST)
        cast = count.stated.get((form.CAST_ROW, name))
        electorate = count.stated.get((form.ELECTORATE, name))
        sheet = tables[0].grid.sheet if len(tables) == 1 else ""
        if cast is not None and cast < listed and not problems:
            problems.note(sheet, worded("readers.few_cast", place=name, cast=cast, listed=listed))
        most = max(cast or 0, listed)
        if electorate is not None and electorate < most and not problems:
            few = worded("readers.few_voters", place=name, electorate=electorate, most=most)
            problems.note(sheet, few)
